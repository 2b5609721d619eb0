"""What a value looks like inside a run of text: XML, with line breaks and tabs as Word's elements."""

from __future__ import annotations

import re

_SPECIAL = re.compile("[&<>\n\t]")
_SPELT = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
}


def markup(value: str) -> str:
    """A clean value as the content of a `w:t`."""
    if _SPECIAL.search(value) is None:
        return value
    return _SPECIAL.sub(lambda match: _SPELT[match.group()], value)
