"""Entries of forms, lists, the ledger, batches of letters, the dossier."""

from __future__ import annotations

from gongwen.adding.builder import Entry

_LEDGER_COLUMNS = (
    "序号", "测评项目", "测评指标", "工作任务", "具体措施", "牵头科室", "配合科室", "责任领导", "责任人", "完成时限",
    "量化目标", "佐证材料", "进展情况", "完成情况", "备注",
)  # fmt: skip
_LEDGER_SHEETS = ("总表", "分科室", "按月进度", "问题整改", "统计")
_TALK = ("序号", "谈话时间", "谈话地点", "谈话人", "谈话对象", "谈话主要内容", "备注")
_OTHER_FORMS = (
    ("卫生检查表", ("序号", "检查项目", "标准", "检查情况", "整改要求"), ("地面", "门窗", "桌面", "楼道", "卫生间")),
    ("控烟巡查记录表", ("序号", "日期", "巡查区域", "有无吸烟现象", "标识是否完好", "处理情况", "巡查人"), ()),
)  # fmt: skip
"""Other forms that units keep: title, columns, rows."""


def form(entry: Entry) -> None:
    """A blank form: 谈心谈话, with others as comments."""
    entry.title("谈心谈话记录表")
    entry.say("columns", list(_TALK), "表格的列；第一列写序号时自动编号，超过8列自动横排")
    entry.say("rows", "12", "空几行；也可以写各行的名称，如 [地面, 门窗]")
    entry.say("header", ["科室", "年度：{{ year }}年"], "表格上面的栏目；冒号后面可以带内容")
    entry.say("footer", ["填表人", "审核人"], "表格下面的栏目；不要就删去这一行")
    for title, columns, rows in _OTHER_FORMS:
        named = f"；{entry.word('rows')}: [{', '.join(rows)}]" if rows else ""
        entry.note(f"{title}可以写 {entry.word('columns')}: [{', '.join(columns)}]{named}")


def name_list(entry: Entry) -> None:
    """名单 of the leading group, or of everybody."""
    if entry.facts.group:
        entry.title(f"{entry.facts.group}名单")
        entry.attend(["领导小组"], "列哪些人")
    elif entry.facts.has("roster"):
        entry.title("{{ unit.name }}职工名单")
        entry.attend(["全体职工"], "列哪些人")
    else:
        entry.title("{{ unit.name }}职工名单")
        remedy = "请先写 group（领导小组）或 roster（名册），再填列哪些人。"
        entry.need("attend", ["全体职工"], "列哪些人", ("计划里还没有领导小组，也没有名册", remedy))


def ledger(entry: Entry) -> None:
    """任务分工台账."""
    entry.title("{{ year }}年精神文明创建任务分工台账")
    entry.say("columns", list(_LEDGER_COLUMNS), "要哪些列；还可以写 测评标准、阶段、考核依据")
    entry.say("sheets", list(_LEDGER_SHEETS), "要哪些表")
    if not entry.facts.has("tasks"):
        entry.lacks("计划里还没有任务（tasks）", "请先在 tasks（任务）中写任务，台账由它们生成。")


def letters(entry: Entry) -> None:
    """责任书 and 承诺书 for everybody who signs."""
    ids = entry.facts.ids("letters")
    comment = "要哪几种责任书、承诺书，填编号；不写为全部"
    if ids:
        entry.say("include", ids, comment)
    else:
        remedy = "请先在 letters（责任书承诺书）中写内容和由谁签订。"
        entry.need("include", ["L1"], comment, ("计划里还没有责任书、承诺书（letters）", remedy))


def dossier(entry: Entry) -> None:
    """迎检档案."""
    honour = entry.facts.text("unit", "honour")
    entry.title(f"{{{{ year }}}}年度{honour or ''}创建迎检档案", "标题；分卷、目录等写在 dossier（档案）中")
    if not entry.facts.has("dossier"):
        remedy = "请先写 dossier（档案），如 fonds（全宗）、retention（保管期限）、volumes（分卷）。"
        entry.lacks("计划里还没有档案的设置（dossier）", remedy)
