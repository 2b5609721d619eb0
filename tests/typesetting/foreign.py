"""Documents that are not ours: python-docx's own template, and what LibreOffice saves of other formats.

The latter are `tests/data/foreign/*.docx`, remade by `python -m tests.typesetting fixtures` from `fixtures.py`.
"""

from __future__ import annotations

import io
import random

import docx
from docx.enum.section import WD_SECTION
from docx.shared import Inches, Pt, RGBColor

from gongwen.ooxml.package import Package
from tests.conftest import ROOT
from tests.typesetting.structures import picture
from tests.typesetting.words import real

FOLDER = ROOT / "tests" / "data" / "foreign"
ENGLISH = (
    "The committee shall review the annual plan before the end of March and report to the members. ",
    "Every department keeps its own register of tasks, deadlines and results. ",
    "Costs must not exceed 12,500 yuan in any quarter (see section 3.2). ",
    "“Safety first” is more than a slogan; it is how we work. ",
    "Contact: office@example.invalid, tel. 010-6512 3456. ",
)
STYLES = (
    "Light Grid Accent 1",
    "Table Grid",
    "Light Shading",
    "Medium Shading 1 Accent 1",
    "Light List Accent 2",
    "Colorful Grid",
)


def foreign() -> dict[str, bytes]:
    """All of them by name."""
    found = {}
    for number in range(12):
        found[f"python-docx/{number:02}"] = _python_docx(random.Random(f"foreign {number}"), number)
    for file in sorted(FOLDER.glob("*.docx")):
        found[f"libreoffice/{file.stem}"] = file.read_bytes()
    return found


def _python_docx(chance: random.Random, number: int) -> bytes:
    """A document on python-docx's template, as people make them with a few lines of code."""
    document = docx.Document()
    _edges(document)
    document.add_heading("Annual work plan 年度工作计划", 0)
    for part in range(1, chance.randint(3, 5)):
        document.add_heading(f"Part {part} 第{part}部分", 1)
        document.add_paragraph(_prose(chance, number))
        document.add_heading("Details", 2)
        chance.choice((_lists, _table, _runs, _photo, _section))(document, chance)
        document.add_paragraph(_prose(chance, number))
    _table(document, chance)
    buffer = io.BytesIO()
    document.save(buffer)
    return Package.read(buffer.getvalue(), name="docx").to_bytes()


def _prose(chance: random.Random, number: int) -> str:
    english = "".join(chance.choice(ENGLISH) for _ in range(chance.randint(2, 7)))
    return (english, real(chance, 160), english + real(chance, 60))[number % 3]


def _edges(document: docx.document.Document) -> None:
    document.sections[0].header.paragraphs[0].text = "Internal\t\t2023"
    document.sections[0].footer.paragraphs[0].text = "机关文件"


def _lists(document: docx.document.Document, chance: random.Random) -> None:
    for style in ("List Bullet", "List Number", "List Bullet 2", "List Number 2"):
        for _ in range(chance.randint(2, 4)):
            document.add_paragraph(chance.choice((chance.choice(ENGLISH).strip(), real(chance, 20))), style=style)
    document.add_paragraph("Continued", style="List Continue")
    document.add_paragraph("Quoted words", style="Intense Quote")


def _table(document: docx.document.Document, chance: random.Random) -> None:
    rows, columns = chance.randint(3, 30), chance.randint(2, 5)
    table = document.add_table(rows, columns, style=chance.choice(STYLES))
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            cell.text = (
                "Item" if number == 0 else chance.choice((real(chance, 4)[: chance.randint(1, 18)], "12.5", "done"))
            )


def _runs(document: docx.document.Document, chance: random.Random) -> None:
    paragraph = document.add_paragraph("A plain paragraph having some ")
    paragraph.add_run("bold").bold = True
    paragraph.add_run(" and some ")
    paragraph.add_run("italic.").italic = True
    run = paragraph.add_run("红色大字")
    run.font.size, run.font.color.rgb = Pt(20), RGBColor(0xC0, 0, 0)
    paragraph.add_run(real(chance, 40)).underline = True


def _photo(document: docx.document.Document, chance: random.Random) -> None:
    document.add_picture(io.BytesIO(picture(320, 200, "JPEG")), width=Inches(chance.choice((1.5, 3.0, 5.5))))
    document.add_paragraph("Figure 1 图一", style="Caption")


def _section(document: docx.document.Document, chance: random.Random) -> None:
    section = document.add_section(chance.choice((WD_SECTION.NEW_PAGE, WD_SECTION.CONTINUOUS)))
    section.left_margin = Inches(chance.choice((0.8, 1.5)))
