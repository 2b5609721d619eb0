"""A refresh: every table of a live ledger brought up to date, without touching what people typed."""

from __future__ import annotations

from collections.abc import Sequence

from gongwen.ledger import base
from gongwen.ledger.base import Spec
from gongwen.ledger.build import single_text
from gongwen.ledger.columns import Role
from gongwen.ledger.content import Content, Line
from gongwen.ledger.live import Live, standing
from gongwen.ledger.outcome import Change, Refreshed
from gongwen.ledger.table import Table
from gongwen.ledger.threeway import TableWork
from gongwen.ledger.views import add_view
from gongwen.problems import ExitCode, Place, Problem, Severity, UserError
from gongwen.sheet.address import address


def refresh(live: Live, content: Content, *, plan_wins: bool = False) -> Refreshed:
    """Bring a live ledger up to date. Raises UserError (exit 6) with what stands in the way of all of it."""
    done = Refreshed()
    for table in live.tables.values():
        _table(live, table, _lines(content, table.spec), done, plan_wins=plan_wins)
        _singles(live, table, content, done)
        table.spec.sheet = table.sheet
    _new_views(live, content, done)
    if done.refused:
        raise UserError(done.refused, ExitCode.REFUSED)
    base.write(live.book, live.base)
    if live.book.changed:
        done.data = live.book.to_bytes()
    return done


def _lines(content: Content, spec: Spec) -> Sequence[Line]:
    if spec.role is not Role.VIEW:
        return content.lines(spec.role)
    return next((view.lines for view in content.views if view.department == spec.part), ())


def _table(live: Live, table: Table, lines: Sequence[Line], done: Refreshed, *, plan_wins: bool) -> None:
    work = TableWork(live, table, done, plan_wins=plan_wins)
    new = []
    for line in lines:
        if line.key in table.rows:
            work.update(line)
        else:
            new.append(line)
    present = {line.key for line in lines}
    for key in [key for key in table.rows if key not in present and key in work.memory]:
        work.cancel(key)
    work.mend()
    if new:
        work.append(new)


def _singles(live: Live, table: Table, content: Content, done: Refreshed) -> None:
    """Titles and the like: written where what we wrote last still stands, at its place or, moved, above the table."""
    spec = table.spec
    own = {**content.single, "科室": content.department(spec.part)}
    made = []
    for place, pattern, text in spec.singles:
        new = single_text(pattern, own)
        made.append((place, pattern, text))
        if new == text:
            continue
        found = standing(table.patch, place, text, table.header)
        if found is None:
            what = f"“{text[:30]}”被人改过，保留表中的内容（计划现为：{new[:40]}）"
            at = Place(live.file, sheet=table.sheet, cell=place)
            done.problems.append(Problem("ledger.kept", what, "", at, Severity.HINT))
            continue
        table.patch.set(found.row, found.column, new)
        done.changes.append(Change(table.sheet, address(found.row, found.column), "", "", text, new))
        made[-1] = (place, pattern, new)
    spec.singles = tuple(made)


def _new_views(live: Live, content: Content, done: Refreshed) -> None:
    """A sheet for a department that has none, where the ledger has such sheets."""
    have = {spec.part for spec in live.base.specs.values() if spec.role is Role.VIEW}
    models = [table for table in live.tables.values() if table.spec.role is Role.VIEW]
    for view in content.views if have else ():
        if view.department in have:
            continue
        if not models:
            what = f"没有可照着做的科室表，没有为“{view.name}”加表"
            done.problems.append(Problem("ledger.view", what, "", Place(live.file), Severity.HINT))
            continue
        done.changes.append(add_view(live, models[-1], view, content.single))
