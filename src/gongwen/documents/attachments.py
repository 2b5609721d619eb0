"""附件: how 附件说明 names them (7.3.4) and what is bound in (7.3.7); the document that a notice carries.

An attachment that the plan only names lies beside the paper. One with a body, with another document of the plan, or
with a list that the program makes is bound in, on a page of its own, 附件 or 附件N over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gongwen.blocks.model import Attachment, Block
from gongwen.documents import tables
from gongwen.documents.body import body_blocks
from gongwen.documents.context import Made
from gongwen.plan.schema import DOCUMENT_TYPES
from gongwen.problems import UserError

if TYPE_CHECKING:
    from gongwen.documents.context import Context
    from gongwen.plan.schema import AttachmentEntry, DocumentEntry

_WIDE = 7
"""A table of more columns is set across the page."""
_FROM = {
    "tasks": ("任务分工表", tables.task_table),
    "results": ("任务完成情况表", tables.result_table),
    "issues": ("问题整改情况表", tables.issue_table),
    "scores": ("自查评分表", tables.score_table),
}
_NAMES = "名单"


def named(context: Context, entry: DocumentEntry, added: Sequence[Attachment] = ()) -> tuple[str, ...]:
    """The names that 附件说明 lists: those that the type of the paper brings along, then those of the plan."""
    return (*("".join(each.title) for each in added), *(_title(context, each) for each in entry.attachments))


def bound(context: Context, entry: DocumentEntry, added: Sequence[Attachment] = ()) -> tuple[Attachment, ...]:
    """The attachments that are bound in, labelled by their place among all that are named.

    Raises UserError for one that cannot be made.
    """
    all_of_them: list[Attachment | None] = [*added, *(_bound(context, entry, each) for each in entry.attachments)]
    several = len(all_of_them) > 1
    return tuple(
        replace(each, label=f"附件{number}" if several else "附件")
        for number, each in enumerate(all_of_them, 1)
        if each is not None
    )


def enclosure(context: Context, entry: DocumentEntry) -> tuple[Attachment, ...]:
    """The document that a notice carries (印发), on its own page without an 附件 label.

    Raises UserError for a document that cannot be carried.
    """
    if not entry.wraps:
        return ()
    carried = _paper(context, entry, entry.wraps, "wraps").document
    return (Attachment(carried.title, carried.blocks, notes=carried.attachment_notes, sign_off=carried.sign_off),)


def _title(context: Context, attachment: AttachmentEntry) -> str:
    """The name of an attachment: its own title, else that of the document or list it holds."""
    if attachment.title:
        return context.text("".join(attachment.title))
    other = context.entry(attachment.document) if attachment.document else None
    if other is not None:
        return context.text("".join(other.title))
    return _FROM[attachment.from_][0] if attachment.from_ in _FROM else _NAMES


def _bound(context: Context, entry: DocumentEntry, attachment: AttachmentEntry) -> Attachment | None:
    """An attachment with what it holds; None for one that is only named."""
    blocks: list[Block] = body_blocks(context, attachment.body)
    landscape = False
    if attachment.document:
        made, landscape = _document(context, entry, attachment)
        blocks += made
    elif attachment.from_ == "names":
        blocks += tables.name_blocks(context, entry, attachment.attend)
    elif attachment.from_:
        table = _FROM[attachment.from_][1](context, attachment.columns)
        blocks.append(table)
        landscape = len(table.header) > _WIDE
    if not blocks:
        return None
    if attachment.landscape is not None:
        landscape = attachment.landscape
    title = context.title(attachment.title) if attachment.title else context.broken(_title(context, attachment))
    return Attachment(title, tuple(blocks), landscape=landscape)


def _document(context: Context, entry: DocumentEntry, attachment: AttachmentEntry) -> tuple[Sequence[Block], bool]:
    """The content of another document of the plan, and whether it lies across the page: the ledger as a table."""
    other = context.entry(attachment.document or "")
    if other is not None and other.type == "ledger":
        table = tables.task_table(context, attachment.columns or tables.planned_columns(other.columns))
        return [table], len(table.header) > _WIDE
    document = _paper(context, entry, attachment.document or "", "attachments").document
    return document.blocks, document.landscape


def _paper(context: Context, entry: DocumentEntry, wanted: str, key: str) -> Made:
    """Another document of the plan, made; raises UserError where it holds this one or is none that can be held."""
    from gongwen.documents.registry import REGISTRY  # noqa: PLC0415 - the registry knows the types that attach papers

    other = context.entry(wanted)
    if other is None or wanted == entry.id or wanted in context.carrying:
        what = f"附上了自己：{wanted}"
        raise UserError(context.problem(entry, key, what, "请改为另一个文件的编号。"))
    inner = replace(context, carrying=context.carrying | {entry.id})
    made = REGISTRY[other.type].make(inner.of(other), other) if other.type in REGISTRY else None
    if not isinstance(made, Made):
        what = f"要附上的“{wanted}”是{DOCUMENT_TYPES[other.type]}，不能附在文件后面"
        raise UserError(context.problem(entry, key, what, "请改为附一份单独的文件，或只在 attachments 中写它的名称。"))
    return made
