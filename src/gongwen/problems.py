"""What is wrong, where, and what to do: problems as values, and the exit codes of the command line.

Rooms collect `Problem` values in lists; `UserError` carries a list across a command's border, where
`cli` prints it and turns it into an exit code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Severity(StrEnum):
    """How bad a problem is; the value is the word a clerk reads."""

    ERROR = "错误"
    WARNING = "警告"
    HINT = "提示"


class ExitCode(IntEnum):
    """The process exit codes; see `docs/architecture.md`."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    UNUSABLE = 3
    FINDINGS = 4
    HELPER_MISSING = 5
    REFUSED = 6
    PARTIAL = 7
    INTERRUPTED = 130


_PRECEDENCE = (
    ExitCode.INTERRUPTED,
    ExitCode.FAULT,
    ExitCode.USAGE,
    ExitCode.UNUSABLE,
    ExitCode.PARTIAL,
    ExitCode.REFUSED,
    ExitCode.HELPER_MISSING,
    ExitCode.FINDINGS,
    ExitCode.DONE,
)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The code a command ends with when several apply: 3, then 7, 6, 5, 4."""
    return min(codes, key=_PRECEDENCE.index, default=ExitCode.DONE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: a file with a line and column (1-based), a sheet and cell, or a part of a package."""

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    part: str | None = None

    def __str__(self) -> str:
        """The place as `file:line:column`, `file:sheet!cell` or `file:part`."""
        if self.line is not None:
            return f"{self.file}:{self.line}:{self.column or 1}"
        if self.sheet is not None:
            return f"{self.file}:{self.sheet}!{self.cell}" if self.cell else f"{self.file}:{self.sheet}"
        return f"{self.file}:{self.part}" if self.part else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in Chinese: what, where, and the remedy. `code` is stable and for tests."""

    code: str
    what: str
    remedy: str = ""
    place: Place | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """The printed form: `错误: <place> <what>` and the remedy on a second line."""
        head = f"{self.severity}: {self.place} {self.what}" if self.place else f"{self.severity}: {self.what}"
        return f"{head}\n    {self.remedy}" if self.remedy else head


class UserError(Exception):
    """Problems that stop a command, with the exit code it ends with. Never carries a traceback to the clerk."""

    def __init__(self, problems: Problem | Sequence[Problem], exit_code: ExitCode = ExitCode.UNUSABLE) -> None:
        """Wrap one problem or several."""
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.exit_code = exit_code
        super().__init__("\n".join(str(problem) for problem in self.problems))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems is an error (not a warning or hint)."""
    return any(problem.severity is Severity.ERROR for problem in problems)
