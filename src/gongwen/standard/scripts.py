"""Which characters are East Asian, which are Latin, and which both scripts have."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

HAN = (
    "\u1100-\u11ff\u2e80-\u303f\u3040-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U0001b000-\U0001b2ff\U00020000-\U0003ffff"
)
"""East Asian characters and full-width marks, whatever stands beside them (ISO/IEC 29500-1, 17.3.2.26)."""
SHARED = "\u2000-\u2e7f\ue000-\uf8ff\u02c7\u02c9-\u02cb\u02d9"
"""Marks, arrows, enclosed numbers, Roman numerals, boxes: the file or what stands beside them decides."""
SHARED_LATIN = "\u00a1\u00a4\u00a7\u00a8\u00aa\u00ad\u00af\u00b0-\u00b4\u00b6-\u00ba\u00bc-\u00bf\u00d7\u00f7"
"""Of Latin-1 those that a file may decide about too."""
BLANK = " \u00a0"

_HAN = re.compile(f"[{HAN}]")
_SHARED = re.compile(f"[{SHARED}{BLANK}]")


@cache
def script_of(char: str) -> Literal["han", "latin", "shared"]:
    """The script of a character that stands alone."""
    if _HAN.match(char):
        return "han"
    return "shared" if _SHARED.match(char) else "latin"
