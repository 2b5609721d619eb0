"""Filling a frame: the tags of a Word template rendered once, with marks where structure goes in afterwards.

A tag whose value is structure (正文, 附件 …) or is absent is rendered as a mark in private-use characters; `render`
then replaces the marked paragraphs by blocks and drops the absent ones. Plan text never reaches the template engine
as a template, so a literal `{{` in it stays literal.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from gongwen.problems import Place, Problem, UserError
from gongwen.sandbox import RefusedError, environment
from gongwen.word.contract import FRAME_STYLES
from gongwen.word.elements import Element, text_of

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
ABSENT = f"{_OPEN}无{_CLOSE}"
"""What an optional element without value renders to; its paragraph or table row is dropped."""


def mark(name: str) -> str:
    """The mark that stands where the structure `name` goes in."""
    return f"{_OPEN}{name}{_CLOSE}"


def fill(path: Path, context: Mapping[str, Any]) -> DocxTemplate:
    """Render the template's tags under the sandbox.

    Raises UserError (exit 3) with the template's name when a tag cannot be rendered.
    """
    template = DocxTemplate(io.BytesIO(path.read_bytes()))
    try:
        template.render(dict(context), jinja_env=environment(autoescape=True))
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
    return template


def style_ids(template: DocxTemplate, frame: str, path: Path) -> dict[str, str]:
    """Style names of the contract to this file's ids. Raises UserError naming every style that is missing."""
    present = {
        style.find(qn("w:name")).get(qn("w:val")): style.get(qn("w:styleId"))
        for style in template.docx.styles.element.iter(qn("w:style"))
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


def drop_absent(body: Element) -> None:
    """Remove paragraphs and table rows that quote an absent element."""
    for paragraph in list(body.iter(qn("w:p"))):
        if ABSENT not in "".join(node.text or "" for node in paragraph.findall(f"{qn('w:r')}/{qn('w:t')}")):
            continue
        row = next(paragraph.iterancestors(qn("w:tr")), None)
        target = paragraph if row is None else row
        parent = target.getparent()
        if parent is not None:
            parent.remove(target)
