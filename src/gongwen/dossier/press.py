"""Papers of the dossier and Word files of others set by our own typesetter, into chunks."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongwen.dossier.stamps import key_of, paper_stamp
from gongwen.pdf.binder import print_one
from gongwen.pdf.pages.chunk import ChunkWriter
from gongwen.pdf.pages.foreign import UnusableError, take_pages
from gongwen.pdf.pages.worker import save
from gongwen.problems import UserError
from gongwen.standard.fonts import STANDARD_FACES
from gongwen.word.render import render

if TYPE_CHECKING:
    from gongwen.blocks.model import Document
    from gongwen.dossier.cache import Cache
    from gongwen.pdf.binder import Bound
    from gongwen.pdf.fonts.book import FontBook
    from gongwen.word.templates import Templates

_SHOWN_INSTEAD = "□"
_NOTES = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Ready:
    """Pages that can be bound: their chunk, how many there are, what has to be said of them.

    With a `fault` they stand for a file of which no pages can be made.
    """

    key: str
    path: Path
    pages: int
    notes: tuple[str, ...] = ()
    fault: str = ""
    picture: bool = False
    """Whether its leaves are pictures, which can stand on a page with others."""


class Press:
    """Sets with the fonts of this machine; what was set once is kept in the cache."""

    def __init__(self, cache: Cache, fonts: FontBook, templates: Templates, faces: dict[str, str]) -> None:
        """`faces` are the unit's own families by role."""
        self._cache, self._templates, self._faces = cache, templates, faces
        self.fonts = fonts
        self.stamp = paper_stamp(fonts, templates, faces)
        families = dataclasses.asdict(STANDARD_FACES) | faces
        self._chains = [fonts.chain(families[role]) for role in ("body", "title", "heading1")]
        self.missing: set[str] = set()
        """Characters of our own papers that no font has."""

    def paper(self, document: Document) -> Ready:
        """A paper of ours. Raises UserError where its template or the fonts cannot be used."""
        shown: Document = self.shown(document)
        key = key_of("paper", repr(shown), self.stamp)
        known = self._cache.known(key)
        path = self._cache.chunk(key)
        if known is not None:
            return Ready(key, path, int(known["pages"]))
        data = render(shown, self._templates.path(shown.frame), self._faces)
        bound = print_one(data, shown.title[0] if shown.title else "", self.fonts)
        if bound.data is None:
            raise UserError(bound.failures)
        return self._kept(key, bound.data, ())

    def word(self, source: Path, name: str, key: str) -> tuple[Ready | None, Bound]:
        """A Word file of somebody, under the key of its content; None where it cannot be set, and why.

        Backs of sheets that a section leaves blank, as print sets have them, are no pages of a volume.
        """
        bound = print_one(source, name, self.fonts)
        if bound.data is None:
            return None, bound
        notes = tuple(problem.what for problem in bound.warnings[:_NOTES])
        return self._kept(key, bound.data, notes, blanks=False), bound

    def foreign(self, data: bytes, key: str, notes: tuple[str, ...]) -> Ready:
        """The PDF that another program made of a file. Raises UnusableError."""
        return self._kept(key, data, notes)

    def _kept(self, key: str, data: bytes, notes: tuple[str, ...], *, blanks: bool = True) -> Ready:
        chunk = ChunkWriter()
        take_pages(io.BytesIO(data), chunk, blanks=blanks)
        path = self._cache.chunk(key)
        save(chunk, path)
        self._cache.pages.put(key, {"pages": len(chunk.leaves), "notes": [*notes, *chunk.notes]})
        return Ready(key, path, len(chunk.leaves), (*notes, *chunk.notes))

    def shown(self, value: Any) -> Any:
        """A paper with a box for each character that no font has: one strange file name must not stop a volume."""
        if isinstance(value, str):
            return "".join(map(self._char, value)) if not value.isascii() else value
        if isinstance(value, tuple):
            return tuple(map(self.shown, value))
        if isinstance(value, Mapping):
            return {key: self.shown(each) for key, each in value.items()}
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            names = [each.name for each in dataclasses.fields(value) if each.name != "frame"]
            return dataclasses.replace(value, **{name: self.shown(getattr(value, name)) for name in names})
        return value

    def _char(self, char: str) -> str:
        if char.isspace() or all(chain.face_of(char) is not None for chain in self._chains):
            return char
        self.missing.add(char)
        return _SHOWN_INSTEAD


__all__ = ["Press", "Ready", "UnusableError"]
