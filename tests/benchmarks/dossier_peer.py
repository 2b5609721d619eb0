"""The same dossier by hand: pikepdf joins and stamps, reportlab draws the list and the photos. `PEER IN OUT FONT`."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, ObjectStreamMode, OutlineItem, Pdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

LINES = 32
FACE = "Peer"


def main(folder: Path, target: Path, font: str) -> None:
    """Contents, all PDFs, a page for each photo; numbers at the outer upper corner, an entry for each file."""
    start = time.process_time()
    files = [Pdf.open(path) for path in sorted(folder.glob("*.pdf"))]
    photos = sorted(folder.glob("*.jpg"))
    pdfmetrics.registerFont(TTFont(FACE, font))
    entries, page = [], 1
    for number, file in enumerate(files, 1):
        entries.append((f"材料{number:04} 精神文明建设工作佐证材料", page))
        page += len(file.pages)
    for number, _ in enumerate(photos, 1):
        entries.append((f"照片{number:04} 活动现场", page))
        page += 1
    listed, shown = drawn_list(entries), drawn_photos(photos)
    book = Pdf.new()
    for file in (listed, *files, shown):
        book.pages.extend(file.pages)
    face = book.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    first = len(listed.pages)
    for place, each in enumerate(book.pages):
        if place >= first:
            stamp(each, place - first + 1, face)
    with book.open_outline() as outline:
        outline.root.extend(OutlineItem(title, first + number - 1) for title, number in entries)
    book.save(target, object_stream_mode=ObjectStreamMode.generate)
    print(time.process_time() - start, len(book.pages))


def drawn_list(entries: list[tuple[str, int]]) -> Pdf:
    """The contents list."""
    data = io.BytesIO()
    canvas = Canvas(data, initialFontName=FACE)
    for place, (title, number) in enumerate(entries):
        if place % LINES == 0:
            if place:
                canvas.showPage()
            canvas.setFont(FACE, 10.5)
        y = 770 - 22 * (place % LINES)
        canvas.drawString(90, y, str(place + 1))
        canvas.drawString(130, y, title)
        canvas.drawRightString(510, y, str(number))
        canvas.line(80, y - 6, 520, y - 6)
    canvas.showPage()
    canvas.save()
    return Pdf.open(data)


def drawn_photos(photos: list[Path]) -> Pdf:
    """A page for each photo, with a caption."""
    data = io.BytesIO()
    canvas = Canvas(data, initialFontName=FACE)
    for number, path in enumerate(photos, 1):
        canvas.setFont(FACE, 14)
        canvas.drawImage(str(path), 71, 300, 453, 340)
        canvas.drawCentredString(297, 275, f"2023年3月8日　一楼报告厅　活动现场{number}")
        canvas.showPage()
    canvas.save()
    return Pdf.open(data)


def stamp(page: pikepdf.Page, number: int, face: pikepdf.Object) -> None:
    """A number at the outer upper corner, drawn over whatever the page left behind."""
    page.contents_add(b"q\n", prepend=True)
    x = 540 if number % 2 else 42
    page.contents_add(b"Q q BT /Num 14 Tf %d 800 Td (%d) Tj ET Q" % (x, number))
    resources = page.obj.Resources
    if Name.Font not in resources:
        resources.Font = Dictionary()
    resources.Font[Name("/Num")] = face


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
