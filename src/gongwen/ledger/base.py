"""The hidden sheet that remembers what we wrote last, cell by cell, and whose ledger this is.

Its rows: kind, role, name or key, flags, then JSON in pieces that fit a cell. Kinds: `id` (plan's id, year), `table`
(sheet, columns), `single` (cells outside the table), `row` (values by column, null where nothing is ours).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongwen.ledger.columns import Column, Owner, Role
from gongwen.sheet.book import Book
from gongwen.sheet.patch import SheetPatch

NAME = "_gongwen"
_FORMAT = 1
_PIECE = 30_000
"""Characters of JSON in one cell; a cell holds 32,767."""
_FIRST_JSON = 5
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)
CANCELLED, HIDDEN = "x", "h"
"""Flags of a row: its task is no longer in the plan; we hid it."""

Values = list[str | None]


@dataclass(slots=True)
class Remembered:
    """A row as we wrote it last."""

    values: Values
    flags: str = ""
    row: int = 0
    """Where it stands in the hidden sheet, 0 for a new one."""


@dataclass(slots=True)
class Spec:
    """A table of the ledger as it was built: its role, department, sheet, columns, and single cells with tags."""

    role: Role
    part: str
    sheet: str
    columns: tuple[Column, ...]
    singles: tuple[tuple[str, str, str], ...] = ()
    """Address, pattern, and what was written."""

    @property
    def id(self) -> str:
        """The role, with the department of a view."""
        return f"{self.role}:{self.part}" if self.part else str(self.role)


@dataclass(slots=True)
class Base:
    """Everything that is remembered."""

    plan_id: str
    year: int
    specs: dict[str, Spec] = field(default_factory=dict)
    rows: dict[str, dict[str, Remembered]] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    """Rows of the hidden sheet by kind and id."""

    def of(self, spec: Spec) -> dict[str, Remembered]:
        """The rows of a table by key."""
        return self.rows.setdefault(spec.id, {})


def load(book: Book) -> Base | None:
    """What a workbook remembers; None for one that was not made by us or lost its hidden sheet."""
    if NAME not in book.names:
        return None
    sheet = book.sheet(NAME)
    base: Base | None = None
    for number in sheet.numbers():
        texts = [cell.text for cell in sheet.cells(number)]
        try:
            base = _read(base, number, texts)
        except (ValueError, KeyError, TypeError, IndexError):
            continue
    return base


def _read(base: Base | None, number: int, texts: Sequence[str]) -> Base | None:
    kind, role, name, flags = texts[:4]
    data: Any = json.loads("".join(texts[4:]))
    if kind == "id":
        return Base(name, int(data))
    if base is None:
        return None
    if kind == "row":
        base.rows.setdefault(role, {})[name] = Remembered(data, flags, number)
    elif kind == "table":
        kept = Role(role.partition(":")[0]), role.partition(":")[2]
        columns = tuple(Column(header, pattern, Owner(owner)) for header, pattern, owner in data["columns"])
        singles = tuple((address, pattern, text) for address, pattern, text in data["singles"])
        base.specs[role] = Spec(*kept, name, columns, singles)
        base.places[kind, role] = number
    return base


def write(book: Book, base: Base) -> None:
    """Write what is remembered, only the rows that differ from what the hidden sheet holds."""
    fresh = NAME not in book.names
    sheet = book.add(NAME, _EMPTY, state="veryHidden") if fresh else book.sheet(NAME)
    if fresh:
        rows = list(_rows(base))
        sheet.append([dict(enumerate(row, 1)) for row in rows], like=0)
        return
    _patch(sheet, base)


def _patch(sheet: SheetPatch, base: Base) -> None:
    new: list[Sequence[str]] = []
    for row, place in _placed(base):
        if not place:
            new.append(row)
        elif [cell.text for cell in sheet.cells(place)] != list(row):
            for column in range(1, max(len(row), len(sheet.cells(place))) + 1):
                sheet.set(place, column, row[column - 1] if column <= len(row) else None)
    if new:
        sheet.append([dict(enumerate(row, 1)) for row in new], like=sheet.last_row)


def _rows(base: Base) -> Iterator[Sequence[str]]:
    yield ("id", str(_FORMAT), base.plan_id, "-", str(base.year))
    for row, _ in _placed(base):
        yield row


def _placed(base: Base) -> Iterator[tuple[Sequence[str], int]]:
    """The rows of tables with where they stand."""
    for name, spec in base.specs.items():
        columns = [[column.header, column.pattern, str(column.owner)] for column in spec.columns]
        data = {"columns": columns, "singles": [list(single) for single in spec.singles]}
        yield ("table", name, spec.sheet, "-", *_pieces(data)), base.places.get(("table", name), 0)
        for key, remembered in base.rows.get(name, {}).items():
            yield (
                ("row", name, key, remembered.flags or "-", *_pieces(remembered.values)), remembered.row,
            )  # fmt: skip


def _pieces(data: Any) -> list[str]:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)] or [""]


def remembered(values: Mapping[int, str], columns: Sequence[Column]) -> Values:
    """Values by index of the column, null where nothing is ours."""
    return [values.get(index, "") if column.written else None for index, column in enumerate(columns)]
