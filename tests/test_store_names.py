"""Names that every system takes, the workspace one stands in, and the memory of a killed run."""

import hashlib
import json
import re
import unicodedata
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongwen.problems import ExitCode, UserError
from gongwen.store import Outcome, Session, Workspace, safe_name, safe_path

DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
BAD = set('<>:"|?*\\/') | {chr(number) for number in range(32)}
TEXTS = st.text(st.characters() | st.sampled_from("./\\:~ 长é\u0301con\u202e"), max_size=300)


def is_safe(name):
    assert name
    assert name not in {".", ".."}
    assert not BAD & set(name)
    assert not DEVICES.fullmatch(name)
    assert name == name.rstrip(". ")
    assert name == unicodedata.normalize("NFC", name)
    assert len(name.encode()) <= 200
    return True


@settings(max_examples=500, deadline=None)
@given(TEXTS)
@example("nul.docx")
@example("CON")
@example("con .docx")
@example("a" * 199 + "\u0301\u0327")
@example("长" * 80 + ".docx")
@example(" " + "é" * 120 + "." + "x" * 7)
@example("." * 250 + "docx")
@example("\u202e\ud800")
@example("" * 100)
@example(" \u0301.docx")
def test_safe_name(name):
    safe = safe_name(name)
    assert is_safe(safe)
    assert safe_name(safe) == safe


@settings(max_examples=500, deadline=None)
@given(TEXTS | st.lists(st.sampled_from(["..", ".", "a", "/", "\\", "C:", "con", "~", ""]), max_size=8).map("/".join))
@example("../a")
@example("a/../../b")
@example("/a")
@example("\\\\server\\share\\a")
@example("C:a")
@example(".. /a")
@example("./a")
def test_safe_path_stays_inside(relative):
    path = safe_path(relative)
    if path is None:
        return
    outputs = Path("/srv/outputs")
    assert (outputs / path).resolve().is_relative_to(outputs)
    assert (outputs / path).resolve() != outputs
    for part in PurePosixPath(path).parts:
        assert is_safe(part)


@pytest.mark.parametrize("relative", ["", ".", "..", "../a", "a/../b", "/a", "\\a", "C:\\a", "C:/a"])
def test_path_that_leaves_is_none(relative):
    assert safe_path(relative) is None


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("01-实施方案.docx", "01-实施方案.docx"),
        ("关于“三会一课”的通知？.docx", "关于“三会一课”的通知？.docx"),
        ("a:b.docx", "a_b.docx"),
        ("aux.docx", "_aux.docx"),
        ("auxiliary.docx", "auxiliary.docx"),
        ("e\u0301.docx", "é.docx"),
        ("方案. ", "方案"),
    ],
)
def test_names_by_example(given_name, safe):
    assert safe_name(given_name) == safe


def test_cut_name_keeps_its_extension():
    assert safe_name("长" * 300 + ".docx") == "长" * 65 + ".docx"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "plan.yaml").write_text("year: 2023\n")
    return tmp_path


def test_find_here_gives_short_paths(root, monkeypatch):
    monkeypatch.chdir(root)
    found = Workspace.find()
    assert found == Workspace(Path(), Path("inputs/plan.yaml"), Path("outputs"))
    assert found.state == Path(".gongwen")


def test_find_from_below(root, monkeypatch):
    below = root / "outputs" / "2023"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    found = Workspace.find()
    assert found.root.resolve() == root.resolve()
    assert found.plan.is_file()
    assert Workspace.find(start=below) == Workspace(root, root / "inputs" / "plan.yaml", root / "outputs")


def test_find_by_plan(root, monkeypatch, tmp_path):
    found = Workspace.find(root / "inputs" / "plan.yaml")
    assert (found.root, found.outputs) == (root, root / "outputs")
    loose = tmp_path / "其他.yaml"
    loose.write_text("")
    assert Workspace.find(loose).root == tmp_path
    assert Workspace.find(loose, tmp_path / "成品").outputs == tmp_path / "成品"
    monkeypatch.chdir(root / "inputs")
    assert Workspace.find(Path("plan.yaml")).state.resolve() == (root / ".gongwen").resolve()


def test_find_nothing(tmp_path):
    with pytest.raises(UserError) as caught:
        Workspace.find(start=tmp_path)
    assert caught.value.exit_code is ExitCode.UNUSABLE
    assert caught.value.problems[0].code == "workspace.missing"


def killed(root, data, lines):
    """A workspace as a killed run leaves it: the file in place, a journal, no manifest."""
    workspace = Workspace.find(root / "inputs" / "plan.yaml")
    (workspace.state / "staging").mkdir(parents=True)
    (workspace.state / "staging" / "half").write_bytes(b"ha")
    workspace.outputs.mkdir()
    (workspace.outputs / "a.docx").write_bytes(data)
    (workspace.state / "journal.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return workspace


def entry(data):
    return json.dumps(["a.docx", hashlib.sha256(data).hexdigest()])


def test_journal_adopts_the_file_of_a_killed_run(root):
    workspace = killed(root, b"one", ["garbage", '{"a": 1}', entry(b"zero"), entry(b"one"), '["a.docx", "12'])
    with Session(workspace) as session:
        assert session.put("a.docx", b"two") is Outcome.MADE
    assert not (workspace.state / "journal.jsonl").exists()
    assert list((workspace.state / "staging").iterdir()) == []


@pytest.mark.parametrize("lines", [[], [entry(b"other")], ["\x00\x01"]])
def test_journal_that_does_not_know_the_file_leaves_it(root, lines):
    workspace = killed(root, b"one", lines)
    with Session(workspace) as session:
        assert session.put("a.docx", b"two") is Outcome.KEPT
    assert (workspace.outputs / "a.docx").read_bytes() == b"one"


def test_adopted_file_stays_ours_when_the_next_run_does_not_make_it(root):
    """A run that leaves a file out must not forget what the journal said of it."""
    workspace = killed(root, b"one", [entry(b"one")])
    with Session(workspace) as session:
        session.put("b.docx", b"b")
    with Session(workspace) as session:
        assert session.put("a.docx", b"two") is Outcome.MADE


def test_torn_last_line_does_not_swallow_the_next_entry(root, monkeypatch):
    """A journal that ends within a line: what is written after it must still be read."""
    workspace = killed(root, b"one", [entry(b"one"), '["a.docx", "12'])
    monkeypatch.setattr("gongwen.store.memory.Memory.save", lambda _: None)
    with Session(workspace) as session:
        assert session.put("a.docx", b"two") is Outcome.MADE
    with Session(workspace) as session:
        assert session.put("a.docx", b"three") is Outcome.MADE
