"""The documents to make: one entry each, with its own elements where they differ from the shared ones."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from gongwen.plan.schema.base import Date, Flag, Model, Texts
from gongwen.plan.schema.work import Validity

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


def _attachments(value: Any) -> Any:
    """An attachment that is one text is one of that title, which is not bound in."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list):
        return [{"title": each} if isinstance(each, str) else each for each in value]
    return value


class AttachmentEntry(Model):
    """附件: a title alone is only named in 附件说明; with a body, a document or a list it is bound in (7.3.7)."""

    title: Texts = ()
    body: Annotated[tuple[BodyPiece, ...], BeforeValidator(_pieces)] = ()
    document: str | None = Field(None, description="附上计划中另一个文件的内容，如台账 ledger")
    from_: Literal["tasks", "results", "issues", "scores", "names"] | None = Field(
        None, alias="from", description="附一张由程序生成的表：任务、任务完成情况、问题、自查评分、名单"
    )
    columns: Texts = ()
    attend: Texts = Field((), description="名单中的人员")
    landscape: Flag | None = Field(None, description="是否横排，省略时列多的表横排")


class Meeting(Model):
    """会议: what a notice says of a meeting to come; what is absent comes from the record."""

    name: str | None = None
    date: Date | None = None
    time: str | None = Field(None, description="几点，如“上午9:00”")
    place: str | None = None
    host: str | None = None
    agenda: Texts = ()


def _rows(value: Any) -> Any:
    """The rows of a form: a number, or a list of their names."""
    return (value,) if isinstance(value, str) and not value.isdecimal() else value


Rows = Annotated[Annotated[int, Field(ge=1, le=500)] | tuple[str, ...], BeforeValidator(_rows)]


class DocumentEntry(Model):
    """文件: one document of the year."""

    id: str
    type: DocumentType
    title: Texts = Field((), description="标题；写成清单时按清单分行")
    number: Number | None = None
    date: Date | None = None
    to: Texts = ()
    cc: Texts | None = None
    attachments: Annotated[tuple[AttachmentEntry, ...], BeforeValidator(_attachments)] = ()
    wraps: str | None = Field(None, description="本通知印发的文件编号")
    body: Annotated[tuple[BodyPiece, ...], BeforeValidator(_pieces)] = ()
    from_records: Texts = ()
    from_issues: Texts = ()
    include: Texts = ()
    columns: Texts = ()
    sheets: Texts = ()
    joint: Texts = Field((), description="联合发文的其他机关，按顺序")
    task: str | None = Field(None, description="活动方案所属的任务")
    meeting: Meeting | None = None
    attend: Texts = Field(
        (), description="人员：领导小组、支委会、科室负责人、联络员、全体职工、全体党员，或科室、工号"
    )
    honours: Texts = Field((), description="只写这些荣誉，省略时为全部")
    requirements: Texts = Field((), description="工作要求，代替程序的通用要求")
    validity: Validity | None = Field(None, description="公示期")
    contact: str | None = Field(None, description="联系人和电话，照写")
    header: Texts = Field((), description="空白表格表头上的栏目，如“科室”“日期”")
    rows: Rows | None = Field(None, description="空白表格的行数，或各行的名称")
    footer: Texts = Field((), description="空白表格表下的栏目，如“检查人”")
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
