"""What the papers say, read like an office director: good Chinese, the same in the files, other turns of each sentence.

`test_year_text` holds the whole text of each paper of the year in `tests/data/papers`. Here those texts are found again in
the made Word files, in order; no text may break the house style; and what the year of the example does not show (all issues
closed, some closed, none found, people absent, a single winner …) stands in `tests/data/papers/variants`.

After a wanted change: `GONGWEN_REBUILD_GOLDEN=1 python -m pytest tests/test_papers_text.py`, then read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from gongwen.build import BuildOptions, build
from gongwen.documents.context import Batch, Made
from tests.test_papers_figures import raw, whole, write
from tests.yearly import context_of, dump, make, yearly

GOLDEN = Path(__file__).parent / "data" / "papers"
VARIANTS = GOLDEN / "variants"


# ---------------------------------------------------------------- other turns of the papers
def record(**keys: Any) -> dict[str, Any]:
    return {
        "id": "B1",
        "kind": "meeting",
        "title": "创建工作调度会",
        "date": "2023-11-03",
        "place": "二楼会议室",
        "people": "12",
        **keys,
    }


def entry(kind: str, **keys: Any) -> dict[str, Any]:
    return {"type": kind, "title": "关于某项工作的通知", "date": "2023-12-25", "number": {"seq": 60}, **keys}


ROOMS = {"to": ["各科室"]}
NEGATIVE = {"negative": [{"id": "F4", "reason": "网络舆情一起，已妥善处置"}, {"id": "F1"}]}
CONDITIONS = [
    {"name": "志愿服务先进个人", "quota": "3", "conditions": ["全年志愿服务不少于20小时；", "服务对象评价好。"], "items": ["LZ030", "LZ055"]},
    {"name": "先进集体", "quota": "1", "conditions": ["完成任务好"], "items": ["drug2"]},
    {"name": "书香家庭", "items": ["LZ042"]},
]  # fmt: skip
ONLY_HONOURS = {"summary": {"opening": "总结如下：", "sections": []}}
Variant = tuple[dict[str, Any], dict[str, Any]]
CASES: dict[str, Variant] = {
    "circular-all-closed": (entry("inspection_circular", **ROOMS, from_records=["A15"], date="2023-07-20"), {}),
    "circular-some-closed": (entry("inspection_circular", **ROOMS, from_records=["A15"], date="2023-07-12"), {}),
    "circular-two-inspections": (entry("inspection_circular", **ROOMS, from_records=["A15", "A23"], date="2023-10-12"), {}),
    "circular-nothing-found": (
        entry("inspection_circular", **ROOMS, from_records=["A28"], date="2023-11-30"), {"issues": raw()["issues"][:7]}),
    "circular-own-demands": (
        entry("inspection_circular", **ROOMS, from_records=["A28"], date="2023-12-02", body=["现将迎检前检查情况通报如下："],
              requirements=["各科室要立即整改。", "12月10日前报结果。"]), {}),
    "slips-of-one-day": (entry("rectification", from_issues=["Q01", "Q02", "Q03"], date="2023-07-12", output="99/"), {}),
    "selfcheck-negative": (entry("selfcheck", **ROOMS), {"selfcheck": raw()["selfcheck"] | NEGATIVE}),
    "selfcheck-clean": (entry("selfcheck"), {"selfcheck": {"date": "2023-11-10", "items": [], "bonus": [], "negative": []}}),
    "stage-before-inspections": (entry("stage_summary", date="2023-03-31"), {}),
    "stage-all-closed": (entry("stage_summary", date="2023-08-31"), {}),
    "stage-year-end": (entry("stage_summary", date="2023-12-31", requirements=["及早谋划下一年。"]), {}),
    "minutes-people": (
        entry("minutes", title="专题会议纪要", number=None, date=None, from_records=["B1"]),
        {"records": [*raw()["records"], record(host="LZ002", recorder="LZ008", absent=["LZ004"], attendees=["LZ030", "省局代表"],
                                              summary="会议听取了各科室汇报。", decisions=["各科室11月10日前报材料；", "联络员专人负责。"])]}),
    "minutes-one-decision": (
        entry("minutes", title="专题会议纪要", number=None, date=None, from_records=["B1"]),
        {"records": [*raw()["records"], record(decisions=["同意"])]}),
    "minutes-rally": (entry("minutes", title="会议纪要", number=None, date=None, from_records=["A02"], attend=["科室负责人"]), {}),
    "minutes-two-rolls": (entry("minutes", title="会议纪要", from_records=["A43", "A44"], cc=["各科室"]), {}),
    "gather-bare": (entry("meeting_notice", **ROOMS, attend=["支委会", "drug1"], meeting={"date": "2023-12-29", "place": "三楼会议室", "host": "LZ001"}), {}),
    "gather-one-topic": (
        entry("meeting_notice", **ROOMS, attend=["联络员"], date="2023-11-01", contact="柯文，8103",
              meeting={"name": "联络员会议", "date": "2023-11-03", "time": "下午3:00", "place": "二楼", "agenda": ["布置迎检材料。"]}), {}),
    "selection-conditions": (entry("selection_notice", **ROOMS, contact="党群人事科，8201"), {"honours": CONDITIONS, **ONLY_HONOURS}),
    "publish-own-days": (
        entry("public_notice", validity={"from": "2023-12-28", "to": "2024-01-04"}), {"honours": CONDITIONS, **ONLY_HONOURS}),
    "publish-over-a-holiday": (entry("public_notice", date="2023-09-27"), {}),
    "award-namesakes": (entry("commendation", **ROOMS), {"honours": CONDITIONS, **ONLY_HONOURS}),
    "award-one": (entry("commendation", **ROOMS, honours=["文明职工"]), {"honours": [*raw()["honours"][:2], {"name": "文明职工", "items": ["LZ008"]}]}),
    "certificates": (entry("certificate"), {"honours": CONDITIONS, **ONLY_HONOURS}),
    "activity-every-month": (entry("activity_plan", task="T56"), {}),
    "activity-alone": (entry("activity_plan", task="T12", requirements=["按时开展。"]), {}),
    "activity-record-meeting": (entry("activity_record", from_records=["A32"]), {}),
    "letter-draft": (entry("letter", to=["临澜市文明办", "春晖社区居民委员会"], number=None, date=None, body=["请支持为盼。"]), {}),
    "order-stamped": (entry("order", signer=["LZ001"], seal="true", body=["现予公布。"]), {}),
    "request-two-signers": (entry("request", to=["澜州省药品监督管理局"], signer=["LZ001", "LZ002"], body=["妥否，请批示。"], note="联系人：柯文，8103"), {}),
    "names-everybody-of-two": (entry("name_list", attend=["财务科", "LZ030", "LZ055"]), {}),
    "notice-with-tables": (
        entry("notice", **ROOMS, date="2023-12-21", body=["有关情况附后。"],
              attachments=[{"from": "issues"}, {"from": "names", "attend": ["支委会"], "title": "参会人员名单"}, "会议材料"]), {}),
}  # fmt: skip


def text_of(made: Made | Batch) -> str:
    """A paper as text: itself, the values of a batch, what comes with it, how it stands, what was found wrong."""
    lines = dump(made.document)
    if isinstance(made, Batch):
        lines += [f"{name}\t{values}" for name, values in made.rows]
    else:
        lines.append("送审稿" if made.draft else "正式")
        lines += [line for each in made.companions for line in ("", f"## {each.suffix}", *dump(each.document))]
    return "\n".join([*lines, *(f"{problem.severity}: {problem.what}" for problem in made.problems)]) + "\n"


def variant(folder: Path, name: str) -> str:
    keys, changes = CASES[name]
    plan = whole(**changes)
    known = {each["name"] for each in plan["honours"]}
    wanted = [each for each in plan["documents"] if not set(each.get("honours", [])) - known]
    plan["documents"] = [
        *wanted,
        {"id": "x", "output": "99-试验.docx", **{key: value for key, value in keys.items() if value is not None}},
    ]
    context, _ = context_of(write(folder, plan))
    return text_of(make(context, "x"))


@pytest.mark.parametrize("name", CASES)
def test_other_turns_say_what_they_said(tmp_path, name):
    said = variant(tmp_path, name)
    file = VARIANTS / f"{name}.txt"
    if os.environ.get("GONGWEN_REBUILD_GOLDEN"):
        VARIANTS.mkdir(parents=True, exist_ok=True)
        file.write_text(said, encoding="utf-8")
    assert said.split("\n") == file.read_text(encoding="utf-8").split("\n")


def test_there_is_no_text_without_its_case():
    assert {file.stem for file in VARIANTS.glob("*.txt")} == set(CASES)


# ---------------------------------------------------------------- house style
ALL = sorted([*GOLDEN.glob("*.txt"), *(VARIANTS / f"{name}.txt" for name in CASES)])
HAN = r"[㐀-鿿豈-﫿𠀀-𱍊]"
FAULTS = {
    "doubled punctuation": r"[，。；：、][，。；：、！？]|[！？][，。；：、]|（）|“”|《》|——。|^[，。；：、]",
    "a half-width mark among Han": rf"{HAN}[,;!?]|{HAN}[.:](?!\d|//)|\({HAN}|{HAN}\)",
    "a tag or a value that is none": r"\{%|\bNone\b|\bnull\b|\bTrue\b|\bFalse\b|Decimal|PlanDate|nan",
    "a word twice": r"(?<![一二三四五六七八九十])(的的|了了|会议会议|工作工作|通知通知|纪要纪要|年度年度|进行进行|关于关于|我中心中心|科室科室)",
    "a year twice": r"(\d{4}年)\1|2023年度2023年",
    "an ordinal twice": r"^(（?[一二三四五六七八九十]+[、）]|\d+\.)\s*(（?[一二三四五六七八九十]+[、）]|\d+\.(?!\d))",
    "blanks between Han": rf"{HAN} +{HAN}",
    "a day that is none": r"(?<!\d)0月|月0日|(?<!\d)0\d月",
}  # fmt: skip
STRUCTURE = (
    "[",
    "版头",
    "版记",
    "落款",
    "标题",
    "附件说明",
    "==",
    "##",
    "<",
    "警告",
    "错误",
    "提示",
    "正式",
    "送审稿",
    "---",
)
SPREAD = ("主 持 人", "记 录 人", "主 讲 人")
"""Labels of a form that are set as wide as those beside them."""
PAIRS = ("“”", "‘’", "（）", "《》", "〔〕", "【】")


def sentences(text: str) -> list[str]:
    """The lines of a paper that are prose: no structure, no row of a table, no values of a batch."""
    return [
        line
        for line in text.split("\n")
        if line and not line.startswith(STRUCTURE) and "｜" not in line and "\t" not in line
    ]


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_house_style(file):
    text = file.read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if not line.startswith(("警告", "错误", "提示", "["))]
    for line in lines:
        shown = re.sub(r"^== \S* | 横排$", "", line)
        shown = re.sub(r"^(版头|落款|版记|标题|附件说明|==|##) ?|^<\d> ", "", shown)
        cells = shown.split("｜") if "｜" in shown else [shown]
        cells = [cell for cell in cells if cell not in SPREAD]
        for cell in cells if "\t" not in line and not line.startswith(("<", "[照片]")) else ():
            for fault, pattern in FAULTS.items():
                assert not re.search(pattern, cell), (fault, line)
        for opening, closing in PAIRS:
            assert line.count(opening) == line.count(closing), (f"{opening}{closing}", line)


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_sentences_end(file):
    """A line that holds a comma is a sentence and ends like one; a heading is short and has no full stop."""
    for line in sentences(file.read_text(encoding="utf-8")):
        if re.match(
            r"(联系人|联系方式|出席|请假|列席|记录)(（.*）)?：|（联系人|.*：____|编号：|时间：|应到：|签发单位", line
        ):
            continue
        heading = re.match(r"（[一二三四五六七八九十]+）", line) and len(line) < 30
        if "，" in line and not heading and not line.startswith("（此件"):
            assert line[-1] in "。：！？", line
        if re.match(r"[一二三四五六七八九十]+、[^。：]*$", line):
            assert len(line) < 40, line


# ---------------------------------------------------------------- the same in the made files
@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    folder = yearly(tmp_path_factory.mktemp("year"))
    assert build(BuildOptions(plan=folder / "inputs" / "plan.yaml", pdf=False), lambda _: None).exit_code == 0
    context, _ = context_of(folder)
    return folder / "outputs" / "2023", {each.id: each.output for each in context.plan.documents}


def stream(file: Path) -> str:
    """All text of a Word file in order, text boxes once, without white space."""
    found = []
    for node in docx.Document(str(file)).element.body.iter(qn("w:t")):
        if not any(parent.tag.endswith("}Fallback") for parent in node.iterancestors()):
            found.append(node.text or "")
    return re.sub(r"\s", "", "".join(found))


def pieces(golden: str) -> list[str]:
    """What a text says must be in the file, in its order, until what comes with it."""
    found: list[str] = []
    main = golden.split("\n\n## ", maxsplit=1)[0]
    for line in main.split("\n"):
        if not line or line.startswith(("[", "版头", "版记", "落款", "警告", "错误", "提示", "正式", "送审稿", "---")):
            continue
        if line.startswith("标题 "):
            found.append(line[3:].replace("/", ""))
        elif line.startswith("附件说明 "):
            found.append(line[5:])
        elif line.startswith("== "):
            label, _, title = line[3:].removesuffix(" 横排").partition(" ")
            found += ([] if label == "None" else [label]) + [title.replace("/", "")]
        elif line.startswith("<"):
            found += line.split(" ")[1:]
        elif "：____" in line:
            found += [part.split("：")[0] for part in line.split("　")]
        else:
            found += re.split(r"｜|〈|〉", line)
    return [re.sub(r"\s", "", piece) for piece in found if piece.strip()]


BATCHES = ("rectify", "certs")


@pytest.mark.parametrize("identifier", [file.stem for file in sorted(GOLDEN.glob("*.txt")) if file.stem not in BATCHES])
def test_the_made_file_says_what_its_text_says(outputs, identifier):
    folder, names = outputs
    golden = (GOLDEN / f"{identifier}.txt").read_text(encoding="utf-8")
    output = Path(names[identifier])
    name = f"{output.stem}（送审稿）.docx" if "\n送审稿" in golden else output.name
    shown, place = stream(folder / name), 0
    order = "[命令]" in golden or "[纪要]" in golden
    merged = "｜测评项目｜" in golden or "\n测评项目｜" in golden  # equal neighbours are one cell there
    for piece in pieces(golden):
        found = shown.find(piece, place)
        if found < 0 and (merged or order):
            assert piece in shown or (order and "令" in piece), piece
            continue
        assert found >= 0, (piece, shown[place : place + 40])
        place = found + len(piece)
    for line in golden.split("\n\n## ", maxsplit=1)[0].split("\n"):
        if line.startswith(("版头 ", "落款 ", "版记 ")):
            for part in line[3:].split("｜"):
                assert re.sub(r"\s", "", part) in shown, line


def test_what_comes_with_a_paper_is_made(outputs):
    folder, names = outputs
    for identifier in ("gather", "rally"):
        golden = (GOLDEN / f"{identifier}.txt").read_text(encoding="utf-8")
        rest = re.sub(r"^（签到表）\n", "", golden.split("\n\n## ")[1])
        shown, place = stream(folder / f"{Path(names[identifier]).stem}（签到表）.docx"), 0
        for piece in pieces(rest):
            place = shown.index(piece, place) + len(piece)


def test_every_file_of_a_batch_says_its_values(outputs):
    folder, names = outputs
    golden = (GOLDEN / "rectify.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in golden.split("\n") if "\t" in line]
    assert len(rows) == 9
    for name, values in rows:
        shown = stream(folder / names["rectify"] / f"{name}.docx")
        for value in re.findall(r": '([^']+)'", values):
            assert re.sub(r"\s", "", value) in shown, (name, value)
        assert "{{" not in shown
    golden = (GOLDEN / "certs.txt").read_text(encoding="utf-8")
    shown, place = stream(folder / names["certs"]), 0
    for _, values in (line.split("\t") for line in golden.split("\n") if "\t" in line):
        for value in re.findall(r": '([^']+)'", values):
            assert value in shown
        whom = re.search(r"'称谓': '([^']+)'", values)[1]
        place = shown.index(f"{whom}：", place) + 1
