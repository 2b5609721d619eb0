"""What this machine prints each role of an official document with: the table of `gongwen fonts`."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gongwen.pdf.fonts.book import FontBook
from gongwen.pdf.fonts.coverage import covered, gb2312, tongyong
from gongwen.problems import Problem, UserError
from gongwen.standard.fonts import STANDARD_FACES

_ROLES = {
    "title": "标题", "body": "正文", "heading1": "一级标题", "heading2": "二级标题", "page_number": "页码",
    "latin": "西文和数字",
}  # fmt: skip
_LATIN = "latin"
_HEAD = ("角色", "文件用的", "印出来用的", "真/替代", "GB 2312", "通用规范汉字", "文件")
REAL, STAND_IN, MISSING = "真", "替代", "缺"


@dataclass(frozen=True, slots=True)
class Row:
    """A role: the family that documents ask for, the font it is printed with, and what of the tables that font has."""

    role: str
    asked: str
    state: str = MISSING
    used: str = ""
    file: str = ""
    index: int = 0
    gb2312: int | None = None
    tongyong: int | None = None
    lacking: str = ""
    """Characters of the two tables that no font of this machine has."""

    def cells(self) -> tuple[str, ...]:
        """What the table shows."""
        han = [f"{count}/{len(table)}" if count is not None else "" for count, table in self._counts()]
        place = f"{self.file}（第{self.index + 1}个）" if self.index else self.file
        return (self.role, self.asked, self.used, self.state, *han, place)

    def _counts(self) -> tuple[tuple[int | None, str], ...]:
        return (self.gb2312, gb2312()), (self.tongyong, tongyong())


@dataclass(frozen=True, slots=True)
class Survey:
    """The rows, and the problems that concern them: roles without a font first."""

    rows: tuple[Row, ...]
    missing: tuple[Problem, ...]
    problems: tuple[Problem, ...]

    def lines(self) -> list[str]:
        """The table and what it means."""
        found = _table([_HEAD, *(row.cells() for row in self.rows)])
        if any(row.state == STAND_IN for row in self.rows):
            found.append("替代字体印出来供校对；正式印发前请安装真字体，或用 Word、WPS 打印。")
        for row in self.rows:
            if row.lacking:
                found.append(f"{row.role}有 {len(row.lacking)} 个规范汉字没有任何字体能印：{_first(row.lacking)}")
        return found

    def data(self) -> list[dict[str, Any]]:
        """The rows for programs."""
        states = {REAL: "real", STAND_IN: "stand-in", MISSING: "missing"}
        return [{**asdict(row), "state": states[row.state]} for row in self.rows]


def survey(book: FontBook, faces: Mapping[str, str] | None = None) -> Survey:
    """Look at each role, by default with the families of the standard."""
    rows: list[Row] = []
    missing: list[Problem] = []
    for key, family in (asdict(STANDARD_FACES) | dict(faces or {})).items():
        try:
            rows.append(_row(book, key, family))
        except UserError as error:
            rows.append(Row(_ROLES[key], family))
            missing += error.problems
    problems = {problem.place: problem for problem in [*book.unreadable(), *book.problems()]}
    return Survey(tuple(rows), tuple(missing), tuple(problems.values()))


def _row(book: FontBook, key: str, family: str) -> Row:
    chain = book.chain(family, latin=key == _LATIN)
    record, face = chain.choice.record, chain.first
    state = REAL if chain.choice.own else STAND_IN
    if key == _LATIN:
        return Row(_ROLES[key], family, state, record.shown, record.path, record.index)
    wanted = dict.fromkeys(tongyong() + gb2312())
    return Row(
        _ROLES[key],
        family,
        state,
        record.shown,
        record.path,
        record.index,
        covered(gb2312(), face.glyph),
        covered(tongyong(), face.glyph),
        "".join(char for char in wanted if chain.face_of(char) is None),
    )


def _first(text: str, count: int = 20) -> str:
    return text if len(text) <= count else f"{text[:count]}等"


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns set one under another, Han characters two columns wide; the last one is as long as it is."""
    widths = [max(map(_columns, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [cell + " " * (width - _columns(cell)) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return lines


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
