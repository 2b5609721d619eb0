"""Pair kerning of a TrueType face: the `kern` table (OpenType, format 0), as older and most Latin faces have it."""

from __future__ import annotations

import struct

_HEAD, _SUBTABLE, _PAIRS, _PAIR = 4, 6, 8, 6
_HORIZONTAL, _OTHER = 0x0001, 0xFF06
"""Coverage: horizontal text; and what must not be set (minimum values, cross-stream, another format)."""


def pairs_of(data: bytes) -> dict[int, int]:
    """Units to add between two glyphs, by left glyph x 65536 + right glyph; nothing for a table of another kind."""
    found: dict[int, int] = {}
    if len(data) < _HEAD or data[:2] != b"\0\0":
        return found
    position = _HEAD
    for _ in range(struct.unpack_from(">H", data, 2)[0]):
        if position + _SUBTABLE + _PAIRS > len(data):
            break
        _, length, coverage = struct.unpack_from(">3H", data, position)
        if coverage & _HORIZONTAL and not coverage & _OTHER:
            start = position + _SUBTABLE + _PAIRS
            count = struct.unpack_from(">H", data, position + _SUBTABLE)[0]
            count = min(count, (len(data) - start) // _PAIR)
            for key, value in struct.iter_unpack(">Ih", data[start : start + count * _PAIR]):
                found.setdefault(key, value)
        position += max(length, _SUBTABLE)
    return found
