"""Features of pictures, frames, text boxes, links, content controls, tracked changes and breaks."""

from __future__ import annotations

from tests.typesetting.feature import EM, HAN, LEFT, PITCH, RIGHT, TOP, TWIP, Feature, doc, p, r
from tests.typesetting.structures import picture
from tests.typesetting.wants import Apart, At, Drawn, Edge, Filled, Ink, Look, Never, Pages, Says

EMU_MM = 36000
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def blip(width: float, height: float, crop: str = "", turn: str = "") -> str:
    """The graphic of a picture, its size in mm."""
    return (
        f'<a:graphic><a:graphicData uri="{PIC}"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="a.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rIdImage"/>{crop}<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm{turn}>'
        f'<a:off x="0" y="0"/><a:ext cx="{width * EMU_MM:.0f}" cy="{height * EMU_MM:.0f}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic>"
    )


def inline(width: float, height: float, crop: str = "") -> str:
    """A picture in the line."""
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width * EMU_MM:.0f}" cy="{height * EMU_MM:.0f}"/>'
        f'<wp:docPr id="1" name="图片"/>{blip(width, height, crop)}</wp:inline></w:drawing></w:r>'
    )


def anchored(
    graphic: str, size: tuple[float, float], across: str, down: str, wrap: str = "<wp:wrapNone/>", *, behind: int = 0
) -> str:
    """A drawing out of the flow; `across` and `down` are its positions."""
    return (
        f'<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="{behind}" locked="0" layoutInCell="1" '
        f'allowOverlap="1"><wp:simplePos x="0" y="0"/>{across}{down}<wp:extent cx="{size[0] * EMU_MM:.0f}" cy="{size[1] * EMU_MM:.0f}"/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/>{wrap}<wp:docPr id="2" name="图形"/><wp:cNvGraphicFramePr/>{graphic}</wp:anchor>'
    )


def place(axis: str, relative: str, value: float | str) -> str:
    """A position: mm, or an alignment."""
    inner = (
        f"<wp:align>{value}</wp:align>"
        if isinstance(value, str)
        else f"<wp:posOffset>{value * EMU_MM:.0f}</wp:posOffset>"
    )
    return f'<wp:position{axis} relativeFrom="{relative}">{inner}</wp:position{axis}>'


def drawing(anchor: str) -> str:
    """A run with a drawing."""
    return f"<w:r><w:drawing>{anchor}</w:drawing></w:r>"


def box(text: str, size: tuple[float, float], across: str, down: str, look: str = "") -> str:
    """A text box without insets."""
    graphic = (
        f'<a:graphic><a:graphicData uri="{WPS}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{size[0] * EMU_MM:.0f}" cy="{size[1] * EMU_MM:.0f}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{look}</wps:spPr>'
        f'<wps:txbx><w:txbxContent>{p(text)}</w:txbxContent></wps:txbx><wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"/></wps:wsp>'
        "</a:graphicData></a:graphic>"
    )
    return f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{anchored(graphic, size, across, down)}</w:drawing></mc:Choice></mc:AlternateContent></w:r>'


def pictured(*body: str) -> bytes:
    """A document with one picture."""
    return doc(*body, media=picture())


def _frames() -> bytes:
    frame = '<w:framePr w:w="4000" w:h="800" w:hRule="exact" w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="3000" w:y="6000"/>'
    return doc(p("框架文字", properties=frame), p("正文"))


def _vml() -> bytes:
    return doc(
        p(
            '<w:r><w:pict><v:shape id="s1" type="#_x0000_t202" style="position:absolute;margin-left:100pt;margin-top:50pt;width:150pt;height:60pt;'
            'z-index:1;mso-position-horizontal-relative:page;mso-position-vertical-relative:page" stroked="f">'
            f'<v:textbox inset="0,0,0,0"><w:txbxContent>{p("旧式文本框")}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>',
            r("正文"),
        )
    )


def _controls() -> bytes:
    block = f'<w:sdt><w:sdtPr><w:alias w:val="题"/></w:sdtPr><w:sdtContent>{p("整段控件")}</w:sdtContent></w:sdt>'
    inner = f"<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>{r('下拉选项')}</w:sdtContent></w:sdt>"
    blue = r("链接", '<w:color w:val="0000FF"/>')
    tag = f'<w:smartTag w:uri="x" w:element="y">{r("标记")}</w:smartTag>'
    return doc(block, p("前", inner, "后", f'<w:hyperlink r:id="rIdLink">{blue}</w:hyperlink>', tag))


def _changes() -> bytes:
    who = 'w:id="9" w:author="某" w:date="2023-01-01T00:00:00Z"'
    gone = "<w:r><w:delText>删去</w:delText></w:r>"
    mark = f"<w:rPr><w:del {who}/></w:rPr>"
    return doc(
        p("原文", f"<w:ins {who}>{r('插入')}</w:ins>", f"<w:del {who}>{gone}</w:del>", "结尾"),
        p("前半", properties=mark), p("后半"),
        p(f"<w:moveTo {who}>{r('移来')}</w:moveTo>", f"<w:moveFrom {who}>{r('移走')}</w:moveFrom>"),
    )  # fmt: skip


def _breaks() -> bytes:
    return doc(p("乙", "<w:r><w:br/></w:r>", "丙"), p("丁", '<w:r><w:br w:type="page"/></w:r>', "戊"), p("己"))


def _notes() -> bytes:
    notes = '<w:footnote w:id="1">' + p("<w:r><w:footnoteRef/></w:r>", "脚注文字") + "</w:footnote>"
    separators = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    return doc(
        p(
            "正文",
            '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="1"/></w:r>',
            "接着",
        ),
        parts={"footnotes": separators + notes},
    )


SOLID = '<a:solidFill><a:srgbClr val="FFEECC"/></a:solidFill><a:ln w="12700"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln>'

FEATURES = (
    Feature("inline picture", lambda: pictured(p(inline(60, 20), properties='<w:spacing w:line="240" w:lineRule="auto"/>'), p("后")), (Drawn(width=60, height=20, left=LEFT, top=TOP),)),
    Feature(
        "cropped picture",
        lambda: pictured(
            p(
                inline(40, 30, '<a:srcRect l="25000" r="25000"/>'),
                properties='<w:spacing w:line="240" w:lineRule="auto"/>',
            )
        ),
        (Ink(1, LEFT, TOP, LEFT + 40, TOP + 30),),
    ),
    Feature(
        "turned picture",
        lambda: pictured(p("", drawing(anchored(blip(60, 20, turn=' rot="5400000"'), (60, 20), place("H", "page", 50.0), place("V", "page", 100.0))))),
        (Ink(1, 70, 80, 90, 140),),
    ),
    Feature(
        "picture placed on the page",
        lambda: pictured(p("正文", drawing(anchored(blip(50, 30), (50, 30), place("H", "page", 100.0), place("V", "page", 150.0))))),
        (Drawn(left=100, top=150, width=50, height=30), At("正文", left=LEFT)),
    ),
    Feature(
        "picture aligned to the margins",
        lambda: pictured(p("正文", drawing(anchored(blip(50, 30), (50, 30), place("H", "margin", "right"), place("V", "margin", "bottom"), behind=1)))),
        (Drawn(left=RIGHT - 50, top=297.01 - TOP - 30, width=50, height=30),),
    ),
    Feature(
        "picture above and below text",
        lambda: pictured(p("图前"), p("图后", drawing(anchored(blip(50, 30), (50, 30), place("H", "column", 10.0), place("V", "paragraph", 0.0), "<wp:wrapTopAndBottom/>")))),
        (Drawn(left=LEFT + 10, top=TOP + PITCH), Apart("图前", "图后", down=PITCH + 30, close=0.8)),
    ),
    Feature("frame on the page", _frames, (At("框架文字", left=3000 * TWIP, baseline=6000 * TWIP + 0.8 * PITCH, close=0.8), At("正文", left=LEFT))),
    Feature(
        "text box on the page",
        lambda: doc(p("正文", box("盒中字", (60, 30), place("H", "page", 90.0), place("V", "page", 120.0), SOLID))),
        (At("盒中字", left=90, baseline=120 + 0.8 * PITCH, close=0.6), Filled("盒中字", (1.0, 0.933, 0.8), left=90, right=150), Edge(1, 90, 150, y=120, color=(1.0, 0.0, 0.0), close=0.6)),
    ),
    Feature(
        "text box at the bottom margin",
        lambda: doc(p("正文", box("盒中字", (60, 12), place("H", "margin", 0.0), place("V", "margin", "bottom")))),
        (At("盒中字", left=LEFT, baseline=297.01 - TOP - 12 + 0.8 * PITCH, close=0.6),),
    ),
    Feature("text box of an older kind", _vml, (At("旧式文本框", left=100 * 20 * TWIP, close=2), Says(("正文",)))),
    Feature("content controls, links, tags", _controls, (Says(("整段控件", "前下拉选项后链接标记")), Look("链接", color=(0.0, 0.0, 1.0)))),
    Feature(
        "tracked changes as accepted", _changes, (Says(("原文插入结尾", "前半后半", "移来")), Never("删去"), Never("移走"), Apart("前半", "后半", down=0)),
        "LibreOffice prints tracked changes as marked",
    ),
    Feature("line and page breaks", _breaks, (Apart("乙", "丙", right=0, down=PITCH), At("丁", page=1), At("戊", page=2), Apart("戊", "己", down=PITCH), Pages(2))),
    Feature("footnote", _notes, (Says(("正文1接着",)), Says(("脚注文字",)), At("脚注文字", page=1, baseline=297 - TOP - 2, close=6))),
    Feature(
        "paragraph that fills the page's lines", lambda: doc(p(HAN * 40)), (Pages(2), At("党", left=LEFT), Apart("党", "政", right=EM, close=0.2)),
    ),
)  # fmt: skip
