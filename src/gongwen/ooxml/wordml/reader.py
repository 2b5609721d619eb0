"""A Word file read for setting: blocks in order, headers and footers, notes, list labels."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.book import Book
from gongwen.ooxml.wordml.content import Item, NoteId, PartReader, joined, section_looks
from gongwen.ooxml.wordml.fields import Snapshot
from gongwen.ooxml.wordml.model import Block, Label, Note, Paragraph, Section, Settings, Text, Unknown
from gongwen.ooxml.wordml.numbering import Counter
from gongwen.ooxml.wordml.sections import NO_EDGES, Edges, read_section
from gongwen.ooxml.wordml.split import Container
from gongwen.ooxml.wordml.xml import Broken, W, parse, val

_MOST = 4_096
"""Children of the body that are remembered by their bytes."""
_MOST_BYTES = 16_000_000
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SECTION = b"sectPr"
_Key = bytes | tuple[bytes, Any]
_Read = tuple[tuple[Item, ...], tuple[Snapshot, ...], Edges | None]
"""What a child gives: blocks, fields that are open after it, headers and footers that hold after it."""


class Memory:
    """What was read from which bytes: the recent half is kept when it is full."""

    def __init__(self) -> None:
        """Begin empty."""
        self._young: dict[_Key, _Read] = {}
        self._old: dict[_Key, _Read] = {}
        self._bytes = 0

    def get(self, key: _Key) -> _Read | None:
        """What was read from this."""
        found = self._young.get(key)
        if found is None:
            found = self._old.pop(key, None)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: _Key, read: _Read) -> None:
        """Remember it."""
        if len(self._young) >= _MOST // 2 or self._bytes > _MOST_BYTES // 2:
            self._old, self._young, self._bytes = self._young, {}, 0
        self._young[key] = read
        self._bytes += len(key if isinstance(key, bytes) else key[0])


class WordFile:
    """A finished .docx as Word would show it."""

    def __init__(self, package: Package) -> None:
        """Read everything but the text. Raises UserError for a package that is no Word file, or broken.

        `blocks` and the others raise it too, where a part turns out to be broken when it is read.
        """
        self._book = Book(package)
        self.settings: Settings = self._book.settings
        self.title: str = self._title()
        self.unknown: list[Unknown] = self._book.unknown
        self._body = Container(self._book.parts.data(self._book.main), b"body")
        self._memory = Memory()
        self._areas: dict[str, tuple[Block, ...]] = {}
        self._notes: dict[NoteId, tuple[Block, ...]] = {}
        self._counter = Counter(self._book.numbering)
        self._final: Section | None = None

    def _title(self) -> str:
        parts = self._book.parts
        root = parts.root(parts.by_kind("", "core-properties"))
        return "" if root is None else (root.findtext(_TITLE) or "").strip()

    def blocks(self) -> Iterator[Block]:
        """The body in order. Equal XML gives the same object."""
        return joined(self._items())

    def _items(self) -> Iterator[Item]:
        reader = PartReader(self._book, self._book.main)
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
            raise self._book.parts.broken(self._book.main) from None

    def _child(self, reader: PartReader, piece: bytes, element: Any | None) -> tuple[Item, ...]:
        """The blocks of one child of the body, from memory where its bytes were met before."""
        fields = reader.fields.snapshot() if reader.fields.open else ()
        has_section = _SECTION in piece
        key: _Key = piece
        if fields or has_section:
            key = (piece, (fields, _frozen(reader.edges) if has_section else None))
        found = self._memory.get(key)
        if found is None:
            if element is None:
                element = self._body.element(piece)
            reader.fields.restore(fields)
            items = tuple(reader.items((element,), None))
            found = (items, reader.fields.snapshot(), reader.edges if has_section else None)
            self._memory.put(key, found)
        elif reader.fields.open or found[1]:
            reader.fields.restore(found[1])
        if found[2] is not None:
            reader.edges = found[2]
        return found[0]

    @property
    def final_section(self) -> Section:
        """The section that ends with the document."""
        return self.sections[-1]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All sections in order, read ahead without their content."""
        book = self._book
        before: Edges = NO_EDGES
        made: dict[Any, Section] = {}
        found: list[Section] = []
        elements = self._section_elements()
        for piece, element, _ in elements:
            key = (piece, _frozen(before))
            if key not in made:
                for what in section_looks(element):
                    book.tell(what, "页面设置", lost=False)
                made[key] = read_section(element, before, book.theme, gutter_at_top=book.gutter_at_top)
            found.append(made[key])
            before = (made[key].headers, made[key].footers)
        if not elements or not elements[-1][2]:
            found.append(read_section(parse(b"<none/>"), before, book.theme))
        return tuple(found)

    def _section_elements(self) -> list[tuple[bytes, Any, bool]]:
        """Each `w:sectPr` with its bytes, and whether it is that of the body."""
        try:
            return self._body.sections()
        except Broken:
            raise self._book.parts.broken(self._book.main) from None

    def area(self, relation: str) -> tuple[Block, ...]:
        """A header or footer by its relationship id; empty where it is missing."""
        if relation not in self._areas:
            target = self._book.target(self._book.main, relation)
            if target is None or target.external:
                self._book.tell("缺失的页眉或页脚", relation)
                self._areas[relation] = ()
            else:
                root = self._book.parts.root(target.target)
                self._areas[relation] = PartReader(self._book, target.target).blocks(() if root is None else root, None)
        return self._areas[relation]

    def note(self, note: Note) -> tuple[Block, ...]:
        """The blocks of a footnote or endnote; its own mark is a `Note` piece among them."""
        key = (note.kind, note.number)
        if key not in self._notes:
            self._notes[key] = self._read_note(key)
        return self._notes[key]

    def _read_note(self, key: NoteId) -> tuple[Block, ...]:
        kind, number = key
        part = self._book.parts.by_kind(self._book.main, f"{kind}s")
        root = self._book.parts.root(part)
        for element in root if root is not None else ():
            if element.tag == W + kind and val(element, "id") == number:
                return PartReader(self._book, part, key).blocks(element, None)
        self._book.tell("缺失的脚注或尾注", number)
        return ()

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
            self._book.tell(counted.unknown, near, lost=False)
        look = self._book.formats.over(paragraph.format.mark, counted.level.run)
        if not counted.text or look.hidden:
            return None
        return Label(counted.text, look, counted.level.suffix, counted.level.align)


def _frozen(edges: Edges) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(tuple(sorted(kinds.items())) for kinds in edges)
