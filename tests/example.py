"""The example plan for tests, read with the plainest code: text scalars, the models, the roster, places by path."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gongwen.plan.people import load_people
from gongwen.plan.schema import Plan
from gongwen.plan.validate import validate
from gongwen.problems import Place, Problem

INPUTS = Path(__file__).resolve().parents[1] / "inputs"
PLAN_FILE = INPUTS / "plan.yaml"


def raw_example() -> Any:
    """The file as a tree of texts, a new one each time."""
    return _tree(yaml.compose(PLAN_FILE.read_text(encoding="utf-8")), (), {}, "plan.yaml")


@cache
def load_example() -> tuple[Plan, Any]:
    """Plan and people of the example."""
    plan = Plan.model_validate(raw_example())
    people, problems = load_people(INPUTS, plan.roster, plan.departments)
    assert not problems
    return plan, people


def problems_of(raw: Any, folder: Path) -> list[Problem]:
    """Write a changed example to a folder and give what `validate` says of it."""
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=1_000_000), encoding="utf-8")
    shutil.copy(INPUTS / "roster.csv", folder)
    places: dict[tuple[Any, ...], Place] = {}
    plan = Plan.model_validate(_tree(yaml.compose(path.read_text(encoding="utf-8")), (), places, path.name))
    people, _ = load_people(folder, plan.roster, plan.departments)
    return validate(plan, people, places.get)


def _tree(node: Any, path: tuple[Any, ...], places: dict[tuple[Any, ...], Place], name: str) -> Any:
    places[path] = Place(name, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        return {key.value: _tree(value, (*path, key.value), places, name) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_tree(value, (*path, index), places, name) for index, value in enumerate(node.value)]
    return None if node.tag.endswith(":null") else node.value
