"""A sheet for a department that came new: a copy of another department's, filled anew."""

from __future__ import annotations

from collections.abc import Mapping

from gongwen.ledger.base import Spec
from gongwen.ledger.build import free_name, lines_written, rooms_of, single_text
from gongwen.ledger.columns import Role
from gongwen.ledger.content import View
from gongwen.ledger.live import Live, standing
from gongwen.ledger.outcome import Change
from gongwen.ledger.table import Table
from gongwen.sheet.address import address, boxes
from gongwen.sheet.values import Value


def add_view(live: Live, model: Table, view: View, single: Mapping[str, Value]) -> Change:
    """Add the sheet behind the one it is made after, and remember it."""
    book = live.book
    name = free_name(view.name, book.names)
    patch, _ = book.copy(model.sheet, name, after=model.sheet)
    columns = {model.columns[index]: model.spec.columns[index] for index in model.columns}
    columns = {number: columns[number] for number in sorted(columns)}
    sample = min((row.number for row in model.rows.values()), default=model.header + 1)
    patch.start_over(sample)
    patch.set_merges([each for each, (_, _, bottom, _) in boxes(patch.merges) if bottom < sample])
    patch.hide(sample, hidden=False)
    singles = []
    for place, pattern, text in model.spec.singles:
        new = single_text(pattern, {**single, "科室": view.name})
        found = standing(patch, place, text, model.header)
        if found is not None:
            patch.set(found.row, found.column, new)
        singles.append((place, pattern, new))
    spec = Spec(Role.VIEW, view.department, name, tuple(columns.values()), tuple(singles))
    live.base.specs[spec.id] = spec
    rooms = rooms_of(book, patch, sample, list(columns))
    rows = list(lines_written(columns, rooms, view.lines, live.base.of(spec), date1904=book.date1904))
    patch.replace(sample, rows, len(rows))
    book.lengthen(name, sample, len(rows) - 1, single=True)
    return Change(name, address(sample, 1), view.name, "新增科室表", "", f"{len(rows)} 行")
