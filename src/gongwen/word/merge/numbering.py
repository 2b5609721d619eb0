"""Word's numbered lists in a print set: each letter's lists begin at 1 again."""

from __future__ import annotations

from collections.abc import Mapping

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from gongwen.word.elements import Element, child

_PART, _STYLES = "word/numbering.xml", "word/styles.xml"
_LEVELS = 9


class Lists:
    """The lists that a body uses, by the number they have in the master."""

    def __init__(self, root: Element, used: frozenset[str], by_style: Mapping[str, tuple[str, str]]) -> None:
        """`root` is the numbering part; `by_style` gives list and level of styles that number their paragraphs."""
        self._root, self._used, self._by_style = root, used, by_style

    def number(self, body: Element, mark: str) -> None:
        """Let every numbered paragraph name the list of its own copy, whose number stands where `mark` does."""
        for paragraph in body.iter(qn("w:p")):
            properties = paragraph.find(qn("w:pPr"))
            if properties is None:
                continue
            direct = properties.find(qn("w:numPr"))
            style = properties.find(qn("w:pStyle"))
            if direct is None and style is not None and style.get(qn("w:val")) in self._by_style:
                direct = _add_number(properties, *self._by_style[style.get(qn("w:val"))])
            identifier = None if direct is None else direct.find(qn("w:numId"))
            if identifier is not None and identifier.get(qn("w:val")) in self._used:
                identifier.set(qn("w:val"), f"{mark}{_short(identifier.get(qn('w:val')))}")

    def numbering(self, copies: int) -> bytes:
        """The numbering part with lists for so many copies."""
        root = etree.fromstring(etree.tostring(self._root))
        for number in range(1, copies + 1):
            for old in [element for element in root.findall(qn("w:num")) if element.get(qn("w:numId")) in self._used]:
                root.append(_clone(root, old, f"{number}{_short(old.get(qn('w:numId')))}"))
        after = root.find(qn("w:numIdMacAtCleanup"))
        if after is not None:
            root.append(after)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def restarted_lists(parts: Mapping[str, bytes], document: Element) -> Lists | None:
    """The lists of a document; None where it numbers nothing."""
    if _PART not in parts:
        return None
    root = etree.fromstring(parts[_PART])
    by_style = _numbered_styles(parts)
    used = {element.get(qn("w:val")) for element in document.iter(qn("w:numId"))}
    styles = {element.get(qn("w:val")) for element in document.iter(qn("w:pStyle"))}
    used |= {number for style, (number, _) in by_style.items() if style in styles}
    used = {number for number in used if number and number != "0"}
    known = {element.get(qn("w:numId")) for element in root.findall(qn("w:num"))}
    return Lists(root, frozenset(used & known), by_style) if used & known else None


def _short(number: str | None) -> str:
    """A list's number in the three digits that follow the copy's."""
    return f"{int(number or 0) % 1000:03}"


def _numbered_styles(parts: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """Styles that number their paragraphs, with list and level; a style based on one does so too."""
    styles: Element = etree.fromstring(parts[_STYLES]) if _STYLES in parts else OxmlElement("w:styles")
    found: dict[str, tuple[str, str]] = {}
    based: dict[str, str] = {}
    for style in styles.iter(qn("w:style")):
        identifier = style.get(qn("w:styleId")) or ""
        parent = style.find(qn("w:basedOn"))
        if parent is not None:
            based[identifier] = parent.get(qn("w:val"))
        number: Element = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if number is not None and number.find(qn("w:numId")) is not None:
            level: Element = number.find(qn("w:ilvl"))
            found[identifier] = (number.find(qn("w:numId")).get(qn("w:val")), _value(level, "0"))
    for identifier in based:
        ancestor = _numbered_ancestor(identifier, based, found)
        if ancestor is not None:
            found[identifier] = found[ancestor]
    return found


def _value(element: Element | None, usual: str) -> str:
    return usual if element is None else str(element.get(qn("w:val")))


def _numbered_ancestor(style: str, based: Mapping[str, str], numbered: Mapping[str, object]) -> str | None:
    """The nearest style that numbers among a style and those it is based on."""
    seen: set[str] = set()
    while style not in numbered:
        if style in seen or style not in based:
            return None
        seen.add(style)
        style = based[style]
    return style


def _add_number(properties: Element, number: str, level: str) -> Element:
    """Number a paragraph directly as its style does."""
    element = OxmlElement("w:numPr")
    child(element, "ilvl", val=level)
    child(element, "numId", val=number)
    before = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
    places = [found for name in before if (found := properties.find(qn(f"w:{name}"))) is not None]
    max(places, key=properties.index).addnext(element)
    return element


def _clone(root: Element, old: Element, identifier: str) -> Element:
    """A list like another that counts on its own, from where its levels start."""
    abstract = old.find(qn("w:abstractNumId"))
    element = OxmlElement("w:num")
    element.set(qn("w:numId"), identifier)
    child(element, "abstractNumId", val=abstract.get(qn("w:val")))
    starts = _starts(root, abstract.get(qn("w:val")))
    for level in range(_LEVELS):
        override = child(element, "lvlOverride", ilvl=level)
        child(override, "startOverride", val=starts.get(str(level), "1"))
    return element


def _starts(root: Element, abstract: str) -> dict[str, str]:
    for element in root.findall(qn("w:abstractNum")):
        if element.get(qn("w:abstractNumId")) == abstract:
            return {
                level.get(qn("w:ilvl")): level.find(qn("w:start")).get(qn("w:val"))
                for level in element.findall(qn("w:lvl"))
                if level.find(qn("w:start")) is not None
            }
    return {}
