"""Tables of the body: fixed layout, repeated header row, rows that do not split (rule TBL-02)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from docx.oxml import OxmlElement

from gongwen.blocks.model import Table
from gongwen.standard.page import AREA_WIDTH
from gongwen.word.elements import Element, child, paragraph

_MARGIN = 57
"""Inner margin of a cell at left and right, 1 mm in twips."""


def table(block: Table, styles: Mapping[str, str]) -> Element:
    """A `w:tbl` as wide as the type area; columns share it in proportion to `block.widths`."""
    count = max([len(block.header), *map(len, block.rows)], default=1)
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
        _row(element, block.header, widths, styles["公文表头"], header=True)
    for row in block.rows:
        _row(element, row, widths, styles["公文表文"], header=False)
    return element


def _widths(block: Table, count: int) -> list[int]:
    shares = [*block.widths[:count], *[1.0] * (count - len(block.widths))]
    total = sum(shares)
    edges = [round(AREA_WIDTH * sum(shares[:n]) / total) for n in range(count + 1)]
    return [b - a for a, b in pairwise(edges)]


def _row(parent: Element, cells: tuple[str, ...], widths: list[int], style_id: str, *, header: bool) -> None:
    row = child(parent, "tr")
    properties = child(row, "trPr")
    child(properties, "cantSplit")
    if header:
        child(properties, "tblHeader")
    for width, text in zip(widths, [*cells, *[""] * (len(widths) - len(cells))], strict=True):
        cell = child(row, "tc")
        cell_properties = child(cell, "tcPr")
        child(cell_properties, "tcW", w=width, type="dxa")
        child(cell_properties, "vAlign", val="center")
        cell.append(paragraph(style_id, text))
