"""A document's own `body` in the plan: texts and structured pieces, as blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gongwen.blocks.model import Block, Heading, ListItem, PageBreak, Paragraph, Table

if TYPE_CHECKING:
    from gongwen.documents.context import Context


def body_blocks(context: Context, body: Iterable[Any] | None) -> list[Block]:
    """Blocks of a `body`: a text is paragraphs; a mapping is a heading, a run-in, a list, a table or a page break."""
    blocks: list[Block] = []
    for piece in body or ():
        blocks += context.paragraphs(piece) if isinstance(piece, str) else _piece(context, piece)
    return blocks


def _piece(context: Context, piece: Any) -> list[Block]:
    level = piece.level or 1
    if piece.page_break:
        return [PageBreak()]
    blocks: list[Block] = []
    if piece.heading:
        blocks.append(Heading(level, context.text(piece.heading)))
    blocks += context.paragraphs(piece.text)
    blocks += [ListItem(level, context.text(item)) for item in piece.items or ()]
    if piece.table:
        header = tuple(context.text(cell) for cell in piece.table.header or ())
        rows = tuple(tuple(context.text(cell) for cell in row) for row in piece.table.rows or ())
        blocks.append(Table(header, rows, tuple(piece.table.widths or ())))
    return blocks
