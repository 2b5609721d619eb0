"""The special forms of GB/T 9704 clause 10, joint issue, the stamp of a name and turned pages, measured in LibreOffice's
rendering; rule ids of the standard's table in the names."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest

from gongwen.blocks.model import (
    Attachment,
    Cell,
    Document,
    Grid,
    GridRow,
    Header,
    Imprint,
    Paragraph,
    Roll,
    Signature,
    Table,
)  # fmt: skip
from gongwen.word.render import render
from tests import papers
from tests.rendering import MM, PRINTERS, Pages, red_ink_top

TEMPLATES = Path(__file__).parent.parent / "templates"
BODY, UNIT = "澜州省药品检查中心", "澜州省药品检查中心"
LONG_BODY = "澜州省药品监督管理局医疗器械和化妆品检查中心"
NAMES = (
    "方致远", "严守廉", "贺新风", "欧阳行健", "郑明规", "陶乐群", "鲁正思", "秦算之", "卫道明", "雷行远", "孟之远", "凌若素",
)  # fmt: skip
OTHERS = ("春晖社区居民委员会", "临澜市志愿服务联合会", "临澜市卫生局", "临澜市民政局")
CC = Imprint("", "", ("临澜市精神文明建设指导委员会办公室", "春晖社区", "青岭村村民委员会", "药检街道办事处"))


def letter(characters: int, **changes) -> Document:
    head = Header(changes.pop("mark", BODY), papers.NUMBER, **changes.pop("head", {}))
    return papers.paper(
        characters, frame="信函", title=("关于商请开展结对共建活动的函",), header=head, to="春晖社区居民委员会：",
        imprint=changes.pop("imprint", None), **changes,
    )  # fmt: skip


def order(characters: int, **changes) -> Document:
    head = Header(f"{BODY}令", "第1号", **changes.pop("head", {}))
    fields = {"signature": Signature("方致远", papers.DATE, sealed=False, post="主任"), "to": None, "imprint": None}
    return papers.paper(characters, frame="命令", title=("命令",), header=head, **{**fields, **changes})


def minutes(characters: int, **changes) -> Document:
    head = Header(
        "精神文明创建领导小组会议纪要", changes.pop("number", ""), issuer="精神文明创建办公室", date=papers.DATE
    )
    rolls = changes.pop(
        "rolls", (Roll("出席", NAMES), Roll("请假", ("柯文",)), Roll("列席", ("唐𬍛宁", "阿娜古丽·艾尔肯")))
    )
    return papers.paper(
        characters,
        frame="纪要",
        title=("创建工作领导小组第四次会议纪要",),
        header=head,
        to=None,
        signature=None,
        rolls=rolls,
        **changes,
    )


def joint(count: int, *, sealed: bool = True) -> Document:
    return papers.paper(
        60, header=Header(papers.MARK, papers.NUMBER, joint=OTHERS[: count - 1]),
        signature=Signature(UNIT, papers.DATE, sealed=sealed, joint=OTHERS[: count - 1]),
    )  # fmt: skip


def wide(rows: int) -> Table:
    header = tuple(f"列{n}" for n in range(10))
    return Table(header, tuple(tuple(f"{row}行{n}列的内容" for n in range(10)) for row in range(rows)), size=18)


def turned(rows: int, **changes) -> Document:
    return papers.paper(
        60, attachments=(Attachment(("任务分工台账",), (wide(rows),), label="附件1", landscape=True),
                         Attachment(("活动安排",), (Paragraph("安排如下。"),), label="附件2")),
        attachment_notes=("任务分工台账", "活动安排"), **changes,
    )  # fmt: skip


LENGTHS = (60, 200, 330, 340, 350, 360, 370, 380, 390, 400, 410, 420, 700, 960, 980, 1000, 1020, 1040)


def documents() -> dict[str, Document]:
    made = {f"letter-{n}": letter(n) for n in LENGTHS}
    made |= {f"order-{n}": order(n) for n in LENGTHS}
    made |= {f"minutes-{n}": minutes(n) for n in (60, 200, 260, 300, 340, 900)}
    made |= {
        "letter-cc": letter(60, imprint=CC),
        "letter-long": letter(60, mark=LONG_BODY),
        "letter-head": letter(60, head={"copy_no": "000001", "secrecy": "秘密★1年", "urgency": "特急"}),
        "letter-secret": letter(60, head={"secrecy": "秘密★1年"}),
        "letter-notes": letter(60, attachment_notes=("关于全面加强药品生产环节现场检查工作的若干规定及其实施细则的说明", "名单"), imprint=CC),
        "letter-attachment": letter(60, attachments=(Attachment(("名单",), (Paragraph("方致远。"),), label="附件"),)),
        "order-head": order(60, head={"urgency": "特急"}),
        "order-stamp": order(60, signature=Signature("", papers.DATE, sealed=False, post="主任")),
        "order-imprint": order(60, imprint=papers.IMPRINT),
        "minutes-number": minutes(60, number="〔2023〕4号"),
        "minutes-plain": minutes(60, rolls=(Roll("出席", NAMES[:2]),)),
        **{f"joint-{n}": joint(n) for n in (2, 3, 5)},
        **{f"joint-unsealed-{n}": joint(n, sealed=False) for n in (2, 3)},
        "turned": turned(40),
        "turned-last": replace(turned(12), attachments=turned(12).attachments[:1], imprint=None),
        "turned-imprint": replace(turned(12), attachments=turned(12).attachments[:1]),
    }  # fmt: skip
    return made


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("forms")
    made = {}
    for name, document in documents().items():
        made[name] = folder / f"{name}.docx"
        made[name].write_bytes(render(document, TEMPLATES / f"{document.frame}.docx"))
    form = Document(
        "表格",
        ("卫生检查表",),
        (wide(6), Grid((1, 3), (GridRow((Cell("意见", label=True), Cell("好")), 20),))),
        landscape=True,
    )
    made["form-turned"] = folder / "form-turned.docx"
    made["form-turned"].write_bytes(render(form, TEMPLATES / "表格.docx"))
    return made


@pytest.fixture(scope="module", params=PRINTERS)
def rendered(request, files, tmp_path_factory) -> dict[str, Path]:
    return PRINTERS[request.param](files.values(), tmp_path_factory.mktemp("pdf"))


@pytest.fixture(scope="module")
def pages(rendered) -> Pages:
    return Pages(rendered)


def test_every_file_is_valid(files, validate):
    validate(*files.values())


# ---------------------------------------------------------------- 信函
@pytest.mark.parametrize("name", ["letter-60", "letter-long", "letter-head", "letter-cc"])
def test_ltr_01_mark_30_mm_from_the_top_and_centred(rendered, pages, name):
    assert red_ink_top(rendered[name]) == pytest.approx(30, abs=1)
    mark = pages(name)[0].lines[0]
    assert mark.text == (LONG_BODY if name == "letter-long" else BODY)
    assert (mark.left + mark.right) / 2 == pytest.approx(106, abs=1)
    assert mark.right - mark.left <= 156.5


@pytest.mark.parametrize("name", ["letter-60", "letter-cc", "letter-head", "letter-700", "letter-long"])
def test_ltr_02_double_rules(pages, name):
    page = pages(name)[0]
    rules = [rule for rule in page.rules if rule.red]
    assert len(rules) == 4
    for rule in rules:
        assert rule.right - rule.left == pytest.approx(170, abs=1)
        assert (rule.left + rule.right) / 2 == pytest.approx(106, abs=1)
    mark_bottom = page.lines[0].baseline + 0.12 * page.lines[0].size / MM
    assert rules[0].y - mark_bottom == pytest.approx(4, abs=1)
    assert rules[3].y == pytest.approx(277, abs=1)
    assert all(not rule.red for later in pages(name)[1:] for rule in later.rules)


def test_ltr_02_thick_over_thin_above_and_thin_over_thick_below(rendered):
    with pdfplumber.open(rendered["letter-60"]) as pdf:
        shapes = [*pdf.pages[0].rects, *pdf.pages[0].lines]
        heights = {}
        for shape in shapes:
            if shape["x1"] - shape["x0"] > 400:
                heights[shape["top"]] = shape.get("linewidth") or shape["bottom"] - shape["top"]
    weights = [max(weight, 0) for _, weight in sorted(heights.items())]
    assert weights[0] > weights[1], weights
    assert weights[-1] > weights[-2], weights


@pytest.mark.parametrize(("name", "texts"), [
    ("letter-60", [papers.NUMBER]),
    ("letter-secret", [f"秘密★1年{papers.NUMBER}"]),
    ("letter-head", [f"000001{papers.NUMBER}", "秘密★1年", "特急"]),
])  # fmt: skip
def test_ltr_03_first_line_under_the_rule(pages, name, texts):
    page = pages(name)[0]
    assert [line.text for line in page.lines[1 : 1 + len(texts)]] == texts
    first = page.lines[1]
    assert first.right == pytest.approx(184, abs=0.6)
    assert first.left == pytest.approx(28, abs=0.6) or len(texts) == 1
    rule = [rule for rule in page.rules if rule.red][1]
    assert first.baseline - 0.88 * 16 / MM - rule.y == pytest.approx(4.9, abs=1)


@pytest.mark.parametrize("name", ["letter-60", "letter-head"])
def test_ltr_04_title_two_blank_lines_under_the_last_element(pages, name):
    page = pages(name)[0]
    last = page.line("特急") if name == "letter-head" else page.lines[1]
    title = page.line("关于商请")
    gap = title.baseline - 0.88 * 22 / MM - (last.baseline + 0.12 * 16 / MM)
    assert gap * MM / 28.95 == pytest.approx(2, abs=0.5)


def test_ltr_05_no_number_on_page_1_and_a_bare_imprint(pages):
    for name in ("letter-60", "letter-1000", "letter-attachment"):
        first, *others = pages(name)
        assert not any(line.text.startswith("—") for line in first.lines)
        assert all(any(line.text == f"—{number}—" for line in page.lines) for number, page in enumerate(others, 2))
    page = pages("letter-cc")[-1]
    assert all(rule.red for rule in page.rules)
    copies = [line for line in page.lines if line.size == pytest.approx(14, abs=0.3)]
    assert copies[0].text.startswith("抄送：临澜市")
    assert copies[0].left == pytest.approx(32.9, abs=0.7)
    assert 250 < copies[-1].baseline < 262
    assert not any("印发" in line.text for line in page.lines)


@pytest.mark.parametrize("length", LENGTHS)
def test_sig_09_bdy_01_of_letters_and_orders_of_any_length(pages, length):
    for kind, date in (("letter", papers.DATE), ("order", papers.DATE)):
        found = pages(f"{kind}-{length}")
        assert any(char in papers.TEXT for line in found[0].body[3:] for char in line.text)
        last = next(page for page in found if any(line.text.endswith(date) for line in page.lines))
        before = [line for line in last.body if line.size == pytest.approx(16, abs=0.3) and line.left < 60]
        assert before, f"{kind}-{length}: the signature stands alone"


def test_atn_01_atn_02_sig_01_sig_02_on_a_letter(pages):
    lines = [line for page in pages("letter-notes") for line in page.lines]
    note = next(line for line in lines if line.text.startswith("附件：1."))
    following = lines[lines.index(note) + 1]
    second = next(line for line in lines if line.text == "2.名单")
    assert note.left == pytest.approx(28 + 11.1, abs=0.7)
    assert second.left == pytest.approx(28 + 5 * 5.53, abs=0.7)
    assert following.left == pytest.approx(second.left + 0.75 * 5.53, abs=1.2)
    small = [line for line in lines if line.size == pytest.approx(16, abs=0.3)]
    name, date = (next(line for line in small if line.text == text) for text in (papers.ISSUER, papers.DATE))
    assert date.right == pytest.approx(184 - 22.3, abs=1)
    assert (name.left + name.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=1)


# ---------------------------------------------------------------- 命令
@pytest.mark.parametrize("name", ["order-60", "order-head", "order-imprint"])
def test_cmd_01_mark_20_mm_under_the_type_area(rendered, name):
    assert red_ink_top(rendered[name]) == pytest.approx(57, abs=1)


def test_cmd_02_number_and_text(pages):
    page = pages("order-60")[0]
    mark, number = page.line(f"{BODY}令"), page.line("第1号")
    text = page.body[page.body.index(number) + 1]
    assert (number.left + number.right) / 2 == pytest.approx(106, abs=1)
    mark_bottom, number_top = mark.baseline + 0.12 * 44 / MM, number.baseline - 0.88 * 16 / MM
    assert (number_top - mark_bottom) * MM / 28.95 == pytest.approx(2, abs=0.5)
    assert (text.baseline - number.baseline) * MM / 28.95 == pytest.approx(3, abs=0.1)
    assert not any(rule.red for rule in page.rules)
    assert not any(line.size == pytest.approx(22, abs=0.3) for line in page.lines)


def test_cmd_03_sig_07_stamp_of_a_name(pages):
    page = pages("order-60")[0]
    name, date = page.line("主任"), page.line(papers.DATE)
    text = [line for line in page.body if line.baseline < name.baseline][-1]
    assert name.text == "主任方致远"
    assert name.right == pytest.approx(184 - 22.1, abs=1)
    assert name.right - name.left == pytest.approx((2 + 2 + 3) * 5.53, abs=1.5)
    assert (name.baseline - text.baseline) * MM / 28.95 == pytest.approx(3, abs=0.1)
    assert (date.baseline - name.baseline) * MM / 28.95 == pytest.approx(2, abs=0.1)
    assert date.right == pytest.approx(184 - 22.1, abs=1)
    stamp = pages("order-stamp")[0].line("主任")
    assert stamp.text == "主任"
    assert stamp.right == pytest.approx(184 - 10 * 5.53, abs=1)


# ---------------------------------------------------------------- 纪要
@pytest.mark.parametrize("name", ["minutes-60", "minutes-number"])
def test_min_01_mark_and_edition_line(rendered, pages, name):
    assert red_ink_top(rendered[name]) == pytest.approx(72, abs=1)
    page = pages(name)[0]
    edition = page.line("精神文明创建办公室")
    assert edition.text.endswith(papers.DATE)
    assert (edition.left, edition.right) == (pytest.approx(28 + 5.5, abs=0.7), pytest.approx(184 - 5.5, abs=0.7))
    rule = next(rule for rule in page.rules if rule.red)
    assert rule.right - rule.left == pytest.approx(156, abs=0.5)
    assert rule.y - (edition.baseline + 0.12 * 16 / MM) == pytest.approx(4, abs=1)
    if name == "minutes-number":
        number = page.line("〔2023〕4号")
        assert (number.left + number.right) / 2 == pytest.approx(106, abs=1)


def test_min_02_rolls(pages, rendered):
    for name in ("minutes-60", "minutes-200", "minutes-900"):
        lines = [line for page in pages(name) for line in page.body]
        first = next(line for line in lines if line.text.startswith("出席："))
        assert first.left == pytest.approx(28 + 11.1, abs=0.7)
        start = next(at for at, line in enumerate(lines) if line is first)
        assert lines[start + 1].left == pytest.approx(28 + 5 * 5.53, abs=0.7)
        labels = [line.text[:3] for line in lines if line.text[2:3] == "：" and line.size > 15]
        assert labels == ["出席：", "请假：", "列席："]
        text = "".join(line.text for line in lines[start:])
        assert text.startswith("出席：" + "、".join(NAMES) + "请假：柯文列席：唐𬍛宁、阿娜古丽·艾尔肯")
    with pdfplumber.open(rendered["minutes-60"]) as pdf:
        chars = [char for page in pdf.pages for char in page.chars]
    labels = {char["fontname"] for char in chars if char["text"] in "席假"}
    names = {char["fontname"] for char in chars if char["text"] in "致廉遥新"}
    assert len(labels) == 1
    assert not labels & names, "labels are in 黑体, names in 仿宋"
    page = pages("minutes-plain")[0]
    roll = page.line("出席：")
    above = [line for line in page.body if line.baseline < roll.baseline][-1]
    assert (roll.baseline - above.baseline) * MM / 28.95 == pytest.approx(2, abs=0.1)


def test_min_03_no_seal_and_no_signature(pages):
    assert not any(line.text == papers.ISSUER for page in pages("minutes-60") for line in page.lines)


# ---------------------------------------------------------------- joint issue
@pytest.mark.parametrize("count", [2, 3, 5])
def test_hdr_06_joint_mark(rendered, pages, count):
    name = f"joint-{count}"
    assert red_ink_top(rendered[name]) == pytest.approx(72, abs=1)
    page = pages(name)[0]
    marks = [line for line in page.lines if line.size > 25]
    bodies, suffix = [line for line in marks if line.text != "文件"], page.line("文件")
    assert [line.text for line in bodies] == [BODY, *OTHERS[: count - 1]]
    widths = [line.right - line.left for line in bodies]
    assert max(widths) - min(widths) <= 1.5
    assert suffix.left > max(line.right for line in bodies)
    assert suffix.right <= 184.5
    middle = (bodies[0].baseline + bodies[-1].baseline) / 2 - 0.38 * bodies[0].size / MM
    assert suffix.baseline - 0.38 * suffix.size / MM == pytest.approx(middle, abs=3)
    assert any(line.text.startswith(papers.TEXT[:5]) for line in page.body), "page 1 shows text"
    number = page.line("澜药检〔")
    assert (number.left + number.right) / 2 == pytest.approx(106, abs=1)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_sig_04_joint_seals(pages, count):
    found = pages(f"joint-{count}")
    names = [BODY, *OTHERS[: count - 1]]
    lines = [line for page in found for line in page.body if line.size == pytest.approx(16, abs=0.3)]
    text = "".join(line.text for line in lines)
    assert [text.index(name) for name in names] == sorted(text.index(name) for name in names)
    date = next(line for line in lines if line.text == papers.DATE)
    assert date.right == pytest.approx(184 - 22.3, abs=1)
    above = [line for line in lines if line.baseline < date.baseline][-1]
    assert above.text.endswith(names[-1])
    assert above.right <= 184.5


@pytest.mark.parametrize("count", [2, 3])
def test_sig_06_joint_without_seals(pages, count):
    lines = [
        line
        for page in pages(f"joint-unsealed-{count}")
        for line in page.body
        if line.size == pytest.approx(16, abs=0.3)
    ]
    names = [next(line for line in lines if line.text == name) for name in (BODY, *OTHERS[: count - 1])]
    assert [line.baseline for line in names] == sorted(line.baseline for line in names)
    assert max(line.left for line in names) - min(line.left for line in names) <= 1
    date = next(line for line in lines if line.text == papers.DATE)
    assert date.left - names[0].left == pytest.approx(11.3, abs=1.2)


# ---------------------------------------------------------------- turned pages
def upright_text(page) -> str:
    """The text of a turned page without its number, line by line."""
    return (page.crop((33 * MM, 0, page.width, page.height)).extract_text() or "").replace(" ", "").replace("\n", "")


def test_tbl_01_number_stands_where_portrait_has_it(rendered):
    with pdfplumber.open(rendered["turned"]) as pdf:
        turned_pages = [page for page in pdf.pages if page.width > page.height]
        assert len(turned_pages) >= 2
        for page in turned_pages:
            strip = [char for char in page.chars if char["x0"] < 33 * MM and char["text"].strip()]
            assert "".join(char["text"] for char in strip) == f"—{page.page_number}—"
            assert all(not char["upright"] for char in strip)
            baseline = strip[0]["matrix"][4] / MM
            assert baseline + 0.38 * 14 / MM == pytest.approx(28, abs=1), "the dash is 7 mm outside the type area"
            top, bottom = min(c["top"] for c in strip) / MM, max(c["bottom"] for c in strip) / MM
            if page.page_number % 2:
                assert bottom == pytest.approx(179, abs=1)
            else:
                assert top == pytest.approx(33, abs=1)
            text = [char for char in page.chars if char["x0"] > 33 * MM and char["text"].strip()]
            assert min(c["x0"] for c in text) / MM >= 35 - 0.5
            assert max(c["x1"] for c in text) / MM <= 297 - 37 + 0.5
            assert min(c["top"] for c in text) / MM >= 28 - 0.5
            assert max(c["bottom"] for c in text) / MM <= 210 - 26 + 0.5


def test_tbl_02_head_row_on_every_page_and_no_row_torn(rendered):
    with pdfplumber.open(rendered["turned"]) as pdf:
        turned_pages = [page for page in pdf.pages if page.width > page.height]
        for page in turned_pages:
            assert "列0列1列2" in upright_text(page)
        rows = re.findall(r"(\d+)行0列", "".join(upright_text(page) for page in turned_pages))
    assert len(rows) == len(set(rows)) == 40


def test_att_01_att_02_att_03_pno_05_before_and_after_a_turned_page(pages, rendered):
    with pdfplumber.open(rendered["turned"]) as pdf:
        kinds = ["turned" if page.width > page.height else "upright" for page in pdf.pages]
        first = kinds.index("turned")
        turned_count = kinds.count("turned")
        assert kinds == ["upright"] * first + ["turned"] * turned_count + ["upright"], "no page is left blank"
        assert upright_text(pdf.pages[first]).startswith("附件1任务分工台账")
    last = pages("turned")[-1]
    assert last.lines[0].text == "附件2"
    assert (last.line("活动安排").baseline - last.lines[0].baseline) * MM / 28.95 == pytest.approx(2, abs=0.2)
    assert any(line.text == f"—{len(pages('turned'))}—" for line in last.lines)
    assert not any(line.left < 27 for line in last.lines), "the number of a turned page is not repeated"
    assert last.rules[-1].y == pytest.approx(262, abs=0.6)


def test_imp_02_a_turned_last_attachment(rendered, pages):
    with pdfplumber.open(rendered["turned-last"]) as pdf:
        assert pdf.pages[-1].width > pdf.pages[-1].height
    with pdfplumber.open(rendered["turned-imprint"]) as pdf:
        assert pdf.pages[-1].width < pdf.pages[-1].height
        assert pdf.pages[-2].width > pdf.pages[-2].height
    assert pages("turned-imprint")[-1].rules[-1].y == pytest.approx(262, abs=0.6)


def test_tbl_01_a_form_across_the_page(rendered):
    with pdfplumber.open(rendered["form-turned"]) as pdf:
        assert [page.width > page.height for page in pdf.pages] == [True]
        strip = [char["text"] for char in pdf.pages[0].chars if char["x0"] < 33 * MM and char["text"].strip()]
        assert "".join(strip) == "—1—"
