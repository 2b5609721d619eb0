"""The ledger from a clerk's template: whatever was restyled, moved, renamed, dropped or added is taken as it is.

Each variant of the shipped workbook is built, read back with openpyxl and compared with the template itself: the sample
row says what every row must look like. Then the plan changes, and the refreshed ledger is compared again.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
import pytest
import yaml
from openpyxl.drawing.image import Image
from openpyxl.formula.translate import Translator
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.table import Table
from tools import ledger_template as tool

from gongwen.ledger import LedgerOptions, make_ledgers
from gongwen.ledger.content import Content, Line
from gongwen.ooxml.package import Package
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from gongwen.plan.state import State
from gongwen.problems import ExitCode, Severity, UserError
from gongwen.sheet import Book
from gongwen.store import Outcome
from tests.example import INPUTS, raw_example
from tests.handmade import PNG
from tests.rendering import require_office

SHIPPED = Path(__file__).parent.parent / "templates" / "台账.xlsx"
FILE = "02-任务分工台账.xlsx"
TITLE = "2023年精神文明创建任务分工台账"
TAG = re.compile(r"\{\{\s*(.*?)\s*\}\}")
MONTHS = set(tool.MONTHS)
SINGLES = {"标题": TITLE, "单位": "澜州省药品检查中心", "年度": "2023"}


# ---------------------------------------------------------------- variants
def bytes_of(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def shipped() -> openpyxl.Workbook:
    return openpyxl.load_workbook(SHIPPED)


def with_constants(**constants: Any) -> openpyxl.Workbook:
    """The shipped template as its builder makes it with other columns or rows: what Excel makes of cut and paste."""
    with mock.patch.multiple(tool, **constants):
        return openpyxl.load_workbook(io.BytesIO(tool.ledger_workbook()))


def of_columns(names: Sequence[str], extra: Mapping[str, float] | None = None) -> openpyxl.Workbook:
    """总表 and 分科室 with these columns in this order."""
    widths = tool.TASKS | (extra or {})
    return with_constants(
        TASKS={name: widths[name] for name in names},
        VIEW={"序号": 5, "承担方式": 6} | {name: widths[name] for name in names if name != "序号"},
    )


def column_of(sheet: Any, header: str) -> str:
    """The letter of a column by the tag or header in it."""
    return next(
        cell.column_letter for row in sheet.iter_rows() for cell in row if cell.value in (header, f"{{{{ {header} }}}}")
    )


def sample_of(sheet: Any) -> int | None:
    """The row with most tags."""
    counts = {row[0].row: sum(len(TAG.findall(str(cell.value))) for cell in row) for row in sheet.iter_rows()}
    best = max(counts, key=lambda row: (counts[row], row), default=None)
    return best if (best and counts[best] > 1) or role_of(sheet) == "统计" else None


def role_of(sheet: Any) -> str | None:
    """What a sheet of a template is for."""
    tags = {tag for row in sheet.iter_rows() for cell in row for tag in TAG.findall(str(cell.value or ""))}
    if tags & MONTHS:
        return "按月进度"
    if "存在问题" in tags:
        return "问题整改"
    if "工作任务" in tags:
        return "分科室" if "承担方式" in tags else "总表"
    return "统计" if "科室" in tags else None


def columns_moved() -> bytes:
    first = ["工作任务", "完成情况", "测评指标", "序号", "测评项目"]
    return bytes_of(of_columns([*first, *(name for name in reversed(tool.TASKS) if name not in first)]))


def headers_renamed() -> bytes:
    book = shipped()
    for sheet in book:
        for old, new in (
            ("工作任务", "重点\n工作"),
            ("牵头科室", "牵头部门"),
            ("完成时限", "时限"),
            ("序号", "编 号"),
            ("存在问题", "问题描述"),
        ):
            for cell in sheet[3]:
                if cell.value == old:
                    cell.value = new
    return bytes_of(book)


def columns_dropped() -> bytes:
    return bytes_of(
        of_columns([name for name in tool.TASKS if name not in ("量化目标", "佐证材料", "责任领导", "测评项目")])
    )


def groups_dropped() -> bytes:
    return bytes_of(of_columns([name for name in tool.TASKS if not name.startswith("测评")]))


def _dropped_cells(book: openpyxl.Workbook, header: str, sheets: Sequence[str]) -> None:
    """The cells of a last hidden column taken out, and what counted with them."""
    for name in sheets:
        sheet = book[name]
        letter = column_of(sheet, header)
        for row in (3, 4):
            sheet[f"{letter}{row}"].value = None
            sheet[f"{letter}{row}"]._style = copy(sheet["Z99"]._style)
        sheet.column_dimensions.pop(letter)


def key_dropped() -> bytes:
    """Without 任务编号; formulas that looked it up are tags then."""
    book = shipped()
    view = book["分科室"]
    for row in view.iter_rows(min_row=4, max_row=4):
        for cell in row:
            if str(cell.value).startswith("="):
                cell.value = f"{{{{ {view.cell(3, cell.column).value} }}}}"
    del book["统计"]
    _dropped_cells(book, "任务编号", ("总表", "分科室", "按月进度"))
    _dropped_cells(book, "问题编号", ("问题整改",))
    return bytes_of(book)


def next_due_dropped() -> bytes:
    """Without 下次时限 and the colours that counted with it."""
    book = shipped()
    del book["统计"]
    for name in ("总表", "分科室"):
        book[name].conditional_formatting = type(book[name].conditional_formatting)()
    _dropped_cells(book, "下次时限", ("总表", "分科室"))
    return bytes_of(book)


def columns_added() -> bytes:
    """A blank column, one with a fixed text, one with a formula over its row, one that quotes two fields."""
    names = [name for name in tool.TASKS if name != "量化目标"]
    names[6:6] = ["领导批示", "核对", "字数"]
    book = of_columns(names, {"领导批示": 12, "核对": 6, "字数": 8})
    for name in ("总表", "分科室"):
        sheet = book[name]
        at = {header: column_of(sheet, header) for header in ("工作任务", "领导批示", "核对", "字数", "牵头科室")}
        sheet[f"{at['工作任务']}3"] = "任务（目标）"
        sheet[f"{at['工作任务']}4"] = "{{ 工作任务 }}（{{量化目标}}）"
        sheet[f"{at['领导批示']}4"] = None
        sheet[f"{at['核对']}4"] = "☐"
        sheet[f"{at['字数']}4"] = (
            f'=LEN({at["工作任务"]}4)&"/"&LEN($A4)&IF({at["牵头科室"]}$3="牵头科室","",{at["牵头科室"]}4)'
        )
    del book["统计"]
    return bytes_of(book)


def two_row_header() -> bytes:
    """Captions over groups of columns; single columns are merged over both rows, their text above."""
    book = with_constants(HEADER=4, SAMPLE=5)
    main = book["总表"]
    at = {name: column_of(main, name) for name in tool.TASKS}
    for caption, first, last in (("测评", "测评项目", "测评指标"), ("责任分工", "牵头科室", "责任人")):
        main[f"{at[first]}3"] = caption
        main.merge_cells(f"{at[first]}3:{at[last]}3")
    for name in ("序号", "工作任务", "具体措施", "备注"):
        letter = at[name]
        main[f"{letter}3"], main[f"{letter}4"] = name, None
        main.merge_cells(f"{letter}3:{letter}4")
    return bytes_of(book)


def logo_above() -> bytes:
    """A picture and a line of the unit above everything."""
    book = with_constants(HEADER=6, SAMPLE=7)
    for name in ("总表", "分科室"):
        sheet = book[name]
        sheet.row_dimensions[3].height = 40
        sheet["A4"] = "{{ 单位 }}文明创建办公室印制（{{ 年度 }}）"
        sheet.add_image(Image(io.BytesIO(PNG)), "A3")
    return bytes_of(book)


def own_sheet() -> bytes:
    """填写说明 in front, with the unit's name in it, and a hidden sheet of words."""
    book = shipped()
    sheet = book.create_sheet("填写说明", 0)
    sheet["A1"], sheet["A2"], sheet["B5"] = "{{ 单位 }}填写说明", "1. 进展情况每月25日前填写。", "=总表!A1"
    sheet["A3"] = "《{{ 标题 }}》"
    book.create_sheet("字典").sheet_state = "hidden"
    book["字典"]["A1"] = "已完成"
    return bytes_of(book)


def readable(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Parts with characters in place of their numbers."""

    def plain(match: re.Match[str]) -> str:
        return chr(int(match[1])) if int(match[1]) > 127 else match[0]

    return {
        name: re.sub(r"&#(\d+);", plain, data.decode()).encode() if name.endswith(".xml") else data
        for name, data in parts.items()
    }


def sheets_renamed() -> bytes:
    """As Excel renames: formulas, names and charts follow."""
    parts = readable(Package.read(SHIPPED).parts)
    for old, new in (
        ("总表", "任务 总表"),
        ("按月进度", "月度"),
        ("问题整改", "整改台账"),
        ("统计", "汇总(图)"),
        ("分科室", "各科室"),
    ):
        for name in parts:
            if re.match(r"xl/(worksheets|charts|workbook)", name) and name.endswith(".xml"):
                text = parts[name].decode().replace(f"'{old}'!", f"{old}!").replace(f"{old}!", f"'{new}'!")
                parts[name] = text.replace(f'name="{old}"', f'name="{new}"').encode()
    return Package(parts).to_bytes()


def restyled() -> bytes:
    """Other faces, sizes, colours, widths, A3."""
    book = shipped()
    side = Side(style="medium", color="FF0000")
    for sheet in book:
        sheet.page_setup.paperSize = 8
        for number, row in enumerate(sheet.iter_rows(), 1):
            for cell in row:
                if cell.value is not None:
                    cell.font = Font(
                        name="微软雅黑", size=9 + number, bold=number == 3, italic=cell.column % 2 == 0, color="1F4E79"
                    )
        for letter, dimension in sheet.column_dimensions.items():
            dimension.width = (dimension.width or 8) * 1.4 + ord(letter[0]) % 3
    for cell in book["总表"][4]:
        cell.fill, cell.border = PatternFill("solid", fgColor="EEEEEE"), Border(top=side, bottom=side)
        cell.alignment = Alignment(horizontal="right", vertical="top", wrap_text=True, indent=1)
    book["总表"]["Q4"].number_format = "m月d日"
    book["总表"].sheet_view.zoomScale = 85
    book["总表"].sheet_view.showGridLines = False
    book["总表"].oddFooter.right.text = "{{ 不是引用 }} &D"
    return bytes_of(book)


def portrait() -> bytes:
    book = shipped()
    for sheet in book:
        sheet.page_setup.orientation = "portrait"
    book["总表"].print_area = "A1:O4"
    return bytes_of(book)


def sheets_dropped() -> bytes:
    book = shipped()
    del book["统计"]
    del book["按月进度"]
    return bytes_of(book)


def main_alone() -> bytes:
    book = shipped()
    for name in ("统计", "按月进度", "问题整改", "分科室"):
        del book[name]
    return bytes_of(book)


def as_a_table() -> bytes:
    """总表 formatted as a table of Excel."""
    book = shipped()
    sheet = book["总表"]
    sheet.auto_filter.ref = None
    sheet.add_table(Table(displayName="任务表", ref="A3:Q4"))
    return bytes_of(book)


def shared_and_rich() -> bytes:
    """Strings in the shared part, a tag in two runs of different looks, as a clerk who coloured half of it leaves it."""
    parts = readable(Package.read(SHIPPED).parts)
    strings: list[str] = []

    def shared(match: re.Match[str]) -> str:
        strings.append(match[2])
        return f'{match[1]}t="s"><v>{len(strings) - 1}</v></c>'

    for name in [each for each in parts if each.startswith("xl/worksheets/sheet")]:
        text = re.sub(r'(<c [^>]*)t="inlineStr"><is>(.*?)</is></c>', shared, parts[name].decode())
        parts[name] = text.encode()
    rich = '<r><t>{{ 工作</t></r><r><rPr><b/><sz val="12"/></rPr><t>任务 }}</t></r><rPh sb="0" eb="1"><t>gōng</t></rPh>'
    items = "".join(f"<si>{rich if text == '<t>{{ 工作任务 }}</t>' else text}</si>" for text in strings)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN_SPACE}">{items}</sst>'.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'.encode(),
    )
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{content}"/></Types>'.encode()
    )
    return Package(parts).to_bytes()


MAIN_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def by_libreoffice() -> bytes:
    """Opened and saved by LibreOffice, but for an attribute that only its own schema knows."""
    parts = dict(Package.read(converted({"台账.xlsx": SHIPPED.read_bytes()}, "xlsx")["台账"]).parts)
    parts["xl/workbook.xml"] = re.sub(rb'\s+dateCompatibility="\w+"', b"", parts["xl/workbook.xml"])
    return Package(parts).to_bytes()


GOOD: dict[str, Callable[[], bytes]] = {
    each.__name__: each
    for each in (
        SHIPPED.read_bytes, columns_moved, headers_renamed, columns_dropped, groups_dropped, key_dropped, next_due_dropped,
        columns_added, two_row_header, logo_above, own_sheet, sheets_renamed, restyled, portrait, sheets_dropped, main_alone,
        as_a_table, shared_and_rich, by_libreoffice,
    )
}  # fmt: skip


@cache
def variant(name: str) -> bytes:
    return GOOD[name]()


def converted(files: Mapping[str, bytes], kind: str) -> dict[str, bytes]:
    """Convert workbooks with LibreOffice in one call."""
    office = require_office()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as profile:
        paths = []
        for name, data in files.items():
            paths.append(Path(folder) / name)
            paths[-1].write_bytes(data)
        subprocess.run(
            [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind, "--outdir", f"{folder}/out", *map(str, paths)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300,
        )  # fmt: skip
        return {path.stem: path.read_bytes() for path in Path(f"{folder}/out").iterdir()}


# ---------------------------------------------------------------- runs
class Office:
    """A workspace with a template and a plan that may be changed."""

    def __init__(self, root: Path, template: bytes | None = None) -> None:
        self.root = root
        (root / "inputs").mkdir(parents=True)
        (root / "inputs" / "roster.csv").write_bytes((INPUTS / "roster.csv").read_bytes())
        self.raw = raw_example()
        self.plan = root / "inputs" / "plan.yaml"
        self.templates = root / "我的模板"
        self.templates.mkdir()
        if template is not None:
            (self.templates / "台账.xlsx").write_bytes(template)
        self.ledger = root / "outputs" / "2023" / FILE
        self.problems: list[Any] = []

    def select(self, **what: Any) -> None:
        """Change the entry of the ledger: `columns`, `sheets`."""
        entry = next(each for each in self.raw["documents"] if each["type"] == "ledger")
        for name, value in what.items():
            entry.pop(name) if value is None else entry.update({name: value})

    def run(self, **options: Any) -> Any:
        self.plan.write_text(
            yaml.safe_dump(self.raw, allow_unicode=True, sort_keys=False, width=1_000_000), encoding="utf-8"
        )
        result = make_ledgers(LedgerOptions(plan=self.plan, templates=self.templates, **options), lambda _: None)
        self.problems = result.problems
        return result

    def content(self, *, grouped: bool) -> Content:
        """What the plan says."""
        loaded = load_plan(self.plan)
        plan = loaded.usable()
        state = State.of_plan(plan)
        return Content(plan, loaded.people, References(plan, loaded.people, state), state, title=TITLE, grouped=grouped)

    def refused(self, **options: Any) -> list[Any]:
        """The problems of a run that writes nothing."""
        with pytest.raises(UserError) as caught:
            self.run(**options)
        assert caught.value.exit_code is ExitCode.UNUSABLE
        assert not (self.root / "outputs").exists()
        return caught.value.problems


@pytest.fixture
def office(tmp_path: Path) -> Callable[..., Office]:
    return lambda template=None: Office(tmp_path / "工作", template)


# ---------------------------------------------------------------- a ledger compared with its template
@dataclass
class Compared:
    """A template and the ledger made from it."""

    template: Any
    ledger: Any
    content: Content

    @classmethod
    def of(cls, template: bytes, work: Office) -> Compared:
        found = openpyxl.load_workbook(io.BytesIO(template))
        main = next(sheet for sheet in found if role_of(sheet) == "总表")
        tags = {tag for row in main.iter_rows() for cell in row for tag in TAG.findall(str(cell.value or ""))}
        content = work.content(grouped=bool(tags & {"测评项目", "测评指标"}))
        return cls(found, openpyxl.load_workbook(work.ledger, rich_text=False), content)

    def tables(self) -> Iterator[tuple[Any, Any, Sequence[Line], dict[str, str]]]:
        """Template sheet, ledger sheet, lines, single values."""
        for sheet in self.template:
            role = role_of(sheet)
            if role == "分科室":
                for view in self.content.views:
                    name = re.sub(r"[\[\]:*?/\\]", "_", view.name)[:31]
                    yield sheet, self.ledger[name], view.lines, SINGLES | {"科室": view.name}
            elif role is not None:
                yield sheet, self.ledger[sheet.title], self.lines(role), SINGLES

    def lines(self, role: str) -> Sequence[Line]:
        found = {"总表": "main", "按月进度": "grid", "问题整改": "issues", "统计": "figures"}[role]
        return getattr(self.content, found)

    def all(self) -> None:
        expected = []
        for sheet in self.template:
            expected += [view.name for view in self.content.views] if role_of(sheet) == "分科室" else [sheet.title]
        assert [name for name in self.ledger.sheetnames if name != "_gongwen"] == expected
        for sheet, made, lines, single in self.tables():
            self.table(sheet, made, lines, single)
        for sheet in self.template:
            if role_of(sheet) is None:
                self.outside(sheet, self.ledger[sheet.title], range(1, sheet.max_row + 1), SINGLES)

    def table(self, sheet: Any, made: Any, lines: Sequence[Line], single: Mapping[str, str]) -> None:
        sample = sample_of(sheet)
        count = len(lines)
        assert made.max_row == max(sample + count - 1, sheet.max_row), made.title
        for offset, line in enumerate(lines):
            for cell in sheet[sample]:
                here = made.cell(sample + offset, cell.column)
                if type(here).__name__ != "MergedCell":
                    assert here.value == self.wanted(cell, line, here), f"{made.title}!{here.coordinate}"
            assert made.row_dimensions[sample + offset].height >= 24
        self.outside(sheet, made, range(1, sample), single)
        self.looks(sheet, made, sample, count)
        self.areas(sheet, made, sample, count)
        self.merges(sheet, made, sample, lines)

    def wanted(self, cell: Any, line: Line, here: Any) -> Any:
        """What the sample's cell says of a line."""
        text = cell.value
        if isinstance(text, str) and text.startswith("="):
            return Translator(text, origin=cell.coordinate).translate_formula(here.coordinate)
        if not isinstance(text, str):
            return text
        alone = TAG.fullmatch(text.strip())
        if alone is None:
            return TAG.sub(lambda match: str(line.fields.get(match[1]) or ""), text)
        value = line.fields.get(alone[1])
        if isinstance(value, dt.date):
            return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as openpyxl reads it
        return None if value == "" else value

    def outside(self, sheet: Any, made: Any, rows: Sequence[int], single: Mapping[str, str]) -> None:
        """Titles and headers: as in the template, single values filled."""
        for number in rows:
            for cell in sheet[number]:
                here = made.cell(number, cell.column)
                text = cell.value
                if isinstance(text, str):
                    text = TAG.sub(lambda match: single[match[1]], text)
                if not (isinstance(text, str) and text.startswith("=")):
                    assert here.value == text, f"{made.title}!{here.coordinate}"
                assert look(here) == look(cell), f"{made.title}!{here.coordinate}"
            assert made.row_dimensions[number].height == sheet.row_dimensions[number].height

    def looks(self, sheet: Any, made: Any, sample: int, count: int) -> None:
        """The sample row's looks in the rows, widths, page, views."""
        for offset in {0, count // 2, count - 1} if count else ():
            for cell in sheet[sample]:
                here = made.cell(sample + offset, cell.column)
                if type(here).__name__ != "MergedCell":
                    assert look(here) == look(cell), f"{made.title}!{here.coordinate}"
        for letter, old in sheet.column_dimensions.items():
            new = made.column_dimensions[letter]
            assert (new.width, new.hidden) == (old.width, old.hidden), f"{made.title} {letter}"
        for name in ("paperSize", "orientation", "fitToWidth", "fitToHeight"):
            assert getattr(made.page_setup, name) == getattr(sheet.page_setup, name)
        assert made.oddFooter.center.text == sheet.oddFooter.center.text
        assert made.oddFooter.right.text == sheet.oddFooter.right.text
        assert made.print_title_rows == sheet.print_title_rows
        assert made.freeze_panes == sheet.freeze_panes
        assert made.sheet_view.zoomScale == sheet.sheet_view.zoomScale
        assert made.sheet_view.showGridLines == sheet.sheet_view.showGridLines
        assert made.protection.sheet == sheet.protection.sheet
        assert made.sheet_state == sheet.sheet_state

    def areas(self, sheet: Any, made: Any, sample: int, count: int) -> None:
        """Drop-downs, colours, filter, print area and tables over all rows."""

        def longer(areas: Any) -> set[str]:
            found = set()
            for area in str(areas).replace("$", "").split():
                left, top, right, bottom = range_boundaries(area.rpartition("!")[2])
                bottom += (count - 1 if count else 0) * (bottom == sample)
                one, other = f"{get_column_letter(left)}{top}", f"{get_column_letter(right)}{bottom}"
                found.add(one if one == other else f"{one}:{other}")
            return found

        rules = sorted(sorted(longer(each.sqref)) for each in sheet.data_validations.dataValidation)
        assert sorted(sorted(str(each.sqref).split()) for each in made.data_validations.dataValidation) == rules
        formats = {
            (tuple(sorted(longer(each.sqref))), tuple(r.formula[0] for r in each.rules))
            for each in sheet.conditional_formatting
        }
        assert {
            (tuple(sorted(str(each.sqref).split())), tuple(r.formula[0] for r in each.rules))
            for each in made.conditional_formatting
        } == formats
        if sheet.auto_filter.ref:
            assert {made.auto_filter.ref} == longer(sheet.auto_filter.ref)
        if sheet.print_area:
            assert set(made.print_area.replace("$", "").rpartition("!")[2].split()) == longer(sheet.print_area)
        for table in sheet.tables.values():
            assert {made.tables[table.name].ref} == longer(table.ref)

    def merges(self, sheet: Any, made: Any, sample: int, lines: Sequence[Line]) -> None:
        """Those of the template above the rows; equal neighbours of the groups, an inner group inside its outer one."""
        wanted = {str(each) for each in sheet.merged_cells.ranges}
        at = {}
        for cell in sheet[sample]:
            if (alone := TAG.fullmatch(str(cell.value or "").strip())) and alone[1] in ("测评项目", "测评指标"):
                at[alone[1]] = cell.column_letter
        names = [name for name in ("测评项目", "测评指标") if name in at]
        for depth, name in enumerate(names, 1):
            keys = [tuple(line.fields.get(each) or "" for each in names[:depth]) for line in lines]
            first = 0
            for index in range(1, len(keys) + 1):
                if index == len(keys) or keys[index] != keys[first]:
                    if index - first > 1 and keys[first][-1]:
                        wanted.add(f"{at[name]}{sample + first}:{at[name]}{sample + index - 1}")
                    first = index
        assert {str(each) for each in made.merged_cells.ranges} == wanted, made.title


def look(cell: Any) -> tuple[str, ...]:
    parts = (cell.font, cell.fill, cell.border, cell.alignment, cell.number_format, cell.protection)
    return tuple(_repr(each) for each in parts)


@cache
def _repr_of(text: str) -> str:
    return text


def _repr(part: Any) -> str:
    return _repr_of(repr(part))


def no_errors(data: bytes) -> None:
    """No formula, name, rule or chart refers to something that is not there."""
    for name, part in Package.read(data).parts.items():
        assert b"#REF!" not in part, name
        if name.startswith("xl/worksheets") or name == "xl/workbook.xml":
            assert (
                not TAG.search(re.sub(r"<(?:\w+:)?(?:odd|even|first)Footer>.*?</", "", part.decode()))
                or b'"{{ ' in part
            ), name


def type_in(path: Path, sheet: str, cells: Mapping[tuple[int, int], str]) -> None:
    """Type into a ledger."""
    book = Book(Package.read(path))
    for (row, column), text in cells.items():
        book.sheet(sheet).set(row, column, text)
    path.write_bytes(book.to_bytes())


# ---------------------------------------------------------------- good templates
@pytest.mark.parametrize("name", GOOD)
def test_a_restyled_template_is_taken_as_it_is(name, office, validate):
    template = variant(name)
    work = office(template)
    work.select(columns=None, sheets=None)
    result = work.run()
    assert result.exit_code is ExitCode.DONE
    assert not [str(each) for each in result.problems if each.severity is Severity.ERROR]
    compared = Compared.of(template, work)
    compared.all()
    no_errors(work.ledger.read_bytes())
    built = work.root / "生成.xlsx"
    built.write_bytes(work.ledger.read_bytes())
    assert dict(work.run().outcomes).popitem()[1] is Outcome.UNCHANGED, "the same plan writes nothing"
    refreshed(work, template, compared)
    validate(built, work.ledger)


def refreshed(work: Office, template: bytes, before: Compared) -> None:
    """Progress is typed, the plan changes; the ledger follows and keeps what was typed."""
    found = openpyxl.load_workbook(io.BytesIO(template))
    main = next(sheet for sheet in found if role_of(sheet) == "总表")
    sample, count = sample_of(main), len(before.content.main)
    at = {tag: cell.column for cell in main[sample] for tag in TAG.findall(str(cell.value or ""))}
    rows = {line.key: sample + offset for offset, line in enumerate(before.content.main)}
    typed = {
        (rows["T10"], at["备注"]): "已督办 <急>",
        (rows["T20"], at["进展情况"]): "=不是公式",
        (rows["T55"], at["备注"]): "保留",
    }
    type_in(work.ledger, main.title, typed)
    tasks = {task["id"]: task for task in work.raw["tasks"]}
    tasks["T10"]["title"] = "改过的任务名称"
    tasks["T20"]["lead"] = "review" if tasks["T20"].get("lead") != "review" else "office"
    work.raw["tasks"].insert(
        3, {**tasks["T03"], "id": "T99", "title": "新增的任务", "lead": "finance", "due": ["2023-06-28"]}
    )
    del tasks["T03"], tasks["T55"]
    work.raw["tasks"] = [task for task in work.raw["tasks"] if task["id"] != "T55"]
    for name in ("records", "progress", "letters"):
        _without(work.raw[name], "T55")
    result = work.run()
    assert dict(result.outcomes).popitem()[1] is Outcome.UPDATED
    assert not [str(each) for each in result.problems if each.severity is Severity.ERROR]
    book = openpyxl.load_workbook(work.ledger)
    sheet = book[main.title]
    for (row, column), text in typed.items():
        assert sheet.cell(row, column).value == text
    name = at["工作任务"]
    assert "改过的任务名称" in sheet.cell(rows["T10"], name).value
    assert sheet.cell(rows["T55"], name).value.startswith("（已取消）")
    assert not sheet.row_dimensions[rows["T55"]].hidden, "something was typed there"
    assert sheet.cell(rows["T20"], at["牵头科室"]).value == ("审评科" if tasks["T20"]["lead"] == "review" else "办公室")
    last = sample + count
    assert "新增的任务" in sheet.cell(last, name).value
    assert sheet.cell(last, at["牵头科室"]).value == "财务科"
    assert sheet.cell(last, at["序号"]).value == count + 1
    assert sheet.max_row == last
    for cell in main[sample]:
        assert look(sheet.cell(last, cell.column)) == look(cell), f"new row, {cell.column_letter}"
        if isinstance(cell.value, str) and cell.value.startswith("="):
            target = sheet.cell(last, cell.column)
            assert target.value == Translator(cell.value, origin=cell.coordinate).translate_formula(target.coordinate)
    for old, new in zip(main.data_validations.dataValidation, sheet.data_validations.dataValidation, strict=True):
        assert str(new.sqref).rpartition(":")[2].strip("ABCDEFGHIJKLMNOPQRSTU") == str(last), str(old.sqref)
    for each in sheet.conditional_formatting:
        assert all(range_boundaries(area)[3] == last for area in str(each.sqref).split())
    if main.auto_filter.ref:
        assert range_boundaries(sheet.auto_filter.ref)[3] == last
    no_errors(work.ledger.read_bytes())
    if any(role_of(each) == "分科室" for each in found):
        view = book["财务科"]
        assert any(cell.value and "新增的任务" in str(cell.value) for row in view.iter_rows() for cell in row)
    assert dict(work.run().outcomes).popitem()[1] is Outcome.UNCHANGED


def _without(part: Any, task: str) -> None:
    """Take an id out of everything that quotes it."""
    if isinstance(part, dict):
        part.pop("due_task", None) if part.get("due_task") == task else None
        for value in part.values():
            _without(value, task)
    elif isinstance(part, list):
        part[:] = [each for each in part if each != task and not (isinstance(each, dict) and each.get("task") == task)]
        for each in part:
            _without(each, task)


def test_a_picture_that_no_copy_can_have_is_said_once(office):
    work = office(variant("logo_above"))
    result = work.run()
    (hint,) = [each for each in result.problems if each.code == "ledger.view"]
    assert hint.severity is Severity.HINT
    parts = Package.read(work.ledger).parts
    assert sum(name.startswith("xl/media/") for name in parts) == 1
    assert len([name for name in parts if re.match(r"xl/drawings/drawing\d+\.xml", name)]) == 2, (
        "总表's logo, 统计's charts"
    )


# ---------------------------------------------------------------- what the plan selects
CHOSEN = ["序号", "工作任务", "牵头科室", "完成时限", "进展情况", "完成情况"]


@pytest.mark.parametrize("name", ["read_bytes", "columns_moved", "sheets_renamed", "two_row_header", "by_libreoffice"])
def test_columns_of_the_plan_select(name, office, validate):
    """Columns that are left out are gone, or hidden where a formula needs them; formulas mean the same cells as before."""
    template = variant(name)
    work = office(template)
    work.select(columns=CHOSEN, sheets=None)
    result = work.run()
    assert not [str(each) for each in result.problems if each.severity is not Severity.HINT]
    data = work.ledger.read_bytes()
    no_errors(data)
    validate(work.ledger)
    book = openpyxl.load_workbook(io.BytesIO(data))
    template_book = openpyxl.load_workbook(io.BytesIO(template))
    main = next(sheet for sheet in template_book if role_of(sheet) == "总表")
    sheet = book[main.title]
    header = sample_of(main) - 1
    shown = [text for letter, text in headers(sheet, header).items() if not hidden(sheet, letter)]
    assert sorted(shown) == sorted(CHOSEN)
    view = headers(book["办公室"], header)
    assert sorted(text for letter, text in view.items() if not hidden(book["办公室"], letter)) == sorted(
        [*CHOSEN, "承担方式"]
    )
    at = {text: letter for letter, text in headers(sheet, header).items()}
    tasks = work.content(grouped=False).main
    for offset, line in enumerate(tasks):
        for field in ("工作任务", "牵头科室", "完成情况"):
            assert sheet[f"{at[field]}{header + 1 + offset}"].value == (line.fields[field] or None)
    (rule,) = sheet.data_validations.dataValidation
    assert str(rule.sqref) == f"{at['完成情况']}{header + 1}:{at['完成情况']}{header + 60}"
    for each in sheet.conditional_formatting:
        for formula in (rule.formula[0] for rule in each.rules):
            assert f"${at['下次时限']}{header + 1}" in formula or f"${at['完成情况']}{header + 1}" in formula
    office_view = {text: letter for letter, text in view.items()}
    formula = book["办公室"][f"{office_view['进展情况']}{header + 1}"].value
    assert f"${at['进展情况']}:${at['进展情况']}" in formula
    assert f"${at['任务编号']}:${at['任务编号']}" in formula
    assert f"${office_view['任务编号']}{header + 1}" in formula
    work.raw["tasks"][0]["title"] = "改过的任务名称"
    work.raw["tasks"].append({**work.raw["tasks"][1], "id": "T99", "title": "新增的任务"})
    work.run()
    after = openpyxl.load_workbook(work.ledger)[main.title]
    assert after[f"{at['工作任务']}{header + 1}"].value == "改过的任务名称"
    assert after[f"{at['工作任务']}{header + 61}"].value == "新增的任务"
    validate(work.ledger)


def headers(sheet: Any, row: int) -> dict[str, str]:
    """Headers by letter; of two rows the lower one, where it has a text."""
    found = {}
    for cell in sheet[row]:
        above = sheet.cell(row - 1, cell.column).value if row > 3 else None
        if text := cell.value or above:
            found[get_column_letter(cell.column)] = text
    return found


def hidden(sheet: Any, letter: str) -> bool:
    """Whether a column is hidden; openpyxl keeps neighbours of one look as one."""
    number = openpyxl.utils.column_index_from_string(letter)
    return any(each.hidden and each.min <= number <= each.max for each in sheet.column_dimensions.values() if each.min)


@pytest.mark.parametrize(
    ("sheets", "shown", "kept_hidden"),
    [
        (["总表"], ["总表"], []),
        (["总表", "问题整改"], ["总表", "问题整改"], []),
        (["总表", "统计"], ["总表", "统计"], ["按月进度"]),
        (["总表", "分科室", "按月进度"], ["总表", "VIEWS", "按月进度"], []),
        (["按月进度", "总表"], ["总表", "按月进度"], []),
        (["分科室"], ["总表", "VIEWS"], []),
        ([], ["总表", "VIEWS", "按月进度", "问题整改", "统计"], []),
    ],
)
def test_sheets_of_the_plan_select(sheets, shown, kept_hidden, office, validate):
    work = office(SHIPPED.read_bytes())
    work.select(sheets=sheets or None)
    result = work.run()
    assert not [str(each) for each in result.problems if each.severity is not Severity.HINT]
    book = openpyxl.load_workbook(work.ledger)
    views = [view.name for view in work.content(grouped=True).views]
    wanted = [name for each in shown for name in (views if each == "VIEWS" else [each])]
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == wanted
    assert [sheet.title for sheet in book if sheet.sheet_state == "hidden"] == kept_hidden
    no_errors(work.ledger.read_bytes())
    work.raw["tasks"].append({**work.raw["tasks"][1], "id": "T99", "title": "新增的任务"})
    assert dict(work.run().outcomes).popitem()[1] is Outcome.UPDATED
    no_errors(work.ledger.read_bytes())
    validate(work.ledger)


def test_unknown_names_of_the_plan_are_said(office):
    work = office(SHIPPED.read_bytes())
    work.select(columns=["序号", "工作任务", "完成情况", "进度"], sheets=["总表", "月报"])
    said = [str(each) for each in work.run().problems if each.severity is Severity.WARNING]
    assert len(said) == 2
    assert "没有“进度”这一列" in said[0]
    assert "没有“月报”这张表" in said[1]


# ---------------------------------------------------------------- figures
FEW = ["序号", "工作任务", "牵头科室", "完成情况"]


@pytest.mark.parametrize(
    "cases",
    [
        (("read_bytes", None), ("columns_moved", FEW), ("sheets_renamed", FEW)),
        # LibreOffice takes the values that its own file holds, it does not count anew: old values must go.
        (("by_libreoffice", None),),
    ],
    ids=("templates", "by_libreoffice"),
)
def test_figures_count_what_the_plan_says(cases, tmp_path):
    """统计 and the views as LibreOffice works them out: shipped, with few of moved columns, renamed."""
    works = {f"{number}": Office(tmp_path / name, variant(name)) for number, (name, _) in enumerate(cases)}
    for (_, columns), work in zip(cases, works.values(), strict=True):
        work.select(columns=columns, sheets=None)
        work.run()
    made = converted({f"{number}.xlsx": work.ledger.read_bytes() for number, work in works.items()}, "xlsx")
    for (name, columns), (number, work) in zip(cases, works.items(), strict=True):
        book = openpyxl.load_workbook(io.BytesIO(made[number]), data_only=True)
        figures(name, book, work.content(grouped=columns is None))


def figures(name: str, book: Any, content: Content) -> None:
    """Compare what the formulas gave with the plan."""
    lead = {view.name: sum(task.lead == view.department for task in content.plan.tasks) for view in content.views}
    marks = {month: "".join(str(line.fields.get(month) or "") for line in content.grid) for month in tool.MONTHS}
    states = {line.key: line.fields["完成情况"] for line in content.main}
    view = book["党群人事科"]
    place = {cell.value: cell.column for cell in view[3] if cell.value}
    lines = next(view.lines for view in content.views if view.name == "党群人事科")
    for row, line in enumerate(lines, 4):
        assert (view.cell(row, place["完成情况"]).value or "") == states[line.key], name
    sheet = next(each for each in book if each.title in ("统计", "汇总(图)"))
    assert sheet["A2"].value.startswith("共 60 项任务，已完成"), name
    for row, month in enumerate(tool.MONTHS, 20):
        found = [sheet.cell(row, column).value for column in (1, 2, 3, 4)]
        done = marks[month].count("●")
        assert found == [month, len(marks[month]), done, len(marks[month]) - done], name
    for row, (department, count) in enumerate(lead.items(), 34):
        assert [sheet.cell(row, 1).value, sheet.cell(row, 2).value] == [department, count], name


# ---------------------------------------------------------------- bad templates
def broken(change: Callable[[openpyxl.Workbook], Any]) -> bytes:
    book = shipped()
    change(book)
    return bytes_of(book)


def test_wrong_tags_are_named_all_at_once_with_the_nearest(office):
    """In every sheet, in titles and sample rows, also broken ones."""

    def change(book: openpyxl.Workbook) -> None:
        book["总表"]["D4"] = "{{ 工作任物 }}"
        book["总表"]["A1"] = "{{ 标頭 }}"
        book["总表"]["F4"] = "｛｛ 牵头科室 ｝｝"
        book["分科室"]["C4"] = "{{ 测评項目 }}"
        book["按月进度"]["C4"] = "{{ 牵头科室 }"
        book["问题整改"]["E4"] = "{{ 存在问题 }}{{ 问题来原 }}"
        book.create_sheet("填写说明")["B2"] = "{{ 单味 }}"

    problems = office(broken(change)).refused()
    said = {f"{each.place.sheet}!{each.place.cell}": str(each) for each in problems}
    assert said.keys() == {"总表!A1", "总表!D4", "总表!F4", "分科室!C4", "按月进度!C4", "问题整改!E4", "填写说明!B2"}
    assert "工作任务" in said["总表!D4"]
    assert "测评项目" in said["分科室!C4"]
    assert "全角" in said["总表!F4"]
    assert "没有写完整" in said["按月进度!C4"]
    assert "问题来源" in said["问题整改!E4"]
    assert "单位" in said["填写说明!B2"]
    assert all("台账.xlsx" in each for each in said.values())


def test_faults_of_sheets_and_tags_are_said_together(office):
    def change(book: openpyxl.Workbook) -> None:
        book.copy_worksheet(book["总表"]).title = "总表（旧）"
        book["按月进度"]["C4"] = "{{ 牵头课室 }}"

    problems = office(broken(change)).refused()
    assert {each.place.sheet for each in problems} == {"总表（旧）", "按月进度"}
    assert "两个" in str(next(each for each in problems if each.place.sheet == "总表（旧）"))


def test_no_sample_row(office):
    def change(book: openpyxl.Workbook) -> None:
        for cell in book["总表"][4]:
            cell.value = None

    (problem,) = [each for each in office(broken(change)).refused() if "总表" in str(each)]
    assert "样行" in str(problem)
    assert "{{ 工作任务 }}" in str(problem)


def test_no_main_table(office):
    problems = office(broken(lambda book: book.remove(book["总表"]))).refused()
    assert any("总表" in str(each) for each in problems)


def test_a_word_file_with_another_suffix(office):
    problems = office((SHIPPED.parent / "普通文稿.docx").read_bytes()).refused()
    assert "Excel" in str(problems[0])
    assert "台账.xlsx" in str(problems[0])


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "序号,工作任务".encode("gb18030")],
)
def test_what_is_no_workbook_at_all(data, office):
    problems = office(data).refused()
    assert "台账.xlsx" in str(problems[0])


def test_a_generated_ledger_is_no_template(office, tmp_path):
    first = Office(tmp_path / "先")
    first.run()
    (problem,) = office(first.ledger.read_bytes()).refused()
    assert "已经生成的台账" in str(problem)
    buffer = io.BytesIO()
    book = openpyxl.load_workbook(first.ledger)
    del book["_gongwen"]
    book.save(buffer)
    again = Office(tmp_path / "再", buffer.getvalue())
    assert "总表" in str(again.refused()[0])


def test_a_line_under_the_sample_row_is_refused_or_stays_below(office):
    """填表人 and the like: where it cannot move down with the rows, the message says which cell is in the way."""
    template = broken(lambda book: book["总表"].__setitem__("A6", "填表人：　　　审核人："))
    work = office(template)
    try:
        work.run()
    except UserError as error:
        said = [(error.exit_code, each.place.sheet, each.place.cell) for each in error.problems]
    else:
        said = []
    if said:
        assert said == [(ExitCode.UNUSABLE, "总表", "A6")]
        return
    sheet = openpyxl.load_workbook(work.ledger)["总表"]
    assert sheet["A65"].value == "填表人：　　　审核人："


def test_the_command_line_ends_with_3_and_writes_nothing(workspace, run_cli):
    folder = workspace / "模板"
    folder.mkdir()
    (folder / "台账.xlsx").write_bytes(broken(lambda book: book["总表"].__setitem__("D4", "{{ 工作任物 }}")))
    done = run_cli("ledger", "build", "--templates", folder, cwd=workspace)
    assert done.returncode == 3
    assert "台账.xlsx:总表!D4" in done.stderr
    assert "工作任务" in done.stderr
    assert not (workspace / "outputs").exists()
    (folder / "台账.xlsx").write_bytes(variant("columns_moved"))
    assert run_cli("ledger", "build", "--templates", folder, cwd=workspace).returncode == 0
    sheet = openpyxl.load_workbook(workspace / "outputs" / "2023" / FILE)["总表"]
    assert [cell.value for cell in sheet[3]][:3] == ["工作任务", "完成情况", "测评指标"]


# ---------------------------------------------------------------- acceptance 1: the example
@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Office:
    work = Office(tmp_path_factory.mktemp("示例") / "工作")
    assert work.run().exit_code is ExitCode.DONE
    return work


def test_the_example_has_its_rows_and_marks(example, validate):
    book = openpyxl.load_workbook(example.ledger)
    plan = example.content(grouped=True).plan
    main, grid = book["总表"], book["按月进度"]
    assert main.max_row - 3 == grid.max_row - 3 == 60 == len(plan.tasks)
    assert sorted(main.cell(row, 16).value for row in range(4, 64)) == sorted(task.id for task in plan.tasks)
    titles = {task.id: task.title for task in plan.tasks}
    assert all(main.cell(row, 4).value == titles[main.cell(row, 16).value] for row in range(4, 64))
    marks = "".join(str(grid.cell(row, column).value or "") for row in range(4, 64) for column in range(5, 17))
    assert len(marks) == 158
    assert set(marks) <= {"○", "●"}
    names = [name for name in book.sheetnames if name != "_gongwen"]
    departments = [each.name for each in plan.departments if each.kind != "leadership"]
    assert names == ["总表", *departments, "按月进度", "问题整改", "统计"]
    assert book["问题整改"].max_row - 3 == len(plan.issues)
    assert len(book["统计"]._charts) == 2
    assert book["_gongwen"].sheet_state == "veryHidden"
    validate(example.ledger)


@dataclass
class Pages:
    """The pages of a sheet in LibreOffice's PDF: their words with blanks and line ends taken out."""

    texts: list[str]


@pytest.fixture(scope="module")
def rendered(example: Office) -> dict[str, Pages]:
    """The pages of each sheet: every sheet printed from a workbook in which it is the only one shown."""
    (pdf,) = converted({"台账.xlsx": example.ledger.read_bytes()}, "pdf").values()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        text = subprocess.run(["pdftotext", "-layout", file.name, "-"], check=True, capture_output=True).stdout.decode()
        plain = subprocess.run(["pdftotext", file.name, "-"], check=True, capture_output=True).stdout.decode()
    return {
        "layout": Pages([bare(page) for page in text.split("\f")[:-1]]),
        "plain": Pages([bare(page) for page in plain.split("\f")[:-1]]),
    }


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_page_has_header_and_number(rendered):
    pages = rendered["plain"].texts
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page
    titled = [page for page in pages if TITLE in page]
    main = [page for page in titled if all(name in page for name in ("测评项目", "牵头科室", "责任领导", "佐证材料"))]
    assert len(main) >= 5
    assert len(titled) == len(pages), "title and header on every page, 统计 has one page"


def test_no_text_is_cut(example):
    """Each cell's whole text is in the PDF: characters of lines that do not fit into their row are missing there."""
    cut = cut_texts(example.ledger)
    assert not cut, f"{len(cut)}: {cut[:5]}"


def cut_texts(path: Path) -> list[str]:
    """The texts of which LibreOffice shows less than all, by characters inside the cell's own box."""
    import pdfplumber

    (pdf,) = converted({"台账.xlsx": path.read_bytes()}, "pdf").values()
    book = openpyxl.load_workbook(path)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        pages = [boxes_of(page) for page in document.pages]
    shown = {bare(text) for page in pages for text in page}
    joined = " ".join(sorted(shown))
    cut = []
    for sheet in book:
        if sheet.sheet_state != "visible" or sheet.title == "统计":
            continue
        for row in sheet.iter_rows(min_row=3):
            for cell in row:
                if (
                    isinstance(cell.value, str)
                    and not cell.value.startswith("=")
                    and not hidden(sheet, cell.column_letter)
                ):
                    text = bare(cell.value)
                    if text not in shown and text not in joined:
                        cut.append(f"{sheet.title}!{cell.coordinate} {cell.value}")
    return cut


def boxes_of(page: Any) -> list[str]:
    """The words inside each ruled box of a page, only characters that lie wholly in it."""
    found: dict[tuple[float, ...], list[Any]] = {}
    bands: dict[tuple[float, float], list[tuple[float, ...]]] = {}
    for table in page.find_tables():
        for box in table.cells:
            bands.setdefault((box[1], box[3]), []).append(box)
    for char in page.chars:
        for (top, bottom), boxes in bands.items():
            if top - 0.5 <= char["top"] and char["bottom"] <= bottom + 0.5:
                box = next((each for each in boxes if each[0] - 1 <= char["x0"] and char["x1"] <= each[2] + 1), None)
                if box is not None:
                    found.setdefault(box, []).append(char)
    return [
        "".join(c["text"] for c in sorted(chars, key=lambda c: (round(c["top"]), c["x0"]))) for chars in found.values()
    ]
