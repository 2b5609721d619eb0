"""What a font calls itself: the `name` table (ISO/IEC 14496-22, 5.2.6) in every language it has."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass

_FAMILY, _STYLE, _FULL, _POSTSCRIPT, _TYPO_FAMILY, _TYPO_STYLE = 1, 2, 4, 6, 16, 17
_WINDOWS, _MACINTOSH = 3, 1
_CHINESE, _ENGLISH = 0x804, 0x409
_WINDOWS_CODES = {3: "gbk", 4: "big5"}
_MACINTOSH_CODES = {0: "mac_roman", 1: "shift_jis", 2: "big5", 25: "gbk"}
_MAX_RECORDS = 4096


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a face: as they are shown, and all by which it can be asked for."""

    family: str = ""
    """The family in Chinese, if it has such a name."""
    ps_name: str = ""
    style: str = ""
    families: tuple[str, ...] = ()
    """Family names (IDs 1 and 16), `same`-d."""
    fulls: tuple[str, ...] = ()
    """Full and PostScript names (IDs 4 and 6), `same`-d."""


def same(name: str) -> str:
    """A name in the form in which names are compared: width, case and blanks at the ends do not count."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def names_of(data: bytes) -> Names:
    """The names in a table; what cannot be read is left out."""
    found: dict[int, dict[int, str]] = {}
    for kind, language, text in _records(data):
        found.setdefault(kind, {}).setdefault(language, text)
    families = [*found.get(_FAMILY, {}).values(), *found.get(_TYPO_FAMILY, {}).values()]
    fulls = [*found.get(_FULL, {}).values(), *found.get(_POSTSCRIPT, {}).values()]
    return Names(
        _shown(found.get(_FAMILY, {})),
        _shown(found.get(_POSTSCRIPT, {}), _ENGLISH),
        " ".join([_shown(found.get(_STYLE, {}), _ENGLISH), _shown(found.get(_TYPO_STYLE, {}), _ENGLISH)]).strip(),
        tuple(dict.fromkeys(map(same, families))),
        tuple(dict.fromkeys(map(same, fulls))),
    )


def _shown(texts: dict[int, str], language: int = _CHINESE) -> str:
    """The text in a language, else in English, else any."""
    for wanted in (language, _ENGLISH):
        if wanted in texts:
            return texts[wanted]
    return next(iter(texts.values()), "")


def _records(data: bytes) -> list[tuple[int, int, str]]:
    """Kind, language (as Windows numbers it) and text of each record."""
    if len(data) < 6:  # noqa: PLR2004 - the table's header
        return []
    count, storage = struct.unpack_from(">HH", data, 2)
    count = min(count, _MAX_RECORDS, (len(data) - 6) // 12)
    rows = []
    for number in range(count):
        platform, encoding, language, kind, length, offset = struct.unpack_from(">6H", data, 6 + 12 * number)
        raw = data[storage + offset : storage + offset + length]
        text = _text(raw, platform, encoding)
        if text:
            rows.append((platform != _WINDOWS, kind, _windows_language(platform, encoding, language), text))
    rows.sort(key=lambda row: row[0])
    return [row[1:] for row in rows]


def _windows_language(platform: int, encoding: int, language: int) -> int:
    """Languages of Macintosh records by their script, roughly: names only have to be told apart."""
    if platform == _WINDOWS:
        return language
    if platform == _MACINTOSH:
        return _CHINESE if encoding == 25 else _ENGLISH if language == 0 else 0x10000 + language  # noqa: PLR2004
    return _ENGLISH


def _text(raw: bytes, platform: int, encoding: int) -> str:
    """The text of a record; old Chinese fonts hold GBK in two-byte units under a Windows encoding."""
    try:
        if platform == _MACINTOSH:
            text = raw.decode(_MACINTOSH_CODES.get(encoding, "ascii"))
        elif platform == _WINDOWS and encoding in _WINDOWS_CODES:
            text = raw.replace(b"\0", b"").decode(_WINDOWS_CODES[encoding])
        else:
            text = raw.decode("utf-16-be")
    except UnicodeDecodeError:
        return ""
    return "".join(char for char in text if char.isprintable()).strip()
