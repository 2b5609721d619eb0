"""What the schema cannot see: links between the parts of a plan, and references in its texts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gongwen.plan.links import check_links, nearest_place
from gongwen.plan.references import References, Scope
from gongwen.plan.schema.base import Model
from gongwen.problems import Problem

if TYPE_CHECKING:
    from gongwen.plan.links import Path, Places
    from gongwen.plan.persons import People
    from gongwen.plan.schema import Plan

_LATER = {
    "stats.honour.": "荣誉还没有评选的，先在 honours（表彰）中写上名称，items 以后再填。",
    "stats.kind.": "自定的类别要有一条记录才能统计；常用的类别不必。",
}
"""What to do about figures of things that have not happened yet, by how their names begin."""
_CAPTION: Path = ("dossier", "photo", "caption")


def validate(plan: Plan, people: People, places: Places) -> list[Problem]:
    """Give every problem of links and references, each at the place of its value."""
    return [
        *check_links(plan, people, places),
        *check_references(plan, people, places),
        *check_titles(plan, places),
    ]


def check_titles(plan: Plan, places: Places) -> list[Problem]:
    """Every document but a batch of letters prints a title (GB/T 9704 7.3.1)."""
    return [
        Problem(
            "document.title",
            f"文件“{entry.id}”没有标题",
            "请补上 title（或 标题）: 加标题。",
            places(("documents", number)),
        )
        for number, entry in enumerate(plan.documents)
        if entry.type != "letters" and not any(line.strip() for line in entry.title)
    ]


def check_references(plan: Plan, people: People, places: Places) -> list[Problem]:
    """Look at every text of the plan once, in the scope of where it stands."""
    references = References(plan, people)
    places = nearest_place(places)
    problems: list[Problem] = []
    for path, text in texts(plan):
        problems += map(_helped, references.check(text, scope=_scope(path), place=places(path)))
    return problems


def _helped(problem: Problem) -> Problem:
    """Say how a figure is made known that will only be counted later in the year."""
    remedy = next((words for name, words in _LATER.items() if name in problem.what), None)
    return replace(problem, remedy=f"{problem.remedy}{remedy}") if remedy else problem


def _scope(path: Path) -> Scope:
    if path[0] == "letters":
        return "letters"
    return "photo" if path == _CAPTION else "everywhere"


def texts(plan: Plan) -> list[tuple[Path, str]]:
    """Give path and text of every text of the plan that holds a brace."""
    found: list[tuple[Path, str]] = []
    stack: list[tuple[Path, object]] = [((name,), getattr(plan, name)) for name in reversed(type(plan).model_fields)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            if "{" in value or "｛" in value:
                found.append((path, value))
        elif isinstance(value, list | tuple):
            stack.extend(((*path, index), value[index]) for index in range(len(value) - 1, -1, -1))
        elif isinstance(value, dict):
            stack.extend(((*path, key), value[key]) for key in reversed(value))
        elif isinstance(value, Model):
            stack.extend(((*path, name), getattr(value, name)) for name in reversed(type(value).model_fields))
    return found
