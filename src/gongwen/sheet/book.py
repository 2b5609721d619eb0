"""A workbook as a package whose sheets are patched; every part that is not touched is written back as it was read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence

from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, UserError
from gongwen.sheet.address import grown
from gongwen.sheet.patch import CannotKeepError, SheetPatch
from gongwen.sheet.scan import Grammar, texts_of
from gongwen.sheet.values import Value, decoded

_RELATION = re.compile(r"<Relationship\b[^>]*>")
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_NAME = re.compile(r"(<(?:\w+:)?definedName\b[^>]*>)([^<]*)(</)")
_CALC = re.compile(r"<(?:\w+:)?calcPr\b[^>]*>")
_TYPES = "[Content_Types].xml"


class Book:
    """An .xlsx or .xlsm. Sheets are read when they are asked for."""

    def __init__(self, package: Package) -> None:
        """Find the sheets. Raises UserError (exit 3) for a package that is no workbook."""
        self._package = package
        self._part = self._main_part()
        self._texts: dict[str, str] = {}
        self._workbook = self._text(self._part)
        self._relations = self._relations_of(self._part)
        sheets = map(_attributes, _SHEET.findall(self._workbook))
        self._sheets = {decoded(values["name"]): self._target(values) for values in sheets}
        self._patches: dict[str, SheetPatch] = {}
        self._strings: list[str] | None = None

    @property
    def file(self) -> str:
        """The workbook's name for messages."""
        return self._package.name

    @property
    def names(self) -> list[str]:
        """The names of the sheets in their order, hidden ones too."""
        return list(self._sheets)

    def sheet(self, name: str) -> SheetPatch:
        """A sheet by its name. Raises KeyError for one that is not there."""
        if name not in self._patches:
            self._patches[name] = SheetPatch(self._text(self._sheets[name]), self._shared())
        return self._patches[name]

    def append(self, name: str, rows: Sequence[Mapping[int, Value]], like: int) -> list[int]:
        """Add rows after the last one of a sheet, with what refers to it: names, filters, tables. See `SheetPatch`."""
        numbers = self.sheet(name).append(rows, like)
        for part in self._tables_of(name):
            text = self._text(part)
            self._texts[part] = re.sub(
                r'(\bref=")([^"]+)(")', lambda match: match[1] + grown(match[2], like, len(rows)) + match[3], text
            )
        quoted = {name, "'" + name.replace("'", "''") + "'"}

        def longer(match: re.Match[str]) -> str:
            areas = decoded(match[2]).split(",")
            areas = [grown(area, like, len(rows)) if area.partition("!")[0] in quoted else area for area in areas]
            return match[1] + ",".join(areas).replace("&", "&amp;").replace("<", "&lt;") + match[3]

        self._workbook = _NAME.sub(longer, self._workbook)
        return numbers

    @property
    def changed(self) -> bool:
        """Whether any sheet was changed."""
        return any(patch.changed for patch in self._patches.values())

    def to_bytes(self) -> bytes:
        """The workbook as it is now. Formulas are calculated anew when it is opened, for their inputs may differ."""
        if not self.changed:
            return self._package.to_bytes()
        parts = dict(self._package.parts)
        for name, patch in self._patches.items():
            if patch.changed:
                self._texts[self._sheets[name]] = patch.text()
        if any(patch.formulas_changed for patch in self._patches.values()):
            self._drop_chain(parts)
        self._texts[self._part] = _calculated(self._workbook)
        parts.update({name: text.encode() for name, text in self._texts.items()})
        return Package(parts, name=self._package.name).to_bytes()

    # ------------------------------------------------------------ parts
    def _main_part(self) -> str:
        for tag in _RELATION.findall(self._package.parts.get("_rels/.rels", b"").decode("utf-8", "replace")):
            values = _attributes(tag)
            if values.get("Type", "").endswith("/officeDocument"):
                part = values.get("Target", "").lstrip("/")
                if part in self._package.parts and part.startswith("xl/"):
                    return part
        what = "这不是 Excel 工作簿"
        raise UserError(Problem("package.kind", what, "请选择 .xlsx 或 .xlsm 文件。", Place(self._package.name)))

    def _text(self, part: str) -> str:
        if part not in self._texts:
            data = self._package.parts.get(part)
            if data is None:
                raise CannotKeepError("工作簿缺少部件", part)
            try:
                self._texts[part] = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise CannotKeepError("工作簿的部件不是 UTF-8", part) from error
        return self._texts[part]

    def _relations_of(self, part: str) -> dict[str, dict[str, str]]:
        """The relationships of a part by id, targets as part names."""
        folder, name = posixpath.split(part)
        data = self._package.parts.get(f"{folder}/_rels/{name}.rels", b"").decode("utf-8", "replace")
        found: dict[str, dict[str, str]] = {}
        for tag in _RELATION.findall(data):
            values = _attributes(tag)
            target = decoded(values.get("Target", ""))
            whole = target if target.startswith("/") else f"/{folder}/{target}"
            values["Target"] = posixpath.normpath(whole).lstrip("/")
            found[values.get("Id", "")] = values
        return found

    def _target(self, values: Mapping[str, str]) -> str:
        identifier = next((value for key, value in values.items() if key.endswith(":id")), "")
        return self._relations.get(identifier, {}).get("Target", "")

    def _related(self, kind: str) -> str | None:
        """The part of a kind that the workbook names."""
        found = (values for values in self._relations.values() if values.get("Type", "").endswith(f"/{kind}"))
        return next((values["Target"] for values in found), None)

    def _tables_of(self, name: str) -> list[str]:
        relations = self._relations_of(self._sheets[name]).values()
        return [values["Target"] for values in relations if values.get("Type", "").endswith("/table")]

    def _shared(self) -> list[str]:
        """The shared strings."""
        if self._strings is None:
            part = self._related("sharedStrings")
            self._strings = [] if part is None or part not in self._package.parts else _items(self._text(part))
        return self._strings

    def _drop_chain(self, parts: dict[str, bytes]) -> None:
        """Take the calculation chain out; programs make it anew, and one that names a missing formula is a fault."""
        chain = self._related("calcChain")
        if chain is None or chain not in parts:
            return
        del parts[chain]
        folder, name = posixpath.split(self._part)
        relations = f"{folder}/_rels/{name}.rels"
        text = parts[relations].decode()
        gone = [tag for tag in _RELATION.findall(text) if _attributes(tag).get("Type", "").endswith("/calcChain")]
        for tag in gone:
            text = text.replace(tag, "")
        parts[relations] = text.encode()
        pattern = rf'<Override\b[^>]*PartName="/{re.escape(chain)}"[^>]*/>'
        parts[_TYPES] = re.sub(pattern, "", parts[_TYPES].decode()).encode()


def _attributes(tag: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(tag))


def _items(xml: str) -> list[str]:
    """The texts of the shared strings in their order."""
    root = re.search(r"<(\w+:)?sst\b", xml)
    grammar = Grammar(root.group(1) or "" if root else "")
    prefix = re.escape(grammar.prefix)
    items = re.findall(rf"<{prefix}si\b[^>]*?(?:/>|>(.*?)</{prefix}si\s*>)", xml, re.DOTALL)
    return [texts_of(item, grammar) for item in items]


def _calculated(workbook: str) -> str:
    """The workbook part with the wish that all formulas be calculated when it is opened."""
    found = _CALC.search(workbook)
    if found is None or "fullCalcOnLoad" in found.group():
        return workbook
    tag = found.group()
    end = "/>" if tag.endswith("/>") else ">"
    wished = f'{tag.removesuffix(end).rstrip()} fullCalcOnLoad="1"{end}'
    return workbook[: found.start()] + wished + workbook[found.end() :]
