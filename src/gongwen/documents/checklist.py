"""00-办理清单: what a build made, what is still a draft, which files people changed, who is left out, what is missing.

It says how things stand, not what the last run did, so that a run which changes nothing changes nothing here either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, Document, Heading, ListItem, Paragraph, Table
from gongwen.problems import Problem, Severity
from gongwen.word.contract import PLAIN

if TYPE_CHECKING:
    from gongwen.plan.persons import Person
    from gongwen.plan.schema import Plan

NAME = "00-办理清单.docx"
_HEADER = ("序号", "文件", "类型", "情况", "办理")
_WIDTHS = (2, 12, 4.5, 4.5, 3)
_MOST = 60
"""Lines of one list; the rest is counted."""
_PARTS = (
    (Severity.ERROR, "做不成或必须改正的"),
    (Severity.WARNING, "请核对的"),
    (Severity.HINT, "提示"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A file of the year, or a batch of them: path under the year's outputs, type, how it stands."""

    path: str
    kind: str
    standing: str


def checklist(plan: Plan, lines: Sequence[Line], left_out: Sequence[Person], problems: Sequence[Problem]) -> Document:
    """The list as a document: the files in the plan's order, who signs no letter, then what is to be done."""
    rows = tuple((str(place), each.path, each.kind, each.standing, "□") for place, each in enumerate(lines, 1))
    blocks: list[Block] = [
        Heading(1, "文件清单"),
        Table(_HEADER, rows, _WIDTHS, row_height=9, centred=frozenset((0, 2, 3, 4))),
    ]
    if left_out:
        names = [
            f"{each.name}（{'，'.join(part for part in (each.dept_name, each.status) if part)}）" for each in left_out
        ]
        rest = f"等{len(names)}人" if len(names) > _MOST else ""
        text = f"下列{len(names)}人没有列入责任书、承诺书的签订：{'、'.join(names[:_MOST])}{rest}。"
        blocks += [Heading(1, "未列入签订的人员"), Paragraph(text)]
    blocks.append(Heading(1, "待办事项"))
    told = False
    for severity, heading in _PARTS:
        own = list(dict.fromkeys(_sentence(each) for each in problems if each.severity is severity))
        if not own:
            continue
        told = True
        blocks += [Heading(2, f"{heading}（{len(own)}条）"), *(ListItem(3, text) for text in own[:_MOST])]
        if len(own) > _MOST:
            blocks.append(Paragraph(f"另有{len(own) - _MOST}条，请运行 gongwen check 查看。"))
    if not told:
        blocks.append(Paragraph("没有待办事项。"))
    return Document(
        frame=PLAIN,
        title=(f"{plan.year}年度文件办理清单",),
        blocks=tuple(blocks),
        properties={"creator": plan.unit.name},
    )


def _sentence(problem: Problem) -> str:
    """What is wrong and what to do, without the place in the plan file: the list is read on paper."""
    what = problem.what.rstrip("。")
    return f"{what}。{problem.remedy}" if problem.remedy else f"{what}。"
