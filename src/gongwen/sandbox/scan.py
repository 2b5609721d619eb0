"""All faults of one template text at once: broken tags, refused syntax, unknown names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError, nodes

from gongwen.sandbox.engine import Environment, RefusedError, environment
from gongwen.sandbox.findings import Finding
from gongwen.sandbox.names import ANY, ITEM, Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INNER = r"(?:(?!\{\{|\{%).)*?"
_TAG = re.compile(
    rf"\{{\{{(?P<expression>{_INNER})\}}\}}|\{{%[-+]?(?P<statement>{_INNER})[-+]?%\}}|\{{#.*?#\}}", re.DOTALL
)
_STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
_LOOP_NAME = re.compile(r"\{%[-+]?\s*for\s+(\w+)\s+in\b")
_SIMPLE = re.compile(r"[-+]?\s*([^\W\d_]\w*(?:\.[^\W_]\w*)*)\s*[-+]?\Z")
_FULL_WIDTH = re.compile(
    r"(?:｛\s*[｛{]|\{\s*｛)[^｛｝{}]*(?:｝\s*[｝}]?|\}\s*[｝}]?)?|｛\s*%|\{{2}[^｛｝{}]*(?:｝\s*[｝}]?|\}\s*｝)|[\x7b]％"
)
_SINGLE = re.compile(r"(?<![{])\{\s*([\u4e00-\u9fff][\w.·]*)\s*\}(?!\})")
_SPACED = re.compile(r"\s*([^\W\d_]\w*(?:[\s.\u3000]+\w+)+)\s*\Z")
_KEYWORDS = frozenset({"true", "false", "none", "True", "False", "None", "not", "and", "or", "if", "else", "in", "is"})
_SHORTEST_TAG = 60


def _short(tag: str) -> str:
    return tag if len(tag) <= _SHORTEST_TAG else f"{tag[:_SHORTEST_TAG]}…"


def parse(text: str, *, names: Names | Iterable[str] | None) -> list[Finding]:
    """Every finding of the text, in the order of the text. With `names` None only the syntax is looked at."""
    if "{" not in text and "｛" not in text:
        return []
    known = names if names is None or isinstance(names, Names) else Names.of(names)
    findings = list(_look_at_braces(text))
    body, broken = _without_broken_tags(text)
    findings += broken
    if "{{" in body or "{%" in body or "{#" in body:
        lost = any(finding.tag.startswith("{%") for finding in broken)
        findings += _look_at_tree(body, known, text if lost else None)
    if not findings and body != text:
        findings.append(_syntax(_short(text.strip()), None, 0))
    return sorted(dict.fromkeys(findings), key=lambda finding: finding.offset)


def _look_at_braces(text: str) -> Iterator[Finding]:
    """Braces that the eye takes for a tag and Jinja does not."""
    for match in _FULL_WIDTH.finditer(text):
        tag = _short(match.group())
        inner = re.sub(r"[｛｝{}％%\s]", "", match.group())
        remedy = f"请改成半角花括号：{{{{ {inner} }}}}。" if inner else "请把花括号和百分号改成半角。"
        yield Finding("template.full_width", f"引用用了全角花括号：{tag}", remedy, tag, match.start())
    for match in _SINGLE.finditer(text):
        tag = match.group()
        remedy = f"引用要用两个花括号：{{{{ {match.group(1)} }}}}。"
        yield Finding("template.single_brace", f"引用只有一个花括号：{tag}", remedy, tag, match.start())


def _without_broken_tags(text: str) -> tuple[str, list[Finding]]:
    """Give the text with every tag that cannot be read alone blanked out, and a finding for each of them."""
    env = environment(autoescape=False)
    findings: list[Finding] = []
    parts: list[str] = []
    end = 0
    for match in _TAG.finditer(text):
        parts.append(_outside(text, end, match.start(), findings))
        end = match.end()
        finding = _broken(env, match)
        if finding is None:
            parts.append(match.group())
        else:
            findings.append(finding)
            parts.append(re.sub(r"[^\n]", " ", match.group()))
    parts.append(_outside(text, end, len(text), findings))
    return "".join(parts), findings


def _outside(text: str, start: int, end: int, findings: list[Finding]) -> str:
    """Text between tags; what opens or closes a tag there has no other half."""
    piece = text[start:end]
    for match in re.finditer(r"\{\{|\{%|\{#|\}\}|%\}", piece):
        near = text[start + match.start() : start + match.start() + 12] if match.group()[0] == "{" else ""
        tag = near or text[max(0, start + match.start() - 10) : start + match.end()]
        if "｛" in tag or "｝" in tag:
            continue
        remedy = "一处引用前后各两个半角花括号：{{ 名称 }}。"
        findings.append(Finding("template.unclosed", f"引用不完整：{tag}", remedy, tag, start + match.start()))
    return re.sub(r"\{[{%#]", "  ", piece)


def _broken(env: Environment, match: re.Match[str]) -> Finding | None:
    """Give the fault of one tag read alone, or None."""
    tag = match.group()
    if match["expression"] is not None:
        simple = _SIMPLE.match(match["expression"])
        if simple and simple.group(1) not in _KEYWORDS:
            return None
        source = tag
    elif match["statement"] is not None:
        word = match["statement"].split(None, 1)[0] if match["statement"].strip() else ""
        if word in ("endfor", "endif", "else"):
            return None
        closing = {"for": "{% endfor %}", "if": "{% endif %}"}
        source = f"{{% if true %}}{tag}{{% endif %}}" if word == "elif" else tag + closing.get(word, "")
    else:
        return None
    try:
        env.parse(source)
    except RefusedError as refused:
        first = refused.findings[0]
        what = f"{first.what.partition('：')[2]}"
        return Finding(first.code, f"{_short(tag)} 有不允许的写法：{what}", first.remedy, tag, match.start())
    except (TemplateSyntaxError, RecursionError, ValueError, OverflowError):
        return _syntax(tag, match["expression"], match.start())
    return None


def _syntax(tag: str, expression: str | None, offset: int) -> Finding:
    """Say what is wrong with a tag that cannot be read."""
    spaced = _SPACED.match(expression or "")
    if spaced:
        joined = re.sub(r"[\s\u3000]+", "", spaced.group(1))
        remedy = f"名称中间不能有空格，请改成 {{{{ {joined} }}}}。"
        return Finding("template.space", f"引用的名称中间有空格：{_short(tag)}", remedy, tag, offset)
    if not (expression or "x").strip():
        return Finding("template.empty_tag", f"引用是空的：{tag}", "请在花括号中写上名称，或删去。", tag, offset)
    remedy = "引用写作 {{ 名称 }} 或 {{ 名称.下级名称 }}，名称之间用半角句点。"
    return Finding("template.syntax", f"引用或模板语句写法不对：{_short(tag)}", remedy, tag, offset)


def _look_at_tree(body: str, names: Names | None, original: str | None) -> list[Finding]:
    """Structure of the whole text, then its names.

    `original` is the text before statements were blanked out, None when none was: then pairs can be judged.
    """
    env = environment(autoescape=False)
    findings: list[Finding] = []
    scope: dict[str, tuple[str, ...] | None] = {}
    try:
        tree = env.parse(body)
    except RefusedError as refused:
        return list(refused.findings)
    except (TemplateSyntaxError, RecursionError):
        if original is None:
            remedy = "每个 {% for %} 要有 {% endfor %}，每个 {% if %} 要有 {% endif %}，且不能交叉。"
            findings.append(Finding("template.structure", "循环或条件没有配对", remedy, "", max(0, body.find("{%"))))
        scope = dict.fromkeys([*_LOOP_NAME.findall(original or body), "loop"])
        try:
            tree = env.parse(_STATEMENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), body))
        except (RefusedError, TemplateSyntaxError, RecursionError):
            return findings
    if names is not None:
        checker = _NameChecker(body, names)
        checker.walk(tree, scope)
        findings += checker.findings
    return findings


class _NameChecker:
    """Walks a tree with the loop variables in sight and collects unknown names."""

    def __init__(self, body: str, names: Names) -> None:
        self.body = body
        self.names = names
        self.findings: list[Finding] = []
        self._cursor: dict[str, int] = {}

    def walk(self, node: nodes.Node, scope: dict[str, tuple[str, ...] | None]) -> None:
        """Check a node; `scope` maps loop variables to the path of one item (None: not known further)."""
        if isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.Test):
            return
        elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            self._reference(node, scope, printed=False)
        elif isinstance(node, nodes.Output):
            for part in node.nodes:
                if isinstance(part, nodes.Name | nodes.Getattr | nodes.Getitem):
                    self._reference(part, scope, printed=True)
                else:
                    self.walk(part, scope)
        else:
            for child in node.iter_child_nodes():
                self.walk(child, scope)

    def _loop(self, node: nodes.For, scope: dict[str, tuple[str, ...] | None]) -> None:
        over: nodes.Node = (
            node.iter.node if isinstance(node.iter, nodes.Filter) and node.iter.node is not None else node.iter
        )
        self.walk(over, scope)
        path = _path(over, scope)
        if path is not None and self.names.find(path) == (True, None) and not self.names.is_open(path):
            what = f"循环的对象不是清单：{'.'.join(path)}"
            self._add("template.loop", what, "请在 in 后面写一个清单的名称。", path)
        inner = dict(scope)
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        inner[target] = (*path, ITEM) if path is not None and self.names.find((*path, ITEM))[0] else None
        inner["loop"] = None
        for child in (*([node.test] if node.test is not None else []), *node.body):
            self.walk(child, inner)
        for child in node.else_:
            self.walk(child, scope)

    def _reference(self, node: nodes.Expr, scope: dict[str, tuple[str, ...] | None], *, printed: bool) -> None:
        path = _path(node, scope)
        if path is None:
            return
        known, below = self.names.find(path)
        shown = ".".join(part for part in path if part != ITEM)
        if not known:
            near = self.names.nearest(path)
            remedy = f"最接近的名称是：{near}。" if near else "请核对名称的写法。"
            self._add("reference.unknown", f"引用的名称不存在：{shown}", remedy, path)
        elif printed and below and ANY not in below:
            options = "、".join(self.names.below(path))
            self._add(
                "reference.whole", f"引用的是一组内容，不能直接印出：{shown}", f"请写到具体一项，如 {options}。", path
            )

    def _add(self, code: str, what: str, remedy: str, path: tuple[str, ...]) -> None:
        last = path[-1] if path[-1] != ITEM else path[-2]
        tag, offset = self._locate(".".join(path)) or self._locate(f".{last}") or ("", 0)
        self.findings.append(Finding(code, what, remedy, tag, offset))

    def _locate(self, word: str) -> tuple[str, int] | None:
        """Give the next tag that holds the word; the same fault in two tags is found in both."""
        start = "" if word.startswith(".") else r"(?<![\w.])"
        for match in _TAG.finditer(self.body, self._cursor.get(word, 0)):
            if re.search(rf"{start}{re.escape(word)}(?![\w.])", match.group()):
                self._cursor[word] = match.end()
                return match.group(), match.start()
        return None


def literal(text: str) -> str:
    """A text for a template in which nothing is a tag: braces that would open one are printed by one."""
    return re.sub(r"\{(?=[{%#])", "{{ '{' }}", text)


def names_in(text: str) -> list[str]:
    """Every dotted name the tags of a text quote, in order, once; broken tags give none."""
    env = environment(autoescape=False)
    found: dict[str, None] = {}
    for match in _TAG.finditer(text):
        statement = re.match(r"\s*(?:for\s+\w+\s+in|if|elif)\s(.*)", match["statement"] or "", re.DOTALL)
        expression = match["expression"] if match["expression"] is not None else statement and statement.group(1)
        try:
            tree = env.parse("{{" + (expression or "''") + "}}")
        except (RefusedError, TemplateSyntaxError, RecursionError, ValueError, OverflowError):
            continue
        _collect(tree, found)
    return list(found)


def _collect(node: nodes.Node, found: dict[str, None]) -> None:
    path = _path(node, {}) if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem) else None
    if path is not None:
        found[".".join(path)] = None
        return
    for child in node.iter_child_nodes():
        _collect(child, found)


def _path(node: nodes.Node, scope: dict[str, tuple[str, ...] | None]) -> tuple[str, ...] | None:
    """Give the dotted path of a reference, loop variables replaced; None where it cannot be known."""
    parts: list[str] = []
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        if isinstance(node, nodes.Getattr):
            parts.append(node.attr)
        elif isinstance(node.arg, nodes.Const):
            parts.append(node.arg.value if isinstance(node.arg.value, str) else ITEM)
        node = node.node
    if not isinstance(node, nodes.Name):
        return None
    if node.name in scope:
        base = scope[node.name]
        return None if base is None else (*base, *reversed(parts))
    return (node.name, *reversed(parts))
