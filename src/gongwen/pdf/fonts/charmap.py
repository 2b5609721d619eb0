"""From characters to glyphs: the `cmap` table (ISO/IEC 14496-22, 5.2.1), subtable formats 0, 4, 6 and 12."""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Callable

from gongwen.pdf.fonts.sfnt import FontError, u16, u32

_WANTED = ((3, 10), (0, 6), (0, 4), (0, 10), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0), (3, 0), (1, 0))
"""Platform and encoding: all of Unicode, its first plane, symbols, Macintosh."""
_SYMBOL, _MACINTOSH = (3, 0), (1, 0)
_SYMBOLS_AT = 0xF000
_ASCII_END = 0x80

Lookup = Callable[[int], int]


def lookup_of(data: bytes) -> Lookup:
    """The best subtable of a `cmap` as a function from code point to glyph, 0 for what it lacks."""
    count = struct.unpack_from(">H", data, 2)[0]
    found: dict[tuple[int, int], int] = {}
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, 4 + 8 * number)
        found.setdefault((platform, encoding), offset)
    for key in _WANTED:
        if key in found and (lookup := _subtable(data, found[key])) is not None:
            return _narrowed(key, lookup)
    raise FontError("字体没有可用的字符表")


def _narrowed(key: tuple[int, int], lookup: Lookup) -> Lookup:
    """Symbol fonts hold their glyphs at U+F000; a Macintosh table agrees with Unicode only in ASCII."""
    if key == _SYMBOL:
        return lambda code: lookup(code) or (lookup(_SYMBOLS_AT + code) if code < 0x100 else 0)  # noqa: PLR2004
    if key == _MACINTOSH:
        return lambda code: lookup(code) if code < _ASCII_END else 0
    return lookup


def _subtable(data: bytes, offset: int) -> Lookup | None:
    kind = struct.unpack_from(">H", data, offset)[0]
    reader = {0: _bytes, 4: _segments, 6: _trimmed, 12: _groups}.get(kind)
    return reader(data, offset) if reader else None


def _bytes(data: bytes, offset: int) -> Lookup:
    """Format 0: one byte for each of 256 codes."""
    glyphs = data[offset + 6 : offset + 262]
    return lambda code: glyphs[code] if code < len(glyphs) else 0


def _trimmed(data: bytes, offset: int) -> Lookup:
    """Format 6: one range."""
    first, count = struct.unpack_from(">HH", data, offset + 6)
    glyphs = u16(data[offset + 10 : offset + 10 + 2 * count])
    return lambda code: glyphs[code - first] if 0 <= code - first < len(glyphs) else 0


def _segments(data: bytes, offset: int) -> Lookup:
    """Format 4: segments of the first plane. Its own length field is often wrong, so the table's end counts."""
    words = u16(data[offset + 14 :])
    count = struct.unpack_from(">H", data, offset + 6)[0] // 2
    if not count or len(words) < 4 * count + 1:
        raise FontError("字符表不完整")
    ends, starts = words[:count], words[count + 1 : 2 * count + 1]
    deltas, ranges_at = words[2 * count + 1 : 3 * count + 1], 3 * count + 1

    def lookup(code: int) -> int:
        number = bisect_left(ends, code)
        if number == count or starts[number] > code:
            return 0
        distance = words[ranges_at + number]
        if not distance:
            return (code + deltas[number]) & 0xFFFF
        at = ranges_at + number + distance // 2 + code - starts[number]
        glyph = words[at] if at < len(words) else 0
        return (glyph + deltas[number]) & 0xFFFF if glyph else 0

    return lookup


def _groups(data: bytes, offset: int) -> Lookup:
    """Format 12: groups of all planes."""
    count = struct.unpack_from(">I", data, offset + 12)[0]
    numbers = u32(data[offset + 16 : offset + 16 + 12 * count])
    if not count or len(numbers) != 3 * count:
        raise FontError("字符表不完整")
    starts, ends, glyphs = numbers[0::3], numbers[1::3], numbers[2::3]

    def lookup(code: int) -> int:
        number = bisect_right(starts, code) - 1
        return glyphs[number] + code - starts[number] if number >= 0 and code <= ends[number] else 0

    return lookup
