"""Workbooks as pages: values as formats show them, printed areas, headers, merged cells, what is left out and said."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.drawing.image import Image as Drawing
from PIL import Image

from gongwen.blocks.model import Heading, Paragraph, Table
from gongwen.dossier.sheets import sheet_document
from gongwen.ooxml.package import Package
from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.printing import print_word
from gongwen.problems import UserError
from gongwen.tables.numberformat import shown
from gongwen.word.render import render
from gongwen.word.templates import Templates


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def table_of(data: bytes, **options) -> Table:
    document = sheet_document(data, "表.xlsx", "登记表", **options)
    return next(block for block in document.blocks if isinstance(block, Table))


def said(data: bytes, **options) -> list[str]:
    return [
        block.text
        for block in sheet_document(data, "表.xlsx", "登记表", **options).blocks
        if isinstance(block, (Paragraph, Heading))
    ]


@pytest.mark.parametrize(("value", "code", "expected"), [
    (0.456, "0%", "46%"),
    (0.4567, "0.00%", "45.67%"),
    (1234567.5, "#,##0.00", "1,234,567.50"),
    (-1234.5, "#,##0.0", "-1,234.5"),
    (-5, "0;(0)", "(5)"),
    (0, '0;-0;"无"', "无"),
    (12, '0"人"', "12人"),
    (88.5, '"￥"#,##0.00', "￥88.50"),
    (7, "000", "007"),
    (0.5, "#.##", ".5"),
    (3.0, "#.##", "3"),
    (1500000, "0,", "1500"),
    (123456789012, "General", "1.23456789E+11"),
    (1.1, "", "1.1"),
    (0.1 + 0.2, "General", "0.3"),
    (45000, "yyyy/m/d", "2023/3/15"),
    (45000.5, "yyyy-mm-dd hh:mm", "2023-03-15 12:00"),
    (45000, 'yyyy"年"m"月"d"日"', "2023年3月15日"),
    (45000, "[$-804]yyyy年m月d日;@", "2023年3月15日"),
    (45000, "m/d", "3/15"),
    (45000, "aaaa", "星期三"),
    (0.604166666, "h:mm", "14:30"),
    (0.604166666, "h:mm AM/PM", "2:30 下午"),
    (1.5, "[h]:mm", "36:00"),
    (12345.678, "0.00E+00", "1.23E+04"),
    (5, "@", "5"),
    (-0.001, "0.00", "0.00"),
    (-1, "yyyy/m/d", "-1"),
    (2.5, "0", "3"),
    (1.005, "0.00", "1.01"),
    (-0.5, "0%", "-50%"),
    (0, "0;-0;;@", ""),
    (13812345678, "000-0000-0000", "138-1234-5678"),
    (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
    (1234567, '0.0,,"百万"', "1.2百万"),
    (1234.5, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
    (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    (110101199001011234, "0", "110101199001011000"),
    (1.5, "# ?/?", "1 1/2"),
    (12345, "##0.0E+0", "12.3E+3"),
    (5, '[>=60]"及格";"不及格"', "不及格"),
    (75, '[>=60]"及格";"不及格"', "及格"),
    (7, 'G/通用格式"分"', "7分"),
    (10500, "[DBNum1]General", "一万〇五百"),
    (123, "[DBNum2][$-804]G/通用格式", "壹佰贰拾叁"),
    (100010001, "[DBNum2]General", "壹亿零壹万零壹"),
    (45000, '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇二三年三月十五日"),
    (45000, "[$-F800]dddd, mmmm dd, yyyy", "2023年3月15日"),
    (0.5, '[h]"小时"', "12小时"),
    (25 / 24, "[h]", "25"),
    (45000.123456, "mm:ss.0", "57:46.6"),
    (1, "yyyy/m/d", "1900/1/1"),
    (2958465.9999999, "yyyy/m/d", "9999/12/31"),
])  # fmt: skip
def test_numbers_are_shown_as_their_format_says(value, code, expected):
    assert shown(value, code) == expected


def test_dates_of_old_macs_begin_later():
    assert shown(43538, "yyyy/m/d", date1904=True) == "2023/3/15"


def test_a_table_with_its_kinds_of_values():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "日期", "时间", "比例", "金额", "是否", "备注"])
    sheet.append(["方致远", date(2023, 3, 8), time(9, 30), 0.95, 1200, True, "第一行\n第二行"])
    sheet["D2"].number_format, sheet["E2"].number_format = "0%", "#,##0.00"
    sheet["B2"].number_format = 'yyyy"年"m"月"d"日"'
    sheet.append(["严守廉", datetime(2023, 3, 8, 14, 5), None, None, "=1/0", False, "=A2"])  # noqa: DTZ001
    table = table_of(saved(book))
    assert table.header == ("姓名", "日期", "时间", "比例", "金额", "是否", "备注")
    assert table.rows[0] == ("方致远", "2023年3月8日", "9:30:00", "95%", "1,200.00", "TRUE", "第一行 第二行")
    assert table.rows[1][:2] == ("严守廉", "2023-03-08 14:05:00") or table.rows[1][1].startswith("2023-3-8")
    assert any("2个公式没有保存计算结果" in text for text in said(saved(book)))


def test_the_printed_area_and_its_titles_are_what_counts():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 30):
        sheet.append([f"{column}{row}" for column in "ABCDEF"])
    sheet.print_area = "B3:D20"
    sheet.print_title_rows = "3:4"
    table = table_of(saved(book))
    assert table.header == ("B4", "C4", "D4")
    assert [row[0] for row in table.rows] == [f"B{row}" for row in range(5, 21)]


def test_hidden_rows_columns_and_sheets_are_left_out():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 6):
        sheet.append([f"{column}{row}" for column in "ABC"])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    other = book.create_sheet("藏")
    other.append(["秘密"])
    other.sheet_state = "hidden"
    document = sheet_document(saved(book), "表.xlsx", "登记表")
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [table.header, *table.rows] == [("A1", "C1"), ("A2", "C2"), ("A4", "C4"), ("A5", "C5")]
    assert "秘密" not in str(document)


def test_titles_over_the_table_groups_in_it_and_tall_cells():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2023年活动登记表"])
    sheet.merge_cells("A1:C1")
    sheet.append(["科室", "活动", "人数"])
    sheet.append(["第一季度"])
    sheet.merge_cells("A3:C3")
    sheet.append(["办公室", "动员大会", 58])
    sheet.append([None, "培训", 18])
    sheet.merge_cells("A4:A5")
    sheet.append(["第二季度"])
    sheet.merge_cells("A6:C6")
    sheet.append(["财务科", "讲座", 20])
    table = table_of(saved(book))
    assert table.header == ("科室", "活动", "人数")
    assert table.rows == (("办公室", "动员大会", "58"), ("办公室", "培训", "18"), ("财务科", "讲座", "20"))
    assert table.merged == {0}
    assert table.titles == ((0, "第一季度"), (2, "第二季度"))
    assert table.centred == {2}
    assert said(saved(book)) == ["2023年活动登记表"]


def test_several_sheets_stand_one_after_the_other_or_only_the_first():
    book = openpyxl.Workbook()
    book.active.title = "总表"
    book.active.append(["甲", "乙"])
    book.create_sheet("二月").append(["丙", "丁"])
    book.create_sheet("空的")
    assert said(saved(book)) == ["总表", "二月"]
    assert said(saved(book), first_only=True) == ["（另有1张工作表没有打印，见原件）"]


def test_a_wide_sheet_lies_across_and_is_small():
    book = openpyxl.Workbook()
    book.active.append([f"第{n}列" for n in range(14)])
    document = sheet_document(saved(book), "表.xlsx", "登记表")
    assert document.landscape
    assert next(block for block in document.blocks if isinstance(block, Table)).size == 15


def test_pictures_and_rows_that_are_too_many_are_said():
    book = openpyxl.Workbook()
    for row in range(2100):
        book.active.append([row, f"第{row}行"])
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(picture, "PNG")
    picture.seek(0)
    book.active.add_image(Drawing(picture), "D1")
    texts = said(saved(book))
    assert "（本表另有100行没有打印，见原件）" in texts
    assert "（表中有图片、图表1个没有打印，见原件）" in texts


def test_an_empty_workbook_and_none_at_all():
    assert said(saved(openpyxl.Workbook())) == ["（空表，没有内容）"]
    for data in (b"", b"nonsense", b"PK\x03\x04 nothing"):
        with pytest.raises(UserError):
            sheet_document(data, "表.xlsx", "登记表")


def test_a_sheet_is_printed_with_all_it_says(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["序号", "姓名", "人数"])
    for row in range(1, 80):
        book.active.append([row, f"人员{row}", row * 10])
    document = sheet_document(saved(book), "表.xlsx", "登记表")
    printed = print_word(render(document, Templates().path(document.frame)), open_fonts())
    assert printed.pages > 1
    path = tmp_path / "表.pdf"
    path.write_bytes(printed.data)
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        text = "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)
    assert all(f"人员{row}" in text for row in range(1, 80))
    assert text.count("序号姓名人数") == printed.pages


def test_paths_are_read_too(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    path = tmp_path / "表.xlsx"
    path.write_bytes(saved(book))
    assert table_of(path.read_bytes()) == next(
        block for block in sheet_document(path, "表.xlsx", "登记表").blocks if isinstance(block, Table)
    )


def test_a_line_over_the_table_is_no_header_and_lines_under_it_are_no_rows():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["花名册"],
        ["单位：办公室", None, None, "2023年"],
        ["序号", "姓名", "科室", "电话"],
        [1, "方致远", "办公室", "8001"],
        ["合计", None, None, 1],
        [],
        ["注：不含退休人员"],
        ["制表人：严守廉", None, "审核：方致远"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A7:D7")
    table = table_of(saved(book))
    assert table.header == ("序号", "姓名", "科室", "电话")
    assert table.rows == (("1", "方致远", "办公室", "8001"), ("合计", "", "", "1"))
    assert table.titles == ()
    lines = ["花名册", "单位：办公室 2023年", "注：不含退休人员", "制表人：严守廉 审核：方致远"]
    assert said(saved(book)) == lines


def test_a_header_of_two_levels_says_both_over_each_column():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "第一季度", None, "备注"])
    sheet.append([None, "计划", "完成", None])
    sheet.append([1, 5, 4, "好"])
    for area in ("A1:A2", "B1:C1", "D1:D2"):
        sheet.merge_cells(area)
    table = table_of(saved(book))
    assert table.header == ("序号", "第一季度 计划", "第一季度 完成", "备注")
    assert table.rows == (("1", "5", "4", "好"),)


def test_nothing_of_several_printed_areas_is_lost():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 13):
        sheet.append([f"{column}{row}" for column in "ABCD"])
    sheet.print_area = "A1:B3,A8:C9"
    table = table_of(saved(book))
    assert table.header == ("A1", "B1", "C1")
    assert {"A3", "A8", "C9"} <= {text for row in table.rows for text in row}
    assert not any("D" in text for row in table.rows for text in row)


def test_rows_hidden_by_a_filter_are_counted():
    book = openpyxl.Workbook()
    for row in range(1, 6):
        book.active.append([row, f"第{row}项"])
    book.active.row_dimensions[3].hidden = book.active.row_dimensions[4].hidden = True
    assert said(saved(book)) == ["（本表有2行在原件中是隐藏的，没有打印）"]


def with_cells(cells: str) -> bytes:
    """A workbook whose only row of data is written by hand."""
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    package = Package.read(saved(book))
    part = "xl/worksheets/sheet1.xml"
    package.parts[part] = package.parts[part].replace(b"</sheetData>", f"<row r='2'>{cells}</row></sheetData>".encode())
    return package.to_bytes()


def test_a_formula_that_gave_an_empty_text_has_a_value():
    empty = with_cells('<c r="A2"><v>1</v></c><c r="B2" t="str"><f>IF(A2=1,"","x")</f><v></v></c>')
    assert table_of(empty).rows == (("1", ""),)
    assert said(empty) == []
    assert said(with_cells('<c r="A2"><v>1</v></c><c r="B2"><f>A2+1</f></c>')) != []


def test_a_picture_that_wps_keeps_in_a_cell_is_counted_and_not_printed_as_a_formula():
    data = with_cells(
        '<c r="A2"><v>1</v></c><c r="B2" t="str"><f>_xlfn.DISPIMG("ID_9F",1)</f><v>=DISPIMG("ID_9F",1)</v></c>'
    )
    assert table_of(data).rows == (("1", ""),)
    assert said(data) == ["（表中有图片、图表1个没有打印，见原件）"]
