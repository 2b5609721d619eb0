"""Word files on their way into a PDF: one alone, or the letters of a print set one behind the other."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.pdf.faults import in_file, missing_characters, not_set, unknown_features
from gongwen.pdf.printing import Press, PrintOptions
from gongwen.pdf.reading import Reading, read_word
from gongwen.problems import ExitCode, Place, Problem, UserError

if TYPE_CHECKING:
    from gongwen.pdf.fonts.metrics import FontSource

_TOLD = 10
"""Letters of a set that are named for characters that no font has."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One letter of a print set: how it is opened, its entries in the outline with their levels, how often it stands.

    `whose` and `place` say in a problem whose letter it is.
    """

    open: Callable[[], Reading]
    whose: str
    place: Place
    entries: tuple[tuple[str, int], ...] = ()
    copies: int = 1


@dataclass(slots=True)
class Bound:
    """A PDF with its number of pages, or why there is none; and what is printed otherwise than by Word."""

    data: bytes | None = None
    pages: int = 0
    failures: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    lost: bool = False
    """Whether something of the file is missing on paper."""
    code: ExitCode = ExitCode.DONE
    """How a command that cannot print it ends."""

    def fail(self, problems: Sequence[Problem], code: ExitCode = ExitCode.PARTIAL) -> None:
        """Note why there is no PDF."""
        self.data = None
        self.failures += problems
        self.code = code


def print_one(source: bytes | Path, name: str, fonts: FontSource, profile: str = "word") -> Bound:
    """Print one Word file."""
    bound, target, place = Bound(), io.BytesIO(), Place(name)
    try:
        reading = read_word(source, name)
        press = _press(target, fonts, reading.word.title, reading, profile)
        bound.pages = press.add(reading.word, counts=reading.counts)
        press.close()
    except UserError as error:
        bound.fail(in_file(error, name), error.exit_code)
        return bound
    except Exception as error:  # noqa: BLE001 - what other programs write may hold anything; the other files go on
        bound.fail([not_set(error, "", place)])
        return bound
    bound.data = target.getvalue()
    bound.warnings = unknown_features("", reading.word.unknown, place)
    bound.lost = any(each.lost for each in reading.word.unknown)
    if press.missing:
        lacking = [(char, reading.around(char)) for char in sorted(press.missing)]
        bound.fail(missing_characters("", lacking, place))
    return bound


@dataclass(frozen=True, slots=True)
class Binding:
    """How letters are joined: each on a front side, their headings in the outline or not, whose line ends are kept."""

    duplex: bool = True
    headings: bool = False
    profile: str = "word"


class Binder:
    """Prints many letters into one PDF."""

    def __init__(self, fonts: FontSource, name: str, title: str, how: Binding | None = None) -> None:
        """Begin a PDF of this path and title."""
        self._fonts, self._name, self._title, self._how = fonts, name, title, how or Binding()
        self._target = io.BytesIO()
        self._press: Press | None = None
        self._lacking: list[Problem] = []
        self._named: set[str] = set()
        self._unknown: dict[str, list[Problem]] = {}
        self._bound = Bound()
        self._broken = False

    def add(self, leaf: Leaf) -> int:
        """Print a letter as often as it is wanted and give its pages. One that cannot be opened leaves no PDF."""
        if self._broken:
            return 0
        before = self._press.pages if self._press else 0
        try:
            reading = leaf.open()
            if self._press is None:
                self._press = _press(self._target, self._fonts, self._title, reading, self._how.profile)
            self._add(self._press, leaf, reading)
        except UserError as error:
            self._bound.fail(in_file(error, leaf.place.file), error.exit_code)
        except Exception as error:  # noqa: BLE001 - as in print_one
            self._bound.fail([not_set(error, leaf.whose, leaf.place)])
            self._broken = True
        return self._press.pages - before if self._press else 0

    def _add(self, press: Press, leaf: Leaf, reading: Reading) -> None:
        level = leaf.entries[-1][1] + 1 if leaf.entries else 0
        for number in range(leaf.copies):
            if self._how.duplex:
                press.front_side()
            for entry in leaf.entries if number == 0 else ():
                press.entry(*entry)
            press.add(reading.word, counts=reading.counts, level=level, headings=self._how.headings)
        for each in reading.word.unknown:
            if each.what not in self._unknown:
                self._unknown[each.what] = unknown_features(leaf.whose, [each], leaf.place)
        if press.missing:
            own = [(char, words) for char in sorted(press.missing) if (words := reading.around(char)) is not None]
            self._named.update(char for char, _ in own)
            self._lacking += missing_characters(leaf.whose, own, leaf.place)

    def bound(self) -> Bound:
        """The PDF, or why something of it would be missing."""
        press, bound = self._press, self._bound
        if press is None or not press.pages or self._broken:
            return bound
        press.close()
        bound.warnings = [problem for found in self._unknown.values() for problem in found][:_TOLD]
        bound.pages = press.pages
        strange = [(char, None) for char in sorted(press.missing - self._named)]
        lacking = [*self._lacking[:_TOLD], *missing_characters("", strange, Place(self._name))]
        if lacking:
            bound.fail(lacking, bound.code or ExitCode.PARTIAL)
        bound.data = None if bound.failures else self._target.getvalue()
        return bound


def _press(target: io.BytesIO, fonts: FontSource, title: str, reading: Reading, profile: str) -> Press:
    return Press(target, fonts, PrintOptions(profile, title, reading.author))
