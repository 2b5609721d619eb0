"""Page ends of the special forms and of joint issues, long names and lists, measured in LibreOffice's rendering; rule ids
of the standard's table in the names."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from gongwen.blocks.model import Document, Header, Imprint, Paragraph, Signature
from gongwen.ooxml.package import Package
from gongwen.standard.page import LETTER_AIR
from gongwen.word.imprint import imprint_lines
from gongwen.word.render import render
from tests import papers
from tests.rendering import MM, PRINTERS, Line, Page, Pages, red_ink_top
from tests.test_special_forms import BODY, LONG_BODY, OTHERS, letter, minutes, order

TEMPLATES = Path(__file__).parent.parent / "templates"
BODIES = (*OTHERS, "临澜市教育局", "临澜市财政局")
LONG_BODIES = (LONG_BODY, "澜州省精神文明建设指导委员会办公室")
JOINT_LENGTHS = (60, 180, 260, 340, 420, 500, 540, 580, 620, 740)
ROLL_LENGTHS = (60, 160, 180, 200, 220, 240, 780, 800, 820, 840, 860)
LETTER_LENGTHS = tuple(range(300, 480, 20))
NAMES = (
    *(f"澜州省药品监督管理局第{n}处室" for n in range(20)), "春晖社区", "各县（市、区）人民政府", "“扫黄打非”办公室",
    "A类单位", LONG_BODY,
)  # fmt: skip
SEAL = 42
"""The diameter of a body's seal in mm."""


def joint(count: int, characters: int, *, sealed: bool = True, bodies: tuple[str, ...] = BODIES) -> Document:
    others = bodies[: count - 1]
    return papers.paper(
        characters, header=Header(papers.MARK, papers.NUMBER, joint=others),
        signature=Signature(BODY, papers.DATE, sealed=sealed, joint=others),
    )  # fmt: skip


def lists(number: int) -> Document:
    """A 函 or a 公文 with lists of any length in its 版记."""
    chance = random.Random(number)
    copies = tuple(chance.choice(NAMES) for _ in range(chance.randint(1, 16)))
    to = tuple(chance.choice(NAMES) for _ in range(chance.randint(1, 6))) if number % 3 == 0 else ()
    if number % 2:
        return letter(60, imprint=Imprint("", "", copies, to))
    return papers.paper(60, imprint=replace(papers.IMPRINT, cc=copies, to=to))


def documents() -> dict[str, Document]:
    made = {f"sealed-{count}-{n}": joint(count, n) for count in (2, 3, 5, 7) for n in JOINT_LENGTHS}
    made |= {f"unsealed-{count}-{n}": joint(count, n, sealed=False) for count in (2, 3, 5) for n in JOINT_LENGTHS}
    made |= {f"minutes-{n}": minutes(n) for n in ROLL_LENGTHS}
    made |= {f"minutes-notes-{n}": minutes(n, attachment_notes=("甲方案", "乙名单")) for n in ROLL_LENGTHS}
    made |= {f"letter-long-{n}": letter(n, mark=LONG_BODY, note="联系人：方致远") for n in LETTER_LENGTHS}
    made |= {f"lists-{n}": lists(n) for n in range(24)}
    many = "、".join(f"各设区市及扩权强县试点县第{n}人民政府办公室" for n in range(22))
    return made | {
        "long-sealed": joint(3, 60, bodies=LONG_BODIES),
        "long-unsealed": joint(3, 60, sealed=False, bodies=LONG_BODIES),
        "joint-letter": letter(60, head={"joint": OTHERS[:2]}),
        "joint-order": order(60, head={"joint": OTHERS[:2]}),
        "joint-order-urgent": order(60, head={"joint": OTHERS[:2], "urgency": "特急"}),
        "joint-bare": replace(joint(3, 60), imprint=None),
        "bare-imprint": letter(60, imprint=Imprint("", "")),
        "many-to": replace(letter(60), to=f"{many}："),
        "letter": letter(60),
        "letter-huge": letter(60, mark=LONG_BODY + LONG_BODY),
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, document in documents().items():
        made[name] = folder / f"{name}.docx"
        made[name].write_bytes(render(document, TEMPLATES / f"{document.frame}.docx"))
    return made


@pytest.fixture(scope="module", params=PRINTERS)
def rendered(request, files, tmp_path_factory) -> dict[str, Path]:
    return PRINTERS[request.param](files.values(), tmp_path_factory.mktemp("pdf"))


@pytest.fixture(scope="module")
def pages(rendered) -> Pages:
    return Pages(rendered)


def text_lines(page: Page) -> list[Line]:
    """The lines in 3号 inside the type area."""
    return [line for line in page.body if line.size == pytest.approx(16, abs=0.3)]


def date_page(found: list[Page]) -> Page:
    return next(page for page in found if any(line.text == papers.DATE for line in page.body))


def shows_text(document: Document, page: Page) -> bool:
    """Whether page 1 has the beginning of the first paragraph."""
    start = next(block.text for block in document.blocks if isinstance(block, Paragraph))[:8]
    return any(line.text.startswith(start) for line in page.body)


def test_every_file_is_valid(files, validate):
    validate(*files.values())


# ---------------------------------------------------------------- joint issue
@pytest.mark.parametrize("count", [2, 3, 5, 7])
@pytest.mark.parametrize("length", JOINT_LENGTHS)
def test_bdy_01_sig_09_of_sealed_joint_issues_of_any_length(pages, count, length):
    found = pages(f"sealed-{count}-{length}")
    assert shows_text(joint(count, length), found[0]), "page 1 shows text (7.3.3)"
    lines = text_lines(date_page(found))
    shown = "".join(line.text for line in lines)
    names = (BODY, *BODIES[: count - 1])
    assert all(name in shown for name in names), "names and date stand on one page"
    first = next(at for at, line in enumerate(lines) if BODY in line.text)
    assert any(line.left < 45 for line in lines[:first]), "the signature is not alone (7.3.5.5)"


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("length", JOINT_LENGTHS)
def test_bdy_01_sig_09_of_unsealed_joint_issues_of_any_length(pages, count, length):
    found = pages(f"unsealed-{count}-{length}")
    assert shows_text(joint(count, length), found[0])
    lines = [line.text for line in text_lines(date_page(found))]
    first = lines.index(BODY)
    assert lines[first : first + count + 1] == [BODY, *BODIES[: count - 1], papers.DATE]
    assert first > 0, "the signature is not alone (7.3.5.5)"


def glyph_groups(rendered: Path, names: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """The middle of each name of a signature and its baseline, in mm."""
    import pdfplumber

    places = {}
    with pdfplumber.open(rendered) as pdf:
        for page in pdf.pages:
            chars = [c for c in page.chars if 15.5 < c["size"] < 16.5 and c["text"].strip()]
            text = "".join(c["text"] for c in chars)
            for name in names:
                at = text.rfind(name)
                if at >= 0:
                    part = chars[at : at + len(name)]
                    middle = (part[0]["x0"] + part[-1]["x1"]) / 2 / MM
                    places[name] = (middle, (float(page.height) - part[0]["matrix"][5]) / MM)
    return places


@pytest.mark.parametrize("count", [2, 3, 5, 7])
def test_sig_04_seals_do_not_touch_and_the_last_one_covers_the_date(rendered, pages, count):
    names = (BODY, *BODIES[: count - 1])
    places = glyph_groups(rendered[f"sealed-{count}-60"], names)
    assert set(places) == set(names)
    rows = sorted({round(baseline, 0) for _, baseline in places.values()})
    assert all(below - above >= SEAL for above, below in pairwise(rows))
    for row in rows:
        middles = sorted(middle for middle, baseline in places.values() if round(baseline, 0) == row)
        assert len(middles) <= 3
        assert all(right - left >= SEAL for left, right in pairwise(middles))
        assert middles[0] - SEAL / 2 >= 28 - 1
        assert middles[-1] + SEAL / 2 <= 184 + 1
    date = date_page(pages(f"sealed-{count}-60")).line(papers.DATE)
    assert date.right == pytest.approx(184 - 22.3, abs=1)
    assert places[names[-1]][0] == pytest.approx((date.left + date.right) / 2, abs=1)
    assert date.baseline - places[names[-1]][1] == pytest.approx(28.95 / MM, abs=0.3)


@pytest.mark.parametrize("name", ["long-sealed", "long-unsealed", "joint-bare"])
def test_hdr_06_sig_04_sig_06_long_names_stay_on_one_line(rendered, pages, name):
    assert red_ink_top(rendered[name]) == pytest.approx(72, abs=1)
    bodies = (BODY, *(OTHERS[:2] if name == "joint-bare" else LONG_BODIES))
    lines = [line for page in pages(name) for line in page.body]
    for body in bodies:
        assert sum(body in line.text for line in lines) >= 2, "the name stands whole in mark and signature"
    assert all(line.right <= 184.5 for line in lines if any(body in line.text for body in bodies))


# ---------------------------------------------------------------- marks
def test_ltr_01_a_joint_letter_shows_the_first_body_alone(rendered, pages):
    page = pages("joint-letter")[0]
    assert page.lines[0].text == BODY
    assert [line.text for line in page.lines if line.size > 40] == [BODY]
    assert red_ink_top(rendered["joint-letter"]) == pytest.approx(30, abs=1)


@pytest.mark.parametrize("name", ["joint-order", "joint-order-urgent"])
def test_cmd_01_a_joint_order(rendered, pages, name):
    assert red_ink_top(rendered[name]) == pytest.approx(57, abs=1)
    texts = [line.text for line in pages(name)[0].lines if line.size > 40]
    assert sorted(texts) == sorted([BODY, *OTHERS[:2], "令"])


@pytest.mark.parametrize("name", ["letter", "letter-long-300", "letter-huge"])
def test_ltr_02_ltr_03_nothing_depends_on_where_spacing_under_a_frame_is_spent(files, name):
    """Frames do not reach into one another, and the first line of the text keeps its distance by the frame alone."""
    text = Package.read(files[name]).parts["word/document.xml"].decode()
    mark, upper, _ = re.findall(r"<w:framePr [^>]*/>", text)
    measure = {key: int(value) for key, value in re.findall(r'w:(\w+)="(\d+)"', mark)}
    rule = {key: int(value) for key, value in re.findall(r'w:(\w+)="(\d+)"', upper)}
    assert rule["vSpace"] == LETTER_AIR
    assert measure["y"] + measure["h"] <= rule["y"] - rule["vSpace"]
    styles = Package.read(files[name]).parts["word/styles.xml"].decode()
    number = re.search(r'<w:style [^>]*w:styleId="GwNumber".*?</w:style>', styles)
    assert number is not None
    assert 'w:before="0"' in number.group()
    first = re.search(r'<w:p><w:pPr><w:pStyle w:val="GwNumber"/>.*?</w:pPr>', text)
    assert first is not None
    assert "w:spacing" not in first.group()


@pytest.mark.parametrize("name", ["letter", "letter-long-300", "letter-huge"])
def test_ltr_02_ltr_03_places_under_a_mark_of_any_size(rendered, pages, name):
    page = pages(name)[0]
    assert red_ink_top(rendered[name]) == pytest.approx(30, abs=1)
    mark, first = page.lines[:2]
    upper, lower = [rule.y for rule in page.rules if rule.red][:2]
    assert upper - (mark.baseline + 0.12 * mark.size / MM) == pytest.approx(4, abs=1)
    assert first.baseline - 0.88 * 16 / MM - lower == pytest.approx(4.9, abs=0.5)


@pytest.mark.parametrize("length", LETTER_LENGTHS)
def test_bdy_01_sig_09_of_letters_with_a_long_mark(pages, length):
    found = pages(f"letter-long-{length}")
    assert shows_text(letter(length), found[0])
    signed = date_page(found)
    date = signed.line(papers.DATE)
    above = [line for line in text_lines(signed) if line.baseline < date.baseline - 1 and line.left < 45]
    assert above, "the signature is not alone (7.3.5.5)"
    assert any("联系人" in line.text for line in signed.body), "附注 stands under the date"


# ---------------------------------------------------------------- rolls and 版记
@pytest.mark.parametrize("kind", ["minutes", "minutes-notes"])
@pytest.mark.parametrize("length", ROLL_LENGTHS)
def test_min_02_rolls_are_not_without_text_before_them(pages, kind, length):
    page = next(page for page in pages(f"{kind}-{length}") if any(line.text.startswith("出席：") for line in page.body))
    lines = text_lines(page)
    at = next(number for number, line in enumerate(lines) if line.text.startswith("出席："))
    assert at > 0, "the rolls stand alone"
    assert (lines[at].baseline - lines[at - 1].baseline) * MM / 28.95 == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("number", range(24))
def test_imp_02_imp_04_imp_05_lists_of_any_length(pages, number):
    page = pages(f"lists-{number}")[-1]
    small = [line for line in page.lines if line.size == pytest.approx(14, abs=0.3) and not line.text.startswith("—")]
    document = lists(number)
    assert len(small) == imprint_lines(document.imprint)
    assert small[-1].baseline < 262
    black = [rule.y for rule in page.rules if not rule.red]
    assert bool(black) == (document.frame == "公文")
    if black:
        assert black[0] < small[0].baseline - 3
        assert black[-1] == pytest.approx(262, abs=0.5)


def test_ltr_05_an_empty_imprint_leaves_no_table(files, pages):
    assert b"<w:tbl>" not in Package.read(files["bare-imprint"]).parts["word/document.xml"]
    assert len(pages("bare-imprint")) == 1


def test_rcp_02_addressees_of_a_letter_that_leave_no_room_go_to_its_imprint(pages):
    found = pages("many-to")
    assert shows_text(letter(60), found[0])
    assert any(line.text.startswith("主送：各设区市") for line in found[-1].lines)
