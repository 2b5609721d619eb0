"""The cell patcher: what was asked for changes, every other cell and part stays as it was written."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from gongwen.ooxml.package import Package
from gongwen.problems import UserError
from gongwen.sheet import Book, CannotKeepError, fill
from gongwen.sheet.address import address, grown, position

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*, table: bool = False) -> bytes:
    """A small ledger as a person may have it: title, header, rows, formula, validation, colours, comment, picture cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "总表"
    sheet.append(["任务分工台账"])
    sheet.append(["编号", "工作任务", "完成情况", "日期", "分值"])
    for number in range(1, 6):
        sheet.append([f"T{number}", f"第{number}项 <任务> & “事项”", "未完成", dt.date(2023, 3, number), number * 1.5])
    sheet["F3"] = "=E3*2"
    sheet.merge_cells("A1:E1")
    sheet["B4"].font = Font(bold=True, name="黑体")
    sheet.row_dimensions[7].height = 33
    sheet["B5"].comment = Comment("核对过", "张")
    rule = DataValidation(type="list", formula1='"已完成,未完成"', sqref="C3:C7")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add(
        "C3:C7", CellIsRule(operator="equal", formula=['"已完成"'], fill=PatternFill("solid", bgColor="C6EFCE"))
    )
    sheet.print_area = "A1:F7"
    sheet.freeze_panes = "B3"
    if table:
        sheet.add_table(Table(displayName="台账", ref="A2:E7"))
    else:
        sheet.auto_filter.ref = "A2:E7"
    other = book.create_sheet("统计 & 图")
    other["A1"] = "='总表'!E3"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(data: bytes) -> Book:
    return Book(Package.read(data, name="台账.xlsx"))


def values(data: bytes, name: str = "总表") -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))[name]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def row_texts(data: bytes) -> dict[str, str]:
    text = Package.read(data).parts[SHEET].decode()
    return {
        re.search(r'r="(\d+)"', row).group(1): row for row in re.findall(r"<row\b.*?(?:</row>|/>)", text, re.DOTALL)
    }


def test_nothing_asked_for_nothing_changed():
    data = workbook()
    book = opened(data)
    assert book.names == ["总表", "统计 & 图"]
    assert [cell.text for cell in book.sheet("总表").cells(3)][:3] == ["T1", "第1项 <任务> & “事项”", "未完成"]
    assert Package.read(book.to_bytes()).parts == Package.read(data).parts


def test_one_cell_changes_one_row_of_one_part():
    package = Package.read(workbook())
    package.parts["xl/cellimages.xml"] = b"<etc:cellImages/>"
    package.parts["xl/workbook.xml"] = package.parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    package.parts["xl/vbaProject.bin"] = b"\x00\x01macro"
    data = package.to_bytes()
    book = opened(data)
    book.sheet("总表").set(4, 3, "已完成")
    made = book.to_bytes()
    before, after = Package.read(data).parts, Package.read(made).parts
    assert {name for name in before if before[name] != after[name]} == {SHEET, "xl/workbook.xml"}
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    old, new = row_texts(data), row_texts(made)
    assert {number for number in old if old[number] != new[number]} == {"4"}
    expected = values(data)
    expected[3][2] = "已完成"
    assert values(made) == expected
    sheet = openpyxl.load_workbook(io.BytesIO(made))["总表"]
    assert sheet["B4"].font.name == "黑体"
    assert sheet["B5"].comment.text == "核对过"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-2", "@x", "110101199003071234", "0012", "甲\n乙", " 两边 ", "_x0041_", "<&>", "1e5", "TRUE"],
)
def test_text_stays_text(text, validate, tmp_path):
    book = opened(workbook())
    book.sheet("总表").set(3, 3, text)
    made = book.to_bytes()
    cell = openpyxl.load_workbook(io.BytesIO(made))["总表"]["C3"]
    assert cell.data_type == "s"
    assert text in (cell.value, "_x0041_"), "openpyxl leaves Excel's escapes as they are"
    assert opened(made).sheet("总表").cell(3, 3).text == text
    (tmp_path / "a.xlsx").write_bytes(made)
    validate(tmp_path / "a.xlsx")


def test_numbers_and_blanks():
    book = opened(workbook())
    sheet = book.sheet("总表")
    sheet.set(3, 5, 12)
    sheet.set(4, 5, 0.1)
    sheet.set(5, 5, None)
    sheet.set(20, 8, "远处")
    found = openpyxl.load_workbook(io.BytesIO(book.to_bytes()))["总表"]
    assert [found["E3"].value, found["E4"].value, found["E5"].value, found["H20"].value] == [12, 0.1, None, "远处"]
    assert found.dimensions == "A1:H20"
    with pytest.raises(ValueError, match="32768"):
        sheet.set(3, 2, "长" * 32_768)


def test_a_formula_of_its_own_may_go_a_shared_one_not():
    package = Package.read(workbook())
    xml = package.parts[SHEET].decode()
    xml = xml.replace("<f>E3*2</f>", '<f t="shared" ref="F3:F5" si="0">E3*2</f>')
    shared = opened(Package({**package.parts, SHEET: xml.encode()}).to_bytes())
    with pytest.raises(CannotKeepError) as caught:
        shared.sheet("总表").set(3, 6, "x")
    assert caught.value.where == "F3"
    parts = dict(package.parts)
    parts["xl/calcChain.xml"] = b"<calcChain/>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        "</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="calcChain.xml"/></Relationships>'
    ).encode()
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace(
        "</Types>", '<Override PartName="/xl/calcChain.xml" ContentType="x/y"/></Types>'
    ).encode()
    book = opened(Package(parts).to_bytes())
    book.sheet("总表").set(3, 6, "不再计算")
    after = Package.read(book.to_bytes()).parts
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["xl/_rels/workbook.xml.rels"] + after["[Content_Types].xml"]


@pytest.mark.parametrize("table", [False, True])
def test_rows_are_added_with_what_refers_to_them(table, validate, tmp_path):
    data = workbook(table=table)
    book = opened(data)
    assert book.append("总表", [{1: "T6", 2: "新任务", 3: "未完成"}, {1: "T7"}], like=7) == [8, 9]
    made = book.to_bytes()
    (tmp_path / "a.xlsx").write_bytes(made)
    validate(tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(made))["总表"]
    assert [sheet["A8"].value, sheet["B8"].value, sheet["A9"].value, sheet["B9"].value] == ["T6", "新任务", "T7", None]
    assert sheet.row_dimensions[9].height == 33
    assert sheet["D9"].number_format == sheet["D7"].number_format
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C3:C9"
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["C3:C9"]
    assert sheet.print_area == "'总表'!$A$1:$F$9"
    assert (sheet.tables["台账"].ref if table else sheet.auto_filter.ref) == "A2:E9"
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:E1"]
    assert values(made)[:7] == values(data)


def test_what_stands_below_moves_down_with_what_refers_to_it(validate, tmp_path):
    """A line of signatures with a comment, a merge, a total that others quote, a rule of its own, a picture's anchor."""
    source = openpyxl.load_workbook(io.BytesIO(workbook()))
    sheet = source["总表"]
    sheet["A9"], sheet["E9"], sheet["F9"] = "填表人：", "=SUM(E3:E7)", "=E9+1"
    sheet["A9"].comment = Comment("签名", "张")
    sheet.merge_cells("A9:D9")
    rule = DataValidation(type="list", formula1="$F$9:$F$9", sqref="B11")
    sheet.add_data_validation(rule)
    sheet["B11"] = "附注"
    sheet.row_dimensions[9].height = 40
    source["统计 & 图"]["A2"] = "='总表'!E9*2"
    source.defined_names["合计"] = DefinedName("合计", attr_text="'总表'!$E$9")
    buffer = io.BytesIO()
    source.save(buffer)
    book = opened(buffer.getvalue())
    assert book.append("总表", [{1: "T6"}, {1: "T7"}], like=7) == [8, 9]
    made = book.to_bytes()
    (tmp_path / "a.xlsx").write_bytes(made)
    validate(tmp_path / "a.xlsx")
    after = openpyxl.load_workbook(io.BytesIO(made))
    sheet = after["总表"]
    assert [sheet["A8"].value, sheet["A9"].value, sheet["A11"].value] == ["T6", "T7", "填表人："]
    assert [sheet["E11"].value, sheet["F11"].value, sheet["B13"].value] == ["=SUM(E3:E7)", "=E11+1", "附注"]
    assert sheet["A11"].comment.text == "签名"
    assert sheet["B5"].comment.text == "核对过"
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A11:D11", "A1:E1"]
    assert sheet.row_dimensions[11].height == 40
    rules = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert rules == {"C3:C9": '"已完成,未完成"', "B13": "$F$11:$F$11"}
    assert after["统计 & 图"]["A2"].value == "='总表'!E11*2"
    assert after.defined_names["合计"].attr_text == "'总表'!$E$11"
    notes = next(
        text for part, text in Package.read(made).parts.items() if "vml" in part.lower() and part.endswith(".vml")
    )
    assert set(re.findall(rb"<(?:\w+:)?Row>(\d+)</", notes)) == {b"4", b"10"}
    far = opened(workbook())
    far.sheet("总表").set(400, 1, "远处")
    assert far.append("总表", [{1: "T6"}], like=7) == [8]
    assert far.sheet("总表").cell(400, 1).text == "远处", "what stands far below stays"


def test_rows_are_not_written_over_others():
    sheet = opened(workbook()).sheet("总表")
    sheet.set(8, 1, "填表人：")
    with pytest.raises(CannotKeepError) as caught:
        sheet.append([{1: "T6"}], like=7)
    assert caught.value.where == "A8"


def test_sheets_as_other_programs_write_them():
    """A prefix, rows and cells without addresses, blanks between, attributes in another order."""
    package = Package.read(workbook())
    xml = (
        '<?xml version="1.0"?>\n<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">\n'
        '<x:sheetData>\n <x:row><x:c><x:v>1</x:v></x:c><x:c t="str"><x:v>二</x:v></x:c></x:row>\n'
        ' <x:row spans="1:3" r="5"><x:c s="0" r="B5"><x:v>5</x:v></x:c><x:c/></x:row><x:row r="7"/>\n</x:sheetData></x:worksheet>'
    )
    book = opened(Package({**package.parts, SHEET: xml.encode()}).to_bytes())
    sheet = book.sheet("总表")
    assert [(cell.row, cell.column, cell.text) for number in sheet.numbers() for cell in sheet.cells(number)] == [
        (1, 1, "1"), (1, 2, "二"), (5, 2, "5"), (5, 3, ""),
    ]  # fmt: skip
    sheet.set(1, 3, "三")
    sheet.set(5, 1, "甲")
    sheet.set(7, 2, "乙")
    made = book.to_bytes()
    found = openpyxl.load_workbook(io.BytesIO(made))["总表"]
    assert [[cell.value for cell in row] for row in found["A1:C1"]] == [[1, "二", "三"]]
    assert [found["A5"].value, found["B5"].value, found["B7"].value] == ["甲", 5, "乙"]


def test_strings_of_several_runs():
    parts = dict(Package.read(workbook()).parts)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    relations = re.sub(r'<Relationship\b[^>]*sharedStrings"[^>]*/>', "", relations)
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        "</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="/xl/strings.xml"/></Relationships>'
    ).encode()
    rich = "<si><r><t>任务</t></r><r><rPr><b/></rPr><t>分工</t></r><rPh sb='0' eb='2'><t>rèn</t></rPh><r><t>台账</t></r></si>"
    parts["xl/strings.xml"] = (
        f'<sst xmlns="x"><si><t/></si>{rich}<si><t xml:space="preserve"> a&amp;b </t></si></sst>'.encode()
    )
    cells = "".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABC"))
    parts[SHEET] = f'<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>'.encode()
    book = opened(Package(parts).to_bytes())
    assert [cell.text for cell in book.sheet("总表").cells(1)] == ["", "任务分工台账", " a&b "]
    book.sheet("总表").set(1, 1, "x")
    assert Package.read(book.to_bytes()).parts["xl/strings.xml"] == parts["xl/strings.xml"]


def test_what_is_no_workbook():
    with pytest.raises(UserError, match="不是 Excel 工作簿"):
        Book(Package({"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>"}))


def test_addresses():
    assert [address(1, 1), address(12, 28), address(1_048_576, 16_384)] == ["A1", "AB12", "XFD1048576"]
    assert position("$AB$12") == (12, 28)
    assert grown("C3:C7 E3:E17 A7 A1:A7", 7, 2) == "C3:C9 E3:E17 A7 A1:A9"
    assert grown("'总表'!$A$1:$F$7", 7, 1) == "'总表'!$A$1:$F$8"


COLUMNS = ("序号", "姓名", "备注")


def template(cells: dict[str, str]) -> Package:
    book = openpyxl.Workbook()
    for place, text in cells.items():
        book.active[place] = text
    book.active.row_dimensions[3].height = 30
    buffer = io.BytesIO()
    book.save(buffer)
    return Package.read(buffer.getvalue(), name="签收表.xlsx")


def test_a_template_is_filled_from_its_sample_row():
    """Columns moved, renamed in the header, one dropped: taken as they are."""
    package = template(
        {"A1": "{{ 标题 }}（2023年）", "B2": "名字", "D2": "号", "B3": "{{姓名}}同志", "D3": "{{ 序号 }}", "E3": "☐"}
    )
    rows = [{"序号": str(n), "姓名": name, "备注": ""} for n, name in enumerate(["=张三", "{{ 标题 }}", "李四"], 1)]
    made = fill(package, {"标题": "签收表"}, rows, COLUMNS)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    found = [[cell.value for cell in row] for row in sheet["A1:E5"]]
    assert found == [
        ["签收表（2023年）", None, None, None, None],
        [None, "名字", None, "号", None],
        [None, "=张三同志", None, "1", "☐"],
        [None, "{{ 标题 }}同志", None, "2", "☐"],
        [None, "李四同志", None, "3", "☐"],
    ]
    assert sheet["B3"].data_type == "s"
    assert sheet.row_dimensions[5].height == 30
    empty = openpyxl.load_workbook(io.BytesIO(fill(package, {"标题": "签收表"}, [], COLUMNS))).active
    assert empty["B3"].value is None


def test_faults_of_a_workbook_template_have_their_cell():
    with pytest.raises(UserError) as caught:
        fill(template({"A1": "{{ 标頭 }}", "B3": "{{ 姓铭 }}", "C3": "{{ 序号 }}"}), {"标题": "x"}, [], COLUMNS)
    assert [str(problem.place) for problem in caught.value.problems] == ["签收表.xlsx:Sheet!A1", "签收表.xlsx:Sheet!B3"]
    assert "姓名" in caught.value.problems[1].remedy
    with pytest.raises(UserError, match="没有样行"):
        fill(template({"A1": "{{ 标题 }}"}), {"标题": "x"}, [], COLUMNS)
    made = fill(template({"A3": "{{ 姓名 }}", "A4": "填表人："}), {}, [{"姓名": "甲"}, {"姓名": "乙"}], COLUMNS)
    assert [row[0] for row in values(made, "Sheet")[2:]] == ["甲", "乙", "填表人："]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
CHANGES = st.dictionaries(
    st.tuples(st.integers(1, 9), st.sampled_from([1, 2, 3, 5, 6, 7])),
    TEXTS | st.integers(-9999, 9999) | st.none(),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(CHANGES)
def test_any_changes_are_read_back_and_nothing_else_moves(changes):
    data = BASE
    book = opened(data)
    for (row, column), value in changes.items():
        if (row, column) not in ((1, 2), (1, 3), (1, 4), (1, 5)):  # inside the merged title
            book.sheet("总表").set(row, column, value)
    before = openpyxl.load_workbook(io.BytesIO(data))["总表"]
    after = openpyxl.load_workbook(io.BytesIO(book.to_bytes()))["总表"]
    for row in range(1, 10):
        for column in range(1, 8):
            if (row, column) in changes and not (row == 1 and 1 < column < 6):
                wanted = changes[row, column]
            else:
                wanted = before.cell(row, column).value
            assert after.cell(row, column).value == wanted, (row, column)
            marked = (row, column) in changes and isinstance(wanted, str) and wanted[0] in "=+-@"
            assert bool(after.cell(row, column).quotePrefix) == marked
            assert after.cell(row, column).font.name == before.cell(row, column).font.name
            assert after.cell(row, column).number_format == before.cell(row, column).number_format


BASE = workbook()
