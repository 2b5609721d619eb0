"""Figures of the example, each counted a second time here from the raw file with the simplest code."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongwen.plan.calendar import Period, due_in, is_workday, last_workday, months_between, periods
from gongwen.plan.occurrences import occurrences
from gongwen.plan.stats import compute_stats, number, percentage
from tests.example import PLAN_FILE, load_example

AS_OF = date(2023, 12, 20)


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    return yaml.safe_load(Path(PLAN_FILE).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def example() -> Any:
    return load_example()


def test_tasks(raw: dict[str, Any], example: Any) -> None:
    done = [item for item in raw["progress"]["items"] if item["status"] == "已完成"]
    tasks = compute_stats(*example, AS_OF)["tasks"]
    assert tasks == {"total": len(raw["tasks"]), "done": len(done), "open": 3, "rate": "95%"}


def test_records_of_each_task_and_kind(raw: dict[str, Any], example: Any) -> None:
    stats = compute_stats(*example, AS_OF)
    for task in raw["tasks"]:
        mine = [record for record in raw["records"] if task["id"] in record["tasks"]]
        assert stats["task"][task["id"]] == sums(mine), task["id"]
    kinds = {record["kind"] for record in raw["records"]}
    assert {kind for kind, figures in stats["kind"].items() if figures["count"]} == kinds
    for kind in kinds:
        assert stats["kind"][kind] == sums([record for record in raw["records"] if record["kind"] == kind])


def sums(records: list[dict[str, Any]]) -> dict[str, int]:
    measures = {name: sum(record.get(name) or 0 for record in records) for name in ("people", "hours", "money")}
    return {"count": len(records)} | measures


def test_figures_of_the_summary(raw: dict[str, Any], example: Any) -> None:
    stats = compute_stats(*example, AS_OF)
    assert stats["issues"] == {"total": 9, "closed": 8, "open": 1}
    assert stats["money"]["total"] == 8650
    assert stats["honour"] == {item["name"]: len(item["items"]) for item in raw["honours"]}
    assert stats["kind"]["volunteer"] == {"count": 4, "people": 146, "hours": 600, "money": 0}
    assert stats["letter"] == {"L1": 12, "L2": 8, "L3": 58, "L4": 42, "L5": 8}


def test_selfcheck(raw: dict[str, Any], example: Any) -> None:
    scores: dict[str, Decimal] = {}
    for project in raw["indicators"]["projects"]:
        for indicator in project["indicators"]:
            for standard in indicator["standards"]:
                scores[standard["id"]] = Decimal(str(standard["score"]))
    assert sum(scores.values()) == 100
    for item in raw["selfcheck"]["items"]:
        scores[item["standard"]] = Decimal(str(item["score"]))
    bonus = sum(item["score"] for item in raw["selfcheck"]["bonus"])
    assert compute_stats(*example, AS_OF)["selfcheck"]["total"] == sum(scores.values()) + bonus == 99
    assert compute_stats(*example, date(2023, 11, 9))["selfcheck"]["total"] is None


@pytest.mark.parametrize("as_of", [date(2023, 3, 8), date(2023, 6, 30), date(2023, 9, 25), date(2023, 12, 31)])
def test_as_of_counts_up_to_and_including(raw: dict[str, Any], example: Any, as_of: date) -> None:
    stats = compute_stats(*example, as_of)
    until = [record for record in raw["records"] if record["date"] <= as_of]
    assert stats["records"] == sums(until)
    found = {record["id"]: record["date"] for record in raw["records"]}
    issues = [issue for issue in raw["issues"] if found[issue["record"]] <= as_of]
    closed = [issue for issue in issues if issue["done"] and issue["done"] <= as_of]
    assert stats["issues"]["total"] == len(issues)
    assert stats["issues"]["closed"] == len(closed)
    if as_of < AS_OF:
        assert stats["tasks"]["done"] == 0


def test_occurrences_of_the_year(raw: dict[str, Any], example: Any) -> None:
    plan, _ = example
    found = {task.id: occurrences(task, plan) for task in plan.tasks}
    assert sum(map(len, found.values())) == 158
    for task in raw["tasks"]:
        mine = found[task["id"]]
        due = task["due"] if isinstance(task["due"], list) else [task["due"]]
        if "repeat" not in task:
            assert [occurrence.due for occurrence in mine] == due
        else:
            assert all(is_workday(occurrence.due) for occurrence in mine)
            assert all(occurrence.period and occurrence.period.holds(occurrence.due) for occurrence in mine)
            assert mine[-1].due == due[0]
    assert [occurrence.due.isoformat() for occurrence in found["T20"]] == [
        "2023-03-31",
        "2023-06-30",
        "2023-09-28",
        "2023-12-29",
    ]
    assert compute_stats(*example, AS_OF)["occurrences"]["total"] == 158


def test_working_days() -> None:
    assert not is_workday(date(2023, 10, 2))
    assert is_workday(date(2023, 10, 7))
    assert last_workday(2023, 9) == date(2023, 9, 28)
    assert last_workday(2033, 12) == date(2033, 12, 30)
    assert not is_workday(date(2033, 12, 31))
    assert not is_workday(date(1990, 1, 6))


def test_last_working_day_is_the_last(example: Any) -> None:
    for year in (2020, 2023, 2024, 2040):
        for month in range(1, 13):
            day = last_workday(year, month)
            following = [day + timedelta(days=n) for n in range(1, 20)]
            assert is_workday(day)
            assert not [other for other in following if other.month == month and is_workday(other)]


def test_periods() -> None:
    months = months_between((2023, 11), (2024, 2))
    assert months == [(2023, 11), (2023, 12), (2024, 1), (2024, 2)]
    assert [period.label for period in periods(months, quarterly=True)] == ["第四季度", "第一季度"]
    assert [period.label for period in periods([(2023, 3)], quarterly=False)] == ["3月"]
    assert due_in(Period((2023, 4), (2023, 4)), 31) == date(2023, 4, 30)
    assert due_in(Period((2023, 4), (2023, 6), quarterly=True), 15) == date(2023, 6, 15)
    assert months_between((2023, 5), (2023, 4)) == []


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (57, 60, "95%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (0, 5, "0%"),
        (5, 5, "100%"),
        (0, 0, None),
        (9999, 10000, "99.9%"),
    ],
)
def test_percentage(part: int, whole: int, text: str | None) -> None:
    assert percentage(part, whole) == text


def test_number() -> None:
    assert number(Decimal("98.50")) == "98.5"
    assert number(Decimal("99.0")) == 99
    assert number(Decimal("1E+3")) == 1000
