"""Which row of a grid is its header, and which column answers which wanted name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.problems import Problem
from gongwen.tables.normal import cell_text, full_key, header_key, short_header, shown_header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongwen.tables.model import Grid, RawRow

# A banner is a few rows; beyond these the first column names would be data.
SEARCH_ROWS = 10
# One matching word can stand in a banner or a data row by chance; two hardly.
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Header:
    """The header row found: its index in the grid, how many wanted names it has, and the column of each name."""

    index: int
    score: int
    columns: dict[str, int]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]


def score(row: RawRow, wanted: Sequence[str]) -> int:
    """How many of the wanted names stand in a row."""
    keys: set[str] = set()
    for value in row.cells:
        if isinstance(value, str) and value:
            keys.update((full_key(value), header_key(value)))
    return sum(1 for name in wanted if full_key(name) in keys or header_key(name) in keys)


def enough(found: int, wanted: Sequence[str]) -> bool:
    """Whether so many matches make a header and not a coincidence."""
    return found >= min(_ENOUGH, max(1, len(wanted)))


def best_score(grid: Grid, wanted: Sequence[str]) -> int:
    """The highest score among the rows in which a header is looked for."""
    return max((score(row, wanted) for row in grid.rows[:SEARCH_ROWS]), default=0)


def find_header(grid: Grid, wanted: Sequence[str]) -> Header | None:
    """The first of the rows with most wanted names, or None where no row has enough of them."""
    candidates = [(score(row, wanted), -index) for index, row in enumerate(grid.rows[:SEARCH_ROWS])]
    found, negative = max(candidates, default=(0, 0))
    if not enough(found, wanted):
        return None
    index = -negative
    columns, problems = _columns(grid, grid.rows[index], wanted)
    missing = tuple(name for name in wanted if name not in columns)
    return Header(index, found, columns, missing, tuple(problems))


def _columns(grid: Grid, row: RawRow, wanted: Sequence[str]) -> tuple[dict[str, int], list[Problem]]:
    """Name every column of a header row: by the wanted spelling, else as typed, short where that is unambiguous."""
    titles = [(column, cell_text(value)) for column, value in enumerate(row.cells)]
    titles = [(column, title) for column, title in titles if title]
    short = [header_key(title) for _, title in titles]
    exact = {full_key(name): name for name in reversed(wanted)}
    loose = {header_key(name): name for name in reversed(wanted)}
    taken_exactly = {exact[full_key(title)] for _, title in titles if full_key(title) in exact}
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for column, title in titles:
        key = header_key(title)
        name = exact.get(full_key(title))
        if name is None and loose.get(key) not in taken_exactly and short.count(key) == 1:
            name = loose.get(key)
        if name is None:
            name = shown_header(title) if short.count(key) > 1 else short_header(title)
        if name in columns:
            problems.append(_duplicate(grid, row, name, (columns[name], column)))
        else:
            columns[name] = column
    return columns, problems


def _duplicate(grid: Grid, row: RawRow, name: str, pair: tuple[int, int]) -> Problem:
    first, second = pair
    return Problem(
        "table.header.duplicate",
        f"表头“{name}”出现两次（第 {first + 1} 列和第 {second + 1} 列）",
        "请给其中一列改名或删去一列；现在只读前一列。",
        grid.source.place(row.line, second),
    )
