"""Single files of people: new ones where none stands, new versions over the very bytes that were read, backups."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from gongwen.problems import ExitCode, Place, Problem, UserError
from gongwen.store import files
from gongwen.store.files import office_lock, stage, write_whole
from gongwen.store.lock import RunLock
from gongwen.store.words import moved_on, open_elsewhere, system_problem
from gongwen.store.workspace import Workspace

_BACKUPS_KEPT = 10


def write_new(target: Path, data: bytes) -> None:
    """Write one file of a new workspace. Raises UserError: exit 6 if it is there already, exit 7 if it cannot be."""
    try:
        files.write_new(target, data)
    except FileExistsError as error:
        if target.parent.is_dir():
            problem = Problem("store.exists", "这里已有同名文件，没有覆盖", "请先把它改名或移走。", Place(str(target)))
            raise UserError(problem, ExitCode.REFUSED) from error
        raise UserError(system_problem(str(target.parent), error), ExitCode.PARTIAL) from error
    except OSError as error:
        raise UserError(system_problem(str(target), error), ExitCode.PARTIAL) from error


def copy_new(source: Path, target: Path) -> None:
    """Copy a file to where none is. Raises as `write_new` does."""
    write_new(target, source.read_bytes())


def back_up(target: Path, folder: Path) -> Path:
    """A dated copy of a person's file, read back and compared; the oldest of a name go when there are over ten."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}-{target.name}"
    data = target.read_bytes()
    stage(copy, data)
    if copy.read_bytes() != data:
        copy.unlink()
        raise OSError(None, "备份与原文件不一致")
    older = sorted(file for file in folder.iterdir() if file.name.split("-", 3)[3:] == [target.name])
    for file in older[:-_BACKUPS_KEPT]:
        file.unlink()
    return copy


def rewrite(workspace: Workspace, target: Path, data: bytes, read: bytes) -> Path:
    """Bring a new version of a person's own file, such as the plan: over the bytes `read` and no others.

    Gives where that version was copied before. Raises UserError: exit 6 where the file changed since or another run
    holds the workspace, exit 7 where it is open elsewhere or cannot be written; the file is then as it was.
    """
    name, target, staging = str(target), target.resolve(), workspace.state / "staging"

    def look(staged: Path | None = None) -> None:
        if not target.is_file() or target.read_bytes() != read:
            raise UserError(moved_on(name), ExitCode.REFUSED)
        if office_lock(target) is not None:
            raise UserError(open_elsewhere(name), ExitCode.PARTIAL)
        if staged is not None:
            files.prove(staged, data, like=target)

    try:
        staging.mkdir(parents=True, exist_ok=True)
        with RunLock(workspace.state):
            look()
            copy = back_up(target, workspace.state / "backup")
            write_whole(target, data, staging, look)
    except OSError as error:
        raise UserError(system_problem(name, error), ExitCode.PARTIAL) from error
    return copy
