"""What is missing for a dossier: counts by standard, who answers for it, what is odd, as lines, JSON and papers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongwen.blocks.model import Document, Table
from gongwen.dossier.gaplist import COLUMNS, gap_list
from gongwen.dossier.gaps import UNASSIGNED, FileFacts, Gaps, gaps
from gongwen.dossier.model import Collected, Form, Material, Origin
from gongwen.plan.persons import People, Person
from gongwen.plan.schema import Plan
from gongwen.plan.state import State
from gongwen.standard.dates import PlanDate
from gongwen.word.contract import PLAIN
from gongwen.word.render import render
from gongwen.word.templates import Templates
from tests.example import load_example

PEOPLE = People([Person("P1", "甲一"), Person("P2", "乙二"), Person("P3", "丙三")])
MARCH = PlanDate(2023, 3, 8)


def plan_of(**changes: Any) -> Plan:
    """Three standards: two with needs, of two departments, one that asks for nothing."""
    raw: dict[str, Any] = {
        "schema": "gongwen/plan@1", "year": "2023", "unit": {"name": "某单位"},
        "departments": [{"id": "b", "name": "党群科"}, {"id": "a", "name": "办公室"}],
        "indicators": {"projects": [{"id": "Z1", "name": "组织", "indicators": [{"id": "Z1-1", "name": "领导", "standards": [
            {"id": "S1", "text": "有机构", "score": "2.5", "evidence": {"docs": "2", "photos": "1"}},
            {"id": "S2", "text": "有活动", "score": "3", "evidence": {"docs": "1", "photos": "2"}},
            {"id": "S3", "text": "有氛围", "score": "1"},
        ]}]}]},
        "tasks": [
            {"id": "T1", "title": "发文件", "standards": ["S1"], "lead": "a", "owner": "P1", "leader": "P3", "evidence": ["会议纪要", "签到表", "照片"]},
            {"id": "T2", "title": "办活动", "standards": ["S2", "S1"], "lead": "b", "owner": "P2", "leader": "P3", "evidence": ["签到表", "文件"]},
            {"id": "T3", "title": "搞宣传", "standards": ["S2"], "lead": "b", "owner": "P9"},
        ],
        "records": [
            {"id": "R1", "kind": "activity", "title": "春游", "date": "2023-03-08", "tasks": ["T2"], "files": ["records/R1/"]},
            {"id": "R2", "kind": "meeting", "title": "开会", "date": "2023-11-08", "tasks": ["T1"], "files": ["records\\R2\\a.pdf", "records/R2/b.pdf"]},
        ],
        "documents": [],
    }  # fmt: skip
    return Plan.model_validate(raw | changes)


def file(name: str, *standards: str, kind: str = "文件", **more: Any) -> Material:
    """A material of that name; a photo by its kind."""
    form = Form.IMAGE if kind == "照片" else Form.PDF
    title = more.pop("title", name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return Material(name, Path("/e") / name, form, standards, title, kind, **({"date": MARCH} | more))


def photo(name: str, *standards: str, **more: Any) -> Material:
    return file(name, *standards, kind="照片", **more)


def made(*materials: Material, plan: Plan | None = None, **more: Any) -> Gaps:
    """The gaps of some materials; `done` are tasks, `facts` and `unfiled` as they are."""
    state = State.of_plan(
        plan or plan_of(progress={"items": [{"task": each, "status": "已完成"} for each in more.pop("done", ())]})
    )
    collected = Collected(list(materials), unfiled=more.pop("unfiled", []))
    return gaps(plan or plan_of(), PEOPLE, state, collected, more.pop("facts", {}), more.pop("as_of", None))


def of(found: Gaps, standard: str) -> Any:
    return next(each for each in found.standards if each.id == standard)


# ---------------------------------------------------------------- counts
def test_nothing_at_all():
    found = made()
    assert [each.missing for each in found.standards] == ["文件2件、照片1张", "文件1件、照片2张", ""]
    assert found.open
    assert found.data()["totals"] == {
        "standards": 3, "complete": 1, "empty": 3, "score": 6.5, "score_at_stake": 5.5,
        "docs": {"required": 3, "present": 0, "missing": 3}, "photos": {"required": 3, "present": 0, "missing": 3},
    }  # fmt: skip


def test_everything_there_and_too_much_of_one_helps_no_other():
    full = [file("S1/一.pdf", "S1"), file("S1/二.docx", "S1"), photo("S1/三.jpg", "S1")]
    assert not of(made(*full), "S1").short
    more = made(*full, *(file(f"S1/{n}.pdf", "S1") for n in range(9)))
    assert of(more, "S1").docs.present == 11
    assert more.data()["totals"]["docs"] == {"required": 3, "present": 11, "missing": 1}
    whole = made(*full, file("S2/一.pdf", "S2"), photo("S2/二.jpg", "S2"), photo("S2/三.jpg", "S2"))
    assert not whole.open
    assert whole.by_department() == {}
    assert of(whole, "S3").empty  # nothing is asked for, and that is told
    assert any("S3" in line for line in whole.lines())


@pytest.mark.parametrize("bad", [{"fault": "不能打开"}, {}])
def test_what_gives_no_pages_does_not_count_and_has_its_reason(bad):
    reason = bad.get("fault", "要密码")
    facts = {"S1/一.pdf": FileFacts("h", usable=bool(bad), reason="" if bad else reason)}
    found = made(file("S1/一.pdf", "S1", **bad), file("S1/二.pdf", "S1"), facts=facts)
    assert of(found, "S1").docs.present == 1
    assert found.findings.unusable == (("S1/一.pdf", reason),)
    assert any(f"S1/一.pdf：{reason}" in line for line in found.lines())


def test_an_unusable_file_without_a_reason_is_told_all_the_same():
    found = made(file("S1/一.pdf", "S1"), facts={"S1/一.pdf": FileFacts("", usable=False)})
    assert len(found.findings.unusable) == 1
    assert found.findings.unusable[0][1]


def test_the_same_content_counts_once_under_a_standard_and_is_told():
    materials = [
        photo("S2/合影.jpg", "S2"), photo("S2/合影 (1).jpg", "S2"), photo("S1/合影.jpg", "S1"),
        photo("S2/另.jpg", "S2"), photo("records/R1/甲.jpg", "S1", "S2", records=("R1",), origin=Origin.RECORD),
    ]  # fmt: skip
    facts = {each.name: FileFacts("same" if "合影" in each.name else each.name) for each in materials}
    found = made(*materials, facts=facts)
    assert (of(found, "S1").photos.present, of(found, "S2").photos.present) == (2, 3)
    assert [each.names for each in found.findings.doubles] == [("S2/合影.jpg", "S2/合影 (1).jpg", "S1/合影.jpg")]
    assert found.findings.doubles[0].standards == ("S1", "S2")
    assert found.data()["doubles"][0]["standards"] == ["S1", "S2"]


def test_files_that_could_not_be_read_are_no_doubles():
    names = ("S1/一.pdf", "S1/二.pdf")
    found = made(*(file(name, "S1") for name in names), facts={name: FileFacts("") for name in names})
    assert found.findings.doubles == ()
    assert of(found, "S1").docs.present == 2


def test_papers_of_ours_count_and_are_told_as_unsigned():
    own = file("outputs/2023/01.docx", "S1", title="方案", origin=Origin.OWN, date=None)
    found = made(own, file("S1/二.pdf", "S1"))
    assert (of(found, "S1").docs.present, of(found, "S1").unsigned) == (2, 1)
    assert found.findings.unsigned == (("outputs/2023/01.docx", "方案"),)
    assert found.findings.undated == ()
    filed = made(own, file("S1/二.docx", "S1"), facts={each: FileFacts("x") for each in (own.name, "S1/二.docx")})
    assert (of(filed, "S1").docs.present, of(filed, "S1").unsigned) == (1, 0)


# ---------------------------------------------------------------- people and tasks
def test_who_answers():
    found = made()
    first, second, third = found.standards
    assert (first.departments, first.owners(), first.leaders) == (("办公室", "党群科"), ("甲一", "乙二"), ("丙三",))
    assert second.owners() == ("乙二", "P9")  # whom the roster does not know is called by the id
    assert first.owners("办公室") == ("甲一",)
    assert third.departments == (UNASSIGNED,)
    assert list(found.by_department()) == ["党群科", "办公室"]  # in the plan's order
    assert [each.id for each in found.by_department()["党群科"]] == ["S1", "S2"]


def test_a_standard_without_a_task_is_nobodys():
    found = made(plan=plan_of(tasks=[]))
    assert list(found.by_department()) == [UNASSIGNED]
    assert len(found.by_department()[UNASSIGNED]) == 2


@pytest.mark.parametrize(
    ("material", "without"),
    [
        (None, ["T1", "T2", "T3"]),
        (photo("records/R1/a.jpg", "S1", "S2", records=("R1",), origin=Origin.RECORD), ["T1", "T3"]),
        (file("S2/a.pdf", "S2"), ["T1"]),
        (file("S2/a.pdf", "S2", fault="坏了"), ["T1", "T2", "T3"]),
        (file("S1/a.pdf", "S1", records=("R1",)), ["T3"]),
    ],
)
def test_tasks_done_without_evidence(material, without):
    found = made(*([material] if material else []), done=("T1", "T2", "T3"))
    assert [duty.task for duty in found.unproven] == without
    told = {duty.task for standing in found.standards for duty in standing.unproven}
    assert told == set(without)
    assert found.data()["tasks_without_evidence"][0]["id"] == without[0]


def test_a_task_that_is_not_done_by_the_day_needs_no_evidence():
    plan = plan_of(progress={"items": [{"task": "T1", "status": "已完成", "done": "2023-06-01"}]})
    assert [duty.task for duty in made(plan=plan, as_of=date(2023, 6, 1)).unproven] == ["T1"]
    assert made(plan=plan, as_of=date(2023, 5, 31)).unproven == ()


def test_a_cancelled_task_asks_for_nothing():
    plan = plan_of(progress={"items": [{"task": "T1", "status": "已取消"}]})
    assert "会议纪要" not in of(made(plan=plan), "S1").hints
    assert of(made(plan=plan), "S1").departments == ("党群科",)


def test_words_of_tasks_that_no_title_speaks_of_are_hints():
    assert of(made(), "S1").hints == ("会议纪要", "签到表", "照片", "文件")
    there = [file("S1/３月会议记录.pdf", "S1", kind="记录"), file("S1/动员会签到册.jpg", "S1"), photo("S1/1.jpg", "S1")]
    assert of(made(*there), "S1").hints == ()  # 文件 is what the 签到册 is filed as
    assert of(made(there[0]), "S1").hints == ("签到表", "照片", "文件")
    lines = made(there[0]).lines()
    assert any(line.strip().startswith("S1 签到表") for line in lines)
    assert not any(line.strip().startswith("S2 签到表") for line in lines)  # nothing of S2 is there at all


# ---------------------------------------------------------------- what is odd
def test_undated():
    found = made(
        file("S1/无.pdf", "S1", date=None), photo("S1/无.jpg", "S1", date=None), photo("S1/拍.jpg", "S1", date=None),
        photo("records/R1/a.jpg", "S2", date=None, records=("R1",)), file("S1/月.pdf", "S1", date=PlanDate(2023, 3)),
        facts={"S1/拍.jpg": FileFacts("h", date(2023, 5, 1))},
    )  # fmt: skip
    assert found.findings.undated == ("S1/无.pdf",)
    assert found.findings.undated_photos == ("S1/无.jpg",)
    assert not any("计划要求" in line for line in found.lines())
    strict = made(photo("S1/无.jpg", "S1", date=None), plan=plan_of(dossier={"photo": {"require_date": "是"}}))
    assert any("计划要求" in line for line in strict.lines())


@pytest.mark.parametrize(
    ("day", "taken", "source", "late"),
    [
        (PlanDate(2022, 12, 31), None, "日期", False),
        (PlanDate(2023, 3), date(2021, 1, 1), "拍摄时间", False),
        (None, date(2024, 1, 5), "拍摄时间", True),
        (PlanDate(2024, 2), None, "日期", False),
        (PlanDate(2023, 12, 31), date(2023, 1, 1), None, False),
    ],
)
def test_photos_of_another_year(day, taken, source, late):
    found = made(photo("S1/a.jpg", "S1", date=day), facts={"S1/a.jpg": FileFacts("h", taken)})
    assert [each.source for each in found.findings.outside_year] == ([source] if source else [])
    assert any("次年1月" in line for line in found.lines()) is late
    assert of(found, "S1").photos.present == 1


def test_a_photo_of_a_record_of_another_year_and_an_old_paper():
    plan = plan_of(records=[{"id": "R1", "kind": "activity", "title": "旧事", "date": "2022-12-30", "tasks": ["T2"]}])
    found = made(
        photo("S1/a.jpg", "S1", date=None, records=("R1",)),
        file("S1/旧制度.pdf", "S1", date=PlanDate(2019, 1, 1)),
        plan=plan,
    )
    assert [(each.name, each.source) for each in found.findings.outside_year] == [("S1/a.jpg", "记录日期")]


@pytest.mark.parametrize(
    ("names", "absent"),
    [
        ([], {"R1": ("records/R1/",), "R2": ("records\\R2\\a.pdf", "records/R2/b.pdf")}),
        (["Records/r2/A.PDF"], {"R1": ("records/R1/",), "R2": ("records/R2/b.pdf",)}),
        (["records/R2/a.pdf", "records/R2/b.pdf"], {"R1": ("records/R1/",)}),
    ],
)
def test_records_whose_files_are_not_there(names, absent):
    found = made(*(file(name, "S1", records=("R2",), origin=Origin.RECORD) for name in names))
    assert {each.record: each.files for each in found.findings.absent} == absent


def test_a_record_of_later_has_no_files_yet_and_a_damaged_file_is_there():
    broken = file("records/R1/x.pdf", "S2", records=("R1",), fault="损坏")
    assert made(broken, as_of=date(2023, 10, 1)).findings.absent == ()


def test_paths_that_start_above_the_evidence():
    plan = plan_of(records=[{"id": "R1", "kind": "a", "title": "事", "date": "2023-03-08", "tasks": ["T2"],
                             "files": ["../evidence/records/R1/*.*", "evidence/照片/甲.jpg"]}])  # fmt: skip
    there = [file("records/R1/x.pdf", "S2", records=("R1",)), file("照片/甲.jpg", "S2", records=("R1",))]
    assert made(*there, plan=plan).findings.absent == ()
    assert made(there[0], plan=plan).findings.absent[0].files == ("evidence/照片/甲.jpg",)


def test_findings_alone_leave_nothing_open():
    full = [
        file("S1/一.pdf", "S1", date=None), file("S1/二.docx", "S1"), photo("S1/三.jpg", "S1", date=PlanDate(2020, 1)),
        file("S2/一.pdf", "S2"), photo("S2/二.jpg", "S2"), photo("S2/三.jpg", "S2"), file("S2/坏.pdf", "S2", fault="坏"),
    ]  # fmt: skip
    found = made(*full, unfiled=["别的.txt"])
    assert not found.open
    assert any("别的.txt" in line for line in found.lines())


# ---------------------------------------------------------------- as text, JSON and paper
def test_lines_show_the_first_twenty():
    found = made(unfiled=[f"{n}.txt" for n in range(50)])
    assert "  另有 30 项，加 --verbose 全部列出" in found.lines()
    everything = found.lines(everything=True)
    assert sum(line.endswith(".txt") for line in everything if line.startswith("  ")) == 50
    assert not any("另有" in line for line in everything)


def test_lines_say_as_of_only_what_was_asked():
    assert made(as_of=date(2023, 6, 1)).lines()[0].startswith("截至2023年6月1日，2023年度测评标准 3 项、6.5 分")
    assert made().lines()[0].startswith("2023年度")
    assert "没有测评标准" in made(plan=plan_of(indicators=None, tasks=[])).lines()[0]


def test_json_can_be_written_and_has_its_keys():
    data = made(photo("S1/a.jpg", "S1", date=PlanDate(2022, 1)), done=("T1",), as_of=date(2023, 6, 1)).data()
    again = json.loads(json.dumps(data, ensure_ascii=False))
    assert again["as_of"] == "2023-06-01"
    assert again["outside_year"] == [{"name": "S1/a.jpg", "source": "日期", "date": "2022-01"}]
    row = again["standards"][0]
    assert (row["id"], row["score"], row["score_at_stake"], row["complete"]) == ("S1", 2.5, 2.5, False)
    assert row["photos"] == {"required": 1, "present": 1, "missing": 0}
    assert row["departments"] == ["办公室", "党群科"]
    assert again["standards"][2]["departments"] == []


def test_what_the_dossier_says_of_its_gaps():
    found = made(file("S1/一.pdf", "S1"))
    assert found.told(["S1", "S3"]) == ["S1（缺文件1件、照片1张）"]
    standards = plan_of().indicators.projects[0].indicators[0].standards
    assert isinstance(found.page(standards[0]), Document)
    assert found.page(standards[2]) is None
    assert found.proofs == {"T1": 1, "T2": 1, "T3": 0}


def table(document: Document) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table))


def test_the_list_of_the_unit_and_of_a_department():
    plan, found = plan_of(), made(file("S1/一.pdf", "S1"), done=("T3",))
    unit = gap_list(found, plan)
    assert table(unit).header == COLUMNS
    rows = table(unit).rows
    assert [row[1] for row in rows] == ["S1　有机构", "S2　有活动"]
    assert rows[0][2:4] == ("文件2件、照片1张", "文件1件、照片0张")
    assert rows[0][4].startswith("文件1件、照片1张")
    assert "签到表" in rows[0][4]
    assert rows[0][5:] == ("2.5", "办公室、党群科", "甲一、乙二", "")
    assert (unit.to, unit.signature) == (None, None)
    own = gap_list(found, plan, "办公室")
    assert own.to == "办公室："
    assert [row[7] for row in table(own).rows] == ["甲一"]
    assert "T3" not in str(own)
    assert "T3" in str(gap_list(found, plan, "党群科"))
    assert gap_list(found, plan, "办公室") == own


def test_a_list_names_a_day_only_where_one_is_given():
    plan = plan_of()
    undated = str(gap_list(made(), plan))
    assert "截至" not in undated
    assert "月" not in undated
    dated = gap_list(made(as_of=date(2023, 6, 1)), plan, "办公室")
    assert "截至2023年6月1日" in str(dated)
    assert dated.signature.date == "2023年6月1日"


def test_a_list_of_nothing_says_so():
    full = [
        file("S1/一.pdf", "S1"),
        file("S1/二.docx", "S1"),
        photo("S1/三.jpg", "S1"),
        file("S2/一.pdf", "S2"),
        photo("S2/二.jpg", "S2"),
        photo("S2/三.jpg", "S2"),
    ]
    found = made(*full)
    for department in (None, "办公室"):
        document = gap_list(found, plan_of(), department)
        assert not any(isinstance(block, Table) for block in document.blocks)
        assert "均已达到" in document.blocks[0].text


def test_the_example_without_any_evidence_as_a_paper(validate, tmp_path):
    plan, people = load_example()
    found = gaps(plan, people, State.of_plan(plan), Collected(), {}, date(2023, 11, 20))
    assert len(found.short) == 37
    assert sum(len(each) for each in found.by_department().values()) >= 37
    template = Templates(None, tmp_path).path(PLAIN)
    for number, department in enumerate((None, *found.by_department())):
        (tmp_path / f"{number}.docx").write_bytes(render(gap_list(found, plan, department), template, {}))
    validate(*tmp_path.glob("*.docx"))
