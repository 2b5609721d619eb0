"""What is drawn over pages that others made: numbers, captions, archive stamps. Lengths in pt from below left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, cast

from gongwen.pdf.fonts.metrics import is_invisible
from gongwen.pdf.objects.syntax import number

if TYPE_CHECKING:
    from gongwen.pdf.fonts.metrics import FontSource, Metrics
    from gongwen.pdf.objects import Face, FontUse, PdfFile

NUMBER_SIZE = 14
"""四号, as page numbers of official papers (GB/T 9704 7.5)."""
_EDGE, _TOP = 15, 12
"""mm from the outer edge and from the upper edge to a page number."""
_HALO = 3
"""pt of white round a number, so that it can be read on a dark scan."""
_STAMP = (45, 16)
"""mm: width and height of a 归档章 of two rows and three columns (DA/T 22-2015)."""
_STAMP_TOP = 6
_STAMP_SIZE = 9
_LABEL_SIZE = 6
_RED = "0.8 0 0"


@dataclass(frozen=True, slots=True)
class Stamp:
    """归档章: three fields over three, each a label with its value."""

    fields: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Layer:
    """The operators of what is drawn on one page, with the fonts they name."""

    ops: list[str] = field(default_factory=list)
    fonts: dict[str, FontUse] = field(default_factory=dict)


def lacking(fonts: FontSource, family: str, texts: Iterable[str]) -> set[str]:
    """The characters of texts that no font has."""
    chain = fonts.chain(family)
    chars = {char for text in texts for char in text if not is_invisible(char)}
    return {char for char in chars if chain.face_of(char) is None}


class Marker:
    """Draws texts with the fonts of a machine; what none of them has is left out: see `lacking`."""

    def __init__(self, file: PdfFile, fonts: FontSource) -> None:
        """Draw into the pages of a file."""
        self._file, self._fonts = file, fonts

    def width(self, text: str, size: float, family: str) -> float:
        """How wide a text is."""
        return sum(face.advance(ord(char)) * size for face, part in self._runs(text, family) for char in part)

    def text(  # noqa: PLR0913, PLR0917 - a text, its place and how it looks
        self, layer: Layer, text: str, x: float, y: float, size: float, family: str, *, align: float = 0.0
    ) -> None:
        """A text whose baseline is at y; `align` is the part of its width that stands left of x: 0, 0.5 or 1."""
        x -= align * self.width(text, size, family) if align else 0
        for face, part in self._runs(text, family):
            use = self._file.font(cast("Face", face))
            layer.fonts[use.name] = use
            layer.ops.append(f"BT /{use.name} {number(size)} Tf {number(x)} {number(y)} Td <{use.encode(part)}> Tj ET")
            x += sum(face.advance(ord(char)) for char in part) * size

    def _runs(self, text: str, family: str) -> list[tuple[Metrics, str]]:
        """A text in parts of one face each; what no font has and what prints nothing is left out."""
        chain = self._fonts.chain(family)
        found = ((chain.face_of(char), char) for char in text if not is_invisible(char))
        faces = [(face, char) for face, char in found if face is not None]
        return [(face, "".join(char for _, char in run)) for face, run in groupby(faces, key=lambda each: each[0])]

    def page_number(self, layer: Layer, shown: int, sheet: tuple[float, float], family: str, *, plate: bool) -> None:
        """A page number at the upper outer corner of a sheet: right on a front side, left on a back side."""
        width, height = sheet
        text, odd = str(shown), shown % 2 == 1
        x, y = (width - mm_pt(_EDGE), height - mm_pt(_TOP)) if odd else (mm_pt(_EDGE), height - mm_pt(_TOP))
        if plate:
            wide = self.width(text, NUMBER_SIZE, family)
            left = x - wide if odd else x
            box = (left - _HALO, y - 0.2 * NUMBER_SIZE, wide + 2 * _HALO, NUMBER_SIZE)
            layer.ops.append(f"1 g {' '.join(map(number, box))} re f 0 g")
        self.text(layer, text, x, y, NUMBER_SIZE, family, align=1.0 if odd else 0.0)

    def stamp(self, layer: Layer, stamp: Stamp, sheet: tuple[float, float], family: str) -> None:
        """归档章 in the middle of the free room at the top of a page; what stands there shows through, as under ink."""
        wide, tall = (mm_pt(side) for side in _STAMP)
        left, top = (sheet[0] - wide) / 2, sheet[1] - mm_pt(_STAMP_TOP)
        lines = [f"{number(left)} {number(top - tall)} {number(wide)} {number(tall)} re"]
        for n in (1, 2):
            upright_line = number(left + wide * n / 3)
            lines.append(f"{upright_line} {number(top - tall)} m {upright_line} {number(top)} l")
        middle = number(top - tall / 2)
        lines.append(f"{number(left)} {middle} m {number(left + wide)} {middle} l")
        layer.ops.append(f"q {_RED} RG 0.8 w {' '.join(lines)} S Q {_RED} rg")
        for place, (label, value) in enumerate(stamp.fields):
            x, row = left + wide * (place % 3) / 3, place // 3
            base = top - tall * row / 2
            self.text(layer, label, x + 2, base - _LABEL_SIZE - 1, _LABEL_SIZE, family)
            size = min(_STAMP_SIZE, _STAMP_SIZE * (wide / 3 - 4) / max(1.0, self.width(value, _STAMP_SIZE, family)))
            self.text(layer, value, x + wide / 6, base - tall / 2 + 3, size, family, align=0.5)
        layer.ops.append("0 g")


def mm_pt(value: float) -> float:
    """Millimetres in pt."""
    return value * 72 / 25.4


def upright(layer: Layer, width: float, height: float) -> tuple[float, float]:
    """Turn what follows so that it stands upright on the bound sheet; gives the size of the sheet as it is bound.

    A page across is bound with its head to the left, as GB/T 9704 (8) has tables across the page.
    """
    if width <= height:
        return width, height
    layer.ops.append(f"0 -1 1 0 0 {number(height)} cm")
    return height, width


def wrapped(ops: Sequence[str]) -> list[str]:
    """Operators that leave no state behind."""
    return ["q", *ops, "Q"] if ops else []
