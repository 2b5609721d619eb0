"""Loading a plan: bytes, text, nodes, data, models, people, links; every problem found on the way, with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from gongwen import collector
from gongwen.plan.decode import read_text
from gongwen.plan.messages import schema_problems
from gongwen.plan.nodes import Path, Tree, compose, locate
from gongwen.plan.people import load_people
from gongwen.plan.persons import People
from gongwen.plan.prelint import cut_texts, prelint
from gongwen.plan.schema import Plan
from gongwen.plan.validate import validate
from gongwen.problems import Place, Problem, UserError, has_errors

TABLE_SECTIONS = ("tasks", "indicators", "records", "issues", "progress")
"""Sections that will also be readable from a workbook; only the roster is today."""


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan file as far as it could be read. `plan` is None if the schema was not met."""

    path: FilePath
    plan: Plan | None
    people: People
    problems: list[Problem]
    places: Callable[[Path], Place | None]

    def usable(self) -> Plan:
        """The plan, if it has no errors. Raises UserError (exit 3) with all problems otherwise."""
        if self.plan is None or has_errors(self.problems):
            raise UserError(self.problems)
        return self.plan


def load_plan(path: FilePath) -> LoadedPlan:
    """Read, check and link a plan file. Nothing is raised for a bad file: its problems are in the result."""
    with collector.paused():
        return _load(path)


def _load(path: FilePath) -> LoadedPlan:
    file = str(path)
    nobody = People(())
    try:
        text, hints = read_text(path)
        root = compose(text, file)
        tree = Tree(file)
        data = tree.data(root)
    except UserError as error:
        return LoadedPlan(path, None, nobody, list(error.problems), lambda _: Place(file))

    def places(at: Path) -> Place:
        return locate(root, at, file)[0]

    problems = [*hints, *tree.problems]
    if not isinstance(data, dict):
        problems += prelint(text, file) or [_not_mapping(file, data)]
        return LoadedPlan(path, None, nobody, problems, places)
    problems += _tables(data, places)
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        found = schema_problems(error, root, file)
        slips = _slips(text, file, found)
        slipped = {problem.place.line for problem in slips if problem.place}
        found = [problem for problem in found if not (problem.place and problem.place.line in slipped)]
        return LoadedPlan(path, None, nobody, [*problems, *slips, *found], places)
    people = nobody
    if plan.roster is not None:
        people, found = load_people(path.parent, plan.roster, plan.departments)
        problems += found
    problems += validate(plan, people, places)
    return LoadedPlan(path, plan, people, [*problems, *cut_texts(text, file)], places)


def _slips(text: str, file: str, found: list[Problem]) -> list[Problem]:
    """Slips of the keyboard that explain schema problems: wrong blanks always, the others where a kind is wrong."""
    slips = prelint(text, file)
    if any(problem.code == "schema.kind" for problem in found):
        return slips
    return [problem for problem in slips if problem.code == "yaml.indent"]


def _not_mapping(file: str, data: Any) -> Problem:
    kind = "清单" if isinstance(data, list) else "一段文字"
    remedy = "最外层应当是“键: 值”，如 year: 2023；请检查键后的冒号是否为半角加空格。"
    return Problem("plan.toplevel", f"整个文件读成了{kind}，不是计划", remedy, Place(file, 1, 1))


def _tables(data: dict[str, Any], places: Callable[[Path], Place]) -> list[Problem]:
    """`{file, sheet}` in place of a list: said clearly, and taken out so that the rest is still checked."""
    problems: list[Problem] = []
    for section in TABLE_SECTIONS:
        value = data.get(section)
        if not isinstance(value, dict):
            continue
        inner = value.get("items") if section == "progress" else None
        if "file" in value:
            del data[section]
        elif isinstance(inner, dict) and "file" in inner:
            del value["items"]
        else:
            continue
        what = "本版还不能从表格读取这一部分"
        problems.append(
            Problem("plan.table", what, "请先把内容写在计划文件里；名册（roster）可以用表格。", places((section,)))
        )
    return problems
