"""Workbooks as pages: each sheet a table under its title, small or across the page where it has many columns."""

from __future__ import annotations

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
    head = max(0, sheet.header - 1)
    over = [" ".join(filter(None, row)) for row in sheet.rows[:head]]
    blocks: list[Block] = [Heading(1, sheet.name, numbered=False)] if several else []
    blocks += [Paragraph(text) for text in over if text and text != above]
    header = _lines(sheet.rows[head]) if sheet.header else ()
    rows = sheet.rows[sheet.header :]
    count = len(sheet.widths)
    size = _SIZES[(count > _MANY) + (count > _MORE)]
    titles = tuple((place - sheet.header, " ".join(filter(None, sheet.rows[place]))) for place in sorted(sheet.wide))
    titles = tuple((place, text) for place, text in titles if place >= 0 and text)
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
    return [*blocks, *map(Paragraph, _notes(sheet))]


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
    if sheet.drawings:
        said.append(f"（表中有图片、图表{sheet.drawings}个没有打印，见原件）")
    if sheet.uncounted:
        said.append(f"（有{sheet.uncounted}个公式没有保存计算结果，空着没有打印，见原件）")
    return said
