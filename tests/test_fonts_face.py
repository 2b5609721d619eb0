"""One face of a font file: characters, measures, and the part of it that a PDF holds."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
from contextlib import ExitStack
from hashlib import sha256

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from gongwen.pdf.fonts.convert import convert_file
from gongwen.pdf.fonts.face import Face
from gongwen.pdf.fonts.metrics import NominalFonts, is_invisible
from gongwen.pdf.fonts.sfnt import FontError
from gongwen.problems import ExitCode, UserError
from gongwen.standard.widths import text_em
from tests import font_files
from tests.conftest import ROOT


@pytest.fixture
def opened():
    """Open a font with fontTools; closed at the end."""
    with ExitStack() as stack:
        yield lambda file, **options: stack.enter_context(TTFont(file, **options))


TEXT = "关于印发《2023年精神文明建设实施方案》的通知——〇喆玥㛃䶮𬭼𠮷𰻝ABCxyz0123%℃①“”……"


def outline(glyphs, name):
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value


@pytest.mark.parametrize(
    "name", ["GongwenTitle-Regular", "GongwenFangSong-Regular", "gkai00mp", "BabelStoneHan", "HanaMinB"]
)
def test_a_subset_has_the_outlines_and_advances_of_its_source(opened, name):
    path = font_files.free_set() / f"{name}.ttf"
    face = Face(path)
    subset = face.subset(map(ord, TEXT))
    source = opened(path, lazy=True)
    cmap, drawn = source.getBestCmap(), source.getGlyphSet()
    made = opened(io.BytesIO(subset.data))
    order, redrawn = made.getGlyphOrder(), made.getGlyphSet()
    assert set(subset.glyphs) == {ord(char) for char in TEXT} & set(cmap) == set(subset.widths)
    assert list(subset.glyphs) == sorted(subset.glyphs)
    assert len(subset.glyphs) > (5 if name == "HanaMinB" else 20)
    for code, glyph in subset.glyphs.items():
        assert glyph
        assert outline(redrawn, order[glyph]) == outline(drawn, cmap[code]), chr(code)
        advance = source["hmtx"][cmap[code]][0]
        assert made["hmtx"][order[glyph]] == source["hmtx"][cmap[code]]
        assert subset.widths[code] == round(advance * 1000 / source["head"].unitsPerEm)
        assert face.advance(code) == advance / source["head"].unitsPerEm
    assert outline(redrawn, order[0]) == outline(drawn, source.getGlyphOrder()[0])


def test_a_subset_is_a_fraction_of_its_source_with_right_checksums(opened):
    path = font_files.free_set() / "GongwenTitle-Regular.ttf"
    data = Face(path).subset(map(ord, TEXT)).data
    assert len(data) < path.stat().st_size / 100
    made = opened(io.BytesIO(data), checkChecksums=2)
    assert {"head", "hhea", "hmtx", "maxp", "loca", "glyf", "prep"} <= set(made.keys())
    words = struct.unpack(f">{len(data) // 4}I", data)
    assert sum(words) & 0xFFFFFFFF == 0xB1B0AFBA


def test_parts_of_composite_glyphs_come_along(opened, tmp_path):
    path = font_files.font(tmp_path / "a.ttf", "甲", chars="abcdz")
    source, face = opened(path), Face(path)
    name = source.getBestCmap()[ord("z")]
    assert source["glyf"][name].isComposite()
    subset = face.subset([ord("z")])
    made = opened(io.BytesIO(subset.data))
    order = made.getGlyphOrder()
    assert len(order) == 3
    assert outline(made.getGlyphSet(), order[subset.glyphs[ord("z")]]) == outline(source.getGlyphSet(), name)


def test_equal_text_gives_equal_bytes_whatever_the_order_and_hash_seed(tmp_path):
    path = font_files.free_set() / "gkai00mp.ttf"
    code = (
        "import sys, hashlib; from pathlib import Path; from gongwen.pdf.fonts.face import Face\n"
        f"face = Face(Path({str(path)!r})); text = {TEXT!r}\n"
        "print(face.key, hashlib.sha256(face.subset(set(map(ord, text))).data).hexdigest())"
    )
    said = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        said.add(done.stdout)
    face = Face(path)
    assert said == {f"{face.key} {sha256(face.subset(map(ord, reversed(TEXT))).data).hexdigest()}\n"}


def test_the_key_is_of_the_font_and_not_of_its_place(tmp_path):
    first = font_files.font(tmp_path / "a.ttf", "甲", chars="abc")
    copy = tmp_path / "b" / "other.ttf"
    copy.parent.mkdir()
    copy.write_bytes(first.read_bytes())
    other = font_files.font(tmp_path / "c.ttf", "甲", chars="abcd")
    shorter = font_files.font(tmp_path / "d.ttf", "甲", chars="abd")
    keys = [Face(path).key for path in (first, copy, other, shorter)]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


@pytest.mark.parametrize("name", ["gkai00mp", "HanaMinA", "NotoSerifSC-Regular"])
def test_characters_are_found_as_fonttools_finds_them(opened, name):
    path = font_files.free_set() / f"{name}.ttf"
    source, face = opened(path, lazy=True), Face(path)
    cmap = source.getBestCmap()
    numbers = {glyph: number for number, glyph in enumerate(source.getGlyphOrder())}
    for code in [*range(0x20, 0x3100), *range(0x4E00, 0xA000, 3), *range(0xF000, 0x11000), *range(0x20000, 0x20400)]:
        assert face.glyph(code) == numbers.get(cmap.get(code, ""), 0), hex(code)


@pytest.mark.parametrize(
    ("kind", "codes", "asked"),
    [
        ((0, 1, 0), {65: "a", 66: "b", 165: "a"}, {65: 1, 66: 2, 67: 0, 165: 0, 300: 0}),
        ((6, 1, 0), {65: "a", 67: "b"}, {65: 1, 66: 0, 67: 2, 64: 0, 68: 0}),
        ((6, 0, 3), {0x4E00: "a"}, {0x4E00: 1, 0x4E01: 0}),
        ((4, 3, 0), {0xF041: "a"}, {0x41: 1, 0xF041: 1, 0x42: 0}),
        ((4, 3, 1), {0x41: "b", 0x42: "a", 0x4E00: "b", 0xFFFE: "a"}, {0x41: 2, 0x42: 1, 0x4E00: 2, 0xFFFE: 1, 0xFFFF: 0, 0x10041: 0}),
        ((12, 3, 10), {0x41: "a", 0x20BB7: "b"}, {0x41: 1, 0x20BB7: 2, 0x20BB8: 0, 0x10FFFF: 0}),
    ],
)  # fmt: skip
def test_character_tables_of_each_format(opened, tmp_path, kind, codes, asked):
    format_, platform, encoding = kind
    path = font_files.font(tmp_path / "a.ttf", "甲", chars="ab")
    source = opened(path)
    table = newTable("cmap")
    table.tableVersion = 0
    subtable = CmapSubtable.newSubtable(format_)
    subtable.platformID, subtable.platEncID, subtable.language = platform, encoding, 0
    names = {"a": "u61", "b": "u62"}
    subtable.cmap = {code: names[name] for code, name in codes.items()}
    if format_ == 12:
        subtable.reserved = subtable.length = 0
    table.tables = [subtable]
    source["cmap"] = table
    source.save(path)
    face = Face(path)
    assert {code: face.glyph(code) for code in asked} == asked


def test_measures_are_those_of_the_font():
    face = Face(font_files.free_set() / "GongwenFangSong-Regular.ttf")
    assert (face.ascent, face.descent, face.line_gap) == (0.88, 0.12, 0.2)
    assert (face.family, face.ps_name, face.index) == ("Gongwen FangSong", "GongwenFangSong-Regular", 0)
    assert face.advance(ord("国")) == 1.0
    assert face.bbox == (-263, -272, 1127, 978)
    assert 600 < face.cap_height < 800
    assert 50 < face.stem_v < 200
    assert face.flags & 4
    assert not face.flags & 32


@pytest.mark.parametrize("family", ["FandolFang", "Gongwen FangSong"])
def test_what_a_known_face_draws_as_another_character_it_lacks(tmp_path, family):
    face = Face(font_files.font(tmp_path / "a.ttf", family, chars="￥￣＄¥中"))
    assert [bool(face.glyph(ord(char))) for char in "￥￣＄¥中"] == [False, False, True, True, True]
    assert face.subset(map(ord, "￥中")).glyphs.keys() == {ord("中")}
    other = Face(font_files.font(tmp_path / "b.ttf", "仿宋", chars="￥￣"))
    assert all(other.glyph(ord(char)) for char in "￥￣")


@pytest.mark.parametrize("name", [None, "Gongwen FangSong"])
def test_a_converted_face_lacks_it_in_its_own_tables(opened, tmp_path, name):
    source = font_files.font(tmp_path / "a.otf", "FandolFang", chars="￥￣中", cff=True)
    convert_file(source, 0, tmp_path / "a.ttf", name)
    assert opened(tmp_path / "a.ttf").getBestCmap().keys() == {ord("中")}


def test_the_yen_sign_of_the_stand_in_for_fangsong_comes_from_another_face(tmp_path):
    chain = font_files.book(font_files.free_set(), cache=tmp_path).chain("仿宋_GB2312")
    assert chain.first.family == "Gongwen FangSong"
    for char in "￥￣":
        face = chain.face_of(char)
        assert face.family == "Noto Serif SC"
        assert face.advance(ord(char)) == 1.0
    assert chain.face_of("＄") is chain.first


def test_faces_of_a_collection_are_told_apart(opened, tmp_path):
    parts = [
        font_files.font(tmp_path / f"{name}.ttf", name, chars=chars) for name, chars in (("甲", "ab"), ("乙", "cd"))
    ]
    path = font_files.collection(tmp_path / "two.ttc", *parts)
    first, second = Face(path), Face(path, 1)
    assert (first.family, second.family) == ("甲", "乙")
    assert (bool(first.glyph(ord("c"))), bool(second.glyph(ord("c")))) == (False, True)
    assert opened(io.BytesIO(second.subset([ord("c")]).data))["maxp"].numGlyphs == 2
    with pytest.raises(FontError):
        Face(path, 2)


def test_a_font_that_may_not_be_cut_down_comes_whole(opened, tmp_path):
    path = font_files.font(tmp_path / "a.ttf", "甲", chars="abcdef", fs_type=0x0100)
    subset = Face(path).subset(map(ord, "bd"))
    made = opened(io.BytesIO(subset.data), checkChecksums=2)
    assert made["maxp"].numGlyphs == opened(path)["maxp"].numGlyphs
    assert subset.glyphs == {ord("b"): 2, ord("d"): 4}


def test_damaged_files_are_told_and_never_crash(tmp_path):
    good = font_files.font(tmp_path / "good.ttf", "甲").read_bytes()
    chance = random.Random(9704)
    path, told = tmp_path / "bad.ttf", []
    for number in range(400):
        data = bytearray(good)
        if number % 2:
            data = data[: chance.randrange(len(data))]
        else:
            for _ in range(chance.choice([1, 4, 40])):
                data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        try:
            face = Face(path)
            for char in "中a\U00020000":
                face.advance(ord(char))
            face.subset(map(ord, font_files.HAN))
            _ = face.key, face.bbox, face.cap_height, face.stem_v, face.flags, face.italic_angle
        except (FontError, UserError) as error:
            told.append(error)
    late = [error for error in told if isinstance(error, UserError)]
    assert len(told) > 150
    assert late
    assert all(str(error) for error in told)
    for error in late:
        assert error.exit_code is ExitCode.HELPER_MISSING
        assert error.problems[0].code == "font.damaged"
        assert str(path) in str(error)


def test_a_file_that_is_no_font_or_is_gone_is_told(tmp_path):
    for content in (b"", b"\0\1\0\0", b"PK\3\4" + bytes(200), b"ttcf" + bytes(8), b"ttcf\0\2\0\0\xff\xff\xff\xff"):
        (tmp_path / "a.ttf").write_bytes(content)
        with pytest.raises(FontError):
            Face(tmp_path / "a.ttf")
    with pytest.raises(FontError):
        Face(tmp_path / "none.ttf")


def test_nominal_faces_measure_as_the_standard_widths_and_have_everything():
    fonts = NominalFonts()
    text = "2026年11月22日，王㛃𠮷Abc"
    for latin in (False, True):
        chain = fonts.chain("任何字体", latin=latin, bold=True, italic=True)
        assert sum(chain.face_of(char).advance(ord(char)) for char in text) == pytest.approx(text_em(text))
        assert (chain.first.ascent, chain.first.descent, chain.first.line_gap) == (0.88, 0.12, 0.0)
        assert not chain.bold
    assert fonts.chain("甲").first.key == NominalFonts().chain("乙").first.key


def test_what_prints_nothing_is_known():
    for char in "\u200b\u200c\u200d\u2060\ufeff\ufe00\ufe0f\U000e0100\U000e01ef\u00ad":
        assert is_invisible(char), hex(ord(char))
        assert NominalFonts().chain("宋体").first.advance(ord(char)) == 0
    for char in " a中。\u3000\u00a0\u200a\ufe10\U000e1000\U00020000":
        assert not is_invisible(char), hex(ord(char))
