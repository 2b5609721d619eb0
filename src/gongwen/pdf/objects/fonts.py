"""Faces in a file: one Type0 font each, coded so that text is its own UTF-16.

The code of a character is its UTF-16 code unit; a CIDToGIDMap says which glyph that is. Characters above U+FFFF get
the codes from D800 up, which stand for no character of their own, in the order in which they are first used.
"""

from __future__ import annotations

import hashlib
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping

from gongwen.pdf.objects.contract import Face
from gongwen.pdf.objects.store import Store
from gongwen.pdf.objects.syntax import name, number, numbers

_FIRST_HIGH, _LAST_HIGH = 0xD800, 0xDFFF
_BMP_END = 0xFFFF
_SURROGATES = re.compile("[\ud800-\udfff]")
_ROWS = 100
"""Rows of one block of a CMap."""
_LEVEL = 3
"""zlib's level for font files: half the time of level 6 for 3 % more bytes."""
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{rows}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class FontUse:
    """One face in one file; remembers the characters that are written with it."""

    __slots__ = ("_high", "_used", "face", "name", "number")

    def __init__(self, name: str, face: Face, number: int) -> None:
        """`name` is what contents call the font, `number` its object."""
        self.name = name
        self.face = face
        self.number = number
        self._used: set[str] = set()
        self._high: dict[str, int] = {}

    def encode(self, text: str) -> str:
        """The codes of a text as hex digits."""
        try:
            raw = text.encode("utf-16-be")
        except UnicodeEncodeError:
            return self.encode(_SURROGATES.sub("\ufffd", text))
        self._used.update(text)
        if len(raw) == 2 * len(text):
            return raw.hex()
        return "".join(f"{self._code(char):04x}" for char in text)

    def _code(self, char: str) -> int:
        if ord(char) <= _BMP_END:
            return ord(char)
        code = self._high.setdefault(char, _FIRST_HIGH + len(self._high))
        if code > _LAST_HIGH:
            raise ValueError(f"more than {_LAST_HIGH - _FIRST_HIGH + 1} characters above U+FFFF in one face")
        return code

    @property
    def missing(self) -> list[str]:
        """Characters written that the face has no glyph for."""
        return sorted(char for char in self._used if not self.face.glyph(ord(char)))

    def codes(self) -> dict[int, int]:
        """The code points by their codes, in the order of codes."""
        return dict(sorted((self._code(char), ord(char)) for char in self._used or {" "}))


def write_font(store: Store, font: FontUse) -> None:
    """Write the font and all that belongs to it, with the glyphs of the characters that were used."""
    codes, face = font.codes(), font.face
    subset = face.subset(sorted(codes.values()))
    full_name = name(f"{_tag(codes)}+{re.sub('[^!-~]', '', face.ps_name)[:100] or 'Font'}")
    file = store.deflated(f"/Length1 {len(subset.data)}", subset.data, _LEVEL)
    descriptor = store.add(
        f"<</Type/FontDescriptor/FontName{full_name}/Flags {face.flags}/FontBBox{numbers(face.bbox)}"
        f"/ItalicAngle {number(face.italic_angle)}/Ascent {number(1000 * face.ascent)}"
        f"/Descent {number(-1000 * face.descent)}/CapHeight {number(face.cap_height)}/StemV {number(face.stem_v)}"
        f"/FontFile2 {file} 0 R>>"
    )
    glyphs = store.deflated("", _glyph_map({code: subset.glyphs.get(point, 0) for code, point in codes.items()}))
    widths = {code: subset.widths[point] for code, point in codes.items() if point in subset.widths}
    descendant = store.add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont{full_name}/FontDescriptor {descriptor} 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"{_widths(widths)}/CIDToGIDMap {glyphs} 0 R>>"
    )
    unicode = store.deflated("", _to_unicode(codes).encode("ascii"))
    store.write(
        font.number,
        f"<</Type/Font/Subtype/Type0/BaseFont{full_name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
        f"/ToUnicode {unicode} 0 R>>",
    )


def _tag(codes: Mapping[int, int]) -> str:
    """The six letters that tell subsets of one font apart (ISO 32000-1, 9.6.4)."""
    digest = hashlib.sha256(",".join(map(str, codes.values())).encode("ascii")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _glyph_map(glyphs: Mapping[int, int]) -> bytes:
    table = array("H", bytes(2 * (max(glyphs) + 1)))
    for code, glyph in glyphs.items():
        table[code] = glyph
    if sys.byteorder == "little":
        table.byteswap()
    return table.tobytes()


def _widths(widths: Mapping[int, int]) -> str:
    """DW, the width that most characters have, and W, the others: a list for each row of neighbours."""
    counted = Counter(widths.values())
    common = min(counted, key=lambda width: (-counted[width], width), default=1000)
    others = [(code, width) for code, width in sorted(widths.items()) if width != common]
    parts, last = [f"/DW {common}/W["], -2
    for code, width in others:
        parts.append(f" {width}" if code == last + 1 else f"{']' if last >= 0 else ''}{code}[{width}")
        last = code
    return "".join(parts) + ("]]" if others else "]")


def _to_unicode(codes: Mapping[int, int]) -> str:
    """What each code means: itself, but for those from D800 up."""
    rows: dict[str, list[str]] = {"bfrange": list(_ranges(codes)), "bfchar": []}
    for code, point in codes.items():
        if code != point:
            rows["bfchar"].append(f"<{code:04x}> <{chr(point).encode('utf-16-be').hex()}>\n")
    blocks = [
        f"{len(part)} begin{kind}\n{''.join(part)}end{kind}\n"
        for kind, lines in rows.items()
        for part in (lines[first : first + _ROWS] for first in range(0, len(lines), _ROWS))
    ]
    return _CMAP.format(rows="".join(blocks))


def _ranges(codes: Mapping[int, int]) -> Iterator[str]:
    """A range for each high byte, from the first to the last code that is used: few rows for any text."""
    ends: dict[int, tuple[int, int]] = {}
    for code, point in codes.items():
        if code == point:
            ends[code >> 8] = (ends.get(code >> 8, (code, code))[0], code)
    return (f"<{first:04x}> <{last:04x}> <{first:04x}>\n" for first, last in ends.values())
