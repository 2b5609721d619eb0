"""Loops and conditions at the level they mean: a paragraph, a table row, or the runs of one paragraph.

A loop over paragraphs or rows is cut out of its paragraph or row and put beside it, so that what a render leaves out or
repeats is always whole elements and the result is well-formed whatever the template. No text is lost: a paragraph or
row is removed only where it holds nothing but such tags.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.problems import Problem
from gongwen.word.elements import Element, tiny_paragraph
from gongwen.word.merge.tags import CLOSING, MIDDLE, OPENING, Tag, marks, new_text_node, without_marks

_ALONE = "请让 {% for %}、{% if %} 和与之配对的 {% endfor %}、{% endif %} 各自单独成一段（表格中单独成一行）。"
_HOLDERS = tuple(qn(f"w:{name}") for name in ("tc", "txbxContent", "hdr", "ftr", "footnote", "endnote"))
_THINGS = tuple(qn(f"w:{name}") for name in ("drawing", "pict", "object", "footnoteReference", "endnoteReference"))


@dataclass(slots=True)
class _Group:
    """A loop or condition: its opening tag, the `else` and `elif` between, its closing tag."""

    tags: list[Tag] = field(default_factory=list)


def settle_statements(tags: Sequence[Tag]) -> list[Problem]:
    """Put every statement of a part where it belongs; nothing is moved where one has no such place."""
    groups = _groups(tags)
    levels = {tag.number: _level(group) for group in groups for tag in group.tags}
    by_node: dict[int, Element] = {tag.number: tag.node for tag in tags}
    done: set[int] = set()
    faults = [(group.tags[0].source, fault) for group in groups if (fault := _fault(group, levels))]
    if faults:
        return [Problem("template.structure", f"{fault}：{source}", _ALONE) for source, fault in faults]
    for group in groups:
        if group.tags[0].word == "for":
            _drop_bookmarks([_ancestor(tag.node, levels[tag.number]) for tag in group.tags])
    for tag in tags:
        level = levels.get(tag.number)
        if level in (None, "tc") or tag.number in done:
            continue
        if level == "r":
            _split_run(tag, by_node)
        else:
            element = _ancestor(by_node[tag.number], level)
            done |= _move(tag, element, levels, by_node)
    return []


def _drop_bookmarks(elements: Sequence[Element]) -> None:
    """Take out the bookmarks that begin or end between elements of one parent: what is repeated may hold none."""
    parent = elements[0].getparent()
    between = parent[parent.index(elements[0]) : parent.index(elements[-1]) + 1]
    names = qn("w:bookmarkStart"), qn("w:bookmarkEnd")
    inside = {found.get(qn("w:id")) for element in between for found in element.iter(*names)}
    for found in list(parent.getroottree().iter(*names)):
        if found.get(qn("w:id")) in inside:
            _drop(found)


def _groups(tags: Sequence[Tag]) -> list[_Group]:
    """Pair the statements; that they can be paired has been checked before."""
    groups: list[_Group] = []
    stack: list[_Group] = []
    for tag in tags:
        if tag.word in OPENING:
            stack.append(_Group([tag]))
            groups.append(stack[-1])
        elif tag.word in MIDDLE and stack:
            stack[-1].tags.append(tag)
        elif tag.word in CLOSING and stack:
            stack.pop().tags.append(tag)
    return groups


def _level(group: _Group) -> str:
    """What a statement repeats or leaves out: rows, paragraphs, runs (`tr`, `p`, `r`), or cells, which docxtpl does."""
    prefixes = {tag.prefix for tag in group.tags}
    first, last = group.tags[0].node, group.tags[-1].node
    if "tr" in prefixes:
        return "tr"
    if "p" in prefixes:
        return "p"
    if "tc" in prefixes:
        return "tc"
    if _ancestor(first, "p") is _ancestor(last, "p"):
        return "r"
    cells = _ancestor(first, "tc"), _ancestor(last, "tc")
    if cells[0] is not cells[1] and None not in cells and _table(first) is _table(last):
        return "tr"
    return "p"


def _fault(group: _Group, levels: dict[int, str]) -> str | None:
    """Why a statement cannot be placed, or None."""
    level = levels[group.tags[0].number]
    elements = [_ancestor(tag.node, level) for tag in group.tags]
    if any(element is None for element in elements):
        return "{%tr %} 只能用在表格中" if level == "tr" else "循环或条件不在段落中"
    if len({element.getparent() for element in elements}) > 1:
        return "循环或条件的开头和结尾不在同一层（如一个在超链接或表格里，一个在外面）"
    if level == "r":
        return None
    for tag, element in zip(group.tags, elements, strict=True):
        lonely = _only_statements(element, levels)
        if tag.word in MIDDLE and not lonely:
            return "{% else %} 所在的段落或表格行还有其他文字"
        if level == "p" and tag.prefix != "p" and not lonely:
            return "循环或条件跨越几段，但所在段落还有其他文字"
    return None


def _ancestor(node: Element, level: str) -> Element:
    return next(node.iterancestors(qn(f"w:{level}")), None)


def _table(node: Element) -> Element | None:
    return next(node.iterancestors(qn("w:tbl")), None)


def _only_statements(element: Element, levels: dict[int, str]) -> bool:
    """Whether a paragraph or row holds nothing that prints: only statements that stand for whole rows or paragraphs."""
    texts = [node.text or "" for node in element.iter(qn("w:t"))]
    numbers = [number for text in texts for number in marks(text)]
    if without_marks("".join(texts)).strip() or any(levels.get(number, "r") == "r" for number in numbers):
        return False
    return not any(True for _ in element.iter(*_THINGS))


def _move(tag: Tag, element: Element, levels: dict[int, str], nodes: dict[int, Element]) -> set[int]:
    """Put a statement beside its row or paragraph. Where that holds nothing else, all its statements take its place."""
    if _only_statements(element, levels):
        numbers = [number for node in element.iter(qn("w:t")) for number in marks(node.text or "")]
        _put_before(element, "".join(f"\ufdd0{number}\ufdd1" for number in numbers))
        _drop(element)
        return set(numbers)
    node = nodes[tag.number]
    node.text = (node.text or "").replace(tag.mark, "")
    if tag.word in CLOSING:
        element.tail = (element.tail or "") + tag.mark
    else:
        _put_before(element, tag.mark)
    return {tag.number}


def _put_before(element: Element, text: str) -> None:
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent = element.getparent()
        parent.text = (parent.text or "") + text


def _drop(element: Element) -> None:
    """Remove an element but not the marks after it."""
    parent = element.getparent()
    if element.tail:
        _put_before(element, element.tail)
        element.tail = None
    parent.remove(element)


def _split_run(tag: Tag, nodes: dict[int, Element]) -> None:
    """Cut the run at a statement, which then stands between two runs; the text before and after it stays."""
    node = nodes[tag.number]
    run = _ancestor(node, "r")
    if run is None:
        return
    before, _, after = (node.text or "").partition(tag.mark)
    rest = OxmlElement("w:r")
    properties = run.find(qn("w:rPr"))
    if properties is not None:
        rest.append(copy.deepcopy(properties))
    following = list(node.itersiblings())
    tail = new_text_node(after)
    rest.append(tail)
    for element in following:
        rest.append(element)
    node.text = before
    rest.tail, run.tail = run.tail, None
    run.addnext(rest)
    run.tail = tag.mark
    for number in marks(after):
        nodes[number] = tail
    for empty, holder in ((node, run), (tail, rest)):
        if not empty.text:
            holder.remove(empty)


def keep_a_paragraph(root: Element) -> None:
    """Give each cell, text box, header and note whose last paragraph may be left out a tiny one that stays."""
    for holder in root.iter(*_HOLDERS):
        blocks = [element for element in holder if element.tag in (qn("w:p"), qn("w:tbl"))]
        if not blocks or blocks[-1].tag != qn("w:p") or marks(blocks[-1].tail or ""):
            holder.append(tiny_paragraph())
