"""One run at a time: a lock file with who holds it, taken over when its holder is dead."""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from gongwen.problems import ExitCode, Problem, UserError

_STALE_SECONDS = 30 * 60


class RunLock:
    """Context manager around `.gongwen/lock`. Raises UserError (exit 6) while another run holds it."""

    def __init__(self, state: Path) -> None:
        """Name the lock of a state folder."""
        self._path = state / "lock"

    def __enter__(self) -> Self:
        """Take the lock, or take it over from a dead run."""
        for _ in range(3):
            try:
                handle = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
            except FileExistsError:
                holder = self._holder()
                if not self._is_dead(holder):
                    raise UserError(_held(holder), ExitCode.REFUSED) from None
                self._path.unlink(missing_ok=True)
                continue
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump({"pid": os.getpid(), "host": socket.gethostname(), "time": time.time()}, stream)
            return self
        raise UserError(_held({}), ExitCode.REFUSED)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go."""
        self._path.unlink(missing_ok=True)

    def _holder(self) -> dict[str, object]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _is_dead(self, holder: dict[str, object]) -> bool:
        """A holder whose process is gone from this host, or that wrote its lock half an hour ago or left it empty."""
        started, pid = holder.get("time"), holder.get("pid")
        if not isinstance(started, int | float) or not isinstance(pid, int):
            try:
                return time.time() - self._path.stat().st_mtime > 1
            except OSError:
                return True
        if holder.get("host") != socket.gethostname():
            return time.time() - started > _STALE_SECONDS
        return not _alive(pid)


def _alive(pid: int) -> bool:
    if os.name == "nt":
        import ctypes  # noqa: PLC0415 - only there

        process = ctypes.windll.kernel32.OpenProcess(0x1000, 0, pid)  # type: ignore[attr-defined,unused-ignore]
        if process:
            ctypes.windll.kernel32.CloseHandle(process)  # type: ignore[attr-defined,unused-ignore]
        return bool(process)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _held(holder: dict[str, object]) -> Problem:
    what = f"另一个 gongwen 正在处理这个文件夹（进程 {holder.get('pid', '未知')}，主机 {holder.get('host', '未知')}）"
    return Problem("store.locked", what, "请等它完成后再运行；如确认没有在运行，请删除 .gongwen/lock。")
