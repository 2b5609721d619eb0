"""`gongwen letters --list`: who signs with whom, who on duty signs nothing, who signs twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongwen.letters.compose import plain_title
from gongwen.letters.options import LetterOptions
from gongwen.letters.run import signings
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from gongwen.plan.signer_values import seq_text
from gongwen.store import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongwen.plan.persons import Person
    from gongwen.plan.signing import Pair, Signing
    from gongwen.problems import Problem

_SHOWN = 200
_KINDS = {"responsibility": "责任书", "pledge": "承诺书"}


@dataclass(frozen=True, slots=True)
class Listing:
    """Who signs one letter."""

    title: str
    signing: Signing
    pairs: tuple[Pair, ...]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with it, also with single rows."""
        return [*self.signing.problems, *(row.problem for row in self.signing.skipped)]

    def lines(self, *, everything: bool = False) -> Iterator[str]:
        """The list as a clerk reads it; a long one is cut unless everything is asked for."""
        letter = self.signing.letter
        yield f"{letter.id}\t{self.title}（{_KINDS[letter.kind]}）\t共 {len(self.signing.pairs)} 份"
        shown = self.pairs if everything else self.pairs[:_SHOWN]
        for pair in shown:
            superior = pair.superior.name if pair.superior else pair.superior_title
            above = f"{superior} → " if superior else ""
            yield f"  {seq_text(pair.seq)}\t{above}{pair.signer.name}\t{pair.signer_title}\t{pair.signer.id}"
        if len(self.pairs) > len(shown):
            yield f"  另有 {len(self.pairs) - len(shown)} 份，加 --verbose 全部列出"
        if self.signing.twice:
            yield f"  签了不止一份：{_named(self.signing.twice, everything)}"
        missing = self.signing.missing
        yield f"  在岗未签 {len(missing)} 人" + (f"：{_named(missing, everything)}" if missing else "")

    def data(self) -> dict[str, Any]:
        """The list for programs."""
        letter = self.signing.letter
        return {
            "id": letter.id,
            "title": self.title,
            "kind": letter.kind,
            "pairs": [_pair(pair) for pair in self.pairs],
            "twice": [person.id for person in self.signing.twice],
            "missing": [person.id for person in self.signing.missing],
            "problems": [problem.what for problem in self.problems],
        }


def list_letters(options: LetterOptions) -> list[Listing]:
    """Who signs the letters that are wanted. Raises UserError (exit 3) for a plan that cannot be used."""
    workspace = Workspace.find(options.plan, options.outputs)
    loaded = load_plan(workspace.plan)
    plan = loaded.usable()
    references = References(plan, loaded.people)
    return [
        Listing(
            plain_title(signing.letter, references),
            signing,
            tuple(pair for pair in signing.pairs if options.means(pair)),
        )
        for signing in signings(plan, loaded, options)
    ]


def _pair(pair: Pair) -> dict[str, Any]:
    superior = pair.superior
    return {
        "seq": seq_text(pair.seq),
        "level": pair.level + 1,
        "party_a": None if superior is None else {"id": superior.id, "name": superior.name},
        "party_a_title": pair.superior_title,
        "signer": {"id": pair.signer.id, "name": pair.signer.name, "dept": pair.signer.dept_name},
        "signer_title": pair.signer_title,
    }


def _named(persons: Iterable[Person], everything: bool) -> str:  # noqa: FBT001 - private, and its callers name it
    names = [f"{person.name}（{person.dept_name}）" if person.dept_name else person.name for person in persons]
    if everything or len(names) <= _SHOWN:
        return "、".join(names)
    return "、".join(names[:_SHOWN]) + f"等 {len(names)} 人"
