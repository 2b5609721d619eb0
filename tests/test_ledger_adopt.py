"""A ledger that people made by hand becomes the live one: rows known by their words, nothing of it changed but blanks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gongwen.ledger import LedgerOptions, make_ledgers
from gongwen.problems import ExitCode
from gongwen.store import Outcome

PLAN = """schema: gongwen/plan@1
year: 2026
unit: {name: 某镇人民政府}
tasks:
  - {id: A1, title: 召开动员会, due: 2026-03-10, target: 1次}
  - {id: A2, title: 全年工作}
  - {id: A3, title: 新任务}
documents:
  - {id: tz, type: ledger, title: 重点工作台账, output: 台账.xlsx}
"""
ROWS = [
    ["某镇工作台账"],
    ["序号", "工作 任务", "完成时限", "量化目标", "进展情况", "完成情况"],
    [1, "召开动员会", "3月底前", None, "已开", "完成"],
    [2, "全年工作", None, None, "正在做", None],
    [None, "自己加的", None, None, "x", None],
    [None, "填表人：", None, None, None, None],
]


@pytest.fixture
def live(tmp_path: Path) -> Path:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "plan.yaml").write_text(PLAN, encoding="utf-8")
    path = tmp_path / "outputs" / "2026" / "台账.xlsx"
    path.parent.mkdir(parents=True)
    book = openpyxl.Workbook()
    book.active.title = "2026台账"
    for row in ROWS:
        book.active.append(row)
    book.save(path)
    return path


def refreshed(live: Path, **options: Any) -> Any:
    return make_ledgers(LedgerOptions(live.parents[2] / "inputs" / "plan.yaml", **options), lambda _: None)


def rows(live: Path) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(live)["2026台账"].iter_rows(max_col=6)]


def test_a_ledger_made_by_hand(live, validate):
    result = refreshed(live)
    assert result.exit_code is ExitCode.DONE
    assert {problem.code for problem in result.problems} == {"ledger.forgotten", "ledger.kept"}
    assert rows(live) == [
        ["某镇工作台账", *[None] * 5],
        ROWS[1],
        [1, "召开动员会", "3月底前", "1次", "已开", "完成"],
        [2, "全年工作", "全年", None, "正在做", None],
        ROWS[4],
        [3, "新任务", "全年", None, None, None],
        ROWS[5],
    ]
    validate(live)
    assert openpyxl.load_workbook(live)["_gongwen"].sheet_state == "veryHidden"
    again = refreshed(live)
    assert [outcome for _, outcome in again.outcomes] == [Outcome.UNCHANGED]
    assert [problem.code for problem in again.problems] == ["ledger.kept"]
    refreshed(live, plan_wins=True)
    assert rows(live)[2] == [1, "召开动员会", "3月10日前", "1次", "已开", "完成"]
