"""The tags of a part, each brought together in one text node and held by a mark until the part is written as text.

Word splits what was typed into runs as it likes. A tag's characters move to the run in which it begins; no other
character moves. The mark stands where the tag stood: U+FDD0, the tag's number, U+FDD1, two characters that Unicode
keeps for such use and that no text may hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.word.elements import Element

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PREFIX = re.compile(r"(\{%)(p|tr|tc|r)(?=\s)|(\{\{)(r|p)(?=\s)")
_MARK = re.compile("\ufdd0(\\d+)\ufdd1")
_STRAIGHT = str.maketrans("“”‘’\u00a0\u3000", "\"\"''  ")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
OPENING, MIDDLE, CLOSING = ("for", "if"), ("else", "elif"), ("endfor", "endif")


@dataclass(slots=True)
class Tag:
    """A tag: its source as Jinja reads it, the docxtpl prefix it carried, and the text node it stands in."""

    number: int
    source: str
    prefix: str
    node: Element

    @property
    def mark(self) -> str:
        """What stands for the tag in the tree."""
        return f"\ufdd0{self.number}\ufdd1"

    @property
    def typed(self) -> str:
        """The tag with the prefix that asks docxtpl for rich text, a sub-document or repeated cells.

        A rich value has a name of its own, for the same value may be quoted as plain text as well.
        """
        if self.prefix in ("{r", "{p"):
            kind = self.prefix[1]
            return f"{{{{{kind} {self.source.strip('{} ')}{rich_suffix(kind)} }}}}"
        return f"{{%tc {self.source[2:]}" if self.prefix == "tc" else self.source

    @property
    def word(self) -> str:
        """The first word of a statement; empty for a value or a comment."""
        found = re.match(r"\{%[-+]?\s*(\w+)", self.source)
        return found.group(1) if found else ""


def rich_suffix(kind: str) -> str:
    """What the name of a rich value ends with: `r` for rich text, `p` for a sub-document."""
    return f"_{kind}ich"


def gather(root: Element) -> list[Tag]:
    """Give every tag of a part in document order, each in one text node."""
    tags: list[Tag] = []
    for paragraph in root.iter(qn("w:p")):
        _gather(list(own_texts(paragraph)), tags)
    order = {node: place for place, node in enumerate(root.iter(qn("w:t")))}
    tags.sort(key=lambda tag: (order[tag.node], (tag.node.text or "").find(tag.mark)))
    return tags


def own_texts(element: Element) -> Iterator[Element]:
    """Yield the text nodes of a paragraph, without those of paragraphs in text boxes inside it."""
    for child in element:
        if child.tag == qn("w:t"):
            yield child
        elif child.tag != qn("w:p"):
            yield from own_texts(child)


def _gather(nodes: list[Element], tags: list[Tag]) -> None:
    whole = "".join(node.text or "" for node in nodes)
    if "{" not in whole:
        return
    found = list(_TAG.finditer(whole))
    numbers = range(len(tags), len(tags) + len(found))
    for number, match in zip(reversed(numbers), reversed(found), strict=True):
        node = _draw_together(nodes, match.start(), match.end(), f"\ufdd0{number}\ufdd1")
        prefix = _PREFIX.match(match.group())
        source = _PREFIX.sub(lambda part: part[1] or part[3], match.group(), count=1).translate(_STRAIGHT)
        name = (prefix[2] or f"{{{prefix[4]}") if prefix else ""
        tags.insert(numbers.start, Tag(number, source, name, node))


def _draw_together(nodes: list[Element], start: int, end: int, mark: str) -> Element:
    """Replace the characters from `start` to `end` of the joined text by the mark, in the node where they begin."""
    position, first = 0, None
    for node in nodes:
        text = node.text or ""
        left, right = max(start - position, 0), min(end - position, len(text))
        position += len(text)
        if left >= right:
            continue
        node.text = text[:left] + ("" if first is not None else mark) + text[right:]
        node.set(_SPACE, "preserve")
        first = node if first is None else first
    return first


def restore(xml: str, tags: Iterable[Tag], *, typed: bool = False) -> str:
    """Give the text of a part as a Jinja template: marks become tags, what else looks like one is kept literal.

    `typed` gives the tags as docxtpl reads them from a document: with the prefixes it knows, escaped as text.
    """
    sources = {tag.number: escape(tag.typed) if typed else tag.source for tag in tags}
    safe = re.sub(r"\{(?=[{%#])", "{{ '{' }}", xml)
    return _MARK.sub(lambda match: sources[int(match.group(1))], safe)


def without_marks(text: str) -> str:
    """Give the text with no tag in it."""
    return _MARK.sub("", text)


def marks(text: str) -> list[int]:
    """Give the numbers of the tags in a text, in their order."""
    return [int(number) for number in _MARK.findall(text)]


def new_text_node(text: str) -> Element:
    """Give a text node whose blanks at the edges count."""
    node = OxmlElement("w:t")
    node.text = text
    node.set(_SPACE, "preserve")
    return node
