"""The session: what becomes of a file, whose file it is, who holds the workspace."""

import errno
import json
import os
import socket
import subprocess
import sys
import time

import pytest

from gongwen.problems import ExitCode, UserError
from gongwen.store import EXIT_CODES, Outcome, Session, Workspace, copy_new, files, write_new

NAME = "2023/01-实施方案.docx"
OLD, NEW, HAND = b"old" * 99, b"new" * 99, "人工修改".encode()


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "inputs").mkdir()
    plan = tmp_path / "inputs" / "plan.yaml"
    plan.write_text("year: 2023\n")
    return Workspace.find(plan)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(files, "_RETRY_SECONDS", 0.05)
    monkeypatch.setattr(files, "_PAUSE", 0.01)


def put(workspace, data, name=NAME, verify=None, **options):
    """One file in one session: its outcome and the codes of its problems."""
    with Session(workspace, **options) as session:
        outcome = session.put(name, data, verify)
    return outcome, [problem.code for problem in session.problems]


def edit(workspace, data=HAND, name=NAME):
    (workspace.outputs / name).write_bytes(data)


def backups(workspace):
    folder = workspace.state / "backup"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def tree(folder):
    """Every path with its bytes and time."""
    return {
        path.relative_to(folder): (path.read_bytes() if path.is_file() else None, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


def holds(workspace, data, name=NAME):
    """The file has these bytes and nothing is left in staging or of the lock."""
    assert (workspace.outputs / name).read_bytes() == data
    assert list((workspace.state / "staging").iterdir()) == []
    assert not (workspace.state / "lock").exists()
    return True


def test_made_then_unchanged_then_made_again(workspace):
    assert put(workspace, OLD) == (Outcome.MADE, [])
    before = (workspace.outputs / NAME).stat().st_mtime_ns
    assert put(workspace, OLD) == (Outcome.UNCHANGED, [])
    assert (workspace.outputs / NAME).stat().st_mtime_ns == before
    assert put(workspace, NEW) == (Outcome.MADE, [])
    assert holds(workspace, NEW)
    assert backups(workspace) == []


def test_hand_edit_is_kept(workspace):
    put(workspace, OLD)
    edit(workspace)
    for data in (OLD, NEW):
        assert put(workspace, data) == (Outcome.KEPT, ["store.edited"])
    assert holds(workspace, HAND)
    assert EXIT_CODES[Outcome.KEPT] is ExitCode.REFUSED


def test_force_backs_the_edit_up(workspace):
    put(workspace, OLD)
    edit(workspace)
    assert put(workspace, NEW, force=True) == (Outcome.MADE, [])
    assert holds(workspace, NEW)
    (copy,) = backups(workspace)
    assert copy.read_bytes() == HAND
    assert copy.name.endswith("-01-实施方案.docx")


def test_backup_that_differs_stops_the_overwrite(workspace, monkeypatch):
    put(workspace, OLD)
    edit(workspace)
    monkeypatch.setattr("gongwen.store.single.stage", lambda copy, _: copy.write_bytes(b"short"))
    outcome, codes = put(workspace, NEW, force=True)
    assert (outcome, codes) == (Outcome.FAILED, ["store.system"])
    assert holds(workspace, HAND)
    assert backups(workspace) == []


def test_backups_keep_the_last_ten_of_a_name(workspace):
    other = "2023/总-01-实施方案.docx"
    put(workspace, OLD, other)
    edit(workspace, b"other edit", other)
    put(workspace, NEW, other, force=True)
    for number in range(13):
        put(workspace, b"%d" % number, force=True)
        edit(workspace, b"edit %d" % number)
    put(workspace, NEW, force=True)
    kept = [copy.read_bytes() for copy in backups(workspace)]
    assert b"other edit" in kept
    assert [data for data in kept if data != b"other edit"] == [b"edit %d" % number for number in range(3, 13)]


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("force", [False, True])
def test_dry_run_writes_nothing(workspace, edited, force):
    assert put(workspace, OLD, dry_run=True, force=force) == (Outcome.WOULD_MAKE, [])
    assert [path.name for path in workspace.root.iterdir()] == ["inputs"]
    put(workspace, OLD)
    if edited:
        edit(workspace)
    before = tree(workspace.root)
    wanted = Outcome.KEPT if edited and not force else Outcome.WOULD_MAKE
    assert put(workspace, NEW, dry_run=True, force=force)[0] is wanted
    assert tree(workspace.root) == before


@pytest.mark.parametrize("damage", ["missing", "not json", "a list", "not utf-8", "a folder of values"])
def test_without_a_readable_manifest_a_file_is_a_persons(workspace, damage):
    put(workspace, OLD)
    manifest = workspace.state / "manifest.json"
    texts = {
        "not json": b'{"a": ',
        "a list": b"[]",
        "not utf-8": b"\xff\xfe\x00",
        "a folder of values": b'{"2023": {"a": 1}}',
    }
    manifest.unlink() if damage == "missing" else manifest.write_bytes(texts[damage])
    assert put(workspace, NEW) == (Outcome.KEPT, ["store.edited"])
    assert holds(workspace, OLD)
    assert put(workspace, OLD) == (Outcome.UNCHANGED, [])
    assert put(workspace, NEW) == (Outcome.MADE, [])


def test_state_folder_removed_keeps_every_file(workspace):
    put(workspace, OLD)
    for path in sorted(workspace.state.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    workspace.state.rmdir()
    assert put(workspace, NEW) == (Outcome.KEPT, ["store.edited"])
    assert holds(workspace, OLD)


@pytest.mark.parametrize("lock", ["~$01-实施方案.docx", "~$-实施方案.docx", ".~lock.01-实施方案.docx#"])
def test_open_document_is_left(workspace, lock):
    put(workspace, OLD)
    (workspace.outputs / "2023" / lock).write_bytes(b"")
    assert put(workspace, NEW) == (Outcome.LOCKED, ["store.open"])
    assert holds(workspace, OLD)
    (workspace.outputs / "2023" / lock).unlink()
    assert put(workspace, NEW) == (Outcome.MADE, [])


def test_lock_of_another_document_does_not_matter(workspace):
    put(workspace, OLD)
    (workspace.outputs / "2023" / "~$02-台账.docx").write_bytes(b"")
    assert put(workspace, NEW)[0] is Outcome.MADE


def _refusing(times, error, only=NAME):
    """`os.replace` that fails so many times for the target."""
    real, left = os.replace, [times]

    def fake(source, target):
        if str(target).endswith(only) and left[0]:
            left[0] -= 1
            raise error
        real(source, target)

    return fake


@pytest.mark.usefixtures("impatient")
def test_replace_refused_leaves_the_old_file(workspace, monkeypatch):
    put(workspace, OLD)
    monkeypatch.setattr(os, "replace", _refusing(10_000, PermissionError(errno.EACCES, "denied")))
    assert put(workspace, NEW) == (Outcome.LOCKED, ["store.open"])
    assert holds(workspace, OLD)
    assert EXIT_CODES[Outcome.LOCKED] is ExitCode.PARTIAL
    monkeypatch.undo()
    assert put(workspace, NEW) == (Outcome.MADE, [])


@pytest.mark.usefixtures("impatient")
def test_replace_is_tried_again(workspace, monkeypatch):
    put(workspace, OLD)
    monkeypatch.setattr(os, "replace", _refusing(1, PermissionError(errno.EACCES, "denied")))
    assert put(workspace, NEW) == (Outcome.MADE, [])
    assert holds(workspace, NEW)


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "store.full"), (errno.EROFS, "store.denied"), (errno.EIO, "store.system")],
)
def test_failure_of_the_system_has_its_words(workspace, monkeypatch, number, code):
    put(workspace, OLD)
    monkeypatch.setattr(os, "replace", _refusing(1, OSError(number, os.strerror(number))))
    assert put(workspace, NEW) == (Outcome.FAILED, [code])
    assert holds(workspace, OLD)


def test_manifest_that_cannot_be_saved_is_told_and_the_journal_stays(workspace, monkeypatch):
    monkeypatch.setattr(os, "replace", _refusing(1, OSError(errno.ENOSPC, "full"), "manifest.json"))
    assert put(workspace, OLD) == (Outcome.MADE, ["store.full"])
    monkeypatch.undo()
    assert put(workspace, NEW) == (Outcome.MADE, [])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_read_only_folder(workspace):
    put(workspace, OLD)
    folder = (workspace.outputs / NAME).parent
    folder.chmod(0o500)
    try:
        assert put(workspace, NEW)[0] in {Outcome.LOCKED, Outcome.FAILED}
        assert put(workspace, NEW, "2023/new.docx") == (Outcome.FAILED, ["store.denied"])
    finally:
        folder.chmod(0o700)
    assert holds(workspace, OLD)


def test_outputs_is_a_file(workspace):
    workspace.outputs.write_bytes(HAND)
    with pytest.raises(UserError) as caught, Session(workspace):
        pass
    assert caught.value.exit_code is ExitCode.PARTIAL
    assert caught.value.problems[0].code == "store.not_folder"
    assert workspace.outputs.read_bytes() == HAND


def test_folder_of_a_document_is_a_file(workspace):
    workspace.outputs.mkdir()
    (workspace.outputs / "2023").write_bytes(HAND)
    assert put(workspace, NEW) == (Outcome.FAILED, ["store.not_folder"])
    assert (workspace.outputs / "2023").read_bytes() == HAND


def test_target_is_a_folder(workspace):
    (workspace.outputs / NAME).mkdir(parents=True)
    outcome, codes = put(workspace, NEW)
    assert outcome is Outcome.FAILED
    assert codes == ["store.folder"]
    assert (workspace.outputs / NAME).is_dir()


def test_too_long_path_fails_alone(workspace):
    deep = "/".join(["长" * 60] * 30) + "/a.docx"
    with Session(workspace) as session:
        assert session.put(deep, NEW) is Outcome.FAILED
        assert session.put(NAME, NEW) is Outcome.MADE
    assert [problem.code for problem in session.problems] == ["store.too_long"]


def test_too_long_name_is_cut_and_keeps_its_kind(workspace):
    assert put(workspace, NEW, "长" * 300 + ".docx") == (Outcome.MADE, [])
    (made,) = workspace.outputs.iterdir()
    assert made.suffix == ".docx"


@pytest.mark.parametrize("name", ["../a.docx", "/a.docx", "2023/../../a.docx", "..\\a.docx", "C:\\a.docx", ""])
def test_path_out_of_the_outputs(workspace, name):
    assert put(workspace, NEW, name) == (Outcome.FAILED, ["store.path"])
    assert list(workspace.outputs.iterdir()) == []


def test_document_that_fails_its_check_is_not_moved(workspace):
    def verify(path):
        assert path.read_bytes() == NEW
        raise OSError(None, "生成的文件不完整")

    put(workspace, OLD)
    assert put(workspace, NEW, verify=verify) == (Outcome.FAILED, ["store.system"])
    assert holds(workspace, OLD)


def test_live_holder_refuses(workspace):
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        _hold(workspace, child.pid)
        with pytest.raises(UserError) as caught, Session(workspace):
            pass
        assert caught.value.exit_code is ExitCode.REFUSED
        assert caught.value.problems[0].code == "store.locked"
        assert str(child.pid) in caught.value.problems[0].what
        assert (workspace.state / "lock").exists()
    finally:
        child.communicate(b"\n")
    assert put(workspace, OLD) == (Outcome.MADE, [])


def _hold(workspace, pid, host=None, age=0.0):
    workspace.state.mkdir(exist_ok=True)
    lock = {"pid": pid, "host": host or socket.gethostname(), "time": time.time() - age}
    (workspace.state / "lock").write_text(json.dumps(lock))


def test_session_within_a_session_refuses_and_leaves_the_first_alone(workspace):
    with Session(workspace) as first:
        with pytest.raises(UserError), Session(workspace):
            pass
        assert first.put(NAME, OLD) is Outcome.MADE
    assert holds(workspace, OLD)


def test_dead_holder_is_replaced(workspace):
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    _hold(workspace, child.pid)
    assert put(workspace, OLD) == (Outcome.MADE, [])
    assert holds(workspace, OLD)


@pytest.mark.parametrize(("age", "taken"), [(60, False), (31 * 60, True)])
def test_holder_on_another_host_is_believed_for_half_an_hour(workspace, age, taken):
    _hold(workspace, 1, "other.host", age)
    if taken:
        assert put(workspace, OLD)[0] is Outcome.MADE
    else:
        with pytest.raises(UserError):
            put(workspace, OLD)


def test_empty_lock_is_believed_only_when_fresh(workspace):
    workspace.state.mkdir()
    lock = workspace.state / "lock"
    lock.write_bytes(b"")
    with pytest.raises(UserError):
        put(workspace, OLD)
    os.utime(lock, (1, 1))
    assert put(workspace, OLD)[0] is Outcome.MADE


def test_write_new_never_overwrites(tmp_path):
    target = tmp_path / "新" / "plan.yaml"
    write_new(target, OLD)
    with pytest.raises(UserError) as caught:
        write_new(target, NEW)
    assert (caught.value.exit_code, caught.value.problems[0].code) == (ExitCode.REFUSED, "store.exists")
    copy_new(target, tmp_path / "copy.yaml")
    assert (tmp_path / "copy.yaml").read_bytes() == target.read_bytes() == OLD
    assert [path.name for path in target.parent.iterdir()] == ["plan.yaml"]
    with pytest.raises(UserError) as caught:
        write_new(target / "below.yaml", NEW)
    assert caught.value.exit_code is ExitCode.PARTIAL
