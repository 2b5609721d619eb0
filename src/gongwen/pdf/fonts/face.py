"""One TrueType face: its measures, its characters, and the part of it that a PDF holds."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from gongwen.pdf.fonts.charmap import lookup_of
from gongwen.pdf.fonts.kerning import pairs_of
from gongwen.pdf.fonts.naming import names_of
from gongwen.pdf.fonts.sfnt import FontError, Sfnt
from gongwen.pdf.fonts.subset import Subset, subset_of, tables_of, whole
from gongwen.pdf.fonts.wrong import wrong_codes
from gongwen.problems import ExitCode, Place, Problem, UserError

_FIXED_PITCH, _SERIF, _SYMBOLIC, _ITALIC = 0x1, 0x2, 0x4, 0x40
"""Flags of a FontDescriptor (ISO 32000-1, table 123)."""
_SERIF_CLASSES = frozenset({1, 2, 3, 4, 5, 7})
"""sFamilyClass of OS/2: the classes with serifs."""
_NO_SUBSETTING = 0x0100
_REGULAR = 400


class Face:
    """A face of a file. Lengths are em; what only a FontDescriptor needs is in 1/1000 em."""

    def __init__(self, path: Path, index: int = 0, *, source: Path | None = None) -> None:
        """Read the tables that text is measured with. `source` is the font that `path` was converted from.

        Raises FontError when the file is damaged or is no TrueType font.
        """
        self.path, self.index, self.source = path, index, source or path
        try:
            self._open()
        except FontError:
            raise
        except (OSError, struct.error, IndexError, ValueError, OverflowError, MemoryError):
            raise FontError("文件读不出或已损坏") from None

    def _open(self) -> None:
        self._sfnt = Sfnt(self.path, self.index)
        if self._sfnt.fault:
            raise FontError(self._sfnt.fault)
        if self._sfnt.outline != "glyf":
            raise FontError("不是 TrueType 轮廓")
        self._tables = tables_of(self._sfnt)
        self._more = self._sfnt.read(("cmap", "name", "OS/2", "post"))
        self._lookup = lookup_of(self._more["cmap"])
        self._advances: dict[int, float] = {}
        self.units_per_em: int = struct.unpack_from(">H", self._tables.head, 18)[0]
        if not self.units_per_em:
            raise FontError("文件不完整或已损坏")
        names = names_of(self._more.get("name", b""))
        self.ps_name: str = names.ps_name or self.path.stem
        self.family: str = names.family or self.ps_name
        self._glyphs: dict[int, int] = dict.fromkeys(wrong_codes((*names.families, *names.fulls)), 0)
        self._measure()

    def _measure(self) -> None:
        """The heights that lines are made from, and the average width."""
        em = self.units_per_em
        ascent, descent, gap = struct.unpack_from(">3h", self._tables.hhea, 4)
        os2 = self._more.get("OS/2", b"")
        self.average_width: float = struct.unpack_from(">h", os2, 2)[0] / em if len(os2) >= 4 else 1.0  # noqa: PLR2004
        if not ascent and not descent and len(os2) >= 74:  # noqa: PLR2004 - up to the typographic heights
            ascent, descent, gap = struct.unpack_from(">3h", os2, 68)
        self.ascent: float = ascent / em
        self.descent: float = -descent / em
        self.line_gap: float = gap / em

    @cached_property
    def key(self) -> str:
        """The same for the same font on every machine: the PostScript name and a hash of what its text depends on."""
        tables = self._tables
        content = blake2b(digest_size=8)
        for part in (tables.head, tables.hhea, tables.maxp, tables.hmtx, tables.loca.tobytes(), self._more["cmap"]):
            content.update(part)
        return f"{self.ps_name}-{content.hexdigest()}"

    @cached_property
    def bbox(self) -> tuple[int, int, int, int]:
        """Left, bottom, right, top of all glyphs together."""
        return tuple(self._thousandths(value) for value in struct.unpack_from(">4h", self._tables.head, 36))  # type: ignore[return-value]

    @cached_property
    def italic_angle(self) -> float:
        """Degrees counter-clockwise from upright."""
        post = self._more.get("post", b"")
        angle = struct.unpack_from(">i", post, 4)[0] / 65536 if len(post) >= 8 else 0.0  # noqa: PLR2004
        return float(angle) if math.fabs(angle) < 90 else 0.0  # noqa: PLR2004

    @cached_property
    def cap_height(self) -> int:
        """Height of capital letters; older fonts do not say it."""
        os2 = self._more.get("OS/2", b"")
        has_it = len(os2) >= 90 and struct.unpack_from(">H", os2)[0] >= 2  # noqa: PLR2004 - OS/2 version 2
        height = struct.unpack_from(">h", os2, 88)[0] if has_it else 0
        return self._thousandths(height) if height > 0 else round(self.ascent * 800)

    @cached_property
    def stem_v(self) -> int:
        """Width of upright stems: fonts do not hold it, so what is usual for the weight."""
        return round(50 + (self._weight / 65) ** 2)

    @cached_property
    def flags(self) -> int:
        """The flags of a FontDescriptor; symbolic, since its glyphs are asked for by number."""
        os2, post = self._more.get("OS/2", b""), self._more.get("post", b"")
        fixed = len(post) >= 16 and any(post[12:16])  # noqa: PLR2004
        serif = len(os2) >= 32 and os2[30] in _SERIF_CLASSES  # noqa: PLR2004
        slanted = bool(self.italic_angle)
        return _SYMBOLIC | fixed * _FIXED_PITCH | serif * _SERIF | slanted * _ITALIC

    @property
    def _weight(self) -> int:
        os2 = self._more.get("OS/2", b"")
        weight = struct.unpack_from(">H", os2, 4)[0] if len(os2) >= 6 else _REGULAR  # noqa: PLR2004
        return weight if 100 <= weight <= 1000 else _REGULAR  # noqa: PLR2004 - usWeightClass

    def _thousandths(self, units: int) -> int:
        return round(units * 1000 / self.units_per_em)

    def glyph(self, code: int) -> int:
        """The glyph of a code point, 0 for one that the face lacks, or draws as another character."""
        found = self._glyphs.get(code)
        if found is None:
            found = self._lookup(code)
            found = self._glyphs[code] = found if found < self._tables.count else 0
        return found

    def advance(self, code: int) -> float:
        """The advance of a code point; that of the missing glyph for one that the face lacks."""
        found = self._advances.get(code)
        if found is None:
            found = self._advances[code] = self._tables.metrics(self.glyph(code))[0] / self.units_per_em
        return found

    @cached_property
    def _pairs(self) -> dict[int, int]:
        return pairs_of(self._sfnt.read(("kern",)).get("kern", b""))

    def pair(self, left: int, right: int) -> float:
        """What is added between two code points, em."""
        if not self._pairs:
            return 0.0
        return self._pairs.get(self.glyph(left) << 16 | self.glyph(right), 0) / self.units_per_em

    def subset(self, codes: Iterable[int]) -> Subset:
        """The font of some code points. A font that may not be cut down comes whole.

        Raises UserError (exit 5) when its glyphs turn out to be damaged.
        """
        glyphs = {code: glyph for code in sorted(set(codes)) if (glyph := self.glyph(code))}
        widths = {code: self._thousandths(self._tables.metrics(glyph)[0]) for code, glyph in glyphs.items()}
        try:
            if self._may_be_cut:
                data, numbers = subset_of(self._sfnt, self._tables, glyphs.values())
                glyphs = {code: numbers[glyph] for code, glyph in glyphs.items()}
            else:
                data = whole(self._sfnt)
        except (FontError, OSError, ValueError, struct.error, IndexError) as error:
            what = f"字体“{self.family}”的字形用不了：{error if isinstance(error, FontError) else '文件读不出'}"
            problem = Problem("font.damaged", what, "请重新安装这种字体，或删去它改用别的。", Place(str(self.source)))
            raise UserError(problem, ExitCode.HELPER_MISSING) from None
        return Subset(data, glyphs, widths)

    @property
    def _may_be_cut(self) -> bool:
        os2 = self._more.get("OS/2", b"")
        return len(os2) < 10 or not struct.unpack_from(">H", os2, 8)[0] & _NO_SUBSETTING  # noqa: PLR2004
