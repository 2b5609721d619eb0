"""What people typed in the ledger, understood: states, ticks, closed issues. What cannot be read is listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from gongwen.ledger.columns import MONTH, Role
from gongwen.ledger.content import DUE, RECORDED
from gongwen.ledger.live import Live
from gongwen.ledger.table import LiveRow, Table
from gongwen.plan.calendar import Month
from gongwen.plan.state import CANCELLED as DROPPED
from gongwen.plan.state import DOING, DONE, OPEN, IssueState, State, TaskState
from gongwen.problems import Problem, Severity
from gongwen.sheet.values import Cell
from gongwen.tables.forms import Standing, read_date, read_percent, read_standing
from gongwen.tables.normal import full_key

if TYPE_CHECKING:
    from gongwen.plan.schema import Plan

_STATUS = {Standing.DONE: DONE, Standing.DOING: DOING, Standing.OPEN: OPEN, Standing.CANCELLED: DROPPED}
_DONE_DATES = frozenset(
    ("完成日期", "完成时间", "实际完成时间", "实际完成日期", "办结日期", "办结时间", "销号日期", "销号时间")
)
"""Headers of a column that somebody added to 总表 for the day a task was done."""
_TICKS = frozenset("√✓✔☑")
_CROSSES = frozenset("×✗✘")
_ALL = 31
"""More occurrences than a month has."""


@dataclass(slots=True)
class Typed:
    """The state that a ledger says, what stands in its typed columns by task, and what could not be read."""

    state: State
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_state(live: Live, plan: Plan) -> Typed:
    """Read a ledger. The plan says of tasks that it does not have, and on which day others were done."""
    plans = State.of_plan(plan)
    reader = _Reader(live, plan, plans)
    state = State(
        tasks={**plans.tasks, **dict(reader.tasks())},
        ticks=dict(reader.ticks()),
        issues={**plans.issues, **dict(reader.issues())},
        as_of=plans.as_of,
    )
    return Typed(state, reader.texts, reader.problems)


class _Reader:
    def __init__(self, live: Live, plan: Plan, plans: State) -> None:
        self._live, self._plan, self._plans, self._year = live, plan, plans, plan.year
        self._known = {task.id for task in plan.tasks}
        self.texts: dict[str, dict[str, str]] = {}
        self.problems: list[Problem] = []

    # ------------------------------------------------------------ 总表
    def tasks(self) -> Iterator[tuple[str, TaskState]]:
        table = self._live.table(Role.MAIN)
        if table is None:
            return
        status, progress, note = (table.column(name) for name in ("完成情况", "进展情况", "备注"))
        day = next((number for number, text in table.added.items() if full_key(text) in _DONE_DATES), None)
        if status is None and progress is None and day is None:
            return
        for key, row in table.rows.items():
            if key in self._known:
                self.texts[key] = {
                    name: _text(row, column)
                    for name, column in (("进展情况", progress), ("完成情况", status), ("备注", note))
                    if column is not None
                }
                yield key, self._task(table, row, (status, progress, day))

    def _task(self, table: Table, row: LiveRow, columns: tuple[int | None, int | None, int | None]) -> TaskState:
        status, progress, day = columns
        typed, told = _text(row, status), _text(row, progress)
        percent = read_percent(typed, bare=True) if typed else None
        percent = read_percent(told) if percent is None else percent
        if typed or self._waits(table, row, status):
            standing = read_standing(typed)
            if standing is None:
                self._unread(table, row, status, typed, "“完成情况”")
            found = _STATUS[standing] if standing is not None else typed
        else:
            standing = read_standing(told) if told else None
            found = _STATUS[standing] if standing is not None else DOING if told or percent else OPEN
        done = self._day(table, row, day, "完成日期") if _text(row, day) else None
        if done is None and found == DONE and typed:
            when = read_date(typed, self._year)
            done = when.last if when is not None and when.first == when.last else None
            own = self._plans.tasks.get(row.key)
            done = own.done if done is None and own is not None else done
        return TaskState(found, percent, done, told)

    # ------------------------------------------------------------ 按月进度
    def ticks(self) -> Iterator[tuple[str, Mapping[Month, int]]]:
        table = self._live.table(Role.GRID)
        if table is None:
            return
        columns = [
            (table.columns[index], self._month(column.field))
            for index, column in enumerate(table.spec.columns)
            if index in table.columns and MONTH.fullmatch(column.field)
        ]
        for key, row in table.rows.items():
            found: dict[Month, int] = {}
            for number, month in columns:
                text = _text(row, number)
                if text and (count := self._ticked(table, row, number, text)):
                    found[month] = count
            if found and key in self._known:
                yield key, found

    def _month(self, name: str) -> Month:
        found = MONTH.fullmatch(name)
        shift, number = (found.group(1), int(found.group(2))) if found else ("", 1)
        return self._year + {"次年": 1, "上年": -1}.get(shift or "", 0), number

    def _ticked(self, table: Table, row: LiveRow, number: int, text: str) -> int:
        """How many occurrences of a month are ticked: as many as ticks beside marks that are left, else all."""
        marks = set(text) & {DUE, RECORDED}
        ticks = sum(sign in _TICKS for sign in text)
        if marks or not set(text) - _CROSSES:
            return ticks
        if ticks:
            return ticks if ticks > 1 else _ALL
        standing = read_standing(text)
        cell = row.cells[number]
        if standing is Standing.DONE or (standing is None and read_date(text, self._year, number=cell.kind == "n")):
            return _ALL
        if standing is None:
            self._unread(table, row, number, text, "勾选")
        return 0

    # ------------------------------------------------------------ 问题整改
    def issues(self) -> Iterator[tuple[str, IssueState]]:
        table = self._live.table(Role.ISSUES)
        if table is None:
            return
        day, told = table.column("完成日期"), table.column("整改情况")
        if day is None and told is None:
            return
        known = {issue.id for issue in self._plan.issues}
        for key, row in table.rows.items():
            if key not in known:
                continue
            done = self._day(table, row, day, "完成日期") if _text(row, day) else None
            closed = done is not None or read_standing(_text(row, told)) is Standing.DONE
            closed |= done is None and read_standing(_text(row, day)) is Standing.DONE
            yield key, IssueState(closed, done)

    # ------------------------------------------------------------ cells
    def _day(self, table: Table, row: LiveRow, column: int | None, what: str) -> date | None:
        cell = row.cells.get(column or 0)
        if cell is None:
            return None
        when = read_date(cell.text, self._year, number=cell.kind == "n", date1904=self._live.book.date1904)
        if when is None and read_standing(cell.text) is None:
            self._unread(table, row, column, cell.text, f"“{what}”")
        return when.last if when is not None else None

    def _waits(self, table: Table, row: LiveRow, column: int | None) -> bool:
        """Whether a cell holds a formula without a result; it is not empty, and nobody knows what it says."""
        cell = row.cells.get(column or 0)
        if cell is None or not (cell.kind == "e" or (cell.formula and not cell.text)):
            return False
        what = f"这一格是公式错误（{cell.text}）" if cell.kind == "e" else "这一格的公式还没有计算结果"
        place = table.place(self._live.file, row.number, column)
        self.problems.append(
            Problem("ledger.formula", what, "请在 Excel 或 WPS 中打开，改好后保存。", place, Severity.WARNING)
        )
        return True

    def _unread(self, table: Table, row: LiveRow, column: int | None, text: str, what: str) -> None:
        if not text:
            return
        place = table.place(self._live.file, row.number, column)
        said = f"看不懂{what}里的“{text[:30]}”，原样保留，统计时不算完成"
        remedy = "可写：已完成、进行中、未开始、80%、√，日期写 6月30日 或 2023-06-30。"
        self.problems.append(Problem("ledger.unread", said, remedy, place, Severity.WARNING))


def _text(row: LiveRow, column: int | None) -> str:
    cell: Cell | None = row.cells.get(column) if column is not None else None
    return cell.text.strip() if cell is not None and cell.kind != "e" else ""
