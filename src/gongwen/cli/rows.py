"""Problems as JSON: one shape for every command that knows `--json`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from gongwen.problems import Problem


def problem_rows(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Each problem with its code, severity, words and place; parts of a place that are not known are left out."""
    return [
        {
            "code": problem.code,
            "severity": problem.severity.name.lower(),
            "what": problem.what,
            "remedy": problem.remedy,
            "place": _place(problem),
        }
        for problem in problems
    ]


def dump(problems: Iterable[Problem], exit_code: int, **more: Any) -> str:
    """The JSON text that a command prints: what it made, what is wrong, how it ends."""
    data = {**more, "problems": problem_rows(problems), "exit_code": int(exit_code)}
    return json.dumps(data, ensure_ascii=False, indent=1)


def _place(problem: Problem) -> dict[str, Any] | None:
    place = problem.place
    if place is None:
        return None
    names = ("file", "line", "column", "sheet", "cell", "part")
    return {name: value for name in names if (value := getattr(place, name)) is not None}
