"""The Jinja environment: what may be written, how long it may run, what a value may be."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.exceptions import UndefinedError
from jinja2.runtime import LoopContext, Undefined, new_context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gongwen.problems import UserError
from gongwen.sandbox.findings import Finding
from gongwen.sandbox.syntax import LOOP_FIELDS, disallowed

DEADLINE_SECONDS = 30.0
OUTPUT_LIMIT = 50_000_000
"""Characters one render may give; a Word part of a thousand pages has about a fifth of that."""

FILTERS = ("default", "d", "first", "join", "last", "length", "count", "trim")
_LOOK_EVERY = 4096
"""Pieces of a render between two looks at its size."""
_GUARD = "gongwen_guard"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_deadline: ContextVar[float] = ContextVar("gongwen_render_deadline", default=float("inf"))


class RefusedError(UserError):
    """A template that cannot be used, or a value that cannot be printed."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings so that a caller who knows the file can place them."""
        self.findings = tuple(findings)
        super().__init__([finding.problem() for finding in self.findings])


def _refuse(code: str, what: str, remedy: str) -> NoReturn:
    raise RefusedError([Finding(code, what, remedy)])


def _check_clock() -> None:
    if time.monotonic() > _deadline.get():
        _refuse("template.deadline", "模板运行时间过长，已停止", "请检查循环（{% for %}）是否层层嵌套，减少循环次数。")


def _guarded(iterable: Any) -> Iterator[Any]:
    """Look at the clock in every round of a loop: works in any thread, on every system."""
    if not isinstance(iterable, list):
        if isinstance(iterable, Undefined):
            str(iterable)
        _refuse("template.loop", "循环（{% for %}）的对象不是清单", "请在 in 后面写一个清单的名称。")
    for item in iterable:
        _check_clock()
        yield item


class GuardedTemplate(Template):
    """A template whose every render has a deadline and a size limit, whoever calls `render`."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Render with plain data only."""
        return "".join(self.pieces(plain(dict(*args, **kwargs))))

    def pieces(self, context: dict[str, Any]) -> list[str]:
        """Give what a render prints, piece by piece; the data must be plain already."""
        token = _deadline.set(min(_deadline.get(), time.monotonic() + DEADLINE_SECONDS))
        chunks: list[str] = []
        size = 0
        try:
            found = self.root_render_func(new_context(self.environment, self.name, self.blocks, context, shared=True))
            while some := list(islice(found, _LOOK_EVERY)):
                size += sum(map(len, some))
                if size > OUTPUT_LIMIT:
                    _refuse("template.size", "模板输出的内容过大，已停止", "请检查模板中的循环，减少重复内容。")
                chunks += some
        except RecursionError:
            _refuse("template.depth", "模板嵌套层数过多", "请减少循环和条件的嵌套层数。")
        finally:
            _deadline.reset(token)
        return chunks


@dataclass(frozen=True, slots=True)
class Markup:
    """What turns a printed value into what may stand in the text; it leaves alone what has none of `characters`."""

    turn: Callable[[str], str]
    characters: str

    def printer(self) -> Callable[[Any], str]:
        """The one `finalize` with the markup after it; most values need neither and are given as they are."""
        care = re.compile(f"[{_ILLEGAL.pattern[1:-1]}\r{re.escape(self.characters)}]").search
        turn = self.turn

        def printed(value: Any) -> str:
            if type(value) is str and care(value) is None:
                return value
            return turn(finalize(value))

        return printed


class Environment(ImmutableSandboxedEnvironment):
    """Allow-listed syntax, no attribute of any Python object, no globals, a clock in every loop."""

    template_class = GuardedTemplate

    def __init__(self, *, autoescape: bool, markup: Markup | None = None) -> None:
        """Build the environment; `autoescape` is for XML parts, `markup` is laid on every printed text instead."""
        super().__init__(
            undefined=StrictUndefined,
            finalize=finalize if markup is None else markup.printer(),
            autoescape=autoescape,
            keep_trailing_newline=True,
            newline_sequence="\n",
        )
        self.globals.clear()
        known = dict(self.filters)
        self.filters = {name: known[name] for name in FILTERS} | {_GUARD: _guarded}
        self.tests = {"defined": self.tests["defined"]}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        findings = disallowed(tree, FILTERS)
        if findings:
            raise RefusedError(findings)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _GUARD, [], [], None, None, lineno=loop.lineno)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`a.b` is the entry b of a, never an attribute of a Python object."""
        if isinstance(obj, LoopContext):
            return getattr(obj, attribute) if attribute in LOOP_FIELDS else self.undefined(obj=obj, name=attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Give an entry of a mapping or an item of a list."""
        if isinstance(obj, dict) and argument in obj:
            return obj[argument]
        if isinstance(obj, list) and type(argument) is int and -len(obj) <= argument < len(obj):
            return obj[argument]
        return obj[argument] if isinstance(obj, Undefined) else self.undefined(obj=obj, name=argument)

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 - the answer is the same for every object
        """Nothing may be called; the allow-list already refuses calls, this is the second lock."""
        return False


def illegal_characters(text: str) -> list[tuple[int, str]]:
    """Characters that XML cannot hold and `clean` takes out or turns, as (offset, U+XXXX), for the report."""
    return [(match.start(), f"U+{ord(match.group()):04X}") for match in _ILLEGAL.finditer(text)]


def clean(text: str) -> str:
    """Text that XML can hold: vertical tab and form feed become line breaks, other illegal characters go."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ILLEGAL.sub(lambda match: "\n" if match.group() in "\x0b\x0c" else "", text)


def finalize(value: Any) -> str:
    """Give the one function every printed value goes through."""
    if isinstance(value, Undefined):
        return str(value)
    if value is None:
        _refuse("template.empty", "引用的内容没有填写", "请在计划文件中补上这一项，或删去这处引用。")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return clean(value)
    return _refuse("template.whole", "引用的是一组内容，不能直接印出", "请写到具体一项，如 {{ unit.name }}。")


def plain(value: Any) -> Any:
    """Give a copy made of dict, list, str, int, bool and None only; anything else is a fault of the program."""
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, str):
        return "".join(value)
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    message = f"template data must be plain, not {type(value).__name__}"
    raise TypeError(message)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        message = f"keys of template data are text, not {type(key).__name__}"
        raise TypeError(message)
    return key


@lru_cache(maxsize=2)
def environment(*, autoescape: bool) -> Environment:
    """Give the environment for texts (no escaping) or for XML parts (escaping)."""
    return Environment(autoescape=autoescape)


@lru_cache(maxsize=512)
def _compiled(text: str, *, autoescape: bool) -> Template:
    return environment(autoescape=autoescape).from_string(text)


def render(text: str, context: Mapping[str, Any], *, autoescape: bool) -> str:
    """Give the text with its tags filled in. Raises `RefusedError`; data that holds `{{` is printed as it stands."""
    if "{" not in text:
        return text
    try:
        return _compiled(text, autoescape=autoescape).render(context)
    except TemplateError as error:
        refuse(error)
    except FAULTS as error:
        refuse(error)


FAULTS = (TypeError, RecursionError, MemoryError, OverflowError, ValueError)
"""What a render that asks for the impossible may raise, beside Jinja's own errors."""


def refuse(error: Exception) -> NoReturn:
    """Raise what a clerk can read for an error of compiling or rendering."""
    if isinstance(error, UndefinedError):
        name = _undefined_name(error)
        _refuse("reference.unknown", f"引用的名称不存在{name}", "请核对名称的写法。")
    if isinstance(error, TemplateError):
        _refuse("template.syntax", "引用或模板语句写法不对", "引用写作 {{ 名称 }}，前后各两个半角花括号。")
    _refuse("template.run", "模板语句无法运行", "请简化语句：只引用名称，不作运算。")


def _undefined_name(error: UndefinedError) -> str:
    found = re.search(r"'([^']+)' is undefined|attribute '([^']+)'", error.message or "")
    return f"：{found.group(1) or found.group(2)}" if found else ""
