"""The parts of a Word file by their relationships, whatever they are called (ISO/IEC 29500-2, 9.3)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.xml import Broken, parse, plain
from gongwen.problems import Place, Problem, UserError

_MOST = 1_000
"""Lists of relationships that are remembered over files."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a relationship leads: the last word of its type, a part's name or an address outside."""

    kind: str
    target: str
    external: bool


class Parts:
    """The parts of a package, found by relationship; names are compared without regard to case."""

    def __init__(self, package: Package, after: Parts | None = None) -> None:
        """Find the main document part. Raises UserError where there is none.

        `after` are the parts of a file read before: what its relationships said is taken where they are the same.
        """
        self.package = package
        self._known: dict[tuple[str, bytes], dict[str, Relation]] = {} if after is None else after._known  # noqa: SLF001 - its own kind
        self._names = {name.lower(): name for name in package.parts}
        self._relations: dict[str, dict[str, Relation]] = {}
        self._plain: dict[str, bytes] = {}
        self.main = self._main()

    def _main(self) -> str:
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and self.name(relation.target):
                return self.name(relation.target)
        raise UserError(
            Problem(
                "wordml.no_document",
                "这不是 Word 文档（找不到正文部件）",
                "请选择 .docx 文件；能用 WPS 或 Office 打开的话，另存为 .docx 后再试。",
                Place(self.package.name or "文件"),
            )
        )

    def name(self, part: str) -> str:
        """The name of a part as it is stored, "" where it is not there."""
        if part in self.package.parts:
            return part
        return self._names.get(unquote(part).lower(), "")

    def relations(self, part: str) -> dict[str, Relation]:
        """The relationships of a part by id; "" is the package itself."""
        if part not in self._relations:
            folder, base = posixpath.split(part)
            name = self.name(posixpath.join(folder, "_rels", f"{base}.rels"))
            key = part, self.package.parts.get(name, b"")
            if key not in self._known:
                if len(self._known) > _MOST:
                    self._known.clear()
                self._known[key] = _relations(folder, self.root(name))
            self._relations[part] = self._known[key]
        return self._relations[part]

    def by_kind(self, part: str, kind: str) -> str:
        """The first part of a kind (styles, settings, ...) that a part has; "" where there is none."""
        for relation in self.relations(part).values():
            if relation.kind == kind and not relation.external and self.name(relation.target):
                return self.name(relation.target)
        return ""

    def data(self, part: str) -> bytes:
        """The XML of a part in UTF-8. Raises UserError where it cannot be read."""
        if part not in self._plain:
            try:
                self._plain[part] = plain(self.package.parts.get(part, b""))
            except (Broken, ValueError):
                raise self.broken(part) from None
        return self._plain[part]

    def root(self, part: str) -> Any | None:
        """The root of an XML part, None where there is no such part. Raises UserError where it is broken."""
        if not part:
            return None
        try:
            return parse(self.data(part))
        except Broken:
            raise self.broken(part) from None

    def broken(self, part: str) -> UserError:
        """What to say of a part that is no XML."""
        return UserError(
            Problem(
                "wordml.broken",
                "文件内容损坏，读不出来",
                "请用 WPS 或 Office 打开，修复后另存为 .docx 再试。",
                Place(self.package.name or "文件", part=part),
            )
        )


def _relations(folder: str, root: Any | None) -> dict[str, Relation]:
    found: dict[str, Relation] = {}
    for element in root if root is not None else ():
        kind = (element.get("Type") or "").rstrip("/").rpartition("/")[2]
        target, key = element.get("Target") or "", element.get("Id") or ""
        external = element.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[key] = Relation(kind, target, external)
    return found
