"""Values as a spreadsheet shows them: number formats for dates, percents, thousands, decimals and fixed words.

ECMA-376 part 1, 18.8.30 and 18.8.31: a format has up to four sections, for positive numbers, negative ones, zero and
texts, or each for a condition of its own. Colours and fill characters say nothing on paper. Numbers are rounded as
they are written in decimal, halves up: 2.5 is 3 and 1.005 is 1.01.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"',
    30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;"¥"-#,##0;"¥-"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '"¥"#,##0.00;"¥"-#,##0.00;"¥-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that have only a number, as Chinese programs show them."""
_TOKENS = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[(h+|m+|s+)\]|\[[^\]]*\]|(AM/PM|A/P|上午/下午)|(y+|m+|d+|h+|s+|a{3,4}|e+)|(\.0+)|([^"\\])',
    re.IGNORECASE,
)
_DATED = re.compile(r"[ymdhs]|a{3}|e(?![+-])", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_PLACES = re.compile(r"(?=\.?[#0?])[#0?.](?:[#0?,.]*[#0?.])?,*(?:E[+-][0#?]+)?", re.IGNORECASE)
_SCATTERED = re.compile(r"[0#?](?!E[+-])[^#0?.,%]+[0#?]", re.IGNORECASE)
"""Places with something fixed among them: a telephone number in 000-0000-0000."""
_FRACTION = re.compile(r"(?:(?P<whole>[#0?]+)\s*)?(?P<top>[#0?]+)\s*/\s*(?P<bottom>[#0?]+|\d+)")
_GENERAL = re.compile(r"General|G/通用格式", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]")
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_SYSTEM = (("[$-F800]", 'yyyy"年"m"月"d"日"'), ("[$-F400]", "h:mm:ss"))
"""A date or a time in the long form that the system is set to."""
_NUMERALS = re.compile(r"\[DBNum([123])\]", re.IGNORECASE)
_HAN = {"1": "〇一二三四五六七八九", "2": "零壹贰叁肆伍陆柒捌玖", "3": "０１２３４５６７８９"}
_UNITS = {"1": ("", "十", "百", "千"), "2": ("", "拾", "佰", "仟"), "3": ("", "十", "百", "千")}
_GROUPS = ("", "万", "亿", "万亿")
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - a sheet has no time zone
_LAST = 2_958_466
_NO_LEAP_DAY = 60
"""The number of 1900-02-29, a day that never was: days before it stand one lower."""
_WEEKDAYS = "一二三四五六日"
_GENERAL_DIGITS = 10
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
"""Numbers of a sheet go up to 1E308."""


def code_of(number: int, own: dict[int, str]) -> str:
    """The code of a format by its number; an empty one is General."""
    return own.get(number, _BUILT_IN.get(number, ""))


def shown(value: float, code: str, *, date1904: bool = False) -> str:
    """A number as its format shows it."""
    if not isfinite(value):
        return str(value)
    section, signed = _section(code, value)
    if not section:
        return general(value) if section is not None else ""
    numerals = found[1] if (found := _NUMERALS.search(section)) else ""
    section = _settled(section)
    bare = _LITERAL.sub("", section)
    if _GENERAL.search(bare) or not bare + _words(section):
        return _around_general(value, section, numerals)
    if _ELAPSED.search(section) or (_DATED.search(bare) and not _PLACES.search(bare.replace(".0", ""))):
        return _moment(value, section, numerals, date1904=date1904)
    text = general(value) if "@" in bare else _number(value, section, signed=signed)
    return _digits(text, numerals) if numerals else text


def general(value: float) -> str:
    """A number without a format: up to ten digits, no needless zeros."""
    if value == int(value) and abs(value) < 10**11:
        return str(int(value))
    text = f"{value:.{_GENERAL_DIGITS}g}"
    return text.replace("e", "E") if "e" in text else text


# ---------------------------------------------------------------- sections
@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[str, ...]:
    """The sections of a code, semicolons in quotes left alone."""
    parts, start, quoted = [], 0, False
    for place, char in enumerate(code):
        if char == '"':
            quoted = not quoted
        elif char == ";" and not quoted:
            parts.append(code[start:place])
            start = place + 1
    return (*parts, code[start:])


def _section(code: str, value: float) -> tuple[str | None, bool]:
    """The section for a value, and whether a minus has to be put before what it shows; None shows nothing."""
    parts = _sections(code)
    conditions = [_CONDITION.search(part) for part in parts[:3]]
    if any(conditions):
        fits = (n for n, found in enumerate(conditions) if found is None or _holds(value, found[1], float(found[2])))
        place = next(fits, None)
        if place is None:
            return None, False
        found = conditions[place]
        return parts[place], not (found and "<" in found[1] and float(found[2]) <= 0)
    if len(parts) == 1:
        return parts[0], True
    place = 1 if value < 0 else 2 if value == 0 and len(parts) > 2 else 0  # noqa: PLR2004 - positive, negative, zero
    return parts[place] or None, False


def _holds(value: float, sign: str, limit: float) -> bool:
    tests = {"<": value < limit, ">": value > limit, "=": value == limit}
    return tests["<"] or tests[">"] if sign == "<>" else any(tests[char] for char in sign)


def _settled(section: str) -> str:
    """A section with its currency as a fixed word, and with the system's dates written out."""
    for mark, code in _SYSTEM:
        if section.upper().startswith(mark):
            return code
    return _CURRENCY.sub(lambda found: f'"{found[1]}"' if found[1] else "", section)


# ---------------------------------------------------------------- numbers
def _decimal(value: float) -> Decimal:
    """A number as it is written: the fifteen digits that a sheet keeps."""
    return Decimal(format(value, ".15g"))


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=_EXACT)


def _around_general(value: float, section: str, numerals: str) -> str:
    """A number without a format among fixed words."""
    found = _GENERAL.search(_LITERAL.sub(lambda match: "\0" * len(match[0]), section))
    text = _worded(value, numerals) if numerals else general(value)
    if found is None:
        return text
    return f"{_words(section[: found.start()])}{text}{_words(section[found.end() :])}"


def _number(value: float, section: str, *, signed: bool) -> str:
    """A number in a section: `signed` says that the section serves both signs, so that a minus has to be put before."""
    blind = _LITERAL.sub(lambda match: "\0" * len(match[0]), section)
    number = abs(_decimal(value)).scaleb(2 * blind.count("%"), _EXACT)
    if found := _FRACTION.search(blind):
        text = _fraction(number, found)
    elif _SCATTERED.search(blind):
        text, found = _scattered(number, section, blind), None
    elif found := _PLACES.search(blind):
        text = _placed(number, found[0])
    else:
        return _words(section)
    minus = "-" if value < 0 and signed and text.strip("0.,%") else ""
    if found is None:
        return minus + text
    return f"{minus}{_words(section[: found.start()])}{text}{_words(section[found.end() :])}"


def _placed(number: Decimal, pattern: str) -> str:
    """Digits in the places of a pattern."""
    mantissa, mark, exponent = pattern.upper().partition("E")
    body, _, decimals = mantissa.partition(".")
    places = sum(char in "0#?" for char in decimals)
    if mark:
        return _with_power(number, sum(char in "0#?" for char in body), places, exponent)
    scaled = number.scaleb(-3 * (len(mantissa) - len(mantissa.rstrip(","))), _EXACT)
    body = body.rstrip(",")
    text = format(_rounded(scaled, places), ",f" if "," in body else "f")
    return _trimmed(text, decimals.rstrip(","), body)


def _with_power(number: Decimal, step: int, places: int, exponent: str) -> str:
    """A number times a power of ten; with several places before the point the power is a multiple of them."""
    step = max(1, step)
    power = number.adjusted() // step * step if number else 0
    scaled = _rounded(number.scaleb(-power, _EXACT), places)
    if scaled and scaled.adjusted() >= step:
        power, scaled = power + step, _rounded(number.scaleb(-power - step, _EXACT), places)
    sign = "-" if power < 0 else "+" if exponent.startswith("+") else ""
    return f"{scaled:f}E{sign}{abs(power):0{len(exponent) - 1}}"


def _trimmed(text: str, decimals: str, body: str) -> str:
    """The digits that a pattern asks for: # shows no needless zero, 0 always one."""
    whole, _, part = text.partition(".")
    least = decimals.count("0")
    while len(part) > least and part.endswith("0"):
        part = part[:-1]
    zeros = body.replace(",", "").count("0")
    if not zeros and whole == "0":
        whole = ""
    whole = whole.rjust(zeros, "0") if "," not in body else whole
    return f"{whole}.{part}" if part else whole


def _scattered(number: Decimal, section: str, blind: str) -> str:
    """Digits from the right into places that fixed signs part; those left over stand in the first place."""
    digits = list(format(_rounded(number, 0), "f"))
    first = re.search(r"[0#?]", blind)
    made: list[str] = []
    for place in range(len(section) - 1, -1, -1):
        if blind[place] not in "0#?":
            continue
        end = next((n for n in range(place + 1, len(section)) if blind[n] in "0#?"), len(section))
        digit = digits.pop() if digits else "0" if blind[place] == "0" else ""
        made.insert(0, digit + _words(section[place + 1 : end]))
    start = first.start() if first else 0
    return _words(section[:start]) + "".join(digits) + "".join(made)


def _fraction(number: Decimal, found: re.Match[str]) -> str:
    """A number as a fraction, with its whole part before it where the format has a place for that."""
    whole = int(number) if found["whole"] else 0
    part, bottom = Fraction(number) - whole, found["bottom"]
    if bottom.isdecimal() and int(bottom):
        below, top = int(bottom), int(part * int(bottom) + Fraction(1, 2))
    else:
        near = part.limit_denominator(10 ** len(bottom) - 1)
        top, below = near.numerator, near.denominator
    if found["whole"] and top == below:
        whole, top = whole + 1, 0
    if found["whole"] and not top:
        return str(whole)
    return f"{whole} {top}/{below}" if whole else f"{top}/{below}"


# ---------------------------------------------------------------- Chinese numerals
def _digits(text: str, numerals: str) -> str:
    """A text with its digits as numerals, one by one."""
    return "".join(_HAN[numerals][int(char)] if char in "0123456789" else char for char in text)


def _worded(value: float, numerals: str) -> str:
    """A number by its value: 一万〇五百, 壹佰贰拾叁."""
    whole, _, part = format(abs(_decimal(value)), "f").partition(".")
    text = _whole(int(whole), numerals) if len(whole) <= 4 * len(_GROUPS) else _digits(whole, numerals)
    return ("-" if value < 0 else "") + text + (f".{_digits(part, numerals)}" if part else "")


def _whole(number: int, numerals: str) -> str:
    han, units, text, zero = _HAN[numerals], _UNITS[numerals], "", False
    digits = str(number)
    for place, char in enumerate(digits):
        group, power = divmod(len(digits) - 1 - place, 4)
        if char != "0":
            text += (han[0] if zero else "") + han[int(char)] + units[power]
        zero = char == "0"
        if power == 0 and int(digits[max(0, place - 3) : place + 1]):
            text += _GROUPS[group]
    return (text[1:] if numerals == "1" and text.startswith("一十") else text) or han[0]


def _words(text: str) -> str:
    """The fixed words of a part of a section."""
    made = []
    for quoted, escaped, elapsed, _, letters, decimals, other in _TOKENS.findall(text):
        made.append(quoted or escaped or elapsed or letters or decimals or (other if other not in "#0?" else ""))
    return "".join(made)


# ---------------------------------------------------------------- dates
def _moment(value: float, section: str, numerals: str, *, date1904: bool) -> str:
    """A date or a time of day."""
    if not 0 <= value < _LAST:
        return general(value)
    tokens = list(_TOKENS.finditer(section))
    half = any(token[4] for token in tokens)
    scale = 10 ** max((len(token[6]) - 1 for token in tokens if token[6]), default=0)
    seconds, parts = divmod(min(int(value * 86400 * scale + 0.5), _LAST * 86400 * scale - 1), scale)
    moment = _EPOCHS[date1904] + timedelta(days=not date1904 and value < _NO_LEAP_DAY, seconds=seconds)
    made: list[str] = []
    for place, token in enumerate(tokens):
        quoted, escaped, elapsed, noon, letters, decimals, other = token.groups()
        if elapsed:
            made.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[elapsed[0].lower()]))
        elif noon:
            made.append("上午" if moment.hour < 12 else "下午")  # noqa: PLR2004 - noon
        elif letters:
            text = _letters(letters.lower(), moment, half=half, minutes=_is_minutes(tokens, place))
            made.append(_numeral(text, numerals, year=letters[0] in "yYeE") if numerals else text)
        elif decimals:
            made.append(f".{parts:0{len(str(scale)) - 1}}"[: len(decimals)])
        else:
            made.append(quoted or escaped or other or "")
    return "".join(made).strip()


def _numeral(text: str, numerals: str, *, year: bool) -> str:
    """A part of a date in numerals: a year digit by digit, the others by their value."""
    return _digits(text, numerals) if year or not text.isdecimal() else _whole(int(text), numerals)


def _is_minutes(tokens: list[re.Match[str]], place: int) -> bool:
    """Whether an m beside hours or seconds is minutes."""
    if not (tokens[place][5] or "").lower().startswith("m"):
        return False
    before = next((token[5] or token[3] for token in reversed(tokens[:place]) if token[5] or token[3]), "")
    after = next((token[5] for token in tokens[place + 1 :] if token[5]), "")
    return before.lower().startswith("h") or after.lower().startswith("s")


def _letters(letters: str, moment: datetime, *, half: bool, minutes: bool) -> str:
    count = len(letters)
    hour = (moment.hour - 1) % 12 + 1 if half else moment.hour
    values = {"y": moment.year, "m": moment.minute if minutes else moment.month, "d": moment.day, "h": hour}
    first = letters[0]
    if first in "ye":
        return str(moment.year) if count > 2 or first == "e" else f"{moment.year % 100:02}"  # noqa: PLR2004 - two digits
    if first == "a" or (first == "d" and count > 2):  # noqa: PLR2004 - a day of the week
        return ("星期" if count > 3 else "") + _WEEKDAYS[moment.weekday()]  # noqa: PLR2004 - aaaa is the long form
    if first == "m" and count > 2 and not minutes:  # noqa: PLR2004 - a name of a month
        return f"{moment.month}月"
    number = values.get(first, moment.second)
    return f"{number:02}" if count > 1 else str(number)
