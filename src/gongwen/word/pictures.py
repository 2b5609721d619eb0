"""Pictures of the body: inline, in the middle of the line, as large as height and line allow, turned as taken."""

from __future__ import annotations

import io
import struct
from typing import Protocol

from docx.exceptions import PythonDocxError
from docx.image.image import Image
from lxml import etree

from gongwen.problems import Problem, UserError
from gongwen.word.elements import Element, child, paragraph

_EMU_PER_TWIP = 635
_EMU_PER_MM = 36000
_HALF, _QUARTER, _THREE_QUARTERS = 3, 6, 8
"""EXIF orientations: upside down, turned right, turned left (mirrored ones are not made by cameras)."""
_TURNS = {_HALF: 10_800_000, _QUARTER: 5_400_000, _THREE_QUARTERS: 16_200_000}
"""Clockwise turn in 60,000ths of a degree by orientation."""
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FIRST_ID = 1001
"""Ids of drawings in the body start here, past those of a template."""


class ImagePart(Protocol):
    """The document part, which holds pictures once however often they are shown."""

    def get_or_add_image(self, image_descriptor: io.BytesIO) -> tuple[str, Image]:
        """Relationship id and facts of a picture."""


class Pictures:
    """Puts pictures into the package and gives their elements; each drawing has an id of its own."""

    def __init__(self, part: ImagePart) -> None:
        """Bind to the document part of a file."""
        self._part = part
        self._next = _FIRST_ID

    def element(self, data: bytes, name: str, style_id: str, height: float, width: int) -> Element:
        """A paragraph with the picture, at most `height` mm high and `width` twips wide.

        Raises UserError for data that is no picture.
        """
        try:
            relation, image = self._part.get_or_add_image(io.BytesIO(data))
        except (PythonDocxError, ValueError, KeyError, struct.error, IndexError) as error:
            what = f"照片无法读取：{name}"
            raise UserError(Problem("picture.broken", what, "请换一张 jpg 或 png 照片。")) from error
        turn = _TURNS.get(orientation(data), 0)
        lying = turn in (_TURNS[_QUARTER], _TURNS[_THREE_QUARTERS])
        shown_w, shown_h = (image.px_height, image.px_width) if lying else (image.px_width, image.px_height)
        scale = min(height * _EMU_PER_MM / max(1, shown_h), width * _EMU_PER_TWIP / max(1, shown_w))
        cx, cy = max(1, round(image.px_width * scale)), max(1, round(image.px_height * scale))
        identifier, self._next = self._next, self._next + 1
        element = paragraph(style_id)
        properties = element[0]
        child(properties, "keepNext")
        child(properties, "snapToGrid", val=0)
        child(properties, "spacing", before=0, after=0, line=240, lineRule="auto")
        child(properties, "ind", firstLineChars=0, firstLine=0)
        child(properties, "jc", val="center")
        run = child(element, "r")
        drawing = child(run, "drawing")
        drawing.append(_inline(relation, identifier, (cx, cy), turn, lying=lying))
        return element


def _inline(relation: str, identifier: int, size: tuple[int, int], turn: int, *, lying: bool) -> Element:
    cx, cy = size
    across, down = (cy, cx) if lying else (cx, cy)
    pad_x, pad_y = (across - cx) // 2, (down - cy) // 2
    rotation = f' rot="{turn}"' if turn else ""
    return etree.fromstring(
        f'<wp:inline xmlns:wp="{_WP}" xmlns:a="{_A}" xmlns:pic="{_PIC}" xmlns:r="{_R}" distT="0" distB="0" distL="0"'
        f' distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
        f'<wp:effectExtent l="{max(0, pad_x)}" t="{max(0, pad_y)}" r="{max(0, pad_x)}" b="{max(0, pad_y)}"/>'
        f'<wp:docPr id="{identifier}" name="照片{identifier}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_PIC}"><pic:pic><pic:nvPicPr><pic:cNvPr id="{identifier}" name=""/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm{rotation}><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
    )


def orientation(data: bytes) -> int:
    """The EXIF orientation of a JPEG, 1 where it has none."""
    if data[:2] != b"\xff\xd8":
        return 1
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if marker == 0xE1 and data[place + 4 : place + 10] == b"Exif\0\0":  # noqa: PLR2004 - APP1
            return _tiff_orientation(data[place + 10 : place + 2 + length])
        if marker == 0xDA:  # noqa: PLR2004 - the picture itself
            break
        place += 2 + length
    return 1


def _tiff_orientation(tiff: bytes) -> int:
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == 0x0112:  # noqa: PLR2004 - the orientation
                return int(value)
    except struct.error:
        pass
    return 1
