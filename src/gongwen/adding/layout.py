"""Where a new entry goes in the text of a plan file, found by the composed nodes; nothing else in the text moves.

Comments and blank lines are no nodes. Between the list and what follows it, a comment that is as far in as the entries
belongs to the last of them; one further out introduces the next section and stays behind the new entry.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gongwen.adding.lines import Style
from gongwen.plan.schema.aliases import ALIASES, KEYS
from gongwen.problems import Place, Problem, UserError

_KEY = "documents"
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_PROPERTIES = re.compile(r"(?:[&!]\S*|\s|#[^\n\r]*)*")
_END = re.compile(r"\.\.\.(?:\s|$)")
_EMPTY = re.compile(r"[ \t]*(?:\[[ \t]*\]|~|null|Null|NULL)?")
_DEEPEST = 8
"""More blanks than this after a dash are no habit to go on with."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for an entry: before the character `at`, in this style, under the lines `above`, after a blank line.

    `cut` is what stands for an empty list and goes.
    """

    at: int
    style: Style
    above: tuple[str, ...] = ()
    blank: bool = False
    cut: tuple[int, int] | None = None


class Layout:
    """The lines of a text and its root node, which is a mapping."""

    def __init__(self, text: str, root: Any, file: str) -> None:
        """Find the lines."""
        self._text, self._root, self._file = text, root, file
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]
        if self._starts[-1] == len(text) and len(self._starts) > 1:
            self._starts.pop()
        if root.id != "mapping" or root.flow_style or not root.value:
            what = "整个文件不是分行写的计划，不能加入一项"
            raise UserError(
                Problem("new.toplevel", what, "最外层应当分行写成“键: 值”，如 year: 2023。", Place(file, 1, 1))
            )
        self._column: int = root.value[0][0].start_mark.column

    # ------------------------------------------------------------ places
    def spots(self) -> list[Spot]:
        """The places to try, the best first. Raises UserError where the list is written so that none can be added."""
        keys = [key.value for key, _ in self._root.value]
        number = next((place for place, key in enumerate(keys) if KEYS.get(key, key) == _KEY), None)
        if number is None:
            return [self._after_all(keys)]
        key, value = self._root.value[number]
        if value.start_mark.index < key.end_mark.index:
            raise self._refused(key, "是一个引用（*）")
        following = self._root.value[number + 1 :]
        limit = self._line(following[0][0].start_mark.index) if following else None
        if value.id == "sequence" and not value.flow_style and value.value:
            return self._after_entries(value, limit)
        if value.id == "sequence" and value.value:
            raise self._refused(value, "写在方括号里")
        return self._in_place_of_nothing(keys, key, value, limit)

    def _after_entries(self, value: Any, limit: int | None) -> list[Spot]:
        match = _PROPERTIES.match(self._text, value.start_mark.index)
        dash = self._column_of(match.end() if match else value.start_mark.index)
        last = max(_ends(value, value.start_mark.index), default=value.start_mark.index)
        style = replace(self._style(value, dash), chinese=_is_chinese(_entry_keys(value)))
        inner = max(dash, self._column + 1)
        return self._after(self._line(last), limit, inner, Spot(0, style, blank=self._is_spaced(value, dash)))

    def _in_place_of_nothing(self, keys: Sequence[str], key: Any, value: Any, limit: int | None) -> list[Spot]:
        """`documents:` or `documents: []`, on one line with nothing but a comment after it."""
        colon = self._text.find(":", key.end_mark.index, max(value.end_mark.index, key.end_mark.index + 1))
        match = _EMPTY.match(self._text, colon + 1)
        end = match.end() if match and colon >= 0 else -1
        line = self._line(key.start_mark.index)
        rest = self._text[end : self._end(line)].strip()
        if colon < 0 or value.end_mark.index > end or value.id == "mapping" or (rest and not rest.startswith("#")):
            raise self._refused(value, "写得不像清单" if value.id != "sequence" else "的方括号里还有别的内容")
        style = Style(self._column + 2, self._column + 4, _is_chinese(keys))
        gap = self._text[colon + 1 : end]
        cut = (colon + 1, end) if gap.strip() else None
        return self._after(line, limit, self._column + 1, Spot(0, style, cut=cut))

    def _after_all(self, keys: Sequence[str]) -> Spot:
        style = Style(self._column + 2, self._column + 4, _is_chinese(keys))
        above = (f"{' ' * self._column}{style.word(_KEY)}:  # 要生成的文件",)
        last = self._end_of_file(self._line(max(_ends(self._root, 0), default=0)))
        blank = last > 0 and not self._is_blank(last - 1)
        return Spot(self._offset(last), style, above, blank)

    def _after(self, line: int, limit: int | None, inner: int, spot: Spot) -> list[Spot]:
        """After the lines that belong to what ends in `line`; else after the blank lines that follow these, too."""
        last = limit if limit is not None else self._end_of_file(line)
        while last > line + 1 and (self._is_blank(last - 1) or self._is_comment(last - 1, before=inner)):
            last -= 1
        later = last
        while later < len(self._starts) and self._is_blank(later):
            later += 1
        places = dict.fromkeys((self._offset(last), self._offset(later)))
        return [replace(spot, at=at) for at in places]

    def _style(self, value: Any, dash: int) -> Style:
        """The columns of the last entry that is a block of its own."""
        for item in reversed(value.value):
            if item.id == "mapping" and not item.flow_style and item.value:
                first = item.value[0][0].start_mark
                if first.index > value.start_mark.index and 1 < first.column - dash <= _DEEPEST:
                    return Style(dash, first.column)
        return Style(dash, dash + 2)

    def _is_spaced(self, value: Any, dash: int) -> bool:
        """Whether a blank line stands before the last entry (or the comment over it)."""
        item = value.value[-1]
        if len(value.value) < 2 or item.start_mark.index < value.start_mark.index:  # noqa: PLR2004 - needs two to tell
            return False
        line = self._line(item.start_mark.index) - 1
        while line > 0 and self._is_comment(line) and not self._is_comment(line, before=dash):
            line -= 1
        return self._is_blank(line)

    def _refused(self, node: Any, how: str) -> UserError:
        mark = node.start_mark
        remedy = f"请改成每项一行、以“- ”开头的写法（空的就只留 {_KEY}: 一行），或用 --dry-run 看内容后自己加上。"
        place = Place(self._file, mark.line + 1, mark.column + 1)
        return UserError(
            Problem("new.list", f"{_KEY}（{ALIASES[_KEY]}）{how}，不能在后面加一项而不动别处", remedy, place)
        )

    # ------------------------------------------------------------ lines
    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _offset(self, line: int) -> int:
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def _end(self, line: int) -> int:
        return self._offset(line + 1)

    def _column_of(self, offset: int) -> int:
        return offset - self._starts[self._line(offset)]

    def _content(self, line: int) -> str:
        return self._text[self._starts[line] : self._end(line)]

    def _is_blank(self, line: int) -> bool:
        return not self._content(line).strip()

    def _is_comment(self, line: int, before: int | None = None) -> bool:
        """Whether a line is a comment, one that begins left of a column if it is given."""
        content = self._content(line)
        lead = len(content) - len(content.lstrip())
        return content[lead : lead + 1] == "#" and (before is None or lead < before)

    def _end_of_file(self, line: int) -> int:
        """The number of lines, or the line of the mark `...` after a line."""
        marks = (at for at in range(line + 1, len(self._starts)) if _END.match(self._text, self._starts[at]))
        return next(marks, len(self._starts))

    # ------------------------------------------------------------ putting it in
    def put(self, spot: Spot, entry: Sequence[str]) -> tuple[str, int]:
        """The text with an entry in it, and the entry's first line, counted from 1."""
        at, cut = spot.at, spot.cut
        ending = self._ending(at)
        lines = [*([""] if spot.blank else []), *spot.above, *entry]
        block = ending.join(lines)
        first = self._line(at) if at < len(self._text) else len(self._starts)
        torn = at > 0 and not _BREAK.fullmatch(self._text[at - 1])
        block = ending + block if torn else block + ending
        text = self._text[:at] + block + self._text[at:]
        if cut is not None:
            text = text[: cut[0]] + text[cut[1] :]
        return text, first + len(lines) - len(entry) + 1

    def _ending(self, at: int) -> str:
        """How the line before a place ends, else how the file's first line does."""
        before = self._text[max(0, at - 2) : at]
        if before.endswith("\r\n"):
            return "\r\n"
        if before.endswith(("\n", "\r")):
            return before[-1]
        found = _BREAK.search(self._text)
        return found.group() if found and found.group() in ("\r\n", "\n", "\r") else "\n"


def _ends(node: Any, start: int) -> Iterator[int]:
    """Where the leaves of a node end that stand behind an offset; block texts are known by their indentation."""
    seen: set[int] = set()
    stack = [node]
    while stack:
        item = stack.pop()
        if id(item) in seen or item.start_mark.index < start:
            continue
        seen.add(id(item))
        if item.id == "scalar" or item.flow_style:
            block = item.id == "scalar" and item.style in ("|", ">")
            yield item.start_mark.index if block else max(item.start_mark.index, item.end_mark.index - 1)
        elif item.id == "mapping":
            stack += [each for pair in item.value for each in pair]
        else:
            stack += item.value


def _entry_keys(value: Any) -> list[str]:
    """The keys of all entries of the list."""
    return [key.value for item in value.value if item.id == "mapping" for key, _ in item.value if key.id == "scalar"]


def _is_chinese(keys: Sequence[str]) -> bool:
    """Whether most keys are the Chinese ones."""
    return sum(key in KEYS for key in keys) * 2 > sum(key in KEYS or key in ALIASES for key in keys)
