"""The print sets of a batch, and what was printed last: `--new` prints only letters that were not or have changed."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from gongwen.letters.names import file_word, folder_of
from gongwen.plan.signing import listed
from gongwen.problems import Place, Problem, Severity
from gongwen.word.merge import Master, PrintSet

if TYPE_CHECKING:
    from pathlib import Path

    from gongwen.letters.batch import Batch
    from gongwen.pdf.binder import Leaf
    from gongwen.pdf.reading import Copies, Reading
    from gongwen.plan.signing import Pair

_SECTIONS = 600
"""Sections of one print set; Word grows slow with more, so a longer batch goes on in a second file."""
_FOLDER = "打印"
_LISTED = 30


@dataclass(frozen=True, slots=True)
class Volume:
    """One print set: its path under the outputs, the letters of the Word file, the letters of the PDF.

    The PDF also holds those that people changed by hand, each in its place.
    """

    path: str
    word: Sequence[Pair]
    pdf: Sequence[Pair]


def volumes(batch: Batch, made: Sequence[Pair], edited: Sequence[Pair], label: str = "") -> list[Volume]:
    """The print sets of these pairs and of those that people changed; each letter stands `copies` times in a row."""
    step = max(1, _SECTIONS // batch.letter.copies)
    base = made or edited
    starts = range(0, len(base), step)
    found = []
    rest = sorted(edited, key=lambda pair: pair.seq) if made else []
    for number, start in enumerate(starts, 1):
        own = base[start : start + step]
        following = base[start + step : start + step + 1]
        here = [pair for pair in rest if not following or pair.seq < following[0].seq]
        rest = rest[len(here) :]
        volume = f"-{number}" if len(starts) > 1 else ""
        name = f"{file_word(batch.title)}（打印{label}{volume}）.docx"
        every = sorted([*own, *here], key=lambda pair: pair.seq)
        found.append(Volume(posixpath.join(folder_of(batch.names), _FOLDER, name), own if made else (), every))
    return found


def word_sets(batch: Batch, found: Iterable[Volume], left_out: Sequence[Pair]) -> Iterator[tuple[str, bytes]]:
    """The Word files of print sets. The first one says which letters are left out because people changed them."""
    if not isinstance(batch.master, Master):
        return
    maker = PrintSet(batch.master)
    for number, volume in enumerate(volume for volume in found if volume.word):
        foreword = _foreword(batch, left_out) if number == 0 and left_out else ()
        yield volume.path, maker.make(_copies(batch, volume.word), foreword)


def no_print_set(batch: Batch, *, pdf: bool) -> list[Problem]:
    """Say that a template with rich content has no print set, or only one as PDF."""
    if isinstance(batch.master, Master):
        return []
    what = f"《{batch.title}》的模板“{batch.file}”含富文本、子文档或图片，没有生成"
    if pdf:
        what += " Word 打印集，只有 PDF 打印集"
        return [Problem("letter.no_print_set", what, severity=Severity.HINT)]
    remedy = "请逐份打印，或改用普通的 {{ 名称 }} 引用。"
    return [Problem("letter.no_print_set", what + "打印集", remedy, severity=Severity.WARNING)]


def leaves(batch: Batch, pairs: Iterable[Pair], edited: Callable[[Pair], bytes | None]) -> Iterator[Leaf]:
    """The letters one by one, for the print set as PDF; `edited` gives the file of one that a person changed.

    The outline has the departments, and the people below them.
    """
    from gongwen.pdf.binder import Leaf  # noqa: PLC0415 - a run without PDFs needs no typesetter
    from gongwen.pdf.reading import Copies  # noqa: PLC0415

    copies = Copies(batch.master, batch.file) if isinstance(batch.master, Master) else None
    department = ""
    for pair in pairs:
        signer = pair.signer
        entries = [(signer.dept_name, 0)] if signer.dept_name and signer.dept_name != department else []
        department = signer.dept_name
        entries.append((signer.name, 1 if department else 0))
        whose = f"《{batch.title}》{signer.name}（{signer.id}）的一份"
        place = signer.place or Place(batch.names[pair.seq - 1])
        yield Leaf(partial(_opened, batch, pair, copies, edited), whose, place, tuple(entries), batch.letter.copies)


def _opened(batch: Batch, pair: Pair, copies: Copies | None, edited: Callable[[Pair], bytes | None]) -> Reading:
    """A letter ready to be printed: as its signer's row makes it, or as somebody changed it."""
    from gongwen.pdf.reading import read_word  # noqa: PLC0415

    name = batch.names[pair.seq - 1]
    data = edited(pair)
    if data is not None or copies is None:
        return read_word(batch.render(pair) if data is None else data, name)
    return copies.reading(batch.values(pair))


def _copies(batch: Batch, pairs: Iterable[Pair]) -> Iterator[dict[str, Any]]:
    for pair in pairs:
        values = batch.values(pair)
        for _ in range(batch.letter.copies):
            yield values


def _foreword(batch: Batch, left_out: Sequence[Pair]) -> tuple[str, ...]:
    names = listed((pair.signer for pair in left_out), _LISTED)
    return (
        f"《{batch.title}》打印集说明（本页不必分发）",
        f"下列 {len(left_out)} 份有人手工改过，没有收入本打印集，请打开各自的文件打印：",
        f"{names}。",
    )


class Printed:
    """What was printed last, by letter: the hash of each file. Kept in `.gongwen/printed.json`."""

    def __init__(self, state: Path) -> None:
        """Read the memory; what cannot be read counts as nothing printed."""
        self._path = state / "printed.json"
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = {}
        self._known: dict[str, dict[str, str]] = found if isinstance(found, dict) else {}

    def hashes(self, key: str) -> dict[str, str]:
        """The files of a letter that were printed, with their hashes then."""
        return self._known.get(key, {})

    def text(self, key: str, hashes: dict[str, str]) -> bytes:
        """The memory with these files of a letter printed."""
        known = {**self._known, key: {**self.hashes(key), **hashes}}
        self._known = known
        return json.dumps(known, ensure_ascii=False, indent=0, sort_keys=True).encode()
