"""The text of a paragraph as its lines are filled from it: characters, where each ends, how each stretch is drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.model import Anchored, Bookmark, Break, Note, PageField, Picture, Tab, Text
from gongwen.pdf.typeset.scripts import stretches
from gongwen.standard.linerules import Measured

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Piece, RunFormat
    from gongwen.pdf.typeset.styles import Style, Styles
    from gongwen.standard.linerules import Profile

OBJECT = "\ufffc"
"""Stands in the text for what is no character: a tab, a break, a picture, the place of something that floats."""
_BREAKS = {"line": "\n", "page": "\f", "column": "\v"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of equal look: offsets in the text."""

    start: int
    end: int
    style: Style


@dataclass(slots=True, eq=False)
class Flow:
    """A paragraph's text, measured.

    `specials` are the offsets of tabs, breaks and pictures, with their `pieces`; `anchors` what stands at an offset and
    takes no room in the line.
    """

    text: str = ""
    spans: list[Span] = field(default_factory=list)
    specials: list[int] = field(default_factory=list)
    pieces: list[Tab | Break | Picture] = field(default_factory=list)
    tabs: dict[int, Style] = field(default_factory=dict)
    """The looks of the tabs, by their offsets: they may be underlined, or have leaders."""
    anchors: list[tuple[int, Anchored | Bookmark | Note]] = field(default_factory=list)
    gaps: dict[int, float] = field(default_factory=dict)
    measured: Measured = field(default_factory=lambda: Measured("", (0.0,)))
    span_starts: list[int] = field(default_factory=list)

    def start_of(self, place: int) -> float:
        """Where a character begins if all stand in one line."""
        return self.measured.ends[place] + self.gaps.get(place, 0.0)

    def spans_in(self, start: int, end: int) -> Iterator[Span]:
        """The stretches between two offsets."""
        number = max(0, bisect_right(self.span_starts, start) - 1)
        while number < len(self.spans) and self.spans[number].start < end:
            span = self.spans[number]
            if span.end > start:
                yield span
            number += 1


class FlowMaker:
    """Makes the flows of paragraphs with the styles of one document."""

    def __init__(self, styles: Styles, profile: Profile) -> None:
        """Remember styles and profile."""
        self._styles, self._profile = styles, profile

    def flow(self, pieces: Iterable[Piece], *, auto_space: bool = True) -> Flow:
        """The flow of the pieces of a paragraph; page fields must have become texts."""
        flow = Flow()
        texts: list[str] = []
        widths: list[float] = []
        borders: list[int] = []
        script: bool | None = None
        for piece in pieces:
            if isinstance(piece, Text):
                for part, style in self._parts(piece, before=script):
                    if script not in (None, style.look.han):
                        borders.append(len(widths))
                    script = style.look.han
                    _add_span(flow.spans, len(widths), part, style)
                    texts.append(part)
                    widths += map(style.widths.__getitem__, part)
                    if style.look.kern:
                        _kern(widths, part, style)
                continue
            if isinstance(piece, Anchored | Bookmark | Note):
                flow.anchors.append((len(widths), piece))
                continue
            if isinstance(piece, PageField):
                raise TypeError(piece)
            if isinstance(piece, Tab):
                flow.tabs[len(widths)] = self._styles.style(piece.format, han=False)
            flow.specials.append(len(widths))
            flow.pieces.append(piece)
            texts.append(_mark(piece))
            widths.append(piece.width if isinstance(piece, Picture) else 0.0)
            script = None
        flow.text = "".join(texts)
        self._measure(flow, widths, borders if auto_space or self._profile.grid_wins else ())
        return flow

    def _measure(self, flow: Flow, widths: list[float], borders: Sequence[int]) -> None:
        """Add up the widths, with the gaps where letters or digits of two scripts meet."""
        starts = [span.start for span in flow.spans]
        for place in borders:
            if flow.text[place - 1].isalnum() and flow.text[place].isalnum():
                size = flow.spans[bisect_right(starts, place) - 1].style.look.size
                flow.gaps[place] = self._profile.gap * size
                widths[place] += flow.gaps[place]
        flow.measured = Measured(flow.text, [0.0, *accumulate(widths)])
        flow.spans = _split_odd(flow)
        flow.span_starts = [span.start for span in flow.spans]

    def _parts(self, piece: Text, *, before: bool | None) -> Iterator[tuple[str, Style]]:
        """A text in its scripts, in capitals where asked for."""
        form = piece.format
        if form.hidden:
            return
        parts = stretches(piece.text, before=before, hint=form.east_asian, by_place=self._profile.weak_follows)
        for part, han in parts:
            if form.small_caps and not han:
                yield from self._small_capitals(part, form, piece.link)
            else:
                shown = _upper(part) if form.caps else part
                yield shown, self._styles.style(form, han=han, link=piece.link)

    def _small_capitals(self, text: str, form: RunFormat, link: str) -> Iterator[tuple[str, Style]]:
        start = 0
        for place in range(1, len(text) + 1):
            if place == len(text) or text[place].islower() != text[start].islower():
                part = text[start:place]
                yield _upper(part), self._styles.style(form, han=False, small=part[0].islower(), link=link)
                start = place


def _upper(text: str) -> str:
    """Capitals, one for one: ß stays."""
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


def _mark(piece: Tab | Break | Picture) -> str:
    if isinstance(piece, Break):
        return _BREAKS[piece.kind]
    return "\t" if isinstance(piece, Tab) else OBJECT


def _kern(widths: list[float], part: str, style: Style) -> None:
    """Let each letter of a Latin text take what its pair with the next one asks for."""
    start, size = len(widths) - len(part), style.look.size * style.look.scale
    for place, (left, right) in enumerate(pairwise(part), start):
        if left != " ":
            widths[place] += style.face.pair(ord(left), ord(right)) * size


def _add_span(spans: list[Span], start: int, part: str, style: Style) -> None:
    if spans and spans[-1].style is style and spans[-1].end == start:
        spans[-1] = Span(spans[-1].start, start + len(part), style)
    else:
        spans.append(Span(start, start + len(part), style))


def _split_odd(flow: Flow) -> list[Span]:
    """Cut spans where another face draws a character that the first one lacks."""
    if not any(span.style.widths.odd for span in flow.spans):
        return flow.spans
    found: list[Span] = []
    for span in flow.spans:
        odd = span.style.widths.odd
        text = flow.text[span.start : span.end]
        if not odd or odd.keys().isdisjoint(text):
            found.append(span)
            continue
        for place, char in enumerate(text, span.start):
            _add_span(found, place, char, odd.get(char, span.style))
    return found
