"""One letter of the plan, ready to be made for each of its signers: master, names of files, values of each pair."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongwen.letters.compose import compose_letter, plain_title
from gongwen.letters.fit import fit
from gongwen.letters.names import file_names, folder_in, pattern_of
from gongwen.letters.pictures import picture, picture_columns
from gongwen.letters.tasks import TaskLists, filter_names
from gongwen.ooxml.package import Package
from gongwen.plan.signer_values import PartyReader
from gongwen.problems import Place, Problem, Severity, UserError, has_errors
from gongwen.sandbox import RefusedError, Repeated, names_in
from gongwen.word.contract import BODY_MARKER
from gongwen.word.letter import compose
from gongwen.word.merge import RichMaster, open_master
from gongwen.word.properties import set_properties
from gongwen.word.templates import check_frame, fields

if TYPE_CHECKING:
    from gongwen.plan.load import LoadedPlan
    from gongwen.plan.references import References
    from gongwen.plan.schema import Letter, Plan
    from gongwen.plan.signing import Pair, Signing
    from gongwen.word.templates import Templates

_SCRAP = re.compile(r"\{[{%#]")
_BLANKS_TOLD = 20


class Batch:
    """The letters of one entry of the plan. Everything that can be wrong with the entry is found when it is made."""

    def __init__(self, loaded: LoadedPlan, references: References, signing: Signing, templates: Templates) -> None:
        """Compose or read the master and compile it.

        Raises UserError (exit 3) with all problems of texts, template and file names.
        """
        plan = loaded.usable()
        self._plan, self._people, self._references = plan, loaded.people, references
        self.signing, self.letter = signing, signing.letter
        self.problems: list[Problem] = []
        self.title = plain_title(self.letter, references)
        data, file = self._master_bytes(templates)
        names = references.names("letters")
        self._folder = loaded.path.parent
        self._pictures = picture_columns(loaded.people)
        self.master, found = open_master(data, file=file, names=names, pictures=self._pictures)
        self.problems += found
        self.file = file
        self._compile()
        self.names, found = file_names(self.letter, folder_in(plan, self.letter), signing.pairs, self._texts)
        self.problems += found
        self._look_for_blanks()

    def _texts(self, pair: Pair) -> dict[str, Any]:
        values = {**self._shared, **self._reader.values(pair)}
        values.update(self._tasks.values(pair.signer, values))
        return values

    def values(self, pair: Pair) -> dict[str, Any]:
        """What the master prints for a pair. Raises UserError for a picture that is not there."""
        values = self._texts(pair)
        if isinstance(self.master, RichMaster):
            for name in self._pictures & self._reader.columns.keys():
                values[name] = picture(self._folder, pair.signer, name)
        return values

    def render(self, pair: Pair) -> bytes:
        """The letter of a pair. Raises UserError with the row's place where it cannot be printed."""
        try:
            return self.master.render(self.values(pair))
        except RefusedError as refused:
            raise UserError([self._of_row(problem, pair) for problem in refused.problems]) from refused

    def _of_row(self, problem: Problem, pair: Pair) -> Problem:
        what = f"《{self.title}》{pair.signer.name}（{pair.signer.id}）的一份：{problem.what}"
        return Problem(problem.code, what, problem.remedy, pair.signer.place)

    def _master_bytes(self, templates: Templates) -> tuple[bytes, str]:
        """The master as a .docx, and the name of the template it comes from."""
        columns = next(iter(self._people)).columns if len(self._people) else {}
        document = compose_letter(self._plan, self.letter, self._references, columns)
        if self.letter.template and not self._is_frame(templates.path(self.letter.template)):
            path = templates.path(self.letter.template)
            package = Package.read(path)
            if "docProps/core.xml" in package.parts:
                set_properties(package, self.title, self._plan.unit.name)
            return package.to_bytes(), path.name
        path = templates.path(self.letter.template or document.frame)
        found = check_frame(path, self._references.names("letters"), document.frame)
        if has_errors(found):
            raise UserError(found)
        faces = self._plan.layout.fonts.model_dump(exclude_none=True)
        setting = None
        if self.letter.kind == "pledge" and self.signing.pairs:
            setting, found = fit(document, self.letter, self._longest)
            self.problems += found
        return compose(document, path, faces, setting, self.title), path.name

    @staticmethod
    def _is_frame(path: Path) -> bool:
        """Whether a clerk's template takes the plan's text: it has the marker of the body."""
        return BODY_MARKER in fields(path)

    def _compile(self) -> None:
        quoted = self.master.quoted | frozenset(names_in(pattern_of(self.letter))) | filter_names(self.letter)
        self._reader = PartyReader(quoted, self._people)
        self._tasks = TaskLists(self._plan, self._people, self.letter, quoted)
        self._shared = self._plan_values(quoted, self._reader)

    def _plan_values(self, quoted: frozenset[str], reader: PartyReader) -> dict[str, Any]:
        """What every letter of the batch says alike: values of the plan as of the day of signing."""
        known = self._references.names("everywhere").tree
        wanted = [name for name in quoted if name.partition(".")[0] in known and name not in reader.columns]
        return self._references.context(wanted, as_of=self.letter.sign_date) if wanted else {}

    def _longest(self, text: str) -> str:
        """A text with the longest value that any signer has in place of each tag."""
        if _SCRAP.search(text) is None:
            return text
        quoted = frozenset(names_in(text))
        reader = PartyReader(quoted, self._people)
        values = self._plan_values(quoted, reader)
        for pair in self.signing.pairs:
            _keep_longest(values, reader.values(pair))
        try:
            return Repeated(text).text(values)
        except RefusedError:
            return text

    def _look_for_blanks(self) -> None:
        """Say which facts that the letter prints are blank in the roster: a gap in a signed letter is a fault."""
        fields = self._reader.fields()
        gaps: dict[str, list[Pair]] = {}
        for pair in self.signing.pairs:
            for field, get in fields.items():
                if not get(pair.signer, pair.signer_title):
                    gaps.setdefault(field, []).append(pair)
        for field, pairs in gaps.items():
            for pair in pairs[:_BLANKS_TOLD]:
                what = f"《{self.title}》要印的“{field}”是空的：{pair.signer.name}（{pair.signer.id}）"
                remedy = "请在名册中补上，再生成一次。"
                self.problems.append(Problem("letter.blank", what, remedy, pair.signer.place, Severity.WARNING))


def _keep_longest(values: dict[str, Any], others: Mapping[str, Any]) -> None:
    for name, value in others.items():
        if isinstance(value, dict):
            _keep_longest(values.setdefault(name, {}), value)
        elif len(str(value or "")) >= len(str(values.get(name) or "")):
            values[name] = value or ""


def place_of(letter: Letter, plan: Plan, places: Any, *at: str | int) -> Place | None:
    """The place of a part of a letter in the plan file."""
    found: Place | None = places(("letters", plan.letters.index(letter), *at))
    return found
