"""Letters as LibreOffice prints them: one page where promised, on the grid, sign-offs whole, names as they are."""

from __future__ import annotations

import re
import shutil

import pytest

from gongwen.letters import LetterOptions, make_letters
from gongwen.standard.page import LINE, MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, PAGE_WIDTH, mm
from tests.conftest import ROOT
from tests.rendering import read_pages, to_pdf

LEFT, RIGHT, TOP, PITCH = mm(MARGIN_LEFT), mm(PAGE_WIDTH - MARGIN_RIGHT), mm(MARGIN_TOP), mm(LINE)
PLEDGES = {"做遵纪守法好公民承诺书": 58, "廉洁自律承诺书": 42, "无烟办公承诺书": 8}
RARE = ("阿娜古丽·艾尔肯", "许䶮", "唐𬍛宁", "欧阳行健", "李思齐")


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The print sets of the example as pages, by title."""
    root = tmp_path_factory.mktemp("pages") / "工作"
    shutil.copytree(ROOT / "inputs", root / "inputs")
    make_letters(LetterOptions(plan=root / "inputs" / "plan.yaml", pdf=False), lambda _: None, lambda *_: None)
    files = sorted(root.rglob("*（打印）.docx"))
    return {stem.removesuffix("（打印）"): read_pages(pdf) for stem, pdf in to_pdf(files, root / "pdf").items()}


@pytest.mark.parametrize(("title", "count"), PLEDGES.items())
def test_every_pledge_is_one_page_on_the_grid(printed, title, count):
    pages = printed[title]
    assert len(pages) == 2 * count - 1
    for number, page in enumerate(pages):
        if number % 2:
            assert not page.lines, "a letter begins on a front side"
            continue
        body = page.body
        assert body[0].text == title
        assert abs((body[0].left + body[0].right) / 2 - (LEFT + RIGHT) / 2) < 1
        text = body[1:]
        steps = {round((line.baseline - text[0].baseline) / PITCH, 2) for line in text}
        assert all(abs(step - round(step)) < 0.03 for step in steps), steps
        assert all(line.left > LEFT - 0.3 and line.right < RIGHT + 6 for line in text)
        assert {round(line.size) for line in text} == {16}
        assert text[-1].text.startswith("签订日期：2023年")
        (number_line,) = [line for line in page.lines if line.baseline > 262]
        assert number_line.text == "—1—"


def test_rare_names_are_printed_as_they_are(printed):
    lines = [line.text for page in printed["做遵纪守法好公民承诺书"] for line in page.lines]
    for name in RARE:
        assert any(line.startswith(f"承诺人：{name}") for line in lines), name
    assert sum(line.startswith("承诺人：李思齐") for line in lines) == 2


@pytest.mark.parametrize(("title", "count"), [("党风廉政建设责任书", 24), ("精神文明建设目标责任书", 16)])
def test_sign_offs_of_responsibility_letters_are_whole(printed, title, count):
    check_sign_offs(printed[title], count)


def check_sign_offs(pages, count):
    """Every sign-off stands on one page, under text of the letter."""
    found = 0
    for page in pages:
        lines = [line.text for line in page.body]
        party = [n for n, line in enumerate(lines) if line.startswith("甲方：")]
        date = [n for n, line in enumerate(lines) if line.startswith("日期：")]
        assert len(party) == len(date) <= 1, lines
        if party:
            found += 1
            assert date[0] - party[0] >= 3
            assert party[0] > 0, "never alone on a page"
    assert found == count


LENGTHS = """schema: gongwen/plan@1
year: 2026
unit: {{name: 清河县住房和城乡建设局}}
roster: {{file: 名册.csv, columns: {{id: 工号, name: 姓名, post: 职务}}}}
letters:
{letters}
documents: []
"""
LETTER = """  - id: L{n}
    kind: responsibility
    title: 第{n}种长度的责任书
    levels: [{{party_a: {{staff: G1}}, party_b: {{staff: G2}}}}]
    items: [{items}]
    sign_date: 2026-03-01
"""
ITEM = "认真履行岗位职责，落实各项制度，接受组织和群众监督，做到令行禁止，如有违反愿意接受组织处理"


def test_sign_offs_are_whole_whatever_the_length(tmp_path):
    (tmp_path / "inputs").mkdir()
    letters = "".join(
        LETTER.format(n=n, items=", ".join([ITEM] * (n // 2) + ["接受监督"] * (n % 2 + 1))) for n in range(10, 26)
    )
    (tmp_path / "inputs" / "plan.yaml").write_text(LENGTHS.format(letters=letters), encoding="utf-8")
    (tmp_path / "inputs" / "名册.csv").write_text("工号,姓名,职务\nG1,王一,局长\nG2,李二,科长\n", encoding="utf-8")
    make_letters(
        LetterOptions(plan=tmp_path / "inputs" / "plan.yaml", print_sets=False), lambda _: None, lambda *_: None
    )
    files = sorted(tmp_path.rglob("001*.docx"))
    copies = [shutil.copy(path, tmp_path / f"{path.parent.name}.docx") for path in files]
    pdfs = to_pdf(copies, tmp_path / "pdf")
    assert len(pdfs) == 16
    lengths = set()
    for pdf in pdfs.values():
        pages = read_pages(pdf)
        check_sign_offs(pages, 1)
        lengths.add(len(pages))
    assert lengths == {1, 2}, "the lengths tried lie on both sides of a page end"


def test_no_letter_prints_a_tag(printed):
    text = "\n".join(line.text for pages in printed.values() for page in pages for line in page.lines)
    assert not re.search(r"\{\{|\{%|None", text)
