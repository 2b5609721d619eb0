"""What a Word file says and how it would look, resolved: lengths are points, colours RRGGBB, families the asked names.

Formats are what docDefaults, style chain, numbering level, paragraph and run give together (ISO/IEC 29500-1, 17.7.2).
Objects read from equal XML are the same object, so that what is made from them can be kept by identity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right", "both", "distribute"]
LineRule = Literal["auto", "exact", "atLeast"]


@dataclass(frozen=True, slots=True)
class RunFormat:
    """Effective character formatting. `size` is pt, `scale` 1.0 for 100 %, `spacing` and `rise` pt."""

    ascii: str = "Times New Roman"
    h_ansi: str = "Times New Roman"
    east_asia: str = "宋体"
    east_asian: bool = False
    """`w:hint="eastAsia"`: marks that both scripts have (“ ” — … ·) take the East Asian family."""
    size: float = 10.0
    scale: float = 1.0
    spacing: float = 0.0
    bold: bool = False
    italic: bool = False
    underline: str = ""
    """The value of `w:u` ("single", "double", "thick", "dotted", "dash", "wave", ...), "" for none."""
    strike: bool = False
    colour: str = ""
    """RRGGBB, "" for automatic: black."""
    shade: str = ""
    """RRGGBB behind the text (`w:shd` or `w:highlight`), "" for none."""
    vertical: Literal["", "superscript", "subscript"] = ""
    rise: float = 0.0
    caps: bool = False
    small_caps: bool = False
    hidden: bool = False
    kern: float = 0.0
    """The size in pt from which pairs of Latin letters are kerned; 0 where they are not."""


@dataclass(frozen=True, slots=True)
class Border:
    """One edge: `w:val` ("single", "double", "thick", ...), width and distance to the text in pt, RRGGBB."""

    style: str = "single"
    width: float = 0.5
    space: float = 0.0
    colour: str = "000000"


@dataclass(frozen=True, slots=True)
class Borders:
    """The edges that are drawn; None where there is none."""

    top: Border | None = None
    bottom: Border | None = None
    left: Border | None = None
    right: Border | None = None
    between: Border | None = None
    """Between equal paragraphs; in tables the inner horizontal edges."""
    inside: Border | None = None
    """In tables the inner vertical edges."""


@dataclass(frozen=True, slots=True)
class TabStop:
    """A tab stop, from the left edge of the text area; leaders are "", "dot", "hyphen", "underscore", "middleDot"."""

    position: float
    kind: Literal["left", "center", "right", "decimal", "bar"] = "left"
    leader: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """`w:framePr`: a paragraph out of the flow. Lengths are pt; 0 width means as wide as the text.

    `h_align`/`v_align` ("left", "center", "right", "top", "bottom", "inside", "outside", "inline") win over x and y.
    """

    width: float = 0.0
    height: float = 0.0
    height_rule: Literal["auto", "exact", "atLeast"] = "auto"
    h_anchor: Literal["text", "margin", "page"] = "page"
    v_anchor: Literal["text", "margin", "page"] = "page"
    x: float = 0.0
    y: float = 0.0
    h_align: str = ""
    v_align: str = ""
    h_space: float = 0.0
    v_space: float = 0.0
    wrap: str = "around"


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """Effective paragraph formatting. `first_line` is negative where the indent hangs."""

    style: str = ""
    """The style's name, not its id."""
    align: Align = "left"
    left: float = 0.0
    right: float = 0.0
    first_line: float = 0.0
    before: float = 0.0
    after: float = 0.0
    contextual: bool = False
    line: float = 1.0
    """pt for "exact" and "atLeast", a multiple for "auto"."""
    line_rule: LineRule = "auto"
    snap_to_grid: bool = True
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    widow_control: bool = True
    tabs: tuple[TabStop, ...] = ()
    borders: Borders | None = None
    shade: str = ""
    outline: int | None = None
    """0 for the first level (`w:outlineLvl`), None for body text."""
    numbering: tuple[str, int] | None = None
    """numId and level (0-8) of `w:numPr`."""
    frame: Frame | None = None
    auto_space: bool = True
    """A gap between Han and Latin (`autoSpaceDE`, `autoSpaceDN`)."""
    overflow_punct: bool = True
    kinsoku: bool = True
    mark: RunFormat = RunFormat()
    """Formatting of the paragraph mark: it gives an empty paragraph its height and a label its look."""
    word_wrap: bool = True
    """False where Latin words may be broken anywhere (`w:wordWrap`)."""


# ---------------------------------------------------------------- pieces of a paragraph


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A stretch of text of one format, without control characters."""

    text: str
    format: RunFormat
    link: str = ""
    """The address that a hyperlink leads to; "#name" for a bookmark."""


@dataclass(frozen=True, slots=True, eq=False)
class Tab:
    """A tab character."""

    format: RunFormat
    align: Literal["", "left", "center", "right"] = ""
    """Where the text after it stands between the margins (`w:ptab`), whatever the tab stops; "" for a usual tab."""


@dataclass(frozen=True, slots=True, eq=False)
class Break:
    """A break inside a paragraph."""

    kind: Literal["line", "page", "column"]
    format: RunFormat


@dataclass(frozen=True, slots=True, eq=False)
class PageField:
    """A field whose value only the pages know; `style` is its number format ("decimal", "roman", "chinese", ...)."""

    kind: Literal["PAGE", "NUMPAGES", "SECTIONPAGES"]
    format: RunFormat
    style: str = ""
    """"" for the section's own number format."""


@dataclass(frozen=True, slots=True, eq=False)
class Bookmark:
    """A place that links lead to."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture in the line: its part's bytes, size in pt, and what is cut off each side (fractions of the picture)."""

    data: bytes
    width: float
    height: float
    crop: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """left, top, right, bottom."""
    description: str = ""
    rotation: float = 0.0
    """Degrees, clockwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A plain straight line or rectangle without text. A line runs from the top left corner, or the bottom left one."""

    kind: Literal["line", "rect"]
    width: float
    height: float
    line: Border | None = None
    fill: str = ""
    rising: bool = False
    """Whether a line runs from the bottom left to the top right corner."""


@dataclass(frozen=True, slots=True, eq=False)
class Anchored:
    """A picture, text box or shape out of the flow (`wp:anchor`). Offsets are pt from what they are relative to.

    `relative_h`: "page", "margin", "column", "character", "leftMargin", "rightMargin"; `relative_v`: "page", "margin",
    "paragraph", "line", "topMargin", "bottomMargin". `align_h`/`align_v` win over offsets.
    """

    content: Picture | TextBox | Shape
    relative_h: str
    relative_v: str
    x: float = 0.0
    y: float = 0.0
    align_h: str = ""
    align_v: str = ""
    wrap: Literal["none", "topAndBottom", "square"] = "none"
    behind: bool = False
    distance: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """What is kept free around it: left, top, right, bottom."""
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class TextBox:
    """A box of text: size in pt, blocks, insets left, top, right, bottom, where the text stands in it, its look."""

    width: float
    height: float
    blocks: tuple[Block, ...]
    insets: tuple[float, float, float, float] = (7.2, 3.6, 7.2, 3.6)
    anchor: Literal["top", "center", "bottom"] = "top"
    fill: str = ""
    line: Border | None = None
    auto_height: bool = False
    auto_width: bool = False
    """Whether it is as wide as its longest line, which is not broken; `width` is what was saved."""


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """A reference to a footnote or endnote: its mark is numbered by the pages, its blocks stand below."""

    kind: Literal["footnote", "endnote"]
    number: str
    """The note's id in its part."""
    format: RunFormat


Piece = Text | Tab | Break | PageField | Bookmark | Picture | Anchored | Note


# ---------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """A paragraph; `section` is given where it is the last of its section."""

    format: ParagraphFormat
    pieces: tuple[Piece, ...]
    section: Section | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell of a row: grid columns it takes, place in a vertical merge, width asked for (0: none), look, blocks."""

    blocks: tuple[Block, ...]
    span: int = 1
    merge: Literal["", "restart", "continue"] = ""
    width: float = 0.0
    borders: Borders = Borders()
    """Effective edges after table style, table and cell; conflicts with the neighbour are settled when it is set."""
    shade: str = ""
    margins: tuple[float, float, float, float] = (5.4, 0.0, 5.4, 0.0)
    """left, top, right, bottom."""
    align: Literal["top", "center", "bottom"] = "top"
    vertical: Literal["", "rotated", "upright"] = ""
    """Text direction: "rotated" turns the whole text by 90° clockwise (`tbRl`) ...; "upright" is Han set downwards."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A table row; `before` and `after` are grid columns left free at its ends."""

    cells: tuple[Cell, ...]
    height: float = 0.0
    height_rule: LineRule = "auto"
    header: bool = False
    cant_split: bool = False
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table: its grid in pt as saved, rows, place on the page."""

    grid: tuple[float, ...]
    rows: tuple[Row, ...]
    width: tuple[str, float] = ("auto", 0.0)
    """("auto", 0), ("pt", width) or ("pct", fraction of the text width)."""
    align: Literal["left", "center", "right"] = "left"
    indent: float = 0.0
    fixed: bool = False
    floating: Frame | None = None
    """`w:tblpPr`."""


Block = Paragraph | Table


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A section's page and what stands at its edges. Lengths are pt."""

    width: float = 595.3
    height: float = 841.9
    top: float = 72.0
    bottom: float = 72.0
    left: float = 90.0
    right: float = 90.0
    gutter: float = 0.0
    header: float = 42.55
    footer: float = 49.6
    start: Literal["nextPage", "oddPage", "evenPage", "continuous", "nextColumn"] = "nextPage"
    grid: Literal["", "lines", "linesAndChars", "snapToChars"] = ""
    pitch: float = 0.0
    """Line pitch of the document grid."""
    char_space: float = 0.0
    """What the character grid adds to the width of a character."""
    title_page: bool = False
    columns: int = 1
    first_number: int | None = None
    number_style: str = "decimal"
    v_align: str = "top"
    headers: dict[str, str] = field(default_factory=dict)
    """Relationship ids by kind: "default", "first", "even"."""
    footers: dict[str, str] = field(default_factory=dict)
    column_gap: float = 36.0
    borders: Borders | None = None
    """Round each page (`w:pgBorders`)."""
    borders_from: Literal["text", "page"] = "text"
    """What the borders' distances are measured from."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `word/settings.xml` says of the whole document."""

    even_and_odd: bool = False
    default_tab: float = 36.0
    not_first: str = ""
    """Characters that may not begin a line (`noLineBreaksBefore`), "" for the usual ones."""
    not_last: str = ""
    mirror_margins: bool = False
    mode: int = 12
    """`compatibilityMode`: below 15 a table's text, from 15 on its edge stands at the margin."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something the reader does not set as Word would: what, where, whether anything of it is missing on paper."""

    what: str
    """In Chinese, such as 图表 or 公式."""
    near: str
    """The beginning of the paragraph's text, or where it stands: 正文, 页眉, 页脚, 脚注 ..."""
    lost: bool = True
    """Whether it is left out; False where it is only set in a simpler way."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a numbered paragraph: its text and look, what follows it, where it stands at its indent."""

    text: str
    format: RunFormat
    suffix: Literal["tab", "space", "nothing"] = "tab"
    align: Literal["left", "center", "right"] = "left"
