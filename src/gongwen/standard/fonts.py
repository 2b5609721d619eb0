"""The faces of an official document by role (GB/T 9704 5.2.2, 7.2-7.5) and the names they are asked for by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Faces:
    """Family names by role; a unit may override each in `layout.fonts`."""

    title: str = "方正小标宋简体"
    body: str = "仿宋_GB2312"
    heading1: str = "黑体"
    heading2: str = "楷体_GB2312"
    page_number: str = "宋体"
    latin: str = "Times New Roman"


STANDARD_FACES = Faces()

RED = "FF0000"
"""发文机关标志 and the rules of 版头 (7.2.4, 7.2.7)."""
