"""Sections: attachments across the page (clause 8), page numbers where portrait pages have them; the page of the 版记.

A landscape page is the portrait page turned clockwise: the table's head is at the binding edge of an odd page and at
the outer edge of an even one, and the number stands at the foot of the bound volume, the left edge of the turned page.
"""

from __future__ import annotations

import copy
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.standard.page import (
    HEADER_DISTANCE,
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARGIN_TOP,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    twips,
)  # fmt: skip
from gongwen.word.elements import Element, child, text_of, tiny_paragraph
from gongwen.word.imprint import ImprintPage, fix_on_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongwen.blocks.model import Attachment
    from gongwen.word.body import BodyWriter

LANDSCAPE_WIDTH = PAGE_HEIGHT - MARGIN_BOTTOM - MARGIN_TOP
"""The width of the type area of a page turned clockwise: what is its height upright."""
_WIDTH, _LENGTH = 283, 60.0
_LEFT = 25.6
"""The cell of the page number: wide as its line in twips, long in mm, and from where in mm; the dash in its middle is
28 mm from the left edge, 7 mm outside the type area (7.5)."""
_ODD_END, _EVEN_START = 179.0, 33.0
"""Where the number of an odd page ends and that of an even one begins, 1字 inside the type area, in mm from the top."""
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PAGE = re.compile(rb"\bPAGE\b")


class Sections:
    """The sections of a document whose frame has one: what is turned, and what stands upright before and after it."""

    def __init__(self, part: Any, final: Element, page_number: str) -> None:
        """Bind to the document part and the frame's section; `page_number` is the id of the page number's style."""
        self._part, self._final, self._style = part, final, page_number
        self._frame = copy.deepcopy(final)
        self._ended = False
        self._all_turned = False
        self._relations: dict[str, str] = {}

    def attachments(
        self, attachments: Sequence[Attachment], writer: BodyWriter, before: Element, *, more: bool
    ) -> list[Element]:
        """The elements of the attachments, after the element `before`; `more` says that something stands after them.

        Neighbours that are turned share a section: one of its own would begin with a blank page.
        """
        made: list[Element] = []
        turned = self._all_turned
        for attachment in attachments:
            elements = writer.attachment(attachment, LANDSCAPE_WIDTH if attachment.landscape else None)
            if attachment.landscape != turned:
                self._end(made, before, turned=turned)
                _no_page_break(elements[0])
                turned = attachment.landscape
            made += elements
        if turned and more:
            self._end(made, before, turned=True)
            turned = False
        self._become(self._turned() if turned else self._upright())
        return made

    def turn_all(self) -> None:
        """Set the whole paper across the page, as some forms are."""
        self._all_turned = True
        self._become(self._turned())

    @contextmanager
    def imprint_page(self, anchor: Element, final: Element, page: ImprintPage) -> Iterator[None]:
        """Give the paragraph that carries the 版记 a section and so a page of its own, while the context lasts.

        Where an even page has to follow an even one, programs put in the blank one by themselves, without header and
        footer.
        """
        before = anchor.getprevious()
        if not _ends_section(before):
            tiny = _close(before, copy.deepcopy(final))
            if tiny is not None:
                anchor.addprevious(tiny)
        _drop(final, "titlePg")
        for numbers in final.findall(qn("w:pgNumType")):  # a frame may begin its own numbers
            numbers.attrib.pop(qn("w:start"), None)
        _begin_on(final, "nextPage" if page is ImprintPage.NEXT else "evenPage")
        fix_on_page(anchor, final)
        known = dict(self._relations)
        if page is ImprintPage.EVEN_AFTER_BLANK:
            self._without_numbers(final)
        try:
            yield
        finally:
            for name in self._relations.keys() - known.keys():
                self._part.rels.pop(self._relations[name])
            self._relations = known

    def _without_numbers(self, section: Element) -> None:
        """Empty footers, and empty headers for those that number the page."""
        for kind in ("default", "even"):
            _refer(section, "footer", kind, self._relation("blank-footer"))
        for header in section.findall(qn("w:headerReference")):
            if self._numbers(header):
                _refer(section, "header", str(header.get(qn("w:type"))), self._relation("blank-header"))

    # ------------------------------------------------------------ sections
    def _end(self, made: list[Element], before: Element, *, turned: bool) -> None:
        """End a section with the last paragraph before this place; after a table with a tiny one."""
        last = made[-1] if made else before
        if last is None or _ends_section(last):
            return
        tiny = _close(last, self._turned() if turned else self._upright())
        self._ended = True
        if tiny is not None and made:
            made.append(tiny)
        elif tiny is not None:
            before.addnext(tiny)

    def _become(self, section: Element) -> None:
        """Let the frame's section, which stands at the end of the body, be this one."""
        for old in list(self._final):
            self._final.remove(old)
        self._final.extend(list(section))

    def _upright(self) -> Element:
        """The frame's section; after another one without its first page, and with headers that it need not inherit."""
        section = copy.deepcopy(self._frame)
        if self._ended:
            _drop(section, "titlePg")
            for kind in ("default", "even"):
                if not _refers(section, "header", kind):
                    _refer(section, "header", kind, self._relation("blank-header"))
        return section

    def _turned(self) -> Element:
        """The frame's section turned clockwise; the number stands on its pages where it does on those of the frame."""
        section = copy.deepcopy(self._frame)
        numbered = self._has_numbers()
        for name in ("headerReference", "footerReference", "titlePg"):
            _drop(section, name)
        size, margins = (_get(section, name) for name in ("pgSz", "pgMar"))
        size.set(qn("w:w"), str(PAGE_HEIGHT))
        size.set(qn("w:h"), str(PAGE_WIDTH))
        size.set(qn("w:orient"), "landscape")
        turned = {"top": MARGIN_LEFT, "right": MARGIN_TOP, "bottom": MARGIN_RIGHT, "left": MARGIN_BOTTOM}
        for side, value in (turned | {"header": HEADER_DISTANCE, "footer": HEADER_DISTANCE}).items():
            margins.set(qn(f"w:{side}"), str(value))
        for kind, name in (("default", "odd"), ("even", "even")):
            _refer(section, "footer", kind, self._relation("blank-footer"))
            _refer(section, "header", kind, self._relation(name if numbered else "blank-header"))
        return section

    # ------------------------------------------------------------ headers
    def _has_numbers(self) -> bool:
        """Whether the frame's footers number its pages."""
        return any(self._numbers(found) for found in self._frame.findall(qn("w:footerReference")))

    def _numbers(self, reference: Element) -> bool:
        """Whether a header or footer numbers its pages."""
        return _PAGE.search(self._part.related_parts[reference.get(qn("r:id"))].blob) is not None

    def _relation(self, name: str) -> str:
        """The relationship of one of the header and footer parts, made when it is first asked for."""
        if name not in self._relations:
            kind = "footer" if name.endswith("footer") else "header"
            content = CONTENT_TYPE.WML_FOOTER if kind == "footer" else CONTENT_TYPE.WML_HEADER
            relation = RELATIONSHIP_TYPE.FOOTER if kind == "footer" else RELATIONSHIP_TYPE.HEADER
            root = "ftr" if kind == "footer" else "hdr"
            number = _number(self._style, even=name == "even") if name in ("odd", "even") else ""
            closing = f'<w:p><w:pPr><w:pStyle w:val="{self._style}"/></w:pPr></w:p>'
            data = f'{_HEAD}<w:{root} xmlns:w="{_W}">{number}{closing}</w:{root}>'.encode()
            part = Part(PackURI(f"/word/turned-{name}.xml"), content, data, self._part.package)
            self._relations[name] = self._part.relate_to(part, relation)
        return self._relations[name]


def _number(style: str, *, even: bool) -> str:
    """The page number at the left edge of the page, turned clockwise: the text of a cell that floats there.

    A text box of a header would do in Word; LibreOffice puts it in the corner of a section's first page.
    """
    length = twips(_LENGTH)
    top = twips(_EVEN_START) if even else twips(_ODD_END) - length
    align = "left" if even else "right"
    hint = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    text = (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r>{hint}<w:t xml:space="preserve">— </w:t></w:r>{begin}'
        f'<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>{separate}'
        f'<w:r><w:t>1</w:t></w:r>{end}<w:r>{hint}<w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="page"'
        f' w:tblpX="{twips(_LEFT)}" w:tblpY="{top}"/><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{_WIDTH}"/></w:tblGrid><w:tr>'
        f'<w:trPr><w:trHeight w:val="{length}" w:hRule="exact"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{_WIDTH}" w:type="dxa"/><w:textDirection w:val="tbRl"/></w:tcPr>{text}'
        "</w:tc></w:tr></w:tbl>"
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


def _refers(section: Element, kind: str, which: str) -> bool:
    return any(found.get(qn("w:type")) == which for found in section.findall(qn(f"w:{kind}Reference")))


def _drop(section: Element, name: str) -> None:
    for element in section.findall(qn(f"w:{name}")):
        section.remove(element)


def _close(last: Element, section: Element) -> Element | None:
    """End a section with its last paragraph; after anything else a tiny one is needed, which is given back."""
    tiny = None if last.tag == qn("w:p") else tiny_paragraph()
    paragraph = last if tiny is None else tiny
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        properties = OxmlElement("w:pPr")
        paragraph.insert(0, properties)
    change = properties.find(qn("w:pPrChange"))
    if change is None:
        properties.append(section)
    else:
        change.addprevious(section)
    return tiny


_BEFORE_TYPE = tuple(qn(f"w:{name}") for name in ("headerReference", "footerReference", "footnotePr", "endnotePr"))


def _begin_on(section: Element, how: str) -> None:
    """Say on which page a section begins; what may stand before that is passed over (17.6.17)."""
    _drop(section, "type")
    begins = child(section, "type", val=how)
    follower = next((found for found in section if found.tag not in _BEFORE_TYPE), begins)
    if follower is not begins:
        follower.addprevious(begins)


def can_stand_alone(anchor: Element) -> bool:
    """Whether the paragraph that carries a box holds no text beside it, stands after some, and nothing after it."""
    own = "".join(node.text or "" for node in anchor.findall(f"{qn('w:r')}/{qn('w:t')}"))
    after = "".join(text_of(element) for element in anchor.itersiblings())
    return not (own + after).strip() and anchor.getprevious() is not None


def _ends_section(element: Element) -> bool:
    return element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None


def _no_page_break(element: Element) -> None:
    """A section begins on a new page by itself."""
    for found in element.iter(qn("w:pageBreakBefore")):
        found.getparent().remove(found)
        return
