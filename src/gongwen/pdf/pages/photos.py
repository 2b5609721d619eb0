"""Pictures of evidence as pages: what a PDF can hold goes as it is, the rest is made as small as print allows.

Files are hostile or damaged until proven otherwise: their format is told by their content, their size read before
anything is decoded, and whatever goes wrong becomes one exception with a reason for the placeholder page.
"""

from __future__ import annotations

from pathlib import Path

from gongwen.pdf.pages.chunk import ChunkWriter
from gongwen.pdf.pages.jpegpages import jpeg_page
from gongwen.pdf.pages.picturejob import Job
from gongwen.pdf.pages.picturekinds import UnusablePicture, kind_of
from gongwen.pdf.pages.scans import heif_page, other_pages, png_as_it_is
from gongwen.pdf.pages.upright import placed, upright_size

__all__ = ["NEED", "UnusablePicture", "picture_pages", "placed", "upright_size"]

NEED = 2340
"""Pixels of the longer side that print shows: A4 at 200 dots an inch."""
_NARROW = 6
"""So many times as high as wide, and nothing can be read any more when it is one page high."""


def picture_pages(source: Path, chunk: ChunkWriter, need: int = NEED) -> None:
    """Write every picture of a file into the chunk, one leaf each; what has to be said of them goes into its notes.

    `need` is the pixels of the longer side that print shows. Raises UnusablePicture where there is nothing to show;
    nothing has been written then.
    """
    job = Job(chunk, need)
    try:
        with source.open("rb") as file:
            kind = kind_of(file)
            if kind == "JPEG":
                jpeg_page(file, job)
            elif kind == "HEIF":
                heif_page(file, job)
            elif kind != "PNG" or not png_as_it_is(file, job):
                other_pages(file, kind, job)
    except OSError as error:
        raise UnusablePicture("文件读不出来，可能没有权限，或正被别的程序占用，请关闭后再试") from error
    except MemoryError as error:
        raise UnusablePicture("图片过大，内存不够，请缩小后再放") from error
    _long_ones(job)


def _long_ones(job: Job) -> None:
    """Say which pictures one page is too short for: long screenshots."""
    for leaf in job.chunk.leaves:
        width, height = upright_size(leaf)
        if height > _NARROW * width and height >= job.need // 2:
            job.note("图片又长又窄，缩到一页上字会看不清，建议分段截图后再放")
