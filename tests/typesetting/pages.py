"""What a PDF shows: characters in the order they were painted with their origins, rules, fills and pictures.

Places are in mm from the left and top edges of the page. pdfminer only decodes: nothing is guessed about lines here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import mult_matrix

MM = 72 / 25.4
UNKNOWN = "\ufffd"
Color = tuple[float, ...]


class Char(NamedTuple):
    """A character: origin and end of its advance on the baseline, size and face, colour; `turned` in quarter turns.

    For text that is turned, `x` and `y` are measured along and across its own baseline.
    """

    text: str
    x: float
    y: float
    end: float
    size: float
    font: str
    color: Color
    turned: int
    slant: float
    """How much it leans: the tangent, 0 for upright."""
    thick: bool
    """Whether its outline is stroked too, as bold is made from a face that has none."""


class Shape(NamedTuple):
    """A filled area, a stroked line or a picture: its box; `width` of the pen in pt, 0 where it is filled."""

    kind: str
    left: float
    top: float
    right: float
    bottom: float
    color: Color
    width: float


class Page(NamedTuple):
    """One page in mm."""

    width: float
    height: float
    chars: list[Char]
    shapes: list[Shape]

    @property
    def text(self) -> str:
        """All its characters as painted, without blanks."""
        return "".join(char.text for char in self.chars if not char.text.isspace())


def read(data: bytes) -> list[Page]:
    """The pages of a PDF."""
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    device = _Device()
    interpreter = PDFPageInterpreter(device.rsrcmgr, device)
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
    return device.pages


def outline(data: bytes) -> list[tuple[int, str]]:
    """The outline of a PDF: level and title of each entry."""
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    root = resolve1(document.catalog.get("Outlines"))
    return list(_entries(resolve1(root.get("First")) if root else None, 1))


def _entries(entry: Any, level: int) -> Iterator[tuple[int, str]]:
    while entry:
        title = resolve1(entry["Title"])
        yield level, title.decode("utf-16" if title[:2] in {b"\xfe\xff", b"\xff\xfe"} else "latin-1")
        yield from _entries(resolve1(entry.get("First")), level + 1)
        entry = resolve1(entry.get("Next"))


class _Device(PDFTextDevice):  # the names of arguments are pdfminer's
    """Takes what the interpreter of content streams calls out."""

    def __init__(self) -> None:
        super().__init__(PDFResourceManager())
        self.pages: list[Page] = []
        self._texts: dict[tuple[PDFFont, int], str] = {}

    def begin_page(self, page: PDFPage, ctm: Any) -> None:  # noqa: ARG002
        """A page begins."""
        left, bottom, right, top = page.mediabox
        width, height = (right - left, top - bottom) if page.rotate % 180 == 0 else (top - bottom, right - left)
        self._height = height
        self.pages.append(Page(width / MM, height / MM, [], []))

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:  # noqa: ARG002
        """A Tj or TJ: every character at its own place."""
        matrix = mult_matrix(textstate.matrix, self.ctm)
        font, size, scale = textstate.font, textstate.fontsize, textstate.scaling / 100
        a, b, c, d, e, f = matrix
        slant = (a * c + b * d) / (abs(a * d - b * c) or 1.0)
        length = (a * a + b * b) ** 0.5 or 1.0
        turned = round(_quarter(a, b)) % 4
        place = textstate.linematrix[0] if not font.is_vertical() else 0.0
        rise, thick = textstate.rise, textstate.render == 2
        color = tuple(graphicstate.ncolor) if isinstance(graphicstate.ncolor, tuple | list) else (graphicstate.ncolor,)
        chars, height = self.pages[-1].chars, self._height
        base = font.basefont if hasattr(font, "basefont") else font.fontname
        name = str(base.name if hasattr(base, "name") else base).split("+")[-1]
        for piece in seq:
            if isinstance(piece, int | float):
                place -= piece * size * scale / 1000
                continue
            for code in font.decode(piece):
                text = self._text(font, code)
                advance = font.char_width(code) * size * scale
                x0, y0 = a * place + c * rise + e, b * place + d * rise + f
                x1, y1 = a * (place + advance) + c * rise + e, b * (place + advance) + d * rise + f
                along, across, end = _axes(turned, (x0, y0), (x1, y1), height)
                parts = list(text)
                for number, part in enumerate(parts):
                    step = (end - along) / len(parts)
                    start = along + step * number
                    chars.append(
                        Char(part, start, across, start + step, size * length, name, color, turned, slant, thick)
                    )
                place += advance + textstate.charspace * scale
                if len(piece) == 1 and code == 32:
                    place += textstate.wordspace * scale
        textstate.linematrix = (place, textstate.linematrix[1])

    def _text(self, font: PDFFont, code: int) -> str:
        key = (font, code)
        if key not in self._texts:
            try:
                text = font.to_unichr(code)
            except PDFUnicodeNotDefined:
                text = UNKNOWN
            self._texts[key] = text or UNKNOWN
        return self._texts[key]

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:  # noqa: ARG002
        """A path: filled, its box; stroked, each of its straight pieces."""
        points = [self._point(*each[-2:]) for each in path if len(each) > 2]
        if fill and points:
            self._add("fill", points, graphicstate.ncolor, 0)
        if not stroke:
            return
        pen = graphicstate.linewidth * abs(self.ctm[0] * self.ctm[3] - self.ctm[1] * self.ctm[2]) ** 0.5
        here = first = None
        for each in path:
            point = self._point(*each[-2:]) if len(each) > 2 else first
            if each[0] == "m":
                first = point
            elif here is not None and point is not None:
                self._add("line", [here, point], graphicstate.scolor, pen)
            here = point

    def render_image(self, name: str, stream: Any) -> None:  # noqa: ARG002
        """A picture fills the unit square of its matrix."""
        self._add("picture", [self._point(*corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))], (), 0)

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """A form: its contents are met with the matrix already applied."""

    def end_figure(self, name: str) -> None:
        """Its end."""

    def _point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.ctm
        return (a * x + c * y + e) / MM, (self._height - (b * x + d * y + f)) / MM

    def _add(self, kind: str, points: list[tuple[float, float]], color: Any, width: float) -> None:
        across, down = zip(*points, strict=True)
        shade = tuple(color) if isinstance(color, tuple | list) else (color,)
        self.pages[-1].shapes.append(Shape(kind, min(across), min(down), max(across), max(down), shade, width))


def _quarter(a: float, b: float) -> float:
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def _axes(
    turned: int, start: tuple[float, float], end: tuple[float, float], height: float
) -> tuple[float, float, float]:
    """Along, across and the end along, in mm, in reading direction for text turned by quarters."""
    (x0, y0), (x1, y1) = start, end
    if turned == 0:
        return x0 / MM, (height - y0) / MM, x1 / MM
    if turned == 2:
        return -x0 / MM, -(height - y0) / MM, -x1 / MM
    if turned == 1:
        return y0 / MM, x0 / MM, y1 / MM
    return -y0 / MM, -x0 / MM, -y1 / MM
