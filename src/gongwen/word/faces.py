"""A unit's own faces in place of the standard ones (GB/T 9704 5.2.2 says 一般, so a unit may choose)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from xml.sax.saxutils import escape

from gongwen.ooxml.package import Package
from gongwen.standard.fonts import STANDARD_FACES

_QUOTE = {'"': "&quot;"}


def set_faces(package: Package, faces: Mapping[str, str]) -> None:
    """Replace the standard family of each role in `faces` by the unit's, wherever the package asks for it."""
    standard = asdict(STANDARD_FACES)
    wanted = {standard[role]: family for role, family in faces.items() if role in standard}
    for part, data in package.parts.items():
        if not part.startswith("word/") or not part.endswith(".xml"):
            continue
        text = data.decode()
        for old, new in wanted.items():
            text = text.replace(f'"{old}"', f'"{escape(new, _QUOTE)}"')
        package.parts[part] = text.encode()
