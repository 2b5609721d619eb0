"""Forms: grids of labels and values, lines of fields, names in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from gongwen.blocks.model import Cell, FieldLine, Grid, GridRow, NameGrid
from gongwen.standard.page import AREA_WIDTH, CHAR, SIZE_TABLE, twips
from gongwen.standard.widths import line_em, text_em
from gongwen.word.elements import Element, add_runs, child, paragraph, set_property
from gongwen.word.tables import CELL_MARGIN, TABLE_LINE, column_widths, new_cell, new_row, new_table

_EM = SIZE_TABLE * 10
"""One 字 of a table's text in twips."""
_EDGE = 20
"""How far inside the edge a rule ends: a tab stop on the very edge of a line is ignored by some programs."""
_FIELD_GAP = 284
"""Between two fields of a line, 5 mm in twips."""
_FIELD_LINE = 500
"""Twips from one line of fields to the next."""
_SHORT = 3


def grid(block: Grid, styles: Mapping[str, str], width: int = AREA_WIDTH) -> Element:
    """A `w:tbl` of `width` in twips; a row's cells take as many columns as they span."""
    widths = column_widths(block.widths, width)
    element = new_table(widths)
    for row in block.rows:
        _row(element, row, widths, styles)
    return element


def _row(parent: Element, row: GridRow, widths: Sequence[int], styles: Mapping[str, str]) -> None:
    element = new_row(parent, height=row.height, splits=row.splits)
    place = 0
    for number, each in enumerate(row.cells):
        last = number == len(row.cells) - 1
        end = len(widths) if last else min(len(widths), place + each.span)
        size = sum(widths[place:end])
        if each.foot:
            _signed(element, each, size, end - place, row.height, styles)
        else:
            _cell(element, each, size, end - place, row, styles)
        place = end


def _cell(  # noqa: PLR0913, PLR0917 - a cell, its place and its row
    row: Element, block: Cell, width: int, span: int, of: GridRow, styles: Mapping[str, str]
) -> None:
    """Labels in the middle of their cell; what goes on over the page begins at the top."""
    cell = new_cell(row, width, span=span, align="top" if of.splits and not block.label else "center")
    for line in block.text.split("\n"):
        cell.append(paragraph(styles["公文表文"], line))
        if block.label:
            set_property(cell[-1], "jc", val="center")


def _signed(  # noqa: PLR0913, PLR0917 - a cell, its place and its row's height
    row: Element, block: Cell, width: int, span: int, height: float, styles: Mapping[str, str]
) -> None:
    """A cell with a foot at its lower edge; a text begins at the top, with what the height leaves between them.

    What a tag will say is not known: such a text stands right over the foot.
    """
    text = styles["公文表文"]
    top = bool(block.text) and "{{" not in block.text
    cell = new_cell(row, width, span=span, align="top" if top else "bottom")
    for line in block.text.split("\n") if block.text else ():
        cell.append(paragraph(text, line, keep_next=True))
    cell.append(paragraph(text, block.foot))
    set_property(cell[-1], "jc", val="right")
    if top:
        room = (width - 2 * CELL_MARGIN) / _EM
        lines = sum(max(1, ceil(line_em(line) / room)) for line in block.text.split("\n"))
        between = twips(height) - (lines + block.foot.count("\n") + 1) * TABLE_LINE - _EDGE
        set_property(cell[-1], "spacing", before=max(0, between), after=0, line=TABLE_LINE, lineRule="exact")


def field_line(block: FieldLine, styles: Mapping[str, str], width: int = AREA_WIDTH) -> Element:
    """One paragraph of fields that share the line: a blank one is a rule up to its end, the last ends at the edge."""
    element = paragraph(styles["公文表文"])
    stops: list[tuple[str, int]] = []
    texts: list[str] = []
    edges = _field_edges(block, width)
    for number, ((label, value), (start, end)) in enumerate(zip(block.fields, edges, strict=True)):
        if number:
            at_edge = value and number == len(edges) - 1
            stops.append(("right", end) if at_edge else ("left", start))
            texts.append("\t")
        texts.append(f"{label}：{value}")
        if not value:
            stops.append(("rule", end))
            texts.append("\t")
    tabs = set_property(element, "tabs") if stops else None  # an element without a stop is not allowed
    for kind, position in stops:
        leader = {"leader": "underscore"} if kind == "rule" else {}
        child(tabs, "tab", val="left" if kind == "left" else "right", pos=position, **leader)
    set_property(element, "spacing", before=0, after=0, line=_FIELD_LINE, lineRule="exact")
    set_property(element, "keepNext")
    add_runs(element, "".join(texts))
    return element


def _field_edges(block: FieldLine, width: int) -> list[tuple[int, int]]:
    """Where each field begins and ends in twips: equal shares, but no field narrower than what it says."""
    needs = [round((text_em(f"{label}：{value}") + (0 if value else _SHORT)) * _EM) for label, value in block.fields]
    free = width - _EDGE - _FIELD_GAP * (len(needs) - 1)
    share = free / len(needs)
    if any(need > share for need in needs) and sum(needs) <= free:
        spare = (free - sum(needs)) / len(needs)
        sizes = [need + spare for need in needs]
    else:
        sizes = [share] * len(needs)
    edges = []
    start = 0.0
    for size in sizes:
        edges.append((round(start), round(start + size)))
        start += size + _FIELD_GAP
    return edges


def name_grid(block: NameGrid, styles: Mapping[str, str], width: int = AREA_WIDTH) -> Element:
    """Names in columns of equal width without rules, 2字 in; fewer columns where a name is wider than its column."""
    inside = width - 2 * CHAR
    longest = max((text_em(_spread(name)) for name in block.names), default=1)
    columns = max(1, min(block.columns, int(inside / CHAR // (longest + 1)) or 1))
    element = new_table([inside // columns] * columns, rules=False, margin=0, indent=2 * CHAR)
    for start in range(0, len(block.names), columns):
        row = new_row(element)
        names = [*block.names[start : start + columns]]
        for name in [*names, *[""] * (columns - len(names))]:
            cell = new_cell(row, inside // columns)
            cell.append(paragraph(styles["公文续段"], _spread(name)))
            set_property(cell[-1], "jc", val="left")
    return element


def _spread(name: str) -> str:
    """A name of two characters set 3字 wide, as in every list of names."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name  # noqa: PLR2004 - two characters
