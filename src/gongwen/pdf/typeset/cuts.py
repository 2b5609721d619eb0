"""Tables cut at the ends of pages: whole rows, rows in two, merged cells whose text goes on. Lengths in pt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gongwen.pdf.typeset.edges import bottom_edge

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Cell
    from gongwen.pdf.typeset.table import LaidCell, LaidRow

_SLACK = 0.05
"""pt that a row may stick out: lengths are sums of rounded ones."""
_LEAST = 12.0
"""pt that are too few to begin a part of a row in."""


def heads(rows: Sequence[LaidRow]) -> int:
    """How many rows are repeated on each page: those at the top that say so."""
    count = 0
    while count < len(rows) and rows[count].row.header:
        count += 1
    return count if count < len(rows) else 0


def together(rows: Sequence[LaidRow]) -> int:
    """How many rows from the first on must stand on one page: heads with a row under them, rows that are kept."""
    count = heads(rows)
    while count < len(rows) - 1 and rows[count].keeps:
        count += 1
    return min(count + 1, len(rows))


def repeated(rows: Sequence[LaidRow], height: float) -> list[LaidRow]:
    """The rows that are repeated on each page of a height: none where they would leave no room for another."""
    found = list(rows[: heads(rows)])
    return found if sum(row.height for row in found) + 2 * _LEAST <= height else []


def take_rows(rows: list[LaidRow], room: float, *, fresh: bool, least: int = 1) -> tuple[list[LaidRow], list[LaidRow]]:
    """The rows for this page and those for the next. On a fresh page something is always taken.

    `least` rows go together: a head without a row under it says nothing, and rows may be kept with the next.
    """
    count, used = 0, 0.0
    while count < len(rows) and used + rows[count].height + bottom_edge(rows[count]) <= room + _SLACK:
        used += rows[count].height
        count += 1
    if count >= len(rows):
        return rows, []
    left = room - used - bottom_edge(rows[count])
    if left > _LEAST:
        parts = _cut_row(rows[count], left, forced=False)
        if parts is None and fresh and count <= heads(rows):  # it has no room on any page
            parts = _cut_row(rows[count], left, forced=True)
        if parts is not None:
            return _carried([*rows[:count], parts[0]], [parts[1], *rows[count + 1 :]], cut=True)
    if count < least and not fresh:
        return [], rows
    end = count
    while end > 0 and rows[end - 1].keeps:
        end -= 1
    count = max(end or count, 1) if fresh else end
    return _carried(rows[:count], rows[count:], cut=False)


def _cut_row(row: LaidRow, room: float, *, forced: bool) -> tuple[LaidRow, LaidRow] | None:
    """A row in two: what fits into `room` and the rest; None where it may not be cut or nothing fits.

    `forced` cuts what may not be cut, since it is higher than a page.
    """
    exact = row.row.height_rule == "exact"
    if not forced and (row.row.cant_split or row.row.header or exact):
        return None
    upper: list[LaidCell] = []
    lower: list[LaidCell] = []
    for cell in row.cells:
        _, above, _, below = cell.cell.margins
        head, tail = cell.box, replace(cell.box, parts=[], height=0.0)
        if not cell.cell.vertical:  # turned text is not cut along its lines
            head, tail = cell.box.cut(room - row.edge - above - below, forced=forced)
        if tail.parts and not head.parts and not forced:
            return None
        upper.append(replace(cell, box=head, rows=1, cell=_on_top(cell.cell)))
        lower.append(replace(cell, box=tail, rows=cell.rows, cell=_on_top(cell.cell)))
    whole = forced or _stretched(row)
    if not any(cell.box.parts for cell in lower) and not (whole and row.height - room > _LEAST):
        return None
    if forced and not any(cell.box.parts for cell in upper) and any(cell.box.parts for cell in lower):
        return None
    first, rest = replace(row, cells=upper, height=room), replace(row, cells=lower, keeps=False)
    needed = max((cell.needed for cell in lower if not exact), default=0.0)
    rest.height = max(needed + rest.edge, (row.height if whole else row.row.height) - room)
    return first, rest


def _stretched(row: LaidRow) -> bool:
    """Whether a row is as high as it is for the sake of a merged cell that ends in it."""
    if not any(cell.cell.merge == "continue" for cell in row.cells):
        return False
    own = max((cell.needed for cell in row.cells if cell.rows == 1 and not cell.cell.vertical), default=0.0)
    return row.height > max(own + row.edge, row.row.height) + _LEAST


def _on_top(cell: Cell) -> Cell:
    """A cell whose text goes on over a page begins at its top."""
    return replace(cell, align="top")


def _carried(taken: list[LaidRow], rest: list[LaidRow], *, cut: bool) -> tuple[list[LaidRow], list[LaidRow]]:
    """Let the text of merged cells that has no room in the rows of this page go on in those of the next.

    `cut` says that the first of the rest is the lower part of the last that is taken.
    """
    if not rest or all(cell.rows == 1 for row in taken for cell in row.cells):
        return taken, rest
    taken, rest = list(taken), list(rest)
    for number, row in enumerate(taken):
        reach = len(taken) - number
        for place, cell in enumerate(row.cells):
            if cell.rows + cut <= reach or not cell.box.parts:
                continue
            _, above, _, below = cell.cell.margins
            room = sum(each.height for each in taken[number:]) - row.edge - above - below
            if cell.box.height > room + _SLACK:
                tail = _go_on(rest, cell, room, cell.rows - reach + cut)
                if tail is not None:
                    cells = [*row.cells[:place], tail, *row.cells[place + 1 :]]
                    row = taken[number] = replace(taken[number], cells=cells)  # noqa: PLW2901 - the row as it is now
    return taken, rest


def _go_on(rest: list[LaidRow], cell: LaidCell, room: float, rows: int) -> LaidCell | None:
    """Put what has no room of a cell into the cell that goes on from it; gives the cell with what has."""
    place = next((at for at, each in enumerate(rest[0].cells) if each.first == cell.first), None)
    if place is None or rest[0].cells[place].cell.merge != "continue":
        return None
    head, tail = cell.box.cut(room, forced=False)
    below = replace(rest[0].cells[place], box=tail, rows=rows, cell=_on_top(rest[0].cells[place].cell))
    rest[0] = replace(rest[0], cells=[*rest[0].cells[:place], below, *rest[0].cells[place + 1 :]])
    lack = below.needed + rest[0].edge - sum(row.height for row in rest[:rows])
    if lack > 0:
        last = min(rows, len(rest)) - 1
        rest[last] = replace(rest[last], height=rest[last].height + lack)
    return replace(cell, box=head, cell=_on_top(cell.cell))
