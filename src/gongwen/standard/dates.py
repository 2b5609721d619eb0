"""Dates of the plan: a day or only a month, printed as GB/T 9704 7.3.5.4 wants them (2023年3月1日)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_SHAPE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*(?:[-./月]\s*(?:(\d{1,2})\s*日?)?)?")


@dataclass(frozen=True, slots=True, order=True)
class PlanDate:
    """A date with the precision it was written in; `day` is 0 where only the month is known."""

    year: int
    month: int
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> PlanDate:
        """Read 2023-03-01, 2023.3.1, 2023/3/1, 2023年3月1日, 2023-03 or 2023年3月.

        Raises ValueError for another form or a day that does not exist.
        """
        match = _SHAPE.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part or 0) for part in match.groups())
        date(year, month, day or 1)
        if match.group(3) is not None and day == 0:
            raise ValueError(text)
        return cls(year, month, day)

    def first_day(self) -> date:
        """The day, or the first of the month."""
        return date(self.year, self.month, self.day or 1)

    def last_day(self) -> date:
        """The day, or the last of the month."""
        return date(self.year, self.month, self.day or calendar.monthrange(self.year, self.month)[1])

    def chinese(self) -> str:
        """2023年3月1日 or 2023年3月, without leading zeros."""
        return f"{self.year}年{self.month}月" + (f"{self.day}日" if self.day else "")

    def __str__(self) -> str:
        """ISO form: 2023-03-01 or 2023-03."""
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")
