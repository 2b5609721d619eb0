"""PDFs as they come in: damaged, locked, made by odd programs. Each maker gives the bytes of a file."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SEAL = b"0.8 0.1 0.12 RG 4 w 50 2 m 76 2 98 24 98 50 c 98 76 76 98 50 98 c 24 98 2 76 2 50 c 2 24 24 2 50 2 c s"
"""A round red line in a box of 100 pt."""


def pdf(*texts: str, size: tuple[float, float] = A4) -> bytes:
    """A sound PDF, one page for each text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    for text in texts:
        canvas.setFont("Helvetica", min(14, size[1] / 4))
        canvas.drawString(size[0] / 10, size[1] / 2, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None], **options) -> bytes:
    """A PDF after something was done to its objects."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        document.save(buffer, **{"static_id": True} | options)
    return buffer.getvalue()


def page_of(content: bytes | Iterable[bytes], box=(0, 0, 595, 842), **entries) -> bytes:
    """A PDF of one page with this content, or with several content streams; F1 is Helvetica."""
    document = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    streams = [content] if isinstance(content, bytes) else list(content)
    made = [document.make_stream(each) for each in streams]
    page = Dictionary(
        Type=Name.Page, MediaBox=Array(box), Resources=Dictionary(Font=Dictionary(F1=document.make_indirect(font))),
        Contents=made[0] if len(made) == 1 else Array(made), **entries,
    )  # fmt: skip
    document.pages.append(pikepdf.Page(document.make_indirect(page)))
    buffer = io.BytesIO()
    document.save(buffer, static_id=True)
    return buffer.getvalue()


def _shown(text: str, x: int = 72, y: int = 400) -> bytes:
    return f"BT /F1 14 Tf {x} {y} Td ({text}) Tj ET".encode()


# ------------------------------------------------ damage


def damaged_xref() -> bytes:
    """Every offset of the cross-reference table is wrong, and so is where it begins."""
    data = pdf("xref one", "xref two")
    data = re.sub(rb"\d{10}(?= \d{5} n)", b"0000000007", data)
    return re.sub(rb"startxref\n\d+", b"startxref\n99", data)


def cut_in_the_table() -> bytes:
    """The end is missing, all objects are there."""
    data = pdf("tail one", "tail two")
    return data[: data.rindex(b"xref\n0 ") + 60]


def cut_after_an_object() -> bytes:
    """The same, but the last thing in it is the end of an object: qpdf loses that one if nothing follows it."""
    data = pdf("last one", "last two")
    return data[: data.rindex(b"xref\n0 ")]


def cut_in_content() -> bytes:
    """The download stopped within the content of the second page: its page is there, its text is not."""
    data = pdf("cut one", "cut two", "cut three")
    second = [found.start() for found in re.finditer(rb"\nstream\r?\n", data)][1]
    return data[: second + 20]


def cut_early() -> bytes:
    """The download stopped before there was a page."""
    return pdf("cut one", "cut two")[:400]


def garbage() -> bytes:
    """The head of a PDF, then nothing of one."""
    return b"%PDF-1.7\n" + bytes(range(256)) * 20


def junk_around() -> bytes:
    """A mail program put lines before it and after it."""
    return (
        b"Content-Type: application/pdf\r\n\r\n" + pdf("junk one", "junk two") + b"\r\n--boundary--\r\n" + bytes(3000)
    )


def bad_flate() -> bytes:
    """The content of the second page cannot be unpacked to its end."""

    def spoil(document: pikepdf.Pdf) -> None:
        lines = b"\n".join(_shown(f"line {number} {number * 7919 % 1009}", y=780 - 7 * number) for number in range(100))
        packed = zlib.compress(b"/F1 0 Tf\n" + lines)
        document.pages[1].Contents.write(packed[: len(packed) // 2] + b"\xff" * 40, filter=Name.FlateDecode)

    return changed(pdf("flate one", "flate two", "flate three"), spoil)


def bad_pictures() -> bytes:
    """A page with text, a JPEG that was cut off, and pixels of which most are missing."""
    buffer = io.BytesIO()
    Image.effect_mandelbrot((200, 200), (-2, -1.5, 1, 1.5), 40).save(buffer, "JPEG")

    def put(document: pikepdf.Pdf) -> None:
        entries = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 200, "Height": 200, "BitsPerComponent": 8}
        cut = document.make_stream(
            buffer.getvalue()[:900], **entries, ColorSpace=Name.DeviceGray, Filter=Name.DCTDecode
        )
        short = document.make_stream(
            zlib.compress(b"\x80" * 300), **entries, ColorSpace=Name.DeviceRGB, Filter=Name.FlateDecode
        )
        page = document.pages[0]
        page.Resources.XObject = Dictionary(A=cut, B=short)
        page.contents_add(b"q 200 0 0 200 72 100 cm /A Do Q q 200 0 0 200 300 100 cm /B Do Q")

    return changed(pdf("pictures"), put)


def no_pages() -> bytes:
    """A PDF without a page."""
    buffer = io.BytesIO()
    pikepdf.new().save(buffer, static_id=True)
    return buffer.getvalue()


def nothing_on_it() -> bytes:
    """Pages without content, one without a size."""

    def strip(document: pikepdf.Pdf) -> None:
        for page in document.pages:
            del page.Contents
        del document.pages[1].MediaBox

    return changed(pdf("a", "b"), strip)


# ------------------------------------------------ locks


def locked(*, owner: str, user: str, strength: int = 4) -> bytes:
    """A PDF with passwords; without a user password it opens by itself."""
    keys = pikepdf.Encryption(owner=owner, user=user, R=strength)
    return changed(pdf("locked one", "locked two"), lambda _: None, encryption=keys, static_id=False)


# ------------------------------------------------ odd programs


def inherited() -> bytes:
    """Rotation, size and fonts stand in the tree of pages, not in the pages."""

    def lift(document: pikepdf.Pdf) -> None:
        tree = document.Root.Pages
        tree.Rotate, tree.MediaBox, tree.Resources = 90, tree.Kids[0].MediaBox, tree.Kids[0].Resources
        for page in tree.Kids:  # not through `pages`, which puts into each what it inherits
            for name in {"/MediaBox", "/Resources", "/Rotate"} & page.keys():
                del page[name]

    return changed(pdf("inherited one", "inherited two"), lift)


def offset_boxes() -> bytes:
    """The page does not begin at zero, its corners are named in the other order, and only a part of it is shown."""
    content = _shown("inside", -180, 320) + b" " + _shown("OUTSIDE", -290, -90)
    return page_of(content, (295, 742, -300, -100), CropBox=Array([-200, 0, 200, 600]))


def user_unit() -> bytes:
    """A page of 200 by 280 units of three points."""
    return page_of(_shown("unit", 20, 100), (0, 0, 200, 280), UserUnit=3)


def open_states() -> bytes:
    """Content that leaves states open, ends more than it began, and shrinks what comes after it."""

    def spoil(document: pikepdf.Pdf) -> None:
        document.pages[0].contents_add(b"q 0.1 0 0 0.1 0 0 cm q 1 0 0 rg 2 Tr", prepend=True)
        document.pages[1].contents_add(b"Q Q Q")

    return changed(pdf("open one", "open two"), spoil)


def split_contents() -> bytes:
    """Content in several streams, cut within an operation and within a text object."""
    return page_of([b"BT /F1", b"14", b"Tf 72 400 Td", b"(split) Tj", b"ET q 1 0", b"0 1 0 0 cm Q"])


def seals() -> bytes:
    """A stamp, a filled field and a signature with their pictures, and a hidden note that is not to be seen."""

    def add(document: pikepdf.Pdf) -> None:
        def mark(kind: Name, place: tuple[int, int], content: bytes, flags: int, **more) -> pikepdf.Object:
            look = document.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 100, 100]))
            box = Array([*place, place[0] + 100, place[1] + 100])
            return document.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=kind, Rect=box, F=flags, AP=Dictionary(N=look), **more)
            )

        signature = mark(Name.Widget, (300, 100), SEAL, 4, FT=Name.Sig, T="sig", V=Dictionary(Type=Name.Sig))
        filled = mark(Name.Widget, (100, 300), b"0 0 1 rg 0 0 60 20 re f", 4, FT=Name.Tx, T="field")
        document.pages[0].Annots = Array([
            mark(Name.Stamp, (100, 100), SEAL, 4), filled, signature,
            mark(Name.Stamp, (300, 300), b"0 1 0 rg 0 0 100 100 re f", 2),
        ])  # fmt: skip
        document.Root.AcroForm = Dictionary(Fields=Array([filled, signature]), SigFlags=3)

    return changed(pdf("sealed"), add)


def layer_off() -> bytes:
    """Two layers, one of them not shown."""

    def add(document: pikepdf.Pdf) -> None:
        shown, hidden = (document.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("shown", "hidden"))
        document.Root.OCProperties = Dictionary(
            OCGs=Array([shown, hidden]),
            D=Dictionary(ON=Array([shown]), OFF=Array([hidden]), Order=Array([shown, hidden])),
        )
        page = document.pages[0]
        page.Resources.Properties = Dictionary(P1=shown, P2=hidden)
        page.contents_add(b"/OC /P1 BDC 0 0 1 rg 72 72 100 100 re f EMC /OC /P2 BDC 1 0 0 rg 300 72 100 100 re f EMC")

    return changed(pdf("layers"), add)


def compressed() -> bytes:
    """Objects in streams, the table as a stream."""
    return changed(
        pdf("packed one", "packed two"), lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.generate
    )


def linearized() -> bytes:
    """Ordered for the web."""
    return changed(pdf("linear one", "linear two"), lambda _: None, linearize=True)


def fonts_outside() -> bytes:
    """Chinese text in a font that every reader has to have, by its name."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("STSong-Light", 16)
    canvas.drawString(72, 600, "未嵌入字体的会议通知")
    canvas.save()
    return buffer.getvalue()


def many_pages(count: int = 300) -> bytes:
    """A long file."""
    return pdf(*(f"page {number}" for number in range(1, count + 1)))
