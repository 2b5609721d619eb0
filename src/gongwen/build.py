"""Making the documents of a plan: load, make, render, store; one problem list, one exit code."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gongwen.building import DRAFT_MARK, BuildOptions, BuildResult, silent
from gongwen.documents import REGISTRY, Context
from gongwen.documents.checklist import NAME as CHECKLIST
from gongwen.documents.checklist import Line, checklist
from gongwen.documents.meetings import SIGN_IN
from gongwen.documents.run import Making, PaperRun, standing
from gongwen.dossier.run import Desk, DossierRun
from gongwen.dossier.survey import evidence_folder
from gongwen.ledger import LedgerOptions, LedgerRun, ledger_state
from gongwen.letters import LetterOptions, LetterRun, Progress
from gongwen.ooxml.check import verify
from gongwen.pdf.printer import open_printer
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from gongwen.plan.schema import DOCUMENT_TYPES
from gongwen.problems import ExitCode, Place, Problem, Severity, UserError, has_errors, worst
from gongwen.store import EXIT_CODES, Session, Workspace, safe_path
from gongwen.word.render import render
from gongwen.word.templates import Templates

if TYPE_CHECKING:
    from pathlib import Path

    from gongwen.plan.load import LoadedPlan
    from gongwen.plan.schema import DocumentEntry, Plan

_WORD, _BOOK, _PDF = ".docx", ".xlsx", ".pdf"


def build(options: BuildOptions, report: Callable[[str], None], progress: Progress = silent) -> BuildResult:
    """Make the documents; one that fails does not stop the others (exit 7).

    Raises UserError (exit 3) before anything is written when plan, roster or output names cannot be used, and (exit 6)
    while another run holds the workspace.
    """
    workspace = Workspace.find(options.plan, options.outputs)
    loaded = load_plan(workspace.plan)
    plan = loaded.usable()
    entries = _chosen(plan, options, loaded)
    result = BuildResult(problems=[*loaded.problems, *_none_of(options, entries)])
    ledgers = _ledgers(plan, loaded, options, workspace)
    state = ledgers.state if ledgers is not None else None
    state = ledger_state(plan, workspace) if state is None else state
    context = Context(
        plan, loaded.people, References(plan, loaded.people, state), places=loaded.places, folder=loaded.path.parent
    )
    letters = _letters(plan, loaded, options, workspace)
    templates = Templates(options.templates, workspace.root)
    papers = PaperRun(context, entries, templates)
    faces = plan.layout.fonts.model_dump(exclude_none=True)
    printer = open_printer(options.pdf, faces, workspace.outputs, report)
    desk = Desk(plan, loaded, context.state, context.references, workspace, templates)
    with Session(workspace, force=options.force, dry_run=options.dry_run) as session:
        if ledgers is not None:
            ledgers.make(session, report)
            result.add(ledgers.result.outcomes, [*ledgers.result.problems, *ledgers.refused], ledgers.result.codes)
        papers.make(Making(session, report, faces, printer))
        result.add(papers.result.outcomes, papers.result.problems, papers.result.codes)
        if letters is not None:
            letters.make(session, report, progress, printer)
            result.add(letters.result.outcomes, letters.result.problems, letters.result.codes)
        dossiers = [DossierRun(desk, entry) for entry in entries if entry.type == "dossier"]
        for dossier in dossiers:
            dossier.make(session, report, progress, printer)
            result.add(dossier.result.outcomes, dossier.result.problems, dossier.result.codes)
            result.watched.append(evidence_folder(plan, workspace))
        if not options.ids and not options.types:
            left_out = letters.left_out(loaded.people) if letters is not None else []
            lines = _lines(plan, papers, ledgers, letters, dossiers)
            told = [*result.problems, *session.problems, *printer.told()]
            document = checklist(plan, lines, left_out, told)
            name = f"{plan.year}/{CHECKLIST}"
            data = render(document, templates.path(document.frame), faces)
            outcome = session.put(name, data, verify)
            made = [(name, outcome), *printer.beside(session, name, data, outcome)]
            for path, became in made:
                report(f"{became.value}：{path}")
            result.add(made, [], [EXIT_CODES.get(became, ExitCode.DONE) for _, became in made])
    result.problems += [*session.problems, *printer.told()]
    result.codes += printer.codes
    result.sources = [*context.sources, *_tables(plan, loaded, workspace)]
    result.repeats = lambda: (ledgers is None or ledgers.repeats(state)) and (letters is None or letters.repeats())
    if letters is not None:
        result.unlisted = sum(letters.result.counts.values()) - len(letters.result.outcomes)
    if options.strict and any(problem.severity is not Severity.HINT for problem in result.problems):
        result.codes.append(ExitCode.FINDINGS)
    result.exit_code = worst(result.codes)
    return result


def _ledgers(plan: Plan, loaded: LoadedPlan, options: BuildOptions, workspace: Workspace) -> LedgerRun | None:
    """The ledgers among the chosen entries, read and worked out; an existing one is refreshed, never made anew."""
    wanted = tuple(entry.id for entry in _wanted(plan, options) if entry.type == "ledger")
    if not wanted:
        return None
    ledger_options = LedgerOptions(templates=options.templates, ids=wanted, dry_run=options.dry_run)
    return LedgerRun(plan, loaded, ledger_options, workspace)


def _letters(plan: Plan, loaded: LoadedPlan, options: BuildOptions, workspace: Workspace) -> LetterRun | None:
    """The letters that the chosen entries include, compiled; None where they include none."""
    entries = [entry for entry in _wanted(plan, options) if entry.type == "letters"]
    every = [letter.id for letter in plan.letters]
    wanted = [letter for letter in every if any(letter in (entry.include or every) for entry in entries)]
    if not wanted:
        return None
    letter_options = LetterOptions(
        templates=options.templates,
        ids=tuple(wanted),
        force=options.force,
        dry_run=options.dry_run,
        keep_going=options.keep_going,
        pdf=options.pdf,
    )
    return LetterRun(plan, loaded, letter_options, workspace)


def _chosen(plan: Plan, options: BuildOptions, loaded: LoadedPlan) -> list[DocumentEntry]:
    """The entries to make. Raises UserError for an unknown id or an output name that cannot be used."""
    known = [entry.id for entry in plan.documents]
    problems = [_unknown_id(wanted, known, loaded.path) for wanted in options.ids if wanted not in known]
    problems += _output_problems(plan, loaded)
    if has_errors(problems):
        raise UserError(problems)
    return _wanted(plan, options)


def _wanted(plan: Plan, options: BuildOptions) -> list[DocumentEntry]:
    return [
        entry
        for entry in plan.documents
        if (not options.ids or entry.id in options.ids) and (not options.types or entry.type in options.types)
    ]


def _none_of(options: BuildOptions, entries: Sequence[DocumentEntry]) -> list[Problem]:
    """A hint where a shortcut such as `gongwen dossier` finds nothing of its kind in the plan."""
    if entries or not options.types:
        return []
    names = "、".join(DOCUMENT_TYPES[name] for name in options.types)
    what = f"计划的 documents（文件）中没有{names}，没有可生成的"
    remedy = f"请用 gongwen new {options.types[0]} 在计划中加一份。"
    return [Problem("build.none", what, remedy, severity=Severity.HINT)]


def _unknown_id(wanted: str, known: Sequence[str], plan: Path) -> Problem:
    near = difflib.get_close_matches(wanted, known, 1, 0.3)
    remedy = (f"最接近的是：{near[0]}。" if near else "") + f"计划中的文件：{'、'.join(known)}。"
    return Problem("build.unknown", f"计划中没有编号为“{wanted}”的文件", remedy, Place(str(plan)))


def _output_problems(plan: Plan, loaded: LoadedPlan) -> list[Problem]:
    """Output names must be relative, stay inside the outputs, have the suffix of their kind, and differ."""
    problems: list[Problem] = []
    seen: dict[str, str] = dict.fromkeys(_names(CHECKLIST), "办理清单")
    for number, entry in enumerate(plan.documents):
        path = safe_path(entry.output)
        suffix = _suffix(entry)
        place = loaded.places(("documents", number, "output"))
        if path is None or entry.output.startswith(("/", "\\")):
            what = f"输出文件名不能指向别处：{entry.output}"
            problems.append(Problem("output.outside", what, "请写 outputs 内的相对路径。", place))
        elif not path.lower().endswith(suffix):
            what = f"输出文件名应以 {suffix} 结尾：{entry.output}"
            problems.append(Problem("output.kind", what, f"请在文件名后加上 {suffix}。", place))
        elif not suffix and path.lower().endswith((_WORD, _BOOK, _PDF)):
            what = f"这一类文件有多份，输出应是文件夹：{entry.output}"
            problems.append(Problem("output.kind", what, "请去掉文件名的后缀，如 06-整改通知单/。", place))
        elif twin := next((seen[name] for name in _names(path) if name in seen), None):
            what = f"输出文件名与“{twin}”相同：{entry.output}"
            problems.append(Problem("output.doubled", what, "请给每个文件起不同的名字。", place))
        else:
            seen.update(dict.fromkeys(_names(path), entry.id))
    return problems


def _suffix(entry: DocumentEntry) -> str:
    """How an entry's output ends: a workbook, a Word file, or a folder."""
    if entry.type == "ledger":
        return _BOOK
    return _WORD if entry.type in REGISTRY and not REGISTRY[entry.type].in_folder else ""


def _names(output: str) -> list[str]:
    """The names that an output may take, to compare: as it is, as a draft, what may come with it, and their PDFs."""
    path = PurePosixPath(output)
    marks = [mark + draft for mark in ("", SIGN_IN) for draft in ("", DRAFT_MARK)]
    suffixes = (path.suffix, _PDF) if path.suffix.lower() == _WORD else (path.suffix,)
    return [str(path.with_name(f"{path.stem}{mark}{suffix}")).lower() for mark in marks for suffix in suffixes]


def _lines(
    plan: Plan,
    papers: PaperRun,
    ledgers: LedgerRun | None,
    letters: LetterRun | None,
    dossiers: Sequence[DossierRun],
) -> list[Line]:
    """How the files of every entry stand, in the plan's order, for the 办理清单."""
    outcomes = dict(ledgers.result.outcomes) if ledgers is not None else {}
    lines: list[Line] = []
    for entry in plan.documents:
        kind = DOCUMENT_TYPES[entry.type]
        if entry.type == "ledger":
            outcome = outcomes.get(f"{plan.year}/{safe_path(entry.output)}")
            lines.append(Line(entry.output, kind, standing(outcome) if outcome else "没有做成"))
        elif entry.type == "letters":
            lines += [Line(path, kind, how) for path, how in (letters.standings(entry) if letters is not None else ())]
        elif entry.type == "dossier":
            standings = [each.result.standing for each in dossiers if each.entry is entry]
            lines += [Line(entry.output, kind, how) for how in standings]
        else:
            lines += papers.result.lines.get(entry.id, [Line(entry.output, kind, "没有做成")])
    return lines


def _tables(plan: Plan, loaded: LoadedPlan, workspace: Workspace) -> list[Path]:
    """The files of roster and ledgers, wherever they lie and whether or not they are ours."""
    roster = [loaded.path.parent / plan.roster.file.replace("\\", "/")] if plan.roster else []
    ledgers = [entry.output for entry in plan.documents if entry.type == "ledger"]
    return [*roster, *(workspace.outputs / f"{plan.year}/{PurePosixPath(output)}" for output in ledgers)]


__all__ = ["BuildOptions", "BuildResult", "build"]
