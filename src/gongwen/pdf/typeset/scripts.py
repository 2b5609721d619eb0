"""Which script a stretch of text belongs to: it decides the face, the gaps at its borders and how its lines break."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongwen.pdf.fonts.metrics import is_invisible

_HAN = (
    "\u1100-\u11ff\u2e80-\u303f\u3040-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U0001b000-\U0001b2ff\U00020000-\U0003ffff"
)
"""East Asian characters and full-width marks, whatever stands beside them (17.3.2.26, the ranges of eastAsia)."""
_SHARED = "\u2000-\u2e7f\ue000-\uf8ff\u02c7\u02c9-\u02cb\u02d9"
"""Marks, arrows, enclosed numbers, Roman numerals, boxes: both scripts have them, `hint` decides."""
_SHARED_LATIN = "\u00a1\u00a4\u00a7\u00a8\u00aa\u00ad\u00af\u00b0-\u00b4\u00b6-\u00ba\u00bc-\u00bf\u00d7\u00f7"
"""Of Latin-1 those that `hint` decides about too."""
_BLANK = " \u00a0"


def _scripts(shared: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<han>[{_HAN}]+)|(?P<weak>[{shared}]+)|(?P<latin>[^{_HAN}{shared}]+)")


_BY_HINT, _BY_PLACE = _scripts(_SHARED + _SHARED_LATIN), _scripts(_SHARED + _BLANK)

_HAN_LETTER = (
    "\u3005-\u3007\u3021-\u3029\u3041-\u3096\u30a1-\u30fa\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_LATIN_LETTER = "0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u052f"
_BORDER = re.compile(
    rf"(?<=[{_HAN_LETTER}])(?=[{_LATIN_LETTER}])|(?<=[{_LATIN_LETTER}])(?=[{_HAN_LETTER}])"
)  # fmt: skip


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


def gaps(text: str) -> list[int]:
    """The places before which a Han letter and a Latin letter or digit meet."""
    return [match.start() for match in _BORDER.finditer(text)]


def visible(text: str) -> str:
    """A text without the characters that print nothing."""
    return text if text.isascii() else "".join(char for char in text if not is_invisible(char))
