"""Copies of one master printed from the pieces of its template: byte for byte what printing each in full gives."""

from __future__ import annotations

import io
import random

import pytest

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.reader import WordFile
from gongwen.pdf.fonts.metrics import NominalFonts
from gongwen.pdf.live import MasterCopy
from gongwen.pdf.printing import Press, count_pages, print_word
from gongwen.sandbox import Names
from gongwen.word.merge import open_master
from tests.font_files import book, free_set
from tests.handmade import SECTION, para, row, run, table, word

LONG = "全年自学时间不少于四十学时，认真践行核心价值观，做到学以致用、知行合一，在思想上行动上保持一致。" * 3
BODY = (
    para("承诺书")
    + para(run("本人"), run("{{ 姓名 }}", "<w:b/>"), run(f"，现任{{{{ 科室 }}}}{{{{ 职务 }}}}。{LONG}"))
    + para(LONG)
    + table(row("序号", "任务", "时限"), row("{%tr for 项 in 任务 %}", "", ""), row("{{ 项.序 }}", "{{ 项.名 }}", "月底前"), row("{%tr endfor %}", "", ""))
    + para("{%p if 备注 %}")
    + para("备注：{{ 备注 }}")
    + para("{%p endif %}")
    + para("承诺人：{{ 姓名 }}", run("（{{ 科室 }}）", '<w:u w:val="single"/>'))
)  # fmt: skip
NAMES = ["姓名", "科室", "职务", "备注", "任务.[].序", "任务.[].名"]


def rows(count: int) -> list[dict[str, object]]:
    """Signers of whom some need another line, some have markup or rare characters, some no remark."""
    dice = random.Random(7)
    return [
        {
            "姓名": dice.choice(("王㛃", "张𬭼", "欧阳行健", "李<甲>&乙", "赵一\n钱二", "孙\t三")),
            "科室": dice.choice(("办公室", "党群人事科", "药品检查一科" * dice.choice((1, 6)))),
            "职务": dice.choice(("科员", "四级主任科员", "")),
            "备注": dice.choice(("", "两份", LONG)),
            "任务": [{"序": str(n + 1), "名": dice.choice(("志愿服务", "组织读书分享会" * 3))} for n in range(dice.randint(0, 3))],
        }
        for _ in range(count)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def fonts(tmp_path_factory):
    return book(free_set(), cache=tmp_path_factory.mktemp("cache"))


def master_of(body: str, **parts: str):
    found, problems = open_master(word(body, parts), file="模板.docx", names=Names.of(NAMES))
    assert not problems
    return found


def in_full(master, values, fonts) -> bytes:
    target = io.BytesIO()
    press = Press(target, fonts, title="承诺书")
    for each in values:
        press.add(WordFile(Package.read(master.render(each))), headings=False)
    press.close()
    return target.getvalue()


def from_pieces(master, values, fonts) -> bytes:
    target = io.BytesIO()
    press = Press(target, fonts, title="承诺书")
    copy = MasterCopy(Package.read(master.render(values[0])), master.fixed)
    assert copy.repeats
    for each in values:
        copy.turn(master.body(each))
        press.add(copy, headings=False)
    press.close()
    return target.getvalue()


def test_copies_are_what_they_are_in_full(fonts):
    master = master_of(BODY)
    values = rows(120)
    assert from_pieces(master, values, fonts) == in_full(master, values, fonts)


def test_copies_with_other_pages_between_them_stay_right(fonts):
    master = master_of(BODY, footer1=para("— 1 —"))
    values = [{**each, "备注": LONG * 6 if number % 3 == 0 else ""} for number, each in enumerate(rows(12))]
    made = from_pieces(master, values, fonts)
    assert made == in_full(master, values, fonts)


@pytest.mark.parametrize(
    "body",
    [
        BODY + "<w:p><w:pPr>" + SECTION.format(references="") + "</w:pPr></w:p>" + para("又一节"),
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>' + BODY,
    ],
)
def test_a_master_whose_blocks_count_is_not_printed_from_pieces(body):
    master = master_of(body)
    assert not MasterCopy(Package.read(master.render(rows(1)[0])), master.fixed).repeats


def test_pages_are_counted_alike_with_and_without_drawing(fonts):
    data = master_of(BODY).render({**rows(1)[0], "备注": LONG * 20})
    assert count_pages(WordFile(Package.read(data)), fonts).pages == print_word(data, fonts).pages > 1


def test_pages_that_are_counted_with_built_in_widths_need_no_font():
    data = master_of(BODY).render({**rows(1)[0], "备注": LONG * 20})
    assert count_pages(WordFile(Package.read(data)), NominalFonts()).pages > 1
