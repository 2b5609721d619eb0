"""Collecting evidence: every file of the evidence folder as a material of the standards that it proves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.dossier.asked import is_same, letter_tasks, names_of
from gongwen.dossier.filing import Filing, Ids
from gongwen.dossier.model import INDEX, KINDS, OTHER, PHOTO, SIGNED, Collected, Material, Origin, Override
from gongwen.dossier.naming import describe, form_of, kind_of, split_name, words_of
from gongwen.dossier.overrides import index_key
from gongwen.dossier.own import OwnPaper, resolved, standards_of
from gongwen.dossier.recorded import Recorded, standards_of_tasks
from gongwen.dossier.walk import Found, natural, walk
from gongwen.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from gongwen.dossier.naming import Named
    from gongwen.plan.schema import Letter, Plan, Record
    from gongwen.standard.dates import PlanDate

__all__ = ["Override", "collect"]


def collect(  # noqa: PLR0913, PLR0917 - what evidence is known by
    plan: Plan,
    evidence: Path,
    own: Sequence[OwnPaper] = (),
    overrides: Mapping[str, Override] | None = None,
    workspace_root: Path | None = None,
    resolve: Callable[[str], str] = str,
) -> Collected:
    """What proves which standard: the files of a folder, those that records name, signed scans, papers of ours.

    `own` are papers that enter only where no filed one is the same; `overrides` are what the index says, by the
    `index_key` of materials' names; `resolve` fills in the references of titles. Nothing is opened but zip archives.
    """
    walked = walk(evidence)
    desk = _Desk(plan, evidence, workspace_root, resolve)
    found = Collected(ignored=walked.ignored, problems=[*walked.problems, *desk.recorded.problems])
    said = _Index(desk.filing, overrides or {}, evidence)
    for file in walked.files:
        material = said.applied(desk.material(file))
        if material.standards or material.records:
            found.materials.append(material)
            desk.remember(file, material)
        else:
            found.unfiled.append(material.name)
    for paper in own:
        found.materials += map(said.applied, desk.papers(paper, standards_of(plan, paper)))
    found.materials.sort(key=lambda each: natural(each.name))
    found.problems += [*said.problems, *_records_of_nothing(found.materials, evidence)]
    return found


@dataclass(slots=True)
class _Filed:
    """What has been filed: titles by standard, for papers of ours to be compared with, and letters with scans."""

    titles: dict[str, list[tuple[str, PlanDate | None]]] = field(default_factory=dict)
    letters: set[str] = field(default_factory=set)


class _Desk:
    """Where a file belongs and what it is called."""

    def __init__(self, plan: Plan, evidence: Path, root: Path | None, resolve: Callable[[str], str]) -> None:
        self._plan, self._resolve = plan, resolve
        self.filing = Filing(plan)
        self.recorded = Recorded(plan, evidence, root)
        self._letters = {letter.id: letter for letter in plan.letters}
        self._letter_ids = Ids({letter.id: letter.id for letter in plan.letters})
        self._proved: dict[str, set[str]] = {
            record.id: standards_of_tasks(plan, record.tasks) for record in plan.records
        }
        self._titles = {letter.id: resolved(letter.title, resolve) for letter in plan.letters}
        self._signed = {
            letter.id: standards_of_tasks(
                plan, [task.id for task in letter_tasks(plan, letter.id, self._titles[letter.id])]
            )
            for letter in plan.letters
        }
        self._filed = _Filed()

    def material(self, file: Found) -> Material:
        """The material that a file is, with all standards that it proves."""
        folders = (*file.folders, *file.inside)
        standard, depth = self.filing.place_of(file.folders)
        if not standard and file.inside:
            standard = self.filing.standard_of(split_name(file.inside[0])[0])
            depth = len(file.folders) + 1 if standard else 0
        records, named = self.recorded.of(file.parts)
        letter = self._letter(file)
        proved = {standard} if standard else set[str]()
        proved = proved.union(*(self._proved[each.id] for each in records), self._signed[letter.id] if letter else ())
        known = max(depth, named, 2 if letter else 0)
        about = describe(file.base, self._plan.year)
        below = [_folder_named(each, self._plan.year) for each in reversed(folders[known:])]
        words = self.filing.words(folders[depth - 1]) if depth else ""
        nearest = [*below, _folder_named(words, self._plan.year)] if words else below
        inner = next((each.title for each in below if each.own), "")
        suffix = split_name(file.base)[1]
        form = form_of(suffix)
        return Material(
            name=file.name,
            path=file.path,
            form=form,
            standards=self.filing.in_order(proved),
            title=self._title(about, records, letter, nearest),
            kind=kind_of(
                form, about.title if about.own else "", records[0].kind if records else None,
                suffix=suffix, signed=letter is not None, folder=inner,
            ),
            member=file.member,
            date=about.date or _date(records, letter, nearest),
            records=tuple(record.id for record in records),
            origin=Origin.SIGNED if letter else Origin.FOLDER if standard or not records else Origin.RECORD,
            fault=file.fault,
        )  # fmt: skip

    def remember(self, file: Found, material: Material) -> None:
        """Keep what a filed material is, so that the same paper of ours stays out."""
        if material.fault or material.kind in (PHOTO, OTHER):
            return
        letter = self._letter(file)
        if letter:
            self._filed.letters.add(letter.id)
        for standard in material.standards:
            self._filed.titles.setdefault(standard, []).append((material.title, material.date))

    def papers(self, paper: OwnPaper, standards: set[str]) -> list[Material]:
        """The materials of a paper of ours, for the standards that have not got it; none where all have."""
        if paper.letter in self._filed.letters:
            return []
        same = self._like(paper)
        wanting = {each for each in standards if not any(same(*filed) for filed in self._filed.titles.get(each, ()))}
        return [
            Material(
                name=f"outputs/{path}",
                path=paper.outputs / path,
                form=form_of(split_name(path)[1]),
                standards=self.filing.in_order(wanting),
                title=paper.title,
                kind=paper.kind,
                date=paper.date,
                issuer=paper.issuer,
                number=paper.number,
                origin=Origin.OWN,
            )
            for path in (paper.paths if self.filing.in_order(wanting) else ())
        ]

    def _like(self, paper: OwnPaper) -> Callable[[str, PlanDate | None], bool]:
        """Whether a title with its date is that of a paper; one made from a record has the month of record or paper."""
        entry = next((each for each in self._plan.documents if each.id == paper.document), None)
        days = [record.date for record in self._plan.records if entry and record.id in entry.from_records]
        months = {(day.year, day.month) for day in (*days, *([paper.date] if paper.date else ()))} if days else set()
        names = names_of(entry) if entry and not paper.letter else ()

        def like(title: str, date: PlanDate | None) -> bool:
            return is_same(title, paper.title, names) and not (
                months and date and (date.year, date.month) not in months
            )

        return like

    def _letter(self, file: Found) -> Letter | None:
        """The letter whose signed scans lie where this file does."""
        folders = (*file.folders, *file.inside)
        if len(folders) < 2 or folders[0] != SIGNED:  # noqa: PLR2004 - the folder of scans and that of the letter
            return None
        name = folders[1] if len(file.folders) > 1 else split_name(folders[1])[0]
        return self._letters.get(self._letter_ids.of(name))

    def _title(self, about: Named, records: Sequence[Record], letter: Letter | None, nearest: Sequence[Named]) -> str:
        """The name's own words, else the record's title, else the words of the folder, else the bare name."""
        if letter:
            title = self._titles[letter.id]
            return about.title if title in about.title else f"{title}（{about.title}）" if about.own else title
        if about.own:
            return about.title
        if records:
            return resolved(records[0].title, self._resolve)
        return next((each.title for each in nearest if each.own), about.title)


@lru_cache(maxsize=4096)
def _folder_named(folder: str, year: int) -> Named:
    """The words of a folder; an archive counts as one, without its suffix."""
    stem, suffix = split_name(folder)
    return words_of(stem if suffix.lower() == ".zip" else folder, year)


def _date(records: Sequence[Record], letter: Letter | None, nearest: Sequence[Named]) -> PlanDate | None:
    """The date where the name has none: of the record, of the day of signing, of the folder."""
    if records:
        return records[0].date
    folder = next((each.date for each in nearest if each.date), None)
    return folder or (letter.sign_date if letter else None)


class _Index:
    """What the index says of materials, and what of it cannot be."""

    def __init__(self, filing: Filing, overrides: Mapping[str, Override], evidence: Path) -> None:
        self.problems: list[Problem] = []
        self._filing, self._overrides = filing, overrides
        self._file = str(evidence / INDEX)

    def applied(self, material: Material) -> Material:
        """The material as the index has it."""
        said = self._overrides.get(index_key(material.name))
        if said is None:
            return material
        kind = said.kind or material.kind
        if kind not in KINDS:
            self._unknown("kind", f"“{material.name}”的类别不认识：{kind}", f"可用：{'、'.join(KINDS)}。")
            kind = material.kind
        standards = material.standards
        if said.standards is not None:
            unknown = [each for each in said.standards if not self._filing.knows(each)]
            if unknown:
                what = f"“{material.name}”的测评标准不存在：{'、'.join(unknown)}"
                self._unknown("standard", what, "请核对测评标准的编号。")
            standards = self._filing.in_order(said.standards) if len(unknown) < len(said.standards) else standards
            standards = () if not said.standards else standards
        return replace(
            material,
            title=said.title or material.title,
            date=said.date or material.date,
            issuer=said.issuer if said.issuer is not None else material.issuer,
            number=said.number if said.number is not None else material.number,
            kind=kind,
            order=said.order if said.order is not None else material.order,
            standards=standards,
        )

    def _unknown(self, what: str, text: str, remedy: str) -> None:
        place = Place(self._file)
        self.problems.append(Problem(f"evidence.{what}", text, remedy, place, Severity.WARNING))


def _records_of_nothing(materials: Sequence[Material], evidence: Path) -> list[Problem]:
    """Records whose files prove nothing, since they have no task with a standard."""
    names: dict[str, int] = {}
    for material in materials:
        if not material.standards:
            for record in material.records:
                names[record] = names.get(record, 0) + 1
    return [
        Problem(
            "evidence.no_standard",
            f"记录“{record}”的 {count} 个文件没有归入档案：它的任务没有对应的测评标准",
            "请在记录的 tasks（任务）和任务的 standards（测评标准）中填写，或把文件放进测评标准的文件夹。",
            Place(str(evidence)),
            Severity.WARNING,
        )
        for record, count in names.items()
    ]
