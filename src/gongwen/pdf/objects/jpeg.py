"""JPEG files that a PDF can hold as they are (ISO 32000-1, 7.4.8): eight bits, grey or three colours, Huffman coded."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_START, _END = b"\xff\xd8", b"\xff\xd9"
_BASELINE, _PROGRESSIVE = 0xC0, 0xC2
_TABLES = {0xC4, 0xC8, 0xCC}
"""Markers between those of frames that begin none: Huffman tables, reserved, arithmetic conditioning."""
_SCAN, _APP0, _APP14 = 0xDA, 0xE0, 0xEE
_MARK = 0xFF
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB"}


@dataclass(frozen=True, slots=True)
class Jpeg:
    """Size in pixels, and the entries of its image dictionary."""

    width: int
    height: int
    entries: str


def read(data: bytes) -> Jpeg | None:
    """The facts of a whole JPEG that can go as it is; None for any other data."""
    if not data.startswith(_START):
        return None
    try:
        return _facts(data)
    except (struct.error, IndexError):
        return None


def _facts(data: bytes) -> Jpeg | None:
    frame: tuple[int, int, int] | None = None
    letters, said = b"", False
    for marker, start, end in _segments(data):
        if marker in {_BASELINE, _PROGRESSIVE}:
            bits, height, width, count = struct.unpack_from(">BHHB", data, start)
            if bits != 8 or count not in _SPACES or not width or not height:  # noqa: PLR2004 - bits
                return None
            frame, letters = (width, height, count), data[start + 6 : end : 3]
        elif _BASELINE < marker < 0xD0 and marker not in _TABLES:  # noqa: PLR2004 - other codings
            return None
        elif marker in {_APP0, _APP14}:
            said = said or data.startswith((b"JFIF\0", b"Adobe"), start)
        elif marker == _SCAN:
            if frame is None or data.find(_END, end) < 0:
                return None
            width, height, count = frame
            # Readers take three colours for YCbCr; a file that names them R, G, B and says nothing else means these.
            plain = "/DecodeParms<</ColorTransform 0>>" if letters == b"RGB" and not said else ""
            entries = f"/ColorSpace{_SPACES[count]}/BitsPerComponent 8/Filter/DCTDecode{plain}"
            return Jpeg(width, height, entries)
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """The segments before the picture itself: marker, where the content begins and ends."""
    at = 2
    while data[at] == _MARK:
        marker = data[at + 1]
        if marker == _MARK:  # a fill byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        yield marker, at + 4, at + 2 + length
        at += 2 + length
