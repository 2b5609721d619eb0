"""检查通报 and 整改通知单: what inspections found, by department, and how far it is put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gongwen.blocks.model import (
    Block,
    Cell,
    Document,
    FieldLine,
    Grid,
    GridRow,
    Heading,
    ListItem,
    Paragraph,
    RowLoop,
    Table,
)
from gongwen.documents.body import body_blocks
from gongwen.documents.context import Batch, joined
from gongwen.documents.official import official
from gongwen.documents.tables import due_words, issue_row
from gongwen.plan.kinds import INSPECTION
from gongwen.plan.occurrences import last_day
from gongwen.plan.stats import found_issues
from gongwen.problems import Problem, Severity, UserError
from gongwen.sandbox import literal
from gongwen.word.contract import FORM

if TYPE_CHECKING:
    from gongwen.documents.context import Context, Made
    from gongwen.plan.schema import DocumentEntry, Issue, Record

_SLIP_COLUMNS = ("序号", "存在问题", "整改要求", "责任人", "整改时限", "整改情况")
_SLIP_WIDTHS = (2, 8, 7, 3.5, 4.5, 5)
_ISSUES, _ISSUE = "问题清单", "问题"


# ---------------------------------------------------------------- circular
def circular(context: Context, entry: DocumentEntry) -> Made:
    """检查通报: how the inspection went, what was found by department, what is asked."""
    records = context.records(entry)
    ids = {record.id for record in records}
    issues = [issue for issue in context.plan.issues if issue.record in ids]
    problems = _faults(context, issues)
    for record in records:
        if record.kind != INSPECTION:
            what = f"取自的记录 {record.id} 不是检查（kind: {record.kind}）"
            remedy = "请在 from_records（取自记录）中填写检查的记录编号，或把那条记录的 kind 改为 inspection。"
            problems.append(context.problem(entry, "from_records", what, remedy, Severity.WARNING))
    first = min(records, key=lambda record: record.date)
    if entry.date is not None and entry.date.last_day() < first.date.first_day():
        what = f"的日期 {entry.date.chinese()} 在检查 {first.date.chinese()} 之前"
        raise UserError(context.problem(entry, "date", what, "请核对通报的日期和检查的日期。"))
    blocks: list[Block] = body_blocks(context, entry.body) or [Paragraph(_opening(context, records))]
    blocks += [Heading(1, "检查情况"), *(Paragraph(text) for text in _figures(context, records, issues))]
    if issues:
        blocks += [Heading(1, "存在问题"), *_by_department(context, issues)]
    blocks += [Heading(1, "工作要求"), *_demands(context, entry, issues)]
    return official(context, entry, blocks, problems=problems)


def _opening(context: Context, records: Sequence[Record]) -> str:
    group = context.plan.group
    who = group.name if group else context.unit
    days = joined(_day(context, record) for record in records)
    whom = joined(context.text(record.place) for record in records if record.place)
    return f"{days}，{who}对{whom or '有关科室'}进行了检查。现将有关情况通报如下："


def _day(context: Context, record: Record) -> str:
    return record.date.chinese().removeprefix(f"{context.plan.year}年")


def _figures(context: Context, records: Sequence[Record], issues: Sequence[Issue]) -> list[str]:
    """The counts, all worked out: what was found now and put right since, and what earlier inspections left."""
    departments = {issue.dept for issue in issues}
    closed = sum(context.state.closed(issue.id, context.until) for issue in issues)
    if issues:
        until = context.as_of.chinese() if context.as_of else ""
        rest = f"截至{until}已整改到位{closed}个，正在整改{len(issues) - closed}个" if closed else "均要求限期整改"
        rest = "现已全部整改到位" if closed == len(issues) else rest
        texts = [f"本次检查共发现问题{len(issues)}个，涉及{len(departments)}个科室，{rest}。"]
    else:
        texts = ["本次检查未发现突出问题。"]
    start = min(last_day(record.date) for record in records)
    dates = {record.id: last_day(record.date) for record in context.plan.records}
    known = {issue.id for issue in issues}
    earlier = [
        issue
        for issue in found_issues(context.plan, context.until)
        if issue.id not in known and issue.record in dates and dates[issue.record] < start
    ]
    if earlier:
        done = sum(context.state.closed(issue.id, context.until) for issue in earlier)
        how = "已全部整改到位" if done == len(earlier) else f"已整改到位{done}个，还有{len(earlier) - done}个正在整改"
        texts.append(f"此前检查发现的{len(earlier)}个问题，{how}。")
    return texts


def _by_department(context: Context, issues: Sequence[Issue]) -> list[Block]:
    """The findings under their departments, in the plan's order."""
    blocks: list[Block] = []
    order = [department.id for department in context.plan.departments]
    for department in sorted(
        {issue.dept or "" for issue in issues}, key=lambda each: order.index(each) if each in order else len(order)
    ):
        own = [issue for issue in issues if (issue.dept or "") == department]
        blocks.append(Heading(2, f"{context.name(department) or '未定责任科室'}（{len(own)}个）"))
        blocks += [ListItem(3, _finding(context, issue)) for issue in own]
    return blocks


def _finding(context: Context, issue: Issue) -> str:
    row = issue_row(context, issue)
    facts = [
        f"责任人：{row['责任人']}" if row["责任人"] else "",
        f"整改期限：{row['整改时限']}" if row["整改时限"] else "",
    ]
    if row["整改情况"] != "整改中":
        state, _, day = row["整改情况"].rstrip("）").partition("（")
        facts.append(f"{day}{state}")
    told = "；".join(fact for fact in facts if fact)
    return f"{row['存在问题'].rstrip('。')}。" + (f"（{told}）" if told else "")


def _demands(context: Context, entry: DocumentEntry, issues: Sequence[Issue]) -> list[Block]:
    if entry.requirements:
        return [ListItem(2, context.text(each)) for each in entry.requirements]
    left = [issue for issue in issues if not context.state.closed(issue.id, context.until)]
    due = [issue.due for issue in left if issue.due]
    limit = f"，最迟于{due_words(context, max(due, key=last_day))}前完成" if due else ""
    if left:
        title = "限期整改"
        first = f"有关科室要对照通报的问题逐项制定措施，明确责任人和完成时限{limit}，整改情况及时报{context.office}。"
    elif issues:
        title, first = "巩固成果", "有关科室要巩固整改成果，完善制度措施，防止问题反弹。"
    else:
        title, first = "持续推进", "各科室要保持力度，继续按计划推进各项工作。"
    check = f"{context.office}对整改情况逐项复查，整改到位的予以销号，逾期未改的予以通报。"
    rest = [
        Paragraph("各科室要结合通报的情况开展自查，同类问题一并整改，防止反复。", run_in="举一反三", level=2),
        Paragraph(check, run_in="跟踪问效", level=2),
    ]
    return [Paragraph(first, run_in=title, level=2), *(rest if left else ())]


# ---------------------------------------------------------------- slips
def rectification(context: Context, entry: DocumentEntry) -> Batch:
    """整改通知单: one for each department and inspection, its issues with their state, reply part, 销号 line.

    States are those that are known now, or as of the entry's date where it has one. Slips are numbered in the order in
    which the plan lists their first issues, so that an issue that is added keeps the numbers of those before it.
    """
    named = entry.from_issues and "all" not in entry.from_issues
    known = context.plan.issues if named else found_issues(context.plan, context.until)
    issues = [issue for issue in known if not named or issue.id in entry.from_issues]
    homeless = [issue for issue in issues if not issue.dept]
    if not issues or homeless:
        raise UserError(
            [
                context.row_problem(
                    issue, "dept", "没有责任科室", "请在 dept（所在科室）中填写科室编号。", Severity.ERROR
                )
                for issue in homeless
            ]
            or [context.problem(entry, "from_issues", "没有问题可写", "请先在 issues（问题）中登记检查发现的问题。")]
        )
    slips: dict[tuple[str, str], list[Issue]] = {}
    records = {record.id: record for record in context.plan.records}
    for issue in issues:
        slips.setdefault((issue.record or "", issue.dept or ""), []).append(issue)
    rows = tuple(
        _slip(context, number, records.get(record), department, own)
        for number, ((record, department), own) in enumerate(slips.items(), 1)
    )
    document = Document(
        frame=FORM,
        title=tuple(literal(line) for line in context.title(entry.title)),
        blocks=_slip_blocks(context),
        properties={"creator": context.plan.unit.name},
    )
    return Batch(document, rows, context.text("".join(entry.title)), problems=tuple(_faults(context, issues)))


def _slip(
    context: Context, number: int, record: Record | None, department: str, issues: Sequence[Issue]
) -> tuple[str, dict[str, Any]]:
    """File name and values of one slip."""
    name = context.name(department)
    day = record.date.chinese() if record else ""
    source = context.text(record.title) if record else "日常检查"
    rows = []
    for place, issue in enumerate(issues, 1):
        row = issue_row(context, issue)
        rows.append({
            "序号": str(place),
            "存在问题": row["存在问题"],
            "整改要求": row["整改措施"] or "立即整改",
            "责任人": row["责任人"],
            "整改时限": row["整改时限"],
            "整改情况": row["整改情况"],
        })  # fmt: skip
    done = sum(context.state.closed(issue.id, context.until) for issue in issues)
    opening = (
        f"{f'{day}，' if day else ''}{source}发现你科室存在下列{len(issues)}个问题，请按要求整改，"
        f"并将整改情况填入本单后报{context.office}。"
    )
    values = {
        "编号": f"〔{context.plan.year}〕第{number}号",
        "科室": name,
        "日期": day,
        "正文": opening,
        "销号": f"已销号{done}个，未销号{len(issues) - done}个",
        _ISSUES: rows,
    }
    return f"{number:03}-{record.date if record else '日常'}-{name}", values


def _slip_blocks(context: Context) -> tuple[Block, ...]:
    cells = tuple(f"{{{{ {_ISSUE}.{column} }}}}" for column in _SLIP_COLUMNS)
    table = Table(
        _SLIP_COLUMNS,
        (),
        _SLIP_WIDTHS,
        (RowLoop(_ISSUES, _ISSUE, "", cells),),
        row_height=11,
        centred=frozenset((0, 3, 4, 5)),
    )
    reply = Grid(
        (5, 23),
        (
            GridRow(
                (Cell("整改落实情况", label=True), Cell(foot="科室负责人（签字）：　　　　　　　　年　　月　　日")),
                46,
            ),
            GridRow((Cell("复查意见", label=True), Cell(foot="复查人（签字）：　　　　　　　　年　　月　　日")), 30),
            GridRow(
                (
                    Cell("销　　号", label=True),
                    Cell("{{ 销号 }}", foot="销号人（签字）：　　　　　　　　年　　月　　日"),
                ),
                22,
            ),
        ),
    )
    return (
        FieldLine((("编号", "{{ 编号 }}"), ("检查日期", "{{ 日期 }}"), ("科室", "{{ 科室 }}"))),
        Paragraph("{{ 正文 }}"),
        table,
        Paragraph(""),
        reply,
        FieldLine((("签发单位", literal(context.office)), ("签收人", ""))),
    )


# ---------------------------------------------------------------- faults
def _faults(context: Context, issues: Sequence[Issue]) -> list[Problem]:
    found = []
    for issue in issues:
        if not issue.owner:
            found.append(context.row_problem(issue, "owner", "没有责任人", "请在 owner（责任人）中填写工号。"))
        if issue.due is None:
            found.append(context.row_problem(issue, "due", "没有整改时限", "请在 due（完成时限）中填写日期。"))
    return found
