"""Attachments across the page (clause 8): sections of their own, their page numbers where portrait pages have them.

A landscape page is the portrait page turned clockwise: the table's head is at the binding edge of an odd page and at
the outer edge of an even one, and the number stands at the foot of the bound volume, the left edge of the turned page.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.standard.page import (
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARGIN_TOP,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    twips,
)  # fmt: skip
from gongwen.word.elements import Element, child, tiny_paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongwen.blocks.model import Attachment
    from gongwen.word.body import BodyWriter

LANDSCAPE_WIDTH = PAGE_HEIGHT - MARGIN_BOTTOM - MARGIN_TOP
"""The width of the type area of a page turned clockwise: what is its height upright."""
_EMU = 635
_BOX_WIDTH, _BOX_LENGTH = 5.0, 60.0
_BOX_LEFT = 25.0
"""The box of the page number in mm: its dash then stands 28 mm from the left edge, 7 mm outside the type area (7.5)."""
_ODD_END, _EVEN_START = 179.0, 33.0
"""Where the number of an odd page ends and that of an even one begins, 1字 inside the type area, in mm from the top."""
_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Sections:
    """The sections of a document whose frame has one: what is turned, and what follows upright."""

    def __init__(self, part: Any, final: Element, page_number: str) -> None:
        """Bind to the document part and the frame's section; `page_number` is the id of the page number's style."""
        self._part, self._final, self._style = part, final, page_number
        self._turned_before = False
        self._relations: dict[str, str] = {}

    def attachments(
        self, attachments: Sequence[Attachment], writer: BodyWriter, before: Element, *, more: bool
    ) -> list[Element]:
        """The elements of the attachments, after the element `before`; `more` says that something stands after them."""
        made: list[Element] = []
        for number, attachment in enumerate(attachments):
            last = number == len(attachments) - 1 and not more
            elements = writer.attachment(attachment, LANDSCAPE_WIDTH if attachment.landscape else None)
            if attachment.landscape:
                self._end(made, before, self._upright())
                _no_page_break(elements[0])
                made += elements
                if last:
                    self._turn_final()
                else:
                    self._end(made, before, self._turned())
                    self._turned_before = True
            else:
                if made and _ends_section(made[-1]):
                    _no_page_break(elements[0])
                made += elements
        if self._turned_before:
            self._settle_final()
        return made

    def turn_all(self) -> None:
        """Set the whole paper across the page, as some forms are."""
        self._turn_final()

    # ------------------------------------------------------------ sections
    def _end(self, made: list[Element], before: Element, section: Element) -> None:
        """End a section with the last paragraph before this place; after a table with a tiny one."""
        last = made[-1] if made else before
        if last is not None and last.tag == qn("w:p") and not _ends_section(last):
            last.find(qn("w:pPr")).append(section)
            return
        closing = tiny_paragraph()
        closing.find(qn("w:pPr")).append(section)
        if made or before is None:
            made.append(closing)
        else:
            before.addnext(closing)

    def _upright(self) -> Element:
        """The frame's section for what stands before a turned one."""
        section = copy.deepcopy(self._final)
        if self._turned_before:
            self._blank_headers(section)
            _drop(section, "titlePg")
        return section

    def _turned(self) -> Element:
        section = copy.deepcopy(self._final)
        self._turn(section)
        return section

    def _turn_final(self) -> None:
        self._turn(self._final)

    def _settle_final(self) -> None:
        """The frame's own section after a turned one: no number at the left edge, no first page of its own."""
        if _get(self._final, "pgSz").get(qn("w:orient")) != "landscape":
            self._blank_headers(self._final)
            _drop(self._final, "titlePg")

    def _turn(self, section: Element) -> None:
        for name in ("headerReference", "footerReference", "titlePg"):
            _drop(section, name)
        size, margins = (_get(section, name) for name in ("pgSz", "pgMar"))
        size.set(qn("w:w"), str(PAGE_HEIGHT))
        size.set(qn("w:h"), str(PAGE_WIDTH))
        size.set(qn("w:orient"), "landscape")
        turned = {"top": MARGIN_LEFT, "right": MARGIN_TOP, "bottom": MARGIN_RIGHT, "left": MARGIN_BOTTOM}
        for side, value in turned.items():
            margins.set(qn(f"w:{side}"), str(value))
        for kind, name in (("default", "odd"), ("even", "even")):
            _refer(section, "footer", kind, self._relation("blank-footer"))
            _refer(section, "header", kind, self._relation(name))

    def _blank_headers(self, section: Element) -> None:
        """A section without headers of its own shows those of the section before it."""
        for kind in ("default", "even"):
            _refer(section, "header", kind, self._relation("blank-header"))

    # ------------------------------------------------------------ headers
    def _relation(self, name: str) -> str:
        """The relationship of one of the header and footer parts, made when it is first asked for."""
        if name not in self._relations:
            kind = "footer" if name.endswith("footer") else "header"
            content = CONTENT_TYPE.WML_FOOTER if kind == "footer" else CONTENT_TYPE.WML_HEADER
            relation = RELATIONSHIP_TYPE.FOOTER if kind == "footer" else RELATIONSHIP_TYPE.HEADER
            root = "ftr" if kind == "footer" else "hdr"
            inside = _number_box(self._style, even=name == "even") if name in ("odd", "even") else "<w:p/>"
            data = f"{_HEAD}<w:{root} {_NS}>{inside}</w:{root}>".encode()
            part = Part(PackURI(f"/word/turned-{name}.xml"), content, data, self._part.package)
            self._relations[name] = self._part.relate_to(part, relation)
        return self._relations[name]


def _number_box(style: str, *, even: bool) -> str:
    """A paragraph that carries the page number in a box turned clockwise, at the left edge of the page."""
    top = _EVEN_START if even else _ODD_END - _BOX_LENGTH
    align = "left" if even else "right"
    hint = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    field = (
        f'<w:r>{hint}<w:t xml:space="preserve">— </w:t></w:r>{begin}'
        f'<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>{separate}'
        f'<w:r><w:t>1</w:t></w:r>{end}<w:r>{hint}<w:t xml:space="preserve"> —</w:t></w:r>'
    )
    text = (
        f'<w:txbxContent><w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{align}"/></w:pPr>{field}</w:p>'
        "</w:txbxContent>"
    )
    cx, cy = twips(_BOX_WIDTH) * _EMU, twips(_BOX_LENGTH) * _EMU
    x, y = twips(_BOX_LEFT) * _EMU, twips(top) * _EMU
    shape = (
        f'<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="3" behindDoc="0"'
        ' locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{902 if even else 901}" name="页码"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_WPS}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx>{text}</wps:txbx>"
        '<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t" anchorCtr="0">'
        "<a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    fallback = (
        f'<w:pict><v:shape id="页码{"双" if even else "单"}" style="position:absolute;'
        f"margin-left:{twips(_BOX_LEFT) / 20}pt;margin-top:{twips(top) / 20}pt;"
        f"width:{twips(_BOX_WIDTH) / 20}pt;height:{twips(_BOX_LENGTH) / 20}pt;z-index:3;"
        'mso-position-horizontal-relative:page;mso-position-vertical-relative:page" filled="f" stroked="f">'
        f'<v:textbox style="layout-flow:vertical" inset="0,0,0,0">{text}</v:textbox></v:shape></w:pict>'
    )
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}'
        f"</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def _get(section: Element, name: str) -> Element:
    """A property of a section, made where a template has none."""
    found = section.find(qn(f"w:{name}"))
    return child(section, name) if found is None else found


def _refer(section: Element, kind: str, which: str, relation: str) -> None:
    """Give a section a header or footer; references stand first, headers before footers."""
    for old in section.findall(qn(f"w:{kind}Reference")):
        if old.get(qn("w:type")) == which:
            section.remove(old)
    reference = OxmlElement(f"w:{kind}Reference")
    reference.set(qn("w:type"), which)
    reference.set(qn("r:id"), relation)
    section.insert(0, reference)


def _drop(section: Element, name: str) -> None:
    for element in section.findall(qn(f"w:{name}")):
        section.remove(element)


def _ends_section(element: Element) -> bool:
    return element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None


def _no_page_break(element: Element) -> None:
    """A section begins on a new page by itself."""
    for found in element.iter(qn("w:pageBreakBefore")):
        found.getparent().remove(found)
        return
