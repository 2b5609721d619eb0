"""Many packages that differ in a few parts: the others are deflated once and copied as they are."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping

from gongwen.ooxml.deflate import Deflated, deflated
from gongwen.ooxml.package import in_order

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL, _OFFSET = struct.Struct("<4sHHHHHHIIIHHHHHI"), struct.Struct("<I")
_END = struct.Struct("<4sHHHHIIH")
_VERSION, _UTF8, _DEFLATE = 20, 0x800, 8
_MADE_BY_UNIX = 3 << 8 | _VERSION
_TIME, _DATE = 0, 33
"""Midnight of 1 January 1980, the first moment a zip knows: the same on every machine."""
_REGULAR_FILE = 0o100644 << 16


class Copies:
    """A package whose `varying` parts are given anew for each copy; the parts keep their order."""

    def __init__(self, parts: Mapping[str, bytes], varying: Collection[str]) -> None:
        """Deflate the parts that stay, and join those that stand beside each other."""
        self._runs: list[_Fixed | str] = []
        for name in in_order(parts):
            if name in varying:
                self._runs.append(name)
                continue
            run = self._runs[-1] if self._runs else None
            if not isinstance(run, _Fixed):
                run = _Fixed()
                self._runs.append(run)
            run.add(name.encode(), deflated(parts[name]))

    def make(self, varying: Mapping[str, Deflated]) -> bytes:
        """One package as the bytes of a zip; its bytes depend on its parts alone."""
        out: list[bytes] = []
        directory: list[bytes] = []
        offset = 0
        for run in self._runs:
            if isinstance(run, str):
                name, part = run.encode(), varying[run]
                head = _local(name, part)
                out += (head, part.data)
                directory += (_entry(name, part), _OFFSET.pack(offset), name)
                offset += len(head) + len(part.data)
            else:
                out.append(run.data)
                for entry, start, name in run.members:
                    directory += (entry, _OFFSET.pack(offset + start), name)
                offset += len(run.data)
        listing = b"".join(directory)
        count = len(directory) // 3
        out += (listing, _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0))
        return b"".join(out)


class _Fixed:
    """Members that stay, side by side: their records as one stretch of bytes, and where each begins in it."""

    def __init__(self) -> None:
        self.data = b""
        self.members: list[tuple[bytes, int, bytes]] = []

    def add(self, name: bytes, part: Deflated) -> None:
        self.members.append((_entry(name, part), len(self.data), name))
        self.data += _local(name, part) + part.data


def _local(name: bytes, part: Deflated) -> bytes:
    """The record before a member's data."""
    fields = (_VERSION, _UTF8, _DEFLATE, _TIME, _DATE, part.crc, len(part.data), part.size, len(name), 0)
    return _LOCAL.pack(b"PK\3\4", *fields) + name


def _entry(name: bytes, part: Deflated) -> bytes:
    """The member's line in the directory, up to where it says at which offset the member begins."""
    fields = (_VERSION, _UTF8, _DEFLATE, _TIME, _DATE, part.crc, len(part.data), part.size, len(name), 0)
    return _CENTRAL.pack(b"PK\1\2", _MADE_BY_UNIX, *fields, 0, 0, 0, _REGULAR_FILE)
