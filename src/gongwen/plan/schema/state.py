"""What happened during the year: records, issues, progress, self-check, honours, and the dossier's settings."""

from __future__ import annotations

from pydantic import Field

from gongwen.plan.schema.base import Date, Flag, Model, Number, Texts


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


class Dossier(Model):
    """迎检档案."""

    fonds: str | None = None
    retention: str | None = None
    volumes: str | None = None
    order: Texts = ()
    photo: Photo = Photo()
    parts: Texts = ()
    evidence_root: str | None = None
    archivist: str | None = None
    checker: str | None = None
    columns: str | None = None
