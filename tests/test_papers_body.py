"""Papers written only in `body`: every paragraph in order and equal, in the blocks, in the file and on the page.

Beside `test_year_body`, which looks for each text after the one before it, the whole sequence is compared here: nothing
more, nothing less, nothing twice. Ordinals are counted independently, and the file is read by python-docx alone.
"""

from __future__ import annotations

import itertools
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
import yaml
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from gongwen.blocks.model import Document, Heading, ListItem, PageBreak, Paragraph, Table
from gongwen.word.contract import FRAME_FIELDS
from gongwen.word.render import render
from tests.conftest import ROOT
from tests.rendering import MM, to_pdf
from tests.test_papers_problems import HEAD, PEOPLE
from tests.yearly import context_of, make

HANGING = "，。、；："
NUMERALS = ["", *"一二三四五六七八九十"]
CONTINUED = "公文续段"
ANY = list(HealthCheck)
SAME = not os.environ.get("GONGWEN_RANDOM")
"""The same cases on every run; with the variable set, a new search."""
FAST = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


# ---------------------------------------------------------------- what may stand in a body
PIECES = [
    "2024年", "12.5%", "GB/T 9704—2012", "A4", "x<y>z", "C&D", "AT&amp;T", '"直"', "'单'", "“引‘内’号”", "《书〈篇〉》", "——", "……",
    "（甲）", "a{b}c", "]]>", "<!--", "\\n", "$", "%s", "№", "①", "℃", "㎡", "·", "～", "３", "Ａ", "，", "。", "；", "！",
    "𬍛", "𠮷", "䶮", "㛃", "é", "双  空", "全　角",
]  # fmt: skip
HAN = "各科室要高度重视加强领导落实责任确保创建工作取得实效并按时报送有关材料"
SHORT = st.text(HAN, min_size=1, max_size=12)
RUN = st.lists(st.one_of(st.text(HAN, min_size=1, max_size=20), st.sampled_from(PIECES)), min_size=1, max_size=9)


TEXT = RUN.map(lambda parts: f"本{''.join(parts)}止")
LONG = st.lists(TEXT, min_size=8, max_size=25).map("".join)
LEVEL = st.integers(1, 4)
TITLE = st.one_of(SHORT, SHORT.map(lambda text: text + "？"), SHORT.map(lambda text: text + "："))


def table(rows: int, columns: int, cell: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    def sized(width: int) -> st.SearchStrategy[dict[str, Any]]:
        row = st.lists(cell, min_size=1, max_size=width)
        return st.fixed_dictionaries({
            "header": st.lists(SHORT, min_size=width, max_size=width),
            "rows": st.lists(row, min_size=1, max_size=rows),
        })  # fmt: skip

    return st.integers(2, columns).flatmap(sized)


PIECE = st.fixed_dictionaries(
    {"level": LEVEL},
    optional={
        "heading": SHORT,
        "title": TITLE,
        "text": st.one_of(TEXT, LONG, st.lists(TEXT, min_size=2, max_size=3).map("\n".join)),
        "items": st.lists(TEXT, min_size=1, max_size=6),
        "table": table(6, 5, TEXT),
        "page_break": st.just("true"),
    },
)
PLAIN = st.one_of(TEXT, LONG)
BODY = st.lists(st.one_of(PLAIN, PIECE), min_size=1, max_size=8).filter(lambda body: len(expected(body)) > 0)
ATTACHMENTS = st.lists(st.fixed_dictionaries({"title": SHORT, "body": BODY}), max_size=3)


# ---------------------------------------------------------------- what it says, counted by hand
def count(number: int) -> str:
    """Chinese numbers to 99."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        return NUMERALS[number]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + NUMERALS[ones]


def ordinal(level: int, number: int) -> str:
    return (f"{count(number)}、", f"（{count(number)}）", f"{number}.", f"（{number}）")[level - 1]


def expected(body: list[Any]) -> list[str]:
    """The paragraphs and cells of a body: headings, run-in titles and items numbered, empty cells left out."""
    stack: list[int] = []  # how many of each level there are under the last one above
    lines: list[str] = []

    def numbered(level: int) -> str:
        stack[level:] = []
        stack.extend([0] * (level - len(stack)))
        stack[level - 1] += 1
        return ordinal(level, stack[level - 1])

    for piece in body:
        if isinstance(piece, str):
            lines.append(piece)
            continue
        level, paragraphs = piece["level"], piece.get("text", "").split("\n") if piece.get("text") else []
        if "heading" in piece:
            lines.append(numbered(level) + piece["heading"])
        if "title" in piece:
            closed = piece["title"] if piece["title"][-1] in "？：" else f"{piece['title']}。"
            lines.append(numbered(level) + closed + (paragraphs.pop(0) if paragraphs else ""))
        lines += paragraphs
        under = level + 1 if ("heading" in piece or "title" in piece) and level < 4 else level
        lines += [numbered(under) + item for item in piece.get("items", [])]
        if "table" in piece:
            lines += [*piece["table"]["header"], *(cell for row in piece["table"]["rows"] for cell in row)]
    return lines


def notes(names: list[str]) -> list[str]:
    if len(names) == 1:
        return [f"附件：{names[0]}"]
    return [f"{'附件：' if number == 1 else ''}{number}.{name}" for number, name in enumerate(names, 1)]


def whole(body: list[Any], attachments: list[Any]) -> list[str]:
    """Everything from 主送 to the end of the last attachment."""
    lines = [
        "各科室：",
        *expected(body),
        *notes([each["title"] for each in attachments]),
        "云溪县图书馆",
        "2024年12月25日",
    ]
    for number, each in enumerate(attachments, 1):
        lines += [f"附件{number if len(attachments) > 1 else ''}", each["title"], *expected(each["body"])]
    return lines


# ---------------------------------------------------------------- the paper made
def entry(body: list[Any], attachments: list[Any], kind: str = "notice") -> dict[str, Any]:
    return {"id": "x", "type": kind, "title": "关于做好有关工作的通知", "number": {"seq": 9}, "date": "2024-12-25", "to": ["各科室"],
            "body": body, "attachments": attachments, "signer": ["Y1"] if kind == "report" else [], "output": "99.docx"}  # fmt: skip


def document(folder: Path, body: list[Any], attachments: list[Any], kind: str = "notice") -> Document:
    (folder / "inputs").mkdir(parents=True, exist_ok=True)
    plan = yaml.dump(
        {"documents": [entry(body, attachments, kind)]},
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        default_style='"',  # of the styles that YAML folds, the blanks between Han are not kept
        width=1_000_000,
    )
    (folder / "inputs" / "plan.yaml").write_text(HEAD + plan, encoding="utf-8")
    (folder / "inputs" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    context, _ = context_of(folder)
    return make(context, "x").document


def said(blocks: Any) -> list[str]:
    """The texts of blocks, without ordinals."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(run_in=str() as title, text=text):
                lines.append(title + text)
            case Table(header=header, rows=rows):
                lines += [cell for row in (header, *rows) for cell in row]
            case Heading() | ListItem() | Paragraph():
                lines.append(block.text)
            case PageBreak():
                pass
            case _:
                raise AssertionError(block)
    return lines


def unnumbered(body: list[Any]) -> list[str]:
    """The texts of a body, without ordinals and without the full stop of a run-in title."""
    lines: list[str] = []
    for piece in body:
        if isinstance(piece, str):
            lines.append(piece)
            continue
        paragraphs = piece["text"].split("\n") if piece.get("text") else []
        lines += [piece["heading"]] if "heading" in piece else []
        if "title" in piece:
            lines.append(piece["title"] + (paragraphs.pop(0) if paragraphs else ""))
        lines += [*paragraphs, *piece.get("items", [])]
        if "table" in piece:
            lines += [*piece["table"]["header"], *(cell for row in piece["table"]["rows"] for cell in row)]
    return lines


def read(file: Path) -> list[str]:
    """The text of a Word file from 主送 on, paragraph by paragraph and cell by cell; what goes on a page later is joined."""
    word = docx.Document(str(file))
    lines: list[str] = []
    for child in word.element.body.iterchildren():
        if child.tag == qn("w:p") and not list(child.iter(qn("w:drawing"))):
            paragraph = WordParagraph(child, word)
            if paragraph.style.name == CONTINUED and lines:
                lines[-1] += paragraph.text
            else:
                lines.append(paragraph.text)
        elif child.tag == qn("w:tbl"):
            lines += [cell.text for row in WordTable(child, word).rows for cell in row.cells]
    lines = [line for line in lines if line]
    return lines[lines.index("各科室：") :]


@settings(max_examples=80, deadline=None, derandomize=SAME, phases=FAST, suppress_health_check=ANY)
@example(body=["独段。" * 400], attachments=[])
@example(body=[{"level": 1, "items": [f"第{n}项" for n in range(1, 32)]}], attachments=[])
@example(
    body=[
        {"level": 4, "items": ["甲"]},
        {"level": 1, "heading": "章"},
        {"level": 4, "items": ["乙"]},
        {"level": 3, "title": "节", "items": ["丙", "丁"]},
    ],
    attachments=[],
)
@given(body=BODY, attachments=ATTACHMENTS)
def test_every_paragraph_in_blocks_and_file(tmp_path_factory, body, attachments):
    folder = tmp_path_factory.mktemp("body")
    made = document(folder, body, attachments)
    assert [line for line in said(made.blocks) if line] == unnumbered(body)
    for given_, bound in zip(attachments, made.attachments, strict=True):
        assert [line for line in said(bound.blocks) if line] == unnumbered(given_["body"])
    file = folder / "x.docx"
    file.write_bytes(render(made, ROOT / "templates" / "公文.docx"))
    assert read(file) == whole(body, attachments)


@settings(max_examples=40, deadline=None, derandomize=SAME, phases=FAST, suppress_health_check=ANY)
@given(body=BODY, kind=st.sampled_from(["letter", "order", "report"]))
def test_the_same_in_every_frame_of_a_body(tmp_path_factory, body, kind):
    folder = tmp_path_factory.mktemp("frame")
    made = document(folder, body, [], kind)
    assert made.frame in FRAME_FIELDS
    file = folder / "x.docx"
    file.write_bytes(render(made, ROOT / "templates" / f"{made.frame}.docx"))
    word = docx.Document(str(file))
    lines: list[str] = []
    for child in word.element.body.iterchildren():
        if child.tag == qn("w:p"):
            lines.append(WordParagraph(child, word).text)
        elif child.tag == qn("w:tbl"):
            lines += [cell.text for row in WordTable(child, word).rows for cell in row.cells]
    text, wanted = "".join(lines), "".join(expected(body))
    assert text.count(wanted) == 1


def test_names_that_look_like_tags_stay_as_they_are(tmp_path):
    """Values are not read as tags: a person, a department or a unit may have any name."""
    (tmp_path / "inputs").mkdir()
    plan = """
documents:
  - {id: x, type: notice, title: 关于放假的通知, to: [各科室], body: ["{{ group.leader }}任组长。", "{{ unit.short_name }}放假。"], output: a.docx}
"""
    text = HEAD.replace("short_name: 本馆", "short_name: '{{ year }}馆'") + plan
    (tmp_path / "inputs" / "plan.yaml").write_text(text, encoding="utf-8")
    people = PEOPLE.replace("高远", "{{ 高远 }}{% raw %}&<b>")
    (tmp_path / "inputs" / "people.csv").write_text(people, encoding="utf-8")
    context, loaded = context_of(tmp_path)
    assert not any(each.severity == "错误" for each in loaded.problems)
    file = tmp_path / "x.docx"
    file.write_bytes(render(make(context, "x").document, ROOT / "templates" / "公文.docx"))
    lines = read(file)
    assert "{{ 高远 }}{% raw %}&<b>任组长。" in lines
    assert any(line.endswith("馆放假。") for line in lines)


@pytest.mark.parametrize("text", ["{", "}", "{ {", "集合{", "a{b}c", "{}", "{1}"])
def test_single_braces_are_text(tmp_path, text):
    file = tmp_path / "x.docx"
    file.write_bytes(render(document(tmp_path, [f"记作{text}。"], []), ROOT / "templates" / "公文.docx"))
    assert f"记作{text}。" in read(file)


def test_page_breaks_stand_before_their_block_and_nowhere_else(tmp_path):
    """One for each `page_break`, one for each attachment."""
    body = [
        "一段。",
        {"level": 1, "heading": "新页的标题", "page_break": "true"},
        "二段。",
        {"level": 1, "table": {"header": ["甲", "乙"], "rows": [["丙", "丁"]]}, "page_break": "true"},
    ]
    file = tmp_path / "x.docx"
    file.write_bytes(
        render(document(tmp_path, body, [{"title": "名单", "body": ["三段。"]}]), ROOT / "templates" / "公文.docx")
    )
    word = docx.Document(str(file))
    breaks = [paragraph.text for paragraph in word.paragraphs if paragraph.paragraph_format.page_break_before]
    assert breaks == ["一、新页的标题", "", "附件"]


def test_a_table_without_header_and_rows_of_any_length(tmp_path):
    body = [{"level": 1, "table": {"rows": [["甲"], ["乙", "丙", "丁"], ["", "戊"]]}}, "完。"]
    file = tmp_path / "x.docx"
    file.write_bytes(render(document(tmp_path, body, []), ROOT / "templates" / "公文.docx"))
    rows = [[cell.text for cell in row.cells] for row in docx.Document(str(file)).tables[0].rows]
    assert rows == [["甲", "", ""], ["乙", "丙", "丁"], ["", "戊", ""]]


def test_two_tables_in_a_row_stay_two(tmp_path):
    one = {"level": 1, "table": {"header": ["甲", "乙"], "rows": [["1", "2"]]}}
    file = tmp_path / "x.docx"
    file.write_bytes(render(document(tmp_path, [one, one, "完。"], []), ROOT / "templates" / "公文.docx"))
    word = docx.Document(str(file))
    assert len(word.tables) == 2
    tags = [child.tag for child in word.element.body.iterchildren()]
    assert (qn("w:tbl"), qn("w:tbl")) not in set(itertools.pairwise(tags))  # Word would join them


def test_a_paragraph_that_goes_on_with_the_signature_is_whole(tmp_path):
    """Where the signature turns the page, the last lines of an only paragraph are one of their own: no character more or less."""
    parts = 0
    for length in range(176, 256, 4):
        body = [f"{('各科室要按时报送，' * 40)[:length]}。"]
        file = tmp_path / "x.docx"
        file.write_bytes(render(document(tmp_path, body, []), ROOT / "templates" / "公文.docx"))
        assert read(file) == whole(body, [])
        parts += any(paragraph.style.name == CONTINUED for paragraph in docx.Document(str(file)).paragraphs)
    assert parts > 10


# ---------------------------------------------------------------- the rendering
MANY = 40


@pytest.fixture(scope="module")
def rendered(tmp_path_factory) -> list[tuple[list[Any], list[Any], Path]]:
    """Random papers, and a few that are long, rendered in one call."""
    folder = tmp_path_factory.mktemp("rendered")
    long = [[f"{n}", "各科室要高度重视" * (1 + n % 4), "按时报送" * (n % 9 + 1)] for n in range(60)]
    cases: list[tuple[list[Any], list[Any]]] = [
        ([{"level": 1, "heading": "长表", "table": {"header": ["序号", "内容", "要求"], "rows": long}}, "表后一段。"], []),
        (["长段，" * 900 + "完。"], []),
        ([{"level": 2, "items": [f"第{n}项要按时报送材料" * (n % 5 + 1) for n in range(1, 40)]}], [{"title": "长附件", "body": ["长段；" * 600]}]),
    ]  # fmt: skip

    @settings(max_examples=MANY, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(body=BODY, attachments=ATTACHMENTS)
    def gather(body: list[Any], attachments: list[Any]) -> None:
        cases.append((body, attachments))

    gather()
    files = []
    for number, (body, attachments) in enumerate(cases):
        file = folder / f"case{number}.docx"
        made = document(folder / str(number), body, attachments)
        file.write_bytes(render(made, ROOT / "templates" / "公文.docx"))
        files.append(file)
    pdfs = to_pdf(files, folder / "pdf")
    return [(body, attachments, pdfs[f"case{number}"]) for number, (body, attachments) in enumerate(cases)]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def headers(body: list[Any], attachments: list[Any]) -> list[str]:
    """The header rows of every table, which each page of it repeats."""
    pieces = [*body, *(piece for each in attachments for piece in each["body"])]
    return [
        squeezed("".join(piece["table"]["header"]))
        for piece in pieces
        if not isinstance(piece, str) and "table" in piece
    ]


def drawn(chars: list[dict[str, Any]]) -> str:
    """Characters as they are read: in the order they were drawn, but along each line, since another face comes after its line."""
    runs: list[list[dict[str, Any]]] = []
    for char in chars:
        if runs and abs(runs[-1][-1]["matrix"][5] - char["matrix"][5]) < 1:
            runs[-1].append(char)
        else:
            runs.append([char])
    return squeezed("".join(char["text"] for run in runs for char in sorted(run, key=lambda each: each["x0"])))


def pages(pdf: Path) -> list[str]:
    """The characters of each page as they are read, page numbers and 版记 left out."""
    with pdfplumber.open(pdf) as document_:
        found = [drawn([char for char in page.chars if char["top"] < 262 * MM]) for page in document_.pages]
    imprint = squeezed("云溪县图书馆2024年12月25日印发")
    found[-1] = found[-1].removesuffix(imprint)
    return found


def difference(wanted: str, shown: list[str], repeats: list[str]) -> str:
    """What is wrong with the pages, empty if nothing: only marks that hang may be missing, only headers may be repeated."""
    place, lost = 0, 0
    for number, page in enumerate(shown):
        rest = page
        if number and not wanted.startswith(rest[:30], place):
            # the marks that hang at the end of a page were not drawn, or a table goes on
            for header in sorted(repeats, key=len, reverse=True):
                if rest.startswith(header) and not wanted.startswith(header, place):
                    rest = rest[len(header) :]
                    break
        for char in rest:
            while place < len(wanted) and wanted[place] != char and wanted[place] in HANGING:
                place, lost = place + 1, lost + 1
            if place >= len(wanted) or wanted[place] != char:
                return f"page {number + 1}: {rest[:40]} … shown {char!r}, wanted {wanted[place : place + 20]!r}"
            place += 1
    while place < len(wanted) and wanted[place] in HANGING:
        place, lost = place + 1, lost + 1
    if place != len(wanted):
        return f"missing at the end: {wanted[place : place + 40]!r}"
    return "" if lost <= len(wanted) // 60 + 2 else f"{lost} marks missing"


@pytest.mark.parametrize(
    ("shown", "fault"),
    [
        (["甲乙，丙丁", "戊。"], ""),
        (["甲乙丙丁", "戊"], ""),  # hanging marks that were not drawn
        (["甲乙，丙", "表头丁戊。"], ""),  # the header of a table that goes on
        (["甲乙，丁", "戊。"], "page 1"),
        (["甲乙，丙丁丁", "戊。"], "page 1"),
        (["甲乙，丁丙", "戊。"], "page 1"),
        (["甲乙，丙丁", "尾戊。"], "page 2"),
        (["甲乙，丙丁"], "missing at the end"),
    ],
)
def test_the_comparison_itself_sees_what_differs(shown, fault):
    assert difference("甲乙，丙丁戊。", shown, ["表头"]).startswith(fault)
    assert bool(difference("甲乙，丙丁戊。", shown, ["表头"])) is bool(fault)


def test_every_character_in_order_on_the_page(rendered):
    assert len(rendered) >= MANY
    wrong = {}
    for body, attachments, pdf in rendered:
        wanted = squeezed(
            "".join(["云溪县图书馆文件", "云图〔2024〕9号", "关于做好有关工作的通知", *whole(body, attachments)])
        )
        found = difference(wanted, pages(pdf), headers(body, attachments))
        if found:
            wrong[pdf.name] = found
    assert not wrong


def test_an_attachment_begins_a_page_and_numbers_go_on(rendered):
    for _, attachments, pdf in rendered:
        shown = pages(pdf)
        labels = [f"附件{n}{each['title']}" if len(attachments) > 1 else f"附件{each['title']}" for n, each in enumerate(attachments, 1)]  # fmt: skip
        for label in labels:
            assert sum(page.startswith(squeezed(label)) for page in shown) == 1, pdf.name
        with pdfplumber.open(pdf) as file:
            feet = [
                squeezed("".join(char["text"] for char in page.chars if char["top"] > 262 * MM)) for page in file.pages
            ]
        assert all(f"—{number}—" in foot for number, foot in enumerate(feet, 1)), (pdf.name, feet)
