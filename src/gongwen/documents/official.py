"""The elements of the official format that every 公文 shares: 版头, 主送, signature, 附注, 版记; what makes a draft.

Number and date come after signature (drafts): an entry without them prints `澜药检〔2023〕　号` and `2023年　月　日`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, Document, Header, Imprint, Signature
from gongwen.documents.attachments import bound, enclosure, named
from gongwen.documents.context import Made
from gongwen.problems import Severity
from gongwen.word.contract import FORM, LETTER, OFFICIAL, ORDER, PLAIN

if TYPE_CHECKING:
    from gongwen.blocks.model import Attachment
    from gongwen.documents.context import Context
    from gongwen.plan.schema import DocumentEntry
    from gongwen.problems import Problem

BLANK = "　"
_FILE = "文件"
_ADDRESSED = frozenset((
    "notice", "meeting_notice", "selection_notice", "inspection_circular", "request", "report", "letter",
))  # fmt: skip
"""Types that always go to somebody; a decision or an order may go to all."""


def official(  # noqa: PLR0913 - a paper is its text and what its type adds to it
    context: Context,
    entry: DocumentEntry,
    blocks: Iterable[Block],
    *,
    frame: str = OFFICIAL,
    upward: bool = False,
    added: Sequence[Attachment] = (),
    problems: Sequence[Problem] = (),
) -> Made:
    """A paper with 版头 on the frame 公文, 信函 or 命令. `added` are attachments that its type brings along.

    Elements come from the document's entry, then from `issuance`, then from `unit`. Without number or date it is a
    draft, and so is an upward one (请示, 报告) without 签发人.
    """
    upward = upward or bool(entry.signer and frame == OFFICIAL)
    missing = [] if entry.number and entry.number.seq else ["发文字号"]
    missing += [] if is_dated(entry) else ["成文日期"]
    signers = _signers(context, entry)
    if upward and not signers:
        missing.append("签发人")
    document = Document(
        frame=frame,
        title=context.title(entry.title),
        blocks=tuple(blocks),
        header=_header(context, entry, frame, (signers or (BLANK * 3,)) if upward else ()),
        to=addressees(context, entry.to),
        attachment_notes=named(context, entry, added),
        signature=_signature(context, entry, frame),
        note=_note(context, entry, frame, upward=upward),
        attachments=(*enclosure(context, entry), *bound(context, entry, added)),
        imprint=_imprint(context, entry, frame),
        properties={"creator": context.plan.unit.name},
    )
    hints = [_draft_hint(context, entry, missing)] if missing else []
    if not entry.to and entry.type in _ADDRESSED:
        what, remedy = "没有主送机关", "请在 to（主送）中写发给谁，如 to: [各科室]。"
        hints.append(context.problem(entry, "to", what, remedy, Severity.WARNING))
    return Made(document, bool(missing), (*problems, *hints))


def plain(  # noqa: PLR0913 - as above
    context: Context,
    entry: DocumentEntry,
    blocks: Iterable[Block],
    *,
    signed: bool = True,
    added: Sequence[Attachment] = (),
    problems: Sequence[Problem] = (),
) -> Made:
    """A paper without 版头 on the frame 普通文稿; a `signed` one without a date is a draft."""
    signature = _signature(context, entry, PLAIN) if signed else None
    document = Document(
        frame=PLAIN,
        title=context.title(entry.title),
        blocks=tuple(blocks),
        to=addressees(context, entry.to),
        attachment_notes=named(context, entry, added),
        signature=signature,
        attachments=(*enclosure(context, entry), *bound(context, entry, added)),
        properties={"creator": context.plan.unit.name},
    )
    draft = signed and not is_dated(entry)
    hints = (_draft_hint(context, entry, ["成文日期"]),) if draft else ()
    return Made(document, draft, (*problems, *hints))


def on_form(
    context: Context,
    entry: DocumentEntry,
    blocks: Iterable[Block],
    *,
    landscape: bool = False,
    problems: Sequence[Problem] = (),
) -> Made:
    """A form, a list or a record on the frame 表格, unsigned; `landscape` ones lie across the page."""
    document = Document(
        frame=FORM,
        title=context.title(entry.title),
        blocks=tuple(blocks),
        attachment_notes=named(context, entry),
        attachments=bound(context, entry),
        landscape=landscape,
        properties={"creator": context.plan.unit.name},
    )
    return Made(document, problems=tuple(problems))


def official_if_numbered(
    context: Context, entry: DocumentEntry, blocks: Iterable[Block], added: Sequence[Attachment] = ()
) -> Made:
    """A paper that is a 公文 where the plan gives it a number, else plain, as self-checks and summaries are."""
    make = official if entry.number else plain
    return make(context, entry, blocks, added=added)


def number_text(context: Context, entry: DocumentEntry) -> str:
    """发文字号 (7.2.5): 代字〔year〕n号, without 第 and without leading zeros."""
    number, plan = entry.number, context.plan
    code = (number.code if number else None) or plan.unit.code or ""
    year = (number.year if number else None) or plan.year
    return f"{code}〔{year}〕{(number.seq if number else None) or BLANK}号"


def date_text(context: Context, entry: DocumentEntry) -> str:
    """成文日期 (7.3.5.4), blank month and day where there is none yet."""
    if entry.date is None:
        return f"{context.plan.year}年{BLANK}月{BLANK}日"
    return entry.date.chinese() if is_dated(entry) else f"{entry.date.chinese()}{BLANK}日"


def is_dated(entry: DocumentEntry) -> bool:
    """Whether an entry has a whole date: a month alone is none (7.3.5.4)."""
    return entry.date is not None and entry.date.day > 0


def addressees(context: Context, names: Sequence[str]) -> str | None:
    """主送机关 (7.3.2): names joined by 、, closed by ：."""
    texts = [context.text(name).rstrip("：:") for name in names]
    return "、".join(texts) + "：" if texts else None


def issuer_name(context: Context) -> str:
    """The body that issues."""
    issuance = context.plan.issuance
    return first(issuance.issuer if issuance else None, context.plan.unit.name)


def imprint(context: Context, entry: DocumentEntry, date: str) -> Imprint:
    """版记 (7.4) of a paper of that date."""
    issuance = context.plan.issuance
    printed = entry.printed_date or (issuance.printed_date if issuance else None)
    return Imprint(
        printed_by=first(entry.printed_by, issuance.printed_by if issuance else None, issuer_name(context)),
        printed_date=printed.chinese() if printed else date,
        cc=_copies(context, entry),
    )


def first(*values: str | None) -> str:
    """The first value that says something."""
    return next((value for value in values if value), "")


def _header(context: Context, entry: DocumentEntry, frame: str, signers: tuple[str, ...]) -> Header:
    plan = context.plan
    issuance, unit = plan.issuance, plan.unit
    letterhead = first(unit.letterhead, f"{unit.name}{_FILE}")
    body = letterhead.removesuffix(_FILE)
    mark = {LETTER: body, ORDER: body + ("" if body.endswith("令") else "令")}.get(frame, letterhead)
    number = number_text(context, entry)
    if frame == ORDER:
        number = f"第{(entry.number.seq if entry.number else None) or BLANK}号"
    return Header(
        mark=mark,
        number=number,
        copy_no=first(entry.copy_no, issuance.copy_no if issuance else None) or None,
        secrecy=first(entry.secrecy, issuance.secrecy if issuance else None) or None,
        urgency=first(entry.urgency, issuance.urgency if issuance else None) or None,
        signers=signers,
        joint=tuple(context.text(name) for name in entry.joint) if frame == OFFICIAL else (),
    )


def _signature(context: Context, entry: DocumentEntry, frame: str) -> Signature:
    unit = context.plan.unit
    date = date_text(context, entry)
    if frame == ORDER:
        return _stamp(context, entry, date)
    sealed = unit.seal if entry.seal is None else entry.seal
    joint = tuple(context.text(name) for name in entry.joint)
    return Signature(issuer_name(context), date, sealed=bool(sealed), joint=joint)


def _stamp(context: Context, entry: DocumentEntry, date: str) -> Signature:
    """签名章 (7.3.5.3): the signer's post and name; `seal: true` leaves room for the stamp instead of the name."""
    shared = context.plan.issuance.signer if context.plan.issuance else None
    identifier = next(iter(entry.signer or shared or ()), None)
    person = context.people.get(identifier)
    post = person.post.split("、")[0] if person and person.post else "签发人"
    name = "" if entry.seal else person.name if person else identifier or BLANK * 3
    return Signature(name, date, sealed=False, post=post)


def _note(context: Context, entry: DocumentEntry, frame: str, *, upward: bool) -> str | None:
    """附注 (7.3.6): the entry's own, of an upward paper whom to ask, else what the unit's papers share (a 函 none)."""
    issuance = context.plan.issuance
    if upward:
        usual: tuple[str | None, ...] = (f"联系人：{entry.contact}" if entry.contact else None,)
    else:
        usual = (issuance.note, issuance.disclosure) if issuance and frame != LETTER else ()
    text = context.text(first(entry.note, *usual)).strip()
    return (text[1:-1] if text.startswith("（") and text.endswith("）") else text) or None


def _imprint(context: Context, entry: DocumentEntry, frame: str) -> Imprint | None:
    if frame == LETTER:
        copies = _copies(context, entry)
        return Imprint("", "", copies) if copies else None
    return imprint(context, entry, date_text(context, entry))


def _copies(context: Context, entry: DocumentEntry) -> tuple[str, ...]:
    issuance = context.plan.issuance
    copies = entry.cc if entry.cc is not None else (issuance.cc if issuance else ())
    return tuple(context.text(name) for name in copies)


def _signers(context: Context, entry: DocumentEntry) -> tuple[str, ...]:
    """签发人 (7.2.6) of an upward document: names; an id of the roster becomes its person's name."""
    shared = context.plan.issuance.signer if context.plan.issuance else None
    return tuple(context.name(name) for name in entry.signer or shared or ())


def _draft_hint(context: Context, entry: DocumentEntry, missing: Sequence[str]) -> Problem:
    keys = {"发文字号": "number", "成文日期": "date", "签发人": "signer"}
    wanted = "、".join(f"{keys[name]}（{name}）" for name in missing)
    return context.problem(
        entry,
        "draft",
        f"缺少{'和'.join(missing)}，按送审稿生成",
        f"签发后在计划文件的 documents 中填写 {wanted}，再生成一次即为正式稿。",
        Severity.HINT,
    )
