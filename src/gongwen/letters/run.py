"""Making letters: who signs, masters, then the files; one result, one exit code."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.letters.batch import Batch, place_of
from gongwen.letters.desk import Desk
from gongwen.letters.names import check_doubled, check_pattern, folder_of
from gongwen.letters.options import LetterOptions, LetterResult
from gongwen.letters.printing import Printed
from gongwen.letters.register import check_registers
from gongwen.letters.tasks import check_tables
from gongwen.pdf.printer import Printer, open_printer
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from gongwen.plan.signing import Signing, sign
from gongwen.problems import ExitCode, Place, Problem, Severity, UserError, has_errors
from gongwen.store import EXIT_CODES, Session, Workspace
from gongwen.word.templates import Templates

if TYPE_CHECKING:
    from gongwen.plan.load import LoadedPlan
    from gongwen.plan.persons import People, Person
    from gongwen.plan.schema import DocumentEntry, Letter, Plan

Progress = Callable[[int, int, str], None]


def make_letters(options: LetterOptions, report: Callable[[str], None], progress: Progress) -> LetterResult:
    """Make the letters; a row that cannot be made stops the run before anything is written, unless `keep_going`.

    Raises UserError (exit 3) when plan, roster, templates or options cannot be used, (exit 6) while another run holds
    the workspace.
    """
    workspace = Workspace.find(options.plan, options.outputs)
    loaded = load_plan(workspace.plan)
    run = LetterRun(loaded.usable(), loaded, options, workspace)
    run.result.problems[:0] = loaded.problems
    faces = loaded.usable().layout.fonts.model_dump(exclude_none=True)
    printer = open_printer(options.pdf if options.print_sets else False, faces, workspace.outputs, report)
    with Session(workspace, force=options.force, dry_run=options.dry_run) as session:
        run.make(session, report, progress, printer)
    result = run.result
    result.problems += [*session.problems, *printer.told()]
    result.codes += printer.codes
    if options.strict and any(problem.severity is not Severity.HINT for problem in result.problems):
        result.codes.append(ExitCode.FINDINGS)
    return result


class LetterRun:
    """The letters that are wanted, compiled and checked; nothing is written before `make`."""

    def __init__(self, plan: Plan, loaded: LoadedPlan, options: LetterOptions, workspace: Workspace) -> None:
        """Find everything that can be wrong. Raises UserError (exit 3) with all problems of all letters."""
        self.result = LetterResult()
        self._plan, self._options = plan, options
        self._templates = Templates(options.templates, workspace.root)
        self._printed = Printed(workspace.state)
        self.repeats: Callable[[], bool] = lambda: True
        """Whether another run would say the same, once this one has made its files."""
        self._batches = _batches(plan, loaded, options, self._templates, self.result)

    def standings(self, entry: DocumentEntry) -> list[tuple[str, str]]:
        """Folder of the letters that an entry includes, with how many there are and how many people changed."""
        found = []
        for batch, chosen in self._batches:
            if entry.include and batch.letter.id not in entry.include:
                continue
            folder = folder_of(batch.names).partition("/")[2]
            own = set(batch.names)
            bad = [outcome for name, outcome in self.result.outcomes if outcome in EXIT_CODES and name in own]
            how = f"{len(chosen)}份" + (f"，{bad[0].value}{len(bad)}份" if bad else "")
            found.append((f"{folder}/" if folder else batch.title, how))
        return found

    def left_out(self, people: People) -> list[Person]:
        """Everybody of the roster who signs none of these letters, neither for himself nor as the superior."""
        signing = {
            person.id
            for batch, _ in self._batches
            for pair in batch.signing.pairs
            for person in (pair.signer, pair.superior)
            if person is not None
        }
        return [person for person in people if person.id not in signing]

    def make(self, session: Session, report: Callable[[str], None], progress: Progress, printer: Printer) -> None:
        """Write the letters, print sets and registers; what became of them is in `result`."""
        desk = Desk(self._plan, self._templates, self._options, session, printer, self._printed, self.result, report)
        self.repeats = desk.repeats
        total = sum(len(chosen) for _, chosen in self._batches)
        done = 0
        for batch, chosen in self._batches:

            def tick(more: int, before: int = done, title: str = batch.title) -> None:
                progress(before + more, total, title)

            tick(0)
            done += desk.make(batch, chosen, tick)


def signings(plan: Plan, loaded: LoadedPlan, options: LetterOptions) -> list[Signing]:
    """Who signs what, for the letters that are wanted. Raises UserError for an unknown id."""
    known = [letter.id for letter in plan.letters]
    unknown = [wanted for wanted in options.ids if wanted not in known]
    if unknown:
        raise UserError([_unknown_id(wanted, known, loaded.path) for wanted in unknown])
    if not known:
        what = "计划中没有责任书、承诺书（letters）"
        raise UserError(Problem("letter.none", what, "请在计划文件中加上 letters。", Place(str(loaded.path))))
    chosen = [letter for letter in plan.letters if not options.ids or letter.id in options.ids]
    return [sign(plan, loaded.people, letter, loaded.places, order=options.order) for letter in chosen]


def check_letters(plan: Plan, loaded: LoadedPlan, templates: Templates) -> list[Problem]:
    """Every problem of the plan's letters, as `gongwen check` lists them: who signs, tables, names, templates."""
    found: list[Problem] = []
    if not plan.letters or not len(loaded.people):
        return found
    references = References(plan, loaded.people)
    found += check_registers(templates)
    for signing in signings(plan, loaded, LetterOptions()):
        found += _problems_of(plan, loaded, signing)
        found += [row.problem for row in signing.skipped]
        try:
            batch = Batch(loaded, references, signing, templates)
        except UserError as error:
            found += error.problems
        else:
            found += batch.problems
    return found


def _unknown_id(wanted: str, known: list[str], plan: Path) -> Problem:
    near = difflib.get_close_matches(wanted, known, 1, 0.3)
    remedy = (f"最接近的是：{near[0]}。" if near else "") + f"计划中的责任书、承诺书：{'、'.join(known)}。"
    return Problem("letter.unknown", f"计划中没有编号为“{wanted}”的责任书或承诺书", remedy, Place(str(plan)))


def _problems_of(plan: Plan, loaded: LoadedPlan, signing: Signing) -> list[Problem]:
    letter: Letter = signing.letter
    place = place_of(letter, plan, loaded.places, "output") or place_of(letter, plan, loaded.places)
    names = [*check_pattern(letter, place), *check_doubled(plan, letter, place)]
    return [*signing.problems, *check_tables(plan, letter, loaded.places), *names]


def _batches(
    plan: Plan, loaded: LoadedPlan, options: LetterOptions, templates: Templates, result: LetterResult
) -> list[tuple[Batch, list[int]]]:
    """Every batch with the positions of the pairs to make. Raises UserError with all problems of all letters."""
    fatal: list[Problem] = []
    batches: list[tuple[Batch, list[int]]] = []
    references = References(plan, loaded.people)
    _check_columns(loaded, options)
    if options.print_sets:
        fatal += [problem for problem in check_registers(templates) if problem.severity is Severity.ERROR]
    for signing in signings(plan, loaded, options):
        found = _problems_of(plan, loaded, signing)
        rows = [row.problem for row in signing.skipped]
        if has_errors(found) or (rows and not options.keep_going):
            fatal += [*found, *rows]
            continue
        result.problems += [*found, *rows]
        if rows:
            result.codes.append(ExitCode.PARTIAL)
        try:
            batch = Batch(loaded, references, signing, templates)
        except UserError as error:
            fatal += error.problems
            continue
        result.problems += batch.problems
        wanted = [place for place, pair in enumerate(signing.pairs) if options.means(pair)]
        batches.append((batch, wanted))
    if fatal:
        raise UserError(list(dict.fromkeys(fatal)))
    _say_if_nobody(batches, options, loaded)
    return batches


def _check_columns(loaded: LoadedPlan, options: LetterOptions) -> None:
    """`--only` names columns of the roster. Raises UserError for one that is not there."""
    columns = list(next(iter(loaded.people)).columns) if len(loaded.people) else []
    for column, _ in options.only:
        if column not in columns:
            near = difflib.get_close_matches(column, columns, 1, 0.3)
            remedy = (f"最接近的是“{near[0]}”。" if near else "") + f"名册的列：{'、'.join(columns)}。"
            raise UserError(Problem("letter.only", f"--only 写的列不在名册中：{column}", remedy))


def _say_if_nobody(batches: list[tuple[Batch, list[int]]], options: LetterOptions, loaded: LoadedPlan) -> None:
    """Raises UserError where `--only` matches no signer of any letter: most likely a slip of the keyboard."""
    if not options.only or any(chosen for _, chosen in batches):
        return
    column, values = options.only[0]
    present = list(dict.fromkeys(person.columns.get(column, "") for person in loaded.people))
    near = [found for value in values for found in difflib.get_close_matches(value, present, 1, 0.3)]
    remedy = f"最接近的是“{near[0]}”。" if near else f"“{column}”列的取值：{'、'.join(present[:10])}。"
    raise UserError(Problem("letter.only", f"没有一份属于 {column}={'、'.join(values)}", remedy))
