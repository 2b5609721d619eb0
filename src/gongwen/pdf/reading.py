"""A .docx ready to be printed: opened once, with what its PDF says of itself and a way to find words in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from typing import Any, Protocol

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.reader import WordFile
from gongwen.pdf.live import MasterCopy
from gongwen.pdf.objects.metadata import PRODUCER

_COUNTED = (b"NUMPAGES", b"SECTIONPAGES")
_CODE = re.compile(rb"<(?:\w+:)?instrText[^>]*>([^<]*)<")
"""The code of a field, which programs may cut into several runs."""
_MAIN = "word/document.xml"
_TEXT = re.compile(r"<(?:\w+:)?t(?: [^>]*)?>([^<]*)</")
_AUTHOR = re.compile(r"<dc:creator[^>]*>([^<]*)</dc:creator>")
_MADE = f"<Application>{PRODUCER}".encode()
_APP, _CORE = "docProps/app.xml", "docProps/core.xml"
_NEAR = 8
"""Characters that are quoted on each side of a place."""
_Parts = Mapping[str, bytes]


class Reading:
    """A Word file about to be printed. `counts` says that it prints how many pages there are."""

    def __init__(self, word: WordFile, parts: Callable[[], _Parts], *, counts: bool) -> None:
        """Hold the file and what gives its parts; use `read_word` or `Copies`."""
        self.word, self.counts = word, counts
        self._parts = parts

    @property
    def author(self) -> str:
        """The unit, where the program wrote it and nobody saved the file since: Word puts accounts of people there."""
        parts = self._parts()
        if _MADE not in parts.get(_APP, b""):
            return ""
        found = _AUTHOR.search(parts.get(_CORE, b"").decode("utf-8", "replace"))
        return unescape(found[1]) if found else ""

    def around(self, char: str) -> str | None:
        """The words round a character, None where it does not stand in the file's text as it is."""
        code = char.encode()
        for name, part in sorted(self._parts().items(), key=lambda item: item[0] != _MAIN):
            if name.startswith("word/") and name.endswith(".xml") and code in part:
                text = part.decode("utf-8", "replace")
                at = text.find(char)
                start = max(text.rfind("<w:p>", 0, at), text.rfind("<w:p ", 0, at), 0)
                end = text.find("</w:p>", at)
                words = unescape("".join(_TEXT.findall(text[start : end if end >= 0 else len(text)])))
                place = words.find(char)
                if place >= 0:
                    return words[max(0, place - _NEAR) : place + len(char) + _NEAR].strip()
        return None


def read_word(source: bytes | Path, name: str) -> Reading:
    """Open a .docx. Raises UserError that says what is wrong with it."""
    package = Package.read(source, name=name)
    return Reading(WordFile(package), lambda: package.parts, counts=counts_pages(package.parts))


def counts_pages(parts: _Parts) -> bool:
    """Whether something in a file prints how many pages there are."""
    return any(
        mark in part or mark in b"".join(_CODE.findall(part))
        for name, part in parts.items()
        if name.endswith(".xml")
        for mark in _COUNTED
    )


class Merging(Protocol):
    """What this room asks of a master that is filled for each row (`gongwen.word.merge.Master`)."""

    parts: dict[str, bytes]

    @property
    def changes_body_alone(self) -> bool:
        """Whether no header, footer or note differs from row to row."""

    @property
    def fixed(self) -> frozenset[str]:
        """The texts of the main part that are the same in each row."""

    def body(self, values: dict[str, Any]) -> list[str]:
        """The main part of one row, piece by piece."""

    def texts(self, values: dict[str, Any]) -> dict[str, bytes]:
        """The parts of one row that are not as in the template."""


class Copies:
    """The files of one master, read without being zipped first; what is equal in them is read and set once.

    A copy is to be printed before the next one is asked for: it may be the same object.
    """

    def __init__(self, master: Merging, name: str) -> None:
        """`name` is for messages."""
        self._master, self._name = master, name
        self._live: MasterCopy | None = None
        self._before: WordFile | None = None
        self._counts = False

    def reading(self, values: dict[str, Any]) -> Reading:
        """The copy of one row. Raises as the master does."""
        master = self._master

        def parts() -> _Parts:
            return {**master.parts, **master.texts(values)}

        if self._before is None:
            package = Package(parts(), name=self._name)
            self._counts = counts_pages(package.parts)
            self._before = WordFile(package)
            if master.changes_body_alone and master.fixed:
                live = MasterCopy(package, master.fixed)
                self._live = live if live.repeats else None
        if self._live is not None:
            self._live.turn(master.body(values))
            return Reading(self._live, parts, counts=self._counts)
        self._before = WordFile(Package(parts(), name=self._name), self._before)
        return Reading(self._before, parts, counts=self._counts)
