"""The reader and whole files: how a body is split, what is remembered, odd spellings, broken files, files of all kinds."""

from __future__ import annotations

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.model import Note, Paragraph, RunFormat, Table
from gongwen.ooxml.wordml.reader import WordFile
from gongwen.ooxml.wordml.split import Container
from gongwen.problems import UserError
from tests.handmade import PNG, shown
from tests.wordml import BOX, SECT, TEMPLATES, XMLNS, blocks, p, package, plain, r, style, texts, word

# ---------------------------------------------------------------- how a body is split


PIECES = st.sampled_from(
    [
        p("甲"),
        "<w:p/>",
        '<w:p w:rsidR="00A1"/>',
        '<w:p w:rsidR="00A1" w:x=">"><w:r><w:t>乙</w:t></w:r></w:p>',
        p("框前", BOX, "框后"),
        f"<w:tbl><w:tr><w:tc>{p('格')}<w:tbl><w:tr><w:tc>{p('里')}</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控')}<w:sdt><w:sdtContent>{p('件')}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>",
        '<w:bookmarkStart w:id="0" w:name="a"/>',
        '<w:bookmarkEnd w:id="0"/>',
        "\n  ",
        "<!-- <w:p> -->",
        "<w:p><w:r><w:t><![CDATA[</w:p>]]></w:t></w:r></w:p>",
        "<w:p\n><w:r><w:t>丙</w:t></w:r></w:p >",
        "<?x <w:p> ?>",
        p("题", properties="<w:sectPr/>"),
        "<w:p><w:pPr><w:sectPr><w:type w:val='continuous'/></w:sectPr></w:pPr></w:p>",
    ]
)


@settings(max_examples=120, derandomize=True)
@given(st.lists(PIECES, max_size=9))
def test_a_body_is_split_as_a_parser_would(pieces):
    body = "".join(pieces)
    file = word(body)
    root = etree.fromstring(f"<x {XMLNS}>{body}</x>")
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    tops = [each for each in root if isinstance(each.tag, str) and each.tag in (f"{w}p", f"{w}tbl", f"{w}sdt")]
    expected = sum(2 if each.tag == f"{w}sdt" else 1 for each in tops)
    found = list(file.blocks())
    assert len(found) == expected
    assert plain(found) == "".join(each.text or "" for each in root.iter(f"{w}t"))
    assert len(file.sections) == body.count("<w:sectPr") + 1


@pytest.mark.parametrize("body", ["<w:p/>", p("甲"), "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"])
def test_equal_xml_gives_the_same_object(body):
    file = word(body + p("别的") + body)
    found = list(file.blocks())
    assert found[0] is found[2]
    assert next(iter(file.blocks())) is found[0]


def test_equal_xml_inside_and_outside_of_an_instruction_differs():
    code = p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>X</w:instrText></w:r>')
    end = p('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    assert texts(blocks(p("甲") + code + p("甲") + end + p("甲"))) == ["甲", "", "", "", "甲"]


def test_a_field_goes_on_also_when_its_paragraphs_are_remembered():
    code = p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>X</w:instrText></w:r>')
    end = p('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    file = word((code + p("甲") + end + p("乙")) * 2)
    for _ in range(2):
        assert texts(file.blocks()) == ["", "", "", "乙"] * 2


def test_slices_are_the_children():
    children = [
        "<w:p/>",
        p("框前", BOX, "框后"),
        '<w:p w:rsidR="1"><w:r><w:t>甲</w:t></w:r></w:p>',
        "<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
        "<w:sdt><w:sdtContent><w:sdt/></w:sdtContent></w:sdt>",
        '<w:bookmarkEnd w:id="0"/>',
        SECT,
    ]
    found = Container(f"<w:document {XMLNS}><w:body>\n{' '.join(children)}</w:body></w:document>".encode(), b"body")
    assert [piece.decode() for piece in found.slices()] == children


def test_more_blocks_than_are_remembered():
    file = word("".join(p(f"第{number}段") for number in range(5000)) + p("第0段"))
    assert texts(file.blocks()) == [*(f"第{number}段" for number in range(5000)), "第0段"]


def test_blocks_come_one_by_one():
    """A fault at the end does not keep the beginning back."""
    found = word(p("甲") + p("乙") + "<w:p><w:r></w:p>").blocks()
    assert texts([next(found), next(found)]) == ["甲", "乙"]
    with pytest.raises(UserError):
        next(found)


# ---------------------------------------------------------------- odd spellings


def document(body: str, xmlns: str = XMLNS, sect: str = SECT) -> bytes:
    return f"<w:document {xmlns}><w:body>{body}{sect}</w:body></w:document>".encode()


BODY = (
    p("甲", BOX, properties='<w:jc w:val="center"/>')
    + f"<w:tbl><w:tr><w:tc>{p('格')}</w:tc></w:tr></w:tbl>"
    + p("乙", properties="<w:sectPr><w:cols w:num='2'/></w:sectPr>")
    + p("丙")
)
STRICT = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def strict(data: bytes) -> bytes:
    for usual, other in STRICT.items():
        data = data.replace(usual.encode(), other.encode())
    return data


@pytest.mark.parametrize(
    "data",
    [
        strict(document(BODY)),
        document(BODY).replace(b"<w:", b"<x:").replace(b"</w:", b"</x:").replace(b"xmlns:w=", b"xmlns:x=").replace(b" w:", b" x:"),
        b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n<!-- x -->" + document(BODY),
        ("<?xml version='1.0' encoding='UTF-16'?>" + document(BODY).decode()).encode("utf-16"),
        ("<?xml version='1.0' encoding='GB18030'?>" + document(BODY).decode()).encode("gb18030"),
        document("<!-- </w:body> -->" + BODY + "<?x y?>"),
        document(BODY).replace(b"<w:body>", b"<w:background w:color='FFFFFF'/><w:body\n>"),
        document(BODY).replace(b"</w:p>", b"</w:p\n>"),
        document(BODY).replace(b'"', b"'"),
    ],
    ids=["strict", "prefix", "mark and comment", "utf-16", "gb18030", "comments", "background", "spaces", "quotes"],
)  # fmt: skip
def test_spelling_does_not_matter(data):
    file = WordFile(package("", data=data))
    found = list(file.blocks())
    assert texts(found) == ["甲<Anchored>", "格", "乙", "丙"]
    assert found[0].format.align == "center"
    assert plain(found[:1]) == "甲框"
    assert [each.columns for each in file.sections] == [2, 1]
    assert found[2].section is not None
    assert not file.unknown


def test_a_strict_file_as_a_whole():
    made = package(
        p(r("甲", '<w:rStyle w:val="C"/>'), f'<w:hyperlink r:id="h">{r("链")}</w:hyperlink>'),
        styles=style("C", "<w:rPr><w:sz w:val='15pt'/></w:rPr>", "character"),
        relations=[("h", "hyperlink", "https://example.org/")],
    )
    file = WordFile(Package({name: strict(data) for name, data in made.parts.items()}, name="严格.docx"))
    (paragraph,) = file.blocks()
    assert (paragraph.pieces[0].format.size, paragraph.pieces[1].link) == (15, "https://example.org/")


def test_parts_are_found_by_relationship_whatever_they_are_called():
    parts = dict(package(p("甲", properties='<w:pStyle w:val="S"/>'), styles=style("S", "")).parts)
    parts["w/正文.xml"] = parts.pop("word/document.xml")
    parts["w/_rels/正文.xml.rels"] = parts.pop("word/_rels/document.xml.rels").replace(
        b'Target="styles.xml"', b'Target="/x/STYLES.XML"'
    )
    parts["x/Styles.xml"] = parts.pop("word/styles.xml")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"/w/%E6%AD%A3%E6%96%87.xml")
    file = WordFile(Package(parts, name="怪.docx"))
    assert next(iter(file.blocks())).format.style == "名S"


def test_title_headers_and_what_is_missing():
    core = b'<c:coreProperties xmlns:c="x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> \xe9\xa2\x98 </dc:title></c:coreProperties>'
    made = package(
        p("甲"),
        relations=[("h1", "header", "header1.xml"), ("i1", "image", "i.png")],
        files={
            "docProps/core.xml": core,
            "word/header1.xml": f"<w:hdr {XMLNS}>{p('眉')}<w:sdt><w:sdtContent>{p('脚')}</w:sdtContent></w:sdt></w:hdr>".encode(),
        },
    )
    made.parts["_rels/.rels"] = made.parts["_rels/.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="r2" Type="x/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
    )
    file = WordFile(made)
    assert file.title == "题"
    assert texts(file.area("h1")) == ["眉", "脚"]
    assert file.area("h1") is file.area("h1")
    assert file.area("没有") == ()
    assert [(each.what, each.near) for each in file.unknown] == [("缺失的页眉或页脚", "页眉或页脚")]
    assert word(p("甲")).title == ""


def test_pictures_of_a_header_are_those_of_its_part():
    picture = '<w:r><w:drawing><wp:inline><wp:extent cx="12700" cy="12700"/><a:graphic><a:graphicData uri="x"><pic:pic><pic:blipFill><a:blip r:embed="rId1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="x/image" Target="media/i.png"/></Relationships>'
    files = {
        "word/header1.xml": f"<w:hdr {XMLNS}>{p(picture)}</w:hdr>".encode(),
        "word/_rels/header1.xml.rels": rels,
        "word/media/i.png": PNG,
    }
    file = WordFile(
        package(p("甲"), relations=[("h1", "header", "header1.xml"), ("rId1", "image", "media/none.png")], files=files)
    )
    assert file.area("h1")[0].pieces[0].data == PNG


# ---------------------------------------------------------------- files as programs write them


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_our_templates_are_understood_wholly(path):
    file = WordFile(Package.read(path))
    found = list(file.blocks())
    assert plain(found) == "".join(shown(path.read_bytes())).replace("\t", "").replace("\n", "")
    for section in file.sections:
        for relation in (*section.headers.values(), *section.footers.values()):
            assert file.area(relation)
    assert file.unknown == []
    assert isinstance(found[-1], Paragraph | Table)


def test_a_file_of_python_docx(tmp_path):
    made = Document()
    made.add_heading("标题", 1)
    made.add_paragraph("项目", style="List Bullet")
    made.add_paragraph("编号", style="List Number")
    table = made.add_table(2, 2, style="Light Grid Accent 1")
    table.cell(0, 0).text = "格"
    made.add_page_break()
    made.save(tmp_path / "a.docx")
    file = WordFile(Package.read(tmp_path / "a.docx"))
    found = list(file.blocks())
    heading, bullet, number, grid, last = found
    assert (heading.format.style, heading.format.outline, heading.format.keep_next) == ("heading 1", 0, True)
    assert (heading.pieces[0].format.size, heading.pieces[0].format.colour, heading.pieces[0].format.bold) == (
        14,
        "365F91",
        True,
    )
    assert [file.label(each).text for each in (bullet, number)] == ["•", "1."]
    assert (bullet.format.left, bullet.format.first_line) == (18, -18)
    assert grid.rows[0].cells[0].blocks[0].pieces[0].format.bold
    assert grid.rows[0].cells[0].borders.top.colour == "4F81BD"
    assert texts([last]) == ["<Break>"]
    assert file.unknown == []


COLUMNS = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:cols w:num="{}" w:sep="{}"/></w:sectPr>'


@pytest.mark.parametrize(("count", "line", "named"), [(2, "1", True), (2, "0", False), (1, "1", False)])
def test_a_line_between_columns_is_named(count, line, named):
    section = COLUMNS.format(count, line)
    file = word(p("甲", properties=section) + p("乙"), sect=section)
    assert len(list(file.blocks())) == len(file.sections) == 2
    assert [(each.what, each.near, each.lost) for each in file.unknown] == [("分栏线", "页面设置", False)] * named


def floating(width: int, properties: str = '<w:tblpPr w:tblpX="5"/>') -> str:
    cells = f"<w:tc>{p('')}{p('表头')}</w:tc>"
    return f'<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid><w:tr>{cells}</w:tr></w:tbl>'


def test_a_floating_table_that_leaves_room_for_text_is_named():
    before = word(floating(4000) + p("甲"))
    for file in (before, WordFile(package(floating(4000) + p("乙")), before)):
        list(file.blocks())
        assert [(each.what, each.near, each.lost) for each in file.unknown] == [("浮动表格旁的文字环绕", "表头", False)]


@pytest.mark.parametrize(
    "table",
    [floating(8300), floating(4000, ""), floating(4000, '<w:tblpPr w:tblpX="5"/><w:tblW w:type="pct" w:w="5000"/>')],
)
def test_other_tables_are_not_named(table):
    file = word(table + p("甲"))
    list(file.blocks())
    assert not file.unknown


@pytest.mark.parametrize(("kind", "root", "place"), [("header", "hdr", "页眉"), ("footer", "ftr", "页脚")])
def test_without_words_near_it_the_part_is_the_place(kind, root, place):
    strange = '<w:p><w:r><w:t> </w:t><w:contentPart r:id="x"/></w:r></w:p>'
    file = word(
        strange,
        relations=[("h", kind, "any.xml")],
        files={"word/any.xml": f"<w:{root} {XMLNS}>{strange}</w:{root}>".encode()},
        footnotes=f'<w:footnote w:id="2">{strange}</w:footnote>',
    )
    list(file.blocks())
    assert file.area("h")
    assert file.note(Note("footnote", "2", RunFormat()))
    assert [each.near for each in file.unknown] == ["正文", place, "脚注"]
