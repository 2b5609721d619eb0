"""What a document type gets, and what it gives: the plan with a way to resolve texts, and a finished Document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gongwen.blocks.model import Block, Document, Paragraph
from gongwen.plan.occurrences import last_day
from gongwen.plan.state import State
from gongwen.problems import Place, Problem, Severity, UserError
from gongwen.standard.title import break_title

if TYPE_CHECKING:
    from pathlib import Path

    from gongwen.plan.people import People, Person
    from gongwen.plan.references import References
    from gongwen.plan.schema import DocumentEntry, Honour, Issue, Plan, Record
    from gongwen.standard.dates import PlanDate


@dataclass(frozen=True, slots=True)
class Made:
    """A document ready to be written. A draft lacks a number or a date that its form needs.

    `suffix` goes to the end of the output's name; `companions` are papers that belong to this one, such as the sign-in
    sheet of a meeting.
    """

    document: Document
    draft: bool = False
    problems: tuple[Problem, ...] = ()
    suffix: str = ""
    companions: tuple[Made, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Many papers of one master: `document` holds tags, each of `rows` a file name without suffix and the tags' values.

    `title` names the print set. A batch that is `one_file` is written as its print set alone, like certificates.
    """

    document: Document
    rows: tuple[tuple[str, Mapping[str, Any]], ...]
    title: str
    one_file: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The plan and its people. `as_of` is the date that counts are taken at, None for the plan's own.

    `places` finds a part of the plan in its file; `folder` is where the plan file stands; `carrying` are the ids of the
    documents that this one is bound into.
    """

    plan: Plan
    people: People
    references: References
    as_of: PlanDate | None = None
    places: Callable[[tuple[str | int, ...]], Place | None] = lambda _: None
    folder: Path | None = None
    carrying: frozenset[str] = field(default_factory=frozenset)
    sources: list[Path] = field(default_factory=list)
    """Files and folders that papers read besides the plan and its tables; one list for all contexts of a run."""

    def of(self, entry: DocumentEntry) -> Context:
        """The context of one entry: counts as of its date, else of the latest record it is made from."""
        days = [record.date for record in self.plan.records if record.id in entry.from_records]
        return replace(self, as_of=entry.date or max(days, default=None))

    # ------------------------------------------------------------ texts
    def text(self, raw: str | None) -> str:
        """A plan text with its references resolved."""
        return self.references.resolve(raw, as_of=self.as_of) if raw else ""

    def lines(self, raw: str | None) -> list[str]:
        """The paragraphs of a plan text: one per line that is not blank."""
        return [line.strip() for line in self.text(raw).split("\n") if line.strip()]

    def paragraphs(self, raw: str | None) -> list[Block]:
        """A plan text as body paragraphs."""
        return [Paragraph(line) for line in self.lines(raw)]

    def title(self, lines: Sequence[str]) -> tuple[str, ...]:
        """A title in lines: the plan's own if it gives several, else balanced ones (GB/T 9704 7.3.1)."""
        texts = tuple(self.text(line) for line in lines)
        return self.broken(texts[0]) if len(texts) == 1 else texts

    def broken(self, title: str) -> tuple[str, ...]:
        """A finished title in balanced lines."""
        return break_title(title, self._names())

    def _names(self) -> list[str]:
        """Names that a title's line break must not tear."""
        unit, group = self.plan.unit, self.plan.group
        names = [unit.name, unit.short_name, unit.superior, unit.province, unit.city, group.name if group else None]
        return [name for name in names if name] + [department.name for department in self.plan.departments]

    # ------------------------------------------------------------ people and bodies
    def name(self, identifier: str | None) -> str:
        """The name of a person or department by id; what is no id stays as it is written."""
        person = self.people.get(identifier)
        if person is not None:
            return person.name
        return next((each.name for each in self.plan.departments if each.id == identifier), identifier or "")

    def person(self, person: Person) -> str:
        """A person's name, with the department where the roster has another of that name."""
        twins = self.people.by_name(person.name)
        return f"{person.name}（{person.dept_name}）" if len(twins) > 1 and person.dept_name else person.name

    @property
    def unit(self) -> str:
        """How the unit calls itself in a text."""
        return self.plan.unit.short_name or self.plan.unit.name

    @property
    def office(self) -> str:
        """The office that keeps the year's work, else the unit."""
        group = self.plan.group
        return group.office.name if group and group.office and group.office.name else self.plan.unit.name

    # ------------------------------------------------------------ figures
    @property
    def until(self) -> date:
        """The last day that counts."""
        return last_day(self.as_of) if self.as_of else date.max

    @property
    def state(self) -> State:
        """How far the work is."""
        return self.references.state or State.of_plan(self.plan)

    @property
    def stats(self) -> dict[str, Any]:
        """The figures as of the document's date."""
        return self.references.stats(self.as_of)

    # ------------------------------------------------------------ parts of the plan
    def entry(self, document_id: str) -> DocumentEntry | None:
        """The plan's entry of a document."""
        return next((entry for entry in self.plan.documents if entry.id == document_id), None)

    def records(self, entry: DocumentEntry) -> list[Record]:
        """The records an entry is made from, in its order. Raises UserError where it names none."""
        by_id = {record.id: record for record in self.plan.records}
        found = [by_id[each] for each in dict.fromkeys(entry.from_records) if each in by_id]
        if not found:
            raise UserError(
                self.problem(
                    entry, "from_records", "没有写取自哪条记录", "请在 from_records（取自记录）中填写记录编号。"
                )
            )
        return found

    def problem(
        self, entry: DocumentEntry, key: str, what: str, remedy: str, severity: Severity = Severity.ERROR
    ) -> Problem:
        """A problem of an entry, at the place of its `key`, else of the entry."""
        number = next(index for index, each in enumerate(self.plan.documents) if each is entry)
        place = self.at("documents", number, key)
        return Problem(f"document.{key}", f"文件“{entry.id}”{what}", remedy, place, severity)

    def row_problem(
        self, row: Record | Issue | Honour, key: str, what: str, remedy: str, severity: Severity = Severity.WARNING
    ) -> Problem:
        """A problem of a record, an issue or an honour, at the place of its `key`."""
        part, word = {"Record": ("records", "记录"), "Issue": ("issues", "问题")}.get(
            type(row).__name__, ("honours", "表彰")
        )
        rows: Sequence[Record | Issue | Honour] = getattr(self.plan, part)
        number = next(index for index, each in enumerate(rows) if each is row)
        identifier = getattr(row, "id", None) or getattr(row, "name", "")
        code = f"{type(row).__name__.lower()}.{key}"
        return Problem(code, f"{word}“{identifier}”{what}", remedy, self.at(part, number, key), severity)

    def at(self, *path: str | int) -> Place | None:
        """The place of a part of the plan, else of the part above it."""
        for end in range(len(path), 0, -1):
            place = self.places(path[:end])
            if place is not None:
                return place
        return None


def quoted(text: str) -> str:
    """A text to stand in “”: its own quotes become inner ones ‘’ (GB/T 15834)."""
    return text.translate(str.maketrans("“”", "‘’"))


def joined(names: Iterable[str]) -> str:
    """Names joined by 、, each once, empty ones left out."""
    return "、".join(dict.fromkeys(name for name in names if name))
