"""What fits on the first page, by nominal widths: the page must show text (GB/T 9704 7.3.2, 7.3.3)."""

from __future__ import annotations

import math

from gongwen.standard.page import CHARS
from gongwen.standard.widths import line_em

_HEAD_LINES = 11
"""Lines of the first page above the title: 版头 (72 mm mark, two blank lines, number) and two blank lines."""
_LINES = 22
_SCALE = 0.98


def addressees_fit(to: str, title_lines: int) -> bool:
    """Whether 主送机关 leaves at least one line of text on page 1; else it goes to the 版记 above 抄送."""
    lines = math.ceil(line_em(to, _SCALE) / (CHARS * _SCALE))
    return _HEAD_LINES + title_lines + 1 + lines + 1 <= _LINES
