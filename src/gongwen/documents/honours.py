"""评选通知, 推荐表, 公示, 表彰决定, 荣誉证书: the year's honours from the call to the certificate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gongwen.blocks.model import (
    Attachment,
    Block,
    Cell,
    Document,
    FieldLine,
    Grid,
    GridRow,
    Heading,
    ListItem,
    Paragraph,
    Signature,
)  # fmt: skip
from gongwen.documents.body import body_blocks
from gongwen.documents.context import Batch, Made, joined
from gongwen.documents.official import BLANK, date_text, is_dated, issuer_name, official, plain
from gongwen.documents.tables import name_grid
from gongwen.plan.calendar import is_workday
from gongwen.problems import Problem, Severity, UserError
from gongwen.sandbox import literal
from gongwen.word.contract import CERTIFICATE, FORM

if TYPE_CHECKING:
    from gongwen.documents.context import Context
    from gongwen.plan.schema import DocumentEntry, Honour

_PUBLIC_DAYS = 5
_HOUSEHOLD = "家庭"


def chosen(context: Context, entry: DocumentEntry, *, awarded: bool) -> list[Honour]:
    """The honours an entry is about. Raises UserError where there are none, or (if `awarded`) one has nobody."""
    found = [each for each in context.plan.honours if not entry.honours or each.name in entry.honours]
    if not found:
        what = "没有荣誉可写"
        raise UserError(context.problem(entry, "honours", what, "请先在 honours（表彰）中写荣誉名称和评选结果。"))
    empty = [each for each in found if awarded and not each.items]
    if empty:
        raise UserError(
            [
                context.row_problem(
                    each, "items", "没有评选结果", "请在 items（条目）中填写工号或科室编号。", Severity.ERROR
                )
                for each in empty
            ]
        )
    return found


def is_departmental(context: Context, honour: Honour) -> bool:
    """Whether departments receive an honour: its winners are some, or its name says so."""
    departments = {each.id for each in context.plan.departments}
    return any(each in departments for each in honour.items) or any(
        word in honour.name for word in ("科室", "集体", "部门", "处室")
    )


def measure_word(context: Context, honour: Honour) -> str:
    """户 for households, 个 for departments, 名 for people."""
    if _HOUSEHOLD in honour.name:
        return "户"
    return "个" if is_departmental(context, honour) else "名"


def _counts(context: Context, honours: Sequence[Honour]) -> str:
    return joined(f"“{each.name}”{len(each.items)}{measure_word(context, each)}" for each in honours)


# ---------------------------------------------------------------- call and form
def selection_notice(context: Context, entry: DocumentEntry) -> Made:
    """评选通知: scope, conditions, numbers, steps, demands."""
    honours = chosen(context, entry, awarded=False)
    problems: list[Problem] = []
    names = "".join(f"“{each.name}”" for each in honours)
    blocks: list[Block] = body_blocks(context, entry.body)
    if not blocks:
        blocks = [
            Paragraph(
                f"为树立典型、激励先进，经研究，决定开展{context.plan.year}年度{names}评选活动。现将有关事项通知如下："
            )
        ]
    blocks += [Heading(1, "评选范围"), *(ListItem(2, _scope(context, each)) for each in honours)]
    if any(honour.conditions for honour in honours):
        blocks.append(Heading(1, "评选条件"))
    for honour in honours:
        if not honour.conditions:
            remedy = "请在 conditions（评选条件）中逐条填写。"
            problems.append(context.row_problem(honour, "conditions", "没有评选条件", remedy, Severity.WARNING))
            continue
        blocks.append(Heading(2, honour.name))
        blocks += [ListItem(3, f"{context.text(each).rstrip('。；;')}。") for each in honour.conditions]
    blocks += [
        Heading(1, "评选程序"),
        Paragraph("各科室对照评选条件开展自评，经民主推荐产生推荐对象，填写推荐表。", run_in="科室推荐", level=2),
        Paragraph(f"{context.office}对推荐对象进行资格审核，提出建议名单。", run_in="资格审核", level=2),
        Paragraph(
            f"建议名单经研究审定后在{context.unit}范围内公示{_PUBLIC_DAYS}个工作日，接受监督。",
            run_in="审定公示",
            level=2,
        ),
        Paragraph("公示无异议的，印发表彰决定并颁发证书。", run_in="表彰奖励", level=2),
        Heading(1, "工作要求"),
        *(ListItem(2, context.text(each)) for each in entry.requirements or _DEMANDS),
    ]
    if entry.contact:
        blocks.append(Paragraph(f"联系人：{context.text(entry.contact)}"))
    return official(context, entry, blocks, problems=problems)


_DEMANDS = (
    "各科室要高度重视，精心组织，坚持公开、公平、公正，确保推荐对象群众认可、事迹突出。",
    "推荐材料要真实准确，事迹材料不超过1500字，按规定时间报送，逾期不报视为放弃。",
)


def _scope(context: Context, honour: Honour) -> str:
    if is_departmental(context, honour):
        who = "各科室"
    elif _HOUSEHOLD in honour.name:
        who = "在岗职工家庭"
    else:
        who = "全体在岗职工"
    quota = f"，名额{honour.quota}{measure_word(context, honour)}" if honour.quota else ""
    return f"{honour.name}：{who}{quota}。"


def recommendation(context: Context, entry: DocumentEntry) -> Made:
    """推荐表: a form to fill in for each honour, each on its own page."""
    title = context.title(entry.title)
    forms: list[tuple[Block, ...]] = [
        (FieldLine((("推荐科室", ""), ("填表日期", ""))), _recommendation_form(context, honour))
        for honour in chosen(context, entry, awarded=False)
    ]
    document = Document(
        frame=FORM,
        title=title,
        blocks=forms[0],
        attachments=tuple(Attachment(title, blocks, label="") for blocks in forms[1:]),
        properties={"creator": context.plan.unit.name},
    )
    return Made(document)


def _recommendation_form(context: Context, honour: Honour) -> Grid:
    def fields(*labels: str) -> GridRow:
        return GridRow(tuple(cell for label in labels for cell in (Cell(label, label=True), Cell())), 12)

    def part(label: str, height: float, foot: str = "") -> GridRow:
        return GridRow((Cell(label, label=True), Cell(span=5, foot=foot)), height)

    signed = "负责人（签字）：　　　　　　　　年　　月　　日"
    stamped = "（盖章）　　　　　　　　年　　月　　日"
    award = GridRow((Cell("推荐称号", label=True), Cell(honour.name, span=5)), 12)
    if is_departmental(context, honour):
        head = [fields("科室名称", "负责人", "人　　数")]
    elif _HOUSEHOLD in honour.name:
        head = [fields("户主姓名", "家庭人口", "联系电话"), GridRow((Cell("家庭住址", label=True), Cell(span=5)), 12)]
    else:
        head = [fields("姓　　名", "性　　别", "出生年月"), fields("政治面貌", "职　　务", "联系电话")]
    return Grid(
        (4, 5.5, 4, 5, 4, 5.5),
        (*head, award, part("主要事迹", 88), part("科室意见", 32, signed), part("审核意见", 32, stamped)),
    )


# ---------------------------------------------------------------- public notice and decision
def public_notice(context: Context, entry: DocumentEntry) -> Made:
    """公示: who is to be honoured, from when to when, and where objections go."""
    honours = chosen(context, entry, awarded=True)
    start, end, problems = _period(context, entry)
    blocks: list[Block] = body_blocks(context, entry.body)
    if not blocks:
        blocks = [
            Paragraph(
                f"根据{context.plan.year}年度评选工作安排，经科室推荐、资格审核和研究审定，拟表彰"
                f"{_counts(context, honours)}。现将名单予以公示。"
            )
        ]
    blocks += _winners(context, honours)
    blocks += [
        Paragraph(f"公示时间：{start}至{end}。"),
        Paragraph(
            f"公示期间，如有异议，请以书面或电话形式向{context.office}反映。反映情况应当实事求是，署真实姓名和联系方式。"
        ),
    ]
    if entry.contact:
        blocks.append(Paragraph(f"联系方式：{context.text(entry.contact)}"))
    return plain(context, entry, blocks, problems=problems)


def _period(context: Context, entry: DocumentEntry) -> tuple[str, str, list[Problem]]:
    """From when to when: as the plan says, else five working days from the day of the notice."""
    said = entry.validity
    if said and said.from_ and said.to:
        if said.to.last_day() < said.from_.first_day():
            what = f"的公示期 {said.from_.chinese()} 至 {said.to.chinese()} 先后颠倒"
            raise UserError(context.problem(entry, "validity", what, "请核对 validity（有效期）的 from 和 to。"))
        return said.from_.chinese(), said.to.chinese(), []
    begin = said.from_ if said and said.from_ else entry.date
    if begin is None:
        blank = f"{context.plan.year}年{BLANK}月{BLANK}日"
        what = "没有公示期"
        problem = context.problem(
            entry, "validity", what, "请在 validity（有效期）中写 from 和 to，或填写 date（日期）。", Severity.WARNING
        )
        return blank, blank, [problem]
    days: list[date] = []
    day = begin.first_day()
    while len(days) < _PUBLIC_DAYS:
        if is_workday(day):
            days.append(day)
        day += timedelta(days=1)
    return _day(days[0]), _day(days[-1]), []


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def commendation(context: Context, entry: DocumentEntry) -> Made:
    """表彰决定: basis, the honoured by title in columns, what is expected."""
    honours = chosen(context, entry, awarded=True)
    blocks: list[Block] = body_blocks(context, entry.body)
    if not blocks:
        title = context.text(context.plan.unit.honour)
        where = f"在巩固{title}创建成果工作中" if title else "在各项工作中"
        blocks = [
            Paragraph(
                f"{context.plan.year}年，{context.unit}各科室和广大干部职工团结奋进、真抓实干，{where}涌现出一批先进典型。"
                f"为树立榜样、激励先进，经研究，决定授予{'，授予'.join(_award(context, each) for each in honours)}。"
            ),
            Paragraph(
                f"希望受到表彰的{_whom(context, honours)}珍惜荣誉、再接再厉，在今后的工作中作出新的更大成绩。"
                "各科室和全体干部职工要以先进为榜样，立足岗位、奋发有为，为各项事业发展作出新的贡献。"
            ),
        ]
    blocks += [Heading(1, "表彰名单", numbered=False)] if not entry.body else []
    blocks += _winners(context, honours)
    return official(context, entry, blocks)


def _award(context: Context, honour: Honour) -> str:
    """柯文等6名同志“文明职工”称号; one alone is named without a count."""
    name = _winner(context, honour, honour.items[0])
    unit = measure_word(context, honour)
    kind = {"户": "家庭", "名": "同志"}.get(unit, "科室")
    if len(honour.items) == 1:
        return f"{name}{'同志' if unit == '名' else ''}“{honour.name}”称号"
    return f"{name}等{len(honour.items)}{unit}{kind}“{honour.name}”称号"


def _whom(context: Context, honours: Sequence[Honour]) -> str:
    """集体, 家庭, 个人, those that are honoured."""
    units = {measure_word(context, each) for each in honours}
    words = [word for unit, word in (("个", "集体"), ("户", "家庭"), ("名", "个人")) if unit in units]
    return "和".join(("、".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _winners(context: Context, honours: Sequence[Honour]) -> list[Block]:
    blocks: list[Block] = []
    for honour in honours:
        count = f"{len(honour.items)}{measure_word(context, honour)}"
        blocks += [
            Heading(1, f"{honour.name}（{count}）"),
            name_grid([_winner(context, honour, each) for each in honour.items]),
        ]
    return blocks


def _winner(context: Context, honour: Honour, identifier: str) -> str:
    """The winner as a list shows it; of two people of one name each with the department."""
    person = context.people.get(identifier)
    if person is None:
        return context.name(identifier)
    name = context.person(person)
    return f"{name}家庭" if _HOUSEHOLD in honour.name else name


# ---------------------------------------------------------------- certificates
def certificate(context: Context, entry: DocumentEntry) -> Batch:
    """荣誉证书: a landscape page for each of the honoured, one file to print."""
    honours = chosen(context, entry, awarded=True)
    rows: list[tuple[str, dict[str, str]]] = []
    for honour in honours:
        for identifier in honour.items:
            person = context.people.get(identifier)
            household = _HOUSEHOLD in honour.name
            name = context.name(identifier) + ("同志" if person and not household else "家庭" if household else "")
            text = f"在{context.plan.year}年度工作中成绩突出，被评为“{honour.name}”，特发此证，以资鼓励。"
            number = f"〔{context.plan.year}〕第{len(rows) + 1:03}号"
            rows.append(
                (
                    f"{len(rows) + 1:03}-{honour.name}-{context.name(identifier)}",
                    {"称谓": name, "内容": text, "证号": number},
                )
            )
    document = Document(
        frame=CERTIFICATE,
        title=("荣誉证书",),
        blocks=(Paragraph("{{ 内容 }}"),),
        to="{{ 称谓 }}：",
        signature=Signature(literal(issuer_name(context)), date_text(context, entry)),
        properties={"creator": context.plan.unit.name, "number": "证书编号：{{ 证号 }}"},
    )
    missing = not is_dated(entry)
    hint = context.problem(entry, "draft", "缺少日期，证书上留了空", "请在 date（日期）中填写颁发日期。", Severity.HINT)
    return Batch(
        document, tuple(rows), context.text("".join(entry.title)), one_file=True, problems=(hint,) if missing else ()
    )
