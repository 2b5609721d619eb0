"""What is missing or contradicts itself is said with its place, by `check` and by `build`; the other papers are made."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongwen.check import check
from gongwen.problems import Severity
from tests.yearly import context_of, make, yearly

PLAN = Path(__file__).parent.parent / "inputs" / "plan.yaml"
ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT


def raw() -> dict[str, Any]:
    return yaml.load(PLAN.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def entry(kind: str, **keys: Any) -> dict[str, Any]:
    suffix = "/" if kind == "rectification" else ".docx"
    return {"id": "x", "type": kind, "title": "关于某事的通知", "output": f"99-试验{suffix}", **keys}


def record(**keys: Any) -> dict[str, Any]:
    return {"id": "B1", "kind": "meeting", "title": "创建工作领导小组第五次会议", "date": "2023-12-25", "people": "13",
            "decisions": ["同意。"], **keys}  # fmt: skip


def issue(**keys: Any) -> dict[str, Any]:
    return {
        "id": "Q99",
        "record": "A28",
        "dept": "review",
        "problem": "新问题",
        "owner": "LZ053",
        "due": "2023-12-20",
        **keys,
    }


def without(row: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != key}


CASES: dict[str, tuple[dict[str, Any], dict[str, list[Any]], Severity, str]] = {
    "record without people": (entry("minutes", from_records=["B1"]), {"records": [without(record(), "people")]}, WARNING, "没有填写人数"),
    "people that are not those present": (entry("minutes", from_records=["B1"]), {"records": [record(people="9")]}, HINT, "填写的人数是 9，出席名单是 13 人"),
    "minutes without decisions": (entry("minutes", from_records=["B1"]), {"records": [without(record(), "decisions")]}, WARNING, "没有决定事项"),
    "minutes of no record": (entry("minutes"), {}, ERROR, "没有写取自哪条记录"),
    "minutes before the meeting": (entry("minutes", from_records=["B1"], date="2023-12-01"), {"records": [record()]}, ERROR, "在会议 2023年12月25日 之前"),
    "notice after the meeting": (
        entry("meeting_notice", to=["各科室"], attend=["领导小组"], date="2023-12-26", meeting={"date": "2023-12-25", "place": "一楼"}),
        {}, ERROR, "在会议 2023年12月25日 之后",
    ),
    "notice of no place": (entry("meeting_notice", to=["各科室"], attend=["领导小组"], meeting={"date": "2023-12-25"}), {}, WARNING, "没有会议地点"),
    "notice for nobody known": (entry("meeting_notice", to=["各科室"], attend=["火星人"]), {}, ERROR, "写的人员不认识：火星人"),
    "issue without owner": (entry("inspection_circular", to=["各科室"], from_records=["A28"]), {"issues": [without(issue(), "owner")]}, WARNING, "没有责任人"),
    "issue without due": (entry("inspection_circular", to=["各科室"], from_records=["A28"]), {"issues": [without(issue(), "due")]}, WARNING, "没有整改时限"),
    "issue without department": (entry("rectification", from_issues=["Q99"]), {"issues": [without(issue(), "dept")]}, ERROR, "没有责任科室"),
    "circular before the inspection": (entry("inspection_circular", to=["各科室"], from_records=["A28"], date="2023-11-01"), {}, ERROR, "在检查 2023年11月27日 之前"),
    "commendation of one without winners": (entry("commendation", to=["各科室"], honours=["先进个人"]), {"honours": [{"name": "先进个人"}]}, ERROR, "没有评选结果"),
    "selection without conditions": (entry("selection_notice", to=["各科室"], honours=["先进个人"]), {"honours": [{"name": "先进个人"}]}, WARNING, "没有评选条件"),
    "period upside down": (entry("public_notice", validity={"from": "2023-12-08", "to": "2023-12-01"}), {}, ERROR, "先后颠倒"),
    "no period": (entry("public_notice"), {}, WARNING, "没有公示期"),
    "request to two": (entry("request", to=["省局", "市局"], signer=["LZ001"], body=["妥否，请批示。"]), {}, ERROR, "有 2 个主送机关"),
    "request to two in one text": (entry("request", to=["省局、市局"], signer=["LZ001"], body=["妥否，请批示。"]), {}, ERROR, "有 2 个主送机关"),
    "request that asks nothing": (entry("request", to=["省局"], signer=["LZ001"], body=["现申请经费。"]), {}, WARNING, "没有请求批示的结语"),
    "report to two": (entry("report", to=["省局", "市局"], signer=["LZ001"], body=["现报告。"]), {}, WARNING, "有 2 个主送机关"),
    "notice to nobody": (entry("notice", body=["请遵照执行。"]), {}, WARNING, "没有主送机关"),
    "notice without a word": (entry("notice", to=["各科室"]), {}, ERROR, "没有正文"),
    "letter without a word": (entry("letter", to=["社区"]), {}, ERROR, "没有正文"),
    "report before the self-check": (entry("selfcheck", date="2023-11-01"), {}, ERROR, "在自查 2023年11月10日 之前"),
    "form without columns": (entry("form"), {}, ERROR, "没有写表格的列"),
    "activity plan without task": (entry("activity_plan"), {}, ERROR, "没有写为哪项任务做方案"),
    "list of nobody known": (entry("name_list", attend=["火星人"]), {}, ERROR, "写的人员不认识：火星人"),
    "bound to itself": (entry("notice", to=["各科室"], body=["见附件。"], attachments=[{"document": "x"}]), {}, ERROR, "附上了自己"),
    "bound batch": (entry("notice", to=["各科室"], body=["见附件。"], attachments=[{"document": "rectify"}]), {}, ERROR, "不能附在文件后面"),
    "record without photos": (entry("activity_record", from_records=["A26"]), {}, HINT, "没有照片"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_said_with_its_place_and_the_rest_is_made(tmp_path, run_cli, name):
    extra, more, severity, words = CASES[name]
    plan = raw()
    changes = {key: [*_clean(plan[key]), *copy.deepcopy(rows)] for key, rows in more.items()}
    folder = yearly(tmp_path / "工作", extra, **changes)
    found = [each for each in check(folder / "inputs" / "plan.yaml") if words in each.what]
    assert found, name
    assert {each.severity for each in found} == {severity}
    assert all(each.remedy and each.place and each.place.line for each in found)
    lines = (folder / "inputs" / "plan.yaml").read_text(encoding="utf-8").split("\n")
    near = ["\n".join(lines[max(0, each.place.line - 12) : each.place.line + 14]) for each in found]
    assert any(word in text for text in near for word in ("id: x", "id: B1", "id: Q99", "name: 先进个人"))
    done = run_cli("build", "x", "--no-pdf", cwd=folder)
    assert words in done.stderr
    assert done.returncode == (7 if severity is ERROR else 0), done.stderr


def _clean(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if value != "null"} for row in rows]


def test_one_bad_paper_does_not_stop_the_others(tmp_path, run_cli):
    folder = yearly(tmp_path / "工作", entry("notice"))
    done = run_cli("build", "--no-pdf", cwd=folder)
    assert done.returncode == 7
    names = {file.name for file in (folder / "outputs" / "2023").iterdir()}
    assert {"04-会议纪要.docx", "26-函.docx", "28-联合通知.docx", "00-办理清单.docx"} <= names
    assert not any(name.startswith("99-") for name in names)
    assert list((folder / ".gongwen" / "staging").iterdir()) == []


@pytest.mark.parametrize(("kind", "keys"), [
    ("notice", {"to": ["各科室"], "body": ["请遵照执行。"]}),
    ("letter", {"to": ["社区"], "body": ["请支持。"]}),
    ("order", {"body": ["现予公布。"], "signer": ["LZ001"]}),
    ("request", {"to": ["省局"], "body": ["妥否，请批示。"], "signer": ["LZ001"]}),
    ("commendation", {"to": ["各科室"]}),
])  # fmt: skip
def test_without_number_or_date_it_is_a_draft(tmp_path, run_cli, kind, keys):
    given = {"number": {"seq": 9}, "date": "2023-12-25"}
    for missing in ("number", "date"):
        folder = yearly(tmp_path / missing, entry(kind, **keys, **without(given, missing)))
        context, _ = context_of(folder)
        made = make(context, "x")
        assert made.draft
        head, end = made.document.header, made.document.signature
        blank = "第　号" if kind == "order" else "澜药检〔2023〕　号"
        assert (head.number == blank) is (missing == "number")
        assert (end.date == "2023年　月　日") is (missing == "date")
        done = run_cli("build", "x", "--no-pdf", cwd=folder)
        assert done.returncode == 0
        assert "按送审稿生成" in done.stderr
        assert [file.name for file in (folder / "outputs" / "2023").iterdir()] == ["99-试验（送审稿）.docx"]
    context, _ = context_of(yearly(tmp_path / "both", entry(kind, **keys, **given)))
    assert not make(context, "x").draft


def test_upward_without_signer_is_a_draft(tmp_path):
    keys = {"to": ["省局"], "body": ["现报告。"], "number": {"seq": 9}, "date": "2023-12-25"}
    context, _ = context_of(yearly(tmp_path, entry("report", **keys)))
    made = make(context, "x")
    assert made.draft
    assert any("签发人" in each.what for each in made.problems)


def test_checklist_says_how_things_stand_and_repeats_itself(tmp_path, run_cli):
    import docx

    folder = yearly(tmp_path / "工作")
    assert run_cli("build", "--no-pdf", cwd=folder).returncode == 0
    file = folder / "outputs" / "2023" / "00-办理清单.docx"
    document = docx.Document(str(file))
    rows = {row.cells[1].text: row.cells[3].text for row in document.tables[0].rows[1:]}
    assert rows["04-会议纪要.docx"] == "正式"
    assert rows["13-评选通知（送审稿）.docx"] == "送审稿"
    assert rows["06-整改通知单"] == "9份"
    assert rows["11-会议通知（签到表）.docx"] == "正式"
    assert rows["10-迎检档案/"] == "只有缺项清单"
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "下列2人没有列入责任书、承诺书的签订" in text
    assert "没有评选条件" in text
    before = file.read_bytes()
    assert run_cli("build", "--force", "--no-pdf", cwd=folder).returncode == 0
    assert file.read_bytes() == before
    edited = folder / "outputs" / "2023" / "04-会议纪要.docx"
    edited.write_bytes(edited.read_bytes() + b" ")
    assert run_cli("build", "--no-pdf", cwd=folder).returncode == 6
    rows = {row.cells[1].text: row.cells[3].text for row in docx.Document(str(file)).tables[0].rows[1:]}
    assert rows["04-会议纪要.docx"] == "保留手工修改"


def test_a_broken_photo_is_named_with_its_file(tmp_path, run_cli):
    folder = yearly(tmp_path / "工作")
    photos = folder / "evidence" / "records" / "A26"
    photos.mkdir(parents=True)
    (photos / "合影.jpg").write_bytes(b"\xff\xd8 half")
    done = run_cli("build", "actrec", cwd=folder)
    assert done.returncode == 7
    assert "合影.jpg" in done.stderr
    assert "plan.yaml:" in done.stderr
