"""What a value looks like inside a run of text: XML, with line breaks and tabs as Word's elements."""

from __future__ import annotations

import re

from gongwen.sandbox import Markup

_SPELT = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
}
_SPECIAL = re.compile("[" + "".join(_SPELT) + "]")


def _spell(value: str) -> str:
    return _SPECIAL.sub(lambda match: _SPELT[match.group()], value)


RUN_TEXT = Markup(_spell, "".join(_SPELT))
"""A clean value as the content of a `w:t`."""
