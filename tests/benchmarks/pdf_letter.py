"""The letter that every engine prints: its page, its text, and its Word file.

A4, margins of 25, 26, 20 and 28 mm, a title of 22 pt, a body of 12 pt on 20 pt lines, a table of 11 pt, everything in
the face of the body (仿宋). A letter is one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tests.benchmarks.bench_letters import CLOSING, COLUMNS, FIELDS, PARAGRAPHS
from tests.handmade import word

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 26 * MM, 25 * MM, 20 * MM
SIZE, LEADING, SMALL, SMALL_LEADING, LARGE = 12, 20, 11, 15, 22
GRID = (40, 222, 180)
"""The columns of the table in pt."""
PAD = 4
TITLE, HEAD = "承诺书", ("序号", "任务", "时限")
FACE = "仿宋_GB2312"
Row = dict[str, Any]
Say = Callable[[str], str]


def filled(text: str, values: Row) -> str:
    """A sentence of the letter with its values."""
    for name in FIELDS:
        text = text.replace(f"@{name}@", str(values[name]))
    return text


def tasks(values: Row) -> list[list[str]]:
    """The rows of the table."""
    return [[str(task[name]) for name in COLUMNS] for task in values["tasks"]]


def template() -> bytes:
    """The Word file with tags."""

    def tagged(text: str) -> str:
        return "".join(f"{{{{ {piece} }}}}" if n % 2 else piece for n, piece in enumerate(text.split("@")))

    loop = _cells([f"{{{{ t.{name} }}}}" for name in COLUMNS])
    begin, end = (
        f"<w:tr><w:tc><w:p><w:r><w:t>{{%tr {tag} %}}</w:t></w:r></w:p></w:tc></w:tr>"
        for tag in ("for t in tasks", "endfor")
    )
    return _file(_letter(tagged, begin + loop + end))


def merged(rows: Iterable[Row]) -> bytes:
    """Finished letters in one Word file, each on a page of its own."""
    bodies = [
        _letter(lambda text, values=values: filled(text, values), "".join(map(_cells, tasks(values))))  # type: ignore[misc]
        for values in rows
    ]
    return _file(
        "".join(
            body.replace("<w:pPr>", "<w:pPr><w:pageBreakBefore/>", 1) if n else body for n, body in enumerate(bodies)
        )
    )


def _letter(say: Say, rows: str) -> str:
    line = f'<w:spacing w:line="{LEADING * 20}" w:lineRule="exact"/>'
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width * 20}"/>' for width in GRID)
    sides = "".join(f'<w:{side} w:w="{PAD * 20}" w:type="dxa"/>' for side in ("left", "right"))
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(GRID) * 20}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{sides}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{_cells(HEAD)}{rows}</w:tbl>"
    )
    title = '<w:spacing w:after="240" w:line="720" w:lineRule="exact"/><w:jc w:val="center"/>'
    body = [
        _paragraph(TITLE, title, LARGE),
        *(_paragraph(say(text), f'{line}<w:ind w:firstLineChars="200" w:firstLine="480"/>') for text in PARAGRAPHS),
        table,
        *(_paragraph(say(text), f'{line}<w:jc w:val="right"/>') for text in CLOSING),
    ]
    return "".join(body)


def _paragraph(text: str, properties: str, size: int = SIZE) -> str:
    run = f'<w:r><w:rPr><w:sz w:val="{size * 2}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def _cells(texts: Sequence[str]) -> str:
    spacing = f'<w:spacing w:line="{SMALL_LEADING * 20}" w:lineRule="exact"/>'
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width * 20}" w:type="dxa"/></w:tcPr>{_paragraph(text, spacing, SMALL)}</w:tc>'
        for text, width in zip(texts, GRID, strict=True)
    )
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _file(body: str) -> bytes:
    styles = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FACE}" w:hAnsi="{FACE}" w:eastAsia="{FACE}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    )
    sides = (("top", TOP), ("right", RIGHT), ("bottom", BOTTOM), ("left", LEFT))
    margins = " ".join(f'w:{side}="{value * 20:.0f}"' for side, value in sides)
    section = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {margins} w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
    return word(body, {"styles": styles}, section=section)
