"""PDF files: text that can be found, structure that checkers accept, equal bytes, memory that stays flat."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import struct
import subprocess
import sys
import tracemalloc
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree as ET

import pdfplumber
import pypdfium2
import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text
from PIL import Image, ImageCms

from gongwen.pdf.objects import FontUse, Info, Link, PdfFile
from gongwen.pdf.objects.icc import srgb_profile
from tests.pdf_faces import BoxFace

TEXT = "王㛃、张𬭼、陈喆𠅤、䶮𰻝 Letter 2026-03-15"
A4 = (595.28, 841.89)
_EIGHT = datetime(2026, 3, 15, 8)  # noqa: DTZ001 - a plan's dates have no zone


def line(font: FontUse, text: str, size: float = 16) -> bytes:
    return f"BT /{font.name} {size} Tf 80 700 Td <{font.encode(text)}> Tj ET\n".encode()


def made(info: Info | None = None, pages: int = 1, text: str = TEXT, also=None) -> bytes:
    """A file of some pages with the text on each; `also` adds to the open file."""
    target = io.BytesIO()
    file = PdfFile(target, info or Info("标题", "某某县教育局"))
    font = file.font(BoxFace(TEXT + text))
    for _ in range(pages):
        file.page(*A4, line(font, text), fonts=[font])
    if also:
        also(file)
    file.close()
    return target.getvalue()


def minded(data: bytes) -> PDFDocument:
    return PDFDocument(PDFParser(io.BytesIO(data)))


def check(data: bytes, path: Path) -> None:
    """What qpdf says of the file: nothing."""
    if shutil.which("qpdf") is None:
        message = "needs qpdf: apt-get install qpdf"
        if os.environ.get("GONGWEN_REQUIRE_RENDERING"):
            pytest.fail(message)
        pytest.skip(message)
    path.write_bytes(data)
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No syntax or stream encoding errors" in done.stdout


def full_file() -> bytes:
    """A file with everything in it."""
    target = io.BytesIO()
    file = PdfFile(target, Info("关于“试点”工作的 <通知> & (附件)", "某某县教育局", "主题", "公文, 教育", _EIGHT))
    fonts = {file.font(BoxFace(TEXT)), file.font(BoxFace(TEXT, key="other", ps_name="方正 Other/Face"))}
    pictures = {
        file.picture(png("RGBA", (255, 0, 0, 128))),
        file.picture(png("RGB", (0, 128, 0))),
        file.picture(png("L", 9)),
    }
    for number in range(70):
        content = b"".join(line(font, TEXT) for font in sorted(fonts, key=lambda font: font.name))
        links = [Link("#二", (80, 690, 200, 720)), Link("https://例.cn/a b", (80, 600, 200, 650))]
        page = file.page(*A4, content, fonts=fonts, pictures=pictures, links=links)
        file.outline(f"第{number}页", page, 700, 1 + number % 3)
    file.destination("二", 1, 700)
    file.close()
    return target.getvalue()


def png(mode: str, colour, size=(20, 20)) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def everything() -> bytes:
    return full_file()


def test_a_checker_finds_nothing(everything, tmp_path):
    check(everything, tmp_path / "all.pdf")


@pytest.mark.parametrize("pages", [1, 64, 65, 64 * 64 + 1])
def test_page_trees_of_any_size_are_right(pages, tmp_path):
    data = made(pages=pages, text="王")
    document = minded(data)
    root = document.catalog["Pages"]

    def walk(reference, parent) -> int:
        node = resolve1(reference)
        assert (node["Parent"].objid if "Parent" in node else None) == parent
        if node["Type"].name == "Page":
            return 1
        assert 1 <= len(node["Kids"]) <= 64
        count = sum(walk(kid, reference.objid) for kid in node["Kids"])
        assert node["Count"] == count
        return count

    assert walk(root, None) == pages
    check(data, tmp_path / "pages.pdf")


def test_text_comes_back_whole_with_every_reader():
    data = made()
    with pdfplumber.open(io.BytesIO(data)) as document:
        assert document.pages[0].extract_text() == TEXT
    assert pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded() == TEXT


def test_text_of_one_font_over_all_pages_comes_back():
    """A character beyond U+FFFF keeps its code through the file, whichever page names it first."""
    texts = ["张𬭼", "𠅤𬭼", "𰻝王", "𬭼𰻝𠅤"]

    def more(file: PdfFile) -> None:
        font = file.font(BoxFace(TEXT))
        for text in texts:
            file.page(*A4, line(font, text), fonts=[font])

    document = pypdfium2.PdfDocument(made(also=more))
    assert [document[number].get_textpage().get_text_bounded() for number in range(1, 5)] == texts


def test_widths_are_those_of_the_font():
    with pdfplumber.open(io.BytesIO(made())) as document:
        widths = {char["text"]: round(char["width"], 3) for char in document.pages[0].chars}
    assert widths == {char: 8 if char.isascii() else 16 for char in TEXT}


def test_glyphs_are_those_of_the_characters():
    """王 and L are full boxes, as wide as the character; nothing is drawn beside them."""
    page = pypdfium2.PdfDocument(made(text="王L"))[0].render(scale=2).to_pil().convert("L")
    assert page.point(lambda level: 255 * (level < 128)).getbbox() == pytest.approx((160, 261, 208, 284), abs=1)


def test_a_lone_surrogate_is_a_replacement_character():
    font = FontUse("F1", BoxFace("王\ufffd"), 1)
    assert font.encode("王\ud800王") == "738bfffd738b"


def test_characters_without_glyph_are_known():
    font = FontUse("F1", BoxFace("王"), 1)
    font.encode("王喆𠅤")
    assert font.missing == ["喆", "𠅤"]


def test_more_rare_characters_than_codes_are_refused():
    font = FontUse("F1", BoxFace(""), 1)
    last = "".join(chr(0x20000 + number) for number in range(2048))
    assert font.encode(last).endswith("dffe" + "dfff")
    with pytest.raises(ValueError, match="2048"):
        font.encode(chr(0x20000 + 2048))


def test_a_face_is_one_font():
    file = PdfFile(io.BytesIO(), Info("", ""))
    assert file.font(BoxFace("王")) is file.font(BoxFace("王"))
    assert [file.font(BoxFace("王", key=key)).name for key in "abca"] == ["F2", "F3", "F4", "F2"]


def test_a_font_without_any_text_is_still_a_font(tmp_path):
    def more(file: PdfFile) -> None:
        file.page(*A4, b"", fonts=[file.font(BoxFace("王", key="unused"))])

    check(made(also=more), tmp_path / "font.pdf")


def test_fonts_are_embedded_and_no_other_is_named(everything):
    assert b"Helvetica" not in everything
    names = set(re.findall(rb"/BaseFont(\S+?)/", everything))
    assert len(names) == 2
    assert all(re.fullmatch(rb"/?[A-Z]{6}\+(BoxFace|OtherFace|Other#2FFace)", name.lstrip(b"/")) for name in names), (
        names
    )
    assert everything.count(b"/FontFile2 ") == 2


def test_equal_calls_give_equal_bytes_whatever_the_hash_seed(everything):
    code = (
        "import hashlib; from tests.test_pdf_objects import full_file; print(hashlib.sha256(full_file()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert found == {hashlib.sha256(everything).hexdigest()}


def test_the_identifier_follows_the_content():
    first, second = made(), made(text="王")
    pattern = rb"/ID\[<([0-9a-f]{32})><\1>\]"
    assert re.search(pattern, first)[1] != re.search(pattern, second)[1]
    assert re.search(pattern, first)[1] == re.search(pattern, made())[1]


def test_memory_does_not_grow_with_pages():
    class Away:
        def write(self, data: bytes) -> None:
            pass

    def peak(pages: int) -> int:
        tracemalloc.start()
        file = PdfFile(Away(), Info("标题", "单位"))
        font = file.font(BoxFace(TEXT))
        content = line(font, TEXT) * 60
        for _ in range(pages):
            file.page(*A4, content, fonts=[font])
        file.close()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    assert (peak(2000) - peak(200)) / 1800 < 60


def test_content_deflated_before_is_taken_as_it_is():
    def written(deflated: bool) -> bytes:
        target = io.BytesIO()
        file = PdfFile(target, Info("", ""), level=1)
        font = file.font(BoxFace(TEXT))
        content = line(font, TEXT)
        file.raw_page(*A4, zlib.compress(content, 1), fonts=[font]) if deflated else file.page(
            *A4, content, fonts=[font]
        )
        file.close()
        return target.getvalue()

    assert written(deflated=True) == written(deflated=False)


def outlined(*entries: tuple[str, int]) -> bytes:
    def more(file: PdfFile) -> None:
        for title, level in entries:
            file.outline(title, 0, None, level)

    return made(also=more)


def test_the_outline_is_the_tree_of_its_levels(tmp_path):
    data = outlined(
        ("一", 1), ("（一）", 2), ("1.", 3), ("（1）", 4), ("（二）", 2), ("二", 1), ("跳", 3), ("又跳", 3), ("三", 1)
    )
    found = [(item.level, item.get_title(), item.get_count()) for item in pypdfium2.PdfDocument(data).get_toc()]
    assert found == [
        (0, "一", 2), (1, "（一）", -1), (2, "1.", -1), (3, "（1）", 0), (1, "（二）", 0),
        (0, "二", 2), (1, "跳", 0), (1, "又跳", 0), (0, "三", 0),
    ]  # fmt: skip
    assert resolve1(minded(data).catalog["Outlines"])["Count"] == 7
    check(data, tmp_path / "outline.pdf")


def test_an_outline_may_begin_below_the_first_level():
    found = [(item.level, item.get_title()) for item in pypdfium2.PdfDocument(outlined(("深", 3), ("浅", 1))).get_toc()]
    assert found == [(0, "深"), (0, "浅")]


def test_outline_entries_lead_to_their_place(everything):
    places = [item.get_dest() for item in pypdfium2.PdfDocument(everything).get_toc()]
    assert [place.get_index() for place in places] == list(range(70))
    assert places[0].get_view()[1][1] == pytest.approx(700)
    top = next(iter(pypdfium2.PdfDocument(outlined(("一", 1))).get_toc())).get_dest()
    assert top.get_view()[1][1] == pytest.approx(A4[1])


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("(a) \\ b)", "(a) \\ b)"),
        ("两\r\n行\t字\x00\x0b\ud800\ufffe\uffff", "两 行 字"),
        ("全角　空格\u200b", "全角　空格\u200b"),
        ("长" * 40_000, "长" * 4000),
        ("𰻝" * 9000, "𰻝" * 4000),
        ("\ufeff标", "\ufeff标"),
    ],
)
def test_titles_of_any_kind_are_fine(title, shown, tmp_path):
    def more(file: PdfFile) -> None:
        file.outline(title, 0, None, 1)

    data = made(Info(title, title), also=more)
    assert next(iter(pypdfium2.PdfDocument(data).get_toc())).get_title() == shown
    assert decode_text(minded(data).info[0]["Title"]) == shown
    assert properties(data)["title"] == shown
    check(data, tmp_path / "title.pdf")


def test_links_lead_to_addresses_and_places(everything):
    document = minded(everything)
    with pdfplumber.open(io.BytesIO(everything)) as read:
        inner, outer = read.pages[5].annots
        assert outer["uri"] == "https://%E4%BE%8B.cn/a%20b"
        assert (inner["x0"], inner["x1"]) == (80, 200)
        assert all(note["data"]["F"] == 4 for note in (inner, outer))
        place = resolve1(document.get_dest(inner["data"]["Dest"]))
        assert place[0].objid == read.pages[1].page_obj.pageid
    assert place[1].name == "XYZ"
    assert place[3] == 700


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "附件.docx", ""])
def test_only_addresses_of_web_mail_and_telephone_become_links(target):
    def more(file: PdfFile) -> None:
        file.page(*A4, b"", fonts=(), links=[Link(target, (0, 0, 9, 9)), Link("MAILTO:a@b.cn", (0, 0, 9, 9))])

    with pdfplumber.open(io.BytesIO(made(also=more))) as read:
        assert [note["uri"] for note in read.pages[1].annots] == ["MAILTO:a@b.cn"]


def test_many_destinations_are_all_found():
    names = [f"_Toc{number}" for number in range(150)] + [f"书签{number}" for number in range(50)]

    def more(file: PdfFile) -> None:
        for number, name in enumerate(names):
            file.destination(name, 0, number)
            file.destination(name, 0, 999)

    document = minded(made(also=more))
    for number, name in enumerate(names):
        key = name.encode("ascii") if name.isascii() else b"\xfe\xff" + name.encode("utf-16-be")
        assert resolve1(document.get_dest(key))[3] == number


def test_a_place_on_a_page_that_is_not_there_is_refused():
    for add in (lambda file: file.destination("一", 1, 0), lambda file: file.outline("一", -1, None, 1)):
        with pytest.raises(ValueError, match="no page"):
            made(also=add)


def properties(data: bytes) -> dict[str, str]:
    """The texts of the XMP packet by their names."""
    packet = re.search(rb"<\?xpacket begin=.*?<\?xpacket end=\"r\"\?>", data, re.DOTALL)[0]
    description = ET.fromstring(packet)[0][0]
    return {each.tag.split("}")[1]: "".join(each.itertext()) for each in description}


def test_xmp_and_info_say_the_same(everything):
    info = {key: decode_text(value) for key, value in minded(everything).info[0].items()}
    assert info == {
        "Title": "关于“试点”工作的 <通知> & (附件)", "Author": "某某县教育局", "Subject": "主题", "Keywords": "公文, 教育",
        "Producer": "gongwen", "CreationDate": "D:20260315080000", "ModDate": "D:20260315080000",
    }  # fmt: skip
    dates = dict.fromkeys(("CreateDate", "ModifyDate", "MetadataDate"), "2026-03-15T08:00:00")
    assert properties(everything) == {
        "part": "2", "conformance": "B", "format": "application/pdf", "title": info["Title"], "creator": info["Author"],
        "description": info["Subject"], "Keywords": info["Keywords"], "Producer": "gongwen", **dates,
    }  # fmt: skip


def test_dates_keep_their_offset():
    data = made(Info("题", "单位", created=datetime(2026, 3, 15, 8, 0, 0, 99, timezone(timedelta(hours=8)))))
    assert minded(data).info[0]["CreationDate"] == b"D:20260315080000+08'00'"
    assert properties(data)["CreateDate"] == "2026-03-15T08:00:00+08:00"


def test_without_a_date_no_date_stands_in_the_file():
    data = made(Info("", ""))
    assert b"Date" not in data
    assert set(properties(data)) == {"part", "conformance", "format", "Producer"}
    assert "ViewerPreferences" not in minded(data).catalog


def test_the_catalog_has_what_archives_ask_for(everything):
    catalog = minded(everything).catalog
    assert everything.startswith(b"%PDF-1.7\n%")
    assert all(byte > 127 for byte in everything[10:14])
    assert catalog["Lang"] == b"zh-CN"
    assert resolve1(catalog["ViewerPreferences"]) == {"DisplayDocTitle": True}
    (intent,) = catalog["OutputIntents"]
    assert intent["S"].name == "GTS_PDFA1"
    assert resolve1(intent["DestOutputProfile"]).get_data() == srgb_profile()
    assert b"DeviceCMYK" not in everything
    assert not {"MarkInfo", "AA", "OpenAction"} & set(catalog)


def test_the_profile_is_srgb():
    data = srgb_profile()
    size, version, kind, space, pcs = struct.unpack_from(">I4xI4s4s4s", data)
    assert (size, version, kind, space, pcs, data[36:40]) == (len(data), 0x02100000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    tags = [struct.unpack_from(">4sII", data, 132 + 12 * number) for number in range(9)]
    assert {tag for tag, _, _ in tags} == {
        b"desc",
        b"cprt",
        b"wtpt",
        b"rXYZ",
        b"gXYZ",
        b"bXYZ",
        b"rTRC",
        b"gTRC",
        b"bTRC",
    }
    assert all(at % 4 == 0 and at >= 240 and at + length <= size for _, at, length in tags)
    profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
    assert ImageCms.getProfileDescription(profile).strip() == "sRGB IEC61966-2.1"
    colours = [(255, 255, 255), (255, 0, 0), (0, 128, 0), (20, 40, 250), (6, 6, 6), (0, 0, 0), (128, 128, 128)]
    for other, convert in (("sRGB", lambda *pair: pair), ("LAB", lambda ours, lab: (ours, lab))):
        target = ImageCms.createProfile(other)
        change = ImageCms.buildTransform(*convert(profile, target), "RGB", "RGB" if other == "sRGB" else "LAB")
        known = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), target, "RGB", "RGB" if other == "sRGB" else "LAB"
        )
        for colour in colours:
            pixel = Image.new("RGB", (1, 1), colour)
            ours = ImageCms.applyTransform(pixel, change).getpixel((0, 0))
            assert ours == pytest.approx(ImageCms.applyTransform(pixel, known).getpixel((0, 0)), abs=1), colour


def test_a_file_needs_a_page_and_ends_once():
    file = PdfFile(io.BytesIO(), Info("题", "单位"))
    with pytest.raises(ValueError, match="at least one page"):
        file.close()
    file.page(*A4, b"", fonts=())
    file.close()
    with pytest.raises(ValueError, match="closed"):
        file.close()
    with pytest.raises(ValueError, match="closed"):
        file.page(*A4, b"", fonts=())
