"""File names that every system takes, and paths that stay inside the outputs."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_BAD = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_DEVICES = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$", re.IGNORECASE)
_MAX_BYTES = 200
_PART = r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:[./]|$))[\w·（）()-]{1,60}"
_PLAIN = re.compile(rf"(?:{_PART}/)*{_PART}(?:\.\w{{1,5}})?", re.IGNORECASE)
"""A path that nobody can object to: words and numbers, no reserved name, no part near the limit."""


def safe_name(name: str) -> str:
    """A file name without what Windows refuses, in NFC, at most 200 bytes of UTF-8; never empty.

    The extension survives when a long name is cut.
    """
    name = _BAD.sub("_", unicodedata.normalize("NFC", name)).strip().rstrip(". ")
    if not name:
        return "_"
    if _DEVICES.match(name):
        name = f"_{name}"
    if len(name.encode()) <= _MAX_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 8:  # noqa: PLR2004 - longer is no extension
        stem, suffix = name, ""
    tail = f".{suffix}" if suffix else ""
    kept = stem.encode()[: _MAX_BYTES - len(tail.encode())].decode(errors="ignore").rstrip(". ")
    return kept + tail


def safe_path(relative: str) -> str | None:
    """A relative path under the outputs with safe names; None if it would leave them."""
    if _PLAIN.fullmatch(relative) and unicodedata.is_normalized("NFC", relative):
        return relative
    parts = PurePosixPath(relative.replace("\\", "/")).parts
    if not parts or any(part in ("..", "/") or part.endswith(":") for part in parts):
        return None
    return "/".join(safe_name(part) for part in parts)
