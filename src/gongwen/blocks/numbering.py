"""Ordinals of headings, computed once from the order of blocks (GB/T 9704 7.3.3): 一、（一）1.（1）."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gongwen.blocks.model import Block, Heading, ListItem, Paragraph
from gongwen.standard.numerals import ordinal

_LEVELS = 4


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    """Each block with its ordinal, empty where it has none. A heading starts the levels below it afresh."""
    counters = [0] * (_LEVELS + 1)
    for block in blocks:
        level = _level(block)
        if level is None:
            yield block, ""
            continue
        counters[level + 1 :] = [0] * (_LEVELS - level)
        if isinstance(block, Heading) and not block.numbered:
            yield block, ""
            continue
        counters[level] += 1
        yield block, ordinal(level, counters[level])


def _level(block: Block) -> int | None:
    match block:
        case Heading(level=level) | ListItem(level=level):
            return level
        case Paragraph(run_in=str(), level=int(level)):
            return level
        case _:
            return None
