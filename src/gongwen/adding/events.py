"""Entries of papers that are made from what happened: meetings, inspections, honours, activities."""

from __future__ import annotations

from collections.abc import Sequence

from gongwen.adding.builder import Entry
from gongwen.adding.facts import INSPECTIONS, MEETINGS, date_of, title_of
from gongwen.adding.lines import Line

_BRANCH = ("支委会", "支部委员会")
_MEETING_ENDS = ("会", "会议", "座谈会", "例会")
_ALL = "全体职工"


# ---------------------------------------------------------------- meetings
def minutes(entry: Entry) -> None:
    """会议纪要 of the latest meeting."""
    found = entry.facts.records(MEETINGS)
    branch = bool(found) and any(word in title_of(found[0]) for word in _BRANCH)
    body = "支部委员会" if branch else entry.facts.group or "工作"
    entry.title(f"{body}会议纪要", "版头上的字；会议名称取自记录")
    entry.offer("number", {"code": "纪要", "seq": "1"}, "编号；不编号就不写")
    if found:
        others = [each["id"] for each in found[1:]]
        entry.records(
            [found[0]["id"]], others, f"取自会议记录：{_short(title_of(found[0]))}；几次会议合写一份就写几个编号"
        )
    else:
        entry.no_record("meeting", "会议", "取自会议记录，填记录编号")
    entry.offer(
        "attend", ["领导小组"], "出席人员；不写时按会议名称认定（领导小组或支委会），请假的写在记录的 absent（缺席）"
    )


def meeting_notice(entry: Entry) -> None:
    """会议通知 of the latest meeting in the records, or of one to come."""
    found = entry.facts.records(MEETINGS)
    record = found[0] if found else None
    day = (date_of(record) if record else None) or f"{entry.facts.year}-03-01"
    name = title_of(record) if record else "{{ year }}年精神文明创建工作会议"
    called = name if name.endswith(_MEETING_ENDS) else f"{name}会议"
    entry.title(f"关于召开{called}的通知")
    entry.number()
    entry.date(day, "通知的日期，签发后填写（去掉行首的 #）")
    entry.to_everybody()
    if record:
        others = [each["id"] for each in found[1:]]
        entry.records(
            [record["id"]], others, "会议的日期、地点、主持人、议程取自这条记录；会还没开、没有记录，就删去这一行"
        )
    else:
        entry.offer("from_records", ["A01"], "会议已有记录时，填记录编号，日期、地点等取自记录")
    rest = "，不写取自记录" if record else ""
    fields = (
        Line("name", called, "会议名称"),
        Line("date", day, f"哪一天开{rest}", live=False),
        Line("time", "上午9:00", "几点", live=False),
        Line("place", "三楼会议室", f"在哪里开{rest}", live=False),
        Line("host", entry.facts.signer or "A001", f"主持人，填工号或姓名{rest}", live=False),
        Line("agenda", ["传达有关会议精神", "研究下一步工作"], f"议程，一项一个{rest}", live=False),
    )
    entry.say("meeting", fields, "会议")
    branch = any(word in name for word in _BRANCH)
    words = ["支委会"] if branch else ["领导小组"] if entry.facts.group else [_ALL]
    entry.attend(words, "参加人员，签到表按此列名")
    entry.requirements("请提前10分钟到场并签到。", "不能参加的，请于会前书面请假。")
    entry.contact()
    if record is None:
        what = "计划里还没有会议记录，会议的日期和地点没有可取的"
        keys = f"{entry.word('date')}、{entry.word('place')}"
        remedy = f"请在“{entry.id}”的 {entry.word('meeting')} 中填写 {keys}（去掉行首的 #）。"
        entry.lacks(what, remedy)


# ---------------------------------------------------------------- inspections
def inspection_circular(entry: Entry) -> None:
    """检查通报 of the latest inspection that found something."""
    found = entry.facts.inspections()
    name = title_of(found[0]) if found else "{{ year }}年精神文明创建工作检查"
    entry.title(f"关于{name}情况的通报")
    entry.number()
    entry.date(date_of(found[0]) if found else None)
    entry.to_everybody()
    if found:
        others = [each["id"] for each in found[1:]]
        entry.records([found[0]["id"]], others, "取自检查记录；这次检查发现的问题（issues）自动列出")
    else:
        entry.no_record("inspection", "检查", "取自检查记录，填记录编号")
    entry.requirements("有关科室要限期整改，举一反三。")


def rectification(entry: Entry) -> None:
    """整改通知单, one for each department and inspection."""
    entry.title("精神文明创建工作整改通知单")
    entry.date(None, "日期；问题改没改好算到这一天，不写就是现在")
    ids = entry.facts.ids("issues")
    some = f"[{', '.join(ids[-2:])}]" if ids else "[Q01, Q02]"
    comment = f"取自问题，每个科室、每次检查一份；all 为全部，也可以写问题编号 {some}"
    if ids:
        entry.say("from_issues", ["all"], comment)
    else:
        remedy = "请先在 issues（问题）中写检查发现的问题，写明 record（来源记录）、dept（科室）、due（时限）。"
        entry.need("from_issues", ["all"], comment, ("计划里还没有检查发现的问题（issues）", remedy))


# ---------------------------------------------------------------- honours
def selection_notice(entry: Entry) -> None:
    """评选通知: the call for the year's honours."""
    names = entry.facts.honours(awarded=False)
    entry.title(f"关于开展{{{{ year }}}}年度{_joined(names)}评选活动的通知")
    entry.number()
    entry.date()
    entry.to_everybody()
    _honours(entry, names, "评选条件和名额写在 honours 各项的 conditions（评选条件）和 quota（名额）中")
    entry.requirements("坚持公开、公平、公正，推荐对象要群众认可。")
    entry.contact()
    if names and not any(each.get("conditions") for each in entry.facts.rows("honours")):
        remedy = "请在 honours（表彰）各项中写 conditions（评选条件）和 quota（名额），评选通知会逐条列出。"
        entry.lacks("荣誉还没有评选条件", remedy)


def recommendation(entry: Entry) -> None:
    """推荐表, a form for each honour."""
    names = entry.facts.honours(awarded=False)
    entry.title(f"{{{{ year }}}}年度{_joined(names)}推荐表")
    _honours(entry, names, "每种荣誉一张表")


def public_notice(entry: Entry) -> None:
    """公示 of those who are to be honoured."""
    names = entry.facts.honours(awarded=True)
    entry.title(f"关于{{{{ year }}}}年度{_joined(names)}拟表彰名单的公示")
    entry.date(None, "公示的日期；公示期没有写时，从这一天起5个工作日")
    _honours(entry, names, "公示这些荣誉的评选结果", awarded=True)
    period = {"from": f"{entry.facts.year}-12-04", "to": f"{entry.facts.year}-12-08"}
    entry.offer("validity", period, "公示期：从哪天到哪天")
    entry.contact()


def commendation(entry: Entry) -> None:
    """表彰决定."""
    names = entry.facts.honours(awarded=True)
    entry.title(f"关于表彰{{{{ year }}}}年度{_joined(names)}的决定")
    entry.number()
    entry.date()
    entry.to_everybody()
    _honours(entry, names, "表彰这些荣誉的评选结果", awarded=True)


def certificate(entry: Entry) -> None:
    """荣誉证书, all in one file to print."""
    names = entry.facts.honours(awarded=True)
    entry.title("荣誉证书", "打印时文件的名称")
    entry.date(None, "颁发日期；不写就留空")
    _honours(entry, names, "每个科室、每个人一张，都在一个文件里", awarded=True)


def _honours(entry: Entry, names: Sequence[str], comment: str, *, awarded: bool = False) -> None:
    comment = f"{comment}；不写为全部荣誉"
    if names:
        entry.say("honours", list(names), comment)
        return
    what = "计划里还没有评选结果（honours 的 items）" if awarded else "计划里还没有荣誉（honours）"
    remedy = "请先在 honours（表彰）中写 name（名称）" + ("和 items（获奖的科室编号或工号）。" if awarded else "。")
    entry.need("honours", ["文明科室", "文明职工"], comment, (what, remedy))


def _joined(names: Sequence[str]) -> str:
    if not names:
        return "先进集体和先进个人"
    return "、".join(names[:-1]) + ("和" if len(names) > 1 else "") + names[-1]


# ---------------------------------------------------------------- activities
def activity_plan(entry: Entry) -> None:
    """活动方案 for a task."""
    tasks = [each for each in entry.facts.rows("tasks") if isinstance(each.get("id"), str) and title_of(each)]
    name = title_of(tasks[0]) if tasks else "主题"
    entry.title(f"{name}方案" if name.endswith("活动") else f"{name}活动方案")
    entry.date(None, "方案的日期，定下来后填写（去掉行首的 #）")
    comment = "为哪项任务做方案，填任务编号"
    if tasks:
        others = [f"{each['id']} {_short(title_of(each))}" for each in tasks[1:4]]
        entry.say("task", tasks[0]["id"], comment + (f"；也可以写 {'、'.join(others)} 等" if others else ""))
    else:
        remedy = "请先在 tasks（任务）中写任务，再填它的编号；或在这一项里加 body（内容）自己写正文。"
        entry.need("task", "T01", comment, ("计划里还没有任务（tasks）", remedy))
    entry.requirements("周密安排，确保安全。")


def activity_record(entry: Entry) -> None:
    """活动记录 of the latest activity, with its photos."""
    found = entry.facts.records(but=(*MEETINGS, *INSPECTIONS)) or entry.facts.records()
    name = title_of(found[0]) if found else "活动"
    entry.title(f"{name}记录" if name.endswith("活动") else f"{name}活动记录")
    if found:
        others = [each["id"] for each in found[1:]]
        entry.records([found[0]["id"]], others, "取自记录，每条一张；照片放在记录的 files（附件材料）所写的文件夹里")
    else:
        entry.no_record("activity", "活动", "取自记录，填记录编号")


def _short(title: str) -> str:
    return title if len(title) <= 16 else f"{title[:15]}…"  # noqa: PLR2004 - a comment is read at a glance
