"""The file name of each letter: the plan's pattern, safe on every system, never the same for two letters."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from gongwen.plan.signer_values import seq_text
from gongwen.problems import Problem, Severity
from gongwen.sandbox import Markup, Repeated
from gongwen.store import safe_path

if TYPE_CHECKING:
    from gongwen.plan.schema import Letter, Plan
    from gongwen.plan.signing import Pair

_LOOKS_LIKE = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")
_SUFFIX = ".docx"
_LISTED = 5


def pattern_of(letter: Letter) -> str:
    """The pattern of a letter's file names: the plan's, else kind, title, number, department and name."""
    if letter.output:
        return letter.output
    kind = "承诺书" if letter.kind == "pledge" else "责任书"
    return f"{kind}/{letter.title}/{{{{ seq }}}}-{{{{ signer.dept }}}}-{{{{ signer.name }}}}{_SUFFIX}"


def file_word(text: str) -> str:
    """A text as a part of a file name: what no file name may hold becomes its full-width twin."""
    return text.translate(_LOOKS_LIKE)


def folder_in(plan: Plan, letter: Letter) -> str:
    """The folder of a letter under the outputs: the year's, and in it what the plan's documents say."""
    for entry in plan.documents:
        if entry.type == "letters" and (not entry.include or letter.id in entry.include):
            return posixpath.join(str(plan.year), safe_path(entry.output) or "")
    return str(plan.year)


def is_numbered(letter: Letter) -> bool:
    """Whether the file names of a letter begin with its number."""
    return re.match(r"\{\{\s*(seq|序号)\s*\}\}", posixpath.basename(pattern_of(letter))) is not None


def has_own_folder(plan: Plan, letter: Letter) -> bool:
    """Whether no other letter of the plan has its files in the same folder."""
    others = (other for other in plan.letters if other is not letter)
    return all(_folder(plan, letter) != _folder(plan, other) for other in others)


def _folder(plan: Plan, letter: Letter) -> str:
    """The folder of a letter's files as its pattern says it."""
    return posixpath.join(folder_in(plan, letter), posixpath.dirname(pattern_of(letter))).lower()


def check_pattern(letter: Letter, place: Any) -> list[Problem]:
    """The problems of a pattern: it must stay inside the outputs and name a Word file."""
    plain = re.sub(r"\{[{%].*?[}%]\}", "x", pattern_of(letter))
    if safe_path(plain) is None or plain.startswith(("/", "\\")):
        what = f"《{letter.title}》的输出文件名不能指向别处：{letter.output}"
        return [Problem("output.outside", what, "请写 outputs 内的相对路径。", place)]
    if not plain.lower().endswith(_SUFFIX):
        what = f"《{letter.title}》的输出文件名应以 .docx 结尾：{letter.output}"
        return [Problem("output.kind", what, "请在文件名后加上 .docx。", place)]
    return []


_FILE_NAME = Markup(file_word, '\\/:*?"<>|')


def file_names(
    letter: Letter, folder: str, pairs: Sequence[Pair], values: Callable[[Pair], dict[str, Any]]
) -> tuple[list[str], list[Problem]]:
    """The path of each letter under the outputs, in `folder`, and what had to be made different.

    Two letters of one name are told apart by department, then by id.
    """
    pattern = Repeated(pattern_of(letter), _FILE_NAME)
    names = [_safe(posixpath.join(folder, pattern.text(values(pair)))) for pair in pairs]
    changed: list[str] = []
    for extra in (lambda pair: pair.signer.dept_name, lambda pair: pair.signer.id, lambda pair: seq_text(pair.seq)):
        twins = _twins(names)
        if not twins:
            break
        for index, pair in enumerate(pairs):
            if names[index].lower() in twins and extra(pair):
                stem, suffix = posixpath.splitext(names[index])
                names[index] = _safe(f"{stem}-{file_word(extra(pair))}{suffix}")
                changed.append(names[index])
    return names, _told(letter, names, changed)


def _safe(name: str) -> str:
    return safe_path(name) or "_"


def _twins(names: Iterable[str]) -> set[str]:
    """Names that stand twice, where capitals make no difference; as hashes first, for there may be very many."""
    names = list(names)
    counts = Counter(hash(name.lower()) for name in names)
    if len(counts) == len(names):
        return set()
    likely = Counter(name.lower() for name in names if counts[hash(name.lower())] > 1)
    return {name for name, count in likely.items() if count > 1}


def _told(letter: Letter, names: list[str], changed: list[str]) -> list[Problem]:
    final = [name for name in dict.fromkeys(changed) if name in set(names)]
    if not final:
        return []
    shown = "、".join(posixpath.basename(name) for name in final[:_LISTED]) + ("等" if len(final) > _LISTED else "")
    what = f"《{letter.title}》有 {len(final)} 份文件名相同，已加上科室或工号区分：{shown}"
    return [Problem("letter.same_name", what, "要自定文件名，请在 output 中加上 {{ seq }}。", severity=Severity.HINT)]


def check_doubled(plan: Plan, letter: Letter, place: Any) -> list[Problem]:
    """A problem where another letter of the plan has the same file names, or its print set the same name."""
    others = plan.letters[: plan.letters.index(letter)]
    own = _marks(plan, letter)
    twin = next((other for other in others if not own.isdisjoint(_marks(plan, other))), None)
    if twin is None:
        return []
    what = f"《{letter.title}》（{letter.id}）与《{twin.title}》（{twin.id}）的输出文件名相同"
    return [Problem("output.doubled", what, "请给它们起不同的标题，并在 output 中写不同的文件夹或文件名。", place)]


def _marks(plan: Plan, letter: Letter) -> set[tuple[str, str]]:
    """What tells the files of a letter from those of others: the pattern of its letters, its title in its folder."""
    pattern = re.sub(r"party_b|signer", "", posixpath.basename(pattern_of(letter)).lower())
    folder = _folder(plan, letter)
    return {("pattern", f"{folder}/{pattern}"), (folder, letter.title)}


def folder_of(names: Iterable[str]) -> str:
    """The folder that holds all the letters of a batch."""
    folders = {posixpath.dirname(name) for name in names}
    return posixpath.commonpath(folders) if folders and "" not in folders else ""
