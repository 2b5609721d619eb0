"""年终总结 from the plan's `summary`, and 阶段总结 out of the year's records as of its date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, Heading, ListItem, Paragraph
from gongwen.documents.body import body_blocks
from gongwen.documents.official import official_if_numbered
from gongwen.documents.tables import open_issues
from gongwen.plan.kinds import KINDS
from gongwen.plan.occurrences import last_day
from gongwen.plan.stats import found_issues, split_records
from gongwen.problems import UserError

if TYPE_CHECKING:
    from gongwen.documents.context import Context, Made
    from gongwen.plan.schema import DocumentEntry, SummaryItem, SummarySection


def summary(context: Context, entry: DocumentEntry) -> Made:
    """年终总结: opening, sections, 存在问题, 下步打算; every figure as of its date."""
    text = context.plan.summary
    if text is None and not entry.body:
        remedy = "请在计划文件的 summary（总结）中写，或在本文件的 body（内容）中写。"
        raise UserError(context.problem(entry, "body", "没有总结的内容", remedy))
    blocks = body_blocks(context, entry.body)
    if text is not None and not blocks:
        blocks = context.paragraphs(text.opening)
        for section in text.sections:
            blocks += _section(context, section)
        blocks += _listed(context, "存在问题", text.problems)
        blocks += _listed(context, "下步打算", text.next_steps)
    return official_if_numbered(context, entry, blocks)


def _section(context: Context, section: SummarySection) -> list[Block]:
    blocks: list[Block] = [Heading(1, context.text(section.heading)), *context.paragraphs(section.text)]
    for item in section.items:
        blocks += _item(context, item)
    return blocks


def _item(context: Context, item: SummaryItem) -> list[Block]:
    """A part: its title runs into its first paragraph; one without a title is a numbered item."""
    first, *rest = context.lines(item.text) or [""]
    title = context.text(item.title)
    opening: Block = Paragraph(first, run_in=title, level=2) if title else ListItem(2, first)
    return [opening, *(Paragraph(line) for line in rest)]


def _listed(context: Context, heading: str, texts: Iterable[str]) -> list[Block]:
    items: list[Block] = [ListItem(2, context.text(text)) for text in texts]
    return [Heading(1, heading), *items] if items else []


# ---------------------------------------------------------------- stage summary
def stage_summary(context: Context, entry: DocumentEntry) -> Made:
    """阶段总结: how far the tasks are, what was done by kind, what is open, what comes next."""
    blocks = body_blocks(context, entry.body) or [Paragraph(_stage_opening(context))]
    done = _done(context)
    blocks += [Heading(1, "工作开展情况"), *(ListItem(2, text) for text in done)] if done else []
    blocks += [Heading(1, "存在问题"), *_open(context)]
    blocks += [Heading(1, "下步工作"), *_next(context, entry)]
    return official_if_numbered(context, entry, blocks)


def _stage_opening(context: Context) -> str:
    stats = context.stats
    until = f"截至{context.as_of.chinese()}，" if context.as_of else ""
    counts = f"全年确定创建任务{stats['tasks']['total']}项，开展各类会议、活动{stats['records']['count']}次"
    return f"{context.office}对前段创建工作进行了总结。{until}{counts}。现将有关情况报告如下："


def _done(context: Context) -> list[str]:
    """A sentence for each kind of record: how often, how many people, and what it was."""
    records = split_records(context.plan.records, context.until).counted
    by_kind = context.stats["kind"]
    texts = []
    for kind in Counter(record.kind for record in records):
        own = [record for record in records if record.kind == kind]
        people = by_kind[kind]["people"]
        titles = "；".join(context.text(record.title) for record in own[:4]) + ("等" if len(own) > 4 else "")  # noqa: PLR2004
        crowd = f"，参加{people}人次" if people else ""
        texts.append(f"{KINDS.get(kind, kind)}{by_kind[kind]['count']}次{crowd}：{titles}。")
    return texts


def _open(context: Context) -> list[Block]:
    """The issues that were open at the date."""
    texts = open_issues(context)
    found = found_issues(context.plan, context.until)
    none = "前段检查发现的问题已全部整改到位。" if found else "前段工作中尚未发现突出问题。"
    return [ListItem(2, text) for text in texts] or [Paragraph(none)]


def _next(context: Context, entry: DocumentEntry) -> list[Block]:
    if entry.requirements:
        return [ListItem(2, context.text(text)) for text in entry.requirements]
    following = [phase for phase in context.plan.phases if last_day(phase.end) > context.until]
    texts = [f"{context.text(phase.name)}。{(context.lines(phase.text) or [''])[0]}" for phase in following]
    return [ListItem(2, text) for text in texts] or [
        Paragraph("按照任务分工台账继续推进未完成的任务，确保全年目标如期实现。")
    ]
