"""DrawingML in a run: pictures in the line and anchored ones, text boxes, plain lines and rectangles, groups (20.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from gongwen.ooxml.wordml.model import Anchored, Border, Picture, Shape, TextBox
from gongwen.ooxml.wordml.names import GRAPHICS
from gongwen.ooxml.wordml.xml import EMU, MC, PIC, WP, WPG, WPS, A, R, W, emu, flag, local, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongwen.ooxml.wordml.runs import Line

Content = Picture | TextBox | Shape
_WRAPS: dict[str, Literal["none", "topAndBottom", "square"]] = {
    "wrapNone": "none",
    "wrapTopAndBottom": "topAndBottom",
    "wrapSquare": "square",
    "wrapTight": "square",
    "wrapThrough": "square",
}
_FULL = 100_000.0
"""Whole in DrawingML's shares."""
_ANGLE = 60_000.0
"""Parts of a degree."""
_DASHES = {"dash": "dashed", "sysDash": "dashed", "lgDash": "dashed", "dot": "dotted", "sysDot": "dotted"}
_EFFECTS = ("lum", "duotone", "clrChange", "alphaModFix", "biLevel", "tint", "clrRepl")
_LINES = ("line", "straightConnector1")
_DEEPEST = 10
"""Groups inside each other."""
NO_SIZE = 0.01
"""pt; a drawing of less is not seen."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a group's own coordinates (EMU) become pt on the page."""

    x: float = 0.0
    y: float = 0.0
    across: float = 1 / EMU
    down: float = 1 / EMU

    def within(self, frame: Any | None) -> Scale:
        """The scale inside a group with this `a:xfrm` (20.1.7.5)."""
        if frame is None:
            return self
        off, ext, start, inner = (frame.find(A + name) for name in ("off", "ext", "chOff", "chExt"))
        across = _ratio(_get(ext, "cx"), _get(inner, "cx"))
        down = _ratio(_get(ext, "cy"), _get(inner, "cy"))
        return Scale(
            self.x + (_get(off, "x") - _get(start, "x") * across) * self.across,
            self.y + (_get(off, "y") - _get(start, "y") * down) * self.down,
            self.across * across,
            self.down * down,
        )


class Size(NamedTuple):
    """How large something is drawn, pt."""

    width: float
    height: float
    in_group: bool = False


def drawing(line: Line, element: Any) -> None:
    """Read a `w:drawing`."""
    for child in element:
        if child.tag == WP + "inline":
            _inline(line, child)
        elif child.tag == WP + "anchor":
            _anchor(line, child)


def _hidden(element: Any) -> bool:
    properties = element.find(WP + "docPr")
    return flag(element.get("hidden")) or (properties is not None and flag(properties.get("hidden")))


def _inline(line: Line, element: Any) -> None:
    if _hidden(element):
        return
    name = _name(element)
    contents = list(_contents(line, element))
    if contents and _is_group(element):  # an empty picture keeps its room in the line, its parts hang over that
        for x, y, content in contents:
            line.add(Anchored(content, "character", "line", x, y, name=name))
        line.add(Picture(b"", *_extent(element)[:2], description=_description(element)))
        return
    for _x, _y, content in contents:
        if isinstance(content, Picture):
            line.add(content)
        else:
            line.add(Anchored(content, "character", "line", wrap="topAndBottom", name=name))


def _anchor(line: Line, element: Any) -> None:
    if _hidden(element):
        return
    relative_h, x, align_h = _position(element, "positionH", "column")
    relative_v, y, align_v = _position(element, "positionV", "paragraph")
    simple = element.find(WP + "simplePos")
    if flag(element.get("simplePos")) and simple is not None:
        relative_h, relative_v, align_h, align_v = "page", "page", "", ""
        x, y = emu(simple.get("x")), emu(simple.get("y"))
    wrap: Literal["none", "topAndBottom", "square"] = "none"
    for child in element:
        wrap = _WRAPS.get(local(child), wrap)
    if wrap == "square":
        line.tell("文字环绕", lost=False)
    placed = Anchored(
        Picture(b"", *_extent(element)[:2]),
        relative_h,
        relative_v,
        x,
        y,
        align_h,
        align_v,
        wrap,
        flag(element.get("behindDoc")),
        tuple(emu(element.get(f"dist{side}")) for side in "LTRB"),  # type: ignore[arg-type]
        _name(element),
    )
    contents = list(_contents(line, element))
    if contents and _is_group(element):
        _anchor_group(line, placed, contents)
        return
    for _dx, _dy, content in contents:
        line.add(replace(placed, content=content))


def _anchor_group(line: Line, placed: Anchored, contents: list[tuple[float, float, Content]]) -> None:
    """The parts of a group, each from the group's own corner; text keeps clear of the whole.

    `placed` is the whole. One that starts at its area's left or top is placed exactly; with other alignments where its
    corner comes to stand is known only to the page, and its parts are aligned one by one.
    """
    align_h, align_v = ("" if each in ("left", "top") else each for each in (placed.align_h, placed.align_v))
    if align_h or align_v:
        line.tell("对齐摆放的图形组合", lost=False)
    if placed.wrap != "none":
        line.add(placed)
    x, y = 0.0 if placed.align_h else placed.x, 0.0 if placed.align_v else placed.y
    for dx, dy, content in contents:
        part = replace(placed, content=content, x=x + dx, y=y + dy, align_h=align_h, align_v=align_v, wrap="none")
        line.add(part)


def _is_group(element: Any) -> bool:
    return element.find(f"{A}graphic/{A}graphicData/{WPG}wgp") is not None


def _position(anchor: Any, name: str, default: str) -> tuple[str, float, str]:
    """What an anchor is placed from, its offset and its alignment; for shares of the page what Word made of them."""
    element = anchor.find(WP + name)
    if element is None:
        element = anchor.find(f"{MC}AlternateContent/{MC}Fallback/{WP}{name}")
    if element is None:
        return default, 0.0, ""
    offset, align = element.find(WP + "posOffset"), element.find(WP + "align")
    return (
        element.get("relativeFrom") or default,
        0.0 if offset is None else emu(offset.text),
        "" if align is None else (align.text or "").strip(),
    )


def _name(element: Any) -> str:
    properties = element.find(WP + "docPr")
    return "" if properties is None else properties.get("name") or ""


def _description(element: Any) -> str:
    properties = element.find(WP + "docPr")
    return "" if properties is None else properties.get("descr") or properties.get("title") or ""


def _extent(element: Any) -> Size:
    extent = element.find(WP + "extent")
    return Size(0.0, 0.0) if extent is None else Size(emu(extent.get("cx")), emu(extent.get("cy")))


def _contents(line: Line, element: Any) -> Iterator[tuple[float, float, Content]]:
    """What a drawing shows, each with its place from the drawing's corner."""
    data = element.find(f"{A}graphic/{A}graphicData")
    if data is None:
        line.tell("图形")
        return
    description, size = _description(element), _extent(element)
    for child in data:
        if child.tag == PIC + "pic":
            yield from _one(_picture(line, child, size, description))
        elif child.tag == WPS + "wsp":
            yield from _one(_shape(line, child, size))
        elif child.tag == WPG + "wgp":
            frame = child.find(f"{WPG}grpSpPr/{A}xfrm")
            _turned(line, frame)
            scale = Scale().within(frame)
            off = frame.find(A + "off") if frame is not None else None
            start = Scale(scale.x - _get(off, "x") / EMU, scale.y - _get(off, "y") / EMU, scale.across, scale.down)
            yield from _group(line, child, start, description, 0)
        else:
            word = (data.get("uri") or "").rstrip("/").rpartition("/")[2]
            line.tell(GRAPHICS.get(word, "图形"))


def _one(content: Content | None) -> Iterator[tuple[float, float, Content]]:
    if content is not None:
        yield 0.0, 0.0, content


def _group(
    line: Line, element: Any, scale: Scale, description: str, depth: int
) -> Iterator[tuple[float, float, Content]]:
    if depth > _DEEPEST:
        line.tell("嵌套过深的内容")
        return
    for child in element:
        properties = child.find(PIC + "spPr" if child.tag == PIC + "pic" else WPS + "spPr")
        frame = None if properties is None else properties.find(A + "xfrm")
        off, ext = (None if frame is None else frame.find(A + name) for name in ("off", "ext"))
        x, y = scale.x + _get(off, "x") * scale.across, scale.y + _get(off, "y") * scale.down
        size = Size(_get(ext, "cx") * scale.across, _get(ext, "cy") * scale.down, in_group=True)
        content: Content | None = None
        if child.tag == PIC + "pic":
            content = _picture(line, child, size, description)
        elif child.tag == WPS + "wsp":
            content = _shape(line, child, size)
        elif child.tag == WPG + "grpSp":
            inner = child.find(f"{WPG}grpSpPr/{A}xfrm")
            _turned(line, inner)
            yield from _group(line, child, scale.within(inner), description, depth + 1)
        elif local(child) not in ("cNvGrpSpPr", "cNvPr", "grpSpPr", "extLst"):
            line.tell("图形组合中的内容")
        if content is not None:
            yield x, y, content


def _turned(line: Line, frame: Any | None) -> None:
    """Name a group that is turned or mirrored as a whole: its parts are set upright."""
    if frame is not None and (number(frame.get("rot")) or flag(frame.get("flipH")) or flag(frame.get("flipV"))):
        line.tell("旋转或翻转的图形组合", lost=False)


def _picture(line: Line, element: Any, size: Size, description: str) -> Picture | None:
    """A `pic:pic` in the size of its drawing; one that is turned has its own size."""
    width, height = size.width, size.height
    fill, properties = element.find(PIC + "blipFill"), element.find(PIC + "spPr")
    blip = None if fill is None else fill.find(A + "blip")
    frame = None if properties is None else properties.find(A + "xfrm")
    rotation = (number(frame.get("rot")) or 0.0) / _ANGLE if frame is not None else 0.0
    if frame is not None:
        extent = frame.find(A + "ext")
        if rotation and not size.in_group and _get(extent, "cx") > 0:
            width, height = _get(extent, "cx") / EMU, _get(extent, "cy") / EMU
    for what in _picture_looks(blip, properties, frame):
        line.tell(what, lost=False)
    crop = (0.0, 0.0, 0.0, 0.0)
    source = None if fill is None else fill.find(A + "srcRect")
    if source is not None:
        crop = tuple(max(0.0, (number(source.get(side)) or 0.0) / _FULL) for side in "ltrb")  # type: ignore[assignment]
    data = line.reader.image(line, None if blip is None else blip.get(R + "embed") or blip.get(R + "link"))
    if data is None or width < NO_SIZE or height < NO_SIZE:
        return None
    if crop[0] + crop[2] >= 1 or crop[1] + crop[3] >= 1:
        return None
    return Picture(data, width, height, crop, description, rotation % 360)


def _picture_looks(blip: Any | None, properties: Any | None, frame: Any | None) -> list[str]:
    """What of a picture is not drawn."""
    found = []
    if frame is not None and (flag(frame.get("flipH")) or flag(frame.get("flipV"))):
        found.append("翻转的图片")
    if properties is not None:
        edge, shape = properties.find(A + "ln"), properties.find(A + "prstGeom")
        if edge is not None and any(local(child).endswith("Fill") and local(child) != "noFill" for child in edge):
            found.append("图片边框")
        if shape is not None and shape.get("prst") not in (None, "rect"):
            found.append("图片外形")
        if len(properties.find(A + "effectLst") if properties.find(A + "effectLst") is not None else ()):
            found.append("图片效果")
    if blip is not None and any(child.attrib or len(child) for child in blip if local(child) in _EFFECTS):
        found.append("图片效果")
    return found


def _shape(line: Line, element: Any, size: Size) -> Content | None:
    """A `wps:wsp`: a text box, or a plain shape."""
    properties = element.find(WPS + "spPr")
    preset = None if properties is None else properties.find(A + "prstGeom")
    kind = "" if preset is None else preset.get("prst") or ""
    frame = None if properties is None else properties.find(A + "xfrm")
    fill, edge = _fill(line, element, properties), _outline(line, element, properties)
    if frame is not None and number(frame.get("rot")):
        line.tell("旋转的图形", lost=False)
    if element.find(f"{WPS}txbx/{W}txbxContent") is not None:
        if kind not in ("rect", ""):
            line.tell("图形外形（按矩形框排）", lost=False)
        return _text_box(line, element, size, fill, edge)
    if element.find(WPS + "linkedTxbx") is not None:
        line.tell("链接的文本框")
        return None
    if kind in _LINES:
        rising = frame is not None and flag(frame.get("flipV")) != flag(frame.get("flipH"))
        return Shape("line", size.width, size.height, edge, "", rising) if edge else None
    if not fill and edge is None:
        return None
    if kind == "rect":
        return Shape("rect", size.width, size.height, edge, fill)
    line.tell("自选图形")
    return None


def _text_box(line: Line, element: Any, size: Size, fill: str, edge: Border | None) -> TextBox:
    body = element.find(WPS + "bodyPr")
    get = (lambda _name, default=None: default) if body is None else body.get
    insets = tuple(
        emu(get(name), default) for name, default in (("lIns", 7.2), ("tIns", 3.6), ("rIns", 7.2), ("bIns", 3.6))
    )
    if get("vert") not in (None, "horz"):
        line.tell("竖排文本框", lost=False)
    fits = body is not None and body.find(A + "spAutoFit") is not None
    return TextBox(
        size.width,
        size.height,
        line.reader.inner(element.find(f"{WPS}txbx/{W}txbxContent")),
        insets,  # type: ignore[arg-type]
        {"ctr": "center", "b": "bottom"}.get(get("anchor") or "", "top"),  # type: ignore[arg-type]
        fill,
        edge,
        auto_height=fits,
        auto_width=fits and get("wrap") == "none",
    )


def _fill(line: Line, element: Any, properties: Any | None) -> str:
    """RRGGBB of a shape's fill: its own, else that of its style; "" for none."""
    for child in properties if properties is not None else ():
        match local(child):
            case "noFill":
                return ""
            case "solidFill":
                return line.reader.theme.drawing_colour(child)
            case "gradFill" | "pattFill" | "blipFill":
                line.tell("渐变、图案或图片填充", lost=False)
                first = next(child.iter(A + "gs", A + "fgClr"), None)
                return line.reader.theme.drawing_colour(first)
    return _style_colour(line, element, "fillRef")


def _style_colour(line: Line, element: Any, name: str) -> str:
    reference = element.find(f"{WPS}style/{A}{name}")
    if reference is None or reference.get("idx") in (None, "0"):
        return ""
    return line.reader.theme.drawing_colour(reference)


def _outline(line: Line, element: Any, properties: Any | None) -> Border | None:
    """A shape's edge: its own, else that of its style."""
    own = None if properties is None else properties.find(A + "ln")
    colour = _style_colour(line, element, "lnRef")
    width, style = 0.75 if own is None else emu(own.get("w"), 0.75), "single"
    for child in own if own is not None else ():
        match local(child):
            case "noFill":
                return None
            case "solidFill":
                colour = line.reader.theme.drawing_colour(child) or "000000"
            case "prstDash":
                style = _DASHES.get(child.get("val") or "", "single")
            case "headEnd" | "tailEnd" if child.get("type") not in (None, "none"):
                line.tell("箭头", lost=False)
    compound = None if own is None else own.get("cmpd")
    if compound in ("dbl", "thickThin", "thinThick", "tri"):
        style = {"dbl": "double", "tri": "triple", "thickThin": "thickThinSmallGap"}.get(compound, "thinThickSmallGap")
    return Border(style, width, 0.0, colour) if colour else None


def _get(element: Any | None, name: str) -> float:
    return 0.0 if element is None else number(element.get(name)) or 0.0


def _ratio(outer: float, inner: float) -> float:
    return outer / inner if outer > 0 and inner > 0 else 1.0
