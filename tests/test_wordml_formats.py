"""The reader's effective formatting: defaults, style chains, toggles, theme, indents in characters, table styles."""

from __future__ import annotations

import pytest

from gongwen.ooxml.wordml.model import Text
from tests.wordml import first, only_table, p, r, style, word

THEME = """<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements>
<a:clrScheme name="x"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>
<a:accent1><a:srgbClr val="4472C4"/></a:accent1></a:clrScheme>
<a:fontScheme name="x"><a:majorFont><a:latin typeface="Calibri Light"/><a:ea typeface=""/><a:font script="Hans" typeface="等线 Light"/></a:majorFont>
<a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/><a:font script="Jpan" typeface="游明朝"/><a:font script="Hans" typeface="等线"/><a:font script="Hant" typeface="新細明體"/></a:minorFont>
</a:fontScheme></a:themeElements></a:theme>"""


def looks(paragraph):
    return [piece.format for piece in paragraph.pieces if isinstance(piece, Text)]


def test_layers_lie_over_each_other_in_the_order_of_the_standard():
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:eastAsia="黑体"/><w:sz w:val="24"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="200" w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        + style("N", '<w:pPr><w:jc w:val="both"/></w:pPr><w:rPr><w:sz w:val="28"/></w:rPr>', default=True)
        + style("B", '<w:pPr><w:spacing w:after="0"/></w:pPr><w:rPr><w:color w:val="FF0000"/></w:rPr>', based_on="N")
        + style("C", '<w:rPr><w:sz w:val="40"/><w:rFonts w:eastAsia="楷体"/></w:rPr>', "character")
    )
    body = p(
        "甲",
        r("乙", '<w:rStyle w:val="C"/>'),
        r("丙", '<w:rStyle w:val="C"/><w:sz w:val="21"/>'),
        properties='<w:pStyle w:val="B"/><w:spacing w:before="100"/>',
    )
    paragraph = first(body, styles=styles)
    one, two, three = looks(paragraph)
    assert (one.ascii, one.east_asia, one.size, one.colour) == ("Arial", "黑体", 14, "FF0000")
    assert (two.east_asia, two.size, two.colour) == ("楷体", 20, "FF0000")
    assert three.size == 10.5
    look = paragraph.format
    assert (look.style, look.align, look.before, look.after, look.line, look.line_rule) == (
        "名B", "both", 5, 0, 1.5, "auto",
    )  # fmt: skip


def test_a_style_that_is_missing_is_the_default_style():
    styles = style("N", "<w:rPr><w:sz w:val='30'/></w:rPr>", default=True)
    paragraph = first(p("甲", properties='<w:pStyle w:val="没有"/>'), styles=styles)
    assert (paragraph.format.style, looks(paragraph)[0].size) == ("名N", 15)
    assert looks(first(p(r("甲", '<w:rStyle w:val="没有"/>')), styles=styles))[0].size == 15


def test_styles_in_a_circle_end():
    styles = style("A", "<w:rPr><w:sz w:val='30'/></w:rPr>", based_on="B") + style("B", "", based_on="A")
    assert looks(first(p("甲", properties='<w:pStyle w:val="A"/>'), styles=styles))[0].size == 15


@pytest.mark.parametrize(
    ("paragraph_style", "character_style", "direct", "bold"),
    [
        ("<w:b/>", "", "", True),
        ("<w:b/>", "<w:b/>", "", False),  # 17.7.3: two styles take each other back
        ("<w:b/>", "<w:b w:val='0'/>", "", True),
        ("", "<w:b/>", "", True),
        ("<w:b/>", "<w:b/>", "<w:b/>", True),
        ("<w:b/>", "", "<w:b w:val='false'/>", False),
    ],
)
def test_toggles_of_styles_take_each_other_back(paragraph_style, character_style, direct, bold):
    styles = style("P", f"<w:rPr>{paragraph_style}</w:rPr>") + style(
        "C", f"<w:rPr>{character_style}</w:rPr>", "character"
    )
    body = p(r("甲", f'<w:rStyle w:val="C"/>{direct}'), properties='<w:pStyle w:val="P"/>')
    assert looks(first(body, styles=styles))[0].bold is bold


def test_a_toggle_of_the_defaults_stays_on():
    styles = "<w:docDefaults><w:rPrDefault><w:rPr><w:i/></w:rPr></w:rPrDefault></w:docDefaults>" + style(
        "P", "<w:rPr><w:i/></w:rPr>"
    )
    assert looks(first(p("甲", properties='<w:pStyle w:val="P"/>'), styles=styles))[0].italic


def test_a_paragraph_style_on_a_run_is_the_character_style_it_is_linked_with():
    styles = style("P", '<w:link w:val="C"/><w:rPr><w:sz w:val="60"/></w:rPr>') + style(
        "C", "<w:rPr><w:sz w:val='50'/></w:rPr>", "character"
    )
    assert looks(first(p(r("甲", '<w:rStyle w:val="P"/>')), styles=styles))[0].size == 25


@pytest.mark.parametrize(
    ("language", "font"), [("zh-CN", "等线"), ("zh-TW", "新細明體"), ("ja-JP", "游明朝"), (None, "等线")]
)
def test_theme_fonts_follow_the_language(language, font):
    settings = f'<w:themeFontLang w:val="en-US" w:eastAsia="{language}"/>' if language else ""
    fonts = '<w:rFonts w:ascii="X" w:asciiTheme="majorHAnsi" w:hAnsiTheme="minorHAnsi" w:eastAsia="X" w:eastAsiaTheme="minorEastAsia"/>'
    look = looks(first(p(r("甲", fonts)), theme=THEME, settings=settings))[0]
    assert (look.ascii, look.h_ansi, look.east_asia) == ("Calibri Light", "Calibri", font)


def test_a_font_by_name_wins_over_the_theme_font_of_a_layer_below():
    styles = '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsiaTheme="minorEastAsia"/></w:rPr></w:rPrDefault></w:docDefaults>'
    assert looks(first(p(r("甲", '<w:rFonts w:eastAsia="仿宋"/>')), theme=THEME, styles=styles))[0].east_asia == "仿宋"


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ('w:val="C00000"', "C00000"),
        ('w:val="auto"', ""),
        ('w:val="111111" w:themeColor="accent1"', "4472C4"),
        ('w:val="111111" w:themeColor="accent1" w:themeShade="BF"', "2F5496"),  # as Word's palette shows it
        ('w:val="111111" w:themeColor="accent1" w:themeTint="99"', "8EAADB"),
        ('w:val="111111" w:themeColor="text1"', "000000"),
        ('w:val="222222" w:themeColor="accent9"', "222222"),
    ],
)
def test_colours_come_from_the_theme(colour, expected):
    found = looks(first(p(r("甲", f"<w:color {colour}/>")), theme=THEME))[0].colour
    assert (
        all(abs(int(found[i : i + 2], 16) - int(expected[i : i + 2], 16)) <= 1 for i in (0, 2, 4))
        if expected
        else found == ""
    )


def test_every_character_property_is_read():
    properties = (
        '<w:rFonts w:hint="eastAsia"/><w:caps/><w:dstrike/><w:w w:val="98"/><w:spacing w:val="-10"/><w:position w:val="6"/>'
        '<w:u w:val="wave"/><w:highlight w:val="yellow"/><w:shd w:val="clear" w:fill="00FF00"/><w:vertAlign w:val="superscript"/>'
    )
    look = looks(first(p(r("甲", properties))))[0]
    assert (look.east_asian, look.caps, look.strike, look.scale, look.spacing, look.rise) == (
        True,
        True,
        True,
        0.98,
        -0.5,
        3,
    )
    assert (look.underline, look.shade, look.vertical) == ("wave", "FFFF00", "superscript")


@pytest.mark.parametrize(
    ("kind", "shade"),
    [('w:val="clear" w:fill="D9D9D9"', "D9D9D9"), ('w:val="nil" w:fill="D9D9D9"', ""), ('w:val="clear" w:fill="auto"', ""),
     ('w:val="solid" w:color="FF0000" w:fill="auto"', "FF0000"), ('w:val="pct50" w:color="000000" w:fill="FFFFFF"', "808080")],
)  # fmt: skip
def test_shading_is_one_colour(kind, shade):
    assert first(p("甲", properties=f"<w:shd {kind}/>")).format.shade == shade


@pytest.mark.parametrize(
    ("style_indent", "direct", "left", "first_line"),
    [
        ('w:firstLineChars="200" w:firstLine="627"', "", 0, 31.35),
        ('w:firstLineChars="200"', "", 0, 32),  # two characters of 16 pt
        ('w:firstLineChars="200" w:firstLine="627"', 'w:firstLine="0"', 0, 31.35),  # 17.3.1.12: characters count
        ('w:firstLineChars="200" w:firstLine="627"', 'w:firstLineChars="0" w:firstLine="0"', 0, 0),
        ('w:left="420" w:hanging="420"', "", 21, -21),
        ('w:left="420" w:hanging="420"', 'w:firstLine="240"', 21, 12),
        ('w:leftChars="100" w:hangingChars="50"', "", 16, -8),
        ('w:hanging="0" w:firstLine="240"', "", 0, 12),
        ('w:start="1cm"', "", 72 / 2.54, 0),
        ('w:left="20" w:firstLine="nonsense"', "", 1, 0),
    ],
)
def test_indents(style_indent, direct, left, first_line):
    styles = style("P", f"<w:pPr><w:ind {style_indent}/></w:pPr><w:rPr><w:sz w:val='32'/></w:rPr>")
    look = first(p("甲", properties=f'<w:pStyle w:val="P"/><w:ind {direct}/>'), styles=styles).format
    assert look.left == pytest.approx(left)
    assert look.first_line == pytest.approx(first_line)


def test_spacing_in_lines_counts_the_pitch_of_the_grid():
    sect = '<w:sectPr><w:docGrid w:type="lines" w:linePitch="312"/></w:sectPr>'
    spaced = p("甲", properties='<w:spacing w:beforeLines="50" w:before="156" w:afterLines="100"/>')
    look = first(spaced, sect=sect).format
    assert (look.before, look.after) == (7.8, 15.6)
    assert first(spaced).format.after == 12
    auto = first(p("甲", properties='<w:spacing w:before="400" w:beforeAutospacing="1"/>')).format
    assert auto.before == 14


def test_automatic_spacing_is_none_at_the_top_of_a_cell():
    spaced = p("甲", properties='<w:spacing w:beforeAutospacing="1" w:afterAutospacing="1"/>')
    cell = only_table(f"<w:tbl><w:tr><w:tc>{spaced}{spaced}</w:tc></w:tr></w:tbl>").rows[0].cells[0]
    assert [(block.format.before, block.format.after) for block in cell.blocks] == [(0, 14), (14, 14)]


@pytest.mark.parametrize(
    ("spacing", "line", "rule"),
    [('w:line="579" w:lineRule="exact"', 28.95, "exact"), ('w:line="360" w:lineRule="atLeast"', 18, "atLeast"),
     ('w:line="300"', 1.25, "auto"), ('w:lineRule="exact"', 1, "auto"), ('w:line="28.5pt" w:lineRule="exact"', 28.5, "exact"),
     ('w:line="0" w:lineRule="exact"', 1, "auto")],
)  # fmt: skip
def test_line_spacing(spacing, line, rule):
    look = first(p("甲", properties=f"<w:spacing {spacing}/>")).format
    assert (look.line, look.line_rule) == (pytest.approx(line), rule)


def test_tabs_add_up_and_are_cleared():
    styles = style(
        "P",
        '<w:pPr><w:tabs><w:tab w:val="left" w:pos="400"/><w:tab w:val="right" w:leader="dot" w:pos="8000"/></w:tabs></w:pPr>',
    )
    direct = (
        '<w:pStyle w:val="P"/><w:tabs><w:tab w:val="clear" w:pos="400"/><w:tab w:val="center" w:pos="600"/></w:tabs>'
    )
    stops = first(p("甲", properties=direct), styles=styles).format.tabs
    assert [(stop.position, stop.kind, stop.leader) for stop in stops] == [(30, "center", ""), (400, "right", "dot")]


def test_borders_edge_by_edge():
    edge = 'w:sz="12" w:space="4" w:color="FF0000"'
    styles = style(
        "P", f'<w:pPr><w:pBdr><w:top w:val="single" {edge}/><w:bottom w:val="double" {edge}/></w:pBdr></w:pPr>'
    )
    direct = '<w:pStyle w:val="P"/><w:pBdr><w:top w:val="nil"/></w:pBdr>'
    borders = first(p("甲", properties=direct), styles=styles).format.borders
    assert borders.top is None
    assert (borders.bottom.style, borders.bottom.width, borders.bottom.space, borders.bottom.colour) == (
        "double",
        1.5,
        4,
        "FF0000",
    )
    assert first(p("甲")).format.borders is None


def test_switches_of_a_paragraph():
    properties = (
        '<w:keepNext/><w:keepLines w:val="on"/><w:pageBreakBefore w:val="1"/><w:widowControl w:val="0"/><w:contextualSpacing/>'
        '<w:snapToGrid w:val="off"/><w:kinsoku w:val="false"/><w:wordWrap w:val="0"/><w:overflowPunct w:val="0"/>'
        '<w:autoSpaceDN w:val="0"/><w:outlineLvl w:val="2"/><w:jc w:val="distribute"/>'
    )
    on = first(p("甲", properties=properties)).format
    assert (on.keep_next, on.keep_lines, on.page_break_before, on.contextual) == (True, True, True, True)
    assert (on.widow_control, on.snap_to_grid, on.kinsoku, on.word_wrap, on.overflow_punct, on.auto_space) == (
        False,
    ) * 6
    assert (on.outline, on.align) == (2, "distribute")
    off = first(p("甲")).format
    assert (off.keep_next, off.widow_control, off.snap_to_grid, off.kinsoku, off.auto_space) == (
        False,
        True,
        True,
        True,
        True,
    )
    assert first(p("甲", properties='<w:outlineLvl w:val="9"/>')).format.outline is None


def test_a_frame():
    frame = first(
        p(
            "甲",
            properties='<w:framePr w:w="2000" w:h="600" w:hRule="exact" w:hSpace="180" w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:xAlign="center" w:y="100"/>',
        )
    ).format.frame
    assert (frame.width, frame.height, frame.height_rule, frame.h_anchor, frame.v_anchor) == (
        100,
        30,
        "exact",
        "margin",
        "text",
    )
    assert (frame.h_align, frame.y, frame.h_space) == ("center", 5, 9)


def test_the_mark_has_a_format_of_its_own():
    paragraph = first(p(r("甲", '<w:sz w:val="20"/>'), properties='<w:rPr><w:sz w:val="44"/></w:rPr>'))
    assert (paragraph.format.mark.size, looks(paragraph)[0].size) == (22, 10)


TABLE_STYLE = (
    style(
        "T0",
        "<w:pPr><w:spacing w:line='400' w:lineRule='exact'/></w:pPr><w:rPr><w:color w:val='0000FF'/></w:rPr>",
        "table",
    )
    + style(
        "T",
        '<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders><w:top w:val="single" w:sz="4"/><w:insideH w:val="dotted" w:sz="4"/></w:tblBorders></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:val="clear" w:fill="D9D9D9"/><w:tcBorders><w:bottom w:val="double" w:sz="8"/></w:tcBorders></w:tcPr></w:tblStylePr>'
        '<w:tblStylePr w:type="lastCol"><w:rPr><w:i/></w:rPr></w:tblStylePr>'
        '<w:tblStylePr w:type="band1Horz"><w:tcPr><w:shd w:val="clear" w:fill="EEEEEE"/></w:tcPr></w:tblStylePr>'
        '<w:tblStylePr w:type="band2Horz"><w:tcPr><w:shd w:val="clear" w:fill="FFFFFF"/></w:tcPr></w:tblStylePr>',
        "table",
        based_on="T0",
    )
    + style("P", "<w:rPr><w:b/></w:rPr>")
)


def styled_table(look: str) -> str:
    cell = f"<w:tc><w:tcPr/>{p('甲')}</w:tc>"
    last = f"<w:tc><w:tcPr/>{p('乙', properties='<w:pStyle w:val=' + chr(34) + 'P' + chr(34) + '/>')}</w:tc>"
    rows = f"<w:tr>{cell}{last}</w:tr>" * 3
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/><w:tblLook {look}/></w:tblPr><w:tblGrid><w:gridCol w:w="1000"/><w:gridCol w:w="1000"/></w:tblGrid>{rows}</w:tbl>'


def test_a_table_style_formats_parts_of_the_table():
    table = only_table(
        styled_table('w:val="04A0" w:firstRow="1" w:lastColumn="1" w:noHBand="0" w:noVBand="1"'), styles=TABLE_STYLE
    )
    head, body, foot = table.rows
    first_paragraph = head.cells[0].blocks[0]
    assert (first_paragraph.format.align, first_paragraph.format.line) == ("center", 20)
    assert (looks(first_paragraph)[0].bold, looks(first_paragraph)[0].colour) == (True, "0000FF")
    assert looks(head.cells[1].blocks[0])[0].bold is False  # the paragraph style's bold takes the table style's back
    assert looks(head.cells[1].blocks[0])[0].italic
    assert body.cells[0].blocks[0].format.align == "left"
    assert [row.cells[0].shade for row in table.rows] == ["D9D9D9", "EEEEEE", "FFFFFF"]
    assert (head.cells[0].borders.top.style, head.cells[0].borders.bottom.style) == ("single", "double")
    assert (body.cells[0].borders.top.style, foot.cells[0].borders.bottom, body.cells[0].borders.left) == (
        "dotted",
        None,
        None,
    )


def test_parts_that_the_table_does_not_want_are_left_out():
    table = only_table(styled_table('w:val="0600"'), styles=TABLE_STYLE)
    assert [row.cells[0].shade for row in table.rows] == ["", "", ""]
    assert looks(table.rows[0].cells[0].blocks[0])[0].bold is False


def test_equal_formats_are_one_object():
    file = word(p("甲") + p(r("乙", "<w:b w:val='1'/>")) + p(r("丙", "<w:b/>"), "丁"))
    one, two, three = file.blocks()
    assert one.pieces[0].format is three.pieces[1].format
    assert two.pieces[0].format is three.pieces[0].format
    assert one.format is three.format
