"""CPU seconds of a child process, the median of several runs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def cpu_seconds(code_or_args: list[str], *, runs: int = 9) -> float:
    """User and system time of `python ARGS` in the checkout."""
    times = []
    for _ in range(runs):
        before = os.times()
        subprocess.run(
            [sys.executable, *code_or_args], check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
        after = os.times()
        times.append(after.children_user - before.children_user + after.children_system - before.children_system)
    return statistics.median(times)
