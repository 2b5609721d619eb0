"""Workbooks as pages: each sheet a table under its title, small or across the page where it has many columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from gongwen.blocks.model import Block, Document, Heading, PageBreak, Paragraph, Table
from gongwen.standard.title import break_title
from gongwen.standard.widths import text_em
from gongwen.tables.shown import Shown, shown_sheets
from gongwen.word.contract import ARCHIVE

_ACROSS = 62
"""Digits of all columns together, from which a sheet stands across the page."""
_MANY, _MORE = 8, 12
_SIZES = (21, 18, 15)
"""Half-points by the number of columns: 五号, 小五, 六号."""
_LONGEST_TITLE = 40
_UNDER = re.compile(
    r"[（(]?(备\s*注|注|说\s*明|填表|制表|填报|审核|复核|单位负责人|负责人|联系人|联系电话)[^：:]{0,6}[：:]"
)
"""How lines under a table begin."""
_NARROWEST = 3.0


def sheet_document(source: Path | bytes, name: str, title: str, *, first_only: bool = False) -> Document:
    """A workbook as a paper under `title`; a sheet's own title stands over its table.

    With `first_only` the others are only counted: the sheets of a ledger show the same tasks again.

    Raises UserError (exit 3) for a workbook that cannot be read; `name` is what messages call it.
    """
    sheets = [sheet for sheet in shown_sheets(source, name) if sheet.rows]
    rest = sheets[1:] if first_only else []
    sheets = sheets[: len(sheets) - len(rest)]
    blocks: list[Block] = []
    for number, sheet in enumerate(sheets):
        blocks += [PageBreak()] if number else []
        blocks += _sheet(sheet, several=len(sheets) > 1, above=title)
    blocks += [Paragraph(f"（另有{len(rest)}张工作表没有打印，见原件）")] if rest else []
    landscape = any(sum(sheet.widths) > _ACROSS for sheet in sheets)
    lines = break_title(title) if text_em(title) <= _LONGEST_TITLE else (title,)
    return Document(ARCHIVE, lines, tuple(blocks or [Paragraph("（空表，没有内容）")]), landscape=landscape)


def _sheet(sheet: Shown, *, several: bool, above: str) -> list[Block]:
    """A sheet: its name where there are several, titles over the table, the table, what is not shown of it."""
    head = _head(sheet)
    over = [" ".join(filter(None, row)) for row in sheet.rows[:head]]
    blocks: list[Block] = [Heading(1, sheet.name, numbered=False)] if several else []
    blocks += [Paragraph(text) for text in over if text and text != above]
    header = _lines(_header(sheet, head)) if sheet.header else ()
    rows = sheet.rows[sheet.header :]
    rows, under = rows[: _end(rows)], rows[_end(rows) :]
    count = len(sheet.widths)
    size = _SIZES[(count > _MANY) + (count > _MORE)]
    titles = tuple((place - sheet.header, " ".join(filter(None, sheet.rows[place]))) for place in sorted(sheet.wide))
    titles = tuple((place, text) for place, text in titles if 0 <= place < len(rows) and text)
    kept = [place for place in range(len(rows)) if place + sheet.header not in sheet.wide]
    moved = {place: number for number, place in enumerate(kept)}
    blocks.append(
        Table(
            header,
            tuple(_lines(_filled(rows, place, sheet)) for place in kept),
            tuple(max(_NARROWEST, width) for width in sheet.widths),
            centred=sheet.numbers,
            merged=frozenset(column for row, column in sheet.tall if row >= sheet.header),
            size=size,
            titles=tuple((_next(place, moved, len(kept)), text) for place, text in titles),
        )
    )
    said = [" ".join(" ".join(filter(None, row)).split()) for row in under]
    return [*blocks, *map(Paragraph, [*filter(None, said), *_notes(sheet)])]


def _head(sheet: Shown) -> int:
    """The first row of the header: a cell that goes on over a row below is of both."""
    head = max(0, sheet.header - 1)
    while head > 0 and any(row == head for row, _ in sheet.tall):
        head -= 1
    return head


def _header(sheet: Shown, head: int) -> tuple[str, ...]:
    """The header in one row: over a column stand the texts of all its levels, a group's over each of its columns."""
    levels = [list(row) for row in sheet.rows[head : sheet.header]]
    for number, level in enumerate(levels[:-1]):
        for column in range(1, len(level)):
            if not level[column] and any(below[column] for below in levels[number + 1 :]):
                level[column] = level[column - 1]
    return tuple("\n".join(dict.fromkeys(filter(None, texts))) for texts in zip(*levels, strict=True))


def _end(rows: Sequence[tuple[str, ...]]) -> int:
    """Where a table ends and what is written under it begins: notes, and lines alone behind a blank row."""
    end = len(rows)
    for place in range(len(rows) - 1, -1, -1):
        texts = [text for text in rows[place] if text]
        alone = len(texts) == 1 and len(rows[place]) > 1 and place > 0 and not any(rows[place - 1])
        if alone or (texts and _UNDER.match(texts[0])):
            end = place
        elif len(texts) > 1 or (texts and len(rows[place]) == 1):
            break
    while end and not any(rows[end - 1]):
        end -= 1
    return end


def _filled(rows: tuple[tuple[str, ...], ...], place: int, sheet: Shown) -> tuple[str, ...]:
    """A row with the texts of tall cells repeated, so that the table can join them again."""
    made = list(rows[place])
    for column in range(len(made)):
        above = place
        while above > 0 and (above + sheet.header, column) in sheet.tall:
            above -= 1
        if above != place:
            made[column] = rows[above][column]
    return tuple(made)


def _next(place: int, moved: dict[int, int], end: int) -> int:
    """The number of the row that a title stands before."""
    return next((number for row, number in moved.items() if row > place), end)


def _lines(row: tuple[str, ...]) -> tuple[str, ...]:
    """Texts of cells on one line each: a table's cell has no line ends of its own."""
    return tuple(" ".join(text.split()) for text in row)


def _notes(sheet: Shown) -> list[str]:
    """What is not shown of a sheet."""
    said = []
    if sheet.left_out:
        said.append(f"（本表另有{sheet.left_out}行没有打印，见原件）")
    if sheet.unseen:
        said.append(f"（本表有{sheet.unseen}行在原件中是隐藏的，没有打印）")
    if sheet.drawings:
        said.append(f"（表中有图片、图表{sheet.drawings}个没有打印，见原件）")
    if sheet.uncounted:
        said.append(f"（有{sheet.uncounted}个公式没有保存计算结果，空着没有打印，见原件）")
    return said
