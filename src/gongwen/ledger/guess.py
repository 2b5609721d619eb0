"""The tables of a workbook that remembers nothing: columns by the usual names of their headers."""

from __future__ import annotations

from collections.abc import Mapping

from gongwen.ledger.base import Spec
from gongwen.ledger.columns import ISSUE_FIELDS, MONTH, VIEW_FIELDS, Column, Owner, Role, owner_of
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
    best: dict[int, str] = {}
    most = 0
    for number in sheet.numbers()[:_SEARCHED]:
        score = sum(_field(cell.text) != "" for cell in sheet.cells(number))
        if score > most:
            most, best = score, headers_above(sheet, number + 1)
    made = []
    for number in sorted(best):
        field = _field(best[number])
        pattern = f"{{{{ {field} }}}}" if field else ""
        made.append(Column(best[number], pattern, owner_of(pattern, formula=False) if field else Owner.CLERK))
    return tuple(made)


def _field(header: str) -> str:
    key = full_key(header)
    return _FIELDS.get(key) or (key if MONTH.fullmatch(key) else "")
