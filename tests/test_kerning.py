"""Pairs of Latin letters stand nearer where the file asks for kerning and the face has such pairs."""

from __future__ import annotations

import io
import struct
from itertools import pairwise

import pdfplumber
import pytest

from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.fonts.kerning import pairs_of
from gongwen.pdf.printing import PrintOptions, print_word
from tests.font_files import free_set
from tests.handmade import para, run, word

PAIRS = {(36, 57): -100, (57, 36): -80}
LOOK = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>{kern}<w:sz w:val="{size}"/>'


def table(coverage: int = 1, version: int = 0) -> bytes:
    """A `kern` table of one subtable."""
    rows = b"".join(struct.pack(">HHh", left, right, value) for (left, right), value in sorted(PAIRS.items()))
    inner = struct.pack(">4H", len(PAIRS), 0, 0, 0) + rows
    return struct.pack(">HH", version, 1) + struct.pack(">3H", 0, len(inner) + 6, coverage) + inner


def test_pairs_of_horizontal_text_are_read():
    assert pairs_of(table()) == {left << 16 | right: value for (left, right), value in PAIRS.items()}


@pytest.mark.parametrize("data", [b"", b"\0", table(0), table(5), table(0x0201), table(version=1)])
def test_other_tables_have_no_pairs(data):
    assert pairs_of(data) == {}


@pytest.mark.parametrize("length", range(len(table())))
def test_a_cut_table_gives_what_is_whole(length):
    assert pairs_of(table()[:length]).items() <= pairs_of(table()).items()


def steps(kern: str, size: int, profile: str) -> list[float]:
    """The distances between the characters of 11WoV. in a print, in em."""
    data = word(para(run("11WoV.", LOOK.format(kern=kern, size=size))))
    printed = print_word(data, open_fonts(), PrintOptions(profile=profile))
    with pdfplumber.open(io.BytesIO(printed.data)) as pdf:
        chars = pdf.pages[0].chars
    assert "".join(char["text"] for char in chars) == "11WoV."
    return [round((right["x0"] - left["x0"]) / (size / 2), 2) for left, right in pairwise(chars)]


@pytest.mark.parametrize(
    ("kern", "size", "profile", "kerned"),
    [
        ("", 32, "word", False),
        ('<w:kern w:val="2"/>', 32, "word", True),
        ('<w:kern w:val="40"/>', 32, "word", False),
        ('<w:kern w:val="40"/>', 44, "word", True),
        ("", 32, "libreoffice", True),
    ],
)
def test_text_is_kerned_from_the_size_that_the_file_gives(kern, size, profile, kerned):
    free_set()
    face = open_fonts().chain("Times New Roman", latin=True).first
    if not face.pair(ord("1"), ord("1")):
        pytest.skip("needs a Latin face with kerning pairs: apt-get install fonts-liberation")
    expected = [
        round(face.advance(ord(left)) + (face.pair(ord(left), ord(right)) if kerned else 0.0), 2)
        for left, right in pairwise("11WoV.")
    ]
    assert steps(kern, size, profile) == pytest.approx(expected, abs=0.011)
