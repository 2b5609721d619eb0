"""What a cell holds, and how a new value is written: text as an inline string, so that no other part changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape

from gongwen.sandbox import clean

Value = str | int | float | date | None

LONGEST = 32_767
"""Characters of one cell (Excel's limit)."""
_REFERENCE = re.compile(r"&(#[xX][0-9A-Fa-f]+|#\d+|\w+);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_LAST_CODE_POINT = 0x10FFFF
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA_LIKE = ("=", "+", "-", "@", "\t")
_DAY_0, _DAY_0_OF_1904 = date(1899, 12, 30).toordinal(), date(1904, 1, 1).toordinal()
DAYS_OF_1904 = _DAY_0_OF_1904 - _DAY_0
"""By how much the number of a day is less in a workbook that counts from 1904."""


class Cell(NamedTuple):
    """A cell as it stands: its text as the file has it (a number unformatted), its style, whether it calculates."""

    row: int
    column: int
    text: str
    kind: str = "n"
    """`n` number, `s` text, `b` truth, `e` error, `` blank."""
    style: int = 0
    formula: bool = False


@lru_cache(maxsize=1 << 16)
def decoded(text: str) -> str:
    """A text of the file: references of XML (no others), and `_x000D_` for characters that XML cannot hold."""
    if "&" in text:
        text = _REFERENCE.sub(_referred, text)
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


def _referred(match: re.Match[str]) -> str:
    word = match.group(1)
    if word[0] != "#":
        return _NAMED.get(word, match.group())
    number = int(f"0{word[1:].lower()}", 0) if word[1] in "xX" else int(word[1:])
    return chr(number) if number <= _LAST_CODE_POINT else match.group()


def serial(day: date, *, date1904: bool = False) -> int:
    """The number under which a workbook keeps a day (ECMA-376 part 1, 18.17.4.1)."""
    return day.toordinal() - (_DAY_0_OF_1904 if date1904 else _DAY_0)


def canonical(value: Value, *, date1904: bool = False) -> str:
    """A value as the text by which cells are compared: the one that `Cell.text` has after the value was written."""
    if value is None:
        return ""
    if isinstance(value, date):
        return str(serial(value, date1904=date1904))
    return same_lines(clean(value)) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)


def same_lines(text: str) -> str:
    """A text whose lines all end the same way: some programs write carriage returns too."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def looks_like_formula(value: Value) -> bool:
    """Whether a text would become a formula if somebody edited its cell, unless its style says that it is text."""
    return isinstance(value, str) and value.startswith(_FORMULA_LIKE)


def encoded(value: Value, prefix: str = "", *, date1904: bool = False) -> tuple[str, str]:
    """Type attribute and content of a cell for a value; text stays text whatever it looks like.

    Raises ValueError for a text that no cell can hold.
    """
    if value is None or value == "":
        return "", ""
    if isinstance(value, str):
        return _text(value, prefix)
    number = canonical(value, date1904=date1904)
    return "", f"<{prefix}v>{number}</{prefix}v>"


def rewritten(text: str, change: Callable[[str], str]) -> str:
    """An escaped text of the file after a change; as it was written where the change makes no difference."""
    plain = decoded(text)
    new = change(plain)
    return text if new == plain else escape(new)


@lru_cache(maxsize=1 << 15)
def _text(value: str, prefix: str) -> tuple[str, str]:
    text = clean(value)
    if len(text) > LONGEST:
        raise ValueError(len(text))
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: f"_x005F{match.group()}", text)
    kept = ' xml:space="preserve"' if "\n" in text or text.strip() != text else ""
    return ' t="inlineStr"', f"<{prefix}is><{prefix}t{kept}>{escape(text)}</{prefix}t></{prefix}is>"
