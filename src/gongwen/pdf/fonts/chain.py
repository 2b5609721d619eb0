"""The faces that a family is printed with: the main one, then others, opened when a character needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gongwen.pdf.fonts.charmap import Lookup, lookup_of
from gongwen.pdf.fonts.convert import Converter
from gongwen.pdf.fonts.face import Face
from gongwen.pdf.fonts.metrics import is_invisible, is_private
from gongwen.pdf.fonts.records import FaceRecord
from gongwen.pdf.fonts.sfnt import FontError, Sfnt
from gongwen.pdf.fonts.shelf import Shelf

_HEAVY, _LIGHT = 600, 300
"""A face of this weight is bold; a variable font whose own weight is below the other is too thin for text."""


class NotAllowedError(FontError):
    """The font is whole, but a PDF may not or cannot hold it."""


class Opener:
    """Opens faces, each once. `refused` holds those that could not be used, and why not, by path."""

    def __init__(self, shelf: Shelf, converter: Converter) -> None:
        """Nothing is open yet."""
        self._shelf, self._converter = shelf, converter
        self._faces: dict[tuple[str, int], Face | None] = {}
        self.refused: dict[str, tuple[FaceRecord, FontError]] = {}

    def open(self, record: FaceRecord) -> Face | None:
        """The face, None where it is damaged or may not be embedded."""
        key = (record.path, record.index)
        if key not in self._faces:
            try:
                self._faces[key] = self._opened(record)
            except FontError as error:
                self._faces[key] = None
                self.refused[record.path] = (record, error)
        return self._faces[key]

    def _opened(self, record: FaceRecord) -> Face:
        now = self._shelf.fresh(record)
        if now is None:
            raise FontError("文件不见了")
        if now.fault:
            raise FontError(now.fault)
        if now.forbids:
            raise NotAllowedError("它的授权不允许嵌入 PDF")
        if now.outline == "none":
            raise NotAllowedError("只有点阵或可变轮廓，不能嵌入 PDF")
        if now.variable and now.weight <= _LIGHT:
            raise NotAllowedError("是可变字体，本身的笔画太细")
        return self._converter.face(now) if now.outline == "cff" else Face(now.file, now.index)

    def holds(self, record: FaceRecord, code: int) -> bool:
        """Whether a CFF face has a character; asked before the long work of converting it."""
        lookup = self._lookup(record)
        return lookup is not None and lookup(code) != 0

    def _lookup(self, record: FaceRecord) -> Lookup | None:
        try:
            return lookup_of(Sfnt(record.file, record.index).read(["cmap"])["cmap"])
        except (OSError, ValueError, LookupError, ArithmeticError):
            return None


class Spare:
    """A family that prints what others lack; opened for the first character that may need it."""

    def __init__(self, records: list[FaceRecord], opener: Opener) -> None:
        """The faces of the family, the best first."""
        self._records, self._opener = records, opener
        self._outlined = [record for record in records if record.outline == "glyf"]
        self._hard = [record for record in records if record.outline == "cff"] if not self._outlined else []

    def face_for(self, code: int, *, hard: bool) -> Face | None:
        """The face, if it has the character; `hard` asks those that would have to be converted."""
        for record in self._hard if hard else self._outlined:
            if hard and not self._opener.holds(record, code):
                continue
            face = self._opener.open(record)
            if face is not None:
                return face if face.glyph(code) else None
        return None


@dataclass(frozen=True, slots=True)
class Choice:
    """A face that was chosen for a family; `own` where it is the family itself, or real type of its kind."""

    face: Face
    record: FaceRecord
    own: bool


class Chain:
    """The main face and its spares. `bold` and `italic` say whether the main face has to be made so."""

    def __init__(self, choice: Choice, spares: Callable[[], Iterable[Spare]], *, bold: bool, italic: bool) -> None:
        """`spares` is asked when a character is met that the main face lacks."""
        self.first, self.choice = choice.face, choice
        self.bold = bold and not is_bold(choice.record)
        self.italic = italic and not choice.record.italic
        self._spares = spares
        self._found: dict[str, Face | None] = {}

    def face_of(self, char: str) -> Face | None:
        """The first face that has a character; None where no font has it.

        What prints nothing belongs to the main face. A character of private use does too, or to nothing: other fonts
        have other characters in its place.
        """
        try:
            return self._found[char]
        except KeyError:
            found = self._found[char] = self._look(char)
            return found

    def _look(self, char: str) -> Face | None:
        code = ord(char)
        if self.first.glyph(code) or is_invisible(char):
            return self.first
        if is_private(char):
            return None
        for hard in (False, True):
            for spare in self._spares():
                face = spare.face_for(code, hard=hard)
                if face is not None:
                    return face
        return None


def is_bold(record: FaceRecord) -> bool:
    """Whether a face is bold by its weight."""
    return record.weight >= _HEAVY
