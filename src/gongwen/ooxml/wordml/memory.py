"""What was read from which bytes, so that equal XML is read once and gives the same objects."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Generic, NamedTuple, TypeVar

from gongwen.ooxml.wordml.book import Ground
from gongwen.ooxml.wordml.content import Item, PartReader
from gongwen.ooxml.wordml.fields import Snapshot
from gongwen.ooxml.wordml.model import Block, Row, Section, Table, Unknown
from gongwen.ooxml.wordml.sections import Edges
from gongwen.ooxml.wordml.split import Container, rows_of
from gongwen.ooxml.wordml.tables import Plan, assembled, plan, read_alone
from gongwen.ooxml.wordml.xml import Broken

_MOST = 4_096
_MOST_BYTES = 16_000_000
_MOST_PLANS = 256

_END = b"</w:tbl>"
Value = TypeVar("Value")


class Read(NamedTuple):
    """What a child of the body gives."""

    items: tuple[Item, ...]
    fields: tuple[Snapshot, ...]
    """The fields that are open after it."""
    edges: Edges | None
    """The headers and footers that hold after it, where it ends a section."""
    told: tuple[Unknown, ...]


class Memory(Generic[Value]):
    """Holds a number of things; when it is full, those that were asked for lately are kept."""

    def __init__(self) -> None:
        """Begin empty."""
        self._young: dict[Hashable, Value] = {}
        self._old: dict[Hashable, Value] = {}
        self._bytes = 0

    def get(self, key: Hashable, size: int) -> Value | None:
        """What was read from this; `size` is that of the key in bytes."""
        found = self._young.get(key)
        if found is None and self._old:
            found = self._old.pop(key, None)
            if found is not None:
                self.put(key, size, found)
        return found

    def put(self, key: Hashable, size: int, read: Value) -> None:
        """Remember it."""
        if len(self._young) >= _MOST // 2 or self._bytes > _MOST_BYTES // 2:
            self._old, self._young, self._bytes = self._young, {}, 0
        self._young[key] = read
        self._bytes += size


class Cut(NamedTuple):
    """A table's slice in parts: what stands before its rows, the rows, and what its relationships are."""

    body: Container
    head: bytes
    rows: list[bytes]
    ties: int

    def element(self, index: int) -> Any:
        """A table of one of its rows. Raises ValueError or `Broken` where the slices are not such."""
        return self.body.element(self.head + self.rows[index] + _END)


class Rows:
    """Tables row by row: letters have the same table but for a few of its cells."""

    def __init__(self) -> None:
        """Begin empty."""
        self._rows: Memory[tuple[Row, tuple[Unknown, ...]]] = Memory()
        self._plans: dict[tuple[bytes, int], Plan] = {}

    def table(self, reader: PartReader, body: Container, piece: bytes, ties: int) -> Table | None:
        """The table of a slice; None where it has to be read as a whole."""
        try:
            found = rows_of(piece)
            if found is None:
                return None
            cut = Cut(body, *found, ties)
            made = self._plan(reader, cut)
            rows = () if made.spaced else tuple(self._row(reader, made, cut, index) for index in range(len(cut.rows)))
        except (ValueError, Broken):
            return None
        whole = tuple(row for row in rows if row is not None)
        return assembled(made, whole) if whole and len(whole) == len(rows) else None

    def _plan(self, reader: PartReader, cut: Cut) -> Plan:
        key = cut.head, cut.ties
        if key not in self._plans:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            self._plans[key] = plan(reader, cut.body.element(cut.head + _END))
        return self._plans[key]

    def _row(self, reader: PartReader, made: Plan, cut: Cut, index: int) -> Row | None:
        count = len(cut.rows)
        place = (index if made.look.banded else min(index, 1), index == count - 1)
        key, size = (cut.head, cut.rows[index], place, cut.ties), len(cut.rows[index])
        found = self._rows.get(key, size)
        if found is not None:
            for unknown in found[1]:
                reader.book.retell(unknown)
            return found[0]
        told = len(reader.book.journal)
        row = read_alone(reader, cut.element(index), made, index, count)
        if row is not None:
            self._rows.put(key, size, (row, tuple(reader.book.journal[told:])))
        return row


class Kept:
    """What files of one master may share: their ground is the same, and the tags round the body."""

    def __init__(self, ground: Ground, frame: tuple[bytes, bytes]) -> None:
        """Begin empty."""
        self.ground = ground
        self.frame = frame
        self.children: Memory[Read] = Memory()
        self.rows = Rows()
        self.areas: Memory[tuple[tuple[Block, ...], tuple[Unknown, ...]]] = Memory()
        self.sections: dict[Hashable, tuple[Section, tuple[str, ...]]] = {}
        """Sections by their XML and what they inherit, with what of them is not set."""
