"""Tables of the body: fixed layout, repeated header row, rows that do not split (rule TBL-02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.blocks.model import RowLoop, Table
from gongwen.standard.page import AREA_WIDTH, SIZE_TABLE, twips
from gongwen.word.elements import Element, child, paragraph, set_property

CELL_MARGIN = 57
"""Inner margin of a cell at left and right, 1 mm in twips."""
TABLE_LINE = 400
"""Twips from one line to the next in the style 公文表文, whose size is `SIZE_TABLE`."""


def table(block: Table, styles: Mapping[str, str], width: int = AREA_WIDTH) -> Element:
    """A `w:tbl` of `width` in twips; columns share it in proportion to `block.widths`."""
    count = max([len(block.header), *map(len, block.rows), *(len(loop.cells) for loop in block.loops)], default=1)
    widths = column_widths([*block.widths[:count], *[1.0] * (count - len(block.widths))], width)
    element = new_table(widths)
    if block.header:
        _row(element, block, block.header, widths, styles["公文表头"], header=True)
    for row, merges in zip(block.rows, _merges(block), strict=True):
        _row(element, block, row, widths, styles["公文表文"], merges=merges)
    for loop in block.loops:
        _loop(element, block, loop, widths, styles)
    if block.size is not None:
        _resize(element, block.size)
    return element


# ------------------------------------------------------------ what tables are made of
def column_widths(shares: Sequence[float], width: int) -> list[int]:
    """The columns that share a width in proportion, in whole twips that add up to it."""
    total = sum(shares)
    edges = [round(width * sum(shares[:n]) / total) for n in range(len(shares) + 1)]
    return [b - a for a, b in pairwise(edges)]


def new_table(widths: Sequence[int], *, rules: bool = True, margin: int = CELL_MARGIN, indent: int = 0) -> Element:
    """A table without rows on columns of `widths`, `indent` from the left edge; all in twips."""
    element = OxmlElement("w:tbl")
    properties = child(element, "tblPr")
    child(properties, "tblW", w=sum(widths), type="dxa")
    if indent:
        child(properties, "tblInd", w=indent, type="dxa")
    if rules:
        borders = child(properties, "tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            child(borders, side, val="single", sz=4, space=0, color="000000")
    child(properties, "tblLayout", type="fixed")
    margins = child(properties, "tblCellMar")
    for side in ("left", "right"):
        child(margins, side, w=margin, type="dxa")
    grid = child(element, "tblGrid")
    for width in widths:
        child(grid, "gridCol", w=width)
    return element


def new_row(
    parent: Element, *, height: float = 0, rule: str = "atLeast", splits: bool = False, header: bool = False
) -> Element:
    """A row of a `height` in mm that stays on one page unless it `splits`; a `header` stands on every page."""
    row = child(parent, "tr")
    properties = child(row, "trPr")
    if not splits:
        child(properties, "cantSplit")
    if height:
        child(properties, "trHeight", val=twips(height), hRule=rule)
    if header:
        child(properties, "tblHeader")
    return row


def new_cell(row: Element, width: int, *, span: int = 1, merge: str = "", align: str = "center") -> Element:
    """A cell of `width` twips over `span` columns; `merge` is `restart` or `continue` for a part of a tall cell."""
    cell = child(row, "tc")
    properties = child(cell, "tcPr")
    child(properties, "tcW", w=width, type="dxa")
    if span > 1:
        child(properties, "gridSpan", val=span)
    if merge:
        child(properties, "vMerge", val=merge)
    child(properties, "vAlign", val=align)
    return cell


# ------------------------------------------------------------ rows
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
    cell = new_cell(new_row(parent), sum(widths), span=len(widths))
    cell.append(paragraph(style_id, text, keep_next=True))


def _row(  # noqa: PLR0913 - a row is its cells and how it looks
    parent: Element,
    block: Table,
    cells: tuple[str, ...],
    widths: list[int],
    style_id: str,
    *,
    header: bool = False,
    merges: Mapping[int, str] | None = None,
) -> None:
    row = new_row(parent, height=block.row_height, header=header)
    for number, (width, text) in enumerate(zip(widths, [*cells, *[""] * (len(widths) - len(cells))], strict=True)):
        merge = (merges or {}).get(number, "")
        cell = new_cell(row, width, merge=merge)
        cell.append(paragraph(style_id, "" if merge == "continue" else text))
        if number in block.centred and not header:
            set_property(cell[-1], "jc", val="center")


def _merges(block: Table) -> list[dict[int, str]]:
    """For each row, which of its cells open a tall cell and which go on with the one above.

    A column goes on only where the merged columns to its left do; blank cells stay cells to write in.
    """
    columns = sorted(block.merged)
    made: list[dict[int, str]] = [{} for _ in block.rows]
    for number, (above, row) in enumerate(pairwise(block.rows), 1):
        for column in columns:
            if column >= len(row) or column >= len(above) or not row[column] or row[column] != above[column]:
                break
            made[number - 1].setdefault(column, "restart")
            made[number][column] = "continue"
    return made


def _resize(element: Element, size: int) -> None:
    """Set all of a table in another size (half-points), its lines as close as the style's are."""
    pitch = round(TABLE_LINE * size / SIZE_TABLE)
    for text in element.iter(qn("w:p")):
        set_property(text, "spacing", before=0, after=0, line=pitch, lineRule="exact")
        mark = set_property(text, "rPr")
        for properties in (mark, *(run.find(qn("w:rPr")) for run in text.iter(qn("w:r")))):
            child(properties, "sz", val=size)
            child(properties, "szCs", val=size)
