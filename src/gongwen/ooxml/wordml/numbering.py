"""Lists: what `numbering.xml` says of levels, and the labels of numbered paragraphs in their order (17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from gongwen.ooxml.wordml.counting import known, number_text
from gongwen.ooxml.wordml.formats import Layer, paragraph_layer, run_layer
from gongwen.ooxml.wordml.symbols import translated
from gongwen.ooxml.wordml.theme import Theme
from gongwen.ooxml.wordml.xml import W, child_on, val, whole

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 10
"""Lists that refer to others by their style."""


@dataclass(slots=True)
class Level:
    """One level of a list."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: Literal["tab", "space", "nothing"] = "tab"
    align: Literal["left", "center", "right"] = "left"
    restart: int | None = None
    """The level (1 to 9) after which it begins again; 0 never; None after every higher one."""
    legal: bool = False
    style: str = ""
    """The id of the paragraph style that it numbers."""
    digits: int = 0
    """Figures at least, where the format is spelt out (001, 002)."""
    picture: bool = False
    paragraph: Layer = field(default_factory=dict)
    run: Layer = field(default_factory=dict)


@dataclass(slots=True)
class List:
    """A `w:num`: which list it counts in, its levels, and where it begins anew."""

    abstract: int
    levels: list[Level]
    starts: dict[int, int]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A label as counted, before it has its look."""

    text: str
    level: Level
    unknown: str = ""
    """What of it is not written as it is meant, in Chinese."""


class Numbering:
    """The lists of a file."""

    def __init__(self, root: Any | None, theme: Theme, style_number: dict[str, int] | None = None) -> None:
        """Read a numbering part; `style_number` gives the numId of numbering styles."""
        self._theme = theme
        self._abstract: dict[int, Any] = {}
        self._nums: dict[int, Any] = {}
        self._lists: dict[int, List | None] = {}
        self._style_number = style_number or {}
        for element in root if root is not None else ():
            if element.tag == W + "abstractNum":
                key = whole(val(element, "abstractNumId"))
                if key is not None:
                    self._abstract.setdefault(key, element)
            elif element.tag == W + "num":
                key = whole(val(element, "numId"))
                if key is not None:
                    self._nums.setdefault(key, element)

    def list(self, number: int) -> List | None:
        """The list of a numId, None where there is none."""
        if number not in self._lists:
            self._lists[number] = self._read(number)
        return self._lists[number]

    def layer(self, number: int, level: int, style: str) -> tuple[int, Layer]:
        """The level that is meant and the formatting of its paragraphs; level -1 where the list is missing.

        A paragraph style is numbered by the level that names it (17.9.23).
        """
        found = self.list(number)
        if found is None:
            return -1, {}
        if style:
            level = next((index for index, each in enumerate(found.levels) if each.style == style), level)
        return level, found.levels[level].paragraph

    def _read(self, number: int) -> List | None:
        num = self._nums.get(number)
        key = whole(val(num.find(W + "abstractNumId"))) if num is not None else None
        abstract = self._abstract.get(key) if key is not None else None
        for _ in range(_DEEPEST):
            link = None if abstract is None else val(abstract.find(W + "numStyleLink"))
            target = self._nums.get(self._style_number.get(link or "", -1))
            if link is None or target is None:
                break
            key = whole(val(target.find(W + "abstractNumId")))
            abstract = self._abstract.get(key) if key is not None else None
        if num is None or abstract is None or key is None:
            return None
        levels = [Level() for _ in range(LEVELS)]
        for element in abstract.iterfind(W + "lvl"):
            index = whole(val(element, "ilvl"))
            if index is not None and 0 <= index < LEVELS:
                levels[index] = self._level(element)
        starts: dict[int, int] = {}
        for override in num.iterfind(W + "lvlOverride"):
            index = whole(val(override, "ilvl"))
            if index is None or not 0 <= index < LEVELS:
                continue
            element = override.find(W + "lvl")
            if element is not None:
                levels[index] = self._level(element)
            start = whole(val(override.find(W + "startOverride")))
            if start is not None:
                starts[index] = start
        return List(key, levels, starts)

    def _level(self, element: Any) -> Level:
        start = whole(val(element.find(W + "start")))
        kind = element.find(W + "numFmt")
        if kind is None:
            kind = next(iter(element.iter(W + "numFmt")), None)
        style = val(kind) or "decimal"
        digits = 0
        if style == "custom":
            first = (val(kind, "format") or "").split(",")[0].strip()
            digits = len(first) if first.isdigit() else 0
            style = "decimal"
        suffix, align = val(element.find(W + "suff")), val(element.find(W + "lvlJc"))
        return Level(
            start=0 if start is None else start,
            format=style,
            text=val(element.find(W + "lvlText")) or "",
            suffix=suffix if suffix in ("space", "nothing") else "tab",  # type: ignore[arg-type]
            align={"center": "center", "right": "right", "end": "right"}.get(align or "", "left"),  # type: ignore[arg-type]
            restart=whole(val(element.find(W + "lvlRestart"))),
            legal=child_on(element, "isLgl"),
            style=val(element.find(W + "pStyle")) or "",
            digits=digits,
            picture=element.find(W + "lvlPicBulletId") is not None,
            paragraph=paragraph_layer(element.find(W + "pPr"), self._theme),
            run=run_layer(element.find(W + "rPr"), self._theme),
        )


class Counter:
    """Counts the paragraphs of all lists; lists of one `w:abstractNum` count together (17.9.16)."""

    def __init__(self, numbering: Numbering) -> None:
        """Start with nothing counted."""
        self._numbering = numbering
        self._values: dict[int, list[int | None]] = {}
        self._begun: set[tuple[int, int]] = set()

    def count(self, number: int, level: int) -> Numbered | None:
        """The label of the next paragraph at a level of a list."""
        found = self._numbering.list(number)
        if found is None or not 0 <= level < LEVELS:
            return None
        values = self._values.setdefault(found.abstract, [None] * LEVELS)
        self._begin(number, level, found, values)
        current = values[level]
        values[level] = found.levels[level].start if current is None else current + 1
        for higher in range(level):
            if values[higher] is None:
                values[higher] = found.levels[higher].start
        for lower in range(level + 1, LEVELS):
            restart = found.levels[lower].restart
            if restart is None or level < restart:
                values[lower] = None
        return self._written(found, level, values)

    def _begin(self, number: int, level: int, found: List, values: list[int | None]) -> None:
        """A list begins anew where its own start says so, the first time that it is used at that level."""
        for index in range(level + 1):
            if index in found.starts and (number, index) not in self._begun:
                values[index] = found.starts[index] - 1 if index == level else found.starts[index]
            self._begun.add((number, index))

    @staticmethod
    def _written(found: List, level: int, values: list[int | None]) -> Numbered:
        this = found.levels[level]
        if this.picture:
            return Numbered("•", this, "图片项目符号")
        if this.format == "bullet":
            text, whole_text = translated(this.text, this.run.get("ascii", ""))
            return Numbered(text, this, "" if whole_text else "项目符号")
        odd = ""

        def one(match: re.Match[str]) -> str:
            nonlocal odd
            index = int(match[1]) - 1
            source = found.levels[index]
            value = values[index]
            if value is None or index > level:
                return ""
            style = "decimal" if this.legal and source.format != "none" else source.format
            if not known(style):
                odd = f"编号格式 {style}"
            return number_text(value, style).rjust(source.digits, "0")

        return Numbered(_PLACE.sub(one, this.text), this, odd)
