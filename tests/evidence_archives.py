"""Zips as they come in: names in GBK, names that lead elsewhere, passwords, bombs. Each maker gives the bytes of a file."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from tools.demo_papers import archive

from tests.evidence_pdf import pdf
from tests.evidence_pictures import picture

BOMB = 500_000_000
"""What the bombs unpack to, bytes."""
DECLARED = 1000
"""What the bomb that lies says of itself."""
PASSWORD = b"1234"


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of today: names in UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(zipfile.ZipInfo(name, (2023, 3, 8, 9, 0, 0)), data)
    return buffer.getvalue()


def slips() -> bytes:
    """Members that would land elsewhere, and one that is as it should be."""
    names = ("../../越界.pdf", "/tmp/绝对路径.pdf", "C:\\Windows\\盘符.pdf", "好文件/../../绕路.pdf", "好文件/正常.pdf")
    return archive([(name.encode("gbk"), pdf(f"slip {number}")) for number, name in enumerate(names)])


def gbk() -> bytes:
    """Names in GBK, in a folder, as old programs write them."""
    names = ("活动/动员大会会场.jpg", "活动/领导讲话.jpg", "活动/会议记录.pdf")
    files = (picture("JPEG", quality=50), picture("JPEG", quality=60), pdf("gbk one", "gbk two"))
    return archive([(name.encode("gbk"), data) for name, data in zip(names, files, strict=True)])


def backslashes() -> bytes:
    """Folders parted as Windows does, and what a Mac puts beside every file."""
    names = (b"a\\", b"a\\photo.jpg", b"__MACOSX/a/._photo.jpg", b"a\\.DS_Store", b"a\\Thumbs.db")
    return archive(
        [(name, picture("JPEG", quality=70) if b"photo" in name and b"MACOSX" not in name else b"") for name in names]
    )


def nested() -> bytes:
    """A zip in a zip, beside a file."""
    return zipped({"里面.zip": zipped({"a.pdf": pdf("nested")}), "外面.pdf": pdf("outer")})


def links() -> bytes:
    """A member that is a link to a file outside."""
    return archive([(b"link.pdf", b"/etc/hostname")], attributes=(stat.S_IFLNK | 0o777) << 16)


def bomb(*, honest: bool) -> bytes:
    """A member of half a gigabyte of zeros, which says so, or says that it is small."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block, crc = bytes(10_000_000), 0
    packed = b""
    for _ in range(BOMB // len(block)):
        packed += packer.compress(block)
        crc = zlib.crc32(block, crc)
    packed += packer.flush()
    return _single(b"bomb.txt", packed, BOMB if honest else DECLARED, crc, flags=0, method=8)


def encrypted() -> bytes:
    """A zip with a password, in the old cipher that every program knows."""
    data = pdf("encrypted")
    crc = zlib.crc32(data)
    plain = bytes(range(11)) + bytes([crc >> 24]) + data
    return _single(b"locked.pdf", _cipher(plain), len(data), crc, flags=1, method=0)


def _single(name: bytes, packed: bytes, size: int, crc: int, *, flags: int, method: int) -> bytes:
    """A zip of one member whose record says what it is told to."""
    head = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 0x5721, crc, len(packed), size, len(name), 0)
    listing = b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    body = b"PK\3\4" + head + name + packed
    return body + listing + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listing), len(body), 0)


def _cipher(plain: bytes) -> bytes:
    """The traditional encryption of zip (APPNOTE 6.1) with the password."""
    table = [_crc_step(value) for value in range(256)]
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = (keys[1] + (keys[0] & 0xFF)) * 134775813 + 1 & 0xFFFFFFFF
        keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 0xFF]

    for byte in PASSWORD:
        update(byte)
    out = bytearray()
    for byte in plain:
        mixed = keys[2] & 0xFFFF | 2
        out.append(byte ^ (mixed * (mixed ^ 1) >> 8 & 0xFF))
        update(byte)
    return bytes(out)


def _crc_step(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
    return value


def damaged() -> bytes:
    """The end of the zip, where its list stands, did not come."""
    data = gbk()
    return data[: len(data) // 2]


def crc_wrong() -> bytes:
    """One member of two is damaged within."""
    data = bytearray(archive([(b"bad.txt", b"damaged text " * 40), (b"good.pdf", pdf("good"))]))
    at = data.index(b"bad.txt") + len(b"bad.txt") + 8
    data[at : at + 4] = b"\0\0\0\0"
    return bytes(data)
