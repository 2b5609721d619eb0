"""What all parts of one Word file share: its parts, formats, lists, pictures, and what was not understood."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.model import Unknown
from gongwen.ooxml.wordml.names import PLACES
from gongwen.ooxml.wordml.numbering import Numbering
from gongwen.ooxml.wordml.parts import Parts, Relation
from gongwen.ooxml.wordml.resolve import Formats
from gongwen.ooxml.wordml.sections import east_asian_language, read_settings
from gongwen.ooxml.wordml.styles import Styles
from gongwen.ooxml.wordml.theme import Theme
from gongwen.ooxml.wordml.xml import W, child_on, measure, val, whole

NEAR = 20
"""Characters of a paragraph that say where something is."""
_LINE = 12.0
"""pt of a line for `beforeLines` in a document without a grid."""


class Ground:
    """What follows from styles, theme, lists and settings; files of one master stand on the same."""

    def __init__(self, parts: Parts) -> None:
        """Read those parts. Raises UserError for a broken one."""
        self.key = _key(parts)
        settings = _root(parts, "settings")
        self.settings = read_settings(settings)
        self.gutter_at_top = child_on(settings, "gutterAtTop")
        self.theme = Theme(_root(parts, "theme"), east_asian_language(settings))
        self.styles = Styles(_root(parts, "styles"), self.theme)
        self.numbering = Numbering(_root(parts, "numbering"), self.theme, _numbered_styles(self.styles))
        self.formats = Formats(self.styles, self.numbering.layer, _line_pitch(parts))
        self.tokens: dict[Hashable, int] = {}
        """Numbers that stand for what relationships lead to."""


def _key(parts: Parts) -> tuple[Any, ...]:
    """What a ground follows from."""
    kinds = ("settings", "theme", "styles", "numbering")
    return (*(parts.package.parts.get(parts.by_kind(parts.main, kind)) for kind in kinds), _line_pitch(parts))


def _root(parts: Parts, kind: str) -> Any | None:
    return parts.root(parts.by_kind(parts.main, kind))


def _numbered_styles(styles: Styles) -> dict[str, int]:
    """The lists of numbering styles, by style id (17.9.21)."""
    numbers = {
        style.id: whole(val(style.element.find(f"{W}pPr/{W}numPr/{W}numId"))) for style in styles.of_kind("numbering")
    }
    return {style: number for style, number in numbers.items() if number is not None}


def _line_pitch(parts: Parts) -> float:
    """One line of `beforeLines`: the pitch of the last section's grid, which is that of the whole as a rule."""
    data = parts.data(parts.main)
    start = data.rfind(b"docGrid ")
    tag = data[start : data.find(b">", start)].decode("utf-8", "replace") if start >= 0 else ""
    attributes = dict(part.split("=", 1) for part in tag.split() if "=" in part)
    values = {name.rpartition(":")[2]: value.strip("\"'/") for name, value in attributes.items()}
    if values.get("type") in ("lines", "linesAndChars", "snapToChars"):
        return measure(values.get("linePitch")) or _LINE
    return _LINE


class Book:
    """A file with its formats ready to be asked for."""

    def __init__(self, package: Package, after: Book | None = None) -> None:
        """Read all but the text. Raises UserError for a package that is no Word file or broken.

        `after` is a file read before, whose ground is taken where this one has the same.
        """
        self.parts: Parts = Parts(package, None if after is None else after.parts)
        same = after is not None and after.ground.key == _key(self.parts)
        self.ground: Ground = after.ground if after is not None and same else Ground(self.parts)
        self.main = self.parts.main
        self.settings = self.ground.settings
        self.theme, self.styles = self.ground.theme, self.ground.styles
        self.formats, self.numbering = self.ground.formats, self.ground.numbering
        self.unknown: list[Unknown] = []
        self.journal: list[Unknown] = []
        """All that was told since somebody emptied it, doubles too."""
        self._told: set[tuple[str, str]] = set()

    def ties(self, part: str) -> int:
        """A number for what the relationships of a part lead to: pictures by their bytes."""
        found = []
        for key, relation in self.parts.relations(part).items():
            data = self.parts.package.parts.get(self.parts.name(relation.target)) if relation.kind == "image" else None
            found.append((key, relation, data))
        return self.ground.tokens.setdefault(tuple(found), len(self.ground.tokens) + 1)

    def tell(self, what: str, near: str, *, lost: bool = True) -> None:
        """Note something that is not set as Word would, once for each place."""
        self.retell(Unknown(what, " ".join(near.split())[:NEAR], lost))

    def retell(self, unknown: Unknown) -> None:
        """Note what was told before, when the same was read."""
        self.journal.append(unknown)
        if (unknown.what, unknown.near) not in self._told:
            self._told.add((unknown.what, unknown.near))
            self.unknown.append(unknown)

    def place(self, part: str) -> str:
        """What a clerk calls a part of the file."""
        if part == self.main:
            return PLACES["officeDocument"]
        kinds = {self.parts.name(each.target): each.kind for each in self.parts.relations(self.main).values()}
        return PLACES.get(kinds.get(part, ""), "正文以外")

    def target(self, part: str, relation: str | None) -> Relation | None:
        """What a relationship of a part leads to; the target is the name of a stored part or an address."""
        found = self.parts.relations(part).get(relation or "")
        if found is None or found.external:
            return found
        name = self.parts.name(found.target)
        return Relation(found.kind, name, external=False) if name else None
