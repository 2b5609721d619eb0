"""A fresh ledger: the template's sheets filled, equal groups merged, heights computed, everything remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongwen.ledger import base
from gongwen.ledger.base import Base, Remembered, Spec, remembered
from gongwen.ledger.columns import Column, Owner, Role
from gongwen.ledger.content import Content, Line
from gongwen.ledger.template import Layout, group_columns, select
from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, Severity, UserError
from gongwen.sheet.address import address, area, boxes
from gongwen.sheet.book import Book
from gongwen.sheet.columns import widths
from gongwen.sheet.fit import Room, height
from gongwen.sheet.patch import CannotKeepError, SheetPatch
from gongwen.sheet.tags import TAG, tagged_cells
from gongwen.sheet.values import Value, canonical

_BAD_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
"""Characters of a sheet's name (Excel's limit)."""
LEAST_HEIGHT = 24.0
"""Rows are at least so high, in pt."""


@dataclass(frozen=True, slots=True)
class Built:
    """A workbook, and what is to be said of it."""

    data: bytes
    problems: tuple[Problem, ...]


class Template:
    """A ledger template with the columns and sheets that the plan selects."""

    def __init__(self, package: Package, columns: Sequence[str], sheets: Sequence[str], plan_file: str) -> None:
        """Read and cut it. Raises UserError (exit 3) with every fault of the template."""
        self.file = package.name
        try:
            self.book = Book(package)
            self.layouts, self.problems = select(self.book, columns, sheets, plan_file)
        except CannotKeepError as error:
            raise UserError(_unusable(self.file, error)) from error

    @property
    def grouped(self) -> bool:
        """Whether 总表 shows groups."""
        return any(layout.role is Role.MAIN and group_columns(layout.columns) for layout in self.layouts)


def build(template: Template, content: Content, plan_id: str) -> Built:
    """Fill a template. Raises UserError (exit 3) where the template cannot take the rows."""
    try:
        return _Builder(template, content, plan_id).built()
    except CannotKeepError as error:
        raise UserError(_unusable(template.file, error)) from error


class _Builder:
    def __init__(self, template: Template, content: Content, plan_id: str) -> None:
        self._book, self._template, self._content = template.book, template, content
        self._base = Base(plan_id, content.plan.year, self._book.date1904)
        self._problems = list(template.problems)

    def built(self) -> Built:
        for layout in self._template.layouts:
            if layout.role is Role.GRID:
                self._say_missing_months(layout)
            if layout.role is Role.VIEW:
                self._views(layout)
            else:
                self._fill(layout, layout.sheet, self._content.lines(layout.role), self._content.single)
        self._follow()
        self._elsewhere()
        base.write(self._book, self._base)
        return Built(self._book.to_bytes(), tuple(self._problems))

    def _views(self, layout: Layout) -> None:
        """A copy of the template's sheet for each department, in its place."""
        after, whole = layout.sheet, True
        for view in self._content.views:
            name = free_name(view.name, self._book.names)
            _, complete = self._book.copy(layout.sheet, name, after=after)
            after, whole = name, whole and complete
            single = {**self._content.single, "科室": view.name}
            self._fill(layout, name, view.lines, single, part=view.department)
        self._book.remove(layout.sheet)
        if not whole:
            what = f"模板“{layout.sheet}”里的图片、批注等没有复制到各科室的表"
            place = Place(self._template.file, sheet=layout.sheet)
            self._problems.append(Problem("ledger.view", what, "需要时请在生成后加上。", place, Severity.HINT))

    def _say_missing_months(self, layout: Layout) -> None:
        shown = {column.field for column in layout.columns.values()}
        missing = [month for month in self._content.months if month not in shown]
        if missing:
            what = f"“{layout.sheet}”没有这些月份的列，其中的应完成时间没有列出：{'、'.join(missing)}"
            remedy = f"需要时请在模板里加一列，样行写 {{{{ {missing[0]} }}}}。"
            place = Place(self._template.file, sheet=layout.sheet)
            self._problems.append(Problem("ledger.months", what, remedy, place, Severity.WARNING))

    def _fill(
        self, layout: Layout, name: str, lines: Sequence[Line], single: Mapping[str, Value], part: str = ""
    ) -> None:
        sheet = self._book.sheet(name)
        singles = _write_singles(self._book, sheet, layout, single)
        numbers = list(layout.columns)
        spec = Spec(layout.role, part, name, tuple(layout.columns.values()), singles)
        self._base.specs[spec.id] = spec
        memory = self._base.of(spec)
        rooms = rooms_of(self._book, sheet, layout.sample, numbers)
        rows = list(lines_written(layout.columns, rooms, lines, memory, date1904=self._book.date1904))
        groups = _merged(layout, lines)
        self._book.make_room(name, layout.sample, len(rows) - 1)
        sheet.replace(layout.sample, rows, len(rows))
        self._book.lengthen(name, layout.sample, len(rows) - 1, single=True)
        if groups:
            sheet.set_merges([*sheet.merges, *groups])

    def _elsewhere(self) -> None:
        """Single values on sheets without a table; values that formulas had in the template are forgotten."""
        tables = {spec.sheet: spec.role for spec in self._base.specs.values()}
        for name in self._book.names:
            sheet = self._book.sheet(name)
            if name not in tables:
                for cell in tagged_cells(sheet):
                    sheet.set(cell.row, cell.column, single_text(cell.text, self._content.single))
            if tables.get(name, Role.FIGURES) is Role.FIGURES:
                sheet.forget_values()

    def _follow(self) -> None:
        """Let 统计 count all rows of the other sheets."""
        figures = [spec.sheet for spec in self._base.specs.values() if spec.role is Role.FIGURES]
        for where in figures:
            for layout in self._template.layouts:
                if layout.role not in (Role.VIEW, Role.FIGURES):
                    more = len(self._content.lines(layout.role)) - 1
                    self._book.lengthen_formulas(where, layout.sheet, layout.sample, more, single=True)


def lines_written(
    columns: Mapping[int, Column],
    rooms: Mapping[int, Room],
    lines: Sequence[Line],
    memory: dict[str, Remembered],
    *,
    date1904: bool,
) -> Iterator[tuple[Mapping[int, Value], float]]:
    """Yield lines as values by column with the height of their row; they are remembered on the way."""
    ordered = tuple(columns.values())
    for line in lines:
        values = values_of(columns, line)
        texts = {number: canonical(value, date1904=date1904) for number, value in values.items()}
        own = {index: texts[number] for index, number in enumerate(columns)}
        memory[line.key] = Remembered(remembered(own, ordered))
        yield values, height(rooms, texts, LEAST_HEIGHT)


def values_of(columns: Mapping[int, Column], line: Line) -> dict[int, Value]:
    """What a line says in each column; of a formula what it will give, where that is known."""
    found: dict[int, Value] = {}
    for number, column in columns.items():
        if column.owner is Owner.CLERK:
            found[number] = column.pattern
        else:
            found[number] = column.value(line.fields)
    return found


def rooms_of(book: Book, sheet: SheetPatch, sample: int, numbers: Sequence[int]) -> dict[int, Room]:
    """What the cells of a row give their texts; only cells that wrap make a row higher."""
    styles, wide = book.styles, widths(sheet.head)
    return {
        cell.column: Room.of(wide.get(cell.column, wide[0]), styles.size(cell.style), styles.usual_size)
        for cell in sheet.cells(sample)
        if cell.column in numbers and styles.wraps(cell.style)
    }


def _write_singles(
    book: Book, sheet: SheetPatch, layout: Layout, single: Mapping[str, Value]
) -> tuple[tuple[str, str, str], ...]:
    """Fill the cells outside the table; a row grows where its text needs more lines than it had."""
    made = []
    wide = widths(sheet.head)
    merged = {box[:2]: box for _, box in boxes(sheet.merges)}
    for cell in layout.singles:
        text = single_text(cell.text, single)
        sheet.set(cell.row, cell.column, text)
        made.append((address(cell.row, cell.column), cell.text, text))
        top, left, bottom, right = merged.get((cell.row, cell.column), (cell.row, cell.column) * 2)
        stands = sheet.height(cell.row)
        if top == bottom and stands is not None and book.styles.wraps(cell.style):
            width = sum(wide.get(column, wide[0]) for column in range(left, right + 1))
            room = Room.of(width, book.styles.size(cell.style), book.styles.usual_size)
            needed = height({left: room}, {left: text}, stands)
            if needed > stands:
                sheet.set_height(cell.row, needed)
    return tuple(made)


def single_text(pattern: str, single: Mapping[str, Value]) -> str:
    """A text with single values in place of its tags."""
    return TAG.sub(lambda match: str(single.get(match.group(1)) or ""), pattern)


def _merged(layout: Layout, lines: Sequence[Line]) -> list[str]:
    """The ranges of equal neighbours in the group columns; an inner group ends where an outer one does."""
    ranges: list[str] = []
    outer: list[tuple[str, ...]] = [() for _ in lines]
    for number in group_columns(layout.columns):
        name = layout.columns[number].field
        outer = [(*before, str(line.fields.get(name) or "")) for before, line in zip(outer, lines, strict=True)]
        for first, last in runs(outer):
            if last > first and outer[first][-1]:
                ranges.append(area(layout.sample + first, number, layout.sample + last, number))
    return ranges


def runs(values: Sequence[object]) -> Iterator[tuple[int, int]]:
    """First and last index of each stretch of equal values."""
    start = 0
    for index in range(1, len(values) + 1):
        if index == len(values) or values[index] != values[start]:
            yield start, index - 1
            start = index


def free_name(wanted: str, taken: Sequence[str]) -> str:
    """A sheet's name that Excel takes and that no other sheet has."""
    plain = _BAD_IN_NAME.sub("_", wanted).strip("'")[:_LONGEST_NAME] or "科室"
    used = {name.casefold() for name in taken}
    name, number = plain, 2
    while name.casefold() in used:
        tail = f"({number})"
        name, number = plain[: _LONGEST_NAME - len(tail)] + tail, number + 1
    return name


def _unusable(file: str, error: CannotKeepError) -> Problem:
    sheet, _, cell = error.where.rpartition("!")
    place = Place(file, part=error.where) if not cell else Place(file, sheet=sheet or None, cell=cell)
    return Problem("template.sheet", error.what, "请修改模板，或用自带模板 台账.xlsx 重新做一份。", place)
