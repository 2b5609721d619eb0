"""Word files for the reader's tests: a body, and whichever other parts a test is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.model import Anchored, Block, Paragraph, Piece, Table, Text
from gongwen.ooxml.wordml.reader import WordFile
from tests.handmade import NAMESPACES, REL

XMLNS = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        **NAMESPACES,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "o": "urn:schemas-microsoft-com:office:office",
        "w10": "urn:schemas-microsoft-com:office:word",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    }.items()
)
SECT = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
TEMPLATES = sorted((Path(__file__).parent.parent / "templates").glob("*.docx"))
_ROOTS = {"styles": "styles", "numbering": "numbering", "settings": "settings", "footnotes": "footnotes"}


def package(
    body: str,
    *,
    sect: str = SECT,
    relations: Iterable[tuple[str, str, str]] = (),
    files: Mapping[str, bytes] | None = None,
    data: bytes | None = None,
    **parts: str,
) -> Package:
    """A file with this body; `relations` are id, kind, target (an address is outside); parts are inner XML by kind."""
    rels = [(f"p{index}", kind, f"{kind}.xml") for index, kind in enumerate(parts)] + list(relations)
    stored = {
        "_rels/.rels": _rels([("rId1", "officeDocument", "word/document.xml")]),
        "word/document.xml": data or f"<w:document {XMLNS}><w:body>{body}{sect}</w:body></w:document>".encode(),
        "word/_rels/document.xml.rels": _rels(rels),
    }
    for kind, inner in parts.items():
        xml = inner if kind == "theme" else f"<w:{_ROOTS[kind]} {XMLNS}>{inner}</w:{_ROOTS[kind]}>"
        stored[f"word/{kind}.xml"] = xml.encode()
    return Package({**stored, **(files or {})}, name="文件.docx")


def _rels(entries: Iterable[tuple[str, str, str]]) -> bytes:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{REL}/{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if ":" in target else ""}/>'
        for key, kind, target in entries
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'.encode()


def word(body: str, **parts: Any) -> WordFile:
    """The file, read."""
    return WordFile(package(body, **parts))


def blocks(body: str, **parts: Any) -> list[Block]:
    """The blocks of a body."""
    return list(word(body, **parts).blocks())


def first(body: str, **parts: Any) -> Paragraph:
    """The first paragraph of a body."""
    found = blocks(body, **parts)[0]
    assert isinstance(found, Paragraph)
    return found


def only_table(body: str, **parts: Any) -> Table:
    """The first table of a body."""
    return next(block for block in blocks(body, **parts) if isinstance(block, Table))


def text_of(pieces: Iterable[Piece]) -> str:
    """The text of pieces, other kinds by name in angle brackets."""
    return "".join(piece.text if isinstance(piece, Text) else f"<{type(piece).__name__}>" for piece in pieces)


def texts(found: Iterable[Block]) -> list[str]:
    """The text of every paragraph, tables cell by cell."""
    lines: list[str] = []
    for block in found:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    lines += texts(cell.blocks)
        else:
            lines.append(text_of(block.pieces))
    return lines


def plain(found: Iterable[Block]) -> str:
    """All text that shows, text boxes included, without breaks."""
    out = ""
    for block in found:
        if isinstance(block, Table):
            out += "".join(plain(cell.blocks) for row in block.rows for cell in row.cells)
            continue
        for piece in block.pieces:
            if isinstance(piece, Text):
                out += piece.text
            elif isinstance(piece, Anchored) and hasattr(piece.content, "blocks"):
                out += plain(piece.content.blocks)
    return out


def whats(file: WordFile) -> dict[str, bool]:
    """What was not understood, and whether it is lost."""
    return {each.what: each.lost for each in file.unknown}


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; what is no XML becomes one."""
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inner}{''.join(each if each.startswith('<') else r(each) for each in runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r>'


def style(key: str, inner: str, kind: str = "paragraph", based_on: str = "", default: bool = False) -> str:
    """A style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    mark = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}" w:styleId="{key}"{mark}><w:name w:val="名{key}"/>{base}{inner}</w:style>'


BOX = f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:extent cx="127000" cy="127000"/><a:graphic><a:graphicData uri="x"><wps:wsp><wps:spPr/><wps:txbx><w:txbxContent>{p("框")}<w:p w:rsidR="1"/>{p("")}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>'


def everything(file: WordFile) -> int:
    """Read all that a typesetter would ask for."""
    count = 0
    queue = list(file.blocks())
    for section in file.sections:
        for relation in (*section.headers.values(), *section.footers.values()):
            queue += file.area(relation)
    while queue:
        block = queue.pop()
        count += 1
        if isinstance(block, Table):
            queue += [inner for row in block.rows for cell in row.cells for inner in cell.blocks]
            continue
        file.label(block)
        for piece in block.pieces:
            if isinstance(piece, Anchored) and hasattr(piece.content, "blocks"):
                queue += piece.content.blocks
            elif type(piece).__name__ == "Note" and count < 1000:
                queue += [each for each in file.note(piece) if each is not block]
    return count
