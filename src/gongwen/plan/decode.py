"""The plan file's bytes as text, whatever program saved them."""

from __future__ import annotations

import codecs
from pathlib import Path

from gongwen.problems import Place, Problem, Severity, UserError

MAX_BYTES = 5_000_000


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """The file's text, and a hint where it is not UTF-8.

    Raises UserError (exit 3) when there is no such file, it is a folder, empty, too large or in no known encoding.
    """
    name = str(path)
    if path.is_dir():
        raise _error("plan.folder", name, "这是文件夹，不是计划文件", "请指定计划文件，例如 inputs/plan.yaml。")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _error("plan.size", name, "计划文件超过 5 MB", "请检查是否选错文件；大段材料请放在附件里。")
        data = path.read_bytes()
    except FileNotFoundError:
        raise _error("plan.missing", name, "找不到计划文件", "请检查路径，或用 gongwen init 新建一个。") from None
    except OSError as error:
        raise _error(
            "plan.unreadable",
            name,
            f"计划文件读不出来（系统错误 {error.errno}）",
            "请关闭正在使用它的程序，并确认有读取权限。",
        ) from error
    text, hints = _decode(data, name)
    if not text.strip():
        raise _error("plan.empty", name, "计划文件是空的", "请写入内容，或用 gongwen init 新建一个再改。")
    return text, hints


def _error(code: str, name: str, what: str, remedy: str, line: int | None = None) -> UserError:
    return UserError(Problem(code, what, remedy, Place(name, line)))


def _decode(data: bytes, name: str) -> tuple[str, list[Problem]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16"), [_hint(name, "UTF-16")]
        except UnicodeDecodeError:
            raise _error("plan.encoding", name, "文件按 UTF-16 读不出来", "请用 UTF-8 编码另存后再试。") from None
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as utf8:
        try:
            return data.decode("gb18030"), [_hint(name, "GBK/GB18030")]
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, max(utf8.start, error.start)) + 1
            raise _error(
                "plan.encoding", name, "这一行有读不出来的字节", "请用记事本或 WPS 打开，另存为 UTF-8 编码。", line
            ) from None


def _hint(name: str, encoding: str) -> Problem:
    what = f"文件是 {encoding} 编码，已按此读取"
    return Problem("plan.encoding", what, "建议另存为 UTF-8 编码，以免生僻字丢失。", Place(name), Severity.HINT)
