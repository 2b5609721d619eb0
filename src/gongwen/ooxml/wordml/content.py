"""The blocks of one part (body, header, note): paragraphs and tables, what wraps them taken off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from gongwen.ooxml.wordml.fields import Fields
from gongwen.ooxml.wordml.model import Block, Bookmark, Paragraph, Piece
from gongwen.ooxml.wordml.names import SILENT, TRANSPARENT, element_name
from gongwen.ooxml.wordml.runs import Line, Place, chosen
from gongwen.ooxml.wordml.sections import NO_EDGES, Edges, column_count, read_section
from gongwen.ooxml.wordml.tables import table
from gongwen.ooxml.wordml.xml import MC, M, W, flag, local, val

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.book import Book
    from gongwen.ooxml.wordml.parts import Relation
    from gongwen.ooxml.wordml.styles import TableContext

_DEEPEST = 12
"""Text boxes and tables inside each other."""
_WRAPPED = 30
"""Content controls, insertions ... around each other."""
_METAFILES = (b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00")
_PARAGRAPH, _TABLE, _CONTROL = f"{W}p", f"{W}tbl", f"{W}sdt"
_ALTERNATE = MC + "AlternateContent"
_WRAPPERS = TRANSPARENT | {_CONTROL, _ALTERNATE}
_FORMULAS = (f"{M}oMath", f"{M}oMathPara")


class Open(NamedTuple):
    """A paragraph whose mark is deleted or hidden, or bookmarks between blocks: they go on in the next paragraph."""

    paragraph: Paragraph


Item = Block | Open
NoteId = tuple[Literal["footnote", "endnote"], str]
"""Kind and id of a note."""


class PartReader:
    """Reads the elements of one part; relationship ids are those of that part."""

    def __init__(self, book: Book, part: str, note: NoteId | None = None) -> None:
        """`note` is kind and id of the note that is read."""
        self.book = book
        self.part = part
        self.note = note
        self.formats = book.formats
        self.theme = book.theme
        self.fields = Fields()
        self.edges: Edges = NO_EDGES
        """Headers and footers of the section before."""
        self._depth = 0
        self._at_top = False
        """Whether the next paragraph is the first of its cell."""

    def tell(self, what: str, near: str, *, lost: bool = True) -> None:
        """Note something that is not set as Word would."""
        self.book.tell(what, near.strip() or self.book.place(self.part), lost=lost)

    def target(self, relation: str | None) -> Relation | None:
        """What a relationship of this part leads to."""
        return self.book.target(self.part, relation)

    def image(self, line: Line, relation: str | None) -> bytes | None:
        """The bytes of a picture part; b"" for one that cannot be set and only keeps its room; None for none."""
        target = self.target(relation)
        if target is None or target.external:
            line.tell("链接到文件外的图片" if target else "缺失的图片")
            return None
        data = self.book.parts.package.parts[target.target]
        if data.startswith(_METAFILES) or target.target.lower().endswith((".emf", ".wmf")):
            line.tell("矢量图（EMF/WMF）")
            return b""
        return data

    def inner(self, element: Any) -> tuple[Block, ...]:
        """The blocks of a text box in a paragraph: fields outside of it do not reach into it."""
        outer, self.fields = self.fields, Fields()
        try:
            return self.blocks(element, None)
        finally:
            self.fields = outer

    def blocks(self, parent: Iterable[Any], context: TableContext | None) -> tuple[Block, ...]:
        """All blocks of a cell, text box, header or note."""
        if self._depth >= _DEEPEST:
            self.tell("嵌套过深的内容", "")
            return ()
        self._depth += 1
        self._at_top = context is not None
        try:
            return tuple(joined(self.items(parent, context)))
        finally:
            self._depth -= 1

    def items(self, parent: Iterable[Any], context: TableContext | None, wrapped: int = 0) -> Iterator[Item]:
        """The blocks among these elements, as they stand."""
        for child in parent:
            tag = child.tag
            if tag == _PARAGRAPH:
                yield self.paragraph(child, context)
            elif tag == _TABLE:
                made = table(self, child)
                self._at_top = False
                if made is not None:
                    yield made
            elif tag in _WRAPPERS:
                if wrapped >= _WRAPPED:
                    self.tell("嵌套过深的内容", "")
                else:
                    yield from self.items(_inside(child), context, wrapped + 1)
            elif tag not in SILENT:
                yield from self.other(child, context)

    def other(self, element: Any, context: TableContext | None) -> Iterator[Item]:
        """An element among blocks that is neither paragraph nor table."""
        if element.tag == f"{W}bookmarkStart":
            if name := val(element, "name"):
                yield Open(Paragraph(self.formats.paragraph(None, context).format, (Bookmark(name),)))
        elif element.tag in _FORMULAS:
            yield self.loose(element, context)
        else:
            self.strange(element)

    def strange(self, element: Any) -> None:
        """An element among blocks that is not known."""
        name = local(element)
        text = "".join(element.itertext()).strip()
        if text or name == "altChunk" or element.tag.startswith(W):
            self.tell(element_name(name), text, lost=bool(text) or name == "altChunk")

    def paragraph(self, element: Any, context: TableContext | None) -> Item:
        """A `w:p`."""
        properties = element.find(W + "pPr")
        resolved = self.formats.paragraph(properties, context)
        at_top, self._at_top = self._at_top, False
        line = Line(self, Place(resolved.style, context))
        line.walk(element)
        for what in resolved.odd:
            line.tell(what, lost=False)
        section = None
        deleted = False
        if properties is not None:
            ends = properties.find(W + "sectPr")
            if ends is not None:
                section = read_section(ends, self.edges, self.theme, gutter_at_top=self.book.ground.gutter_at_top)
                self.edges = (section.headers, section.footers)
            mark = properties.find(W + "rPr")
            deleted = mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)
            deleted = deleted or resolved.format.mark.hidden
        made = Paragraph(resolved.at_top if at_top else resolved.format, line.done(), section)
        return Open(made) if deleted and section is None else made

    def loose(self, element: Any, context: TableContext | None) -> Paragraph:
        """A formula that stands among the blocks: a paragraph of its own."""
        resolved = self.formats.paragraph(None, context)
        line = Line(self, Place(resolved.style, context))
        line.walk((element,))
        return Paragraph(resolved.format, line.done())


def _inside(element: Any) -> Iterable[Any]:
    if element.tag == _CONTROL:
        return [child for content in element.iterfind(W + "sdtContent") for child in content]
    branch = chosen(element) if element.tag == _ALTERNATE else element
    return () if branch is None else branch


def section_looks(element: Any) -> list[str]:
    """What of a `w:sectPr` is not set, in Chinese."""
    found = []
    if element.find(W + "lnNumType") is not None:
        found.append("行号")
    direction = val(element.find(W + "textDirection"))
    if direction not in (None, "lrTb", "lr"):
        found.append("竖排的页面")
    columns = element.find(W + "cols")
    if val(columns, "equalWidth") in ("0", "false") and len(columns) > 1:
        found.append("不等宽的分栏")
    if flag(val(columns, "sep")) and column_count(columns) > 1:
        found.append("分栏线")
    return found


def joined(items: Iterable[Item]) -> Iterator[Block]:
    """Blocks with paragraphs whose mark is deleted or hidden run on into the next (17.13.5.15)."""
    held: list[Piece] = []
    first: Paragraph | None = None
    for item in items:
        if isinstance(item, Open):
            first = first or item.paragraph
            held += item.paragraph.pieces
        elif first is None:
            yield item
        elif isinstance(item, Paragraph):
            yield Paragraph(item.format, (*held, *item.pieces), item.section)
            held, first = [], None
        else:
            marks = [piece for piece in held if isinstance(piece, Bookmark)]
            if len(marks) < len(held):
                yield Paragraph(first.format, tuple(held))
                held, first = [], None
            yield item
    if first is not None and any(not isinstance(piece, Bookmark) for piece in held):
        yield Paragraph(first.format, tuple(held))
