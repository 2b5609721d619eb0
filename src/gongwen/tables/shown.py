"""A workbook as it is shown on paper: each visible sheet's printed area, its texts as formats show them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, UserError
from gongwen.tables.numberformat import code_of, shown
from gongwen.tables.sheetscan import sheet_parts

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_AREA = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d{1,7})?(?::\$?([A-Za-z]{1,3})?\$?(\d{1,7})?)?\Z")
_USUAL_WIDTH = 8.43
_IN_CELL = re.compile(r"=(?:_xlfn\.)?DISPIMG\(")
"""What WPS keeps as the value of a cell that holds a picture."""
MOST_ROWS, MOST_COLUMNS = 2_000, 60
_HEAD_ROWS = 10
"""Rows among which a header is looked for."""
_READ_ROWS = 20_000
"""Rows that are looked at; a table of more is no evidence to be bound."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sheet: rows of texts in its printed area, widths of the columns in digits, how many rows are its header.

    `wide` gives, for the number of a row, how many columns its first cell covers where it covers all; `tall` are the
    cells that are covered by the one above. `left_out` rows are not shown, `drawings` are pictures and charts.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    header: int
    wide: frozenset[int]
    tall: frozenset[tuple[int, int]]
    left_out: int
    drawings: int
    uncounted: int
    """Formulas without a stored value."""
    unseen: int
    """Rows hidden by hand or by a filter that hold something."""
    numbers: frozenset[int]
    """Columns that hold numbers only, under the header."""


def shown_sheets(source: Path | bytes, name: str) -> list[Shown]:
    """The visible sheets of an .xlsx. Raises UserError (exit 3) for a file that cannot be read."""
    package = Package.read(source, name=name)
    parts = package.parts
    try:
        book = _parsed(parts.get("xl/workbook.xml", b""))
        strings = _strings(parts.get("xl/sharedStrings.xml"))
        formats = _formats(parts.get("xl/styles.xml"))
        names = sheet_parts(parts)
        areas = _defined(book)
        dated = any(_true(each.get("date1904")) for each in book.iter(*_both("workbookPr")))
        found = []
        for number, sheet in enumerate(book.iter(*_both("sheet"))):
            title = sheet.get("name") or ""
            if sheet.get("state", "visible") == "visible" and names.get(title) in parts:
                part = names[title]
                reader = _Reader(strings, formats, date1904=dated)
                found.append(reader.read(title, parts[part], areas.get(number, {}), _drawings(parts, part)))
    except (etree.XMLSyntaxError, ValueError, KeyError, IndexError) as error:
        what, remedy = "表格文件已损坏，读不出来", "请用表格软件打开后另存一份。"
        raise UserError(Problem("table.file.damaged", what, remedy, Place(name))) from error
    return found


class _Reader:
    """Reads one sheet."""

    def __init__(self, strings: list[str], formats: list[str], *, date1904: bool) -> None:
        self._strings, self._formats, self._date1904 = strings, formats, date1904
        self._uncounted = self._pictures = self._unseen = 0

    def read(self, name: str, xml: bytes, defined: Mapping[str, str], drawings: int) -> Shown:
        root = _parsed(xml)
        cells: dict[int, dict[int, tuple[str, bool]]] = {}
        hidden_rows, more = set(), 0
        for line, row in enumerate(root.iter(*_both("row")), 1):
            number = int(row.get("r") or line)
            if _true(row.get("hidden")):
                hidden_rows.add(number)
                self._unseen += any(len(cell) for cell in row)
                continue
            if len(cells) > _READ_ROWS:
                more += 1
                continue
            read = dict(self._row(row))
            if read:
                cells[number] = read
        box = _box(defined.get("_xlnm.Print_Area", ""), cells)
        hidden_columns, widths = _columns(root)
        columns = [each for each in range(box[1], box[3] + 1) if each not in hidden_columns]
        rows = [each for each in range(box[0], box[2] + 1) if each not in hidden_rows]
        while rows and rows[-1] not in cells:
            rows.pop()
        shown_columns, shown_rows = columns[:MOST_COLUMNS], rows[:MOST_ROWS]
        texts = tuple(
            tuple(cells.get(row, {}).get(column, ("", False))[0] for column in shown_columns) for row in shown_rows
        )
        wide, tall = _merged(root, shown_rows, shown_columns)
        header = _header(defined.get("_xlnm.Print_Titles", ""), shown_rows, texts, wide, tall)
        numbers = frozenset(
            place for place, column in enumerate(shown_columns) if _is_numbers(cells, shown_rows[header:], column)
        )
        shares = tuple(widths.get(column, _USUAL_WIDTH) for column in shown_columns)
        left_out = len(rows) - len(shown_rows) + more
        pictures = drawings + self._pictures
        counts = left_out, pictures, self._uncounted, self._unseen
        return Shown(name, texts, shares, header, wide, tall, *counts, numbers)

    def _row(self, row: Any) -> Iterator[tuple[int, tuple[str, bool]]]:
        column = 0
        for cell in row:
            column = _column(cell.get("r")) or column + 1
            text, number = self._cell(cell)
            if text:
                yield column, (text, number)

    def _cell(self, cell: Any) -> tuple[str, bool]:
        """What a cell shows, and whether it is a number."""
        kind = cell.get("t", "n")
        value = next((each.text or "" for each in cell if _is(each, "v")), None)
        if kind == "inlineStr":
            return "".join(_texts(cell)), False
        if not value:
            self._uncounted += kind != "str" and any(_is(each, "f") for each in cell)
            return "", False
        if _IN_CELL.match(value):
            self._pictures += 1
            return "", False
        match kind:
            case "s":
                return self._strings[int(value)], False
            case "n":
                return self._number(value, int(cell.get("s", 0)))
            case _:
                return {"b1": "TRUE", "b0": "FALSE"}.get(kind + value, value), False

    def _number(self, value: str, style: int) -> tuple[str, bool]:
        try:
            number = float(value)
        except ValueError:
            return value, False
        code = self._formats[style] if style < len(self._formats) else ""
        return shown(number, code, date1904=self._date1904), True


# ---------------------------------------------------------------- parts of a workbook
def _parsed(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(data, parser)


def _both(name: str) -> tuple[str, str]:
    return _MAIN + name, _STRICT + name


def _is(element: Any, name: str) -> bool:
    return element.tag in _both(name)


def _true(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _texts(element: Any) -> Iterator[str]:
    """The texts of a string, without how it is read aloud."""
    for child in element:
        if _is(child, "t"):
            yield child.text or ""
        elif _is(child, "r") or _is(child, "is"):
            yield from _texts(child)


def _strings(data: bytes | None) -> list[str]:
    return ["".join(_texts(each)) for each in _parsed(data).iter(*_both("si"))] if data else []


def _formats(data: bytes | None) -> list[str]:
    """The number format of each cell style."""
    if not data:
        return []
    root = _parsed(data)
    own = {int(each.get("numFmtId", 0)): each.get("formatCode") or "" for each in root.iter(*_both("numFmt"))}
    styles = next(root.iter(*_both("cellXfs")), ())
    return [code_of(int(each.get("numFmtId") or 0), own) for each in styles]


def _defined(book: Any) -> dict[int, dict[str, str]]:
    """The defined names of each sheet, by the sheet's place."""
    found: dict[int, dict[str, str]] = {}
    for each in book.iter(*_both("definedName")):
        if each.get("localSheetId") is not None:
            found.setdefault(int(each.get("localSheetId")), {})[each.get("name") or ""] = each.text or ""
    return found


def _drawings(parts: Mapping[str, bytes], sheet: str) -> int:
    """How many pictures and charts a sheet has."""
    folder, _, name = sheet.rpartition("/")
    relations = parts.get(f"{folder}/_rels/{name}.rels", b"")
    count = 0
    for target in re.findall(rb'Target="([^"]*drawing\d+\.xml)"', relations):
        part = posixpath.normpath(posixpath.join(folder, target.decode("utf-8", "replace"))).lstrip("/")
        data = parts.get(part, b"")
        count += len(re.findall(rb"<(?:\w+:)?(?:pic|graphicFrame)[ >]", data))
    return count


# ---------------------------------------------------------------- what is printed
def _column(reference: str | None) -> int:
    letters = re.match(r"[A-Z]+", reference or "")
    return _letters(letters[0]) if letters else 0


def _letters(text: str) -> int:
    number = 0
    for char in text.upper():
        number = number * 26 + ord(char) - 64
    return number


def _box(area: str, cells: Mapping[int, Mapping[int, object]]) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column: of the printed area, else of what is filled."""
    last_row = max(cells, default=0)
    last_column = max((column for row in cells.values() for column in row), default=0)
    found = [_AREA.match(part.rpartition("!")[2]) for part in area.split(",")]
    boxes = [
        (
            int(top or 1),
            _letters(left) if left else 1,
            min(last_row, int(bottom or top or last_row)),
            min(last_column, _letters(right or left) if (right or left) else last_column),
        )
        for left, top, right, bottom in (each.groups() for each in found if each is not None)
        if left or top
    ]
    if boxes:  # of several areas all is shown that lies between them, so that nothing is lost
        tops, lefts, bottoms, rights = zip(*boxes, strict=True)
        return min(tops), min(lefts), max(bottoms), max(rights)
    first_column = min((column for row in cells.values() for column in row), default=1)
    return min(cells, default=1), first_column, last_row, last_column


def _columns(root: Any) -> tuple[set[int], dict[int, float]]:
    hidden: set[int] = set()
    widths: dict[int, float] = {}
    for each in root.iter(*_both("col")):
        first, last = int(each.get("min", 1)), min(int(each.get("max", 1)), 16_384)
        for column in range(first, last + 1 if last - first < MOST_COLUMNS else first + MOST_COLUMNS):
            widths[column] = float(each.get("width") or _USUAL_WIDTH)
            if _true(each.get("hidden")):
                hidden.add(column)
    return hidden, widths


def _merged(root: Any, rows: list[int], columns: list[int]) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Rows whose first cell covers them all, and cells that the one above covers."""
    at_row = {row: place for place, row in enumerate(rows)}
    at_column = {column: place for place, column in enumerate(columns)}
    wide: set[int] = set()
    tall: set[tuple[int, int]] = set()
    for each in root.iter(*_both("mergeCell")):
        first, _, last = (each.get("ref") or "").partition(":")
        top, bottom = (int(re.sub(r"\D", "", part) or 0) for part in (first, last or first))
        left, right = _column(first), _column(last or first)
        if columns and top == bottom and left <= columns[0] and right >= columns[-1] and top in at_row:
            wide.add(at_row[top])
        elif left in at_column and bottom - top < MOST_ROWS:
            tall.update((at_row[row], at_column[left]) for row in range(top + 1, bottom + 1) if row in at_row)
    return frozenset(wide), frozenset(tall)


def _header(
    titles: str,
    rows: list[int],
    texts: tuple[tuple[str, ...], ...],
    wide: frozenset[int],
    tall: frozenset[tuple[int, int]],
) -> int:
    """The place after the header: print titles where they are set, else the first row with a text in most columns.

    A line with the unit and the date over a table has few; a header of two levels has cells that go over both.
    """
    for part in titles.split(","):
        found = _AREA.match(part.rpartition("!")[2])
        if found is not None and found[2] and not found[1]:
            last = int(found[4] or found[2])
            return sum(row <= last for row in rows)
    several = [place for place, row in enumerate(texts) if place not in wide and sum(map(bool, row)) > 1]
    used = sum(any(column) for column in zip(*texts, strict=True))
    full = (place for place in several[:_HEAD_ROWS] if 2 * sum(map(bool, texts[place])) > used)
    first = next(full, several[0] if several else None)
    if first is None:
        return 0
    last = first
    while any((last + 1, column) in tall for column in range(len(texts[first]))) and last + 1 < len(texts):
        last += 1
    return last + 1


def _is_numbers(cells: Mapping[int, Mapping[int, tuple[str, bool]]], rows: list[int], column: int) -> bool:
    found = [cells[row][column] for row in rows if column in cells.get(row, {})]
    return bool(found) and all(number for _, number in found)
