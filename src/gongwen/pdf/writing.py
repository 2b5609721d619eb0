"""PDFs written whole or not at all, anywhere on the disk, never over one that somebody else made."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from gongwen.pdf.whole import count_pages, is_ours
from gongwen.problems import Place, Problem
from gongwen.store import Outcome
from gongwen.store.files import replace, stage
from gongwen.store.words import open_elsewhere, system_problem


def stands(target: Path, *, force: bool) -> Problem | None:
    """Why a PDF that stands there must not be overwritten: it is not ours, or somebody changed it."""
    if force or not target.is_file():
        return None
    try:
        if is_ours(target.read_bytes()):
            return None
    except OSError as error:
        return system_problem(str(target), error)
    what = "已有同名的 PDF，不是本程序生成的，或生成后有人改过，没有覆盖"
    return Problem("pdf.not_ours", what, "请把它改名或移走；确认不要了，请加 --force 覆盖。", Place(str(target)))


def write_pdf(
    target: Path, data: bytes, *, dry_run: bool, whole: Callable[[bytes], object] = count_pages
) -> tuple[Outcome, list[Problem]]:
    """Bring a PDF to its place, read back and looked at by `whole` before it gets its name."""
    try:
        if target.is_file() and target.read_bytes() == data:
            return Outcome.UNCHANGED, []
        if dry_run:
            return Outcome.WOULD_MAKE, []
        target.parent.mkdir(parents=True, exist_ok=True)
        staged = target.with_name(f".{os.getpid()}-{time.monotonic_ns()}.tmp")
        stage(staged, data)
        try:
            if not whole(staged.read_bytes()):
                raise OSError(None, "生成的 PDF 不完整")
            replace(staged, target)
        finally:
            staged.unlink(missing_ok=True)
    except PermissionError as error:
        if target.is_file() and os.access(target.parent, os.W_OK):
            return Outcome.LOCKED, [open_elsewhere(str(target))]
        return Outcome.FAILED, [system_problem(str(target), error)]
    except OSError as error:
        return Outcome.FAILED, [system_problem(str(target), error)]
    return Outcome.MADE, []
