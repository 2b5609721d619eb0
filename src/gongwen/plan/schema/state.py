"""What happened during the year: records, issues, progress, self-check, honours, and the dossier's settings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from gongwen.plan.schema.base import Date, Flag, Model, Number, Several, Texts


class Record(Model):
    """记录: a meeting, an activity, an inspection."""

    id: str
    kind: str
    title: str
    date: Date
    place: str | None = None
    people: int | None = Field(None, ge=0)
    tasks: Texts = ()
    summary: str | None = None
    host: str | None = None
    recorder: str | None = None
    attendees: Texts = ()
    absent: Texts = ()
    decisions: Texts = ()
    trainer: str | None = None
    hours: Number | None = Field(None, ge=0)
    money: Number | None = Field(None, ge=0)
    data: dict[str, str] = Field(default_factory=dict)
    cumulative: Flag = False
    files: Texts = ()


class Issue(Model):
    """问题 found by an inspection."""

    id: str
    record: str | None = None
    dept: str | None = None
    problem: str
    measure: str | None = None
    owner: str | None = None
    due: Date | None = None
    done: Date | None = None


class ProgressItem(Model):
    """How far one task is."""

    task: str
    status: str | None = None
    percent: Number | None = Field(None, ge=0, le=100)
    done: Date | None = None
    note: str | None = None


class Progress(Model):
    """进展 as of a date."""

    as_of: Date | None = None
    items: tuple[ProgressItem, ...] = ()


class SelfcheckItem(Model):
    """A standard that lost points."""

    standard: str
    score: Number
    reason: str | None = None


class SelfcheckBonus(Model):
    """Points gained by an item of the bonus list."""

    id: str
    score: Number
    reason: str | None = None


class SelfcheckNegative(Model):
    """An item of the negative list that happened; without `score` the item's own effect counts."""

    id: str
    score: Number | None = None
    reason: str | None = None


class Selfcheck(Model):
    """自查: standards that are not listed have full marks."""

    date: Date | None = None
    items: tuple[SelfcheckItem, ...] = ()
    bonus: tuple[SelfcheckBonus, ...] = ()
    negative: tuple[SelfcheckNegative, ...] = ()


class Honour(Model):
    """表彰: departments or persons by id; `quota` and `conditions` are what a selection notice says of it."""

    name: str
    items: Texts = ()
    quota: int | None = Field(None, ge=1, description="评选名额")
    conditions: Texts = Field((), description="评选条件")


class Photo(Model):
    """How photos are shown."""

    per_page: int = Field(1, ge=1)
    caption: str | None = None
    require_date: Flag = False


def _millimetres(value: Any) -> Any:
    """Digits as a number; anything else is left to be refused."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


VolumeBy = Literal["by_project", "by_indicator"]
DossierPart = Literal["盒脊", "封面", "说明", "卷内目录", "缺项页", "材料", "备考表"]
DossierOutput = Literal["分卷", "合订", "原件", "目录", "上传包"]
Spine = Annotated[Literal[20, 30, 40], BeforeValidator(_millimetres)]


class Dossier(Model):
    """迎检档案."""

    fonds: str | None = None
    fonds_no: str | None = Field(None, description="全宗号，印在封面、盒脊和归档章上")
    catalogue_no: str | None = Field(None, description="目录号，印在封面上")
    retention: str | None = None
    volumes: VolumeBy | None = Field(
        None, description="怎样分卷：by_project 每个测评项目一卷，by_indicator 每个测评指标一卷；省略时每个项目一卷"
    )
    order: Texts = Field((), description="一项标准下各类材料的先后：说明报告、文件、台账、记录、照片、其他")
    photo: Photo = Photo()
    parts: Several[DossierPart] = Field((), description="一卷由哪些部分组成，省略时为缺项页以外的全部")
    columns: Texts = Field(
        (), description="卷内文件目录的列：gbt9705（文书案卷）、dat22（归档文件），或自己列出各列的名称"
    )
    outputs: Several[DossierOutput] = Field((), description="要哪些成品，省略时全部生成")
    stamp: Flag = Field(default=False, description="是否在每件首页加归档章")
    spine: Spine | None = Field(None, description="档案盒的厚度，毫米；盒脊按它制作")
    evidence_root: str | None = None
    archivist: str | None = None
    checker: str | None = None
