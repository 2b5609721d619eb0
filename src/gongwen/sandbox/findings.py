"""What is wrong with one tag of a template, before anybody knows in which file it stands."""

from __future__ import annotations

from dataclasses import dataclass

from gongwen.problems import Place, Problem, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a template text: `tag` is the tag as typed, `offset` its place in the text (0-based)."""

    code: str
    what: str
    remedy: str = ""
    tag: str = ""
    offset: int = 0

    def problem(self, place: Place | None = None, severity: Severity = Severity.ERROR) -> Problem:
        """Give the finding as a problem at a place of a file."""
        return Problem(self.code, self.what, self.remedy, place, severity)
