"""What the year's records add up to, as of a date: the figures that summaries quote as `stats.…`.

Decisions, for who reads a figure:

- A record, an issue and a closing count up to and including the date. A month without a day counts as its last day.
- An issue has no date of its own: it counts from the date of the inspection record that found it.
- A `cumulative` record already covers the year up to its date, so it counts once, with its own people and hours; of
  several with one kind and title only the latest counts.
- Task states come from the live ledger, else from `progress.items`. At or after `progress.as_of` the status counts; at
  an earlier date, which the status says nothing about, only those with a done date up to then.
- An occurrence is done when it is ticked in the ledger or a record of its task falls in its period.
- The self-check total is the listed score of each standard, else its full score, plus bonus, less the points of
  negative items. Before the self-check's date there is none.
- Letters count from their sign date, as many as the roster gives signers; without a roster there is no number.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongwen.plan.occurrences import last_day
from gongwen.plan.signing import sign
from gongwen.plan.state import Calendar, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongwen.plan.persons import People
    from gongwen.plan.schema import Issue, Letter, Plan, Record
    from gongwen.standard.dates import PlanDate

_MEASURES = ("people", "hours", "money")


def compute_stats(
    plan: Plan, people: People | None = None, as_of: PlanDate | date | None = None, state: State | None = None
) -> dict[str, Any]:
    """Give the figures as plain data (int, text, None where there is none); without a date, all there is.

    Without a `state` the plan's own `progress` and `issues` count.
    """
    until = last_day(as_of) if as_of is not None else date.max
    state = State.of_plan(plan) if state is None else state
    records = _counted(plan.records, until)
    by_task: dict[str, list[Record]] = defaultdict(list)
    by_kind: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_kind[record.kind].append(record)
        for task in dict.fromkeys(record.tasks):
            by_task[task].append(record)
    kinds = dict.fromkeys(record.kind for record in plan.records)
    calendar = Calendar(plan, state, until)
    dated = [each for task in plan.tasks for each in calendar.of(task)]
    due = [each for each in dated if each.occurrence.due <= until]
    return {
        "tasks": _tasks(plan, state, until),
        "occurrences": {"total": len(dated), "due": len(due), "done": sum(each.done for each in dated)},
        "task": {task.id: _sums(by_task[task.id]) for task in plan.tasks},
        "kind": {kind: _sums(by_kind[kind]) for kind in kinds},
        "records": _sums(records),
        "issues": _issues(plan, state, until),
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


def _tasks(plan: Plan, state: State, until: date) -> dict[str, int | str | None]:
    done = len(done_tasks(plan, state, until))
    total = len(plan.tasks)
    return {"total": total, "done": done, "open": total - done, "rate": percentage(done, total)}


def done_tasks(plan: Plan, state: State, until: date) -> set[str]:
    """Give the ids of the plan's tasks that were done at the end of a day."""
    return state.done_tasks(until) & {task.id for task in plan.tasks}


def found_issues(plan: Plan, until: date) -> list[Issue]:
    """Give the issues that were found up to a day, by the date of their inspection."""
    found_on = {record.id: last_day(record.date) for record in plan.records}
    return [issue for issue in plan.issues if found_on.get(issue.record or "", date.min) <= until]


def _issues(plan: Plan, state: State, until: date) -> dict[str, int]:
    found = found_issues(plan, until)
    closed = sum(state.closed(issue.id, until) for issue in found)
    return {"total": len(found), "closed": closed, "open": len(found) - closed}


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
