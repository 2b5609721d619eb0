"""Loading a plan file: whatever a clerk does to it, every problem is said in Chinese at its place."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwen.plan.load import load_plan
from gongwen.plan.schema.aliases import ALIASES
from gongwen.problems import Severity

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
EXAMPLE = (ROOT / "inputs" / "plan.yaml").read_text(encoding="utf-8")
SMALL = """schema: gongwen/plan@1
year: 2023
unit: {name: 单位}
tasks:
  - id: T1
    title: 任务
documents:
  - {id: plan, type: plan, title: 方案, output: a.docx}
"""


@pytest.fixture
def load(tmp_path):
    """Load a text or bytes as a plan file."""

    def run(content: str | bytes):
        path = tmp_path / "plan.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_plan(path)

    return run


def only(loaded):
    """The one problem of a plan that has one, after checks that hold for every problem."""
    for problem in loaded.problems:
        assert re.search("[\u4e00-\u9fff]{2}", problem.what), problem
        assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{2,} [A-Za-z]{2,}", f"{problem.what} {problem.remedy}"), problem
    assert len(loaded.problems) == 1, loaded.problems
    return loaded.problems[0]


def test_the_example_has_no_problems():
    loaded = load_plan(ROOT / "inputs" / "plan.yaml")
    assert loaded.problems == []
    assert len(loaded.people) == 60
    assert len(loaded.usable().tasks) == 60


@pytest.mark.parametrize(("name", "code"), [("none.yaml", "plan.missing"), ("", "plan.folder")])
def test_no_file(tmp_path, name, code):
    assert only(load_plan(tmp_path / name)).code == code


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("", "plan.empty", None),
        ("  \n\n", "plan.empty", None),
        ("# 只有注释\n", "plan.empty", None),
        ("- 甲\n- 乙\n", "plan.toplevel", 1),
        ("一句话\n", "plan.toplevel", 1),
        ("a" * 5_000_001, "plan.size", None),
        ("[" * 5000 + "]" * 5000, "yaml.depth", 1),
        (SMALL.replace("title: 任务", "title: !!python/name:os.system 任务"), "yaml.tag", 6),
        (SMALL.replace("任务", "任\x07务"), "yaml.control", 6),
        (SMALL.replace("title: 任务", 'title: "任务'), "yaml.unclosed", 6),
        (SMALL.replace("title: 任务", "title: 甲: 乙"), "yaml.colon", 6),
        (SMALL.replace("  - id: T1", "\t- id: T1"), "yaml.indent", 5),
        (SMALL.replace("title: 任务", "title: {{ year }}年任务"), "yaml.quote", 6),
        (SMALL.replace("title: 任务", "title: @任务"), "yaml.quote", 6),
        (SMALL.replace("year: 2023", "year：2023"), "yaml.colon", 2),
        (SMALL.replace("tasks:\n  - id", "tasks:\n  － id"), "yaml.dash", 5),
        (SMALL + "year: 2024\n", "yaml.doubled", 9),
        (SMALL + "年度: 2024\n", "yaml.doubled", 9),
        (SMALL.replace("title: 任务", "title: 任务\n    titel: 甲"), "schema.unknown", 7),
        (SMALL.replace("title: 任务", "标题: 任务\n    标提: 甲"), "schema.unknown", 7),
        (SMALL.replace("title: 任务", "title: 任务\n    due: 2023-02-30"), "schema.date", 7),
        (SMALL.replace("year: 2023", "year: 今年"), "schema.number", 2),
        (SMALL.replace("type: plan", "type: plam"), "schema.choice", 8),
        (SMALL.replace("    title: 任务\n", ""), "schema.missing", 5),
        (SMALL.replace("unit: {name: 单位}", "unit: 单位"), "schema.kind", 3),
        (SMALL.replace("unit: {name: 单位}", "unit: {name: 单位, seal: 也许}"), "schema.flag", 3),
        (
            SMALL.replace("tasks:\n  - id: T1\n    title: 任务", "tasks: {file: 计划表.xlsx, sheet: 任务}"),
            "plan.table",
            4,
        ),
        (SMALL.replace("title: 方案, ", ""), "document.title", 8),
        (SMALL + "roster: {file: 没有.csv}\n", "table.file.missing", None),
    ],
)
def test_one_slip_one_problem_at_its_line(load, content, code, line):
    problem = only(load(content))
    assert problem.code == code
    assert line is None or problem.place.line == line


@pytest.mark.parametrize("blank", ["\u3000", "\xa0"])
def test_wide_blanks_as_indentation_hide_a_key_and_are_named(load, blank):
    loaded = load(SMALL.replace("    title", f"{blank * 2}title"))
    assert [problem.code for problem in loaded.problems] == ["yaml.indent", "schema.missing"]
    assert loaded.problems[0].place.line == 6


def test_every_colon_full_width_names_every_line(load):
    loaded = load(SMALL.replace(": ", "："))
    assert loaded.plan is None
    assert {problem.code for problem in loaded.problems} == {"yaml.colon"}
    assert [problem.place.line for problem in loaded.problems][:3] == [1, 2, 3]


def test_doubled_key_names_both_lines(load):
    problem = only(load(SMALL + "year: 2024\n"))
    assert "第 2 行" in problem.what
    assert problem.place.line == 9


def test_nearest_key_in_the_language_typed(load):
    assert "最接近的是：title" in only(load(SMALL.replace("title: 任务", "title: 任务\n    titel: 甲"))).remedy
    assert "最接近的是：标题" in only(load(SMALL.replace("title: 任务", "标题: 任务\n    标提: 甲"))).remedy


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_other_encodings_give_the_same_plan(load, tmp_path, encoding):
    shutil.copy(ROOT / "inputs" / "roster.csv", tmp_path)
    plain = load(EXAMPLE).plan
    loaded = load(EXAMPLE.encode(encoding))
    assert loaded.plan == plain
    assert [problem.severity for problem in loaded.problems] == [Severity.HINT] * (encoding != "utf-8-sig")


def test_undecodable_byte_has_its_line(load):
    problem = only(load(b"year: 2023\nunit: \xff\xff\n"))
    assert (problem.code, problem.place.line) == ("plan.encoding", 2)


def test_alias_bomb_is_stopped(load):
    levels = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    levels += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    start = time.monotonic()
    assert only(load(levels)).code == "yaml.aliases"
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    "content",
    [
        "a: " + "[a, " * 30_000 + "]" * 30_000,
        "a: " + "{a: " * 30_000,
        "a: " + "[#]\n " * 30_000,
        "a: " + "[!!seq [" * 20_000,
        "? " * 30_000 + "a",
        "- " * 30_000 + "a",
        "".join(" " * depth + "a:\n" for depth in range(120)),
    ],
)
def test_deep_nesting_is_stopped_before_the_composer_recurses(load, content):
    assert only(load(content)).code == "yaml.depth"


def test_text_far_to_the_right_is_not_nesting(load):
    text = "title: |\n      甲\n" + " " * 500 + "乙"
    assert load(SMALL.replace("title: 任务", text)).usable().tasks[0].title.endswith("乙")


def test_a_file_of_nothing_but_mistakes_has_all_of_them(load):
    assert len(load(SMALL + "".join(f"k{n}: 1\n" for n in range(20_000))).problems) == 20_000


def test_an_anchor_that_holds_itself_is_stopped(load):
    assert only(load("a: &a [*a]\n")).code in ("yaml.depth", "yaml.syntax")


def test_anchors_and_merge_keys_work(load):
    text = SMALL.replace(
        "  - id: T1\n    title: 任务", "  - &t {id: T1, title: 任务, target: 1次}\n  - {<<: *t, id: T2}"
    )
    tasks = load(text).usable().tasks
    assert [(task.id, task.title, task.target) for task in tasks] == [("T1", "任务", "1次"), ("T2", "任务", "1次")]


def test_fifty_errors_are_fifty_problems(load):
    rows = "".join(f"  - id: X{n}\n    title: 任务\n    tagret: 甲\n" for n in range(50))
    loaded = load(SMALL.replace("documents:", rows + "documents:"))
    assert len(loaded.problems) == 50
    assert [problem.place.line for problem in loaded.problems] == [9 + 3 * n for n in range(50)]
    assert {problem.place.column for problem in loaded.problems} == {5}


@pytest.mark.parametrize("value", ["0017", "2023.10", "no", "12:30", "1e3", "0x1F", "2023-03-01", "是"])
def test_scalars_are_text(load, value):
    task = load(SMALL.replace("title: 任务", f"title: {value}")).usable().tasks[0]
    assert task.title == value


def test_wrapped_chinese_loses_the_blanks_of_folding_and_latin_keeps_its_own(load):
    text = "title: 第一行，\n      第二行 and\n      more words\n      结尾"
    task = load(SMALL.replace("title: 任务", text)).usable().tasks[0]
    assert task.title == "第一行，第二行 and more words 结尾"
    folded = load(SMALL.replace("title: 任务", "title: >-\n      甲。\n      乙。")).usable().tasks[0]
    assert folded.title == "甲。乙。"


def test_month_precision_is_kept(load):
    task = (
        load(SMALL.replace("title: 任务", "title: 任务\n    due: [2023-03, 2023.3.5, 2023年4月6日]")).usable().tasks[0]
    )
    assert [str(day) for day in task.due] == ["2023-03", "2023-03-05", "2023-04-06"]
    assert [day.chinese() for day in task.due] == ["2023年3月", "2023年3月5日", "2023年4月6日"]


def chinese_keys(node: yaml.Node) -> None:
    """Turn every key that has an alias into it."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            key.value = ALIASES.get(key.value, key.value)
            chinese_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            chinese_keys(item)


def test_all_keys_in_chinese_give_the_same_plan(load, tmp_path):
    shutil.copy(ROOT / "inputs" / "roster.csv", tmp_path)
    root = yaml.compose(EXAMPLE, yaml.SafeLoader)
    chinese_keys(root)
    text = yaml.serialize(root, allow_unicode=True)
    assert "牵头: office" in text
    loaded = load(text)
    assert loaded.problems == []
    assert loaded.plan == load(EXAMPLE).plan


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"]), min_size=1).filter(
    lambda text: text.strip() and "{" not in text and "｛" not in text
)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_reads_back_unchanged(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("text") / "plan.yaml"
    path.write_text(SMALL.replace("title: 任务", f"title: {json.dumps(text, ensure_ascii=False)}"), encoding="utf-8")
    assert load_plan(path).usable().tasks[0].title == text


def test_a_very_wrong_plan_has_this_whole_list_of_problems(monkeypatch):
    monkeypatch.chdir(DATA)
    shown = "\n".join(str(problem) for problem in load_plan(Path("very-wrong.yaml")).problems) + "\n"
    golden = DATA / "very-wrong.problems.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


DOSSIER = f"""{SMALL}测评指标:
  说明字数上限: 300
  测评项目:
    - 编号: Z1
      名称: 组织领导
      说明: "{{{{ unit.name }}}}高度重视。"
      测评指标: [{{编号: Z1-1, 名称: 领导机制, 说明: "{{{{ year }}}}年说明。"}}]
档案:
  分卷: by_indicator
  列: dat22
  组成: [封面, 缺项页]
  成品: 上传包
  归档章: 是
  盒脊厚度: 30
  全宗号: 012
  目录号: 0001
"""


def test_settings_of_the_dossier_in_chinese(load):
    loaded = load(DOSSIER)
    assert loaded.problems == []
    found = loaded.usable().dossier
    assert (found.volumes, found.columns, found.parts) == ("by_indicator", ("dat22",), ("封面", "缺项页"))
    assert (found.outputs, found.stamp, found.spine) == (("上传包",), True, 30)
    assert (found.fonds_no, found.catalogue_no) == ("012", "0001")
    project = loaded.usable().indicators.projects[0]
    assert project.report == "{{ unit.name }}高度重视。"
    assert project.indicators[0].report == "{{ year }}年说明。"


@pytest.mark.parametrize(
    ("right", "wrong", "choices"),
    [
        ("分卷: by_indicator", "分卷: 按指标", "by_project、by_indicator"),
        ("缺项页]", "目次]", "盒脊、封面、说明、卷内目录、缺项页、材料、备考表"),
        ("成品: 上传包", "成品: 压缩包", "分卷、合订、原件、目录、上传包"),
        ("盒脊厚度: 30", "盒脊厚度: 25", "20、30、40"),
        ("盒脊厚度: 30", "盒脊厚度: 三十", "20、30、40"),
    ],
)
def test_a_setting_that_the_dossier_does_not_have_names_those_it_has(load, right, wrong, choices):
    problem = only(load(DOSSIER.replace(right, wrong)))
    assert problem.code == "schema.choice"
    assert choices in problem.remedy


@pytest.mark.parametrize("place", ["{{ unit.name }}高", "{{ year }}年说"])
def test_a_report_quotes_only_what_there_is(load, place):
    text = DOSSIER.replace(place, place.replace(" }}", "_x }}"))
    problem = only(load(text))
    assert problem.code == "reference.unknown"
    assert problem.place.line == text[: text.index("_x")].count("\n") + 1
