"""`gongwen check`: every problem of a workspace, from its plan, tables, roster, letters, ledger and templates."""

from __future__ import annotations

from pathlib import Path

from gongwen.documents import Context
from gongwen.documents.run import check_papers
from gongwen.dossier.check import check_dossier, check_workbook, check_workbooks
from gongwen.ledger.run import TEMPLATE, check_ledger_template, check_ledgers
from gongwen.letters.register import WORKBOOK, check_register_workbook, check_registers
from gongwen.letters.run import check_letters
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from gongwen.problems import Problem, has_errors
from gongwen.store import Workspace
from gongwen.word.templates import Templates, check_frame, check_templates


def check(plan: Path | None = None, templates: Path | None = None) -> list[Problem]:
    """All problems: plan, roster, letters, ledger, templates. Raises UserError when there is no workspace."""
    workspace = Workspace.find(plan)
    loaded = load_plan(workspace.plan)
    found = Templates(templates, workspace.root)
    if loaded.plan is None or has_errors(loaded.problems):
        return [*loaded.problems, *check_templates(found)]
    references = References(loaded.plan, loaded.people)
    names = references.names("letters")
    context = Context(loaded.plan, loaded.people, references, places=loaded.places, folder=loaded.path.parent)
    problems = [
        *loaded.problems,
        *check_papers(context, found),
        *check_letters(loaded.plan, loaded, found),
        *check_ledgers(loaded.plan, loaded, found),
        *check_dossier(loaded.plan, workspace, references, loaded.places),
        *check_templates(found, names),
    ]
    return list(dict.fromkeys(problems))


def check_all_templates(templates: Templates) -> list[Problem]:
    """The problems of every template that would be used, of Word and of Excel."""
    found = [*check_templates(templates), *check_registers(templates)]
    found += [*check_ledger_template(templates.path(TEMPLATE)), *check_workbooks(templates)]
    return list(dict.fromkeys(found))


def check_template_file(path: Path) -> list[Problem]:
    """The problems of one template by its kind."""
    if path.name == WORKBOOK:
        return check_register_workbook(path)
    ours = check_workbook(path)
    if ours is not None:
        return ours
    return check_ledger_template(path) if path.suffix.lower() in (".xlsx", ".xlsm") else check_frame(path)
