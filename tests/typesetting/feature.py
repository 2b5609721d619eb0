"""One Word feature in one small file built by hand, and what its print must show, as data."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.handmade import run, word
from tests.typesetting.wants import Want

TWIP = 25.4 / 1440
EM, PITCH = 16 * 25.4 / 72, 28 * 25.4 / 72
"""A character of 16 pt and a line of 28 pt, the usual ones here, in mm."""
LEFT, TOP = 1440 * TWIP, 1440 * TWIP
RIGHT = (11906 - 1440) * TWIP
MIDDLE = (LEFT + RIGHT) / 2
FACES = (
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="仿宋_GB2312"/>'
)
STYLES = (
    f'<w:docDefaults><w:rPrDefault><w:rPr>{FACES}<w:sz w:val="32"/><w:szCs w:val="32"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:pPr><w:widowControl w:val="0"/>'
    '<w:spacing w:line="560" w:lineRule="exact"/></w:pPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="tn"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
HAN = "党政机关公文格式国家标准规定各项要素排列顺序统一领导分级负责"


@dataclass(frozen=True)
class Feature:
    """A feature: how its document is made, what its print must show.

    `office` says why LibreOffice's print is not held to it, "" where it is: the demands are first proved on that.
    """

    name: str
    make: Callable[[], bytes]
    wants: tuple[Want, ...]
    office: str = ""


def r(text: str, properties: str = "") -> str:
    """A run."""
    return run(text, properties)


def p(*runs: str, properties: str = "") -> str:
    """A paragraph; what is no XML becomes a run."""
    inner = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def section(
    *,
    references: str = "",
    kind: str = "",
    size: tuple[int, int] = (11906, 16838),
    margin: int = 1440,
    more: str = "",
) -> str:
    """The properties of a section."""
    width, height = size
    turned = ' w:orient="landscape"' if width > height else ""
    type_ = f'<w:type w:val="{kind}"/>' if kind else ""
    return (
        f'<w:sectPr>{references}{type_}<w:pgSz w:w="{width}" w:h="{height}"{turned}/><w:pgMar w:top="{margin}" w:right="{margin}" '
        f'w:bottom="{margin}" w:left="{margin}" w:header="851" w:footer="992" w:gutter="0"/>{more}</w:sectPr>'
    )


def doc(
    *body: str, parts: Mapping[str, str] | None = None, last: str = "", media: bytes | None = None, styles: str = ""
) -> bytes:
    """A .docx of such a body; more styles are added to the usual ones. Parts come first: their relations are rId1…"""
    every = {**(parts or {}), "styles": STYLES + styles}
    return word("".join(body), every, section=last or section(references=_references(parts or {})), media=media)


def added(data: bytes, files: Mapping[str, bytes], relations: Mapping[str, tuple[str, str]]) -> bytes:
    """A .docx with more members; relations are kind and target by id."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/_rels/document.xml.rels":
                more = "".join(
                    f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
                    for key, (kind, target) in relations.items()
                )
                text = text.replace(b"</Relationships>", more.encode() + b"</Relationships>")
            elif name == "[Content_Types].xml":
                kinds = {"emf": "image/x-emf", "bin": "application/vnd.openxmlformats-officedocument.oleObject"}
                more = "".join(f'<Default Extension="{key}" ContentType="{kind}"/>' for key, kind in kinds.items())
                chart = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
                more += "".join(
                    f'<Override PartName="/{each}" ContentType="{chart}"/>' for each in files if "chart" in each
                )
                text = text.replace(b"</Types>", more.encode() + b"</Types>")
            new.writestr(zipfile.ZipInfo(name), text)
        for name, content in files.items():
            new.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def _references(parts: Mapping[str, str]) -> str:
    """The usual header and footer, where there are some."""
    return "".join(
        f'<w:{name.rstrip("0123456789")}Reference w:type="default" r:id="rId{number}"/>'
        for number, name in enumerate(parts, 1)
        if name.startswith(("header", "footer"))
    )


def filler(count: int) -> list[str]:
    """So many one-line paragraphs that no demand looks for."""
    return [p("空行文字") for _ in range(count)]
