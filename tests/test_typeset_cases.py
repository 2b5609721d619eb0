"""Pages that are hard to set: nothing that a file says may be lost at a page's end, nothing may be counted twice."""

from __future__ import annotations

import io
import re

import pdfplumber
import pypdfium2
import pytest

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.reader import WordFile
from gongwen.pdf.live import MasterCopy
from gongwen.pdf.printing import Press
from gongwen.sandbox import Names
from gongwen.word.merge import open_master
from tests.font_files import free_set
from tests.handmade import PNG
from tests.typesetting import ours
from tests.typesetting.feature import MIDDLE, TOP, TWIP, doc, filler, p, r, section
from tests.typesetting.feature_things import WPS, anchored, blip, drawing, inline, place
from tests.typesetting.wants import At, Drawn, Named, Pages, Shown, Times, wrongs

TAB, LINE = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>"
FLOATS = '<w:tblpPr w:vertAnchor="text" w:horzAnchor="margin" w:tblpX="100" w:tblpY="100"/>'
COLUMNS = section(more='<w:cols w:num="2" w:space="720"/>')
ITEM = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
LIST = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="条%1："/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
BELOW = "<wp:wrapTopAndBottom/>"
WPG = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"


@pytest.fixture(autouse=True)
def _fonts() -> None:
    free_set()


def shown(docx: bytes) -> Shown:
    printed = ours.printed(docx, "word")
    return Shown(printed.data, printed.unknown)


def on_paper(docx: bytes) -> list[str]:
    """The text of each page that stands within its edges."""
    return [
        "".join(c.text for c in page.chars if 0 <= c.x <= page.width and 0 <= c.y <= page.height and c.text.strip())
        for page in shown(docx).pages
    ]


def numbers(pages: list[str], word: str) -> list[int]:
    """The numbers behind a word, in the order of the pages."""
    return [int(found) for page in pages for found in re.findall(rf"{word}(\d+)。", page)]


def lines(word: str, count: int) -> str:
    return "".join(p(f"{word}{number}。") for number in range(count))


def cell(*blocks: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(blocks)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, columns: int = 2, properties: str = "") -> str:
    grid = '<w:gridCol w:w="4000"/>' * columns
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def mark(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def note(number: int, *blocks: str) -> str:
    return f'<w:footnote w:id="{number}">{"".join(blocks)}</w:footnote>'


def box(*blocks: str, height: int = 30) -> str:
    """An anchored text box 60 mm wide."""
    shape = (
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2160000" cy="{height * 36000}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{''.join(blocks)}</w:txbxContent></wps:txbx><wps:bodyPr/>"
    )
    graphic = f'<a:graphic><a:graphicData uri="{WPS}"><wps:wsp>{shape}</wps:wsp></a:graphicData></a:graphic>'
    return drawing(anchored(graphic, (60, height), place("H", "column", 0.0), place("V", "paragraph", 0.0)))


def group(*texts: str) -> str:
    """A group in the line, 180 pt wide, of boxes beside each other."""
    each = 180 * 12700 // len(texts)
    shapes = "".join(
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="{number * each}" y="0"/><a:ext cx="{each}" cy="508000"/></a:xfrm>'
        f"</wps:spPr><wps:txbx><w:txbxContent>{p(text)}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/></wps:wsp>'
        for number, text in enumerate(texts)
    )
    frame = (
        '<a:off x="0" y="0"/><a:ext cx="2286000" cy="508000"/><a:chOff x="0" y="0"/><a:chExt cx="2286000" cy="508000"/>'
    )
    inner = f'<wpg:wgp xmlns:wpg="{WPG}"><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm>{frame}</a:xfrm></wpg:grpSpPr>{shapes}</wpg:wgp>'
    graphic = f'<a:graphic><a:graphicData uri="{WPG}">{inner}</a:graphicData></a:graphic>'
    extent = '<wp:extent cx="2286000" cy="508000"/><wp:docPr id="3" name="组合"/>'
    return drawing(f'<wp:inline distT="0" distB="0" distL="0" distR="0">{extent}{graphic}</wp:inline>')


def picture(width: float, height: float, across: str = "", wrap: str = "<wp:wrapNone/>") -> str:
    across = across or place("H", "column", 0.0)
    return drawing(anchored(blip(width, height), (width, height), across, place("V", "paragraph", 0.0), wrap))


def field(code: str) -> str:
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>9</w:t></w:r></w:fldSimple>'


# ---------------------------------------------------------------- footnotes
@pytest.mark.parametrize(
    "place_of",
    [
        table(row(cell(p("格", mark(2))), cell(p("乙")))),
        table(row(cell(table(row(cell(p("内", mark(2)))), columns=1), p("")), cell(p("乙")))),
        table(row(cell(p("格", mark(2))), cell(p("乙"))), properties=FLOATS),
        p("框", mark(2), properties='<w:framePr w:w="3000" w:x="4000" w:y="4000" w:hAnchor="page" w:vAnchor="page"/>'),
    ],
    ids=["cell", "cell in a cell", "floating table", "frame"],
)
def test_a_footnote_stands_once_wherever_its_mark_is(place_of):
    pages = on_paper(doc(place_of, p("终"), parts={"footnotes": note(2, p("注文甲"))}))
    assert [page.count("注文甲") for page in pages] == [1]


def test_footnotes_of_rows_stand_on_the_pages_of_their_rows():
    rows = [row(cell(p(f"第{n}。", mark(n + 2))), cell(p("乙"))) for n in range(40)]
    pages = on_paper(doc(table(*rows), parts={"footnotes": "".join(note(n + 2, p(f"注{n}。")) for n in range(40))}))
    assert len(pages) > 2
    for page in pages:
        assert numbers([page], "第") == numbers([page], "注")
    assert numbers(pages, "第") == list(range(40))


@pytest.mark.parametrize("before", [0, 10])
def test_a_footnote_longer_than_its_page_goes_on_on_the_next(before):
    pages = on_paper(doc(*filler(before), p("文", mark(2)), p("后"), parts={"footnotes": note(2, lines("注", 80))}))
    assert numbers(pages, "注") == list(range(80))
    assert [number for number, page in enumerate(pages) if "注0。" in page] == [1 if before else 0]


def test_text_ends_above_the_rule_over_footnotes():
    tight = section(margin=1669)  # room for 24 lines, the note among them, but not for the rule over it too
    found = shown(doc(*filler(22), p("末", mark(2)), parts={"footnotes": note(2, p("注文"))}, last=tight))
    page, char = found.on("末")[0]
    assert char.y + 0.2 * 560 * TWIP < min(shape.top for shape in found.pages[page].shapes)


# ---------------------------------------------------------------- lists counted anew
def test_lists_begin_at_one_where_pages_are_counted_first():
    assert on_paper(doc(p("甲", properties=ITEM), p("乙", properties=ITEM), p(field("NUMPAGES")), parts={"numbering": LIST})) == ["条1：甲条2：乙1"]  # fmt: skip


def test_pages_are_counted_for_a_field_whose_code_is_cut_in_runs():
    parts = ('<w:fldChar w:fldCharType="begin"/>', "<w:instrText>NUM</w:instrText>", "<w:instrText>PAGES</w:instrText>")
    end = ('<w:fldChar w:fldCharType="separate"/>', "<w:t>9</w:t>", '<w:fldChar w:fldCharType="end"/>')
    count = "".join(f"<w:r>{part}</w:r>" for part in (*parts, *end))
    assert on_paper(doc(p(f"{r('共')}{count}{r('页')}"), p("后", properties="<w:pageBreakBefore/>"))) == ["共2页", "后"]


def test_lists_of_a_second_print_of_the_same_file_begin_at_one(tmp_path):
    word = WordFile(Package.read(doc(p("甲", properties=ITEM), p("乙", properties=ITEM), parts={"numbering": LIST})))
    with (tmp_path / "two.pdf").open("wb") as target:
        press = Press(target, ours._fonts())
        press.add(word)
        press.add(word)
        press.close()
    assert [page.text for page in Shown((tmp_path / "two.pdf").read_bytes()).pages] == ["条1：甲条2：乙"] * 2


def test_the_list_of_a_footnote_is_counted_once():
    notes = note(2, p("注甲", properties=ITEM), p("注乙", properties=ITEM))
    assert "条1：注甲条2：注乙" in on_paper(doc(p("文", mark(2)), parts={"footnotes": notes, "numbering": LIST}))[0]


def test_what_is_not_counted_or_turned_is_named():
    found = shown(doc(p("甲", box(p("框", properties=ITEM))), p("שלום"), parts={"numbering": LIST}))
    assert wrongs([Named("文本框中的编号"), Named("从右到左")], found) == []
    assert wrongs([Named("垂直对齐")], shown(doc(p("甲"), last=section(more='<w:vAlign w:val="center"/>')))) == []


# ---------------------------------------------------------------- page ends
def test_a_kept_paragraph_longer_than_a_page_fills_the_pages_it_needs():
    text = [piece for number in range(60) for piece in (f"行{number}。", LINE)]
    pages = on_paper(doc(p("始"), p(*text, properties="<w:keepLines/>")))
    assert numbers(pages, "行") == list(range(60))
    assert [len(numbers([page], "行")) for page in pages[:2]] == [0, 24]


def test_a_page_break_before_is_kept_in_the_second_column():
    body = p("甲"), p('<w:r><w:br w:type="column"/></w:r>'), p("乙", properties="<w:pageBreakBefore/>")
    assert on_paper(doc(*body, last=COLUMNS)) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("properties", "cells"),
    [
        ("<w:cantSplit/>", cell(lines("行", 60))),
        ("<w:tblHeader/>", cell(lines("行", 60))),
        ('<w:trHeight w:val="40000" w:hRule="exact"/>', cell(lines("行", 60))),
        ('<w:trHeight w:val="20000"/>', cell(lines("行", 3), properties='<w:vAlign w:val="bottom"/>')),
        ("", cell(table(*[row(cell(p(f"行{n}。"))) for n in range(60)], columns=1), p(""))),
        ("", cell(table(row(cell(lines("行", 60))), columns=1), p(""))),
    ],
    ids=["not split", "head", "exact", "text at its end", "rows of a cell", "a row of a cell"],
)
def test_a_row_higher_than_a_page_loses_no_line(properties, cells):
    body = table(row(cells, cell(p("乙")), properties=properties), row(cell(p("末行")), cell(p(""))))
    pages = on_paper(doc(p("始"), body, p("终")))
    found = numbers(pages, "行")
    assert found == list(range(len(found)))
    assert len(found) in (3, 60)
    assert "末行终" in pages[-1]


def test_the_text_of_a_merged_cell_goes_on_with_its_rows():
    merged = [row(cell(lines("行", 40), properties='<w:vMerge w:val="restart"/>'), cell(p("第0。")))]
    merged += [row(cell(p(""), properties="<w:vMerge/>"), cell(p(f"第{n}。"), p("。"))) for n in range(1, 20)]
    pages = on_paper(doc(table(*merged), p("终")))
    assert numbers(pages, "行") == list(range(40))
    assert numbers(pages, "第") == list(range(20))


def test_a_head_is_not_left_alone_over_a_row_higher_than_a_page():
    head = row(cell(p("表头")), properties="<w:tblHeader/>")
    pages = on_paper(doc(table(head, row(cell(lines("行", 30)), properties="<w:cantSplit/>"), columns=1)))
    assert [(page.count("表头"), len(numbers([page], "行"))) for page in pages] == [(1, 23), (1, 7)]


def test_a_merged_cell_fills_the_page_on_which_it_begins():
    first = row(cell(lines("行", 70), properties='<w:vMerge w:val="restart"/>'), cell(p("一")))
    body = table(first, row(cell(p(""), properties="<w:vMerge/>"), cell(p("二"))))
    assert [len(numbers([page], "行")) for page in on_paper(doc(body))] == [24, 24, 22]


def test_text_that_runs_downwards_stays_in_the_first_part_of_a_cut_row():
    turned = cell(*[p(word) for word in "竖排三四五六"], properties='<w:textDirection w:val="tbRlV"/>')
    pages = on_paper(doc(*filler(21), table(row(turned, cell(lines("行", 10)))), p("终")))
    assert numbers(pages, "行") == list(range(10))
    assert all(word in pages[0] for word in "竖排三四五六")


def test_a_header_higher_than_the_page_hides_no_text():
    pages = on_paper(doc(p("正文甲"), p("正文乙"), parts={"header1": lines("眉", 40)}))
    assert "".join(pages).count("正文") == 2


def test_the_rest_of_a_cut_row_is_as_high_as_what_is_left():
    pages = shown(doc(*filler(4), table(row(cell(lines("左", 20)), cell(lines("右", 22)))), p("终")))
    assert wrongs([At("终", page=2, baseline=TOP + 2.8 * 560 * TWIP, close=1.5)], pages) == []


@pytest.mark.parametrize("count", [60, 6])
def test_a_floating_table_goes_on_on_the_next_page(count):
    rows = [row(cell(p(f"浮{n}。"))) for n in range(count)]
    found = on_paper(doc(*filler(22), table(*rows, columns=1, properties=FLOATS), p("终")))
    assert numbers(found, "浮") == list(range(count))


def test_a_frame_without_room_goes_to_the_next_page():
    frame = '<w:framePr w:w="3000" w:hAnchor="text" w:vAnchor="text" w:y="1"/>'
    pages = on_paper(doc(*filler(24), *[p(f"框{n}。", properties=frame) for n in range(4)], p("终")))
    assert numbers(pages[1:], "框") == list(range(4))


def test_a_frame_in_the_first_column_leaves_the_second_free():
    frame = '<w:framePr w:w="2000" w:h="3000" w:hRule="exact" w:hAnchor="text" w:vAnchor="text" w:y="1"/>'
    found = shown(doc(p("框", properties=frame), p("甲"), p('<w:r><w:br w:type="column"/></w:r>'), p("乙"), last=COLUMNS))  # fmt: skip
    (_, framed), (_, second) = found.on("框")[0], found.on("乙")[0]
    assert second.y == pytest.approx(framed.y, abs=0.5)


# ---------------------------------------------------------------- things that float
@pytest.mark.parametrize("height", [280, 400])
def test_a_picture_as_high_as_the_page_hides_no_line(height):
    pages = on_paper(doc(p("甲"), p("乙", picture(100, height, wrap=BELOW)), p("终"), media=PNG))
    assert "".join(pages) == "甲乙终"


def test_what_is_anchored_in_a_cell_or_column_stands_there():
    cells = table(row(cell(p("甲")), cell(p("乙", picture(20, 20, place("H", "column", "center"))))))
    left = 25.4 + 4000 * TWIP
    across = left + (4000 * TWIP - 20) / 2
    assert wrongs([Drawn(left=across, close=2.5)], shown(doc(cells, media=PNG))) == []
    columns = doc(p("甲"), p('<w:r><w:br w:type="column"/></w:r>'), p("乙", picture(20, 20)), last=COLUMNS, media=PNG)
    assert wrongs([Drawn(left=MIDDLE + 360 * TWIP)], shown(columns)) == []


def test_a_box_at_the_foot_stays_on_its_page():
    pages = on_paper(doc(*filler(23), p("文", box(lines("框", 6), height=62))))
    assert numbers(pages, "框") == list(range(6))


def test_a_box_after_the_last_break_of_a_line_is_drawn_once():
    assert wrongs([Times("框内", 1)], shown(doc(p("文", LINE, box(p("框内")))))) == []


def test_a_box_as_wide_as_its_text_is_centred_by_its_text():
    fitted = box(p("第一页"), height=10).replace(
        "<wps:bodyPr/>", '<wps:bodyPr wrap="none" lIns="0" rIns="0"><a:spAutoFit/></wps:bodyPr>'
    )
    across = place("H", "margin", "center")
    placed = fitted.replace(place("H", "column", 0.0), across)
    assert placed.count(across) == 1
    chars, _, _ = drawn(doc(p("正文", placed)))
    number = [char for char in chars if char["text"] in "第一页"]
    assert (number[0]["x0"] + number[-1]["x1"]) / 2 == pytest.approx(MIDDLE * 72 / 25.4, abs=1.0)
    assert len({char["top"] for char in number}) == 1


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_a_group_in_the_line_stands_in_its_room(align):
    chars, _, _ = drawn(doc(p("前", group("甲", "乙"), "后", properties=f'<w:jc w:val="{align}"/>')))
    found = {char["text"]: char["x0"] for char in chars}
    assert [found[text] - found["前"] for text in "甲乙后"] == pytest.approx([16, 16 + 90, 16 + 180], abs=1.5)


def test_a_picture_in_text_that_runs_downwards_is_drawn():
    turned = cell(p("竖", inline(10, 10)), properties='<w:textDirection w:val="tbRlV"/>')
    rows = row(turned, cell(p("乙")), properties='<w:trHeight w:val="3000"/>')
    assert wrongs([Drawn(width=10, height=10)], shown(doc(table(rows), media=PNG))) == []


def test_mirrored_margins_change_sides_on_even_pages():
    last = section().replace('w:right="1440"', 'w:right="720"').replace('w:left="1440"', 'w:left="2880"')
    found = shown(doc(p("甲"), p("乙", properties="<w:pageBreakBefore/>"), parts={"settings": "<w:mirrorMargins/>"}, last=last))  # fmt: skip
    assert wrongs([At("甲", left=50.8, page=1), At("乙", left=12.7, page=2), Pages(2)], found) == []


# ---------------------------------------------------------------- lines
def test_a_mark_that_hangs_tears_no_text_from_its_label():
    found = shown(doc(p("1.", TAB, "汉" * 26 + "，" + "字" * 10, properties='<w:tabs><w:tab w:val="left" w:pos="600"/></w:tabs>')))  # fmt: skip
    label, text = found.on("1.")[0][1], found.on("汉")[0][1]
    assert text.y == pytest.approx(label.y, abs=0.1)


def test_a_letter_after_a_picture_as_wide_as_the_page_goes_to_the_next_line():
    assert "".join(on_paper(doc(p(inline(300, 5), "乙"), media=PNG))) == "乙"


@pytest.mark.parametrize("char", ["…", "，", "）"])
def test_a_long_row_of_closing_marks_fills_its_lines(char):
    found = shown(doc(p(char * 300)))
    assert len({round(each.y, 1) for _, each in found.chars}) < 20


def test_a_very_long_paragraph_of_two_scripts_is_set_in_time():
    assert wrongs([Times("末", 1)], shown(doc(p("汉a" * 40000 + "末")))) == []


# ---------------------------------------------------------------- copies of one master
INNER = table(
    row(cell(p("三行", LINE, "三行", LINE, "三行")), cell(p(r("{{ 词 }}"))), properties='<w:trHeight w:val="3000" w:hRule="exact"/>')
)  # fmt: skip


@pytest.mark.parametrize(
    "body", [table(row(cell(INNER, p("")), cell(p("乙")))), p("{{ 词 }}", properties='<w:pStyle w:val="n"/>')]
)
def test_copies_are_printed_as_each_would_be_alone(body, tmp_path):
    style = f'<w:style w:type="paragraph" w:styleId="n"><w:name w:val="条"/><w:pPr>{ITEM}</w:pPr></w:style>'
    data = doc(p("函"), body, p("终"), parts={"numbering": LIST}, styles=style)
    master, problems = open_master(data, file="模板.docx", names=Names.of(["词"]))
    assert not problems
    values = [{"词": text} for text in ("短", "短", "长" * 40, "短", "中" * 20)]
    pages = []
    for name, live in (("live", True), ("full", False)):
        with (tmp_path / name).open("wb") as target:
            press = Press(target, ours._fonts())
            copy = MasterCopy(Package.read(master.render(values[0])), master.fixed)
            for each in values:
                if live:
                    copy.turn(master.body(each))
                press.add(copy if live else WordFile(Package.read(master.render(each))), headings=False)
            press.close()
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


# ---------------------------------------------------------------- looks
def drawn(docx: bytes):
    """The first page as pdfplumber sees it."""
    with pdfplumber.open(io.BytesIO(ours.printed(docx, "word").data)) as pdf:
        page = pdf.pages[0]
        return page.chars, page.lines, page.rects


def test_a_bold_red_word_leaves_the_borders_after_it_black():
    red = '<w:rFonts w:eastAsia="仿宋_GB2312"/><w:b/><w:color w:val="FF0000"/>'
    edge = '<w:tcBorders><w:top w:val="single" w:sz="8" w:color="000000"/></w:tcBorders>'
    _, strokes, _ = drawn(doc(p(r("红字", red)), table(row(cell(p("甲"), properties=edge))), p("末")))
    assert strokes
    assert all(not any(stroke["stroking_color"] or (0,)) for stroke in strokes)


def test_an_underlined_tab_is_a_line_to_write_on():
    underlined = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:tab/></w:r>'
    plain, written = p(f"{r('签字')}{TAB}{r('完')}"), p(f"{r('签字')}{underlined}{r('完')}")
    assert drawn(doc(plain))[2] == []
    chars, _, (rule,) = drawn(doc(written))
    assert rule["x0"] == pytest.approx(chars[1]["x1"], abs=0.5)
    assert rule["x1"] == pytest.approx(chars[2]["x0"], abs=0.5)


def test_a_picture_in_a_line_of_exact_height_hides_no_text_and_is_named():
    exact = '<w:spacing w:line="400" w:lineRule="exact"/>'
    data = doc(p("上文"), p(inline(40, 40), properties=exact), p("下文"), media=PNG)
    printed = ours.printed(data, "word")
    assert any("固定行距" in each.what for each in printed.unknown)
    with pypdfium2.PdfDocument(printed.data) as pdf:
        images = [each for each in pdf[0].get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
        clips = [pypdfium2.raw.FPDFPageObj_GetClipPath(each.raw) for each in images]
        assert len(images) == 1
        assert pypdfium2.raw.FPDFClipPath_CountPaths(clips[0]) > 0


def test_a_label_downwards_in_merged_cells_stands_in_one_column():
    down = '<w:textDirection w:val="tbRlV"/><w:vAlign w:val="center"/>'
    first, more = f'{down}<w:vMerge w:val="restart"/>', f"{down}<w:vMerge/>"
    high = '<w:trHeight w:val="400"/>'
    rows = [row(cell(p("基本情况"), properties=first), cell(p("甲")), properties=high)]
    rows += [row(cell(p(""), properties=more), cell(p("乙")), properties=high) for _ in range(4)]
    chars, _, _ = drawn(doc(table(*rows, columns=2), p("末")))
    label = [char for char in chars if char["text"] in "基本情况"]
    assert "".join(char["text"] for char in sorted(label, key=lambda char: char["top"])) == "基本情况"
    assert max(char["x0"] for char in label) - min(char["x0"] for char in label) < 1
