"""When the work of a task is due: its listed dates, or once in each period of its phases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gongwen.plan.calendar import Period, due_in, months_between, periods

if TYPE_CHECKING:
    from gongwen.plan.schema import Plan, Task
    from gongwen.standard.dates import PlanDate


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a task's work is due; `period` is None for dates that the plan lists."""

    task: str
    due: date
    period: Period | None = None

    @property
    def began(self) -> date:
        """The first day of its period, or the due day itself."""
        return self.due if self.period is None else date(*self.period.first, 1)


def last_day(value: PlanDate | date) -> date:
    """Give the last day a date of the plan covers: itself, or the end of its month."""
    return value if isinstance(value, date) else value.last_day()


def occurrences(task: Task, plan: Plan) -> list[Occurrence]:
    """Give the due dates of a task in order: its listed dates, or one in each period of its phases."""
    if task.repeat is None:
        return [Occurrence(task.id, last_day(day)) for day in task.due]
    months = [month for month in _months(task, plan) if not task.repeat.months or month[1] in task.repeat.months]
    found = periods(months, quarterly=task.repeat.every == "quarter")
    return [Occurrence(task.id, due_in(period, task.repeat.day), period) for period in found]


def _months(task: Task, plan: Plan) -> list[tuple[int, int]]:
    wanted = [phase for phase in plan.phases if phase.id in task.phases]
    if not wanted:
        return [(plan.year, month) for month in range(1, 13)]
    spans = [months_between(_month(phase.start), _month(phase.end)) for phase in wanted]
    return sorted({month for span in spans for month in span})


def _month(value: PlanDate) -> tuple[int, int]:
    return value.year, value.month
