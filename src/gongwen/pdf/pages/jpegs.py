"""How a JPEG is built: where its picture ends, and what decoding takes; phones put films and more pictures behind."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

_MARK = 0xFF
_NEXT = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""A marker that ends the data of a scan: neither a stuffed byte nor a restart."""
_ALONE = {0x01, *range(0xD0, 0xD9)}
"""Markers without a length: reserved, restarts, the beginning."""
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_BASELINE = {0xC0, 0xC1, 0xC9}
_SCAN, _END = 0xDA, 0xD9
_SCANS, _SEGMENTS = 300, 100_000
"""More than these no camera writes; each scan takes a decoder through the whole picture."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Size in pixels; the end of the picture in the file, None where the end mark is missing."""

    width: int
    height: int
    held: int
    """Bytes a decoder must hold apart from the pixels: the coefficients, where they come in several scans."""
    end: int | None


def outline(data: bytes) -> Outline | None:
    """The outline of a JPEG; None where not even its size can be read, or no picture follows it."""
    frame: tuple[int, int, bytes] | None = None
    held, at, scans, end = 0, 2, 0, None
    try:
        for _ in range(_SEGMENTS):
            at = data.index(_MARK, at)
            marker = data[at + 1]
            if marker in {_MARK, 0} or marker in _ALONE:
                at += 1 if marker == _MARK else 2
                continue
            if marker == _END:
                end = at + 2
                break
            (length,) = struct.unpack_from(">H", data, at + 2)
            if marker in _FRAMES and frame is None:
                height, width, count = struct.unpack_from(">HHB", data, at + 5)
                frame = width, height, data[at + 10 : at + 10 + 3 * count]
                held = 0 if marker in _BASELINE else _coefficients(*frame)
            at += 2 + length
            if marker == _SCAN:
                if frame and not scans and 3 * data[at - length + 2] < len(frame[2]):
                    held = _coefficients(*frame)
                scans += 1
                found = _NEXT.search(data, at)
                if found is None:
                    break
                at = found.start()
    except (struct.error, IndexError, ValueError):
        pass
    return Outline(frame[0], frame[1], held, end) if frame and 0 < scans <= _SCANS else None


def _coefficients(width: int, height: int, components: bytes) -> int:
    """Bytes of the coefficients of all components, two for each sample."""
    factors = [(each >> 4, each & 15) for each in components[1::3]]
    most = max((across * down for across, down in factors), default=1) or 1
    return sum(2 * width * height * across * down // most for across, down in factors)
