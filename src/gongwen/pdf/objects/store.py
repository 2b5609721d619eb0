"""Numbered objects, written one after the other; nothing of them is kept but where each begins."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Iterator, Sequence
from mmap import mmap
from typing import BinaryIO

_HEADER = b"%PDF-1.7\n%\xe5\x85\xac\xe6\x96\x87\n"
"""The second line says that the file is binary (ISO 19005-2, 6.1.2: four bytes above 127 at least)."""
_ROWS = 4096
"""Rows of the cross-reference table that are written at once."""
_KEPT_BLOCK = 1 << 20


class Store:
    """The objects of one file. Numbers are given out first, so that objects can refer to ones not yet written."""

    def __init__(self, target: BinaryIO, level: int) -> None:
        """Write the header; `level` is zlib's, for streams."""
        self._target = target
        self._level = level
        self._at = 0
        self._digest = hashlib.sha256()
        self._offsets = array("Q")
        # glibc gives blocks as large as zlib's work space back to the system each time, twice the time of deflating
        # a page. It stops once a larger block was freed.
        bytes(_KEPT_BLOCK)
        self._put(_HEADER)

    def _put(self, data: bytes | memoryview) -> None:
        self._target.write(data)
        self._digest.update(data)
        self._at += len(data)

    @property
    def count(self) -> int:
        """How many numbers are given out."""
        return len(self._offsets)

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self._offsets.append(0)
        return len(self._offsets)

    def write(self, number: int, body: str) -> None:
        """Write the object of a reserved number."""
        self._offsets[number - 1] = self._at
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, body.encode("ascii")))

    def add(self, body: str) -> int:
        """Write an object and give its number."""
        number = self.reserve()
        self.write(number, body)
        return number

    def stream(self, entries: str, data: bytes) -> int:
        """Write a stream of bytes as they are; `entries` are its dictionary without Length."""
        self._offsets.append(self._at)
        number = len(self._offsets)
        head = b"%d 0 obj\n<<%b/Length %d>>\nstream\n" % (number, entries.encode("ascii"), len(data))
        self._put(b"%b%b\nendstream\nendobj\n" % (head, data))
        return number

    def copy(self, texts: Sequence[bytes], places: Sequence[tuple[int, int] | None], data: bytes | mmap) -> None:
        """Write objects of another file, numbered on from here: their texts, streams from their places in `data`."""
        view = memoryview(data)
        for number, (text, place) in enumerate(zip(texts, places, strict=True), len(self._offsets) + 1):
            self._offsets.append(self._at)
            if place is None:
                self._put(b"%d 0 obj\n%b\nendobj\n" % (number, text))
                continue
            self._put(b"%d 0 obj\n%b\nstream\n" % (number, text))
            with view[place[0] : place[0] + place[1]] as piece:
                self._put(piece)
            self._put(b"\nendstream\nendobj\n")
        view.release()

    def deflated(self, entries: str, data: bytes, level: int | None = None) -> int:
        """Write a stream deflated, at the level of the file or at another."""
        packed = self.deflate(data) if level is None else zlib.compress(data, level)
        return self.stream(f"{entries}/Filter/FlateDecode", packed)

    def deflate(self, data: bytes) -> bytes:
        """Deflate as the streams of this file are."""
        return zlib.compress(data, self._level)

    def finish(self, root: int, info: int) -> None:
        """Write the cross-reference table and the trailer; the identifier is a hash of all that stands before."""
        start = self._at
        for rows in self._table():
            self._put(rows)
        identity = self._digest.hexdigest()[:32]
        entries = f"/Size {len(self._offsets) + 1}/Root {root} 0 R/Info {info} 0 R/ID[<{identity}><{identity}>]"
        self._put(f"trailer\n<<{entries}>>\nstartxref\n{start}\n%%EOF\n".encode("ascii"))

    def _table(self) -> Iterator[bytes]:
        yield b"xref\n0 %d\n0000000000 65535 f \n" % (len(self._offsets) + 1)
        for first in range(0, len(self._offsets), _ROWS):
            yield b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets[first : first + _ROWS])
