"""Photos: JPEG files, as they are where they are whole, small enough and of a kind that PDF has."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, BinaryIO

from gongwen.pdf.objects import jpeg
from gongwen.pdf.pages import raster
from gongwen.pdf.pages.exif import orientation
from gongwen.pdf.pages.jpegs import Outline, outline
from gongwen.pdf.pages.picturejob import BROKEN, CUT, LEAST, Job, check_size, decoding, too_large
from gongwen.pdf.pages.picturekinds import UnusablePicture

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

_LONGEST = 128 << 20
"""Bytes of a file; phones put a film behind some."""
_HELD = 200 << 20
"""Bytes of coefficients that decoding a progressive JPEG may take."""
_GREY = (128, 128, 128)


def jpeg_page(file: BinaryIO, job: Job) -> None:
    """Write the picture of a JPEG: as it is, else decoded no larger than needed. Raises UnusablePicture."""
    data = file.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise UnusablePicture("照片文件过大，请另存为小一些的 jpg 后再放")
    found = outline(data)
    if found is None:
        raise UnusablePicture(BROKEN)
    check_size(found.width, found.height, math.inf)
    if found.held > _HELD:
        raise too_large(found.width, found.height)
    size = raster.printed_size(found.width, found.height, job.need)
    data = data[: found.end] if found.end else data.rstrip(b"\0")  # what file systems put where a copy broke off
    if found.end and size == (found.width, found.height) and jpeg.read(data):
        turn = _verified(data)
        if turn:
            job.leaf(data, turn)
            return
    with decoding():
        image, cut = _jpeg_pixels(data, size, found)
        turn = orientation(image)
        ready = raster.fitted(image, size)
        if image.mode == "CMYK" and "adobe" not in image.info:  # Pillow takes all inks for inverted, as Adobe's are
            from PIL import ImageChops  # noqa: PLC0415 - rare

            ready = ImageChops.invert(ready)
        packed = raster.as_jpeg(raster.in_srgb(ready, image.info.get("icc_profile")), raster.QUALITY)
    if cut:
        job.note(CUT)
    job.leaf(packed, turn)


def _verified(data: bytes) -> int:
    """The orientation of a JPEG that decodes without an error, 0 for another.

    Decoding an eighth of the pixels reads all of the data, in half the time.
    """
    from PIL.JpegImagePlugin import JpegImageFile  # noqa: PLC0415 - most files need it not

    with raster.undisturbed():
        try:
            image = JpegImageFile(io.BytesIO(data))
            image.draft("L", (1, 1))
            image.load()
        except Exception:  # noqa: BLE001 - as in `decoding`; what there is of it may still be shown
            return 0
        return orientation(image)


def _jpeg_pixels(data: bytes, size: tuple[int, int], found: Outline) -> tuple[ImageFile, bool]:
    """The image decoded not much larger than `size`, and whether some of it is missing."""
    try:
        return _drafted(data, size, lenient=False), False
    except (OSError, SyntaxError):
        image = _drafted(data, size, lenient=True)
    if _is_blank(image):
        raise UnusablePicture(BROKEN)
    # Some cameras leave out the end mark alone. What really is missing the decoder makes mid-grey, from some place on.
    corner = image.convert("RGB").getpixel((image.width - 1, image.height - 1))
    return image, bool(found.held) or corner == _GREY


def _drafted(data: bytes, size: tuple[int, int], *, lenient: bool) -> ImageFile:
    from PIL.JpegImagePlugin import JpegImageFile  # noqa: PLC0415 - most files need it not

    with raster.undisturbed(lenient=lenient):
        image = JpegImageFile(io.BytesIO(data))
        whole = image.size
        image.draft(None, size)
        if math.prod(image.size) > raster.LARGEST:
            raise too_large(*whole)
        image.load()
    return image


def _is_blank(image: Image) -> bool:
    """Whether hardly a pixel is anything but the grey of what is missing."""
    return LEAST * (math.prod(image.size) - image.convert("L").histogram()[_GREY[0]]) < math.prod(image.size)
