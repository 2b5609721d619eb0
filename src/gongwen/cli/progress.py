"""A progress bar on stderr for what takes longer than a second; none where stderr is no terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Self

import click

_QUIET_SECONDS = 1.0


class Bar:
    """Context manager. `tick` says how far the work is; nothing is shown in the first second."""

    def __init__(self, *, enabled: bool = True) -> None:
        """Look whether anybody watches."""
        self._enabled = enabled and sys.stderr.isatty()
        self._start = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Self:
        """Begin to count the time."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the cursor on a line of its own."""
        if self._bar is not None:
            self._bar.render_finish()

    def tick(self, done: int, total: int, title: str) -> None:
        """Show that `done` of `total` are done, now with those of `title`."""
        if not self._enabled or (self._bar is None and time.monotonic() - self._start < _QUIET_SECONDS):
            return
        if self._bar is None:
            self._bar = click.progressbar(length=total, file=sys.stderr, item_show_func=lambda item: item or "")
        self._bar.length = total
        self._bar.update(done - self._bar.pos, title)

    def report(self, line: str) -> None:
        """Say a line on stderr, with room made for it where a bar stands."""
        if self._bar is not None:
            click.echo("\r\033[K", nl=False, err=True)
        click.echo(line, err=True)
