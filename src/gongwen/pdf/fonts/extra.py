"""Font folders that only the system itself can name: fontconfig's on Linux, the registry's on Windows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

_CONF = ("/etc/fonts/fonts.conf", "/etc/fonts/local.conf", "/etc/fonts/conf.d", "~/.config/fontconfig/fonts.conf")
_TIMEOUT = 20
_KEY = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"


def extra_stamp() -> str:
    """What changes when those folders may have changed; no program is started for it."""
    if sys.platform == "win32":
        return _registry_stamp()
    found = []
    for name in _CONF:
        try:
            found.append(str(os.stat(os.path.expanduser(name)).st_mtime_ns))  # noqa: PTH111, PTH116 - on every start
        except OSError:
            found.append("-")
    return " ".join(found)


def extra_folders(known: Iterable[Path]) -> list[str]:
    """Folders of fonts that lie in none of the known ones."""
    files = _registered() if sys.platform == "win32" else _fontconfig()
    folders = {str(Path(file).parent) for file in files if Path(file).is_absolute()}
    known = list(known)
    return sorted(folder for folder in folders if not any(Path(folder).is_relative_to(base) for base in known))


def _fontconfig() -> list[str]:
    """The font files that fontconfig knows; none where it is not installed or does not answer."""
    import shutil  # noqa: PLC0415 - only when fontconfig's settings have changed
    import subprocess  # noqa: PLC0415

    tool = shutil.which("fc-list")
    if tool is None:
        return []
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            [tool, "--format", "%{file}\n"],
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [os.fsdecode(line) for line in done.stdout.splitlines() if line]


def _registry_stamp() -> str:
    """When the two keys were last written."""
    if sys.platform != "win32":
        return ""
    import winreg  # noqa: PLC0415 - Windows only

    found = []
    for base in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        try:
            with winreg.OpenKey(base, _KEY) as key:
                found.append(str(winreg.QueryInfoKey(key)[2]))
        except OSError:
            found.append("-")
    return " ".join(found)


def _registered() -> list[str]:
    """The font files that lie elsewhere than in the folder of Windows: their values are whole paths."""
    if sys.platform != "win32":
        return []
    import winreg  # noqa: PLC0415 - Windows only

    found = []
    for base in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        try:
            with winreg.OpenKey(base, _KEY) as key:
                found += [str(winreg.EnumValue(key, number)[1]) for number in range(winreg.QueryInfoKey(key)[1])]
        except OSError:
            continue
    return found
