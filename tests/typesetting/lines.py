"""The lines of a printed paragraph: every character of the .docx looked up among the characters that a PDF painted.

Both PDFs are laid against the text of the .docx, never against each other: LibreOffice loses a hanging mark now and then,
repeats header rows, adds list labels and page numbers. What a PDF shows beyond the text stays as loose characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tests.typesetting.pages import Char, Page
from tests.typesetting.source import Paragraph, plain

KEY = 6
"""Characters in a row that say where two texts run together again."""
WINDOW = 4000
"""How far ahead they are looked for: a long header, a page of header rows, a text box painted elsewhere."""
TINY, RISE = 0.35, 0.5
"""A step of the baseline in mm that is none; the part of the size that a raised character stays within."""


class Line(NamedTuple):
    """A line of a paragraph: the offsets of its first and behind its last character, and where it stands in mm.

    `advances` are the widths of its characters before anything is stretched, `faces` the faces that they are set in;
    by `tight` mm its Latin letters and digits stand closer than their widths.
    """

    start: int
    end: int
    page: int
    left: float
    right: float
    baseline: float
    size: float
    text: str
    advances: tuple[float, ...]
    faces: frozenset[str]
    tight: float


class Laid(NamedTuple):
    """A PDF laid against its .docx: the lines of each paragraph, what is missing, what is there besides."""

    lines: list[list[Line]]
    missing: list[tuple[int, int]]
    loose: list[tuple[int, Char]]
    pages: list[Page]


class Mark(NamedTuple):
    """A painted character and its page."""

    page: int
    char: Char


def lay(pages: Sequence[Page], paragraphs: Sequence[Paragraph]) -> Laid:
    """Look every character of the paragraphs up in what the pages paint."""
    marks = [
        Mark(number, char._replace(text=each))
        for number, page in enumerate(pages)
        for char in _in_order(page.chars)
        for each in plain(char.text)
    ]
    shown = "".join(mark.char.text for mark in marks)
    wanted = "".join(each.text for each in paragraphs)
    found: list[int] = [-1] * len(wanted)
    for begin, place, length in _runs(wanted, shown):
        found[begin : begin + length] = range(place, place + length)
    rest = Rest(wanted, shown, found)
    rest.whole_paragraphs(paragraphs)
    rest.neighbours()
    rest.pieces()
    lines, missing = [], []
    offset = 0
    for number, paragraph in enumerate(paragraphs):
        places = found[offset : offset + len(paragraph.text)]
        offset += len(places)
        lines.append(list(_lines(paragraph.text, places, marks)))
        missing += [(number, at) for at, place in enumerate(places) if place < 0]
    loose = [(mark.page, mark.char) for taken, mark in zip(rest.used, marks, strict=True) if not taken]
    return Laid(lines, missing, loose, list(pages))


def _in_order(chars: Sequence[Char]) -> Iterator[Char]:
    """The characters as painted, but those of one stretch of a baseline from left to right.

    A glyph that the face lacks is painted after the rest of its portion.
    """
    row: list[Char] = []
    for char in chars:
        if row and (abs(char.y - row[-1].y) > TINY or char.turned != row[-1].turned):
            yield from sorted(row, key=lambda each: each.x)
            row = []
        row.append(char)
    yield from sorted(row, key=lambda each: each.x)


def _runs(wanted: str, shown: str) -> Iterator[tuple[int, int, int]]:
    """The equal stretches of two texts in the same order: offsets in both and length."""
    here = there = 0
    while here < len(wanted) and there < len(shown):
        length = _equal(wanted, here, shown, there)
        if length:
            yield here, there, length
            here, there = here + length, there + length
            continue
        step = _resume(wanted, here, shown, there)
        if step is None:
            return
        here, there = here + step[0], there + step[1]


def _equal(wanted: str, here: int, shown: str, there: int) -> int:
    """How many characters are the same from two places on."""
    limit = min(len(wanted) - here, len(shown) - there)
    length = 0
    while length < limit and wanted[here + length] == shown[there + length]:
        length += 1
    return length


def _resume(wanted: str, here: int, shown: str, there: int) -> tuple[int, int] | None:
    """The smallest steps in both texts after which they run together for some characters."""
    best: tuple[int, int] | None = None
    cost = WINDOW
    for skipped in range(min(WINDOW, len(wanted) - here)):
        if skipped >= cost:
            break
        key = wanted[here + skipped : here + skipped + KEY]
        place = shown.find(key, there, there + cost - skipped + KEY)
        if place >= 0 and skipped + place - there < cost:
            best, cost = (skipped, place - there), skipped + place - there
    return best


class Rest:
    """What the first look in order left over: text boxes, notes, cells split over pages, words between leaders."""

    def __init__(self, wanted: str, shown: str, found: list[int]) -> None:
        self._wanted, self._shown, self._found = wanted, shown, found
        self.used = bytearray(len(shown))
        for place in found:
            if place >= 0:
                self.used[place] = 1

    def whole_paragraphs(self, paragraphs: Sequence[Paragraph]) -> None:
        """Paragraphs that are painted out of order, as a whole."""
        offset = 0
        for paragraph in paragraphs:
            end = offset + len(paragraph.text)
            there = [place for place in self._found[offset:end] if place >= 0]
            if len(there) * 2 < len(paragraph.text):
                place = self._free(paragraph.text, 0, len(self._shown))
                if place >= 0:
                    for each in there:
                        self.used[each] = 0
                    self._take(offset, place, len(paragraph.text))
            offset = end

    def neighbours(self) -> None:
        """What stands beside a known character and was taken for another paragraph's before."""
        found, last = self._found, len(self._found) - 1
        for step, order in ((1, range(last)), (-1, range(last, 0, -1))):
            for at in order:
                place, beside = found[at] + step, at + step
                known = found[at] >= 0 > found[beside] and 0 <= place < len(self._shown)
                if known and not self.used[place] and self._shown[place] == self._wanted[beside]:
                    self._take(beside, place, 1)

    def pieces(self) -> None:
        """What is missing between two known characters, there; longer pieces near one of them."""
        at = 0
        while at < len(self._found):
            if self._found[at] >= 0:
                at += 1
                continue
            end = at
            while end < len(self._found) and self._found[end] < 0:
                end += 1
            self._piece(at, end)
            at = end

    def _piece(self, begin: int, end: int) -> None:
        before = self._found[begin - 1] + 1 if begin else 0
        after = self._found[end] if end < len(self._found) else len(self._shown)
        while begin < end:
            for length in range(end - begin, 0, -1):
                text = self._wanted[begin : begin + length]
                place = self._free(text, before, after) if before < after else -1
                if place < 0 and length > 1:
                    place = self._free(text, before, before + WINDOW)
                if place < 0 and length > 1 and begin + length == end:
                    place = self._free(text, max(0, after - WINDOW), after)
                if place >= 0:
                    self._take(begin, place, length)
                    begin, before = begin + length, place + length
                    break
            else:
                begin += 1

    def _free(self, text: str, begin: int, end: int) -> int:
        place = self._shown.find(text, begin, end)
        while place >= 0 and any(self.used[place : place + len(text)]):
            place = self._shown.find(text, place + 1, end)
        return place

    def _take(self, begin: int, place: int, length: int) -> None:
        self._found[begin : begin + length] = range(place, place + length)
        self.used[place : place + length] = b"\1" * length


def _lines(text: str, places: Sequence[int], marks: Sequence[Mark]) -> Iterator[Line]:
    """Cut a paragraph where the next character stands on another page or baseline."""
    row: list[tuple[int, Mark]] = []
    for at, place in enumerate(places):
        if place < 0:
            continue
        mark = marks[place]
        if row and _turns(row, mark):
            yield _line(text, row)
            row = []
        row.append((at, mark))
    if row:
        yield _line(text, row)


def _turns(row: Sequence[tuple[int, Mark]], mark: Mark) -> bool:
    last = row[-1][1]
    step = abs(mark.char.y - last.char.y)
    if mark.page != last.page or mark.char.turned != last.char.turned:
        return True
    if step <= TINY:
        return mark.char.x < row[0][1].char.x - 1
    raised = max(mark.char.size, last.char.size) * RISE * 0.3528
    return step > raised or mark.char.x < last.char.x


def _line(text: str, row: Sequence[tuple[int, Mark]]) -> Line:
    baseline, _ = Counter(round(mark.char.y, 3) for _, mark in row).most_common(1)[0]
    first, last = row[0], row[-1]
    size = max(mark.char.size for _, mark in row)
    end = last[0] + 1
    advances = tuple(mark.char.end - mark.char.x for _, mark in row)
    place = (first[1].page, first[1].char.x, last[1].char.end, baseline, size)
    faces = frozenset(mark.char.font for _, mark in row)
    tight = sum(_closer(left.char, right.char) for (_, left), (_, right) in pairwise(row))
    return Line(first[0], end, *place, text[first[0] : end], advances, faces, tight)


def _closer(left: Char, right: Char) -> float:
    """How much closer a Latin character stands to the one before it than that is wide."""
    return max(0.0, left.end - right.x) if left.text.isascii() and right.text.isascii() else 0.0
