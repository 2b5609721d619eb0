"""Where a figure comes from: for a path of `stats` the rows that add up to it, and the rows that do not count and why.

Figures and rows are made from one `Basis`, so they cannot disagree about what counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongwen.plan.occurrences import last_day
from gongwen.plan.schema.aliases import KEYS
from gongwen.plan.state import DONE, TaskState
from gongwen.plan.stats import Basis, amount_of, figures, number, percentage

if TYPE_CHECKING:
    from datetime import date

    from gongwen.plan.persons import People
    from gongwen.plan.schema import Issue, Plan, Record, Task
    from gongwen.plan.state import Dated, State
    from gongwen.standard.dates import PlanDate

Path = tuple[str, ...]
LATER = "晚于截至日期"
_MISSING = {"people": "没有填写人数", "hours": "没有填写时长", "money": "没有填写金额"}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that counts: `amount` is what it adds; `closed` is when an issue was closed."""

    id: str
    title: str
    amount: Decimal = Decimal(1)
    day: PlanDate | date | None = None
    note: str = ""
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing that does not count, and why."""

    id: str
    title: str
    reason: str
    day: PlanDate | date | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what is behind it.

    `source` says what the rows are: records, tasks, occurrences, issues, honours, selfcheck, letters. `measure` says
    what is added: count, people, hours, money, score; a rate is the sum of the amounts out of all rows.
    """

    path: Path
    value: int | str | None
    source: str
    measure: str = "count"
    rows: tuple[Row, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def total(self) -> int | str | None:
        """What the rows add up to; a figure that has no value has no rows."""
        whole = sum((row.amount for row in self.rows), Decimal(0))
        if self.measure == "rate":
            return percentage(int(whole), len(self.rows))
        return None if self.value is None and not self.rows else number(whole)


class Explainer:
    """Explains the figures of one date."""

    def __init__(
        self,
        plan: Plan,
        people: People | None = None,
        as_of: PlanDate | date | None = None,
        state: State | None = None,
    ) -> None:
        """Count once; `tree` is what `compute_stats` gives for the same."""
        self._basis = Basis(plan, people, as_of, state)
        self.tree: dict[str, Any] = figures(self._basis)
        self._tasks = {task.id: task for task in plan.tasks}

    def leaves(self) -> Iterator[tuple[Path, int | str | None]]:
        """Every path that leads to a figure, with its value."""
        stack: list[tuple[Path, Any]] = [((), self.tree)]
        while stack:
            path, node = stack.pop()
            if isinstance(node, dict):
                stack.extend(((*path, key), node[key]) for key in reversed(node))
            else:
                yield path, node

    def figure(self, path: str | Sequence[str]) -> Figure | None:
        """The figure of a dotted path, with or without `stats.`, keys English or Chinese; None for what is none."""
        found = self._known(path.split(".") if isinstance(path, str) else path)
        if found is None:
            return None
        known, value = found
        make: dict[str, Callable[[Path, Any], Figure]] = {
            "tasks": self._of_tasks,
            "occurrences": self._of_occurrences,
            "task": self._of_records,
            "kind": self._of_records,
            "records": self._of_records,
            "money": self._of_records,
            "issues": self._of_issues,
            "honour": self._of_honours,
            "selfcheck": self._of_selfcheck,
            "letter": self._of_letters,
        }
        return make[known[0]](known, value)

    def _known(self, parts: Sequence[str]) -> tuple[Path, int | str | None] | None:
        """The path in English keys and its value."""
        node: Any = self.tree
        known: list[str] = []
        for part in parts[1:] if parts and parts[0] == "stats" else parts:
            key = part if isinstance(node, dict) and part in node else KEYS.get(part, part)
            if not isinstance(node, dict) or key not in node:
                return None
            node = node[key]
            known.append(key)
        return None if isinstance(node, dict) else (tuple(known), node)

    # ------------------------------------------------------------ records
    def _of_records(self, path: Path, value: Any) -> Figure:
        """Figures of records: of one task, of one kind, of all."""
        basis = self._basis
        measure = "money" if path[0] == "money" else path[-1]
        mine = _chooser(path)
        counted = [record for record in basis.records.counted if mine(record)]
        adding = [record for record in counted if amount_of(record, measure)]
        left = [
            _left(record, _MISSING[measure])
            for record in counted
            if measure != "count" and getattr(record, measure) is None
        ]
        left += [
            _left(record, f"累计记录，已由 {later.id}（{later.date}）代替")
            for record, later in basis.records.superseded
            if mine(record)
        ]
        left += [_left(record, LATER) for record in basis.records.later if mine(record)]
        rows = [
            Row(record.id, record.title, amount_of(record, measure), record.date, "累计" if record.cumulative else "")
            for record in sorted(adding, key=lambda each: last_day(each.date))
        ]
        return Figure(path, value, "records", measure, tuple(rows), tuple(left))

    # ------------------------------------------------------------ tasks and occurrences
    def _of_tasks(self, path: Path, value: Any) -> Figure:
        basis, which = self._basis, path[-1]
        done = [task for task in basis.plan.tasks if task.id in basis.done]
        still = [task for task in basis.plan.tasks if task.id not in basis.done]
        rows: Iterable[Row]
        left: Iterable[LeftOut] = ()
        match which:
            case "done":
                rows = map(self._task_row, done)
                left = (LeftOut(task.id, task.title, self._why_open(task)) for task in still)
            case "open":
                rows = map(self._task_row, still)
            case "rate":
                rows = (
                    self._task_row(task, Decimal(1) if task.id in basis.done else Decimal(0))
                    for task in basis.plan.tasks
                )
            case _:
                rows = map(self._task_row, basis.plan.tasks)
        return Figure(path, value, "tasks", "rate" if which == "rate" else "count", tuple(rows), tuple(left))

    def _task_row(self, task: Task, amount: Decimal = Decimal(1)) -> Row:
        state = self._basis.state.tasks.get(task.id, TaskState())
        done = task.id in self._basis.done
        return Row(task.id, task.title, amount, state.done if done else None, DONE if done else self._why_open(task))

    def _why_open(self, task: Task) -> str:
        """The state of a task that is not done, as one reads it."""
        state = self._basis.state.tasks.get(task.id, TaskState())
        as_of = self._basis.state.as_of
        if state.done is not None and state.done > self._basis.until:
            return f"{state.done} 完成，{LATER}"
        if state.status == DONE:
            return f"状态截至 {as_of}，之前只算填了完成日期的"
        percent = f" {number(state.percent)}%" if state.percent is not None else ""
        return f"{state.status or '没有填写状态'}{percent}"

    def _of_occurrences(self, path: Path, value: Any) -> Figure:
        basis, which = self._basis, path[-1]

        def counts(each: Dated) -> bool:
            due: bool = each.occurrence.due <= basis.until
            return each.done if which == "done" else due or which == "total"

        rows: list[Row] = []
        left: list[LeftOut] = []
        for each in basis.dated:
            occurrence = each.occurrence
            title = self._tasks[occurrence.task].title
            if counts(each):
                shown = [name for name, there in (("有记录", each.recorded), ("台账已打钩", each.ticked)) if there]
                rows.append(Row(occurrence.task, title, Decimal(1), occurrence.due, "，".join(shown)))
            else:
                reason = "尚未到期" if occurrence.due > basis.until else "到期未完成"
                left.append(LeftOut(occurrence.task, title, reason, occurrence.due))
        return Figure(path, value, "occurrences", "count", tuple(rows), tuple(left))

    # ------------------------------------------------------------ issues
    def _of_issues(self, path: Path, value: Any) -> Figure:
        basis, which = self._basis, path[-1]
        found_on = {record.id: record.date for record in basis.plan.records}
        found = {issue.id for issue in basis.issues}
        rows: list[Row] = []
        left: list[LeftOut] = []
        for issue in basis.plan.issues:
            day = found_on.get(issue.record or "")
            closed = basis.closed(issue)
            if issue.id not in found:
                left.append(LeftOut(issue.id, issue.problem, f"来源记录 {issue.record} {LATER}", day))
            elif which == "total" or (which == "closed") == closed:
                told = basis.state.issues.get(issue.id)
                note = "已整改" if closed else self._why_unclosed(issue)
                on = told.done if told is not None and closed else None
                rows.append(Row(issue.id, issue.problem, Decimal(1), day, note, on))
            elif which == "closed":
                left.append(LeftOut(issue.id, issue.problem, self._why_unclosed(issue), day))
        return Figure(path, value, "issues", "count", tuple(rows), tuple(left))

    def _why_unclosed(self, issue: Issue) -> str:
        told = self._basis.state.issues.get(issue.id)
        if told is None or not told.closed:
            return "尚未整改"
        if told.done is not None:
            return f"{told.done} 整改，{LATER}"
        return f"整改日期不详，状态截至 {self._basis.state.as_of}"

    # ------------------------------------------------------------ honours, self-check, letters
    def _of_honours(self, path: Path, value: Any) -> Figure:
        plan, people = self._basis.plan, self._basis.people
        departments = {department.id: department.name for department in plan.departments}
        items = {honour.name: honour.items for honour in plan.honours}[path[-1]]

        def name(item: str) -> str:
            person = people.get(item) if people is not None else None
            return person.name if person is not None else departments.get(item, item)

        return Figure(path, value, "honours", "count", tuple(Row(item, name(item)) for item in items))

    def _of_selfcheck(self, path: Path, value: Any) -> Figure:
        parts = self._basis.score_parts()
        if parts is None:
            check = self._basis.plan.selfcheck
            day = check.date if check is not None else None
            reason = LATER if day is not None else "计划中没有自查或测评指标"
            return Figure(path, value, "selfcheck", "score", (), (LeftOut("", "自查", reason, day),))
        rows = [Row(part.id, part.title, part.points, note=part.reason) for part in parts if part.points or not part.id]
        left = [
            LeftOut(part.id, part.title, f"后果不是分数：{part.reason or '没有写'}")
            for part in parts
            if part.id and not part.points
        ]
        return Figure(path, value, "selfcheck", "score", tuple(rows), tuple(left))

    def _of_letters(self, path: Path, value: Any) -> Figure:
        basis = self._basis
        letter = next(each for each in reversed(basis.plan.letters) if each.id == path[-1])
        signing = basis.signing(letter)
        if signing is None:
            return Figure(path, value, "letters", left_out=(LeftOut(letter.id, letter.title, "没有名册，数不出人数"),))
        if not basis.signed(letter):
            left = LeftOut(letter.id, letter.title, f"签订日期{LATER}", letter.sign_date)
            return Figure(path, value, "letters", left_out=(left,))
        signers = Counter((pair.signer.dept, pair.signer.dept_name) for pair in signing.pairs)
        rows = [Row(dept, name or "（没有科室）", Decimal(count)) for (dept, name), count in signers.items()]
        out = [LeftOut(each.signer.id, each.signer.name, each.problem.what) for each in signing.skipped]
        return Figure(path, value, "letters", "count", tuple(rows), tuple(out))


def _chooser(path: Path) -> Callable[[Record], bool]:
    """Which records a figure is about."""
    if path[0] == "task":
        return lambda record: path[1] in record.tasks
    if path[0] == "kind":
        return lambda record: record.kind == path[1]
    return lambda _: True


def _left(record: Record, reason: str) -> LeftOut:
    return LeftOut(record.id, record.title, reason, record.date)
