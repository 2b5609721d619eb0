"""Making papers: each entry of the plan made, its template looked at, then every file written; one result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from gongwen.building import DRAFT_MARK
from gongwen.documents.batch import BatchFiles
from gongwen.documents.checklist import Line
from gongwen.documents.context import Batch, Made
from gongwen.documents.evenpage import render_even
from gongwen.documents.registry import REGISTRY
from gongwen.ooxml.check import verify
from gongwen.plan.schema import DOCUMENT_TYPES
from gongwen.problems import ExitCode, Problem, UserError, has_errors
from gongwen.store import EXIT_CODES, Outcome, Session, safe_path
from gongwen.word.contract import FRAME_FIELDS
from gongwen.word.templates import Templates, check_template

if TYPE_CHECKING:
    from gongwen.documents.context import Context
    from gongwen.pdf.printer import Printer
    from gongwen.plan.schema import DocumentEntry

_OFFICIAL, _DRAFT, _NOT_MADE = "正式", "送审稿", "没有做成"


@dataclass(frozen=True, slots=True)
class _Paper:
    """A document or batch of an entry, ready to be rendered: where it goes under the outputs, its template."""

    entry: DocumentEntry
    name: str
    made: Made | Batch
    template: Path


@dataclass(frozen=True, slots=True)
class Making:
    """What the papers of a run are written and printed with."""

    session: Session
    report: Callable[[str], None]
    faces: Mapping[str, str]
    printer: Printer


@dataclass(slots=True)
class PaperResult:
    """What became of each file, what was wrong, and the exit codes."""

    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    codes: list[ExitCode] = field(default_factory=list)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    """For the 办理清单: how the files of each entry stand."""


class PaperRun:
    """The papers that are wanted, made and with good templates; nothing is written before `make`."""

    def __init__(self, context: Context, entries: Iterable[DocumentEntry], templates: Templates) -> None:
        """Make every paper; one that cannot be made adds its problems and exit code 7 and does not stop the others.

        Raises UserError (exit 3) with all problems of the templates that would be used.
        """
        self.result = PaperResult()
        self._context = context
        self._templates = templates
        self._papers = [paper for entry in entries if entry.type in REGISTRY for paper in self._of(entry)]
        _refuse_bad_templates(self._papers)

    def _of(self, entry: DocumentEntry) -> Iterator[_Paper]:
        """The papers of an entry: itself and what comes with it."""
        result = self.result
        path = PurePosixPath(safe_path(entry.output) or entry.output)
        try:
            made = make_paper(self._context, entry)
            papers: list[Made | Batch] = [made, *(made.companions if isinstance(made, Made) else ())]
            templates = [self._templates.path(_template(entry, paper, papers[0])) for paper in papers]
        except UserError as error:
            result.problems += error.problems
            result.codes.append(ExitCode.PARTIAL)
            result.lines[entry.id] = [Line(str(path), DOCUMENT_TYPES[entry.type], _NOT_MADE)]
            return
        for paper, template in zip(papers, templates, strict=True):
            result.problems += paper.problems
            name = path
            if isinstance(paper, Made):
                name = paper_path(path, paper)
            yield _Paper(entry, f"{self._context.plan.year}/{name}", paper, template)

    def make(self, making: Making) -> None:
        """Write the papers and print them; what became of them is in `result`."""
        for paper in self._papers:
            try:
                if isinstance(paper.made, Batch):
                    self._make_batch(making, paper, paper.made)
                else:
                    even = self._context.plan.layout.imprint_even
                    self._put(making, paper, render_even(paper.made.document, paper.template, making.faces, even=even))
            except UserError as error:
                self.result.problems += _placed(self._context, paper.entry, error)
                self.result.codes.append(ExitCode.PARTIAL)
                self._line(paper, paper.name, _NOT_MADE)

    def _put(self, making: Making, paper: _Paper, data: bytes) -> None:
        outcome = making.session.put(paper.name, data, verify)
        self._tell(making, paper.name, outcome)
        draft = isinstance(paper.made, Made) and paper.made.draft
        self._line(paper, paper.name, standing(outcome, draft=draft))
        for printed in making.printer.beside(making.session, paper.name, data, outcome):
            self._tell(making, *printed)

    def _make_batch(self, making: Making, paper: _Paper, batch: Batch) -> None:
        made = BatchFiles(batch, paper.name, paper.template, making.faces)
        names = [made.print_set] if batch.one_file else [*made.names, made.print_set]
        outcomes: dict[str, Outcome] = {}
        for name, outcome in zip(names, making.session.put_many(made.files(), verify), strict=True):
            outcomes[name] = outcome
            self._add(name, outcome)
        kinds = list(outcomes.values())
        counts = "，".join(f"{kind.value} {kinds.count(kind)} 份" for kind in dict.fromkeys(kinds))
        making.report(f"《{batch.title}》{counts}")
        bad = [outcome for outcome in kinds if outcome in EXIT_CODES]
        self._line(paper, paper.name, f"{len(batch.rows)}份" + (f"，{bad[0].value}{len(bad)}份" if bad else ""))
        for printed in self._print_batch(making, made, outcomes):
            self._tell(making, *printed)

    @staticmethod
    def _print_batch(making: Making, made: BatchFiles, outcomes: Mapping[str, Outcome]) -> list[tuple[str, Outcome]]:
        """The PDF of a batch: of its one file, or a print set in which each paper stands as its own file has it."""
        session, printer, name = making.session, making.printer, made.print_set
        if made.one_file:
            return printer.beside(session, name, made.last, outcomes[name])
        kept = {path for path, outcome in outcomes.items() if outcome is Outcome.KEPT}
        leaves = made.leaves(lambda path: printer.standing(path) if path in kept else None)
        return printer.together(session, name, made.title, leaves)

    def _tell(self, making: Making, name: str, outcome: Outcome) -> None:
        self._add(name, outcome)
        making.report(f"{outcome.value}：{name}")

    def _add(self, name: str, outcome: Outcome) -> None:
        self.result.outcomes.append((name, outcome))
        if outcome in EXIT_CODES:
            self.result.codes.append(EXIT_CODES[outcome])

    def _line(self, paper: _Paper, name: str, how: str) -> None:
        shown = name.removeprefix(f"{self._context.plan.year}/")
        line = Line(shown, DOCUMENT_TYPES[paper.entry.type], how)
        self.result.lines.setdefault(paper.entry.id, []).append(line)


def standing(outcome: Outcome, *, draft: bool = False) -> str:
    """How a file stands, whatever the last run did: 正式, 送审稿, or why it is not what was made."""
    if outcome in EXIT_CODES:
        return outcome.value
    return _DRAFT if draft else _OFFICIAL


def paper_path(path: PurePosixPath, made: Made) -> PurePosixPath:
    """The output of a paper: what comes with another has its suffix, a draft says so."""
    mark = f"{made.suffix}{DRAFT_MARK if made.draft else ''}"
    return path.with_name(f"{path.stem}{mark}{path.suffix}") if mark else path


def make_paper(context: Context, entry: DocumentEntry) -> Made | Batch:
    """The paper of an entry. Raises UserError whose problems all name a place: their own, else that of the entry."""
    try:
        return REGISTRY[entry.type].make(context.of(entry), entry)
    except UserError as error:
        raise UserError(_placed(context, entry, error)) from error


def _placed(context: Context, entry: DocumentEntry, error: UserError) -> list[Problem]:
    """Problems of a paper with their places; those that know none have that of the entry."""
    number = next(index for index, each in enumerate(context.plan.documents) if each is entry)
    at = context.at("documents", number)
    return [
        problem if problem.place else replace(problem, what=f"文件“{entry.id}”{problem.what}", place=at)
        for problem in error.problems
    ]


def check_papers(context: Context, templates: Templates) -> list[Problem]:
    """Every problem of the plan's papers, as `gongwen check` lists them."""
    found: list[Problem] = []
    for entry in context.plan.documents:
        if entry.type not in REGISTRY:
            continue
        try:
            made = make_paper(context, entry)
            if entry.template:
                templates.path(entry.template)
        except UserError as error:
            found += error.problems
        else:
            found += made.problems
    return found


def _template(entry: DocumentEntry, paper: Made | Batch, main: Made | Batch) -> str:
    """The template of a paper: the entry's own for the entry's own paper, else its frame."""
    return entry.template if entry.template and paper is main else paper.document.frame


def _refuse_bad_templates(papers: Sequence[_Paper]) -> None:
    """Raises UserError (exit 3) with all problems of the templates that would be used; nothing is written then."""
    frames = {paper.template: paper.made.document.frame for paper in papers}
    problems = [problem for path, frame in frames.items() for problem in check_template(path, FRAME_FIELDS[frame])]
    if has_errors(problems):
        raise UserError(problems)
