"""The elements of the official format that every 公文 shares: 版头, 主送, signature, 附注, 版记; what makes a draft.

Number and date come after signature (drafts): an entry without them prints `澜药检〔2023〕　号` and `2023年　月　日`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.blocks.model import Header, Imprint, Signature
from gongwen.problems import Problem, Severity

if TYPE_CHECKING:
    from gongwen.documents.context import Context
    from gongwen.plan.schema import DocumentEntry

_BLANK = "　"


@dataclass(frozen=True, slots=True)
class Official:
    """Header, addressee line, signature, note and imprint of one document."""

    header: Header
    to: str | None
    signature: Signature
    note: str | None
    imprint: Imprint
    draft: bool
    problems: tuple[Problem, ...]


def official(context: Context, entry: DocumentEntry, *, upward: bool = False) -> Official:
    """Take the elements from the document's entry, then from `issuance`, then from `unit`."""
    plan = context.plan
    issuance, unit = plan.issuance, plan.unit
    number, date = _number(context, entry), entry.date.chinese() if entry.date else f"{plan.year}年{_BLANK}月{_BLANK}日"
    issuer = _first(issuance.issuer if issuance else None, unit.name)
    sealed = unit.seal if entry.seal is None else entry.seal
    header = Header(
        mark=_first(unit.letterhead, f"{unit.name}文件"),
        number=number,
        copy_no=_first(entry.copy_no, issuance.copy_no if issuance else None) or None,
        secrecy=_first(entry.secrecy, issuance.secrecy if issuance else None) or None,
        urgency=_first(entry.urgency, issuance.urgency if issuance else None) or None,
        signers=_signers(context, entry) if upward else (),
    )
    copies = entry.cc if entry.cc is not None else (issuance.cc if issuance else ())
    printed = entry.printed_date or (issuance.printed_date if issuance else None) or entry.date
    draft = entry.number is None or entry.date is None
    return Official(
        header=header,
        to=_addressees(context, entry.to),
        signature=Signature(issuer, date, sealed=bool(sealed)),
        note=_first(entry.note, *((issuance.note, issuance.disclosure) if issuance else ())) or None,
        imprint=Imprint(
            printed_by=_first(entry.printed_by, issuance.printed_by if issuance else None, issuer),
            printed_date=printed.chinese() if printed else date,
            cc=tuple(context.text(name) for name in copies),
        ),
        draft=draft,
        problems=(_draft_hint(entry),) if draft else (),
    )


def _first(*values: str | None) -> str:
    return next((value for value in values if value), "")


def _addressees(context: Context, names: Sequence[str]) -> str | None:
    """主送机关 (7.3.2): names joined by 、, closed by ：."""
    texts = [context.text(name) for name in names]
    return "、".join(texts) + "：" if texts else None


def _number(context: Context, entry: DocumentEntry) -> str:
    """发文字号 (7.2.5): 代字〔year〕n号, without 第 and without leading zeros."""
    if entry.number:
        year = entry.number.year or context.plan.year
        return f"{entry.number.code or context.plan.unit.code or ''}〔{year}〕{entry.number.seq or _BLANK}号"
    return f"{context.plan.unit.code or ''}〔{context.plan.year}〕{_BLANK}号"


def _signers(context: Context, entry: DocumentEntry) -> tuple[str, ...]:
    """签发人 (7.2.6) of an upward document: names; an id of the roster becomes its person's name."""
    shared = context.plan.issuance.signer if context.plan.issuance else None
    people = ((name, context.people.get(name)) for name in entry.signer or shared or ())
    return tuple(person.name if person else name for name, person in people)


def _draft_hint(entry: DocumentEntry) -> Problem:
    missing = [name for name, value in (("发文字号", entry.number), ("成文日期", entry.date)) if value is None]
    return Problem(
        "document.draft",
        f"《{entry.id}》缺少{'和'.join(missing)}，按送审稿生成",
        "签发后在计划文件的 documents 中填写 number 和 date，再生成一次即为正式稿。",
        severity=Severity.HINT,
    )
