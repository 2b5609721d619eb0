"""Small builders of WordprocessingML: runs, paragraphs, tables. Children are placed in schema order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.sandbox import clean
from gongwen.standard.page import CHAR

Element = Any
"""An lxml element; python-docx publishes no types for the raw tree."""


def child(parent: Element, tag: str, **attributes: str | int) -> Element:
    """Append `<w:tag w:name=value/>` and return it; attribute names are given without prefix."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name.rstrip('_')}"), str(value))
    parent.append(element)
    return element


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text with the character style of its run, if any."""

    text: str
    style_id: str | None = None


@dataclass(frozen=True, slots=True)
class Indent:
    """Indents in 字; written both as *Chars and as twips, because not every program reads both."""

    left: float | None = None
    right: float | None = None
    hanging: float | None = None
    unit: int = CHAR

    def write(self, properties: Element) -> None:
        """Add the `w:ind` element to paragraph properties."""
        attributes: dict[str, str | int] = {}
        for name, value in (("left", self.left), ("right", self.right), ("hanging", self.hanging)):
            if value is not None:
                attributes[f"{name}Chars"] = round(value * 100)
                attributes[name] = round(value * self.unit)
        child(properties, "ind", **attributes)


def add_runs(paragraph: Element, spans: tuple[Span, ...] | str) -> None:
    """Append runs; a line break in the text becomes `w:br`, a tab `w:tab`.

    Every run carries `hint=eastAsia`, so that “ ” — … take the Chinese face (rule OOX-01).
    """
    for span in (Span(spans),) if isinstance(spans, str) else spans:
        run = child(paragraph, "r")
        properties = child(run, "rPr")
        if span.style_id:
            child(properties, "rStyle", val=span.style_id)
        child(properties, "rFonts", hint="eastAsia")
        add_text(run, clean(span.text))


def add_text(run: Element, text: str) -> None:
    """Append text to a run, with its breaks and tabs as elements."""
    for line_number, line in enumerate(text.split("\n")):
        if line_number:
            child(run, "br")
        for piece_number, piece in enumerate(line.split("\t")):
            if piece_number:
                child(run, "tab")
            if piece:
                element = child(run, "t")
                element.text = piece
                element.set(qn("xml:space"), "preserve")


def paragraph(
    style_id: str,
    spans: tuple[Span, ...] | str = "",
    *,
    keep_next: bool = False,
    new_page: bool = False,
    indent: Indent | None = None,
) -> Element:
    """A `w:p` of a paragraph style."""
    element = OxmlElement("w:p")
    properties = child(element, "pPr")
    child(properties, "pStyle", val=style_id)
    if keep_next:
        child(properties, "keepNext")
    if new_page:
        child(properties, "pageBreakBefore")
    if indent is not None:
        indent.write(properties)
    if spans:
        add_runs(element, spans)
    return element


def tiny_paragraph() -> Element:
    """A paragraph of one point: what must be followed by a paragraph takes no room for it."""
    element = OxmlElement("w:p")
    properties = child(element, "pPr")
    child(properties, "snapToGrid", val=0)
    child(properties, "spacing", before=0, after=0, line=20, lineRule="exact")
    return element


def set_keep_next(element: Element) -> None:
    """Hold a finished paragraph on the page of the next one."""
    set_property(element, "keepNext")


def set_new_page(element: Element) -> None:
    """Let a finished paragraph start a page."""
    properties = element.find(qn("w:pPr"))
    position = 2 if properties.find(qn("w:keepNext")) is not None else 1
    properties.insert(position, OxmlElement("w:pageBreakBefore"))


def set_indent(element: Element, indent: Indent) -> None:
    """Replace the indents of a paragraph that a template made."""
    properties = element.find(qn("w:pPr"))
    for old in properties.findall(qn("w:ind")):
        properties.remove(old)
    indent.write(properties)
    new = properties[-1]
    for follower in ("jc", "textDirection", "textAlignment", "outlineLvl", "cnfStyle", "rPr", "sectPr", "pPrChange"):
        later = properties.find(qn(f"w:{follower}"))
        if later is not None:
            later.addprevious(new)
            return


_PROPERTY_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
    "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
    "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle",
    "rPr", "sectPr", "pPrChange",
)  # fmt: skip


def set_property(element: Element, name: str, **attributes: str | int) -> Element:
    """Give a paragraph a property in its place of the schema's order, instead of one that it has; returns it."""
    properties = element.find(qn("w:pPr"))
    if properties is None:
        properties = OxmlElement("w:pPr")
        element.insert(0, properties)
    for old in properties.findall(qn(f"w:{name}")):
        properties.remove(old)
    made = child(properties, name, **attributes)
    later = {qn(f"w:{follower}") for follower in _PROPERTY_ORDER[_PROPERTY_ORDER.index(name) + 1 :]}
    follower = next((found for found in properties if found.tag in later), None)
    if follower is not None:
        follower.addprevious(made)
    return made


def text_of(element: Element) -> str:
    """The text of a paragraph's own runs."""
    return "".join(node.text or "" for node in element.iter(qn("w:t")))
