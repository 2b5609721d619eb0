"""One sheet, changed cell by cell in its text: rows and cells that are not asked for stay as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongwen.sheet.address import MAX_COLUMN, MAX_ROW, address, column_letters, column_number, grown, position
from gongwen.sheet.scan import Grammar, Span, cells_of, rows_of
from gongwen.sheet.values import Cell, Value, encoded

_ROOT = re.compile(r"<(?:\w+:)?worksheet\b")
_ROW_ATTRIBUTES = re.compile(r'\s+(?:r|spans|\w+:dyDescent)="[^"]*"')
_TYPE = re.compile(r'\s+t="\w+"')
_STYLE = re.compile(r'\s+s="\d+"')
_VALUE_METADATA = re.compile(r'\s+(?:cm|vm)="\d+"')
_SQREF = re.compile(r'(\b(?:sqref|ref)=")([^"]+)(")')
_AREAS = re.compile(r"(<xm:sqref>)([^<]+)(</xm:sqref>)")


class CannotKeepError(Exception):
    """A change that would destroy something of the sheet; it is refused, with the cell."""

    def __init__(self, what: str, where: str) -> None:
        """Say what stands in the way and where."""
        super().__init__(what, where)
        self.what, self.where = what, where


@dataclass(slots=True)
class SheetPatch:
    """The text of a sheet part. Rows and columns count from 1."""

    xml: str
    strings: Sequence[str] = ()
    _grammar: Grammar = field(init=False)
    _head: str = field(init=False)
    _tail: str = field(init=False)
    _spans: dict[int, Span] = field(init=False)
    _edited: set[int] = field(init=False)
    _formulas_changed: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        """Find the rows. Raises CannotKeepError for a sheet that is written in a way nobody writes."""
        root = _ROOT.search(self.xml)
        prefix = root.group()[1:].removesuffix("worksheet") if root else ""
        self._grammar = Grammar(prefix)
        data = self._grammar.data.search(self.xml)
        if data is None or "<![CDATA[" in self.xml or "<!--" in (data.group(1) or ""):
            raise CannotKeepError("工作表的写法不常见，无法逐格修改", "")
        self._head, self._tail = self.xml[: data.start()], self.xml[data.end() :]
        self._spans = {span.number: span for span in rows_of(data.group(1) or "", self._grammar)}
        self._edited = set()

    # ------------------------------------------------------------ reading
    @property
    def last_row(self) -> int:
        """The number of the last row that is written, 0 for an empty sheet."""
        return max(self._spans, default=0)

    def numbers(self) -> list[int]:
        """The numbers of the rows that are written, in order."""
        return sorted(self._spans)

    def cells(self, number: int) -> Iterator[Cell]:
        """Yield the cells of a row."""
        span = self._spans.get(number)
        if span is not None:
            yield from cells_of(number, span.cells, self._grammar, self.strings)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a place; None where none is written."""
        return next((cell for cell in self.cells(row) if cell.column == column), None)

    # ------------------------------------------------------------ changing
    def set(self, row: int, column: int, value: Value, style: int | None = None) -> None:
        """Write a value into a cell; its style stays unless one is given.

        Raises CannotKeepError where other cells depend on how this one is written, ValueError for an impossible value.
        """
        if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
            raise ValueError(address(row, column))
        span = self._spans.get(row)
        if span is None:
            span = self._spans[row] = Span(row, f' r="{row}"', "")
        if row not in self._edited:
            span.cells = self._with_addresses(span)
            self._edited.add(row)
        place = address(row, column)
        start, end = self._find(span.cells, place)
        old = span.cells[start:end]
        attributes = self._attributes(old) if old else f' r="{place}"'
        if old:
            self._refuse_shared(old, place)
        if style is not None:
            attributes = _STYLE.sub("", attributes) + (f' s="{style}"' if style else "")
        span.cells = span.cells[:start] + self._cell(attributes, value) + span.cells[end:]

    def _find(self, cells: str, place: str) -> tuple[int, int]:
        """Where a cell stands among those of its row; where it would stand, if it is not there."""
        prefix = self._grammar.prefix
        start = cells.find(f'<{prefix}c r="{place}"')
        if start < 0:
            _, column = position(place)
            for match in self._grammar.cells.finditer(cells):
                if column_number(match.group(1)) > column:
                    return match.start(), match.start()
            return len(cells), len(cells)
        opened = cells.index(">", start)
        if cells[opened - 1] == "/":
            return start, opened + 1
        closing = f"</{prefix}c>"
        return start, cells.index(closing, opened) + len(closing)

    def _with_addresses(self, span: Span) -> str:
        """The cells of a row, each with its address first: beside a changed one it may not follow from its place."""
        if all(letters for letters, _, _ in self._grammar.cells.findall(span.cells)):
            return span.cells
        column = 0
        prefix = self._grammar.prefix
        made = []
        for match in self._grammar.cells.finditer(span.cells):
            letters, attributes, content = match.groups()
            found = re.search(r'\br="([A-Z]+)\d+"', attributes)
            letters = letters or (found.group(1) if found else column_letters(column + 1))
            column = column_number(letters)
            rest = re.sub(r'\s+r="[^"]*"', "", attributes).rstrip()
            end = f">{content}</{prefix}c>" if content else "/>"
            made.append(f'<{prefix}c r="{letters}{span.number}"{rest}{end}')
        return "".join(made)

    def _attributes(self, cell: str) -> str:
        """The attributes of a cell that stay when its value changes."""
        inside = cell[len(f"<{self._grammar.prefix}c") : cell.index(">")].rstrip("/")
        return _VALUE_METADATA.sub("", _TYPE.sub("", inside))

    def _cell(self, attributes: str, value: Value) -> str:
        prefix = self._grammar.prefix
        kind, content = encoded(value, prefix)
        head = f"<{prefix}c{attributes.rstrip()}{kind}"
        return f"{head}>{content}</{prefix}c>" if content else f"{head}/>"

    def _refuse_shared(self, cell: str, place: str) -> None:
        """A formula that others share or that fills other cells may not go; one of its own may."""
        if f"<{self._grammar.prefix}f" not in cell:
            return
        if re.search(r'<(?:\w+:)?f\b[^>]*\b(?:ref|si)="', cell):
            raise CannotKeepError("这一格的公式与其他单元格共用，不能改写", place)
        self._formulas_changed = True

    def append(self, rows: Sequence[Mapping[int, Value]], like: int) -> list[int]:
        """Write rows after row `like`, which must be the last, in its height and the styles of its cells.

        Ranges that end in that row (filters, validations, conditional formats) go on over the new ones. Gives the
        numbers of the new rows. Raises CannotKeepError where something stands below.
        """
        below = [number for number in self._spans if number > like and any(cell.text for cell in self.cells(number))]
        if below:
            raise CannotKeepError("表格下面还有内容，不能在末尾加行", address(min(below), 1))
        if like + len(rows) > MAX_ROW:
            raise CannotKeepError("工作表已到最后一行", address(like, 1))
        sample = self._spans[like]
        styles = {cell.column: cell.style for cell in self.cells(like)}
        attributes = _ROW_ATTRIBUTES.sub("", sample.attributes).rstrip()
        numbers = list(range(like + 1, like + 1 + len(rows)))
        for number, values in zip(numbers, rows, strict=True):
            cells = []
            for column in sorted({*styles, *values}):
                style = styles.get(column, 0)
                own = f' r="{address(number, column)}"' + (f' s="{style}"' if style else "")
                cells.append(self._cell(own, values.get(column)))
            self._spans[number] = Span(number, f' r="{number}"{attributes}', "".join(cells))
            self._edited.add(number)
        self._grow(like, len(rows))
        return numbers

    def _grow(self, last: int, more: int) -> None:
        """Let what ends in the last row end after the new ones; merged cells stay."""

        def longer(match: re.Match[str]) -> str:
            return match.group(1) + grown(match.group(2), last, more) + match.group(3)

        prefix = re.escape(self._grammar.prefix)
        merged = re.compile(rf"<{prefix}mergeCells\b.*?</{prefix}mergeCells\s*>", re.DOTALL)
        kept = merged.search(self._tail)
        before, middle, after = (
            (self._tail[: kept.start()], kept.group(), self._tail[kept.end() :]) if kept else (self._tail, "", "")
        )
        self._tail = (
            _AREAS.sub(longer, _SQREF.sub(longer, before)) + middle + _AREAS.sub(longer, _SQREF.sub(longer, after))
        )

    # ------------------------------------------------------------ writing
    @property
    def changed(self) -> bool:
        """Whether anything was changed."""
        return bool(self._edited)

    @property
    def formulas_changed(self) -> bool:
        """Whether a formula was overwritten, so that the calculation chain no longer holds."""
        return self._formulas_changed

    def text(self) -> str:
        """The sheet as it is written now: equal to what it was where nothing was changed."""
        if not self.changed:
            return self.xml
        prefix = self._grammar.prefix
        rows = "".join(self._written(number) for number in self.numbers())
        head = re.sub(rf'(<{re.escape(prefix)}dimension ref=")([^"]*)(")', self._dimension, self._head, count=1)
        return f"{head}<{prefix}sheetData>{rows}</{prefix}sheetData>{self._tail}"

    def _written(self, number: int) -> str:
        """A row: as it was, or with its changed cells."""
        span = self._spans[number]
        if number not in self._edited:
            return span.text
        prefix = self._grammar.prefix
        columns = [column_number(letters) for letters, _, _ in self._grammar.cells.findall(span.cells)]
        attributes = re.sub(r'\bspans="[^"]*"', f'spans="{columns[0]}:{columns[-1]}"', span.attributes.rstrip())
        if not re.search(r'\br="', attributes):
            attributes = f' r="{number}"{attributes}'
        return f"<{prefix}row{attributes}>{span.cells}</{prefix}row>"

    def _dimension(self, match: re.Match[str]) -> str:
        """The used range, grown to the last row and column that were changed."""
        first, _, last = match.group(2).partition(":")
        try:
            row, column = position(last or first)
        except ValueError:
            return match.group()
        for number in self._edited:
            letters = self._grammar.cells.findall(self._spans[number].cells)[-1][0]
            row, column = max(row, number), max(column, column_number(letters))
        return f"{match.group(1)}{first}:{address(row, column)}{match.group(3)}"
