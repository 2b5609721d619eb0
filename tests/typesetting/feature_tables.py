"""Features of tables."""

from __future__ import annotations

from tests.typesetting.feature import EM, HAN, LEFT, PITCH, RIGHT, TOP, TWIP, Feature, doc, filler, p
from tests.typesetting.wants import Apart, At, Edge, Filled, Never, Pages, Says, Times

PAD = 108 * TWIP
GRID = (2000, 3000, 4000)
EDGES = tuple(LEFT + sum(GRID[:n]) * TWIP for n in range(4))
LINES = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
MODE15 = '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'


def cell(text: str = "", *, properties: str = "", width: int = 0, inner: str = "") -> str:
    """A cell; `inner` is its XML where it is not one paragraph."""
    wide = f'<w:tcW w:w="{width}" w:type="dxa"/>' if width else ""
    return f"<w:tc><w:tcPr>{wide}{properties}</w:tcPr>{inner or p(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(
    *rows: str,
    grid: tuple[int, ...] = GRID,
    borders: str = LINES,
    more: str = '<w:tblLayout w:type="fixed"/>',
    width: str = "",
) -> str:
    """A table of a fixed grid whose edge stands at the margin."""
    columns = "".join(f'<w:gridCol w:w="{each}"/>' for each in grid)
    wide = width or f'<w:tblW w:w="{sum(grid)}" w:type="dxa"/>'
    return (
        f'<w:tbl><w:tblPr>{wide}<w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>{more}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def three(*texts: str, properties: str = "") -> str:
    """A row of three cells on the usual grid."""
    return row(*(cell(text, width=width) for text, width in zip(texts, GRID, strict=True)), properties=properties)


def page(*body: str) -> bytes:
    """A document of the mode in which a table's edge, not its text, stands at the margin."""
    return doc(*body, p(""), parts={"settings": MODE15})


def _merged() -> bytes:
    return page(
        table(
            row(cell("合并列", properties='<w:gridSpan w:val="2"/>', width=5000), cell("丙", width=4000)),
            row(
                cell("竖", properties='<w:vMerge w:val="restart"/>', width=2000),
                cell("丁", width=3000),
                cell("戊", width=4000),
            ),
            row(cell("", properties="<w:vMerge/>", width=2000), cell("己", width=3000), cell("庚", width=4000)),
        )
    )


def _borders() -> bytes:
    red = '<w:tcBorders><w:bottom w:val="single" w:sz="12" w:space="0" w:color="FF0000"/></w:tcBorders>'
    return page(
        table(
            row(cell("甲", properties=red, width=2000), cell("乙", width=3000), cell("丙", width=4000)), three("丁", "戊", "己"),
            borders="",
        ),
        p(""),
        table(three("庚", "辛", "壬"), borders=LINES),
    )  # fmt: skip


def _looks() -> bytes:
    grey = '<w:shd w:val="clear" w:color="auto" w:fill="CCCCCC"/>'
    high = '<w:trHeight w:val="1700" w:hRule="exact"/>'
    return page(
        table(
            row(cell("上", properties='<w:vAlign w:val="top"/>', width=2000), cell("中", properties='<w:vAlign w:val="center"/>', width=3000),
                cell("下", properties=grey + '<w:vAlign w:val="bottom"/>', width=4000), properties=high),
            row(cell("边", properties='<w:tcMar><w:left w:w="600" w:type="dxa"/></w:tcMar>', width=2000), cell("距", width=3000), cell("后", width=4000),
                properties='<w:trHeight w:val="1200" w:hRule="atLeast"/>'),
            three("末", "", ""),
        )
    )  # fmt: skip


def _long() -> bytes:
    rows = [three("表头", "任务", "措施", properties="<w:cantSplit/><w:tblHeader/>")]
    rows += [three(str(n), f"第{n}行", "内容") for n in range(10, 60)]
    return page(table(*rows))


def _split(properties: str) -> bytes:
    inner = "".join(p(text) for text in "子丑寅卯")
    return page(
        *filler(22),
        table(
            row(cell("左", width=2000), cell(inner=inner, width=3000), cell("右", width=4000), properties=properties)
        ),
    )


def _nested() -> bytes:
    inner = table(row(cell("内甲", width=1000), cell("内乙", width=1500)), grid=(1000, 1500)) + p("")
    return page(table(row(cell("外", width=2000), cell("", width=3000), cell(inner=inner, width=4000))))


def _styled() -> bytes:
    edge = '<w:{} w:val="single" w:sz="8" w:space="0" w:color="0000FF"/>'
    style = (
        '<w:style w:type="table" w:styleId="t1"><w:name w:val="Banded"/><w:basedOn w:val="tn"/><w:tblPr><w:tblStyleRowBandSize w:val="1"/>'
        f"<w:tblBorders>{edge.format('top')}{edge.format('bottom')}{edge.format('insideH')}</w:tblBorders></w:tblPr>"
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="FFCC00"/></w:tcPr></w:tblStylePr></w:style>'
    )
    text = table(three("首", "行", "粗"), three("次", "行", "细"), borders="").replace(
        "<w:tblPr>", '<w:tblPr><w:tblStyle w:val="t1"/>'
    ).replace("<w:tblBorders></w:tblBorders>", "").replace(
        "</w:tblPr>", '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
    )  # fmt: skip
    return doc(text, p(""), parts={"settings": MODE15}, styles=style)


def _percent() -> bytes:
    share = '<w:tblW w:w="2500" w:type="pct"/>'
    return page(
        table(
            row(cell("甲"), cell("乙")),
            grid=(2255, 2256),
            width=share,
            more='<w:jc w:val="left"/><w:tblLayout w:type="fixed"/>',
        )
    )


FEATURES = (
    Feature(
        "grid and widths", lambda: page(table(three("甲", "乙", "丙"))),
        (At("甲", left=LEFT + PAD), At("乙", left=EDGES[1] + PAD), At("丙", left=EDGES[2] + PAD), *(Edge(1, TOP + 1, TOP + PITCH - 1, x=x) for x in EDGES)),
    ),
    Feature(
        "table of an older mode", lambda: doc(table(three("甲", "乙", "丙")), p("")),
        (At("甲", left=LEFT), At("乙", left=EDGES[1])),
    ),
    Feature(
        "merged cells", _merged,
        (
            At("丙", left=EDGES[2] + PAD), At("戊", left=EDGES[2] + PAD), Edge(1, EDGES[0], EDGES[1], y=TOP + 2 * PITCH, there=False, close=1),
            Edge(1, EDGES[1], EDGES[3], y=TOP + 2 * PITCH, close=1), Edge(1, TOP + 1, TOP + PITCH - 1, x=EDGES[1], there=False),
            Edge(1, TOP + PITCH + 1, TOP + 2 * PITCH, x=EDGES[1]), Says(("合并列", "丙", "竖", "丁", "戊", "己", "庚")),
        ),
    ),
    Feature(
        "borders of cells", _borders,
        (
            Edge(1, EDGES[0], EDGES[1], y=TOP + PITCH, color=(1.0, 0.0, 0.0), close=1), Edge(1, EDGES[1] + 1, EDGES[2], y=TOP + PITCH, there=False, close=1),
            Edge(1, EDGES[0], EDGES[3], y=TOP + 3 * PITCH, close=1.2),
        ),
    ),
    Feature(
        "heights, margins, vertical places, shading", _looks,
        (
            Apart("上", "中", down=(1700 * TWIP - PITCH) / 2, close=0.6), Apart("上", "下", down=1700 * TWIP - PITCH, close=0.6),
            At("边", left=LEFT + 600 * TWIP), Apart("边", "末", down=1200 * TWIP, close=0.5), Filled("下", (0.8, 0.8, 0.8), left=EDGES[2], right=EDGES[3]),
            Apart("上", "边", down=1700 * TWIP, close=0.5),
        ),
    ),
    Feature("header rows on each page", _long, (Pages(3), Times("表头", 3), Says(("表头任务措施10", "表头任务措施", "表头任务措施")))),
    Feature("row that may not be split", lambda: _split("<w:cantSplit/>"), (Pages(2), At("左", page=2), At("子", page=2), At("卯", page=2))),
    Feature("row split over pages", lambda: _split(""), (Pages(2), At("左", page=1), At("子", page=1), At("卯", page=2))),
    Feature(
        "nested table", _nested, (At("内甲", left=EDGES[2] + PAD + PAD), Apart("内甲", "内乙", right=1000 * TWIP), Says(("外", "内甲", "内乙"))),
    ),
    Feature(
        "table style", _styled, (Filled("首", (1.0, 0.8, 0.0)), Edge(1, EDGES[0], EDGES[3], y=TOP + PITCH, color=(0.0, 0.0, 1.0), close=1)),
    ),
    Feature("table of half the width", _percent, (Apart("甲", "乙", right=(RIGHT - LEFT) / 4, close=0.6),)),
    Feature(
        "table in the middle", lambda: page(table(three("甲", "乙", "丙"), more='<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>', grid=GRID).replace('<w:tblInd w:w="0" w:type="dxa"/>', "")),
        (At("甲", left=(LEFT + RIGHT) / 2 - 4500 * TWIP + PAD, close=0.6),),
    ),
    Feature(
        "text wraps in a cell", lambda: page(table(three("甲", HAN[:14], "丙"), three("丁", "戊", "己"))),
        (Apart("甲", "丁", down=2 * PITCH), Apart("党", HAN[8], right=0, down=PITCH, close=EM), Never("￥")),
    ),
)  # fmt: skip
