"""What chunks depend on besides the files they are made of: the program, its templates, the fonts of the machine."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.store.files import digest

if TYPE_CHECKING:
    from gongwen.pdf.fonts.book import FontBook
    from gongwen.word.templates import Templates

_FRAMES = ("档案", "档案封面", "备考表")


@cache
def program_stamp() -> str:
    """A hash of size and time of each module: a new version may set pages in another way."""
    package = Path(__file__).parents[1]
    lines = []
    for path in sorted(package.rglob("*.py")):
        facts = path.stat()
        lines.append(f"{path.relative_to(package)}|{facts.st_size}|{facts.st_mtime_ns}")
    return _hash(lines)


def paper_stamp(fonts: FontBook, templates: Templates, faces: dict[str, str]) -> str:
    """A hash of what a paper is set with: program, frames, families, the font files of the machine."""
    lines = [program_stamp(), repr(sorted(faces.items()))]
    lines += [f"{name}|{digest(templates.path(name))}" for name in _FRAMES]
    for path in dict.fromkeys(record.path for record in fonts.shelf.records()):
        facts = os.stat(path)  # noqa: PTH116 - there may be thousands
        lines.append(f"{path}|{facts.st_size}|{facts.st_mtime_ns}")
    return _hash(lines)


def _hash(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()


def key_of(*parts: str) -> str:
    """The key of what is made of these parts."""
    return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:40]
