"""The plan file as a tree of positions and a tree of text: composed once, scalars never guessed at.

`0017`, `2023.10`, `no` and `12:30` stay what was typed; the schema decides what they mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import yaml

from gongwen.plan.depth import MAX_DEPTH, too_deep
from gongwen.plan.prelint import guess, prelint
from gongwen.plan.schema.aliases import KEYS
from gongwen.problems import Place, Problem, UserError
from gongwen.sandbox import illegal_characters

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_COPIES = 10_000
"""Nodes that aliases may repeat: more is a bomb, not a plan."""
_WIDE = r"[\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_FOLDED = re.compile(f"(?<={_WIDE}) +(?={_WIDE})")
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_YAML = "tag:yaml.org,2002:"
_TAGS = frozenset(
    _YAML + name for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)

Path = tuple[str | int, ...]


def compose(text: str, file: str) -> yaml.Node:
    """The node graph. Raises UserError (exit 3) with every slip that is seen, when the file cannot be parsed."""
    line = too_deep(text, _Loader)
    if line is not None:
        raise UserError(
            Problem("yaml.depth", "层次嵌套过深", "计划文件最多 50 层，请检查这一行的缩进和括号。", Place(file, line))
        )
    controls = illegal_characters(text)
    if controls:
        raise UserError([_control(text, file, offset, name) for offset, name in controls])
    try:
        node = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        marks = (error.context_mark, error.problem_mark)
        lines = [mark.line + 1 for mark in marks if mark]
        raise UserError(prelint(text, file) or [guess(text, lines or [1], file)]) from None
    except (RecursionError, yaml.YAMLError):
        raise UserError(prelint(text, file) or [guess(text, [1], file)]) from None
    if node is None:
        raise UserError(
            Problem("plan.empty", "计划文件里没有内容", "请写入内容，或用 gongwen init 新建一个再改。", Place(file))
        )
    return node


def _control(text: str, file: str, offset: int, name: str) -> Problem:
    start = text.rfind("\n", 0, offset) + 1
    place = Place(file, text.count("\n", 0, offset) + 1, offset - start + 1)
    return Problem("yaml.control", f"含有不可见的控制字符 {name}", "请删去这个字符后再试。", place)


@dataclass(slots=True)
class Tree:
    """Builds plain data from nodes in one walk, mapping Chinese keys to English ones and gathering problems."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    _done: dict[int, tuple[Any, int]] = field(default_factory=dict)
    _open: set[int] = field(default_factory=set)
    _copies: int = 0
    _size: int = 0

    def data(self, node: yaml.Node) -> Any:
        """Dicts, lists and texts; keys without value are left out. Raises UserError for a bomb of aliases."""
        return self._value(node, 0)

    def _value(self, node: yaml.Node, depth: int) -> Any:
        if type(node) is yaml.ScalarNode:
            self._size += 1
            return self._scalar(node)
        known = self._done.get(id(node))
        if known is not None:
            self._copies += known[1]
            self._size += known[1]
            if self._copies > _MAX_COPIES:
                self._fail("yaml.aliases", node, "引用（* 和 &）展开后过大", "请不要层层引用，直接写出内容。")
            return known[0]
        if depth > MAX_DEPTH or id(node) in self._open:
            self._fail("yaml.depth", node, "层次嵌套过深或引用了自己", "计划文件最多 50 层，请检查缩进和引用。")
        self._check_tag(node)
        self._open.add(id(node))
        before = self._size
        self._size += 1
        value: Any
        if isinstance(node, yaml.SequenceNode):
            value = [self._value(item, depth + 1) for item in node.value]
        else:
            value = self._mapping(node, depth)
        self._open.discard(id(node))
        self._done[id(node)] = (value, self._size - before)
        return value

    def _check_tag(self, node: yaml.Node) -> None:
        """Explicit tags could ask for other types; only what a plain file gives is accepted."""
        if node.tag not in _TAGS:
            tag = node.tag.removeprefix(_YAML)[:30]
            self._add("yaml.tag", node, f"不能使用标记 {tag}", "请直接写内容，去掉前面的感叹号标记。")

    def _scalar(self, node: yaml.ScalarNode) -> str | None:
        value: str = node.value
        style = node.style
        if not style:
            if value in _NULL:
                return None
        elif style == '"' and illegal_characters(value):
            code = illegal_characters(value)[0][1]
            self._add("yaml.control", node, f"含有 Word 不能保存的字符 {code}", "请删去这个字符。")
        self._check_tag(node)
        if style != "|" and " " in value and node.start_mark.line != node.end_mark.line:
            value = _FOLDED.sub("", value)
        return value.rstrip("\n") if value.endswith("\n") else value

    def _mapping(self, node: yaml.Node, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        seen: dict[str, yaml.ScalarNode] = {}
        for key_node, value_node in node.value:
            if type(key_node) is not yaml.ScalarNode:
                self._add(
                    "yaml.quote",
                    key_node,
                    "这里的花括号或方括号不成样子",
                    "文字以 {{ 或 [ 开头时，请给整项加半角双引号。",
                )
                continue
            typed: str = key_node.value
            if typed == "<<":
                self._merge(found, value_node, depth)
                continue
            key = KEYS.get(typed, typed)
            first = seen.get(key)
            if first is not None:
                self._doubled(key_node, first)
                continue
            seen[key] = key_node
            value = self._value(value_node, depth + 1)
            if value is not None:
                found[key] = value
            else:
                found.pop(key, None)
        return found

    def _merge(self, found: dict[str, Any], node: yaml.Node, depth: int) -> None:
        value = self._value(node, depth + 1)
        for source in value if isinstance(value, list) else [value]:
            if isinstance(source, dict):
                for key, item in source.items():
                    found.setdefault(key, item)

    def _doubled(self, node: yaml.ScalarNode, first: yaml.ScalarNode) -> None:
        line = first.start_mark.line + 1
        if first.value == node.value:
            self._add("yaml.doubled", node, f"“{node.value}”在同一处写了两次（第一次在第 {line} 行）", "请删去一个。")
        else:
            what = f"“{node.value}”与第 {line} 行的“{first.value}”是同一项"
            self._add("yaml.doubled", node, what, "中文键和英文键只能写一个，请删去一个。")

    def _add(self, code: str, node: yaml.Node, what: str, remedy: str) -> None:
        self.problems.append(Problem(code, what, remedy, place_of(node, self.file)))

    def _fail(self, code: str, node: yaml.Node, what: str, remedy: str) -> None:
        raise UserError([*self.problems, Problem(code, what, remedy, place_of(node, self.file))])


def place_of(node: yaml.Node, file: str) -> Place:
    """Where a node starts."""
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)


def locate(root: yaml.Node, path: Path, file: str, *, key: bool = False) -> tuple[Place, yaml.Node]:
    """The place and node of a path of English keys and indexes, as deep as the file goes; `key` asks for the key."""
    node = root
    at = root
    for part in path:
        following = _child(node, part)
        if following is None:
            break
        name, node = following
        at = name if key and name is not None else node
    return place_of(at, file), node


def _child(node: yaml.Node, part: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode):
        if isinstance(part, int) and part < len(node.value):
            return None, node.value[part]
        return None
    if isinstance(node, yaml.MappingNode):
        return _index(node).get(str(part))
    return None


_INDEXES: WeakKeyDictionary[yaml.Node, dict[str, tuple[yaml.Node, yaml.Node]]] = WeakKeyDictionary()
"""The children of the mappings that were asked for: a file of nothing but mistakes asks for one mapping very often."""


def _index(node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """The children of a mapping by English key; of one key written twice the first counts."""
    found = _INDEXES.get(node)
    if found is None:
        found = {}
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                typed: str = key.value
                found.setdefault(KEYS.get(typed, typed), (key, value))
        _INDEXES[node] = found
    return found
