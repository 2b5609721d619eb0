"""Where a line may end: 避头尾, one hanging mark, unbroken Latin words and numbers, as office programs do it.

Two rule sets take turns. After an East Asian character its own holds: characters that may not begin or end a line
(GB/T 15834-2011, 5.1), one mark that may hang in the margin. After a Latin one the line breaking classes of Unicode
hold (UAX 14). Marks that both scripts have go with what stands before them. What differs from program to program is a
`Profile`.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from gongwen.standard.scripts import script_of

_BEGIN = "!),.:;?]}¢'\"¨·ˇˉ―‖•′’”、。々〃〉》」』】〕〗〞︰︱︳﹐﹒﹔﹕﹖﹗﹚﹜﹞！），．：；？］｀｜｝～￠"
_END = "([{£¥'\"‵‘“〈《「『【〔〖〝﹙﹛﹝（［｛￡￥"
_MARKS = "!,.:;?、。！，．：；？"
_PAIRS = frozenset("—…⋯─")


@dataclass(frozen=True, slots=True)
class Profile:
    """How a program sets lines: sets of characters, gap between Han and Latin in em, what its pages do."""

    name: str
    not_first: frozenset[str]
    not_last: frozenset[str]
    hanging: frozenset[str]
    gap: float
    tears_pairs: bool = False
    """Whether —— and …… are torn apart at the end of a line."""
    weak_follows: bool = False
    """Whether marks that both scripts have take the script of what stands before them, whatever the file says."""
    whole_twips: bool = False
    """Whether a scaled em is cut to whole twips."""
    font_lines: bool = False
    """Whether line heights come from the face that is used, not from the one that is named."""
    always_kerns: bool = False
    """Whether Latin pairs are kerned whatever the file says."""
    grid_wins: bool = False
    """Whether the document grid overrules exact spacing, and stands in the middle of the type area."""


WORD = Profile(
    "word", frozenset(_BEGIN + "‰℃％%…"), frozenset(_END + "$＄"), frozenset(_MARKS + "％）》」』】〕〗”’℃·"), 0.25
)
LIBREOFFICE = Profile(
    "libreoffice",
    frozenset(_BEGIN),
    frozenset(_END),
    frozenset(_MARKS),
    0.2,
    weak_follows=True,
    whole_twips=True,
    font_lines=True,
    always_kerns=True,
    grid_wins=True,
)
PROFILES = {profile.name: profile for profile in (WORD, LIBREOFFICE)}


@dataclass(frozen=True, slots=True)
class Measured:
    """A text with the place where each of its characters ends if all stand in one line.

    `ends[i]` is where character i - 1 ends, `ends[0]` 0; the unit is the caller's.
    """

    text: str
    ends: Sequence[float]


def line_end(measured: Measured, start: int, stop: int, limit: float, profile: Profile) -> tuple[int, bool]:
    """Where the line that begins at `start` ends, and whether its last mark hangs in the margin.

    `limit` is the largest of the ends that fits. Spaces after the end belong to the line. At `stop` the line ends
    anyway. A line has at least one character.
    """
    text = measured.text
    cut = bisect_right(measured.ends, limit, start + 1, stop + 1) - 1
    if cut >= stop:
        return stop, False
    cut = max(cut, start + 1) if text[start] != " " else max(cut, start)
    if cut >= stop:
        return stop, False
    if text[cut] == " ":
        return _after_spaces(text, cut, stop), False
    if not _latin_before(text, cut, start) and script_of(text[cut]) != "latin":
        return _han_end(text, cut, start, profile)
    return _latin_end(text, cut, start, profile)


def _latin_end(text: str, cut: int, start: int, profile: Profile) -> tuple[int, bool]:
    """Where a line ends that is full in or before Latin text.

    Where the nearest legal place is in the East Asian text before it, that text's own rules decide about its end.
    """
    word = cut
    while word > start and script_of(text[word - 1]) == "latin":
        word -= 1
    legal = cut
    while legal > start and not breaks_between(text, legal):
        legal -= 1
    if start < legal < word:
        end, hangs = _han_end(text, word - 1, start, profile)
        if end > legal and (hangs or script_of(text[end - 1]) != "latin"):
            return end, hangs
    if legal > start:
        return legal, False
    return _forced(text, cut, start, profile), False


def _after_spaces(text: str, cut: int, last: int) -> int:
    while cut < last and text[cut] == " ":
        cut += 1
    return cut


def _han_end(text: str, cut: int, start: int, profile: Profile) -> tuple[int, bool]:
    hangs = text[cut] in profile.hanging
    end = cut + 1 if hangs else cut
    if end >= len(text):
        return end, hangs
    while end > start and not _may_end(text, end, profile):
        end -= 1
    if end <= start:
        return _forced(text, cut, start, profile), False
    return end, hangs and end == cut + 1


def _may_end(text: str, place: int, profile: Profile) -> bool:
    left, right = text[place - 1], text[place]
    if right in profile.not_first or left in profile.not_last or _joins(left, right):
        return False
    if left == right and left in _PAIRS and not profile.tears_pairs:
        return False
    return not ("０" <= left <= "９" and "０" <= right <= "９") or profile.tears_pairs


def _joins(left: str, right: str) -> bool:
    """Whether two characters make one sign, or a Latin word: not a place to end a line in any rule set."""
    if left.isascii() and right.isascii():
        return left.isalnum() and right.isalnum()
    return line_class(right) == "CM" or left in "\u200d\u2060\ufeff"


def _forced(text: str, cut: int, start: int, profile: Profile) -> int:
    """Where nothing is legal the line is cut where it is full, but not inside a sign or before a closing mark.

    A line of marks alone has no such place: it is cut where it is full.
    """
    full = cut
    while cut > start + 1 and (line_class(text[cut]) == "CM" or text[cut] in profile.not_first):
        cut -= 1
    return cut if cut > start + 1 else max(full, start + 1)


def _latin_before(text: str, cut: int, start: int) -> bool:
    """Whether the last character of the line is Latin."""
    for place in range(cut - 1, start - 1, -1):
        script = script_of(text[place])
        if script != "shared":
            return script == "latin"
    return False


# ---------------------------------------------------------------- the classes of UAX 14, as far as documents need them
_CLASSES = {
    "(": "OP", "[": "OP", "{": "OP", ")": "CP", "]": "CP", "}": "CL", '"': "QU", "'": "QU", "“": "QU", "”": "QU",
    "‘": "QU", "’": "QU", "-": "HY", "‐": "BA", "–": "BA", "—": "B2", "…": "IN", "/": "SY", "%": "PO", "‰": "PO",
    "℃": "PO", "°": "PO", "％": "PO", "$": "PR", "￥": "PR", "¥": "PR", "£": "PR", "＄": "PR", "+": "PR", "№": "PR",
    "!": "EX", "?": "EX", "！": "EX", "？": "EX", ",": "IS", ".": "IS", ":": "IS", ";": "IS", " ": "SP", "\u00a0": "GL",
    "\u2011": "GL", "\u2060": "GL", "\u200b": "ZW", "\t": "BA", "：": "NS", "；": "NS", "・": "NS", "々": "NS",
    "〜": "NS", "～": "ID", "·": "NS", "|": "BA",
}  # fmt: skip
_BY_CATEGORY = {"Ps": "OP", "Pe": "CP", "Pi": "QU", "Pf": "QU", "Mn": "CM", "Me": "CM", "Mc": "CM"}
_AFTER = {
    "SP": "", "OP": "*", "OW": "*", "GL": "*", "QU": "*", "B2": "B2",
    "CL": "NS PO PR AL NU", "CP": "NS PO PR AL NU",
    "HY": "", "BA": "", "NS": "", "EX": "", "IN": "", "ID": "PO", "ZW": "",
    "SY": "", "IS": "NU AL", "PR": "AL NU OP OW ID", "PO": "AL NU OP", "NU": "NU AL PO PR OP OW",
    "AL": "AL NU PO PR OP",
}  # fmt: skip
"""What no line begins with after each class; OW are full-width opening brackets."""
_NEVER_BEFORE = frozenset(("CL", "CP", "EX", "IS", "SY", "QU", "BA", "HY", "NS", "IN", "SP", "GL", "CM", "ZW"))
"""Classes that no line of Latin text begins with."""


@cache
def line_class(char: str) -> str:
    """The line breaking class of a character."""
    if char in _CLASSES:
        return _CLASSES[char]
    if char in "、。，．":
        return "CL"
    category = unicodedata.category(char)
    if category in _BY_CATEGORY:
        found = _BY_CATEGORY[category]
        return "OW" if found == "OP" and unicodedata.east_asian_width(char) == "W" else found
    if category == "Cf":
        return "CM"
    if char < "\u0590":
        return "NU" if category == "Nd" else "AL"
    return "ID" if unicodedata.east_asian_width(char) in "WF" else "AL"


def breaks_between(text: str, place: int) -> bool:
    """Whether Latin text may go to a new line before `text[place]`."""
    right = line_class(text[place])
    if right in _NEVER_BEFORE:
        return False
    left = line_class(text[place - 1])
    if left == "SP":
        return _before_spaces(text, place) not in ("OP", "OW")
    if left == "CM" and place > 1:
        left = line_class(text[place - 2])
    allowed = _AFTER.get(left, "")
    if allowed == "*" or right in allowed.split():
        return False
    if left == "B2":
        return right != "B2"
    return not (text[place - 1] == text[place] and text[place] in _PAIRS)


def _before_spaces(text: str, place: int) -> str:
    while place > 0 and text[place - 1] == " ":
        place -= 1
    return line_class(text[place - 1]) if place else "SP"
