"""Columns of the ledger: who may write what. A template's sample row says it, and the hidden sheet remembers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from gongwen.sheet.tags import TAG, tags_of
from gongwen.sheet.values import Value


class Owner(StrEnum):
    """Whose a column is."""

    PLAN = "plan"
    """The plan's: a refresh writes the plan's new value, unless a clerk changed the cell."""
    SEED = "seed"
    """A clerk's: the plan's progress fills it while it is empty, and never again."""
    MARK = "mark"
    """A month of the grid: the plan's mark until a clerk ticks it."""
    ONCE = "once"
    """Written when the row is made: the row's number."""
    FORMULA = "formula"
    """The template's formula."""
    CLERK = "clerk"
    """A clerk's, nothing is ever written."""


TASK_KEY, ISSUE_KEY, DEPARTMENT_KEY = "任务编号", "问题编号", "科室"
TASK_FIELDS = (
    "序号", TASK_KEY, "测评项目", "测评指标", "测评标准", "阶段", "工作任务", "具体措施", "牵头科室", "配合科室",
    "责任领导", "责任人", "完成时限", "量化目标", "佐证材料", "考核依据", "下次时限", "进展情况", "完成情况", "备注",
)  # fmt: skip
VIEW_FIELDS = (*TASK_FIELDS, "承担方式", "科室")
ISSUE_FIELDS = (
    "序号", ISSUE_KEY, "问题来源", "检查日期", "责任科室", "存在问题", "整改措施", "责任人", "整改时限", "完成日期",
    "整改情况", "备注",
)  # fmt: skip
SINGLE_FIELDS = ("标题", "单位", "年度")
GROUPS = ("测评项目", "测评指标")
"""Columns in which equal neighbours are merged."""
SEEDED = frozenset(("进展情况", "完成情况", "备注", "完成日期", "整改情况"))
DATED = frozenset(("下次时限", "检查日期", "整改时限", "完成日期"))
"""Fields that are days."""
MONTH = re.compile(r"(上年|次年)?(1[0-2]|[1-9])月")


class Role(StrEnum):
    """What a sheet of the ledger is for; the value is its usual name."""

    MAIN = "总表"
    VIEW = "分科室"
    GRID = "按月进度"
    ISSUES = "问题整改"
    FIGURES = "统计"


KEYS: Mapping[Role, str] = {
    Role.MAIN: TASK_KEY, Role.VIEW: TASK_KEY, Role.GRID: TASK_KEY, Role.ISSUES: ISSUE_KEY,
    Role.FIGURES: DEPARTMENT_KEY,
}  # fmt: skip
NAMED: Mapping[Role, str] = {
    Role.MAIN: "工作任务", Role.VIEW: "工作任务", Role.GRID: "工作任务", Role.ISSUES: "存在问题", Role.FIGURES: "科室",
}  # fmt: skip
"""The field that says in words which row it is; a cancelled row is marked there."""


@dataclass(frozen=True)
class Column:
    """A column: its header, what the sample row says in it (tags or fixed text), whose it is."""

    header: str
    pattern: str
    owner: Owner

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The fields it quotes."""
        return tuple(tags_of(self.pattern))

    @cached_property
    def field(self) -> str:
        """The field that it is, where it is nothing but one; of a formula the header names it."""
        alone = TAG.fullmatch(self.pattern.strip())
        if self.owner is Owner.FORMULA:
            return re.sub(r"\s+", "", self.header)
        return alone.group(1) if alone else ""

    @cached_property
    def value(self) -> Callable[[Mapping[str, Value]], Value]:
        """What the column says of a row's fields."""
        if self.field:
            name = self.field
            return lambda fields: fields.get(name)
        pattern = self.pattern
        return lambda fields: TAG.sub(lambda match: shown(fields.get(match.group(1))), pattern)

    @property
    def written(self) -> bool:
        """Whether a value of ours stands in it."""
        return self.owner not in (Owner.FORMULA, Owner.CLERK)


def shown(value: Value) -> str:
    """A value inside a longer text."""
    if value is None:
        return ""
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)


def owner_of(pattern: str, *, formula: bool) -> Owner:
    """Whose a column is, by what its sample cell says."""
    if formula:
        return Owner.FORMULA
    tags = tags_of(pattern)
    if not tags:
        return Owner.CLERK
    if any(tag in SEEDED for tag in tags):
        return Owner.SEED
    if any(MONTH.fullmatch(tag) for tag in tags):
        return Owner.MARK
    return Owner.ONCE if "序号" in tags else Owner.PLAN
