"""The tables of a TrueType or OpenType file, read on demand (ISO/IEC 14496-22, 4.5: the font file's organisation).

No file stays open: an office program may replace a font while we run.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Literal

Outline = Literal["glyf", "cff", "none"]

_TTC = b"ttcf"
_VERSIONS = (b"\0\1\0\0", b"true", b"OTTO")
_MAX_FACES, _MAX_TABLES = 256, 256
_READ_LIMIT = 64 << 20
"""No table but the outlines is larger; what claims to be is damaged."""


class FontError(ValueError):
    """What is wrong with a font file, in Chinese, without its name."""


def u16(data: bytes) -> array[int]:
    """Big-endian 16-bit numbers; an odd byte at the end is left out."""
    return _numbers("H", data[: len(data) // 2 * 2])


def u32(data: bytes) -> array[int]:
    """Big-endian 32-bit numbers."""
    return _numbers("I", data[: len(data) // 4 * 4])


def _numbers(code: str, data: bytes) -> array[int]:
    found = array(code)
    found.frombytes(data)
    if sys.byteorder == "little":
        found.byteswap()
    return found


class Sfnt:
    """The directory of one face. `fault` says what in it cannot be right; such a face may still have names."""

    def __init__(self, path: Path, index: int = 0) -> None:
        """Read the directory. Raises FontError when there is none, OSError as the system does."""
        self.path, self.index = path, index
        with path.open("rb") as stream:
            self.size = stream.seek(0, 2)
            offset = _face_offsets(stream)[index : index + 1]
            if not offset:
                raise FontError(f"文件里没有第 {index + 1} 个字体")
            self.tables = _directory(stream, offset[0])
        self.fault = self._fault()

    @property
    def outline(self) -> Outline:
        """How the glyphs are drawn; "none" for bitmaps and variable CFF2, which a PDF cannot hold as they are."""
        if "glyf" in self.tables and "loca" in self.tables:
            return "glyf"
        return "cff" if "CFF " in self.tables else "none"

    def read(self, tags: Iterable[str]) -> dict[str, bytes]:
        """The bytes of tables; those that the face does not have are missing from the answer."""
        found = {}
        with self.path.open("rb") as stream:
            for tag in tags:
                if tag not in self.tables:
                    continue
                offset, length = self.tables[tag]
                if length > _READ_LIMIT or offset + length > self.size:
                    raise FontError("文件不完整或已损坏")
                stream.seek(offset)
                found[tag] = stream.read(length)
        return found

    def _fault(self) -> str:
        if any(offset + length > self.size for offset, length in self.tables.values()):
            return "文件不完整或已损坏"
        return "" if {"head", "maxp", "cmap", "hhea", "hmtx"} <= set(self.tables) else "文件里缺少必要的部分"


def count_faces(path: Path) -> int:
    """How many faces a file holds. Raises FontError when it is no font."""
    with path.open("rb") as stream:
        return len(_face_offsets(stream))


def _face_offsets(stream: BinaryIO) -> list[int]:
    """Where the directory of each face begins."""
    stream.seek(0)
    head = stream.read(12)
    if head[:4] in _VERSIONS:
        return [0]
    if head[:4] != _TTC or len(head) < 12:  # noqa: PLR2004 - the header of a collection
        raise FontError("不是 TrueType 或 OpenType 字体")
    count = int(struct.unpack(">I", head[8:12])[0])
    data = stream.read(4 * count) if count <= _MAX_FACES else b""
    if not count or len(data) != 4 * count:
        raise FontError("文件不完整或已损坏")
    return list(u32(data))


def _directory(stream: BinaryIO, offset: int) -> dict[str, tuple[int, int]]:
    """Offset and length of each table by its tag."""
    stream.seek(offset)
    head = stream.read(12)
    count = struct.unpack(">H", head[4:6])[0] if len(head) == 12 and head[:4] in _VERSIONS else 0  # noqa: PLR2004
    data = stream.read(16 * count) if count <= _MAX_TABLES else b""
    if not count or len(data) != 16 * count:
        raise FontError("文件不完整或已损坏")
    rows = struct.iter_unpack(">4s4x2I", data)
    return {tag.decode("latin-1"): (start, length) for tag, start, length in rows}
