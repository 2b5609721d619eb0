"""The floors: a room imports only from lower floors, heavy libraries stay in their rooms, rooms stay small."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "gongwen"
FLOORS = {
    "cli": 5, "__main__": 6, "build": 4, "dossiers": 4, "building": 1, "unchanged": 4, "check": 4, "explain": 4, "starter": 4, "adding": 4, "doctor": 4, "documents": 3,
    "letters": 3, "ledger": 3, "dossier": 3, "word": 2, "sheet": 2, "pdf": 2, "plan": 1,
    "tables": 1, "blocks": 1, "standard": 0, "ooxml": 0, "sandbox": 0, "store": 0, "problems": 0, "collector": 0, "__init__": 0,
}  # fmt: skip
SAME_FLOOR = {("plan", "tables"), ("build", "check"), ("unchanged", "build"), ("ooxml", "standard")}
"""Imports between rooms of one floor that the design allows; `problems` is free to all."""
OWNERS = {
    "click": {"cli"}, "docx": {"word"}, "docxtpl": {"word"}, "openpyxl": {"tables"}, "python_calamine": {"tables"},
    "jinja2": {"sandbox"}, "yaml": {"plan"}, "pydantic": {"plan"}, "pydantic_core": {"plan"},
    "chinese_calendar": {"plan"}, "lxml": {"word", "tables", "ooxml", "pdf"}, "fontTools": {"pdf"}, "reportlab": {"pdf"},
    "PIL": {"pdf"}, "pikepdf": {"pdf"}, "pi_heif": {"pdf"},
}  # fmt: skip
"""Libraries and the rooms that may import them; every other import is of the standard library."""
MODULES = sorted(SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    """The room of a module: its folder under gongwen, or its own name."""
    first = path.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> list[str]:
    """The modules that a file imports, also inside functions."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def test_all_modules_are_seen_and_have_a_floor():
    assert len(MODULES) >= 90
    assert {room(path) for path in MODULES} == set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_down(path):
    here = room(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "gongwen":
            assert parts[0] in sys.stdlib_module_names or here in OWNERS[parts[0]], name
            continue
        there = parts[1] if len(parts) > 1 and parts[1] in FLOORS else "__init__"
        allowed = there in (here, "problems", "__init__") or FLOORS[there] < FLOORS[here] or (here, there) in SAME_FLOOR
        assert allowed, f"{here} (floor {FLOORS[here]}) imports {name} (floor {FLOORS[there]})"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_rooms_are_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno <= 60, node.name


def test_help_imports_only_click():
    import subprocess
    import sys

    code = "import sys, gongwen.cli; print(sorted({m.split('.')[0] for m in sys.modules} & {'pydantic','yaml','lxml','docx','docxtpl','openpyxl','jinja2'}))"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SOURCE.parent)
    assert done.stdout.strip() == "[]"
