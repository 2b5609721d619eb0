"""缺项清单: what the unit, or a department, has still to bring, as a paper to be handed out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, Document, Heading, ListItem, Paragraph, Signature, Table
from gongwen.dossier.gaps import UNASSIGNED
from gongwen.dossier.gaptext import day_text
from gongwen.plan.stats import number
from gongwen.standard.title import break_title
from gongwen.word.contract import PLAIN

if TYPE_CHECKING:
    from gongwen.dossier.gaps import Amount, Duty, Gaps, Standing
    from gongwen.plan.schema import Plan

COLUMNS = ("序号", "测评标准", "应有", "已有", "缺", "分值", "责任科室", "责任人", "补齐时间")
_WIDTHS = (2.2, 10, 3.8, 3.8, 8.5, 2.2, 4.4, 3.4, 3.6)
_CENTRED = frozenset((0, 2, 3, 5, 6, 7))
_SIZE = 18
"""Half-points of a table with so many columns."""
_NAMED = 10
"""How many files or tasks a sentence names."""


def gap_list(gaps: Gaps, plan: Plan, department: str | None = None, day: date | None = None) -> Document:
    """The list of a department by its name (`UNASSIGNED` for what is nobody's), of the unit without one.

    The paper says as of which day it is where `day`, else `gaps.as_of` is known, and no other date: equal gaps give an
    equal paper.
    """
    day = day or gaps.as_of
    rows = gaps.short if department is None else tuple(gaps.by_department().get(department, ()))
    blocks: list[Block] = [Paragraph(_opening(gaps, plan, rows, department, day))]
    if rows:
        table = tuple(_row(place, each, department) for place, each in enumerate(rows, 1))
        blocks.append(Table(COLUMNS, table, _WIDTHS, centred=_CENTRED, size=_SIZE))
    checks = list(_checks(gaps, department))
    if checks:
        items = [ListItem(2, text) for text in checks] if len(checks) > 1 else [Paragraph(checks[0])]
        blocks += [Heading(1, "另需核对的情况", numbered=False), *items]
    office = _office(plan)
    return Document(
        frame=PLAIN,
        title=break_title(f"{gaps.year}年度迎检档案缺项清单"),
        blocks=tuple(blocks),
        to=f"{department}：" if department and department != UNASSIGNED else None,
        signature=Signature(office, day_text(day), sealed=False) if day else None,
        landscape=True,
        properties={"creator": plan.unit.name},
    )


def _opening(gaps: Gaps, plan: Plan, rows: Sequence[Standing], department: str | None, day: date | None) -> str:
    """How much is missing, what is to be done, and that nothing is to be made up."""
    until = f"截至{day_text(day)}，" if day else ""
    score = number(sum((each.score for each in rows), Decimal(0)))
    if department is None:
        counts = f"{gaps.year}年度测评标准共{len(gaps.standards)}项、{number(gaps.total())}分"
        if not rows:
            return f"{until}{counts}，应有的佐证材料件数均已达到。"
        head = f"{until}{counts}，佐证材料尚缺的有{len(rows)}项，涉及{score}分（见下表）。请各责任科室"
    elif not rows:
        return f"{until}{department}负责的测评标准，应有的佐证材料件数均已达到。"
    elif department == UNASSIGNED:
        head = (
            f"{until}下列{len(rows)}项测评标准佐证材料尚缺，涉及{score}分，没有确定责任科室。请先确定责任科室、责任人，"
        )
    else:
        head = f"{until}你科室牵头任务对应的测评标准，佐证材料尚缺的有{len(rows)}项，涉及{score}分（见下表）。请"
    return (
        f"{head}抓紧收集补齐，填写补齐时间，报{_office(plan)}。“可能还缺”的是任务要求而材料题名中没有见到的，请一并核对；"
        "实际没有开展的工作请书面说明原因，不得补造材料。"
    )


def _row(place: int, standing: Standing, department: str | None) -> tuple[str, ...]:
    hints = f"（可能还缺：{'、'.join(standing.hints)}）" if standing.hints else ""
    unsigned = f"（{standing.unsigned}件未签章）" if standing.unsigned else ""
    return (
        str(place),
        f"{standing.id}　{' '.join(standing.text.split())}",
        _amounts(standing, "required"),
        _amounts(standing, "present") + unsigned,
        standing.missing + hints,
        str(number(standing.score)),
        "、".join(standing.departments),
        "、".join(standing.owners(department)),
        "",
    )


def _amounts(standing: Standing, which: str) -> str:
    """What is asked for, or what there is of it, as 文件2件、照片1张."""
    parts: tuple[tuple[str, str, Amount], ...] = (("文件", "件", standing.docs), ("照片", "张", standing.photos))
    counted = ((what, unit, getattr(amount, which)) for what, unit, amount in parts if amount.required)
    return "、".join(f"{what}{count}{unit}" for what, unit, count in counted)


def _checks(gaps: Gaps, department: str | None) -> Iterator[str]:
    """What else is to be looked at; the evidence as a whole only by the unit."""
    undone = [duty for duty in gaps.unproven if department in (None, duty.department or UNASSIGNED)]
    if undone:
        yield f"已完成但没有材料的任务{len(undone)}项：{_some([_task(duty) for duty in undone])}。"
    if department is not None:
        return
    found = gaps.findings
    for head, names in (
        ("记录写了附件材料而没有找到文件的{}条", [f"{each.record} {each.title}" for each in found.absent]),
        ("没有日期的照片{}张", found.undated_photos),
        ("没有日期的材料{}件", found.undated),
        (f"日期不在{gaps.year}年的照片{{}}张", [f"{each.name}（{day_text(each.day)}）" for each in found.outside_year]),
        ("重复存放的文件{}组", [" 与 ".join(each.names) for each in found.doubles]),
        ("不能使用、没有计数的文件{}个", [f"{name}（{reason}）" for name, reason in found.unusable]),
        ("未签章的本单位文件{}件", [title for _, title in found.unsigned]),
        ("没有归到任何标准的文件{}个", found.unfiled),
    ):
        if names:
            yield f"{head.format(len(names))}：{_some(names)}。"


def _task(duty: Duty) -> str:
    inside = f"（{duty.owner}）" if duty.owner else ""
    return f"{duty.task} {duty.title}{inside}"


def _some(names: Sequence[str]) -> str:
    return "；".join(names[:_NAMED]) + (f"等{len(names)}项" if len(names) > _NAMED else "")


def _office(plan: Plan) -> str:
    """The office that keeps the year's work, else the unit."""
    office = plan.group.office if plan.group else None
    return office.name if office and office.name else plan.unit.name
