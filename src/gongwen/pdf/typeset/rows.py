"""A table on pages: as many rows as fit, heads repeated, footnotes on the page of their row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gongwen.pdf.typeset.cuts import repeated, take_rows, together
from gongwen.pdf.typeset.edges import bottom_edge
from gongwen.pdf.typeset.page import SLACK

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Table
    from gongwen.pdf.typeset.page import Page
    from gongwen.pdf.typeset.pager import Pager
    from gongwen.pdf.typeset.table import LaidRow, LaidTable


def place_table(pager: Pager, table: Table, left: float | None = None) -> None:
    """Set a table from where the page is filled to, over as many pages as it needs; `left` overrules its own place."""
    page = pager.page or pager.new_page()
    laid = pager.setting().tables.lay(table, page.area.right - page.area.left, pager.setting())
    laid = laid if left is None else replace(laid, left=left)
    page.y += page.after if page.filled else 0.0
    page.after, page.before = 0.0, None
    waiting = list(laid.rows)
    head = repeated(waiting, page.area.bottom - page.area.top)
    noted = any(True for _ in laid.notes())
    started = False
    while waiting:
        page = pager.page or pager.new_page()
        above = head if started else []
        fresh = not (page.filled or page.notes or page.taken)
        page.clear(waiting[0].height)
        room = page.room - sum(row.height for row in above)
        if noted:
            room = _without_notes(pager, page, waiting, room)
        taken, rest = take_rows(waiting, room, fresh=fresh, least=together(waiting))
        if not taken:
            pager.advance()
            continue
        _draw(page, laid, [*above, *taken])
        for note in (note for row in taken for note in row.notes()):
            pager.add_note(note)
        started, waiting = True, rest
        if waiting:
            pager.advance()


def _without_notes(pager: Pager, page: Page, rows: list[LaidRow], room: float) -> float:
    """What is left for rows on a page where the footnotes of those that fit stand below them."""
    used, kept = 0.0, 0.0
    for row in rows:
        own = sum(pager.note_box(note).height for note in row.notes())
        more = own + (page.note_gap if own and not kept else 0.0)
        if used + row.height + bottom_edge(row) + kept + more > room + SLACK:
            if not own:
                break
            return used + bottom_edge(row) if used else max(room - more, room / 2)
        used, kept = used + row.height, kept + more
    return room - kept


def _draw(page: Page, table: LaidTable, rows: list[LaidRow]) -> None:
    part = replace(table, rows=rows)
    part.draw(page.sheet, page.area.left, page.y)
    page.y += part.height
    page.filled = True
