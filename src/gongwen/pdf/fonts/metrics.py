"""What setting text needs of fonts, met by the fonts of a machine and by nominal ones that are the same everywhere."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from typing import Protocol

from gongwen.standard.widths import char_em

_IGNORABLE = (
    (0x0080, 0x009F), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""Default_Ignorable_Code_Point of the Unicode character database: joiners, variation selectors, direction marks; and
the control characters that XML lets through."""
_STARTS = [start for start, _ in _IGNORABLE]
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))


class Metrics(Protocol):
    """The measures of one face, in em."""

    @property
    def key(self) -> str:
        """The same for the same font on every machine."""

    @property
    def ascent(self) -> float:
        """Above the baseline."""

    @property
    def descent(self) -> float:
        """Below the baseline, positive."""

    @property
    def line_gap(self) -> float:
        """Between lines, besides the two."""

    @property
    def average_width(self) -> float:
        """What the font says of its own average width (xAvgCharWidth)."""

    def glyph(self, code: int) -> int:
        """The glyph of a code point, 0 for one that the face lacks."""

    def advance(self, code: int) -> float:
        """The advance of a code point; that of the missing glyph for one that the face lacks."""

    def pair(self, left: int, right: int) -> float:
        """What is added between two code points, em."""


class Chain(Protocol):
    """The faces that a family is printed with: the main one, and others for what it lacks.

    `bold` and `italic` say whether the main face has to be made so.
    """

    @property
    def first(self) -> Metrics:
        """The main face."""

    @property
    def bold(self) -> bool:
        """Whether weight has to be added."""

    @property
    def italic(self) -> bool:
        """Whether a slant has to be added."""

    def face_of(self, char: str) -> Metrics | None:
        """The first face that has a character; None where no font has it."""


class FontSource(Protocol):
    """Where the faces of a document come from."""

    def chain(self, family: str, *, bold: bool = False, italic: bool = False, latin: bool = False) -> Chain:
        """The faces for a family; `latin` where Latin text asks for it."""


@cache
def is_invisible(char: str) -> bool:
    """Whether a character prints nothing by its nature, whatever a font says of it."""
    number = bisect_right(_STARTS, ord(char)) - 1
    return number >= 0 and ord(char) <= _IGNORABLE[number][1]


def is_private(char: str) -> bool:
    """Whether a character is of private use: another font than the one asked for would print another character."""
    return any(start <= ord(char) <= end for start, end in _PRIVATE)


class NominalFace:
    """Built-in widths: page ends decided with them are the same on every machine."""

    ascent, descent, line_gap = 0.88, 0.12, 0.0

    def __init__(self, key: str, average_width: float) -> None:
        """Name the face."""
        self.key, self.average_width = key, average_width

    def glyph(self, code: int) -> int:
        """Any number but 0: a nominal face has every character."""
        return code or 1

    def advance(self, code: int) -> float:
        """Han 1 em, Latin from the table of `gongwen.standard.widths`."""
        return 0.0 if is_invisible(chr(code)) else char_em(chr(code))

    def pair(self, left: int, right: int) -> float:  # noqa: ARG002 - a nominal face has no pairs
        """Nothing."""
        return 0.0


class NominalChain:
    """A nominal face that has everything and needs nothing added."""

    bold = italic = False

    def __init__(self, first: NominalFace) -> None:
        """A chain of one face."""
        self.first = first

    def face_of(self, char: str) -> NominalFace:  # noqa: ARG002 - it has every character
        """The one face."""
        return self.first


class NominalFonts:
    """Every family set with built-in widths."""

    def __init__(self) -> None:
        """One face for Han text, one for Latin: they differ only in their average width."""
        self._han = NominalChain(NominalFace("nominal-han", 1.0))
        self._latin = NominalChain(NominalFace("nominal-latin", 0.5))

    def chain(
        self,
        family: str,  # noqa: ARG002 - all are set alike
        *,
        bold: bool = False,  # noqa: ARG002
        italic: bool = False,  # noqa: ARG002
        latin: bool = False,
    ) -> NominalChain:
        """The nominal face of a script."""
        return self._latin if latin else self._han
