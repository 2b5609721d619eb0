"""Every kind of faulty evidence made ready to be bound: so many pages, or the page that says why not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gongwen.dossier.cache import Cache
from gongwen.dossier.collect import collect
from gongwen.dossier.prepare import Preparer
from gongwen.dossier.press import Press, Ready
from gongwen.dossier.sources import Sources
from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.pages.chunk import Chunk
from gongwen.plan.load import load_plan
from gongwen.word.templates import Templates
from tests.evidence import CONVERTED, FAULTS, IGNORED, LEFT_OUT, PAGES, PLACEHOLDER, possible
from tests.test_dossier_faults import PLAN

NAMES = [name for name in FAULTS if possible(name)]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, dict[str, Ready]]:
    """What became of each file of each kind, by the last part of its name."""
    root = tmp_path_factory.mktemp("kinds")
    (root / "inputs").mkdir()
    (root / "inputs/plan.yaml").write_text(PLAN, encoding="utf-8")
    for name in NAMES:
        folder = root / "evidence/Z1-1-1" / name
        folder.mkdir(parents=True)
        FAULTS[name].make(folder)
    plan = load_plan(root / "inputs/plan.yaml").usable()
    cache = Cache(root / ".gongwen")
    press = Press(cache, open_fonts(), Templates(), {})
    found = collect(plan, root / "evidence")
    ready = Preparer(cache, press, Sources(cache), lambda *_: None).prepare(found.materials)
    cache.close()
    by_kind: dict[str, dict[str, Ready]] = {name: {} for name in NAMES}
    for material, pages in ready.items():
        parts = material.split("/", 2)
        if parts[1] in by_kind:  # not what links lead to
            by_kind[parts[1]][parts[2]] = pages
    return by_kind


def as_expected(ready: Ready, expected: int | str) -> bool:
    with Chunk(ready.path) as chunk:
        assert len(chunk.leaves) == ready.pages > 0
    match expected:
        case int():
            return not ready.fault and ready.pages == expected
        case "placeholder":
            return bool(ready.fault) and ready.pages == 1
        case "pages":
            return not ready.fault
        case _:
            return expected == CONVERTED


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_gives_its_pages(made, name):
    expected, found = FAULTS[name].expect, made[name]
    if expected in (LEFT_OUT, IGNORED):
        assert not found
    elif isinstance(expected, Mapping):
        for member, each in expected.items():
            if each in (IGNORED, LEFT_OUT):
                assert not [key for key in found if member in key]
            elif each != 0:
                (ready,) = [
                    pages for key, pages in found.items() if member.replace("\\", "/").rpartition("/")[2] in key
                ] or [None]
                assert ready is not None, (member, list(found))
                assert as_expected(ready, each), (member, ready)
    else:
        assert found
        for key, ready in found.items():
            assert as_expected(ready, expected), (key, ready)
    assert PLACEHOLDER != PAGES


def test_every_reason_says_what_it_is(made):
    faults = {ready.fault for kinds in made.values() for ready in kinds.values() if ready.fault}
    assert all(len(fault) > 6 for fault in faults)
    assert not [fault for fault in faults if "Error" in fault or "None" in fault], faults
