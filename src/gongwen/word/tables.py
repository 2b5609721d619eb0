"""Tables of the body: fixed layout, repeated header row, rows that do not split (rule TBL-02)."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from itertools import pairwise

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.blocks.model import RowLoop, Table
from gongwen.standard.page import AREA_WIDTH, SIZE_TABLE, twips
from gongwen.word.elements import Element, add_runs, child, paragraph, set_property

CELL_MARGIN = 57
"""Inner margin of a cell at left and right, 1 mm in twips."""
TABLE_LINE = 400
"""Twips from one line to the next in the style 公文表文, whose size is `SIZE_TABLE`."""
_CELL = qn("w:tc")
_GOES_ON = f"{qn('w:tcPr')}/{qn('w:vMerge')}[@{qn('w:val')}='continue']"
_OWN_LINE = f"{qn('w:pPr')}/{qn('w:spacing')}"


def table(block: Table, styles: Mapping[str, str], width: int = AREA_WIDTH) -> Element:
    """A `w:tbl` of `width` in twips; columns share it in proportion to `block.widths`."""
    count = max([len(block.header), *map(len, block.rows), *(len(loop.cells) for loop in block.loops)], default=1)
    widths = column_widths([*block.widths[:count], *[1.0] * (count - len(block.widths))], width)
    element = new_table(widths)
    patterns = _Patterns(block, widths, styles)
    if block.header:
        _row(element, patterns.head(), block.header)
    titles = _titles(block)
    for number, (row, merges) in enumerate(zip(block.rows, _merges(block, titles), strict=True)):
        for text in titles.get(number, ()):
            _title(element, block, text, widths, styles["公文表头"])
        _row(element, patterns.row(merges), row)
    for text in titles.get(len(block.rows), ()):
        _title(element, block, text, widths, styles["公文表头"])
    for loop in block.loops:
        _loop(element, loop, patterns, styles)
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
class _Patterns:
    """Rows without texts, made once for all rows of a table that look alike."""

    def __init__(self, block: Table, widths: list[int], styles: Mapping[str, str]) -> None:
        self.widths = widths
        self._block = block
        self._styles = styles
        self._rows: dict[tuple[tuple[int, str], ...], Element] = {}

    def head(self) -> Element:
        """The row that stands on every page."""
        return self._made(self._styles["公文表头"], {}, header=True)

    def row(self, merges: Mapping[int, str]) -> Element:
        """A row of which some cells are parts of tall cells."""
        key = tuple(merges.items())
        if key not in self._rows:
            self._rows[key] = self._made(self._styles["公文表文"], merges, header=False)
        return copy.deepcopy(self._rows[key])

    def _made(self, style_id: str, merges: Mapping[int, str], *, header: bool) -> Element:
        row = new_row(OxmlElement("w:tbl"), height=self._block.row_height, header=header)
        for number, width in enumerate(self.widths):
            cell = new_cell(row, width, merge=merges.get(number, ""))
            cell.append(paragraph(style_id))
            if number in self._block.centred and not header:
                set_property(cell[-1], "jc", val="center")
            if self._block.size is not None:
                _set_size(cell[-1], self._block.size)
        return row


def _row(parent: Element, row: Element, texts: Sequence[str]) -> None:
    """Add a row made of a pattern, with its texts; a cell that goes on from above has none."""
    parent.append(row)
    for cell, text in zip(row.iterchildren(_CELL), texts, strict=False):
        if text and cell.find(_GOES_ON) is None:
            add_runs(cell[-1], text)


def _loop(parent: Element, loop: RowLoop, patterns: _Patterns, styles: Mapping[str, str]) -> None:
    """The rows of a loop, between rows that hold only its statements and go when the master is filled."""
    text, widths = styles["公文表文"], patterns.widths
    if loop.title:
        _spanning(parent, f"{{%tr if {loop.items} %}}", widths, text)
        _spanning(parent, loop.title, widths, styles["公文表头"])
        _spanning(parent, "{%tr endif %}", widths, text)
    _spanning(parent, f"{{%tr for {loop.item} in {loop.items} %}}", widths, text)
    _row(parent, patterns.row({}), loop.cells)
    _spanning(parent, "{%tr endfor %}", widths, text)


def _titles(block: Table) -> dict[int, list[str]]:
    """The headings of groups by the number of the row that each stands before."""
    titles: dict[int, list[str]] = {}
    for number, text in block.titles:
        titles.setdefault(number, []).append(text)
    return titles


def _title(parent: Element, block: Table, text: str, widths: list[int], style_id: str) -> None:
    """The heading of a group: as wide as the table, no lower than a row, its text from the left."""
    made = _spanning(parent, text, widths, style_id, height=block.row_height)
    set_property(made, "jc", val="left")


def _spanning(parent: Element, text: str, widths: list[int], style_id: str, *, height: float = 0) -> Element:
    """The paragraph of a row of one cell as wide as the table, kept on the page of the row after it."""
    cell = new_cell(new_row(parent, height=height), sum(widths), span=len(widths))
    made = paragraph(style_id, text, keep_next=True)
    cell.append(made)
    return made


def _merges(block: Table, titles: Mapping[int, list[str]]) -> list[dict[int, str]]:
    """For each row, which of its cells open a tall cell and which go on with the one above.

    A column goes on only where the merged columns to its left do, and over no heading; blank cells stay cells to write
    in.
    """
    columns = sorted(block.merged)
    made: list[dict[int, str]] = [{} for _ in block.rows]
    for number, (above, row) in enumerate(pairwise(block.rows), 1):
        for column in () if number in titles else columns:
            if column >= len(row) or column >= len(above) or not row[column] or row[column] != above[column]:
                break
            made[number - 1].setdefault(column, "restart")
            made[number][column] = "continue"
    return made


def _resize(element: Element, size: int) -> None:
    """Set all of a table in another size (half-points), its lines as close as the style's are."""
    for text in element.iter(qn("w:p")):
        if text.find(_OWN_LINE) is None:
            _set_size(text, size)
    for run in element.iter(qn("w:r")):
        _add_sizes(run.find(qn("w:rPr")), size)


def _set_size(text: Element, size: int) -> None:
    """Give a paragraph and its mark a size; its runs have their own."""
    set_property(text, "spacing", before=0, after=0, line=round(TABLE_LINE * size / SIZE_TABLE), lineRule="exact")
    _add_sizes(set_property(text, "rPr"), size)


def _add_sizes(properties: Element, size: int) -> None:
    child(properties, "sz", val=size)
    child(properties, "szCs", val=size)
