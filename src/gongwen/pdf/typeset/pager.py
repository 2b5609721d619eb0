"""Pages one after another: sections, numbers, headers and footers, notes; where each block goes is `setter`'s work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.model import Anchored, Bookmark, Note, Paragraph, Table, Unknown
from gongwen.pdf.typeset.box import Box, Setting, make_box
from gongwen.pdf.typeset.feet import Feet
from gongwen.pdf.typeset.floats import (
    Rect,
    anchored_place,
    anchored_size,
    area_of,
    draw_anchored,
    frame_box,
    frame_place,
)  # fmt: skip
from gongwen.pdf.typeset.ink import At, Ink, Sheet
from gongwen.pdf.typeset.page import Page
from gongwen.pdf.typeset.paragraph import Fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongwen.ooxml.wordml.model import Block, Frame, Section
    from gongwen.ooxml.wordml.reader import WordFile
    from gongwen.pdf.typeset.numbers import Numbers
    from gongwen.pdf.typeset.paragraph import ParagraphMaker
    from gongwen.pdf.typeset.table import LaidTable, TableMaker

_NEAR = 20
_OVER = 6.0
"""pt by which the text of a box may be higher than the box."""
_LEAST = 28.0
"""pt that headers and footers leave to the text; where they are higher it stands over them."""


class Counted:
    """How many pages there are, in all and in each section; known after a pass that only counts."""

    def __init__(self) -> None:
        """Nothing is counted."""
        self.pages = 0
        self.sections: list[int] = []


class Pager:
    """Begins and ends pages. Without `ink` nothing is drawn."""

    def __init__(
        self, word: WordFile, makers: tuple[ParagraphMaker, TableMaker], numbers: Numbers, ink: Ink | None
    ) -> None:
        """Remember what pages are made with."""
        self._centred = makers[0].profile.grid_wins
        self._word, self._ink, self._feet = word, ink, Feet(numbers)
        self._paragraphs, self._tables = makers
        self._mirrored = word.settings.mirror_margins
        self.counted = Counted()
        self.known: Counted | None = None
        """What an earlier pass counted."""
        self.first = 0
        """How many pages the PDF has before this document's."""
        self.number = 0
        """The number of the last page begun."""
        self.section: Section | None = None
        self.page: Page | None = None
        self._first_of_section = True

    def tell(self, what: str, near: str) -> None:
        """Note something that is set in a simpler way than it asks for."""
        unknown = Unknown(what, near[:_NEAR], lost=False)
        if unknown not in self._word.unknown:
            self._word.unknown.append(unknown)

    # ------------------------------------------------------------ sections
    def begin(self, section: Section) -> None:
        """Begin a section: on a new page unless it goes on on the page that is there."""
        before, self.section = self.section, section
        self.counted.sections.append(0)
        if section.v_align not in ("", "top"):
            self.tell("页面的垂直对齐", "页面设置")
        goes_on = section.start == "continuous" and self.page is not None and before is not None
        if goes_on and before is not None and before.columns > 1:
            self.tell("分栏末尾的均衡", "连续分节")
        if goes_on and before is not None and (before.width, before.height) == (section.width, section.height):
            self._go_on(section)
            return
        self.end_page()
        number = section.first_number if section.first_number is not None else self.number + 1
        if section.start in ("oddPage", "evenPage") and self.counted.pages:
            wanted = 1 if section.start == "oddPage" else 0
            if section.first_number is None and number % 2 != wanted:
                number += 1
            if (self.counted.pages + 1) % 2 != wanted:
                self._blank_page(section)
        elif section.start == "evenPage":
            number += number % 2
        self.number = number - 1
        self._first_of_section = True
        self.new_page()

    def _go_on(self, section: Section) -> None:
        """The page that is there takes the new section's edges from here on."""
        page = self.page
        if page is None:
            return
        page.section, page.setting = section, None
        page.area = area_of(
            section, top=page.area.top, bottom=page.area.bottom, odd=page.area.odd, mirrored=self._mirrored
        )
        page.margins = area_of(
            section, top=page.margins.top, bottom=page.margins.bottom, odd=page.area.odd, mirrored=self._mirrored
        )
        page.y = max(page.y, page.lowest)
        self._begin_columns(page)
        if section.first_number is not None:
            self.number = section.first_number - 1
        self._first_of_section = True
        self.counted.sections[-1] += 1

    # ------------------------------------------------------------ pages
    def new_page(self) -> Page:
        """End the page that is there and begin the next."""
        self.end_page()
        section = self.section
        if section is None:
            raise ValueError("a page belongs to a section")
        self.number += 1
        self.counted.pages += 1
        self.counted.sections[-1] += 1
        kind = self._kind(section)
        self._first_of_section = False
        sheet = Sheet(self._ink, section.height)
        area = area_of(
            section,
            top=abs(section.top),
            bottom=section.height - abs(section.bottom),
            odd=self._odd,
            mirrored=self._mirrored,
        )
        page = self.page = Page(section, sheet, area, area, self.number, area.top)
        sheet.met = self._met
        header, footer = self._area(section.headers.get(kind)), self._area(section.footers.get(kind))
        setting = replace(self.setting(), grid=False)
        top, bottom = area.top, area.bottom
        if header:
            used = self._stack(header, setting, section.header)
            top = max(top, section.header + used) if section.top >= 0 else top
        if footer:
            used = self._height(footer, setting)
            self._stack(footer, setting, section.height - section.footer - used)
            bottom = min(bottom, section.height - section.footer - used) if section.bottom >= 0 else bottom
        if bottom - top < _LEAST:
            top, bottom = area.top, area.bottom
        spare = (bottom - top) % section.pitch if section.grid and section.pitch and self._centred else 0.0
        page.margins = area_of(section, top=top, bottom=bottom, odd=self._odd, mirrored=self._mirrored)
        page.area = replace(page.margins, top=top + spare / 2, bottom=bottom - spare / 2)
        page.y = page.area.top
        self._begin_columns(page)
        self._frame_page(page)
        self._feet.begin(page)
        return page

    def _frame_page(self, page: Page) -> None:
        """Draw the borders round the page (17.6.10)."""
        section = page.section
        borders = section.borders
        if borders is None:
            return
        if section.borders_from == "page":
            left, top, right, bottom, sign = 0.0, 0.0, section.width, section.height, 1.0
        else:
            area = page.margins
            left, top, right, bottom, sign = area.left, area.top, area.right, area.bottom, -1.0
        left += sign * borders.left.space if borders.left else 0.0
        right -= sign * borders.right.space if borders.right else 0.0
        top += sign * borders.top.space if borders.top else 0.0
        bottom -= sign * borders.bottom.space if borders.bottom else 0.0
        kinds = {borders.top, borders.bottom, borders.left, borders.right}
        if borders.top is not None and len(kinds) == 1:
            page.sheet.box((left, top), (right - left, bottom - top), borders.top)
            return
        edges = (
            (borders.top, (left, top), (right, top)),
            (borders.bottom, (left, bottom), (right, bottom)),
            (borders.left, (left, top), (left, bottom)),
            (borders.right, (right, top), (right, bottom)),
        )
        for border, start, end in edges:
            if border is not None:
                page.sheet.edge(start, end, border)

    def _begin_columns(self, page: Page) -> None:
        """Cut the area of a page into its section's columns, from where it is filled to."""
        section, area = page.section, page.area
        page.top, page.lowest, page.columns = page.y + page.after, 0.0, []
        if section.columns > 1:
            width = (area.right - area.left - section.column_gap * (section.columns - 1)) / section.columns
            lefts = [area.left + number * (width + section.column_gap) for number in range(section.columns)]
            page.columns = [(left, left + width) for left in lefts]
            page.next_column()

    def advance(self) -> Page:
        """Go on in the next column or on the next page."""
        page = self.page
        return page if page is not None and page.next_column() else self.new_page()

    @property
    def _odd(self) -> bool:
        return self.number % 2 == 1

    def _kind(self, section: Section) -> str:
        if section.title_page and self._first_of_section:
            return "first"
        return "even" if self._word.settings.even_and_odd and not self._odd else "default"

    def _area(self, relation: str | None) -> tuple[Block, ...]:
        return self._word.area(relation) if relation else ()

    def setting(self) -> Setting:
        """What blocks of this page are set with."""
        page = self.page
        if page is not None and page.setting is not None:
            return page.setting
        section = self.section
        if section is None:
            raise ValueError("nothing is set outside a section")
        known = self.known
        fields = Fields(
            page.number if page else self.number,
            known.pages if known else self.counted.pages,
            known.sections[len(self.counted.sections) - 1] if known else self.counted.sections[-1],
            section.number_style,
        )
        setting = Setting(self._paragraphs, self._tables, section, fields, self.tell)
        if page is not None:
            page.setting = setting
        return setting

    def end_page(self) -> None:
        """Draw the notes and hand the page over to the file."""
        page, self.page = self.page, None
        if page is None:
            return
        self._feet.draw(page)
        self._write(page.sheet, page.section)

    def finish(self) -> None:
        """End the last page, and those that footnotes still need."""
        while self._feet.waiting:
            self.new_page()
        self.end_page()

    def _blank_page(self, section: Section) -> None:
        self.counted.pages += 1
        sheet = Sheet(self._ink, section.height)
        self._write(sheet, section)

    def _write(self, sheet: Sheet, section: Section) -> None:
        if self._ink is None:
            return
        if self._ink.journal is not None:
            self._ink.journal.sheets.append((sheet, section))
        content = "\n".join([*sheet.back, *sheet.ops]).encode("latin-1")
        self._ink.file.page(
            section.width,
            section.height,
            content,
            fonts=sheet.fonts.values(),
            pictures=sheet.pictures.values(),
            links=sheet.links,
        )

    # ------------------------------------------------------------ headers, footers, notes
    def _split(self, blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
        """What stacks, and what floats."""
        stacked: list[Block] = []
        floating: list[Block] = []
        for block in blocks:
            (floating if frame_of(block) is not None else stacked).append(block)
        return stacked, floating

    def _height(self, blocks: Sequence[Block], setting: Setting) -> float:
        stacked, _ = self._split(blocks)
        page = self._now()
        return make_box(stacked, page.area.right - page.area.left, setting).height

    def _stack(self, blocks: Sequence[Block], setting: Setting, y: float) -> float:
        """Draw the blocks of a header or footer from y on; gives their height."""
        page = self._now()
        stacked, floating = self._split(blocks)
        box = make_box(stacked, page.area.right - page.area.left, setting)
        for group in framed(floating):
            rect, content = self.lay_frame(group, y)
            content.draw(page.sheet, rect.x, rect.y)
        box.draw(page.sheet, page.area.left, y)
        return box.height

    def lay_frame(self, blocks: Sequence[Block], y: float) -> tuple[Rect, Box | LaidTable]:
        """Set blocks of one frame; y is where the text is that they are anchored to."""
        page = self._now()
        frame = frame_of(blocks[0])
        if frame is None:
            raise ValueError("these blocks float nowhere")
        setting = self.setting()
        if isinstance(blocks[0], Table):
            laid = self._tables.lay(blocks[0], frame.width or page.area.right - page.area.left, setting)
            return frame_place(frame, (laid.width, laid.height), page.margins, y), replace(laid, left=0.0)
        box, height = frame_box(blocks, frame, page.margins, setting)
        return frame_place(frame, (box.width, height), page.margins, y), box

    def note_box(self, note: Note) -> Box:
        """The set text of a footnote."""
        return self._feet.box(note, self._now(), self.setting())

    def add_note(self, note: Note) -> None:
        """Put a footnote at the foot of the page, below what was drawn last."""
        self._feet.add(self._now(), self.note_box(note))

    def _now(self) -> Page:
        if self.page is None:
            raise ValueError("there is no page")
        return self.page

    # ------------------------------------------------------------ what lines bring along
    def _met(self, piece: Anchored | Bookmark | Note, at: At) -> None:
        """Draw what is anchored in a line that was drawn; remember the place of a bookmark."""
        page = self._now()
        if isinstance(piece, Bookmark):
            if self._ink is not None:
                self._ink.file.destination(
                    piece.name, self.first + self.counted.pages - 1, page.section.height - at.line
                )
        elif isinstance(piece, Anchored):
            width, height, box = anchored_size(piece, self.setting())
            if box is not None and box.height > height + _OVER:
                self.tell("文本框里放不下的文字", piece.name or "文本框")
            rect = page.anchored.pop(piece, None) or anchored_place(piece, (width, height), page.margins, at)
            draw_anchored(page.sheet, piece, rect, box)


def frame_of(block: Block) -> Frame | None:
    """The frame of a block that floats."""
    return block.format.frame if isinstance(block, Paragraph) else block.floating


def framed(blocks: Sequence[Block]) -> list[list[Block]]:
    """Floating blocks in groups of one frame: paragraphs of equal frames that follow each other are one (17.3.1.11)."""
    groups: list[list[Block]] = []
    for block in blocks:
        last = groups[-1][-1] if groups else None
        if isinstance(last, Paragraph) and isinstance(block, Paragraph) and frame_of(last) == frame_of(block):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups
