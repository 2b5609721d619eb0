"""Every figure of summary, circular and self-check, worked out again straight from the plan file; what quotes what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml

from gongwen.documents.context import Batch, Made
from tests.yearly import context_of, dump, make, yearly

PLAN = Path(__file__).parent.parent / "inputs" / "plan.yaml"


def raw() -> dict[str, Any]:
    return yaml.load(PLAN.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def day(text: str) -> date:
    return date.fromisoformat(text)


def plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value != value.to_integral_value() else str(int(value))


def said(folder: Path) -> dict[str, list[str]]:
    """What every paper of a workspace says, by id; a batch with the values of each of its files."""
    context, _ = context_of(folder)
    found = {}
    for entry in context.plan.documents:
        if entry.type in ("ledger", "letters", "dossier"):
            continue
        made = make(context, entry.id)
        lines = dump(made.document)
        if isinstance(made, Batch):
            lines += [repr(row) for row in made.rows]
        if isinstance(made, Made):
            lines += [line for each in made.companions for line in dump(each.document)]
        found[entry.id] = lines
    return found


@pytest.fixture(scope="module")
def papers(tmp_path_factory) -> dict[str, list[str]]:
    return said(yearly(tmp_path_factory.mktemp("year")))


def test_summary(papers):
    plan = raw()
    until = day("2023-12-20")
    records = [each for each in plan["records"] if day(each["date"]) <= until]
    by_task = lambda task: [each for each in records if task in each["tasks"]]  # noqa: E731
    of_kind = lambda kind: [each for each in records if each["kind"] == kind]  # noqa: E731
    total = lambda rows, key: sum(Decimal(row.get(key, "0")) for row in rows)  # noqa: E731
    done = sum(item["status"] == "已完成" for item in plan["progress"]["items"])
    tasks = len(plan["tasks"])
    rate = plain((Decimal(done * 100) / tasks).quantize(Decimal("0.1")))
    score = (
        100
        - sum(
            Decimal(standard["score"]) - Decimal(item["score"])
            for item in plan["selfcheck"]["items"]
            for project in plan["indicators"]["projects"]
            for indicator in project["indicators"]
            for standard in indicator["standards"]
            if standard["id"] == item["standard"]
        )
        + sum(Decimal(item["score"]) for item in plan["selfcheck"]["bonus"])
    )
    closed = sum(issue["done"] not in ("null", "") and day(issue["done"]) <= until for issue in plan["issues"])
    text = "".join(papers["summary"])
    for sentence in (
        f"全年确定创建任务{tasks}项，截至2023年12月20日完成{done}项，完成率{rate}%；对照测评标准自查得分{plain(score)}分",
        f"召开领导小组会议{len(by_task('T20'))}次、支委会专题研究{len(by_task('T37'))}次",
        f"组织创建工作检查{len(of_kind('inspection'))}次，发现问题{len(plan['issues'])}个，整改到位{closed}个",
        f"支部书记讲党课{len(by_task('T12'))}次",
        f"举办法治专题培训{len(by_task('T26'))}期",
        f"健步走等文体活动{len(of_kind('sports'))}次，参加{total(of_kind('sports'), 'people')}人次",
        f"开展志愿服务活动{len(of_kind('volunteer'))}次，参加{total(of_kind('volunteer'), 'people')}人次",
        f"累计服务{total(of_kind('volunteer'), 'hours')}小时，募集善款{total(records, 'money')}元",
        f"讲座{len(by_task('T49'))}场",
        "表彰文明科室2个、文明家庭3户、文明职工6名",
        "签订党风廉政建设责任书12份、精神文明建设目标责任书8份，检查、审评等关键岗位人员签署廉洁自律承诺书42份",
        "58名在岗职工签署做遵纪守法好公民承诺书",
    ):
        assert sentence in text, sentence


def test_circular(papers):
    plan = raw()
    until, found = day("2023-09-28"), [each for each in plan["issues"] if each["record"] == "A23"]
    dates = {each["id"]: day(each["date"]) for each in plan["records"]}
    earlier = [each for each in plan["issues"] if dates[each["record"]] < dates["A23"]]
    assert all(day(each["done"]) <= until for each in earlier)
    assert not any(day(each["done"]) <= until for each in found)
    text = "\n".join(papers["circular"])
    assert (
        f"本次检查共发现问题{len(found)}个，涉及{len({each['dept'] for each in found})}个科室，均要求限期整改。" in text
    )
    assert f"此前检查发现的{len(earlier)}个问题，已全部整改到位。" in text
    names = {each["id"]: each["name"] for each in plan["departments"]}
    for department in {each["dept"] for each in found}:
        own = [each for each in found if each["dept"] == department]
        assert f"{names[department]}（{len(own)}个）" in text
        assert all(each["problem"] in text for each in own)
    assert not any(each["problem"] in text for each in plan["issues"] if each not in found)
    last = max(day(each["due"]) for each in found)
    assert f"最迟于{last.month}月{last.day}日前完成" in text


def test_selfcheck(papers):
    plan = raw()
    until = day("2023-11-10")
    lost = {item["standard"]: item for item in plan["selfcheck"]["items"]}
    text = "\n".join(papers["selfcheck"])
    full_all = got_all = Decimal(0)
    for project in plan["indicators"]["projects"]:
        standards = [standard for indicator in project["indicators"] for standard in indicator["standards"]]
        full = sum(Decimal(each["score"]) for each in standards)
        got = sum(Decimal(lost[each["id"]]["score"] if each["id"] in lost else each["score"]) for each in standards)
        ids = {each["id"] for each in standards}
        tasks = sum(bool(ids & set(task.get("standards", []))) for task in plan["tasks"])
        assert f"{project['name']}。满分{plain(full)}分，自评{plain(got)}分，对应创建任务{tasks}项。" in text
        for each in standards:
            score = lost[each["id"]]["score"] if each["id"] in lost else each["score"]
            reason = lost[each["id"]]["reason"] if each["id"] in lost else ""
            assert f"｜{each['text']}｜{plain(Decimal(each['score']))}｜{plain(Decimal(score))}｜{reason}" in text
        full_all, got_all = full_all + full, got_all + got
    bonus = sum(Decimal(item["score"]) for item in plan["selfcheck"]["bonus"])
    assert f"测评标准满分{plain(full_all)}分，自查扣{plain(full_all - got_all)}分，加{plain(bonus)}分" in text
    assert f"自查得分{plain(got_all + bonus)}分" in text
    assert f"合计｜合计｜｜{plain(full_all)}｜{plain(got_all + bonus)}" in text
    dates = {each["id"]: day(each["date"]) for each in plan["records"]}
    records = sum(each <= until for each in dates.values())
    found = [each for each in plan["issues"] if dates[each["record"]] <= until]
    closed = sum(day(each["done"]) <= until for each in found)
    assert f"开展各类会议、活动{records}次；检查发现问题{len(found)}个，整改到位{closed}个。" in text


def test_stage_summary(papers):
    plan = raw()
    records = [each for each in plan["records"] if day(each["date"]) <= day("2023-10-09")]
    text = "\n".join(papers["stage"])
    assert f"开展各类会议、活动{len(records)}次" in text
    for kind, word in (("meeting", "会议"), ("volunteer", "志愿服务"), ("sports", "文体活动"), ("inspection", "检查")):
        own = [each for each in records if each["kind"] == kind]
        people = sum(int(each["people"]) for each in own)
        assert f"{word}{len(own)}次，参加{people}人次" in text


def changed(tmp_path: Path, papers: dict[str, list[str]], **changes: Any) -> set[str]:
    after = said(yearly(tmp_path / "changed", **changes))
    assert after.keys() == papers.keys()
    return {identifier for identifier, lines in after.items() if lines != papers[identifier]}


def record(kind: str, on: str, **more: Any) -> dict[str, Any]:
    return {"id": "A99", "kind": kind, "title": "新的活动", "date": on, "people": "10", "tasks": ["T45"], **more}


@pytest.mark.parametrize(
    ("what", "papers_that_change"),
    [
        (record("volunteer", "2023-11-20", hours="5"), {"summary"}),
        (record("activity", "2023-10-05"), {"stage", "selfcheck"}),
        (record("activity", "2023-12-28"), set()),
        (record("inspection", "2023-10-20"), {"selfcheck", "summary"}),
        (record("sports", "2023-09-01"), {"stage", "selfcheck", "summary"}),
    ],
    ids=[
        "volunteer in November",
        "activity in October",
        "after all papers",
        "inspection in October",
        "sports in September",
    ],
)
def test_one_more_record_changes_exactly_what_quotes_it(tmp_path, papers, what, papers_that_change):
    assert changed(tmp_path, papers, records=[*raw()["records"], what]) == papers_that_change


def test_one_issue_less_closed_changes_exactly_what_quotes_it(tmp_path, papers):
    issues = [{key: value for key, value in each.items() if value != "null"} for each in raw()["issues"]]
    for issue in issues:
        if issue["id"] == "Q05":
            del issue["done"]
    assert changed(tmp_path, papers, issues=issues) == {"selfcheck", "summary", "rectify"}


def test_one_finding_more_of_october_leaves_septembers_circular_alone(tmp_path, papers):
    issues = [{key: value for key, value in each.items() if value != "null"} for each in raw()["issues"]]
    issues.append(
        {"id": "Q99", "record": "A28", "dept": "review", "problem": "新问题", "owner": "LZ053", "due": "2023-12-20"}
    )
    assert changed(tmp_path, papers, issues=issues) == {"summary", "rectify"}


def test_one_score_changes_exactly_what_quotes_it(tmp_path, papers):
    selfcheck = raw()["selfcheck"]
    selfcheck["items"][0]["score"] = "1"
    assert changed(tmp_path, papers, selfcheck=selfcheck) == {"selfcheck", "summary"}


def test_one_more_honour_changes_exactly_what_quotes_it(tmp_path, papers):
    honours = raw()["honours"]
    honours[2]["items"].append("LZ009")
    assert changed(tmp_path, papers, honours=honours) == {"award", "publish", "certs", "summary"}


def test_one_leader_changes_exactly_what_names_him(tmp_path, papers):
    """Another host of the fourth meeting: its minutes and its notice, nothing else."""
    records = raw()["records"]
    next(each for each in records if each["id"] == "A32")["host"] = "LZ002"
    assert changed(tmp_path, papers, records=records) == {"minutes", "gather"}


def test_what_is_typed_in_the_ledger_reaches_the_papers(run_cli, workspace):
    assert run_cli("build", "--no-pdf", cwd=workspace).returncode == 0
    outputs = workspace / "outputs" / "2023"
    book = openpyxl.load_workbook(outputs / "02-任务分工台账.xlsx")
    sheet = book["总表"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "工作任务" for cell in row))
    columns = {cell.value: cell.column for cell in head}
    for row in range(head[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, columns["工作任务"]).value == "开展“勤俭节约在行动”主题教育活动" or "勤俭节约" in str(
            sheet.cell(row, columns["工作任务"]).value
        ):
            sheet.cell(row, columns["完成情况"]).value = "已完成"
    issues = book["问题整改"]
    head = next(row for row in issues.iter_rows() if any(cell.value == "存在问题" for cell in row))
    columns = {cell.value: cell.column for cell in head}
    for row in range(head[0].row + 1, issues.max_row + 1):
        if issues.cell(row, columns["存在问题"]).value == "能耗统计表缺少同比数据":
            issues.cell(row, columns["完成日期"]).value = "2023-12-15"
            issues.cell(row, columns["整改情况"]).value = "已整改"
    book.save(outputs / "02-任务分工台账.xlsx")
    before = {file.name: text_of(file) for file in outputs.glob("*.docx")}
    assert run_cli("build", "--no-pdf", cwd=workspace).returncode == 0
    after = {file.name: text_of(file) for file in outputs.glob("*.docx")}
    assert {name for name in after if after[name] != before[name]} - {"00-办理清单.docx"} == {"09-年度总结.docx"}
    assert "完成58项，完成率96.7%" in after["09-年度总结.docx"]
    assert "整改到位9个" in after["09-年度总结.docx"]
    slips = [text_of(file) for file in (outputs / "06-整改通知单").glob("0*.docx")]
    assert sum("已整改（12月15日）" in text for text in slips) == 1


def text_of(file: Path) -> str:
    document = docx.Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
