"""A run that writes: one lock, one staging folder, one memory; each file goes through `put`."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

from gongwen.problems import ExitCode, Place, Problem, UserError
from gongwen.store import files
from gongwen.store.files import FULL_DISK, digest, office_lock, write_whole
from gongwen.store.lock import RunLock
from gongwen.store.memory import Memory
from gongwen.store.names import safe_path
from gongwen.store.workspace import Workspace

_BACKUPS_KEPT = 10


class Outcome(Enum):
    """What became of a file; the value is what a clerk reads."""

    MADE = "已生成"
    UNCHANGED = "无变化"
    KEPT = "保留手工修改"
    LOCKED = "正被打开，未写入"
    WOULD_MAKE = "将生成"
    FAILED = "未能写入"


EXIT_CODES = {Outcome.KEPT: ExitCode.REFUSED, Outcome.LOCKED: ExitCode.PARTIAL, Outcome.FAILED: ExitCode.PARTIAL}
"""What an outcome means for the command's exit code; the others are 0."""


class Session:
    """Context manager. With `dry_run` nothing is written, not even a lock; `force` overwrites after a backup."""

    def __init__(self, workspace: Workspace, *, force: bool = False, dry_run: bool = False) -> None:
        """Name the workspace; nothing happens yet."""
        self._outputs, self._state = workspace.outputs, workspace.state
        self._force, self._dry_run = force, dry_run
        self._lock: RunLock | None = None
        self._memory = Memory(self._state)
        self.problems: list[Problem] = []

    def __enter__(self) -> Self:
        """Make the folders, take the lock, clear what a killed run left in staging.

        Raises UserError: exit 6 while another run holds the lock, exit 7 where nothing can be written.
        """
        if self._dry_run:
            return self
        try:
            self._staging.mkdir(parents=True, exist_ok=True)
            self._outputs.mkdir(parents=True, exist_ok=True)
            self._lock = RunLock(self._state).__enter__()
        except OSError as error:
            raise UserError(_system_problem(str(self._outputs), error), ExitCode.PARTIAL) from error
        for left in self._staging.iterdir():
            left.unlink(missing_ok=True)
        self._memory = Memory(self._state)
        self._memory.adopt(self._outputs)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Save the manifest and let go of the lock; if the disk is full the journal keeps what was done."""
        if self._lock is None:
            return
        try:
            self._memory.save()
        except OSError as failure:
            self.problems.append(_system_problem(".gongwen/manifest.json", failure))
        finally:
            self._lock.__exit__(kind, error, trace)

    @property
    def _staging(self) -> Path:
        return self._state / "staging"

    def put(self, relative: str, data: bytes, verify: Callable[[Path], None] | None = None) -> Outcome:
        """Bring one file to `outputs/<relative>`; what could not be done is in `problems`.

        A file that a person changed is kept (exit 6), one that is open elsewhere is left (exit 7).
        """
        path = safe_path(relative)
        if path is None:
            remedy = "请把 output 改成 outputs 内的相对路径。"
            self.problems.append(Problem("store.path", "文件名指向 outputs 之外", remedy, Place(relative)))
            return Outcome.FAILED
        target = self._outputs / path
        try:
            return self._put(path, target, data, verify)
        except PermissionError as error:
            if not target.exists():
                return self._failed(path, error)
            self.problems.append(_open_elsewhere(path))
            return Outcome.LOCKED
        except OSError as error:
            return self._failed(path, error)

    def _failed(self, path: str, error: OSError) -> Outcome:
        self.problems.append(_system_problem(path, error))
        return Outcome.FAILED

    def _put(self, path: str, target: Path, data: bytes, verify: Callable[[Path], None] | None) -> Outcome:
        wanted = hashlib.sha256(data).hexdigest()
        present = digest(target)
        if present == wanted:
            self._memory.done(path, wanted)
            return Outcome.UNCHANGED
        changed_by_hand = present is not None and not self._memory.is_ours(path, present)
        if changed_by_hand and not self._force:
            self.problems.append(_edited(path))
            return Outcome.KEPT
        if present is not None and office_lock(target) is not None:
            self.problems.append(_open_elsewhere(path))
            return Outcome.LOCKED
        if self._dry_run:
            return Outcome.WOULD_MAKE
        target.parent.mkdir(parents=True, exist_ok=True)
        if changed_by_hand:
            self._back_up(target)
        self._memory.intend(path, wanted)
        write_whole(target, data, self._staging, verify)
        self._memory.done(path, wanted)
        return Outcome.MADE

    def _back_up(self, target: Path) -> None:
        """A dated copy of a person's file, compared by hash; the oldest of its name go when there are over ten."""
        folder = self._state / "backup"
        folder.mkdir(exist_ok=True)
        copy = folder / f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}-{target.name}"
        shutil.copyfile(target, copy)
        if digest(copy) != digest(target):
            copy.unlink()
            raise OSError(None, "备份与原文件不一致")
        older = sorted(file for file in folder.iterdir() if file.name.split("-", 3)[3:] == [target.name])
        for file in older[:-_BACKUPS_KEPT]:
            file.unlink()


def write_new(target: Path, data: bytes) -> None:
    """Write one file of a new workspace. Raises UserError: exit 6 if it is there already, exit 7 if it cannot be."""
    try:
        files.write_new(target, data)
    except FileExistsError as error:
        if target.parent.is_dir():
            problem = Problem("store.exists", "这里已有同名文件，没有覆盖", "请先把它改名或移走。", Place(str(target)))
            raise UserError(problem, ExitCode.REFUSED) from error
        raise UserError(_system_problem(str(target.parent), error), ExitCode.PARTIAL) from error
    except OSError as error:
        raise UserError(_system_problem(str(target), error), ExitCode.PARTIAL) from error


def copy_new(source: Path, target: Path) -> None:
    """Copy a file to where none is. Raises as `write_new` does."""
    write_new(target, source.read_bytes())


def _edited(path: str) -> Problem:
    what = "这个文件生成后有人改过，没有覆盖"
    remedy = "要保留修改，请把它改名或移到别处；要重新生成，请加 --force（先自动备份到 .gongwen/backup）。"
    return Problem("store.edited", what, remedy, Place(path))


def _open_elsewhere(path: str) -> Problem:
    return Problem("store.open", "文件正在 Word、WPS 或其他程序中打开", "请先关闭它，再运行一次。", Place(path))


def _system_problem(path: str, error: OSError) -> Problem:
    """A failure of the system, in words that say what to do."""
    if error.errno in FULL_DISK:
        return Problem("store.full", "磁盘已满，没有写入（原文件未动）", "请清理磁盘空间后再运行一次。", Place(path))
    if isinstance(error, PermissionError) or error.errno == 30:  # noqa: PLR2004 - EROFS, a read-only disk
        return Problem(
            "store.denied",
            "没有写入权限（原文件未动）",
            "请检查文件夹是否只读，或换一个 --outputs 文件夹。",
            Place(path),
        )
    if isinstance(error, IsADirectoryError):
        return Problem("store.folder", "要写的文件名已是一个文件夹", "请把那个文件夹改名或移走。", Place(path))
    if isinstance(error, FileExistsError | NotADirectoryError):
        return Problem("store.not_folder", "需要建文件夹的地方已有同名文件", "请把那个文件改名或移走。", Place(path))
    if error.errno == 36:  # noqa: PLR2004 - ENAMETOOLONG
        return Problem("store.too_long", "文件名或路径太长", "请缩短文件名，或换到较浅的文件夹。", Place(path))
    reason = f"系统错误 {error.errno}" if error.errno else error.strerror
    return Problem("store.system", f"写不进去（{reason}）", "请检查磁盘和文件夹，再运行一次。", Place(path))
