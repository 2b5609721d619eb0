"""活动方案 from a task, 活动记录 with its photo sheet from a record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.blocks.model import (
    Block,
    Cell,
    FieldLine,
    Grid,
    GridRow,
    Heading,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
)
from gongwen.documents.body import body_blocks
from gongwen.documents.context import joined, quoted
from gongwen.documents.official import on_form, plain
from gongwen.plan.stats import number
from gongwen.plan.taskview import due_text, supporters
from gongwen.plan.values import aliased, plain_fields
from gongwen.problems import Severity, UserError
from gongwen.store import safe_path

if TYPE_CHECKING:
    from gongwen.documents.context import Context, Made
    from gongwen.plan.schema import DocumentEntry, Record, Task
    from gongwen.problems import Problem

_PHOTOS = (".jpg", ".jpeg", ".png")
_ROOT = "evidence"
_LARGEST = 40_000_000
_ONE, _TWO = 165, 88
"""Heights in mm of photos, one or two to a page."""


# ---------------------------------------------------------------- plan
def activity_plan(context: Context, entry: DocumentEntry) -> Made:
    """活动方案: what the task says, in the order a plan of an activity has."""
    task = next((each for each in context.plan.tasks if each.id == entry.task), None)
    if task is None and not entry.body:
        raise UserError(
            context.problem(
                entry, "task", "没有写为哪项任务做方案", "请在 task（任务编号）中填写任务编号，或在 body 中写正文。"
            )
        )
    blocks: list[Block] = body_blocks(context, entry.body)
    problems: list[Problem] = []
    if task is not None:
        problems = _faults(context, entry, task)
        blocks = blocks or [Paragraph(_purpose(context, task))]
        blocks += _parts(context, entry, task)
    return plain(context, entry, blocks, problems=problems)


def _faults(context: Context, entry: DocumentEntry, task: Task) -> list[Problem]:
    found = []
    for key, value, what in (("owner", task.owner, "责任人"), ("lead", task.lead, "牵头科室")):
        if not value:
            remedy = f"每项活动要确定专人负责，请在任务的 {key}（{what}）中填写。"
            found.append(context.problem(entry, "task", f"的任务 {task.id} 没有{what}", remedy, Severity.WARNING))
    return found


def _purpose(context: Context, task: Task) -> str:
    return f"为落实{context.plan.year}年度工作部署，扎实做好“{quoted(context.text(task.title))}”工作，特制定本方案。"


def _parts(context: Context, entry: DocumentEntry, task: Task) -> list[Block]:
    names = (context.name(each) for each in supporters(context.plan, task))
    helpers = "其他各科室" if "all" in task.support else joined(names)
    lead = context.name(task.lead)
    blocks: list[Block] = [Paragraph(f"{context.text(task.title)}。", run_in="活动主题", level=1)]
    blocks.append(Paragraph(f"{due_text(task, context.plan.year)}。", run_in="活动时间", level=1))
    if lead:
        others = f"配合科室：{helpers}。" if helpers else ""
        blocks.append(Paragraph(f"牵头科室：{lead}。{others}", run_in="组织单位", level=1))
    if task.actions:
        blocks.append(Paragraph(f"{context.text(task.actions).rstrip('。')}。", run_in="活动内容", level=1))
    if task.target:
        blocks.append(Paragraph(f"{context.text(task.target).rstrip('。')}。", run_in="活动目标", level=1))
    leaders = [
        f"{context.name(task.leader)}为责任领导" if task.leader else "",
        f"{context.name(task.owner)}为责任人" if task.owner else "",
    ]
    if any(leaders):
        text = "，".join(each for each in leaders if each)
        blocks.append(Paragraph(f"{text}，负责活动的组织实施和协调落实。", run_in="责任分工", level=1))
    blocks.append(Heading(1, "工作要求"))
    blocks += [ListItem(2, text) for text in _demands(context, entry, task)]
    return blocks


def _demands(context: Context, entry: DocumentEntry, task: Task) -> list[str]:
    if entry.requirements:
        return [context.text(text) for text in entry.requirements]
    proof = (
        f"活动结束后及时收集{'、'.join(context.text(each) for each in task.evidence)}等材料，"
        if task.evidence
        else "活动结束后及时收集有关材料，"
    )
    return [
        "有关科室要高度重视，周密安排，明确专人负责，确保活动按时开展、取得实效。",
        "严格遵守有关规定，厉行节约，注意安全。",
        f"{proof}报{context.office}归档；照片要注明时间、地点和内容。",
    ]


# ---------------------------------------------------------------- record
def activity_record(context: Context, entry: DocumentEntry) -> Made:
    """活动记录: a form of the facts for each record, then its photos, one to a page."""
    blocks: list[Block] = []
    problems: list[Problem] = []
    for record in context.records(entry):
        blocks += [PageBreak()] if blocks else []
        blocks += _record_form(context, record)
        photos, looked, found = _photos(context, entry, record)
        context.sources.extend(looked)
        problems += found
        per_page = context.plan.dossier.photo.per_page if context.plan.dossier else 1
        blocks += _photo_sheet(context, record, photos, _ONE if per_page == 1 else _TWO, per_page)
        if record.people is None:
            what = f"的记录 {record.id} 没有人数"
            problems.append(
                context.problem(entry, "from_records", what, "请在记录的 people（人数）中填写。", Severity.WARNING)
            )
    return on_form(context, entry, blocks, problems=problems)


def _record_form(context: Context, record: Record) -> list[Block]:
    text = context.text

    def pair(first: tuple[str, str], second: tuple[str, str]) -> GridRow:
        return GridRow((Cell(first[0], label=True), Cell(first[1]), Cell(second[0], label=True), Cell(second[1])), 12)

    def wide(label: str, value: str, height: float = 12, *, foot: str = "") -> GridRow:
        return GridRow((Cell(label, label=True), Cell(value, span=3, foot=foot)), height, splits=len(value) > 300)  # noqa: PLR2004 - more than a third of a page

    titles = {task.id: task.title for task in context.plan.tasks}
    rows = [
        wide("活动名称", text(record.title)),
        pair(("时　　间", record.date.chinese()), ("地　　点", text(record.place))),
        pair(("主 持 人", context.name(record.host)), ("记 录 人", context.name(record.recorder))),
        pair(
            ("参加人数", f"{record.people}人" if record.people is not None else ""),
            ("主 讲 人", context.name(record.trainer)),
        ),
    ]
    extra = [
        ("服务时长", f"{number(record.hours)}小时" if record.hours is not None else ""),
        ("金　　额", f"{number(record.money)}元" if record.money is not None else ""),
    ]
    if any(value for _, value in extra):
        rows.append(pair(*extra))
    if record.absent:
        rows.append(wide("缺　　席", joined(context.name(each) for each in record.absent)))
    rows.append(wide("对应任务", "；".join(text(titles[each]) for each in record.tasks if each in titles), 16))
    rows.append(wide("活动内容", text(record.summary), 60))
    if record.decisions:
        rows.append(wide("议定事项", "\n".join(f"{n}.{text(each)}" for n, each in enumerate(record.decisions, 1)), 30))
    rows.append(wide("备　　注", "", 20, foot="记录人（签字）：　　　　　　　年　　月　　日"))
    return [FieldLine((("编号", record.id), ("单位", context.plan.unit.name))), Grid((4, 10, 4, 10), tuple(rows))]


def _photos(context: Context, entry: DocumentEntry, record: Record) -> tuple[list[Path], list[Path], list[Problem]]:
    """The record's photos in the order of their names, the folders that were looked at, what is missing."""
    looked: list[Path] = []
    photos: list[Path] = []
    for name in record.files:
        for folder in _places(context, name):
            looked.append(folder)
            if folder.is_dir():
                photos += sorted(
                    each
                    for each in folder.iterdir()
                    if each.suffix.lower() in _PHOTOS and not each.name.startswith(".")
                )
                break
            if folder.is_file() and folder.suffix.lower() in _PHOTOS:
                photos.append(folder)
                break
    large = [each for each in photos if each.stat().st_size > _LARGEST]
    photos = [each for each in photos if each not in large]
    problems = []
    if large:
        what = f"的照片超过 {_LARGEST // 1_000_000} MB，没有放入：{joined(each.name for each in large)}"
        problems.append(context.problem(entry, "from_records", what, "请缩小照片后再生成。", Severity.WARNING))
    if not photos:
        where = joined(record.files) or f"{_ROOT}/"
        what = f"的记录 {record.id} 没有照片，留了贴照片的空框"
        remedy = f"请把照片（jpg、png）放到 {_root(context)}{where}，再生成一次；或打印后粘贴。"
        problems.append(context.problem(entry, "from_records", what, remedy, Severity.HINT))
    return photos, [*looked, *photos], problems


def _root(context: Context) -> str:
    root = context.plan.dossier.evidence_root if context.plan.dossier else None
    return f"{(root or _ROOT).rstrip('/')}/"


def _places(context: Context, name: str) -> list[Path]:
    """Where a file of a record may lie: in the evidence folder beside the inputs, or beside the plan file."""
    inside, root = safe_path(name), safe_path(_root(context))
    if context.folder is None or inside is None or root is None:
        return []
    return [context.folder.parent / root / inside, context.folder / root / inside, context.folder / inside]


def _caption(context: Context, record: Record) -> str:
    """The caption as the plan's `dossier.photo` says it, else date, place and title."""
    said = context.plan.dossier.photo.caption if context.plan.dossier else None
    if not said:
        parts = (record.date.chinese(), context.text(record.place), context.text(record.title))
        return "　".join(part for part in parts if part)
    fields = {name: value or "" for name, value in plain_fields(record).items()}
    return context.references.resolve(said, as_of=context.as_of, extra=aliased({"record": fields}))


def _photo_sheet(context: Context, record: Record, photos: list[Path], height: float, per_page: int) -> list[Block]:
    caption = _caption(context, record)
    shown: list[Picture] = [Picture(photo.read_bytes(), caption, height, photo.name) for photo in photos] or [
        Picture(b"", caption, height)
    ]
    blocks: list[Block] = []
    for place, picture in enumerate(shown):
        blocks += [PageBreak()] if place % max(1, per_page) == 0 else []
        blocks.append(picture)
    return blocks
