"""What a dossier remembers in `.gongwen/dossier/`: hashes of files, chunks of pages by what they were made of.

Every line of the memory is written as soon as it is known, so a run that was killed goes on where it stopped. What
cannot be read counts as forgotten.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from gongwen.pdf.pages.chunk import Chunk
from gongwen.store.files import digest

_CHUNKS, _FILES, _PAGES, _BOUND = "pages", "files.jsonl", "pages.jsonl", "bound.jsonl"
_MEMBERS, _TAKEN, _FAULTS = "members.jsonl", "taken.jsonl", "faults.jsonl"
UNPACKED = "unpacked"
"""Members of archives while they are needed: a folder for each process."""
_ABANDONED = 86_400_000_000_000
"""ns after which such a folder belongs to a run that was killed."""
_RECENT = 2_000_000_000
"""ns: a file changed so shortly ago may change again without its time telling."""


class Journal:
    """A dictionary with texts for keys, in a file of one JSON line for each entry; later lines win."""

    def __init__(self, path: Path) -> None:
        """Read what is there."""
        self._path = path
        self._stream: IO[str] | None = None
        self._known: dict[str, Any] = {}
        self._lines = 0
        with suppress(OSError):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                self._lines += 1
                with suppress(ValueError, TypeError):
                    key, value = json.loads(line)
                    self._known[str(key)] = value

    def get(self, key: str) -> Any:
        """The entry of a key, None where there is none."""
        return self._known.get(key)

    def put(self, key: str, value: Any) -> None:
        """Remember an entry; written at once."""
        if self._known.get(key) == value:
            return
        self._known[key] = value
        with suppress(OSError):  # where nothing can be written the next run reads again
            if self._stream is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._stream = self._path.open("a", encoding="utf-8")
                self._stream.write("\n")
            self._stream.write(json.dumps([key, value]) + "\n")
            self._stream.flush()
            self._lines += 1

    def keep(self, keys: Collection[str]) -> None:
        """Forget all other keys; the file is written anew where half of it says nothing any more."""
        self._known = {key: value for key, value in self._known.items() if key in keys}
        self.close()
        if self._lines > 2 * len(self._known) + 100:
            staged = self._path.with_name(f"{self._path.name}.{os.getpid()}")
            lines = (json.dumps([key, value]) + "\n" for key, value in self._known.items())
            staged.write_text("".join(lines), encoding="utf-8")
            staged.replace(self._path)

    def close(self) -> None:
        """Let go of the file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


class Cache:
    """The memory of a workspace's dossier."""

    def __init__(self, state: Path) -> None:
        """`state` is `.gongwen`; nothing is written before there is something to remember."""
        self.folder = state / "dossier"
        self._chunks = self.folder / _CHUNKS
        self._files = Journal(self.folder / _FILES)
        self.pages = Journal(self.folder / _PAGES)
        """What is known of each chunk by its key: pages, notes, fault."""
        self.bound = Journal(self.folder / _BOUND)
        """Of what each output was made, and its hash."""
        self.members = Journal(self.folder / _MEMBERS)
        """The hashes of members of archives."""
        self.member_keys: set[str] = set()
        self.taken = Journal(self.folder / _TAKEN)
        """When photos were taken, by the hash of their content: a date or nothing."""
        self.faults = Journal(self.folder / _FAULTS)
        """Why no pages can be made of a content, by its hash."""
        self.contents: set[str] = set()
        """The contents of this run."""
        self._seen: set[str] = set()
        self._used: set[str] = set()

    def hash(self, path: Path, name: str) -> str:
        """The SHA-256 of a file, not read again while its size and time are the same. Raises OSError."""
        facts = path.stat()
        stamp = [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino]
        self._seen.add(name)
        known = self._files.get(name)
        if known is not None and known[:-1] == stamp:
            return str(known[-1])
        found = digest(path)
        if found is None:
            raise FileNotFoundError(path)
        if max(facts.st_mtime_ns, facts.st_ctime_ns) + _RECENT < _now(self.folder):
            self._files.put(name, [*stamp, found])
        return found

    def chunk(self, key: str) -> Path:
        """Where the chunk of a key is, or is to be; its folder is there."""
        self._used.add(key)
        folder = self._chunks / key[:2]
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{key}.chunk"

    def known(self, key: str) -> dict[str, Any] | None:
        """What is known of a key whose chunk is there, or of which there can be none."""
        self._used.add(key)
        found = self.pages.get(key)
        if not isinstance(found, dict):
            return None
        return found if found.get("fault") or _is_whole(self.chunk(str(found.get("of") or key))) else None

    def sweep(self, outputs: Iterable[str]) -> None:
        """Forget what this run did not need; `outputs` are the names of what was bound."""
        self.pages.keep(self._used)
        self._files.keep(self._seen)
        self.members.keep(self.member_keys)
        self.taken.keep(self.contents)
        self.faults.keep(self.contents)
        self.bound.keep(set(outputs))
        for path in (self.folder / UNPACKED).glob("*"):
            with suppress(OSError):
                if path.stat().st_mtime_ns + _ABANDONED < _now(self.folder):
                    shutil.rmtree(path)
        for path in self._chunks.glob("*/*"):
            if path.stem not in self._used:
                with suppress(OSError):
                    path.unlink()

    def close(self) -> None:
        """Let go of the files."""
        for journal in (self._files, self.members, self.taken, self.faults, self.pages, self.bound):
            journal.close()


def _is_whole(path: Path) -> bool:
    """Whether a chunk is there and was written to its end."""
    try:
        with Chunk(path):
            return True
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _now(folder: Path) -> int:
    """The time by the clock of the disk that the cache is on, 0 where nothing can be written."""
    mark = folder / ".clock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark.touch()
        return mark.stat().st_mtime_ns
    except OSError:
        return 0
