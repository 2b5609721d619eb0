"""Why a line ends elsewhere, where that can be told from the two lines: the known traits of LibreOffice, else `other`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from tests.typesetting.lines import Line

TORN, LOST, ROUNDING, KERNED, CURRENCY, ADDRESS, CIRCLED, NARROW, GLUED, LANGUAGE, FACE, CLIPPED, MERGED, TOPPED, KEPT, FOLLOWS, SCRIPT, OTHER = (
    "torn pair", "lost mark", "rounding", "kerning", "currency", "address", "circled", "narrow", "closing mark", "language", "stand-in",
    "clipped cell", "merged cell", "topped cell", "heading left", "follows", "script", "other",
)  # fmt: skip
EXPLAIN = {
    TORN: "LibreOffice 把“——”“……”或全角数字拆到两行，本程序不拆",
    LOST: "LibreOffice 的 PDF 丢了行末悬挂的标点，本程序印出",
    CLIPPED: "表格一行高过一页时，LibreOffice 截掉了单元格里的字，本程序印出",
    MERGED: "纵向合并的单元格跨页时，LibreOffice 把字放在最上一行，本程序按对齐方式放在格里",
    TOPPED: "同一行里别的格子对得上，LibreOffice 却把垂直居中的字放在格子上边，本程序居中",
    KEPT: "表格之后的标题要求与下段同页，LibreOffice 把它留在页末",
    ROUNDING: "该行剩余宽度与版心右边线相差不到 0.3 磅，取整不同",
    KERNED: "LibreOffice 收紧西文字母、数字的字距（如 11），行里多放得下一点",
    LANGUAGE: "文件没有说中文部分是中文，LibreOffice 就不让标点悬挂，引号也按西文算",
    GLUED: "LibreOffice 把“）”“》”一类收尾标点同后面的数字、字母连成一体",
    CURRENCY: "货币符号（￥、$ 等）前后的折行",
    ADDRESS: "网址、邮箱中的折行",
    NARROW: "一格放不下一个词或数字时，在哪里把它拆开",
    CIRCLED: "①、Ⅰ 一类符号随左边文字的语言走",
    FACE: "本机没有文件所用的字体，两边代用的字体、行高不同",
    SCRIPT: "中西文交界处、引号和标点的归属不同",
    FOLLOWS: "前面的差别使后面的行、页跟着移动",
    OTHER: "其他",
}
"""What each reason means, in the order of the report."""
EXCEPTED = (TORN, LOST, CLIPPED)
"""Breaks that are not counted: LibreOffice's print is wrong there."""
OFFICE = (*EXCEPTED, MERGED, TOPPED, KEPT, FACE)
"""Differences that need no look: LibreOffice does it another way than Word, or prints with other faces."""
CLOSING = "、，。．）》〉」』】〕〗)]}”’"
NEAR = 0.3 / 72 * 25.4
TIGHT = 0.05
"""mm by which a line that is set closer must be shorter to tell."""
GAP = 0.2
"""What LibreOffice leaves between a Han and a Latin character, in em."""
_HANGS = tuple("，。、；：！？,.;:!?")
_PAIRS = re.compile("——|……|[０-９]{2}")
_ADDRESS = re.compile(r"[\w.+-]*(?:://|@|www\.)[\w./?=&%#:~+-]*", re.ASCII)
_WORD = re.compile("[0-9A-Za-z][0-9A-Za-z％℃%]|[.:,][0-9]|[0-9][.:,]")
_CIRCLED = re.compile("[①-⒛Ⅰ-ⅿ㈠-㊰]")
_CURRENCY = re.compile("[$￥¥£€￡]")
_POINTS_MM = 25.4 / 72


def why(text: str, lines: Sequence[Line], line: Line, ours: int, *, chinese: bool = True) -> str:
    """The class of a difference: LibreOffice ends `line` at its end, ours at the offset `ours`."""
    first, last = sorted((line.end, ours))
    torn = text[line.end - 1 : line.end + 1]
    around = text[max(0, first - 2) : last + 2]
    for pattern, piece, reason in (
        (_PAIRS, torn, TORN),
        (_CURRENCY, around, CURRENCY),
        (_CIRCLED, around, CIRCLED),
        (_WORD, torn, NARROW),
    ):
        if pattern.search(piece):
            return reason
    if any(found.start() < last + 1 and found.end() > first - 1 for found in _ADDRESS.finditer(text)):
        return ADDRESS
    slack = _slack(text, lines, line, last)
    if slack is not None and abs(slack) <= NEAR:
        return ROUNDING
    if line.tight > TIGHT and line.end > ours:
        return KERNED
    return _of_rules(text, first, last, ours, chinese=chinese)


def _of_rules(text: str, first: int, last: int, ours: int, *, chinese: bool) -> str:
    """The class of a difference that comes of other rules, by the characters around both ends."""
    if not chinese and re.search("[，。、；：！？“”‘’]", text[max(0, first - 1) : last + 1]):
        return LANGUAGE
    if text[ours - 1] in CLOSING and text[ours : ours + 1].isascii() and text[ours : ours + 1].isalnum():
        return GLUED
    around = text[max(0, first - 2) : last + 2]
    return SCRIPT if re.search(r"[!-~]", around) and re.search(r"[^!-~]", around) else OTHER


def _slack(text: str, lines: Sequence[Line], line: Line, last: int) -> float | None:
    """What the longer of the two lines leaves free in LibreOffice's own widths, in mm; None where that cannot be told."""
    full = [each.right for each in lines[:-1] if text[each.end - 1] not in _HANGS]
    if not full or line.start == lines[-1].start:
        return None
    widths = [*line.advances]
    following = [width for each in lines if each.start >= line.end for width in each.advances]
    widths += following[: max(0, last - line.end)]
    piece = text[line.start : last]
    if len(widths) < len(piece):
        return None
    end = len(piece) - (piece[-1:] in _HANGS)
    gaps = sum(_border(left, right) for left, right in pairwise(piece[:end]))
    return median(full) - line.left - sum(widths[:end]) - gaps * GAP * line.size * _POINTS_MM


def _border(left: str, right: str) -> bool:
    return left.isascii() != right.isascii() and left.isalnum() and right.isalnum()
