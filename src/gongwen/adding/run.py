"""Adding one entry: read, compose, insert, read again, write. What is not the entry stays byte for byte."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gongwen.adding.entries import new_entry
from gongwen.adding.facts import Facts
from gongwen.adding.layout import Layout
from gongwen.adding.lines import Style, data, written
from gongwen.plan.decode import read_text
from gongwen.plan.nodes import Tree, compose
from gongwen.problems import ExitCode, Place, Problem, UserError, has_errors
from gongwen.store import Workspace, rewrite

_CODECS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "utf-8"),
    (b"", "gb18030"),
)


@dataclass(frozen=True, slots=True)
class Added:
    """An entry that was added, or would be: its id, file and line, its text, what the plan has to say first."""

    id: str
    path: Path
    line: int | None
    lines: tuple[str, ...]
    missing: tuple[Problem, ...]
    backup: Path | None = None


@dataclass(frozen=True, slots=True)
class _File:
    """A plan file as bytes, as text and as data."""

    path: Path
    raw: bytes
    mark: bytes
    codec: str
    text: str
    root: Any
    data: dict[str, Any]


def add_document(kind: str, plan: Path | None = None, *, dry_run: bool = False) -> Added:
    """Add an entry of a type to the plan; with `dry_run` only say how it would look.

    Raises UserError, the file as it was: exit 3 where the plan cannot be read or its list not be added to, exit 6 where
    the file changed meanwhile or another run holds the workspace, exit 7 where it is open elsewhere.
    """
    workspace = Workspace.find(plan)
    file = _read(workspace.plan)
    place = Place(str(file.path))
    facts = Facts(file.data)
    try:
        layout = Layout(file.text, file.root, str(file.path))
        spots = layout.spots()
    except UserError:
        if not dry_run:
            raise
        entry = new_entry(kind, facts, Style(), place)
        return Added(entry.id, file.path, None, tuple(written(entry.lines, Style())), tuple(entry.missing))
    for spot in spots:
        entry = new_entry(kind, facts, spot.style, place)
        lines = written(entry.lines, spot.style)
        text, line = layout.put(spot, lines)
        if _says(text, file, data(entry.lines)):
            missing = tuple(replace(each, place=replace(place, line=line)) for each in entry.missing)
            added = Added(entry.id, file.path, line, tuple(lines), missing)
            if dry_run:
                return added
            backup = rewrite(workspace, file.path, file.mark + text.encode(file.codec), file.raw)
            return replace(added, backup=backup)
    what = "加入以后读出来的内容与原来的不一致，没有写入（计划文件未动）"
    remedy = f"请运行 gongwen new {kind} --dry-run，把显示的内容自己加到 documents（文件）的末尾。"
    raise UserError(Problem("new.differs", what, remedy, place), ExitCode.FAULT)


def _read(path: Path) -> _File:
    """The file. Raises UserError with what is wrong in it before it is a plan that can be added to."""
    text, _ = read_text(path)
    found = path.read_bytes()
    how = next(
        (each for each in _CODECS if found.startswith(each[0]) and each[0] + text.encode(each[1]) == found), None
    )
    if how is None:
        what, remedy = "读取的时候文件被改动，没有写入", "请保存并关闭它，再运行一次。"
        raise UserError(Problem("new.changed", what, remedy, Place(str(path))), ExitCode.REFUSED)
    root = compose(text, str(path))
    tree = Tree(str(path))
    content = tree.data(root)
    if has_errors(tree.problems):
        raise UserError(tree.problems)
    return _File(path, found, how[0], how[1], text, root, content if isinstance(content, dict) else {})


def _says(text: str, file: _File, entry: dict[str, Any]) -> bool:
    """Whether a text says what the file says and this entry, and nothing else."""
    tree = Tree(str(file.path))
    try:
        found = tree.data(compose(text, str(file.path)))
    except UserError:
        return False
    before = file.data.get("documents") or []
    return not tree.problems and bool(found == {**file.data, "documents": [*before, entry]})
