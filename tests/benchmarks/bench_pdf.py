"""Letters printed into one PDF, and the plan: ours against typst, reportlab's canvas and LibreOffice, CPU seconds.

Letters come from finished Word files (their parts in memory, or whole files that are unzipped on the clock), or straight
from a template (filling counted). Bars: from finished parts 1.7 x typst at 1,000 and 250 x LibreOffice, from a template
4 x typst at 1,000 and 4 x the canvas at 10,000; ten times as many pages take no more than 1.3 times the memory, the rows
apart. The plan: the whole process 3 x, each further file in it 20 x a warm call of LibreOffice. Every engine prints the
same text on the same page in the same face; the text of its pages is read back before a figure counts.
`python -m tests.benchmarks.bench_pdf [N]`: N letters where it says 1,000 (ten times as many where it says 10,000).
"""

from __future__ import annotations

import importlib.util
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pypdfium2

from tests.benchmarks.bench_letters import CLOSING, PARAGRAPHS, rows_of
from tests.benchmarks.clock import ROOT, cpu_seconds
from tests.benchmarks.pdf_letter import filled, merged, tasks
from tests.typesetting.office import FILTER

MEMORY = Path("/dev/shm")
OFFICE_LETTERS = 50
TITLES = {
    "from_files": "finished parts", "from_zips": "finished files, unzipped", "from_template": "template known",
    "typst": "typst", "canvas": "reportlab canvas",
}  # fmt: skip
EACH = """
import sys, time
from pathlib import Path
from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.printing import print_word
data, fonts = Path(sys.argv[1]).read_bytes(), open_fonts()
for _ in range(12):
    began = time.process_time()
    print_word(data, fonts)
    print(time.process_time() - began)
"""


class Figure(NamedTuple):
    """Pages in a CPU second, the peak of the memory in MB."""

    speed: float
    memory: float


def squeezed(text: str) -> str:
    """A text without blanks and line ends, as a page gives it back."""
    return "".join(text.split())


def check(pdf: Path, count: int) -> None:
    """Every letter has a page, and the page says what the letter says."""
    rows = rows_of(count)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == count, (pdf, len(document))
        for number in range(0, count, max(1, count // 50)):
            shown = squeezed(document[number].get_textpage().get_text_range())
            texts = [*(filled(text, rows[number]) for text in (*PARAGRAPHS, *CLOSING)), *chain(*tasks(rows[number]))]
            for text in texts:
                assert squeezed(text) in shown, (pdf, number, text)


def measure(engine: str, count: int, folder: Path) -> Figure:
    """One engine in a process of its own."""
    out = folder / f"{engine}.pdf"
    command = [sys.executable, "-m", "tests.benchmarks.pdf_engines", engine, str(count), str(out)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=ROOT)
    seconds, memory = map(float, done.stdout.split())
    if engine != "nothing":
        check(out, count)
        out.unlink()
    return Figure(count / seconds if seconds else 0.0, memory / 1024)


def compare(engines: list[str], count: int, folder: Path, runs: int) -> dict[str, Figure]:
    """The best of some runs of each engine, taken in turn."""
    found: dict[str, list[Figure]] = {engine: [] for engine in engines}
    for _ in range(runs):
        for engine in engines:
            found[engine].append(measure(engine, count, folder))
    return {engine: max(each) for engine, each in found.items()}


# ---------------------------------------------------------------- LibreOffice
@contextmanager
def warm_office(folder: Path) -> Iterator[list[str] | None]:
    """A call of LibreOffice whose profile is there already, up to its files; None where there is no LibreOffice."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as profile:
        command = [
            office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", FILTER, "--outdir", str(folder),
        ]  # fmt: skip
        file = folder / "warm.docx"
        file.write_bytes(merged(rows_of(1)))
        call([*command, str(file)])
        yield command


def call(command: list[str]) -> float:
    """CPU seconds of a call with all its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def office_letters(command: list[str], folder: Path) -> float:
    """Pages in a CPU second of one call that prints a file of many letters."""
    file = folder / "office.docx"
    file.write_bytes(merged(rows_of(OFFICE_LETTERS)))
    seconds = call([*command, str(file)])
    check(folder / "office.pdf", OFFICE_LETTERS)
    return OFFICE_LETTERS / seconds


# ---------------------------------------------------------------- the plan
def plan(command: list[str] | None, folder: Path, runs: int) -> None:
    """The implementation plan of the example: the whole process, each further file in it, a warm call of LibreOffice."""
    work = folder / "work"
    shutil.copytree(ROOT / "inputs", work / "inputs")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    build = [sys.executable, "-m", "gongwen", "build", "--quiet", "--no-pdf"]
    subprocess.run(build, check=True, cwd=work, env=environment)
    file = next((work / "outputs").rglob("01-*方案.docx"))
    out = str(work / "printed")
    whole, *_ = cpu_seconds(["-m", "gongwen", "pdf", "--quiet", "--force", "-o", out, str(file)], runs=runs)
    done = subprocess.run(
        [sys.executable, "-c", EACH, str(file)], check=True, capture_output=True, text=True, env=environment
    )
    each = statistics.median(float(line) for line in done.stdout.split()[1:])
    with pypdfium2.PdfDocument(next(Path(out).glob("*.pdf"))) as document:
        print(
            f"plan, {len(document)} pages       {whole:.3f} CPU s the whole process, {each:.4f} each further file in it"
        )
    if command is None:
        print("                    LibreOffice not measured: it is missing")
        return
    office = statistics.median(call([*command, str(file)]) for _ in range(max(1, runs // 2)))
    print(f"LibreOffice, warm   {office:.3f} CPU s  {office / whole:.1f} x (bar 3), {office / each:.1f} x (bar 20)")


# ---------------------------------------------------------------- the table
def line(name: str, figure: Figure, *others: tuple[str, float, float | None]) -> None:
    """A row: pages a CPU second, and the ratios to peers with their bars."""
    ratios = "".join(
        f"  {figure.speed / speed:6.1f} x {peer}{f' (bar {bar:g})' if bar else ''}" for peer, speed, bar in others
    )
    print(f"{TITLES[name]:26}{figure.speed:8.0f} pages a CPU s{ratios}")


def letters(count: int, office: float | None, folder: Path, runs: int) -> None:
    """The letters at N and 10 N against each peer, then the memory."""
    peers = ["canvas"] if importlib.util.find_spec("reportlab") else []
    typst = ["typst"] if importlib.util.find_spec("typst") else []
    ours = ["from_files", "from_zips", "from_template"]
    found = compare([*ours, *typst, *peers], count, folder, runs)
    print(f"letters, one page each, N = {count}")
    bars = {"from_files": (1.7, 250.0), "from_zips": (None, None), "from_template": (4.0, None)}
    for name in ours:
        others = [
            (TITLES[peer], found[peer].speed, bars[name][0] if peer == "typst" else None) for peer in (*typst, *peers)
        ]
        if office:
            others.append((f"LibreOffice at {OFFICE_LETTERS}", office, bars[name][1]))
        line(name, found[name], *others)
    for name in (*typst, *peers):
        line(name, found[name])
    if not typst:
        print("typst                     not measured: pip install typst")
    if office is None:
        print("LibreOffice               not measured: it is missing")
    more = compare([*ours[::2], *peers], count * 10, folder, max(1, runs // 2))
    print(f"letters, one page each, N = {count * 10}")
    for name in ours[::2]:
        line(
            name,
            more[name],
            *((TITLES[peer], more[peer].speed, 4 if name == "from_template" else None) for peer in peers),
        )
    for name in peers:
        line(name, more[name])
    rows = [measure("nothing", number, folder).memory for number in (1, count, count * 10)]
    for name in ours[::2]:
        sizes = [each.memory - size + rows[0] for each, size in zip((found[name], more[name]), rows[1:], strict=True)]
        print(
            f"{TITLES[name]:26}{sizes[0]:6.0f} MB -> {sizes[1]:.0f} MB for ten times as many pages  {sizes[1] / sizes[0]:.2f} x (bar 1.3)"
        )


def main(count: int = 1_000) -> None:
    """Print the table."""
    runs = 3 if count >= 1_000 else 1
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        with warm_office(folder) as command:
            office = office_letters(command, folder) if command else None
            letters(count, office, folder, runs)
            plan(command, folder, 7 if runs > 1 else 2)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
