"""What a cell holds, and how a new value is written: text as an inline string, so that no other part changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape

from gongwen.sandbox import clean

Value = str | int | float | None

_LONGEST = 32_767
"""Characters of one cell (Excel's limit)."""
_REFERENCE = re.compile(r"&(#[xX][0-9A-Fa-f]+|#\d+|\w+);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_LAST_CODE_POINT = 0x10FFFF
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands: its text as the file has it (a number unformatted), its style, whether it calculates."""

    row: int
    column: int
    text: str
    kind: str = "n"
    """`n` number, `s` text, `b` truth, `e` error, `` blank."""
    style: int = 0
    formula: bool = False


@lru_cache(maxsize=1 << 16)
def decoded(text: str) -> str:
    """A text of the file: references of XML (no others), and `_x000D_` for characters that XML cannot hold."""
    if "&" in text:
        text = _REFERENCE.sub(_referred, text)
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


def _referred(match: re.Match[str]) -> str:
    word = match.group(1)
    if word[0] != "#":
        return _NAMED.get(word, match.group())
    number = int(f"0{word[1:].lower()}", 0) if word[1] in "xX" else int(word[1:])
    return chr(number) if number <= _LAST_CODE_POINT else match.group()


def encoded(value: Value, prefix: str = "") -> tuple[str, str]:
    """Type attribute and content of a cell for a value; text stays text whatever it looks like.

    Raises ValueError for a text that no cell can hold.
    """
    if value is None or value == "":
        return "", ""
    if isinstance(value, str):
        text = clean(value)
        if len(text) > _LONGEST:
            raise ValueError(len(text))
        text = _ESCAPED.sub(lambda match: f"_x005F{match.group()}", text)
        return ' t="inlineStr"', f'<{prefix}is><{prefix}t xml:space="preserve">{escape(text)}</{prefix}t></{prefix}is>'
    return "", f"<{prefix}v>{value!r}</{prefix}v>"
