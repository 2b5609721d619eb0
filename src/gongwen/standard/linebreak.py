"""Where the lines of body text end, by nominal widths, in a line of 28 characters of 3号 text of scale 98 %.

Lengths are in em of that text's size (16 pt). Used to know page ends before a file is printed, never to place a glyph.
"""

from __future__ import annotations

from itertools import accumulate, pairwise

from gongwen.standard.linerules import LIBREOFFICE, Measured, line_end
from gongwen.standard.page import AREA_WIDTH, CHAR_SCALE, FIRST_LINE, SIZE_BODY
from gongwen.standard.widths import BORDER_GAP, char_em

LINE_EM = AREA_WIDTH / (SIZE_BODY * 10)
INDENT_EM = FIRST_LINE / (SIZE_BODY * 10)
_SCALE = CHAR_SCALE / 100
_ROUNDING = 1e-6


def break_lines(text: str, first_indent: float = INDENT_EM, width: float = LINE_EM) -> list[int]:
    """The end offsets of the lines of one paragraph; an empty text is one line.

    `first_indent` and `width` are in em. The last offset is the text's length.
    """
    measured = _measured(text)
    ends: list[int] = []
    start, room = 0, width - first_indent
    while True:
        stop = text.find("\n", start) + 1 or len(text)
        end = stop
        if start < stop:
            last = stop - 1 if text[stop - 1] == "\n" else stop
            end, _ = line_end(measured, start, last, measured.ends[start] + room + _ROUNDING, LIBREOFFICE)
            end = stop if end == last else end
        ends.append(end)
        if end >= len(text):
            return ends
        start, room = end, width


def _measured(text: str) -> Measured:
    widths = [char_em(char) * _SCALE for char in text]
    for place, (left, right) in enumerate(pairwise(text), 1):
        if _needs_gap(left, right):
            widths[place] += BORDER_GAP
    return Measured(text, [0.0, *accumulate(widths)])


def _needs_gap(left: str, right: str) -> bool:
    return left.isascii() != right.isascii() and left.isalnum() and right.isalnum()
