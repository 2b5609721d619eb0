"""What `gongwen letters` is asked for, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.problems import ExitCode, Problem, worst
from gongwen.store import EXIT_CODES, Outcome

if TYPE_CHECKING:
    from gongwen.plan.signing import Pair

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
    pdf: bool | None = None
    """Whether print sets and registers are made as PDFs too; None where the machine's fonts allow it."""
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
