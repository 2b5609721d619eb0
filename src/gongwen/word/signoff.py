"""The sign-off area: where people sign, never split over pages and never without the text before it."""

from __future__ import annotations

from collections.abc import Mapping

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.blocks.model import SignLine, SignOff
from gongwen.standard.page import AREA_WIDTH, CHARS
from gongwen.word.contract import SIGN_STYLE
from gongwen.word.elements import Element, Indent, child, paragraph, set_keep_next, tiny_paragraph

_LEFT = 12
"""One party alone signs in the right part of the type area, 12 字 in."""
_GAP = 284
"""Between two parties, 5 mm in twips."""
_INSIDE = 20
"""How far inside its column a rule ends: a tab stop on the very edge of a cell is ignored by some programs."""


def sign_off(block: SignOff, styles: Mapping[str, str], blank: Element) -> list[Element]:
    """The elements of a sign-off, `blank` before it: lines at the right for one party, columns for several."""
    if len(block.parties) == 1:
        lines = [_line(line, styles, AREA_WIDTH, _LEFT) for line in block.parties[0]]
        for line in lines[:-1]:
            set_keep_next(line)
        return [blank, *lines]
    return [blank, _columns(block, styles), tiny_paragraph()]


def _columns(block: SignOff, styles: Mapping[str, str]) -> Element:
    """A row without borders, a cell for each party."""
    count = len(block.parties)
    width = AREA_WIDTH // count
    table = OxmlElement("w:tbl")
    properties = child(table, "tblPr")
    child(properties, "tblW", w=width * count, type="dxa")
    child(properties, "tblLayout", type="fixed")
    margins = child(properties, "tblCellMar")
    child(margins, "left", w=0, type="dxa")
    child(margins, "right", w=_GAP, type="dxa")
    grid = child(table, "tblGrid")
    row = OxmlElement("w:tr")
    child(child(row, "trPr"), "cantSplit")
    for party in block.parties:
        child(grid, "gridCol", w=width)
        cell = child(row, "tc")
        child(child(cell, "tcPr"), "tcW", w=width, type="dxa")
        for line in party:
            cell.append(_line(line, styles, width - _GAP, 0))
    table.append(row)
    return table


def _line(line: SignLine, styles: Mapping[str, str], width: int, left: int) -> Element:
    """One line; the rule to sign on is a tab that leads to the right edge with underscores."""
    hanging = min(len(line.label) + 1, CHARS - left) if line.value else 0  # a hanging indent is a tab stop itself
    text = f"{line.label}：{line.value}" if line.label else line.value
    indent = Indent(left=left + hanging, hanging=hanging)
    element = paragraph(styles[SIGN_STYLE], text + ("\t" if line.by_hand else ""), indent=indent)
    if line.by_hand:
        tabs = OxmlElement("w:tabs")
        child(tabs, "tab", val="right", leader="underscore", pos=width - _INSIDE)
        element.find(qn("w:pPr")).find(qn("w:pStyle")).addnext(tabs)
    return element
