"""Forms, lines of fields, names, pictures and pages turned, as blocks in a frame: their files and LibreOffice's rendering."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pdfplumber
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from PIL import Image

from gongwen.blocks.model import (
    Attachment,
    Cell,
    Document,
    FieldLine,
    Grid,
    GridRow,
    NameGrid,
    PageBreak,
    Paragraph,
    Picture,
    Signature,
    SignLine,
    SignOff,
    Table,
)  # fmt: skip
from gongwen.ooxml.package import Package
from gongwen.sandbox import Names
from gongwen.word.letter import compose
from gongwen.word.merge import Master, PrintSet, open_master
from gongwen.word.render import render
from tests import papers
from tests.rendering import MM, PRINTERS, Pages
from tests.test_pictures import photo

TEMPLATES = Path(__file__).parent.parent / "templates"
SIGNED = Signature(papers.ISSUER, papers.DATE)
FOOT = "签字：　　　年　　月　　日"
NAMES = ("张三", "李四光", "欧阳行健", "王五", "赵六七", "钱八")


def wide(rows: int) -> Table:
    return Table(
        tuple(f"列{n}" for n in range(10)), tuple(tuple(f"{r}行{n}列的内容" for n in range(10)) for r in range(rows)), size=18
    )  # fmt: skip


def across(number: int, rows: int = 14) -> Attachment:
    return Attachment((f"台账{number}",), (wide(rows),), label=f"附件{number}", landscape=True)


MERGED = Table(
    ("项目", "指标", "任务"), tuple(map(tuple, ("甲一1", "甲一2", "甲二3", "乙二4"))), merged=frozenset({0, 1})
)
UPRIGHT = Attachment(("活动安排",), (Paragraph("安排如下。"),), label="附件3")
FORM_GRID = Grid((3, 4, 3, 4), (
    GridRow((Cell("姓名", label=True), Cell("张三"), Cell("性别", label=True), Cell("男"))),
    GridRow((Cell("主要事迹", label=True), Cell("该同志工作认真，成绩突出。" * 60, 3)), 40, splits=True),
    GridRow((Cell("科室意见", label=True), Cell("同意推荐。", 3, foot=FOOT)), 40),
    GridRow((Cell("单位意见", label=True), Cell("", 3, foot=FOOT)), 30),
))  # fmt: skip
FORM = Document(
    "表格",
    ("先进个人推荐表",),
    (
        FieldLine((("科室", "办公室"), ("填表日期", ""))),
        FORM_GRID,
        FieldLine((("编号", "一"), ("单位", papers.ISSUER))),
    ),
    signature=SIGNED,
)
SIGN_OFF = SignOff(((SignLine("承诺人", by_hand=True), SignLine("日期", "2023年2月3日")),))


def documents() -> dict[str, Document]:
    return {
        "form": FORM,
        "names": Document("普通文稿", ("名单",), (NameGrid(NAMES), Paragraph("另有："), NameGrid(("张三", "阿卜杜热合曼·买买提")))),
        "photos": Document("普通文稿", ("照片",), (
            Picture(photo(800, 600), "图1"), PageBreak(), Picture(photo(800, 600, orientation=6), "图2", 100), PageBreak(),
            Picture(b"", "图3", 80),
        )),
        "merged": Document("普通文稿", ("台账",), (MERGED,)),
        "two": papers.paper(60, attachments=(across(1), across(2))),
        "mixed": papers.paper(60, attachments=(across(1), across(2), UPRIGHT, across(4)), imprint=None),
        "upright-first": papers.paper(60, attachments=(replace(UPRIGHT, label="附件1"), across(2))),
        "one-page": papers.paper(60, attachments=(across(1, 3),), imprint=None),
        "turned-photo": papers.paper(60, attachments=(
            Attachment(("照片",), (Picture(photo(600, 800), "图1"),), label="附件", landscape=True),)),
        "turned-form": Document("表格", ("检查表",), (wide(14),), landscape=True, attachments=(replace(UPRIGHT, label="附件"),)),
        "letter-turned": papers.paper(60, frame="信函", imprint=None, attachments=(across(1), UPRIGHT)),
        "signed-attachment": papers.paper(60, attachments=(replace(UPRIGHT, sign_off=SIGN_OFF),)),
    }  # fmt: skip


def slip() -> bytes:
    document = replace(
        FORM, title=("整改通知单",), to="{{ 科室 }}：", attachment_notes=("问题清单",),
        signature=replace(SIGNED, name="{{ 单位 }}"),
    )  # fmt: skip
    return compose(document, TEMPLATES / "表格.docx")


def award() -> bytes:
    text = Paragraph("在二〇二三年度工作中成绩突出，被评为“{{ 称号 }}”，特发此证，以资鼓励。")
    document = Document(
        "证书",
        ("荣誉证书",),
        (text,),
        to="{{ 姓名 }}同志：",
        signature=SIGNED,
        properties={"number": "编号：{{ 编号 }}"},
    )
    return compose(document, TEMPLATES / "证书.docx")


SLIP_ROW = {"科室": "检查一科", "单位": papers.ISSUER}
AWARD_ROW = {"姓名": "张三", "称号": "先进个人", "编号": "2023001"}


def master(data: bytes, row: dict[str, str]) -> Master:
    made, problems = open_master(data, file="模板.docx", names=Names.of(row))
    assert not problems
    assert isinstance(made, Master)
    return made


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("blocks")
    made = {name: render(document, TEMPLATES / f"{document.frame}.docx") for name, document in documents().items()}
    made["slip"] = master(slip(), SLIP_ROW).render(SLIP_ROW)
    made["award"] = master(award(), AWARD_ROW).render(AWARD_ROW)
    made["awards"] = PrintSet(master(award(), AWARD_ROW), duplex=False).make([AWARD_ROW, AWARD_ROW | {"姓名": "李四"}])
    turned = Document("表格", ("{{ 科室 }}检查表",), (wide(14),), landscape=True)
    made["turned-slip"] = master(compose(turned, TEMPLATES / "表格.docx"), SLIP_ROW).render(SLIP_ROW)
    for name, data in made.items():
        (folder / f"{name}.docx").write_bytes(data)
    return {name: folder / f"{name}.docx" for name in made}


@pytest.fixture(scope="module", params=PRINTERS)
def rendered(request, files, tmp_path_factory) -> dict[str, Path]:
    return PRINTERS[request.param](files.values(), tmp_path_factory.mktemp("pdf"))


@pytest.fixture(scope="module")
def pages(rendered) -> Pages:
    return Pages(rendered)


def kinds(pdf: Path) -> str:
    """The pages of a file: u for upright, t for turned."""
    with pdfplumber.open(pdf) as document:
        return "".join("t" if page.width > page.height else "u" for page in document.pages)


def plain(blocks: tuple, **changes) -> bytes:
    return render(Document("普通文稿", ("题",), blocks, **changes), TEMPLATES / "普通文稿.docx")


def tables(data: bytes) -> list:
    return list(docx.Document(io.BytesIO(data)).element.body.iter(qn("w:tbl")))


def test_every_file_is_valid(files, validate):
    validate(*files.values())


def test_same_document_same_bytes(files):
    for name, document in documents().items():
        assert render(document, TEMPLATES / f"{document.frame}.docx") == files[name].read_bytes()


# ---------------------------------------------------------------- forms
def test_a_form_is_as_wide_as_the_type_area_and_its_rows_keep_together():
    grid = tables(plain((FORM_GRID,)))[0]
    assert sum(int(column.get(qn("w:w"))) for column in grid.iter(qn("w:gridCol"))) == 8845
    for row, splits in zip(grid.findall(qn("w:tr")), (False, True, False, False), strict=True):
        assert (row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None) is splits
        assert row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}").get(qn("w:hRule")) == "atLeast"
        spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.findall(qn("w:tc"))]
        assert sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) == 4


@pytest.mark.parametrize(("label", "height"), [("科室意见", 40), ("单位意见", 30)])
def test_a_foot_stands_at_the_lower_edge_of_its_cell(rendered, label, height):
    with pdfplumber.open(rendered["form"]) as pdf:
        page = next(page for page in pdf.pages if label in flat(page))
        words = page.extract_words()
        middle = next(word for word in words if label in word["text"])
        feet = [word for word in words if "签字" in word["text"]]
        foot = min(feet, key=lambda word: abs(word["top"] - middle["top"]))
    below = (foot["bottom"] - (middle["top"] + middle["bottom"]) / 2) / MM
    assert height / 2 - 4 < below < height / 2
    assert foot["x0"] / MM > 80


def flat(page) -> str:
    return (page.extract_text() or "").replace(" ", "").replace("\n", "")


def test_what_is_written_over_a_foot_begins_at_the_top_of_the_cell(rendered):
    with pdfplumber.open(rendered["form"]) as pdf:
        page = next(page for page in pdf.pages if "同意推荐" in flat(page))
        words = page.extract_words()
    text = next(word for word in words if "同意推荐" in word["text"])
    label = next(word for word in words if "科室意见" in word["text"])
    assert (label["top"] - text["top"]) / MM > 12


def test_a_line_of_fields_is_one_line_and_ends_at_the_edge(pages, rendered):
    page = pages("form")[0]
    line = page.line("科室：办公室")
    assert "填表日期：" in line.text
    last = next(line for page in pages("form") for line in page.lines if line.text.startswith("编号：一"))
    assert last.text == f"编号：一单位：{papers.ISSUER}"
    assert last.right == pytest.approx(184, abs=1)
    with pdfplumber.open(rendered["form"]) as pdf:
        shown = pdf.pages[0]
        rules = [char["x1"] for char in shown.chars if char["text"] == "_"] or [rect["x1"] for rect in shown.rects]
    assert max(rules) / MM == pytest.approx(184, abs=2)


def test_names_stand_in_columns_and_two_characters_are_three_wide(pages):
    page = pages("names")[0]
    first, second = [line for line in page.body if line.text[0] in "张赵" and len(line.text) > 4][:2]
    assert [first.text, second.text] == ["张三李四光欧阳行健王五", "赵六七钱八"]
    assert first.left == second.left == pytest.approx(28 + 11.1, abs=0.7)
    data = plain((NameGrid(NAMES), Paragraph("另有："), NameGrid(("张三", "阿卜杜热合曼·买买提"))))
    columns = [len(list(found.iter(qn("w:gridCol")))) for found in tables(data)]
    assert columns == [4, 2], "a long name asks for fewer columns"
    assert "张\u3000三" in Package.read(data).parts["word/document.xml"].decode()


def test_equal_neighbours_are_one_cell_inside_the_group_to_their_left(files):
    rows = tables(files["merged"].read_bytes())[0].findall(qn("w:tr"))[1:]
    merges = [[cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") for cell in row.findall(qn("w:tc"))] for row in rows]
    said = [[None if merge is None else merge.get(qn("w:val")) for merge in row[:2]] for row in merges]
    assert said == [["restart", "restart"], ["continue", "continue"], ["continue", None], [None, None]]
    texts = [["".join(t.text for t in cell.iter(qn("w:t"))) for cell in row.findall(qn("w:tc"))] for row in rows]
    assert texts == [["甲", "一", "1"], ["", "", "2"], ["", "二", "3"], ["乙", "二", "4"]]


def test_two_tables_in_a_row_stay_two():
    body = docx.Document(io.BytesIO(plain((FORM_GRID, FORM_GRID)))).element.body
    assert [element.tag for element in body if element.tag == qn("w:tbl")] == [qn("w:tbl")] * 2
    assert all(a.tag != b.tag or a.tag != qn("w:tbl") for a, b in zip(body, list(body)[1:], strict=False))


# ---------------------------------------------------------------- pictures
def shown(pdf: Path, page: int) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """A page at 100 dots an inch, and where its picture stands."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        image = document[page].render(scale=100 / 72).to_pil().convert("RGB")
    inked = Image.eval(image.convert("HSV").split()[1], lambda value: 255 if value > 150 else 0)
    return image, inked.getbbox()


def test_a_picture_keeps_its_shape_and_stands_over_its_caption(pages, rendered):
    _, (left, top, right, bottom) = shown(rendered["photos"], 0)
    width, height = (right - left) * 0.254, (bottom - top) * 0.254
    assert width == pytest.approx(156, abs=1)
    assert height == pytest.approx(117, abs=1)
    caption = pages("photos")[0].line("图1")
    assert (caption.left + caption.right) / 2 == pytest.approx(106, abs=1)
    assert caption.baseline > bottom * 0.254


def test_a_picture_is_turned_as_it_was_taken(rendered):
    image, (left, top, right, bottom) = shown(rendered["photos"], 1)
    assert (bottom - top) * 0.254 == pytest.approx(100, abs=1)
    assert (right - left) * 0.254 == pytest.approx(75, abs=1)
    red, green, blue = image.getpixel((right - 20, top + 20))
    assert (red > 200, green < 60, blue < 60) == (True, True, True), "stored upper left, taken upper right"


def test_where_there_is_no_picture_stands_a_frame(pages):
    page = pages("photos")[2]
    edges = [rule.y for rule in page.rules]
    assert edges[-1] - edges[0] == pytest.approx(80, abs=1)
    assert page.line("图3").baseline > edges[-1]


def test_a_picture_of_a_turned_page_leaves_room_for_label_title_and_caption(pages, rendered):
    assert kinds(rendered["turned-photo"]) == "utu"
    assert {"附件", "照片", "图1"} <= {line.text for line in pages("turned-photo")[1].lines}


# ---------------------------------------------------------------- pages turned
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("two", "uttttu"), ("mixed", "uttttutt"), ("upright-first", "uuttu"), ("one-page", "ut"),
        ("turned-form", "ttu"), ("turned-slip", "tt"), ("letter-turned", "uttu"),
    ],
)  # fmt: skip
def test_att_01_no_page_is_left_blank_between_turned_ones(rendered, name, expected):
    assert kinds(rendered[name]) == expected


@pytest.mark.parametrize("name", ["two", "mixed", "upright-first", "one-page", "turned-form", "turned-slip"])
def test_tbl_01_pno_05_number_of_every_turned_page(rendered, name):
    with pdfplumber.open(rendered[name]) as pdf:
        for page in (page for page in pdf.pages if page.width > page.height):
            number = [char for char in page.chars if char["x0"] < 33 * MM and char["text"].strip()]
            assert "".join(char["text"] for char in number) == f"—{page.page_number}—"
            assert all(char["matrix"][:4] == (0, -1, 1, 0) for char in number), "turned clockwise"
            assert number[0]["matrix"][4] / MM + 0.38 * 14 / MM == pytest.approx(28, abs=1)
            top, bottom = (edge(char[key] for char in number) / MM for edge, key in ((min, "top"), (max, "bottom")))
            if page.page_number % 2:
                assert bottom == pytest.approx(179, abs=1)
            else:
                assert top == pytest.approx(33, abs=1)


@pytest.mark.parametrize("name", ["two", "mixed"])
def test_tbl_02_head_row_on_every_turned_page(rendered, name):
    with pdfplumber.open(rendered[name]) as pdf:
        turned = [flat(page) for page in pdf.pages if page.width > page.height]
    assert all("列0列1列2" in text for text in turned)


def test_att_02_att_03_label_and_title_of_a_turned_attachment(pages):
    page = pages("two")[3]
    label, title = page.line("附件2"), page.line("台账2")
    assert label.left == pytest.approx(35, abs=0.5)
    assert (title.left + title.right) / 2 == pytest.approx(35 + 225 / 2, abs=1)
    assert (title.baseline - label.baseline) * MM / 28.95 == pytest.approx(2, abs=0.2)


def test_ltr_02_the_rules_of_a_letter_stay_on_its_first_page(pages):
    assert [any(rule.red for rule in page.rules) for page in pages("letter-turned")] == [True, False, False, False]


def test_a_frames_own_headers_stand_after_a_turned_page_too(tmp_path):
    word = docx.Document(str(TEMPLATES / "普通文稿.docx"))
    word.sections[0].header.paragraphs[0].text = "内部资料"
    word.save(str(tmp_path / "普通文稿.docx"))
    document = Document("普通文稿", ("题",), (Paragraph("正文。"),), attachments=(across(1), UPRIGHT))
    found = docx.Document(io.BytesIO(render(document, tmp_path / "普通文稿.docx")))
    assert [section.header.paragraphs[0].text for section in found.sections] == ["内部资料", "", "内部资料"]


def test_a_frame_without_page_numbers_has_none_on_turned_pages(tmp_path):
    word = docx.Document(str(TEMPLATES / "普通文稿.docx"))
    section = word.element.body.sectPr
    for reference in section.findall(qn("w:footerReference")):
        section.remove(reference)
    attached = next(each for each in word.paragraphs if "附件 }}" in each.text)
    attached._p.addprevious(docx.oxml.OxmlElement("w:p"))
    word.save(str(tmp_path / "普通文稿.docx"))
    document = Document("普通文稿", ("题",), (Paragraph("正文。"),), attachments=(across(1),))
    made = render(document, tmp_path / "普通文稿.docx")
    parts = Package.read(made).parts
    assert not any(b" PAGE " in data for name, data in parts.items() if name.startswith("word/turned"))
    orientations = [section.orientation for section in docx.Document(io.BytesIO(made)).sections]
    assert orientations == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE], "a paragraph without properties can end a section"


def test_a_sign_off_closes_its_attachment(pages):
    page = next(page for page in pages("signed-attachment") if page.lines[0].text == "附件3")
    texts = [line.text.rstrip("_") for line in page.body]
    assert texts[texts.index("安排如下。") + 1 :][:2] == ["承诺人：", "日期：2023年2月3日"]
    line = page.line("承诺人：")
    ends = [rule.right for rule in page.rules if abs(rule.y - line.baseline) < 2]
    assert max([line.right, *ends]) == pytest.approx(184, abs=1)


# ---------------------------------------------------------------- merged forms and certificates
def test_sig_01_atn_01_a_merged_form_is_signed_like_any_paper(pages):
    lines = [line for page in pages("slip") for line in page.lines]
    assert next(line for line in lines if line.text == "检查一科：").left == pytest.approx(28, abs=0.5)
    assert next(line for line in lines if line.text == "附件：问题清单").left == pytest.approx(39.1, abs=0.7)
    name, date = (next(line for line in lines if line.text == text) for text in (papers.ISSUER, papers.DATE))
    assert date.right == pytest.approx(184 - 22.3, abs=1)
    notes = next(line for line in lines if line.text == "附件：问题清单")
    assert (name.baseline - notes.baseline) * MM / 28.95 == pytest.approx(3, abs=0.1), "two lines for the seal"


def test_a_certificate_is_one_page_with_its_name_flush_left(pages, rendered):
    assert kinds(rendered["award"]) == "t"
    assert kinds(rendered["awards"]) == "tt"
    page = pages("award")[0]
    name, text = page.line("张三同志："), page.line("在二〇二三年度")
    assert text.left - name.left == pytest.approx(2 * name.size / MM, abs=1)
    assert any("编号：2023001" in line.text for line in page.lines)
    assert not any(line.text.startswith("—") for line in page.lines), "no page number"
    assert pages("awards")[1].line("李四同志：")
