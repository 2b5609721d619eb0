"""The ledger as people left it: its tables found again, whatever sheets were renamed, moved or taken out."""

from __future__ import annotations

from collections.abc import Mapping

from gongwen.ledger import base
from gongwen.ledger.base import Base, Spec
from gongwen.ledger.columns import KEYS, Role
from gongwen.ledger.guess import guess_specs
from gongwen.ledger.table import Table, read_table
from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, Severity, UserError
from gongwen.sheet.address import position
from gongwen.sheet.book import Book
from gongwen.sheet.patch import CannotKeepError, SheetPatch
from gongwen.sheet.values import Cell, same_lines
from gongwen.tables.normal import full_key

_SEARCHED = 40
"""Written rows among which the header is looked for: banners are shorter."""
_TOLD = frozenset(("完成情况", "进展情况", "完成日期", "整改情况"))
"""Columns whose loss changes what the figures say."""


class Live:
    """A ledger workbook, opened. Raises UserError (exit 3) for a file that is no ledger of this plan."""

    def __init__(
        self,
        package: Package,
        plan_id: str,
        year: int,
        departments: Mapping[str, str],
        words: Mapping[Role, Mapping[str, str]] | None = None,
    ) -> None:
        """Open and find every table; what is odd is in `problems`.

        `departments` are ids by name; `words` are the plan's keys by the words of their rows, for rows without a key.
        """
        self.file = package.name
        self._plan_words = words or {}
        self.problems: list[Problem] = []
        try:
            self.book = Book(package)
            self.base = self._base(plan_id, year, departments)
            self.tables = dict(self._tables())
        except CannotKeepError as error:
            place = Place(self.file, part=error.where or None)
            remedy = "请用 Excel 或 WPS 打开后另存为 .xlsx，再运行一次。"
            raise UserError(Problem("ledger.unreadable", error.what, remedy, place)) from error
        if str(Role.MAIN) not in self.tables:
            raise UserError(self._no_table())
        self._say()

    def table(self, role: Role) -> Table | None:
        """The table of a role that there is once."""
        return self.tables.get(str(role))

    # ------------------------------------------------------------ whose it is
    def _base(self, plan_id: str, year: int, departments: Mapping[str, str]) -> Base:
        found = base.load(self.book)
        if found is None:
            what = "台账里没有隐藏记录表（被删了，或不是本程序生成的），分不清哪些格是人改的：有出入的格一律保留"
            remedy = "请逐条核对；要以计划为准，请加 --plan-wins。"
            self.problems.append(Problem("ledger.forgotten", what, remedy, Place(self.file), Severity.WARNING))
            return Base(plan_id, year, self.book.date1904, guess_specs(self.book, departments))
        if (found.plan_id, found.year) != (plan_id, year):
            what = f"这是“{found.plan_id}”{found.year}年的台账，计划是“{plan_id}”{year}年的，没有动它"
            remedy = "请核对文件，或把它移走后重新生成。"
            raise UserError(Problem("ledger.other", what, remedy, Place(self.file)))
        found.count_days_from(date1904=self.book.date1904)
        return found

    def _no_table(self) -> Problem:
        spec = self.base.specs.get(str(Role.MAIN))
        headers = (
            "、".join(column.header for column in spec.columns if column.header) if spec else "工作任务、牵头科室等"
        )
        return Problem(
            "ledger.no_header", "台账里找不到总表的表头", f"表头应有：{headers}。请核对文件。", Place(self.file)
        )

    # ------------------------------------------------------------ tables
    def _tables(self) -> list[tuple[str, Table]]:
        """The tables: those whose sheet has its old name first, so that nothing else is taken for it."""
        specs = self.base.specs
        found = {name: table for name, spec in specs.items() if (table := self._by_name(spec)) is not None}
        self._find_renamed(found)
        for name in [name for name in specs if name not in found]:
            what = f"台账里找不到“{specs[name].sheet}”这张表"
            self.problems.append(Problem("ledger.no_sheet", what, "这张表不再更新。", Place(self.file), Severity.HINT))
        return [(name, found[name]) for name in specs if name in found]

    def _find_renamed(self, found: dict[str, Table]) -> None:
        """Give the tables whose sheet has another name the sheets that say most of what they said."""
        taken = {base.NAME, *(table.sheet for table in found.values())}
        free = [name for name in self.book.names if name not in taken]
        pairs: list[tuple[tuple[int, int], str, Table]] = []
        for name, spec in self.base.specs.items():
            for sheet in free if name not in found else ():
                score, header = _header(self.book.sheet(sheet), spec)
                if score >= _enough(spec):
                    table = self._read(spec, sheet, header)
                    pairs.append((self._likeness(table), name, table))
        for likeness, name, table in sorted(pairs, key=lambda pair: pair[0], reverse=True):
            if name not in found and table.sheet not in taken and (any(likeness) or not self.base.of(table.spec)):
                found[name] = table
                taken.add(table.sheet)

    def _likeness(self, table: Table) -> tuple[int, int]:
        """How many single cells and how many cells of rows still say what we wrote."""
        spec, memory = table.spec, self.base.of(table.spec)
        singles = sum(standing(table.patch, place, text, table.header) is not None for place, _, text in spec.singles)
        same = 0
        for key, row in table.rows.items():
            for index, number in table.columns.items() if key in memory else ():
                text = memory[key].values[index]
                same += text is not None and number in row.cells and row.cells[number].text == text
        return singles, same

    def _by_name(self, spec: Spec) -> Table | None:
        """The table in the sheet that had its name, where that has its headers."""
        if spec.sheet not in self.book.names:
            return None
        score, header = _header(self.book.sheet(spec.sheet), spec)
        return self._read(spec, spec.sheet, header) if score >= _enough(spec) else None

    def _read(self, spec: Spec, name: str, header: int) -> Table:
        patch = self.book.sheet(name)
        return read_table(spec, patch, name, header, self.base.of(spec), self._plan_words.get(spec.role, {}))

    def _say(self) -> None:
        """What was odd about the tables."""
        for table in self.tables.values():
            for old, new in table.renamed:
                what = f"“{old}”列的表头现在是“{new}”，按内容认出"
                self._hint("ledger.renamed", what, "", table.place(self.file, table.header))
            for key, row in table.doubled:
                what = f"任务编号 {key} 出现两次，两行都保留，只更新前一行"
                self._hint(
                    "ledger.doubled",
                    what,
                    "请删去多余的一行，或清空它隐藏的编号。",
                    table.place(self.file, row),
                    Severity.WARNING,
                )
            if table.by_text and any(column.field == KEYS[table.spec.role] for column in table.spec.columns):
                what = f"有 {table.by_text} 行的编号丢失，已按文字对应"
                self._hint(
                    "ledger.by_text",
                    what,
                    "请不要删除隐藏的编号列。",
                    table.place(self.file, table.header),
                    Severity.WARNING,
                )
            if table.missing and table.spec.role is not Role.VIEW:
                what = f"“{table.sheet}”里没有了这些列：{'、'.join(table.missing)}"
                severity = Severity.WARNING if set(table.missing) & _TOLD else Severity.HINT
                place = Place(self.file, sheet=table.sheet)
                self._hint("ledger.column", what, "这些内容不再读取和更新。", place, severity)

    def _hint(self, code: str, what: str, remedy: str, place: Place, severity: Severity = Severity.HINT) -> None:
        self.problems.append(Problem(code, what, remedy, place, severity))


def _enough(spec: Spec) -> int:
    """How many headers make a table."""
    return max(1, len({column.header for column in spec.columns if column.header}) // 2)


def _header(patch: SheetPatch, spec: Spec) -> tuple[int, int]:
    """How many of a table's headers the best row has, and which row that is."""
    wanted = {full_key(column.header) for column in spec.columns if column.header}
    best = (0, 0)
    for number in patch.numbers()[:_SEARCHED]:
        score = len(wanted & {full_key(cell.text) for cell in patch.cells(number) if cell.text})
        if score > best[0]:
            best = score, number
    return best


def standing(patch: SheetPatch, place: str, text: str, header: int) -> Cell | None:
    """The cell that holds a single text: at its place, else anywhere above the header."""
    near = patch.cell(*position(place))
    if near is not None and same_lines(near.text) == text:
        return near
    above = (cell for number in patch.numbers() if number < header for cell in patch.cells(number))
    return next((cell for cell in above if same_lines(cell.text) == text), None)
