"""The page of GB/T 9704-2012 (5.1-5.2) in twips, and how the standard's units land in OOXML.

Twips are 1/20 pt. 字 is the width of one 3号 character, 行 one of the 22 lines of a page.
"""

from __future__ import annotations

TWIPS_PER_MM = 1440 / 25.4

PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
"""A4, 210 x 297 mm (5.1)."""
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 2098, 1984, 1587, 1474
"""天头 37 mm, 35 mm, 订口 28 mm, 26 mm (5.2.1)."""
HEADER_DISTANCE, FOOTER_DISTANCE = 851, 1446
"""The footer distance that puts the page number's dash 7 mm under the type area (7.5)."""
AREA_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
AREA_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM
"""The type area 版心, 156 x 225 mm (5.2.1)."""

LINES, CHARS = 22, 28
"""22 lines of 28 characters (5.2.3)."""
LINE = 579
"""Exact pitch of one 行: 12756 / 22 = 579.8; 580 would leave only 21 lines."""
CHAR_SCALE = 98
"""Horizontal scale of body glyphs in per cent: 28 x 16 pt is 2 mm wider than the type area."""
CHAR = 314
"""One 字 of scaled body text: 16 pt x 98 % = 15.68 pt."""
FIRST_LINE = 627
"""The first-line indent of 2字 (7.3.3); 628 would jump a cell in programs that round up."""

SIZE_MARK, SIZE_TITLE, SIZE_BODY, SIZE_IMPRINT, SIZE_TABLE = 88, 44, 32, 28, 24
"""Half-points: 发文机关标志 (free, 44 pt), 2号, 3号, 4号, 小4."""

MARK_TOP = 1984
"""发文机关标志: glyph top 35 mm under the type area's top (7.2.4)."""
MARK_INK = 26
"""What brings the mark's ink, not its em box, to that height in a line of exact height."""

ORDER_MARK_TOP = 1134
"""The mark of a 命令: glyph top 20 mm under the type area's top (10.2)."""
LETTER_MARK = 1727
"""Where the line of a 函's mark begins, from the page's top edge: its ink then stands at 30 mm (10.1)."""
LETTER_UPPER, LETTER_LOWER = 2766, 15593
"""Where the red double rules of a 函 begin: 4 mm under its mark, and so that the lower one ends 20 mm from the edge."""
LETTER_RULE, RULE_GAP = 9638, 51
"""A red double rule is 170 mm long; between its two lines 0.9 mm."""
LETTER_FIRST_LINE = 879
"""From the type area's top to the line under the rule, whose glyphs stand 7/8 of a 3号 character under it (10.1)."""
LETTER_AIR = 75
"""What the upper rule keeps the text away by, for that line to stand there."""
SIZE_CERTIFICATE, CERTIFICATE_LINE, CERTIFICATE_MARGIN = 52, 1000, 1701
"""一号 of a certificate's text, its lines of 50 pt, its margins of 30 mm."""


def mm(twips: float) -> float:
    """Twips in millimetres."""
    return twips / TWIPS_PER_MM


def twips(millimetres: float) -> int:
    """Millimetres in whole twips."""
    return round(millimetres * TWIPS_PER_MM)
