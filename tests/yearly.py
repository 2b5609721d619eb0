"""A workspace with the example and an entry of every type of document, for the tests of the year's papers."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from gongwen.blocks.model import (
    Cell,
    Document,
    FieldLine,
    Grid,
    Heading,
    NameGrid,
    PageBreak,
    Paragraph,
    Picture,
    Table,
)
from gongwen.blocks.numbering import numbered
from gongwen.documents import Context
from gongwen.documents.context import Batch, Made
from gongwen.documents.registry import REGISTRY
from gongwen.plan.load import LoadedPlan, load_plan
from gongwen.plan.references import References
from tests.example import INPUTS

BODY: list[Any] = [
    "现就有关事项通知如下：",
    {"heading": "总体要求", "text": "坚持统一领导、分级负责。", "items": ["各科室要高度重视。", "各科室要抓好落实。"]},
    {"title": "统一思想", "level": 2, "text": "各科室要提高认识。"},
    {"table": {"header": ["科室", "任务"], "rows": [["办公室", "综合协调"], ["财务科", "经费保障"]], "widths": [1, 2]}},
]
EXTRA: tuple[dict[str, Any], ...] = (
    {"id": "gather", "type": "meeting_notice", "title": "关于召开创建工作领导小组第四次会议的通知", "date": "2023-12-14",
     "number": {"code": "澜药检", "year": 2023, "seq": 46}, "to": ["各科室"], "from_records": ["A32"],
     "meeting": {"time": "上午9:00"}, "contact": "许向晨，8008", "output": "11-会议通知.docx"},
    {"id": "rally", "type": "meeting_notice", "title": "关于召开动员大会的通知", "to": ["各科室"], "attend": ["全体职工"],
     "meeting": {"name": "省级文明单位创建动员大会", "date": "2023-03-08", "place": "一楼报告厅", "agenda": ["宣读实施方案", "表态发言", "动员讲话"]},
     "output": "11-动员大会通知.docx"},
    {"id": "committee", "type": "minutes", "title": "支部委员会会议纪要", "from_records": ["A44"], "output": "12-支委会纪要.docx"},
    {"id": "two", "type": "minutes", "title": "精神文明创建领导小组会议纪要", "from_records": ["A41", "A42"],
     "number": {"code": "纪要", "year": 2023, "seq": 1}, "cc": ["各科室"], "output": "12-两次会议纪要.docx"},
    {"id": "select", "type": "selection_notice", "title": "关于开展{{ year }}年度文明科室、文明家庭和文明职工评选活动的通知",
     "to": ["各科室"], "contact": "党群人事科，8015", "output": "13-评选通知.docx"},
    {"id": "recommend", "type": "recommendation", "title": "{{ year }}年度评选推荐表", "output": "14-推荐表.docx"},
    {"id": "publish", "type": "public_notice", "title": "关于{{ year }}年度文明科室、文明家庭和文明职工拟表彰名单的公示",
     "date": "2023-12-04", "contact": "党群人事科，8015", "output": "15-公示.docx"},
    {"id": "certs", "type": "certificate", "title": "荣誉证书", "date": "2023-12-12", "output": "16-荣誉证书.docx"},
    {"id": "stage", "type": "stage_summary", "title": "{{ year }}年精神文明创建工作阶段总结", "date": "2023-10-09", "output": "17-阶段总结.docx"},
    {"id": "actplan", "type": "activity_plan", "title": "新时代文明实践推动周活动方案", "task": "T38", "date": "2023-03-01", "output": "18-活动方案.docx"},
    {"id": "actrec", "type": "activity_record", "title": "活动记录表", "from_records": ["A26"], "output": "19-活动记录.docx"},
    {"id": "talk", "type": "form", "title": "谈心谈话记录表", "columns": ["序号", "时间", "谈话人", "谈话对象", "主要内容", "备注"],
     "rows": 12, "header": ["科室", "填表日期"], "footer": ["审核人"], "output": "20-谈心谈话记录表.docx"},
    {"id": "clean", "type": "form", "title": "卫生检查表", "columns": ["检查项目", "办公室", "党群人事科", "财务科", "质量管理科", "检查一科", "检查二科", "器械科", "审评科", "备注"],
     "rows": ["地面", "门窗", "桌面", "卫生间"], "header": ["检查日期", "检查人"], "output": "21-卫生检查表.docx"},
    {"id": "group", "type": "name_list", "title": "精神文明创建领导小组名单", "attend": ["领导小组"], "output": "22-领导小组名单.docx"},
    {"id": "liaisons", "type": "name_list", "title": "各科室联络员名单", "attend": ["联络员"], "output": "23-联络员名单.docx"},
    {"id": "ask", "type": "request", "title": "关于申请创建专项经费的请示", "to": ["澜州省药品监督管理局"], "signer": ["LZ001"],
     "number": {"seq": 8}, "date": "2023-03-06", "body": ["现申请创建专项经费5万元。", "妥否，请批示。"], "output": "24-请示.docx"},
    {"id": "tell", "type": "report", "title": "关于上半年创建工作情况的报告", "to": ["澜州省药品监督管理局"], "signer": ["LZ001"],
     "number": {"seq": 20}, "date": "2023-07-06", "body": ["上半年工作情况报告如下。", "特此报告。"], "output": "25-报告.docx"},
    {"id": "write", "type": "letter", "title": "关于商请开展结对共建活动的函", "to": ["春晖社区居民委员会"], "number": {"seq": 3},
     "date": "2023-03-20", "body": ["为推进共建，现商请开展结对共建活动。", "请予支持为盼。"], "cc": ["临澜市文明办"], "output": "26-函.docx"},
    {"id": "command", "type": "order", "title": "澜州省药品检查中心令", "number": {"seq": 1}, "date": "2023-05-08", "signer": ["LZ001"],
     "body": ["《现场检查工作规则》已经2023年5月6日主任办公会审议通过，现予公布，自2023年6月1日起施行。"], "output": "27-命令.docx"},
    {"id": "joint", "type": "notice", "title": "关于联合开展志愿服务活动的通知", "to": ["各科室", "各社区"], "joint": ["春晖社区居民委员会", "临澜市志愿服务联合会"],
     "number": {"seq": 9}, "date": "2023-03-21", "body": BODY, "output": "28-联合通知.docx",
     "attachments": [{"document": "ledger"}, {"title": "活动安排", "body": ["活动安排如下。"]}, "单独印发的材料", {"from": "results"}]},
)  # fmt: skip
"""One entry (or more) of every type that the example itself has none of."""


def yearly(folder: Path, *extra: dict[str, Any], **changes: Any) -> Path:
    """Write a workspace with the example's inputs, the entries above and `extra` ones; gives its folder."""
    shutil.copytree(INPUTS, folder / "inputs", dirs_exist_ok=True)
    plan = folder / "inputs" / "plan.yaml"
    raw = yaml.load(plan.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    raw = _without_nulls(raw)
    raw["documents"] = [*raw["documents"], *EXTRA, *extra]
    raw |= changes
    plan.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=1_000_000), encoding="utf-8")
    return folder


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item != "null"}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def context_of(folder: Path) -> tuple[Context, LoadedPlan]:
    """The context of a workspace's plan, which must be usable."""
    loaded = load_plan(folder / "inputs" / "plan.yaml")
    plan = loaded.usable()
    references = References(plan, loaded.people)
    return Context(plan, loaded.people, references, places=loaded.places, folder=loaded.path.parent), loaded


def make(context: Context, identifier: str) -> Made | Batch:
    """The paper of an entry."""
    entry = context.entry(identifier)
    assert entry is not None
    return REGISTRY[entry.type].make(context.of(entry), entry)


def dump(document: Document) -> list[str]:
    """Everything a document says, a line for each paragraph, row and element."""
    head, end = document.header, document.signature
    lines = [f"[{document.frame}]"]
    if head:
        lines.append(
            f"版头 {'｜'.join(str(each) for each in (head.mark, *head.joint, head.number, *head.signers, head.issuer, head.date) if each)}"
        )
    lines += [f"标题 {'/'.join(document.title)}", *([document.to] if document.to else []), *texts(document.blocks)]
    lines += [f"附件说明 {name}" for name in document.attachment_notes]
    if end:
        lines.append(f"落款 {'｜'.join(each for each in (*end.joint, end.post, end.name, end.date) if each)}")
    lines += [f"{roll.label}：{'、'.join(roll.names)}" for roll in document.rolls]
    if document.note:
        lines.append(f"（{document.note}）")
    for attachment in document.attachments:
        lines += [
            f"== {attachment.label} {'/'.join(attachment.title)}{' 横排' if attachment.landscape else ''}",
            *texts(attachment.blocks),
        ]
    if document.imprint:
        lines.append(
            f"版记 {'，'.join(document.imprint.cc)}｜{document.imprint.printed_by}｜{document.imprint.printed_date}"
        )
    return lines


def texts(blocks: Any) -> list[str]:
    """What blocks say, numbers included."""
    lines: list[str] = []
    for block, ordinal in numbered(blocks):
        match block:
            case Paragraph(run_in=str() as title, text=text):
                lines.append(f"{ordinal}{title}{'' if title[-1] in '。：' else '。'}{text}")
            case Table(header=header, rows=rows):
                lines += ["｜".join(row) for row in (header, *rows)]
            case Grid(rows=rows):
                lines += ["｜".join(_cell(cell) for cell in row.cells) for row in rows]
            case FieldLine(fields=fields):
                lines.append("　".join(f"{label}：{value or '____'}" for label, value in fields))
            case NameGrid(names=names, columns=columns):
                lines.append(f"<{columns}> {' '.join(names)}")
            case Picture(caption=caption):
                lines.append(f"[照片] {caption}")
            case PageBreak():
                lines.append("---")
            case Heading() | _:
                lines.append(ordinal + block.text)
    return lines


def _cell(cell: Cell) -> str:
    return cell.text + (f"〈{cell.foot}〉" if cell.foot else "")
