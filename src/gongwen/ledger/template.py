"""A ledger template read: which sheet is for what, where its sample row is, what each column says.

A clerk may restyle it: sheets and columns moved, renamed, dropped and added are taken as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongwen.ledger import base
from gongwen.ledger.columns import (
    GROUPS,
    ISSUE_FIELDS,
    KEYS,
    MONTH,
    SINGLE_FIELDS,
    TASK_FIELDS,
    VIEW_FIELDS,
    Column,
    Role,
    owner_of,
)
from gongwen.problems import Place, Problem, Severity, UserError
from gongwen.sheet.address import boxes
from gongwen.sheet.book import Book
from gongwen.sheet.columns import drop_columns, hide_column
from gongwen.sheet.patch import SheetPatch
from gongwen.sheet.tags import tag_problems, tagged_cells, tags_of
from gongwen.sheet.values import Cell
from gongwen.tables.normal import full_key

_HEADER_ROWS = 3
"""How many rows above the sample row may hold its headers."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet of the template: its role, its sample row, its columns by number, single cells with tags."""

    role: Role
    sheet: str
    sample: int
    columns: Mapping[int, Column]
    singles: tuple[Cell, ...]

    @property
    def header(self) -> int:
        """The row of headers."""
        return self.sample - 1


def layouts(book: Book) -> list[Layout]:
    """The sheets of a template that the ledger fills. Raises UserError (exit 3) with the place of every fault."""
    if base.NAME in book.names:
        what = "这是已经生成的台账，不能当模板用"
        raise UserError(Problem("template.generated", what, "请用自带模板 台账.xlsx 修改。", Place(book.file)))
    found: list[Layout] = []
    problems: list[Problem] = []
    for name in book.names:
        tagged = tagged_cells(book.sheet(name))
        role = _role(name, [tag for cell in tagged for tag in tags_of(cell.text)])
        if role is None:
            problems += tag_problems(book.file, name, tagged, SINGLE_FIELDS)
            continue
        if any(layout.role is role for layout in found):
            what = f"模板里有两个“{role}”"
            problems.append(Problem("template.doubled", what, "请只留一个。", Place(book.file, sheet=name)))
            continue
        months = [tag for cell in tagged for tag in tags_of(cell.text) if MONTH.fullmatch(tag)]
        rows = _row_fields(role, months)
        singles = {*SINGLE_FIELDS, *(("科室",) if role is Role.VIEW else ())}
        problems += tag_problems(book.file, name, tagged, {*rows, *singles})
        sample = _sample(tagged, set(rows) - singles if role is Role.VIEW else set(rows))
        if sample is None:
            what = f"“{role}”没有样行"
            remedy = f"请在表头下面一行写上 {{{{ {rows[0]} }}}} 等引用。"
            problems.append(Problem("template.sheet", what, remedy, Place(book.file, sheet=name)))
            continue
        found.append(_layout(book, role, name, sample, tagged))
    if not any(layout.role is Role.MAIN for layout in found) and not problems:
        what = "模板里没有总表：没有一张表的样行引用 {{ 工作任务 }}"
        problems.append(Problem("template.sheet", what, "请用自带模板 台账.xlsx 修改。", Place(book.file)))
    if problems:
        raise UserError(problems)
    return found


def _role(name: str, tags: Collection[str]) -> Role | None:
    """What a sheet is for: by its usual name, else by what it quotes; None for one that has no table of ours."""
    quoted = set(tags)
    usual = next((role for role in Role if full_key(role) == full_key(name)), None)
    if usual is not None and quoted - set(SINGLE_FIELDS):
        return usual
    if any(MONTH.fullmatch(tag) for tag in quoted):
        return Role.GRID
    if quoted & {"存在问题", "问题编号", "整改情况"}:
        return Role.ISSUES
    if "工作任务" in quoted:
        return Role.VIEW if quoted & {"科室", "承担方式"} else Role.MAIN
    return Role.FIGURES if "科室" in quoted else None


def _row_fields(role: Role, months: Sequence[str]) -> tuple[str, ...]:
    return {
        Role.MAIN: TASK_FIELDS, Role.VIEW: VIEW_FIELDS, Role.GRID: (*TASK_FIELDS, *months), Role.ISSUES: ISSUE_FIELDS,
        Role.FIGURES: ("科室",),
    }[role]  # fmt: skip


def _sample(tagged: Iterable[Cell], fields: Collection[str]) -> int | None:
    """The row that quotes most fields of a row."""
    counts: dict[int, int] = {}
    for cell in tagged:
        counts[cell.row] = counts.get(cell.row, 0) + sum(tag in fields for tag in tags_of(cell.text))
    row = max(counts, key=lambda each: (counts[each], -each), default=None)
    return row if row is not None and counts[row] else None


def _layout(book: Book, role: Role, name: str, sample: int, tagged: Sequence[Cell]) -> Layout:
    sheet = book.sheet(name)
    headers = headers_above(sheet, sample)
    columns: dict[int, Column] = {}
    for cell in sheet.cells(sample):
        header = headers.get(cell.column) or "、".join(tags_of(cell.text))
        if header or cell.text or cell.formula:
            columns[cell.column] = Column(header, cell.text, owner_of(cell.text, formula=cell.formula))
    return Layout(role, name, sample, columns, tuple(cell for cell in tagged if cell.row != sample))


def headers_above(sheet: SheetPatch, row: int) -> dict[int, str]:
    """The header of each column above a row: the nearest text, a title over several columns left out."""
    wide: set[tuple[int, int]] = set()
    for _, (top, left, bottom, right) in boxes(sheet.merges):
        if bottom < row <= bottom + _HEADER_ROWS and right > left:
            wide |= {
                (line, column) for line in range(top, bottom + 1) for column in range(left, min(right, left + 99) + 1)
            }
    found: dict[int, str] = {}
    for above in range(row - 1, max(0, row - 1 - _HEADER_ROWS), -1):
        for cell in sheet.cells(above):
            # a header that is merged with its neighbour is one all the same
            if cell.text.strip() and (above == row - 1 or (above, cell.column) not in wide):
                found.setdefault(cell.column, cell.text)
    return dict(sorted(found.items()))


# ---------------------------------------------------------------- what the plan selects
def select(book: Book, columns: Sequence[str], sheets: Sequence[str], file: str) -> tuple[list[Layout], list[Problem]]:
    """Leave the columns and sheets out of a template that the plan does not select; what is left, and hints.

    A column or sheet that formulas elsewhere count with is hidden instead. The key of a table is always there.
    """
    found = layouts(book)
    problems = _unknown_names(found, columns, sheets, file)
    wanted = {full_key(name) for name in sheets}
    if wanted:
        gone = [
            each
            for each in found
            if each.role is not Role.MAIN and not {full_key(each.sheet), full_key(each.role)} & wanted
        ]
        for layout in gone:
            if _needed(book, layout.sheet, [each.sheet for each in gone]):
                book.hide(layout.sheet)
            else:
                book.remove(layout.sheet)
        found = [each for each in found if each.sheet in book.names]
    for layout in sorted(found, key=lambda each: each.role is not Role.VIEW):
        if columns and layout.role in (Role.MAIN, Role.VIEW):
            drop_columns(
                book,
                layout.sheet,
                [number for number, column in layout.columns.items() if not _chosen(column, columns)],
            )
    for layout in layouts(book):
        _ensure_key(book, layout)
    return layouts(book), problems


def _needed(book: Book, name: str, gone: Collection[str]) -> bool:
    """Whether a formula of a sheet that stays refers to this one."""
    return any(book.refers(other, name) for other in book.names if other not in gone)


def _chosen(column: Column, names: Sequence[str]) -> bool:
    """Whether the plan selects a column; keys and what only the program reads always stay, also what a clerk added."""
    always = {KEYS[Role.MAIN], "下次时限", "承担方式"}
    known = {full_key(tag) for tag in column.tags} | {full_key(column.header)}
    if not column.tags and full_key(column.header) not in {full_key(name) for name in VIEW_FIELDS}:
        return True
    return bool(known & {full_key(name) for name in (*names, *always)})


def _unknown_names(found: Sequence[Layout], columns: Sequence[str], sheets: Sequence[str], file: str) -> list[Problem]:
    main = next(layout for layout in found if layout.role is Role.MAIN)
    have = {full_key(name) for column in main.columns.values() for name in (column.header, *column.tags)}
    listed = f"模板总表的列：{'、'.join(column.header for column in main.columns.values())}。"
    problems = [
        Problem("ledger.column", f"台账模板没有“{name}”这一列", listed, Place(file), Severity.WARNING)
        for name in columns
        if full_key(name) not in have
    ]
    present = {full_key(name) for layout in found for name in (layout.sheet, layout.role)}
    allowed = f"可写：{'、'.join(Role)}。"
    return problems + [
        Problem("ledger.sheet", f"台账模板没有“{name}”这张表", allowed, Place(file), Severity.WARNING)
        for name in sheets
        if full_key(name) not in present
    ]


def _ensure_key(book: Book, layout: Layout) -> None:
    """A table without its key gets it as a hidden last column: rows are known by it, wherever they are sorted to."""
    key = KEYS[layout.role]
    if any(key in column.tags for column in layout.columns.values()):
        return
    sheet = book.sheet(layout.sheet)
    column = 1 + max(layout.columns)
    sheet.set(layout.header, column, key)
    sheet.set(layout.sample, column, f"{{{{ {key} }}}}")
    hide_column(sheet, column)
    book.rewrite(layout.sheet, sheet.text())


def group_columns(columns: Mapping[int, Column]) -> list[int]:
    """The numbers of the columns whose equal neighbours are merged, outer groups first."""
    return [number for name in GROUPS for number, column in columns.items() if column.field == name]
