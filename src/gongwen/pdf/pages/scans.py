"""Screenshots, scans and photos of other formats than JPEG: what Pillow reads, of a TIFF every page."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from gongwen.pdf.objects import png
from gongwen.pdf.pages import raster
from gongwen.pdf.pages.exif import orientation
from gongwen.pdf.pages.picturejob import BROKEN, CUT, LEAST, Job, check_size, decoding
from gongwen.pdf.pages.picturekinds import RAW, UnusablePicture

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile
    from PIL.TiffImagePlugin import TiffImageFile

_FINE = 3
"""Black and white is left up to so many times as fine: it has no greys to smooth its edges."""
_PAGES = 500
_LOSSLESS, _LOSSLESS_SCAN = 1_500_000, 500_000
"""Bytes up to which a picture stays as sharp as it is: of screenshots, and of scans, which come by the hundred."""
_QUALITY_SHARP = 90
"""Of a JPEG made of what has lost nothing yet."""
_LOSSY = {"JPEG", "HEIF", "AVIF"}
_LARGEST = {"WEBP": 25_000_000, "AVIF": 50_000_000, "HEIF": 64_000_000}
"""Pixels of formats whose decoders hold a picture several times: some 400 MB."""
_COMPRESSION, _SUBFILE, _SUBIFDS, _DNG = 259, 254, 330, 50706
_REDUCED, _MASK = 1, 4
_JPEG_IN_TIFF = {6, 7}
_SAYS_MORE = (b"eXIf", b"exif", b"XML:com.adobe.xmp")
"""Chunks of a PNG, or their keywords, that may say how it was taken."""
_HEIC = 'HEIC 照片要装 pi-heif（pip install "gongwen[heic]"），或在手机上设为‘兼容性最佳’后另存为 jpg'


def heif_page(file: BinaryIO, job: Job) -> None:
    """The main picture of a HEIC file, which the decoder has turned upright."""
    try:
        import pi_heif  # noqa: PLC0415 - optional
    except ImportError as error:
        raise UnusablePicture(_HEIC) from error
    with decoding(), raster.undisturbed(raster.LARGEST):
        heif = pi_heif.open_heif(file)
        width, height = heif.size
        check_size(width, height, _LARGEST["HEIF"])
        image = heif.to_pillow()
        packed = _packed(image, "HEIF", job)
    job.leaf(packed, 1)


def png_as_it_is(file: BinaryIO, job: Job) -> bool:
    """Whether a PNG could be taken over without decoding it."""
    data = file.read(_LOSSLESS + 1)
    file.seek(0)
    plain = png.read(data) if len(data) <= _LOSSLESS else None
    if plain is None:
        return False
    need = job.need * (_FINE if "/BitsPerComponent 1/" in plain.entries else 1)
    if raster.printed_size(plain.width, plain.height, need) != (plain.width, plain.height):
        return False
    turn = 1
    if any(word in data for word in _SAYS_MORE):
        from PIL.PngImagePlugin import PngImageFile  # noqa: PLC0415 - most files need it not

        with raster.undisturbed(raster.LARGEST):
            turn = orientation(PngImageFile(io.BytesIO(data)))
    job.leaf(data, turn)
    return True


def other_pages(file: BinaryIO, kind: str, job: Job) -> None:
    """Everything else that Pillow reads: the first picture, of a TIFF every page."""
    from PIL import Image  # noqa: PLC0415 - most files need it not

    with decoding(), raster.undisturbed(), Image.open(file, formats=(kind,)) as image:
        if image.format == "TIFF":
            _pages(cast("TiffImageFile", image), job)
        else:
            _frame(image, kind, job)


def _pages(image: TiffImageFile, job: Job) -> None:
    """The pages of a TIFF. One that cannot be read is told and left out."""
    failed: list[tuple[int, UnusablePicture]] = []
    if _DNG in image.tag_v2 or (image.tag_v2.get(_SUBFILE, 0) & _REDUCED and _SUBIFDS in image.tag_v2):
        raise UnusablePicture(RAW)
    for number in _numbers(image, job):
        kind = "JPEG" if image.tag_v2.get(_COMPRESSION) in _JPEG_IN_TIFF else "TIFF"
        try:
            with decoding():
                _frame(image, kind, job)
        except UnusablePicture as error:
            failed.append((number, error))
    if failed and not job.chunk.leaves:
        raise failed[0][1]
    for number, fault in failed:
        job.note(f"第 {number} 页没有收入：{fault.reason}")


def _numbers(image: TiffImageFile, job: Job) -> Iterator[int]:
    """The numbers of the pages from 1, the file standing at each; previews and masks are none."""
    for index in range(_PAGES):
        try:
            image.seek(index)
        except EOFError:
            return
        except Exception:  # noqa: BLE001 - as in `decoding`
            job.note(f"文件不完整，只读出前 {index} 页")
            return
        if not index or not image.tag_v2.get(_SUBFILE, 0) & (_REDUCED | _MASK):
            yield index + 1
    try:
        image.seek(_PAGES)
    except Exception:  # noqa: BLE001 - as above; usually there is no such page
        return
    job.note(f"超过 {_PAGES} 页，只收入前 {_PAGES} 页，其余请另存为单独的文件")


def _frame(image: ImageFile, kind: str, job: Job) -> None:
    """The picture that an open file stands at."""
    check_size(*image.size, _LARGEST.get(kind, raster.LARGEST))
    lost = _load(image)
    turn = orientation(image)
    packed = _packed(image, kind, job, lost)
    if lost:
        job.note(CUT)
    job.leaf(packed, turn)


def _load(image: ImageFile) -> tuple[int, int] | None:
    """Decode the picture; where the file is cut off, what there is of it, and which rows are missing."""
    with raster.undisturbed(raster.LARGEST):
        try:
            image.load()
        except (OSError, SyntaxError, ValueError, EOFError):
            pass
        else:
            return None
    with raster.undisturbed(raster.LARGEST, lenient=True):
        try:
            image.load()
        except OSError:
            image.load()  # the decoder of TIFF leaves what it has read and says no more
    first, last = raster.decoded_rows(image)
    if LEAST * (last - first) < image.height:
        raise UnusablePicture(BROKEN)
    return (0, first) if image.format == "BMP" else (last, image.height)


def _packed(image: Image, kind: str, job: Job, lost: tuple[int, int] | None = None) -> bytes:
    """A file that goes as it is: PNG where that is small, else JPEG. `lost` are rows that are missing."""
    width, height = image.size
    bilevel = image.mode == "1" and not image.has_transparency_data
    size = raster.printed_size(width, height, job.need * (_FINE if bilevel else 1))
    profile = image.info.get("icc_profile")
    ready = raster.fitted(image, size)
    if bilevel and ready.mode != "1":
        ready = ready.point(lambda grey: 255 * (grey >= 128), "1")  # noqa: PLR2004 - the middle
    if lost and lost[0] < lost[1]:
        share = size[1] / height
        ready = raster.greyed(ready, math.floor(lost[0] * share), math.ceil(lost[1] * share))
    ready = raster.in_srgb(ready, profile)
    largest = 0 if kind in _LOSSY else _LOSSLESS_SCAN if kind == "TIFF" else _LOSSLESS
    if ready.mode == "1":
        largest = raster.LARGEST
    found = raster.as_png(ready, largest) if largest else None
    return found or raster.as_jpeg(ready, raster.QUALITY if kind in _LOSSY else _QUALITY_SHARP)
