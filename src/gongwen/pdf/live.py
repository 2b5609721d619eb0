"""Many copies of one master printed from the pieces of its template: what is the same in each is read and set once.

A template yields its fixed texts as the same strings for each copy (`sandbox.repeated`). A fixed text is cut once into
what ends the block before it, whole blocks, and what begins the block after it. A block with values in it is read once
with marks in their place; a copy then only puts its values there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

from gongwen.ooxml.wordml.model import Paragraph, Table, Text
from gongwen.ooxml.wordml.reader import WordFile

if TYPE_CHECKING:
    from gongwen.ooxml.package import Package
    from gongwen.ooxml.wordml.model import Block, Cell, Piece, Row

_TAG = re.compile(r"<(/?)w:(p|tbl|sdt|sectPr)(?=[ />])[^>]*?(/?)>")
"""Start and end of what stands in a body; text boxes and cells nest them."""
_BODY, _END = "<w:body>", "</w:body>"
_MARK = 0x10F000
"""The first of the private characters that stand for values while a block is read."""
_MOST_VALUES = 0x800
_PLACE = re.compile(f"[{chr(_MARK)}-{chr(_MARK + _MOST_VALUES - 1)}]")
_FEW = 4096
"""How many blocks with their values are kept: a department or a date comes again."""
_STATEFUL = (b"<w:numPr", b"fldChar", b"fldSimple", b"<w:footnoteReference", b"<w:endnoteReference")
"""In a body: what depends on the blocks before it."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """A fixed text cut at the ends of blocks: the end of an open one, whole ones, the beginning of another."""

    head: str
    closes: bool
    whole: tuple[Block, ...]
    tail: str
    depth: int


_Values = Sequence[str]
_Fill = Callable[[_Values], "Block"]


class MasterCopy(WordFile):
    """A copy of a master as a Word file; `turn` makes it the next one."""

    def __init__(self, package: Package, fixed: Collection[str]) -> None:
        """`package` is a finished copy, `fixed` are the texts that its template may yield unchanged.

        Raises UserError as WordFile does.
        """
        super().__init__(package)
        self._fixed = frozenset(fixed)
        self._cuts: dict[tuple[str, int], _Cut] = {}
        self._fills: dict[tuple[str | None, ...], list[_Fill] | None] = {}
        self._met: dict[tuple[tuple[str | None, ...], tuple[str, ...]], tuple[Block, ...]] = {}
        self._numbers: dict[tuple[str | None, ...], int] = {}
        self._blocks: list[Block] = []
        self.structure: list[Hashable] = []
        """What each block is: itself where it is the same in all copies, else the number of what it is made from."""
        self.regular = True
        """Whether this copy's values are all plain text."""

    @cached_property
    def repeats(self) -> bool:
        """Whether copies can be set this way: one section, nothing in the body that counts."""
        data = self.book.parts.data(self.book.main)
        return len(self.sections) == 1 and self.fast and not any(mark in data for mark in _STATEFUL)

    def blocks(self) -> Iterator[Block]:
        """The blocks of this copy."""
        return iter(self._blocks)

    def turn(self, pieces: Iterable[str]) -> None:
        """Become the copy whose main part is these pieces, one after another."""
        blocks: list[Block] = []
        structure: list[Hashable] = []
        key: list[str | None] = []
        values: list[str] = []
        depth, self.regular = -1, True
        for piece in pieces:
            if piece not in self._fixed:
                key.append(None)
                values.append(piece)
                continue
            cut = self._cuts.get((piece, depth)) or self._cut(piece, depth)
            depth = cut.depth
            if cut.head:
                key.append(cut.head)
            if cut.closes:
                made = self._filled(tuple(key), tuple(values))
                blocks += made
                structure += [self._numbers.setdefault(tuple(key), len(self._numbers))] * len(made)
                key, values = [], []
            if cut.whole:
                blocks += cut.whole
                structure += cut.whole
            if cut.tail:
                key.append(cut.tail)
        self._blocks, self.structure = blocks, structure

    # ------------------------------------------------------------ fixed texts
    def _cut(self, piece: str, depth: int) -> _Cut:
        """Cut a fixed text that begins so many blocks deep; -1 stands before the body."""
        start = 0
        text, after = piece, depth
        if depth < 0:
            text, after = piece[piece.index(_BODY) + len(_BODY) :], 0
        began = after
        first = -1
        whole: list[str] = []
        for tag in _TAG.finditer(text):
            closing, empty = bool(tag[1]), bool(tag[3])
            after += -1 if closing else 0 if empty else 1
            if after == 0 and (closing or empty):
                if began > 0 and first < 0:
                    first = tag.end()
                else:
                    whole.append(text[start : tag.end()])
                start = tag.end()
        tail = text[start:].partition(_END)[0] if after == 0 else text[start:]
        head = text[:first] if first >= 0 else (text if began > 0 else "")
        if began > 0 and first < 0:
            tail = ""
        found = _Cut(head, first >= 0, tuple(self._from(whole)), tail, after)
        self._cuts[piece, depth] = found
        return found

    def _from(self, slices: Sequence[str]) -> Iterator[Block]:
        bodies = [part for part in slices if not part.startswith("<w:sectPr")]
        return self.blocks_of(part.encode() for part in bodies)

    # ------------------------------------------------------------ blocks with values
    def _filled(self, key: tuple[str | None, ...], values: tuple[str, ...]) -> tuple[Block, ...]:
        found = self._met.get((key, values))
        if found is None:
            if len(self._met) >= _FEW:
                self._met.clear()
            found = self._met[key, values] = tuple(self._fill(key, values))
        return found

    def _fill(self, key: tuple[str | None, ...], values: tuple[str, ...]) -> Iterator[Block]:
        if key not in self._fills:
            self._fills[key] = self._skeleton(key)
        fills = self._fills[key]
        if fills is None or any("<" in value for value in values):
            self.regular = False
            given = iter(values)
            return self._from(["".join(next(given) if part is None else part for part in key)])
        plain = [unescape(value) if "&" in value else value for value in values]
        return (fill(plain) for fill in fills)

    def _skeleton(self, key: tuple[str | None, ...]) -> list[_Fill] | None:
        """The blocks of a text with marks in place of its values; None where it has too many values."""
        count = 0
        parts: list[str] = []
        for part in key:
            if part is None:
                parts.append(chr(_MARK + count))
                count += 1
            else:
                parts.append(part)
        if count > _MOST_VALUES:
            return None
        blocks = list(self._from(["".join(parts)]))
        marks = sum(len(_PLACE.findall(text)) for block in blocks for text in _texts(block))
        return [_filler(block) for block in blocks] if marks == count else None


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from (piece.text for piece in block.pieces if isinstance(piece, Text))
        return
    for row in block.rows:
        for cell in row.cells:
            for inner in cell.blocks:
                yield from _texts(inner)


def _filler(block: Block) -> _Fill:
    """What puts values into a block; a block without any stays the same object."""
    if not any(_PLACE.search(text) for text in _texts(block)):
        return lambda _: block
    return _paragraph_filler(block) if isinstance(block, Paragraph) else _table_filler(block)


def _paragraph_filler(paragraph: Paragraph) -> _Fill:
    fills = [_text_filler(piece) for piece in paragraph.pieces]

    def fill(values: _Values) -> Block:
        made = [piece(values) if callable(piece) else piece for piece in fills]
        return Paragraph(paragraph.format, tuple(piece for piece in made if piece is not None), paragraph.section)

    return fill


def _text_filler(piece: Piece) -> Piece | Callable[[_Values], Text | None]:
    """A piece, or what makes it with its values; a text that becomes empty is left out."""
    if not isinstance(piece, Text) or not _PLACE.search(piece.text):
        return piece
    form, link = piece.format, piece.link
    fixed = _PLACE.split(piece.text)
    numbers = [ord(mark) - _MARK for mark in _PLACE.findall(piece.text)]

    def fill(values: _Values) -> Text | None:
        text = fixed[0] + "".join(values[number] + after for number, after in zip(numbers, fixed[1:], strict=True))
        return Text(text, form, link) if text else None

    return fill


def _table_filler(table: Table) -> _Fill:
    rows = [(row, [(cell, [_filler(inner) for inner in cell.blocks]) for cell in row.cells]) for row in table.rows]

    def fill(values: _Values) -> Block:
        made = tuple(_row(row, cells, values) for row, cells in rows)
        return replace(table, rows=made)

    return fill


def _row(row: Row, cells: Sequence[tuple[Cell, Sequence[_Fill]]], values: _Values) -> Row:
    return replace(
        row, cells=tuple(replace(cell, blocks=tuple(fill(values) for fill in fills)) for cell, fills in cells)
    )
