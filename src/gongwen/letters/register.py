"""签收表: who has signed, by hand, in the order of the letters; the header row stands on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gongwen.blocks.model import Document, RowLoop, Table
from gongwen.letters.compose import short_columns
from gongwen.ooxml.package import Package
from gongwen.plan.signer_values import seq_text
from gongwen.problems import Problem, UserError
from gongwen.sandbox import Names, literal
from gongwen.sheet import fill
from gongwen.standard.title import break_title
from gongwen.word.contract import PLAIN
from gongwen.word.letter import compose
from gongwen.word.merge import open_master
from gongwen.word.templates import check_frame

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gongwen.plan.signing import Pair
    from gongwen.word.templates import Templates

COLUMNS = ("序号", "科室", "姓名", "职务", "签字", "日期", "备注")
WORKBOOK = "签收表.xlsx"
_WIDTHS = (3, 6, 5, 6, 5, 4, 3)
_ROW_HEIGHT = 11.0
"""Room to sign in mm: 18 rows and the header on the first page."""
_ROWS = 1000
"""Rows of one file; a longer register goes on in a second one."""


def registers(title: str, pairs: Iterable[Pair], templates: Templates, faces: Mapping[str, str]) -> Iterator[bytes]:
    """The register of a letter as one .docx or several."""
    cells = tuple(f"{{{{ 人.{name} }}}}" if name in COLUMNS[:4] else "" for name in COLUMNS)
    table = Table(COLUMNS, (), _WIDTHS, (RowLoop("名单", "人", "", cells),), _ROW_HEIGHT, short_columns(COLUMNS))
    lines = tuple(literal(line) for line in break_title(f"{title}签收表"))
    path = templates.path(PLAIN)
    data = compose(Document(PLAIN, lines, (table,)), path, faces)
    master, _ = open_master(data, file=path.name, names=Names.of(f"名单.[].{name}" for name in COLUMNS))
    rows = [_row(pair) for pair in pairs]
    for start in range(0, len(rows), _ROWS):
        yield master.render({"名单": rows[start : start + _ROWS]})


def workbook(title: str, pairs: Iterable[Pair], templates: Templates) -> bytes:
    """The register as one workbook, from `签收表.xlsx`, for offices that fill it in Excel or WPS."""
    path = templates.path(WORKBOOK)
    rows = [dict.fromkeys(COLUMNS, "") | _row(pair) for pair in pairs]
    return fill(Package.read(path), {"标题": f"{title}签收表"}, rows, COLUMNS)


def check_register_workbook(path: Path) -> list[Problem]:
    """The problems of one workbook template for registers."""
    try:
        fill(Package.read(path), {"标题": ""}, (), COLUMNS)
    except UserError as error:
        return list(error.problems)
    return []


def check_registers(templates: Templates) -> list[Problem]:
    """The problems of the templates that registers are made from: before anything is written, not after."""
    return [*check_frame(templates.path(PLAIN)), *check_register_workbook(templates.path(WORKBOOK))]


def _row(pair: Pair) -> dict[str, str]:
    signer = pair.signer
    return {"序号": str(int(seq_text(pair.seq))), "科室": signer.dept_name, "姓名": signer.name, "职务": signer.post}
