"""Pictures in PDF files: each kind in its right colours, what can go as it is unchanged, broken ones refused."""

from __future__ import annotations

import io
import random
import re
import struct
import zlib

import pypdfium2
import pytest
from PIL import Image

from gongwen.pdf.objects import Info, PdfFile, PictureError
from tests.test_pdf_objects import check

SIZE = 40
CORNERS = {(5, 5): (230, 20, 30), (35, 5): (20, 200, 40), (5, 35): (30, 60, 220), (35, 35): (250, 250, 250)}
"""Four squares, and their colours."""


def squares(mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", (SIZE, SIZE))
    for (x, y), colour in CORNERS.items():
        image.paste(colour, (x // 20 * 20, y // 20 * 20, x // 20 * 20 + 20, y // 20 * 20 + 20))
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def see_through() -> Image.Image:
    """The squares, of which the lower ones cannot be seen, and the upper right one half."""
    image = squares("RGBA")
    alpha = Image.new("L", image.size, 255)
    alpha.paste(128, (20, 0, 40, 20))
    alpha.paste(0, (0, 20, 40, 40))
    image.putalpha(alpha)
    return image


def png_of(depth: int, kind: int, rows: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG put together by hand, for what Pillow does not write."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, depth, kind, 0, 0, 0)),
        *chunks,
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def sixteen_bits(samples: str, kind: int) -> bytes:
    """The squares with two bytes a sample; the low byte says nothing of the colour."""
    image = squares("RGBA" if "A" in samples else samples)
    data, count = image.tobytes(), len(samples)
    rows = (data[at : at + SIZE * count] for at in range(0, len(data), SIZE * count))
    return png_of(16, kind, b"".join(b"\0" + bytes(part for byte in row for part in (byte, 99)) for row in rows))


def interlaced() -> bytes:
    """An interlaced PNG (Adam7), every pass unfiltered."""
    image, rows = squares(), b""
    for x, y, dx, dy in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        for line in range(y, SIZE, dy):
            rows += b"\0" + b"".join(bytes(image.getpixel((column, line))) for column in range(x, SIZE, dx))
    data = bytearray(png_of(8, 2, rows))
    data[28] = 1
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


def without_mark(jpeg: bytes) -> bytes:
    """A JPEG that does not say how its colours are coded."""
    return re.sub(rb"\xff\xee\x00\x0eAdobe.{7}", b"", jpeg, flags=re.DOTALL)


def shown(data: bytes, tmp_path=None) -> tuple[Image.Image, bytes]:
    """The picture as a page of its own shows it on white, and the file."""
    target = io.BytesIO()
    file = PdfFile(target, Info("", ""))
    picture = file.picture(data)
    file.page(SIZE, SIZE, f"{SIZE} 0 0 {SIZE} 0 0 cm /{picture.name} Do".encode(), fonts=(), pictures=[picture])
    file.close()
    if tmp_path:
        check(target.getvalue(), tmp_path / "picture.pdf")
    assert (picture.width, picture.height) == Image.open(io.BytesIO(data)).size
    return pypdfium2.PdfDocument(target.getvalue())[0].render(scale=1).to_pil().convert("RGB"), target.getvalue()


PALETTE = squares().quantize(4)
COLOURED = {
    "png": saved(squares()),
    "png palette": saved(PALETTE),
    "png palette of 2 bits": saved(PALETTE, bits=2),
    "png rgba opaque": saved(squares("RGBA")),
    "png 16 bit": sixteen_bits("RGB", 2),
    "png 16 bit rgba": sixteen_bits("RGBA", 6),
    "png interlaced": interlaced(),
    "gif": saved(PALETTE, "GIF"),
    "bmp": saved(squares(), "BMP"),
    "bmp palette": saved(PALETTE, "BMP"),
    "tiff": saved(squares(), "TIFF", compression="tiff_lzw"),
    "tiff cmyk": saved(squares("CMYK"), "TIFF"),
    "tiff palette": saved(PALETTE, "TIFF"),
    "jpeg": saved(squares(), "JPEG", quality=95, subsampling=0),
    "jpeg progressive": saved(squares(), "JPEG", quality=95, subsampling=0, progressive=True),
    "jpeg rgb": saved(squares(), "JPEG", quality=95, keep_rgb=True),
    "jpeg rgb without Adobe's mark": without_mark(saved(squares(), "JPEG", quality=95, keep_rgb=True)),
    "jpeg cmyk": saved(squares("CMYK"), "JPEG", quality=95),
    "jpeg cmyk without Adobe's mark": without_mark(
        saved(Image.eval(squares("CMYK"), lambda ink: 255 - ink), "JPEG", quality=95)
    ),
}  # fmt: skip
GREY = {
    "png grey": saved(squares("L")),
    "png 16 bit grey": sixteen_bits("L", 0),
    "jpeg grey": saved(squares("L"), "JPEG", quality=95),
    "tiff 16 bit": saved(
        Image.frombytes("I;16", (SIZE, SIZE), bytes(part for byte in squares("L").tobytes() for part in (99, byte))),
        "TIFF",
    ),
    "png grey with alpha": saved(squares("LA")),
}


@pytest.mark.parametrize("name", COLOURED)
def test_colours_are_right(name, tmp_path):
    page, data = shown(COLOURED[name], tmp_path)
    for place, colour in CORNERS.items():
        assert page.getpixel(place) == pytest.approx(colour, abs=12), place
    assert b"DeviceCMYK" not in data
    assert b"/SMask" not in data


@pytest.mark.parametrize("name", GREY)
def test_greys_are_right(name, tmp_path):
    page, data = shown(GREY[name], tmp_path)
    for place in CORNERS:
        assert page.getpixel(place) == pytest.approx((squares("L").getpixel(place),) * 3, abs=3), place
    assert b"DeviceGray" in data


@pytest.mark.parametrize(
    "data",
    [
        saved(squares("1")),
        saved(squares("1"), "TIFF", compression="group4"),
        saved(squares("1"), "BMP"),
    ],
    ids=["png", "fax", "bmp"],
)
def test_black_and_white_stay_so(data, tmp_path):
    page, file = shown(data, tmp_path)
    expected = squares("1")
    assert [page.getpixel((x, 20))[0] for x in range(SIZE)] == [expected.getpixel((x, 20)) for x in range(SIZE)]
    assert b"/BitsPerComponent 1/" in file


def test_what_shines_through_does():
    for kind, half in (("PNG", (137, 227, 147)), ("TIFF", (137, 227, 147))):
        page, data = shown(saved(see_through(), kind))
        assert page.getpixel((5, 5)) == pytest.approx((230, 20, 30), abs=2)
        assert page.getpixel((35, 5)) == pytest.approx(half, abs=2)
        assert page.getpixel((5, 35)) == (255, 255, 255)
        assert b"/Group<</S/Transparency/CS/DeviceRGB>>" in data


def test_a_colour_can_be_what_shines_through(tmp_path):
    index = PALETTE.getpixel((5, 5))
    for kind in ("PNG", "GIF"):
        page, _ = shown(saved(PALETTE, kind, transparency=index), tmp_path)
        assert page.getpixel((5, 5)) == (255, 255, 255)
        assert page.getpixel((35, 5)) == pytest.approx((20, 200, 40), abs=3)
    page, _ = shown(saved(squares(), "PNG", transparency=CORNERS[5, 5]), tmp_path)
    assert page.getpixel((5, 5)) == (255, 255, 255)
    assert page.getpixel((5, 35)) == CORNERS[5, 35]
    grey = squares("L").getpixel((5, 5))
    page, _ = shown(saved(squares("L"), "PNG", transparency=grey), tmp_path)
    assert page.getpixel((5, 5)) == (255, 255, 255)
    page, _ = shown(saved(squares("1"), "PNG", transparency=0), tmp_path)
    assert page.getpixel((20, 20)) == (255, 255, 255)


def test_photos_decoded_are_packed_well(tmp_path):
    """Pixels that change from place to place take the filtered way, and come out the same."""
    photo = Image.merge(
        "RGB", [Image.linear_gradient("L"), Image.radial_gradient("L"), Image.effect_noise((256, 256), 9)]
    )
    _, file = shown(saved(photo, "BMP"), tmp_path)
    assert b"/Predictor 15" in file
    page = pypdfium2.PdfDocument(file)[0]
    assert next(iter(page.get_objects())).get_bitmap().to_pil().tobytes("raw", "RGB") == photo.tobytes()


@pytest.mark.parametrize("name", ["jpeg", "jpeg progressive", "jpeg rgb", "jpeg rgb without Adobe's mark"])
def test_a_jpeg_goes_as_it_is(name):
    file = shown(COLOURED[name])[1]
    assert COLOURED[name] in file
    assert (b"/ColorTransform 0" in file) == name.endswith("mark")


def test_a_plain_png_goes_as_it_is():
    for data in (COLOURED["png"], COLOURED["png palette"]):
        at = data.index(b"IDAT")
        (length,) = struct.unpack_from(">I", data, at - 4)
        assert data[at + 4 : at + 4 + length] in shown(data)[1]


def test_a_picture_is_written_once():
    target = io.BytesIO()
    file = PdfFile(target, Info("", ""))
    first, other, again = (file.picture(COLOURED[name]) for name in ("png", "gif", "png"))
    assert first is again
    assert (first.name, other.name) == ("P1", "P2")
    file.page(9, 9, b"", fonts=(), pictures=[again, other, first])
    file.close()
    assert target.getvalue().count(b"/Subtype/Image") == 2
    assert re.search(rb"/XObject<</P1 \d+ 0 R/P2 \d+ 0 R>>", target.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"%PDF-1.7",
        b"\xd7\xcd\xc6\x9a" + bytes(60),
        png_of(8, 2, b"\0" * 50),
        png_of(8, 2, (b"\x07" + bytes(3 * SIZE)) * SIZE),
        png_of(8, 3, (b"\0" + bytes(SIZE)) * SIZE),
        COLOURED["png"][:-30],
        COLOURED["jpeg"][:-2],
        COLOURED["jpeg"][:100],
        COLOURED["gif"][:40],
        COLOURED["tiff"][:200],
    ],
    ids=range(12),
)
def test_what_is_no_whole_picture_is_refused(data):
    target = io.BytesIO()
    file = PdfFile(target, Info("", ""))
    before = target.getvalue()
    with pytest.raises(PictureError):
        file.picture(data)
    assert target.getvalue() == before
    assert issubclass(PictureError, ValueError)


def test_a_picture_too_large_to_decode_is_refused():
    data = bytearray(saved(Image.new("1", (9, 9)), "GIF"))
    data[6:10] = struct.pack("<HH", 11_000, 11_000)
    with pytest.raises(PictureError, match="too large"):
        PdfFile(io.BytesIO(), Info("", "")).picture(bytes(data))
    bomb = bytearray(png_of(8, 2, bytes(1000)))
    bomb[16:24] = struct.pack(">II", 60_000, 60_000)
    bomb[29:33] = struct.pack(">I", zlib.crc32(bomb[12:29]))
    with pytest.raises(PictureError):
        PdfFile(io.BytesIO(), Info("", "")).picture(bytes(bomb))


def test_damaged_pictures_never_end_in_another_error():
    chance = random.Random(20260315)
    for name, whole in (COLOURED | GREY).items():
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            cut = bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
            try:
                picture = PdfFile(io.BytesIO(), Info("", "")).picture(cut)
            except PictureError:
                continue
            assert picture.width > 0, name
