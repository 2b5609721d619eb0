"""The names a text may use, as a tree, and the nearest one to a name that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

ANY = "*"
"""A child of this name makes every name below its parent known (columns that only the roster knows)."""

ITEM = "[]"
"""The child of a list: what one round of a loop, or an index, gives."""


class Names:
    """Known dotted names. Leaves are None; inner nodes are mappings, shared where two names mean one thing."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        """Wrap a nested mapping."""
        self.tree = tree
        self._leaves: dict[str, str] | None = None

    @classmethod
    def of(cls, paths: Iterable[str]) -> Names:
        """Give a tree from dotted paths: `unit.name`, `任务清单.[].名称`, `party_b.*`."""
        root: dict[str, Any] = {}
        for path in paths:
            node = root
            *parents, leaf = path.split(".")
            for part in parents:
                child = node.get(part)
                if not isinstance(child, dict):
                    child = node[part] = {}
                node = child
            node.setdefault(leaf, None)
        return cls(root)

    def find(self, path: tuple[str, ...]) -> tuple[bool, Any]:
        """Whether the path is known, and the subtree below it (None for a leaf or where anything goes)."""
        node: Any = self.tree
        for part in path:
            if not isinstance(node, Mapping):
                return False, None
            if part not in node:
                return ANY in node, None
            node = node[part]
        return True, node

    def is_open(self, path: tuple[str, ...]) -> bool:
        """Whether anything may stand below the path's parents, so that nothing can be said about it."""
        return any(ANY in (self.find(path[:end])[1] or ()) for end in range(1, len(path)))

    def nearest(self, path: tuple[str, ...]) -> str | None:
        """Give the known name closest to `path`: corrected part by part, else the one name that ends like it."""
        same_end = self._by_leaf().get(path[-1])
        if same_end is not None and len(path) == 1:
            return same_end
        node: Any = self.tree
        found: list[str] = []
        for part in path:
            if not isinstance(node, Mapping):
                break
            key = part if part in node else _closest(part, node)
            if key is None:
                break
            found.append(key)
            node = node[key]
        if found and (len(found) == len(path) or not isinstance(node, Mapping)):
            return ".".join(found)
        if same_end is not None:
            return same_end
        if found and isinstance(node, Mapping):
            options = [key for key in node if key not in (ANY, ITEM)]
            return "、".join(".".join([*found, key]) for key in options[:3]) or None
        return None

    def below(self, path: tuple[str, ...]) -> list[str]:
        """Give the first names directly below a known path, to say what could be meant."""
        _, node = self.find(path)
        keys = [key for key in node if key not in (ANY, ITEM)] if isinstance(node, Mapping) else []
        return [".".join([*path, key]) for key in keys[:3]]

    def _by_leaf(self) -> dict[str, str]:
        if self._leaves is None:
            self._leaves = {}
            stack: list[tuple[str, Any]] = [("", self.tree)]
            while stack:
                prefix, node = stack.pop()
                for key, child in node.items():
                    if isinstance(child, Mapping):
                        stack.append((f"{prefix}{key}.", child))
                    elif key not in (ANY, ITEM):
                        self._leaves.setdefault(key, f"{prefix}{key}")
        return self._leaves


def _closest(part: str, options: Iterable[str]) -> str | None:
    matches = difflib.get_close_matches(part, [key for key in options if key not in (ANY, ITEM)], n=1, cutoff=0.5)
    return matches[0] if matches else None
