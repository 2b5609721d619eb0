"""Tables: grid, rows, widths, place on the page (17.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from gongwen.ooxml.wordml.cells import (
    Look,
    Spot,
    first_text,
    last,
    points_of,
    preferred_width,
    read_cell,
    table_edges,
    table_margins,
    table_shade,
    wanted_parts,
    with_exception,
)
from gongwen.ooxml.wordml.formats import anchor
from gongwen.ooxml.wordml.model import Frame, LineRule, Row, Table
from gongwen.ooxml.wordml.names import TRANSPARENT
from gongwen.ooxml.wordml.xml import W, child_on, measure, val, whole

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.content import PartReader

_MOST_COLUMNS = 200
Cells = list[tuple[Any, int]]
"""Cells of a row with their spans."""


class Plan(NamedTuple):
    """What a table says before its rows."""

    look: Look
    grid: tuple[float, ...]
    properties: Any | None
    own: list[Any]
    """The `w:tblPr` of the style and of the table."""
    spaced: bool
    """Whether its cells stand apart."""


def table(reader: PartReader, element: Any) -> Table | None:
    """A `w:tbl`; None for one without a row."""
    made = plan(reader, element)
    rows = shown_rows(element)
    if not rows:
        return None
    if made.spaced:
        reader.tell("单元格间距", first_text(element), lost=False)
    cells = [_cells(row) for row in rows]
    grid = _completed(made.grid, [_widths(row, own) for row, own in zip(rows, cells, strict=True)])
    size = len(rows), len(grid)
    read = tuple(
        read_row(reader, row, own, made.look, (index, *size))
        for index, (row, own) in enumerate(zip(rows, cells, strict=True))
    )
    return assembled(made._replace(grid=grid), read)


def plan(reader: PartReader, element: Any) -> Plan:
    """What holds for a whole table."""
    properties = element.find(W + "tblPr")
    style = reader.book.styles.table(val(properties.find(W + "tblStyle")) if properties is not None else None)
    own = [*style.tables, *([] if properties is None else [properties])]
    grid = [measure(val(column, "w")) or 0.0 for column in element.iterfind(f"{W}tblGrid/{W}gridCol")]
    look = Look(style, wanted_parts(properties), table_edges(reader, own), table_margins(own), table_shade(reader, own))
    spaced = any((measure(val(each.find(W + "tblCellSpacing"), "w")) or 0.0) > 0 for each in own)
    return Plan(look, tuple(grid[:_MOST_COLUMNS]), properties, own, spaced)


def assembled(made: Plan, rows: tuple[Row, ...]) -> Table:
    """A table of its plan and its rows."""
    own = made.own
    return Table(
        grid=made.grid,
        rows=rows,
        width=preferred_width(last(own, "tblW")),
        align=_align(val(last(own, "jc"))),
        indent=measure(val(last(own, "tblInd"), "w")) or 0.0,
        fixed=val(last(own, "tblLayout"), "type") == "fixed",
        floating=_floating(made.properties),
    )


def read_alone(reader: PartReader, element: Any, made: Plan, index: int, rows: int) -> Row | None:
    """The row of a table that holds one row of a larger table; None where others bear on it by their widths."""
    (row,) = shown_rows(element) or (None,)
    cells = [] if row is None else _cells(row)
    needed = sum(span for span, _ in _widths(row, cells)) if row is not None else 0
    if row is None or needed > len(made.grid) or not all(made.grid):
        return None
    return read_row(reader, row, cells, made.look, (index, rows, len(made.grid)))


def shown_rows(element: Any) -> list[Any]:
    """The rows that are shown."""
    return [row for row in _unwrapped(element, f"{W}tr") if not _deleted(row)]


def _unwrapped(parent: Iterable[Any], wanted: str, wrapped: int = 0) -> Iterator[Any]:
    """The rows or cells, those in content controls and other wrappers too."""
    for child in parent:
        if child.tag == wanted:
            yield child
        elif wrapped < 20 and child.tag == f"{W}sdt":  # noqa: PLR2004 - wrappers around each other
            for content in child.iterfind(W + "sdtContent"):
                yield from _unwrapped(content, wanted, wrapped + 1)
        elif wrapped < 20 and child.tag in TRANSPARENT:  # noqa: PLR2004 - the same
            yield from _unwrapped(child, wanted, wrapped + 1)


def _deleted(row: Any) -> bool:
    properties = row.find(W + "trPr")
    if properties is None:
        return False
    return properties.find(W + "del") is not None or child_on(properties, "hidden")


def _cells(row: Any) -> Cells:
    """Cells with their span; cells merged the old way (`w:hMerge`) are one."""
    found: Cells = []
    for cell in _unwrapped(row, f"{W}tc"):
        properties = cell.find(W + "tcPr")
        span, merge = 1, None
        if properties is not None:
            if properties.find(W + "cellDel") is not None:
                continue
            span = min(_MOST_COLUMNS, max(1, whole(val(properties.find(W + "gridSpan"))) or 1))
            merge = properties.find(W + "hMerge")
        if merge is not None and val(merge) != "restart" and found:
            found[-1] = (found[-1][0], found[-1][1] + span)
        else:
            found.append((cell, span))
    return found


def _widths(row: Any, cells: Cells) -> list[tuple[int, float]]:
    """Grid columns and width of what stands in a row, the free columns before it included."""
    properties = row.find(W + "trPr")
    before = _free(properties, "gridBefore")
    widths: list[tuple[int, float]] = [(before, points_of(properties, "wBefore"))] if before else []
    widths += [(span, points_of(cell.find(W + "tcPr"), "tcW")) for cell, span in cells]
    return widths


def _completed(saved: tuple[float, ...], rows: list[list[tuple[int, float]]]) -> tuple[float, ...]:
    """A grid with a column for every cell; widths that it lacks are those that cells ask for."""
    needed = min(_MOST_COLUMNS, max(sum(span for span, _ in row) for row in rows))
    if needed <= len(saved) and all(saved):
        return saved
    grid = [*saved, *[0.0] * (needed - len(saved))]
    for row in rows:
        column = 0
        for span, width in row:
            if span == 1 and column < len(grid) and grid[column] == 0:
                grid[column] = width
            column += span
    return tuple(grid)


def _align(text: str | None) -> Literal["left", "center", "right"]:
    return {"center": "center", "right": "right", "end": "right"}.get(text or "", "left")  # type: ignore[return-value]


def _floating(properties: Any | None) -> Frame | None:
    """`w:tblpPr` (17.4.57) as a frame; the text side counts where none is named."""
    element = None if properties is None else properties.find(W + "tblpPr")
    if element is None:
        return None
    get = element.get
    beside = [measure(get(f"{W}{side}FromText")) or 0.0 for side in ("left", "right", "top", "bottom")]
    return Frame(
        h_anchor=anchor(get(W + "horzAnchor"), "text"),  # type: ignore[arg-type]
        v_anchor=anchor(get(W + "vertAnchor"), "margin"),  # type: ignore[arg-type]
        x=measure(get(W + "tblpX")) or 0.0,
        y=measure(get(W + "tblpY")) or 0.0,
        h_align=get(W + "tblpXSpec") or "",
        v_align=get(W + "tblpYSpec") or "",
        h_space=max(beside[:2]),
        v_space=max(beside[2:]),
    )


def _free(properties: Any | None, name: str) -> int:
    count = None if properties is None else whole(val(properties.find(W + name)))
    return min(_MOST_COLUMNS, max(0, count or 0))


def read_row(reader: PartReader, row: Any, cells: Cells, look: Look, place: tuple[int, int, int]) -> Row:
    """A `w:tr`; `place` is its index and the table's size in rows and columns."""
    properties, exception = row.find(W + "trPr"), row.find(W + "tblPrEx")
    here = look if exception is None else with_exception(reader, look, exception)
    height = None if properties is None else properties.find(W + "trHeight")
    points = measure(val(height)) or 0.0
    rule: LineRule = "exact" if val(height, "hRule") == "exact" else "atLeast"
    index, rows, columns = place
    before = _free(properties, "gridBefore")
    column = before
    made = []
    for cell, span in cells:
        made.append(read_cell(reader, cell, here, Spot(index, rows, column, span, columns)))
        column += span
    return Row(
        cells=tuple(made),
        height=max(0.0, points),
        height_rule=rule if points > 0 else "auto",
        header=child_on(properties, "tblHeader"),
        cant_split=child_on(properties, "cantSplit"),
        before=before,
        after=_free(properties, "gridAfter"),
    )
