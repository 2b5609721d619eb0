"""How far the year's work is: task states, ticked occurrences, closed issues. A value that others hand in.

It comes from the live ledger where there is one, else from `progress` and `issues` of the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from gongwen.plan.calendar import Month
from gongwen.plan.occurrences import Occurrence, last_day, occurrences

if TYPE_CHECKING:
    from gongwen.plan.schema import Plan, Record, Task
    from gongwen.standard.dates import PlanDate

DONE, DOING, OPEN, CANCELLED = "已完成", "进行中", "未开始", "已取消"


@dataclass(frozen=True, slots=True)
class TaskState:
    """What is known of a task: its status in the words above (another text: not understood), percent, done date."""

    status: str = ""
    percent: Decimal | None = None
    done: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class IssueState:
    """Whether an issue is closed, and when where that is known."""

    closed: bool
    done: date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """States by task and issue id; ticks by task id and month: how many of the month's occurrences are done.

    `as_of` is the day from which the task states hold; None where they hold at any date.
    """

    tasks: Mapping[str, TaskState] = field(default_factory=dict)
    ticks: Mapping[str, Mapping[Month, int]] = field(default_factory=dict)
    issues: Mapping[str, IssueState] = field(default_factory=dict)
    as_of: PlanDate | None = None

    @classmethod
    def of_plan(cls, plan: Plan) -> State:
        """What the plan file itself says."""
        progress = plan.progress
        tasks = {
            item.task: TaskState(
                item.status or "", item.percent, last_day(item.done) if item.done else None, item.note or ""
            )
            for item in (progress.items if progress else ())
        }
        issues = {
            issue.id: IssueState(issue.done is not None, last_day(issue.done) if issue.done else None)
            for issue in plan.issues
        }
        return cls(tasks, {}, issues, progress.as_of if progress else None)

    def counts_as(self, other: State) -> bool:
        """Whether every figure of a document is the same with another state."""
        return self._counted() == other._counted()

    def _counted(self) -> tuple[object, ...]:
        """What figures are made of: tasks that are done or cancelled, done dates, ticks, issues."""
        tasks = {
            key: (told.status if told.status in (DONE, CANCELLED) else "", told.done)
            for key, told in self.tasks.items()
        }
        told = {key: each for key, each in tasks.items() if any(each)}
        return told, {key: dict(each) for key, each in self.ticks.items() if each}, dict(self.issues), self.as_of

    def done_tasks(self, until: date) -> set[str]:
        """The ids of tasks that were done at the end of a day.

        A status says nothing of the time before `as_of`; then only done dates count.
        """
        reached = self.as_of is None or last_day(self.as_of) <= until
        return {
            task
            for task, state in self.tasks.items()
            if (state.done is not None and state.done <= until)
            or (reached and state.status == DONE and (state.done is None or state.done <= until))
        }

    def closed(self, issue: str, until: date) -> bool:
        """Whether an issue was closed at the end of a day; one closed at an unknown date counts from `as_of`."""
        found = self.issues.get(issue)
        if found is None or not found.closed:
            return False
        if found.done is not None:
            return found.done <= until
        return self.as_of is None or last_day(self.as_of) <= until


@dataclass(frozen=True, slots=True)
class Dated:
    """An occurrence, whether a record shows that it was done, and whether somebody ticked it."""

    occurrence: Occurrence
    recorded: bool
    ticked: bool

    @property
    def done(self) -> bool:
        """Done either way."""
        return self.recorded or self.ticked


class Calendar:
    """The occurrences of every task with what is done of them. Records count up to a day, all without one."""

    def __init__(self, plan: Plan, state: State, until: date | None = None) -> None:
        """Sort the records by task."""
        self._plan, self._state = plan, state
        self._done = state.done_tasks(date.max if until is None else until)
        self._records: dict[str, list[Record]] = defaultdict(list)
        for record in plan.records:
            if until is None or last_day(record.date) <= until:
                for task in dict.fromkeys(record.tasks):
                    self._records[task].append(record)

    def records(self, task: str) -> list[Record]:
        """The records of a task."""
        return self._records.get(task, [])

    def of(self, task: Task) -> list[Dated]:
        """The occurrences of a task in order."""
        found = occurrences(task, self._plan)
        recorded = _recorded(found, self.records(task.id))
        left = dict(self._state.ticks.get(task.id, {}))
        made: list[Dated] = []
        for occurrence in found:
            month = (occurrence.due.year, occurrence.due.month)
            ticked = left.get(month, 0) > 0
            left[month] = left.get(month, 0) - 1
            made.append(Dated(occurrence, occurrence in recorded, ticked))
        return made

    def next_due(self, task: Task) -> date | None:
        """When a task is next due: its first occurrence that is not done, then its own deadline; None when it is done.

        A task of the whole year (全年) is due on the year's last day.
        """
        state = self._state.tasks.get(task.id)
        if task.id in self._done or (state is not None and state.status == CANCELLED):
            return None
        found = occurrences(task, self._plan)
        if found and not self.records(task.id) and task.id not in self._state.ticks:
            return found[0].due
        first = next((each.occurrence.due for each in self.of(task) if not each.done), None)
        if first is not None:
            return first
        if task.repeat is not None and task.due:
            return max(last_day(day) for day in task.due)
        return None if found else date(self._plan.year, 12, 31)


def _recorded(found: Iterable[Occurrence], records: Iterable[Record]) -> set[Occurrence]:
    """The occurrences that a record shows as done.

    A record counts for the period it falls in; among listed dates for the nearest. A cumulative one covers all that
    began before it.
    """
    found = list(found)
    done: set[Occurrence] = set()
    for record in records:
        day = last_day(record.date)
        if record.cumulative:
            done |= {each for each in found if each.began <= day}
            continue
        in_period = [each for each in found if each.period is not None and each.period.holds(day)]
        listed = [each for each in found if each.period is None]
        done.update(in_period)
        if listed:
            done.add(min(listed, key=lambda each: (abs((each.due - day).days), each.due)))
    return done
