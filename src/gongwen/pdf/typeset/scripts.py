"""Which script a stretch of text belongs to: it decides the face, the gaps at its borders and how its lines break."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongwen.pdf.fonts.metrics import is_invisible
from gongwen.standard.scripts import BLANK, HAN, SHARED, SHARED_LATIN


def _scripts(shared: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<han>[{HAN}]+)|(?P<weak>[{shared}]+)|(?P<latin>[^{HAN}{shared}]+)")


_BY_HINT, _BY_PLACE = _scripts(SHARED + SHARED_LATIN), _scripts(SHARED + BLANK)


def stretches(text: str, *, before: bool | None, hint: bool, by_place: bool) -> Iterator[tuple[str, bool]]:
    """A text cut where its script changes: each part with whether it is East Asian.

    `before` is the script of what stands before it in the paragraph, None at the beginning. With `by_place` what both
    scripts have goes with what stands before it, at the beginning with Latin; else `hint` decides.
    """
    current, held = before, ""
    for match in (_BY_PLACE if by_place else _BY_HINT).finditer(text):
        kind, part = match.lastgroup, match.group()
        weak = bool(current) if by_place else hint
        script = weak if kind == "weak" else kind == "han"
        if held and script != current:
            yield held, bool(current)
            held = ""
        held, current = held + part, script
    if held:
        yield held, bool(current)


def visible(text: str) -> str:
    """A text without the characters that print nothing."""
    return text if text.isascii() else "".join(char for char in text if not is_invisible(char))
