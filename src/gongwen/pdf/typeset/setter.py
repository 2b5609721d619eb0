"""Where each block of a document goes: page ends, kept paragraphs, tables over pages, things that float."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.model import Anchored, Paragraph, Table, Text
from gongwen.pdf.typeset.box import footnotes, spacing
from gongwen.pdf.typeset.cuts import together
from gongwen.pdf.typeset.decor import draw_lines, joins
from gongwen.pdf.typeset.floats import Rect, anchored_place, anchored_size
from gongwen.pdf.typeset.ink import At
from gongwen.pdf.typeset.page import SLACK
from gongwen.pdf.typeset.pager import Pager, frame_of, framed
from gongwen.pdf.typeset.rows import place_table

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Block, Section
    from gongwen.ooxml.wordml.reader import WordFile
    from gongwen.pdf.typeset.numbers import Numbers
    from gongwen.pdf.typeset.page import Page
    from gongwen.pdf.typeset.paragraph import Laid

_LONGEST_CHAIN = 60
"""Paragraphs that are kept together at most."""


class Setter:
    """Sets a whole document page by page."""

    def __init__(self, word: WordFile, pager: Pager, numbers: Numbers) -> None:
        """Remember what is set and on what."""
        self._word, self._pager, self._numbers = word, pager, numbers
        self.headings: list[tuple[int, str, int, float]] = []
        """Level, title, page, y of each heading."""

    def run(self) -> None:
        """Set every section."""
        for section, blocks in self._sections():
            self._pager.begin(section)
            self._place_all(blocks)
        self._end_notes()
        self._pager.finish()

    def _sections(self) -> Iterator[tuple[Section, list[Block]]]:
        """The sections with their blocks; a section's properties stand at its end."""
        held: list[Block] = []
        for block in self._word.blocks():
            held.append(self._numbers.numbered(block))
            if isinstance(block, Paragraph) and block.section is not None:
                yield block.section, held
                held = []
        yield self._word.final_section, held

    def _end_notes(self) -> None:
        blocks = [block for note in self._numbers.endnotes for block in self._numbers.note_blocks(note)]
        if blocks:
            self._place_all(blocks)

    # ------------------------------------------------------------ blocks
    def _place_all(self, blocks: Sequence[Block]) -> None:
        place = 0
        kept_until = 0
        while place < len(blocks):
            block = blocks[place]
            if frame_of(block) is not None:
                count = self._float(blocks, place)
                place += count
                continue
            if place >= kept_until:
                kept_until = self._keep(blocks, place)
            if isinstance(block, Paragraph):
                self._paragraph(blocks, place)
            else:
                place_table(self._pager, block)
            place += 1

    def _float(self, blocks: Sequence[Block], place: int) -> int:
        """Draw the frame that begins here; what the text must keep clear of is noted."""
        end = place
        while end < len(blocks) and frame_of(blocks[end]) is not None:
            end += 1
        group = framed(blocks[place:end])[0]
        first, frame = group[0], frame_of(group[0])
        page = self._page()
        rect, content = self._pager.lay_frame(group, page.y + page.after)
        over = rect.bottom > page.area.bottom + SLACK and frame is not None and frame.v_anchor == "text"
        if isinstance(first, Table) and (over or rect.bottom > page.area.height + SLACK):
            self._pager.tell("跨页的浮动表格", "表格")
            place_table(self._pager, first, rect.x - page.area.left)
            return len(group)
        if over and page.filled:
            page = self._pager.advance()
            rect, content = self._pager.lay_frame(group, page.y)
        content.draw(page.sheet, rect.x, rect.y)
        if frame is not None and rect.x < page.area.right and rect.x + rect.width > page.area.left:
            clear = Rect(rect.x, rect.y - frame.v_space, rect.width, rect.height + 2 * frame.v_space)
            if clear.bottom > page.area.top and clear.y < page.area.bottom:
                page.taken.append(clear)
        for note in content.notes():
            self._pager.add_note(note)
        return len(group)

    def _page(self) -> Page:
        return self._pager.page or self._pager.new_page()

    def _lay(self, paragraph: Paragraph) -> Laid:
        setting, page = self._pager.setting(), self._page()
        return setting.paragraphs.lay(paragraph, page.area.right - page.area.left, setting)

    # ------------------------------------------------------------ keeping together
    def _keep(self, blocks: Sequence[Block], place: int) -> int:
        """Go to a new page where a chain of kept paragraphs would be torn; gives where the chain ends.

        Of a chain that is longer than a page only its end stays together: each paragraph of it is looked at in turn.
        """
        end = place
        while end < len(blocks) and end - place < _LONGEST_CHAIN and _keeps(blocks[end]):
            end += 1
        if end == place or end >= len(blocks):
            return place + 1
        page = self._page()
        needed, first = 0.0, True
        after, before = page.after, page.before
        for block in blocks[place:end]:
            if not isinstance(block, Paragraph):
                break
            laid = self._lay(block)
            needed += laid.height + (spacing(before, after, laid) if not first or page.filled else 0.0)
            after, before, first = laid.after, block.format, False
        needed += after + self._least(blocks[end])
        if needed > page.area.bottom - page.area.top + SLACK:
            return place + 1
        if page.filled and not page.fits(needed):
            self._pager.advance()
        return end

    def _least(self, block: Block) -> float:
        """The height of what must stand on the page of what is kept with a block: its first lines or row."""
        if not isinstance(block, Paragraph):
            rows = self._pager.setting().tables.lay(block, self._width(), self._pager.setting()).rows
            return sum(row.height for row in rows[: together(rows)])
        if frame_of(block) is not None:
            return 0.0
        lines = self._lay(block).lines
        form = block.format
        count = len(lines) if form.keep_lines else _first_lines(len(lines), widows=form.widow_control)
        return sum(line.height for line in lines[:count])

    def _width(self) -> float:
        area = self._page().area
        return area.right - area.left

    # ------------------------------------------------------------ a paragraph
    def _paragraph(self, blocks: Sequence[Block], place: int) -> None:
        paragraph = blocks[place]
        if not isinstance(paragraph, Paragraph):
            return
        page = self._page()
        form = paragraph.format
        if form.page_break_before and page.used:
            page = self._pager.new_page()
        laid = self._lay(paragraph)
        if not laid.plain and self._must_move(page, laid):
            page = self._pager.advance()
            laid = self._lay(paragraph)
        joined = _joined(blocks, place)
        gap = spacing(page.before, page.after, laid) if page.filled or self._begins(page) else 0.0
        first = laid.lines[0].height + (0.0 if joined[0] else laid.top)
        if page.filled and page.y + gap + first > page.bottom + SLACK:
            page = self._pager.advance()
            laid = self._lay(paragraph)
            gap = 0.0
        page.y += gap
        page.after = 0.0
        self._lines(laid, joined)
        page = self._page()
        page.after, page.before = laid.after, form

    def _begins(self, page: Page) -> bool:
        """Whether space above the first paragraph of a page counts: on the first page of a section it does."""
        return page.number == self._pager.number and self._pager.counted.sections[-1] <= 1

    def _must_move(self, page: Page, laid: Laid) -> bool:
        """Whether something anchored in a paragraph would cover text that is there already."""
        for line in laid.lines:
            for piece in line.anchors:
                if isinstance(piece, Anchored) and piece.wrap != "none" and piece.relative_v in ("margin", "page"):
                    size = anchored_size(piece, self._pager.setting())
                    rect = anchored_place(piece, size[:2], page.margins, _at(page, page.y))
                    low = rect.bottom > page.area.top and rect.y > page.area.top + SLACK
                    if low and page.filled and page.y + page.after > rect.y + SLACK:
                        return True
        return False

    def _lines(self, laid: Laid, joined: tuple[bool, bool]) -> None:
        """Place the lines of a paragraph, on as many pages as they need."""
        first, count = 0, len(laid.lines)
        while first < count:
            page = self._page()
            if page.taken and not page.fits(laid.lines[first].height):
                self._pager.advance()
                continue
            if not laid.plain:
                self._note_anchors(page, laid, first)
            fitting = self._fitting(page, laid, first)
            last = _with_keep_rules(laid, first, fitting)
            if last == first and (page.filled or page.notes):
                self._pager.advance()
                continue
            last = max(last if last > first else fitting, first + 1)
            self._draw(page, laid, (first, last), joined)
            first = last
            ended = laid.lines[last - 1].breaks
            if ended == "page":
                self._pager.new_page()
            elif first < count or ended == "column":
                self._pager.advance()

    def _draw(self, page: Page, laid: Laid, lines: tuple[int, int], joined: tuple[bool, bool]) -> None:
        """Draw lines that stand one under another; what is in their way cuts them in runs."""
        first, last = lines
        if first == 0 and laid.form.outline is not None:
            self._heading(laid, page)
        if laid.plain and not page.taken:
            area = (page.area.left, page.y, page.area.right - page.area.left)
            page.y += draw_lines(page.sheet, laid, lines, area, joined)
            page.filled = True
            return
        while first < last:
            if page.fits(laid.lines[first].height):  # a picture of its own that fills the page hides no line
                page.clear(laid.lines[first].height)
            run = first + 1
            y = page.y + laid.lines[first].height
            while run < last and page.in_way(y, laid.lines[run].height) is None:
                y += laid.lines[run].height
                run += 1
            page.y += draw_lines(
                page.sheet, laid, (first, run), (page.area.left, page.y, page.area.right - page.area.left), joined
            )
            for line in laid.lines[first:run]:
                for note in footnotes(line):
                    self._pager.add_note(note)
            first = run
        page.filled = True

    def _fitting(self, page: Page, laid: Laid, first: int) -> int:
        """Up to which line the paragraph has room on this page, with the footnotes of its lines."""
        if laid.plain and not page.taken and first == 0 and page.y + laid.height <= page.bottom + SLACK:
            return len(laid.lines)
        y, number = page.y, first
        extra = 0.0
        probe = page.y
        while number < len(laid.lines):
            line = laid.lines[number]
            height = line.height + (laid.top if number == 0 else 0.0)
            for note in footnotes(line):
                extra += self._pager.note_box(note).height + (0.0 if extra else page.note_gap)
            page.y = probe
            page.clear(height)
            if page.y + height > page.bottom - extra + SLACK:
                break
            probe = page.y + height
            number += 1
            if line.breaks in ("page", "column"):
                break
        page.y = y
        return number

    def _note_anchors(self, page: Page, laid: Laid, first: int) -> None:
        """Let the text keep clear of what is anchored in the coming lines and lets no text beside it."""
        y = page.y
        for line in laid.lines[first:]:
            if y + line.height > page.bottom + SLACK:
                break
            for piece in line.anchors:
                if isinstance(piece, Anchored) and piece.wrap != "none":
                    self._keep_clear(page, piece, y)
            y += line.height

    def _keep_clear(self, page: Page, piece: Anchored, y: float) -> None:
        size = anchored_size(piece, self._pager.setting())
        rect = anchored_place(piece, size[:2], page.margins, _at(page, y))
        _, above, _, below = piece.distance
        clear = Rect(rect.x, rect.y - above, rect.width, rect.height + above + below)
        beside = rect.x + rect.width <= page.area.left or rect.x >= page.area.right
        if not beside and clear not in page.taken:
            page.taken.append(clear)
            page.anchored[piece] = rect

    def _heading(self, laid: Laid, page: Page) -> None:
        level = laid.form.outline or 0
        title = "".join(piece.text for piece in laid.paragraph.pieces if isinstance(piece, Text)).strip()
        if title:
            self.headings.append((level, title, self._pager.counted.pages - 1, page.section.height - page.y))


def _keeps(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.format.keep_next and block.format.frame is None


def _first_lines(count: int, *, widows: bool) -> int:
    """How many lines of a paragraph stay together at its beginning."""
    return min(count, 2) if widows and count > 1 else 1


def _with_keep_rules(laid: Laid, first: int, number: int) -> int:
    """Fewer lines than fit, where a line would stand alone on either page (17.3.1.44) or all are kept (17.3.1.14)."""
    form = laid.form
    if number >= len(laid.lines) or (number > first and laid.lines[number - 1].breaks in ("page", "column")):
        return number
    if form.keep_lines and first == 0:
        return first
    if form.widow_control:
        if len(laid.lines) - number == 1:
            number -= 1
        if first == 0 and number - first == 1:
            return first
    return max(number, first)


def _joined(blocks: Sequence[Block], place: int) -> tuple[bool, bool]:
    """Whether a paragraph shares its frame of rules with those before and after it."""
    own = blocks[place]
    if not isinstance(own, Paragraph) or own.format.borders is None:
        return False, False
    above = blocks[place - 1] if place else None
    below = blocks[place + 1] if place + 1 < len(blocks) else None
    return (
        joins(above.format if isinstance(above, Paragraph) else None, own.format),
        joins(own.format, below.format if isinstance(below, Paragraph) else None),
    )


def _at(page: Page, line: float) -> At:
    """Where something in a line at that height is anchored, whose paragraph begins where the page is filled to."""
    return At(page.area.left, page.area.right - page.area.left, page.y, line)
