"""How deep a text nests, found before it is composed: the C composer recurses, and a deep text would end the process.

The parser behind it does not recurse, so its events can be counted; that costs as much as composing, so it is done only
where brackets or indentation make such a depth possible. Blocks nest at most twice for each column.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

MAX_DEPTH = 50
_SAFE_DEPTH = 3_000
"""Far less than what ends a process: the composer takes some 300 bytes of stack for each level, of 1 MB or more."""
_FAR_IN = re.compile(r"^[ \t?:\-]{100}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")


def too_deep(text: str, loader: Any) -> int | None:
    """The line (1-based) where a text nests deeper than allowed, or None."""
    if not (_FAR_IN.search(text) or _many_open(text)):
        return None
    depth = 0
    try:
        for event in yaml.parse(text, loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    return event.start_mark.line + 1 if event.start_mark else 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return None
    return None


def _many_open(text: str) -> bool:
    """Whether more brackets than allowed may be open at once.

    Those in texts and comments are counted like any others, so the answer may be wrong: more brackets than the composer
    could bear if all were nested are never waved through.
    """
    brackets = text.count("[") + text.count("{")
    if not MAX_DEPTH < brackets <= _SAFE_DEPTH:
        return brackets > MAX_DEPTH
    depth = 0
    for bracket in _BRACKET.findall(text):
        if bracket in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif depth:
            depth -= 1
    return False
