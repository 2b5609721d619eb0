"""Page ends over random documents, in LibreOffice's rendering: signature, imprint, headings, text on page 1, words."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from gongwen.blocks.model import Document, Heading, Paragraph
from gongwen.word.render import render
from tests import papers
from tests.rendering import PRINTERS, read_pages

TEMPLATES = Path(__file__).parent.parent / "templates"
COUNT = 60
PIECES = [
    "各部门要高度重视，加强领导，落实责任，",
    "截至2023年12月20日，全市共有A类单位128个、B类单位64个，较2022年增长12.5%，",
    "确保“文明单位”创建工作取得实效；",
    "按照国发〔2023〕15号文件要求，",
    "对工作不力的予以通报——绝不姑息……",
]
TITLES = [("短标题通知",), ("关于印发《2023年精神文明建设", "工作实施方案》的通知"), ("一行", "两行", "三行的通知")]


def random_document(chance: random.Random) -> Document:
    """One to four paragraphs of any length, with or without headings, notes, seal and 附注."""
    blocks: list = []
    for _ in range(chance.randint(1, 4)):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 14))).rstrip("，；") + "。"
        if chance.random() < 0.25:
            blocks.append(Heading(1, "工作要求"))
        blocks.append(Paragraph(text, "加强领导", 2) if chance.random() < 0.3 else Paragraph(text))
    return papers.paper(
        1,
        blocks=tuple(blocks),
        sealed=chance.random() < 0.6,
        attachment_notes=chance.choice([(), ("任务分工台账",), ("甲方案", "乙名单")]),
        title=chance.choice(TITLES),
        note=chance.choice([None, "此件主动公开"]),
    )


@pytest.fixture(scope="module", params=PRINTERS)
def rendered(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ends")
    chance = random.Random(2023)
    documents = {f"d{number}": random_document(chance) for number in range(COUNT)}
    files = []
    for name, document in documents.items():
        file = folder / f"{name}.docx"
        file.write_bytes(render(document, TEMPLATES / "公文.docx"))
        files.append(file)
    pdfs = PRINTERS[request.param](files, folder / "pdf")
    return {name: (document, read_pages(pdfs[name])) for name, document in documents.items()}


@pytest.mark.parametrize("number", range(COUNT))
def test_page_ends(rendered, number):
    document, pages = rendered[f"d{number}"]
    signed = next(page for page in pages if any(line.text == papers.DATE for line in page.body))
    date = signed.line(papers.DATE)
    above = [line.text for line in signed.body if line.baseline < date.baseline - 1 and line.text != papers.ISSUER]
    one_line = len(document.blocks) == 1 and len(document.blocks[0].text) < 20
    texts = [text for text in above if one_line or not re.match(r"附件：|2\.", text)]
    assert texts, "the signature has no text on its page"
    to = pages[0].line("各科室")
    body = [line.text for line in pages[0].body if line.baseline > to.baseline + 1]
    assert [text for text in body if not re.match("[一二三四]、", text)], "page 1 shows no text"
    assert not any(page.body and re.match("[一二三四]、", page.body[-1].text) for page in pages), (
        "a heading is stranded"
    )
    assert [rule for rule in pages[-1].rules if not rule.red][-1].y == pytest.approx(262, abs=0.5)
    shown = "".join(line.text for page in pages for line in page.body)
    for block in document.blocks:
        start = block.text[:10]
        assert start in shown
