"""Tables and lists that several papers carry: tasks, results, issues, scores, names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, Heading, NameGrid, Table
from gongwen.plan.attendance import LIAISONS, WORDS, attendants
from gongwen.plan.selection import LEADERSHIP
from gongwen.plan.stats import found_issues, number
from gongwen.plan.taskview import standard_places, task_row
from gongwen.problems import UserError

if TYPE_CHECKING:
    from gongwen.documents.context import Context
    from gongwen.plan.schema import DocumentEntry, Issue, Task
    from gongwen.standard.dates import PlanDate

TASK_COLUMNS = (
    "序号", "测评项目", "测评指标", "工作任务", "具体措施", "牵头科室", "配合科室", "责任领导", "责任人", "完成时限",
    "量化目标", "佐证材料",
)  # fmt: skip
"""The columns that the plan itself fills; what is typed during the year is not among them."""
RESULT_COLUMNS = ("序号", "工作任务", "牵头科室", "责任人", "完成时限", "完成情况")
ISSUE_COLUMNS = ("序号", "责任科室", "存在问题", "整改措施", "责任人", "整改时限", "整改情况")
SCORE_COLUMNS = ("测评项目", "测评指标", "测评标准", "分值", "自评分", "扣分原因")
_WIDTHS = {
    "序号": 2.2, "测评项目": 3.5, "测评指标": 3.5, "测评标准": 11, "工作任务": 8, "具体措施": 11, "牵头科室": 4,
    "配合科室": 6, "责任领导": 3.4, "责任人": 3.4, "完成时限": 4.5, "量化目标": 3.6, "佐证材料": 6, "完成情况": 4.5,
    "责任科室": 4.5, "存在问题": 8, "整改措施": 7, "整改时限": 4.5, "整改情况": 5, "分值": 2.3, "自评分": 3,
    "扣分原因": 6, "考核依据": 6,
}  # fmt: skip
_CENTRED = frozenset(("序号", "测评项目", "测评指标", "责任领导", "责任人", "分值", "自评分", "完成情况", "牵头科室"))
_MERGED = ("测评项目", "测评指标")
_SMALL_FROM, _SMALL = 9, 18
_MIDDLE_FROM, _MIDDLE = 6, 21
"""A table of so many columns is set in 小五 (9 pt), or in 五号 (10.5 pt)."""
_LAST = 1 << 30
_PLAN_TEXTS = ("工作任务", "具体措施", "量化目标", "佐证材料")


def planned_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of a ledger that the plan fills, in the ledger's order."""
    return tuple(column for column in columns if column in TASK_COLUMNS) or TASK_COLUMNS


def task_table(context: Context, columns: Sequence[str] = ()) -> Table:
    """The tasks, in the order of the assessment's tree where its columns are shown."""
    shown = tuple(columns) or TASK_COLUMNS
    places = standard_places(context.plan)
    tasks = list(context.plan.tasks)
    if set(shown) & set(_MERGED):
        tasks.sort(
            key=lambda task: min((places[each][0] for each in task.standards[:1] if each in places), default=_LAST)
        )
    return _table(shown, ({**_task(context, task), **_place(context, task, places)} for task in tasks))


def result_table(context: Context, columns: Sequence[str] = ()) -> Table:
    """The tasks with how far they are at the document's date."""
    done = context.state.done_tasks(context.until)
    rows = ({**_task(context, task), "完成情况": _standing(context, task, done)} for task in context.plan.tasks)
    return _table(tuple(columns) or RESULT_COLUMNS, rows)


def issue_table(context: Context, columns: Sequence[str] = ()) -> Table:
    """The issues that were found up to the document's date, with their state at it."""
    rows = (issue_row(context, issue) for issue in found_issues(context.plan, context.until))
    return _table(tuple(columns) or ISSUE_COLUMNS, rows)


def issue_row(context: Context, issue: Issue) -> dict[str, str]:
    """An issue as a row: whose it is, what is to be done until when, and its state at the document's date."""
    return {
        "责任科室": context.name(issue.dept),
        "存在问题": context.text(issue.problem),
        "整改措施": context.text(issue.measure),
        "责任人": context.name(issue.owner),
        "整改时限": due_words(context, issue.due) if issue.due else "",
        "整改情况": issue_state(context, issue),
    }


def due_words(context: Context, due: PlanDate) -> str:
    """A deadline without the plan's year; a month without a day ends it (12月底)."""
    return due.chinese().removeprefix(f"{context.plan.year}年") + ("" if due.day else "底")


def open_issues(context: Context) -> list[str]:
    """A sentence for each issue that was open at the document's date."""
    return [
        f"{context.text(issue.problem).rstrip('。')}（{context.name(issue.dept)}，正在整改）。"
        for issue in found_issues(context.plan, context.until)
        if not context.state.closed(issue.id, context.until)
    ]


def issue_state(context: Context, issue: Issue) -> str:
    """已整改（7月12日）, 已整改, 整改中."""
    if not context.state.closed(issue.id, context.until):
        return "整改中"
    done = context.state.issues[issue.id].done
    return f"已整改（{done.month}月{done.day}日）" if done else "已整改"


def score_table(context: Context, columns: Sequence[str] = ()) -> Table:
    """自查评分: each standard with its score and why points were lost, the sums, the bonus."""
    tree, check = context.plan.indicators, context.plan.selfcheck
    listed = {item.standard: item for item in check.items} if check else {}
    rows: list[dict[str, str]] = []
    for project in tree.projects if tree else ():
        for indicator in project.indicators:
            for standard in indicator.standards:
                item = listed.get(standard.id)
                rows.append({
                    "测评项目": context.text(project.name),
                    "测评指标": context.text(indicator.name),
                    "测评标准": context.text(standard.text),
                    "分值": _points(standard.score),
                    "自评分": _points(item.score if item else standard.score),
                    "扣分原因": context.text(item.reason) if item else "",
                })  # fmt: skip
    if tree is not None:
        rows += _score_sums(context)
    return _table(tuple(columns) or SCORE_COLUMNS, rows)


def _score_sums(context: Context) -> list[dict[str, str]]:
    tree, check = context.plan.indicators, context.plan.selfcheck
    bonuses = {item.id: item for item in tree.bonus} if tree else {}
    negatives = {item.id: item for item in tree.negative} if tree else {}
    rows = []
    for gained in check.bonus if check else ():
        text = bonuses[gained.id].text if gained.id in bonuses else gained.id
        top = _points(bonuses[gained.id].score) if gained.id in bonuses else ""
        rows.append({"测评项目": "加分项", "测评指标": "加分项", "测评标准": context.text(text), "分值": top,
                     "自评分": f"+{_points(gained.score)}", "扣分原因": context.text(gained.reason)})  # fmt: skip
    for lost in check.negative if check else ():
        text = negatives[lost.id].text if lost.id in negatives else lost.id
        effect = (
            f"-{_points(abs(lost.score))}"
            if lost.score
            else (negatives[lost.id].effect or "")
            if lost.id in negatives
            else ""
        )
        rows.append({"测评项目": "负面清单", "测评指标": "负面清单", "测评标准": context.text(text), "自评分": effect,
                     "扣分原因": context.text(lost.reason)})  # fmt: skip
    full = sum((s.score for p in tree.projects for i in p.indicators for s in i.standards), Decimal(0)) if tree else 0
    total = context.stats["selfcheck"]["total"]
    rows.append({"测评项目": "合计", "测评指标": "合计", "分值": _points(Decimal(full)), "自评分": str(total or "")})
    return rows


def _points(value: Decimal) -> str:
    return str(number(value))


def name_blocks(context: Context, entry: DocumentEntry, words: Iterable[str]) -> list[Block]:
    """Lists of people: for each word its heading (where there are several) and its list."""
    words = list(words)
    people, unknown = attendants(context.plan, context.people, words)
    if not words or unknown:
        what = f"写的人员不认识：{'、'.join(unknown)}" if unknown else "没有写列哪些人"
        remedy = f"请在 attend（参加人员）中写：{'、'.join(WORDS)}，或科室名称、工号。"
        raise UserError(context.problem(entry, "attend", what, remedy))
    if len(words) == 1 and words[0] in _LISTS:
        return _LISTS[words[0]](context)
    rows = ({"姓名": each.name, "单位": each.dept_name, "职务": each.post} for each in people)
    return [name_table(("序号", "姓名", "单位", "职务"), rows)]


def name_table(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Table:
    """A list of people with 序号, rows high enough to write in."""
    filled = tuple(
        tuple(str(place) if name == "序号" else row.get(name, "") for name in header)
        for place, row in enumerate(rows, 1)
    )
    widths = {"序号": 2.5, "姓名": 5, "单位": 7, "科室": 7, "职务": 9, "联系电话": 7, "签名": 6, "备注": 4}
    shares = tuple(widths.get(name, 5) for name in header)
    return Table(tuple(header), filled, shares, row_height=10, centred=frozenset((0, 1)))


def _group_blocks(context: Context) -> list[Block]:
    """领导小组: leader, deputies, members, then the office under it."""
    people, _ = attendants(context.plan, context.people, ("领导小组",))
    group = context.plan.group
    if group is None:
        return []
    roles = {group.leader: "组长"} | dict.fromkeys(group.deputies, "副组长")
    rows = (
        {"组内职务": roles.get(each.id, "成员"), "姓名": each.name, "单位": each.dept_name, "职务": each.post}
        for each in people
    )
    blocks: list[Block] = [name_table(("组内职务", "姓名", "单位", "职务"), rows)]
    office = group.office
    if office is not None:
        heads = [("主任", office.director)] + [("工作人员", each) for each in office.staff]
        found = [(post, person) for post, each in heads if (person := context.people.get(each)) is not None]
        rows = (
            {"办公室职务": post, "姓名": each.name, "单位": each.dept_name, "职务": each.post} for post, each in found
        )
        blocks += [
            Heading(1, office.name or "领导小组办公室", numbered=False),
            name_table(("办公室职务", "姓名", "单位", "职务"), rows),
        ]
    return blocks


def _liaison_blocks(context: Context) -> list[Block]:
    """联络员: a row for each department, to be filled in where the plan names nobody yet."""
    rows = []
    for department in context.plan.departments:
        if department.kind != LEADERSHIP:
            person = context.people.get(department.liaison)
            rows.append(
                {"科室": department.name, "姓名": person.name if person else "", "职务": person.post if person else ""}
            )
    return [name_table(("序号", "科室", "姓名", "职务", "联系电话"), rows)]


_LISTS: dict[str, Callable[[Context], list[Block]]] = {"领导小组": _group_blocks, LIAISONS: _liaison_blocks}


def name_grid(names: Sequence[str]) -> NameGrid:
    """Names in as many columns as suit them."""
    longest = max((len(name) for name in names), default=0)
    columns = 5 if longest <= 3 else 4 if longest <= 4 else 3 if longest <= 7 else 2 if longest <= 12 else 1  # noqa: PLR2004 - a row holds 26字
    return NameGrid(tuple(names), columns)


def _task(context: Context, task: Task) -> dict[str, str]:
    row = task_row(context.plan, context.people, task)
    if "all" in task.support:
        row["配合科室"] = "其他各科室"
    return {**row, **{name: context.text(row[name]) for name in _PLAN_TEXTS}}


def _place(context: Context, task: Task, places: Mapping[str, tuple[int, str, str]]) -> dict[str, str]:
    place = next((places[each] for each in task.standards if each in places), None)
    return {"测评项目": context.text(place[1]), "测评指标": context.text(place[2])} if place else {}


def _standing(context: Context, task: Task, done: set[str]) -> str:
    """已完成, else the status that is known at the document's date, blank where nothing is known of it yet."""
    state = context.state
    if task.id in done:
        return "已完成"
    known = state.as_of is None or state.as_of.last_day() <= context.until
    status = state.tasks[task.id].status if known and task.id in state.tasks else ""
    return "进行中" if status == "已完成" else status


def _table(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> Table:
    filled = tuple(
        tuple(str(place) if column == "序号" else row.get(column, "") for column in columns)
        for place, row in enumerate(rows, 1)
    )
    return Table(
        columns,
        filled,
        tuple(_WIDTHS.get(column, 5) for column in columns),
        centred=frozenset(place for place, column in enumerate(columns) if column in _CENTRED),
        merged=frozenset(place for place, column in enumerate(columns) if column in _MERGED),
        size=_SMALL if len(columns) >= _SMALL_FROM else _MIDDLE if len(columns) >= _MIDDLE_FROM else None,
    )
