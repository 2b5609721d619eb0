"""目录.xlsx beside the volumes: their contents lists in one workbook, to be filtered and searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gongwen.dossier.lists import date_digits
from gongwen.ooxml.package import Package
from gongwen.problems import Problem, UserError
from gongwen.sheet import fill

if TYPE_CHECKING:
    from pathlib import Path

    from gongwen.dossier.volume import Bindable
    from gongwen.word.templates import Templates

WORKBOOK = "档案目录.xlsx"
COLUMNS = ("卷", "测评标准", "序号", "类别", "文号", "责任者", "题名", "日期", "页号", "备注")


def catalogue(bindables: Sequence[Bindable], templates: Templates, title: str) -> bytes:
    """The workbook. Raises UserError (exit 3) with every fault of its template."""
    return fill(Package.read(templates.path(WORKBOOK)), {"标题": f"{title}目录"}, list(_rows(bindables)), COLUMNS)


def check_catalogue_template(path: Path) -> list[Problem]:
    """Every problem of a template for catalogues."""
    try:
        fill(Package.read(path), {"标题": ""}, (), COLUMNS)
    except UserError as error:
        return list(error.problems)
    return []


def _rows(bindables: Sequence[Bindable]) -> Iterator[dict[str, str]]:
    for each in bindables:
        for number, line in enumerate(each.layout.lines, 1):
            yield {
                "卷": f"{each.volume.id} {each.volume.name}",
                "测评标准": line.standard,
                "序号": str(number),
                "类别": line.kind,
                "文号": line.number,
                "责任者": line.issuer,
                "题名": line.title,
                "日期": date_digits(line.date),
                "页号": str(line.first) if line.first == line.last else f"{line.first}-{line.last}",
                "备注": line.remark,
            }
