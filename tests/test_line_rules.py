"""Where lines end: 避头尾, one hanging mark, words and numbers whole, as a profile says."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.standard.linerules import LIBREOFFICE, PROFILES, WORD, Measured, line_end

TEXT = st.text(st.sampled_from("各科室要，。“”（）《》—…AB12.%-/ 〔〕①％、·"), min_size=1, max_size=60)


def measured(text: str) -> Measured:
    """Han 1 em, Latin half, as in a face of equal widths."""
    return Measured(text, [0.0, *accumulate(0.5 if char.isascii() else 1.0 for char in text)])


def lines(text: str, room: float, profile=LIBREOFFICE) -> list[str]:
    """The lines of a text in a column of so many em."""
    found, start, given_text = [], 0, measured(text)
    while start < len(text):
        end, _ = line_end(given_text, start, len(text), given_text.ends[start] + room, profile)
        found.append(text[start:end])
        start = end
    return found


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("各科室要认真落实。", 4, ["各科室要", "认真落实。"]),
        ("各科室要，认真落实", 4, ["各科室要，", "认真落实"]),
        ("各科室要。”认真", 4, ["各科室", "要。”认", "真"]),
        ("各科室（要认真）", 4, ["各科室", "（要认", "真）"]),
        ("印发《规定》的", 3, ["印发", "《规", "定》的"]),
        ("全年工作——认真", 5, ["全年工作", "——认真"]),
        ("等等等等……认真", 5, ["等等等等", "……认真"]),
        ("共有2023年的任务", 3, ["共有", "2023年", "的任务"]),
        ("增长了12.5%以上", 4, ["增长了", "12.5%以", "上"]),
        ("共有１２３４件", 5, ["共有", "１２３４件"]),
        ("国发〔2023〕15号", 5, ["国发", "〔2023〕15", "号"]),
        ("电话010-65123456转", 4.5, ["电话010-", "65123456", "转"]),
        ("hello world again", 5, ["hello ", "world ", "again"]),
        ("每季度，12月", 4.5, ["每季度，", "12月"]),
        ("金额￥1200整", 3.5, ["金额", "￥1200", "整"]),
    ],
)
def test_a_line_ends_where_it_may(text, room, expected):
    assert lines(text, room) == expected


def test_without_hanging_a_mark_before_a_number_takes_its_character_along():
    inside = replace(LIBREOFFICE, hanging=frozenset())
    assert lines("每季度，12月", 4.5, inside) == ["每季", "度，12月"]


def test_a_hanging_mark_is_told():
    text = measured("各科室要，认真")
    assert line_end(text, 0, 7, 4.0, LIBREOFFICE) == (5, True)
    assert line_end(text, 0, 7, 5.0, LIBREOFFICE) == (5, False)


def test_word_hangs_closing_brackets_too():
    assert lines("各科室要）认真落实", 4, WORD)[0] == "各科室要）"
    assert lines("各科室要）认真落实", 4)[0] == "各科室"


@given(TEXT, st.integers(2, 20), st.sampled_from(sorted(PROFILES)))
def test_lines_are_the_text_and_never_break_a_rule_that_could_be_kept(text, room, name):
    profile = PROFILES[name]
    found = lines(text, room, profile)
    assert "".join(found) == text
    assert all(found)
    for line, after in pairwise(found):
        hang = 1.0 if line[-1] in profile.hanging else 0.0
        width = sum(0.5 if char.isascii() else 1.0 for char in line.rstrip(" "))
        assert width <= room + hang or len(line.rstrip(" ")) == 1
        assert not (line[-1] == after[0] and line[-1] in "—…" and width > 2)
