"""The tables of a workbook that remembers nothing: columns by the usual names of their headers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gongwen.ledger.base import Spec
from gongwen.ledger.columns import ISSUE_FIELDS, MONTH, VIEW_FIELDS, Column, Role, owner_of
from gongwen.ledger.template import headers_above
from gongwen.sheet.book import Book
from gongwen.sheet.patch import SheetPatch
from gongwen.tables.normal import full_key

_SEARCHED = 40
_ENOUGH = 3
_FIELDS = {full_key(name): name for name in (*VIEW_FIELDS, *ISSUE_FIELDS)}


def guess_specs(book: Book, departments: Mapping[str, str]) -> dict[str, Spec]:
    """A spec for each sheet whose headers are those of a ledger; `departments` are ids by name."""
    found: dict[str, Spec] = {}
    for name in book.names:
        columns = _columns(book.sheet(name))
        fields = {column.field for column in columns}
        if len(fields - {""}) < _ENOUGH:
            continue
        role, part = _role(name, fields, departments)
        spec = Spec(role, part, name, columns)
        found.setdefault(spec.id, spec)
    return found


def _role(name: str, fields: set[str], departments: Mapping[str, str]) -> tuple[Role, str]:
    if any(MONTH.fullmatch(field) for field in fields):
        return Role.GRID, ""
    if "存在问题" in fields:
        return Role.ISSUES, ""
    if "承担方式" in fields:
        return Role.VIEW, departments.get(name, name)
    return Role.MAIN, ""


def _columns(sheet: SheetPatch) -> tuple[Column, ...]:
    """The columns under the row that has most of the usual headers."""
    header = most = 0
    for number in sheet.numbers()[:_SEARCHED]:
        score = sum(_field(cell.text) != "" for cell in sheet.cells(number))
        if score > most:
            most, header = score, number
    if not header:
        return ()
    headers = headers_above(sheet, header + 1)
    below = [number for number in sheet.numbers() if number > header][:_SEARCHED]
    formulas = Counter(cell.column for number in below for cell in sheet.cells(number) if cell.formula)
    return tuple(_column(headers[number], formula=formulas[number] * 2 > len(below)) for number in sorted(headers))


def _column(header: str, *, formula: bool) -> Column:
    field = _field(header)
    pattern = f"{{{{ {field} }}}}" if field and not formula else ""
    return Column(header, pattern, owner_of(pattern, formula=formula and bool(field)))


def _field(header: str) -> str:
    key = full_key(header)
    return _FIELDS.get(key) or (key if MONTH.fullmatch(key) else "")
