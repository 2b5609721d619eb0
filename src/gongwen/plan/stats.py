"""What the year's records add up to, as of a date: the figures that summaries quote as `stats.…`.

Decisions, for who reads a figure:

- A record, an issue and a closing count up to and including the date. A month without a day counts as its last day.
- An issue has no date of its own: it counts from the date of the inspection record that found it.
- A `cumulative` record already covers the year up to its date, so it counts once, with its own people and hours; of
  several with one kind and title only the latest counts.
- Tasks are done by `progress.items`. At or after `progress.as_of` the status counts; at an earlier date, which the
  status says nothing about, only items with a `done` date up to then.
- The self-check total is the listed score of each standard, else its full score, plus bonus, less the points of
  negative items. Before the self-check's date there is none.
- Letters count from their sign date, as many as the roster gives signers; without a roster there is no number.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongwen.plan.calendar import Period, due_in, months_between, periods
from gongwen.plan.signing import sign

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongwen.plan.persons import People
    from gongwen.plan.schema import Letter, Plan, Record, Task
    from gongwen.standard.dates import PlanDate

DONE = "已完成"
_MEASURES = ("people", "hours", "money")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a task's work is due; `period` is None for dates that the plan lists."""

    task: str
    due: date
    period: Period | None = None


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


def compute_stats(plan: Plan, people: People | None = None, as_of: PlanDate | date | None = None) -> dict[str, Any]:
    """Give the figures as plain data (int, text, None where there is none); without a date, all there is."""
    until = last_day(as_of) if as_of is not None else date.max
    records = _counted(plan.records, until)
    by_task: dict[str, list[Record]] = defaultdict(list)
    by_kind: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_kind[record.kind].append(record)
        for task in dict.fromkeys(record.tasks):
            by_task[task].append(record)
    kinds = dict.fromkeys(record.kind for record in plan.records)
    due = [occurrence.due for task in plan.tasks for occurrence in occurrences(task, plan)]
    return {
        "tasks": _tasks(plan, until),
        "occurrences": {"total": len(due), "due": sum(day <= until for day in due)},
        "task": {task.id: _sums(by_task[task.id]) for task in plan.tasks},
        "kind": {kind: _sums(by_kind[kind]) for kind in kinds},
        "records": _sums(records),
        "issues": _issues(plan, until),
        "money": {"total": number(_total(records, "money"))},
        "honour": {honour.name: len(honour.items) for honour in plan.honours},
        "selfcheck": {"total": _selfcheck(plan, until)},
        "letter": {letter.id: _letters(plan, people, letter, until) for letter in plan.letters},
    }


def _letters(plan: Plan, people: People | None, letter: Letter, until: date) -> int | None:
    """How many of a letter have been signed by a date."""
    if people is None or not len(people):
        return None
    if letter.sign_date is not None and letter.sign_date.first_day() > until:
        return 0
    return len(sign(plan, people, letter).pairs)


def number(value: Decimal) -> int | str:
    """Give a figure as it is printed: whole numbers without a point, others without trailing zeros."""
    return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")


def percentage(part: int, whole: int) -> str | None:
    """Give a share as 95% or 97.5%: at most one decimal, rounded half up but never up to 100%; None of nothing."""
    if not whole:
        return None
    tenths = (part * 2000 + whole) // (whole * 2)
    if part < whole:
        tenths = min(tenths, 999)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"


def _counted(records: Iterable[Record], until: date) -> list[Record]:
    """Give the records up to a day, of cumulative ones with one kind and title only the latest."""
    reached = [record for record in records if record.date is not None and last_day(record.date) <= until]
    latest: dict[tuple[str, str], Record] = {}
    for record in reached:
        key = (record.kind, record.title)
        other = latest.get(key)
        if record.cumulative and (other is None or _day_of(record) >= _day_of(other)):
            latest[key] = record
    return [record for record in reached if not record.cumulative or latest[record.kind, record.title] is record]


def _day_of(record: Record) -> date:
    return date.min if record.date is None else last_day(record.date)


def _total(records: Iterable[Record], measure: str) -> Decimal:
    return sum((_decimal(getattr(record, measure)) for record in records), Decimal(0))


def _decimal(value: Any) -> Decimal:
    return Decimal(0) if value is None else Decimal(str(value))


def _sums(records: list[Record]) -> dict[str, int | str]:
    return {"count": len(records)} | {measure: number(_total(records, measure)) for measure in _MEASURES}


def _tasks(plan: Plan, until: date) -> dict[str, int | str | None]:
    done = len(done_tasks(plan, until))
    total = len(plan.tasks)
    return {"total": total, "done": done, "open": total - done, "rate": percentage(done, total)}


def done_tasks(plan: Plan, until: date) -> set[str]:
    """Give the ids of the tasks that were done at the end of a day."""
    progress = plan.progress
    if progress is None:
        return set()
    reached = progress.as_of is None or last_day(progress.as_of) <= until
    known = {task.id for task in plan.tasks}
    return {
        item.task
        for item in progress.items
        if item.task in known
        and ((item.done is not None and last_day(item.done) <= until) or (reached and item.status == DONE))
    }


def _issues(plan: Plan, until: date) -> dict[str, int]:
    found_on = {record.id: record.date for record in plan.records}
    total = closed = 0
    for issue in plan.issues:
        day = found_on.get(issue.record) if issue.record is not None else None
        if day is not None and last_day(day) > until:
            continue
        total += 1
        closed += issue.done is not None and last_day(issue.done) <= until
    return {"total": total, "closed": closed, "open": total - closed}


def _selfcheck(plan: Plan, until: date) -> int | str | None:
    check, tree = plan.selfcheck, plan.indicators
    if check is None or tree is None or (check.date is not None and last_day(check.date) > until):
        return None
    listed = {item.standard: _decimal(item.score) for item in check.items}
    standards = [standard for project in tree.projects for group in project.indicators for standard in group.standards]
    total = sum((listed.get(standard.id, _decimal(standard.score)) for standard in standards), Decimal(0))
    total += sum((_decimal(item.score) for item in check.bonus), Decimal(0))
    return number(total - _negative_points(plan))


def _negative_points(plan: Plan) -> Decimal:
    """Points that negative items take off, written as a number (-5) in the item's effect or in the self-check."""
    check, tree = plan.selfcheck, plan.indicators
    if check is None or tree is None:
        return Decimal(0)
    effects = {item.id: str(item.effect or "") for item in tree.negative}
    points = Decimal(0)
    for item in check.negative:
        text = str(item.score) if item.score else effects.get(item.id, "")
        if text.lstrip("-").replace(".", "", 1).isdigit():
            points += abs(Decimal(text))
    return points
