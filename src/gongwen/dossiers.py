"""`gongwen dossier status` and `index`: the evidence of a workspace looked at outside a build."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from gongwen.dossier.cache import Cache
from gongwen.dossier.index import Indexed, make_index
from gongwen.dossier.model import INDEX
from gongwen.dossier.sources import Sources
from gongwen.dossier.survey import evidence_folder, gaps_of, survey
from gongwen.ledger import ledger_state
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from gongwen.plan.state import State
from gongwen.problems import ExitCode, Place, Problem, UserError
from gongwen.store import Workspace
from gongwen.word.templates import Templates

if TYPE_CHECKING:
    from gongwen.dossier.gaps import Gaps

INDEX_TEMPLATE = "材料目录.xlsx"


def dossier_status(
    plan: Path | None, outputs: Path | None, as_of: date | None, tick: Callable[[int, int, str], None]
) -> tuple[Gaps, list[Problem], ExitCode]:
    """What is missing, what is wrong besides, and exit 4 where anything is missing. Raises UserError (exit 3)."""
    workspace = Workspace.find(plan, outputs)
    loaded = load_plan(workspace.plan)
    found_plan = loaded.usable()
    state = ledger_state(found_plan, workspace) or State.of_plan(found_plan)
    references = References(found_plan, loaded.people, state)
    with _sources(workspace.state) as sources:
        found = survey(found_plan, workspace, references, sources, tick)
    gaps = gaps_of(found_plan, loaded, state, found, references.resolve, as_of)
    return gaps, [*loaded.problems, *found.problems], ExitCode.FINDINGS if gaps.open else ExitCode.DONE


@contextmanager
def _sources(state: Path) -> Iterator[Sources]:
    """The files behind materials, with the memory that is kept in a state folder."""
    cache = Cache(state)
    try:
        with Sources(cache) as sources:
            yield sources
    finally:
        cache.close()


def dossier_index(
    plan: Path | None, outputs: Path | None, templates: Path | None, *, dry_run: bool
) -> tuple[Path, Indexed, list[Problem], ExitCode]:
    """Make or refresh the index. Raises UserError: exit 3 without an evidence folder, else as `make_index`."""
    workspace = Workspace.find(plan, outputs)
    loaded = load_plan(workspace.plan)
    found_plan = loaded.usable()
    folder = evidence_folder(found_plan, workspace)
    if not folder.is_dir():
        what, remedy = "没有材料文件夹", "请建这个文件夹，把材料放进去，再生成目录。"
        raise UserError(Problem("dossier.no_evidence", what, remedy, Place(str(folder))))
    references = References(found_plan, loaded.people, ledger_state(found_plan, workspace))
    with ExitStack() as stack:
        state = Path(stack.enter_context(TemporaryDirectory())) if dry_run else workspace.state
        sources = stack.enter_context(_sources(state))
        found = survey(found_plan, workspace, references, sources, lambda *_: None, own=False)
    template = Templates(templates, workspace.root).path(INDEX_TEMPLATE)
    collected = found.collected
    path = folder / INDEX
    indexed = make_index(workspace, path, collected.materials, template, unfiled=collected.unfiled, dry_run=dry_run)
    return path, indexed, [*loaded.problems, *found.problems], ExitCode.DONE
