"""A build of which nothing has changed since the last one is not made again: its result is told from memory.

`.gongwen/build.json` holds what the last good build depended on and left behind: the hashes of every file beside the
plan, of the templates, of what papers read elsewhere, of the outputs and the manifest; the program's own files, the
options, the folder one stands in. Where any of it differs, or cannot be told cheaply, the build runs in full.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gongwen import __version__
from gongwen.building import BuildOptions, BuildResult, silent
from gongwen.problems import ExitCode, Place, Problem, Severity
from gongwen.store import Outcome, Workspace
from gongwen.store.files import digest, write_whole

_MEMORY = "build.json"
_MOST_FILES, _MOST_BYTES = 2_000, 64_000_000
"""A plan's folder with more than this is no workspace's `inputs/`; then every build runs in full."""
_SKIPPED = frozenset((".gongwen", ".git", ".venv", "node_modules", "__pycache__"))

Progress = Callable[[int, int, str], None]


class _TooMuchError(Exception):
    """There is more to look at than a build costs."""


def build_if_changed(options: BuildOptions, report: Callable[[str], None], progress: Progress = silent) -> BuildResult:
    """Build, unless nothing that the last build of these options depended on has changed.

    Raises UserError as `build` does.
    """
    workspace = Workspace.find(options.plan, options.outputs)
    usual = not (options.force or options.dry_run)
    before = _Inputs.of(workspace, options) if usual else None
    if before is not None:
        known = _recall(workspace, before)
        if known is not None:
            for note in known.notes:
                report(note)
            report(f"没有变化：{len(known.outcomes)} 个文件都是最新的")
            return known
    from gongwen.build import build  # noqa: PLC0415 - loads everything that makes documents

    started = time.time_ns()
    result = build(options, report, progress)
    if before is not None and result.exit_code is ExitCode.DONE:
        _remember(workspace, before, result, started)
    return result


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What a build depends on, as far as it is known before it: a hash of it all."""

    key: str

    @classmethod
    def of(cls, workspace: Workspace, options: BuildOptions) -> _Inputs | None:
        """Look at options, program, templates and the plan's folder; None where that is too much or cannot be read."""
        folders = [workspace.plan.parent, workspace.root / "templates", _packaged_templates()]
        if options.templates is not None:
            folders.append(options.templates)
        try:
            parts = [
                __version__,
                sys.version,
                str(Path.cwd()),
                repr(options),
                _stamp(Path(__file__).parent, ".py"),
                _installed(),
                *(_contents(folder, workspace) for folder in folders),
            ]
        except (OSError, _TooMuchError):
            return None
        return cls(hashlib.sha256("\0".join(parts).encode()).hexdigest())


def _packaged_templates() -> Path:
    package = Path(__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"


def _installed() -> str:
    """A stamp of the installed packages: their folder changes when one is added, removed or replaced."""
    return str(Path(sysconfig.get_paths()["purelib"]).stat().st_mtime_ns)


def _stamp(folder: Path, suffix: str) -> str:
    """Size and time of each file of the program."""
    lines: list[str] = []
    for path in _walk(folder):
        if path.suffix == suffix:
            facts = path.stat()
            lines.append(f"{path}|{facts.st_size}|{facts.st_mtime_ns}")
    return "\n".join(lines)


def _contents(folder: Path, workspace: Workspace) -> str:
    """The hash of each file of a folder."""
    outputs = workspace.outputs.resolve()
    size = 0
    lines: list[str] = []
    for path in _walk(folder, outputs):
        size += path.stat().st_size
        if size > _MOST_BYTES or len(lines) >= _MOST_FILES:
            raise _TooMuchError
        lines.append(f"{path}|{digest(path)}")
    return "\n".join(lines)


def _walk(folder: Path, without: Path | None = None) -> Iterator[Path]:
    """The files of a folder and of those in it, sorted; the outputs and what programs keep for themselves left out."""
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        path = Path(entry.path)
        if entry.is_dir():
            if entry.name not in _SKIPPED and (without is None or path.resolve() != without):
                yield from _walk(path, without)
        else:
            yield path


# ---------------------------------------------------------------- memory
def _remember(workspace: Workspace, before: _Inputs, result: BuildResult, started: int) -> None:
    """Write down what the build depended on and left behind; a source that changed meanwhile is not known."""
    try:
        sources = {str(path): _state(path) for path in result.sources}
        if any(path.exists() and path.stat().st_mtime_ns >= started for path in result.sources):
            return
        memory = {
            "inputs": before.key,
            "sources": sources,
            "outputs": _outputs(workspace),
            "files": [path for path, _ in result.outcomes],
            "problems": [_plain(problem) for problem in result.problems],
            "notes": result.notes,
        }
        data = json.dumps(memory, ensure_ascii=False, indent=0, sort_keys=True).encode()
        write_whole(workspace.state / _MEMORY, data, workspace.state / "staging")
    except (OSError, ValueError):
        return  # the next build runs in full


def _recall(workspace: Workspace, now: _Inputs) -> BuildResult | None:
    """The result of the last build, if nothing has changed since; None where it has or cannot be told."""
    state = workspace.state
    if (state / "lock").exists() or (state / "journal.jsonl").exists():
        return None
    try:
        memory = json.loads((state / _MEMORY).read_text(encoding="utf-8"))
        if memory["inputs"] != now.key or memory["outputs"] != _outputs(workspace):
            return None
        if any(_state(Path(path)) != known for path, known in memory["sources"].items()):
            return None
        return BuildResult(
            outcomes=[(str(path), Outcome.UNCHANGED) for path in memory["files"]],
            problems=[_problem(each) for each in memory["problems"]],
            notes=[str(note) for note in memory["notes"]],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _outputs(workspace: Workspace) -> str:
    """A hash of the manifest and of every file it names, as they stand."""
    manifest = workspace.state / "manifest.json"
    text = manifest.read_bytes()
    known = json.loads(text)
    checksum = hashlib.sha256(text)
    for path in sorted(known):
        checksum.update(f"\0{path}\0{digest(workspace.outputs / path)}".encode())
    return checksum.hexdigest()


def _state(path: Path) -> str | None:
    """The hash of a file, the names in a folder, None for what is not there."""
    if path.is_dir():
        return "\n".join(sorted(each.name for each in path.iterdir()))
    return digest(path)


def _plain(problem: Problem) -> dict[str, Any]:
    return {**asdict(problem), "severity": problem.severity.name}


def _problem(data: dict[str, Any]) -> Problem:
    place = data["place"]
    found = Place(**place) if place is not None else None
    return Problem(data["code"], data["what"], data["remedy"], found, Severity[data["severity"]])
