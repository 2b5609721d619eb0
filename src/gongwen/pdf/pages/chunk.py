"""Chunks: the objects that pages of another file are made of, kept in a file until a volume is bound of them.

A chunk is what a PDF holds between its header and its cross-reference table, with objects numbered from 1: binding it
means to add a number to every reference. Texts and streams stand apart, so that only texts are looked at again.
"""

from __future__ import annotations

import json
import mmap
import re
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Self

_MAGIC = b"gongwen chunk 1\n"
_KEPT = 1 << 23
"""Bytes of streams that are held in memory; a scanned book is not."""
_BETWEEN = b"\0"
"""Stands between the texts of objects: no text holds it, strings with such bytes are written in hexadecimal."""
_TOKENS = re.compile(rb"\((?:[^()\\]|\\.)*\)|(?<![0-9.])(\d+) 0 R(?![A-Za-z])", re.DOTALL)
"""Strings, to be passed over, and references."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page, or one picture that is to stand on a page.

    `number` is its XObject in the chunk. Of a form, `width` and `height` are the page in pt that it covers when it is
    drawn as it is; of a picture its pixels, and `turn` says how it was taken (Exif orientation, 1 to 8).
    """

    number: int
    width: float
    height: float
    picture: bool = False
    turn: int = 1


def _spool() -> SpooledTemporaryFile[bytes]:
    return SpooledTemporaryFile(_KEPT)


@dataclass(slots=True)
class ChunkWriter:
    """Collects the objects of a chunk. What it has in common with `Store` lets pictures be written into it."""

    leaves: list[Leaf] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What has to be said of the pages, such as that a damaged file was repaired; for people, in Chinese."""
    hidden: list[int] = field(default_factory=list)
    """Layers (optional content groups) that are not shown."""
    layers: list[int] = field(default_factory=list)
    """All layers."""
    _texts: list[bytes] = field(default_factory=list)
    _places: list[tuple[int, int] | None] = field(default_factory=list)
    _data: SpooledTemporaryFile[bytes] = field(default_factory=_spool)
    _size: int = 0

    def __del__(self) -> None:
        """Let go of the file that holds the streams."""
        self._data.close()

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self._texts.append(b"null")
        self._places.append(None)
        return len(self._texts)

    def write(self, number: int, body: str | bytes, data: bytes | None = None) -> None:
        """Write the object of a reserved number: its text, with the bytes of its stream where it has one.

        The text of a stream is its whole dictionary, `Length` included.
        """
        self._texts[number - 1] = body.encode("ascii") if isinstance(body, str) else body
        if data is not None:
            self._places[number - 1] = (self._size, len(data))
            self._data.write(data)
            self._size += len(data)

    def add(self, body: str | bytes) -> int:
        """Write an object and give its number."""
        number = self.reserve()
        self.write(number, body)
        return number

    def stream(self, entries: str, data: bytes) -> int:
        """Write a stream of bytes as they are; `entries` are its dictionary without Length."""
        number = self.reserve()
        self.write(number, f"<<{entries}/Length {len(data)}>>", data)
        return number

    def save(self, target: BinaryIO) -> None:
        """Write the chunk."""
        texts = _BETWEEN.join(self._texts)
        head = {
            "leaves": [asdict(leaf) for leaf in self.leaves],
            "notes": self.notes,
            "layers": self.layers,
            "hidden": self.hidden,
            "texts": len(texts),
            "streams": self._places,
            "size": self._size,
        }
        packed = json.dumps(head, ensure_ascii=False).encode()
        target.write(_MAGIC + b"%d\n" % len(packed) + packed + texts)
        self._data.seek(0)
        shutil.copyfileobj(self._data, target, _KEPT)


class Chunk:
    """A chunk in its file. Context manager: its streams are views of the file while it is open."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises OSError or ValueError for what is none, or not whole."""
        with path.open("rb") as stream:
            magic, length = stream.read(len(_MAGIC)), stream.readline(20)
            if magic != _MAGIC or not length.strip().isdigit():
                raise ValueError(f"no chunk: {path.name}")
            head: dict[str, Any] = json.loads(stream.read(int(length)))
            start = stream.tell()
            self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self.leaves = [Leaf(**leaf) for leaf in head["leaves"]]
        self.notes: list[str] = head["notes"]
        self.layers: list[int] = head["layers"]
        self.hidden: list[int] = head["hidden"]
        self._places: list[tuple[int, int] | None] = head["streams"]
        self._texts = self._map[start : start + head["texts"]]
        self._data = start + head["texts"]
        if self._data + head["size"] != len(self._map):
            self.__exit__()
            raise ValueError(f"not whole: {path.name}")

    def __enter__(self) -> Self:
        """It is open already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file; no view of it may be in use."""
        self._map.close()

    def objects(self, base: int) -> tuple[list[bytes], list[tuple[int, int] | None]]:
        """The texts of the objects with `base` added to every number; begin and length of each stream in `data`."""
        texts = _TOKENS.sub(lambda found: b"%d 0 R" % (base + int(found[1])) if found[1] else found[0], self._texts)
        places = [None if place is None else (self._data + place[0], place[1]) for place in self._places]
        return texts.split(_BETWEEN) if places else [], places

    @property
    def data(self) -> mmap.mmap:
        """The bytes of the file."""
        return self._map
