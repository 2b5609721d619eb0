"""Making the files of one batch after another in one session: letters, print sets, registers."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongwen.letters.names import file_word, folder_of, has_own_folder, is_numbered
from gongwen.letters.printing import Printed, leaves, no_print_set, volumes, word_sets
from gongwen.letters.register import registers, workbook
from gongwen.ooxml.check import verify
from gongwen.plan.signer_values import SEQ_DIGITS
from gongwen.problems import ExitCode, Problem, Severity, UserError
from gongwen.store import Outcome, Session

if TYPE_CHECKING:
    from gongwen.letters.batch import Batch
    from gongwen.letters.options import LetterOptions, LetterResult
    from gongwen.letters.printing import Volume
    from gongwen.pdf.printer import Printer
    from gongwen.plan.schema import Plan
    from gongwen.plan.signing import Pair
    from gongwen.word.templates import Templates

_LISTED = 5
_REGISTER = "签收表"


@dataclass(slots=True)
class Desk:
    """What the batches of one run share."""

    plan: Plan
    templates: Templates
    options: LetterOptions
    session: Session
    printer: Printer
    printed: Printed
    result: LetterResult
    report: Callable[[str], None]
    told: list[tuple[Batch, list[Problem]]] = field(default_factory=list)
    """What was said of each batch's folder."""

    def repeats(self) -> bool:
        """Whether the same would be said of the folders now that all files of the run stand in them."""
        return all(_left_over(batch, self.session) == found for batch, found in self.told)

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
        if has_own_folder(self.plan, batch.letter):
            found = _left_over(batch, self.session)
            self.told.append((batch, found))
            self.result.problems += found
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
        """The print sets and the register. Letters that people changed are in the PDF sets alone."""
        key = f"{self.plan.year}/{batch.letter.id}"
        hashes = {name: self.session.written(name) or "" for name in (batch.names[pair.seq - 1] for pair in made)}
        wanted, label = made, self._label()
        edited = _Edited.read(batch, kept, self.printer)
        hashes |= edited.hashes
        if self.options.new:
            before = self.printed.hashes(key)

            def is_new(pair: Pair) -> bool:
                return before.get(name := batch.names[pair.seq - 1]) != hashes[name]

            wanted = list(filter(is_new, made))
            edited.pairs = list(filter(is_new, edited.pairs))
            number = 1 + sum(name.startswith("#") for name in before)
            label += f"-新增{number}" if before else ""
            if not wanted and not edited.pairs:
                self.report(f"《{batch.title}》没有新增或变化的，不必再打印")
                return
            hashes |= {f"#{number}": ""} if before else {}
        self.result.problems += no_print_set(batch, pdf=self.printer.makes)
        found = volumes(batch, wanted, edited.pairs, label)
        for name, data in word_sets(batch, found, kept):
            self._told(name, self.session.put(name, data, verify))
        printed = [self._print_pages(batch, volume, edited) for volume in found]
        signers = [*wanted, *edited.pairs] if self.options.new else [*made, *kept]
        self._register(batch, sorted(signers, key=lambda pair: pair.seq), label)
        if not self.options.dry_run and all(printed):
            self.session.remember("printed.json", self.printed.text(key, hashes))

    def _print_pages(self, batch: Batch, volume: Volume, edited: _Edited) -> bool:
        """One print set as PDF; whether it is there, or not wanted."""
        pages = leaves(batch, volume.pdf, lambda pair: edited.files.get(pair.seq))
        made = self.printer.together(self.session, volume.path, batch.title, pages)
        for each in made:
            self._told(*each)
        return bool(made) or not self.printer.makes

    def _label(self) -> str:
        """What a print set of a part of the signers is called."""
        return "".join(f"-{file_word('、'.join(values))}" for _, values in self.options.only)

    def _register(self, batch: Batch, pairs: list[Pair], label: str) -> None:
        """The register as .docx (a long one in several files) and as one .xlsx."""
        if not pairs:
            return
        part = f"（{label.strip('-')}）" if label else ""
        stem = posixpath.join(folder_of(batch.names), f"{file_word(batch.title)}{_REGISTER}{part}")
        faces = self.plan.layout.fonts.model_dump(exclude_none=True)
        sheets = list(registers(batch.title, pairs, self.templates, faces))
        for number, data in enumerate(sheets, 1):
            name = f"{stem}{f'-{number}' if len(sheets) > 1 else ''}.docx"
            outcome = self.session.put(name, data, verify)
            self._told(name, outcome)
            for each in self.printer.beside(self.session, name, data, outcome):
                self._told(*each)
        book = f"{stem}.xlsx"
        self._told(book, self.session.put(book, workbook(batch.title, pairs, self.templates), verify))

    def _told(self, name: str, outcome: Outcome) -> None:
        self.result.add(name, outcome)
        self.report(f"{outcome.value}：{name}")


@dataclass(slots=True)
class _Edited:
    """The letters that people changed, as they stand: what the PDF sets hold of them."""

    pairs: list[Pair]
    files: dict[int, bytes]
    """Their bytes by the number of the letter."""
    hashes: dict[str, str]

    @classmethod
    def read(cls, batch: Batch, kept: list[Pair], printer: Printer) -> _Edited:
        """Read them, where there will be PDFs."""
        pairs = kept if printer.makes else []
        names = {pair.seq: batch.names[pair.seq - 1] for pair in pairs}
        files = {seq: printer.standing(name) or b"" for seq, name in names.items()}
        return cls(pairs, files, {names[seq]: hashlib.sha256(data).hexdigest() for seq, data in files.items()})


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
