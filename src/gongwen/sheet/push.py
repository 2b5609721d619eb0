"""Rows moved down, with everything that says where they stand: areas, formulas, comments, pictures.

What Excel does when rows are inserted: what begins or ends in a row that moves goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gongwen.sheet.formula import Move, pushed
from gongwen.sheet.values import rewritten

_AREAS = re.compile(r'(\b(?:sqref|ref)=")([^"]+)(")|(<xm:sqref>)([^<]+)(</xm:sqref>)')
_FORMULA = re.compile(r"(<(?:\w+:)?(?:formula\d?|f)\b[^>]*>)([^<]+)(</)")
_BREAKS = re.compile(r"<((?:\w+:)?)rowBreaks\b.*?</\1rowBreaks\s*>", re.DOTALL)
_BREAK = re.compile(r'(<(?:\w+:)?brk\b[^>]*?\bid=")(\d+)(")')
_ANCHOR_ROW = re.compile(r"(<(?:\w+:)?row>)(\d+)(</(?:\w+:)?row>)")
_NOTE_ROW = re.compile(r"(<(?:\w+:)?Row>)\s*(\d+)\s*(</(?:\w+:)?Row>)")
_NOTE_ANCHOR = re.compile(r"(<(?:\w+:)?Anchor>)([^<]*)(</(?:\w+:)?Anchor>)")
_CELL = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d{1,7})(?!\d)")
_TOP, _BOTTOM = 2, 6
"""Where the anchor of a note has its first and last row among eight numbers."""


def areas(text: str, move: Move) -> str:
    """Ranges (separated by blanks) after rows moved."""
    return _CELL.sub(lambda match: match[1] + str(move.row(int(match[2]))), text)


def frame(text: str, move: Move, sheet: str) -> str:
    """What stands before or behind the rows of a sheet: areas, breaks, formulas of rules and formats."""

    def area(match: re.Match[str]) -> str:
        opened, inside, closed = match.groups()[:3] if match[1] else match.groups()[3:]
        return f"{opened}{areas(inside, move)}{closed}"

    text = _AREAS.sub(area, text)
    text = _BREAKS.sub(lambda found: _BREAK.sub(_counted(move), found.group()), text)
    return formulas(text, move, sheet, sheet)


def formulas(text: str, move: Move, sheet: str, own: str) -> str:
    """The formulas in a text of the sheet `own` after rows of `sheet` moved."""
    return _FORMULA.sub(
        lambda match: match[1] + rewritten(match[2], lambda old: pushed(old, sheet, own, move)) + match[3],
        text,
    )


def comments(text: str, move: Move) -> str:
    """A part of comments or threaded comments."""
    return _AREAS.sub(lambda match: f"{match[1]}{areas(match[2], move)}{match[3]}", text)


def drawing(text: str, move: Move) -> str:
    """A part of pictures and charts; its rows count from 0."""
    return _ANCHOR_ROW.sub(_counted(move), text)


def notes(text: str, move: Move) -> str:
    """The old drawing that shows comments; its rows count from 0."""

    def anchor(match: re.Match[str]) -> str:
        numbers = match[2].split(",")
        if len(numbers) > _BOTTOM:
            for place in (_TOP, _BOTTOM):
                if numbers[place].strip().isdigit():
                    numbers[place] = f" {move.row(int(numbers[place]) + 1) - 1}"
        return match[1] + ",".join(numbers) + match[3]

    return _NOTE_ANCHOR.sub(anchor, _NOTE_ROW.sub(_counted(move), text))


def _counted(move: Move) -> Callable[[re.Match[str]], str]:
    """A replacement for rows that count from 0."""
    return lambda match: match[1] + str(move.row(int(match[2]) + 1) - 1) + match[3]
