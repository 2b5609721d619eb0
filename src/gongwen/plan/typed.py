"""Counts that somebody typed into a text by hand, told from years, dates, ordinals and numbers that are part of names.

Only a number followed by a unit that one counts in is looked at; everything else may be part of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

UNITS = (
    "人次", "场次", "小时", "学时", "课时", "分钟", "平方米", "公里", "万元", "亿元", "千元", "元", "人", "名", "位",
    "户", "家", "次", "场", "期", "个", "项", "份", "件", "条", "篇", "批", "轮", "处", "本", "册", "张", "块", "幅",
    "套", "台", "例", "起", "类", "种", "门", "节", "组", "支", "对", "堂", "株", "棵", "天", "分", "吨", "辆",
    "%", "％",
)  # fmt: skip
"""Words that follow a count."""

_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1000)}
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
_COUNT = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<about>余|多)?(?P<scale>[万亿千](?!元))?(?P<unit>{_UNIT})")
_DASH = r"\s*(?:[-—–~～至到和、])\s*"
_NAMES = (
    re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL),
    re.compile(r"“[^“”]*”|‘[^‘’]*’|\"[^\"]*\"|《[^《》]*》|〔[^〔〕]*〕|「[^「」]*」"),
    re.compile(rf"第\s*\d+(?:{_DASH}第?\d+)*\s*(?:{_UNIT})?"),
    re.compile(r"^\s*[（(]?\d+[）).、．](?!\d)", re.MULTILINE),
    re.compile(r"\d{4}\s*[-./]\s*\d{1,2}(?:\s*[-./]\s*\d{1,2})?(?![\d%])"),
    re.compile(r"\d{1,2}[时点]\d{1,2}分"),
    re.compile(rf"(?:\d+{_DASH})*\d+\s*(?:年|个月|月|日|号|季度|时|点)"),
    re.compile(r"\d{1,2}[:：]\d{2}"),
    re.compile(r"[A-Za-z][-A-Za-z0-9/.—]*\d[-\d.—]*|\d[-\d.—]*(?:[A-Za-z]|[-—]\d)[-A-Za-z0-9.—]*"),
)
"""What is no count, in the order in which it is taken out."""
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_AROUND = 16


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A count as typed: its number and unit, what it means, and where it stands (0-based) with what is around it."""

    number: str
    unit: str
    value: Decimal
    offset: int
    near: str

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage."""
        return self.unit in ("%", "％")


def typed_numbers(text: str, names: Iterable[str] = ()) -> list[TypedNumber]:
    """Every count of a text in order; what stands inside one of the `names` is part of it."""
    plain = _without_names(text.translate(_WIDE), names)
    found: list[TypedNumber] = []
    for match in _COUNT.finditer(plain):
        scale = match["scale"] or (match["unit"][0] if match["unit"] in ("万元", "亿元", "千元") else "")
        value = Decimal(match["number"].replace(",", "")) * _SCALES.get(scale, Decimal(1))
        shown = (match["about"] or "") + (match["scale"] or "") + match["unit"]
        found.append(TypedNumber(match["number"], shown, value, match.start(), _near(text, match)))
    return found


def _without_names(text: str, names: Iterable[str]) -> str:
    """The text with blanks where no count can stand."""
    for name in names:
        if name and any(character.isdigit() for character in name):
            text = text.replace(name, " " * len(name))
    for pattern in _NAMES:
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    return text


def _near(text: str, match: re.Match[str]) -> str:
    """The words before the number, as far as its clause goes, and the number with its unit."""
    before = re.split(r"[，。；：、！？\s}]", text[max(0, match.start() - _AROUND) : match.start()])[-1]
    return before + text[match.start() : match.end()]
