"""The same letter by other people's engines: reportlab's canvas, typst."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_letters import CLOSING, COLUMNS, FIELDS, PARAGRAPHS
from tests.benchmarks.pdf_letter import (
    FACE,
    GRID,
    HEAD,
    HEIGHT,
    LARGE,
    LEADING,
    LEFT,
    PAD,
    RIGHT,
    SIZE,
    SMALL,
    SMALL_LEADING,
    TITLE,
    TOP,
    WIDTH,
    Row,
    filled,
    tasks,
)

NOT_FIRST = frozenset("，。、；：！？）》”’")


@cache
def font_file() -> Path:
    """The file of the face that everybody prints with."""
    found = subprocess.run(["fc-match", "-f", "%{file}", FACE], capture_output=True, text=True, check=True).stdout
    return Path(found)


def broken(text: str, widths: Any, first: float, full: float) -> Iterator[str]:
    """The lines of a text: greedy, no closing mark at the start of one."""
    begin, used, limit = 0, 0.0, first
    for at, char in enumerate(text):
        width = widths[char]
        if used + width > limit + 0.01 and char not in NOT_FIRST:
            yield text[begin:at]
            begin, used, limit = at, 0.0, full
        used += width
    yield text[begin:]


class Widths(dict[str, float]):
    """The widths of characters at a size, each looked up once."""

    def __init__(self, font: Any, size: float) -> None:
        super().__init__()
        self._font, self._size = font, size

    def __missing__(self, char: str) -> float:
        face = self._font.face
        width: float = face.charWidths.get(ord(char), face.defaultWidth) * self._size / 1000
        self[char] = width
        return width


class Canvas:
    """Draws letters with reportlab's canvas."""

    def __init__(self, out: Path) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.pdfgen.canvas import Canvas as Pdf

        font = TTFont("F", str(font_file()))
        pdfmetrics.registerFont(font)
        self._body, self._small = Widths(font, SIZE), Widths(font, SMALL)
        self._pdf = Pdf(str(out), pagesize=(WIDTH, HEIGHT), pageCompression=1, initialFontName="F")
        self._edges = [LEFT + sum(GRID[:n]) for n in range(len(GRID) + 1)]

    def letter(self, values: Row) -> None:
        """Draw one page."""
        pdf = self._pdf
        pdf.setFont("F", LARGE)
        pdf.drawCentredString(WIDTH / 2, HEIGHT - TOP - 26, TITLE)
        y = HEIGHT - TOP - 48 - 15
        for text in PARAGRAPHS:
            y = self._paragraph(filled(text, values), y)
        y = self._table([HEAD, *tasks(values)], y + 15)
        pdf.setFont("F", SIZE)
        for text in CLOSING:
            y -= LEADING
            line = filled(text, values)
            pdf.drawString(WIDTH - RIGHT - sum(self._body[char] for char in line), y + 5, line)
        pdf.showPage()

    def _paragraph(self, text: str, y: float) -> float:
        full = WIDTH - LEFT - RIGHT
        first, *others = broken(text, self._body, full - 2 * SIZE, full)
        drawn = self._pdf.beginText(LEFT + 2 * SIZE, y)
        drawn.setFont("F", SIZE)
        drawn.setLeading(LEADING)
        drawn.textOut(first)
        if others:
            drawn.setTextOrigin(LEFT, y - LEADING)
            for line in others:
                drawn.textLine(line)
        self._pdf.drawText(drawn)
        return y - LEADING * (1 + len(others))

    def _table(self, rows: Sequence[Sequence[str]], y: float) -> float:
        pdf = self._pdf
        heights = [y - SMALL_LEADING * n for n in range(len(rows) + 1)]
        pdf.setLineWidth(0.5)
        pdf.grid(self._edges, heights)
        drawn = pdf.beginText()
        drawn.setFont("F", SMALL)
        for row, top in zip(rows, heights, strict=False):
            for text, left, width in zip(row, self._edges, GRID, strict=False):
                for n, line in enumerate(broken(text, self._small, width - 2 * PAD, width - 2 * PAD)):
                    drawn.setTextOrigin(left + PAD, top - 11 - SMALL_LEADING * n)
                    drawn.textOut(line)
        pdf.drawText(drawn)
        return heights[-1]

    def close(self) -> None:
        """Write the file."""
        self._pdf.save()


TYPST = """#set page(width: 210mm, height: 297mm, margin: (left: 28mm, right: 26mm, top: 25mm, bottom: 20mm))
#set text(font: "%(family)s", size: 12pt, lang: "zh")
#set par(leading: 8pt, spacing: 8pt, first-line-indent: (amount: 2em, all: true), justify: true)
#let rows = json("rows.json")
#for (i, r) in rows.enumerate() {
  if i > 0 { pagebreak() }
  align(center, text(size: 22pt)[%(title)s])
  v(10pt)
  %(body)s
  set text(size: 11pt)
  set par(first-line-indent: 0pt, leading: 4pt)
  table(columns: (%(grid)s), inset: 4pt, stroke: .5pt, %(head)s, ..r.tasks.map(t => (%(columns)s)).flatten())
  set text(size: 12pt)
  set par(leading: 8pt)
  align(right)[%(closing)s]
}
"""


def typst_source(rows: Sequence[Row], folder: Path) -> Path:
    """Write the document of typst and its rows."""
    family = subprocess.run(["fc-match", "-f", "%{family[0]}", FACE], capture_output=True, text=True, check=True).stdout

    def tagged(text: str) -> str:
        for name in FIELDS:
            text = text.replace(f"@{name}@", f"#r.{name};")
        return text

    source = TYPST % {
        "family": family, "title": TITLE, "body": "\n  ".join(f"par[{tagged(text)}]" for text in PARAGRAPHS),
        "grid": ", ".join(f"{width}pt" for width in GRID), "head": ", ".join(f'"{text}"' for text in HEAD),
        "columns": ", ".join(f"t.{name}" for name in COLUMNS), "closing": " \\\n".join(map(tagged, CLOSING)),
    }  # fmt: skip
    (folder / "letters.typ").write_text(source, encoding="utf-8")
    (folder / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return folder / "letters.typ"
