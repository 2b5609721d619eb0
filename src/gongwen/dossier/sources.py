"""The files behind materials: files of their own as they lie, members of archives unpacked while they are needed."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from gongwen.dossier.archives import Archive
from gongwen.dossier.cache import UNPACKED
from gongwen.dossier.stamps import key_of
from gongwen.store.files import digest

if TYPE_CHECKING:
    from gongwen.dossier.cache import Cache
    from gongwen.dossier.model import Material


class Sources:
    """Gives paths and hashes; archives are unpacked into the cache, one member at a time, under names of ours."""

    def __init__(self, cache: Cache) -> None:
        """Nothing is unpacked yet. Context manager: what was unpacked goes at its end."""
        self.cache = cache
        self._folder = cache.folder / UNPACKED / str(os.getpid())
        self._faults: dict[str, str] = {}
        self._open: tuple[Path, Archive] | None = None

    def hash(self, material: Material) -> str:
        """The SHA-256 of the content. Raises OSError."""
        whole = self.cache.hash(material.path, str(material.path))
        if not material.member:
            return whole
        key = key_of("member", whole, material.member)
        known = self.cache.members.get(key)
        self.cache.member_keys.add(key)
        if known is None:
            known = digest(self.path(material))
            if known is None:
                raise FileNotFoundError(material.name)
            if material.name not in self._faults:
                self.cache.members.put(key, known)
        return str(known)

    def fault(self, material: Material) -> str:
        """Why a member cannot be unpacked, empty where it can or is known already. Raises OSError."""
        if not material.member:
            return ""
        whole = self.cache.hash(material.path, str(material.path))
        if (
            material.name not in self._faults
            and self.cache.members.get(key_of("member", whole, material.member)) is None
        ):
            self.path(material)
        return self._faults.get(material.name, "")

    def path(self, material: Material) -> Path:
        """A file with the content. Raises OSError; of a member that cannot be unpacked there is none."""
        if not material.member:
            return material.path
        whole = self.cache.hash(material.path, str(material.path))
        target = self._folder / f"{key_of(whole, material.member)}{_suffix(material.name)}"
        if not target.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f"{target.name}.part")
            with part.open("wb") as stream:
                fault = self._archive(material.path).extract(material.member, stream)
            if fault:
                self._faults[material.name] = fault
                part.unlink()
            else:
                part.replace(target)
        return target

    def _archive(self, path: Path) -> Archive:
        """The archive, kept open while its members are asked for: reading the list of a large one takes long."""
        if self._open is None or self._open[0] != path:
            self._close()
            self._open = (path, Archive(path))
            self._open[1].__enter__()
        return self._open[1]

    def _close(self) -> None:
        if self._open is not None:
            self._open[1].__exit__(None, None, None)
            self._open = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was unpacked."""
        self._close()
        with suppress(OSError):
            shutil.rmtree(self._folder)


def _suffix(name: str) -> str:
    return Path(name).suffix if Path(name).suffix.isascii() else ""
