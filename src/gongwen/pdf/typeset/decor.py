"""Drawing lines of a paragraph with its rules and shade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongwen.pdf.typeset.ink import At

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import ParagraphFormat
    from gongwen.pdf.typeset.ink import Sheet
    from gongwen.pdf.typeset.paragraph import Laid


def joins(upper: ParagraphFormat | None, lower: ParagraphFormat | None) -> bool:
    """Whether two paragraphs share one frame: equal rules and indents (17.3.1.24)."""
    if upper is None or lower is None or upper.borders is None or upper.borders != lower.borders:
        return False
    return (upper.left, upper.right) == (lower.left, lower.right) and upper.frame == lower.frame


def draw_lines(
    sheet: Sheet,
    laid: Laid,
    lines: tuple[int, int],
    area: tuple[float, float, float],
    joined: tuple[bool, bool] = (False, False),
) -> float:
    """Draw lines [first, last) of a paragraph in an area of x, top and width; gives how high they are."""
    first, last = lines
    x, y, width = area
    starts, ends = first == 0, last == len(laid.lines)
    above = laid.top if starts and not joined[0] else 0.0
    below = laid.bottom if ends and not joined[1] else 0.0
    height = above + below + sum(line.height for line in laid.lines[first:last])
    if laid.form.borders is not None or laid.form.shade:
        _decorate(sheet, laid, (x, y, width, height), (starts and not joined[0], ends and not joined[1]), joined[1])
    y += above
    top = y
    for line in laid.lines[first:last]:
        if line.glyphs or line.pictures or line.leaders:
            sheet.line(line, x, y + line.ascent)
        for piece in line.anchors:
            sheet.met(piece, At(x, width, top, y, line.spots.get(piece, 0.0)))
        y += line.height
    return height


def _decorate(
    sheet: Sheet,
    laid: Laid,
    area: tuple[float, float, float, float],
    ends: tuple[bool, bool],
    joined_below: bool,  # noqa: FBT001 - the rule between two joined paragraphs
) -> None:
    """Shade and rules of a paragraph, or of a part of it."""
    form = laid.form
    x, y, width, height = area
    borders = form.borders
    left = x + form.left + min(form.first_line, 0.0)
    right = x + width - form.right
    if borders and borders.left:
        left -= borders.left.space + borders.left.width / 2
    if borders and borders.right:
        right += borders.right.space + borders.right.width / 2
    if form.shade:
        sheet.fill(left, y, right - left, height, form.shade)
    if borders is None:
        return
    top, bottom = y, y + height
    if borders.top and ends[0]:
        top += borders.top.width / 2
        sheet.edge((left, top), (right, top), borders.top)
    if borders.bottom and ends[1]:
        bottom -= borders.bottom.width / 2
        sheet.edge((left, bottom), (right, bottom), borders.bottom)
    if borders.between and joined_below:
        sheet.edge((left, bottom), (right, bottom), borders.between)
    if borders.left:
        sheet.edge((left, top), (left, bottom), borders.left)
    if borders.right:
        sheet.edge((right, top), (right, bottom), borders.right)
