"""The reader's list labels: counting over levels and lists, number formats, bullets, indents of levels."""

from __future__ import annotations

import pytest

from gongwen.ooxml.wordml.counting import number_text
from gongwen.ooxml.wordml.model import Paragraph
from tests.wordml import first, p, style, whats, word


def level(index: int, text: str, fmt: str = "decimal", inner: str = "", start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{inner}<w:lvlText w:val="{text}"/></w:lvl>'


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def item(level_index: int = 0, number: int = 1, properties: str = "") -> str:
    return p(
        "项", properties=f'<w:numPr><w:ilvl w:val="{level_index}"/><w:numId w:val="{number}"/></w:numPr>{properties}'
    )


def labels(body: str, **parts) -> list[str]:
    file = word(body, **parts)
    found = [file.label(block) for block in file.blocks() if isinstance(block, Paragraph)]
    return [each.text if each else "" for each in found]


OUTLINE = lists(
    level(0, "第%1章", "chineseCounting"), level(1, "%1.%2", inner="<w:isLgl/>"), level(2, "（%3）", "lowerLetter")
)


def test_levels_count_and_restart():
    body = item(0) + item(1) + item(1) + item(2) + p("文") + item(2) + item(0) + item(2) + item(1)
    assert labels(body, numbering=OUTLINE) == [
        "第一章",
        "1.1",
        "1.2",
        "（a）",
        "",
        "（b）",
        "第二章",
        "（a）",
        "2.2",
    ]  # level 2 was begun by the level 3 below it


@pytest.mark.parametrize(
    ("restart", "expected"),
    [
        ("", ["1", "1", "1", "2", "1"]),
        ('<w:lvlRestart w:val="0"/>', ["1", "1", "1", "2", "2"]),
        ('<w:lvlRestart w:val="1"/>', ["1", "1", "1", "2", "1"]),
    ],
)
def test_lower_levels_restart_as_they_say(restart, expected):
    found = lists(level(0, "%1"), level(1, "%2"), level(2, "%3", inner=restart))
    assert labels(item(0) + item(1) + item(2) + item(0) + item(2), numbering=found) == expected


def test_a_level_may_restart_only_after_the_first():
    found = lists(level(0, "%1"), level(1, "%2"), level(2, "%3", inner='<w:lvlRestart w:val="1"/>'))
    assert labels(item(0) + item(1) + item(2) + item(1) + item(2) + item(0) + item(2), numbering=found)[2::2] == [
        "1",
        "2",
        "1",
    ]


def test_lists_of_one_definition_count_together_unless_they_start_anew():
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        f'<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">{level(0, "[%1]", "upperRoman")}</w:lvlOverride></w:num>'
    )
    body = (
        item(number=1)
        + item(number=2)
        + item(number=3)
        + item(number=3)
        + item(number=1)
        + item(number=4)
        + item(number=9)
    )
    assert labels(body, numbering=lists(level(0, "%1."), nums=nums)) == ["1.", "2.", "5.", "6.", "7.", "[VIII]", ""]


def test_a_start_other_than_one():
    assert labels(item(1) + item(1), numbering=lists(level(0, "%1", start=3), level(1, "%1-%2", start=0))) == [
        "3-0",
        "3-1",
    ]


def test_styles_are_numbered_by_the_level_that_names_them():
    styles = style("H1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>') + style(
        "H2", '<w:pPr><w:numPr><w:ilvl w:val="7"/><w:numId w:val="1"/></w:numPr></w:pPr>', based_on="H1"
    )
    found = lists(level(0, "%1、", inner='<w:pStyle w:val="H1"/>'), level(1, "%1.%2", inner='<w:pStyle w:val="H2"/>'))
    body = "".join(p("题", properties=f'<w:pStyle w:val="{key}"/>') for key in ("H1", "H2", "H2", "H1"))
    body += p("无", properties='<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert labels(body, numbering=found, styles=styles) == ["1、", "1.1", "1.2", "2、", ""]


def test_a_list_may_stand_in_a_numbering_style():
    styles = style("L", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>', "numbering")
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/>{level(0, "%1)")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert labels(item() + item(), numbering=numbering, styles=styles) == ["1)", "2)"]


def test_indents_of_the_level_lie_between_style_and_paragraph():
    inner = '<w:pPr><w:ind w:left="840" w:hanging="420"/></w:pPr>'
    styles = style("P", '<w:pPr><w:ind w:left="100" w:right="200"/></w:pPr>') + style(
        "Q", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:ind w:left="60"/></w:pPr>'
    )
    numbering = lists(level(0, "%1", inner=inner))
    look = first(item(properties='<w:pStyle w:val="P"/>'), numbering=numbering, styles=styles).format
    assert (look.left, look.right, look.first_line, look.numbering) == (42, 10, -21, ("1", 0))
    assert first(item(properties='<w:ind w:left="0"/>'), numbering=numbering).format.left == 0
    own = first(p("题", properties='<w:pStyle w:val="Q"/>'), numbering=numbering, styles=styles).format
    assert (own.left, own.first_line) == (3, -21)
    without = first(
        p("题", properties='<w:pStyle w:val="Q"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        numbering=numbering,
        styles=styles,
    ).format
    assert (without.left, without.first_line, without.numbering) == (3, 0, None)


def test_the_look_of_a_label():
    inner = '<w:suff w:val="space"/><w:lvlJc w:val="right"/><w:rPr><w:b/><w:rFonts w:eastAsia="黑体"/><w:color w:val="FF0000"/></w:rPr>'
    file = word(item(properties='<w:rPr><w:sz w:val="44"/></w:rPr>'), numbering=lists(level(0, "%1.", inner=inner)))
    label = file.label(next(iter(file.blocks())))
    assert (label.suffix, label.align) == ("space", "right")
    assert (label.format.size, label.format.bold, label.format.east_asia, label.format.colour) == (
        22,
        True,
        "黑体",
        "FF0000",
    )


@pytest.mark.parametrize(
    ("font", "char", "text"),
    [
        ("Wingdings", "\uf06c", "●"),
        ("Wingdings", "\uf0d8", "➢"),
        ("Symbol", "\uf0b7", "•"),
        ("Courier New", "o", "o"),
        ("Wingdings", "\uf06e", "■"),
    ],
)
def test_bullets(font, char, text):
    inner = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:hint="default"/></w:rPr>'
    assert labels(item() + item(), numbering=lists(level(0, char, "bullet", inner))) == [text, text]


def test_picture_bullets_and_unknown_formats_are_named():
    file = word(
        item(0) + item(1),
        numbering=lists(level(0, "x", "bullet", '<w:lvlPicBulletId w:val="0"/>'), level(1, "%2", "hebrew1")),
    )
    assert [file.label(block).text for block in file.blocks()] == ["•", "1"]
    assert whats(file) == {"图片项目符号": False, "编号格式 hebrew1": False}


@pytest.mark.parametrize(
    ("style_name", "numbers", "expected"),
    [
        ("decimal", (0, 12), ["0", "12"]),
        ("decimalZero", (1, 12), ["01", "12"]),
        ("lowerLetter", (1, 26, 27, 53), ["a", "z", "aa", "aaa"]),
        ("upperLetter", (2,), ["B"]),
        ("lowerRoman", (4, 9, 1994), ["iv", "ix", "mcmxciv"]),
        ("upperRoman", (48,), ["XLVIII"]),
        ("chineseCounting", (1, 10, 11, 20, 105, 110, 10_000, 10_010, 12_345), ["一", "十", "十一", "二十", "一百〇五", "一百一十", "一万", "一万〇一十", "一万二千三百四十五"]),
        ("chineseCountingThousand", (10, 105, 0), ["十", "一百零五", "零"]),
        ("chineseLegalSimplified", (1, 10, 21, 105), ["壹", "壹拾", "贰拾壹", "壹佰零伍"]),
        ("ideographDigital", (10, 25), ["一〇", "二五"]),
        ("japaneseCounting", (12,), ["十二"]),
        ("taiwaneseCountingThousand", (12,), ["十二"]),
        ("decimalEnclosedCircleChinese", (1, 20, 21, 50, 51), ["①", "⑳", "㉑", "㊿", "51"]),
        ("decimalEnclosedParen", (1, 20, 21), ["⑴", "⒇", "21"]),
        ("decimalEnclosedFullstop", (1, 20), ["⒈", "⒛"]),
        ("decimalFullWidth", (12,), ["１２"]),
        ("ideographTraditional", (1, 10, 11), ["甲", "癸", "甲"]),
        ("ideographZodiac", (1, 12, 13), ["子", "亥", "子"]),
        ("ideographEnclosedCircle", (1, 10, 11), ["㊀", "㊉", "十一"]),
        ("numberInDash", (3,), ["- 3 -"]),
        ("ordinal", (1, 2, 3, 11, 21, 112), ["1st", "2nd", "3rd", "11th", "21st", "112th"]),
        ("none", (3,), [""]),
        ("unheardOf", (3,), ["3"]),
    ],
)  # fmt: skip
def test_number_formats(style_name, numbers, expected):
    assert [number_text(number, style_name) for number in numbers] == expected


def test_numbers_out_of_reach_are_written_plainly():
    for name in (
        "lowerLetter",
        "lowerRoman",
        "chineseCounting",
        "chineseLegalSimplified",
        "decimalEnclosedCircle",
        "ideographTraditional",
    ):
        assert number_text(-3, name) == "-3"
        assert len(number_text(10**12, name)) == 13
        assert number_text(0, name)
    assert labels(
        item(),
        numbering=lists(
            '<w:lvl w:ilvl="0"><w:start w:val="7"/><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/><w:lvlText w:val="%1"/></w:lvl>'
        ),
    ) == ["007"]
