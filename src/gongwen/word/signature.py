"""署名 and 成文日期 in the finished frame (7.3.5): indents by nominal widths, joint issues, the stamp of a name.

A frame has one paragraph for the name and one for the date. A joint issue (7.3.5.1, 7.3.5.2) puts its names in the
place of the first; a stamp (7.3.5.3) has post and name there and a blank line before the date.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace

from docx.oxml.ns import qn

from gongwen.blocks.model import Signature
from gongwen.standard.page import AREA_WIDTH, CHAR, LINES
from gongwen.standard.widths import line_em
from gongwen.word.elements import (
    Element,
    Indent,
    Span,
    add_runs,
    paragraph,
    set_indent,
    set_property,
    tiny_paragraph,
)  # fmt: skip
from gongwen.word.tables import new_cell, new_row, new_table

_SCALE = 0.98
_DATE_INDENT, _NAME_INDENT = 4, 2
_STAMP = 4
"""Width of the room that is left for a stamp, in 字."""
_PER_ROW = {3: 8.0, 2: 13.0}
"""How many bodies stand in a row, and the longest name in 字 that such a row bears."""
_FIRST_ROOM, _ROW_ROOM = 2, 4
"""Blank lines over the names of the first row and of those after it: five lines are 51 mm, a seal 42 or 45."""
_MOST_LINES = LINES - 2
"""Lines of a page that seals may take: the text before them has to stand there too (7.3.5.5)."""


def signature_indents(signature: Signature) -> tuple[float, float]:
    """Right indents of name and date in 字 (7.3.5.1, 7.3.5.2), from nominal widths."""
    name, date = _width(signature.name), _width(signature.date)
    if signature.sealed:
        return max(0.0, _DATE_INDENT + (date - name) / 2), _DATE_INDENT
    if name >= date:
        return _NAME_INDENT, name - date
    return date + 2 * _NAME_INDENT - name, _NAME_INDENT


def room_above(signature: Signature) -> int:
    """Blank lines between text and name: two for a seal or stamp, one without, none where a table has them inside."""
    if signature.joint and signature.sealed:
        return 0
    return 2 if signature.sealed or signature.post else 1


def dress_name(element: Element, signature: Signature, styles: Mapping[str, str]) -> None:
    """Set the name where its kind of signature has it."""
    if signature.post:
        _stamp(element, signature, styles)
    elif signature.joint and signature.sealed:
        element.addprevious(_seal_table(signature, styles))
        element.getparent().remove(element)
    elif signature.joint:
        _names_in_lines(element, signature)
    else:
        set_indent(element, Indent(right=signature_indents(signature)[0], unit=CHAR))


def dress_date(element: Element, signature: Signature) -> None:
    """Set the date's indent; that of a sealed joint issue stands in the table of the names."""
    indent = float(_DATE_INDENT)
    sealed_together = bool(signature.joint) and signature.sealed and not signature.post
    table = element.getprevious()
    if sealed_together and table is not None and table.tag == qn("w:tbl"):
        _date_row(table, element, signature)
        return
    if not signature.post and not sealed_together:
        longest = max((signature.name, *signature.joint), key=_width)
        indent = signature_indents(replace(signature, name=longest))[1]
    set_indent(element, Indent(right=indent, unit=CHAR))


def _width(text: str) -> float:
    return line_em(text, _SCALE) / _SCALE


def _stamp(element: Element, signature: Signature, styles: Mapping[str, str]) -> None:
    """Post, 2字, the signer's name in 楷体 or room for the stamp that shows it; right indent 4字 (7.3.5.3)."""
    for run in list(element.iter(qn("w:r"))):
        element.remove(run)
    spans = [Span(signature.post)]
    right = float(_DATE_INDENT)
    if signature.name:
        spans += [Span("　　"), Span(signature.name, styles["公文段首二级"])]
    else:
        right += _STAMP + 2
    add_runs(element, tuple(spans))
    set_indent(element, Indent(right=right, unit=CHAR))
    element.addnext(paragraph(styles["公文空行"], keep_next=True))


def _names_in_lines(element: Element, signature: Signature) -> None:
    """The bodies one under another, their first characters in one line, the first body on top (7.3.5.2)."""
    names = (signature.name, *signature.joint)
    longest = max(names, key=_width)
    base = signature_indents(replace(signature, name=longest))[0]
    template = element
    for name in names[1:]:
        following = copy.deepcopy(template)
        _set_text(following, name)
        element.addnext(following)
        set_indent(following, Indent(right=base + _width(longest) - _width(name), unit=CHAR))
        element = following
    set_indent(template, Indent(right=base + _width(longest) - _width(names[0]), unit=CHAR))


def _set_text(element: Element, text: str) -> None:
    first, *others = list(element.iter(qn("w:t")))
    first.text = text
    for other in others:
        other.getparent().remove(other)


def seal_rows(signature: Signature) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The bodies of a sealed joint issue in rows of equal length, and the blank lines over each row but the first.

    A last row that is not full has blanks at its left: its last body stands over the date. Of very many bodies the
    rows are closer.
    """
    names = (signature.name, *signature.joint)
    longest = max(map(_width, names))
    columns = next((count for count, bears in _PER_ROW.items() if longest <= bears and len(names) >= count), 1)
    rows = [names[start : start + columns] for start in range(0, len(names), columns)]
    rows[-1] = ("",) * (columns - len(rows[-1])) + rows[-1]
    more = len(rows) - 1
    room = min(_ROW_ROOM, max(0, (_MOST_LINES - _FIRST_ROOM - 2) // more - 1)) if more else 0
    return tuple(rows), room


def _seal_columns(signature: Signature, columns: int) -> tuple[int, int]:
    """The width of a column and where the last one ends, in twips: it stands over the middle of the date.

    A single column bears a name that is longer than twice the way from there to the right edge by growing to the left.
    """
    right = round((_DATE_INDENT + _width(signature.date) / 2) * CHAR)
    if columns == 1:
        longest = max(map(_width, (signature.name, *signature.joint)))
        return min(AREA_WIDTH, max(2 * right, round((longest + 1) * CHAR))), AREA_WIDTH
    centre = AREA_WIDTH - right
    width = int(min(2 * right, centre / (columns - 0.5)))
    return width, centre + width // 2


def _seal_table(signature: Signature, styles: Mapping[str, str]) -> Element:
    """The bodies in rows with room for a seal over each name (7.3.5.1); the last column stands over the date."""
    rows, room = seal_rows(signature)
    columns = len(rows[0])
    width, end = _seal_columns(signature, columns)
    table = new_table([width] * columns, rules=False, margin=0, indent=end - columns * width)
    for number, row in enumerate(rows):
        line = new_row(table)
        for name in row:
            cell = new_cell(line, width, align="bottom")
            for _ in range(room if number else _FIRST_ROOM):
                cell.append(paragraph(styles["公文空行"], keep_next=True))
            cell.append(paragraph(styles["公文续段"], name, keep_next=True))
            set_property(cell[-1], "jc", val="center")
    return table


def _date_row(table: Element, element: Element, signature: Signature) -> None:
    """Take the date into the table of the names, which every program can hold together on one page."""
    columns = len(seal_rows(signature)[0][0])
    width, end = _seal_columns(signature, columns)
    if element.getnext() is None or element.getnext().tag != qn("w:p"):
        element.addnext(tiny_paragraph())
    new_cell(new_row(table), columns * width, span=columns).append(element)
    set_indent(element, Indent(right=_DATE_INDENT - (AREA_WIDTH - end) / CHAR, unit=CHAR))


def signature_lines(signature: Signature) -> int:
    """Lines that name and date take, without the room above the name."""
    if signature.joint and signature.sealed:
        rows, room = seal_rows(signature)
        return _FIRST_ROOM + 1 + (len(rows) - 1) * (room + 1) + 1
    return 2 + len(signature.joint) + (1 if signature.post else 0)
