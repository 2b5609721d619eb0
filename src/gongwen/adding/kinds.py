"""The types of documents by the names that people type: `minutes`, `meeting-notice`, 会议纪要."""

from __future__ import annotations

import difflib

from gongwen.plan.schema import DOCUMENT_TYPES
from gongwen.problems import ExitCode, Problem, UserError


def find_kind(typed: str) -> str:
    """The type that a word means. Raises UserError (exit 2) that names the nearest one and all of them."""
    word = typed.strip()
    kind = word.lower().replace("-", "_")
    if kind in DOCUMENT_TYPES:
        return kind
    names = {title: kind for kind, title in DOCUMENT_TYPES.items()}
    if word in names:
        return names[word]
    near = _nearest(word, kind, names)
    hint = f"最接近的是 {near}（{DOCUMENT_TYPES[near]}）。" if near else ""
    known = "、".join(f"{title} {kind}" for kind, title in DOCUMENT_TYPES.items())
    raise UserError(Problem("new.kind", f"没有文件类型“{typed}”", f"{hint}可用的有：{known}。"), ExitCode.USAGE)


def _nearest(word: str, kind: str, names: dict[str, str]) -> str | None:
    """A type whose name holds the word or is held by it, else the one that is spelt most like it."""
    within = [title for title in names if word and (word in title or title in word)]
    if within:
        return names[max(within, key=len)]
    close = difflib.get_close_matches(word, names, 1, 0.4)
    if close:
        return names[close[0]]
    found = difflib.get_close_matches(kind, DOCUMENT_TYPES, 1, 0.5)
    return found[0] if found else None
