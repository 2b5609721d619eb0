"""The wheel, installed in an empty environment outside the checkout, builds the example."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

from tests.conftest import ROOT


def test_wheel_builds_the_example(tmp_path, workspace):
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    wheel = next(tmp_path.glob("gongwen-*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    assert "gongwen/templates/公文.docx" in names
    assert "gongwen/templates/承诺书.docx" in names
    assert "gongwen/starter_files/plan.yaml" in names
    assert "gongwen/standard/strokes.txt" in names
    assert any(name.endswith("licenses/NOTICE") for name in names), "what the table of strokes asks for"
    environment = tmp_path / "env"
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    install = [
        python,
        "-m",
        "pip",
        "install",
        "--no-index",
        "--no-deps",
        "--quiet",
        "--disable-pip-version-check",
        wheel,
    ]
    subprocess.run(install, check=True, env=clean, cwd=tmp_path, timeout=300)
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run(
        [python, "-c", code], check=True, capture_output=True, text=True, env=clean
    ).stdout.strip()
    # the dependencies of the running environment, but not its editable gongwen
    (tmp_path / "env" / "deps").mkdir()
    for folder in site.getsitepackages():
        for entry in Path(folder).iterdir():
            if "gongwen" not in entry.name and entry.suffix != ".pth":
                (tmp_path / "env" / "deps" / entry.name).symlink_to(entry)
    (Path(packages) / "deps.pth").write_text(f"{tmp_path / 'env' / 'deps'}\n", encoding="utf-8")
    done = subprocess.run(
        [python.with_name("gongwen"), "build"], cwd=workspace, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (workspace / "outputs" / "2023" / "01-实施方案（印发稿）.docx").is_file()
    where = subprocess.run(
        [python, "-c", "import gongwen; print(gongwen.__file__)"], cwd=workspace, env=clean, capture_output=True, text=True, check=True
    ).stdout  # fmt: skip
    assert len(list((workspace / "outputs").rglob("0*-*.docx"))) >= 128
    assert str(environment) in where
