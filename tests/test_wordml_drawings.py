"""The reader's pictures, text boxes, shapes and groups, in DrawingML and VML."""

from __future__ import annotations

import pytest

from gongwen.ooxml.wordml.model import Anchored, Picture, Shape, TextBox
from tests.handmade import PNG
from tests.wordml import first, p, plain, r, texts, whats, word

FILES = {"word/media/image1.png": PNG, "word/media/image2.emf": b"\x01\x00\x00\x00" + b"\0" * 60}
RELATIONS = [
    ("i1", "image", "media/image1.png"),
    ("i2", "image", "media/image2.emf"),
    ("i3", "image", "https://example.org/a.png"),
    ("i4", "image", "media/none.png"),
]


def pic(
    relation: str = "i1",
    fill: str = "",
    frame: str = '<a:off x="0" y="0"/><a:ext cx="1270000" cy="635000"/>',
    attributes: str = "",
    how: str = "embed",
) -> str:
    return (
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name=""/></pic:nvPicPr><pic:blipFill><a:blip r:{how}="{relation}"/>{fill}</pic:blipFill>'
        f'<pic:spPr><a:xfrm {attributes}>{frame}</a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
    )


def shape(
    text: str = "",
    *,
    prst: str = "rect",
    look: str = "<a:noFill/>",
    body: str = "<wps:bodyPr/>",
    frame: str = "",
    attributes: str = "",
    after: str = "",
) -> str:
    box = f"<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>" if text else ""
    return f'<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm {attributes}>{frame}</a:xfrm><a:prstGeom prst="{prst}"/>{look}</wps:spPr>{after}{box}{body}</wps:wsp>'


def graphic(inner: str, uri: str = "x/picture") -> str:
    return f'<a:graphic><a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic>'


def inline(inner: str, properties: str = 'id="1" name="图1" descr="公章"') -> str:
    return f'<w:r><w:drawing><wp:inline><wp:extent cx="1270000" cy="635000"/><wp:docPr {properties}/>{graphic(inner)}</wp:inline></w:drawing></w:r>'


def anchor(inner: str, place: str = "", attributes: str = "", wrap: str = "<wp:wrapNone/>") -> str:
    place = (
        place
        or '<wp:positionH relativeFrom="margin"><wp:posOffset>127000</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:align>bottom</wp:align></wp:positionV>'
    )
    return f'<w:r><w:drawing><wp:anchor {attributes}><wp:simplePos x="12700" y="25400"/>{place}<wp:extent cx="1270000" cy="635000"/>{wrap}<wp:docPr id="1" name="框"/>{graphic(inner)}</wp:anchor></w:drawing></w:r>'


def read(xml: str):
    file = word(p(xml), files=FILES, relations=RELATIONS)
    return file, [piece for block in file.blocks() for piece in block.pieces]


def test_a_picture_in_the_line():
    file, (found,) = read(inline(pic(fill='<a:srcRect l="10000" t="20000" r="30000" b="-5000"/>')))
    assert isinstance(found, Picture)
    assert (found.data, found.width, found.height, found.description) == (PNG, 100, 50, "公章")
    assert found.crop == (0.1, 0.2, 0.3, 0)
    assert not file.unknown


def test_a_turned_picture():
    _, (found,) = read(inline(pic(attributes='rot="5400000"', frame='<a:ext cx="635000" cy="1270000"/>')))
    assert (found.rotation, found.width, found.height) == (90, 50, 100)


@pytest.mark.parametrize(
    ("xml", "what"),
    [(pic("i3", how="link"), "链接到文件外的图片"), (pic("i4"), "缺失的图片"), (pic("nothing"), "缺失的图片"),
     ('<c:chart r:id="x"/>', "图形")],
)  # fmt: skip
def test_pictures_that_cannot_be_set_are_named(xml, what):
    file, found = read(inline(xml))
    assert whats(file) == {what: True}
    assert found == []


@pytest.mark.parametrize(
    ("xml", "what"),
    [(pic(attributes='flipH="1"'), "翻转的图片"), (pic().replace('prst="rect"', 'prst="ellipse"'), "图片外形"),
     (pic().replace("</pic:spPr>", "<a:ln><a:solidFill/></a:ln></pic:spPr>"), "图片边框"),
     (pic().replace("</pic:spPr>", "<a:effectLst><a:outerShdw/></a:effectLst></pic:spPr>"), "图片效果"),
     (pic().replace('r:embed="i1"/>', 'r:embed="i1"><a:lum bright="20000"/></a:blip>'), "图片效果")],
)  # fmt: skip
def test_what_of_a_picture_is_not_drawn_is_named(xml, what):
    file, found = read(inline(xml))
    assert (whats(file), len(found)) == ({what: False}, 1)
    plain_one, _ = read(
        inline(
            pic()
            .replace('r:embed="i1"/>', 'r:embed="i1"><a:lum/></a:blip>')
            .replace("</pic:spPr>", "<a:ln><a:noFill/></a:ln></pic:spPr>")
        )
    )
    assert not plain_one.unknown


def test_a_metafile_keeps_its_room_and_is_named():
    file, (found,) = read(inline(pic("i2")))
    assert (found.data, found.width) == (b"", 100)
    assert whats(file) == {"矢量图（EMF/WMF）": True}


def test_charts_and_diagrams_are_named():
    chart = (
        inline("")
        .replace("x/picture", "http://schemas.openxmlformats.org/drawingml/2006/chart")
        .replace("</a:graphicData>", '<c:chart r:id="x"/></a:graphicData>')
    )
    file, found = read(chart)
    assert (whats(file), found) == ({"图表": True}, [])


def test_hidden_drawings_are_not_there():
    file, found = read(inline(pic(), 'id="1" name="x" hidden="1"'))
    assert (found, file.unknown) == ([], [])


def test_an_anchored_picture():
    _, (found,) = read(
        anchor(
            pic(),
            attributes='behindDoc="1" distT="12700" distL="25400" distB="0" distR="38100"',
            wrap="<wp:wrapTopAndBottom/>",
        )
    )
    assert isinstance(found, Anchored)
    assert (found.relative_h, found.x, found.align_h, found.relative_v, found.align_v) == (
        "margin",
        10,
        "",
        "page",
        "bottom",
    )
    assert (found.wrap, found.behind, found.distance, found.name) == ("topAndBottom", True, (2, 1, 3, 0), "框")
    assert found.content.data == PNG


def test_a_simple_position_wins():
    _, (found,) = read(anchor(pic(), attributes='simplePos="1"'))
    assert (found.relative_h, found.relative_v, found.x, found.y, found.align_v) == ("page", "page", 1, 2, "")


def test_shares_of_the_page_take_what_word_made_of_them():
    place = '<mc:AlternateContent><mc:Choice Requires="wp14"/><mc:Fallback><wp:positionH relativeFrom="page"><wp:posOffset>254000</wp:posOffset></wp:positionH></mc:Fallback></mc:AlternateContent>'
    _, (found,) = read(anchor(pic(), place))
    assert (found.relative_h, found.x, found.relative_v) == ("page", 20, "paragraph")


@pytest.mark.parametrize("kind", ["wrapSquare", "wrapTight", "wrapThrough"])
def test_text_beside_a_picture_is_named(kind):
    file, (found,) = read(anchor(pic(), wrap=f"<wp:{kind}/>"))
    assert (found.wrap, whats(file)) == ("square", {"文字环绕": False})


def test_a_text_box():
    body = '<wps:bodyPr lIns="0" tIns="12700" anchor="ctr"><a:spAutoFit/></wps:bodyPr>'
    look = '<a:solidFill><a:srgbClr val="FFEE00"/></a:solidFill><a:ln w="25400" cmpd="dbl"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln>'
    _, (found,) = read(
        anchor(
            shape(p("甲") + "<w:tbl><w:tr><w:tc>" + p("乙") + "</w:tc></w:tr></w:tbl>" + p("丙"), look=look, body=body)
        )
    )
    box = found.content
    assert isinstance(box, TextBox)
    assert texts(box.blocks) == ["甲", "乙", "丙"]
    assert (box.width, box.height, box.insets, box.anchor, box.auto_height) == (
        100,
        50,
        (0, 1, 7.2, 3.6),
        "center",
        True,
    )
    assert (box.fill, box.line.style, box.line.width, box.line.colour) == ("FFEE00", "double", 2, "FF0000")


def test_a_text_box_without_a_look_has_that_of_its_style():
    style = '<wps:style><a:lnRef idx="1"><a:srgbClr val="112233"/></a:lnRef><a:fillRef idx="0"><a:srgbClr val="445566"/></a:fillRef></wps:style>'
    _, (found,) = read(anchor(shape(p("甲"), look="", after=style)))
    assert (found.content.fill, found.content.line.colour) == ("", "112233")
    _, (plain_box,) = read(anchor(shape(p("甲"), look="")))
    assert plain_box.content.line is None


def test_fields_do_not_reach_into_a_text_box_or_out_of_it():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    paragraph = first(p(anchor(shape(p(r("甲"), begin))) + r("乙")))
    assert plain([paragraph]) == "甲乙"
    paragraph = first(p(begin + anchor(shape(p(r("丙"), end))) + r("指令") + end + r("丁")))
    assert plain([paragraph]) == "丁"


def test_lines_and_rectangles():
    line = '<a:ln w="19050"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln>'
    _, (found,) = read(anchor(shape(prst="line", look=line, attributes='flipV="1"')))
    assert isinstance(found.content, Shape)
    assert (found.content.kind, found.content.width, found.content.line.width, found.content.rising) == (
        "line",
        100,
        1.5,
        True,
    )
    _, (found,) = read(anchor(shape(look='<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>' + line)))
    assert (found.content.kind, found.content.line.colour) == ("rect", "FF0000")
    file, found = read(anchor(shape(prst="star5", look=line)))
    assert (found, whats(file)) == ([], {"自选图形": True})
    file, (found,) = read(anchor(shape(p("甲"), prst="ellipse")))
    assert (texts(found.content.blocks), whats(file)) == (["甲"], {"图形外形（按矩形框排）": False})


def test_a_group_is_taken_apart():
    child = '<a:off x="{}" y="0"/><a:ext cx="100" cy="50"/>'
    group = (
        '<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1270000" cy="635000"/><a:chOff x="1000" y="0"/><a:chExt cx="200" cy="50"/></a:xfrm></wpg:grpSpPr>'
        f'{pic(frame=child.format(1000))}<wpg:grpSp><wpg:grpSpPr><a:xfrm><a:off x="1100" y="0"/><a:ext cx="100" cy="50"/><a:chOff x="0" y="0"/><a:chExt cx="1000" cy="500"/></a:xfrm></wpg:grpSpPr>'
        f"{shape(p('甲'), frame='<a:off x=' + chr(34) + '500' + chr(34) + ' y=' + chr(34) + '250' + chr(34) + '/><a:ext cx=' + chr(34) + '500' + chr(34) + ' cy=' + chr(34) + '250' + chr(34) + '/>')}</wpg:grpSp></wpg:wgp>"
    )
    place = '<wp:positionH relativeFrom="margin"><wp:posOffset>127000</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    file, (one, two) = read(anchor(group, place))
    assert (one.x, one.y, one.content.width, one.content.height) == (10, 0, 50, 50)
    assert (two.x, two.y, two.content.width, two.content.height) == (85, 25, 25, 25)
    assert texts(two.content.blocks) == ["甲"]
    assert not file.unknown


def test_groups_in_groups_end_somewhere():
    nested = pic()
    for _ in range(20):
        nested = f"<wpg:grpSp><wpg:grpSpPr/>{nested}</wpg:grpSp>"
    file, found = read(anchor(f"<wpg:wgp><wpg:grpSpPr/>{nested}</wpg:wgp>"))
    assert (found, whats(file)) == ([], {"嵌套过深的内容": True})


def test_a_text_box_inside_the_line_is_set_as_a_block():
    _, (found,) = read(inline(shape(p("甲"))))
    assert (found.relative_h, found.relative_v, found.wrap) == ("character", "line", "topAndBottom")


def vml(inner: str) -> str:
    return f"<w:r><w:pict>{inner}</w:pict></w:r>"


def test_a_vml_text_box():
    style = "position:absolute;margin-left:10pt;margin-top:1in;width:200px;height:3cm;z-index:-5;mso-position-horizontal-relative:page;mso-position-vertical:bottom;mso-position-vertical-relative:margin;v-text-anchor:middle"
    box = f'<v:shapetype id="t"/><v:shape id="框" style="{style}" strokecolor="#f00" strokeweight="2pt" filled="f"><v:textbox inset="0,1mm,,2pt"><w:txbxContent>{p("甲")}</w:txbxContent></v:textbox><w10:wrap type="topAndBottom"/></v:shape>'
    _, (found,) = read(vml(box))
    assert (found.relative_h, found.x, found.relative_v, found.align_v, found.y) == ("page", 10, "margin", "bottom", 72)
    assert (found.wrap, found.behind) == ("topAndBottom", True)
    content = found.content
    assert (content.width, content.height, content.anchor, content.fill) == (
        150,
        pytest.approx(85.04, abs=0.01),
        "center",
        "",
    )
    assert (content.line.width, content.line.colour) == (2, "FF0000")
    assert content.insets == (0, pytest.approx(72 / 25.4), 7.2, 2)
    assert texts(content.blocks) == ["甲"]


def test_vml_pictures_and_lines():
    _, (found,) = read(
        vml('<v:shape style="width:100pt;height:50pt" alt="章"><v:imagedata r:id="i1" cropleft="6554f"/></v:shape>')
    )
    assert (found.data, found.width, found.description) == (PNG, 100, "章")
    assert found.crop[0] == pytest.approx(0.1, abs=1e-4)
    _, (found,) = read(
        vml(
            '<v:line from="10pt,30pt" to="110pt,10pt" style="position:absolute" strokecolor="red" strokeweight="1.5pt"/>'
        )
    )
    assert (found.x, found.y, found.content.width, found.content.height, found.content.rising) == (
        10,
        10,
        100,
        20,
        True,
    )
    file, found = read(vml('<v:group style="width:9pt"><v:oval/></v:group><v:oval style="width:9pt;height:9pt"/>'))
    assert (found, whats(file)) == ([], {"图形组合": True, "自选图形": True})


def test_an_embedded_file_shows_its_picture():
    shape_xml = '<v:shape style="width:100pt;height:50pt"><v:imagedata r:id="{}"/></v:shape><o:OLEObject Type="Embed"/>'
    file, (found,) = read(f"<w:r><w:object>{shape_xml.format('i1')}</w:object></w:r>")
    assert (found.data, whats(file)) == (PNG, {"嵌入对象": False})
    file, (found,) = read(f"<w:r><w:object>{shape_xml.format('i2')}</w:object></w:r>")
    assert (found.data, whats(file)) == (b"", {"矢量图（EMF/WMF）": True, "嵌入对象": False})


FITTED = '<wps:bodyPr wrap="{}" lIns="0">{}</wps:bodyPr>'


@pytest.mark.parametrize(
    ("wrap", "fit", "wide"),
    [("none", "<a:spAutoFit/>", True), ("square", "<a:spAutoFit/>", False), ("none", "", False)],
)
def test_a_text_box_that_does_not_wrap_is_as_wide_as_its_text(wrap, fit, wide):
    _, (found,) = read(anchor(shape(p("甲"), body=FITTED.format(wrap, fit))))
    assert (found.content.auto_width, found.content.auto_height) == (wide, bool(fit))


@pytest.mark.parametrize(
    ("style", "fit", "wide"),
    [("mso-wrap-style:none", "mso-fit-shape-to-text: t;", True), ("mso-wrap-style:none", "", False),
     ("mso-wrap-style:square", "mso-fit-shape-to-text:t", False)],
)  # fmt: skip
def test_a_vml_text_box_that_does_not_wrap_is_as_wide_as_its_text(style, fit, wide):
    box = f'<v:shape style="position:absolute;width:9pt;height:9pt;{style}"><v:textbox style="{fit}"><w:txbxContent>{p("甲")}</w:txbxContent></v:textbox></v:shape>'
    _, (found,) = read(vml(box))
    assert (found.content.auto_width, found.content.auto_height) == (wide, bool(fit))


def frame(x: int, y: int, cx: int, cy: int) -> str:
    return f'<a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/>'


def group(*children: str, attributes: str = "") -> str:
    """100 x 50 pt; its own coordinates are 1/10 pt from 1000, 2000 on."""
    inner = (
        '<a:off x="7" y="9"/><a:ext cx="1270000" cy="635000"/><a:chOff x="1000" y="2000"/><a:chExt cx="1000" cy="500"/>'
    )
    return f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm {attributes}>{inner}</a:xfrm></wpg:grpSpPr>{''.join(children)}</wpg:wgp>"


LEFT = shape(p("左"), frame=frame(1000, 2100, 300, 200))
NESTED = (
    f'<wpg:grpSp><wpg:grpSpPr><a:xfrm>{frame(1500, 2250, 500, 250)}<a:chOff x="0" y="0"/><a:chExt cx="100" cy="100"/></a:xfrm></wpg:grpSpPr>'
    f"{shape(p('右'), frame=frame(50, 20, 40, 40))}</wpg:grpSp>"
)


def test_a_group_in_the_line_keeps_its_room_and_its_order():
    file, (left, right, room) = read(inline(group(LEFT, NESTED)))
    assert isinstance(room, Picture)
    assert (room.data, room.width, room.height) == (b"", 100, 50)
    assert [(each.relative_h, each.relative_v, each.wrap) for each in (left, right)] == [
        ("character", "line", "none")
    ] * 2
    assert [(each.x, each.y, each.content.width, each.content.height) for each in (left, right)] == [
        pytest.approx((0, 10, 30, 20)),
        pytest.approx((75, 30, 20, 10)),
    ]
    assert not file.unknown


def test_an_empty_group_keeps_no_room():
    assert read(inline(group()))[1] == []


def test_text_keeps_clear_of_a_whole_group():
    place = '<wp:positionH relativeFrom="page"><wp:posOffset>127000</wp:posOffset></wp:positionH>'
    _, (room, left, right) = read(anchor(group(LEFT, NESTED), place, wrap="<wp:wrapTopAndBottom/>"))
    assert (room.wrap, room.x, room.y, room.content.width, room.content.height) == ("topAndBottom", 10, 0, 100, 50)
    assert [(each.wrap, each.x, each.y) for each in (left, right)] == [
        ("none", pytest.approx(10), pytest.approx(10)),
        ("none", pytest.approx(85), pytest.approx(30)),
    ]


@pytest.mark.parametrize(("across", "down", "named"), [("left", "top", False), ("center", "top", True)])
def test_an_aligned_group_is_placed_or_named(across, down, named):
    place = f'<wp:positionH relativeFrom="margin"><wp:align>{across}</wp:align></wp:positionH><wp:positionV relativeFrom="margin"><wp:align>{down}</wp:align></wp:positionV>'
    file, (left,) = read(anchor(group(LEFT), place))
    assert (left.align_h, left.align_v, left.y) == (across if named else "", "", pytest.approx(10))
    assert whats(file) == ({"对齐摆放的图形组合": False} if named else {})


def test_a_turned_group_is_named():
    file, found = read(inline(group(LEFT, attributes='rot="5400000"')))
    assert (len(found), whats(file)) == (2, {"旋转或翻转的图形组合": False})
