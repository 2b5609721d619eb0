"""Fixtures: a copy of the example workspace, the command line as a process, the validator."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("gongwen", deadline=None)  # machines are noisy: no test depends on a clock
settings.load_profile("gongwen")

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT.parent / "shared" / "tools" / "xsd"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with the example's inputs."""
    folder = tmp_path / "工作"
    shutil.copytree(ROOT / "inputs", folder / "inputs")
    return folder


@pytest.fixture
def run_cli() -> Run:
    """Run `gongwen` with arguments in a folder; extra environment by name."""

    def run(*args: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gongwen", *map(str, args)],
            cwd=cwd, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False, timeout=120,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT / "src"), **env},
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def validate() -> Callable[..., str]:
    """Run the OOXML validator on files; gives its report, ends the test on any error or warning.

    The schemas are not part of this project; without them beside it the schema check is left out.
    """

    def run(*files: Path) -> str:
        command = [sys.executable, str(ROOT / "tools" / "ooxml_validate.py")]
        if SCHEMAS.is_dir():
            command += ["--xsd", str(SCHEMAS)]
        done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        assert all(line.endswith("0 errors, 0 warnings") for line in done.stdout.splitlines() if line), done.stdout
        return done.stdout

    return run


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which check was left out: the validator's schemas are not part of this project."""
    if not SCHEMAS.is_dir():
        terminalreporter.write_line("left out: the OOXML schema check, its schemas are not beside this project")
