"""Pixels made ready for print: as many as paper can show, in grey or sRGB, white under what shines through."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 100_000_000
"""Pixels that are decoded: A3 at 600 dots an inch is 70 million."""
QUALITY = 85
"""Of what was a photo before."""
_STRIP = 1 << 22
"""Pixels that are converted at once, so that a large picture is not held twice."""
_SUPPORT = 4
"""Rows of the source, for each row that is made of them, which the filter looks at on either side."""
_COLOURS = {"L", "RGB", "CMYK", "LAB"}
_PALETTES = {"1", "P"}
_GREYS = {"1", "L", "LA", "La"}
_INKS = {"RGB", "CMYK"}
_WIDE = {"I": 65535.0, "F": 1.0}
"""Modes of more than 8 bits, and the white of their pixels where none is brighter."""
_HALF = 128
_BYTE = 255


@contextmanager
def undisturbed(largest: int | None = None, *, lenient: bool = False) -> Iterator[None]:
    """Pillow without warnings, with our limit of pixels; `lenient` takes what there is of a file that is cut off."""
    from PIL import Image, ImageFile  # noqa: PLC0415 - most files need it not

    before = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
    Image.MAX_IMAGE_PIXELS = largest and largest // 2  # Pillow raises an error at twice the number
    ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = before


def printed_size(width: int, height: int, need: int) -> tuple[int, int]:
    """The size in pixels that is printed: the longer side `need`, unless it is hardly longer or shorter anyway."""
    longer = max(width, height)
    if 5 * longer <= 6 * need:
        return width, height
    return max(1, round(width * need / longer)), max(1, round(height * need / longer))


def fitted(image: Image, size: tuple[int, int]) -> Image:
    """The picture at this size in grey, RGB, CMYK or LAB; at its own size also in black and white, or of a palette."""
    from PIL.Image import Resampling, new  # noqa: PLC0415 - as above

    if image.size == size and image.mode in _PALETTES and not image.has_transparency_data:
        return image
    white = _white(image)
    if image.size == size:
        return _plain(image, white)
    (across, down), (width, height) = image.size, size
    scale = down / height
    made = None
    step = max(1, int(_STRIP / across / scale))
    for top in range(0, height, step):
        bottom = min(height, top + step)
        first = max(0, math.floor((top - _SUPPORT) * scale))
        last = min(down, math.ceil((bottom + _SUPPORT) * scale))
        strip = _plain(image.crop((0, first, across, last)), white)
        box = (0, top * scale - first, across, min(bottom * scale, down) - first)
        made = made or new(strip.mode, size)
        made.paste(strip.resize((width, bottom - top), Resampling.LANCZOS, box=box), (0, top))
    return made or image


def _white(image: Image) -> float:
    """The brightest value of a mode with more than 8 bits."""
    if image.mode not in _WIDE:
        return _BYTE
    most = image.getextrema()[1]
    return max(float(most), _WIDE[image.mode]) if isinstance(most, (int, float)) and most > _BYTE else _BYTE


def _plain(image: Image, white: float) -> Image:
    """Grey, RGB, CMYK or LAB; what shines through is laid on white."""
    from PIL.Image import frombytes, new  # noqa: PLC0415 - as above

    if image.mode.startswith("I;16"):
        high = slice(0 if image.mode == "I;16B" else 1, None, 2)
        return frombytes("L", image.size, image.tobytes()[high])
    if image.mode in _WIDE:
        scale = _BYTE / white
        return image.point(lambda value: value * scale + 0).convert("L")
    if image.has_transparency_data:
        grey = image.mode in _GREYS
        whole = image.convert("RGBA")
        ground = new("RGB", image.size, "white")
        ground.paste(whole, mask=whole.getchannel("A"))
        return ground.convert("L") if grey else ground
    if image.mode in _COLOURS:
        return image
    return image.convert("L" if image.mode in _GREYS else "RGB")


def in_srgb(image: Image, profile: bytes | None) -> Image:
    """The colours that a profile (ICC) means, in sRGB; as they are where it is none for them."""
    from PIL import ImageCms  # noqa: PLC0415 - as above

    try:
        if image.mode == "LAB":
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        elif profile and image.mode in _INKS:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        else:
            return image if image.mode in {"L", "RGB", *_PALETTES} else image.convert("RGB")
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
    except Exception:  # noqa: BLE001 - profiles are broken in many ways; without one the colours are near enough
        return image if image.mode == "RGB" else image.convert("RGB")


def decoded_rows(image: Image) -> tuple[int, int]:
    """The first row with anything in it and the one after the last: what a file that is cut off leaves is zero."""
    box = image.getbbox(alpha_only=False)
    return (box[1], box[3]) if box else (0, 0)


def greyed(image: Image, first: int, last: int) -> Image:
    """The picture with these rows in grey: there is nothing of them."""
    if first >= last:
        return image
    image = image if image.mode in {"L", "RGB"} else image.convert("RGB")
    image.paste(_HALF if image.mode == "L" else (_HALF,) * 3, (0, first, image.width, last))
    return image


def as_jpeg(image: Image, quality: int) -> bytes:
    """A JPEG file, colours at half the resolution."""
    file = io.BytesIO()
    image.info.clear()
    image = image if image.mode in {"L", "RGB"} else image.convert("L" if image.mode in _GREYS else "RGB")
    image.save(file, "JPEG", quality=quality, subsampling=2)
    return file.getvalue()


def as_png(image: Image, largest: int) -> bytes | None:
    """A PNG file of at most so many bytes; None where it would be larger."""
    file = _Short(largest)
    image.info.clear()
    try:
        image.save(file, "PNG", compress_level=6)
    except _TooLongError:
        return None
    return file.getvalue()


class _TooLongError(Exception):
    """More was written than is wanted."""


class _Short(io.BytesIO):
    """A file that does not get longer than this."""

    def __init__(self, largest: int) -> None:
        super().__init__()
        self._largest = largest

    def write(self, data: bytes) -> int:  # type: ignore[override] # Pillow writes bytes
        """Write, unless that is too much."""
        if self.tell() + len(data) > self._largest:
            raise _TooLongError
        return super().write(data)
