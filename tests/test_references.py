"""References: what each scope knows, what a value prints as, and what is never guessed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from gongwen.plan.persons import People
from gongwen.plan.references import References, group_members
from gongwen.plan.validate import texts, validate
from gongwen.problems import Place, UserError
from tests.example import load_example

PLACE = Place("plan.yaml", 7, 3)


@pytest.fixture(scope="module")
def example() -> Any:
    return load_example()


@pytest.fixture(scope="module")
def references(example: Any) -> References:
    return References(*example)


def test_the_example_has_no_problem(example: Any) -> None:
    assert validate(*example, lambda _: PLACE) == []


def test_every_text_of_plan_and_summary_resolves(example: Any, references: References) -> None:
    for path, text in texts(example[0]):
        if path[0] == "letters" or "caption" in path:
            continue
        resolved = references.resolve(text, as_of=date(2023, 12, 20))
        assert "{" not in resolved
        assert all(piece in resolved for piece in re.split(r"\{\{.*?\}\}", text))


def test_opening_of_the_summary(example: Any, references: References) -> None:
    text = references.resolve(example[0].summary.opening, as_of=date(2023, 12, 20))
    assert "全年确定创建任务60项，截至2023年12月20日完成57项，完成率95%；" in text
    assert "自查得分99分" in text


def test_people_of_the_group(example: Any, references: References) -> None:
    plan, people = example
    members = references.resolve("{{ group.members }}").split("、")
    assert len(members) == 11
    assert members[:4] == ["贺新风", "欧阳行健", "郑明规", "陶乐群"]
    assert references.resolve("{{ group.leader }}、{{ group.deputies }}") == "方致远、严守廉"
    assert references.resolve("{{ group.office.director }}，{{ group.office.staff }}") == "陶乐群，柯文"
    assert references.resolve("{{ group.office.name }}") == "精神文明创建办公室"
    ids = group_members(plan, people)
    assert len(set(ids)) == len(ids)
    assert not {"LZ001", "LZ002"} & set(ids)


def test_values(references: References) -> None:
    assert references.resolve("{{ year }}年，{{ unit.short_name }}") == "2023年，中心"
    assert references.resolve("{{ progress.as_of }}") == "2023年12月20日"
    assert references.resolve("{{ stats.honour.文明科室 }}") == "2"
    assert references.resolve("{{ stats.kind.inspection.count }}", as_of=date(2023, 9, 25)) == "2"
    assert references.resolve("无引用 <&>{}") == "无引用 <&>{}"


def test_chinese_names_of_keys(references: References) -> None:
    text = "{{ 年度 }}{{ 单位.名称 }}{{ 单位.name }}"
    assert references.check(text, place=PLACE) == []
    assert references.resolve(text) == "2023" + "澜州省药品检查中心" * 2


def test_unknown_names_have_place_and_nearest(references: References) -> None:
    problems = references.check("{{ yaer }}{{ unit.nmae }}{{ stats.task.T99.count }}{{ group }}", place=PLACE)
    assert [problem.code for problem in problems] == ["reference.unknown"] * 3 + ["reference.whole"]
    assert all(problem.place == PLACE for problem in problems)
    assert "year" in problems[0].remedy
    assert "unit.name" in problems[1].remedy
    assert re.search(r"stats\.task\.T\d9\.count", problems[2].remedy)
    with pytest.raises(UserError, match=r"unit\.nmae"):
        references.resolve("{{ unit.nmae }}")


def test_scopes(references: References) -> None:
    party, record = "{{ party_b.dept }}{{ party_a.title }}{{ signer.工号 }}{{ seq }}", "{{ record.date }}"
    assert references.check(party, scope="letters") == []
    assert references.check(record, scope="photo") == []
    assert len(references.check(party, scope="everywhere")) == 4
    assert len(references.check(party, scope="photo")) == 4
    assert len(references.check(record, scope="letters")) == 1
    assert references.check("{{ party_b.身高 }}", scope="letters")


def test_letters_count_from_the_day_they_are_signed(references: References) -> None:
    assert references.check("{{ stats.letter.L1 }}") == []
    assert references.check("{{ stats.letter.L9 }}")[0].code == "reference.unknown"
    text = "{{ stats.letter.L1 }} {{ stats.letter.L3 }}"
    assert references.resolve(text) == "12 58"
    assert references.resolve(text, as_of=date(2023, 3, 17)) == "12 0"
    assert references.resolve(text, as_of=date(2023, 3, 16)) == "0 0"


def test_letters_without_a_roster_have_no_number(example: Any) -> None:
    with pytest.raises(UserError, match="没有填写"):
        References(example[0], People(())).resolve("{{ stats.letter.L1 }}")


def test_extra_values_and_no_second_rendering(references: References) -> None:
    extra = {"record": {"title": "{{ year }}<&"}}
    assert references.resolve("{{ record.title }}", extra=extra) == "{{ year }}<&"


def test_empty_values_are_refused(references: References, example: Any) -> None:
    text = "{{ selfcheck }}{{ stats.selfcheck.total }}"
    with pytest.raises(UserError):
        references.resolve(text)
    with pytest.raises(UserError, match="没有填写"):
        references.resolve("{{ stats.selfcheck.total }}", as_of=date(2023, 1, 1))


def test_a_figure_of_later_in_the_year_is_explained(tmp_path):
    from tests.example import problems_of, raw_example

    raw = raw_example()
    del raw["honours"]
    found = [each for each in problems_of(raw, tmp_path) if "stats.honour.文明科室" in each.what]
    assert found
    assert "items 以后再填" in found[0].remedy
