"""The one place that reads and renders templates: allow-listed Jinja syntax, immutable, strict, with a deadline.

Templates and plan texts come from people the program does not know. Nothing here calls a function, reaches an
attribute of a Python object or runs longer than its deadline; see `tests/test_sandbox.py` for what was tried.
"""

from gongwen.sandbox.engine import Markup, RefusedError, clean, environment, illegal_characters, plain, render
from gongwen.sandbox.findings import Finding
from gongwen.sandbox.names import ANY, Names
from gongwen.sandbox.repeated import Repeated
from gongwen.sandbox.scan import literal, names_in, parse

__all__ = [
    "ANY",
    "Finding",
    "Markup",
    "Names",
    "RefusedError",
    "Repeated",
    "clean",
    "environment",
    "illegal_characters",
    "literal",
    "names_in",
    "parse",
    "plain",
    "render",
]
