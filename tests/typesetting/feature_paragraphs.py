"""Features of paragraphs and lists."""

from __future__ import annotations

from tests.typesetting.feature import EM, HAN, LEFT, MIDDLE, PITCH, RIGHT, TWIP, Feature, doc, filler, p, r, section
from tests.typesetting.wants import Apart, At, Edge, Filled, Led, Pages, Says, Steps, Want

LONG = HAN * 3
POINT = 25.4 / 72


def _align(value: str) -> str:
    return f'<w:jc w:val="{value}"/>'


def _alignments() -> bytes:
    return doc(
        p("左边", properties=_align("left")), p("中间", properties=_align("center")), p("右边", properties=_align("right")),
        p("两" + LONG[:40] + "端", properties=_align("both")), p("疏散开", properties=_align("distribute")),
    )  # fmt: skip


def _indents() -> bytes:
    return doc(
        p("甲" + HAN + "乙" + HAN, properties='<w:ind w:left="720" w:right="1440" w:firstLine="480"/>'),
        p("丙" + HAN + "丁", properties='<w:ind w:left="960" w:hanging="960"/>'),
    )


def _characters() -> bytes:
    return doc(
        p("戊" + HAN + "己", properties='<w:ind w:firstLineChars="200"/>'),
        p("庚" + HAN, properties='<w:ind w:leftChars="300"/>'),
    )


def _line(rule: str, value: int, *texts: str) -> list[str]:
    return [p(text, properties=f'<w:spacing w:line="{value}" w:lineRule="{rule}"/>') for text in texts]


def _lines() -> bytes:
    return doc(
        *_line("exact", 400, "甲一", "甲二"), *_line("atLeast", 800, "乙一", "乙二", "乙三"), *_line("auto", 240, "丙一", "丙二", "丙三"),
        *_line("auto", 360, "丁一", "丁二", "丁三"), *_line("auto", 480, "戊一", "戊二", "戊三"),
    )  # fmt: skip


def _grid() -> bytes:
    last = section(more='<w:docGrid w:type="lines" w:linePitch="600"/>')
    off = '<w:snapToGrid w:val="0"/><w:spacing w:line="240" w:lineRule="auto"/>'
    return doc(
        *_line("auto", 240, "甲一", "甲二", "甲三"), p("乙一", properties=off), p("乙二", properties=off), last=last
    )


def _spacing() -> bytes:
    return doc(
        p("甲"), p("乙", properties='<w:spacing w:before="200" w:line="560" w:lineRule="exact"/>'),
        p("丙", properties='<w:spacing w:after="300" w:line="560" w:lineRule="exact"/>'), p("丁"),
        p("戊", properties='<w:pStyle w:val="k"/>'), p("己", properties='<w:pStyle w:val="k"/>'), p("庚"),
        styles='<w:style w:type="paragraph" w:styleId="k"><w:name w:val="Close"/><w:basedOn w:val="a"/><w:pPr>'
        '<w:spacing w:before="200" w:after="200"/><w:contextualSpacing/></w:pPr></w:style>',
    )  # fmt: skip


def _tab(kind: str, place: int, leader: str = "") -> str:
    more = f' w:leader="{leader}"' if leader else ""
    return f'<w:tab w:val="{kind}"{more} w:pos="{place}"/>'


TAB = "<w:r><w:tab/></w:r>"


def _tabs() -> bytes:
    stops = f"<w:tabs>{_tab('left', 2000)}{_tab('center', 4500)}{_tab('right', 8000)}</w:tabs>"
    return doc(
        p("起", TAB, "左", TAB, "中心", TAB, "右边", properties=stops),
        p("目录", TAB, "12", properties=f"<w:tabs>{_tab('right', 9000, 'dot')}</w:tabs>"),
        p("默", TAB, "认"),
        p("数", TAB, r("12.34"), properties=f"<w:tabs>{_tab('decimal', 4000)}</w:tabs>"),
    )


def _borders() -> bytes:
    edge = '<w:{} w:val="single" w:sz="12" w:space="1" w:color="{}"/>'
    box = "".join(edge.format(side, "000000") for side in ("top", "left", "bottom", "right"))
    return doc(
        p("红线", properties=f"<w:pBdr>{edge.format('bottom', 'FF0000')}</w:pBdr>"), p(""),
        p("框内", properties=f"<w:pBdr>{box}</w:pBdr>"), p(""),
        p("底纹", properties='<w:shd w:val="clear" w:color="auto" w:fill="DDEEFF"/>'),
    )  # fmt: skip


ROOM = 25
"""Lines of 28 pt on a page of 24.6 cm: 24.9, so the 25th goes on to the next page."""


def _keep(properties: str, *texts: str, before: int) -> bytes:
    return doc(*filler(before), *(p(text, properties=properties if n == 0 else "") for n, text in enumerate(texts)))


NUMBERS = (
    ("chineseCounting", "第%1条"), ("chineseCountingThousand", "%1、"), ("decimal", "（%1）"), ("decimalEnclosedCircle", "%1"),
    ("upperRoman", "%1."), ("lowerLetter", "%1)"), ("chineseLegalSimplified", "%1、"), ("ideographDigital", "%1、"), ("decimalZero", "%1."),
)  # fmt: skip
LABELS = ("第二条", "二、", "（2）", "②", "II.", "b)", "贰、", "二、", "02.")


def _numbering() -> bytes:
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="multilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
        for n, (kind, text) in enumerate(NUMBERS)
    )
    nums = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(NUMBERS)))
    body = [
        p(f"{'甲乙'[half]}项{n}", properties=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{n + 1}"/></w:numPr>')
        for n in range(len(NUMBERS)) for half in (0, 1)
    ]  # fmt: skip
    return doc(*body, parts={"numbering": abstract + nums})


def _levels() -> bytes:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="720"/></w:pPr></w:lvl>'
        for n, (text, left) in enumerate((("%1", 720), ("%1.%2", 1440), ("%1.%2.%3", 2160)))
    )
    bullet = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl>'
    )
    parts = {
        "numbering": f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:abstractNum w:abstractNumId="1">{bullet}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    }
    rows = (
        (1, 0, "甲"),
        (1, 1, "乙"),
        (1, 1, "丙"),
        (1, 2, "丁"),
        (1, 0, "戊"),
        (1, 1, "己"),
        (2, 0, "庚"),
        (3, 0, "辛"),
    )
    body = [
        p(text + "项", properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')
        for num, level, text in rows
    ]
    return doc(*body, parts=parts)


_THREE = "甲" * 28 + "乙" * 28 + "丙" * 20
_INDENTED: tuple[Want, ...] = (
    At("甲", left=LEFT + 1200 * TWIP), Apart("甲", "乙", down=PITCH), At("丙", left=LEFT), At("丁", left=LEFT + 960 * TWIP, close=8 * EM),
)  # fmt: skip

FEATURES = (
    Feature(
        "alignment", _alignments,
        (
            At("左边", left=LEFT), At("中间", middle=MIDDLE), At("右边", right=RIGHT), At("两", left=LEFT), Apart("两", "端", right=13 * EM, down=PITCH),
            At("疏", left=LEFT), At("开", right=RIGHT), At("散", middle=MIDDLE),
        ),
    ),
    Feature("indents", _indents, _INDENTED),
    Feature(
        "indents in characters", _characters, (At("戊", left=LEFT + 2 * EM), At("庚", left=LEFT + 3 * EM)),
        "LibreOffice 7.4 knows them in twips only",
    ),
    Feature(
        "line spacing: exact, at least, multiple", _lines,
        (
            Apart("甲一", "甲二", down=20 * POINT), Apart("乙二", "乙三", down=40 * POINT),
            Steps(("丙二", "丙三", "丁二", "丁三"), 1 / 1.5), Steps(("戊二", "戊三", "丙二", "丙三"), 2),
        ),
    ),
    Feature("document grid", _grid, (Apart("甲一", "甲二", down=30 * POINT), Apart("甲二", "甲三", down=30 * POINT), Apart("乙一", "乙二", down=18 * POINT, close=2))),
    Feature(
        "space before and after", _spacing,
        (
            Apart("甲", "乙", down=PITCH + 10 * POINT), Apart("乙", "丙", down=PITCH), Apart("丙", "丁", down=PITCH + 15 * POINT),
            Apart("戊", "己", down=PITCH), Apart("己", "庚", down=PITCH + 10 * POINT), Apart("丁", "戊", down=PITCH + 10 * POINT),
        ),
    ),
    Feature(
        "tabs and leaders", _tabs,
        (
            At("左", left=LEFT + 2000 * TWIP), At("中心", middle=LEFT + 4500 * TWIP), At("右边", right=LEFT + 8000 * TWIP), At("12", right=LEFT + 9000 * TWIP),
            At("认", left=LEFT + 720 * TWIP), At(".34", left=LEFT + 4000 * TWIP, close=0.6), Led("目录", "12"),
        ),
    ),
    Feature(
        "paragraph borders and shading", _borders,
        (
            Edge(1, LEFT, RIGHT, y=LEFT + PITCH, color=(1.0, 0.0, 0.0), close=1.5),
            Filled("底纹", (0.867, 0.933, 1.0), left=LEFT, right=RIGHT),
            Edge(1, LEFT + 3 * PITCH - 7, LEFT + 3 * PITCH - 3, x=LEFT - 2.2, close=1.6),
        ),
    ),
    Feature("keep with next", lambda: _keep("<w:keepNext/>", "标题", "正文", before=23), (At("标题", page=2), At("正文", page=2), Pages(2))),
    Feature("no keeping", lambda: _keep("", "标题", "正文", before=23), (At("标题", page=1), At("正文", page=2))),
    Feature(
        "keep lines together", lambda: _keep("<w:keepLines/>", _THREE, before=22), (At("甲", page=2), At("丙", page=2)),
    ),
    Feature("lines not kept", lambda: _keep("", _THREE, before=22), (At("甲", page=1), At("丙", page=2))),
    Feature(
        "widows and orphans", lambda: _keep("<w:widowControl/>", _THREE, before=22), (At("甲", page=2), At("丙", page=2)),
    ),
    Feature("page break before", lambda: doc(p("甲"), p("乙", properties="<w:pageBreakBefore/>")), (At("甲", page=1), At("乙", page=2), Pages(2))),
    Feature("number formats", _numbering, (Says(tuple(f"{label}乙项{n}" for n, label in enumerate(LABELS))),)),
    Feature(
        "numbering in levels", _levels,
        (
            Says(("1甲项", "1.1乙项", "1.2丙项", "1.2.1丁项", "2戊项", "2.1己项", "•庚项", "7辛项")), At("甲", left=LEFT + 720 * TWIP),
            At("乙", left=LEFT + 1440 * TWIP), At("丁", left=LEFT + 2160 * TWIP, close=1.5), At("庚", left=LEFT + 420 * TWIP),
        ),
    ),
)  # fmt: skip
