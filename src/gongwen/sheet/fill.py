"""A workbook template filled: the row with the tags is the sample for every row, tags elsewhere are single values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, UserError
from gongwen.sheet.book import Book
from gongwen.sheet.patch import CannotKeepError
from gongwen.sheet.tags import TAG, tag_problems, tagged_cells, tags_of
from gongwen.sheet.values import Cell


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
    tagged = tagged_cells(sheet)
    problems = tag_problems(book.file, name, tagged, {*single, *columns})
    if problems:
        raise UserError(problems)
    sample = next((cell.row for cell in tagged if any(tag in columns for tag in tags_of(cell.text))), None)
    if sample is None:
        remedy = f"请在表头下面一行写上 {{{{ {columns[0]} }}}} 等引用。"
        raise UserError(Problem("template.sheet", "模板中没有样行", remedy, Place(book.file, sheet=name)))
    cells = [cell for cell in sheet.cells(sample) if cell.kind == "s"]
    for cell in tagged:
        if cell.row != sample:
            sheet.set(cell.row, cell.column, _filled(cell, single))
    made = ({cell.column: _filled(cell, {**single, **row}) for cell in cells} for row in rows)
    book.make_room(name, sample, len(rows) - 1)
    sheet.replace(sample, ((values, None) for values in made), len(rows))
    book.lengthen(name, sample, len(rows) - 1, single=True)
    return book.to_bytes()


def _filled(cell: Cell, values: Mapping[str, str]) -> str:
    return TAG.sub(lambda match: values[match.group(1)], cell.text)
