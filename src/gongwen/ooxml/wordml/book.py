"""What all parts of one Word file share: its parts, formats, lists, pictures, and what was not understood."""

from __future__ import annotations

from typing import Any

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.model import Unknown
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


class Book:
    """A file with its formats ready to be asked for."""

    def __init__(self, package: Package) -> None:
        """Read styles, theme, lists, settings. Raises UserError for a package that is no Word file or broken."""
        self.parts = Parts(package)
        main = self.parts.main
        settings = self._root("settings")
        self.settings = read_settings(settings)
        self.gutter_at_top = child_on(settings, "gutterAtTop")
        self.theme = Theme(self._root("theme"), east_asian_language(settings))
        self.styles = Styles(self._root("styles"), self.theme)
        self.numbering = Numbering(self._root("numbering"), self.theme, self._numbered_styles())
        self.formats = Formats(self.styles, self.numbering.layer, self._line_pitch())
        self.main = main
        self.unknown: list[Unknown] = []
        self._told: set[tuple[str, str]] = set()

    def _root(self, kind: str) -> Any | None:
        return self.parts.root(self.parts.by_kind(self.parts.main, kind))

    def _numbered_styles(self) -> dict[str, int]:
        """The lists of numbering styles, by style id (17.9.21)."""
        found = {}
        for style in self.styles.of_kind("numbering"):
            number = whole(val(style.element.find(f"{W}pPr/{W}numPr/{W}numId")))
            if number is not None:
                found[style.id] = number
        return found

    def _line_pitch(self) -> float:
        """One line of `beforeLines`: the pitch of the last section's grid, which is that of the whole as a rule."""
        data = self.parts.data(self.parts.main)
        start = data.rfind(b"docGrid ")
        tag = data[start : data.find(b">", start)].decode("utf-8", "replace") if start >= 0 else ""
        attributes = dict(part.split("=", 1) for part in tag.split() if "=" in part)
        values = {name.rpartition(":")[2]: value.strip("\"'/") for name, value in attributes.items()}
        if values.get("type") in ("lines", "linesAndChars", "snapToChars"):
            return measure(values.get("linePitch")) or _LINE
        return _LINE

    def tell(self, what: str, near: str, *, lost: bool = True) -> None:
        """Note something that is not set as Word would, once for each place."""
        near = " ".join(near.split())[:NEAR]
        if (what, near) not in self._told:
            self._told.add((what, near))
            self.unknown.append(Unknown(what, near, lost))

    def target(self, part: str, relation: str | None) -> Relation | None:
        """What a relationship of a part leads to; the target is the name of a stored part or an address."""
        found = self.parts.relations(part).get(relation or "")
        if found is None or found.external:
            return found
        name = self.parts.name(found.target)
        return Relation(found.kind, name, external=False) if name else None
