"""Chunks made in processes of their own, as many at a time as the machine has cores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from gongwen.pdf.pages.worker import PDF, PICTURE

__all__ = ["PDF", "PICTURE", "Answer", "Task", "Workers"]

_MOST = 8
_SECONDS = 180
"""A file that takes longer is given up: a page of a scan takes less than a second."""
CRASHED = "读这个文件时程序中断，文件可能有异常。请重新扫描或另存后再放"
TOO_SLOW = "读这个文件用时过长，已放弃。请重新扫描或另存后再放"


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk to be made: of what kind of file, from where, to where; `key` is the asker's own."""

    key: str
    kind: str
    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it: the number of leaves and what has to be said of them, or why there are none."""

    pages: int = 0
    notes: tuple[str, ...] = ()
    fault: str = ""
    crashed: bool = False
    """Whether that may come out differently another time."""


class Workers:
    """Context manager; workers start when there is work and end with it."""

    def __init__(self, count: int | None = None, seconds: float = _SECONDS) -> None:
        """So many at a time, by default one for each core; each file has so many seconds."""
        self._count = count or min(_MOST, os.cpu_count() or 1)
        self._seconds = seconds
        self._local = threading.local()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._pool = ThreadPoolExecutor(self._count)

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers; on a failure at once."""
        if kind is not None:
            for process in list(self._running):
                process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for process in self._running:
            with suppress(OSError):
                if process.stdin is not None:
                    process.stdin.close()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer]]:
        """Do the tasks; the answers come as they are ready. Raises OSError where a chunk cannot be written."""
        left = iter(tasks)
        waiting: dict[Future[Answer], Task] = {}
        while True:
            for task in islice(left, 2 * self._count - len(waiting)):
                waiting[self._pool.submit(self._do, task)] = task
            if not waiting:
                return
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield waiting.pop(future), future.result()

    def _do(self, task: Task) -> Answer:
        asked = {"kind": task.kind, "source": str(task.source), "target": str(task.target)}
        process = self._process()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            answer = _ask(process, asked)
        except (OSError, ValueError):
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self._bury(process)
            return Answer(fault=TOO_SLOW if late.is_set() else CRASHED, crashed=True)
        if "error" in answer:
            raise OSError(answer["error"], answer["text"], str(task.target))
        return Answer(answer.get("pages", 0), tuple(answer.get("notes", ())), answer.get("fault", ""))

    def _process(self) -> subprocess.Popen[bytes]:
        """The worker of this thread."""
        process: subprocess.Popen[bytes] | None = getattr(self._local, "process", None)
        if process is None or process.poll() is not None:
            process = subprocess.Popen(
                [sys.executable, "-X", "utf8", "-m", "gongwen.pdf.pages.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
            self._local.process = process
            self._running.add(process)
        return process

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        self._local.process = None
        self._running.discard(process)
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()


def _ask(process: subprocess.Popen[bytes], asked: dict[str, str]) -> dict[str, Any] | None:
    """The answer of a worker, None where it ended without one."""
    if process.stdin is None or process.stdout is None:
        return None
    process.stdin.write(json.dumps(asked).encode() + b"\n")
    process.stdin.flush()
    line = process.stdout.readline()
    return json.loads(line) if line.endswith(b"\n") else None
