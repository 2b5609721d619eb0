"""What is missing: what each standard asks for and what there is, whose it is, and what is odd about the evidence."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongwen.dossier import papers
from gongwen.dossier.findings import Facts, FileFacts, Findings, find
from gongwen.dossier.gaptext import told_lines
from gongwen.dossier.model import LEDGER, PAPER, PHOTO, Collected, Material, Origin
from gongwen.plan.state import CANCELLED
from gongwen.plan.taskview import department_names

if TYPE_CHECKING:
    from gongwen.blocks.model import Document
    from gongwen.plan.persons import People
    from gongwen.plan.schema import Plan, Task
    from gongwen.plan.schema.work import Standard
    from gongwen.plan.state import State

__all__ = ["UNASSIGNED", "Amount", "Duty", "FileFacts", "Gaps", "Standing", "gaps"]

UNASSIGNED = "未定科室"
"""The department of a standard that no task, or none with a leading department, is for."""
_PICTURE = re.compile(r"(?:照片|图片|相片|截图|影像|影像资料)$")
_CARRIER = re.compile(r"(?<=..)(?:文件|材料|资料|[表册单本稿集簿件])$")
"""An end that says what a thing is written on: 签到表 is also 签到册."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How many a standard asks for at least, and how many there are."""

    required: int
    present: int

    @property
    def missing(self) -> int:
        """How many are still to come."""
        return max(0, self.required - self.present)

    def data(self) -> dict[str, int]:
        """For JSON."""
        return {"required": self.required, "present": self.present, "missing": self.missing}


@dataclass(frozen=True, slots=True)
class Duty:
    """A task with who answers for it, by name; what the plan leaves open is empty."""

    task: str
    title: str
    department: str
    owner: str
    leader: str
    standards: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "id": self.task, "title": self.title, "department": self.department, "owner": self.owner,
            "leader": self.leader, "standards": list(self.standards),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """How a standard stands. `unsigned` is how many of the documents are our own without a signature."""

    id: str
    text: str
    score: Decimal
    project: str
    indicator: str
    docs: Amount
    photos: Amount
    unsigned: int = 0
    duties: tuple[Duty, ...] = ()
    unproven: tuple[Duty, ...] = ()
    """Its tasks that are done and of which there is nothing."""
    hints: tuple[str, ...] = ()
    """What its tasks are to hand in and no title speaks of: it may lie there under another name."""

    @property
    def short(self) -> bool:
        """Whether documents or photos are missing."""
        return bool(self.docs.missing or self.photos.missing)

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return not self.docs.present and not self.photos.present

    @property
    def at_stake(self) -> Decimal:
        """The points that may be lost: all of them where anything is missing."""
        return self.score if self.short else Decimal(0)

    @property
    def missing(self) -> str:
        """What is missing, as 文件2件、照片1张; empty where nothing is."""
        amounts = (("文件", self.docs.missing, "件"), ("照片", self.photos.missing, "张"))
        return "、".join(f"{what}{count}{unit}" for what, count, unit in amounts if count)

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that lead its tasks, else the word that there is none."""
        return _each_once(duty.department for duty in self.duties) or (UNASSIGNED,)

    def owners(self, department: str | None = None) -> tuple[str, ...]:
        """Who answers for its tasks, or for those of one department."""
        return _each_once(duty.owner for duty in self.duties if department in (None, duty.department or UNASSIGNED))

    @property
    def leaders(self) -> tuple[str, ...]:
        """Who leads those who answer."""
        return _each_once(duty.leader for duty in self.duties)

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "id": self.id, "text": self.text, "project": self.project, "indicator": self.indicator,
            "score": figure(self.score), "docs": self.docs.data(), "photos": self.photos.data(),
            "unsigned": self.unsigned, "complete": not self.short, "empty": self.empty,
            "score_at_stake": figure(self.at_stake),
            "departments": list(_each_once(duty.department for duty in self.duties)),
            "owners": list(self.owners()), "leaders": list(self.leaders),
            "tasks_without_evidence": [duty.task for duty in self.unproven], "possibly_missing": list(self.hints),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gaps:
    """The whole answer for a year, as of a day, or as it is."""

    year: int
    as_of: date | None
    standards: tuple[Standing, ...]
    unproven: tuple[Duty, ...] = ()
    """All tasks that are done and of which there is nothing, also those for no standard."""
    findings: Findings = field(default_factory=Findings)
    needs_dates: bool = False
    """Whether the plan wants a date for every photo."""
    order: tuple[str, ...] = ()
    """The names of the departments in the plan's order."""
    proofs: Mapping[str, int] = field(default_factory=dict)
    """How many materials there are for each task."""

    @property
    def short(self) -> tuple[Standing, ...]:
        """The standards that want something, in the plan's order."""
        return tuple(each for each in self.standards if each.short)

    @property
    def open(self) -> bool:
        """Whether a document or a photo that a standard asks for is missing; all else is only to be looked at."""
        return bool(self.short)

    def by_department(self) -> dict[str, list[Standing]]:
        """The standards that want something by the departments that lead their tasks, in the plan's order."""
        found: dict[str, list[Standing]] = defaultdict(list)
        for standing in self.short:
            for department in standing.departments:
                found[department].append(standing)
        places = {name: place for place, name in enumerate(self.order)}
        return dict(sorted(found.items(), key=lambda each: places.get(each[0], len(places))))

    def total(self, *, at_stake: bool = False) -> Decimal:
        """The score of all standards, or of those that want something."""
        return sum((each.at_stake if at_stake else each.score for each in self.standards), Decimal(0))

    def amounts(self) -> tuple[Amount, Amount, int, int]:
        """Documents and photos of all standards together, and how many of each are missing.

        What one standard has too many of does not help another.
        """
        docs, photos = [each.docs for each in self.standards], [each.photos for each in self.standards]
        missing = [sum(each.missing for each in amounts) for amounts in (docs, photos)]
        return _sum(docs), _sum(photos), missing[0], missing[1]

    def told(self, standards: Iterable[str]) -> list[str]:
        """What is missing for some standards: Z1-1-2（缺文件2件、照片1张）."""
        wanted = set(standards)
        return [f"{each.id}（缺{each.missing}）" for each in self.short if each.id in wanted]

    def page(self, standard: Standard, place: str = "") -> Document | None:
        """The page that says what a standard wants; None where it wants nothing."""
        found = next((each for each in self.short if each.id == standard.id), None)
        if found is None:
            return None
        amounts = (("文件资料", "件", found.docs), ("照片", "张", found.photos))
        needs = [papers.Need(what, unit, each.required, each.present) for what, unit, each in amounts if each.required]
        return papers.gap(
            standard,
            needs,
            place=place,
            department="、".join(found.departments),
            person="、".join(found.owners()),
            tasks=[f"{duty.task}　{duty.title}" for duty in found.duties],
        )

    def lines(self, *, everything: bool = False) -> list[str]:
        """For people."""
        return told_lines(self, everything=everything)

    def data(self) -> dict[str, Any]:
        """For JSON."""
        docs, photos, docs_missing, photos_missing = self.amounts()
        return {
            "year": self.year,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "open": self.open,
            "totals": {
                "standards": len(self.standards), "complete": len(self.standards) - len(self.short),
                "empty": sum(each.empty for each in self.standards),
                "score": figure(self.total()), "score_at_stake": figure(self.total(at_stake=True)),
                "docs": {"required": docs.required, "present": docs.present, "missing": docs_missing},
                "photos": {"required": photos.required, "present": photos.present, "missing": photos_missing},
            },
            "standards": [each.data() for each in self.standards],
            "tasks_without_evidence": [duty.data() for duty in self.unproven],
            **self.findings.data(),
        }  # fmt: skip


def gaps(  # noqa: PLR0913, PLR0917 - what is known of the year and of its evidence
    plan: Plan,
    people: People,
    state: State,
    collected: Collected,
    facts: Mapping[str, FileFacts],
    as_of: date | None = None,
    *,
    resolve: Callable[[str], str] = str,
) -> Gaps:
    """What each standard asks for and what there is.

    A file that gives no pages does not count, nor a second one of the same content under one standard. A task is
    without evidence where no record of it brought a file and nothing is filed under its standards for their own sake.
    `facts` are by the names of materials; `resolve` fills in the references of texts.
    """
    until = as_of or date.max
    desk = _Desk(plan, people, state, Facts(facts), resolve)
    desk.sort(collected.materials)
    done = state.done_tasks(until)
    unproven = tuple(desk.duty(task) for task in plan.tasks if task.id in done and not desk.proofs[task.id])
    settings = plan.dossier
    return Gaps(
        plan.year,
        as_of,
        tuple(desk.standings({duty.task for duty in unproven})),
        unproven,
        find(plan, collected, desk.facts, until),
        needs_dates=settings is not None and settings.photo.require_date,
        order=(*(department.name for department in plan.departments), UNASSIGNED),
        proofs=dict(desk.proofs),
    )


class _Desk:
    """The materials by what they are for."""

    def __init__(self, plan: Plan, people: People, state: State, facts: Facts, resolve: Callable[[str], str]) -> None:
        self._plan, self._people, self._resolve = plan, people, resolve
        self.facts = facts
        self._names = department_names(plan)
        self._of_standard: dict[str, list[Material]] = defaultdict(list)
        self.proofs: dict[str, int] = {}
        cancelled = {task for task, told in state.tasks.items() if told.status == CANCELLED}
        self._tasks: dict[str, list[Task]] = defaultdict(list)
        for task in plan.tasks:
            for standard in dict.fromkeys(task.standards):
                if task.id not in cancelled:
                    self._tasks[standard].append(task)

    def sort(self, materials: Sequence[Material]) -> None:
        """Put every material that can be used where it belongs, and count those of each task."""
        by_record: dict[str, set[str]] = defaultdict(set)
        filed: dict[str, set[str]] = defaultdict(set)
        for material in materials:
            if self.facts.fault(material):
                continue
            for record in material.records:
                by_record[record].add(material.name)
            for standard in material.standards:
                self._of_standard[standard].append(material)
                if material.origin is not Origin.RECORD:
                    filed[standard].add(material.name)
        of_task: dict[str, set[str]] = defaultdict(set)
        for each in self._plan.records:
            for name in each.tasks:
                of_task[name] |= by_record.get(each.id, set())
        for task in self._plan.tasks:
            own = of_task.get(task.id, set()).union(*(filed.get(standard, set()) for standard in task.standards))
            self.proofs[task.id] = len(own)

    def standings(self, unproven: set[str]) -> Iterable[Standing]:
        """Every standard in the plan's order."""
        for project in self._plan.indicators.projects if self._plan.indicators else ():
            for indicator in project.indicators:
                for standard in indicator.standards:
                    names = self._resolve(project.name), self._resolve(indicator.name)
                    yield self._standing(standard, names, unproven)

    def duty(self, task: Task) -> Duty:
        """Who answers for a task."""
        return Duty(
            task.id,
            self._resolve(task.title),
            self._names.get(task.lead or "", task.lead or ""),
            self._name(task.owner),
            self._name(task.leader),
            task.standards,
        )

    def _standing(self, standard: Standard, names: tuple[str, str], unproven: set[str]) -> Standing:
        filed = sorted(self._of_standard[standard.id], key=lambda each: each.origin is not Origin.OWN)
        materials = {self.facts.content(each): each for each in filed}  # of two that are the same the one that is filed
        docs = [each for each in materials.values() if each.kind != PHOTO]
        duties = tuple(map(self.duty, self._tasks[standard.id]))
        return Standing(
            standard.id,
            self._resolve(standard.text),
            standard.score,
            *names,
            docs=Amount(standard.evidence.docs, len(docs)),
            photos=Amount(standard.evidence.photos, len(materials) - len(docs)),
            unsigned=sum(each.origin is Origin.OWN for each in docs),
            duties=duties,
            unproven=tuple(duty for duty in duties if duty.task in unproven),
            hints=self._hints(standard.id, list(materials.values())),
        )

    def _hints(self, standard: str, materials: Sequence[Material]) -> tuple[str, ...]:
        texts = [_plain(f"{each.name} {each.title}") for each in materials]
        kinds = {each.kind for each in materials}
        wanted = _each_once(word for task in self._tasks[standard] for word in task.evidence)
        return tuple(word for word in wanted if not _seen(_plain(word), texts, kinds))

    def _name(self, identifier: str | None) -> str:
        person = self._people.get(identifier)
        return person.name if person is not None else identifier or ""


def _seen(word: str, texts: Sequence[str], kinds: set[str]) -> bool:
    """Whether a word of a task's evidence stands in a title or a name, or is the word of a kind that is there."""
    if _PICTURE.search(word):
        return PHOTO in kinds or any(word in text for text in texts)
    if word in (PAPER, LEDGER) and word in kinds:
        return True
    core = _CARRIER.sub("", word)
    return any(core in text for text in texts)


def _plain(text: str) -> str:
    """A text to look words up in; 纪要 is a 记录."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("纪要", "记录")


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _sum(amounts: Sequence[Amount]) -> Amount:
    return Amount(sum(each.required for each in amounts), sum(each.present for each in amounts))


def figure(value: Decimal) -> int | float:
    """A score as a number of JSON: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)
