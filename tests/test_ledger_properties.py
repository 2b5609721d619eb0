"""Any plan, any edits by clerks, any change of the plan: nothing typed is ever lost, no row doubled.

`Desk` is the clerk: an editor of its own over the XML (rows sorted, columns moved, banners put above), so that what a
ledger went through does not depend on the code under test. Each cell remembers whether somebody typed in it.
"""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st
from lxml import etree

from gongwen.ledger import base as ledger_base
from gongwen.ledger.build import Template, build
from gongwen.ledger.columns import KEYS, NAMED, Column, Owner, Role
from gongwen.ledger.content import CANCELLED, Content, Line
from gongwen.ledger.live import Live
from gongwen.ledger.read import Typed, read_state
from gongwen.ledger.refresh import Refreshed, refresh
from gongwen.ooxml.package import Package
from gongwen.plan.people import People
from gongwen.plan.persons import Person
from gongwen.plan.references import References
from gongwen.plan.schema import Plan
from gongwen.plan.state import State
from gongwen.problems import ExitCode, UserError
from gongwen.sheet import Book
from gongwen.sheet.address import address, corners, position
from gongwen.sheet.values import canonical, same_lines

TEMPLATE = Path(__file__).parent.parent / "templates" / "台账.xlsx"
PLAN_ID = "测试单位"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X = f"{{{SPACE}}}"
PEOPLE = People([Person("P1", "张三"), Person("P2", "=李四"), Person("P3", "𠮷田·艾力 <科长>")])
DEPARTMENTS = (
    {"id": "LD", "name": "中心领导", "kind": "leadership"},
    {"id": "BG", "name": "办公室"},
    {"id": "ZL", "name": "质量/管理科[一]"},
    {"id": "CH", "name": "一二三四五六七八九十" * 4},
    {"id": "CJ", "name": "一二三四五六七八九十" * 3 + "一另一科"},
)
TREE = {
    "projects": [
        {"id": project, "name": f"项目{project} <&>", "indicators": [
            {"id": f"{project}{i}", "name": f"指标{i}", "standards": [
                {"id": f"{project}{i}{n}", "text": "标准", "score": "1"} for n in "12"
            ]} for i in "ab"
        ]} for project in "甲乙"
    ]
}  # fmt: skip
STANDARDS = [p + i + n for p in "甲乙" for i in "ab" for n in "12"]

# ---------------------------------------------------------------- texts, plans, edits
AWKWARD = (
    "第一行\n第二行", "=1+1", "+86 138", "-5", "@李四", "110101199003071234", "0012", "🎉节日👍🏽", "𠮷野家𡈽", "_x0041_",
    "_x000D_", "<&>\"'", "很长的工作任务" * 120, " 两边 ", "\t制表", "1e5", "TRUE", "#REF!", "（已取消）旧任务", "甲\r\n乙",
    "√", "序号", "}}单个{花括号", "“引号”、《书名》", "' 撇号", "&amp;", "2023-03-10", "零宽\u200b\ufeff符", "组合é",
)  # fmt: skip
TEXTS = st.sampled_from(AWKWARD) | st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="{}｛｝\ufffe\uffff"), min_size=1, max_size=12
)
TYPED = TEXTS | st.sampled_from(("{{ 工作任务 }}", "{{ year }}", "{% for %}", "已完成", "进行中，80%", ""))
MAYBE = st.none() | TEXTS
SMALL = st.integers(0, 997)


@st.composite
def tasks(draw: st.DrawFn) -> dict[str, Any]:
    """A task without its id."""
    ids = ("LD", "BG", "ZL", "CH", "CJ")
    made: dict[str, Any] = {"title": draw(TEXTS), "lead": draw(st.none() | st.sampled_from(ids))}
    made["support"] = draw(st.sampled_from(([], ["all"], ["BG"], ["ZL", "CH"], ["BG", "ZL", "CJ"])))
    made |= {name: text for name in ("actions", "target") if (text := draw(MAYBE)) is not None}
    made["evidence"] = draw(st.lists(TEXTS, max_size=2))
    made["owner"], made["leader"] = (
        draw(st.sampled_from((None, "P1", "P2", "外聘"))),
        draw(st.sampled_from((None, "P3"))),
    )
    made["standards"] = draw(st.lists(st.sampled_from(STANDARDS), max_size=2))
    when = draw(st.integers(0, 4))
    if when == 1:
        made["due"] = draw(
            st.lists(
                st.sampled_from(("2023-03-10", "2023-06", "2023-12-31", "2024-01-15", "2023-03-20")),
                min_size=1,
                max_size=3,
            )
        )
    elif when == 2:
        made["repeat"] = {
            "every": "month",
            "months": draw(st.sampled_from(([], [3, 4, 5], [1, 12]))),
            "day": draw(st.sampled_from((None, 15, 31))),
        }
    elif when == 3:
        made["repeat"] = {"every": "quarter"}
        made["due"] = ["2023-12-29"]
    return made


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """A plan: departments, tasks, issues, records, progress."""
    chosen = draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=5, unique_by=lambda each: each["id"]))
    work = [{"id": f"T{n}", **each} for n, each in enumerate(draw(st.lists(tasks(), max_size=8)), 1)]
    ids = [each["id"] for each in work] or ["T0"]
    plan: dict[str, Any] = {
        "schema": "gongwen/plan@1", "year": 2023, "unit": {"name": PLAN_ID}, "documents": [],
        "departments": chosen, "tasks": work,
    }  # fmt: skip
    if draw(st.booleans()):
        plan["indicators"] = TREE
    plan["records"] = [
        {"id": f"A{n}", "kind": "会议", "title": draw(TEXTS), "date": draw(st.sampled_from(("2023-03-08", "2023-05", "2023-11-30"))),
         "tasks": draw(st.lists(st.sampled_from(ids), max_size=2)), "cumulative": draw(st.booleans())}
        for n in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    plan["issues"] = [
        {"id": f"W{n}", "problem": draw(TEXTS), "measure": draw(MAYBE), "dept": draw(st.sampled_from((None, "BG", "ZL"))),
         "owner": draw(st.sampled_from((None, "P1"))), "due": draw(st.sampled_from((None, "2023-10-20", "2023-11"))),
         "done": draw(st.sampled_from((None, None, "2023-10-18", "2023-12")))}
        for n in range(1, 1 + draw(st.integers(0, 3)))
    ]  # fmt: skip
    told = draw(st.lists(st.sampled_from(ids), unique=True, max_size=4)) if work else []
    plan["progress"] = {
        "as_of": "2023-11-10",
        "items": [
            {"task": task, "status": draw(st.sampled_from(("已完成", "进行中", "未开始"))),
             "percent": draw(st.sampled_from((None, "0", "35", "100"))), "note": draw(MAYBE)}
            for task in told
        ],
    }  # fmt: skip
    return plan


PLAN_EDITS = (
    "remove",
    "retitle",
    "assign",
    "reorder",
    "add",
    "due",
    "issue",
    "close",
    "drop issue",
    "record",
    "progress",
    "department",
)
PLAN_EDIT = st.tuples(st.sampled_from(PLAN_EDITS), SMALL, SMALL, TEXTS, tasks())


def edited(  # noqa: C901, PLR0912 - one branch for each kind of change
    plan: dict[str, Any], edits: Sequence[tuple[str, int, int, str, dict[str, Any]]]
) -> dict[str, Any]:
    """The plan after somebody changed it."""
    plan = deepcopy(plan)
    work, issues = plan["tasks"], plan["issues"]
    for number, (what, a, b, text, task) in enumerate(edits):
        one = work[a % len(work)] if work else None
        issue = issues[a % len(issues)] if issues else None
        if what == "remove" and one:
            work.remove(one)
        elif what == "retitle" and one:
            one["title"] = text
        elif what == "assign" and one:
            one |= {name: task[name] for name in ("lead", "support", "owner", "leader", "standards")}
        elif what == "due" and one:
            for name in ("due", "repeat"):
                one.pop(name, None)
            one |= {name: task[name] for name in ("due", "repeat") if name in task}
        elif what == "reorder" and one:
            work.remove(one)
            work.insert(b % (len(work) + 1), one)
        elif what == "add":
            work.insert(b % (len(work) + 1), {"id": f"N{number}", **task})
        elif what == "issue":
            issues.insert(b % (len(issues) + 1), {"id": f"V{number}", "problem": text, "due": "2023-12-01"})
        elif what == "close" and issue:
            issue |= {"done": "2023-11-11", "problem": text}
        elif what == "drop issue" and issue:
            issues.remove(issue)
        elif what == "record" and one:
            plan["records"].append(
                {"id": f"R{number}", "kind": "培训", "title": text, "date": "2023-04-04", "tasks": [one["id"]]}
            )
        elif what == "progress" and one:
            items = [each for each in plan["progress"]["items"] if each["task"] != one["id"]]
            plan["progress"]["items"] = [*items, {"task": one["id"], "status": "进行中", "note": text}]
        elif what == "department":
            free = [each for each in DEPARTMENTS if each not in plan["departments"]]
            if free:
                plan["departments"].append(free[0])
    return plan


CLERK_EDITS = (
    "type", "type", "type", "type", "change", "change", "tick", "sort", "hide", "banner", "move columns", "rename sheet", "clear key",
    "duplicate", "add column", "add row", "header", "drop column", "retitle", "order sheets", "formula", "number",
)  # fmt: skip
CLERK_EDIT = st.tuples(st.sampled_from(CLERK_EDITS), SMALL, SMALL, SMALL, TYPED)
SAVED = st.sampled_from(("as it is", "shared strings", "openpyxl"))


# ---------------------------------------------------------------- the clerk
@dataclass(slots=True)
class Box:
    """A cell on the desk."""

    element: etree._Element
    typed: bool = False


@dataclass(slots=True)
class Row:
    """A row on the desk: its attributes, its cells by column."""

    attributes: dict[str, str]
    boxes: dict[int, Box] = field(default_factory=dict)


class Grid:
    """A sheet that a clerk edits. `columns` are the numbers of the spec's columns; `lost` those no longer known."""

    def __init__(self, name: str, part: str, xml: bytes, spec: ledger_base.Spec | None) -> None:
        self.name, self.part, self.spec = name, part, spec
        self.root = etree.fromstring(xml)
        self.data = self.root.find(f"{X}sheetData")
        self.rows = {
            int(row.get("r")): Row(dict(row.attrib), {position(cell.get("r"))[1]: Box(cell) for cell in row})
            for row in self.data
        }
        merged = self.root.find(f"{X}mergeCells")
        self.merges = [each.get("ref") for each in merged] if merged is not None else []
        self.columns: dict[int, int] = {}
        self.lost: set[int] = set()
        self.renamed = False
        self.header = 0
        if spec is not None:
            texts = {number: [self.text(number, column) for column in row.boxes] for number, row in self.rows.items()}
            self.header = next(number for number, found in texts.items() if spec.columns[0].header in found)
            by_header = {self.text(self.header, column): column for column in self.rows[self.header].boxes}
            self.columns = {index: by_header[column.header] for index, column in enumerate(spec.columns)}

    # ------------------------------------------------------------ reading
    def text(self, row: int, column: int) -> str:
        """The text of a cell, for the helper's own questions."""
        box = self.rows[row].boxes.get(column) if row in self.rows else None
        if box is None:
            return ""
        found = box.element.findall(f"{X}is/{X}t") or box.element.findall(f"{X}v")
        return "".join(each.text or "" for each in found)

    @property
    def body(self) -> list[int]:
        """The rows under the header."""
        return sorted(number for number in self.rows if number > self.header)

    def covered(self, row: int, column: int) -> bool:
        """Whether a cell lies under a merged one."""
        return any(
            top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
            for top, left, bottom, right in map(corners, self.merges)
        )

    @property
    def widest(self) -> int:
        return max(column for row in self.rows.values() for column in row.boxes)

    # ------------------------------------------------------------ editing
    def put(self, row: int, column: int, text: str, kind: str = "s") -> None:
        """Type into a cell, as a program writes it. Typing what stands there is no change."""
        old = self.rows[row].boxes.get(column)
        if (
            kind == "s"
            and same_lines(self.text(row, column)) == same_lines(text)
            and (old is None or not _formula(old.element))
        ):
            return
        element = etree.Element(f"{X}c", {"r": address(row, column)})
        if old is not None and old.element.get("s"):
            element.set("s", old.element.get("s"))
        if kind == "f":
            etree.SubElement(element, f"{X}f").text = text
            etree.SubElement(element, f"{X}v").text = "7"
        elif kind == "n":
            etree.SubElement(element, f"{X}v").text = text
        elif text:
            element.set("t", "inlineStr")
            inside = etree.SubElement(etree.SubElement(element, f"{X}is"), f"{X}t")
            inside.text = re.sub(r"_x([0-9A-Fa-f]{4})_", r"_x005F_x\1_", text)
            inside.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        self.rows[row].boxes[column] = Box(element, typed=True)

    def sort(self, order: Sequence[int]) -> None:
        """Sort the rows; Excel asks to undo merged cells first."""
        self.merges = [each for each in self.merges if corners(each)[0] <= self.header]
        body = self.body
        rows = [self.rows[number] for number in body]
        for number, index in zip(body, order, strict=True):
            self.rows[number] = rows[index]

    def insert(self, at: int, count: int = 1) -> None:
        """Insert blank rows above row `at`, as Excel moves everything."""
        self.rows = {number + count * (number >= at): row for number, row in self.rows.items()}
        self.rows |= {number: Row({}) for number in range(at, at + count)}
        self.merges = [_shifted(each, at, count) for each in self.merges]
        self.header += count * (self.header >= at)
        for element in self.root.iter():
            for name in ("ref", "sqref"):
                if isinstance(element.tag, str) and element.get(name) and element.tag not in (f"{X}f", f"{X}mergeCell"):
                    element.set(name, " ".join(_shifted(each, at, count) for each in element.get(name).split(" ")))

    def move_columns(self, new: Mapping[int, int | None]) -> None:
        """Cut and paste columns from the header down; None is deleted."""
        for number in [self.header, *self.body]:
            boxes = self.rows[number].boxes
            self.rows[number].boxes = {new.get(c, c): box for c, box in boxes.items() if new.get(c, c) is not None}
        moved = []
        for each in self.merges:
            top, left, bottom, right = corners(each)
            to = new.get(left, left)
            if top <= self.header or left != right:
                moved.append(each)
            elif to is not None:
                moved.append(f"{address(top, to)}:{address(bottom, to)}")
        self.merges = moved
        gone = {index for index, column in self.columns.items() if new.get(column, column) is None}
        self.lost |= gone
        self.columns = {index: new.get(c, c) for index, c in self.columns.items() if index not in gone}

    def xml(self) -> bytes:
        """The sheet as it is saved."""
        for row in list(self.data):
            self.data.remove(row)
        for number in sorted(self.rows):
            attributes = {key: value for key, value in self.rows[number].attributes.items() if key != "spans"}
            row = etree.SubElement(self.data, f"{X}row", attributes | {"r": str(number)})
            for column in sorted(self.rows[number].boxes):
                element = self.rows[number].boxes[column].element
                element.set("r", address(number, column))
                row.append(element)
        merged = self.root.find(f"{X}mergeCells")
        if merged is not None:
            for each in list(merged):
                merged.remove(each)
            for each in self.merges:
                etree.SubElement(merged, f"{X}mergeCell", {"ref": each})
            merged.set("count", str(len(self.merges)))
            if not self.merges:
                self.root.remove(merged)
        dimension = self.root.find(f"{X}dimension")
        dimension.set("ref", f"A1:{address(max(self.rows), self.widest)}")
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _formula(element: etree._Element) -> bool:
    return element.find(f"{X}f") is not None


def _shifted(ranges: str, at: int, count: int) -> str:
    """A range after rows were inserted above row `at`."""

    def later(match: re.Match[str]) -> str:
        return f"{match[1]}{int(match[2]) + count * (int(match[2]) >= at)}"

    return re.sub(r"([A-Z]+)(\d+)", later, ranges)


class Desk:
    """A ledger opened by a clerk."""

    def __init__(self, data: bytes) -> None:
        self.package = Package.read(data)
        book = Book(self.package)
        self.base = ledger_base.load(book)
        specs = {spec.sheet: spec for spec in self.base.specs.values()}
        self.order = book.names
        parts = {entry.name: entry.part for entry in book._sheets.values()}
        self.grids = {
            name: Grid(name, parts[name], self.package.parts[parts[name]], specs.get(name))
            for name in self.order if name != ledger_base.NAME
        }  # fmt: skip
        self.tables = [grid for grid in self.grids.values() if grid.spec is not None]

    def edit(self, what: str, where: int, a: int, b: int, text: str) -> None:
        """Do one thing."""
        likely = [grid for grid in self.tables if grid.spec.role in (Role.MAIN, Role.GRID, Role.ISSUES)]
        grid = (self.tables if where % 5 == 0 else likely)[
            (where // 5) % len(self.tables if where % 5 == 0 else likely)
        ]
        getattr(self, "_" + what.replace(" ", "_"))(grid, a, b, text)

    # ------------------------------------------------------------ typing
    def _cell(self, grid: Grid, a: int, b: int, owners: Sequence[Owner]) -> tuple[int, int] | None:
        columns = [
            column for index, column in grid.columns.items()
            if grid.spec.columns[index].owner in owners and grid.spec.columns[index].field != KEYS[grid.spec.role]
        ]  # fmt: skip
        body = grid.body
        if not columns or not body:
            return None
        row, column = body[a % len(body)], columns[b % len(columns)]
        return None if grid.covered(row, column) else (row, column)

    def _put(  # noqa: PLR0917 - where and what
        self, grid: Grid, a: int, b: int, owners: Sequence[Owner], text: str, kind: str = "s"
    ) -> None:
        if found := self._cell(grid, a, b, owners):
            grid.put(*found, text, kind)

    def _type(self, grid: Grid, a: int, b: int, text: str) -> None:
        self._put(grid, a, b, (Owner.SEED, Owner.MARK), text)

    def _change(self, grid: Grid, a: int, b: int, text: str) -> None:
        self._put(grid, a, b, (Owner.PLAN, Owner.ONCE, Owner.FORMULA), text)

    def _tick(self, grid: Grid, a: int, b: int, text: str) -> None:
        self._put(grid, a, b, (Owner.MARK,), ("√", "√√", "○√", "", "×", "3月5日")[len(text) % 6])

    def _formula(self, grid: Grid, a: int, b: int, _: str) -> None:
        self._put(grid, a, b, (Owner.SEED, Owner.PLAN), 'SUM(1,2)&"<"', "f")

    def _number(self, grid: Grid, a: int, b: int, _: str) -> None:
        self._put(grid, a, b, (Owner.SEED, Owner.PLAN, Owner.MARK), ("0.8", "45017", "1", "20230405")[a % 4], "n")

    def _header(self, grid: Grid, _: int, b: int, text: str) -> None:
        """Another header for a column; the ledger may then no longer know it."""
        index = list(grid.columns)[b % len(grid.columns)]
        if grid.spec.columns[index].field not in (KEYS[grid.spec.role], NAMED[grid.spec.role], "") and text.strip():
            grid.put(grid.header, grid.columns[index], f"新{text}")
            grid.lost.add(index)

    def _retitle(self, grid: Grid, _: int, __: int, text: str) -> None:
        grid.put(min(grid.rows), 1, text)

    # ------------------------------------------------------------ rows
    def _sort(self, grid: Grid, a: int, b: int, _: str) -> None:
        body = grid.body
        grid.sort(sorted(range(len(body)), key=lambda index: ((index * (2 * a + 1)) + b) % (len(body) + 3)))

    def _hide(self, grid: Grid, a: int, _: int, __: str) -> None:
        if body := grid.body:
            grid.rows[body[a % len(body)]].attributes["hidden"] = "1"

    def _banner(self, grid: Grid, a: int, _: int, text: str) -> None:
        at = 1 + a % grid.header
        grid.insert(at)
        grid.put(at, 1, text)

    def _clear_key(self, grid: Grid, a: int, _: int, __: str) -> None:
        key = next((index for index in grid.columns if grid.spec.columns[index].field == KEYS[grid.spec.role]), None)
        if key is not None and (body := grid.body):
            grid.put(body[a % len(body)], grid.columns[key], "")

    def _duplicate(self, grid: Grid, a: int, b: int, _: str) -> None:
        """Copy a row and insert the copy somewhere in the table; what is not the plan's in it counts as typed."""
        if not (body := grid.body):
            return
        row = grid.rows[body[a % len(body)]]
        at = body[b % len(body)] + 1
        grid.insert(at)
        plans = {grid.columns[index] for index in grid.columns if grid.spec.columns[index].owner is Owner.PLAN}
        boxes = {
            column: Box(deepcopy(box.element), typed=box.typed or (column not in plans and len(box.element) > 0))
            for column, box in row.boxes.items()
        }
        grid.rows[at] = Row(dict(row.attributes), boxes)

    def _add_row(self, grid: Grid, a: int, b: int, text: str) -> None:
        at = max(grid.rows) + 1
        grid.rows[at] = Row({})
        named = next(index for index in grid.columns if grid.spec.columns[index].field == NAMED[grid.spec.role])
        grid.put(at, grid.columns[named], f"新增{text}")
        grid.put(at, list(grid.columns.values())[b % len(grid.columns)], f"补{text}")
        if a % 2 and len(body := grid.body) > 1:
            grid.sort([len(body) - 1, *range(len(body) - 1)])

    # ------------------------------------------------------------ columns and sheets
    def _move_columns(self, grid: Grid, a: int, b: int, _: str) -> None:
        count = grid.widest
        one, other = 1 + a % count, 1 + b % count
        grid.move_columns({one: other, other: one})

    def _add_column(self, grid: Grid, a: int, b: int, text: str) -> None:
        """A column of the clerk's own, on the right or between others."""
        column = grid.widest + 1
        grid.put(grid.header, column, f"自加{b}")
        for number in grid.body[: 1 + a % 5]:
            grid.put(number, column, f"{text}{number}")
        if b % 2:
            at = 1 + b % column
            grid.move_columns({column: at} | {each: each + 1 for each in range(at, column)})

    def _drop_column(self, grid: Grid, a: int, _: int, __: str) -> None:
        index = list(grid.columns)[a % len(grid.columns)]
        if grid.spec.columns[index].field in (KEYS[grid.spec.role], NAMED[grid.spec.role]):
            return
        column = grid.columns[index]
        grid.move_columns({column: None} | {each: each - 1 for each in range(column + 1, grid.widest + 1)})

    def _rename_sheet(self, grid: Grid, a: int, b: int, _: str) -> None:
        name = f"表 {a}'{b}"
        if name in self.grids or grid.renamed:
            return
        self.order[self.order.index(grid.name)] = name
        self.grids[name] = self.grids.pop(grid.name)
        grid.name, grid.renamed = name, True

    def _order_sheets(self, _: Grid, a: int, b: int, __: str) -> None:
        self.order.insert(b % len(self.order), self.order.pop(a % len(self.order)))

    # ------------------------------------------------------------ saving
    def saved(self, how: str) -> bytes:
        """The workbook as the clerk's program writes it."""
        parts = dict(self.package.parts)
        for grid in self.grids.values():
            parts[grid.part] = grid.xml()
        book = etree.fromstring(parts["xl/workbook.xml"])
        sheets = book.find(f"{X}sheets")
        old = [each.get("name") for each in sheets]
        now = {grid.part: grid.name for grid in self.grids.values()}
        elements = {}
        entries = Book(self.package)._sheets
        for each in list(sheets):
            name = now.get(entries[each.get("name")].part, each.get("name"))
            each.set("name", name)
            elements[name] = each
            sheets.remove(each)
        for name in self.order:
            sheets.append(elements[name])
        renamed = dict(zip(old, _names_of(old, entries, now), strict=True))
        names = book.find(f"{X}definedNames")
        for each in list(names) if names is not None else []:
            names.remove(each)  # filters and print titles of moved sheets: Excel moves them, nothing here asks for them
        if names is not None:
            book.remove(names)
        parts["xl/workbook.xml"] = etree.tostring(book, xml_declaration=True, encoding="UTF-8", standalone=True)
        for grid in self.grids.values():
            text = parts[grid.part].decode()
            for before, after in renamed.items():
                if before != after:
                    text = re.sub(
                        rf"(<f>[^<]*?)(?<![\w']){re.escape(before)}!",
                        lambda m, after=after: m[1] + _quoted(after),
                        text,
                    )
            parts[grid.part] = text.encode()
        data = Package(_shared(parts) if how == "shared strings" else parts).to_bytes()
        if how == "openpyxl":
            buffer = io.BytesIO()
            openpyxl.load_workbook(io.BytesIO(data)).save(buffer)
            return buffer.getvalue()
        return data


def _names_of(old: Sequence[str], entries: Mapping[str, Any], now: Mapping[str, str]) -> list[str]:
    return [now.get(entries[name].part, name) for name in old]


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'!"


def _shared(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Texts in the part of shared strings, as Excel and WPS keep them."""
    strings: dict[str, int] = {}
    for name in [each for each in parts if each.startswith("xl/worksheets/sheet")]:
        root = etree.fromstring(parts[name])
        for cell in root.iter(f"{X}c"):
            if cell.get("t") == "inlineStr":
                item = cell.find(f"{X}is")
                text = "".join(each.text or "" for each in item.iter(f"{X}t"))
                cell.remove(item)
                cell.set("t", "s")
                etree.SubElement(cell, f"{X}v").text = str(strings.setdefault(text, len(strings)))
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    root = etree.Element(f"{X}sst", nsmap={None: SPACE})
    for text in strings:
        item = etree.SubElement(etree.SubElement(root, f"{X}si"), f"{X}t")
        item.text = text
        item.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    parts["xl/sharedStrings.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId999" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'.encode(),
    )
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{content}"/></Types>'.encode()
    )
    return parts


# ---------------------------------------------------------------- the program, as the command runs it
def contents(plan: Plan, state: State, title: str) -> Content:
    return Content(plan, PEOPLE, References(plan, PEOPLE, state), state, title=title)


def built(raw: dict[str, Any], title: str = "任务分工台账") -> bytes:
    plan = Plan.model_validate(raw)
    template = Template(Package.read(TEMPLATE), (), (), "plan.yaml")
    content = contents(plan, State.of_plan(plan), title)
    content.grouped = template.grouped
    return build(template, content, PLAN_ID).data


def opened(data: bytes, plan: Plan) -> tuple[Live, Typed]:
    live = Live(
        Package.read(data, name="台账.xlsx"), PLAN_ID, plan.year, {each.name: each.id for each in plan.departments}
    )
    return live, read_state(live, plan)


def refreshed(
    data: bytes, raw: dict[str, Any], title: str = "任务分工台账", *, plan_wins: bool = False
) -> tuple[Refreshed, Content]:
    plan = Plan.model_validate(raw)
    live, typed = opened(data, plan)
    content = contents(plan, typed.state, title)
    content.progress = dict(typed.texts)
    return refresh(live, content, plan_wins=plan_wins), content


class Values(NamedTuple):
    """What the cells of a workbook say by sheet and address, formulas as formulas; merged ranges by sheet."""

    cells: dict[str, dict[tuple[int, int], Any]]
    merges: dict[str, list[tuple[int, int, int, int]]]
    hidden: dict[str, set[int]]


def values(data: bytes) -> Values:
    """Read with openpyxl: not the code under test. It leaves out what stands under merged cells."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = {
        sheet.title: {
            (cell.row, cell.column): cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        for sheet in book
    }
    merges = {
        sheet.title: [(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges] for sheet in book
    }
    hidden = {sheet.title: {n for n, each in sheet.row_dimensions.items() if each.hidden} for sheet in book}
    return Values(cells, merges, hidden)


def texts(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """The texts by which cells are compared."""
    book = Book(Package.read(data))
    return {
        name: {
            (cell.row, cell.column): same_lines(cell.text)
            for number in book.sheet(name).numbers() for cell in book.sheet(name).cells(number)
        }
        for name in book.names
    }  # fmt: skip


# ---------------------------------------------------------------- what must be true
class Check:
    """A refresh judged: before it (`desk` and `data`) and after."""

    def __init__(self, desk: Desk, data: bytes, done: Refreshed, content: Content) -> None:
        self.desk, self.content = desk, content
        self.after = done.data if done.data is not None else data
        self.old, self.new = values(data), values(self.after)
        self.was, self.now = texts(data), texts(self.after)
        self.writable: dict[str, set[tuple[int, int]]] = {}
        self.pushed: dict[str, tuple[int, int]] = {}
        """By sheet: from which row on, and by how much, what stood under the table moved down for new rows."""

    def lines(self, spec: ledger_base.Spec) -> Sequence[Line]:
        if spec.role is Role.VIEW:
            return next((view.lines for view in self.content.views if view.department == spec.part), ())
        return self.content.lines(spec.role)

    def all(self) -> None:
        for grid in self.desk.tables:
            if not (grid.renamed and grid.spec.role is Role.FIGURES):
                self.table(grid)
            self.typed(grid)
        self.nothing_else()

    def row(self, grid: Grid, number: int) -> int:
        """Where a row stands now."""
        first, more = self.pushed.get(grid.name, (0, 0))
        return number + more if first and number >= first else number

    # what was typed
    def typed(self, grid: Grid) -> None:
        """Every typed cell holds what was typed; a hidden row stays hidden."""
        for number, row in grid.rows.items():
            for column, box in row.boxes.items():
                if box.typed and not grid.covered(number, column):
                    here = (number, column)
                    old = self.old.cells[grid.name].get(here)
                    new = self.new.cells[grid.name].get((self.row(grid, number), column))
                    if new != old and new == f"{CANCELLED}{old or ''}":
                        event("a typed title was marked as cancelled")
                        continue
                    assert new == old, f"typed cell lost: {grid.name}!{address(*here)} {old!r} -> {new!r}"
            if row.attributes.get("hidden") and any(len(box.element) for box in row.boxes.values()):
                assert self.row(grid, number) in self.new.hidden[grid.name], f"shown again: {grid.name} row {number}"

    # rows by their ids, cells of the plan
    def table(self, grid: Grid) -> None:  # noqa: C901 - the rules of one table
        spec, name = grid.spec, grid.name
        memory = self.desk.base.of(spec)
        key = next(grid.columns[i] for i, column in enumerate(spec.columns) if column.field == KEYS[spec.role])
        named = next(grid.columns[i] for i, column in enumerate(spec.columns) if column.field == NAMED[spec.role])
        known = _known(self.was[name], grid, key, named, memory, spec)
        lines = {line.key: line for line in self.lines(spec)}
        gone = {f"{CANCELLED}{each}" for each in known.keys() - lines.keys()} if key == named else set()
        added = [each for each in lines if each not in known]
        allowed = self.writable.setdefault(name, set())
        before = Counter(self.was[name].get((row, key), "").strip() for row in grid.body)
        rows = sorted({row for row, _ in self.now[name] if row > grid.header})
        after = Counter(self.now[name].get((row, key), "").strip() for row in rows)
        for each in (
            (before.keys() | after.keys() | lines.keys())
            - {""}
            - gone
            - {each.removeprefix(CANCELLED) for each in gone}
        ):
            assert after[each] == before[each] + (each in added), f"{name}: {each} {before[each]} -> {after[each]}"
        place = {self.now[name].get((row, key), ""): row for row in rows if row not in known.values()} | known
        if added:
            self.find_pushed(grid, min(place[each] for each in added), max(place[each] for each in added))
        for each, line in lines.items():
            for index, number in grid.columns.items():
                column = spec.columns[index]
                if not column.written:
                    continue
                allowed.add((place[each], number))
                if index in grid.lost:
                    continue
                self.cell(
                    grid,
                    (place[each], number),
                    column,
                    line,
                    memory.get(each) and memory[each].values[index],
                    new=each in added,
                )
        for each in added:
            allowed |= {(place[each], column) for column in range(1, grid.widest + 9)}
        for each in known.keys() - lines.keys():
            if each in memory:
                allowed |= {
                    (known[each], number) for index, number in grid.columns.items() if spec.columns[index].written
                }
                box = grid.rows[known[each]].boxes.get(named)
                marked = spec.role is not Role.FIGURES and ledger_base.CANCELLED not in memory[each].flags
                if marked and not (box and box.typed):
                    assert self.now[name][known[each], named].startswith(CANCELLED), f"{name}: {each} is not marked"

    def find_pushed(self, grid: Grid, first: int, last: int) -> None:
        """What stood where new rows are now is below them, in its order."""
        was = {
            row: {c: v for (r, c), v in self.was[grid.name].items() if r == row and v}
            for row in grid.body
            if row >= first
        }
        now = {
            row: {c: v for (r, c), v in self.now[grid.name].items() if r == row and v}
            for row in range(first, last + 40)
        }
        filled = {row: cells for row, cells in was.items() if cells}
        if filled and min(filled) <= last:
            moved = [
                by
                for by in range(1, last - first + 2)
                if all(now.get(row + by) == cells for row, cells in filled.items())
            ]
            assert moved, f"{grid.name}: what stood under the table is gone: {filled}"
            self.pushed[grid.name] = min(filled), moved[0]

    def cell(
        self, grid: Grid, here: tuple[int, int], column: Column, line: Line, before: str | None, *, new: bool
    ) -> None:
        """A cell of the plan's."""
        row = grid.rows.get(here[0])
        box = row.boxes.get(here[1]) if row and not new else None
        top = self.top(grid.name, here)
        above = grid.rows.get(top[0])
        if (box and box.typed) or (not new and above and (b := above.boxes.get(here[1])) and b.typed):
            return
        wanted = canonical(column.value(line.fields))
        found = self.now[grid.name].get(here, "") or self.now[grid.name].get(top, "")
        if column.owner is Owner.ONCE:
            return
        if column.owner is Owner.SEED and not new and before:
            wanted = before
        assert found == wanted, f"{grid.name}!{address(*here)} {line.key} {column.header}: {found!r}, plan {wanted!r}"

    def top(self, name: str, here: tuple[int, int]) -> tuple[int, int]:
        """The first cell of the merged range a cell lies in."""
        return next(
            (
                (top, left)
                for top, left, bottom, right in self.new.merges[name]
                if top <= here[0] <= bottom and left <= here[1] <= right
            ),
            here,
        )

    def nothing_else(self) -> None:
        """Nothing outside the ledger's own cells was written."""
        singles = {
            grid.name: {(row, column) for row in range(1, grid.header) for column in range(1, grid.widest + 1)}
            for grid in self.desk.tables
        }
        for grid in self.desk.tables:
            old, new = self.old.cells[grid.name], self.new.cells[grid.name]
            old = {(self.row(grid, row), column): value for (row, column), value in old.items()}
            for here in old.keys() | new.keys():
                if (
                    old.get(here) == new.get(here)
                    or here in self.writable.get(grid.name, ())
                    or here in singles[grid.name]
                ):
                    continue
                if grid.spec.role is Role.FIGURES and str(old.get(here, "")).startswith("="):
                    continue
                pytest.fail(f"written: {grid.name}!{address(*here)} {old.get(here)!r} -> {new.get(here)!r}")

    # the plan wins
    def plan_won(self, grid: Grid) -> None:
        """Every cell of the plan's says what the plan says."""
        spec, name = grid.spec, grid.name
        key = next(grid.columns[i] for i, column in enumerate(spec.columns) if column.field == KEYS[spec.role])
        rows = sorted({row for row, _ in self.now[name] if row > grid.header})
        first: dict[str, int] = {}
        for row in rows:
            first.setdefault(self.now[name].get((row, key), "").strip(), row)
        for line in self.lines(spec):
            assert line.key in first, f"{name}: {line.key} is not there"
            for index, number in grid.columns.items():
                column = spec.columns[index]
                if column.owner is Owner.PLAN and index not in grid.lost:
                    here = (first[line.key], number)
                    found = self.now[name].get(here, "") or self.now[name].get(self.top(name, here), "")
                    wanted = canonical(column.value(line.fields))
                    assert found == wanted, (
                        f"{name}!{address(*here)} {line.key} {column.header}: {found!r}, plan {wanted!r}"
                    )


def _known(  # noqa: PLR0917 - what is known of a table
    was: Mapping[tuple[int, int], str],
    grid: Grid,
    key: int,
    named: int,
    memory: Mapping[str, Any],
    spec: ledger_base.Spec,
) -> dict[str, int]:
    """The row by which each id is known: the first that has it, else one without id that has its words."""
    found: dict[str, int] = {}
    without = []
    for row in grid.body:
        text = was.get((row, key), "").strip()
        if text:
            found.setdefault(text, row)
        elif any(value for (number, _), value in was.items() if number == row):
            without.append(row)
    index = next(i for i, column in enumerate(spec.columns) if column.field == NAMED[spec.role])
    counts = Counter(each.values[index] for each in memory.values())
    words = {each.values[index]: name for name, each in memory.items() if counts[each.values[index]] == 1}
    for row in without:
        name = words.get(was.get((row, named), ""))
        if name is not None and name not in found:
            found[name] = row
    return found


LOOSE = settings(
    deadline=None,
    max_examples=60,
    derandomize=not os.environ.get("GONGWEN_RANDOM"),  # the same cases on every run; with it set, a new search
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


# ---------------------------------------------------------------- the properties
@LOOSE
@given(plans())
def test_a_fresh_ledger_says_what_the_plan_says(raw):
    """Read back, the state is the plan's; a refresh with the same plan writes nothing."""
    plan = Plan.model_validate(raw)
    data = built(raw)
    values(data)
    live, typed = opened(data, plan)
    own = State.of_plan(plan)
    for task in plan.tasks:
        told = own.tasks.get(task.id)
        assert typed.state.tasks[task.id].status == (told.status if told else "未开始")
        if told and told.percent is not None and "%" not in told.note:
            assert typed.state.tasks[task.id].percent == told.percent
    assert typed.state.issues == own.issues
    assert not typed.state.ticks
    assert not [*live.problems, *typed.problems]
    assert refreshed(data, raw)[0].data is None


@LOOSE
@given(plans(), st.lists(CLERK_EDIT, max_size=7), st.lists(PLAN_EDIT, max_size=5), SAVED, st.booleans())
def test_nothing_typed_is_lost_and_no_row_doubled(raw, clerk, changes, how, retitled):
    desk = Desk(built(raw))
    for each in clerk:
        desk.edit(*each)
    data = desk.saved(how)
    new = edited(raw, changes)
    title = "另一个标题" if retitled else "任务分工台账"
    try:
        done, content = refreshed(data, new, title)
    except UserError as error:
        if error.exit_code is not ExitCode.REFUSED:
            raise
        event("refused")
        note(str(error.problems))
        return
    check = Check(desk, data, done, content)
    check.all()
    again, _ = refreshed(check.after, new, title)
    assert again.data is None, [str(change) for change in again.changes]
    won, content = refreshed(check.after, new, title, plan_wins=True)
    after = Check(desk, check.after, won, content)
    for grid in desk.tables:
        if not (grid.renamed and grid.spec.role is Role.FIGURES):
            after.plan_won(grid)


# ---------------------------------------------------------------- one case each
def small(
    *work: dict[str, Any],
    departments: Sequence[dict[str, str]] = ({"id": "A", "name": "甲科"}, {"id": "B", "name": "乙科"}),
) -> dict[str, Any]:
    return {
        "schema": "gongwen/plan@1", "year": 2023, "unit": {"name": PLAN_ID}, "documents": [],
        "departments": [dict(each) for each in departments], "tasks": [dict(each) for each in work],
    }  # fmt: skip


THREE = (
    {"id": "T1", "title": "一", "lead": "A"}, {"id": "T2", "title": "二", "lead": "B"},
    {"id": "T3", "title": "三", "lead": "A", "support": ["B"]},
)  # fmt: skip


def column(grid: Grid, name: str) -> int:
    return next(grid.columns[index] for index, each in enumerate(grid.spec.columns) if each.field == name)


@pytest.mark.parametrize(("text", "kind"), [("人改的标题", "s"), ('"a"&"b"', "f")])
def test_a_typed_title_stays_when_its_task_goes(text, kind):
    """What a clerk typed is never touched, not even to mark the row as cancelled: a formula would be gone for good."""
    desk = Desk(built(small(*THREE)))
    grid = desk.grids["总表"]
    grid.put(4, column(grid, "工作任务"), text, kind)
    done, _ = refreshed(desk.saved("as it is"), small(*THREE[1:]))
    found = values(done.data).cells["总表"][4, column(grid, "工作任务")]
    assert found == (text if kind == "s" else f"={text}")


@pytest.mark.parametrize("first", ["甲科", "乙科", "总表"])
def test_renamed_sheets_are_known_by_what_stands_in_them(first):
    """All departments' sheets have the headers of 总表, and more: only their rows say which is which."""
    desk = Desk(built(small(*THREE)))
    for number, name in enumerate(("总表", "甲科", "乙科")):
        desk._rename_sheet(desk.grids[name], number, number, "")
    names = {grid.spec.part or "总表": grid.name for grid in desk.tables if grid.spec.role in (Role.MAIN, Role.VIEW)}
    here = names[{"甲科": "A", "乙科": "B"}.get(first, first)]
    desk.order.insert(0, desk.order.pop(desk.order.index(here)))
    new = small({**THREE[0], "title": "一改"}, {**THREE[1], "title": "二改"}, THREE[2])
    done, content = refreshed(desk.saved("as it is"), new)
    Check(desk, desk.saved("as it is"), done, content).all()
    assert sorted((change.sheet, change.key) for change in done.changes if change.sheet in names.values()) == sorted(
        [(names["总表"], "T1"), (names["总表"], "T2"), (names["A"], "T1"), (names["B"], "T2")]
    )


@pytest.mark.parametrize("name", ["{{ 标题 }}", "{{", "{% if %}"])
def test_names_of_people_are_no_references(name, monkeypatch):
    """The roster is no text of the plan: a value that holds `{{` is printed as it stands."""
    monkeypatch.setattr("tests.test_ledger_properties.PEOPLE", People([Person("P1", name)]))
    raw = small({"id": "T1", "title": "一", "lead": "A", "owner": "P1", "leader": "P1"})
    found = values(built(raw)).cells["总表"]
    assert [found[4, 8], found[4, 9]] == [name, name]


def test_a_department_that_comes_back_has_one_row_in_the_figures():
    """The leadership leads a task, then none, then one again."""
    departments = ({"id": "LD", "name": "领导", "kind": "leadership"}, {"id": "A", "name": "甲科"})
    on = small({"id": "T1", "title": "一", "lead": "LD"}, departments=departments)
    off = small({"id": "T1", "title": "一", "lead": "A"}, departments=departments)
    first = built(on)
    gone, _ = refreshed(first, off)
    back, _ = refreshed(gone.data, on)
    assert values(back.data).cells["统计"] == values(first).cells["统计"]
    assert values(back.data).hidden["统计"] == set()


def test_a_task_that_comes_back_is_as_if_it_had_never_gone():
    first = built(small(*THREE))
    gone, _ = refreshed(first, small(*THREE[1:]))
    back, _ = refreshed(gone.data, small(*THREE))
    for name in ("总表", "甲科", "乙科", "按月进度"):
        assert values(back.data).cells[name] == values(first).cells[name]
        assert values(back.data).hidden[name] == set()


@pytest.mark.parametrize("how", ["deleted", "renamed"])
def test_without_the_column_of_ids_rows_are_known_by_their_words(how):
    desk = Desk(built(small(*THREE)))
    grid = desk.grids["总表"]
    key = column(grid, "任务编号")
    if how == "deleted":
        grid.move_columns({key: None} | {each: each - 1 for each in range(key + 1, grid.widest + 1)})
    else:
        grid.put(grid.header, key, "编码")
    new = small({**THREE[0], "title": "一改"}, *THREE[1:], {"id": "T4", "title": "四", "lead": "A"})
    done, _ = refreshed(desk.saved("shared strings"), new)
    found = values(done.data).cells["总表"]
    assert [found[row, 4] for row in range(4, 8)] == ["一改", "二", "三", "四"]
    assert (8, 4) not in found
    assert refreshed(done.data, new)[0].data is None


def test_split_groups_show_their_words_in_every_part():
    """Saved by a program that empties the cells under a merged one; then a task in the middle goes to another group."""
    raw = small(*({"id": f"T{n}", "title": f"任务{n}", "standards": ["甲a1"]} for n in range(1, 6))) | {
        "indicators": TREE
    }
    data = Desk(built(raw)).saved("openpyxl")
    raw["tasks"][2]["standards"] = ["乙b1"]
    done, _ = refreshed(data, raw)
    after = values(done.data)
    shown = []
    for row in range(4, 9):
        top = next((top for top, left, bottom, _ in after.merges["总表"] if left == 2 and top <= row <= bottom), row)
        shown.append(after.cells["总表"].get((top, 2)))
    assert shown == [f"项目{each} <&>" for each in "甲甲乙甲甲"]


def test_a_new_department_has_its_sheet_at_once():
    """All sheets of departments are empty; then a task makes one full and asks for another: one refresh does both."""
    departments = ({"id": "LD", "name": "领导", "kind": "leadership"}, {"id": "A", "name": "甲科"})
    first = built(small(departments=departments))
    new = small({"id": "T1", "title": "一", "lead": "LD", "support": ["A"]}, departments=departments)
    done, _ = refreshed(first, new)
    assert "领导" in values(done.data).cells
    assert refreshed(done.data, new)[0].data is None
