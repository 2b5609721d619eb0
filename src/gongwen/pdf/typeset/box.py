"""Blocks stacked in a width without page ends: cells, headers and footers, text boxes, notes. Lengths in pt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.model import Note, Paragraph
from gongwen.pdf.typeset.decor import draw_lines, joins
from gongwen.pdf.typeset.paragraph import Fields

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Block, ParagraphFormat, Section
    from gongwen.pdf.typeset.ink import Sheet
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
    notes: list[Note] = field(default_factory=list)

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
        laid = self.parts[place].laid
        count = 1
        while place + count < len(self.parts) and self.parts[place + count].laid is laid:
            count += 1
        return count

    def fitting(self, room: float) -> int:
        """How many parts fit into so much height."""
        count = 0
        for part in self.parts:
            if part.top + part.height > room + _SLACK:
                break
            count += 1
        return count

    def cut(self, count: int) -> tuple[Box, Box]:
        """The box of the first parts, and that of the others moved up to its top."""
        head, tail = self.parts[:count], self.parts[count:]
        upper = Box(self.width, head[-1].top + head[-1].height if head else 0.0, head)
        shift = tail[0].top if tail else 0.0
        moved = [Part(part.top - shift, part.height, part.laid, part.number, part.table, part.joined) for part in tail]
        return upper, Box(self.width, self.height - shift, moved)


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
        box.notes += [piece for piece in line.anchors if isinstance(piece, Note)]
    return y
