"""What families are printed with: real fonts by their own names, stand-ins, the free set, spares for rare characters."""

from __future__ import annotations

import os
import random

import pytest

from gongwen.problems import ExitCode, UserError
from tests import font_files
from tests.font_files import HAN, LATIN, book, font, standard_folder


def test_the_free_set_stands_in_for_every_role_and_says_so(tmp_path):
    fonts = book(font_files.free_set(), cache=tmp_path)
    used = {name: fonts.chain(name).first.path.name for name in font_files.STANDARD[:5]}
    assert used == {
        "方正小标宋简体": "GongwenTitle-Regular.ttf", "仿宋_GB2312": "GongwenFangSong-Regular.ttf",
        "黑体": "GongwenHei-Regular.ttf", "楷体_GB2312": "gkai00mp.ttf", "宋体": "NotoSerifSC-Regular.ttf",
    }  # fmt: skip
    assert set(fonts.stand_ins) == set(used)
    assert fonts.stand_ins["仿宋_GB2312"] == "Gongwen FangSong"
    assert fonts.problems() == []


def test_real_fonts_come_first_and_are_no_stand_ins(tmp_path):
    fonts = book(standard_folder(tmp_path / "f"), font_files.free_set())
    for name in font_files.STANDARD:
        assert fonts.chain(name, latin=name == "Times New Roman").first.path.stem == name
    assert fonts.stand_ins == {}


@pytest.mark.parametrize(
    ("asked", "here"),
    [
        ("仿宋_GB2312", ("仿宋", "FangSong")), ("FangSong_GB2312", ("仿宋_GB2312", "FangSong_GB2312")),
        ("方正小标宋简体", ("方正小标宋_GBK", "FZXiaoBiaoSong-B05")), ("楷体", ("华文楷体", "STKaiti")),
        ("黑体", ("方正黑体_GBK", "FZHei-B01")), ("SimSun", ("方正书宋_GBK", "FZShuSong-Z01")),
    ],
)  # fmt: skip
def test_another_real_font_of_the_role_is_taken_by_its_own_name_in_either_language(tmp_path, asked, here):
    chinese, english = here
    font(tmp_path / "f" / "x.ttf", chinese, english=english)
    fonts = book(tmp_path / "f")
    assert fonts.chain(asked).first.family == chinese
    assert fonts.stand_ins == {}
    assert fonts.chain(english).first is fonts.chain(chinese).first is fonts.chain(asked).first


def test_names_are_compared_whole_without_case_and_width(tmp_path):
    standard_folder(tmp_path / "f", without=["仿宋_GB2312"])
    font(tmp_path / "f" / "x.ttf", "仿宋_GB2312加粗体", english="SimFang Extra")
    fonts = book(tmp_path / "f")
    assert fonts.chain("ＳＩＭＦＡＮＧ extra ").first.family == "仿宋_GB2312加粗体"
    assert fonts.chain("@SimFang Extra").first.family == "仿宋_GB2312加粗体"
    with pytest.raises(UserError):
        fonts.chain("仿宋_GB2312")


def test_a_face_is_found_by_its_full_or_postscript_name(tmp_path):
    font(tmp_path / "f" / "a.ttf", "甲体", english="Jia", style="Black", weight=900)
    fonts = book(tmp_path / "f")
    assert fonts.chain("Jia Black").first is fonts.chain("Jia-Black").first is fonts.chain("甲体").first


def test_a_folder_without_fangsong_names_role_tries_folders_and_remedy(tmp_path):
    fonts = book(standard_folder(tmp_path / "f", without=["仿宋_GB2312"]))
    assert fonts.chain("黑体").first.family == "黑体"
    with pytest.raises(UserError) as raised:
        fonts.chain("仿宋_GB2312")
    assert raised.value.exit_code is ExitCode.HELPER_MISSING
    said = str(raised.value)
    for words in ("仿宋_GB2312", "方正仿宋_GBK", "Gongwen FangSong", str(tmp_path / "f"), "gongwen fonts install"):
        assert words in said
    assert said.count("\n") < 12
    assert raised.value.problems[0].code == "font.missing"


def test_a_font_of_cff_outlines_is_converted_once(tmp_path):
    source = font(tmp_path / "f" / "仿宋.otf", "仿宋_GB2312", english="FangSong_GB2312", cff=True)
    heard: list[str] = []
    face = book(tmp_path / "f", report=heard.append).chain("仿宋_GB2312").first
    assert [("仿宋_GB2312" in line, "只做这一次" in line) for line in heard] == [(True, True)]
    assert (face.source, face.advance(ord("中")), face.advance(ord("a"))) == (source, 1.0, 0.5)
    assert face.path.is_relative_to(tmp_path / "cache" / "converted")
    subset = face.subset(map(ord, "中a"))
    assert len(subset.glyphs) == 2
    assert {path.suffix for path in face.path.parent.iterdir()} == {".ttf"}
    again = book(tmp_path / "f", report=heard.append).chain("仿宋_GB2312").first
    assert len(heard) == 1
    assert (again.key, again.subset(map(ord, "中a"))) == (face.key, subset)
    os.utime(source, (1, 1))
    book(tmp_path / "f", report=heard.append).chain("仿宋_GB2312")
    assert len(heard) == 2


def test_a_cff_face_of_a_collection_is_converted_where_the_cache_cannot_be_written(tmp_path):
    parts = [
        font(tmp_path / f"{name}.otf", name, english=english, cff=True)
        for name, english in (("甲", "A"), ("黑体", "SimHei"))
    ]
    font_files.collection(tmp_path / "f" / "x.ttc", *parts)
    (tmp_path / "cache").write_text("no folder")
    fonts = book(tmp_path / "f")
    face = fonts.chain("黑体").first
    assert (face.family, face.source.name) == ("黑体", "x.ttc")
    assert face.subset([ord("中")]).glyphs


def test_curves_of_a_converted_font_stay_within_a_thousandth(tmp_path):
    from fontTools.pens.areaPen import AreaPen
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.ttLib import TTFont

    path = font(tmp_path / "f" / "a.otf", "仿宋", cff=True)
    face = book(tmp_path / "f").chain("仿宋").first
    with TTFont(path) as cubic, TTFont(face.path) as quadratic:
        for code in cubic.getBestCmap():
            boxes, advances, areas = [], [], []
            for source in (cubic, quadratic):
                name = source.getBestCmap()[code]
                pen = BoundsPen(source.getGlyphSet())
                source.getGlyphSet()[name].draw(pen)
                boxes.append(pen.bounds)
                advances.append(source["hmtx"][name][0])
                turned = AreaPen(source.getGlyphSet())
                source.getGlyphSet()[name].draw(turned)
                areas.append(turned.value)
            assert boxes[0] == pytest.approx(boxes[1], abs=1.5)
            assert advances[0] == advances[1]
            assert areas[0] == pytest.approx(-areas[1], rel=0.2), "TrueType draws the other way round"


@pytest.mark.parametrize("fs_type", [0x0002, 0x0202, 0x0200, 0x0208])
def test_a_font_that_forbids_embedding_is_named_and_the_next_is_taken(tmp_path, fs_type):
    font(tmp_path / "f" / "a.ttf", "仿宋_GB2312", fs_type=fs_type)
    font(tmp_path / "f" / "b.ttf", "华文仿宋")
    fonts = book(tmp_path / "f")
    assert fonts.chain("仿宋_GB2312").first.family == "华文仿宋"
    (problem,) = fonts.problems()
    assert problem.code == "font.forbids"
    assert "仿宋_GB2312" in problem.what
    assert "a.ttf" in str(problem.place)


def test_embedding_for_viewing_or_editing_or_as_a_whole_is_no_reason_to_refuse(tmp_path):
    for number, fs_type in enumerate((0, 4, 8, 0xC, 6, 0x104)):
        font(tmp_path / "f" / f"{number}.ttf", f"甲{number}", fs_type=fs_type)
    fonts = book(tmp_path / "f")
    for number in range(6):
        assert fonts.chain(f"甲{number}").first.family == f"甲{number}"


@pytest.mark.parametrize(("weight", "used"), [(100, "华文仿宋"), (400, "仿宋_GB2312")])
def test_a_variable_font_is_used_if_its_own_weight_is_fit_for_text(tmp_path, weight, used):
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib import TTFont

    path = font(tmp_path / "f" / "a.ttf", "仿宋_GB2312", weight=weight)
    with TTFont(path) as changed:
        FontBuilder(font=changed).setupFvar([("wght", 100, weight, 900, "Weight")], [])
        changed.save(tmp_path / "changed.ttf")
    (tmp_path / "changed.ttf").replace(path)
    font(tmp_path / "f" / "b.ttf", "华文仿宋")
    fonts = book(tmp_path / "f")
    assert fonts.chain("仿宋_GB2312").first.family == used
    assert len(fonts.problems()) == (used != "仿宋_GB2312")


def test_where_only_a_forbidden_font_is_there_the_error_says_why(tmp_path):
    standard_folder(tmp_path / "f", without=["黑体"])
    font(tmp_path / "f" / "hei.ttf", "黑体", fs_type=2)
    with pytest.raises(UserError, match=r"黑体（它的授权不允许嵌入 PDF）"):
        book(tmp_path / "f").chain("黑体")


def test_a_damaged_font_is_named_and_the_next_is_taken(tmp_path):
    whole = font(tmp_path / "f" / "a.ttf", "楷体_GB2312").read_bytes()
    font(tmp_path / "f" / "b.ttf", "华文楷体")
    names_end = whole.index("楷体_GB2312".encode("utf-16-be")) + 100
    (tmp_path / "f" / "a.ttf").write_bytes(whole[:names_end])
    (tmp_path / "f" / "c.ttf").write_bytes(b"no font at all")
    fonts = book(tmp_path / "f")
    assert fonts.chain("楷体_GB2312").first.family == "华文楷体"
    assert {(problem.code, str(problem.place)) for problem in fonts.unreadable()} >= {("font.damaged", str(tmp_path / "f" / "c.ttf"))}  # fmt: skip
    with pytest.raises(UserError, match=r"c\.ttf（不是 TrueType 或 OpenType 字体）"):
        fonts.chain("宋体")


def test_damaged_fonts_never_stop_the_book(tmp_path):
    folder = standard_folder(tmp_path / "f")
    good = (folder / "仿宋_GB2312.ttf").read_bytes()
    cff = font(tmp_path / "cff.otf", "仿宋_GB2312", cff=True).read_bytes()
    chance, codes = random.Random(2012), set()
    for number in range(60):
        data = bytearray(cff if number % 3 == 0 else good)
        for _ in range(chance.choice([1, 10, 100])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (folder / "仿宋_GB2312.ttf").write_bytes(data[: chance.randrange(len(data))] if number % 5 == 0 else data)
        fonts = book(folder, cache=tmp_path / f"cache{number}")
        try:
            chain = fonts.chain("仿宋_GB2312")
            chain.face_of("中")
            chain.first.subset(map(ord, HAN))
        except UserError as error:
            codes.add(error.exit_code)
        assert fonts.chain("宋体").first.family == "宋体"
        assert all(problem.code in ("font.damaged", "font.forbids") for problem in fonts.problems())
    assert codes == {ExitCode.HELPER_MISSING}


def test_rare_names_are_printed_by_the_first_font_that_has_them(tmp_path):
    chain = book(font_files.free_set(), cache=tmp_path).chain("仿宋_GB2312")
    found = {char: chain.face_of(char) for char in "张喆玥𬭛䶮𠮷㛃𰻝"}
    assert {char: face.path.name for char, face in found.items()} == {
        "张": "GongwenFangSong-Regular.ttf", "喆": "NotoSerifSC-Regular.ttf", "玥": "NotoSerifSC-Regular.ttf",
        "𬭛": "NotoSerifSC-Regular.ttf", "䶮": "NotoSerifSC-Regular.ttf", "㛃": "NotoSerifSC-Regular.ttf",
        "𠮷": "BabelStoneHan.ttf", "𰻝": "BabelStoneHan.ttf",
    }  # fmt: skip
    for char, face in found.items():
        assert face.advance(ord(char)) == 1.0
        assert face.subset([ord(char)]).widths == {ord(char): 1000}


def test_a_character_that_no_font_has_gives_none(tmp_path):
    chain = book(font_files.free_set(), cache=tmp_path).chain("仿宋_GB2312")
    for char in "\u0378\U0003fffd\U0001fffe":
        assert chain.face_of(char) is None


def test_the_zero_that_kaiti_lacks_comes_from_songti(tmp_path):
    chain = book(font_files.free_set(), cache=tmp_path).chain("楷体_GB2312")
    assert chain.first.glyph(ord("〇")) == 0
    assert chain.face_of("〇").path.name == "NotoSerifSC-Regular.ttf"
    assert chain.face_of("零") is chain.first


def test_private_characters_come_from_the_font_of_the_text_or_from_none(tmp_path):
    font(tmp_path / "f" / "a.ttf", "仿宋_GB2312", chars=HAN + "\ue001")
    font(tmp_path / "f" / "b.ttf", "宋体", chars=HAN + "\ue002\U000f0002龘")
    chain = book(tmp_path / "f").chain("仿宋_GB2312")
    assert chain.face_of("\ue001") is chain.first
    assert chain.face_of("\ue002") is None
    assert chain.face_of("\U000f0002") is None
    assert chain.face_of("龘").family == "宋体"


def test_what_prints_nothing_is_never_missing(tmp_path):
    chain = book(standard_folder(tmp_path / "f")).chain("仿宋_GB2312")
    for char in "\u200b\u200d\u2060\ufeff\ufe0f\U000e0100":
        assert chain.face_of(char) is chain.first


def test_a_cff_font_is_converted_for_a_rare_character_only_if_it_has_it(tmp_path):
    font(tmp_path / "f" / "a.ttf", "仿宋_GB2312")
    font(tmp_path / "f" / "b.otf", "宋体", english="SimSun", chars=HAN + "龘", cff=True)
    heard: list[str] = []
    chain = book(tmp_path / "f", report=heard.append).chain("仿宋_GB2312")
    assert chain.face_of("靐") is None
    assert heard == []
    assert chain.face_of("龘").source.name == "b.otf"
    assert len(heard) == 1


def test_bold_and_italic_are_real_faces_or_said_to_be_made(tmp_path):
    folder = standard_folder(tmp_path / "f")
    font(folder / "bold.ttf", "黑体", style="Bold", weight=700)
    font(folder / "shy.ttf", "楷体_GB2312", style="Bold", weight=400)
    for style, weight, italic in (("Bold", 700, False), ("Italic", 400, True), ("Bold Italic", 700, True)):
        font(folder / f"t{style}.ttf", "Times New Roman", style=style, weight=weight, italic=italic, chars=LATIN)
    fonts = book(folder)

    def chosen(family, **asked):
        chain = fonts.chain(family, **asked)
        return chain.choice.record.weight, chain.choice.record.italic, chain.bold, chain.italic

    assert chosen("黑体") == (400, False, False, False)
    assert chosen("黑体", bold=True) == (700, False, False, False)
    assert chosen("楷体_GB2312", bold=True) == (700, False, False, False), "a bold face that says 400"
    assert chosen("仿宋_GB2312", bold=True, italic=True) == (400, False, True, True)
    for bold in (False, True):
        for italic in (False, True):
            asked = {"bold": bold, "italic": italic, "latin": True}
            assert chosen("Times New Roman", **asked) == (700 if bold else 400, italic, False, False)


def test_the_bold_face_of_the_free_heiti_is_of_its_own_family(tmp_path):
    fonts = book(font_files.free_set(), cache=tmp_path)
    assert fonts.chain("黑体", bold=True).first.path.name == "NotoSansSC-Bold.ttf"
    assert not fonts.chain("黑体", bold=True).bold
    assert fonts.chain("方正小标宋简体", bold=True).bold


@pytest.mark.parametrize(
    ("asked", "latin", "used"),
    [
        ("微软雅黑", False, "黑体"), ("等线", False, "黑体"), ("Yu Gothic", False, "黑体"), ("方正粗楷简体", False, "楷体_GB2312"),
        ("创艺简仿宋", False, "仿宋_GB2312"), ("方正大标宋简体", False, "方正小标宋简体"), ("隶书", False, "宋体"),
        ("Calibri", False, "宋体"), ("Foo Bar", False, "宋体"), ("", False, "宋体"), ("仿宋_GB2312", True, "仿宋_GB2312"),
        ("等线 Light", True, "黑体"), ("Cambria", True, "Liberation Serif"), ("Calibri", True, "Liberation Sans"),
        ("Segoe UI", True, "Liberation Sans"), ("Consolas", True, "Liberation Mono"), ("Foo Bar", True, "Liberation Serif"),
        ("Times New Roman", True, "Liberation Serif"), ("", True, "Liberation Serif"),
    ],
)  # fmt: skip
def test_a_family_that_nobody_has_is_printed_by_its_kind(tmp_path, asked, latin, used):
    folder = standard_folder(tmp_path / "f", without=["Times New Roman"])
    for kind in ("Serif", "Sans", "Mono"):
        font(folder / f"{kind}.ttf", f"Liberation {kind}", chars=LATIN)
    fonts = book(folder)
    assert fonts.chain(asked, latin=latin).first.family == used
    assert fonts.stand_ins == ({} if asked in ("", used) else {asked: used})


def test_latin_text_falls_to_songti_where_there_is_no_latin_font(tmp_path):
    fonts = book(standard_folder(tmp_path / "f", without=["Times New Roman"]))
    assert fonts.chain("Times New Roman", latin=True).first.family == "宋体"
    assert fonts.stand_ins == {"Times New Roman": "宋体"}


def test_han_text_in_a_sans_serif_is_printed_in_heiti(tmp_path):
    folder = standard_folder(tmp_path / "f")
    font(folder / "a.ttf", "Arial", chars=LATIN)
    fonts = book(folder)
    used = {
        name: fonts.chain(name, latin=True).face_of("中").family for name in ("Arial", "Verdana", "Times New Roman")
    }
    assert used == {"Arial": "黑体", "Verdana": "黑体", "Times New Roman": "宋体"}


def test_title_falls_to_zhongsong_then_songti(tmp_path):
    folder = standard_folder(tmp_path / "f", without=["方正小标宋简体"])
    assert book(folder).chain("方正小标宋简体").first.family == "宋体"
    font(folder / "zs.ttf", "华文中宋", english="STZhongsong")
    fonts = book(folder)
    assert fonts.chain("方正小标宋简体").first.family == "华文中宋"
    assert fonts.stand_ins == {"方正小标宋简体": "华文中宋"}


def test_settings_name_a_file_a_face_or_an_installed_name(tmp_path):
    folder = standard_folder(tmp_path / "f")
    font(folder / "kai2.ttf", "华文楷体")
    parts = [font(tmp_path / f"{name}.ttf", name) for name in ("甲", "乙")]
    both = font_files.collection(tmp_path / "two.ttc", *parts)
    settings = {"body": f"{both}#2", "小标宋": parts[0], "楷体": "华文楷体", "隶书": parts[1]}
    fonts = book(folder, settings=settings)
    used = [
        fonts.chain(name).first.family
        for name in ("仿宋_GB2312", "仿宋", "方正小标宋简体", "楷体_GB2312", "隶书", "黑体")
    ]
    assert used == ["乙", "乙", "甲", "华文楷体", "乙", "黑体"]
    assert fonts.stand_ins == {}


@pytest.mark.parametrize("setting", ["none.ttf", "没有这个字体", "two.ttc#3", "bad.ttf", "closed.ttf"])
def test_a_wrong_setting_is_an_error_and_not_skipped(tmp_path, monkeypatch, setting):
    monkeypatch.chdir(tmp_path)
    parts = [font(tmp_path / f"{name}.ttf", name) for name in ("甲", "乙")]
    font_files.collection(tmp_path / "two.ttc", *parts)
    (tmp_path / "bad.ttf").write_bytes(parts[0].read_bytes()[:300])
    font(tmp_path / "closed.ttf", "丙", fs_type=2)
    with pytest.raises(UserError, match="指定的字体") as raised:
        book(standard_folder(tmp_path / "f"), settings={"仿宋": setting}).chain("仿宋_GB2312")
    assert raised.value.exit_code is ExitCode.UNUSABLE
