"""Data rows out of a grid under its header: totals, notes and repeated headers stay out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongwen.problems import Problem, Severity
from gongwen.tables.model import Grid, RawRow, Row, TableRows
from gongwen.tables.normal import cell_text, full_key, lost_digits

if TYPE_CHECKING:
    from gongwen.tables.header import Header

_TOTAL = re.compile(r"(本页|本表)?(合计|小计|总计|共计|累计)([:\d(].*)?")
_NOTE = re.compile(
    r"(备注|注|说明|填表说明|填表|填表人|制表|制表人|制表单位|填报人|填报单位|审核|审核人|复核|复核人|负责人|联系人"
    r"|填表日期|制表日期|填报日期|填表时间|制表时间)\d*:.*"
)
# Signing lines are also written without a colon; alone in its row such a text is no data.
_ALONE = re.compile(r"[(]?(以下空白|填表人.*|制表.*|填报人.*|审核人.*|备注|注)[)]?")

# Two cells equal to their own headers are no data.
_ENOUGH_TO_REPEAT = 2


def data_rows(grid: Grid, header: Header) -> tuple[TableRows, list[Problem]]:
    """The rows under the header as text, and the problems of single cells."""
    problems = [*grid.problems, *header.problems]
    typed = grid.rows[header.index].cells
    titles = {column: {str(typed[column]), name} for name, column in header.columns.items()}
    rows: list[Row] = []
    left_out: list[tuple[int, str]] = []
    columns = header.columns
    width = 1 + max((column for column, value in enumerate(typed) if cell_text(value)), default=-1)
    for raw in grid.rows[header.index + 1 :]:
        label = _left_out(raw)
        if label is None and _repeats(raw, titles):
            label = "（重复的表头）"
        if label is not None:
            left_out.append((raw.line, label))
            continue
        values = raw.cells
        cells = {name: cell_text(values[column]) if column < len(values) else "" for name, column in columns.items()}
        if any(cells.values()):
            rows.append(Row(cells, raw.line, grid.source, columns))
            if grid.error_cells or any(lost_digits(value) for value in values):
                problems += _cell_problems(grid, raw, columns)
            if grid.source.sheet is None and len(values) > width and any(cell_text(value) for value in values[width:]):
                problems.append(_too_wide(grid, raw, width))
    table = TableRows(
        source=grid.source,
        headers=tuple(columns),
        rows=tuple(rows),
        header_line=grid.rows[header.index].line,
        missing=header.missing,
        left_out=tuple(left_out),
    )
    return table, problems


def _left_out(raw: RawRow) -> str | None:
    """The first text of a row that is a total, a note or a signing line; None for data."""
    texts = (cell_text(value) for value in raw.given if value not in {"", None})
    first = next((text for text in texts if text), "")
    if first[:1].isascii() and first[:1].isalnum():
        return None
    bare = full_key(first)
    if _TOTAL.fullmatch(bare) or _NOTE.fullmatch(bare):
        return first
    return first if _ALONE.fullmatch(bare) and not any(texts) else None


def is_note(text: str) -> bool:
    """Whether a text is a total, a note or a signing line and no data."""
    bare = full_key(text)
    return any(shape.fullmatch(bare) for shape in (_TOTAL, _NOTE, _ALONE))


def _repeats(raw: RawRow, titles: dict[int, set[str]]) -> bool:
    """Whether the row says the header again: printed lists repeat it on each page, merged headers on the next row."""
    same = 0
    for column, spellings in titles.items():
        if column < len(raw.cells) and raw.cells[column] in spellings:
            same += 1
    return same >= min(_ENOUGH_TO_REPEAT, len(titles))


def _cell_problems(grid: Grid, raw: RawRow, columns: dict[str, int]) -> list[Problem]:
    """Numbers that lost digits and cells that hold an Excel error."""
    found: list[Problem] = []
    for name, column in columns.items():
        if column < len(raw.cells) and lost_digits(raw.cells[column]):
            found.append(
                Problem(
                    "table.cell.lost_digits",
                    f"“{name}”列的 {cell_text(raw.cells[column])} 是按数字存放的长号码，第 15 位以后已丢失末位",
                    "请把这一列的单元格格式设为“文本”，再重新填写完整的号码。",
                    grid.source.place(raw.line, column),
                )
            )
        if grid.error_cells and (raw.line, column) in grid.error_cells:
            found.append(
                Problem(
                    "table.cell.error",
                    f"“{name}”列的单元格是公式错误（如 #REF!、#N/A），没有内容可读",
                    "请在表格软件中改正公式，或直接填写内容。",
                    grid.source.place(raw.line, column),
                )
            )
    return found


def _too_wide(grid: Grid, raw: RawRow, width: int) -> Problem:
    return Problem(
        "table.row.too_wide",
        f"这一行的格数多于表头的 {width} 列，多出的内容没有读",
        "多半是内容里的逗号没有加引号；请给含逗号的内容加上双引号，或补上表头。",
        grid.source.place(raw.line),
        Severity.WARNING,
    )
