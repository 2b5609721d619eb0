"""A letter's master out of the plan: its text poured into a frame whose other tags stay tags, for the merge to fill."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import docx
from docx.oxml.ns import qn

from gongwen.blocks.model import Document, Signature
from gongwen.ooxml.package import Package
from gongwen.sandbox import clean
from gongwen.standard.page import AREA_WIDTH
from gongwen.word.body import BodyWriter, keep_together
from gongwen.word.contract import CERTIFICATE, FRAME_FIELDS, PAGE_NUMBER_STYLE
from gongwen.word.elements import Element, add_text, child, paragraph, set_keep_next
from gongwen.word.faces import set_faces
from gongwen.word.frame import style_ids
from gongwen.word.merge.tags import Tag, gather, marks, own_texts
from gongwen.word.pictures import Pictures
from gongwen.word.properties import refuse_generated, set_properties
from gongwen.word.sections import LANDSCAPE_WIDTH, Sections
from gongwen.word.signature import dress_date, dress_name, room_above
from gongwen.word.signoff import sign_off
from gongwen.word.tight import Setting, tighten


@dataclass(frozen=True, slots=True)
class _Words:
    """A frame's own tag and what it stands for: elements in place of its paragraph, or a text in its run."""

    elements: list[Element] | None = None
    text: str | None = None


def compose(
    document: Document,
    template: Path,
    faces: Mapping[str, str] | None = None,
    setting: Setting | None = None,
    title: str | None = None,
) -> bytes:
    """The master of a letter. Texts of the document may hold tags; those of the frame that are not its own stay.

    `title` is what the file's properties say, where the document's own title holds tags.

    Raises UserError (exit 3) when the frame cannot be read or lacks a style of the contract.
    """
    source = Package.read(template)
    refuse_generated(source)
    word = docx.Document(io.BytesIO(source.to_bytes()))
    styles = style_ids(word, document.frame, template)
    body = word.element.body
    tags = gather(body)
    sections = Sections(word.part, body.get_or_add_sectPr(), styles.get(PAGE_NUMBER_STYLE) or styles["公文空行"])
    if document.landscape:
        sections.turn_all()
    words = _words(document, BodyWriter(styles, Pictures(word.part)), styles)
    for tag in tags:
        name = tag.source.strip("{} ")
        if tag.source.startswith("{{") and name in words:
            _say(tag, words[name])
        else:
            tag.node.text = (tag.node.text or "").replace(tag.mark, tag.typed)
    if document.signature:
        _dress_signature(body, document.signature, styles)
    buffer = io.BytesIO()
    word.save(buffer)
    package = Package.read(buffer.getvalue(), name=template.name)
    if setting is not None:
        tighten(package, setting)
    set_properties(package, title or "".join(document.title), document.properties.get("creator", ""))
    set_faces(package, faces or {})
    return package.to_bytes()


def _words(document: Document, writer: BodyWriter, styles: Mapping[str, str]) -> dict[str, _Words]:
    text = writer.blocks(document.blocks, LANDSCAPE_WIDTH if document.landscape else AREA_WIDTH)
    if document.frame == CERTIFICATE and document.to:
        text.insert(0, paragraph(styles["证书正文"], document.to))
    keep_together(text)
    end = sign_off(document.sign_off, styles, writer.blank(keep_next=True)[0]) if document.sign_off else []
    signature = document.signature
    notes = writer.attachment_notes(document.attachment_notes)
    for element in notes if signature else ():
        set_keep_next(element)
    absent = {name: _Words(text="") for name in FRAME_FIELDS[document.frame]}
    return absent | {
        "标题": _Words(text="\n".join(document.title)),
        "主送机关": _Words(text=document.to or ""),
        "正文": _Words(elements=text),
        "签署": _Words(elements=end),
        "附件说明": _Words(elements=notes),
        "盖章": _Words(elements=writer.blank(room_above(signature), keep_next=True) if signature else []),
        "署名": _Words(text=signature.name if signature else ""),
        "成文日期": _Words(text=signature.date if signature else ""),
        "编号": _Words(text=document.properties.get("number", "")),
    }


def _dress_signature(body: Element, signature: Signature, styles: Mapping[str, str]) -> None:
    """Set name and date where their signature has them; a name that a tag will say counts as wide as the date."""
    if "{{" in signature.name:
        signature = replace(signature, name=signature.date)
    for element in list(body.iter(qn("w:p"))):
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is None:
            continue
        if style.get(qn("w:val")) == styles.get("公文署名"):
            dress_name(element, signature, styles)
        elif style.get(qn("w:val")) == styles.get("公文成文日期"):
            dress_date(element, signature)


def _say(tag: Tag, words: _Words) -> None:
    """Put what a tag stands for in its place; a paragraph that then says nothing goes."""
    paragraph = next(tag.node.iterancestors(qn("w:p")))
    alone = "".join(node.text or "" for node in own_texts(paragraph)).strip() == tag.mark
    if words.elements is not None or (alone and not words.text):
        for element in words.elements or ():
            paragraph.addprevious(element)
        if alone:
            paragraph.getparent().remove(paragraph)
            return
    _replace(tag, words.text or "")


def _replace(tag: Tag, text: str) -> None:
    """Write a text where a mark stands, its line breaks as elements."""
    node = tag.node
    before, _, after = (node.text or "").partition(tag.mark)
    if "\n" not in text or marks(after):
        node.text = before + text + after
        return
    run = node.getparent()
    holder = child(run, "r")
    add_text(holder, clean(before + text + after))
    for made in list(holder):
        node.addprevious(made)
    run.remove(holder)
    run.remove(node)
