"""Text that runs downwards: Han letters stand upright, all else lies on its side (17.4.72, `tbRl`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongwen.pdf.typeset.scripts import visible

if TYPE_CHECKING:
    from gongwen.pdf.typeset.ink import Ink
    from gongwen.pdf.typeset.lines import Glyphs, Line

_UPRIGHT = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")


def has_marks(text: str) -> bool:
    """Whether a text has full-width marks, which lie on their side here and have forms of their own in Word."""
    return any("\u3001" <= char <= "\u3002" or "\uff01" <= char <= "\uff1f" for char in text)


def downwards(ink: Ink, line: Line, x: float, y: float) -> list[str]:
    """The operators of a line in a turned frame whose origin is at x and y (in PDF's own direction)."""
    return [op for run in line.glyphs for op in _run(ink, run, x, y)]


def _run(ink: Ink, run: Glyphs, x: float, y: float) -> list[str]:
    use, style = ink.use(run.style), run.style
    size = style.look.size
    middle = (style.face.ascent - style.face.descent) / 2 * size
    head = f"/{use.name} {size:.2f} Tf {style.look.scale * 100:.1f} Tz 0 Tc"
    place = x + run.x
    ops: list[str] = []
    for char in run.text:
        width = style.widths[char]
        if shown := visible(char):
            codes = use.encode(shown)
            if _UPRIGHT.match(char):
                at = f"0 1 -1 0 {place + width / 2 + middle:.2f} {y + middle - width / 2:.2f}"
            else:
                at = f"1 0 0 1 {place:.2f} {y:.2f}"
            ops.append(f"BT {head} {at} Tm <{codes}> Tj ET")
        place += width + (run.extra if style.look.han or char == " " else 0.0)
    return ops
