"""版头 (7.2) in the finished frame: the mark fitted to the line, 发文字号 with 签发人 for upward documents."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.blocks.model import Header
from gongwen.standard.page import (
    AREA_WIDTH,
    CHAR,
    LINE,
    MARK_INK,
    MARK_TOP,
    ORDER_MARK_TOP,
    SIZE_MARK,
)
from gongwen.standard.widths import text_em
from gongwen.word.contract import LETTER, MINUTES, OFFICIAL, ORDER
from gongwen.word.elements import Element, Span, add_runs, child, paragraph, set_property
from gongwen.word.tables import new_cell, new_row, new_table

_NARROWEST = 66
"""The horizontal scale in per cent below which a mark looks squeezed; longer names get a smaller size."""
_SLACK = 0.98
_ASCENT = 0.88
"""Glyph top over the baseline in em."""
_FULL = 100
_MARK_BEFORE = {
    OFFICIAL: MARK_TOP + MARK_INK - 3 * LINE,
    MINUTES: MARK_TOP + MARK_INK,
    ORDER: ORDER_MARK_TOP + MARK_INK,
}
"""Room above the mark in twips, by frame; a 函 has its mark in a frame of its own."""
_MARK_LINE = 897
_SUFFIXES = ("文件", "命令", "令")
"""What stands beside the names of a joint issue, once for them all."""
_JOINT_PITCH, _JOINT_ROOM, _JOINT_LEAST = 1040, 3700, 2200
"""Twips from one name of a joint mark to the next, and what all of them may take of page 1, less for many 签发人."""
_JOINT_LEADING, _JOINT_GAP, _LEAST = 1.18, 120, 20
_BASELINE, _INK = 0.8, 0.845
"""Of a line of exact height the baseline lies 0.8 below its top; a mark's ink begins 0.845 em above its baseline."""
_NAMES_A_LINE = 2
_NAME_EM = 3


def head_items(head: Header) -> list[str]:
    """份号, 密级, 紧急程度, those that there are."""
    return [item for item in (head.copy_no, head.secrecy, head.urgency) if item]


def dress_mark(element: Element, frame: str, head: Header) -> None:
    """Put the mark where its form has it and make it fit the line; a joint issue has its names in a table."""
    if frame == LETTER:  # a joint 函 shows the first body alone
        _letter_mark(element, head)
        return
    room = _MARK_BEFORE.get(frame, 0)
    if frame == ORDER and head_items(head):  # what stands above the mark takes its room
        room = max(0, room - len(head_items(head)) * LINE)
        _set_before(element, room)
    if head.joint:
        _joint_mark(element, joint_mark(head), room)
    else:
        fit_mark(element, room)


def mark_height(frame: str, head: Header) -> int:
    """Twips from the top of the mark's glyphs to the end of its lines."""
    if head.joint and frame != LETTER:
        mark = joint_mark(head)
        return len(mark.names) * mark.pitch - mark.rise
    return _MARK_LINE + MARK_INK


def letter_rise(head: Header) -> int:
    """Twips by which the rule of a 函, and its text, stand higher because its mark is smaller than usual."""
    return (SIZE_MARK - mark_size(head.mark, AREA_WIDTH)[0]) * 10


def _letter_mark(element: Element, head: Header) -> None:
    """The mark of a 函 in its frame: of a smaller one the frame is lower, and the rule under it moves up (10.1)."""
    size, scale = mark_size(head.mark, AREA_WIDTH)
    if scale == _FULL:
        return
    set_size(element, size, scale)
    line = round(_MARK_LINE * size / SIZE_MARK)
    set_property(element, "spacing", before=0, after=0, line=line, lineRule="exact")
    for each, height, rise in (
        (element, line, MARK_INK - round(MARK_INK * size / SIZE_MARK)),
        (element.getnext(), None, letter_rise(head)),
    ):
        place = each.find(f"{qn('w:pPr')}/{qn('w:framePr')}") if each is not None else None
        if place is None:
            continue
        place.set(qn("w:y"), str(int(place.get(qn("w:y"), "0")) - rise))
        if height is not None:
            place.set(qn("w:h"), str(height))


def fit_mark(element: Element, room: int) -> None:
    """Narrow, then shrink, a mark that is wider than the type area, so that it stays on one line.

    The style's size stays; a smaller size moves the line up so that the glyphs' top stays put, as far as the `room` in
    twips above it allows.
    """
    text = "".join(node.text or "" for node in element.iter(qn("w:t")))
    size, scale = mark_size(text, AREA_WIDTH)
    if scale == _FULL:
        return
    if size != SIZE_MARK:
        _set_before(element, max(0, room - round((SIZE_MARK - size) * 10 * _ASCENT)))
    set_size(element, size, scale)


def mark_size(text: str, width: int, size: int = SIZE_MARK) -> tuple[int, int]:
    """Size in half-points and horizontal scale in per cent that bring a mark onto a line of `width` twips."""
    wide = text_em(text) * size * 10
    scale = int(width * _SLACK / wide * _FULL) if wide else _FULL
    if scale >= _FULL:
        return size, _FULL
    return (size, scale) if scale >= _NARROWEST else (int(size * scale / _NARROWEST), _NARROWEST)


def set_size(element: Element, size: int, scale: int) -> None:
    """Give all runs of a mark a size and a horizontal scale."""
    for run in element.iter(qn("w:r")):
        properties = run.find(qn("w:rPr"))
        if properties is None:
            properties = OxmlElement("w:rPr")
            run.insert(0, properties)
        child(properties, "w", val=scale)
        if size != SIZE_MARK:
            child(properties, "sz", val=size)
            child(properties, "szCs", val=size)


def _set_before(element: Element, twips: int) -> None:
    """Give the mark another room above it: in a line of exact height a smaller glyph's top stands lower."""
    set_property(element, "spacing", before=twips)


@dataclass(frozen=True, slots=True)
class JointMark:
    """How the mark of a joint issue is set: `pitch` from name to name, width of the names and of what is beside them.

    Lengths in twips, `size` in half-points, `scale` in per cent.
    """

    names: tuple[str, ...]
    suffix: str
    pitch: int
    size: int
    scale: int
    column: int
    side: int

    @property
    def rise(self) -> int:
        """How far the ink of the first name begins under the top of its line."""
        return round(_BASELINE * self.pitch - _INK * self.size * 10)


def joint_mark(head: Header) -> JointMark:
    """The names of a joint issue one under another, as wide as the longest, 文件 at their right (7.2.4, HDR-06).

    The more bodies, the smaller their names, so that page 1 still shows text (7.3.3).
    """
    suffix = next((each for each in _SUFFIXES if head.mark.endswith(each)), "")
    names = (head.mark.removesuffix(suffix), *head.joint)
    more_lines = (len(head.signers) - 1) // _NAMES_A_LINE if head.signers else 0
    room = max(_JOINT_LEAST, _JOINT_ROOM - more_lines * LINE)
    pitch = min(_JOINT_PITCH, room // len(names))
    size = min(SIZE_MARK, int(pitch / _JOINT_LEADING / 10))
    side = round(text_em(suffix) * SIZE_MARK * 10) + _JOINT_GAP if suffix else 0
    longest = max(names, key=text_em)
    size, scale = mark_size(longest, AREA_WIDTH - side, size)
    pitch = min(pitch, math.ceil(size * 10 * _JOINT_LEADING) + 1)
    column = min(AREA_WIDTH - side, round(text_em(longest) * size * 10 * scale / _FULL * 1.04))
    return JointMark(names, suffix, pitch, size, scale, column, side)


def _joint_mark(element: Element, mark: JointMark, room: int) -> None:
    """Put a joint mark in a table in the place of the frame's one, its ink as far down as the `room` in twips says."""
    column, side, pitch = mark.column, mark.side, mark.pitch
    indent = (AREA_WIDTH - side - column) // 2
    table = new_table([column, side] if side else [column], rules=False, margin=0, indent=indent)
    spacer = copy.deepcopy(element)
    for run in list(spacer.iter(qn("w:r"))):
        spacer.remove(run)
    top = max(_LEAST, room - MARK_INK - mark.rise)
    set_property(spacer, "spacing", before=0, after=0, line=top, lineRule="exact")
    for number, name in enumerate(mark.names):
        row = new_row(table)
        cell = new_cell(row, column)
        line = _mark_line(element, name, pitch, "distribute")
        set_size(line, mark.size, mark.scale)
        cell.append(line)
        if side:
            beside = new_cell(row, side, merge="continue" if number else "restart")
            beside.append(_mark_line(element, "" if number else mark.suffix, _MARK_LINE, "right"))
    for made in (spacer, table):
        element.addprevious(made)
    element.getparent().remove(element)


def _mark_line(element: Element, text: str, pitch: int, align: str) -> Element:
    """A line of a joint mark in the mark's style."""
    line = copy.deepcopy(element)
    for run in list(line.iter(qn("w:r"))):
        line.remove(run)
    if text:
        add_runs(line, text)
    set_property(line, "spacing", before=0, after=0, line=pitch, lineRule="exact")
    set_property(line, "jc", val=align)
    return line


def dress_number(element: Element, frame: str, head: Header, styles: Mapping[str, str]) -> None:
    """发文字号 with what stands on its line: 签发人 of an upward document, the first item of a 函's head."""
    if head.signers:
        upward_number(element, head.number, head.signers, styles)
    elif frame == LETTER:
        letter_number(element, head, styles)


def letter_number(element: Element, head: Header, styles: Mapping[str, str]) -> None:
    """发文字号 of a 函 flush right, on the line of the first of 份号, 密级, 紧急程度 (10.1), which moves up to it."""
    items = head_items(head)
    for run in list(element.iter(qn("w:r"))):
        element.remove(run)
    first = items[0] if items else ""
    style = None if first == head.copy_no else styles["公文段首一级"]
    add_runs(element, (Span(first, style), Span(f"\t{head.number}")) if first else f"\t{head.number}")
    following = element.getnext() if first else None
    if following is not None and "".join(node.text or "" for node in following.iter(qn("w:t"))) == first:
        following.getparent().remove(following)


def upward_number(element: Element, number: str, signers: Sequence[str], styles: Mapping[str, str]) -> None:
    """发文字号 of an upward document (7.2.5, 7.2.6): 1字 in at the left, 签发人 1字 in at the right.

    The insets are tab stops: an indent would shorten the red rule, which is this paragraph's border.

    Two names stand on a line, each 3字 wide with 1字 between them; further lines start under the first name and the
    number stands on the last of them.
    """
    rows = [signers[n : n + _NAMES_A_LINE] for n in range(0, len(signers), _NAMES_A_LINE)]
    columns = min(len(signers), _NAMES_A_LINE)
    names = columns * _NAME_EM + columns - 1 if len(signers) > 1 else text_em(signers[0])
    start = AREA_WIDTH - CHAR - round((names + 4) * CHAR)
    name_stop = start + 4 * CHAR
    for row_number, row in enumerate(rows):
        last = row_number == len(rows) - 1
        target = element if last else paragraph(styles["公文主送机关"])
        if not last:
            element.addprevious(target)
        for run in list(target.iter(qn("w:r"))):
            target.remove(run)
        _tabs(target, (CHAR, start, name_stop))
        _align_left(target)
        label = "签发人：" if row_number == 0 else "\t"
        padded = "　".join(_spread(name) if len(signers) > 1 else name for name in row)
        add_runs(
            target,
            (Span(f"\t{number if last else ''}\t{label}"), Span(padded, styles["公文签发人姓名"])),
        )


def _spread(name: str) -> str:
    """A name of two characters set 3字 wide, as in every list of names."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name  # noqa: PLR2004 - two characters


def _tabs(element: Element, positions: Sequence[int]) -> None:
    properties = element.find(qn("w:pPr"))
    tabs = OxmlElement("w:tabs")
    for position in positions:
        child(tabs, "tab", val="left", pos=position)
    properties.insert(1, tabs)


def _align_left(element: Element) -> None:
    properties = element.find(qn("w:pPr"))
    for old in properties.findall(qn("w:jc")):
        properties.remove(old)
    child(properties, "jc", val="left")
