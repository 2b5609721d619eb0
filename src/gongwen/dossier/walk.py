"""The files of the evidence folder and the members of its zip archives, each with a name of its own.

Links are never followed: what is evidence lies in the folder itself.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gongwen.dossier.archives import ARCHIVES, EMPTY, UNPACK, members
from gongwen.dossier.model import INDEX
from gongwen.dossier.naming import passed_over, printable, split_name
from gongwen.problems import Place, Problem, Severity

_DIGITS = re.compile(r"([0-9]+)")
_JUNCTION = 0xA0000003
"""How Windows marks a folder that stands somewhere else."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or a member of an archive (`member` is its key there). Names are as they can be printed."""

    name: str
    """Its own name among all that were found: the path with /."""
    path: Path
    folders: tuple[str, ...]
    """The folders that it lies in."""
    inside: tuple[str, ...]
    """Of a member the archive's name, and the folders in the archive."""
    base: str
    """The name of the file itself."""
    member: str = ""
    fault: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The whole path, part by part."""
        return (*self.folders, *self.inside, self.base)


@dataclass(slots=True)
class Walk:
    """What a walk through the evidence folder finds: files in the order of their names, what was passed over."""

    files: list[Found] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def walk(root: Path) -> Walk:
    """Every file that somebody put under a folder; none where there is no such folder."""
    found = Walk()
    if not root.is_dir():
        return found
    taken: set[str] = set()
    waiting: list[tuple[str | Path, tuple[str, ...]]] = [(root, ())]
    while waiting:
        folder, parts = waiting.pop()
        for entry in _entries(folder, parts, found):
            name = printable(entry.name)
            word = passed_over(entry.name)
            if word:
                found.ignored[word] += 1
            elif _is_link(entry):
                found.problems.append(_linked("/".join((*parts, name)), root))
            elif _is_folder(entry):
                waiting.append((entry.path, (*parts, name)))
            elif parts or name.casefold() != INDEX.casefold():
                found.files += _found(entry, parts, name, taken, found.ignored)
    found.files.sort(key=lambda each: natural(each.name))
    found.problems.sort(key=lambda each: each.what)
    return found


Key = tuple[tuple[int, str], ...]


def natural(name: str) -> tuple[tuple[tuple[Key, str], ...], str]:
    """The key by which names of paths are put in order: folder by folder, 2 before 10, suffixes last."""
    return tuple(map(_natural, name.split("/"))), name


def _natural(part: str) -> tuple[Key, str]:
    stem, suffix = split_name(unicodedata.normalize("NFKC", part).casefold())
    pieces = _DIGITS.split(stem)
    numbers = [piece.lstrip("0") for piece in pieces]
    return tuple((len(numbers[at]), numbers[at]) if at % 2 else (0, piece) for at, piece in enumerate(pieces)), suffix


def _entries(folder: str | Path, parts: tuple[str, ...], found: Walk) -> list[os.DirEntry[str]]:
    """What lies in a folder, in an order that is the same on every machine."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        what = f"材料文件夹中的“{'/'.join(parts)}”打不开，里面的文件没有收入" if parts else "材料文件夹打不开"
        remedy = "请检查是否有权限读取，网络磁盘是否连接正常。"
        found.problems.append(Problem("evidence.folder", what, remedy, Place(printable(str(folder))), Severity.WARNING))
        return []


def _is_link(entry: os.DirEntry[str]) -> bool:
    if entry.is_symlink():
        return True
    try:
        return getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == _JUNCTION
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _linked(name: str, root: Path) -> Problem:
    what = f"材料文件夹中的“{name}”是链接（快捷方式），没有收入"
    remedy = "请把文件本身复制到材料文件夹中，代替链接。"
    return Problem("evidence.link", what, remedy, Place(f"{root}/{name}"), Severity.WARNING)


def _found(
    entry: os.DirEntry[str], parts: tuple[str, ...], name: str, taken: set[str], ignored: Counter[str]
) -> Iterator[Found]:
    """A file, or what a zip archive holds."""
    path, own = Path(entry.path), _own_name((*parts, name), taken)
    fault = _fault(entry)
    kind = split_name(name)[1][1:].lower()
    if fault or kind not in ARCHIVES:
        yield Found(own, path, parts, (), name, fault=fault)
        return
    if kind != "zip":
        yield Found(own, path, parts, (), name, fault=UNPACK)
        return
    listing = members(path)
    ignored.update(listing.ignored)
    if listing.fault:
        yield Found(own, path, parts, (), name, fault=listing.fault)
    for member in listing.members:
        *inside, base = member.name.split("/")
        inner = _own_name((own, *inside, base), taken)
        yield Found(inner, path, parts, (name, *inside), base, member.key, member.fault)


def _own_name(parts: tuple[str, ...], taken: set[str]) -> str:
    """The path as a name; a second file of that name, which only its bytes tell apart, gets a number."""
    name = "/".join(parts)
    stem, suffix = split_name(parts[-1])
    number = 1
    while name in taken:
        number += 1
        name = "/".join((*parts[:-1], f"{stem}（{number}）{suffix}"))
    taken.add(name)
    return name


def _fault(entry: os.DirEntry[str]) -> str:
    """Why nothing can be read from a file, as far as it can be seen from outside."""
    try:
        info = entry.stat(follow_symlinks=False)
    except OSError:
        return "文件打不开，请检查是否有权限读取"
    if not stat.S_ISREG(info.st_mode):
        return "不是普通文件，不能印成页"
    if not info.st_size:
        return EMPTY
    return "" if os.access(entry.path, os.R_OK) else "文件打不开，请检查是否有权限读取"
