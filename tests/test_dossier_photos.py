"""Pictures of evidence: every format upright and in its colours, large ones small, broken and hostile ones told."""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import warnings
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageCms, ImageFile

from gongwen.pdf.objects.icc import srgb_profile
from gongwen.pdf.pages.chunk import Chunk, ChunkWriter
from gongwen.pdf.pages.exif import taken
from gongwen.pdf.pages.photos import NEED, UnusablePicture, picture_pages, placed, upright_size
from tests.test_pdf_objects import check
from tests.test_pdf_pictures import saved, sixteen_bits

RED, GREEN, BLUE, WHITE = (230, 20, 30), (20, 200, 40), (30, 60, 220), (250, 250, 250)
TURN = Image.Transpose
STORED = {
    1: None, 2: TURN.FLIP_LEFT_RIGHT, 3: TURN.ROTATE_180, 4: TURN.FLIP_TOP_BOTTOM,
    5: TURN.TRANSPOSE, 6: TURN.ROTATE_90, 7: TURN.TRANSVERSE, 8: TURN.ROTATE_270,
}  # fmt: skip
"""How the upright picture is turned to be what a camera held that way stores."""


def corners(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Red and green above, blue and white below."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image.convert(mode)


def exif_of(turn: int | None = None, moment: str | None = None) -> bytes:
    exif = Image.Exif()
    if turn is not None:
        exif[0x0112] = turn
    if moment is not None:
        exif.get_ifd(0x8769)[0x9003] = moment
    return exif.tobytes()


def turned(turn: int, kind: str, width: int = 64, height: int = 48) -> bytes:
    image = corners(width, height)
    if STORED[turn] is not None:
        image = image.transpose(STORED[turn])
    options = {"JPEG": {"quality": 95}, "WEBP": {"lossless": True}, "TIFF": {}, "PNG": {}}[kind]
    return saved(image, kind, exif=exif_of(turn), **options)


def photo(width: int, height: int, seed: int = 1) -> Image.Image:
    """Something that no lossless coding makes small."""
    noise = Image.frombytes(
        "RGB", (width // 4, height // 4), random.Random(seed).randbytes(width // 4 * (height // 4) * 3)
    )
    return noise.resize((width, height), Image.Resampling.BICUBIC)


def taken_in(data: bytes, folder: Path, name: str = "照片.jpg", **options) -> ChunkWriter:
    """The chunk of a file with this content."""
    path = folder / name
    path.write_bytes(data)
    chunk = ChunkWriter()
    picture_pages(path, chunk, **options)
    assert path.read_bytes() == data
    return chunk


def refused(data: bytes, folder: Path, name: str = "照片.jpg") -> str:
    """Why a file cannot be used."""
    path = folder / name
    path.write_bytes(data)
    chunk = ChunkWriter()
    with pytest.raises(UnusablePicture) as caught:
        picture_pages(path, chunk)
    assert not chunk.leaves
    assert not packed(chunk)
    return caught.value.reason


def packed(chunk: ChunkWriter) -> list[tuple[bytes, bytes]]:
    """Texts and data of the image objects, in order."""
    return [(text, data) for text, data in objects_of(chunk) if data is not None]


def objects_of(chunk: ChunkWriter) -> list[tuple[bytes, bytes | None]]:
    """Texts and data of all objects, as they are read back."""
    with tempfile.NamedTemporaryFile() as file:
        chunk.save(file)
        file.flush()
        with Chunk(Path(file.name)) as whole:
            assert whole.leaves == chunk.leaves
            texts, places = whole.objects(0)
            return [
                (text, None if place is None else whole.data[place[0] : sum(place)])
                for text, place in zip(texts, places, strict=True)
            ]


def pdf_of(chunk: ChunkWriter, folder: Path) -> Path:
    """A PDF with each picture upright on a page of its own, two points around it."""
    objects = [
        text if data is None else text + b"\nstream\n" + data + b"\nendstream" for text, data in objects_of(chunk)
    ]
    leaves = chunk.leaves
    root = len(objects) + 2 * len(leaves) + 1
    kids = []
    for leaf in leaves:
        width, height = upright_size(leaf)
        content = placed(leaf, "P1", 2, 2, width, height).encode()
        objects.append(b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content))
        box = b"[0 0 %d %d]" % (width + 4, height + 4)
        resources = b"<</XObject<</P1 %d 0 R>>>>" % leaf.number
        entries = b"/Parent %d 0 R/MediaBox%b/Resources%b/Contents %d 0 R" % (root, box, resources, len(objects))
        objects.append(b"<</Type/Page%b>>" % entries)
        kids.append(b"%d 0 R" % len(objects))
    objects += [
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(kids), b" ".join(kids)),
        b"<</Type/Catalog/Pages %d 0 R>>" % root,
    ]
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root + 1, start)
    path = folder / "pages.pdf"
    path.write_bytes(out)
    return path


def shown(chunk: ChunkWriter, folder: Path) -> list[Image.Image]:
    """What the pages of a checked PDF look like, without the two points around."""
    path = pdf_of(chunk, folder)
    check(path.read_bytes(), folder / "checked.pdf")
    document = pypdfium2.PdfDocument(path)
    images = [page.render(scale=1).to_pil().convert("RGB") for page in document]
    document.close()
    return [image.crop((2, 2, image.width - 2, image.height - 2)) for image in images]


def is_upright(image: Image.Image, near: float = 14) -> None:
    x, y = image.width // 8, image.height // 8
    places = {(x, y): RED, (-x, y): GREEN, (x, -y): BLUE, (-x, -y): WHITE}
    for (across, down), colour in places.items():
        at = across % image.width, down % image.height
        assert image.getpixel(at) == pytest.approx(colour, abs=near), at


# ------------------------------------------------------------ which way up
@pytest.mark.parametrize("turn", STORED)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_pictures_stand_upright(kind, turn, tmp_path):
    chunk = taken_in(turned(turn, kind), tmp_path)
    (image,) = shown(chunk, tmp_path)
    assert image.size == (64, 48)
    is_upright(image)


@pytest.mark.parametrize("turn", STORED)
def test_a_large_photo_stands_upright_too(turn, tmp_path):
    chunk = taken_in(turned(turn, "JPEG", 800, 600), tmp_path, need=200)
    (image,) = shown(chunk, tmp_path)
    assert image.size == (200, 150)
    is_upright(image)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm: install poppler-utils")
def test_another_program_shows_them_upright(tmp_path):
    chunk = ChunkWriter()
    for turn in STORED:
        path = tmp_path / f"{turn}.jpg"
        path.write_bytes(turned(turn, "JPEG"))
        picture_pages(path, chunk)
    subprocess.run(["pdftoppm", "-r", "72", pdf_of(chunk, tmp_path), tmp_path / "p"], check=True)
    pages = sorted(tmp_path.glob("p-*.ppm"))
    assert len(pages) == len(STORED)
    for page in pages:
        with Image.open(page) as image:
            assert image.size == (68, 52)
            is_upright(image.crop((2, 2, 66, 50)))


def test_a_jpeg_goes_byte_for_byte_and_says_how_it_was_taken(tmp_path):
    for turn in STORED:
        data = turned(turn, "JPEG")
        chunk = taken_in(data, tmp_path)
        assert [leaf.turn for leaf in chunk.leaves] == [turn]
        assert packed(chunk)[0][1] == data
        assert chunk.leaves[0].picture
        assert not chunk.notes


@pytest.mark.parametrize("block", [
    b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\x7f", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(30), b"Exif\0\0" + b"\xff" * 40,
    exif_of(9), exif_of(0), exif_of(6)[:20],
], ids=range(7))  # fmt: skip
def test_broken_exif_does_not_break_a_photo(block, tmp_path):
    data = saved(corners(), "JPEG", quality=95, exif=block)
    chunk = taken_in(data, tmp_path)
    assert [leaf.turn for leaf in chunk.leaves] == [1]
    assert packed(chunk)[0][1] == data
    assert taken(tmp_path / "照片.jpg") is None


# ------------------------------------------------------------ photos
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"optimize": True}])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_what_pdf_can_hold_is_left_as_it_is(mode, options, tmp_path):
    data = saved(corners(1600, 1200, mode), "JPEG", **options)
    assert packed(taken_in(data, tmp_path))[0][1] == data


def test_only_what_is_clearly_too_large_is_made_smaller(tmp_path):
    for size, expected in {
        (240, 100): (240, 100),
        (100, 241): (83, 200),
        (1000, 30): (200, 6),
        (100, 50): (100, 50),
    }.items():
        for kind in ("JPEG", "PNG", "WEBP"):
            (leaf,) = taken_in(saved(corners(*size), kind), tmp_path, need=200).leaves
            assert (leaf.width, leaf.height) == expected, kind
    assert 2300 <= NEED <= 2400


def test_a_film_behind_a_photo_stays_away(tmp_path):
    data = saved(corners(), "JPEG", exif=exif_of(6))
    film = b"\0\0\0\x18ftypmp42" + bytes(5000) + b"\xff\xd9"
    chunk = taken_in(data + film, tmp_path)
    assert packed(chunk)[0][1] == data
    assert not chunk.notes


def test_of_several_pictures_in_a_jpeg_the_first_is_shown(tmp_path):
    file = io.BytesIO()
    corners().save(file, "MPO", save_all=True, append_images=[Image.new("RGB", (10, 10), "black")], quality=95)
    chunk = taken_in(file.getvalue(), tmp_path)
    (image,) = shown(chunk, tmp_path)
    is_upright(image)
    assert len(packed(chunk)[0][1]) < len(file.getvalue())


def test_a_small_picture_in_the_exif_block_does_not_end_the_photo(tmp_path):
    small = saved(Image.new("RGB", (8, 8)), "JPEG")
    data = saved(corners(), "JPEG", quality=95)
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(small) + 2) + small + data[2:]
    assert packed(taken_in(data, tmp_path))[0][1] == data


def test_equal_files_give_equal_bytes(tmp_path):
    files = [
        saved(photo(1200, 900), "JPEG"),
        saved(photo(1200, 900), "PNG"),
        saved(corners(1200, 900, "CMYK"), "JPEG"),
        saved(corners(1200, 900), "WEBP"),
        saved(corners(1200, 900), "PNG", icc_profile=display_p3()),
    ]
    for data in files:
        first, second = (io.BytesIO(), io.BytesIO())
        for target in (first, second):
            taken_in(data, tmp_path, need=300).save(target)
        assert first.getvalue() == second.getvalue()


# ------------------------------------------------------------ colours
def display_p3() -> bytes:
    """A profile with wider primaries than sRGB: those of Display P3, in the structure of our sRGB profile."""
    profile = bytearray(srgb_profile())
    primaries = {
        b"rXYZ": (0.51512, 0.2412, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.1571, 0.06657, 0.78407),
    }
    for number in range(struct.unpack_from(">I", profile, 128)[0]):
        name, offset, _ = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        if name in primaries:
            struct.pack_into(">3i", profile, offset + 8, *(round(value * 65536) for value in primaries[name]))
    return bytes(profile)


def ink_profile() -> bytes:
    """A profile of four inks, the corners of whose cube are colours that no plain conversion gives."""
    curves = bytes(range(256))
    colours = []
    for number in range(16):
        cyan, magenta, yellow, black = (number >> shift & 1 for shift in (3, 2, 1, 0))
        light = max(0, 255 - 90 * (cyan + magenta) - 30 * yellow - 240 * black)
        colours += [light, 128 + 40 * magenta - 40 * cyan, 128 + 60 * yellow - 40 * cyan]
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0])
    table += struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table += curves * 4 + bytes(colours) + curves * 3
    table += bytes(-len(table) % 4)
    text = b"text" + bytes(4) + b"none\0\0\0\0"
    desc = b"desc" + bytes(4) + struct.pack(">I", 5) + b"inks\0" + bytes(8 + 3 + 67)
    desc += bytes(-len(desc) % 4)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    body, tags, at = b"", b"", 128 + 4 + 4 * 12
    for name, data in ((b"desc", desc), (b"cprt", text), (b"wtpt", white), (b"A2B0", table)):
        tags += struct.pack(">4sII", name, at, len(data))
        body, at = body + data, at + len(data)
    head = struct.pack(">I4sI4s4s4s", at, bytes(4), 0x02400000, b"prtr", b"CMYK", b"Lab ") + bytes(12) + b"acsp"
    head = head.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", 4) + tags + body


def see_through(mode: str) -> Image.Image:
    """The corners, of which the white one cannot be seen and lies black underneath."""
    image = corners().convert(mode)
    alpha = Image.new("L", image.size, 255)
    alpha.paste(0, (32, 24, 64, 48))
    image.paste(0, (32, 24, 64, 48))
    image.putalpha(alpha)
    return image


def lab() -> Image.Image:
    to = ImageCms.createProfile("LAB")
    return ImageCms.profileToProfile(corners(), ImageCms.createProfile("sRGB"), to, outputMode="LAB")


COLOURED = {
    "png": saved(corners()),
    "png palette": saved(corners().quantize(4)),
    "png rgba": saved(see_through("RGBA")),
    "gif": saved(corners().quantize(4), "GIF"),
    "gif of several": saved(corners().quantize(4), "GIF", save_all=True, append_images=[Image.new("P", (64, 48))]),
    "bmp": saved(corners(), "BMP"),
    "webp": saved(corners(), "WEBP", quality=95),
    "webp rgba": saved(see_through("RGBA"), "WEBP", lossless=True),
    "tiff": saved(corners(), "TIFF", compression="tiff_lzw"),
    "tiff jpeg": saved(corners(), "TIFF", compression="jpeg", quality=95),
    "tiff cmyk": saved(corners(mode="CMYK"), "TIFF"),
    "tiff lab": saved(lab(), "TIFF"),
    "tiff rgba": saved(see_through("RGBA"), "TIFF"),
    "tiff palette": saved(corners().quantize(4), "TIFF"),
    "jpeg cmyk": saved(corners(mode="CMYK"), "JPEG", quality=95),
    "jpeg cmyk without Adobe's mark": re.sub(
        rb"\xff\xee\x00\x0eAdobe.{7}", b"",
        saved(Image.eval(corners(mode="CMYK"), lambda ink: 255 - ink), "JPEG", quality=95), flags=re.DOTALL,
    ),
    "jpeg cmyk with a broken profile": saved(corners(mode="CMYK"), "JPEG", quality=95, icc_profile=b"no profile" * 20),
    "jpeg cmyk with a profile of three colours": saved(
        corners(mode="CMYK"), "JPEG", quality=95, icc_profile=srgb_profile()
    ),
}  # fmt: skip


@pytest.mark.parametrize("need", [NEED, 32])
@pytest.mark.parametrize("name", COLOURED)
def test_colours_are_right(name, need, tmp_path):
    chunk = taken_in(COLOURED[name], tmp_path, need=need)
    (image,) = shown(chunk, tmp_path)
    assert image.size == ((64, 48) if need == NEED else (32, 24))
    is_upright(image)
    (one,) = packed(chunk)
    assert b"CMYK" not in one[0]
    assert b"/SMask" not in one[0]
    assert not chunk.notes


@pytest.mark.parametrize("data", [
    sixteen_bits("RGB", 2), sixteen_bits("RGBA", 6), sixteen_bits("L", 0),
    saved(Image.frombytes("I;16", (40, 40), bytes(part for byte in corners(40, 40, "L").tobytes() for part in (99, byte))), "TIFF"),
    saved(corners(40, 40, "L").convert("I").point(lambda value: value * 257 + 0), "TIFF"),
    saved(corners(40, 40, "L").convert("F").point(lambda value: value * 1.0 + 0), "TIFF"),
], ids=["rgb", "rgba", "grey", "tiff", "tiff of 32 bits", "tiff of fractions"])  # fmt: skip
@pytest.mark.parametrize("need", [NEED, 20])
def test_more_than_eight_bits(data, need, tmp_path):
    (image,) = shown(taken_in(data, tmp_path, need=need), tmp_path)
    wanted = corners(40, 40)
    if image.getpixel((3, 3))[0] == image.getpixel((3, 3))[1]:
        wanted = wanted.convert("L").convert("RGB")
    for x, y in ((5, 5), (35, 5), (5, 35), (35, 35)):
        at = x * image.width // 40, y * image.height // 40
        assert image.getpixel(at) == pytest.approx(wanted.getpixel((x, y)), abs=14)


def test_grey_with_what_shines_through_stays_grey(tmp_path):
    chunk = taken_in(saved(see_through("L")), tmp_path)
    (image,) = shown(chunk, tmp_path)
    assert image.getpixel((60, 44)) == (255, 255, 255)
    assert b"/DeviceGray" in packed(chunk)[0][0]


def test_wide_colours_are_brought_to_srgb_when_coded_again(tmp_path):
    wide = Image.new("RGB", (600, 400), (0, 200, 0))
    plain, profiled = (
        shown(taken_in(saved(wide, "JPEG", quality=95, **more), tmp_path, need=200), tmp_path)[0].getpixel((50, 50))
        for more in ({}, {"icc_profile": display_p3()})
    )
    assert plain == pytest.approx((0, 200, 0), abs=4)
    assert profiled[1] > plain[1] + 3  # the same numbers mean a greener green
    as_it_is = saved(wide, "JPEG", quality=95, icc_profile=display_p3())
    assert packed(taken_in(as_it_is, tmp_path))[0][1] == as_it_is


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_go_by_their_profile(kind, tmp_path):
    inks = Image.new("CMYK", (60, 40), (255, 0, 0, 0))
    bare, profiled = (
        shown(taken_in(saved(inks, kind, **more), tmp_path), tmp_path)[0].getpixel((30, 20))
        for more in ({}, {"icc_profile": ink_profile()})
    )
    assert bare == pytest.approx((0, 255, 255), abs=6)
    source = ImageCms.ImageCmsProfile(io.BytesIO(ink_profile()))
    wanted = ImageCms.profileToProfile(inks, source, ImageCms.createProfile("sRGB"), outputMode="RGB").getpixel(
        (30, 20)
    )
    assert profiled == pytest.approx(wanted, abs=6)
    assert max(abs(one - other) for one, other in zip(bare, profiled, strict=True)) > 40


# ------------------------------------------------------------ sharp or small
def test_screenshots_stay_sharp_and_photos_become_jpeg(tmp_path):
    screen = corners(1080, 2340)
    for kind in ("PNG", "BMP", "GIF", "WEBP"):
        data = saved(
            screen.quantize(4) if kind == "GIF" else screen, kind, **({"lossless": True} if kind == "WEBP" else {})
        )
        ((text, stream),) = packed(taken_in(data, tmp_path))
        assert b"/FlateDecode" in text, kind
        assert len(stream) < 100_000
    data = saved(photo(1600, 1200), "PNG")
    assert len(data) > 2_000_000
    ((text, stream),) = packed(taken_in(data, tmp_path))
    assert b"/DCTDecode" in text
    assert len(stream) < 1_000_000


def test_a_large_screenshot_stays_sharp_when_made_smaller(tmp_path):
    chunk = taken_in(saved(corners(3000, 2000)), tmp_path, need=300)
    (image,) = shown(chunk, tmp_path)
    assert b"/FlateDecode" in packed(chunk)[0][0]
    is_upright(image, near=0)


@pytest.mark.parametrize("data", [
    saved(corners(mode="1"), "PNG"), saved(corners(mode="1"), "TIFF", compression="group4"), saved(corners(mode="1"), "BMP"),
    saved(corners(mode="1"), "TIFF"),
], ids=["png", "fax", "bmp", "tiff"])  # fmt: skip
def test_black_and_white_stay_so(data, tmp_path):
    chunk = taken_in(data, tmp_path, need=30)  # twice as fine as needed
    (image,) = shown(chunk, tmp_path)
    assert image.tobytes() == corners(mode="1").convert("RGB").tobytes()
    assert b"/BitsPerComponent 1/" in packed(chunk)[0][0]
    smaller = taken_in(data, tmp_path, need=10)
    assert (smaller.leaves[0].width, smaller.leaves[0].height) == (30, 22)
    assert b"/BitsPerComponent 1/" in packed(smaller)[0][0]


# ------------------------------------------------------------ scans of several pages
def scan(*pages: Image.Image, **options) -> bytes:
    return saved(pages[0], "TIFF", save_all=True, append_images=list(pages[1:]), **options)


def test_every_page_of_a_scan_is_a_leaf(tmp_path):
    pages = [Image.new("1", (200 + number, 300), number % 2) for number in range(5)]
    chunk = taken_in(scan(*pages, compression="group4"), tmp_path)
    assert [leaf.width for leaf in chunk.leaves] == [200, 201, 202, 203, 204]
    assert len({leaf.number for leaf in chunk.leaves}) == 5
    colours = [image.getpixel((100, 100))[0] for image in shown(chunk, tmp_path)]
    assert colours == [0, 255, 0, 255, 0]
    mixed = scan(corners(), corners(mode="L"), corners(mode="CMYK"), corners(mode="1"), compression="tiff_lzw")
    assert len(shown(taken_in(mixed, tmp_path), tmp_path)) == 4


def test_there_are_at_most_five_hundred_pages(tmp_path):
    pages = [Image.new("1", (8, 8))] * 501
    chunk = taken_in(scan(*pages[:500]), tmp_path)
    assert (len(chunk.leaves), chunk.notes) == (500, [])
    chunk = taken_in(scan(*pages), tmp_path)
    assert len(chunk.leaves) == 500
    assert ["500" in note for note in chunk.notes] == [True]


def test_a_page_that_cannot_be_read_is_told(tmp_path):
    pages = [corners(40 + number, 40) for number in range(3)]
    data = bytearray(scan(*pages, compression="tiff_adobe_deflate"))
    at = [found.start() for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data)]
    assert len(at) == 3
    data[at[1] : at[1] + 40] = bytes(40)
    chunk = taken_in(bytes(data), tmp_path)
    assert [leaf.width for leaf in chunk.leaves] == [40, 42]
    assert len(chunk.notes) == 1
    assert chunk.notes[0].startswith("第 2 页没有收入")


def test_previews_in_a_scan_are_no_pages(tmp_path):
    file = io.BytesIO()
    corners().save(file, "TIFF", save_all=True, append_images=[preview()])
    (leaf,) = taken_in(file.getvalue(), tmp_path).leaves
    assert (leaf.width, leaf.height) == (64, 48)


def preview() -> Image.Image:
    """A small picture that says it is a preview of another."""
    image = corners(16, 12)
    image.encoderinfo = {"tiffinfo": {254: 1}}
    return image


# ------------------------------------------------------------ damage
def test_a_photo_that_is_cut_off_is_shown_as_far_as_it_goes(tmp_path):
    whole = saved(photo(400, 400), "JPEG")
    chunk = taken_in(whole[: len(whole) // 2], tmp_path)
    assert chunk.notes == ["图片不完整，缺的部分显示为灰色"]
    (image,) = shown(chunk, tmp_path)
    assert image.getpixel((390, 390)) == pytest.approx((128, 128, 128), abs=3)
    near = Image.open(io.BytesIO(whole)).getpixel((50, 50))
    assert image.getpixel((50, 50)) == pytest.approx(near, abs=30)
    zeros = whole[: len(whole) // 2] + bytes(20 * len(whole))  # as file systems leave it
    other = taken_in(zeros, tmp_path)
    assert other.notes == chunk.notes
    assert packed(other) == packed(chunk)


def test_a_progressive_photo_that_is_cut_off(tmp_path):
    whole = saved(photo(400, 400), "JPEG", progressive=True)
    chunk = taken_in(whole[: len(whole) // 2], tmp_path)
    assert chunk.notes == ["图片不完整，缺的部分显示为灰色"]
    assert len(shown(chunk, tmp_path)) == 1


def test_a_photo_that_lacks_its_end_mark_alone_is_whole(tmp_path):
    chunk = taken_in(saved(corners(), "JPEG", quality=95)[:-2], tmp_path)
    assert not chunk.notes
    is_upright(shown(chunk, tmp_path)[0])


@pytest.mark.parametrize("need", [NEED, 150])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P"])
def test_a_png_that_is_cut_off_is_grey_below(mode, need, tmp_path):
    whole = saved(photo(400, 400).quantize(200) if mode == "P" else photo(400, 400).convert(mode))
    chunk = taken_in(whole[: len(whole) // 2], tmp_path, need=need)
    assert chunk.notes == ["图片不完整，缺的部分显示为灰色"]
    (image,) = shown(chunk, tmp_path)
    size = image.width
    assert image.getpixel((size - 5, size - 5)) == (128, 128, 128)
    near = Image.open(io.BytesIO(whole)).convert("RGB").getpixel((200, 40))
    if mode == "L":
        assert image.getpixel((3, 3))[0] == image.getpixel((3, 3))[1]
    assert image.getpixel((size // 2, size // 10)) == pytest.approx(near, abs=60)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "GIF"])
def test_other_files_that_are_cut_off(kind, tmp_path):
    options = {"compression": "tiff_lzw"} if kind == "TIFF" else {}
    whole = saved(photo(400, 400).quantize(200) if kind == "GIF" else photo(400, 400), kind, **options)
    path = tmp_path / "图.jpg"
    path.write_bytes(whole[: len(whole) * 2 // 3])
    chunk = ChunkWriter()
    try:
        picture_pages(path, chunk)
    except UnusablePicture:
        assert kind == "TIFF"  # its list of contents may stand at the end
        return
    assert chunk.notes == ["图片不完整，缺的部分显示为灰色"]
    assert len(shown(chunk, tmp_path)) == 1


def cut_at_scan(data: bytes) -> bytes:
    return data[: data.index(b"\xff\xda") + 14]


@pytest.mark.parametrize("data", [
    saved(corners(400, 400), "JPEG")[:100], cut_at_scan(saved(corners(400, 400), "JPEG")), saved(photo(400, 400))[:30],
    saved(photo(400, 400))[:60], saved(corners(), "WEBP")[:40], saved(corners(), "GIF")[:30], saved(corners(), "TIFF")[:50],
    b"\xff\xd8\xff\xe0", b"\xff\xd8" + bytes(1000), b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"II*\0", b"RIFF\0\0\0\0WEBP",
    b"\0\0\0\x18ftypavif" + bytes(40),
], ids=range(15))  # fmt: skip
def test_what_gives_no_picture_at_all_is_refused(data, tmp_path):
    assert refused(data, tmp_path).startswith("图片已损坏")


def test_damaged_files_give_a_page_or_a_reason(tmp_path):
    """Whatever bytes are changed or missing; what goes into the PDF is what qpdf can decode."""
    chance = random.Random(20230308)
    chunk = ChunkWriter()
    files = COLOURED | {
        "jpeg": saved(photo(120, 80), "JPEG", exif=exif_of(6, "2023:03:08 10:00:00"), icc_profile=srgb_profile()),
        "progressive": saved(photo(120, 80), "JPEG", progressive=True),
        "fax": scan(corners(mode="1"), corners(mode="1"), compression="group4"),
    }
    path, reasons = tmp_path / "图.jpg", set()
    for whole in files.values():
        for _ in range(40):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            path.write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
            taken(path)
            try:
                picture_pages(path, chunk)
            except UnusablePicture as error:
                reasons.add(error.reason)
    assert len(chunk.leaves) > 200
    assert all(reasons)
    if shutil.which("qpdf"):
        done = subprocess.run(["qpdf", "--check", pdf_of(chunk, tmp_path)], capture_output=True, text=True, check=False)
        assert done.returncode in {0, 3}, done.stderr  # 3: libjpeg has warnings
        assert "error" not in done.stderr.lower()


def test_pillow_is_left_as_it_was(tmp_path):
    before = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(warnings.filters)
    taken_in(saved(photo(400, 400))[:9000], tmp_path)
    refused(saved(photo(400, 400))[:60], tmp_path)
    assert (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(warnings.filters)) == before
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(saved(photo(400, 400))[:9000])).load()


# ------------------------------------------------------------ sizes
def huge_png(width: int, height: int, depth: int = 1, kind: int = 0) -> bytes:
    row = bytes(1 + width * depth * {0: 1, 2: 3, 6: 4}[kind] // 8)
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""),
    ]  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def huge_jpeg(width: int, height: int, mode: str = "RGB") -> bytes:
    """A JPEG of one row of blocks again and again, each after a restart mark; nothing large is held to make it."""
    strip = saved(photo(width, 32).convert(mode), "JPEG", restart_marker_rows=1, subsampling=2)
    first = strip.index(b"\xff\xda")
    start = first + 2 + struct.unpack_from(">H", strip, first + 2)[0]
    row = strip[start : strip.index(b"\xff\xd0", start)]
    head = bytearray(strip[:start])
    frame = head.index(b"\xff\xc0")
    struct.pack_into(">H", head, frame + 5, height)
    rows = -(-height // (16 if mode == "RGB" else 8))
    return bytes(head) + b"".join(row + bytes([0xFF, 0xD0 + number % 8]) for number in range(rows))[:-2] + b"\xff\xd9"


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(tmp_path):
    told = "图片过大（20000×20000 像素），请缩小后再放"
    assert refused(huge_png(20_000, 20_000), tmp_path) == told
    bomb = bytearray(saved(Image.new("P", (9, 9)), "GIF"))
    bomb[6:10] = struct.pack("<HH", 20_000, 20_000)
    assert refused(bytes(bomb), tmp_path) == told
    tiff = saved(Image.new("1", (20_000, 20)), "TIFF", compression="group4")
    tall = tiff.replace(struct.pack("<HHIHH", 257, 3, 1, 20, 0), struct.pack("<HHIHH", 257, 3, 1, 20_000, 0))
    assert refused(tall, tmp_path) == told


def test_a_progressive_jpeg_that_takes_too_much_memory_is_refused(tmp_path):
    data = bytearray(saved(corners(), "JPEG", progressive=True, subsampling=0))
    struct.pack_into(">HH", data, data.index(b"\xff\xc2") + 5, 9_000, 9_000)
    assert refused(bytes(data), tmp_path) == "图片过大（9000×9000 像素），请缩小后再放"


MEASURED = r"""
import re, sys
from pathlib import Path
from gongwen.pdf.pages.chunk import ChunkWriter
from gongwen.pdf.pages.photos import picture_pages
chunk = ChunkWriter()
picture_pages(Path(sys.argv[1]), chunk)
(leaf,) = chunk.leaves
print(leaf.width, leaf.height, int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def memory(data: bytes, folder: Path) -> tuple[tuple[int, int], int]:
    """The size of the leaf and the most MB that a process held which made it."""
    path = folder / "大.jpg"
    path.write_bytes(data)
    command = [sys.executable, "-W", "error", "-c", MEASURED, str(path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    width, height, megabytes = map(int, done.stdout.split())
    return (width, height), megabytes


def test_large_photos_take_little_memory(tmp_path):
    assert memory(saved(corners(), "JPEG"), tmp_path)[1] < 60
    size, megabytes = memory(huge_jpeg(10_000, 9_000), tmp_path)  # 90 million pixels
    assert size == (NEED, 2106)
    assert megabytes < 160
    size, megabytes = memory(huge_jpeg(20_000, 20_000, "L"), tmp_path)
    assert size == (NEED, NEED)
    assert megabytes < 160


def test_formats_that_take_more_to_decode_may_have_fewer_pixels(tmp_path):
    """The decoder of WebP holds 16 bytes a pixel."""
    head = bytearray(saved(Image.new("L", (64, 48)), "WEBP", quality=50))
    at = head.index(b"\x9d\x01\x2a") + 3
    struct.pack_into("<HH", head, at, 8_000, 6_000)
    assert refused(bytes(head), tmp_path) == "图片过大（8000×6000 像素），请缩小后再放"


def test_large_pngs_are_held_once(tmp_path):
    size, megabytes = memory(huge_png(8_000, 6_000, 8, 6), tmp_path)  # 192 MB decoded
    assert size == (NEED, 1755)
    assert megabytes < 330


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_the_smallest_pictures(kind, tmp_path):
    chunk = taken_in(saved(Image.new("RGB", (1, 1), (9, 9, 9)), kind), tmp_path)
    assert [(leaf.width, leaf.height) for leaf in chunk.leaves] == [(1, 1)]
    assert len(shown(chunk, tmp_path)) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "BMP"])
def test_the_longest_pictures(kind, tmp_path):
    for size, expected in {(10, 50_000): (1, NEED), (50_000, 10): (NEED, 1)}.items():
        chunk = taken_in(saved(Image.new("RGB", size, (9, 9, 9)), kind), tmp_path)
        assert [(leaf.width, leaf.height) for leaf in chunk.leaves] == [expected]
        assert bool(chunk.notes) == (size[1] > size[0])


def test_long_screenshots_are_told(tmp_path):
    assert any("分段" in note for note in taken_in(saved(corners(1080, 9000)), tmp_path).notes)
    for size in ((1080, 2400), (9000, 1080), (10, 80)):
        assert not taken_in(saved(corners(*size)), tmp_path).notes


def test_pictures_without_pixels_are_refused(tmp_path):
    data = bytearray(saved(corners(), "JPEG"))
    struct.pack_into(">HH", data, data.index(b"\xff\xc0") + 5, 0, 64)
    assert refused(bytes(data), tmp_path) == "图片没有内容（宽或高是 0），请重新拷贝"
    data = bytearray(saved(corners(), "BMP"))
    struct.pack_into("<ii", data, 18, 0, 0)
    assert refused(bytes(data), tmp_path).startswith("图片已损坏")


# ------------------------------------------------------------ what is no picture
def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name in names:
            target.writestr(name, "x" * 5000)
    return file.getvalue()


@pytest.mark.parametrize(("data", "word"), [
    (b"", "0 字节"),
    (bytes(9000), "没有拷贝完整"),
    (b"%PDF-1.4\n...", "PDF"),
    (archive("[Content_Types].xml", "word/document.xml"), "Word"),
    (archive("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
    (archive("照片/1.jpg"), "zip"),
    (b"PK\x03\x04" + bytes(90), "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office"),
    (b"Rar!\x1a\x07\x01\0", "rar"),
    (b"8BPS\0\x01", "psd"),
    (b"FUJIFILMCCD-RAW 0201", "RAW"),
    (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "RAW"),
    (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "视频"),
    (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "视频"),
    (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
    (b"\r\n<!DOCTYPE html><title>404</title>", "网页"),
    ("文字".encode(), "看不出"),
], ids=range(17))  # fmt: skip
def test_what_is_no_picture_is_called_by_its_name(data, word, tmp_path):
    for name in ("照片.jpg", "图.png", "无后缀"):
        assert word in refused(data, tmp_path, name)


def test_raw_files_of_cameras_are_no_scans(tmp_path):
    data = saved(corners(), "TIFF", tiffinfo={254: 1, 330: 8})
    assert "RAW" in refused(data, tmp_path)
    assert "RAW" in refused(saved(corners(), "TIFF", tiffinfo={50706: b"\x01\x04\0\0"}), tmp_path, "DSC_0001.dng")


def test_a_file_that_cannot_be_opened_is_told(tmp_path):
    with pytest.raises(UnusablePicture) as caught:
        picture_pages(tmp_path / "没有.jpg", ChunkWriter())
    assert "读不出来" in caught.value.reason
    with pytest.raises(UnusablePicture):
        picture_pages(tmp_path, ChunkWriter())


# ------------------------------------------------------------ phones
HEIC = Path(__file__).parent / "data" / "heic"
"""Photos of the four corners, as a phone writes them: made once, since no decoder that we install can write them."""


def test_heic_photos(tmp_path):
    data = (HEIC / "taken.heic").read_bytes()
    chunk = taken_in(data, tmp_path, "IMG_0001.HEIC")
    (image,) = shown(chunk, tmp_path)
    assert image.size == (64, 48)
    is_upright(image, 20)
    assert taken(tmp_path / "IMG_0001.HEIC") == datetime(2023, 3, 8, 10, 11, 12)  # noqa: DTZ001
    assert packed(taken_in(data, tmp_path)) == packed(chunk)
    assert refused(data[: len(data) // 2], tmp_path).startswith("图片已损坏")


@pytest.mark.parametrize("turn", STORED)
def test_heic_photos_stand_upright(turn, tmp_path):
    data = (HEIC / f"turn{turn}.heic").read_bytes()
    (page,) = shown(taken_in(data, tmp_path), tmp_path)
    assert page.size == (64, 48)
    is_upright(page, 20)


def test_without_the_library_heic_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    data = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)
    assert refused(data, tmp_path) == (
        'HEIC 照片要装 pi-heif（pip install "gongwen[heic]"），或在手机上设为‘兼容性最佳’后另存为 jpg'
    )
    assert taken(tmp_path / "照片.jpg") is None


# ------------------------------------------------------------ when it was taken
@pytest.mark.parametrize(("text", "expected"), [
    ("2023:03:08 10:11:12", (2023, 3, 8, 10, 11, 12)),
    ("2023-03-08 10:11:12", (2023, 3, 8, 10, 11, 12)),
    ("2023/3/8", (2023, 3, 8)),
    ("2023:03:08 10:11", (2023, 3, 8, 10, 11)),
    ("2023:03:08T10:11:12.5+08:00", (2023, 3, 8, 10, 11, 12)),
    ("2023:03:08 24:00:00", (2023, 3, 8)),
    ("0000:00:00 00:00:00", None),
    ("    :  :     :  :  ", None),
    ("2023:02:30 10:00:00", None),
    ("昨天", None),
    ("", None),
])  # fmt: skip
def test_when_a_photo_was_taken(text, expected, tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = text.encode("gbk")
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        path = tmp_path / f"a.{kind}"
        path.write_bytes(saved(corners(), kind, exif=exif.tobytes()))
        assert taken(path) == (expected and datetime(*expected)), kind  # noqa: DTZ001


def test_the_date_of_the_file_is_not_when_it_was_taken(tmp_path):
    exif = Image.Exif()
    exif[0x0132] = "2024:01:01 00:00:00"
    path = tmp_path / "a.jpg"
    path.write_bytes(saved(corners(), "JPEG", exif=exif.tobytes()))
    assert taken(path) is None
    exif.get_ifd(0x8769)[0x9004] = "2023:05:06 07:08:09"
    path.write_bytes(saved(corners(), "JPEG", exif=exif.tobytes()))
    assert taken(path) == datetime(2023, 5, 6, 7, 8, 9)  # noqa: DTZ001


def test_files_without_a_date_have_none(tmp_path):
    for data in (
        b"",
        b"%PDF-1.4",
        saved(corners(), "JPEG")[:30],
        saved(corners()),
        saved(corners(), "GIF"),
        huge_png(20_000, 20_000),
    ):
        (tmp_path / "a").write_bytes(data)
        assert taken(tmp_path / "a") is None
    assert taken(tmp_path) is None
    assert taken(tmp_path / "没有") is None


def test_importing_loads_no_library():
    code = "import sys, gongwen.pdf.pages.exif, gongwen.pdf.pages.photos; print('PIL' in sys.modules)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "False"
