"""What the plan already says that an entry can take: asked of plain data, so that a plan with mistakes answers too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongwen.plan.schema import DOCUMENT_TYPES
from gongwen.standard.dates import PlanDate

MEETINGS, INSPECTIONS = ("meeting", "会议"), ("inspection", "检查")
_FIRST_NUMBER = re.compile(r"(\d{1,3})(?!\d)")
_FOLDERS = frozenset(("rectification", "letters", "dossier"))


@dataclass(frozen=True, slots=True)
class Facts:
    """The plan as dicts, lists and texts with English keys."""

    data: Mapping[str, Any]

    # ------------------------------------------------------------ parts
    def rows(self, section: str) -> list[dict[str, Any]]:
        """The entries of a list that are mappings."""
        found = self.data.get(section)
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    def text(self, section: str, key: str) -> str | None:
        """A text of a section, None where there is none."""
        part = self.data.get(section)
        found = part.get(key) if isinstance(part, dict) else None
        return found if isinstance(found, str) else None

    def has(self, section: str) -> bool:
        """Whether the plan has such a section with something in it."""
        return bool(self.data.get(section))

    @property
    def year(self) -> str:
        """The plan's year."""
        found = self.data.get("year")
        return found if isinstance(found, str) else "2026"

    @property
    def group(self) -> str | None:
        """The name of the leading group."""
        return self.text("group", "name")

    @property
    def signer(self) -> str | None:
        """Who signs: the leader of the group, else the head of the leadership."""
        heads = [_text(each, "head") for each in self.rows("departments") if each.get("kind") == "leadership"]
        return self.text("group", "leader") or next((each for each in heads if each), None)

    # ------------------------------------------------------------ records and what else is known by id
    def records(self, kinds: Sequence[str] = (), *, but: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The records of some kinds (all but some), the latest first; only those with id and title."""
        found = [
            each
            for each in self.rows("records")
            if _text(each, "id") and _text(each, "title") and (not kinds or each.get("kind") in kinds)
        ]
        return sorted((each for each in found if each.get("kind") not in but), key=_when, reverse=True)

    def inspections(self) -> list[dict[str, Any]]:
        """The inspections, the latest first; those that found something come before the others."""
        with_issues = {each.get("record") for each in self.rows("issues")}
        return sorted(self.records(INSPECTIONS), key=lambda each: each["id"] not in with_issues)

    def ids(self, section: str, key: str = "id") -> list[str]:
        """The ids of a section."""
        return [found for each in self.rows(section) if (found := _text(each, key))]

    def honours(self, *, awarded: bool) -> list[str]:
        """The names of the honours, or of those that somebody received."""
        return [
            name
            for each in self.rows("honours")
            if (name := _text(each, "name")) and (each.get("items") or not awarded)
        ]

    def document(self, kind: str) -> dict[str, Any] | None:
        """The first document of a type."""
        return next((each for each in self.rows("documents") if each.get("type") == kind and _text(each, "id")), None)

    def wrapped(self) -> set[str]:
        """The documents that some notice carries."""
        return set(self.ids("documents", "wraps"))

    # ------------------------------------------------------------ what must be free
    def free_id(self, kind: str) -> str:
        """The type's name, with a number where it is taken."""
        taken = {each.casefold() for each in self.ids("documents")}
        return next(name for name in _numbered(kind) if name not in taken)

    def free_output(self, kind: str) -> str:
        """The next number and the type's name, as a file or a folder."""
        outputs = self.ids("documents", "output")
        names = [output.rstrip("/").rpartition("/")[2] for output in outputs]
        numbers = [match.group(1) for name in names if (match := _FIRST_NUMBER.match(name))]
        width = max([2, *map(len, numbers)])
        number = max([0, *map(int, numbers)]) + 1
        ending = "/" if kind in _FOLDERS else ".xlsx" if kind == "ledger" else ".docx"
        taken = {output.rstrip("/").casefold() for output in outputs}
        free = (f"{number:0{width}}-{name}{ending}" for name in _numbered(DOCUMENT_TYPES[kind]))
        return next(name for name in free if name.rstrip("/").casefold() not in taken)

    def next_seq(self) -> str:
        """The number after the last 发文字号 of the unit's own 代字."""
        code = self.text("unit", "code")
        numbers = [each["number"] for each in self.rows("documents") if isinstance(each.get("number"), dict)]
        found = [_text(each, "seq") or "" for each in numbers if each.get("code", code) == code]
        return str(max((int(each) for each in found if each.isdecimal() and len(each) < 6), default=0) + 1)  # noqa: PLR2004 - no unit has so many


def title_of(row: Mapping[str, Any]) -> str:
    """The title of a record or task."""
    return _text(row, "title") or ""


def date_of(row: Mapping[str, Any]) -> str | None:
    """The date of a record as it is written."""
    return _text(row, "date")


def _text(row: Mapping[str, Any], key: str) -> str | None:
    found = row.get(key)
    return found if isinstance(found, str) and found.strip() else None


def _when(row: Mapping[str, Any]) -> str:
    try:
        return str(PlanDate.parse(date_of(row) or ""))
    except ValueError:
        return ""


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}{number}"
        number += 1
