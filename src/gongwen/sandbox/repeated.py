"""One template text rendered thousands of times: compiled once, given as pieces of which the fixed ones are known."""

from __future__ import annotations

from types import CodeType
from typing import TYPE_CHECKING, Any, cast

from jinja2 import TemplateError

from gongwen.sandbox.engine import FAULTS, Environment, Markup, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongwen.sandbox.engine import GuardedTemplate


class Repeated:
    """A compiled text. `fixed` holds every piece that is the same in each render, among others."""

    def __init__(self, text: str, markup: Markup | None = None) -> None:
        """Compile under the allow-list; `markup` turns each printed value into what may stand in the text.

        Raises RefusedError for syntax that is broken or not allowed.
        """
        try:
            self._template = cast("GuardedTemplate", Environment(autoescape=False, markup=markup).from_string(text))
        except (TemplateError, RecursionError) as error:
            refuse(error)
        self.fixed = frozenset(_texts(self._template.root_render_func.__code__))

    def pieces(self, context: dict[str, Any]) -> list[str]:
        """Give the text of one render piece by piece. The context holds plain data only: see `plain`.

        Raises RefusedError for a name that does not exist, a value that cannot be printed, or a render without end.
        """
        try:
            return self._template.pieces(context)
        except (TemplateError, *FAULTS) as error:
            refuse(error)

    def text(self, context: dict[str, Any]) -> str:
        """Give the text of one render. Raises as `pieces` does."""
        return "".join(self.pieces(context))


def _texts(code: CodeType) -> Iterator[str]:
    """Give the texts that a compiled template holds; those of its loops stand in functions of their own."""
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _texts(constant)
