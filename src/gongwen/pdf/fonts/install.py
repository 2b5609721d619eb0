"""The free set put into a folder: fetched or taken from packages that somebody brought, converted, moved in whole."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from gongwen.pdf.fonts.convert import Report, convert_file
from gongwen.pdf.fonts.face import Face
from gongwen.pdf.fonts.fetch import can_fetch, fetch
from gongwen.pdf.fonts.freeset import LICENCES, TARGETS, Source, Target
from gongwen.pdf.fonts.places import Places
from gongwen.pdf.fonts.records import SUFFIXES, records_of
from gongwen.pdf.fonts.sfnt import FontError
from gongwen.pdf.fonts.shelf import Shelf
from gongwen.pdf.fonts.unpack import SUFFIXES as ARCHIVES
from gongwen.pdf.fonts.unpack import files_of
from gongwen.problems import ExitCode, Place, Problem, Severity, UserError
from gongwen.store.lock import RunLock

_LICENCES, _WORK = "licences", ".partial"
_DEPTH = 3
"""How far below the folder that somebody brought packages are looked for."""


@dataclass(slots=True)
class Installed:
    """What a run put into the folder, and what was wrong."""

    folder: Path
    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def install(places: Places, *, folder: Path | None, source: Path | None, report: Report) -> Installed:
    """Put what is missing of the set into `folder`, by default the user's own; from `source`, or from the network.

    What the machine has already is left out, but a folder that was named gets the whole set. Raises UserError when
    nothing can be fetched here (exit 5), when the folder cannot be written (3), when another run is at it (6).
    """
    target = folder or places.free_set
    here = {path.name for path in target.glob("*") if path.is_file()} if target.is_dir() else set()
    if folder is None:
        here |= {Path(record.path).name for record in Shelf(places).records() if not record.fault}
    run = _Run(Installed(target), here, report)
    if source is not None:
        run.from_folder(source)
    else:
        run.from_network()
    return run.done


class _Run:
    """One run. `here` are the files of the set that are there already."""

    def __init__(self, done: Installed, here: set[str], report: Report) -> None:
        self.done, self._here, self._report = done, here, report
        self._wanted = [target for target in TARGETS if not self._has(target)]

    def _has(self, target: Target) -> bool:
        return target.file in self._here or target.unless in self._here

    def from_folder(self, source: Path) -> None:
        """Take what somebody brought: packages, fonts of the set, and any other font."""
        if not source.is_dir():
            what, remedy = "没有这个文件夹", "请写放着 .deb、.tgz 或字体文件的文件夹。"
            raise UserError(Problem("font.from", what, remedy, Place(str(source))))
        archives, loose = _brought(source)
        with _work_folder(self.done.folder) as work:
            self._fill(work, archives, loose)

    def from_network(self) -> None:
        """Fetch the packages of what is missing, as far as this machine has the tools for them."""
        packages = self._packages()
        if not packages:
            if any(target.needed for target in self._wanted):
                raise _no_tools()
            return
        with _work_folder(self.done.folder) as work:
            downloads = work / "downloads"
            downloads.mkdir()
            self.done.problems += fetch(packages, downloads, self._report)
            self._fill(work, *_brought(downloads))

    def _packages(self) -> list[str]:
        """Of each missing font the first source that can be fetched; none for what a better one makes needless."""
        found = {target.file: package for target in self._wanted if (package := _fetchable(target))}
        kept = [target for target in self._wanted if target.file in found and target.unless not in found]
        return list(dict.fromkeys(found[target.file] for target in kept))

    def _fill(self, work: Path, archives: Iterable[Path], loose: Iterable[Path]) -> None:
        """Unpack, make, move."""
        parts, ready = work / "parts", work / "ready"
        parts.mkdir()
        ready.mkdir()
        licences = self._unpack(archives, parts)
        found = {path.name: path for path in [*parts.iterdir(), *loose]}
        for target in self._wanted:
            if not self._has(target) and self._make(target, found, ready / target.file):
                self._here.add(target.file)
        ours = {source.file for target in TARGETS for source in target.sources}
        for path in loose:
            if path.name not in ours | self._here:
                self._take(path, ready)
        self._move(ready, parts, licences)

    def _unpack(self, archives: Iterable[Path], parts: Path) -> dict[str, bytes]:
        """Write the wanted files of archives; gives the licences that were met."""
        names = {source.file for target in self._wanted for source in target.sources}
        licences: dict[str, bytes] = {}
        for archive in archives if names else ():
            ends = {end: name for word, end, name in LICENCES if word in archive.name}

            def wanted(path: str, ends: tuple[str, ...] = tuple(ends)) -> bool:
                return PurePosixPath(path).name in names or path.endswith(ends)

            self._report(f"正在解开 {archive.name}……")
            try:
                for path, data in files_of(archive, wanted):
                    end = next((each for each in ends if path.endswith(each)), None)
                    if end is None:
                        (parts / PurePosixPath(path).name).write_bytes(data)
                    else:
                        licences[ends[end]] = gzip.decompress(data) if end.endswith(".gz") else data
            except (FontError, gzip.BadGzipFile, EOFError) as error:
                self._unusable(archive, str(error) if isinstance(error, FontError) else "软件包不完整或已损坏")
        return licences

    def _make(self, target: Target, found: dict[str, Path], ready: Path) -> bool:
        """Make a font of the set from what there is; whether it could be made."""
        for source in (Source(target.file, ""), *target.sources):
            part = found.get(source.file)
            if part is None:
                continue
            try:
                if source.family is None:
                    shutil.copyfile(part, ready)
                else:
                    if part.suffix == ".otf":
                        self._report(f"正在转换 {part.name} 的轮廓，约需半分钟……")
                    convert_file(part, 0, ready, source.family)
                Face(ready)
            except FontError as error:
                ready.unlink(missing_ok=True)
                self._unusable(part, str(error))
                continue
            return True
        return False

    def _take(self, path: Path, ready: Path) -> None:
        """A font that somebody brought besides: taken as it is, if it is one."""
        fault = next((record.fault for record in records_of(path) if record.fault), "")
        if fault:
            self._unusable(path, fault)
        else:
            shutil.copyfile(path, ready / path.name)

    def _move(self, ready: Path, parts: Path, licences: dict[str, bytes]) -> None:
        """Everything that was made, whole, licences first."""
        made = sorted(ready.iterdir())
        folder = self.done.folder / _LICENCES
        for name, data in sorted(licences.items()) if made else ():
            folder.mkdir(exist_ok=True)
            (parts / name).write_bytes(data)
            (parts / name).replace(folder / name)
        for path in made:
            path.replace(self.done.folder / path.name)
            self.done.files.append(path.name)

    def _unusable(self, path: Path, why: str) -> None:
        problem = Problem(
            "font.package", f"{path.name} 用不了：{why}", "请重新取得它，再运行一次。", severity=Severity.WARNING
        )
        self.done.problems.append(problem)


def _fetchable(target: Target) -> str | None:
    """The package of the first source that this machine has a tool for."""
    return next((source.package for source in target.sources if can_fetch(source.package)), None)


def _no_tools() -> UserError:
    names = list(dict.fromkeys(source.package for target in TARGETS for source in target.sources))
    what = "本机没有 apt-get 和 npm，取不到免费字体"
    remedy = (
        f"请在能上网的 Debian 系统上用 apt-get download 和 npm pack 取得这些软件包：{'、'.join(names)}；"
        "拷到一个文件夹，再运行 gongwen fonts install --from 文件夹。"
    )
    return UserError(Problem("font.tools", what, remedy), ExitCode.HELPER_MISSING)


def _brought(folder: Path) -> tuple[list[Path], list[Path]]:
    """The packages and the single fonts in a folder and a little below it."""
    patterns = ("/".join(["*"] * depth) for depth in range(1, _DEPTH + 1))
    files = sorted(path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
    archives = [path for path in files if path.name.endswith(ARCHIVES)]
    return archives, [path for path in files if path.suffix.lower() in SUFFIXES]


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """A folder for half-made things, emptied at both ends: what an interrupted run left goes with the next."""
    work = folder / _WORK
    try:
        work.mkdir(parents=True, exist_ok=True)
        with _lock(work):
            try:
                _empty(work)
                yield work
            finally:
                _empty(work)
        work.rmdir()
    except OSError as error:
        what = f"字体文件夹写不进去：{error.strerror or error}"
        problem = Problem("font.folder", what, "请检查磁盘空间和权限，或用 --dir 换一个文件夹。", Place(str(folder)))
        raise UserError(problem) from None


@contextmanager
def _lock(work: Path) -> Iterator[None]:
    """One run at a time in a folder."""
    lock = RunLock(work)
    try:
        lock.__enter__()
    except UserError:
        what, remedy = "另一个 gongwen fonts install 正在往这个文件夹里装字体", "请等它完成后再运行。"
        raise UserError(Problem("font.busy", what, remedy, Place(str(work.parent))), ExitCode.REFUSED) from None
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


def _empty(work: Path) -> None:
    for path in work.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
