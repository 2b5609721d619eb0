"""空白表格 that the plan declares (谈心谈话, 卫生检查, 控烟巡查), and 名单."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, FieldLine, Table
from gongwen.documents.body import body_blocks
from gongwen.documents.official import on_form
from gongwen.documents.tables import name_blocks
from gongwen.problems import UserError
from gongwen.standard.widths import text_em

if TYPE_CHECKING:
    from gongwen.documents.context import Context, Made
    from gongwen.plan.schema import DocumentEntry

_WIDE = 8
"""A form of more columns is set across the page."""
_ROWS, _ROWS_WIDE, _ROW_HEIGHT = 15, 9, 11.0
_NARROW, _WIDEST = 3.0, 8.0
_NUMBER = "序号"


def form(context: Context, entry: DocumentEntry) -> Made:
    """A blank form: fields over the table, columns, so many rows (or rows by name), fields under it."""
    if not entry.columns:
        raise UserError(
            context.problem(
                entry, "columns", "没有写表格的列", "请在 columns（列）中写表头，如 [序号, 时间, 地点, 情况]。"
            )
        )
    columns = tuple(context.text(column) for column in entry.columns)
    landscape = len(columns) > _WIDE
    named_rows = tuple(context.text(row) for row in entry.rows) if isinstance(entry.rows, tuple) else ()
    count = len(named_rows) or (entry.rows if isinstance(entry.rows, int) else _ROWS_WIDE if landscape else _ROWS)
    numbered = columns[0] == _NUMBER
    first = 1 if numbered else 0
    rows = []
    for place in range(count):
        cells = [""] * len(columns)
        if numbered:
            cells[0] = str(place + 1)
        if named_rows and first < len(columns):
            cells[first] = named_rows[place]
        rows.append(tuple(cells))
    widths = tuple(_NARROW if column == _NUMBER else min(_WIDEST, max(3.5, text_em(column) + 1)) for column in columns)
    table = Table(
        columns, tuple(rows), widths, row_height=_ROW_HEIGHT, centred=frozenset((0,)) if numbered else frozenset()
    )
    blocks: list[Block] = body_blocks(context, entry.body)
    blocks += _fields(context, entry.header)
    blocks.append(table)
    blocks += _fields(context, entry.footer)
    return on_form(context, entry, blocks, landscape=landscape)


def _fields(context: Context, labels: tuple[str, ...]) -> list[Block]:
    """Fields to fill in, three to a line; a label may bring its value: 科室：办公室."""
    split = [context.text(label).replace(":", "：", 1).partition("：") for label in labels]
    pairs = [(label.strip(), value.strip()) for label, _, value in split]
    return [FieldLine(tuple(pairs[start : start + 3])) for start in range(0, len(pairs), 3)]


def name_list(context: Context, entry: DocumentEntry) -> Made:
    """名单: 领导小组 with its office, 联络员, or any people the plan names."""
    blocks = [*body_blocks(context, entry.body), *name_blocks(context, entry, entry.attend or ("领导小组",))]
    return on_form(context, entry, blocks)
