"""Builds 档案目录.xlsx: the contents of all volumes of a dossier in one workbook."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from gongwen.standard.fonts import STANDARD_FACES as F
from tools.index_template import BOX, page, styled

COLUMNS = {
    "卷": 18, "测评标准": 11, "序号": 6, "类别": 10, "文号": 20, "责任者": 20, "题名": 46, "日期": 11, "页号": 9, "备注": 20,
}  # fmt: skip
"""The columns with their widths in digits."""
CENTRED = ("测评标准", "序号", "类别", "日期", "页号")
TITLE, HEADER, SAMPLE = 1, 2, 3


def catalogue_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "卷内文件目录"
    last = get_column_letter(len(COLUMNS))
    sheet.merge_cells(f"A{TITLE}:{last}{TITLE}")
    styled(sheet.cell(TITLE, 1, "{{ 标题 }}"), F.title, 18, centred=True, wraps=False)
    sheet.row_dimensions[TITLE].height = 34
    for number, (name, width) in enumerate(COLUMNS.items(), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        head, sample = sheet.cell(HEADER, number, name), sheet.cell(SAMPLE, number, f"{{{{ {name} }}}}")
        styled(head, F.heading1, 11, centred=True)
        head.fill = PatternFill("solid", fgColor="D9E2F3", bgColor="D9E2F3")
        styled(sample, F.body, 10.5, centred=name in CENTRED)
        head.border = sample.border = BOX
        sample.number_format = "@"
    sheet.row_dimensions[HEADER].height = 24
    sheet.freeze_panes = f"A{SAMPLE}"
    sheet.auto_filter.ref = f"A{HEADER}:{last}{SAMPLE}"
    page(sheet, "landscape")
    sheet.print_title_rows = f"{TITLE}:{HEADER}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
