"""Which figures the summaries of a plan quote, what is behind each, and which counts are typed by hand."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from gongwen.documents import REGISTRY, Context
from gongwen.ledger import ledger_state
from gongwen.plan.decode import read_text
from gongwen.plan.explain import Explainer, Figure
from gongwen.plan.links import nearest_place, walk
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from gongwen.plan.schema.base import Model
from gongwen.plan.stats import MEASURES
from gongwen.plan.typed import TypedNumber, typed_numbers
from gongwen.problems import Place, Problem, Severity, UserError
from gongwen.sandbox import names_in
from gongwen.standard.dates import PlanDate
from gongwen.store import Workspace

if TYPE_CHECKING:
    from gongwen.plan.load import LoadedPlan
    from gongwen.plan.persons import People
    from gongwen.plan.schema import DocumentEntry, Plan
    from gongwen.plan.state import State

TYPES = ("summary", "stage_summary")
"""The documents that say what the year's work came to."""

At = tuple[str | int, ...]
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAMES = (
    "unit.name", "unit.short_name", "group.name", "departments.*.name", "phases.*.name", "tasks.*.title",
    "records.*.title", "honours.*.name", "letters.*.title",
)  # fmt: skip
"""Names of the plan: a number in one of them is no count."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: of which plan, which document (all summaries without an id), as of which day."""

    plan: Path | None = None
    outputs: Path | None = None
    id: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """A figure that a text quotes: the tag as typed, where it stands, what is printed there (None: nothing can be).

    Without `reference` and `place` the program writes the figure by itself.
    """

    reference: str
    place: Place | None
    printed: str | None
    figure: Figure


@dataclass(frozen=True, slots=True)
class TypedCount:
    """A count typed by hand, and where."""

    count: TypedNumber
    place: Place | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One document: its figures in order of quotation, and counts typed by hand that no figure equals.

    `as_of` is None where no date was given: then everything counts. `ledger` is the file that the states come from.
    """

    id: str
    title: str
    as_of: PlanDate | None
    ledger: str | None
    quotations: tuple[Quotation, ...]
    typed: tuple[TypedCount, ...]
    plan: Plan

    def hints(self) -> list[Problem]:
        """The typed counts as problems."""
        return [
            Problem(
                "summary.typed",
                f"手写的数“{each.count.near}”不等于计划的任何统计数",
                "能统计的请改用引用，不能统计的请核对。",
                each.place,
                Severity.HINT,
            )
            for each in self.typed
        ]


def explain_summaries(asked: Asked) -> tuple[list[Explanation], list[Problem]]:
    """Explain the summaries of a plan. Raises UserError (exit 3) where plan, ledger or id cannot be used."""
    workspace = Workspace.find(asked.plan, asked.outputs)
    loaded = load_plan(workspace.plan)
    plan = loaded.usable()
    entries = _entries(plan, loaded, asked.id)
    state = ledger_state(plan, workspace)
    lines = read_text(loaded.path)[0].split("\n")
    source = _Source(loaded, state, _ledger_path(plan, workspace) if state is not None else None, lines)
    return [_explain(source, number, asked.as_of) for number in entries], list(loaded.problems)


@dataclass(frozen=True, slots=True)
class _Source:
    """What is read: the plan, how far its work is, the ledger that says so, the lines of the plan file."""

    loaded: LoadedPlan
    state: State | None
    ledger: str | None
    lines: list[str]


def _entries(plan: Plan, loaded: LoadedPlan, wanted: str | None) -> list[int]:
    """The places in `documents` of the summaries that are asked for."""
    summaries = [number for number, entry in enumerate(plan.documents) if entry.type in TYPES]
    known = [plan.documents[number].id for number in summaries]
    if not summaries:
        what = "计划的 documents 中没有总结（type: summary 或 stage_summary）"
        raise UserError(Problem("summary.none", what, "请在 documents 中加上一项。", Place(str(loaded.path))))
    if wanted is None:
        return summaries
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, 1, 0.3)
        remedy = (f"最接近的是：{near[0]}。" if near else "") + f"计划中的总结：{'、'.join(known)}。"
        raise UserError(Problem("summary.unknown", f"没有编号为“{wanted}”的总结", remedy, Place(str(loaded.path))))
    return [number for number in summaries if plan.documents[number].id == wanted]


def _ledger_path(plan: Plan, workspace: Workspace) -> str:
    output = next(entry.output for entry in plan.documents if entry.type == "ledger")
    return (workspace.outputs / str(plan.year) / PurePosixPath(output)).as_posix()


def _explain(source: _Source, number: int, asked: date | None) -> Explanation:
    loaded, plan = source.loaded, source.loaded.usable()
    entry = plan.documents[number]
    as_of = entry.date if asked is None else PlanDate(asked.year, asked.month, asked.day)
    references = _Watched(plan, loaded.people, source.state)
    explainer = Explainer(plan, loaded.people, as_of, source.state)
    finder = _Finder(source)
    texts = list(_texts(plan, entry, number))
    quotations = [
        Quotation(tag, finder.place(path, text, offset), _printed(references, tag, figure, as_of), figure)
        for path, text in texts
        for offset, tag, name in _quoted(text)
        if (figure := explainer.figure(name)) is not None
    ]
    quotations += _written(loaded, entry, references, as_of, explainer)
    known = _known_values(explainer)
    names = [str(value) for pattern in _NAMES for _, value in walk(plan, pattern)]
    typed = [
        TypedCount(count, finder.place(path, text, count.offset))
        for path, text in texts
        for count in typed_numbers(text, names)
        if (f"{count.number}%" if count.is_share else count.value) not in known
    ]
    try:
        title = "".join(references.resolve(line, as_of=as_of) for line in entry.title)
    except UserError:
        title = "".join(entry.title)
    return Explanation(entry.id, title, as_of, source.ledger, tuple(quotations), tuple(typed), plan)


# ---------------------------------------------------------------- what the plan's texts quote
def _texts(plan: Plan, entry: DocumentEntry, number: int) -> Iterator[tuple[At, str]]:
    """Every text that a document prints, in order. A body of its own stands in place of the plan's `summary`."""
    at: At = ("documents", number)
    yield from _texts_of((*at, "title"), entry.title)
    if entry.body:
        yield from _texts_of((*at, "body"), entry.body)
    elif entry.type == "summary":
        yield from _texts_of(("summary",), plan.summary)
    yield from _texts_of((*at, "requirements"), entry.requirements)
    yield from _texts_of((*at, "attachments"), entry.attachments)


def _texts_of(path: At, value: Any) -> Iterator[tuple[At, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts_of((*path, index), item)
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            if name != "measure":
                yield from _texts_of((*path, name), getattr(value, name))


def _quoted(text: str) -> Iterator[tuple[int, str, str]]:
    """Offset, tag and name of every figure that a text quotes."""
    for match in _TAG.finditer(text):
        for name in names_in(match.group()):
            if name.startswith("stats."):
                yield match.start(), match.group(), name


def _printed(references: References, tag: str, figure: Figure, as_of: PlanDate | None) -> str | None:
    """What stands in the document in place of a tag; of a condition, the figure it asks for."""
    if tag.startswith("{%"):
        return None if figure.value is None else str(figure.value)
    try:
        return references.resolve(tag, as_of=as_of)
    except UserError:
        return None


def _known_values(explainer: Explainer) -> set[Decimal | int | str]:
    """Every figure, a rate as text."""
    found: set[Decimal | int | str] = set()
    for _, value in explainer.leaves():
        if value is not None:
            found.add(value if str(value).endswith("%") else Decimal(value))
    return found


# ---------------------------------------------------------------- what the program itself writes
class _Watched(References):
    """References that remember which figures were read by themselves, not through a text."""

    def __init__(self, plan: Plan, people: People, state: State | None) -> None:
        super().__init__(plan, people, state)
        self.read: dict[tuple[str, ...], None] = {}

    def stats(self, as_of: PlanDate | date | None = None) -> dict[str, Any]:
        """The figures, watched."""
        return _WatchedTree(super().stats(as_of), (), self.read)


class _WatchedTree(dict[str, Any]):
    """Figures that note each one that is asked for; walking over all of them notes none."""

    def __init__(self, tree: dict[str, Any], path: tuple[str, ...], read: dict[tuple[str, ...], None]) -> None:
        inner = {
            key: _WatchedTree(value, (*path, key), read) if isinstance(value, dict) else value
            for key, value in tree.items()
        }
        super().__init__(inner)
        self._path, self._read = path, read

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if not isinstance(value, dict):
            self._read.setdefault((*self._path, key))
        return value


def _written(
    loaded: LoadedPlan, entry: DocumentEntry, references: _Watched, as_of: PlanDate | None, explainer: Explainer
) -> Iterator[Quotation]:
    """The figures that a document's own sentences hold: those that are read when it is made.

    People, hours and money that come to nothing are not written. A document that cannot be made has none.
    """
    context = Context(loaded.usable(), loaded.people, references, places=loaded.places, folder=loaded.path.parent)
    references.read.clear()
    try:
        REGISTRY[entry.type].make(replace(context.of(entry), as_of=as_of), entry)
    except UserError:
        return
    for path in references.read:
        figure = explainer.figure(path)
        if figure is not None and (figure.value or figure.measure not in MEASURES):
            printed = None if figure.value is None else str(figure.value)
            yield Quotation("", None, printed, figure)


# ---------------------------------------------------------------- places
class _Finder:
    """Finds the line of the file in which a part of a text stands."""

    def __init__(self, source: _Source) -> None:
        self._places = nearest_place(source.loaded.places)
        self._lines = source.lines

    def place(self, path: At, text: str, offset: int) -> Place | None:
        """The line and column of an offset of a text; where the file writes it in another way, where it begins."""
        start = self._places(path)
        if start is None or start.line is None:
            return start
        before = text[:offset].split("\n")
        row = text.split("\n")[len(before) - 1]
        for line in (start.line + len(before) - 1, start.line + len(before)):
            begin = (start.column or 1) - 1 if line == start.line else 0
            if line <= len(self._lines) and (column := self._lines[line - 1].find(row, begin)) >= 0:
                return Place(start.file, line, column + len(before[-1]) + 1)
        return start
