"""The print set: the letters of a batch in one .docx, each in a section of its own that begins on a front side.

What must be unique in a document (bookmarks, notes, drawings, numbered lists) carries the copy's number, which the
templates below print like any other value. Headers and footers that differ from letter to letter become parts of their
own. So a letter reads in the set as it does alone, numbered lists begin at 1 and page numbers too.
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from gongwen.ooxml.copies import Copies
from gongwen.ooxml.deflate import Deflated, deflated, packed
from gongwen.word.elements import Element, add_runs, child, tiny_paragraph
from gongwen.word.merge.master import MAIN, Master
from gongwen.word.merge.numbering import restarted_lists
from gongwen.word.merge.part import DECLARATION, Fill, MarkedPart
from gongwen.word.merge.tags import marks

COPY = "gongwen_copy"
"""The name under which a template finds the number of the copy."""
_RELS, _TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
_NOTES = {"word/footnotes.xml": "footnote", "word/endnotes.xml": "endnote"}
_COMMENTS = ("commentRangeStart", "commentRangeEnd", "commentReference")
_WITH_ID = ("bookmarkStart", "bookmarkEnd", "footnoteReference", "endnoteReference")
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_REL = qn("r:id")
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BLANK = "gwblank"
_LONGEST_BOOKMARK = 30
_NUMBER = f"{{{{ {COPY} }}}}"
_HOLD = "\ufdd4"
"""Stands for the copy's number in the tree, until the tree is written as a template."""


@dataclass(frozen=True, slots=True)
class _Varying:
    """A header or footer that differs from letter to letter: its name, relationship, kind and text."""

    part: str
    relation: str
    kind: str
    fill: Fill


class PrintSet:
    """Joins letters of one master. `duplex` begins each letter on an odd page."""

    def __init__(self, master: Master, *, duplex: bool = True) -> None:
        """Cut the master's body into what stands once in a set and what stands once in each letter."""
        self._master = master
        self._duplex = duplex
        self._file = master.file
        main = master.marked.get(MAIN)
        root = copy.deepcopy(main.root) if main else etree.fromstring(master.parts[MAIN])
        self._main = MarkedPart(MAIN, root, main.tags if main else ())
        self._areas = [area for area in map(self._area, self._area_relations()) if area is not None]
        self._notes = {name: self._note_fill(name) for name in _NOTES if name in master.parts}
        self._lists = restarted_lists(master.parts, root)
        self._blank: set[str] = set()
        self._open, self._letter, self._last, self._close = self._cut(root)

    def make(self, letters: Iterable[dict[str, Any]], foreword: Sequence[str] = ()) -> bytes:
        """The set of these letters, in their order. The values are as for `Master.render`; at least one letter.

        `foreword` are paragraphs that stand on a page of their own before the first letter.
        """
        parts: dict[str, Deflated] = {}
        relations: list[str] = []
        types: list[str] = []
        notes: dict[str, list[str]] = {name: [] for name in self._notes}
        count = 0

        def body() -> Iterator[str]:
            nonlocal count
            yield self._open
            yield self._foreword(foreword)
            waiting: dict[str, Any] | None = None
            for count, values in enumerate(letters, 1):
                if waiting is not None:
                    yield from self._letter.pieces(waiting)
                waiting = {**values, COPY: count}
                self._add_areas(waiting, parts, relations, types)
                for name, (_, fill) in self._notes.items():
                    notes[name] += fill.pieces(waiting)
            if waiting is not None:
                yield from self._last.pieces(waiting)
            yield self._close

        parts[MAIN] = packed(body())
        for name, (frame, _) in self._notes.items():
            parts[name] = packed([frame[0], *notes[name], frame[1]])
        fixed = {name: data for name, data in self._master.parts.items() if name not in parts}
        for kind in sorted(self._blank):
            root = {"header": "hdr", "footer": "ftr"}[kind]
            fixed[f"word/{_BLANK}{kind}.xml"] = f'{DECLARATION}<w:{root} xmlns:w="{_W}"><w:p/></w:{root}>'.encode()
            target = f"{_BLANK}{kind}.xml"
            relations.append(f'<Relationship Id="{_BLANK}{kind}" Type="{_RELATIONS}/{kind}" Target="{target}"/>')
            types.append(_override(f"word/{target}", kind))
        for name, added in ((_RELS, relations), (_TYPES, types)):
            inside, _, closing = fixed.pop(name).rpartition(b"</")
            parts[name] = deflated(inside + "".join(added).encode() + b"</" + closing)
        if self._lists is not None:
            fixed["word/numbering.xml"] = self._lists.numbering(count)
        return Copies({**dict.fromkeys(parts, b""), **fixed}, parts.keys()).make(parts)

    # ------------------------------------------------------------ headers and footers
    def _area_relations(self) -> list[tuple[str, str, str]]:
        """Headers and footers with tags, as (part, relationship id, kind)."""
        found = []
        for tag in re.findall(r"<Relationship\b[^>]*>", self._master.parts.get(_RELS, b"").decode()):
            values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            part = posixpath.normpath(posixpath.join("word", values.get("Target", "")))
            if part in self._master.marked and values.get("Type", "").endswith(("/header", "/footer")):
                found.append((part, values["Id"], values["Type"]))
        return found

    def _area(self, relation: tuple[str, str, str]) -> _Varying:
        part, identifier, kind = relation
        return _Varying(part, identifier, kind, Fill(DECLARATION + self._master.marked[part].source()))

    def _add_areas(
        self, values: dict[str, Any], parts: dict[str, Deflated], relations: list[str], types: list[str]
    ) -> None:
        """Write the letter's own headers and footers, their relationships and content types."""
        number = values[COPY]
        for area in self._areas:
            folder, name = posixpath.split(area.part)
            target = f"{posixpath.splitext(name)[0]}n{number}.xml"
            parts[f"{folder}/{target}"] = area.fill.part(values)
            relations.append(f'<Relationship Id="{area.relation}n{number}" Type="{area.kind}" Target="{target}"/>')
            kind = area.kind.rpartition("/")[2]
            types.append(_override(f"{folder}/{target}", kind))
            own = f"{folder}/_rels/{name}.rels"
            if own in self._master.parts:
                parts[f"{folder}/_rels/{target}.rels"] = deflated(self._master.parts[own])

    # ------------------------------------------------------------ notes
    def _note_fill(self, name: str) -> tuple[tuple[str, str], Fill]:
        """The notes part around its notes (with the separators), and the notes of one letter."""
        marked = self._master.marked.get(name)
        root = copy.deepcopy(marked.root) if marked else etree.fromstring(self._master.parts[name])
        notes = [note for note in root if note.tag == qn(f"w:{_NOTES[name]}") and note.get(qn("w:type")) is None]
        part = MarkedPart(name, root, marked.tags if marked else ())
        texts = []
        for note in notes:
            note.set(qn("w:id"), _numbered(note.get(qn("w:id"))))
            texts.append(_template(part, note))
            root.remove(note)
        frame, _, end = etree.tostring(root, encoding="unicode").rpartition("</")
        return (DECLARATION + frame, f"</{end}"), Fill("".join(texts))

    # ------------------------------------------------------------ the body
    def _foreword(self, lines: Sequence[str]) -> str:
        """Paragraphs that end a section of their own, on paper like the letters'."""
        body = OxmlElement("w:body")
        for line in lines:
            add_runs(child(body, "p"), line)
        if lines:
            section = OxmlElement("w:sectPr")
            section.extend(element for element in copy.deepcopy(self._page) if element is not None)
            _carry_section(body, section)
        return "".join(etree.tostring(element, encoding="unicode") for element in body)

    def _cut(self, root: Element) -> tuple[str, Fill, Fill, str]:
        """What opens the set, a letter before another, the last letter, what closes the set."""
        body = root.find(qn("w:body"))
        self._make_unique(body)
        section = body.find(qn("w:sectPr"))
        if section is None:
            section = child(body, "sectPr")
        first = next(body.iter(qn("w:sectPr")))
        self._begin_letter(first)
        self._inherit_nothing(first, list(body.iter(qn("w:sectPr"))))
        if first is not section:
            self._restart_pages(section)
        self._page = [copy.deepcopy(first.find(qn(f"w:{name}"))) for name in ("pgSz", "pgMar")]
        last = _template(self._main, body)
        inner = copy.deepcopy(section)
        inner.tail = None
        body.remove(section)
        _carry_section(body, inner)
        letter = _template(self._main, body)
        for element in list(body):
            body.remove(element)
        body.text = _HOLD
        opening, _, closing = etree.tostring(root, encoding="unicode").partition(_HOLD)
        return DECLARATION + opening, Fill(_inside(letter)), Fill(_inside(last)), closing

    def _begin_letter(self, section: Element) -> None:
        """Let a letter's first section begin on a new page (an odd one for printing on both sides), counted from 1."""
        kind = section.find(qn("w:type"))
        if kind is None:
            kind = OxmlElement("w:type")
            before = [section.find(qn(f"w:{name}")) for name in ("footnotePr", "endnotePr")]
            places = [*section.findall(qn("w:headerReference")), *section.findall(qn("w:footerReference"))]
            places += [element for element in before if element is not None]
            if places:
                max(places, key=section.index).addnext(kind)
            else:
                section.insert(0, kind)
        kind.set(qn("w:val"), "oddPage" if self._duplex else "nextPage")
        if self._duplex:  # a second page 1 after a first one would get a blank page between them
            self._restart_pages(section, start=True)

    def _inherit_nothing(self, first: Element, sections: list[Element]) -> None:
        """Give a letter's first section a blank header or footer where it has none and a later one has.

        A section without one shows that of the section before it: the end of another letter.
        """
        wanted = {found for section in sections for found in _area_kinds(section)}
        for kind, which in sorted(wanted - set(_area_kinds(first))):
            reference = OxmlElement(f"w:{kind}Reference")
            reference.set(qn("w:type"), which)
            reference.set(_REL, f"{_BLANK}{kind}")
            first.insert(0, reference)
            self._blank.add(kind)

    def _restart_pages(self, section: Element, *, start: bool = False) -> None:
        number = section.find(qn("w:pgNumType"))
        if number is None and start:
            number = OxmlElement("w:pgNumType")
            places = [section.find(qn(f"w:{name}")) for name in ("lnNumType", "pgBorders", "paperSrc", "pgMar", "pgSz")]
            place = next((element for element in places if element is not None), None)
            if place is None:
                place = section.find(qn("w:type"))
            place.addnext(number)
        if number is not None and start and number.get(qn("w:start")) is None:
            number.set(qn("w:start"), "1")

    def _make_unique(self, body: Element) -> None:
        """Write the copy's number into everything that a document may hold but once; comments are left out."""
        for element in [found for name in _COMMENTS for found in body.iter(qn(f"w:{name}"))]:
            _remove(element)
        for element in body.iter(*(qn(f"w:{name}") for name in _WITH_ID)):
            element.set(qn("w:id"), _numbered(element.get(qn("w:id"))))
        for element in body.iter(_WP):
            element.set("id", _numbered(element.get("id")))
        for element in [found for control in body.iter(qn("w:sdtPr")) for found in control.findall(qn("w:id"))]:
            element.getparent().remove(element)
        _rename_bookmarks(body)
        varying = {area.relation for area in self._areas}
        for element in [found for section in body.iter(qn("w:sectPr")) for found in section]:
            if element.get(_REL) in varying:
                element.set(_REL, f"{element.get(_REL)}n{_HOLD}")
        if self._lists is not None:
            self._lists.number(body, _HOLD)


def _rename_bookmarks(body: Element) -> None:
    """Give every bookmark a name of its copy's own, also where a link or field quotes it."""
    names: dict[str, str] = {}
    for element in body.iter(qn("w:bookmarkStart")):
        old = element.get(qn("w:name")) or ""
        names[old] = f"{old[:_LONGEST_BOOKMARK]}_{_HOLD}"
        element.set(qn("w:name"), names[old])
    for element in body.iter(qn("w:hyperlink")):
        anchor = element.get(qn("w:anchor"))
        if anchor in names:
            element.set(qn("w:anchor"), names[anchor])
    for element in body.iter(qn("w:instrText")):
        element.text = re.sub(r"\w+", lambda word: names.get(word.group(), word.group()), element.text or "")


def _area_kinds(section: Element) -> list[tuple[str, str]]:
    """What the references of a section refer to: header or footer, and of which pages."""
    return [
        (kind, element.get(qn("w:type")) or "default")
        for kind in ("header", "footer")
        for element in section.findall(qn(f"w:{kind}Reference"))
    ]


def _override(part: str, kind: str) -> str:
    """The content type of a header or footer part."""
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    return f'<Override PartName="/{part}" ContentType="{content}"/>'


def _numbered(identifier: str | None) -> str:
    """An id with the copy's number before it."""
    return f"{_HOLD}{int(identifier or 0) % 1000:03}"


def _template(part: MarkedPart, element: Element) -> str:
    return part.source(element).replace(_HOLD, _NUMBER)


def _inside(xml: str) -> str:
    """The content of an element written as text."""
    start, end = xml.index(">") + 1, xml.rindex("</")
    return xml[start:end]


def _remove(element: Element) -> None:
    """Remove an element whose run may then be empty; marks after it stay."""
    previous, parent = element.getprevious(), element.getparent()
    if element.tail and previous is not None:
        previous.tail = (previous.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _carry_section(body: Element, section: Element) -> None:
    """Let the last paragraph end the section. One that may be left out, or a table, gets a tiny paragraph after it."""
    last = body[-1] if len(body) else None
    if last is None or last.tag != qn("w:p") or marks(last.tail or ""):
        last = tiny_paragraph()
        body.append(last)
    properties = last.find(qn("w:pPr"))
    if properties is None:
        properties = OxmlElement("w:pPr")
        last.insert(0, properties)
    change = properties.find(qn("w:pPrChange"))
    if change is not None:
        change.addprevious(section)
    else:
        properties.append(section)
