"""What a refresh did and could not do: the cells that are written, what is to be said, what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongwen.problems import Problem

_SHOWN = 40
"""Characters of a text in one line."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that is written: where, of which row, what stood there and what comes."""

    sheet: str
    cell: str
    key: str
    header: str
    old: str
    new: str

    def __str__(self) -> str:
        """The line of a dry run."""
        return f"{self.sheet}!{self.cell} {self.key} {self.header}: {short(self.old)} → {short(self.new)}"


@dataclass(slots=True)
class Refreshed:
    """The workbook after a refresh; `data` is None where nothing changed. `refused` stops all of it."""

    data: bytes | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)


def short(text: str) -> str:
    """A text for one line."""
    line = text.replace("\n", " ")
    return f"“{line[:_SHOWN]}…”" if len(line) > _SHOWN else f"“{line}”"
