"""卷内文件目录: the columns that a list of contents has, and what each of them says of a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.blocks.model import Table
from gongwen.standard.page import AREA_WIDTH

if TYPE_CHECKING:
    from gongwen.dossier.model import Line
    from gongwen.standard.dates import PlanDate

GBT9705 = ("顺序号", "文号", "责任者", "题名", "日期", "页号", "备注")
"""The columns of GB/T 9705-2008, whose files are bound: the page on which each begins, of the last one also its end."""
DAT22 = ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "页号", "备注")
"""The columns of DA/T 22-2015, whose files are not bound, and 页号, without which nothing is found in a volume."""
EMPTY = "（本卷没有文件材料）"
_STANDARDS = (("gbt9705", GBT9705), ("dat22", DAT22))
_CUSTOM = "custom"
_BETWEEN = re.compile(r"[、，,;；\s]+")
_MANY = 8
_MIDDLE, _SMALL = 21, 18
"""五号, or 小五 from so many columns on, in half-points."""
_ROW = 9
"""The least height of a row in mm."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line with its place in the list."""

    position: int
    line: Line
    last: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its least width in 字 with the margins of its cells, what it says, whether in the middle."""

    width: float
    says: Callable[[_Entry], str]
    centred: bool = True


def _blank(_: _Entry) -> str:
    return ""


def _position(entry: _Entry) -> str:
    return str(entry.position)


def _pages(entry: _Entry) -> str:
    """The page on which it begins; of the last one also that on which the volume ends."""
    line = entry.line
    return f"{line.first}-{line.last}" if entry.last and line.last > line.first else str(line.first)


_TITLE = "题名"
_COLUMNS: dict[str, _Column] = {
    "顺序号": _Column(3.7, _position),
    "序号": _Column(2.9, _position),
    "件号": _Column(2.9, _position),
    "档号": _Column(4.6, _blank),
    "文号": _Column(7.4, lambda entry: entry.line.number, centred=False),
    "责任者": _Column(5.8, lambda entry: entry.line.issuer, centred=False),
    _TITLE: _Column(10, lambda entry: entry.line.title, centred=False),
    "日期": _Column(4.9, lambda entry: date_digits(entry.line.date)),
    "密级": _Column(2.8, _blank),
    "页数": _Column(2.8, lambda entry: str(entry.line.last - entry.line.first + 1)),
    "页号": _Column(4.1, _pages),
    "备注": _Column(3.8, lambda entry: entry.line.remark, centred=False),
    "类别": _Column(4.6, lambda entry: entry.line.kind),
    "测评标准": _Column(4.9, lambda entry: entry.line.standard),
}
NAMES = tuple(_COLUMNS)
"""The columns that a list may have."""


def date_digits(date: PlanDate | None) -> str:
    """A date as lists have it: 20230308, or 202303 where the day is not known."""
    return "" if date is None else str(date).replace("-", "")


def list_columns(setting: str | Sequence[str] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that a plan asks for, and what it asks for that is no column.

    The setting is `gbt9705` (also where there is none), `dat22`, or the names of columns: a list, or one text such as
    `custom: 序号、题名、页号`. Where no column remains, they are those of GB/T 9705.
    """
    words = [setting or ""] if isinstance(setting, str) or setting is None else list(setting)
    plain = re.sub(r"[^0-9a-z]", "", "".join(words).lower())
    for name, columns in _STANDARDS:
        if plain.startswith(name):
            return columns, ()
    asked = [
        word for text in words for word in _BETWEEN.split(re.sub(rf"(?i)^\s*{_CUSTOM}\s*[:：]?", "", text)) if word
    ]
    known = tuple(dict.fromkeys(word for word in asked if word in _COLUMNS))
    return known or GBT9705, tuple(dict.fromkeys(word for word in asked if word not in _COLUMNS))


def list_table(lines: Sequence[Line], columns: Sequence[str], groups: Mapping[str, str]) -> Table:
    """The list as a table: the lines in their order, a heading where another standard begins.

    `groups` are the headings by the id of the standard; lines of one without stand under the heading before them.
    Raises KeyError for a column that there is not.
    """
    chosen = [_COLUMNS[name] for name in columns]
    entries = [_Entry(number, line, number == len(lines)) for number, line in enumerate(lines, 1)]
    size = _SMALL if len(chosen) > _MANY else _MIDDLE
    return Table(
        tuple(columns),
        tuple(tuple(column.says(entry) for column in chosen) for entry in entries),
        _widths(columns, size),
        row_height=_ROW,
        centred=frozenset(number for number, column in enumerate(chosen) if column.centred),
        size=size,
        titles=tuple(_titles(lines, groups)) if lines else ((0, EMPTY),),
    )


def _widths(columns: Sequence[str], size: int) -> tuple[float, ...]:
    """The widths of columns in 字 of `size` half-points: titles have what the others leave."""
    rest = AREA_WIDTH / (size * 10) - sum(_COLUMNS[name].width for name in columns)
    return tuple(_COLUMNS[name].width + (max(0, rest) if name == _TITLE else 0) for name in columns)


def _titles(lines: Sequence[Line], groups: Mapping[str, str]) -> list[tuple[int, str]]:
    """Where another standard begins, its heading."""
    before = [None, *(line.standard for line in lines)]
    return [
        (number, groups[line.standard])
        for number, (line, above) in enumerate(zip(lines, before, strict=False))
        if line.standard != above and line.standard in groups
    ]
