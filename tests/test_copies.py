"""Copies of a package: whole zips whatever the texts, the same bytes each time, every part as it was given."""

from __future__ import annotations

import io
import zipfile
import zlib

from hypothesis import example, given
from hypothesis import strategies as st

from gongwen.ooxml.copies import Copies
from gongwen.ooxml.deflate import FixedPieces, deflated, packed
from gongwen.ooxml.package import Package

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), max_size=12)
FIXED = ["<w:p><w:r><w:t>", "</w:t></w:r></w:p>", "固定的文字" * 40, "x"]
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def inflate(data: bytes) -> bytes:
    return zlib.decompress(data, -zlib.MAX_WBITS)


@given(TEXTS, st.data())
@example(["长" * 30_000, "", "x" * 65_535, "y" * 65_536], None)
def test_joined_texts_are_what_was_joined(texts, data):
    pieces = FixedPieces(FIXED)
    mixed = [*texts, *FIXED, *texts[:3], *FIXED[:2]]
    if data is not None:
        mixed = data.draw(st.permutations(mixed))
    whole = "".join(mixed).encode()
    for _ in range(2):
        part = pieces.join(mixed)
        assert inflate(part.data) == whole
        assert (part.crc, part.size) == (zlib.crc32(whole), len(whole))
    assert inflate(packed(mixed).data) == whole
    assert packed(mixed).crc == zlib.crc32(whole)


def test_many_values_change_nothing():
    """More values than are kept, some of them like fixed pieces."""
    pieces = FixedPieces(FIXED)
    for number in range(5_000):
        texts = [FIXED[0], str(number), FIXED[number % 4]]
        assert inflate(pieces.join(texts).data) == "".join(texts).encode()


@given(
    st.dictionaries(st.sampled_from([f"word/p{n}.bin" for n in range(6)]), st.binary(max_size=300)),
    st.sets(st.integers(0, 5)),
)
def test_every_copy_is_a_whole_package(parts, chosen):
    parts = {**parts, "[Content_Types].xml": TYPES}
    varying = {name for name in parts if name[-5:-4].isdigit() and int(name[-5]) in chosen}
    copies = Copies(parts, varying)
    made = copies.make({name: deflated(parts[name]) for name in varying})
    assert made == copies.make({name: deflated(parts[name]) for name in varying})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert Package.read(made).parts == parts


def test_a_copy_is_stored_like_a_package():
    """What was written by either way opens alike: same members, same order, same attributes."""
    parts = {"word/document.xml": b"<a/>" * 50, "[Content_Types].xml": TYPES, "_rels/.rels": b"<b/>"}
    ways = [
        Package(parts).to_bytes(),
        Copies(parts, {"word/document.xml"}).make({"word/document.xml": deflated(parts["word/document.xml"])}),
    ]
    rows = []
    for data in ways:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows.append(
                [
                    (i.filename, i.date_time, i.external_attr, i.create_system, i.compress_type, i.CRC)
                    for i in archive.infolist()
                ]
            )
    assert rows[0] == rows[1]
