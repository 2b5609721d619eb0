"""A row as the pattern of many: its height, the styles, formulas and fixed texts of its cells, with other values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from gongwen.sheet.address import column_letters
from gongwen.sheet.formula import moved
from gongwen.sheet.values import Value, canonical, decoded, encoded, looks_like_formula

_OWN = re.compile(r'\s+(?:r|spans|hidden|collapsed|\w+:dyDescent)="[^"]*"')
_HEIGHT = re.compile(r'\s+(?:ht|customHeight)="[^"]*"')


@dataclass(frozen=True, slots=True)
class PatternCell:
    """A cell of the pattern: its column, its style, and the formula it holds (empty: none)."""

    column: int
    style: int
    formula: str = ""


class RowPattern:
    """Writes rows that look like the one at `like`."""

    def __init__(
        self, prefix: str, attributes: str, cells: Mapping[int, PatternCell], like: int, quoted: Callable[[int], int]
    ) -> None:
        """Keep the pattern; `quoted` gives the style that keeps a text from becoming a formula."""
        self._prefix, self._like, self._quoted = prefix, like, quoted
        self._cells = cells
        self._attributes = _OWN.sub("", attributes).rstrip()
        self._bare = _HEIGHT.sub("", self._attributes)
        self._heads = {column: f'<{prefix}c r="{column_letters(column)}' for column in cells}
        self._order = sorted(cells)

    def write(
        self, number: int, values: Mapping[int, Value], height: float | None = None, *, date1904: bool = False
    ) -> str:
        """The row `number` with values by column; a height in pt takes the place of the pattern's."""
        prefix, cells = self._prefix, self._cells
        order = self._order if values.keys() <= cells.keys() else sorted({*cells, *values})
        made: list[str] = []
        for column in order:
            value = values.get(column)
            cell = cells.get(column)
            style = cell.style if cell else 0
            kind, content = encoded(value, prefix, date1904=date1904)
            if cell is not None and cell.formula:
                kind, content = self._calculated(cell.formula, number, value, date1904=date1904)
            elif looks_like_formula(value):
                style = self._quoted(style)
            head = self._heads.get(column) or f'<{prefix}c r="{column_letters(column)}'
            styled = f' s="{style}"' if style else ""
            made.append(f'{head}{number}"{styled}{kind}' + (f">{content}</{prefix}c>" if content else "/>"))
        attributes = self._attributes
        if height is not None:
            attributes = f'{self._bare} ht="{height:g}" customHeight="1"'
        return f'<{prefix}row r="{number}"{attributes}>{"".join(made)}</{prefix}row>'

    def _calculated(self, formula: str, number: int, value: Value, *, date1904: bool) -> tuple[str, str]:
        """A formula, moved to its row, with the value it will give where that is known."""
        prefix = self._prefix
        text = escape(moved(decoded(formula), number - self._like))
        if value is None:
            return "", f"<{prefix}f>{text}</{prefix}f>"
        if isinstance(value, str):
            return ' t="str"', f"<{prefix}f>{text}</{prefix}f><{prefix}v>{escape(value)}</{prefix}v>"
        found = canonical(value, date1904=date1904)
        return "", f"<{prefix}f>{text}</{prefix}f><{prefix}v>{found}</{prefix}v>"
