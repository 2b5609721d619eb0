"""The hidden sheet that remembers what we wrote last, cell by cell, and whose ledger this is.

Its rows: kind, table or plan, sheet, number, then JSON in pieces that fit a cell. Kinds: `id`, `table`
(columns, and cells outside the table), `rows` (flags and values by key, null where nothing is ours; many keys a row).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongwen.ledger.columns import DATED, NAMED, Column, Owner, Role
from gongwen.sheet.book import Book
from gongwen.sheet.patch import SheetPatch
from gongwen.sheet.values import DAYS_OF_1904

NAME = "_gongwen"
_FORMAT = 1
_PIECE = 30_000
"""Characters of JSON in one cell; a cell holds 32,767."""
_HEAD = 4
"""Cells before the JSON."""
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
    def named(self) -> int | None:
        """The index of the column that says in words which row it is; None where none does."""
        name = NAMED[self.role]
        columns = list(enumerate(self.columns))
        alone = (index for index, column in columns if column.field == name)
        return next(alone, next((index for index, column in columns if name in column.tags), None))

    @property
    def id(self) -> str:
        """The role, with the department of a view."""
        return f"{self.role}:{self.part}" if self.part else str(self.role)


@dataclass(slots=True)
class Base:
    """Everything that is remembered."""

    plan_id: str
    year: int
    date1904: bool = False
    specs: dict[str, Spec] = field(default_factory=dict)
    rows: dict[str, dict[str, Remembered]] = field(default_factory=dict)

    def count_days_from(self, *, date1904: bool) -> None:
        """Remember days as a workbook counts them whose first day somebody changed."""
        if date1904 is self.date1904:
            return
        shift = DAYS_OF_1904 * (-1 if date1904 else 1)
        for name, spec in self.specs.items():
            dated = [index for index, column in enumerate(spec.columns) if column.field in DATED]
            for found in self.rows.get(name, {}).values():
                for index in dated:
                    text = found.values[index] or ""
                    if text.isdecimal():
                        found.values[index] = str(int(text) + shift)
        self.date1904 = date1904

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
        try:
            base = _read(base, [cell.text for cell in sheet.cells(number)])
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            continue
    return base


def _read(base: Base | None, texts: Sequence[str]) -> Base | None:
    kind, name, sheet = texts[:3]
    data: Any = json.loads("".join(texts[_HEAD:]))
    if kind == "id":
        if texts[3] != str(_FORMAT):
            return None
        return Base(name, data["year"], data["date1904"])
    if base is None:
        return None
    if kind == "rows":
        rows = base.rows.setdefault(name, {})
        width = len(base.specs[name].columns)
        for key, (flags, values) in data.items():
            if _sound(flags, values, width):
                rows[key] = Remembered(values, flags)
    elif kind == "table":
        role, _, part = name.partition(":")
        columns = tuple(Column(header, pattern, Owner(owner)) for header, pattern, owner in data["columns"])
        singles = tuple((address, pattern, text) for address, pattern, text in data["singles"])
        base.specs[name] = Spec(Role(role), part, sheet, columns, singles)
    return base


def _sound(flags: Any, values: Any, width: int) -> bool:
    """Whether what is remembered of a row can be: people unhide sheets and type in them."""
    if not isinstance(flags, str) or not isinstance(values, list) or len(values) != width:
        return False
    return all(value is None or isinstance(value, str) for value in values)


def write(book: Book, base: Base) -> None:
    """Write what is remembered, only the rows that differ from what the hidden sheet holds."""
    fresh = NAME not in book.names
    sheet = book.add(NAME, _EMPTY, state="veryHidden") if fresh else book.sheet(NAME)
    rows = list(_rows(base))
    last = sheet.last_row
    for number in range(1, last + 1):
        _replace(sheet, number, rows[number - 1] if number <= len(rows) else ())
    if len(rows) > last:
        sheet.append([dict(enumerate(row, 1)) for row in rows[last:]], like=last)


def _replace(sheet: SheetPatch, number: int, row: Sequence[str]) -> None:
    """Write a row of the hidden sheet where it says something else."""
    stands = [cell.text for cell in sheet.cells(number)]
    for column in range(1, max(len(row), len(stands)) + 1):
        text = row[column - 1] if column <= len(row) else ""
        if column > len(stands) or stands[column - 1] != text:
            sheet.set(number, column, text)


def _rows(base: Base) -> Iterator[Sequence[str]]:
    yield ("id", base.plan_id, "-", str(_FORMAT), _json({"year": base.year, "date1904": base.date1904}))
    for name, spec in base.specs.items():
        columns = [[column.header, column.pattern, str(column.owner)] for column in spec.columns]
        data = {"columns": columns, "singles": [list(single) for single in spec.singles]}
        yield ("table", name, spec.sheet, "-", *_pieces(_json(data)))
        for number, text in enumerate(_packs(base.rows.get(name, {}))):
            yield ("rows", name, spec.sheet, str(number), *_pieces(text))


def _packs(rows: Mapping[str, Remembered]) -> Iterator[str]:
    """The rows as JSON objects of about the size of a cell."""
    made: list[str] = []
    size = 0
    for key, found in rows.items():
        text = f"{_json(key)}:{_json([found.flags, found.values])}"
        if made and size + len(text) > _PIECE:
            yield "{" + ",".join(made) + "}"
            made, size = [], 0
        made.append(text)
        size += len(text) + 1
    if made:
        yield "{" + ",".join(made) + "}"


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _json(data: Any) -> str:
    return _encoder.encode(data)


def _pieces(text: str) -> list[str]:
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)] or [""]


def remembered(values: Mapping[int, str], columns: Sequence[Column]) -> Values:
    """Values by index of the column, null where nothing is ours."""
    return [values.get(index, "") if column.written else None for index, column in enumerate(columns)]
