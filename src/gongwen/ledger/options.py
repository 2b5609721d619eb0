"""What a run of the ledger is asked for, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gongwen.ledger.outcome import Change
from gongwen.problems import ExitCode, Problem, worst
from gongwen.store import Outcome


@dataclass(frozen=True, slots=True)
class LedgerOptions:
    """Where from, and how. `file` is a ledger other than the live one; `fresh` builds anew over an existing ledger."""

    plan: Path | None = None
    outputs: Path | None = None
    templates: Path | None = None
    file: Path | None = None
    ids: tuple[str, ...] = ()
    fresh: bool = False
    must_exist: bool = False
    plan_wins: bool = False
    dry_run: bool = False
    strict: bool = False


@dataclass(slots=True)
class LedgerResult:
    """What became of each ledger, the cells that were written, what was wrong."""

    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    codes: list[ExitCode] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """How the command ends."""
        return worst(self.codes)
