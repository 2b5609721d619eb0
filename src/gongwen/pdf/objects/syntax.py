"""Values in PDF syntax (ISO 32000-1, 7.3), and texts as both the file's dictionaries and its XMP can hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NO_CHARACTERS = "\ufffe\uffff"
_BREAKS = re.compile("[\t\n\r]+")
_LONGEST = 4000
"""Characters of a text: at most 16,000 bytes in UTF-16. PDF/A-2 allows a string 32,767 (ISO 19005-2, 6.1.13)."""
_REGULAR = re.compile(r"[^!-~]|[#%()/<>\[\]{}]")
_LITERAL = re.compile(r"[ -~]*")


def printable(text: str) -> str:
    """The text without characters that XML forbids, on one line, not longer than a PDF string may be."""
    if not text.isprintable():
        text = "".join(char for char in _BREAKS.sub(" ", text) if _is_allowed(char))
    return text[:_LONGEST]


def _is_allowed(char: str) -> bool:
    """Whether XML 1.0 allows a character (section 2.2); breaks are none any more."""
    return " " <= char < "\ud800" or (char > "\udfff" and char not in _NO_CHARACTERS)


def text_string(text: str) -> str:
    """A text string: ASCII as it is, all else in UTF-16 with its mark."""
    text = printable(text)
    if _LITERAL.fullmatch(text):
        return "(" + re.sub(r"([\\()])", r"\\\1", text) + ")"
    return f"<feff{text.encode('utf-16-be').hex()}>"


def name(text: str) -> str:
    """A name object; characters that end a name are written by their codes."""
    return "/" + _REGULAR.sub(lambda found: "".join(f"#{byte:02X}" for byte in found[0].encode()), text)


def number(value: float) -> str:
    """A number with at most three decimals, without an exponent."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def numbers(values: Iterable[float]) -> str:
    """An array of numbers."""
    return f"[{' '.join(number(value) for value in values)}]"


def reference(number_of_object: int) -> str:
    """A reference to an object."""
    return f"{number_of_object} 0 R"


def references(objects: Iterable[int]) -> str:
    """An array of references."""
    return f"[{' '.join(f'{each} 0 R' for each in objects)}]"
