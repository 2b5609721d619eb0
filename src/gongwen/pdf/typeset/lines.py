"""The lines of a paragraph: filled to the width, tabs, alignment, justification. Lengths in pt, x from the left."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.model import Anchored, Break, Picture, Tab, TabStop
from gongwen.standard.linerules import Profile, line_end

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Bookmark, Note, ParagraphFormat
    from gongwen.pdf.typeset.flow import Flow
    from gongwen.pdf.typeset.styles import Style

_NEAR = 0.01
_RULE = "underscore"
"""What a tab is filled with that is underlined."""
_ROUNDING = 0.02
"""pt by which a line may be too long: lengths are sums of rounded widths."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters of one style at x; `extra` pt is added after each glyph, or, in Latin text, after each space."""

    x: float
    text: str
    style: Style
    width: float
    extra: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture in the line at x."""

    x: float
    picture: Picture


@dataclass(frozen=True, slots=True)
class Leader:
    """What fills the room of a tab: dots, hyphens or a rule, from x to x + width."""

    x: float
    width: float
    kind: str
    style: Style


@dataclass(slots=True, eq=False)
class Line:
    """A set line: offsets in the flow, what stands in it, how high it is. `ascent` is from its top to its baseline."""

    start: int
    end: int
    glyphs: list[Glyphs] = field(default_factory=list)
    pictures: list[Placed] = field(default_factory=list)
    leaders: list[Leader] = field(default_factory=list)
    anchors: list[Anchored | Bookmark | Note] = field(default_factory=list)
    spots: dict[object, float] = field(default_factory=dict)
    """x of the characters at which those of the anchors stand that are placed from there."""
    height: float = 0.0
    ascent: float = 0.0
    breaks: str = ""
    """The kind of break that ends it: "line", "page", "column" or ""."""
    fragment: object = None
    """What the writer made of it, kept for the next time it stands on a page."""


@dataclass(slots=True)
class _Chunk:
    """Text between two tabs: offsets, where it begins, whether the hanging mark at its end is outside the margin."""

    start: int
    end: int
    x: float
    hang: bool = False


class LineMaker:
    """Fills the lines of one paragraph."""

    def __init__(self, flow: Flow, form: ParagraphFormat, width: float, profile: Profile, default_tab: float) -> None:
        """Lengths are pt; `width` is that of the text area."""
        self._flow, self._form = flow, form
        self._right = self._edge = width - form.right
        self._profile = profile
        self._default_tab = default_tab

    def lines(self) -> Iterator[Line]:
        """The lines from the first to the last; an empty paragraph has one."""
        start, first = 0, True
        while True:
            line = self._line(start, self._form.left + (self._form.first_line if first else 0.0))
            yield line
            if line.end >= len(self._flow.text) and line.breaks != "line":
                return
            start, first = line.end, False

    # ------------------------------------------------------------ one line
    def _line(self, start: int, left: float) -> Line:
        flow = self._flow
        self._right = self._edge
        line = Line(start, start)
        chunks: list[_Chunk] = []
        place, x = start, left
        number = bisect_left(flow.specials, start)
        while True:
            special = flow.specials[number] if number < len(flow.specials) else len(flow.text)
            if place < special:
                end, hang = self._filled(place, special, x)
                fits = place == start or self._fits(place, end - hang, x)
                if end < special or hang or not fits:
                    end, hang = (end, hang) if fits else (place, False)
                    chunks.append(_Chunk(place, end, x, hang))
                    line.end = end
                    break
                chunks.append(_Chunk(place, end, x))
                x += flow.measured.ends[end] - flow.start_of(place)
                place = end
            line.end = place
            if number >= len(flow.specials):
                break
            piece = flow.pieces[number]
            moved = self._special(line, piece, number, x, at_start=place == start)
            if moved is None:
                break
            x, place = moved, place + 1
            line.end = place
            number += 1
            if line.breaks:
                break
        self._align(line, chunks, x)
        final = line.end >= len(flow.text) and line.breaks != "line"
        for at, anchor in flow.anchors:
            if start <= at < line.end or (final and at >= line.end):
                line.anchors.append(anchor)
                if isinstance(anchor, Anchored) and anchor.relative_h == "character":
                    line.spots[anchor] = self._spot(line, chunks, at)
        return line

    def _spot(self, line: Line, chunks: list[_Chunk], at: int) -> float:
        """Where the character at an offset stands in an aligned line, not counting what justifies it."""
        flow = self._flow
        number = bisect_left(flow.specials, at)
        special = flow.pieces[number] if number < len(flow.specials) and flow.specials[number] == at else None
        for placed in line.pictures:
            if placed.picture is special:
                return placed.x
        spot = self._form.left
        for chunk in chunks:
            if chunk.start <= at:
                end = min(at, chunk.end)
                spot = chunk.x + (flow.measured.ends[end] - flow.start_of(chunk.start) if end > chunk.start else 0.0)
        return spot

    def _filled(self, start: int, stop: int, x: float) -> tuple[int, bool]:
        flow = self._flow
        limit = flow.start_of(start) + self._right - x + _ROUNDING
        if flow.measured.ends[stop] <= limit:
            return stop, False
        return line_end(flow.measured, start, stop, limit, self._profile)

    def _fits(self, start: int, end: int, x: float) -> bool:
        """Whether a text has room from x on; else what must stay together goes to the next line as a whole."""
        return self._flow.measured.ends[end] - self._flow.start_of(start) <= self._right - x + _ROUNDING

    def _special(
        self, line: Line, piece: Tab | Break | Picture, number: int, x: float, *, at_start: bool
    ) -> float | None:
        """Where the line goes on after what is no character; None where it goes to the next line."""
        match piece:
            case Tab():
                return self._tab(line, number, x, at_start=at_start)
            case Break(kind=kind):
                line.breaks = kind
                return x
            case Picture(width=width):
                if x + width > self._right + _NEAR and not at_start:
                    return None
                line.pictures.append(Placed(x, piece))
                return x + width

    def _tab(self, line: Line, number: int, x: float, *, at_start: bool) -> float | None:
        piece = self._flow.pieces[number]
        stop = self._margin_stop(piece.align) if isinstance(piece, Tab) and piece.align else self._stop(x)
        if stop.position > self._right + _NEAR and stop.kind == "left":
            return None if not at_start else x
        target = stop.position
        if stop.kind != "left":
            target = max(x, target - self._after(number, stop.kind))
            self._right = max(self._right, stop.position)
        style = self._flow.tabs[self._flow.specials[number]]
        if target > x:
            kinds = (stop.leader, _RULE if style.look.underline not in ("", "none", "words") else "")
            line.leaders += [Leader(x, target - x, kind, style) for kind in kinds if kind]
        return target

    def _margin_stop(self, align: str) -> TabStop:
        """The stop of a tab that is bound to the margins."""
        if align == "center":
            return TabStop(self._edge / 2, "center")
        return TabStop(self._edge, "right") if align == "right" else TabStop(self._form.left)

    def _stop(self, x: float) -> TabStop:
        """The stop that a tab at x leads to; a hanging indent is one too."""
        hanging = self._form.left if self._form.first_line < 0 else -1.0
        for stop in self._form.tabs:
            if stop.position > x + _NEAR and stop.kind != "bar":
                if x + _NEAR < hanging < stop.position:
                    break
                return stop
        if x + _NEAR < hanging:
            return TabStop(hanging)
        step = self._default_tab or 36.0
        return TabStop((int((x + _NEAR) / step) + 1) * step)

    def _after(self, number: int, kind: str) -> float:
        """How much of the text up to the next tab or break stands before the stop."""
        flow = self._flow
        start = flow.specials[number] + 1
        end = flow.specials[number + 1] if number + 1 < len(flow.specials) else len(flow.text)
        if start >= end:
            return 0.0
        if kind == "decimal":
            point = flow.text.find(".", start, end)
            end = point if point >= 0 else end
        width = flow.measured.ends[end] - flow.start_of(start) if end > start else 0.0
        return width / 2 if kind == "center" else width

    # ------------------------------------------------------------ alignment
    def _align(self, line: Line, chunks: list[_Chunk], x: float) -> None:
        flow = self._flow
        if chunks:
            last = chunks[-1]
            end = self._visible_end(last)
            x = (
                max(last.x, last.x + flow.measured.ends[end] - flow.start_of(last.start))
                if end > last.start
                else last.x
            )
        room = self._right - x
        extra, shift = 0.0, 0.0
        align = self._form.align
        if align in ("both", "distribute"):
            final = line.end >= len(flow.text) or line.breaks in ("page", "column")
            if chunks and room > _NEAR and (not final or align == "distribute"):
                extra = room / max(1, self._stretchable(chunks[-1], all_chars=align == "distribute"))
                extra = extra if self._stretchable(chunks[-1], all_chars=align == "distribute") else 0.0
        elif align != "left":
            shift = room / 2 if align == "center" else room
        if shift:
            self._shift(line, chunks, shift)
        for chunk in chunks:
            own = extra if chunk is chunks[-1] else 0.0
            line.glyphs += self._glyphs(chunk, own, all_chars=align == "distribute")

    def _shift(self, line: Line, chunks: list[_Chunk], shift: float) -> None:
        for chunk in chunks:
            chunk.x += shift
        line.pictures = [replace(placed, x=placed.x + shift) for placed in line.pictures]
        line.leaders = [replace(leader, x=leader.x + shift) for leader in line.leaders]

    def _visible_end(self, chunk: _Chunk) -> int:
        """Where a chunk ends without the spaces after it and without the mark that hangs."""
        end = chunk.end - 1 if chunk.hang else chunk.end
        while end > chunk.start and self._flow.text[end - 1] == " ":
            end -= 1
        return end

    def _stretchable(self, chunk: _Chunk, *, all_chars: bool) -> int:
        """The places where room may be added: after each Han glyph and each space but the last."""
        end = self._visible_end(chunk)
        count = 0
        last_han = False
        for span in self._flow.spans_in(chunk.start, end):
            start, stop = max(span.start, chunk.start), min(span.end, end)
            last_han = span.style.look.han or all_chars
            count += stop - start if last_han else self._flow.text.count(" ", start, stop)
        return count - 1 if last_han else count

    def _glyphs(self, chunk: _Chunk, extra: float, *, all_chars: bool) -> Iterator[Glyphs]:
        flow = self._flow
        x = chunk.x - (flow.start_of(chunk.start) if chunk.start < len(flow.text) else 0.0)
        ends, text = flow.measured.ends, flow.text
        added = 0.0
        for span in flow.spans_in(chunk.start, chunk.end):
            start, stop = max(span.start, chunk.start), min(span.end, chunk.end)
            begin = flow.start_of(start)
            part = text[start:stop]
            stretch = 0.0
            if extra:
                han = span.style.look.han or all_chars
                stretch = extra * (len(part) if han else part.count(" "))
            yield Glyphs(x + begin + added, part, span.style, ends[stop] - begin + stretch, extra)
            added += stretch
