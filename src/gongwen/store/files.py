"""Files written whole or not at all: staged on the same disk, synced, verified, moved with `os.replace`."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterable
from pathlib import Path

_RETRY_SECONDS = 3.0
_PAUSE = 0.2
_CHUNK = 1 << 20
FULL_DISK = frozenset((errno.ENOSPC, errno.EFBIG, errno.EDQUOT))


def digest(path: Path) -> str | None:
    """The SHA-256 of a file, None if there is none."""
    try:
        with path.open("rb") as stream:
            checksum = hashlib.sha256()
            while chunk := stream.read(_CHUNK):
                checksum.update(chunk)
            return checksum.hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def stage(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write and sync a new file, whole or piece by piece; on any failure nothing of it stays."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
    try:
        try:
            for piece in (data,) if isinstance(data, bytes) else data:
                view = memoryview(piece)
                while view:
                    view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Make the content of a file durable."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move(staged: Path, target: Path) -> None:
    """Move a staged file to its final name, waiting up to 3 s for a program that holds the target."""
    deadline = time.monotonic() + _RETRY_SECONDS
    while True:
        try:
            os.replace(staged, target)  # noqa: PTH105 - the name by which its promise is known
            break
        except PermissionError:
            if time.monotonic() > deadline or not os.access(target.parent, os.W_OK):
                raise
            time.sleep(_PAUSE)
        except OSError as error:
            if error.errno != errno.EXDEV or staged.parent == target.parent:
                raise
            _move_from_other_disk(staged, target)
            break


def _move_from_other_disk(staged: Path, target: Path) -> None:
    """Copy a staged file to the target's disk and move it there."""
    near = target.with_name(f".{os.getpid()}-{time.monotonic_ns()}.tmp")
    stage(near, staged.read_bytes())
    try:
        move(near, target)
    finally:
        near.unlink(missing_ok=True)
    staged.unlink()


def replace(staged: Path, target: Path) -> None:
    """Move a staged file to its final name for good. Waits as `move` does."""
    move(staged, target)
    sync_folder(target.parent)


def write_whole(
    target: Path, data: bytes | Iterable[bytes], staging: Path, verify: Callable[[Path], None] | None = None
) -> None:
    """Stage, verify and move one file. Raises what the system or `verify` raises; the old file is then intact."""
    staged = staging / f"{os.getpid()}-{time.monotonic_ns()}{target.suffix}"
    stage(staged, data)
    try:
        if verify is not None:
            verify(staged)
        replace(staged, target)
    finally:
        staged.unlink(missing_ok=True)


def prove(staged: Path, data: bytes, *, like: Path) -> None:
    """Compare a staged file with what it should hold and give it the rights of the file it is to replace.

    Raises PermissionError for a file that must not be written: a move would do it all the same.
    """
    if staged.read_bytes() != data:
        raise OSError(None, "写入的内容与原内容不一致")
    if not os.access(like, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only", str(like))
    staged.chmod(stat.S_IMODE(like.stat().st_mode))


def sync_folder(folder: Path) -> None:
    """Make a rename durable where the system can sync folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def office_lock(target: Path) -> Path | None:
    """The lock file that Word, WPS or LibreOffice keeps beside an open document."""
    name = target.name
    names = (f"~${name}", f"~${name[2:]}", f"~${name[1:]}", f".~{name}", f".~lock.{name}#")
    return next((found for name in names if (found := target.with_name(name)).exists()), None)


def write_new(target: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all. Raises FileExistsError if it is there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.with_name(f".{os.getpid()}-{time.monotonic_ns()}.tmp")
    stage(staged, data)
    try:
        if target.exists():
            raise FileExistsError(errno.EEXIST, "exists", str(target))
        replace(staged, target)
    finally:
        staged.unlink(missing_ok=True)
