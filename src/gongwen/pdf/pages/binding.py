"""Volumes bound: leaves of chunks one behind the other in one PDF, with numbers, captions, stamps and an outline.

The file is written as it comes: of a page that was bound nothing is kept but where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from gongwen.pdf.objects import Info, PdfFile
from gongwen.pdf.pages.chunk import Chunk, Leaf
from gongwen.pdf.pages.geometry import A4
from gongwen.pdf.pages.marks import Layer, Marker, Stamp, mm_pt, upright, wrapped
from gongwen.pdf.pages.upright import placed, upright_size
from gongwen.standard.linebreak import break_lines

if TYPE_CHECKING:
    from gongwen.pdf.fonts.metrics import FontSource
    from gongwen.pdf.objects import PictureUse

_SIDE, _HEAD, _FOOT = 25, 25, 20
"""mm that photos keep from the edges of the sheet; at the left it is bound, above stands the number."""
_SCAN = 5
"""mm that a scanned sheet keeps from the edges."""
_GAP = 8
"""mm between two photos."""
_CAPTION = {1: 14.0, 2: 12.0}
_SMALL_CAPTION = 10.5
_LEADING = 1.5
_MOST_CAPTION = 0.4
"""The part of its box that the caption of a photo may take; what is longer ends in an ellipsis."""
_FILLED = 150
"""Dots per inch below which a photo is not made larger than they allow."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The families of what is drawn over pages: numbers and stamps, captions."""

    number: str = "宋体"
    caption: str = "仿宋_GB2312"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that stands on a page with others: its chunk, which leaf of it, the lines under it."""

    chunk: Path
    leaf: int
    caption: tuple[str, ...]


class Binding:
    """One PDF of many chunks."""

    def __init__(
        self, target: BinaryIO, title: str, author: str, fonts: FontSource, faces: Faces | None = None
    ) -> None:
        """Begin a file in `target`, which stays open."""
        self._file = PdfFile(target, Info(title, author, archival=False))
        self._marker = Marker(self._file, fonts)
        self._faces = faces or Faces()
        self.pages = 0
        """How many pages there are."""

    def entry(self, title: str, level: int) -> None:
        """An entry of the outline that leads to the page that comes next."""
        self._file.outline(title, self.pages, None, level)

    def add(self, path: Path, number: int | None = None, stamp: Stamp | None = None, *, ours: bool = False) -> int:
        """Bind all leaves of a chunk and give their number; they are numbered from `number` where there is one.

        `ours` are pages that keep their corners free. Raises OSError or ValueError for a chunk that is not whole.
        """
        with Chunk(path) as chunk:
            for place, (leaf, use) in enumerate(zip(chunk.leaves, self._file.take(chunk), strict=True)):
                sheet, drawn = _sheet(leaf, use.name)
                shown = None if number is None else number + place
                self._page(sheet, [drawn], [use], shown, None if place else stamp, plate=not ours)
            return len(chunk.leaves)

    def photos(self, photos: Sequence[Photo], number: int | None = None, stamp: Stamp | None = None) -> None:
        """Bind one page of photos, each with its caption, below and beside one another."""
        layer = Layer()
        uses: list[PictureUse] = []
        with ExitStack() as open_chunks:
            chunks: dict[Path, tuple[Chunk, list[PictureUse]]] = {}
            for photo, box in zip(photos, _boxes(len(photos)), strict=True):
                if photo.chunk not in chunks:
                    chunk = open_chunks.enter_context(Chunk(photo.chunk))
                    chunks[photo.chunk] = (chunk, self._file.take(chunk))
                chunk, found = chunks[photo.chunk]
                uses.append(found[photo.leaf])
                self._photo(layer, chunk.leaves[photo.leaf], found[photo.leaf].name, photo.caption, box, len(photos))
            self._page(A4, layer.ops, uses, number, stamp, plate=False, fonts=layer)

    def _photo(  # noqa: PLR0913, PLR0917 - a photo and where it goes
        self,
        layer: Layer,
        leaf: Leaf,
        name: str,
        caption: Sequence[str],
        box: tuple[float, float, float, float],
        of: int,
    ) -> None:
        """A photo in the middle of its box with the caption right under it, both as one in the height of the box."""
        x, y, width, height = box
        size = _CAPTION.get(of, _SMALL_CAPTION)
        lines = [line for text in caption for line in _broken(text, width / size)]
        most = max(1, int(_MOST_CAPTION * height / (size * _LEADING)))
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
        below = (len(lines) + 0.6) * size * _LEADING
        wide, tall = upright_size(leaf)
        scale = min(width / wide, (height - below) / tall, 72 / _FILLED if leaf.picture else 1.0)
        scale = max(scale, min(width / 2 / wide, (height - below) / 2 / tall))
        wide, tall = wide * scale, tall * scale
        bottom = y + (height - tall - below) / 2 + below
        layer.ops.append(placed(leaf, name, x + (width - wide) / 2, bottom, wide, tall))
        base = bottom - 1.4 * size
        for line in lines:
            self._marker.text(layer, line, x + width / 2, base, size, self._faces.caption, align=0.5)
            base -= size * _LEADING

    def _page(  # noqa: PLR0913 - what a page is
        self,
        sheet: tuple[float, float],
        drawn: Sequence[str],
        uses: Sequence[PictureUse],
        number: int | None,
        stamp: Stamp | None,
        *,
        plate: bool,
        fonts: Layer | None = None,
    ) -> None:
        over = Layer(fonts=dict(fonts.fonts) if fonts else {})
        if number is not None or stamp is not None:
            bound = upright(over, *sheet)
            if stamp is not None:
                self._marker.stamp(over, stamp, bound, self._faces.number)
            if number is not None:
                self._marker.page_number(over, number, bound, self._faces.number, plate=plate)
        content = "\n".join([*drawn, *wrapped(over.ops)])
        self._file.page(*sheet, content.encode("ascii"), fonts=over.fonts.values(), pictures=uses)
        self.pages += 1

    def close(self) -> None:
        """Write what belongs to the whole file. Raises ValueError for one without pages."""
        self._file.close()


def _sheet(leaf: Leaf, name: str) -> tuple[tuple[float, float], str]:
    """The sheet of a leaf, and how it is drawn: a form as it is, a picture as large as A4 allows."""
    if not leaf.picture:
        return (leaf.width, leaf.height), f"/{name} Do"
    wide, tall = upright_size(leaf)
    width, height = (A4[1], A4[0]) if wide > tall else A4
    edge = mm_pt(_SCAN)
    scale = min((width - 2 * edge) / wide, (height - 2 * edge) / tall)
    wide, tall = wide * scale, tall * scale
    return (width, height), placed(leaf, name, (width - wide) / 2, (height - tall) / 2, wide, tall)


def _boxes(count: int) -> list[tuple[float, float, float, float]]:
    """Where so many photos stand on A4: one column up to three, else two; left, bottom, width, height."""
    columns = 1 if count <= 3 else 2  # noqa: PLR2004 - three bands of a page
    rows = ceil(count / columns)
    width = (A4[0] - 2 * mm_pt(_SIDE) - (columns - 1) * mm_pt(_GAP)) / columns
    height = (A4[1] - mm_pt(_HEAD + _FOOT) - (rows - 1) * mm_pt(_GAP)) / rows
    boxes = []
    for place in range(count):
        row, column = divmod(place, columns)
        left = mm_pt(_SIDE) + column * (width + mm_pt(_GAP))
        boxes.append((left, A4[1] - mm_pt(_HEAD) - (row + 1) * height - row * mm_pt(_GAP), width, height))
    return boxes


def _broken(text: str, width: float) -> list[str]:
    """A caption in lines of so many em."""
    start, lines = 0, []
    for end in break_lines(text, 0.0, width):
        lines.append(text[start:end].strip())
        start = end
    return lines
