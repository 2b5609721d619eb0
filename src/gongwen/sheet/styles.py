"""The styles of a workbook as far as cells need them: size of type, wrapping, and a variant that keeps text text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_FONTS = re.compile(r"<((?:\w+:)?)fonts\b[^>]*>(.*?)</(?:\w+:)?fonts\s*>", re.DOTALL)
_SIZE = re.compile(r'<(?:\w+:)?sz\b[^>]*\bval="([\d.]+)"')
_FORMATS = re.compile(r"(<((?:\w+:)?)cellXfs\b[^>]*>)(.*?)(</(?:\w+:)?cellXfs\s*>)", re.DOTALL)
_QUOTED = re.compile(r'\bquotePrefix="(?:1|true)"')
_NOT_QUOTED = re.compile(r'\s+quotePrefix="\w+"')
_USUAL_SIZE = 11.0


@dataclass(slots=True)
class Styles:
    """The style part of a workbook; `xml` changes only when a variant is asked for."""

    xml: str
    changed: bool = False
    _formats: list[str] = field(init=False)
    _sizes: list[float] = field(init=False)
    _variants: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find fonts and cell formats; a part without them has none."""
        fonts, formats = _FONTS.search(self.xml), _FORMATS.search(self.xml)
        self._sizes = [_size(font) for font in _elements(fonts.group(2), fonts.group(1) + "font")] if fonts else []
        self._formats = _elements(formats.group(3), formats.group(2) + "xf") if formats else []

    def size(self, style: int) -> float:
        """The size of type in pt."""
        found = re.search(r'\bfontId="(\d+)"', self._formats[style]) if style < len(self._formats) else None
        index = int(found.group(1)) if found else 0
        return self._sizes[index] if index < len(self._sizes) else _USUAL_SIZE

    @property
    def usual_size(self) -> float:
        """The size of the type that the widths of columns count, in pt."""
        return self._sizes[0] if self._sizes else _USUAL_SIZE

    def wraps(self, style: int) -> bool:
        """Whether text breaks into lines."""
        return style < len(self._formats) and re.search(r'\bwrapText="(?:1|true)"', self._formats[style]) is not None

    def quoted(self, style: int) -> int:
        """The style that looks the same and marks its cell as text, so that editing `=…` makes no formula of it."""
        if style >= len(self._formats):
            return style
        if style not in self._variants:
            text = self._formats[style]
            if _QUOTED.search(text):
                self._variants[style] = style
                return style
            text = _NOT_QUOTED.sub("", text)
            end = re.search(r"\s*/?>", text)
            at = end.start() if end else len(text)
            self._variants[style] = len(self._formats)
            self._formats.append(f'{text[:at]} quotePrefix="1"{text[at:]}')
            self._write()
        return self._variants[style]

    def _write(self) -> None:
        found = _FORMATS.search(self.xml)
        if found is None:
            return
        head = re.sub(r'\bcount="\d+"', f'count="{len(self._formats)}"', found.group(1))
        self.xml = self.xml[: found.start()] + head + "".join(self._formats) + found.group(4) + self.xml[found.end() :]
        self.changed = True


def _elements(xml: str, name: str) -> list[str]:
    """The elements of a name, whole, in their order."""
    return [match.group() for match in re.finditer(rf"<{name}\b(?:[^>]*/>|.*?</{name}\s*>)", xml, re.DOTALL)]


def _size(font: str) -> float:
    found = _SIZE.search(font)
    return (decimal(found.group(1)) if found else None) or _USUAL_SIZE


def decimal(text: str) -> float | None:
    """A number of the file, None for what is none."""
    try:
        return float(text)
    except ValueError:
        return None
