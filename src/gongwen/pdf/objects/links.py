"""Links on pages, and the named places inside the file that they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from gongwen.pdf.objects.syntax import numbers, printable, text_string

_SCHEMES = ("http:", "https:", "mailto:", "ftp:", "tel:")
_KEPT = "!#$%&'()*+,/:;=?@[]~"
"""Marks that mean something in an address; all else but letters, digits, - . _ is written by its code (RFC 3986)."""
_KIDS = 64


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle (left, bottom, right, top, pt) that leads to an address or, as `#name`, to a destination."""

    target: str
    box: tuple[float, float, float, float]


def annotation(link: Link) -> str | None:
    """The annotation of a link; None for an address that is none of the web, mail or telephone."""
    if link.target.startswith("#"):
        action = f"/Dest{destination_key(link.target[1:])}"
    elif link.target.lower().startswith(_SCHEMES):
        address = quote(printable(link.target).strip(), safe=_KEPT)
        action = f"/A<</S/URI/URI{text_string(address)}>>"
    else:
        return None
    return f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect{numbers(link.box)}{action}>>"


def destination_key(text: str) -> str:
    """The name of a destination as a key of the name tree."""
    return text_string(text)


def name_tree(places: dict[str, str]) -> list[str]:
    """The leaves of a name tree (ISO 32000-1, 7.9.6): keys in the order of their bytes, 64 a leaf."""
    rows = sorted((_key_bytes(key), destination_key(key), place) for key, place in places.items())
    leaves = [rows[first : first + _KIDS] for first in range(0, len(rows), _KIDS)]
    return [
        f"<</Limits[{leaf[0][1]}{leaf[-1][1]}]/Names[{''.join(key + place for _, key, place in leaf)}]>>"
        for leaf in leaves
    ]


def _key_bytes(text: str) -> bytes:
    text = printable(text)
    return text.encode("ascii") if text_string(text).startswith("(") else b"\xfe\xff" + text.encode("utf-16-be")
