"""Builds 材料目录.xlsx: the workbook of the evidence folder in which people say of a file what its name does not."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from gongwen.dossier.model import KINDS
from gongwen.standard.fonts import STANDARD_FACES as F

COLUMNS = {
    "文件": 44, "测评标准": 14, "题名": 40, "日期": 13, "责任者": 20, "文号": 20, "类别": 11, "顺序": 7, "备注": 18,
}  # fmt: skip
"""The columns with their widths in digits."""
CENTRED = ("日期", "类别", "顺序")
TITLE, NOTE, HEADER, SAMPLE = 1, 2, 3, 4
LAST_CHOICE = 20000
"""The last row in which 类别 has its drop-down: a whole year's files of a large unit."""
LINE = Side(style="thin", color="A6A6A6")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
SAID = "空格按文件名、记录和文件夹取得；填写的以填写的为准；请勿改动“文件”一列。各列怎么填见“填写说明”。"
HELP = (
    ("空格", "没有填写的格，由程序按文件名、计划中的记录和所在文件夹取得。清空一格，就重新这样取得。"),
    ("填写的内容", "这里填写的优先。再次更新目录时，已经填写的格一律不动，只在末尾补上新的文件。"),
    ("“文件”列", "文件在佐证材料文件夹中的位置，程序靠它认出是哪一份材料，请勿改动。改了文件名，请重新更新目录。"),
    ("“测评标准”列", "材料证明哪几项测评标准，填编号；几项之间用顿号或逗号隔开。"),
    ("“题名”列", "卷内文件目录中的题名。"),
    ("“日期”列", "形成日期，如 2023-03-08、2023年3月8日；只知道月份的填 2023-03。"),
    ("“责任者”“文号”列", "发文机关或形成单位；发文字号。没有的不填。"),
    ("“类别”列", f"从下拉列表中选一种：{'、'.join(KINDS)}。"),
    ("“顺序”列", "同一标准、同一类别中先后的数字，小的在前，可以有小数；不填的排在后面，按日期先后。"),
    ("“备注”列", "可以自己填写。程序只在空格里写“文件不在”“未归入标准”，情况变了会自己去掉。"),
    ("列和行", "可以调整次序、加列、改样式、筛选；请保留各列的名称。"),
)


def styled(cell, face: str, size: float, *, centred: bool = False, wraps: bool = True) -> None:
    cell.font = Font(name=face, size=size)
    cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=wraps)


def table(sheet) -> None:
    last = get_column_letter(len(COLUMNS))
    for row, text, face, size, height in (
        (TITLE, "迎检档案材料目录", F.title, 18, 34), (NOTE, SAID, F.body, 10.5, 20),
    ):  # fmt: skip
        sheet.merge_cells(f"A{row}:{last}{row}")
        styled(sheet.cell(row, 1, text), face, size, centred=row == TITLE, wraps=False)
        sheet.row_dimensions[row].height = height
    for number, (name, width) in enumerate(COLUMNS.items(), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        head, sample = sheet.cell(HEADER, number, name), sheet.cell(SAMPLE, number, f"{{{{ {name} }}}}")
        styled(head, F.heading1, 11, centred=True)
        head.fill = PatternFill("solid", fgColor="D9E2F3", bgColor="D9E2F3")
        styled(sample, F.body, 10.5, centred=name in CENTRED)
        head.border = sample.border = BOX
        sample.number_format = "General" if name == "顺序" else "@"
    sheet.cell(SAMPLE, 1).fill = PatternFill("solid", fgColor="F2F2F2", bgColor="F2F2F2")
    sheet.row_dimensions[HEADER].height = 24
    sheet.row_dimensions[SAMPLE].height = 20
    sheet.freeze_panes = f"B{SAMPLE}"
    sheet.auto_filter.ref = f"A{HEADER}:{last}{SAMPLE}"


def choice(sheet) -> None:
    letter = get_column_letter(list(COLUMNS).index("类别") + 1)
    rule = DataValidation(type="list", formula1=f'"{",".join(KINDS)}"', allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "类别", f"请从下拉列表中选择：{'、'.join(KINDS)}"
    rule.add(f"{letter}{SAMPLE}:{letter}{LAST_CHOICE}")
    sheet.add_data_validation(rule)


def page(sheet, orientation: str) -> None:
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, orientation
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.7, 0.3, 0.35
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"


def help_sheet(sheet) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 84
    for row, (name, text) in enumerate(HELP, 1):
        for column, (said, face) in enumerate(((name, F.heading1), (text, F.body)), 1):
            cell = sheet.cell(row, column, said)
            styled(cell, face, 11)
            cell.border = BOX
        sheet.row_dimensions[row].height = 36


def index_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "材料目录"
    table(sheet)
    choice(sheet)
    page(sheet, "landscape")
    sheet.print_title_rows = f"{TITLE}:{HEADER}"
    helped = book.create_sheet("填写说明")
    help_sheet(helped)
    page(helped, "landscape")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
