"""The table of an index where people left it: its sheet, its header, its rows, and how rows are added to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from gongwen.dossier.overrides import FILE, columns_of, index_key, spellings
from gongwen.sheet import Book, Cell, SheetPatch
from gongwen.sheet.columns import widths
from gongwen.sheet.fit import Room, height
from gongwen.sheet.values import Value, canonical
from gongwen.tables.header import SEARCH_ROWS
from gongwen.tables.normal import full_key
from gongwen.tables.rows import is_note

_ENOUGH = 2
"""One header may stand in a banner by chance."""
_GAP = 200
"""Reading stops after so many rows without a value; a gap inside a real table is never that long."""


@dataclass(slots=True)
class Located:
    """The table: `columns` gives the number of each column that is there, `rows` key and cells of each row."""

    sheet: str
    header: int
    columns: Mapping[str, int]
    patch: SheetPatch
    rows: list[tuple[str, Mapping[int, Cell]]] = field(default_factory=list)

    @staticmethod
    def row_of(cells: Mapping[int, Cell]) -> int:
        """The number of the row that these cells are in."""
        return next(iter(cells.values())).row

    def append(self, book: Book, rows: Sequence[Mapping[int, Value]], least: float) -> None:
        """Write rows after the last one, in its look; what stands below gives way.

        Formulas of columns that people added go on. `least` is the least height in pt. Raises CannotKeepError.
        """
        count, patch = len(rows), self.patch
        last = max((self.row_of(cells) for _, cells in self.rows), default=0)
        like = last or self.header + 1
        rooms = rooms_of(book, self, like)
        heights = [height(rooms, {column: canonical(value) for column, value in row.items()}, least) for row in rows]
        if not last and not patch.filled(like):
            book.make_room(self.sheet, like, count - 1)
            patch.replace(like, zip(rows, heights, strict=True), count)
            book.lengthen(self.sheet, like, count - 1, single=True)
            return
        last = last or self.header
        copied = {cell.column for cell in patch.cells(like)} - set(self.columns.values())
        book.make_room(self.sheet, last, count)
        patch.append(rows, last, heights, formulas=copied)
        book.lengthen(self.sheet, last, count)


def locate(book: Book, known: Collection[str] = ()) -> Located | None:
    """The table in the first sheet that has the headers of an index, visible ones first; None where none has.

    `known` are the keys of files that are there, whatever else their names look like. Raises CannotKeepError for a
    sheet that cannot be read as text.
    """
    for name in sorted(book.names, key=lambda name: book.state(name) != "visible"):
        patch = book.sheet(name)
        header, columns = _header(patch)
        if len(columns) >= _ENOUGH and FILE in columns:
            found = Located(name, header, columns, patch)
            found.rows += _rows(patch, header, columns[FILE], known)
            return found
    return None


def rooms_of(book: Book, found: Located, like: int) -> dict[int, Room]:
    """The room of each column whose text breaks into lines in the row `like`."""
    wide, styles = widths(found.patch.head), book.styles
    return {
        cell.column: Room.of(wide.get(cell.column, wide[0]), styles.size(cell.style), styles.usual_size)
        for cell in found.patch.cells(like)
        if styles.wraps(cell.style)
    }


def _header(patch: SheetPatch) -> tuple[int, Mapping[str, int]]:
    """The first of the rows at the top with most of the columns, and where these stand."""
    best: tuple[int, Mapping[str, int]] = (0, {})
    looked = 0
    for number in patch.numbers():
        cells = patch.filled(number)
        if cells and looked < SEARCH_ROWS:
            looked += 1
            columns = columns_of({cell.column: cell.text for cell in cells.values() if cell.text.strip()})
            if len(columns) > len(best[1]):
                best = number, columns
        elif looked >= SEARCH_ROWS:
            break
    return best


def _rows(patch: SheetPatch, header: int, column: int, known: Collection[str]) -> list[tuple[str, Mapping[int, Cell]]]:
    """The rows under a header that name a file, totals, notes and repeated headers left out."""
    found: list[tuple[str, Mapping[int, Cell]]] = []
    titles = {full_key(text) for text in spellings(FILE)}
    before = header
    for number in patch.numbers():
        if number <= header:
            continue
        cells = patch.filled(number)
        if not cells:
            continue
        if number - before > _GAP:
            break
        before = number
        text = cells[column].text if column in cells else ""
        key = index_key(text)
        if key in known or (_names_a_file(key) and full_key(text) not in titles and not is_note(text)):
            found.append((key, cells))
    return found


def _names_a_file(key: str) -> bool:
    """Whether a text that is no file of today may have been one: it has a folder or an ending."""
    return "/" in key or "." in key
