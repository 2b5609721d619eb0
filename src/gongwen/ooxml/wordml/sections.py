"""Sections and the settings of a document (17.6, 17.15)."""

from __future__ import annotations

from typing import Any

from gongwen.ooxml.wordml.formats import edges
from gongwen.ooxml.wordml.model import Borders, Section, Settings
from gongwen.ooxml.wordml.theme import Theme
from gongwen.ooxml.wordml.xml import R, W, child_on, is_on, measure, number, val, whole

_KINDS = ("default", "first", "even")
_STARTS = ("nextPage", "oddPage", "evenPage", "continuous", "nextColumn")
_GRIDS = ("lines", "linesAndChars", "snapToChars")
_LETTER = (612.0, 792.0)
"""Word's page where none is given: 12240 x 15840 twips, margins of 1440 and 1800."""
_CHARACTER = 4096.0
"""`w:charSpace` counts in this part of a point (17.6.5)."""

Edges = tuple[dict[str, str], dict[str, str]]
"""Headers and footers by kind, as relationship ids."""
NO_EDGES: Edges = ({}, {})


def read_section(element: Any, before: Edges, theme: Theme, *, gutter_at_top: bool = False) -> Section:
    """A `w:sectPr`; headers and footers of a kind that it lacks are those of the section before (17.10.5)."""
    find = element.find
    page, margins = find(W + "pgSz"), find(W + "pgMar")
    grid, columns, numbers = find(W + "docGrid"), find(W + "cols"), find(W + "pgNumType")
    start, kind = val(find(W + "type")), val(grid, "type")
    headers, footers = edges_of(element, before)
    outline = find(W + "pgBorders")
    drawn = {name: edge for name, edge in edges(outline, theme).items() if edge is not None}
    gutter = _length(margins, "gutter", 0.0)
    char_space = number(val(grid, "charSpace")) or 0.0
    return Section(
        width=_positive(_length(page, "w", _LETTER[0]), _LETTER[0]),
        height=_positive(_length(page, "h", _LETTER[1]), _LETTER[1]),
        top=_length(margins, "top", 72.0) + (gutter if gutter_at_top else 0.0),
        bottom=_length(margins, "bottom", 72.0),
        left=_length(margins, "left", 90.0),
        right=_length(margins, "right", 90.0),
        gutter=0.0 if gutter_at_top else gutter,
        header=_length(margins, "header", 36.0),
        footer=_length(margins, "footer", 36.0),
        start=start if start in _STARTS else "nextPage",  # type: ignore[arg-type]
        grid=kind if kind in _GRIDS else "",  # type: ignore[arg-type]
        pitch=_length(grid, "linePitch", 0.0),
        char_space=char_space / _CHARACTER,
        title_page=child_on(element, "titlePg"),
        columns=column_count(columns),
        first_number=whole(val(numbers, "start")),
        number_style=val(numbers, "fmt") or "decimal",
        v_align=val(find(W + "vAlign")) or "top",
        headers=headers,
        footers=footers,
        column_gap=_length(columns, "space", 36.0),
        borders=Borders(**drawn) if drawn else None,
        borders_from="page" if val(outline, "offsetFrom") == "page" else "text",
    )


def edges_of(element: Any, before: Edges) -> Edges:
    """The headers and footers of a section."""
    found = []
    for inherited, tag in zip(before, ("headerReference", "footerReference"), strict=True):
        kinds = dict(inherited)
        for reference in element.iterfind(W + tag):
            kind, relation = val(reference, "type") or "default", reference.get(R + "id")
            if kind in _KINDS and relation:
                kinds[kind] = relation
        found.append(kinds)
    return found[0], found[1]


def column_count(element: Any | None) -> int:
    """How many columns a `w:cols` asks for."""
    count = whole(val(element, "num")) or 1
    if element is not None:
        count = max(count, len(element)) if val(element, "equalWidth") in ("0", "false") else count
    return min(45, max(1, count))


def _length(element: Any | None, name: str, default: float) -> float:
    value = None if element is None else measure(element.get(W + name))
    if value is None and element is not None and name in ("left", "right"):
        value = measure(element.get(W + {"left": "start", "right": "end"}[name]))
    return default if value is None else value


def _positive(value: float, default: float) -> float:
    return value if value > 0 else default


def read_settings(root: Any | None) -> Settings:
    """What a settings part says."""
    if root is None:
        return Settings()
    first, last = (_forbidden(root, name) for name in ("noLineBreaksBefore", "noLineBreaksAfter"))
    tab = measure(val(root.find(W + "defaultTabStop")))
    mode = 12
    for setting in root.iterfind(f"{W}compat/{W}compatSetting"):
        if val(setting, "name") == "compatibilityMode":
            mode = whole(val(setting)) or mode
    return Settings(
        even_and_odd=_switch(root, "evenAndOddHeaders"),
        default_tab=tab if tab is not None and tab > 0 else 36.0,
        not_first=first,
        not_last=last,
        mirror_margins=_switch(root, "mirrorMargins"),
        mode=mode,
    )


def _switch(root: Any, name: str) -> bool:
    element = root.find(W + name)
    return element is not None and is_on(element)


def _forbidden(root: Any, name: str) -> str:
    """The characters of the sets for Chinese."""
    for element in root.iterfind(W + name):
        if (element.get(W + "lang") or "zh-CN").lower() == "zh-cn":
            return val(element) or ""
    return ""


def east_asian_language(root: Any | None) -> str:
    """The language that chooses a theme's East Asian fonts."""
    return val(None if root is None else root.find(W + "themeFontLang"), "eastAsia") or "zh-CN"
