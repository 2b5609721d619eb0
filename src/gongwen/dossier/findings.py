"""What is odd about the evidence as a whole: undated, of another year, filed twice, named and not there, of no use."""

from __future__ import annotations

import posixpath
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from gongwen.dossier.model import PHOTO, Collected, Material, Origin
from gongwen.plan.occurrences import last_day

if TYPE_CHECKING:
    from gongwen.plan.schema import Plan, Record
    from gongwen.standard.dates import PlanDate

NO_PAGES = "不能转成页面"
"""Why a file is of no use where nothing more is known."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the content of a file says: its hash (empty where it could not be read), the day on which a photo was taken.

    A file that is not `usable` gives no pages; `reason` says why.
    """

    sha256: str
    taken: date | None = None
    usable: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """A photo of another year: which date says so (日期, 记录日期 or 拍摄时间), and which it is."""

    name: str
    source: str
    day: PlanDate | date

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {"name": self.name, "source": self.source, "date": str(self.day)}


@dataclass(frozen=True, slots=True)
class Double:
    """Files of one content under several names."""

    names: tuple[str, ...]
    standards: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {"names": list(self.names), "standards": list(self.standards)}


@dataclass(frozen=True, slots=True)
class Absent:
    """A record that names files that are not there."""

    record: str
    title: str
    files: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {"id": self.record, "title": self.title, "files": list(self.files)}


@dataclass(frozen=True, slots=True)
class Findings:
    """What people should look at; nothing of it keeps a dossier from being complete.

    Materials are called by their names, in their order; `unusable` and `unsigned` have a reason or a title beside it.
    """

    undated: tuple[str, ...] = ()
    undated_photos: tuple[str, ...] = ()
    outside_year: tuple[Outside, ...] = ()
    doubles: tuple[Double, ...] = ()
    absent: tuple[Absent, ...] = ()
    unfiled: tuple[str, ...] = ()
    unusable: tuple[tuple[str, str], ...] = ()
    unsigned: tuple[tuple[str, str], ...] = field(default=())

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "undated": list(self.undated), "undated_photos": list(self.undated_photos),
            "outside_year": [each.data() for each in self.outside_year],
            "doubles": [each.data() for each in self.doubles],
            "records_without_files": [each.data() for each in self.absent],
            "unfiled": list(self.unfiled),
            "unusable": [{"name": name, "reason": reason} for name, reason in self.unusable],
            "unsigned": [{"name": name, "title": title} for name, title in self.unsigned],
        }  # fmt: skip


class Facts:
    """Which materials can be used, and what their content is."""

    def __init__(self, facts: Mapping[str, FileFacts]) -> None:
        """Keep the facts by the names of materials; of one without, only its own fault is known."""
        self._facts = facts

    def fault(self, material: Material) -> str:
        """Why a material is of no use; empty where it is of use."""
        known = self._facts.get(material.name)
        if material.fault:
            return material.fault
        return "" if known is None or known.usable else known.reason or NO_PAGES

    def content(self, material: Material) -> str:
        """What tells whether two materials are the same: the hash, without one the name."""
        known = self._facts.get(material.name)
        return known.sha256 if known is not None and known.sha256 else f"name {material.name}"

    def taken(self, material: Material) -> date | None:
        """The day on which a photo was taken."""
        known = self._facts.get(material.name)
        return known.taken if known is not None else None


def find(plan: Plan, collected: Collected, facts: Facts, until: date) -> Findings:
    """Look at everything that was collected; records count up to and including a day."""
    records = {record.id: record for record in plan.records}
    usable = [each for each in collected.materials if not facts.fault(each)]
    undated = [each for each in usable if each.origin is not Origin.OWN and not _is_dated(each, records, facts)]
    return Findings(
        undated=tuple(each.name for each in undated if each.kind != PHOTO),
        undated_photos=tuple(each.name for each in undated if each.kind == PHOTO),
        outside_year=tuple(_outside(plan.year, usable, records, facts)),
        doubles=tuple(_doubles(plan, usable, facts)),
        absent=tuple(_absent(plan, collected, until)),
        unfiled=tuple(collected.unfiled),
        unusable=tuple((each.name, fault) for each in collected.materials if (fault := facts.fault(each))),
        unsigned=tuple((each.name, each.title) for each in usable if each.origin is Origin.OWN),
    )


def _is_dated(material: Material, records: Mapping[str, Record], facts: Facts) -> bool:
    known = material.date is not None or any(each in records for each in material.records)
    return known or facts.taken(material) is not None


def _outside(year: int, usable: list[Material], records: Mapping[str, Record], facts: Facts) -> Iterator[Outside]:
    """Photos that any of their dates puts into another year."""
    for material in usable:
        if material.kind != PHOTO:
            continue
        days: list[tuple[str, PlanDate | date | None]] = [("日期", material.date), ("拍摄时间", facts.taken(material))]
        days += [("记录日期", records[each].date) for each in material.records if each in records]
        found = next(((source, day) for source, day in days if day is not None and day.year != year), None)
        if found is not None:
            yield Outside(material.name, *found)


def _doubles(plan: Plan, usable: list[Material], facts: Facts) -> Iterator[Double]:
    same: dict[str, list[Material]] = defaultdict(list)
    for material in usable:
        same[facts.content(material)].append(material)
    order = {each: place for place, each in enumerate(standard_ids(plan))}
    for group in same.values():
        if len(group) > 1:
            proved = {standard for each in group for standard in each.standards}
            ordered = sorted(proved, key=lambda each: (order.get(each, len(order)), each))
            yield Double(tuple(each.name for each in group), tuple(ordered))


def standard_ids(plan: Plan) -> list[str]:
    """The ids of the standards in the plan's order."""
    projects = plan.indicators.projects if plan.indicators else ()
    return [each.id for project in projects for part in project.indicators for each in part.standards]


def _absent(plan: Plan, collected: Collected, until: date) -> Iterator[Absent]:
    """The records up to a day with those of their files that nothing was collected of."""
    names: dict[str, list[str]] = defaultdict(list)
    for material in collected.materials:
        for named in material.records:
            names[named].append(_key(material.name))
    for record in plan.records:
        files = [each for each in record.files if each.strip()]
        if not files or last_day(record.date) > until:
            continue
        found = names.get(record.id, [])
        if len(files) > 1 or not found:
            files = [each for each in files if not any(_covers(_key(each), name) for name in found)]
            if files:
                yield Absent(record.id, record.title, tuple(files))


def _covers(entry: str, name: str) -> bool:
    """Whether an entry of a record means a file; it may begin with folders above the evidence."""
    parts = [part for part in entry.split("/") if part not in {"", ".", ".."}]
    tails = ("/".join(parts[at:]) for at in range(len(parts)))
    return any(name == tail or name.startswith(f"{tail}/") for tail in tails)


def _key(path: str) -> str:
    """A path to be compared: one kind of slash, composed accents, no capitals, no pattern for all files at its end."""
    plain = unicodedata.normalize("NFC", path.strip().replace("\\", "/")).casefold()
    for pattern in ("/*.*", "/*"):
        plain = plain.removesuffix(pattern)
    return posixpath.normpath(plain)
