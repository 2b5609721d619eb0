"""What people type in 总表 and 按月进度, read as the state of the year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from gongwen.ledger import LedgerOptions, ledger_state, make_ledgers
from gongwen.plan.load import load_plan
from gongwen.plan.state import Calendar
from gongwen.plan.stats import compute_stats
from gongwen.store import Workspace

PLAN = """schema: gongwen/plan@1
year: 2026
unit: {name: 某镇人民政府}
tasks:
  - {id: A1, title: 召开动员会, due: 2026-03-10}
  - {id: A2, title: 每月学习, repeat: {every: month}, due: 2026-12-25}
  - {id: A3, title: 三次检查, due: [2026-06-10, 2026-06-20, 2026-06-28]}
  - {id: A4, title: 全年工作}
records:
  - {id: R1, kind: study, title: 学习, date: 2026-02-11, tasks: [A2]}
progress:
  items:
    - {task: A1, status: 已完成, done: 2026-03-08}
documents:
  - {id: tz, type: ledger, title: 重点工作台账, output: 台账.xlsx}
"""


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    (tmp_path / "inputs").mkdir()
    plan = tmp_path / "inputs" / "plan.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    make_ledgers(LedgerOptions(plan), lambda _: None)
    return Workspace(tmp_path, plan, tmp_path / "outputs")


def typed(place: Workspace, sheet: str, **cells: object) -> None:
    path = place.outputs / "2026" / "台账.xlsx"
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book[sheet][cell] = value
    book.save(path)


def test_days_of_the_plan_survive_in_the_ledger(place):
    """The ledger says 已完成, the plan on which day; a report of an earlier date depends on it."""
    plan = load_plan(place.plan).usable()
    state = ledger_state(plan, place)
    assert state is not None
    assert state.tasks["A1"].done == date(2026, 3, 8)
    assert compute_stats(plan, None, date(2026, 3, 7), state)["tasks"]["done"] == 0
    assert compute_stats(plan, None, date(2026, 3, 8), state)["tasks"]["done"] == 1
    typed(place, "总表", N4="3月9日已完成")
    assert ledger_state(plan, place).tasks["A1"].done == date(2026, 3, 9)


def test_occurrences_are_done_by_tick_or_record(place):
    plan = load_plan(place.plan).usable()
    grid = openpyxl.load_workbook(place.outputs / "2026" / "台账.xlsx")["按月进度"]
    assert [grid.cell(5, column).value for column in range(5, 17)] == ["○", "●", *["○"] * 10]
    assert grid["J6"].value == "○○○"
    typed(place, "按月进度", E5="√", G5="3.28", H5="×", J6="√√○")
    tasks = {task.id: task for task in plan.tasks}

    def done(task: str) -> list[bool]:
        state = ledger_state(plan, place)
        return [each.done for each in Calendar(plan, state).of(tasks[task])]

    assert done("A2") == [True, True, True, *[False] * 9]
    assert done("A3") == [True, True, False]
    state = ledger_state(plan, place)
    calendar = Calendar(plan, state)
    assert [calendar.next_due(task) for task in plan.tasks] == [
        None, date(2026, 4, 30), date(2026, 6, 28), date(2026, 12, 31),
    ]  # fmt: skip
    typed(place, "按月进度", J6="√")
    assert done("A3") == [True] * 3, "one tick in place of three marks means all"
    make_ledgers(LedgerOptions(place.plan), lambda _: None)
    main = openpyxl.load_workbook(place.outputs / "2026" / "台账.xlsx")["总表"]
    assert [main.cell(row, 17).value and main.cell(row, 17).value.date() for row in (4, 5, 6, 7)] == [
        None, date(2026, 4, 30), None, date(2026, 12, 31),
    ]  # fmt: skip


def test_what_cannot_be_read_is_listed_with_its_cell(place):
    typed(place, "总表", N5="张三在办", N6="#REF!", N7="=1+1", N4="完成")
    result = make_ledgers(LedgerOptions(place.plan), lambda _: None)
    found = {problem.code: problem for problem in result.problems}
    assert found["ledger.unread"].place.cell == "N5"
    listed = [problem.place.cell for problem in result.problems if problem.code == "ledger.formula"]
    assert listed == ["N6", "N7"]
    plan = load_plan(place.plan).usable()
    state = ledger_state(plan, place)
    assert state.done_tasks(date.max) == {"A1"}
    assert state.tasks["A2"].status == "张三在办"


def test_months_that_the_grid_does_not_have_are_named(tmp_path):
    (tmp_path / "inputs").mkdir()
    plan = tmp_path / "inputs" / "plan.yaml"
    text = PLAN.replace("{id: A1, title: 召开动员会, due: 2026-03-10}", "{id: A1, title: 跨年, due: 2027-01-15}")
    plan.write_text(text, encoding="utf-8")
    result = make_ledgers(LedgerOptions(plan), lambda _: None)
    (problem,) = [each for each in result.problems if each.code == "ledger.months"]
    assert problem.what.endswith("：次年1月")
    grid = openpyxl.load_workbook(tmp_path / "outputs" / "2026" / "台账.xlsx")["按月进度"]
    assert [cell.value for cell in grid[4]][4:16] == [None] * 12
