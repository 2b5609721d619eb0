"""Characters that a known font draws as others: taken as lacking, so that another font of the chain prints them.

Source: looked at. The signs of these faces (Latin-1, U+2010 to U+203F, U+3000 to U+301F, U+FF01 to U+FFE6) were drawn
beside those of another font. FandolFang has a dollar sign at U+FFE5 (fullwidth yen sign) and a hyphen
at U+FFE3 (fullwidth macron).
"""

from __future__ import annotations

from collections.abc import Iterable

from gongwen.pdf.fonts.naming import same

_WRONG = {
    ("fandolfang", "gongwen fangsong", "gongwenfangsong"): frozenset({0xFFE3, 0xFFE5}),
}
"""The beginnings of a face's names as `naming.same` makes them; what it draws wrong."""


def wrong_codes(names: Iterable[str]) -> frozenset[int]:
    """The code points that a face of these names draws wrong."""
    keys = [same(name) for name in names]
    return next((codes for heads, codes in _WRONG.items() if any(key.startswith(heads) for key in keys)), frozenset())
