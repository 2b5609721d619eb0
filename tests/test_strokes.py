"""Name lists by 姓氏笔画, against facts that any stroke dictionary gives."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.standard.strokes import stroke_key, unknown_characters

ROOT = Path(__file__).parent.parent


def test_surnames_by_count_then_by_kinds():
    names = list("黎曾高李丁王于张马方吴陈卫石龙司艾许")
    assert "".join(sorted(names, key=stroke_key)) == "丁于卫马王方艾石龙司许李吴张陈高曾黎"
    more = sorted("苏欧林沈李严许毕安关乔石司田方王丁", key=stroke_key)
    assert "".join(more) == "丁王方石田司毕乔关安许严苏李沈林欧"


def test_given_names_decide_between_one_surname():
    assert sorted(["李思齐", "李一", "李丁", "李思", "王五"], key=stroke_key) == [
        "王五",
        "李一",
        "李丁",
        "李思",
        "李思齐",
    ]


def test_dots_and_blanks_do_not_count():
    plain = stroke_key("阿娜古丽")
    for between in " \t\n\u00a0\u2003\u3000\u200b\ufeff·•‧・･∙⋅⸱\u0387":
        assert stroke_key(f"阿娜{between}古丽") == plain, repr(between)
        assert not unknown_characters(f"阿娜{between}古丽"), repr(between)


def test_the_roster_is_known_but_for_two_rare_characters():
    rows = csv.DictReader((ROOT / "inputs" / "roster.csv").read_text(encoding="utf-8-sig").splitlines())
    assert {character for row in rows for character in unknown_characters(row["姓名"])} == {"䶮", "𬍛"}


def test_unknown_characters_come_last():
    assert sorted(["许䶮", "许黎", "许一"], key=stroke_key) == ["许一", "许黎", "许䶮"]


def test_the_table_is_in_order_and_holds_each_character_once():
    lines = (ROOT / "src" / "gongwen" / "standard" / "strokes.txt").read_text(encoding="utf-8").splitlines()
    codes = [line.partition(" ")[0] for line in lines]
    assert codes == sorted(codes, key=lambda code: (len(code), code))
    assert set("".join(codes)) == set("12345")
    characters = "".join(line.partition(" ")[2] for line in lines)
    assert len(characters) == len(set(characters)) == 6939


@pytest.mark.parametrize(("character", "code"), [("李", "1234521"), ("张", "5153154"), ("王", "1121"), ("方", "4153")])
def test_kinds_of_strokes(character, code):
    assert stroke_key(character) == ((len(code), code, character),)


def _code(text):
    return "".join(code for _, code, _ in stroke_key(text))


@pytest.mark.parametrize(
    ("character", "parts"),
    [
        ("德", "332122522114544"),
        ("锺", "31115" + _code("重")),
        ("炽", _code("火只")),
        ("皙", _code("析白")),
        ("撅", "121" + _code("厥")),
        ("媾", _code("女") + "1122125211"),
        ("膝", "351112343424134"),
        ("鲺", _code("鱼虱")),
        ("黏", _code("黍占")),
    ],
)
def test_the_slips_of_the_source_are_mended(character, parts):
    assert _code(character) == parts


NAMES = ["", "于", "于一", "张三", "李四", "王五", "许䶮", "阿娜·古丽"]


@given(st.permutations(NAMES))
def test_the_order_does_not_depend_on_the_order_given(names):
    assert sorted(names, key=stroke_key) == sorted(NAMES, key=stroke_key)


@given(*[st.text("丁王方石李张陈䶮许一· ", max_size=3)] * 2)
def test_only_names_of_the_same_characters_tie(one, other):
    def bare(name):
        return name.replace("·", "").replace(" ", "")

    assert (stroke_key(one) == stroke_key(other)) == (bare(one) == bare(other))
    if bare(other).startswith(bare(one)):
        assert stroke_key(one) <= stroke_key(other)
