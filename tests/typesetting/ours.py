"""Our own PDF of a .docx: the one place where the comparison meets the program it judges."""

from __future__ import annotations

from functools import cache
from typing import Any

PROFILE = "libreoffice"
"""The rules under which lines are comparable; the program itself prints by those of Word."""
STAND_INS = {
    "Cambria": "DejaVu Serif",
    "Calibri": "DejaVu Sans",
    "ＭＳ 明朝": "Gongwen Hei",
    "ＭＳ ゴシック": "Gongwen Hei",
}
"""Families of foreign files that no free machine has, and what LibreOffice prints them with.

Ours is told to take the same faces; left to itself it takes others, and no line would be comparable.
"""


@cache
def _fonts() -> Any:
    from gongwen.pdf.fonts.book import open_fonts

    shelf = open_fonts().shelf
    return open_fonts({family: face for family, face in STAND_INS.items() if shelf.named(face)})


def printed(docx: bytes, profile: str = PROFILE) -> Any:
    """What `print_word` says of a document: `data`, `pages`, `unknown`, `missing`."""
    from gongwen.pdf.printing import PrintOptions, print_word

    return print_word(docx, _fonts(), PrintOptions(profile=profile))


def pdf_of(docx: bytes, profile: str = PROFILE) -> bytes:
    """Our PDF of a document."""
    data: bytes = printed(docx, profile).data
    return data
