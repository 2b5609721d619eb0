"""States, percents and dates in the forms in which clerks type them into a task ledger.

A text is cut into dates and words of a small vocabulary, each with a letter for its kind, and the letters are judged:
未能按时完成 is `naf`, a negation before a finish. A word outside the vocabulary leaves its clause unread, so 完成初稿
is no finish. What cannot be read for certain is None: the clerk is asked, nothing is guessed.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from gongwen.tables.normal import cell_text, full_key


class Standing(StrEnum):
    """How far a task has come, in the words that the ledger prints."""

    DONE = "已完成"
    DOING = "进行中"
    OPEN = "未开始"
    CANCELLED = "已取消"


@dataclass(frozen=True, slots=True)
class When:
    """The days that a typed date covers, both ends included; for a day they are equal."""

    first: date
    last: date


_ALL = Decimal(100)
_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"\ufe0f": None})
# The time of day of a moment. It goes before blanks do: without its blank, 2024-06-3 12:00 would be the 31st at 2:00.
_TIME = re.compile(r"(?:(?<=[日号])|[\sTt])\s{0,3}\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")
_HAN_DIGITS = dict(zip("〇零○o一二三四五六七八九", "0000123456789", strict=True))
# Not beside other digits: the 一 of `任务一80%` is no digit of the percent.
_HAN_NUMBER = re.compile(r"(?<![0-9])[〇零○一二三四五六七八九十][〇零○o一二三四五六七八九十]*+(?![0-9])")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]{1,3})?")
_PERCENT = re.compile(
    r"百分之?(?P<all>1?百)|百分之(?P<words>[0-9]+(?:[.点][0-9]+)?)(?![0-9百])"
    r"|(?<![0-9.])(?<![0-9],)(?P<sign>[0-9]+(?:\.[0-9]+)?)%"
)

# A year that dates without one stand in, where only their shape matters; a leap year, so that 2月29日 is one of them.
_ANY_YEAR = 2024
# 24-6-30 is 2024 in a plan of about that year; 10/12/24 is not 2010, but somebody else's order of day, month and year.
_NEAR_YEARS = 10
_THIRDS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
_YEAR_WORDS = {"今年": 0, "本年": 0, "当年": 0, "次年": 1, "明年": 1, "去年": -1, "上年": -1}
_FULL_YEAR = r"(?P<y>(?:19|20)\d\d)"
_RELATIVE = f"(?P<word>{'|'.join(_YEAR_WORDS)})度?"
_YEAR = rf"(?:{_FULL_YEAR}(?:[-./]|年度?)|(?P<yy>\d\d)年|{_RELATIVE})"
_MONTH = r"(?P<m>\d{1,2})"
_DAY = r"(?P<d>\d{1,2})[日号]?"
_EDGE = r"(?:(?P<end>[底末])|[以之]?内)"
_BEFORE = r"(?P<before>[之以]?前)?"
# All that a date can look like, blanks gone and numerals Arabic; the longest match at a place counts.
_DATES = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"{_YEAR}?{_MONTH}月(?:{_DAY}|份?(?:(?P<third>[上中下]旬|初)|月?{_EDGE})?){_BEFORE}",
        rf"{_YEAR}?{_MONTH}[-./]{_DAY}{_BEFORE}",
        rf"(?P<yy>\d\d)[-./]{_MONTH}[-./]{_DAY}{_BEFORE}",
        rf"{_FULL_YEAR}[-./]{_MONTH}",
        rf"{_FULL_YEAR}(?P<m>\d\d)(?P<d>\d\d)?{_BEFORE}",
        rf"{_YEAR}?第?(?P<quarter>[1-4])季度?{_EDGE}?{_BEFORE}",
        rf"{_YEAR}?(?P<half>[上下])半年{_EDGE}?{_BEFORE}",
        rf"(?:{_YEAR}(?:全年|年?{_EDGE})|全年|年(?P<close>[底末])|年[以之]?内){_BEFORE}",
        rf"(?:{_FULL_YEAR}年度?|{_RELATIVE})",
    )
)
# Numbers in cells that can be dates. Excel has dropped the last 0 of 6.30 and 2024.10, so 6.3 and 2024.1 say nothing.
_DATE_NUMBER = re.compile(r"\d{8}|\d{6}|\d{1,2}\.\d\d|20\d\d\.(?:[2-9]|1[12])", re.ASCII)
_SERIAL = re.compile(r"(?:[2-7]\d{4}|80000)(?:\.\d+)?", re.ASCII)

_ABOUT = "情况 率 进度 时间 时限 期限 日期"
# The vocabulary by kinds. Digits never stand in it: dates are found first.
_KINDS = {
    "a": "按时 按期 提前 如期 圆满 顺利 按计划 按要求 并 目前 现 于 截至 截止 至 至今 到 仍 还 暂",
    "q": "全部 全面 全 完全 均 都",
    "m": "已 已经 了",
    "o": "任务 工作 事项 问题 该项 此项 本项 达 达到 进度 时间 时限 期限 日期 率 "
    + " ".join(a + b for a in ("完成", "整改", "办结", "落实", "销号", "进展") for b in _ABOUT.split()),
    "f": "完成 办结 办毕 办理完毕 完毕 完结 结束 销号 做完 办完 到位",
    "w": "整改 落实 办理 做",
    "s": "启动 开展 开始 实施",
    "g": "推进 进行",
    "n": "未 没有 没 尚未 未能 无法 不能 未曾",
    "p": "部分 大部分 基本 基本上 初步 阶段性",
    "r": "正在 仍在 尚在 还在 在 持续 继续 有序 稳步 序时 按序时 按序时进度",
    "G": "长期坚持 按计划推进 常态化推进",
    "z": "中",
    "t": "待办 待启动 待落实 待整改 待完成 待开展 待实施 待推进 待处理 待办理 待开始",
    "l": "逾期 超期",
    "c": "取消 终止 作废 不再开展 不再实施 不再推进 不再进行",
    "y": "√ ✓ ✔ ☑ ✅ 对勾 打勾",
    "Y": "是 y yes ok done true",
    "N": "否 无 n no x false",
    "x": "× ✗ ✘ ✕ ✖ ❌ ☐ □",
    "k": ", . ; : 、 。 ! ( ) [ ] 【 】 〔 〕 《 》 \" ' “ ” ‘ ’ -",
}
_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_WORD = re.compile("|".join(re.escape(word) for word in sorted(_KIND, key=len, reverse=True)))
# Clauses by the kinds of their words (`d` a day, `D` a longer span or a deadline, `u` unread); the first to fit counts.
_CLAUSES = tuple(
    (standing, re.compile(f"(?!.{{31}})(?:{form})"))  # a clause of more than 30 words is prose
    for standing, form in (
        (Standing.DOING, "[adDoqmw]*nq[amo]*[fw][owf]*"),  # 未全部完成: some of it is
        (Standing.OPEN, "[adDoqmwl]*n[adDoqm]*[fswg][adDoqmwfsg]*"),
        (Standing.OPEN, "[adDmo]*lo*|[adDoq]*to*|x|N"),
        (Standing.CANCELLED, "[adDoqm]*c[dom]*"),
        (Standing.DOING, "[adDoqmw]*p[adDoqm]*[fws][amowf]*"),
        (Standing.DOING, "[adDoqmw]*r[aorq]*[gws]+[ow]*z?|[adDoqmwr]*[gws][ow]*z|[adDoqm]*G"),
        (Standing.DOING, "[adDoq]*m[aq]*[sg][ow]*|[adDoq]*[sg]m[ow]*"),
        (Standing.DONE, "[adDoqmwl]*f[adDoqmwf]*|y|Y"),
        (Standing.DONE, "(?=.*m)(?=.*w)[adDoqmw]*"),  # 整改 alone is a task; 已整改 is done
    )
)
_NEUTRAL = re.compile("[adDoqmw]*")
# Words that may surround a date without denying it.
_AROUND_DATE = re.compile("[aqmofwyk]*[dD][aqmofwyk]*")


def read_standing(text: str) -> Standing | None:
    """The state that the text of a 完成情况 cell tells, None for one that cannot be read and for an empty one.

    A percent decides over the words beside it; a number cell from 0 to 1 is a percent. A negation beats what it
    negates. Clauses that contradict each other give None, but what is unfinished and going on is going on.
    """
    folded = _fold(text)
    if _NUMBER.fullmatch(folded) and float(folded) <= 1:
        folded, percent = "", _bare_percent(folded)
    elif percents := list(_PERCENT.finditer(folded)):
        percent = _value(percents[-1])
        folded = folded[: percents[-1].start()] + folded[percents[-1].end() :]
    else:
        return _judge(_tokens(folded, _ANY_YEAR)[0])
    if percent is None:
        return None
    kinds = _tokens(folded, _ANY_YEAR)[0]
    words = _judge(kinds)
    if words is Standing.CANCELLED:
        return words
    if 0 < percent < _ALL:
        return Standing.DOING
    # 未达到100% or 6月底前100%完成 is not done: at the ends of the scale the words must bear the percent out.
    standing = Standing.DONE if percent else Standing.OPEN
    return standing if words is standing or re.fullmatch("[adoqmwfk]*", kinds) else None


def read_percent(text: str, *, bare: bool = False) -> Decimal | None:
    """The last percent of a text, from 0 to 100; None where there is none or it lies outside.

    With `bare` the text may be the content of a number cell: up to 1 a share of 1, above that a percent already.
    """
    folded = _fold(text)
    if percents := list(_PERCENT.finditer(folded)):
        return _value(percents[-1])
    return _bare_percent(folded) if bare and _NUMBER.fullmatch(folded) else None


def read_date(text: str, year: int, *, number: bool = False, date1904: bool = False) -> When | None:
    """The days that the one date of a text covers; `year` is the plan's, for dates without a year.

    A month, quarter or year covers all its days, also with 内, or with 底前, which is a deadline and the time until it.
    6月底 without 前 begins on the 21st like 下旬, the end of anything longer with its last month. 6月前 is None: to
    some it is May. With `number` the text is the content of a number cell, which may be a serial of Excel in days.
    """
    folded = _fold(text)
    if number and _NUMBER.fullmatch(folded):
        folded = cell_text(float(folded))
        if _SERIAL.fullmatch(folded):
            day = (date(1904, 1, 1) if date1904 else date(1899, 12, 30)) + timedelta(int(float(folded)))
            return When(day, day)
        if _DATE_NUMBER.fullmatch(folded) is None:
            return None
    kinds, dates = _tokens(folded, year)
    return dates[0] if _AROUND_DATE.fullmatch(kinds) else None


def _fold(text: str) -> str:
    """The text to compare: compatibility forms folded, times of day and blanks gone, numerals Arabic, dashes alike."""
    short = _TIME.sub("", unicodedata.normalize("NFKC", text))
    return _HAN_NUMBER.sub(_arabic, full_key(short).translate(_SIGNS))


def _arabic(match: re.Match[str]) -> str:
    """二〇二四 digit by digit, 三十一 by its value; anything odd as it stands."""
    tens, ten, ones = match[0].partition("十")
    if not ten:
        return "".join(_HAN_DIGITS[sign] for sign in tens)
    if len(tens) > 1 or len(ones) > 1 or ones == "十":
        return match[0]
    return _HAN_DIGITS.get(tens, "1") + _HAN_DIGITS.get(ones, "0")


def _value(match: re.Match[str]) -> Decimal | None:
    """The number of a percent, None outside 0 to 100."""
    if match.string.startswith("-") and match.start() == 1:
        return None
    return _in_range(Decimal("100" if match["all"] else (match["words"] or match["sign"]).replace("点", ".")))


def _bare_percent(folded: str) -> Decimal | None:
    """The percent that a number cell holds; the 15 digits that Excel shows, so 0.28999999999999998 is 29."""
    value = Decimal(cell_text(float(folded)))
    return _in_range(value * _ALL if value <= 1 else value)


def _in_range(value: Decimal) -> Decimal | None:
    """The percent without idle zeros (80, not 80.0 or 8E+1), None outside 0 to 100."""
    if not 0 <= value <= _ALL:
        return None
    return Decimal(int(value)) if value == int(value) else value.normalize()


def _judge(kinds: str) -> Standing | None:
    """The state that the clauses of a text agree on; a tick or cross is a clause of its own."""
    readings: list[Standing | None] = []
    for clause in re.findall("[yx]|[^yxk]+", kinds):
        reading = next((standing for standing, form in _CLAUSES if form.fullmatch(clause)), None)
        if reading is not None or not _NEUTRAL.fullmatch(clause):
            readings.append(reading)
    known = set(readings) - {None}
    if Standing.DOING in known and known <= {Standing.DOING, Standing.OPEN}:
        return Standing.DOING
    if len(known) != 1:
        return None
    if Standing.DONE in known and (None in readings or ("D" in kinds and not {"m", "y"} & set(kinds))):
        return None  # 6月底前完成 without 已 is a promise
    # 未完成，原因如下: what follows explains; words before it might be what it is about.
    return readings[0]


def _tokens(folded: str, year: int) -> tuple[str, list[When]]:
    """The kinds of the words of a text and its dates; `u` is any other character and a day that does not exist."""
    kinds, dates, at = "", [], 0
    while at < len(folded):
        if found := [match for form in _DATES if (match := form.match(folded, at))]:
            longest = max(found, key=lambda match: match.end())
            at = longest.end()
            if when := _when(longest, year):
                dates.append(when)
                kinds += "D" if when.first < when.last or longest[0].endswith("前") else "d"
            else:
                kinds += "u"
        else:
            word = _WORD.match(folded, at)
            kinds += _KIND[word[0]] if word else "u"
            at = word.end() if word else at + 1
    return kinds, dates


def _when(match: re.Match[str], year: int) -> When | None:
    """The days of a date that was found, None where the calendar has no such day."""
    parts = {name: part for name, part in match.groupdict().items() if part}
    start, end = _months(parts)
    try:
        own = _own_year(parts, year)
        first, last = date(own, start, int(parts.get("d", 1))), date(own, end, calendar.monthrange(own, end)[1])
    except (ValueError, OverflowError):
        return None
    closing = bool(parts.keys() & {"end", "close"})
    if "before" in parts and not closing and "d" not in parts:
        return None
    if "d" in parts:
        last = first
    elif "third" in parts:
        begin, close = _THIRDS[parts["third"]]
        first, last = first.replace(day=begin), last.replace(day=min(close, last.day))
    elif closing and "before" not in parts:
        first = last.replace(day=21 if start == end else 1)
    return When(first, last)


def _months(parts: dict[str, str]) -> tuple[int, int]:
    """The first and last month of a date, the whole year where it names none."""
    if "quarter" in parts:
        return 3 * int(parts["quarter"]) - 2, 3 * int(parts["quarter"])
    if "m" in parts:
        return int(parts["m"]), int(parts["m"])
    return {"上": (1, 6), "下": (7, 12)}.get(parts.get("half", ""), (1, 12))


def _own_year(parts: dict[str, str], year: int) -> int:
    """The year of a date; ValueError for one of two digits that is far from the plan's."""
    if "yy" not in parts:
        return int(parts["y"]) if "y" in parts else year + _YEAR_WORDS.get(parts.get("word", ""), 0)
    own = 2000 + int(parts["yy"])
    if abs(own - year) > _NEAR_YEARS:
        raise ValueError(parts["yy"])
    return own
