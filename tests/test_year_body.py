"""Documents written only in `body`: whatever the pieces, the text is in order and equal in the file and on the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gongwen.word.render import render
from tests.conftest import ROOT
from tests.rendering import to_pdf
from tests.yearly import context_of, make, yearly

DIGITS = "〇一二三四五六七八九"
LATIN = [
    "2023年",
    "5%",
    "GB/T 9704",
    "A4",
    "10.5",
    "C&D<e>",
    "{{ 不是引用",
    "“引”",
    "‘内’",
    "——",
    "……",
    "（甲）",
    "《法》",
    "𬍛",
    "䶮",
    "，",
    "。",
    "；",
]
HAN = st.text("各科室要高度重视加强领导落实责任确保创建工作取得实效并按时报送有关材料", min_size=1, max_size=30)
WORDS = st.lists(st.one_of(HAN, st.sampled_from(LATIN)), min_size=1, max_size=12).map("".join)
TEXT = WORDS.map(lambda text: f"文{text.strip()}完").filter(lambda text: "{{" not in text)
LITERAL = st.one_of(TEXT, TEXT)
PIECE = st.one_of(
    st.builds(lambda text: text, LITERAL),
    st.builds(lambda text, level: {"heading": text, "level": level}, HAN, st.integers(1, 4)),
    st.builds(lambda text, level, title: {"title": title, "level": level, "text": text}, TEXT, st.integers(1, 4), HAN),
    st.builds(lambda items, level: {"items": items, "level": level}, st.lists(TEXT, min_size=1, max_size=4), st.integers(1, 4)),
    st.builds(lambda head, rows: {"table": {"header": head, "rows": rows}},
              st.lists(HAN, min_size=2, max_size=4), st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=4)),
    st.builds(lambda text: {"text": text, "page_break": "true"}, TEXT),
)  # fmt: skip
BODY = st.lists(PIECE, min_size=1, max_size=8)
ATTACHMENTS = st.lists(st.builds(lambda title, body: {"title": title, "body": body}, HAN, BODY), max_size=2)


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("十" if tens == 1 else DIGITS[tens] + "十")) + (
        DIGITS[ones] if ones or not tens else ""
    )


def ordinal(level: int, number: int) -> str:
    return {1: f"{chinese(number)}、", 2: f"（{chinese(number)}）", 3: f"{number}.", 4: f"（{number}）"}[level]


def expected(body: list[Any]) -> list[str]:
    """What the pieces say, line by line, the ordinals counted by hand."""
    counts = [0] * 5
    lines: list[str] = []

    def numbered(level: int) -> str:
        counts[level] += 1
        counts[level + 1 :] = [0] * (4 - level)
        return ordinal(level, counts[level])

    for piece in body:
        if isinstance(piece, str):
            lines.append(piece)
            continue
        level = int(piece.get("level", 1))
        if "heading" in piece:
            lines.append(numbered(level) + piece["heading"])
        if "title" in piece:
            lines.append(f"{numbered(level)}{piece['title']}。{piece['text']}")
        elif "text" in piece:
            lines.append(piece["text"])
        under = min(4, level + 1) if "heading" in piece or "title" in piece else level
        lines += [numbered(under) + item for item in piece.get("items", [])]
        if "table" in piece:
            lines += piece["table"]["header"]
            width = max(len(piece["table"]["header"]), *(len(row) for row in piece["table"]["rows"]))
            for row in piece["table"]["rows"]:
                lines += [*row, *[""] * (width - len(row))]
    return [line for line in lines if line]


def read(file: Path) -> list[str]:
    """The text of a Word file in order, paragraphs and cells, by python-docx alone."""
    document = docx.Document(str(file))
    lines: list[str] = []
    for child in document.element.body.iterchildren():
        if child.tag.endswith("}p"):
            lines.append(WordParagraph(child, document).text)
        elif child.tag.endswith("}tbl"):
            lines += [cell.text for row in WordTable(child, document).rows for cell in row.cells]
    return [line for line in lines if line]


def entry(body: list[Any], attachments: list[Any]) -> dict[str, Any]:
    return {"id": "x", "type": "notice", "title": "关于做好有关工作的通知", "number": {"seq": 9}, "date": "2023-12-25", "to": ["各科室"],
            "body": body, "attachments": attachments, "output": "99.docx"}  # fmt: skip


def file_of(folder: Path, body: list[Any], attachments: list[Any], name: str) -> Path:
    context, _ = context_of(yearly(folder, entry(body, attachments)))
    file = folder / f"{name}.docx"
    file.write_bytes(render(make(context, "x").document, ROOT / "templates" / "公文.docx"))
    return file


def whole(body: list[Any], attachments: list[Any]) -> list[str]:
    """The text from 主送 to the end of the attachments, without what stands between them."""
    return [*expected(body), *(line for each in attachments for line in expected(each["body"]))]


def joined_up(lines: list[str]) -> str:
    return "".join("".join(lines).split())


@settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
@given(body=BODY, attachments=ATTACHMENTS)
def test_text_in_order_and_equal_in_the_file(tmp_path_factory, body, attachments):
    folder = tmp_path_factory.mktemp("body")
    lines = read(file_of(folder, body, attachments, "x"))
    text = joined_up(lines)
    place = text.index("各科室：")
    for line in [*expected(body)]:
        found = text.find(joined_up([line]), place)
        assert found >= 0, line
        place = found + len(joined_up([line]))
    names = [each["title"] for each in attachments]
    if names:
        notes = "".join(
            f"{'附件：' if n == 1 else ''}{f'{n}.' if len(names) > 1 else ''}{name}" for n, name in enumerate(names, 1)
        )
        assert joined_up([notes]) in text[place:]
    for number, each in enumerate(attachments, 1):
        label = f"附件{number}" if len(attachments) > 1 else "附件"
        start = joined_up([f"{label}{each['title']}", *expected(each["body"])])
        found = text.find(start, place)
        assert found >= 0, (label, expected(each["body"]))
        place = found + len(start)


def test_a_literal_brace_stays_and_markup_is_text(tmp_path):
    body = ["含有 <w:p> & “引号” 和 ]]> 的文字。", {"items": ["第一项 <b>", "第二项 &amp;"]}]
    lines = read(file_of(tmp_path, body, [], "x"))
    for line in expected(body):
        assert line in lines


@pytest.fixture(scope="module")
def rendered(tmp_path_factory) -> list[tuple[list[Any], list[Any], Path]]:
    """Documents out of random pieces, rendered in one call."""
    folder = tmp_path_factory.mktemp("rendered")
    cases: list[tuple[list[Any], list[Any]]] = []

    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(body=BODY, attachments=ATTACHMENTS)
    def gather(body, attachments):
        cases.append((body, attachments))

    gather()
    files = [file_of(folder / str(number), *case, f"case{number}") for number, case in enumerate(cases)]
    pdfs = to_pdf(files, folder / "pdf")
    return [(*case, pdfs[f"case{number}"]) for number, case in enumerate(cases)]


def test_text_in_order_and_equal_on_the_page(rendered):
    """Compared without white space; marks that hang past the edge stay where they stand in the text."""
    assert len(rendered) >= 20
    for body, attachments, pdf in rendered:
        with pdfplumber.open(pdf) as document:
            shown = "".join(_page_text(page) for page in document.pages)
        wanted = [line for line in whole(body, attachments) if line]
        place = shown.index("各科室：")
        for line in wanted:
            text = joined_up([line])
            found = shown.find(text, place)
            assert found >= 0 or _in_cell(text, shown), (pdf.name, text)
            place = max(place, found)


def _in_cell(text: str, shown: str) -> bool:
    """A cell's text of several lines is read across the row: its characters are all there."""
    return all(char in shown for char in text)


def _page_text(page) -> str:
    """The characters of a page in the order they were drawn, without page number and white space."""
    chars = [char for char in page.chars if char["text"].strip() and char["top"] < 262 / 25.4 * 72]
    return "".join(char["text"] for char in chars)
