"""Missing pieces named at their very line, by `check` and by `build`; drafts of every frame; the 办理清单 from run to run.

Each case is a small plan written by hand in which `#!` marks the line that the problem must name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from gongwen.build import BuildOptions, build
from gongwen.building import BuildResult
from gongwen.check import check
from gongwen.problems import Problem, Severity
from gongwen.store import Outcome

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT
CHECKLIST = "00-办理清单.docx"

HEAD = """\
schema: gongwen/plan@1
year: 2024
unit: {name: 云溪县图书馆, short_name: 本馆, code: 云图}
roster:
  file: people.csv
  key: 工号
  columns: {id: 工号, name: 姓名, dept: 部门, post: 职务, status: 在岗状态}
  values: {active: [在岗]}
departments:
  - {id: lead, name: 馆领导, kind: leadership, head: Y1, leader: Y1}
  - {id: desk, name: 办公室, head: Y2, leader: Y1}
  - {id: read, name: 阅览部, head: Y3, leader: Y1}
group:
  name: 创建领导小组
  leader: Y1
  members: {staff: [Y2, Y3]}
  office: {name: 创建办公室, dept: desk, director: Y2}
"""
PEOPLE = "工号,姓名,部门,职务,在岗状态\nY1,高远,馆领导,馆长,在岗\nY2,甘棠,办公室,主任,在岗\nY3,米粒,阅览部,主任,在岗\nY4,米粒,阅览部,馆员,在岗\n"
PARTS = {
    "tasks": "tasks:\n  - {id: T1, title: 开展读书活动, lead: desk, owner: Y2, due: 2024-06-30, standards: [Z1-1-1]}\n",
    "records": """\
records:
  - {id: A1, kind: meeting, title: 第一次例会, date: 2024-03-05, place: 会议室, people: 3, host: Y1, summary: 研究工作, decisions: [同意。]}
  - {id: A2, kind: inspection, title: 第一季度检查, date: 2024-03-28, place: 各科室, people: 2}
""",
    "issues": "issues:\n  - {id: Q1, record: A2, dept: desk, problem: 台账不全, measure: 补齐, owner: Y2, due: 2024-04-10}\n",
    "honours": "honours:\n  - {name: 先进个人, conditions: [表现突出], items: [Y2]}\n",
    "indicators": """\
indicators:
  name: 测评体系
  projects:
    - id: Z1
      name: 组织领导
      indicators:
        - {id: Z1-1, name: 机制, standards: [{id: Z1-1-1, text: 机构健全, score: 5}]}
""",
    "selfcheck": "selfcheck:\n  date: 2024-11-10\n  items: []\n",
    "summary": "summary:\n  opening: 全年工作总结如下：\n  problems: [经费不足。]\n",
}
GOOD = """\
documents:
  - {id: good, type: notice, title: 关于放假的通知, number: {seq: 1}, date: 2024-01-02, to: [各科室], body: [放假一天。], output: 01-好.docx}
"""
DRAFTED = {"number": "number: {seq: 7}", "date": "date: 2024-12-02"}


def entry(kind: str, *lines: str, mark: str = "") -> str:
    """The lines of the entry `x`; the first one marked where its place is that of the whole entry."""
    output = "99-试验/" if kind == "rectification" else "99-试验.docx"
    head = [
        f"  - id: x{mark}",
        f"    type: {kind}",
        f"    title: {'会议纪要' if kind == 'minutes' else '关于某事的通知'}",
    ]
    return "\n".join([*head, *(f"    {line}" for line in lines), f"    output: {output}", ""])


def plan_text(documents: str, parts: dict[str, str]) -> str:
    merged = PARTS | parts
    return HEAD + "".join(merged.values()) + GOOD + documents


def workspace(folder: Path, documents: str, **parts: str) -> tuple[Path, int]:
    """A workspace with the plan; gives the plan and the marked line."""
    (folder / "inputs").mkdir(parents=True, exist_ok=True)
    text = plan_text(documents, parts)
    marked = [number for number, line in enumerate(text.split("\n"), 1) if "#!" in line]
    plan = folder / "inputs" / "plan.yaml"
    plan.write_text(text.replace("#!", "#"), encoding="utf-8")
    (folder / "inputs" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return plan, marked[0] if marked else 0


def run(plan: Path, *ids: str, **options: Any) -> BuildResult:
    return build(BuildOptions(plan=plan, ids=ids, pdf=False, **options), lambda _: None)


def names(plan: Path) -> set[str]:
    folder = plan.parent.parent / "outputs" / "2024"
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def lines(file: Path) -> list[str]:
    """A Word file line by line: paragraphs, and rows of tables joined by ｜."""
    document = docx.Document(str(file))
    found = []
    for child in document.element.body.iterchildren():
        if child.tag.endswith("}p"):
            found.append(WordParagraph(child, document).text)
        elif child.tag.endswith("}tbl"):
            found += ["｜".join(cell.text for cell in row.cells) for row in WordTable(child, document).rows]
    return found


def without(part: str, words: str, instead: str = "") -> dict[str, str]:
    """A part of the plan without some words."""
    assert words in PARTS[part]
    return {part: PARTS[part].replace(words, instead)}


def marked(part: str, start: str) -> dict[str, str]:
    text = PARTS[part]
    return {part: "\n".join(line + " #!" if start in line else line for line in text.split("\n"))}


def both(*steps: Any) -> dict[str, str]:
    """A part changed and then marked: (part, words, instead, start)."""
    part, words, instead, start = steps
    text = PARTS[part].replace(words, instead)
    assert text != PARTS[part]
    return {part: "\n".join(line + " #!" if start in line else line for line in text.split("\n"))}


TO = "to: [各科室]"
BODY = "body: [请遵照执行。]"
Case = tuple[str, dict[str, str], Severity, str, bool]
"""Entries, other parts of the plan, severity, words, whether the paper is made all the same."""
CASES: dict[str, Case] = {
    # ------------------------------------------------------------ records, minutes, meetings
    "minutes of a record without people": (
        entry("minutes", "from_records: [A1]"), both("records", ", people: 3", "", "id: A1"), WARNING, "记录“A1”没有填写人数", True),
    "activity record of a record without people": (
        entry("activity_record", "from_records: [A1] #!"), without("records", ", people: 3"), WARNING, "记录 A1 没有人数", True),
    "minutes without decisions": (
        entry("minutes", "from_records: [A1]"), both("records", ", decisions: [同意。]", "", "id: A1"), WARNING, "记录“A1”没有决定事项", True),
    "minutes of no record": (entry("minutes", mark=" #!"), {}, ERROR, "没有写取自哪条记录", False),
    "minutes of nobody known": (entry("minutes", "from_records: [A1]", "attend: [火星人] #!"), {}, ERROR, "写的人员不认识：火星人", False),
    "minutes before the meeting": (
        entry("minutes", "from_records: [A1]", "date: 2024-03-01 #!"), {}, ERROR, "2024年3月1日 在会议 2024年3月5日 之前", False),
    "notice of a meeting after it": (
        entry("meeting_notice", TO, "number: {seq: 7}", "from_records: [A1]", "date: 2024-03-06 #!"), {}, ERROR,
        "2024年3月6日 在会议 2024年3月5日 之后", False),
    "notice of a meeting to nobody": (
        entry("meeting_notice", "from_records: [A1]", mark=" #!"), {}, WARNING, "没有主送机关", True),
    "notice of a meeting nowhere": (
        entry("meeting_notice", TO, "attend: [办公室]", "meeting: {date: 2024-12-01} #!"), {}, WARNING, "没有会议地点", True),
    "notice of a meeting of unknown people": (
        entry("meeting_notice", TO, "from_records: [A1]", "attend: [办公室, 火星人] #!"), {}, ERROR, "写的人员不认识：火星人", False),
    # ------------------------------------------------------------ inspections
    "circular of an issue without owner": (
        entry("inspection_circular", TO, "from_records: [A2]"), both("issues", ", owner: Y2", "", "id: Q1"), WARNING, "问题“Q1”没有责任人", True),
    "circular of an issue without deadline": (
        entry("inspection_circular", TO, "from_records: [A2]"), both("issues", ", due: 2024-04-10", "", "id: Q1"), WARNING,
        "问题“Q1”没有整改时限", True),
    "slips of an issue without owner": (
        entry("rectification", "from_issues: all"), both("issues", ", owner: Y2", "", "id: Q1"), WARNING, "问题“Q1”没有责任人", True),
    "slips of an issue without deadline": (
        entry("rectification", "from_issues: all"), both("issues", ", due: 2024-04-10", "", "id: Q1"), WARNING, "问题“Q1”没有整改时限", True),
    "slips of an issue without department": (
        entry("rectification", "from_issues: [Q1]"), both("issues", "dept: desk, ", "", "id: Q1"), ERROR, "问题“Q1”没有责任科室", False),
    "slips of no issue": (entry("rectification", "from_issues: all #!"), {"issues": ""}, ERROR, "没有问题可写", False),
    "circular before the inspection": (
        entry("inspection_circular", TO, "number: {seq: 7}", "from_records: [A2]", "date: 2024-03-01 #!"), {}, ERROR,
        "2024年3月1日 在检查 2024年3月28日 之前", False),
    "circular of no inspection": (entry("inspection_circular", TO, mark=" #!"), {}, ERROR, "没有写取自哪条记录", False),
    # ------------------------------------------------------------ honours
    "commendation without honours": (entry("commendation", TO, mark=" #!"), {"honours": ""}, ERROR, "没有荣誉可写", False),
    "commendation of an honour nobody won": (
        entry("commendation", TO), both("honours", ", items: [Y2]", "", "先进个人"), ERROR, "表彰“先进个人”没有评选结果", False),
    "public notice of an honour nobody won": (
        entry("public_notice", "date: 2024-12-02"), both("honours", ", items: [Y2]", "", "先进个人"), ERROR, "表彰“先进个人”没有评选结果", False),
    "certificates of an honour nobody won": (
        entry("certificate", "date: 2024-12-02"), both("honours", ", items: [Y2]", "", "先进个人"), ERROR, "表彰“先进个人”没有评选结果", False),
    "selection without honours": (entry("selection_notice", TO, mark=" #!"), {"honours": ""}, ERROR, "没有荣誉可写", False),
    "recommendation without honours": (entry("recommendation", mark=" #!"), {"honours": ""}, ERROR, "没有荣誉可写", False),
    "selection without conditions": (
        entry("selection_notice", TO), both("honours", "conditions: [表现突出], ", "", "先进个人"), WARNING, "没有评选条件", True),
    "public notice of no days": (entry("public_notice", mark=" #!"), {}, WARNING, "没有公示期", True),
    "public notice of days upside down": (
        entry("public_notice", "validity: {from: 2024-12-09, to: 2024-12-02} #!"), {}, ERROR, "先后颠倒", False),
    "certificates of no day": (entry("certificate", mark=" #!"), {}, HINT, "证书上留了空", True),
    # ------------------------------------------------------------ papers of a body
    "request to two": (
        entry("request", "to: [省厅, 市局] #!", "signer: [Y1]", "body: [妥否，请批示。]"), {}, ERROR, "有 2 个主送机关", False),
    "request to two in one text": (
        entry("request", "to: 省厅、市局 #!", "signer: [Y1]", "body: [妥否，请批示。]"), {}, ERROR, "有 2 个主送机关", False),
    "request to nobody": (entry("request", "signer: [Y1]", "body: [妥否，请批示。]", mark=" #!"), {}, WARNING, "没有主送机关", True),
    "request that asks for nothing": (entry("request", "to: [省厅]", "signer: [Y1]", "body: [申请经费。] #!"), {}, WARNING, "没有请求批示", True),
    "report to two": (entry("report", "to: [省厅, 市局] #!", "signer: [Y1]", BODY), {}, WARNING, "有 2 个主送机关", True),
    "report to nobody": (entry("report", "signer: [Y1]", BODY, mark=" #!"), {}, WARNING, "没有主送机关", True),
    "notice to nobody": (entry("notice", BODY, mark=" #!"), {}, WARNING, "没有主送机关", True),
    "letter to nobody": (entry("letter", BODY, mark=" #!"), {}, WARNING, "没有主送机关", True),
    "notice without a word": (entry("notice", TO, mark=" #!"), {}, ERROR, "没有正文", False),
    "notice of an empty body": (entry("notice", TO, "body: [] #!"), {}, ERROR, "没有正文", False),
    "letter without a word": (entry("letter", TO, mark=" #!"), {}, ERROR, "没有正文", False),
    "order without a word": (entry("order", "signer: [Y1]", mark=" #!"), {}, ERROR, "没有正文", False),
    "request without a word": (entry("request", "to: [省厅]", "signer: [Y1]", mark=" #!"), {}, ERROR, "没有正文", False),
    "report without a word": (entry("report", "to: [省厅]", "signer: [Y1]", mark=" #!"), {}, ERROR, "没有正文", False),
    # ------------------------------------------------------------ self-check and summaries
    "self-check without indicators": (
        entry("selfcheck", "date: 2024-12-02", "type: selfcheck #!").replace("    type: selfcheck\n", "", 1),
        {"indicators": "", **without("tasks", ", standards: [Z1-1-1]")}, ERROR, "没有测评标准（indicators）", False),
    "self-check without a self-check": (
        entry("selfcheck", "date: 2024-12-02", "type: selfcheck #!").replace("    type: selfcheck\n", "", 1), {"selfcheck": ""}, ERROR,
        "没有自查结果（selfcheck）", False),
    "report before the self-check": (
        entry("selfcheck", "date: 2024-11-09 #!"), {}, ERROR, "2024年11月9日 在自查 2024年11月10日 之前", False),
    "summary without a summary": (entry("summary", "date: 2024-12-02", mark=" #!"), {"summary": ""}, ERROR, "没有总结的内容", False),
    # ------------------------------------------------------------ activities, forms, lists
    "activity plan without task": (entry("activity_plan", mark=" #!"), {}, ERROR, "没有写为哪项任务做方案", False),
    "activity plan of a task of nobody": (entry("activity_plan", "task: T1 #!"), without("tasks", "owner: Y2, "), WARNING, "没有责任人", True),
    "activity plan of a task without department": (
        entry("activity_plan", "task: T1 #!"), without("tasks", "lead: desk, "), WARNING, "没有牵头科室", True),
    "activity record of no record": (entry("activity_record", mark=" #!"), {}, ERROR, "没有写取自哪条记录", False),
    "activity record without photos": (entry("activity_record", "from_records: [A1] #!"), {}, HINT, "记录 A1 没有照片", True),
    "form without columns": (entry("form", mark=" #!"), {}, ERROR, "没有写表格的列", False),
    "list of nobody known": (entry("name_list", "attend: [全体职工, 火星人] #!"), {}, ERROR, "写的人员不认识：火星人", False),
    # ------------------------------------------------------------ what is bound
    "carries itself": (entry("notice", TO, BODY, "wraps: x #!"), {}, ERROR, "附上了自己：x", False),
    "binds itself": (entry("notice", TO, BODY, "attachments: [{document: x}] #!"), {}, ERROR, "附上了自己：x", False),
    "carries the ledger": (
        entry("notice", TO, BODY, "wraps: book #!") + "  - {id: book, type: ledger, title: 台账, output: 98-台账.xlsx}\n", {}, ERROR,
        "“book”是任务分工台账，不能附在文件后面", False),
    "binds slips": (
        entry("notice", TO, BODY, "attachments: [{document: slips}] #!")
        + "  - {id: slips, type: rectification, title: 通知单, from_issues: all, output: 98-通知单/}\n", {}, ERROR,
        "“slips”是整改通知单，不能附在文件后面", False),
    "binds certificates": (
        entry("notice", TO, BODY, "attachments: [{document: paper}] #!")
        + "  - {id: paper, type: certificate, title: 荣誉证书, date: 2024-12-02, output: 98-证书.docx}\n", {}, ERROR,
        "“paper”是荣誉证书，不能附在文件后面", False),
    "binds a list of nobody": (
        entry("notice", TO, BODY, "attachments: [{from: names}]", mark=" #!"), {}, ERROR, "没有写列哪些人", False),
}  # fmt: skip


def said(problems: list[Problem], words: str) -> list[Problem]:
    return [each for each in problems if words in each.what]


@pytest.mark.parametrize("name", CASES)
def test_named_at_its_line_by_check_and_build_and_the_rest_is_made(tmp_path, name):
    documents, parts, severity, words, made = CASES[name]
    plan, line = workspace(tmp_path, documents, **parts)
    found = said(check(plan), words)
    assert [each.severity for each in found] == [severity]
    assert found[0].place is not None
    assert (found[0].place.file, found[0].place.line) == (str(plan), line)
    assert found[0].remedy
    result = run(plan)
    assert said(result.problems, words) == found
    assert result.exit_code == (0 if made else 7)
    files = {name for name in names(plan) if name.startswith("99-试验")}
    assert bool(files) is made
    assert {"01-好.docx", CHECKLIST} <= names(plan)
    assert list((plan.parent.parent / ".gongwen" / "staging").iterdir()) == []
    assert found[0].what.rstrip("。") in "".join(lines(plan.parent.parent / "outputs" / "2024" / CHECKLIST))


def test_the_command_line_prints_file_and_line(tmp_path, run_cli):
    plan, line = workspace(tmp_path, entry("letter", TO, mark=" #!"))
    for command, code in (("check", 3), ("build", 7)):
        done = run_cli(command, cwd=tmp_path)
        assert done.returncode == code, done.stderr
        told = f"错误: {plan.relative_to(tmp_path)}:{line}:"
        assert any(
            each.startswith(told) and each.endswith("文件“x”没有正文")
            for each in (done.stdout + done.stderr).split("\n")
        )


def test_all_that_is_wrong_with_a_paper_is_said_at_once(tmp_path):
    bare = "records:\n  - {id: A1, kind: meeting, title: 第一次例会, date: 2024-03-05}\n  - {id: A2, kind: inspection, title: 检查, date: 2024-03-28}\n"
    issues = "issues:\n  - {id: Q1, record: A2, dept: desk, problem: 台账不全}\n  - {id: Q2, record: A2, dept: desk, problem: 无签到}\n"
    plan, _ = workspace(tmp_path, entry("minutes", "from_records: [A1]") + SLIPS, records=bare, issues=issues)
    what = [each.what for each in check(plan)]
    assert {"记录“A1”没有填写人数", "记录“A1”没有决定事项"} <= set(what)
    assert {f"问题“Q{number}”没有{key}" for number in (1, 2) for key in ("责任人", "整改时限")} <= set(what)


SLIPS = "  - {id: slips, type: rectification, title: 通知单, from_issues: all, output: 98-通知单/}\n"


def three(kind: str) -> str:
    """Three notices that hold one another in a circle."""
    keys = {"wraps": "wraps: {}", "attachments": "attachments: [{{document: {}}}]"}[kind]
    return "".join(
        f"  - {{id: {name}, type: notice, title: 关于某事的通知, to: [各科室], body: [见后。], {keys.format(other)}, output: {name}.docx}}\n"
        for name, other in (("x", "y"), ("y", "z"), ("z", "x"))
    )


@pytest.mark.parametrize("kind", ["wraps", "attachments"])
def test_papers_that_hold_one_another_in_a_circle(tmp_path, kind):
    plan, _ = workspace(tmp_path, three(kind))
    found = said(check(plan), "附上了自己")
    start = len(plan_text("", {}).rstrip("\n").split("\n"))
    assert {each.place.line for each in found} == {start + 1, start + 2, start + 3}
    assert run(plan).exit_code == 7
    assert names(plan) == {"01-好.docx", CHECKLIST}


def test_a_chain_that_ends_is_no_circle(tmp_path):
    """One that is held twice, and one that holds another that holds a third, are made."""
    chain = three("attachments").replace("attachments: [{document: x}], ", "").replace("document: y", "document: z")
    plan, _ = workspace(tmp_path, chain)
    assert run(plan).exit_code == 0
    assert not said(check(plan), "附上了自己")


# ---------------------------------------------------------------- drafts
OFFICIAL = {
    "notice": (TO, BODY),
    "letter": ("to: [社区]", BODY),
    "order": (BODY, "signer: [Y1]"),
    "request": ("to: [省厅]", "signer: [Y1]", "body: [妥否，请批示。]"),
    "report": ("to: [省厅]", "signer: [Y1]", BODY),
    "meeting_notice": (TO, "from_records: [A1]", "attend: [办公室]"),
    "inspection_circular": (TO, "from_records: [A2]"),
    "selection_notice": (TO,),
    "commendation": (TO,),
}
PLAIN = {
    "public_notice": ("validity: {from: 2024-12-02, to: 2024-12-06}",),
    "activity_plan": ("task: T1",),
    "selfcheck": (),
    "stage_summary": (),
    "summary": (),
}
LATER = {"meeting_notice": "date: 2024-03-01"}


@pytest.mark.parametrize("missing", ["number", "date", "both"])
@pytest.mark.parametrize("kind", OFFICIAL)
def test_without_number_or_date_a_draft_with_blanks(tmp_path, kind, missing):
    given = dict(DRAFTED)
    given["date"] = LATER.get(kind, given["date"])
    told = [text for key, text in given.items() if missing not in (key, "both")]
    plan, _ = workspace(tmp_path, entry(kind, *OFFICIAL[kind], *told))
    result = run(plan)
    assert result.exit_code == 0
    words = {
        "number": "缺少发文字号，按送审稿",
        "date": "缺少成文日期，按送审稿",
        "both": "缺少发文字号和成文日期，按送审稿",
    }[missing]
    assert [each.severity for each in said(result.problems, words)] == [HINT]
    assert said(check(plan), words) == said(result.problems, words)
    made = {name for name in names(plan) if name.startswith("99") and "签到表" not in name}
    assert made == {"99-试验（送审稿）.docx"}
    text = "\n".join(lines(plan.parent.parent / "outputs" / "2024" / "99-试验（送审稿）.docx"))
    blank, full = ("第　号", "第7号") if kind == "order" else ("云图〔2024〕　号", "云图〔2024〕7号")
    assert (blank in text, full in text) == ((missing != "date"), (missing == "date"))
    assert ("2024年　月　日" in text) is (missing != "number")
    # signed: the number and date are filled in, and the official paper stands beside the draft, which nobody deletes
    plan, _ = workspace(tmp_path, entry(kind, *OFFICIAL[kind], *given.values()))
    assert run(plan).exit_code == 0
    assert {"99-试验（送审稿）.docx", "99-试验.docx"} <= names(plan)
    text = "\n".join(lines(plan.parent.parent / "outputs" / "2024" / "99-试验.docx"))
    assert full in text
    assert "　号" not in text
    assert "年　月　日" not in text
    assert "99-试验.docx｜" in "\n".join(row for row in table_rows(plan) if "正式" in row)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_plain_paper_without_date_is_a_draft(tmp_path, kind):
    plan, _ = workspace(tmp_path, entry(kind, *PLAIN[kind]))
    result = run(plan)
    assert result.exit_code == 0
    assert said(result.problems, "缺少成文日期，按送审稿生成")
    assert "99-试验（送审稿）.docx" in names(plan)
    assert "2024年　月　日" in "\n".join(lines(plan.parent.parent / "outputs" / "2024" / "99-试验（送审稿）.docx"))
    plan, _ = workspace(tmp_path / "dated", entry(kind, *PLAIN[kind], DRAFTED["date"]))
    run(plan)
    assert "99-试验.docx" in names(plan)


@pytest.mark.parametrize("kind", ["selfcheck", "stage_summary", "summary"])
def test_a_summary_with_a_number_is_an_official_draft_without_date(tmp_path, kind):
    plan, _ = workspace(tmp_path, entry(kind, "number: {seq: 7}", TO))
    assert run(plan).exit_code == 0
    text = "\n".join(lines(plan.parent.parent / "outputs" / "2024" / "99-试验（送审稿）.docx"))
    assert "云图〔2024〕7号" in text
    assert "2024年　月　日" in text


@pytest.mark.parametrize("kind", ["notice", "letter", "order", "report", "activity_plan"])
def test_a_month_is_no_date(tmp_path, kind):
    plan, _ = workspace(
        tmp_path, entry(kind, *(OFFICIAL | PLAIN)[kind], DRAFTED["number"] if kind in OFFICIAL else "", "date: 2024-12")
    )
    run(plan)
    assert "99-试验（送审稿）.docx" in names(plan)
    assert "2024年12月　日" in "\n".join(lines(plan.parent.parent / "outputs" / "2024" / "99-试验（送审稿）.docx"))


@pytest.mark.parametrize("kind", ["request", "report"])
def test_an_upward_paper_that_nobody_signed_is_a_draft(tmp_path, kind):
    keys = [line for line in OFFICIAL[kind] if not line.startswith("signer")]
    plan, _ = workspace(tmp_path, entry(kind, *keys, *DRAFTED.values()))
    result = run(plan)
    assert said(result.problems, "缺少签发人，按送审稿生成")
    assert "99-试验（送审稿）.docx" in names(plan)
    assert "签发人：　　　" in "\n".join(lines(plan.parent.parent / "outputs" / "2024" / "99-试验（送审稿）.docx"))


def test_what_needs_no_signature_is_no_draft(tmp_path):
    documents = (
        "  - {id: a, type: minutes, title: 会议纪要, from_records: [A1], output: a.docx}\n"
        "  - {id: b, type: form, title: 表, columns: [甲, 乙], output: b.docx}\n"
        "  - {id: c, type: name_list, title: 名单, attend: [领导小组], output: c.docx}\n"
        "  - {id: d, type: recommendation, title: 推荐表, output: d.docx}\n"
        "  - {id: e, type: activity_record, title: 记录, from_records: [A1], output: e.docx}\n"
        "  - {id: f, type: plan, title: 方案, body: [方案如下。], output: f.docx}\n"
        "  - {id: g, type: certificate, title: 证书, date: 2024-12-02, output: g.docx}\n"
    )
    plan, _ = workspace(tmp_path, documents)
    assert run(plan).exit_code == 0
    assert {f"{name}.docx" for name in "abcdefg"} <= names(plan)
    assert not any("送审稿" in name for name in names(plan))


# ---------------------------------------------------------------- one bad paper among others
def test_several_bad_papers_among_good_ones(tmp_path):
    """Bad ones first, last and between; a bad batch leaves no folder; the good ones are all there."""
    bad = [
        ("notice", "title: 通知"), ("form", "title: 表"), ("selfcheck", "title: 自查, date: 2024-01-01"), ("activity_plan", "title: 方案"),
        ("rectification", "title: 单"),
    ]  # fmt: skip
    documents = ""
    for number, (kind, keys) in enumerate(bad):
        suffix = "/" if kind == "rectification" else ".docx"
        documents += f"  - {{id: b{number}, type: {kind}, {keys}, output: b{number}{suffix}}}\n"
        documents += f"  - {{id: g{number}, type: form, title: 表, columns: [甲, 乙], output: g{number}.docx}}\n"
    plan, _ = workspace(tmp_path, documents, **without("issues", "dept: desk, "))
    result = run(plan)
    assert result.exit_code == 7
    assert names(plan) == {"01-好.docx", CHECKLIST, *(f"g{number}.docx" for number in range(5))}
    assert not (plan.parent.parent / "outputs" / "2024" / "b4").exists()
    rows = table_rows(plan)
    assert [row.split("｜")[3] for row in rows] == ["正式", *["没有做成", "正式"] * 5]
    assert list((plan.parent.parent / ".gongwen" / "staging").iterdir()) == []


def test_the_last_good_version_stays_when_a_paper_turns_bad(tmp_path):
    plan, _ = workspace(tmp_path, entry("notice", TO, BODY, *DRAFTED.values()))
    assert run(plan).exit_code == 0
    file = plan.parent.parent / "outputs" / "2024" / "99-试验.docx"
    before = file.read_bytes()
    workspace(tmp_path, entry("notice", TO, *DRAFTED.values()))
    assert run(plan).exit_code == 7
    assert file.read_bytes() == before
    assert "没有做成" in next(row for row in table_rows(plan) if "99-试验" in row)


def test_a_template_that_cannot_be_used_stops_all_before_anything_is_written(tmp_path, run_cli):
    plan, _ = workspace(tmp_path, entry("notice", TO, BODY, "template: 坏模板", *DRAFTED.values()))
    (tmp_path / "templates").mkdir()
    file = docx.Document()
    file.add_paragraph("{{ 没有这个标记 }}")
    file.save(str(tmp_path / "templates" / "坏模板.docx"))
    assert run_cli("build", cwd=tmp_path).returncode == 3
    assert not (tmp_path / "outputs").exists() or not names(plan)


# ---------------------------------------------------------------- the checklist
def table_rows(plan: Path) -> list[str]:
    file = plan.parent.parent / "outputs" / "2024" / CHECKLIST
    table = docx.Document(str(file)).tables[0]
    return ["｜".join(cell.text for cell in row.cells) for row in table.rows[1:]]


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        file.relative_to(folder).as_posix(): (file.stat().st_mtime_ns, file.read_bytes())
        for file in folder.rglob("*")
        if file.is_file()
    }


MIXED = (
    entry("notice", TO, BODY)
    + "  - {id: bad, type: form, title: 表, output: 97-坏.docx}\n"
    + "  - {id: slips, type: rectification, title: 通知单, from_issues: all, output: 98-通知单/}\n"
    + "  - {id: gather, type: meeting_notice, title: 关于开会的通知, to: [各科室], from_records: [A1], attend: [办公室], output: 96-会.docx}\n"
    + "  - {id: files, type: dossier, title: 档案, output: 95-档案/}\n"
)


def test_the_checklist_names_every_file_draft_and_problem(tmp_path):
    plan, _ = workspace(tmp_path, MIXED)
    assert run(plan).exit_code == 7
    rows = table_rows(plan)
    assert [row.split("｜")[1:4] for row in rows] == [
        ["01-好.docx", "通知", "正式"],
        ["99-试验（送审稿）.docx", "通知", "送审稿"],
        ["97-坏.docx", "空白表格", "没有做成"],
        ["98-通知单", "整改通知单", "1份"],
        ["96-会（送审稿）.docx", "会议通知", "送审稿"],
        ["96-会（签到表）.docx", "会议通知", "正式"],
        ["95-档案/", "迎检档案", "只有缺项清单"],
    ]
    assert [row.split("｜")[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    text = lines(plan.parent.parent / "outputs" / "2024" / CHECKLIST)
    assert "1.文件“bad”没有写表格的列。请在 columns（列）中写表头，如 [序号, 时间, 地点, 情况]。" in text
    assert any(line.startswith("1.文件“x”缺少发文字号和成文日期，按送审稿生成。") for line in text)
    assert "（一）做不成或必须改正的（1条）" in text
    assert "（二）提示（3条）" in text
    assert not any(str(plan.parent.parent) in line for line in text)  # it is read on paper


def test_a_second_build_writes_nothing_whatever_was_wrong(tmp_path):
    plan, _ = workspace(tmp_path, MIXED)
    outputs = plan.parent.parent / "outputs"
    run(plan)
    before = snapshot(outputs)
    for options in ({}, {"force": True}):
        result = run(plan, **options)
        assert result.exit_code == 7
        assert {outcome for _, outcome in result.outcomes} == {Outcome.UNCHANGED}
        assert snapshot(outputs) == before


def test_a_file_changed_by_hand_is_kept_and_named_until_it_is_forced(tmp_path):
    plan, _ = workspace(tmp_path, MIXED)
    run(plan)
    file = plan.parent.parent / "outputs" / "2024" / "01-好.docx"
    document = docx.Document(str(file))
    document.add_paragraph("手工加的一句。")
    document.save(str(file))
    mine = file.read_bytes()
    for _ in range(2):  # told again each time, and the list stays as it is
        result = run(plan)
        assert result.exit_code == 7  # of the bad paper; a kept file alone gives 6
        assert file.read_bytes() == mine
        assert table_rows(plan)[0].split("｜")[3] == "保留手工修改"
    listed = (plan.parent.parent / "outputs" / "2024" / CHECKLIST).read_bytes()
    run(plan)
    assert (plan.parent.parent / "outputs" / "2024" / CHECKLIST).read_bytes() == listed
    run(plan, force=True)
    assert table_rows(plan)[0].split("｜")[3] == "正式"
    assert "手工加的一句。" not in lines(file)


def test_only_a_build_of_everything_writes_the_checklist(tmp_path):
    plan, _ = workspace(tmp_path, MIXED)
    run(plan, "good")
    assert names(plan) == {"01-好.docx"}


def test_nothing_to_be_done_is_said(tmp_path):
    plan, _ = workspace(tmp_path, "", honours="", records="", issues="")
    assert run(plan).exit_code == 0
    assert "没有待办事项。" in lines(plan.parent.parent / "outputs" / "2024" / CHECKLIST)


# ---------------------------------------------------------------- what is wrong still
def paper(tmp_path: Path, documents: str, **parts: str) -> tuple[list[str], BuildResult]:
    plan, _ = workspace(tmp_path, documents, **parts)
    result = run(plan, "x")
    folder = plan.parent.parent / "outputs" / "2024"
    made = sorted(folder.glob("99-*.docx")) if folder.exists() else []
    return (lines(made[0]) if made else []), result


def test_a_circular_before_its_inspection_says_nothing_false(tmp_path):
    said_, _ = paper(
        tmp_path,
        entry("inspection_circular", TO, "number: {seq: 7}", "from_records: [A2]", "date: 2024-03-01"),
    )
    assert "本次检查未发现突出问题。" not in said_


def test_a_circular_of_a_meeting_is_a_problem(tmp_path):
    _, result = paper(tmp_path, entry("inspection_circular", TO, *DRAFTED.values(), "from_records: [A1]"))
    assert result.problems


def test_nobody_stands_twice_in_the_minutes(tmp_path):
    records = PARTS["records"].replace("people: 3,", "people: 3, attendees: [Y3],")
    found, _ = paper(tmp_path, entry("minutes", "from_records: [A1]"), records=records)
    assert "".join(found).count("米粒") == 1


def test_a_certificate_of_a_month_is_told(tmp_path):
    _, result = paper(tmp_path, entry("certificate", "date: 2024-12"))
    assert said(result.problems, "日期")


def test_a_figure_without_a_value_is_named_at_its_paper(tmp_path):
    text = entry("notice", TO, *DRAFTED.values(), "body: ['自查得{{ stats.selfcheck.total }}分。'] #!").replace(
        "2024-12-02", "2024-03-01"
    )
    plan, line = workspace(tmp_path, text)
    found = [each for each in check(plan) if each.severity is ERROR]
    assert len(found) == 1
    assert found[0].place is not None
    assert found[0].place.line in (line, line - 6)  # its body, or its entry
    assert "stats.selfcheck.total" in found[0].what


def test_a_circular_of_an_inspection_of_a_month_says_what_was_found(tmp_path):
    parts = {"records": PARTS["records"].replace("2024-03-28", "2024-03")}
    found, result = paper(
        tmp_path,
        entry("inspection_circular", TO, "number: {seq: 7}", "from_records: [A2]", "date: 2024-03-15"),
        **parts,
    )
    assert any("台账不全" in line for line in found) or result.problems


def test_a_meeting_without_a_name_is_told(tmp_path):
    keys = (TO, *DRAFTED.values(), "attend: [办公室]", "meeting: {date: 2024-12-09, place: 会议室}")
    found, result = paper(tmp_path, entry("meeting_notice", *keys))
    assert not any("召开关于" in line for line in found)
    assert said(result.problems, "会议名称")
