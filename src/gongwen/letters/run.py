"""Making letters: who signs, masters, a file for each signer, print sets and registers; one result, one exit code."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.letters.batch import Batch, place_of
from gongwen.letters.names import check_doubled, check_pattern, file_word, folder_of, is_numbered
from gongwen.letters.printing import Printed, no_print_set, print_sets
from gongwen.letters.register import registers
from gongwen.letters.tasks import check_tables
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from gongwen.plan.signer_values import SEQ_DIGITS
from gongwen.plan.signing import Pair, Signing, sign
from gongwen.problems import ExitCode, Place, Problem, Severity, UserError, has_errors, worst
from gongwen.store import EXIT_CODES, Outcome, Session, Workspace
from gongwen.word.check import verify
from gongwen.word.templates import Templates

if TYPE_CHECKING:
    from gongwen.plan.load import LoadedPlan
    from gongwen.plan.schema import Letter, Plan

Progress = Callable[[int, int, str], None]
_LISTED = 5
_REGISTER = "签收表"
_TOLD = 200
"""How many outcomes of one kind are reported one by one; a batch may have a hundred thousand."""


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """Which letters to make from where. Empty `ids` means every letter; `only` is column and accepted values."""

    plan: Path | None = None
    outputs: Path | None = None
    templates: Path | None = None
    ids: tuple[str, ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    new: bool = False
    order: str | None = None
    print_sets: bool = True
    force: bool = False
    dry_run: bool = False
    keep_going: bool = False
    strict: bool = False

    def means(self, pair: Pair) -> bool:
        """Whether `only` holds for the signer of a pair."""
        return all(pair.signer.columns.get(column, "") in values for column, values in self.only)

    def with_id(self, letter: str) -> LetterOptions:
        """The same options for one more letter."""
        return replace(self, ids=(*self.ids, letter))


@dataclass(slots=True)
class LetterResult:
    """How many files had each outcome, those that need a look by name, what was wrong, and the exit code."""

    counts: dict[Outcome, int] = field(default_factory=dict)
    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    codes: list[ExitCode] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """The worst of what happened."""
        return worst(self.codes)

    def add(self, path: str, outcome: Outcome) -> None:
        """Count a file; what was not simply made or unchanged is kept by name, and some of the others."""
        self.counts[outcome] = self.counts.get(outcome, 0) + 1
        self.codes.append(EXIT_CODES[outcome]) if outcome in EXIT_CODES else None
        if outcome in EXIT_CODES or len(self.outcomes) < _TOLD:
            self.outcomes.append((path, outcome))


def make_letters(options: LetterOptions, report: Callable[[str], None], progress: Progress) -> LetterResult:
    """Make the letters; a row that cannot be made stops the run before anything is written, unless `keep_going`.

    Raises UserError (exit 3) when plan, roster, templates or options cannot be used, (exit 6) while another run holds
    the workspace.
    """
    workspace = Workspace.find(options.plan, options.outputs)
    loaded = load_plan(workspace.plan)
    run = LetterRun(loaded.usable(), loaded, options, workspace)
    run.result.problems[:0] = loaded.problems
    with Session(workspace, force=options.force, dry_run=options.dry_run) as session:
        run.make(session, report, progress)
    result = run.result
    result.problems += session.problems
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
        self._batches = _batches(plan, loaded, options, self._templates, self.result)

    def make(self, session: Session, report: Callable[[str], None], progress: Progress) -> None:
        """Write the letters, print sets and registers; what became of them is in `result`."""
        desk = _Desk(self._plan, self._templates, self._options, session, self._printed, self.result, report)
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
    for signing in signings(plan, loaded, LetterOptions()):
        found += _problems_of(plan, loaded, signing)
        found += [row.problem for row in signing.skipped]
        try:
            batch = Batch(plan, loaded.people, references, signing, templates)
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
            batch = Batch(plan, loaded.people, references, signing, templates)
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


@dataclass(slots=True)
class _Desk:
    """Makes one batch after another in one session."""

    plan: Plan
    templates: Templates
    options: LetterOptions
    session: Session
    printed: Printed
    result: LetterResult
    report: Callable[[str], None]

    def make(self, batch: Batch, chosen: list[int], tick: Callable[[int], None]) -> int:
        """Make the letters of a batch, its print sets and register; gives how many letters are done."""
        done = 0
        made: list[Pair] = []
        kept: list[Pair] = []
        waiting: list[Pair] = []
        counts: dict[Outcome, int] = {}
        for outcome in self.session.put_many(self._letters(batch, chosen, waiting), verify):
            pair = waiting[len(made) + len(kept) + counts.get(Outcome.FAILED, 0)]
            self.result.add(batch.names[pair.seq - 1], outcome)
            counts[outcome] = counts.get(outcome, 0) + 1
            if outcome is Outcome.KEPT:
                kept.append(pair)
            elif outcome is not Outcome.FAILED:
                made.append(pair)
            done += 1
            tick(done)
            if self.session.full:
                break
        self.report(_line(batch, counts))
        self.result.problems += _left_over(batch, self.session)
        if self.options.print_sets and not self.session.full:
            self._print(batch, made, kept)
        return done

    def _letters(self, batch: Batch, chosen: list[int], waiting: list[Pair]) -> Iterator[tuple[str, bytes]]:
        """Each letter with its path; a row that cannot be printed is reported and left out, or ends the run."""
        for place in chosen:
            pair = batch.signing.pairs[place]
            try:
                data = batch.render(pair)
            except UserError as error:
                if not self.options.keep_going:
                    raise
                self.result.problems += error.problems
                self.result.codes.append(ExitCode.PARTIAL)
                continue
            waiting.append(pair)
            yield batch.names[place], data

    # ------------------------------------------------------------ print sets and registers
    def _print(self, batch: Batch, made: list[Pair], kept: list[Pair]) -> None:
        key = f"{self.plan.year}/{batch.letter.id}"
        hashes = {name: self.session.written(name) or "" for name in (batch.names[p.seq - 1] for p in made)}
        wanted, label = made, self._label()
        if self.options.new:
            before = self.printed.hashes(key)
            wanted = [pair for pair in made if before.get(name := batch.names[pair.seq - 1]) != hashes[name]]
            number = 1 + sum(name.startswith("#") for name in before)
            label += f"-新增{number}" if before else ""
            hashes |= {f"#{number}": ""} if before and wanted else {}
            if not wanted:
                self.report(f"《{batch.title}》没有新增或变化的，不必再打印")
                return
        self.result.problems += no_print_set(batch)
        for name, data in print_sets(batch, wanted, kept, label):
            self._put(name, data)
        self._register(batch, wanted, label)
        if not self.options.dry_run:
            self.session.remember("printed.json", self.printed.text(key, hashes))

    def _label(self) -> str:
        """What a print set of a part of the signers is called."""
        return "".join(f"-{file_word('、'.join(values))}" for _, values in self.options.only)

    def _register(self, batch: Batch, pairs: list[Pair], label: str) -> None:
        faces = self.plan.layout.fonts.model_dump(exclude_none=True)
        sheets = list(registers(batch.title, pairs, self.templates, faces))
        for number, data in enumerate(sheets, 1):
            part = f"（{label.strip('-')}）" if label else ""
            volume = f"-{number}" if len(sheets) > 1 else ""
            self._put(
                posixpath.join(folder_of(batch.names), f"{file_word(batch.title)}{_REGISTER}{part}{volume}.docx"), data
            )

    def _put(self, name: str, data: bytes) -> None:
        outcome = self.session.put(name, data, verify)
        self.result.add(name, outcome)
        self.report(f"{outcome.value}：{name}")


def _left_over(batch: Batch, session: Session) -> list[Problem]:
    """Say which letters of earlier runs belong to nobody any more: people left, or numbers changed."""
    number = re.compile(rf"\d{{{SEQ_DIGITS},}}") if is_numbered(batch.letter) else None
    names = (posixpath.basename(path) for path in session.others(batch.names))
    old = [name for name in names if (number is None or number.match(name)) and _REGISTER not in name]
    if not old:
        return []
    shown = "、".join(old[:_LISTED]) + ("等" if len(old) > _LISTED else "")
    what = f"《{batch.title}》有 {len(old)} 份是以前生成的，已不在现在的名单或次序中：{shown}"
    remedy = "确认不再需要后，请自行删除或移走；程序不删除文件。"
    return [Problem("letter.left_over", what, remedy, severity=Severity.HINT)]


def _line(batch: Batch, counts: dict[Outcome, int]) -> str:
    parts = "，".join(f"{outcome.value} {count} 份" for outcome, count in counts.items()) or "没有要做的"
    return f"《{batch.title}》{parts}"
