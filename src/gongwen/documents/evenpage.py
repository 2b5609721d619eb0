"""The 版记 on an even page (6.2, 7.4.1): the back of the last sheet of a paper that is printed on both sides.

Pages are counted by our own typesetter with built-in widths, never with the fonts of this machine: the same paper is
the same file everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.problems import UserError
from gongwen.word.contract import MINUTES, OFFICIAL, ORDER
from gongwen.word.imprint import ImprintPage
from gongwen.word.render import Poured

if TYPE_CHECKING:
    from gongwen.blocks.model import Document

FRAMES = frozenset((OFFICIAL, ORDER, MINUTES))
"""Frames with a 版记 that says who printed the paper; that of a 函 stands at the foot of its last page (10.1)."""


def render_even(
    document: Document, template: Path, faces: Mapping[str, str] | None = None, *, even: bool = True
) -> bytes:
    """The .docx of a document, as `render` gives it, with its 版记 on an even page where it has one.

    - The text ends on an odd page: the 版记 stands on the next one, also where it would have room under the text.
    - It ends on an even page: the 版记 stands there; where it has no room, on the even page after a blank one, and
      neither of these two is numbered (7.5).

    `even` is the unit's wish (`layout.imprint_even`): experts differ. Raises UserError as `render` does.
    """
    paper = Poured(document, template, faces)
    imprint = document.imprint
    if not even or document.frame not in FRAMES or imprint is None or not imprint.printed_by or not paper.movable:
        return paper.data()
    count = _counter()
    try:
        pages, last = count(paper.data(ImprintPage.NEXT))
        text = pages - last
        if text % 2:
            return paper.data(ImprintPage.EVEN)
        here = paper.data()
        return here if count(here)[0] == text else paper.data(ImprintPage.EVEN_AFTER_BLANK)
    except UserError:  # a part of the template that no typesetter can read; whoever prints the paper is told so
        return paper.data()


def _counter() -> Callable[[bytes], tuple[int, int]]:
    """What counts the pages of a file, in all and of its last section; what is equal in two files is set once."""
    import io  # noqa: PLC0415 - only papers with a 版记 need a typesetter

    from gongwen.ooxml.package import Package  # noqa: PLC0415
    from gongwen.ooxml.wordml.reader import WordFile  # noqa: PLC0415
    from gongwen.pdf.fonts.metrics import NominalFonts  # noqa: PLC0415
    from gongwen.pdf.printing import Press  # noqa: PLC0415

    press = Press(io.BytesIO(), NominalFonts())
    before: WordFile | None = None

    def count(data: bytes) -> tuple[int, int]:
        nonlocal before
        before = WordFile(Package.read(data, name="docx"), after=before)
        counted = press.count(before)
        return counted.pages, counted.sections[-1]

    return count
