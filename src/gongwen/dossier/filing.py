"""Which folder is which standard: by the id that the folder's name begins with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongwen.plan.schema import Plan

_DASHES = str.maketrans("‐‑‒–—―−", "-------")
_OPENING = " ([{【〔《「『“\"'"
_BEHIND = " \t\u3000_-—.．、，,:：;；)）]】〕》」』”"
_GOES_ON = re.compile(r"[0-9a-z]|[-.](?!(?:19|20)[0-9]{2}(?![0-9]))[0-9a-z]")
"""What makes another id of one that it follows; a year behind a dash does not."""
_NUMERALS = frozenset("〇零一二三四五六七八九十百")


class Ids:
    """Ids by the names of folders that begin with them; the longest id that fits is meant."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        """`ids` gives what each id stands for; of ids that only differ in width or case the first counts."""
        self._ids: dict[str, str] = {}
        for identifier, meaning in ids.items():
            self._ids.setdefault(_folded(identifier).strip(), meaning)
        self._longest = max(map(len, self._ids), default=0)
        self._found: dict[str, tuple[str, str]] = {}

    def of(self, name: str) -> str:
        """What the id at the beginning of a name stands for; empty where there is none."""
        return self._split(name)[0]

    def words(self, name: str) -> str:
        """A name without the id in front of it."""
        return self._split(name)[1]

    def _split(self, name: str) -> tuple[str, str]:
        if name not in self._found:
            found = self._match(_folded(name))
            words = name
            if found:
                end = next(end for end in range(len(name) + 1) if len(_folded(name[:end])) >= len(found))
                words = name[end:].lstrip(_BEHIND)
            self._found[name] = (self._ids.get(found, ""), words)
        return self._found[name]

    def _match(self, text: str) -> str:
        """The id at the beginning of a folded name."""
        for end in range(min(len(text), self._longest), 0, -1):
            if text[:end] in self._ids and not _goes_on(text, end):
                return text[:end]
        return ""


class Filing:
    """The standards of a plan by the names of folders."""

    def __init__(self, plan: Plan) -> None:
        """Take the ids of standards, and those of indicators that have a single one."""
        indicators = [
            each for project in (plan.indicators.projects if plan.indicators else ()) for each in project.indicators
        ]
        standards = [standard.id for indicator in indicators for standard in indicator.standards]
        self._order = {identifier: place for place, identifier in reversed(list(enumerate(standards)))}
        several = {each.id: "" for each in indicators if len(each.standards) != 1}
        single = {each.id: each.standards[0].id for each in indicators if len(each.standards) == 1}
        self._ids = Ids({standard: standard for standard in standards} | {
            identifier: standard for identifier, standard in (several | single).items() if identifier not in self._order
        })  # fmt: skip

    def place_of(self, folders: Sequence[str]) -> tuple[str, int]:
        """The standard that a path of folder names leads to, and how many of them lead there; the deepest decides.

        Without one the standard is empty and the number 0.
        """
        for depth in range(len(folders), 0, -1):
            found = self._ids.of(folders[depth - 1])
            if found:
                return found, depth
        return "", 0

    def standard_of(self, folder: str) -> str:
        """The standard of a path with /, empty for one that is under none."""
        return self.place_of([part for part in folder.split("/") if part])[0]

    def words(self, folder: str) -> str:
        """The name of a folder without the id in front of it."""
        return self._ids.words(folder)

    def knows(self, standard: str) -> bool:
        """Whether the plan has a standard of that id."""
        return standard in self._order

    def in_order(self, standards: Collection[str]) -> tuple[str, ...]:
        """Standards in the plan's order, each once; ids that the plan does not have are left out."""
        return tuple(sorted(self._order.keys() & standards, key=self._order.__getitem__))


def _folded(text: str) -> str:
    """An id, or a name that may begin with one, to be compared: width, case and dashes alike, no bracket in front."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_DASHES)
    return plain.lstrip(_OPENING)


def _goes_on(text: str, end: int) -> bool:
    """Whether the id that ends here is only the beginning of a longer one."""
    if text[end - 1] in _NUMERALS:
        return text[end : end + 1] in _NUMERALS
    return _GOES_ON.match(text, end) is not None
