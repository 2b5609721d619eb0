"""The colour profile of the output intent: sRGB (IEC 61966-2-1) as a matrix and one curve (ICC.1:2001-04)."""

from __future__ import annotations

import struct
from functools import cache

_D50 = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
"""Red, green and blue of sRGB seen under D50 (Bradford)."""
_POINTS = 1024
_HEADER_LENGTH, _ROW_LENGTH = 128, 12
_VERSION = 0x02100000
_DATE = (2000, 1, 1, 0, 0, 0)
"""Fixed, so that files of one content are equal."""
NAME = "sRGB IEC61966-2.1"


@cache
def srgb_profile() -> bytes:
    """The profile, the same bytes each time."""
    curve = _curve()
    tags: dict[bytes, bytes] = {
        b"desc": _description(NAME),
        b"cprt": b"text\0\0\0\0" + b"No rights reserved\0",
        b"wtpt": _xyz(_D50),
        **{tag: _xyz(colour) for tag, colour in _PRIMARIES.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    at = _HEADER_LENGTH + 4 + _ROW_LENGTH * len(tags)
    places: dict[bytes, int] = {}
    rows, body = b"", b""
    for tag, data in tags.items():
        if data not in places:
            places[data] = at + len(body)
            body += data + bytes(-len(data) % 4)
        rows += struct.pack(">4sII", tag, places[data], len(data))
    return _header(at + len(body)) + struct.pack(">I", len(tags)) + rows + body


def _header(size: int) -> bytes:
    """The header: a display profile from RGB to XYZ, seen under D50."""
    head = struct.pack(">I4sI4s4s4s6H4s", size, b"", _VERSION, b"mntr", b"RGB ", b"XYZ ", *_DATE, b"acsp")
    head += bytes(28)  # platform, flags, maker, model, attributes, intent (perceptual)
    return (head + _fixed(_D50)).ljust(_HEADER_LENGTH, b"\0")


def _curve() -> bytes:
    """Light of each level of a channel, as a table."""
    levels = (point / (_POINTS - 1) for point in range(_POINTS))
    light = [level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels]  # noqa: PLR2004 - IEC 61966-2-1, 5.2
    return struct.pack(f">4s4xI{_POINTS}H", b"curv", _POINTS, *(round(65535 * value) for value in light))


def _description(text: str) -> bytes:
    """A textDescriptionType: ASCII, and nothing for Unicode and the Macintosh."""
    ascii_text = text.encode("ascii") + b"\0"
    return struct.pack(">4s4xI", b"desc", len(ascii_text)) + ascii_text + bytes(8 + 3 + 67)


def _xyz(colour: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(colour)


def _fixed(values: tuple[float, float, float]) -> bytes:
    return struct.pack(">3i", *(round(value * 65536) for value in values))
