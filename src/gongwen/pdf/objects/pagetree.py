"""The page tree, written while pages come: a node goes out when its 64 kids are there."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongwen.pdf.objects.store import Store
from gongwen.pdf.objects.syntax import references

_KIDS = 64


@dataclass(slots=True)
class _Node:
    number: int
    kids: list[int] = field(default_factory=list)
    pages: int = 0


class PageTree:
    """The open node of each level, leaves first."""

    def __init__(self, store: Store) -> None:
        """Begin an empty tree."""
        self._store = store
        self._open: list[_Node] = []

    def parent(self) -> int:
        """The node that takes the next page: its number stands in the page."""
        self._make_room(0)
        return self._open[0].number

    def place(self, page: int) -> None:
        """Hang a page under the node of `parent`."""
        self._open[0].kids.append(page)
        self._open[0].pages += 1

    def close(self) -> int:
        """Write the nodes still open and give the root."""
        level = 0
        while level + 1 < len(self._open):
            self._lift(level)
            level += 1
        self._write(self._open[level], "")
        return self._open[level].number

    def _make_room(self, level: int) -> None:
        if level == len(self._open):
            self._open.append(_Node(self._store.reserve()))
        elif len(self._open[level].kids) == _KIDS:
            self._lift(level)
            self._open[level] = _Node(self._store.reserve())

    def _lift(self, level: int) -> None:
        """Write a node and hang it under the open node above, which is made if there is none."""
        node = self._open[level]
        self._make_room(level + 1)
        above = self._open[level + 1]
        self._write(node, f"/Parent {above.number} 0 R")
        above.kids.append(node.number)
        above.pages += node.pages

    def _write(self, node: _Node, parent: str) -> None:
        self._store.write(node.number, f"<</Type/Pages{parent}/Count {node.pages}/Kids{references(node.kids)}>>")
