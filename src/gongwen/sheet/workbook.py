"""The workbook part: the list of sheets and the defined names that belong to them, as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from gongwen.sheet.parts import RELATIONS, attributes
from gongwen.sheet.values import decoded, rewritten

_ROOT = re.compile(r"<((?:\w+:)?)workbook\b[^>]*>")
_SHEETS = re.compile(r"(<(?:\w+:)?sheets\b[^>]*>)(.*?)(</(?:\w+:)?sheets\s*>)", re.DOTALL)
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*?/?>(?:</(?:\w+:)?sheet\s*>)?")
_NAME = re.compile(r"(<(?:\w+:)?definedName\b[^>]*>)([^<]*)(</(?:\w+:)?definedName\s*>)")
_LOCAL = re.compile(r'(\blocalSheetId=")(\d+)(")')
_CALC = re.compile(r"<(?:\w+:)?calcPr\b[^>]*>")
_BEFORE_CALC = re.compile(r"</(?:\w+:)?(?:sheets|functionGroups|externalReferences|definedNames)\s*>")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    relation: str
    state: str
    tag: str

    def hidden(self, state: str) -> SheetEntry:
        """The entry of the sheet when it is hidden."""
        bare = re.sub(r'\s+state="\w+"', "", self.tag)
        return replace(self, state=state, tag=re.sub(r"\bname=", f'state="{state}" name=', bare, count=1))


def entries(text: str, relations: Mapping[str, dict[str, str]]) -> list[SheetEntry]:
    """The sheets in their order."""
    listed = _SHEETS.search(text)
    found: list[SheetEntry] = []
    for tag in _SHEET.findall(listed.group(2)) if listed else []:
        values = attributes(tag)
        relation = next((value for key, value in values.items() if key.endswith(":id")), "")
        target = relations.get(relation, {}).get("Target", "")
        found.append(SheetEntry(decoded(values.get("name", "")), target, relation, values.get("state", "visible"), tag))
    return found


def new_entry(text: str, listed: Iterable[SheetEntry], name: str, part: str, relation: str, state: str) -> SheetEntry:  # noqa: PLR0913, PLR0917 - what an entry consists of
    """The entry of a sheet that is added."""
    number = 1 + max((int(attributes(entry.tag).get("sheetId", "0")) for entry in listed), default=0)
    root = _ROOT.search(text)
    prefix = root.group(1) if root else ""
    space = "" if root and "xmlns:r=" in root.group() else f' xmlns:r="{RELATIONS}"'
    shown = f' state="{state}"' if state != "visible" else ""
    tag = f'<{prefix}sheet{space} name={quoteattr(name)} sheetId="{number}"{shown} r:id="{relation}"/>'
    return SheetEntry(name, part, relation, state, tag)


def relisted(text: str, before: Sequence[SheetEntry], after: Sequence[SheetEntry]) -> str:
    """The workbook part with its sheets listed anew.

    Local names keep the sheet they mean or go with it; where sheets move, the view opens on the first.
    """
    places = {entry.part: number for number, entry in enumerate(after)}
    moved = {number: places.get(entry.part) for number, entry in enumerate(before)}

    def numbered(match: re.Match[str]) -> str:
        local = local_sheet(match[1])
        if local is None or moved.get(local) == local:
            return match.group()
        new = moved.get(local)
        return "" if new is None else _LOCAL.sub(rf"\g<1>{new}\g<3>", match.group())

    text = _NAME.sub(numbered, text)
    text = re.sub(r"<((?:\w+:)?)definedNames>\s*</\1definedNames>", "", text)
    text = _SHEETS.sub(lambda match: match[1] + "".join(entry.tag for entry in after) + match[3], text, count=1)
    if all(number == new for number, new in moved.items()):
        return text
    return re.sub(r'\s+(?:activeTab|firstSheet)="\d+"', "", text)


def with_names(text: str, change: Callable[[str], str]) -> str:
    """The workbook part with what its names mean changed."""
    return _NAME.sub(lambda match: match[1] + rewritten(match[2], change) + match[3], text)


def copied_names(text: str, source: int, copy: int, name: str, new: str) -> str:
    """The workbook part with the local names of sheet `source` (called `name`) given to its `copy` too."""
    for match in list(_NAME.finditer(text)):
        if local_sheet(match[1]) == source:
            opened = _LOCAL.sub(rf"\g<1>{copy}\g<3>", match[1])
            areas = [_renamed(area, name, new) for area in decoded(match[2]).split(",")]
            text = text.replace(match.group(), f"{match.group()}{opened}{escape(','.join(areas))}{match[3]}", 1)
    return text


def _renamed(area: str, name: str, new: str) -> str:
    sheet, mark, rest = area.rpartition("!")
    return f"{quoted(new)}!{rest}" if mark and sheet in (name, quoted(name)) else area


def local_sheet(tag: str) -> int | None:
    """The number of the sheet that a defined name belongs to."""
    found = _LOCAL.search(tag)
    return int(found.group(2)) if found else None


def quoted(name: str) -> str:
    """A sheet's name as formulas write it, in quotes."""
    return "'" + name.replace("'", "''") + "'"


def calculated(text: str) -> str:
    """The workbook part with the wish that all formulas be calculated when it is opened."""
    found = _CALC.search(text)
    if found is None:
        root, ends = _ROOT.search(text), list(_BEFORE_CALC.finditer(text))
        if root is None or not ends:
            return text
        at = ends[-1].end()
        return f'{text[:at]}<{root.group(1)}calcPr fullCalcOnLoad="1"/>{text[at:]}'
    if "fullCalcOnLoad" in found.group():
        return text
    tag = found.group()
    end = "/>" if tag.endswith("/>") else ">"
    return f'{text[: found.start()]}{tag.removesuffix(end).rstrip()} fullCalcOnLoad="1"{end}{text[found.end() :]}'
