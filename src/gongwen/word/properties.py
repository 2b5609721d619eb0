"""What a file says of itself: title and unit, never an account name, and that the program made it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, UserError

GENERATED = "gongwen 生成"
"""The application name in the properties of every file that the program made; Word writes its own when it saves."""
_APP, _CORE = "docProps/app.xml", "docProps/core.xml"
_APPLICATION = re.compile(rb"<Application>[^<]*</Application>")
_ACCOUNT = re.compile(
    rb"(<(?:dc:creator|cp:lastModifiedBy|Manager|Company)\b[^>]*>)[^<]*(</(?:dc:creator|cp:lastModifiedBy|Manager|Company)>)"
)


def set_properties(package: Package, title: str, creator: str) -> None:
    """Write the core properties of a file: its title and the unit as its author."""
    package.parts[_CORE] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(creator)}</dc:creator></cp:coreProperties>"
    ).encode()


def drop_accounts(parts: dict[str, bytes]) -> None:
    """Take the names of people who wrote a template out of its properties."""
    for name in (_CORE, _APP):
        if name in parts:
            parts[name] = _ACCOUNT.sub(rb"\1\2", parts[name])


def mark_generated(parts: dict[str, bytes]) -> None:
    """Write into the properties that the program made the file."""
    if _APP in parts:
        application = f"<Application>{GENERATED}</Application>".encode()
        parts[_APP] = _APPLICATION.sub(application, parts[_APP])


def refuse_generated(package: Package) -> None:
    """Raises UserError (exit 3) for a file that the program made and nobody saved in Word or WPS since.

    People's data stands in it; none of it may be read as a tag.
    """
    if f"<Application>{GENERATED}</Application>".encode() in package.parts.get(_APP, b""):
        what = "这是 gongwen 生成的文件，不能直接当模板"
        remedy = "请在 Word 或 WPS 中把要填写的地方改成 {{ 姓名 }} 这样的引用，保存后再用。"
        raise UserError(Problem("template.generated", what, remedy, Place(package.name)))
