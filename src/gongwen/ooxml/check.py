"""Re-opening what was written: the check that a file passes before it takes its name."""

from __future__ import annotations

from pathlib import Path

from gongwen.ooxml.package import Package
from gongwen.problems import UserError

_MAIN_PARTS = ("word/document.xml", "xl/workbook.xml")


def verify(path: Path) -> None:
    """Re-open a staged document or workbook: whole as a zip, its main part there. Raises OSError otherwise."""
    try:
        parts = Package.read(path).parts
    except UserError:
        parts = {}
    if not any(part in parts for part in _MAIN_PARTS):
        raise OSError(None, "生成的文件不完整")
