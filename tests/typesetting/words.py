"""Sentences for the made documents: the example plan's own, and what is hard to break, inserted at random."""

from __future__ import annotations

import random
import re
from functools import cache
from typing import Any

import yaml

from tests.example import INPUTS


@cache
def sentences() -> tuple[str, ...]:
    """The sentences of the example plan, in its order, each once."""
    raw = yaml.load((INPUTS / "plan.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    found: dict[str, None] = {}
    for text in _texts(raw):
        if "{{" not in text and len(text) > 24:
            found |= dict.fromkeys(each.strip() for each in re.findall(r"[^。；]+[。；]?", text) if len(each) > 8)
    return tuple(found)


@cache
def names() -> tuple[str, ...]:
    """The names of the example's roster."""
    rows = (INPUTS / "roster.csv").read_text(encoding="utf-8-sig").splitlines()
    column = rows[0].split(",").index("姓名")
    return tuple(row.split(",")[column] for row in rows[1:])


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []


def fact(chance: random.Random) -> str:
    """What official papers mix in: a date, a number of a paper, a phone, an amount, a share."""
    year, month, day = chance.randint(2019, 2026), chance.randint(1, 12), chance.randint(1, 28)
    count = chance.randint(3, 4800)
    return chance.choice(
        [
            f"截至{year}年{month}月{day}日，",
            f"按照国发〔{year}〕{chance.randint(1, 60)}号文件要求，",
            f"（联系电话：010-{chance.randint(60000000, 69999999)}）",
            f"共投入{chance.randint(1, 900)}.{chance.randint(1, 99):02}万元，",
            f"较上年增长{chance.randint(1, 40)}.{chance.randint(1, 9)}%，",
            f"完成率{chance.randint(60, 100)}%，",
            f"全市共有{count}个单位、{count * 7}名职工参加，",
            f"于{month}月{day}日上午9:00至11:30，",
            f"（手机：138{chance.randint(10000000, 99999999)}）",
            f"依据《条例》第{chance.randint(1, 60)}条第{chance.randint(1, 4)}款，",
        ]
    )


def real(chance: random.Random, length: int) -> str:
    """A paragraph of the plan's sentences with facts between their clauses, of about so many characters."""
    pieces: list[str] = []
    while sum(map(len, pieces)) < length:
        sentence = chance.choice(sentences())
        commas = [found.end() for found in re.finditer("[，、]", sentence)]
        if commas and chance.random() < 0.6:
            at = chance.choice(commas)
            sentence = sentence[:at] + fact(chance) + sentence[at:]
        pieces.append(sentence)
    text = "".join(pieces)
    return text if text.endswith("。") else text.rstrip("；，") + "。"


HARD = (
    "http://www.lanzhou.gov.cn/zwgk/2023/index.html", "lzyj@163.com", "www.example.org", "GB/T 9704-2012", "Wi-Fi", "COVID-19",
    "Microsoft Word", "iPhone 15 Pro Max", "ISO 9001:2015", "２０２３年", "１２３４５６", "①", "②③", "Ⅰ类", "Ⅱ、Ⅲ类", "“双随机、一公开”",
    "“放管服”", "‘四个意识’", "《中华人民共和国药品管理法》", "——", "……", "36.5℃", "-20℃", "99.9%", "100％", "±5%", "￥1,280.00", "$99",
    "（含2人）", "（2023—2025年）", "【重点】", "〔2023〕15号", "A级", "B、C两级", "3×4", "1:500", "10kg", "5m²", "PM2.5", "e.g.", "Q&A", "24小时",
    "7×24", "No.7", "第1/3页", "“三会一课”", "“一把手”", "、", "，", "；", "：", "！", "？", "。”", "，“", "）、", "》《", "·", "～", "10～20",
)  # fmt: skip
CLOSING = frozenset("，。；：、！？")


def hard(chance: random.Random, length: int) -> str:
    """A paragraph of clauses with any of the hard pieces between them."""
    clauses = [each for sentence in sentences() for each in re.split("[，；。]", sentence) if 2 <= len(each) <= 18]
    pieces: list[str] = []
    while sum(map(len, pieces)) < length:
        pieces.append(chance.choice(clauses))
        for _ in range(chance.choice((0, 1, 1, 2))):
            piece = chance.choice(HARD)
            last = pieces[-1][-1]
            if not (piece[0] in CLOSING and last in CLOSING):  # no text has two commas in a row
                pieces.append(piece)
    text = "".join(pieces)
    return text.rstrip("，、；：“（《") + ("" if text[-1] in "。！？”" else "。")
