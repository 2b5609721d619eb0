"""Templates with rich tags (`{{r 姓名 }}`, `{{p 说明 }}`, repeated columns, pictures) go through docxtpl itself."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.shared import Mm
from docxtpl.inline_image import InlineImage
from docxtpl.richtext import RichText
from docxtpl.template import DocxTemplate
from lxml import etree

from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, UserError
from gongwen.sandbox import RefusedError, clean, environment
from gongwen.word.elements import add_runs
from gongwen.word.merge.part import DECLARATION, MarkedPart, quoted_names
from gongwen.word.merge.tags import rich_suffix
from gongwen.word.properties import mark_generated

_OPEN, _CLOSE = "\ufdd2", "\ufdd3"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_RICH = ("{r", "{p", "tc")
"""Prefixes of tags that need docxtpl: rich text, sub-document, repeated cells."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A value that is a picture: its bytes (PNG or JPEG) and its width in mm."""

    data: bytes
    width: float = 25.0


def is_rich(parts: Iterable[MarkedPart], pictures: Collection[str] = ()) -> bool:
    """Whether a template asks for more than text: by a tag's prefix, or by a name whose value is a picture."""
    kept = list(parts)
    if any(tag.prefix in _RICH for part in kept for tag in part.tags):
        return True
    return bool(pictures) and not quoted_names(kept).isdisjoint(pictures)


class RichMaster:
    """As `Master`, by way of docxtpl: slower, with what its tags can do."""

    def __init__(self, parts: Mapping[str, bytes], marked: Mapping[str, MarkedPart], file: str) -> None:
        """Write the tags back where docxtpl looks for them, each in one piece; use `open_master`."""
        written = {name: (DECLARATION + part.source(typed=True)).encode() for name, part in marked.items()}
        self._data = Package({**parts, **written}).to_bytes()
        self._file = file
        self._rich = {
            (tag.source.strip("{} ").rpartition(".")[2], tag.prefix[1])
            for part in marked.values()
            for tag in part.tags
            if tag.prefix in ("{r", "{p")
        }
        """The last parts of the names that are quoted as rich values, with the kind of each."""
        self.quoted = quoted_names(marked.values())

    def render(self, values: dict[str, Any]) -> bytes:
        """The .docx of one row; values may be pictures. Raises UserError (exit 3) where docxtpl cannot fill it."""
        template = DocxTemplate(io.BytesIO(self._data))
        objects: list[Any] = []
        context = self._marked(values, template, objects)
        try:
            template.render(context, jinja_env=environment(autoescape=True))
            _put_objects(template, objects)
        except RefusedError:
            raise
        except Exception as error:
            remedy = "请改用 {{ 名称 }} 这样的普通引用，或检查 {{r }}、{{p } } 的写法。".replace("} }", "}}")
            what = f"模板无法填写：{type(error).__name__}"
            raise UserError(Problem("template.render", what, remedy, Place(self._file))) from error
        buffer = io.BytesIO()
        cast("WordDocument", template.docx).save(buffer)
        package = Package.read(buffer.getvalue(), name=self._file)
        mark_generated(package.parts)
        return package.to_bytes()

    def _marked(self, value: Any, template: DocxTemplate, objects: list[Any]) -> Any:
        """The values with a mark in place of each picture, and beside what is quoted as a rich value."""
        if isinstance(value, Mapping):
            found = {key: self._marked(item, template, objects) for key, item in value.items()}
            for name, kind in self._rich:
                if name in value:
                    text = clean(str(value[name]))
                    made = RichText(text) if kind == "r" else _Paragraphs(text)  # type: ignore[no-untyped-call]
                    found[name + rich_suffix(kind)] = _mark(made, objects)
            return found
        if isinstance(value, list):
            return [self._marked(item, template, objects) for item in value]
        if isinstance(value, Picture):
            image = InlineImage(template, io.BytesIO(value.data), width=Mm(value.width))  # type: ignore[no-untyped-call]
            return _mark(image, objects)
        return clean(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class _Paragraphs:
    """A text as paragraphs of their own: what stands in place of the paragraph of `{{p 名称 }}`."""

    text: str

    def __str__(self) -> str:
        """The paragraphs as XML."""
        made = []
        for line in self.text.split("\n"):
            paragraph = OxmlElement("w:p")
            add_runs(paragraph, line)
            made.append(etree.tostring(paragraph, encoding="unicode"))
        return "".join(made)


def _mark(value: Any, objects: list[Any]) -> str:
    objects.append(value)
    return f"{_OPEN}{len(objects) - 1}{_CLOSE}"


def _put_objects(template: DocxTemplate, objects: list[Any]) -> None:
    """Replace the marks in the body, headers, footers and notes by the XML that docxtpl gives for each object."""
    if not objects:
        return
    main = cast("WordDocument", template.docx).part
    others = [relation.target_part for relation in main.rels.values() if not relation.is_external]
    for part in [main, *others]:
        root = getattr(part, "_element", None)
        xml = etree.tostring(root, encoding="unicode") if root is not None else part.blob.decode("utf-8", "replace")
        if _OPEN not in xml:
            continue
        xml = _MARK.sub(lambda match: str(objects[int(match.group(1))]), xml)
        if root is not None:
            part._element = parse_xml(xml)  # noqa: SLF001 - python-docx has no public way
        else:
            part._blob = xml.encode()  # noqa: SLF001
