"""What is missing, for people at a console: counts first, then lists, the first of each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from gongwen.plan.stats import number

if TYPE_CHECKING:
    from gongwen.dossier.findings import Findings, Outside
    from gongwen.dossier.gaps import Duty, Gaps, Standing
    from gongwen.standard.dates import PlanDate

_SHOWN = 20
_TEXT = 24
"""How many characters of a standard's text are shown."""
_NAMES = 4
"""How many words or names a line gives."""
_WIDE = frozenset("WFA")


def told_lines(gaps: Gaps, *, everything: bool) -> list[str]:
    """The lines; of each list the first 20 unless everything is asked for."""
    made = list(_counts(gaps))
    for title, rows in (*_lists(gaps), *_findings(gaps.findings, gaps.year, needs_dates=gaps.needs_dates)):
        if not rows:
            continue
        made.append(f"{title}：")
        shown = rows if everything else rows[:_SHOWN]
        made += (f"  {row}" for row in shown)
        if len(rows) > len(shown):
            made.append(f"  另有 {len(rows) - len(shown)} 项，加 --verbose 全部列出")
    return made


def day_text(day: PlanDate | date) -> str:
    """A date as a text says it."""
    return f"{day.year}年{day.month}月{day.day}日" if isinstance(day, date) else day.chinese()


def _counts(gaps: Gaps) -> Iterator[str]:
    head = f"截至{day_text(gaps.as_of)}，" if gaps.as_of else ""
    if not gaps.standards:
        yield f"{head}计划中没有测评标准（indicators），无法核对缺什么材料"
        return
    complete = len(gaps.standards) - len(gaps.short)
    yield (
        f"{head}{gaps.year}年度测评标准 {len(gaps.standards)} 项、{number(gaps.total())} 分："
        f"材料够数 {complete} 项，缺材料 {len(gaps.short)} 项"
        + (f"，涉及 {number(gaps.total(at_stake=True))} 分" if gaps.short else "")
    )
    docs, photos, docs_missing, photos_missing = gaps.amounts()
    told = []
    for what, unit, amount, missing in (("文件", "件", docs, docs_missing), ("照片", "张", photos, photos_missing)):
        state = f"还缺 {missing} {unit}" if missing else "不缺"
        told.append(f"{what}应有 {amount.required} {unit}，已有 {amount.present} {unit}，{state}")
    yield "；".join(told)


def _lists(gaps: Gaps) -> Iterator[tuple[str, list[str]]]:
    short = gaps.short
    yield f"缺材料的标准 {len(short)} 项", _aligned(_row(each) for each in short)
    empty = [each for each in gaps.standards if each.empty and not each.short]
    rows = [f"{each.id} {_cut(each.text)}" for each in empty]
    yield f"没有规定件数、也没有任何材料的标准 {len(empty)} 项", rows
    hints = [each for each in gaps.standards if each.hints and not each.empty]
    rows = [f"{each.id} {_some(each.hints)}" for each in hints]
    yield f"可能还缺（任务要求、材料题名中没有见到）{len(hints)} 项", rows
    yield f"已完成但没有材料的任务 {len(gaps.unproven)} 项", [_duty(duty) for duty in gaps.unproven]


def _row(standing: Standing) -> tuple[str, ...]:
    who = f"{'、'.join(standing.departments)} {'、'.join(standing.owners()[:_NAMES])}".strip()
    nothing = "没有任何材料，" if standing.empty else ""
    return standing.id, f"{number(standing.score)}分", f"{nothing}缺{standing.missing}", who, _cut(standing.text)


def _duty(duty: Duty) -> str:
    inside = f"{duty.department} {duty.owner}".strip()
    return f"{duty.task} {duty.title}" + (f"（{inside}）" if inside else "")


def _findings(found: Findings, year: int, *, needs_dates: bool) -> Iterator[tuple[str, list[str]]]:
    records = [f"{each.record} {each.title}：{_some(each.files)}" for each in found.absent]
    yield f"记录写了附件材料、文件夹里没有的 {len(records)} 条", records
    wanted = "（计划要求照片注明日期）" if needs_dates else ""
    yield f"没有日期的照片 {len(found.undated_photos)} 张{wanted}", list(found.undated_photos)
    yield f"没有日期的材料 {len(found.undated)} 件", list(found.undated)
    outside = [_outside(each, year) for each in found.outside_year]
    yield f"日期不在{year}年的照片 {len(outside)} 张", outside
    doubles = [_double(each.names, each.standards) for each in found.doubles]
    yield f"重复存放的文件 {len(doubles)} 组（同一标准下只算一件）", doubles
    unusable = [f"{name}：{reason}" for name, reason in found.unusable]
    yield f"不能使用的文件 {len(unusable)} 个（不计数）", unusable
    unsigned = [f"{title}（{name}）" for name, title in found.unsigned]
    yield f"未签章的本单位文件 {len(unsigned)} 件（计数，签章后请换上扫描件）", unsigned
    yield f"没有归到任何标准的文件 {len(found.unfiled)} 个", list(found.unfiled)


def _outside(photo: Outside, year: int) -> str:
    late = "，次年1月拍的也不算本年度" if (photo.day.year, photo.day.month) == (year + 1, 1) else ""
    return f"{photo.name}（{photo.source}{day_text(photo.day)}{late}）"


def _double(names: Sequence[str], standards: Sequence[str]) -> str:
    return f"{_some(names, ' = ')}" + (f"（{'、'.join(standards)}）" if standards else "")


def _some(names: Sequence[str], mark: str = "、") -> str:
    """The first of several names, and how many there are."""
    return mark.join(names[:_NAMES]) + (f"等{len(names)}项" if len(names) > _NAMES else "")


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TEXT else f"{line[: _TEXT - 1]}…"


def _aligned(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows whose columns begin under each other on a console, where Han take two places."""
    rows = list(rows)
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    padded = (
        [f"{cell}{' ' * (width - _width(cell))}" for cell, width in zip(row, widths, strict=True)] for row in rows
    )
    return ["  ".join(cells).rstrip() for cells in padded]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in text)
