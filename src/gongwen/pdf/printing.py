"""Finished Word files printed: one by `print_word`, many into one PDF by a `Press`."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, BinaryIO

from gongwen.ooxml.wordml.model import Paragraph, Unknown
from gongwen.pdf.live import MasterCopy
from gongwen.pdf.objects import Info, PdfFile
from gongwen.pdf.reading import read_word
from gongwen.pdf.stencil import Stencils, shape
from gongwen.pdf.typeset.box import Setting
from gongwen.pdf.typeset.floats import area_of
from gongwen.pdf.typeset.flow import FlowMaker
from gongwen.pdf.typeset.ink import Ink, Journal
from gongwen.pdf.typeset.numbers import Numbers
from gongwen.pdf.typeset.pager import Counted, Pager
from gongwen.pdf.typeset.paragraph import Fields, ParagraphMaker
from gongwen.pdf.typeset.setter import Setter
from gongwen.pdf.typeset.styles import Styles
from gongwen.pdf.typeset.table import TableMaker
from gongwen.standard.linerules import PROFILES

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Block
    from gongwen.ooxml.wordml.reader import WordFile
    from gongwen.pdf.fonts.metrics import FontSource
    from gongwen.pdf.typeset.paragraph import Laid
    from gongwen.pdf.typeset.table import LaidTable


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How to print: `profile` is the program whose line ends are kept; `title` and `author` stand in the properties."""

    profile: str = "word"
    title: str = ""
    author: str = ""


@dataclass(slots=True)
class Printed:
    """A PDF with its number of pages, what was not understood, and the characters that no font has."""

    data: bytes
    pages: int
    unknown: Sequence[Unknown] = ()
    missing: list[str] = field(default_factory=list)


def print_word(data: bytes, fonts: FontSource, options: PrintOptions | None = None, *, name: str = "文件") -> Printed:
    """Print a .docx. Raises UserError for a file that cannot be read and for a family without any font."""
    options = options or PrintOptions()
    reading = read_word(data, name)
    word = reading.word
    target = io.BytesIO()
    press = Press(target, fonts, options, title=options.title or word.title)
    pages = press.add(word, counts=reading.counts)
    press.close()
    return Printed(target.getvalue(), pages, word.unknown, sorted(press.missing))


def count_pages(word: WordFile, fonts: FontSource, profile: str = "word") -> Counted:
    """How many pages a file has, in all and in each section, without drawing any."""
    return Press(io.BytesIO(), fonts, PrintOptions(profile)).count(word)


class Press:
    """Prints files one after another into one PDF, which is written as pages come.

    What is set once (styles, paragraphs of equal content) is kept for all of them.
    """

    def __init__(
        self, target: BinaryIO, fonts: FontSource, options: PrintOptions | None = None, *, title: str = ""
    ) -> None:
        """Begin a PDF in `target`, which stays open."""
        options = options or PrintOptions()
        self._profile = PROFILES[options.profile]
        self._styles = Styles(fonts, self._profile)
        self._flows = FlowMaker(self._styles, self._profile)
        self._makers: dict[float, ParagraphMaker] = {}
        self._tables: dict[int, TableMaker] = {}
        self._stencils: dict[MasterCopy, Stencils] = {}
        self._ink = Ink(PdfFile(target, Info(options.title or title, options.author)))
        self.pages = 0
        """How many pages there are."""

    @property
    def missing(self) -> set[str]:
        """The characters that no font has."""
        return self._styles.missing

    def add(self, word: WordFile, *, counts: bool = False, level: int = 0, headings: bool = True) -> int:
        """Print a file behind those before it and give its number of pages.

        `counts` says that it prints how many pages there are; its headings go into the outline below `level`.
        """
        if isinstance(word, MasterCopy) and not counts and not headings and word.regular:
            return self._copy(word)
        known = self.count(word) if counts else None
        pager, setter = self._run(word, self._ink, known)
        first, self.pages = self.pages, self.pages + pager.counted.pages
        for picture in self._ink.unreadable:
            word.unknown.append(Unknown(_kind(picture.data), picture.description or "图片"))
        self._ink.unreadable.clear()
        if headings:
            for depth, title, page, top in setter.headings:
                self._ink.file.outline(title, first + page, top, level + depth)
        return pager.counted.pages

    def _copy(self, word: MasterCopy) -> int:
        """Print a copy of a master: by a stencil where one fits, else in full, which gives one."""
        changes = [isinstance(kind, int) for kind in word.structure]
        blocks = list(word.blocks())
        changing = self._laid(word, compress(blocks, changes))
        key = (tuple(word.structure), tuple(map(shape, changing)))
        stencils = self._stencils.setdefault(word, Stencils())
        stencil = stencils.find(key)
        if stencil is not None:
            count = stencil.draw(self._ink, changing)
        else:
            self._ink.journal = journal = Journal() if stencils.wants(key) else None
            count = self._run(word, self._ink, None)[0].counted.pages
            self._ink.journal = None
            if journal is not None:
                stencils.learn(key, journal, self._laid(word, blocks), changes)
        self.pages += count
        return count

    def _laid(self, word: WordFile, blocks: Iterable[Block]) -> list[Laid | LaidTable]:
        """Blocks set in the text area of a file of one section."""
        paragraphs, tables = self._makers_for(word)
        section = word.final_section
        setting = Setting(paragraphs, tables, section, Fields(), lambda _what, _near: None)
        area = area_of(section, top=0.0, bottom=0.0, odd=True)
        width = area.right - area.left
        return [
            paragraphs.lay(block, width, setting) if isinstance(block, Paragraph) else tables.lay(block, width, setting)
            for block in blocks
        ]

    def _makers_for(self, word: WordFile) -> tuple[ParagraphMaker, TableMaker]:
        tab, mode = word.settings.default_tab, word.settings.mode
        if tab not in self._makers:
            self._makers[tab] = ParagraphMaker(self._styles, self._flows, self._profile, tab)
        if mode not in self._tables:
            self._tables[mode] = TableMaker(mode)
        return self._makers[tab], self._tables[mode]

    def entry(self, title: str, level: int) -> None:
        """An entry of the outline that leads to the page that comes next."""
        self._ink.file.outline(title, self.pages, None, level)

    def front_side(self) -> None:
        """Leave a blank page where the next one would be a back side: the back of the last sheet, of its size."""
        if self.pages % 2:
            self._ink.file.page(*self._ink.file.last_size, b"", fonts=())
            self.pages += 1

    def count(self, word: WordFile) -> Counted:
        """How many pages a file would have."""
        return self._run(word, None, None)[0].counted

    def _run(self, word: WordFile, ink: Ink | None, known: Counted | None) -> tuple[Pager, Setter]:
        numbers = Numbers(word)
        pager = Pager(word, self._makers_for(word), numbers, ink)
        pager.known, pager.first = known, self.pages
        setter = Setter(word, pager, numbers)
        setter.run()
        return pager, setter

    def close(self) -> None:
        """Write what belongs to the whole PDF. Raises ValueError for one without pages."""
        self._ink.file.close()


def _kind(data: bytes) -> str:
    """What a picture is that cannot be drawn."""
    metafile = data.startswith((b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00"))
    return "图元文件图片（EMF/WMF）" if metafile else "无法识别的图片"
