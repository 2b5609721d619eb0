"""Texts of which most is the same from one copy to the next, deflated quickly: each fixed piece once, for all copies.

A raw deflate stream (RFC 1951) is a row of blocks. A piece that ends in a full flush stands on byte boundaries and
refers to nothing before it, so pieces can be joined in any order; what changes goes between them as stored blocks.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_LEVEL = 9
_RAW = -zlib.MAX_WBITS
_END = b"\x03\x00"
"""A last block that is empty."""
_LARGEST = 0xFFFF
"""Bytes of a stored block (RFC 1951, 3.2.4)."""
_HEAD = struct.Struct("<BHH")
_KEPT, _SHORT = 4096, 200
"""How many values are kept, and how long in bytes they may be."""


@dataclass(frozen=True, slots=True)
class Deflated:
    """One member of a zip as it is stored: the deflated bytes, and CRC and size of what they hold."""

    data: bytes
    crc: int
    size: int


def deflated(data: bytes) -> Deflated:
    """A whole member, deflated as a package's `to_bytes` does it."""
    packer = zlib.compressobj(6, zlib.DEFLATED, _RAW)
    return Deflated(packer.compress(data) + packer.flush(), zlib.crc32(data), len(data))


def packed(texts: Iterable[str], level: int = 6) -> Deflated:
    """A member made of texts one after another, in UTF-8, deflated as a whole while they come."""
    packer = zlib.compressobj(level, zlib.DEFLATED, _RAW)
    crc = size = 0
    out: list[bytes] = []
    for text in texts:
        raw = text.encode()
        crc = zlib.crc32(raw, crc)
        size += len(raw)
        out.append(packer.compress(raw))
    out.append(packer.flush())
    return Deflated(b"".join(out), crc, size)


class FixedPieces:
    """The pieces of text that copies share. Any text may be joined: one that is not a known piece is stored."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Deflate every piece once."""
        self._known = {text: _piece(text.encode()) for text in texts if text}
        self._room = _KEPT

    def join(self, texts: Iterable[str]) -> Deflated:
        """The member that holds the texts one after another, in UTF-8."""
        known = self._known.get
        raws: list[bytes] = []
        blocks: list[bytes] = []
        for text in texts:
            raw, block = known(text) or self._value(text)
            raws.append(raw)
            blocks.append(block)
        blocks.append(_END)
        data = b"".join(raws)
        return Deflated(b"".join(blocks), zlib.crc32(data), len(data))

    def _value(self, text: str) -> tuple[bytes, bytes]:
        """A text that changes, as a stored block; short ones come again (a department, a date) and are kept."""
        raw = text.encode()
        found = raw, _stored(raw)
        if self._room and len(raw) <= _SHORT:
            self._room -= 1
            self._known[text] = found
        return found


def _piece(raw: bytes) -> tuple[bytes, bytes]:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    flushed = packer.compress(raw) + packer.flush(zlib.Z_FULL_FLUSH)
    stored = _stored(raw)
    return raw, min(flushed, stored, key=len)


def _stored(raw: bytes) -> bytes:
    """Bytes as they are, in blocks of at most 65,535; nothing for no bytes."""
    size = len(raw)
    if size <= _LARGEST:
        return _HEAD.pack(0, size, size ^ _LARGEST) + raw if raw else b""
    starts = range(0, size, _LARGEST)
    return b"".join(_stored(raw[start : start + _LARGEST]) for start in starts)
