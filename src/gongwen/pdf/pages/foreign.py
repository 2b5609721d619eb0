"""Pages of somebody else's PDF as forms (ISO 32000-1, 8.10): what a page draws, upright on A4, free of its file.

qpdf reads the file, also a damaged or encrypted one. Objects are copied as they are; only the page itself is ours, so
its rotation, its boxes and the state that its contents leave behind cannot disturb what is drawn over it.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from gongwen.pdf.pages.chunk import ChunkWriter, Leaf
from gongwen.pdf.pages.geometry import A4, Box, stand

if TYPE_CHECKING:
    from pikepdf import Pdf

_TOKENS = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|/Length (?:\d+ \d+ R|\d+)(?= )|(?<![0-9.])(\d+) (\d+) R(?![A-Za-z])", re.DOTALL
)
"""Strings, the length of a stream, references. qpdf writes dictionaries with one blank between tokens."""
_TREE = re.compile(rb"/Type /(?:Pages?|Catalog)(?= )")
_FILTERS = re.compile(rb"/Filter (\[[^\]]*\]|/[^ ]+)")
_DECODED = frozenset((b"FlateDecode", b"Fl", b"LZWDecode", b"LZW", b"ASCII85Decode", b"A85", b"ASCIIHexDecode", b"AHx",
                      b"RunLengthDecode", b"RL"))  # fmt: skip
_FLATE = frozenset((b"FlateDecode", b"Fl"))
_NOT_PRINTED = frozenset(("/Text", "/Popup", "/Link", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia"))
"""Annotations that are no part of the page on paper; stamps, seals and filled fields are."""
_STATES = re.compile(rb"\((?:[^()\\]|\\.)*\)|\bBI\s.*?\sEI\b|(?<![^\s\]>)])([qQ])(?![^\s\[<(/])", re.DOTALL)
"""Strings and inline images, to be passed over; operators that save and restore the state."""
_LOOKED_AT = 2_000_000
"""Bytes of contents beyond which nobody looks whether states are restored."""
_REPAIRED_IN_MEMORY = 200_000_000
_DEEPEST = 60
_STEP = 1 << 16
"""Bytes that are unpacked at once: at most 64 MB come of them."""
REPAIRED = "文件有损坏，已修复后装订"
HOLES = "有的内容已损坏，印不全"


class UnusableError(Exception):
    """A file of which no pages can be made; the text says why and what to do, in Chinese."""


def take_pages(source: Path | BinaryIO, chunk: ChunkWriter, *, blanks: bool = True) -> None:
    """Write the pages of a PDF into a chunk, a leaf for each; without `blanks` not those that draw nothing.

    Raises UnusableError.
    """
    import pikepdf  # noqa: PLC0415 - only a worker that meets a PDF needs it

    try:
        pdf, damaged = _opened(source)
    except pikepdf.PasswordError:
        raise UnusableError("文件设了打开密码，无法装订。请用密码打开后另存为没有密码的 PDF，再放进来") from None
    except (pikepdf.PdfError, OSError, ValueError, RuntimeError):
        raise UnusableError("文件已损坏，打不开。请重新扫描或重新导出 PDF") from None
    with pdf:
        try:
            _Taker(pdf, chunk).run(blanks=blanks)
        except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError) as error:
            raise UnusableError("文件已损坏，读不出页面。请重新扫描或重新导出 PDF") from error
        if damaged or _is_damaged(pdf):
            if all(_is_blank(page.obj) for page in pdf.pages):
                raise UnusableError("文件已损坏，内容没有恢复出来。请重新扫描或重新导出 PDF")
            chunk.notes.append(REPAIRED)


def _opened(source: Path | BinaryIO) -> tuple[Pdf, bool]:
    """A PDF opened by qpdf, and whether it had to be repaired: then with an end put to it, lest an object is lost."""
    import pikepdf  # noqa: PLC0415 - as above

    if isinstance(source, Path):
        try:
            str(source).encode()
        except UnicodeEncodeError:  # a name in another coding, which qpdf cannot be given
            source = io.BytesIO(source.read_bytes())
    pdf = pikepdf.open(source, suppress_warnings=True)
    damaged = _is_damaged(pdf)
    if damaged and isinstance(source, Path) and source.stat().st_size <= _REPAIRED_IN_MEMORY:
        pdf.close()
        pdf = pikepdf.open(io.BytesIO(source.read_bytes() + b"\n%%EOF\n"), suppress_warnings=True)
    return pdf, damaged


def _is_damaged(pdf: Pdf) -> bool:
    """Whether qpdf has had to repair something since it was last asked."""
    return any("damaged" in told or "reconstruct" in told for told in map(str, pdf.get_warnings()))


class _Taker:
    """Copies what pages draw, each object once."""

    def __init__(self, pdf: Pdf, chunk: ChunkWriter) -> None:
        self._pdf, self._chunk = pdf, chunk
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: deque[tuple[int, int]] = deque()
        self._resources: dict[bytes, int] = {}
        self._page_resources = b""
        self._layers = _layers(pdf)
        self._holes = False

    def run(self, *, blanks: bool) -> None:
        pages = list(self._pdf.pages)
        if not pages:
            raise UnusableError("文件里一页也没有。请核对后重新放入")
        if any("/Annots" in page.obj for page in pages):
            self._flatten(page.obj for page in pages)
        kept = pages if blanks else [page for page in pages if not _is_blank(page.obj)]
        for page in kept or pages[:1]:
            self._chunk.leaves.append(self._leaf(page.obj))
            self._copy()
        if self._holes:
            self._chunk.notes.append(HOLES)

    def _flatten(self, pages: Iterable[Any]) -> None:
        """Draw what annotations look like on paper into the contents of their pages: seals, stamps, filled fields."""
        import pikepdf  # noqa: PLC0415 - as above

        for page in pages:
            found = page.get("/Annots")
            if isinstance(found, pikepdf.Array):
                page.Annots = pikepdf.Array([
                    note for note in found
                    if isinstance(note, pikepdf.Dictionary) and str(note.get("/Subtype", "")) not in _NOT_PRINTED
                ])  # fmt: skip
            elif found is not None:
                del page["/Annots"]
        with suppress(pikepdf.PdfError, RuntimeError):
            self._pdf.generate_appearance_streams()
        try:
            self._pdf.flatten_annotations("all")
        except (pikepdf.PdfError, RuntimeError):
            self._holes = True

    # ------------------------------------------------------------ a page
    def _leaf(self, page: Any) -> Leaf:
        box, rotation, unit = _facts(page)
        standing = stand(box, rotation, unit)
        self._page_resources = b"%d 0 R" % self._resources_of(_inherited(page, "/Resources"))
        group = page.get("/Group")
        entries = b"/Type/XObject/Subtype/Form/BBox[%b]/Matrix%b/Resources %b%b" % (
            b" ".join(b"%.3f" % part for part in box),
            standing.text().encode(),
            self._page_resources,
            b"" if group is None else b"/Group " + self._renumbered(group.unparse()),
        )
        filters, data = self._contents(page.get("/Contents"))
        number = self._chunk.reserve()
        self._chunk.write(number, b"<<%b%b/Length %d>>" % (entries, filters, len(data)), data)
        return Leaf(number, round(standing.width, 3), round(standing.height, 3))

    def _resources_of(self, found: Any) -> int:
        """The object of a page's resources; equal ones are one."""
        text = b"<<>>" if found is None else found.unparse(resolved=True)
        if text not in self._resources:
            self._resources[text] = self._chunk.reserve()
            self._chunk.write(self._resources[text], self._renumbered(text))
        return self._resources[text]

    def _contents(self, found: Any) -> tuple[bytes, bytes]:
        """What a page draws, as one stream: the filters and the data."""
        import pikepdf  # noqa: PLC0415 - as above

        if isinstance(found, pikepdf.Stream):
            text = found.stream_dict.unparse()
            filters, parms = _FILTERS.search(text), found.stream_dict.get("/DecodeParms")
            data = self._sound(found, text)
            kept = b"" if filters is None else b"/Filter " + filters[1]
            plain = data if filters is None else self._decoded(found) if len(data) <= _LOOKED_AT else b""
            if left := _left_open(plain):
                return b"/Filter/FlateDecode", zlib.compress(plain + left * b"\nQ")
            return kept + (b"" if parms is None else b"/DecodeParms " + self._renumbered(parms.unparse())), data
        several = found if isinstance(found, pikepdf.Array) else ()
        pieces = [self._decoded(piece) for piece in several if isinstance(piece, pikepdf.Stream)]
        plain = b"\n".join(pieces)
        return b"/Filter/FlateDecode", zlib.compress(plain + _left_open(plain) * b"\nQ")

    def _decoded(self, stream: Any) -> bytes:
        try:
            return bytes(stream.read_bytes())
        except Exception:  # noqa: BLE001 - whatever is wrong with it, the page goes on without
            self._holes = True
            return b"".join(_inflated(stream.read_raw_bytes())[0])

    # ------------------------------------------------------------ objects
    def _copy(self) -> None:
        """Copy the objects that are referred to and not there yet."""
        import pikepdf  # noqa: PLC0415 - as above

        while self._waiting:
            key = self._waiting.popleft()
            found = self._pdf.get_object(key)
            if isinstance(found, pikepdf.Stream):
                self._copy_stream(self._numbers[key], found)
                continue
            text = found.unparse(resolved=True)
            text = b"null" if _TREE.search(text) else self._renumbered(text)
            self._chunk.write(self._numbers[key], text)
            if key in self._layers:
                self._chunk.layers.append(self._numbers[key])
                if self._layers[key]:
                    self._chunk.hidden.append(self._numbers[key])

    def _copy_stream(self, number: int, stream: Any) -> None:
        text = stream.stream_dict.unparse()
        data = self._sound(stream, text)
        if b"/Subtype /Form " in text and b"/Resources " not in text:
            text = b"<< /Resources %b %b" % (b"\1", text[2:])
        text = self._renumbered(text, len(data)).replace(b"\1", self._page_resources)
        self._chunk.write(number, text, data)

    def _sound(self, stream: Any, text: bytes) -> bytes:
        """The bytes of a stream as they stand in the file, packed anew where they cannot be unpacked."""
        data = bytes(stream.read_raw_bytes())
        found = _FILTERS.search(text)
        filters = [] if found is None else re.findall(rb"/([^ \]]+)", found[1])
        if not filters or not _DECODED.issuperset(filters):
            return data
        if filters[0] in _FLATE:
            if _inflated(data, keep=False)[1]:
                return data
            self._holes = True
            return zlib.compress(b"".join(_inflated(data)[0]))
        try:
            stream.read_bytes()
        except Exception:  # noqa: BLE001 - as above
            self._holes = True
            return b""
        return data

    def _renumbered(self, text: bytes, length: int = 0) -> bytes:
        """A text with the numbers of the chunk, and with the length of its stream."""

        def change(token: re.Match[bytes]) -> bytes:
            if token[1]:
                return b"%d 0 R" % self._number((int(token[1]), int(token[2])))
            return b"/Length %d" % length if token[0].startswith(b"/L") else token[0]

        return _TOKENS.sub(change, text)

    def _number(self, key: tuple[int, int]) -> int:
        if key not in self._numbers:
            self._numbers[key] = self._chunk.reserve()
            self._waiting.append(key)
        return self._numbers[key]


def _inflated(data: bytes, *, keep: bool = True) -> tuple[list[bytes], bool]:
    """What can be unpacked of data, piece by piece, and whether that is all of it."""
    packer = zlib.decompressobj()
    pieces: list[bytes] = []
    view = memoryview(data)
    try:
        for start in range(0, len(data), _STEP):
            piece = packer.decompress(view[start : start + _STEP])
            if keep:
                pieces.append(piece)
            if packer.eof:
                break
    except zlib.error:
        return pieces, False
    return pieces, packer.eof


def _left_open(contents: bytes) -> int:
    """How many states contents save and do not restore; not all readers end them with the form."""
    count = 0
    for found in _STATES.finditer(contents):
        count += 1 if found[1] == b"q" else -1 if found[1] else 0
    return max(0, count)


def _is_blank(page: Any) -> bool:
    """Whether a page draws nothing: the back of a sheet that was left so."""
    found = page.get("/Contents")
    if found is None or not hasattr(found, "read_raw_bytes"):
        return found is None
    try:
        return not found.read_bytes().strip()
    except Exception:  # noqa: BLE001 - what cannot be unpacked is not blank
        return False


# ---------------------------------------------------------------- facts
def _chain(page: Any) -> Iterator[Any]:
    """A page and the nodes of the tree above it."""
    node = page
    for _ in range(_DEEPEST):
        yield node
        node = node.get("/Parent")
        if node is None or not hasattr(node, "get"):
            return


def _inherited(page: Any, key: str) -> Any:
    return next((found for node in _chain(page) if (found := node.get(key)) is not None), None)


def _facts(page: Any) -> tuple[Box, int, float]:
    """The visible box of a page in its own units, the rotation for reading, the unit; sound values for bad ones."""
    media = _box(_inherited(page, "/MediaBox")) or (0.0, 0.0, *A4)
    crop = _box(_inherited(page, "/CropBox"))
    if crop is not None:
        shared = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
        media = shared if shared[2] - shared[0] > 1 and shared[3] - shared[1] > 1 else media
    return media, round(_number(_inherited(page, "/Rotate"), 0) / 90) * 90 % 360, _number(page.get("/UserUnit"), 1) or 1


def _number(value: Any, usual: float) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return usual


def _box(found: Any) -> Box | None:
    try:
        x0, y0, x1, y1 = (float(part) for part in found)
    except (TypeError, ValueError):
        return None
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else None


def _layers(pdf: Pdf) -> dict[tuple[int, int], bool]:
    """The layers of a file, and whether each is hidden by default (ISO 32000-1, 8.11.4)."""
    properties = pdf.Root.get("/OCProperties")
    if properties is None:
        return {}
    with suppress(Exception):
        usual: Any = properties.get("/D") or {}
        off = {each.objgen for each in usual.get("/OFF", ())}
        on = {each.objgen for each in usual.get("/ON", ())}
        base = str(usual.get("/BaseState", "/ON")) == "/OFF"
        keys = [each.objgen for each in properties.get("/OCGs", ())]
        return {key: key not in on if base else key in off for key in keys}
    return {}
