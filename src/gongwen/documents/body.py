"""A document's own `body` in the plan: texts and structured pieces, as blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, Heading, ListItem, PageBreak, Paragraph, Table

if TYPE_CHECKING:
    from gongwen.documents.context import Context
    from gongwen.plan.schema import BodyPiece


def body_blocks(context: Context, body: Iterable[BodyPiece]) -> list[Block]:
    """The blocks of a body in order."""
    return [block for piece in body for block in _piece(context, piece)]


def _piece(context: Context, piece: BodyPiece) -> list[Block]:
    """Heading, run-in or plain text, numbered items one level under the heading, table: whichever the piece has."""
    blocks: list[Block] = [PageBreak()] if piece.page_break else []
    if piece.heading:
        blocks.append(Heading(piece.level, context.text(piece.heading)))
    lines = context.lines(piece.text)
    if piece.title:
        first, *lines = lines or [""]
        blocks.append(Paragraph(first, run_in=context.text(piece.title), level=piece.level))
    blocks += [Paragraph(line) for line in lines]
    under = min(4, piece.level + 1) if piece.heading or piece.title else piece.level
    blocks += [ListItem(under, context.text(item)) for item in piece.items]
    if piece.table:
        header = tuple(context.text(cell) for cell in piece.table.header)
        rows = tuple(tuple(context.text(cell) for cell in row) for row in piece.table.rows)
        blocks.append(Table(header, rows, piece.table.widths))
    return blocks
