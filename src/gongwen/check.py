"""`gongwen check`: every problem of a workspace, from its plan, tables, roster and templates."""

from __future__ import annotations

from pathlib import Path

from gongwen.plan.load import load_plan
from gongwen.problems import Problem
from gongwen.store import Workspace
from gongwen.word.templates import Templates, check_templates


def check(plan: Path | None = None, templates: Path | None = None) -> list[Problem]:
    """All problems, in the order plan, roster, templates. Raises UserError when there is no workspace."""
    workspace = Workspace.find(plan)
    loaded = load_plan(workspace.plan)
    return [*loaded.problems, *check_templates(Templates(templates, workspace.root))]
