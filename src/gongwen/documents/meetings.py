"""会议通知 with its 签到表, and 会议纪要 in the 纪要 form (10.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, Document, FieldLine, Header, Heading, ListItem, Paragraph, Roll, Table
from gongwen.documents.attachments import bound, named
from gongwen.documents.body import body_blocks
from gongwen.documents.context import Made, joined
from gongwen.documents.official import imprint, number_text, official
from gongwen.plan.attendance import WORDS, attendants, due_ids, is_of_branch
from gongwen.problems import Problem, Severity, UserError
from gongwen.word.contract import FORM, MINUTES

if TYPE_CHECKING:
    from gongwen.documents.context import Context
    from gongwen.plan.persons import Person
    from gongwen.plan.schema import DocumentEntry, Meeting, Record

_MEETING_ENDS = ("会", "会议", "座谈会", "例会")
SIGN_IN = "（签到表）"
"""What the output of a meeting's sign-in sheet has at its end."""
_TITLE = re.compile("关于召开(.+?)的?通知")
_SIGN_COLUMNS = ("序号", "姓名", "科室", "职务", "签名", "备注")
_SIGN_WIDTHS = (2.5, 4.5, 6.5, 6.5, 5.5, 3.5)
_SIGN_HEIGHT, _FIRST_PAGE = 11.0, 14
"""Room to sign in mm, and how many lines of it the first page has."""


# ---------------------------------------------------------------- minutes
def minutes(context: Context, entry: DocumentEntry) -> Made:
    """What one meeting (or several) decided, and who was there."""
    records = context.records(entry)
    several = len(records) > 1
    blocks: list[Block] = body_blocks(context, entry.body)
    problems: list[Problem] = []
    rolls: list[tuple[str, list[tuple[str, tuple[str, ...]]]]] = []
    for record in records:
        if not entry.body:
            blocks += [Heading(1, context.text(record.title))] if several else []
            blocks += _proceedings(context, record, 2 if several else 1)
            if not record.decisions:
                problems.append(
                    context.row_problem(record, "decisions", "没有决定事项", "请在 decisions（决定事项）中逐条填写。")
                )
        found, faults = _rolls(context, entry, record)
        rolls.append((context.text(record.title), found))
        problems += faults
    latest = max(records, key=lambda record: record.date)
    if entry.date is not None and entry.date.last_day() < latest.date.first_day():
        what = f"的日期 {entry.date.chinese()} 在会议 {latest.date.chinese()} 之前"
        raise UserError(context.problem(entry, "date", what, "请核对纪要的日期和会议的日期。"))
    date = (entry.date or latest.date).chinese()
    title = _meeting_name(context, latest)
    branch = context.plan.unit.party_branch if is_of_branch(latest) else None
    document = Document(
        frame=MINUTES,
        title=() if several else context.broken(title if title.endswith("纪要") else f"{title}纪要"),
        blocks=tuple(blocks),
        header=Header(
            mark=context.text("".join(entry.title)),
            number=number_text(context, entry) if entry.number else "",
            issuer=branch or context.office,
            date=date,
        ),
        attachment_notes=named(context, entry),
        rolls=tuple(_all_rolls(rolls)),
        attachments=bound(context, entry),
        imprint=imprint(context, entry, date),
        properties={"creator": context.plan.unit.name},
    )
    return Made(document, problems=tuple(problems))


def _meeting_name(context: Context, record: Record) -> str:
    """What a record's meeting is called in a sentence."""
    title = context.text(record.title)
    return title if title.endswith(_MEETING_ENDS) else f"{title}会议"


def _proceedings(context: Context, record: Record, level: int) -> list[Block]:
    """When, where and by whom it was held; what it dealt with; what it decided."""
    name = _meeting_name(context, record)
    place = f"在{context.text(record.place)}" if record.place else ""
    host = context.name(record.host)
    held = f"{host}{place}主持召开{name}" if host else f"{place}召开{name}"
    opening = f"{record.date.chinese()}，{held}。"
    summary = context.text(record.summary).rstrip("。")
    if summary:
        opening += f"{summary if summary.startswith('会议') else f'会议{summary}'}。"
    if not record.decisions:
        return [Paragraph(opening)]
    decisions = [context.text(each).rstrip("。；;") for each in record.decisions]
    if len(decisions) == 1:
        return [Paragraph(opening), Paragraph(f"会议议定：{decisions[0]}。")]
    opening += "现将会议议定事项纪要如下："
    return [Paragraph(opening), *(ListItem(level, f"{each}。") for each in decisions)]


def _all_rolls(rolls: Sequence[tuple[str, list[tuple[str, tuple[str, ...]]]]]) -> list[Roll]:
    """The rolls of all meetings: once where they are the same, else each with its meeting's name."""
    if all(found == rolls[0][1] for _, found in rolls):
        return [Roll(label, names) for label, names in rolls[0][1]]
    return [Roll(f"{label}（{title}）", names) for title, found in rolls for label, names in found]


def _rolls(
    context: Context, entry: DocumentEntry, record: Record
) -> tuple[list[tuple[str, tuple[str, ...]]], list[Problem]]:
    """出席, 请假, 列席 and 记录 of a meeting; a count that differs from `people` is a hint."""
    plan, people = context.plan, context.people
    words = entry.attend or due_ids(plan, people, record)
    due = present(context, entry, words) if words else []
    absent = {*record.absent, *record.attendees}
    there = [person for person in due if person.id not in absent]
    found = [
        ("出席", tuple(context.person(person) for person in there)),
        ("请假", tuple(_named(context, each) for each in record.absent)),
        ("列席", tuple(_named(context, each) for each in record.attendees)),
    ]
    known = {person.id for person in due} | set(record.attendees)
    if record.recorder and record.recorder not in known:
        found.append(("记录", (_named(context, record.recorder),)))
    problems = []
    if record.people is None:
        problems.append(context.row_problem(record, "people", "没有填写人数", "请在 people（人数）中填写到会人数。"))
    elif there and record.people != len(there):
        what = f"填写的人数是 {record.people}，出席名单是 {len(there)} 人"
        remedy = "请核对 people（人数）和 absent（缺席）；到会的不是这些人时，在文件的 attend（参加人员）中写明。"
        problems.append(context.row_problem(record, "people", what, remedy, Severity.HINT))
    return [(label, names) for label, names in found if names], problems


def _named(context: Context, identifier: str) -> str:
    person = context.people.get(identifier)
    return context.person(person) if person is not None else context.name(identifier)


def present(context: Context, entry: DocumentEntry, words: Iterable[str]) -> list[Person]:
    """The persons that the words mean. Raises UserError naming those that mean nobody."""
    found, unknown = attendants(context.plan, context.people, words)
    if unknown:
        remedy = f"请写：{'、'.join(WORDS)}，或科室名称、工号。"
        raise UserError(context.problem(entry, "attend", f"写的人员不认识：{'、'.join(unknown)}", remedy))
    return found


# ---------------------------------------------------------------- notice
def meeting_notice(context: Context, entry: DocumentEntry) -> Made:
    """When, where, who, what about and what is asked; the sign-in sheet comes with it."""
    facts = _Facts(context, entry)
    blocks: list[Block] = body_blocks(context, entry.body) or [Paragraph(facts.opening)]
    blocks += facts.blocks()
    made = official(context, entry, blocks, problems=facts.problems)
    return Made(made.document, made.draft, made.problems, companions=(facts.sign_in(),))


class _Facts:
    """What is known of a meeting to come: the entry's own words first, then its record's."""

    def __init__(self, context: Context, entry: DocumentEntry) -> None:
        self._context, self._entry = context, entry
        record = context.records(entry)[0] if entry.from_records else None
        meeting = entry.meeting
        self.name = context.text((meeting and meeting.name) or (record.title if record else None))
        titled = _TITLE.fullmatch(context.text("".join(entry.title)))
        if not self.name and titled:
            self.name = titled.group(1)
        day = (meeting and meeting.date) or (record.date if record else None)
        self.day = day.chinese() if day else ""
        self.when = self.day + context.text(meeting.time if meeting else None)
        self.place = context.text((meeting and meeting.place) or (record.place if record else None))
        self.host = context.name((meeting and meeting.host) or (record.host if record else None))
        self.agenda = self._agenda(meeting, record)
        words = entry.attend or (due_ids(context.plan, context.people, record) if record else ())
        self.people = present(context, entry, words)
        self._words = entry.attend
        self.problems: list[Problem] = []
        self._look(day is not None, record)

    def _agenda(self, meeting: Meeting | None, record: Record | None) -> list[str]:
        if meeting and meeting.agenda:
            return [self._context.text(each).rstrip("。；") for each in meeting.agenda]
        summary = self._context.text(record.summary) if record else ""
        return [each for each in summary.rstrip("。").split("，") if each]

    def _look(self, dated: bool, record: Record | None) -> None:  # noqa: FBT001 - told once, by the constructor
        context, entry = self._context, self._entry
        day = (entry.meeting and entry.meeting.date) or (record.date if record else None)
        if not self.name:
            remedy = "请在 meeting（会议）的 name（名称）中填写，或把标题写成“关于召开……的通知”。"
            self.problems.append(context.problem(entry, "meeting", "没有会议名称", remedy, Severity.WARNING))
            self.name = "会议"
        for missing, what in ((not dated, "会议时间"), (not self.place, "会议地点"), (not self.people, "参加人员")):
            if missing:
                key = "attend" if what == "参加人员" else "meeting"
                remedy = (
                    "请在 attend 中写谁参加。"
                    if what == "参加人员"
                    else "请在 meeting（会议）中填写，或用 from_records 取自记录。"
                )
                self.problems.append(context.problem(entry, key, f"没有{what}", remedy, Severity.WARNING))
        if day is not None and entry.date is not None and entry.date.first_day() > day.last_day():
            what = f"的日期 {entry.date.chinese()} 在会议 {day.chinese()} 之后"
            raise UserError(context.problem(entry, "date", what, "请核对通知的日期和会议的日期。"))

    @property
    def opening(self) -> str:
        return f"经研究，定于{self.day or '近期'}召开{self.name}。现将有关事项通知如下："

    def blocks(self) -> list[Block]:
        """时间, 地点, 参加人员, 议程, 要求, each where it is known."""
        found: list[Block] = []
        host = f"由{self.host}主持。" if self.host else ""
        for title, text in (("会议时间", self.when), ("会议地点", self.place), ("参加人员", self._who())):
            if text:
                found.append(Paragraph(f"{text}。{host if title == '参加人员' else ''}", run_in=f"{title}：", level=1))
        if len(self.agenda) == 1:
            found.append(Paragraph(f"{self.agenda[0]}。", run_in="会议内容：", level=1))
        elif self.agenda:
            found += [Heading(1, "会议议程"), *(ListItem(2, f"{each}。") for each in self.agenda)]
        found.append(Heading(1, "有关要求"))
        found += [ListItem(2, each) for each in self._requirements()]
        if self._entry.contact:
            found.append(Paragraph(f"联系人：{self._context.text(self._entry.contact)}"))
        return found

    def _requirements(self) -> Sequence[str]:
        if self._entry.requirements:
            return [self._context.text(each) for each in self._entry.requirements]
        return (
            "请参会人员安排好工作，提前10分钟到场并签到，会议期间将手机置于静音状态。",
            f"因特殊情况不能参加的，须在会前向{self._context.office}书面请假。",
        )

    def _who(self) -> str:
        """The words of the plan where it has some, else the names."""
        if self._words:
            return "、".join(self._context.name(word) for word in self._words)
        return joined(self._context.person(person) for person in self.people)

    def sign_in(self) -> Made:
        """签到表: everybody who should come, a line each to sign on, and lines for others."""
        context = self._context
        rows = [(str(n), each.name, each.dept_name, each.post, "", "") for n, each in enumerate(self.people, 1)]
        spare = 3 if len(rows) > _FIRST_PAGE else _FIRST_PAGE - len(rows)
        rows += [(str(n), "", "", "", "", "") for n in range(len(rows) + 1, len(rows) + spare + 1)]
        table = Table(
            _SIGN_COLUMNS,
            tuple(rows),
            _SIGN_WIDTHS,
            row_height=_SIGN_HEIGHT,
            centred=frozenset((0, 1)),
        )
        due = f"{len(self.people)}人" if self.people else ""
        document = Document(
            frame=FORM,
            title=context.broken(f"{self.name}签到表"),
            blocks=(
                FieldLine((("时间", self.when), ("地点", self.place))),
                table,
                FieldLine((("应到", due), ("实到", ""), ("请假", ""))),
            ),
            properties={"creator": context.plan.unit.name},
        )
        return Made(document, suffix=SIGN_IN)
