"""The documents to make: one entry each, with its own elements where they differ from the shared ones."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from gongwen.plan.schema.base import Date, Flag, Model, Texts

DOCUMENT_TYPES: dict[str, str] = {
    "plan": "实施方案", "notice": "通知", "ledger": "任务分工台账", "letters": "责任书承诺书", "minutes": "会议纪要",
    "meeting_notice": "会议通知", "inspection_circular": "检查通报", "rectification": "整改通知单",
    "selection_notice": "评选通知", "recommendation": "推荐表", "public_notice": "公示", "commendation": "表彰决定",
    "certificate": "荣誉证书", "selfcheck": "自查报告", "stage_summary": "阶段总结", "summary": "年度总结",
    "activity_plan": "活动方案", "activity_record": "活动记录", "form": "空白表格", "name_list": "名单",
    "request": "请示", "report": "报告", "letter": "函", "order": "命令", "dossier": "迎检档案",
}  # fmt: skip
"""Every type of the plan file, with what a clerk calls it."""

DocumentType = Literal[
    "plan", "notice", "ledger", "letters", "minutes", "meeting_notice", "inspection_circular", "rectification",
    "selection_notice", "recommendation", "public_notice", "commendation", "certificate", "selfcheck", "stage_summary",
    "summary", "activity_plan", "activity_record", "form", "name_list", "request", "report", "letter", "order",
    "dossier",
]  # fmt: skip


class Number(Model):
    """发文字号: code〔year〕seq号; what is absent comes from the unit and the plan."""

    code: str | None = None
    year: int | None = None
    seq: int | None = Field(None, ge=1)


class BodyTable(Model):
    """A table written in the plan."""

    header: Texts = ()
    rows: tuple[Texts, ...] = ()
    widths: tuple[float, ...] = ()


class BodyPiece(Model):
    """A piece of a body: a heading, text, a numbered list, a table, or a page break."""

    heading: str | None = None
    title: str | None = Field(None, description="段首标题，后接正文")
    level: int = Field(1, ge=1, le=4)
    text: str | None = None
    items: Texts = ()
    table: BodyTable | None = None
    page_break: Flag = False


def _pieces(value: Any) -> Any:
    """A body that is one text is a list of one; a text in the list is a piece of text."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list):
        return [{"text": piece} if isinstance(piece, str) else piece for piece in value]
    return value


class DocumentEntry(Model):
    """文件: one document of the year."""

    id: str
    type: DocumentType
    title: Texts = Field((), description="标题；写成清单时按清单分行")
    number: Number | None = None
    date: Date | None = None
    to: Texts = ()
    cc: Texts | None = None
    attachments: Texts = ()
    wraps: str | None = Field(None, description="本通知印发的文件编号")
    body: Annotated[tuple[BodyPiece, ...], BeforeValidator(_pieces)] = ()
    from_records: Texts = ()
    from_issues: Texts = ()
    include: Texts = ()
    columns: Texts = ()
    sheets: Texts = ()
    template: str | None = None
    secrecy: str | None = None
    urgency: str | None = None
    copy_no: str | None = None
    signer: Texts | None = None
    seal: Flag | None = None
    note: str | None = None
    printed_by: str | None = None
    printed_date: Date | None = None
    output: str
