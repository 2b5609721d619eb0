"""PDFs of a plan's documents: what the Word files say, in print sets as their own files have it, or nothing at all."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from gongwen.building import BuildOptions
from gongwen.letters import LetterOptions, make_letters
from gongwen.pdf.whole import count_pages, is_ours, verify_pdf
from gongwen.problems import ExitCode, Severity, UserError
from gongwen.store import Outcome
from gongwen.unchanged import build_if_changed
from tests import test_letters_hard as hard
from tests.conftest import ROOT
from tests.font_files import font, free_set
from tests.handmade import PNG, para, part, word
from tests.pdf_text import (
    by_pdfium,
    by_pdfminer,
    fonts_of,
    free_fonts,
    outline,
    page_count,
    pdf_text,
    retyped,
    same_text,
    squeezed,
    word_text,
)
from tests.yearly import yearly

YEAR = "2023"
PLAN, MINUTES, SLIPS = f"{YEAR}/01-实施方案", f"{YEAR}/04-会议纪要", f"{YEAR}/06-整改通知单"
SETS = "03-责任书承诺书"
NO_FONT = "\U0002ebf0"
"""A character of 2023 that no font of the free set has."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def free(cache, monkeypatch) -> None:
    """This process has the free fonts alone."""
    for name, value in free_fonts(cache).items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def built(tmp_path_factory, cache) -> Path:
    """The outputs of the example, built once; the tests only read them."""
    folder = tmp_path_factory.mktemp("built") / "工作"
    shutil.copytree(ROOT / "inputs", folder / "inputs")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in free_fonts(cache).items():
            patch.setenv(name, value)
        result = build_if_changed(BuildOptions(plan=folder / "inputs" / "plan.yaml"), lambda _: None)
    assert result.exit_code is ExitCode.DONE, result.problems
    return folder / "outputs"


@pytest.fixture
def made(built, tmp_path) -> Path:
    """A copy of the built workspace."""
    shutil.copytree(built.parent, tmp_path / "工作")
    return tmp_path / "工作"


def build(folder: Path, *ids: str, **options):
    """The result of a build, and what was reported."""
    lines: list[str] = []
    result = build_if_changed(BuildOptions(plan=folder / "inputs" / "plan.yaml", ids=ids, **options), lines.append)
    return result, lines


def letters(folder: Path, *ids: str, **options):
    return make_letters(
        LetterOptions(plan=folder / "inputs" / "plan.yaml", ids=ids, **options), lambda _: None, lambda *_: None
    )


def codes(result) -> list[str]:
    return [problem.code for problem in result.problems]


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "inputs" / name
    encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
    text = path.read_text(encoding=encoding)
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding=encoding)


def members(print_set: Path) -> list[Path]:
    """The letters that a print set is made of, in their order."""
    return sorted(path for path in print_set.parent.parent.glob("*.docx") if path.name[:3].isdigit())


# ---------------------------------------------------------------- which, and what they say
def test_every_paper_register_and_print_set_has_a_pdf_and_nothing_else(built):
    files = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    words = {name for name in files if name.endswith(".docx")}
    single = {name for name in words if re.match(r"\d{3}-", name.rpartition("/")[2])}
    assert len(single) == 128 + 9
    assert {name for name in files if name.endswith(".pdf")} == {f"{name[:-5]}.pdf" for name in words - single}
    assert f"{YEAR}/00-办理清单.pdf" in files
    assert sum("（打印）.pdf" in name for name in files) == 6
    assert sum("签收表.pdf" in name for name in files) == 5


def papers(built: Path) -> list[Path]:
    """The PDFs of single papers: no print sets, none of the dossier, which stands beside no Word file."""
    found = (path for path in built.rglob("*.pdf") if path.parent.name != "打印")
    return sorted(path for path in found if path.with_suffix(".docx").exists())


@pytest.mark.parametrize("read", [by_pdfminer, by_pdfium])
def test_a_pdf_says_what_its_word_file_says(built, read):
    gap_lists = [path for path in papers(built) if "缺项清单" in path.name]
    assert len(papers(built)) == 8 + 5 + len(gap_lists)
    assert len(gap_lists) > 1
    for path in papers(built):
        same_text(read(path), path.with_suffix(".docx").read_bytes())


def set_pages(path: Path, files: list[bytes], copies: int, read) -> list[int]:
    """Check each page of a print set; gives the page on which each letter begins."""
    pages, starts, at = read(path), [], 0
    for data in files:
        text = word_text(data)
        for _ in range(copies):
            if at % 2:
                assert pages[at] == "", "a letter begins on a front side"
                at += 1
            starts.append(at)
            said, number = "", 0
            while said != text:
                number += 1
                page = pages[at].removeprefix(f"—{number}—")
                for header in {squeezed("序号工作任务承担方式完成时限考核依据")} if number > 1 else ():
                    page = page.removeprefix(header)
                said += page
                at += 1
                assert text.startswith(said), (path.name, at, said[-40:])
    assert at == len(pages)
    return starts


@pytest.mark.parametrize(("title", "copies"), [
    ("精神文明建设目标责任书", 2), ("党风廉政建设责任书", 2), ("做遵纪守法好公民承诺书", 1), ("廉洁自律承诺书", 1),
    ("无烟办公承诺书", 1),
])  # fmt: skip
def test_a_print_set_holds_every_letter_as_often_as_it_is_signed(built, title, copies):
    (path,) = built.rglob(f"{title}（打印）.pdf")
    files = [each.read_bytes() for each in members(path)]
    starts = set_pages(path, files, copies, by_pdfium)
    entries = outline(path)
    people = [entry for entry in entries if entry[0] == 1]
    assert [page for _, _, page in people] == starts[::copies]
    assert all(page % 2 == 0 for _, _, page in entries)
    names = [each.stem.split("-") for each in members(path)]
    departments = [entry for entry in entries if entry[0] == 0]
    assert [title for _, title, _ in departments] == list(dict.fromkeys(name[1] for name in names))
    assert [(page, name) for _, name, page in people] == [
        (page, name[2] if len(name) > 2 else person)
        for page, name, (_, person, _) in zip(starts[::copies], names, people, strict=True)
    ]
    by_page = {page: title for _, title, page in departments}
    current = ""
    for page, name in zip(starts[::copies], names, strict=True):
        current = by_page.get(page, current)
        assert current == name[1], "each person stands below the own department"


def test_slips_are_bookmarked_by_their_names(built):
    (path,) = built.rglob("精神文明创建工作整改通知单（打印）.pdf")
    starts = set_pages(path, [each.read_bytes() for each in members(path)], 1, by_pdfminer)
    assert outline(path) == [(0, each.stem, start) for each, start in zip(members(path), starts, strict=True)]


def test_a_paper_has_its_headings_in_the_outline(built):
    entries = outline(built / f"{PLAN}.pdf")
    assert [(level, title) for level, title, _ in entries[:2]] == [
        (0, "2023年精神文明建设工作实施方案"),
        (1, "一、指导思想"),
    ]
    assert [page for _, _, page in entries] == sorted(page for _, _, page in entries)


def test_certificates_are_one_pdf_beside_their_file(tmp_path, free):
    folder = yearly(tmp_path / "工作")
    result, _ = build(folder, "certs")
    assert [name for name, _ in result.outcomes] == [f"{YEAR}/16-荣誉证书.docx", f"{YEAR}/16-荣誉证书.pdf"]
    same_text(
        by_pdfium(folder / "outputs" / YEAR / "16-荣誉证书.pdf"),
        (folder / "outputs" / YEAR / "16-荣誉证书.docx").read_bytes(),
    )


def test_equal_inputs_give_equal_pdfs_and_the_second_build_says_so(made, built, free):
    result, lines = build(made)
    assert any("无变化" in line for line in lines) or any("没有变化" in line for line in lines)
    assert [name for name, outcome in result.outcomes if outcome is not Outcome.UNCHANGED] == []
    shutil.rmtree(made / "outputs")
    shutil.rmtree(made / ".gongwen")
    build(made)
    for path in built.rglob("*.pdf"):
        assert path.read_bytes() == (made / "outputs" / path.relative_to(built)).read_bytes(), path.name


def test_a_new_font_is_another_build(workspace, cache, run_cli, tmp_path):
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for path in free_set().iterdir():
        (fonts / path.name).symlink_to(path)
    machine = fonts_of(fonts, cache)
    assert run_cli("build", "minutes", cwd=workspace, **machine).returncode == 0
    assert "没有变化" in run_cli("build", "minutes", cwd=workspace, **machine).stderr
    font(fonts / "kai.ttf", "华文行楷")
    assert "没有变化" not in run_cli("build", "minutes", cwd=workspace, **machine).stderr
    assert "没有变化" in run_cli("build", "minutes", cwd=workspace, **machine).stderr


# ---------------------------------------------------------------- what a person changed
def test_the_pdf_of_an_edited_paper_is_printed_from_the_edited_file(made, free):
    retyped(made / "outputs" / f"{MINUTES}.docx", "会议", "碰头会")
    result, _ = build(made, "minutes")
    assert result.exit_code is ExitCode.REFUSED
    outcomes = dict(result.outcomes)
    assert outcomes[f"{MINUTES}.docx"] is Outcome.KEPT
    assert outcomes[f"{MINUTES}.pdf"] is Outcome.MADE
    assert "碰头会" in pdf_text(made / "outputs" / f"{MINUTES}.pdf")
    same_text(by_pdfium(made / "outputs" / f"{MINUTES}.pdf"), (made / "outputs" / f"{MINUTES}.docx").read_bytes())


def test_an_edited_letter_stands_in_its_place_in_the_pdf_set(made, free):
    (print_set,) = (made / "outputs").rglob("无烟办公承诺书（打印）.pdf")
    before = page_count(print_set)
    third = members(print_set)[2]
    retyped(third, "不吸烟", "谢绝吸烟")
    result = letters(made, "L5")
    assert result.exit_code is ExitCode.REFUSED
    starts = set_pages(print_set, [each.read_bytes() for each in members(print_set)], 1, by_pdfium)
    assert page_count(print_set) == before
    assert "谢绝吸烟" in by_pdfium(print_set)[starts[2]]
    assert "谢绝吸烟" not in "".join(by_pdfium(print_set)[: starts[2]])
    assert "谢绝吸烟" not in part(print_set.with_suffix(".docx").read_bytes()).decode()


def test_an_edited_slip_stands_in_its_place_in_the_pdf_set(made, free):
    (print_set,) = (made / "outputs" / SLIPS).rglob("*（打印）.pdf")
    retyped(members(print_set)[1], "整改", "立即整改")
    build(made, "rectify")
    starts = set_pages(print_set, [each.read_bytes() for each in members(print_set)], 1, by_pdfium)
    assert "立即整改" in by_pdfium(print_set)[starts[1]]


def test_a_file_that_is_no_word_file_any_more_has_no_pdf_and_the_old_one_stays(made, free):
    old = (made / "outputs" / f"{MINUTES}.pdf").read_bytes()
    (made / "outputs" / f"{MINUTES}.docx").write_bytes(b"edit")
    result, _ = build(made, "minutes")
    assert result.exit_code is ExitCode.PARTIAL
    (problem,) = [each for each in result.problems if each.code == "package.kind"]
    assert problem.place.file == f"{MINUTES}.docx"
    assert (made / "outputs" / f"{MINUTES}.pdf").read_bytes() == old


def test_a_pdf_that_a_person_changed_is_kept_until_forced(made, free):
    path = made / "outputs" / f"{MINUTES}.pdf"
    whole = path.read_bytes()
    path.write_bytes(whole + b"% note\n")
    change(made, "plan.yaml", "澜药检, year: 2023, seq: 6}", "澜药检, year: 2023, seq: 7}")
    result, _ = build(made, "notice", "minutes")
    assert result.exit_code is ExitCode.REFUSED
    assert [each.place.file for each in result.problems if each.code == "store.edited"] == [f"{MINUTES}.pdf"]
    assert path.read_bytes() == whole + b"% note\n"
    assert "〔2023〕7号" in pdf_text(made / "outputs" / f"{YEAR}/01-实施方案（印发稿）.pdf")
    assert build(made, "minutes", force=True)[0].exit_code is ExitCode.DONE
    assert path.read_bytes() == whole


def test_a_pdf_that_is_open_elsewhere_is_left(made, free):
    path = made / "outputs" / f"{MINUTES}.pdf"
    retyped(path.with_suffix(".docx"), "会议", "碰头会")
    path.with_name(f".~lock.{path.name}#").write_text("")
    result, _ = build(made, "minutes")
    assert dict(result.outcomes)[f"{MINUTES}.pdf"] is Outcome.LOCKED
    assert result.exit_code is ExitCode.PARTIAL


def test_new_prints_edited_letters_once(made, free):
    (print_set,) = (made / "outputs").rglob("无烟办公承诺书（打印）.pdf")
    retyped(members(print_set)[2], "不吸烟", "谢绝吸烟")
    letters(made, "L5", new=True)
    fresh = print_set.with_name("无烟办公承诺书（打印-新增1）.pdf")
    assert [title for level, title, _ in outline(fresh) if level == 0] == ["财务科"]
    assert not fresh.with_suffix(".docx").exists()
    letters(made, "L5", new=True)
    assert not print_set.with_name("无烟办公承诺书（打印-新增2）.pdf").exists()
    letters(made, "L5", new=True, pdf=False)
    assert len(list(print_set.parent.iterdir())) == 3


# ---------------------------------------------------------------- with and without
def test_no_pdf_makes_none_and_leaves_those_there(made, free):
    path = made / "outputs" / f"{YEAR}/01-实施方案（印发稿）.pdf"
    before = path.read_bytes()
    change(made, "plan.yaml", "澜药检, year: 2023, seq: 6}", "澜药检, year: 2023, seq: 7}")
    result, _ = build(made, pdf=False)
    assert (result.exit_code, path.read_bytes()) == (ExitCode.DONE, before)
    shutil.rmtree(made / "outputs")
    result, _ = build(made, "plan", pdf=False)
    assert [name for name, _ in result.outcomes] == [f"{PLAN}.docx"]
    assert [each.name for each in (made / "outputs").rglob("*.*")] == ["01-实施方案.docx"]


def test_without_fonts_everything_else_is_made_and_one_line_says_how_to_get_them(run_cli, workspace, tmp_path):
    (tmp_path / "none").mkdir()
    machine = fonts_of(tmp_path / "none", tmp_path / "cache")
    done = run_cli("build", "plan", "ledger", "rectify", cwd=workspace, **machine)
    assert done.returncode == 0
    (line,) = [line for line in done.stderr.splitlines() if "PDF" in line]
    assert "gongwen fonts install" in line
    suffixes = [path.suffix for path in (workspace / "outputs").rglob("*") if path.is_file()]
    assert (suffixes.count(".docx"), suffixes.count(".xlsx"), suffixes.count(".pdf")) == (1 + 9 + 1, 1, 0)
    asked = run_cli("letters", "L5", "--pdf", cwd=workspace, **machine)
    assert asked.returncode == 5
    assert "错误: 本机没有能印" in asked.stderr
    assert "PDF" not in run_cli("letters", "L5", "--no-pdf", cwd=workspace, **machine).stderr
    assert "PDF" not in run_cli("letters", "L5", "--no-print", cwd=workspace, **machine).stderr


def test_the_fonts_that_stand_in_are_said_once_and_in_the_checklist(run_cli, built, workspace, cache):
    done = run_cli("build", "plan", "minutes", cwd=workspace, **free_fonts(cache))
    assert done.stderr.count("“仿宋_GB2312”以“Gongwen FangSong”代替") == 1
    assert "“仿宋_GB2312”以“GongwenFangSong”代替" in word_text((built / f"{YEAR}/00-办理清单.docx").read_bytes())


def test_dry_run_writes_nothing_and_names_the_pdfs(workspace, free):
    result, lines = build(workspace, "plan", "rectify", dry_run=True)
    assert f"将生成：{PLAN}.pdf" in lines
    assert f"将生成：{SLIPS}/打印/精神文明创建工作整改通知单（打印）.pdf" in lines
    assert {outcome for _, outcome in result.outcomes} == {Outcome.WOULD_MAKE}
    assert [path.name for path in workspace.iterdir()] == ["inputs"]


def test_summaries_and_notices_of_the_ledger_have_pdfs(run_cli, workspace, cache):
    machine = free_fonts(cache)
    done = run_cli("summary", "--json", cwd=workspace, **machine)
    assert [each["path"] for each in json.loads(done.stdout)["files"]] == [
        f"{YEAR}/09-年度总结.docx",
        f"{YEAR}/09-年度总结.pdf",
    ]
    assert run_cli("ledger", "build", cwd=workspace, **machine).returncode == 0
    status = ("ledger", "status", "--notice", "--as-of", "2023-06-30")
    run_cli(*status, "--no-pdf", cwd=workspace, **machine)
    folder = workspace / "outputs" / YEAR / "催办单"
    assert folder.is_dir()
    assert not list(folder.glob("*.pdf"))
    run_cli(*status, cwd=workspace, **machine)
    words = list(folder.glob("*.docx"))
    assert words
    assert sorted(folder.glob("*.pdf")) == sorted(path.with_suffix(".pdf") for path in words)
    same_text(by_pdfium(words[0].with_suffix(".pdf")), words[0].read_bytes())


def test_a_folder_of_the_dossier_that_is_named_like_a_pdf_is_refused(workspace):
    change(workspace, "plan.yaml", "    output: 10-迎检档案/", "    output: 01-实施方案.PDF")
    with pytest.raises(UserError) as caught:
        build(workspace, dry_run=True)
    (problem,) = caught.value.problems
    assert problem.code == "output.kind"
    assert "文件夹" in problem.what


# ---------------------------------------------------------------- what cannot be printed
def test_a_character_without_a_font_leaves_its_paper_without_pdf(made, free):
    old = (made / "outputs" / f"{PLAN}.pdf").read_bytes()
    change(made, "plan.yaml", "提高认识", f"提高{NO_FONT}认识")
    result, _ = build(made, "plan", "minutes")
    assert result.exit_code is ExitCode.PARTIAL
    (problem,) = [each for each in result.problems if each.code == "pdf.missing_character"]
    assert problem.severity is Severity.ERROR
    assert problem.place.file == f"{PLAN}.docx"
    assert "U+2EBF0" in problem.what
    assert f"提高{NO_FONT}认识" in problem.what
    assert NO_FONT in word_text((made / "outputs" / f"{PLAN}.docx").read_bytes())
    assert (made / "outputs" / f"{PLAN}.pdf").read_bytes() == old
    assert dict(result.outcomes)[f"{MINUTES}.pdf"] is Outcome.UNCHANGED


def test_a_name_without_a_font_is_named_with_its_row(workspace, free):
    change(workspace, "roster.csv", ",秦算之,", f",秦{NO_FONT},")
    change(workspace, "roster.csv", ",陶乐群,", f",陶{NO_FONT},")
    result = letters(workspace, "L4", "L5")
    assert result.exit_code is ExitCode.PARTIAL
    found = [each for each in result.problems if each.code == "pdf.missing_character"]
    rows = (workspace / "inputs" / "roster.csv").read_text(encoding="utf-8-sig").splitlines()
    lines = {
        name: next(number for number, row in enumerate(rows, 1) if name in row)
        for name in (f"秦{NO_FONT}", f"陶{NO_FONT}")
    }
    sets = [each for each in found if each.place.line]
    assert [(each.place.file, each.place.line) for each in sets] == [
        ("roster.csv", lines[f"秦{NO_FONT}"]), ("roster.csv", lines[f"陶{NO_FONT}"]), ("roster.csv", lines[f"秦{NO_FONT}"]),
    ]  # fmt: skip
    assert f"《廉洁自律承诺书》秦{NO_FONT}（" in sets[0].what
    names = {path.name for path in (workspace / "outputs").rglob("*（打印*")}
    assert names == {"廉洁自律承诺书（打印）.docx", "无烟办公承诺书（打印）.docx"}
    assert len(list((workspace / "outputs").rglob("0*-*.docx"))) == 42 + 8
    assert not (workspace / ".gongwen" / "printed.json").exists(), "--new prints them when there is a font"
    assert sorted(each.place.file.rpartition("/")[2] for each in found if not each.place.line) == [
        "廉洁自律承诺书签收表.docx", "无烟办公承诺书签收表.docx",
    ]  # fmt: skip


@pytest.mark.parametrize("spoil", ["character", "file"])
def test_a_print_set_that_stays_as_it_was_is_said_to_be_old(workspace, free, spoil):
    assert "pdf.old_print_set" not in codes(letters(workspace, "L5"))
    (print_set,) = (workspace / "outputs").rglob("*（打印）.pdf")
    old = print_set.read_bytes()
    if spoil == "character":
        change(workspace, "roster.csv", ",陶乐群,", f",陶{NO_FONT},")
    else:
        members(print_set)[2].write_bytes(b"edit")
    result = letters(workspace, "L5")
    assert result.exit_code is ExitCode.PARTIAL
    (problem,) = [each for each in result.problems if each.code == "pdf.old_print_set"]
    name = print_set.relative_to(workspace / "outputs").as_posix()
    assert str(problem) == f"警告: 打印集没有更新，仍是以前的：{name}"
    assert print_set.read_bytes() == old
    print_set.unlink()
    assert "pdf.old_print_set" not in codes(letters(workspace, "L5"))


def test_what_a_template_of_ones_own_has_beyond_our_reader_is_a_warning(workspace, free):
    folder = workspace / "templates"
    folder.mkdir()
    shutil.copy(ROOT / "templates" / "普通文稿.docx", folder)
    formula = (
        '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        "<m:r><m:t>a=b</m:t></m:r></m:oMath></w:p><w:sectPr"
    )
    retyped(folder / "普通文稿.docx", "<w:sectPr", formula)
    result, _ = build(workspace, "plan")
    assert result.exit_code is ExitCode.DONE
    (problem,) = [each for each in result.problems if each.code == "pdf.unknown"]
    assert (problem.severity, problem.place.file) == (Severity.WARNING, f"{PLAN}.docx")
    assert "公式" in problem.what
    assert build(workspace, "plan", strict=True)[0].exit_code is ExitCode.FINDINGS


def test_letters_with_pictures_have_a_pdf_set_alone(workspace, free):
    change(workspace, "roster.csv", "工号,", "照片,工号,")
    path = workspace / "inputs" / "roster.csv"
    head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([head, *(f"1.png,{row}" for row in rows)]), encoding="utf-8-sig")
    (workspace / "inputs" / "1.png").write_bytes(PNG)
    (workspace / "templates").mkdir()
    (workspace / "templates" / "我的.docx").write_bytes(word(para("本人{{ 姓名 }}承诺。") + para("{{ 照片 }}")))
    change(
        workspace, "plan.yaml", "    title: 无烟办公承诺书\n", "    title: 无烟办公承诺书\n    template: 我的.docx\n"
    )
    result = letters(workspace, "L5")
    assert result.exit_code is ExitCode.DONE
    (hint,) = [each for each in result.problems if each.code == "letter.no_print_set"]
    assert hint.severity is Severity.HINT
    (path,) = (workspace / "outputs").rglob("*（打印）*")
    assert path.suffix == ".pdf"
    assert page_count(path) == 2 * 8 - 1
    assert by_pdfium(path)[0] == "本人陶乐群承诺。"


def test_a_long_print_set_goes_on_in_a_second_pdf(tmp_path, free):
    folder = hard.workspace(tmp_path / "工作", hard.people(602), para("本人{{ 姓名 }}。"))
    hard.run(folder, pdf=None)
    printed = folder / "outputs" / "2026" / "承诺书" / "打印"
    files = members(printed / "承诺书（打印-1）.pdf")
    assert [page_count(path) for path in sorted(printed.glob("*.pdf"))] == [2 * 600 - 1, 2 * 2 - 1]
    retyped(files[300], "本人", "我")
    hard.run(folder, pdf=None)
    first, second = sorted(printed.glob("*.pdf"))
    assert [page_count(path) for path in (first, second)] == [2 * 601 - 1, 2 * 1 - 1], "as the Word files go on"
    assert by_pdfium(first)[600].startswith("我")
    assert len(list(printed.iterdir())) == 4


# ---------------------------------------------------------------- whole files
def test_a_pdf_that_is_not_whole_never_gets_its_name(built, workspace, free, monkeypatch, tmp_path):
    data = (built / f"{MINUTES}.pdf").read_bytes()
    assert count_pages(data) == page_count(built / f"{MINUTES}.pdf")
    assert is_ours(data)
    at = data.index(b"/Type/Page/")
    assert data.count(b"\n3 0 obj\n") == 1
    for broken in (
        b"",
        data[:-5],
        data[: len(data) // 2],
        data.replace(b"\n3 0 obj\n", b"\n3 0 obx\n"),
        data[:at] + b"/Type/Pagf/" + data[at + 11 :],
        data[:20] + b"\n" + data[20:],
    ):
        path = tmp_path / "x.pdf"
        path.write_bytes(broken)
        with pytest.raises(OSError, match="不完整"):
            verify_pdf(path)
        assert not is_ours(broken)
    assert not is_ours(data + b" ")
    monkeypatch.setattr("gongwen.pdf.printing.PdfFile.close", lambda *_: None)
    result, _ = build(workspace, "minutes")
    assert dict(result.outcomes) == {f"{MINUTES}.docx": Outcome.MADE}
    assert codes(result)[0] == "pdf.not_whole"
    assert result.exit_code is ExitCode.PARTIAL
    assert not (workspace / "outputs" / f"{MINUTES}.pdf").exists()
    assert list((workspace / ".gongwen" / "staging").iterdir()) == []
