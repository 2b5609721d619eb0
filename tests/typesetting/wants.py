"""What must be true of a PDF, said as data; `wrong` of each says what is wrong, an empty text where it holds.

Lengths are mm. `on` looks a text up among the characters as painted; the text must be unique in the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tests.typesetting.pages import Char, Page, Shape, read

CLOSE = 0.4
POINT = 25.4 / 72


class Want(Protocol):
    """One demand."""

    def wrong(self, shown: Shown) -> str:
        """What is wrong, "" where it holds."""


class Shown:
    """A PDF with its characters in painted order, and what our program said while printing (None for LibreOffice)."""

    def __init__(self, data: bytes, unknown: Sequence[Any] | None = None) -> None:
        self.data, self.unknown = data, unknown
        self.pages: list[Page] = read(data)
        self.chars = [(n, c) for n, page in enumerate(self.pages) for c in page.chars if not c.text.isspace()]
        self.text = "".join(char.text for _, char in self.chars)

    def on(self, text: str) -> list[tuple[int, Char]]:
        """The characters of a text with their pages; raises LookupError where it is not there."""
        place = self.text.find(text)
        if place < 0:
            raise LookupError(f"{text!r} is not shown")
        return self.chars[place : place + len(text)]

    def shapes(self, page: int, kind: str = "") -> list[Shape]:
        """The shapes of a page."""
        return [shape for shape in self.pages[page].shapes if not kind or shape.kind == kind]


def _off(name: str, found: float, wanted: float, close: float = CLOSE) -> str:
    return "" if abs(found - wanted) <= close else f"{name} {found:.2f} instead of {wanted:.2f}"


@dataclass(frozen=True)
class Says:
    """The whole text as painted holds these pieces in this order; leaders and blanks do not count."""

    pieces: tuple[str, ...]

    def wrong(self, shown: Shown) -> str:
        place = 0
        for piece in self.pieces:
            found = shown.text.find(piece, place)
            if found < 0:
                return f"{piece!r} is missing (in this order) in {shown.text[:200]!r}"
            place = found + len(piece)
        return ""


@dataclass(frozen=True)
class Never:
    """A text that is not shown."""

    text: str

    def wrong(self, shown: Shown) -> str:
        return f"{self.text!r} is shown" if self.text in shown.text else ""


@dataclass(frozen=True)
class Times:
    """How often a text is shown."""

    text: str
    count: int

    def wrong(self, shown: Shown) -> str:
        found = shown.text.count(self.text)
        return "" if found == self.count else f"{self.text!r} is shown {found} times instead of {self.count}"


@dataclass(frozen=True)
class Pages:
    """How many pages there are."""

    count: int

    def wrong(self, shown: Shown) -> str:
        return "" if len(shown.pages) == self.count else f"{len(shown.pages)} pages instead of {self.count}"


@dataclass(frozen=True)
class Paper:
    """The size of a page, counted from 1."""

    page: int
    width: float
    height: float

    def wrong(self, shown: Shown) -> str:
        page = shown.pages[self.page - 1]
        return _off("width", page.width, self.width) or _off("height", page.height, self.height)


@dataclass(frozen=True)
class At:
    """Where a text stands: page from 1, left and right edges, baseline, size in pt; None is not looked at."""

    text: str
    left: float | None = None
    baseline: float | None = None
    right: float | None = None
    middle: float | None = None
    page: int | None = None
    size: float | None = None
    close: float = CLOSE

    def wrong(self, shown: Shown) -> str:
        found = shown.on(self.text)
        first, last = found[0], found[-1]
        if self.page is not None and first[0] + 1 != self.page:
            return f"{self.text!r} is on page {first[0] + 1} instead of {self.page}"
        asked = (
            ("left", first[1].x, self.left), ("right", last[1].end, self.right), ("baseline", first[1].y, self.baseline),
            ("middle", (first[1].x + last[1].end) / 2, self.middle), ("size", first[1].size, self.size),
        )  # fmt: skip
        faults = [_off(name, value, wanted, self.close) for name, value, wanted in asked if wanted is not None]
        return "; ".join(f"{self.text!r} {fault}" for fault in faults if fault)


@dataclass(frozen=True)
class Apart:
    """How far the second text's origin is from the first's: to the right and down."""

    first: str
    second: str
    right: float | None = None
    down: float | None = None
    close: float = CLOSE

    def wrong(self, shown: Shown) -> str:
        (page, one), (other, two) = shown.on(self.first)[0], shown.on(self.second)[0]
        if page != other and self.down is not None:
            return f"{self.first!r} and {self.second!r} are on pages {page + 1} and {other + 1}"
        faults = [
            _off(name, value, wanted, self.close)
            for name, value, wanted in (("right", two.x - one.x, self.right), ("down", two.y - one.y, self.down))
            if wanted is not None
        ]
        return "; ".join(f"{self.first!r} to {self.second!r} {fault}" for fault in faults if fault)


@dataclass(frozen=True)
class Steps:
    """The step from the first to the second text is so many times that from the third to the fourth."""

    steps: tuple[str, str, str, str]
    ratio: float
    close: float = CLOSE

    def wrong(self, shown: Shown) -> str:
        a, b, c, d = (shown.on(text)[0][1].y for text in self.steps)
        return _off(f"step {self.steps[:2]}", b - a, (d - c) * self.ratio, self.close)


@dataclass(frozen=True)
class Look:
    """How a text looks: colour (0-1 each), bold, slanted, its face the same as (or another than) that of other texts."""

    text: str
    color: tuple[float, float, float] | None = None
    bold: bool | None = None
    slanted: bool | None = None
    face_of: str = ""
    not_face_of: str = ""

    def wrong(self, shown: Shown) -> str:
        char = shown.on(self.text)[0][1]
        faults = []
        if self.color is not None and not same_color(char.color, self.color):
            faults.append(f"colour {char.color}")
        if self.bold is not None and self.bold != (char.thick or "bold" in char.font.lower()):
            faults.append(f"bold {not self.bold}")
        leans = abs(char.slant) > 0.05 or bool(re.search("italic|oblique", char.font, re.IGNORECASE))
        if self.slanted is not None and self.slanted != leans:
            faults.append(f"slanted {leans}")
        if self.face_of and shown.on(self.face_of)[0][1].font != char.font:
            faults.append(f"face {char.font}, not that of {self.face_of!r}")
        if self.not_face_of and shown.on(self.not_face_of)[0][1].font == char.font:
            faults.append(f"face {char.font}, that of {self.not_face_of!r}")
        return "; ".join(f"{self.text!r} {fault}" for fault in faults)


@dataclass(frozen=True)
class Ruled:
    """A horizontal rule along a text: `below` its baseline (negative: above it), within limits, across all of it."""

    text: str
    below: tuple[float, float]
    color: tuple[float, float, float] | None = None

    def wrong(self, shown: Shown) -> str:
        found = shown.on(self.text)
        page, left, right, base = found[0][0], found[0][1].x, found[-1][1].end, found[0][1].y
        for shape in shown.shapes(page):
            middle = (shape.top + shape.bottom) / 2 - base
            across = shape.left <= left + 1 and shape.right >= right - 1 and shape.kind != "picture"
            along = across and shape.bottom - shape.top < 1.2 and self.below[0] <= middle <= self.below[1]
            if along and (self.color is None or same_color(shape.color, self.color)):
                return ""
        return f"no rule along {self.text!r}"


@dataclass(frozen=True)
class Led:
    """Dots lead from one text to another on its baseline."""

    first: str
    second: str

    def wrong(self, shown: Shown) -> str:
        page, last = shown.on(self.first)[-1]
        target = shown.on(self.second)[0][1]
        between = [
            c for n, c in shown.chars if n == page and abs(c.y - last.y) < 1 and last.end < c.end <= target.x + 1
        ]
        return (
            "" if sum(char.text in ".…·" for char in between) > 9 else f"no dots from {self.first!r} to {self.second!r}"
        )


@dataclass(frozen=True)
class Filled:
    """A filled area behind a text, of a colour; with edges where they are given."""

    text: str
    color: tuple[float, float, float]
    left: float | None = None
    right: float | None = None

    def wrong(self, shown: Shown) -> str:
        page, char = shown.on(self.text)[0]
        for shape in shown.shapes(page, "fill"):
            inside = (
                shape.left <= char.x + 0.5 and shape.right >= char.end - 0.5 and shape.top <= char.y <= shape.bottom
            )
            edges = (self.left is None or abs(shape.left - self.left) < 1) and (
                self.right is None or abs(shape.right - self.right) < 1
            )
            if inside and edges and same_color(shape.color, self.color):
                return ""
        return f"nothing of that colour behind {self.text!r}"


@dataclass(frozen=True)
class Edge:
    """A straight rule on a page: horizontal at `y` or vertical at `x`, at least from one place to another."""

    page: int
    start: float
    stop: float
    y: float | None = None
    x: float | None = None
    color: tuple[float, float, float] | None = None
    there: bool = True
    close: float = CLOSE

    def wrong(self, shown: Shown) -> str:
        spans = []
        for shape in shown.shapes(self.page - 1):
            if shape.kind == "picture" or (self.color and not same_color(shape.color, self.color)):
                continue
            box = (shape.left, shape.top, shape.right, shape.bottom)
            low, high, begin, end = (
                (box[1], box[3], box[0], box[2]) if self.y is not None else (box[0], box[2], box[1], box[3])
            )
            place = self.y if self.y is not None else self.x
            if high - low < 1.2 and abs((low + high) / 2 - (place or 0)) <= self.close:
                spans.append((begin, end))
        reached = self.start + 0.6
        for begin, end in sorted(spans):
            if begin <= reached + 0.6:
                reached = max(reached, end)
        whole = bool(spans) and reached >= self.stop - 0.6
        if whole == self.there:
            return ""
        where = f"y {self.y}" if self.y is not None else f"x {self.x}"
        return f"{'no' if self.there else 'a'} rule at {where} from {self.start} to {self.stop}: {sorted(spans)[:6]}"


@dataclass(frozen=True)
class Drawn:
    """A picture on a page: its edges; None is not looked at."""

    page: int = 1
    left: float | None = None
    top: float | None = None
    width: float | None = None
    height: float | None = None
    close: float = CLOSE

    def wrong(self, shown: Shown) -> str:
        faults = ["no picture"]
        for shape in shown.shapes(self.page - 1, "picture"):
            asked = (
                ("left", shape.left, self.left), ("top", shape.top, self.top),
                ("width", shape.right - shape.left, self.width), ("height", shape.bottom - shape.top, self.height),
            )  # fmt: skip
            faults = [_off(n, value, wanted, self.close) for n, value, wanted in asked if wanted is not None]
            if not any(faults):
                return ""
        return f"picture on page {self.page}: " + "; ".join(fault for fault in faults if fault)


@dataclass(frozen=True)
class Turned:
    """A text set in quarter turns: 3 reads downwards, 1 upwards."""

    text: str
    quarters: int

    def wrong(self, shown: Shown) -> str:
        found = shown.on(self.text)[0][1].turned
        return "" if found == self.quarters else f"{self.text!r} is turned {found} quarters"


@dataclass(frozen=True)
class Ink:
    """The box of all ink on a page, from its picture."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    close: float = 0.8

    def wrong(self, shown: Shown) -> str:
        import pypdfium2
        from PIL import ImageOps

        with pypdfium2.PdfDocument(shown.data) as document:
            image = document[self.page - 1].render(scale=150 / 72).to_pil().convert("L")
        box = ImageOps.invert(image).point(lambda value: 255 if value > 15 else 0).getbbox()
        wanted = (self.left, self.top, self.right, self.bottom)
        found = tuple(each / 150 * 25.4 for each in box) if box else ()
        if found and all(abs(a - b) <= self.close for a, b in zip(found, wanted, strict=True)):
            return ""
        return f"ink in {[round(each, 1) for each in found]} instead of {[round(each, 1) for each in wanted]}"


@dataclass(frozen=True)
class Either:
    """One of two demands holds: what is set as Word would need not be named."""

    one: Want
    other: Want

    def wrong(self, shown: Shown) -> str:
        found = wrongs([self.one], shown)
        return f"{found[0]}, nor: {self.other.wrong(shown)}" if found and self.other.wrong(shown) else ""


@dataclass(frozen=True)
class Named:
    """Our program names what it does not set as Word would; LibreOffice is not asked."""

    what: str

    def wrong(self, shown: Shown) -> str:
        if shown.unknown is None or any(re.search(self.what, f"{each.what}") for each in shown.unknown):
            return ""
        return f"nothing named {self.what}: {[each.what for each in shown.unknown]}"


def same_color(found: tuple[float, ...], wanted: tuple[float, float, float]) -> bool:
    """Whether two colours are the same; grey is a single figure."""
    values = found * 3 if len(found) == 1 else found
    return len(values) == 3 and all(abs(a - b) < 0.02 for a, b in zip(values, wanted, strict=True))


def wrongs(wants: Sequence[Want], shown: Shown) -> list[str]:
    """Everything that is wrong."""
    found = []
    for want in wants:
        try:
            found.append(want.wrong(shown))
        except LookupError as fault:
            found.append(str(fault))
    return [fault for fault in found if fault]
