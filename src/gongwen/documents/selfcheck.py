"""自查报告: how it was done, what came out, what lost points, what will be done; the score table, the negative list."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gongwen.blocks.model import Attachment, Block, Heading, ListItem, Paragraph, SignLine, SignOff, Table
from gongwen.documents.body import body_blocks
from gongwen.documents.official import date_text, issuer_name, official_if_numbered
from gongwen.documents.tables import open_issues, score_table
from gongwen.plan.stats import Basis, ScorePart, number
from gongwen.problems import UserError

if TYPE_CHECKING:
    from gongwen.documents.context import Context, Made
    from gongwen.plan.schema import DocumentEntry, Indicators, Selfcheck

_SCORES, _STATEMENT = "自查评分表", "无负面清单情形声明"
_HAPPENED = "负面清单情形说明"


def make(context: Context, entry: DocumentEntry) -> Made:
    """The report with its two annexes. Raises UserError without an assessment or a self-check to report on."""
    tree, check = context.plan.indicators, context.plan.selfcheck
    if tree is None or check is None:
        missing = "测评标准（indicators）" if tree is None else "自查结果（selfcheck）"
        raise UserError(context.problem(entry, "type", f"没有{missing}", "请先在计划文件中填写。"))
    if check.date is not None and check.date.last_day() > context.until:
        what = f"的日期 {date_text(context, entry)} 在自查 {check.date.chinese()} 之前"
        raise UserError(context.problem(entry, "date", what, "请核对报告的日期和 selfcheck 的 date。"))
    blocks = body_blocks(context, entry.body) or [Paragraph(_opening(context, tree))]
    blocks += [Heading(1, "自查工作开展情况"), *(Paragraph(text) for text in _course(context))]
    blocks += [Heading(1, "自查评分结果"), Paragraph(_result(context, tree, check))]
    blocks += [ListItem(2, text) for text in _projects(context, tree, check)]
    blocks += [Heading(1, "存在的主要问题"), *_shortcomings(context, check)]
    blocks += [Heading(1, "下步整改措施"), *_measures(context, entry)]
    added = [Attachment((_SCORES,), (score_table(context),))]
    if tree.negative:
        added.append(_negative(context, tree, check))
    return official_if_numbered(context, entry, blocks, added=added)


def _opening(context: Context, tree: Indicators) -> str:
    version = f"（{context.text(tree.version)}）" if tree.version else ""
    name = context.text(tree.name) or "测评标准"
    name = name if name.startswith("《") else f"《{name}》"
    return (
        f"按照创建工作部署，{context.unit}对照{name}{version}，对{context.plan.year}年度创建工作进行了全面自查。"
        "现将有关情况报告如下："
    )


def _course(context: Context) -> list[str]:
    """What stands behind the result: the tasks, the records, the inspections, as of the report's date."""
    stats, plan = context.stats, context.plan
    tree = plan.indicators
    methods = "、".join(tree.methods) if tree else ""
    count = sum(len(i.standards) for p in tree.projects for i in p.indicators) if tree else 0
    how = f"采取{methods}等方式，" if methods else ""
    projects = len(tree.projects) if tree else 0
    start = f"{context.office}牵头组织各科室{how}逐项对照{projects}个测评项目、{count}条测评标准进行自查自评。"
    facts = [
        f"截至{context.as_of.chinese()}，" if context.as_of else "",
        f"全年确定创建任务{stats['tasks']['total']}项",
    ]
    facts.append(f"；开展各类会议、活动{stats['records']['count']}次")
    if stats["issues"]["total"]:
        facts.append(f"；检查发现问题{stats['issues']['total']}个，整改到位{stats['issues']['closed']}个")
    return [start, "".join(facts) + "。"]


def _full(tree: Indicators) -> Decimal:
    return sum((s.score for p in tree.projects for i in p.indicators for s in i.standards), Decimal(0))


def _parts(context: Context) -> tuple[list[ScorePart], Decimal, Decimal]:
    """What was lost by standards, then the points gained, and those that the negative list takes."""
    tree = context.plan.indicators
    standards = {s.id for p in tree.projects for i in p.indicators for s in i.standards} if tree else set()
    bonuses = {item.id for item in tree.bonus} if tree else set()
    parts = Basis(context.plan, None, context.as_of, context.state).score_parts() or []
    lost = [part for part in parts if part.id in standards]
    gained = sum((part.points for part in parts if part.id in bonuses), Decimal(0))
    taken = sum((part.points for part in parts[1:] if part.id not in standards | bonuses), Decimal(0))
    return lost, gained, -taken


def _result(context: Context, tree: Indicators, check: Selfcheck) -> str:
    """The total with all that makes it up, so that a reader can add it up."""
    losses, gained, taken = _parts(context)
    lost = -sum((part.points for part in losses), Decimal(0))
    facts = [f"测评标准满分{number(_full(tree))}分", f"自查扣{number(lost)}分" if lost else "自查未扣分"]
    facts += [f"加{number(gained)}分"] if gained else []
    if tree.negative:
        happened = f"发生负面清单情形{len(check.negative)}项" + (f"、扣{number(taken)}分" if taken else "")
        facts.append(happened if check.negative else "未发生负面清单情形")
    return f"{'，'.join(facts)}，自查得分{context.stats['selfcheck']['total']}分。各项目得分如下："


def _projects(context: Context, tree: Indicators, check: Selfcheck) -> list[str]:
    listed = {item.standard: item.score for item in check.items}
    texts = []
    for project in tree.projects:
        standards = [s for i in project.indicators for s in i.standards]
        full = sum((s.score for s in standards), Decimal(0))
        got = sum((listed.get(s.id, s.score) for s in standards), Decimal(0))
        ids = {s.id for s in standards}
        tasks = sum(1 for task in context.plan.tasks if ids & set(task.standards))
        texts.append(
            f"{context.text(project.name)}。满分{number(full)}分，自评{number(got)}分，对应创建任务{tasks}项。"
        )
    return texts


def _shortcomings(context: Context, check: Selfcheck) -> list[Block]:
    """The reasons for lost points, what happened of the negative list, the issues that are still open."""
    lost = {part.id: -part.points for part in _parts(context)[0]}
    texts = [
        f"{context.text(item.reason).rstrip('。')}（扣{number(lost[item.standard])}分）。"
        for item in check.items
        if item.reason and item.standard in lost
    ]
    texts += [f"{context.text(item.reason).rstrip('。')}（负面清单）。" for item in check.negative if item.reason]
    texts += open_issues(context)
    return [ListItem(2, text) for text in texts] or [Paragraph("自查未发现明显问题。")]


def _measures(context: Context, entry: DocumentEntry) -> list[Block]:
    if entry.requirements:
        return [ListItem(2, context.text(text)) for text in entry.requirements]
    return [
        Paragraph("对自查发现的问题逐项明确责任科室、责任人和完成时限，限期整改到位。", run_in="逐项整改", level=2),
        Paragraph("对照测评标准补齐佐证材料，做到内容真实、说明完整、归档及时。", run_in="补齐材料", level=2),
        Paragraph("完善创建工作制度，按月调度任务进展，巩固创建成果。", run_in="长效推进", level=2),
    ]


def _negative(context: Context, tree: Indicators, check: Selfcheck) -> Attachment:
    """The signed statement that nothing on the negative list happened, or what did."""
    happened = {item.id: item for item in check.negative}
    rows = tuple(
        (str(place), context.text(item.text), item.effect or "", "是" if item.id in happened else "否")
        for place, item in enumerate(tree.negative, 1)
    )
    table = Table(
        ("序号", "负面清单内容", "后果", "是否发生"), rows, (2, 16, 5, 4), row_height=10, centred=frozenset((0, 2, 3))
    )
    unit, year = issuer_name(context), context.plan.year
    if happened:
        reasons = [f"{context.text(item.reason).rstrip('。')}。" for item in check.negative if item.reason] or [
            "具体情况另附材料说明。"
        ]
        blocks: list[Block] = [Paragraph(f"{year}年度，{unit}发生下列负面清单情形{len(happened)}项，说明如下："), table]
        blocks += [Paragraph(text) for text in reasons]
    else:
        blocks = [
            Paragraph(f"经对照负面清单逐项自查，{year}年度{unit}未发生下列情形："),
            table,
            Paragraph("以上情况属实。如有不实，愿承担相应责任。"),
        ]
    date = context.as_of.chinese() if context.as_of else "　　年　　月　　日"
    sign = SignOff(((
        SignLine("单位（盖章）", unit),
        SignLine("主要负责人（签字）", by_hand=True),
        SignLine("日期", date),
    ),))  # fmt: skip
    return Attachment((_HAPPENED if happened else _STATEMENT,), tuple(blocks), sign_off=sign)
