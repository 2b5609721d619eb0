"""Forms: grids of labels and values, lines of fields, names in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gongwen.blocks.model import Cell, FieldLine, Grid, GridRow, NameGrid
from gongwen.standard.page import AREA_WIDTH, CHAR, SIZE_TABLE
from gongwen.standard.widths import text_em
from gongwen.word.elements import Element, add_runs, child, paragraph, set_property
from gongwen.word.tables import column_widths, new_cell, new_row, new_table

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
        _cell(element, each, sum(widths[place:end]), end - place, styles)
        place = end


def _cell(row: Element, block: Cell, width: int, span: int, styles: Mapping[str, str]) -> None:
    """Labels in the middle of their cell; a text with a foot begins at the top, its foot stands at the lower edge."""
    text = styles["公文表文"]
    if not block.foot:
        cell = new_cell(row, width, span=span)
        for line in block.text.split("\n"):
            cell.append(paragraph(text, line))
            if block.label:
                set_property(cell[-1], "jc", val="center")
        return
    cell = new_cell(row, width, span=span, align="bottom")
    if block.text:
        for line in block.text.split("\n"):
            cell.append(paragraph(text, line))
        cell.append(paragraph(text))
    cell.append(paragraph(text, block.foot))
    set_property(cell[-1], "jc", val="right")


def field_line(block: FieldLine, styles: Mapping[str, str], width: int = AREA_WIDTH) -> Element:
    """One paragraph of fields that share the line; what is blank is a rule up to where its field ends."""
    element = paragraph(styles["公文表文"])
    stops: list[tuple[str, int]] = []
    texts: list[str] = []
    edges = _field_edges(block, width)
    for number, ((label, value), (start, end)) in enumerate(zip(block.fields, edges, strict=True)):
        if number:
            stops.append(("left", start))
            texts.append("\t")
        texts.append(f"{label}：{value}")
        if not value:
            stops.append(("rule", end))
            texts.append("\t")
    tabs = set_property(element, "tabs")
    for kind, position in stops:
        leader = {"leader": "underscore"} if kind == "rule" else {}
        child(tabs, "tab", val="left" if kind == "left" else "right", pos=position, **leader)
    set_property(element, "spacing", before=0, after=0, line=_FIELD_LINE, lineRule="exact")
    set_property(element, "keepNext")
    add_runs(element, "".join(texts))
    return element


def _field_edges(block: FieldLine, width: int) -> list[tuple[int, int]]:
    """Where each field begins and ends in twips: equal shares, but no field narrower than what it says."""
    em = SIZE_TABLE * 10
    needs = [round((text_em(f"{label}：{value}") + (0 if value else _SHORT)) * em) for label, value in block.fields]
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
