"""Chinese names of what the reader leaves out or sets in a simpler way, and what it passes over in silence."""

from __future__ import annotations

from gongwen.ooxml.wordml.xml import MC, WPG, WPS, A, M, W

SILENT = frozenset(
    f"{W}{name}"
    for name in (
        "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr",
        "proofErr", "bookmarkEnd", "lastRenderedPageBreak", "softHyphen", "instrText", "delText", "delInstrText",
        "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "permStart", "permEnd",
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
        "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart",
        "customXmlMoveToRangeEnd", "del", "moveFrom", "separator", "continuationSeparator", "tblPrEx", "tblPrExChange",
        "tblGridChange", "sectPr", "subDoc", "ffData", "fldData", "numberingChange",
    )
)  # fmt: skip
"""Elements without anything to see."""
TRANSPARENT = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "smartTag", "customXml", "sdtContent", "dir", "bdo", "subDoc")
)
"""Elements of which only the content counts."""
UNDERSTOOD = frozenset(
    {
        WPS[1:-1],
        WPG[1:-1],
        W[1:-1],
        A[1:-1],
        M[1:-1],
        MC[1:-1],
        "http://schemas.microsoft.com/office/word/2010/wordml",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
        "http://schemas.microsoft.com/office/word/2012/wordml",
        "http://schemas.microsoft.com/office/word/2015/wordml/symex",
        "http://schemas.microsoft.com/office/word/2016/wordml/cid",
        "http://schemas.microsoft.com/office/word/2018/wordml",
        "http://schemas.microsoft.com/office/word/2018/wordml/cex",
        "http://schemas.microsoft.com/office/drawing/2010/main",
        "http://schemas.microsoft.com/office/drawing/2014/main",
    }
)
"""Namespaces whose content in a `mc:Choice` is read; with others its Fallback is."""
GRAPHICS = {
    "chart": "图表",
    "chartex": "图表",
    "diagram": "SmartArt 图形",
    "wordprocessingCanvas": "绘图画布",
    "wordprocessingInk": "墨迹",
    "lockedCanvas": "绘图画布",
    "ole": "嵌入对象",
    "slicer": "切片器",
    "model3d": "三维模型",
}
"""What a drawing holds, by the last word of its address."""
ELEMENTS = {
    "oMath": "公式",
    "oMathPara": "公式",
    "ruby": "拼音指南",
    "object": "嵌入对象",
    "altChunk": "嵌入的外部文档",
    "control": "控件",
    "contentPart": "墨迹",
    "pgNum": "页码",
    "drawing": "图形",
    "pict": "图形",
    "AlternateContent": "图形",
    "dayShort": "日期域",
    "dayLong": "日期域",
    "monthShort": "日期域",
    "monthLong": "日期域",
    "yearShort": "日期域",
    "yearLong": "日期域",
}
"""Elements by name."""
RUN_LOOKS = {
    "dstrike": "双删除线",
    "em": "着重号",
    "bdr": "文字边框",
    "outline": "空心字",
    "shadow": "文字阴影",
    "emboss": "阳文",
    "imprint": "阴文",
    "fitText": "调整宽度",
    "eastAsianLayout": "双行合一或纵横混排",
    "effect": "文字动态效果",
    "rtl": "从右到左的文字",
}
"""Character formatting that is not set."""


UNDERLINES = frozenset(("", "none", "single", "double", "thick"))
"""Underlines that are drawn as they are; others are one line."""
PLACES = {
    "officeDocument": "正文",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
}
"""What a clerk calls a part, by the kind of the relationship that leads to it."""


def element_name(local: str) -> str:
    """What a clerk would call an element."""
    return ELEMENTS.get(local, f"无法识别的内容（{local}）")
