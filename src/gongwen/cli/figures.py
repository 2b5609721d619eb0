"""Explained figures as lines that a clerk reads and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongwen.plan.occurrences import last_day
from gongwen.plan.stats import number

if TYPE_CHECKING:
    from gongwen.explain import Explanation, Quotation
    from gongwen.plan.explain import Figure, LeftOut, Row
    from gongwen.problems import Place

_UNITS = {"people": "人", "hours": "小时", "money": "元", "score": "分"}
_RUN = 3
"""How many ids that follow one another are written 从—到."""
_NAMED = 8
"""How many left-out rows of one reason are named with date and title; more are listed by id."""


def lines(explained: Explanation) -> list[str]:
    """One document for people."""
    day = "不限日期" if explained.as_of is None else _chinese_day(explained)
    source = f"台账 {explained.ledger}" if explained.ledger else "计划文件"
    found = [f"《{explained.title}》（{explained.id}）引用的数，截至{day}；任务和问题的状态取自{source}"]
    plan = explained.plan
    order = [each.id for group in (plan.tasks, plan.records, plan.issues) for each in group]
    first: dict[tuple[str, ...], int] = {}
    for index, quotation in enumerate(explained.quotations, 1):
        found += ["", _head(index, quotation)]
        path = quotation.figure.path
        if path in first:
            found.append(f"    同第 {first[path]} 处")
        else:
            first[path] = index
            found += [f"    {line}" for line in _body(quotation.figure, order)]
    if not explained.quotations:
        found.append("没有引用任何统计数。")
    if explained.typed:
        found += [
            "",
            f"提示: 手写的数 {len(explained.typed)} 处，不等于计划的任何统计数；能统计的请改用引用，其余请核对：",
        ]
        found += [f"    {each.count.near}  {each.place or ''}".rstrip() for each in explained.typed]
    return found


def _chinese_day(explained: Explanation) -> str:
    assert explained.as_of is not None  # noqa: S101 - asked by the caller
    day = last_day(explained.as_of)
    return f"{day.year}年{day.month}月{day.day}日"


def _head(index: int, quotation: Quotation) -> str:
    printed = "没有数，印不出来" if quotation.printed is None else quotation.printed
    value = quotation.figure.value
    own = "" if quotation.printed is None or str(value) == quotation.printed else f"（统计数 {value}）"
    name = quotation.reference or f"程序写入 {_path(quotation.figure)}"
    return f"{index}. {name} = {printed}{own}  {quotation.place or ''}".rstrip()


def _path(figure: Figure) -> str:
    return ".".join(("stats", *figure.path))


# ---------------------------------------------------------------- rows
def _body(figure: Figure, order: Sequence[str]) -> list[str]:
    if figure.measure == "rate":
        done = [row for row in figure.rows if row.amount]
        found = [f"已完成 {len(done)} ÷ 任务 {len(figure.rows)}"]
        return found + _by_note([row for row in figure.rows if not row.amount], order)
    shown = {"tasks": _by_note, "occurrences": _by_task}.get(figure.source)
    if shown is not None:
        return shown(figure.rows, order) + _left_lines(figure, order)
    if figure.source == "letters":
        found = ["，".join(f"{row.title} {number(row.amount)}" for row in figure.rows)] if figure.rows else []
    elif figure.source == "honours":
        found = ["、".join(f"{row.title}（{row.id}）" if row.title != row.id else row.id for row in figure.rows)]
    else:
        found = [_row(figure, row) for row in figure.rows]
    return [line for line in found if line] + _left_lines(figure, order)


def _row(figure: Figure, row: Row) -> str:
    """A record, an issue, or a part of the self-check's score."""
    amount = ""
    if figure.measure == "score" and row.id:
        amount = f"{'+' if row.amount > 0 else ''}{number(row.amount)}{_UNITS['score']}"
    elif figure.measure != "count":
        amount = f"{number(row.amount)}{_UNITS[figure.measure]}"
    note = row.note if row.closed is None else f"{row.note} {row.closed}"
    found = "发现 " if figure.source == "issues" and row.day else ""
    words = [row.id, f"{found}{row.day}" if row.day else "", row.title, amount, f"（{note}）" if note else ""]
    return "  ".join(word for word in words if word)


def _by_note(rows: Iterable[Row], order: Sequence[str]) -> list[str]:
    """Tasks by their state."""
    return [f"{state} {count}：{ids}" for state, count, ids in _states(((row.id, row.note) for row in rows), order)]


def _states(told: Iterable[tuple[str, str]], order: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """State, how many, and the ids; a percentage stands behind its id."""
    groups: dict[str, dict[str, str]] = {}
    for key, note in told:
        state, _, percent = note.rpartition(" ") if note.endswith("%") else (note, "", "")
        groups.setdefault(state, {})[key] = percent
    for state, found in groups.items():
        parts = {key: f"{key}（{percent}）" for key, percent in found.items() if percent}
        plain = _ids([key for key in found if key not in parts], order)
        yield state, len(found), "、".join(filter(None, [plain, *parts.values()]))


def _by_task(rows: Iterable[Row], _: Sequence[str]) -> list[str]:
    """Occurrences, a line for each task: the days on which they are due."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        groups.setdefault((row.id, row.title), []).append(str(row.day) + (f"（{row.note}）" if row.note else ""))
    return [f"{key} {title} {len(days)}：{'、'.join(days)}" for (key, title), days in groups.items()]


def _left_lines(figure: Figure, order: Sequence[str]) -> list[str]:
    """What does not count, by reason; many of one reason only by their ids."""
    if figure.source == "tasks":
        told = ((each.id, each.reason) for each in figure.left_out)
        return [f"不计 {count}，{state}：{ids}" for state, count, ids in _states(told, order)]
    groups: dict[str, list[LeftOut]] = {}
    for each in figure.left_out:
        groups.setdefault(each.reason, []).append(each)
    found: list[str] = []
    for reason, rows in groups.items():
        ids = list(dict.fromkeys(row.id for row in rows if row.id))
        short = figure.source == "occurrences" or reason.startswith("没有填写")
        if short or len(rows) > _NAMED:
            found.append(f"不计 {len(rows)}，{reason}：{_ids(ids, order)}")
        else:
            found += [
                f"不计  {'  '.join(str(word) for word in (row.id, row.day, row.title) if word)}（{reason}）"
                for row in rows
            ]
    return found


def _ids(ids: Iterable[str], order: Sequence[str]) -> str:
    """Ids joined by 、; those that follow one another in the plan as 从—到."""
    places = {key: index for index, key in enumerate(order)}
    groups: list[list[str]] = []
    for key in ids:
        last = groups[-1][-1] if groups else ""
        if last in places and places.get(key) == places[last] + 1:
            groups[-1].append(key)
        else:
            groups.append([key])
    return "、".join(f"{each[0]}—{each[-1]}" if len(each) >= _RUN else "、".join(each) for each in groups)


# ---------------------------------------------------------------- data
def data(explained: Explanation) -> dict[str, Any]:
    """One document for programs."""
    return {
        "id": explained.id,
        "title": explained.title,
        "as_of": None if explained.as_of is None else last_day(explained.as_of).isoformat(),
        "ledger": explained.ledger,
        "figures": [_figure(each) for each in explained.quotations],
        "typed": [
            {"number": each.count.number, "unit": each.count.unit, "near": each.count.near, "place": _place(each.place)}
            for each in explained.typed
        ],
    }


def _figure(quotation: Quotation) -> dict[str, Any]:
    figure = quotation.figure
    return {
        "reference": quotation.reference or None,
        "path": _path(figure),
        "place": _place(quotation.place),
        "printed": quotation.printed,
        "value": figure.value,
        "source": figure.source,
        "measure": figure.measure,
        "rows": [
            {"id": row.id, "date": _day(row.day), "title": row.title, "amount": _amount(row.amount)}
            | ({"note": row.note} if row.note else {})
            | ({"closed": _day(row.closed)} if figure.source == "issues" else {})
            for row in figure.rows
        ],
        "left_out": [
            {"id": row.id, "date": _day(row.day), "title": row.title, "reason": row.reason} for row in figure.left_out
        ],
    }


def _amount(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _day(value: Any) -> str | None:
    return None if value is None else str(value)


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"file": place.file, "line": place.line, "column": place.column}
