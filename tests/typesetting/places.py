"""Where lines stand, and why they stand elsewhere where that can be told; words beside the text of the paragraphs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple

from tests.typesetting.lines import Laid, Line
from tests.typesetting.pages import Char
from tests.typesetting.reasons import FACE, FOLLOWS, KEPT, MERGED, OTHER, TOPPED
from tests.typesetting.result import BASELINE, LEFT, Difference, Result
from tests.typesetting.source import Paragraph

ALIKE = 0.1
"""Lines whose distances differ by no more, in mm, are off alike."""
LEADERS = set("._-…·—")


class Twin(NamedTuple):
    """A line of a paragraph in LibreOffice's PDF and ours, beginning with the same character."""

    number: int
    theirs: Line
    ours: Line


class Both(NamedTuple):
    """A document with both PDFs laid against it; `lacking` is whether it asks for faces that this machine lacks."""

    source: Sequence[Paragraph]
    theirs: Laid
    ours: Laid
    lacking: bool


class Places:
    """Compares the places of lines in the order of the document."""

    def __init__(self, result: Result, both: Both, twins: Sequence[Twin]) -> None:
        self._result, self._both, self._twins = result, both, twins
        source, counts = both.source, zip(both.theirs.lines, both.ours.lines, strict=True)
        self._other_count = [len(old) != len(new) for old, new in counts]
        self._other_rows = {
            each.row for each, other in zip(source, self._other_count, strict=True) if other and each.row
        }
        self._torn = _torn_groups(source, (both.theirs, both.ours))
        self._tops, self._in_place = _rows_in_place(source, twins)
        self._uneven: set[int] = set()

    def compare(self) -> None:
        """Note every line that stands elsewhere: a run of lines that are off alike is one difference."""
        self._heights()
        self._sides()
        self._loose()

    def _heights(self) -> None:
        moved, last, seen = False, 0.0, 0
        found: Difference | None = None
        for number, old, new in self._twins:
            moved |= any(self._changed(each) for each in range(seen, number))
            seen = max(seen, number)
            off = new.baseline - old.baseline if old.page == new.page else inf
            if abs(off) <= BASELINE:
                found, moved = None, False
                self._measured(abs(off), OTHER)
            else:
                if found is None or not (last == off or abs(last - off) <= ALIKE):
                    reason = self._reason(number, old, new, moved=moved or self._changed(number), last=last)
                    found = _place("baseline", off, old, new, reason)
                    self._result.differences.append(found)
                else:
                    found.count += 1
                if off == inf:
                    moved = True
                    self._uneven |= {old.page, new.page}
                else:
                    self._measured(abs(off), found.reason)
            last = off

    def _measured(self, off: float, reason: str) -> None:
        self._result.baselines.append(off)
        if reason == OTHER:
            self._result.open_baselines.append(off)

    def _changed(self, number: int) -> bool:
        """Whether a paragraph, or its row of a table, has another number of lines in ours."""
        return self._other_count[number] or self._both.source[number].row in self._other_rows

    def _reason(self, number: int, old: Line, new: Line, *, moved: bool, last: float) -> str:
        paragraph = self._both.source[number]
        if paragraph.row in self._torn:
            return MERGED
        if paragraph.row in self._in_place and new.baseline - old.baseline > 0 and self._at_top(paragraph.row, old):
            return TOPPED
        if old.page < new.page and paragraph.kept and self._left_behind(number, old):
            return KEPT
        if moved or (old.page != new.page and (abs(last) > BASELINE or self._kept_with_other(number))):
            return FOLLOWS
        return FACE if self._other_face(old, new) else OTHER

    def _at_top(self, row: int, line: Line) -> bool:
        """Whether LibreOffice puts a line at the top of its row."""
        return line.page == self._tops[row][0] and line.baseline - self._tops[row][1] <= BASELINE

    def _kept_with_other(self, number: int) -> bool:
        """Whether a paragraph is to stay with one that has another number of lines, be it in the first rows of a table."""
        source = self._both.source
        while number + 1 < len(source) and source[number].kept and source[number].row == source[number + 1].row:
            number += 1
        if not source[number].kept:
            return self._other_count[number]
        first = source[min(number + 1, len(source) - 1)].row
        return bool(first) and bool(self._other_rows & {first, first + 1})

    def _other_face(self, old: Line, new: Line) -> bool:
        return self._both.lacking or (old.text == new.text and old.faces != new.faces)

    def _left_behind(self, number: int, line: Line) -> bool:
        """Whether LibreOffice leaves a paragraph that is to stay with the next on the page before that."""
        following = next((lines for lines in self._both.theirs.lines[number + 1 :] if lines), None)
        return following is not None and following[0].page > line.page

    def _sides(self) -> None:
        last, found = 0.0, None
        for _, old, new in self._twins:
            if old.page != new.page:
                continue
            off = new.left - old.left
            self._result.lefts.append(abs(off))
            reason = FACE if self._other_face(old, new) else OTHER
            if abs(off) <= LEFT or reason == OTHER:
                self._result.open_lefts.append(abs(off))
            if abs(off) <= LEFT:
                found = None
            elif found is not None and abs(last - off) <= ALIKE:
                found.count += 1
            else:
                found = _place("left", off, old, new, reason)
                self._result.differences.append(found)
            last = off

    def _loose(self) -> None:
        """Page numbers, headers, list labels, repeated header rows: the same words in the same places on each page."""
        theirs, ours = _words(self._both.theirs), _words(self._both.ours)
        for page in range(min(self._result.pages)):
            reason = FOLLOWS if page in self._uneven else FACE if self._both.lacking else OTHER
            old, new = theirs.get(page, {}), ours.get(page, {})
            gone, more = Counter({k: len(v) for k, v in old.items()}), Counter({k: len(v) for k, v in new.items()})
            if gone != more:
                lacks, has = " ".join((gone - more).elements())[:60], " ".join((more - gone).elements())[:60]
                self._result.differences.append(Difference("loose", page, repr(lacks), repr(has), reason))
            for word, places in _in_both(old, new):
                self._word(page, word, places, reason)

    def _word(self, page: int, word: str, places: tuple[float, float, float, float], reason: str) -> None:
        result, (x0, y0, x1, y1) = self._result, places
        result.baselines.append(abs(y1 - y0))
        result.lefts.append(abs(x1 - x0))
        if reason == OTHER:
            result.open_baselines.append(abs(y1 - y0))
            result.open_lefts.append(abs(x1 - x0))
        for kind, was, off, allowed in (("baseline", y0, y1 - y0, BASELINE), ("left", x0, x1 - x0, LEFT)):
            if abs(off) > allowed:
                said = f"{was:.2f} mm {word[:12]!r}"
                result.differences.append(Difference(f"loose {kind}", page, said, f"{off:+.2f}", reason))


def _rows_in_place(
    source: Sequence[Paragraph], twins: Sequence[Twin]
) -> tuple[dict[int, tuple[int, float]], frozenset[int]]:
    """Page and highest baseline of each table row in LibreOffice's PDF, and the rows of which a line is in place."""
    tops: dict[int, tuple[int, float]] = {}
    in_place: set[int] = set()
    for number, old, new in twins:
        row = source[number].row
        if not row:
            continue
        tops[row] = min(tops.get(row, (old.page, old.baseline)), (old.page, old.baseline))
        if old.page == new.page and abs(new.baseline - old.baseline) <= BASELINE:
            in_place.add(row)
    return tops, frozenset(in_place)


def _torn_groups(source: Sequence[Paragraph], prints: Sequence[Laid]) -> set[int]:
    """The rows of cells that are merged downwards and stand on more than one page."""
    starts = [_pages_of_rows(source, laid) for laid in prints]
    groups = {(each.row, each.until) for each in source if each.until > each.row}
    torn = {(first, last) for first, last in groups if any(pages.get(first) != pages.get(last) for pages in starts)}
    return {row for first, last in torn for row in range(first, last + 1)}


def _pages_of_rows(source: Sequence[Paragraph], laid: Laid) -> dict[int, int]:
    """The page on which each row of a table begins."""
    found: dict[int, int] = {}
    for paragraph, lines in zip(source, laid.lines, strict=True):
        if paragraph.row and lines and paragraph.until == paragraph.row:
            found[paragraph.row] = min(found.get(paragraph.row, lines[0].page), lines[0].page)
    return found


def _place(kind: str, off: float, old: Line, new: Line, reason: str) -> Difference:
    if off == inf:
        return Difference("page", old.page, f"p{old.page + 1} {old.text[:12]!r}", f"p{new.page + 1}", reason)
    was = old.baseline if kind == "baseline" else old.left
    return Difference(kind, old.page, f"{was:.2f} mm {old.text[:12]!r}", f"{off:+.2f}", reason)


Words = dict[str, list[tuple[float, float]]]


def _in_both(old: Words, new: Words) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """The words that are on a page equally often, each time with both places."""
    for word in sorted(word for word in old if len(old[word]) == len(new.get(word, ()))):
        for (x0, y0), (x1, y1) in zip(old[word], new[word], strict=True):
            yield word, (x0, y0, x1, y1)


def _words(laid: Laid) -> dict[int, Words]:
    """The loose characters of each page as words: on one baseline without a wide gap; leaders do not count."""
    rows: dict[tuple[int, int, float], list[Char]] = defaultdict(list)
    for page, char in laid.loose:
        if char.text not in LEADERS:
            rows[page, char.turned, round(char.y, 1)].append(char)
    found: dict[int, Words] = defaultdict(lambda: defaultdict(list))
    for (page, _, _), chars in sorted(rows.items(), key=lambda each: each[0]):
        word: list[Char] = []
        for char in sorted(chars, key=lambda each: each.x):
            if word and char.x - word[-1].end > char.size * 0.3528:
                _keep(found[page], word)
                word = []
            word.append(char)
        _keep(found[page], word)
    return found


def _keep(words: Words, word: Sequence[Char]) -> None:
    words["".join(char.text for char in word)].append((word[0].x, word[0].y))
