"""The unit, the elements its documents share, its people and bodies."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gongwen.plan.schema.base import Date, Flag, Model, Texts


class Unit(Model):
    """单位: who issues the documents."""

    name: str = Field(min_length=1, description="单位全称，印在署名处")
    short_name: str | None = Field(None, description="简称，如“中心”")
    letterhead: str | None = Field(None, description="发文机关标志，省略时为全称加“文件”")
    code: str | None = Field(None, description="发文机关代字，如“澜药检”")
    superior: str | None = None
    province: str | None = None
    city: str | None = None
    address: str | None = None
    party_branch: str | None = None
    nature: str | None = None
    honour: str | None = None
    seal: Flag = Field(default=True, description="发文是否加盖印章，决定署名和日期的位置")


class Issuance(Model):
    """公文要素: what documents share; each may give its own."""

    secrecy: str | None = Field(None, description="密级，如“秘密★1年”")
    urgency: str | None = Field(None, description="紧急程度：特急或加急")
    copy_no: str | None = Field(None, description="份号，6位数字")
    signer: Texts | None = Field(None, description="签发人，只用于上行文")
    issuer: str | None = None
    cc: Texts = Field((), description="抄送机关")
    printed_by: str | None = None
    printed_date: Date | None = None
    note: str | None = Field(None, description="附注，如“此件公开发布”")
    disclosure: str | None = Field(None, description="公开方式，如“此件主动公开”；没有附注时印在附注处")


class RosterColumns(Model):
    """Which header of the roster file holds which fact."""

    id: str
    name: str
    gender: str | None = None
    ethnicity: str | None = None
    dept: str | None = None
    post: str | None = None
    political: str | None = None
    party_member: str | None = None
    party_since: str | None = None
    employment: str | None = None
    status: str | None = None
    ext: str | None = None


class RosterValues(Model):
    """How the roster writes yes, and which states count as on duty."""

    party_member_yes: Texts = ("是",)
    active: Texts = ("在岗",)


class Roster(Model):
    """名册: the roster file, csv, xlsx or xls, relative to the plan file."""

    file: str
    sheet: str | None = None
    encoding: str | None = None
    key: str | None = None
    columns: RosterColumns = RosterColumns(id="工号", name="姓名")
    values: RosterValues = RosterValues()


class Department(Model):
    """科室: its head and the leader in charge by id; `kind: leadership` is the leadership itself."""

    id: str
    name: str
    kind: Literal["leadership", "admin", "business"] = "business"
    head: str | None = None
    leader: str | None = None
    liaison: str | None = Field(None, description="联络员，填工号")
    duties: str | None = None


class GroupMembers(Model):
    """Members of the leading group: ids, and the heads of departments by role."""

    staff: Texts = ()
    role: Literal["dept_head"] | None = None


class GroupOffice(Model):
    """The office under the leading group."""

    name: str | None = None
    dept: str | None = None
    director: str | None = None
    staff: Texts = ()


class Group(Model):
    """领导小组."""

    name: str
    leader: str
    deputies: Texts = ()
    members: GroupMembers = GroupMembers()
    office: GroupOffice | None = None
    liaisons: str | None = None


class BranchMember(Model):
    """A post of the branch committee."""

    post: str
    staff: str


class Branch(Model):
    """支部委员会."""

    secretary: str | None = None
    deputy: str | None = None
    members: tuple[BranchMember, ...] = ()
    groups: int | None = None
