"""The rows and cells of a sheet found in its text, without a tree: where each begins and ends, and what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from gongwen.sheet.address import MAX_ROW, column_number
from gongwen.sheet.values import Cell, decoded


class Span(NamedTuple):
    """A row in the text of its sheet: its number, where it begins, where its opening tag ends, where it ends."""

    number: int
    start: int
    opened: int
    end: int


@dataclass(slots=True)
class Grammar:
    """The expressions for one prefix of the spreadsheet namespace (`x:` in files of some programs)."""

    prefix: str
    rows: re.Pattern[str] = field(init=False)
    cells: re.Pattern[str] = field(init=False)
    plain_cells: re.Pattern[str] = field(init=False)
    data: re.Pattern[str] = field(init=False)
    texts: re.Pattern[str] = field(init=False)
    value: re.Pattern[str] = field(init=False)
    phonetic: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        """Compile."""
        p = re.escape(self.prefix)
        self.data = re.compile(rf"<{p}sheetData\s*(/)?>")
        self.rows = re.compile(rf'<{p}row\b(?: r="(\d+)")?[^>]*>')
        self.cells = re.compile(rf'<{p}c\b(?: r="([A-Z]+)\d+")?([^>]*?)(?:/>|>(.*?)</{p}c\s*>)', re.DOTALL)
        inline = rf"<{p}is><{p}t(?: [^>]*)?>([^<]*)</{p}t></{p}is>"
        self.plain_cells = re.compile(
            rf'<{p}c r="([A-Z]+)\d+"([^>/]*)(?:/>|>(?:{inline}|<{p}v>([^<]*)</{p}v>)?</{p}c>)'
        )
        self.texts = re.compile(rf"<{p}t\b[^>]*?(?:/>|>(.*?)</{p}t\s*>)", re.DOTALL)
        self.value = re.compile(rf"<{p}v\b[^>]*>(.*?)</{p}v\s*>", re.DOTALL)
        self.phonetic = re.compile(rf"<{p}rPh\b.*?</{p}rPh\s*>", re.DOTALL)


_ADDRESS = re.compile(r'\br="([A-Z]+)\d+"')
_ROW = re.compile(r'\br="(\d+)"')
_TYPE = re.compile(r'\bt="(\w+)"')
_STYLE = re.compile(r'\bs="(\d+)"')


def data_of(xml: str, grammar: Grammar) -> tuple[int, int, int, int] | None:
    """Where the rows of a sheet are: begin and end of `sheetData`, begin and end of what is in it; None without."""
    found = grammar.data.search(xml)
    if found is None:
        return None
    if found.group(1):
        return found.start(), found.end(), found.end(), found.end()
    closing = re.compile(rf"</{re.escape(grammar.prefix)}sheetData\s*>").search(xml, found.end())
    return None if closing is None else (found.start(), closing.end(), found.end(), closing.start())


def rows_of(xml: str, start: int, end: int, grammar: Grammar) -> list[Span]:
    """The rows between two places, each up to where the next begins; one without a number follows the one before.

    Raises ValueError, in words, where a row has no end or rows do not follow one another.
    """
    found: list[Span] = []
    number = empty = 0
    at = opened = start
    for match in grammar.rows.finditer(xml, start, end):
        if number:
            found.append(Span(number, at, opened, match.start()))
        at, opened = match.span()
        digits = match.group(1) or ((told := _ROW.search(match.group())) and told.group(1))
        before, number = number, int(digits) if digits else number + 1
        if not before < number <= MAX_ROW:
            raise ValueError(f"工作表里第 {number} 行的次序不对")
        empty += xml[opened - 2] == "/"
    if number:
        found.append(Span(number, at, opened, end))
    if xml.count(f"</{grammar.prefix}row", start, end) != len(found) - empty:
        raise ValueError("工作表的行没有结束")
    return found


def cells_of(row: int, cells: str, grammar: Grammar, strings: Sequence[str]) -> dict[int, Cell]:
    """What the cells of a row say, by column; one without an address follows the one before it."""
    plain = grammar.plain_cells.findall(cells)
    if len(plain) == cells.count(f"<{grammar.prefix}c ") + cells.count(f"<{grammar.prefix}c>"):
        return _plain_cells(row, plain, strings)
    found: dict[int, Cell] = {}
    column = 0
    formula = f"<{grammar.prefix}f"
    for letters, attributes, content in grammar.cells.findall(cells):
        if letters:
            column = column_number(letters)
        else:
            address = _ADDRESS.search(attributes)
            column = column_number(address.group(1)) if address else column + 1
        style, _ = _style_and_type(attributes)
        kind, text = _read(attributes, content, grammar, strings) if content else ("", "")
        found[column] = Cell(row, column, text, kind, style, formula in content)
    return found


def _plain_cells(row: int, plain: Sequence[tuple[str, str, str, str]], strings: Sequence[str]) -> dict[int, Cell]:
    """Cells that are nothing but a value or one run of text: letters, attributes, text, value."""
    found: dict[int, Cell] = {}
    make = tuple.__new__  # a named tuple's own constructor takes twice the time
    for letters, attributes, inline, value in plain:
        known = _KNOWN.get((letters, attributes))
        if known is None:
            known = _KNOWN[letters, attributes] = (column_number(letters), *_style_and_type(attributes))
        column, style, typed = known
        kind = text = ""
        if inline:
            kind, text = "s", decoded(inline) if "&" in inline or "_x" in inline else inline
        elif value:
            kind, text = _valued(typed, value, strings)
        found[column] = make(Cell, (row, column, text, kind, style, False))
    if len(_KNOWN) > _MANY:
        _KNOWN.clear()
    return found


_KNOWN: dict[tuple[str, str], tuple[int, int, str]] = {}
"""Column, style and type by the letters and attributes of a cell: a sheet has few kinds of them."""
_MANY = 100_000


@lru_cache(maxsize=1024)
def _style_and_type(attributes: str) -> tuple[int, str]:
    style, typed = _STYLE.search(attributes), _TYPE.search(attributes)
    return int(style.group(1)) if style else 0, typed.group(1) if typed else "n"


def _read(attributes: str, content: str, grammar: Grammar, strings: Sequence[str]) -> tuple[str, str]:
    """The kind of a cell and its text."""
    _, kind = _style_and_type(attributes)
    if kind == "inlineStr":
        return "s", texts_of(content, grammar)
    value = grammar.value.search(content)
    return ("", "") if value is None else _valued(kind, value.group(1), strings)


def _valued(kind: str, text: str, strings: Sequence[str]) -> tuple[str, str]:
    if kind == "s":
        index = int(text) if text.isdecimal() else len(strings)
        return "s", strings[index] if index < len(strings) else ""
    return ("s" if kind in ("str", "d", "inlineStr") else kind), decoded(text) if "&" in text or "_x" in text else text


def texts_of(xml: str, grammar: Grammar) -> str:
    """The text of a string item, its runs joined, without its phonetic guide."""
    if grammar.prefix + "rPh" in xml:
        xml = grammar.phonetic.sub("", xml)
    return "".join(decoded(text) for text in grammar.texts.findall(xml))
