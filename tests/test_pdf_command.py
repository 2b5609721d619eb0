"""`gongwen pdf`: any Word files printed, beside themselves, elsewhere or into one; what cannot be printed is named."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sys
import time
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest

from gongwen.pdf import office
from gongwen.pdf.files import LIBREOFFICE, PdfOptions, print_files
from gongwen.pdf.printing import Press
from gongwen.problems import ExitCode, Severity, UserError
from gongwen.store import Outcome
from tests.handmade import SECTION, para, run, word
from tests.pdf_text import by_pdfium, fonts_of, free_fonts, outline, page_count, pdf_text, retyped
from tests.rendering import require_office

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED = OLD + "EncryptedPackage".encode("utf-16-le")
PAGE = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
HEADING = '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>{}</w:p>'
FORMULA = '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>a</m:t></m:r></m:oMath></w:p>'


@pytest.fixture(scope="module")
def machine(tmp_path_factory) -> dict[str, str]:
    return free_fonts(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def here(machine, monkeypatch, tmp_path) -> Path:
    """A folder that is no workspace, in which this process stands with the free fonts alone."""
    for name, value in machine.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pdf(*sources: str, **options):
    return print_files(PdfOptions(sources, **options), lambda _: None, lambda *_: None)


def outcomes(result) -> dict[str, Outcome]:
    return {str(line.target): line.outcome for line in result.lines}


def codes(result) -> list[str]:
    return [each.code for each in result.problems if each.severity is not Severity.HINT]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ---------------------------------------------------------------- where to
def test_a_file_is_printed_beside_itself_and_again_without_a_change(run_cli, machine, tmp_path):
    (tmp_path / "通知.docx").write_bytes(word(para("各科室：") + PAGE + para("特此通知。")))
    done = run_cli("pdf", "通知.docx", cwd=tmp_path, **machine)
    assert (done.returncode, done.stdout) == (0, "已生成：通知.pdf（2页）\n")
    assert "Traceback" not in done.stderr
    assert by_pdfium(tmp_path / "通知.pdf") == ["各科室：", "特此通知。"]
    assert names(tmp_path) == ["通知.docx", "通知.pdf"]
    made = (tmp_path / "通知.pdf").read_bytes()
    done = run_cli("pdf", "通知.docx", "--json", cwd=tmp_path, **machine)
    (file,) = json.loads(done.stdout)["files"]
    assert file == {"path": "通知.pdf", "sources": ["通知.docx"], "outcome": "unchanged", "pages": 2}
    assert (tmp_path / "通知.pdf").read_bytes() == made
    assert run_cli("pdf", "通知.docx", "--quiet", cwd=tmp_path, **machine).stdout == ""


def test_folders_and_patterns_give_the_word_files_in_them(here):
    for name in ("a.docx", "b.DOCX", "~$a.docx", ".~c.docx", "d.doc", "子/e.docx", "子/打印/f.docx", "[1].docx"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes(word(para(name)))
    assert outcomes(pdf(".", "a.docx", str(here / "a.docx"))) == dict.fromkeys(
        ["[1].pdf", "a.pdf", "b.pdf"], Outcome.MADE
    )
    assert set(outcomes(pdf("子/*"))) == {"子/e.pdf"}
    assert set(outcomes(pdf("**/*.docx"))) == {"[1].pdf", "a.pdf", "子/e.pdf", "子/打印/f.pdf"}
    assert set(outcomes(pdf("[1].docx"))) == {"[1].pdf"}
    (here / "空").mkdir()
    empty = pdf("空", "没有*.docx")
    assert (empty.exit_code, codes(empty)) == (ExitCode.UNUSABLE, ["pdf.nothing", "pdf.nothing"])


def test_another_folder_takes_all_and_two_of_one_name_are_told(here):
    for name in ("甲/表.docx", "乙/表.docx", "乙/单.docx"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_bytes(word(para(name)))
    result = pdf("甲", "乙", folder=Path("出") / "里")
    assert names(here / "出" / "里") == ["单.pdf", "表.pdf"]
    assert pdf_text(here / "出" / "里" / "表.pdf") == "甲/表.docx"
    assert (result.exit_code, codes(result)) == (ExitCode.PARTIAL, ["pdf.doubled"])
    assert result.problems[0].place.file == str(Path("乙/表.docx"))


def test_dry_run_writes_nothing(here):
    (here / "a.docx").write_bytes(word(para("甲")))
    assert outcomes(pdf("a.docx", dry_run=True)) == {"a.pdf": Outcome.WOULD_MAKE}
    assert outcomes(pdf("a.docx", dry_run=True, folder=Path("出"))) == {"出/a.pdf": Outcome.WOULD_MAKE}
    assert outcomes(pdf("a.docx", dry_run=True, merge=Path("全.pdf"))) == {"全.pdf": Outcome.WOULD_MAKE}
    assert names(here) == ["a.docx"]


# ---------------------------------------------------------------- into one
@pytest.mark.parametrize("duplex", [False, True])
def test_merged_files_are_bookmarks_with_their_headings_below(here, duplex):
    for name, text in (("一", "总则"), ("二", "附则"), ("三", "说明")):
        (here / f"{name}.docx").write_bytes(
            word(HEADING.format(run(text)) + (PAGE if name == "二" else "") + para("正文"))
        )
    result = pdf("一.docx", "二.docx", "三.docx", merge=Path("全.pdf"), duplex=duplex)
    assert result.exit_code is ExitCode.DONE
    starts = (0, 2, 4) if duplex else (0, 1, 3)
    assert outline(here / "全.pdf") == [
        (0, "一", starts[0]), (1, "总则", starts[0]), (0, "二", starts[1]), (1, "附则", starts[1]), (0, "三", starts[2]),
        (1, "说明", starts[2]),
    ]  # fmt: skip
    (line,) = result.lines
    assert line.pages == page_count(here / "全.pdf") == starts[2] + 1
    assert pdf_text(here / "全.pdf") == "总则正文附则正文说明正文"
    assert names(here) == ["一.docx", "三.docx", "二.docx", "全.pdf"]


def test_a_blank_back_has_the_size_of_its_sheet(here):
    a3 = SECTION.format(references="").replace('w:w="11906" w:h="16838"', 'w:w="16838" w:h="23811"')
    for name, section in (("一", ""), ("二", a3), ("三", "")):
        (here / f"{name}.docx").write_bytes(word(para(name), section=section))
    pdf("一.docx", "二.docx", "三.docx", merge=Path("全.pdf"), duplex=True)
    with pypdfium2.PdfDocument(here / "全.pdf") as document:
        widths = [round(page.get_width()) for page in document]
    assert widths == [595, 595, 842, 842, 595]
    assert by_pdfium(here / "全.pdf") == ["一", "", "二", "", "三"]


def test_a_yen_sign_in_fangsong_is_drawn_by_a_face_that_has_it(here):
    fonts = '<w:rFonts w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/>'
    (here / "a.docx").write_bytes(word(para(run("人民币￥元整", fonts))))
    pdf("a.docx")
    with pdfplumber.open(here / "a.pdf") as document:
        chars = document.pages[0].chars
    assert "".join(char["text"] for char in chars) == "人民币￥元整"
    assert {char["fontname"].partition("+")[2] for char in chars if char["text"] == "￥"} == {"NotoSerifSC-Regular"}
    assert {char["fontname"].partition("+")[2] for char in chars if char["text"] != "￥"} == {"GongwenFangSong-Regular"}
    steps = {round(b["x0"] - a["x0"], 1) for a, b in itertools.pairwise(chars)}
    assert steps == {round(chars[0]["size"], 1)}, "each is 1 em wide"


def test_nothing_is_merged_where_a_file_cannot_be_printed(here):
    (here / "a.docx").write_bytes(word(para("甲")))
    (here / "b.docx").write_bytes(b"PK")
    result = pdf("a.docx", "b.docx", merge=Path("全.pdf"))
    assert (result.exit_code, codes(result)) == (ExitCode.UNUSABLE, ["package.kind", "pdf.not_merged"])
    (here / "b.docx").write_bytes(word(para("乙\ue123丙")))
    result = pdf("a.docx", "b.docx", merge=Path("全.pdf"))
    assert (result.exit_code, codes(result)) == (ExitCode.PARTIAL, ["pdf.missing_character", "pdf.not_merged"])
    for missing in ("没有.docx", "没有*.docx"):
        assert pdf("a.docx", missing, merge=Path("全.pdf")).exit_code is ExitCode.UNUSABLE
    assert not (here / "全.pdf").exists()


@pytest.mark.parametrize(("arguments", "words"), [
    (("--duplex", "a.docx"), "--merge"), (("--merge", "a.docx", "b.docx"), "a.docx"), ((), "缺少参数"),
    (("a.docx", "--merge", "x.pdf", "--engine", "libreoffice"), "自带的引擎"), (("a.docx", "--engine", "word"), "libreoffice"),
])  # fmt: skip
def test_options_that_do_not_go_together(run_cli, tmp_path, arguments, words):
    done = run_cli("pdf", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr


# ---------------------------------------------------------------- what cannot be printed
def test_each_bad_file_is_told_in_a_line_and_the_others_go_on(run_cli, machine, tmp_path):
    bad = {
        "旧.doc": (OLD, "旧格式"), "旧.wps": (OLD, "旧格式"), "密.docx": (LOCKED, "打开密码"), "断.docx": (word(para("甲"))[:400], "损坏"),
        "空.docx": (b"", "空的"), "假.docx": (b"text", "内容不是"), "网.docx": (b"<html>", "网页"),
    }  # fmt: skip
    for name, (data, _) in bad.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "好.docx").write_bytes(word(para("好")))
    done = run_cli("pdf", *bad, "没有.docx", "好.docx", "-v", cwd=tmp_path, **machine)
    assert (done.returncode, done.stdout) == (7, "已生成：好.pdf（1页）\n")
    for name, (_, words) in {**bad, "没有.docx": (b"", "找不到")}.items():
        (line,) = [line for line in done.stderr.splitlines() if line.startswith(f"错误: {name} ")]
        assert words in line
    assert "Traceback" not in done.stderr
    assert names(tmp_path) == sorted([*bad, "好.docx", "好.pdf"])
    assert run_cli("pdf", *bad, cwd=tmp_path, **machine).returncode == 3


def test_a_fault_of_the_typesetter_costs_one_pdf_and_tells_no_name(here, monkeypatch):
    whole = Press.add

    def add(press, file, **how):
        if "王某" in "".join(getattr(piece, "text", "") for block in file.blocks() for piece in block.pieces):
            raise IndexError("王某")
        return whole(press, file, **how)

    monkeypatch.setattr(Press, "add", add)
    for name, text in {"a.docx": "甲", "b.docx": "王某", "c.docx": "丙"}.items():
        (here / name).write_bytes(word(para(text)))
    result = pdf("a.docx", "b.docx", "c.docx")
    assert (result.exit_code, codes(result)) == (ExitCode.PARTIAL, ["pdf.fault"])
    assert names(here) == ["a.docx", "a.pdf", "b.docx", "c.docx", "c.pdf"]
    (problem,) = (each for each in result.problems if each.code == "pdf.fault")
    assert problem.place.file == "b.docx"
    assert "IndexError" in problem.what
    assert "王某" not in str(problem)
    result = pdf("a.docx", "b.docx", "b.docx", merge=Path("全.pdf"))
    assert codes(result) == ["pdf.fault", "pdf.not_merged"]
    assert not (here / "全.pdf").exists()


def test_a_character_without_a_font_is_named_with_the_words_round_it(here):
    (here / "a.docx").write_bytes(word(para("甲") + para("本人姓", run("王\U0002ebf0，"), "住本市")))
    (here / "b.docx").write_bytes(word(para("乙\ue123")))
    (here / "c.docx").write_bytes(word(para("丙")))
    result = pdf("a.docx", "b.docx", "c.docx")
    assert result.exit_code is ExitCode.PARTIAL
    rare, private = (each for each in result.problems if each.code == "pdf.missing_character")
    assert rare.place.file == "a.docx"
    assert "U+2EBF0" in rare.what
    assert "“本人姓王\U0002ebf0，住本市”" in rare.what
    assert "U+E123" in private.what
    assert "造字" in private.remedy
    assert names(here) == ["a.docx", "b.docx", "c.docx", "c.pdf"]


def test_without_fonts_it_ends_with_5_and_says_so_once(run_cli, tmp_path):
    for name in ("a.docx", "b.docx"):
        (tmp_path / name).write_bytes(word(para("甲")))
    (tmp_path / "fonts").mkdir()
    done = run_cli("pdf", "a.docx", "b.docx", cwd=tmp_path, **fonts_of(tmp_path / "fonts", tmp_path / "cache"))
    assert done.returncode == 5
    assert done.stderr.count("没有能印") == 1
    assert "gongwen fonts install" in done.stderr


def test_what_is_not_printed_as_word_would_is_a_warning_and_strict_ends_with_4(here):
    (here / "a.docx").write_bytes(word(para("甲") + FORMULA * 6))
    result = pdf("a.docx")
    assert (result.exit_code, codes(result)) == (ExitCode.DONE, ["pdf.unknown"])
    assert "公式" in result.problems[0].what
    assert result.problems[0].place.file == "a.docx"
    assert pdf("a.docx", strict=True).exit_code is ExitCode.FINDINGS
    assert pdf("a.docx", strict=True, merge=Path("全.pdf")).exit_code is ExitCode.FINDINGS


# ---------------------------------------------------------------- what is there already
def test_a_pdf_of_somebody_else_is_not_overwritten(here):
    (here / "a.docx").write_bytes(word(para("甲")))
    (here / "a.pdf").write_bytes(b"%PDF-1.4 scan")
    result = pdf("a.docx")
    assert (result.exit_code, outcomes(result), codes(result)) == (
        ExitCode.REFUSED,
        {"a.pdf": Outcome.KEPT},
        ["pdf.not_ours"],
    )
    assert pdf("a.docx", merge=Path("a.pdf")).exit_code is ExitCode.REFUSED
    assert (here / "a.pdf").read_bytes() == b"%PDF-1.4 scan"
    assert pdf("a.docx", force=True).exit_code is ExitCode.DONE
    retyped(here / "a.docx", "甲", "乙")
    assert outcomes(pdf("a.docx")) == {"a.pdf": Outcome.MADE}, "one of ours is"
    (here / "a.pdf").write_bytes((here / "a.pdf").read_bytes() + b"% note\n")
    retyped(here / "a.docx", "乙", "丙")
    assert pdf("a.docx").exit_code is ExitCode.REFUSED, "one of ours that somebody changed is not"
    assert pdf_text(here / "a.pdf") == "乙"


def test_what_cannot_be_written_leaves_nothing_behind(here, monkeypatch):
    (here / "a.docx").write_bytes(word(para("甲")))
    (here / "a.pdf").mkdir()
    result = pdf("a.docx")
    assert (result.exit_code, codes(result)) == (ExitCode.PARTIAL, ["store.folder"])
    (here / "a.pdf").rmdir()
    monkeypatch.setattr("gongwen.pdf.printing.PdfFile.close", lambda *_: None)
    result = pdf("a.docx")
    assert (result.exit_code, outcomes(result)) == (ExitCode.PARTIAL, {"a.pdf": Outcome.FAILED})
    assert names(here) == ["a.docx"]


def test_a_paper_printed_by_hand_is_the_one_that_build_prints(run_cli, machine, workspace):
    assert run_cli("build", "minutes", cwd=workspace, **machine).returncode == 0
    made = workspace / "outputs" / "2023" / "04-会议纪要.pdf"
    before = made.read_bytes()
    made.unlink()
    assert run_cli("pdf", made.with_suffix(".docx"), cwd=workspace, **machine).returncode == 0
    assert made.read_bytes() == before
    with pypdfium2.PdfDocument(made) as document:
        assert document.get_metadata_value("Author") == "澜州省药品检查中心"
    assert "没有变化：2 个文件" in run_cli("build", "minutes", cwd=workspace, **machine).stderr


# ---------------------------------------------------------------- LibreOffice
FAKE = """#!{python}
import sys, time
from pathlib import Path
arguments = sys.argv[1:]
names = [each for each in arguments if each.endswith(".docx")]
Path({log!r}).write_text("\\n".join(arguments), encoding="utf-8")
{body}
"""


def fake_office(folder: Path, body: str) -> Path:
    """A program that is called like LibreOffice; gives the file into which it writes its arguments."""
    folder.mkdir()
    program, log = folder / "soffice", folder / "log"
    program.write_text(FAKE.format(python=sys.executable, log=str(log), body=body), encoding="utf-8")
    program.chmod(0o755)
    return log


WHOLE = "%PDF-1.7\nstartxref\n0\n%%EOF\n"
posix = pytest.mark.skipif(not Path("/proc").is_dir(), reason="a script of Linux stands in for LibreOffice")


@posix
def test_libreoffice_prints_all_in_one_call_with_a_profile_of_its_own(here, monkeypatch):
    log = fake_office(here / "bin", f'for name in names: Path(name[:-4] + "pdf").write_text({WHOLE!r})')
    monkeypatch.setenv("PATH", f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}")
    for name in ("甲/表.docx", "乙/表.docx"):
        (here / name).parent.mkdir()
        (here / name).write_bytes(word(para("甲")))
    result = pdf("甲/表.docx", "乙/表.docx", engine=LIBREOFFICE)
    assert set(outcomes(result).values()) == {Outcome.MADE}
    arguments = log.read_text(encoding="utf-8").splitlines()
    assert sum(each.endswith(".docx") for each in arguments) == 2
    (profile,) = [each for each in arguments if each.startswith("-env:UserInstallation=file://")]
    assert not Path(profile.partition("file://")[2]).exists()
    again = pdf("甲/表.docx", engine=LIBREOFFICE)
    assert outcomes(again) == {"甲/表.pdf": Outcome.UNCHANGED}, "it knows its own files again"
    (here / "甲" / "表.pdf").write_bytes((here / "甲" / "表.pdf").read_bytes() + b"% note\n")
    assert pdf("甲/表.docx", engine=LIBREOFFICE).exit_code is ExitCode.REFUSED


@posix
def test_a_file_that_libreoffice_did_not_print_is_named(here, monkeypatch):
    fake_office(
        here / "bin",
        f'Path(names[0][:-4] + "pdf").write_text({WHOLE!r}); Path(names[1][:-4] + "pdf").write_text("%PDF")',
    )
    monkeypatch.setenv("PATH", f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}")
    for name in ("a", "b", "c"):
        (here / f"{name}.docx").write_bytes(word(para("甲")))
    (here / "d.docx").write_bytes(OLD)
    result = pdf("a.docx", "b.docx", "c.docx", "d.docx", engine=LIBREOFFICE)
    assert result.exit_code is ExitCode.PARTIAL
    assert outcomes(result) == {"a.pdf": Outcome.MADE}
    assert [each.place.file for each in result.problems if each.code == "pdf.office"] == ["b.docx", "c.docx"]
    assert "package.ole" in codes(result)


@posix
def test_libreoffice_that_hangs_is_ended_with_what_it_started(here, monkeypatch):
    log = fake_office(
        here / "bin",
        'import subprocess; child = subprocess.Popen(["sleep", "600"]); Path("{0}.child").write_text(str(child.pid)); time.sleep(600)'.replace(
            "{0}", str(here / "pid")
        ),
    )
    monkeypatch.setenv("PATH", f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(office, "_LEAST_SECONDS", 2)
    monkeypatch.setattr(office, "_SECONDS_EACH", 0)
    (here / "a.docx").write_bytes(word(para("甲")))
    result = pdf("a.docx", engine=LIBREOFFICE)
    assert (result.exit_code, outcomes(result)) == (ExitCode.PARTIAL, {})
    assert log.is_file()
    child = int((here / "pid.child").read_text())
    for _ in range(200):
        if not alive(child):
            return
        time.sleep(0.05)
    pytest.fail("what it started goes on")


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_without_libreoffice_it_says_what_to_install(here, monkeypatch):
    monkeypatch.setenv("PATH", str(here))
    monkeypatch.setattr(office, "_usual_places", list)
    (here / "a.docx").write_bytes(word(para("甲")))
    with pytest.raises(UserError, match="apt-get install libreoffice-writer") as caught:
        pdf("a.docx", engine=LIBREOFFICE)
    assert caught.value.exit_code is ExitCode.HELPER_MISSING


def test_libreoffice_itself_and_the_fonts_that_it_lacks(run_cli, machine, tmp_path):
    require_office()
    fonts = '<w:rFonts w:eastAsia="没有这种字体" w:ascii="没有这种字体"/>'
    (tmp_path / "a.docx").write_bytes(word(para(run("甲乙丙", fonts))))
    done = run_cli("pdf", "a.docx", "--engine", "libreoffice", "-o", "出", cwd=tmp_path, **machine)
    assert (done.returncode, done.stdout) == (0, f"已生成：{Path('出') / 'a.pdf'}\n")
    assert pdf_text(tmp_path / "出" / "a.pdf") == "甲乙丙"
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("警告")]
    assert "没有这种字体" in line
    shutil.rmtree(tmp_path / "出")
    assert (
        run_cli("pdf", "a.docx", "--engine", "libreoffice", "-n", "--strict", cwd=tmp_path, **machine).returncode == 4
    )
    assert names(tmp_path) == ["a.docx"]
