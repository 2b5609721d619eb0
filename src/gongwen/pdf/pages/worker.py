"""The process that reads somebody else's files: one JSON line asks for a chunk, one answers what became of it.

A file on which a decoder crashes, or that never ends, costs one worker and one page of the dossier.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gongwen.pdf.pages.chunk import ChunkWriter
from gongwen.pdf.pages.foreign import UnusableError, take_pages
from gongwen.pdf.pages.photos import UnusablePicture, picture_pages

PDF, PICTURE = "pdf", "picture"
_MAKERS: dict[str, Callable[[Path, ChunkWriter], None]] = {PDF: take_pages, PICTURE: picture_pages}


def make_chunk(kind: str, source: Path, target: Path) -> dict[str, Any]:
    """Make a chunk and say how many leaves it has; or why there is none. The chunk gets its name when it is whole."""
    chunk = ChunkWriter()
    try:
        _MAKERS[kind](source, chunk)
    except UnusableError as error:
        return {"fault": str(error)}
    except UnusablePicture as error:
        return {"fault": error.reason}
    except MemoryError:
        return {"fault": "文件太大，内存不够。请拆分或缩小后再放"}
    except Exception as error:  # noqa: BLE001 - what strange files make of libraries; the other files go on
        return {"fault": f"读不出来（{type(error).__name__}）。请重新扫描或另存后再放"}
    save(chunk, target)
    return {"pages": len(chunk.leaves), "notes": chunk.notes}


def save(chunk: ChunkWriter, target: Path) -> None:
    """Write a chunk whole or not at all. Raises OSError."""
    staged = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        with staged.open("wb") as stream:
            chunk.save(stream)
        staged.replace(target)
    finally:
        staged.unlink(missing_ok=True)


def main() -> None:
    """Answer until there are no more questions."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = make_chunk(asked["kind"], Path(asked["source"]), Path(asked["target"]))
        except OSError as error:
            answer = {"error": error.errno or 0, "text": error.strerror or str(error)}
        answers.write(json.dumps(answer, ensure_ascii=True) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
