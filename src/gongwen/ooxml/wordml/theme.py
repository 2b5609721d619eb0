"""A theme's fonts and colours (20.1.4), and the colours of text and drawings that refer to them."""

from __future__ import annotations

import colorsys
import re
from typing import Any

from gongwen.ooxml.wordml.xml import A, W, local, number

_SCRIPTS = {
    "zh-cn": "Hans", "zh-sg": "Hans", "zh-tw": "Hant", "zh-hk": "Hant", "zh-mo": "Hant", "ja": "Jpan", "ko": "Hang",
}  # fmt: skip
_NAMES = {
    "background1": "lt1", "text1": "dk1", "background2": "lt2", "text2": "dk2", "dark1": "dk1", "light1": "lt1",
    "dark2": "dk2", "light2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink",
    "bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2",
}  # fmt: skip
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_ROUNDING = 2
"""Parts of 255 by which a tinted colour may differ from what Word wrote beside it."""
_PRESET = {
    "black": "000000", "white": "FFFFFF", "red": "FF0000", "green": "008000", "blue": "0000FF", "yellow": "FFFF00",
    "gray": "808080", "grey": "808080", "silver": "C0C0C0", "maroon": "800000", "navy": "000080", "purple": "800080",
    "teal": "008080", "lime": "00FF00", "aqua": "00FFFF", "cyan": "00FFFF", "fuchsia": "FF00FF", "magenta": "FF00FF",
    "olive": "808000", "orange": "FFA500", "darkRed": "8B0000", "lightGray": "D3D3D3", "darkGray": "A9A9A9",
}  # fmt: skip
HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
    "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
"""`w:highlight` (17.18.40)."""


class Theme:
    """The fonts and colours that names such as minorEastAsia and accent1 stand for; an empty one knows none."""

    def __init__(self, root: Any | None, language: str = "zh-CN") -> None:
        """Read a theme part; `language` is the East Asian language of `w:themeFontLang`."""
        self._fonts: dict[str, str] = {}
        self._colours: dict[str, str] = {}
        if root is None:
            return
        lower = language.lower()
        script = _SCRIPTS.get(lower) or _SCRIPTS.get(lower[:2], "Hans")
        for which in ("major", "minor"):
            fonts = root.find(f".//{A}{which}Font")
            if fonts is not None:
                self._read_fonts(which, fonts, script)
        for entry in root.iterfind(f".//{A}clrScheme/*"):
            for colour in entry:
                value = colour.get("lastClr") or colour.get("val") or ""
                if _HEX.fullmatch(value):
                    self._colours[local(entry)] = value.upper()

    def _read_fonts(self, which: str, fonts: Any, script: str) -> None:
        named = {local(font): font.get("typeface", "") for font in fonts if font.get("script") is None}
        by_script = {font.get("script"): font.get("typeface", "") for font in fonts if font.get("script")}
        self._fonts[f"{which}Ascii"] = self._fonts[f"{which}HAnsi"] = named.get("latin", "")
        self._fonts[f"{which}EastAsia"] = named.get("ea") or by_script.get(script, "")

    def font(self, name: str | None) -> str:
        """The family that a theme name stands for, "" where there is none."""
        return self._fonts.get(name or "", "")

    def colour(self, element: Any, value: str = "val", prefix: str = "theme") -> str:
        """RRGGBB of a `w:color`, `w:shd` or border: the theme's colour if it names one, else the value; "" for auto."""
        named = element.get(f"{W}{prefix}Color" if prefix != "themeFill" else f"{W}themeFill")
        text = element.get(W + value) or ""
        given = text.upper() if _HEX.fullmatch(text) else ""
        base = self._colours.get(_NAMES.get(named, named)) if named else None
        if base is None:
            return given
        for kind, change in (("Tint", _tinted), ("Shade", _shaded)):
            amount = element.get(f"{W}{prefix}{kind}")
            if amount and re.fullmatch(r"[0-9A-Fa-f]{1,2}", amount):
                base = change(base, int(amount, 16) / 255)
        return given if given and _alike(given, base) else base

    def drawing_colour(self, parent: Any | None) -> str:
        """RRGGBB of the colour inside a DrawingML fill or line, "" where none can be told."""
        if parent is None:
            return ""
        for colour in parent:
            found = self._drawing_base(colour)
            if found:
                return _changed(found, colour)
        return ""

    def _drawing_base(self, colour: Any) -> str:
        value = colour.get("val") or ""
        match local(colour):
            case "srgbClr":
                return value.upper() if _HEX.fullmatch(value) else ""
            case "schemeClr":
                return self._colours.get(_NAMES.get(value, value), "")
            case "sysClr":
                last = colour.get("lastClr") or ""
                return last.upper() if _HEX.fullmatch(last) else "000000"
            case "prstClr":
                return _PRESET.get(value, "")
        return ""


def css_colour(text: str | None) -> str:
    """RRGGBB of a VML colour: #rgb, #rrggbb or a name, with what follows it in brackets ignored."""
    word = (text or "").split(" ")[0]
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", word):
        return word[1:].upper()
    if re.fullmatch(r"#[0-9A-Fa-f]{3}", word):
        return "".join(digit * 2 for digit in word[1:]).upper()
    return _PRESET.get(word, "")


def mixed(front: str, back: str, share: float) -> str:
    """A colour of which `share` is `front`: the shading patterns pct5 to pct95."""
    pairs = zip(_parts(front or "000000"), _parts(back or "FFFFFF"), strict=True)
    return _joined(tuple(a * share + b * (1 - share) for a, b in pairs))


def _changed(base: str, colour: Any) -> str:
    for change in colour:
        amount = number(change.get("val"))
        if amount is None:
            continue
        share = amount / 100_000
        match local(change):
            case "lumMod":
                base = _luminance(base, share, 0.0)
            case "lumOff":
                base = _luminance(base, 1.0, share)
            case "tint":
                base = mixed(base, "FFFFFF", share)
            case "shade":
                base = mixed(base, "000000", share)
            case "alpha" if share == 0:
                return ""
    return base


def _tinted(colour: str, share: float) -> str:
    """17.3.2.6: luminance towards white."""
    return _luminance(colour, share, 1 - share)


def _shaded(colour: str, share: float) -> str:
    return _luminance(colour, share, 0.0)


def _luminance(colour: str, factor: float, offset: float) -> str:
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    light = min(1.0, max(0.0, light * factor + offset))
    return _joined(tuple(part * 255 for part in colorsys.hls_to_rgb(hue, light, saturation)))


def _alike(one: str, other: str) -> bool:
    """Whether two colours are one but for rounding."""
    return all(abs(a - b) <= _ROUNDING for a, b in zip(_parts(one), _parts(other), strict=True))


def _parts(colour: str) -> tuple[float, ...]:
    return tuple(float(int(colour[i : i + 2], 16)) for i in (0, 2, 4))


def _joined(parts: tuple[float, ...]) -> str:
    return "".join(f"{min(255, max(0, round(part))):02X}" for part in parts)
