"""VML in a run (`w:pict`, `w:object`): text boxes, pictures and plain lines of older files (ISO/IEC 29500-4, 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from gongwen.ooxml.wordml.model import Anchored, Border, Picture, Shape, TextBox
from gongwen.ooxml.wordml.theme import css_colour
from gongwen.ooxml.wordml.xml import W10, O, R, V, W, flag, fraction, local, measure

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.runs import Line

_PIXEL = 96 / 72
"""Pixels in a point: what a bare number means."""
_DRAWN = ("shape", "rect", "roundrect", "oval", "line", "polyline", "group", "arc", "curve", "image")
_SIDES = ("left", "top", "right", "bottom")
_INSETS = (7.2, 3.6, 7.2, 3.6)
_LINES = {"thinThin": "double", "thickThin": "thickThinSmallGap", "thinThick": "thinThickSmallGap"}
_RELATIVE_H = {"text": "column", "margin": "margin", "page": "page", "char": "character"}
_RELATIVE_V = {"text": "paragraph", "margin": "margin", "page": "page", "line": "line"}


def embedded(line: Line, element: Any) -> None:
    """Read a `w:object`: an embedded file, shown by its picture where there is one."""
    shapes = [child for child in element if isinstance(child.tag, str) and child.tag.startswith(V)]
    before = len(line.pieces)
    for shape in shapes:
        if local(shape) in _DRAWN:
            _shape(line, shape)
    if element.find(W + "control") is not None:
        line.tell("控件", lost=len(line.pieces) == before)
    else:
        line.tell("嵌入对象", lost=len(line.pieces) == before)


def picture(line: Line, element: Any) -> None:
    """Read a `w:pict`."""
    for child in element:
        if child.tag.startswith(V) and local(child) in _DRAWN:
            _shape(line, child)


def _style(element: Any) -> dict[str, str]:
    pairs = (part.partition(":") for part in (element.get("style") or "").split(";"))
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _shape(line: Line, element: Any) -> None:
    style = _style(element)
    if style.get("visibility") == "hidden":
        return
    if flag(_attribute(element, O, "hr")):
        _rule(line, element, style)
        return
    content = _content(line, element, style)
    if content is None:
        return
    floating = style.get("position") == "absolute"
    if not floating and isinstance(content, Picture):
        line.add(content)
        return
    line.add(_anchored(line, element, style, content, floating=floating))


def _anchored(
    line: Line, element: Any, style: dict[str, str], content: Picture | TextBox | Shape, *, floating: bool
) -> Anchored:
    if not floating:
        return Anchored(content, "character", "line", wrap="topAndBottom", name=element.get("id") or "")
    wrap: Literal["none", "topAndBottom", "square"] = "none"
    kind = next((child.get("type") for child in element if child.tag == W10 + "wrap"), None)
    if kind == "topAndBottom":
        wrap = "topAndBottom"
    elif kind in ("square", "tight", "through"):
        wrap = "square"
        line.tell("文字环绕", lost=False)
    h_align, v_align = style.get("mso-position-horizontal", ""), style.get("mso-position-vertical", "")
    relative_h = style.get("mso-position-horizontal-relative", "")
    relative_v = style.get("mso-position-vertical-relative", "")
    return Anchored(
        content,
        _RELATIVE_H.get(relative_h, relative_h.removesuffix("-area").replace("-margin", "Margin") or "column"),
        _RELATIVE_V.get(relative_v, relative_v.removesuffix("-area").replace("-margin", "Margin") or "paragraph"),
        _length(style.get("margin-left") or style.get("left")) + _start(element)[0],
        _length(style.get("margin-top") or style.get("top")) + _start(element)[1],
        "" if h_align == "absolute" else h_align,
        "" if v_align == "absolute" else v_align,
        wrap,
        style.get("z-index", "0").startswith("-"),
        tuple(_length(style.get(f"mso-wrap-distance-{side}")) for side in _SIDES),  # type: ignore[arg-type]
        element.get("id") or "",
    )


def _content(line: Line, element: Any, style: dict[str, str]) -> Picture | TextBox | Shape | None:
    kind, box, image = local(element), element.find(V + "textbox"), element.find(V + "imagedata")
    size = _length(style.get("width")), _length(style.get("height"))
    if image is not None:
        return _image(line, element, image, size)
    if box is not None and box.find(W + "txbxContent") is not None:
        return _text_box(line, element, box, style)
    fill, edge = _look(element)
    if kind == "line" and edge is not None:
        return _line_shape(line, element, edge)
    if kind == "rect" and (fill or edge):
        return Shape("rect", *size, edge, fill)
    if kind == "group":
        line.tell("图形组合")
    elif element.find(V + "textpath") is not None:
        line.tell("艺术字")
    elif fill or edge:
        line.tell("自选图形")
    return None


def _text_box(line: Line, element: Any, box: Any, style: dict[str, str]) -> TextBox:
    if local(element) in ("roundrect", "oval"):
        line.tell("图形外形（按矩形框排）", lost=False)
    fill, edge = _look(element)
    fits = _style(box).get("mso-fit-shape-to-text") in ("t", "true")
    return TextBox(
        _length(style.get("width")),
        _length(style.get("height")),
        line.reader.inner(box.find(W + "txbxContent")),
        _insets(box.get("inset")),
        _anchor(style.get("v-text-anchor", "")),
        fill,
        edge,
        auto_height=fits,
        auto_width=fits and style.get("mso-wrap-style") == "none",
    )


def _anchor(text: str) -> Literal["top", "center", "bottom"]:
    return "center" if text.startswith("middle") else "bottom" if text.startswith("bottom") else "top"


def _image(line: Line, element: Any, image: Any, size: tuple[float, float]) -> Picture | None:
    data = line.reader.image(line, image.get(R + "id"))
    if data is None or min(size) <= 0:
        return None
    crop = tuple(_share(image.get(f"crop{side}")) for side in _SIDES)
    if crop[0] + crop[2] >= 1 or crop[1] + crop[3] >= 1:
        return None
    return Picture(data, *size, crop, element.get("alt") or image.get(O + "title") or "")  # type: ignore[arg-type]


def _share(text: str | None) -> float:
    """A part of a picture: 1f is 1/65536, a plain number a share."""
    if text and text.endswith("f"):
        return max(0.0, fraction(text[:-1], 65_536.0) or 0.0)
    return max(0.0, fraction(text, 1.0) or 0.0)


def _look(element: Any) -> tuple[str, Border | None]:
    """Fill and edge; VML draws both unless told otherwise."""
    filled, stroked = (
        flag(_off(element, "filled", "fill"), default=True),
        flag(_off(element, "stroked", "stroke"), default=True),
    )
    fill = css_colour(element.get("fillcolor") or "white") if filled else ""
    stroke = element.find(V + "stroke")
    style = "single"
    if stroke is not None:
        dashed = stroke.get("dashstyle") not in (None, "solid")
        style = _LINES.get(stroke.get("linestyle") or "", "dashed" if dashed else "single")
    width = measure(element.get("strokeweight"), 12_700.0)
    colour = css_colour(element.get("strokecolor")) or "000000"
    return fill, Border(style, 0.75 if width is None else width, 0.0, colour) if stroked else None


def _off(element: Any, attribute: str, child: str) -> str | None:
    """An on/off attribute as `flag` reads it: VML writes t and f; the child's `on` counts too."""
    found = element.find(V + child)
    text = element.get(attribute) or (None if found is None else found.get("on"))
    return "false" if text in ("f", "false") else text


def _line_shape(line: Line, element: Any, edge: Border) -> Shape:
    (x1, y1), (x2, y2) = _point(element.get("from")), _point(element.get("to"))
    stroke = element.find(V + "stroke")
    if stroke is not None and stroke.get("endarrow") not in (None, "none"):
        line.tell("箭头", lost=False)
    return Shape("line", abs(x2 - x1), abs(y2 - y1), edge, "", rising=(x2 - x1) * (y2 - y1) < 0)


def _start(element: Any) -> tuple[float, float]:
    """The corner of a line, which is placed by its ends."""
    if local(element) != "line":
        return 0.0, 0.0
    (x1, y1), (x2, y2) = _point(element.get("from")), _point(element.get("to"))
    return min(x1, x2), min(y1, y2)


def _point(text: str | None) -> tuple[float, float]:
    x, _, y = (text or "0,0").partition(",")
    return _length(x), _length(y)


def _rule(line: Line, element: Any, style: dict[str, str]) -> None:
    """A horizontal rule: a bar over the column (`o:hr`)."""
    height, width = _length(style.get("height")) or 1.5, _length(style.get("width"))
    share = (measure(_attribute(element, O, "hrpct"), 1.0) or 1000.0) / 1000.0
    colour = css_colour(element.get("fillcolor")) or "A0A0A0"
    if width <= 0:
        line.tell("横线", lost=share > 0)
        return
    shape = Shape("rect", width, height, None, colour)
    align = _attribute(element, O, "hralign") or "left"
    line.add(Anchored(shape, "column", "line", align_h=align, wrap="topAndBottom"))


def _attribute(element: Any, namespace: str, name: str) -> str | None:
    text = element.get(namespace + name)
    return {"t": "true", "f": "false"}.get(text, text) if text is not None else None


def _insets(text: str | None) -> tuple[float, float, float, float]:
    parts = (text or "").split(",")
    found = [measure(parts[i].strip(), _PIXEL) if i < len(parts) and parts[i].strip() else None for i in range(4)]
    left, top, right, bottom = (default if each is None else each for each, default in zip(found, _INSETS, strict=True))
    return left, top, right, bottom


def _length(text: str | None) -> float:
    return measure(text, _PIXEL) or 0.0
