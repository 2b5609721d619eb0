"""A letter of the plan as a document whose texts keep the tags that are filled for each signer.

Printed as the plan says: preamble, sections or items, closing, validity, copies, sign-off. Added are ordinals, the
sentences for validity and copies where the plan gives only the dates or the number, and the words of the sign-off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, Document, Heading, ListItem, Paragraph, RowLoop, SignLine, SignOff, Table
from gongwen.plan.signer_values import TABLE
from gongwen.plan.taskview import LEAD, SUPPORT
from gongwen.sandbox import literal, names_in
from gongwen.standard.numerals import chinese
from gongwen.standard.title import break_title
from gongwen.word.contract import PLEDGE, RESPONSIBILITY

if TYPE_CHECKING:
    from gongwen.plan.references import References
    from gongwen.plan.schema import Letter, LetterTable, Plan, Validity

_BLANK_DATE = "　　年　　月　　日"
_WIDTHS = {
    "序号": 3,
    "任务编号": 4,
    "承担方式": 4,
    "工作任务": 11,
    "具体措施": 11,
    "完成时限": 6,
    "责任人": 4,
    "责任领导": 5,
}
_USUAL_WIDTH = 7
_SHORT = ("序号", "任务编号", "承担方式", "姓名", "责任人", "责任领导")
_PARTIES = ("甲方", "乙方")
_RESPONSIBILITY_FIELDS = ("职务", "签字", "日期")
_DATE, _DEPARTMENT = re.compile("日期|时间"), re.compile("科室|部门|单位|处室")
_PERSON, _HAND = (
    re.compile("承诺人|签字人|签名人|姓名|负责人|责任人|本人"),
    re.compile("签字|签名|签章|承诺人|负责人|责任人"),
)
_BRACKETS = re.compile(r"（[^）]*）|\([^)]*\)")


def compose_letter(plan: Plan, letter: Letter, references: References, columns: Iterable[str]) -> Document:
    """The letter as a document; `columns` are the roster's, which a field of the sign-off may be named like."""
    pledge = letter.kind == "pledge"
    blocks: list[Block] = [Paragraph(line) for line in _lines(letter.preamble)]
    blocks += [block for number, section in enumerate(letter.sections) for block in _section(letter, number)]
    level = 2 if letter.sections else 1
    blocks += [ListItem(level, item) for item in letter.items]
    blocks += [Paragraph(line) for line in _lines(letter.closing)]
    blocks += [Paragraph(line) for line in (*_validity(letter), *_lines(_copies(letter)))]
    sign_off = _pledge_lines(letter, tuple(columns)) if pledge else _party_lines(letter)
    return Document(
        frame=PLEDGE if pledge else RESPONSIBILITY,
        title=title_lines(plan, letter, references),
        blocks=tuple(blocks),
        to=f"{letter.addressee.rstrip('：:')}：" if letter.addressee else None,
        sign_off=sign_off,
        properties={"creator": plan.unit.name},
    )


def plain_title(letter: Letter, references: References) -> str:
    """The title for file names and messages; what names the signer is left out."""
    if any(name.partition(".")[0] not in references.names("everywhere").tree for name in names_in(letter.title)):
        return re.sub(r"\{[{%].*?[}%]\}", "", letter.title)
    return references.resolve(letter.title, as_of=letter.sign_date)


def title_lines(plan: Plan, letter: Letter, references: References) -> tuple[str, ...]:
    """The title in balanced lines (GB/T 9704 7.3.1); one that names the signer cannot be broken beforehand."""
    if any(name.partition(".")[0] not in references.names("everywhere").tree for name in names_in(letter.title)):
        return (letter.title,)
    text = references.resolve(letter.title, as_of=letter.sign_date)
    names = [plan.unit.name, plan.unit.short_name, *(department.name for department in plan.departments)]
    return tuple(literal(line) for line in break_title(text, [name for name in names if name]))


def short_columns(columns: Sequence[str]) -> frozenset[int]:
    """The columns whose cells look best in the middle: numbers and single words."""
    return frozenset(number for number, column in enumerate(columns) if column in _SHORT)


def tables_of(letter: Letter) -> list[tuple[int, LetterTable]]:
    """The task tables of a letter with their numbers from 1, as its master names their lists."""
    tables = [section.table for section in letter.sections if section.table is not None]
    return list(enumerate(tables, 1))


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _section(letter: Letter, index: int) -> list[Block]:
    section = letter.sections[index]
    blocks: list[Block] = [Heading(1, section.heading)]
    blocks += [Paragraph(line) for line in _lines(section.text)]
    blocks += [ListItem(2, item) for item in section.items]
    if section.table is not None:
        number = 1 + sum(before.table is not None for before in letter.sections[:index])
        blocks.append(_task_table(section.table.columns, f"{TABLE}{number}"))
    return blocks


def _task_table(columns: Sequence[str], name: str) -> Table:
    """The tasks that the signer's department leads, then those it supports."""
    cells = tuple(f"{{{{ 项.{column} }}}}" for column in columns)
    loops = tuple(
        RowLoop(f"{name}.{part}", "项", f"{part}任务（{{{{ {name}.{part}|length }}}}项）", cells)
        for part in (LEAD, SUPPORT)
    )
    widths = tuple(_WIDTHS.get(column, _USUAL_WIDTH) for column in columns)
    return Table(tuple(columns), (), widths, loops, centred=short_columns(columns))


def _validity(letter: Letter) -> list[str]:
    validity: Validity | None = letter.validity
    if validity is None or (validity.from_ is None and validity.to is None):
        return []
    what = "本承诺书" if letter.kind == "pledge" else "本责任书"
    start = f"自{validity.from_.chinese()}" if validity.from_ else "自签订之日"
    return [f"{what}有效期{start}{f'至{validity.to.chinese()}' if validity.to else '起'}。"]


def _copies(letter: Letter) -> str | None:
    """How many copies are signed: the plan's sentence, else one for several copies."""
    if letter.copies_text or letter.copies == 1:
        return letter.copies_text
    what = "本承诺书" if letter.kind == "pledge" else "本责任书"
    number = "两" if letter.copies == 2 else chinese(letter.copies)  # noqa: PLR2004 - 二 is never said of copies
    shares = "，双方各执一份" if letter.copies == 2 and letter.kind != "pledge" else ""  # noqa: PLR2004
    return f"{what}一式{number}份{shares}。"


def _date(letter: Letter) -> str:
    return letter.sign_date.chinese() if letter.sign_date else _BLANK_DATE


def _pledge_lines(letter: Letter, columns: tuple[str, ...]) -> SignOff:
    """The fields of a commitment letter's sign-off, each with what is known of the signer."""
    labels = letter.sign.fields or ("承诺人", "签订日期")
    return SignOff((tuple(_pledge_line(letter, label, columns) for label in labels),))


def _pledge_line(letter: Letter, label: str, columns: tuple[str, ...]) -> SignLine:
    plain = _BRACKETS.sub("", label)
    if plain in columns:
        return SignLine(label, f"{{{{ {plain} }}}}")
    if _DATE.search(plain):
        return SignLine(label, _date(letter))
    if _PERSON.search(plain):
        return SignLine(label, "{{ signer.name }}", by_hand=bool(_HAND.search(label)))
    if _DEPARTMENT.search(plain):
        return SignLine(label, "{{ signer.dept }}")
    return SignLine(label, by_hand=True)


def _party_lines(letter: Letter) -> SignOff:
    """Both parties side by side: who, post, a rule to sign on, date."""
    fields = letter.sign.fields or _RESPONSIBILITY_FIELDS
    return SignOff(
        tuple(
            (SignLine(label, _party_name(party)), *(_party_line(letter, field, party) for field in fields))
            for label, party in zip(_PARTIES, ("party_a", "party_b"), strict=True)
        )
    )


def _party_name(party: str) -> str:
    """The person, or where party A is an office and no person, what it is called."""
    return f"{{% if {party}.name %}}{{{{ {party}.name }}}}{{% else %}}{{{{ {party}.title }}}}{{% endif %}}"


def _party_line(letter: Letter, field: str, party: str) -> SignLine:
    plain = _BRACKETS.sub("", field)
    if _DATE.search(plain):
        return SignLine(field, _date(letter))
    if "职务" in plain:
        return SignLine(field, f"{{{{ {party}.title }}}}")
    if _DEPARTMENT.search(plain):
        return SignLine(field, f"{{{{ {party}.dept }}}}")
    return SignLine(field, by_hand=True)
