"""A build of which nothing has changed since the last one is not made again: its result is told from memory.

`.gongwen/build.json` holds what the last good build depended on and left behind: the hashes of every file beside the
plan, of the templates, of what papers read elsewhere, of the outputs and the manifest; the program's own files, the
libraries, the fonts, the options, the folder one stands in. Where any of it differs, or cannot be told cheaply, the
build runs in full. Nothing is remembered of a build after which another would do or say something else, nor where
anything that it read or wrote was changed by somebody meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gongwen import __version__
from gongwen.building import BuildOptions, BuildResult, silent
from gongwen.problems import ExitCode, Place, Problem, Severity
from gongwen.store import Outcome, Workspace
from gongwen.store.files import digest, write_whole

_MEMORY, _MANIFEST, _PRINTED = "build.json", "manifest.json", "printed.json"
_MOST_FILES, _MOST_BYTES = 2_000, 64_000_000
"""A plan's folder with more than this is no workspace's `inputs/`; then every build runs in full."""
_MOST_OUTPUT = 256_000_000
"""Bytes of outputs that are read to see whether they are as they were."""
_SKIPPED = frozenset((".gongwen", ".git", ".venv", "node_modules", "__pycache__"))
_TICK = 20_000_000
"""How far the time of a file may lag behind the clock, in ns."""

Progress = Callable[[int, int, str], None]


class _TooMuchError(Exception):
    """There is more to look at than a build costs."""


def build_if_changed(options: BuildOptions, report: Callable[[str], None], progress: Progress = silent) -> BuildResult:
    """Build, unless nothing that the last build of these options depended on has changed.

    Raises UserError as `build` does.
    """
    workspace = Workspace.find(options.plan, options.outputs)
    usual = not (options.force or options.dry_run)
    before = _inputs(workspace, options) if usual else None
    if before is not None:
        known = _recall(workspace, before)
        if known is not None:
            report(f"没有变化：{len(known.outcomes) + known.unlisted} 个文件都是最新的")
            return known
    from gongwen.build import build  # noqa: PLC0415 - loads everything that makes documents

    start = _Start.of(workspace) if before is not None else None
    result = build(options, report, progress)
    if before is not None and start is not None and _is_settled(result) and _inputs(workspace, options) == before:
        _remember(workspace, before, start, result)
    return result


def _is_settled(result: BuildResult) -> bool:
    """Whether the build ended well and another one would do and say the same."""
    if result.exit_code is not ExitCode.DONE or any(each.code.startswith("store.") for each in result.problems):
        return False
    return result.repeats()


@dataclass(frozen=True, slots=True)
class _Start:
    """When a build began, and the files of ours that were not as we wrote them."""

    time: int
    edited: dict[str, str | None]

    @classmethod
    def of(cls, workspace: Workspace) -> _Start:
        """Look at the outputs; what cannot be read counts as none."""
        now = time.time_ns()
        try:
            return cls(now, _edited(workspace, _manifest(workspace)))
        except (OSError, ValueError, TypeError):
            return cls(now, {})

    def holds(self, workspace: Workspace, result: BuildResult) -> bool:
        """Whether every file is now as we wrote it or as it was, and the sources elsewhere are older than the build."""
        ours = _manifest(workspace)
        if not _edited(workspace, ours).items() <= self.edited.items():
            return False
        written = {_name(workspace.outputs / path) for path in ours}
        elsewhere = [
            path for path in result.sources if _name(path) not in written and not _is_beside_plan(path, workspace)
        ]
        watched = [path for folder in result.watched for path in (folder, *_walk(folder, links=False))]
        return not any(_changed_since(path, self.time) for path in (*elsewhere, *watched))


# ---------------------------------------------------------------- what a build depends on
def _inputs(workspace: Workspace, options: BuildOptions) -> str | None:
    """A hash of options, program, templates and the plan's folder; None where that is too much or cannot be read."""
    folders = [workspace.plan.parent, workspace.root / "templates", _packaged_templates()]
    if options.templates is not None:
        folders.append(options.templates)
    try:
        parts = [
            __version__,
            sys.version,
            str(Path.cwd()),
            repr(options),
            _stamp(Path(__file__).parent, ".py", ".txt"),
            _installed(),
            _fonts(options),
            *(_contents(folder, workspace) for folder in folders),
        ]
    except (OSError, _TooMuchError):
        return None
    return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()


def _packaged_templates() -> Path:
    package = Path(__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"


def _installed() -> str:
    """A stamp of the installed packages: each has a folder that bears its version, wherever Python looks."""
    lines: list[str] = []
    for folder in sys.path:
        if os.path.isdir(folder or "."):  # noqa: PTH112 - a zip file and a missing folder are in it too
            with os.scandir(folder or ".") as entries:
                named = [entry for entry in entries if entry.name.endswith((".dist-info", ".egg-info", ".egg-link"))]
            lines += sorted(f"{folder}|{entry.name}|{entry.stat().st_mtime_ns}" for entry in named)
    return "\n".join(lines)


def _fonts(options: BuildOptions) -> str:
    """Size and time of each font of the machine, where PDFs may be made: any of them may be chosen."""
    if options.pdf is False:
        return ""
    from gongwen.pdf.fonts.places import standard_places  # noqa: PLC0415 - no fonts, no need
    from gongwen.pdf.fonts.shelf import Shelf  # noqa: PLC0415

    lines = []
    for path in dict.fromkeys(record.path for record in Shelf(standard_places()).records()):
        facts = os.stat(path)  # noqa: PTH116 - there may be thousands
        lines.append(f"{path}|{facts.st_size}|{facts.st_mtime_ns}")
    return "\n".join(lines)


def _stamp(folder: Path, *suffixes: str) -> str:
    """Size and time of each file of the program."""
    lines: list[str] = []
    for path in _walk(folder):
        if path.suffix in suffixes:
            facts = path.stat()
            lines.append(f"{path}|{facts.st_size}|{facts.st_mtime_ns}")
    return "\n".join(lines)


def _contents(folder: Path, workspace: Workspace) -> str:
    """The name of each folder and the hash of each file in a folder."""
    outputs = workspace.outputs.resolve()
    size = 0
    lines: list[str] = []
    for path in _walk(folder, outputs):
        facts = path.stat()
        is_folder = stat.S_ISDIR(facts.st_mode)
        size += 0 if is_folder else facts.st_size
        if size > _MOST_BYTES or len(lines) >= _MOST_FILES or not (is_folder or stat.S_ISREG(facts.st_mode)):
            raise _TooMuchError
        lines.append(f"{path}|{'' if is_folder else digest(path)}")
    return "\n".join(lines)


def _walk(folder: Path, without: Path | None = None, *, links: bool = True) -> Iterator[Path]:
    """What lies in a folder and in those in it, sorted; the outputs and what programs keep for themselves left out.

    Folders that are `links` are gone into, or not.
    """
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        path = Path(entry.path)
        if not entry.is_dir(follow_symlinks=links):
            yield path
        elif entry.name not in _SKIPPED and (without is None or path.resolve() != without):
            yield path
            yield from _walk(path, without, links=links)


# ---------------------------------------------------------------- memory
def _remember(workspace: Workspace, before: str, start: _Start, result: BuildResult) -> None:
    """Write down what the build depended on and left behind, unless somebody changed any of it meanwhile."""
    try:
        if not start.holds(workspace, result):
            return
        memory = {
            "inputs": before,
            "watched": {str(path): _watched(path) for path in result.watched},
            "sources": {str(path): _state(path) for path in result.sources},
            "outputs": _outputs(workspace),
            "files": [path for path, _ in result.outcomes],
            "unlisted": result.unlisted,
            "problems": [_plain(problem) for problem in result.problems],
        }
        data = json.dumps(memory, ensure_ascii=False, indent=0, sort_keys=True).encode()
        write_whole(workspace.state / _MEMORY, data, workspace.state / "staging")
    except (OSError, ValueError, TypeError):
        return  # the next build runs in full


def _recall(workspace: Workspace, now: str) -> BuildResult | None:
    """The result of the last build, if nothing has changed since; None where it has or cannot be told."""
    state = workspace.state
    if (state / "lock").exists() or (state / "journal.jsonl").exists():
        return None
    try:
        memory = json.loads((state / _MEMORY).read_text(encoding="utf-8"))
        if memory["inputs"] != now or memory["outputs"] != _outputs(workspace):
            return None
        if any(_watched(Path(path)) != known for path, known in memory["watched"].items()):
            return None
        if any(_state(Path(path)) != known for path, known in memory["sources"].items()):
            return None
        return BuildResult(
            outcomes=[(str(path), Outcome.UNCHANGED) for path in memory["files"]],
            problems=[_problem(each) for each in memory["problems"]],
            unlisted=int(memory["unlisted"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _manifest(workspace: Workspace) -> dict[str, str]:
    """The files that we wrote, with their hashes. Raises OSError, ValueError or TypeError where it is not whole."""
    found = json.loads((workspace.state / _MANIFEST).read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise TypeError(_MANIFEST)
    return found


def _edited(workspace: Workspace, ours: Mapping[str, str]) -> dict[str, str | None]:
    """The files of ours that are not as we wrote them, with what they are now: a ledger in which people type."""
    _check_size(workspace, ours)
    now = ((path, known, digest(workspace.outputs / path)) for path, known in ours.items())
    return {path: found for path, known, found in now if found != known}


def _check_size(workspace: Workspace, ours: Mapping[str, str]) -> None:
    """Raises ValueError for outputs that take longer to read than a build that knows its own large files."""
    size = 0
    for path in ours:
        with suppress(OSError):
            size += (workspace.outputs / path).stat().st_size
    if size > _MOST_OUTPUT:
        raise ValueError("too much to read")


def _outputs(workspace: Workspace) -> str:
    """A hash of the manifest, of every file it names as it stands, and of what was printed last."""
    checksum = hashlib.sha256((workspace.state / _MANIFEST).read_bytes())
    checksum.update(f"\0{digest(workspace.state / _PRINTED)}".encode())
    ours = _manifest(workspace)
    _check_size(workspace, ours)
    for path in sorted(ours):
        checksum.update(f"\0{path}\0{digest(workspace.outputs / path)}".encode())
    return checksum.hexdigest()


def _name(path: Path) -> str:
    """A path by which two names of one file are compared."""
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100 - links stay: there are many


def _is_beside_plan(path: Path, workspace: Workspace) -> bool:
    """Whether a file is among those of the plan's folder, which are looked at before and after a build."""
    folder, found = workspace.plan.parent.resolve(), path.resolve()
    if not found.is_relative_to(folder) or found.is_relative_to(workspace.outputs.resolve()):
        return False
    return _SKIPPED.isdisjoint(found.relative_to(folder).parts)


def _changed_since(path: Path, started: int) -> bool:
    """Whether a file or folder was changed after a moment, by the system's own time where it keeps one."""
    if not path.exists():
        return False
    facts = path.stat()
    return (facts.st_mtime_ns if os.name == "nt" else facts.st_ctime_ns) >= started - _TICK


def _state(path: Path) -> str | None:
    """The hash of a file, the names in a folder, None for what is not there."""
    if path.is_dir():
        return "\n".join(sorted(each.name for each in path.iterdir()))
    return digest(path)


def _watched(folder: Path) -> str:
    """A hash of names, sizes and times of all that lies in a folder."""
    lines = [str(folder.is_dir())]
    for path in _walk(folder, links=False):
        facts = path.lstat()
        lines.append(f"{path}|{facts.st_mode}|{facts.st_size}|{facts.st_mtime_ns}|{facts.st_ctime_ns}")
    return hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()


def _plain(problem: Problem) -> dict[str, Any]:
    return {**asdict(problem), "severity": problem.severity.name}


def _problem(data: dict[str, Any]) -> Problem:
    place = data["place"]
    found = Place(**place) if place is not None else None
    return Problem(data["code"], data["what"], data["remedy"], found, Severity[data["severity"]])
