"""What is remembered of each font file: enough to choose by name without opening it."""

from __future__ import annotations

import struct
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Self

from gongwen.pdf.fonts.naming import Names, names_of
from gongwen.pdf.fonts.sfnt import FontError, Sfnt, count_faces

SUFFIXES = frozenset({".ttf", ".ttc", ".otf", ".otc"})
_BOLD, _REGULAR = 700, 400
_RESTRICTED, _BITMAP_ONLY, _USAGE = 0x2, 0x200, 0xF
"""fsType: the licence forbids embedding; only bitmaps may be embedded; the bits of the usage (OS/2, 5.2.7)."""
_MAC_BOLD, _MAC_ITALIC = 0x1, 0x2
_SELECT_ITALIC, _SELECT_BOLD = 0x1, 0x20


@dataclass(frozen=True, slots=True)
class FaceRecord:
    """One face of a file. `families` and `fulls` are names as `naming.same` makes them."""

    path: str
    index: int
    family: str = ""
    families: tuple[str, ...] = ()
    fulls: tuple[str, ...] = ()
    weight: int = _REGULAR
    italic: bool = False
    outline: str = "none"
    fs_type: int = 0
    variable: bool = False
    fault: str = ""
    """Why the face cannot be read, in Chinese."""

    @property
    def file(self) -> Path:
        """The file."""
        return Path(self.path)

    @property
    def shown(self) -> str:
        """A name for messages."""
        return self.family or Path(self.path).name

    @property
    def forbids(self) -> bool:
        """Whether its licence forbids a PDF to hold its outlines."""
        return self.fs_type & _USAGE == _RESTRICTED or bool(self.fs_type & _BITMAP_ONLY)

    def row(self) -> list[Any]:
        """The record as JSON holds it, without the path."""
        return list(astuple(self)[1:])

    @classmethod
    def of_row(cls, path: str, row: list[Any]) -> Self:
        """The record of a row. Raises what a row of another shape raises."""
        if len(row) != len(fields(cls)) - 1:
            raise ValueError(row)
        index, family, families, fulls, *rest = row
        return cls(path, index, family, tuple(families), tuple(fulls), *rest)


def records_of(path: Path) -> list[FaceRecord]:
    """What is to be known of a font file; a damaged one gives records that say so."""
    try:
        count = count_faces(path)
    except FontError as error:
        return [FaceRecord(str(path), 0, fault=str(error))]
    except OSError:
        return [FaceRecord(str(path), 0, fault="文件读不出")]
    return [_record(path, index) for index in range(count)]


def _record(path: Path, index: int) -> FaceRecord:
    try:
        sfnt = Sfnt(path, index)
    except FontError as error:
        return FaceRecord(str(path), index, fault=str(error))
    except (OSError, ValueError, struct.error):
        return FaceRecord(str(path), index, fault="文件读不出")
    names, (weight, italic, fs_type) = _names(sfnt), _style(sfnt)
    if weight < 600 and "bold" in names.style.casefold().split():  # noqa: PLR2004 - some bold faces say 400
        weight = _BOLD
    return FaceRecord(
        str(path),
        index,
        names.family,
        names.families,
        names.fulls,
        weight,
        italic,
        sfnt.outline,
        fs_type,
        "fvar" in sfnt.tables,
        sfnt.fault,
    )


def _names(sfnt: Sfnt) -> Names:
    """The names; of a damaged file as long as that part is whole."""
    try:
        return names_of(sfnt.read(["name"]).get("name", b""))
    except (FontError, OSError, struct.error):
        return Names()


def _style(sfnt: Sfnt) -> tuple[int, bool, int]:
    """Weight, slant and embedding rights, as far as they can be read."""
    try:
        tables = sfnt.read(("OS/2", "head"))
    except (FontError, OSError):
        return _REGULAR, False, 0
    os2, head = tables.get("OS/2", b""), tables.get("head", b"")
    mac = struct.unpack_from(">H", head, 44)[0] if len(head) >= 46 else 0  # noqa: PLR2004 - macStyle
    if len(os2) < 64:  # noqa: PLR2004 - up to fsSelection
        return (_BOLD if mac & _MAC_BOLD else _REGULAR), bool(mac & _MAC_ITALIC), 0
    weight, fs_type = struct.unpack_from(">H", os2, 4)[0], struct.unpack_from(">H", os2, 8)[0]
    selection = struct.unpack_from(">H", os2, 62)[0]
    if 1 <= weight <= 9:  # noqa: PLR2004 - old fonts count in hundreds
        weight *= 100
    if not 1 < weight <= 1000:  # noqa: PLR2004 - usWeightClass
        weight = _REGULAR
    if weight < 600 and (selection & _SELECT_BOLD or mac & _MAC_BOLD):  # noqa: PLR2004
        weight = _BOLD
    return weight, bool(selection & _SELECT_ITALIC or mac & _MAC_ITALIC), fs_type
