"""The styles of a file: chains by `basedOn`, and what a table style says of the cells of a table (17.7.4, 17.7.6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gongwen.ooxml.wordml.formats import Layer, lay_paragraph, paragraph_layer, run_layer
from gongwen.ooxml.wordml.theme import Theme
from gongwen.ooxml.wordml.xml import W, flag, val, whole

_DEEPEST = 50
"""Styles in a chain; Word itself stops at 11."""
_USUAL = {"paragraph": "normal", "table": "normal table"}
"""The default styles by name, in files that mark none."""
CONDITIONS = (
    "wholeTable", "band1Vert", "band2Vert", "band1Horz", "band2Horz", "firstCol", "lastCol", "firstRow", "lastRow",
    "neCell", "nwCell", "seCell", "swCell",
)  # fmt: skip
"""Parts of a table in the order in which their formatting is laid on (17.7.6)."""


@dataclass(slots=True)
class Style:
    """One style; its properties are read when they are first asked for."""

    id: str
    kind: str
    name: str
    based_on: str | None
    element: Any
    theme: Theme
    run_layer: Layer | None = None
    paragraph_layer: Layer | None = None

    def run(self) -> Layer:
        """Its own character formatting, without that of the style it is based on."""
        if self.run_layer is None:
            self.run_layer = run_layer(self.element.find(W + "rPr"), self.theme)
            self.run_layer.pop("style", None)
        return self.run_layer

    def paragraph(self) -> Layer:
        """Its own paragraph formatting."""
        if self.paragraph_layer is None:
            self.paragraph_layer = paragraph_layer(self.element.find(W + "pPr"), self.theme)
            self.paragraph_layer.pop("style", None)
        return self.paragraph_layer


@dataclass(slots=True)
class TableStyle:
    """A table style with those it is based on, the first ancestor first: elements by condition, and band sizes."""

    id: str
    tables: list[Any] = field(default_factory=list)
    """The `w:tblPr` of the chain."""
    parts: dict[str, list[Any]] = field(default_factory=dict)
    """Elements that hold `w:pPr`, `w:rPr`, `w:tcPr`, `w:trPr` for a condition."""
    row_band: int = 1
    column_band: int = 1


@dataclass(frozen=True, slots=True)
class TableContext:
    """Where a paragraph stands: the table style and the conditions that hold for its cell."""

    style: str
    conditions: tuple[str, ...]


class Styles:
    """All styles of a file and its defaults."""

    def __init__(self, root: Any | None, theme: Theme) -> None:
        """Read a styles part; none is a file without styles."""
        self.theme = theme
        self._styles: dict[str, Style] = {}
        self._defaults: dict[str, str] = {}
        self._usual: dict[str, str] = {}
        self._tables: dict[str, TableStyle] = {}
        self._table_layers: dict[TableContext, tuple[Layer, Layer]] = {}
        defaults = None
        for element in root if root is not None else ():
            if element.tag == W + "style":
                self._add(element)
            elif element.tag == W + "docDefaults":
                defaults = element
        self._defaults = {**self._usual, **self._defaults}
        rpr = None if defaults is None else defaults.find(f"{W}rPrDefault/{W}rPr")
        ppr = None if defaults is None else defaults.find(f"{W}pPrDefault/{W}pPr")
        self.default_run = run_layer(rpr, theme)
        self.default_paragraph = paragraph_layer(ppr, theme)

    def _add(self, element: Any) -> None:
        style_id, kind = val(element, "styleId"), val(element, "type") or "paragraph"
        if not style_id:
            return
        name = val(element.find(W + "name")) or style_id
        based_on = val(element.find(W + "basedOn"))
        self._styles[style_id] = Style(style_id, kind, name, based_on, element, self.theme)
        if flag(val(element, "default")):
            self._defaults.setdefault(kind, style_id)
        elif name.lower() == _USUAL.get(kind):
            self._usual.setdefault(kind, style_id)

    def paragraph_id(self, style_id: str | None) -> str:
        """The id of the paragraph style that is meant: a missing one is the default style."""
        found = self._styles.get(style_id or "")
        if found is not None and found.kind == "paragraph":
            return found.id
        return self._defaults.get("paragraph", "")

    def of_kind(self, kind: str) -> list[Style]:
        """All styles of a kind."""
        return [style for style in self._styles.values() if style.kind == kind]

    def name(self, style_id: str) -> str:
        """A style's name."""
        found = self._styles.get(style_id)
        return found.name if found else ""

    def chain(self, style_id: str | None, kind: str) -> list[Style]:
        """A style and those it is based on, the first ancestor first; loops and other kinds of style end it."""
        chain: list[Style] = []
        while style_id and len(chain) < _DEEPEST:
            style = self._styles.get(style_id)
            if style is None or style.kind != kind or style in chain:
                break
            chain.append(style)
            style_id = style.based_on
        return chain[::-1]

    def character_chain(self, style_id: str | None) -> list[Style]:
        """The chain of a character style; where a paragraph style is named, that of the style it is linked with."""
        found = self._styles.get(style_id or "")
        if found is not None and found.kind == "paragraph":
            style_id = val(found.element.find(W + "link"))
        return self.chain(style_id, "character")

    @cached_property
    def default_table(self) -> str:
        """The id of the table style of tables that name none."""
        return self._defaults.get("table", "")

    def table(self, style_id: str | None) -> TableStyle:
        """A table style with its chain."""
        found = self._styles.get(style_id or "")
        key = found.id if found is not None and found.kind == "table" else self.default_table
        if key not in self._tables:
            self._tables[key] = self._read_table(key)
        return self._tables[key]

    def _read_table(self, style_id: str) -> TableStyle:
        made = TableStyle(style_id)
        for style in self.chain(style_id, "table"):
            made.parts.setdefault("wholeTable", []).append(style.element)
            for element in style.element:
                if element.tag == W + "tblPr":
                    made.tables.append(element)
                    made.row_band = whole(val(element.find(W + "tblStyleRowBandSize"))) or made.row_band
                    made.column_band = whole(val(element.find(W + "tblStyleColBandSize"))) or made.column_band
                elif element.tag == W + "tblStylePr" and val(element, "type") in CONDITIONS:
                    made.parts.setdefault(str(val(element, "type")), []).append(element)
        return made

    def table_layers(self, context: TableContext) -> tuple[Layer, Layer]:
        """Paragraph and character formatting that a table style gives to paragraphs of a cell."""
        if context not in self._table_layers:
            paragraph: Layer = {}
            run: Layer = {}
            parts = self.table(context.style).parts
            for condition in context.conditions:
                for element in parts.get(condition, ()):
                    lay_paragraph(paragraph, paragraph_layer(element.find(W + "pPr"), self.theme))
                    run.update(run_layer(element.find(W + "rPr"), self.theme))
            paragraph.pop("style", None)
            run.pop("style", None)
            self._table_layers[context] = (paragraph, run)
        return self._table_layers[context]
