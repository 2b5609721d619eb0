"""How much of the characters in official use a font has: GB 2312 and 通用规范汉字表.

`tongyong.txt` holds the 8,105 characters of the table of 2013 in its order; NOTICE says where it comes from.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def gb2312() -> str:
    """The 6,763 Han characters of GB 2312-1980: rows 16 to 87."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return b"".join(rows).decode("gb2312", "ignore")


@lru_cache(maxsize=1)
def tongyong() -> str:
    """The 8,105 characters of 通用规范汉字表."""
    text = (resources.files("gongwen.pdf.fonts") / "tongyong.txt").read_text(encoding="utf-8")
    return "".join(text.split())


def covered(characters: str, glyph: Callable[[int], int]) -> int:
    """How many of some characters have a glyph."""
    return sum(1 for char in characters if glyph(ord(char)))
