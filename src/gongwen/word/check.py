"""Re-opening what was written: the check that a file passes before it takes its name."""

from __future__ import annotations

from pathlib import Path

from gongwen.ooxml.package import Package
from gongwen.problems import UserError


def verify(path: Path) -> None:
    """Re-open a staged document: whole as a zip, its main part there. Raises OSError otherwise."""
    try:
        whole = "word/document.xml" in Package.read(path).parts
    except UserError:
        whole = False
    if not whole:
        raise OSError(None, "生成的文件不完整")
