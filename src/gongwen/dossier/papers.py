"""The papers that a dossier says of itself: cover, reports, contents, remarks, pages for what is missing or unfit.

They are Documents in the frames 档案, 档案封面 and 备考表; blanks to write on are part of their texts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from gongwen.blocks.model import Block, Cell, Document, FieldLine, Grid, GridRow, Heading, Paragraph
from gongwen.dossier.lists import GBT9705, list_table
from gongwen.plan.stats import number
from gongwen.standard.title import break_title
from gongwen.standard.widths import text_em
from gongwen.word.contract import ARCHIVE, COVER, REMARKS

if TYPE_CHECKING:
    from gongwen.dossier.model import Line, Part
    from gongwen.plan.schema.work import Standard
    from gongwen.standard.dates import PlanDate

ORIGINALS = "材料文件夹"
_BLANK, _ROOM = "　", "　　　　"
"""Room for a hand: a value of a tag that is blank would take its line away."""
_NO_DATE = "　　　　年　　月　　日"
_NO_PERIOD = "自　　　年　月至　　　年　月"
_BALANCED = 40
"""A title up to so wide, in 字, is broken into balanced lines; a longer one as the line holds."""
_NAMED, _SHORT = 3, 24
"""How many titles a sentence names, so that the remarks stay on their page, and how many characters of each."""
_FORM = (2.2, 5.4, 2.2, 4.2)
"""The columns of a form: two labels with what they say."""
_ROW, _WRITTEN = 14, 30
"""The least heights of a form's rows in mm, as they are and to write in."""
_LONG = 600
"""A text of so many characters goes on over the page."""


# ---------------------------------------------------------------- cover
@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What the cover of a volume says (GB/T 9705-2008); what is empty is left blank to write on.

    A full-width blank in `title` ends a line. `period` are the first and the last date of the materials; `numbers` are
    全宗号, 目录号 and 案卷号.
    """

    title: str
    pieces: int
    pages: int
    fonds: str = ""
    category: str = ""
    period: tuple[PlanDate, PlanDate] | None = None
    retention: str = ""
    filing: str = ""
    """归档号."""
    numbers: tuple[str, str, str] = ("", "", "")


def cover(facts: CoverFacts) -> Document:
    """案卷封面."""
    title = tuple(line for part in _line(facts.title, keep="　").split("　") for line in _lines(part))
    fonds, catalogue, volume = facts.numbers
    fields = {
        "全宗名称": _line(facts.fonds),
        "类目名称": _line(facts.category),
        "案卷题名": "\n".join(title),
        "起止时间": _period(facts.period),
        "保管期限": facts.retention,
        "件数": str(facts.pieces),
        "页数": str(facts.pages),
        "归档号": facts.filing,
        "全宗号": fonds,
        "目录号": catalogue,
        "案卷号": volume,
    }
    return Document(COVER, title, (), fields={name: text or _BLANK for name, text in fields.items()})


def period(dates: Iterable[PlanDate | None]) -> tuple[PlanDate, PlanDate] | None:
    """The first and the last of the dates that are known."""
    known = sorted(date for date in dates if date is not None)
    return (known[0], known[-1]) if known else None


def _period(dates: tuple[PlanDate, PlanDate] | None) -> str:
    if dates is None:
        return _NO_PERIOD
    return "自" + "至".join(f"{date.year}年{date.month}月" for date in dates)


# ---------------------------------------------------------------- contents
def contents(
    lines: Sequence[Line],
    columns: Sequence[str] = GBT9705,
    groups: Mapping[str, str] | None = None,
    *,
    volume: str = "",
    title: str = "卷内文件目录",
) -> Document:
    """卷内文件目录: `columns` as `list_columns` gives them, `groups` the headings of standards by their ids.

    `volume` is 案卷题名, which stands over the list. Raises KeyError for a column that there is not.
    """
    table = list_table(lines, columns, groups or {})
    above = (FieldLine((("案卷题名", _line(volume)),)),) if volume else ()
    return Document(ARCHIVE, _lines(title), (*above, table))


def standard_title(standard: Standard) -> str:
    """What a standard is called in lists: its id, what it asks, its score."""
    return f"{standard.id}　{_line(standard.text)}（{number(standard.score)}分）"


# ---------------------------------------------------------------- reports
def report(name: str, texts: Sequence[tuple[Part, str, int | None]]) -> Document:
    """指标说明: of each indicator its text, as paragraphs, and how many characters it has of those that it may have.

    `name` is the volume's. An empty text is said to be missing.
    """
    blocks: list[Block] = []
    for part, text, limit in texts:
        score = sum((standard.score for standard in part.standards), Decimal(0))
        blocks.append(Heading(1, f"{part.id}　{_line(part.name)}（{number(score)}分）", numbered=False))
        if not text.strip():
            blocks.append(Paragraph("（本指标的说明尚未填写）"))
            continue
        blocks += (Paragraph(line.strip()) for line in text.splitlines() if line.strip())
        blocks.append(Paragraph(_counted(characters(text), limit)))
    return Document(ARCHIVE, _lines(f"{name}指标说明"), tuple(blocks))


def characters(text: str) -> int:
    """How long a text is as assessors count: every character and mark, no blanks and line ends."""
    return sum(not char.isspace() for char in text)


def _counted(count: int, limit: int | None) -> str:
    if limit is None:
        return f"（共{count}字）"
    over = f"，超出{count - limit}字" if count > limit else ""
    return f"（共{count}字，限{limit}字{over}）"


# ---------------------------------------------------------------- remarks
@dataclass(frozen=True, slots=True)
class RemarkFacts:
    """What is to be said of a finished volume: counts, and the titles of what is not as it should be.

    `gaps` are texts such as `Z1-1-2（缺文件2件）`; `repaired` were mended to be bound, for `unprinted` another page
    stands. Names and date that are empty are left to be signed by hand.
    """

    pieces: int
    pages: int
    photos: int = 0
    unsigned: Sequence[str] = ()
    repaired: Sequence[str] = ()
    unprinted: Sequence[str] = ()
    gaps: Sequence[str] = ()
    archivist: str = ""
    checker: str = ""
    date: PlanDate | None = None


def notes(facts: RemarkFacts) -> Document:
    """卷内备考表 (GB/T 9705-2008), with room under its text to go on by hand."""
    photos = f"，其中照片{facts.photos}张" if facts.photos else ""
    told = (
        (facts.unsigned, "未签章的", "件", "。签章后请换上签章件"),
        (facts.repaired, "电子文件有损坏、修复后装订的", "件", ""),
        (facts.unprinted, "不能打印、以说明页代替的", "件", f"。原件存{ORIGINALS}"),
        (facts.gaps, "材料尚未齐全的测评标准", "项", ""),
    )
    texts = [
        f"本卷共有文件材料{facts.pieces}件、{facts.pages}页{photos}。",
        *(f"{what}{len(titles)}{unit}：{_named(titles, unit)}{more}。" for titles, what, unit, more in told if titles),
        *(() if facts.gaps else ("各项测评标准规定的材料数量均已达到。",)),
        "文件材料缺损、修改、补充、移出、销毁等其他情况：",
    ]
    fields = {
        "立卷人": facts.archivist or _ROOM,
        "检查人": facts.checker or _ROOM,
        "立卷时间": facts.date.chinese() if facts.date else _NO_DATE,
    }
    return Document(REMARKS, ("卷内备考表",), tuple(map(Paragraph, texts)), fields=fields)


def _named(titles: Sequence[str], unit: str) -> str:
    short = (title if len(title) <= _SHORT else f"{title[: _SHORT - 1]}…" for title in map(_line, titles[:_NAMED]))
    named = "；".join(short)
    return named if len(titles) <= _NAMED else f"{named}等{len(titles)}{unit}"


# ---------------------------------------------------------------- what is missing, what cannot be printed
@dataclass(frozen=True, slots=True)
class Need:
    """So many of one kind of material are wanted for a standard, so many are there: 文件资料, 件."""

    what: str
    unit: str
    wanted: int
    present: int

    @property
    def missing(self) -> int:
        """How many are still to come."""
        return max(0, self.wanted - self.present)


def gap(  # noqa: PLR0913 - what a form says
    standard: Standard,
    needs: Sequence[Need],
    *,
    place: str = "",
    department: str = "",
    person: str = "",
    tasks: Sequence[str] = (),
) -> Document:
    """缺项说明: what a standard asks, what there is and what not, who sees to it; why and until when, by hand.

    `place` is the indicator, `tasks` are those that were to bring the material.
    """
    rows = [
        _wide("测评指标", place) if place else None,
        _wide("测评标准", f"{standard.id}　{_line(standard.text)}"),
        _two("分值", f"{number(standard.score)}分", "测评方法", "、".join(standard.methods)),
        _wide("应有材料", _amounts((need, need.wanted) for need in needs)),
        _wide("现有材料", _amounts((need, need.present) for need in needs)),
        _wide("尚缺材料", _amounts((need, need.missing) for need in needs if need.missing)),
        _wide("相关任务", "\n".join(map(_line, tasks))) if tasks else None,
        _two("责任科室", department, "责任人", person),
        _wide("缺项原因", "", _WRITTEN),
        _wide("补充措施", "", _WRITTEN),
        _wide("拟补时间", _NO_DATE),
    ]
    return Document(ARCHIVE, ("缺项说明",), (Grid(_FORM, tuple(row for row in rows if row is not None)),))


def placeholder(title: str, file: str, reason: str, remedy: str = "", *, kept: str = ORIGINALS) -> Document:
    """The page that stands for a file of which no pages can be made: what it is, why, what to do, where it is kept."""
    rows = [
        _wide("题名", _line(title)),
        _wide("文件名", _line(file)),
        _wide("原因", reason, 24),
        _wide("处理办法", remedy, 24),
        _wide("原件存放", kept),
    ]
    return Document(ARCHIVE, ("不能打印材料说明",), (Grid(_FORM, tuple(rows)),))


def _amounts(amounts: Iterable[tuple[Need, int]]) -> str:
    return "、".join(f"{need.what}{amount}{need.unit}" for need, amount in amounts) or "无"


def _wide(label: str, text: str, height: float = _ROW) -> GridRow:
    return GridRow((Cell(label, label=True), Cell(text, span=3)), height, splits=len(text) > _LONG)


def _two(label: str, text: str, second: str, more: str) -> GridRow:
    return GridRow((Cell(label, label=True), Cell(text), Cell(second, label=True), Cell(more)), _ROW)


# ---------------------------------------------------------------- plain texts
def text(title: str, lines: Iterable[str]) -> Document:
    """A plain text as a paper: each line a paragraph, several blank lines one, no blanks that indent a line."""
    blocks: list[Block] = []
    blank = False
    for line in (piece for each in lines for piece in each.splitlines() or [each]):
        said = _printable(line).strip()
        if said:
            blocks += [Paragraph("")] * (blank and bool(blocks))
            blocks.append(Paragraph(said))
        blank = not said
    return Document(ARCHIVE, _lines(title), tuple(blocks))


def _printable(text: str) -> str:
    """A text without control characters and marks that direct it; a tab stays."""
    return "".join(char for char in text if char == "\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"})


def _line(text: str, *, keep: str = "") -> str:
    """A text that is to stand on one line: line ends and runs of blanks are one blank, nothing that is not printed."""
    if keep:
        return keep.join(filter(None, (_line(part) for part in text.split(keep))))
    return " ".join(_printable(" ".join(text.split())).split())


def _lines(title: str) -> tuple[str, ...]:
    """A title in the lines that it is printed in."""
    plain = _line(title)
    return break_title(plain) if text_em(plain) <= _BALANCED else (plain,)
