"""A Word file read for setting: blocks in order, headers and footers, notes, list labels."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property
from typing import Any

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.book import Book
from gongwen.ooxml.wordml.content import Item, NoteId, PartReader, joined, section_looks
from gongwen.ooxml.wordml.memory import Kept, Read
from gongwen.ooxml.wordml.model import Block, Label, Note, Paragraph, Section, Settings, Table, Text, Unknown
from gongwen.ooxml.wordml.names import PLACES
from gongwen.ooxml.wordml.numbering import Counter
from gongwen.ooxml.wordml.sections import NO_EDGES, Edges, read_section
from gongwen.ooxml.wordml.split import Container
from gongwen.ooxml.wordml.xml import Broken, W, parse, val

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SECTION = b"sectPr"
_LEAST_BESIDE = 72.0
"""pt; Word sets no text beside something that leaves less than an inch."""


class WordFile:
    """A finished .docx as Word would show it."""

    def __init__(self, package: Package, after: WordFile | None = None) -> None:
        """Read everything but the text. Raises UserError for a package that is no Word file, or broken.

        `blocks` and the others raise it too, where a part turns out to be broken when it is read. `after` is a file
        read before: where both come of one master, what is equal in them is read once and is the same object.
        """
        self.book: Book = Book(package, None if after is None else after.book)
        self.settings: Settings = self.book.settings
        self.unknown: list[Unknown] = self.book.unknown
        self._body = Container(self.book.parts.data(self.book.main), b"body")
        kept = None if after is None else after.kept
        if kept is None or kept.ground is not self.book.ground or kept.frame != self._body.frame:
            kept = Kept(self.book.ground, self._body.frame)
        self.kept: Kept = kept
        self._ties = self.book.ties(self.book.main)
        self._notes: dict[NoteId, tuple[Block, ...]] = {}
        self._counter = Counter(self.book.numbering)

    @cached_property
    def title(self) -> str:
        """The title among the file's properties."""
        parts = self.book.parts
        root = parts.root(parts.by_kind("", "core-properties"))
        return "" if root is None else (root.findtext(_TITLE) or "").strip()

    def blocks(self) -> Iterator[Block]:
        """The body in order. Equal XML gives the same object."""
        return joined(self._items())

    def blocks_of(self, slices: Iterable[bytes]) -> Iterator[Block]:
        """The blocks of children of the body that are given one by one, spelt as this body's are."""
        reader = PartReader(self.book, self.book.main)
        return joined(item for piece in slices for item in self._child(reader, piece, None))

    @property
    def fast(self) -> bool:
        """Whether the body is spelt so that its children are found without parsing."""
        return self._body.fast

    def _items(self) -> Iterator[Item]:
        reader = PartReader(self.book, self.book.main)
        count = 0
        if self._body.fast:
            try:
                for piece in self._body.slices():
                    yield from self._child(reader, piece, None)
                    count += 1
            except (ValueError, Broken):
                self._body.fast = False
            else:
                return
        try:
            for index, (piece, element) in enumerate(self._body.parsed()):
                if index >= count:
                    yield from self._child(reader, piece, element)
        except Broken:
            raise self.book.parts.broken(self.book.main) from None

    def _child(self, reader: PartReader, piece: bytes, element: Any | None) -> tuple[Item, ...]:
        items = self._remembered(reader, piece, element)
        for item in items:
            if isinstance(item, Table) and item.floating is not None and self._leaves_room(item):
                self.book.tell("浮动表格旁的文字环绕", _first_text(item) or PLACES["officeDocument"], lost=False)
        return items

    def _leaves_room(self, table: Table) -> bool:
        """Whether text would stand beside a floating table on some page of the file."""
        widest = max((page.width - page.left - page.right - page.gutter for page in self.sections), default=0.0)
        kind, width = table.width
        own = {"pt": width, "pct": width * widest}.get(kind, 0.0) or sum(table.grid)
        return widest - own >= _LEAST_BESIDE

    def _remembered(self, reader: PartReader, piece: bytes, element: Any | None) -> tuple[Item, ...]:
        """The blocks of one child of the body, from memory where its bytes were met before."""
        memory, size = self.kept.children, len(piece)
        fields = reader.fields.snapshot() if reader.fields.open else ()
        found = None if fields else memory.get(piece, size)
        if found is None:  # only what follows from nothing but its bytes is remembered by them alone
            edges = _frozen(reader.edges) if _SECTION in piece else None
            ties = self._ties if self._body.tied(piece) else 0
            key: Hashable = (piece, fields, edges, ties) if fields or edges is not None or ties else piece
            found = None if key is piece else memory.get(key, size)
            if found is None:
                found = self._read(reader, piece, element, ties)
                memory.put(key, size, found)
                return found.items
        if reader.fields.open or found.fields:
            reader.fields.restore(found.fields)
        if found.edges is not None:
            reader.edges = found.edges
        for unknown in found.told:
            self.book.retell(unknown)
        return found.items

    def _read(self, reader: PartReader, piece: bytes, element: Any | None, ties: int) -> Read:
        journal = self.book.journal
        journal.clear()
        fields = reader.fields.snapshot()
        if element is None and not fields and piece.startswith(b"<w:tbl>"):
            table = self.kept.rows.table(reader, self._body, piece, ties)
            if table is not None:
                return Read((table,), (), None, tuple(journal))
            journal.clear()
        if element is None:
            element = self._body.element(piece)
        reader.fields.restore(fields)
        items = tuple(reader.items((element,), None))
        return Read(items, reader.fields.snapshot(), reader.edges if _SECTION in piece else None, tuple(journal))

    @property
    def final_section(self) -> Section:
        """The section that ends with the document."""
        return self.sections[-1]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All sections in order, read ahead without their content."""
        if self._body.fast:
            try:
                return self._sections((piece, None, own) for piece, own in self._body.quick_sections())
            except (ValueError, Broken):
                self._body.fast = False
        try:
            return self._sections(self._body.parsed_sections())
        except Broken:
            raise self.book.parts.broken(self.book.main) from None

    def _sections(self, found: Iterable[tuple[bytes, Any | None, bool]]) -> tuple[Section, ...]:
        """Sections of their elements; an element that is not given is read from its bytes."""
        book, made = self.book, self.kept.sections
        before: Edges = NO_EDGES
        sections: list[Section] = []
        closed = False
        for piece, element, own in found:
            key = (piece, _frozen(before))
            if key not in made:
                parsed = self._body.element(piece) if element is None else element
                section = read_section(parsed, before, book.theme, gutter_at_top=book.ground.gutter_at_top)
                made[key] = (section, tuple(section_looks(parsed)))
            section, looks = made[key]
            for what in looks:
                book.tell(what, "页面设置", lost=False)
            sections.append(section)
            before, closed = (section.headers, section.footers), own
        if not closed:
            sections.append(read_section(parse(b"<none/>"), before, book.theme))
        return tuple(sections)

    def area(self, relation: str) -> tuple[Block, ...]:
        """A header or footer by its relationship id; empty where it is missing."""
        book = self.book
        target = book.target(book.main, relation)
        if target is None or target.external:
            book.tell("缺失的页眉或页脚", "页眉或页脚")
            return ()
        part = target.target
        key, size = (part, book.parts.data(part), book.ties(part)), len(book.parts.data(part))
        found = self.kept.areas.get(key, size)
        if found is None:
            book.journal.clear()
            root = book.parts.root(part)
            blocks = PartReader(book, part).blocks(() if root is None else root, None)
            found = (blocks, tuple(book.journal))
            self.kept.areas.put(key, size, found)
        for unknown in found[1]:
            book.retell(unknown)
        return found[0]

    def note(self, note: Note) -> tuple[Block, ...]:
        """The blocks of a footnote or endnote; its own mark is a `Note` piece among them."""
        key = (note.kind, note.number)
        if key not in self._notes:
            self._notes[key] = self._read_note(key)
        return self._notes[key]

    def _read_note(self, key: NoteId) -> tuple[Block, ...]:
        kind, number = key
        part = self.book.parts.by_kind(self.book.main, f"{kind}s")
        root = self.book.parts.root(part)
        for element in root if root is not None else ():
            if element.tag == W + kind and val(element, "id") == number:
                return PartReader(self.book, part, key).blocks(element, None)
        self.book.tell("缺失的脚注或尾注", PLACES[f"{kind}s"])
        return ()

    def recount(self) -> None:
        """Let all lists begin anew: the document is gone through once more."""
        self._counter = Counter(self.book.numbering)

    def label(self, paragraph: Paragraph) -> Label | None:
        """What stands before a numbered paragraph; to be asked once for each, in the order of the document."""
        if paragraph.format.numbering is None:
            return None
        number, level = paragraph.format.numbering
        counted = self._counter.count(int(number), level)
        if counted is None:
            return None
        if counted.unknown:
            near = "".join(piece.text for piece in paragraph.pieces if isinstance(piece, Text))
            self.book.tell(counted.unknown, near, lost=False)
        look = self.book.formats.over(paragraph.format.mark, counted.level.run)
        if not counted.text or look.hidden:
            return None
        return Label(counted.text, look, counted.level.suffix, counted.level.align)


def _first_text(table: Table) -> str:
    """The text of the first paragraph that has any."""
    paragraphs = (
        block for row in table.rows for cell in row.cells for block in cell.blocks if isinstance(block, Paragraph)
    )
    texts = ("".join(piece.text for piece in each.pieces if isinstance(piece, Text)).strip() for each in paragraphs)
    return next(filter(None, texts), "")


def _frozen(edges: Edges) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(tuple(sorted(kinds.items())) for kinds in edges)
