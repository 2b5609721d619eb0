"""Many packages that differ in a few parts: the others are deflated once and copied as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gongwen.ooxml.deflate import Deflated, deflated
from gongwen.ooxml.members import ending, entry, local, offset
from gongwen.ooxml.package import in_order


class Copies:
    """A package whose `varying` parts are given anew for each copy; the parts keep their order."""

    def __init__(self, parts: Mapping[str, bytes], varying: Collection[str]) -> None:
        """Deflate the parts that stay, and join those that stand beside each other."""
        self._runs: list[_Fixed | str] = []
        for name in in_order(parts):
            if name in varying:
                self._runs.append(name)
                continue
            run = self._runs[-1] if self._runs else None
            if not isinstance(run, _Fixed):
                run = _Fixed()
                self._runs.append(run)
            run.add(name.encode(), deflated(parts[name]))

    def make(self, varying: Mapping[str, Deflated]) -> bytes:
        """One package as the bytes of a zip; its bytes depend on its parts alone."""
        out: list[bytes] = []
        directory: list[bytes] = []
        start = 0
        for run in self._runs:
            if isinstance(run, str):
                name, part = run.encode(), varying[run]
                head = local(name, part)
                out += (head, part.data)
                directory += (entry(name, part), offset(start), name)
                start += len(head) + len(part.data)
            else:
                out.append(run.data)
                for line, place, name in run.members:
                    directory += (line, offset(start + place), name)
                start += len(run.data)
        listing = b"".join(directory)
        count = len(directory) // 3
        out += (listing, ending(count, len(listing), start))
        return b"".join(out)


class _Fixed:
    """Members that stay, side by side: their records as one stretch of bytes, and where each begins in it."""

    def __init__(self) -> None:
        self.data = b""
        self.members: list[tuple[bytes, int, bytes]] = []

    def add(self, name: bytes, part: Deflated) -> None:
        self.members.append((entry(name, part), len(self.data), name))
        self.data += local(name, part) + part.data
