"""Files of the dossier brought to the outputs: what has not changed is not made again, nor read to see it."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.store import EXIT_CODES, Outcome, Session, safe_path

if TYPE_CHECKING:
    from gongwen.dossier.cache import Cache
    from gongwen.problems import ExitCode

_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR = 0o100644 << 16
_CHUNK = 1 << 20


class Delivery:
    """The outputs of one run, by their paths under the outputs folder."""

    def __init__(self, session: Session, cache: Cache, outputs: Path, report: Callable[[str], None]) -> None:
        """`report` is told what became of each file that it is not silent about."""
        self.session = session
        self._cache, self._outputs, self._report = cache, outputs, report
        self.outcomes: list[tuple[str, Outcome]] = []

    def bring(
        self,
        name: str,
        made_of: str,
        make: Callable[[Path], None],
        verify: Callable[[Path], None] | None = None,
        *,
        silent: bool = False,
    ) -> Outcome:
        """Bring a file that `make` writes; `made_of` is equal where the file would be."""
        name = safe_path(name) or name
        outcome = Outcome.UNCHANGED if self._stands(name, made_of) else self.session.put_written(name, make, verify)
        if outcome in (Outcome.MADE, Outcome.UPDATED, Outcome.UNCHANGED):
            self._remember(name, made_of)
        self.outcomes.append((name, outcome))
        if not silent or outcome in EXIT_CODES:
            self._report(f"{outcome.value}：{name}")
        return outcome

    def put(self, name: str, data: bytes, verify: Callable[[Path], None] | None = None) -> Outcome:
        """Bring a small file."""
        outcome = self.session.put(name, data, verify)
        self.outcomes.append((safe_path(name) or name, outcome))
        self._report(f"{outcome.value}：{name}")
        return outcome

    def path(self, name: str) -> Path:
        """Where a file stands or is to stand."""
        return self._outputs / (safe_path(name) or name)

    @property
    def names(self) -> list[str]:
        """The files of this run."""
        return [name for name, _ in self.outcomes]

    @property
    def codes(self) -> list[ExitCode]:
        """What the outcomes mean for the command."""
        return [EXIT_CODES[outcome] for _, outcome in self.outcomes if outcome in EXIT_CODES]

    def _stands(self, name: str, made_of: str) -> bool:
        known = self._cache.bound.get(name)
        if not isinstance(known, list) or known[0] != made_of or self.session.written(name) != known[1]:
            return False
        return known[2:] == self._stamp(name)

    def _stamp(self, name: str) -> list[int]:
        try:
            facts = (self._outputs / name).stat()
        except OSError:
            return []
        return [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns]

    def _remember(self, name: str, made_of: str) -> None:
        if self.session.written(name) is not None:
            self._cache.bound.put(name, [made_of, self.session.written(name), *self._stamp(name)])


def pack(target: Path, files: Iterable[tuple[str, Path]]) -> None:
    """A zip of files under these names, not deflated: PDFs and photos are so already. Equal files give equal bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, path in files:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = _REGULAR
            info.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(info, "w") as part:
                shutil.copyfileobj(source, part, _CHUNK)
