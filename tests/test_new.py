"""`gongwen new`: the entry builds, the rest of the file stays byte for byte, whatever the file looks like."""

from __future__ import annotations

import codecs
import json
import os
import re
import shutil
import stat
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwen.adding import add_document, find_kind
from gongwen.adding.entries import MAKERS
from gongwen.adding.facts import Facts
from gongwen.adding.lines import Line, Style, data, scalar, written
from gongwen.adding.run import _says
from gongwen.documents import REGISTRY, Context
from gongwen.plan.load import load_plan
from gongwen.plan.nodes import Tree, compose
from gongwen.plan.references import References
from gongwen.plan.schema import DOCUMENT_TYPES
from gongwen.plan.schema.aliases import ALIASES, KEYS
from gongwen.problems import ExitCode, Severity, UserError
from tests.conftest import ROOT

STARTER = (ROOT / "src" / "gongwen" / "starter_files" / "plan.yaml").read_text(encoding="utf-8")
HEAD = "schema: gongwen/plan@1\nyear: 2026\nunit: {name: 示例中心}\n"
NOTICE = "  - id: notice\n    type: notice\n    title: 通知\n    output: 01-通知.docx\n"


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "plan.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def loaded(content: bytes | str, codec: str = "utf-8-sig"):
    text = content.decode(codec) if isinstance(content, bytes) else content
    return Tree("plan.yaml").data(compose(text, "plan.yaml"))


def inserted(old: bytes, new: bytes) -> bytes:
    """What was inserted; fails where anything else changed."""
    start = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    size = len(new) - len(old)
    assert size > 0
    assert new[:start] + new[start + size :] == old
    return new[start : start + size]


def add(path: Path, kind: str = "form", codec: str = "utf-8-sig") -> str:
    """Add an entry; gives the new text, checked: only one slice came in, at the line that was told."""
    old = path.read_bytes()
    added = add_document(kind, path)
    new = path.read_bytes()
    inserted(old, new)
    text = new.decode(codec)
    assert re.split("\r\n|\n|\r", text)[added.line - 1].strip().removeprefix("-").strip().startswith(("id:", "编号:"))
    before, after = loaded(old, codec), loaded(new, codec)
    entries = after.pop("documents")
    kept = before.pop("documents", None) or []
    assert after == before
    assert entries[:-1] == kept
    assert entries[-1]["id"] == added.id
    assert added.backup.read_bytes() == old
    assert not list((path.parent / ".gongwen" / "staging").iterdir())
    return text


# ---------------------------------------------------------------- types
def test_every_type_has_an_entry():
    assert set(MAKERS) == set(DOCUMENT_TYPES)


@pytest.mark.parametrize("kind", DOCUMENT_TYPES)
def test_every_type_on_the_example(workspace, kind):
    path = workspace / "inputs" / "plan.yaml"
    old = path.read_bytes()
    known = load_plan(path).problems
    added = add_document(kind, path)
    text = inserted(old, path.read_bytes()).decode()
    result = load_plan(path)
    assert [each.code for each in result.problems] == [each.code for each in known]
    plan = result.usable()
    entry = plan.documents[-1]
    assert (entry.id, entry.type) == (added.id, kind)
    assert entry.output.startswith("11-")
    assert not [each for each in added.missing if kind != "selection_notice"]
    for line in text.strip().split("\n"):
        if not re.match(r" +#? +- ", line):
            assert re.search(r"  # .*[\u4e00-\u9fff]|^ +# ", line), line
    if kind in REGISTRY:
        context = Context(plan, result.people, References(plan, result.people), folder=path.parent)
        made = REGISTRY[kind].make(context.of(entry), entry)
        assert not [each for each in made.problems if each.severity is Severity.ERROR]


@pytest.mark.parametrize("kind", DOCUMENT_TYPES)
def test_every_type_on_a_plan_with_nothing_to_take(tmp_path, kind):
    path = write(tmp_path, HEAD + "documents:\n" + NOTICE)
    add(path, kind)
    assert load_plan(path).plan is not None
    assert not load_plan(path).problems


@pytest.mark.parametrize("kind", DOCUMENT_TYPES)
def test_every_type_in_chinese(workspace, kind):
    path = workspace / "inputs" / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("documents:\n"), text.index("# 校验设置")
    entry = "文件:\n  - 编号: a\n    类型: notice\n    标题: 通知\n    输出: 01-a.docx\n\n"
    path.write_text(text[:start] + entry + text[end:], encoding="utf-8")
    old = path.read_bytes()
    add_document(kind, path)
    slice_ = inserted(old, path.read_bytes()).decode()
    keys = re.findall(r"^ +(?:- |#)?([A-Za-z_]+):", slice_, re.MULTILINE)
    assert not keys
    assert set(re.findall(r"^ +(?:- |#)?([\u4e00-\u9fff]+):", slice_, re.MULTILINE)) <= set(KEYS)
    assert not load_plan(path).problems


@pytest.mark.parametrize("kind", DOCUMENT_TYPES)
def test_offered_lines_count_once_their_mark_is_taken_away(workspace, kind):
    path = workspace / "inputs" / "plan.yaml"
    old = path.read_text(encoding="utf-8")
    add_document(kind, path)
    new = path.read_text(encoding="utf-8")
    slice_ = inserted(old.encode(), new.encode()).decode()
    opened = re.sub(r"^( +)#(?! )", r"\1", slice_, flags=re.MULTILINE)
    opened = re.sub(r"^( +)#(  - )", r"\1\2", opened, flags=re.MULTILINE)
    path.write_text(new.replace(slice_, opened), encoding="utf-8")
    result = load_plan(path)
    assert result.plan is not None, result.problems
    assert not [each for each in result.problems if each.code not in ("link.unknown", "yaml.comment")]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("minutes", "minutes"), ("会议纪要", "minutes"), ("Meeting-Notice", "meeting_notice"), ("函", "letter"), (" 公示 ", "public_notice")],
)  # fmt: skip
def test_names_of_types(typed, kind):
    assert find_kind(typed) == kind


@pytest.mark.parametrize(
    ("typed", "near"),
    [("minuets", "minutes"), ("纪要", "minutes"), ("会议记要", "minutes"), ("表彰", "commendation"), ("承诺书", "letters"), ("xyz", None), ("", None)],
)  # fmt: skip
def test_unknown_types_name_the_nearest_and_all(typed, near):
    with pytest.raises(UserError) as caught:
        find_kind(typed)
    assert caught.value.exit_code is ExitCode.USAGE
    text = str(caught.value)
    assert (f"最接近的是 {near}（" in text) if near else ("最接近" not in text)
    assert all(title in text for title in DOCUMENT_TYPES.values())


# ---------------------------------------------------------------- values
def test_values_come_from_the_plan(workspace):
    path = workspace / "inputs" / "plan.yaml"
    kinds = ("minutes", "meeting_notice", "inspection_circular", "activity_plan", "request", "commendation", "letters")
    for kind in kinds:
        add_document(kind, path)
    minutes, meeting, circular, activity, request, award, letters = load_plan(path).usable().documents[-len(kinds) :]
    assert minutes.id == "minutes2"
    assert minutes.from_records == meeting.from_records == ("A32",)
    assert circular.from_records == ("A28",)
    assert circular.to == ("各科室",)
    assert activity.task == "T01"
    assert request.to == ("澜州省药品监督管理局",)
    assert request.signer == ("LZ001",)
    assert award.honours == ("文明科室", "文明家庭", "文明职工")
    assert letters.include == ("L1", "L2", "L3", "L4", "L5")
    assert not any(each.number or each.date for each in (minutes, meeting, circular, request, award))


def test_twice_the_same_type(workspace):
    path = workspace / "inputs" / "plan.yaml"
    for _ in range(3):
        add_document("rectification", path)
    found = load_plan(path).usable().documents[-3:]
    assert [each.id for each in found] == ["rectification", "rectification2", "rectification3"]
    assert [each.output for each in found] == ["11-整改通知单/", "12-整改通知单/", "13-整改通知单/"]


@pytest.mark.parametrize(
    ("outputs", "free"),
    [
        ([], "01-通知.docx"),
        (["通知.docx"], "01-通知.docx"),
        (["009-a.docx", "b.docx"], "010-通知.docx"),
        (["2023-a.docx", "汇编/07-b.docx"], "08-通知.docx"),
        (["99-a.docx"], "100-通知.docx"),
        (["03a.docx", "02-通知.docx"], "04-通知.docx"),
    ],
)
def test_outputs_are_free(outputs, free):
    facts = Facts({"documents": [{"id": str(n), "output": each} for n, each in enumerate(outputs)]})
    assert facts.free_output("notice") == free


def test_an_unwrapped_plan_is_wrapped(tmp_path):
    path = write(
        tmp_path, HEAD + "plan: {sections: []}\ndocuments:\n  - {id: p, type: plan, title: 方案, output: a.docx}\n"
    )
    add_document("notice", path)
    assert load_plan(path).usable().documents[-1].wraps == "p"
    add_document("notice", path)
    assert load_plan(path).usable().documents[-1].wraps is None


@pytest.mark.parametrize(
    "section", ["records", "issues", "honours", "tasks", "letters", "departments", "group", "documents"]
)
@pytest.mark.parametrize(
    "value", ["随便", "[甲, 乙]", "{a: b}", "[{id: [x], title: {}, name: 3, kind: [meeting], items: x}]"]
)
def test_a_plan_with_mistakes_can_be_added_to(tmp_path, section, value):
    rest = "" if section == "documents" else "documents:\n" + NOTICE
    path = write(tmp_path, f"{HEAD}{section}: {value}\n{rest}")
    for kind in DOCUMENT_TYPES:
        if section == "documents":
            with pytest.raises(UserError) as caught:
                add_document(kind, path)
            assert caught.value.exit_code is ExitCode.UNUSABLE
        else:
            add(path, kind)


# ---------------------------------------------------------------- layouts
ENDINGS = {
    "plain": "",
    "blank lines": "\n\n",
    "a section": "lint: {}\n",
    "a comment and a section": "\n# 校验\nlint: {}\n",
    "comments only": "# 完\n",
    "end mark": "...\n",
    "end mark and words": "# 完\n...\n# 以下不是计划\n",
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("dash", [0, 1, 2, 4])
def test_layouts(tmp_path, ending, newline, codec, dash):
    entry = re.sub("^  ", " " * dash, NOTICE, flags=re.MULTILINE)
    path = write(tmp_path, f"{HEAD}documents:\n{entry}{ending}".replace("\n", newline).encode(codec))
    text = add(path, codec="utf-16" if codec == "utf-16" else "gb18030" if codec == "gb18030" else "utf-8-sig")
    assert f"{newline}{' ' * dash}- id: form  # " in text
    assert f"{newline}{' ' * (dash + 2)}type: form  # " in text
    if newline == "\r\n":
        assert text.count("\n") == text.count("\r\n")
    assert path.read_bytes().startswith(codecs.BOM_UTF8) == (codec == "utf-8-sig")
    if "# " in ending:
        assert text.index("id: form") < text.index(next(line for line in ending.split("\n") if line.startswith("#")))


@pytest.mark.parametrize("content", [HEAD + "documents:\n" + NOTICE, HEAD + "documents: []\n", HEAD])
def test_no_final_newline(tmp_path, content):
    path = write(tmp_path, content.rstrip("\n"))
    if content.endswith("[]\n"):
        add_document("form", path)
        text = path.read_text(encoding="utf-8")
    else:
        text = add(path)
    assert not text.endswith("\n")
    assert load_plan(path).usable()


def test_comments_of_the_last_entry_belong_to_it(tmp_path):
    own = "    # 签发后填写\n    # number: {seq: 1}\n  # 以上是通知\n"
    path = write(tmp_path, f"{HEAD}documents:\n{NOTICE}{own}\n# 校验设置\nlint: {{}}\n")
    text = add(path)
    assert f"{own}  - id: form" in text
    assert text.endswith("里\n\n# 校验设置\nlint: {}\n")


def test_documents_in_the_middle_keep_what_follows(tmp_path):
    path = write(tmp_path, f"{HEAD}documents:\n{NOTICE}\n\n# 一\n\n# 二\nlint: {{}}\n")
    assert add(path).endswith("里\n\n\n# 一\n\n# 二\nlint: {}\n")


def test_a_wide_dash_and_blank_lines_between_entries_go_on(tmp_path):
    one = "  -   id: a\n      type: notice\n      output: 01-a.docx\n"
    path = write(tmp_path, f"{HEAD}documents:\n\n{one}\n  # 第二份\n{one.replace('a', 'b')}\n# 完\n")
    text = add(path)
    assert "\n\n  -   id: form" in text
    assert "\n      type: form" in text


@pytest.mark.parametrize(
    "tail",
    [
        "    body: |\n      第一段\n      # 不是注释\n\n",
        "    body: |+\n      第一段\n\n\n",
        "    body: |2-\n      第一段\n        \n",
        "    body: >\n      第一段\n\n      第二段\n",
        '    body: "第一段\n# 不是注释\n      第二段"\n',
        "    body: '第一段\n\n# 也不是'\n",
        "    body: [\n      甲,\n# 注释\n      乙\n    ]  # 完\n",
        "    body:\n    - 甲\n    - 乙\n",
        "    body:\n      - 甲\n      -\n",
        "    note:\n",
        "    note: ~  # 没有\n",
        "    to: &t [各科室]\n    cc: *t\n",
        "    body: 第一段\n      接着写\n      再写\n",
        "    contact: 行末有空格   \t\n",
        "    ? note\n    : 附注\n",
    ],
)
@pytest.mark.parametrize("after", ["", "# 说明\n", "lint: {}\n", "\n# 校验\nlint: {}\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_whatever_the_last_entry_ends_with(tmp_path, tail, after, newline):
    path = write(tmp_path, f"{HEAD}documents:\n{NOTICE}{tail}{after}".replace("\n", newline))
    add(path)


@pytest.mark.parametrize(
    "opening",
    [
        "documents:\n", "documents:   # 文件\n\n  # 第一份\n", "documents: &all\n", "documents: !!seq\n", "documents: &all # 全部\n# 说明\n",
        '"documents":\n', "documents :\n", "? documents\n:\n",
    ],
)  # fmt: skip
def test_ways_to_open_the_list(tmp_path, opening):
    path = write(tmp_path, f"{HEAD}{opening}{NOTICE}lint: {{}}\n")
    assert "\n  - id: form" in add(path)


def test_entries_in_braces_are_followed_by_a_block(tmp_path):
    path = write(tmp_path, f"{HEAD}documents:\n  - {{id: a, type: plan, title: 方案, output: 01-a.docx}}\nlint: {{}}\n")
    assert "\n  - id: form  # " in add(path)


def test_an_indented_plan_and_a_start_mark(tmp_path):
    text = "--- # 计划\n" + re.sub("^", "  ", f"{HEAD}documents:\n{NOTICE}", flags=re.MULTILINE).rstrip(" ") + "# 完\n"
    assert "\n    - id: form" in add(write(tmp_path, text))
    text = "---\n" + re.sub("^", "  ", HEAD, flags=re.MULTILINE).rstrip(" ")
    assert "\n\n  documents:  # 要生成的文件\n    - id: form" in add(write(tmp_path, text))


@pytest.mark.parametrize("ending", ["", "\n", "...\n", "# 完\n", "   "])
@pytest.mark.parametrize("chinese", [False, True])
def test_a_plan_without_documents_gets_the_key_at_its_end(tmp_path, ending, chinese):
    head = "格式版本: gongwen/plan@1\n年度: 2026\n单位: {名称: 示例中心}\n" if chinese else HEAD
    path = write(tmp_path, head + ending)
    text = add(path)
    assert (
        "\n文件:  # 要生成的文件\n  - 编号: form" if chinese else "\ndocuments:  # 要生成的文件\n  - id: form"
    ) in text
    assert load_plan(path).usable()


@pytest.mark.parametrize(
    "empty", ["[]", " []", "   [ ]", "", " ", " ~", " null", " []   # 还没有", "  # 还没有", " ~ # 无"]
)
@pytest.mark.parametrize("after", ["", "\n# 校验\nlint: {}\n", "  # - id: 例子\n\nlint: {}\n"])
def test_an_empty_list_becomes_a_block_list(tmp_path, empty, after):
    empty = empty if not empty or empty.startswith(" ") else f" {empty}"
    path = write(tmp_path, f"{HEAD}documents:{empty}\n{after}")
    old = path.read_text(encoding="utf-8")
    added = add_document("form", path)
    new = path.read_text(encoding="utf-8")
    assert load_plan(path).usable().documents[0].id == "form"
    assert new.split("\n")[added.line - 1].startswith("  - id: form")
    entry = "\n".join(added.lines) + "\n"
    assert entry in new
    gone = re.sub(r"^documents:[ \t]*(\[ *\]|~|null)", "documents:", old, flags=re.MULTILINE)
    assert new.replace(entry, "") in (old, gone)


@pytest.mark.parametrize(
    "documents",
    [
        "documents: [{id: a, type: plan, title: 方案, output: a.docx}]\n", "documents: [\n]\n", "documents: [ # 空\n  ]\n",
        "documents: {}\n", "documents: 没有\n", "documents:\n  a: b\n", "documents: &x []\n", "documents: !!seq []\n",
        "documents:\n  []\n", "base: &b []\ndocuments: *b\n", "base: &b\n  - {id: a}\ndocuments: *b\n",
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_added_to_is_refused_and_shown(tmp_path, run_cli, documents):
    path = write(tmp_path, HEAD + documents)
    old = path.read_bytes()
    with pytest.raises(UserError) as caught:
        add_document("form", path)
    assert caught.value.exit_code is ExitCode.UNUSABLE
    (problem,) = caught.value.problems
    assert problem.place.line
    assert "- " in problem.remedy
    assert path.read_bytes() == old
    assert not (tmp_path / ".gongwen").exists()
    assert add_document("form", path, dry_run=True).lines[0].startswith("  - id: form")


@pytest.mark.parametrize(
    "content",
    ["{schema: gongwen/plan@1, year: 2026}\n", "- 甲\n", "一段文字\n", "", "# 只有注释\n", "年度：2026\n", "a: [\n", "year: 1\n年度: 2\n", "a: *b\n"],
)  # fmt: skip
def test_a_file_that_is_no_plan_is_refused(tmp_path, content):
    path = write(tmp_path, content)
    with pytest.raises(UserError) as caught:
        add_document("form", path)
    assert caught.value.exit_code is ExitCode.UNUSABLE
    assert path.read_bytes() == content.encode()


def test_what_would_change_another_part_is_not_written(tmp_path):
    path = write(tmp_path, f"{HEAD}documents: &d\n{NOTICE}copy: *d\n")
    old = path.read_bytes()
    with pytest.raises(UserError) as caught:
        add_document("form", path)
    assert caught.value.exit_code is ExitCode.FAULT
    assert "--dry-run" in str(caught.value)
    assert path.read_bytes() == old


BLANKS = st.sampled_from(["", "\n", "   \n", "\n\n"])
COMMENTS = st.sampled_from(["", "# 甲\n", "  # 乙\n", "    # 丙: 丁\n", "      # - 戊\n"])
VALUES = st.sampled_from(
    [
        "    body: |\n      甲\n      # 乙\n",
        "    body: |+\n      甲\n\n",
        "    to: [甲, 乙]\n",
        "    to:\n      - 甲\n",
        "    note: 甲\n      乙\n",
        "",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(VALUES, BLANKS, COMMENTS, BLANKS), min_size=1, max_size=3),
    st.integers(0, 3),
    st.sampled_from(["", "lint: {}\n", "# 完\n", "# 完\nlint: {}\n"]),
    st.tuples(st.sampled_from(["\n", "\r\n", "\r"]), st.booleans()),
)
def test_any_layout_keeps_its_bytes(tmp_path_factory, entries, dash, after, ending):
    newline, final = ending
    text = HEAD + "documents:\n"
    for number, (value, *around) in enumerate(entries):
        text += NOTICE.replace("notice\n", f"n{number}\n", 1) + value + "".join(around)
    head, _, body = text.partition("documents:\n")
    text = head + "documents:\n" + re.sub("^  ", " " * dash, body, flags=re.MULTILINE) + after
    if not final:
        text = text.rstrip("\n")
    path = write(tmp_path_factory.mktemp("new"), text.replace("\n", newline))
    try:
        loaded(path.read_bytes())
    except UserError:
        return
    add(path)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), st.booleans())
def test_scalars_are_read_back(text, flow):
    shown = scalar(text, flow=flow)
    found = yaml.compose(f"a: [{shown}, x]\n" if flow else f"a: {shown}  # b\n", yaml.CSafeLoader)
    value = found.value[0][1].value[0] if flow else found.value[0][1]
    assert value.value == text


def test_lines_say_what_they_show():
    nested = (Line("name", "甲: 乙"), Line("date", "2023-01-01", "哪天", live=False))
    lines = [
        Line("id", "a", "编号"),
        Line("meeting", nested),
        Line("", "", "只是说明", live=False),
        Line("to", ["甲。", "{{ year }}"]),
    ]
    text = "\n".join(written(lines, Style(1, 4)))
    assert text.startswith(" -  id: a  # 编号\n    meeting:\n")
    assert loaded(text) == [data(lines)]


# ---------------------------------------------------------------- safety
def test_a_file_that_changed_meanwhile_is_left(tmp_path, monkeypatch):
    path = write(tmp_path, HEAD + "documents:\n" + NOTICE)
    later = path.read_bytes() + "# 刚写的\n".encode()

    def says(*arguments):
        path.write_bytes(later)
        return _says(*arguments)

    monkeypatch.setattr("gongwen.adding.run._says", says)
    with pytest.raises(UserError) as caught:
        add_document("form", path)
    assert caught.value.exit_code is ExitCode.REFUSED
    assert path.read_bytes() == later


def test_a_change_right_before_the_move_is_seen(tmp_path, monkeypatch):
    from gongwen.store import files

    path = write(tmp_path, HEAD + "documents:\n" + NOTICE)
    later = path.read_bytes() + "# 刚写的\n".encode()
    stage = files.stage

    def staged(target, content):
        stage(target, content)
        path.write_bytes(later)

    monkeypatch.setattr(files, "stage", staged)
    with pytest.raises(UserError) as caught:
        add_document("form", path)
    assert caught.value.exit_code is ExitCode.REFUSED
    assert path.read_bytes() == later
    assert not list((tmp_path / ".gongwen" / "staging").iterdir())


@pytest.mark.parametrize("lock", ["~$plan.yaml", ".~lock.plan.yaml#"])
def test_a_plan_that_is_open_elsewhere_is_left(tmp_path, run_cli, lock):
    path = write(tmp_path, HEAD + "documents:\n" + NOTICE)
    (tmp_path / lock).write_text("", encoding="utf-8")
    old = path.read_bytes()
    done = run_cli("new", "form", "--plan", path, cwd=tmp_path)
    assert done.returncode == ExitCode.PARTIAL
    assert "先关闭" in done.stderr
    assert path.read_bytes() == old


def test_another_run_is_waited_for(workspace, run_cli):
    import socket

    path = workspace / "inputs" / "plan.yaml"
    old = path.read_bytes()
    state = workspace / ".gongwen"
    state.mkdir()
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "time": time.time()}
    (state / "lock").write_text(json.dumps(holder), encoding="utf-8")
    done = run_cli("new", "minutes", cwd=workspace)
    assert done.returncode == ExitCode.REFUSED
    assert "另一个 gongwen" in done.stderr
    assert path.read_bytes() == old
    (state / "lock").unlink()
    assert run_cli("new", "minutes", cwd=workspace).returncode == 0
    assert not (state / "lock").exists()


def test_a_full_disk_leaves_the_plan(tmp_path, monkeypatch):
    import errno

    path = write(tmp_path, HEAD + "documents:\n" + NOTICE)
    old = path.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("gongwen.store.files.stage", full)
    with pytest.raises(UserError) as caught:
        add_document("form", path)
    assert caught.value.exit_code is ExitCode.PARTIAL
    assert caught.value.problems[0].code == "store.full"
    assert path.read_bytes() == old


def test_rights_and_links_of_the_plan_stay(tmp_path):
    real = tmp_path / "别处"
    real.mkdir()
    path = write(real, HEAD + "documents:\n" + NOTICE)
    path.chmod(0o640)
    link = tmp_path / "plan.yaml"
    link.symlink_to(path)
    add_document("form", link)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "id: form" in path.read_text(encoding="utf-8")


def test_what_the_program_remembers_of_its_files_stays(workspace, run_cli):
    assert run_cli("build", "plan", cwd=workspace).returncode == 0
    manifest = (workspace / ".gongwen" / "manifest.json").read_bytes()
    (workspace / ".gongwen" / "journal.jsonl").write_text('\n["2023/x.docx", "00"]\n', encoding="utf-8")
    assert run_cli("new", "form", cwd=workspace).returncode == 0
    assert (workspace / ".gongwen" / "manifest.json").read_bytes() == manifest
    assert (workspace / ".gongwen" / "journal.jsonl").exists()


# ---------------------------------------------------------------- command
def test_without_a_type_all_are_listed(run_cli, tmp_path):
    done = run_cli("new", cwd=tmp_path)
    assert done.returncode == 0
    assert [line.split() for line in done.stdout.splitlines()] == [list(each) for each in DOCUMENT_TYPES.items()]


def test_an_unknown_type_is_a_usage_error(run_cli, workspace):
    done = run_cli("new", "会议纪录", cwd=workspace)
    assert done.returncode == 2
    assert "最接近的是 minutes（会议纪要）" in done.stderr
    assert done.stdout == ""


def test_the_answer_leads_on(run_cli, workspace):
    done = run_cli("new", "会议通知", cwd=workspace)
    assert done.returncode == 0
    line = int(re.search(r"第 (\d+) 行", done.stdout).group(1))
    text = (workspace / "inputs" / "plan.yaml").read_text(encoding="utf-8")
    assert text.split("\n")[line - 1].startswith("  - id: meeting_notice")
    command = re.search("gongwen (build meeting_notice)$", done.stdout, re.MULTILINE).group(1)
    made = run_cli(*command.split(), cwd=workspace)
    assert made.returncode == 0, made.stderr
    assert (workspace / "outputs" / "2023" / "11-会议通知（送审稿）.docx").exists()
    backups = list((workspace / ".gongwen" / "backup").iterdir())
    assert [each.read_bytes() for each in backups] == [(ROOT / "inputs" / "plan.yaml").read_bytes()]


def test_dry_run_shows_and_writes_nothing(run_cli, workspace):
    done = run_cli("new", "minutes", "--dry-run", cwd=workspace)
    assert done.returncode == 0
    assert loaded(done.stdout)[0]["type"] == "minutes"
    assert (workspace / "inputs" / "plan.yaml").read_bytes() == (ROOT / "inputs" / "plan.yaml").read_bytes()
    assert not (workspace / ".gongwen").exists()
    assert run_cli("new", "minutes", cwd=workspace).returncode == 0
    assert done.stdout.rstrip("\n") in (workspace / "inputs" / "plan.yaml").read_text(encoding="utf-8")


def test_what_is_missing_is_told_with_its_place(run_cli, tmp_path):
    path = write(tmp_path, STARTER)
    shutil.copy(ROOT / "src" / "gongwen" / "starter_files" / "名册.csv", tmp_path)
    done = run_cli("new", "minutes", "--plan", path, cwd=tmp_path)
    assert done.returncode == 0
    assert re.search(r"警告: .*plan\.yaml:\d+:1 计划里还没有会议记录", done.stderr)
    assert "kind: meeting" in done.stderr
    assert f"gongwen build minutes --plan {path}" in done.stdout
    assert "#from_records: [A01]" in path.read_text(encoding="utf-8")
    (done.stdout + done.stderr).encode("gbk")


def test_keys_of_entries_are_known():
    assert all(key in ALIASES for key in ("from_records", "attachments", "wraps", "include", "sheets", "footer"))
