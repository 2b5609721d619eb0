"""The reader and broken files: refused in words, or read as far as they go; never a crash."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.reader import WordFile
from gongwen.problems import UserError
from tests.handmade import PNG, SECTION
from tests.handmade import word as handmade
from tests.wordml import BOX, TEMPLATES, everything, p, package, r, style, texts, whats, word


def test_what_is_no_word_file_is_refused():
    with pytest.raises(UserError) as caught:
        WordFile(Package({"_rels/.rels": b"<Relationships/>", "xl/workbook.xml": b"<x/>"}, name="表.xlsx"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file) == ("wordml.no_document", "表.xlsx")
    assert "不是 Word" in problem.what


@pytest.mark.parametrize(
    "part",
    [
        "_rels/.rels",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/theme.xml",
    ],
)
@pytest.mark.parametrize("data", [b"", b"<w:p>", b"\xff\xfe\x00", "不是 XML".encode(), b"<a>" * 400 + b"</a>" * 400])
def test_broken_parts_are_refused(part, data):
    made = package(p("甲"), styles="", numbering="", settings="", theme="<a/>")
    made.parts[part] = data
    with pytest.raises(UserError) as caught:
        list(WordFile(made).blocks())
    assert caught.value.problems[0].code == "wordml.broken"
    assert caught.value.problems[0].place.part == part


@pytest.mark.parametrize("wrap", ["<w:ins>{}</w:ins>", "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"])
def test_deep_wrapping_is_named_not_crashed_on(wrap):
    inline, block = r("里"), p("里")
    for _ in range(60):
        inline, block = wrap.format(inline), wrap.format(block)
    file = word(p(inline) + block)
    assert "里" not in "".join(texts(file.blocks()))
    assert whats(file)["嵌套过深的内容"]


RICH = handmade(
    p("甲", BOX, r("乙", '<w:b/><w:rFonts w:asciiTheme="minorHAnsi"/><w:color w:themeColor="accent1"/>'), properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:tabs><w:tab w:val="left" w:pos="400"/></w:tabs><w:pBdr><w:top w:val="single" w:sz="4"/></w:pBdr><w:framePr w:w="1" w:hAnchor="page"/>')
    + p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>', r("1"), '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:footnoteReference w:id="1"/></w:r>')
    + f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/><w:tblpPr w:tblpX="3"/><w:tblBorders><w:top w:val="single"/></w:tblBorders><w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val="9"/><w:gridBefore w:val="1"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/><w:tcMar><w:top w:w="1"/></w:tcMar></w:tcPr>{p("丙")}</w:tc></w:tr></w:tbl>'
    + p(f'<w:hyperlink r:id="rIdLink">{r("丁")}</w:hyperlink><w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><a:graphic><a:graphicData uri="x"><pic:pic><pic:blipFill><a:blip r:embed="rIdImage"/><a:srcRect l="1"/></pic:blipFill><pic:spPr><a:xfrm rot="3"><a:ext cx="3" cy="3"/></a:xfrm></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:pict><v:shape style="position:absolute;width:9pt;height:9pt"><v:textbox inset="1,2"><w:txbxContent>{p("戊")}</w:txbxContent></v:textbox></v:shape><v:line from="1,2" to="3,4"/></w:pict></w:r>'),
    {
        "numbering": '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num>',
        "styles": style("N", '<w:rPr><w:sz w:val="32"/></w:rPr>', default=True) + style("T", '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single"/></w:tcBorders></w:tcPr></w:tblStylePr>', "table", based_on="T"),
        "footnotes": f'<w:footnote w:id="1">{p("<w:r><w:footnoteRef/></w:r>", "注")}</w:footnote>',
        "header1": p("眉"),
    },
    section=SECTION.format(references='<w:headerReference w:type="default" r:id="rId4"/>'),
    media=PNG,
)  # fmt: skip
VALUES = [
    "",
    "0",
    "-1",
    "1",
    "99999999999999999999",
    "1e9",
    "nan",
    "true",
    "%",
    "-5%",
    "左",
    "12pt",
    "none",
    "auto",
    "nil",
    "rId1",
    "T",
    "\u2028",
    "FFFFFF",
    "1.5",
    "tbRl",
]


def mutate(data: bytes, choice: random.Random) -> bytes:
    root = etree.fromstring(data)
    for _ in range(choice.randint(1, 6)):
        elements = [each for each in root.iter() if isinstance(each.tag, str) and each is not root]
        if not elements:
            break
        element = choice.choice(elements)
        parent = element.getparent()
        match choice.randrange(6):
            case 0:
                parent.remove(element)
            case 1:
                parent.insert(
                    choice.randrange(len(parent) + 1), etree.fromstring(etree.tostring(element, with_tail=False))
                )
            case 2:
                target = choice.choice(elements)
                if element not in target.iterancestors() and element is not target:
                    target.append(element)
            case 3 if element.attrib:
                element.attrib[choice.choice(list(element.attrib))] = choice.choice(VALUES)
            case 4 if element.attrib:
                del element.attrib[choice.choice(list(element.attrib))]
            case _:
                element.tag = choice.choice(elements).tag
    return etree.tostring(root)


@pytest.mark.parametrize(
    "source", [RICH, *(path.read_bytes() for path in TEMPLATES)], ids=["rich", *(path.stem for path in TEMPLATES)]
)
def test_no_damage_to_the_xml_is_a_crash(source):
    whole = Package.read(source)
    assert everything(WordFile(whole)) > 2
    choice = random.Random(source[:50])
    names = [name for name in whole.parts if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml"]
    read = 0
    for _ in range(60):
        parts = dict(whole.parts)
        for name in choice.sample(names, choice.randint(1, 3)):
            parts[name] = mutate(parts[name], choice)
        try:
            file = WordFile(Package(parts, name="坏.docx"))
            everything(file)
        except UserError:
            continue
        assert len({(each.what, each.near) for each in file.unknown}) == len(file.unknown)
        read += 1
    assert read > 30
