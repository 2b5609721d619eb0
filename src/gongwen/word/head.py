"""版头 (7.2) in the finished frame: the mark fitted to the line, 发文字号 with 签发人 for upward documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.standard.page import AREA_WIDTH, CHAR, LINE, MARK_INK, MARK_TOP, SIZE_MARK
from gongwen.standard.widths import text_em
from gongwen.word.elements import Element, Span, add_runs, child, paragraph

_NARROWEST = 66
"""The horizontal scale in per cent below which a mark looks squeezed; longer names get a smaller size."""
_SLACK = 0.98
_ASCENT = 0.88
"""Glyph top over the baseline in em."""
_MARK_BEFORE = MARK_TOP + MARK_INK - 3 * LINE
_NAMES_A_LINE = 2
_NAME_EM = 3


def fit_mark(element: Element) -> None:
    """Narrow, then shrink, a mark that is wider than the type area, so that it stays on one line.

    The style's size and paragraph spacing stay; a smaller size moves the line up so that the glyphs' top stays put.
    """
    text = "".join(node.text or "" for node in element.iter(qn("w:t")))
    width = text_em(text) * SIZE_MARK * 10
    scale = int(AREA_WIDTH * _SLACK / width * 100) if width else 100
    if scale >= 100:  # noqa: PLR2004 - per cent
        return
    size = SIZE_MARK
    if scale < _NARROWEST:
        size = int(SIZE_MARK * scale / _NARROWEST)
        scale = _NARROWEST
        _raise(element, round((SIZE_MARK - size) * 10 * _ASCENT))
    for run in element.iter(qn("w:r")):
        properties = run.find(qn("w:rPr"))
        if properties is None:
            properties = OxmlElement("w:rPr")
            run.insert(0, properties)
        child(properties, "w", val=scale)
        if size != SIZE_MARK:
            child(properties, "sz", val=size)
            child(properties, "szCs", val=size)


def _raise(element: Element, twips: int) -> None:
    """Take room from above the mark: in a line of exact height a smaller glyph's top stands lower."""
    properties = element.find(qn("w:pPr"))
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:before"), str(max(0, _MARK_BEFORE - twips)))
    properties.insert(1, spacing)


def upward_number(element: Element, number: str, signers: Sequence[str], styles: Mapping[str, str]) -> None:
    """发文字号 of an upward document (7.2.5, 7.2.6): 1字 in at the left, 签发人 1字 in at the right.

    The insets are tab stops: an indent would shorten the red rule, which is this paragraph's border.

    Two names stand on a line, each 3字 wide with 1字 between them; further lines start under the first name and the
    number stands on the last of them.
    """
    rows = [signers[n : n + _NAMES_A_LINE] for n in range(0, len(signers), _NAMES_A_LINE)]
    columns = min(len(signers), _NAMES_A_LINE)
    names = columns * _NAME_EM + columns - 1 if len(signers) > 1 else text_em(signers[0])
    start = AREA_WIDTH - CHAR - round((names + 4) * CHAR)
    name_stop = start + 4 * CHAR
    for row_number, row in enumerate(rows):
        last = row_number == len(rows) - 1
        target = element if last else paragraph(styles["公文主送机关"])
        if not last:
            element.addprevious(target)
        for run in list(target.iter(qn("w:r"))):
            target.remove(run)
        _tabs(target, (CHAR, start, name_stop))
        _align_left(target)
        label = "签发人：" if row_number == 0 else "\t"
        padded = "　".join(_spread(name) if len(signers) > 1 else name for name in row)
        add_runs(
            target,
            (Span(f"\t{number if last else ''}\t{label}"), Span(padded, styles["公文签发人姓名"])),
        )


def _spread(name: str) -> str:
    """A name of two characters set 3字 wide, as in every list of names."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name  # noqa: PLR2004 - two characters


def _tabs(element: Element, positions: Sequence[int]) -> None:
    properties = element.find(qn("w:pPr"))
    tabs = OxmlElement("w:tabs")
    for position in positions:
        child(tabs, "tab", val="left", pos=position)
    properties.insert(1, tabs)


def _align_left(element: Element) -> None:
    properties = element.find(qn("w:pPr"))
    for old in properties.findall(qn("w:jc")):
        properties.remove(old)
    child(properties, "jc", val="left")
