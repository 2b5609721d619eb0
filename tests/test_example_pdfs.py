"""The PDFs of the example as files: sound, equal on every run, small; rare and broken characters in their text."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from gongwen.pdf.fonts.book import FontBook, open_fonts
from gongwen.pdf.printing import Printed, print_word
from tests.conftest import ROOT
from tests.font_files import free_set
from tests.handmade import para, run, word
from tests.test_pdf_objects import check

KB = 1024
HASHES = """
import hashlib, sys
from pathlib import Path
from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.printing import print_word
fonts = open_fonts()
for file in map(Path, sys.argv[1:]):
    print(hashlib.sha256(print_word(file.read_bytes(), fonts).data).hexdigest())
"""


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", **more}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> Path:
    """The example, built with its PDFs."""
    free_set()
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(ROOT / "inputs", folder / "inputs")
    command = [sys.executable, "-m", "gongwen", "build", "--pdf", "--quiet"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    return folder / "outputs" / "2023"


@pytest.fixture(scope="module")
def fonts() -> FontBook:
    free_set()
    return open_fonts()


def pages(pdf: Path) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


# ---------------------------------------------------------------- the files
def test_a_checker_finds_nothing_in_any_pdf_of_the_example(outputs, tmp_path):
    files = sorted(outputs.rglob("*.pdf"))
    assert len(files) > 15
    for file in files:
        check(file.read_bytes(), tmp_path / "checked.pdf")


def test_every_single_paper_and_every_print_set_has_its_pdf(outputs):
    printed = {file.with_suffix("") for file in outputs.rglob("*.pdf")}
    words = {file.with_suffix("") for file in outputs.rglob("*.docx")}
    assert printed <= words
    assert {each for each in words if each.parent == outputs or each.parent.name == "打印"} <= printed


def test_equal_files_give_equal_pdfs_whatever_the_hash_seed(outputs):
    files = [*outputs.glob("*.docx"), *outputs.rglob("打印/*无烟*.docx"), next(outputs.rglob("遵纪守法/*.docx"))]
    said = [
        subprocess.run(
            [sys.executable, "-c", HASHES, *sorted(files)],
            check=True,
            capture_output=True,
            env=environment(PYTHONHASHSEED=seed),
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert len(set(said[0].split())) == len(files)


def test_the_plan_is_small(outputs):
    plan = outputs / "01-实施方案.pdf"
    assert pages(plan) >= 7
    assert plan.stat().st_size < 45 * KB * pages(plan)


def test_a_letter_of_one_page_is_small(outputs, fonts):
    sizes = []
    for folder in ("遵纪守法", "无烟办公"):
        letter = next(outputs.rglob(f"承诺书/{folder}/0*.docx"))
        printed = print_word(letter.read_bytes(), fonts)
        assert printed.pages == 1
        sizes.append(len(printed.data))
    assert max(sizes) < 130 * KB


# ---------------------------------------------------------------- their text
NAMES = "王𬭛、李䶮、陈𠮷"


def printed(text: str, fonts: FontBook) -> Printed:
    return print_word(word(para(run(text, '<w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/>'))), fonts)


def pdfium(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def poppler(data: bytes) -> str:
    if shutil.which("pdftotext") is None:
        message = "needs pdftotext: apt-get install poppler-utils"
        if os.environ.get("GONGWEN_REQUIRE_RENDERING"):
            pytest.fail(message)
        pytest.skip(message)
    command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("reader", [pdfium, poppler])
def test_rare_characters_of_names_come_back_and_are_drawn(fonts, reader: Callable[[bytes], str]):
    found = printed(f"参加的有：{NAMES}。", fonts)
    assert found.missing == []
    assert NAMES in re.sub(r"\s", "", reader(found.data))


def test_a_character_that_no_font_has_is_named(fonts):
    found = printed(f"{NAMES}、赵\u2fe0、钱\U0003fffd", fonts)
    assert found.missing == ["\u2fe0", "\U0003fffd"]
    assert NAMES in re.sub(r"\s", "", pdfium(found.data))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("前\ufffd后", "前\ufffd后"),
        ("前\u200b\u200e\u2060\ufeff\u00ad后", "前后"),
        ("前&#9;&#10;&#13;后", "前后"),
        ("前\u202e后\u202c", "前后"),
        ("葛\U000e0100城", "葛城"),
        ("前\u0085\u0080后", "前后"),
    ],
    ids=["replacement", "invisible", "control", "direction", "variation", "upper control"],
)
def test_marks_that_show_nothing_neither_break_a_pdf_nor_count_as_missing_type(fonts, tmp_path, text, shown):
    found = printed(text, fonts)
    check(found.data, tmp_path / "checked.pdf")
    visible = "".join(char for char in pdfium(found.data) if char.isprintable() and not char.isspace())
    assert visible == shown
    assert all("\x80" <= char <= "\x9f" for char in found.missing)
