"""The text operators of a line, and how numbers and colours are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongwen.pdf.typeset.lines import Glyphs
    from gongwen.pdf.typeset.styles import Style

_BLACK = "000000"
_EMBOLDEN = 0.03
"""em by which outlines are widened where a bold face is missing."""


class Pen:
    """The text state of a fragment: only what changes is written; at its end it is as every fragment expects it."""

    def __init__(self) -> None:
        """Nothing is written yet."""
        self.ops: list[str] = []
        self._x = 0.0
        self._font = self._scale = self._gap = ""
        self._colour, self._rise, self._bold = "0 g", "0", False

    def style(self, name: str, style: Style) -> None:
        """Take a font, by its name in the file, and a look."""
        look = style.look
        self._set("_font", f"/{name} {num(look.size)} Tf")
        self._set("_scale", f"{num(look.scale * 100)} Tz")
        self._set("_colour", fill_colour(look.colour))
        if self._rise != num(look.rise):
            self._rise = num(look.rise)
            self.ops.append(f"{self._rise} Ts")
        if self._bold != style.bold:
            self._bold = style.bold
            colour = stroke_colour(look.colour)
            self.ops.append(f"2 Tr {num(look.size * _EMBOLDEN)} w {colour}" if style.bold else "0 Tr 0 G")

    def _set(self, name: str, value: str) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)
            self.ops.append(value)

    def _move(self, x: float) -> None:
        self.ops.append(f"{num(x - self._x)} 0 Td")
        self._x = x

    def show(self, x: float, codes: str, spacing: float, style: Style) -> None:
        """Show a text at x, with so many pt after each character."""
        self._set("_gap", f"{num4(spacing / style.look.scale)} Tc")
        self._move(x)
        self.ops.append(f"<{codes}> Tj")

    def parted(self, x: float, parts: list[tuple[str, float]], style: Style) -> None:
        """Show parts of a text, each with the pt to move on after it."""
        look = style.look
        if len(parts) == 1:
            self.show(x, parts[0][0], look.spacing, style)
            return
        self._set("_gap", f"{num4(look.spacing / look.scale)} Tc")
        self._move(x)
        unit = -1000 / (look.size * look.scale)
        self.ops.append(f"[{' '.join(f'<{codes}> {num(more * unit)}' for codes, more in parts)}] TJ")

    def closed(self) -> str:
        """All operators; the state they leave is the one that every fragment finds."""
        if not self.ops:
            return ""
        self._set("_colour", "0 g")
        if self._rise != "0":
            self.ops.append("0 Ts")
        if self._bold:
            self.ops.append("0 Tr 0 G")
        return " ".join(self.ops)


def parted(text: str, run: Glyphs) -> list[tuple[str, float]]:
    """A Latin text cut where its spaces are stretched and its pairs kerned, with the pt after each part."""
    look = run.style.look
    if not look.kern and not run.extra:
        return [(text, 0.0)]
    parts: list[tuple[str, float]] = []
    start, size = 0, look.size * look.scale
    for place, char in enumerate(text, 1):
        more = run.extra if char == " " else 0.0
        if look.kern and place < len(text) and char != " ":
            more += run.style.face.pair(ord(char), ord(text[place])) * size
        if more:
            parts.append((text[start:place], more))
            start = place
    return [*parts, (text[start:], 0.0)] if start < len(text) else parts


def num(value: float) -> str:
    """A number with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def num4(value: float) -> str:
    """A number with at most four decimals: gaps that add up over a line."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def fill_colour(colour: str) -> str:
    """The operator that sets the colour of fills and text."""
    return "0 g" if colour in ("", _BLACK) else f"{_rgb(colour)} rg"


def stroke_colour(colour: str) -> str:
    """The operator that sets the colour of strokes."""
    return "0 G" if colour in ("", _BLACK) else f"{_rgb(colour)} RG"


def _rgb(colour: str) -> str:
    return " ".join(_part(colour, place) for place in (0, 2, 4))


def _part(colour: str, place: int) -> str:
    return f"{int(colour[place : place + 2], 16) / 255:.3f}".rstrip("0").rstrip(".")
