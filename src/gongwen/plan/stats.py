"""What the year's records add up to, as of a date: the figures that summaries quote as `stats.…`.

Decisions, for who reads a figure:

- The usual kinds of records are there from the year's first day, with nothing counted: texts quote them long before.
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
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gongwen.plan.kinds import KINDS
from gongwen.plan.occurrences import last_day
from gongwen.plan.signing import sign
from gongwen.plan.state import Calendar, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gongwen.plan.persons import People
    from gongwen.plan.schema import Issue, Letter, Plan, Record
    from gongwen.plan.signing import Signing
    from gongwen.plan.state import Dated
    from gongwen.standard.dates import PlanDate

MEASURES = ("people", "hours", "money")


def compute_stats(
    plan: Plan, people: People | None = None, as_of: PlanDate | date | None = None, state: State | None = None
) -> dict[str, Any]:
    """Give the figures as plain data (int, text, None where there is none); without a date, all there is.

    Without a `state` the plan's own `progress` and `issues` count.
    """
    return figures(Basis(plan, people, as_of, state))


def figures(basis: Basis) -> dict[str, Any]:
    """Give the figures of what counts."""
    plan = basis.plan
    by_task: dict[str, list[Record]] = defaultdict(list)
    by_kind: dict[str, list[Record]] = defaultdict(list)
    for record in basis.records.counted:
        by_kind[record.kind].append(record)
        for task in dict.fromkeys(record.tasks):
            by_task[task].append(record)
    kinds = dict.fromkeys([*KINDS, *(record.kind for record in plan.records)])
    return {
        "tasks": _tasks(basis),
        "occurrences": {
            "total": len(basis.dated),
            "due": sum(each.occurrence.due <= basis.until for each in basis.dated),
            "done": sum(each.done for each in basis.dated),
        },
        "task": {task.id: _sums(by_task[task.id]) for task in plan.tasks},
        "kind": {kind: _sums(by_kind[kind]) for kind in kinds},
        "records": _sums(basis.records.counted),
        "issues": _issues(basis),
        "money": {"total": number(_total(basis.records.counted, "money"))},
        "honour": {honour.name: len(honour.items) for honour in plan.honours},
        "selfcheck": {"total": _selfcheck(basis)},
        "letter": {letter.id: _letters(basis, letter) for letter in plan.letters},
    }


@dataclass(frozen=True, slots=True)
class SplitRecords:
    """The records by whether they count: each superseded one stands with the later one that covers it."""

    counted: tuple[Record, ...]
    later: tuple[Record, ...]
    superseded: tuple[tuple[Record, Record], ...]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What the self-check's total is made of: the full score, then points lost, gained and taken off."""

    id: str
    title: str
    points: Decimal
    reason: str = ""


class Basis:
    """What counts by a day; every figure and every explanation of one is made from these lists."""

    def __init__(
        self,
        plan: Plan,
        people: People | None = None,
        as_of: PlanDate | date | None = None,
        state: State | None = None,
    ) -> None:
        """Sort the records; the rest is worked out when it is asked for."""
        self.plan, self.people = plan, people
        self.until = last_day(as_of) if as_of is not None else date.max
        self.state = State.of_plan(plan) if state is None else state
        self.records = split_records(plan.records, self.until)

    @cached_property
    def dated(self) -> list[Dated]:
        """Every occurrence of every task, in the order of the tasks."""
        calendar = Calendar(self.plan, self.state, self.until)
        return [each for task in self.plan.tasks for each in calendar.of(task)]

    @cached_property
    def done(self) -> set[str]:
        """The ids of the tasks that were done."""
        return done_tasks(self.plan, self.state, self.until)

    @cached_property
    def issues(self) -> list[Issue]:
        """The issues that were found."""
        return found_issues(self.plan, self.until)

    def closed(self, issue: Issue) -> bool:
        """Whether an issue was closed."""
        return self.state.closed(issue.id, self.until)

    def signing(self, letter: Letter) -> Signing | None:
        """Who signs a letter; None without a roster."""
        return None if self.people is None or not len(self.people) else sign(self.plan, self.people, letter)

    def signed(self, letter: Letter) -> bool:
        """Whether a letter's sign date is reached."""
        return letter.sign_date is None or letter.sign_date.first_day() <= self.until

    def score_parts(self) -> list[ScorePart] | None:
        """The parts of the self-check's total in their order; None where there is no self-check yet."""
        check, tree = self.plan.selfcheck, self.plan.indicators
        if check is None or tree is None or (check.date is not None and last_day(check.date) > self.until):
            return None
        standards = [each for project in tree.projects for group in project.indicators for each in group.standards]
        listed = {item.standard: item for item in check.items}
        parts = [ScorePart("", "各项标准满分", sum((_decimal(each.score) for each in standards), Decimal(0)))]
        for standard in standards:
            item = listed.get(standard.id)
            if item is not None and (points := _decimal(item.score) - _decimal(standard.score)):
                parts.append(ScorePart(standard.id, standard.text, points, item.reason or ""))
        gained = {each.id: each.text for each in tree.bonus}
        parts += [
            ScorePart(item.id, gained.get(item.id, ""), _decimal(item.score), item.reason or "") for item in check.bonus
        ]
        return parts + _negative_parts(self.plan)


def _letters(basis: Basis, letter: Letter) -> int | None:
    """How many of a letter have been signed by a date."""
    if basis.people is None or not len(basis.people):
        return None
    signing = basis.signing(letter) if basis.signed(letter) else None
    return len(signing.pairs) if signing is not None else 0


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


def split_records(records: Iterable[Record], until: date) -> SplitRecords:
    """Tell the records that count by a day from the others.

    Of several cumulative ones with one kind and title only the latest counts.
    """
    counted: list[Record] = []
    later: list[Record] = []
    latest: dict[tuple[str, str], Record] = {}
    for record in records:
        if record.date is None or last_day(record.date) > until:
            later.append(record)
            continue
        counted.append(record)
        key = (record.kind, record.title)
        other = latest.get(key)
        if record.cumulative and (other is None or _day_of(record) >= _day_of(other)):
            latest[key] = record
    covered = [
        (record, latest[record.kind, record.title])
        for record in counted
        if record.cumulative and latest[record.kind, record.title] is not record
    ]
    out = {id(record) for record, _ in covered}
    return SplitRecords(tuple(each for each in counted if id(each) not in out), tuple(later), tuple(covered))


def _day_of(record: Record) -> date:
    return date.min if record.date is None else last_day(record.date)


def _total(records: Iterable[Record], measure: str) -> Decimal:
    return sum((amount_of(record, measure) for record in records), Decimal(0))


def amount_of(record: Record, measure: str) -> Decimal:
    """What a record adds to a figure: itself, or its people, hours or money."""
    return Decimal(1) if measure == "count" else _decimal(getattr(record, measure))


def _decimal(value: Any) -> Decimal:
    return Decimal(0) if value is None else Decimal(str(value))


def _sums(records: Sequence[Record]) -> dict[str, int | str]:
    return {"count": len(records)} | {measure: number(_total(records, measure)) for measure in MEASURES}


def _tasks(basis: Basis) -> dict[str, int | str | None]:
    done, total = len(basis.done), len(basis.plan.tasks)
    return {"total": total, "done": done, "open": total - done, "rate": percentage(done, total)}


def done_tasks(plan: Plan, state: State, until: date) -> set[str]:
    """Give the ids of the plan's tasks that were done at the end of a day."""
    return state.done_tasks(until) & {task.id for task in plan.tasks}


def found_issues(plan: Plan, until: date) -> list[Issue]:
    """Give the issues that were found up to a day, by the date of their inspection."""
    found_on = {record.id: last_day(record.date) for record in plan.records}
    return [issue for issue in plan.issues if found_on.get(issue.record or "", date.min) <= until]


def _issues(basis: Basis) -> dict[str, int]:
    found = len(basis.issues)
    closed = sum(basis.closed(issue) for issue in basis.issues)
    return {"total": found, "closed": closed, "open": found - closed}


def _selfcheck(basis: Basis) -> int | str | None:
    parts = basis.score_parts()
    return None if parts is None else number(sum((part.points for part in parts), Decimal(0)))


def _negative_parts(plan: Plan) -> list[ScorePart]:
    """Points that negative items take off, written as a number (-5) in the self-check or in the item's effect.

    An effect that is no number takes off none; it is given as the reason.
    """
    check, tree = plan.selfcheck, plan.indicators
    if check is None or tree is None:
        return []
    items = {item.id: item for item in tree.negative}
    parts: list[ScorePart] = []
    for entry in check.negative:
        item = items.get(entry.id)
        effect = str(item.effect or "") if item else ""
        text = str(entry.score) if entry.score else effect
        digits = text.lstrip("-")
        points = -Decimal(digits) if digits.replace(".", "", 1).isdecimal() else Decimal(0)
        parts.append(ScorePart(entry.id, item.text if item else "", points, entry.reason or effect))
    return parts
