"""Papers that say what the plan writes in their `body`: 通知, 请示, 报告, 函, 命令(令)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongwen.documents.body import body_blocks
from gongwen.documents.official import official
from gongwen.problems import Severity, UserError
from gongwen.word.contract import LETTER, ORDER

if TYPE_CHECKING:
    from gongwen.blocks.model import Block
    from gongwen.documents.context import Context, Made
    from gongwen.plan.schema import DocumentEntry
    from gongwen.problems import Problem

_ASKING = ("请批示", "请批复", "请审批", "请审示", "请予批准", "请指示", "请审定", "请核准")


def notice(context: Context, entry: DocumentEntry) -> Made:
    """通知, which may carry another document of the plan (印发通知)."""
    return official(context, entry, _body(context, entry))


def request(context: Context, entry: DocumentEntry) -> Made:
    """请示: upward, to one body only, and it asks for an answer."""
    problems = _one_addressee(context, entry, "请示")
    if not any(word in context.text(piece.text) for piece in entry.body for word in _ASKING):
        what, remedy = "没有请求批示的结语", "请在正文最后写“妥否，请批示。”"
        problems.append(context.problem(entry, "body", what, remedy, Severity.WARNING))
    return official(context, entry, _body(context, entry), upward=True, problems=problems)


def report(context: Context, entry: DocumentEntry) -> Made:
    """报告: upward, to one body."""
    return official(context, entry, _body(context, entry), upward=True, problems=_one_addressee(context, entry, "报告"))


def letter(context: Context, entry: DocumentEntry) -> Made:
    """函, in the 信函 form (10.1)."""
    return official(context, entry, _body(context, entry), frame=LETTER)


def order(context: Context, entry: DocumentEntry) -> Made:
    """命令(令), in its own form (10.2): no title on paper, signed by a person."""
    return official(context, entry, _body(context, entry), frame=ORDER)


def _body(context: Context, entry: DocumentEntry) -> list[Block]:
    blocks = body_blocks(context, entry.body)
    if not blocks:
        raise UserError(context.problem(entry, "body", "没有正文", "请在 body（内容）中写正文，每段一行。"))
    return blocks


def _one_addressee(context: Context, entry: DocumentEntry, kind: str) -> list[Problem]:
    """Upward papers go to one body; others that must know are 抄送. Raises UserError for a 请示 to several."""
    names = [name for text in entry.to for name in context.text(text).rstrip("：:").split("、")]
    if len(names) <= 1:
        return []
    remedy = f"{kind}一般只写一个主送机关，其余的写在 cc（抄送）中。"
    problem = context.problem(
        entry,
        "to",
        f"有 {len(names)} 个主送机关",
        remedy,
        Severity.ERROR if kind == "请示" else Severity.WARNING,
    )
    if problem.severity is Severity.ERROR:
        raise UserError(problem)
    return [problem]
