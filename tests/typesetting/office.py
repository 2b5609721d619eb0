"""LibreOffice's PDF of many documents: a few calls with a profile of their own, kept by content for the next run."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

BATCH = 30
"""Files of one call: what a crash or a hang of LibreOffice can take along."""
SECONDS, SECONDS_A_FILE = 120, 20
FILTER = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'


@cache
def office() -> str | None:
    """The path of LibreOffice, None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def version() -> str:
    """`LibreOffice 7.4.7.2`, as it says itself."""
    path = office()
    if path is None:
        return "no LibreOffice"
    with tempfile.TemporaryDirectory() as profile:
        command = [path, f"-env:UserInstallation=file://{profile}", "--version"]
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout.split()
    return " ".join(said[:2])


@cache
def fonts() -> str:
    """The faces of this machine, as fontconfig lists them: what LibreOffice prints depends on them."""
    if shutil.which("fc-list") is None:
        return ""
    listed = subprocess.run(
        ["fc-list", ":", "family", "style", "fontversion"], capture_output=True, text=True, check=False
    )
    return "\n".join(sorted(listed.stdout.splitlines()))


def cache_folder() -> Path:
    """Where PDFs are kept between runs: `GONGWEN_TYPESETTING_CACHE`, else the machine's folder for such things."""
    named = os.environ.get("GONGWEN_TYPESETTING_CACHE")
    folder = Path(named) if named else Path(tempfile.gettempdir()) / "gongwen-typesetting"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def key(data: bytes, suffix: str) -> str:
    """The name under which the result for a file is kept."""
    maker = hashlib.sha256(f"{version()} {fonts()} {FILTER} {suffix} ".encode())
    maker.update(data)
    return maker.hexdigest()[:32]


def pdfs_of(documents: Mapping[str, bytes], suffix: str = "docx") -> dict[str, bytes | None]:
    """LibreOffice's PDF of each document by its name; None for one that it could not print."""
    kept = cache_folder()
    places = {name: kept / f"{key(data, suffix)}.pdf" for name, data in documents.items()}
    missing = {places[name]: documents[name] for name in documents if not places[name].exists()}
    todo = list(missing.items())
    for start in range(0, len(todo), BATCH):
        batch = dict(todo[start : start + BATCH])
        _convert(batch, suffix)
        for place, data in batch.items():
            if not place.exists():  # one that hangs takes the rest of its batch along: each gets a second chance alone
                _convert({place: data}, suffix)
    return {name: place.read_bytes() if place.exists() else None for name, place in places.items()}


def _convert(batch: Mapping[Path, bytes], suffix: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = []
        for place, data in batch.items():
            files.append(folder / f"{place.stem}.{suffix}")
            files[-1].write_bytes(data)
        call(files, folder / "out", FILTER, SECONDS + SECONDS_A_FILE * len(batch))
        for place in batch:
            made = folder / "out" / f"{place.stem}.pdf"
            if made.exists() and made.stat().st_size:
                staged = place.with_suffix(f".{os.getpid()}")
                shutil.copy(made, staged)
                staged.replace(place)


def call(files: list[Path], out: Path, kind: str, seconds: float) -> None:
    """One call of LibreOffice that converts files; what it does not manage within the time is missing in `out`."""
    path = office()
    if path is None:
        raise FileNotFoundError("LibreOffice is missing: apt-get install libreoffice-writer libreoffice-calc")
    with tempfile.TemporaryDirectory() as profile:
        command = [
            path, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind,
            "--outdir", str(out), *map(str, files),
        ]  # fmt: skip
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
