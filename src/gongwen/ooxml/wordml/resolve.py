"""Layers put together: the effective formats of paragraphs and runs, each different one made once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from gongwen.ooxml.wordml.formats import TOGGLES, Layer, lay_paragraph, paired, paragraph_layer, run_layer
from gongwen.ooxml.wordml.model import Borders, ParagraphFormat, RunFormat
from gongwen.ooxml.wordml.styles import Styles, TableContext
from gongwen.ooxml.wordml.xml import W, key_of

_AUTO_SPACE = 14.0
"""pt before and after a paragraph with `beforeAutospacing` (17.3.1.33: as HTML; Word takes 14 pt)."""
_MOST = 20_000
"""Formats that are remembered; a file with more is hardly made by hand."""
_ODD = {"drop_cap": "首字下沉", "bidi": "从右到左的段落"}
LevelLayer = Callable[[int, int, str], tuple[int, Layer]]
"""From numId, level and paragraph style id: the level that is meant and the layer of its `w:pPr`."""


class Resolved(NamedTuple):
    """A paragraph's format and what its runs are resolved from."""

    format: ParagraphFormat
    style: str
    odd: tuple[str, ...]
    """What of it is not set as Word would, in Chinese."""
    at_top: ParagraphFormat
    """Its format as the first of a cell, where automatic spacing is none."""


class Formats:
    """Makes effective formats; equal ones are the same object."""

    def __init__(self, styles: Styles, level_layer: LevelLayer, pitch: float) -> None:
        """`level_layer` gives what a numbering level says; `pitch` is one line for `beforeLines`, in pt."""
        self.styles = styles
        self._level_layer = level_layer
        self._pitch = pitch
        self._paragraphs: dict[Any, Resolved] = {}
        self._runs: dict[Any, RunFormat] = {}
        self._bases: dict[Any, tuple[Layer, Layer, Layer]] = {}
        self._pool: dict[RunFormat, RunFormat] = {}

    def paragraph(self, properties: Any | None, context: TableContext | None) -> Resolved:
        """The format of a paragraph with this `w:pPr` (or none) at this place."""
        key = (key_of(properties), context)
        found = self._paragraphs.get(key)
        if found is None:
            if len(self._paragraphs) >= _MOST:
                self._paragraphs.clear()
            found = self._paragraphs[key] = self._make_paragraph(properties, context)
        return found

    def run(self, properties: Any | None, style: str, context: TableContext | None) -> RunFormat:
        """The format of a run with this `w:rPr` (or none) in a paragraph of this style id."""
        key = (key_of(properties), style, context)
        found = self._runs.get(key)
        if found is None:
            if len(self._runs) >= _MOST:
                self._runs.clear()
                self._pool.clear()
            found = self._runs[key] = self._make_run(run_layer(properties, self.styles.theme), style, context)
        return found

    def over(self, base: RunFormat, layer: Layer) -> RunFormat:
        """A format with a layer of direct formatting laid over it: the look of a list label."""
        values = {name: getattr(base, name) for name in RunFormat.__slots__}
        chain: Layer = {}
        for style in self.styles.character_chain(layer.get("style")):
            chain.update(style.run())
        for source in (chain, layer):
            values.update((name, value) for name, value in source.items() if name in values)
            if source.get("highlight"):
                values["shade"] = source["highlight"]
        return self._pooled(RunFormat(**values))

    def _make_run(self, direct: Layer, style: str, context: TableContext | None) -> RunFormat:
        default, table, paragraph = self._base(style, context)
        character: Layer = {}
        for link in self.styles.character_chain(direct.get("style")):
            character.update(link.run())
        values = {**default, **table, **paragraph, **character}
        for toggle in TOGGLES:
            if default.get(toggle):
                values[toggle] = True
            else:
                values[toggle] = bool(table.get(toggle)) ^ bool(paragraph.get(toggle)) ^ bool(character.get(toggle))
        values.update(direct)
        values.pop("style", None)
        highlight = values.pop("highlight", "")
        if highlight:
            values["shade"] = highlight
        return self._pooled(RunFormat(**values))

    def _base(self, style: str, context: TableContext | None) -> tuple[Layer, Layer, Layer]:
        key = (style, context)
        found = self._bases.get(key)
        if found is None:
            table = self.styles.table_layers(context)[1] if context else {}
            paragraph: Layer = {}
            for link in self.styles.chain(style, "paragraph"):
                paragraph.update(link.run())
            found = self._bases[key] = (self.styles.default_run, table, paragraph)
        return found

    def _pooled(self, made: RunFormat) -> RunFormat:
        return self._pool.setdefault(made, made)

    def _make_paragraph(self, properties: Any | None, context: TableContext | None) -> Resolved:
        direct = paragraph_layer(properties, self.styles.theme)
        style = self.styles.paragraph_id(direct.pop("style", None))
        layers = [self.styles.default_paragraph, self.styles.table_layers(context)[0] if context else {}]
        places = ["", ""]
        for link in self.styles.chain(style, "paragraph"):
            layers.append(link.paragraph())
            places.append(link.id)
        layers.append(direct)
        places.append("")
        values: Layer = {}
        numbered = max((index for index, layer in enumerate(layers) if "num_id" in layer), default=-1)
        numbering: tuple[str, int] | None = None
        if numbered >= 0 and layers[numbered]["num_id"]:
            level = next((layer["num_level"] for layer in reversed(layers) if "num_level" in layer), 0)
            number = layers[numbered]["num_id"]
            level, added = self._level_layer(number, level, places[numbered])
            if level >= 0:
                numbering = (str(number), level)
                layers.insert(numbered, added)
        for layer in layers:
            lay_paragraph(values, layer)
        mark = self.run(None if properties is None else properties.find(W + "rPr"), style, context)
        odd = tuple(what for key, what in _ODD.items() if values.get(key))
        made = self._paragraph_format(values, style, numbering, mark)
        return Resolved(made, style, odd, replace(made, before=0.0) if values.get("before_auto") else made)

    def _paragraph_format(
        self, values: Layer, style: str, numbering: tuple[str, int] | None, mark: RunFormat
    ) -> ParagraphFormat:
        get = values.get
        rule = get("line_rule", "auto")
        line = get("line")
        if not line and rule != "atLeast":
            line, rule = 1.0, "auto"
        elif rule == "auto":
            line = round(abs(line or 0.0) / 12, 6)
        edges = {name: edge for name, edge in get("borders", {}).items() if edge is not None}
        edges.pop("inside", None)
        tabs = sorted((tab for tab in get("tabs", {}).values() if tab is not None), key=lambda tab: tab.position)
        return ParagraphFormat(
            style=self.styles.name(style),
            align=get("align", "left"),
            left=paired(values, "left", "left_chars", mark.size),
            right=paired(values, "right", "right_chars", mark.size),
            first_line=paired(values, "first", "first_chars", mark.size),
            before=_AUTO_SPACE if get("before_auto") else paired(values, "before", "before_lines", self._pitch),
            after=_AUTO_SPACE if get("after_auto") else paired(values, "after", "after_lines", self._pitch),
            contextual=get("contextual", False),
            line=abs(line or 0.0),
            line_rule=rule,
            snap_to_grid=get("snap_to_grid", True),
            keep_next=get("keep_next", False),
            keep_lines=get("keep_lines", False),
            page_break_before=get("page_break_before", False),
            widow_control=get("widow_control", True),
            tabs=tuple(tabs),
            borders=Borders(**edges) if edges else None,
            shade=get("paragraph_shade", ""),
            outline=get("outline"),
            numbering=numbering,
            frame=get("frame"),
            auto_space=get("auto_space_latin", True) and get("auto_space_digits", True),
            overflow_punct=get("overflow_punct", True),
            kinsoku=get("kinsoku", True),
            mark=mark,
            word_wrap=get("word_wrap", True),
        )
