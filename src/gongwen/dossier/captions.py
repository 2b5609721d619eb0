"""What stands under a photo: when, where, who, what; in the words of the plan or one fact a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gongwen.plan.values import aliased, plain_fields

if TYPE_CHECKING:
    from gongwen.dossier.model import Material
    from gongwen.plan.references import References
    from gongwen.plan.schema import Plan, Record


class Captions:
    """Makes the captions of a plan's photos."""

    def __init__(self, plan: Plan, references: References) -> None:
        """Remember the records and the words of `dossier.photo.caption`."""
        self._records = {record.id: record for record in plan.records}
        self._said = plan.dossier.photo.caption if plan.dossier is not None else None
        self._references = references

    def of(self, material: Material) -> tuple[str, ...]:
        """The lines under a photo. One that no record names has its date and title."""
        record = self._records.get(material.records[0]) if material.records else None
        fields: Mapping[str, Any] = plain_fields(record) if record is not None else {}
        day = material.date.chinese() if material.date is not None else fields.get("date") or ""
        if not self._said:
            return _facts(self._resolve, record, day, material.title)
        known = {name: self._resolve(str(value or "")) for name, value in fields.items()}
        known = {**dict.fromkeys(_ASKED, ""), **known, "date": day}
        known["title"] = known["title"] or material.title
        text = self._references.resolve(self._said, extra=aliased({"record": known}))
        return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())

    def _resolve(self, text: str | None) -> str:
        return self._references.resolve(text) if text else ""


_ASKED = ("date", "place", "title", "people", "kind", "host", "trainer", "summary", "hours", "money", "id", "recorder")


def _facts(resolve: Callable[[str | None], str], record: Record | None, day: str, title: str) -> tuple[str, ...]:
    """时间, 地点, 人员, 主题: each that is known."""
    where = resolve(record.place) if record is not None else ""
    who = f"{record.people}人参加" if record is not None and record.people else ""
    theme = resolve(record.title) if record is not None else title
    first = "　".join(f"{label}：{value}" for label, value in (("时间", day), ("地点", where), ("人员", who)) if value)
    return tuple(line for line in (first, f"主题：{theme}") if line)
