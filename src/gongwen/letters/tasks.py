"""The task tables of letters: what the signer's department leads and supports, worked out once for each department."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from gongwen.letters.compose import tables_of
from gongwen.plan.signer_values import TABLE, TASK_LISTS
from gongwen.plan.taskview import COLUMNS, LEAD, SUPPORT, numbered, part_of, task_row
from gongwen.problems import Problem
from gongwen.sandbox import Repeated, names_in

if TYPE_CHECKING:
    from collections.abc import Collection

    from gongwen.plan.links import Places
    from gongwen.plan.persons import People, Person
    from gongwen.plan.schema import Letter, Plan, Task

_DEPARTMENT = ("dept", "所在科室")
_FILTERS: dict[str, Callable[[Task], Collection[str]]] = {
    "lead": lambda task: (task.lead or "",),
    "support": lambda task: task.support,
    "leader": lambda task: (task.leader or "",),
    "owner": lambda task: (task.owner or "",),
    "phase": lambda task: task.phases,
    "standard": lambda task: task.standards,
    "source": lambda task: (task.source or "",),
}
_SOURCES = ("tasks", "任务")


def check_tables(plan: Plan, letter: Letter, places: Places) -> list[Problem]:
    """The problems of a letter's tables: what they are made from, their columns, their filters."""
    at = ("letters", plan.letters.index(letter), "sections")
    found: list[Problem] = []
    for index, section in enumerate(letter.sections):
        table = section.table
        if table is None:
            continue
        place = places((*at, index, "table")) or places((*at, index))
        if table.from_ not in _SOURCES:
            what = f"《{letter.title}》的表格只能取自 tasks（任务），现在写的是：{table.from_}"
            found.append(Problem("letter.table", what, "请把 from 改成 tasks。", place))
        for column in table.columns or ("",):
            if column not in COLUMNS:
                near = get_close_matches(column, COLUMNS, 1, 0.3)
                hint = f"最接近的是“{near[0]}”。" if near else ""
                what = f"《{letter.title}》的任务表没有这一列：{column or '（空）'}"
                found.append(Problem("letter.column", what, f"{hint}可用的列：{'、'.join(COLUMNS)}。", place))
        for key in table.filter:
            if key not in (*_DEPARTMENT, *_FILTERS):
                what = f"《{letter.title}》的任务表不能按“{key}”筛选"
                remedy = f"可用的筛选：{'、'.join((_DEPARTMENT[0], *_FILTERS))}。"
                found.append(Problem("letter.filter", what, remedy, place))
    return found


def filter_names(letter: Letter) -> frozenset[str]:
    """The names that the filters of a letter's tables quote."""
    texts = [value for _, table in tables_of(letter) for value in table.filter.values()]
    return frozenset(name for text in texts for name in names_in(text))


class TaskLists:
    """The lists of tasks that a master quotes, for any signer."""

    def __init__(self, plan: Plan, people: People, letter: Letter, quoted: Collection[str]) -> None:
        """Keep what is quoted only; filters of tables are compiled once."""
        self._plan, self._people = plan, people
        roots = {name.partition(".")[0] for name in quoted}
        self._lists = [name for name in TASK_LISTS if name in roots]
        self._tables = [
            (f"{TABLE}{number}", {key: Repeated(value) for key, value in table.filter.items()})
            for number, table in tables_of(letter)
            if f"{TABLE}{number}" in roots
        ]
        self._known: dict[tuple[tuple[str, str], ...], dict[str, list[dict[str, str]]]] = {}
        self._ids = {department.name: department.id for department in plan.departments}

    def values(self, signer: Person, values: dict[str, Any]) -> dict[str, Any]:
        """The lists for a signer; `values` are the others, which a filter may quote."""
        found: dict[str, Any] = {}
        for name, filters in self._tables:
            found[name] = self._parts({key: text.text(values) for key, text in filters.items()}, signer)
        if self._lists:
            own = self._parts({}, signer)
            lists = (own[LEAD] + own[SUPPORT], own[LEAD], own[SUPPORT])
            found |= {name: rows for name, rows in zip(TASK_LISTS, lists, strict=True) if name in self._lists}
        return found

    def _parts(self, filters: dict[str, str], signer: Person) -> dict[str, list[dict[str, str]]]:
        department = next((filters[key] for key in _DEPARTMENT if key in filters), signer.dept)
        department = self._ids.get(department, department)
        key = (("dept", department), *sorted((name, value) for name, value in filters.items() if name in _FILTERS))
        if key not in self._known:
            self._known[key] = self._work(department, dict(key[1:]))
        return self._known[key]

    def _work(self, department: str, filters: dict[str, str]) -> dict[str, list[dict[str, str]]]:
        rows: dict[str, list[dict[str, str]]] = {LEAD: [], SUPPORT: []}
        for task in self._plan.tasks:
            part = part_of(self._plan, task, department)
            if part is not None and all(value in _FILTERS[name](task) for name, value in filters.items()):
                rows[part].append({**task_row(self._plan, self._people, task), "承担方式": part})
        leads = numbered(rows[LEAD])
        return {LEAD: leads, SUPPORT: numbered(rows[SUPPORT], len(leads) + 1)}
