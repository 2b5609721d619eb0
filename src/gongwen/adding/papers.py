"""Entries of papers that say what the plan's own words say: notices, upward papers, letters, orders, reports."""

from __future__ import annotations

from gongwen.adding.builder import Entry
from gongwen.adding.facts import title_of

_BODY = "正文，每段一行；也可以写 {heading: 小标题, text: 文字, items: [条目]}、{table: …}"


def notice(entry: Entry) -> None:
    """A notice: of the plan where no notice carries it yet, else of something to be filled in."""
    plan = entry.facts.document("plan")
    carried = plan["id"] if plan is not None and plan["id"] not in entry.facts.wrapped() else None
    name = title_of(plan) if plan is not None and carried else ""
    entry.title(f"关于印发《{name}》的通知" if name else "关于做好{{ year }}年精神文明创建工作的通知")
    entry.number()
    entry.date()
    entry.to_everybody()
    if carried and name:
        entry.say("wraps", carried, "本通知印发的文件编号，接在通知后面")
        _body(entry, f"现将《{name}》印发给你们，请结合实际，认真抓好贯彻落实。")
    else:
        entry.offer("wraps", "plan", "要印发另一个文件时，写它的编号")
        _body(
            entry,
            "为做好{{ year }}年精神文明创建工作，现就有关事项通知如下：",
            {"heading": "工作安排", "text": "各科室要按照任务分工抓好落实。"},
            {"heading": "有关要求", "items": ["提高认识，加强领导。", "按时完成，及时报送。"]},
        )
    _copies(entry)


def request(entry: Entry) -> None:
    """请示: one matter, one addressee, and it asks for an answer."""
    entry.title("关于{{ year }}年精神文明创建工作有关事项的请示", "标题；写明请示什么，一文一事")
    _upward(entry)
    _body(
        entry,
        "为做好{{ year }}年精神文明创建工作，现就有关事项请示如下：",
        "此处写明请示的事项和理由。",
        "妥否，请批示。",
    )
    _copies(entry)


def report(entry: Entry) -> None:
    """报告 to the body above."""
    entry.title("关于{{ year }}年精神文明创建工作情况的报告")
    _upward(entry)
    _body(
        entry,
        "现将{{ year }}年精神文明创建工作情况报告如下：",
        {"heading": "工作开展情况", "text": "此处写主要做法和成效。"},
        {"heading": "存在的问题", "text": "此处写问题和原因。"},
        {"heading": "下步打算", "text": "此处写下一步的措施。"},
        "特此报告。",
    )
    _copies(entry)


def letter(entry: Entry) -> None:
    """函, between bodies that are not above each other."""
    entry.title("关于商请支持精神文明创建工作的函")
    entry.number()
    entry.date()
    entry.to_superior("主送，写对方单位的全称；这里取自上级单位，请改成收函的单位")
    _body(entry, "为做好{{ year }}年精神文明创建工作，现就有关事项函商如下：", "此处写明商请的事项。", "请予支持为盼。")
    _copies(entry)


def order(entry: Entry) -> None:
    """命令(令), numbered by itself and signed by a person."""
    entry.title("{{ unit.name }}令", "不印在纸上，清单中用")
    entry.offer("number", {"seq": "1"}, "令号，单独编流水号，签发后填写（去掉行首的 #）")
    entry.date()
    entry.signed("签发人，填工号；印职务和姓名")
    _body(entry, "此处写命令的内容，如：现公布某规定，自公布之日起施行。")


def plan(entry: Entry) -> None:
    """实施方案, whose text is the plan's own section."""
    entry.title("{{ year }}年精神文明建设工作实施方案")
    ledger = entry.facts.document("ledger")
    name = title_of(ledger) if ledger is not None else ""
    comment = "附件，只写名称；要把台账作为表格附在后面，写 {document: 台账的编号}"
    if name:
        entry.say("attachments", [name], comment)
    else:
        entry.offer("attachments", ["{{ year }}年精神文明创建任务分工台账"], comment)
    if not entry.facts.has("plan"):
        entry.lacks("计划里还没有方案正文（plan）", "请先在 plan（方案）中写 intro（引言）和 sections（章节）。")


def selfcheck(entry: Entry) -> None:
    """自查报告; the score table comes with it."""
    entry.title("{{ year }}年精神文明创建工作自查报告")
    entry.offer("number", {"seq": entry.facts.next_seq()}, "发文字号的序号；写了就用红头，不写没有红头")
    entry.date(entry.facts.text("selfcheck", "date"))
    entry.offer("to", [entry.facts.text("unit", "superior") or "上级机关全称"], "主送；上报时写")
    entry.offer("attachments", [{"from": "issues"}], "附件；自查评分表自动附上，还可以附 issues（问题整改情况表）等")
    for section, what in (("indicators", "测评标准（indicators）"), ("selfcheck", "自查结果（selfcheck）")):
        if not entry.facts.has(section):
            entry.lacks(f"计划里还没有{what}", f"请先填写 {section}，自查报告由它们生成。")


def stage_summary(entry: Entry) -> None:
    """阶段总结, out of the records up to its date."""
    entry.title("{{ year }}年精神文明创建工作阶段总结")
    latest = next((each.get("date") for each in entry.facts.records()), None)
    _summary(entry, latest if isinstance(latest, str) else None)


def summary(entry: Entry) -> None:
    """年度总结, whose text is the plan's own section."""
    entry.title("{{ year }}年精神文明建设工作总结")
    as_of = entry.facts.text("progress", "as_of")
    _summary(entry, as_of)
    if not entry.facts.has("summary"):
        what, remedy = (
            "计划里还没有总结的内容（summary）",
            "请先在 summary（总结）中写 opening（开头）和 sections（章节）。",
        )
        entry.lacks(what, remedy)


def _summary(entry: Entry, like: str | None) -> None:
    entry.offer("number", {"seq": entry.facts.next_seq()}, "发文字号的序号；写了就用红头，不写没有红头")
    entry.date(like, "日期；任务、记录、问题等数字算到这一天为止")
    superior = entry.facts.text("unit", "superior")
    if superior:
        entry.say("to", [superior], "主送；不上报就删去这一行")
    else:
        entry.offer("to", ["上级机关全称"], "主送；不上报就不写")
    results = [{"title": "任务完成情况表", "from": "results"}]
    comment = "附件，由程序生成的表：results 任务完成情况，issues 问题整改情况，scores 自查评分，names 名单"
    if entry.facts.has("tasks"):
        entry.say("attachments", results, comment)
    else:
        entry.offer("attachments", results, comment)


def _upward(entry: Entry) -> None:
    entry.number()
    entry.date()
    entry.to_superior()
    entry.signed("签发人，上行文必须有，填工号或姓名")


def _body(entry: Entry, *pieces: str | dict[str, object]) -> None:
    comment = _BODY
    for key in ("heading", "text", "items", "table"):
        comment = comment.replace(f"{key}: ", f"{entry.word(key)}: ")
    entry.say("body", list(pieces), comment)


def _copies(entry: Entry) -> None:
    entry.offer("cc", ["抄送机关全称"], "抄送")
