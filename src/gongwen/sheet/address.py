"""Cell addresses: `B12` is row 12, column 2; both count from 1. Ranges such as `A4:R63 T4`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
"""The limits of a sheet (ECMA-376 part 1, 18.3.1.73 and 18.3.1.13)."""
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})\Z")


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=4096)
def column_letters(number: int) -> str:
    """The letters of a column."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """The address of a cell."""
    return f"{column_letters(column)}{row}"


def position(text: str) -> tuple[int, int]:
    """Row and column of an address. Raises ValueError for what is none."""
    match = _CELL.match(text)
    if match is None:
        raise ValueError(text)
    return int(match.group(2)), column_number(match.group(1))


def area(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """The range between two cells."""
    return f"{address(first_row, first_column)}:{address(last_row, last_column)}"


def corners(text: str) -> tuple[int, int, int, int]:
    """First row and column, last row and column of a range or a cell. Raises ValueError for what is neither."""
    first, _, last = text.partition(":")
    return (*position(first), *position(last or first))


def boxes(texts: Iterable[str]) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """The ranges among texts with their corners; what is none is passed over."""
    for text in texts:
        with suppress(ValueError):
            yield text, corners(text)


def grown(ranges: str, last: int, more: int, *, single: bool = False) -> str:
    """Ranges (separated by blanks) of which those that end in row `last` end `more` rows later.

    A range of whole columns and one that ends elsewhere stay; a single cell of that row becomes a range only with
    `single`. Works for `$A$4:$R$63` and after a sheet's name too.
    """
    end = re.compile(rf"(?<=\D){last}\Z")

    def one(text: str) -> str:
        if ":" in text:
            return end.sub(str(last + more), text)
        alone = re.fullmatch(rf"\$?[A-Z]{{1,3}}\$?{last}", text) if single and more else None
        return f"{text}:{end.sub(str(last + more), text)}" if alone else text

    return " ".join(map(one, ranges.split(" ")))
