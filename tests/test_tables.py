"""Tables as clerks make them: awkward csv files and workbooks, built here, and what is read out of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import time
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font

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


def test_xls_and_xls_named_xlsx(tmp_path):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名册")
    rows = [["名册"], HEADERS, ["A1", "张三", "办公室", "主任"], ["A2", "李四", None, "科员"]]
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None and (at, column) != (2, 2):
                sheet.write(at, column, value)
    sheet.write_merge(2, 3, 2, 2, "办公室")
    sheet.write(1, 4, "生日")
    sheet.write(2, 4, dt.date(1990, 3, 5), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    for name, found in (("a.xls", []), ("a.xlsx", ["table.misnamed"])):
        book.save(tmp_path / name)
        table, problems = read(tmp_path / name)
        assert values(table) == [["A1", "张三", "办公室", "主任"], ["A2", "李四", "办公室", "科员"]]
        assert codes(problems) == found
        assert table.rows[0].get("生日") == "1990-03-05"
        assert str(table.rows[1].place_of("部门")) == f"{name}:名册!C4"


# --- workbooks ---


def test_workbook_with_banner_merges_and_totals(tmp_path):
    path = tmp_path / "a.xlsx"
    book = workbook(
        path,
        [
            ["在职人员名册", None, None, None],
            ["部 门", "工号", "姓　名", "职务"],
            ["办公室", "A1", "甲", "主任"],
            [None, "A2", "乙", "科员"],
            ["财务科", "A3", "丙", "科长"],
            [None, "A4", "丁", "会计"],
            ["合计", None, 4, None],
            ["说明：略", None, None, None],
            [None, None, None, None],
        ],
    )
    for merge in ("A1:D1", "A3:A4", "A5:A6", "A8:D20"):
        book.active.merge_cells(merge)
    book.save(path)
    table, problems = read(path)
    assert problems == []
    assert [row.get("部门") for row in table] == ["办公室", "办公室", "财务科", "财务科"]
    assert [row.get("工号") for row in table] == ["A1", "A2", "A3", "A4"]
    assert str(table.rows[3].place) == "a.xlsx:名册!A6"
    assert str(table.rows[3].place_of("姓名")) == "a.xlsx:名册!C6"
    assert [line for line, _ in table.left_out] == [7, 8]


def test_two_row_header(tmp_path):
    path = tmp_path / "a.xlsx"
    book = workbook(path, [[*HEADERS, "电话", None], [None] * 4 + ["办", "手机"], [*ROWS[0], 1, 2]])
    for merge in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"):
        book.active.merge_cells(merge)
    book.save(path)
    assert values(read(path)[0]) == ROWS[:1]


def test_cell_values(tmp_path):
    path = tmp_path / "a.xlsx"
    header = [*HEADERS, "电话", "身份证号", "日期", "时刻", "比例", "是否", "错"]
    row = [1, "甲", "办公室", None, 13900000000.0, 110101199003078515, dt.date(2010, 3, 5)]
    row += [dt.datetime(2010, 3, 5, 8, 30), 0.1 + 0.2, True, "#REF!"]  # noqa: DTZ001 cells have no zone
    book = workbook(path, [header, row])
    book.active["K2"].data_type = "e"
    book.save(path)
    table, problems = read(path)
    cells = table.rows[0].cells
    assert cells["工号"] == "1"
    assert cells["电话"] == "13900000000"
    assert (cells["日期"], cells["时刻"]) == ("2010-03-05", "2010-03-05 08:30")
    assert (cells["比例"], cells["是否"], cells["错"]) == ("0.3", "TRUE", "")
    assert [(problem.code, problem.place.cell) for problem in problems] == [
        ("table.cell.lost_digits", "F2"),
        ("table.cell.error", "K2"),
    ]
    assert "已丢失末位" in problems[0].what


def test_sheet_by_name_by_header_and_unknown(tmp_path):
    path = tmp_path / "a.xlsx"
    book = workbook(path, [["封面"]], title="封面")
    sheet = book.create_sheet("人员 名册")
    for row in [HEADERS, *ROWS]:
        sheet.append(row)
    book.save(path)
    assert values(read(path)[0]) == ROWS
    assert values(read(path, sheet="人员名册")[0]) == ROWS
    _, problems = read(path, sheet="人员花名册")
    assert codes(problems) == ["table.file.sheet_unknown"]
    assert "人员 名册" in problems[0].remedy
    assert codes(read(path, sheet="封面")[1]) == ["table.header.missing"]


@pytest.mark.parametrize("value", [None, " ", "x"])
def test_formatted_last_row_is_fast(tmp_path, value):
    path = tmp_path / "a.xlsx"
    book = workbook(path, [HEADERS, *ROWS])
    book.active["A1048576"].font = Font(bold=True)
    book.active["A1048576"] = value
    book.save(path)
    begin = time.process_time()
    table, problems = read(path)
    assert time.process_time() - begin < 5
    assert values(table) == ROWS
    assert codes(problems) == ([] if value is None else ["table.rows.unread"])


def test_far_corner_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "a.xlsx"
    book = workbook(path, [HEADERS, *ROWS])
    book.active["XFD150"] = "x"
    book.save(path)
    begin = time.process_time()
    _, problems = read(path)
    assert time.process_time() - begin < 5
    assert codes(problems) == ["table.file.too_big"]


def test_far_blank_formatted_cell_is_nothing(tmp_path):
    path = tmp_path / "a.xlsx"
    book = workbook(path, [HEADERS, *ROWS])
    book.active["XFD2"].font = Font(bold=True)
    book.save(path)
    table, problems = read(path)
    assert (values(table), problems) == (ROWS, [])


def test_many_formatted_blank_rows(tmp_path):
    path = tmp_path / "a.xlsx"
    book = workbook(path, [HEADERS, *ROWS])
    for line in range(4, 20_000):
        book.active.cell(line, 2).font = Font(bold=True)
    book.save(path)
    table, problems = read(path)
    assert (values(table), problems) == (ROWS, [])


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="2"><c r="A1048576"><v>1</v></c></row>',
        b'<row r="4000000000"><c><v>1</v></c></row>',
        b'<row r="999999999999999999999"><c><v>1</v></c></row>',
        b'<row r="2"><c r="AAAAAAA2"><v>1</v></c></row>',
        b'<row r="2">' + b"<c><v>1</v></c>" * 300_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 20_000,
        b"".join(b'<row r="%d"><c r="SA%d"><v>1</v></c></row>' % (line, line) for line in range(2, 20_000)),
    ],
)
def test_hostile_positions_never_reach_the_reader(tmp_path, rows):
    plain = tmp_path / "plain.xlsx"
    workbook(plain, [HEADERS, *ROWS])
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</sheetData>", rows + b"</sheetData>")
            new.writestr(name, part)
    begin = time.process_time()
    table, problems = read(path)
    assert time.process_time() - begin < 5
    assert problems
    assert len(table) in {0, 2}


def test_whole_rows_formatted_to_the_last_column(tmp_path):
    path = tmp_path / "a.xlsx"
    book = workbook(path, [HEADERS, *ROWS])
    for line in (1, 2):
        for column in range(5, 16_385):
            book.active.cell(line, column).font = Font(bold=True)
    book.save(path)
    begin = time.process_time()
    table, problems = read(path)
    assert time.process_time() - begin < 5
    assert (values(table), problems) == (ROWS, [])


def test_fifty_thousand_merges(tmp_path):
    plain = tmp_path / "plain.xlsx"
    workbook(plain, [HEADERS, *ROWS])
    path = tmp_path / "a.xlsx"
    merges = b"".join(b'<mergeCell ref="F%d:G1048576"/>' % line for line in range(2, 50_002))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>")
            new.writestr(name, part)
    begin = time.process_time()
    table, problems = read(path)
    assert time.process_time() - begin < 5
    assert (values(table), problems) == (ROWS, [])


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
