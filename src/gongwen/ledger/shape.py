"""The look of a table after its texts changed: merged groups that are no longer equal, rows that are too low."""

from __future__ import annotations

from collections.abc import Mapping

from gongwen.ledger.build import LEAST_HEIGHT, rooms_of, runs
from gongwen.ledger.columns import Column
from gongwen.ledger.table import Table
from gongwen.ledger.template import group_columns
from gongwen.sheet.address import area, boxes
from gongwen.sheet.book import Book
from gongwen.sheet.fit import height

_SAME = 0.3
"""Points by which programs change a height when they save it."""

Touched = Mapping[int, Mapping[int, str]]
"""New texts by row and column."""


def split_merges(table: Table, columns: Mapping[int, Column], touched: Touched) -> None:
    """Merge only what is still equal in the group columns, where a row of a merged group got another text."""
    changed: dict[int, list[int]] = {column: [] for column in group_columns(columns)}
    for row, texts in touched.items():
        for column in texts.keys() & changed.keys():
            changed[column].append(row)
    last = table.last
    stands = {row.number: row.cells for row in table.rows.values()}
    new = {text: [text] for text in table.patch.merges}
    for text, (top, left, bottom, right) in boxes(list(new)):
        if left != right or not any(top <= row <= bottom for row in changed.get(left, ())):
            continue
        rows = range(top, min(bottom, last) + 1)
        cells = [stands.get(row, {}).get(left) for row in rows]
        values = [
            touched.get(row, {}).get(left, cell.text if cell else "") for row, cell in zip(rows, cells, strict=True)
        ]
        parts = list(runs(values))
        new[text] = [area(rows[first], left, rows[last], left) for first, last in parts if last > first]
        for first, _ in parts:
            _show(table, rows[first], left, values[first])
    table.patch.set_merges([each for made in new.values() for each in made])


def _show(table: Table, row: int, column: int, text: str) -> None:
    """Write the words of a group into its first cell, where a program emptied the cells under a merge."""
    cell = table.patch.cell(row, column)
    if text and (cell is None or not cell.text):
        table.patch.set(row, column, text)


def fit_rows(book: Book, table: Table, touched: Touched) -> None:
    """Give rows the height their new texts need; a row that somebody set by hand keeps its own."""
    if not touched:
        return
    rooms = rooms_of(book, table.patch, next(iter(touched)), list(table.columns.values()))
    for row in table.rows.values():
        texts = touched.get(row.number)
        if not texts:
            continue
        before = {number: cell.text for number, cell in row.cells.items()}
        stands, now = table.patch.height(row.number), height(rooms, {**before, **texts}, LEAST_HEIGHT)
        if stands is None or abs(now - stands) < _SAME:
            continue
        if abs(stands - height(rooms, before, LEAST_HEIGHT)) < _SAME:
            table.patch.set_height(row.number, now)
