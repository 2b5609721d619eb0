"""What PDFs say, read by other people's programs; and the environment of a machine that has the free fonts alone."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pdfplumber
import pypdfium2
from lxml import etree

from tests.font_files import free_set
from tests.handmade import W, shown

BLANKS = re.compile(r"\s")


def fonts_of(folder: Path, cache: Path) -> dict[str, str]:
    """The environment of a machine whose fonts are those of one folder."""
    return {"GONGWEN_FONT_DIR": str(folder), "GONGWEN_FONT_ONLY": "1", "XDG_CACHE_HOME": str(cache)}


def free_fonts(cache: Path) -> dict[str, str]:
    """The environment of a machine with the free set; without the set the test is skipped, or fails where it must not."""
    return fonts_of(free_set(), cache)


def squeezed(text: str) -> str:
    """A text without blanks."""
    return BLANKS.sub("", text)


def by_pdfminer(path: Path) -> list[str]:
    """The characters of each page in the order in which they are drawn."""
    with pdfplumber.open(path) as document:
        return [squeezed("".join(char["text"] for char in page.chars)) for page in document.pages]


def by_pdfium(path: Path) -> list[str]:
    """The characters of each page as Chrome reads them."""
    with pypdfium2.PdfDocument(path) as document:
        return [squeezed(page.get_textpage().get_text_range()) for page in document]


def pdf_text(path: Path) -> str:
    """All that a PDF says."""
    return "".join(by_pdfium(path))


def word_text(data: bytes) -> str:
    """All that a Word file says in its body and text boxes."""
    return squeezed("".join(shown(data)))


def header_rows(data: bytes) -> list[str]:
    """The rows that are repeated where a table goes on on the next page."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    rows = [row for row in root.iter(f"{{{W}}}tr") if row.find(f"{{{W}}}trPr/{{{W}}}tblHeader") is not None]
    return [squeezed("".join(text.text or "" for text in row.iter(f"{{{W}}}t"))) for row in rows]


def same_text(pages: list[str], data: bytes) -> None:
    """The pages say what the Word file says, in its order, and besides it only page numbers and repeated header rows."""
    left, headers = word_text(data), header_rows(data)
    for number, page in enumerate(pages, 1):
        text = page.removeprefix(f"—{number}—")
        for header in headers:
            if text.startswith(header) and not left.startswith(header):
                text = text.removeprefix(header)
        assert left.startswith(text), (number, text[:60], left[:60])
        left = left[len(text) :]
    assert left == ""


def outline(path: Path) -> list[tuple[int, str, int]]:
    """The outline: level, title, page from 0."""
    with pypdfium2.PdfDocument(path) as document:
        return [(each.level, each.get_title(), each.get_dest().get_index()) for each in document.get_toc()]


def page_count(path: Path) -> int:
    """How many pages a PDF has."""
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def retyped(path: Path, old: str, new: str) -> None:
    """Change words in a Word file as a person would."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts["word/document.xml"].decode()
    assert old in text
    parts["word/document.xml"] = text.replace(old, new, 1).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
