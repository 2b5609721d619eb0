"""Who signs what: selections, rules and odd plans, against plans made for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongwen.plan.load import load_plan
from gongwen.plan.signing import check_signing, sign

HEAD = """schema: gongwen/plan@1
year: 2026
unit: {name: 清河县图书馆}
roster: {file: 名册.csv, columns: {id: 工号, name: 姓名, dept: 部门, post: 职务, status: 状态}}
departments:
  - {id: lead, name: 馆领导, kind: leadership, head: A1, leader: A1}
  - {id: office, name: 办公室, head: B1, leader: A2}
  - {id: books, name: 采编部, head: C1, leader: A1}
  - {id: empty, name: 借阅部, leader: A2}
letters:
"""
ROSTER = """工号,姓名,部门,职务,状态
A1,王馆长,馆领导,馆长,在岗
A2,于副馆长,馆领导,副馆长,在岗
B1,张三,办公室,办公室主任,在岗
B2,李四,办公室,科员,产假
C1,赵六,采编部,主任,在岗
C2,丁一,采编部,馆员,在岗
"""


def signed(folder: Path, letter: str, roster: str = ROSTER, **options):
    (folder / "plan.yaml").write_text(HEAD + letter + "documents: []\n", encoding="utf-8")
    (folder / "名册.csv").write_text(roster, encoding="utf-8")
    loaded = load_plan(folder / "plan.yaml")
    plan = loaded.usable()
    return sign(plan, loaded.people, plan.letters[0], loaded.places, **options), check_signing(
        plan, loaded.people, loaded.places
    )


def responsibility(*levels: str) -> str:
    return "  - {id: L1, kind: responsibility, title: 责任书, levels: [" + ", ".join(levels) + "]}\n"


def pledge(select: str, more: str = "") -> str:
    return f"  - {{id: L1, kind: pledge, title: 承诺书, signer: {{select: {select}}}{more}}}\n"


FIXED = "{party_a: {role: 馆长, staff: A1}, party_b: {select: {dept: lead, exclude: A1}}}"
HEADS = "{party_a: {rule: leader_in_charge}, party_b: {select: {role: dept_head}}}"


def test_numbers_run_through_the_levels(tmp_path):
    found, _ = signed(tmp_path, responsibility(FIXED, HEADS))
    assert [(pair.seq, pair.level, pair.superior.id, pair.signer.id) for pair in found.pairs] == [
        (1, 0, "A1", "A2"), (2, 1, "A2", "B1"), (3, 1, "A1", "C1"),
    ]  # fmt: skip
    assert [person.id for person in found.missing] == ["C2"], "on duty and in no pair; B2 is on leave"


def test_titles(tmp_path):
    found, _ = signed(tmp_path, responsibility(FIXED, HEADS))
    titles = [(pair.superior_title, pair.signer_title) for pair in found.pairs]
    assert titles == [("馆长", "副馆长"), ("副馆长", "办公室主任"), ("馆长", "采编部主任")]


def test_a_department_without_head_is_told(tmp_path):
    found, problems = signed(tmp_path, pledge("{role: dept}"))
    assert [pair.signer.id for pair in found.pairs] == ["B1", "C1"]
    assert [problem.code for problem in problems] == ["sign.no_head"]
    assert "借阅部" in problems[0].what
    assert problems[0].place.line


def test_who_signs_twice(tmp_path):
    found, _ = signed(tmp_path, responsibility(HEADS, "{party_a: {staff: A2}, party_b: {select: {staff: [C1, C2]}}}"))
    assert [person.id for person in found.twice] == ["C1"]


@pytest.mark.parametrize(
    ("letter", "code", "words"),
    [
        (pledge("{dept: office, status: 在编}"), "sign.nobody", "选不到一个人"),
        (responsibility("{party_a: {staff: A1}, party_b: {staff: A1}}"), "sign.self", "既是甲方又是乙方"),
        (responsibility("{party_a: {rule: leader_in_charge}, party_b: {select: {dept: lead}}}"), "sign.self", "王馆长"),
        (responsibility("{party_a: {select: {dept: books}}, party_b: {staff: A1}}"), "sign.superior", "选到 2 个"),
        (responsibility("{party_a: {}, party_b: {staff: A1}}"), "sign.superior", "没有写甲方"),
        (responsibility("{party_a: {staff: A1}, party_b: {}}"), "sign.nobody", "没有写由谁签"),
        ("  - {id: L1, kind: pledge, title: 承诺书}\n", "sign.kind", "signer"),
        ("  - {id: L1, kind: responsibility, title: 责任书, signer: {staff: A1}}\n", "sign.kind", "levels"),
        (pledge("{staff: all}", ", order: 拼音"), "sign.order", "姓氏笔画"),
    ],
)
def test_problems_have_their_place(tmp_path, letter, code, words):
    _, problems = signed(tmp_path, letter)
    assert code in [problem.code for problem in problems]
    assert any(words in str(problem) for problem in problems)
    assert all(problem.place is not None and problem.place.line >= 11 for problem in problems)


def test_a_department_without_leader_skips_its_row_only(tmp_path):
    signed(tmp_path, responsibility(HEADS))
    (tmp_path / "plan.yaml").write_text(
        (HEAD.replace("leader: A2}\n  - {id: books", "}\n  - {id: books") + responsibility(HEADS) + "documents: []\n"),
        encoding="utf-8",
    )
    loaded = load_plan(tmp_path / "plan.yaml")
    found = sign(loaded.usable(), loaded.people, loaded.plan.letters[0], loaded.places)
    assert [row.signer.id for row in found.skipped] == ["B1"]
    assert [pair.seq for pair in found.pairs] == [1], "numbers have no gap"


def test_an_office_may_be_party_a(tmp_path):
    found, problems = signed(tmp_path, responsibility("{party_a: {role: 清河县文化局}, party_b: {staff: A1}}"))
    assert not problems
    assert [(pair.superior, pair.superior_title) for pair in found.pairs] == [(None, "清河县文化局")]


def test_stroke_order(tmp_path):
    found, _ = signed(tmp_path, pledge("{staff: all}", ", order: 姓氏笔画"))
    assert "".join(pair.signer.name[0] for pair in found.pairs) == "丁于王李张赵"
    found, _ = signed(tmp_path, pledge("{staff: all}", ", order: 姓氏笔画"), order="名册")
    assert [pair.signer.id for pair in found.pairs] == ["A1", "A2", "B1", "B2", "C1", "C2"]
