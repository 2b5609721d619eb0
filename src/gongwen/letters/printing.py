"""The print sets of a batch, and what was printed last: `--new` prints only letters that were not or have changed."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gongwen.letters.names import file_word, folder_of
from gongwen.plan.signing import listed
from gongwen.problems import Problem, Severity
from gongwen.word.merge import Master, PrintSet

if TYPE_CHECKING:
    from pathlib import Path

    from gongwen.letters.batch import Batch
    from gongwen.plan.signing import Pair

_SECTIONS = 600
"""Sections of one print set; Word grows slow with more, so a longer batch goes on in a second file."""
_FOLDER = "打印"
_LISTED = 30


def print_sets(
    batch: Batch, pairs: Sequence[Pair], left_out: Sequence[Pair], label: str = ""
) -> Iterator[tuple[str, bytes]]:
    """The print sets of these pairs, each as path under the outputs and .docx.

    Every letter stands `copies` times in a row. The first file says which letters are left out because somebody
    changed them by hand.
    """
    if not isinstance(batch.master, Master) or not pairs:
        return
    maker = PrintSet(batch.master)
    step = max(1, _SECTIONS // batch.letter.copies)
    starts = range(0, len(pairs), step)
    for number, start in enumerate(starts, 1):
        volume = f"-{number}" if len(starts) > 1 else ""
        foreword = _foreword(batch, left_out) if number == 1 and left_out else ()
        name = f"{file_word(batch.title)}（打印{label}{volume}）.docx"
        yield (
            posixpath.join(folder_of(batch.names), _FOLDER, name),
            maker.make(_copies(batch, pairs[start : start + step]), foreword),
        )


def no_print_set(batch: Batch) -> list[Problem]:
    """Say that a template with rich content has no print set."""
    if isinstance(batch.master, Master):
        return []
    what = f"《{batch.title}》的模板“{batch.file}”含富文本、子文档或图片，没有生成打印集"
    return [
        Problem("letter.no_print_set", what, "请逐份打印，或改用普通的 {{ 名称 }} 引用。", severity=Severity.WARNING)
    ]


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
