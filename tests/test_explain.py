"""What is behind a figure: the rows add up to it, for every path, at every date, whoever says how far the work is."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from gongwen.documents import REGISTRY, Context, Made
from gongwen.explain import Asked, explain_summaries
from gongwen.ledger import LedgerOptions, ledger_state, make_ledgers
from gongwen.plan.explain import Explainer, Figure
from gongwen.plan.load import load_plan
from gongwen.plan.persons import People, Person
from gongwen.plan.references import References
from gongwen.plan.schema import Plan
from gongwen.plan.state import IssueState, State, TaskState
from gongwen.plan.stats import compute_stats, number, percentage
from gongwen.plan.typed import typed_numbers
from gongwen.standard.dates import PlanDate
from gongwen.store import Workspace
from tests.example import PLAN_FILE, load_example

DATES = [None, *(date(2023, month, day) for month, day in ((1, 1), (3, 8), (6, 30), (9, 25), (12, 20), (12, 31)))]


def leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every path of a tree of figures with its value."""
    if not isinstance(tree, dict):
        yield path, tree
    else:
        for key, value in tree.items():
            yield from leaves(value, (*path, key))


def added(figure: Figure) -> int | str | None:
    """The figure again, from its rows alone."""
    amounts = [row.amount for row in figure.rows]
    if figure.measure == "rate":
        return percentage(sum(amount == 1 for amount in amounts), len(amounts))
    if figure.measure == "count" and figure.source != "letters":
        assert set(amounts) <= {Decimal(1)}
    return number(sum(amounts, Decimal(0)))


def proven(plan: Plan, people: People | None, as_of: Any, state: State | None = None) -> Explainer:
    """Look at every path of what `compute_stats` gives; the explainer of that date."""
    explainer = Explainer(plan, people, as_of, state)
    tree = compute_stats(plan, people, as_of, state)
    assert explainer.tree == tree
    assert dict(explainer.leaves()) == dict(leaves(tree))
    for path, value in leaves(tree):
        figure = explainer.figure(path)
        assert figure is not None, path
        assert (figure.path, figure.value) == (path, value)
        assert figure.total == value, path
        if value is None:
            assert not figure.rows, path
            assert figure.left_out or path == ("tasks", "rate"), path
        else:
            assert added(figure) == value, path
        complete(plan, explainer, figure)
    return explainer


def complete(plan: Plan, explainer: Explainer, figure: Figure) -> None:
    """Nothing is lost between the rows and what is left out."""
    rows = [row.id for row in figure.rows]
    left = [each.id for each in figure.left_out]
    assert all(each.reason for each in figure.left_out)
    match figure.path:
        case ("task" | "kind" | "records", *_, measure):
            mine = [
                record
                for record in plan.records
                if (figure.path[0] != "task" or figure.path[1] in record.tasks)
                and (figure.path[0] != "kind" or figure.path[1] == record.kind)
            ]
            nothing = {record.id for record in mine if measure != "count" and getattr(record, measure) == 0}
            assert {*rows, *left} | nothing == {record.id for record in mine}
        case ("tasks", which):
            wanted = {task.id for task in plan.tasks}
            assert set(rows) | set(left) == wanted or which == "open"
        case ("issues", "closed" | "total"):
            assert sorted(rows + left) == sorted(issue.id for issue in plan.issues)
        case ("occurrences", _):
            assert len(rows) + len(left) == explainer.tree["occurrences"]["total"]
    assert not set(rows) & set(left) or figure.source == "occurrences"


@pytest.mark.parametrize("as_of", DATES, ids=str)
def test_rows_of_the_example_add_up(as_of: date | None) -> None:
    proven(*load_example(), as_of)
    proven(load_example()[0], None, as_of)


# ---------------------------------------------------------------- plans made up
def made_up(seed: int) -> tuple[Plan, People, State]:
    """A plan of whatever is allowed: cumulative records, months for days, blanks, halves, effects that are words."""
    dice = random.Random(seed)

    def day(chance: float = 0.2) -> str:
        found = date(2025, 12, 1) + timedelta(dice.randrange(420))
        return found.isoformat()[: 7 if dice.random() < chance else 10]

    def maybe(value: Any) -> Any:
        return value if dice.random() < 0.7 else None

    tasks = [f"T{n}" for n in range(dice.randrange(9))]
    kinds = ["meeting", "会议", "sports", "检查 2"]
    records = [
        {
            "id": f"R{n}", "kind": dice.choice(kinds), "title": dice.choice("甲乙丙"), "date": day(),
            "people": maybe(dice.randrange(60)), "hours": maybe(str(dice.randrange(40) / 4)),
            "money": maybe(f"{dice.randrange(9000) / 100:.2f}"), "cumulative": dice.random() < 0.4,
            "tasks": dice.choices(tasks, k=dice.randrange(4)) if tasks else [],
        }
        for n in range(dice.randrange(25))
    ]  # fmt: skip
    issues = [
        {"id": f"Q{n}", "problem": f"问题{n}", "record": maybe(f"R{dice.randrange(30)}"), "done": maybe(day())}
        for n in range(dice.randrange(9))
    ]
    repeats = [None, {"every": "month"}, {"every": "quarter", "day": 31}, {"every": "month", "months": ["2", "3"]}]
    standards = [{"id": f"Z{n}", "text": f"标准{n}", "score": str(dice.randrange(1, 9) / 2)} for n in range(5)]
    effects = ["-5", "一票否决", None, "-0.5", "2"]
    negative = [{"id": f"F{n}", "text": "负面", "effect": effect} for n, effect in enumerate(effects)]
    raw = {
        "schema": "gongwen/plan@1", "year": 2026, "unit": {"name": "某局"}, "documents": [],
        "departments": [{"id": "a", "name": "甲科", "head": "1"}, {"id": "b", "name": "乙科"}],
        "tasks": [
            {"id": task, "title": task, "repeat": dice.choice(repeats), "due": [day() for _ in range(dice.randrange(3))]}
            for task in tasks
        ],
        "records": records, "issues": issues,
        "progress": {
            "as_of": maybe(day()),
            "items": [
                {"task": task, "status": dice.choice(["已完成", "进行中", "已取消", None]), "done": maybe(day())}
                for task in tasks[1:]
            ],
        },
        "indicators": maybe({
            "projects": [{"id": "P", "name": "P", "indicators": [{"id": "I", "name": "I", "standards": standards}]}],
            "bonus": [{"id": "J", "text": "加分", "score": "2"}], "negative": negative,
        }),
        "selfcheck": maybe({
            "date": maybe(day()),
            "items": [{"standard": "Z1", "score": "0"}, {"standard": "Z3", "score": "0.25", "reason": "缺"}],
            "bonus": [{"id": "J", "score": "1.5"}],
            "negative": [{"id": each["id"], "score": dice.choice([None, "-1", "3"])} for each in negative],
        }),
        "honours": [{"name": "先进", "items": ["1", "b", "2"][: dice.randrange(4)]}, {"name": "空"}],
        "letters": [
            {"id": "L1", "kind": "pledge", "title": "承诺书", "signer": {"select": {"dept": ["a", "b"]}}, "sign_date": day()},
            {"id": "L2", "kind": "responsibility", "title": "责任书", "levels": [
                {"party_a": {"rule": "leader_in_charge"}, "party_b": {"select": {"staff": "all"}}}]},
        ],
    }  # fmt: skip
    people = People(
        Person(str(n), f"人{n}", dept=dept, dept_name=name, order=n)
        for n, (dept, name) in enumerate([("a", "甲科"), ("b", "乙科"), ("b", "乙科"), ("", "")])
    )

    def moment() -> date:
        return PlanDate.parse(day(0)).first_day()

    state = State(
        {
            task: TaskState(
                dice.choice(["已完成", "进行中", "看不懂", ""]), maybe(Decimal(dice.randrange(100))), maybe(moment())
            )
            for task in [*tasks[2:], "别处"]
        },
        {task: {(2026, month): dice.randrange(3) for month in range(1, 13)} for task in tasks[:3]},
        {issue["id"]: IssueState(dice.random() < 0.6, maybe(moment())) for issue in issues},
        maybe(PlanDate.parse(day())),
    )
    return Plan.model_validate(_without_blanks(raw)), people, state


def _without_blanks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_blanks(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_blanks(item) for item in value]
    return str(value) if isinstance(value, int) else value


@pytest.mark.parametrize("seed", range(60))
def test_rows_of_any_plan_add_up(seed: int) -> None:
    plan, people, state = made_up(seed)
    for as_of in (None, date(2025, 1, 1), date(2026, 3, 31), PlanDate(2026, 7), date(2026, 12, 31)):
        for told in (None, state):
            proven(plan, people, as_of, told)
    proven(plan, None, None, state)


def test_rows_add_up_with_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    plan_file = tmp_path / "inputs" / "plan.yaml"
    plan_file.write_text(LEDGER_PLAN, encoding="utf-8")
    make_ledgers(LedgerOptions(plan_file), lambda _: None)
    book_file = tmp_path / "outputs" / "2026" / "台账.xlsx"
    book = openpyxl.load_workbook(book_file)
    book["总表"]["N5"] = "6月9日已完成"
    book["按月进度"]["E5"] = "√"
    book.save(book_file)
    plan = load_plan(plan_file).usable()
    state = ledger_state(plan, Workspace(tmp_path, plan_file, tmp_path / "outputs"))
    assert state is not None
    for as_of in (None, date(2026, 3, 8), date(2026, 6, 8), date(2026, 6, 9), date(2026, 12, 31)):
        proven(plan, None, as_of, state)
    explainer = proven(plan, None, date(2026, 6, 9), state)
    done = explainer.figure("tasks.done")
    assert done is not None
    assert [(row.id, str(row.day)) for row in done.rows] == [("A1", "2026-03-08"), ("A2", "2026-06-09")]
    times = explainer.figure("occurrences.done")
    assert times is not None
    assert [(str(row.day), row.note) for row in times.rows] == [
        ("2026-01-30", "台账已打钩"), ("2026-02-28", "有记录"),
    ]  # fmt: skip
    (explained,), _ = explain_summaries(Asked(plan_file))
    assert explained.ledger is not None
    assert explained.ledger.endswith("outputs/2026/台账.xlsx")
    assert [(each.reference, each.printed) for each in explained.quotations] == [("{{ stats.tasks.done }}", "2")]


LEDGER_PLAN = """schema: gongwen/plan@1
year: 2026
unit: {name: 某镇人民政府}
tasks:
  - {id: A1, title: 召开动员会, due: 2026-03-10}
  - {id: A2, title: 每月学习, repeat: {every: month}, due: 2026-12-25}
  - {id: A3, title: 全年工作}
records:
  - {id: R1, kind: study, title: 学习, date: 2026-02-11, tasks: [A2]}
progress:
  items:
    - {task: A1, status: 已完成, done: 2026-03-08}
summary: {opening: "完成{{ stats.tasks.done }}项。"}
documents:
  - {id: tz, type: ledger, title: 重点工作台账, output: 台账.xlsx}
  - {id: zj, type: summary, title: 总结, output: 总结.docx}
"""


# ---------------------------------------------------------------- what rows say
def small(more: str) -> Plan:
    text = f"schema: gongwen/plan@1\nyear: 2026\nunit: {{name: 某局}}\ndocuments: []\n{more}"
    plan: Plan = Plan.model_validate(yaml.load(text, yaml.BaseLoader))
    return plan


def test_records_that_do_not_count_have_a_reason() -> None:
    plan = small("""records:
  - {id: R1, kind: v, title: 全年, date: 2026-03, people: 5, cumulative: 是}
  - {id: R2, kind: v, title: 全年, date: 2026-06, people: 9, cumulative: 是}
  - {id: R3, kind: v, title: 全年, date: 2026-09, people: 20, cumulative: 是}
  - {id: R4, kind: v, title: 一次, date: 2026-05-04}
  - {id: R5, kind: w, title: 别的, date: 2026-05-04, people: 7}
""")
    figure = Explainer(plan, None, date(2026, 6, 30)).figure("stats.kind.v.people")
    assert figure is not None
    assert [(row.id, row.amount, str(row.day), row.note) for row in figure.rows] == [("R2", 9, "2026-06", "累计")]
    assert [(each.id, each.reason) for each in figure.left_out] == [
        ("R4", "没有填写人数"), ("R1", "累计记录，已由 R2（2026-06）代替"), ("R3", "晚于截至日期"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["stats.任务编号.T20.count", "类别.sports.人数", "stats.honour.文明科室", "tasks.总分"]
)
def test_chinese_keys_mean_the_same(path: str) -> None:
    figure = Explainer(*load_example(), date(2023, 12, 20)).figure(path)
    assert figure is not None
    assert figure.total == figure.value


@pytest.mark.parametrize(
    "path", ["stats", "stats.tasks", "stats.tasks.dnoe", "year", "stats.tasks.done.x", "", "kind.v"]
)
def test_what_is_no_figure_gives_none(path: str) -> None:
    assert Explainer(*load_example()).figure(path) is None


def test_selfcheck_and_letters_say_their_parts() -> None:
    explainer = Explainer(*load_example(), date(2023, 12, 20))
    score = explainer.figure("selfcheck.total")
    assert score is not None
    assert [(row.id, str(row.amount)) for row in score.rows] == [
        ("", "100"), ("Z1-2-3", "-0.5"), ("Z4-1-3", "-0.5"), ("Z5-2-1", "-0.5"), ("Z7-1-3", "-0.5"), ("J3", "1"),
    ]  # fmt: skip
    signed = explainer.figure("letter.L4")
    assert signed is not None
    assert {row.title: int(row.amount) for row in signed.rows}["药品检查一科"] == 10
    early = Explainer(*load_example(), date(2023, 1, 1)).figure("letter.L4")
    assert early is not None
    assert (early.value, early.rows, early.left_out[0].reason) == (0, (), "签订日期晚于截至日期")


# ---------------------------------------------------------------- counts typed by hand
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("法律知识竞赛1场、全员测试12次", ["1场", "12次"]),
        ("签署率100%，满意度９５％以上", ["100%", "95％"]),
        ("捐款1.2万元，其中8,650元", ["1.2万元", "8,650元"]),
        ("参加60余人，惠及3万人次", ["60余人", "3万人次"]),
        ("“一网通办”12项", ["12项"]),
        ("得98.5分", ["98.5分"]),
        ("2023年3月5日、3—5月、2021—2023年、近3年、3个月、2023.6、2023-06-30召开", []),
        ("第3次、第1、2期、第12届第2场", []),
        ("“135”工程、《5项规定》、GB/T 9704—2012、〔2023〕47号、5G、T12项、12345热线", []),
        ("{{ stats.tasks.done }}项，9:00开始，9时30分结束", []),
        ("1. 抓学习\n2、抓作风\n（3）抓落实", []),
    ],
)
def test_counts_are_told_from_other_numbers(text: str, found: list[str]) -> None:
    assert [f"{each.number}{each.unit}" for each in typed_numbers(text)] == found


def test_a_number_in_a_name_of_the_plan_is_no_count() -> None:
    assert typed_numbers("开展“我爱我家”5项行动活动3次", ["5项行动"])[0].number == "3"
    assert typed_numbers("征集家训35条")[0].value == 35
    assert typed_numbers("捐款1.2万元")[0].value == 12000


# ---------------------------------------------------------------- the command
def write_plan(folder: Path, more: str) -> Path:
    path = folder / "inputs" / "plan.yaml"
    path.parent.mkdir()
    path.write_text(f"schema: gongwen/plan@1\nyear: 2026\nunit: {{name: 某局}}\n{more}", encoding="utf-8")
    return path


def test_each_quotation_has_its_line_and_order(tmp_path: Path) -> None:
    path = write_plan(tmp_path, """records: [{id: R1, kind: v, title: 事, date: 2026-05-04, people: 7}]
summary:
  opening: |-
    第一行。

    共{{ stats.records.count }}次，又{{ stats.records.count }}次。
  sections:
    - heading: 做法
      items: [{title: 一, text: "参加{{ stats.kind.v.people }}人{% if stats.kind.v.hours %}长{% endif %}，另有33人"}]
  next_steps: 保持{{ stats.money.total | default('无') }}元
documents:
  - {id: zj, type: summary, title: 总结, date: 2026-12-01, output: 总结.docx}
""")  # fmt: skip
    (explained,), problems = explain_summaries(Asked(path))
    assert not problems
    lines = path.read_text(encoding="utf-8").split("\n")
    found = [(each.reference, each.place.line, each.printed) for each in explained.quotations if each.place]
    assert found == [
        ("{{ stats.records.count }}", 9, "1"),
        ("{{ stats.records.count }}", 9, "1"),
        ("{{ stats.kind.v.people }}", 12, "7"),
        ("{% if stats.kind.v.hours %}", 12, "0"),
        ("{{ stats.money.total | default('无') }}", 13, "0"),
    ]
    for each in explained.quotations:
        assert each.place
        assert lines[each.place.line - 1][each.place.column - 1 :].startswith(each.reference)
    (typed,) = explained.typed
    assert typed.place
    assert lines[typed.place.line - 1][typed.place.column - 1 :].startswith("33人")
    assert [problem.code for problem in explained.hints()] == ["summary.typed"]


def test_a_body_of_its_own_stands_in_place_of_the_summary(tmp_path: Path) -> None:
    path = write_plan(tmp_path, """tasks: [{id: T, title: 任务, due: 2026-03-10}]
records: [{id: R1, kind: v, title: 事, date: 2026-05-04, people: 7, tasks: [T]}]
summary: {opening: "{{ stats.tasks.total }}项"}
documents:
  - {id: zj, type: summary, title: 总结, body: "办了{{ stats.records.count }}次", output: 总结.docx}
  - {id: jd, type: stage_summary, title: 阶段, date: 2026-06, requirements: ["再办{{ stats.tasks.open }}项"], output: 阶段.docx}
""")  # fmt: skip
    year, stage = explain_summaries(Asked(path))[0]
    assert [each.reference for each in year.quotations] == ["{{ stats.records.count }}"]
    assert (stage.quotations[0].reference, stage.quotations[0].printed) == ("{{ stats.tasks.open }}", "1")


def test_figures_that_the_program_writes_are_those_of_the_document(tmp_path: Path) -> None:
    """Every number of a stage summary's own sentences is explained, and nothing that it does not say."""
    raw = PLAN_FILE.read_text(encoding="utf-8").partition("\ndocuments:")[0]
    path = tmp_path / "inputs" / "plan.yaml"
    path.parent.mkdir()
    (path.parent / "roster.csv").write_bytes((PLAN_FILE.parent / "roster.csv").read_bytes())
    entry = (
        "{id: jd, type: stage_summary, title: 阶段总结, date: 2023-06-30, requirements: [抓落实], output: 阶段.docx}"
    )
    path.write_text(f"{raw}\ndocuments: [{entry}]\n", encoding="utf-8")
    (explained,), _ = explain_summaries(Asked(path))
    loaded = load_plan(path)
    plan = loaded.usable()
    context = Context(plan, loaded.people, References(plan, loaded.people))
    made = REGISTRY["stage_summary"].make(context.of(plan.documents[0]), plan.documents[0])
    assert isinstance(made, Made)
    text = "\n".join(str(block) for block in made.document.blocks)
    written = re.findall(r"(?<!\d)(\d+)(?:项|次|人次|个|份)", text)
    assert sorted(written) == sorted(each.printed or "" for each in explained.quotations)
    assert len(written) > 10
    assert not any(each.place or each.reference for each in explained.quotations)


def test_explain_prints_every_figure_and_makes_nothing(run_cli: Any, workspace: Path) -> None:
    done = run_cli("summary", "--explain", cwd=workspace)
    assert (done.returncode, done.stderr) == (0, "")
    assert "8. {{ stats.letter.L2 }} = 8  inputs/plan.yaml:" in done.stdout
    assert "    进行中 3：T52（80%）、T59（60%）、T60（95%）" in done.stdout
    assert "    A27  2023-11-30  文明交通劝导（全年累计）  312小时  （累计）" in done.stdout
    assert "    不计  Q09  2023-11-27  能耗统计表缺少同比数据（尚未整改）" in done.stdout
    assert "征集家训35条" in done.stdout
    quoted = PLAN_FILE.read_text(encoding="utf-8").partition("\nsummary:")[2].partition("\ndossier:")[0]
    assert done.stdout.count("{{ stats.") == quoted.count("{{ stats.") == 25
    assert not (workspace / "outputs").exists()
    assert not (workspace / ".gongwen").exists()


def test_help_is_chinese_and_a_gbk_console_prints_it_all(run_cli: Any, workspace: Path) -> None:
    done = run_cli("summary", "--help", cwd=workspace)
    assert "--explain [编号]" in done.stdout
    assert "Usage" not in done.stdout
    done.stdout.encode("gbk")
    there = run_cli("summary", "--explain", cwd=workspace, PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert (there.returncode, there.stderr) == (0, "")


def test_summary_makes_only_the_summaries(run_cli: Any, workspace: Path) -> None:
    done = run_cli("summary", "--dry-run", "--json", "--no-pdf", cwd=workspace)
    assert [file["path"] for file in json.loads(done.stdout)["files"] if "清单" not in file["path"]] == [
        "2023/09-年度总结.docx"
    ]


def test_explain_as_json_and_as_of(run_cli: Any, workspace: Path) -> None:
    done = run_cli("summary", "--explain", "summary", "--json", "--as-of", "2023-06", cwd=workspace)
    answer = json.loads(done.stdout)
    (document,) = answer["documents"]
    assert (answer["exit_code"], document["as_of"], document["ledger"]) == (0, "2023-06-30", None)
    closed = next(each for each in document["figures"] if each["path"] == "stats.issues.closed")
    assert closed["value"] == len(closed["rows"]) == 1
    assert closed["rows"][0]["closed"] == "2023-06-30"
    assert len(closed["left_out"]) == 8
    assert {each["path"] for each in document["figures"] if each["printed"] is None} == {"stats.selfcheck.total"}
    assert {problem["code"] for problem in answer["problems"]} == {"summary.typed"}
    assert len(document["typed"]) == len(answer["problems"])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--explain", "sumary"], 3, "最接近的是：summary"),
        (["--explain", "notice"], 3, "没有编号为“notice”的总结"),
        (["--as-of", "2023-06-30"], 2, "--explain"),
        (["--explain", "--as-of", "去年"], 2, "2023-06-30"),
        (["summary"], 2, "多余的参数"),
    ],
)
def test_what_cannot_be_explained(run_cli: Any, workspace: Path, arguments: list[str], code: int, words: str) -> None:
    done = run_cli("summary", *arguments, cwd=workspace)
    assert done.returncode == code
    assert words in done.stderr


def test_a_plan_without_a_summary_says_so(run_cli: Any, tmp_path: Path) -> None:
    write_plan(tmp_path, "documents: []\n")
    done = run_cli("summary", "--explain", cwd=tmp_path)
    assert done.returncode == 3
    assert "type: summary" in done.stderr
