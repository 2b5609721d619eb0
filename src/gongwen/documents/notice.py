"""通知: a notice on the frame 公文, which may carry another document of the plan as its enclosure (印发通知)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongwen.blocks.model import Attachment, Block, Document
from gongwen.documents.body import body_blocks
from gongwen.documents.context import Context, Made
from gongwen.documents.implementation_plan import compose
from gongwen.documents.official import official
from gongwen.plan.schema import DOCUMENT_TYPES
from gongwen.problems import Problem, UserError

if TYPE_CHECKING:
    from gongwen.plan.schema import DocumentEntry

_FRAME = "公文"
_CARRIED = {"plan": compose}
"""Types whose content another document can carry."""


def make(context: Context, entry: DocumentEntry) -> Made:
    """The notice; without number or date it is a draft."""
    elements = official(context, entry)
    blocks: tuple[Block, ...] = (*body_blocks(context, entry.body),)
    title = context.title(entry.title)
    document = Document(
        frame=_FRAME,
        title=title,
        blocks=blocks,
        header=elements.header,
        to=elements.to,
        attachment_notes=tuple(context.text("".join(each.title)) for each in entry.attachments),
        signature=elements.signature,
        note=elements.note,
        attachments=_enclosure(context, entry),
        imprint=elements.imprint,
        properties={"creator": context.plan.unit.name},
    )
    return Made(document, elements.draft, elements.problems)


def _enclosure(context: Context, entry: DocumentEntry) -> tuple[Attachment, ...]:
    """The document that the notice carries, on its own page without an 附件 label.

    Raises UserError for a type that cannot be carried.
    """
    carried = context.entry(entry.wraps) if entry.wraps else None
    if carried is None:
        return ()
    compose_carried = _CARRIED.get(carried.type)
    if compose_carried is None:
        what = f"“{entry.id}”要印发的“{carried.id}”是{DOCUMENT_TYPES[carried.type]}，本版还不能附在通知后面"
        raise UserError(Problem("document.carried", what, "请改为印发实施方案（type: plan），或去掉 wraps。"))
    content = compose_carried(context, carried)
    return (Attachment(content.title, content.blocks, notes=content.notes),)
