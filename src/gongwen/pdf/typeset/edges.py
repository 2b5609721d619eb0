"""The edges of a table: each is drawn once, the stronger of what the cells on its two sides ask for (17.4.66)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Border
    from gongwen.pdf.typeset.ink import Sheet
    from gongwen.pdf.typeset.table import LaidCell, LaidRow, LaidTable


def top_edge(above: LaidRow | None, row: LaidRow) -> float:
    """What the edges over a row take: the widest of those that it and the row above ask for."""
    widths = [_width(cell.cell.borders.top) for cell in row.cells]
    if above is not None:
        widths += [_width(cell.cell.borders.bottom) for cell in above.cells]
    return max(widths, default=0.0)


def bottom_edge(row: LaidRow) -> float:
    """What the edges under the last row take."""
    return max((_width(cell.cell.borders.bottom) for cell in row.cells), default=0.0)


def _width(border: Border | None) -> float:
    return border.width if border is not None else 0.0


def stronger(one: Border | None, other: Border | None) -> Border | None:
    """The border that is drawn where two cells meet."""
    if one is None or other is None:
        return one or other
    return one if _weight(one) >= _weight(other) else other


def _weight(border: Border) -> tuple[float, bool, str]:
    return border.width * (2 if border.style == "double" else 1), border.style == "single", border.colour


def draw_edges(sheet: Sheet, table: LaidTable, x: float, tops: Sequence[float]) -> None:
    """Draw the edges of the rows of a part of a table."""
    owners = _owners(table)
    count = len(table.columns) - 1
    places = [x + edge for edge in table.columns]
    for number in range(len(table.rows) + 1):
        for start, end, level in _strokes([_between(owners, number, column) for column in range(count)]):
            sheet.edge((places[start], tops[number]), (places[end], tops[number]), level)
    for number in range(len(table.rows)):
        for column in range(count + 1):
            border = _upright(owners[number], column, count)
            if border is not None:
                sheet.edge((places[column], tops[number]), (places[column], tops[number + 1]), border)


_Grid = list[list["tuple[LaidCell, LaidCell] | None"]]


def _owners(table: LaidTable) -> _Grid:
    """For each row and column the cell that lies there, with the cell that began its vertical merge."""
    count = len(table.columns) - 1
    grid: _Grid = []
    began: dict[int, LaidCell] = {}
    for row in table.rows:
        line: list[tuple[LaidCell, LaidCell] | None] = [None] * count
        now: dict[int, LaidCell] = {}
        for cell in row.cells:
            origin = began.get(cell.first, cell) if cell.cell.merge == "continue" else cell
            now[cell.first] = origin
            for column in range(cell.first, min(cell.last, count)):
                line[column] = (cell, origin)
        began = now
        grid.append(line)
    return grid


def _strokes(borders: Sequence[Border | None]) -> Iterator[tuple[int, int, Border]]:
    """Neighbours of equal look as one stroke: from edge, to edge, look."""
    start = 0
    for border, group in groupby(borders):
        end = start + len(list(group))
        if border is not None:
            yield start, end, border
        start = end


def _between(owners: _Grid, number: int, column: int) -> Border | None:
    above = owners[number - 1][column] if number > 0 else None
    below = owners[number][column] if number < len(owners) else None
    if above and below and above[1] is below[1]:
        return None
    return stronger(above[0].cell.borders.bottom if above else None, below[0].cell.borders.top if below else None)


def _upright(line: Sequence[tuple[LaidCell, LaidCell] | None], column: int, count: int) -> Border | None:
    left = line[column - 1] if column > 0 else None
    right = line[column] if column < count else None
    if left and right and left[0] is right[0]:
        return None
    return stronger(left[0].cell.borders.right if left else None, right[0].cell.borders.left if right else None)
