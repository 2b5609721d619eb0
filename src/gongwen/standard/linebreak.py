"""Where the lines of body text end, by nominal widths: 避头尾, one hanging mark, unbroken Latin words and numbers.

The rules reproduce what office programs do with 3号 text of scale 98 % in a line of 28 characters; lengths are in em of
that text's size (16 pt). Used to know page ends before a file is printed, never to place a glyph.
"""

from __future__ import annotations

from gongwen.standard.page import AREA_WIDTH, CHAR_SCALE, FIRST_LINE, SIZE_BODY
from gongwen.standard.widths import BORDER_GAP, char_em

LINE_EM = AREA_WIDTH / (SIZE_BODY * 10)
INDENT_EM = FIRST_LINE / (SIZE_BODY * 10)
_SCALE = CHAR_SCALE / 100

_NOT_FIRST = frozenset("!),.:;?]}¨·ˇˉ―‖’”′、。々〃〉》」』】〕〗！＂＇），．：；？］｀｜｝～￠")
_NOT_LAST = frozenset("([{£¥‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥")
_HANGING = frozenset("!,.:;?、。！，．：；？")
_PAIRED = frozenset("—…")
_IN_WORD = frozenset(".,%-/:@_")


def break_lines(text: str, first_indent: float = INDENT_EM, width: float = LINE_EM) -> list[int]:
    """The end offsets of the lines of one paragraph; an empty text is one line.

    `first_indent` and `width` are in em. The last offset is the text's length.
    """
    ends: list[int] = []
    start, room = 0, width - first_indent
    while True:
        end = _line_end(text, start, room)
        ends.append(end)
        if end >= len(text):
            return ends
        start, room = end, width


def _line_end(text: str, start: int, room: float) -> int:
    used = 0.0
    position = start
    while position < len(text):
        char = text[position]
        if char == "\n":
            return position + 1
        advance = char_em(char) * _SCALE
        if position > start and _needs_gap(text[position - 1], char):
            advance += BORDER_GAP
        if used + advance > room + 1e-6:
            break
        used += advance
        position += 1
    if position >= len(text):
        return position
    if text[position] == "\n":
        return position + 1
    following = text[position + 1] if position + 1 < len(text) else ""
    if text[position] in _HANGING and following not in _NOT_FIRST:
        return position + 1
    legal = position
    while legal > start + 1 and not _may_break(text, legal):
        legal -= 1
    return legal if _may_break(text, legal) else max(position, start + 1)


def _needs_gap(left: str, right: str) -> bool:
    return left.isascii() != right.isascii() and left.isalnum() and right.isalnum()


def _may_break(text: str, position: int) -> bool:
    """Whether a line may end before `text[position]`."""
    left, right = text[position - 1], text[position]
    if right in _NOT_FIRST or left in _NOT_LAST:
        return False
    if left == right and left in _PAIRED:
        return False
    return not (_word(left) and _word(right))


def _word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in _IN_WORD)
