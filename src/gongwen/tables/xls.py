"""The sheets of an old binary workbook (.xls, and .et of WPS), read in a process of its own."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.tables import content

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongwen.problems import Place
    from gongwen.tables.model import Cell

Merge = tuple[tuple[int, int], tuple[int, int]]
# The largest .xls there can be (65,536 rows) takes a few seconds.
_SECONDS = 30
_WORKER = Path(__file__).with_name("xls_worker.py")
_MOMENTS: dict[str, Callable[[str], Cell]] = {
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "time": dt.time.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet from A1 on, and its merged ranges (0-based rows and columns)."""

    name: str
    rows: list[list[Cell]]
    merges: list[Merge]


def read_xls(data: bytes, place: Place) -> list[Sheet]:
    """All worksheets, visible ones first; a `UserError` for a password or a damaged file."""
    try:
        done = subprocess.run(  # noqa: S603 our own file, run by our own interpreter
            [sys.executable, "-I", "-X", "utf8", str(_WORKER)],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {"error": "damaged"}
    except (OSError, ValueError, subprocess.SubprocessError):
        answer = {"error": "damaged"}
    error = answer.get("error")
    if error == "password":
        raise content.password(place)
    if error == "too_big":
        raise content.too_big(place)
    if error:
        raise content.damaged(place)
    sheets = sorted(answer["sheets"], key=lambda sheet: not sheet["visible"])
    return [
        Sheet(
            sheet["name"],
            [[_value(value) for value in row] for row in sheet["rows"]],
            [((top, left), (bottom, right)) for (top, left), (bottom, right) in sheet["merges"]],
        )
        for sheet in sheets
    ]


def _value(value: Cell) -> Cell:
    """A cell as the reader gave it: pairs are dates and times."""
    if isinstance(value, list):
        kind, text = value
        return _MOMENTS[kind](text)
    return value
