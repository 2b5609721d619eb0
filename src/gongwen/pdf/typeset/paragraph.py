"""A paragraph set to a width: its lines with their heights, the room above and below, rules and shade."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from math import ceil, inf
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.counting import number_text
from gongwen.ooxml.wordml.model import PageField, Picture, Text
from gongwen.pdf.typeset.lines import LineMaker
from gongwen.standard.linefactors import natural_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongwen.ooxml.wordml.model import Paragraph, ParagraphFormat, Piece, RunFormat
    from gongwen.pdf.typeset.box import Setting
    from gongwen.pdf.typeset.flow import Flow, FlowMaker
    from gongwen.pdf.typeset.lines import Line
    from gongwen.pdf.typeset.styles import Style, Styles
    from gongwen.standard.linerules import Profile

_BASELINE = 0.8
"""Where the baseline of a line of exact height stands, from its top, as a part of the height."""
_ROUNDING = 0.01
_KEPT = 4096
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Hebrew, Arabic and their neighbours, which are set from left to right here."""


@dataclass(slots=True, eq=False)
class Laid:
    """A set paragraph. Lengths are pt; `top` and `bottom` is what its borders take inside the spacing."""

    paragraph: Paragraph
    lines: list[Line]
    before: float
    after: float
    top: float = 0.0
    bottom: float = 0.0
    form: ParagraphFormat = field(init=False)
    """Its formatting."""
    height: float = field(init=False)
    """From the top of its upper border to the bottom of its lower one."""
    plain: bool = field(init=False)
    """Whether its lines are all there is: nothing anchored in them, no break of a page or column."""

    def __post_init__(self) -> None:
        """Work out once what is asked for on each page."""
        self.form = self.paragraph.format
        self.height = self.top + self.bottom + sum(line.height for line in self.lines)
        self.plain = not any(line.anchors or line.breaks not in ("", "line") for line in self.lines)


@dataclass(frozen=True, slots=True)
class Fields:
    """What page fields print: the numbers of this page, of all pages, of those of the section; how the first looks."""

    number: int = 1
    pages: int = 1
    section_pages: int = 1
    style: str = "decimal"

    def text(self, field: PageField) -> str:
        """The number that a field prints, in its own format or the section's."""
        value = {"PAGE": self.number, "NUMPAGES": self.pages}.get(field.kind, self.section_pages)
        return number_text(value, field.style or (self.style if field.kind == "PAGE" else "decimal"))


class ParagraphMaker:
    """Sets paragraphs of one document; those without fields and numbers are kept by identity."""

    def __init__(self, styles: Styles, flows: FlowMaker, profile: Profile, default_tab: float) -> None:
        """Remember what lines are made with."""
        self.profile, self._without_hanging = profile, replace(profile, hanging=frozenset())
        self._styles, self._flows, self._default_tab = styles, flows, default_tab
        self._kept: dict[tuple[Paragraph, float, float, bool], Laid] = {}

    def lay(self, paragraph: Paragraph, width: float, setting: Setting) -> Laid:
        """Set a paragraph in an area of this width on the grid of its section."""
        pitch = setting.section.pitch if setting.section.grid and setting.grid else 0.0
        form = paragraph.format
        hang = form.right + setting.margin >= form.mark.size - _ROUNDING
        key = (paragraph, width, pitch, hang)
        found = self._kept.get(key)
        if found is not None:
            return found
        _tell(paragraph, width, setting)
        if any(isinstance(piece, PageField) for piece in paragraph.pieces):
            pieces = tuple(_printed(piece, setting.fields) for piece in paragraph.pieces)
            return self._lay(paragraph, pieces, width, pitch, hang=hang)
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        laid = self._kept[key] = self._lay(paragraph, paragraph.pieces, width, pitch, hang=hang)
        return laid

    def _lay(self, paragraph: Paragraph, pieces: Sequence[Piece], width: float, pitch: float, *, hang: bool) -> Laid:
        form = paragraph.format
        profile = self.profile if hang and (form.overflow_punct or self.profile.grid_wins) else self._without_hanging
        flow = self._flows.flow(pieces, auto_space=form.auto_space)
        lines = list(LineMaker(flow, form, width, profile, self._default_tab).lines())
        grid = pitch if form.snap_to_grid else 0.0
        for line in lines:
            self._measure(line, flow, form, grid)
        borders = form.borders
        top = borders.top.space + borders.top.width if borders and borders.top else 0.0
        bottom = borders.bottom.space + borders.bottom.width if borders and borders.bottom else 0.0
        return Laid(paragraph, lines, form.before, form.after, top, bottom)

    # ------------------------------------------------------------ heights
    def _measure(self, line: Line, flow: Flow, form: ParagraphFormat, grid: float) -> None:
        """Give a line its height and the place of its baseline (17.3.1.33).

        What a multiple of more than one adds stands below the line, what "at least" adds above it; pictures are not
        multiplied.
        """
        exact = form.line_rule == "exact"
        if exact and not (grid and self.profile.grid_wins):
            line.height, line.ascent = form.line, form.line * _BASELINE
            return
        above, below = self._extent(line, flow, form.mark)
        more = (above + below) * (form.line - 1) if form.line_rule == "auto" else 0.0
        above = max([above, *(placed.picture.height for placed in line.pictures)])
        height = above + below
        if grid:
            least = form.line if form.line_rule == "atLeast" and not self.profile.grid_wins else 0.0
            cells = ceil(max(height, least) / grid - _ROUNDING) * grid
            line.ascent, line.height = above + (cells - height) / 2, cells + max(more, 0.0)
            return
        lack = max(form.line - height, 0.0) if form.line_rule == "atLeast" else 0.0
        line.height, line.ascent = height + more + lack, above + min(more, 0.0) + lack

    def _extent(self, line: Line, flow: Flow, mark: RunFormat) -> tuple[float, float]:
        """The largest ascent and descent of the text in a line; of one without anything those of its paragraph mark."""
        spans = list(flow.spans_in(line.start, max(line.end, line.start + 1))) if flow.spans else []
        if line.pictures and not spans:
            return 0.0, 0.0
        styles: list[Style] = [span.style for span in spans] or [self._styles.style(mark, han=mark.east_asian)]
        extents = [self._natural(style) for style in styles]
        return max(above for above, _ in extents), max(below for _, below in extents)

    def _natural(self, style: Style) -> tuple[float, float]:
        """How far a line of a style reaches above and below its baseline."""
        look, face = style.look, style.main
        if self.profile.font_lines:
            above, below = face.ascent + face.line_gap, face.descent
        else:
            above, below = natural_line(look.named, face.ascent + face.line_gap, face.descent)
        return above * look.size + max(look.rise, 0.0), below * look.size + max(-look.rise, 0.0)


def _tell(paragraph: Paragraph, width: float, setting: Setting) -> None:
    """Name what is set in a simpler way: text from right to left, pictures that their line or cell cuts off."""
    form, text = paragraph.format, "".join(piece.text for piece in paragraph.pieces if isinstance(piece, Text))
    if _RTL.search(text):
        setting.tell("从右到左的文字", text)
    for piece in paragraph.pieces:
        if not isinstance(piece, Picture):
            continue
        if form.line_rule == "exact" and piece.height > form.line:
            setting.tell("固定行距的段落里的图片（只露出一行高）", text or piece.description or "图片")
        elif setting.margin != inf and piece.width > width + 1:
            setting.tell("比单元格宽的图片", text or piece.description or "图片")


def _printed(piece: Piece, fields: Fields) -> Piece:
    """A page field as the text that it prints."""
    if not isinstance(piece, PageField):
        return piece
    return Text(fields.text(piece), piece.format)
