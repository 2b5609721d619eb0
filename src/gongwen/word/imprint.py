"""版记 (7.4) in the finished frame: rows that are there, their rules, and the height of its text box."""

from __future__ import annotations

import re
from enum import Enum

from docx.oxml.ns import qn

from gongwen.blocks.model import Imprint
from gongwen.standard.linebreak import break_lines
from gongwen.standard.page import AREA_WIDTH, CHAR_SCALE, LINE, SIZE_IMPRINT
from gongwen.word.elements import Element


class ImprintPage(Enum):
    """On which page the 版记 stands (6.2, 7.4.1, 7.5)."""

    HERE = "under the text; where it has no room there, on the next page"
    NEXT = "on the page after the text, whichever that is: what pages are counted with"
    EVEN = "on the next even page, numbered as any other"
    EVEN_AFTER_BLANK = "on the next even page, where that leaves a blank one before it: neither is numbered"


_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EMU_PER_TWIP = 635
_TAIL = 20
_OUTER, _INNER = 8, 6
"""Border weights in eighths of a point: 0.35 mm outside, 0.25 mm inside (7.4.1)."""
_LINE_CHARS = AREA_WIDTH / (SIZE_IMPRINT * 10) - 2


def imprint_lines(imprint: Imprint) -> int:
    """How many lines the 版记 takes, by nominal widths."""
    lists = (items for items in (imprint.to, imprint.cc) if items)
    return sum(_lines("，".join(items)) for items in lists) + (1 if imprint.printed_by else 0)


def _lines(names: str) -> int:
    """Lines of a list that turns over under its first name, 3字 in, and ends with 。; its text is not scaled."""
    return len(break_lines(f"{names}。", 0, (_LINE_CHARS - 3) * CHAR_SCALE / 100))


def settle_imprint(anchor: Element, imprint: Imprint) -> None:
    """Give the box its height and its rows their rules; 主送 and 抄送 have no rule between them (IMP-05).

    A 版记 without 印发机关 is that of a 函, which has no rules at all (10.1).
    """
    height = imprint_lines(imprint) * LINE + _TAIL
    for extent in anchor.iter(
        f"{_DRAWING}extent",
        "{http://schemas.openxmlformats.org/drawingml/2006/main}ext",
    ):
        extent.set("cy", str(height * _EMU_PER_TWIP))
    for shape in anchor.iter("{urn:schemas-microsoft-com:vml}shape"):
        shape.set("style", re.sub(r"height:[\d.]+pt", f"height:{height / 20}pt", shape.get("style")))
    for table in anchor.iter(qn("w:tbl")) if imprint.printed_by else ():
        rows = table.findall(qn("w:tr"))
        for number, row in enumerate(rows):
            lists_meet = number == 1 and bool(imprint.to) and bool(imprint.cc)
            _rule(row, "top", _OUTER if number == 0 else 0 if lists_meet else _INNER)
            next_meets = number == 0 and bool(imprint.to) and bool(imprint.cc)
            _rule(row, "bottom", _OUTER if number == len(rows) - 1 else 0 if next_meets else _INNER)


def fix_on_page(anchor: Element, section: Element) -> None:
    """Say where a box that stands on the lower edge of the text area stands from the top of the page.

    It is the same place; but LibreOffice makes the text area of a section that begins on an even page taller, by the
    gap between text and footer. A box that a template put somewhere else stays there.
    """
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    if size is None or margins is None:
        return
    for position in anchor.iter(f"{_DRAWING}positionV"):
        align, extent = position.find(f"{_DRAWING}align"), position.getparent().find(f"{_DRAWING}extent")
        if position.get("relativeFrom") != "margin" or align is None or align.text != "bottom" or extent is None:
            continue
        edge = int(size.get(qn("w:h"))) - abs(int(margins.get(qn("w:bottom"))))
        position.set("relativeFrom", "page")
        position.remove(align)
        offset = position.makeelement(f"{_DRAWING}posOffset")
        offset.text = str(edge * _EMU_PER_TWIP - int(extent.get("cy")))
        position.append(offset)


def _rule(row: Element, side: str, size: int) -> None:
    for borders in row.iter(qn("w:tcBorders")):
        edge = borders.find(qn(f"w:{side}"))
        for name in list(edge.attrib):
            del edge.attrib[name]
        edge.set(qn("w:val"), "single" if size else "nil")
        if size:
            edge.set(qn("w:sz"), str(size))
            edge.set(qn("w:space"), "0")
            edge.set(qn("w:color"), "000000")
