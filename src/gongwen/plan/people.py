"""The roster file as `People`: columns by the plan's map, departments matched, everything odd reported by its cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gongwen.plan.names import normal_name
from gongwen.plan.persons import People, Person
from gongwen.problems import Place, Problem, Severity
from gongwen.tables import Row, TableRows, header_key, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gongwen.plan.schema import Department, Roster

__all__ = ["FIELDS", "People", "Person", "load_people"]

# The facts of a person and the headers under which they stand where the plan names no others.
FIELDS = {
    "id": "工号",
    "name": "姓名",
    "gender": "性别",
    "ethnicity": "民族",
    "dept": "部门",
    "post": "职务",
    "political": "政治面貌",
    "party_member": "是否党员",
    "party_since": "入党时间",
    "employment": "人员类别",
    "status": "在岗状态",
    "ext": "分机",
}
# Characters that XML 1.0 cannot hold, and halves of surrogate pairs: no Word file can carry them.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PLAIN = {"party_member", "id", "name", "dept", "status"}


@dataclass(slots=True)
class _Reading:
    """What is known while the rows are walked."""

    headers: Mapping[str, str]
    departments: _Departments
    party_yes: frozenset[str]
    active: frozenset[str]
    first_row: dict[str, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class _Departments:
    """Departments by name or id, and the spellings of the roster that match none."""

    def __init__(self, departments: Sequence[Department]) -> None:
        self.names = {item.id: item.name for item in departments}
        self._ids = {header_key(item.id): item.id for item in departments}
        self._ids |= {header_key(item.name): item.id for item in departments}
        self._found: dict[str, str] = {}
        self.unknown: dict[str, list[Place]] = {}

    def find(self, text: str, row: Row, header: str) -> str:
        """The id for what a roster cell says; empty, and remembered if the plan has departments, for no match."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._ids.get(header_key(text), "")
        if not found and self.names:
            self.unknown.setdefault(text, []).append(row.place_of(header))
        return found

    def problems(self) -> list[Problem]:
        """One problem for each unmatched spelling, at its first row."""
        return [self._problem(text, places) for text, places in self.unknown.items()]

    def _problem(self, text: str, places: list[Place]) -> Problem:
        count = f"（共 {len(places)} 人）" if len(places) > 1 else ""
        if not text:
            return Problem("roster.dept.empty", f"没有填写部门{count}", "请填写科室名称。", places[0])
        listed = list(self.names.values())
        close = get_close_matches(text, listed, n=1, cutoff=0.4)
        hint = f"最接近的是“{close[0]}”。" if close else f"计划中的科室有：{'、'.join(listed)}。"
        remedy = f"{hint}请改名册中的部门，或在计划的 departments（科室）中加上它。"
        return Problem("roster.dept.unknown", f"部门“{text}”不在计划的科室中{count}", remedy, places[0])


def load_people(base: Path, roster: Roster | None, departments: Sequence[Department]) -> tuple[People, list[Problem]]:
    """Read the roster beside the plan (`base` is the plan file's folder); people in roster order, and all problems."""
    if roster is None:
        return People(), []
    headers = _headers(roster)
    table, problems = read_table(
        base / Path(roster.file.replace("\\", "/")),
        sheet=roster.sheet,
        encoding=roster.encoding,
        wanted=headers,
        name=roster.file,
    )
    if not table.headers:
        return People(), problems
    needed = {"id", "name", "dept"} if departments else {"id", "name"}
    missing = _missing(roster, headers, table, needed)
    problems += missing
    if any(problem.severity is Severity.ERROR for problem in missing):
        return People(), problems
    reading = _Reading(
        headers={key: header for key, header in headers.items() if header in table.headers},
        departments=_Departments(departments),
        party_yes=frozenset(roster.values.party_member_yes),
        active=frozenset(roster.values.active),
    )
    persons = [person for row in table if (person := _person(row, reading)) is not None]
    problems += reading.problems
    problems += reading.departments.problems()
    return People(persons), problems


def _headers(roster: Roster) -> dict[str, str]:
    """The header of each field by the plan's column map, else the usual one; `key` is the id column without a map."""
    found = {name: getattr(roster.columns, name) or usual for name, usual in FIELDS.items()}
    if roster.key and "columns" not in roster.model_fields_set:
        found["id"] = roster.key
    return found


def _missing(roster: Roster, headers: Mapping[str, str], table: TableRows, needed: set[str]) -> list[Problem]:
    """Columns that the plan names and the roster lacks; without id, name or department nothing can be read."""
    written = roster.columns.model_fields_set
    found: list[Problem] = []
    for name, header in headers.items():
        if header not in table.missing or (name not in needed and name not in written):
            continue
        close = get_close_matches(header, table.headers, n=1, cutoff=0.4)
        hint = f"最接近的列是“{close[0]}”。" if close else f"名册有这些列：{'、'.join(table.headers[:20])}。"
        found.append(
            Problem(
                "roster.column.missing",
                f"名册没有“{header}”列",
                f"{hint}请改名册的表头，或改计划中 roster（名册）的 columns。",
                table.source.place(table.header_line),
                Severity.ERROR if name in needed else Severity.WARNING,
            )
        )
    return found


def _person(row: Row, reading: _Reading) -> Person | None:
    """One row as a person; None (and a problem) for a row without id or name or with an id already taken."""
    cells = _clean(row, reading)
    headers = reading.headers
    given = {name: cells[header] for name, header in headers.items()}
    person_id = "".join(unicodedata.normalize("NFKC", given["id"]).split())
    name = normal_name(given["name"])
    if not _identified(row, person_id, name, reading):
        return None
    cells[headers["id"]], cells[headers["name"]] = person_id, name
    dept, dept_name = "", given.get("dept", "")
    if "dept" in headers:
        dept = reading.departments.find(dept_name, row, headers["dept"])
        dept_name = cells[headers["dept"]] = reading.departments.names.get(dept, dept_name)
    return Person(
        **{key: value for key, value in given.items() if key not in _PLAIN},
        id=person_id,
        name=name,
        dept=dept,
        dept_name=dept_name,
        party_member=given.get("party_member", "") in reading.party_yes,
        status=given.get("status", ""),
        active=_is_active(row, given, reading),
        columns=MappingProxyType(cells),
        order=len(reading.first_row) - 1,
        place=row.place,
    )


def _clean(row: Row, reading: _Reading) -> dict[str, str]:
    """The row's cells without characters that no document can hold; each one removed is reported by its field."""
    cells = dict(row.cells)
    if _ILLEGAL.search("".join(cells.values())) is None:
        return cells
    for header, text in cells.items():
        bad = sorted({f"U+{ord(character):04X}" for character in _ILLEGAL.findall(text)})
        if bad:
            cells[header] = _ILLEGAL.sub("", text)
            reading.problems.append(
                Problem(
                    "roster.character",
                    f"“{header}”列的内容含有文档不能保存的字符 {'、'.join(bad)}，已去掉",
                    "请在名册中重新填写这一格。",
                    row.place_of(header),
                    Severity.WARNING,
                )
            )
    return cells


def _identified(row: Row, person_id: str, name: str, reading: _Reading) -> bool:
    """Whether the row has a name and a new id; what is wrong is reported."""
    lacking = [key for key, text in (("id", person_id), ("name", name)) if not text]
    for key in lacking:
        header = reading.headers[key]
        remedy = f"请补上“{header}”，或删去这一行。"
        who = name or person_id
        what = f"“{who}”没有填写“{header}”" if who else f"没有填写“{header}”"
        reading.problems.append(Problem(f"roster.{key}.empty", what, remedy, row.place_of(header)))
    if lacking:
        return False
    first = reading.first_row.setdefault(person_id, row)
    if first is not row:
        header = reading.headers["id"]
        what = f"“{header}”{person_id} 重复：第 {first.line} 行和第 {row.line} 行都用了它，后一行没有读"
        remedy = "请改正其中一行的编号；同一个人登记了两次的，删去一行。"
        reading.problems.append(Problem("roster.id.duplicate", what, remedy, row.place_of(header)))
        return False
    return True


def _is_active(row: Row, given: Mapping[str, str], reading: _Reading) -> bool:
    """Whether the status is one of the active ones; a blank one is reported and counts as not on duty."""
    status = given.get("status")
    if status is None:
        return True
    if not status:
        header = reading.headers["status"]
        what = f"没有填写“{header}”，按不在岗处理"
        remedy = f"请填写，如：{'、'.join(sorted(reading.active))}。"
        place = row.place_of(header)
        reading.problems.append(Problem("roster.status.empty", what, remedy, place, Severity.WARNING))
    return status in reading.active
