"""The corpora by name; each is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from tests.typesetting.foreign import foreign
from tests.typesetting.long import long
from tests.typesetting.made import made
from tests.typesetting.own import own

_MAKERS: dict[str, Callable[[], dict[str, bytes]]] = {"own": own, "made": made, "foreign": foreign, "long": long}
CORPORA = tuple(_MAKERS)


def corpus(name: str) -> dict[str, bytes]:
    """The documents of a corpus by their names."""
    return _MAKERS[name]()
