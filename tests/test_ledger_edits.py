"""Whatever people and their programs did to a ledger, a refresh changes the cells it means to change and nothing else.

Each kind of `ledger_edits` is refreshed with the plan as it was and with a changed one. What a refresh means is worked out
here, from two ledgers built anew and from what stands in the edited one; parts, cells and frames are compared in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from lxml import etree

from gongwen.ledger import LedgerOptions, LedgerRun, make_ledgers
from gongwen.plan.load import load_plan
from gongwen.problems import ExitCode, Severity, UserError
from gongwen.store import Outcome, Session, Workspace
from tests import ledger_edits as edits
from tests.example import INPUTS, raw_example
from tests.ledger_edits import FIGURES, GRID, ISSUES, KINDS, MAIN, MEMORY, Edit, Parts, S, box_of, letters_of, place_of

FILE = "02-任务分工台账.xlsx"
CLERKS = {"进展情况", "完成情况", "备注", "完成日期", "整改情况"}
DATES = {"下次时限", "检查日期", "整改时限", "完成日期"}
GROUPS = ("测评项目", "测评指标")
CANCELLED = "（已取消）"
TYPED = "已与社区商定，等待批复"
"""What a clerk typed for a task that the changed plan no longer has."""
ALSO_BY_EXCEL = {name for n, name in enumerate(KINDS) if n % 3 == 1} - {
    "saved_by_excel",
    "saved_by_libreoffice",
    "elements_with_a_prefix",
}
"""Every third kind is saved by Excel afterwards: shared strings, spans, chain of calculation."""


# ---------------------------------------------------------------- plans and ledgers
def changed_plan() -> Any:
    """One title, one person, one date, one group, two tasks less, two more, an issue, a record."""
    raw = raw_example()
    tasks = {task["id"]: task for task in raw["tasks"]}
    tasks["T40"]["title"] = "开展“文明餐桌”和“光盘行动”活动，倡导节约用餐、文明用餐"
    tasks["T36"]["owner"] = "LZ023"
    tasks["T59"]["due"] = "2023-12-28"
    tasks["T42"]["standards"] = ["Z5-2-2"]
    raw["tasks"] = [task for task in raw["tasks"] if task["id"] not in ("T23", "T41")]
    raw["progress"]["items"] = [each for each in raw["progress"]["items"] if each["task"] not in ("T23", "T41")]
    raw["tasks"] += [
        {
            "id": "T61", "title": "迎接年中调研", "actions": "准备汇报材料", "source": "P2", "phases": ["P2"], "standards": ["Z1-2-2"], "lead": "office",
            "support": ["party"], "leader": "LZ002", "owner": "LZ008", "due": "2023-06-15", "target": "1次", "evidence": ["汇报材料"],
        },
        {
            "id": "T62", "title": "开展安全用药宣传", "actions": "进社区、进学校", "source": "P2", "phases": ["P2"], "standards": ["Z5-2-2"],
            "lead": "drug1", "support": ["all"], "leader": "LZ004", "owner": "LZ028", "repeat": {"every": "quarter"}, "due": "2023-12-29",
            "target": "每季度1次", "evidence": ["照片"],
        },
    ]  # fmt: skip
    raw["issues"].append(
        {"id": "Q10", "record": "A28", "dept": "drug1", "problem": "台账填写不及时", "measure": "每周核对", "owner": "LZ028", "due": "2023-12-08"}
    )  # fmt: skip
    raw["records"].append(
        {"id": "A90", "kind": "activity", "title": "节约用电宣传", "date": "2023-08-30", "place": "办公楼", "people": "30", "tasks": ["T52"], "summary": "宣传"}
    )  # fmt: skip
    return raw


class Cell(NamedTuple):
    """What a cell says, its formula, its style, and the whole element."""

    text: str
    formula: str
    style: str
    element: etree._Element

    @property
    def whole(self) -> bytes:
        return _plain(self.element)


BLANK = Cell("", "", "0", etree.Element("c"))


class Grid:
    """A sheet read with the plainest code."""

    def __init__(self, data: bytes, strings: list[str]) -> None:
        self.root = edits.parse(data)
        self.rows: dict[int, dict[int, Cell]] = {}
        self.attributes: dict[int, dict[str, str]] = {}
        self.written: dict[int, bytes] = {}
        for row in self.root.find(f"{{{S}}}sheetData"):
            number = int(row.get("r"))
            self.attributes[number] = dict(row.attrib)
            self.written[number] = etree.tostring(row)
            self.rows[number] = {place_of(cell.get("r"))[1]: _cell(cell, strings) for cell in row}
        self.merges = [each.get("ref") for each in self.root.iter(f"{{{S}}}mergeCell")]

    def text(self, row: int, column: int | None) -> str:
        found = self.rows.get(row, {}).get(column or 0)
        return found.text if found else ""

    def shown(self, row: int, column: int) -> str:
        """What a cell says, or the top of the merged range that covers it."""
        if self.text(row, column):
            return self.text(row, column)
        for top, left, bottom, right in map(box_of, self.merges):
            if left == right == column and top <= row <= bottom:
                return self.text(top, column)
        return ""


@cache
def _read(data: bytes, strings: bytes) -> Grid:
    return Grid(data, [_joined(each) for each in edits.parse(strings)])


def grid_of(parts: Parts, name: str) -> Grid:
    return _read(parts[edits.sheet_parts(parts)[name]], parts.get("xl/sharedStrings.xml", b"<sst/>"))


def _joined(item: etree._Element) -> str:
    return "".join(each.text or "" for each in item.iter(f"{{{S}}}t"))


def _cell(cell: etree._Element, strings: list[str]) -> Cell:
    value, formula, item = (cell.find(f"{{{S}}}{name}") for name in ("v", "f", "is"))
    text = _joined(item) if item is not None else (value.text or "") if value is not None else ""
    if cell.get("t") == "s":
        text = strings[int(text)]
    told = "" if formula is None else formula.text or f"#{formula.get('si')}"
    return Cell(text, told, cell.get("s", "0"), cell)


def _plain(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True)


@dataclass
class Built:
    """A plan, and the rows of its fresh ledger: by sheet and key the texts by header, and which headers calculate."""

    loaded: Any
    path: Path
    data: bytes
    sheets: dict[str, dict[str, dict[str, str]]]
    formulas: dict[str, set[str]]
    headers: dict[str, list[str]]


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    return {
        "unchanged": built(tmp_path_factory.mktemp("a"), raw_example()),
        "changed": built(tmp_path_factory.mktemp("b"), changed_plan()),
    }


def built(folder: Path, raw: Any) -> Built:
    (folder / "inputs").mkdir()
    path = folder / "inputs" / "plan.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=1_000_000), encoding="utf-8")
    (folder / "inputs" / "roster.csv").write_bytes((INPUTS / "roster.csv").read_bytes())
    loaded = load_plan(path)
    result = refreshed(loaded, Workspace(folder, path, folder / "outputs"))
    assert result.exit_code is ExitCode.DONE, result.problems
    data = (folder / "outputs" / "2023" / FILE).read_bytes()
    parts = edits.unpack(data)
    sheets, formulas, headers = {}, {}, {}
    for name in edits.sheet_parts(parts):
        if name not in (FIGURES, MEMORY):
            grid = grid_of(parts, name)
            names = {column: cell.text for column, cell in grid.rows[3].items()}
            key = next(column for column, text in names.items() if text in ("任务编号", "问题编号"))
            sheets[name] = {
                grid.text(row, key): {text: grid.text(row, column) for column, text in names.items()} for row in grid.rows if row > 3
            }  # fmt: skip
            formulas[name] = {names[column] for column, cell in grid.rows[4].items() if cell.formula}
            headers[name] = list(names.values())
    return Built(loaded, path, data, sheets, formulas, headers)


def refreshed(loaded: Any, workspace: Workspace, file: Path | None = None) -> Any:
    """What `make_ledgers` does, with a plan that was read before."""
    run = LedgerRun(loaded.usable(), loaded, LedgerOptions(file=file), workspace)
    if run.refused:
        raise UserError(run.refused, ExitCode.REFUSED)
    for folder in run.folders():
        with Session(folder) as session:
            run.make(session, lambda _: None, folder)
    return run.result


# ---------------------------------------------------------------- where things stand
@dataclass
class Table:
    """A sheet of the edited ledger: the row of each key, the column of each header, rows that the clerk added."""

    grid: Grid
    header: int
    rows: dict[str, int]
    columns: dict[str, int]
    own: list[int]
    """Rows and columns of the clerk's own."""
    added: list[int]

    @property
    def like(self) -> int:
        return max(self.rows.values())

    @property
    def last(self) -> int:
        return max([self.like, *self.own])


def locate(grid: Grid, sheet: str, base: Built, edit: Edit) -> Table:
    wanted = set(base.headers[sheet])

    def usual(text: str) -> str:
        return edit.headers.get(text, text)

    header = max(
        list(grid.rows)[:12], key=lambda row: sum(usual(cell.text) in wanted for cell in grid.rows[row].values())
    )
    columns: dict[str, int] = {}
    added = []
    for column, cell in grid.rows[header].items():
        if usual(cell.text) in wanted:
            columns.setdefault(usual(cell.text), column)
        elif cell.text:
            added.append(column)
    named = columns["存在问题" if sheet == ISSUES else "工作任务"]
    key = columns.get("问题编号" if sheet == ISSUES else "任务编号")
    words = {values["工作任务"]: each for each, values in base.sheets[sheet].items()} if key is None else {}
    rows: dict[str, int] = {}
    own = []
    for row in grid.rows:
        if row > header:
            found = grid.text(row, key) if key else words.get(grid.text(row, named), "")
            if found and found not in rows:
                rows[found] = row
            elif grid.text(row, named):
                own.append(row)
    return Table(grid, header, rows, columns, own, added)


# ---------------------------------------------------------------- what a refresh means
@dataclass
class Meant:
    """The cells of a sheet that are to change, the rows to hide, the keys of the rows to add."""

    cells: dict[tuple[int, int], str]
    hidden: set[int]
    new: list[str]


def meant(  # noqa: C901 - every kind of cell in one place
    table: Table, sheet: str, base: Built, plan: Built, edit: Edit
) -> Meant:
    old, new = base.sheets[sheet], plan.sheets[sheet]
    cells: dict[tuple[int, int], str] = {}
    hidden = set()
    ours = {
        header: column for header, column in table.columns.items()
        if header not in base.formulas[sheet] and header not in CLERKS and header != "序号"
    }  # fmt: skip
    for key, row in table.rows.items():
        before, after = old.get(key, {}), new.get(key)
        for header, column in ours.items():
            was, now = _day(before.get(header, ""), header, edit), _day((after or {}).get(header, ""), header, edit)
            stands = table.grid.shown(row, column) if header in GROUPS else table.grid.text(row, column)
            wanted = now if after is not None else _gone(header, stands)
            named = after is None and header in ("工作任务", "存在问题")
            if wanted != stands and (named or (stands == was and was != now)):
                cells[row, column] = wanted
        if after is None and not _typed(table, row, before, base.formulas[sheet], edit):
            hidden.add(row)
    for (
        text
    ) in table.grid.merges:  # a group that is cut shows its words in every part, also where a program emptied cells
        top, left, bottom, right = box_of(text)
        if left == right and any(column == left and top <= row <= bottom for row, column in list(cells)):
            told = {row: cells.get((row, left), table.grid.shown(row, left)) for row in range(top, bottom + 1)}
            for row in range(top, bottom + 1):
                if (row == top or told[row] != told[row - 1]) and not table.grid.text(row, left):
                    cells.setdefault((row, left), told[row])
    for (name, key, header), value in edit.moves.items():
        if name == sheet and key in new:
            cells[table.rows[key], table.columns[header]] = value
    return Meant(cells, hidden, [key for key in new if key not in table.rows])


def _gone(header: str, text: str) -> str:
    """What a cell says when its task is gone."""
    if header in ("工作任务", "存在问题"):
        return CANCELLED + text
    return "" if re.fullmatch(r"\d+月", header) or header == "下次时限" else text


def _day(text: str, header: str, edit: Edit) -> str:
    return str(int(text) + edit.days) if header in DATES and text.isdecimal() else text


def _typed(table: Table, row: int, before: dict[str, str], formulas: set[str], edit: Edit) -> bool:
    """Whether anything in a row was not written by the program."""
    headers = {column: header for header, column in table.columns.items()}
    for column, cell in table.grid.rows[row].items():
        header = headers.get(column, "")
        if header in formulas:
            continue
        if cell.formula or (
            cell.text != _day(before.get(header, ""), header, edit) and not (header in GROUPS and not cell.text)
        ):
            return True
    return False


# ---------------------------------------------------------------- the comparison
class Comparison:
    """An edited ledger before and after a refresh; `faults` is empty where only what was meant changed."""

    def __init__(self, before: Parts, after: Parts, edit: Edit, base: Built, plan: Built) -> None:
        self.before, self.after, self.edit, self.base, self.plan = before, after, edit, base, plan
        self.faults: list[str] = []
        self.grown: dict[str, tuple[int, int, int]] = {}
        """By sheet: the last row of the table that the program knew, the last one at all, how many rows were added."""
        self.changing: set[str] = set()

    def run(self) -> list[str]:
        if edits.sheet_parts(self.before) != edits.sheet_parts(self.after):
            self.faults.append("sheets differ")
            return self.faults
        tables = {}
        for sheet in self.base.sheets:
            name = self.edit.sheets.get(sheet, sheet)
            table = locate(grid_of(self.before, name), sheet, self.base, self.edit)
            plan = meant(table, sheet, self.base, self.plan, self.edit)
            tables[name] = sheet, table, plan
            if plan.new:
                self.grown[name] = table.like, table.last, len(plan.new)
            if plan.cells or plan.hidden or plan.new:
                self.changing.add(name)
        for name, (sheet, table, plan) in tables.items():
            if name in self.changing:
                self._sheet(name, sheet, table, plan)
        self._figures()
        self._parts()
        return self.faults

    def fault(self, *words: Any) -> None:
        self.faults.append(" ".join(str(word) for word in words)[:400])

    # ------------------------------------------------------------ one sheet
    def _sheet(self, name: str, sheet: str, table: Table, plan: Meant) -> None:
        after = grid_of(self.after, name)
        touched = {row for row, _ in plan.cells} | plan.hidden
        first_new = table.last + 1
        new = range(first_new, first_new + len(plan.new))
        pushed = {row for row in table.grid.rows if row > table.last and plan.new and self.edit.below}
        for row, cells in table.grid.rows.items():
            if row in pushed:
                self._pushed(name, row, cells, after, len(plan.new))
                continue
            if row in new and not any(cell.text or cell.formula for cell in cells.values()):
                continue
            now = after.rows.get(row)
            if now is None:
                self.fault(name, row, "row is gone")
                continue
            if row not in touched and after.written[row] == table.grid.written[row]:
                continue
            for column in sorted({*cells, *now}):
                self._one(
                    f"{name}!{letters_of(column)}{row}",
                    cells.get(column),
                    now.get(column),
                    plan.cells.get((row, column)),
                )
            self._row(name, row, (table.grid, after), touched, plan)
        for row in after.rows:
            if row not in table.grid.rows and row not in new and row - len(new) not in pushed:
                self.fault(name, row, "row that was not there:", [cell.text for cell in after.rows[row].values()])
        for row, key in zip(new, plan.new, strict=True):
            self._new(name, table, after, row, self.plan.sheets[sheet][key])
        self._frame(name, table, after, plan)

    def _pushed(self, name: str, row: int, cells: dict[int, Cell], after: Grid, by: int) -> None:
        """A row below the table stands lower by the rows that were added, and is the same otherwise."""
        now = after.rows.get(row + by, {})
        old, new = ({column: each[:3] for column, each in found.items()} for found in (cells, now))
        if old != new:
            self.fault(name, row, "moved and changed:", old, "→", new)

    def _one(self, place: str, old: Cell | None, new: Cell | None, wanted: str | None) -> None:
        if wanted is None:
            added = old is None and new is not None and not new.text and not new.formula
            if not added and (old is None or new is None or old.whole != new.whole):
                self.fault(
                    place,
                    "changed:",
                    old and (old.text, old.formula, old.style),
                    "→",
                    new and (new.text, new.formula, new.style),
                )
        elif new is None or new.text != wanted or new.formula:
            self.fault(place, "should say", repr(wanted), "says", new and (new.text, new.formula))
        elif old is not None and new.style != old.style:
            self.fault(place, "lost its style")

    def _row(self, name: str, row: int, grids: tuple[Grid, Grid], touched: set[int], plan: Meant) -> None:
        old, new = (dict(grid.attributes[row]) for grid in grids)
        if row in plan.hidden:
            old["hidden"] = "1"
        if row in touched:
            for each in (old, new):
                each.pop("spans", None)
            if float(new.get("ht", 0)) > float(old.get("ht", 0)):  # the text grew
                for each in (old, new):
                    each.pop("ht", None)
                    each.pop("customHeight", None)
        if old != new:
            self.fault(name, "row", row, old, "→", new)

    def _new(self, name: str, table: Table, after: Grid, row: int, values: dict[str, str]) -> None:
        if row not in after.rows:
            self.fault(name, row, "new row is not there")
            return
        if after.attributes[row].get("hidden"):
            self.fault(name, row, "new row is hidden")
        numbers = [int(text) for each in table.rows.values() if (text := table.grid.text(each, table.columns["序号"]))]
        values = {**values, "序号": str(max(numbers) + row - table.last)}
        headers = {column: header for header, column in table.columns.items()}
        for column in sorted({*headers, *after.rows[row]}):
            place = f"{name}!{letters_of(column)}{row}"
            like, cell = (rows.get(column, BLANK) for rows in (table.grid.rows[table.like], after.rows[row]))
            wanted = _day(values.get(headers.get(column, ""), ""), headers.get(column, ""), self.edit)
            moved = re.sub(rf"(?<=[A-Z]){table.like}\b", str(row), like.formula)
            if cell.formula != moved and not (column in table.added and moved.startswith("#")):
                self.fault(place, "formula", cell.formula, "should be", moved)
            elif cell.text != wanted and not cell.formula:
                self.fault(place, "says", cell.text, "should say", wanted)
            if cell.style != like.style:
                self.fault(place, "style", cell.style, "should be", like.style)

    def _frame(self, name: str, table: Table, after: Grid, plan: Meant) -> None:
        """What stands before and behind the rows: the same, but for areas over new rows and split groups."""
        expected = self._tail(name, table, plan)
        found = {_key(each): _plain(each) for each in after.root}
        for key in dict.fromkeys([*expected, *found]):
            if key[0] not in ("sheetData", "dimension") and expected.get(key) != found.get(key):
                self.fault(name, key, "is", _short(found.get(key)), "should be", _short(expected.get(key)))
        order = [edits._ORDER.index(etree.QName(each).localname) for each in after.root]
        if order != sorted(order):
            self.fault(name, "elements out of order")

    def _tail(self, name: str, table: Table, plan: Meant) -> dict[tuple[str, int], bytes]:
        root = edits.parse(etree.tostring(table.grid.root))
        behind = False
        for each in root:
            if etree.QName(each).localname == "mergeCells":
                ranges = split(table, plan)
                for old in list(each):
                    each.remove(old)
                for area in ranges:
                    etree.SubElement(each, f"{{{S}}}mergeCell", ref=area)
                each.set("count", str(len(ranges)))
            elif behind:
                for inner in each.iter(etree.Element):
                    for attribute in ("ref", "sqref"):
                        if inner.get(attribute):
                            inner.set(attribute, self.longer(inner.get(attribute), name))
                    if etree.QName(inner).localname == "sqref":
                        inner.text = self.longer(inner.text, name)
            behind |= etree.QName(each).localname == "sheetData"
        return {
            _key(each): _plain(each)
            for each in root
            if not (etree.QName(each).localname == "mergeCells" and not len(each))
        }

    def longer(self, areas: str, name: str) -> str:
        """Areas that end in the last row of a table go on over its new rows."""
        if name not in self.grown:
            return areas
        like, last, more = self.grown[name]
        return " ".join(
            re.sub(r"\d+$", str(last + more), area)
            if ":" in area and re.search(rf"\D(?:{like}|{last})$", area)
            else area
            for area in areas.split(" ")
        )

    def formula(self, text: str) -> str:
        """A formula, a name or a series whose areas of other sheets go on over new rows."""

        def one(match: re.Match[str]) -> str:
            return f"{match[1]}!{self.longer(match[3], match[2] or match[1])}"

        return re.sub(r"('([^']+)'|[^\s'!(),=+*/&<>-]+)!(\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+)", one, text)

    # ------------------------------------------------------------ the rest
    def _figures(self) -> None:
        """统计 counts the new rows; nothing else of it changes."""
        before, after = grid_of(self.before, FIGURES), grid_of(self.after, FIGURES)
        for row, cells in before.rows.items():
            for column, cell in cells.items():
                if "!" not in cell.formula and after.written[row] == before.written[row]:
                    continue
                now = after.rows[row].get(column)
                wanted = self.formula(cell.formula)
                if now is None or now.formula != wanted or (now.text, now.style) != (cell.text, cell.style):
                    self.fault(f"{FIGURES}!{letters_of(column)}{row}", now, "should be", wanted)
                if wanted != cell.formula:
                    self.changing.add(FIGURES)
        for old, new in zip(before.root, after.root, strict=True):
            if etree.QName(old).localname != "sheetData" and _plain(old) != _plain(new):
                self.fault(FIGURES, etree.QName(old).localname, "changed")

    def _parts(self) -> None:
        wanted = dict(self.before)
        sheets = edits.sheet_parts(self.before)
        free = {sheets[name] for name in (*self.changing, MEMORY)}
        free.add("xl/workbook.xml")
        self._workbook()
        if self.grown:
            self._drop_chain(wanted)
        if wanted.keys() != self.after.keys():
            self.fault("parts:", sorted(wanted.keys() ^ self.after.keys()))
        for part in wanted.keys() & self.after.keys():
            if part in free or self.after[part] == wanted[part]:
                continue
            if self.after[part] != self._grown_part(part, wanted[part]):
                self.fault("part changed:", part)

    def _drop_chain(self, wanted: Parts) -> None:
        if wanted.pop("xl/calcChain.xml", None) is not None:
            for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
                text = wanted[part].decode()
                wanted[part] = re.sub(r"<(?:Override|Relationship)\b[^>]*calcChain[^>]*/>", "", text).encode()

    def _grown_part(self, part: str, data: bytes) -> bytes:
        """A chart or a table over rows that were added."""
        text = data.decode("utf-8", "replace")
        if part.startswith("xl/charts/"):
            new = re.sub(r"(<(?:c:)?f>)([^<]*)", lambda match: match[1] + self.formula(match[2]), text)
            return re.sub(r"<c:(str|num)Cache>.*?</c:\1Cache>", "", new).encode() if new != text else data
        if part.startswith("xl/tables/"):
            return re.sub(r'(\bref=")([^"]*)', lambda match: match[1] + self.longer(match[2], MAIN), text).encode()
        return data

    def _workbook(self) -> None:
        old, new = (edits.parse(parts["xl/workbook.xml"]) for parts in (self.before, self.after))
        for root in (old, new):
            for each in root.findall(f"{{{S}}}calcPr"):
                each.attrib.pop("fullCalcOnLoad", None)
        for each in old.iter(f"{{{S}}}definedName"):
            each.text = self.formula(each.text or "")
        if _plain(old) != _plain(new):
            pairs = zip(old.iter(), new.iter(), strict=False)
            where = next(((_plain(a), _plain(b)) for a, b in pairs if len(a) == 0 and _plain(a) != _plain(b)), ())
            self.fault("workbook.xml:", where)


def split(table: Table, plan: Meant) -> list[str]:
    """The merged ranges after the refresh: a group is cut where its rows no longer say the same."""
    made = []
    for area in table.grid.merges:
        top, left, bottom, right = box_of(area)
        if top > table.last and plan.new:
            more = len(plan.new)
            made.append(f"{letters_of(left)}{top + more}:{letters_of(right)}{bottom + more}")
            continue
        if not any(column == left and top <= row <= bottom and top > table.header for row, column in plan.cells):
            made.append(area)
            continue
        values = [(plan.cells.get((row, left), table.grid.shown(row, left)), row) for row in range(top, bottom + 1)]
        for _, group in groupby(values, key=lambda each: each[0]):
            rows = [row for _, row in group]
            if len(rows) > 1:
                made.append(f"{letters_of(left)}{rows[0]}:{letters_of(right)}{rows[-1]}")
    return made


def _key(element: etree._Element) -> tuple[str, int]:
    name = etree.QName(element).localname
    return name, sum(1 for each in element.itersiblings(element.tag, preceding=True))


def _short(data: bytes | None) -> str:
    return re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", data.decode())[:160] if data else "missing"


# ---------------------------------------------------------------- the tests
@dataclass
class Case:
    """An edited ledger in a folder of its own."""

    name: str
    parts: Parts
    edit: Edit
    plan: Built
    workspace: Workspace
    path: Path
    data: bytes

    def refresh(self) -> Any:
        return refreshed(self.plan.loaded, self.workspace, self.path if self.edit.suffix != ".xlsx" else None)


@pytest.fixture(scope="session")
def cases(plans, tmp_path_factory) -> Callable[[str, str], Case]:
    """A kind of edit to be refreshed with a plan, in a folder of its own, the same each time."""

    @cache
    def edited(name: str) -> tuple[Parts, Edit, bytes]:
        parts = edits.unpack(plans["unchanged"].data)
        with edits.sheet(parts) as found:
            found.text(f"M{found.task('T41')}", TYPED)
        edit = KINDS[name](parts)
        if name in ALSO_BY_EXCEL:
            edits.as_excel(parts)
        return parts, edit, edits.pack(parts)

    @cache
    def case(name: str, which: str) -> Case:
        parts, edit, data = edited(name)
        folder = tmp_path_factory.mktemp("case")
        path = (folder / "outputs" / "2023" / FILE).with_suffix(edit.suffix)
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        return Case(
            name, parts, edit, plans[which], Workspace(folder, plans[which].path, folder / "outputs"), path, data
        )

    return case


def still_typed(parts: Parts, edit: Edit, pushed: int = 0) -> list[str]:
    grids = {name: grid_of(parts, name) for name in {sheet for sheet, _, _ in edit.typed}}
    by = pushed if edit.below else 0
    places = ((sheet, cell, text, place_of(cell)) for sheet, cell, text in edit.typed)
    return [
        f"{sheet}!{cell}" for sheet, cell, text, (row, column) in places if grids[sheet].text(row + by, column) != text
    ]


def settled(case: Case) -> None:
    """A second refresh writes nothing."""
    data = case.path.read_bytes()
    result = case.refresh()
    assert [outcome for _, outcome in result.outcomes] == [Outcome.UNCHANGED], result.changes
    assert case.path.read_bytes() == data


def refused(case: Case, why: str, code: ExitCode) -> None:
    """Nothing is written, and the message says why."""
    with pytest.raises(UserError, match=why) as caught:
        case.refresh()
    assert caught.value.exit_code is code
    assert case.path.read_bytes() == case.data


@pytest.mark.parametrize("name", KINDS)
def test_the_plan_as_it_was(name, cases, plans):
    case = cases(name, "unchanged")
    data = case.data
    if case.edit.unreadable:
        refused(case, case.edit.unreadable, ExitCode.UNUSABLE)
        return
    result = case.refresh()
    assert result.exit_code is ExitCode.DONE
    called_for = case.edit.moves or case.edit.remembers or case.name == "row_deleted"
    if not called_for:
        assert [outcome for _, outcome in result.outcomes] == [Outcome.UNCHANGED], [
            str(each) for each in result.changes
        ]
        assert case.path.read_bytes() == data
        return
    after = edits.unpack(case.path.read_bytes())
    assert Comparison(case.parts, after, case.edit, plans["unchanged"], case.plan).run() == []
    assert still_typed(after, case.edit) == []
    settled(case)


@pytest.mark.parametrize("name", KINDS)
def test_a_changed_plan(name, cases, plans):
    case = cases(name, "changed")
    if case.edit.unreadable:
        refused(case, case.edit.unreadable, ExitCode.UNUSABLE)
        return
    result = case.refresh()
    assert result.exit_code is ExitCode.DONE
    assert [outcome for _, outcome in result.outcomes] == [Outcome.UPDATED]
    after = edits.unpack(case.path.read_bytes())
    assert Comparison(case.parts, after, case.edit, plans["unchanged"], case.plan).run() == []
    assert still_typed(after, case.edit, pushed=2) == []
    assert [each for each in result.problems if each.severity is Severity.ERROR] == []
    settled(case)


def test_one_kind_is_refused(cases):
    assert len(KINDS) >= 50
    found = {name: cases(name, "changed").edit for name in KINDS}
    assert [name for name, edit in found.items() if edit.unreadable] == [
        "header_row_deleted",
    ]


def test_refreshed_ledgers_are_valid(cases, validate):
    """Excel opens them without repair; what was edited is valid too, for it stands in them."""
    found = [cases(name, "changed") for name in KINDS]
    for case in found:
        if case.path.read_bytes() == case.data and not case.edit.unreadable:
            case.refresh()
    validate(*(case.path for case in found))


def test_what_the_changed_plan_means(plans, cases):
    """The comparison is worth something only if what is meant is what was changed in the plan."""
    case = cases("custom_properties", "changed")
    parts, edit = case.parts, case.edit
    table = locate(grid_of(parts, MAIN), MAIN, plans["unchanged"], edit)
    found = meant(table, MAIN, plans["unchanged"], plans["changed"], edit)
    names = {column: header for header, column in table.columns.items()}
    keys = {row: key for key, row in table.rows.items()}
    assert {(keys[row], names[column]) for row, column in found.cells} == {
        ("T40", "工作任务"), ("T36", "责任人"), ("T59", "完成时限"), ("T59", "下次时限"), ("T42", "测评指标"), ("T52", "下次时限"),
        ("T23", "工作任务"), ("T41", "工作任务"),
    }  # fmt: skip
    assert [keys[row] for row in found.hidden] == ["T23"]
    assert found.new == ["T61", "T62"]
    grid = locate(grid_of(parts, GRID), GRID, plans["unchanged"], edit)
    cells = meant(grid, GRID, plans["unchanged"], plans["changed"], edit).cells
    assert cells[grid.rows["T52"], grid.columns["8月"]] == "●"
    assert cells[grid.rows["T23"], grid.columns["5月"]] == ""


@pytest.mark.parametrize("name", ["macros", "saved_by_excel", "sorted_rows"])
def test_through_the_public_face(name, cases, plans, tmp_path):
    case = cases(name, "changed")
    path = tmp_path / f"台账{case.edit.suffix}"
    path.write_bytes(case.data)
    plan = plans["changed"].path
    lines: list[str] = []
    for _ in range(2):
        result = make_ledgers(LedgerOptions(plan=plan, outputs=tmp_path, file=path), lines.append)
        assert result.exit_code is ExitCode.DONE
    assert [line.partition("：")[0] for line in lines if "台账" in line and "备份" not in line] == ["已更新", "无变化"]


@pytest.mark.parametrize("which", ["unchanged", "changed"])
def test_cells_without_a_type_hold_numbers(which, plans):
    parts = edits.unpack(plans[which].data)
    wrong = [
        f"{name}!{cell.get('r')}: {value.text}"
        for name in edits.sheet_parts(parts)
        for cell in grid_of(parts, name).root.iter(f"{{{S}}}c")
        if cell.get("t", "n") == "n" and (value := cell.find(f"{{{S}}}v")) is not None and not _is_number(value.text)
    ]
    assert wrong == []


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(E[-+]?\d+)?", text or "") is not None


TAMPERED: dict[str, tuple[str, str, str]] = {
    "a value": ("xl/worksheets/sheet1.xml", "<t>贺新风</t>", "<t>贺新凤</t>"),
    "a style": ("xl/worksheets/sheet1.xml", 's="6"', 's="4"'),
    "a formula": ("xl/worksheets/sheet6.xml", "IFERROR(INDEX(总表!$O:$O", "IFERROR(INDEX(总表!$N:$N"),
    "a height": ("xl/worksheets/sheet1.xml", 'ht="89"', 'ht="88"'),
    "a width": ("xl/worksheets/sheet1.xml", '<col width="31"', '<col width="30"'),
    "a merged range": ("xl/worksheets/sheet3.xml", '<mergeCell ref="A1:P1"/>', ""),
    "a rule": ("xl/worksheets/sheet1.xml", 'sqref="N4:N65"', 'sqref="N4:N63"'),
    "a frozen pane": ("xl/worksheets/sheet3.xml", 'ySplit="3"', 'ySplit="4"'),
    "a name": ("xl/workbook.xml", "$A$3:$O$65", "$A$3:$O$63"),
    "a part": ("docProps/core.xml", "creator>", "subject>"),
    "a count": ("xl/worksheets/sheet5.xml", "$E$4:$E$65", "$E$4:$E$63"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_the_comparison_sees(what, cases, plans):
    case = cases("floating_picture", "changed")
    if case.path.read_bytes() == case.data:
        case.refresh()
    after = edits.unpack(case.path.read_bytes())
    part, old, new = TAMPERED[what]
    text = after[part].decode()
    assert old in text
    after[part] = text.replace(old, new, 1).encode()
    assert Comparison(case.parts, after, case.edit, plans["unchanged"], case.plan).run() != []


@pytest.mark.parametrize("plan_wins", [False, True])
def test_without_the_hidden_sheet_formulas_stay(plan_wins, plans, tmp_path):
    """What was written is forgotten; the formulas of a view are still no one's to overwrite, and no one's to complain of."""
    plan = plans["unchanged"]
    parts = edits.unpack(plan.data)
    edits.without_hidden_sheet(parts)
    path = tmp_path / "台账.xlsx"
    path.write_bytes(edits.pack(parts))
    result = make_ledgers(
        LedgerOptions(plan=plan.path, outputs=tmp_path, file=path, plan_wins=plan_wins), lambda _: None
    )
    assert result.exit_code is ExitCode.DONE
    after = edits.unpack(path.read_bytes())
    assert [part for part in parts if part.startswith("xl/worksheets/") and parts[part] != after[part]] == []
    assert [str(each) for each in result.problems if each.code == "ledger.kept"] == []
