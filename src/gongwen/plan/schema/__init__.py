"""The whole plan file as models; every section is here, also those whose documents come later."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongwen.plan.schema.base import Model
from gongwen.plan.schema.documents import DOCUMENT_TYPES, AttachmentEntry, BodyPiece, DocumentEntry, Meeting
from gongwen.plan.schema.state import Dossier, Honour, Issue, Progress, Record, Selfcheck
from gongwen.plan.schema.text import (
    Layout,
    Lint,
    Measure,
    MeasureItem,
    Phase,
    PlanSection,
    PlanText,
    Requirement,
    Summary,
    SummaryItem,
    SummarySection,
)
from gongwen.plan.schema.unit import Branch, Department, Group, Issuance, Roster, Unit
from gongwen.plan.schema.work import Indicators, Letter, LetterTable, Party, Select, Standard, Task, Validity


class Plan(Model):
    """A year of one unit. Only `schema`, `year`, `unit` and `documents` are required."""

    schema_: Literal["gongwen/plan@1"] = Field(alias="schema")
    year: int = Field(ge=1949, le=2199)
    unit: Unit
    issuance: Issuance | None = None
    roster: Roster | None = None
    departments: tuple[Department, ...] = ()
    group: Group | None = None
    branch: Branch | None = None
    plan: PlanText | None = None
    phases: tuple[Phase, ...] = ()
    measures: tuple[Measure, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    indicators: Indicators | None = None
    tasks: tuple[Task, ...] = ()
    letters: tuple[Letter, ...] = ()
    records: tuple[Record, ...] = ()
    issues: tuple[Issue, ...] = ()
    progress: Progress | None = None
    selfcheck: Selfcheck | None = None
    honours: tuple[Honour, ...] = ()
    summary: Summary | None = None
    dossier: Dossier | None = None
    documents: tuple[DocumentEntry, ...]
    lint: Lint = Lint()
    layout: Layout = Layout()


__all__ = [
    "DOCUMENT_TYPES", "AttachmentEntry", "BodyPiece", "Branch", "Department", "DocumentEntry", "Dossier", "Group",
    "Honour", "Indicators", "Issuance", "Issue", "Layout", "Letter", "LetterTable", "Lint", "Measure", "MeasureItem",
    "Meeting", "Party", "Phase", "Plan", "PlanSection", "PlanText", "Progress", "Record", "Requirement", "Roster",
    "Select", "Selfcheck", "Standard", "Summary", "SummaryItem", "SummarySection", "Task", "Unit", "Validity",
]  # fmt: skip
