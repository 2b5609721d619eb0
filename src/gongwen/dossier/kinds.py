"""The kind of a material by the words of its title, else by what it is."""

from __future__ import annotations

import re

from gongwen.dossier.model import LEDGER, OTHER, PAPER, PHOTO, RECORD, REPORT, Form

_WORDS: dict[str, str] = {
    LEDGER: "台账 台帐 统计表 登记表 登记册 登记簿 清单 名册 花名册 名单 汇总 汇总表 明细 明细表"
    " 一览表 成绩表 排班表 评分表 进度表 对照表 分工表 目录",
    RECORD: "记录 记录表 记录本 记录簿 纪要 签到 签到表 签到册 签到簿 心得 心得体会 体会 讲稿 讲话稿"
    " 发言稿 讲话 发言 主持词 试卷 答卷 试题 笔记 课件 教案 问卷 检查表 调查表 推荐表 审批表 申报表 报名表 反馈表",
    REPORT: "报告 总结 小结 说明 汇报 汇报材料 情况 述职",
    PAPER: "通知 通知书 通知单 方案 预案 制度 办法 规定 规则 细则 规程 章程 条例 决定 决议 意见 文件 通报"
    " 责任书 承诺书 保证书 证书 奖状 聘书 协议 协议书 合同 公示 公告 请示 批复 函 倡议书 倡议 计划 要点 简报 汇编 手册",
    PHOTO: "照片 图片 合影 掠影 剪影 截图 影像",
    "": "会 会议 大会 活动 仪式 培训 讲座 现场 比赛 竞赛 讲堂 学习会 报告会 总结会 说明会 通报会 签订 签署 会场",
}  # fmt: skip
"""Words by the kind that a title has which ends with them; those of no kind are happenings, not papers."""
_AT_END_ONLY = frozenset(("会", "函", "目录", "情况", "讲话", "发言"))
"""Words that only the end of a title makes sure of."""
_DONE_BEFORE_PEOPLE = frozenset(("讲话", "发言", "汇报", "情况", "述职", "倡议", "计划"))
"""Words that of a picture mean what people do in it."""
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_ANY = re.compile(f"(?=({'|'.join(sorted(_KINDS, key=len, reverse=True))}))")
_BRACKETED = re.compile(r"[（(\[【〔][^（(\[【〔）)\]】〕]*[）)\]】〕]")
_TRAILING = re.compile(
    r"(?:[\s\d_\-—、.,，。！!·]|第?[一二三四五六七八九十\d]+[页张份次]|扫描版?件?|复印件|盖章版?|签字版?|签章版?|正式稿?|定稿|终稿|最终版|原件|打印版?"
    r"|红头|已?签收|[A-Za-z])+$"
)
_HANDLED = re.compile("^(?:签订|签署|宣读|发放|张贴|递交|颁发|发布|领取)")
"""A picture of what somebody does with a paper is no scan of it."""
_SHEETS = frozenset(("xls", "et", "ods", "csv"))


def kind_of(  # noqa: PLR0913 - a kind is told by many things
    form: Form,
    title: str,
    record_kind: str | None = None,
    *,
    suffix: str = "",
    signed: bool = False,
    folder: str = "",
) -> str:
    """One of `model.KINDS`.

    The word of a title that comes last decides (会议记录台账 is a ledger), in brackets only where there is no other. Of
    a picture it must end the title. `record_kind` is the kind of a record that names the file, if one does; `suffix`
    tells tables among the forms; a `signed` scan is a paper; `folder` is the folder's title, for names without a word.
    """
    if form is Form.OTHER:
        return OTHER
    if signed:
        return PAPER
    within = " ".join(each[1:-1] for each in _BRACKETED.findall(title))
    kind = _by_words(title, form) or _by_words(within, form) or _by_words(folder, form)
    if kind:
        return kind
    if form is Form.IMAGE:
        return PHOTO
    if form is Form.SHEET or suffix.lstrip(".").lower() in _SHEETS:
        return LEDGER
    return RECORD if record_kind else PAPER


def _by_words(title: str, form: Form) -> str:
    core = _TRAILING.sub("", _BRACKETED.sub("", title))
    matches = [(found.start(1) + len(found[1]), len(found[1]), found[1]) for found in _ANY.finditer(core)]
    ending = [each for each in matches if each[0] == len(core) or each[2] not in _AT_END_ONLY]
    if not ending:
        return ""
    end, _, word = max(ending)
    kind = _KINDS[word]
    if form is not Form.IMAGE:
        return "" if kind == PHOTO else kind
    shows = end != len(core) or word in _DONE_BEFORE_PEOPLE or (kind == PAPER and _HANDLED.match(core))
    return "" if shows else kind
