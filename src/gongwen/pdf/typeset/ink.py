"""From set lines to the operators of a page. A line's operators are kept: they do not say where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

from gongwen.pdf.objects import Link, PictureError
from gongwen.pdf.typeset.pen import Pen, fill_colour, num, parted, stroke_colour
from gongwen.pdf.typeset.scripts import visible
from gongwen.pdf.typeset.vertical import downwards

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Anchored, Bookmark, Border, Note, Picture, Section
    from gongwen.pdf.objects import Face, FontUse, PdfFile, PictureUse
    from gongwen.pdf.typeset.lines import Glyphs, Leader, Line
    from gongwen.pdf.typeset.styles import Style

_BLACK = "000000"
_UNDER, _STRIKE, _THIN = 0.11, -0.26, 0.05
"""Where rules under and through text stand and how thick they are, in em."""
_SLANT = 0.21
_TALL = 1.0
"""pt by which a picture may be higher than its line."""
_DASHES = {"dotted": (1, 1), "dashed": (3, 2), "dash": (3, 2), "dotDash": (3, 1, 1, 1), "dashSmallGap": (3, 1)}
_GAPS = {"SmallGap": 0.2, "MediumGap": 0.35, "LargeGap": 0.6}
"""Room between the two lines of a border, as a part of its width."""
_LEADERS = {"dot": ".", "middleDot": "·", "hyphen": "-"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A filled rectangle beside text: offsets from the line's origin (y downwards from the baseline), pt."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(slots=True)
class Fragment:
    """The operators of a line relative to its origin, with what they need."""

    text: str
    fonts: tuple[FontUse, ...]
    slanted: str = ""
    """Operators of what is drawn slanted, for want of an italic face."""
    under: list[Rule] = field(default_factory=list)
    over: list[Rule] = field(default_factory=list)
    links: list[tuple[str, float, float, float]] = field(default_factory=list)
    """Address, x, width, size."""


class Ink:
    """Makes the fragments of one file."""

    def __init__(self, file: PdfFile) -> None:
        """Remember the file, which owns fonts and pictures."""
        self.file = file
        self._uses: dict[str, FontUse] = {}
        self.unreadable: list[Picture] = []
        """Pictures that were left out."""
        self.journal: Journal | None = None
        """What is drawn is noted here, where somebody wants to know."""

    def use(self, style: Style) -> FontUse:
        """The font of a style in the file."""
        key = style.face.key
        if key not in self._uses:
            self._uses[key] = self.file.font(cast("Face", style.face))  # nominal faces are never drawn with
        return self._uses[key]

    def fragment(self, line: Line) -> Fragment:
        """The operators of a line; made once for a line."""
        kept = line.fragment
        if isinstance(kept, tuple) and kept[0] is self:
            found: Fragment = kept[1]
            return found
        fragment = self._make(line)
        line.fragment = (self, fragment)
        return fragment

    def _make(self, line: Line) -> Fragment:
        fonts: dict[str, FontUse] = {}
        pen, slanted = Pen(), Pen()
        fragment = Fragment("", ())
        for leader in line.leaders:
            self._leader(leader, pen, fonts, fragment)
        for run in line.glyphs:
            self._run(run, slanted if run.style.italic else pen, fonts)
            _beside(run, fragment)
        fragment.text, fragment.slanted = pen.closed(), slanted.closed()
        fragment.fonts = tuple(fonts.values())
        return fragment

    def _run(self, run: Glyphs, pen: Pen, fonts: dict[str, FontUse]) -> None:
        text = visible(run.text)
        if not text:
            return
        use = self.use(run.style)
        fonts[use.name] = use
        pen.style(use.name, run.style)
        look = run.style.look
        if look.han:
            pen.show(run.x, use.encode(text), look.spacing + run.extra, run.style)
        else:
            pen.parted(run.x, [(use.encode(part), more) for part, more in parted(text, run)], run.style)

    def _leader(self, leader: Leader, pen: Pen, fonts: dict[str, FontUse], fragment: Fragment) -> None:
        size = leader.style.look.size
        if leader.kind not in _LEADERS:
            fragment.over.append(Rule(leader.x, _UNDER * size, leader.width, _THIN * size, leader.style.look.colour))
            return
        char = _LEADERS[leader.kind]
        step = leader.style.widths[char]
        count = int(leader.width / step) if step else 0
        if count:
            use = self.use(leader.style)
            fonts[use.name] = use
            pen.style(use.name, leader.style)
            pen.show(leader.x + leader.width - count * step, use.encode(char * count), 0.0, leader.style)


@dataclass(slots=True)
class Journal:
    """What was drawn: each line with its sheet, place and operators (first, last), and the sheets in order."""

    lines: list[tuple[Sheet, Line, float, float, int, int]] = field(default_factory=list)
    sheets: list[tuple[Sheet, Section]] = field(default_factory=list)


def _beside(run: Glyphs, fragment: Fragment) -> None:
    """What is drawn under, over and around a run."""
    look = run.style.look
    if look.shade:
        fragment.under.append(Rule(run.x, -0.88 * look.size, run.width, 1.0 * look.size, look.shade))
    thick = _THIN * look.size
    if look.underline and look.underline != "none":
        heavy = 2 if look.underline.startswith("thick") or look.underline.endswith("Heavy") else 1
        fragment.over.append(Rule(run.x, _UNDER * look.size, run.width, thick * heavy, look.colour))
        if look.underline == "double":
            fragment.over.append(Rule(run.x, _UNDER * look.size + 2 * thick, run.width, thick, look.colour))
    if look.strike:
        fragment.over.append(Rule(run.x, _STRIKE * look.size, run.width, thick, look.colour))
    if look.link:
        fragment.links.append((look.link, run.x, run.width, look.size))


class At(NamedTuple):
    """Where something is anchored: left edge and width of its line's area, top of its paragraph, top of its line."""

    x: float
    width: float
    paragraph: float
    line: float
    character: float = 0.0
    """How far from the area's left edge the character is that it stands at."""


@dataclass(slots=True)
class Sheet:
    """The operators of one page. Coordinates are pt from its top left corner, y downwards.

    Without `ink` nothing is drawn: for passes that only count pages.
    """

    ink: Ink | None
    height: float
    ops: list[str] = field(default_factory=list)
    fonts: dict[str, FontUse] = field(default_factory=dict)
    pictures: dict[str, PictureUse] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    """Operators of what stands behind the text."""
    upright: bool = False
    """Whether what is drawn now runs downwards."""
    met: Callable[[Anchored | Bookmark | Note, At], None] = lambda _piece, _at: None
    """Told of what is anchored in a line that is drawn."""

    def line(self, line: Line, x: float, y: float) -> None:
        """Draw a line whose origin (left end of the area, baseline) is at x, y."""
        if self.ink is None:
            return
        first = len(self.ops)
        if self.upright:
            self._downwards(line, x, y)
        else:
            self._fragment(self.ink.fragment(line), x, y)
        for placed in line.pictures:
            band = (y - line.ascent, line.height) if placed.picture.height > line.ascent + _TALL else None
            self.picture(placed.picture, x + placed.x, y - placed.picture.height, band)
        if self.ink.journal is not None and not self.upright:
            self.ink.journal.lines.append((self, line, x, y, first, len(self.ops)))

    def _fragment(self, fragment: Fragment, x: float, y: float) -> None:
        """Draw the text of a line with what is beside it."""
        for rule in fragment.under:
            self.fill(x + rule.x, y + rule.y, rule.width, rule.height, rule.colour)
        if fragment.text:
            self.ops.append(f"BT 1 0 0 1 {x:.2f} {self.height - y:.2f} Tm {fragment.text} ET")
        if fragment.slanted:
            self.ops.append(f"q 1 0 {_SLANT} 1 {x:.2f} {self.height - y:.2f} cm BT {fragment.slanted} ET Q")
        for font in fragment.fonts:
            self.fonts[font.name] = font
        for rule in fragment.over:
            self.fill(x + rule.x, y + rule.y, rule.width, rule.height, rule.colour)
        for target, left, width, size in fragment.links:
            bottom = self.height - y - 0.2 * size
            self.links.append(Link(target, (x + left, bottom, x + left + width, bottom + size)))

    def _downwards(self, line: Line, x: float, y: float) -> None:
        if self.ink is not None:
            self.ops += downwards(self.ink, line, x, self.height - y)
            self.fonts.update((use.name, use) for use in (self.ink.use(run.style) for run in line.glyphs))

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        box = f"{x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f"
        self.ops.append(box if colour in ("", _BLACK) else f"{fill_colour(colour)} {box} 0 g")

    def edge(self, start: tuple[float, float], end: tuple[float, float], border: Border) -> None:
        """A border from one point to another, centred on the line between them."""
        strands = _strands(border)
        middle = (strands[0][0] + strands[-1][0]) / 2
        for place, width in strands:
            self._stroke(_moved(start, end, place - middle), width, border)

    def box(self, corner: tuple[float, float], size: tuple[float, float], border: Border) -> None:
        """A border round a rectangle, inside its edges; its lines meet in the corners."""
        colour = stroke_colour(border.colour)
        for place, width in _strands(border):
            x, y = corner[0] + place, self.height - corner[1] - size[1] + place
            shape = f"{x:.2f} {y:.2f} {size[0] - 2 * place:.2f} {size[1] - 2 * place:.2f} re S"
            self.ops.append(f"q {num(width)} w {colour} {shape} Q")

    def _stroke(self, ends: tuple[tuple[float, float], tuple[float, float]], width: float, border: Border) -> None:
        (x0, y0), (x1, y1) = ends
        dash = _DASHES.get(border.style, ())
        pattern = f"[{' '.join(num(part * max(width, 0.5)) for part in dash)}] 0 d " if dash else ""
        op = f"{num(width)} w {pattern}{x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S"
        colour = "" if border.colour in ("", _BLACK) else f"{stroke_colour(border.colour)} "
        self.ops.append(f"q {colour}{op} Q" if colour or pattern else op)

    def picture(self, picture: Picture, x: float, y: float, band: tuple[float, float] | None = None) -> None:
        """A picture whose top left corner is at x, y; what is cropped is clipped away.

        `band` is the top and height of a line that shows no more of it: one of exact height.
        """
        if self.ink is None or not picture.data:
            return
        try:
            use = self.ink.file.picture(picture.data)
        except PictureError:
            self.ink.unreadable.append(picture)
            return
        self.pictures[use.name] = use
        left, top, right, bottom = picture.crop
        full_w = picture.width / max(1e-6, 1 - left - right)
        full_h = picture.height / max(1e-6, 1 - top - bottom)
        clip = ""
        if any(picture.crop) or band:
            top_edge, tall = band or (y, picture.height)
            clip = f"{x:.2f} {self.height - top_edge - tall:.2f} {picture.width:.2f} {tall:.2f} re W n "
        px, py = x - left * full_w, self.height - y + top * full_h - full_h
        matrix = f"{full_w:.2f} 0 0 {full_h:.2f} {px:.2f} {py:.2f} cm"
        if picture.rotation:
            matrix = _turned(picture, x, self.height - y, matrix)
        self.ops.append(f"q {clip}{matrix} /{use.name} Do Q")

    @contextmanager
    def behind(self, behind: bool) -> Iterator[None]:  # noqa: FBT001 - what the thing says of itself
        """Draw what follows behind the text of the page."""
        if not behind:
            yield
            return
        front, self.ops = self.ops, self.back
        yield
        self.ops = front

    @contextmanager
    def turned(self, x: float, y: float) -> Iterator[None]:
        """Draw what follows turned clockwise by a right angle round x, y: its x runs down, its y to the left."""
        self.ops.append(f"q 0 -1 1 0 {x - (self.height):.2f} {self.height - y:.2f} cm")
        self.upright = True
        yield
        self.upright = False
        self.ops.append("Q")


def _strands(border: Border) -> list[tuple[float, float]]:
    """The lines of a border from the outside inwards: where the middle of each is, and how wide it is."""
    width = border.width
    if border.style == "double":
        return [(width / 2, width), (width * 2.5, width)]
    gap = next((part for name, part in _GAPS.items() if border.style.endswith(name)), 0.0)
    if not gap:
        return [(width / 2, width)]
    thick, thin = width * 0.6, max(width * 0.2, 0.5)
    first, last = (thick, thin) if border.style.startswith("thinThick") else (thin, thick)
    return [(first / 2, first), (first + gap * width + last / 2, last)]


def _moved(
    start: tuple[float, float], end: tuple[float, float], shift: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """A line moved sideways."""
    if start[0] == end[0]:
        return (start[0] + shift, start[1]), (end[0] + shift, end[1])
    return (start[0], start[1] + shift), (end[0], end[1] + shift)


def _turned(picture: Picture, x: float, top: float, matrix: str) -> str:
    """Turn a picture clockwise about its centre."""
    from math import cos, radians, sin  # noqa: PLC0415 - few documents have a turned picture

    cx, cy = x + picture.width / 2, top - picture.height / 2
    c, s = cos(radians(picture.rotation)), sin(radians(picture.rotation))
    return f"{c:.5f} {-s:.5f} {s:.5f} {c:.5f} {cx - c * cx - s * cy:.2f} {cy + s * cx - c * cy:.2f} cm {matrix}"
