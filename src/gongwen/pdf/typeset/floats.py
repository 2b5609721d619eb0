"""What stands out of the flow: framed paragraphs, anchored pictures and text boxes, floating tables. Lengths in pt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from gongwen.ooxml.wordml.model import Picture, TextBox
from gongwen.pdf.typeset.box import Box, Setting, make_box

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Anchored, Block, Border, Frame, Section
    from gongwen.pdf.typeset.ink import At, Sheet

_WIDEST = 2000.0


@dataclass(frozen=True, slots=True)
class Area:
    """What positions are counted from: the page's size, edges of the text area, whether its number is odd."""

    width: float
    height: float
    left: float
    right: float
    """From the page's left edge."""
    top: float
    bottom: float
    """From the page's top edge."""
    odd: bool = True


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the page: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height


def area_of(section: Section, *, top: float, bottom: float, odd: bool, mirrored: bool = False) -> Area:
    """The area of a page of a section whose text stands between `top` and `bottom`.

    `mirrored` margins change sides on even pages (17.15.1.57).
    """
    left, right = section.left + section.gutter, section.right
    if mirrored and not odd:
        left, right = right, left
    return Area(section.width, section.height, left, section.width - right, top, bottom, odd)


def frame_box(blocks: Sequence[Block], frame: Frame, area: Area, setting: Setting) -> tuple[Box, float]:
    """The set blocks of a frame and its height."""
    width = frame.width
    if not width:
        width = _natural_width(blocks, setting) or area.right - area.left
    box = make_box(blocks, width, setting)
    height = box.height
    if frame.height and frame.height_rule == "exact":
        height = frame.height
    elif frame.height:
        height = max(height, frame.height)
    return box, height


def _natural_width(blocks: Sequence[Block], setting: Setting) -> float:
    """How wide the longest line is if none is broken."""
    box = make_box(blocks, _WIDEST, setting)
    ends = [0.0]
    for part in box.parts:
        if part.laid is not None:
            glyphs = part.laid.lines[part.number].glyphs
            if glyphs:
                ends.append(glyphs[-1].x + glyphs[-1].width - min(glyphs[0].x, 0.0))
                if part.laid.form.align in ("center", "right"):
                    ends.append(ends.pop() - glyphs[0].x)
    return max(ends) + 1.0 if max(ends) else 0.0


def frame_place(frame: Frame, size: tuple[float, float], area: Area, y: float) -> Rect:
    """Where a frame stands (17.3.1.11); `y` is where the text is that it is anchored to."""
    width, height = size
    left, across = {"page": (0.0, area.width)}.get(frame.h_anchor, (area.left, area.right - area.left))
    x = left + _align(frame.h_align, across - width, odd=area.odd) if frame.h_align else left + frame.x
    if frame.v_anchor == "text" or frame.v_align == "inline":
        return Rect(x, y + frame.y, width, height)
    top, down = {"page": (0.0, area.height)}.get(frame.v_anchor, (area.top, area.bottom - area.top))
    place = top + _align(frame.v_align, down - height, odd=area.odd) if frame.v_align else top + frame.y
    return Rect(x, place, width, height)


def _align(how: str, room: float, *, odd: bool) -> float:
    if how == "center":
        return room / 2
    if how in ("right", "bottom") or how == ("outside" if odd else "inside"):
        return room
    return 0.0


def anchored_size(piece: Anchored, setting: Setting) -> tuple[float, float, Box | None]:
    """Width and height of an anchored thing, and the set text of a box."""
    content = piece.content
    if not isinstance(content, TextBox):
        return content.width, content.height, None
    left, top, right, bottom = content.insets
    width = content.width
    if content.auto_width:
        natural = _natural_width(content.blocks, setting)
        width = natural + left + right if natural else width
    box = make_box(content.blocks, max(width - left - right, 1.0), setting)
    height = box.height + top + bottom if content.auto_height else content.height
    return width, height, box


def anchored_place(piece: Anchored, size: tuple[float, float], area: Area, at: At) -> Rect:
    """Where an anchored thing stands (20.4.2.10, 20.4.2.11); what counts from the text stays on the page."""
    width, height = size
    left, across = {
        "page": (0.0, area.width),
        "leftMargin": (0.0, area.left),
        "rightMargin": (area.right, area.width - area.right),
        "insideMargin": (0.0, area.left),
        "outsideMargin": (area.right, area.width - area.right),
        "character": (at.x + at.character, 0.0),
        "column": (at.x, at.width),
    }.get(piece.relative_h, (area.left, area.right - area.left))
    top, down = {
        "page": (0.0, area.height),
        "margin": (area.top, area.bottom - area.top),
        "topMargin": (0.0, area.top),
        "bottomMargin": (area.bottom, area.height - area.bottom),
        "line": (at.line, 0.0),
    }.get(piece.relative_v, (at.paragraph, 0.0))
    place_x = left + _align(piece.align_h, across - width, odd=area.odd) if piece.align_h else left + piece.x
    place_y = top + _align(piece.align_v, down - height, odd=area.odd) if piece.align_v else top + piece.y
    if piece.relative_v in ("paragraph", "line"):
        place_y = min(place_y, max(area.height - height, 0.0))
    return Rect(place_x, place_y, width, height)


def draw_anchored(sheet: Sheet, piece: Anchored, rect: Rect, box: Box | None) -> None:
    """Draw an anchored thing in its place, behind the text where it says so."""
    with sheet.behind(piece.behind):
        content = piece.content
        if isinstance(content, Picture):
            sheet.picture(content, rect.x, rect.y)
            return
        if isinstance(content, TextBox):
            _draw_box(sheet, content, rect, box)
            return
        if content.fill and content.kind == "rect":
            sheet.fill(rect.x, rect.y, rect.width, rect.height, content.fill)
        if content.line is not None and content.kind == "rect":
            _outline(sheet, rect, content.line)
        elif content.line is not None:
            ends = (rect.bottom, rect.y) if content.rising else (rect.y, rect.bottom)
            sheet.edge((rect.x, ends[0]), (rect.x + rect.width, ends[1]), content.line)


def _draw_box(sheet: Sheet, content: TextBox, rect: Rect, box: Box | None) -> None:
    if content.fill:
        sheet.fill(rect.x, rect.y, rect.width, rect.height, content.fill)
    if content.line is not None:
        _outline(sheet, rect, content.line)
    if box is not None:
        left, top, _, bottom = content.insets
        room = rect.height - top - bottom - box.height
        shift = max(0.0, {"center": room / 2, "bottom": room}.get(content.anchor, 0.0))
        box.draw(sheet, rect.x + left, rect.y + top + shift)


def _outline(sheet: Sheet, rect: Rect, line: Border) -> None:
    right = rect.x + rect.width
    corners = [(rect.x, rect.y), (right, rect.y), (right, rect.bottom), (rect.x, rect.bottom), (rect.x, rect.y)]
    for start, end in pairwise(corners):
        sheet.edge(start, end, line)
