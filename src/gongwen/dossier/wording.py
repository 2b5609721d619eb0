"""How a report says that something took place: the title of a record with the verb that fits it, or with none."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMERAL = "[一二三四五六七八九十百两〇零0-9]+"
_REMARK = re.compile(r"[（(][^（）()]*[）)]\s*$")
_ORDINAL = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{4}年度?"
    rf"|第?{_NUMERAL}季度|(?<![0-9]){_NUMERAL}月份?(?:{_NUMERAL}日)?|第{_NUMERAL}(?:次|期|场|届|批|轮|讲|周|站|季)"
    r"|[上下]半年|[春夏秋冬]季"
)
"""What tells one time of a thing from the next: 第一次, 3月, 第二季度, 春季."""
_COUNTER = re.compile(rf"第{_NUMERAL}(期|场|届|批|轮|讲)")
_CLAUSE = re.compile(
    r"召开|召集|举办|举行|开展|组织(?!生活|部|委|建设|领导|机构|架构|制度|法|工作)|参加|印发|下发|制定|制订|修订|邀请"
    r"|听取|部署|完成|传达|研究|审议|发布|发放|推送|报送|建立|成立|设置|深入|赴|走进|看望|讲党课|讲授|上党课"
    r"|作报告|作辅导|启动(?!仪式|大会|会|活动)|集中(?=学习|观看|收看|整治)"
)
"""Words that make a title a clause of its own: a verb before it would be one too many."""
_LED = re.compile(
    r"^(?:学习|走访|慰问|参观|观看|收看|签订|签署|评选|表彰|检查|通报|宣讲|募捐|捐款|清理|清扫|整治"
    r"|向|到|在|与|为|把|将)"
)
"""Words that begin a clause, or a name such as 学习雷锋志愿服务活动: the end of the title tells which."""
_NAMED = re.compile(r"(?:活动|行动|会|会议|仪式|讲座|培训|班|赛|测试|考试)$")
_COUNTED = re.compile(r"\d+(?:余|多)?(?:条|篇|份|期|场|次|户|件|人|项|个|名|元)$")
_BODY = re.compile(r"(?:委员|工|协|学|商|社|机|联合)会$")
"""Ends like a meeting and is none."""
_ENDINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(f"(?:{ending})$"), verb)
    for ending, verb in (
        ("仪式", "举行"),
        ("(?:报告|分享|故事|演讲|朗诵|诵读|音乐|晚|运动|读书|宣讲|联欢|交流|展览|游园|发布|赏析)会", "举办"),
        ("会议?", "召开"),
        ("讲座|培训班?|读书班|学习班|比赛|竞赛|大赛|联赛|讲堂|课堂|论坛|沙龙|展|展示|征文", "举办"),
        ("测试|考试|测验|参观|签署|签订|学习|体检|观影|演练", "组织"),
        ("(?<![讲上])党课|活动|行动|检查|自查|督查|巡查|服务|劝导|清扫|整治|募捐|捐款", "开展"),
        ("走访|慰问|调研|调查|宣传|教育|评选|谈话|研讨", "开展"),
    )
)
"""The end of a title and the verb that it takes; of the first that fits."""
_USUAL = {"lecture": "举办", "training": "举办", "contest": "举办", "study": "组织", "exam": "组织", "signing": "组织"}
"""The verb of a kind of record whose title ends in none of these ways."""
_MEETING = ("召开", "举行")
_OTHERS = ("组织", "进行")
_BLANKS = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_LAST_MARKS = "。；，、,;.:： "


def count_chars(text: str) -> int:
    """How many characters a text has as papers are counted: Han, letters, digits and marks one each.

    Blanks of every width and line ends do not count. Word calls this number 字符数（不计空格）.
    """
    return sum(not character.isspace() for character in text)


def tidy(text: str | None) -> str:
    """A text of the plan as a part of a sentence: on one line, no blanks beside Han, no mark at its end."""
    return _BLANKS.sub("", " ".join((text or "").split())).rstrip(_LAST_MARKS)


def bare(title: str) -> str:
    """A title without the remark in brackets at its end."""
    short = _REMARK.sub("", title)
    return short or title


def stem(title: str) -> str:
    """What the times of one thing have in common: 道德讲堂第一期 and 道德讲堂第二期（职业道德） are both 道德讲堂."""
    return _ORDINAL.sub("", bare(title)).strip("·-—_、，： ") or title


def counter(titles: Iterable[str]) -> str:
    """The word in which the times of one thing are counted: 期 where every title counts so, else 次."""
    words = {found[1] if (found := _COUNTER.search(title)) else "次" for title in titles}
    return words.pop() if len(words) == 1 else "次"


def event(title: str, kind: str) -> str:
    """A title as what was done: 动员大会 is 召开动员大会; what is a clause already, such as 支部书记讲党课, stays."""
    name = bare(title)
    if _CLAUSE.match(name) or _COUNTED.search(name) or (_LED.match(name) and not _NAMED.search(name)):
        return title
    verb = _verb(name, kind)
    if verb in _MEETING:
        return verb + title
    clause = _CLAUSE.search(name)
    if clause and not verb:
        return title
    wanted = (*_OTHERS,) if clause else (verb or _USUAL.get(kind, "开展"), *_OTHERS)
    return next((word for word in wanted if word not in name), "") + title


def _verb(name: str, kind: str) -> str:
    """The verb that the end of a title takes, empty for an end that tells nothing."""
    if _BODY.search(name) and kind != "meeting":
        return ""
    return next((verb for ending, verb in _ENDINGS if ending.search(name)), "")


def attended(title: str, people: int | None) -> str:
    """How many were there, to stand behind the event; empty where that is not known."""
    if not people:
        return ""
    return f"共{people}人" if "参加" in title else f"{people}人参加"
