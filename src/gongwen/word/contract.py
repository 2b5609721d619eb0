"""The contract between templates and code: the body marker, the tags of each frame, the style names.

A clerk may change how a style looks; the code asks for it by name and `gongwen template check` says which is missing.
"""

from __future__ import annotations

BODY_MARKER = "正文"
"""The tag whose paragraph the body's blocks replace."""

STYLES = (
    "公文标题",
    "公文正文",
    "公文续段",
    "公文一级标题",
    "公文二级标题",
    "公文三级标题",
    "公文四级标题",
    "公文段首一级",
    "公文段首二级",
    "公文主送机关",
    "公文附件说明",
    "公文附件标识",
    "公文空行",
    "公文表头",
    "公文表文",
)
"""Styles every frame has; 公文段首一级 and 公文段首二级 are character styles of run-in headings."""

HEADER_STYLES = ("公文份号", "公文密级", "公文发文机关标志", "公文发文字号", "公文签发人姓名")
PAGE_NUMBER_STYLE = "公文页码"
SIGNATURE_STYLES = ("公文署名", "公文成文日期")
CLOSING_STYLES = (*SIGNATURE_STYLES, "公文附注", "公文版记")

OFFICIAL, PLAIN = "公文", "普通文稿"
LETTER, ORDER, MINUTES = "信函", "命令", "纪要"
"""The special forms of GB/T 9704 clause 10."""
FORM, CERTIFICATE = "表格", "证书"
RESPONSIBILITY, PLEDGE = "责任书", "承诺书"
ARCHIVE, COVER, REMARKS = "档案", "档案封面", "备考表"
DOSSIER = (ARCHIVE, COVER, REMARKS)
"""The frames of a dossier's own papers: bound with others, they have no page number of their own."""
SIGN_STYLE = "公文签署"
LETTERS = (RESPONSIBILITY, PLEDGE)
"""The frames of letters: masters that are filled for each signer, so that they may quote what a letter knows."""

FRAME_STYLES: dict[str, tuple[str, ...]] = {
    OFFICIAL: STYLES + HEADER_STYLES + CLOSING_STYLES,
    PLAIN: STYLES + SIGNATURE_STYLES,
    LETTER: STYLES + HEADER_STYLES[:4] + CLOSING_STYLES,
    ORDER: STYLES + HEADER_STYLES[:4] + CLOSING_STYLES,
    MINUTES: (*STYLES, *HEADER_STYLES[2:4], *CLOSING_STYLES[2:]),
    FORM: STYLES + SIGNATURE_STYLES,
    CERTIFICATE: (*STYLES, "证书标题", "证书正文", "证书落款"),
    ARCHIVE: STYLES,
    COVER: STYLES,
    REMARKS: STYLES,
    RESPONSIBILITY: (*STYLES, SIGN_STYLE),
    PLEDGE: (*STYLES, SIGN_STYLE),
}

FRAME_FIELDS: dict[str, tuple[str, ...]] = {
    OFFICIAL: (
        "份号", "密级", "紧急程度", "版头空行", "发文机关标志", "发文字号", "标题", "主送机关", "正文", "附件说明",
        "盖章", "署名", "成文日期", "附注", "附件", "版记主送", "抄送", "印发机关", "印发日期",
    ),
    PLAIN: ("标题", "主送机关", "正文", "附件说明", "盖章", "署名", "成文日期", "附件"),
    LETTER: (
        "发文机关标志", "份号", "密级", "紧急程度", "发文字号", "标题", "主送机关", "正文", "附件说明", "盖章", "署名",
        "成文日期", "附注", "附件", "版记主送", "抄送",
    ),
    ORDER: (
        "份号", "密级", "紧急程度", "发文机关标志", "发文字号", "主送机关", "正文", "附件说明", "盖章", "署名",
        "成文日期", "附注", "附件", "版记主送", "抄送", "印发机关", "印发日期",
    ),
    MINUTES: (
        "发文机关标志", "发文字号", "编发单位", "编发日期", "标题", "正文", "附件说明", "出席", "附注", "附件",
        "版记主送", "抄送", "印发机关", "印发日期",
    ),
    FORM: ("标题", "主送机关", "正文", "附件说明", "盖章", "署名", "成文日期", "附件"),
    CERTIFICATE: ("标题", "正文", "署名", "成文日期", "编号"),
    ARCHIVE: ("标题", "正文"),
    COVER: (
        "全宗名称", "类目名称", "案卷题名", "正文", "起止时间", "保管期限", "件数", "页数", "归档号", "全宗号",
        "目录号", "案卷号",
    ),
    REMARKS: ("标题", "正文", "立卷人", "检查人", "立卷时间"),
    RESPONSIBILITY: ("标题", "主送机关", "正文", "签署"),
    PLEDGE: ("标题", "主送机关", "正文", "签署"),
}  # fmt: skip
"""What each frame may quote, in the order it stands in the shipped frame."""
