"""What this machine has: versions, fonts by role, LibreOffice, and a foreign command of the same name."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from gongwen import __version__
from gongwen.standard.fonts import STANDARD_FACES

_LIBRARIES = ("click", "python-docx", "docxtpl", "Jinja2", "openpyxl", "python-calamine", "lxml", "pydantic", "PyYAML")
_ROLES = {
    "title": "标题（小标宋）", "body": "正文（仿宋）", "heading1": "一级标题（黑体）", "heading2": "二级标题（楷体）",
    "page_number": "页码（宋体）", "latin": "西文和数字",
}  # fmt: skip
_TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `needed` ones must be fine for the program to work."""

    name: str
    detail: str
    fine: bool = True
    needed: bool = False


def examine() -> list[Finding]:
    """Everything, in the order a maintainer asks."""
    return [
        Finding("gongwen", f"{__version__}，Python {platform.python_version()}，{platform.platform(terse=True)}"),
        *(_library(name) for name in _LIBRARIES),
        *_fonts(),
        _office(),
        _same_name(),
    ]


def _library(name: str) -> Finding:
    try:
        return Finding(name, metadata.version(name), needed=True)
    except metadata.PackageNotFoundError:
        return Finding(name, "没有安装，请重新安装 gongwen", fine=False, needed=True)


def _fonts() -> list[Finding]:
    """The faces that the documents ask for; Word and WPS replace those that are missing."""
    if shutil.which("fc-list") is None:
        return [Finding("字体", "本机没有 fontconfig，无法列出；在 Word 或 WPS 的字体列表中可核对")]
    families = {family.strip() for line in _ask("fc-list", ":", "family").splitlines() for family in line.split(",")}
    return [_font(role, getattr(STANDARD_FACES, key), families) for key, role in _ROLES.items()]


def _font(role: str, name: str, families: set[str]) -> Finding:
    """Whether a face is here; if not, what this machine takes in its place."""
    if name in families:
        return Finding(f"字体 {role}", name)
    instead = _ask("fc-match", name, "family").split(",")[0].strip() or "其他字体"
    return Finding(f"字体 {role}", f"{name}（本机没有，用 {instead} 代替）", fine=False)


def _ask(tool: str, *arguments: str) -> str:
    """What a tool of fontconfig answers; nothing if it is not there or does not answer."""
    path = shutil.which(tool)
    if path is None:
        return ""
    try:
        return subprocess.run(  # noqa: S603 - a fixed command
            [path, *arguments], capture_output=True, encoding="utf-8", errors="replace", timeout=_TIMEOUT, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _office() -> Finding:
    path = shutil.which("soffice") or shutil.which("libreoffice")
    return Finding("LibreOffice", path or "没有安装（只在核对版面时用到）", fine=path is not None)


def _same_name() -> Finding:
    """Two other distributions install a command of this name; the one that PATH finds first runs."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    found = dict.fromkeys(path for folder in folders if folder and (path := shutil.which("gongwen", path=folder)))
    own = {Path(sysconfig.get_path("scripts")).resolve(), Path(sys.argv[0]).resolve().parent}
    foreign = [path for path in found if Path(path).resolve().parent not in own]
    if not foreign:
        return Finding("命令重名", "没有")
    first = next(iter(found)) in foreign
    advice = "在命令行里先找到的是它，请改用 gw 命令" if first else "先找到的是本程序，不受影响"
    return Finding("命令重名", f"{'、'.join(foreign)}（{advice}）", fine=not first)
