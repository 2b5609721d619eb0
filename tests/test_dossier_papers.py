"""The papers of a dossier itself, as Documents and as pages: cover, contents, reports, remarks, gaps, placeholders."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from gongwen.blocks.model import Document, FieldLine, Grid, Heading, Paragraph, Table
from gongwen.dossier import papers
from gongwen.dossier.lists import DAT22, EMPTY, GBT9705, NAMES, list_columns
from gongwen.dossier.model import Line, Part
from gongwen.dossier.papers import CoverFacts, Need, RemarkFacts
from gongwen.plan.schema.work import Standard
from gongwen.standard.dates import PlanDate
from gongwen.word.contract import ARCHIVE, COVER, DOSSIER, REMARKS
from gongwen.word.render import render
from tests.rendering import PRINTERS, read_pages

TEMPLATES = Path(__file__).parent.parent / "templates"
TITLE = "2023年度省级文明单位创建迎检档案　组织领导（Z1）"
FIRST = Standard.model_validate(
    {"id": "Z1-1-1", "text": "成立创建工作领导小组和办公室，领导制度健全", "score": "2", "methods": ["材料审核"]}
)
SECOND = Standard.model_validate(
    {"id": "Z1-1-2", "text": "任务分解到科室和责任人", "score": "3.5", "methods": ["材料审核", "听取汇报"]}
)
LONG_NAME = "记录/" + "春季运动会😀<b>&amp;{{ x }}" * 6 + "x" * 120 + ".mp4"
"""More than 200 bytes, with what is markup elsewhere."""
LINE = Line("动员大会照片", "照片", 4, 6, "Z1-1-1", PlanDate(2023, 3, 8), "党群人事科", "澜药检〔2023〕6号", "未签章")


def lines(count: int) -> list[Line]:
    """Lines of one to three pages each, under four standards."""
    made: list[Line] = []
    for number in range(count):
        first = made[-1].last + 1 if made else 1
        title = (
            "关于印发《2023年精神文明建设工作实施方案》和任务分工台账、责任书的通知" if number % 5 == 0 else "会议记录"
        )
        standard = f"Z1-1-{1 + 4 * number // count}"
        made.append(
            replace(LINE, title=f"{title}{number + 1}", first=first, last=first + number % 3, standard=standard)
        )
    return made


def printed(tmp_path: Path, document: Document, printer: str = "ours"):
    file = tmp_path / "paper.docx"
    file.write_bytes(render(document, TEMPLATES / f"{document.frame}.docx"))
    return read_pages(PRINTERS[printer]([file], tmp_path)["paper"])


def said(document: Document) -> str:
    """All text of the Word file, paragraph by paragraph."""
    body = docx.Document(io.BytesIO(render(document, TEMPLATES / f"{document.frame}.docx"))).element.body
    found = []
    for paragraph in body.iter(qn("w:p")):
        pieces = paragraph.iter(qn("w:t"), qn("w:br"))
        found.append("".join("\n" if piece.tag == qn("w:br") else piece.text or "" for piece in pieces))
    return "\n".join(found)


def table_of(document: Document) -> Table:
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return table


def form(document: Document) -> dict[str, str]:
    """What a form says by its labels."""
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    cells = [cell for row in grid.rows for cell in row.cells]
    return {label.text: value.text for label, value in zip(cells[::2], cells[1::2], strict=True)}


EVERY = {
    "cover": papers.cover(CoverFacts(TITLE, 38, 126, "澜州省药品检查中心", "省级文明单位测评体系")),
    "blank cover": papers.cover(CoverFacts("档案", 0, 0)),
    "contents": papers.contents(lines(40), groups={"Z1-1-2": papers.standard_title(SECOND)}, volume=TITLE),
    "dat22": papers.contents(lines(40), DAT22),
    "no contents": papers.contents([]),
    "report": papers.report(
        "组织领导", [(Part("Z1-1", "领导机制", (FIRST, SECOND)), "成立领导小组。\n分工明确。", 500)]
    ),
    "notes": papers.notes(RemarkFacts(38, 126)),
    "gap": papers.gap(SECOND, [Need("文件资料", "件", 3, 1)]),
    "placeholder": papers.placeholder(LONG_NAME, LONG_NAME, "这是视频文件。"),
    "text": papers.text("通知", ["各科室：", "", "　　兹定于3月8日开会。"]),
}


# ---------------------------------------------------------------- frames
def test_every_paper_is_a_valid_word_file(tmp_path, validate):
    files = []
    for name, document in EVERY.items():
        files.append(tmp_path / f"{name}.docx")
        files[-1].write_bytes(render(document, TEMPLATES / f"{document.frame}.docx"))
    validate(*files)
    assert {document.frame for document in EVERY.values()} == set(DOSSIER)


@pytest.mark.parametrize("printer", PRINTERS)
@pytest.mark.parametrize("name", ["cover", "blank cover", "notes", "gap", "report", "contents"])
def test_pages_have_no_number_and_room_for_one(tmp_path, name, printer):
    pages = printed(tmp_path, EVERY[name], printer)
    assert len(pages) == (3 if name == "contents" else 1)
    for page in pages:
        assert not re.search(r"— ?\d", "".join(line.text for line in page.lines))
        assert min(line.baseline - line.size / 72 * 25.4 for line in page.lines) > 25
        assert max(line.baseline for line in page.lines) < 280


def test_wording_that_looks_like_a_tag_is_printed_as_it_is():
    text = said(EVERY["placeholder"])
    assert "{{ x }}" in text
    assert "<b>&amp;" in text


# ---------------------------------------------------------------- cover
def test_cover_says_its_facts():
    facts = CoverFacts(
        TITLE, 38, 126, "澜州省药品检查中心", "测评体系", (PlanDate(2023, 2, 27), PlanDate(2023, 12)), "30年", "9",
        ("X1", "2", "3"),
    )  # fmt: skip
    document = papers.cover(facts)
    assert document.frame == COVER
    assert document.fields == {
        "全宗名称": "澜州省药品检查中心",
        "类目名称": "测评体系",
        "案卷题名": "2023年度省级文明单位创建迎检档案\n组织领导（Z1）",
        "起止时间": "自2023年2月至2023年12月",
        "保管期限": "30年",
        "件数": "38",
        "页数": "126",
        "归档号": "9",
        "全宗号": "X1",
        "目录号": "2",
        "案卷号": "3",
    }
    text = said(document)
    assert "本卷共38件126页" in text
    assert all(value in text for value in document.fields.values())


def test_what_a_cover_does_not_know_is_left_to_the_pen():
    text = said(papers.cover(CoverFacts("档案", 0, 0)))
    for label in ("起止时间", "保管期限", "归档号", "全宗号", "目录号", "案卷号"):
        assert label in text
    assert re.search("自　+年　+月至　+年　+月", text)
    assert "None" not in text


def test_long_names_keep_a_cover_on_its_page(tmp_path):
    facts = CoverFacts(
        f"{TITLE}　{'思想道德建设和理想信念教育' * 6}", 9999, 99999, "某某省市场监督管理局" * 4, "测评" * 30
    )
    assert len(printed(tmp_path, papers.cover(facts))) == 1


def test_period_passes_over_what_has_no_date():
    dates = [None, PlanDate(2023, 11, 3), PlanDate(2023, 2), PlanDate(2023, 5, 1), None]
    assert papers.period(dates) == (PlanDate(2023, 2), PlanDate(2023, 11, 3))
    assert papers.period([None]) is None


# ---------------------------------------------------------------- contents
def test_contents_of_the_bound_volume_name_first_pages_and_the_last_end():
    made = [replace(LINE, first=1, last=3), replace(LINE, first=4, last=4, date=PlanDate(2023, 3)),
            replace(LINE, first=5, last=120, date=None)]  # fmt: skip
    table = table_of(papers.contents(made))
    assert table.header == GBT9705
    common = ("澜药检〔2023〕6号", "党群人事科", "动员大会照片")
    assert table.rows == (
        ("1", *common, "20230308", "1", "未签章"),
        ("2", *common, "202303", "4", "未签章"),
        ("3", *common, "", "5-120", "未签章"),
    )
    assert table_of(papers.contents([replace(LINE, first=7, last=7)])).rows[0][5] == "7"


def test_contents_by_da_t_22_count_pages_and_say_where():
    table = table_of(papers.contents([LINE], DAT22))
    row = dict(zip(table.header, table.rows[0], strict=True))
    assert row == {
        "序号": "1", "档号": "", "文号": LINE.number, "责任者": LINE.issuer, "题名": LINE.title, "日期": "20230308",
        "密级": "", "页数": "3", "页号": "4-6", "备注": "未签章",
    }  # fmt: skip


def test_standards_head_their_lines():
    groups = {each.id: papers.standard_title(each) for each in (FIRST, SECOND)}
    made = [replace(LINE, standard=each) for each in ("Z1-1-1", "Z1-1-1", "Z9", "Z1-1-2", "Z1-1-1")]
    document = papers.contents(made, groups=groups, volume=TITLE)
    assert table_of(document).titles == ((0, groups["Z1-1-1"]), (3, groups["Z1-1-2"]), (4, groups["Z1-1-1"]))
    assert groups["Z1-1-2"] == "Z1-1-2　任务分解到科室和责任人（3.5分）"
    heads = [text for text in said(document).split("\n") if text in groups.values()]
    assert heads == [groups["Z1-1-1"], groups["Z1-1-2"], groups["Z1-1-1"]]
    assert any(isinstance(block, FieldLine) for block in document.blocks)


def test_an_empty_volume_says_so():
    assert EMPTY in said(papers.contents([]))


@pytest.mark.parametrize(
    ("setting", "columns", "unknown"),
    [
        (None, GBT9705, ()),
        ("", GBT9705, ()),
        ("gbt9705", GBT9705, ()),
        ("GB/T 9705-2008", GBT9705, ()),
        ("dat22", DAT22, ()),
        ("DA/T 22—2015", DAT22, ()),
        (("dat22",), DAT22, ()),
        ("序号、题名、页号", ("序号", "题名", "页号"), ()),
        ("custom: 题名,页号", ("题名", "页号"), ()),
        (("题名", "经手人", "题名", "页数"), ("题名", "页数"), ("经手人",)),
        ("标准", GBT9705, ("标准",)),
        ("custom", GBT9705, ()),
    ],
)
def test_columns_are_asked_for_in_many_ways(setting, columns, unknown):
    assert list_columns(setting) == (columns, unknown)


@given(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
def test_any_columns_make_a_list_with_its_titles_widest(columns):
    table = table_of(papers.contents([LINE], columns))
    assert table.header == tuple(columns)
    assert len(table.widths) == len(table.rows[0]) == len(columns)
    if "题名" in columns:
        assert max(table.widths) == table.widths[columns.index("题名")]


def test_a_list_of_400_lines_repeats_its_head_and_keeps_headings_with_their_lines(tmp_path):
    groups = {f"Z1-1-{n}": f"Z1-1-{n}　测评标准{n}的内容（2分）" for n in range(1, 5)}
    pages = printed(tmp_path, papers.contents(lines(400), groups=groups, volume=TITLE))
    assert 10 < len(pages) < 30
    numbers = []
    for page in pages:
        texts = [line.text for line in page.lines]
        assert sum("顺序号" in text and "备注" in text for text in texts) == 1
        assert "（2分）" not in texts[-1]
        numbers += [int(found[1]) for text in texts if (found := re.match(r"(\d+)(?:党群|澜药检|关于|会议)", text))]
    assert numbers == sorted(set(numbers))
    shown = "".join(line.text for page in pages for line in page.lines)
    assert all(shown.count(f"测评标准{n}的内容") == 1 for n in range(1, 5))


def test_dates_and_pages_stay_on_one_line(tmp_path):
    made = [replace(LINE, first=100, last=117), replace(LINE, first=118, last=120)]
    for columns in (GBT9705, DAT22):
        (page,) = printed(tmp_path, papers.contents(made, columns))
        shown = "\n".join(line.text for line in page.lines)
        assert shown.count("20230308") == 2
        assert "118-120" in shown


# ---------------------------------------------------------------- headings of groups in any table
def test_headings_stand_before_their_rows_and_part_tall_cells():
    rows = (("甲", "1"), ("甲", "2"), ("甲", "3"), ("乙", "4"))
    table = Table(("类", "号"), rows, merged=frozenset({0}), titles=((0, "一"), (2, "二"), (2, "三"), (4, "末")))
    body = docx.Document(io.BytesIO(render(Document(ARCHIVE, ("表",), (table,)), TEMPLATES / "档案.docx"))).element.body
    shown = [
        ["".join(text.text for text in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
        for row in body.iter(qn("w:tr"))
    ]
    assert shown == [["类", "号"], ["一"], ["甲", "1"], ["", "2"], ["二"], ["三"], ["甲", "3"], ["乙", "4"], ["末"]]
    spans = [row for row in body.iter(qn("w:tr")) if len(row.findall(qn("w:tc"))) == 1]
    assert all(row.find(f".//{qn('w:gridSpan')}").get(qn("w:val")) == "2" for row in spans)
    assert all(row.find(f".//{qn('w:keepNext')}") is not None for row in spans)


# ---------------------------------------------------------------- reports
def test_a_report_counts_its_characters():
    part = Part("Z1-1", "领导机制", (FIRST, SECOND))
    document = papers.report("组织领导", [
        (part, "  成立 领导小组，\n\n共3人。\n", 12), (part, "十个字以上的说明文字。", 10), (part, "无限。", None),
        (part, " \n", 500),
    ])  # fmt: skip
    assert document.title == ("组织领导指标说明",)
    assert document.frame == ARCHIVE
    heads = [block for block in document.blocks if isinstance(block, Heading)]
    assert [block.text for block in heads] == ["Z1-1　领导机制（5.5分）"] * 4
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "成立 领导小组，", "共3人。", "（共11字，限12字）", "十个字以上的说明文字。", "（共11字，限10字，超出1字）", "无限。", "（共3字）",
        "（本指标的说明尚未填写）",
    ]  # fmt: skip


# ---------------------------------------------------------------- remarks
def test_remarks_say_only_what_is_so():
    whole = said(papers.notes(RemarkFacts(38, 126)))
    assert "本卷共有文件材料38件、126页。" in whole
    assert "各项测评标准规定的材料数量均已达到。" in whole
    for word in ("照片", "未签章", "修复", "不能打印", "尚未齐全"):
        assert word not in whole
    lacking = said(papers.notes(RemarkFacts(
        38, 126, 24, ["方案", "责任书"], ["扫描件"], ["录像"], ["Z1-1-2（缺照片1张）"], "周明", "李思齐", PlanDate(2023, 12, 20)
    )))  # fmt: skip
    for text in (
        "其中照片24张", "未签章的2件：方案；责任书。", "修复后装订的1件：扫描件。", "以说明页代替的1件：录像。",
        "尚未齐全的测评标准1项：Z1-1-2（缺照片1张）。", "立卷人：周明", "检查人：李思齐", "立卷时间：2023年12月20日",
    ):  # fmt: skip
        assert text in lacking
    assert "均已达到" not in lacking


def test_remarks_leave_room_to_sign():
    text = said(papers.notes(RemarkFacts(1, 1)))
    assert re.search("立卷人：　+\n检查人：　+\n立卷时间：　+年　+月　+日", text)


def test_many_remarks_stay_on_one_page(tmp_path):
    many = [f"{n}关于印发《2023年精神文明建设工作实施方案》和任务分工台账、责任书的通知" for n in range(300)]
    gaps = [f"Z1-1-{n}（缺照片1张）" for n in range(40)]
    document = papers.notes(RemarkFacts(3800, 12600, 2400, many, ["会议记录扫描件"], ["活动录像"], gaps))
    assert document.frame == REMARKS
    (page,) = printed(tmp_path, document)
    shown = "".join(line.text for line in page.lines)
    assert "等300件" in shown
    assert "立卷时间" in shown


# ---------------------------------------------------------------- gaps, placeholders
def test_a_gap_says_what_is_wanted_there_and_missing():
    needs = [Need("文件资料", "件", 3, 1), Need("照片", "张", 2, 5)]
    document = papers.gap(
        SECOND, needs, place="Z1-1　领导机制", department="办公室", person="陈立新", tasks=["T05　检查"]
    )
    assert form(document) == {
        "测评指标": "Z1-1　领导机制", "测评标准": "Z1-1-2　任务分解到科室和责任人", "分值": "3.5分",
        "测评方法": "材料审核、听取汇报", "应有材料": "文件资料3件、照片2张", "现有材料": "文件资料1件、照片5张",
        "尚缺材料": "文件资料2件", "相关任务": "T05 检查", "责任科室": "办公室", "责任人": "陈立新", "缺项原因": "",
        "补充措施": "", "拟补时间": "　　　　年　　月　　日",
    }  # fmt: skip
    assert {"测评指标", "相关任务"}.isdisjoint(form(papers.gap(FIRST, needs)))


def test_a_gap_of_many_tasks_is_printed_whole(tmp_path):
    tasks = [f"T{n:02}　组织开展第{n}项检查并通报检查情况" for n in range(60)]
    pages = printed(tmp_path, papers.gap(SECOND, [Need("照片", "张", 2, 0)], tasks=tasks))
    shown = "".join(line.text for page in pages for line in page.lines)
    assert all(f"T{n:02}" in shown for n in range(60))
    assert "拟补时间" in shown


def test_a_placeholder_names_its_file_in_full(tmp_path):
    file = "记录/" + "很长的名字" * 14 + "a" * 150 + ".mp4"
    document = papers.placeholder("春季\n运动会\x00录像", file, "这是视频文件，不能打印。", "请截取画面另存为图片。")
    assert form(document)["题名"] == "春季 运动会录像"
    (page,) = printed(tmp_path, document)
    shown = "".join(line.text for line in page.lines)
    assert "".join(shown.split()).count("a") == 150
    assert shown.count("很长的名字") >= 12, "a name may turn over in the middle of one"
    assert max(line.right for line in page.lines) < 186


# ---------------------------------------------------------------- texts
def test_a_text_keeps_its_lines_and_single_blanks():
    raw = ["\ufeff各科室：", "", "", "　　兹定于3月8日\x00开会。", "\t附：\t名单", "甲\x0c乙", "", "  "]
    blocks = papers.text("通知", raw).blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        "各科室：", "", "兹定于3月8日开会。", "附：\t名单", "甲", "乙",
    ]  # fmt: skip
    assert papers.text("通知", ["甲\n\n乙"]).blocks == papers.text("通知", ["甲", "", "乙"]).blocks


@given(st.lists(st.text(st.characters(codec=None)), max_size=4), st.text(st.characters(codec=None), max_size=80))
def test_any_text_and_name_can_be_printed(raw, name):
    for document in (
        papers.text(name, raw),
        papers.placeholder(name, name, "无法打印。"),
        papers.cover(CoverFacts(name, 1, 1)),
    ):
        render(document, TEMPLATES / f"{document.frame}.docx")


def test_a_name_of_many_words_does_not_take_long():
    for name in ("1 " * 120, "😀、" * 60, "a b c d e " * 25):
        assert "".join(papers.text(name, []).title).replace(" ", "") == name.replace(" ", "")
