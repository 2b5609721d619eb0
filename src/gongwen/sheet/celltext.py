"""The cells of one row as text: where one stands, and how it is written when its value changes."""

from __future__ import annotations

import re
from functools import lru_cache

from gongwen.sheet.address import column_letters, column_number, position
from gongwen.sheet.scan import Grammar
from gongwen.sheet.values import Value, encoded

_TYPE = re.compile(r'\s+t="\w+"')
_STYLE = re.compile(r'\s+s="(\d+)"')
_VALUE_METADATA = re.compile(r'\s+(?:cm|vm)="\d+"')
_FORMULA = re.compile(r"<(?:\w+:)?f\b[^>]*?>([^<]*)</")
_SHARED = re.compile(r'<(?:\w+:)?f\b[^>]*\b(?:ref|si)="')


def find(cells: str, place: str, grammar: Grammar) -> tuple[int, int]:
    """Where a cell stands among those of its row; where it would stand, if it is not there."""
    prefix = grammar.prefix
    start = cells.find(f'<{prefix}c r="{place}"')
    if start < 0:
        _, column = position(place)
        for match in grammar.cells.finditer(cells):
            if column_number(match.group(1)) > column:
                return match.start(), match.start()
        return len(cells), len(cells)
    opened = cells.index(">", start)
    if cells[opened - 1] == "/":
        return start, opened + 1
    closing = f"</{prefix}c>"
    return start, cells.index(closing, opened) + len(closing)


def addressed(cells: str, row: int, grammar: Grammar) -> str:
    """The cells with the address of each: beside a changed one it may not follow from the order."""
    prefix = grammar.prefix
    if cells.count(f'<{prefix}c r="') == cells.count(f"<{prefix}c ") + cells.count(f"<{prefix}c>"):
        return cells
    column = 0
    made = []
    for match in grammar.cells.finditer(cells):
        letters, attributes, content = match.groups()
        found = re.search(r'\br="([A-Z]+)\d+"', attributes)
        letters = letters or (found.group(1) if found else column_letters(column + 1))
        column = column_number(letters)
        rest = re.sub(r'\s+r="[^"]*"', "", attributes).rstrip()
        end = f">{content}</{prefix}c>" if content else "/>"
        made.append(f'<{prefix}c r="{letters}{row}"{rest}{end}')
    return "".join(made)


def shares_formula(cell: str) -> bool:
    """Whether others share a cell's formula or are filled by it."""
    return _SHARED.search(cell) is not None


def formula_of(cell: str) -> str:
    """The formula of a cell as it is written, empty for none."""
    found = _FORMULA.search(cell)
    return found.group(1) if found else ""


def kept_attributes(cell: str, place: str, grammar: Grammar) -> str:
    """The attributes that stay when a cell's value changes; those of a new cell where there is none."""
    if not cell:
        return f' r="{place}"'
    start = len(f'<{grammar.prefix}c r="{place}"')
    return f' r="{place}"{_kept(cell[start : cell.index(">")])}'


@lru_cache(maxsize=4096)
def _kept(attributes: str) -> str:
    return _VALUE_METADATA.sub("", _TYPE.sub("", attributes.rstrip("/")))


def style_of(attributes: str) -> int:
    """The style among the attributes of a cell."""
    found = _STYLE.search(attributes)
    return int(found.group(1)) if found else 0


def with_style(attributes: str, style: int) -> str:
    """The attributes of a cell with another style."""
    return _STYLE.sub("", attributes) + (f' s="{style}"' if style else "")


def written(attributes: str, value: Value, grammar: Grammar, *, date1904: bool) -> str:
    """A cell with a value."""
    prefix = grammar.prefix
    kind, content = encoded(value, prefix, date1904=date1904)
    head = f"<{prefix}c{attributes.rstrip()}{kind}"
    return f"{head}>{content}</{prefix}c>" if content else f"{head}/>"
