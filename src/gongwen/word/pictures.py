"""Pictures of the body: inline, in the middle of the line, as large as height and line allow, turned as taken."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.parts.image import ImagePart
from lxml import etree

from gongwen.problems import Problem, UserError
from gongwen.word.elements import Element, child, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

_EMU_PER_TWIP = 635
_EMU_PER_MM = 36000
_TURNS = {
    1: (0, False), 2: (0, True), 3: (180, False), 4: (180, True),
    5: (270, True), 6: (90, False), 7: (90, True), 8: (270, False),
}  # fmt: skip
"""What each EXIF orientation asks for: clockwise degrees, after a flip from left to right or not."""
_DEGREE = 60_000
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_APP1, _SOS, _EOI = 0xE1, 0xDA, b"\xff\xd9"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""JPEG markers whose segment says how large the picture is."""
_ORIENTATION = 0x0112
_TYPES = {"jpg": CONTENT_TYPE.JPEG, "png": CONTENT_TYPE.PNG}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a picture's file says of it: suffix, width and height in pixels as stored, EXIF orientation."""

    suffix: str
    width: int
    height: int
    orientation: int = 1


class Pictures:
    """Puts pictures into the package, each once; every drawing has an id that no other of the document has."""

    def __init__(self, part: Any) -> None:
        """Bind to the document part of a file."""
        self._part = part
        used = [int(found.get("id")) for found in part.element.iter(f"{{{_WP}}}docPr") if found.get("id", "").isdigit()]
        self._next = max(used, default=0) + 1
        self._relations: dict[str, str] = {}

    def element(self, data: bytes, name: str, style_id: str, height: float, width: int) -> Element:
        """A paragraph with the picture, at most `height` mm high and `width` twips wide.

        Raises UserError for data that is no whole JPEG or PNG.
        """
        facts = _facts(data)
        if facts is None:
            what = f"照片无法读取：{name}"
            remedy = "文件可能没有拷贝完整，或不是 jpg、png。请换一张 jpg 或 png 照片。"
            raise UserError(Problem("picture.broken", what, remedy))
        degrees, flip = _TURNS[facts.orientation]
        lying = degrees in (90, 270)
        shown_w, shown_h = (facts.height, facts.width) if lying else (facts.width, facts.height)
        scale = min(height * _EMU_PER_MM / shown_h, width * _EMU_PER_TWIP / shown_w)
        size = max(1, round(facts.width * scale)), max(1, round(facts.height * scale))
        identifier, self._next = self._next, self._next + 1
        element = paragraph(style_id)
        properties = element[0]
        child(properties, "keepNext")
        child(properties, "snapToGrid", val=0)
        child(properties, "spacing", before=0, after=0, line=240, lineRule="auto")
        child(properties, "ind", firstLineChars=0, firstLine=0)
        child(properties, "jc", val="center")
        drawing = child(child(element, "r"), "drawing")
        drawing.append(_inline(self._relation(data, facts.suffix), identifier, size, degrees, flip=flip))
        return element

    def _relation(self, data: bytes, suffix: str) -> str:
        """The relationship of a picture's part, made when the picture is first shown."""
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._relations:
            package = self._part.package
            taken = {str(part.partname).lower() for part in package.iter_parts()}
            number = len(self._relations) + 1
            while f"/word/media/photo{number}.{suffix}" in taken:
                number += 1
            part = ImagePart(PackURI(f"/word/media/photo{number}.{suffix}"), _TYPES[suffix], data)
            self._relations[digest] = self._part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        return self._relations[digest]


def _inline(relation: str, identifier: int, size: tuple[int, int], degrees: int, *, flip: bool) -> Element:
    """The drawing; a picture that is turned by a quarter needs room beyond its own box."""
    cx, cy = size
    across, down = (cy, cx) if degrees in (90, 270) else (cx, cy)
    pad_x, pad_y = max(0, (across - cx) // 2), max(0, (down - cy) // 2)
    turn = (f' rot="{degrees * _DEGREE}"' if degrees else "") + (' flipH="1"' if flip else "")
    return etree.fromstring(
        f'<wp:inline xmlns:wp="{_WP}" xmlns:a="{_A}" xmlns:pic="{_PIC}" xmlns:r="{_R}" distT="0" distB="0" distL="0"'
        f' distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
        f'<wp:effectExtent l="{pad_x}" t="{pad_y}" r="{pad_x}" b="{pad_y}"/>'
        f'<wp:docPr id="{identifier}" name="照片{identifier}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_PIC}"><pic:pic><pic:nvPicPr><pic:cNvPr id="{identifier}" name=""/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm{turn}><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
    )


# ------------------------------------------------------------ what a file says of itself
def _facts(data: bytes) -> _Facts | None:
    """The facts of a picture; None where it is no JPEG or PNG or its end is missing."""
    try:
        facts = _jpeg(data) if data.startswith(_JPEG) else _png(data) if data.startswith(_PNG) else None
    except (struct.error, IndexError):
        return None
    return facts if facts and facts.width and facts.height else None


def _png(data: bytes) -> _Facts | None:
    width, height = struct.unpack_from(">II", data, 16)
    place = len(_PNG)
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        if kind == b"IEND":
            return _Facts("png", width, height)
        place += 12 + length
    return None


def _jpeg(data: bytes) -> _Facts | None:
    size: tuple[int, int] | None = None
    orientation = 1
    for marker, start, end in _segments(data):
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, start + 1)
            size = width, height
        elif marker == _APP1 and data.startswith(b"Exif\0\0", start):
            orientation = _tiff_orientation(data[start + 6 : end])
        elif marker == _SOS:
            whole = data.find(_EOI, end) >= 0
            return _Facts("jpg", *size, orientation) if size and whole else None
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """The segments of a JPEG up to the picture itself: marker, where its content begins and ends."""
    place = 2
    while data[place] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker = data[place + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            place += 1
            continue
        (length,) = struct.unpack_from(">H", data, place + 2)
        yield marker, place + 4, place + 2 + length
        place += 2 + length


def _tiff_orientation(tiff: bytes) -> int:
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == _ORIENTATION:
                return int(value) if value in _TURNS else 1
    except struct.error:
        pass
    return 1
