"""The children of a part's body as byte slices, found without parsing; a slice proves itself when it is parsed.

Where a slice does not parse as exactly one element (comments, CDATA, odd spelling), the rest of the part is read by a
parser and written out child by child.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from gongwen.ooxml.wordml.xml import Broken, R, W, parse, parse_with, parser, serialised

_NAME = re.compile(rb"<([A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?)")
_START_TAG = rb"<%s(?=[\s>/])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>"
_SPACE = re.compile(rb"\s*")
_NOT_SIMPLE = (b"<w:del ", b"<w:del/", b"<w:hidden", b"fldChar", b"sectPr")
"""In a table: rows that are not shown, and what other rows or blocks depend on."""
_NAMESPACE = R[1:-1].encode()
_RELATIONS = b'xmlns:r="' + _NAMESPACE + b'"'


class Container:
    """The element whose children are wanted: the body of a document, or the root of a header, footer."""

    def __init__(self, data: bytes, inside: bytes) -> None:
        """`data` is plain UTF-8; `inside` the local name of the container, such as b"body"."""
        self.data = data
        self._inside = inside
        self._parser = parser()
        self._head, self._tail, self._start = self._frame()
        self.fast = bool(self._head)
        self._tie = b" r:" if self._head.count(_NAMESPACE) == 1 and _RELATIONS in self._head else b""
        self._short = b"" if b"xmlns=" in self._head else b'<w:x xmlns:w="' + W[1:-1].encode() + b'"><w:%s>' % inside

    def _frame(self) -> tuple[bytes, bytes, int]:
        """The start tags before the first child, the end tags after the last, and where the first child begins."""
        root = _NAME.search(self.data)
        if root is None or b'xmlns:w="' + W[1:-1].encode() + b'"' not in self.data[: root.start() + 20_000]:
            return b"", b"", 0
        outer = re.compile(_START_TAG % re.escape(root[1])).match(self.data, root.start())
        if outer is None or outer[0].endswith(b"/>"):
            return b"", b"", 0
        if root[1] == b"w:" + self._inside:
            return outer[0], b"</%s>" % root[1], outer.end()
        inner = re.compile(_START_TAG % (b"w:" + self._inside)).search(self.data, outer.end())
        if inner is None or inner[0].endswith(b"/>"):
            return b"", b"", 0
        return outer[0] + inner[0], b"</w:%s></%s>" % (self._inside, root[1]), inner.end()

    @property
    def frame(self) -> tuple[bytes, bytes]:
        """The tags round the children."""
        return self._head, self._tail

    def tied(self, piece: bytes) -> bool:
        """Whether a slice may name a relationship."""
        return not self.fast or self._tie in piece or _NAMESPACE in piece

    def slices(self) -> Iterator[bytes]:
        """The children in order. Raises ValueError where the part is not spelt as this reads it."""
        data, position = self.data, self._start
        end = b"</w:%s" % self._inside
        while True:
            if data[position : position + 1] != b"<":
                position = _SPACE.match(data, position).end()  # type: ignore[union-attr]
            if data.startswith(end, position):
                return
            stop = end_of(data, position)
            yield data[position:stop]
            position = stop

    def element(self, piece: bytes) -> Any:
        """A slice as an element. Raises ValueError (or `Broken`) where it is not exactly one."""
        root = self._parsed(piece)
        holder = root if root.tag == f"{W}{self._inside.decode()}" else root[0]
        if len(holder) != 1 or (holder.text or "").strip() or (holder[0].tail or "").strip():
            raise ValueError(piece[:40])
        return holder[0]

    def _parsed(self, piece: bytes) -> Any:
        """A slice in its container; where no prefix but w is used, the many other namespaces are spared."""
        if self._short and piece.count(b":") == piece.count(b"w:") + piece.count(b"xml:"):
            try:
                return parse_with(self._short + piece + b"</w:%s></w:x>" % self._inside, self._parser)
            except Broken:
                pass
        return parse_with(self._head + piece + self._tail, self._parser)

    def parsed(self) -> Iterator[tuple[bytes, Any]]:
        """The children by a parser, each with its bytes. Raises `Broken`."""
        root = parse(self.data)
        wanted = f"{W}{self._inside.decode()}"
        holder = root if root.tag == wanted else root.find(wanted)
        for child in holder if holder is not None else ():
            if isinstance(child.tag, str):
                yield serialised(child), child

    def quick_sections(self) -> Iterator[tuple[bytes, bool]]:
        """Every `w:sectPr` as a slice, and whether it is the body's own. Raises ValueError as `slices` does."""
        position = self._start
        while (position := self.data.find(b"<w:sectPr", position)) >= 0:
            if self.data[position + 9 : position + 10] not in (b" ", b">", b"/"):
                raise ValueError(position)
            stop = _nested_end(self.data, b"w:sectPr", position)
            after = _SPACE.match(self.data, stop).end()  # type: ignore[union-attr]
            yield self.data[position:stop], self.data.startswith(b"</w:%s" % self._inside, after)
            position = stop

    def parsed_sections(self) -> list[tuple[bytes, Any, bool]]:
        """Every `w:sectPr` by a parser: its bytes, the element, and whether it is the body's own. Raises `Broken`."""
        name, old, body = f"{W}sectPr", f"{W}sectPrChange", f"{W}body"
        found = [each for each in parse(self.data).iter(name) if each.getparent() is not None]
        return [(serialised(each), each, each.getparent().tag == body) for each in found if each.getparent().tag != old]


def end_of(data: bytes, position: int) -> int:
    """Where the element ends that begins here. Raises ValueError where that cannot be told."""
    for name in (b"w:p", b"w:tr", b"w:tbl"):
        if (
            data.startswith(b"<" + name, position)
            and data[position + 1 + len(name) : position + 2 + len(name)] in b" >"
        ):
            break
    else:
        match = _NAME.match(data, position)
        if match is None:
            raise ValueError(position)
        name = match[1]
    open_end = data.index(b">", position)
    if data[open_end - 1] == 0x2F:  # noqa: PLR2004 - "/": an empty element
        return open_end + 1
    close = b"</" + name + b">"
    stop = data.index(close, open_end)
    if data.find(b"<" + name + b">", open_end, stop) < 0 and data.find(b"<" + name + b" ", open_end, stop) < 0:
        return stop + len(close)
    return _nested_end(data, name, position)


@lru_cache(maxsize=64)
def _tags(name: bytes) -> re.Pattern[bytes]:
    """The start and end tags of an element."""
    quoted = re.escape(name)
    return re.compile(rb"<%s(?=[\s>/])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|</%s\s*>" % (quoted, quoted))


def _nested_end(data: bytes, name: bytes, position: int) -> int:
    """The end of an element that holds others of its name."""
    depth = 0
    for tag in _tags(name).finditer(data, position):
        if tag[0].startswith(b"</"):
            depth -= 1
            if depth == 0:
                return tag.end()
        elif not tag[0].endswith(b"/>"):
            depth += 1
        elif depth == 0:
            return tag.end()
    raise ValueError(position)


def rows_of(table: bytes) -> tuple[bytes, list[bytes]] | None:
    """A table's bytes as what stands before its rows, and the rows; None where that is not simply so."""
    start = table.find(b"<w:tr")
    while start >= 0 and table[start + 5 : start + 6] not in (b">", b" "):
        start = table.find(b"<w:tr", start + 1)
    if start < 0 or not table.endswith(b"</w:tbl>") or any(mark in table for mark in _NOT_SIMPLE):
        return None
    rows = []
    position = start
    while table.startswith(b"<w:tr", position):
        stop = end_of(table, position)
        rows.append(table[position:stop])
        position = stop
    return (table[:start], rows) if position == len(table) - len(b"</w:tbl>") else None
