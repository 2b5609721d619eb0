"""One table of the ledger as people left it: which column is which, and which row."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gongwen.ledger.base import Remembered, Spec
from gongwen.ledger.columns import KEYS, Owner
from gongwen.ledger.template import headers_above
from gongwen.problems import Place
from gongwen.sheet.address import MAX_ROW, address, boxes, column_letters
from gongwen.sheet.patch import SheetPatch
from gongwen.sheet.values import Cell, same_lines
from gongwen.tables.normal import full_key
from gongwen.tables.rows import is_note

_GAP = 200
"""Reading stops after so many rows without a value; a gap inside a real table is never that long."""
_REPEATED = 3
"""A row that says so many headers again is no data."""
_ALIKE, _SAMPLE = 0.8, 200
"""Share of equal values by which a column is known without its header, and how many rows are compared."""


class LiveRow(NamedTuple):
    """A row: its number, its cells by column, and its key once that is known."""

    number: int
    cells: Mapping[int, Cell]
    key: str = ""


@dataclass(slots=True)
class Table:
    """A table of the ledger where it stands now. `columns` gives the number of each column of the spec."""

    spec: Spec
    sheet: str
    header: int
    columns: dict[int, int]
    patch: SheetPatch
    rows: dict[str, LiveRow] = field(default_factory=dict)
    doubled: list[tuple[str, int]] = field(default_factory=list)
    strangers: list[int] = field(default_factory=list)
    """Rows that somebody added: words where a task has its own, but no id."""
    renamed: list[tuple[str, str]] = field(default_factory=list)
    by_text: int = 0
    """How many rows lost their id and were known by their words."""
    added: dict[int, str] = field(default_factory=dict)
    """Columns that somebody added, by number."""

    @property
    def last(self) -> int:
        """The last row of the table."""
        return max(
            [
                self.header,
                *(row.number for row in self.rows.values()),
                *self.strangers,
                *(row for _, row in self.doubled),
            ]
        )

    def column(self, name: str) -> int | None:
        """The number of the column that is a field."""
        index = next((index for index, column in enumerate(self.spec.columns) if column.field == name), None)
        return self.columns.get(index) if index is not None else None

    @property
    def missing(self) -> list[str]:
        """Headers of columns that are not there any more."""
        return [column.header for index, column in enumerate(self.spec.columns) if index not in self.columns]

    def place(self, file: str, row: int, column: int | None = None) -> Place:
        """A cell for messages."""
        return Place(file, sheet=self.sheet, cell=address(row, column) if column else f"{row}")


def read_table(  # noqa: PLR0913, PLR0917 - what a table is found by
    spec: Spec,
    patch: SheetPatch,
    sheet: str,
    header: int,
    memory: Mapping[str, Remembered],
    words: Mapping[str, str],
) -> Table:
    """The table under a header; `memory` are the rows that we wrote last, `words` keys by the words of their rows."""
    return _Reader(spec, patch, header, memory, words).table(sheet)


def _repeats(cells: Mapping[int, Cell], headers: Mapping[int, str]) -> bool:
    """Whether a row says the header again, as printed lists do."""
    same = 0
    for looked, (column, text) in enumerate(headers.items(), 1):
        if column in cells and cells[column].text == text:
            same += 1
            if same == _REPEATED:
                return True
        elif not same and looked >= _REPEATED:
            return False
    return False


class _Reader:
    """Reads one table: which column is which, and which row."""

    def __init__(
        self,
        spec: Spec,
        patch: SheetPatch,
        header: int,
        memory: Mapping[str, Remembered],
        words: Mapping[str, str],
    ) -> None:
        self._spec, self._patch, self._header, self._memory, self._known = spec, patch, header, memory, words
        self._headers = headers_above(patch, header + 1)
        self._key = next((n for n, column in enumerate(spec.columns) if column.field == KEYS[spec.role]), None)
        self._named = spec.named

    def table(self, name: str) -> Table:
        columns = self._by_header()
        rows = list(self._rows(columns))
        renamed = self._by_content(columns, rows) if len(columns) < len(self._spec.columns) else []
        renamed += self._by_neighbours(columns)
        table = Table(self._spec, name, self._header, columns, self._patch, renamed=renamed)
        known = set(columns.values())
        table.added = {number: text for number, text in self._headers.items() if number not in known}
        self._assign(table, rows)
        return table

    def _by_header(self) -> dict[int, int]:
        """Columns by their header; of equal headers the first is the first."""
        free: dict[str, list[int]] = defaultdict(list)
        for number in sorted(self._headers):
            free[full_key(self._headers[number])].append(number)
        found: dict[int, int] = {}
        for index, column in enumerate(self._spec.columns):
            places = free.get(full_key(column.header))
            if places and column.header:
                found[index] = places.pop(0)
        return found

    def _rows(self, columns: Mapping[int, int]) -> Iterator[LiveRow]:
        """The rows with a value under the header; a header that stands there again is none."""
        patch, last = self._patch, self._header
        headers = self._headers
        covered = _Covered(
            patch,
            self._header,
            [columns[n] for n, each in enumerate(self._spec.columns) if n in columns and each.owner is Owner.PLAN],
        )
        tops: dict[tuple[int, int], Cell] = {}
        for number in patch.numbers():
            if number <= self._header:
                continue
            cells = patch.filled(number)
            if not cells:
                continue
            if number - last > _GAP:
                return
            last = number
            for column, top in covered.tops(number):
                if top == number and column in cells:
                    tops[top, column] = cells[column]
                elif (top, column) in tops and not (column in cells and cells[column].text):
                    above = tops[top, column]
                    cells[column] = above._replace(row=number)
            if not _repeats(cells, headers):
                yield LiveRow(number, cells)

    def _by_content(self, columns: dict[int, int], rows: Sequence[LiveRow]) -> list[tuple[str, str]]:
        """Columns of ours that lost their header, by what stands in them."""
        taken = set(columns.values())
        candidates = sorted({number for row in rows[:_SAMPLE] for number in row.cells} - taken)
        found: list[tuple[str, str]] = []
        for index, column in enumerate(self._spec.columns):
            if index in columns or column.owner is not Owner.PLAN:
                continue
            wanted = Counter(each.values[index] for each in self._memory.values() if each.values[index])
            for number in candidates:
                texts = [
                    row.cells[number].text for row in rows[:_SAMPLE] if number in row.cells and row.cells[number].text
                ]
                if texts and len(wanted) > 1 and sum(text in wanted for text in texts) >= _ALIKE * len(texts) >= 1:
                    columns[index] = number
                    candidates.remove(number)
                    found.append((column.header, self._headers.get(number, column_letters(number))))
                    break
        return found

    def _by_neighbours(self, columns: dict[int, int]) -> list[tuple[str, str]]:
        """A column whose header was changed: the only one between the columns that stood beside it."""
        found: list[tuple[str, str]] = []
        for index, column in enumerate(self._spec.columns):
            before, after = columns.get(index - 1), columns.get(index + 1)
            if index in columns or before is None or after is None or after != before + 2:
                continue
            if before + 1 not in columns.values():
                columns[index] = before + 1
                found.append((column.header, self._headers.get(before + 1, "")))
        return found

    def _assign(self, table: Table, rows: Sequence[LiveRow]) -> None:
        """Rows by their key; those without one by their words, where these are known and the row is not there yet."""
        key_column = table.columns.get(-1 if self._key is None else self._key, 0)
        named = table.columns.get(-1 if self._named is None else self._named, 0)
        without: list[LiveRow] = []
        for row in rows:
            key = row.cells[key_column].text.strip() if key_column in row.cells else ""
            if not key:
                without.append(row)
            elif key in table.rows:
                table.doubled.append((key, row.number))
            else:
                table.rows[key] = row._replace(key=key)
        words = self._words()
        for row in without:
            text = same_lines(row.cells[named].text) if named in row.cells else ""
            known = words.get(text)
            if known is not None and known not in table.rows:
                table.rows[known] = row._replace(key=known)
                table.by_text += 1
            elif text and not is_note(text):
                table.strangers.append(row.number)

    def _words(self) -> dict[str, str]:
        """Keys by the words of their row, where no two rows say the same: the plan's, and those that we wrote last."""
        if self._named is None:
            return {}
        counts = Counter(each.values[self._named] for each in self._memory.values())
        written = {
            each.values[self._named] or "": key
            for key, each in self._memory.items()
            if counts[each.values[self._named]] == 1
        }
        return {**self._known, **written}


class _Covered:
    """The merged cells of single columns: which row a cell under a merge belongs to."""

    def __init__(self, patch: SheetPatch, header: int, columns: Collection[int]) -> None:
        """Sort the merges of these columns by where they begin."""
        wanted = set(columns)
        self._areas: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for _, (top, left, bottom, right) in boxes(patch.merges):
            if left == right and left in wanted and top > header:
                self._areas[left].append((top, bottom))
        for areas in self._areas.values():
            areas.sort()

    def tops(self, row: int) -> Iterator[tuple[int, int]]:
        """Column and first row of every merge that a row is in."""
        for column, areas in self._areas.items():
            place = bisect_right(areas, (row, MAX_ROW)) - 1
            if place >= 0 and areas[place][1] >= row:
                yield column, areas[place][0]
