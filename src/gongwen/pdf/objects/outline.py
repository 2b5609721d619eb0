"""The outline: a tree out of titles in reading order, open so far that two levels are seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gongwen.pdf.objects.store import Store
from gongwen.pdf.objects.syntax import text_string


@dataclass(frozen=True, slots=True)
class Entry:
    """A title and where it leads: a page (0-based) and a height on it, None for the page's top."""

    title: str
    page: int
    top: float | None
    level: int


@dataclass(slots=True)
class _Item:
    number: int
    above: _Item | None
    place: int = 0
    """Which kid of the item above it is."""
    kids: list[int] = field(default_factory=list)


def write_outline(store: Store, entries: list[Entry], place: Callable[[int, float | None], str]) -> int:
    """Write the tree and give its root. An entry hangs under the last one before it of a smaller level."""
    root = _Item(store.reserve(), None)
    items = _tree(store, root, entries)
    for entry, item in zip(entries, items, strict=True):
        store.write(item.number, _body(item, entry, place(entry.page, entry.top)))
    seen = len(root.kids) + sum(len(item.kids) for item in items if item.above is root)
    store.write(root.number, f"<</Type/Outlines{_ends(root)}/Count {seen}>>")
    return root.number


def _tree(store: Store, root: _Item, entries: list[Entry]) -> list[_Item]:
    items: list[_Item] = []
    path: list[tuple[int, _Item]] = []
    for entry in entries:
        while path and path[-1][0] >= entry.level:
            path.pop()
        above = path[-1][1] if path else root
        item = _Item(store.reserve(), above, len(above.kids))
        above.kids.append(item.number)
        path.append((entry.level, item))
        items.append(item)
    return items


def _body(item: _Item, entry: Entry, destination: str) -> str:
    assert item.above is not None  # noqa: S101 - only the root has none
    siblings = item.above.kids
    before = f"/Prev {siblings[item.place - 1]} 0 R" if item.place else ""
    after = f"/Next {siblings[item.place + 1]} 0 R" if item.place + 1 < len(siblings) else ""
    # The count of an item is negative where it is closed (ISO 32000-1, table 153): those below the first level are.
    first_level = item.above.above is None
    count = f"/Count {len(item.kids) if first_level else -len(item.kids)}" if item.kids else ""
    title = f"/Title{text_string(entry.title)}"
    return f"<<{title}/Parent {item.above.number} 0 R{before}{after}{_ends(item)}{count}/Dest{destination}>>"


def _ends(item: _Item) -> str:
    return f"/First {item.kids[0]} 0 R/Last {item.kids[-1]} 0 R" if item.kids else ""
