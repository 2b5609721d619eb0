"""Pictures: JPEG and plain PNG go into the file as they are, everything else is decoded and packed as PNG does it."""

from __future__ import annotations

import io
import warnings
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from gongwen.pdf.objects import jpeg, png

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF")
_SPACES = {"1": "/DeviceGray", "L": "/DeviceGray", "RGB": "/DeviceRGB"}
_QUALITY = 92
_LEVEL = 6
_DOES_WELL = 3
"""Pixels deflated to a third or less are left so."""
_LARGEST = 100_000_000
"""Pixels that are decoded: A3 at 600 dots an inch is 70 million."""


class Streams(Protocol):
    """What pictures are written into: a file, or a chunk of one."""

    def stream(self, entries: str, data: bytes) -> int:
        """Write a stream of bytes as they are; `entries` are its dictionary without Length. Gives its number."""


class PictureError(ValueError):
    """Bytes that are no picture which can be printed."""


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A picture in a file: what contents call it, its size in pixels, its object, whether anything shines through."""

    name: str
    width: int
    height: int
    number: int
    transparent: bool


@dataclass(frozen=True, slots=True)
class _Raster:
    """An image as a stream of the file: the entries of its dictionary, and its data."""

    width: int
    height: int
    entries: str
    data: bytes


def write_picture(store: Streams, name: str, data: bytes) -> PictureUse:
    """Write the image of a picture. Raises PictureError before anything is written."""
    image, alpha = _read(data)
    mask = f"/SMask {_write(store, alpha, '')} 0 R" if alpha else ""
    return PictureUse(name, image.width, image.height, _write(store, image, mask), bool(alpha))


def _write(store: Streams, raster: _Raster, mask: str) -> int:
    size = f"/Width {raster.width}/Height {raster.height}"
    return store.stream(f"/Type/XObject/Subtype/Image{size}{raster.entries}{mask}", raster.data)


def _read(data: bytes) -> tuple[_Raster, _Raster | None]:
    """The image, and what shines through as a second one in grey."""
    if facts := jpeg.read(data):
        return _Raster(facts.width, facts.height, facts.entries, data), None
    if plain := png.read(data):
        return _Raster(plain.width, plain.height, plain.entries, plain.data), None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decoded(data)
    except PictureError:
        raise
    except Exception as error:  # what Pillow raises for broken data is anything
        raise PictureError(f"cannot read the picture: {error}") from error


def _decoded(data: bytes) -> tuple[_Raster, _Raster | None]:
    from PIL import Image  # noqa: PLC0415 - most files need it not

    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > _LARGEST:
            raise PictureError(f"too large a picture: {image.width} x {image.height}")
        image.load()
        if image.format == "JPEG":
            return _again_as_jpeg(image), None
        colours, alpha = _apart(image)
        return _packed(colours), _packed(alpha) if alpha else None


def _apart(image: Image) -> tuple[Image, Image | None]:
    """Colours in a mode that PDF/A has without further profiles, and the alpha channel where it is not all opaque."""
    from PIL.Image import frombytes  # noqa: PLC0415 - as above

    alpha = None
    if image.mode.startswith("I;16"):
        high = slice(0 if image.mode == "I;16B" else 1, None, 2)
        image = frombytes("L", image.size, image.tobytes()[high])
    if image.has_transparency_data:
        whole = image.convert("RGBA")
        alpha = whole.getchannel("A")
        if image.mode != "P":
            image = whole.convert("L" if image.mode in {"LA", "L", "1"} else "RGB")
        if alpha.getextrema()[0] == 255:  # noqa: PLR2004 - opaque
            alpha = None
    if image.mode not in _SPACES and not (image.mode == "P" and image.getpalette("RGB")):
        image = image.convert("L" if image.mode in {"I", "F"} else "RGB")
    return image, alpha


def _packed(image: Image) -> _Raster:
    """Pixels deflated: as they are where that does well, as in drawings, and filtered row by row as PNG does it."""
    pixels = image.tobytes()
    packed = zlib.compress(pixels, _LEVEL)
    if image.mode != "1" and _DOES_WELL * len(packed) > len(pixels):
        file = io.BytesIO()
        image.info.clear()
        image.save(file, "PNG", compress_level=_LEVEL)
        if plain := png.read(file.getvalue()):
            return _Raster(plain.width, plain.height, plain.entries, plain.data)
    palette = bytes(image.getpalette("RGB") or ()) if image.mode == "P" else b""
    space = png.indexed(palette) if palette else _SPACES[image.mode]
    bits = 1 if image.mode == "1" else 8
    entries = f"/ColorSpace{space}/BitsPerComponent {bits}/Filter/FlateDecode"
    return _Raster(image.width, image.height, entries, packed)


def _again_as_jpeg(image: Image) -> _Raster:
    """A JPEG that PDF/A cannot have as it is, in RGB: four inks, and rare codings.

    The inks of Adobe's files are inverted, and Pillow takes all files for such.
    """
    from PIL import ImageChops  # noqa: PLC0415 - as above

    if image.mode == "CMYK" and "adobe" not in image.info:
        image = ImageChops.invert(image)
    packed = io.BytesIO()
    options: dict[str, Any] = {"quality": _QUALITY, "subsampling": 0}
    image.convert("L" if image.mode == "L" else "RGB").save(packed, "JPEG", **options)
    facts = jpeg.read(packed.getvalue())
    if facts is None:
        raise PictureError("no JPEG that can be printed")
    return _Raster(facts.width, facts.height, facts.entries, packed.getvalue())
