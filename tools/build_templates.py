#!/usr/bin/env python3
"""Builds the shipped Word frames and workbooks in `templates/` from `gongwen.standard`; a test rebuilds and compares them.

usage: python tools/build_templates.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.sax.saxutils import quoteattr

from gongwen.ooxml.package import Package
from gongwen.standard import page as P
from gongwen.standard.fonts import RED, STANDARD_FACES as F
from gongwen.word.contract import (
    ARCHIVE, CERTIFICATE, COVER, DOSSIER, FORM, LETTER, LETTERS, MINUTES, OFFICIAL, ORDER, PLAIN, REMARKS, SIGN_STYLE,
)  # fmt: skip

sys.path.insert(0, str(Path(__file__).parent.parent))
from tools.catalogue_template import catalogue_workbook  # noqa: E402 - found beside this file wherever one stands
from tools.index_template import index_workbook  # noqa: E402 - as above
from tools.ledger_template import ledger_workbook  # noqa: E402

NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
}
XMLNS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NS.items())
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


# ---------------------------------------------------------------- properties
def fonts(east: str, latin: str = F.latin) -> str:
    return (
        f"<w:rFonts w:ascii={quoteattr(latin)} w:eastAsia={quoteattr(east)}"
        f" w:hAnsi={quoteattr(latin)} w:cs={quoteattr(latin)}/>"
    )


def rpr(
    east: str | None = None, size: int | None = None, *, scale: int | None = None, color: str = "", latin: str = F.latin
) -> str:
    inner = fonts(east, latin) if east else ""
    inner += f'<w:color w:val="{color}"/>' if color else ""
    inner += f'<w:w w:val="{scale}"/>' if scale else ""
    inner += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    return f"<w:rPr>{inner}</w:rPr>" if inner else ""


def ppr(
    jc: str,
    *,
    line: int = P.LINE,
    before: int = 0,
    ind: str = "",
    keep_next: bool = False,
    snap: bool = True,
    outline: int | None = None,
    border: str = "",
    tabs: str = "",
) -> str:
    return (
        "<w:pPr>"
        + ("<w:keepNext/>" if keep_next else "")
        + '<w:widowControl w:val="0"/>'
        + border
        + tabs
        + ("" if snap else '<w:snapToGrid w:val="0"/>')
        + f'<w:spacing w:before="{before}" w:after="0" w:line="{line}" w:lineRule="exact"/>'
        + ind
        + f'<w:jc w:val="{jc}"/>'
        + ("" if outline is None else f'<w:outlineLvl w:val="{outline}"/>')
        + "</w:pPr>"
    )


def style(name: str, style_id: str, pr: str, rr: str, based: str = "Normal", kind: str = "paragraph") -> str:
    return (
        f'<w:style w:type="{kind}" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/><w:qFormat/>{pr}{rr}</w:style>'
    )


FIRST = f'<w:ind w:firstLineChars="200" w:firstLine="{P.FIRST_LINE}"/>'
EDGES = f'<w:tabs><w:tab w:val="left" w:pos="{P.CHAR}"/><w:tab w:val="right" w:pos="{P.AREA_WIDTH - P.CHAR}"/></w:tabs>'
"""Tab stops one 字 in from both edges; an indent would shorten the rule that is the paragraph's border."""
RED_RULE = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="5" w:color="{RED}"/></w:pBdr>'


def styles_xml(frame: str) -> str:
    body = rpr(F.body, P.SIZE_BODY, scale=P.CHAR_SCALE)
    h1 = rpr(F.heading1, P.SIZE_BODY, scale=P.CHAR_SCALE)
    h2 = rpr(F.heading2, P.SIZE_BODY, scale=P.CHAR_SCALE)
    defs = [
        style("公文正文", "GwBody", ppr("both", ind=FIRST), body),
        style("公文续段", "GwContinued", ppr("both"), body),
        style("公文空行", "GwBlank", ppr("left"), body),
        style("公文标题", "GwTitle", ppr("center", keep_next=True, snap=False, outline=0), rpr(F.title, P.SIZE_TITLE)),
        style("公文一级标题", "GwHeading1", ppr("both", ind=FIRST, keep_next=True, outline=1), h1),
        style("公文二级标题", "GwHeading2", ppr("both", ind=FIRST, keep_next=True, outline=2), h2),
        style("公文三级标题", "GwHeading3", ppr("both", ind=FIRST, keep_next=True, outline=3), body),
        style("公文四级标题", "GwHeading4", ppr("both", ind=FIRST, keep_next=True, outline=4), body),
        style("公文段首一级", "GwRunIn1", "", rpr(F.heading1), "DefaultParagraphFont", "character"),
        style("公文段首二级", "GwRunIn2", "", rpr(F.heading2), "DefaultParagraphFont", "character"),
        style("公文主送机关", "GwRecipient", ppr("both"), body),
        style("公文附件说明", "GwAttachmentNote", ppr("left"), body),
        style("公文附件标识", "GwAttachmentLabel", ppr("left", outline=0), h1),
        style("公文表头", "GwTableHead", ppr("center", line=400, snap=False), rpr(F.heading1, P.SIZE_TABLE)),
        style("公文表文", "GwTableText", ppr("left", line=400, snap=False), rpr(F.body, P.SIZE_TABLE)),
        style(
            "公文页码",
            "GwPageNumber",
            ppr("left", line=280, snap=False),
            rpr(F.page_number, P.SIZE_IMPRINT, latin=F.page_number),
        ),
    ]
    if frame in LETTERS:
        defs.append(style(SIGN_STYLE, "GwSign", ppr("left"), body))
    if frame in (OFFICIAL, PLAIN, LETTER, ORDER, FORM):
        defs += [
            style("公文署名", "GwIssuer", ppr("right", keep_next=True), body),
            style("公文成文日期", "GwDate", ppr("right"), body),
        ]
    if frame in (OFFICIAL, LETTER, ORDER, MINUTES):
        defs += head_styles(frame, body, h1)
    if frame == CERTIFICATE:
        defs = certificate_styles(defs)
    if frame == COVER:
        defs += cover_styles()
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts(F.body)}<w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    base = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return f'{HEAD}<w:styles xmlns:w="{NS["w"]}">{defaults}{base}{"".join(defs)}</w:styles>'


MARK_LINE = 897
"""The exact line of a mark of 44 pt, in twips."""
MARK_BEFORE = {OFFICIAL: P.MARK_TOP + P.MARK_INK - 3 * P.LINE, MINUTES: P.MARK_TOP + P.MARK_INK,
               ORDER: P.ORDER_MARK_TOP + P.MARK_INK, LETTER: 0}  # fmt: skip
"""Room above the mark: of a 公文 three lines of the head stand there, a 函 has its mark in a frame."""


def head_styles(frame: str, body: str, h1: str) -> list[str]:
    """The styles of 版头, 附注 and 版记; only a 公文 and minutes have the red rule under the number's paragraph."""
    mark = ppr("center", line=MARK_LINE, before=MARK_BEFORE[frame], snap=False)
    number = {OFFICIAL: ppr("center", border=RED_RULE), MINUTES: ppr("left", border=RED_RULE, tabs=EDGES)}
    right = f'<w:tabs><w:tab w:val="right" w:pos="{P.AREA_WIDTH}"/></w:tabs>'
    first_line = ppr("left", tabs=right, snap=False)
    defs = [
        style("公文份号", "GwCopyNumber", ppr("left"), body),
        style("公文密级", "GwSecrecy", ppr("left"), h1),
        style("公文发文机关标志", "GwMark", mark, rpr(F.title, P.SIZE_MARK, color=RED)),
        style("公文发文字号", "GwNumber", number.get(frame, first_line if frame == LETTER else ppr("center")), body),
        style("公文签发人姓名", "GwSigner", "", rpr(F.heading2), "DefaultParagraphFont", "character"),
        style("公文附注", "GwNote", ppr("both", ind=FIRST), body),
        style("公文版记", "GwImprint", ppr("left", snap=False), rpr(F.body, P.SIZE_IMPRINT)),
    ]
    left_out = {
        MINUTES: ("公文份号", "公文密级", "公文签发人姓名"),
        LETTER: ("公文签发人姓名",),
        ORDER: ("公文签发人姓名",),
    }
    return [each for each in defs if not any(f'"{name}"' in each for name in left_out.get(frame, ()))]


def certificate_styles(defs: list[str]) -> list[str]:
    """A certificate's text is 一号 楷体 with room between its lines; title and the lines at its end have styles of their own."""
    text = rpr(F.heading2, P.SIZE_CERTIFICATE)
    first = f'<w:ind w:firstLineChars="200" w:firstLine="{P.SIZE_CERTIFICATE * 20}"/>'
    end = '<w:ind w:rightChars="400" w:right="1760"/>'
    kept = [each for each in defs if '"公文正文"' not in each and '"公文页码"' not in each]
    return [
        style("公文正文", "GwBody", ppr("both", line=P.CERTIFICATE_LINE, ind=first, snap=False), text),
        *kept,
        style(
            "证书标题",
            "GwAward",
            ppr("center", line=1500, before=300, snap=False, outline=0),
            rpr(F.title, 120, color=RED),
        ),
        style("证书正文", "GwAwardText", ppr("left", line=P.CERTIFICATE_LINE, snap=False), text),
        style("证书落款", "GwAwardEnd", ppr("right", line=760, snap=False, ind=end), rpr(F.heading2, 44)),
    ]


def cover_styles() -> list[str]:
    """The styles of a volume's cover, which only its frame asks for."""
    return [
        style("封面全宗名称", "GwCoverFonds", ppr("center", line=780, snap=False), rpr(F.title, 52, latin=F.title)),
        style("封面类目名称", "GwCoverClass", ppr("center", line=600, snap=False), rpr(F.heading2, 36)),
        style(
            "封面案卷题名",
            "GwCoverTitle",
            ppr("center", line=880, snap=False),
            rpr(F.title, P.SIZE_TITLE, latin=F.title),
        ),
        style("封面栏目", "GwCoverLabel", ppr("center", line=400, snap=False), rpr(F.heading1, P.SIZE_IMPRINT)),
        style("封面内容", "GwCoverText", ppr("center", line=400, snap=False), rpr(F.body, P.SIZE_IMPRINT)),
    ]


# ---------------------------------------------------------------- body
def para(style_id: str, text: str = "", extra: str = "") -> str:
    run = (
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{extra}<w:t xml:space="preserve">{text}</w:t></w:r>'
        if text
        else ""
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr>{run}</w:p>'


def tag(name: str) -> str:
    return "{{ " + name + " }}"


def imprint_row(cell: str, *, top: int, bottom: int) -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' if size else f'<w:{side} w:val="nil"/>'
        for side, size in (("top", top), ("left", 0), ("bottom", bottom), ("right", 0))
    )
    return (
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{P.AREA_WIDTH}" w:type="dxa"/>'
        f"<w:tcBorders>{borders}</w:tcBorders></w:tcPr>{cell}</w:tc></w:tr>"
    )


def imprint_paragraph(text: str, *, hanging: bool) -> str:
    indent = (
        '<w:ind w:leftChars="400" w:left="1120" w:rightChars="100" w:right="280" w:hangingChars="300" w:hanging="840"/>'
        if hanging
        else '<w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/>'
    )
    tabs = "" if hanging else f'<w:tabs><w:tab w:val="right" w:pos="{P.AREA_WIDTH - 280}"/></w:tabs>'
    runs = "<w:r><w:tab/></w:r>".join(
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{part}</w:t></w:r>'
        for part in text.split("\t")
    )
    return f'<w:p><w:pPr><w:pStyle w:val="GwImprint"/>{tabs}{indent}</w:pPr>{runs}</w:p>'


def imprint(*, bare: bool = False) -> str:
    """版记 (7.4): a text box that stands on the lower edge of the type area; the code sets its height.

    A `bare` one is that of a 函 (10.1): no rules, no 印发机关 and 印发日期.
    """
    outer, inner = (0, 0) if bare else (8, 6)
    rows = imprint_row(imprint_paragraph("主送：" + tag("版记主送") + "。", hanging=True), top=outer, bottom=0)
    rows += imprint_row(imprint_paragraph("抄送：" + tag("抄送") + "。", hanging=True), top=outer, bottom=inner)
    if not bare:
        issued = imprint_paragraph(tag("印发机关") + "\t" + tag("印发日期") + "印发", hanging=False)
        rows += imprint_row(issued, top=8, bottom=8)
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="{P.AREA_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{P.AREA_WIDTH}"/></w:tblGrid>{rows}</w:tbl>'
        '<w:p><w:pPr><w:pStyle w:val="GwImprint"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
    )
    cx, cy = P.AREA_WIDTH * 635, (2 * P.LINE + 20) * 635
    content = f"<w:txbxContent>{table}</w:txbxContent>"
    dml = (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0"'
        ' locked="0" layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>'
        '<wp:docPr id="1" name="版记"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{NS["wps"]}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx>{content}</wps:txbx>"
        '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b" anchorCtr="0"><a:noAutofit/></wps:bodyPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    vml = (
        f'<w:pict><v:shape id="版记" o:spid="_x0000_s1026" style="position:absolute;margin-left:0;margin-top:0;'
        f"width:{P.AREA_WIDTH / 20}pt;height:{(2 * P.LINE + 20) / 20}pt;z-index:2;mso-position-horizontal:left;"
        'mso-position-horizontal-relative:margin;mso-position-vertical:bottom;mso-position-vertical-relative:margin"'
        f' filled="f" stroked="f"><v:textbox inset="0,0,0,0">{content}</v:textbox><w10:wrap type="topAndBottom"/></v:shape></w:pict>'
    )
    return (
        '<w:p><w:pPr><w:pStyle w:val="GwImprint"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>'
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{dml}</mc:Choice><mc:Fallback>{vml}</mc:Fallback>'
        "</mc:AlternateContent></w:r></w:p>"
    )


def page(
    *,
    references: str = "",
    borders: str = "",
    title_page: bool = False,
    across: bool = False,
    top: int = P.MARGIN_TOP,
    bottom: int = P.MARGIN_BOTTOM,
) -> str:
    """The section of a frame; `across` is the page of a certificate, A4 lying."""
    width, height = (P.PAGE_HEIGHT, P.PAGE_WIDTH) if across else (P.PAGE_WIDTH, P.PAGE_HEIGHT)
    top, right, bottom, left = (P.CERTIFICATE_MARGIN,) * 4 if across else (top, P.MARGIN_RIGHT, bottom, P.MARGIN_LEFT)
    orient = ' w:orient="landscape"' if across else ""
    grid = "" if across else f'<w:docGrid w:type="lines" w:linePitch="{P.LINE}"/>'
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{width}" w:h="{height}"{orient}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}"'
        f' w:header="{P.HEADER_DISTANCE}" w:footer="{P.FOOTER_DISTANCE}" w:gutter="0"/>{borders}'
        f"{'<w:titlePg/>' if title_page else ''}{grid}</w:sectPr>"
    )


DOSSIER_TOP, DOSSIER_BOTTOM = 1701, 1241
"""30 mm, in which the bound volume's page number is stamped, and 21.9 mm: 24 lines; the width is that of a 公文."""
NUMBERED = '<w:footerReference w:type="even" r:id="rId4"/><w:footerReference w:type="default" r:id="rId3"/>'
FIRST_BLANK = '<w:footerReference w:type="first" r:id="rId6"/>'
SIDES = "".join(
    f'<w:{side} w:val="thinThickMediumGap" w:sz="36" w:space="24" w:color="{RED}"/>'
    for side in ("top", "left", "bottom", "right")
)
SECTIONS = {
    LETTER: page(references=NUMBERED + FIRST_BLANK, title_page=True),
    CERTIFICATE: page(borders=f'<w:pgBorders w:offsetFrom="page">{SIDES}</w:pgBorders>', across=True),
    **dict.fromkeys(DOSSIER, page(top=DOSSIER_TOP, bottom=DOSSIER_BOTTOM)),
}


def framed(  # noqa: PLR0913 - a frame is its place, its size and what it holds
    style_id: str, text: str, *, top: int, left: int, width: int, height: int, borders: str = "", air: int = 0
) -> str:
    """A paragraph in a frame that stands at a place of the page, in twips; text keeps `air` away from it.

    A height of 0 is what the paragraph takes with its borders: programs differ in whether a given height holds them.
    What stands under a frame must have no spacing before it: some programs spend it again below the frame.
    """
    space = f' w:vSpace="{air}"' if air else ""
    fixed = f' w:h="{height}" w:hRule="exact"' if height else ""
    run = (
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    )
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/><w:framePr w:w="{width}"{fixed}'
        f'{space} w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="{left}" w:y="{top}"/>{borders}'
        f"</w:pPr>{run}</w:p>"
    )


def double_rule(top: int, *, thick_above: bool) -> str:
    """A red double rule of 170 mm, centred on the type area (10.1): an empty framed paragraph with two borders."""
    thick, thin = ("top", "bottom") if thick_above else ("bottom", "top")
    sizes = {thick: 18, thin: 6}
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{sizes[side]}" w:space="0" w:color="{RED}"/>' for side in ("top", "bottom")
    )
    extra = (
        f"<w:pBdr>{borders}</w:pBdr>"
        f'<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{P.RULE_GAP}" w:lineRule="exact"/>'
    )
    left = P.MARGIN_LEFT - (P.LETTER_RULE - P.AREA_WIDTH) // 2
    air = P.LETTER_AIR if thick_above else 0
    return framed("GwBlank", "", top=top, left=left, width=P.LETTER_RULE, height=0, borders=extra, air=air)


def head(frame: str) -> str:
    """What stands above the title, or above the text where there is none."""
    blank = para("GwBlank")
    items = para("GwCopyNumber", tag("份号")) + para("GwSecrecy", tag("密级")) + para("GwSecrecy", tag("紧急程度"))
    mark, number = para("GwMark", tag("发文机关标志")), para("GwNumber", tag("发文字号"))
    if frame == OFFICIAL:
        return items + para("GwBlank", tag("版头空行")) + mark + blank * 2 + number + blank * 2
    if frame == ORDER:
        return items + mark + blank * 2 + number + blank * 2
    if frame == MINUTES:
        centred = para("GwBlank", tag("发文字号")).replace("</w:pPr>", '<w:jc w:val="center"/></w:pPr>', 1)
        edition = "<w:r><w:tab/></w:r>".join(["", run(tag("编发单位")), run(tag("编发日期"))])
        line = f'<w:p><w:pPr><w:pStyle w:val="GwNumber"/></w:pPr>{edition}</w:p>'
        return mark + blank * 2 + centred + line + blank * 2
    if frame == LETTER:
        place = framed(
            "GwMark", tag("发文机关标志"), top=P.LETTER_MARK, left=P.MARGIN_LEFT, width=P.AREA_WIDTH, height=MARK_LINE
        )
        rules = double_rule(P.LETTER_UPPER, thick_above=True) + double_rule(P.LETTER_LOWER, thick_above=False)
        return place + rules + number + items + blank * 2
    return ""


def run(text: str) -> str:
    return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def certificate() -> str:
    """证书: title, whom it is for and what for, who gives it and when, its number."""
    return (
        para("GwAward", tag("标题"))
        + para("GwBody", tag("正文"))
        + para("GwBlank")
        + para("GwAwardEnd", tag("署名"))
        + para("GwAwardEnd", tag("成文日期"))
        + para("GwBlank")
        + para("GwBlank", tag("编号"))
    )


# ---------------------------------------------------------------- papers of a dossier
def ruled(
    widths: list[int], rows: str, *, sides: str = "top left bottom right insideH insideV", indent: int = 0
) -> str:
    """A table of a frame on columns of `widths` in twips, with rules at some of its sides."""
    borders = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>' for side in sides.split())
    place = f'<w:tblInd w:w="{indent}" w:type="dxa"/>' if indent else ""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{place}<w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def ruled_row(height: float, *cells: str, splits: bool = False) -> str:
    """A row of a least height in mm."""
    whole = "" if splits else "<w:cantSplit/>"
    return f'<w:tr><w:trPr>{whole}<w:trHeight w:val="{P.twips(height)}" w:hRule="atLeast"/></w:trPr>{"".join(cells)}</w:tr>'


def ruled_cell(width: int, content: str, *, align: str = "center", margin: int = 0) -> str:
    """A cell of some paragraphs."""
    sides = "".join(f'<w:{side} w:w="{margin}" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    own = f"<w:tcMar>{sides}</w:tcMar>" if margin else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{own}<w:vAlign w:val="{align}"/></w:tcPr>{content}</w:tc>'


TINY = '<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
"""Stands between two tables, which would else be one, and after the last."""


def cover() -> str:
    """案卷封面 with the items of GB/T 9705-2008: names above, the form below, the volume's numbers at its foot."""
    whole = [P.AREA_WIDTH]
    names = (
        ruled_row(36, ruled_cell(whole[0], para("GwCoverFonds", tag("全宗名称"))))
        + ruled_row(18, ruled_cell(whole[0], para("GwCoverClass", tag("类目名称"))))
        + ruled_row(108, ruled_cell(whole[0], para("GwCoverTitle", tag("案卷题名"))))
    )
    columns = [1420, 4150, 1420, P.AREA_WIDTH - 6990]
    form = "".join(
        ruled_row(
            13,
            *(
                ruled_cell(width, para("GwCoverText" if number % 2 else "GwCoverLabel", text))
                for number, (width, text) in enumerate(zip(columns, texts, strict=True))
            ),
        )
        for texts in (
            ("起止时间", tag("起止时间"), "保管期限", tag("保管期限")),
            ("件、页数", f"本卷共{tag('件数')}件{tag('页数')}页", "归档号", tag("归档号")),
        )
    )
    numbers = ("全宗号", "目录号", "案卷号")
    third = 1790
    labels = ruled_row(9, *(ruled_cell(third, para("GwCoverLabel", name)) for name in numbers))
    values = ruled_row(13, *(ruled_cell(third, para("GwCoverText", tag(name))) for name in numbers))
    foot = ruled([third] * 3, labels + values, indent=P.AREA_WIDTH - 3 * third)
    return (
        ruled(whole, names, sides="")
        + TINY
        + para("GwBody", tag("正文"))
        + ruled(columns, form)
        + (para("GwBlank") + foot + TINY)
    )


def remarks() -> str:
    """卷内备考表 of GB/T 9705-2008: one box with 本卷情况说明 and room to go on by hand, at its foot who signs."""
    inside = [P.AREA_WIDTH]
    note = para("GwHeading1", "本卷情况说明：").replace(
        "</w:pPr>", '<w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr>', 1
    )
    signs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="GwContinued"/><w:ind w:leftChars="1000" w:left="{10 * P.CHAR}"/></w:pPr>'
        f"{run(f'{name}：' + tag(name))}</w:p>"
        for name in ("立卷人", "检查人", "立卷时间")
    )
    rows = ruled_row(
        168, ruled_cell(inside[0], note + para("GwBody", tag("正文")) + TINY, align="top", margin=170), splits=True
    )
    rows += ruled_row(42, ruled_cell(inside[0], signs, margin=170))
    return para("GwTitle", tag("标题")) + para("GwBlank") + ruled(inside, rows, sides="top left bottom right") + TINY


PAPERS = {CERTIFICATE: certificate, COVER: cover, REMARKS: remarks}
"""The frames that are forms of their own."""


def document_xml(frame: str) -> str:
    blank = para("GwBlank")
    title = "" if frame == ORDER else para("GwTitle", tag("标题")) + blank
    to = "" if frame == MINUTES else para("GwRecipient", tag("主送机关"))
    end = para("GwSign", tag("签署")) if frame in LETTERS else para("GwAttachmentNote", tag("附件说明"))
    closing = para("GwBlank", tag("盖章")) + para("GwIssuer", tag("署名")) + para("GwDate", tag("成文日期"))
    if frame in LETTERS:
        closing = ""
    elif frame == MINUTES:
        closing = para("GwBody", tag("出席"))
    note = para("GwNote", tag("附注")) if frame in (OFFICIAL, LETTER, ORDER, MINUTES) else ""
    tail = "" if frame in LETTERS else para("GwBody", tag("附件"))
    if frame in (OFFICIAL, LETTER, ORDER, MINUTES):
        tail += imprint(bare=frame == LETTER)
    if frame == ARCHIVE:
        to = end = closing = tail = ""
    body = (
        PAPERS[frame]()
        if frame in PAPERS
        else head(frame) + title + to + para("GwBody", tag("正文")) + end + closing + note + tail
    )
    section = SECTIONS.get(frame) or page(references=NUMBERED)
    return f"{HEAD}<w:document {XMLNS}><w:body>{body}{section}</w:body></w:document>"


def footer_xml(*, odd: bool) -> str:
    """页码 (7.5): 4号 half-width 宋体, a 一字线 on each side, one 字 in from the outer edge."""
    jc, ind = (
        ("right", '<w:ind w:rightChars="100" w:right="280"/>')
        if odd
        else ("left", '<w:ind w:leftChars="100" w:left="280"/>')
    )
    hint = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    field = (
        f'<w:r>{hint}<w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r>{hint}<w:t xml:space="preserve"> —</w:t></w:r>'
    )
    return f'{HEAD}<w:ftr xmlns:w="{NS["w"]}"><w:p><w:pPr><w:pStyle w:val="GwPageNumber"/>{ind}<w:jc w:val="{jc}"/></w:pPr>{field}</w:p></w:ftr>'


SETTINGS = (
    f'{HEAD}<w:settings xmlns:w="{NS["w"]}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
)


def font_table() -> str:
    names = (F.latin, F.title, F.body, F.heading1, F.heading2, F.page_number)
    inner = "".join(
        f'<w:font w:name="{n}"><w:charset w:val="{"00" if n == F.latin else "86"}"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for n in names
    )
    return f'{HEAD}<w:fonts xmlns:w="{NS["w"]}">{inner}</w:fonts>'


CORE = (
    f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title></dc:title><dc:creator></dc:creator></cp:coreProperties>'
)
APP = f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>gongwen</Application></Properties>'


def relationships(*rows: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(rows, 1)
    )
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


UNNUMBERED = (CERTIFICATE, *DOSSIER)
"""The frames without page numbers."""


def content_types(frame: str) -> str:
    overrides = {
        "/word/document.xml": f"{TYPE}.document.main+xml",
        "/word/styles.xml": f"{TYPE}.styles+xml",
        "/word/settings.xml": f"{TYPE}.settings+xml",
        "/word/fontTable.xml": f"{TYPE}.fontTable+xml",
        "/word/footer1.xml": f"{TYPE}.footer+xml",
        "/word/footer2.xml": f"{TYPE}.footer+xml",
        "/word/footer3.xml": f"{TYPE}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    absent = ("footer1", "footer2", "footer3") if frame in UNNUMBERED else () if frame == LETTER else ("footer3",)
    overrides = {part: kind for part, kind in overrides.items() if not any(name in part for name in absent)}
    inner = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inner}</Types>'
    )


def document_relations(frame: str) -> list[tuple[str, str]]:
    footers = [(f"{REL}/footer", "footer1.xml"), (f"{REL}/footer", "footer2.xml")]
    found = [(f"{REL}/styles", "styles.xml"), (f"{REL}/settings", "settings.xml")]
    found += [] if frame in UNNUMBERED else footers
    found.append((f"{REL}/fontTable", "fontTable.xml"))
    return [*found, (f"{REL}/footer", "footer3.xml")] if frame == LETTER else found


def frame_package(frame: str) -> bytes:
    parts = {
        "[Content_Types].xml": content_types(frame),
        "_rels/.rels": relationships(
            (f"{REL}/officeDocument", "word/document.xml"),
            (
                "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                "docProps/core.xml",
            ),
            (f"{REL}/extended-properties", "docProps/app.xml"),
        ),
        "word/document.xml": document_xml(frame),
        "word/_rels/document.xml.rels": relationships(*document_relations(frame)),
        "word/styles.xml": styles_xml(frame),
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": font_table(),
        "word/footer1.xml": footer_xml(odd=True),
        "word/footer2.xml": footer_xml(odd=False),
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP,
    }
    if frame == LETTER:
        parts["word/footer3.xml"] = f'{HEAD}<w:ftr xmlns:w="{NS["w"]}"><w:p/></w:ftr>'
    if frame in UNNUMBERED:
        del parts["word/footer1.xml"], parts["word/footer2.xml"]
    return Package({name: text.encode() for name, text in parts.items()}).to_bytes()


# ---------------------------------------------------------------- workbooks
REGISTER = {"序号": 6, "科室": 16, "姓名": 12, "职务": 15, "签字": 14, "日期": 11, "备注": 8}
"""The columns of 签收表.xlsx with their widths in characters."""


def register_package() -> bytes:
    """签收表: title, header, a sample row of 11 mm; printed on A4 with title and header on every page."""
    import io

    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, Side

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "签收表"
    line = Side(style="thin")
    last = openpyxl.utils.get_column_letter(len(REGISTER))
    sheet.merge_cells(f"A1:{last}1")
    sheet["A1"] = "{{ 标题 }}"
    sheet["A1"].font = Font(name=F.title, size=18)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height = 48
    for column, (name, width) in enumerate(REGISTER.items(), 1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width = width
        for row, text, face in ((2, name, F.heading1), (3, f"{{{{ {name} }}}}", F.body)):
            cell = sheet.cell(row, column, text)
            cell.font = Font(name=face, size=12)
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            centred = row == 2 or name in ("序号", "姓名")
            cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)
            cell.number_format = "@"
    sheet.row_dimensions[2].height = 26
    sheet.row_dimensions[3].height = 31.2
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight = 9, "portrait", 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    buffer = io.BytesIO()
    book.save(buffer)
    return shipped(buffer.getvalue())


def shipped(workbook: bytes) -> bytes:
    """A workbook of openpyxl with our own properties: no moment of making, no account, no empty values of formulas."""
    package = Package.read(workbook)
    for part in [part for part in package.parts if part.startswith("xl/worksheets/sheet")]:
        package.parts[part] = package.parts[part].replace(b"<v></v>", b"").replace(b"<v />", b"").replace(b"<v/>", b"")
    package.parts["docProps/core.xml"] = CORE.encode()
    package.parts["docProps/app.xml"] = APP.encode()
    return package.to_bytes()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for frame in (OFFICIAL, PLAIN, *LETTERS, LETTER, ORDER, MINUTES, FORM, CERTIFICATE, *DOSSIER):
        (folder / f"{frame}.docx").write_bytes(frame_package(frame))
    (folder / "签收表.xlsx").write_bytes(register_package())
    (folder / "台账.xlsx").write_bytes(shipped(ledger_workbook()))
    (folder / "材料目录.xlsx").write_bytes(shipped(index_workbook()))
    (folder / "档案目录.xlsx").write_bytes(shipped(catalogue_workbook()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "templates")
