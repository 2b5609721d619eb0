"""Zip archives as people send them: names of any encoding, and entries that must not be trusted.

Nothing is ever unpacked to a name that an archive gives: a member is read into a stream, and no further than allowed.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Self

from gongwen.dossier.naming import passed_over, printable, split_name
from gongwen.ooxml.archive import BROKEN

MAX_MEMBERS = 5_000
MAX_BYTES, MAX_TOTAL = 500 << 20, 2 << 30
MAX_RATIO, RATIO_FROM = 200, 10 << 20
_MAX_DIRECTORY = 8 << 20
"""How many bytes a list of members may have; a longer one is not even read."""
ARCHIVES = frozenset(
    ("zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "tbz", "xz", "txz", "zst", "arj", "cab", "z", "lzh")
)
"""Suffixes of archives; only zip is opened."""
EMPTY = "文件是空的（0 字节）"
UNPACK = "压缩包请用 zip，或解压后再放"
_NESTED = "压缩包里还有压缩包，请解压后再放"
_LOCKED = "压缩包里的文件加了密码，请解压后再放"
_BROKEN = "压缩包已损坏，打不开，请重新打包或解压后再放"
_LONGEST, _SHOWN = 1_000, 60
"""How many characters a name may have with its folders, and how many of a longer one are shown."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_UTF8, _ENCRYPTED = 0x800, 0x1
_IN_ZIP64 = 0xFFFFFFFF
"""Stands for a length that only the longer record of a large archive has."""
_UNICODE_NAME = 0x7075
_OTHERS = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_DRIVE = re.compile(r"^[A-Za-z]:")
_CHUNK = 1 << 20
_MARK = "\0"
"""Stands in the key of a member before its number, where an archive has several of one name."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name with /, the key that opens it, its size in bytes, why it is refused."""

    name: str
    key: str
    size: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What an archive holds, and how much was passed over by what it is. With a `fault` it cannot be used at all."""

    members: tuple[Member, ...] = ()
    ignored: Counter[str] = field(default_factory=Counter)
    fault: str = ""


def members(path: Path) -> Listing:
    """The files of a zip archive in its order; entries that must not be opened have their fault."""
    try:
        if not _is_short(path):
            return Listing(fault=f"压缩包里的文件超过 {MAX_MEMBERS} 个，请解压后再放")
        with zipfile.ZipFile(path) as archive:
            entries = [info for info in archive.infolist() if not _is_folder(info)]
    except BROKEN:
        return Listing(fault=_unopened(path))
    if len(entries) > MAX_MEMBERS:
        return Listing(fault=f"压缩包里的文件超过 {MAX_MEMBERS} 个，请解压后再放")
    ignored: Counter[str] = Counter()
    found = tuple(_listed(entries, ignored))
    return Listing(found, ignored, "" if found else "压缩包里没有文件")


class Archive:
    """A zip archive whose members are read. Context manager; keep it open for several, its list is read only once."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises what `zipfile` raises for a file that is none, or not there any more."""
        self._zip = zipfile.ZipFile(path)
        self._entries = dict(_keyed(info for info in self._zip.infolist() if not _is_folder(info)))

    def __enter__(self) -> Self:
        """It is open already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self._zip.close()

    def extract(self, key: str, target: BinaryIO, limit: int = MAX_BYTES) -> str:
        """Write the content of a member, at most `limit` bytes; gives why it could not be done, else an empty text.

        What was written of a member that turns out bad is no use to anybody.
        """
        if key not in self._entries:
            return "压缩包里已没有这个文件"
        try:
            with self._zip.open(self._entries[key]) as stream:
                left = limit
                while chunk := stream.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        return _too_large(limit)
                    target.write(chunk)
        except BROKEN as error:
            return _LOCKED if isinstance(error, RuntimeError) and "password" in str(error) else _BROKEN
        return ""


def extract(path: Path, key: str, target: BinaryIO, limit: int = MAX_BYTES) -> str:
    """Write the content of one member of an archive, as `Archive.extract` does."""
    try:
        with Archive(path) as archive:
            return archive.extract(key, target, limit)
    except BROKEN:
        return _unopened(path)


def _listed(entries: list[zipfile.ZipInfo], ignored: Counter[str]) -> Iterator[Member]:
    total = 0
    for key, info in _keyed(entries):
        name = _name(info).replace("\\", "/")
        parts = [part for part in name.split("/") if part not in ("", ".")]
        word = next(filter(None, (passed_over(part) for part in parts if part != "..")), "")
        if word:
            ignored[word] += 1
            continue
        fault = _fault(info, name, parts)
        if not fault:
            total += info.file_size
            fault = f"压缩包解压后超过 {MAX_TOTAL >> 30} GB，请解压后再放" if total > MAX_TOTAL else ""
        shown = [printable(part) for part in parts if part != ".."] or ["无名文件"]
        shown = shown if len(name) <= _LONGEST else [shown[-1][:_SHOWN]]
        yield Member("/".join(shown), key, info.file_size, fault)


def _keyed(entries: Iterable[zipfile.ZipInfo]) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Entries by a key of their own: the name as the archive spells it, with a number from the second of a name on."""
    seen: Counter[str] = Counter()
    for info in entries:
        seen[info.filename] += 1
        count = seen[info.filename]
        yield (info.filename if count == 1 else f"{info.filename}{_MARK}{count}"), info


def _too_large(limit: int) -> str:
    return f"文件解压后超过 {limit >> 20} MB，请缩小后再放"


def _fault(info: zipfile.ZipInfo, name: str, parts: list[str]) -> str:
    """Why an entry is refused."""
    kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system else 0
    suffix = split_name(parts[-1])[1] if parts else ""
    size = info.file_size
    leaves = name.startswith("/") or _DRIVE.match(name) or ".." in parts or not parts
    swollen = size > RATIO_FROM and size > MAX_RATIO * max(1, info.compress_size)
    faults = (
        (leaves, "压缩包里的文件名指向压缩包以外的地方，没有采用"),
        (len(name) > _LONGEST, "文件名太长，请改短后再放"),
        (kind == stat.S_IFLNK, "压缩包里的链接不采用，请放入文件本身"),
        (kind not in (0, stat.S_IFREG), "压缩包里的这一项不是普通文件"),
        (info.flag_bits & _ENCRYPTED, _LOCKED),
        (suffix[1:].lower() in ARCHIVES, _NESTED),
        (size > MAX_BYTES, _too_large(MAX_BYTES)),
        (swollen, "文件的压缩比异常，可能是有害文件，没有打开"),
        (info.compress_type not in _METHODS, "压缩方式不常见，打不开，请解压后再放"),
        (not size, EMPTY),
    )
    return next((fault for is_so, fault in faults if is_so), "")


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith(("/", "\\")) or stat.S_ISDIR(info.external_attr >> 16)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: UTF-8 where the archive says so or it can be nothing else, else GB 18030."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    told = _told_name(info.extra, raw)
    for encoding in () if told or raw.isascii() else ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return told or info.filename


def _told_name(extra: bytes, raw: bytes) -> str:
    """The name that some programs put beside one in their own code page (field 7075), if it is that name's."""
    while len(extra) >= 4:  # noqa: PLR2004 - id and length of a field
        kind, length = struct.unpack("<HH", extra[:4])
        data, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_NAME and data[:1] == b"\x01" and data[1:5] == struct.pack("<I", zlib.crc32(raw)):
            return data[5:].decode("utf-8", "replace")
    return ""


def _is_short(path: Path) -> bool:
    """Whether the list of members is one that can be read: its length stands at the end of the archive."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 66_000))
        tail = stream.read()
        place = tail.rfind(b"PK\x05\x06")
        if place < 0 or len(tail) < place + 22:
            return True  # the library says what it is
        (length,) = struct.unpack("<I", tail[place + 12 : place + 16])
        if length == _IN_ZIP64 and tail[place - 20 : place - 16] == b"PK\x06\x07":
            (start,) = struct.unpack("<Q", tail[place - 12 : place - 4])
            stream.seek(min(start, size) + 40)
            (length,) = struct.unpack("<Q", stream.read(8).ljust(8, b"\0"))
    return bool(length <= _MAX_DIRECTORY)


def _unopened(path: Path) -> str:
    """Why a file cannot be read as a zip."""
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError:
        return "文件打不开，请检查是否有权限读取"
    if not start:
        return EMPTY
    return UNPACK if start.startswith(_OTHERS) else _BROKEN
