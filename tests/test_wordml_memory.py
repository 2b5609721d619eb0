"""What the reader remembers: within a file, row by row in tables, and over files of one master."""

from __future__ import annotations

from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from gongwen.ooxml.wordml.model import Table
from gongwen.ooxml.wordml.reader import WordFile
from tests.handmade import PNG
from tests.wordml import XMLNS, blocks, p, package, r, style, texts, whats, word

STYLES = style("N", '<w:rPr><w:sz w:val="32"/></w:rPr>', default=True) + style(
    "T",
    '<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8"/><w:bottom w:val="thick" w:sz="8"/><w:insideH w:val="dotted"/><w:insideV w:val="dashed"/></w:tblBorders></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr><w:tblStylePr w:type="lastRow"><w:rPr><w:i/></w:rPr></w:tblStylePr>'
    '<w:tblStylePr w:type="lastCol"><w:rPr><w:caps/></w:rPr></w:tblStylePr>',
    "table",
)
BANDED = STYLES.replace(
    "</w:style>",
    '<w:tblStylePr w:type="band2Horz"><w:tcPr><w:shd w:val="clear" w:fill="EEEEEE"/></w:tcPr></w:tblStylePr></w:style>',
)


def cell(text: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/>{properties}</w:tcPr>{p(text)}</w:tc>'


ROWS = st.sampled_from(
    [
        f"<w:tr>{cell('甲')}{cell('乙')}</w:tr>",
        f'<w:tr w:rsidR="1"><w:trPr><w:cantSplit/></w:trPr>{cell("甲")}{cell("丙", "<w:vMerge/>")}</w:tr>',
        f"<w:tr>{cell('宽', '<w:gridSpan w:val=' + chr(34) + '2' + chr(34) + '/>')}</w:tr>",
        f"<w:tr>{cell('一')}{cell('二')}{cell('三')}</w:tr>",
        f"<w:tr><w:trPr><w:del w:id='1'/></w:trPr>{cell('删')}</w:tr>",
        f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell('藏')}</w:tr>",
        f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell('后')}</w:tr>",
        f"<w:sdt><w:sdtContent><w:tr>{cell('控')}{cell('件')}</w:tr></w:sdtContent></w:sdt>",
        f"<w:tr><w:tc><w:tbl><w:tr>{cell('里')}</w:tr></w:tbl>{p('外')}</w:tc>{cell('乙')}</w:tr>",
        f"<w:tr>{cell('甲')}<w:tc>{p('<w:strange>怪</w:strange>')}</w:tc></w:tr>",
        f"<w:tr>{cell('斜', '<w:tcBorders><w:tl2br w:val=' + chr(34) + 'single' + chr(34) + '/></w:tcBorders>')}{cell('乙')}</w:tr>",
        "<w:bookmarkStart w:id='4' w:name='x'/>",
    ]
)
HEADS = st.sampled_from(
    [
        '<w:tblPr><w:tblStyle w:val="T"/><w:tblLook w:val="01E0"/></w:tblPr><w:tblGrid><w:gridCol w:w="900"/><w:gridCol w:w="800"/></w:tblGrid>',
        '<w:tblPr><w:tblW w:w="50%" w:type="pct"/><w:tblCellSpacing w:w="30" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="900"/><w:gridCol w:w="800"/></w:tblGrid>',
        '<w:tblPr><w:tblStyle w:val="T"/></w:tblPr>',
        '<w:tblPr><w:tblpPr w:tblpX="5"/></w:tblPr><w:tblGrid><w:gridCol w:w="900"/><w:gridCol w:w="0"/></w:tblGrid>',
    ]
)
TABLES = st.builds(lambda head, rows: f"<w:tbl>{head}{''.join(rows)}</w:tbl>", HEADS, st.lists(ROWS, max_size=5))


@settings(max_examples=100, derandomize=True)
@given(st.lists(TABLES, min_size=1, max_size=4), st.sampled_from([STYLES, BANDED]))
def test_tables_row_by_row_are_what_they_are_as_a_whole(tables, styles):
    body = p("前").join(tables)
    quick, slow = word(body, styles=styles), word("<!-- no slices -->" + body, styles=styles)
    assert [asdict(block) for block in quick.blocks()] == [asdict(block) for block in slow.blocks()]
    assert {each.what for each in quick.unknown} == {each.what for each in slow.unknown}


def test_rows_that_stay_the_same_are_the_same_objects():
    head = "<w:tblPr/><w:tblGrid><w:gridCol w:w='900'/></w:tblGrid>"
    tables = [
        f"<w:tbl>{head}<w:tr>{cell('头')}</w:tr><w:tr>{cell(name)}</w:tr><w:tr>{cell('尾')}</w:tr></w:tbl>"
        for name in "甲乙"
    ]
    one, two = (block for block in blocks("<w:p/>".join(tables)) if isinstance(block, Table))
    assert [a is b for a, b in zip(one.rows, two.rows, strict=True)] == [True, False, True]
    assert texts([two]) == ["头", "乙", "尾"]


def test_files_of_one_master_share_what_is_equal():
    first = word(p("同") + p("张三") + p("尾", properties="<w:sectPr/>"), styles=STYLES)
    found = list(first.blocks())
    second = WordFile(package(p("同") + p("李四") + p("尾", properties="<w:sectPr/>"), styles=STYLES), first)
    again = list(second.blocks())
    assert [a is b for a, b in zip(found, again, strict=True)] == [True, False, True]
    assert texts(again) == ["同", "李四", "尾"]
    assert [a is b for a, b in zip(first.sections, second.sections, strict=True)] == [True, True]
    assert again[1].pieces[0].format is found[1].pieces[0].format


def test_a_file_with_other_styles_shares_nothing():
    first = word(p("同"), styles=STYLES)
    other = WordFile(package(p("同"), styles=STYLES.replace("32", "44")), first)
    assert [next(iter(each.blocks())).pieces[0].format.size for each in (first, other)] == [16, 22]


PICTURE = '<w:r><w:drawing><wp:inline><wp:extent cx="12700" cy="12700"/><a:graphic><a:graphicData uri="x"><pic:pic><pic:blipFill><a:blip r:embed="i"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'


def with_picture(data: bytes, body: str = p(PICTURE), header: str = p(PICTURE)):
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="i" Type="x/image" Target="i.png"/></Relationships>'
    files = {
        "word/i.png": data,
        "word/header1.xml": f"<w:hdr {XMLNS}>{header}</w:hdr>".encode(),
        "word/_rels/header1.xml.rels": rels,
    }
    return package(body, relations=[("i", "image", "i.png"), ("h", "header", "header1.xml")], files=files)


def test_pictures_of_files_are_not_confused():
    first = WordFile(with_picture(PNG))
    other = WordFile(with_picture(PNG + b"x"), first)
    third = WordFile(with_picture(bytes(PNG)), other)
    found = [next(iter(each.blocks())).pieces[0].data for each in (first, other, third)]
    assert found == [PNG, PNG + b"x", PNG]
    assert [each.area("h")[0].pieces[0].data for each in (first, other, third)] == found
    assert third.area("h") is first.area("h")
    row = f"<w:tbl><w:tblGrid><w:gridCol w:w='9'/></w:tblGrid><w:tr><w:tc>{p(PICTURE)}</w:tc></w:tr></w:tbl>"
    first = WordFile(with_picture(PNG, row))
    list(first.blocks())
    other = WordFile(with_picture(PNG + b"x", row), first)
    assert next(iter(other.blocks())).rows[0].cells[0].blocks[0].pieces[0].data == PNG + b"x"


def test_what_is_unknown_is_told_for_every_file():
    strange = "<w:strange>怪</w:strange>"
    body = (
        p(strange)
        + f"<w:tbl><w:tblGrid><w:gridCol w:w='9'/></w:tblGrid><w:tr><w:tc>{p('格', strange)}</w:tc></w:tr></w:tbl>"
    )
    sect = "<w:sectPr><w:lnNumType/></w:sectPr>"
    files: list[WordFile] = []
    for _ in range(3):
        file = WordFile(
            package(
                body,
                sect=sect,
                relations=[("h", "header", "h.xml")],
                files={"word/h.xml": f"<w:hdr {XMLNS}>{p('眉', r('字', '<w:em/>'))}</w:hdr>".encode()},
            ),
            files[-1] if files else None,
        )
        list(file.blocks())
        assert file.area("h")
        assert file.sections
        files.append(file)
    assert [sorted((each.what, each.near) for each in file.unknown) for file in files] == [
        [("无法识别的内容（strange）", "格"), ("无法识别的内容（strange）", "正文"), ("着重号", "眉字"), ("行号", "页面设置")],
    ] * 3  # fmt: skip


def test_labels_begin_anew_in_every_file():
    numbering = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    body = p("项", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>') * 2
    first = word(body, numbering=numbering)
    second = WordFile(package(body, numbering=numbering), first)
    for file in (first, second):
        found = list(file.blocks())
        assert found[0] is found[1]
        assert [file.label(block).text for block in found] == ["1", "2"]
    assert not whats(second)
