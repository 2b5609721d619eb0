"""A workbook template filled: the row with the tags is the sample for every row, tags elsewhere are single values."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, UserError
from gongwen.sheet.address import address
from gongwen.sheet.book import Book
from gongwen.sheet.patch import CannotKeepError
from gongwen.sheet.values import Cell

_TAG = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def fill(
    package: Package, single: Mapping[str, str], rows: Sequence[Mapping[str, str]], columns: Sequence[str]
) -> bytes:
    """The first sheet of a template with its tags filled: `single` by name, `rows` in place of the sample row.

    `columns` are the names that the sample row may quote; its other texts stand in every row. Raises UserError
    (exit 3) with sheet and cell of every fault.
    """
    book = Book(package)
    name = book.names[0]
    try:
        return _fill(book, name, single, rows, columns)
    except CannotKeepError as error:
        place = Place(package.name, sheet=name, cell=error.where or None)
        raise UserError(Problem("template.sheet", error.what, "请用自带模板重新做一份。", place)) from error


def _fill(
    book: Book, name: str, single: Mapping[str, str], rows: Sequence[Mapping[str, str]], columns: Sequence[str]
) -> bytes:
    sheet = book.sheet(name)
    tagged = [cell for number in sheet.numbers() for cell in sheet.cells(number) if _TAG.search(cell.text)]
    _check(book, name, tagged, {*single, *columns})
    sample = _sample_row(tagged, columns)
    if sample is None:
        remedy = f"请在表头下面一行写上 {{{{ {columns[0]} }}}} 等引用。"
        raise UserError(Problem("template.sheet", "模板中没有样行", remedy, Place(book.file, sheet=name)))
    cells = [cell for cell in sheet.cells(sample) if cell.kind == "s"]
    for cell in tagged:
        if cell.row != sample:
            sheet.set(cell.row, cell.column, _filled(cell, single))
    made = ({cell.column: _filled(cell, {**single, **row}) for cell in cells} for row in rows)
    sheet.replace(sample, ((values, None) for values in made), len(rows))
    book.lengthen(name, sample, len(rows) - 1, single=True)
    return book.to_bytes()


def _sample_row(tagged: Sequence[Cell], columns: Sequence[str]) -> int | None:
    """The row whose tags name columns."""
    return next((cell.row for cell in tagged if any(name in columns for name in _TAG.findall(cell.text))), None)


def _filled(cell: Cell, values: Mapping[str, str]) -> str:
    return _TAG.sub(lambda match: values[match.group(1)], cell.text)


def _check(book: Book, sheet: str, tagged: Sequence[Cell], known: set[str]) -> None:
    """Raises UserError with every tag that quotes a name which is not known, and the nearest one."""
    problems = []
    for cell in tagged:
        for name in _TAG.findall(cell.text):
            if name not in known:
                near = difflib.get_close_matches(name, known, 1, 0.3)
                remedy = f"最接近的名称是：{near[0]}。" if near else f"可用的名称：{'、'.join(sorted(known))}。"
                place = Place(book.file, sheet=sheet, cell=address(cell.row, cell.column))
                problems.append(Problem("reference.unknown", f"引用的名称不存在：{name}", remedy, place))
    if problems:
        raise UserError(problems)
