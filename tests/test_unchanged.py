"""A build of which nothing has changed is told from memory, and one of which anything has is made in full."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.yearly import yearly

NOTHING = "没有变化"
HEAVY = ("pydantic", "yaml", "lxml", "docx", "docxtpl", "jinja2", "gongwen.build", "gongwen.plan.load")


@pytest.fixture
def built(run_cli, workspace):
    assert run_cli("build", cwd=workspace).returncode == 0
    return workspace


def again(run_cli, folder: Path, *options: str):
    done = run_cli("build", *options, cwd=folder)
    return NOTHING in done.stderr, done


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


def test_second_run_loads_nothing_heavy(built):
    code = f"import sys; sys.argv=['gongwen','build','-q']\nfrom gongwen.cli import cli\ncli.main(standalone_mode=False)\nprint([m for m in {HEAVY!r} if m in sys.modules])"  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    # the first call is another program than `python -m gongwen`, but asks for the same
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=built, env=environment, capture_output=True, text=True, check=True
    )
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
    if CHANGES[change] == 0:
        assert again(run_cli, built)[0]
    else:
        assert not again(run_cli, built)[0], "what ended badly is looked at every time"


def test_typing_in_the_ledger_is_seen(run_cli, built):
    import openpyxl

    path = built / "outputs" / "2023" / "02-任务分工台账.xlsx"
    book = openpyxl.load_workbook(path)
    book["总表"]["M8"] = "正在办理"
    book.save(path)
    assert not again(run_cli, built)[0]


def test_photos_of_a_record_are_seen(run_cli, tmp_path):
    folder = yearly(tmp_path / "工作")
    photos = folder / "evidence" / "records" / "A26"
    photos.mkdir(parents=True)
    assert run_cli("build", cwd=folder).returncode == 0
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
    lock.write_text(
        json.dumps({"pid": os.getpid(), "host": os.uname().nodename, "time": __import__("time").time()}),
        encoding="utf-8",
    )
    told, done = again(run_cli, built)
    assert not told
    assert done.returncode == 6


def test_a_large_folder_beside_the_plan_is_no_reason_to_skip(run_cli, built):
    for number in range(2_001):
        (built / "inputs" / f"{number}.txt").write_text("", encoding="utf-8")
    assert not again(run_cli, built)[0]
    assert not again(run_cli, built)[0]
