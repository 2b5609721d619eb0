"""The one door of this room: a table file in, text rows and problems out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gongwen.problems import Problem, UserError
from gongwen.tables import content, csvfile
from gongwen.tables.header import SEARCH_ROWS, Header, find_header
from gongwen.tables.model import Grid, Source, TableRows
from gongwen.tables.rows import data_rows

if TYPE_CHECKING:
    from pathlib import Path


def read_table(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    wanted: Mapping[str, str] | Sequence[str],
    name: str | None = None,
) -> tuple[TableRows, list[Problem]]:
    """Read the rows under the header that has the `wanted` names (a list of them, or a mapping field → header).

    `name` is the file as the clerk wrote it, for places. Whatever is wrong comes back as problems; a table that
    cannot be read at all is empty.
    """
    file = name or path.name
    headers = list(dict.fromkeys(wanted.values() if isinstance(wanted, Mapping) else wanted))
    problems: list[Problem] = []
    try:
        grid = _grid(path, file, (sheet, encoding), headers, problems)
    except UserError as refused:
        return TableRows(Source(file)), [*problems, *refused.problems]
    if grid is None:
        return TableRows(Source(file)), problems
    header = find_header(grid, headers)
    if header is None:
        return TableRows(grid.source, missing=tuple(headers)), [*problems, _no_header(grid, headers)]
    table, found = data_rows(grid, header)
    problems += found
    if not table.rows:
        problems.append(_no_rows(grid, header))
    return table, problems


def _grid(
    path: Path, file: str, options: tuple[str | None, str | None], headers: Sequence[str], problems: list[Problem]
) -> Grid | None:
    """The grid by the reader for the kind of file; None where the text cannot be decoded."""
    data = content.load(path, file)
    kind = content.recognise(data, file)
    sheet, encoding = options
    if kind is content.Kind.CSV:
        source = Source(file)
        text, found = csvfile.decode(data, encoding, source.place())
        problems += found
        if text is not None:
            problems += content.misnamed(path, kind, file)
        return None if text is None else csvfile.read_csv(text, source, headers)
    from gongwen.tables.workbook import read_workbook  # noqa: PLC0415 lxml, only for workbooks

    grid = read_workbook(data, kind, file, sheet, headers)
    problems += content.misnamed(path, kind, file)
    return grid


def _no_header(grid: Grid, headers: Sequence[str]) -> Problem:
    listed = "、".join(headers)
    return Problem(
        "table.header.missing",
        f"前 {SEARCH_ROWS} 行里找不到表头",
        f"请在数据上方加一行列名：{listed}；或核对计划文件里所写的列名。",
        grid.source.place(grid.rows[0].line if grid.rows else None),
    )


def _no_rows(grid: Grid, header: Header) -> Problem:
    return Problem(
        "table.rows.none",
        "表头下面没有数据行",
        "请在表头下面填写数据。",
        grid.source.place(grid.rows[header.index].line),
    )
