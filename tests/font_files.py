"""Small fonts made for tests, and the folders they lie in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

from gongwen.pdf.fonts.book import FontBook, open_fonts
from gongwen.pdf.fonts.places import SHARED_FREE_SET, Places

HAN = "中文公函仿宋，。〇"
LATIN = "ABCabc123 ,."


def free_set() -> Path:
    """The folder of the free set; skips (or fails where rendering is required) with what to run."""
    if not (SHARED_FREE_SET / "GongwenFangSong-Regular.ttf").is_file():
        message = "needs the free fonts: run tools/fonts/setup.sh"
        if os.environ.get("GONGWEN_REQUIRE_RENDERING"):
            pytest.fail(message)
        pytest.skip(message)
    return SHARED_FREE_SET


def book(folder: Path, *more: Path, cache: Path | None = None, settings=None, report=None) -> FontBook:
    """The fonts of these folders alone."""
    places = Places((folder, *more), cache or folder.parent / "cache", system=False)
    return open_fonts(settings, places=places, report=report)


def font(
    path: Path,
    family: str,
    *,
    english: str = "",
    chars: Iterable[str] = HAN + LATIN,
    style: str = "Regular",
    weight: int = 400,
    italic: bool = False,
    fs_type: int = 0,
    cff: bool = False,
    units: int = 1000,
) -> Path:
    """A font in which each character is a box of its own height; Latin ones are half an em wide, a composite among them."""
    codes = sorted(set(map(ord, chars)))
    names = [".notdef", *(f"u{code:X}" for code in codes), "twice"]
    builder = FontBuilder(units, isTTF=not cff)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({code: f"u{code:X}" for code in codes})
    advances = dict.fromkeys(names, (units, 0))
    advances |= {f"u{code:X}": (units // 2, 0) for code in codes if code < 0x80}
    glyphs = {name: _box(number, units, cff=cff) for number, name in enumerate(names)}
    if cff:
        builder.setupCFF(
            f"{english or family}-{style}".replace(" ", "").encode("ascii", "replace").decode(), {}, glyphs, {}
        )
    else:
        pen = TTGlyphPen(glyphs)
        pen.addComponent(names[0], (1, 0, 0, 1, 0, 0))
        pen.addComponent(names[-1], (0.5, 0, 0, 0.5, 40, 300))
        glyphs[names[-2]] = pen.glyph()
        builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(advances)
    builder.setupHorizontalHeader(ascent=int(units * 0.88), descent=-int(units * 0.12))
    builder.setupOS2(sTypoAscender=units, usWeightClass=weight, fsType=fs_type, fsSelection=1 if italic else 0x40)
    builder.setupPost(italicAngle=-12 if italic else 0)
    table = builder.setupNameTable({}) or builder.font["name"]
    english = english or family
    full = english if style == "Regular" else f"{english} {style}"
    for kind, text in {1: english, 2: style, 4: full, 6: full.replace(" ", "-")}.items():
        table.setName(text, kind, 3, 1, 0x409)
    for kind in (1, 4):
        table.setName(family, kind, 3, 1, 0x804)
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return path


def _box(number: int, units: int, *, cff: bool):
    pen = T2CharStringPen(units, {}) if cff else TTGlyphPen({})
    top = 10 + number
    pen.moveTo((0, 0))
    if cff:
        pen.curveTo((0, top / 2), (30, top), (100, top))
        pen.lineTo((100, 0))
    else:
        for point in ((0, top), (100, top), (100, 0)):
            pen.lineTo(point)
    pen.closePath()
    return pen.getCharString() if cff else pen.glyph()


def collection(path: Path, *parts: Path) -> Path:
    """A collection of fonts."""
    from fontTools.ttLib import TTCollection, TTFont

    made = TTCollection()
    made.fonts = [TTFont(part) for part in parts]
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)
    return path


STANDARD = ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "Times New Roman")


def standard_folder(folder: Path, *, without: Iterable[str] = ()) -> Path:
    """A folder with small fonts of the standard's names."""
    for name in STANDARD:
        if name not in without:
            font(folder / f"{name}.ttf", name, chars=LATIN if name == STANDARD[-1] else HAN + LATIN)
    return folder


def alone(folder: Path, tmp_path: Path) -> dict[str, str]:
    """The environment in which only one folder's fonts count."""
    return {"GONGWEN_FONT_DIR": str(folder), "GONGWEN_FONT_ONLY": "1", "XDG_CACHE_HOME": str(tmp_path / "c")}
