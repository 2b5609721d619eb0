"""docs/documents.md is right: its examples make papers without a complaint, and it names every type and every key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongwen.build import BuildOptions, build
from gongwen.documents.context import Batch
from gongwen.documents.registry import REGISTRY
from gongwen.ooxml.package import Package
from gongwen.plan.schema import DOCUMENT_TYPES, AttachmentEntry, BodyPiece, DocumentEntry, Meeting
from gongwen.plan.schema.aliases import ALIASES, KEYS
from gongwen.problems import ExitCode, Severity
from gongwen.word.render import render
from tests.conftest import ROOT
from tests.example import raw_example
from tests.yearly import context_of, make, yearly

PAGE = ROOT / "docs" / "documents.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = [
    yaml.load(block, Loader=yaml.BaseLoader)
    for block in re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
]
LISTS = [block for block in BLOCKS if isinstance(block, list)]
PARTS = [block for block in BLOCKS if isinstance(block, dict)]
DRAFTS = {"值班通知", "值班通知（中文键名）"}
"""The first examples are as short as they can be."""
IDS = [entry.get("id") or entry["编号"] for block in LISTS for entry in block]


def _workspace(folder: Path, *blocks: list[dict[str, Any]]) -> Path:
    """The example with the parts of the page that are no documents, and the entries of some blocks."""
    raw = raw_example()
    changes = {key: [*raw[key], *rows] for part in PARTS for key, rows in part.items()}
    return yearly(folder, *(entry for block in blocks for entry in block), **changes)


def test_every_block_is_a_list_of_entries_or_a_part_of_the_plan():
    assert len(LISTS) > 10
    assert len(LISTS) + len(PARTS) == len(BLOCKS) == TEXT.count("\n```yaml\n")
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("number", range(len(LISTS)))
def test_examples_make_papers_without_a_complaint(tmp_path, number):
    context, loaded = context_of(_workspace(tmp_path, LISTS[number]))
    assert not loaded.problems
    for raw in LISTS[number]:
        entry = context.entry(raw.get("id") or raw["编号"])
        if entry.type not in REGISTRY:
            assert entry.type in ("ledger", "letters")
            continue
        made = make(context, entry.id)
        papers = [made] if isinstance(made, Batch) else [made, *made.companions]
        worse = [str(each) for paper in papers for each in paper.problems if each.severity is not Severity.HINT]
        assert not worse
        assert isinstance(made, Batch) or made.draft == (entry.id in DRAFTS)
        for paper in papers:
            if not isinstance(paper, Batch):
                document = paper.document
                assert Package.read(render(document, ROOT / "templates" / f"{document.frame}.docx")).parts


def test_all_examples_together_are_built(tmp_path):
    root = _workspace(tmp_path, *LISTS)
    result = build(
        BuildOptions(plan=root / "inputs" / "plan.yaml", ids=tuple(IDS), dry_run=True, pdf=False), lambda _: None
    )
    assert result.exit_code is ExitCode.DONE, [str(each) for each in result.problems]
    assert not [str(each) for each in result.problems if each.severity is Severity.ERROR]


def test_every_type_is_told_with_its_name_and_an_example():
    shown = {entry.get("type") or entry["类型"] for block in LISTS for entry in block}
    assert shown == set(DOCUMENT_TYPES) - {"dossier"}
    for kind, title in DOCUMENT_TYPES.items():
        row = next(line for line in TEXT.splitlines() if line.startswith("| `") and f"`{kind}`" in line)
        assert title in row


@pytest.mark.parametrize("model", [DocumentEntry, AttachmentEntry, BodyPiece, Meeting])
def test_every_key_is_told(model):
    for name, field in model.model_fields.items():
        key = field.alias or name
        assert re.search(rf"\b{key}\b", TEXT), key
        assert ALIASES[key] in TEXT, key


def test_keys_stand_beside_their_chinese_names():
    table = TEXT.partition("## 全部键名")[2]
    rows = re.findall(r"^\| (`.+?) \| (.+?) \|", table, re.MULTILINE)
    pairs = [
        (key, alias)
        for keys, aliases in rows
        for key, alias in zip(re.findall("`(.+?)`", keys), aliases.split("、"), strict=True)
    ]
    assert {key for key, _ in pairs} == set(DocumentEntry.model_fields)
    assert all(ALIASES[key] == alias for key, alias in pairs)
    assert all(alias in KEYS for _, alias in pairs)


def test_both_manuals_lead_to_it():
    for name in ("README.md", "README.zh-CN.md"):
        assert "(docs/documents.md)" in (ROOT / name).read_text(encoding="utf-8")
    headings = {re.sub(r"[^\w]", "", line.lstrip("# ").lower()) for line in TEXT.splitlines() if line.startswith("#")}
    for target in re.findall(r"\]\(#(.+?)\)", TEXT):
        assert re.sub(r"[^\w]", "", target) in headings
