"""The rows and cells of a sheet found in its bytes, without a tree: where each begins and ends, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gongwen.sheet.address import column_number
from gongwen.sheet.values import Cell, decoded


@dataclass(slots=True)
class Span:
    """A row of the sheet: its number, its attributes, its cells, and all of it as it was written (empty: new)."""

    number: int
    attributes: str
    cells: str
    text: str = ""


@dataclass(slots=True)
class Grammar:
    """The expressions for one prefix of the spreadsheet namespace (`x:` in files of some programs)."""

    prefix: str
    rows: re.Pattern[str] = field(init=False)
    cells: re.Pattern[str] = field(init=False)
    data: re.Pattern[str] = field(init=False)
    texts: re.Pattern[str] = field(init=False)
    value: re.Pattern[str] = field(init=False)
    phonetic: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        """Compile."""
        p = re.escape(self.prefix)
        self.data = re.compile(rf"<{p}sheetData\s*(?:/>|>(.*)</{p}sheetData\s*>)", re.DOTALL)
        self.rows = re.compile(rf"<{p}row\b([^>]*?)(?:/>|>(.*?)</{p}row\s*>)", re.DOTALL)
        self.cells = re.compile(rf'<{p}c\b(?: r="([A-Z]+)\d+")?([^>]*?)(?:/>|>(.*?)</{p}c\s*>)', re.DOTALL)
        self.texts = re.compile(rf"<{p}t\b[^>]*?(?:/>|>(.*?)</{p}t\s*>)", re.DOTALL)
        self.value = re.compile(rf"<{p}v\b[^>]*>(.*?)</{p}v\s*>", re.DOTALL)
        self.phonetic = re.compile(rf"<{p}rPh\b.*?</{p}rPh\s*>", re.DOTALL)


_ADDRESS = re.compile(r'\br="([A-Z]+)\d+"')
_ROW = re.compile(r'\br="(\d+)"')
_TYPE = re.compile(r'\bt="(\w+)"')
_STYLE = re.compile(r'\bs="(\d+)"')


def rows_of(data: str, grammar: Grammar) -> Iterator[Span]:
    """Yield the rows; a row without a number follows the one before it."""
    number = 0
    for match in grammar.rows.finditer(data):
        attributes, cells = match.groups()
        found = _ROW.search(attributes)
        number = int(found.group(1)) if found else number + 1
        yield Span(number, attributes, cells or "", match.group())


def cells_of(row: int, cells: str, grammar: Grammar, strings: Sequence[str]) -> Iterator[Cell]:
    """Yield what the cells of a row say; one without an address follows the one before it."""
    column = 0
    formula = f"<{grammar.prefix}f"
    for letters, attributes, content in grammar.cells.findall(cells):
        if letters:
            column = column_number(letters)
        else:
            found = _ADDRESS.search(attributes)
            column = column_number(found.group(1)) if found else column + 1
        style = _STYLE.search(attributes)
        kind, text = _read(attributes, content, grammar, strings) if content else ("", "")
        yield Cell(row, column, text, kind, int(style.group(1)) if style else 0, formula in content)


def _read(attributes: str, content: str, grammar: Grammar, strings: Sequence[str]) -> tuple[str, str]:
    """The kind of a cell and its text."""
    typed = _TYPE.search(attributes)
    kind = typed.group(1) if typed else "n"
    if kind == "inlineStr":
        return "s", texts_of(content, grammar)
    value = grammar.value.search(content)
    if value is None:
        return "", ""
    text = value.group(1)
    if kind == "s":
        index = int(text)
        return "s", strings[index] if index < len(strings) else ""
    return ("s" if kind in ("str", "d") else kind), decoded(text)


def texts_of(xml: str, grammar: Grammar) -> str:
    """The text of a string item, its runs joined, without its phonetic guide."""
    if grammar.prefix + "rPh" in xml:
        xml = grammar.phonetic.sub("", xml)
    return "".join(decoded(text) for text in grammar.texts.findall(xml))
