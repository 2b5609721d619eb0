"""What a template says and what is wrong with it: every paragraph that Word shows, tags joined from their runs."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from gongwen.ooxml.package import Package
from gongwen.problems import Place, Problem, Severity
from gongwen.sandbox import ANY, Finding, Names, names_in, parse
from gongwen.word.contract import BODY_MARKER, FRAME_FIELDS, FRAME_STYLES, LETTERS, STYLES
from gongwen.word.properties import refuse_generated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_SHOWN = frozenset(
    {"styles.xml", "numbering.xml", "settings.xml", "fontTable.xml", "webSettings.xml", "comments.xml"}
)
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_PREFIX = re.compile(r"(\{%)(p|tr|tc|r)(?=\s)|(\{\{)(r|p)(?=\s)")
_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_LONGEST = 40
_MAY_BE_TEXT = ("template.single_brace",)
"""Findings that may be what the clerk wants to print."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a part: its whole text, runs joined."""

    part: str
    text: str


def shown_parts(parts: Mapping[str, bytes]) -> Iterator[tuple[str, Any]]:
    """Give the XML parts with paragraphs on a page: document, headers, footers, notes; the document first."""
    names = [
        name for name in parts if re.fullmatch(r"word/[^/]+\.xml", name) and posixpath.basename(name) not in _NOT_SHOWN
    ]
    for name in sorted(names, key=lambda name: (name != "word/document.xml", name)):
        root = _root(parts[name])
        if root is not None and next(root.iter(f"{_W}p"), None) is not None:
            yield name, root


def _root(data: bytes) -> Any | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def _texts(paragraph: Any) -> Iterator[str]:
    """Yield the text of a paragraph without the paragraphs of text boxes inside it."""
    for child in paragraph:
        if child.tag in (f"{_W}p", _FALLBACK) or not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag != f"{_W}del":
            yield from _texts(child)


def lines(parts: Mapping[str, bytes]) -> list[Line]:
    """Give every paragraph that Word shows, text boxes and table cells included, empty ones left out."""
    return [line for name, root in shown_parts(parts) for line in _lines_of(root, name)]


def _lines_of(root: Any, part: str) -> Iterator[Line]:
    for paragraph in root.iter(f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is None:
            text = "".join(_texts(paragraph))
            if text.strip():
                yield Line(part, text)


def tag_problems(root: Any, part: str, file: str, names: Names) -> list[Problem]:
    """Give every problem of the tags of one part, each with the paragraph it stands in."""
    return _tag_problems(file, list(_lines_of(root, part)), names)


def style_names(parts: Mapping[str, bytes]) -> set[str]:
    """Give the names of the styles that a template defines."""
    root = _root(parts.get("word/styles.xml", b""))
    return set() if root is None else {str(name.get(f"{_W}val")) for name in root.iter(f"{_W}name")}


def fields(path: Path) -> list[str]:
    """Give the names that the tags of a template quote, in the order of the parts, each once."""
    text = "\n".join(_readable(line.text) for line in lines(_read(path)))
    return names_in(text)


def check_template(path: Path, known: Collection[str], *, names: Names | None = None) -> list[Problem]:
    """Give every problem of a template that may quote the `known` fields (or `names`, where they have parts)."""
    parts = _read(path)
    found = lines(parts)
    if not found:
        what = "模板中没有文字，或不是 Word 文档"
        return [Problem("template.no_text", what, "请用 Word 另存为 .docx 后再试。", Place(path.name))]
    problems = _tag_problems(path.name, found, names or Names.of(known))
    if BODY_MARKER in known:
        problems += _body_problems(path, found)
        needed = FRAME_STYLES.get(path.stem, STYLES)
        present = style_names(parts)
        problems += [_missing_style(path, name) for name in needed if name not in present]
    return problems


def check_frame(path: Path, letters: Names | None = None, frame: str | None = None) -> list[Problem]:
    """Check a template against the contract of its frame, by default the one it is named after.

    A letter's template may quote the names of `letters` as well; without them (no plan is known) any name. One that
    is no frame and has no marker for a body is a letter with wording of its own.
    """
    kind = frame or path.stem
    letter_names = letters or Names({ANY: None})
    if kind not in FRAME_FIELDS and BODY_MARKER not in fields(path):
        return check_template(path, (), names=letter_names)
    every = dict.fromkeys(name for names in FRAME_FIELDS.values() for name in names)
    known = FRAME_FIELDS.get(kind, tuple(every))
    if kind in LETTERS or kind not in FRAME_FIELDS:
        return check_template(path, known, names=Names(dict.fromkeys(known) | dict(letter_names.tree)))
    return check_template(path, known)


def _read(path: Path) -> Mapping[str, bytes]:
    package = Package.read(path)
    refuse_generated(package)
    return package.parts


def _readable(text: str) -> str:
    """Give tags as they are meant: Word's curly quotes made straight, the prefixes of docxtpl blanked out."""
    text = _PREFIX.sub(lambda match: (match[1] or match[3]) + " " * len(match[2] or match[4]), text)
    return _TAG.sub(lambda match: match.group().translate(_STRAIGHT), text)


def _tag_problems(file: str, found: list[Line], names: Names) -> list[Problem]:
    """Look at each part as one text: a loop may begin in one paragraph and end in another."""
    problems: list[Problem] = []
    for part in dict.fromkeys(line.part for line in found):
        texts = [line.text for line in found if line.part == part]
        starts = [0]
        for text in texts:
            starts.append(starts[-1] + len(text) + 1)
        for finding in parse("\n".join(map(_readable, texts)), names=names):
            index = max(i for i, start in enumerate(starts[:-1]) if start <= finding.offset or i == 0)
            problems.append(_placed(file, Line(part, texts[index]), finding))
    return problems


def _placed(file: str, line: Line, finding: Finding) -> Problem:
    text = line.text.strip()
    quoted = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    what = f"{finding.what}（所在段落：{quoted}）"
    severity = Severity.WARNING if finding.code in _MAY_BE_TEXT else Severity.ERROR
    return Problem(finding.code, what, finding.remedy, Place(file, part=line.part), severity)


def _body_problems(path: Path, found: list[Line]) -> list[Problem]:
    """Give the body goes in at one paragraph of the document that holds the marker and nothing else."""
    marker = re.compile(rf"\{{\{{[pr]?\s*{BODY_MARKER}\s*\}}\}}")
    holders = [line for line in found if line.part == "word/document.xml" and marker.search(line.text)]
    remedy = f"请在正文处单独用一段写上 {{{{ {BODY_MARKER} }}}}。"
    place = Place(path.name, part="word/document.xml")
    if not holders:
        return [Problem("template.no_body", f"模板缺少正文标记 {{{{ {BODY_MARKER} }}}}", remedy, place)]
    if len(holders) > 1 or len(marker.findall(holders[0].text)) > 1:
        return [Problem("template.many_bodies", f"模板有多处正文标记 {{{{ {BODY_MARKER} }}}}", "请只保留一处。", place)]
    if not marker.fullmatch(holders[0].text.strip()):
        what = f"正文标记所在段落还有其他文字：{holders[0].text.strip()[:_LONGEST]}"
        return [Problem("template.body_not_alone", what, remedy, place)]
    return []


def _missing_style(path: Path, name: str) -> Problem:
    remedy = "请在 Word 的样式窗格中新建这个样式，或从自带模板复制（gongwen template copy）。"
    return Problem("template.no_style", f"模板缺少样式“{name}”", remedy, Place(path.name, part="word/styles.xml"))
