"""A run that writes: one lock, one staging folder, one memory; each file goes through `put`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

from gongwen.problems import ExitCode, Place, Problem, UserError
from gongwen.store import files
from gongwen.store.files import FULL_DISK, digest, move, office_lock, stage, sync, write_whole
from gongwen.store.lock import RunLock
from gongwen.store.memory import Memory
from gongwen.store.names import safe_path
from gongwen.store.single import back_up
from gongwen.store.words import edited, moved_on, open_elsewhere, system_problem
from gongwen.store.workspace import Workspace

_GROUP_FILES, _GROUP_BYTES = 64, 16_000_000
_UNKNOWN = "?"
"""Stands for the hash of a file that was not written."""


class Outcome(Enum):
    """What became of a file; the value is what a clerk reads."""

    MADE = "已生成"
    UNCHANGED = "无变化"
    KEPT = "保留手工修改"
    UPDATED = "已更新"
    MOVED_ON = "读取后又被改动，未写入"
    LOCKED = "正被打开，未写入"
    WOULD_MAKE = "将生成"
    FAILED = "未能写入"


EXIT_CODES = {
    Outcome.KEPT: ExitCode.REFUSED,
    Outcome.MOVED_ON: ExitCode.REFUSED,
    Outcome.LOCKED: ExitCode.PARTIAL,
    Outcome.FAILED: ExitCode.PARTIAL,
}
"""What an outcome means for the command's exit code; the others are 0."""


@dataclass(slots=True)
class _Put:
    """One file on its way: where it goes, what it holds, how far it is. `out` once its outcome is final."""

    relative: str
    data: bytes
    number: int
    path: str = ""
    folder: Path = Path()
    target: Path = Path()
    staged: Path | None = None
    verify: Callable[[Path], None] | None = None
    wanted: str = ""
    outcome: Outcome = Outcome.FAILED
    out: bool = False
    living: bool = False
    """A file that people work in all year: it gets a new version over the one that was read, and no other."""
    read: str | None = None
    """The hash of the version that was read, None where no file stood."""


class Session:
    """Context manager. With `dry_run` nothing is written, not even a lock; `force` overwrites after a backup."""

    def __init__(self, workspace: Workspace, *, force: bool = False, dry_run: bool = False) -> None:
        """Name the workspace; nothing happens yet."""
        self._outputs, self._state = workspace.outputs, workspace.state
        self._force, self._dry_run = force, dry_run
        self._lock: RunLock | None = None
        self._memory = Memory(self._state)
        self._folders: set[Path] = set()
        self._paths: dict[str, Path] = {}
        self._slots: dict[tuple[int, str], Path] = {}
        self._verified = False
        self.problems: list[Problem] = []
        self.backups: list[Path] = []
        """Where people's versions were copied before they were overwritten."""

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
            raise UserError(system_problem(str(self._outputs), error), ExitCode.PARTIAL) from error
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
            self.problems.append(system_problem(".gongwen/manifest.json", failure))
        finally:
            self._lock.__exit__(kind, error, trace)

    @property
    def _staging(self) -> Path:
        return self._state / "staging"

    @property
    def dry_run(self) -> bool:
        """Whether nothing is to be written."""
        return self._dry_run

    @property
    def full(self) -> bool:
        """Whether the disk is full: then there is no sense in trying the rest of a batch."""
        return any(problem.code == "store.full" for problem in self.problems)

    def written(self, relative: str) -> str | None:
        """The hash of what we wrote at a path of the outputs, None where a person's file or none stands."""
        path = safe_path(relative)
        return self._memory.written(path) if path is not None else None

    def others(self, paths: Collection[str]) -> list[str]:
        """The files that we wrote and that still stand in the folders of these paths, but for these; sorted."""
        own = set(paths)
        folders = {path.rpartition("/")[0] for path in own}
        found = (path for path in self._memory.paths(folders) if path not in own)
        return [path for path in found if (self._outputs / path).is_file()]

    def made_under(self, folder: str) -> list[str]:
        """The files that we wrote and that still stand in a folder of the outputs or below it, sorted."""
        return [path for path in self._memory.under(folder) if (self._outputs / path).is_file()]

    def remember(self, name: str, data: bytes) -> None:
        """Write a file of the program's own memory into the state folder, whole or not at all."""
        try:
            write_whole(self._state / name, data, self._staging)
        except OSError as error:
            self.problems.append(system_problem(f".gongwen/{name}", error))

    def put(self, relative: str, data: bytes, verify: Callable[[Path], None] | None = None) -> Outcome:
        """Bring one file to `outputs/<relative>`; what could not be done is in `problems`.

        A file that a person changed is kept (exit 6), one that is open elsewhere is left (exit 7).
        """
        return next(self.put_many([(relative, data)], verify))

    def put_over(
        self, relative: str, data: bytes, read: str | None, verify: Callable[[Path], None] | None = None
    ) -> Outcome:
        """Bring a new version of a file that people work in: over the version with the hash `read` and no other.

        That version is backed up first, always, and the copy compared. A file that changed since it was read is left
        (exit 6), so is one that is open elsewhere (exit 7).
        """
        put = _Put(relative, data, number=0, living=True, read=read)
        return self._put_group([put], verify)[0]

    def put_written(
        self, relative: str, write: Callable[[Path], None], verify: Callable[[Path], None] | None = None
    ) -> Outcome:
        """Bring a file to the outputs that `write` makes at a path it is given: one too large to be held; see `put`.

        Raises what `write` raises, but for OSError; nothing of the file stays then. A dry run does not make it.
        """
        put = _Put(relative, b"", number=0)
        if self._dry_run:
            put.wanted = _UNKNOWN
            self._guarded(put, self._look)
            return put.outcome
        try:
            if self._guarded(put, lambda put: self._stage_written(put, write)) and self._guarded(put, self._look):
                self._write([put], verify)
        finally:
            if put.staged is not None:
                put.staged.unlink(missing_ok=True)
        return put.outcome

    def _stage_written(self, put: _Put, write: Callable[[Path], None]) -> bool:
        put.staged = self._slot(os.path.splitext(put.relative)[1], put.number)  # noqa: PTH122 - it is text
        write(put.staged)
        sync(put.staged)
        put.wanted = digest(put.staged) or _UNKNOWN
        return True

    def standing(self, relative: str, checksum: str) -> bool:
        """Whether the file that stands at a path of the outputs has this hash and we wrote it."""
        path = safe_path(relative)
        found = path is not None and self._memory.written(path) == checksum
        return found and path is not None and digest(self._outputs / path) == checksum

    def put_many(
        self, files: Iterable[tuple[str, bytes]], verify: Callable[[Path], None] | None = None
    ) -> Iterator[Outcome]:
        """Bring many files to the outputs, a few dozen at a time; gives what became of each, in their order.

        `verify` re-opens the first file that is written; the others are compared by hash.
        """
        for group in _groups(files):
            puts = [_Put(*file, number=number) for number, file in enumerate(group)]
            yield from self._put_group(puts, verify)

    def _put_group(self, group: list[_Put], verify: Callable[[Path], None] | None) -> list[Outcome]:
        writing = [put for put in group if self._guarded(put, self._look)]
        if writing and not self._dry_run:
            self._write(writing, verify)
        return [put.outcome for put in group]

    def _write(self, writing: list[_Put], verify: Callable[[Path], None] | None) -> None:
        """Journal, stage and verify, move: each step for all files before the next one begins."""
        try:
            self._memory.intend((put.path, put.wanted) for put in writing)
        except OSError as error:
            for put in writing:
                self._failed(put, error)
            return
        try:
            for put in writing:
                put.verify = None if self._verified else verify
                self._verified |= self._guarded(put, self._stage)
            for folder in {put.folder for put in writing if self._guarded(put, self._move)}:
                files.sync_folder(folder)
        finally:
            for put in writing:
                if put.staged is not None:
                    put.staged.unlink(missing_ok=True)

    def _guarded(self, put: _Put, step: Callable[[_Put], bool]) -> bool:
        """Take a step with a file that is still in the race; what stops it is its outcome and a problem."""
        if put.out:
            return False
        try:
            return step(put)
        except PermissionError as error:
            if put.target.exists():
                return self._settle(put, Outcome.LOCKED, open_elsewhere(put.path))
            return self._failed(put, error)
        except OSError as error:
            return self._failed(put, error)

    def _failed(self, put: _Put, error: OSError) -> bool:
        """A file that the system refused; that the disk is full is said once, not for every file."""
        told = error.errno in FULL_DISK and self.full
        return self._settle(put, Outcome.FAILED, None if told else system_problem(put.path, error))

    def _settle(self, put: _Put, outcome: Outcome, problem: Problem | None = None) -> bool:
        put.outcome, put.out = outcome, True
        if problem is not None:
            self.problems.append(problem)
        return False

    def _look(self, put: _Put) -> bool:
        """Whether a file is to be written: not one that is there already, a person's, or open elsewhere."""
        path = safe_path(put.relative)
        if path is None:
            remedy = "请把 output 改成 outputs 内的相对路径。"
            problem = Problem("store.path", "文件名指向 outputs 之外", remedy, Place(put.relative))
            return self._settle(put, Outcome.FAILED, problem)
        folder, _, name = path.rpartition("/")
        put.path, put.folder = path, self._folder(folder)
        put.target = put.folder / name
        put.wanted = put.wanted or hashlib.sha256(put.data).hexdigest()
        present = digest(put.target)
        if present == put.wanted:
            self._memory.done(path, put.wanted)
            return self._settle(put, Outcome.UNCHANGED)
        if put.living:
            return self._look_at_living(put, present)
        changed_by_hand = present is not None and not self._memory.is_ours(path, present)
        if changed_by_hand and not self._force:
            return self._settle(put, Outcome.KEPT, edited(path))
        if present is not None and office_lock(put.target) is not None:
            return self._settle(put, Outcome.LOCKED, open_elsewhere(path))
        put.outcome = Outcome.WOULD_MAKE
        if changed_by_hand and not self._dry_run:
            self._back_up(put.target)
        return True

    def _look_at_living(self, put: _Put, present: str | None) -> bool:
        if present != put.read:
            return self._settle(put, Outcome.MOVED_ON, moved_on(put.path))
        if present is not None and office_lock(put.target) is not None:
            return self._settle(put, Outcome.LOCKED, open_elsewhere(put.path))
        put.outcome = Outcome.WOULD_MAKE
        if present is not None and not self._dry_run:
            self._back_up(put.target)
        return True

    def _stage(self, put: _Put) -> bool:
        self._make_folder(put.folder)
        if put.staged is None:
            put.staged = self._slot(os.path.splitext(put.path)[1], put.number)  # noqa: PTH122 - it is text
            stage(put.staged, put.data)
        if put.verify is not None:
            put.verify(put.staged)
        elif digest(put.staged) != put.wanted:
            raise OSError(None, "写入的内容与原内容不一致")
        return True

    def _move(self, put: _Put) -> bool:
        if put.living and digest(put.target) != put.read:
            return self._settle(put, Outcome.MOVED_ON, moved_on(put.path))
        if put.staged is not None:
            move(put.staged, put.target)
            put.staged = None
        self._memory.done(put.path, put.wanted)
        put.outcome, put.out = Outcome.UPDATED if put.read is not None else Outcome.MADE, True
        return True

    def _folder(self, name: str) -> Path:
        """A folder of the outputs; thousands of files share a few."""
        if name not in self._paths:
            self._paths[name] = self._outputs / name
        return self._paths[name]

    def _slot(self, suffix: str, number: int) -> Path:
        """The name of a staged file; those of one group are told apart by their number in it."""
        if (number, suffix) not in self._slots:
            self._slots[number, suffix] = self._staging / f"{os.getpid()}-{number}{suffix}"
        return self._slots[number, suffix]

    def _make_folder(self, folder: Path) -> None:
        if folder not in self._folders:
            folder.mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)

    def _back_up(self, target: Path) -> None:
        self.backups.append(back_up(target, self._state / "backup"))


def _groups(found: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    """Files in groups small enough to hold: what a killed run loses is one group at most."""
    group: list[tuple[str, bytes]] = []
    size = 0
    for file in found:
        group.append(file)
        size += len(file[1])
        if len(group) >= _GROUP_FILES or size >= _GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group
