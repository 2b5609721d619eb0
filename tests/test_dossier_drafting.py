"""指标说明: the plan's own words, or a draft out of the records that an office director could sign."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.dossier.drafting import LENGTH, draft_report, report_problems
from gongwen.dossier.model import Form, Material, Part
from gongwen.dossier.wording import count_chars, event, stem
from gongwen.plan.persons import People
from gongwen.plan.references import References
from gongwen.plan.schema import Plan
from gongwen.plan.state import State
from gongwen.problems import Place, Severity, UserError
from gongwen.standard.dates import PlanDate
from tests.example import load_example


def plan_of(*records: dict[str, Any], **changes: Any) -> Plan:
    """One indicator with two standards and three tasks, and these records."""
    numbered = [
        {"id": f"R{n}", "kind": "activity", "date": "2023-03-08", "tasks": ["T1"], **each}
        for n, each in enumerate(records)
    ]
    raw: dict[str, Any] = {
        "schema": "gongwen/plan@1", "year": "2023", "unit": {"name": "某某县图书馆", "short_name": "县图书馆"},
        "indicators": {"report_limit": "20", "projects": [{"id": "Z1", "name": "项目", "indicators": [{"id": "Z1-1", "name": "读书", "standards": [
            {"id": "S1", "text": "甲", "score": "2"}, {"id": "S2", "text": "乙", "score": "1.5"}]}]}]},
        "tasks": [{"id": "T1", "title": "一", "standards": ["S1"]}, {"id": "T2", "title": "二", "standards": ["S2", "S1"]}, {"id": "T9", "title": "三"}],
        "records": numbered, "documents": [],
    }  # fmt: skip
    return Plan.model_validate(raw | changes)


def drafted(plan: Plan, limit: int | None = None, **more: Any) -> str:
    indicator = plan.indicators.projects[0].indicators[0]
    part = Part(indicator.id, indicator.name, indicator.standards)
    text, draft = draft_report(plan, None, part, References(plan, People()).resolve, limit, **more)
    assert draft
    assert_signable(text, limit or LENGTH)
    return text


def assert_signable(text: str, limit: int) -> None:
    """What holds for every draft: its length, whole sentences, no doubled marks, nothing of the program's."""
    assert count_chars(text) <= limit
    assert text == "" or text.endswith("。")
    assert not re.search(r"[。，；、][。，；、]|None|\{|\}|\s|，）|（）|“”|[^0-9]0人", text), text
    assert not re.search(r"(召开|开展|举办|组织|举行|参加|累计|先后)\1", text), text


# ---------------------------------------------------------------- the example
def example_parts() -> list[Part]:
    plan, _ = load_example()
    projects = plan.indicators.projects
    return [Part(each.id, each.name, each.standards) for project in projects for each in project.indicators]


@pytest.mark.parametrize("limit", [None, 500, 120, 50, 1])
@pytest.mark.parametrize("part", example_parts(), ids=lambda part: part.id)
def test_every_indicator_of_the_example_within_every_limit(part, limit):
    plan, people = load_example()
    text, draft = draft_report(plan, people, part, References(plan, people).resolve, limit, as_of=date(2023, 12, 20))
    assert draft
    assert_signable(text, limit or LENGTH)
    assert (text == "") is (limit == 1)


def test_an_indicator_of_the_example_as_it_reads():
    plan, people = load_example()
    part = next(each for each in example_parts() if each.id == "Z3-1")
    text, _ = draft_report(plan, people, part, References(plan, people).resolve, 500, as_of=date(2023, 12, 20))
    assert text == (
        "2023年，中心围绕“责任落实”（测评标准2项、5分）开展工作，安排任务2项，已全部完成。"
        "3月17日举行责任书和承诺书签订仪式，32人参加，逐级签订党风廉政建设责任书、精神文明建设目标责任书，关键岗位人员签署"
        "廉洁自律承诺书。3月17日签订党风廉政建设责任书12份，签署廉洁自律承诺书42份。"
    )


def test_meetings_of_the_example_are_one_sentence_with_their_dates():
    plan, people = load_example()
    part = next(each for each in example_parts() if each.id == "Z1-2")
    text, _ = draft_report(plan, people, part, References(plan, people).resolve, 500, as_of=date(2023, 12, 20))
    assert "先后召开创建工作领导小组会议4次（4月6日、6月30日、10月9日、12月18日），参加52人次。" in text
    assert "共有会议和活动记录12条（会议9条、检查3条），参加163人次。" in text
    assert "检查发现问题9个，已整改8个。" in text
    early, _ = draft_report(plan, people, part, References(plan, people).resolve, 500, as_of=date(2023, 5, 31))
    assert "6月" not in early
    assert "检查发现" not in early


# ---------------------------------------------------------------- small plans
def test_no_records():
    text = drafted(plan_of())
    assert text == "2023年，“读书”对应测评标准2项、3.5分，安排任务2项。截至目前没有登记活动记录。"
    assert "截至11月20日没有登记" in drafted(plan_of({"title": "大会", "date": "2023-12-01"}), as_of=date(2023, 11, 20))
    assert drafted(plan_of(), 20) == "截至目前没有登记活动记录。"
    assert drafted(plan_of(), 5) == ""


def test_one_record_with_little_known():
    assert (
        drafted(plan_of({"title": "读书会"}))
        == "2023年，县图书馆围绕“读书”（测评标准2项、3.5分）开展工作，安排任务2项。3月8日举办读书会。"
    )
    assert "3月举办读书会。" in drafted(plan_of({"title": "读书会", "date": "2023-03", "people": "0"}))
    assert "2022年12月30日举办读书会" in drafted(plan_of({"title": "读书会", "date": "2022-12-30"}))


def test_other_records_and_records_of_two_tasks():
    text = drafted(
        plan_of(
            {"title": "读书会", "people": "10", "tasks": ["T1", "T2"]},
            {"title": "别的会", "tasks": ["T9"]},
            {"title": "荐书会", "people": "5", "tasks": ["T2"]},
        )
    )
    assert "别的会" not in text
    assert text.count("读书会") == 1
    assert "共有活动记录2条，参加15人次。" in text


def test_order_is_that_of_the_dates():
    text = drafted(
        plan_of(
            {"title": "丙座谈会", "date": "2023-09-01"},
            {"title": "甲座谈会", "date": "2023-02"},
            {"title": "乙座谈会", "date": "2023-05-04"},
        )
    )
    assert re.findall("[甲乙丙]", text) == ["甲", "乙", "丙"]


def test_summary_place_and_references():
    text = drafted(
        plan_of({"title": "{{ year }}年送书下乡活动", "place": "河东村", "people": "30", "summary": "赠书\n200册。"})
    )
    assert "3月8日在河东村开展2023年送书下乡活动，30人参加，赠书200册。" in text
    text = drafted(plan_of({"title": "读书会", "people": "30", "summary": "讲三本书。获好评。", "place": "三楼会议室"}))
    assert "3月8日举办读书会，30人参加。讲三本书。获好评。" in text


def test_a_cumulative_record_counts_by_its_own_figures():
    text = drafted(plan_of(
        {"title": "流动图书车服务（全年累计）", "cumulative": "是", "date": "2023-06-30", "people": "100"},
        {"title": "流动图书车服务（全年累计）", "cumulative": "是", "date": "2023-11-30", "people": "180"},
        {"title": "读书会", "people": "20"},
    ))  # fmt: skip
    assert "截至11月30日累计开展流动图书车服务，180人参加。" in text
    assert "6月30日" not in text
    assert "共有活动记录2条，参加200人次。" in text


@pytest.mark.parametrize("limit", [50, 120, 500, None])
def test_a_hundred_records(limit):
    monthly = [{"title": f"{month}月主题党日", "date": f"2023-{month:02}-05", "people": "44"} for month in range(1, 13)]
    many = [
        {"title": f"走进{chr(0x4E00 + n)}社区宣传", "kind": "publicity", "date": "2023-06-01", "people": str(n)}
        for n in range(88)
    ]
    text = drafted(plan_of(*monthly, *many), limit)
    if limit != 50:
        assert "先后开展主题党日12次，参加528人次。" in text
        assert f"共有活动记录100条（宣传88条、主题活动12条），参加{528 + sum(range(88))}人次。" in text
    if limit is None:
        assert count_chars(text) > LENGTH - 40


def test_few_times_of_a_thing_are_one_sentence_only_where_room_is_short():
    plan = plan_of(*({"title": f"第{n}期讲座", "date": f"2023-0{n}-05", "people": "10"} for n in (1, 2, 3)))
    assert drafted(plan).count("期讲座") == 3
    assert "先后举办讲座3期" in drafted(plan, 60)


def test_people_who_were_not_counted_are_not_made_up():
    text = drafted(
        plan_of(
            *(
                {"title": f"{n}月主题党日", "date": f"2023-0{n}-05", **({"people": "9"} if n < 3 else {})}
                for n in range(1, 6)
            )
        )
    )
    assert text.endswith(
        "主题党日5次（1月5日、2月5日、3月5日、4月5日、5月5日），登记参加18人次。"
    )  # which is all there is


def test_each_standard_has_its_say_before_the_crowds():
    plan = plan_of(
        {"title": "万人读书大会", "people": "9000", "tasks": ["T1"]}, {"title": "千人诵读大会", "people": "900", "tasks": ["T1"]},
        {"title": "整改推进会", "kind": "meeting", "people": "6", "tasks": ["T2"], "date": "2023-10-01"},
    )  # fmt: skip
    text = drafted(plan, 65)
    assert "整改推进会" in text
    assert "千人诵读大会" not in text


@given(
    st.lists(
        st.tuples(
            st.text("会议活动第一二三次期读书、（）3月开展“”", min_size=1, max_size=20),
            st.integers(0, 2000),
            st.sampled_from(["meeting", "activity", "signing", "other"]),
        ),
        max_size=20,
    ),
    st.integers(1, 300),
)
def test_no_draft_is_longer_than_its_limit(rows, limit):
    records = [{"title": title, "people": str(people), "kind": kind, "summary": title} for title, people, kind in rows]
    plan = plan_of(*records)
    part = Part("Z1-1", "读书", plan.indicators.projects[0].indicators[0].standards)
    text, _ = draft_report(plan, None, part, str, limit)
    assert count_chars(text) <= limit
    assert text == "" or text.endswith("。")


def test_state_and_papers():
    plan = plan_of({"title": "读书会"})
    text = drafted(plan, state=State.of_plan(plan_of(progress={"items": [{"task": "T1", "status": "已完成"}]})))
    assert "安排任务2项，已完成1项。" in text
    own = [
        paper("关于印发《读书方案》的通知", "县图〔2023〕6号", MARCH), paper("关于印发《读书方案》的通知", "县图〔2023〕6号", MARCH),
        paper("草稿", "县图〔2023〕　号"), paper("上级文件", "省文〔2023〕1号", issuer="省文化厅"), paper("别的", "县图〔2023〕9号", standards=("S9",)),
        paper("以后的", "县图〔2023〕10号", PlanDate(2023, 12, 1)),
    ]  # fmt: skip
    text = drafted(plan, papers=own, as_of=date(2023, 11, 1))
    assert text.count("印发") == 2
    assert "3月1日印发《关于印发〈读书方案〉的通知》（县图〔2023〕6号）。3月8日" in text


MARCH = PlanDate(2023, 3, 1)


def paper(
    title: str, number: str, day: PlanDate | None = None, issuer: str = "", standards: tuple[str, ...] = ("S1",)
) -> Material:
    return Material(title, Path("/e/a.pdf"), Form.PDF, standards, title, "文件", number=number, date=day, issuer=issuer)


# ---------------------------------------------------------------- the plan's own text
def with_report(text: str) -> Plan:
    raw = plan_of().model_dump(by_alias=True, exclude_unset=True)
    raw["indicators"]["projects"][0]["indicators"][0]["report"] = text
    raw["indicators"]["projects"][0]["report"] = "项目的说明。"
    return Plan.model_validate(raw)


def test_own_text_is_given_as_it_is():
    plan = with_report("{{ year }}年，" + "读书" * 20 + "。")
    part = Part("Z1-1", "读书", plan.indicators.projects[0].indicators[0].standards)
    references = References(plan, People())
    assert draft_report(plan, None, part, references.resolve, 20) == ("2023年，" + "读书" * 20 + "。", False)
    assert draft_report(plan, None, Part("Z1", "项目", part.standards), references.resolve, 20) == (
        "项目的说明。",
        False,
    )


def test_own_text_over_the_limit_is_a_warning_at_its_place():
    places = {("indicators", "projects", 0, "indicators", 0, "report"): Place("plan.yaml", 7, 3)}
    plan = with_report("{{ year }}年， " + "读书" * 20 + "。\n")
    [problem] = report_problems(plan, References(plan, People()).resolve, places.get)
    assert (problem.severity, problem.place) == (Severity.WARNING, Place("plan.yaml", 7, 3))
    assert "47 字" in problem.what
    assert "20 字" in problem.what
    assert report_problems(with_report("读书" * 10), str, places.get) == []


def test_a_reference_without_a_value_is_said():
    plan = with_report("{{ stats.selfcheck.total }}分")
    part = Part("Z1-1", "读书", plan.indicators.projects[0].indicators[0].standards)
    resolve = References(plan, People()).resolve
    with pytest.raises(UserError):
        draft_report(plan, None, part, resolve)
    assert len(report_problems(plan, resolve, lambda _: Place("plan.yaml", 1))) == 1


# ---------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("title", "kind", "said"),
    [
        ("动员大会", "meeting", "召开动员大会"), ("召开动员大会", "meeting", "召开动员大会"), ("组织生活会", "meeting", "召开组织生活会"),
        ("支部委员会", "meeting", "召开支部委员会"), ("支部书记讲党课", "lecture", "支部书记讲党课"), ("参加省里的培训", "training", "参加省里的培训"),
        ("到河东村走访", "visit", "到河东村走访"), ("学习雷锋志愿服务活动", "volunteer", "开展学习雷锋志愿服务活动"), ("学习党章", "study", "学习党章"),
        ("各科室开展卫生整治", "activity", "组织各科室开展卫生整治"), ("公众号推送信息12条", "publicity", "公众号推送信息12条"),
        ("启动仪式", "activity", "举行启动仪式"), ("庆七一歌咏比赛", "contest", "举办庆七一歌咏比赛"), ("春季健步走", "sports", "开展春季健步走"),
        ("讲座（第一场）", "lecture", "举办讲座（第一场）"), ("与社区签订协议", "signing", "与社区签订协议"), ("廉洁承诺书签署", "signing", "组织廉洁承诺书签署"),
    ],
)  # fmt: skip
def test_the_verb_of_a_title(title, kind, said):
    assert event(title, kind) == said


@pytest.mark.parametrize(
    ("titles", "common"),
    [
        (["3月主题党日", "2023年4月份主题党日", "十二月主题党日"], "主题党日"), (["第一次会议", "第十二次会议"], "会议"),
        (["道德讲堂第一期（社会公德）", "道德讲堂第2期"], "道德讲堂"), (["第二季度检查", "一季度检查", "2023年第三季度检查"], "检查"),
        (["春季健步走", "秋季健步走"], "健步走"), (["上半年测试", "下半年测试"], "测试"), (["第一"], "第一"), (["“第一议题”学习"], "“第一议题”学习"),
    ],
)  # fmt: skip
def test_what_the_times_of_a_thing_have_in_common(titles, common):
    assert {stem(title) for title in titles} == {common}


def test_characters_are_counted_as_papers_are():
    assert count_chars("2023年，“读书”　ab c\n。") == 14
