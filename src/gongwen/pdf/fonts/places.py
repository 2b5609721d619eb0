"""Where fonts lie on this machine, and where what we make of them is kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FONT_DIR, FONT_ONLY = "GONGWEN_FONT_DIR", "GONGWEN_FONT_ONLY"
"""Folders that are looked in first (as many as PATH would hold); whether nothing else counts, for equal PDFs on many
machines."""
SHARED_FREE_SET = Path("/usr/local/share/fonts/gongwen")
"""Where `tools/fonts/setup.sh` puts the free set for all users."""

_LINUX = ("/usr/share/fonts", "/usr/local/share/fonts", "/opt/kingsoft/wps-office/office6/fonts")
_LINUX_PATTERNS = ("/opt/apps/cn.wps.*/files/kingsoft/wps-office/office6/fonts",)
_LINUX_HOME = (".local/share/fonts", ".fonts")
_MACOS = (
    "/System/Library/Fonts", "/Library/Fonts", "/Applications/Microsoft Word.app/Contents/Resources/DFonts",
    "/Applications/wpsoffice.app/Contents/Resources/office6/fonts",
)  # fmt: skip
_MACOS_PATTERNS = ("/System/Library/AssetsV2/com_apple_MobileAsset_Font*",)
_WINDOWS_LOCAL = (r"Microsoft\Windows\Fonts", r"Microsoft\FontCache\4\CloudFonts")
"""Fonts of one user, and those that Office fetched."""
_WINDOWS_PATTERNS = (r"Kingsoft\WPS Office\*\office6\fonts",)


@dataclass(frozen=True, slots=True)
class Places:
    """Folders with fonts, the first ones first, and the folder for what is kept between runs."""

    folders: tuple[Path, ...]
    cache: Path
    system: bool = True
    """Whether what fontconfig or the registry names besides counts too."""

    @property
    def free_set(self) -> Path:
        """Where `gongwen fonts install` puts fonts for this user."""
        return self.cache / "fonts"

    @property
    def converted(self) -> Path:
        """Fonts whose outlines were converted."""
        return self.cache / "converted"


def standard_places(environment: Mapping[str, str] | None = None) -> Places:
    """The places of this machine and user."""
    asked = os.environ if environment is None else environment
    cache = cache_folder(asked)
    own = [Path(part) for part in asked.get(FONT_DIR, "").split(os.pathsep) if part]
    if asked.get(FONT_ONLY, "") not in ("", "0"):
        return Places(_absolute(own), cache, system=False)
    return Places(_absolute([*own, cache / "fonts", *_system_folders(asked)]), cache)


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where this user's programs keep what they can make again."""
    if sys.platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return Path(local) / "gongwen" if local else _home() / "AppData" / "Local" / "gongwen"
    if environment.get("XDG_CACHE_HOME"):
        return Path(environment["XDG_CACHE_HOME"]) / "gongwen"
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches" / "gongwen"
    return _home() / ".cache" / "gongwen"


def _absolute(folders: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(folder.absolute() for folder in folders))


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a service without a home
        import tempfile  # noqa: PLC0415 - hardly ever needed

        return Path(tempfile.gettempdir())


def _system_folders(environment: Mapping[str, str]) -> list[Path]:
    """The font folders of the system, of office programs, and of this user."""
    home = _home()
    if sys.platform == "win32":
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
        programs = [environment[name] for name in ("ProgramFiles", "ProgramFiles(x86)") if environment.get(name)]
        return [
            Path(environment.get("WINDIR", r"C:\Windows")) / "Fonts",
            *(local / part for part in _WINDOWS_LOCAL),
            *_matches([str(Path(base) / part) for base in [str(local), *programs] for part in _WINDOWS_PATTERNS]),
        ]
    if sys.platform == "darwin":
        return [home / "Library" / "Fonts", *map(Path, _MACOS), *_matches(_MACOS_PATTERNS)]
    data = environment.get("XDG_DATA_HOME")
    own = [home / part for part in _LINUX_HOME] + ([Path(data) / "fonts"] if data else [])
    return [*own, *map(Path, _LINUX), *_matches(_LINUX_PATTERNS)]


def _matches(patterns: Iterable[str]) -> list[Path]:
    """The folders that a pattern names today; `glob` is loaded only where the first part is there."""
    found: list[Path] = []
    for pattern in patterns:
        fixed = Path(pattern.partition("*")[0]).parent
        if fixed.is_dir():
            found += sorted(fixed.glob(str(Path(pattern).relative_to(fixed))))
    return found
