"""What the readers of pictures have in common: where pages go, and what is said of files that give none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gongwen.pdf.objects.pictures import write_picture
from gongwen.pdf.pages import raster
from gongwen.pdf.pages.chunk import ChunkWriter, Leaf
from gongwen.pdf.pages.picturekinds import UnusablePicture

BROKEN = "图片已损坏，读不出来。请从手机或相机里重新拷贝一份"
CUT = "图片不完整，缺的部分显示为灰色"

LEAST = 50
"""One in so many pixels must be there of a picture that is cut off."""


@dataclass(frozen=True, slots=True)
class Job:
    """Where the pictures of a file go, and how many pixels their longer side needs."""

    chunk: ChunkWriter
    need: int

    def leaf(self, data: bytes, turn: int) -> None:
        """Write a JPEG or PNG that goes as it is."""
        use = write_picture(self.chunk, "", data)
        leaf = Leaf(use.number, use.width, use.height, picture=True, turn=turn)
        self.chunk.leaves.append(leaf)

    def note(self, text: str) -> None:
        """Say something of the file, once."""
        if text not in self.chunk.notes:
            self.chunk.notes.append(text)


def check_size(width: int, height: int, largest: float = raster.LARGEST) -> None:
    """Raise UnusablePicture for a picture without pixels, or with more than this."""
    if width < 1 or height < 1:
        raise UnusablePicture("图片没有内容（宽或高是 0），请重新拷贝")
    if width * height > largest:
        raise too_large(width, height)


def too_large(width: int, height: int) -> UnusablePicture:
    """What to raise for a picture of so many pixels."""
    return UnusablePicture(f"图片过大（{width}×{height} 像素），请缩小后再放")


@contextmanager
def decoding() -> Iterator[None]:
    """What Pillow raises for broken data is anything; here it is one thing."""
    try:
        yield
    except (UnusablePicture, MemoryError):
        raise
    except Exception as error:
        raise UnusablePicture(BROKEN) from error
