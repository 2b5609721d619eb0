"""A task as a row that people read: its columns by the words a ledger or a letter heads them with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongwen.plan.selection import LEADERSHIP

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gongwen.plan.persons import People
    from gongwen.plan.schema import Plan, Task
    from gongwen.standard.dates import PlanDate

LEAD, SUPPORT = "牵头", "配合"
COLUMNS = (
    "序号", "任务编号", "工作任务", "具体措施", "承担方式", "牵头科室", "配合科室", "责任领导", "责任人",
    "完成时限", "量化目标", "佐证材料", "考核依据",
)  # fmt: skip
"""Every column; 承担方式 is seen from one department, 考核依据 is the evidence, else the target."""
_ALL = "all"
_FEW = 2


def department_names(plan: Plan) -> dict[str, str]:
    """The names of the departments by id."""
    return {department.id: department.name for department in plan.departments}


def task_row(plan: Plan, people: People, task: Task, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """The columns of a task but 序号 and 承担方式, as text; what the plan does not say is empty.

    `names` are the departments' by id, where many tasks are asked for.
    """
    names = department_names(plan) if names is None else names
    evidence = "、".join(task.evidence)
    return {
        "任务编号": task.id,
        "工作任务": task.title,
        "具体措施": task.actions or "",
        "牵头科室": names.get(task.lead or "", ""),
        "配合科室": "、".join(names.get(department, department) for department in supporters(plan, task)),
        "责任领导": _name(people, task.leader),
        "责任人": _name(people, task.owner),
        "完成时限": due_text(task, plan.year),
        "量化目标": task.target or "",
        "佐证材料": evidence,
        "考核依据": evidence or task.target or "",
    }


def standard_places(plan: Plan) -> dict[str, tuple[int, str, str]]:
    """Place in the assessment's tree, names of project and indicator of each standard, as the plan writes them."""
    found: dict[str, tuple[int, str, str]] = {}
    for project in plan.indicators.projects if plan.indicators else ():
        for indicator in project.indicators:
            for standard in indicator.standards:
                found[standard.id] = (len(found), project.name, indicator.name)
    return found


def supporters(plan: Plan, task: Task) -> list[str]:
    """The ids of the departments that support a task; `all` means every other department but the leadership."""
    if _ALL not in task.support:
        return list(dict.fromkeys(department for department in task.support if department != task.lead))
    return [item.id for item in plan.departments if item.id != task.lead and item.kind != LEADERSHIP]


def part_of(plan: Plan, task: Task, department: str) -> str | None:
    """How a department takes part in a task: 牵头, 配合, or not at all."""
    if task.lead == department:
        return LEAD
    return SUPPORT if department in supporters(plan, task) else None


def due_text(task: Task, year: int) -> str:
    """When a task is due, as a table says it: 3月10日前; 6月28日、9月26日前; 每月; 每季度; 全年."""
    dates = "、".join(_day(day, year) for day in task.due)
    if task.repeat is None:
        return f"{dates}前" if dates else "全年"
    often = "每月" if task.repeat.every == "month" else "每季度"
    often = _months(task.repeat.months, often)
    return f"{often}，{dates}前完成" if dates else often


def _months(months: Sequence[int], often: str) -> str:
    """The months a task falls in: 3月至12月每月 where they follow one another, else one by one."""
    ordered = sorted(set(months))
    if not ordered:
        return often
    if len(ordered) > _FEW and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"{ordered[0]}月至{ordered[-1]}月{often}"
    return "、".join(f"{month}月" for month in ordered)


def _day(day: PlanDate, year: int) -> str:
    """A date without its year where that is the plan's; a month without a day ends it (10月底)."""
    text = day.chinese() + ("" if day.day else "底")
    return text.removeprefix(f"{year}年")


def _name(people: People, identifier: str | None) -> str:
    person = people.get(identifier)
    return person.name if person is not None else identifier or ""


def numbered(rows: Iterable[dict[str, str]], start: int = 1) -> list[dict[str, str]]:
    """The rows with 序号 from `start`."""
    return [{"序号": str(number), **row} for number, row in enumerate(rows, start)]
