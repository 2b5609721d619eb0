"""Documents made for the comparison, the same on every run: real text, hard text, and pages of every structure."""

from __future__ import annotations

import random
from collections.abc import Callable

from gongwen.blocks.model import Heading, ListItem, Paragraph
from gongwen.word.render import render
from tests import papers
from tests.conftest import ROOT
from tests.handmade import para, run, word
from tests.typesetting.structures import structures
from tests.typesetting.words import hard, real

TEMPLATES = ROOT / "templates"
BODY = (
    '<w:pPr><w:widowControl w:val="0"/><w:spacing w:line="579" w:lineRule="exact"/>'
    '<w:ind w:firstLineChars="200" w:firstLine="{indent}"/><w:jc w:val="both"/></w:pPr>'
)
SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" '
    'w:header="851" w:footer="1446" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
)
LOOKS = {
    "A": ('<w:rFonts w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/><w:w w:val="98"/><w:sz w:val="32"/>', 627),
    "T": ('<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312"/><w:w w:val="98"/><w:sz w:val="32"/>', 627),
    "N": ('<w:rFonts w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/><w:sz w:val="28"/>', 560),
}  # fmt: skip
"""The recipe of the body with one face for all, with a Latin face, and without scaling (14 pt)."""


def plain(texts: list[str], look: str) -> bytes:
    """A document of nothing but body paragraphs."""
    properties, indent = LOOKS[look]
    paragraphs = [para(BODY.format(indent=indent), run(text.replace("&", "&amp;"), properties)) for text in texts]
    return word("".join(paragraphs), section=SECTION)


def official(chance: random.Random, writer: Callable[[random.Random, int], str]) -> bytes:
    """An official document through our own blocks: headings, run-in titles, items and paragraphs."""
    blocks: list[Heading | Paragraph | ListItem] = []
    for number in range(chance.randint(3, 8)):
        if number % 3 == 0:
            blocks.append(Heading(1, "有关要求"))
        kind = chance.random()
        text = writer(chance, chance.randint(20, 260))
        if kind < 0.25:
            blocks.append(Paragraph(text, "加强领导", 2))
        elif kind < 0.4:
            blocks.append(ListItem(3, text))
        else:
            blocks.append(Paragraph(text))
    document = papers.paper(
        1, blocks=tuple(blocks), sealed=chance.random() < 0.5, title=("关于做好有关工作的通知",),
        attachment_notes=chance.choice([(), ("任务分工台账",)]),
    )  # fmt: skip
    return render(document, TEMPLATES / "公文.docx")


def made() -> dict[str, bytes]:
    """The 100 documents by name; the first word of a name is its family."""
    found: dict[str, bytes] = {}
    for number in range(40):
        chance = random.Random(f"real {number}")
        if number < 22:
            found[f"real/{number:02} official"] = official(chance, real)
        else:
            look = "ATN"[number % 3]
            texts = [real(chance, chance.randint(40, 330)) for _ in range(14)]
            found[f"real/{number:02} {look}"] = plain(texts, look)
    for number in range(30):
        chance = random.Random(f"hard {number}")
        look = "ATN"[number % 3]
        texts = [hard(chance, chance.randint(60, 300)) for _ in range(12)]
        found[f"hard/{number:02} {look}"] = plain(texts, look)
    return found | structures(30)
