"""One sheet, changed cell by cell in its text: rows and cells that are not asked for stay as they were written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongwen.sheet import celltext, push
from gongwen.sheet.address import MAX_COLUMN, MAX_ROW, address, column_number, position
from gongwen.sheet.areas import lengthened, with_merges
from gongwen.sheet.formula import Move, pushed
from gongwen.sheet.rows import PatternCell, RowPattern
from gongwen.sheet.scan import Span
from gongwen.sheet.sheettext import HEIGHT, HIDDEN, CannotKeepError, EditedRow, SheetText, Surroundings
from gongwen.sheet.values import Value, looks_like_formula, rewritten

_CUSTOM = re.compile(r'\s+customHeight="\w+"')
_VALUE_OF_FORMULA = re.compile(
    r"(<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f\s*>))\s*<(?:\w+:)?v\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?v\s*>)"
)
_FORMULA_TEXT = re.compile(r"(<(?:\w+:)?f\b[^>]*?>)([^<]+)(</(?:\w+:)?f\s*>)")


@dataclass(slots=True)
class _Block:
    """Rows that were added, written when the sheet is."""

    first: int
    count: int
    rows: Iterable[str]


class SheetPatch(SheetText):
    """A sheet part that is changed. Rows and columns count from 1."""

    def __init__(self, xml: str, shared: Surroundings | None = None) -> None:
        """Find the rows. Raises CannotKeepError for a sheet that is written in a way nobody writes."""
        super().__init__(xml, shared)
        self.formulas_changed = False
        """Whether a formula was overwritten, so that the calculation chain no longer holds."""
        self._blocks: list[_Block] = []
        self._frame_changed = False
        self._widest = (0, 0)

    # ------------------------------------------------------------ changing
    def set(self, row: int, column: int, value: Value, style: int | None = None) -> None:
        """Write a value into a cell; its style stays unless one is given.

        Raises CannotKeepError where other cells depend on how this one is written, ValueError for an impossible value.
        """
        if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
            raise ValueError(address(row, column))
        edited, place, grammar = self._edit(row), address(row, column), self._grammar
        start, end = celltext.find(edited.cells, place, grammar)
        old = edited.cells[start:end]
        if f"<{grammar.prefix}f" in old:
            if celltext.shares_formula(old):
                raise CannotKeepError("这一格的公式与其他单元格共用，不能改写", place)
            self.formulas_changed = True
        attributes = celltext.kept_attributes(old, place, grammar)
        if style is None and looks_like_formula(value):
            style = self.shared.styles.quoted(celltext.style_of(attributes))
        if style is not None:
            attributes = celltext.with_style(attributes, style)
        new = celltext.written(attributes, value, grammar, date1904=self.shared.date1904)
        edited.cells = edited.cells[:start] + new + edited.cells[end:]
        self._widest = max(self._widest[0], row), max(self._widest[1], column)

    def hide(self, number: int, *, hidden: bool) -> None:
        """Hide a row or show it again."""
        edited = self._edit(number)
        edited.attributes = HIDDEN.sub("", edited.attributes) + (' hidden="1"' if hidden else "")

    def set_height(self, number: int, height: float) -> None:
        """Give a row a height of its own, in pt."""
        edited = self._edit(number)
        bare = _CUSTOM.sub("", HEIGHT.sub("", edited.attributes))
        edited.attributes = f'{bare} ht="{height:g}" customHeight="1"'

    def set_merges(self, ranges: Sequence[str]) -> None:
        """Put merged ranges in place of those the sheet has."""
        if list(ranges) != self.merges:
            self._tail = with_merges(self._tail, ranges, self._grammar.prefix)
            self._frame_changed = True

    def change_head(self, change: Callable[[str], str]) -> None:
        """Change what stands before the rows."""
        new = change(self._head)
        self._frame_changed |= new != self._head
        self._head = new

    def change_formulas(self, change: Callable[[str], str]) -> None:
        """Change the formulas of cells; their values are calculated anew when the workbook is opened."""
        for number in self.numbers():
            cells = self._cells_text(number)
            if f"<{self._grammar.prefix}f" not in cells:
                continue
            new = _FORMULA_TEXT.sub(lambda match: match[1] + rewritten(match[2], change) + match[3], cells)
            if new != cells:
                self._edit(number).cells = new

    def forget_values(self) -> None:
        """Take out what formulas gave when they were calculated last; not every program calculates them on opening."""
        for number in self.numbers():
            cells = self._cells_text(number)
            if f"<{self._grammar.prefix}f" in cells and (new := _VALUE_OF_FORMULA.sub(r"\1", cells)) != cells:
                self._edit(number).cells = new

    def _edit(self, number: int) -> EditedRow:
        """A row ready to be changed, with the address of each cell: beside a changed one it may not follow."""
        if number not in self._edited:
            attributes, cells = self._attributes_text(number), self._cells_text(number)
            if number not in self._spans:
                attributes = f' r="{number}"'
                self._spans[number], self._order = Span(number, 0, 0, 0), None
            self._edited[number] = EditedRow(attributes, celltext.addressed(cells, number, self._grammar))
        return self._edited[number]

    # ------------------------------------------------------------ rows of one look
    def replace(self, sample: int, rows: Iterable[tuple[Mapping[int, Value], float | None]], count: int) -> None:
        """Write `count` rows in place of the sample row and below it: values by column, and a height in pt or None.

        Formulas of the sample row are copied down. Raises CannotKeepError where something stands below.
        """
        pattern = self._pattern(sample)
        if count == 0:
            for cell in self.cells(sample):
                self.set(sample, cell.column, None)
            return
        self._refuse_below(sample, sample + count - 1)
        self._forget(sample)
        self._add(pattern, sample, rows, count)
        self._grow(sample, count - 1, single=True)

    def append(
        self,
        rows: Sequence[Mapping[int, Value]],
        like: int,
        heights: Sequence[float | None] = (),
        *,
        after: int | None = None,
        formulas: Collection[int] | None = None,
    ) -> list[int]:
        """Write rows after row `after` (or `like`), in the height, styles and formulas of row `like`.

        Of formulas only those in the columns `formulas` are copied, where these are given. Ranges that end in one of
        the two rows (filters, validations, conditional formats) go on over the new ones. Gives the new rows' numbers.
        Raises CannotKeepError where something stands below.
        """
        last = like if after is None else after
        self._refuse_below(last, last + len(rows))
        pairs = zip(rows, heights or [None] * len(rows), strict=True)
        self._add(self._pattern(like, formulas), last + 1, pairs, len(rows))
        for end in {like, last}:
            self._grow(end, last + len(rows) - end, single=False)
        return list(range(last + 1, last + 1 + len(rows)))

    def start_over(self, sample: int) -> None:
        """Leave nothing below a row, in a copy of a sheet that is to be filled anew; areas then end in it."""
        below = [number for number in self._spans if number > sample]
        for number in below:
            self._forget(number)
        if below:
            self._grow(max(below), sample - max(below), single=False)

    def push(self, move: Move, sheet: str) -> None:
        """Move rows down, with the areas and formulas of this sheet (called `sheet`). Blank rows below give way."""
        for number in [each for each in self._spans if move.last < each <= move.last + move.by]:
            self._forget(number)
        for number in reversed([each for each in self.numbers() if move.first <= each <= move.last]):
            row, new = self._edit(number), move.row(number)
            self._forget(number)
            row.attributes = re.sub(r'(\br=")\d+(")', rf"\g<1>{new}\2", row.attributes)
            row.cells = re.sub(r'(<(?:\w+:)?c r="[A-Z]+)\d+"', rf'\g<1>{new}"', row.cells)
            self._edited[new], self._spans[new], self._order = row, Span(new, 0, 0, 0), None
        self.change_formulas(lambda text: pushed(text, sheet, sheet, move))
        self.change_rules(lambda tail: push.frame(tail, move, sheet))

    def _forget(self, number: int) -> None:
        del self._spans[number]
        self._edited.pop(number, None)
        self._order = None

    def change_rules(self, change: Callable[[str], str]) -> None:
        """Change the text behind the rows: merged cells, rules, formats."""
        new = change(self._tail)
        self._frame_changed |= new != self._tail
        self._tail = new

    def _pattern(self, like: int, formulas: Collection[int] | None = None) -> RowPattern:
        cells = {
            cell.column: PatternCell(
                cell.column,
                cell.style,
                self.formula(like, cell.column)
                if cell.formula and (formulas is None or cell.column in formulas)
                else "",
            )
            for cell in self.cells(like)
        }
        return RowPattern(self._grammar.prefix, self._attributes_text(like), cells, like, self.shared.styles.quoted)

    def _refuse_below(self, last: int, new_last: int) -> None:
        """Rows may take the place of blank ones, of nothing else."""
        below = self.next_filled(last)
        if below and below <= new_last:
            raise CannotKeepError("表格下面还有内容，不能在末尾加行", address(below, 1))
        if new_last > MAX_ROW:
            raise CannotKeepError("工作表已到最后一行", address(last, 1))
        for number in [each for each in self._spans if last < each <= new_last]:
            self._forget(number)

    def _add(
        self, pattern: RowPattern, first: int, rows: Iterable[tuple[Mapping[int, Value], float | None]], count: int
    ) -> None:
        date1904 = self.shared.date1904
        written = (
            pattern.write(number, values, height, date1904=date1904)
            for number, (values, height) in enumerate(rows, first)
        )
        self._blocks.append(_Block(first, count, written))
        self._widest = max(self._widest[0], first + count - 1), self._widest[1]

    def _grow(self, last: int, more: int, *, single: bool) -> None:
        self._tail = lengthened(self._tail, last, more, single=single)
        self._frame_changed = True

    # ------------------------------------------------------------ writing
    @property
    def rows_added(self) -> bool:
        """Whether rows were added: they may hold formulas that the calculation chain does not name."""
        return bool(self._blocks)

    @property
    def changed(self) -> bool:
        """Whether anything was changed."""
        return bool(self._edited or self._blocks or self._frame_changed)

    def pieces(self) -> Iterator[str]:
        """The sheet as it is written now, piece by piece: rows that were added are made while they are asked for."""
        if not self.changed:
            yield self.xml
            return
        prefix = self._grammar.prefix
        yield re.sub(rf'(<{re.escape(prefix)}dimension ref=")([^"]*)(")', self._dimension, self._head, count=1)
        yield f"<{prefix}sheetData>"
        blocks = sorted(self._blocks, key=lambda block: block.first)
        start = end = 0
        for number in self.numbers():
            while blocks and blocks[0].first < number:
                yield self.xml[start:end]
                start = end = 0
                yield from blocks.pop(0).rows
            if number in self._edited:
                yield self.xml[start:end]
                start = end = 0
                yield self._written(number)
                continue
            span = self._spans[number]
            if start == end or self.xml[end : span.start].strip():
                yield self.xml[start:end]
                start = span.start
            end = span.end
        yield self.xml[start:end]
        for block in blocks:
            yield from block.rows
        yield f"</{prefix}sheetData>"
        yield self._tail

    def text(self) -> str:
        """The sheet as it is written now: equal to what it was where nothing was changed."""
        return "".join(self.pieces())

    def _written(self, number: int) -> str:
        """A row that was changed."""
        row, prefix = self._edited[number], self._grammar.prefix
        attributes = row.attributes.rstrip()
        if "spans=" in attributes and row.cells:
            columns = [column_number(letters) for letters, _, _ in self._grammar.cells.findall(row.cells)]
            attributes = re.sub(r'\bspans="[^"]*"', f'spans="{columns[0]}:{columns[-1]}"', attributes)
        if not re.search(r'\br="', attributes):
            attributes = f' r="{number}"{attributes}'
        return f"<{prefix}row{attributes}>{row.cells}</{prefix}row>"

    def _dimension(self, match: re.Match[str]) -> str:
        """The used range, grown to the last row and column that were written."""
        first, _, last = match.group(2).partition(":")
        try:
            row, column = position(last or first)
        except ValueError:
            return match.group()
        row, column = max(row, self._widest[0]), max(column, self._widest[1])
        return f"{match.group(1)}{first}:{address(row, column)}{match.group(3)}"


__all__ = ["CannotKeepError", "SheetPatch", "Surroundings"]
