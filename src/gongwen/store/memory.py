"""What the program remembers of its own files: the manifest, and the journal that survives a killed run.

A file is ours while its hash is the one we wrote. The journal says before a move which hash goes where, so that a run
after kill -9 knows a file that it finds whole. Without manifest and journal every existing file is a person's.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from gongwen.store.files import digest, write_whole

_LINES = 500


class Memory:
    """Outputs-relative path to the hashes that we may have written there."""

    def __init__(self, state: Path) -> None:
        """Read manifest and journal; what cannot be read counts as forgotten."""
        self._manifest_path, self._journal_path = state / "manifest.json", state / "journal.jsonl"
        self._staging = state / "staging"
        self._manifest: dict[str, str] = _read_manifest(self._manifest_path)
        self._journal: dict[str, set[str]] = {}
        for path, checksum in _read_journal(self._journal_path):
            self._journal.setdefault(path, set()).add(checksum)

    def is_ours(self, path: str, checksum: str) -> bool:
        """Whether a file with this hash at this path is one we wrote."""
        return self._manifest.get(path) == checksum or checksum in self._journal.get(path, ())

    def adopt(self, outputs: Path) -> None:
        """Take what a killed run put in place into the manifest, whether or not this run makes it again."""
        for path, checksums in self._journal.items():
            with suppress(OSError, ValueError):
                present = digest(outputs / path)
                if present in checksums:
                    self._manifest[path] = present

    def intend(self, files: Iterable[tuple[str, str]]) -> None:
        """Write down, before the moves, what is going to stand where; on new lines, whatever was torn before."""
        files = list(files)
        with self._journal_path.open("a", encoding="utf-8") as stream:
            stream.write("\n" + "".join(f"{json.dumps(file)}\n" for file in files))
            stream.flush()
        for path, checksum in files:
            self._journal.setdefault(path, set()).add(checksum)

    def written(self, path: str) -> str | None:
        """The hash of the file that we wrote at a path."""
        return self._manifest.get(path)

    def paths(self, folders: Collection[str]) -> list[str]:
        """The files that we wrote in some folders, sorted."""
        return sorted(path for path in self._manifest if path.rpartition("/")[0] in folders)

    def under(self, folder: str) -> list[str]:
        """The files that we wrote in a folder and in those below it, sorted."""
        return sorted(path for path in self._manifest if path.startswith(f"{folder}/"))

    def done(self, path: str, checksum: str) -> None:
        """Remember what stands there."""
        self._manifest[path] = checksum
        self._journal.pop(path, None)

    def save(self) -> None:
        """Write the manifest whole, then forget the journal."""
        write_whole(self._manifest_path, self._lines(), self._staging)
        self._journal_path.unlink(missing_ok=True)
        self._journal.clear()

    def _lines(self) -> Iterator[bytes]:
        """The manifest as JSON, an entry a line and a few hundred at a time: it may have a hundred thousand."""
        paths = sorted(self._manifest)
        yield b"{"
        for start in range(0, len(paths), _LINES):
            some = paths[start : start + _LINES]
            lines = [f"\n {json.dumps(path, ensure_ascii=False)}: {json.dumps(self._manifest[path])}" for path in some]
            yield ((",".join(lines)) if start == 0 else "," + ",".join(lines)).encode()
        yield b"\n}"


def _read_manifest(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _read_journal(path: Path) -> list[tuple[str, str]]:
    """The whole lines of the journal; the last may be half written."""
    found: list[tuple[str, str]] = []
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return found
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, list) and len(entry) == 2:  # noqa: PLR2004 - path and hash
            found.append((str(entry[0]), str(entry[1])))
    return found
