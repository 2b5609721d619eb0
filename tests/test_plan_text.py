"""The plan's words, character by character: only what the program may add is added, in Word and in the rendering."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import docx
import pytest
import yaml
from docx.oxml.ns import qn

from gongwen.build import BuildOptions, build
from tests.rendering import read_pages, to_pdf

ROOT = Path(__file__).parent.parent
NUMERALS = "一二三四五六七八九十"
HANGING = "，。、；："


def names(raw: dict) -> dict[str, str]:
    """The references of the example's plan text, worked out by hand from the raw file and the roster."""
    with (ROOT / "inputs" / "roster.csv").open(encoding="utf-8-sig", newline="") as stream:
        people = {row["工号"]: row["姓名"] for row in csv.DictReader(stream)}
    group = raw["group"]
    heads = [item["head"] for item in raw["departments"] if item.get("kind") != "leadership"]
    chosen = list(dict.fromkeys([*group["members"]["staff"], *heads]))
    chosen = [person for person in chosen if person not in (group["leader"], *group["deputies"])]
    return {
        "year": raw["year"],
        "unit.province": raw["unit"]["province"],
        "group.leader": people[group["leader"]],
        "group.deputies": "、".join(people[person] for person in group["deputies"]),
        "group.members": "、".join(people[person] for person in chosen),
        "group.office.director": people[group["office"]["director"]],
        "group.office.staff": "、".join(people[person] for person in group["office"]["staff"]),
    }


def expected_plan(raw: dict, known: dict[str, str]) -> list[str]:
    """The paragraphs of the implementation plan, with the allowed additions only."""

    def text(value: str) -> str:
        return re.sub(r"\{\{ *([\w.]+) *\}\}", lambda match: str(known[match.group(1)]), value).strip()

    def lines(value: str | None) -> list[str]:
        return [line.strip() for line in text(value or "").split("\n") if line.strip()]

    def leaf(node: dict, mark: str) -> list[str]:
        first, *rest = lines(node.get("text")) or [""]
        head = f"{text(node['title'])}。" if node.get("title") else ""
        return [f"{mark}{head}{first}", *rest]

    entry = next(item for item in raw["documents"] if item["type"] == "plan")
    found = [text(entry["title"]), *lines(raw["plan"].get("intro"))]
    for number, section in enumerate(raw["plan"]["sections"]):
        found += [f"{NUMERALS[number]}、{text(section['heading'])}", *lines(section.get("text"))]
        if section.get("ref") == "phases":
            for index, phase in enumerate(raw["phases"]):
                found += [f"第{NUMERALS[index]}阶段：{phase['name']}（{phase['months']}）", *lines(phase["text"])]
        for index, node in enumerate(raw.get(section.get("ref"), []) if section.get("ref") != "phases" else []):
            mark = f"（{NUMERALS[index]}）"
            if node.get("items"):
                found += [mark + text(node["title"]), *lines(node.get("text"))]
                for place, item in enumerate(node["items"], 1):
                    found += leaf(item, f"{place}.")
            else:
                found += leaf(node, mark)
    notes = [text(name) for name in entry.get("attachments", [])]
    return found + (
        [f"附件：{notes[0]}"]
        if len(notes) == 1
        else [f"{'附件：' if n == 1 else ''}{n}.{name}" for n, name in enumerate(notes, 1)]
    )


def paragraphs(file: Path) -> list[str]:
    """The paragraphs of a .docx that are not blank; the lines of a title joined, 版记 left out."""
    body = docx.Document(str(file)).element.body
    found = []
    for element in body.iterchildren(qn("w:p")):
        if not list(element.iter(qn("w:drawing"))):
            found.append("".join(node.text or "" for node in element.iter(qn("w:t"))))
    return [text for text in found if text]


def squeezed(texts: list[str]) -> str:
    """One string without blanks: PDF text has none that can be relied on."""
    return re.sub(r"\s", "", "".join(texts))


def missing(source: str, shown: str) -> list[str]:
    """Characters of the source that the rendering lacks; fails on anything else that differs."""
    lost, at = [], 0
    for position, char in enumerate(source):
        if at < len(shown) and shown[at] == char:
            at += 1
        else:
            lost.append(f"{char}@{source[max(0, position - 8) : position]}")
    assert at == len(shown), f"the rendering has more: {shown[at : at + 30]}"
    return lost


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    root = tmp_path_factory.mktemp("plan-text")
    shutil.copytree(ROOT / "inputs", root / "inputs")
    assert build(BuildOptions(plan=root / "inputs" / "plan.yaml", pdf=False), print).exit_code == 0
    raw = yaml.load((ROOT / "inputs" / "plan.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return root / "outputs" / "2023", raw


def test_the_plan_in_word_is_the_plan_file(example):
    folder, raw = example
    assert paragraphs(folder / "01-实施方案.docx") == expected_plan(raw, names(raw))


def test_the_notice_carries_the_same_text(example):
    folder, raw = example
    shown = paragraphs(folder / "01-实施方案（印发稿）.docx")
    assert shown[:8] == [
        "澜州省药品检查中心文件",
        "澜药检〔2023〕6号",
        "关于印发《2023年精神文明建设工作实施方案》的通知",
        "各科室：",
        "经中心支委会研究同意，现将《2023年精神文明建设工作实施方案》印发给你们，请结合实际，认真抓好贯彻落实。",
        "澜州省药品检查中心",
        "2023年2月27日",
        "（此件主动公开）",
    ]
    assert shown[8:] == expected_plan(raw, names(raw))


@pytest.mark.parametrize("name", ["01-实施方案", "01-实施方案（印发稿）"])
def test_the_rendering_shows_every_character(example, tmp_path, name):
    folder, _ = example
    pdf = to_pdf([folder / f"{name}.docx"], tmp_path)[name]
    shown = [line.text for page in read_pages(pdf) for line in page.lines if not re.fullmatch(r"—\d+—", line.text)]
    source = squeezed(paragraphs(folder / f"{name}.docx"))
    rendered = squeezed(shown)
    if "印发稿" in name:
        imprint = "抄送：澜州省药品监督管理局精神文明创建办公室。澜州省药品检查中心办公室2023年2月27日印发"
        assert rendered.endswith(imprint)
        rendered = rendered.removesuffix(imprint)
    lost = missing(source, rendered)
    assert all(item[0] in HANGING for item in lost), lost
    assert len(lost) <= 10, lost


OTHER = """
schema: gongwen/plan@1
year: 2025
unit: {name: 云溪县图书馆, code: 云图, seal: false}
plan:
  intro: |-
    第一段。
    第二段，{{ year }}年。
  sections:
    - {heading: 总体要求, text: 一句话。}
    - {heading: 工作任务, ref: measures}
    - {heading: 工作要求, text: 做到以下几点：, ref: requirements}
    - {heading: 没有下文}
measures:
  - {id: M1, title: 只有标题的措施, text: "正文A＆B，<不是标签>。"}
  - id: M2
    title: 有条目的措施
    text: |-
      引子一。
      引子二。
    items:
      - {id: M2-1, text: 没有标题的条目。}
      - {id: M2-2, title: 有标题！, text: "说明“引号”——破折号……"}
requirements:
  - {id: R1, text: 没有标题的要求。}
documents:
  - {id: p, type: plan, title: 方案, attachments: [甲, 乙], output: a.docx}
"""


def test_another_plan(tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text(OTHER, encoding="utf-8")
    assert build(BuildOptions(plan=plan, pdf=False), print).exit_code == 0
    assert paragraphs(tmp_path / "outputs" / "2025" / "a.docx") == [
        "方案", "第一段。", "第二段，2025年。", "一、总体要求", "一句话。", "二、工作任务",
        "（一）只有标题的措施。正文A＆B，<不是标签>。", "（二）有条目的措施", "引子一。", "引子二。", "1.没有标题的条目。",
        "2.有标题！说明“引号”——破折号……", "三、工作要求", "做到以下几点：", "（一）没有标题的要求。", "四、没有下文",
        "附件：1.甲", "2.乙",
    ]  # fmt: skip
