"""What the ledger says now: the rows of each sheet as named values, from the plan and how far the work is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from gongwen.ledger.columns import DEPARTMENT_KEY, ISSUE_KEY, NAMED, TASK_KEY, Role
from gongwen.plan.calendar import Month
from gongwen.plan.selection import LEADERSHIP
from gongwen.plan.state import Calendar, State
from gongwen.plan.taskview import LEAD, SUPPORT, department_names, standard_places, supporters, task_row
from gongwen.sheet.values import Value

if TYPE_CHECKING:
    from gongwen.plan.persons import People
    from gongwen.plan.references import References
    from gongwen.plan.schema import Department, Plan, Task
    from gongwen.standard.dates import PlanDate

DUE, RECORDED, TICKED = "○", "●", "√"
"""Marks of the month grid: to be done, done by a record, ticked by a clerk."""
CANCELLED = "（已取消）"
_LAST = 1 << 30
_PLAN_TEXTS = ("工作任务", "具体措施", "量化目标", "佐证材料", "考核依据")
"""Fields whose words are the plan's and may quote it; names of people are never read as quotes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the id it is known by, and its fields."""

    key: str
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class View:
    """The tasks of a department, led and supported."""

    department: str
    name: str
    lines: Sequence[Line]


class Content:
    """The rows of every sheet. Seeds (进展情况 and the like) are what the plan itself knows."""

    def __init__(  # noqa: PLR0913 - what a ledger is made of
        self, plan: Plan, people: People, references: References, state: State, *, title: str, grouped: bool = True
    ) -> None:
        """Keep what rows are made of; `grouped` orders tasks by the assessment's tree, else as the plan lists them."""
        self.plan, self.title = plan, title
        self.grouped = grouped
        self.progress: Mapping[str, Mapping[str, Value]] = {}
        """What stands in the typed columns of 总表 by task, for the views; the seeds, until a live ledger is read."""
        self._people, self._references = people, references
        self._seeds = State.of_plan(plan)
        self._calendar = Calendar(plan, state)

    @property
    def single(self) -> dict[str, Value]:
        """Values that stand once in a sheet."""
        return {"标题": self.title, "单位": self.plan.unit.name, "年度": str(self.plan.year)}

    @cached_property
    def tasks(self) -> list[Task]:
        """The tasks in the order of the ledger."""
        if not self.grouped:
            return list(self.plan.tasks)
        places = self._standards
        return sorted(
            self.plan.tasks,
            key=lambda task: next((places[each][0] for each in task.standards if each in places), _LAST),
        )

    @cached_property
    def main(self) -> list[Line]:
        """总表."""
        return [Line(task.id, {"序号": number, **self._fields[task.id]}) for number, task in enumerate(self.tasks, 1)]

    @cached_property
    def views(self) -> list[View]:
        """A view for each department; for the leadership only where it has tasks of its own."""
        found = []
        taking: dict[str, dict[str, str]] = {}
        for task in self.tasks:
            for supporter in supporters(self.plan, task):
                taking.setdefault(supporter, {})[task.id] = SUPPORT
            if task.lead:
                taking.setdefault(task.lead, {})[task.id] = LEAD
        for department in self.plan.departments:
            parts = taking.get(department.id, {})
            if parts or department.kind != LEADERSHIP:
                found.append(View(department.id, department.name, self._view(department, parts)))
        return found

    def _view(self, department: Department, parts: Mapping[str, str]) -> list[Line]:
        taken = [task for task in self.tasks if task.id in parts]
        own = {"科室": department.name}
        return [
            Line(task.id, {"序号": number, "承担方式": parts[task.id], **self._live(task.id), **own})
            for number, task in enumerate(taken, 1)
        ]

    def _live(self, task: str) -> Mapping[str, Value]:
        """The fields of a task in a view, where progress is what stands in 总表."""
        return {**self._fields[task], **self.progress.get(task, {})}

    @cached_property
    def grid(self) -> list[Line]:
        """按月进度: a mark for each occurrence in the month it is due."""
        made = []
        for number, task in enumerate(self.tasks, 1):
            marks: dict[str, str] = {}
            for dated in self._calendar.of(task):
                month = self.month_field((dated.occurrence.due.year, dated.occurrence.due.month))
                marks[month] = marks.get(month, "") + (RECORDED if dated.recorded else DUE)
            made.append(Line(task.id, {"序号": number, **self._fields[task.id], **marks}))
        return made

    @property
    def months(self) -> list[str]:
        """The month fields of all occurrences, in the order they come."""
        dated = (each.occurrence.due for task in self.tasks for each in self._calendar.of(task))
        return list(dict.fromkeys(self.month_field((day.year, day.month)) for day in sorted(dated)))

    def month_field(self, month: Month) -> str:
        """The field of a month: 3月, 次年1月."""
        year, number = month
        before = {self.plan.year: "", self.plan.year + 1: "次年", self.plan.year - 1: "上年"}
        return f"{before.get(year, f'{year}年')}{number}月"

    @cached_property
    def issues(self) -> list[Line]:
        """问题整改."""
        records = {record.id: record for record in self.plan.records}
        names = self._departments
        made = []
        for number, issue in enumerate(self.plan.issues, 1):
            record = records.get(issue.record or "")
            person = self._people.get(issue.owner)
            made.append(Line(issue.id, {
                "序号": number,
                ISSUE_KEY: issue.id,
                "问题来源": self._text(record.title) if record else "",
                "检查日期": _dated(record.date) if record else None,
                "责任科室": names.get(issue.dept or "", issue.dept or ""),
                "存在问题": self._text(issue.problem),
                "整改措施": self._text(issue.measure),
                "责任人": person.name if person else issue.owner or "",
                "整改时限": _dated(issue.due) if issue.due else None,
                "完成日期": _dated(issue.done) if issue.done else None,
                "整改情况": "已整改" if issue.done else "",
                "备注": "",
            }))  # fmt: skip
        return made

    @cached_property
    def figures(self) -> list[Line]:
        """统计: a row for each department that has a view."""
        return [Line(view.name, {DEPARTMENT_KEY: view.name}) for view in self.views]

    def lines(self, role: Role) -> list[Line]:
        """The rows of a sheet that there is once."""
        if role is Role.MAIN:
            return self.main
        if role is Role.GRID:
            return self.grid
        return self.issues if role is Role.ISSUES else self.figures

    def department(self, identifier: str) -> str:
        """The name of a department that has a view, empty for another."""
        return next((view.name for view in self.views if view.department == identifier), "") if identifier else ""

    # ------------------------------------------------------------ fields
    @cached_property
    def _fields(self) -> dict[str, dict[str, Value]]:
        return {task.id: self._task(task) for task in self.plan.tasks}

    def _task(self, task: Task) -> dict[str, Value]:
        texts = task_row(self.plan, self._people, task, self._departments)
        places = [self._standards[each] for each in task.standards if each in self._standards]
        seed = self._seeds.tasks.get(task.id)
        return {
            **texts,
            **{name: self._references.resolve(texts[name]) for name in _PLAN_TEXTS},
            "测评项目": places[0][1] if places else "",
            "测评指标": places[0][2] if places else "",
            "测评标准": "、".join(task.standards),
            "阶段": "、".join(self._phases[phase] for phase in task.phases if phase in self._phases),
            "下次时限": self._calendar.next_due(task),
            "完成情况": seed.status if seed else "",
            "进展情况": _progress(seed.percent, seed.note) if seed else "",
            "备注": "",
        }

    @cached_property
    def _phases(self) -> dict[str, str]:
        return {phase.id: phase.name for phase in self.plan.phases}

    @cached_property
    def _standards(self) -> dict[str, tuple[int, str, str]]:
        """Place in the tree, project and indicator of each standard."""
        places = standard_places(self.plan)
        return {key: (place, self._text(one), self._text(two)) for key, (place, one, two) in places.items()}

    @cached_property
    def _departments(self) -> dict[str, str]:
        return department_names(self.plan)

    def _text(self, raw: str | None) -> str:
        return self._references.resolve(raw) if raw else ""


def _progress(percent: object, note: str) -> str:
    """进展情况 as the plan's progress has it: 80%；能耗同比数据待补充."""
    parts = [f"{percent}%"] if percent is not None else []
    return "；".join([*parts, note] if note else parts)


def _dated(value: PlanDate) -> Value:
    """A day as a date, a month without a day as text."""
    return date(value.year, value.month, value.day) if value.day else value.chinese()


def cancelled(text: str) -> str:
    """The words of a row whose task the plan no longer has."""
    return text if text.startswith(CANCELLED) else CANCELLED + text


def named(role: Role, line: Line) -> str:
    """The words by which a row is known."""
    return str(line.fields.get(NAMED[role]) or "")


__all__ = ["CANCELLED", "DUE", "RECORDED", "TASK_KEY", "TICKED", "Content", "Line", "View", "cancelled", "named"]
