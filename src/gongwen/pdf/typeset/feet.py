"""The footnotes of pages: each on the page of its mark, and what has no room there on the next. Lengths in pt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.model import Border
from gongwen.pdf.typeset.box import make_box
from gongwen.pdf.typeset.page import NOTE_GAP, SLACK

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Note
    from gongwen.pdf.typeset.box import Box, Setting
    from gongwen.pdf.typeset.numbers import Numbers
    from gongwen.pdf.typeset.page import Page

_RULE = Border("single", 0.5)
_RULE_PART = 1 / 3


class Feet:
    """Sets the footnotes of a document."""

    def __init__(self, numbers: Numbers) -> None:
        """No note is met yet."""
        self._numbers = numbers
        self._boxes: dict[tuple[Note, float], Box] = {}
        self.waiting: list[Box] = []
        """What had no room on the page of its mark."""

    def box(self, note: Note, page: Page, setting: Setting) -> Box:
        """The set text of a note."""
        width = page.area.right - page.area.left
        found = self._boxes.get((note, width))
        if found is None:
            found = make_box(self._numbers.note_blocks(note), width, replace(setting, grid=False))
            self._boxes[note, width] = found
        return found

    def begin(self, page: Page) -> None:
        """Put what waits at the foot of a new page."""
        waiting, self.waiting = self.waiting, []
        for box in waiting:
            self.add(page, box)

    def add(self, page: Page, box: Box) -> None:
        """Put a note at the foot of a page, below what is on it already."""
        if self.waiting:
            self.waiting.append(box)
            return
        room = page.area.bottom - page.y - sum(each.height for each in page.notes) - NOTE_GAP
        if box.height <= room + SLACK:
            page.notes.append(box)
            return
        fresh = not (page.filled or page.notes)
        head, tail = box.cut(room, forced=fresh)
        if head.parts:
            page.notes.append(head)
            self.waiting.append(tail)
        elif fresh:
            page.notes.append(box)
        else:
            self.waiting.append(box)

    def draw(self, page: Page) -> None:
        """Draw the notes of a page with the rule over them."""
        if not page.notes:
            return
        left, width = page.area.left, page.area.right - page.area.left
        y = page.bottom
        page.sheet.edge((left, y + 2), (left + width * _RULE_PART, y + 2), _RULE)
        y = page.area.bottom - sum(box.height for box in page.notes)
        for box in page.notes:
            box.draw(page.sheet, left, y)
            y += box.height
