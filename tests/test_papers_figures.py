"""Figures of the papers, worked out again from the raw plan file and roster alone: whole lines, random years, a ledger.

`Year` below is a second, independent reading of the plan: it imports nothing of the program. Beside `test_year_figures`,
which looks for single sentences of the example, every line that holds a figure is compared whole, in the made files, for
many random years, and with a ledger that somebody typed in.
"""

from __future__ import annotations

import calendar
import copy
import csv
import random
import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from gongwen.build import BuildOptions, build
from gongwen.documents.context import Batch, Made
from tests.example import INPUTS
from tests.yearly import EXTRA, context_of, dump, make

DIGITS = "〇一二三四五六七八九"
KINDS = {
    "meeting": "会议", "study": "学习", "lecture": "讲座", "training": "培训", "education": "教育活动", "exam": "测试", "contest": "竞赛",
    "sports": "文体活动", "volunteer": "志愿服务", "charity": "爱心捐助", "activity": "主题活动", "inspection": "检查", "signing": "签订签署",
    "award": "表彰", "visit": "走访慰问", "publicity": "宣传",
}  # fmt: skip
OFFICE = "精神文明创建办公室"
FIRST_SPLIT = ("ledger", "letters", "dossier")
LATE = {"id": "late", "type": "notice", "title": "关于通报年底情况的通知", "date": "2023-12-21", "number": {"seq": 50}, "to": ["各科室"],
        "body": ["年底情况附后。"], "attachments": [{"from": "results"}, {"from": "issues"}, {"from": "scores"}], "output": "30-年底情况.docx"}  # fmt: skip
MIDDLE = {"id": "middle", "type": "notice", "title": "关于通报整改情况的通知", "date": "2023-10-10", "number": {"seq": 33}, "to": ["各科室"],
          "body": ["整改情况附后。已办{{ stats.occurrences.done }}次。"], "attachments": [{"from": "issues"}], "output": "31-整改情况.docx"}  # fmt: skip


# ---------------------------------------------------------------- the plan as plain data
def raw() -> dict[str, Any]:
    return without_nulls(yaml.load((INPUTS / "plan.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader))


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item != "null"}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def roster() -> list[dict[str, str]]:
    with (INPUTS / "roster.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def last(text: str) -> date:
    """A day, or the last one of a month."""
    parts = [int(part) for part in text.split("-")]
    year, month = parts[:2]
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def spoken(text: str, *, year: bool = True) -> str:
    parts = [int(part) for part in text.split("-")]
    return (f"{parts[0]}年" if year else "") + f"{parts[1]}月" + (f"{parts[2]}日" if len(parts) > 2 else "")


def deadline(text: str) -> str:
    """A deadline in a sentence: a month alone ends it."""
    return spoken(text, year=not text.startswith("2023")) + ("" if text.count("-") > 1 else "底")


def plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


class Year:
    """The year as of a day. `told` is what a ledger says: statuses by task, closing dates (or None) by issue."""

    def __init__(self, plan: dict[str, Any], on: str | None, told: dict[str, Any] | None = None) -> None:
        self.plan, self.day = plan, last(on) if on else date.max
        self.told = told or {"tasks": {}, "issues": {}}
        self.people = {row["工号"]: row["姓名"] for row in roster()}
        self.departments = {each["id"]: each["name"] for each in plan["departments"]}

    def name(self, identifier: str | None) -> str:
        return self.people.get(identifier or "") or self.departments.get(identifier or "") or identifier or ""

    # ---------------- records
    def records(self) -> list[dict[str, Any]]:
        seen = [each for each in self.plan["records"] if last(each["date"]) <= self.day]
        kept = []
        for place, each in enumerate(seen):
            twins = [
                (last(other["date"]), number)
                for number, other in enumerate(seen)
                if other.get("cumulative") == "true" and (other["kind"], other["title"]) == (each["kind"], each["title"])
            ]  # fmt: skip
            if each.get("cumulative") == "true" and max(twins)[1] != place:
                continue
            kept.append(each)
        return kept

    def sums(self, rows: list[dict[str, Any]]) -> dict[str, str]:
        return {"count": str(len(rows))} | {
            key: plain(sum((Decimal(row.get(key, "0")) for row in rows), Decimal(0)))
            for key in ("people", "hours", "money")
        }

    # ---------------- issues and tasks
    def found(self) -> list[dict[str, Any]]:
        dates = {each["id"]: last(each["date"]) for each in self.plan["records"]}
        return [each for each in self.plan["issues"] if dates.get(each.get("record", ""), date.min) <= self.day]

    def closing(self, issue: dict[str, Any]) -> date | None:
        """The day an issue was closed on, where that is up to the day."""
        if issue["id"] in self.told["issues"]:
            day = self.told["issues"][issue["id"]]
        else:
            day = last(issue["done"]) if issue.get("done") else None
        return day if day is not None and day <= self.day else None

    def state(self, issue: dict[str, Any]) -> str:
        day = self.closing(issue)
        return f"已整改（{day.month}月{day.day}日）" if day else "整改中"

    def done(self) -> set[str]:
        progress = self.plan["progress"]
        reached = last(progress["as_of"]) <= self.day
        found = set()
        for item in progress["items"]:
            status = self.told["tasks"].get(item["task"], item["status"])
            day = last(item["done"]) if item.get("done") else None
            if (day is not None and day <= self.day) or (reached and status == "已完成" and day is None):
                found.add(item["task"])
        return found

    # ---------------- self-check
    def standards(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [
            (project["name"], group["name"], each)
            for project in self.plan["indicators"]["projects"]
            for group in project["indicators"]
            for each in group["standards"]
        ]

    def score(self, standard: dict[str, Any]) -> Decimal:
        items = {each["standard"]: each["score"] for each in self.plan["selfcheck"]["items"]}
        return Decimal(items.get(standard["id"], standard["score"]))

    def bonus(self) -> Decimal:
        return sum((Decimal(each["score"]) for each in self.plan["selfcheck"]["bonus"]), Decimal(0))

    def off(self) -> Decimal:
        """Points that the negative list takes off."""
        effects = {each["id"]: each["effect"] for each in self.plan["indicators"]["negative"]}
        found = [effects[each["id"]] for each in self.plan["selfcheck"].get("negative", [])]
        return sum((abs(Decimal(each)) for each in found if re.fullmatch(r"-?[\d.]+", each)), Decimal(0))

    def total(self) -> Decimal:
        return sum((self.score(each) for *_, each in self.standards()), Decimal(0)) + self.bonus() - self.off()

    # ---------------- letters
    def signing(self) -> dict[str, int]:
        active = [row for row in roster() if row["在岗状态"] == "在岗"]
        business = {self.departments[each] for each in ("drug1", "drug2", "device", "review", "quality", "finance")}
        heads = [each for each in self.plan["departments"] if each.get("kind") != "leadership"]
        leaders = [row for row in active if row["部门"] == "中心领导" and row["工号"] != "LZ001"]
        counts = {
            "L1": ("2023-03-17", len(leaders) + len(heads)),
            "L2": ("2023-03-17", len(heads)),
            "L3": ("2023-04-18", len(active)),
            "L4": ("2023-03-17", sum(row["部门"] in business for row in active)),
            "L5": ("2023-04-26", len(heads)),
        }
        return {key: count if last(day) <= self.day else 0 for key, (day, count) in counts.items()}

    # ---------------- names that texts quote
    def value(self, name: str) -> str:  # noqa: C901, PLR0911 - one answer for each name
        """What stands for a reference such as stats.kind.sports.people."""
        parts = name.split(".")
        unit = self.plan["unit"]
        match parts:
            case ["year"]:
                return self.plan["year"]
            case ["unit", key]:
                return unit[key]
            case ["progress", "as_of"]:
                return spoken(self.plan["progress"]["as_of"])
            case ["stats", "tasks", key]:
                done, count = len(self.done()), len(self.plan["tasks"])
                tenths = (Decimal(done * 100) / count).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
                rate = plain(min(tenths, Decimal("99.9"))) if done < count else "100"
                return {"total": str(count), "done": str(done), "open": str(count - done), "rate": f"{rate}%"}[key]
            case ["stats", "task", task, key]:
                return self.sums([each for each in self.records() if task in each.get("tasks", [])])[key]
            case ["stats", "kind", kind, key]:
                return self.sums([each for each in self.records() if each["kind"] == kind])[key]
            case ["stats", "issues", key]:
                found = self.found()
                closed = sum(self.closing(each) is not None for each in found)
                return str({"total": len(found), "closed": closed, "open": len(found) - closed}[key])
            case ["stats", "money", "total"]:
                return self.sums(self.records())["money"]
            case ["stats", "selfcheck", "total"]:
                return plain(self.total())
            case ["stats", "letter", letter]:
                return str(self.signing()[letter])
            case ["stats", "honour", honour]:
                return str(next(len(each["items"]) for each in self.plan["honours"] if each["name"] == honour))
        raise AssertionError(name)

    def text(self, said: str) -> str:
        return re.sub(r"\{\{ *([\w.]+) *\}\}", lambda match: self.value(match[1]), said).strip()


# ---------------------------------------------------------------- whole papers, line by line
def summary_lines(year: Year) -> list[str]:
    """All of the annual summary."""
    plan = year.plan["summary"]
    lines, headings = [year.text(plan["opening"])], 0
    for section in plan["sections"]:
        headings += 1
        lines.append(f"{chinese(headings)}、{section['heading']}")
        for number, item in enumerate(section["items"], 1):
            lines.append(f"（{chinese(number)}）{item['title']}。{year.text(item['text'])}")
    for heading, key in (("存在问题", "problems"), ("下步打算", "next_steps")):
        headings += 1
        lines += [
            f"{chinese(headings)}、{heading}",
            *(f"（{chinese(n)}）{text}" for n, text in enumerate(plan[key], 1)),
        ]
    return lines


def circular_lines(year: Year, records: list[str], said: bool = True) -> list[str]:
    """All of a circular between 主送 and signature; `said` is whether it has a date of its own."""
    rows = {each["id"]: each for each in year.plan["records"]}
    own = [each for each in year.found() if each.get("record") in records]
    earlier_than = min(last(rows[each]["date"]) for each in records)
    earlier = [
        each for each in year.found() if each.get("record") in rows and each not in own and last(rows[each["record"]]["date"]) < earlier_than
    ]  # fmt: skip
    closed = sum(year.closing(each) is not None for each in own)
    places = "、".join(dict.fromkeys(rows[each]["place"] for each in records))
    days = "、".join(dict.fromkeys(spoken(rows[each]["date"], year=False) for each in records))
    lines = [f"{days}，精神文明创建领导小组对{places}进行了检查。现将有关情况通报如下：", "一、检查情况"]
    if own:
        until = f"{year.day.year}年{year.day.month}月{year.day.day}日"
        rest = f"截至{until}已整改到位{closed}个，正在整改{len(own) - closed}个" if closed else "均要求限期整改"
        rest = "现已全部整改到位" if closed == len(own) else rest
        lines.append(f"本次检查共发现问题{len(own)}个，涉及{len({each['dept'] for each in own})}个科室，{rest}。")
    else:
        lines.append("本次检查未发现突出问题。")
    if earlier:
        done = sum(year.closing(each) is not None for each in earlier)
        how = "已全部整改到位" if done == len(earlier) else f"已整改到位{done}个，还有{len(earlier) - done}个正在整改"
        lines.append(f"此前检查发现的{len(earlier)}个问题，{how}。")
    if own:
        lines.append("二、存在问题")
    heading = 0
    for department in [each["id"] for each in year.plan["departments"]] if own else ():
        mine = [each for each in own if each["dept"] == department]
        if not mine:
            continue
        heading += 1
        lines.append(f"（{chinese(heading)}）{year.departments[department]}（{len(mine)}个）")
        for number, each in enumerate(mine, 1):
            facts = [f"责任人：{year.name(each['owner'])}", f"整改期限：{deadline(each['due'])}"]
            day = year.closing(each)
            facts += [f"{day.month}月{day.day}日已整改"] if day else []
            lines.append(f"{number}.{each['problem'].rstrip('。')}。（{'；'.join(facts)}）")
    lines.append(f"{'三' if own else '二'}、工作要求")
    left = [each for each in own if year.closing(each) is None]
    if left:
        latest = max((each["due"] for each in left), key=last)
        lines.append(
            "（一）限期整改。有关科室要对照通报的问题逐项制定措施，明确责任人和完成时限，"
            f"最迟于{deadline(latest)}前完成，整改情况及时报{OFFICE}。"
        )
    return lines


def selfcheck_lines(year: Year, on: str) -> list[str]:
    """The lines of a self-check that hold figures, and those between them."""
    plan = year.plan
    full = sum((Decimal(each["score"]) for *_, each in year.standards()), Decimal(0))
    got = sum((year.score(each) for *_, each in year.standards()), Decimal(0))
    found = year.found()
    closed = sum(year.closing(each) is not None for each in found)
    lines = [
        "一、自查工作开展情况",
        (
            f"{OFFICE}牵头组织各科室采取{'、'.join(plan['indicators']['methods'])}等方式，逐项对照{len(plan['indicators']['projects'])}个测评项目、"
            f"{len(year.standards())}条测评标准进行自查自评。"
        ),
        f"截至{spoken(on)}，全年确定创建任务{len(plan['tasks'])}项；开展各类会议、活动{len(year.records())}次"
        + (f"；检查发现问题{len(found)}个，整改到位{closed}个" if found else "")
        + "。",
        "二、自查评分结果",
        f"测评标准满分{plain(full)}分，"
        + (f"自查扣{plain(full - got)}分，" if full > got else "自查未扣分，")
        + (f"加{plain(year.bonus())}分，" if year.bonus() else "")
        + f"{negative_words(year)}，自查得分{plain(year.total())}分。各项目得分如下：",
    ]
    for number, project in enumerate(plan["indicators"]["projects"], 1):
        own = [each for group in project["indicators"] for each in group["standards"]]
        ids = {each["id"] for each in own}
        tasks = sum(bool(ids & set(task.get("standards", []))) for task in plan["tasks"])
        most = plain(sum((Decimal(each["score"]) for each in own), Decimal(0)))
        mine = plain(sum((year.score(each) for each in own), Decimal(0)))
        lines.append(f"（{chinese(number)}）{project['name']}。满分{most}分，自评{mine}分，对应创建任务{tasks}项。")
    lines.append("三、存在的主要问题")
    scores = {each["id"]: Decimal(each["score"]) for *_, each in year.standards()}
    wrong = [
        f"{item['reason'].rstrip('。')}（扣{plain(scores[item['standard']] - Decimal(item['score']))}分）。"
        for item in plan["selfcheck"]["items"]
        if scores[item["standard"]] != Decimal(item["score"])
    ]
    wrong += [
        f"{each['reason'].rstrip('。')}（负面清单）。"
        for each in plan["selfcheck"].get("negative", [])
        if each.get("reason")
    ]
    wrong += open_lines(year)
    lines += [f"（{chinese(n)}）{text}" for n, text in enumerate(wrong, 1)] or ["自查未发现明显问题。"]
    return lines


def negative_words(year: Year) -> str:
    happened = len(year.plan["selfcheck"].get("negative", []))
    off = f"、扣{plain(year.off())}分" if year.off() else ""
    return f"发生负面清单情形{happened}项{off}" if happened else "未发生负面清单情形"


def score_rows(year: Year) -> list[str]:
    reasons = {each["standard"]: each["reason"] for each in year.plan["selfcheck"]["items"]}
    rows = [
        f"{project}｜{group}｜{each['text']}｜{plain(Decimal(each['score']))}｜{plain(year.score(each))}｜{reasons.get(each['id'], '')}"
        for project, group, each in year.standards()
    ]
    bonuses = {each["id"]: each for each in year.plan["indicators"]["bonus"]}
    for each in year.plan["selfcheck"]["bonus"]:
        rows.append(
            f"加分项｜加分项｜{bonuses[each['id']]['text']}｜{bonuses[each['id']]['score']}｜+{plain(Decimal(each['score']))}｜{each.get('reason', '')}"
        )
    happened = {each["id"]: each for each in year.plan["indicators"]["negative"]}
    for each in year.plan["selfcheck"].get("negative", []):
        item = happened[each["id"]]
        rows.append(f"负面清单｜负面清单｜{item['text']}｜｜{item['effect']}｜{each.get('reason', '')}")
    full = sum((Decimal(each["score"]) for *_, each in year.standards()), Decimal(0))
    return [*rows, f"合计｜合计｜｜{plain(full)}｜{plain(year.total())}｜"]


def open_lines(year: Year) -> list[str]:
    return [
        f"{each['problem'].rstrip('。')}（{year.name(each['dept'])}，正在整改）。"
        for each in year.found()
        if year.closing(each) is None
    ]


def stage_lines(year: Year, on: str) -> list[str]:
    """All of a stage summary up to 下步工作."""
    records = year.records()
    lines = [
        (
            f"{OFFICE}对前段创建工作进行了总结。截至{spoken(on)}，全年确定创建任务{len(year.plan['tasks'])}项，开展各类会议、活动{len(records)}次。"
            "现将有关情况报告如下："
        )
    ]
    lines += ["一、工作开展情况"] if records else []
    for number, kind in enumerate(dict.fromkeys(each["kind"] for each in records), 1):
        own = [each for each in records if each["kind"] == kind]
        people = year.sums(own)["people"]
        crowd = f"，参加{people}人次" if people != "0" else ""
        titles = "；".join(each["title"] for each in own[:4]) + ("等" if len(own) > 4 else "")
        lines.append(f"（{chinese(number)}）{KINDS.get(kind, kind)}{len(own)}次{crowd}：{titles}。")
    lines.append(f"{'二' if records else '一'}、存在问题")
    wrong = open_lines(year)
    if wrong:
        lines += [f"（{chinese(n)}）{text}" for n, text in enumerate(wrong, 1)]
    return lines


def measure_word(name: str) -> str:
    return "户" if "家庭" in name else "个" if "科室" in name else "名"


def honour_awards(year: Year) -> str:
    """授予 the first of each honour 等 so many, by name of honour."""
    lists = honour_lines(year)
    firsts = [lists[at + 1].split()[0] for at, line in enumerate(lists) if re.match("[一二三四五六七八九十]+、", line)]
    return "，".join(
        f"授予{first}"
        + (f"等{len(each['items'])}{unit}{kind}" if len(each["items"]) > 1 else "同志" if unit == "名" else "")
        + f"“{each['name']}”称号"
        for first, each, (unit, kind) in zip(
            firsts, year.plan["honours"], (("个", "科室"), ("户", "家庭"), ("名", "同志")), strict=True
        )
    )


def honour_counts(year: Year) -> str:
    return "、".join(
        f"“{each['name']}”{len(each['items'])}{measure_word(each['name'])}" for each in year.plan["honours"]
    )


def honour_lines(year: Year) -> list[str]:
    """The headings and names of a list of the honoured."""
    names = [row["姓名"] for row in roster()]
    depts = {row["工号"]: row["部门"] for row in roster()}
    lines = []
    for number, each in enumerate(year.plan["honours"], 1):
        lines.append(f"{chinese(number)}、{each['name']}（{len(each['items'])}{measure_word(each['name'])}）")
        for item in each["items"]:
            name = year.name(item) + (f"（{depts[item]}）" if names.count(year.name(item)) > 1 else "")
            lines.append(name + ("家庭" if "家庭" in each["name"] else ""))
    return lines


def slips(year: Year) -> dict[str, dict[str, Any]]:
    """What each slip says, by file name."""
    records = {each["id"]: each for each in year.plan["records"]}
    order = list(year.departments)
    groups: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    for each in year.plan["issues"]:
        groups.setdefault((records[each["record"]]["date"], order.index(each["dept"]), each["record"]), []).append(each)
    found = {}
    for number, ((on, place, record), own) in enumerate(groups.items(), 1):
        closed = sum(year.closing(each) is not None for each in own)
        name = year.departments[order[place]]
        found[f"{number:03}-{on}-{name}"] = {
            "编号": f"〔2023〕第{number}号",
            "科室": name,
            "日期": spoken(on),
            "正文": f"{spoken(on)}，{records[record]['title']}发现你科室存在下列{len(own)}个问题，请按要求整改，并将整改情况填入本单后报{OFFICE}。",
            "销号": f"已销号{closed}个，未销号{len(own) - closed}个",
            "问题清单": [
                {"序号": str(row), "存在问题": each["problem"], "整改要求": each["measure"], "责任人": year.name(each["owner"]),
                 "整改时限": deadline(each["due"]), "整改情况": year.state(each)}
                for row, each in enumerate(own, 1)
            ],
        }  # fmt: skip
    return found


def issue_rows(year: Year) -> list[str]:
    return [
        f"{n}｜{year.name(each['dept'])}｜{each['problem']}｜{each['measure']}｜{year.name(each['owner'])}｜"
        f"{deadline(each['due'])}｜{year.state(each)}"
        for n, each in enumerate(year.found(), 1)
    ]


# ---------------------------------------------------------------- made papers
def write(folder: Path, plan: dict[str, Any]) -> Path:
    shutil.copytree(INPUTS, folder / "inputs", dirs_exist_ok=True)
    text = yaml.dump(plan, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1_000_000)
    (folder / "inputs" / "plan.yaml").write_text(text, encoding="utf-8")
    return folder


def whole(**changes: Any) -> dict[str, Any]:
    """The example with an entry of every type and two that hold the tables of a day."""
    plan = raw()
    plan["documents"] = copy.deepcopy([*plan["documents"], *EXTRA, LATE, MIDDLE])
    return plan | changes


def said(folder: Path) -> dict[str, list[str]]:
    """What every paper of a workspace says, by id; a batch with the values of each of its files."""
    context, _ = context_of(folder)
    found = {}
    for entry in context.plan.documents:
        if entry.type in FIRST_SPLIT:
            continue
        made = make(context, entry.id)
        lines = dump(made.document)
        if isinstance(made, Batch):
            lines += [f"{name} {values}" for name, values in made.rows]
        if isinstance(made, Made):
            lines += [line for each in made.companions for line in dump(each.document)]
        found[entry.id] = lines
    return found


def read(file: Path) -> list[str]:
    """A Word file line by line with python-docx alone: paragraphs, and rows of tables joined by ｜."""
    document = docx.Document(str(file))
    lines = []
    for child in document.element.body.iterchildren():
        if child.tag.endswith("}p"):
            lines.append(WordParagraph(child, document).text)
        elif child.tag.endswith("}tbl"):
            lines += ["｜".join(cell.text for cell in row.cells) for row in WordTable(child, document).rows]
    return [line for line in lines if line.strip()]


def block(lines: list[str], wanted: list[str]) -> None:
    """The wanted lines stand in the paper one after another, with nothing between them."""
    assert wanted[0] in lines, wanted[0]
    start = lines.index(wanted[0])
    assert lines[start : start + len(wanted)] == wanted


def built(folder: Path) -> Path:
    result = build(BuildOptions(plan=folder / "inputs" / "plan.yaml", pdf=False), lambda _: None)
    assert result.exit_code == 0, result.problems
    return folder / "outputs" / "2023"


def check_files(folder: Path, plan: dict[str, Any], told: dict[str, Any] | None = None) -> None:
    """Every paper that counts, in the made files, against the independent reading."""
    year = lambda on: Year(plan, on, told)  # noqa: E731
    block(read(folder / "09-年度总结.docx"), summary_lines(year("2023-12-20")))
    block(read(folder / "05-检查通报.docx"), circular_lines(year("2023-09-28"), ["A23"]))
    report = read(folder / "08-自查报告.docx")
    block(report, selfcheck_lines(year("2023-11-10"), "2023-11-10"))
    block(report, score_rows(year("2023-11-10")))
    block(read(folder / "17-阶段总结.docx"), stage_lines(year("2023-10-09"), "2023-10-09"))
    late = read(folder / "30-年底情况.docx")
    block(late, issue_rows(year("2023-12-21")))
    block(late, score_rows(year("2023-12-21")))
    finished = year("2023-12-21").done()
    ends = {line.split("｜")[1]: line.split("｜")[-1] for line in late if re.match(r"\d+｜[^｜]+(｜[^｜]+){4}$", line)}
    assert {each["title"] for each in plan["tasks"] if each["id"] in finished} == {
        title for title, standing in ends.items() if standing == "已完成"
    }
    block(read(folder / "31-整改情况.docx"), issue_rows(year("2023-10-10")))
    award = [line for line in read(folder / "07-表彰决定.docx") if line]
    assert f"经研究，决定{honour_awards(year(None))}。" in "".join(award)
    assert f"拟表彰{honour_counts(year(None))}。" in "".join(read(folder / "15-公示.docx"))
    for lines in (award, read(folder / "15-公示.docx")):
        text = re.sub(r"[\s｜]", "", "".join(lines))
        assert re.sub(r"\s", "", "".join(honour_lines(year(None)))) in text
    expected = slips(year(None))
    made = {file.stem: file for file in (folder / "06-整改通知单").glob("*.docx")}
    assert made.keys() == expected.keys()
    for name, values in expected.items():
        text = "\n".join(read(made[name]))
        for value in (values["编号"], values["日期"], values["科室"], values["正文"], values["销号"]):
            assert value in text, (name, value)
        for row in values["问题清单"]:
            assert "｜".join(row.values()) in text, (name, row)


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> tuple[Path, dict[str, list[str]]]:
    folder = write(tmp_path_factory.mktemp("base"), whole())
    return folder, said(folder)


def test_the_made_files_hold_the_figures_of_the_plan(tmp_path):
    check_files(built(write(tmp_path, whole())), whole())


def test_no_line_with_a_figure_is_left_out(base):
    """Every line of these papers that holds a digit is one of the lines compared here, or stands so in the plan."""
    plan = whole()
    known = {
        "summary": summary_lines(Year(plan, "2023-12-20")),
        "circular": circular_lines(Year(plan, "2023-09-28"), ["A23"]),
        "selfcheck": [
            *selfcheck_lines(Year(plan, "2023-11-10"), "2023-11-10"),
            *score_rows(Year(plan, "2023-11-10")),
        ],
        "stage": stage_lines(Year(plan, "2023-10-09"), "2023-10-09"),
        "award": honour_lines(Year(plan, None)),
        "publish": honour_lines(Year(plan, None)),
    }
    # what is a date of the paper, a version, a duty, or text of the plan: no count of anything
    rest = r"^(版头|标题|落款|版记|附件说明|==|<|\d｜|测评项目｜)|^公示时间|^联系方式|^按照创建工作部署|^2023年，|^根据2023|^经对照负面清单|^（一）限期整改。|对照《2023年"
    for name, lines in known.items():
        for line in base[1][name]:
            if re.search(r"\d", line) and not re.search(rest, line):
                assert line in lines, (name, line)


# ---------------------------------------------------------------- random years
def random_plan(chance: random.Random) -> dict[str, Any]:  # noqa: C901, PLR0912 - every part once
    """The example with other records, issues, scores, honours, progress and dates of papers."""
    plan = whole()
    keep = {"A15", "A23", "A28", "A32", "A26", "A41", "A42", "A44"}
    records = [each for each in plan["records"] if each["id"] in keep or chance.random() < 0.7]
    for number in range(chance.randint(0, 12)):
        each: dict[str, Any] = {
            "id": f"R{number}", "kind": chance.choice([*KINDS, "未知类别"]), "title": f"新增活动{number}", "date": random_day(chance, month=True),
            "tasks": chance.sample(["T12", "T20", "T26", "T37", "T45", "T49"], chance.randint(0, 3)),
        }  # fmt: skip
        for key, choices in (
            ("people", ["1", "20", "0"]),
            ("hours", ["0.5", "12.25", "3", "100"]),
            ("money", ["0.1", "99.9", "8000"]),
        ):
            if chance.random() < 0.6:
                each[key] = chance.choice(choices)
        if chance.random() < 0.3:
            each |= {"kind": "volunteer", "title": "文明交通劝导（全年累计）", "cumulative": "true"}
        records.append(each)
    chance.shuffle(records)
    plan["records"] = records
    dates = {each["id"]: each["date"] for each in records}
    issues = [copy.deepcopy(each) for each in plan["issues"] if chance.random() < 0.8]
    for number in range(chance.randint(0, 8)):
        issues.append({
            "id": f"N{number}", "record": chance.choice(["A15", "A23", "A28"]), "dept": chance.choice(["office", "party", "finance", "drug1", "review"]),
            "problem": f"新问题{number}" + chance.choice(["", "。"]), "measure": "立查立改", "owner": f"LZ{chance.randint(1, 60):03}",
            "due": random_day(chance, month=True),
        })  # fmt: skip
    for each in issues:
        each.pop("done", None)
        if chance.random() < 0.6:
            day = max(last(dates[each["record"]]), last(random_day(chance)))
            each["done"] = day.isoformat() if chance.random() < 0.8 else f"{day:%Y-%m}"
    plan["issues"] = issues
    plan["progress"]["as_of"] = random_day(chance)
    for item in plan["progress"]["items"]:
        item["status"] = chance.choice(["已完成", "已完成", "进行中", "未开始", "已取消"])
        item.pop("percent")
        if item["status"] == "已完成" and chance.random() < 0.4:
            item["done"] = random_day(chance)
    standards = [
        each
        for project in plan["indicators"]["projects"]
        for group in project["indicators"]
        for each in group["standards"]
    ]
    lost = chance.sample(standards, chance.randint(0, 9))
    plan["selfcheck"] = {
        "date": "2023-11-10",
        "items": [
            {"standard": each["id"], "score": plain(Decimal(each["score"]) * chance.choice([0, 1, 3]) / 4), "reason": f"{each['id']}的原因。"}
            for each in lost
        ],
        "bonus": [{"id": each, "score": chance.choice(["0.5", "1", "0.25"])} for each in chance.sample(["J1", "J2", "J3"], chance.randint(0, 3))],
        "negative": [{"id": each, "reason": f"{each}的说明。"} for each in chance.sample(["F1", "F4", "F5"], chance.choice([0, 0, 1, 2]))],
    }  # fmt: skip
    people = [f"LZ{number:03}" for number in range(1, 61)]
    departments = [each["id"] for each in plan["departments"] if each.get("kind") != "leadership"]
    for honour in plan["honours"]:
        source = departments if honour["name"] == "文明科室" else people
        honour["items"] = chance.sample(source, chance.randint(1, 8))
    for entry in plan["documents"]:
        if entry["id"] == "circular":
            entry["from_records"] = chance.choice([["A15"], ["A23"], ["A28"], ["A15", "A23"]])
            entry["date"] = max(
                last(random_day(chance)), *(last(dates[each]) for each in entry["from_records"])
            ).isoformat()
        elif entry["id"] in ("summary", "stage", "late", "middle"):
            entry["date"] = random_day(chance)
        elif entry["id"] == "selfcheck":
            entry["date"] = max("2023-11-10", random_day(chance))
    next(each for each in plan["documents"] if each["id"] == "summary")["date"] = max("2023-11-10", random_day(chance))
    return plan


def random_day(chance: random.Random, *, month: bool = False) -> str:
    day = date(2023, chance.randint(1, 12), chance.randint(1, 28))
    return f"{day:%Y-%m}" if month and chance.random() < 0.2 else day.isoformat()


@pytest.mark.parametrize("seed", range(16))
def test_a_random_year_counts_the_same(tmp_path, seed):
    plan = random_plan(random.Random(seed))
    lines = said(write(tmp_path, plan))
    on = {each["id"]: each.get("date") for each in plan["documents"]}
    block(lines["summary"], summary_lines(Year(plan, on["summary"])))
    records = next(each["from_records"] for each in plan["documents"] if each["id"] == "circular")
    block(lines["circular"], circular_lines(Year(plan, on["circular"]), records))
    block(lines["selfcheck"], selfcheck_lines(Year(plan, on["selfcheck"]), on["selfcheck"]))
    rows = score_rows(Year(plan, on["selfcheck"]))
    block(lines["selfcheck"], rows)
    block(lines["stage"], stage_lines(Year(plan, on["stage"]), on["stage"]))
    for name in ("late", "middle"):
        found = issue_rows(Year(plan, on[name]))
        block(lines[name], found) if found else None
    standings = dict(
        re.findall(r"^\d+｜([^｜]+)｜[^｜]*｜[^｜]*｜[^｜]*｜(\w*)$", "\n".join(lines["late"]), re.MULTILINE)
    )
    assert len(standings) == len(plan["tasks"])
    assert {each["title"] for each in plan["tasks"] if each["id"] in Year(plan, on["late"]).done()} == {
        title for title, standing in standings.items() if standing == "已完成"
    }
    rows = dict(zip(slips(Year(plan, None)), [line for line in lines["rectify"] if "{'编号'" in line], strict=True))
    for name, values in slips(Year(plan, None)).items():
        assert rows[name] == f"{name} {values}"
    names = " ".join(honour_lines(Year(plan, None)))
    for paper in ("award", "publish"):
        text = " ".join(re.sub(r"^<\d> ", "", line) for line in lines[paper])
        assert names in text
        said_so = honour_awards(Year(plan, None)) if paper == "award" else honour_counts(Year(plan, None))
        assert said_so in text
    certificates = [line for line in lines["certs"] if "{'称谓'" in line]
    assert len(certificates) == sum(len(each["items"]) for each in plan["honours"])


# ---------------------------------------------------------------- one thing changes: what quotes it and nothing else
def differing(tmp_path: Path, base: tuple[Path, dict[str, list[str]]], plan: dict[str, Any]) -> set[str]:
    after = said(write(tmp_path, plan))
    assert after.keys() == base[1].keys()
    return {name for name, lines in after.items() if lines != base[1][name]}


PAPER_DAYS = {"circular": "2023-09-28", "stage": "2023-10-09", "middle": "2023-10-10", "selfcheck": "2023-11-10", "summary": "2023-12-20",
              "late": "2023-12-21"}  # fmt: skip
QUOTED_TASKS = {"T20", "T37", "T12", "T26", "T49"}
QUOTED_BY = {
    "A32": {"minutes", "gather"},
    "A26": {"actrec"},
    "A44": {"committee"},
    "A41": {"two"},
    "A42": {"two"},
    "A23": {"circular"},
}


def on_time(paper: str, day: str) -> bool:
    return last(day) <= last(PAPER_DAYS[paper])


def occurrences_change(record: dict[str, Any]) -> bool | None:
    """Whether the count of occurrences may change with a record: None where that needs the calendar to know."""
    return None if on_time("middle", record["date"]) and record.get("tasks") else False


RECORDS = raw()["records"]


@pytest.mark.parametrize(
    "identifier", [each["id"] for each in RECORDS if each["id"] not in ("A15", "A23", "A28", *QUOTED_BY)]
)
def test_a_record_less_changes_what_counts_it(tmp_path, base, identifier):
    record = next(each for each in RECORDS if each["id"] == identifier)
    expected = set()
    if on_time("stage", record["date"]):
        expected.add("stage")
    if on_time("selfcheck", record["date"]):
        expected.add("selfcheck")
    if on_time("summary", record["date"]) and (
        record["kind"] in ("sports", "volunteer", "inspection") or QUOTED_TASKS & set(record["tasks"]) or "money" in record
    ):  # fmt: skip
        expected.add("summary")
    found = differing(tmp_path, base, whole(records=[each for each in whole()["records"] if each["id"] != identifier]))
    if occurrences_change(record) is None:
        found.discard("middle")
    assert found == expected


@pytest.mark.parametrize("identifier", ["A01", "A04", "A06", "A08", "A25", "A26", "A27", "A31", "A32", "A42"])
def test_ten_more_people_change_what_says_how_many_came(tmp_path, base, identifier):
    records = whole()["records"]
    record = next(each for each in records if each["id"] == identifier)
    record["people"] = str(int(record["people"]) + 10)
    expected = {"stage"} if on_time("stage", record["date"]) else set()
    if on_time("summary", record["date"]) and record["kind"] in ("sports", "volunteer"):
        expected.add("summary")
    if identifier == "A26":
        expected.add("actrec")
    assert differing(tmp_path, base, whole(records=records)) == expected


@pytest.mark.parametrize("identifier", [f"Q0{number}" for number in range(1, 10)])
def test_an_issue_opened_or_closed_changes_what_says_so(tmp_path, base, identifier):
    issues = whole()["issues"]
    issue = next(each for each in issues if each["id"] == identifier)
    closing = issue.pop("done", None)
    if closing is None:
        closing = issue["done"] = "2023-12-10"
    expected = {"rectify"} | {name for name in PAPER_DAYS if on_time(name, closing)}
    assert differing(tmp_path, base, whole(issues=issues)) == expected


def test_words_of_an_issue_change_where_it_is_named(tmp_path, base):
    for number, (identifier, expected) in enumerate({
        "Q05": {"circular", "stage", "middle", "late", "rectify"},  # open on 9 October, closed on 11 October
        "Q01": {"middle", "late", "rectify"},  # closed long before, and not of September
        "Q09": {"late", "rectify"},  # of November, in no paper before
    }.items()):  # fmt: skip
        issues = whole()["issues"]
        next(each for each in issues if each["id"] == identifier)["problem"] = "换一种说法"
        assert differing(tmp_path / str(number), base, whole(issues=issues)) == expected


@pytest.mark.parametrize("place", range(4))
def test_a_score_changes_the_self_check_and_what_quotes_the_total(tmp_path, base, place):
    check = whole()["selfcheck"]
    check["items"][place]["score"] = "0.5"
    assert differing(tmp_path / "score", base, whole(selfcheck=check)) == {"selfcheck", "summary", "late"}
    check = whole()["selfcheck"]
    check["items"][place]["reason"] = "另一个原因"
    assert differing(tmp_path / "reason", base, whole(selfcheck=check)) == {"selfcheck", "late"}


def test_a_bonus_changes_the_self_check_and_what_quotes_the_total(tmp_path, base):
    check = whole()["selfcheck"]
    check["bonus"] = []
    assert differing(tmp_path, base, whole(selfcheck=check)) == {"selfcheck", "summary", "late"}


@pytest.mark.parametrize("place", range(3))
def test_an_honour_changes_what_names_it(tmp_path, base, place):
    other = ["review", "LZ010", "LZ010"][place]
    honours = whole()["honours"]
    honours[place]["items"][0] = other
    assert differing(tmp_path / "other", base, whole(honours=honours)) == {"award", "publish", "certs"}
    honours = whole()["honours"]
    honours[place]["items"].pop()
    assert differing(tmp_path / "less", base, whole(honours=honours)) == {"award", "publish", "certs", "summary"}


@pytest.mark.parametrize(("task", "status"), [("T01", "进行中"), ("T52", "已完成"), ("T60", "已取消")])
def test_a_task_changes_the_summary_and_its_table_only(tmp_path, base, task, status):
    progress = whole()["progress"]
    next(each for each in progress["items"] if each["task"] == task)["status"] = status
    expected = {"late"} if status == "已取消" else {"summary", "late"}
    assert differing(tmp_path, base, whole(progress=progress)) == expected


def test_a_day_earlier_does_not_know_what_a_later_day_brings(tmp_path, base):
    """Records and issues of October, and the closing of one of September in October, leave September's circular alone."""
    records = [*whole()["records"], {"id": "Z1", "kind": "inspection", "title": "十月检查", "date": "2023-10-12", "place": "各科室", "people": "5",
                                     "tasks": ["T05"]}]  # fmt: skip
    issues = [
        *whole()["issues"],
        {
            "id": "Z2",
            "record": "Z1",
            "dept": "office",
            "problem": "十月的问题",
            "measure": "改",
            "owner": "LZ009",
            "due": "2023-10-20",
        },
    ]
    next(each for each in issues if each["id"] == "Q06")["done"] = "2023-10-30"
    found = differing(tmp_path, base, whole(records=records, issues=issues))
    assert found == {"selfcheck", "summary", "late", "rectify"}


def test_somebody_on_leave_changes_what_counts_or_lists_everybody(tmp_path, base):
    folder = write(tmp_path, whole())
    file = folder / "inputs" / "roster.csv"
    text = file.read_text(encoding="utf-8-sig")
    line = next(each for each in text.split("\n") if each.startswith("LZ010,"))
    file.write_text(text.replace(line, line.replace("在岗", "产假")), encoding="utf-8-sig")
    after = said(folder)
    assert {name for name, lines in after.items() if lines != base[1][name]} == {"summary", "rally"}
    assert "57名在岗职工签署做遵纪守法好公民承诺书" in "".join(after["summary"])
    assert "应到：57人　实到：____　请假：____" in after["rally"]


def test_of_two_totals_of_one_day_the_one_written_later_counts(tmp_path):
    """A total that was corrected on the same day: the summary counts it once, with the later figures."""
    total = next(each for each in whole()["records"] if each["id"] == "A27")
    plan = whole(records=[*whole()["records"], total | {"id": "A27b", "people": "53", "hours": "320"}])
    lines = said(write(tmp_path, plan))["summary"]
    block(lines, summary_lines(Year(plan, "2023-12-20")))
    assert "开展志愿服务活动4次，参加147人次，累计服务608小时" in "".join(lines)


def test_another_inspection_of_the_same_day_is_not_an_earlier_one(tmp_path):
    twin = next(each for each in whole()["records"] if each["id"] == "A23") | {"id": "Z1", "title": "同日的另一次检查"}
    issues = [*whole()["issues"], {"id": "Z2", "record": "Z1", "dept": "office", "problem": "另一个问题", "measure": "改", "owner": "LZ009", "due": "2023-10-20"}]  # fmt: skip
    plan = whole(records=[*whole()["records"], twin], issues=issues)
    lines = said(write(tmp_path, plan))["circular"]
    block(lines, circular_lines(Year(plan, "2023-09-28"), ["A23"]))
    assert "此前检查发现的4个问题，已全部整改到位。" in lines


# ---------------------------------------------------------------- what is wrong still
def extra(tmp_path: Path, entry: dict[str, Any], **changes: Any) -> list[str]:
    plan = whole(**changes)
    plan["documents"].append(
        {"id": "x", "title": "关于某事的通知", "to": ["各科室"], "output": "99-试验.docx", **entry}
    )
    return said(write(tmp_path, plan))["x"]


def test_the_last_deadline_may_be_a_month(tmp_path):
    issues = [
        *whole()["issues"],
        {"id": "Z", "record": "A28", "dept": "review", "problem": "新问题", "owner": "LZ053", "due": "2023-12"},
    ]
    lines = extra(tmp_path, {"type": "inspection_circular", "from_records": ["A28"], "date": "2023-11-30"}, issues=issues)  # fmt: skip
    assert any("最迟于12月底前完成" in line for line in lines)
    assert any("整改期限：12月底" in line for line in lines)


def test_the_sentence_of_the_self_check_adds_up(tmp_path):
    check = whole()["selfcheck"] | {"negative": [{"id": "F4", "reason": "网络舆情一起。"}]}
    lines = said(write(tmp_path, whole(selfcheck=check)))["selfcheck"]
    sentence = next(line for line in lines if line.startswith("测评标准满分"))
    full, *parts, total = (Decimal(each) for each in re.findall(r"(?<!情形)([\d.]+)分", sentence))
    gained = parts.pop(1)
    assert full - sum(parts) + gained == total == Decimal(94)


def test_a_stage_before_any_inspection_claims_nothing(tmp_path):
    lines = extra(tmp_path, {"type": "stage_summary", "date": "2023-03-31"})
    assert not any("已全部整改到位" in line for line in lines)


def test_a_circular_of_closed_issues_sets_no_deadline(tmp_path):
    lines = extra(tmp_path, {"type": "inspection_circular", "from_records": ["A15"], "date": "2023-07-20"})
    assert any("现已全部整改到位" in line for line in lines)
    assert not any("最迟于" in line for line in lines)


def test_slips_of_a_day_hold_what_was_found_by_then(tmp_path):
    lines = extra(tmp_path, {"type": "rectification", "from_issues": "all", "date": "2023-07-01", "output": "99-试验/"})
    assert sum("{'编号'" in line for line in lines) == 4


def test_a_slip_keeps_its_number(tmp_path, base):
    issues = [
        *whole()["issues"],
        {"id": "Z", "record": "A15", "dept": "party", "problem": "补记的问题", "owner": "LZ013", "due": "2023-07-15"},
    ]
    lines = said(write(tmp_path, whole(issues=issues)))["rectify"]
    assert {line for line in base[1]["rectify"] if "{'编号'" in line} <= set(lines)


def test_the_plan_of_january_can_be_built(tmp_path):
    """Nothing has happened yet; the summary's words already quote what will be counted. 方案, 通知 and 台账 are made."""
    plan = raw() | {"records": [], "issues": []}
    plan["documents"] = [each for each in plan["documents"] if each["type"] in ("notice", "plan", "ledger")]
    outputs = built(write(tmp_path, plan))
    assert (outputs / "01-实施方案.docx").exists()


# ---------------------------------------------------------------- what was typed in the ledger
def table(book: openpyxl.Workbook, sheet: str, key: str) -> tuple[Any, dict[str, int], dict[str, int]]:
    """A sheet, its columns by header and its rows by what stands in the column `key`."""
    found = book[sheet]
    head = next(row for row in found.iter_rows() if any(cell.value == key for cell in row))
    columns = {str(cell.value): cell.column for cell in head if cell.value is not None}
    rows = {str(found.cell(number, columns[key]).value): number for number in range(head[0].row + 1, found.max_row + 1)}
    return found, columns, rows


def test_what_is_typed_in_the_ledger_is_what_the_papers_count(tmp_path):
    """Statuses and closing dates of every kind, before and after the dates of papers, and a tick; then all is counted again."""
    plan = whole()
    folder = write(tmp_path, plan)
    outputs = built(folder)
    before = {
        file.relative_to(outputs).as_posix(): read(file)
        for file in outputs.rglob("*.docx")
        if "承诺" not in file.as_posix()
    }
    ledger = outputs / "02-任务分工台账.xlsx"
    book = openpyxl.load_workbook(ledger)
    titles = {each["id"]: each["title"] for each in plan["tasks"]}
    sheet, columns, rows = table(book, "总表", "工作任务")
    told: dict[str, Any] = {"tasks": {}, "issues": {}}
    typed = {"T52": "已完成", "T59": "完成", "T01": "进行中", "T02": "60%", "T60": "√"}
    for task, text in typed.items():
        sheet.cell(rows[titles[task]], columns["完成情况"]).value = text
        told["tasks"][task] = "已完成" if task in ("T52", "T59", "T60") else "进行中"
    sheet, columns, rows = table(book, "问题整改", "存在问题")
    problems = {each["id"]: each["problem"] for each in plan["issues"]}
    days = {"Q09": "2023-12-15", "Q05": "2023-09-27", "Q06": "2023-11-20", "Q07": None, "Q01": "2023-10-01"}
    for issue, day in days.items():
        cell = sheet.cell(rows[problems[issue]], columns["完成日期"])
        cell.value = date.fromisoformat(day) if day and issue != "Q06" else day  # as a date, and as a text
        state = sheet.cell(rows[problems[issue]], columns["整改情况"])
        state.value = "已整改" if day else None
        told["issues"][issue] = date.fromisoformat(day) if day else None
    grid, columns, rows = table(book, "按月进度", "工作任务")
    free = [
        (rows[titles[task]], number)
        for task in ("T11", "T13")
        for number in columns.values()
        if grid.cell(rows[titles[task]], number).value == "○"
    ]
    book.save(ledger)
    built(folder)
    check_files(outputs, plan, told)
    after = {name: read(outputs / name) for name in before}
    changed = {name for name in after if after[name] != before[name]}
    kept = {
        "01-实施方案.docx",
        "04-会议纪要.docx",
        "07-表彰决定.docx",
        "15-公示.docx",
        "18-活动方案.docx",
        "28-联合通知.docx",
    }
    assert kept <= after.keys()
    assert not kept & changed
    counted = {
        "09-年度总结.docx",
        "05-检查通报.docx",
        "08-自查报告.docx",
        "17-阶段总结.docx",
        "30-年底情况.docx",
        "31-整改情况.docx",
    }
    papers = {name for name in changed if "/" not in name and not name.startswith("00-")}
    assert papers == counted
    assert len(free) >= 2
    assert ticks_count(folder, outputs, free[:2]) == 2


def ticks_count(folder: Path, outputs: Path, cells: list[tuple[int, int]]) -> int:
    """How many occurrences more a paper counts when cells of the month grid are ticked."""

    def count() -> int:
        return int(re.search(r"已办(\d+)次", "".join(read(outputs / "31-整改情况.docx")))[1])

    before = count()
    book = openpyxl.load_workbook(outputs / "02-任务分工台账.xlsx")
    for row, column in cells:
        book["按月进度"].cell(row, column).value = "√"
    book.save(outputs / "02-任务分工台账.xlsx")
    built(folder)
    return count() - before
