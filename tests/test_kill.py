"""Runs that are killed, interrupted or out of disk: never a broken file, never a file taken for a person's."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongwen.problems import ExitCode
from gongwen.store import EXIT_CODES, Outcome

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9, SIGINT and file limits are of POSIX")

KILLS, FILES = 30, 40
SOURCES = Path(__file__).resolve().parents[1] / "src"
DRIVER = """
import random, resource, signal, sys, time
from pathlib import Path
from gongwen.ooxml.package import Package
from gongwen.store import EXIT_CODES, Session, Workspace

def document(number, version):
    noise = random.Random(f"{number}-{version}").randbytes(20_000 + 500 * number)
    return Package({"[Content_Types].xml": b"<Types/>", "word/document.xml": noise}).to_bytes()

def verify(path):
    Package.read(path)

if __name__ == "__main__":
    root, version, mode = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    workspace = Workspace.find(root / "inputs" / "plan.yaml")
    made = [(f"2023/{number:02}-文件.docx", document(number, version)) for number in range(int(sys.argv[4]))]
    if mode == "full":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (15_000, resource.RLIM_INFINITY))
    codes = set()
    print("ready", flush=True)
    with Session(workspace) as session:
        for name, data in made:
            outcome = session.put(name, data, verify)
            codes.add(int(EXIT_CODES.get(outcome, 0)))
            print(outcome.value, flush=mode != "fast")
            time.sleep(0.05 if mode == "slow" else 0)
    for problem in session.problems:
        print(problem.code, problem)
    sys.exit(max(codes))
"""


@pytest.fixture
def driver(tmp_path):
    path = tmp_path / "driver.py"
    path.write_text(DRIVER, encoding="utf-8")
    return path


def workspace(root):
    (root / "inputs").mkdir(parents=True)
    (root / "inputs" / "plan.yaml").write_text("year: 2023\n")
    return root


def start(driver, root, version, mode="fast"):
    """A running driver that is about to open its session."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(SOURCES),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    child = subprocess.Popen(
        [sys.executable, str(driver), str(root), version, mode, str(FILES)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
    )
    assert child.stdout.readline() == "ready\n", child.stderr.read()
    return child


def run(driver, root, version, mode="fast"):
    """Exit code and lines of a whole run."""
    with start(driver, root, version, mode) as child:
        # not communicate: it misses what readline has read ahead
        out, err = child.stdout.read(), child.stderr.read()
    assert not err, err
    return child.returncode, out.splitlines()


def final(root):
    """Every file under the outputs by name."""
    outputs = root / "outputs"
    return {str(path.relative_to(outputs)): path.read_bytes() for path in outputs.rglob("*") if path.is_file()}


def left_over(root):
    """What no finished run leaves: staged files, lock, journal."""
    state = root / ".gongwen"
    found = [path for path in (state / "lock", state / "journal.jsonl") if path.exists()]
    return [*found, *(state / "staging").iterdir()]


def age_empty_lock(root):
    """A run killed between making its lock and writing who it is leaves an empty one, believed for a second."""
    lock = root / ".gongwen" / "lock"
    if lock.exists() and not lock.stat().st_size:
        os.utime(lock, (1, 1))


@pytest.fixture
def expected(driver, tmp_path):
    """The files of both versions from runs that nobody disturbed, and how long one takes."""
    root = workspace(tmp_path / "calm")
    found = {}
    for version in ("old", "new"):
        code, lines = run(driver, root, version)
        assert (code, lines) == (0, [Outcome.MADE.value] * FILES)
        found[version] = final(root)
        assert len(found[version]) == FILES
    begun = start(driver, workspace(tmp_path / "timed"), "old")
    began = time.monotonic()
    begun.communicate(timeout=60)
    return found["old"], found["new"], time.monotonic() - began


def test_killed_run_leaves_whole_files_and_the_next_completes(driver, expected, tmp_path):
    """Old version in place, the new one killed: every file is whole, old or new, and the next run ends as a calm one.

    Every second kill hits a workspace that has no files yet.
    """
    old, new, duration = expected
    chance = random.Random(2023)
    origin = workspace(tmp_path / "origin")
    assert run(driver, origin, "old")[0] == 0
    partial = 0
    for number in range(KILLS):
        root = tmp_path / f"run{number}"
        if fresh := number % 2 == 1:
            workspace(root)
        else:
            shutil.copytree(origin, root)
        child = start(driver, root, "new")
        time.sleep(chance.uniform(0, duration))
        child.kill()
        child.communicate()
        found = final(root) if (root / "outputs").exists() else {}
        for name, data in found.items():
            assert data == new[name] or (not fresh and data == old[name]), name
        assert fresh or found.keys() == old.keys()
        age_empty_lock(root)
        partial += 0 < sum(data == new[name] for name, data in found.items()) < FILES
        code, lines = run(driver, root, "new")
        assert code == 0, lines
        assert set(lines) <= {Outcome.MADE.value, Outcome.UNCHANGED.value}
        assert final(root) == new
        assert left_over(root) == []
        shutil.rmtree(root)
    assert partial >= KILLS // 3


def test_killed_run_is_no_persons_work_for_another_version(driver, expected, tmp_path):
    """Killed, then the plan changes: nothing is taken for an edit; a real edit still is."""
    old, new, _ = expected
    for lines in (1, 5, 15):
        root = workspace(tmp_path / f"killed{lines}")
        child = start(driver, root, "new", "steady")
        for _ in range(lines):
            assert child.stdout.readline() == f"{Outcome.MADE.value}\n"
        child.kill()
        child.communicate()
        assert lines <= len(final(root)) < FILES
        code, told = run(driver, root, "old")
        assert (code, told) == (0, [Outcome.MADE.value] * FILES)
        assert final(root) == old
    edited = root / "outputs" / "2023" / "07-文件.docx"
    edited.write_bytes(b"edit")
    code, lines = run(driver, root, "new")
    assert code == ExitCode.REFUSED
    assert lines.count(Outcome.KEPT.value) == 1
    assert final(root) == {**new, "2023/07-文件.docx": b"edit"}


def test_full_disk_keeps_the_old_files_and_says_so(driver, expected, tmp_path):
    old, _, _ = expected
    root = workspace(tmp_path / "full")
    assert run(driver, root, "old")[0] == 0
    code, lines = run(driver, root, "new", "full")
    assert code == ExitCode.PARTIAL == EXIT_CODES[Outcome.FAILED]
    assert lines.count(Outcome.FAILED.value) == FILES
    told = [line for line in lines if line.startswith("store.full")]
    assert len(told) == 1, "a full disk is said once, not for every file"
    assert "磁盘已满" in told[0]
    assert "2023/00-文件.docx" in told[0]
    assert final(root) == old
    assert left_over(root) == []
    assert run(driver, root, "new")[0] == 0


def test_full_disk_in_a_new_workspace_leaves_no_file(driver, tmp_path):
    root = workspace(tmp_path / "full")
    assert run(driver, root, "new", "full")[0] == ExitCode.PARTIAL
    assert final(root) == {}


def test_interrupt_leaves_no_staging_and_no_lock(driver, expected, tmp_path):
    _, new, _ = expected
    root = workspace(tmp_path / "interrupted")
    child = start(driver, root, "new", "slow")
    for _ in range(5):
        assert child.stdout.readline() == f"{Outcome.MADE.value}\n"
    assert (root / ".gongwen" / "lock").exists()
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert "KeyboardInterrupt" in err
    found = final(root)
    assert 5 <= len(found) < FILES
    assert found.items() <= new.items()
    assert left_over(root) == []
    assert run(driver, root, "old")[0] == 0


@pytest.mark.parametrize("seed", range(8))
def test_interrupt_at_any_moment(driver, expected, tmp_path, seed):
    _, new, duration = expected
    chance = random.Random(seed)
    root = workspace(tmp_path / "interrupted")
    child = start(driver, root, "new", "steady")
    for _ in range(chance.randint(1, FILES // 2)):
        assert child.stdout.readline() == f"{Outcome.MADE.value}\n"
    time.sleep(chance.uniform(0, duration / FILES))
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    assert child.returncode != 0
    assert final(root).items() < new.items()
    assert left_over(root) == []
    assert run(driver, root, "new")[0] == 0
    assert final(root) == new
