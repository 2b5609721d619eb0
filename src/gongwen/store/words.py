"""Why a file was not written, in words that say what to do."""

from __future__ import annotations

from gongwen.problems import Place, Problem
from gongwen.store.files import FULL_DISK


def edited(path: str) -> Problem:
    """A file of ours that a person changed."""
    what = "这个文件生成后有人改过，没有覆盖"
    remedy = "要保留修改，请把它改名或移到别处；要重新生成，请加 --force（先自动备份到 .gongwen/backup）。"
    return Problem("store.edited", what, remedy, Place(path))


def moved_on(path: str) -> Problem:
    """A file that changed between reading and writing."""
    what = "读取之后文件又被改动，没有写入（文件保持现在的样子）"
    return Problem("store.moved_on", what, "请保存并关闭它，再运行一次。", Place(path))


def open_elsewhere(path: str) -> Problem:
    """A file that an office program holds."""
    return Problem("store.open", "文件正在 Word、WPS 或其他程序中打开", "请先关闭它，再运行一次。", Place(path))


def system_problem(path: str, error: OSError) -> Problem:
    """A failure of the system, in words that say what to do."""
    if error.errno in FULL_DISK:
        return Problem("store.full", "磁盘已满，没有写入（原文件未动）", "请清理磁盘空间后再运行一次。", Place(path))
    if isinstance(error, PermissionError) or error.errno == 30:  # noqa: PLR2004 - EROFS, a read-only disk
        return Problem(
            "store.denied",
            "没有写入权限（原文件未动）",
            "请检查文件夹是否只读，或换一个 --outputs 文件夹。",
            Place(path),
        )
    if isinstance(error, IsADirectoryError):
        return Problem("store.folder", "要写的文件名已是一个文件夹", "请把那个文件夹改名或移走。", Place(path))
    if isinstance(error, FileExistsError | NotADirectoryError):
        return Problem("store.not_folder", "需要建文件夹的地方已有同名文件", "请把那个文件改名或移走。", Place(path))
    if error.errno == 36:  # noqa: PLR2004 - ENAMETOOLONG
        return Problem("store.too_long", "文件名或路径太长", "请缩短文件名，或换到较浅的文件夹。", Place(path))
    reason = f"系统错误 {error.errno}" if error.errno else error.strerror
    return Problem("store.system", f"写不进去（{reason}）", "请检查磁盘和文件夹，再运行一次。", Place(path))
