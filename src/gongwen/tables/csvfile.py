"""A grid out of delimited text: which encoding, which separator, which line each row stands on."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from gongwen.problems import Place, Problem, Severity
from gongwen.tables.header import best_score
from gongwen.tables.model import Grid, RawRow, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DELIMITERS = (",", ";", "\t", "，")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings that a plan may name and the wider one that reads them: GB 18030 holds GBK, which holds GB 2312.
_WIDER = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "utf-8": "utf-8-sig"}
# Longer than any cell of a workbook (32,767); the default of the csv module is enough for that, a book is not a cell.
_FIELD_LIMIT = 1_000_000
_SNIFF_CHARACTERS = 20_000


def decode(data: bytes, asked: str | None, place: Place) -> tuple[str | None, list[Problem]]:
    """The text of a csv file: byte order mark, then the encoding asked for, then UTF-8, UTF-16 and GB 18030."""
    wanted = _codec(asked)
    problems: list[Problem] = []
    if asked and wanted is None:
        problems.append(_hint(place, f"不认识的编码名“{asked}”，已自动判断编码", "可写 utf-8、utf-16 或 gb18030。"))
    for name in _candidates(data, wanted):
        text = _strict(data, name)
        if text is None:
            continue
        if wanted is not None and not name.startswith(wanted):
            shown = name.removesuffix("-sig")
            problems.append(
                _hint(place, f"编码不是所写的 {asked}，已按 {shown} 读取", f"请把 encoding 改为 {shown} 或删去。")
            )
        return text, problems
    problems.append(
        Problem(
            "table.csv.encoding",
            "无法识别文字编码，或文件不是文本表格",
            "请在表格软件中打开它，另存为“CSV UTF-8”或 xlsx。",
            place,
        )
    )
    return None, problems


def _codec(asked: str | None) -> str | None:
    """The Python codec for an encoding's name in a plan, or None for no or an unknown name."""
    if not asked:
        return None
    try:
        name = codecs.lookup(asked.strip()).name
    except (LookupError, ValueError):
        return None
    if name.startswith("utf-16"):
        return "utf-16"
    return _WIDER.get(name, name)


def _candidates(data: bytes, wanted: str | None) -> list[str]:
    """Encodings to try, most certain first; text that is strict UTF-8 with Chinese in it is nothing else."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return [name]
    if b"\0" in data[:_SNIFF_CHARACTERS]:
        # Separators and digits of UTF-16 have a zero byte each; which half tells the byte order.
        even, odd = data[0:_SNIFF_CHARACTERS:2].count(0), data[1:_SNIFF_CHARACTERS:2].count(0)
        return ["utf-16-be" if even > odd else "utf-16-le"] if min(even, odd) * 4 < max(even, odd) else []
    if data.isascii():
        return [wanted] if wanted and wanted != "utf-16" else ["utf-8-sig"]
    return ["utf-8-sig", *([wanted] if wanted and wanted != "utf-16" else []), "gb18030"]


def _strict(data: bytes, name: str) -> str | None:
    """Decode or None; halves of surrogate pairs get through, so that their row and field can be named."""
    for errors in ("strict", "surrogatepass"):
        try:
            text = data.decode(name, errors)
        except (UnicodeError, LookupError):
            continue
        if errors == "surrogatepass":
            text = text.encode("utf-16-le", errors).decode("utf-16-le", errors)
        return text.removeprefix("\ufeff")
    return None


def _hint(place: Place, what: str, remedy: str) -> Problem:
    return Problem("table.csv.encoding_differs", what, remedy, place, Severity.HINT)


def read_csv(text: str, source: Source, wanted: Sequence[str]) -> Grid:
    """The rows of a text, split by the separator under which most wanted headers appear."""
    csv.field_size_limit(_FIELD_LIMIT)
    head = text[:_SNIFF_CHARACTERS]
    scores = [best_score(Grid(source, list(_rows(head, mark))), wanted) for mark in _DELIMITERS]
    delimiter = _DELIMITERS[scores.index(max(scores))]
    try:
        rows = list(_rows(text, delimiter, strict=True))
    except csv.Error:
        rows = list(_rows(text, delimiter))
        return replace(Grid(source, rows), problems=[_quotes(source, rows)])
    return Grid(source, rows)


def _rows(text: str, delimiter: str, *, strict: bool = False) -> Iterator[RawRow]:
    """The rows that are not blank, with the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    begin = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            if strict:
                raise
            return
        if any(cell and not cell.isspace() for cell in cells):
            yield RawRow(begin, cells, cells)
        begin = reader.line_num + 1


def _quotes(source: Source, rows: Sequence[RawRow]) -> Problem:
    """Name the first row with a line break or a quotation mark inside a cell: there the marks went wrong."""
    suspect = next(
        (row for row in rows if any('"' in str(cell) or "\n" in str(cell) for cell in row.cells)),
        rows[0] if rows else None,
    )
    return Problem(
        "table.csv.quotes",
        "英文双引号没有成对，这一行起的内容可能读错",
        "请检查这一行的英文双引号；内容里的双引号要写两遍，或改用中文引号。",
        source.place(suspect.line if suspect else None),
        Severity.WARNING,
    )
