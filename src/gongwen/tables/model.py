"""What a read table is: rows of text that know where they stand, and the raw grid they are taken from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongwen.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

# The values calamine and the csv reader hand out: text, numbers, dates, times, truth values.
Cell = object


def column_letters(index: int) -> str:
    """The letters of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Source:
    """Where a grid came from: the file as the clerk names it, and the sheet of a workbook (None for csv)."""

    file: str
    sheet: str | None = None

    def place(self, line: int | None = None, column: int | None = None) -> Place:
        """The place of a cell: `file:line` or `file:sheet!cell`; `line` from 1, `column` from 0."""
        if self.sheet is None:
            return Place(self.file, line=line)
        cell = None if line is None else f"{column_letters(column or 0)}{line}"
        return Place(self.file, sheet=self.sheet, cell=cell)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as stored, with its 1-based line or row number; `given` is the row before merged cells were filled."""

    line: int
    cells: Sequence[Cell]
    given: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """The non-blank rows of one sheet or csv file, top to bottom, and what was wrong with single cells."""

    source: Source
    rows: Sequence[RawRow]
    # Cells that hold an Excel error such as #REF!; the reader below us hands them out as empty.
    error_cells: Collection[tuple[int, int]] = ()
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: text by header, and its place. Headers that were wanted keep the wanted spelling."""

    cells: Mapping[str, str]
    line: int
    source: Source
    columns: Mapping[str, int] = field(repr=False)

    def get(self, header: str) -> str:
        """The text under a header; empty for an empty cell and for a header that the table lacks."""
        return self.cells.get(header, "")

    @property
    def place(self) -> Place:
        """Where the row starts."""
        return self.source.place(self.line)

    def place_of(self, header: str) -> Place:
        """Where one cell of the row is (for csv only its line)."""
        return self.source.place(self.line, self.columns.get(header, 0))


@dataclass(frozen=True, slots=True)
class TableRows:
    """The data rows of a table in file order, its headers from left to right, and what was left out on purpose."""

    source: Source
    headers: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    header_line: int = 0
    # Wanted headers that the table does not have, as they were asked for.
    missing: tuple[str, ...] = ()
    # Totals, notes and repeated headers: line and first text.
    left_out: tuple[tuple[int, str], ...] = ()

    def __iter__(self) -> Iterator[Row]:
        """The data rows in file order."""
        return iter(self.rows)

    def __len__(self) -> int:
        """How many data rows there are."""
        return len(self.rows)
