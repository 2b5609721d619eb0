"""The text of a .docx as its XML says it, paragraph by paragraph, read without the program that is being judged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
COUNTED = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_BLOCKS = {W + name for name in ("p", "tbl", "sdt", "customXml", "ins", "moveTo")}
_GONE = {W + name for name in ("del", "moveFrom", "rPr", "pPr", "instrText", "rt")}


class Paragraph(NamedTuple):
    """A paragraph: its characters without blanks, and where it stands (`body`, `cell`, `box` or `note`).

    `kept` is whether it is to stay with the next one. `row` numbers the rows of all tables from 1 (0 outside of them);
    `until` is the last row of a cell that is merged downwards, else `row`.
    """

    text: str
    kind: str
    kept: bool = False
    row: int = 0
    until: int = 0


def paragraphs(data: bytes) -> list[Paragraph]:
    """All paragraphs of the body, of text boxes right after the paragraph that holds them, then of the notes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        styles = etree.fromstring(package.read("word/styles.xml")) if "word/styles.xml" in names else None
        reader = Reader(set() if styles is None else _keeping(styles))
        found: list[Paragraph] = []
        for part, kind in (("document", "body"), ("footnotes", "note"), ("endnotes", "note")):
            if f"word/{part}.xml" in names:
                root = etree.fromstring(package.read(f"word/{part}.xml"))
                found += reader.under(root[0] if part == "document" else root, kind)
    return [each for each in found if each.text]


def language(data: bytes) -> str:
    """The language of East Asian text that the styles' defaults name, "" where they name none."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if "word/styles.xml" not in package.namelist():
            return ""
        root = etree.fromstring(package.read("word/styles.xml"))
    found = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    return "" if found is None else found.get(W + "eastAsia") or ""


def _keeping(styles: Any) -> set[str]:
    """The ids of the paragraph styles that keep with the next paragraph."""
    based = {each.get(W + "styleId"): each for each in styles.iter(W + "style") if each.get(W + "type") == "paragraph"}

    def keeps(name: str | None, seen: frozenset[str]) -> bool:
        style = based.get(name)
        if style is None or name is None or name in seen:
            return False
        mark = style.find(f"{W}pPr/{W}keepNext")
        if mark is not None:
            return _on(mark)
        parent = style.find(W + "basedOn")
        return parent is not None and keeps(parent.get(W + "val"), seen | {name})

    return {name for name in based if name and keeps(name, frozenset())}


def _on(mark: Any) -> bool:
    return mark.get(W + "val") not in {"0", "false", "off"}


def under(parent: Any, kind: str) -> Iterator[Paragraph]:
    """The paragraphs inside an element of the XML, those without text too."""
    return Reader(set()).under(parent, kind)


class Reader:
    """Reads the paragraphs of one document in order; `keeping` are the styles that keep with the next paragraph."""

    def __init__(self, keeping: set[str]) -> None:
        self._keeping, self._rows = keeping, count(1)

    def under(self, parent: Any, kind: str, row: int = 0, until: int = 0) -> Iterator[Paragraph]:
        """The paragraphs inside an element of the XML, those without text too."""
        for element in parent:
            if element.tag == W + "p":
                yield from self._paragraph(element, kind, row, until)
            elif element.tag == W + "tbl":
                yield from self._table(element)
            elif element.tag == MC + "AlternateContent":
                yield from self.under(element[0], kind, row, until)
            elif element.tag in _BLOCKS or element.tag in {W + "sdtContent", W + "footnote", W + "endnote"}:
                yield from self.under(element, kind, row, until)

    def _table(self, table: Any) -> Iterator[Paragraph]:
        rows = [row for row in table.iter(W + "tr") if _nearest_table(row) is table]
        numbers = [next(self._rows) for _ in rows]
        cells = [list(_columns([cell for cell in row.iter(W + "tc") if _nearest_table(cell) is table])) for row in rows]
        for at, row in enumerate(cells):
            for column, cell in row:
                end = at
                while end + 1 < len(cells) and any(
                    c == column and _merge(each) == "continue" for c, each in cells[end + 1]
                ):
                    end += 1
                yield from self.under(cell, "cell", numbers[at], numbers[end if _merge(cell) else at])

    def _paragraph(self, element: Any, kind: str, row: int, until: int) -> Iterator[Paragraph]:
        boxes: list[Any] = []
        texts: list[str] = []
        _Runs(texts, boxes).walk(element)
        mark, style = element.find(f"{W}pPr/{W}keepNext"), element.find(f"{W}pPr/{W}pStyle")
        kept = _on(mark) if mark is not None else style is not None and style.get(W + "val") in self._keeping
        yield Paragraph(plain("".join(texts)), kind, kept, row, until)
        for box in boxes:
            yield from self.under(box, "box")


def _columns(cells: list[Any]) -> Iterator[tuple[int, Any]]:
    """The cells of a row with the columns of the grid at which they begin."""
    column = 0
    for cell in cells:
        yield column, cell
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        column += 1 if span is None else int(span.get(W + "val"))


def _merge(cell: Any) -> str:
    mark = cell.find(f"{W}tcPr/{W}vMerge")
    return "" if mark is None else mark.get(W + "val") or "continue"


def _nearest_table(element: Any) -> Any:
    return next(each for each in element.iterancestors() if each.tag == W + "tbl")


class _Runs:
    """Collects the shown text of a paragraph; fields that count pages are left out, since only a printer knows them."""

    def __init__(self, texts: list[str], boxes: list[Any]) -> None:
        self._texts, self._boxes = texts, boxes
        self._fields: list[list[str]] = []
        self._counting = 0

    def walk(self, parent: Any) -> None:
        for element in parent.iterchildren(tag=etree.Element):
            match element.tag.replace(W, "w:"):
                case "w:fldChar":
                    self._field(element.get(W + "fldCharType"))
                case "w:instrText" if self._fields:
                    self._fields[-1].append(element.text or "")
                case "w:txbxContent":
                    self._boxes.append(element)
                case "w:t" | "{http://schemas.openxmlformats.org/officeDocument/2006/math}t":
                    self._say(element.text or "")
                case "w:noBreakHyphen":
                    self._say("-")
                case _ if element.tag == MC + "AlternateContent":
                    self.walk(element[0])
                case _ if not self._hidden(element):
                    self.walk(element)

    def _hidden(self, element: Any) -> bool:
        if element.tag == W + "fldSimple":
            return _counts(element.get(W + "instr") or "")
        vanish = element.find(f"{W}rPr/{W}vanish") if element.tag == W + "r" else None
        return element.tag in _GONE or (vanish is not None and vanish.get(W + "val") not in {"0", "false"})

    def _say(self, text: str) -> None:
        if not self._counting:
            self._texts.append(text)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append([])
        elif kind == "separate" and self._fields:
            self._counting += _counts("".join(self._fields[-1]))
        elif kind == "end" and self._fields:
            self._counting -= _counts("".join(self._fields.pop()))
            self._counting = max(0, self._counting)


def _counts(instruction: str) -> bool:
    return instruction.strip().upper().startswith(COUNTED)


def plain(text: str) -> str:
    """Text as it is compared: no blanks nor rules of leaders, one kind of hyphen, no soft ones, small letters."""
    shown = "".join(char for char in text if not char.isspace() and char not in "_\u00ad\u200b\u2060\ufeff")
    return shown.translate(_SAME).translate(_SMALL)


_SAME = {0x2011: "-", 0x2010: "-"}
_SMALL = {ord(upper): lower for upper in map(chr, range(0x250)) if len(lower := upper.lower()) == 1 and lower != upper}
