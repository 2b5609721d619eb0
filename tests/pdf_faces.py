"""A tiny TrueType font made in memory: each character a box of its own height, so that no font of the machine matters."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


@dataclass(frozen=True)
class Cut:
    data: bytes
    glyphs: dict[int, int]
    widths: dict[int, int]


@dataclass(frozen=True)
class BoxFace:
    """A face of the characters given: Han 1 em wide, ASCII half an em, drawn as full boxes."""

    text: str
    key: str = "box"
    ps_name: str = "BoxFace"
    ascent: float = 0.88
    descent: float = 0.12
    cap_height: float = 700
    bbox: tuple[float, float, float, float] = (0, -120, 1000, 880)
    italic_angle: float = 0
    stem_v: float = 80
    flags: int = 4

    @cached_property
    def glyphs(self) -> dict[int, int]:
        return {ord(char): at + 1 for at, char in enumerate(sorted(set(self.text)))}

    def glyph(self, code: int) -> int:
        return self.glyphs.get(code, 0)

    def subset(self, codes: Iterable[int]) -> Cut:
        codes = [code for code in codes if code in self.glyphs]
        widths = {code: 1000 if code > 127 else 500 for code in codes}
        names = [".notdef", *(f"g{code:x}" for code in codes)]
        builder = FontBuilder(1000, isTTF=True)
        builder.setupGlyphOrder(names)
        builder.setupCharacterMap({code: f"g{code:x}" for code in codes})
        builder.setupGlyf({".notdef": TTGlyphPen(None).glyph()} | {f"g{code:x}": box(widths[code]) for code in codes})
        builder.setupHorizontalMetrics({".notdef": (1000, 0)} | {f"g{code:x}": (widths[code], 0) for code in codes})
        builder.setupHorizontalHeader(ascent=880, descent=-120)
        builder.setupOS2()
        builder.setupPost()
        builder.font["head"].created = builder.font["head"].modified = 0
        builder.font.recalcTimestamp = False
        file = io.BytesIO()
        builder.save(file)
        return Cut(file.getvalue(), {code: at + 1 for at, code in enumerate(codes)}, widths)


def box(width: int):
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 700), (width, 700), (width, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()
