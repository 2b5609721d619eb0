"""Parts of a workbook and what they refer to: relationships, content types, parts that nothing refers to any more."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

from gongwen.sheet.values import decoded

_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
TYPES = "[Content_Types].xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag as they are written."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def relations_part(part: str) -> str:
    """The part that says what a part refers to."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def relations_of(parts: Mapping[str, bytes], part: str) -> dict[str, dict[str, str]]:
    """The relationships of a part by id, targets inside the package as part names."""
    folder = posixpath.dirname(part)
    text = parts.get(relations_part(part), b"").decode("utf-8", "replace")
    found: dict[str, dict[str, str]] = {}
    for tag in _RELATION.findall(text):
        values = attributes(tag)
        target = decoded(values.get("Target", ""))
        if values.get("TargetMode") != "External":
            whole = target if target.startswith("/") else f"/{folder}/{target}"
            values["Target"] = posixpath.normpath(whole).lstrip("/")
        found[values.get("Id", "")] = values
    return found


def related(relations: Mapping[str, dict[str, str]], kind: str) -> list[str]:
    """The parts of a kind (`table`, `drawing`, `sharedStrings`) among relationships."""
    return [values["Target"] for values in relations.values() if values.get("Type", "").endswith(f"/{kind}")]


def add_relation(parts: dict[str, bytes], part: str, kind: str, target: str) -> str:
    """Let a part refer to another one; gives the id of the relationship. `target` is absolute inside the package."""
    name = relations_part(part)
    text = parts[name].decode()
    taken = {attributes(tag).get("Id") for tag in _RELATION.findall(text)}
    number = next(number for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    closing = re.search(r"</((?:\w+:)?)Relationships\s*>", text)
    prefix = closing.group(1) if closing else ""
    tag = f'<{prefix}Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target={quoteattr(f"/{target}")}/>'
    at = closing.start() if closing else len(text)
    parts[name] = (text[:at] + tag + text[at:]).encode()
    return f"rId{number}"


def drop_relation(parts: dict[str, bytes], part: str, identifier: str) -> None:
    """Take a relationship out."""
    name = relations_part(part)
    text = parts[name].decode()
    for tag in _RELATION.findall(text):
        if attributes(tag).get("Id") == identifier:
            text = text.replace(tag, "", 1)
    parts[name] = text.encode()


def add_type(parts: dict[str, bytes], part: str, kind: str) -> None:
    """Say what kind of content a new part has."""
    text = parts[TYPES].decode()
    closing = re.search(r"</((?:\w+:)?)Types\s*>", text)
    prefix, at = (closing.group(1), closing.start()) if closing else ("", len(text))
    tag = f"<{prefix}Override PartName={quoteattr(f'/{part}')} ContentType={quoteattr(kind)}/>"
    parts[TYPES] = (text[:at] + tag + text[at:]).encode()


def drop_part(parts: dict[str, bytes], part: str) -> None:
    """Take a part out, and every part that nothing else refers to then."""
    targets = [values["Target"] for values in relations_of(parts, part).values() if "TargetMode" not in values]
    parts.pop(part, None)
    parts.pop(relations_part(part), None)
    gone = "|".join(map(re.escape, (part, relations_part(part))))
    pattern = rf'<(?:\w+:)?Override\b[^>]*PartName="/(?:{gone})"[^>]*?/>'
    parts[TYPES] = re.sub(pattern, "", parts[TYPES].decode()).encode()
    wanted = _targets(parts)
    for target in dict.fromkeys(targets):
        if target in parts and target not in wanted:
            drop_part(parts, target)


def _targets(parts: Mapping[str, bytes]) -> set[str]:
    """Every part that some part refers to."""
    return {values["Target"] for part in _sources(parts) for values in relations_of(parts, part).values()}


def _sources(parts: Iterable[str]) -> list[str]:
    """The parts that have relationships; the package itself is the empty name."""
    found = (re.fullmatch(r"(?:(.*)/)?_rels/(.*)\.rels", name) for name in parts)
    return [f"{match[1]}/{match[2]}" if match[1] else match[2] for match in found if match]
