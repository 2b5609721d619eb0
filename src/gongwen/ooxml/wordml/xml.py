"""XML as the reader needs it: namespaces, safe parsing, on/off values and measures (ISO/IEC 29500-1, 22.9)."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
WPG = "{http://schemas.microsoft.com/office/word/2010/wordprocessingGroup}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741
W10 = "{urn:schemas-microsoft-com:office:word}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

EMU = 12_700
"""English metric units in a point."""
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_STRICT_NAMES = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/([A-Za-z]+)(?=[/\"'])|" + re.escape(_STRICT))
_FURTHEST = 100_000.0
"""pt; a length beyond it is a slip of the pen or of a hostile hand."""
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "pi": 12.0, "px": 0.75}
_MEASURE = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*(pt|in|cm|mm|pc|pi|px|%)?\s*")
_OFF = frozenset({"0", "false", "off", "none"})
_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}

Broken = etree.XMLSyntaxError
"""What parsing raises for XML that is none."""


def parse(data: bytes) -> Any:
    """The root of a part. Raises `Broken`."""
    return etree.fromstring(data, etree.XMLParser(**_PARSER))


def parser() -> Any:
    """A parser for `parse_with`, to be used again and again."""
    return etree.XMLParser(**_PARSER)


def parse_with(data: bytes, reusable: Any) -> Any:
    """As `parse`, with a parser made before. Raises `Broken`."""
    return etree.fromstring(data, reusable)


def serialised(element: Any) -> bytes:
    """An element with the namespaces it needs, without what follows it."""
    return bytes(etree.tostring(element, with_tail=False, encoding="UTF-8", xml_declaration=False))


def plain(data: bytes) -> bytes:
    """A part in UTF-8 without a byte order mark, with the namespaces of the transitional format. Raises `Broken`."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _other_encoding(data):
        data = serialised(parse(data))
    data = data.removeprefix(b"\xef\xbb\xbf")
    return _STRICT_NAMES.sub(_transitional, data) if _STRICT in data else data


def _other_encoding(data: bytes) -> bool:
    match = re.match(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"']", data[:200])
    return match is not None and match[1].lower() not in (b"utf-8", b"us-ascii")


def _transitional(match: re.Match[bytes]) -> bytes:
    """`…/ooxml/wordprocessingml/main` is `…/wordprocessingml/2006/main`; `drawingml/main`, `…/relationships` alike."""
    if match[1] is None:
        return _TRANSITIONAL
    return _TRANSITIONAL + match[1] + b"/2006/" + match[2]


def val(element: Any | None, name: str = "val") -> str | None:
    """An attribute of the main namespace, None without element or attribute."""
    return None if element is None else element.get(W + name)


def is_on(element: Any) -> bool:
    """An on/off property that is there: on, unless its value says otherwise (17.17.4)."""
    return element.get(W + "val", "1") not in _OFF


def child_on(parent: Any | None, name: str, *, default: bool = False) -> bool:
    """An on/off property of a parent, with what holds where it is missing."""
    found = None if parent is None else parent.find(W + name)
    return default if found is None else is_on(found)


def flag(text: str | None, *, default: bool = False) -> bool:
    """An on/off attribute."""
    return default if text is None else text not in _OFF


def number(text: str | None) -> float | None:
    """A number, None where there is none or it makes no sense."""
    match = _MEASURE.fullmatch(text) if text and len(text) < 40 else None  # noqa: PLR2004 - digits of a number
    if match is None:
        return None
    value = float(match[1])
    return value if abs(value) < 1e9 else None  # noqa: PLR2004 - EMU of a wall


def whole(text: str | None) -> int | None:
    """A whole number."""
    value = number(text)
    return None if value is None else int(value)


def measure(text: str | None, per_point: float = 20.0) -> float | None:
    """A length in pt: a bare number counts `per_point` to the point (twips), or it has its unit with it."""
    match = _MEASURE.fullmatch(text) if text and len(text) < 40 else None  # noqa: PLR2004 - digits of a number
    if match is None or match[2] == "%":
        return None
    value = float(match[1]) * _UNITS[match[2]] if match[2] else float(match[1]) / per_point
    return value if abs(value) <= _FURTHEST else None


def emu(text: str | None, default: float = 0.0) -> float:
    """A DrawingML length in pt."""
    value = measure(text, EMU)
    return default if value is None else value


def fraction(text: str | None, whole_is: float) -> float | None:
    """A share: "50%" or a number whose whole is `whole_is`."""
    match = _MEASURE.fullmatch(text) if text and len(text) < 40 else None  # noqa: PLR2004 - digits of a number
    if match is None or match[2] not in (None, "%"):
        return None
    return float(match[1]) / (100.0 if match[2] else whole_is)


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def key_of(element: Any | None) -> Any:
    """What an element says as a hashable value."""
    if element is None:
        return None
    if len(element):
        return (element.tag, tuple(element.attrib.items()), tuple(map(key_of, element)))
    return (element.tag, tuple(element.attrib.items()))
