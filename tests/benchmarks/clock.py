"""CPU seconds of a child process, the median of several runs."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def cpu_seconds(*commands: list[str], runs: int = 15) -> list[float]:
    """User and system time of each `python ARGS` in the checkout, the runs taken in turn so that noise meets all alike.

    Byte code is kept as an installed program keeps it; a first run of each, which writes it, is not counted.
    """
    times: list[list[float]] = [[] for _ in commands]
    with tempfile.TemporaryDirectory() as cache:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONPYCACHEPREFIX": cache}
        for number in range(runs + 1):
            for command, seconds in zip(commands, times, strict=True):
                before = _children()
                subprocess.run(
                    [sys.executable, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    env=environment,
                )  # fmt: skip
                if number:
                    seconds.append(_children() - before)
    return [statistics.median(seconds) for seconds in times]


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
