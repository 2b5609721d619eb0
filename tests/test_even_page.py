"""The 版记 on an even page, in our own count, in our own PDF and in LibreOffice's; rule ids of the standard's table in the
names."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gongwen.blocks.model import Attachment, Document, Imprint, Paragraph, Table
from gongwen.documents.evenpage import render_even
from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.reader import WordFile
from gongwen.pdf.fonts.metrics import NominalChain, NominalFace, NominalFonts
from gongwen.pdf.printing import count_pages, print_word
from gongwen.word.imprint import ImprintPage
from gongwen.word.render import Poured, render
from tests import papers
from tests.conftest import ROOT
from tests.pdf_faces import BoxFace
from tests.rendering import Pages, to_pdf
from tests.test_special_forms import letter, minutes, order, wide

TEMPLATES = ROOT / "templates"
HERE, EVEN, BLANK = ImprintPage.HERE, ImprintPage.EVEN, ImprintPage.EVEN_AFTER_BLANK
SHORT = Attachment(("活动安排",), (Paragraph("安排如下。"),), "附件")
LONG = Attachment(("活动安排",), (Paragraph(papers.TEXT * 8),), "附件")
TURNED = Attachment(("任务分工台账",), (wide(6),), "附件", landscape=True)
TABLE = Attachment(("名单",), (Table(("序号", "任务"), tuple((f"{n}", "抓好落实") for n in range(8))),), "附件")
LISTS = replace(papers.IMPRINT, cc=tuple(f"澜州省药品监督管理局第{n}处室" for n in range(16)))


def two(first: Attachment, second: Attachment) -> tuple[Attachment, ...]:
    return replace(first, label="附件1"), replace(second, label="附件2")


CASES: dict[str, tuple[Document, ImprintPage, int]] = {
    "one-page": (papers.paper(20), EVEN, 1),
    "one-page-with-room": (papers.paper(20, sealed=False, title=("通知",), note=None), EVEN, 1),
    "odd-with-room": (papers.paper(860), EVEN, 3),
    "odd-without-room": (papers.paper(1260), EVEN, 3),
    "even-with-room": (papers.paper(300), HERE, 2),
    "even-without-room": (papers.paper(620), BLANK, 2),
    "even-without-room-for-a-long-list": (papers.paper(470, imprint=LISTS), BLANK, 2),
    "attached-odd": (papers.paper(300, attachments=(SHORT,)), EVEN, 3),
    "attached-even": (papers.paper(20, attachments=(SHORT,)), HERE, 2),
    "attached-full": (papers.paper(300, attachments=(LONG,)), HERE, 4),
    "table-odd": (papers.paper(300, attachments=(TABLE,)), EVEN, 3),
    "turned-odd": (papers.paper(300, attachments=(TURNED,)), EVEN, 3),
    "turned-even": (papers.paper(20, attachments=(TURNED,)), BLANK, 2),
    "turned-then-odd": (papers.paper(20, attachments=two(TURNED, SHORT)), EVEN, 3),
    "turned-then-even": (papers.paper(300, attachments=two(TURNED, SHORT)), HERE, 4),
    "minutes-even": (minutes(60), HERE, 2),
    "minutes-odd": (minutes(900), EVEN, 3),
    "order": (order(60, imprint=papers.IMPRINT), EVEN, 1),
}
"""Each paper with where its 版记 belongs and the page on which its text ends."""
LETTERS = {
    "letter": letter(60, imprint=Imprint("", "", ("春晖社区",))),
    "letter-long": letter(900, imprint=Imprint("", "", ("春晖社区",))),
}


def made(document: Document) -> bytes:
    return render_even(document, TEMPLATES / f"{document.frame}.docx")


def counted(data: bytes) -> int:
    return count_pages(WordFile(Package.read(data, name="docx")), NominalFonts()).pages


def last_page(case: str) -> int:
    _, where, text = CASES[case]
    return text + {HERE: 0, EVEN: 1, BLANK: 2}[where]


class _Drawn(NominalFace):
    """A nominal face that can be drawn with, so that no font of the machine matters."""

    cap_height, italic_angle, stem_v, flags = 700.0, 0.0, 80.0, 4
    bbox = (0.0, -120.0, 1000.0, 880.0)
    ps_name = "Boxes"

    def subset(self, codes):
        codes = list(codes)
        return BoxFace("".join(map(chr, codes))).subset(codes)


class Boxes:
    """Every family drawn as boxes of the nominal widths."""

    def chain(self, family, *, bold=False, italic=False, latin=False):  # noqa: ARG002
        return NominalChain(_Drawn("box-latin", 0.5) if latin else _Drawn("box", 1.0))


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("even")
    found = {name: folder / f"{name}.docx" for name in (*CASES, *LETTERS)}
    for name, file in found.items():
        file.write_bytes(made(CASES[name][0] if name in CASES else LETTERS[name]))
    return found


@pytest.fixture(scope="module")
def printed(files) -> Pages:
    """The pages of our own PDFs."""
    pdfs = {}
    for name, file in files.items():
        pdfs[name] = file.with_suffix(".pdf")
        pdfs[name].write_bytes(print_word(file.read_bytes(), Boxes()).data)
    return Pages(pdfs)


@pytest.fixture(scope="module")
def rendered(files, tmp_path_factory) -> Pages:
    """The pages of LibreOffice's PDFs."""
    return Pages(to_pdf(files.values(), tmp_path_factory.mktemp("pdf")))


def test_every_file_is_sound(files, validate):
    validate(*files.values())


# ---------------------------------------------------------------- where it stands
@pytest.mark.parametrize("case", CASES)
def test_imp_03_the_imprint_is_on_an_even_page_by_our_own_count(case):
    document, where, text = CASES[case]
    data = made(document)
    assert data == render(document, TEMPLATES / f"{document.frame}.docx", page=where)
    assert counted(data) == last_page(case)
    assert last_page(case) % 2 == 0
    alone = WordFile(
        Package.read(render(replace(document, imprint=None), TEMPLATES / f"{document.frame}.docx"), name="")
    )
    assert count_pages(alone, NominalFonts()).pages == text


def test_some_papers_have_room_where_the_imprint_does_not_stay():
    for case, pages in (("one-page-with-room", 1), ("odd-with-room", 3), ("odd-without-room", 4), ("one-page", 2)):
        assert counted(render(CASES[case][0], TEMPLATES / "公文.docx")) == pages


@pytest.mark.parametrize("length", range(20, 1400, 60))
def test_imp_03_of_bodies_of_any_length(length):
    document = papers.paper(length)
    data = made(document)
    text = counted(render(replace(document, imprint=None), TEMPLATES / "公文.docx"))
    assert counted(data) % 2 == 0
    assert counted(data) - text in (0, 1, 2)
    assert (data == render(document, TEMPLATES / "公文.docx")) == (text % 2 == 0 and counted(data) == text)


@pytest.mark.parametrize("source", ["printed", "rendered"])
@pytest.mark.parametrize("case", CASES)
def test_imp_02_imp_03_pno_04_pages_of_the_pdf(request, source, case):
    _, where, text = CASES[case]
    pages = request.getfixturevalue(source)(case)
    assert len(pages) == last_page(case)
    black = [rule.y for rule in pages[-1].rules if not rule.red and rule.y > 200]
    assert black[-1] == pytest.approx(262, abs=0.5)
    assert any(line.text.endswith("印发") for line in pages[-1].lines)
    assert not any(line.text.endswith("印发") for page in pages[:-1] for line in page.lines)
    numbers = [next((line.text for line in page.lines if re.fullmatch(r"—\d+—", line.text)), "") for page in pages]
    if where is BLANK:
        assert not pages[text].lines, "the blank page shows nothing"
        assert not pages[text].rules
        assert numbers[text:] == ["", ""]
    else:
        assert numbers[-1] == f"—{len(pages)}—"
    upright = [number for number in range(1, text + 1) if "turned" not in case or number == 1]
    assert [numbers[number - 1] for number in upright] == [f"—{number}—" for number in upright]


@pytest.mark.parametrize("source", ["printed", "rendered"])
def test_imp_03_the_page_of_the_imprint_is_upright_and_shows_nothing_else(request, source):
    for case, (_, where, _) in CASES.items():
        if where is not HERE:
            page = request.getfixturevalue(source)(case)[-1]
            assert page.lines[0].text.startswith("抄送："), case
            assert all(line.size == pytest.approx(14, abs=0.3) for line in page.lines)
            assert all((rule.left, rule.right) == pytest.approx((28, 184), abs=0.7) for rule in page.rules)


@pytest.mark.parametrize("name", LETTERS)
def test_ltr_05_the_imprint_of_a_letter_stays_at_the_foot_of_its_text(files, rendered, name):
    assert files[name].read_bytes() == render(LETTERS[name], TEMPLATES / "信函.docx")
    assert any(line.text.startswith("抄送：") for line in rendered(name)[-1].lines)


def test_a_paper_without_an_imprint_is_left_alone():
    for document in (papers.paper(20, imprint=None), papers.paper(40, frame="普通文稿", header=None, imprint=None)):
        template = TEMPLATES / f"{document.frame}.docx"
        assert render_even(document, template) == render(document, template)


# ---------------------------------------------------------------- what changes in the file
def document_xml(data: bytes) -> str:
    return Package.read(data, name="docx").parts["word/document.xml"].decode()


@pytest.mark.parametrize("case", ["odd-with-room", "even-without-room", "turned-then-odd"])
def test_only_the_section_and_the_place_of_the_box_change(case):
    document, where, _ = CASES[case]
    before, after = (render(document, TEMPLATES / "公文.docx", page=page) for page in (HERE, where))
    parts = [Package.read(data, name="docx").parts for data in (before, after)]
    more = {"word/turned-blank-footer.xml"} if where is BLANK else set()
    assert set(parts[1]) - set(parts[0]) == more
    same = set(parts[0]) - {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert all(parts[0][name] == parts[1][name] for name in same)
    texts = [document_xml(data) for data in (before, after)]
    assert texts[1].count("<w:sectPr") == texts[0].count("<w:sectPr") + 1
    assert texts[1].count('<w:type w:val="evenPage"/>') == 1
    plain = [re.sub(r"<w:sectPr.*?</w:sectPr>|<wp:positionV .*?</wp:positionV>", "", text) for text in texts]
    assert plain[0] == plain[1]


def test_pno_04_the_footers_of_the_imprint_page_are_empty():
    parts = Package.read(made(CASES["even-without-room"][0]), name="docx").parts
    text = parts["word/document.xml"].decode()
    *_, final = re.findall(r"<w:sectPr.*?</w:sectPr>", text)
    relations = dict(re.findall(r'Id="(\w+)"[^>]*Target="([^"]+)"', parts["word/_rels/document.xml.rels"].decode()))
    relations |= {
        i: t for t, i in re.findall(r'Target="([^"]+)"[^>]*Id="(\w+)"', parts["word/_rels/document.xml.rels"].decode())
    }
    footers = {
        kind: relations[each] for kind, each in re.findall(r'footerReference w:type="(\w+)" r:id="(\w+)"', final)
    }
    assert footers == {"default": "turned-blank-footer.xml", "even": "turned-blank-footer.xml"}
    assert b"PAGE" not in parts["word/turned-blank-footer.xml"]


@pytest.mark.parametrize("case", ["even-without-room", "turned-even"])
def test_a_paper_can_be_written_again_and_again(case):
    """What one way of writing adds, the next one does not find."""
    document = CASES[case][0]
    poured = Poured(document, TEMPLATES / "公文.docx")
    for page in (BLANK, HERE, ImprintPage.NEXT, BLANK, EVEN, HERE):
        assert poured.data(page) == render(document, TEMPLATES / "公文.docx", page=page)


_SCRIPT = """
import hashlib
from tests.test_even_page import CASES, made
print(hashlib.sha256(b"".join(made(CASES[case][0]) for case in sorted(CASES))).hexdigest())
"""


def test_the_bytes_depend_on_no_font_and_no_seed(files, tmp_path):
    """Neither on the fonts of a machine nor on the order of its sets."""
    wanted = hashlib.sha256(b"".join(files[case].read_bytes() for case in sorted(CASES))).hexdigest()
    changed = {"GONGWEN_FONT_DIR": str(tmp_path), "GONGWEN_FONT_ONLY": "1", "PYTHONHASHSEED": "12345"}
    command = [sys.executable, "-c", _SCRIPT]
    path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path, **changed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == wanted


# ---------------------------------------------------------------- a clerk's own frame
def changed_frame(folder: Path, *changes: tuple[str, str], **parts: str) -> Path:
    """The frame 公文 with some texts of its body replaced and headers by name added to it."""
    package = Package.read(TEMPLATES / "公文.docx")
    text = package.parts["word/document.xml"].decode()
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    package.parts["word/document.xml"] = text.encode()
    for name, content in parts.items():
        types, relations = "[Content_Types].xml", "word/_rels/document.xml.rels"
        kind = "header" if name.startswith("header") else "theme"
        content_type = f"wordprocessingml.{kind}" if kind == "header" else kind
        override = (
            f'<Override PartName="/word/{name}.xml" '
            f'ContentType="application/vnd.openxmlformats-officedocument.{content_type}+xml"/></Types>'
        )
        relation = (
            f'<Relationship Id="{name}" Target="{name}.xml" '
            f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
        )
        for part, end, more in ((types, "</Types>", override), (relations, "</Relationships>", relation)):
            package.parts[part] = package.parts[part].decode().replace(end, more).encode()
        package.parts[f"word/{name}.xml"] = content.encode()
    file = folder / "模板.docx"
    file.write_bytes(package.to_bytes())
    return file


HEADER = (
    '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>{}</w:t></w:r>'
    '<w:fldSimple w:instr="{}"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:hdr>'
)


def test_pno_04_numbers_in_the_headers_of_a_frame(tmp_path, validate):
    """Numbers go from the page of the 版记, other headers stay."""
    end = '<w:sectPr><w:footerReference w:type="even"'
    headers = '<w:headerReference w:type="default" r:id="header8"/><w:headerReference w:type="even" r:id="header9"/>'
    template = changed_frame(
        tmp_path, (end, end.replace("<w:sectPr>", f"<w:sectPr>{headers}")),
        header8=HEADER.format("内部资料", "TITLE"), header9=HEADER.format("第", "PAGE"),
    )  # fmt: skip
    file = tmp_path / "x.docx"
    file.write_bytes(render_even(CASES["even-without-room"][0], template))
    validate(file)
    *_, text, final = re.findall(r"<w:sectPr.*?</w:sectPr>", document_xml(file.read_bytes()))
    assert re.findall(r'headerReference w:type="\w+" r:id="(header\w)"', text) == ["header8", "header9"]
    assert re.findall(r'headerReference w:type="\w+" r:id="(header\w)"', final) == ["header8"]
    assert len(re.findall("headerReference", final)) == 2


def test_pno_05_a_frame_that_begins_its_own_numbers(tmp_path):
    """The page of the 版记 does not begin them anew."""
    template = changed_frame(tmp_path, ("<w:docGrid", '<w:pgNumType w:fmt="decimal" w:start="1"/><w:docGrid'))
    *_, text, final = re.findall(r"<w:sectPr.*?</w:sectPr>", document_xml(render_even(CASES["one-page"][0], template)))
    assert 'w:start="1"' in text
    assert "w:start" not in final
    assert 'w:fmt="decimal"' in final


def test_a_first_page_of_its_own_stays_the_first(tmp_path):
    template = changed_frame(tmp_path, ("<w:docGrid", "<w:titlePg/><w:docGrid"))
    *_, text, final = re.findall(r"<w:sectPr.*?</w:sectPr>", document_xml(render_even(CASES["one-page"][0], template)))
    assert "<w:titlePg/>" in text
    assert "<w:titlePg/>" not in final


@pytest.mark.parametrize("after", ["", "<w:p><w:r><w:t>共印20份</w:t></w:r></w:p>"])
def test_a_box_among_the_text_of_a_frame_is_left_there(tmp_path, after):
    """A box whose paragraph says something itself, or is not the last, cannot be moved without its text."""
    end = '<w:sectPr><w:footerReference w:type="even"'
    run = "<w:r><mc:AlternateContent>"
    beside = (run, run if after else f"<w:r><w:t>（完）</w:t></w:r>{run}")
    template = changed_frame(tmp_path, (end, after + end), beside)
    document = CASES["one-page"][0]
    assert render_even(document, template) == render(document, template)
    assert "evenPage" not in document_xml(render_even(document, template))


def test_a_place_of_its_own_stays(tmp_path):
    """Where a frame has its box somewhere else, only the section changes."""
    place = '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
    other = '<wp:positionV relativeFrom="page"><wp:posOffset>7200000</wp:posOffset></wp:positionV>'
    text = document_xml(render_even(CASES["one-page"][0], changed_frame(tmp_path, (place, other))))
    assert text.count(other) == 1
    assert "evenPage" in text


def test_what_cannot_be_counted_is_still_written(tmp_path):
    template = changed_frame(tmp_path, theme="<a:theme")
    document = CASES["one-page"][0]
    assert render_even(document, template) == render(document, template)


# ---------------------------------------------------------------- the plan
@pytest.mark.parametrize(
    ("words", "even"), [("", True), ("layout: {imprint_even: false}", False), ("版式: {版记偶数页: 否}", False)]
)
def test_imp_03_the_plan_may_leave_it(run_cli, workspace, words, even):
    plan = workspace / "inputs" / "plan.yaml"
    text = plan.read_text(encoding="utf-8").replace("    wraps: plan\n", "")
    plan.write_text(f"{text}\n{words}\n", encoding="utf-8")
    done = run_cli("build", "notice", "--no-pdf", cwd=workspace)
    assert done.returncode == 0, done.stderr
    file = next((workspace / "outputs").rglob("01-*.docx"))
    assert ("evenPage" in document_xml(file.read_bytes())) == even
