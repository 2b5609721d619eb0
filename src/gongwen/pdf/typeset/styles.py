"""How a stretch of characters is drawn: the face for its script, size, colour; widths kept by character."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gongwen.pdf.fonts.metrics import is_invisible

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import RunFormat
    from gongwen.pdf.fonts.metrics import Chain, FontSource, Metrics
    from gongwen.standard.linerules import Profile

_SMALL, _SMALL_CAPS = 0.58, 0.8
"""Size of superscripts and subscripts, and of small capitals, as a part of the text's."""
_LIFT = {"superscript": 0.33, "subscript": -0.08}
_TWIPS = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What a style is made from, but for its face: lengths in pt, `scale` horizontal, colours RRGGBB."""

    size: float
    scale: float = 1.0
    spacing: float = 0.0
    rise: float = 0.0
    colour: str = "000000"
    underline: str = ""
    strike: bool = False
    shade: str = ""
    link: str = ""
    han: bool = True
    kern: bool = False
    named: str = ""
    """The family that the document asks for."""


@dataclass(slots=True, eq=False)
class Style:
    """One face in one look; `bold` and `italic` where the face has to be made so."""

    face: Metrics
    look: Look
    main: Metrics
    """The face of the family itself: heights of lines follow it, whatever face draws a rare character."""
    bold: bool = False
    italic: bool = False
    widths: Widths = field(init=False)

    def advance(self, char: str) -> float:
        """The advance of a character in pt."""
        if is_invisible(char):
            return 0.0
        look = self.look
        return self.face.advance(ord(char)) * look.size * look.scale + look.spacing


class Widths(dict[str, float]):
    """Advances of characters in pt for one style; `odd` holds the styles of those that its face lacks."""

    def __init__(self, style: Style, chain: Chain, missing: set[str]) -> None:
        """Nothing is measured yet."""
        super().__init__()
        self._style, self._chain, self._missing = style, chain, missing
        self._others: dict[str, Style] = {}
        self.odd: dict[str, Style] = {}

    def __missing__(self, char: str) -> float:
        """Measure a character for the first time."""
        style = self._style
        if not style.face.glyph(ord(char)) and not is_invisible(char):
            style = self._other(char)
            if style is not self._style:
                self.odd[char] = style
        width = self[char] = style.advance(char)
        return width

    def _other(self, char: str) -> Style:
        face = self._chain.face_of(char)
        if face is None:
            self._missing.add(char)
            return self._style
        if face.key == self._style.face.key:
            return self._style
        if face.key not in self._others:
            other = replace(self._style, face=face)
            other.widths = Widths(other, self._chain, self._missing)
            self._others[face.key] = other
        return self._others[face.key]


class Styles:
    """The styles of a document, each made once. `missing` gathers the characters that no font has."""

    def __init__(self, fonts: FontSource, profile: Profile) -> None:
        """Remember where faces come from."""
        self._fonts, self._profile = fonts, profile
        self._made: dict[tuple[RunFormat, bool, bool, str], Style] = {}
        self.missing: set[str] = set()

    def style(self, form: RunFormat, *, han: bool, small: bool = False, link: str = "") -> Style:
        """The style of a run for one script. `small` are the letters that small capitals make of lower case."""
        key = (form, han, small, link)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(form, han=han, small=small, link=link)
        return found

    def _make(self, form: RunFormat, *, han: bool, small: bool, link: str) -> Style:
        named = form.east_asia if han else form.ascii
        chain = self._fonts.chain(named, bold=form.bold, italic=form.italic, latin=not han)
        size = form.size * (_SMALL if form.vertical else 1.0) * (_SMALL_CAPS if small else 1.0)
        look = Look(
            size=size,
            scale=self._scale(form.scale, size),
            spacing=form.spacing,
            rise=form.rise + _LIFT.get(form.vertical, 0.0) * form.size,
            colour=form.colour or "000000",
            underline=form.underline,
            strike=form.strike,
            shade=form.shade,
            link=link,
            han=han,
            kern=not han and (0 < form.kern <= size or self._profile.always_kerns),
            named=named,
        )
        style = Style(chain.first, look, chain.first, bold=chain.bold, italic=chain.italic)
        style.widths = Widths(style, chain, self.missing)
        return style

    def _scale(self, scale: float, size: float) -> float:
        """The horizontal scale; some programs cut the scaled em to whole twips."""
        if scale == 1.0 or not self._profile.whole_twips:
            return scale
        return int(size * _TWIPS * scale) / (size * _TWIPS)
