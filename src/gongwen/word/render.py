"""A Document poured into its frame: `render` gives the bytes of the .docx, the same bytes on every machine."""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from pathlib import Path

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from gongwen.blocks.model import Document
from gongwen.ooxml.package import Package
from gongwen.standard.page import AREA_WIDTH
from gongwen.word.body import BodyWriter, keep_together
from gongwen.word.contract import PAGE_NUMBER_STYLE
from gongwen.word.elements import Element, child, set_keep_next
from gongwen.word.faces import set_faces
from gongwen.word.frame import drop_absent, fill, marked, put_values, roots, style_ids
from gongwen.word.head import dress_mark, dress_number, head_items
from gongwen.word.imprint import ImprintPage, imprint_lines, settle_imprint
from gongwen.word.pagination import Hold, closing, settle_addressees
from gongwen.word.pictures import Pictures
from gongwen.word.properties import mark_generated, set_properties
from gongwen.word.sections import LANDSCAPE_WIDTH, Sections, can_stand_alone
from gongwen.word.signature import dress_date, dress_name

_HEAD_LINES = 3
_STRUCTURES = ("版头空行", "正文", "附件说明", "盖章", "出席", "附件")


def render(
    document: Document,
    template: Path,
    faces: Mapping[str, str] | None = None,
    page: ImprintPage = ImprintPage.HERE,
) -> bytes:
    """The .docx of a document in its frame; `faces` are the unit's own families by role, `page` is that of the 版记.

    Raises UserError (exit 3) when the template cannot be read or filled, or lacks a style of the contract.
    """
    return Poured(document, template, faces).data(page)


class Poured:
    """A document in its frame, which can still be written with its 版记 on one page or another."""

    def __init__(self, document: Document, template: Path, faces: Mapping[str, str] | None = None) -> None:
        """Fill the frame; arguments and errors are those of `render`."""
        self._document = document = settle_addressees(document)
        self._faces = faces or {}
        values = _values(document)
        self._filled = filled = fill(template, [*values, *_STRUCTURES])
        styles = style_ids(filled, document.frame, template)
        body = filled.element.body
        for root in roots(filled):
            drop_absent(root, values)
            put_values(root, values)
        final = _final_section(body)
        self._sections = Sections(filled.part, final, styles.get(PAGE_NUMBER_STYLE) or styles["公文空行"])
        _pour(document, body, BodyWriter(styles, Pictures(filled.part)), self._sections)
        _dress(document, body, styles)
        anchor = _imprint_anchor(body)
        self.movable = anchor is not None and can_stand_alone(anchor)
        """Whether there is a 版记 that can be put on another page: not one that a template put among its text."""

    def data(self, page: ImprintPage = ImprintPage.HERE) -> bytes:
        """The .docx with its 版记 on this page; each call begins with the document as it was poured."""
        if page is ImprintPage.HERE or not self.movable:
            return _pack(self._filled, self._document, self._faces)
        part = self._filled.part
        poured = part._element  # noqa: SLF001 - python-docx has no public way; moving a large body in a tree takes long
        part._element = copy.deepcopy(poured)  # noqa: SLF001
        body = part.element.body
        try:
            with self._sections.imprint_page(_imprint_anchor(body), _final_section(body), page):
                return _pack(self._filled, self._document, self._faces)
        finally:
            part._element = poured  # noqa: SLF001


def _final_section(body: Element) -> Element:
    section = body.find(qn("w:sectPr"))
    return child(body, "sectPr") if section is None else section


def _values(document: Document) -> dict[str, str | None]:
    """The plain texts of the contract's tags; None for an element that the document does not have."""
    head, signature, imprint = document.header, document.signature, document.imprint
    return {
        "标题": "\n".join(document.title),
        "主送机关": document.to,
        "份号": head.copy_no if head else None,
        "密级": head.secrecy if head else None,
        "紧急程度": head.urgency if head else None,
        "发文机关标志": head.mark if head else None,
        "发文字号": head.number if head else None,
        "编发单位": head.issuer if head else None,
        "编发日期": head.date if head else None,
        "署名": (signature.name or signature.post) if signature else None,
        "成文日期": signature.date if signature else None,
        "附注": f"（{document.note}）" if document.note else None,
        "版记主送": "，".join(imprint.to) if imprint else None,
        "抄送": "，".join(imprint.cc) if imprint else None,
        "印发机关": imprint.printed_by if imprint else None,
        "印发日期": imprint.printed_date if imprint else None,
        **document.fields,
    }


def _pour(document: Document, body: Element, writer: BodyWriter, sections: Sections) -> None:
    """Replace the marked paragraphs by what they stand for."""
    end = closing(document)
    width = LANDSCAPE_WIDTH if document.landscape else AREA_WIDTH
    if document.landscape:
        sections.turn_all()
    if end.hold is Hold.SPLIT:
        text = writer.split(document.blocks, end.split_at)
    else:
        text = writer.blocks(document.blocks, width)
    notes = writer.attachment_notes(document.attachment_notes)
    if document.signature or document.rolls:
        for element in notes:
            set_keep_next(element)
    if end.hold is not Hold.NOTHING:
        keep_together(text)
    structures: dict[str, list[Element]] = {
        "正文": text,
        "附件说明": notes,
        "盖章": writer.blank(end.room, keep_next=True),
        "出席": writer.rolls(document.rolls),
        "版头空行": writer.blank(_missing_head_lines(document)),
    }
    for name, place in marked(body):
        if name == "附件" and document.attachments:
            more = document.imprint is not None
            structures[name] = sections.attachments(document.attachments, writer, place.getprevious(), more=more)
        for element in structures.get(name, []):
            place.addprevious(element)
        place.getparent().remove(place)


def _missing_head_lines(document: Document) -> int:
    """Lines above the mark that 份号, 密级 and 紧急程度 leave free; the mark's place counts on three."""
    return _HEAD_LINES - (len(head_items(document.header)) if document.header else 0)


def _dress(document: Document, body: Element, styles: dict[str, str]) -> None:
    """What depends on the length of a text: the mark's scale, the signature's indents, the imprint's height."""
    ids = {style_id: name for name, style_id in styles.items()}
    head, signature = document.header, document.signature
    for element in list(body.iter(qn("w:p"))):
        match ids.get(_style_of(element)):
            case "公文发文机关标志" if head:
                dress_mark(element, document.frame, head)
            case "公文发文字号" if head:
                dress_number(element, document.frame, head, styles)
            case "公文署名" if signature:
                dress_name(element, signature, styles)
            case "公文成文日期" if signature:
                dress_date(element, signature)
                if document.note and closing(document).hold is not Hold.NOTHING:
                    set_keep_next(element)
            case _:
                pass
    anchor = _imprint_anchor(body)
    if anchor is None:
        return
    if document.imprint and imprint_lines(document.imprint):
        settle_imprint(anchor, document.imprint)
    else:
        anchor.getparent().remove(anchor)


def _style_of(element: Element) -> str:
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else str(style.get(qn("w:val")))


def _imprint_anchor(body: Element) -> Element | None:
    """The paragraph that carries the text box named 版记."""
    for element in body.findall(qn("w:p")):
        for properties in element.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"):
            if properties.get("name") == "版记":
                return element
    return None


def _pack(filled: WordDocument, document: Document, faces: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    filled.save(buffer)
    package = Package.read(buffer.getvalue(), name="docx")
    set_properties(package, "".join(document.title), document.properties.get("creator", ""))
    mark_generated(package.parts)
    set_faces(package, faces)
    return package.to_bytes()
