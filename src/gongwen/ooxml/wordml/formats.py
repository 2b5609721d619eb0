"""What one `w:rPr` or `w:pPr` says, as values by name: one layer of those that give a format together (17.7.2).

A layer is a dictionary; what it does not name it leaves to the layers below. Lengths are pt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from gongwen.ooxml.wordml.model import Border, Frame, TabStop
from gongwen.ooxml.wordml.theme import HIGHLIGHTS, Theme, mixed
from gongwen.ooxml.wordml.xml import W, fraction, is_on, local, measure, number, val, whole

Layer = dict[str, Any]
TOGGLES = ("bold", "italic", "caps", "small_caps", "strike", "hidden")
"""17.7.3: styles combine these by exclusive or."""
_TOGGLE_TAGS = {
    "b": "bold",
    "i": "italic",
    "caps": "caps",
    "smallCaps": "small_caps",
    "strike": "strike",
    "dstrike": "strike",
    "vanish": "hidden",
}
_FONTS = (("ascii", "ascii"), ("h_ansi", "hAnsi"), ("east_asia", "eastAsia"))
_EDGES = {
    "top": "top", "bottom": "bottom", "left": "left", "start": "left", "right": "right", "end": "right",
    "between": "between", "insideH": "between", "insideV": "inside",
}  # fmt: skip
_ALIGN = {
    "left": "left", "start": "left", "right": "right", "end": "right", "center": "center", "both": "both",
    "distribute": "distribute", "thaiDistribute": "distribute", "lowKashida": "both", "mediumKashida": "both",
    "highKashida": "both", "numTab": "left",
}  # fmt: skip
_SWITCHES = {
    "contextualSpacing": "contextual",
    "snapToGrid": "snap_to_grid",
    "keepNext": "keep_next",
    "keepLines": "keep_lines",
    "pageBreakBefore": "page_break_before",
    "widowControl": "widow_control",
    "autoSpaceDE": "auto_space_latin",
    "autoSpaceDN": "auto_space_digits",
    "overflowPunct": "overflow_punct",
    "kinsoku": "kinsoku",
    "wordWrap": "word_wrap",
    "bidi": "bidi",
}
PAIRED = (
    ("left", "left_chars"),
    ("right", "right_chars"),
    ("first", "first_chars"),
    ("before", "before_lines"),
    ("after", "after_lines"),
)
"""Lengths that may be given in characters or lines instead, which then count (17.3.1.12, 17.3.1.33)."""
BESIDE = "_beside"


def run_layer(properties: Any | None, theme: Theme) -> Layer:
    """What a `w:rPr` says; `style` is the id of its character style."""
    layer: Layer = {}
    for element in properties if properties is not None else ():
        name = local(element)
        toggle = _TOGGLE_TAGS.get(name)
        if toggle:
            on = is_on(element)
            if name != "dstrike" or on:
                layer[toggle] = on
        elif read := _RUN.get(name):
            read(element, layer, theme)
    return layer


def _fonts(element: Any, layer: Layer, theme: Theme) -> None:
    for key, name in _FONTS:
        family = theme.font(element.get(f"{W}{name}Theme")) or (element.get(W + name) or "").split(";")[0].strip()
        if family:
            layer[key] = family
    hint = element.get(W + "hint")
    if hint is not None:
        layer["east_asian"] = hint == "eastAsia"


def _size(element: Any, layer: Layer, _theme: Theme) -> None:
    size = measure(val(element), 2.0)
    if size is not None and size > 0:
        layer["size"] = size


def _scale(element: Any, layer: Layer, _theme: Theme) -> None:
    share = fraction(val(element), 100.0)
    if share is not None and 0.01 <= share <= 6.0:  # noqa: PLR2004 - 17.18.95: 1 to 600 %
        layer["scale"] = share


def _length(key: str, per_point: float) -> Callable[[Any, Layer, Theme], None]:
    def read(element: Any, layer: Layer, _theme: Theme) -> None:
        length = measure(val(element), per_point)
        if length is not None:
            layer[key] = length

    return read


def _underline(element: Any, layer: Layer, _theme: Theme) -> None:
    kind = val(element)
    if kind is not None:
        layer["underline"] = "" if kind == "none" else kind


def _colour(element: Any, layer: Layer, theme: Theme) -> None:
    layer["colour"] = theme.colour(element)


def _highlight(element: Any, layer: Layer, _theme: Theme) -> None:
    layer["highlight"] = HIGHLIGHTS.get(val(element) or "", "")


def _run_shade(element: Any, layer: Layer, theme: Theme) -> None:
    layer["shade"] = shade(element, theme)


def _vertical(element: Any, layer: Layer, _theme: Theme) -> None:
    kind = val(element)
    layer["vertical"] = kind if kind in ("superscript", "subscript") else ""


def _run_style(element: Any, layer: Layer, _theme: Theme) -> None:
    layer["style"] = val(element)


_RUN: dict[str, Callable[[Any, Layer, Theme], None]] = {
    "rFonts": _fonts,
    "sz": _size,
    "w": _scale,
    "spacing": _length("spacing", 20.0),
    "position": _length("rise", 2.0),
    "kern": _length("kern", 2.0),
    "u": _underline,
    "color": _colour,
    "highlight": _highlight,
    "shd": _run_shade,
    "vertAlign": _vertical,
    "rStyle": _run_style,
}


def shade(element: Any, theme: Theme) -> str:
    """RRGGBB of a `w:shd`, patterns mixed to one colour; "" for none."""
    kind = val(element) or "clear"
    if kind == "nil":
        return ""
    back = theme.colour(element, "fill", "themeFill")
    if kind == "clear":
        return back
    front = theme.colour(element, "color")
    if kind == "solid":
        return front or "000000"
    percent = number(kind.removeprefix("pct")) if kind.startswith("pct") else 25.0
    return mixed(front, back, (percent or 0.0) / 100)


def border(element: Any, theme: Theme) -> Border | None:
    """One edge, None for one that is switched off."""
    style = val(element) or "nil"
    if style in ("nil", "none"):
        return None
    eighths = measure(element.get(W + "sz"), 8.0)
    space = measure(element.get(W + "space"), 1.0)
    width = 0.5 if eighths is None else min(12.0, max(0.25, eighths))
    return Border(style, width, space or 0.0, theme.colour(element, "color") or "000000")


def edges(element: Any | None, theme: Theme) -> dict[str, Border | None]:
    """The edges that a `w:pBdr`, `w:tblBorders` or `w:tcBorders` names; inner horizontal ones are "between"."""
    found: dict[str, Border | None] = {}
    for edge in element if element is not None else ():
        name = _EDGES.get(local(edge))
        if name:
            found[name] = border(edge, theme)
    return found


def paragraph_layer(properties: Any | None, theme: Theme) -> Layer:
    """What a `w:pPr` says; `style` is its style's id."""
    layer: Layer = {}
    for element in properties if properties is not None else ():
        name = local(element)
        switch = _SWITCHES.get(name)
        if switch:
            layer[switch] = is_on(element)
        elif read := _PARAGRAPH.get(name):
            read(element, layer, theme)
    return layer


def _style(element: Any, layer: Layer, _theme: Theme) -> None:
    layer["style"] = val(element)


def _align(element: Any, layer: Layer, _theme: Theme) -> None:
    align = _ALIGN.get(val(element) or "")
    if align:
        layer["align"] = align


def _put(layer: Layer, key: str, value: float | None, sign: float = 1.0) -> None:
    if value is not None:
        layer[key] = value * sign


def _indents(element: Any, layer: Layer, _theme: Theme) -> None:
    get = element.get
    _put(layer, "left", measure(get(W + "left") or get(W + "start")))
    _put(layer, "left_chars", number(get(W + "leftChars") or get(W + "startChars")))
    _put(layer, "right", measure(get(W + "right") or get(W + "end")))
    _put(layer, "right_chars", number(get(W + "rightChars") or get(W + "endChars")))
    for key, suffix, read in (("first", "", measure), ("first_chars", "Chars", number)):
        hanging, first = read(get(f"{W}hanging{suffix}")), read(get(f"{W}firstLine{suffix}"))
        if hanging is not None and (hanging or not first):
            layer[key] = -hanging or 0.0
        elif first is not None:
            layer[key] = first


def _spacing(element: Any, layer: Layer, _theme: Theme) -> None:
    get = element.get
    for side in ("before", "after"):
        _put(layer, side, measure(get(W + side)))
        _put(layer, f"{side}_lines", number(get(f"{W}{side}Lines")))
        auto = get(f"{W}{side}Autospacing")
        if auto is not None:
            layer[f"{side}_auto"] = auto not in ("0", "false", "off")
    line, rule = get(W + "line"), get(W + "lineRule")
    if line is not None and (twips := measure(line)) is not None:
        layer["line"] = twips
    if rule in ("auto", "exact", "atLeast"):
        layer["line_rule"] = rule


def _tabs(element: Any, layer: Layer, _theme: Theme) -> None:
    stops: dict[float, TabStop | None] = {}
    for tab in element:
        position, kind = measure(tab.get(W + "pos")), val(tab) or "left"
        if position is None:
            continue
        kind = {"start": "left", "end": "right", "num": "left"}.get(kind, kind)
        leader = tab.get(W + "leader") or ""
        leader = {"none": "", "heavy": "underscore"}.get(leader, leader)
        if kind == "clear":
            stops[position] = None
        elif kind in ("left", "center", "right", "decimal", "bar"):
            stops[position] = TabStop(position, kind, leader)  # type: ignore[arg-type]
    layer["tabs"] = stops


def _outline(element: Any, layer: Layer, _theme: Theme) -> None:
    level = whole(val(element))
    layer["outline"] = level if level is not None and 0 <= level <= 8 else None  # noqa: PLR2004 - 9: body text


def _numbering(element: Any, layer: Layer, _theme: Theme) -> None:
    number_id, level = whole(val(element.find(W + "numId"))), whole(val(element.find(W + "ilvl")))
    if number_id is not None:
        layer["num_id"] = number_id
    if level is not None:
        layer["num_level"] = min(8, max(0, level))


def _edges(element: Any, layer: Layer, theme: Theme) -> None:
    layer["borders"] = edges(element, theme)


def _shade(element: Any, layer: Layer, theme: Theme) -> None:
    layer["paragraph_shade"] = shade(element, theme)


def _frame(element: Any, layer: Layer, _theme: Theme) -> None:
    get = element.get
    drop_cap = get(W + "dropCap")
    layer["drop_cap"] = drop_cap not in (None, "none")
    rule: Literal["auto", "exact", "atLeast"] = "atLeast" if get(W + "h") else "auto"
    if (asked := get(W + "hRule")) in ("auto", "exact", "atLeast"):
        rule = asked
    layer["frame"] = Frame(
        width=measure(get(W + "w")) or 0.0,
        height=measure(get(W + "h")) or 0.0,
        height_rule=rule,
        h_anchor=anchor(get(W + "hAnchor"), "page"),  # type: ignore[arg-type]
        v_anchor=anchor(get(W + "vAnchor"), "page"),  # type: ignore[arg-type]
        x=measure(get(W + "x")) or 0.0,
        y=measure(get(W + "y")) or 0.0,
        h_align=get(W + "xAlign") or "",
        v_align=get(W + "yAlign") or "",
        h_space=measure(get(W + "hSpace")) or 0.0,
        v_space=measure(get(W + "vSpace")) or 0.0,
        wrap=get(W + "wrap") or "around",
    )


def anchor(text: str | None, default: str) -> str:
    """What a frame or floating table is placed from."""
    return text if text in ("text", "margin", "page") else default


_PARAGRAPH: dict[str, Callable[[Any, Layer, Theme], None]] = {
    "pStyle": _style,
    "jc": _align,
    "ind": _indents,
    "spacing": _spacing,
    "tabs": _tabs,
    "outlineLvl": _outline,
    "numPr": _numbering,
    "pBdr": _edges,
    "shd": _shade,
    "framePr": _frame,
}


def lay_paragraph(values: Layer, layer: Mapping[str, Any]) -> None:
    """Put a layer of paragraph formatting over what is there: tabs and edges add up, characters win over lengths."""
    if not layer:
        return
    tabs, borders = values.get("tabs"), values.get("borders")
    values.update(layer)
    if tabs and "tabs" in layer:
        values["tabs"] = {**tabs, **layer["tabs"]}
    if borders and "borders" in layer:
        values["borders"] = {**borders, **layer["borders"]}
    for length, unit in PAIRED:
        if unit in layer:
            values[unit + BESIDE] = layer.get(length)


def paired(values: Layer, length: str, unit: str, unit_is: float) -> float:
    """A length in pt that may be given in hundredths of `unit_is`.

    Characters count where any layer gives them, also under a layer that gives a length only (17.3.1.12); the length
    that stands beside them is what the writer made of them, and is taken.
    """
    hundredths = values.get(unit)
    if hundredths:
        beside = values.get(unit + BESIDE)
        return float(hundredths / 100 * unit_is if beside is None else beside)
    return float(values.get(length, 0.0))
