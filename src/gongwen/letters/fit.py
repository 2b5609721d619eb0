"""Whether a commitment letter stays on one page, counted by nominal widths for the longest values of all signers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gongwen.blocks.model import Document, Heading, ListItem, Paragraph, SignLine, Table
from gongwen.blocks.numbering import numbered
from gongwen.problems import Problem, Severity
from gongwen.standard.linebreak import break_lines
from gongwen.standard.page import AREA_HEIGHT, CHAR, CHARS, LINE, LINES
from gongwen.word.tight import LADDER, Setting

if TYPE_CHECKING:
    from gongwen.plan.schema import Letter

_STANDARD = Setting(LINES)
_SIGN_LEFT = 12
_SPARE = 1
"""Lines kept free in a closer setting, because programs break lines a little differently."""


def fit(document: Document, letter: Letter, fill: Callable[[str], str]) -> tuple[Setting | None, list[Problem]]:
    """The setting in which the letter stays on one page: None where the standard's own does, or none does.

    `fill` gives a text with the longest values in place of its tags.
    """
    if any(isinstance(block, Table) for block in document.blocks):
        return None, []
    if _height(document, _STANDARD, fill) <= AREA_HEIGHT:
        return None, []
    for setting in LADDER:
        if _height(document, setting, fill) + _SPARE * setting.pitch <= AREA_HEIGHT:
            what = f"《{letter.title}》按每页 22 行放不下一页，已{setting.words()}"
            remedy = "行距和字号在 GB/T 9704—2012 5.2.2、5.2.3 中是“一般”要求，可作适当调整；也可以精简文字。"
            return setting, [Problem("letter.tightened", what, remedy, severity=Severity.HINT)]
    what = f"《{letter.title}》一页放不下，按两页或更多页生成"
    return None, [Problem("letter.long", what, "如要排在一页内，请精简条目。", severity=Severity.WARNING)]


def _height(document: Document, setting: Setting, fill: Callable[[str], str]) -> int:
    """Twips from the top of the type area to the end of the letter."""
    width = setting.width
    count = 1  # the blank line under the title
    if document.to:
        count += len(break_lines(fill(document.to), 0, width))
    for block, ordinal in numbered(document.blocks):
        if isinstance(block, Heading | ListItem | Paragraph):
            count += len(break_lines(ordinal + fill(block.text), width=width))
    if document.sign_off:
        count += 1 + sum(_sign_lines(line, setting, fill) for party in document.sign_off.parties for line in party)
    title = sum(1 for _ in "\n".join(map(fill, document.title)).split("\n"))
    return title * LINE + count * setting.pitch


def _sign_lines(line: SignLine, setting: Setting, fill: Callable[[str], str]) -> int:
    room = (CHARS - _SIGN_LEFT - len(line.label) - 1) * CHAR / (setting.size * 10)
    return len(break_lines(fill(line.value), 0, max(room, 1.0)))
