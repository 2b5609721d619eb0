"""All fonts of the machine by name: folders scanned once, then only those that changed.

What a scan found is kept in the user's cache folder, with the time of change of every folder. A folder's time does not
tell that a file in it was overwritten, so a face is looked at again before it is used (`fresh`).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from gongwen.pdf.fonts.extra import extra_folders, extra_stamp
from gongwen.pdf.fonts.naming import same
from gongwen.pdf.fonts.places import Places
from gongwen.pdf.fonts.records import SUFFIXES, FaceRecord, records_of

_VERSION = 1
_DEPTH = 8
_UNSURE_NS = 2_000_000_000
"""A folder that changed this shortly before the scan may change again within one tick of the clock: looked at again."""

_Stamp = tuple[int, int]
"""Time of change and size."""


class Shelf:
    """The faces of a machine. `folders` are those that are there and were looked into."""

    def __init__(self, places: Places) -> None:
        """Read what is remembered, look what has changed, remember it."""
        self.places = places
        self._file = places.cache / f"fonts-{self._roots()}.json"
        self._changed = False
        self._load()
        self._scan()
        if self._changed:
            self._save()
        self._by_family: dict[str, list[FaceRecord]] = {}
        self._by_full: dict[str, list[FaceRecord]] = {}
        for record in self.records():
            for name in record.families:
                self._by_family.setdefault(name, []).append(record)
            for name in record.fulls:
                self._by_full.setdefault(name, []).append(record)

    @property
    def folders(self) -> list[Path]:
        """The folders that were looked into, without those below them."""
        return [Path(root) for root in self._seen_roots]

    def records(self) -> Iterator[FaceRecord]:
        """Every face, in the order of the folders."""
        for path in self._order:
            yield from self._files[path][1]

    def named(self, name: str) -> list[FaceRecord]:
        """The faces of a family, else the face of that full name; damaged ones too, to be named."""
        key = same(name).removeprefix("@")
        return self._by_family.get(key) or self._by_full.get(key) or []

    def file(self, path: Path) -> list[FaceRecord]:
        """The faces of a file anywhere."""
        return records_of(path) if path.is_file() else []

    def fresh(self, record: FaceRecord) -> FaceRecord | None:
        """The face as its file has it now; None when it is no longer there."""
        path = record.path
        now = _stamp(path)
        if now is None:
            return None
        if path not in self._files or self._files[path][0] == now:
            return record
        found = records_of(Path(path))
        self._files[path] = (now, found)
        self._save()
        return next((each for each in found if each.index == record.index), None)

    # ------------------------------------------------ scanning

    def _roots(self) -> str:
        text = "\n".join(map(str, [_VERSION, self.places.system, *self.places.folders]))
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()

    def _load(self) -> None:
        """What the last run remembered; nothing if it cannot be read."""
        self._known: dict[str, tuple[int, list[str], list[str]]] = {}
        self._files: dict[str, tuple[_Stamp, list[FaceRecord]]] = {}
        self._extra: list[Any] = ["", []]
        try:
            data = json.loads(self._file.read_bytes())
            folders = {path: (int(when), list(below), list(files)) for path, (when, below, files) in data["folders"]}
            files = {
                path: ((int(when), int(size)), [FaceRecord.of_row(path, row) for row in rows])
                for path, when, size, rows in data["files"]
            }
            extra = [str(data["extra"][0]), list(data["extra"][1])]
        except (OSError, ValueError, TypeError, KeyError, IndexError):
            return
        self._known, self._files, self._extra = folders, files, extra

    def _scan(self) -> None:
        """Walk the folders: what has not changed is taken as remembered."""
        self._order: list[str] = []
        self._walked: dict[str, tuple[int, list[str], list[str]]] = {}
        self._seen_roots: list[str] = []
        self._began = time.time_ns()
        for folder in [*map(str, self.places.folders), *self._extra_folders()]:
            if folder not in self._walked and self._walk(folder, 0):
                self._seen_roots.append(folder)
        self._changed |= self._walked != self._known
        gone = set(self._files) - set(self._order)
        for path in gone:
            del self._files[path]
        self._known = self._walked

    def _extra_folders(self) -> list[str]:
        """Folders that only fontconfig or the registry knows, asked anew when its settings have changed."""
        if not self.places.system:
            return []
        stamp = extra_stamp()
        if self._extra[0] != stamp:
            self._extra = [stamp, extra_folders(self.places.folders)]
            self._changed = True
        return list(map(str, self._extra[1]))

    def _walk(self, folder: str, depth: int) -> bool:
        """Look into a folder and those below it; whether it is there."""
        now = _stamp(folder)
        if now is None or depth > _DEPTH or folder in self._walked:
            return False
        known = self._known.get(folder)
        if known is None or known[0] != now[0]:
            known = (now[0] if self._began - now[0] > _UNSURE_NS else -1, *self._look(folder))
        self._walked[folder] = known
        for path in known[2]:
            if path in self._files:
                self._order.append(path)
        for below in known[1]:
            self._walk(below, depth + 1)
        return True

    def _look(self, folder: str) -> tuple[list[str], list[str]]:
        """The folders and font files in a folder; new and changed files are read."""
        below, files = [], []
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            return [], []
        for entry in found:
            with suppress(OSError):
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    below.append(os.path.realpath(entry.path) if entry.is_symlink() else entry.path)
                elif os.path.splitext(entry.name)[1].lower() in SUFFIXES and entry.is_file():  # noqa: PTH122
                    files.append(entry.path)
                    self._note(entry.path, entry.stat())
        return below, files

    def _note(self, path: str, status: os.stat_result) -> None:
        stamp = (status.st_mtime_ns, status.st_size)
        if path not in self._files or self._files[path][0] != stamp:
            self._files[path] = (stamp, records_of(Path(path)))
            self._changed = True

    def _save(self) -> None:
        """Remember what was found; where nothing can be written, the next run looks again."""
        data = {
            "folders": list(self._known.items()),
            "files": [
                [path, *stamp, [record.row() for record in records]]
                for path, (stamp, records) in sorted(self._files.items())
            ],
            "extra": self._extra,
        }
        text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
        staged = self._file.with_name(f".{os.getpid()}-{time.monotonic_ns()}.tmp")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            staged.write_text(text, encoding="ascii")
            staged.replace(self._file)
        except OSError:
            with suppress(OSError):
                staged.unlink(missing_ok=True)


def _stamp(path: str) -> _Stamp | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - a hundred of them before the first page
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def sort_by_weight(records: Iterable[FaceRecord], weight: int, *, italic: bool) -> list[FaceRecord]:
    """The faces of a family, the nearest to a weight and slant first."""
    return sorted(records, key=lambda each: (each.italic != italic, abs(each.weight - weight), -each.weight))
