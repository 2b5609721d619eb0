"""What this room asks of a face: figures for a FontDescriptor, and the part of the font that a file needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from mmap import mmap
from typing import Protocol


class Subset(Protocol):
    """A TrueType font of the glyphs that were used."""

    @property
    def data(self) -> bytes:
        """The font file."""

    @property
    def glyphs(self) -> Mapping[int, int]:
        """The glyph of each character's code point."""

    @property
    def widths(self) -> Mapping[int, int]:
        """The advance of each character's code point, 1/1000 em, as the font file has it."""


class Face(Protocol):
    """One TrueType face; lengths in em, those that only a FontDescriptor needs in 1/1000 em."""

    @property
    def key(self) -> str:
        """The same for the same font on every machine."""

    @property
    def ps_name(self) -> str:
        """The PostScript name."""

    @property
    def ascent(self) -> float:
        """Above the baseline, em."""

    @property
    def descent(self) -> float:
        """Below the baseline, em, positive."""

    @property
    def cap_height(self) -> float:
        """Height of capital letters, 1/1000 em."""

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of all glyphs together, 1/1000 em."""

    @property
    def italic_angle(self) -> float:
        """Degrees counter-clockwise from upright."""

    @property
    def stem_v(self) -> float:
        """Width of upright stems, 1/1000 em."""

    @property
    def flags(self) -> int:
        """The flags of a FontDescriptor (ISO 32000-1, table 123)."""

    def glyph(self, code: int) -> int:
        """The glyph of a code point, 0 for one that the face lacks."""

    def subset(self, codes: Iterable[int]) -> Subset:
        """The font of these code points."""


class BorrowedPage(Protocol):
    """A page or picture of a `Borrowed`: its XObject, and its size."""

    @property
    def number(self) -> int:
        """The object, numbered as in the chunk."""

    @property
    def width(self) -> float:
        """In pt, of a picture in pixels."""

    @property
    def height(self) -> float:
        """As `width`."""


class Borrowed(Protocol):
    """What this room asks of a chunk of objects that another file is to take in, numbered from 1."""

    @property
    def leaves(self) -> Sequence[BorrowedPage]:
        """What contents are to draw."""

    @property
    def layers(self) -> Sequence[int]:
        """The objects that are optional content groups."""

    @property
    def hidden(self) -> Sequence[int]:
        """Those of them that are not shown."""

    @property
    def data(self) -> bytes | mmap:
        """What streams are taken from."""

    def objects(self, base: int) -> tuple[Sequence[bytes], Sequence[tuple[int, int] | None]]:
        """The texts of the objects with `base` added to every number; where each one's stream is in `data`."""
