"""Labels for the spines of boxes, on sheets of A4 to be cut: as wide as the box is thick, text from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from gongwen.pdf.objects import Info, PdfFile
from gongwen.pdf.objects.syntax import number
from gongwen.pdf.pages.geometry import A4
from gongwen.pdf.pages.marks import Layer, Marker, mm_pt

if TYPE_CHECKING:
    from gongwen.pdf.fonts.metrics import FontSource

_HEIGHT, _EDGE = 270, 13.5
"""mm: height of a label (a box is 310 high), what is left free at the edges of the sheet."""
_TITLE_AREA = (0.22, 0.86)
"""Where the title begins and ends, as parts of the height from the top."""
_LARGEST, _SMALLEST, _SMALL = 34.0, 9.0, 10.5
_AIR = 0.82
"""The part of the width that a character may take."""
_STEP = 1.12
_LINE = 0.7


@dataclass(frozen=True, slots=True)
class Label:
    """A label: thickness of the box in mm, what stands above (short lines), the title, what stands below."""

    width: int
    above: tuple[str, ...]
    title: str
    below: tuple[str, ...]


def write_labels(
    target: BinaryIO, labels: Sequence[Label], title: str, fonts: FontSource, faces: tuple[str, str]
) -> None:
    """Write the sheets; `faces` are the families of titles and of the rest. What no font has is left out."""
    file = PdfFile(target, Info(title, "", archival=False))
    marker = Marker(file, fonts)
    for sheet in _sheets(labels):
        layer = Layer()
        left = (A4[0] - sum(mm_pt(label.width) for label in sheet)) / 2
        for label in sheet:
            _draw(layer, marker, label, left, faces)
            left += mm_pt(label.width)
        file.page(*A4, "\n".join(layer.ops).encode("ascii"), fonts=layer.fonts.values())
    file.close()


def _sheets(labels: Sequence[Label]) -> list[list[Label]]:
    """As many labels to a sheet as stand side by side."""
    sheets: list[list[Label]] = []
    room = 0.0
    for label in labels:
        if label.width > room:
            sheets.append([])
            room = 210 - 2 * _EDGE + 10
        sheets[-1].append(label)
        room -= label.width
    return sheets


def _draw(layer: Layer, marker: Marker, label: Label, left: float, faces: tuple[str, str]) -> None:
    bottom, width, height = mm_pt(_EDGE), mm_pt(label.width), mm_pt(_HEIGHT)
    layer.ops.append(f"q {_LINE} w {number(left)} {number(bottom)} {number(width)} {number(height)} re S Q")
    middle, top = left + width / 2, bottom + height
    y = top - mm_pt(6)
    for text in label.above:
        y = _line(layer, marker, text, middle, y, width, faces[1])
    start, end = (top - part * height for part in _TITLE_AREA)
    _rule(layer, left, start + mm_pt(3), width)
    _rule(layer, left, end - mm_pt(3), width)
    _down(layer, marker, label.title, (middle, start, end, width), faces[0])
    y = end - mm_pt(8)
    for text in label.below:
        y = _line(layer, marker, text, middle, y, width, faces[1])


def _rule(layer: Layer, left: float, y: float, width: float) -> None:
    layer.ops.append(f"q {_LINE} w {number(left)} {number(y)} m {number(left + width)} {number(y)} l S Q")


def _line(layer: Layer, marker: Marker, text: str, middle: float, y: float, width: float, family: str) -> float:  # noqa: PLR0913, PLR0917 - a line and where it goes
    """A short line across the label, as large as its width allows; one too long is broken into several."""
    room = _AIR * width
    wide = marker.width(text, _SMALL, family)
    pieces = [text]
    if wide > room and len(text) > 4:  # noqa: PLR2004 - four characters stand in one line of any label
        count = max(1, int(len(text) * room / wide))
        pieces = [text[start : start + count] for start in range(0, len(text), count)]
    for piece in pieces:
        size = min(_SMALL, _SMALL * room / max(1.0, marker.width(piece, _SMALL, family)))
        y -= _SMALL * 1.4
        marker.text(layer, piece, middle, y, size, family, align=0.5)
    return y


def _down(layer: Layer, marker: Marker, text: str, place: tuple[float, float, float, float], family: str) -> None:
    """A text from top to bottom in the middle of the room, in one column or two; `place` is middle, top, end, width."""
    middle, top, end, width = place
    columns = [text]
    size = min(_LARGEST, _AIR * width, (top - end) / (_STEP * max(1, len(text))))
    two = min(_LARGEST, _AIR * width / 2.1, (top - end) / (_STEP * max(1, (len(text) + 1) // 2)))
    if two > size:
        half = (len(text) + 1) // 2
        columns, size = [text[:half], text[half:]], two
    size = max(size, _SMALLEST / 2)
    for place_of, column in enumerate(columns):
        x = middle + (0.5 * (len(columns) - 1) - place_of) * size * 1.1
        tall = len(column) * size * _STEP
        y = top - (top - end - tall) / 2 - 0.9 * size
        for char in column:
            marker.text(layer, char, x, y, size, family, align=0.5)
            y -= size * _STEP
