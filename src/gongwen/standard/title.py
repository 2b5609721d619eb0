"""Titles in balanced lines (GB/T 9704 7.3.1): 回行 at word boundaries, 梯形 or 菱形, never splitting a word.

Words are found by longest match in a small list of the trade's words and the unit's own names. What the list does not
know stays in one piece, so that a word is never torn: an unknown run is only cut where a line would be too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from gongwen.standard.widths import line_em, text_em

MAX_EM = 20.0
"""Characters of 2号 on one line: 442 pt / 22 pt."""
_LINE_EM = 442 / 22
"""What a line holds with the gaps at its Han/Latin borders."""
_LONE_EM = 2.5
_MAX_LINES = 5

_WORDS = frozenset(
    """
    关于 印发 转发 批转 发布 公布 开展 召开 举办 举行 组织 进一步 加强 深化 推进 推动 做好 切实 全面 深入 扎实 贯彻
    落实 学习 宣传 表彰 通报 表扬 批评 调整 成立 建立 健全 完善 规范 加快 促进 实施 执行 严格 认真 有关 若干 重要 重点
    专项 集中 年度 上半年 下半年 第一季度 第二季度 第三季度 第四季度 季度 月份 全年 阶段 阶段性 精神文明 精神文明建设
    精神文明创建 文明单位 文明科室 文明家庭 文明职工 文明城市 创建 建设 工作 实施方案 工作方案 活动方案 应急预案 方案
    计划 总结 报告 自查 自查报告 情况 检查 督查 考核 测评 验收 整改 通知 通报 决定 意见 实施意见 办法 管理办法 规定
    规则 细则 实施细则 制度 条例 纲要 规划 要点 工作要点 纪要 会议纪要 会议 公告 通告 请示 批复 函 议案 命令 任务 分工
    任务分工 台账 目标 责任 责任书 承诺书 目标责任书 领导小组 办公室 委员会 党支部 支部 支委会 科室 部门 单位 人员
    名单 干部 职工 党员 群众 党风廉政建设 党风廉政 廉洁 自律 廉洁自律 安全 生产 安全生产 消防 环境 卫生 爱国卫生 志愿
    服务 志愿服务 结对 帮扶 共建 教育 培训 主题 主题教育 活动 文化 法治 普法 思想 政治 思想政治 组织 领导 班子 先进
    先进集体 先进个人 优秀 个人 集体 省级 市级 县级 国家级 全省 全市 全国 全体 各 省 市 县 区 乡 镇 印章 公章 启用
    任免 任职 免职 招聘 公示 申报 评选 推荐 选树 迎检 档案 材料 问题 清单 以及 或者 并 和 与 及 的 等 对 在 为 向
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_TOKEN = re.compile(
    r"[A-Za-z0-9.%\-—]+(?:年度|年|月|日|号|届|次|项|个)?|第[一二三四五六七八九十百\d]+[次届期批季度号]+|.", re.DOTALL
)
_OPENING, _CLOSING = "《〈“‘（〔【「『", "》〉”’）〕】」』、，。：；！？"
_STARTS_BADLY = frozenset(("的", "和", "与", "及", "等", "以及"))


def break_title(title: str, words: Iterable[str] = ()) -> tuple[str, ...]:
    """The lines of a title. `words` are names that must not be torn, such as the unit's and its departments'.

    A title that fits on one line stays on one. Line breaks already in the title are kept as they are.
    """
    if "\n" in title:
        return tuple(line.strip() for line in title.split("\n") if line.strip())
    title = title.strip()
    if text_em(title) <= MAX_EM and line_em(title) <= _LINE_EM:
        return (title,)
    atoms = _fit_atoms(_atoms(title, frozenset(words)))
    fewest = max(2, -int(-text_em(title) // MAX_EM))
    for count in range(fewest, _MAX_LINES + 1):
        best = _best_lines(atoms, count)
        if best is not None:
            return best
    return _greedy(atoms)


def _tokens(title: str, words: frozenset[str]) -> list[str]:
    known = _WORDS | words
    longest = max(map(len, known))
    tokens: list[str] = []
    unknown = ""
    position = 0
    while position < len(title):
        match = next(
            (title[position : position + n] for n in range(min(longest, len(title) - position), 0, -1)
             if title[position : position + n] in known),
            None,
        )  # fmt: skip
        if match is None:
            found = _TOKEN.match(title, position)
            piece = found.group() if found else title[position]
            if len(piece) == 1 and piece.isalpha():
                unknown += piece
                position += 1
                continue
            match = piece
        if unknown:
            tokens.append(unknown)
            unknown = ""
        tokens.append(match)
        position += len(match)
    return [*tokens, unknown] if unknown else tokens


def _atoms(title: str, words: frozenset[str]) -> list[str]:
    """Tokens with marks glued to the word they belong to, so that any border between atoms may end a line."""
    atoms: list[str] = []
    for token in _tokens(title, words):
        glue = bool(atoms) and (token[0] in _CLOSING or atoms[-1][-1] in _OPENING or token in _STARTS_BADLY)
        if glue:
            atoms[-1] += token
        else:
            atoms.append(token)
    return atoms


def _fit_atoms(atoms: Sequence[str]) -> list[str]:
    """Cut atoms that are longer than a line; the only place where a run of unknown characters is divided."""
    fitting: list[str] = []
    for atom in atoms:
        rest = atom
        while text_em(rest) > MAX_EM:
            size = next(n for n in range(len(rest), 0, -1) if text_em(rest[:n]) <= MAX_EM)
            while size > 1 and (rest[size] in _CLOSING or rest[size - 1] in _OPENING):
                size -= 1
            fitting.append(rest[:size])
            rest = rest[size:]
        fitting.append(rest)
    return fitting


def _best_lines(atoms: Sequence[str], count: int) -> tuple[str, ...] | None:
    """The lowest-cost division into `count` lines that all fit."""
    widths = [text_em(atom) for atom in atoms]
    total = [0.0]
    for width in widths:
        total.append(total[-1] + width)
    best: tuple[float, tuple[int, ...]] | None = None
    for cuts in combinations(range(1, len(atoms)), count - 1):
        ends = (0, *cuts, len(atoms))
        lines = tuple(total[b] - total[a] for a, b in pairwise(ends))
        if max(lines) > MAX_EM or any(line_em("".join(atoms[a:b])) > _LINE_EM for a, b in pairwise(ends)):
            continue
        price = _cost(lines)
        if best is None or price < best[0]:
            best = (price, ends)
    return None if best is None else tuple("".join(atoms[a:b]) for a, b in pairwise(best[1]))


@lru_cache(maxsize=4096)
def _cost(lines: tuple[float, ...]) -> float:
    """Uneven lines cost; rectangles, hourglasses and a last line of one or two characters cost more (TTL-02)."""
    mean = sum(lines) / len(lines)
    price = sum((width - mean) ** 2 for width in lines)
    if lines[-1] <= _LONE_EM:
        price += 500
    if max(lines) - min(lines) < 1:
        price += 3
    if any(a > b < c for a, b, c in zip(lines, lines[1:], lines[2:], strict=False)):
        price += 200
    if len(lines) == 2 and lines[0] < lines[1]:  # noqa: PLR2004 - of two equal shapes the upper line is the longer one
        price += 1
    return price


def _greedy(atoms: Sequence[str]) -> tuple[str, ...]:
    lines = [""]
    for atom in atoms:
        if lines[-1] and text_em(lines[-1] + atom) > MAX_EM:
            lines.append("")
        lines[-1] += atom
    return tuple(lines)
