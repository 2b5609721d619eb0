"""A grid out of one sheet of a workbook (xlsx or xls), merged cells filled down."""

from __future__ import annotations

import io
import zipfile
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gongwen.problems import Place, Problem, Severity, UserError
from gongwen.tables import sheetscan
from gongwen.tables.content import Kind, password
from gongwen.tables.header import best_score, enough
from gongwen.tables.model import Cell, Grid, RawRow, Source
from gongwen.tables.normal import full_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

# Twenty times the widest table people make; a value further right is a slip of the keyboard.
MAX_COLUMNS = 2000
# Rows × columns of the rectangle around all values; 5,000,000 cells take about 200 MB while they are read.
MAX_CELLS = 5_000_000


def read_workbook(data: bytes, kind: Kind, file: str, sheet: str | None, wanted: Sequence[str]) -> Grid:
    """The grid of the named sheet, or of the first sheet with the wanted header; `UserError` where there is none."""
    place = Place(file)
    book = _open(data, place)
    names = _readable(book)
    if not names:
        raise _refused("no_sheet", "工作簿里没有可读的工作表", "请核对文件，或在表格软件中另存为 xlsx。", place)
    if sheet is not None:
        names = [_named(sheet, names, place)]
    first: Grid | None = None
    for name in names:
        grid = _grid(data, book, kind, Source(file, name))
        if sheet is not None or enough(best_score(grid, wanted), wanted):
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
        raise _damaged(place) from None
    except BaseException as error:
        raise _panic(error, place) from error


def _panic(error: BaseException, place: Place) -> BaseException:
    """A panic of the Rust reader is no `Exception`; it means a damaged file. Anything else passes."""
    return _damaged(place) if type(error).__name__ == "PanicException" else error


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


def _grid(data: bytes, book: CalamineWorkbook, kind: Kind, source: Source) -> Grid:
    """Guard, read and fill one sheet."""
    place = source.place()
    found = _scan(data, source.sheet or "") if kind is Kind.XLSX else None
    problems: list[Problem] = []
    if found is not None and found[1].last_column >= MAX_COLUMNS:
        raise _too_big(place)
    if found is not None and found[1].cut:
        part, checked = found
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = _open(sheetscan.with_part(archive, part, checked.xml), place)
        problems.append(_unread(source, checked.unread_from))
    sheet, values = _values(book, source)
    rows = [RawRow(index + 1, row, row) for index, row in enumerate(values)]
    rows = [row for row in rows if any(_filled(value) for value in row.cells)]
    kept = _until_gap(rows)
    if len(kept) < len(rows):
        problems.append(_unread(source, rows[len(kept)].line))
    filled = _fill_down(kept, sheet.merged_cell_ranges or [])
    return Grid(source, filled, found[1].errors if found else (), problems)


def _scan(data: bytes, sheet: str) -> tuple[str, sheetscan.Scan] | None:
    """The part of a sheet and what a look at its XML says; None where the sheet's part is not found."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = sheetscan.sheet_parts(archive).get(sheet, "")
        try:
            xml = archive.read(part)
        except (KeyError, zipfile.BadZipFile):
            return None
    return part, sheetscan.scan(xml)


def _values(book: CalamineWorkbook, source: Source) -> tuple[CalamineSheet, list[list[Cell]]]:
    """All values of a sheet from A1 on."""
    from python_calamine import CalamineError  # noqa: PLC0415

    place = source.place()
    try:
        sheet = book.get_sheet_by_name(source.sheet or "")
        big = sheet.total_height * sheet.total_width > MAX_CELLS
        values: list[list[Cell]] = [] if big else [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError, ValueError, MemoryError):
        raise _damaged(place) from None
    except BaseException as error:
        raise _panic(error, place) from error
    if big:
        raise _too_big(place)
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


def _fill_down(rows: list[RawRow], merges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> list[RawRow]:
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


def _too_big(place: Place) -> UserError:
    what = "表格的使用范围过大，多半是在很远的一行或一列误填了内容"
    return _refused("too_big", what, "请按 Ctrl+End 查看最后一格，删去多余的行和列后另存。", place)


def _damaged(place: Place) -> UserError:
    return _refused("damaged", "工作簿内容已损坏，读不出来", "请在表格软件中打开并另存为 xlsx，或重新下载。", place)


def _refused(code: str, what: str, remedy: str, place: Place) -> UserError:
    return UserError(Problem(f"table.file.{code}", what, remedy, place))
