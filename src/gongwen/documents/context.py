"""What a document type gets, and what it gives: the plan with a way to resolve texts, and a finished Document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, Document, Paragraph
from gongwen.problems import Problem
from gongwen.standard.title import break_title

if TYPE_CHECKING:
    from gongwen.plan.people import People
    from gongwen.plan.references import References
    from gongwen.plan.schema import DocumentEntry, Plan
    from gongwen.standard.dates import PlanDate


@dataclass(frozen=True, slots=True)
class Made:
    """A document ready to be written. A draft lacks a number or a date that its form needs."""

    document: Document
    draft: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What one document says and another can carry as its enclosure: title, blocks, names of attachments."""

    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """The plan and its people. `as_of` is the date that counts are taken at, None for the plan's own."""

    plan: Plan
    people: People
    references: References
    as_of: PlanDate | None = None

    def text(self, raw: str | None) -> str:
        """A plan text with its references resolved."""
        return self.references.resolve(raw, as_of=self.as_of) if raw else ""

    def lines(self, raw: str | None) -> list[str]:
        """The paragraphs of a plan text: one per line that is not blank."""
        return [line.strip() for line in self.text(raw).split("\n") if line.strip()]

    def paragraphs(self, raw: str | None) -> list[Block]:
        """A plan text as body paragraphs."""
        return [Paragraph(line) for line in self.lines(raw)]

    def title(self, lines: Sequence[str]) -> tuple[str, ...]:
        """A title in lines: the plan's own if it gives several, else balanced ones (GB/T 9704 7.3.1)."""
        texts = tuple(self.text(line) for line in lines)
        return break_title(texts[0], self._names()) if len(texts) == 1 else texts

    def entry(self, document_id: str) -> DocumentEntry | None:
        """The plan's entry of a document."""
        return next((entry for entry in self.plan.documents if entry.id == document_id), None)

    def _names(self) -> list[str]:
        """Names that a title's line break must not tear."""
        unit, group = self.plan.unit, self.plan.group
        names = [unit.name, unit.short_name, unit.superior, unit.province, unit.city, group.name if group else None]
        return [name for name in names if name] + [department.name for department in self.plan.departments]
