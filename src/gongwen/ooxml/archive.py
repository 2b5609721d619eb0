"""What opening a zip archive from a stranger may raise, and what its members are called."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
    RuntimeError,
    struct.error,
)
"""What `zipfile` raises for archives that are damaged, encrypted, or packed in a way that it does not know."""


def member_names(source: Path | BinaryIO) -> frozenset[str] | None:
    """The names in an archive, None where it is none that can be read."""
    try:
        with zipfile.ZipFile(source) as archive:
            return frozenset(archive.namelist())
    except BROKEN:
        return None
