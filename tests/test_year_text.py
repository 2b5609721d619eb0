"""What every paper of the year says, whole: a text for each in `tests/data/papers`, compared line by line.

After a wanted change: `GONGWEN_REBUILD_GOLDEN=1 python -m pytest tests/test_year_text.py`, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gongwen.documents.context import Batch, Made
from tests.yearly import context_of, dump, make, yearly

GOLDEN = Path(__file__).parent / "data" / "papers"
WITHOUT = ("ledger", "letters", "dossier")


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> dict[str, str]:
    """Every paper as text: itself, what comes with it, the values of a batch, and what was found wrong."""
    context, _ = context_of(yearly(tmp_path_factory.mktemp("year")))
    found = {}
    for entry in context.plan.documents:
        if entry.type in WITHOUT:
            continue
        made = make(context, entry.id)
        lines = dump(made.document)
        if isinstance(made, Batch):
            lines += [f"{name}\t{values}" for name, values in made.rows]
        if isinstance(made, Made):
            lines.append("送审稿" if made.draft else "正式")
            lines += [line for each in made.companions for line in ("", f"## {each.suffix}", *dump(each.document))]
        lines += [f"{problem.severity}: {problem.what}" for problem in made.problems]
        found[entry.id] = "\n".join(lines) + "\n"
    return found


def test_every_paper_says_what_it_said(said):
    if os.environ.get("GONGWEN_REBUILD_GOLDEN"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for name, text in said.items():
            (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")
    known = {file.stem: file.read_text(encoding="utf-8") for file in GOLDEN.glob("*.txt")}
    assert known.keys() == said.keys()
    for name, text in said.items():
        assert text.split("\n") == known[name].split("\n"), name
