"""One engine prints so many letters into one PDF in a process of its own: `python -m tests.benchmarks.pdf_engines …`.

Prints the CPU seconds of the work, imports not counted, and the peak of the memory in KB.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_letters import COLUMNS, FIELDS, rows_of
from tests.benchmarks.pdf_letter import Row, template

CHUNK = 100
"""Finished letters that are in memory at once."""


def _master() -> Any:
    from gongwen.sandbox import Names
    from gongwen.word.merge import open_master

    names = Names.of(["id", *FIELDS, *(f"tasks.[].{column}" for column in COLUMNS)])
    master, _ = open_master(template(), file="letter.docx", names=names)
    return master


class Clock:
    """CPU seconds while it runs."""

    def __init__(self) -> None:
        self.seconds, self._began = 0.0, 0.0

    def start(self) -> None:
        self._began = time.process_time()

    def stop(self) -> None:
        self.seconds += time.process_time() - self._began


def from_files(rows: Sequence[Row], out: Path, clock: Clock, *, zipped: bool = False) -> None:
    """Finished letters, in memory as parts or as whole files, printed one after another."""
    from gongwen.ooxml.package import Package
    from gongwen.ooxml.wordml.reader import WordFile
    from gongwen.pdf.fonts.book import open_fonts
    from gongwen.pdf.printing import Press

    master, left, word = _master(), iter(rows), None
    with out.open("wb") as target:
        clock.start()
        press = Press(target, open_fonts())
        clock.stop()
        while chunk := [master.render(values) for values in islice(left, CHUNK)]:
            packages = [] if zipped else [Package.read(data, name="letter") for data in chunk]
            clock.start()
            for package in packages or (Package.read(data, name="letter") for data in chunk):
                word = WordFile(package, word)
                press.add(word, headings=False)
            clock.stop()
        clock.start()
        press.close()
        clock.stop()


def from_zips(rows: Sequence[Row], out: Path, clock: Clock) -> None:
    """As `from_files`, each letter unzipped on the clock."""
    from_files(rows, out, clock, zipped=True)


def from_template(rows: Sequence[Row], out: Path, clock: Clock) -> None:
    """Letters whose template is known: filled and printed without a file of each."""
    from gongwen.ooxml.package import Package
    from gongwen.pdf.fonts.book import open_fonts
    from gongwen.pdf.live import MasterCopy
    from gongwen.pdf.printing import Press

    with out.open("wb") as target:
        clock.start()
        master = _master()
        press = Press(target, open_fonts())
        copy = MasterCopy(Package({**master.parts, **master.texts(rows[0])}, name="letter"), master.fixed)
        for values in rows:
            copy.turn(master.body(values))
            press.add(copy, headings=False)
        press.close()
        clock.stop()


def canvas(rows: Sequence[Row], out: Path, clock: Clock) -> None:
    """The letters drawn by hand with reportlab's canvas, lines broken by a greedy breaker."""
    from tests.benchmarks.pdf_peers import Canvas

    clock.start()
    drawn = Canvas(out)
    for values in rows:
        drawn.letter(values)
    drawn.close()
    clock.stop()


def typst(rows: Sequence[Row], out: Path, clock: Clock) -> None:
    """The letters as one document of typst that reads the rows as JSON."""
    import typst as engine

    from tests.benchmarks.pdf_peers import font_file, typst_source

    source = typst_source(rows, out.parent)
    clock.start()
    engine.compile(source, output=out, root=out.parent, font_paths=[font_file().parent])
    clock.stop()


def nothing(rows: Sequence[Row], out: Path, clock: Clock) -> None:
    """Only what the rows take."""


ENGINES = {each.__name__: each for each in (from_files, from_zips, from_template, canvas, typst, nothing)}


def main(name: str, count: int, out: Path) -> None:
    """Run one engine and print its figures."""
    rows = rows_of(count)
    clock = Clock()
    ENGINES[name](rows, out, clock)
    print(clock.seconds, peak())


def peak() -> int:
    """The most memory that this program took, in KB; what the kernel counts for a child includes its parent's at first."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(row.split()[1]) for row in status.read_text().splitlines() if row.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
