"""The ledger as people left it: its tables found again, whatever was sorted, moved, renamed or put above them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gongwen.ledger import base
from gongwen.ledger.base import Base, Remembered, Spec
from gongwen.ledger.columns import KEYS, NAMED, Owner, Role
from gongwen.ledger.guess import guess_specs
from gongwen.ledger.template import headers_above
from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, Severity, UserError
from gongwen.sheet.address import address, column_letters, corners, position
from gongwen.sheet.book import Book
from gongwen.sheet.patch import CannotKeepError, SheetPatch
from gongwen.sheet.values import Cell, same_lines
from gongwen.tables.normal import full_key
from gongwen.tables.rows import is_note

_SEARCHED = 40
"""Written rows among which the header is looked for: banners are shorter."""
_GAP = 200
"""Reading stops after so many rows without a value; a gap inside a real table is never that long."""
_REPEATED = 3
"""A row that says so many headers again is no data."""
_ALIKE, _SAMPLE = 0.8, 200
"""Share of equal values by which a column is known without its header, and how many rows are compared."""


class LiveRow(NamedTuple):
    """A row: its number, its cells by column, and its key once that is known."""

    number: int
    cells: Mapping[int, Cell]
    key: str = ""


@dataclass(slots=True)
class Table:
    """A table of the ledger where it stands now. `columns` gives the number of each column of the spec."""

    spec: Spec
    sheet: str
    header: int
    columns: dict[int, int]
    patch: SheetPatch
    rows: dict[str, LiveRow] = field(default_factory=dict)
    doubled: list[tuple[str, int]] = field(default_factory=list)
    strangers: list[int] = field(default_factory=list)
    """Rows that somebody added: words where a task has its own, but no id."""
    renamed: list[tuple[str, str]] = field(default_factory=list)
    by_text: int = 0
    """How many rows lost their id and were known by their words."""
    added: dict[int, str] = field(default_factory=dict)
    """Columns that somebody added, by number."""

    @property
    def last(self) -> int:
        """The last row of the table."""
        return max(
            [
                self.header,
                *(row.number for row in self.rows.values()),
                *self.strangers,
                *(row for _, row in self.doubled),
            ]
        )

    def column(self, name: str) -> int | None:
        """The number of the column that is a field."""
        index = next((index for index, column in enumerate(self.spec.columns) if column.field == name), None)
        return self.columns.get(index) if index is not None else None

    @property
    def missing(self) -> list[str]:
        """Headers of columns that are not there any more."""
        return [column.header for index, column in enumerate(self.spec.columns) if index not in self.columns]

    def place(self, file: str, row: int, column: int | None = None) -> Place:
        """A cell for messages."""
        return Place(file, sheet=self.sheet, cell=address(row, column) if column else f"{row}")


class Live:
    """A ledger workbook, opened. Raises UserError (exit 3) for a file that is no ledger of this plan."""

    def __init__(self, package: Package, plan_id: str, year: int, departments: Mapping[str, str]) -> None:
        """Open and find every table; what is odd is in `problems`."""
        self.file = package.name
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

    @property
    def remembered(self) -> bool:
        """Whether the workbook still knows what we wrote last."""
        return base.NAME in self.book.names

    def table(self, role: Role) -> Table | None:
        """The table of a role that there is once."""
        return self.tables.get(str(role))

    # ------------------------------------------------------------ whose it is
    def _base(self, plan_id: str, year: int, departments: Mapping[str, str]) -> Base:
        found = base.load(self.book)
        if found is None:
            what = "台账里的隐藏记录表不在了，分不清哪些格是人改的：有出入的格一律保留"
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
        for name in [name for name in specs if name not in found]:
            table = self._elsewhere(specs[name], {base.NAME, *(table.sheet for table in found.values())})
            if table is not None:
                found[name] = table
                continue
            what = f"台账里找不到“{specs[name].sheet}”这张表"
            self.problems.append(Problem("ledger.no_sheet", what, "这张表不再更新。", Place(self.file), Severity.HINT))
        return [(name, found[name]) for name in specs if name in found]

    def _by_name(self, spec: Spec) -> Table | None:
        """The table in the sheet that had its name, where that has its headers."""
        if spec.sheet not in self.book.names:
            return None
        score, header = _header(self.book.sheet(spec.sheet), spec)
        return self._read(spec, spec.sheet, header) if score >= _enough(spec) else None

    def _elsewhere(self, spec: Spec, taken: Collection[str]) -> Table | None:
        """The table in the sheet that has most of its headers and a row of it, among those that are nothing else."""
        if spec.role is Role.FIGURES:
            return None
        scores = [(*_header(self.book.sheet(name), spec), name) for name in self.book.names if name not in taken]
        score, header, name = max(scores, key=lambda each: each[0], default=(0, 0, ""))
        if score < _enough(spec):
            return None
        table = self._read(spec, name, header)
        return table if table.rows or not self.base.of(spec) else None

    def _read(self, spec: Spec, name: str, header: int) -> Table:
        patch = self.book.sheet(name)
        return _Reader(spec, patch, header, self.base.of(spec)).table(name)

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
            if table.by_text:
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
                self._hint("ledger.column", what, "这些内容不再更新。", Place(self.file, sheet=table.sheet))

    def _hint(self, code: str, what: str, remedy: str, place: Place, severity: Severity = Severity.HINT) -> None:
        self.problems.append(Problem(code, what, remedy, place, severity))


def _repeats(cells: Mapping[int, Cell], headers: Mapping[int, str]) -> bool:
    """Whether a row says the header again, as printed lists do."""
    same = 0
    for column, text in headers.items():
        if column in cells and cells[column].text == text:
            same += 1
            if same == _REPEATED:
                return True
        elif not same and column > _REPEATED:
            return False
    return False


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


class _Reader:
    """Reads one table: which column is which, and which row."""

    def __init__(self, spec: Spec, patch: SheetPatch, header: int, memory: Mapping[str, Remembered]) -> None:
        self._spec, self._patch, self._header, self._memory = spec, patch, header, memory
        self._headers = headers_above(patch, header + 1)
        self._key = next((n for n, column in enumerate(spec.columns) if column.field == KEYS[spec.role]), None)
        self._named = next((n for n, column in enumerate(spec.columns) if column.field == NAMED[spec.role]), None)

    def table(self, name: str) -> Table:
        columns = self._by_header()
        rows = list(self._rows(columns))
        renamed = self._by_content(columns, rows) if len(columns) < len(self._spec.columns) else []
        renamed += self._by_neighbours(columns)
        table = Table(self._spec, name, self._header, columns, self._patch, renamed=renamed)
        known = set(columns.values())
        table.added = {number: text for number, text in self._headers.items() if number not in known}
        self._assign(table, rows)
        return table

    def _by_header(self) -> dict[int, int]:
        """Columns by their header; of equal headers the first is the first."""
        free: dict[str, list[int]] = defaultdict(list)
        for number in sorted(self._headers):
            free[full_key(self._headers[number])].append(number)
        found: dict[int, int] = {}
        for index, column in enumerate(self._spec.columns):
            places = free.get(full_key(column.header))
            if places and column.header:
                found[index] = places.pop(0)
        return found

    def _rows(self, columns: Mapping[int, int]) -> Iterator[LiveRow]:
        """The rows with a value under the header; a header that stands there again is none."""
        patch, last = self._patch, self._header
        headers = self._headers
        covered = _covered(
            patch,
            self._header,
            [columns[n] for n, each in enumerate(self._spec.columns) if n in columns and each.owner is Owner.PLAN],
        )
        tops: dict[tuple[int, int], Cell] = {}
        for number in patch.numbers():
            if number <= self._header:
                continue
            cells = patch.filled(number)
            if not cells:
                continue
            if number - last > _GAP:
                return
            last = number
            for column, (top, is_top) in covered.get(number, {}).items():
                if is_top and column in cells:
                    tops[top, column] = cells[column]
                elif (top, column) in tops and not (column in cells and cells[column].text):
                    above = tops[top, column]
                    cells[column] = above._replace(row=number)
            if not _repeats(cells, headers):
                yield LiveRow(number, cells)

    def _by_content(self, columns: dict[int, int], rows: Sequence[LiveRow]) -> list[tuple[str, str]]:
        """Columns of ours that lost their header, by what stands in them."""
        taken = set(columns.values())
        candidates = sorted({number for row in rows[:_SAMPLE] for number in row.cells} - taken)
        found: list[tuple[str, str]] = []
        for index, column in enumerate(self._spec.columns):
            if index in columns or column.owner is not Owner.PLAN:
                continue
            wanted = Counter(each.values[index] for each in self._memory.values() if each.values[index])
            for number in candidates:
                texts = [
                    row.cells[number].text for row in rows[:_SAMPLE] if number in row.cells and row.cells[number].text
                ]
                if texts and len(wanted) > 1 and sum(text in wanted for text in texts) >= _ALIKE * len(texts) >= 1:
                    columns[index] = number
                    candidates.remove(number)
                    found.append((column.header, self._headers.get(number, column_letters(number))))
                    break
        return found

    def _by_neighbours(self, columns: dict[int, int]) -> list[tuple[str, str]]:
        """A column whose header was changed: the only one between the columns that stood beside it."""
        found: list[tuple[str, str]] = []
        for index, column in enumerate(self._spec.columns):
            before, after = columns.get(index - 1), columns.get(index + 1)
            if index in columns or before is None or after is None or after != before + 2:
                continue
            if before + 1 not in columns.values() and self._headers.get(before + 1):
                columns[index] = before + 1
                found.append((column.header, self._headers[before + 1]))
        return found

    def _assign(self, table: Table, rows: Sequence[LiveRow]) -> None:
        """Rows by their key; those without one by their words, where these are known and the row is not there yet."""
        key_column = table.columns.get(-1 if self._key is None else self._key, 0)
        named = table.columns.get(-1 if self._named is None else self._named, 0)
        without: list[LiveRow] = []
        for row in rows:
            key = row.cells[key_column].text.strip() if key_column in row.cells else ""
            if not key:
                without.append(row)
            elif key in table.rows:
                table.doubled.append((key, row.number))
            else:
                table.rows[key] = row._replace(key=key)
        words = self._words()
        for row in without:
            text = same_lines(row.cells[named].text) if named in row.cells else ""
            known = words.get(text)
            if known is not None and known not in table.rows:
                table.rows[known] = row._replace(key=known)
                table.by_text += 1
            elif text and not is_note(text):
                table.strangers.append(row.number)

    def _words(self) -> dict[str, str]:
        """Keys by the words of their row, where no two rows say the same."""
        if self._named is None:
            return {}
        counts = Counter(each.values[self._named] for each in self._memory.values())
        return {
            each.values[self._named] or "": key
            for key, each in self._memory.items()
            if counts[each.values[self._named]] == 1
        }


def standing(patch: SheetPatch, place: str, text: str, header: int) -> Cell | None:
    """The cell that holds a single text: at its place, else anywhere above the header."""
    near = patch.cell(*position(place))
    if near is not None and same_lines(near.text) == text:
        return near
    above = (cell for number in patch.numbers() if number < header for cell in patch.cells(number))
    return next((cell for cell in above if same_lines(cell.text) == text), None)


def _covered(patch: SheetPatch, header: int, columns: Collection[int]) -> dict[int, dict[int, tuple[int, bool]]]:
    """By row and column the first row of the merged cells it belongs to, and whether it is that row."""
    found: dict[int, dict[int, tuple[int, bool]]] = defaultdict(dict)
    wanted, last = set(columns), patch.last_row
    for text in patch.merges:
        try:
            top, left, bottom, right = corners(text)
        except ValueError:
            continue
        if left == right and left in wanted and top > header:
            for number in range(top, min(bottom, last) + 1):
                found[number][left] = (top, number == top)
    return found
