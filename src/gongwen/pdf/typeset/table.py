"""Tables: columns from the grid, rows with their heights, edges settled between neighbours, parts for each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.model import PageField, Paragraph, Text
from gongwen.pdf.typeset.box import Box, Setting, make_box
from gongwen.pdf.typeset.cuts import take_rows
from gongwen.pdf.typeset.edges import bottom_edge, draw_edges, top_edge
from gongwen.pdf.typeset.vertical import has_marks

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Cell, Note, Row, Table
    from gongwen.pdf.typeset.ink import Sheet

_EDGE_AT_MARGIN = 15
_KEPT = 1024


@dataclass(slots=True)
class LaidCell:
    """A cell in its row: grid columns, edges of its area in pt from the table's left, its set content."""

    cell: Cell
    first: int
    last: int
    left: float
    right: float
    box: Box
    rows: int = 1
    """How many rows it spans."""

    @property
    def needed(self) -> float:
        """The height that its content and margins take."""
        _, top, _, bottom = self.cell.margins
        return self.box.height + top + bottom


@dataclass(slots=True)
class LaidRow:
    """A row with its height; a cell that goes on from above stands here only with its edges (`box` empty)."""

    row: Row
    cells: list[LaidCell]
    height: float = 0.0
    edge: float = 0.0
    """What its upper edges take of the height."""
    keeps: bool = False
    """Whether it stays on the page of the next row: the paragraphs of all its cells are kept with the next."""

    def notes(self) -> Iterator[Note]:
        """The footnotes that its cells refer to."""
        for cell in self.cells:
            yield from cell.box.notes()


@dataclass(slots=True)
class LaidTable:
    """A table or a part of one: rows from top to bottom, column edges, where it begins in the text area."""

    columns: list[float]
    """The x of each column edge, the first is 0."""
    left: float
    rows: list[LaidRow] = field(default_factory=list)

    @property
    def width(self) -> float:
        """From the first column edge to the last."""
        return self.columns[-1]

    @property
    def height(self) -> float:
        """The rows together, with the edge below the last one."""
        return sum(row.height for row in self.rows) + (bottom_edge(self.rows[-1]) if self.rows else 0.0)

    def notes(self) -> Iterator[Note]:
        """The footnotes that its cells refer to."""
        for row in self.rows:
            yield from row.notes()

    def cut(self, room: float, *, forced: bool) -> tuple[LaidTable, LaidTable] | None:
        """What fits into a height, and the rest; None where it cannot be cut there."""
        taken, rest = take_rows(self.rows, room, fresh=forced)
        return (replace(self, rows=taken), replace(self, rows=rest)) if taken and rest else None

    def draw(self, sheet: Sheet, x: float, y: float) -> None:
        """Draw it in a text area whose left edge is x, its top at y."""
        x += self.left
        tops = [y]
        for row in self.rows:
            tops.append(tops[-1] + row.height)
        for number, row in enumerate(self.rows):
            for cell in row.cells:
                bottom = tops[min(number + cell.rows, len(self.rows))]
                _draw_cell(sheet, cell, (x, tops[number] + row.edge, bottom))
        draw_edges(sheet, self, x, tops)


def _draw_cell(sheet: Sheet, laid: LaidCell, place: tuple[float, float, float]) -> None:
    """Shade and content of a cell; `place` is the table's x, the cell's top and bottom on this page."""
    x, top, bottom = place
    cell = laid.cell
    if cell.shade:
        sheet.fill(x + laid.left, top, laid.right - laid.left, bottom - top, cell.shade)
    if not laid.box.parts:
        return
    left, above, _, below = cell.margins
    if cell.vertical:
        with sheet.turned(x + laid.right - above - _centred(laid.box), top + left):
            laid.box.draw(sheet, 0.0, _aligned(cell.align, laid.right - laid.left - above - below - laid.box.height))
        return
    room = bottom - top - above - below - laid.box.height
    laid.box.draw(sheet, x + laid.left + left, top + above + _aligned(cell.align, room))


def _centred(box: Box) -> float:
    """How much lower the first line of turned text stands: its glyphs, not their baseline, are in its middle."""
    laid = box.parts[0].laid
    if laid is None or not laid.lines[0].glyphs:
        return 0.0
    line, style = laid.lines[0], laid.lines[0].glyphs[0].style
    middle = (style.face.ascent - style.face.descent) / 2 * style.look.size
    return line.height / 2 + middle - line.ascent


def _aligned(align: str, room: float) -> float:
    if room <= 0:
        return 0.0
    return {"center": room / 2, "bottom": room}.get(align, 0.0)


class TableMaker:
    """Sets tables of a document; `mode` is the version of Word that it was made for."""

    def __init__(self, mode: int) -> None:
        """Remember the mode."""
        self._mode = mode
        self._kept: dict[tuple[Table, float, float, float], LaidTable] = {}

    def _left(self, table: Table, own: float, width: float, setting: Setting) -> float:
        """Where a table begins: from mode 15 on its edge, before the text of its first cell stands at the margin."""
        if table.align == "center":
            return (width - own) / 2
        if table.align == "right":
            return width - own
        first = table.rows[0].cells[0] if table.rows and table.rows[0].cells else None
        outside = self._mode < _EDGE_AT_MARGIN and first is not None and setting.margin == inf
        return table.indent - (first.margins[0] if outside and first is not None else 0.0)

    def lay(self, table: Table, width: float, setting: Setting) -> LaidTable:
        """Set a whole table in a text area of this width; one without page fields is set once."""
        pitch = setting.section.pitch if setting.section.grid and setting.grid else 0.0
        key = (table, width, pitch, setting.margin)
        found = self._kept.get(key)
        if found is None:
            found = self._lay(table, width, setting)
            if not _has_fields(table):
                if len(self._kept) >= _KEPT:
                    self._kept.clear()
                self._kept[key] = found
        return found

    def _lay(self, table: Table, width: float, setting: Setting) -> LaidTable:
        columns = _columns(table, width)
        laid = LaidTable(columns, self._left(table, columns[-1], width, setting))
        _tell(table, setting)
        laid.rows = [_row(row, columns, setting) for row in table.rows]
        _join_merged(laid.rows)
        _give_heights(laid.rows)
        _turn(laid.rows, setting)
        return laid


def _has_fields(table: Table) -> bool:
    """Whether something in a table prints a page's number."""
    blocks = [block for row in table.rows for cell in row.cells for block in cell.blocks]
    return any(
        any(isinstance(piece, PageField) for piece in block.pieces)
        if isinstance(block, Paragraph)
        else _has_fields(block)
        for block in blocks
    )


def _columns(table: Table, width: float) -> list[float]:
    """Column edges: the saved grid, scaled where the table asks for a part of the width or would leave the page."""
    grid = list(table.grid)
    count = max([len(grid), *(_row_columns(row) for row in table.rows)], default=1) or 1
    grid += [0.0] * (count - len(grid))
    total = sum(grid)
    if total <= 0 or any(part <= 0 for part in grid):
        grid = _by_cells(table, count, width)
        total = sum(grid)
    kind, amount = table.width
    wanted = {"pct": width * amount, "pt": amount}.get(kind, 0.0)
    if not table.fixed and not wanted and total > width > 0:
        wanted = width
    if wanted > 0 and total > 0 and abs(wanted - total) > 1 and (kind == "pct" or not table.fixed):
        grid = [part * wanted / total for part in grid]
    edges = [0.0]
    for part in grid:
        edges.append(edges[-1] + part)
    return edges


def _row_columns(row: Row) -> int:
    return row.before + row.after + sum(cell.span for cell in row.cells)


def _by_cells(table: Table, count: int, width: float) -> list[float]:
    """Column widths where the grid says nothing: those that cells of one column ask for, the rest shared."""
    found = [0.0] * count
    for row in table.rows:
        place = row.before
        for cell in row.cells:
            if cell.span == 1 and place < count:
                found[place] = max(found[place], cell.width)
            place += cell.span
    empty = found.count(0.0)
    share = max(width - sum(found), 0.0) / empty if empty else 0.0
    return [part or share or width / count for part in found]


def _tell(table: Table, setting: Setting) -> None:
    """Name what is set in a simpler way: columns that fit their text, marks in text that runs downwards."""
    cells = [cell for row in table.rows for cell in row.cells]
    text = next((text for cell in cells if (text := _text(cell))), "表格")
    if not table.fixed and table.width[0] == "auto" and not any(cell.width for cell in cells):
        setting.tell("自动调整的列宽", text)
    for cell in cells:
        if cell.vertical and has_marks(_text(cell)):
            setting.tell("竖排文字中的标点", _text(cell))


def _text(cell: Cell) -> str:
    pieces = [piece for block in cell.blocks if isinstance(block, Paragraph) for piece in block.pieces]
    return "".join(piece.text for piece in pieces if isinstance(piece, Text))


def _row(row: Row, columns: Sequence[float], setting: Setting) -> LaidRow:
    cells: list[LaidCell] = []
    place = row.before
    for cell in row.cells:
        last = min(place + cell.span, len(columns) - 1)
        left, right = columns[min(place, last)], columns[last]
        inner = max(right - left - cell.margins[0] - cell.margins[2], 1.0)
        inside = replace(setting, margin=cell.margins[2])
        waits = cell.merge == "continue" or cell.vertical
        box = Box(inner) if waits else make_box(cell.blocks, inner, inside)
        cells.append(LaidCell(cell, place, last, left, right, box))
        place = last
    return LaidRow(row, cells, keeps=_keeps(row))


def _keeps(row: Row) -> bool:
    firsts = [cell.blocks[0] for cell in row.cells if cell.blocks and cell.merge != "continue"]
    return bool(firsts) and all(isinstance(block, Paragraph) and block.format.keep_next for block in firsts)


_SHORTEST, _LONGEST, _STEP = 24.0, 400.0, 1.25
"""pt that lines of turned text are long at least and at most, and by how much they grow until the text has room."""


def _turn(rows: Sequence[LaidRow], setting: Setting) -> None:
    """Set the text that runs downwards, as long as its rows are high; they grow where it finds no room in the width."""
    for number, row in enumerate(rows):
        for cell in row.cells:
            if not cell.cell.vertical or cell.cell.merge == "continue":
                continue
            left, above, right, below = cell.cell.margins
            own = rows[number : number + cell.rows]
            given = sum(each.height for each in own) - row.edge - left - right
            across = cell.right - cell.left - above - below
            fixed = own[-1].row.height_rule == "exact"
            inside, depth = replace(setting, margin=0.0), max(given, _SHORTEST)
            cell.box = make_box(cell.cell.blocks, depth, inside)
            while cell.box.height > across and depth < _LONGEST and not fixed:
                depth = min(depth * _STEP, _LONGEST)
                cell.box = make_box(cell.cell.blocks, depth, inside)
            if not fixed:
                own[-1].height += max(depth - given, 0.0)


def _join_merged(rows: Sequence[LaidRow]) -> None:
    """Let each cell that begins a vertical merge know how many rows it spans."""
    open_at: dict[int, LaidCell] = {}
    for row in rows:
        still: dict[int, LaidCell] = {}
        for cell in row.cells:
            if cell.cell.merge == "continue" and cell.first in open_at:
                open_at[cell.first].rows += 1
                still[cell.first] = open_at[cell.first]
            elif cell.cell.merge:
                still[cell.first] = cell
        open_at = still


def _give_heights(rows: Sequence[LaidRow]) -> None:
    """Heights of rows (17.4.80); what a merged cell needs beyond its rows goes to the last of them."""
    for number, row in enumerate(rows):
        row.edge = top_edge(rows[number - 1] if number else None, row)
        if row.row.height_rule == "exact" and row.row.height:
            row.height = row.row.height
            continue
        needed = [cell.needed for cell in row.cells if cell.rows == 1]
        row.height = max([*needed, 0.0]) + row.edge
        row.height = max(row.height, row.row.height)
    for number, row in enumerate(rows):
        for cell in row.cells:
            last = number + cell.rows
            if cell.rows > 1 and rows[last - 1].row.height_rule != "exact":
                lack = cell.needed + row.edge - sum(each.height for each in rows[number:last])
                rows[last - 1].height += max(lack, 0.0)
