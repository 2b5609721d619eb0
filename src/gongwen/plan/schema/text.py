"""What the implementation plan and the summary say."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongwen.plan.schema.base import Date, Flag, Model, Texts


class PlanSection(Model):
    """A section of the plan; the order of sections gives 一、二、."""

    id: str | None = None
    heading: str
    text: str | None = None
    ref: str | None = Field(None, description="接着印出的部分：phases、measures 或 requirements")


class PlanText(Model):
    """方案: opening and sections."""

    intro: str | None = None
    sections: tuple[PlanSection, ...] = ()


class Phase(Model):
    """阶段, from month to month; `months` is printed as it is written."""

    id: str
    name: str
    start: Date
    end: Date
    months: str | None = None
    text: str | None = None


class MeasureItem(Model):
    """An item of a measure: `title` is printed before the text, `label` never is."""

    id: str
    title: str | None = None
    label: str | None = None
    text: str | None = None


class Measure(Model):
    """措施: a heading, a lead paragraph, items."""

    id: str
    title: str
    text: str | None = None
    items: tuple[MeasureItem, ...] = ()


class Requirement(Model):
    """要求."""

    id: str
    title: str | None = None
    text: str | None = None


class SummaryItem(Model):
    """A part of the summary, perhaps for one measure."""

    title: str | None = None
    measure: str | None = None
    text: str | None = None


class SummarySection(Model):
    """A section of the summary."""

    heading: str
    text: str | None = None
    items: tuple[SummaryItem, ...] = ()


class Summary(Model):
    """年度总结."""

    opening: str | None = None
    sections: tuple[SummarySection, ...] = ()
    problems: Texts = ()
    next_steps: Texts = ()


class AllowedYear(Model):
    """A year other than the plan's that texts may name."""

    year: int
    reason: str | None = None


class Lint(Model):
    """校验 settings."""

    allowed_years: tuple[AllowedYear, ...] = ()
    placeholders: Texts = ()
    terms: dict[str, str] = Field(default_factory=dict)


class LayoutFonts(Model):
    """Family names by role, where a unit does not use the usual ones."""

    title: str | None = None
    body: str | None = None
    heading1: str | None = None
    heading2: str | None = None
    page_number: str | None = None
    latin: str | None = None


class Layout(Model):
    """版式: the values that GB/T 9704 calls 一般 and a unit may set."""

    fonts: LayoutFonts = LayoutFonts()
    imprint_even: Flag = Field(default=True, description="版记放在偶数页（双面印制时末张纸的背面）；否则接着正文排")


SchemaVersion = Literal["gongwen/plan@1"]
