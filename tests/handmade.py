"""Word files as people's programs save them, out of raw XML, and what a reader sees in one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NAMESPACES = {
    "w": W, "mc": MC, "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml", "v": "urn:schemas-microsoft-com:vml",
}  # fmt: skip
XMLNS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f00050001ff89993d1d0000000049454e44ae426082"
)
_ROOTS = {"header": "hdr", "footer": "ftr", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments"}
SECTION = (
    '<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
)


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*runs: str) -> str:
    """A paragraph; what is no XML becomes a run."""
    return "<w:p>" + "".join(each if each.startswith("<") else run(each) for each in runs) + "</w:p>"


def row(*cells: str) -> str:
    """A table row."""
    return (
        "<w:tr>"
        + "".join(f"<w:tc><w:tcPr/>{cell if cell.startswith('<') else para(cell)}</w:tc>" for cell in cells)
        + "</w:tr>"
    )


def table(*rows: str, columns: int = 3) -> str:
    """A table."""
    grid = '<w:gridCol w:w="2000"/>' * columns
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def word(body: str, parts: Mapping[str, str] | None = None, *, section: str = "", media: bytes | None = None) -> bytes:
    """A .docx; `parts` are header1, footer1, footnotes, comments, numbering, styles … by name, as their content."""
    parts = dict(parts or {})
    relations, types, references = [], [], ""
    files: dict[str, bytes] = {}
    for number, (name, content) in enumerate(parts.items(), 1):
        kind = re.sub(r"\d+$", "", name)
        root = _ROOTS.get(kind, kind)
        files[f"word/{name}.xml"] = f"{HEAD}<w:{root} {XMLNS}>{content}</w:{root}>".encode()
        relations.append(f'<Relationship Id="rId{number}" Type="{REL}/{kind}" Target="{name}.xml"/>')
        types.append(f'<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{kind}+xml"/>')
        if kind in ("header", "footer"):
            which = "first" if name.endswith("9") else "default"
            references += f'<w:{kind}Reference w:type="{which}" r:id="rId{number}"/>'
    if media is not None:
        files["word/media/image1.png"] = media
        relations.append(f'<Relationship Id="rIdImage" Type="{REL}/image" Target="media/image1.png"/>')
    relations.append(
        f'<Relationship Id="rIdLink" Type="{REL}/hyperlink" Target="https://example.invalid/" TargetMode="External"/>'
    )
    last = section or SECTION.format(references=references)
    files = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
            f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>{"".join(types)}</Types>'
        ).encode(),
        "_rels/.rels": (
            f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/_rels/document.xml.rels": (
            f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{''.join(relations)}</Relationships>"
        ).encode(),
        "word/document.xml": f"{HEAD}<w:document {XMLNS}><w:body>{body}{last}</w:body></w:document>".encode(),
        **files,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> bytes:
    """One member of a file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def shown(data: bytes, name: str = "word/document.xml") -> list[str]:
    """The texts of all paragraphs of a part that show something, as a reader sees them."""
    root = etree.fromstring(part(data, name))
    found = []
    for paragraph in root.iter(f"{{{W}}}p"):
        if next(paragraph.iterancestors(f"{{{MC}}}Fallback"), None) is None:
            text = "".join(_pieces(paragraph))
            if text.strip():
                found.append(text)
    return found


def _pieces(element):
    for child in element:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "t":
            yield child.text or ""
        elif name in ("tab", "br"):
            yield {"tab": "\t", "br": "\n"}[name]
        elif name not in ("p", "del", "Fallback", "pPr", "rPr"):
            yield from _pieces(child)
