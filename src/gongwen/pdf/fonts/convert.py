"""CFF outlines made TrueType ones, which a PDF of ours holds; each font once, kept in the user's cache folder.

The curves differ by at most a thousandth of an em; hints are lost, which only screens would show.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from gongwen.pdf.fonts.face import Face
from gongwen.pdf.fonts.records import FaceRecord
from gongwen.pdf.fonts.sfnt import FontError
from gongwen.pdf.fonts.wrong import wrong_codes

Report = Callable[[str], None]

_ERROR = 0.001
"""The greatest distance between old and new curve, em."""
_DROPPED = ("CFF ", "VORG", "CFF2", "fvar", "avar", "HVAR", "VVAR", "MVAR", "STAT", "DSIG")
_NAMING = (1, 2, 3, 4, 6, 16, 17, 21, 22, 25)
_PROFILE_ZEROS = (
    "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
    "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
    "maxCompositeContours", "maxComponentDepth",
)  # fmt: skip
_BOLD_BITS, _REGULAR_BIT = 0x21, 0x40


class Converter:
    """Gives the TrueType form of CFF faces. `report` hears about a conversion before it begins."""

    def __init__(self, folder: Path, report: Report | None = None) -> None:
        """Remember where converted fonts are kept."""
        self._folder = folder
        self._report: Report = report or (lambda _: None)

    def face(self, record: FaceRecord) -> Face:
        """The face of a CFF record. Raises FontError when the font cannot be converted."""
        source = Path(record.path)
        target = self._folder / self._name(source, record.index)
        with suppress(FontError):
            if target.is_file():
                return Face(target, source=source)
        self._report(f"正在转换字体“{record.shown}”的轮廓，约需半分钟，只做这一次……")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            staged = self._folder / f".{os.getpid()}-{time.monotonic_ns()}.tmp"
            staged.touch()
        except OSError:
            target, staged = (_own_folder() / name for name in (target.name, f"{target.name}.tmp"))
        try:
            convert_file(source, record.index, staged)
            Face(staged)
            staged.replace(target)
        except OSError:
            raise FontError("转换后的字体写不进缓存文件夹，磁盘可能已满") from None
        finally:
            with suppress(OSError):
                staged.unlink(missing_ok=True)
        return Face(target, source=source)

    @staticmethod
    def _name(source: Path, index: int) -> str:
        """The name of the converted file: it changes when the source does."""
        try:
            status = source.stat()
        except OSError:
            raise FontError("文件读不出") from None
        text = f"{source}\n{status.st_mtime_ns}\n{status.st_size}\n{index}"
        return f"{source.stem}-{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}.ttf"


_temporary: list[Path] = []


def _own_folder() -> Path:
    """A folder of this process alone, where the cache cannot be written."""
    if not _temporary:
        import atexit  # noqa: PLC0415 - hardly ever needed
        import shutil  # noqa: PLC0415
        import tempfile  # noqa: PLC0415

        folder = Path(tempfile.mkdtemp(prefix="gongwen-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        _temporary.append(folder)
    return _temporary[0]


def convert_file(source: Path, index: int, target: Path, family: str | None = None) -> None:
    """Write a face as TrueType, under a family name of its own where one is given.

    Raises FontError for a font that cannot be read, OSError when it cannot be written.
    """
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - 0.1 s, needed for a conversion only

    try:
        with TTFont(str(source), fontNumber=index, recalcTimestamp=False, lazy=True) as font:
            if "CFF " in font:
                _truetype(font)
            _drop_wrong(font)
            if family is not None:
                _rename(font, family)
            with target.open("wb") as stream:
                font.save(stream)
    except OSError:
        raise
    except Exception as error:  # a damaged font raises anything
        raise FontError("轮廓读不出，文件可能已损坏") from error


def _truetype(font: Any) -> None:
    """Replace cubic outlines by quadratic ones (Cu2Qu)."""
    from fontTools.pens.cu2quPen import Cu2QuPen  # noqa: PLC0415
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # noqa: PLC0415
    from fontTools.ttLib import newTable  # noqa: PLC0415

    order, shapes, glyphs = font.getGlyphOrder(), font.getGlyphSet(), {}
    error = _ERROR * font["head"].unitsPerEm
    for name in order:
        pen = TTGlyphPen(shapes)
        shapes[name].draw(Cu2QuPen(pen, error, reverse_direction=True))
        glyphs[name] = pen.glyph()
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphs, glyf.glyphOrder = glyphs, order
    font["loca"] = newTable("loca")
    for tag in _DROPPED:
        if tag in font:
            del font[tag]
    for name in order:
        glyf[name].recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyf[name], "xMin", 0) or 0)
    profile = font["maxp"]
    profile.tableVersion, profile.maxZones = 0x00010000, 1
    for name in _PROFILE_ZEROS:
        setattr(profile, name, 0)
    post = font["post"]
    post.formatType, post.extraNames, post.mapping, post.glyphOrder = 3.0, [], {}, order
    font.sfntVersion = "\0\1\0\0"


def _drop_wrong(font: Any) -> None:
    """Take what the font draws as other characters out of its character tables."""
    wrong = wrong_codes(str(record) for record in font["name"].names if record.nameID in _NAMING)
    for table in font["cmap"].tables if wrong else ():
        if table.isUnicode():
            for code in wrong:
                table.cmap.pop(code, None)


def _rename(font: Any, family: str) -> None:
    """One regular face under its own family name: a changed font may not keep the old one (OFL 1.1, 3)."""
    names, ps_name = font["name"], family.replace(" ", "") + "-Regular"
    names.names = [record for record in names.names if record.nameID not in _NAMING]
    for kind, text in {1: family, 2: "Regular", 3: ps_name, 4: family, 6: ps_name}.items():
        names.setName(text, kind, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 400
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~_BOLD_BITS | _REGULAR_BIT
    font["head"].macStyle = 0
