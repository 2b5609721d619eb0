"""Lines that begin elsewhere after a difference, judged all the same: their paragraphs cut where LibreOffice's line begins.

A paragraph whose beginning is cut off and whose first line has no indent begins with that very line, so what the
breaker makes of it can be asked through the public face: a document of nothing but such paragraphs is printed.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from lxml import etree

from tests.typesetting.lines import lay
from tests.typesetting.pages import read
from tests.typesetting.source import W, paragraphs, plain, under


class Cut(NamedTuple):
    """A question: the paragraph's number among those with text, and how many characters without blanks are cut off."""

    paragraph: int
    start: int


def ends(docx: bytes, cuts: Sequence[Cut], printer: Callable[[bytes], bytes]) -> dict[Cut, int]:
    """Where our first line ends in each cut paragraph, as an offset in the whole one; only what can be cut is answered."""
    document = _Document(docx)
    kept = [cut for cut in cuts if document.add(cut)]
    if not kept:
        return {}
    shorter = document.to_bytes()
    source = paragraphs(shorter)
    if len(source) != len(kept):
        return {}
    laid = lay(read(printer(shorter)), source)
    answers: dict[Cut, int] = {}
    for cut, paragraph, lines in zip(kept, source, laid.lines, strict=True):
        if lines and lines[0].start == 0:
            answers[cut] = cut.start + (lines[1].start if len(lines) > 1 else len(paragraph.text))
    return answers


class _Document:
    """A .docx whose body is replaced by cut copies of its paragraphs; only body paragraphs of plain runs are cut."""

    def __init__(self, docx: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            self._members = {name: package.read(name) for name in package.namelist()}
        self._root = etree.fromstring(self._members["word/document.xml"])
        self._body = self._root[0]
        self._section = self._body.find(W + "sectPr")
        self._plain: dict[int, Any] = {}
        number = 0
        for element in self._body:
            count = _count(element)
            if count == 1 and element.tag == W + "p" and _simple(element):
                self._plain[number] = element
            number += count
        self._added: list[Any] = []

    def add(self, cut: Cut) -> bool:
        """Whether the paragraph could be cut; then it is in the new document."""
        element = self._plain.get(cut.paragraph)
        if element is None:
            return False
        element = copy.deepcopy(element)
        _cut(element, cut.start)
        _no_indent(element)
        self._added.append(element)
        return True

    def to_bytes(self) -> bytes:
        """The new document."""
        for element in list(self._body):
            self._body.remove(element)
        self._body.extend([*self._added, *([] if self._section is None else [self._section])])
        members = {**self._members, "word/document.xml": etree.tostring(self._root)}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in members.items():
                package.writestr(zipfile.ZipInfo(name), data)
        return buffer.getvalue()


def _count(element: Any) -> int:
    """How many paragraphs with text the reader of sources finds in a child of the body."""
    parent = etree.Element("parent")
    parent.append(copy.deepcopy(element))
    return sum(bool(each.text) for each in under(parent, "body"))


def _simple(element: Any) -> bool:
    """Whether a paragraph is runs of text and nothing else, without a list label or a section's end."""
    properties = element.find(W + "pPr")
    if properties is not None and any(properties.find(W + name) is not None for name in ("numPr", "sectPr", "framePr")):
        return False
    inner = {each.tag for run in element.iterchildren(W + "r") for each in run}
    outer = {each.tag for each in element}
    marks = {W + name for name in ("pPr", "r", "proofErr", "bookmarkStart", "bookmarkEnd")}
    return outer <= marks and inner <= {W + "rPr", W + "t", W + "lastRenderedPageBreak"}


def _cut(element: Any, count: int) -> None:
    """Take characters off the front, blanks not counted."""
    for text in element.iter(W + "t"):
        kept = text.text or ""
        while kept and (count > 0 or not plain(kept[0])):
            count -= len(plain(kept[0]))
            kept = kept[1:]
        text.text = kept
        if kept:
            return


def _no_indent(element: Any) -> None:
    """Set the first line flush with the others and let the paragraph stand anywhere."""
    properties = element.find(W + "pPr")
    if properties is None:
        properties = etree.SubElement(element, W + "pPr")
        element.insert(0, properties)
    indent = properties.find(W + "ind")
    if indent is None:
        indent = etree.Element(W + "ind")
        later = {W + name for name in ("contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange")}  # fmt: skip
        place = next((number for number, each in enumerate(properties) if each.tag in later), len(properties))
        properties.insert(place, indent)
    for name in ("firstLineChars", "firstLine", "hangingChars", "hanging"):
        indent.attrib.pop(W + name, None)
    indent.set(W + "firstLineChars", "0")
    indent.set(W + "firstLine", "0")
