"""A look at the XML of a worksheet before the reader sees it: phantom rows and columns, error cells.

The reader below us allocates the rectangle around all values. One stray blank in the last of 1,048,576 rows or
16,384 columns would cost gigabytes, so the rows after a long blank stretch are cut off first.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping

# Reading stops after so many rows without a value; a gap inside a real table is never that long.
BLANK_ROWS = 200
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^>]*)>")
_NUMBER = re.compile(rb'\br\s*=\s*["\'](\d+)["\']')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\s*>")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br\s*=\s*["\']\$?([A-Za-z]+)\$?(\d+)["\']')
_FILLED_CELL = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br\s*=\s*["\']\$?([A-Za-z]+)\$?\d+["\'][^>]*(?<!/)>\s*'
    rb"(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f\s*>)?\s*<(?:\w+:)?(?:v|is)\s*>"
)
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\bt\s*=\s*[\"']e[\"'][^>]*>")
_REFERENCE = re.compile(rb'\br\s*=\s*["\']([A-Z]{1,3})(\d{1,7})["\']')
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
_WIDE = 500
_LETTERS = 3
_DIGITS = 12
_ANY_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
# As many cells as are read at all; see `workbook.MAX_CELLS`.
_CAREFUL_FROM = 5_000_000


@dataclass(frozen=True, slots=True)
class Scan:
    """What a worksheet's XML holds: the XML without phantom rows where there are any, and cells of note."""

    xml: bytes
    cut: bool = False
    # The first row (1-based) that is not read although values follow somewhere below.
    unread_from: int | None = None
    last_row: int = 0
    last_column: int = 0
    # Whether a cell says that it stands in a row other than its own: the reader would believe the cell.
    stray: bool = False
    errors: frozenset[tuple[int, int]] = frozenset()


def column_index(letters: bytes) -> int:
    """The 0-based index of a column's letters: A is 0, XFD is 16,383."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1


def scan(xml: bytes) -> Scan:
    """Find the end of the table's rows, cut values far below it, and list error cells."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        xml = xml.decode("utf-16", "replace").encode("utf-8").replace(b"UTF-16", b"UTF-8", 1)
    end = _END.search(xml)
    limit = end.start() if end else len(xml)
    stop, unread, line = _stop(xml, limit)
    cut = stop < limit and _VALUE.search(xml, stop, limit) is not None
    kept = xml[:stop] + xml[limit:]
    errors = set()
    if b't="e"' in kept or b"t='e'" in kept:
        for match in _ERROR_CELL.finditer(kept):
            reference = _REFERENCE.search(match.group())
            if reference:
                errors.add((int(reference[2]), column_index(reference[1])))
    cells = _CELL.findall(kept)
    letters = {name for name, _ in cells}
    lowest = max((int(number[:_DIGITS]) for number in {number for _, number in cells}), default=0)
    odd = any(len(name) > _LETTERS for name in letters) or lowest > line
    column = 0 if odd else _last_column(kept, letters, line)
    if len(cells) < len(_ANY_CELL.findall(kept)):
        column = max(column, _longest_row(kept))
    return Scan(kept, cut, unread if cut else None, line, column, odd, frozenset(errors))


def _stop(xml: bytes, limit: int) -> tuple[int, int, int]:
    """Where reading ends: the offset and number of the first row after 200 rows without a value, and the last before.

    Without such a gap the offset is the limit.
    """
    filled = before = line = 0
    matches = _ROW.finditer(xml, 0, limit)
    current = next(matches, None)
    while current is not None:
        following = next(matches, None)
        number = _NUMBER.search(current[1])
        before, line = line, int(number[1][:_DIGITS]) if number else line + 1
        if line - filled > BLANK_ROWS:
            return current.start(), line, before
        if _VALUE.search(xml, current.end(), following.start() if following else limit):
            filled = line
        current = following
    return limit, line + 1, line


def _last_column(xml: bytes, letters_used: set[bytes], rows: int) -> int:
    """The rightmost column (0-based) that holds a value; blank cells only count where they do no harm."""
    widest = max((column_index(letters) for letters in letters_used), default=0)
    if widest <= _WIDE and (widest + 1) * rows <= _CAREFUL_FROM:
        return widest
    filled = {match[1] for match in _FILLED_CELL.finditer(xml)}
    return max((column_index(letters) for letters in filled), default=0)


def _longest_row(xml: bytes) -> int:
    """The number of cells in the longest row, for writers that leave out where a cell stands."""
    starts = [match.end() for match in _ROW.finditer(xml)]
    ends = [*starts[1:], len(xml)]
    return max((len(_ANY_CELL.findall(xml, start, end)) for start, end in zip(starts, ends, strict=True)), default=0)


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The part name of each sheet by the sheet's name; empty where the workbook part is out of the ordinary."""
    try:
        book = etree.fromstring(parts["xl/workbook.xml"], _SAFE)
        links = etree.fromstring(parts["xl/_rels/workbook.xml.rels"], _SAFE)
    except (KeyError, etree.XMLSyntaxError):
        return {}
    if book is None or links is None:
        return {}
    targets = {
        str(link.get("Id")): posixpath.normpath(posixpath.join("xl", str(link.get("Target", ""))))
        for link in links.iterfind("{*}Relationship")
    }
    found: dict[str, str] = {}
    for sheet in book.iterfind(".//{*}sheets/{*}sheet"):
        key = next((value for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")
        target = targets.get(str(key), "")
        # An absolute target starts at the package root.
        found[str(sheet.get("name"))] = target.removeprefix("/")
    return found


def with_part(parts: Mapping[str, bytes], part: str, xml: bytes) -> bytes:
    """The package with one part replaced, in memory and uncompressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as copy:
        for name, content in parts.items():
            copy.writestr(name, xml if name == part else content)
    return buffer.getvalue()
