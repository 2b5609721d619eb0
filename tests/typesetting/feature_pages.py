"""Features of sections, headers and footers, and fields."""

from __future__ import annotations

from tests.typesetting.feature import LEFT, MIDDLE, PITCH, RIGHT, TWIP, Feature, doc, filler, p, r, section
from tests.typesetting.wants import Apart, At, Never, Pages, Paper, Says, Times

ACROSS = (16838, 11906)


def field(instruction: str, result: str = "1") -> str:
    """A complex field with a cached result."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    shown = mark.format("separate") + r(result) if result else ""
    return f'{mark.format("begin")}<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>{shown}{mark.format("end")}'


def ends(properties: str) -> str:
    """An empty paragraph that ends a section."""
    return f"<w:p><w:pPr>{properties}</w:pPr></w:p>"


def _kind(kind: str) -> bytes:
    return doc(p("甲"), ends(section()), p("乙"), last=section(kind=kind))


def _headers() -> bytes:
    parts = {
        "header1": p("普通页眉"),
        "header2": p("首页页眉"),
        "header3": p("偶数页眉"),
        "settings": "<w:evenAndOddHeaders/>",
    }
    references = "".join(
        f'<w:headerReference w:type="{kind}" r:id="rId{n}"/>' for n, kind in enumerate(("default", "first", "even"), 1)
    )
    return doc(*filler(70), parts=parts, last=section(references=references, more="<w:titlePg/>"))


def _counted() -> bytes:
    footer = p("第", field("PAGE"), "页共", field("NUMPAGES"), "页", properties='<w:jc w:val="center"/>')
    return doc(*filler(55), parts={"footer1": footer})


def _restarted() -> bytes:
    parts = {"footer1": p("页", field("PAGE"), "止")}
    reference = '<w:footerReference w:type="default" r:id="rId1"/>'
    first = section(references=reference, more='<w:pgNumType w:fmt="upperRoman" w:start="3"/>')
    return doc(
        *filler(26),
        ends(first),
        p("乙"),
        parts=parts,
        last=section(references=reference, more='<w:pgNumType w:start="1"/>'),
    )


def _fields() -> bytes:
    contents = (
        p("目录"),
        p(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            r("一、指导思想"), "<w:r><w:tab/></w:r>", field("PAGEREF _Toc1", "7"),
            properties='<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9000"/></w:tabs>',
        ),
        p('<w:bookmarkStart w:id="1" w:name="mark1"/>', r("第二部分"), '<w:bookmarkEnd w:id="1"/>'),
        p(r("二、创建目标"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
    )  # fmt: skip
    return doc(
        *contents,
        p(
            "见",
            field("REF mark1 \\h", "第二部分"),
            "，",
            '<w:fldSimple w:instr=" AUTHOR ">' + r("张三") + "</w:fldSimple>",
        ),
        p("空", field("ADVANCE \\d 0", ""), "格"),
        p(field("HYPERLINK &quot;https://example.invalid/&quot;", "链接文字")),
    )


def _places() -> bytes:
    return doc(p("正文"), parts={"header1": p("上"), "footer1": p("下")})


FEATURES = (
    Feature(
        "landscape section",
        lambda: doc(p("甲"), ends(section()), p("乙", properties='<w:jc w:val="center"/>'), ends(section(size=ACROSS)), p("丙")),
        (
            Pages(3), Paper(1, 11906 * TWIP, 16838 * TWIP), Paper(2, 16838 * TWIP, 11906 * TWIP), Paper(3, 11906 * TWIP, 16838 * TWIP),
            At("乙", page=2, middle=16838 * TWIP / 2), At("丙", page=3, left=LEFT),
        ),
    ),
    Feature("section on the next page", lambda: _kind("nextPage"), (Pages(2), At("乙", page=2))),
    Feature("section on an odd page", lambda: _kind("oddPage"), (Pages(3), At("乙", page=3))),
    Feature("section on an even page", lambda: _kind("evenPage"), (Pages(2), At("乙", page=2))),
    Feature("continuous section", lambda: _kind("continuous"), (Pages(1), At("乙", page=1))),
    Feature(
        "first, even and odd headers", _headers,
        (Pages(3), At("首页页眉", page=1), At("偶数页眉", page=2), At("普通页眉", page=3), Times("页眉", 3)),
    ),
    Feature(
        "page numbers", _counted, (Pages(3), Says(("第1页共3页", "第2页共3页", "第3页共3页")), At("第1页共3页", middle=MIDDLE)),
    ),
    Feature("numbers that start anew", _restarted, (Pages(3), Says(("页III止", "页IV止", "页1止")))),
    Feature(
        "cached fields", _fields,
        (Says(("一、指导思想", "7", "第二部分", "二、创建目标", "见第二部分，张三", "空格", "链接文字")), Never("TOC"), Never("PAGEREF"), Never("ADVANCE"), At("7", right=LEFT + 9000 * TWIP)),
    ),
    Feature(
        "header and footer places", _places,
        (Apart("上", "正", down=(1440 - 851) * TWIP), At("下", left=LEFT, baseline=(16838 - 992) * TWIP - PITCH * 0.2, close=0.6)),
    ),
    Feature(
        "several columns",
        lambda: doc(*[p(f"第{n}行") for n in range(10, 50)], last=section(more='<w:cols w:num="2" w:space="720"/>')),
        (Pages(1), At("第10行", left=LEFT), At("第49行", left=(RIGHT + LEFT + 720 * TWIP) / 2)),
    ),
)  # fmt: skip
