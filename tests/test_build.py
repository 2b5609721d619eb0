"""Documents of a plan end to end: which files, the same bytes everywhere, and what a failure leaves."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gongwen.build import BuildOptions, build
from gongwen.ooxml.package import Package
from gongwen.problems import ExitCode, Severity, UserError
from gongwen.store import Outcome
from gongwen.word.templates import packaged_templates
from tests.example import INPUTS

NOTICE, PLAN = "2023/01-实施方案（印发稿）.docx", "2023/01-实施方案.docx"
DRAFT = "2023/01-实施方案（印发稿）（送审稿）.docx"
SOURCES = INPUTS.parent / "src"
NUMBER = "    number: {code: 澜药检, year: 2023, seq: 6}\n"
DATE = "    date: 2023-02-27\n"


def copy_inputs(root):
    folder = root / "inputs"
    folder.mkdir(parents=True)
    for path in INPUTS.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return root


@pytest.fixture
def root(tmp_path):
    return copy_inputs(tmp_path / "work")


def change(root, old, new):
    """Replace the one place of a text in the plan."""
    path = root / "inputs" / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def line_of(root, text):
    lines = (root / "inputs" / "plan.yaml").read_text(encoding="utf-8").splitlines()
    (found,) = [number for number, line in enumerate(lines, 1) if text in line]
    return found


def make(root, **options):
    """The result of making plan and notice (or what is asked for) as Word files, and the lines that were reported."""
    lines = []
    options.setdefault("pdf", False)
    if not options.get("ids"):
        options.setdefault("types", ("plan", "notice"))
    return build(BuildOptions(plan=root / "inputs" / "plan.yaml", **options), lines.append), lines


def refused(root, **options):
    """The problems of a build that stops before it writes anything."""
    with pytest.raises(UserError) as caught:
        make(root, **options)
    assert caught.value.exit_code is ExitCode.UNUSABLE
    assert [path.name for path in root.iterdir()] == ["inputs"]
    return caught.value.problems


def made(root):
    outputs = root / "outputs"
    return {path.relative_to(outputs).as_posix(): path.read_bytes() for path in outputs.rglob("*") if path.is_file()}


def words(data):
    """The plain text of a document's main part."""
    return re.sub(r"<[^>]+>", "", Package.read(data).parts["word/document.xml"].decode())


def test_both_documents_are_made(root):
    result, lines = make(root)
    assert result.exit_code is ExitCode.DONE
    assert dict(result.outcomes) == {NOTICE: Outcome.MADE, PLAN: Outcome.MADE}
    assert not [problem for problem in result.problems if problem.severity is Severity.ERROR]
    files = made(root)
    assert files.keys() == {NOTICE, PLAN}
    assert "澜药检〔2023〕6号" in words(files[NOTICE])
    assert "2023年精神文明建设工作实施方案" in words(files[PLAN])
    assert {f"已生成：{name}" for name in (NOTICE, PLAN)} <= set(lines)


SCRIPT = """
import sys, locale
from pathlib import Path
from gongwen.build import BuildOptions, build
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
sys.exit(build(BuildOptions(plan=Path(sys.argv[1]), types=("plan", "notice")), lambda line: None).exit_code)
"""


def test_bytes_are_the_same_everywhere(root, tmp_path):
    make(root, pdf=None)
    places = [("UTC", "C", "0"), ("Asia/Shanghai", "zh_CN.UTF-8", "1"), ("America/St_Johns", "tr_TR.UTF-8", "4711")]
    for number, (zone, language, seed) in enumerate(places):
        other = copy_inputs(tmp_path / f"别处 {number}")
        environment = {**os.environ, "TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": seed, "PYTHONPATH": str(SOURCES)}
        command = [sys.executable, "-c", SCRIPT, "inputs/plan.yaml"]
        subprocess.run(command, check=True, env=environment, cwd=other, timeout=60)
        assert made(other) == made(root), (zone, language, seed)


def test_second_build_changes_nothing(root):
    make(root)
    times = {path: path.stat().st_mtime_ns for path in (root / "outputs").rglob("*")}
    result, lines = make(root)
    assert {outcome for _, outcome in result.outcomes} == {Outcome.UNCHANGED}
    assert result.exit_code is ExitCode.DONE
    assert f"无变化：{PLAN}" in lines
    assert {path: path.stat().st_mtime_ns for path in (root / "outputs").rglob("*")} == times


def test_hand_edit_is_kept_and_the_other_written(root):
    make(root)
    (root / "outputs" / PLAN).write_bytes(b"edit")
    change(root, "澜药检, year: 2023, seq: 6}", "澜药检, year: 2023, seq: 7}")
    result, lines = make(root)
    assert result.exit_code is ExitCode.REFUSED
    assert dict(result.outcomes) == {NOTICE: Outcome.MADE, PLAN: Outcome.KEPT}
    assert [problem.place.file for problem in result.problems if problem.code == "store.edited"] == [PLAN]
    assert f"保留手工修改：{PLAN}" in lines
    files = made(root)
    assert files[PLAN] == b"edit"
    assert "澜药检〔2023〕7号" in words(files[NOTICE])
    result, _ = make(root, force=True)
    assert result.exit_code is ExitCode.DONE
    assert made(root)[PLAN] != b"edit"
    assert [path.read_bytes() for path in (root / ".gongwen" / "backup").iterdir()] == [b"edit"]


def test_dry_run_writes_nothing(root):
    result, lines = make(root, dry_run=True)
    assert {outcome for _, outcome in result.outcomes} == {Outcome.WOULD_MAKE}
    assert f"将生成：{PLAN}" in lines
    assert [path.name for path in root.iterdir()] == ["inputs"]


def test_choice_by_id_and_type(root):
    assert [name for name, _ in make(root, ids=("plan",))[0].outcomes] == [PLAN]
    assert [name for name, _ in make(root, types=("notice",))[0].outcomes] == [NOTICE]
    assert make(root, ids=("plan",), types=("notice",))[0].outcomes == []


def test_unknown_id_names_the_nearest(root):
    (problem,) = refused(root, ids=("notise", "plan"))
    assert problem.code == "build.unknown"
    assert "notise" in problem.what
    assert "最接近的是：notice。" in problem.remedy
    assert "minutes" in problem.remedy


@pytest.mark.parametrize("without", [(NUMBER,), (DATE,), (NUMBER, DATE)])
def test_notice_without_number_or_date_is_a_draft(root, without):
    path = root / "inputs" / "plan.yaml"
    head, mark, entries = path.read_text(encoding="utf-8").partition("\ndocuments:\n")
    for line in without:
        assert line in entries
        entries = entries.replace(line, "", 1)
    path.write_text(head + mark + entries, encoding="utf-8")
    result, _ = make(root)
    assert result.exit_code is ExitCode.DONE
    files = made(root)
    assert files.keys() == {DRAFT, PLAN}
    text = words(files[DRAFT])
    assert ("澜药检〔2023〕　号" in text) == (NUMBER in without)
    assert ("2023年　月　日" in text) == (DATE in without)
    (hint,) = [problem for problem in result.problems if problem.code == "document.draft"]
    assert hint.severity is Severity.HINT


def test_plan_error_writes_nothing(root):
    change(root, "\nyear: 2023\n", "\nyear: 二零二三\n")
    assert any(problem.place.line == line_of(root, "year: 二零二三") for problem in refused(root))


def test_roster_error_writes_nothing(root):
    (root / "inputs" / "roster.csv").unlink()
    assert any("roster.csv" in str(problem) for problem in refused(root))


def test_missing_plan_writes_nothing(root):
    (root / "inputs" / "plan.yaml").unlink()
    assert "plan.yaml" in str(refused(root)[0])


@pytest.mark.parametrize("name", ["../01.docx", "/tmp/01.docx", "a/../../01.docx", "'C:\\01.docx'", "'\\01.docx'"])
def test_output_that_leaves_the_outputs(root, name):
    change(root, "    output: 01-实施方案.docx", f"    output: {name}")
    (problem,) = refused(root)
    assert problem.code == "output.outside"
    assert problem.place.line == line_of(root, f"output: {name}")


@pytest.mark.parametrize(
    "name", ["01-实施方案（印发稿）.docx", "01-实施方案（印发稿）.DOCX", "./01-实施方案（印发稿）.docx"]
)
def test_output_that_is_doubled(root, name):
    change(root, "    output: 01-实施方案.docx", f"    output: {name}")
    (problem,) = refused(root)
    assert problem.code == "output.doubled"
    assert "notice" in problem.what
    assert problem.place.line > line_of(root, "wraps: plan")


def test_output_that_a_draft_would_take(root):
    """The file name of a draft must not fall on another document."""
    change(root, "    output: 01-实施方案.docx", "    output: 01-实施方案（印发稿）（送审稿）.docx")
    path = root / "inputs" / "plan.yaml"
    head, mark, entries = path.read_text(encoding="utf-8").partition("\ndocuments:\n")
    path.write_text(head + mark + entries.replace(NUMBER, "", 1), encoding="utf-8")
    (problem,) = refused(root)
    assert problem.code == "output.doubled"


def test_output_of_another_kind(root):
    change(root, "    output: 01-实施方案.docx", "    output: 01-实施方案.doc")
    (problem,) = refused(root)
    assert (problem.code, problem.place.line) == ("output.kind", line_of(root, "output: 01-实施方案.doc"))


def test_output_in_a_folder(root):
    change(root, "    output: 01-实施方案.docx", "    output: 方案/01:方案.docx")
    make(root)
    assert made(root).keys() == {NOTICE, "2023/方案/01_方案.docx"}


def own_template(root, name="公文.docx"):
    folder = root / "templates"
    folder.mkdir()
    shutil.copy(packaged_templates() / name, folder / name)
    return folder / name


def test_template_of_the_workspace_hides_the_shipped_one(root):
    make(root)
    before = made(root)
    path = own_template(root)
    package = Package.read(path)
    styles = package.parts["word/styles.xml"].decode()
    assert "仿宋_GB2312" in styles
    package.parts["word/styles.xml"] = styles.replace("仿宋_GB2312", "方正仿宋_GBK").encode()
    path.write_bytes(package.to_bytes())
    result, _ = make(root)
    assert dict(result.outcomes)[NOTICE] is Outcome.MADE
    assert dict(result.outcomes)[PLAN] is Outcome.UNCHANGED
    assert "方正仿宋_GBK" in Package.read(made(root)[NOTICE]).parts["word/styles.xml"].decode()
    shipped, _ = make(root, templates=packaged_templates())
    assert dict(shipped.outcomes)[NOTICE] is Outcome.MADE
    assert made(root) == before


@pytest.mark.parametrize("damage", ["not a zip", "truncated", "no main part", "broken xml", "a folder inside"])
def test_broken_template_is_refused_before_anything_is_written(root, damage):
    path = own_template(root)
    data = path.read_bytes()
    if damage == "not a zip":
        path.write_bytes("模板".encode())
    elif damage == "truncated":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "a folder inside":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", "")
            archive.writestr("word/", "")
    else:
        package = Package.read(path)
        package.parts.pop("word/document.xml")
        if damage == "broken xml":
            package.parts["word/document.xml"] = b"<w:document"
        path.write_bytes(package.to_bytes())
    with pytest.raises(UserError) as caught:
        make(root)
    assert caught.value.exit_code is ExitCode.UNUSABLE
    assert not (root / "outputs").exists()
    assert "公文.docx" in str(caught.value)
    assert re.search("[\u4e00-\u9fff]{3}", caught.value.problems[0].what)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("{{ 标题", "引用不完整"),
        ("{{ 标提 }}", "最接近的名称是：标题"),
        ("｛｛标题｝｝", "全角花括号"),
        ("{{ cycler.__init__.__globals__ }}", "不允许"),
        ("{% for a in 标题 %}{% for b in 标题 %}x{% endfor %}{% endfor %}", "循环"),
    ],
)
def test_wrong_tags_are_refused_with_their_paragraph(root, tag, words):
    path = own_template(root)
    package = Package.read(path)
    body = package.parts["word/document.xml"].decode()
    package.parts["word/document.xml"] = body.replace("{{ 标题 }}", tag).encode()
    path.write_bytes(package.to_bytes())
    with pytest.raises(UserError, match=words) as caught:
        make(root)
    assert caught.value.exit_code is ExitCode.UNUSABLE
    assert not (root / "outputs").exists()


def test_verified_before_it_is_moved(root, monkeypatch):
    """What was written is read again: a document that is not whole never gets its name."""
    monkeypatch.setattr("gongwen.documents.run.render_even", lambda *_, **__: b"PK\x03\x04 half")
    result, _ = make(root)
    assert result.exit_code is ExitCode.PARTIAL
    assert {outcome for _, outcome in result.outcomes} <= {Outcome.FAILED}
    assert [problem.place.file for problem in result.problems if problem.code == "store.system"] == [NOTICE, PLAN]
    assert made(root) == {}
    assert list((root / ".gongwen" / "staging").iterdir()) == []


def test_strict_turns_warnings_into_findings(root):
    warnings = [problem for problem in make(root)[0].problems if problem.severity is Severity.WARNING]
    wanted = ExitCode.FINDINGS if warnings else ExitCode.DONE
    assert make(root, strict=True)[0].exit_code is wanted


def test_named_plan_and_outputs(root, tmp_path):
    target: Path = tmp_path / "成品"
    make(root, outputs=target)
    assert (target / PLAN).is_file()
    assert not (root / "outputs").exists()


def test_a_notice_cannot_carry_what_has_no_text_to_carry(root):
    change(root, "wraps: plan", "wraps: ledger")
    result, _ = make(root)
    assert result.exit_code is ExitCode.PARTIAL
    assert made(root).keys() == {PLAN}
    assert "任务分工台账" in str(result.problems[-1])
