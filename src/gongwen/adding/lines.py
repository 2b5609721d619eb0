"""The lines of an entry: keys, values and comments, as text to insert and as the data that this text must give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongwen.plan.schema.aliases import ALIASES

Value = str | list[Any] | dict[str, Any] | tuple["Line", ...]
"""A text, a list, a mapping that stands on one line, or lines of their own."""

_LEADING = frozenset("-?:,[]{}#&*!|>'\"%@`")
_NULL = frozenset(("", "~", "null", "Null", "NULL", "=", "<<"))
_WIDE = "\u3000"
_LONGEST_FLOW = 100
_ENGLISH = frozenset(("from", "to"))
"""What a period calls its ends: 主送 would be read as an addressee."""


@dataclass(frozen=True, slots=True)
class Line:
    """A key with its value and what it means. One that is not `live` is written as a comment, to be filled in."""

    key: str
    value: Value
    comment: str = ""
    live: bool = True


@dataclass(frozen=True, slots=True)
class Style:
    """How the list writes its entries: columns of the dash and of the keys, and in which language the keys are."""

    dash: int = 2
    keys: int = 4
    chinese: bool = False

    def word(self, key: str) -> str:
        """A key as the list writes it."""
        return ALIASES.get(key, key) if self.chinese else key


def data(lines: Sequence[Line]) -> dict[str, Any]:
    """What the live lines say, as loading gives it."""
    return {line.key: _plain(line.value) for line in lines if line.live}


def _plain(value: Value) -> Any:
    return data(value) if isinstance(value, tuple) else value


def written(lines: Sequence[Line], style: Style) -> list[str]:
    """The entry as lines of text without their ends; the first one, which must be live, carries the dash."""
    texts = _block(lines, style.keys, style)
    texts[0] = " " * style.dash + "-" + texts[0][style.dash + 1 :]
    return texts


def _block(lines: Sequence[Line], column: int, style: Style) -> list[str]:
    return [text for line in lines for text in _line(line, column, style)]


def _line(line: Line, column: int, style: Style) -> list[str]:
    if not line.key:
        return [f"{' ' * column}# {line.comment}"]
    texts = _live(line, style)
    mark = "" if line.live else "#"
    return [f"{' ' * column}{mark}{text}" for text in texts]


def _live(line: Line, style: Style) -> list[str]:
    """A line from its own column on; what does not fit stands below, two columns further in."""
    head, comment = f"{style.word(line.key)}:", f"  # {line.comment}" if line.comment else ""
    value = line.value
    if isinstance(value, str):
        return [f"{head} {scalar(value)}{comment}"]
    if isinstance(value, tuple):
        return [f"{head}{comment}", *_block(value, 2, style)]
    flow = _flow(value, style, line.key)
    if isinstance(value, dict) or (len(flow) <= _LONGEST_FLOW and not _speaks(value)):
        return [f"{head} {flow}{comment}"]
    return [f"{head}{comment}", *(f"  - {_item(item, style)}" for item in value)]


def _speaks(values: list[Any]) -> bool:
    """Whether a list holds sentences: they stand on lines of their own."""
    return any(isinstance(item, dict) or "。" in item or "：" in item for item in values)


def _item(value: Any, style: Style) -> str:
    return scalar(value) if isinstance(value, str) else _flow(value, style)


def _flow(value: Any, style: Style, under: str = "") -> str:
    if isinstance(value, str):
        return scalar(value, flow=True)
    if isinstance(value, list):
        return f"[{', '.join(_flow(item, style) for item in value)}]"
    pairs = [
        f"{key if under == 'validity' and key in _ENGLISH else style.word(key)}: {_flow(item, style)}"
        for key, item in value.items()
    ]
    return f"{{{', '.join(pairs)}}}"


def scalar(text: str, *, flow: bool = False) -> str:
    """A text as a YAML scalar: plain where it is read back as it stands, else in double quotes."""
    plain = (
        text not in _NULL
        and text[0] not in _LEADING
        and text == text.strip()
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and not (flow and any(char in ",[]{}:" for char in text))
        and all(char.isprintable() for char in text)
    )
    return text if plain else f'"{"".join(map(_escaped, text))}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable() or char == _WIDE:
        return char
    return f"\\U{ord(char):08x}"
