"""Printing by an installed LibreOffice: one call for all files, in a profile of its own, with a limit of time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.pdf.fonts.metrics import NominalChain, NominalFonts
from gongwen.pdf.fonts.naming import same
from gongwen.pdf.fonts.places import standard_places
from gongwen.pdf.fonts.shelf import Shelf
from gongwen.pdf.printing import count_pages
from gongwen.pdf.whole import looks_whole
from gongwen.problems import ExitCode, Problem, Severity, UserError

if TYPE_CHECKING:
    from gongwen.pdf.reading import Reading

_NAMES = ("soffice", "libreoffice")
_FILTER = 'pdf:{}_pdf_Export:{{"IsSkipEmptyPages":{{"type":"boolean","value":"false"}}}}'
"""Without the option a blank page that brings the next one to a front side is left out."""
_MODULES = {
    "writer": (),
    "calc": (".xls", ".xlsx", ".xlsm", ".et", ".ods"),
    "impress": (".ppt", ".pptx", ".dps", ".odp"),
}
"""The parts of LibreOffice by the files that they open; the first one opens what is left."""
_OTHERS = frozenset(suffix for suffixes in _MODULES.values() for suffix in suffixes)
_LEAST_SECONDS, _SECONDS_EACH = 120, 60
_FC_SECONDS = 20
_MACOS = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_WINDOWS = r"LibreOffice\program\soffice.com"
_LINUX = ("/usr/lib/libreoffice/program/soffice", "/usr/lib64/libreoffice/program/soffice", "/snap/bin/libreoffice")
_LISTED = 10


def find_office() -> str:
    """LibreOffice on PATH or where it is usually installed. Raises UserError (exit 5) where there is none."""
    for name in _NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    for place in _usual_places():
        if place.is_file():
            return str(place)
    what = "本机没有找到 LibreOffice"
    remedy = (
        "请安装 LibreOffice（Debian、Ubuntu：apt-get install libreoffice-writer；其他系统安装它的桌面版），"
        "或去掉 --engine，用自带的引擎。"
    )
    raise UserError(Problem("pdf.no_office", what, remedy), ExitCode.HELPER_MISSING)


def _usual_places() -> Iterable[Path]:
    if sys.platform == "win32":
        bases = [os.environ.get(name) for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)")]
        return [Path(base) / _WINDOWS for base in bases if base]
    if sys.platform == "darwin":
        return [Path(_MACOS)]
    return [*map(Path, _LINUX), *sorted(Path("/opt").glob("libreoffice*/program/soffice"))]


def convert(office: str, files: Sequence[Path]) -> list[bytes | None]:
    """The PDF of each file, None for one that did not come out whole.

    The files are copied first: what is open elsewhere, and two files of one name, make no difference.
    """
    seconds = max(_LEAST_SECONDS, _SECONDS_EACH * len(files))
    with tempfile.TemporaryDirectory(prefix="gongwen-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        names = [f"{number:05}{file.suffix.lower()}" for number, file in enumerate(files)]
        for file, name in zip(files, names, strict=True):
            shutil.copyfile(file, folder / name)
        command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
        for module, suffixes in _MODULES.items():
            own = [name for name in names if (name[5:] in suffixes) or (not suffixes and name[5:] not in _OTHERS)]
            if own:
                _run([*command, "--convert-to", _FILTER.format(module), "--outdir", ".", *own], folder, seconds)
        return [_whole(folder / f"{number:05}.pdf") for number in range(len(files))]


def _whole(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if looks_whole(data) else None


def _run(command: list[str], folder: Path, seconds: int) -> None:
    """Run LibreOffice and wait; what it started goes with it when the time is over or somebody interrupts."""
    with subprocess.Popen(  # noqa: S603 - the command that was found, with files of our own names
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            _end(process)
        except BaseException:
            _end(process)
            raise


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        tool = shutil.which("taskkill") or "taskkill"
        subprocess.run([tool, "/T", "/F", "/PID", str(process.pid)], check=False, capture_output=True)  # noqa: S603
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


# ---------------------------------------------------------------- fonts
class _Asked(NominalFonts):
    """Fonts of no machine that remember which families were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.families: set[str] = set()

    def chain(self, family: str, *, bold: bool = False, italic: bool = False, latin: bool = False) -> NominalChain:
        self.families.add(family)
        return super().chain(family, bold=bold, italic=italic, latin=latin)


def not_installed(readings: Iterable[Reading]) -> list[Problem]:
    """A warning that names the families which these files ask for and LibreOffice will replace."""
    asked = _Asked()
    for reading in readings:
        with suppress(UserError):  # a part of it is broken: LibreOffice may know better
            count_pages(reading.word, asked)
    known = _installed()
    lacking = sorted(family for family in asked.families if family and same(family) not in known)
    if not lacking:
        return []
    names = "、".join(lacking[:_LISTED]) + ("等" if len(lacking) > _LISTED else "")
    what = f"本机没有安装这些字体，LibreOffice 会用别的代替，换行、分页可能与 Word 不同：{names}"
    return [Problem("pdf.office_fonts", what, "请安装这些字体后再印。", severity=Severity.WARNING)]


def _installed() -> set[str]:
    """The families that LibreOffice finds: those of fontconfig, where there is none those of the system's folders."""
    tool = shutil.which("fc-list")
    if tool is not None:
        with suppress(OSError, subprocess.TimeoutExpired):
            done = subprocess.run(  # noqa: S603 - a fixed command
                [tool, ":", "family"],
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_FC_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
            )
            return {same(family.strip()) for line in done.stdout.splitlines() for family in line.split(",")}
    return {family for record in Shelf(standard_places()).records() for family in record.families}
