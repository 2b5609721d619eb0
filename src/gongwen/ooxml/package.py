"""A docx or xlsx as what it is: named parts in a zip. Read with suspicion, written the same way on every machine.

Limits (a file from a stranger may be a bomb): 5,000 members, 200 MB unpacked, 200:1 for a member over 10 MB; names that
leave the package, doubled names and any DOCTYPE are refused before a parser sees them.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NoReturn
from xml.sax.saxutils import unescape

from gongwen.ooxml.archive import BROKEN
from gongwen.ooxml.deflate import Deflated, deflated
from gongwen.ooxml.members import assembled
from gongwen.problems import Place, Problem, UserError

MAX_MEMBERS = 5_000
MAX_BYTES = 200_000_000
MAX_RATIO, RATIO_FROM = 200, 10_000_000
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEAD, _LOCAL_NAME = 30, 26
"""Where a member's record holds the lengths of name and extra field, and how long it is without them."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that the format allows; the others unpack unbounded
_TYPES, _RELS = "[Content_Types].xml", "_rels/.rels"
_DOCTYPE = re.compile(
    rb"<!DOCTYPE|<\x00!\x00D\x00O\x00C\x00T\x00Y\x00P\x00E|\x00<\x00!\x00D\x00O\x00C\x00T\x00Y\x00P\x00E", re.IGNORECASE
)


class Package:
    """The parts of an office file by name, in the order they were stored."""

    def __init__(
        self, parts: Mapping[str, bytes], *, name: str = "", stored: Mapping[str, tuple[bytes, Deflated]] | None = None
    ) -> None:
        """Hold parts; `name` is the file's name for messages.

        `stored` are parts as they were deflated in the file they came from: while a part is that very one, its
        deflated bytes are copied.
        """
        self.parts: dict[str, bytes] = dict(parts)
        self.name = name
        self._stored = dict(stored or {})

    @classmethod
    def read(cls, source: Path | bytes, *, name: str | None = None) -> Package:
        """Read a package. Raises UserError (exit 3) that says what is wrong with the file and what to do."""
        if isinstance(source, Path):
            label = name or source.name
            data = _file_bytes(source, label)
        else:
            label, data = name or "文件", source
        _check_kind(data, label)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = archive.infolist()
                _check_members(members, label)
                parts = _read_members(archive, members, label)
                return cls(parts, name=label, stored=_as_stored(data, members, parts))
        except BROKEN:
            _refuse(
                "package.broken",
                label,
                "文件已损坏或没有下载完整",
                "请重新取得这个文件，用 WPS 或 Office 能打开后再试。",
            )

    def content_type(self, part: str) -> str | None:
        """The content type of a part, by its Override, else by its extension."""
        types = self.parts.get(_TYPES, b"").decode("utf-8", "replace")
        for tag in re.findall(r"<(?:\w+:)?Override\b[^>]*>", types):
            if _attribute(tag, "PartName") == f"/{part}":
                return _attribute(tag, "ContentType")
        extension = part.rpartition(".")[2].lower()
        for tag in re.findall(r"<(?:\w+:)?Default\b[^>]*>", types):
            if (_attribute(tag, "Extension") or "").lower() == extension:
                return _attribute(tag, "ContentType")
        return None

    def with_parts(self, parts: Mapping[str, bytes]) -> Package:
        """A package of other parts; those that are the same as here are still copied as they were deflated."""
        return Package(parts, name=self.name, stored=self._stored)

    def to_bytes(self, made: Mapping[str, Deflated] | None = None) -> bytes:
        """The package as a zip: fixed times, order and level, so that equal inputs give equal bytes.

        `made` are parts that were deflated already, in place of those of the same name.
        """
        return assembled((part, (made or {}).get(part) or self._deflated(part)) for part in in_order(self.parts))

    def _deflated(self, part: str) -> Deflated:
        data = self.parts[part]
        held, stored = self._stored.get(part, (None, None))
        return stored if held is data and stored is not None else deflated(data)


def in_order(parts: Iterable[str]) -> list[str]:
    """Part names as they are stored: content types and root relationships first, the others in their order."""
    names = list(parts)
    first = [name for name in (_TYPES, _RELS) if name in names]
    return [*first, *(name for name in names if name not in first)]


def _attribute(tag: str, name: str) -> str | None:
    match = re.search(rf"""\b{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return unescape(match.group(1) or match.group(2) or "") if match else None


def _refuse(code: str, name: str, what: str, remedy: str, part: str | None = None) -> NoReturn:
    raise UserError(Problem(code, what, remedy, Place(name, part=part)))


def _file_bytes(path: Path, name: str) -> bytes:
    if path.is_dir():
        _refuse("package.folder", name, "这是文件夹，不是文件", "请指定一个 .docx 或 .xlsx 文件。")
    try:
        if path.stat().st_size > MAX_BYTES:
            _refuse("package.size", name, "文件过大（超过 200 MB）", "请检查是否选错文件，或压缩其中的图片。")
        return path.read_bytes()
    except FileNotFoundError:
        _refuse("package.missing", name, "找不到文件", "请检查文件名和所在文件夹。")
    except OSError as error:
        _refuse(
            "package.unreadable",
            name,
            f"文件读不出来（系统错误 {error.errno}）",
            "请先在 Word、WPS 或 Excel 中关闭它，并确认有读取权限。",
        )


def _check_kind(data: bytes, name: str) -> None:
    """Say what a file that is not a zip most likely is."""
    if not data:
        _refuse("package.empty", name, "文件是空的（0 字节）", "请重新取得这个文件。")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            _refuse("package.encrypted", name, "文件设有打开密码", "请在 WPS 或 Office 中打开，取消密码后另存。")
        _refuse("package.ole", name, "这是旧格式文件（.doc/.xls）", "请用 WPS 或 Office 打开，另存为 .docx 或 .xlsx。")
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<":
            _refuse(
                "package.html",
                name,
                "内容是网页或 XML，不是 Office 文件",
                "请用 WPS 或 Office 打开，另存为 .docx 或 .xlsx。",
            )
        _refuse(
            "package.kind",
            name,
            "内容不是 .docx 或 .xlsx（可能只是改了扩展名）",
            "请用 WPS 或 Office 打开，另存为 .docx 或 .xlsx。",
        )


def _check_members(members: list[zipfile.ZipInfo], name: str) -> None:
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_BYTES:
        _bomb(name)
    seen: set[str] = set()
    for member in members:
        part = member.filename
        if part.startswith(("/", "\\")) or "\\" in part or ":" in part or ".." in part.split("/"):
            _refuse(
                "package.unsafe",
                name,
                f"文件内含不安全的路径：{part[:60]}",
                "请不要使用来历不明的文件；可用 WPS 重新另存。",
            )
        if member.compress_type not in _METHODS:
            raise zipfile.BadZipFile(part)
        if part.lower() in seen:
            _refuse(
                "package.doubled", name, f"文件内有重名部件：{part[:60]}", "请用 WPS 或 Office 打开后另存为新文件。"
            )
        seen.add(part.lower())
        if member.flag_bits & 1:
            _refuse("package.encrypted", name, "文件设有打开密码", "请取消密码后再试。")
        if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(1, member.compress_size):
            _bomb(name)
    if _TYPES.lower() not in seen:
        _refuse(
            "package.kind", name, "这是普通压缩包，不是 .docx 或 .xlsx", "请选择 Word 或 Excel 文件；压缩包请先解压。"
        )


def _bomb(name: str) -> NoReturn:
    _refuse("package.bomb", name, "文件解压后异常巨大，已停止读取", "请不要使用来历不明的文件；可用 WPS 重新另存。")


def _read_members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str) -> dict[str, bytes]:
    """Every member through a counting read: a declared size may lie."""
    parts: dict[str, bytes] = {}
    total = 0
    for member in members:
        if member.is_dir():
            continue
        chunks: list[bytes] = []
        size = 0
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                total += len(chunk)
                too_dense = size > RATIO_FROM and size > MAX_RATIO * max(1, member.compress_size)
                if total > MAX_BYTES or too_dense:
                    _bomb(name)
                chunks.append(chunk)
        data = b"".join(chunks)
        if member.filename.lower().endswith((".xml", ".rels", ".vml")) and _has_doctype(data):
            _refuse(
                "package.doctype",
                name,
                "文件内含 DOCTYPE 声明，可能有害，已拒绝读取",
                "请用 WPS 或 Office 打开后另存为新文件。",
                member.filename,
            )
        parts[member.filename] = data
    return parts


def _has_doctype(data: bytes) -> bool:
    """Whether an XML part declares a document type, in UTF-8 or UTF-16; few parts hold its first two characters."""
    return any(mark in data for mark in (b"<!", b"<\0!", b"\0<\0!")) and _DOCTYPE.search(data) is not None


def _as_stored(
    data: bytes, members: list[zipfile.ZipInfo], parts: Mapping[str, bytes]
) -> dict[str, tuple[bytes, Deflated]]:
    """The parts with their deflated bytes as they stand in the file."""
    found: dict[str, tuple[bytes, Deflated]] = {}
    for member in members:
        if member.compress_type != zipfile.ZIP_DEFLATED or member.filename not in parts:
            continue
        head = member.header_offset
        name, extra = struct.unpack_from("<HH", data, head + _LOCAL_NAME)
        start = head + _LOCAL_HEAD + name + extra
        raw = data[start : start + member.compress_size]
        found[member.filename] = (parts[member.filename], Deflated(raw, member.CRC, member.file_size))
    return found
