r"""Text out of cells, and headers in a form in which `姓　名`, `姓名` and `联系电话\n(手机)` can be compared."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

# What people pad cells with: blanks, ideographic and no-break blanks, zero-width blank and byte order mark.
_PADDING = " \t\r\n\u00a0\u3000\u200b\ufeff"
# Zero-width characters are no whitespace for `re`, but nobody sees them either.
_INVISIBLE = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_BRACKETS = re.compile(r"[(（\[［{｛〔【〈《][^)）\]］}｝〕】〉》]*[)）\]］}｝〕】〉》]")
# Excel keeps 15 significant decimal digits; a longer whole number has lost its last ones.
_EXCEL_DIGITS = 15
# Exactly these types: a truth value is an `int` to `isinstance`.
_NUMBERS = frozenset({int, float})


def cell_text(value: object) -> str:
    """The text of a cell: whole numbers without `.0`, dates as ISO, outer blanks dropped."""
    if isinstance(value, str):
        if "\r" in value:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return value.strip(_PADDING)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, f".{_EXCEL_DIGITS}g")
    return _moment(value)


def _moment(value: object) -> str:
    """The text of a date or time in ISO form; a date at midnight is only a date."""
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.time):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def lost_digits(value: object) -> bool:
    """Whether a numeric cell holds a number too long for Excel, such as an 18-digit identity number."""
    return type(value) in _NUMBERS and abs(value) >= 10**_EXCEL_DIGITS  # type: ignore[arg-type]


def full_key(header: str) -> str:
    """A header to compare: compatibility forms folded, all whitespace dropped, brackets kept, lower case."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", header)).casefold()


def header_key(header: str) -> str:
    """A header to compare without what stands in brackets; a header that is all brackets keeps them."""
    full = full_key(header)
    return _BRACKETS.sub("", full) or full


def shown_header(header: str) -> str:
    """A header as a name for its column: as typed, without any whitespace."""
    return _INVISIBLE.sub("", header)


def short_header(header: str) -> str:
    r"""A header as a name for its column without brackets: `联系电话\n(手机)` is 联系电话."""
    shown = shown_header(header)
    return _BRACKETS.sub("", shown) or shown
