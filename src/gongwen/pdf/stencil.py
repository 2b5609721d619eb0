"""A copy drawn again with other values: where each changing line stands is known from a copy that was set in full.

It holds as long as the lines are as many and as high; else the copy is set in full and gives another stencil.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongwen.pdf.typeset.ink import Ink, Journal, Sheet
from gongwen.pdf.typeset.paragraph import Laid

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Section
    from gongwen.pdf.objects import FontUse, PictureUse
    from gongwen.pdf.typeset.lines import Line
    from gongwen.pdf.typeset.table import LaidTable

_MOST = 200


@dataclass(slots=True)
class _Page:
    """The operators of a page; where a changing line stands, an empty text waits for it."""

    section: Section
    parts: list[str]
    fonts: dict[str, FontUse]
    pictures: dict[str, PictureUse]


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a changing line goes: the page, the place among its operators, x and y of its origin."""

    page: int
    part: int
    x: float
    y: float


@dataclass(slots=True)
class Stencil:
    """The pages of a copy, and where the lines of its changing blocks go, in the order of their lines."""

    pages: list[_Page]
    slots: list[_Slot] = field(default_factory=list)

    def draw(self, ink: Ink, changing: Sequence[Laid | LaidTable]) -> int:
        """Write the pages with these blocks in place of the changing ones; gives how many there are."""
        parts = [list(page.parts) for page in self.pages]
        sheets = [Sheet(ink, page.section.height) for page in self.pages]
        lines = (line for laid in changing for line in _drawn(laid))
        for slot, line in zip(self.slots, lines, strict=True):
            sheet = sheets[slot.page]
            first = len(sheet.ops)
            sheet.line(line, slot.x, slot.y)
            parts[slot.page][slot.part] = "\n".join(sheet.ops[first:])
        for page, own, sheet in zip(self.pages, parts, sheets, strict=True):
            ink.file.page(
                page.section.width,
                page.section.height,
                "\n".join(own).encode("latin-1"),
                fonts={**page.fonts, **sheet.fonts}.values(),
                pictures=page.pictures.values(),
            )
        return len(self.pages)


class Stencils:
    """The stencils of one master's copies, by what they are made of and how high their changing blocks are."""

    def __init__(self) -> None:
        """None yet."""
        self._made: dict[Hashable, Stencil | None] = {}

    def find(self, key: Hashable) -> Stencil | None:
        """The stencil for copies of this key."""
        return self._made.get(key)

    def wants(self, key: Hashable) -> bool:
        """Whether a copy of this key should be noted while it is set."""
        return key not in self._made and len(self._made) < _MOST

    def learn(self, key: Hashable, journal: Journal, blocks: Sequence[Laid | LaidTable], live: Sequence[bool]) -> None:
        """Keep how a copy was drawn. `live` says which of its blocks change."""
        self._made[key] = _stencil(journal, blocks, live)


def shape(laid: Laid | LaidTable | None) -> Hashable:
    """What must be equal for a block to stand where another stood: its lines' heights and baselines."""
    if laid is None:
        return None
    if isinstance(laid, Laid):
        return tuple((line.height, line.ascent, _shows(line)) for line in laid.lines)
    return tuple(
        (
            row.height,
            tuple(
                tuple((part.top, part.height, shape(part.laid or part.table)) for part in cell.box.parts)
                for cell in row.cells
            ),
        )
        for row in laid.rows
    )


def _shows(line: Line) -> bool:
    return bool(line.glyphs or line.pictures or line.leaders)


def _drawn(laid: Laid | LaidTable) -> Iterator[Line]:
    """The lines of a block that are drawn, in the order in which they are."""
    if isinstance(laid, Laid):
        yield from (line for line in laid.lines if _shows(line))
        return
    for row in laid.rows:
        for cell in row.cells:
            for part in cell.box.parts:
                if part.table is not None:
                    yield from _drawn(part.table)
                elif part.laid is not None and _shows(part.laid.lines[part.number]):
                    yield part.laid.lines[part.number]


def _stencil(journal: Journal, blocks: Sequence[Laid | LaidTable], live: Sequence[bool]) -> Stencil | None:
    """Find the lines of the changing blocks in what was drawn; None where something else was drawn with them."""
    wanted = [(line, changes) for laid, changes in zip(blocks, live, strict=True) for line in _drawn(laid)]
    number = {id(sheet): place for place, (sheet, _) in enumerate(journal.sheets)}
    cuts: dict[int, list[tuple[int, int, float, float]]] = {}
    order: list[tuple[int, int]] = []
    place = 0
    for sheet, line, x, y, first, last in journal.lines:
        if place < len(wanted) and line is wanted[place][0]:
            if wanted[place][1]:
                page = number[id(sheet)]
                cuts.setdefault(page, []).append((first, last, x, y))
                order.append((page, len(cuts[page]) - 1))
            place += 1
    if place < len(wanted) or any(sheet.links or sheet.back for sheet, _ in journal.sheets):
        return None
    pages, slots = [], {}
    for page, (sheet, section) in enumerate(journal.sheets):
        parts, own = _parts(sheet.ops, cuts.get(page, []))
        pages.append(_Page(section, parts, dict(sheet.fonts), dict(sheet.pictures)))
        for count, part in enumerate(own):
            _, _, x, y = cuts[page][count]
            slots[page, count] = _Slot(page, part, x, y)
    return Stencil(pages, [slots[key] for key in order])


def _parts(ops: Sequence[str], cuts: Sequence[tuple[int, int, float, float]]) -> tuple[list[str], list[int]]:
    """The operators of a page with empty texts where changing lines stand, and where these are."""
    parts: list[str] = []
    places: list[int] = []
    start = 0
    for first, last, _, _ in cuts:
        if first > start:
            parts.append("\n".join(ops[start:first]))
        places.append(len(parts))
        parts.append("")
        start = last
    if start < len(ops):
        parts.append("\n".join(ops[start:]))
    return parts, places
