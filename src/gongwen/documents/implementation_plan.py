"""实施方案: intro, sections in the plan's order, what they refer to, and the attachment note for the ledger.

Added to the plan's words: ordinals, 。 after run-in headings, 第一阶段：…（2月—4月）, 附件：…. Nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from gongwen.blocks.model import Block, Heading, ListItem, Paragraph
from gongwen.documents.body import body_blocks
from gongwen.documents.context import Context, Made
from gongwen.documents.official import plain
from gongwen.standard.numerals import chinese

if TYPE_CHECKING:
    from gongwen.plan.schema import DocumentEntry, Phase, PlanSection


class _Node(Protocol):
    """A node of measures or requirements: `title` prints, `label` is for the ledger only."""

    @property
    def title(self) -> str | None: ...
    @property
    def text(self) -> str | None: ...


def make(context: Context, entry: DocumentEntry) -> Made:
    """The plan as a document of its own; it needs neither number nor date."""
    return plain(context, entry, compose(context, entry), signed=False)


def compose(context: Context, entry: DocumentEntry) -> list[Block]:
    """The plan's text, after what the entry's own `body` says."""
    blocks = body_blocks(context, entry.body)
    text = context.plan.plan
    if text is not None:
        blocks += context.paragraphs(text.intro)
        for section in text.sections:
            blocks += _section(context, section)
    return blocks


def _section(context: Context, section: PlanSection) -> list[Block]:
    blocks: list[Block] = [Heading(1, context.text(section.heading)), *context.paragraphs(section.text)]
    match section.ref:
        case "phases":
            for number, phase in enumerate(context.plan.phases, 1):
                blocks += _phase(context, number, phase)
        case "measures":
            for measure in context.plan.measures:
                blocks += _node(context, measure, measure.items, 2)
        case "requirements":
            for requirement in context.plan.requirements:
                blocks += _node(context, requirement, (), 2)
        case _:
            pass
    return blocks


def _phase(context: Context, number: int, phase: Phase) -> list[Block]:
    """第一阶段：宣传发动阶段（2月—4月） on its own line, then the phase's text."""
    months = f"（{context.text(phase.months)}）" if phase.months else ""
    head = f"第{chinese(number)}阶段：{context.text(phase.name)}{months}"
    return [Heading(2, head, numbered=False), *context.paragraphs(phase.text)]


def _node(context: Context, node: _Node, items: Sequence[_Node], level: int) -> list[Block]:
    """A node with items is a heading on its own line; a leaf with a title runs in; a leaf without is an item."""
    lines = context.lines(node.text)
    title = context.text(node.title) or None
    if items:
        head: list[Block] = [Heading(level, title)] if title else []
        blocks = head + [Paragraph(line) for line in lines]
        for item in items:
            blocks += _node(context, item, (), level + 1)
        return blocks
    first, *rest = lines or [""]
    opening: Block = Paragraph(first, run_in=title, level=level) if title else ListItem(level, first)
    return [opening, *(Paragraph(line) for line in rest)]
