"""The records of a zip, written the same way on every machine: fixed times, no attributes of the system."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from gongwen.ooxml.deflate import Deflated

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL, _OFFSET = struct.Struct("<4sHHHHHHIIIHHHHHI"), struct.Struct("<I")
_END = struct.Struct("<4sHHHHIIH")
_VERSION, _UTF8, _DEFLATE = 20, 0x800, 8
_MADE_BY_UNIX = 3 << 8 | _VERSION
_TIME, _DATE = 0, 33
"""Midnight of 1 January 1980, the first moment a zip knows: the same on every machine."""
_REGULAR_FILE = 0o100644 << 16


def local(name: bytes, part: Deflated) -> bytes:
    """The record before a member's data."""
    fields = (_VERSION, _flags(name), _DEFLATE, _TIME, _DATE, part.crc, len(part.data), part.size, len(name), 0)
    return _LOCAL.pack(b"PK\3\4", *fields) + name


def entry(name: bytes, part: Deflated) -> bytes:
    """The member's line in the directory, up to where it says at which offset the member begins."""
    fields = (_VERSION, _flags(name), _DEFLATE, _TIME, _DATE, part.crc, len(part.data), part.size, len(name), 0)
    return _CENTRAL.pack(b"PK\1\2", _MADE_BY_UNIX, *fields, 0, 0, 0, _REGULAR_FILE)


def _flags(name: bytes) -> int:
    """Whether the name is more than ASCII and must be read as UTF-8."""
    return 0 if name.isascii() else _UTF8


def offset(start: int) -> bytes:
    """Where a member begins, as its line in the directory ends."""
    return _OFFSET.pack(start)


def ending(count: int, size: int, start: int) -> bytes:
    """The record that closes a zip of `count` members whose directory of `size` bytes begins at `start`."""
    return _END.pack(b"PK\5\6", 0, 0, count, count, size, start, 0)


def assembled(members: Iterable[tuple[str, Deflated]]) -> bytes:
    """A zip of deflated members in their order."""
    out: list[bytes] = []
    directory: list[bytes] = []
    start = count = 0
    for part_name, part in members:
        name = part_name.encode()
        head = local(name, part)
        out += (head, part.data)
        directory += (entry(name, part), offset(start), name)
        start += len(head) + len(part.data)
        count += 1
    listing = b"".join(directory)
    out += (listing, ending(count, len(listing), start))
    return b"".join(out)
