"""One document of some 300 pages: parts with headings, paragraphs, lists, tables and pictures."""

from __future__ import annotations

import random

from gongwen.blocks.model import Block, Heading, ListItem, PageBreak, Paragraph, Picture, Table
from gongwen.word.render import render
from tests import papers
from tests.typesetting.structures import TEMPLATES, picture
from tests.typesetting.words import real

PARTS = 121
"""Of two pages and a half each; every tenth begins on a new page."""


def long() -> dict[str, bytes]:
    """The document by its name."""
    return {"long/300 pages": book(PARTS)}


def book(parts: int) -> bytes:
    """A document of so many parts."""
    chance = random.Random("long")
    blocks: list[Block] = []
    for number in range(parts):
        blocks += [Heading(1, "重点任务"), Paragraph(real(chance, 220)), Heading(2, "加强领导")]
        blocks += [Paragraph(real(chance, chance.randint(90, 200)), "统一思想", 3) for _ in range(2)]
        blocks += [ListItem(4, real(chance, 60)) for _ in range(3)]
        rows = tuple((str(row + 1), real(chance, 8)[:10], real(chance, 24)) for row in range(6))
        blocks.append(Table(("序号", "工作任务", "具体措施"), rows, (1.0, 3.0, 8.0), centred=frozenset({0})))
        if number % 10 == 9:
            blocks += [Picture(picture(640, 400, "JPEG"), "学习会现场", 90.0, "a.jpg"), PageBreak()]
    return render(papers.paper(1, blocks=tuple(blocks), title=("关于印发工作手册的通知",)), TEMPLATES / "公文.docx")
