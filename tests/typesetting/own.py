"""The program's own papers: what `gongwen build` makes of the example with an entry of every type of document."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests.conftest import ROOT
from tests.yearly import yearly


@cache
def own() -> dict[str, bytes]:
    """Every .docx of the build by its path under the outputs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yearly(folder)
        command = [sys.executable, "-m", "gongwen", "build", "--quiet", "--no-pdf"]
        environment = {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", "PATH": "/usr/bin:/bin"}
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
        outputs = folder / "outputs"
        files = sorted(outputs.rglob("*.docx"))
        assert files, done.stderr
        return {str(file.relative_to(outputs)): file.read_bytes() for file in files}
