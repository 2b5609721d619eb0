"""What is wrong with a dossier before it is made: settings without a meaning, long reports, the index, templates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.dossier import catalogue, index
from gongwen.dossier.arrange import standard_ids
from gongwen.dossier.catalogue import check_catalogue_template
from gongwen.dossier.drafting import report_problems
from gongwen.dossier.index import check_index_template
from gongwen.dossier.lists import NAMES, list_columns
from gongwen.dossier.model import INDEX, KINDS
from gongwen.dossier.overrides import read_index
from gongwen.dossier.survey import evidence_folder
from gongwen.problems import Place, Problem, Severity, UserError

if TYPE_CHECKING:
    from gongwen.plan.references import References
    from gongwen.plan.schema import Plan
    from gongwen.store import Workspace
    from gongwen.word.templates import Templates

Places = Callable[[tuple[str | int, ...]], Place | None]
_WORKBOOKS = {catalogue.WORKBOOK: check_catalogue_template, index.TEMPLATE: check_index_template}


def setting_problems(plan: Plan, references: References, places: Places) -> list[Problem]:
    """Settings that cannot be followed, and reports longer than the assessment allows."""
    found = report_problems(plan, references.resolve, places)
    if plan.dossier is None:
        return found
    unknown = list_columns(plan.dossier.columns)[1]
    if unknown:
        what = f"卷内文件目录没有这些列：{'、'.join(unknown)}，没有列出"
        remedy = f"请写 gbt9705、dat22，或从这些列中选：{'、'.join(NAMES)}。"
        found.append(Problem("dossier.columns", what, remedy, places(("dossier", "columns")), Severity.WARNING))
    strange = [kind for kind in plan.dossier.order if kind not in KINDS]
    if strange:
        what = f"材料没有这些类别：{'、'.join(strange)}"
        remedy = f"order（次序）中请写：{'、'.join(KINDS)}。"
        found.append(Problem("dossier.order", what, remedy, places(("dossier", "order")), Severity.WARNING))
    return found


def check_dossier(plan: Plan, workspace: Workspace, references: References, places: Places) -> list[Problem]:
    """Every problem of a plan's dossier that can be told without looking at the evidence itself."""
    path = evidence_folder(plan, workspace) / INDEX
    found = setting_problems(plan, references, places)
    if path.is_file():
        try:
            found += read_index(path, plan.year, standard_ids(plan), name=str(path))[1]
        except UserError as error:
            found += error.problems
    return found


def check_workbook(path: Path) -> list[Problem] | None:
    """The problems of a workbook template of the dossier, known by its name; None for another one."""
    checking = _WORKBOOKS.get(path.name)
    return None if checking is None else checking(path)


def check_workbooks(templates: Templates) -> list[Problem]:
    """The problems of both workbook templates, wherever they come from."""
    return [problem for name, checking in _WORKBOOKS.items() for problem in checking(templates.path(name))]
