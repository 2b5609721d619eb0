"""Documents for the rendering tests, made straight from blocks."""

from __future__ import annotations

from gongwen.blocks.model import Document, Header, Heading, ListItem, Paragraph, Signature
from gongwen.blocks.model import Imprint as _Imprint

TEXT = (
    "各部门要高度重视，加强领导，落实责任，确保“文明单位”创建工作取得实效；对工作不力的，予以通报。"
    "提高认识，统一思想，围绕中心、服务大局，把各项任务落到实处。"
)
HAN = "党政机关公文格式国家标准规定每面排二十二行每行排二十八个字并撑满版心"
MARK, NUMBER = "澜州省药品检查中心文件", "澜药检〔2023〕6号"
ISSUER, DATE = "澜州省药品检查中心", "2023年2月27日"
IMPRINT = _Imprint("澜州省药品检查中心办公室", DATE, ("澜州省药品监督管理局精神文明创建办公室",))


def paper(characters: int, *, text: str = TEXT, sealed: bool = True, imprint=IMPRINT, head=None, **changes) -> Document:
    """An official document with a body of so many characters."""
    body = (text * (characters // len(text) + 1))[:characters]
    fields = {
        "frame": "公文",
        "title": ("关于印发《2023年精神文明建设", "工作实施方案》的通知"),
        "blocks": (Heading(1, "指导思想"), Paragraph(body)),
        "header": Header(MARK, NUMBER, **(head or {})),
        "to": "各科室：",
        "signature": Signature(ISSUER, DATE, sealed=sealed),
        "imprint": imprint,
    }
    return Document(**{**fields, **changes})


def all_levels() -> tuple:
    """Blocks of every level and shape."""
    return (
        Heading(1, "总体要求"),
        Paragraph("坚持统一领导。"),
        Heading(2, "加强领导"),
        Paragraph("各科室抓好落实。", run_in="统一思想", level=3),
        ListItem(4, "坚持原则。"),
        ListItem(4, "敢于担当。"),
        Paragraph("认真组织。", run_in="强化责任", level=3),
        Heading(2, "第一阶段：宣传发动阶段（2月—4月）", numbered=False),
        Heading(1, "保障措施"),
        Paragraph("明确分工。", run_in="组织保障", level=2),
        Paragraph("专款专用。", run_in="经费保障", level=2),
    )
