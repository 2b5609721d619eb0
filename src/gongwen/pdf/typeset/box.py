"""Blocks stacked in a width without page ends: cells, headers and footers, text boxes, notes. Lengths in pt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.model import Note, Paragraph, Text
from gongwen.pdf.typeset.decor import draw_lines, joins
from gongwen.pdf.typeset.paragraph import Fields

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Block, ParagraphFormat, Section
    from gongwen.pdf.typeset.ink import Sheet
    from gongwen.pdf.typeset.lines import Line
    from gongwen.pdf.typeset.paragraph import Laid, ParagraphMaker
    from gongwen.pdf.typeset.table import LaidTable, TableMaker


@dataclass(frozen=True, slots=True)
class Setting:
    """What blocks are set with: makers, the section whose grid holds, what fields print."""

    paragraphs: ParagraphMaker
    tables: TableMaker
    section: Section
    fields: Fields
    tell: Callable[[str, str], None]
    """Told of what is set in a simpler way than it asks for, and of the text near it."""
    grid: bool = True
    """Whether the section's grid holds: it does not in headers, footers and notes."""
    margin: float = inf
    """Room on the right of the area for a mark that hangs: that of a cell is small."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that stands in a box and is not cut: a line of a paragraph or a whole inner table."""

    top: float
    height: float
    laid: Laid | None = None
    number: int = 0
    """Which line of the paragraph."""
    table: LaidTable | None = None
    joined: tuple[bool, bool] = (False, False)
    """Whether the paragraph's rules are shared with the paragraph above and below."""


@dataclass(slots=True)
class Box:
    """Set blocks: their parts from top to bottom and how high they are together."""

    width: float
    height: float = 0.0
    parts: list[Part] = field(default_factory=list)

    def draw(self, sheet: Sheet, x: float, y: float) -> None:
        """Draw it with its top left corner at x, y."""
        place = 0
        while place < len(self.parts):
            part = self.parts[place]
            if part.table is not None:
                part.table.draw(sheet, x, y + part.top)
                place += 1
            elif part.laid is not None:
                count = self._run(place)
                draw_lines(
                    sheet, part.laid, (part.number, part.number + count), (x, y + part.top, self.width), part.joined
                )
                place += count
            else:
                place += 1

    def _run(self, place: int) -> int:
        """How many parts from a place on are lines of one paragraph."""
        first, end = self.parts[place], place + 1
        while end < len(self.parts) and self.parts[end].laid is first.laid:
            if self.parts[end].number != first.number + end - place:
                break
            end += 1
        return end - place

    def notes(self) -> Iterator[Note]:
        """The footnotes that its text refers to."""
        for part in self.parts:
            if part.table is not None:
                yield from part.table.notes()
            elif part.laid is not None and not part.laid.plain:
                yield from footnotes(part.laid.lines[part.number])

    def cut(self, room: float, *, forced: bool) -> tuple[Box, Box]:
        """What fits into a height, and the rest moved up to its top. `forced` cuts rows that may not be cut."""
        count = 0
        while count < len(self.parts) and self.parts[count].top + self.parts[count].height <= room + _SLACK:
            count += 1
        head, tail = self.parts[:count], self.parts[count:]
        if not tail:
            return Box(self.width, self.height, head), Box(self.width)
        first = tail[0]
        pieces = first.table.cut(room - first.top, forced=forced and not head) if first.table is not None else None
        used = 0.0
        if pieces is not None:
            upper, lower = pieces
            used = first.height - lower.height
            head = [*head, Part(first.top, upper.height, table=upper)]
            tail = [Part(first.top + used, lower.height, table=lower), *tail[1:]]
        shift = first.top + used
        moved = [replace(part, top=part.top - shift) for part in tail]
        height = head[-1].top + head[-1].height if head else 0.0
        return Box(self.width, height, head), Box(self.width, self.height - shift, moved)


def footnotes(line: Line) -> Iterator[Note]:
    """The footnotes that a line refers to."""
    for piece in line.anchors:
        if isinstance(piece, Note) and piece.kind == "footnote":
            yield piece


_SLACK = 0.05
"""pt that something may stick out: lengths are sums of rounded ones."""


def make_box(blocks: Sequence[Block], width: float, setting: Setting) -> Box:
    """Stack blocks in a width."""
    box = Box(width)
    y, after = 0.0, 0.0
    before: ParagraphFormat | None = None
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            laid = setting.paragraphs.lay(block, width, setting)
            below = blocks[place + 1] if place + 1 < len(blocks) else None
            joined = joins(before, block.format), joins(block.format, _format(below))
            if block.format.numbering is not None:  # only what belongs to the body has been counted
                setting.tell("页眉、页脚和文本框中的编号", _words(block))
            y += spacing(before, after, laid)
            y = _add(box, laid, y, joined)
            before, after = block.format, laid.after
        else:
            table = setting.tables.lay(block, width, setting)
            y += after
            box.parts.append(Part(y, table.height, table=table))
            y, after, before = y + table.height, 0.0, None
    box.height = y + after
    return box


def _words(paragraph: Paragraph) -> str:
    return "".join(piece.text for piece in paragraph.pieces if isinstance(piece, Text))


def _format(block: Block | None) -> ParagraphFormat | None:
    return block.format if isinstance(block, Paragraph) else None


def spacing(before: ParagraphFormat | None, after: float, laid: Laid) -> float:
    """The room between a paragraph and what stands above it (17.3.1.9: none between paragraphs of one style)."""
    form = laid.form
    same = before is not None and before.style == form.style
    above = 0.0 if same and before is not None and before.contextual else after
    return above + (0.0 if same and form.contextual else laid.before)


def _add(box: Box, laid: Laid, y: float, joined: tuple[bool, bool]) -> float:
    top = 0.0 if joined[0] else laid.top
    for number, line in enumerate(laid.lines):
        last = number == len(laid.lines) - 1
        height = line.height + (top if number == 0 else 0.0)
        height += laid.bottom if last and not joined[1] else 0.0
        box.parts.append(Part(y, height, laid, number, joined=joined))
        y += height
    return y
