"""What this machine has: versions, fonts by role, LibreOffice, and a foreign command of the same name."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import sysconfig
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from gongwen import __version__
from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.fonts.survey import MISSING, REAL, Row, survey
from gongwen.pdf.office import find_office
from gongwen.problems import UserError

_LIBRARIES = (
    "click", "python-docx", "docxtpl", "Jinja2", "openpyxl", "python-calamine", "lxml", "pydantic", "PyYAML",
    "fonttools", "pillow",
)  # fmt: skip


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
    """What each role of a document is printed with here."""
    return [_font(row) for row in survey(open_fonts()).rows]


def _font(row: Row) -> Finding:
    """The font of a role; Word and WPS replace one that is missing, and so does our PDF."""
    name = f"字体 {row.role}"
    if row.state == MISSING:
        return Finding(name, f"{row.asked}（本机没有，也没有可代替的；请运行 gongwen fonts install）", fine=False)
    if row.state == REAL:
        return Finding(name, row.used)
    return Finding(name, f"{row.asked}（本机没有，PDF 用 {row.used} 代替）", fine=False)


def _office() -> Finding:
    try:
        return Finding("LibreOffice", find_office())
    except UserError:
        return Finding("LibreOffice", "没有安装（只有 gongwen pdf --engine libreoffice 用到）", fine=False)


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
