"""The live ledger while it is refreshed: killed, out of disk, open elsewhere, changed meanwhile; and what it is read for."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import yaml
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

import gongwen.store.session as store
from gongwen.build import BuildOptions, build
from gongwen.ledger import LedgerOptions, LedgerRun, make_ledgers
from gongwen.plan.load import load_plan
from gongwen.problems import ExitCode, UserError
from gongwen.store import Outcome, Session, Workspace
from tests.conftest import ROOT
from tests.test_ledger_hostile import NAME, Parts, built, text_cell, typed, workspace

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 and limits of files are of POSIX")

RELATIVE = f"2023/{NAME}"
EXAMPLE = (ROOT / "inputs" / "plan.yaml").read_text(encoding="utf-8")
TIMED_KILLS = 6
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT / "src"),
    "PYTHONIOENCODING": "utf-8",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def retitled(text: str = EXAMPLE, tail: str = "（调整后）") -> str:
    """The plan with another title for every task."""
    head, begin, rest = text.partition("\ntasks:\n")
    tasks, end, after = rest.partition("\nletters:\n")
    tasks, count = re.subn(r"(  - id: T\d\d\n    title: )(.*)", lambda match: f"{match[1]}{match[2]}{tail}", tasks)
    assert count == 60
    return head + begin + tasks + end + after


def ledger_of(folder: Path) -> Path:
    return folder / "outputs" / "2023" / NAME


def plan_of(folder: Path) -> Path:
    return folder / "inputs" / "plan.yaml"


def backups_of(folder: Path) -> list[bytes]:
    kept = folder / ".gongwen" / "backup"
    return [path.read_bytes() for path in sorted(kept.iterdir())] if kept.is_dir() else []


def tree(folder: Path) -> dict[str, str]:
    """Every file and folder with what is in it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "/"
        for path in folder.rglob("*")
    }


def gongwen(folder: Path, *arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """`gongwen` as a process; with `code` that runs before it."""
    start = ["-c", code + "\nfrom gongwen.cli import main\nmain()"] if code else ["-m", "gongwen"]
    return subprocess.run(
        [sys.executable, *start, *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def refreshed(folder: Path, **options):
    """A refresh in this process."""
    lines: list[str] = []
    return make_ledgers(LedgerOptions(plan=plan_of(folder), must_exist=True, **options), lines.append), lines


@pytest.fixture(scope="session")
def old(tmp_path_factory) -> bytes:
    """The ledger as it was built, with something typed."""
    book = Parts(built(tmp_path_factory.mktemp("旧") / "工作", EXAMPLE))
    return book.put("总表", typed(book.sheet("总表"), "O4", text_cell("年中调整过"))).to_bytes()


@pytest.fixture(scope="session")
def new(tmp_path_factory, old) -> bytes:
    """What a refresh makes of it that nobody disturbs."""
    folder = workspace(tmp_path_factory.mktemp("新") / "工作", old, retitled())
    done = gongwen(folder, "ledger", "refresh")
    assert done.returncode == ExitCode.DONE, done.stderr
    found = ledger_of(folder).read_bytes()
    assert found != old
    assert backups_of(folder) == [old]
    assert "已备份" in done.stderr
    return found


@pytest.fixture
def folder(tmp_path, old) -> Path:
    """A workspace with the old ledger and a plan that has changed."""
    return workspace(tmp_path / "工作", old, retitled())


# ---------------------------------------------------------------- killed
@cache
def opens(data: bytes) -> bool:
    """Whether another program opens it with all its sheets."""
    return "总表" in openpyxl.load_workbook(io.BytesIO(data)).sheetnames


def whole_and_goes_on(folder: Path, old: bytes, new: bytes) -> bool:
    """Old or new stands, whole and with its backup; the next run completes. Gives whether the new one stood."""
    found = ledger_of(folder).read_bytes()
    assert found in (old, new), "neither the old nor the new ledger"
    if found == new:
        assert old in backups_of(folder), "the new version stands without a backup of the old one"
    assert opens(found)
    lock = folder / ".gongwen" / "lock"
    if lock.exists() and not lock.stat().st_size:
        os.utime(lock, (1, 1))  # one that was killed before it wrote who it is is believed for a second
    result, _ = refreshed(folder)
    assert result.exit_code == ExitCode.DONE, result.problems
    assert ledger_of(folder).read_bytes() == new
    assert old in backups_of(folder)
    state = folder / ".gongwen"
    assert not lock.exists()
    assert not (state / "journal.jsonl").exists()
    assert list((state / "staging").iterdir()) == []
    return found == new


def test_killed_at_spread_moments(tmp_path, old, new):
    command = [sys.executable, "-m", "gongwen", "ledger", "refresh"]

    def start(folder: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    began = time.monotonic()
    with start(workspace(tmp_path / "计时", old, retitled())) as child:
        child.wait(timeout=60)
    duration = time.monotonic() - began
    for number in range(TIMED_KILLS):
        folder = workspace(tmp_path / f"断{number}", old, retitled())
        with start(folder) as child:
            time.sleep(duration * (0.5 + 0.5 * number / (TIMED_KILLS - 1)))
            child.send_signal(signal.SIGKILL)
            child.wait(timeout=60)
        whole_and_goes_on(folder, old, new)


def killed_before(folder: Path, step: int) -> bool:
    """Refresh in a child that is killed before its n-th step that touches files; whether it was killed."""
    child = os.fork()
    if not child:
        steps = 0

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal steps
            if event in ("os.rename", "os.remove", "os.mkdir", "shutil.copyfile") or (
                event == "open" and (isinstance(arguments[0], int) or ".gongwen" in str(arguments[0]))
            ):
                steps += 1
                if steps > step:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(watch)
            result, _ = refreshed(folder)
            os._exit(int(result.exit_code))
        finally:
            os._exit(99)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (-signal.SIGKILL, ExitCode.DONE)
    return code == -signal.SIGKILL


def test_killed_at_every_step(tmp_path, old, new):
    stood: list[bool] = []
    for step in range(100):
        folder = workspace(tmp_path / f"断{step}", old, retitled())
        killed = killed_before(folder, step)
        stood.append(whole_and_goes_on(folder, old, new))
        if not killed:
            break
    else:
        pytest.fail("no end of steps")
    assert len(stood) > 8
    assert stood == sorted(stood), "once the new version stands it stays"


# ---------------------------------------------------------------- full disk
FULL = (
    "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (%d, resource.RLIM_INFINITY))"
)


@pytest.mark.parametrize("room", ["none", "for the backup"])
def test_a_full_disk(folder, old, new, room):
    limit = 15_000 if room == "none" else len(old)
    assert len(new) > len(old)
    done = gongwen(folder, "ledger", "refresh", code=FULL % limit)
    assert done.returncode == ExitCode.PARTIAL, done.stderr
    assert "磁盘已满，没有写入（原文件未动）" in done.stderr
    assert RELATIVE in done.stderr
    assert "Traceback" not in done.stderr
    assert ledger_of(folder).read_bytes() == old
    assert set(backups_of(folder)) <= {old}, "a backup is whole or not there"
    assert list((folder / ".gongwen" / "staging").iterdir()) == []
    result, _ = refreshed(folder)
    assert result.exit_code == ExitCode.DONE
    assert ledger_of(folder).read_bytes() == new


def test_a_full_disk_when_there_is_no_ledger(tmp_path):
    folder = workspace(tmp_path / "工作", plan=EXAMPLE)
    done = gongwen(folder, "ledger", "build", code=FULL % 15_000)
    assert done.returncode == ExitCode.PARTIAL, done.stderr
    assert "磁盘已满" in done.stderr
    assert not ledger_of(folder).exists()


# ---------------------------------------------------------------- open elsewhere, changed meanwhile
LOCKS = [f"~${NAME}", f"~${NAME[2:]}", f".~lock.{NAME}#", f".~{NAME}"]


@pytest.mark.parametrize("lock", LOCKS)
def test_open_elsewhere(folder, old, lock):
    ledger_of(folder).with_name(lock).write_bytes(b"\x05user")
    result, lines = refreshed(folder)
    assert result.exit_code == ExitCode.PARTIAL
    assert result.outcomes == [(RELATIVE, Outcome.LOCKED)]
    assert ledger_of(folder).read_bytes() == old
    assert backups_of(folder) == []
    (problem,) = [each for each in result.problems if each.code == "store.open"]
    assert RELATIVE in str(problem)
    assert "请先关闭它" in str(problem)
    assert lines == [f"正被打开，未写入：{RELATIVE}"]
    result, _ = refreshed(folder, plan_wins=True)
    assert result.exit_code == ExitCode.PARTIAL
    assert ledger_of(folder).read_bytes() == old


@pytest.mark.parametrize("command", ["refresh", "build", "build --force"])
def test_open_elsewhere_as_a_process(folder, old, command):
    ledger_of(folder).with_name(LOCKS[0]).write_bytes(b"")
    done = gongwen(folder, "ledger", *command.split())
    assert done.returncode == ExitCode.PARTIAL
    assert "请先关闭它" in done.stderr
    assert ledger_of(folder).read_bytes() == old


def test_open_elsewhere_but_nothing_to_write(tmp_path, old):
    folder = workspace(tmp_path / "工作", old, EXAMPLE)
    ledger_of(folder).with_name(LOCKS[0]).write_bytes(b"")
    assert refreshed(folder)[0].exit_code == ExitCode.DONE
    assert ledger_of(folder).read_bytes() == old


def worked_out(folder: Path, **options) -> tuple[LedgerRun, Workspace]:
    """A run that has read and compared and not written."""
    place = Workspace.find(plan_of(folder))
    loaded = load_plan(place.plan)
    return LedgerRun(loaded.usable(), loaded, LedgerOptions(plan=plan_of(folder), **options), place), place


def in_the_meantime(folder: Path, data: bytes | None) -> None:
    if data is None:
        ledger_of(folder).unlink()
    else:
        ledger_of(folder).write_bytes(data)


@pytest.mark.parametrize("left", [b"saved meanwhile", None])
@pytest.mark.parametrize("fresh", [False, True])
def test_changed_since_it_was_read(folder, left, fresh):
    run, place = worked_out(folder, fresh=fresh)
    in_the_meantime(folder, left)
    with Session(place) as session:
        run.make(session, lambda _: None)
    assert run.result.exit_code == ExitCode.REFUSED
    assert run.result.outcomes == [(RELATIVE, Outcome.MOVED_ON)]
    assert any(RELATIVE in str(each) and "再运行一次" in str(each) for each in session.problems)
    assert (ledger_of(folder).read_bytes() if left else ledger_of(folder).exists()) == (left or False)
    assert backups_of(folder) == []


@pytest.mark.parametrize("left", [b"saved meanwhile", None])
def test_changed_while_the_new_version_is_staged(folder, monkeypatch, left):
    stage = store.stage

    def slowly(path: Path, data: bytes) -> None:
        stage(path, data)
        if path.parent.name == "staging":
            in_the_meantime(folder, left)

    run, place = worked_out(folder)
    monkeypatch.setattr(store, "stage", slowly)
    with Session(place) as session:
        run.make(session, lambda _: None)
    assert run.result.exit_code == ExitCode.REFUSED
    assert run.result.outcomes == [(RELATIVE, Outcome.MOVED_ON)]
    assert (ledger_of(folder).read_bytes() if left else ledger_of(folder).exists()) == (left or False)
    assert list((folder / ".gongwen" / "staging").iterdir()) == []


def test_a_ledger_that_appears_meanwhile(tmp_path):
    folder = workspace(tmp_path / "工作", plan=EXAMPLE)
    run, place = worked_out(folder)
    ledger_of(folder).parent.mkdir(parents=True)
    in_the_meantime(folder, b"somebody's")
    with Session(place) as session:
        run.make(session, lambda _: None)
    assert run.result.exit_code == ExitCode.REFUSED
    assert ledger_of(folder).read_bytes() == b"somebody's"


def test_another_run_holds_the_workspace(folder, old):
    lock = folder / ".gongwen" / "lock"
    lock.parent.mkdir()
    lock.write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "time": time.time()}))
    with pytest.raises(UserError) as caught:
        refreshed(folder)
    assert caught.value.exit_code == ExitCode.REFUSED
    done = gongwen(folder, "ledger", "refresh")
    assert done.returncode == ExitCode.REFUSED
    assert "另一个 gongwen 正在处理" in done.stderr
    assert ledger_of(folder).read_bytes() == old
    assert lock.exists()


# ---------------------------------------------------------------- dry runs and backups
@pytest.mark.parametrize("command", ["refresh", "build"])
def test_a_dry_run_writes_nothing(folder, command):
    before = tree(folder)
    done = gongwen(folder, "ledger", command, "--dry-run")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert tree(folder) == before
    line = "总表!D4 T02 工作任务: “印发年度实施方案并公布领导小组名单” → “印发年度实施方案并公布领导小组名单（调整后）”"
    assert line in (done.stderr + done.stdout).splitlines()
    assert f"将生成：{RELATIVE}" in done.stderr


def test_a_dry_run_where_there_is_no_ledger(tmp_path):
    folder = workspace(tmp_path / "工作", plan=EXAMPLE)
    before = tree(folder)
    result = make_ledgers(LedgerOptions(plan=plan_of(folder), dry_run=True), lambda _: None)
    assert result.outcomes == [(RELATIVE, Outcome.WOULD_MAKE)]
    assert tree(folder) == before


def test_a_dry_run_lists_what_a_run_writes(folder):
    told, lines = refreshed(folder, dry_run=True)
    done, _ = refreshed(folder)
    assert told.changes == done.changes
    assert [str(change) for change in done.changes] == lines[: len(done.changes)]
    assert len({(change.sheet, change.cell) for change in done.changes}) == len(done.changes)


def test_nothing_to_write_leaves_the_file_and_no_backup(tmp_path, old):
    folder = workspace(tmp_path / "工作", old, EXAMPLE)
    stamp = ledger_of(folder).stat().st_mtime_ns
    for _ in range(2):
        result, _ = refreshed(folder)
        assert result.outcomes == [(RELATIVE, Outcome.UNCHANGED)]
    assert ledger_of(folder).read_bytes() == old
    assert ledger_of(folder).stat().st_mtime_ns == stamp
    assert backups_of(folder) == []


def test_a_second_refresh_changes_nothing(folder, new):
    for _ in range(3):
        refreshed(folder)
        assert ledger_of(folder).read_bytes() == new


def test_ten_backups_of_a_name_are_kept(folder):
    kept = folder / ".gongwen" / "backup"
    kept.mkdir(parents=True)
    other = kept / "20200101-000000-000000-另一份.xlsx"
    other.write_bytes(b"other")
    versions = []
    for number in range(12):
        versions.append(ledger_of(folder).read_bytes())
        plan_of(folder).write_text(retitled(tail=f"（{number}）"), encoding="utf-8")
        assert refreshed(folder)[0].outcomes == [(RELATIVE, Outcome.UPDATED)]
    found = sorted(path for path in kept.iterdir() if path != other)
    assert [path.read_bytes() for path in found] == versions[-10:]
    assert other.exists()


def test_build_anew_backs_up_first(folder, old):
    done = gongwen(folder, "ledger", "build", "--force")
    assert done.returncode == ExitCode.DONE, done.stderr
    (backup,) = (folder / ".gongwen" / "backup").iterdir()
    assert backup.read_bytes() == old
    assert backup.name in done.stderr
    book = openpyxl.load_workbook(ledger_of(folder))
    assert book["总表"]["O4"].value is None
    assert book["总表"]["D4"].value.endswith("（调整后）")


def test_build_over_a_ledger_refreshes_it(folder, old, new):
    result = make_ledgers(LedgerOptions(plan=plan_of(folder)), lambda _: None)
    assert result.exit_code == ExitCode.DONE
    assert ledger_of(folder).read_bytes() == new


def test_a_ledger_elsewhere_is_refreshed_where_it_is(tmp_path, folder, old, new):
    away = tmp_path / "移动盘" / "台账 副本.xlsx"
    away.parent.mkdir()
    away.write_bytes(old)
    result, _ = refreshed(folder, file=away)
    assert result.exit_code == ExitCode.DONE, result.problems
    assert away.read_bytes() == new
    assert ledger_of(folder).read_bytes() == old
    assert backups_of(folder) == [old]


def test_no_ledger_to_refresh(tmp_path):
    folder = workspace(tmp_path / "工作", plan=EXAMPLE)
    done = gongwen(folder, "ledger", "refresh")
    assert done.returncode == ExitCode.UNUSABLE
    assert "gongwen ledger build" in done.stderr
    assert not (folder / ".gongwen").exists()


# ---------------------------------------------------------------- filled for a year
PROGRESS = (
    "已召开动员会，进度60%",
    0.8,
    "3月10日已完成",
    "按计划推进",
    "  前后有空格  ",
    "第一行\n第二行",
    "=1+1",
    "'文本",
    "√",
    100,
    None,
)
STATES = (
    "已完成",
    "进行中",
    "√",
    1,
    0.5,
    "80%",
    "未开始",
    dt.date(2023, 6, 30),
    "6月30日办结",
    "大概好了",
    None,
    "×",
    True,
)
NOTES = (
    "<b>&amp;",
    "长" * 500,
    "{{ year }}",
    "@某某",
    "-5",
    dt.datetime.fromisoformat("2023-05-01T09:30"),
    3.14159,
    None,
    "_x0041_",
    "😀",
)
YELLOW = PatternFill("solid", fgColor="FFFF00")


def fill_for_a_year(path: Path) -> dict[tuple[str, str], object]:
    """What a year of work leaves in a ledger, typed with another program; the typed cells and what is in them."""
    book = openpyxl.load_workbook(path)
    done: dict[tuple[str, str], object] = {}

    def put(sheet: str, place: str, value: object) -> None:
        book[sheet][place].value = value
        done[sheet, place] = value

    for number, row in enumerate(range(4, 64)):
        for letters, forms in (("M", PROGRESS), ("N", STATES), ("O", NOTES)):
            put("总表", f"{letters}{row}", forms[number % len(forms)])
        if number % 7 == 0:
            book["总表"][f"N{row}"].fill = YELLOW
            book["总表"][f"D{row}"].font = Font(bold=True, color="FF0000")
    book["总表"]["M10"].comment = Comment("请财务科补材料", "柯文")
    put("总表", "S3", "完成日期")
    put("总表", "S5", dt.date(2023, 4, 1))
    put("总表", "D70", "合计说明：以上由办公室汇总")
    ticks = 0
    for row in range(4, 64):
        for letters in "EFGHIJKLMNOP":
            if (row * 7 + ord(letters)) % 7 == 0 and ticks < 100:
                put("按月进度", f"{letters}{row}", ("√", "○√", "已完成", "3月9日", "×")[ticks % 5])
                ticks += 1
    assert ticks == 100
    for number, row in enumerate(range(4, 13)):
        put("问题整改", f"I{row}", (dt.date(2023, 7, 1), "7月底", None)[number % 3])
        put("问题整改", f"J{row}", ("已整改", "正在整改", "")[number % 3] or None)
        put("问题整改", f"K{row}", f"复查人{number}")
    book.save(path)
    return done


def look(path: Path) -> dict[tuple[str, str], tuple[object, ...]]:
    """Every cell with its value, format and look."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): (
            cell.value, cell.number_format, cell.fill.fgColor.rgb, cell.font.b, cell.comment and cell.comment.text,
        )
        for sheet in book
        if sheet.title != "_gongwen"
        for row in sheet.iter_rows()
        for cell in row
    }  # fmt: skip


@pytest.fixture(scope="session")
def year(tmp_path_factory) -> tuple[bytes, dict[tuple[str, str], object]]:
    """A ledger that was filled for a year, and what was typed."""
    path = tmp_path_factory.mktemp("年") / NAME
    path.write_bytes(built(path.parent / "工作", EXAMPLE))
    cells = fill_for_a_year(path)
    assert len(cells) > 300
    return path.read_bytes(), cells


def owned_by_plan(place: tuple[str, str]) -> bool:
    """Whether a cell may change with the titles of tasks and with what is due next."""
    letters = place[1].rstrip("0123456789")
    return letters in {"总表": ("D", "Q"), "按月进度": ("B",), "问题整改": ()}.get(place[0], ("E", "R", "N", "O", "P"))


@pytest.mark.parametrize("plan", ["the same", "changed"])
def test_build_over_a_year_of_work_changes_no_typed_cell(tmp_path, year, plan):
    data, cells = year
    folder = workspace(tmp_path / "工作", data, EXAMPLE if plan == "the same" else retitled())
    before = look(ledger_of(folder))
    done = gongwen(folder, "build")
    assert "Traceback" not in done.stderr
    assert "程序内部出错" not in done.stderr
    assert done.returncode in (ExitCode.DONE, ExitCode.REFUSED), done.stderr
    after = look(ledger_of(folder))
    for place in cells:
        assert after[place] == before[place], place
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    assert all(owned_by_plan(place) for place in changed), sorted(p for p in changed if not owned_by_plan(p))[:9]
    titles = [place for place in changed if place[0] == "总表" and place[1].startswith("D")]
    assert len(titles) == (0 if plan == "the same" else 60)
    again = gongwen(folder, "ledger", "refresh")
    assert f"无变化：{RELATIVE}" in again.stderr


def test_a_task_that_goes_after_a_year_of_work_keeps_its_row(tmp_path, year):
    data, cells = year
    plan = re.sub(r"  - id: T41\n(?:    .*\n)+", "", EXAMPLE)
    plan = plan.replace("    - {task: T41, status: 已完成, percent: 100}\n", "")
    assert "T41" not in plan
    folder = workspace(tmp_path / "工作", data, plan)
    before = look(ledger_of(folder))
    result, _ = refreshed(folder)
    assert result.exit_code == ExitCode.DONE, result.problems
    after = look(ledger_of(folder))
    for place in cells:
        assert after[place] == before[place], place
    (row,) = [
        place[1][1:]
        for place, found in after.items()
        if place[0] == "总表" and place[1][0] == "P" and found[0] == "T41"
    ]
    assert after["总表", f"D{row}"][0].startswith("（已取消）")


# ---------------------------------------------------------------- status
TYPED = {
    "T01": "已完成", "T02": "进行中", "T03": "未开始", "T04": "√", "T05": "80%", "T06": "取消", "T07": "大概好了", "T08": "×",
    "T10": "尚未开展", "T11": "100%", "T12": "基本完成", "T13": "已于6月30日办结", "T14": "不晓得",
}  # fmt: skip
MEANT = {
    "T01": "已完成", "T02": "进行中", "T03": "未开始", "T04": "已完成", "T05": "进行中", "T06": "已取消", "T07": "看不懂", "T08": "未开始",
    "T10": "未开始", "T11": "已完成", "T12": "进行中", "T13": "已完成", "T14": "看不懂",
}  # fmt: skip
REST = "已完成"
"""What every other task says."""


@pytest.fixture(scope="session")
def kept(tmp_path_factory) -> Path:
    """A workspace whose ledger says how the work stands; the plan knows nothing of it."""
    folder = tmp_path_factory.mktemp("完成情况") / "工作"
    workspace(folder, built(folder.parent / "生成", EXAMPLE), EXAMPLE)
    book = openpyxl.load_workbook(ledger_of(folder))
    sheet = book["总表"]
    for row in range(4, 64):
        sheet[f"M{row}"].value = None
        sheet[f"N{row}"].value = TYPED.get(sheet[f"P{row}"].value, REST)
    for row in range(4, 13):
        book["问题整改"][f"I{row}"].value = dt.date(2023, 7, 1) if row < 7 else None
        book["问题整改"][f"J{row}"].value = {7: "已整改", 8: "正在整改"}.get(row)
    book.save(ledger_of(folder))
    return folder


def status(folder: Path, *arguments: str) -> tuple[int, dict, str]:
    done = gongwen(folder, "ledger", "status", "--json", *arguments)
    return done.returncode, json.loads(done.stdout), done.stderr


@cache
def raw_plan() -> dict:
    return yaml.safe_load(EXAMPLE)


def state_of(task: str) -> str:
    return MEANT.get(task, REST)


def took_part(task: dict, department: str) -> bool:
    everyone = [each["id"] for each in raw_plan()["departments"] if each.get("kind") != "leadership"]
    support = everyone if "all" in task.get("support", []) else task.get("support", [])
    return department == task["lead"] or department in support


def counted(tasks: list[dict]) -> dict[str, int]:
    found = {"total": len(tasks), "已完成": 0, "进行中": 0, "未开始": 0, "已取消": 0, "看不懂": 0}
    for task in tasks:
        found[state_of(task["id"])] += 1
    return found


AS_OF = dt.date(2023, 12, 20)


def late(tasks: list[dict], day: dt.date) -> dict[str, int]:
    """How late simple tasks are by hand: those with one due date and no record at all."""
    recorded = {task for record in raw_plan()["records"] for task in record.get("tasks", [])}
    found = {}
    for task in tasks:
        due = task.get("due")
        simple = isinstance(due, dt.date) and "repeat" not in task and task["id"] not in recorded
        if simple and state_of(task["id"]) not in ("已完成", "已取消"):
            found[task["id"]] = (due - day).days
    return found


def test_status_counts_what_stands_in_the_ledger(kept):
    tasks = raw_plan()["tasks"]
    code, found, _ = status(kept, "--as-of", AS_OF.isoformat())
    assert code == ExitCode.FINDINGS
    assert found["exit_code"] == ExitCode.FINDINGS
    assert set(found) >= {
        "as_of", "department", "tasks", "rate", "occurrences", "issues", "within_days", "overdue", "due_soon", "no_owner",
        "done_without_record", "problems",
    }  # fmt: skip
    assert (found["as_of"], found["department"], found["within_days"]) == ("2023-12-20", None, 15)
    assert found["tasks"] == counted(tasks)
    done = counted(tasks)["已完成"]
    tenths = int(done * 1000 / len(tasks) + 0.5)
    assert found["rate"] == f"{tenths / 10:g}%"
    assert found["issues"] == {"total": 9, "closed": 4, "open": 5, "overdue": 5}
    by_hand = late(tasks, AS_OF)
    assert len([days for days in by_hand.values() if days < 0]) >= 2
    told = {each["id"]: each for each in [*found["overdue"], *found["due_soon"]]}
    assert {key: days for key, days in by_hand.items() if days <= 15} == {
        key: each["days"] for key, each in told.items() if key in by_hand
    }
    assert not {key for key in told if state_of(key) in ("已完成", "已取消")}
    assert [each["days"] for each in found["overdue"]] == sorted(each["days"] for each in found["overdue"])
    assert all(each["days"] < 0 for each in found["overdue"])
    assert all(0 <= each["days"] <= 15 for each in found["due_soon"])
    for each in told.values():
        assert set(each) == {"id", "title", "department", "owner", "due", "days", "note"}
        assert (dt.date.fromisoformat(each["due"]) - AS_OF).days == each["days"]
    names = {each["id"]: each["name"] for each in raw_plan()["departments"]}
    own = {task["id"]: task for task in tasks}
    assert all(each["department"] == names[own[key]["lead"]] for key, each in told.items())
    recorded = {task for record in raw_plan()["records"] if record["date"] <= AS_OF for task in record.get("tasks", [])}
    assert {each["id"] for each in found["done_without_record"]} == {
        task["id"] for task in tasks if state_of(task["id"]) == "已完成" and task["id"] not in recorded
    }
    assert [each["id"] for each in found["no_owner"]] == [task["id"] for task in tasks if not task.get("owner")]


def test_states_that_cannot_be_read_are_listed_with_their_cell(kept):
    sheet = openpyxl.load_workbook(ledger_of(kept))["总表"]
    rows = {sheet[f"P{row}"].value: row for row in range(4, 64)}
    _, found, err = status(kept, "--as-of", "2023-12-20")
    for key, text in (("T07", "大概好了"), ("T14", "不晓得")):
        place = f"总表!N{rows[key]}"
        assert re.search(rf"{re.escape(NAME)}:{place} .*{text}", err), err
        assert any(
            (each["place"] or {}).get("sheet") == "总表" and each["place"].get("cell") == f"N{rows[key]}"
            for each in found["problems"]
        )
    assert err.count("看不懂") == 2


@pytest.mark.parametrize(("asked", "department"), [("finance", "finance"), ("办公室", "office")])
def test_status_of_a_department(kept, asked, department):
    tasks = [task for task in raw_plan()["tasks"] if took_part(task, department)]
    _, found, _ = status(kept, "--as-of", "2023-12-20", "-d", asked)
    name = next(each["name"] for each in raw_plan()["departments"] if each["id"] == department)
    assert found["department"] == name
    assert found["tasks"] == counted(tasks)
    issues = [each for each in raw_plan()["issues"] if each["dept"] == department]
    assert found["issues"]["total"] == len(issues)


def test_status_of_no_department(kept):
    done = gongwen(kept, "ledger", "status", "-d", "后勤科")
    assert done.returncode == ExitCode.UNUSABLE
    assert "没有科室“后勤科”" in done.stderr
    assert "财务科" in done.stderr


def test_status_by_another_day(kept):
    code, found, _ = status(kept, "--as-of", "2023-01-01", "--within", "366")
    assert code == ExitCode.DONE
    assert found["overdue"] == []
    assert found["issues"] == {"total": 0, "closed": 0, "open": 0, "overdue": 0}
    assert found["due_soon"]
    assert gongwen(kept, "ledger", "status", "--as-of", "去年").returncode == ExitCode.USAGE


def test_status_writes_nothing(kept):
    before = tree(kept)
    done = gongwen(kept, "ledger", "status", "--as-of", "2023-12-20")
    assert done.returncode == ExitCode.FINDINGS
    assert tree(kept) == before
    assert done.stdout.startswith("截至2023年12月20日：任务 60 项")
    assert "逾期" in done.stdout


def texts(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", archive.read("word/document.xml").decode()))


def test_notices_to_departments(kept, validate):
    before = ledger_of(kept).read_bytes()
    code, found, _ = status(kept, "--as-of", "2023-12-20", "--notice", "--no-pdf")
    assert code == ExitCode.FINDINGS
    wanted: dict[str, list[dict]] = {}
    for each in [*found["overdue"], *found["due_soon"]]:
        wanted.setdefault(each["department"], []).append(each)
    notices = sorted((kept / "outputs" / "2023" / "催办单").iterdir())
    assert sorted(path.name for path in notices) == sorted(f"{name}催办单（2023-12-20）.docx" for name in wanted)
    validate(*notices)
    for path in notices:
        text, department = texts(path), path.name.partition("催办单")[0]
        assert department in text
        for each in wanted[department]:
            assert each["title"] in text
            assert (f"逾期{-each['days']}天" if each["days"] < 0 else "天") in text
        others = [each["title"] for name, lines in wanted.items() if name != department for each in lines]
        assert not [title for title in others if title in text]
    assert ledger_of(kept).read_bytes() == before
    notices[0].write_bytes(notices[0].read_bytes() + b"edited")
    done = gongwen(kept, "ledger", "status", "--as-of", "2023-12-20", "--notice")
    assert done.returncode == ExitCode.REFUSED
    assert notices[0].read_bytes().endswith(b"edited")


# ---------------------------------------------------------------- what other documents quote
SUMMARY = """  - id: count
    type: notice
    title: 完成情况
    number: {code: 澜药检, year: 2023, seq: 60}
    date: 2023-12-28
    to: [各科室]
    body: ["已完成任务{{ stats.tasks.done }}项，完成{{ stats.occurrences.done }}次，销号{{ stats.issues.closed }}个。"]
    output: 60-完成情况.docx
"""


def said(folder: Path) -> list[int]:
    """The figures of a notice that is built now."""
    result = build(BuildOptions(plan=plan_of(folder), ids=("count",), force=True), lambda _: None)
    assert result.exit_code == ExitCode.DONE, result.problems
    return list(
        map(
            int,
            re.findall(r"已完成任务(\d+)项，完成(\d+)次，销号(\d+)个", texts(folder / "outputs/2023/60-完成情况.docx"))[
                0
            ],
        )
    )


def test_what_is_typed_changes_the_figures_of_documents(tmp_path, old):
    plan = EXAMPLE.replace("documents:\n", f"documents:\n{SUMMARY}", 1)
    folder = workspace(tmp_path / "工作", old, plan)
    before = said(folder)
    book = Parts(old)
    sheet = openpyxl.load_workbook(ledger_of(folder))
    rows = {sheet["总表"][f"P{row}"].value: row for row in range(4, 64)}
    xml = book.sheet("总表")
    for key, text in (("T59", "已完成"), ("T01", "进行中"), ("T02", "进行中"), ("T03", "没听说")):
        xml = typed(xml, f"N{rows[key]}", text_cell(text))
    book.put("总表", xml)
    ticked = next(
        cell.coordinate
        for row in sheet["按月进度"].iter_rows(min_row=4, max_row=63)
        for cell in row
        if cell.value == "○"
    )
    book.put("按月进度", typed(book.sheet("按月进度"), ticked, text_cell("√")))
    open_issue = next(row for row in range(4, 13) if sheet["问题整改"][f"J{row}"].value is None)
    book.put("问题整改", typed(book.sheet("问题整改"), f"J{open_issue}", text_cell("已整改")))
    ledger_of(folder).write_bytes(book.to_bytes())
    assert said(folder) == [before[0] + 1 - 3, before[1] + 1, before[2] + 1]


def test_without_a_ledger_the_plan_is_quoted(tmp_path, old):
    plan = EXAMPLE.replace("documents:\n", f"documents:\n{SUMMARY}", 1)
    without = said(workspace(tmp_path / "无", plan=plan))
    assert without == said(workspace(tmp_path / "有", old, plan))
    assert without[0] == 57


def test_a_broken_ledger_stops_the_whole_build(tmp_path, old):
    folder = workspace(tmp_path / "工作", old[: len(old) // 2], EXAMPLE)
    before = tree(folder)
    done = gongwen(folder, "build")
    assert done.returncode == ExitCode.UNUSABLE
    assert NAME in done.stderr
    assert tree(folder) == before
