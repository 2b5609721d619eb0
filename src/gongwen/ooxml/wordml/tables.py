"""Tables: grid, rows, widths, place on the page (17.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

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


def table(reader: PartReader, element: Any) -> Table | None:
    """A `w:tbl`; None for one without a row."""
    properties = element.find(W + "tblPr")
    style = reader.book.styles.table(val(properties.find(W + "tblStyle")) if properties is not None else None)
    own = [*style.tables, *([] if properties is None else [properties])]
    rows = [row for row in _unwrapped(element, f"{W}tr") if not _deleted(row)]
    if not rows:
        return None
    grid = [measure(val(column, "w")) or 0.0 for column in element.iterfind(f"{W}tblGrid/{W}gridCol")]
    widths = [_widths(row) for row in rows]
    grid = _completed(grid[:_MOST_COLUMNS], widths)
    look = Look(style, wanted_parts(properties), table_edges(reader, own), table_margins(own), table_shade(reader, own))
    for setting in own:
        spacing = setting.find(W + "tblCellSpacing")
        if spacing is not None and (measure(val(spacing, "w")) or 0) > 0:
            reader.tell("单元格间距", first_text(element), lost=False)
            break
    made = tuple(_row(reader, row, look, index, (len(rows), len(grid))) for index, row in enumerate(rows))
    layout = last(own, "tblLayout")
    return Table(
        grid=tuple(grid),
        rows=made,
        width=preferred_width(last(own, "tblW")),
        align=_align(val(last(own, "jc"))),
        indent=measure(val(last(own, "tblInd"), "w")) or 0.0,
        fixed=val(layout, "type") == "fixed",
        floating=_floating(properties),
    )


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


def _cells(row: Any) -> list[tuple[Any, int]]:
    """Cells with their span; cells merged the old way (`w:hMerge`) are one."""
    found: list[tuple[Any, int]] = []
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


def _widths(row: Any) -> list[tuple[int, float]]:
    """Grid columns and width of what stands in a row, the free columns before it included."""
    properties = row.find(W + "trPr")
    before = _free(properties, "gridBefore")
    widths: list[tuple[int, float]] = [(before, points_of(properties, "wBefore"))] if before else []
    widths += [(span, points_of(cell.find(W + "tcPr"), "tcW")) for cell, span in _cells(row)]
    return widths


def _completed(grid: list[float], rows: list[list[tuple[int, float]]]) -> list[float]:
    """A grid with a column for every cell; widths that it lacks are those that cells ask for."""
    needed = max(sum(span for span, _ in row) for row in rows)
    grid += [0.0] * (min(_MOST_COLUMNS, needed) - len(grid))
    for row in rows:
        column = 0
        for span, width in row:
            if span == 1 and column < len(grid) and grid[column] == 0:
                grid[column] = width
            column += span
    return grid


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


def _row(reader: PartReader, row: Any, look: Look, index: int, size: tuple[int, int]) -> Row:
    """A `w:tr`; `size` is the table's in rows and columns."""
    properties, exception = row.find(W + "trPr"), row.find(W + "tblPrEx")
    here = look if exception is None else with_exception(reader, look, exception)
    height = None if properties is None else properties.find(W + "trHeight")
    points = measure(val(height)) or 0.0
    rule: LineRule = "exact" if val(height, "hRule") == "exact" else "atLeast"
    before = _free(properties, "gridBefore")
    column = before
    cells = []
    for cell, span in _cells(row):
        cells.append(read_cell(reader, cell, here, Spot(index, size[0], column, span, size[1])))
        column += span
    return Row(
        cells=tuple(cells),
        height=max(0.0, points),
        height_rule=rule if points > 0 else "auto",
        header=child_on(properties, "tblHeader"),
        cant_split=child_on(properties, "cantSplit"),
        before=before,
        after=_free(properties, "gridAfter"),
    )
