"""Three-way: what we wrote last, what stands there now, what the plan says today; row by key, column by header.

A plan-owned cell takes the plan's new value unless a clerk changed it; what a clerk typed is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gongwen.ledger import base
from gongwen.ledger.base import Remembered, remembered
from gongwen.ledger.build import LEAST_HEIGHT, rooms_of, values_of
from gongwen.ledger.columns import KEYS, Column, Owner, Role
from gongwen.ledger.content import Line, cancelled
from gongwen.ledger.live import Live
from gongwen.ledger.outcome import Change, Refreshed, short
from gongwen.ledger.shape import fit_rows, split_merges
from gongwen.ledger.table import LiveRow, Table
from gongwen.problems import Problem, Severity
from gongwen.sheet.address import address
from gongwen.sheet.fit import height
from gongwen.sheet.patch import CannotKeepError
from gongwen.sheet.values import Cell, Value, canonical, same_lines

_NOTHING = Cell(0, 0, "", "")


class TableWork:
    """The refresh of one table."""

    def __init__(self, live: Live, table: Table, done: Refreshed, *, plan_wins: bool) -> None:
        """Take the table and what is remembered of it."""
        self._live, self._table, self._done, self._plan_wins = live, table, done, plan_wins
        self._patch, self._spec, self._date1904 = table.patch, table.spec, live.book.date1904
        self.memory = live.base.of(table.spec)
        self._columns = [
            (index, number, self._spec.columns[index], self._spec.columns[index].value)
            for index, number in table.columns.items()
            if self._spec.columns[index].written
        ]
        self._compared = [each for each in self._columns if each[2].owner is not Owner.ONCE]
        self._numbers = [number for _, number, _, _ in self._compared]
        self._fields = [column.field for _, _, column, _ in self._compared]
        self._touched: dict[int, dict[int, str]] = {}

    # ------------------------------------------------------------ a row that is there
    def update(self, line: Line) -> None:
        """Write what the plan changed and nobody else did."""
        row = self._table.rows[line.key]
        old = self.memory.get(line.key)
        values = old.values if old is not None else [None] * len(self._spec.columns)
        kept = list(values)
        cells, fields, date1904 = row.cells, line.fields, self._date1904
        wanted = [fields.get(name) for name in self._fields] if all(self._fields) else self._wanted(fields)
        new = [each if type(each) is str else canonical(each, date1904=date1904) for each in wanted]
        now = [cells[number].text if number in cells else "" for number in self._numbers]
        before = [values[index] for index, _, _, _ in self._compared]
        for place, (index, number, column, _) in enumerate(self._compared) if not now == new == before else ():
            if not now[place] == new[place] == before[place]:
                kept[index] = self._decide(row, number, column, wanted[place], before[place])
        if old is None or kept != old.values:
            self.memory[line.key] = Remembered(kept, old.flags if old else "")
        if old is not None and base.CANCELLED in old.flags:
            self._back(line.key, row)

    def _wanted(self, fields: Mapping[str, Value]) -> list[Value]:
        """What the columns say of a row, also those that quote several fields."""
        return [value_of(fields) for _, _, _, value_of in self._compared]

    def _decide(self, row: LiveRow, number: int, column: Column, value: Value, before: str | None) -> str | None:
        """What to do with a cell; gives what is remembered of it."""
        new = canonical(value, date1904=self._date1904)
        cell = row.cells.get(number, _NOTHING)
        now, calculates = same_lines(cell.text), cell.formula
        untouched = not calculates and now == (before or "")
        match column.owner:
            case Owner.SEED:
                wanted = untouched and not now and new and before is not None
                return self._write(row, number, column, value) if wanted else before
            case _ if now == new and not calculates:
                return new
            case _ if untouched or (column.owner is Owner.PLAN and self._plan_wins):
                return self._write(row, number, column, value)
            case Owner.PLAN:
                self._say_kept(row, number, column, new, both=before is None or new != before)
        return before

    def _write(self, row: LiveRow, number: int, column: Column, value: Value) -> str:
        """Put a value into a cell; gives its text. What cannot be put there stops the refresh."""
        new = canonical(value, date1904=self._date1904)
        now = same_lines(row.cells.get(number, _NOTHING).text)
        try:
            self._patch.set(row.number, number, value)
        except CannotKeepError as error:
            self._refuse(
                "ledger.cannot", error.what, "请先在 Excel 或 WPS 中把这一格改成普通内容，再运行。", row, number
            )
        except ValueError:
            self._refuse("ledger.too_long", "计划中的内容超过一格能放的 32767 字", "请缩短它。", row, number)
        self._note(address(row.number, number), row.key, column.header, now, new)
        self._touched.setdefault(row.number, {})[number] = new
        return new

    def _refuse(self, code: str, what: str, remedy: str, row: LiveRow, number: int) -> None:
        place = self._table.place(self._live.file, row.number, number)
        self._done.refused.append(Problem(code, what, remedy, place))

    def _note(self, cell: str, key: str, header: str, old: str, new: str) -> None:
        self._done.changes.append(Change(self._table.sheet, cell, key, header, old, new))

    def _say_kept(self, row: LiveRow, number: int, column: Column, new: str, *, both: bool) -> None:
        place = self._table.place(self._live.file, row.number, number)
        told = f"，计划现为：{short(new)}" if both else ""
        what = f"“{column.header}”在表中改过，保留表中的内容{told}"
        remedy = "要改用计划的内容，请加 --plan-wins；要以表中的为准，请改计划文件。"
        severity = Severity.WARNING if both else Severity.HINT
        self._done.problems.append(Problem("ledger.kept", what, remedy, place, severity))

    # ------------------------------------------------------------ tasks that went and came back
    def cancel(self, key: str) -> None:
        """Mark the row of a task that the plan no longer has; hide it where nobody typed anything in it."""
        old, row = self.memory[key], self._table.rows[key]
        if base.CANCELLED in old.flags:
            return
        values = list(old.values)
        typed = self._typed(row, old)
        for index, number, column, _ in self._columns:
            cell = row.cells.get(number, _NOTHING)
            now = same_lines(cell.text)
            if cell.formula or not now or now != values[index]:
                continue
            if index == self._spec.named and column.field != KEYS[self._spec.role]:
                values[index] = self._write(row, number, column, cancelled(now))
            elif column.owner is Owner.MARK or column.field == "下次时限":
                values[index] = self._write(row, number, column, None)
        flags = base.CANCELLED
        if not typed and not self._patch.hidden(row.number):
            self._patch.hide(row.number, hidden=True)
            flags += base.HIDDEN
        self.memory[key] = Remembered(values, flags)
        if self._spec.role is not Role.VIEW:
            told = "行里有填写的内容，标注“已取消”" if typed else "这一行没有填写过，标注并隐藏"
            place = self._table.place(self._live.file, row.number)
            self._done.problems.append(
                Problem("ledger.cancelled", f"计划中已没有 {key}：{told}", "", place, Severity.HINT)
            )

    def _typed(self, row: LiveRow, old: Remembered) -> bool:
        """Whether anything in a row is not ours: a typed cell, a tick, a cell of an added column, a changed one."""
        expected: dict[int, str] = {number: old.values[index] or "" for index, number, _, _ in self._columns}
        calculated: set[int] = set()
        for index, number in self._table.columns.items():
            column = self._spec.columns[index]
            if column.owner is Owner.CLERK:
                expected[number] = column.pattern
            elif column.owner is Owner.FORMULA:
                calculated.add(number)
        return any(
            cell.formula or same_lines(cell.text) != expected.get(number, "")
            for number, cell in row.cells.items()
            if number not in calculated
        )

    def _back(self, key: str, row: LiveRow) -> None:
        """A task that came back: its row is shown again if we hid it."""
        memory = self.memory[key]
        if base.HIDDEN in memory.flags:
            self._patch.hide(row.number, hidden=False)
        self.memory[key] = Remembered(memory.values)

    # ------------------------------------------------------------ new rows
    def append(self, lines: Sequence[Line]) -> None:
        """New rows at the end of the table, numbered on from its last."""
        table, patch = self._table, self._patch
        like, after = max((row.number for row in table.rows.values()), default=table.header + 1), table.last
        rooms = rooms_of(self._live.book, patch, like, list(table.columns.values()))
        columns = {number: self._spec.columns[index] for index, number in table.columns.items()}
        first = self._next_number()
        rows: list[Mapping[int, Value]] = []
        heights: list[float | None] = []
        for offset, line in enumerate(lines):
            values: Mapping[int, Value] = values_of(columns, Line(line.key, {**line.fields, "序号": first + offset}))
            texts = {number: canonical(value, date1904=self._date1904) for number, value in values.items()}
            rows.append({number: value for number, value in values.items() if value is not None})
            heights.append(height(rooms, texts, LEAST_HEIGHT))
            own = {index: texts[number] for index, number in table.columns.items()}
            self.memory[line.key] = Remembered(remembered(own, self._spec.columns))
        copied = {number for number, column in columns.items() if column.owner is Owner.FORMULA} | set(table.added)
        self._live.book.make_room(table.sheet, after, len(lines))
        numbers = patch.append(rows, like, heights, after=after, formulas=copied)
        for end in {like, after}:
            more = after + len(lines) - end
            self._live.book.lengthen(table.sheet, end, more)
            self._follow(end, more)
        named = table.columns.get(-1 if self._spec.named is None else self._spec.named, 0)
        for number, line, values in zip(numbers, lines, rows, strict=True):
            self._note(f"{number}", line.key, "新增一行", "", str(values.get(named, "")))

    def _follow(self, last: int, more: int) -> None:
        """Let 统计 count the new rows too."""
        for table in self._live.tables.values():
            if table.spec.role is Role.FIGURES:
                self._live.book.lengthen_formulas(table.sheet, self._table.sheet, last, more)

    def _next_number(self) -> int:
        """One more than the highest row number that stands in the table."""
        column = self._table.column("序号")
        texts = [row.cells.get(column or 0, _NOTHING).text for row in self._table.rows.values()]
        numbers = [int(float(text)) for text in texts if text.replace(".", "", 1).isdecimal()]
        return 1 + max(numbers, default=len(self._table.rows))

    # ------------------------------------------------------------ the look
    def mend(self) -> None:
        """Split merged groups whose rows are no longer equal; let rows grow whose text did."""
        columns = {number: self._spec.columns[index] for index, number in self._table.columns.items()}
        split_merges(self._table, columns, self._touched)
        fit_rows(self._live.book, self._table, self._touched)
