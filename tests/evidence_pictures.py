"""Pictures as phones, scanners and web pages make them, and as bad networks leave them."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

RED, GREEN, BLUE, YELLOW = (220, 20, 20), (20, 160, 40), (20, 40, 220), (240, 220, 20)
CORNERS = (RED, GREEN, BLUE, YELLOW)
"""Upper left, upper right, lower left, lower right of a picture as it is to be seen."""
_STORED = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
}  # fmt: skip
"""How an upright picture is stored for each Exif orientation."""


def four_corners(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A picture whose quarters differ."""
    width, height = size
    image = Image.new("RGB", size)
    for number, colour in enumerate(CORNERS):
        x, y = number % 2 * width // 2, number // 2 * height // 2
        image.paste(colour, (x, y, x + width // 2 + 1, y + height // 2 + 1))
    return image


def picture(kind: str, mode: str = "RGB", **options) -> bytes:
    """A picture of four colours in a format."""
    buffer = io.BytesIO()
    image = four_corners()
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    elif mode == "I;16":
        image = image.convert("L").convert("I").point(lambda value: value * 256).convert("I;16")
    else:
        image = image.convert(mode)
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def turned(orientation: int) -> bytes:
    """A JPEG stored in one of the eight ways; seen rightly, all look the same."""
    image, how = four_corners(), _STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    (image.transpose(how) if how is not None else image).save(buffer, "JPEG", quality=92, exif=exif)
    return buffer.getvalue()


def odd_exif() -> bytes:
    """A JPEG whose Exif says an orientation that there is not, and a date that is none."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0132] = 99, "0000:00:00 00:00:00"
    exif.get_ifd(0x8769)[0x9003] = "   :  :     :  :  "
    return picture("JPEG", exif=exif)


def palette(transparent: bool = True) -> bytes:
    """A PNG of few colours, one of them clear."""
    image = four_corners().quantize(4)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **({"transparency": 0} if transparent else {}))
    return buffer.getvalue()


def moving() -> bytes:
    """A GIF of three pictures."""
    buffer = io.BytesIO()
    frames = [four_corners().rotate(90 * number).quantize(8) for number in range(3)]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return buffer.getvalue()


def fax(pages: int = 3) -> bytes:
    """A TIFF of several black and white pages."""
    buffer = io.BytesIO()
    sheets = [four_corners((800, 1100)).convert("1") for _ in range(pages)]
    sheets[0].save(buffer, "TIFF", save_all=True, append_images=sheets[1:], compression="group4", dpi=(200, 200))
    return buffer.getvalue()


def png(width: int, height: int) -> bytes:
    """A black PNG of any size, one bit a pixel, made row by row."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    )


def half_jpeg() -> bytes:
    """The upper half of a photo of rich detail: the download stopped."""
    buffer = io.BytesIO()
    Image.effect_mandelbrot((640, 480), (-2, -1.5, 1, 1.5), 60).convert("RGB").save(buffer, "JPEG", quality=90)
    return buffer.getvalue()[: len(buffer.getvalue()) // 2]


def jpeg_head() -> bytes:
    """A JPEG of which only the first bytes came."""
    return picture("JPEG")[:150]
