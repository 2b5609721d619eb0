"""The text of one sheet, read: its rows and cells where they stand, and what is known of each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gongwen.sheet import celltext
from gongwen.sheet.address import address
from gongwen.sheet.areas import merges_of
from gongwen.sheet.scan import Grammar, Span, cells_of, data_of, rows_of
from gongwen.sheet.styles import Styles, decimal
from gongwen.sheet.values import Cell

_ROOT = re.compile(r"<(?:\w+:)?worksheet\b")
HIDDEN = re.compile(r'\s+hidden="\w+"')
HEIGHT = re.compile(r'\s+ht="([\d.]+)"')


class CannotKeepError(Exception):
    """A change that would destroy something of the sheet; it is refused, with the cell."""

    def __init__(self, what: str, where: str) -> None:
        """Say what stands in the way and where."""
        super().__init__(what, where)
        self.what, self.where = what, where


@dataclass
class Surroundings:
    """What the sheets of a workbook share; its strings are looked up when a cell is read."""

    find_strings: Callable[[], Sequence[str]] = tuple
    styles: Styles = field(default_factory=lambda: Styles(""))
    date1904: bool = False

    @cached_property
    def strings(self) -> Sequence[str]:
        """The shared strings."""
        return self.find_strings()


@dataclass(slots=True)
class EditedRow:
    """A row that was changed: its attributes and its cells."""

    attributes: str
    cells: str


class SheetText:
    """A sheet part. Rows and columns count from 1."""

    def __init__(self, xml: str, shared: Surroundings | None = None) -> None:
        """Find the rows. Raises CannotKeepError for a sheet that is written in a way nobody writes."""
        self.xml, self.shared = xml, shared or Surroundings()
        root = _ROOT.search(xml)
        self._grammar = Grammar(root.group()[1:].removesuffix("worksheet") if root else "")
        data = data_of(xml, self._grammar)
        if data is None or "<![CDATA[" in xml or xml.find("<!--", data[2], data[3]) >= 0:
            raise CannotKeepError("工作表的写法不常见，无法逐格修改", "")
        begin, end, inner, inner_end = data
        self._head, self._tail = xml[:begin], xml[end:]
        try:
            self._spans: dict[int, Span] = {span.number: span for span in rows_of(xml, inner, inner_end, self._grammar)}
        except ValueError as error:
            raise CannotKeepError(f"{error}，文件可能已损坏", "") from error
        self._edited: dict[int, EditedRow] = {}
        self._order: list[int] | None = list(self._spans)

    @property
    def last_row(self) -> int:
        """The number of the last row that is written, 0 for an empty sheet."""
        return max(self._spans, default=0)

    @property
    def head(self) -> str:
        """What stands before the rows: views, columns."""
        return self._head

    @property
    def merges(self) -> list[str]:
        """The merged ranges."""
        return merges_of(self._tail)

    def numbers(self) -> list[int]:
        """The numbers of the rows that are written, in order."""
        if self._order is None:
            self._order = sorted(self._spans)
        return self._order

    def cells(self, number: int) -> list[Cell]:
        """The cells of a row."""
        return list(self.row(number).values())

    def row(self, number: int) -> dict[int, Cell]:
        """The cells of a row by column."""
        return cells_of(number, self._cells_text(number), self._grammar, self.shared.strings)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a place; None where none is written."""
        return self.row(row).get(column)

    def filled(self, number: int) -> dict[int, Cell]:
        """The cells of a row by column, none where no cell holds a value or a formula; a blank row is told quickly."""
        text, prefix = self._cells_text(number), self._grammar.prefix
        if not any(f"<{prefix}{name}" in text for name in ("v", "is", "f")):
            return {}
        return cells_of(number, text, self._grammar, self.shared.strings)

    def next_filled(self, last: int) -> int:
        """The first row below another one that holds anything, 0 where there is none."""
        return next((number for number in self.numbers() if number > last and self.filled(number)), 0)

    def stretch(self, last: int, gap: int) -> int:
        """The last row that holds anything below another one, before a gap of more than so many rows; 0 for none."""
        end = 0
        for number in self.numbers():
            if number <= last or (number - (end or last) <= gap and not self.filled(number)):
                continue
            if number - (end or last) > gap:
                break
            end = number
        return end

    def hidden(self, number: int) -> bool:
        """Whether a row is hidden, by hand or by a filter."""
        found = HIDDEN.search(self._attributes_text(number))
        return found is not None and found.group().rpartition("=")[2].strip('"') in ("1", "true")

    def height(self, number: int) -> float | None:
        """The height of a row in pt, None where it has none of its own."""
        found = HEIGHT.search(self._attributes_text(number))
        return decimal(found.group(1)) if found else None

    def formula(self, row: int, column: int) -> str:
        """The formula of a cell as it is written, empty for none."""
        cells = self._cells_text(row)
        start, end = celltext.find(cells, address(row, column), self._grammar)
        return celltext.formula_of(cells[start:end])

    def _cells_text(self, number: int) -> str:
        if number in self._edited:
            return self._edited[number].cells
        span = self._spans.get(number)
        if span is None or not span.end or self.xml[span.opened - 2] == "/":
            return ""
        return self.xml[span.opened : self.xml.rindex("<", span.opened, span.end)]

    def _attributes_text(self, number: int) -> str:
        if number in self._edited:
            return self._edited[number].attributes
        span = self._spans.get(number)
        if span is None:
            return ""
        return self.xml[span.start + len(self._grammar.prefix) + 4 : span.opened - 1].rstrip("/").rstrip()
