"""How the year's work stands by a day: counts, what is overdue, due soon, without an owner, done without a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongwen.ledger.run import open_ledger, read_bytes
from gongwen.plan.load import load_plan
from gongwen.plan.state import CANCELLED, DOING, DONE, OPEN, Calendar, State
from gongwen.plan.stats import found_issues, percentage
from gongwen.plan.taskview import part_of
from gongwen.problems import Problem, UserError
from gongwen.store import Workspace

if TYPE_CHECKING:
    from gongwen.plan.load import LoadedPlan
    from gongwen.plan.persons import People
    from gongwen.plan.schema import Department, Plan, Task

SOON = 15
"""Days within which a task counts as due soon, unless others are asked for."""
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task that needs attention. `days` until it is due, negative where it is overdue."""

    id: str
    title: str
    department: str
    owner: str
    due: date | None
    days: int
    note: str = ""

    def data(self) -> dict[str, Any]:
        """For JSON."""
        due = self.due.isoformat() if self.due else None
        return {
            "id": self.id, "title": self.title, "department": self.department, "owner": self.owner, "due": due,
            "days": self.days, "note": self.note,
        }  # fmt: skip


@dataclass(slots=True)
class Status:
    """The whole answer. `scope` is the department that was asked for, empty for all."""

    as_of: date
    scope: str
    counts: dict[str, int] = field(default_factory=dict)
    rate: str | None = None
    occurrences: dict[str, int] = field(default_factory=dict)
    issues: dict[str, int] = field(default_factory=dict)
    overdue: list[TaskLine] = field(default_factory=list)
    soon: list[TaskLine] = field(default_factory=list)
    within: int = SOON
    no_owner: list[TaskLine] = field(default_factory=list)
    no_record: list[TaskLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "as_of": self.as_of.isoformat(), "department": self.scope or None, "tasks": self.counts, "rate": self.rate,
            "occurrences": self.occurrences, "issues": self.issues, "within_days": self.within,
            "overdue": [each.data() for each in self.overdue], "due_soon": [each.data() for each in self.soon],
            "no_owner": [each.data() for each in self.no_owner],
            "done_without_record": [each.data() for each in self.no_record],
        }  # fmt: skip

    def lines(self, *, everything: bool = False) -> list[str]:
        """For people."""
        day = f"{self.as_of.year}年{self.as_of.month}月{self.as_of.day}日"
        counts = "，".join(f"{name} {number}" for name, number in self.counts.items() if name != "total" and number)
        made = [f"截至{day}{f'（{self.scope}）' if self.scope else ''}：任务 {self.counts['total']} 项，{counts}"]
        made[0] += f"，完成率 {self.rate}" if self.rate else ""
        times, issues = self.occurrences, self.issues
        told = f"应完成 {times['due']} 次，已完成 {times['done']} 次"
        made.append(f"{told}；问题 {issues['total']} 个，已销号 {issues['closed']} 个")
        for title, found in (
            ("逾期", self.overdue), (f"{self.within}日内到期", self.soon), ("没有责任人", self.no_owner),
            ("已完成但没有记录", self.no_record),
        ):  # fmt: skip
            if found:
                made.append(f"{title} {len(found)} 项：")
                shown = found if everything else found[:_SHOWN]
                made += [_line(each) for each in shown]
                if len(found) > len(shown):
                    made.append(f"  另有 {len(found) - len(shown)} 项，加 --verbose 全部列出")
        return made


def _line(task: TaskLine) -> str:
    told = [f"{task.department} {task.owner}".strip()]
    if task.due is not None:
        left = f"逾期 {-task.days} 天" if task.days < 0 else "今天到期" if task.days == 0 else f"还有 {task.days} 天"
        told += [f"{task.due.month}月{task.due.day}日到期", left]
    inside = "，".join(part for part in told if part)
    return f"  {task.id} {task.title}" + (f"（{inside}）" if inside else "")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: which ledger, by which day, how far ahead, which department."""

    plan: Path | None = None
    outputs: Path | None = None
    file: Path | None = None
    as_of: date | None = None
    within: int = SOON
    department: str | None = None


def ledger_status(asked: Asked) -> tuple[Status, LoadedPlan, Workspace]:
    """Read plan and ledger and count. Raises UserError (exit 3) where one of them cannot be used."""
    workspace = Workspace.find(asked.plan, asked.outputs)
    loaded = load_plan(workspace.plan)
    plan = loaded.usable()
    department = _department(plan, asked.department) if asked.department else None
    path = asked.file or _live_path(plan, workspace)
    problems = list(loaded.problems)
    state = State.of_plan(plan)
    if path is not None and (asked.file is not None or path.is_file()):
        live, typed = open_ledger(read_bytes(path, path.name), path, plan)
        state = typed.state
        problems += [*live.problems, *typed.problems]
    as_of = asked.as_of or date.today()  # noqa: DTZ011 - a day as the clerk's calendar has it
    found = count(plan, loaded.people, state, as_of, within=asked.within, department=department)
    found.problems = problems
    return found, loaded, workspace


def _live_path(plan: Plan, workspace: Workspace) -> Path | None:
    entry = next((entry for entry in plan.documents if entry.type == "ledger"), None)
    return workspace.outputs / str(plan.year) / entry.output if entry else None


def _department(plan: Plan, wanted: str) -> Department:
    """A department by id or name. Raises UserError for one that is not there."""
    found = next((each for each in plan.departments if wanted in (each.id, each.name)), None)
    if found is None:
        known = "、".join(each.name for each in plan.departments)
        raise UserError(Problem("ledger.department", f"没有科室“{wanted}”", f"现有：{known}。"))
    return found


def count(  # noqa: PLR0913 - what is counted, and how
    plan: Plan,
    people: People,
    state: State,
    as_of: date,
    *,
    within: int = SOON,
    department: Department | None = None,
    evidence: Mapping[str, int] | None = None,
) -> Status:
    """Count. `evidence` gives the number of proofs by task id, where somebody has an index of them.

    A department's counts are of the tasks it leads or supports; what is overdue is asked of who leads.
    """
    calendar = Calendar(plan, state, as_of)
    done = state.done_tasks(as_of)
    status = Status(as_of, department.name if department else "", within=within)
    tasks = [task for task in plan.tasks if department is None or part_of(plan, task, department.id)]
    names = {each.id: each.name for each in plan.departments}
    kinds = {"total": len(tasks), DONE: 0, DOING: 0, OPEN: 0, CANCELLED: 0, "看不懂": 0}
    for task in tasks:
        kinds[_kind(task, state, done)] += 1
    status.counts = kinds
    status.rate = percentage(kinds[DONE], kinds["total"])
    dated = [each for task in tasks for each in calendar.of(task)]
    due = sum(each.occurrence.due <= as_of for each in dated)
    status.occurrences = {"total": len(dated), "due": due, "done": sum(each.done for each in dated)}
    status.issues = _issues(plan, state, as_of, department)
    for task in tasks:
        line = _task_line(task, people, names, calendar, state, as_of)
        if task.id in done:
            if not calendar.records(task.id) and not (evidence or {}).get(task.id):
                status.no_record.append(line)
        elif line.due is not None and line.days < 0:
            status.overdue.append(line)
        elif line.due is not None and line.days <= within:
            status.soon.append(line)
        if not task.owner:
            status.no_owner.append(line)
    for found in (status.overdue, status.soon):
        found.sort(key=lambda each: (each.days, each.id))
    return status


def _kind(task: Task, state: State, done: set[str]) -> str:
    if task.id in done:
        return DONE
    found = state.tasks.get(task.id)
    if found is None or not found.status:
        return OPEN
    if found.status == DONE:
        return DOING  # done by now, but not by the day that was asked for
    return found.status if found.status in (DOING, OPEN, CANCELLED) else "看不懂"


def _task_line(  # noqa: PLR0913, PLR0917 - what a line says
    task: Task, people: People, names: Mapping[str, str], calendar: Calendar, state: State, as_of: date
) -> TaskLine:
    person = people.get(task.owner)
    due = calendar.next_due(task)
    told = state.tasks.get(task.id)
    return TaskLine(
        task.id, task.title, names.get(task.lead or "", ""), person.name if person else task.owner or "", due,
        (due - as_of).days if due else 0, told.note if told else "",
    )  # fmt: skip


def _issues(plan: Plan, state: State, as_of: date, department: Department | None) -> dict[str, int]:
    issues = [each for each in found_issues(plan, as_of) if department is None or each.dept == department.id]
    closed = sum(state.closed(each.id, as_of) for each in issues)
    late = sum(
        not state.closed(each.id, as_of) and each.due is not None and each.due.last_day() < as_of for each in issues
    )
    return {"total": len(issues), "closed": closed, "open": len(issues) - closed, "overdue": late}


def by_department(status: Status) -> dict[str, list[TaskLine]]:
    """What is overdue or due soon, by the department that leads it."""
    found: dict[str, list[TaskLine]] = {}
    for line in (*status.overdue, *status.soon):
        found.setdefault(line.department, []).append(line)
    return found
