"""The index of the evidence folder read: what people typed of each file, and every cell that cannot be understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from gongwen.dossier.model import KINDS, Override
from gongwen.problems import Place, Problem, Severity
from gongwen.sandbox import clean
from gongwen.standard.dates import PlanDate
from gongwen.tables import Row, read_table
from gongwen.tables.forms import read_date
from gongwen.tables.normal import full_key, header_key

COLUMNS = FILE, STANDARDS, TITLE, DATE, ISSUER, NUMBER, KIND, ORDER, REMARK = (
    "文件", "测评标准", "题名", "日期", "责任者", "文号", "类别", "顺序", "备注",
)  # fmt: skip
"""The columns of the index in the order in which the shipped template has them."""
_SPELLINGS: dict[str, tuple[str, ...]] = {
    FILE: ("文件名", "文件名称", "文件路径", "文件位置", "路径"),
    STANDARDS: ("测评标准编号", "标准编号", "标准"),
    TITLE: ("标题", "材料题名", "材料名称", "名称"),
    DATE: ("材料日期", "形成日期", "形成时间", "成文日期", "时间"),
    ISSUER: ("责任单位", "发文机关", "发文单位", "形成单位"),
    NUMBER: ("发文字号", "文件字号", "文件编号"),
    KIND: ("材料类别", "种类", "类型"),
    ORDER: ("排序", "次序"),
    REMARK: (),
}
"""What else people call the columns; one called by its own name goes before these."""
_Places = Callable[[str], Place]
"""Where the cell of a column stands."""
_BETWEEN_IDS = re.compile(r"[、,;\s]+")
_DECIMAL = re.compile(r"[-+]?\d{1,9}(?:\.\d{1,6})?", re.ASCII)
_OCTOBER_OR_JANUARY = re.compile(r"\d{4}\.1", re.ASCII)
"""Excel drops the last 0 of a number: 2023.1 may have been typed as 2023.10."""


def spellings(column: str) -> tuple[str, ...]:
    """What a column may be called, its own name first."""
    return column, *_SPELLINGS[column]


def columns_of(titles: Mapping[int, str]) -> dict[str, int]:
    """Which column of the index stands where, by the texts of a header row; what stands in brackets may be missing."""
    backwards = list(titles.items())[::-1]
    exact = {full_key(text): number for number, text in backwards}
    loose = {header_key(text): number for number, text in backwards} | exact
    found: dict[str, int] = {}
    for column in COLUMNS:
        number = next((loose[key] for key in map(full_key, spellings(column)) if key in loose), None)
        if number is not None:
            found[column] = number
    return found


def index_key(name: str) -> str:
    """A material's name by which its row is known: separators turned, composed characters, nothing a cell cannot hold.

    Names of a Mac's disk are decomposed, Windows' paths have the other separator; a plain name is its own key.
    """
    return clean(unicodedata.normalize("NFC", name.replace("\\", "/"))).strip().strip("/")


def read_index(
    path: Path, year: int, standards: Sequence[str] | None = None, *, name: str | None = None
) -> tuple[dict[str, Override], list[Problem]]:
    """What the index says of files by `index_key` of their names, and what could not be read; such a cell says nothing.

    `year` is the plan's, for dates without one. `standards` are the ids that the plan has, in its order; None: not
    checked. `name` is the file as messages call it. A file that is not there is a problem too.
    """
    file = name or path.name
    wanted = [spelling for column in COLUMNS for spelling in spellings(column)]
    table, found = read_table(path, wanted=wanted, name=file)
    reading = _Reading(year, standards, [problem for problem in found if problem.code != "table.rows.none"])
    if not table.headers:
        return {}, reading.problems
    headers = {column: _header(column, table.headers) for column in COLUMNS}
    if not headers[FILE]:
        reading.problems.append(no_file_column(table.source.place(table.header_line)))
        return {}, reading.problems
    for row in table:
        reading.row(row, headers)
    return reading.overrides, reading.problems


def no_file_column(place: Place) -> Problem:
    """An index whose rows cannot be known."""
    what = f"材料目录里没有“{FILE}”列，认不出每一行是哪个文件"
    return Problem("index.no_file_column", what, f"请把写着文件位置的那一列的列名改回“{FILE}”。", place)


def _header(column: str, headers: Iterable[str]) -> str:
    """How a column is called in this table; empty where it has none."""
    there = set(headers)
    return next((spelling for spelling in spellings(column) if spelling in there), "")


@dataclass(slots=True)
class _Reading:
    """The rows read so far."""

    year: int
    standards: Sequence[str] | None
    problems: list[Problem]
    overrides: dict[str, Override] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def row(self, row: Row, headers: Mapping[str, str]) -> None:
        """Read one row; of two about the same file the first counts."""
        texts = {column: row.get(header) for column, header in headers.items() if header}
        key = index_key(texts[FILE])
        place = row.place_of(headers[FILE])
        if not key:
            self._say("index.no_file", f"这一行没有写“{FILE}”，没有用到", "请写上文件的位置，或删去这一行。", place)
        elif key in self.lines:
            what = f"同一个文件写了两行，以第 {self.lines[key]} 行为准：{texts[FILE][:60]}"
            self._say("index.doubled", what, "请删去多余的一行。", place)
        else:
            self.lines[key] = row.line
            self.overrides[key] = self._override({**dict.fromkeys(COLUMNS, ""), **texts}, row, headers)

    def _override(self, texts: Mapping[str, str], row: Row, headers: Mapping[str, str]) -> Override:
        def place(column: str) -> Place:
            return row.place_of(headers[column])

        return Override(
            title=_line(texts[TITLE]),
            date=self._date(texts[DATE], place) if texts[DATE] else None,
            issuer=_line(texts[ISSUER]),
            number=_line(texts[NUMBER]),
            kind=self._kind(texts[KIND], place) if texts[KIND] else None,
            order=self._order(texts[ORDER], place) if texts[ORDER] else None,
            standards=self._standards(texts[STANDARDS], place) if texts[STANDARDS] else None,
        )

    # ------------------------------------------------------------ cells
    def _date(self, text: str, place: _Places) -> PlanDate | None:
        if _OCTOBER_OR_JANUARY.fullmatch(unicodedata.normalize("NFKC", text)):
            remedy = f"请写成 {text[:4]}-01 或 {text[:4]}-10。"
            self._say("index.date", f"“{text}”分不清是 1 月还是 10 月，没有用这个日期", remedy, place(DATE))
            return None
        found = _plan_date(text, self.year)
        if found is None:
            what = f"日期看不懂：“{text[:30]}”，没有用它"
            self._say("index.date", what, "请写成 2023-03-08；只知道月份的写 2023-03。", place(DATE))
        return found

    def _kind(self, text: str, place: _Places) -> str | None:
        found = next((kind for kind in KINDS if full_key(kind) == full_key(text)), None)
        if found is None:
            self._say("index.kind", f"没有“{text[:20]}”这种类别，没有用它", f"可用：{'、'.join(KINDS)}。", place(KIND))
        return found

    def _order(self, text: str, place: _Places) -> float | None:
        folded = unicodedata.normalize("NFKC", text).strip()
        if _DECIMAL.fullmatch(folded):
            return float(folded)
        self._say("index.order", f"顺序不是数字：“{text[:20]}”，没有用它", "请写 1、2、3 这样的数字。", place(ORDER))
        return None

    def _standards(self, text: str, place: _Places) -> tuple[str, ...] | None:
        named = [part for part in _BETWEEN_IDS.split(unicodedata.normalize("NFKC", text)) if part]
        if self.standards is None:
            return tuple(dict.fromkeys(named)) or None
        known = {full_key(each): each for each in self.standards}
        for part in [part for part in named if full_key(part) not in known]:
            near = get_close_matches(part, self.standards, 1, 0.5)
            remedy = f"最接近的是：{near[0]}。" if near else "请写计划中测评标准的编号，几项之间用顿号隔开。"
            what = f"计划中没有编号为“{part[:30]}”的测评标准，没有用它"
            self._say("index.standard", what, remedy, place(STANDARDS))
        wanted = {known.get(full_key(part)) for part in named}
        return tuple(each for each in self.standards if each in wanted) or None

    def _say(self, code: str, what: str, remedy: str, place: Place) -> None:
        self.problems.append(Problem(code, what, remedy, place, Severity.WARNING))


def _line(text: str) -> str | None:
    """A text of one line, None for a blank cell."""
    return "".join(part.strip() for part in text.splitlines()) or None


def _plan_date(text: str, year: int) -> PlanDate | None:
    """A day or a month, in any form in which people type one."""
    with suppress(ValueError):
        return PlanDate.parse(text)
    when = read_date(text, year, number=True)
    if when is None:
        return None
    day = PlanDate(when.first.year, when.first.month, when.first.day)
    month = PlanDate(day.year, day.month)
    if when.first == when.last:
        return day
    return month if (when.first, when.last) == (month.first_day(), month.last_day()) else None
