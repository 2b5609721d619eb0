"""Which signed letters have come back as scans: handed in, missing, of a doubtful name, or of nobody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.plan.names import normal_name

if TYPE_CHECKING:
    from gongwen.plan.signing import Pair

_IGNORED = ("~$", ".", "thumbs.db", "desktop.ini")
_NUMBER = re.compile(r"^0*(\d+)(?=\D|$)")
_WORD = re.compile(r"(?=[0-9a-z_-]*[a-z])[0-9a-z_-]{2,}|\d{5,}")
"""What may be an id in a file name: with a letter in it, or too long for the number of a letter."""
_LONGEST_NAME = 30
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Returned:
    """What a folder of scans says of one letter. Paths are relative to the folder."""

    handed_in: dict[int, list[str]]
    """Files by the number of the letter."""
    missing: tuple[Pair, ...]
    doubtful: dict[str, tuple[Pair, ...]]
    """Files whose name fits several signers."""
    unknown: tuple[str, ...]


def returned(pairs: Sequence[Pair], folder: Path) -> Returned:
    """Match every file of a folder with a signer by its name; nothing outside the folder is followed."""
    desk = _Desk(pairs)
    handed_in: dict[int, list[str]] = {}
    doubtful: dict[str, tuple[Pair, ...]] = {}
    unknown: list[str] = []
    for path in _files(folder):
        relative = path.relative_to(folder).as_posix()
        found = desk.match(path.stem)
        if len(found) == 1:
            handed_in.setdefault(found[0].seq, []).append(relative)
        elif found:
            doubtful[relative] = tuple(found)
        else:
            unknown.append(relative)
    maybe = {pair.seq for several in doubtful.values() for pair in several}
    missing = tuple(pair for pair in pairs if pair.seq not in handed_in and pair.seq not in maybe)
    return Returned(handed_in, missing, doubtful, tuple(unknown))


def _files(folder: Path) -> Iterator[Path]:
    """Every file under a folder that a person put there, in the order of their names; links are left out."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.lower().startswith(_IGNORED) or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.is_file():
            yield path


class _Desk:
    """The signers of a letter by what a file name may say of them."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = {pair.seq: pair for pair in pairs}
        self._names: dict[str, list[Pair]] = {}
        self._departments: dict[str, list[Pair]] = {}
        self._ids: dict[str, Pair] = {}
        for pair in pairs:
            self._names.setdefault(_plain(normal_name(pair.signer.name)), []).append(pair)
            self._departments.setdefault(_plain(pair.signer.dept_name), []).append(pair)
            self._ids[_plain(pair.signer.id)] = pair

    def match(self, stem: str) -> list[Pair]:
        """Who may be meant: by id, by name (with number or department), by department."""
        text = _plain(normal_name(stem))
        named = self._named(text)
        numbered = self._numbered(text)
        by_id = {self._ids[word].seq: self._ids[word] for word in _WORD.findall(text) if word in self._ids}
        if len(by_id) == 1:
            return list(by_id.values())
        if not named:
            whole = [pairs for name, pairs in self._departments.items() if name and name in text]
            return whole[0] if len(whole) == 1 and len(whole[0]) == 1 else []
        if len(named) == 1:
            return named
        if numbered in named:
            return [numbered]
        near = [pair for pair in named if pair.signer.dept_name and _plain(pair.signer.dept_name) in text]
        return near if len(near) == 1 else near or named

    def _numbered(self, text: str) -> Pair | None:
        number = _NUMBER.match(text)
        return self._pairs.get(int(number.group(1))) if number else None

    def _named(self, text: str) -> list[Pair]:
        """The signers whose names stand in a text; 张三 does not where 张三丰 does."""
        found: list[tuple[int, int, str]] = []
        for start in range(len(text)):
            for end in range(min(len(text), start + _LONGEST_NAME), start + _SHORTEST_NAME - 1, -1):
                if text[start:end] in self._names:
                    found.append((start, end, text[start:end]))
                    break
        whole = [
            name
            for start, end, name in found
            if not any((a <= start and end < b) or (a < start and end <= b) for a, b, _ in found)
        ]
        return [pair for name in dict.fromkeys(whole) for pair in self._names[name]]


def _plain(text: str) -> str:
    """A text to compare: compatibility forms folded, blanks and dots of names left out, lower case."""
    return re.sub(r"[\s·•]+", "", unicodedata.normalize("NFKC", text)).casefold()
