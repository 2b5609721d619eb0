"""Features of characters."""

from __future__ import annotations

from tests.typesetting.feature import EM, HAN, LEFT, PITCH, Feature, doc, p, r
from tests.typesetting.wants import Apart, At, Filled, Look, Never, Ruled, Says

RED, BLACK = (1.0, 0.0, 0.0), (0.0, 0.0, 0.0)
HEI = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/>'


def _fonts() -> bytes:
    return doc(p(r("甲乙AB", HEI)), p(r("丙丁CD")), p(r("戊己", '<w:rFonts w:eastAsia="楷体_GB2312"/>')))


def _styles() -> bytes:
    styles = (
        '<w:style w:type="paragraph" w:styleId="b1"><w:name w:val="Base"/><w:basedOn w:val="a"/><w:rPr><w:b/><w:color w:val="FF0000"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b2"><w:name w:val="Next"/><w:basedOn w:val="b1"/><w:rPr><w:sz w:val="44"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="c1"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
    )
    return doc(
        p(r("甲字"), properties='<w:pStyle w:val="b2"/>'),
        p(r("乙字", '<w:rStyle w:val="c1"/>'), properties='<w:pStyle w:val="b1"/>'),
        p(r("丙字", '<w:b w:val="0"/><w:color w:val="auto"/>'), properties='<w:pStyle w:val="b1"/>'),
        p(r("丁字", '<w:rStyle w:val="c1"/>')),
        styles=styles,
    )


def _marks() -> bytes:
    return doc(
        p(r("加粗", "<w:b/>"), r("倾斜", "<w:i/>"), r("平常"), r("下划", '<w:u w:val="single"/>'), r("删线", "<w:strike/>")),
        p(r("底"), r("上标", '<w:vertAlign w:val="superscript"/>'), r("下标", '<w:vertAlign w:val="subscript"/>'), r("升高", '<w:position w:val="12"/>')),
    )  # fmt: skip


def _shades() -> bytes:
    return doc(
        p(
            r("黄底", '<w:highlight w:val="yellow"/>'),
            r("灰底", '<w:shd w:val="clear" w:color="auto" w:fill="D9D9D9"/>'),
        ),
        p(r("红字", '<w:color w:val="FF0000"/>'), r("黑字", '<w:color w:val="auto"/>')),
    )


def _letters() -> bytes:
    return doc(
        p(r("Capital", "<w:caps/>"), r("隐藏", "<w:vanish/>"), r("显示")),
        p("<w:r><w:t>连</w:t><w:noBreakHyphen/><w:t>字</w:t><w:softHyphen/><w:t>软</w:t></w:r>"),
        p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>选中</w:t></w:r>'),
    )


FEATURES = (
    Feature(
        "fonts by script", _fonts,
        (Look("甲", not_face_of="丙"), Look("A", not_face_of="甲"), Look("A", not_face_of="C"), Look("戊", not_face_of="丙")),
    ),
    Feature(
        "size", lambda: doc(p(r("大字", '<w:sz w:val="44"/>'), r("小字", '<w:sz w:val="21"/>'))),
        (At("大字", size=22, left=LEFT), At("小字", size=10.5), Apart("大", "小", right=2 * 22 * 25.4 / 72)),
    ),
    Feature(
        "scale", lambda: doc(p(r("甲" * 9 + "乙", '<w:w w:val="50"/>')), p(r("丙" * 9 + "丁", '<w:w w:val="200"/>'))),
        (Apart("甲", "乙", right=4.5 * EM, close=1.0), Apart("丙", "丁", right=18 * EM, close=1.5)),
    ),
    Feature(
        "character spacing",
        lambda: doc(p(r("甲" * 9 + "乙", '<w:spacing w:val="40"/>')), p(r("丙" * 9 + "丁", '<w:spacing w:val="-20"/>'))),
        (Apart("甲", "乙", right=9 * 18 * 25.4 / 72), Apart("丙", "丁", right=9 * 15 * 25.4 / 72)),
    ),
    Feature(
        "bold, italic, underline, strike", _marks,
        (
            Look("加粗", bold=True), Look("平常", bold=False, slanted=False), Look("倾斜", slanted=True), Ruled("下划", (0.1, 2.5)),
            Ruled("删线", (-3.5, -0.8)),
        ),
    ),
    Feature(
        "superscript, subscript, position", _marks,
        (Apart("底", "上", down=-1.9, close=0.8), Apart("底", "下标", down=0.7, close=0.6), Apart("底", "升", down=-2.117, close=0.5)),
    ),
    Feature(
        "colour, highlight, shading", _shades,
        (Look("红字", color=RED), Look("黑字", color=BLACK), Filled("黄底", (1.0, 1.0, 0.0)), Filled("灰底", (0.851, 0.851, 0.851))),
    ),
    Feature(
        "styles and toggles", _styles,
        (
            At("甲字", size=22), Look("甲字", bold=True, color=RED), Look("乙字", color=RED), Look("丙字", bold=False, color=BLACK),
            Look("丁字", bold=True),
        ),
    ),
    Feature(
        "toggles of styles cancel each other", _styles, (Look("乙字", bold=False),),
        "LibreOffice sets bold what two styles make bold",
    ),
    Feature("capitals, hidden text, symbols", _letters, (Says(("CAPITAL", "显示", "连", "字软", "选中")), Never("隐藏"))),
    Feature(
        "gap of scripts", lambda: doc(p("共甲24乙")),
        (Apart("共", "甲", right=EM), Apart("甲", "24", right=1.2 * EM), Apart("24", "乙", right=1.2 * EM)),
    ),
    Feature(
        "hanging and kinsoku",
        lambda: doc(p(HAN[:28] + "，乙丙")),
        (At("，", close=1.2, right=LEFT + 29 * EM), Apart("党", "乙", right=0, down=PITCH)),
    ),
)  # fmt: skip
