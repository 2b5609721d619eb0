"""Office and text files as they come in: locked, damaged, of other kinds than their names say."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import xlwt
from docx.oxml import parse_xml
from msoffcrypto.format.ooxml import OOXMLFile

from tests.handmade import NAMESPACES

_DRAWING = (
    '<w:drawing {spaces}><wp:inline><wp:extent cx="3000000" cy="2000000"/><wp:docPr id="7" name="图"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/{kind}"><x:{kind} xmlns:x="urn:x"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def word(*texts: str, drawing: str = "") -> bytes:
    """A Word file with these paragraphs; `drawing` (chart, diagram) is one that is not printed as Word does."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    if drawing:
        spaces = " ".join(f'xmlns:{name}="{NAMESPACES[name]}"' for name in ("w", "wp", "a"))
        document.add_paragraph().add_run()._r.append(parse_xml(_DRAWING.format(spaces=spaces, kind=drawing)))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def formula() -> bytes:
    """A Word file with a formula."""
    document = docx.Document()
    document.add_paragraph("公式之前的文字")
    space = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    document.add_paragraph()._p.append(parse_xml(f"<m:oMath {space}><m:r><m:t>x+y=1</m:t></m:r></m:oMath>"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def book(*rows: tuple[object, ...]) -> bytes:
    """A workbook of one sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def old_book() -> bytes:
    """A real .xls."""
    made = xlwt.Workbook()
    made.add_sheet("表").write(0, 0, "旧格式表格")
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def with_password(data: bytes) -> bytes:
    """An Office file with a password to open it: an OLE file that holds the encrypted package."""
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("1234", buffer)
    return buffer.getvalue()


def broken_part(data: bytes, part: str) -> bytes:
    """An Office file one part of which is cut off, so that it is no XML any more."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: len(content) // 2] if name == part else content)
    return buffer.getvalue()


def old_word() -> bytes:
    """What begins like a .doc and is damaged after it."""
    return OLE + bytes(504) + b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0" + bytes(2000)
