"""Ordinal words of the four heading levels (GB/T 9704 7.3.3) and Chinese numbers below 10,000."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LIMIT = 10_000


def chinese(number: int) -> str:
    """A number from 1 to 9999 in words: 10 is 十, 21 二十一, 105 一百〇五.

    Raises ValueError outside that range.
    """
    if not 0 < number < _LIMIT:
        raise ValueError(number)
    digits = [int(digit) for digit in str(number)]
    words, pending_zero = "", False
    for position, digit in enumerate(digits):
        power = len(digits) - 1 - position
        if digit == 0:
            pending_zero = bool(words)
            continue
        words += ("〇" if pending_zero else "") + _DIGITS[digit] + _UNITS[power]
        pending_zero = False
    return words[1:] if words.startswith("一十") else words


def ordinal(level: int, number: int) -> str:
    """The ordinal of a heading: 一、（一）1.（1） for levels 1 to 4."""
    match level:
        case 1:
            return f"{chinese(number)}、"
        case 2:
            return f"（{chinese(number)}）"
        case 3:
            return f"{number}."
        case _:
            return f"（{number}）"
