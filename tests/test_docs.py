"""What `docs/` takes from the program is what the program says today; the manuals name every command."""

from __future__ import annotations

import re

import pytest
from tools.build_docs import build

from gongwen.cli import COMMANDS
from gongwen.problems import ExitCode
from tests.conftest import ROOT

MANUALS = ["README.md", "README.zh-CN.md"]


@pytest.mark.parametrize("name", ["commands.md", "plan.schema.json", "gbt9704.md"])
def test_docs_are_as_built(tmp_path, name):
    build(tmp_path)
    wanted = (tmp_path / name).read_text(encoding="utf-8")
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == wanted, "run python tools/build_docs.py"


def test_command_reference_is_chinese():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `.*\| (.*) \|$", text, re.MULTILINE)
    assert len(rows) > 20
    assert all(re.search("[\u4e00-\u9fff]", row) for row in rows)


@pytest.mark.parametrize("manual", MANUALS)
def test_manuals_name_every_command_and_exit_code(manual):
    text = (ROOT / manual).read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"gongwen {name}" in text, name
    for code in ExitCode:
        assert f"| {int(code)} |" in text, code
