"""The people of the roster: names in one spelling, ids unique, departments matched, the selection language."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.plan.names import normal_name
from gongwen.plan.people import FIELDS, People, load_people
from gongwen.plan.schema import Department, Roster, Select
from gongwen.plan.selection import select
from gongwen.problems import Severity

INPUTS = Path(__file__).parent.parent / "inputs"
DEPARTMENTS = [
    Department(id=key, name=name, kind=kind, head=head, leader=leader)
    for key, name, kind, head, leader in [
        ("leaders", "中心领导", "leadership", "LZ001", "LZ001"),
        ("office", "办公室", "admin", "LZ006", "LZ002"),
        ("party", "党群人事科", "admin", "LZ013", "LZ002"),
        ("finance", "财务科", "admin", "LZ018", "LZ003"),
        ("quality", "质量管理科", "business", "LZ022", "LZ005"),
        ("drug1", "药品检查一科", "business", "LZ028", "LZ004"),
        ("drug2", "药品检查二科", "business", "LZ038", "LZ004"),
        ("device", "器械化妆品检查科", "business", "LZ046", "LZ003"),
        ("review", "审评科", "business", "LZ053", "LZ005"),
    ]
]


def roster(file="roster.csv", columns=None, **options):
    return Roster(file=file, columns=FIELDS if columns is None else columns, **options)


def chosen(**keys):
    return Select(**keys)


SMALL = {key: FIELDS[key] for key in ("id", "name", "dept", "status")}
HEAD = "工号,姓名,部门,在岗状态\n"


def load(tmp_path, text, **options):
    (tmp_path / "roster.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_people(tmp_path, roster(columns=SMALL, **options), DEPARTMENTS)


def codes(problems):
    return [problem.code for problem in problems]


@pytest.fixture(scope="module")
def example() -> People:
    people, problems = load_people(INPUTS, roster(encoding="utf-8-sig"), DEPARTMENTS)
    assert problems == []
    return people


def test_example_against_the_csv_module(example):
    with (INPUTS / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(example) == 60
    names = {item.name: item.id for item in DEPARTMENTS}
    for order, (row, person) in enumerate(zip(rows, example, strict=True)):
        assert dict(person.columns) == row
        assert (person.id, person.name, person.order) == (row["工号"], row["姓名"], order)
        assert (person.dept, person.dept_name) == (names[row["部门"]], row["部门"])
        assert person.party_member is (row["是否党员"] == "是")
        assert person.active is (row["在岗状态"] == "在岗")
        for field in ("gender", "ethnicity", "post", "political", "party_since", "employment", "status", "ext"):
            assert getattr(person, field) == row[FIELDS[field]]
        assert person.place.line == order + 2


def test_example_people(example):
    assert [person.id for person in example.by_name("李思齐")] == ["LZ030", "LZ055"]
    assert [person.dept for person in example.by_name("李思齐")] == ["drug1", "review"]
    assert example["LZ032"].name == "阿娜古丽\u00b7艾尔肯"
    assert example["LZ031"].name == "唐\U0002c35b宁"
    assert example["LZ026"].name == "许\u4dae"
    assert len(example.active) == 58
    assert [person.id for person in example.of_department("leaders")] == [f"LZ00{number}" for number in range(1, 6)]
    assert example.get("LZ999") is None
    assert example.get(None) is None
    assert "LZ001" in example


def ids(example, **keys):
    return [person.id for person in select(example, DEPARTMENTS, chosen(**keys))]


def test_selection_of_the_example_letters(example):
    assert ids(example, dept=["leaders"], exclude=["LZ001"]) == ["LZ002", "LZ003", "LZ004", "LZ005"]
    heads = ["LZ006", "LZ013", "LZ018", "LZ022", "LZ028", "LZ038", "LZ046", "LZ053"]
    assert ids(example, role="dept_head") == heads
    assert ids(example, role="dept") == heads
    assert ids(example, role="leader") == [f"LZ00{number}" for number in range(1, 6)]
    assert len(ids(example, staff="all", status=["在岗"])) == 58
    departments = ["drug1", "drug2", "device", "review", "quality", "finance"]
    assert len(ids(example, dept=departments, status=["在岗"])) == 4 + 6 + 10 + 7 + 7 + 8


def test_selection_keys(example):
    assert len(ids(example)) == 60
    assert select(example, DEPARTMENTS, None) == tuple(example)
    assert len(ids(example, party=True)) == 46
    assert len(ids(example, party=False)) == 14
    assert len(ids(example, political=["共青团员", "群众"])) == 13
    assert ids(example, employment=["返聘", "劳务派遣"]) == ["LZ011", "LZ059"]
    # Roster order, not the order of the list; names of departments serve as well as ids.
    assert ids(example, staff=["LZ008", "LZ002", "LZ999"]) == ["LZ002", "LZ008"]
    assert ids(example, dept=["办公室"], party=True, exclude=["LZ006"]) == ["LZ007", "LZ008", "LZ012"]
    assert ids(example, dept=["office"], role="leader") == []
    assert ids(example, dept=[], staff=[]) == ids(example)


def test_dept_head_never_selects_the_leadership(example):
    office = DEPARTMENTS[1].model_copy(update={"head": "LZ002"})
    departments = [DEPARTMENTS[0], office, *DEPARTMENTS[2:]]
    people = select(example, departments, chosen(role="dept_head"))
    assert "LZ002" not in [person.id for person in people]
    assert "LZ002" in [person.id for person in select(example, departments, chosen(role="dept"))]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　三", "张三"),
        (" 张  三 ", "张三"),
        ("欧阳 行 健\u3000", "欧阳行健"),
        ("张\u00a0三\n", "张三"),
        ("唐 \U0002c35b 宁", "唐\U0002c35b宁"),
        *[(f"买买提{dot}艾力", "买买提\u00b7艾力") for dot in "\u2022\u30fb\uff65\u2027\uff0e\u00b7."],
        ("买买提 . 艾力•吐尔逊", "买买提\u00b7艾力\u00b7吐尔逊"),
        ("John  Smith", "John  Smith"),
        ("J.R. 王", "J.R. 王"),
        ("王\ue81e\ue826\ue82b\ue82c", "王\u9fb4\u9fb5\u9fb6\u9fb7"),
        ("\ue832 \ue843\ue854\ue864", "\u9fb8\u9fb9\u9fba\u9fbb"),
    ],
)
def test_names(typed, name):
    assert normal_name(typed) == name


@given(st.text(alphabet=st.sampled_from("张三𬍛䶮· .•\u3000a\ue81e"), max_size=12))
def test_normalising_twice_changes_nothing(text):
    once = normal_name(text)
    assert normal_name(once) == once


@given(
    st.lists(st.sampled_from("张王李𬍛䶮㐀"), min_size=1, max_size=6),
    st.lists(st.sampled_from(["", " ", "\u3000", "\u00a0 "]), min_size=7, max_size=7),
)
def test_padding_never_matters(characters, blanks):
    padded = "".join(blank + character for blank, character in zip(blanks, characters, strict=False)) + blanks[-1]
    assert normal_name(padded) == "".join(characters)


def test_name_column_is_the_canonical_name(tmp_path):
    people, problems = load(tmp_path, HEAD + "Ａ１,张　三,办 公 室,在岗\n")
    assert problems == []
    assert dict(people["A1"].columns) == {"工号": "A1", "姓名": "张三", "部门": "办公室", "在岗状态": "在岗"}


def test_department_by_id(tmp_path):
    people, problems = load(tmp_path, HEAD + "A1,张三,office,在岗\n")
    assert (people["A1"].dept, people["A1"].dept_name, problems) == ("office", "办公室", [])


def test_unknown_and_empty_departments(tmp_path):
    people, problems = load(tmp_path, HEAD + "A1,甲,药检一科,在岗\nA2,乙,药检一科,在岗\nA3,丙,,在岗\n")
    assert len(people) == 3
    assert codes(problems) == ["roster.dept.unknown", "roster.dept.empty"]
    assert "药品检查一科" in problems[0].remedy
    assert "2 人" in problems[0].what
    assert problems[0].place.line == 2


def test_without_departments_nothing_is_matched(tmp_path):
    (tmp_path / "roster.csv").write_text(HEAD + "A1,甲,某科,在岗\n", encoding="utf-8")
    people, problems = load_people(tmp_path, roster(columns=SMALL), [])
    assert (people["A1"].dept, people["A1"].dept_name, problems) == ("", "某科", [])


def test_duplicate_ids_name_both_rows(tmp_path):
    people, problems = load(tmp_path, HEAD + "A1,甲,办公室,在岗\nA2,乙,办公室,在岗\nA1,丙,办公室,在岗\n")
    assert [person.name for person in people] == ["甲", "乙"]
    assert codes(problems) == ["roster.id.duplicate"]
    assert "第 2 行和第 4 行" in problems[0].what
    assert [person.order for person in people] == [0, 1]


def test_missing_id_name_status(tmp_path):
    people, problems = load(tmp_path, HEAD + ",甲,办公室,在岗\nA2,,办公室,在岗\nA3,丙,办公室,\n")
    assert [person.id for person in people] == ["A3"]
    assert not people["A3"].active
    assert codes(problems) == ["roster.id.empty", "roster.name.empty", "roster.status.empty"]
    assert [problem.place.line for problem in problems] == [2, 3, 4]


def test_illegal_characters_are_reported_with_row_and_field(tmp_path):
    head = (HEAD.strip() + ",备注\n").encode()
    text = (
        head
        + "A1,张\x0b三,办公室,在岗,好😀&<>\n".encode()
        + b"A2,\xe4\xb9\x99,office,\xe5\x9c\xa8\xe5\xb2\x97,x\xed\xa0\x80y\n"
    )
    people, problems = load(tmp_path, text)
    assert [person.name for person in people] == ["张三", "乙"]
    assert people["A1"].columns["备注"] == "好😀&<>"
    assert people["A2"].columns["备注"] == "xy"
    assert [(problem.code, problem.place.line) for problem in problems] == [
        ("roster.character", 2),
        ("roster.character", 3),
    ]
    assert "“姓名”" in problems[0].what
    assert "U+D800" in problems[1].what
    assert problems[0].severity is Severity.WARNING


def test_long_text_arrives_whole(tmp_path):
    long = "长" * 32_000
    people, problems = load(tmp_path, HEAD.strip() + f",备注\nA1,甲,办公室,在岗,{long}\nA2,乙,办公室,在岗,尾\n")
    assert problems == []
    assert people["A1"].columns["备注"] == long
    assert people["A2"].columns["备注"] == "尾"


def test_missing_columns(tmp_path):
    people, problems = load(tmp_path, "编号,姓 名,部门\nA1,甲,办公室\n")
    assert len(people) == 0
    assert [(problem.code, problem.severity) for problem in problems] == [
        ("roster.column.missing", Severity.ERROR),
        ("roster.column.missing", Severity.WARNING),
    ]
    people, problems = load(tmp_path, "工号,姓 名,部门\nA1,甲,办公室\n")
    assert [person.active for person in people] == [True]
    assert [problem.severity for problem in problems] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("file", "code"),
    [("没有.csv", "table.file.missing"), ("sub", "table.file.folder"), ("empty.csv", "table.file.empty")],
)
def test_bad_files(tmp_path, file, code):
    (tmp_path / "sub").mkdir()
    (tmp_path / "empty.csv").write_bytes(b"\xef\xbb\xbf\r\n")
    people, problems = load_people(tmp_path, roster(file), DEPARTMENTS)
    assert (len(people), codes(problems)) == (0, [code])
    assert str(problems[0]).startswith(f"错误: {file} ")


def test_roster_without_header(tmp_path):
    people, problems = load(tmp_path, "A1,甲,办公室,在岗\nA2,乙,办公室,在岗\n")
    assert (len(people), codes(problems)) == (0, ["table.header.missing"])


def test_plan_that_names_no_columns(tmp_path):
    (tmp_path / "r.csv").write_text("编号,姓名,部门,在岗状态\nA1,甲,办公室,产假\n", encoding="utf-8")
    people, problems = load_people(tmp_path, Roster(file="r.csv", key="编号"), DEPARTMENTS)
    assert problems == []
    assert (people["A1"].dept, people["A1"].status, people["A1"].active) == ("office", "产假", False)


def test_no_roster_at_all(tmp_path):
    people, problems = load_people(tmp_path, None, DEPARTMENTS)
    assert (len(people), problems) == (0, [])


def test_workbook_roster_in_a_folder(tmp_path):
    (tmp_path / "data").mkdir()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名册"
    for row in [["2023年名册"], ["部 门", "工号", "姓　名", "在岗状态"], ["办公室", 1001, "张　三", "在岗"]]:
        sheet.append(row)
    sheet.append([None, 1002, "李•四", "产假"])
    sheet.append(["合计", None, 2])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "data" / "r.xlsx")
    people, problems = load_people(tmp_path, roster("data\\r.xlsx", SMALL, sheet="名册"), DEPARTMENTS)
    assert problems == []
    assert [(person.id, person.name, person.dept, person.active) for person in people] == [
        ("1001", "张三", "office", True),
        ("1002", "李·四", "office", False),
    ]
    assert str(people["1002"].place) == "data\\r.xlsx:名册!A4"


def test_five_thousand_rows_are_quick(tmp_path):
    lines = [",".join(FIELDS.values())]
    lines += [
        f"L{number:05},张　三{number},男,汉族,药品检查一科,检查员,中共党员,是,2014-06,在编,在岗,{number}"
        for number in range(5000)
    ]
    (tmp_path / "roster.csv").write_text("\n".join(lines), encoding="utf-8")
    spent = []
    for _ in range(3):
        begin = time.process_time()
        people, problems = load_people(tmp_path, roster(), DEPARTMENTS)
        spent.append(time.process_time() - begin)
    assert (len(people), problems) == (5000, [])
    assert min(spent) < 0.3
