"""The cells of a table: what its style, the table, the row and the cell itself say of edges, shading, margins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from gongwen.ooxml.wordml.formats import edges, shade
from gongwen.ooxml.wordml.model import Border, Borders, Cell
from gongwen.ooxml.wordml.styles import TableContext, TableStyle
from gongwen.ooxml.wordml.xml import W, flag, fraction, key_of, measure, val

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.content import PartReader

_DIRECTIONS: dict[str, Literal["rotated", "upright"]] = {
    "tbRl": "rotated", "rl": "rotated", "btLr": "rotated", "lr": "rotated",
    "tbRlV": "upright", "rlV": "upright", "tbLrV": "upright", "lrV": "upright",
}  # fmt: skip
"""17.18.93: V asks for upright Han (fonts for vertical setting); the short names are those of the strict format."""
_ODD_DIRECTIONS = ("btLr", "lr", "tbLrV", "lrV", "lrTbV", "tbV")
"""Set in another direction than they ask for: upwards, lines from left to right, Han on its side in level lines."""
_MARGINS = (5.4, 0.0, 5.4, 0.0)
"""left, top, right, bottom: 108 twips at the sides, as Word's own table style has it."""
_SIDES = (("left", "start"), ("top",), ("right", "end"), ("bottom",))
_LOOK_BITS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}
Edge = dict[str, Border | None]
Margins = tuple[float, float, float, float]
"""left, top, right, bottom."""


class Spot(NamedTuple):
    """Where a cell is: row and grid column, and how many there are."""

    row: int
    rows: int
    column: int
    span: int
    columns: int

    @property
    def first_column(self) -> bool:
        """Whether it begins at the left edge."""
        return self.column == 0

    @property
    def last_column(self) -> bool:
        """Whether it ends at the right edge."""
        return self.column + self.span >= self.columns


class Layered(NamedTuple):
    """What a part of the table style says of its cells."""

    condition: str
    properties: Any
    edges: Edge


class CellLook(NamedTuple):
    """All of a cell but its content, and the context of that."""

    context: TableContext
    merge: Literal["", "restart", "continue"]
    width: float
    borders: Borders
    shade: str
    margins: Margins
    align: Literal["top", "center", "bottom"]
    vertical: Literal["", "rotated", "upright"]
    odd: tuple[tuple[str, bool], ...]
    """What of it is not set, and whether it is lost."""


@dataclass(slots=True)
class Look:
    """What holds for a whole table."""

    style: TableStyle
    flags: dict[str, bool]
    edges: Edge
    margins: Margins
    shade: str | None
    contexts: dict[tuple[str, ...], TableContext] = field(default_factory=dict)
    layers: dict[tuple[str, ...], list[Layered]] = field(default_factory=dict)
    cells: dict[Any, CellLook] = field(default_factory=dict)
    """Looks of cells by what they follow from."""

    @property
    def banded(self) -> bool:
        """Whether rows or columns take turns."""
        return any(name.startswith("band") for name in self.style.parts)


def wanted_parts(properties: Any | None) -> dict[str, bool]:
    """Which parts of the table style are wanted (`w:tblLook`)."""
    look = None if properties is None else properties.find(W + "tblLook")
    text = val(look) or "0"
    try:
        bits = int(text, 16)
    except ValueError:
        bits = 0
    return {name: flag(val(look, name), default=bool(bits & bit)) for name, bit in _LOOK_BITS.items()}


def last(settings: list[Any], name: str) -> Any | None:
    """The element of this name in the last of the settings that has it."""
    return next((found for each in reversed(settings) if (found := each.find(W + name)) is not None), None)


def table_edges(reader: PartReader, settings: list[Any]) -> Edge:
    """The edges of a table, those of later settings over those of earlier ones."""
    found: Edge = {}
    for setting in settings:
        found.update(edges(setting.find(W + "tblBorders"), reader.theme))
    return found


def table_shade(reader: PartReader, settings: list[Any]) -> str | None:
    """The shading of a table, None where there is none."""
    element = last(settings, "shd")
    return None if element is None else shade(element, reader.theme)


def table_margins(settings: list[Any]) -> Margins:
    """The margins of cells that have none of their own."""
    found = _MARGINS
    for setting in settings:
        found = _margins(setting.find(W + "tblCellMar"), found)
    return found


def _margins(element: Any | None, below: Margins) -> Margins:
    if element is None:
        return below
    found = list(below)
    for index, names in enumerate(_SIDES):
        for name in names:
            length = measure(val(element.find(W + name), "w"))
            if length is not None:
                found[index] = max(0.0, length)
    return found[0], found[1], found[2], found[3]


def preferred_width(element: Any | None) -> tuple[str, float]:
    """A `w:tblW` or `w:tcW` as the model has it."""
    kind, text = val(element, "type") or "dxa", val(element, "w")
    if element is None or kind in ("auto", "nil"):
        return "auto", 0.0
    if kind == "pct" or (text or "").endswith("%"):
        share = fraction(text, 5000.0)
        return ("pct", share) if share and share > 0 else ("auto", 0.0)
    points = measure(text)
    return ("pt", points) if points and points > 0 else ("auto", 0.0)


def points_of(properties: Any | None, name: str) -> float:
    """A width in pt; 0 for automatic and relative ones."""
    kind, width = preferred_width(None if properties is None else properties.find(W + name))
    return width if kind == "pt" else 0.0


def with_exception(reader: PartReader, look: Look, exception: Any) -> Look:
    """A table's look with what one row has of its own (`w:tblPrEx`)."""
    own = table_shade(reader, [exception])
    return Look(
        look.style,
        look.flags if exception.find(W + "tblLook") is None else wanted_parts(exception),
        {**look.edges, **edges(exception.find(W + "tblBorders"), reader.theme)},
        _margins(exception.find(W + "tblCellMar"), look.margins),
        look.shade if own is None else own,
    )


def _conditions(look: Look, spot: Spot) -> tuple[str, ...]:
    """The parts of the table style that hold for a cell, in the order in which they are laid on (17.7.6.6)."""
    flags, style = look.flags, look.style
    first_row, last_row = flags["firstRow"] and spot.row == 0, flags["lastRow"] and spot.row == spot.rows - 1
    first_column = flags["firstColumn"] and spot.first_column
    last_column = flags["lastColumn"] and spot.last_column
    found = ["wholeTable"]
    if not flags["noVBand"] and not first_column and not last_column:
        column = spot.column - flags["firstColumn"]
        found.append("band1Vert" if column // max(1, style.column_band) % 2 == 0 else "band2Vert")
    if not flags["noHBand"] and not first_row and not last_row:
        row = spot.row - flags["firstRow"]
        found.append("band1Horz" if row // max(1, style.row_band) % 2 == 0 else "band2Horz")
    for holds, name in (
        (first_column, "firstCol"), (last_column, "lastCol"), (first_row, "firstRow"), (last_row, "lastRow"),
        (first_row and last_column, "neCell"), (first_row and first_column, "nwCell"),
        (last_row and last_column, "seCell"), (last_row and first_column, "swCell"),
    ):  # fmt: skip
        if holds:
            found.append(name)
    return tuple(name for name in found if name in style.parts)


def _layers(reader: PartReader, look: Look, conditions: tuple[str, ...]) -> list[Layered]:
    """What the parts of the table style say that hold for a cell, and the context of its paragraphs."""
    if conditions not in look.layers:
        look.contexts[conditions] = TableContext(look.style.id, conditions)
        look.layers[conditions] = [
            Layered(name, found, edges(found.find(W + "tcBorders"), reader.theme))
            for name in conditions
            for element in look.style.parts[name]
            if (found := element.find(W + "tcPr")) is not None
        ]
    return look.layers[conditions]


def read_cell(reader: PartReader, element: Any, look: Look, spot: Spot) -> Cell:
    """A `w:tc` at its place."""
    properties = element.find(W + "tcPr")
    conditions = _conditions(look, spot)
    key = (key_of(properties), conditions, _band_place(look, spot), *_outer("wholeTable", look, spot))
    found = look.cells.get(key)
    if found is None:
        found = look.cells[key] = _cell_look(reader, properties, look, spot, conditions)
    for what, lost in found.odd:
        reader.tell(what, first_text(element), lost=lost)
    _, merge, width, borders, shading, margins, align, vertical, _ = found
    blocks = reader.blocks(element, found.context)
    return Cell(blocks, spot.span, merge, width, borders, shading, margins, align, vertical)


def _cell_look(
    reader: PartReader, properties: Any | None, look: Look, spot: Spot, conditions: tuple[str, ...]
) -> CellLook:
    layers = _layers(reader, look, conditions)
    own = [layer.properties for layer in layers] + ([] if properties is None else [properties])
    merge = None if properties is None else properties.find(W + "vMerge")
    margins = look.margins
    for each in own:
        margins = _margins(each.find(W + "tcMar"), margins)
    shading = last(own, "shd")
    direction = val(None if properties is None else properties.find(W + "textDirection"))
    align = val(last(own, "vAlign"))
    return CellLook(
        context=look.contexts[conditions],
        merge="" if merge is None else "restart" if val(merge) == "restart" else "continue",
        width=points_of(properties, "tcW"),
        borders=_cell_edges(reader, look, spot, layers, properties),
        shade=(look.shade or "") if shading is None else shade(shading, reader.theme),
        margins=margins,
        align="center" if align in ("center", "both") else "bottom" if align == "bottom" else "top",
        vertical=_DIRECTIONS.get(direction or "", ""),
        odd=_odd(properties, direction or ""),
    )


def _odd(properties: Any | None, direction: str) -> tuple[tuple[str, bool], ...]:
    """What of a cell is not set: lines from corner to corner, unusual directions of its text."""
    outline = None if properties is None else properties.find(W + "tcBorders")
    lines = [] if outline is None else [outline.find(W + name) for name in ("tl2br", "tr2bl")]
    slashed = any(val(line) not in (None, "nil", "none") for line in lines)
    turned = direction in _ODD_DIRECTIONS
    return (*((("单元格斜线", True),) if slashed else ()), *((("单元格文字方向", False),) if turned else ()))


def first_text(element: Any) -> str:
    """The first words in an element."""
    return next((text.text for text in element.iter(f"{W}t") if text.text and text.text.strip()), "") or ""


def _cell_edges(reader: PartReader, look: Look, spot: Spot, layers: list[Layered], properties: Any | None) -> Borders:
    """A cell's edges: the table's outer or inner ones, those of conditions at the edge of their part, its own."""
    found = _placed(look.edges, _outer("wholeTable", look, spot))
    for layer in layers:
        if layer.edges:
            found.update(_placed(layer.edges, _outer(layer.condition, look, spot)))
    if properties is not None:
        own = edges(properties.find(W + "tcBorders"), reader.theme)
        found.update({side: edge for side, edge in own.items() if side not in ("between", "inside")})
    return Borders(**found)


def _placed(part: Edge, outer: tuple[bool, bool, bool, bool]) -> Edge:
    """The edges of one cell of a part: outer ones where it touches the part's edge, inner ones elsewhere."""
    names = zip(("top", "bottom", "left", "right"), ("between", "between", "inside", "inside"), outer, strict=True)
    sources = {side: side if touches else inner for side, inner, touches in names}
    return {side: part[name] for side, name in sources.items() if name in part}


def _outer(name: str, look: Look, spot: Spot) -> tuple[bool, bool, bool, bool]:
    """Whether a cell is at the top, bottom, left, right of the part that a condition means."""
    top, bottom = spot.row == 0, spot.row == spot.rows - 1
    left, right = spot.first_column, spot.last_column
    if name in ("firstRow", "lastRow"):
        return True, True, left, right
    if name in ("firstCol", "lastCol"):
        return top, bottom, True, True
    if name in ("band1Horz", "band2Horz"):
        place, size = _band_place(look, spot)[0], max(1, look.style.row_band)
        return place == 0, place == size - 1 or bottom, left, right
    if name in ("band1Vert", "band2Vert"):
        place, size = _band_place(look, spot)[1], max(1, look.style.column_band)
        return top, bottom, place == 0, place == size - 1 or right
    if name == "wholeTable":
        return top, bottom, left, right
    return True, True, True, True


def _band_place(look: Look, spot: Spot) -> tuple[int, int]:
    """Which row and column of its bands a cell is in."""
    row, column = spot.row - look.flags["firstRow"], spot.column - look.flags["firstColumn"]
    return row % max(1, look.style.row_band), column % max(1, look.style.column_band)
