"""Three-way: what we wrote last, what stands there now, what the plan says today; row by key, column by header.

A plan-owned cell takes the plan's new value unless a clerk changed it; what a clerk typed is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gongwen.ledger import base
from gongwen.ledger.base import Remembered, Spec
from gongwen.ledger.build import free_name, rooms_of, runs, single_text, values_of
from gongwen.ledger.columns import NAMED, Column, Owner, Role
from gongwen.ledger.content import Content, Line, View, cancelled
from gongwen.ledger.live import Live, LiveRow, Table
from gongwen.ledger.template import group_columns
from gongwen.problems import ExitCode, Place, Problem, Severity, UserError
from gongwen.sheet.address import address, area, corners, position
from gongwen.sheet.fit import Room, height
from gongwen.sheet.patch import CannotKeepError
from gongwen.sheet.values import Cell, Value, canonical, same_lines

_LEAST_HEIGHT = 24.0
_SAME = 0.3
"""Points by which programs change a height when they save it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that is written: where, of which row, what stood there and what comes."""

    sheet: str
    cell: str
    key: str
    header: str
    old: str
    new: str

    def __str__(self) -> str:
        """The line of a dry run."""
        return f"{self.sheet}!{self.cell} {self.key} {self.header}: {_short(self.old)} → {_short(self.new)}"


@dataclass(slots=True)
class Refreshed:
    """The workbook after a refresh, what was written, and what is to be said. `data` is None where nothing changed."""

    data: bytes | None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def refresh(live: Live, content: Content, *, plan_wins: bool = False) -> Refreshed:
    """Bring a live ledger up to date. Raises UserError (exit 6) with what stands in the way; nothing is changed then."""
    return _Refresh(live, content, plan_wins=plan_wins).run()


class _Refresh:
    def __init__(self, live: Live, content: Content, *, plan_wins: bool) -> None:
        self._live, self._content, self._plan_wins = live, content, plan_wins
        self._book, self._base = live.book, live.base
        self._done = Refreshed(None)
        self._refused: list[Problem] = []

    def run(self) -> Refreshed:
        for spec_id, table in self._live.tables.items():
            lines = self._lines(table.spec)
            if lines is not None:
                self._table(table, lines)
            self._singles(table)
            self._base.specs[spec_id].sheet = table.sheet
        self._new_views()
        if self._refused:
            raise UserError(self._refused, ExitCode.REFUSED)
        base.write(self._book, self._base)
        if self._book.changed:
            self._done.data = self._book.to_bytes()
        return self._done

    def _lines(self, spec: Spec) -> Sequence[Line] | None:
        if spec.role is not Role.VIEW:
            return self._content.lines(spec.role)
        return next((view.lines for view in self._content.views if view.department == spec.part), ())

    # ------------------------------------------------------------ rows
    def _table(self, table: Table, lines: Sequence[Line]) -> None:
        worker = _TableWork(self, table)
        new = [line for line in lines if line.key not in table.rows]
        for line in lines:
            if line.key in table.rows:
                worker.update(line)
        present = {line.key for line in lines}
        for key in [key for key in table.rows if key not in present and key in worker.memory]:
            worker.cancel(key)
        worker.mend_merges()
        if new:
            worker.append(new)

    def note(self, change: Change) -> None:
        self._done.changes.append(change)

    def say(self, problem: Problem) -> None:
        self._done.problems.append(problem)

    def refuse(self, problem: Problem) -> None:
        self._refused.append(problem)

    @property
    def live(self) -> Live:
        """The workbook."""
        return self._live

    @property
    def plan_wins(self) -> bool:
        """Whether the plan's value goes over what a clerk changed."""
        return self._plan_wins

    # ------------------------------------------------------------ single cells
    def _singles(self, table: Table) -> None:
        """Titles and the like: written where what we wrote last still stands, at its place or, moved, above the table."""
        spec = table.spec
        own = {**self._content.single, "科室": self._view_name(spec)}
        made = []
        for place, pattern, text in spec.singles:
            new = single_text(pattern, own)
            made.append((place, pattern, text))
            if new == text:
                continue
            found = self._stands(table, place, text)
            if found is None:
                what = f"“{text[:30]}”被人改过，保留表中的内容（计划现为：{new[:40]}）"
                self.say(
                    Problem(
                        "ledger.kept", what, "", Place(self._live.file, sheet=table.sheet, cell=place), Severity.HINT
                    )
                )
                continue
            table.patch.set(found.row, found.column, new)
            self.note(Change(table.sheet, address(found.row, found.column), "", "", text, new))
            made[-1] = (place, pattern, new)
        spec.singles = tuple(made)

    def _view_name(self, spec: Spec) -> str:
        return next((view.name for view in self._content.views if view.department == spec.part), spec.sheet)

    def _stands(self, table: Table, place: str, text: str) -> Cell | None:
        row, column = position(place)
        near = table.patch.cell(row, column)
        if near is not None and same_lines(near.text) == text:
            return near
        above = [
            cell for number in table.patch.numbers() if number < table.header for cell in table.patch.cells(number)
        ]
        return next((cell for cell in above if same_lines(cell.text) == text), None)

    # ------------------------------------------------------------ new departments
    def _new_views(self) -> None:
        """A view for a department that has none: a copy of another one, filled anew."""
        have = {spec.part for spec in self._base.specs.values() if spec.role is Role.VIEW}
        models = [table for table in self._live.tables.values() if table.spec.role is Role.VIEW and table.rows]
        for view in self._content.views:
            if view.department in have or not have:
                continue
            if not models:
                what = f"没有可照着做的科室表，没有为“{view.name}”加表"
                self.say(Problem("ledger.view", what, "", Place(self._live.file), Severity.HINT))
                continue
            self._add_view(models[-1], view)

    def _add_view(self, model: Table, view: View) -> None:
        name = free_name(view.name, self._book.names)
        patch, _ = self._book.copy(model.sheet, name, after=model.sheet)
        columns = {number: model.spec.columns[index] for index, number in model.columns.items()}
        sample = min(row.number for row in model.rows.values())
        patch.start_over(sample)
        patch.set_merges([each for each in patch.merges if corners(each)[2] < sample])
        patch.hide(sample, hidden=False)
        own = {**self._content.single, "科室": view.name}
        singles = []
        for place, pattern, text in model.spec.singles:
            found = self._stands(Table(model.spec, name, model.header, {}, patch), place, text)
            new = single_text(pattern, own)
            if found is not None:
                patch.set(found.row, found.column, new)
            singles.append((place, pattern, new))
        ordered = tuple(columns[number] for number in sorted(columns))
        spec = Spec(Role.VIEW, view.department, name, ordered, tuple(singles))
        self._base.specs[spec.id] = spec
        memory = self._base.of(spec)
        rooms = rooms_of(self._book, patch, sample, list(columns))
        made = []
        for line in view.lines:
            values = values_of(columns, line)
            texts = self.texts(values)
            memory[line.key] = _remember(
                spec.columns, {index: texts.get(number, "") for index, number in enumerate(sorted(columns))}
            )
            made.append((values, height(rooms, texts, _LEAST_HEIGHT)))
        patch.replace(sample, made, len(made))
        self._book.lengthen(name, sample, len(made) - 1, single=True)
        self.note(Change(name, address(sample, 1), view.name, "新增科室表", "", f"{len(made)} 行"))

    def texts(self, values: Mapping[int, Value]) -> dict[int, str]:
        """Values as the texts by which cells are compared."""
        return {column: canonical(value, date1904=self._book.date1904) for column, value in values.items()}


class _TableWork:
    """The refresh of one table."""

    def __init__(self, run: _Refresh, table: Table) -> None:
        self._run, self._table = run, table
        self._patch, self._spec = table.patch, table.spec
        self._date1904 = run.live.book.date1904
        self.memory = run.live.base.of(table.spec)
        self._columns = [
            (index, number, self._spec.columns[index], self._spec.columns[index].value)
            for index, number in table.columns.items()
            if self._spec.columns[index].written
        ]
        self._rooms: dict[int, Room] | None = None
        self._touched: dict[int, dict[int, str]] = {}

    # ------------------------------------------------------------ a row that is there
    def update(self, line: Line) -> None:
        """Write what the plan changed and nobody else did."""
        row = self._table.rows[line.key]
        old = self.memory.get(line.key)
        values = old.values if old is not None else [None] * len(self._spec.columns)
        kept = list(values)
        cells, fields, date1904 = row.cells, line.fields, self._date1904
        for index, number, column, value_of in self._columns:
            value = value_of(fields)
            new = value if type(value) is str else canonical(value, date1904=date1904)
            cell = cells.get(number)
            now = cell.text if cell is not None else ""
            before = values[index]
            if now == new and before == new:
                continue
            kept[index] = self._decide(line.key, row, (number, column), value, before)
        if old is None or kept != old.values:
            self.memory[line.key] = Remembered(kept, old.flags if old else "", old.row if old else 0)
        if old is not None and base.CANCELLED in old.flags:
            self._back(line.key, row)

    def _decide(self, key: str, row: LiveRow, at: tuple[int, Column], value: Value, before: str | None) -> str | None:
        """What to do with a cell; gives what is remembered of it."""
        number, column = at
        new = canonical(value, date1904=self._date1904)
        cell = row.cells.get(number)
        now = same_lines(cell.text) if cell is not None else ""
        calculates = cell is not None and cell.formula
        if column.owner is Owner.ONCE:
            return before
        if column.owner is Owner.SEED:
            if new and not now and not calculates and not before:
                return self._write(key, row.number, number, column, now, value)
            return before
        if now == new and not calculates:
            return new
        untouched = not calculates and (now == (before or "") if before is not None else now == "")
        if untouched or (column.owner is Owner.PLAN and self._run.plan_wins):
            return self._write(key, row.number, number, column, now, value)
        if column.owner is Owner.MARK:
            return before
        self._keep(row, number, column, new, both=before is None or new != before)
        return before

    def _write(self, key: str, row: int, number: int, column: Column, now: str, value: Value) -> str | None:  # noqa: PLR0913, PLR0917 - a cell and its two values
        new = canonical(value, date1904=self._date1904)
        try:
            self._patch.set(row, number, value)
        except CannotKeepError as error:
            place = Place(self._run.live.file, sheet=self._table.sheet, cell=error.where)
            self._run.refuse(
                Problem("ledger.cannot", error.what, "请先在 Excel 中把这一格改成普通内容，再运行。", place)
            )
            return now
        except ValueError:
            place = Place(self._run.live.file, sheet=self._table.sheet, cell=address(row, number))
            self._run.refuse(Problem("ledger.too_long", "计划中的内容超过一格能放的 32767 字", "请缩短它。", place))
            return now
        self._run.note(Change(self._table.sheet, address(row, number), key, column.header, now, new))
        self._touched.setdefault(row, {})[number] = new
        return new

    def _keep(self, row: LiveRow, number: int, column: Column, new: str, *, both: bool) -> None:
        place = self._table.place(self._run.live.file, row.number, number)
        told = f"，计划现为：{_short(new)}" if both else ""
        what = f"“{column.header}”在表中改过，保留表中的内容{told}"
        remedy = "要改用计划的内容，请加 --plan-wins；要以表中的为准，请改计划文件。"
        severity = Severity.WARNING if both else Severity.HINT
        self._run.say(Problem("ledger.kept", what, remedy, place, severity))

    # ------------------------------------------------------------ tasks that went and came back
    def cancel(self, key: str) -> None:
        """Mark the row of a task that the plan no longer has; hide it where nobody typed anything in it."""
        old, row = self.memory[key], self._table.rows[key]
        if base.CANCELLED in old.flags:
            return
        values = list(old.values)
        typed = self._typed(row, old)
        for index, number, column, _ in self._columns:
            now = same_lines(row.cells[number].text) if number in row.cells else ""
            if column.field == NAMED[self._spec.role]:
                values[index] = self._write(key, row.number, number, column, now, cancelled(now))
            elif (column.owner is Owner.MARK or column.field == "下次时限") and now and now == values[index]:
                values[index] = self._write(key, row.number, number, column, now, None)
        flags = base.CANCELLED
        if not typed and not self._patch.hidden(row.number):
            self._patch.hide(row.number, hidden=True)
            flags += base.HIDDEN
        self.memory[key] = Remembered(values, flags, old.row)
        what = f"计划中已没有 {key}：" + (
            "行里有填写的内容，已标注“已取消”" if typed else "这一行没有填写过，已标注并隐藏"
        )
        place = self._table.place(self._run.live.file, row.number)
        if self._spec.role is not Role.VIEW:
            self._run.say(Problem("ledger.cancelled", what, "", place, Severity.HINT))

    def _typed(self, row: LiveRow, old: Remembered) -> bool:
        """Whether anything in a row is not ours: a typed cell, a tick, a cell of an added column, a changed one."""
        ours = {number: old.values[index] or "" for index, number, _, _ in self._columns}
        formulas = {self._table.columns[index] for index, column in enumerate(self._spec.columns)
                    if column.owner is Owner.FORMULA and index in self._table.columns}  # fmt: skip
        fixed = {self._table.columns[index]: column.pattern for index, column in enumerate(self._spec.columns)
                 if column.owner is Owner.CLERK and index in self._table.columns}  # fmt: skip
        for number, cell in row.cells.items():
            expected = ours.get(number, fixed.get(number, ""))
            if number not in formulas and (cell.formula or same_lines(cell.text) != expected):
                return True
        return False

    def _back(self, key: str, row: LiveRow) -> None:
        """A task that came back: its row is shown again if we hid it."""
        memory = self.memory[key]
        if base.HIDDEN in memory.flags:
            self._patch.hide(row.number, hidden=False)
        self.memory[key] = Remembered(memory.values, "", memory.row)

    # ------------------------------------------------------------ new rows
    def append(self, lines: Sequence[Line]) -> None:
        """New rows at the end of the table, numbered on from its last."""
        table, patch = self._table, self._patch
        known = [row.number for row in table.rows.values()]
        like, after = max(known, default=table.header + 1), table.last
        rooms = self._all_rooms(like)
        columns = {number: self._spec.columns[index] for index, number in table.columns.items()}
        first = self._next_number()
        rows: list[Mapping[int, Value]] = []
        heights: list[float | None] = []
        for offset, line in enumerate(lines):
            numbered = Line(line.key, {**line.fields, "序号": first + offset})
            values = {number: value for number, value in values_of(columns, numbered).items() if value is not None}
            texts = self._run.texts(values)
            rows.append(values)
            heights.append(height(rooms, texts, _LEAST_HEIGHT))
            self.memory[line.key] = _remember(
                self._spec.columns, {index: texts.get(number, "") for index, number in table.columns.items()}
            )
        formulas = {number for number, column in columns.items() if column.owner is Owner.FORMULA} | set(table.added)
        try:
            numbers = patch.append(rows, like, heights, after=after, formulas=formulas)
        except CannotKeepError as error:
            remedy = f"请在表格末尾（第 {after} 行）下面插入 {len(lines)} 个空行，保存后再运行。"
            place = Place(self._run.live.file, sheet=table.sheet, cell=error.where)
            self._run.refuse(Problem("ledger.below", "表格下面还有内容，新任务放不下", remedy, place))
            return
        self._run.live.book.lengthen(table.sheet, after, len(lines))
        self._follow(after, len(lines))
        for number, line, values in zip(numbers, lines, rows, strict=True):
            self._run.note(
                Change(
                    table.sheet,
                    f"{number}",
                    line.key,
                    "新增一行",
                    "",
                    str(values.get(table.column(NAMED[self._spec.role]) or 0, "")),
                )
            )

    def _follow(self, last: int, more: int) -> None:
        """Let 统计 count the new rows too."""
        for table in self._run.live.tables.values():
            if table.spec.role is Role.FIGURES:
                self._run.live.book.lengthen_formulas(table.sheet, self._table.sheet, last, more)

    def _next_number(self) -> int:
        """One more than the highest row number that stands in the table."""
        column = self._table.column("序号")
        texts = [row.cells[column].text for row in self._table.rows.values() if column in row.cells]
        return 1 + max((int(float(text)) for text in texts if _is_number(text)), default=len(self._table.rows))

    # ------------------------------------------------------------ merged groups, heights
    def mend_merges(self) -> None:
        """Split merged groups whose rows are no longer equal; let rows grow whose text did, where the height was ours."""
        columns = {number: self._spec.columns[index] for index, number in self._table.columns.items()}
        groups = set(group_columns(columns))
        changed = {row: texts for row, texts in self._touched.items() if groups & texts.keys()}
        if changed:
            self._split(groups, changed)
        by_number = {row.number: row for row in self._table.rows.values()}
        for row, texts in self._touched.items():
            if row in by_number:
                self._fit(by_number[row], texts)

    def _split(self, groups: set[int], changed: Mapping[int, Mapping[int, str]]) -> None:
        by_number = {row.number: row for row in self._table.rows.values()}
        made: list[str] = []
        for text in self._patch.merges:
            top, left, bottom, right = corners(text)
            if (
                left != right
                or left not in groups
                or not any(top <= row <= bottom and left in changed[row] for row in changed)
            ):
                made.append(text)
                continue
            rows = list(range(top, bottom + 1))
            values = [
                changed.get(row, {}).get(
                    left, by_number[row].cells[left].text if row in by_number and left in by_number[row].cells else ""
                )
                for row in rows
            ]
            made += [area(rows[first], left, rows[last], left) for first, last in runs(values)]
        self._patch.set_merges(made)

    def _fit(self, row: LiveRow, texts: Mapping[int, str]) -> None:
        rooms = self._all_rooms(row.number)
        before = {number: cell.text for number, cell in row.cells.items()}
        stands, was, now = (
            self._patch.height(row.number), height(rooms, before, _LEAST_HEIGHT), height(rooms, before | dict(texts), _LEAST_HEIGHT)
        )  # fmt: skip
        if stands is not None and abs(stands - was) < _SAME and abs(now - stands) >= _SAME:
            self._patch.set_height(row.number, now)

    def _all_rooms(self, like: int) -> dict[int, Room]:
        if self._rooms is None:
            numbers = list(self._table.columns.values())
            self._rooms = rooms_of(self._run.live.book, self._patch, like, numbers)
        return self._rooms


def _remember(columns: Sequence[Column], texts: Mapping[int, str]) -> Remembered:
    return Remembered([texts.get(index, "") if column.written else None for index, column in enumerate(columns)])


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def _short(text: str) -> str:
    """A text for one line."""
    line = text.replace("\n", " ")
    return f"“{line[:40]}…”" if len(line) > 40 else f"“{line}”"  # noqa: PLR2004 - as much as fits a line
