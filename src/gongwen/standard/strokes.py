"""姓氏笔画: the order of names by the strokes of their characters, as official name lists have it.

Each character counts by the number of its strokes, then by their kinds in writing order: 横 1, 竖 2, 撇 3, 点 4, 折 5
(GF 3003-1999 GB13000.1 字符集汉字字序规范). Where the kinds are the same (己 已 巳), the code point decides.
The table holds 6,939 characters, 6,732 of them of GB 2312; few are traditional. `tools/build_strokes.mjs` makes it from
cnchar-order (copyright theajack, MIT licence; its text is in NOTICE) and mends nine slips.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

_SKIPPED = frozenset("·•‧・･∙⋅⸱\u0387\u200b\ufeff")
"""Middle dots of every code point, and the blanks that `isspace` does not count."""
_UNKNOWN = 1_000
"""More strokes than any character has: what the table lacks comes last."""

Key = tuple[tuple[int, str, str], ...]


def stroke_key(name: str) -> Key:
    """What to sort names by: strokes and their kinds, character by character, then the code point."""
    table = _table()
    return tuple(
        (len(code) or _UNKNOWN, code, character) for character in _counted(name) for code in (table.get(character, ""),)
    )


def unknown_characters(name: str) -> str:
    """The characters of a name that the table does not hold."""
    table = _table()
    return "".join(character for character in _counted(name) if character not in table)


def _counted(name: str) -> list[str]:
    """The characters that count: neither blanks nor middle dots."""
    return [character for character in name if not character.isspace() and character not in _SKIPPED]


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    """Each character with the kinds of its strokes as digits 1 to 5."""
    text = (resources.files("gongwen.standard") / "strokes.txt").read_text(encoding="utf-8")
    groups = (line.partition(" ") for line in text.splitlines())
    return {character: code for code, _, group in groups for character in group}
