"""What a build is asked for and what became of it; light enough to be looked at before anything heavy is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from gongwen.problems import ExitCode, Problem
from gongwen.store import Outcome

DRAFT_MARK = "（送审稿）"
"""What the name of a paper's file has before its suffix while number or date are missing."""


def silent(done: int, total: int, title: str) -> None:
    """No progress bar."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to make from where. Empty `ids` and `types` mean every document."""

    plan: Path | None = None
    outputs: Path | None = None
    templates: Path | None = None
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False
    strict: bool = False
    keep_going: bool = False
    pdf: bool | None = None
    """Whether PDFs are made too; None where the machine's fonts allow it."""


@dataclass(slots=True)
class BuildResult:
    """What became of each file, in order, what was wrong, and the exit code."""

    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    codes: list[ExitCode] = field(default_factory=list)
    exit_code: ExitCode = ExitCode.DONE
    sources: list[Path] = field(default_factory=list)
    """Files and folders that were read, besides those in the plan's folder and the templates."""
    watched: list[Path] = field(default_factory=list)
    """Folders of large files that were read; they are as they were while names, sizes and times are."""
    unlisted: int = 0
    """How many files there are beside the `outcomes`, which name only some of a long batch."""
    repeats: Callable[[], bool] = lambda: True
    """Whether another build would say the same and write nothing, now that the files of this one stand."""

    def add(
        self, outcomes: Iterable[tuple[str, Outcome]], problems: Iterable[Problem], codes: Iterable[ExitCode]
    ) -> None:
        """Take in what one of the makers did."""
        self.outcomes += outcomes
        self.problems += problems
        self.codes += codes
