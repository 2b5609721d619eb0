"""What a dossier is made of: materials (件), the volumes (卷) they are bound in, the lines of their contents lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongwen.plan.schema import Standard
    from gongwen.problems import Problem
    from gongwen.standard.dates import PlanDate

REPORT, PAPER, LEDGER, RECORD, PHOTO, OTHER = "说明报告", "文件", "台账", "记录", "照片", "其他"
KINDS = (REPORT, PAPER, LEDGER, RECORD, PHOTO, OTHER)
"""The kinds of materials, in the order in which they stand where the plan names no other."""
INDEX = "目录.xlsx"
"""The workbook in the evidence folder that says of files what their names do not."""
SIGNED = "签收"
"""The folder of signed scans, one folder in it for each letter."""


class Origin(StrEnum):
    """How a material came in: filed under a standard, named by a record, a signed letter's scan, a paper of ours."""

    FOLDER = "folder"
    RECORD = "record"
    SIGNED = "signed"
    OWN = "own"


class Form(StrEnum):
    """What pages are made of: by the suffix of the name, the content is looked at when pages are made."""

    PDF = "pdf"
    WORD = "word"
    SHEET = "sheet"
    IMAGE = "image"
    TEXT = "text"
    OFFICE = "office"
    """Needs another program to be read: .doc, .xls, .wps, .et, .ppt …"""
    OTHER = "other"
    """Nothing that can be printed: a film, a sound, a program."""


@dataclass(frozen=True, slots=True)
class Material:
    """一件: a file of evidence, or a member of a zip, with what the contents list says of it."""

    name: str
    """How messages and the index call it: its path in the evidence folder with /, `a.zip/b.jpg` for a member of an
    archive, `outputs/2023/…` for a paper of ours."""
    path: Path
    """The file that is read; for a member the archive."""
    form: Form
    standards: tuple[str, ...]
    """The ids of the standards that it proves, in the plan's order."""
    title: str
    kind: str
    member: str = ""
    """The name in the archive as the archive spells it, empty for a file of its own."""
    date: PlanDate | None = None
    issuer: str = ""
    number: str = ""
    order: float | None = None
    """Where the index puts it among its kind; those without come after, by date and name."""
    records: tuple[str, ...] = ()
    """The ids of the plan's records that name it, in the plan's order."""
    origin: Origin = Origin.FOLDER
    fault: str = ""
    """Why no pages can be made of it, where that is known before it is opened."""


@dataclass(slots=True)
class Collected:
    """What lies in the evidence folder: the materials in the order of their names, and what was passed over."""

    materials: list[Material] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    """How many files were passed over, by what they are: 锁定文件, 隐藏文件, 系统文件."""
    unfiled: list[str] = field(default_factory=list)
    """Files that lie under no standard and that no record names."""
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator (测评指标) of a volume with its standards, in the plan's order."""

    id: str
    name: str
    standards: tuple[Standard, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """一卷: a project or an indicator of the assessment, by the plan's `dossier.volumes`."""

    id: str
    number: int
    """From 1, in the plan's order."""
    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of 卷内文件目录: what it is and on which numbered pages of the volume it stands."""

    title: str
    kind: str
    first: int
    last: int
    standard: str = ""
    date: PlanDate | None = None
    issuer: str = ""
    number: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """What the index says of a material in place of its name; None is not said."""

    title: str | None = None
    date: PlanDate | None = None
    issuer: str | None = None
    number: str | None = None
    kind: str | None = None
    order: float | None = None
    standards: tuple[str, ...] | None = None
