"""The evidence of a workspace looked at: what there is, what it proves, what is missing. Nothing is made of it here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.dossier.arrange import standard_ids
from gongwen.dossier.collect import collect
from gongwen.dossier.gaps import FileFacts, Gaps, gaps
from gongwen.dossier.model import INDEX, Form
from gongwen.dossier.overrides import read_index
from gongwen.dossier.own import own_papers
from gongwen.pdf.pages.exif import taken
from gongwen.problems import Place, Problem, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gongwen.dossier.model import Collected, Material, Override
    from gongwen.dossier.sources import Sources
    from gongwen.plan.load import LoadedPlan
    from gongwen.plan.references import References
    from gongwen.plan.schema import Plan
    from gongwen.plan.state import State
    from gongwen.store import Workspace

EVIDENCE = "evidence"


@dataclass(slots=True)
class Survey:
    """What was found. `there` says whether there is an evidence folder at all."""

    folder: Path
    there: bool
    collected: Collected
    facts: dict[str, FileFacts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of each material that can be read, by its name."""
        return {name: facts.sha256 for name, facts in self.facts.items() if facts.sha256}


def evidence_folder(plan: Plan, workspace: Workspace) -> Path:
    """Where the evidence of a plan lies."""
    root = plan.dossier.evidence_root if plan.dossier is not None else None
    return workspace.root / (root or EVIDENCE).replace("\\", "/")


def refuse_without_standards(plan: Plan, workspace: Workspace) -> None:
    """Raises UserError for a plan without standards: there is nothing to order evidence by."""
    if plan.indicators is None or not plan.indicators.projects:
        what = "计划中没有测评指标，迎检档案没有可以对照的标准"
        remedy = "请在 indicators（测评指标）中写测评项目、测评指标和测评标准。"
        raise UserError(Problem("dossier.no_standards", what, remedy, Place(str(workspace.plan))))


def survey(  # noqa: PLR0913 - what is looked at and with what
    plan: Plan,
    workspace: Workspace,
    references: References,
    sources: Sources,
    tick: Callable[[int, int, str], None],
    *,
    own: bool = True,
) -> Survey:
    """Look at the evidence folder, and with `own` at our papers in the outputs; what is unpacked stays in `sources`.

    Raises UserError for a plan without standards.
    """
    refuse_without_standards(plan, workspace)
    folder = evidence_folder(plan, workspace)
    problems: list[Problem] = []
    overrides: Mapping[str, Override] = {}
    if (folder / INDEX).is_file():
        overrides, told = read_index(folder / INDEX, plan.year, standard_ids(plan), name=str(folder / INDEX))
        problems += told
    papers = own_papers(plan, workspace.outputs, references.resolve) if own else []
    collected = collect(plan, folder, papers, overrides, workspace.root, references.resolve)
    problems += collected.problems
    found = Survey(folder, folder.is_dir(), collected, problems=problems)
    for number, material in enumerate(collected.materials):
        tick(number, len(collected.materials), material.title)
        found.facts[material.name] = _facts(material, sources)
    return found


def _facts(material: Material, sources: Sources) -> FileFacts:
    """What the content of a file says: its hash, when a photo was taken, whether pages can be made of it."""
    try:
        if fault := material.fault or sources.fault(material):
            return FileFacts("", None, usable=False, reason=fault)
        content = sources.hash(material)
    except OSError as error:
        return FileFacts("", None, usable=False, reason=f"文件读不到（{error.strerror or '原因不明'}）")
    cache = sources.cache
    cache.contents.add(content)
    day = _taken(material, content, sources) if material.form is Form.IMAGE else None
    fault = str(cache.faults.get(content) or "")
    return FileFacts(content, day, usable=not fault, reason=fault)


def _taken(material: Material, content: str, sources: Sources) -> date | None:
    cache = sources.cache
    known = cache.taken.get(content)
    if known is None:
        moment = taken(sources.path(material))
        known = moment.date().isoformat() if moment is not None else ""
        cache.taken.put(content, known)
    return date.fromisoformat(str(known)) if known else None


def gaps_of(  # noqa: PLR0913, PLR0917 - what is known of the year and of its evidence
    plan: Plan,
    loaded: LoadedPlan,
    state: State,
    found: Survey,
    resolve: Callable[[str], str],
    as_of: date | None = None,
) -> Gaps:
    """What is missing; tasks count as they were at the end of a day, without one as they are."""
    return gaps(plan, loaded.people, state, found.collected, found.facts, as_of, resolve=resolve)
