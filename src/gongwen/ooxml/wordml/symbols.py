"""Characters of symbol fonts (`w:sym`, private-use characters) as Unicode, where they have a place in it."""

from __future__ import annotations

import re

_PRIVATE, _LAST = 0xF000, 0xF0FF
_PRIVATE_USE = re.compile("[\uf000-\uf0ff]")


def _table(*rows: tuple[int, str]) -> dict[int, str]:
    """Codes in order from a start; a null character leaves one out."""
    return {start + i: char for start, chars in rows for i, char in enumerate(chars) if char != "\0"}


_WINGDINGS = _table(
    (0x20, " ✏✂✁"),
    (0x28, "☎✆✉"),
    (0x3E, "✇✍"),
    (0x41, "✌\0\0\0☜☞☝☟"),
    (0x4A, "☺\0☹"),
    (0x4E, "☠⚐\0✈☼\0❄\0✞\0✠✡☪☯ॐ☸♈♉♊♋♌♍♎♏♐♑♒♓"),
    (0x6C, "●❍■□\0❑❒⬧⧫◆❖⬥⌧⍓⌘❀✿❝❞"),
    (0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x9E, "·•▪○\0\0◉◎"),
    (0xA7, "▪◻"),
    (0xAA, "✦★✶✴✹✵⌖⌖⟡⌑"),
    (0xB0, "✪✰"),
    (0xD5, "⌫⌦"),
    (0xD8, "➢"),
    (0xDC, "➲"),
    (0xDF, "←→↑↓↖↗↙↘"),
    (0xE8, "➔"),
    (0xEF, "⇦⇨⇧⇩⬄⇳"),
    (0xFB, "✗✓☒☑"),
)
_WINGDINGS[0xA8] = "□"  # ◻: an empty check box, as Chinese forms write it
_WINGDINGS_2 = _table((0x4F, "✗✓☒☑☒☒"), (0x97, "●"), (0xA2, "■□"), (0xA3, "□"), (0x30, "☐"))
_WINGDINGS_3 = _table((0x7D, "▶"), (0x75, "◀▶▲▼"))
_WEBDINGS = _table((0x61, "✔"), (0x63, "□"), (0x67, "■"), (0x6E, "●"), (0x34, "▶"), (0x33, "◀"), (0x72, "✖"))
_SYMBOL = _table(
    (0x20, " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅"),
    (0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
    (0xA1, "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\0\0↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"),
    (0xF1, "〉∫"),
)
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}


def is_symbol_font(font: str) -> bool:
    """Whether a font has glyphs of its own under the usual codes."""
    return font.strip().lower() in _FONTS


def symbol(font: str, code: int) -> str:
    """The Unicode character of a code in a font; "" where there is none."""
    private = _PRIVATE <= code <= _LAST
    table = _FONTS.get(font.strip().lower())
    if table is not None:
        return table.get(code - _PRIVATE if private else code, "")
    if private or not 0x20 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - control characters, halves of pairs
        return ""
    return chr(code)


def has_private(text: str) -> bool:
    """Whether a text holds characters in the range that symbol fonts use."""
    return _PRIVATE_USE.search(text) is not None


def translated(text: str, font: str) -> tuple[str, bool]:
    """A text with the private-use characters of a symbol font as Unicode, and whether all had a place there.

    In a symbol font any character is a symbol; elsewhere private-use characters are taken for Wingdings, from which
    Word's own bullets come.
    """
    whole = True
    out = []
    in_symbols = is_symbol_font(font)
    for char in text:
        private = _PRIVATE <= ord(char) <= _LAST
        if not private and (not in_symbols or ord(char) > 0xFF):  # noqa: PLR2004 - codes of a symbol font
            out.append(char)
            continue
        found = symbol(font if in_symbols else "wingdings", ord(char))
        whole = whole and bool(found)
        out.append(found or "□")
    return "".join(out), whole
