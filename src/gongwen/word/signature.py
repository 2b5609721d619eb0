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
from gongwen.standard.page import CHAR
from gongwen.standard.widths import line_em
from gongwen.word.elements import (
    Element,
    Indent,
    Span,
    add_runs,
    paragraph,
    set_indent,
    set_property,
)  # fmt: skip
from gongwen.word.tables import new_cell, new_row, new_table

_SCALE = 0.98
_DATE_INDENT, _NAME_INDENT = 4, 2
_STAMP = 4
"""Width of the room that is left for a stamp, in 字."""
_PER_ROW = {3: 8.0, 2: 13.0}
"""How many bodies stand in a row, and the longest name in 字 that such a row bears."""
_SEAL_LINES = 2


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
    """Set the date's indent; a stamp has a blank line over the date."""
    indent = float(_DATE_INDENT)
    if not signature.post and not (signature.joint and signature.sealed):
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


def _seal_table(signature: Signature, styles: Mapping[str, str]) -> Element:
    """The bodies in rows with room for a seal over each name (7.3.5.1); the last column stands over the date."""
    names = (signature.name, *signature.joint)
    longest = max(map(_width, names))
    columns = next((count for count, bears in _PER_ROW.items() if longest <= bears and len(names) >= count), 1)
    columns = min(columns, len(names))
    centre = 28 * CHAR - (_DATE_INDENT + _width(signature.date) / 2) * CHAR
    right = 28 * CHAR - centre
    width = int(min(2 * right, centre / max(1, columns - 0.5))) if columns > 1 else int(2 * right)
    indent = max(0, int(centre - (columns - 0.5) * width))
    table = new_table([width] * columns, rules=False, margin=0, indent=indent)
    rows = [names[start : start + columns] for start in range(0, len(names), columns)]
    for row in rows:
        line = new_row(table)
        padded = [""] * (columns - len(row)) + list(row) if row is rows[-1] else list(row)
        for name in padded:
            cell = new_cell(line, width, align="bottom")
            for _ in range(_SEAL_LINES):
                cell.append(paragraph(styles["公文空行"], keep_next=True))
            cell.append(paragraph(styles["公文续段"], name, keep_next=True))
            set_property(cell[-1], "jc", val="center")
    return table


def signature_lines(signature: Signature) -> int:
    """Lines that name and date take, without the room above the name."""
    count = 1 + len(signature.joint)
    if signature.joint and signature.sealed:
        longest = max(map(_width, (signature.name, *signature.joint)))
        columns = next((each for each, bears in _PER_ROW.items() if longest <= bears and count >= each), 1)
        return -(-count // columns) * (_SEAL_LINES + 1) + 1
    return count + 1 + (1 if signature.post else 0)
