"""Papers of ours as evidence: those that stand in the outputs now, for the standards whose tasks name them."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from gongwen.building import DRAFT_MARK
from gongwen.dossier.asked import asking_tasks, letter_tasks
from gongwen.dossier.model import LEDGER, PAPER, RECORD, REPORT
from gongwen.dossier.recorded import standards_of_tasks
from gongwen.dossier.walk import natural
from gongwen.problems import UserError
from gongwen.store import safe_name, safe_path

if TYPE_CHECKING:
    from gongwen.plan.schema import DocumentEntry, Letter, Plan
    from gongwen.standard.dates import PlanDate

_KINDS = {
    "ledger": LEDGER, "name_list": LEDGER, "minutes": RECORD, "activity_record": RECORD, "selfcheck": REPORT,
    "summary": REPORT, "stage_summary": REPORT, "report": REPORT,
}  # fmt: skip
"""Kinds of materials by type; the other papers are 文件."""
_NO_EVIDENCE = frozenset(("dossier", "form", "recommendation"))
"""The dossier itself, and forms that nobody has filled in yet."""
_IN_FOLDERS = frozenset(("rectification",))
_PRINTED = "打印"
_WHOLE_SET = re.compile(r"（打印(?:-[0-9]+)?）\.docx$")
"""How a print set of all letters is called; others hold only some."""
_TAG = re.compile(r"\{[{%].*?[}%]\}")
_LOOKS_LIKE = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper of ours, or all copies of a 责任书 or 承诺书. `paths` are relative to the folder of outputs, with /."""

    document: str
    """The id of its entry in the plan's documents."""
    title: str
    kind: str
    paths: tuple[str, ...]
    outputs: Path
    date: PlanDate | None = None
    number: str = ""
    issuer: str = ""
    letter: str = ""
    """The id of the letter that these are copies of."""


def own_papers(plan: Plan, outputs: Path, resolve: Callable[[str], str]) -> list[OwnPaper]:
    """The papers that can be evidence and stand in the outputs now, in the plan's order, drafts among them."""
    found: list[OwnPaper] = []
    for entry in plan.documents:
        if entry.type in _NO_EVIDENCE:
            continue
        if entry.type == "letters":
            found += _letters(plan, entry, outputs, resolve)
            continue
        paths = tuple(_paths(plan, entry, outputs))
        if paths:
            title = resolved("".join(entry.title), resolve)
            date, number = _date(plan, entry), _number(plan, entry)
            kind = _KINDS.get(entry.type, PAPER)
            found.append(OwnPaper(entry.id, title, kind, paths, outputs, date, number, _issuer(plan)))
    return found


def standards_of(plan: Plan, paper: OwnPaper) -> set[str]:
    """The standards of the tasks that name a paper."""
    if paper.letter:
        tasks = letter_tasks(plan, paper.letter, paper.title)
    else:
        entry = next(each for each in plan.documents if each.id == paper.document)
        tasks = asking_tasks(plan, entry, paper.title)
    return standards_of_tasks(plan, [task.id for task in tasks])


def resolved(text: str, resolve: Callable[[str], str]) -> str:
    """A title with its references filled in; what names a signer, or cannot be said yet, is left out."""
    try:
        return resolve(text)
    except UserError:
        return _TAG.sub("", text)


def _letters(plan: Plan, entry: DocumentEntry, outputs: Path, resolve: Callable[[str], str]) -> Iterator[OwnPaper]:
    """The print sets of the letters that an entry includes."""
    base = f"{plan.year}/{safe_path(entry.output) or ''}".rstrip("/")
    for letter in plan.letters:
        if entry.include and letter.id not in entry.include:
            continue
        title = resolved(letter.title, resolve)
        paths = tuple(_print_sets(outputs, base, letter, title))
        if paths:
            yield OwnPaper(
                entry.id, title, PAPER, paths, outputs, letter.sign_date, issuer=_issuer(plan), letter=letter.id
            )


def _print_sets(outputs: Path, base: str, letter: Letter, title: str) -> Iterator[str]:
    """The files of a letter's print set, which lie in a folder 打印 beside the letters or above them."""
    fixed = _TAG.split(posixpath.dirname(letter.output or ""))[0]
    start = PurePosixPath(
        base, fixed if not _TAG.search(posixpath.dirname(letter.output or "")) else posixpath.dirname(fixed)
    )
    name = safe_name(title.translate(_LOOKS_LIKE))
    found = []
    for folder, folders, files in os.walk(outputs / start):
        folders.sort()
        if posixpath.basename(folder.replace(os.sep, "/")) == _PRINTED:
            found += [
                f"{Path(folder).relative_to(outputs).as_posix()}/{file}"
                for file in files
                if file.startswith(name) and _WHOLE_SET.fullmatch(file[len(name) :])
            ]
    yield from sorted(found, key=natural)


def _paths(plan: Plan, entry: DocumentEntry, outputs: Path) -> Iterator[str]:
    """The files of an entry that stand now; of a paper that was a draft once only the final one."""
    path = PurePosixPath(str(plan.year), safe_path(entry.output) or "_")
    if entry.type in _IN_FOLDERS:
        folder = outputs / path / _PRINTED
        names = [each.name for each in folder.glob("*.docx") if not each.name.startswith(("~", "."))]
        yield from (f"{path}/{_PRINTED}/{name}" for name in sorted(names, key=natural))
        return
    for each in (path, path.with_name(f"{path.stem}{DRAFT_MARK}{path.suffix}")):
        if (outputs / each).is_file() and not (outputs / each).is_symlink():
            yield str(each)
            return


def _date(plan: Plan, entry: DocumentEntry) -> PlanDate | None:
    """The date of a paper: its own, that of the latest record it is made from, that of the notice that carries it."""
    days = [record.date for record in plan.records if record.id in entry.from_records]
    carried = [each.date for each in plan.documents if each.wraps == entry.id and each.date]
    return entry.date or max(days, default=None) or next(iter(carried), None)


def _number(plan: Plan, entry: DocumentEntry) -> str:
    """发文字号 as it is printed, empty for a paper that has none yet."""
    number = entry.number
    if number is None or not number.seq:
        return ""
    if entry.type == "order":
        return f"第{number.seq}号"
    return f"{number.code or plan.unit.code or ''}〔{number.year or plan.year}〕{number.seq}号"


def _issuer(plan: Plan) -> str:
    return (plan.issuance.issuer if plan.issuance else None) or plan.unit.name
