"""A workbook as a package whose sheets are patched; every part that is not touched is written back as it was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from xml.parsers import expat

from gongwen.ooxml.deflate import Deflated, packed
from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, UserError
from gongwen.sheet import push, workbook
from gongwen.sheet.address import grown
from gongwen.sheet.formula import Move, pushed, reached, sheets_of
from gongwen.sheet.parts import (
    SHEET_TYPE,
    add_relation,
    add_type,
    drop_part,
    drop_relation,
    related,
    relations_of,
)
from gongwen.sheet.patch import CannotKeepError, SheetPatch, Surroundings
from gongwen.sheet.scan import Grammar, texts_of
from gongwen.sheet.styles import Styles
from gongwen.sheet.values import Value, decoded, rewritten
from gongwen.sheet.workbook import SheetEntry

_CHART = re.compile(r"xl/charts/chart[^/]*\.xml$")
_CHART_FORMULA = re.compile(r"(<(?:\w+:)?f>)([^<]*)(</(?:\w+:)?f>)")
_CHART_CACHE = re.compile(r"<((?:\w+:)?(?:str|num)Cache)\b.*?</\1\s*>", re.DOTALL)
_FORMULA = re.compile(r"<(?:\w+:)?(?:f|formula\d?)\b[^>]*>([^<]+)</")
_TABLE_AREA = re.compile(r'(\bref=")([^"]+)(")')
_PARSED = 4_000_000
"""Bytes of a part up to which it is parsed before it is read."""
_NEAR = 200
"""Rows within which something below a table belongs to it."""
_LEVEL = 4
"""How hard sheets are deflated: a quarter of the time of level 6 for a sixth more bytes."""
_ONLY_ONCE = re.compile(
    r"<((?:\w+:)?(?:drawing|legacyDrawing|legacyDrawingHF|drawingHF|picture))\b[^>]*/>"
    r"|<((?:\w+:)?(?:oleObjects|controls|tableParts))\b.*?</\2\s*>|<(?:\w+:)?hyperlink\b[^>]*\br:id=[^>]*/>",
    re.DOTALL,
)
"""What a sheet refers to by relationship and cannot share."""
_MOVED: dict[str, Callable[[str, Move], str]] = {
    "comments": push.comments, "threadedComment": push.comments, "table": push.comments, "drawing": push.drawing,
    "vmlDrawing": push.notes,
}  # fmt: skip
"""What else says in which rows it stands, by the kind of relationship."""


class Book:
    """An .xlsx or .xlsm. Sheets are read when they are asked for."""

    def __init__(self, package: Package) -> None:
        """Find the sheets. Raises UserError (exit 3) for a package that is no workbook."""
        self._package = package
        self._parts = dict(package.parts)
        self._part = self._main_part()
        self._workbook = self._text(self._part)
        self._relations = relations_of(self._parts, self._part)
        self._sheets = {entry.name: entry for entry in workbook.entries(self._workbook, self._relations)}
        self._patches: dict[str, SheetPatch] = {}
        self._shared: Surroundings | None = None

    @property
    def file(self) -> str:
        """The workbook's name for messages."""
        return self._package.name

    @property
    def names(self) -> list[str]:
        """The names of the sheets in their order, hidden ones too."""
        return list(self._sheets)

    @property
    def date1904(self) -> bool:
        """Whether days count from 1904, as in workbooks of old Macs."""
        return re.search(r'\bdate1904="(?:1|true)"', self._workbook) is not None

    def state(self, name: str) -> str:
        """`visible`, `hidden` or `veryHidden`."""
        return self._sheets[name].state

    def sheet(self, name: str) -> SheetPatch:
        """A sheet by its name. Raises KeyError for one that is not there, CannotKeepError for one that is no table."""
        if name not in self._patches:
            try:
                self._patches[name] = SheetPatch(self._checked(self._sheets[name].part), self._surroundings)
            except CannotKeepError as error:
                raise CannotKeepError(error.what, error.where or name) from error
        return self._patches[name]

    @property
    def _surroundings(self) -> Surroundings:
        if self._shared is None:
            styles = related(self._relations, "styles")
            self._shared = Surroundings(self._strings, Styles(self._text(styles[0]) if styles else ""), self.date1904)
        return self._shared

    def _strings(self) -> list[str]:
        strings = related(self._relations, "sharedStrings")
        return _items(self._checked(strings[0])) if strings and strings[0] in self._parts else []

    @property
    def styles(self) -> Styles:
        """The styles."""
        return self._surroundings.styles

    # ------------------------------------------------------------ rows
    def append(self, name: str, rows: Sequence[Mapping[int, Value]], like: int) -> list[int]:
        """Add rows after the last one of a sheet, with what refers to it: names, filters, tables. See `SheetPatch`."""
        self.make_room(name, like, len(rows))
        numbers = self.sheet(name).append(rows, like)
        self.lengthen(name, like, len(rows))
        return numbers

    def lengthen(self, name: str, last: int, more: int, *, single: bool = False) -> None:
        """Let tables, names and charts that end in a row of a sheet go on over the rows that were added under it."""
        if more <= 0:
            return

        def longer(text: str) -> str:
            return _grown_areas(text, name, last, more, single=single)

        for part in related(relations_of(self._parts, self._sheets[name].part), "table"):
            text = self._text(part)
            self._put(part, _TABLE_AREA.sub(lambda area: area[1] + grown(area[2], last, more) + area[3], text))
        self._workbook = workbook.with_names(self._workbook, longer)
        for part in self._charts():
            text = self._text(part)
            new = _with_formulas(text, longer)
            if new != text:
                self._put(part, _CHART_CACHE.sub("", new))

    def make_room(self, name: str, last: int, more: int) -> None:
        """Move what stands below a table down by the rows that are to be added under row `last`, as inserting does.

        What stands far below stays where it does not have to move.
        """
        end = self.sheet(name).stretch(last, max(_NEAR, more)) if more > 0 else 0
        if end:
            self.push(name, Move(last + 1, end, more))

    def push(self, name: str, move: Move) -> None:
        """Move rows of a sheet down, with everything that refers to them."""
        self.sheet(name).push(move, name)
        for other in self.names:
            if other != name and b"!" in self._parts[self._sheets[other].part]:
                self._follow(other, name, move)
        self.change_references(lambda text: pushed(text, name, "", move))
        relations = relations_of(self._parts, self._sheets[name].part)
        for kind, change in _MOVED.items():
            for target in related(relations, kind):
                self._put(target, change(self._text(target), move))

    def _follow(self, other: str, name: str, move: Move) -> None:
        """Let the formulas of another sheet mean what they meant."""
        patch = self.sheet(other)
        patch.change_formulas(lambda text: pushed(text, name, other, move))
        patch.change_rules(lambda text: push.formulas(text, move, name, other))

    def lengthen_formulas(self, where: str, name: str, last: int, more: int, *, single: bool = False) -> None:
        """Let the formulas of one sheet that end in a row of another go on over the rows that were added under it."""
        self.sheet(where).change_formulas(lambda text: reached(text, name, last, more, single=single))

    def refers(self, name: str, other: str) -> bool:
        """Whether a formula or a chart of a sheet refers to another one."""
        texts = [self.sheet(name).text()]
        for drawing in related(relations_of(self._parts, self._sheets[name].part), "drawing"):
            texts += [self._text(chart) for chart in related(relations_of(self._parts, drawing), "chart")]
        return any(other in sheets_of(decoded(formula)) for text in texts for formula in _FORMULA.findall(text))

    def change_references(self, change: Callable[[str], str]) -> None:
        """Change the formulas of names and charts."""
        self._workbook = workbook.with_names(self._workbook, change)
        for part in self._charts():
            self._put(part, _with_formulas(self._text(part), change))

    def _charts(self) -> list[str]:
        return [part for part in self._parts if _CHART.match(part)]

    # ------------------------------------------------------------ sheets
    def add(self, name: str, xml: str, *, state: str = "visible", after: str | None = None) -> SheetPatch:
        """Add a sheet behind another one, or as the last. Gives it, ready to be changed."""
        numbers = [int(found[1]) for part in self._parts if (found := re.search(r"worksheets/sheet(\d+)\.xml$", part))]
        part = f"xl/worksheets/sheet{max(numbers, default=0) + 1}.xml"
        self._parts[part] = xml.encode()
        add_type(self._parts, part, SHEET_TYPE)
        relation = add_relation(self._parts, self._part, "worksheet", part)
        self._relations = relations_of(self._parts, self._part)
        entries = list(self._sheets.values())
        at = 1 + self.names.index(after) if after is not None else len(entries)
        entries.insert(at, workbook.new_entry(self._workbook, entries, name, part, relation, state))
        self._relist(entries)
        return self.sheet(name)

    def copy(self, name: str, new: str, *, after: str) -> tuple[SheetPatch, bool]:
        """Add a sheet like another one as it was read, with its local names; whether all of it could be copied.

        Pictures, comments and the like belong to one sheet only and are left out of the copy.
        """
        xml = self._text(self._sheets[name].part)
        bare = _ONLY_ONCE.sub("", xml)
        bare = re.sub(r'\s+(?:tabSelected|xr:uid|codeName)="[^"]*"', "", bare)
        bare = re.sub(r'(<(?:\w+:)?(?:pageSetup|hyperlink)\b[^>]*?)\s+r:id="[^"]*"', r"\1", bare)
        patch = self.add(new, bare, after=after)
        source, copy = self.names.index(name), self.names.index(new)
        self._workbook = workbook.copied_names(self._workbook, source, copy, name, new)
        return patch, _ONLY_ONCE.search(xml) is None

    def remove(self, name: str) -> None:
        """Take a sheet out, with its local names and what only it refers to."""
        entry = self._sheets[name]
        self._relist([each for each in self._sheets.values() if each is not entry])
        drop_relation(self._parts, self._part, entry.relation)
        drop_part(self._parts, entry.part)
        self._relations = relations_of(self._parts, self._part)
        self._patches.pop(name, None)

    def hide(self, name: str, state: str = "hidden") -> None:
        """Hide a sheet."""
        self._relist([each.hidden(state) if each.name == name else each for each in self._sheets.values()])

    def rewrite(self, name: str, xml: str) -> SheetPatch:
        """Put another text in place of a sheet's; what was changed in it before is gone."""
        self._put(self._sheets[name].part, xml)
        self._patches.pop(name, None)
        return self.sheet(name)

    def _relist(self, entries: Sequence[SheetEntry]) -> None:
        self._workbook = workbook.relisted(self._workbook, list(self._sheets.values()), entries)
        self._sheets = {entry.name: entry for entry in entries}

    # ------------------------------------------------------------ writing
    @property
    def changed(self) -> bool:
        """Whether anything was changed."""
        return (
            any(patch.changed for patch in self._patches.values())
            or self._workbook != self._text(self._part)
            or any(self._parts.get(part) is not data for part, data in self._package.parts.items())
        )

    def to_bytes(self) -> bytes:
        """The workbook as it is now. Formulas are calculated anew when it is opened, for their inputs may differ."""
        if not self.changed:
            return self._package.to_bytes()
        if any(patch.formulas_changed or patch.rows_added for patch in self._patches.values()):
            self._drop_chain()
        made: dict[str, Deflated] = {}
        for name, patch in self._patches.items():
            if patch.changed:
                made[self._sheets[name].part] = packed(patch.pieces(), _LEVEL)
        self._put(self._part, workbook.calculated(self._workbook))
        if self._shared is not None and self._shared.styles.changed:
            self._put(related(self._relations, "styles")[0], self._shared.styles.xml)
        return self._package.with_parts(self._parts).to_bytes(made)

    # ------------------------------------------------------------ parts
    def _main_part(self) -> str:
        for values in relations_of(self._parts, "").values():
            if values.get("Type", "").endswith("/officeDocument"):
                part = values.get("Target", "")
                if part in self._parts and part.startswith("xl/"):
                    return part
        what = "这不是 Excel 工作簿"
        raise UserError(Problem("package.kind", what, "请选择 .xlsx 或 .xlsm 文件。", Place(self._package.name)))

    def _put(self, part: str, text: str) -> None:
        data = text.encode()
        if data != self._parts.get(part):
            self._parts[part] = data

    def _text(self, part: str) -> str:
        data = self._parts.get(part)
        if data is None:
            raise CannotKeepError("工作簿缺少部件", part)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CannotKeepError("工作簿的部件不是 UTF-8", part) from error

    def _checked(self, part: str) -> str:
        """The text of a part that is well-formed XML; a very large one is taken at its word.

        Expressions read it, and on a text that is broken they may never end.
        """
        text = self._text(part)
        if len(self._parts[part]) <= _PARSED:
            try:
                expat.ParserCreate().Parse(text, True)  # noqa: FBT003 - the end of the text
            except expat.ExpatError as error:
                raise CannotKeepError(f"工作簿里的 XML 已损坏（第 {error.lineno} 行）", part) from error
        return text

    def _drop_chain(self) -> None:
        """Take the calculation chain out; programs make it anew, and one that names a missing formula is a fault."""
        for identifier, values in relations_of(self._parts, self._part).items():
            if values.get("Type", "").endswith("/calcChain"):
                drop_relation(self._parts, self._part, identifier)
                drop_part(self._parts, values["Target"])


def _with_formulas(chart: str, change: Callable[[str], str]) -> str:
    return _CHART_FORMULA.sub(lambda match: match[1] + rewritten(match[2], change) + match[3], chart)


def _grown_areas(text: str, sheet: str, last: int, more: int, *, single: bool) -> str:
    """The areas of a name or chart, those of the sheet that end in a row going on over the rows under it."""
    meant = {sheet, workbook.quoted(sheet)}
    made = []
    for area in text.split(","):
        name, mark, ranges = area.rpartition("!")
        made.append(f"{name}!{grown(ranges, last, more, single=single)}" if mark and name in meant else area)
    return ",".join(made)


def _items(xml: str) -> list[str]:
    """The texts of the shared strings in their order."""
    if "<![CDATA[" in xml:
        raise CannotKeepError("工作簿的文字写法不常见，读不准", "sharedStrings")
    root = re.search(r"<(\w+:)?sst\b", xml)
    grammar = Grammar(root.group(1) or "" if root else "")
    prefix = re.escape(grammar.prefix)
    items = re.findall(rf"<{prefix}si\b[^>]*?(?:/>|>(.*?)</{prefix}si\s*>)", xml, re.DOTALL)
    return [texts_of(item, grammar) for item in items]
