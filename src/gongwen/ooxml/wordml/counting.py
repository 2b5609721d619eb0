"""Numbers as `w:numFmt` and page number formats write them (17.18.59)."""

from __future__ import annotations

from collections.abc import Callable

from gongwen.standard.numerals import chinese

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LETTERS = 26
_MOST = 1_000_000
"""A number that nobody reaches by counting; letters and Roman numerals stop making sense long before."""


def number_text(number: int, style: str) -> str:
    """A number in a format such as "decimal", "lowerRoman" or "chineseCounting"; unknown formats are decimal."""
    write = _WRITERS.get(style)
    if write is None or not -_MOST < number < _MOST:
        return str(number)
    return write(number)


def known(style: str) -> bool:
    """Whether a number format is written as it is meant."""
    return style in _WRITERS


def _letters(number: int) -> str:
    """As Word counts: a to z, aa to zz, aaa ..."""
    if number <= 0:
        return str(number)
    rounds, letter = divmod(number - 1, _LETTERS)
    return chr(ord("a") + letter) * min(rounds + 1, 40)


def _roman(number: int) -> str:
    if not 0 < number < 32_768:  # noqa: PLR2004 - Word's end
        return str(number)
    words = ""
    for value, letters in _ROMAN:
        words += letters * (number // value)
        number %= value
    return words


def _counting(number: int) -> str:
    """十, 十一, 二十, 一百〇五, 一万二千."""
    if number == 0:
        return "〇"
    if number < 0:
        return str(number)
    high, low = divmod(number, 10_000)
    if not high:
        return chinese(low)
    if not low:
        return f"{chinese(high)}万"
    head = f"{chinese(high)}万"
    tail = chinese(low)
    tail = f"一{tail}" if tail.startswith("十") else tail
    return head + ("〇" if low < 1_000 else "") + tail  # noqa: PLR2004 - a thousand is missing


def _thousand(number: int) -> str:
    """`chineseCountingThousand`: with 零 inside."""
    return _counting(number).replace("〇", "零")


def _formal(number: int) -> str:
    """壹, 壹拾, 贰拾壹, 壹佰零伍."""
    if number <= 0:
        return "零" if number == 0 else str(number)
    words = _counting(number)
    words = f"一{words}" if words.startswith("十") else words
    return words.translate(str.maketrans(f"{_DIGITS}十百千", f"{_FORMAL}拾佰仟"))


def _by_digit(digits: str) -> Callable[[int], str]:
    table = str.maketrans("0123456789", digits)
    return lambda number: str(number).translate(table)


def _cycle(words: str) -> Callable[[int], str]:
    return lambda number: words[(number - 1) % len(words)] if number > 0 else str(number)


def _enclosed(number: int) -> str:
    """① to ⑳, ㉑ to ㊿, beyond that the bare number, as Word writes it."""
    if number == 0:
        return "⓪"
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return str(number)


def _range(first: int, last: int) -> Callable[[int], str]:
    """Ready-made characters such as ⑴ or ⒈; a bare number beyond them."""
    return lambda number: chr(first + number - 1) if 1 <= number <= last - first + 1 else str(number)


def _ideograph_enclosed(number: int) -> str:
    """㊀ to ㊉, then as counted."""
    return chr(0x3280 + number - 1) if 1 <= number <= 10 else _counting(number)  # noqa: PLR2004 - the last one


def _sexagenary(number: int) -> str:
    if number <= 0:
        return str(number)
    return _STEMS[(number - 1) % len(_STEMS)] + _BRANCHES[(number - 1) % len(_BRANCHES)]


def _ordinal(number: int) -> str:
    tens, ones = number % 100, number % 10
    ending = "th" if tens in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(ones, "th")
    return f"{number}{ending}"


_COUNTED = (
    "chineseCounting", "japaneseCounting", "taiwaneseCounting", "koreanCounting",
)  # fmt: skip
_WRITERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "none": lambda _: "",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _by_digit("０１２３４５６７８９"),
    "decimalFullWidth2": _by_digit("０１２３４５６７８９"),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _enclosed,
    "decimalEnclosedCircleChinese": _enclosed,
    "decimalEnclosedParen": _range(0x2474, 0x2487),
    "decimalEnclosedFullstop": _range(0x2488, 0x249B),
    "ideographEnclosedCircle": _ideograph_enclosed,
    "ideographDigital": _by_digit(_DIGITS),
    "japaneseDigitalTenThousand": _by_digit(_DIGITS),
    "taiwaneseDigital": _by_digit(_DIGITS),
    "chineseCountingThousand": _thousand,
    "taiwaneseCountingThousand": _thousand,
    "chineseLegalSimplified": _formal,
    "japaneseLegal": _formal,
    "ideographLegalTraditional": _formal,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "numberInDash": lambda number: f"- {number} -",
    "ordinal": _ordinal,
    **dict.fromkeys(_COUNTED, _counting),
}
