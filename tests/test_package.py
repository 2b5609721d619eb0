"""Packages from strangers: each hostile or mistaken file is refused by name, in Chinese and at once."""

import io
import random
import re
import struct
import time
import zipfile
from pathlib import Path

import pytest

from gongwen.ooxml import package
from gongwen.ooxml.package import Package
from gongwen.problems import ExitCode, UserError

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/rels"/><Default Extension="XML" ContentType="application/xml"/>'
    "<Override ContentType='a&amp;b' PartName='/word/document.xml'/></Types>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BODY = "<document>正文</document>"
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


def zipped(*members, types=True, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        if types:
            archive.writestr("[Content_Types].xml", TYPES)
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def doubled():
    with pytest.warns(UserWarning, match="Duplicate name"):
        return zipped(("word/document.xml", "a"), ("word/document.xml", "b"))


def lying(real, declared):
    """A member whose central and local headers say a smaller size than its stream has."""
    data = bytearray(zipped(("word/document.xml", bytes(real))))
    packed = struct.pack("<I", real)
    assert data.count(packed) == 2
    return bytes(data.replace(packed, struct.pack("<I", declared)))


def encrypted_member():
    data = bytearray(zipped(("word/document.xml", BODY)))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for match in re.finditer(re.escape(signature), bytes(data)):
            data[match.start() + offset] |= 1
    return bytes(data)


def refusal(source):
    start = time.perf_counter()
    with pytest.raises(UserError) as caught:
        Package.read(source)
    assert time.perf_counter() - start < 2
    assert caught.value.exit_code is ExitCode.UNUSABLE
    (problem,) = caught.value.problems
    for text in (problem.what, problem.remedy):
        assert re.search("[\u4e00-\u9fff]{3}", text)
    return problem


HOSTILE = {
    "doctype": (lambda: zipped(("word/document.xml", DOCTYPE)), "package.doctype"),
    "doctype lower case": (lambda: zipped(("word/document.xml", DOCTYPE.lower())), "package.doctype"),
    "doctype utf-16": (lambda: zipped(("word/document.xml", DOCTYPE.encode("utf-16"))), "package.doctype"),
    "doctype utf-16 be": (lambda: zipped(("word/a.rels", DOCTYPE.encode("utf-16-be"))), "package.doctype"),
    "bomb declared": (lambda: zipped(("word/document.xml", bytes(30_000_000))), "package.bomb"),
    "bomb of many": (lambda: zipped(*((f"{n}.xml", "") for n in range(package.MAX_MEMBERS))), "package.bomb"),
    "parent": (lambda: zipped(("../../evil.xml", BODY)), "package.unsafe"),
    "parent within": (lambda: zipped(("word/../../evil.xml", BODY)), "package.unsafe"),
    "absolute": (lambda: zipped(("/etc/evil.xml", BODY)), "package.unsafe"),
    "drive": (lambda: zipped(("C:/evil.xml", BODY)), "package.unsafe"),
    "backslash": (lambda: zipped(("..\\evil.xml", BODY)), "package.unsafe"),
    "doubled": (doubled, "package.doubled"),
    "doubled in another case": (lambda: zipped(("word/A.xml", "a"), ("word/a.xml", "b")), "package.doubled"),
    "encrypted ole": (lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(64), "package.encrypted"),
    "encrypted member": (encrypted_member, "package.encrypted"),
    "old doc": (lambda: OLE + "WordDocument".encode("utf-16-le") + bytes(64), "package.ole"),
    "csv": (lambda: "姓名,部门\n张三,办公室\n".encode("gbk"), "package.kind"),
    "html": (lambda: b"\n <html><table></table></html>", "package.html"),
    "html with mark": (lambda: b"\xef\xbb\xbf<html></html>", "package.html"),
    "plain zip": (lambda: zipped(("照片.jpg", b"x"), types=False), "package.kind"),
    "empty zip": (lambda: zipped(types=False), "package.kind"),
    "bzip2": (lambda: zipped(("a.xml", BODY), method=zipfile.ZIP_BZIP2), "package.broken"),
    "lzma": (lambda: zipped(("a.xml", BODY), method=zipfile.ZIP_LZMA), "package.broken"),
    "empty": (lambda: b"", "package.empty"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_file_is_refused(tmp_path, kind):
    make, code = HOSTILE[kind]
    path = tmp_path / "来文.docx"
    path.write_bytes(make())
    problem = refusal(path)
    assert problem.code == code
    assert problem.place.file == "来文.docx"


def test_doctype_names_its_part():
    assert refusal(zipped(("word/document.xml", DOCTYPE))).place.part == "word/document.xml"


@pytest.mark.parametrize("declared", [10, 9_000_000])
def test_bomb_with_a_lying_size_is_never_unpacked(declared):
    assert refusal(lying(60_000_000, declared)).code in {"package.bomb", "package.broken"}


def test_total_is_counted_while_reading(monkeypatch):
    monkeypatch.setattr(package, "_check_members", lambda *_: None)
    monkeypatch.setattr(package, "MAX_BYTES", 3_000_000)
    parts = [(f"{number}.bin", bytes(1_000_000)) for number in range(4)]
    assert refusal(zipped(*parts)).code == "package.bomb"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.95])
def test_truncated_package_is_broken(tmp_path, kept):
    data = Package({"[Content_Types].xml": TYPES.encode(), "word/document.xml": bytes(range(256)) * 40}).to_bytes()
    path = tmp_path / "a.docx"
    path.write_bytes(data[: int(len(data) * kept)])
    assert refusal(path).code == "package.broken"


def test_damaged_member_is_broken():
    data = bytearray(zipped(("word/document.xml", BODY * 50)))
    at = data.index(b"word/document.xml") + len("word/document.xml")
    data[at : at + 12] = bytes(12)
    assert refusal(bytes(data)).code == "package.broken"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_any_damage_is_read_or_refused(method):
    """Random bytes changed anywhere: parts or a UserError, never another exception."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", BODY * 20)
    chance = random.Random(9704)
    refused = 0
    for _ in range(400):
        data = bytearray(buffer.getvalue())
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert Package.read(bytes(data)).parts
        except UserError:
            refused += 1
    assert refused > 100


def test_folder_and_missing_file(tmp_path):
    assert refusal(tmp_path).code == "package.folder"
    assert refusal(tmp_path / "没有.docx").code == "package.missing"
    (tmp_path / "a").write_bytes(b"x")
    assert refusal(tmp_path / "a" / "b.docx").code in {"package.missing", "package.unreadable"}


def test_file_over_the_limit_is_not_read(tmp_path):
    path = tmp_path / "大.docx"
    with path.open("wb") as stream:
        stream.truncate(package.MAX_BYTES + 1)
    assert refusal(path).code == "package.size"


PARTS = {
    "word/z.xml": b"<z/>",
    "[Content_Types].xml": TYPES.encode(),
    "word/document.xml": BODY.encode(),
    "_rels/.rels": b"<r/>",
    "docProps/文.bin": bytes(range(256)),
}


def test_round_trip_keeps_parts_and_order(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(Package(PARTS).to_bytes())
    again = Package.read(path)
    assert again.parts == PARTS
    assert list(again.parts) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/z.xml",
        "word/document.xml",
        "docProps/文.bin",
    ]
    assert list(Package.read(again.to_bytes()).parts) == list(again.parts)


def test_bytes_depend_on_the_parts_alone(monkeypatch):
    data = Package(PARTS).to_bytes()
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert Package(PARTS, name="别名").to_bytes() == data
    finally:
        monkeypatch.undo()
        time.tzset()
    assert Package.read(data).to_bytes() == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {member.create_system for member in archive.infolist()} == {3}


def test_content_type_by_override_then_extension():
    held = Package(PARTS)
    assert held.content_type("word/document.xml") == "a&b"
    assert held.content_type("word/z.xml") == "application/xml"
    assert held.content_type("_rels/.rels") == "application/rels"
    assert held.content_type("word/media/a.png") is None
    assert Package({}).content_type("word/z.xml") is None


def test_name_of_bytes_is_used_in_messages():
    with pytest.raises(UserError) as caught:
        Package.read(b"", name="封面.docx")
    assert caught.value.problems[0].place == package.Place("封面.docx")


def test_folder_entries_are_left_out():
    assert "word/" not in Package.read(zipped(("word/", b""), ("word/a.xml", b"<a/>"))).parts


def test_path_and_bytes_read_alike(tmp_path):
    path: Path = tmp_path / "a.docx"
    path.write_bytes(zipped(("word/a.xml", b"<a/>")))
    assert Package.read(path).parts == Package.read(path.read_bytes()).parts
