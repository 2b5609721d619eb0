"""Tables as clerks make them: awkward csv files and workbooks, built here, and what is read out of them."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from gongwen.problems import Problem, Severity
from gongwen.tables import TableRows, header_key, read_table

if TYPE_CHECKING:
    from pathlib import Path

HEADERS = ["工号", "姓名", "部门", "职务"]
ROWS = [["A1", "许䶮", "办公室", "主任"], ["A2", "唐𬍛宁", "财务科", "科员"]]


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def read(path: Path, **options) -> tuple[TableRows, list[Problem]]:
    return read_table(path, wanted=options.pop("wanted", HEADERS), **options)


def values(table: TableRows) -> list[list[str]]:
    return [[row.get(header) for header in HEADERS] for row in table]


def text_of(rows, delimiter=",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def write_csv(path: Path, rows, encoding="utf-8", delimiter=",") -> Path:
    path.write_bytes(text_of(rows, delimiter).encode(encoding))
    return path


def workbook(path: Path, rows, title="名册") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return book


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
def test_csv_encodings_and_separators(tmp_path, encoding, delimiter):
    path = write_csv(tmp_path / "a.csv", [HEADERS, *ROWS], encoding, delimiter)
    table, problems = read(path)
    assert (values(table), problems) == (ROWS, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "gbk"])
def test_right_explicit_encoding_is_silent(tmp_path, encoding):
    rows = [["A1", "张三", "办公室", "主任"]]
    table, problems = read(write_csv(tmp_path / "a.csv", [HEADERS, *rows], encoding), encoding=encoding)
    assert (values(table), problems) == (rows, [])


@pytest.mark.parametrize(
    ("stored", "asked"),
    [("gb18030", "utf-8"), ("utf-8", "gbk"), ("utf-8-sig", "gb18030"), ("utf-16", "utf-8"), ("utf-8", "utf-16")],
)
def test_wrong_explicit_encoding_falls_back_with_a_hint(tmp_path, stored, asked):
    table, problems = read(write_csv(tmp_path / "a.csv", [HEADERS, *ROWS], stored), encoding=asked)
    assert values(table) == ROWS
    assert codes(problems) == ["table.csv.encoding_differs"]
    assert problems[0].severity is Severity.HINT
    assert asked in problems[0].what


def test_unknown_encoding_name(tmp_path):
    table, problems = read(write_csv(tmp_path / "a.csv", [HEADERS, *ROWS]), encoding="国标")
    assert values(table) == ROWS
    assert "国标" in problems[0].what


def test_undecodable_bytes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x81\x00\xff\xfe\x00\x00\xff\xff\x80" * 20)
    table, problems = read(path)
    assert len(table) == 0
    assert codes(problems) == ["table.csv.encoding"]


def test_banner_blank_total_and_note_rows(tmp_path):
    rows = [
        ["2023年度在职人员名册"],
        [],
        ["填报单位：办公室", "", "", "2023年3月"],
        ["工 号", "姓　名", "部 门(科室)", "职\n务"],
        ["A1", "许䶮", "办公室", "主任"],
        ["", "", "", ""],
        ["小 计", "", "1人", ""],
        HEADERS,
        ["A2", "唐𬍛宁", "财务科", "科员"],
        ["", "合计", "2", ""],
        ["总计：2人"],
        ["备注：含借调人员"],
        ["注:1. 略"],
        ["（以下空白）"],
        ["填表人：王五", "", "审核人：赵六", ""],
        ["制表 王五"],
    ]
    table, problems = read(write_csv(tmp_path / "a.csv", rows))
    assert (values(table), problems) == (ROWS, [])
    assert len(table.left_out) == 9
    assert table.header_line == 4
    # The header of line 4 holds a line break, so the first row of data stands on line 6 of the file.
    assert [str(row.place) for row in table] == ["a.csv:6:1", "a.csv:10:1"]


def test_words_that_only_begin_like_totals_are_data(tmp_path):
    rows = [["注册科", "张三", "x", "y"], ["总计划科", "李四", "x", "y"], ["合", "王五", "x", "y"]]
    table, _ = read(write_csv(tmp_path / "a.csv", [HEADERS, *rows]))
    assert values(table) == rows


def test_excel_separator_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\n" + text_of([HEADERS, *ROWS], ";"), encoding="utf-8")
    assert values(read(path)[0]) == ROWS


def test_unbalanced_quote_is_reported(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('工号,姓名,部门,职务\nA1,张三,"办公室,主任\nA2,李四,财务科,科员\n', encoding="utf-8")
    _, problems = read(path)
    assert codes(problems) == ["table.csv.quotes"]
    assert problems[0].place.line == 2


def test_row_wider_than_the_header(tmp_path):
    path = write_csv(tmp_path / "a.csv", [HEADERS, [*ROWS[0], "", ""], [*ROWS[1], "多"]])
    table, problems = read(path)
    assert values(table) == ROWS
    assert [(problem.code, problem.place.line) for problem in problems] == [("table.row.too_wide", 3)]


def test_duplicate_header(tmp_path):
    table, problems = read(write_csv(tmp_path / "a.csv", [[*HEADERS, "姓 名"], [*ROWS[0], "别名"]]))
    assert values(table) == ROWS[:1]
    assert codes(problems) == ["table.header.duplicate"]


def test_brackets_tell_columns_apart(tmp_path):
    header = [*HEADERS, "联系电话（办）", "联系电话\n（手机）", "地址(现)"]
    table, problems = read(write_csv(tmp_path / "a.csv", [header, [*ROWS[0], "1", "2", "3"]]))
    assert problems == []
    assert table.headers == (*HEADERS, "联系电话（办）", "联系电话（手机）", "地址")


def test_no_header(tmp_path):
    table, problems = read(write_csv(tmp_path / "a.csv", ROWS))
    assert len(table) == 0
    assert codes(problems) == ["table.header.missing"]
    assert "工号、姓名" in problems[0].remedy


def test_header_without_rows(tmp_path):
    assert codes(read(write_csv(tmp_path / "a.csv", [HEADERS]))[1]) == ["table.rows.none"]


def test_missing_wanted_header_is_listed(tmp_path):
    table, _ = read(write_csv(tmp_path / "a.csv", [HEADERS, *ROWS]), wanted={"id": "工号", "n": "姓名", "x": "分机"})
    assert table.missing == ("分机",)


# --- files that are not what they say ---


def test_missing_file_names_the_nearest(tmp_path):
    write_csv(tmp_path / "roster.csv", [HEADERS, *ROWS])
    _, problems = read(tmp_path / "rosters.csv")
    assert codes(problems) == ["table.file.missing"]
    assert "roster.csv" in problems[0].remedy


def test_folder_empty_lock_file(tmp_path):
    (tmp_path / "空.xlsx").write_bytes(b"")
    (tmp_path / "~$a.xlsx").write_bytes(b"x")
    assert codes(read(tmp_path)[1]) == ["table.file.folder"]
    assert codes(read(tmp_path / "空.xlsx")[1]) == ["table.file.empty"]
    assert codes(read(tmp_path / "~$a.xlsx")[1]) == ["table.file.lock"]


def test_password_protected(tmp_path):
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    plain.seek(0)
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        OOXMLFile(plain).encrypt("1234", file)
    _, problems = read(path)
    assert codes(problems) == ["table.file.password"]
    assert "密码" in str(problems[0])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.4\n...", "table.file.wrong_type"),
        (b"\x89PNG\r\n\x1a\n", "table.file.wrong_type"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "table.file.wrong_type"),
        (b"PK\x03\x04 half a download", "table.file.damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "table.file.damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le"), "table.file.wrong_type"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "Workbook".encode("utf-16-le") + bytes(600), "table.file.damaged"),
    ],
)
def test_wrong_types(tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    table, problems = read(path)
    assert (len(table), codes(problems)) == (0, [code])
    assert problems[0].place.file == "a.xlsx"


def test_docx_and_other_zip(tmp_path):
    for member in ("word/document.xml", "readme.txt", "content.xml"):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "x")
        assert codes(read(path)[1]) == ["table.file.wrong_type"]


def test_doctype_in_a_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    workbook(path, [HEADERS, *ROWS])
    evil = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(evil, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = b'<!DOCTYPE x [<!ENTITY a "b">]>' + part
            new.writestr(name, part)
    table, problems = read(evil)
    assert len(table) == 0
    assert problems[0].severity is Severity.ERROR


def test_csv_named_xlsx_and_xlsx_named_csv(tmp_path):
    table, problems = read(write_csv(tmp_path / "a.xlsx", [HEADERS, *ROWS]))
    assert (values(table), codes(problems)) == (ROWS, ["table.misnamed"])
    workbook(tmp_path / "b.csv", [HEADERS, *ROWS])
    table, problems = read(tmp_path / "b.csv")
    assert (values(table), codes(problems)) == (ROWS, ["table.misnamed"])
    assert problems[0].severity is Severity.HINT


# --- properties ---

_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u200b\ufeff\u2028\u2029\x85"), max_size=12
).map(lambda text: text.strip(" \t\r\n\u00a0\u3000"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(_TEXT, _TEXT, _TEXT), min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "gb18030"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_any_text_comes_back(tmp_path, rows, encoding, delimiter):
    full = [[f"A{index}", *row] for index, row in enumerate(rows)]
    table, problems = read(write_csv(tmp_path / "a.csv", [HEADERS, *full], encoding, delimiter), encoding=encoding)
    assert values(table) == full
    assert problems == []


@given(st.text(max_size=30))
def test_header_key_is_stable(text):
    key = header_key(text)
    assert not any(character.isspace() for character in key)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=300), st.sampled_from([b"", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")]))
def test_rubbish_is_a_problem_and_never_an_exception(tmp_path, data, head):
    path = tmp_path / "a.xlsx"
    path.write_bytes(head + data)
    _, problems = read(path)
    assert problems
