"""Indicators, tasks, letters: what is asked for, who does it, who signs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongwen.plan.schema.base import Date, Dates, Flag, Model, Number, Texts


class Evidence(Model):
    """How many documents and photos a standard asks for at least."""

    docs: int = 0
    photos: int = 0


class Standard(Model):
    """测评标准, the leaf of the tree that carries a score."""

    id: str
    text: str
    score: Number
    methods: Texts = ()
    evidence: Evidence = Evidence()


class Indicator(Model):
    """测评指标."""

    id: str
    name: str
    report: str | None = Field(None, description="指标说明，印在卷首；省略时按记录草拟")
    standards: tuple[Standard, ...] = ()


class Project(Model):
    """测评项目."""

    id: str
    name: str
    score: Number | None = None
    report: str | None = Field(None, description="项目说明，印在卷首")
    indicators: tuple[Indicator, ...] = ()


class Bonus(Model):
    """加分项."""

    id: str
    text: str
    score: Number


class Negative(Model):
    """负面清单: a veto, or points off written as -5."""

    id: str
    text: str
    effect: str | None = None


class Indicators(Model):
    """测评体系: projects, indicators, standards."""

    name: str | None = None
    version: str | None = None
    total: Number | None = None
    report_limit: int | None = Field(None, description="一份指标说明最多多少字，标点计算在内，空格不算")
    methods: Texts = ()
    projects: tuple[Project, ...] = ()
    bonus: tuple[Bonus, ...] = ()
    negative: tuple[Negative, ...] = ()


class Repeat(Model):
    """周期: every month or quarter; without `day` due on the last working day of the period."""

    every: Literal["month", "quarter"]
    months: tuple[int, ...] = ()
    day: int | None = Field(None, ge=1, le=31)


class Task(Model):
    """任务: one row of the ledger."""

    id: str
    title: str
    actions: str | None = None
    source: str | None = None
    phases: Texts = ()
    standards: Texts = ()
    lead: str | None = None
    support: Texts = ()
    leader: str | None = None
    owner: str | None = None
    due: Dates = ()
    repeat: Repeat | None = None
    target: str | None = None
    evidence: Texts = ()


class Select(Model):
    """Who is meant: keys are joined by AND, the values of one key by OR."""

    dept: Texts = ()
    role: Literal["dept_head", "dept", "leader"] | None = None
    staff: Texts = ()
    status: Texts = ()
    party: Flag | None = None
    political: Texts = ()
    employment: Texts = ()
    exclude: Texts = ()


class Party(Model):
    """A party of a letter: a person, a rule, or a selection."""

    role: str | None = None
    title: str | None = None
    staff: str | None = None
    rule: Literal["leader_in_charge"] | None = None
    select: Select | None = None


class Level(Model):
    """One level of signing."""

    party_a: Party
    party_b: Party


class LetterTable(Model):
    """A table in a letter, such as the department's tasks."""

    from_: str = Field(alias="from")
    filter: dict[str, str] = Field(default_factory=dict)
    columns: Texts = ()


class LetterSection(Model):
    """A numbered section of a letter."""

    heading: str
    text: str | None = None
    items: Texts = ()
    table: LetterTable | None = None


class Validity(Model):
    """From when to when a letter holds."""

    from_: Date | None = Field(None, alias="from")
    to: Date | None = None


class Sign(Model):
    """The fields of the signature block."""

    fields: Texts = ()


class Letter(Model):
    """责任书 or 承诺书."""

    id: str
    kind: Literal["responsibility", "pledge"]
    title: str
    levels: tuple[Level, ...] = ()
    signer: Party | None = None
    addressee: str | None = None
    preamble: str | None = None
    sections: tuple[LetterSection, ...] = ()
    items: Texts = ()
    closing: str | None = None
    validity: Validity | None = None
    copies: int = Field(1, ge=1)
    copies_text: str | None = None
    sign: Sign = Sign()
    sign_date: Date | None = None
    due_task: str | None = None
    order: str | None = None
    template: str | None = None
    output: str | None = None
