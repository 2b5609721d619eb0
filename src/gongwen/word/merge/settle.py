"""What a template carries that its copies must not: a link to a mail-merge source, the account name of its author."""

from __future__ import annotations

import re

from gongwen.ooxml.package import Package
from gongwen.word.properties import drop_accounts, mark_generated, refuse_generated

_SETTINGS, _SETTINGS_RELS = "word/settings.xml", "word/_rels/settings.xml.rels"
_MERGE = re.compile(rb"<w:mailMerge\b.*?</w:mailMerge>|<w:mailMerge\b[^>]*/>", re.DOTALL)
_SOURCE = re.compile(rb'<Relationship\b[^>]*relationships/(?:mailMergeSource|mailMergeHeaderSource)"[^>]*/>')


def settle_package(package: Package) -> dict[str, bytes]:
    """Give the parts as their copies carry them. Raises UserError (exit 3) for a file that the program made itself."""
    refuse_generated(package)
    parts = dict(package.parts)
    for name, pattern in ((_SETTINGS, _MERGE), (_SETTINGS_RELS, _SOURCE)):
        if name in parts:
            parts[name] = pattern.sub(b"", parts[name])
    drop_accounts(parts)
    mark_generated(parts)
    return parts
