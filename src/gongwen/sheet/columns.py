"""Columns of a template taken out or hidden, with everything that refers to them.

Only for templates: they are small, and nothing but the template's own parts refers to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from gongwen.sheet.address import address, column_letters, column_number, corners
from gongwen.sheet.book import Book
from gongwen.sheet.formula import quotes_column, without_column
from gongwen.sheet.patch import SheetPatch
from gongwen.sheet.values import decoded, rewritten

_FORMULA = re.compile(r"(<(?:\w+:)?(?:f|formula|formula1|formula2)\b[^>]*>)([^<]*)(</)")
_CELL = re.compile(r'<((?:\w+:)?)c r="([A-Z]+)(\d+)"([^>]*?)(/>|>.*?</\1c\s*>)', re.DOTALL)
_COLUMN = re.compile(r"<(?:\w+:)?col\b[^>]*>")
_AREAS = re.compile(r'(\b(?:sqref|ref|topLeftCell|activeCell)=")([^"]+)(")')
_DATA = re.compile(r"<(?:\w+:)?sheetData\b.*</(?:\w+:)?sheetData\s*>", re.DOTALL)


def drop_columns(book: Book, name: str, numbers: Iterable[int]) -> None:
    """Take columns out of a sheet; one that a formula needs is hidden instead."""
    for number in sorted(numbers, reverse=True):
        if _is_needed(book, name, number):
            sheet = book.sheet(name)
            hide_column(sheet, number)
            book.rewrite(name, sheet.text())
        else:
            _drop(book, name, number)


def _is_needed(book: Book, name: str, number: int) -> bool:
    letters = column_letters(number)
    for other in book.names:
        text = book.sheet(other).text()
        if other == name:
            text = re.sub(rf'<(?:\w+:)?c r="{letters}\d+"[^>]*?(?:/>|>.*?</(?:\w+:)?c\s*>)', "", text, flags=re.DOTALL)
        if any(quotes_column(decoded(match[2]), number, name, other) for match in _FORMULA.finditer(text)):
            return True
    return False


def _drop(book: Book, name: str, number: int) -> None:
    def without(own: str) -> Callable[[re.Match[str]], str]:
        def one(match: re.Match[str]) -> str:
            return match[1] + rewritten(match[2], lambda text: without_column(text, number, name, own)) + match[3]

        return one

    for other in book.names:
        text = book.sheet(other).text()
        new = _FORMULA.sub(without(other), text)
        if other == name:
            new = _without(new, number)
        if new != text:
            book.rewrite(other, new)
    book.change_references(lambda formula: without_column(formula, number, name, ""))


def _without(xml: str, number: int) -> str:
    """The text of a sheet without a column: cells, widths, merges, areas, frozen panes."""

    def cell(match: re.Match[str]) -> str:
        prefix, letters, row, attributes, rest = match.groups()
        column = column_number(letters)
        if column == number:
            return ""
        moved = column_letters(column - (column > number))
        return f'<{prefix}c r="{moved}{row}"{attributes}{rest}'

    data = _DATA.search(xml)
    head, rows, tail = (xml[: data.start()], data.group(), xml[data.end() :]) if data else (xml, "", "")
    head = _COLUMN.sub(lambda match: _narrower(match.group(), number), head)
    head = re.sub(r"<((?:\w+:)?)cols>\s*</\1cols>", "", head)
    head = re.sub(r'\bxSplit="(\d+)"', lambda match: f'xSplit="{int(match[1]) - (number <= int(match[1]))}"', head)
    areas = [_AREAS.sub(lambda match: match[1] + _areas(match[2], number) + match[3], part) for part in (head, tail)]
    tail = re.sub(r'<(?:\w+:)?mergeCell ref="[^":]*"/>', "", areas[1])
    tail = re.sub(
        r'<((?:\w+:)?)(conditionalFormatting|dataValidation)\b[^>]*\bsqref=""[^>]*?(?:/>|>.*?</\1\2\s*>)',
        "",
        tail,
        flags=re.DOTALL,
    )
    tail = _counted(tail, "mergeCells", "mergeCell")
    return areas[0] + _CELL.sub(cell, rows) + _counted(tail, "dataValidations", "dataValidation")


def _counted(tail: str, several: str, one: str) -> str:
    """The list of elements with its count; nothing of an empty list."""
    found = re.search(rf"<((?:\w+:)?){several}\b([^>]*)>(.*?)</\1{several}\s*>", tail, re.DOTALL)
    if found is None:
        return tail
    count = len(re.findall(rf"<{found.group(1)}{one}\b", found.group(3)))
    attributes = re.sub(r'\bcount="\d+"', f'count="{count}"', found.group(2))
    whole = f"<{found[1]}{several}{attributes}>{found[3]}</{found[1]}{several}>" if count else ""
    return tail[: found.start()] + whole + tail[found.end() :]


def _areas(text: str, number: int) -> str:
    made = []
    for area in text.split(" "):
        try:
            top, left, bottom, right = corners(area)
        except ValueError:
            made.append(area)
            continue
        if left == right == number:
            continue
        new_left, new_right = left - (left > number), right - (right >= number)
        first, last = address(top, new_left), address(bottom, new_right)
        made.append(first if first == last else f"{first}:{last}")
    return " ".join(made)


def _narrower(tag: str, number: int) -> str:
    """A `col` element after a column was taken out; empty where it meant that column alone."""
    first, last = (int(found[1]) if (found := re.search(rf'\b{end}="(\d+)"', tag)) else 0 for end in ("min", "max"))
    if first == last == number:
        return ""
    new = first - (first > number), last - (last >= number)
    for end, value in zip(("min", "max"), new, strict=True):
        tag = re.sub(rf'\b{end}="\d+"', f'{end}="{value}"', tag)
    return tag


def hide_column(sheet: SheetPatch, number: int) -> None:
    """Hide a column; its width stays."""
    sheet.change_head(lambda head: _hidden(head, number))


def _hidden(head: str, number: int) -> str:
    tags = list(_COLUMN.finditer(head))
    prefix = re.search(r"<((?:\w+:)?)worksheet\b", head)
    space = prefix.group(1) if prefix else ""
    made: list[str] = []
    done = False
    for match in tags:
        tag = match.group()
        first, last = (int(found[1]) if (found := re.search(rf'\b{end}="(\d+)"', tag)) else 0 for end in ("min", "max"))
        if not first <= number <= last:
            made.append(tag)
            continue
        done = True
        for low, high, hidden in ((first, number - 1, False), (number, number, True), (number + 1, last, False)):
            if low <= high:
                part = re.sub(r'\bmin="\d+"', f'min="{low}"', re.sub(r'\bmax="\d+"', f'max="{high}"', tag))
                part = re.sub(r'\s+hidden="\w+"', "", part)
                made.append(re.sub(r"(/?>)$", r' hidden="1"\1', part) if hidden else part)
    if not done:
        made.append(f'<{space}col min="{number}" max="{number}" width="12" customWidth="1" hidden="1"/>')
        made.sort(key=lambda tag: int(found[1]) if (found := re.search(r'\bmin="(\d+)"', tag)) else 0)
    if tags:
        return head[: tags[0].start()] + "".join(made) + head[tags[-1].end() :]
    return f"{head}<{space}cols>{''.join(made)}</{space}cols>"


def widths(head: str) -> dict[int, float]:
    """The widths of columns in digits, as far as they have their own; `0` stands for all others."""
    usual = re.search(r'\bdefaultColWidth="([\d.]+)"', head)
    found = {0: float(usual.group(1)) if usual else 8.43}
    for match in _COLUMN.finditer(head):
        tag = match.group()
        values = {name: float(value) for name, value in re.findall(r'\b(min|max|width)="([\d.]+)"', tag)}
        if "width" in values:
            for number in range(int(values["min"]), min(int(values["max"]), int(values["min"]) + 500) + 1):
                found[number] = values["width"]
    return found
