"""PNG files whose data a PDF can hold as it is: not interlaced, nothing shines through (ISO 32000-1, 7.4.4.4)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _COLOURS, _PALETTE = 0, 2, 3
_DEPTHS = {_GREY: (1, 2, 4, 8, 16), _COLOURS: (8, 16), _PALETTE: (1, 2, 4, 8)}
_LAST_FILTER = 4
_PIECE = 1 << 20
_LARGEST = 1 << 29
"""Bytes of a decoded picture: 170 million pixels in colour."""


@dataclass(frozen=True, slots=True)
class Png:
    """Size in pixels, the entries of its image dictionary, and the data."""

    width: int
    height: int
    entries: str
    data: bytes


def read(data: bytes) -> Png | None:
    """The facts of a whole PNG that can go as it is; None for any other data."""
    if not data.startswith(_SIGNATURE):
        return None
    try:
        return _facts(data)
    except (struct.error, zlib.error):
        return None


def _facts(data: bytes) -> Png | None:
    width, height, depth, kind, interlaced = 0, 0, 0, _GREY, 0
    palette, parts = b"", []
    for name, body in _chunks(data):
        if name == b"IHDR":
            width, height, depth, kind, interlaced = struct.unpack_from(">IIBB2xB", body)
        elif name == b"PLTE":
            palette = body[: len(body) // 3 * 3]
        elif name == b"IDAT":
            parts.append(body)
        elif name == b"tRNS":
            return None
    if interlaced or depth not in _DEPTHS.get(kind, ()) or (kind == _PALETTE and not palette):
        return None
    colours = 3 if kind == _COLOURS else 1
    packed = b"".join(parts)
    row = 1 + (width * colours * depth + 7) // 8
    if not _is_whole(packed, row, height):
        return None
    space = {
        _GREY: "/DeviceGray",
        _COLOURS: "/DeviceRGB",
        _PALETTE: indexed(palette),
    }[kind]
    parameters = f"/Predictor 15/Colors {colours}/BitsPerComponent {depth}/Columns {width}"
    entries = f"/ColorSpace{space}/BitsPerComponent {depth}/Filter/FlateDecode/DecodeParms<<{parameters}>>"
    return Png(width, height, entries, packed)


def indexed(palette: bytes) -> str:
    """The colour space of a palette, three bytes a colour."""
    return f"[/Indexed/DeviceRGB {len(palette) // 3 - 1}<{palette.hex()}>]"


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and contents of the chunks up to the end mark; an error where one is cut off or damaged."""
    at = len(_SIGNATURE)
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", data, at + 8 + length)
        if zlib.crc32(body, zlib.crc32(name)) != check:
            raise zlib.error
        if name == b"IEND":
            return
        yield name, body
        at += 12 + length


def _is_whole(packed: bytes, row: int, height: int) -> bool:
    """Whether the data holds exactly these rows, each with a filter that there is; decoded piece by piece."""
    expected = row * height
    if not 0 < expected <= _LARGEST or row == 1:
        return False
    unpacker = zlib.decompressobj()
    seen = 0
    rest = packed
    while seen <= expected:
        piece = unpacker.decompress(rest, _PIECE)
        if max(piece[-seen % row :: row], default=0) > _LAST_FILTER:
            return False
        seen += len(piece)
        rest = unpacker.unconsumed_tail
        if not piece or unpacker.eof:
            break
    return seen == expected and unpacker.eof
