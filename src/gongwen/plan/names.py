"""Names of people in one spelling: how a roster pads, dots and encodes them must not make two persons of one."""

from __future__ import annotations

import re

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BLANKS = " \t\n\u00a0\u2000-\u200b\u3000\ufeff"
# Wrong dots: bullet, katakana dot, hyphenation point, full stops, dot operators. U+00B7 is the right one.
_DOTS = "\u2022\u30fb\uff65\u2027\uff0e\u00b7\u0387\u2219\u22c5\u2e31."
_PADDING = re.compile(f"(?<=[{_HAN}])[{_BLANKS}]+(?=[{_HAN}])")
_DOT = re.compile(f"(?<=[{_HAN}])[{_BLANKS}]*[{_DOTS}][{_BLANKS}]*(?=[{_HAN}])")
_OUTER = re.compile(f"^[{_BLANKS}]+|[{_BLANKS}]+$")
# Where GB 18030 of 2000 put eight characters into the private use area, Unicode has them since version 4.1.
_PRIVATE = str.maketrans(
    {
        "\ue81e": "\u9fb4",
        "\ue826": "\u9fb5",
        "\ue82b": "\u9fb6",
        "\ue82c": "\u9fb7",
        "\ue832": "\u9fb8",
        "\ue843": "\u9fb9",
        "\ue854": "\u9fba",
        "\ue864": "\u9fbb",
    }
)


def normal_name(text: str) -> str:
    """The canonical spelling: `张　三` is 张三, `买买提•艾力` is 买买提·艾力; anything else stays as it is."""
    name = _OUTER.sub("", text.translate(_PRIVATE))
    return _PADDING.sub("", _DOT.sub("\u00b7", name))
