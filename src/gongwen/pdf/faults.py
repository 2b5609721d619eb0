"""What keeps a Word file from being printed, or printed as Word would, in words that say where and what to do."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.problems import ExitCode, Place, Problem, Severity, UserError

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Unknown

INSTALL = "gongwen fonts install"
_ELSEWHERE = "这一份请用 Word 或 WPS 打印，或用 gongwen pdf --engine libreoffice 另印。"
_TOLD = 5
"""Characters that are named one by one for one file."""
_UNKNOWN_TOLD = 3


def missing_characters(whose: str, found: Sequence[tuple[str, str | None]], place: Place) -> list[Problem]:
    """Characters of a file that no font has, each with the words round it; `whose` says what they stand in."""
    told = []
    for char, around in found[:_TOLD]:
        where = f"（在“{around}”处）" if around else ""
        what = f"{whose}有一个字没有字体能印：“{char}”（{code_point(char)}）{where}，没有生成 PDF"
        told.append(Problem("pdf.missing_character", what, _remedy(char), place))
    rest = found[_TOLD:]
    if rest:
        codes = "、".join(code_point(char) for char, _ in rest[:_TOLD])
        what = f"{whose}还有 {len(rest)} 个字没有字体能印：{codes}{'等' if len(rest) > _TOLD else ''}"
        told.append(Problem("pdf.missing_character", what, _remedy(""), place))
    return told


def code_point(char: str) -> str:
    """The number of a character as dictionaries of fonts give it."""
    return f"U+{ord(char):04X}"


def _remedy(char: str) -> str:
    if char and (0xE000 <= ord(char) <= 0xF8FF or ord(char) >= 0xF0000):  # noqa: PLR2004 - private use
        return "这是造字（私用区编码），只有造字的电脑上才有；请改用标准编码的字，再生成一次。"
    return f"请安装有这个字的字体（{INSTALL} 装的免费字体收字较全），再生成一次；Word 文件不受影响。"


def unknown_features(whose: str, found: Iterable[Unknown], place: Place) -> list[Problem]:
    """What is not printed as Word would, at most a few for one file; what is left out comes first."""
    every = sorted(found, key=lambda each: not each.lost)
    told = [
        Problem(
            "pdf.unknown",
            f"{whose}{'有 PDF 里印不出来的内容' if each.lost else '有 PDF 里印得简单些的内容'}：{each.what}"
            f"（{_near(each.near)}）",
            _ELSEWHERE if each.lost else "",
            place,
            Severity.WARNING,
        )
        for each in every[:_UNKNOWN_TOLD]
    ]
    if len(every) > _UNKNOWN_TOLD:
        names = "、".join(dict.fromkeys(each.what for each in every[_UNKNOWN_TOLD:]))
        what = f"{whose}另有 {len(every) - _UNKNOWN_TOLD} 处与 Word 不同：{names}"
        told.append(Problem("pdf.unknown", what, "", place, Severity.WARNING))
    return told


def not_set(error: Exception, whose: str, place: Place) -> Problem:
    """A file on which our typesetter fails: it costs one PDF, not the run.

    Says where in the program, and no values, which may be names of people.
    """
    frames = traceback.extract_tb(error.__traceback__)
    frame = next((each for each in reversed(frames) if "gongwen" in Path(each.filename).parts), frames[-1])
    where = f"{type(error).__name__}，{Path(frame.filename).name}:{frame.lineno}"
    what = f"{whose}排不出来，没有生成 PDF：程序内部出错（{where}），不是您的操作问题"
    return Problem("pdf.fault", what, f"{_ELSEWHERE}并请把这一行和文件发给维护者。", place)


def _near(text: str) -> str:
    return f"在“{text}”处" if text else "位置不明"


def no_fonts(families: Sequence[str], severity: Severity) -> Problem:
    """One line: what this machine cannot print, and how to get it."""
    what = f"本机没有能印{'、'.join(families)}的字体，没有生成 PDF；运行 {INSTALL} 装免费字体（加 --no-pdf 不再提示）"
    return Problem("pdf.no_fonts", what, severity=severity)


def stand_ins(pairs: dict[str, str]) -> Problem:
    """The families that others stand in for, as things stand on this machine."""
    every = "，".join(f"“{asked}”以“{used}”代替" for asked, used in sorted(pairs.items()))
    what = f"本机没有下列字体，PDF 中：{every}"
    remedy = "版面供校对；正式印发请安装真字体后再生成，或用 Word、WPS 打印。"
    return Problem("pdf.stand_ins", what, remedy, severity=Severity.HINT)


def in_file(error: UserError, name: str) -> list[Problem]:
    """Problems of a Word file that cannot be printed, each with its place; a font that is missing is not the file's."""
    place = None if error.exit_code is ExitCode.HELPER_MISSING else Place(name)
    return [
        Problem(each.code, f"没有生成 PDF：{each.what}", each.remedy, each.place or place, each.severity)
        for each in error.problems
    ]
