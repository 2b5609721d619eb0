"""The allow-list: which nodes of a parsed template may stand there, everything else is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes

from gongwen.sandbox.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Collection

LOOP_FIELDS = ("index", "index0", "first", "last", "length")
_PLAIN_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
)
_SMALL = 1_000_000
_LONGEST = 1000
_LONGEST_SEPARATOR = 10
_DEEPEST_LOOP = 3
_WORDS = {
    nodes.Call: "调用",
    nodes.Pow: "乘方",
    nodes.Mul: "乘法",
    nodes.Include: "包含其他文件",
    nodes.Import: "导入",
    nodes.FromImport: "导入",
    nodes.Macro: "宏",
    nodes.Assign: "赋值",
    nodes.AssignBlock: "赋值",
    nodes.Slice: "切片",
}
_REMEDY = "模板中只能写：{{ 名称 }}、{% for %}、{% if %}，以及比较和少数过滤器。"


def _refused(node: nodes.Node, what: str) -> Finding:
    return Finding("template.disallowed", f"模板第{node.lineno}行有不允许的写法：{what}", _REMEDY)


def disallowed(tree: nodes.Template, filters: Collection[str]) -> list[Finding]:
    """Every node that the allow-list does not hold, from the outside in; what is refused is not looked into."""
    findings: list[Finding] = []
    stack: list[nodes.Node] = [tree]
    while stack:
        node = stack.pop()
        what = _fault(node, filters)
        if what:
            findings.append(_refused(node, what))
        else:
            stack.extend(reversed(list(node.iter_child_nodes())))
    return findings or _too_deep(tree)


def _too_deep(tree: nodes.Template) -> list[Finding]:
    """Loops within loops within loops: rows, cells and lines need three, more only run without end."""
    stack: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        depth += isinstance(node, nodes.For)
        if depth > _DEEPEST_LOOP:
            return [_refused(node, f"循环嵌套超过{_DEEPEST_LOOP}层")]
        stack.extend((child, depth) for child in node.iter_child_nodes())
    return []


def _fault(node: nodes.Node, filters: Collection[str]) -> str | None:  # noqa: PLR0911 - a table of rules
    """Why this node may not stand there, or None."""
    if isinstance(node, _PLAIN_NODES):
        return None
    match node:
        case nodes.Name():
            return f"名称“{node.name}”" if node.name.startswith("_") or node.name == "self" else None
        case nodes.Const():
            return None if _small(node.value) else "过大的常量"
        case nodes.Getattr():
            return _attribute(node.node, node.attr)
        case nodes.Getitem():
            return _item(node)
        case nodes.Filter():
            return _filter(node, filters)
        case nodes.Test():
            return None if node.name == "defined" else f"判断“{node.name}”"
        case nodes.For():
            return "递归循环" if node.recursive else _target(node.target)
        case nodes.Add():
            return _addition(node)
        case _:
            return _WORDS.get(type(node), type(node).__name__)


def _small(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST
    return value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) <= _SMALL)


def _attribute(owner: nodes.Node, name: str) -> str | None:
    if name.startswith("_"):
        return f"名称“{name}”"
    if isinstance(owner, nodes.Name) and owner.name == "loop" and name not in LOOP_FIELDS:
        return f"loop.{name}"
    return None


def _item(node: nodes.Getitem) -> str | None:
    key = node.arg
    if not isinstance(key, nodes.Const) or not isinstance(key.value, str | int):
        return "方括号里只能写一个数字或带引号的名称"
    return _attribute(node.node, key.value) if isinstance(key.value, str) else None


def _filter(node: nodes.Filter, filters: Collection[str]) -> str | None:
    """Give a filter from the list; what `join` gives may not be joined again, for that grows by powers."""
    if node.name not in filters or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return f"过滤器“{node.name}”"
    if node.name == "join":
        named = isinstance(node.node, nodes.Name | nodes.Getattr | nodes.Getitem)
        short = all(isinstance(arg, nodes.Const) and len(str(arg.value)) <= _LONGEST_SEPARATOR for arg in node.args)
        return None if named and short else "join 只能用于一个名称，分隔符不超过10个字"
    return None if node.node is not None else f"过滤器“{node.name}”"


def _target(target: nodes.Node) -> str | None:
    if isinstance(target, nodes.Name) and not target.name.startswith("_") and target.name not in ("loop", "self"):
        return None
    return "循环变量只能是一个名称"


def _addition(node: nodes.Add) -> str | None:
    """Adding one small number to a value (`loop.index + 1`); sums of values could grow without end."""
    numbers = [
        side for side in (node.left, node.right) if isinstance(side, nodes.Const) and isinstance(side.value, int)
    ]
    return None if numbers else "两个内容相加"
