"""Nominal text widths in em, the same on every machine: never measured from installed fonts.

Han and full-width marks are 1 em; Latin letters and digits come from the advance widths of the Times metric family
(public AFM figures, 1/1000 em).
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

_TIMES = {
    " ": 250, "!": 333, '"': 408, "#": 500, "$": 500, "%": 833, "&": 778, "'": 180, "(": 333, ")": 333, "*": 500,
    "+": 564, ",": 250, "-": 333, ".": 250, "/": 278, ":": 278, ";": 278, "<": 564, "=": 564, ">": 564, "?": 444,
    "@": 921, "[": 333, "\\": 278, "]": 333, "^": 469, "_": 500, "`": 333, "{": 480, "|": 200, "}": 480, "~": 541,
    "A": 722, "B": 667, "C": 667, "D": 722, "E": 611, "F": 556, "G": 722, "H": 722, "I": 333, "J": 389, "K": 722,
    "L": 611, "M": 889, "N": 722, "O": 722, "P": 556, "Q": 722, "R": 667, "S": 556, "T": 611, "U": 722, "V": 722,
    "W": 944, "X": 722, "Y": 722, "Z": 611,
    "a": 444, "b": 500, "c": 444, "d": 500, "e": 444, "f": 333, "g": 500, "h": 500, "i": 278, "j": 278, "k": 500,
    "l": 278, "m": 778, "n": 500, "o": 500, "p": 500, "q": 500, "r": 333, "s": 389, "t": 278, "u": 500, "v": 500,
    "w": 722, "x": 500, "y": 500, "z": 444,
}  # fmt: skip
_DIGIT = 500


def char_em(char: str) -> float:
    """The nominal advance of one character in em; combining marks take no room."""
    if char.isascii():
        return (_DIGIT if char.isdigit() else _TIMES.get(char, 0)) / 1000
    return 0.0 if unicodedata.combining(char) else 1.0


def text_em(text: str) -> float:
    """The nominal width of a text in em of its own size: 2026年11月22日 is 7.0."""
    return sum(map(char_em, text))


BORDER_GAP = 0.225
"""Gap in em of unscaled text that programs put between Han and Latin (LibreOffice 0.2, Word about 0.25)."""


def line_em(text: str, scale: float = 1.0) -> float:
    """The nominal width of a line set with horizontal `scale`, with the gaps at its Han/Latin borders, in em."""
    borders = sum(
        1
        for left, right in pairwise(text)
        if left.isascii() != right.isascii() and all(char.isalnum() for char in (left, right))
    )
    return text_em(text) * scale + borders * BORDER_GAP
