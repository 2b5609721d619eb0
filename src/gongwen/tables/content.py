"""What a file is by its first bytes, whatever its name says: people rename .xls to .xlsx and csv to .xls."""

from __future__ import annotations

import io
import re
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from gongwen.ooxml.archive import member_names
from gongwen.problems import Place, Problem, Severity, UserError

if TYPE_CHECKING:
    from pathlib import Path

# A roster or task table of 100,000 rows has under 20 MB; beyond this it is something else.
MAX_BYTES = 100 * 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08]\x06\x00|\x09\x08\x10\x00")
# The record FILEPASS right behind the first BOF of a workbook stream: everything after it is encrypted.
_FILEPASS = re.compile(rb"\x09\x08(?:\x10\x00.{16}|\x08\x00.{8})(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")
_SUFFIXES = {"xlsx": {".xlsx", ".xlsm", ".xltx", ".xltm"}, "xls": {".xls", ".et"}, "csv": {".csv", ".txt", ".tsv"}}


class Kind(StrEnum):
    """The three forms of tables that are read; the value is the word a clerk knows."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


def load(path: Path, name: str) -> bytes:
    """The bytes of a table file; a `UserError` says what is wrong with the path."""
    place = Place(name)
    if path.name.startswith(("~$", ".~")):
        raise _refused("lock", "这是办公软件的临时锁定文件，不是表格", "请填写不带 ~$ 的文件名。", place)
    try:
        if path.is_dir():
            raise _refused("folder", "这是文件夹，不是表格文件", "请写到具体的文件名，如 roster.xlsx。", place)
        if path.stat().st_size > MAX_BYTES:
            raise _refused("size", "文件超过 100 MB，不像是表格", "请核对文件名；表格里的图片请删去后另存。", place)
        data = path.read_bytes()
    except FileNotFoundError:
        raise _refused("missing", "找不到这个表格文件", _near(path), place) from None
    except (OSError, ValueError):
        remedy = "请关闭正在使用它的程序，并确认有读取权限，然后重试。"
        raise _refused("unreadable", "表格文件打不开", remedy, place) from None
    if not data.strip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"):
        raise _refused("empty", "文件是空的（没有任何内容）", "请核对文件名，或重新下载、另存这个表格。", place)
    return data


def recognise(data: bytes, name: str) -> Kind:
    """What the bytes are; a `UserError` names the likely cause where they are no table."""
    place = Place(name)
    if data.startswith(_OLE):
        return _recognise_ole(data, place)
    if data.startswith(b"PK"):
        return _recognise_zip(data, place)
    if _BIFF.match(data):
        return Kind.XLS
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_BINARY) or data.startswith(_BINARY):
        raise _refused("wrong_type", "文件内容不是表格（像是图片、PDF 或压缩包）", "请改用 xlsx 或 csv 表格。", place)
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        remedy = "请用表格软件打开它，另存为 xlsx。"
        raise _refused("wrong_type", "文件内容是网页或 XML，只是用了表格的扩展名", remedy, place)
    return Kind.CSV


def _recognise_ole(data: bytes, place: Place) -> Kind:
    """Tell apart what the old compound format holds, by the names of its streams."""
    names = {
        word: word.encode("utf-16-le") in data for word in ("EncryptedPackage", "WordDocument", "Workbook", "Book")
    }
    if names["EncryptedPackage"]:
        raise password(place)
    if names["Workbook"] or names["Book"]:
        if _FILEPASS.search(data):
            raise password(place)
        return Kind.XLS
    if names["WordDocument"]:
        raise _refused("wrong_type", "这是 Word 文件（.doc），不是表格", "请改用 xlsx 或 csv 表格。", place)
    raise _refused("damaged", "不是完整的表格文件（可能没有下载完）", "请重新复制或下载，或另存为 xlsx。", place)


def _recognise_zip(data: bytes, place: Place) -> Kind:
    names = member_names(io.BytesIO(data))
    if names is None:
        text = "表格文件已损坏（可能没有下载或复制完）"
        raise _refused("damaged", text, "请重新复制或下载，或在表格软件中另存。", place)
    if any(name.startswith("word/") for name in names):
        raise _refused("wrong_type", "这是 Word 文件，不是表格", "请改用 xlsx 或 csv 表格。", place)
    if "content.xml" in names or "xl/workbook.bin" in names:
        text = "这种表格格式（ods、xlsb）不能读"
        raise _refused("wrong_type", text, "请在表格软件中另存为 xlsx。", place)
    if not any(name.startswith("xl/") for name in names):
        raise _refused("wrong_type", "这是压缩包，不是表格", "请先解压，改用里面的 xlsx 或 csv 表格。", place)
    return Kind.XLSX


def password(place: Place) -> UserError:
    """The refusal of a workbook that needs a password."""
    remedy = "请在表格软件中打开它，去掉打开密码后另存，再运行一次。"
    return _refused("password", "表格加了打开密码，读不出内容", remedy, place)


def too_big(place: Place) -> UserError:
    """The refusal of a sheet with values so far apart that the rectangle around them is enormous."""
    what = "表格的使用范围过大，多半是在很远的一行或一列误填了内容"
    return _refused("too_big", what, "请按 Ctrl+End 查看最后一格，删去多余的行和列后另存。", place)


def damaged(place: Place) -> UserError:
    """The refusal of a workbook that its reader cannot make sense of."""
    remedy = "请在表格软件中打开并另存为 xlsx，或重新下载。"
    return _refused("damaged", "工作簿内容已损坏，读不出来", remedy, place)


def misnamed(path: Path, kind: Kind, name: str) -> list[Problem]:
    """A hint where the extension says another format than the content."""
    suffix = path.suffix.lower()
    known = set().union(*_SUFFIXES.values())
    if suffix in _SUFFIXES[kind] or suffix not in known:
        return []
    return [
        Problem(
            "table.misnamed",
            f"扩展名是 {suffix}，内容其实是 {kind} 格式，已按 {kind} 读取",
            f"建议在表格软件中另存为 {suffix}，或改名为 .{kind}。",
            Place(name),
            Severity.HINT,
        )
    ]


def _near(path: Path) -> str:
    """What to do about a missing file: the nearest name in its folder, if any."""
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    except OSError:
        return "请核对路径；相对路径从计划文件所在的文件夹算起。"
    close = get_close_matches(path.name, names, n=1, cutoff=0.5)
    if close:
        return f"同一文件夹里有“{close[0]}”，是不是它？"
    return "请核对文件名；相对路径从计划文件所在的文件夹算起。"


def _refused(code: str, what: str, remedy: str, place: Place) -> UserError:
    return UserError(Problem(f"table.file.{code}", what, remedy, place))
