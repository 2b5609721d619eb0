"""Working days of the mainland, and the dates on which repeated work falls due."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SATURDAY = 5
_QUARTER = 3
Month = tuple[int, int]
"""Year and month."""


@dataclass(frozen=True, slots=True)
class Period:
    """A month or the part of a quarter that work is planned in, by its first and last month."""

    first: Month
    last: Month
    quarterly: bool = False

    @property
    def label(self) -> str:
        """The period as a clerk reads it: 3月, 第一季度."""
        if not self.quarterly:
            return f"{self.first[1]}月"
        return f"第{'一二三四'[(self.first[1] - 1) // _QUARTER]}季度"

    def holds(self, day: date) -> bool:
        """Whether a day falls in the period."""
        return self.first <= (day.year, day.month) <= self.last


@cache
def _known_years() -> range:
    """Give the years for which the holiday notice of the State Council is in the calendar package."""
    import chinese_calendar  # noqa: PLC0415 - loads only where a working day is asked for

    days = [*chinese_calendar.holidays, *chinese_calendar.workdays]
    return range(min(days).year, max(days).year + 1)


def is_workday(day: date) -> bool:
    """Whether people work on the day: the mainland calendar where it knows the year, else Monday to Friday."""
    if day.year not in _known_years():
        return day.weekday() < _SATURDAY
    import chinese_calendar  # noqa: PLC0415

    return bool(chinese_calendar.is_workday(day))  # type: ignore[no-untyped-call]


def last_workday(year: int, month: int) -> date:
    """Give the last working day of a month."""
    day = date(year, month, monthrange(year, month)[1])
    while not is_workday(day) and day.day > 1:
        day -= timedelta(days=1)
    return day


def months_between(first: Month, last: Month) -> list[Month]:
    """Give every month from the first to the last, both included; none when they stand the wrong way round."""
    start, end = (year * 12 + month - 1 for year, month in (first, last))
    return [(index // 12, index % 12 + 1) for index in range(start, end + 1)]


def periods(months: Iterable[Month], *, quarterly: bool) -> list[Period]:
    """Give the periods that the months fall into, in order: one a month, or one a quarter cut to those months."""
    ordered = sorted(set(months))
    if not quarterly:
        return [Period(month, month) for month in ordered]
    quarters: dict[tuple[int, int], list[Month]] = {}
    for year, month in ordered:
        quarters.setdefault((year, (month - 1) // _QUARTER), []).append((year, month))
    return [Period(found[0], found[-1], quarterly=True) for found in quarters.values()]


def due_in(period: Period, day: int | None) -> date:
    """Give the day on which the work of a period is due: `day` of its last month, else the last working day.

    A day that the month does not have (31 in April) means the month's last day.
    """
    year, month = period.last
    if day is None:
        return last_workday(year, month)
    return date(year, month, min(day, monthrange(year, month)[1]))
