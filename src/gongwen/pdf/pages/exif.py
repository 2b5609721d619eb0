"""What cameras write beside the picture: which way up it was taken, and when. Nothing there is to be relied on."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from gongwen.pdf.pages.picturekinds import UnusablePicture, kind_of

if TYPE_CHECKING:
    from PIL.Image import Exif, Image

_ORIENTATION, _DETAILS = 0x0112, 0x8769
_TAKEN = (0x9003, 0x9004)
"""When it was taken, and when it was digitized. When the file was last changed says nothing of either."""
_MOMENT = re.compile(r"\s*(\d{4})\D(\d{1,2})\D(\d{1,2})(?:\D+(\d{1,2})\D(\d{1,2})(?:\D(\d{1,2}))?)?", re.ASCII)
_TURNS = range(1, 9)


def orientation(image: Image) -> int:
    """The Exif orientation of an image, 1 where it says none or nonsense. Decodes a PNG that has not been."""
    try:
        turn = int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - what Pillow raises for broken data is anything
        return 1
    return turn if turn in _TURNS else 1


def taken(path: Path) -> datetime | None:
    """When a photo was taken by the clock of its camera; None where it does not say, or cannot be read at all."""
    try:
        with path.open("rb") as file:
            exif = _exif(file)
            details = exif.get_ifd(_DETAILS) if exif else {}
            values = [found.get(tag) for tag in _TAKEN for found in (details, exif or {})]
    except Exception:  # noqa: BLE001 - as above; a photo without a date is one
        return None
    return next(filter(None, map(_moment, values)), None)


def _exif(file: BinaryIO) -> Exif | None:
    """The Exif block of a file; no pixels are decoded."""
    from PIL import Image  # noqa: PLC0415 - reading names of files needs it not

    from gongwen.pdf.pages.raster import undisturbed  # noqa: PLC0415 - as above

    try:
        kind = kind_of(file)
    except UnusablePicture:
        return None
    with undisturbed():
        if kind == "HEIF":
            import pi_heif  # noqa: PLC0415 - optional

            return _read(pi_heif.open_heif(file).info.get("exif"))
        with Image.open(file, formats=(kind,)) as image:
            return image.getexif() if kind == "TIFF" else _read(image.info.get("exif"))


def _read(block: bytes | None) -> Exif | None:
    from PIL.Image import Exif  # noqa: PLC0415 - as above

    if not block:
        return None
    exif = Exif()
    exif.load(block)
    return exif


def _moment(value: Any) -> datetime | None:
    """A moment as cameras write it; their clocks say 0000:00:00 until somebody sets them."""
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value or "")
    found = _MOMENT.match(text)
    if found is None:
        return None
    year, month, day, *time = (int(part or 0) for part in found.groups())
    for clock in (time, ()):  # an hour that there is not leaves the day right
        try:
            return datetime(year, month, day, *clock)  # noqa: DTZ001 - cameras know no zone
        except ValueError:
            continue
    return None
