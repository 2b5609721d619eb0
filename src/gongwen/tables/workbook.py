"""A grid out of one sheet of a workbook (xlsx or xls), merged cells filled down."""

from __future__ import annotations

import io
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, Severity, UserError
from gongwen.tables import sheetscan
from gongwen.tables.content import Kind, damaged, password, too_big
from gongwen.tables.header import best_score, enough
from gongwen.tables.model import Cell, Grid, RawRow, Source
from gongwen.tables.normal import full_key
from gongwen.tables.xls import read_xls

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

    from gongwen.tables.xls import Merge

# Twenty times the widest table people make; a value further right is a slip of the keyboard.
MAX_COLUMNS = 2000
# Rows × columns of the rectangle around all values; 5,000,000 cells take about 200 MB while they are read.
MAX_CELLS = 5_000_000


def read_workbook(data: bytes, kind: Kind, file: str, sheet: str | None, wanted: Sequence[str]) -> Grid:
    """The grid of the named sheet, or of the first sheet with the wanted header; `UserError` where there is none."""
    place = Place(file)
    if kind is Kind.XLS:
        sheets = {item.name: item for item in read_xls(data, place)}
        names = list(sheets)

        def grid_of(name: str) -> Grid:
            return _filled_grid(Source(file, name), sheets[name].rows, sheets[name].merges)
    else:
        package = Package.read(data, name=file)
        book = _open(data, place)
        names = _readable(book)

        def grid_of(name: str) -> Grid:
            return _grid(package, book, Source(file, name))

    if not names:
        raise _refused("no_sheet", "工作簿里没有可读的工作表", "请核对文件，或在表格软件中另存为 xlsx。", place)
    if sheet is not None:
        return grid_of(_named(sheet, names, place))
    first: Grid | None = None
    for name in names:
        grid = grid_of(name)
        if enough(best_score(grid, wanted), wanted):
            return grid
        first = first or grid
    return first or Grid(Source(file, names[0]), ())


def _open(data: bytes, place: Place) -> CalamineWorkbook:
    from python_calamine import CalamineError, PasswordError, load_workbook  # noqa: PLC0415 heavy, only for workbooks

    try:
        return load_workbook(io.BytesIO(data))
    except PasswordError:
        raise password(place) from None
    except (CalamineError, OSError, ValueError, MemoryError):
        raise damaged(place) from None
    except BaseException as error:
        raise _panic(error, place) from error


def _panic(error: BaseException, place: Place) -> BaseException:
    """A panic of the Rust reader is no `Exception`; it means a damaged file. Anything else passes."""
    return damaged(place) if type(error).__name__ == "PanicException" else error


def _readable(book: CalamineWorkbook) -> list[str]:
    """The names of the worksheets, visible ones first."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    sheets = [item for item in book.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
    return [item.name for item in sorted(sheets, key=lambda item: item.visible != SheetVisibleEnum.Visible)]


def _named(sheet: str, names: Sequence[str], place: Place) -> str:
    """The sheet as it is spelled in the file: exact, else alike but for blanks and width."""
    if sheet in names:
        return sheet
    alike = [name for name in names if full_key(name) == full_key(sheet)]
    if alike:
        return alike[0]
    close = get_close_matches(sheet, names, n=1, cutoff=0.4)
    hint = f"是不是“{close[0]}”？" if close else ""
    listed = "、".join(names[:10])
    raise _refused("sheet_unknown", f"没有名为“{sheet}”的工作表", f"{hint}文件里有：{listed}。", place)


def _grid(package: Package, book: CalamineWorkbook, source: Source) -> Grid:
    """Guard, read and fill one sheet of an xlsx workbook."""
    place = source.place()
    part = sheetscan.sheet_parts(package.parts).get(source.sheet or "", "")
    found = sheetscan.scan(package.parts.get(part, b""))
    cells = found.last_row * (found.last_column + 1)
    if found.stray or found.last_column >= MAX_COLUMNS or cells > MAX_CELLS:
        raise too_big(place)
    problems: list[Problem] = []
    if found.cut:
        book = _open(sheetscan.with_part(package.parts, part, found.xml), place)
        problems.append(_unread(source, found.unread_from))
    sheet, values = _values(book, source)
    return _filled_grid(source, values, sheet.merged_cell_ranges or [], found.errors, problems)


def _filled_grid(
    source: Source,
    values: Sequence[Sequence[Cell]],
    merges: Sequence[Merge],
    errors: Collection[tuple[int, int]] = (),
    problems: Sequence[Problem] = (),
) -> Grid:
    """The non-blank rows up to the first long gap, merged cells filled down."""
    rows = [RawRow(index + 1, row, row) for index, row in enumerate(values)]
    rows = [row for row in rows if any(_filled(value) for value in row.cells)]
    kept = _until_gap(rows)
    if len(kept) < len(rows):
        problems = [*problems, _unread(source, rows[len(kept)].line)]
    return Grid(source, _fill_down(kept, merges), errors, problems)


def _values(book: CalamineWorkbook, source: Source) -> tuple[CalamineSheet, list[list[Cell]]]:
    """All values of a sheet from A1 on."""
    from python_calamine import CalamineError  # noqa: PLC0415

    place = source.place()
    try:
        sheet = book.get_sheet_by_name(source.sheet or "")
        big = sheet.total_height * sheet.total_width > MAX_CELLS
        values: list[list[Cell]] = [] if big else [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError, ValueError, MemoryError):
        raise damaged(place) from None
    except BaseException as error:
        raise _panic(error, place) from error
    if big:
        raise too_big(place)
    return sheet, values


def _filled(value: Cell) -> bool:
    return not (value is None or value == "" or (isinstance(value, str) and value.isspace()))


def _until_gap(rows: list[RawRow]) -> list[RawRow]:
    """The rows before the first stretch of more than 200 blank ones."""
    before = 0
    for index, row in enumerate(rows):
        if row.line - before > sheetscan.BLANK_ROWS:
            return rows[:index]
        before = row.line
    return rows


def _fill_down(rows: list[RawRow], merges: Sequence[Merge]) -> list[RawRow]:
    """Give the first column of each merged range its value in all its rows; overlapping ranges count once."""
    at = {row.line: row for row in rows}
    last = rows[-1].line if rows else 0
    done: dict[int, int] = {}
    for (top, column), (bottom, _) in sorted(merges):
        first = top + 1
        if bottom <= top or first not in at or first <= done.get(column, 0):
            continue
        done[column] = min(bottom + 1, last)
        head = at[first].cells
        value = head[column] if column < len(head) else ""
        if not _filled(value):
            continue
        for line in range(first + 1, done[column] + 1):
            row = at.get(line)
            if row is not None and column < len(row.cells) and not _filled(row.cells[column]):
                cells = list(row.cells)
                cells[column] = value
                at[line] = RawRow(line, cells, row.given)
    return [at[row.line] for row in rows]


def _unread(source: Source, line: int | None) -> Problem:
    return Problem(
        "table.rows.unread",
        f"连续 {sheetscan.BLANK_ROWS} 行空白之后还有内容，没有读",
        "如果是误填，请删去表格下方的这些行；如果是数据，请移到表格里去。",
        source.place(line),
        Severity.WARNING,
    )


def _refused(code: str, what: str, remedy: str, place: Place) -> UserError:
    return UserError(Problem(f"table.file.{code}", what, remedy, place))
