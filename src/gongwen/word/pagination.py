"""Where the text before a signature ends on its page, by nominal widths, so that a signature is never alone (7.3.5.5).

Programs differ: some move a whole `keepNext` paragraph to the next page, others only its last line. So the text is
held to the signature only where the signature would otherwise start a page, counted with a margin of one line; and a
first paragraph, without which page 1 would show no text, gives only its last lines to the next page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from gongwen.blocks.model import Block, Document, Heading, ListItem, PageBreak, Paragraph, Signature, Table
from gongwen.blocks.numbering import numbered
from gongwen.standard.linebreak import break_lines
from gongwen.standard.page import AREA_HEIGHT, LINE, LINES, MARK_INK, MARK_TOP

_MARK_LINE, _RULE_ROOM = 897 + MARK_INK, 130
_FIXED_LINES = 5
"""Blank lines of the first page: two under the mark, two under the rule, one under the title."""
_MARGIN = 1
_LINES_KEPT = 2


class Hold(Enum):
    """What keeps a signature from standing alone."""

    NOTHING = "the signature falls on the page of the text"
    KEEP = "the last paragraph is kept with the signature"
    SPLIT = "the last lines of the only paragraph go to the signature's page"


@dataclass(frozen=True, slots=True)
class Closing:
    """How the text is held to the signature; `split_at` is an offset in the last paragraph's text."""

    hold: Hold
    split_at: int = 0


def settle_addressees(document: Document) -> Document:
    """Move 主送机关 to the 版记, above 抄送, where it would push the text off page 1 (7.3.2)."""
    if not document.to or document.imprint is None or _first_page_lines(document) > 0:
        return document
    names = document.to.removesuffix("：")
    return replace(document, to=None, imprint=replace(document.imprint, to=(names,)))


def closing(document: Document) -> Closing:
    """How to hold the last text of a document to its signature."""
    signature = document.signature
    if signature is None or not document.blocks:
        return Closing(Hold.NOTHING)
    if any(isinstance(block, Table) for block in document.blocks):
        return Closing(Hold.KEEP)
    first_page = _first_page_lines(document)
    tail = _tail_lines(document, signature)
    before, last = _lines_before_last(document.blocks, first_page)
    if not any(_alone(first_page, before, last + slip, tail) for slip in (-_MARGIN, 0, _MARGIN)):
        return Closing(Hold.NOTHING)
    final = document.blocks[-1]
    texts = [block for block in document.blocks if not isinstance(block, Heading | PageBreak)]
    if len(texts) == 1 and isinstance(final, Paragraph) and last > 1:
        return _split(final, last)
    return Closing(Hold.KEEP)


def _split(paragraph: Paragraph, lines: int) -> Closing:
    """Cut the only paragraph at a line's end, so that its last lines can go with the signature."""
    kept = _LINES_KEPT if lines > _LINES_KEPT + 1 else 1
    return Closing(Hold.SPLIT, break_lines(paragraph.text)[-1 - kept])


def _first_page_lines(document: Document) -> int:
    """Lines of text that the first page has under 版头, title and 主送机关."""
    head = document.header
    rows = max(1, (len(head.signers) + 1) // 2) if head else 0
    used = MARK_TOP + _MARK_LINE + _RULE_ROOM + rows * LINE if head else 0
    to_lines = len(break_lines(document.to, 0)) if document.to else 0
    used += ((_FIXED_LINES if head else 1) + len(document.title) + to_lines) * LINE
    return max(0, (AREA_HEIGHT - used) // LINE)


def _tail_lines(document: Document, signature: Signature) -> int:
    """Lines from the end of the text to the date: attachment notes, blank lines, name, date."""
    notes = document.attachment_notes
    note_lines = 1 + sum(len(break_lines(f"附件：{name}", 2)) for name in notes) if notes else 0
    return note_lines + (2 if signature.sealed else 1) + 2


def _lines_before_last(blocks: Sequence[Block], first_page: int) -> tuple[int, int]:
    """Lines of all blocks but the last, counted from the top of the first page's text, and of the last."""
    total = 0
    counts: list[int] = []
    for block, ordinal in numbered(blocks):
        if isinstance(block, PageBreak):
            total = _next_page(first_page, total)
            counts.append(0)
            continue
        count = _block_lines(block, ordinal)
        if isinstance(block, Heading) and _room(first_page, total) == count:
            total += count
        counts.append(count)
        total += count
    return total - counts[-1], counts[-1]


def _block_lines(block: Block, ordinal: str) -> int:
    match block:
        case Paragraph(run_in=str() as title, text=text):
            return len(break_lines(f"{ordinal}{title}。{text}"))
        case Heading(text=text) | ListItem(text=text) | Paragraph(text=text):
            return len(break_lines(ordinal + text))
        case _:
            return 0


def _room(first_page: int, used: int) -> int:
    """Lines left on the page after `used` lines of text."""
    return first_page - used if used < first_page else LINES - (used - first_page) % LINES


def _next_page(first_page: int, used: int) -> int:
    return used + _room(first_page, used) if used else first_page


def _alone(first_page: int, before: int, last: int, tail: int) -> bool:
    """Whether a tail of so many lines would start a page after `last` lines that end on the page before."""
    end = before + max(1, last)
    room = first_page - end if end <= first_page else (LINES - (end - first_page) % LINES) % LINES
    return tail > room
