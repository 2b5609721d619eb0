"""Builds 台账.xlsx: what a clerk sees first and may restyle. The columns, formulas and colours are decided here."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from gongwen.standard.fonts import STANDARD_FACES as F

TASKS = {
    "序号": 5, "测评项目": 9, "测评指标": 9, "工作任务": 21, "具体措施": 31, "牵头科室": 10, "配合科室": 17, "责任领导": 8,
    "责任人": 8, "完成时限": 13, "量化目标": 9, "佐证材料": 15, "进展情况": 19, "完成情况": 9, "备注": 10,
}  # fmt: skip
"""The columns of 总表 with their widths in digits."""
VIEW = {"序号": 5, "承担方式": 6} | {name: width for name, width in TASKS.items() if name != "序号"}
HIDDEN = ("任务编号", "下次时限")
MONTHS = [f"{month}月" for month in range(1, 13)]
GRID = {"序号": 5, "工作任务": 30, "牵头科室": 13, "完成时限": 18} | dict.fromkeys(MONTHS, 6)
ISSUES = {
    "序号": 5, "问题来源": 20, "检查日期": 12, "责任科室": 12, "存在问题": 28, "整改措施": 26, "责任人": 8, "整改时限": 12,
    "完成日期": 12, "整改情况": 20, "备注": 10,
}  # fmt: skip
LEFT = {
    "工作任务",
    "具体措施",
    "配合科室",
    "佐证材料",
    "进展情况",
    "备注",
    "问题来源",
    "存在问题",
    "整改措施",
    "整改情况",
}
DATES = {"下次时限", "检查日期", "整改时限", "完成日期"}
DONE = ("已完成", "完成", "已办结", "办结", "已落实", "√", "100%")
GREEN, BLUE, YELLOW, RED, GREY = "C6EFCE", "DDEBF7", "FFEB9C", "FFC7CE", "F2F2F2"
LINE = Side(style="thin")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEADER, SAMPLE = 3, 4


def fill(color: str) -> PatternFill:
    return PatternFill("solid", bgColor=color, fgColor=color)


def page(sheet, header: str, *, portrait: bool = False) -> None:
    """A4, the header on every page, 第 n 页 共 m 页, as many pages high as it takes."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "portrait" if portrait else "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.7, 0.3, 0.35
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    if header:
        sheet.print_title_rows = header


def cell(
    sheet, row: int, column: int, text, face: str = F.body, size: float = 10.5, *, left: bool = False, box: bool = True
):
    found = sheet.cell(row, column, text)
    found.font = Font(name=face, size=size)
    found.alignment = Alignment(horizontal="left" if left else "center", vertical="center", wrap_text=True)
    if box:
        found.border = BOX
    return found


def heading(sheet, title: str, note: str, last: int) -> None:
    """Title over the visible columns and a line under it."""
    letter = get_column_letter(last)
    sheet.merge_cells(f"A1:{letter}1")
    sheet.merge_cells(f"A2:{letter}2")
    cell(sheet, 1, 1, title, F.title, 18, box=False)
    cell(sheet, 2, 1, note, F.heading2, 10.5, left=True, box=False)
    sheet.row_dimensions[1].height = 36
    sheet.row_dimensions[2].height = 20


def table(sheet, columns: dict[str, float], hidden: tuple[str, ...] = ()) -> dict[str, str]:
    """Header and sample row; gives the letters of the columns."""
    letters: dict[str, str] = {}
    for number, name in enumerate([*columns, *hidden], 1):
        letter = letters[name] = get_column_letter(number)
        sheet.column_dimensions[letter].width = columns.get(name, 12)
        sheet.column_dimensions[letter].hidden = name in hidden
        cell(sheet, HEADER, number, name, F.heading1).fill = fill("D9E2F3")
        sample = cell(sheet, SAMPLE, number, f"{{{{ {name} }}}}", left=name in LEFT)
        if name in DATES:
            sample.number_format = "yyyy-mm-dd"
    sheet.row_dimensions[HEADER].height = 30
    sheet.row_dimensions[SAMPLE].height = 30
    sheet.auto_filter.ref = f"A{HEADER}:{get_column_letter(len(columns))}{SAMPLE}"
    page(sheet, f"1:{HEADER}")
    return letters


def choices(sheet, place: str, words: str, title: str, text: str) -> None:
    """A drop-down that proposes words and lets others be typed."""
    rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=False)
    rule.showInputMessage, rule.promptTitle, rule.prompt = True, title, text
    rule.add(place)
    sheet.add_data_validation(rule)


def colours(sheet, at: dict[str, str]) -> None:
    """Four colours on when a task is next due: 完成 green, 逾期 red, 临期 (7 days) yellow, 正常 blue."""
    state, due = f"${at['完成情况']}{SAMPLE}", f"${at['下次时限']}{SAMPLE}"
    words = ",".join(f'{state}="{word}"' for word in DONE)
    done = f"OR({words},{state}=1)"
    rules = (
        (done, GREEN), (f"AND(ISNUMBER({due}),{due}>0,{due}<TODAY())", RED),
        (f"AND(ISNUMBER({due}),{due}>0,{due}-TODAY()<=7)", YELLOW), (f"AND(ISNUMBER({due}),{due}>0)", BLUE),
    )  # fmt: skip
    area = f"{at['完成时限']}{SAMPLE} {at['完成情况']}{SAMPLE}"
    for formula, color in rules:
        sheet.conditional_formatting.add(area, FormulaRule(formula=[formula], fill=fill(color), stopIfTrue=True))


LEGEND = "单位：{{ 单位 }}　　颜色：绿色 完成　蓝色 正常　黄色 七日内到期　红色 逾期"


def tasks(sheet) -> dict[str, str]:
    heading(sheet, "{{ 标题 }}", LEGEND, len(TASKS))
    at = table(sheet, TASKS, HIDDEN)
    sheet.freeze_panes = f"{at['具体措施']}{SAMPLE}"
    colours(sheet, at)
    choices(sheet, f"{at['完成情况']}{SAMPLE}", "未开始,进行中,已完成", "完成情况", "可选，也可直接填写")
    return at


def view(sheet, main: dict[str, str]) -> None:
    """One department's tasks; what is typed in 总表 shows here by itself."""
    heading(
        sheet,
        "{{ 科室 }}{{ 标题 }}",
        "本表由总表生成，已锁定；进展请填在总表。" + LEGEND.partition("　　")[2],
        len(VIEW),
    )
    at = table(sheet, VIEW, HIDDEN)
    sheet.freeze_panes = f"{at['具体措施']}{SAMPLE}"
    key = f"${at['任务编号']}{SAMPLE}"
    found = f"MATCH({key},总表!${main['任务编号']}:${main['任务编号']},0)"
    for name in ("进展情况", "完成情况", "备注"):
        text = f"INDEX(总表!${main[name]}:${main[name]},{found})"
        sheet[f"{at[name]}{SAMPLE}"] = f'=IFERROR({text}&"","")'
    due = main["下次时限"]
    sheet[f"{at['下次时限']}{SAMPLE}"] = f'=IFERROR(INDEX(总表!${due}:${due},{found}),"")'
    colours(sheet, at)
    protection = sheet.protection
    protection.sheet = True
    protection.autoFilter = protection.sort = protection.formatColumns = protection.formatRows = False


def grid(sheet) -> dict[str, str]:
    heading(sheet, "{{ 标题 }}（按月进度）", "○ 当月应完成　● 已有记录　√ 已完成（请在○处选择或填写√）", len(GRID))
    at = table(sheet, GRID, HIDDEN[:1])
    sheet.freeze_panes = f"{at['1月']}{SAMPLE}"
    area = f"{at['1月']}{SAMPLE}:{at['12月']}{SAMPLE}"
    first = f"{at['1月']}{SAMPLE}"
    done = f'OR(ISNUMBER(FIND("√",{first})),ISNUMBER(FIND("●",{first})))'
    sheet.conditional_formatting.add(area, FormulaRule(formula=[done], fill=fill(GREEN), stopIfTrue=True))
    sheet.conditional_formatting.add(
        area, FormulaRule(formula=[f'ISNUMBER(FIND("○",{first}))'], fill=fill(BLUE), stopIfTrue=True)
    )
    choices(sheet, area, "√,○", "完成请选√", "○ 表示当月应完成")
    return at


def issues(sheet) -> None:
    heading(sheet, "{{ 标题 }}（问题整改）", "完成日期、整改情况由责任科室填写；填写完成日期即为销号。", len(ISSUES))
    at = table(sheet, ISSUES, ("问题编号",))
    sheet.freeze_panes = f"A{SAMPLE}"
    due, done = f"${at['整改时限']}{SAMPLE}", f"${at['完成日期']}{SAMPLE}"
    area = f"{at['整改时限']}{SAMPLE}:{at['完成日期']}{SAMPLE}"
    for formula, color in (
        (f'{done}<>""', GREEN), (f"AND(ISNUMBER({due}),{due}<TODAY())", RED),
        (f"AND(ISNUMBER({due}),{due}-TODAY()<=7)", YELLOW), (f"ISNUMBER({due})", BLUE),
    ):  # fmt: skip
        sheet.conditional_formatting.add(area, FormulaRule(formula=[formula], fill=fill(color), stopIfTrue=True))


def statistics(sheet, main: dict[str, str], months: dict[str, str]) -> None:
    """Completion by month and by department: formulas over the other sheets, and two charts."""
    sheet.merge_cells("A1:F1")
    cell(sheet, 1, 1, "{{ 标题 }}（统计）", F.title, 18, box=False)
    sheet.row_dimensions[1].height = 36
    for letter in "ABCDEF":
        sheet.column_dimensions[letter].width = 16
    month_head, first, dept_head, sample = 19, 20, 33, 34
    for column, name in enumerate(("月份", "应完成（次）", "已完成（次）", "未完成（次）", "完成率"), 1):
        cell(sheet, month_head, column, name, F.heading1).fill = fill("D9E2F3")
    for row, month in enumerate(MONTHS, first):
        area = f"按月进度!${months[month]}${SAMPLE}:${months[month]}${SAMPLE}"

        def marks(*signs: str, area: str = area) -> str:
            left = area
            for sign in signs:
                left = f'SUBSTITUTE({left},"{sign}","")'
            return f"SUMPRODUCT(LEN({area})-LEN({left}))"

        values = (
            month,
            f"={marks('○', '●', '√')}",
            f"={marks('●', '√')}",
            f"=B{row}-C{row}",
            f'=IF(B{row}=0,"",C{row}/B{row})',
        )
        for column, value in enumerate(values, 1):
            cell(sheet, row, column, value)
        sheet.cell(row, 5).number_format = "0.0%"
    for column, name in enumerate(
        ("科室", "牵头任务（项）", "已完成（项）", "未完成（项）", "逾期（项）", "完成率"), 1
    ):
        cell(sheet, dept_head, column, name, F.heading1).fill = fill("D9E2F3")
    task, dept, state, due, key = (
        f"总表!${main[name]}:${main[name]}" for name in ("工作任务", "牵头科室", "完成情况", "下次时限", "任务编号")
    )
    live = f'{task},"<>（已取消）*"'
    words = "{" + ",".join(f'"{word}"' for word in DONE) + "}"

    def figures(who: str, less: str = "") -> tuple[str, str, str]:
        """Formulas for how many tasks, how many done, how many overdue; `less` takes off the header's row."""
        late = f'{who},{live},{due},"<"&TODAY(),{due},">0"'
        return (
            f"COUNTIFS({who},{live}){less}",
            f"SUMPRODUCT(COUNTIFS({who},{live},{state},{words}))+COUNTIFS({who},{live},{state},1)",
            f"COUNTIFS({late})-SUMPRODUCT(COUNTIFS({late},{state},{words}))-COUNTIFS({late},{state},1)",
        )

    every, done, late = figures(f'{key},"?*"', "-1")
    sheet.merge_cells("A2:F2")
    text = f'="共 "&{every}&" 项任务，已完成 "&{done}&" 项，逾期 "&{late}&" 项"'
    cell(sheet, 2, 1, text, F.heading2, left=True, box=False)
    every, done, late = figures(f"{dept},$A{sample}")
    values = (
        "{{ 科室 }}",
        f"={every}",
        f"={done}",
        f"=B{sample}-C{sample}",
        f"={late}",
        f'=IF(B{sample}=0,"",C{sample}/B{sample})',
    )
    for column, value in enumerate(values, 1):
        cell(sheet, sample, column, value)
    sheet.cell(sample, 6).number_format = "0.0%"
    for row in range(month_head, sample + 1):
        sheet.row_dimensions[row].height = 20
    charts(sheet, month_head, sample)
    page(sheet, "", portrait=True)


def charts(sheet, month_head: int, sample: int) -> None:
    """按月 and 按科室: what is due beside what is done."""
    for place, title, columns, first, last in (
        ("A3", "按月完成情况", (2, 3), month_head + 1, month_head + 12), ("D3", "各科室完成情况", (2, 3), sample, sample),
    ):  # fmt: skip
        chart = BarChart()
        chart.type, chart.title, chart.height, chart.width = "col", title, 8.2, 9.6
        for column in columns:
            values = Reference(sheet, min_col=column, min_row=first, max_row=last)
            chart.add_data(values, titles_from_data=False)
        chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
        for series, name in zip(chart.series, ("应完成", "已完成"), strict=True):
            series.tx = openpyxl.chart.series.SeriesLabel(v=name)
        chart.legend.position = "b"
        chart.x_axis.delete = chart.y_axis.delete = False
        sheet.add_chart(chart, place)


def ledger_workbook() -> bytes:
    book = openpyxl.Workbook()
    main = book.active
    main.title = "总表"
    at = tasks(main)
    view(book.create_sheet("分科室"), at)
    months = grid(book.create_sheet("按月进度"))
    issues(book.create_sheet("问题整改"))
    statistics(book.create_sheet("统计"), at, months)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
