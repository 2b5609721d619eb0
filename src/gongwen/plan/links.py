"""Ids: each once in its list, and every id that is quoted exists. One table says which field quotes what."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gongwen.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongwen.plan.persons import People
    from gongwen.plan.schema import Plan

    Places = Callable[[tuple[str | int, ...]], Place | None]

Path = tuple[str | int, ...]

LISTS: tuple[tuple[str, str, str], ...] = (
    ("科室编号", "departments.*", "id"),
    ("方案章节编号", "plan.sections.*", "id"),
    ("阶段编号", "phases.*", "id"),
    ("措施编号", "measures.*", "id"),
    ("措施条目编号", "measures.*.items.*", "id"),
    ("要求编号", "requirements.*", "id"),
    ("测评项目编号", "indicators.projects.*", "id"),
    ("测评指标编号", "indicators.projects.*.indicators.*", "id"),
    ("测评标准编号", "indicators.projects.*.indicators.*.standards.*", "id"),
    ("加分项编号", "indicators.bonus.*", "id"),
    ("负面清单编号", "indicators.negative.*", "id"),
    ("任务编号", "tasks.*", "id"),
    ("责任书编号", "letters.*", "id"),
    ("记录编号", "records.*", "id"),
    ("问题编号", "issues.*", "id"),
    ("文件编号", "documents.*", "id"),
    ("进展所属任务", "progress.items.*", "task"),
    ("自查所属标准", "selfcheck.items.*", "standard"),
    ("自查加分项", "selfcheck.bonus.*", "id"),
    ("自查负面清单", "selfcheck.negative.*", "id"),
    ("表彰名称", "honours.*", "name"),
)
"""Lists whose entries are known by one field, and what a clerk calls that field."""

LINKS: tuple[tuple[str, str], ...] = (
    ("departments.*.head", "工号"),
    ("departments.*.leader", "工号"),
    ("departments.*.liaison", "工号"),
    ("group.leader", "工号"),
    ("group.deputies.*", "工号"),
    ("group.members.staff.*", "工号"),
    ("group.office.dept", "科室"),
    ("group.office.director", "工号"),
    ("group.office.staff.*", "工号"),
    ("branch.secretary", "工号"),
    ("branch.deputy", "工号"),
    ("branch.members.*.staff", "工号"),
    ("plan.sections.*.ref", "方案部分"),
    ("tasks.*.source", "方案条目"),
    ("tasks.*.phases.*", "阶段"),
    ("tasks.*.standards.*", "测评标准"),
    ("tasks.*.lead", "科室"),
    ("tasks.*.support.*", "科室（或 all）"),
    ("tasks.*.leader", "工号"),
    ("tasks.*.owner", "工号"),
    ("letters.*.levels.*.party_a.staff", "工号"),
    ("letters.*.levels.*.party_a.select.dept.*", "科室"),
    ("letters.*.levels.*.party_a.select.staff.*", "工号（或 all）"),
    ("letters.*.levels.*.party_a.select.exclude.*", "工号"),
    ("letters.*.levels.*.party_b.staff", "工号"),
    ("letters.*.levels.*.party_b.select.dept.*", "科室"),
    ("letters.*.levels.*.party_b.select.staff.*", "工号（或 all）"),
    ("letters.*.levels.*.party_b.select.exclude.*", "工号"),
    ("letters.*.signer.staff", "工号"),
    ("letters.*.signer.select.dept.*", "科室"),
    ("letters.*.signer.select.staff.*", "工号（或 all）"),
    ("letters.*.signer.select.exclude.*", "工号"),
    ("letters.*.due_task", "任务"),
    ("records.*.tasks.*", "任务"),
    ("records.*.host", "工号"),
    ("records.*.recorder", "工号"),
    ("records.*.absent.*", "工号"),
    ("issues.*.record", "记录"),
    ("issues.*.dept", "科室"),
    ("issues.*.owner", "工号"),
    ("progress.items.*.task", "任务"),
    ("selfcheck.items.*.standard", "测评标准"),
    ("selfcheck.bonus.*.id", "加分项"),
    ("selfcheck.negative.*.id", "负面清单"),
    ("honours.*.items.*", "工号或科室"),
    ("summary.sections.*.items.*.measure", "措施"),
    ("dossier.archivist", "工号"),
    ("dossier.checker", "工号"),
    ("documents.*.wraps", "文件"),
    ("documents.*.task", "任务"),
    ("documents.*.honours.*", "荣誉"),
    ("documents.*.attachments.*.document", "文件"),
    ("documents.*.include.*", "责任书"),
    ("documents.*.from_records.*", "记录"),
    ("documents.*.from_issues.*", "问题（或 all）"),
)
"""Which field quotes which kind of id."""

PLAN_PARTS = ("phases", "measures", "requirements")
_NEAREST_FOR = 50
"""How many unknown ids get a nearest one: the search is slow and nobody reads the hundredth."""


@dataclass(slots=True)
class Target:
    """The ids of one kind, and the names people type instead of them."""

    ids: frozenset[str]
    by_name: Mapping[str, str] = field(default_factory=dict)


def check_links(plan: Plan, people: People, places: Places) -> list[Problem]:
    """Give the problems of ids in the order of the tables, each at the place of its value."""
    places = nearest_place(places)
    problems = list(_duplicates(plan, places))
    problems += _ambiguous_sources(plan, places)
    targets = _targets(plan, people)
    for pattern, kind in LINKS:
        target = targets[kind]
        if kind.startswith("工号") and not len(people):
            continue  # a roster that could not be read has its own problem
        for path, value in walk(plan, pattern):
            if isinstance(value, str) and value not in target.ids:
                near = _nearest(value, target) if len(problems) < _NEAREST_FOR else None
                problems.append(_unknown(kind, value, near, places(path)))
    problems += _heads(plan, people, places)
    return problems


def nearest_place(places: Places) -> Places:
    """Give a lookup that answers with the place of the part above where a path has none (one value for a list)."""

    def find(path: Path) -> Place | None:
        for end in range(len(path), 0, -1):
            place = places(path[:end])
            if place is not None:
                return place
        return None

    return find


def walk(root: Any, pattern: str) -> Iterator[tuple[Path, Any]]:
    """Yield path and value of every field that a dotted pattern names; `*` is every entry of a list.

    A single value where the plan also allows a list (`staff: all`) is taken as a list of one.
    """
    found: list[tuple[Path, Any]] = [((), root)]
    for part in pattern.split("."):
        following: list[tuple[Path, Any]] = []
        for path, value in found:
            if part != "*":
                child = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
                following.append(((*path, part), child))
            elif isinstance(value, list | tuple):
                following += [((*path, index), item) for index, item in enumerate(value)]
            else:
                following.append((path, value))
        found = [(path, value) for path, value in following if value is not None]
    yield from found


def _values(plan: Plan, pattern: str) -> list[str]:
    return [str(value) for _, value in walk(plan, pattern)]


def _targets(plan: Plan, people: People) -> dict[str, Target]:
    """Give the ids that exist, by the word that `LINKS` uses for their kind."""
    names: dict[str, str] = {}
    for person in people:
        names[person.name] = f"{names[person.name]} 或 {person.id}" if person.name in names else person.id
    staff = Target(frozenset(person.id for person in people), names)
    dept_names = {department.name: department.id for department in plan.departments}
    dept = Target(frozenset(dept_names.values()), dept_names)
    found = {
        "工号": staff,
        "科室": dept,
        "科室（或 all）": Target(dept.ids | {"all"}, dept_names),
        "工号（或 all）": Target(staff.ids | {"all"}, names),
        "工号或科室": Target(staff.ids | dept.ids, names | dept_names),
        "方案部分": Target(frozenset(PLAN_PARTS)),
        "方案条目": Target(frozenset(value for pattern in _SOURCES for value in _values(plan, pattern))),
    }
    for kind, pattern in _ID_LISTS.items():
        found[kind] = Target(frozenset(_values(plan, pattern)))
    found["问题（或 all）"] = Target(found["问题"].ids | {"all"})
    return found


_SOURCES = ("plan.sections.*.id", "phases.*.id", "measures.*.id", "measures.*.items.*.id", "requirements.*.id")
_ID_LISTS = {
    "阶段": "phases.*.id",
    "测评标准": "indicators.projects.*.indicators.*.standards.*.id",
    "加分项": "indicators.bonus.*.id",
    "负面清单": "indicators.negative.*.id",
    "任务": "tasks.*.id",
    "记录": "records.*.id",
    "问题": "issues.*.id",
    "措施": "measures.*.id",
    "责任书": "letters.*.id",
    "文件": "documents.*.id",
    "荣誉": "honours.*.name",
}


def _duplicates(plan: Plan, places: Places) -> Iterator[Problem]:
    for what, pattern, key in LISTS:
        seen: dict[str, Path] = {}
        for path, value in walk(plan, f"{pattern}.{key}"):
            if value not in seen:
                seen[value] = path
                continue
            first = places(seen[value])
            where = f"，已用于第{first.line}行" if first and first.line else ""
            remedy = "同一清单内每个编号只能用一次，请改成不同的编号或删去一项。"
            yield Problem("link.duplicate", f"{what}重复：{value}{where}", remedy, places(path))


def _ambiguous_sources(plan: Plan, places: Places) -> Iterator[Problem]:
    """`tasks.source` may quote any part of the plan, so no two parts of different kinds share an id."""
    seen: dict[str, str] = {}
    for pattern in _SOURCES:
        for path, value in walk(plan, pattern):
            if seen.setdefault(value, pattern) != pattern:
                remedy = "章节、阶段、措施、要求的编号不能相同，请改其中一个。"
                yield Problem("link.ambiguous", f"方案中两处用了同一编号：{value}", remedy, places(path))


def _heads(plan: Plan, people: People, places: Places) -> Iterator[Problem]:
    """Give a problem for each head of a department who stands in another one in the roster."""
    for index, department in enumerate(plan.departments):
        head = people.get(department.head)
        if head is not None and head.dept != department.id:
            what = f"科室“{department.name}”的负责人 {head.id} 在名册中属于“{head.dept_name}”"
            remedy = "请核对 head 的工号，或改正名册中的部门。"
            yield Problem("link.head_dept", what, remedy, places(("departments", index, "head")))


def _nearest(value: str, target: Target) -> str | None:
    if value in target.by_name:
        return target.by_name[value]
    matches = difflib.get_close_matches(value, target.ids, n=1, cutoff=0.6)
    return matches[0] if matches else None


def _unknown(kind: str, value: str, near: str | None, place: Place | None) -> Problem:
    remedy = f"最接近的是：{near}。" if near else "请核对编号，或先在计划文件中加上这一项。"
    if kind.startswith("工号") and near is None:
        remedy = "请核对工号，或先把此人加入名册。"
    return Problem("link.unknown", f"{kind}不存在：{value}", remedy, place)
