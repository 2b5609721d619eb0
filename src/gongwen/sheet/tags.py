"""Tags in the cells of a workbook template: which there are, and which quote a name that does not exist."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable

from gongwen.problems import Place, Problem
from gongwen.sheet.address import address
from gongwen.sheet.patch import SheetPatch
from gongwen.sheet.values import Cell

TAG = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_BROKEN = re.compile(r"｛｛|｝｝|\{｛|｛\{|\{\{(?![^{}]*\}\})")


def tags_of(text: str) -> list[str]:
    """The names that a text quotes."""
    return TAG.findall(text) if "{" in text else []


def tagged_cells(sheet: SheetPatch) -> list[Cell]:
    """The cells that quote something or try to, row by row."""
    return [
        cell for number in sheet.numbers() for cell in sheet.cells(number)
        if TAG.search(cell.text) or _BROKEN.search(cell.text)
    ]  # fmt: skip


def tag_problems(file: str, sheet: str, cells: Iterable[Cell], known: Collection[str]) -> list[Problem]:
    """Every tag that is broken or quotes a name which is not known, with the nearest one."""
    problems: list[Problem] = []
    for cell in cells:
        place = Place(file, sheet=sheet, cell=address(cell.row, cell.column))
        if _BROKEN.search(cell.text):
            what = f"引用没有写完整或用了全角花括号：{cell.text[:40]}"
            problems.append(Problem("template.tag", what, "请写成 {{ 名称 }}，花括号用半角。", place))
        for name in tags_of(cell.text):
            if name not in known:
                near = difflib.get_close_matches(name, known, 1, 0.3)
                remedy = f"最接近的名称是：{near[0]}。" if near else f"可用的名称：{'、'.join(sorted(known))}。"
                problems.append(Problem("reference.unknown", f"引用的名称不存在：{name}", remedy, place))
    return problems
