"""A build of which nothing has changed is told from memory, and one of which anything has is made in full."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from gongwen.building import BuildOptions
from gongwen.unchanged import build_if_changed
from tests.conftest import ROOT
from tests.yearly import yearly

NOTHING = "没有变化"
HEAVY = (
    "pydantic", "yaml", "lxml", "docx", "docxtpl", "jinja2", "gongwen.build", "gongwen.plan.load", "fontTools",
    "gongwen.pdf.typeset", "gongwen.ooxml.wordml",
)  # fmt: skip
BUILD = ("build", "--no-pdf")
"""The build of most tests here: that its PDFs are made makes no difference to them."""


@pytest.fixture
def built(run_cli, workspace):
    assert run_cli(*BUILD, cwd=workspace).returncode == 0
    return workspace


def again(run_cli, folder: Path, *options: str):
    done = run_cli(*BUILD, *options, cwd=folder)
    return NOTHING in done.stderr, done


def python(code: str, folder: Path):
    """Run code that asks for the same as `python -m gongwen build`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)


def plan_of(folder: Path) -> Path:
    return folder / "inputs" / "plan.yaml"


def test_second_run_writes_nothing_and_says_the_same(run_cli, tmp_path):
    folder = yearly(tmp_path / "工作")
    first = run_cli("build", "--json", cwd=folder)
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    second = run_cli("build", "--json", cwd=folder)
    assert NOTHING in second.stderr
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == times
    one, two = json.loads(first.stdout), json.loads(second.stdout)
    assert one["problems"]
    assert one["problems"] == two["problems"]
    assert (one["exit_code"], two["exit_code"]) == (0, 0)
    assert [each["path"] for each in one["files"]] == [each["path"] for each in two["files"]]
    assert {each["outcome"] for each in two["files"]} == {"unchanged"}
    assert [line for line in first.stderr.splitlines() if line.startswith(("提示", "警告"))] == [
        line for line in second.stderr.splitlines() if line.startswith(("提示", "警告"))
    ]
    assert "迎检档案" in second.stderr


def test_second_run_loads_nothing_heavy(run_cli, workspace):
    assert run_cli("build", cwd=workspace).returncode == 0
    code = f"import sys; sys.argv=['gongwen','build','-q']\nfrom gongwen.cli import cli\ncli.main(standalone_mode=False)\nprint([m for m in {HEAVY!r} if m in sys.modules])"  # fmt: skip
    done = python(code, workspace)
    assert done.stdout.strip() == "[]"


def edit_plan(folder: Path) -> None:
    """Other words of the same length, at the same time."""
    path = plan_of(folder)
    facts = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("方案未报备", "方案没报备"), encoding="utf-8")
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def edit_roster(folder: Path) -> None:
    path = folder / "inputs" / "roster.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("方致远", "方志远"), encoding="utf-8-sig")


def add_template(folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates" / "纪要.docx").write_bytes((ROOT / "templates" / "纪要.docx").read_bytes())


def delete_output(folder: Path) -> None:
    (folder / "outputs" / "2023" / "05-检查通报.docx").unlink()


def delete_slip(folder: Path) -> None:
    next((folder / "outputs" / "2023" / "06-整改通知单").glob("003*")).unlink()


def forget_manifest(folder: Path) -> None:
    (folder / ".gongwen" / "manifest.json").unlink()


def break_memory(folder: Path) -> None:
    (folder / ".gongwen" / "build.json").write_text('{"inputs": ', encoding="utf-8")


def odd_memory(folder: Path) -> None:
    (folder / ".gongwen" / "build.json").write_text("[1]", encoding="utf-8")


def leave_journal(folder: Path) -> None:
    (folder / ".gongwen" / "journal.jsonl").write_text("", encoding="utf-8")


def edit_output(folder: Path) -> None:
    path = folder / "outputs" / "2023" / "05-检查通报.docx"
    path.write_bytes(path.read_bytes() + b" ")


CHANGES = {
    edit_plan: 0, edit_roster: 0, add_template: 0, delete_output: 0, delete_slip: 0, forget_manifest: 0, break_memory: 0,
    odd_memory: 0, leave_journal: 0, edit_output: 6,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_any_change_is_seen(run_cli, built, change):
    assert again(run_cli, built)[0], "nothing has changed yet"
    change(built)
    told, done = again(run_cli, built)
    assert not told
    assert done.returncode == CHANGES[change], done.stderr
    assert again(run_cli, built)[0] == (CHANGES[change] == 0), "what ended badly is looked at every time"


def test_typing_in_the_ledger_is_seen(run_cli, built):
    path = built / "outputs" / "2023" / "02-任务分工台账.xlsx"
    book = openpyxl.load_workbook(path)
    book["总表"]["M8"] = "正在办理"
    book.save(path)
    assert not again(run_cli, built)[0]


def test_photos_of_a_record_are_seen(run_cli, tmp_path):
    folder = yearly(tmp_path / "工作")
    photos = folder / "evidence" / "records" / "A26"
    photos.mkdir(parents=True)
    assert run_cli(*BUILD, cwd=folder).returncode == 0
    assert again(run_cli, folder)[0]
    (photos / "1.png").write_bytes(PNG)
    assert not again(run_cli, folder)[0]
    os.utime(photos / "1.png", (1, 1))
    os.utime(photos, (1, 1))
    again(run_cli, folder)
    assert again(run_cli, folder)[0]
    (photos / "1.png").write_bytes(PNG + b"0")
    assert not again(run_cli, folder)[0]


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_other_options_and_places_are_other_builds(run_cli, built, tmp_path):
    assert not again(run_cli, built, "--force")[0]
    assert not again(run_cli, built, "--dry-run")[0]
    assert again(run_cli, built)[0]
    assert not again(run_cli, built, "minutes")[0]
    assert not again(run_cli, built)[0], "only the last build is remembered"
    moved = tmp_path / "搬走"
    built.rename(moved)
    assert not again(run_cli, moved)[0]


def test_a_run_beside_it_is_not_passed_over(run_cli, built):
    lock = built / ".gongwen" / "lock"
    holder = {"pid": os.getpid(), "host": os.uname().nodename, "time": time.time()}
    lock.write_text(json.dumps(holder), encoding="utf-8")
    told, done = again(run_cli, built)
    assert not told
    assert done.returncode == 6


def test_a_large_folder_beside_the_plan_is_no_reason_to_skip(run_cli, built):
    for number in range(2_001):
        (built / "inputs" / f"{number}.txt").write_text("", encoding="utf-8")
    assert not again(run_cli, built)[0]
    assert not again(run_cli, built)[0]


# ---------------------------------------------------------------- what must not be passed over
LEDGER, REPORT = "2023/02-任务分工台账.xlsx", "2023/05-检查通报.docx"


def type_in(folder: Path, words: str = "未开始") -> None:
    path = folder / "outputs" / LEDGER
    book = openpyxl.load_workbook(path)
    sheet = book["总表"]
    column = next(cell.column for cell in sheet[3] if cell.value == "完成情况")
    sheet.cell(4, column).value = words
    book.save(path)


def disturbed(folder: Path, act) -> tuple[bool, int]:
    """A build during which something happens; is the next one told, how does it end?"""
    waiting = [act]

    def report(line: str) -> None:
        if waiting and "：" in line:
            waiting.pop()()

    options, told = BuildOptions(plan=plan_of(folder), pdf=False), []
    build_if_changed(options, report)
    result = build_if_changed(options, told.append)
    return any(NOTHING in line for line in told), int(result.exit_code)


def test_a_ledger_that_is_not_in_the_manifest_is_looked_at(run_cli, built):
    shutil.rmtree(built / ".gongwen")
    assert not again(run_cli, built)[0]
    type_in(built)
    told, done = again(run_cli, built)
    assert not told
    assert "已生成：2023/09-年度总结.docx" in done.stderr


@pytest.mark.parametrize("words", ["percent: 100", "percent: 60", "done: 2023-03-01", "note: 已完成"])
def test_a_fresh_ledger_that_says_other_than_the_plan_is_read_once_more(run_cli, workspace, words):
    path = plan_of(workspace)
    text = path.read_text(encoding="utf-8")
    old = "{task: T12, status: 已完成, percent: 100}"
    assert text.count(old) == 1
    path.write_text(text.replace(old, f"{{task: T12, {words}}}"), encoding="utf-8")
    assert run_cli(*BUILD, cwd=workspace).returncode == 0
    assert not again(run_cli, workspace)[0]
    again(run_cli, workspace)
    assert again(run_cli, workspace)[0]


def test_a_plan_that_says_little_of_progress_is_remembered_at_once(run_cli, workspace):
    path = plan_of(workspace)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("    - {task: T") or "{task: T0" in line]
    assert len(lines) - len(kept) > 40
    path.write_text("".join(kept), encoding="utf-8")
    assert run_cli(*BUILD, cwd=workspace).returncode == 0
    assert again(run_cli, workspace)[0]


def test_typing_while_it_builds_is_seen(workspace):
    assert disturbed(workspace, lambda: type_in(workspace)) == (False, 0)


def test_typing_while_an_old_ledger_is_built_from_is_seen(run_cli, built):
    type_in(built)
    assert disturbed(built, lambda: type_in(built, "进行中")) == (False, 0)


def test_an_output_changed_while_it_builds_is_kept(built):
    (built / "outputs" / REPORT).unlink()

    def edit() -> None:
        path = built / "outputs" / "2023" / "01-实施方案.docx"
        path.write_bytes(path.read_bytes() + b" ")

    assert disturbed(built, edit) == (False, 6)


def test_what_is_built_undisturbed_in_one_process_is_told(workspace):
    assert disturbed(workspace, lambda: None) == (True, 0)


def test_a_plan_changed_while_it_builds_and_back_afterwards_is_built_again(workspace):
    path = plan_of(workspace)
    was = path.read_bytes()

    def report(line: str) -> None:
        path.write_bytes(was + b"# \n")

    build_if_changed(BuildOptions(plan=path, pdf=False), report)
    path.write_bytes(was)
    told: list[str] = []
    build_if_changed(BuildOptions(plan=path, pdf=False), told.append)
    assert not [line for line in told if NOTHING in line]


def test_what_was_printed_last_counts(run_cli, built):
    (built / ".gongwen" / "printed.json").unlink()
    assert not again(run_cli, built)[0]
    assert (built / ".gongwen" / "printed.json").is_file()


def test_a_library_of_another_version_counts(run_cli, built, tmp_path):
    library = tmp_path / "lib"
    (library / "chinesecalendar-1.10.0.dist-info").mkdir(parents=True)
    path = f"{ROOT / 'src'}{os.pathsep}{library}"
    run_cli(*BUILD, cwd=built, PYTHONPATH=path)
    assert NOTHING in run_cli(*BUILD, cwd=built, PYTHONPATH=path).stderr
    (library / "chinesecalendar-1.10.0.dist-info").rename(library / "chinesecalendar-1.11.0.dist-info")
    assert NOTHING not in run_cli(*BUILD, cwd=built, PYTHONPATH=path).stderr


def test_another_program_counts(run_cli, workspace, tmp_path):
    for name in ("src", "templates"):
        shutil.copytree(ROOT / name, tmp_path / "gw" / name, ignore=shutil.ignore_patterns("__pycache__"))
    path = str(tmp_path / "gw" / "src")
    for _ in range(2):
        done = run_cli(*BUILD, cwd=workspace, PYTHONPATH=path)
    assert NOTHING in done.stderr
    module = tmp_path / "gw" / "src" / "gongwen" / "standard" / "dates.py"
    module.write_text(module.read_text(encoding="utf-8") + "# \n", encoding="utf-8")
    assert NOTHING not in run_cli(*BUILD, cwd=workspace, PYTHONPATH=path).stderr
    assert NOTHING in run_cli(*BUILD, cwd=workspace, PYTHONPATH=path).stderr
    shutil.copy(tmp_path / "gw" / "templates" / "纪要.docx", tmp_path / "gw" / "templates" / "别的.docx")
    assert NOTHING not in run_cli(*BUILD, cwd=workspace, PYTHONPATH=path).stderr


def test_a_pipe_beside_the_plan_does_not_hold_it_up(run_cli, built):
    os.mkfifo(built / "inputs" / "pipe")
    assert not again(run_cli, built)[0]


def test_a_roster_elsewhere_is_looked_at(run_cli, workspace):
    path = plan_of(workspace)
    text = path.read_text(encoding="utf-8")
    assert text.count("file: roster.csv") == 1
    path.write_text(text.replace("file: roster.csv", "file: ../共用/roster.csv"), encoding="utf-8")
    (workspace / "共用").mkdir()
    roster = (workspace / "inputs" / "roster.csv").rename(workspace / "共用" / "roster.csv")
    assert run_cli(*BUILD, cwd=workspace).returncode == 0
    os.utime(roster, (4e9, 4e9))  # a clock of the future
    again(run_cli, workspace)
    assert again(run_cli, workspace)[0]
    roster.write_text(roster.read_text(encoding="utf-8-sig").replace("方致远", "方志远"), encoding="utf-8-sig")
    assert not again(run_cli, workspace)[0]


def test_json_is_that_of_a_full_run(run_cli, built):
    told = run_cli(*BUILD, "--json", "-v", cwd=built)
    assert NOTHING in told.stderr
    (built / ".gongwen" / "build.json").unlink()
    full = run_cli(*BUILD, "--json", "-v", cwd=built)
    assert NOTHING not in full.stderr
    assert told.stdout == full.stdout
    quiet = run_cli(*BUILD, "-q", cwd=built)
    assert NOTHING not in quiet.stdout + quiet.stderr


def test_left_over_letters_are_told_until_they_are_gone(run_cli, built):
    edit_roster(built)
    again(run_cli, built)
    told, done = again(run_cli, built)
    assert told
    assert "以前生成的" in done.stderr
    for path in (built / "outputs").rglob("*方致远.docx"):
        path.unlink()
    assert not again(run_cli, built)[0]


OPENED = """
import json, os, sys
seen = set()
def hook(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes)):
        seen.add(os.path.realpath(os.fsdecode(arguments[0])))
sys.addaudithook(hook)
from gongwen.cli import cli
sys.argv = ["gongwen", "build", "-q"]
try:
    cli.main(standalone_mode=False)
finally:
    print("\\n" + json.dumps(sorted(seen)))
"""


def test_every_file_that_a_build_opens_counts(tmp_path):
    """What is neither program nor library is beside the plan, a template, an output of ours or a named source."""
    folder = yearly(tmp_path / "工作")
    photos = folder / "evidence" / "records" / "A26"
    photos.mkdir(parents=True)
    (photos / "1.png").write_bytes(PNG)
    done = python(OPENED, folder)
    seen = [Path(path) for path in json.loads(done.stdout.splitlines()[-1])]
    memory = json.loads((folder / ".gongwen" / "build.json").read_text(encoding="utf-8"))
    known = {(folder / path).resolve() for path in memory["sources"]}
    watched = [(folder / path).resolve() for path in memory["watched"]]
    ours = {folder / "outputs" / path for path in json.loads((folder / ".gongwen" / "manifest.json").read_text())}
    looked_at = (folder / "inputs", folder / "templates", folder / ".gongwen", ROOT / "templates", *watched)
    strange = [
        path
        for path in seen
        if path.is_relative_to(folder) or path.is_relative_to(ROOT / "templates")
        if not any(path.is_relative_to(place) for place in looked_at) and path not in known | ours
        if not (path.is_dir() and any(each.is_relative_to(path) for each in ours))
        if path != folder
    ]
    assert strange == []
    assert photos / "1.png" in seen
