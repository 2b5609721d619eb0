"""One XML part of a master: its tags found once, its text compiled once, written for each row of data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from gongwen.ooxml.deflate import Deflated, FixedPieces
from gongwen.problems import Place, Problem, UserError, has_errors
from gongwen.sandbox import Names, RefusedError, Repeated, names_in, parse
from gongwen.word.elements import Element
from gongwen.word.inspect import tag_problems
from gongwen.word.merge.structure import keep_a_paragraph, settle_statements
from gongwen.word.merge.tags import Tag, gather, restore
from gongwen.word.merge.values import RUN_TEXT
from gongwen.word.merge.wordfields import WordFields

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARAGRAPH_IDS = re.compile(r' w14:(?:paraId|textId)="[0-9A-Fa-f]{8}"')


@dataclass(frozen=True, slots=True)
class MarkedPart:
    """A part whose tags are marks: what `Fill` compiles, and what a print set cuts to pieces first."""

    name: str
    root: Element
    tags: tuple[Tag, ...]

    def source(self, root: Element | None = None, *, typed: bool = False) -> str:
        """The part (or another element with the same marks) as a Jinja template; `typed` as docxtpl reads it."""
        xml = etree.tostring(self.root if root is None else root, encoding="unicode", with_tail=False)
        return restore(_PARAGRAPH_IDS.sub("", xml), self.tags, typed=typed)


def mark_part(name: str, data: bytes, file: str, names: Names) -> tuple[MarkedPart | None, list[Problem]]:
    """Find the tags of a part; None for a part without any. All its problems at once, each with its paragraph."""
    root = _root(data)
    if root is None:
        return None, []
    place = Place(file, part=name)
    fields = WordFields(names, place)
    fields.convert(root)
    problems = [*fields.problems, *tag_problems(root, name, file, names)]
    if has_errors(problems):
        return None, problems
    tags = gather(root)
    if not tags:
        return None, problems
    faults = settle_statements(tags)
    keep_a_paragraph(root)
    problems += [Problem(found.code, found.what, found.remedy, place) for found in faults]
    return MarkedPart(name, root, tuple(tags)), problems


def quoted_names(parts: Iterable[MarkedPart]) -> frozenset[str]:
    """The dotted names that the tags of the parts quote; loop variables are among them."""
    return frozenset(name for part in parts for tag in part.tags for name in names_in(tag.source))


class Fill:
    """A template text, ready: every fixed piece is deflated already."""

    def __init__(self, source: str) -> None:
        """Compile a Jinja text whose values stand inside `w:t`. Raises RefusedError for a text that is not allowed."""
        self._text = Repeated(source, RUN_TEXT)
        self._pieces = FixedPieces(self._text.fixed)

    @property
    def fixed(self) -> frozenset[str]:
        """Every piece that is the same in each row, among others."""
        return self._text.fixed

    def pieces(self, values: dict[str, Any]) -> list[str]:
        """The text for one row, piece by piece."""
        return self._text.pieces(values)

    def part(self, values: dict[str, Any]) -> Deflated:
        """The text for one row as a member of a zip."""
        return self._pieces.join(self._text.pieces(values))


def compile_part(part: MarkedPart, file: str) -> Fill:
    """Compile a part. Raises UserError where the allow-list or the structure forbids it."""
    source = part.source()
    try:
        return Fill(DECLARATION + source)
    except RefusedError as refused:
        found = [finding.problem(Place(file, part=part.name)) for finding in parse(source, names=None)]
        raise UserError(found or refused.problems) from refused


def _root(data: bytes) -> Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
