"""What a file is by how it begins, whatever its name says; the lines of a plain text in any of the usual codings."""

from __future__ import annotations

import codecs
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.dossier.model import Form
from gongwen.ooxml.archive import member_names
from gongwen.problems import Place, Problem, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = 1024
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a", b"BM")
_BOXES = frozenset((b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif"))
_PACKED = (("word/", Form.WORD), ("xl/", Form.SHEET), ("ppt/", Form.OFFICE))
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_STREAMS = ("WordDocument", "Workbook", "Book", "PowerPoint Document")
_LARGEST_OFFICE = 200_000_000
_LARGEST = 5_000_000
"""Bytes of a text that is still read as one: over a thousand pages."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def form_of_content(path: Path, named: Form) -> Form:
    """What a file is: by its content where that is known, else as its name says. Raises OSError."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if b"%PDF-" in head:
        return Form.PDF
    if head.startswith(_PICTURES[:-1]) or (head.startswith(_PICTURES[-1]) and named is Form.IMAGE):
        return Form.IMAGE
    if (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or (head[4:8] == b"ftyp" and head[8:12] in _BOXES):
        return Form.IMAGE
    if head.startswith(b"PK\x03\x04") and named is not Form.OFFICE:
        return _packed(path, named)
    return named


def _packed(path: Path, named: Form) -> Form:
    names = member_names(path) or ()
    return next((form for part, form in _PACKED if any(name.startswith(part) for name in names)), named)


def is_office_file(path: Path) -> bool:
    """Whether another program may know the file: a compound file with a document in it, RTF, an open format.

    What is none of these LibreOffice takes for a text, and prints pages of signs.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        if not head.startswith(_COMPOUND):
            return head.startswith((b"{\\rtf", b"PK\x03\x04"))
        stream.seek(0)
        data = stream.read(_LARGEST_OFFICE)
    return any(name.encode("utf-16-le") in data for name in _STREAMS)


def text_of(path: Path) -> Sequence[str]:
    """The lines of a plain text: UTF-8, UTF-16 with its mark, else GB 18030. Raises UserError for what is no text."""
    place = Place(path.name)
    if path.stat().st_size > _LARGEST:
        raise UserError(Problem("dossier.text", "文本文件太长，不适合装订", "请摘出要用的部分另存。", place))
    data = path.read_bytes()
    coding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not coding and b"\0" in data:
        raise UserError(Problem("dossier.text", "内容不是文字", "请核对文件，或另存为 PDF 后再放。", place))
    for each in (coding,) if coding else ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(each).splitlines()
    raise UserError(Problem("dossier.text", "文字编码认不出", "请用记事本另存为 UTF-8 编码的文本。", place))
