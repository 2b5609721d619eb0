"""What this machine prints the families of a document with.

Tried in this order: what the settings name, the family itself, real type of the same role, known stand-ins, the free
set. Nothing is ever printed in a face that nobody chose for it: where a role has no font, the error says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from gongwen.pdf.fonts.chain import Chain, Choice, NotAllowedError, Opener, Spare, is_bold
from gongwen.pdf.fonts.convert import Converter, Report
from gongwen.pdf.fonts.families import (
    FANGSONG,
    HAN_ROLES,
    HEI,
    KAI,
    LIKE,
    RARE,
    RARE_HEI,
    SERIF,
    SONG,
    SYMBOLS,
    TITLE,
    Role,
    class_of,
    role_of,
)
from gongwen.pdf.fonts.naming import same
from gongwen.pdf.fonts.places import FONT_DIR, Places, standard_places
from gongwen.pdf.fonts.records import SUFFIXES, FaceRecord
from gongwen.pdf.fonts.shelf import Shelf, sort_by_weight
from gongwen.problems import ExitCode, Place, Problem, Severity, UserError

_KEYS = {"title": TITLE, "body": FANGSONG, "heading1": HEI, "heading2": KAI, "page_number": SONG, "latin": SERIF}
"""The keys of `layout.fonts`, as settings may name roles by."""
_REGULAR, _BOLD = 400, 700
_SETTING = "\0"
"""Marks the key of a setting among names."""
_NAMED = 6
"""How many unusable fonts an error names."""


class FontBook:
    """The fonts of a machine, as a source of faces for text. `stand_ins` grows with what is asked for."""

    def __init__(
        self, shelf: Shelf, settings: Mapping[str, str | Path] | None = None, *, report: Report | None = None
    ) -> None:
        """`settings` gives a font file (`x.ttc#1` for its second face) or an installed name to a family or role."""
        self.shelf = shelf
        self.stand_ins: dict[str, str] = {}
        """Each family that was asked for and is not here, and what is printed instead."""
        self._opener = Opener(shelf, Converter(shelf.places.converted, report))
        self._settings = {_setting_key(key): str(value) for key, value in (settings or {}).items()}
        self._chains: dict[tuple[str, bool, bool, bool], Chain] = {}
        self._spares: dict[tuple[str, bool], Spare] = {}

    def chain(self, family: str, *, bold: bool = False, italic: bool = False, latin: bool = False) -> Chain:
        """The faces for a family; `latin` where Latin text asks for it.

        Raises UserError: exit 5 when nothing can print it, exit 3 when its setting is wrong.
        """
        key = (family, bold, italic, latin)
        try:
            return self._chains[key]
        except KeyError:
            made = self._chains[key] = self._make(family, bold=bold, italic=italic, latin=latin)
            return made

    def problems(self) -> list[Problem]:
        """The fonts that were wanted and could not be used: damaged, or not allowed in a PDF."""
        return [_refusal(record, error) for _, (record, error) in sorted(self._opener.refused.items())]

    def unreadable(self) -> list[Problem]:
        """Every damaged font file of the machine, wanted or not."""
        return [
            Problem(
                "font.damaged",
                f"字体“{record.shown}”用不了：{record.fault}",
                "请重新安装这种字体，或删去这个文件。",
                Place(record.path),
                Severity.HINT,
            )
            for record in self.shelf.records()
            if record.fault
        ]

    def _make(self, family: str, *, bold: bool, italic: bool, latin: bool) -> Chain:
        role = role_of(family) or class_of(family, latin=latin)
        choice = self._choose(family, role, bold=bold, italic=italic)
        if family and not choice.own:
            self.stand_ins[family] = choice.record.shown
        heavy = bold and is_bold(choice.record)
        return Chain(choice, lambda: self._spares_of(role, bold=heavy), bold=bold, italic=italic)

    def _choose(self, family: str, role: Role, *, bold: bool, italic: bool) -> Choice:
        """The first face that can be used. Raises UserError where there is none."""
        tried: list[str] = []
        for name, own in self._names(family, role):
            setting = self._settings.get(name.removeprefix(_SETTING)) if name.startswith(_SETTING) else None
            if setting is None:
                tried.append(name)
            records = self.shelf.named(name) if setting is None else self._set(name, setting)
            for record in self._ordered(records, name, role, bold=bold, italic=italic):
                face = self._opener.open(record)
                if face is not None:
                    return Choice(face, record, own)
                if setting is not None:
                    raise _bad_setting(name, setting, str(self._opener.refused[record.path][1]))
        raise self._missing(family, role, tried)

    def _names(self, family: str, role: Role) -> Iterator[tuple[str, bool]]:
        """What is tried, and whether it is the real thing. A family's own setting comes first, then its role's."""
        key, known = same(family), role_of(family) is role
        settings = [(_SETTING + name, True) for name in (key, same(role.name)) if name in self._settings]
        yield from settings if known else (each for each in settings if each[0] == _SETTING + key)
        yield family, True
        yield from () if known else (each for each in settings if each[0] != _SETTING + key)
        others = (*SONG.real, *SONG.stand_ins) if role.latin else ()
        rest = [(name, known) for name in role.real] + [(name, False) for name in (*role.stand_ins, *others)]
        yield from ((name, False) for name in LIKE.get(key, ()))
        yield from (each for each in rest if same(each[0]) != key)

    @staticmethod
    def _weight(name: str, role: Role) -> int:
        return role.weights.get(same(name), _REGULAR)

    def _ordered(
        self, records: list[FaceRecord], name: str, role: Role, *, bold: bool, italic: bool
    ) -> list[FaceRecord]:
        """The faces of a family, the best first; a bold one may come from the family that holds it."""
        if bold and records and not any(map(is_bold, records)):
            others = self.shelf.named(role.bolds.get(same(name), ""))
            records = [*records, *filter(is_bold, others)]
        weight = _BOLD if bold and any(map(is_bold, records)) else self._weight(name, role)
        return sort_by_weight(records, weight, italic=italic)

    # ------------------------------------------------ spares

    def _spares_of(self, role: Role, *, bold: bool) -> Iterator[Spare]:
        """The families that print what a role's own lack, in order."""
        below = next(each for each in HAN_ROLES if each.name == role.fallback)
        setting = self._settings.get(same(below.name))
        if setting:
            yield self._spare(_SETTING + below.name, self._set(below.name, setting), below, bold=bold)
        names = (*below.real, *(RARE_HEI if below is HEI else ()), *RARE, *below.stand_ins, *SYMBOLS)
        for name in dict.fromkeys(names):
            records = self.shelf.named(name)
            if records:
                yield self._spare(name, records, below, bold=bold)

    def _spare(self, name: str, records: list[FaceRecord], role: Role, *, bold: bool) -> Spare:
        key = (name, bold)
        if key not in self._spares:
            ordered = self._ordered(records, name, role, bold=bold, italic=False)
            self._spares[key] = Spare(ordered, self._opener)
        return self._spares[key]

    # ------------------------------------------------ settings and errors

    def _set(self, name: str, setting: str) -> list[FaceRecord]:
        """The face that a setting names. Raises UserError where there is none."""
        text, sign, number = setting.rpartition("#")
        path, index = (text, int(number) - 1) if sign and number.isdecimal() else (setting, None)
        if Path(path).suffix.lower() not in SUFFIXES:
            records = self.shelf.named(setting)
            if not records:
                raise _bad_setting(name, setting, "本机没有这个名字的字体")
            return records
        records = [each for each in self.shelf.file(Path(path).expanduser()) if each.index == (index or 0)]
        if not records:
            raise _bad_setting(name, setting, "没有这个文件，或文件里没有这一个字体")
        return records

    def _missing(self, family: str, role: Role, tried: list[str]) -> UserError:
        folders = "、".join(map(str, self.shelf.folders)) or "没有一个字体文件夹"
        lines = [
            f"按顺序找过：{'、'.join(dict.fromkeys(tried))}。",
            f"找过的文件夹：{folders}。",
            *self._unusable(),
            f"请安装其中一种，或运行 gongwen fonts install 装免费字体，或用环境变量 {FONT_DIR} 指明字体在哪个文件夹。",
        ]
        what = f"本机没有能印{role.name}的字体，文件用的是“{family}”"
        return UserError(Problem("font.missing", what, "\n    ".join(lines)), ExitCode.HELPER_MISSING)

    def _unusable(self) -> list[str]:
        """A line on the fonts that are there and of no use: the one that is missed may be among them."""
        refused = {path: f"{record.shown}（{error}）" for path, (record, error) in self._opener.refused.items()}
        damaged = {record.path: f"{record.path}（{record.fault}）" for record in self.shelf.records() if record.fault}
        named = [*refused.values(), *(text for path, text in damaged.items() if path not in refused)]
        more = f"等 {len(named)} 个" if len(named) > _NAMED else ""
        return [f"用不了的字体：{'、'.join(named[:_NAMED])}{more}。"] if named else []


def open_fonts(
    settings: Mapping[str, str | Path] | None = None, *, places: Places | None = None, report: Report | None = None
) -> FontBook:
    """The fonts of this machine. `report` hears of conversions that take long.

    Nothing is missing yet: `FontBook.chain` raises for the first family that nothing can print.
    """
    return FontBook(Shelf(places or standard_places()), settings, report=report)


def _setting_key(key: str) -> str:
    role = _KEYS.get(key)
    return same(role.name if role else key)


def _bad_setting(name: str, setting: str, why: str) -> UserError:
    what = f"给“{name.removeprefix(_SETTING)}”指定的字体“{setting}”用不了：{why}"
    remedy = "请写字体文件的路径（字体集里的第二个写作 文件.ttc#2），或本机已安装字体的名称。"
    return UserError(Problem("font.setting", what, remedy))


def _refusal(record: FaceRecord, error: Exception) -> Problem:
    """Why a font that was wanted is not used."""
    forbids = isinstance(error, NotAllowedError)
    remedy = (
        "已改用下一种字体；要用它，请向字体厂商取得可嵌入的版本。"
        if forbids
        else "已改用下一种字体；请重新安装这种字体。"
    )
    code = "font.forbids" if forbids else "font.damaged"
    what = f"字体“{record.shown}”用不了：{error}"
    return Problem(code, what, remedy, Place(record.path), Severity.WARNING)
