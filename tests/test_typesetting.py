"""Our typesetter: what each feature's print must show; lines, pages and places as LibreOffice prints them; long files."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.font_files import free_set
from tests.rendering import require_office
from tests.typesetting import office, ours
from tests.typesetting.compare import compare
from tests.typesetting.corpora import corpus
from tests.typesetting.features import FEATURES
from tests.typesetting.foreign import foreign
from tests.typesetting.long import PARTS, book
from tests.typesetting.pages import read
from tests.typesetting.reasons import CLIPPED, FOLLOWS, KEPT, MERGED, TOPPED
from tests.typesetting.result import BASELINE, LEFT, Result, together
from tests.typesetting.wants import Shown, wrongs

OFFICE_DIFFERS = {CLIPPED, MERGED, TOPPED, KEPT, FOLLOWS}
"""Why own papers may differ in a place or a page: LibreOffice tops the text of merged cells over pages and of some cells of
a high row, leaves a heading before a table at the foot of a page, clips a row higher than a page; and what follows."""
PRINT = """
import sys
from pathlib import Path
from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.printing import print_word
printed = print_word(Path(sys.argv[1]).read_bytes(), open_fonts())
status = Path("/proc/self/status")
rows = status.read_text().splitlines() if status.exists() else ()
print(printed.pages, next((row.split()[1] for row in rows if row.startswith("VmHWM")), 0))
"""


@pytest.fixture(autouse=True)
def _fonts() -> None:
    free_set()


# ---------------------------------------------------------------- each feature
@pytest.mark.parametrize("profile", ["word", "libreoffice"])
@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: re.sub(r"\W+", "-", feature.name))
def test_a_feature_is_printed_as_it_must(feature, profile):
    printed = ours.printed(feature.make(), profile)
    assert wrongs(feature.wants, Shown(printed.data, printed.unknown)) == []


# ---------------------------------------------------------------- against LibreOffice
def compared(documents: Mapping[str, bytes]) -> list[Result]:
    """Each document as LibreOffice and we print it, by the line rules of LibreOffice."""
    require_office()
    theirs = office.pdfs_of(documents)
    assert None not in theirs.values()
    return [
        compare(name, docx, theirs[name] or b"", ours.pdf_of(docx), ours.pdf_of) for name, docx in documents.items()
    ]


def made(family: str, step: int) -> dict[str, bytes]:
    """Some of the made documents of a family."""
    found = [(name, docx) for name, docx in corpus("made").items() if name.startswith(family)]
    return dict(found[::step])


def own() -> dict[str, bytes]:
    """Papers of every kind: all single ones, of each batch the first four; no print sets."""
    found: dict[str, bytes] = {}
    batches: Counter[Path] = Counter()
    for name, docx in corpus("own").items():
        folder = Path(name).parent
        batches[folder] += 1
        if folder.name != "打印" and (len(folder.parts) == 1 or batches[folder] <= 4):
            found[name] = docx
    return found


def unlike(results: list[Result], *kinds: str) -> Iterator[str]:
    """The differences of some kinds that LibreOffice is not the reason of."""
    for result in results:
        for each in result.differences:
            if each.kind in kinds and each.reason not in OFFICE_DIFFERS:
                yield f"{result.name} {each}"


def test_own_papers_break_every_line_where_libreoffice_does():
    results = compared(own())
    assert len(results) > 30
    assert sum(each.judged for each in results) > 700
    assert list(unlike(results, "break", "text")) == []
    assert together("own", results).right == 100


def test_own_papers_have_the_pages_and_places_of_libreoffice():
    results = compared(own())
    kinds = ("pages", "page", "baseline", "left", "loose", "loose baseline", "loose left")
    assert list(unlike(results, *kinds)) == []
    assert sum(each.pages_same for each in results) >= len(results) - 1


@pytest.mark.parametrize(("family", "step", "share"), [("real", 4, 99.5), ("hard", 3, 97.0)])
def test_texts_break_nearly_where_libreoffice_breaks_them(family, step, share):
    results = compared(made(family, step))
    total = together(family, results)
    assert total.judged > 500
    assert total.right >= share, list(unlike(results, "break"))
    assert all(each.pages_same for each in results)
    assert max(total.open_baselines) <= BASELINE
    assert max(total.open_lefts) <= LEFT


# ---------------------------------------------------------------- other people's files, long ones
def test_foreign_files_are_printed_whole():
    for name, docx in foreign().items():
        printed = ours.printed(docx, "word")
        assert printed.pages == len(read(printed.data)) > 0, name
        result = compare(name, docx, printed.data, printed.data)
        assert [str(each) for each in result.differences if each.kind == "text"] == []


def test_memory_hardly_grows_with_the_pages(tmp_path):
    figures = []
    for parts in (PARTS // 10, PARTS):
        file = tmp_path / f"{parts}.docx"
        file.write_bytes(book(parts))
        done = subprocess.run(
            [sys.executable, "-c", PRINT, file],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONPATH": ROOT / "src"},
        )
        figures.append(tuple(map(int, done.stdout.split())))
    (few, small), (many, large) = figures
    assert few < 35
    assert many >= 300
    if not small:
        pytest.skip("needs /proc, as Linux has it, to see how much memory a program took")
    assert large < small + 40 * 1024, "KB"
