"""Whether a PDF is whole, and whether it is one that this program wrote and nobody has changed since."""

from __future__ import annotations

import hashlib
import re
from mmap import ACCESS_READ, mmap
from pathlib import Path

from gongwen.pdf.objects.metadata import PRODUCER

_HEADER = b"%PDF-1."
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TABLE = re.compile(rb"xref\n0 (\d+)\n0000000000 65535 f \n")
_ROW = 20
"""Bytes of a row of a cross-reference table (ISO 32000-1, 7.5.4)."""
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_COUNT = re.compile(rb"/Count (\d+)")
_LEAF = b"<</Type/Page/"
_OWN_END = re.compile(rb"trailer\n<<[^<>]*/ID\[<([0-9a-f]{32})><\1>\]>>\nstartxref\n\d+\n%%EOF\n\Z")
_TRAILER = b"trailer\n"
_MADE = f"<pdf:Producer>{PRODUCER}</pdf:Producer>".encode()
_SIGNED = re.compile(rb"%" + PRODUCER.encode() + rb" ([0-9a-f]{64})\n\Z")
_SIGNATURE = len(PRODUCER) + 67
_LONGEST_END = 1024


def verify_pdf(path: Path) -> None:
    """Re-open a PDF of ours. Raises OSError where it is not whole."""
    if path.stat().st_size:  # an empty file cannot be mapped
        with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
            if count_pages(data):
                return
    raise OSError(None, "生成的 PDF 不完整")


def count_pages(data: bytes | mmap) -> int:
    """The pages of a PDF of ours, every object found where its table says; 0 where it is not whole."""
    end = _END.search(data, max(0, len(data) - _LONGEST_END))
    table = _TABLE.match(data, int(end[1])) if end and _at(data, 0, _HEADER) else None
    if table is None:
        return 0
    places = []
    for number in range(1, int(table[1])):
        at = table.end() + (number - 1) * _ROW
        head = b"%d 0 obj\n" % number
        row = data[at : at + 10]
        if not row.isdigit() or not _at(data, int(row), head):
            return 0
        places.append(int(row) + len(head))
    trailer = data[table.end() + len(places) * _ROW :]
    root = _ROOT.search(trailer) if trailer.startswith(_TRAILER) else None
    pages = _PAGES.search(_object(data, places, root)) if root else None
    count = _COUNT.search(_object(data, places, pages)) if pages else None
    leaves = sum(_at(data, place, _LEAF) for place in places)
    return leaves if count and int(count[1]) == leaves else 0


def _at(data: bytes | mmap, place: int, wanted: bytes) -> bool:
    return data[place : place + len(wanted)] == wanted


def _object(data: bytes | mmap, places: list[int], reference: re.Match[bytes]) -> bytes:
    number = int(reference[1])
    if not 0 < number <= len(places):
        return b""
    start = places[number - 1]
    return data[start : data.find(b"endobj", start)]


def is_ours(data: bytes) -> bool:
    """Whether this program wrote the file and it is as it was then: its identifier is a hash of all before it."""
    signed = _SIGNED.search(data, max(0, len(data) - _SIGNATURE))
    if signed is not None:
        return hashlib.sha256(data[: signed.start()]).hexdigest().encode() == signed[1]
    end = _OWN_END.search(data, max(0, len(data) - _LONGEST_END)) if _MADE in data else None
    return end is not None and hashlib.sha256(data[: end.start()]).hexdigest()[:32].encode() == end[1]


def signed(data: bytes) -> bytes:
    """A PDF that another program made for us, with a last line by which `is_ours` knows it again.

    Readers look for the end of a PDF in its last 1,024 bytes, so a comment may follow it.
    """
    data = data if data.endswith(b"\n") else data + b"\n"
    return data + f"%{PRODUCER} {hashlib.sha256(data).hexdigest()}\n".encode()


def looks_whole(data: bytes) -> bool:
    """Whether a PDF of another program has its beginning and its end."""
    tail = data[-_LONGEST_END:]
    return data.startswith(b"%PDF-") and b"startxref" in tail and b"%%EOF" in tail
