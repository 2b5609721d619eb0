"""Workbooks as clerks make them, and as nobody should: merges, phantom rows, positions that ask for gigabytes."""

from __future__ import annotations

import datetime as dt
import time
import zipfile

import pytest
import xlwt
from openpyxl.styles import Font

from tests.test_tables import HEADERS, ROWS, codes, read, values, workbook


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


def test_xls_with_a_password(tmp_path):
    path = tmp_path / "a.xls"
    book = xlwt.Workbook()
    book.add_sheet("s").write(0, 0, "x")
    book.save(path)
    data = path.read_bytes()
    header, locked = bytes.fromhex("e1000200b004"), bytes.fromhex("2f000200b004")
    assert header in data
    path.write_bytes(data.replace(header, locked))
    assert codes(read(path)[1]) == ["table.file.password"]


def test_xls_that_makes_its_reader_ask_for_gigabytes(tmp_path):
    path = tmp_path / "a.xls"
    book = xlwt.Workbook()
    book.add_sheet("s").write(0, 0, "x")
    book.save(path)
    data = bytearray(path.read_bytes())
    # Sector sizes, counts and starts in the header of the compound file, one after the other.
    for offset in range(26, 80, 2):
        hurt = bytes(data[:offset]) + b"\xff\x7f" + bytes(data[offset + 2 :])
        path.write_bytes(hurt)
        table, problems = read(path)
        assert len(table) == 0
        assert problems


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
