"""References in formulas: moved as copying a cell moves them, and without a column that is taken out.

Only references are touched; texts in quotes, names and functions stay. Grammar: ECMA-376 part 1, 18.17.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from gongwen.sheet.address import column_letters, column_number, grown

_END = r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})"
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?<![\w.$'])(?P<sheet>'(?:[^']|'')+'!|[\w.]+!)?"
    r"(?P<reference>\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3})"
    r"(?![\w(.!'])"
)
_CORNER = re.compile(r"(\$?)([A-Z]{1,3})(?:(\$?)(\d{1,7}))?")
LOST = "#REF!"


@dataclass(frozen=True, slots=True)
class Move:
    """The rows from `first` to `last` go down by so many."""

    first: int
    last: int
    by: int

    def row(self, number: int) -> int:
        """Where a row is afterwards."""
        return number + self.by if self.first <= number <= self.last else number


def moved(formula: str, down: int) -> str:
    """The formula as it stands `down` rows below: rows without a `$` move, columns stay."""
    if not down:
        return formula

    def corner(match: re.Match[str]) -> str:
        dollar, letters, fixed, row = match.groups()
        return match.group() if fixed or not row else f"{dollar}{letters}{int(row) + down}"

    return _replaced(formula, lambda _, reference: _CORNER.sub(corner, reference))


def reached(formula: str, sheet: str, last: int, more: int, *, single: bool = False) -> str:
    """The formula after rows were added under row `last` of another sheet: areas of it that end there go on."""

    def change(named: str | None, reference: str) -> str:
        return grown(reference, last, more, single=single) if named == sheet else reference

    return _replaced(formula, change)


def pushed(formula: str, sheet: str, own_sheet: str, move: Move) -> str:
    """The formula of a cell of `own_sheet` after rows of `sheet` moved."""

    def corner(match: re.Match[str]) -> str:
        dollar, letters, fixed, row = match.groups()
        return f"{dollar}{letters}{fixed}{move.row(int(row))}" if row else match.group()

    def change(named: str | None, reference: str) -> str:
        meant = own_sheet if named is None else named
        return _CORNER.sub(corner, reference) if meant == sheet else reference

    return _replaced(formula, change)


def without_column(formula: str, column: int, sheet: str, own_sheet: str) -> str:
    """The formula of a cell of `own_sheet` after a column of `sheet` was taken out; what meant it is lost."""

    def change(named: str | None, reference: str) -> str:
        meant = own_sheet if named is None else named
        return _without(reference, column) if meant == sheet else reference

    return _replaced(formula, change)


def quotes_column(formula: str, column: int, sheet: str, own_sheet: str) -> bool:
    """Whether a formula of `own_sheet` needs a column of `sheet`: it would be lost, not merely shortened."""
    return LOST not in formula and LOST in without_column(formula, column, sheet, own_sheet)


def sheets_of(formula: str) -> set[str]:
    """The names of the sheets that a formula refers to."""
    found = (match.group("sheet") for match in _TOKEN.finditer(formula))
    return {_bare(name) for name in found if name}


def _bare(name: str) -> str:
    name = name.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _replaced(formula: str, change: Callable[[str | None, str], str]) -> str:
    def one(match: re.Match[str]) -> str:
        reference = match.group("reference")
        if reference is None:
            return match.group()
        named = match.group("sheet")
        new = change(_bare(named) if named else None, reference)
        return LOST if new == LOST else (named or "") + new

    return _TOKEN.sub(one, formula)


def _without(reference: str, column: int) -> str:
    """A reference after a column was taken out: what is right of it moves left, a range over it gets narrower."""
    first, _, last = reference.partition(":")
    corners = [_CORNER.fullmatch(part) for part in (first, last or first)]
    numbers = [column_number(corner[2]) for corner in corners if corner]
    if numbers[0] == numbers[1] == column:
        return LOST
    left = numbers[0] - (numbers[0] > column)
    right = numbers[1] - (numbers[1] >= column)
    made = [
        f"{corner[1]}{column_letters(number)}{corner[3] or ''}{corner[4] or ''}"
        for corner, number in zip(corners, (left, right), strict=True)
        if corner
    ]
    return ":".join(made) if last else made[0]
