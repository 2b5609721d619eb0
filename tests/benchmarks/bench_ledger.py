"""The ledger on a memory disk: fresh rows against xlsxwriter (bar 1 x), a refresh against openpyxl's load and save.

Fresh: 10,000 styled rows of 18 columns, with drop-downs, colours, print set-up; then 100,000 (bar: under 300 MB).
Refresh of 10,000 rows of which 30 % change: the patch step alone (bar 15 x), and what the command does once the plan
is loaded: read, compare, patch, back up, verify, move (bar 6 x). Every file is checked before a figure counts.
`python -m tests.benchmarks.bench_ledger [N]`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bench_load import make_plan
from tests.benchmarks.clock import ROOT

MEMORY = Path("/dev/shm")
COLUMNS = (
    "序号", "测评项目", "测评指标", "工作任务", "具体措施", "牵头科室", "配合科室", "责任领导", "责任人", "开始日期", "完成时限", "进度",
    "完成情况", "佐证材料", "进展情况", "督办意见", "分值", "备注",
)  # fmt: skip
SHARED = f"""
import datetime, resource, time
COLUMNS = {COLUMNS!r}
OFFICES = ("办公室", "党群人事科", "财务科", "质量管理科", "审评科")
STATES = ("未开始", "进行中", "已完成")
def row(n):
    day = datetime.date(2026, 1, 5) + datetime.timedelta(days=n % 300)
    return (
        n + 1, "第%d类" % (n % 8 + 1), "指标%d" % (n % 17 + 1), "第%d项创建任务，落实到科室和责任人" % (n + 1),
        "制定方案、分解任务、每月调度，形成记录并归档备查（编号%d）" % (n % 97), OFFICES[n % 5], OFFICES[(n + 1) % 5], "张建国",
        "李%s" % "明华强丽"[n % 4], day, day + datetime.timedelta(days=60), n % 11 / 10, STATES[n % 3],
        "附件%d-1、附件%d-2" % (n % 50 + 1, n % 50 + 1), "" if n % 3 else "按月报送进展", "", n % 10 + 1, "",
    )
DATES, SHARES = (9, 10), (11,)
def report(start):
    print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
XLSXWRITER = """
import xlsxwriter
start = time.process_time()
book = xlsxwriter.Workbook(target)
sheet = book.add_worksheet("总表")
look = {"font_name": "仿宋_GB2312", "font_size": 10.5, "border": 1, "valign": "vcenter", "text_wrap": True}
plain, head = book.add_format(look), book.add_format({**look, "bold": True, "align": "center", "bg_color": "#D9E2F3"})
dated, share = book.add_format({**look, "num_format": "yyyy-mm-dd"}), book.add_format({**look, "num_format": "0%"})
red, green = book.add_format({"bg_color": "#FFC7CE"}), book.add_format({"bg_color": "#C6EFCE"})
for column in range(18):
    sheet.set_column(column, column, 14)
    sheet.write_string(0, column, COLUMNS[column], head)
sheet.data_validation(1, 12, count, 12, {"validate": "list", "source": list(STATES)})
sheet.data_validation(1, 5, count, 5, {"validate": "list", "source": list(OFFICES)})
sheet.conditional_format(1, 12, count, 12, {"type": "formula", "criteria": '=$M2="已完成"', "format": green})
sheet.conditional_format(1, 10, count, 10, {"type": "formula", "criteria": "=$K2<TODAY()", "format": red})
sheet.freeze_panes(1, 4); sheet.repeat_rows(0); sheet.set_landscape(); sheet.set_paper(9); sheet.fit_to_pages(1, 0)
looks = [dated if c in DATES else share if c in SHARES else plain for c in range(18)]
for n in range(count):
    for column, value in enumerate(row(n)):
        if column in DATES:
            sheet.write_datetime(n + 1, column, value, looks[column])
        elif value == "":
            sheet.write_blank(n + 1, column, None, looks[column])
        elif isinstance(value, str):
            sheet.write_string(n + 1, column, value, looks[column])
        else:
            sheet.write_number(n + 1, column, value, looks[column])
book.close()
report(start)
"""
OURS = """
from pathlib import Path
from gongwen.ooxml.package import Package
from gongwen.sheet import Book
start = time.process_time()
book = Book(Package.read(Path(template)))
sheet = book.sheet("总表")
sheet.replace(2, ((dict(enumerate(row(n), 1)), None) for n in range(count)), count)
book.lengthen("总表", 2, count - 1, single=True)
Path(target).write_bytes(book.to_bytes())
report(start)
"""
OPENPYXL = """
import openpyxl
start = time.process_time()
book = openpyxl.load_workbook(source)
sheet = book["总表"]
for line, column, value in changes:
    sheet.cell(line, column).value = value
book.save(target)
report(start)
"""
PATCH = """
from pathlib import Path
from gongwen.ooxml.package import Package
from gongwen.sheet import Book
start = time.process_time()
book = Book(Package.read(Path(source)))
sheet = book.sheet("总表")
for line, column, value in changes:
    sheet.set(line, column, value)
Path(target).write_bytes(book.to_bytes())
report(start)
"""
COMMAND = """
from pathlib import Path
from gongwen.ledger import LedgerOptions, LedgerRun
from gongwen.plan.load import load_plan
from gongwen.store import Session, Workspace
workspace = Workspace.find(Path(plan))
loaded = load_plan(workspace.plan)
usable = loaded.usable()
start = time.process_time()
run = LedgerRun(usable, loaded, LedgerOptions(), workspace)
with Session(workspace) as session:
    run.make(session, lambda line: None)
assert len(run.result.changes) == expected, len(run.result.changes)
report(start)
"""


def run(code: str, **values: object) -> tuple[float, float]:
    """CPU seconds and peak MB of a piece of work in a process of its own; the better of three."""
    text = "".join(f"{name} = {value!r}\n" for name, value in values.items() if name != "changes")
    if "changes" in values:
        text += f"import json\nchanges = json.loads(open({values['changes']!r}, encoding='utf-8').read())\n"
    found = []
    for _ in range(3 if values.get("repeat", True) else 1):
        done = subprocess.run(
            [sys.executable, "-c", SHARED + text + code], check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
        found.append(tuple(map(float, done.stdout.split())))
    return min(seconds for seconds, _ in found), max(memory for _, memory in found)


def template(path: Path) -> None:
    """One sample row with the look of the peer's rows."""
    import openpyxl
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "总表"
    side = Side(style="thin")
    for column, name in enumerate(COLUMNS, 1):
        for line, text in ((1, name), (2, None)):
            cell = sheet.cell(line, column, text)
            cell.font = Font(name="仿宋_GB2312", size=10.5, bold=line == 1)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.cell(2, column).number_format = (
            "yyyy-mm-dd" if column in (10, 11) else "0%" if column == 12 else "General"
        )
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width = 14
    for place, words in (("M2", "未开始,进行中,已完成"), ("F2", "办公室,党群人事科,财务科,质量管理科,审评科")):
        rule = DataValidation(type="list", formula1=f'"{words}"')
        rule.add(place)
        sheet.add_data_validation(rule)
    for place, formula, color in (("M2", '$M2="已完成"', "C6EFCE"), ("K2", "$K2<TODAY()", "FFC7CE")):
        sheet.conditional_formatting.add(
            place, FormulaRule(formula=[formula], fill=PatternFill("solid", bgColor=color))
        )
    sheet.freeze_panes = "E2"
    sheet.print_title_rows = "1:1"
    book.save(path)


def check_fresh(path: Path, count: int) -> None:
    """Every row of a sample as it was given, rules over all rows."""
    import openpyxl

    values: dict[str, object] = {}
    exec(SHARED, values)
    sheet = openpyxl.load_workbook(path)["总表"]
    assert sheet.max_row == count + 1
    for n in (0, 1, count // 2, count - 1):
        want = [None if value == "" else value for value in values["row"](n)]
        got = [cell.value for cell in sheet[n + 2]]
        assert [value.date() if hasattr(value, "date") else value for value in got] == want, n
    assert {str(rule.sqref) for rule in sheet.data_validations.dataValidation} == {
        f"M2:M{count + 1}",
        f"F2:F{count + 1}",
    }
    assert sheet.cell(count + 1, 18).border.left.style == "thin"


def fresh(folder: Path, count: int) -> None:
    """Fresh rows for N and 10 N."""
    shell = folder / "模板.xlsx"
    template(shell)
    for number in (count, 10 * count):
        ours, peer = folder / "a.xlsx", folder / "b.xlsx"
        seconds, memory = run(OURS, template=str(shell), target=str(ours), count=number, repeat=number == count)
        theirs, their_memory = run(XLSXWRITER, target=str(peer), count=number, repeat=number == count)
        if number == count:
            check_fresh(ours, number)
            check_fresh(peer, number)
        print(
            f"fresh {number:7} x 18: ours {number / seconds:7.0f} rows/s, {memory:4.0f} MB; xlsxwriter"
            f" {number / theirs:7.0f} rows/s, {their_memory:4.0f} MB: {theirs / seconds:.2f} x (bar 1; 300 MB)"
        )


def refresh(folder: Path, count: int) -> None:
    """A ledger of N tasks, then three fields of 30 % of them change."""
    import openpyxl

    inputs = folder / "inputs"
    inputs.mkdir()
    plan = make_plan(inputs, count, 60)
    text = plan.read_text(encoding="utf-8")
    text = text.replace("support: [all]", "support: [D01]").replace(
        "documents:\n",
        "documents:\n  - {id: ledger, type: ledger, title: 任务分工台账, sheets: [总表], output: 台账.xlsx}\n",
    )
    plan.write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "gongwen", "ledger", "build", "-q", "--plan", str(plan)]
    subprocess.run(command, check=True, env=environment)
    live = folder / "outputs" / "2023" / "台账.xlsx"
    kept = live.read_bytes()
    lines, changes = text.split("\n"), []
    sheet = openpyxl.load_workbook(live, read_only=True)["总表"]
    header = [cell.value for cell in sheet[3]]
    for place, line in enumerate(lines):
        if line.startswith("  - id: T"):
            task = int(line.rpartition("T")[2])
            if task % 10 < 3:
                for ahead, (column, old, new) in enumerate(
                    (
                        ("工作任务", "落实到科室", "已落实到科室"),
                        ("量化目标", "不少于2次", "不少于3次"),
                        ("佐证材料", "照片", "影像"),
                    ),
                    1,
                ):
                    for below in range(place, place + 12):
                        if old in lines[below]:
                            lines[below] = lines[below].replace(old, new)
                    value = {
                        1: f"第{task}项创建任务，已落实到科室和责任人",
                        2: "每年不少于3次",
                        3: "会议记录、签到表、影像",
                    }[ahead]
                    changes.append((4 + task, header.index(column) + 1, value))
    plan.write_text("\n".join(lines), encoding="utf-8")
    list_of = folder / "changes.json"
    list_of.write_text(json.dumps(changes), encoding="utf-8")
    source, target = folder / "source.xlsx", folder / "target.xlsx"
    source.write_bytes(kept)
    theirs, memory = run(OPENPYXL, source=str(source), target=str(target), changes=str(list_of))
    ours, our_memory = run(PATCH, source=str(source), target=str(target), changes=str(list_of))
    found = openpyxl.load_workbook(target)["总表"]
    assert all(found.cell(line, column).value == value for line, column, value in changes)
    seconds = []
    for _ in range(3):
        live.write_bytes(kept)
        seconds.append(run(COMMAND, plan=str(plan), expected=len(changes), repeat=False)[0])
    found = openpyxl.load_workbook(live)["总表"]
    assert all(found.cell(line, column).value == value for line, column, value in changes)
    whole = min(seconds)
    print(
        f"refresh {count:6} rows, 30 % changed: openpyxl {theirs:.2f} CPU s {memory:.0f} MB, patch {ours:.3f} s"
        f" {our_memory:.0f} MB: {theirs / ours:.1f} x (bar 15); whole refresh {whole:.3f} s: {theirs / whole:.1f} x (bar 6)"
    )


def main(count: int = 10_000) -> None:
    """Print the figures."""
    base = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=base) as name:
        fresh(Path(name), count)
    for number in (count // 10, count):
        with tempfile.TemporaryDirectory(dir=base) as name:
            refresh(Path(name), number)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
