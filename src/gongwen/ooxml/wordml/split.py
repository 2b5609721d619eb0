"""The children of a part's body as byte slices, found without parsing; a slice proves itself when it is parsed.

Where a slice does not parse as exactly one element (comments, CDATA, odd spelling), the rest of the part is read by a
parser and written out child by child.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gongwen.ooxml.wordml.xml import Broken, W, parse, parse_with, parser, serialised

_NAME = re.compile(rb"<([A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?)")
_START_TAG = rb"<%s(?=[\s>/])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>"
_SPACE = re.compile(rb"\s*")
_TAGS: dict[bytes, re.Pattern[bytes]] = {}


class Container:
    """The element whose children are wanted: the body of a document, or the root of a header, footer."""

    def __init__(self, data: bytes, inside: bytes) -> None:
        """`data` is plain UTF-8; `inside` the local name of the container, such as b"body"."""
        self.data = data
        self._inside = inside
        self._parser = parser()
        self._head, self._tail, self._start = self._frame()
        self.fast = bool(self._head)

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

    def slices(self) -> Iterator[bytes]:
        """The children in order. Raises ValueError where the part is not spelt as this reads it."""
        data, position = self.data, self._start
        end = b"</w:%s" % self._inside
        while True:
            if data[position : position + 1] != b"<":
                position = _SPACE.match(data, position).end()  # type: ignore[union-attr]
            if data.startswith(end, position):
                return
            stop = self._end_of(position)
            yield data[position:stop]
            position = stop

    def _end_of(self, position: int) -> int:
        data = self.data
        for name in (b"w:p", b"w:tbl"):
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
        return self._nested_end(name, position)

    def _nested_end(self, name: bytes, position: int) -> int:
        """The end of an element that holds others of its name."""
        if name not in _TAGS:
            quoted = re.escape(name)
            _TAGS[name] = re.compile(rb"<%s(?=[\s>/])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|</%s\s*>" % (quoted, quoted))
        depth = 0
        for tag in _TAGS[name].finditer(self.data, position):
            if tag[0].startswith(b"</"):
                depth -= 1
                if depth == 0:
                    return tag.end()
            elif not tag[0].endswith(b"/>"):
                depth += 1
            elif depth == 0:
                return tag.end()
        raise ValueError(position)

    def element(self, piece: bytes) -> Any:
        """A slice as an element. Raises ValueError (or `Broken`) where it is not exactly one."""
        root = parse_with(self._head + piece + self._tail, self._parser)
        holder = root if root.tag == f"{W}{self._inside.decode()}" else root[0]
        if len(holder) != 1 or (holder.text or "").strip() or (holder[0].tail or "").strip():
            raise ValueError(piece[:40])
        return holder[0]

    def parsed(self) -> Iterator[tuple[bytes, Any]]:
        """The children by a parser, each with its bytes. Raises `Broken`."""
        root = parse(self.data)
        wanted = f"{W}{self._inside.decode()}"
        holder = root if root.tag == wanted else root.find(wanted)
        for child in holder if holder is not None else ():
            if isinstance(child.tag, str):
                yield serialised(child), child

    def sections(self) -> list[tuple[bytes, Any, bool]]:
        """Every `w:sectPr`: its bytes, the element, and whether it is the body's own. Raises `Broken`."""
        if self.fast:
            try:
                return list(self._quick_sections())
            except (ValueError, Broken):
                self.fast = False
        name, old = f"{W}sectPr", f"{W}sectPrChange"
        found = [
            each for each in parse(self.data).iter(name) if each.getparent() is None or each.getparent().tag != old
        ]
        return [(serialised(each), each, each.getparent().tag == f"{W}body") for each in found]

    def _quick_sections(self) -> Iterator[tuple[bytes, Any, bool]]:
        elements: dict[bytes, Any] = {}
        position = self._start
        while (position := self.data.find(b"<w:sectPr", position)) >= 0:
            if self.data[position + 9 : position + 10] not in (b" ", b">", b"/"):
                raise ValueError(position)
            stop = self._nested_end(b"w:sectPr", position)
            piece = self.data[position:stop]
            if piece not in elements:
                elements[piece] = self.element(piece)
            after = _SPACE.match(self.data, stop).end()  # type: ignore[union-attr]
            yield piece, elements[piece], self.data.startswith(b"</w:%s" % self._inside, after)
            position = stop
