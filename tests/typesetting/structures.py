"""Documents of every structure: through our own blocks, and straight through python-docx."""

from __future__ import annotations

import io
import random
from functools import cache

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from PIL import Image

from gongwen.blocks.model import (
    Attachment,
    Block,
    Cell,
    FieldLine,
    Grid,
    GridRow,
    Heading,
    ListItem,
    NameGrid,
    PageBreak,
    Paragraph,
    Picture,
    Table,
)
from gongwen.ooxml.package import Package
from gongwen.word.render import render
from tests import papers
from tests.conftest import ROOT
from tests.typesetting.words import names, real

TEMPLATES = ROOT / "templates"


@cache
def picture(width: int = 320, height: int = 200, kind: str = "PNG") -> bytes:
    """A picture that shows which way up it is."""
    image = Image.new("RGB", (width, height), (200, 220, 240))
    for x in range(width):
        for y in range(height // 4):
            image.putpixel((x, y), (180, 30 + x * 100 // width, 40))
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def structures(count: int) -> dict[str, bytes]:
    """So many documents by name, half through our blocks, half through python-docx."""
    found: dict[str, bytes] = {}
    for number in range(count):
        chance = random.Random(f"structure {number}")
        if number % 2 == 0:
            found[f"structure/{number:02} blocks"] = ours(chance)
        else:
            found[f"structure/{number:02} docx"] = theirs(chance)
    return found


# ------------------------------------------------------------ through our own blocks
def ours(chance: random.Random) -> bytes:
    """An official document, or a plain one, of blocks of every kind, with attachments that may lie across."""
    blocks: list[Block] = []
    for _ in range(chance.randint(3, 7)):
        blocks += chance.choice(_KINDS)(chance)
    attachments = tuple(
        Attachment(
            ("任务分工台账" if landscape else "附件的标题",), tuple(_table(chance, wide=landscape)),
            f"附件{number + 1}", landscape=landscape,
        )
        for number, landscape in enumerate(chance.choice([(), (True,), (False, True), (True, True, False)]))
    )  # fmt: skip
    notes = tuple("".join(each.title) for each in attachments)
    document = papers.paper(
        1, blocks=tuple(blocks), attachments=attachments, attachment_notes=notes, sealed=chance.random() < 0.5,
        title=chance.choice([("关于做好有关工作的通知",), ("关于印发《2023年精神文明建设", "工作实施方案》的通知")]),
    )  # fmt: skip
    return render(document, TEMPLATES / "公文.docx")


def _texts(chance: random.Random) -> list[Block]:
    return [
        Heading(1, "总体要求"),
        *(Paragraph(real(chance, chance.randint(20, 200))) for _ in range(chance.randint(1, 4))),
    ]


def _levels(chance: random.Random) -> list[Block]:
    return [
        Heading(1, "重点任务"), Heading(2, "加强领导"), Paragraph(real(chance, 60), "统一思想", 3),
        ListItem(4, real(chance, 40)), ListItem(4, real(chance, 90)), Heading(2, "强化保障"),
    ]  # fmt: skip


def _table(chance: random.Random, *, wide: bool = False) -> list[Block]:
    columns = chance.randint(6, 9) if wide else chance.randint(3, 5)
    header = (
        "序号",
        *("工作任务", "具体措施", "牵头科室", "完成时限", "考核依据", "责任人", "配合科室", "备注")[: columns - 1],
    )
    rows = []
    for number in range(chance.randint(4, 60)):
        cells = [real(chance, chance.randint(1, 30))[: chance.randint(2, 60)] for _ in range(columns - 1)]
        rows.append((str(number + 1), chance.choice(("领导班子建设", "思想道德建设")), *cells[1:]))
    merged = frozenset({1}) if chance.random() < 0.5 else frozenset()
    widths = (1.0, *(float(chance.randint(2, 6)) for _ in range(columns - 1)))
    return [
        Table(header, tuple(rows), widths, merged=merged, centred=frozenset({0}), row_height=chance.choice((0, 0, 12)))
    ]


def _form(chance: random.Random) -> list[Block]:
    rows = (
        GridRow((Cell("姓名", label=True), Cell(chance.choice(names())), Cell("科室", label=True), Cell("办公室"))),
        GridRow((Cell("主要事迹", label=True), Cell(real(chance, 240), span=3)), height=60, splits=True),
        GridRow((Cell("意见", label=True), Cell("", span=3, foot="签名：　　　　年　月　日")), height=35),
    )
    return [FieldLine((("推荐科室", "办公室"), ("填表日期", ""))), Grid((3, 5, 3, 5), rows)]


def _roll(chance: random.Random) -> list[Block]:
    return [NameGrid(tuple(chance.sample(names(), chance.randint(5, 50))), chance.choice((4, 5, 6)))]


def _photo(chance: random.Random) -> list[Block]:
    size = chance.choice(((320, 200), (200, 320), (640, 120)))
    kind = chance.choice(("PNG", "JPEG"))
    return [Picture(picture(*size, kind), "学习会现场", chance.choice((60.0, 90.0, 150.0)), "a.png")]


def _page(_chance: random.Random) -> list[Block]:
    return [PageBreak()]


_KINDS = (_texts, _texts, _levels, _table, _form, _roll, _photo, _page)


# ------------------------------------------------------------ through python-docx
def theirs(chance: random.Random) -> bytes:
    """A document on python-docx's template in Chinese faces: sections, tables with merged cells, pictures, chains."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(chance.choice((10.5, 12, 14, 16)))
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), chance.choice(("宋体", "仿宋_GB2312")))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _number(section.footer.paragraphs[0])
    section.header.paragraphs[0].text = "内部资料　注意保存"
    for _ in range(chance.randint(3, 7)):
        chance.choice(_PARTS)(document, chance)
    buffer = io.BytesIO()
    document.save(buffer)
    return Package.read(buffer.getvalue(), name="docx").to_bytes()


def _number(paragraph: WordParagraph) -> None:
    """`— 3 —` by a PAGE field."""
    paragraph.add_run("— ")
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            code = OxmlElement("w:instrText")
            code.text = text
            run._r.append(code)
    paragraph.add_run(" —")


def _prose(document: docx.document.Document, chance: random.Random) -> None:
    for _ in range(chance.randint(2, 6)):
        paragraph = document.add_paragraph(real(chance, chance.randint(30, 300)))
        form = paragraph.paragraph_format
        form.first_line_indent = Pt(chance.choice((0, 24, 32)))
        form.alignment = chance.choice(
            (WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT)
        )
        form.line_spacing = chance.choice((1.0, 1.5, Pt(28), Pt(20)))
        form.space_after = Pt(chance.choice((0, 6, 10)))


def _merged(document: docx.document.Document, chance: random.Random) -> None:
    rows, columns = chance.randint(6, 45), chance.randint(3, 6)
    table = document.add_table(rows, columns, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _header_rows(table)
    for row in table.rows:
        for cell in row.cells:
            cell.width = Mm(150 / columns)
            cell.text = real(chance, 4)[: chance.randint(1, 24)]
    for top in range(2, rows - 3, 5):
        joined = table.cell(top, 0).merge(table.cell(top + 2, 0))
        joined.text = "精神文明建设"
        table.cell(top + 3, 1).merge(table.cell(top + 3, columns - 1)).text = real(chance, 40)


def _header_rows(table: WordTable) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))


def _chain(document: docx.document.Document, chance: random.Random) -> None:
    for number in range(chance.randint(2, 5)):
        heading = document.add_paragraph(f"第{number + 1}部分　工作要求")
        heading.paragraph_format.keep_with_next = True
        heading.runs[0].bold = True
        for _ in range(chance.randint(1, 3)):
            paragraph = document.add_paragraph(real(chance, chance.randint(40, 200)))
            paragraph.paragraph_format.keep_together = chance.random() < 0.5
            paragraph.paragraph_format.widow_control = chance.random() < 0.5


def _turned(document: docx.document.Document, chance: random.Random) -> None:
    section = document.add_section(chance.choice((WD_SECTION.NEW_PAGE, WD_SECTION.ODD_PAGE, WD_SECTION.EVEN_PAGE)))
    landscape = chance.random() < 0.6
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    _prose(document, chance)


def _inline(document: docx.document.Document, chance: random.Random) -> None:
    document.add_picture(io.BytesIO(picture(320, 200)), width=Mm(chance.randint(40, 140)))
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph("图　学习会现场").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _tabs(document: docx.document.Document, chance: random.Random) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER

    for number in range(chance.randint(3, 9)):
        paragraph = document.add_paragraph(f"{real(chance, 6)[:14]}\t{number + 1}")
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(145), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _broken(document: docx.document.Document, chance: random.Random) -> None:
    paragraph = document.add_paragraph(real(chance, 50))
    paragraph.add_run().add_break()
    paragraph.add_run(real(chance, 50))
    if chance.random() < 0.4:
        paragraph.add_run().add_break(WD_BREAK.PAGE)


_PARTS = (_prose, _prose, _merged, _chain, _turned, _inline, _tabs, _broken)
