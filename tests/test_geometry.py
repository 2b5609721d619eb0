"""The geometry of GB/T 9704-2012 measured in LibreOffice's rendering; rule ids of the standard's table in the names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gongwen.blocks.model import Attachment, Document, Heading, Paragraph
from gongwen.word.render import render
from tests import papers
from tests.rendering import MM, PRINTERS, Pages, pdf_fonts, red_ink_top

TEMPLATES = Path(__file__).parent.parent / "templates"
LENGTHS = [20, *range(40, 640, 30), *range(640, 1300, 44), 1360]
ENCLOSURE = Attachment(("2023年精神文明建设工作实施方案",), (Heading(1, "指导思想"), Paragraph(papers.TEXT * 14)))


def documents() -> dict[str, Document]:
    made = {f"length-{length}": papers.paper(length) for length in LENGTHS}
    full_head = {"copy_no": "000001", "secrecy": "秘密★1年", "urgency": "特急"}
    made |= {
        "han": papers.paper(1600, text=papers.HAN),
        "unsealed": papers.paper(60, sealed=False),
        "long-name": papers.paper(60, signature=replace(papers.paper(1).signature, name="澜州省人民政府办公厅政务公开和电子政务处")),
        "short-name": papers.paper(60, sealed=False, signature=replace(papers.paper(1).signature, name="药检中心", sealed=False)),
        "full-head": papers.paper(100, head=full_head),
        "secret-only": papers.paper(100, head={"secrecy": "机密★3年"}),
        "long-mark": papers.paper(60, header=replace(papers.paper(1).header, mark="澜州省药品监督管理局医疗器械和化妆品检查中心文件")),
        "upward": papers.paper(60, head={"signers": ("方致远",)}),
        "upward-three": papers.paper(60, head={"signers": ("方致远", "严廉", "贺新风")}),
        "notes": papers.paper(60, attachment_notes=("关于全面加强药品生产环节现场检查工作的若干规定及其实施细则的说明", "领导小组名单")),
        "one-note": papers.paper(60, attachment_notes=("关于全面加强药品生产环节现场检查工作的若干规定及其实施细则的说明",)),
        "levels": papers.paper(1, blocks=papers.all_levels(), note="此件主动公开"),
        "enclosure": papers.paper(60, attachments=(ENCLOSURE,)),
        "attachment": papers.paper(60, attachments=(replace(ENCLOSURE, label="附件1"),)),
        "many-cc": papers.paper(60, imprint=replace(papers.IMPRINT, cc=tuple(f"澜州省药品监督管理局第{n}处室" for n in "一二三四五六"))),
        "many-to": papers.paper(60, to="、".join(f"各设区市及扩权强县试点县第{n}人民政府办公室" for n in range(12)) + "："),
        "to-in-imprint": papers.paper(60, to=None, imprint=replace(papers.IMPRINT, to=("各市人民政府",))),
    }  # fmt: skip
    return made


@pytest.fixture(scope="module", params=PRINTERS)
def rendered(request, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("geometry")
    files = []
    for name, document in documents().items():
        file = folder / f"{name}.docx"
        file.write_bytes(render(document, TEMPLATES / "公文.docx"))
        files.append(file)
    return PRINTERS[request.param](files, folder / "pdf")


@pytest.fixture(scope="module")
def pages(rendered) -> Pages:
    return Pages(rendered)


def test_page_05_06_full_page_has_22_lines_of_28_characters(pages):
    page = pages("han")[1]
    body = page.body
    assert len(body) == 22
    assert {len(line.text) for line in body} == {28}
    pitch = (body[-1].baseline - body[0].baseline) / 21 * MM
    assert 28.9 <= pitch <= 29.0


def test_page_02_03_04_type_area(pages):
    for line in (line for page in pages("han") for line in page.body):
        assert line.left >= 28 - 0.2
        assert line.right <= 184 + 0.2
    body = pages("han")[1].body
    assert body[0].baseline - 0.88 * 16 / MM >= 37
    assert body[-1].baseline + 0.12 * 16 / MM <= 262
    assert body[1].left == pytest.approx(28, abs=0.3)
    assert body[1].right == pytest.approx(184, abs=0.5)


@pytest.mark.parametrize("name", ["length-20", "full-head", "secret-only", "upward", "long-mark"])
def test_hdr_05_mark_stands_72_mm_from_the_top(rendered, name):
    assert red_ink_top(rendered[name]) == pytest.approx(72, abs=1)


def test_hdr_04_mark_is_one_centred_line(pages):
    for name in ("length-20", "long-mark"):
        line = next(line for line in pages(name)[0].lines if line.text.endswith("文件"))
        assert (line.left + line.right) / 2 == pytest.approx(106, abs=1)
        assert line.right - line.left <= 156


def test_hdr_01_02_03_order_and_place(pages):
    lines = pages("full-head")[0].lines
    assert [line.text for line in lines[:3]] == ["000001", "秘密★1年", "特急"]
    assert all(line.left == pytest.approx(28, abs=0.5) for line in lines[:3])
    assert pages("secret-only")[0].lines[0].text == "机密★3年"


@pytest.mark.parametrize("name", ["length-20", "upward", "upward-three"])
def test_hdr_10_red_rule(pages, name):
    page = pages(name)[0]
    rule = next(rule for rule in page.rules if rule.red)
    assert rule.right - rule.left == pytest.approx(156, abs=0.5)
    number = next(line for line in page.lines if papers.NUMBER in line.text)
    assert rule.y - (number.baseline + 0.12 * 16 / MM) == pytest.approx(4, abs=1)


def test_hdr_07_number_is_two_blank_lines_under_the_mark_and_centred(pages):
    page = pages("length-20")[0]
    number = page.line("澜药检〔")
    assert (number.left + number.right) / 2 == pytest.approx(106, abs=1)
    mark_bottom = page.line(papers.MARK).baseline + 0.12 * 44 / MM
    assert (number.baseline - mark_bottom) * MM / 28.95 == pytest.approx(3, abs=0.35)


def test_hdr_09_signers_of_an_upward_document(pages):
    line = next(line for line in pages("upward")[0].lines if papers.NUMBER in line.text)
    assert line.text == f"{papers.NUMBER}签发人：方致远"
    assert line.left == pytest.approx(28 + 5.5, abs=0.7)
    assert line.right == pytest.approx(184 - 5.6, abs=1)
    rows = [line for line in pages("upward-three")[0].lines if "签发人" in line.text or "贺新风" in line.text]
    assert [row.text for row in rows] == ["签发人：方致远严廉", f"{papers.NUMBER}贺新风"]


def test_ttl_01_title_is_two_blank_lines_under_the_rule_and_centred(pages):
    page = pages("length-20")[0]
    rule = next(rule for rule in page.rules if rule.red)
    title = page.line("关于印发")
    assert title.size == pytest.approx(22, abs=0.3)
    assert (title.left + title.right) / 2 == pytest.approx(106, abs=1)
    assert (title.baseline - 0.88 * 22 / MM - rule.y) * MM / 28.95 == pytest.approx(2, abs=0.35)


def test_rcp_01_bdy_02_bdy_03(pages):
    page = pages("levels")[0]
    assert page.line("各科室").left == pytest.approx(28, abs=0.3)
    assert page.line("各科室").text.endswith("：")
    starts = ["一、总体要求", "坚持统一", "（一）加强领导", "1.统一思想。", "（1）坚持", "（2）敢于", "2.强化责任。", "第一阶段：", "二、保障", "（一）组织保障。", "（二）经费保障。"]  # fmt: skip
    shown = [line for page in pages("levels") for line in page.body]
    for start in starts:
        line = next(line for line in shown if line.text.startswith(start))
        assert line.left == pytest.approx(28 + 11.2, abs=1.2), start


def test_sig_01_02_sealed(pages):
    lines = [line for page in pages("length-20") for line in page.body]
    date = next(line for line in lines if line.text == papers.DATE)
    name = next(line for line in lines if line.text == papers.ISSUER and line.size < 20)
    assert date.right == pytest.approx(184 - 22.3, abs=1)
    assert (date.left + date.right) / 2 == pytest.approx((name.left + name.right) / 2, abs=1)
    assert date.baseline - name.baseline == pytest.approx(28.95 / MM, abs=0.3)


@pytest.mark.parametrize("name", ["unsealed", "short-name"])
def test_sig_05_unsealed(pages, name):
    lines = [line for page in pages(name) for line in page.body]
    position = next(n for n, line in enumerate(lines) if line.text == papers.DATE)
    date, issuer = lines[position], lines[position - 1]
    assert date.left - issuer.left == pytest.approx(11.3, abs=1)
    shorter = issuer if issuer.right - issuer.left >= date.right - date.left else date
    assert shorter.right == pytest.approx(184 - 11.3, abs=1)


@pytest.mark.parametrize("length", LENGTHS)
def test_sig_09_imp_02_on_every_body_length(pages, length):
    found = pages(f"length-{length}")
    signed = next(page for page in found if any(line.text == papers.DATE for line in page.body))
    before = [line for line in signed.body if line.baseline < signed.line(papers.DATE).baseline - 1]
    assert any(line.text != papers.ISSUER for line in before), "signature alone on its page"
    last = [rule for rule in found[-1].rules if not rule.red]
    assert len(last) == 3
    assert last[-1].y == pytest.approx(262, abs=0.5)
    assert all(rule.right - rule.left == pytest.approx(156, abs=1) for rule in last)
    assert not any(rule for page in found[:-1] for rule in page.rules if not rule.red)


@pytest.mark.parametrize("length", LENGTHS)
def test_bdy_01_no_heading_stranded_and_text_on_page_one(pages, length):
    found = pages(f"length-{length}")
    assert any(line.text.startswith("各部门") for line in found[0].body)
    assert not found[0].body[-1].text.startswith("一、")


def test_imp_04_many_copies_wrap_under_the_first_name(pages):
    page = pages("many-cc")[-1]
    first = page.line("抄送：")
    follower = next(line for line in page.lines if line.baseline > first.baseline + 1)
    assert first.left == pytest.approx(32.9, abs=0.7)
    assert follower.left == pytest.approx(first.left + 3 * 14 / MM, abs=0.7)
    assert page.rules[-1].y == pytest.approx(262, abs=0.5)


def test_imp_05_addressees_moved_to_the_imprint(pages):
    page = pages("to-in-imprint")[-1]
    rules = [rule for rule in page.rules if not rule.red]
    assert len(rules) == 3
    assert page.line("主送：").baseline < page.line("抄送：").baseline
    assert not any(page.line("主送：").baseline < rule.y < page.line("抄送：").baseline for rule in rules)


def test_rcp_02_addressees_that_leave_no_room_go_to_the_imprint(pages):
    found = pages("many-to")
    assert any(line.text.startswith("各部门") for line in found[0].body)
    assert found[-1].line("主送：").baseline < found[-1].line("抄送：").baseline
    assert found[-1].rules[-1].y == pytest.approx(262, abs=0.5)


def test_imp_06_issuer_and_date_on_one_line(pages):
    line = pages("length-20")[-1].line("澜州省药品检查中心办公室")
    assert line.text == f"澜州省药品检查中心办公室{papers.DATE}印发"
    assert line.left == pytest.approx(28 + 4.94, abs=0.7)
    assert line.right == pytest.approx(184 - 4.94, abs=0.7)


def test_pno_01_02_03_page_numbers(pages):
    for number, page in enumerate(pages("han"), 1):
        line = page.lines[-1]
        assert line.text == f"—{number}—"
        assert line.size == pytest.approx(14, abs=0.3)
        if number % 2:
            assert line.right == pytest.approx(184 - 4.94, abs=1)
        else:
            assert line.left == pytest.approx(28 + 4.94, abs=1)
        assert line.baseline - 0.36 * 14 / MM == pytest.approx(269, abs=1)


def test_atn_01_02_names_stand_under_one_another(pages):
    lines = [line for page in pages("notes") for line in page.body]
    at = next(n for n, line in enumerate(lines) if line.text.startswith("附件：1."))
    assert lines[at].left == pytest.approx(28 + 11.2, abs=1)
    second = next(line for line in lines if line.text.startswith("2.领导"))
    number_left = lines[at].left + 3 * 15.68 / MM
    assert second.left == pytest.approx(number_left, abs=0.7)
    assert lines[at + 1].left == pytest.approx(number_left + 0.75 * 15.68 / MM, abs=0.7)
    single = [line for page in pages("one-note") for line in page.body]
    at = next(n for n, line in enumerate(single) if line.text.startswith("附件："))
    assert single[at + 1].left == pytest.approx(single[at].left + 3 * 15.68 / MM, abs=0.7)


def test_att_01_02_03_attachment_on_its_own_page(pages):
    page = next(page for page in pages("attachment") if page.body and page.body[0].text == "附件1")
    label, title = page.body[0], page.body[1]
    assert label.left == pytest.approx(28, abs=0.5)
    assert (title.baseline - label.baseline) * MM / 28.95 == pytest.approx(2, abs=0.2)
    assert (title.left + title.right) / 2 == pytest.approx(106, abs=1)
    enclosure = next(page for page in pages("enclosure")[1:] if page.body and page.body[0].text.startswith("2023年"))
    assert enclosure.body[0].size == pytest.approx(22, abs=0.3)


def test_nte_01_note(pages):
    line = next(line for page in pages("levels") for line in page.body if line.text == "（此件主动公开）")
    assert line.left == pytest.approx(39.2, abs=1.5)


def test_bdy_04_five_faces(rendered):
    assert len(pdf_fonts(rendered["levels"])) >= 5
