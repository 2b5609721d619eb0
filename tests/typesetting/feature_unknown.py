"""What is not set as Word sets it: its text must be there all the same, and it must be named."""

from __future__ import annotations

import struct

from tests.handmade import REL
from tests.typesetting.feature import EM, HAN, LEFT, RIGHT, TWIP, Feature, added, doc, p, r, section
from tests.typesetting.feature_tables import MODE15, cell, page, row, table
from tests.typesetting.feature_things import anchored, blip, drawing, pictured, place
from tests.typesetting.wants import Apart, At, Drawn, Either, Named, Pages, Says

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def _emf() -> bytes:
    """A metafile of nothing: a header and the end."""
    header = struct.pack(
        "<IIiiiiiiiiIIIIHHIIIiiii", 1, 88, 0, 0, 100, 100, 0, 0, 5000, 5000, 0x464D4520, 0x10000, 108, 2, 1, 0, 0, 0, 0, 1024, 768, 320, 240
    )  # fmt: skip
    return header + struct.pack("<IIIII", 14, 20, 0, 16, 20)


def _metafile() -> bytes:
    graphic = f'<w:r><w:drawing><wp:inline><wp:extent cx="1800000" cy="1080000"/><wp:docPr id="1" name="a"/>{blip(50, 30)}</wp:inline></w:drawing></w:r>'
    body = doc(p("图前"), p(graphic.replace("rIdImage", "rIdEmf")), p("图后"))
    return added(body, {"word/media/image1.emf": _emf()}, {"rIdEmf": (f"{REL}/image", "media/image1.emf")})


def _chart() -> bytes:
    graphic = f'<a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" r:id="rIdChart"/></a:graphicData></a:graphic>'
    body = doc(
        p("图前"),
        p(
            f'<w:r><w:drawing><wp:inline><wp:extent cx="1800000" cy="1080000"/><wp:docPr id="1" name="a"/>{graphic}</wp:inline></w:drawing></w:r>'
        ),
        p("图后"),
    )
    chart = f'<?xml version="1.0" encoding="UTF-8"?><c:chartSpace xmlns:c="{CHART}"><c:chart><c:plotArea><c:layout/></c:plotArea></c:chart></c:chartSpace>'
    return added(body, {"word/charts/chart1.xml": chart.encode()}, {"rIdChart": (f"{REL}/chart", "charts/chart1.xml")})


def _object() -> bytes:
    shape = (
        '<w:r><w:object w:dxaOrig="2880" w:dyaOrig="1440"><v:shape id="o1" style="width:144pt;height:72pt"><v:imagedata r:id="rIdImage"/></v:shape>'
        '<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Embed" ProgID="Excel.Sheet.12" ShapeID="o1" DrawAspect="Content" '
        'ObjectID="_1" r:id="rIdOle"/></w:object></w:r>'
    )
    body = pictured(p("表前"), p(shape, properties='<w:spacing w:line="240" w:lineRule="auto"/>'), p("表后"))
    return added(
        body,
        {"word/embeddings/ole1.bin": b"\xd0\xcf\x11\xe0" + bytes(60)},
        {"rIdOle": (f"{REL}/oleObject", "embeddings/ole1.bin")},
    )


def _equation() -> bytes:
    def letters(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:num>{letters('a')}</m:num><m:den>{letters('b')}</m:den></m:f>"
    return doc(p("公式前", f"<m:oMath {MATH}>{letters('x=')}{fraction}</m:oMath>", "公式后"))


def _ruby() -> bytes:
    ruby = (
        '<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="16"/><w:hpsRaise w:val="30"/><w:hpsBaseText w:val="32"/></w:rubyPr>'
        f"<w:rt>{r('yín')}</w:rt><w:rubyBase>{r('垠')}</w:rubyBase></w:ruby></w:r>"
    )
    return doc(p("无", ruby, "阔"))


def _square() -> bytes:
    wrap = '<wp:wrapSquare wrapText="bothSides"/>'
    shape = drawing(anchored(blip(50, 30), (50, 30), place("H", "column", 0.0), place("V", "paragraph", 0.0), wrap))
    return pictured(p(shape, "环绕", HAN * 6, "结束"), p("下段"))


def _columns() -> bytes:
    first = [p(f"第{n}行") for n in range(10, 30)]
    two = section(kind="continuous", more='<w:cols w:num="2" w:space="720"/>')
    return doc(*first, f"<w:p><w:pPr>{two}</w:pPr></w:p>", p("栏后"), last=section(kind="continuous"))


def _autofit() -> bytes:
    text = row(cell("甲"), cell("很长的一段文字在这一格里" * 2), cell("丙"))
    made = table(
        text, grid=(1000, 1000, 1000), width='<w:tblW w:w="0" w:type="auto"/>', more='<w:tblLayout w:type="autofit"/>'
    )
    return doc(made, p("表后"), parts={"settings": MODE15})


def _vertical() -> bytes:
    down = '<w:textDirection w:val="tbRl"/>'
    return page(
        table(
            row(
                cell("竖排字", properties=down, width=2000),
                cell("横", width=3000),
                cell("末", width=4000),
                properties='<w:trHeight w:val="2000" w:hRule="atLeast"/>',
            )
        )
    )


def _smart() -> bytes:
    uri = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    graphic = f'<a:graphic><a:graphicData uri="{uri}"><dgm:relIds xmlns:dgm="{uri}" r:dm="rIdNone"/></a:graphicData></a:graphic>'
    return doc(
        p("图前"),
        p(
            f'<w:r><w:drawing><wp:inline><wp:extent cx="1800000" cy="1080000"/><wp:docPr id="1" name="a"/>{graphic}</wp:inline></w:drawing></w:r>'
        ),
        p("图后"),
    )


def _floating() -> bytes:
    place_ = '<w:tblpPr w:leftFromText="180" w:rightFromText="180" w:vertAnchor="page" w:horzAnchor="page" w:tblpX="3000" w:tblpY="9000"/>'
    made = table(row(cell("浮动表", width=3000), cell("乙格", width=3000)), grid=(3000, 3000)).replace(
        "<w:tblPr>", f"<w:tblPr>{place_}"
    )
    return doc(p("文前"), made, p("文后"), parts={"settings": MODE15})


FEATURES = (
    Feature("metafile picture", _metafile, (Says(("图前", "图后")), Named("EMF|WMF|图元"))),
    Feature("chart", _chart, (Says(("图前", "图后")), Named("图表"))),
    Feature("smart art", _smart, (Says(("图前", "图后")), Named("SmartArt"))),
    Feature("embedded object", _object, (Says(("表前", "表后")), Named("对象"), Drawn(left=LEFT, width=144 * 20 * TWIP, height=72 * 20 * TWIP))),
    Feature("equation", _equation, (Says(("公式前",)), Says(("公式后",)), Named("公式"))),
    Feature(
        "letters of an equation", _equation, (Says(("a",)), Says(("b",))),
        "LibreOffice prints no equation where its formula editor is not installed",
    ),
    Feature("ruby", _ruby, (Says(("无", "垠", "阔")), Named("拼音"))),
    Feature("text beside a picture", _square, (Says(("环绕", "结束", "下段")), Drawn(left=LEFT, width=50, height=30), Named("环绕|绕"))),
    Feature(
        "balanced columns", _columns,
        (Says(("第10行", "第19行", "第20行", "第29行", "栏后")), Either(At("第20行", left=(RIGHT + LEFT + 720 * TWIP) / 2), Named("栏"))),
    ),
    Feature("columns fitted to their text", _autofit, (Says(("甲", "很长", "丙", "表后")), Either(At("丙", left=RIGHT - 12, close=8), Named("列宽|自动")))),
    Feature(
        "text that runs downwards in a cell", _vertical,
        (Says(("竖", "排", "字", "横", "末")), Apart("竖", "排", right=0, down=EM), Apart("排", "字", right=0, down=EM)),
    ),
    Feature("floating table", _floating, (Says(("浮动表", "乙格")), Says(("文前", "文后")), Either(At("浮动表", left=3000 * TWIP + 108 * TWIP, close=2.5), Named("浮动|环绕|表格")), Pages(1))),
)  # fmt: skip
