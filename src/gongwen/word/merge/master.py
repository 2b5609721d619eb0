"""A master: a Word template whose parts are compiled once and written for each row of data."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gongwen.ooxml.copies import Copies
from gongwen.ooxml.package import Package
from gongwen.problems import UserError, has_errors
from gongwen.word.merge.part import Fill, MarkedPart, compile_part, mark_part, quoted_names
from gongwen.word.merge.rich import RichMaster, is_rich
from gongwen.word.merge.settle import settle_package

if TYPE_CHECKING:
    from gongwen.problems import Problem
    from gongwen.sandbox import Names

_RENDERED = re.compile(r"word/(?:document|(?:header|footer)\d*|footnotes|endnotes)\.xml")
MAIN = "word/document.xml"


class Master:
    """Gives a .docx for each row of data; what does not change is deflated once and copied."""

    def __init__(self, parts: Mapping[str, bytes], marked: Mapping[str, MarkedPart], file: str) -> None:
        """Compile the marked parts of a package; use `open_master`."""
        self.parts, self.marked, self.file = dict(parts), dict(marked), file
        self.quoted = quoted_names(marked.values())
        self._fills: dict[str, Fill] = {name: compile_part(part, file) for name, part in marked.items()}

    @cached_property
    def _copies(self) -> Copies:
        return Copies(self.parts, self._fills.keys())

    def render(self, values: dict[str, Any]) -> bytes:
        """The .docx of one row. The values are plain data and clean: see `gongwen.sandbox.plain`.

        Raises RefusedError for a value that is missing or cannot be printed.
        """
        return self._copies.make({name: fill.part(values) for name, fill in self._fills.items()})

    @property
    def changes_body_alone(self) -> bool:
        """Whether no header, footer or note differs from row to row."""
        return self._fills.keys() <= {MAIN}

    @property
    def fixed(self) -> frozenset[str]:
        """The texts of the main part that are the same in each row, among others."""
        return self._fills[MAIN].fixed if MAIN in self._fills else frozenset()

    def body(self, values: dict[str, Any]) -> list[str]:
        """The main part of one row, piece by piece; the fixed ones are texts of `fixed`. Raises as `render`."""
        return self._fills[MAIN].pieces(values)

    def texts(self, values: dict[str, Any]) -> dict[str, bytes]:
        """The parts of one row that are not as in the template, for a reader that needs no zip. Raises as `render`."""
        return {name: "".join(fill.pieces(values)).encode() for name, fill in self._fills.items()}


def open_master(
    data: bytes, *, file: str, names: Names, pictures: Collection[str] = ()
) -> tuple[Master | RichMaster, list[Problem]]:
    """Read a template and compile it. `names` are what its tags may quote, `file` its name for messages.

    `pictures` are the names whose values are pictures. Gives what may be wrong beside the master.

    Raises UserError (exit 3) with all problems of the template, each with its part, paragraph and nearest name.
    """
    parts = settle_package(Package.read(data, name=file))
    problems: list[Problem] = []
    marked: dict[str, MarkedPart] = {}
    for name in parts:
        if _RENDERED.fullmatch(name):
            part, found = mark_part(name, parts[name], file, names)
            problems += found
            if part is not None:
                marked[name] = part
    if has_errors(problems):
        raise UserError(problems)
    if is_rich(marked.values(), pictures):
        return RichMaster(parts, marked, file), problems
    return Master(parts, marked, file), problems
