"""What stands behind the rows of a sheet and says where: merged cells, and the areas of filters, rules and formats."""

from __future__ import annotations

import re
from collections.abc import Collection

from gongwen.sheet.address import grown

_SQREF = re.compile(r'(\b(?:sqref|ref)=")([^"]+)(")')
_AREAS = re.compile(r"(<xm:sqref>)([^<]+)(</xm:sqref>)")
_RULED = re.compile(
    r"<(?:\w+:)?(?:dataValidation|conditionalFormatting|protectedRange|ignoredError|autoFilter)\b[^>]*>"
)
_MERGED = re.compile(r"<((?:\w+:)?)mergeCells\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?mergeCells\s*>)", re.DOTALL)
_MERGE = re.compile(r'<(?:\w+:)?mergeCell\b[^>]*\bref="([^"]+)"')
_AFTER_MERGED = re.compile(
    r"<(?:\w+:)?(?:phoneticPr|conditionalFormatting|dataValidations|hyperlinks|printOptions|pageMargins|pageSetup"
    r"|headerFooter|rowBreaks|colBreaks|customProperties|cellWatches|ignoredErrors|smartTags|drawing|legacyDrawing"
    r"|legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</(?:\w+:)?worksheet"
)
"""What may follow the merged cells in a sheet (ECMA-376 part 1, 18.3.1.99)."""


def merges_of(tail: str) -> list[str]:
    """The merged ranges of a sheet in their order."""
    found = _MERGED.search(tail)
    return _MERGE.findall(found.group()) if found else []


def with_merges(tail: str, ranges: Collection[str], prefix: str) -> str:
    """The part behind the rows with these merged ranges in place of those it had."""
    items = "".join(f'<{prefix}mergeCell ref="{each}"/>' for each in ranges)
    made = f'<{prefix}mergeCells count="{len(ranges)}">{items}</{prefix}mergeCells>' if ranges else ""
    found = _MERGED.search(tail)
    if found is not None:
        return tail[: found.start()] + made + tail[found.end() :]
    views = re.search(r"</(?:\w+:)?customSheetViews\s*>", tail)
    at = _AFTER_MERGED.search(tail, views.end() if views else 0)
    return tail[: at.start()] + made + tail[at.start() :] if at else tail + made


def lengthened(tail: str, last: int, more: int, *, single: bool = False) -> str:
    """The part behind the rows after `more` rows were added under row `last`: areas that end there go on.

    Merged cells stay. With `single` the rules of single cells in that row go on too: it was a sample row.
    """

    def longer(match: re.Match[str]) -> str:
        return match.group(1) + grown(match.group(2), last, more) + match.group(3)

    def ruled(match: re.Match[str]) -> str:
        return _SQREF.sub(
            lambda area: area.group(1) + grown(area.group(2), last, more, single=True) + area.group(3), match.group()
        )

    found = _MERGED.search(tail)
    pieces = (tail[: found.start()], found.group(), tail[found.end() :]) if found else (tail, "", "")
    before, merged, after = pieces
    if single:
        before, after = _RULED.sub(ruled, before), _RULED.sub(ruled, after)
    before, after = (_AREAS.sub(longer, _SQREF.sub(longer, part)) for part in (before, after))
    return before + merged + after
