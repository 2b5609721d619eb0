"""The files that the plan's records name, and the standards that they prove through the tasks of the records."""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from gongwen.plan.schema import Plan, Record

_DRIVE = re.compile(r"^[A-Za-z]:")
_EVERYTHING = re.compile(r"/\*(?:\.\*)?$")


class Recorded:
    """Records by the files and folders that they name, relative to the evidence folder."""

    def __init__(self, plan: Plan, evidence: Path, workspace_root: Path | None = None) -> None:
        """Look at what the records name; a path that leads out of the evidence folder is a problem.

        With the workspace also paths that start from the plan's folder, or name the evidence folder itself, are
        understood.
        """
        self.problems: list[Problem] = []
        self._evidence, self._root = evidence, workspace_root
        self._records: dict[str, list[int]] = {}
        self._plan = plan
        own = plan.dossier.evidence_root if plan.dossier and plan.dossier.evidence_root else None
        self._prefixes = [_key(each) for each in (evidence.name, own or "evidence") if each]
        for place, record in enumerate(plan.records):
            for text in record.files:
                self._take(place, record, text)

    def of(self, parts: Sequence[str]) -> tuple[list[Record], int]:
        """The records that name a file or a folder above it, in the plan's order, and how many folders they name."""
        found: set[int] = set()
        depth, path = 0, ""
        for place, part in enumerate(parts, 1):
            path = f"{path}/{part}" if path else part
            named = self._records.get(_key(path)) if self._records else None
            if named:
                found.update(named)
                depth = place
        return [self._plan.records[place] for place in sorted(found)], min(depth, len(parts) - 1)

    def _take(self, place: int, record: Record, text: str) -> None:
        keys = list(self._keys(text))
        if not keys:
            what = f"记录“{record.id}”的附件材料不在材料文件夹中：{text or '（空）'}"
            remedy = "请在 files（附件材料）中写材料文件夹内的相对路径，如 records/A01/。"
            at = Place(str(self._evidence))
            self.problems.append(Problem("evidence.outside", what, remedy, at, Severity.WARNING))
        for key in keys:
            self._records.setdefault(key, []).append(place)

    def _keys(self, text: str) -> Iterator[str]:
        """The paths in the evidence folder that an entry may mean."""
        text = _EVERYTHING.sub("", text.strip().replace("\\", "/"))
        if not text or text.startswith("/") or _DRIVE.match(text):
            return
        path = posixpath.normpath(text)
        if path != "." and path.partition("/")[0] != "..":
            key = _key(path)
            yield key
            yield from (key[len(prefix) + 1 :] for prefix in self._prefixes if key.startswith(f"{prefix}/"))
            return
        for folder in (self._root / "inputs", self._root) if self._root else ():
            whole = os.path.normpath(os.path.abspath(folder / text))  # noqa: PTH100 - links are not followed
            base = os.path.abspath(self._evidence)  # noqa: PTH100 - as above
            if whole.startswith(base + os.sep):
                yield _key(whole[len(base) + 1 :].replace(os.sep, "/"))


def standards_of_tasks(plan: Plan, tasks: Sequence[str]) -> set[str]:
    """The standards that tasks prove."""
    return {standard for task in plan.tasks if task.id in tasks for standard in task.standards}


def _key(path: str) -> str:
    """A path to be compared: systems write accents in one piece or two, and some tell no capitals apart."""
    return unicodedata.normalize("NFC", path).casefold().strip("/")
