"""Where the text before a signature ends on its page, by nominal widths, so that a signature is never alone (7.3.5.5).

Programs differ: some move a whole `keepNext` paragraph to the next page, others only its last line. So the text is
held to the signature only where the signature would otherwise start a page, counted with a margin of one line; and a
first paragraph, without which page 1 would show no text, gives only its last lines to the next page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from gongwen.blocks.model import (
    Block,
    Document,
    FieldLine,
    Grid,
    Heading,
    Imprint,
    ListItem,
    NameGrid,
    PageBreak,
    Paragraph,
    Picture,
    Table,
)  # fmt: skip
from gongwen.blocks.numbering import numbered
from gongwen.standard.linebreak import break_lines
from gongwen.standard.page import (
    AREA_HEIGHT,
    LETTER_FIRST_LINE,
    LINE,
    LINES,
    MARK_TOP,
    ORDER_MARK_TOP,
)  # fmt: skip
from gongwen.word.contract import LETTER, MINUTES, ORDER
from gongwen.word.head import head_items, letter_rise, mark_height
from gongwen.word.signature import room_above, signature_lines

_RULE_ROOM = 130
_FIXED_LINES, _LETTER_LINES, _ORDER_LINES = 5, 3, 5
"""Blank lines of the first page: of a 公文 two under the mark, two under the rule, one under the title; of a 函 two
over and one under the title; of a 命令, which prints no title, two under the mark, its number, two under that."""
_PLACED = (Table, Grid, FieldLine, NameGrid, Picture)
"""Blocks whose height is not counted in lines."""
_MARGIN = 1
_LINES_KEPT = 2
_ROLL_LINES = 2
"""What of the rolls must not stand without text before it: the blank line and the first line (10.3)."""


class Hold(Enum):
    """What keeps a signature from standing alone."""

    NOTHING = "the signature falls on the page of the text"
    KEEP = "the last paragraph is kept with the signature"
    SPLIT = "the last lines of the only paragraph go to the signature's page"


@dataclass(frozen=True, slots=True)
class Closing:
    """How the text is held to the signature.

    `split_at` is an offset in the last paragraph's text; `room` the blank lines above the name.
    """

    hold: Hold
    split_at: int = 0
    room: int = 0


def settle_addressees(document: Document) -> Document:
    """Move 主送机关 to the 版记, above 抄送, where it would push the text off page 1 (7.3.2).

    The 版记 of a 函 has nothing but such lists, so that one without any gets it here.
    """
    imprint = document.imprint or (Imprint("", "") if document.frame == LETTER else None)
    needed, room = _first_text(document.blocks), _first_page_lines(document)
    if not document.to or imprint is None or room >= needed:
        return document
    names = document.to.removesuffix("：")
    moved = replace(document, to=None, imprint=replace(imprint, to=(names,)))
    return moved if not room or _first_page_lines(moved) >= needed else document


def _first_text(blocks: Sequence[Block]) -> int:
    """Lines that page 1 must have room for: a line of text, and the headings over it."""
    lines = [_block_lines(block, ordinal) for block, ordinal in numbered(blocks)]
    return _together(blocks, lines, 0) if blocks and isinstance(blocks[0], Heading) else 1


def closing(document: Document) -> Closing:
    """How to hold the last text of a document to its signature.

    A sealed name has two blank lines above it (7.3.5.1: the seal's top nears the text), another one (7.3.5.2). Where
    one line less brings the signature onto the page of the text, a sealed name has one too: 7.3.5.5 asks for such an
    adjustment before anything else. 附注 belongs on the page of the date; nothing is held for it that may well fit.
    """
    signature = document.signature
    if signature is None and not document.rolls:
        return Closing(Hold.NOTHING)
    room = room_above(signature) if signature else 0
    if not document.blocks:
        return Closing(Hold.NOTHING, room=room)
    if any(isinstance(block, _PLACED) for block in document.blocks):
        return Closing(Hold.KEEP, room=room)
    first_page = _first_page_lines(document)
    before, last = _lines_before_last(document.blocks, first_page)
    tail = _tail_lines(document) + room
    note = len(break_lines(f"（{document.note}）")) if document.note and signature else 0
    sealed = signature is not None and signature.sealed
    spare = room > 1 and sealed and _alone(first_page, before, last, tail + note)
    if spare and not _alone(first_page, before, last, tail + note - 1):
        room, tail = room - 1, tail - 1
    alone = any(_alone(first_page, before, last + slip, tail) for slip in (-_MARGIN, 0, _MARGIN))
    if not alone and not _alone(first_page, before, last, tail + note):
        return Closing(Hold.NOTHING, room=room)
    return _held(document, last, tail, room)


def _held(document: Document, last: int, tail: int, room: int) -> Closing:
    """Keep the last paragraph with the signature; the only paragraph gives just its last lines to the next page.

    So does one that is too long to stand with its signature (many seals) on one page.
    """
    final, ordinal = list(numbered(document.blocks))[-1]
    texts = [block for block in document.blocks if not isinstance(block, Heading | PageBreak)]
    too_long = last + tail > LINES and last > 1
    if not isinstance(final, Paragraph) or (len(texts) != 1 and not too_long):
        return Closing(Hold.KEEP, room=room)
    if last == 1:  # page 1 must show it (7.3.3); 附件说明 then goes with the signature
        return Closing(Hold.NOTHING if document.attachment_notes else Hold.KEEP, room=room)
    head = f"{ordinal}{final.run_in}。" if final.run_in else ""
    kept = _LINES_KEPT if last > _LINES_KEPT + 1 else 1
    split_at = break_lines(head + final.text)[-1 - kept] - len(head)
    return Closing(Hold.SPLIT, split_at, room) if split_at > 0 else Closing(Hold.KEEP, room=room)


def _first_page_lines(document: Document) -> int:
    """Lines of text that the first page has under 版头, title and 主送机关."""
    to_lines = len(break_lines(document.to, 0)) if document.to else 0
    used = _head_room(document) + (len(document.title) + to_lines) * LINE
    return max(0, (AREA_HEIGHT - used) // LINE)


def _head_room(document: Document) -> int:
    """Twips from the top of page 1 to its text, without title and 主送机关; with the blank line under the title."""
    head = document.header
    if head is None:
        return LINE
    if document.frame == LETTER:
        first = LETTER_FIRST_LINE - letter_rise(head)
        return first + (max(1, len(head_items(head))) + _LETTER_LINES) * LINE
    if document.frame == ORDER:
        top = max(ORDER_MARK_TOP, len(head_items(head)) * LINE)
        return top + mark_height(ORDER, head) + (_ORDER_LINES - len(document.title)) * LINE
    rows = max(1, (len(head.signers) + 1) // 2)
    if document.frame == MINUTES and head.number:
        rows += 1
    return MARK_TOP + mark_height(document.frame, head) + _RULE_ROOM + (rows + _FIXED_LINES) * LINE


def _tail_lines(document: Document) -> int:
    """Lines from the end of the text to the date without the blank lines above the name, or to the first roll."""
    notes = document.attachment_notes
    note_lines = 1 + sum(len(break_lines(f"附件：{name}", 2)) for name in notes) if notes else 0
    if document.signature is None:
        return note_lines + (_ROLL_LINES if document.rolls else 0)
    return note_lines + signature_lines(document.signature)


def _lines_before_last(blocks: Sequence[Block], first_page: int) -> tuple[int, int]:
    """Lines of all blocks but the last, counted from the top of the first page's text, and of the last."""
    total = 0
    counts: list[int] = []
    lines = [_block_lines(block, ordinal) for block, ordinal in numbered(blocks)]
    for place, (block, count) in enumerate(zip(blocks, lines, strict=True)):
        if isinstance(block, PageBreak):
            total = _next_page(first_page, total)
        elif isinstance(block, Heading) and not (place and isinstance(blocks[place - 1], Heading)):
            room = _room(first_page, total)
            total += room if room < _together(blocks, lines, place) else 0
        counts.append(count)
        total += count
    return total - counts[-1], counts[-1]


def _together(blocks: Sequence[Block], lines: Sequence[int], place: int) -> int:
    """Lines that stay together from a heading on: the headings in a row, and a line of what they head."""
    needed = 0
    for block, count in zip(blocks[place:], lines[place:], strict=True):
        if not isinstance(block, Heading):
            return needed + 1
        needed += count
    return needed


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
