"""Pictures as files: what is taken, what is refused, how they are stored."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from gongwen.blocks.model import Document, Picture
from gongwen.ooxml.package import Package
from gongwen.problems import UserError
from gongwen.word.render import render
from tests import papers

TEMPLATES = Path(__file__).parent.parent / "templates"
RED, BLUE = (255, 0, 0), (0, 0, 255)


def photo(width: int, height: int, kind: str = "JPEG", orientation: int | None = None, mode: str = "RGB") -> bytes:
    """A blue picture; as stored, its upper left quarter is red."""
    image = Image.new(mode, (width, height), BLUE if mode == "RGB" else (255, 255, 0, 0))
    if mode == "RGB":
        image.paste(RED, (0, 0, width // 2, height // 2))
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    buffer = io.BytesIO()
    image.save(buffer, kind, exif=exif)
    return buffer.getvalue()


def plain(picture: Picture) -> bytes:
    return render(Document("普通文稿", ("题",), (picture,)), TEMPLATES / "普通文稿.docx")


def test_a_picture_is_stored_once_and_every_drawing_has_its_own_id():
    data, other = photo(40, 30), photo(40, 30, "PNG")
    pictures = (Picture(data, "图1"), Picture(other, "图2"), Picture(data, "图3"))
    made = render(papers.paper(60, blocks=pictures), TEMPLATES / "公文.docx")
    parts = Package.read(made).parts
    assert sorted(name for name in parts if "media" in name) == ["word/media/photo1.jpg", "word/media/photo2.png"]
    identifiers = re.findall(r'<wp:docPr id="(\d+)"', parts["word/document.xml"].decode())
    assert len(identifiers) == len(set(identifiers)) == 4


@pytest.mark.parametrize("data", [photo(40, 30, mode="CMYK"), photo(40, 30, orientation=5), photo(1, 900, "PNG")])
def test_pictures_of_scanners_and_phones_are_taken(data):
    assert b"image/" in Package.read(plain(Picture(data, "图"))).parts["[Content_Types].xml"]


@pytest.mark.parametrize(
    "data",
    [b"x", photo(900, 600)[:700], photo(900, 600, "PNG")[:60], photo(9, 9, "GIF"), photo(9, 9, "BMP"), b"\xff\xd8\xff"],
    ids=["text", "half-jpeg", "half-png", "gif", "bmp", "head-only"],
)
def test_a_broken_picture_is_named(data):
    with pytest.raises(UserError, match="照片无法读取：图7") as caught:
        plain(Picture(data, "图7"))
    assert caught.value.problems[0].code == "picture.broken"
