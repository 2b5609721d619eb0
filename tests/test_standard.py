"""The standard in words and numbers: numerals, widths, titles, line ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.blocks.model import Heading, ListItem, Paragraph
from gongwen.blocks.numbering import numbered
from gongwen.standard.linebreak import break_lines
from gongwen.standard.numerals import chinese, ordinal
from gongwen.standard.title import MAX_EM, break_title
from gongwen.standard.widths import line_em, text_em
from tests.papers import TEXT

TITLE_WORDS = ["关于", "印发", "《", "》", "2023年", "精神文明建设", "工作", "实施方案", "的", "通知", "表彰", "科室", "、", "和", "决定", "检查", "情况", "通报"]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (105, "一百〇五"),
     (110, "一百一十"), (1001, "一千〇一"), (2023, "二千〇二十三"), (9999, "九千九百九十九")],
)  # fmt: skip
def test_chinese_numbers(number, words):
    assert chinese(number) == words


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_chinese_numbers_end_at_9999(number):
    with pytest.raises(ValueError, match=str(number)):
        chinese(number)


def test_ordinals_of_four_levels():
    assert [ordinal(level, 3) for level in (1, 2, 3, 4)] == ["三、", "（三）", "3.", "（3）"]


def test_numbering_starts_afresh_under_each_heading_and_leaves_the_unnumbered_out():
    blocks = [
        Heading(1, "a"), Heading(2, "b"), ListItem(3, "c"), ListItem(3, "d"), Heading(2, "e", numbered=False),
        Paragraph("f", run_in="g", level=3), Paragraph("h"), Heading(1, "i"), Heading(2, "j"), ListItem(3, "k"),
    ]  # fmt: skip
    assert [mark for _, mark in numbered(blocks)] == [
        "一、",
        "（一）",
        "1.",
        "2.",
        "",
        "1.",
        "",
        "二、",
        "（一）",
        "1.",
    ]


def test_nominal_widths():
    assert text_em("2026年11月22日") == 7.0
    assert line_em("2026年11月22日") == pytest.approx(7.0 + 5 * 0.225)
    assert text_em("𬭛䶮“”—") == 5.0


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("2023年精神文明建设工作实施方案", ("2023年精神文明建设工作实施方案",)),
        ("关于印发《2023年精神文明建设工作实施方案》的通知", ("关于印发《2023年精神文明建设", "工作实施方案》的通知")),
        (
            "关于表彰2023年度文明科室、文明家庭和文明职工的决定",
            ("关于表彰2023年度文明科室、", "文明家庭和文明职工的决定"),
        ),
        ("自己分的\n两行", ("自己分的", "两行")),
    ],
)
def test_titles_break_at_words(title, lines):
    assert break_title(title) == lines


def test_title_keeps_the_names_it_is_told():
    lines = break_title("临澜市行政审批服务中心关于进一步做好政务服务大厅窗口工作的通知", ["临澜市行政审批服务中心"])
    assert any("临澜市行政审批服务中心" in line for line in lines)


@given(st.lists(st.sampled_from(TITLE_WORDS), min_size=1, max_size=30).map("".join))
def test_titles_keep_every_character_fit_the_line_and_start_no_line_with_a_closing_mark(title):
    lines = break_title(title)
    assert "".join(lines) == title
    assert all(text_em(line) <= MAX_EM for line in lines)


@given(st.text(alphabet="关于印发工作，。《》“”（）2023Ab—…、", min_size=1, max_size=200))
def test_line_ends_cover_the_text_and_obey_the_rules(text):
    ends = break_lines(text)
    assert ends[-1] == len(text)
    starts = [0, *ends[:-1]]
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    for start, end in zip(starts, ends, strict=True):
        assert text_em(text[start:end]) * 0.98 <= 28.7


def test_a_line_of_han_has_28_characters_and_the_first_26():
    ends = break_lines("字" * 100)
    assert ends == [26, 54, 82, 100]


def test_marks_hang_and_brackets_move():
    assert break_lines("字" * 26 + "，" + "字" * 5) == [27, 32]
    assert break_lines("字" * 25 + "“字") == [25, 27]
    assert break_lines("字" * 25 + "《字字》") == [25, 29]
    assert break_lines("字" * 24 + "2023年") == [24, 29]
    assert break_lines("字" * 25 + "——字") == [25, 28]


def test_line_ends_of_real_text():
    ends = break_lines(TEXT * 4)
    assert all((TEXT * 4)[end] not in "，。；：”" for end in ends[:-1])
