"""Roster columns that name picture files (照片, 签名): `{{ 照片 }}` in a clerk's template prints the picture itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.problems import Problem, UserError
from gongwen.word.merge import Picture

if TYPE_CHECKING:
    from gongwen.plan.persons import Person

_KINDS = (".png", ".jpg", ".jpeg")
_LOOKED_AT = 200
"""How many people are looked at to find such columns; a roster may have a hundred thousand."""
_LARGEST = 20_000_000


def picture_columns(persons: Iterable[Person]) -> frozenset[str]:
    """The columns in which file names of pictures stand and nothing else."""
    found: dict[str, bool] = {}
    for number, person in enumerate(persons):
        if number >= _LOOKED_AT:
            break
        for name, text in person.columns.items():
            if text:
                found[name] = found.get(name, True) and text.lower().endswith(_KINDS)
    return frozenset(name for name, pictures in found.items() if pictures)


def picture(folder: Path, person: Person, column: str) -> Picture:
    """The picture that a cell names, relative to the plan's folder; nothing outside it is read.

    Raises UserError with the row's place for a file that is not there or no picture.
    """
    text = person.columns.get(column, "")
    path = (folder / text.replace("\\", "/")).resolve()
    try:
        if not text or not path.is_relative_to(folder.resolve()) or path.stat().st_size > _LARGEST:
            raise FileNotFoundError(text)
        return Picture(path.read_bytes())
    except OSError as error:
        what = f"{person.name}（{person.id}）的“{column}”找不到图片：{text or '（空）'}"
        remedy = "请把图片（png 或 jpg）放在计划文件旁边，在名册中写它的文件名。"
        raise UserError(Problem("letter.picture", what, remedy, person.place)) from error
