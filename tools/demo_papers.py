"""Papers for the demo evidence: PDF, Word, Excel, text, zip. Equal arguments give equal bytes."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache

import openpyxl
import pikepdf
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from tools.demo_pictures import HEI, SONG, font_file, wrapped

A4, A3_TURNED, SLIDE = (595.28, 841.89), (1190.55, 841.89), (720.0, 540.0)
LEFT, TOP = 79, 762
"""Where the text of an A4 page begins, pt."""
EM, PITCH = 16, 28.95
"""三号, and the line pitch of official papers."""
UNIT = "澜州省药品检查中心"
STAMPED = datetime(2023, 12, 20, 9)  # noqa: DTZ001 - what a file says of itself has no zone
_EPOCH = (2023, 12, 20, 9, 0, 0)


@cache
def face(names: tuple[str, ...]) -> str:
    """A font for reportlab by its registered name: embedded where the machine has one, else that of the reader."""
    file = font_file(names)
    if file is not None:
        try:
            pdfmetrics.registerFont(TTFont(f"demo-{names[0]}", str(file)))
        except (TTFError, OSError):
            pass
        else:
            return f"demo-{names[0]}"
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


class _Sheet:
    """A canvas that goes on to the next page when one is full."""

    def __init__(self, size: tuple[float, float], title: str) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=size, invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(UNIT)
        self.size, self.y, self.number = size, size[1] - 79.0, 1

    def line(
        self, text: str, x: float = LEFT, *, names=SONG, size: float = EM, pitch: float = PITCH, align: str = ""
    ) -> None:
        if self.y < 84:
            self.turn()
        self.canvas.setFont(face(names), size)
        middle = self.size[0] / 2
        if align == "middle":
            self.canvas.drawCentredString(middle, self.y, text)
        elif align == "right":
            self.canvas.drawRightString(self.size[0] - LEFT, self.y, text)
        else:
            self.canvas.drawString(x, self.y, text)
        self.y -= pitch

    def turn(self) -> None:
        self.end()
        self.y, self.number = self.size[1] - 79.0, self.number + 1

    def end(self) -> None:
        self.canvas.setFont(face(SONG), 12)
        self.canvas.drawCentredString(self.size[0] / 2, 48, f"— {self.number} —")
        self.canvas.showPage()

    def done(self) -> bytes:
        self.end()
        self.canvas.save()
        return self.buffer.getvalue()


def paper(title: str, paragraphs: Sequence[str], *, date: str = "", number: str = "", to: str = "") -> bytes:
    """A text PDF; with `number` under a red head."""
    sheet = _Sheet(A4, title)
    if number:
        sheet.canvas.setFillColorRGB(0.85, 0.05, 0.08)
        sheet.line(f"{UNIT}文件", names=HEI, size=34, pitch=52, align="middle")
        sheet.canvas.setFillColorRGB(0, 0, 0)
        sheet.line(number, pitch=14, align="middle")
        sheet.canvas.setStrokeColorRGB(0.85, 0.05, 0.08)
        sheet.canvas.setLineWidth(1.6)
        sheet.canvas.line(LEFT, sheet.y, A4[0] - LEFT, sheet.y)
        sheet.y -= 48
    for part in wrapped(title, 20):
        sheet.line(part, names=HEI, size=20, pitch=32, align="middle")
    sheet.y -= 14
    if to:
        sheet.line(to)
    for paragraph in paragraphs:
        heading = re.match(r"[一二三四五六七八九十]+、", paragraph) is not None and len(paragraph) < 20
        for index, part in enumerate(wrapped(paragraph, 27, 2)):
            sheet.line(part, LEFT if index else LEFT + 2 * EM, names=HEI if heading else SONG)
    if date:
        sheet.y -= 20
        sheet.line(UNIT, align="right")
        sheet.line(date, align="right")
    return sheet.done()


def slides(title: str, pages: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """What a presentation prints as PDF: pages of 4:3."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=SLIDE, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    for heading, points in [(title, [UNIT]), *pages]:
        canvas.setFillColorRGB(0.1, 0.25, 0.5)
        canvas.rect(0, SLIDE[1] - 96, SLIDE[0], 96, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.setFont(face(HEI), 30)
        canvas.drawString(40, SLIDE[1] - 62, heading)
        canvas.setFillColorRGB(0.1, 0.1, 0.12)
        canvas.setFont(face(SONG), 22)
        for index, point in enumerate(points):
            canvas.drawString(60, SLIDE[1] - 160 - 46 * index, f"● {point}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def table_pdf(
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    size: tuple[float, float] = A4,
    sideways: bool = False,
) -> bytes:
    """A table as PDF. `sideways`: the page is stored upright with its content lying, and turned by /Rotate."""
    across = (size[1], size[0]) if sideways else size
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    step = (across[0] - 100) / len(head)
    fits = int((across[1] - 170) // 26)
    for start in range(0, max(1, len(rows)), fits):
        if sideways:
            canvas.translate(size[0], 0)
            canvas.rotate(90)
        canvas.setFont(face(HEI), 20)
        canvas.drawCentredString(across[0] / 2, across[1] - 64, title)
        y = across[1] - 100
        for number, row in enumerate([head, *rows[start : start + fits]]):
            canvas.setFont(face(SONG if number else HEI), 12)
            for column, text in enumerate(row):
                canvas.rect(50 + step * column, y - 8, step, 26)
                canvas.drawString(55 + step * column, y, text)
            y -= 26
        canvas.showPage()
    canvas.save()
    return _turned(buffer.getvalue()) if sideways else buffer.getvalue()


def _turned(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for each in pdf.pages:
            each.Rotate = 90
        return saved(pdf)


def saved(pdf: pikepdf.Pdf, **more) -> bytes:
    """The bytes of a PDF, the same each time."""
    buffer = io.BytesIO()
    pdf.save(buffer, static_id=True, **more)
    return buffer.getvalue()


def locked(data: bytes, owner: str = "only-to-print") -> bytes:
    """The PDF with an owner password: it opens without one, and asks not to be changed.

    With the older cipher, whose result does not depend on chance.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        allow = pikepdf.Permissions(extract=False, modify_assembly=False, modify_other=False, modify_annotation=False)
        return saved(
            pdf, encryption=pikepdf.Encryption(owner=owner, user="", R=3, aes=False, metadata=False, allow=allow)
        )


def scanned(pages: Sequence[bytes], dots: float = 100) -> bytes:
    """A PDF of JPEG pictures, one a page, as a scanner makes it."""
    pdf = pikepdf.new()
    for data in pages:
        width, height, gray = _jpeg_size(data)
        picture = pdf.make_stream(
            data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height, BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceGray if gray else pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        wide, high = round(width * 72 / dots, 2), round(height * 72 / dots, 2)
        sheet = pdf.add_blank_page(page_size=(wide, high))
        sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        sheet.Contents = pdf.make_stream(f"q {wide} 0 0 {high} 0 0 cm /Im0 Do Q".encode())
    return saved(pdf)


def _jpeg_size(data: bytes) -> tuple[int, int, bool]:
    """Width, height and whether it is gray, from the header of the frame."""
    at = 2
    while True:
        mark, length = struct.unpack(">HH", data[at : at + 4])
        if mark in (0xFFC0, 0xFFC1, 0xFFC2):
            _, height, width, parts = struct.unpack(">BHHB", data[at + 4 : at + 10])
            return width, height, parts == 1
        at += 2 + length


# ------------------------------------------------ Word, Excel, text, zip


def word(
    title: str, paragraphs: Sequence[str], *, table: Sequence[Sequence[str]] = (), picture: bytes = b"", date: str = ""
) -> bytes:
    """A Word file as somebody of the office types it: title, text, a table, a picture, date at the right."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = (
        Cm(2.8),
        Cm(2.6),
        Cm(3.7),
        Cm(3.5),
    )
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(16)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(title)
    run.font.size = Pt(22)
    run.font.name = "方正小标宋简体"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "方正小标宋简体")
    for text in paragraphs:
        paragraph = document.add_paragraph(text)
        paragraph.paragraph_format.first_line_indent = Pt(32)
        paragraph.paragraph_format.line_spacing = Pt(28)
    if table:
        made = document.add_table(rows=0, cols=len(table[0]), style="Table Grid")
        for row in table:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
                cell.paragraphs[0].runs[0].font.size = Pt(12)
    if picture:
        document.add_picture(io.BytesIO(picture), width=Cm(14))
    if date:
        document.add_paragraph(date).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.core_properties.author, document.core_properties.title = UNIT, title
    document.core_properties.created = document.core_properties.modified = STAMPED
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_times(buffer.getvalue())


def sheet(
    title: str, head: Sequence[str], rows: Sequence[Sequence[object]], *, wide: bool = False, name: str = "Sheet1"
) -> bytes:
    """A workbook with one table: title over it, header row repeated on every page, print area set."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = name
    last, columns = len(rows) + 2, get_column_letter(len(head))
    page.merge_cells(f"A1:{columns}1")
    page["A1"], page["A1"].font, page["A1"].alignment = title, Font("黑体", 18), Alignment("center", "center")
    thin = Side("thin")
    for number, row in enumerate([head, *rows], 2):
        for column, value in enumerate(row, 1):
            cell = page.cell(number, column, value)
            cell.font = Font("黑体" if number == 2 else "宋体", 11)
            cell.alignment, cell.border = Alignment("center", "center", wrap_text=True), Border(thin, thin, thin, thin)
    for column, text in enumerate(head, 1):
        longest = max(len(str(row[column - 1])) for row in rows)
        page.column_dimensions[get_column_letter(column)].width = max(8, min(34, 2.2 * max(len(text), longest)))
    page.row_dimensions[1].height = 32
    page.cell(last + 3, 1, "制表过程中的备注，不打印")
    page.print_area, page.print_title_rows = f"A1:{columns}{last}", "1:2"
    page.page_setup.paperSize, page.page_setup.orientation = 9, "landscape" if wide else "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    book.properties.creator = UNIT
    buffer = io.BytesIO()
    book.save(buffer)
    return _same_times(buffer.getvalue())


def _same_times(data: bytes) -> bytes:
    """An office file without the clock: the times of its members and those in its properties."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", STAMPED.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content
                )
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(member, content)
    return buffer.getvalue()


def archive(members: Sequence[tuple[bytes, bytes]], *, flags: int = 0, attributes: int = 0) -> bytes:
    """A zip whose names are these very bytes, as programs write them that know nothing of UTF-8.

    `attributes` are those of each member (the mode shifted by 16 for one that Unix made).
    """
    when = (9 << 11, (2023 - 1980) << 9 | 12 << 5 | 20)
    body, listing = b"", b""
    for name, data in members:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        head = struct.pack("<HHHHHIIIHH", 20, flags, 8, *when, zlib.crc32(data), len(packed), len(data), len(name), 0)
        system = 3 if attributes else 0
        listing += (
            b"PK\1\2"
            + struct.pack("<H", system << 8 | 20)
            + head
            + struct.pack("<HHHII", 0, 0, 0, attributes, len(body))
            + name
        )
        body += b"PK\3\4" + head + name + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(listing), len(body), 0)
    return body + listing + b"PK\5\6" + end
