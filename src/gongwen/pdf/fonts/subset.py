"""The part of a TrueType font that a PDF needs: the glyphs that were used, numbered anew (ISO 32000-1, 9.9).

Made in a fixed order from the glyphs alone, so that equal text gives equal bytes.
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongwen.pdf.fonts.sfnt import FontError, Sfnt, u16, u32

_KEPT = ("cvt ", "fpgm", "prep")
"""What glyph programs need, copied as it is."""
_WHOLE = ("head", "hhea", "maxp", "hmtx", "loca", "glyf", *_KEPT)
_LONG_ARGUMENTS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80
"""Flags of a component of a composite glyph (ISO/IEC 14496-22, 5.3.4)."""
_HEADER, _MAXP = 54, 32
"""Least lengths of `head` and `maxp`."""
_CHECKSUM_BASE = 0xB1B0AFBA


@dataclass(frozen=True, slots=True)
class Subset:
    """A font file; glyph and width (1/1000 em) of each code point in it. Code points that the face lacks are not."""

    data: bytes
    glyphs: dict[int, int]
    widths: dict[int, int]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a face that were read when it was opened."""

    head: bytes
    hhea: bytes
    maxp: bytes
    hmtx: bytes
    loca: array[int]
    """Offsets in bytes."""
    count: int
    long_metrics: int

    def metrics(self, glyph: int) -> tuple[int, int]:
        """Advance and left side bearing, font units."""
        if glyph < self.long_metrics:
            return struct.unpack_from(">Hh", self.hmtx, 4 * glyph)
        advance = struct.unpack_from(">H", self.hmtx, 4 * (self.long_metrics - 1))[0]
        at = 4 * self.long_metrics + 2 * (glyph - self.long_metrics)
        bearing = struct.unpack_from(">h", self.hmtx, at)[0] if at + 2 <= len(self.hmtx) else 0
        return advance, bearing


def tables_of(sfnt: Sfnt) -> Tables:
    """Read and check the tables that glyphs are found with. Raises FontError for what cannot be right."""
    found = sfnt.read(("head", "hhea", "maxp", "hmtx", "loca"))
    if len(found) != 5 or len(found["head"]) < _HEADER or len(found["maxp"]) < _MAXP:  # noqa: PLR2004 - as asked for
        raise FontError("文件里缺少必要的部分")
    count = struct.unpack_from(">H", found["maxp"], 4)[0]
    long_metrics = struct.unpack_from(">H", found["hhea"], 34)[0]
    loca = u32(found["loca"]) if struct.unpack_from(">h", found["head"], 50)[0] else _doubled(found["loca"])
    if not count or len(loca) <= count or not 0 < long_metrics <= count or len(found["hmtx"]) < 4 * long_metrics:
        raise FontError("文件不完整或已损坏")
    return Tables(found["head"], found["hhea"], found["maxp"], found["hmtx"], loca, count, long_metrics)


def _doubled(data: bytes) -> array[int]:
    """The short form of `loca` counts in words."""
    return array("I", [2 * offset for offset in u16(data)])


def subset_of(sfnt: Sfnt, tables: Tables, wanted: Iterable[int]) -> tuple[bytes, dict[int, int]]:
    """A font of some glyphs, the missing glyph first and parts of composite ones too; old numbers to new ones."""
    with sfnt.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start, length = sfnt.tables["glyf"]
        if start + length > len(data):
            raise FontError("文件不完整或已损坏")
        outlines: dict[int, bytes] = {}
        waiting = [0, *wanted]
        while waiting:
            glyph = waiting.pop()
            if glyph not in outlines:
                if not 0 <= glyph < tables.count:
                    raise FontError("字形引用了不存在的部件")
                begin, end = tables.loca[glyph], tables.loca[glyph + 1]
                if not begin <= end <= length:
                    raise FontError("字形的位置不对，文件已损坏")
                outlines[glyph] = data[start + begin : start + end]
                waiting += [part for _, part in _components(outlines[glyph])]
    order = sorted(outlines)
    numbers = {old: new for new, old in enumerate(order)}
    kept = sfnt.read(_KEPT)
    return _assembled(tables, [_renumbered(outlines[old], numbers) for old in order], order, kept), numbers


def whole(sfnt: Sfnt) -> bytes:
    """The whole font, without what a PDF has no use for: for fonts that may not be cut down."""
    with sfnt.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        places = {tag: sfnt.tables[tag] for tag in _WHOLE if tag in sfnt.tables}
        if any(start + length > len(data) for start, length in places.values()):
            raise FontError("文件不完整或已损坏")
        return _file({tag: data[start : start + length] for tag, (start, length) in places.items()})


def _components(outline: bytes) -> list[tuple[int, int]]:
    """Where the numbers of a composite glyph's parts stand, and the numbers."""
    if len(outline) < 10 or outline[0] < 0x80:  # noqa: PLR2004 - the number of contours is not negative
        return []
    found = []
    at, more = 10, True
    while more:
        if at + 4 > len(outline):
            raise FontError("字形的数据不完整")
        flags, part = struct.unpack_from(">HH", outline, at)
        found.append((at + 2, part))
        at += 8 if flags & _LONG_ARGUMENTS else 6
        at += 8 if flags & _MATRIX else 4 if flags & _TWO_SCALES else 2 if flags & _SCALE else 0
        more = bool(flags & _MORE)
    return found


def _renumbered(outline: bytes, numbers: Mapping[int, int]) -> bytes:
    places = _components(outline)
    if not places:
        return outline
    changed = bytearray(outline)
    for at, old in places:
        struct.pack_into(">H", changed, at, numbers[old])
    return bytes(changed)


def _assembled(tables: Tables, outlines: Sequence[bytes], order: Sequence[int], kept: dict[str, bytes]) -> bytes:
    """The font file of outlines in their new order."""
    offsets, pieces, at = array("I", [0]), [], 0
    for outline in outlines:
        padded = outline + bytes(-len(outline) % 4)
        pieces.append(padded)
        at += len(padded)
        offsets.append(at)
    if sys.byteorder == "little":
        offsets.byteswap()
    head, hhea, maxp = bytearray(tables.head), bytearray(tables.hhea), bytearray(tables.maxp)
    struct.pack_into(">h", head, 50, 1)
    struct.pack_into(">H", hhea, 34, len(order))
    struct.pack_into(">H", maxp, 4, len(order))
    hmtx = b"".join(struct.pack(">Hh", *tables.metrics(old)) for old in order)
    made = {"head": bytes(head), "hhea": bytes(hhea), "maxp": bytes(maxp), "hmtx": hmtx}
    return _file({**made, "loca": offsets.tobytes(), "glyf": b"".join(pieces), **kept})


def _file(tables: dict[str, bytes]) -> bytes:
    """Tables as a font file: directory sorted by tag, checksums, the whole file's checksum in `head`."""
    tables["head"] = tables["head"][:8] + bytes(4) + tables["head"][12:]
    power = 1 << (len(tables).bit_length() - 1)
    header = struct.pack(
        ">I4H", 0x10000, len(tables), 16 * power, power.bit_length() - 1, 16 * (len(tables) - power)
    )  # fmt: skip
    at = 12 + 16 * len(tables)
    entries, bodies, head_at = [], [], 0
    for tag in sorted(tables):
        body = tables[tag] + bytes(-len(tables[tag]) % 4)
        head_at = at if tag == "head" else head_at
        entries.append(struct.pack(">4sIII", tag.encode("latin-1"), _checksum(body), at, len(tables[tag])))
        bodies.append(body)
        at += len(body)
    data = b"".join([header, *entries, *bodies])
    adjusted = struct.pack(">I", (_CHECKSUM_BASE - _checksum(data)) & 0xFFFFFFFF)
    return data[: head_at + 8] + adjusted + data[head_at + 12 :]


def _checksum(data: bytes) -> int:
    return sum(u32(data)) & 0xFFFFFFFF
