"""A table on pages: as many rows as fit, rows cut where they may be, heads repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongwen.pdf.typeset.edges import bottom_edge
from gongwen.pdf.typeset.page import SLACK
from gongwen.pdf.typeset.table import LaidRow, LaidTable, cut_row, heads, together

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Table
    from gongwen.pdf.typeset.page import Page
    from gongwen.pdf.typeset.pager import Pager

_LEAST = 12.0
"""pt of a page that are too few to begin a part of a row in."""


def place_table(pager: Pager, table: Table) -> None:
    """Set a table from where the page is filled to, over as many pages as it needs."""
    page = pager.page or pager.new_page()
    laid = pager.setting().tables.lay(table, page.area.right - page.area.left, pager.setting())
    page.y += page.after if page.filled else 0.0
    page.after, page.before = 0.0, None
    waiting = list(laid.rows)
    repeated = waiting[: heads(waiting)]
    started = False
    while waiting:
        page = pager.page or pager.new_page()
        head = repeated if started else []
        page.clear(waiting[0].height)
        room = page.room - sum(row.height for row in head)
        taken, rest = _taken(waiting, room, fresh=not page.filled, least=together(waiting))
        if not taken:
            pager.advance()
            continue
        _draw(page, laid, [*head, *taken])
        started, waiting = True, rest
        if waiting:
            pager.advance()


def _taken(rows: list[LaidRow], room: float, *, fresh: bool, least: int) -> tuple[list[LaidRow], list[LaidRow]]:
    """The rows for this page and those for the next. On a fresh page something is always taken.

    `least` rows go together: a head without a row under it says nothing, and rows may be kept with the next.
    """
    count, used = 0, 0.0
    while count < len(rows) and used + rows[count].height + bottom_edge(rows[count]) <= room + SLACK:
        used += rows[count].height
        count += 1
    if count >= len(rows):
        return rows, []
    left = room - used - bottom_edge(rows[count])
    if left > _LEAST:
        parts = cut_row(rows[count], left)
        if parts is not None:
            return [*rows[:count], parts[0]], [parts[1], *rows[count + 1 :]]
    if count < least and not fresh:
        return [], rows
    end = count
    while end > 0 and rows[end - 1].keeps:
        end -= 1
    count = max(end or count, 1) if fresh else end
    return rows[:count], rows[count:]


def _draw(page: Page, table: LaidTable, rows: list[LaidRow]) -> None:
    part = LaidTable(table.columns, table.left, rows)
    part.draw(page.sheet, page.area.left, page.y)
    page.y += part.height
    page.filled = True
