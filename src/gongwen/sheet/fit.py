"""How high a row must be so that none of its text is cut: neither Excel nor WPS fits rows when a file is opened.

Widths of columns count digits of the workbook's usual type (ECMA-376 part 1, 18.3.1.13). A Han character is 1 em,
other characters about half; a line is 1.35 em high, more than any of the faces of official documents needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_DIGIT = 0.53
"""Width of a digit in em: 7 of 96 dpi pixels at 11 pt, with what programs round up."""
_MARGIN = 1.0
"""Digits of a column's width that no text stands on."""
_LINE = 1.35
_PADDING = 4.0
"""Height in pt above and below the text."""
HIGHEST = 409.0
"""The highest row there can be, in pt."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a cell gives its text: ems in a line, and the height of a line in pt."""

    ems: float
    line: float

    @classmethod
    def of(cls, width: float, size: float, usual: float) -> Room:
        """The room in a column of `width` digits of the `usual` type, for text of `size` pt."""
        return cls(max(1.0, (width - _MARGIN) * _DIGIT * usual / size), size * _LINE)

    def lines(self, text: str) -> int:
        """How many lines a text takes; a line may end up to one character early."""
        if "\n" in text:
            return sum(self.lines(part) for part in text.split("\n"))
        ems = _ems(text)
        return 1 if ems <= self.ems else int(-(-ems // max(1.0, self.ems - 0.9)))


def _ems(text: str) -> float:
    """Nominal width: whatever UTF-8 writes in three bytes or more is 1 em wide, the rest half."""
    return (len(text) + (len(text.encode("utf-8", "replace")) - len(text)) // 2) * 0.52


def height(rooms: Mapping[int, Room], texts: Mapping[int, str], least: float) -> float:
    """The height of a row in pt: of its tallest cell, at least `least`, at most what a row can be."""
    needed = least
    for column, room in rooms.items():
        text = texts.get(column, "")
        if text and (tall := room.lines(text) * room.line + _PADDING) > needed:
            needed = tall
    return min(HIGHEST, round(needed * 4) / 4)
