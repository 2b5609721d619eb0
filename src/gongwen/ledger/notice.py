"""催办单: what a department has overdue or due soon, one Word file for each department."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gongwen.blocks.model import Document, Paragraph, Signature, Table
from gongwen.ledger.status import Status, TaskLine, by_department
from gongwen.ooxml.check import verify
from gongwen.pdf.printer import open_printer
from gongwen.problems import ExitCode, Problem, worst
from gongwen.standard.title import break_title
from gongwen.store import EXIT_CODES, Outcome, Session, Workspace, safe_name
from gongwen.word.contract import PLAIN
from gongwen.word.render import render
from gongwen.word.templates import Templates

if TYPE_CHECKING:
    from datetime import date

    from gongwen.plan.schema import Plan

_HEADER = ("序号", "工作任务", "责任人", "到期日", "情况", "进展情况")
_WIDTHS = (2.5, 9, 3.5, 4, 4.5, 4.5)
_CENTRED = frozenset((0, 2, 3, 4))
_FOLDER = "催办单"


def write_notices(  # noqa: PLR0913 - what a notice is made from
    status: Status,
    plan: Plan,
    workspace: Workspace,
    templates: Templates,
    report: Callable[[str], None],
    *,
    force: bool,
    pdf: bool | None = None,
) -> tuple[list[tuple[str, Outcome]], list[Problem], ExitCode]:
    """Write a notice for each department that has something overdue or due soon, and its PDF."""
    outcomes: list[tuple[str, Outcome]] = []
    faces = plan.layout.fonts.model_dump(exclude_none=True)
    printer = open_printer(pdf, faces, workspace.outputs, report)
    with Session(workspace, force=force) as session:
        for department, lines in by_department(status).items():
            data = render(notice(status, plan, department, lines), templates.path(PLAIN), faces)
            name = safe_name(f"{department or '未定牵头科室'}{_FOLDER}（{status.as_of.isoformat()}）.docx")
            path = f"{plan.year}/{_FOLDER}/{name}"
            outcome = session.put(path, data, verify)
            made = [(path, outcome), *printer.beside(session, path, data, outcome)]
            for each, became in made:
                report(f"{became.value}：{each}")
            outcomes += made
        if not outcomes:
            report("没有逾期或即将到期的任务，没有生成催办单")
    codes = [*printer.codes, *(EXIT_CODES.get(outcome, ExitCode.DONE) for _, outcome in outcomes)]
    return outcomes, [*session.problems, *(printer.told() if outcomes else ())], worst(codes)


def notice(status: Status, plan: Plan, department: str, lines: Sequence[TaskLine]) -> Document:
    """A department's notice: how many tasks, which, and until when an answer is wanted."""
    late = [line for line in lines if line.days < 0]
    soon = [line for line in lines if line.days >= 0]
    parts = [f"{len(late)}项任务已超过完成时限"] if late else []
    parts += [f"{len(soon)}项任务将在{status.within}日内到期"] if soon else []
    office = plan.group.office.name if plan.group and plan.group.office and plan.group.office.name else plan.unit.name
    text = (
        f"截至{_day(status.as_of)}，你科室牵头的{'，'.join(parts)}（见下表）。请抓紧办理，办理进展及时填入任务分工台账"
        f"总表的“进展情况”“完成情况”，并报{office}；不能按时完成的，请书面说明原因和完成时间。"
    )
    rows = tuple(
        (
            str(number),
            line.title,
            line.owner,
            f"{line.due.month}月{line.due.day}日" if line.due else "",
            _left(line),
            line.note,
        )
        for number, line in enumerate(lines, 1)
    )
    return Document(
        frame=PLAIN,
        title=break_title("任务催办单"),
        blocks=(Paragraph(text), Table(_HEADER, rows, _WIDTHS, centred=_CENTRED)),
        to=f"{department}：" if department else None,
        signature=Signature(office, _day(status.as_of), sealed=False),
        properties={"creator": plan.unit.name},
    )


def _left(line: TaskLine) -> str:
    if line.days < 0:
        return f"逾期{-line.days}天"
    return "今天到期" if line.days == 0 else f"还有{line.days}天"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
