"""The reader's tables, sections and settings."""

from __future__ import annotations

import pytest

from gongwen.ooxml.wordml.model import Paragraph
from tests.wordml import blocks, only_table, p, style, texts, whats, word


def cell(text: str = "甲", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, properties: str = "", grid: tuple[int, ...] = (2000, 3000, 1000)) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


BORDERS = (
    "<w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="{side}" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)


def styles_of(borders) -> list[str]:
    return [
        getattr(borders, side).style if getattr(borders, side) else "" for side in ("top", "left", "bottom", "right")
    ]


def test_grid_spans_and_merges():
    found = only_table(
        table(
            row(
                cell("甲", '<w:tcW w:w="5000" w:type="dxa"/><w:gridSpan w:val="2"/>'),
                cell("乙", '<w:vMerge w:val="restart"/>'),
            ),
            row(cell("丙"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
            row(cell("丁"), cell(), cell("", "<w:vMerge/>")),
        )
    )
    assert found.grid == (100, 150, 50)
    assert [[(each.span, each.merge, each.width) for each in line.cells] for line in found.rows] == [
        [(2, "", 250), (1, "restart", 0)], [(1, "", 0)], [(1, "", 0), (1, "", 0), (1, "continue", 0)],
    ]  # fmt: skip
    assert [(line.before, line.after) for line in found.rows] == [(0, 0), (1, 1), (0, 0)]


def test_edges_outside_inside_and_of_the_cell():
    own = '<w:tcBorders><w:left w:val="nil"/><w:bottom w:val="thick" w:sz="18" w:color="00FF00"/></w:tcBorders>'
    found = only_table(
        table(
            row(cell(), cell(properties='<w:gridSpan w:val="2"/>')),
            row(cell(properties=own), cell(), cell()),
            properties=BORDERS,
        )
    )
    assert [[styles_of(each.borders) for each in line.cells] for line in found.rows] == [
        [["top", "left", "insideH", "insideV"], ["top", "insideV", "insideH", "right"]],
        [["insideH", "", "thick", "insideV"], ["insideH", "insideV", "bottom", "insideV"], ["insideH", "insideV", "bottom", "right"]],
    ]  # fmt: skip
    thick = found.rows[1].cells[0].borders.bottom
    assert (thick.width, thick.colour) == (2.25, "00FF00")


def test_a_row_may_have_a_look_of_its_own():
    exception = '<w:tblPrEx><w:tblBorders><w:top w:val="wave"/></w:tblBorders><w:tblCellMar><w:left w:w="20" w:type="dxa"/></w:tblCellMar></w:tblPrEx>'
    found = only_table(
        table(row(cell()).replace("<w:trPr>", exception + "<w:trPr>"), row(cell()), properties=BORDERS, grid=(100,))
    )
    assert styles_of(found.rows[0].cells[0].borders)[0] == "wave"
    assert [line.cells[0].margins[0] for line in found.rows] == [1, 5.4]


def test_rows_heights_and_breaks():
    found = only_table(
        table(
            row(cell(), properties='<w:trHeight w:val="567"/><w:tblHeader/><w:cantSplit/>'),
            row(cell(), properties='<w:trHeight w:val="400" w:hRule="exact"/><w:cantSplit w:val="0"/>'),
            row(cell()),
        )
    )
    assert [(line.height, line.height_rule, line.header, line.cant_split) for line in found.rows] == [
        (28.35, "atLeast", True, True), (20, "exact", False, False), (0, "auto", False, False),
    ]  # fmt: skip


def test_cell_margins_shading_and_place():
    properties = '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:start w:w="0" w:type="dxa"/></w:tblCellMar><w:shd w:val="clear" w:fill="AAAAAA"/>'
    own = '<w:tcMar><w:right w:w="200" w:type="dxa"/></w:tcMar><w:shd w:val="clear" w:fill="BBBBBB"/><w:vAlign w:val="bottom"/><w:textDirection w:val="tbRlV"/>'
    one, two = only_table(table(row(cell(), cell(properties=own)), properties=properties)).rows[0].cells
    assert (one.margins, one.shade, one.align, one.vertical) == ((0, 2, 5.4, 0), "AAAAAA", "top", "")
    assert (two.margins, two.shade, two.align, two.vertical) == ((0, 2, 10, 0), "BBBBBB", "bottom", "upright")


@pytest.mark.parametrize(
    ("direction", "vertical", "named"),
    [("tbRl", "rotated", False), ("tbRlV", "upright", False), ("rlV", "upright", False), ("btLr", "rotated", True), ("lrTb", "", False), ("lrTbV", "", True)],
)  # fmt: skip
def test_directions_of_text_in_cells(direction, vertical, named):
    file = word(table(row(cell("竖", f'<w:textDirection w:val="{direction}"/>')), grid=(900,)))
    assert next(iter(file.blocks())).rows[0].cells[0].vertical == vertical
    assert whats(file) == ({"单元格文字方向": False} if named else {})


def test_margins_of_the_default_table_style():
    default = style(
        "TN", '<w:tblPr><w:tblCellMar><w:left w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>', "table", default=True
    )
    assert only_table(table(row(cell())), styles=default).rows[0].cells[0].margins[0] == 3


@pytest.mark.parametrize(
    ("properties", "width"),
    [('<w:tblW w:w="5000" w:type="pct"/>', ("pct", 1)), ('<w:tblW w:w="50%" w:type="pct"/>', ("pct", 0.5)), ("", ("auto", 0)),
     ('<w:tblW w:w="0" w:type="auto"/>', ("auto", 0)), ('<w:tblW w:w="4000" w:type="dxa"/>', ("pt", 200))],
)  # fmt: skip
def test_table_widths(properties, width):
    assert only_table(table(row(cell()), properties=properties)).width == width


def test_the_place_of_a_table():
    found = only_table(
        table(
            row(cell()),
            properties='<w:jc w:val="center"/><w:tblInd w:w="-108" w:type="dxa"/><w:tblLayout w:type="fixed"/>',
        )
    )
    assert (found.align, found.indent, found.fixed, found.floating) == ("center", -5.4, True, None)
    floating = only_table(
        table(
            row(cell()),
            properties='<w:tblpPr w:leftFromText="180" w:horzAnchor="page" w:tblpX="1000" w:tblpYSpec="bottom"/>',
        )
    ).floating
    assert (floating.h_anchor, floating.v_anchor, floating.x, floating.v_align, floating.h_space) == (
        "page",
        "margin",
        50,
        "bottom",
        9,
    )


def test_a_grid_that_is_missing_or_too_small_is_completed():
    widths = [cell(properties=f'<w:tcW w:w="{width}" w:type="dxa"/>') for width in (1000, 2000)]
    assert only_table(f"<w:tbl>{row(*widths)}</w:tbl>").grid == (50, 100)
    assert only_table(table(row(*widths), grid=(600,))).grid == (30, 100)


def test_old_merges_deleted_and_wrapped_rows_and_cells():
    gone = '<w:ins w:id="1"/><w:del w:id="2"/>'
    found = only_table(
        table(
            row(cell("甲", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("乙")),
            row(cell("删"), properties=gone),
            row(cell("藏"), properties="<w:hidden/>"),
            f"<w:sdt><w:sdtPr/><w:sdtContent>{row('<w:sdt><w:sdtContent>' + cell('丙') + '</w:sdtContent></w:sdt>')}</w:sdtContent></w:sdt>",
        )
    )
    assert [[each.span for each in line.cells] for line in found.rows] == [[2, 1], [1]]
    assert texts([found]) == ["甲", "乙", "丙"]
    assert texts(blocks(table(row(cell("删"), properties=gone)) + p("后"))) == ["后"]


def test_tables_in_tables_end_somewhere():
    nested = p("最里")
    for _ in range(40):
        nested = f"<w:tbl><w:tr><w:tc>{nested}<w:p/></w:tc></w:tr></w:tbl>"
    file = word(nested)
    assert "最里" not in texts(file.blocks())
    assert whats(file) == {"嵌套过深的内容": True}
    inner = f"<w:tbl><w:tr><w:tc>{table(row(cell('里')))}{p('外')}</w:tc></w:tr></w:tbl>"
    assert texts(blocks(inner)) == ["里", "外"]


def test_lines_through_cells_and_gaps_between_them_are_named():
    own = '<w:tcBorders><w:tl2br w:val="single" w:sz="4"/></w:tcBorders>'
    file = word(table(row(cell("项目", own)), properties='<w:tblCellSpacing w:w="20" w:type="dxa"/>'))
    list(file.blocks())
    assert whats(file) == {"单元格斜线": True, "单元格间距": False}


PAGE = '<w:pgSz w:w="{}" w:h="{}"/><w:pgMar w:top="-1440" w:right="1701" w:bottom="1134" w:left="1587" w:header="851" w:footer="1446" w:gutter="284"/>'


def test_a_section():
    sect = (
        f'<w:sectPr><w:headerReference w:type="first" r:id="h"/><w:footerReference w:type="default" r:id="f"/><w:type w:val="oddPage"/>{PAGE.format(16838, 11906)}'
        '<w:pgBorders w:offsetFrom="page"><w:top w:val="single" w:sz="8" w:space="24"/></w:pgBorders><w:pgNumType w:fmt="upperRoman" w:start="3"/>'
        '<w:cols w:num="2" w:space="425"/><w:vAlign w:val="center"/><w:titlePg/><w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-2048"/></w:sectPr>'
    )
    found = word(p("甲"), sect=sect).final_section
    assert (found.width, found.height, found.top, found.bottom, found.left, found.right) == (
        841.9,
        595.3,
        -72,
        56.7,
        79.35,
        85.05,
    )
    assert (found.gutter, found.header, found.footer, found.start) == (14.2, 42.55, 72.3, "oddPage")
    assert (found.grid, found.pitch, found.char_space) == ("linesAndChars", 28.95, -0.5)
    assert (
        found.title_page,
        found.columns,
        found.column_gap,
        found.first_number,
        found.number_style,
        found.v_align,
    ) == (True, 2, 21.25, 3, "upperRoman", "center")
    assert (found.headers, found.footers) == ({"first": "h"}, {"default": "f"})
    assert (found.borders.top.space, found.borders_from) == (24, "page")


def test_word_s_page_where_none_is_given():
    found = word(p("甲"), sect="").final_section
    assert (found.width, found.height, found.top, found.left) == (612, 792, 72, 90)


def test_headers_are_inherited_by_kind():
    def section(*references: str) -> str:
        return f"<w:sectPr>{''.join(references)}</w:sectPr>"

    def header(kind: str, key: str) -> str:
        return f'<w:headerReference w:type="{kind}" r:id="{key}"/>'

    body = (
        p("甲", properties=section(header("default", "a"), header("even", "b")))
        + p("乙", properties=section(header("default", "c")))
        + p("丙")
    )
    file = word(body, sect=section(header("first", "d")))
    found = [block.section for block in file.blocks() if isinstance(block, Paragraph) and block.section]
    assert [each.headers for each in found] == [{"default": "a", "even": "b"}, {"default": "c", "even": "b"}]
    assert file.final_section.headers == {"default": "c", "even": "b", "first": "d"}
    assert [each.headers for each in file.sections] == [each.headers for each in (*found, file.final_section)]


def test_equal_sections_after_different_ones_are_not_the_same():
    end = p(properties='<w:sectPr><w:cols w:num="2"/></w:sectPr>')
    first = p(properties='<w:sectPr><w:footerReference w:type="default" r:id="f"/></w:sectPr>')
    found = [block.section.footers for block in blocks(end + first + end + end)]
    assert found == [{}, {"default": "f"}, {"default": "f"}, {"default": "f"}]


def test_changes_of_a_section_are_not_sections():
    old = '<w:sectPr><w:cols w:num="1"/><w:sectPrChange w:id="1"><w:sectPr><w:cols w:num="5"/></w:sectPr></w:sectPrChange></w:sectPr>'
    file = word(p(properties=old), sect=old)
    assert [each.columns for each in file.sections] == [1, 1]


def test_what_of_a_section_is_not_set_is_named():
    sect = '<w:sectPr><w:lnNumType w:countBy="1"/><w:cols w:equalWidth="0"><w:col w:w="1"/><w:col w:w="2"/></w:cols><w:textDirection w:val="tbRl"/></w:sectPr>'
    file = word(p("甲"), sect=sect)
    assert file.final_section.columns == 2
    assert whats(file) == {"行号": False, "不等宽的分栏": False, "竖排的页面": False}


def test_settings():
    settings = (
        '<w:mirrorMargins/><w:evenAndOddHeaders/><w:gutterAtTop/><w:defaultTabStop w:val="420"/>'
        '<w:noLineBreaksBefore w:lang="ja-JP" w:val="x"/><w:noLineBreaksBefore w:lang="zh-CN" w:val="，。"/><w:noLineBreaksAfter w:lang="zh-CN" w:val="（"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="x" w:val="15"/></w:compat>'
    )
    file = word(
        p("甲"), settings=settings, sect=f"<w:sectPr>{PAGE.format(11906, 16838).replace('-1440', '1440')}</w:sectPr>"
    )
    found = file.settings
    assert (found.even_and_odd, found.mirror_margins, found.default_tab) == (True, True, 21)
    assert (found.not_first, found.not_last, found.mode) == ("，。", "（", 15)
    assert (file.final_section.top, file.final_section.gutter) == (86.2, 0)
    plain = word(p("甲")).settings
    assert (plain.even_and_odd, plain.default_tab, plain.mode) == (False, 36, 12)
