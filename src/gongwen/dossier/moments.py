"""Dates in the names of files, as people and devices write them; a number that only looks like one is none.

Every pattern is for text whose digits, dots and dashes are the plain ones (`folded`), so that places in it are places
in the name itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from gongwen.standard.dates import PlanDate

_FOLDED = str.maketrans("０１２３４５６７８９．＿／　：～‐‑‒–—―－", "0123456789._/ :~-------")
_BEIJING = timezone(timedelta(hours=8))
_YEAR = r"(?P<y>(?:19|20)[0-9]{2})"
_UNIT = r"(?!\s*[号元万亿千人份次名个位届期条项件套页室楼栋层户斤吨公米度%％])"
"""What makes a number of the digits before it."""
_TIME_RUN = r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9](?:[0-9]{3})?"
_TIME_PARTS = r"(?:[01][0-9]|2[0-3])(?P<t>[-.:_ ])[0-5][0-9](?:(?P=t)[0-5][0-9](?:[-_. ]?[0-9]{3,6})?)?"
_TIME = rf"(?:{_TIME_RUN}|{_TIME_PARTS})(?![0-9])"
_DAYS = (
    rf"{_YEAR}\s*年\s*(?P<m>[0-9]{{1,2}})\s*月\s*(?P<d>[0-9]{{1,2}})\s*[日号]",
    rf"{_YEAR}(?P<s>[-._/])(?P<m>[0-9]{{1,2}})(?P=s)(?P<d>[0-9]{{1,2}})(?![0-9])[日号]?",
    rf"{_YEAR} (?P<m>[0-9]{{2}}) (?P<d>[0-9]{{2}})(?![0-9])",
    rf"(?<![A-Za-z]){_YEAR}(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})(?=(?:{_TIME_RUN})?(?![0-9])){_UNIT}",
)
_MONTHS = (
    rf"{_YEAR}\s*年\s*(?P<m>[0-9]{{1,2}})\s*月份?(?!\s*[0-9])",
    rf"{_YEAR}(?:[-_/](?P<m>[0-9]{{2}})|\.(?P<n>[0-9]{{1,2}}))(?:月份?|(?![0-9]|[-._/][0-9]){_UNIT})",
)
_SHORT = (
    r"(?P<m>[0-9]{1,2})\s*月\s*(?P<d>[0-9]{1,2})\s*[日号]",
    rf"(?P<m>0[1-9]|1[0-2])\.(?P<d>[0-3][0-9])(?![0-9]|\.[0-9]){_UNIT}",
    rf"(?P<m>0[1-9])(?P<d>[0-3][0-9])(?=[\s_\-]*[^\W0-9_]){_UNIT}",
    rf"(?P<m>1[0-2])(?P<d>[0-3][0-9])(?=[\s_\-]+[^\W0-9_]){_UNIT}",
)
_WITH_YEAR = tuple(re.compile(rf"(?<![0-9]){each}") for each in (*_DAYS, *_MONTHS))
_WITHOUT_YEAR = tuple(map(re.compile, _SHORT))
_SIX = re.compile(rf"{_YEAR}(?P<m>[0-9]{{2}})(?=[\s_\-]*[^\W0-9_]){_UNIT}")
_MONTH_WORD = re.compile(r"(?P<m>[0-9]{1,2})\s*月(?!\s*[0-9])")
_CLOCK = re.compile(rf"[\s_.T\-]*(?:at\s*)?{_TIME}")
_WEEKDAY = re.compile(r"\s*[（(](?:周|星期)[一二三四五六日天][)）]")
_RANGE = re.compile(
    r"\s*(?:(?:至|到|~+)\s*[0-9]|-{1,2}\s*(?:[1-9][0-9]?\s*[\u3400-\u9fff]|0[1-9]\s*[月日]"
    r"|[0-9]{1,2}\.[0-9]{1,2}(?![0-9.])|[0-9]{4}[-.年]))"
)
"""What follows the first of two dates."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date found in a text: from where to where it is written, with the time of day behind it.

    `lasting` is one that belongs to the words around it and must not be cut from them: the first of two, a bare month.
    """

    date: PlanDate
    start: int
    end: int
    lasting: bool = False


def folded(text: str) -> str:
    """The text with plain digits, dots and dashes, every character at its place."""
    return text.translate(_FOLDED)


def dated_at(text: str, place: int, year: int | None = None) -> Moment | None:
    """The date that a folded text has at a place; with `year` also one that leaves the year out."""
    for pattern in (*_WITH_YEAR, *(_WITHOUT_YEAR if year else ())):
        found = pattern.match(text, place)
        told = found and _date(found, year)
        if found and told:
            return _whole(text, told, found.start(), found.end())
    if year is None:
        return None
    found = _SIX.match(text, place)
    told = found and _date(found, year)
    if found and told and abs(told.year - year) <= 1:
        return Moment(told, found.start(), found.end())
    found = _MONTH_WORD.match(text, place)
    told = found and _date(found, year)
    return Moment(told, place, place, lasting=True) if told else None


def dates_in(text: str) -> list[Moment]:
    """The dates with a year in a folded text, from left to right."""
    found: list[Moment] = []
    place = 0
    while place < len(text):
        moment = dated_at(text, place) if text[place] in "12" else None
        if moment:
            found.append(moment)
        place = max(place + 1, moment.end if moment else 0)
    return found


def from_milliseconds(digits: str) -> PlanDate | None:
    """The day in Beijing of a count of milliseconds since 1970."""
    moment = datetime.fromtimestamp(int(digits) / 1000, UTC).astimezone(_BEIJING)
    return PlanDate(moment.year, moment.month, moment.day)


def _whole(text: str, told: PlanDate, start: int, end: int) -> Moment:
    """A date with what belongs to it: the weekday, the time of day. The first of two dates stays in the text."""
    if _RANGE.match(text, end):
        return Moment(told, start, end, lasting=True)
    weekday = _WEEKDAY.match(text, end)
    end = weekday.end() if weekday else end
    clock = _CLOCK.match(text, end) if told.day else None
    return Moment(told, start, clock.end() if clock else end)


def _date(found: re.Match[str], year: int | None) -> PlanDate | None:
    """The date of a match, None for one that does not exist."""
    parts = found.groupdict()
    numbers = int(parts.get("y") or year or 0), int(parts.get("m") or parts.get("n") or 0), int(parts.get("d") or 0)
    try:
        date(numbers[0], numbers[1], numbers[2] or 1)
    except ValueError:
        return None
    return None if parts.get("d") and not numbers[2] else PlanDate(*numbers)
