"""Word's own blanks as tags: merge fields (`MERGEFIELD 姓名`) and content controls named like a field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gongwen.problems import Place, Problem
from gongwen.sandbox import Names
from gongwen.tables import header_key
from gongwen.word.elements import Element
from gongwen.word.merge.tags import new_text_node

_MERGE = re.compile(r'\s*MERGEFIELD\s+(?:"([^"]+)"|(\S+))', re.IGNORECASE)
_OTHERS = re.compile(
    r"\s*(ADDRESSBLOCK|ASK|DATABASE|FILLIN|GREETINGLINE|MERGEREC|MERGESEQ|NEXT|NEXTIF|SKIPIF)\b", re.IGNORECASE
)
_PLAIN_NAME = re.compile(r"[^\W\d]\w*\Z")
_NOT_TEXT = ("w14:checkbox", "w:picture", "w:docPartObj", "w:docPartList", "w:group", "w:equation", "w:citation")
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


class WordFields:
    """Turns the fields of one part into tags; what cannot be turned is in `problems`."""

    def __init__(self, names: Names, place: Place) -> None:
        """Know the names that a field may have; `place` is the part's, for messages."""
        self.problems: list[Problem] = []
        self._names, self._place = names, place
        self._keys = {header_key(name): name for name in names.tree if _PLAIN_NAME.match(name)}

    def convert(self, root: Element) -> None:
        """Replace merge fields and the content of named controls by tags."""
        for field in list(root.iter(qn("w:fldSimple"))):
            self._simple(field)
        for paragraph in list(root.iter(qn("w:p"))):
            self._complex(paragraph)
        for control in list(root.iter(qn("w:sdt"))):
            self._control(control)
        left = "".join(node.text or "" for node in root.iter(qn("w:instrText")))
        if "MERGEFIELD" in left.upper() and not self.problems:
            self._refuse("有一个合并域跨越几段或不完整，无法填写")

    def _tag(self, instruction: str) -> str | None:
        """The tag for a field's instruction; None where it is no merge field, or one that is not known."""
        match = _MERGE.match(instruction)
        if match is None:
            other = _OTHERS.match(instruction)
            if other:
                self._refuse(f"不支持这种邮件合并域：{other.group(1).upper()}")
            return None
        typed = (match.group(1) or match.group(2)).strip()
        path = tuple(typed.split("."))
        known = typed if self._names.find(path)[0] else self._keys.get(header_key(typed.replace("_", "")))
        if known is None:
            near = self._names.nearest(path)
            remedy = f"最接近的名称是：{near}。" if near else "请核对名称的写法。"
            what = f"合并域引用的名称不存在：{typed}"
            self.problems.append(Problem("reference.unknown", what, remedy, self._place))
            return None
        before, after = (_switch(instruction, letter) for letter in "bf")
        tag = f"{{{{ {known} }}}}"
        return f"{{% if {known} %}}{before}{tag}{after}{{% endif %}}" if before or after else tag

    def _refuse(self, what: str) -> None:
        remedy = "请删去这个域；需要条件时写 {% if … %}，需要编号时写 {{ seq }}。"
        self.problems.append(Problem("template.word_field", what, remedy, self._place))

    def _simple(self, field: Element) -> None:
        tag = self._tag(field.get(qn("w:instr")) or "")
        if tag is None:
            return
        runs = list(field.iter(qn("w:r"))) or [OxmlElement("w:r")]
        _say(runs, tag)
        for run in runs:
            field.addprevious(run)
        if field.tail:
            runs[-1].tail = field.tail
        field.getparent().remove(field)

    def _complex(self, paragraph: Element) -> None:
        """Fields written as runs: begin, instruction, separate, result, end; a nested one is done before its outer."""
        stack: list[_Field] = []
        for run in [run for run in paragraph.iter(qn("w:r")) if _of(run, paragraph)]:
            for mark in run.findall(qn("w:fldChar")):
                match mark.get(qn("w:fldCharType")):
                    case "begin":
                        stack.append(_Field())
                    case "separate" if stack:
                        stack[-1].separated = True
                    case _:
                        pass
            if not stack:
                continue
            stack[-1].add(run)
            if any(mark.get(qn("w:fldCharType")) == "end" for mark in run.findall(qn("w:fldChar"))):
                field = stack.pop()
                if stack and _MERGE.match(field.instruction) and not stack[-1].separated:
                    self._refuse(f"{stack[-1].instruction.strip().partition(' ')[0]} 域里含有合并域，无法填写")
                else:
                    self._finish(field)

    def _finish(self, field: _Field) -> None:
        tag = self._tag(field.instruction)
        if tag is None:
            return
        results = [run for run in field.result if run.find(qn("w:t")) is not None]
        spare = None
        if not results:
            spare = OxmlElement("w:r")
            properties = field.runs[0].find(qn("w:rPr"))
            if properties is not None:
                spare.append(properties)
            field.runs[-1].addnext(spare)
            results = [spare]
        _say(results, tag)
        for run in field.runs:
            if run not in results:
                run.getparent().remove(run)

    def _control(self, control: Element) -> None:
        """Fill the content of a control whose title or tag is a field's name; others stay as they are."""
        properties, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
        if properties is None or content is None or any(_has(properties, name) for name in _NOT_TEXT):
            return
        name = next((found for found in map(self._known, _labels(properties)) if found), None)
        if name is None or any(True for _ in content.iter(qn("w:tbl"), qn("w:tr"))):
            return
        runs = [run for run in content.iter(qn("w:r")) if next(run.iterancestors(qn("w:del")), None) is None]
        if not runs:
            holder = next(content.iter(qn("w:p")), content)
            runs = [OxmlElement("w:r")]
            holder.append(runs[0])
        placeholder = properties.find(qn("w:showingPlcHdr"))
        for unwanted in (placeholder, properties.find(qn("w:dataBinding")), properties.find(qn("w:placeholder"))):
            if unwanted is not None:
                properties.remove(unwanted)
        for style in list(runs[0].iter(qn("w:rStyle"))) if placeholder is not None else ():
            style.getparent().remove(style)
        _say(runs, f"{{{{ {name} }}}}")

    def _known(self, label: str) -> str | None:
        path = tuple(label.split("."))
        found, below = self._names.find(path)
        if found and not below and all(_PLAIN_NAME.match(part) for part in path):
            return label
        return self._keys.get(header_key(label)) if label else None


def _switch(instruction: str, letter: str) -> str:
    r"""The text that a merge field puts before (`\b`) or after (`\f`) a value that is not blank."""
    found = re.search(rf'\\{letter}\s+(?:"([^"]*)"|(\S+))', instruction)
    return (found.group(1) or found.group(2) or "") if found else ""


class _Field:
    """The runs of a complex field, from its beginning to its end."""

    def __init__(self) -> None:
        self.runs: list[Element] = []
        self.result: list[Element] = []
        self.instruction = ""
        self.separated = False

    def add(self, run: Element) -> None:
        self.runs.append(run)
        self.instruction += "".join(node.text or "" for node in run.iter(qn("w:instrText")))
        if self.separated:
            self.result.append(run)


def _say(runs: list[Element], text: str) -> None:
    """Let the first run say the text, in its own look, and the others nothing."""
    for run in runs:
        for node in [*run.findall(qn("w:t")), *run.findall(qn("w:br")), *run.findall(qn("w:tab"))]:
            run.remove(node)
    for mark in [*runs[0].findall(qn("w:fldChar")), *runs[0].findall(qn("w:instrText"))]:
        runs[0].remove(mark)
    runs[0].append(new_text_node(text))


def _of(run: Element, paragraph: Element) -> bool:
    return next(run.iterancestors(qn("w:p")), None) is paragraph


def _labels(properties: Element) -> Iterator[str]:
    for name in ("w:alias", "w:tag"):
        label = properties.find(qn(name))
        if label is not None:
            yield (label.get(qn("w:val")) or "").strip()


def _has(properties: Element, name: str) -> bool:
    prefix, _, local = name.partition(":")
    tag = f"{{{_W14}}}{local}" if prefix == "w14" else qn(name)
    return properties.find(tag) is not None
