"""Tables of the body: fixed layout, repeated header row, rows that do not split (rule TBL-02)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.blocks.model import RowLoop, Table
from gongwen.standard.page import AREA_WIDTH, twips
from gongwen.word.elements import Element, child, paragraph

_MARGIN = 57
"""Inner margin of a cell at left and right, 1 mm in twips."""


def table(block: Table, styles: Mapping[str, str]) -> Element:
    """A `w:tbl` as wide as the type area; columns share it in proportion to `block.widths`."""
    count = max([len(block.header), *map(len, block.rows), *(len(loop.cells) for loop in block.loops)], default=1)
    widths = _widths(block, count)
    element = OxmlElement("w:tbl")
    properties = child(element, "tblPr")
    child(properties, "tblW", w=AREA_WIDTH, type="dxa")
    borders = child(properties, "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        child(borders, side, val="single", sz=4, space=0, color="000000")
    child(properties, "tblLayout", type="fixed")
    margins = child(properties, "tblCellMar")
    for side in ("left", "right"):
        child(margins, side, w=_MARGIN, type="dxa")
    grid = child(element, "tblGrid")
    for width in widths:
        child(grid, "gridCol", w=width)
    if block.header:
        _row(element, block, block.header, widths, styles["公文表头"], header=True)
    for row in block.rows:
        _row(element, block, row, widths, styles["公文表文"])
    for loop in block.loops:
        _loop(element, block, loop, widths, styles)
    return element


def _loop(parent: Element, block: Table, loop: RowLoop, widths: list[int], styles: Mapping[str, str]) -> None:
    """The rows of a loop, between rows that hold only its statements and go when the master is filled."""
    text = styles["公文表文"]
    if loop.title:
        _spanning(parent, f"{{%tr if {loop.items} %}}", widths, text)
        _spanning(parent, loop.title, widths, styles["公文表头"])
        _spanning(parent, "{%tr endif %}", widths, text)
    _spanning(parent, f"{{%tr for {loop.item} in {loop.items} %}}", widths, text)
    _row(parent, block, loop.cells, widths, text)
    _spanning(parent, "{%tr endfor %}", widths, text)


def _spanning(parent: Element, text: str, widths: list[int], style_id: str) -> None:
    """A row of one cell as wide as the table, kept on the page of the row after it."""
    row = child(parent, "tr")
    child(child(row, "trPr"), "cantSplit")
    cell = child(row, "tc")
    properties = child(cell, "tcPr")
    child(properties, "tcW", w=sum(widths), type="dxa")
    child(properties, "gridSpan", val=len(widths))
    child(properties, "vAlign", val="center")
    cell.append(paragraph(style_id, text, keep_next=True))


def _widths(block: Table, count: int) -> list[int]:
    shares = [*block.widths[:count], *[1.0] * (count - len(block.widths))]
    total = sum(shares)
    edges = [round(AREA_WIDTH * sum(shares[:n]) / total) for n in range(count + 1)]
    return [b - a for a, b in pairwise(edges)]


def _row(  # noqa: PLR0913 - a row is its cells and how it looks
    parent: Element, block: Table, cells: tuple[str, ...], widths: list[int], style_id: str, *, header: bool = False
) -> None:
    row = child(parent, "tr")
    properties = child(row, "trPr")
    child(properties, "cantSplit")
    if block.row_height:
        child(properties, "trHeight", val=twips(block.row_height), hRule="atLeast")
    if header:
        child(properties, "tblHeader")
    for number, (width, text) in enumerate(zip(widths, [*cells, *[""] * (len(widths) - len(cells))], strict=True)):
        cell = child(row, "tc")
        cell_properties = child(cell, "tcPr")
        child(cell_properties, "tcW", w=width, type="dxa")
        child(cell_properties, "vAlign", val="center")
        cell.append(paragraph(style_id, text))
        if number in block.centred and not header:
            child(cell[-1].find(qn("w:pPr")), "jc", val="center")
