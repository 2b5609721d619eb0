"""Filling a frame: the tags of a Word template rendered once, to marks that the values then replace.

Every tag is rendered to a mark in private-use characters. `render` replaces marked paragraphs by blocks, drops those of
absent elements and puts the plain texts in. So plan text never passes through the template engine: a literal `{{` in it
stays literal and no character of it is taken for one of the engine's own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl.template import DocxTemplate

from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, UserError
from gongwen.sandbox import RefusedError, clean, environment
from gongwen.word.contract import FRAME_STYLES
from gongwen.word.elements import Element, add_text, text_of
from gongwen.word.properties import refuse_generated

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_MARK = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


def fill(path: Path, names: Iterable[str]) -> WordDocument:
    """Render the template's tags, which may be `names`, to marks under the sandbox.

    Raises UserError (exit 3) with the template's name when a tag cannot be rendered.
    """
    refuse_generated(Package.read(path))
    template = DocxTemplate(io.BytesIO(path.read_bytes()))
    try:
        template.render({name: f"{_OPEN}{name}{_CLOSE}" for name in names}, jinja_env=environment(autoescape=True))
    except RefusedError as error:
        raise UserError(
            [Problem(problem.code, problem.what, problem.remedy, Place(path.name)) for problem in error.problems]
        ) from error
    except Exception as error:
        problem = Problem(
            "template.render",
            f"模板无法填写：{type(error).__name__}",
            "请运行 gongwen template check 查看模板中哪个标签写错，改好后再生成。",
            Place(path.name),
        )
        raise UserError(problem) from error
    return cast("WordDocument", template.docx)


def style_ids(filled: WordDocument, frame: str, path: Path) -> dict[str, str]:
    """Style names of the contract to this file's ids. Raises UserError naming every style that is missing."""
    present = {
        style.find(qn("w:name")).get(qn("w:val")): style.get(qn("w:styleId"))
        for style in filled.styles.element.iter(qn("w:style"))
        if style.find(qn("w:name")) is not None
    }
    missing = [name for name in FRAME_STYLES[frame] if name not in present]
    if missing:
        problem = Problem(
            "template.style",
            f"模板缺少样式：{'、'.join(missing)}",
            "请在 Word 或 WPS 中按这些名称新建样式，或用 gongwen template copy 取回原模板再改。",
            Place(path.name),
        )
        raise UserError(problem)
    return present


def marked(body: Element) -> Iterator[tuple[str, Element]]:
    """Every paragraph that is nothing but a mark, as (name, paragraph), in document order."""
    for paragraph in list(body.iter(qn("w:p"))):
        text = text_of(paragraph).strip()
        if text.startswith(_OPEN) and text.endswith(_CLOSE) and text.count(_OPEN) == 1:
            yield text[1:-1], paragraph


def roots(filled: WordDocument) -> list[Element]:
    """The XML roots that a frame's tags may stand in: the body, headers and footers."""
    sections = filled.sections
    areas = [
        area
        for section in sections
        for area in (
            section.header, section.footer, section.even_page_header, section.even_page_footer,
            section.first_page_header, section.first_page_footer,
        )
        if not area.is_linked_to_previous
    ]  # fmt: skip
    return [filled.element.body, *(area._element for area in areas)]  # noqa: SLF001 - python-docx has no public way


def drop_absent(root: Element, values: Mapping[str, str | None]) -> None:
    """Remove paragraphs and table rows that quote an element without value."""
    for paragraph in list(root.iter(qn("w:p"))):
        text = "".join(node.text or "" for node in paragraph.findall(f"{qn('w:r')}/{qn('w:t')}"))
        if not any(name in values and not values[name] for name in _MARK.findall(text)):
            continue
        row = next(paragraph.iterancestors(qn("w:tr")), None)
        target = paragraph if row is None else row
        parent = target.getparent()
        if parent is not None:
            parent.remove(target)


def put_values(root: Element, values: Mapping[str, str | None]) -> None:
    """Replace the marks of plain texts; line breaks and tabs in a value become elements."""
    for node in list(root.iter(qn("w:t"))):
        if _OPEN not in (node.text or ""):
            continue
        text = _MARK.sub(lambda match: values.get(match.group(1)) or match.group(), node.text)
        holder = OxmlElement("w:r")
        add_text(holder, clean(text))
        for made in list(holder):
            node.addprevious(made)
        node.getparent().remove(node)
