"""Values as a spreadsheet shows them: number formats for dates, percents, thousands, decimals and fixed words.

ECMA-376 part 1, 18.8.30 and 18.8.31: a format has up to four sections; only the first, or the one of the value's sign,
is used here. Colours, conditions and fill characters say nothing on paper.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "0.0E+0",
    49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that have only a number, as Chinese programs show them."""
_TOKENS = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[(h+|m+|s+)\]|\[[^\]]*\]|(AM/PM|A/P|上午/下午)|(y+|m+|d+|h+|s+|a{3,4})|(\.0+)|([^"\\])',
    re.IGNORECASE,
)
_DATED = re.compile(r"[ymdhs]|a{3}", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_PLACES = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?(?:E[+-]0+)?")
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - a sheet has no time zone
_LAST = 2_958_466
_WEEKDAYS = "一二三四五六日"
_GENERAL_DIGITS = 10


def code_of(number: int, own: dict[int, str]) -> str:
    """The code of a format by its number; an empty one is General."""
    return own.get(number, _BUILT_IN.get(number, ""))


def shown(value: float, code: str, *, date1904: bool = False) -> str:
    """A number as its format shows it."""
    section = _section(code, value)
    if not section or section.lower() == "general":
        return general(value)
    bare = _LITERAL.sub("", section)
    if "@" in bare:
        return general(value)
    if _DATED.search(bare) and not _PLACES.search(bare.replace(".0", "")):
        return _moment(value, section, date1904=date1904)
    return _number(value, section, signed=len(_sections(code)) == 1)


def general(value: float) -> str:
    """A number without a format: up to ten digits, no needless zeros."""
    if value == int(value) and abs(value) < 10**11:
        return str(int(value))
    text = f"{value:.{_GENERAL_DIGITS}g}"
    return text.replace("e", "E") if "e" in text else text


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


def _section(code: str, value: float) -> str:
    parts = _sections(code)
    if value < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 else parts[0]  # noqa: PLR2004 - positive, negative, zero


def _number(value: float, section: str, *, signed: bool) -> str:
    """A number in a section: `signed` says that the section serves both signs, so that a minus has to be put before."""
    found = _PLACES.search(_LITERAL.sub(lambda match: "\0" * len(match[0]), section))
    if found is None:
        return _words(section)
    pattern = found[0]
    tail = section[found.end() :]
    number = abs(value)
    if "%" in _LITERAL.sub("", section):
        number *= 100
    body, _, decimals = pattern.partition(".")
    if "E" in pattern:
        places = len(decimals.partition("E")[0])
        text = f"{number:.{places}E}"
    else:
        thousands = body.rstrip(",")
        number /= 1000 ** (len(body) - len(thousands))
        places = sum(char in "0#?" for char in decimals)
        text = f"{number:,.{places}f}" if "," in thousands else f"{number:.{places}f}"
        text = _trimmed(text, decimals, thousands)
    minus = "-" if value < 0 and signed and text.strip("0.,%") else ""
    return f"{minus}{_words(section[: found.start()])}{text}{_words(tail)}"


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


def _words(text: str) -> str:
    """The fixed words of a part of a section."""
    made = []
    for quoted, escaped, elapsed, _, letters, decimals, other in _TOKENS.findall(text):
        made.append(quoted or escaped or elapsed or letters or decimals or (other if other not in "#0?" else ""))
    return "".join(made)


def _moment(value: float, section: str, *, date1904: bool) -> str:
    """A date or a time of day."""
    if not 0 <= value < _LAST:
        return general(value)
    moment = _EPOCHS[date1904] + timedelta(seconds=round(value * 86400))
    tokens = list(_TOKENS.finditer(section))
    half = any(token[4] for token in tokens)
    made: list[str] = []
    for place, token in enumerate(tokens):
        quoted, escaped, elapsed, noon, letters, decimals, other = token.groups()
        if elapsed:
            made.append(_elapsed(elapsed[0].lower(), value))
        elif noon:
            made.append("上午" if moment.hour < 12 else "下午")  # noqa: PLR2004 - noon
        elif letters:
            made.append(_letters(letters.lower(), moment, half=half, minutes=_is_minutes(tokens, place)))
        elif decimals is None:
            made.append(quoted or escaped or other or "")
    return "".join(made).strip()


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
    if first == "y":
        return str(moment.year) if count > 2 else f"{moment.year % 100:02}"  # noqa: PLR2004 - two digits
    if first == "a" or (first == "d" and count > 2):  # noqa: PLR2004 - a day of the week
        return ("星期" if count > 3 else "") + _WEEKDAYS[moment.weekday()]  # noqa: PLR2004 - aaaa is the long form
    if first == "m" and count > 2 and not minutes:  # noqa: PLR2004 - a name of a month
        return f"{moment.month}月"
    number = values.get(first, moment.second)
    return f"{number:02}" if count > 1 else str(number)


def _elapsed(unit: str, value: float) -> str:
    return str(int(value * {"h": 24, "m": 1440, "s": 86400}[unit]))
