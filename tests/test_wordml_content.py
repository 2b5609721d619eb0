"""The reader's pieces: text, fields, links, notes, tracked changes, content controls, symbols, what is named as unknown."""

from __future__ import annotations

import pytest

from gongwen.ooxml.wordml.model import Bookmark, Break, Note, PageField, Tab, Text
from tests.wordml import blocks, first, p, r, text_of, texts, whats, word


def shown(*runs: str, **parts) -> str:
    return text_of(first(p(*runs), **parts).pieces)


def field(code: str, *result: str, inner: str = "") -> str:
    """A complex field; `inner` stands in its instruction at {}."""
    middle = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{"".join(result)}' if result else ""
    words = [f'<w:r><w:instrText xml:space="preserve"> {part} </w:instrText></w:r>' for part in code.split("{}")]
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{inner.join(words)}{middle}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def test_runs_of_one_look_are_one_text():
    pieces = first(p("甲", r("乙"), r("丙", "<w:b/>"))).pieces
    assert [piece.text for piece in pieces] == ["甲乙", "丙"]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:t> 甲 </w:t>", "甲"),
        ('<w:t xml:space="preserve"> 甲\n\t乙 </w:t>', " 甲  乙 "),
        ("<w:t>甲\u00ad乙</w:t>", "甲乙"),
        ("<w:noBreakHyphen/>", "\u2011"),
        ("<w:softHyphen/>", ""),
        ('<w:sym w:font="Wingdings" w:char="F0A8"/>', "□"),
        ('<w:sym w:font="Wingdings" w:char="F0FE"/>', "☑"),
        ('<w:sym w:font="Wingdings" w:char="F06C"/>', "●"),
        ('<w:sym w:font="Wingdings" w:char="F06E"/>', "■"),
        ('<w:sym w:font="Wingdings" w:char="F0D8"/>', "➢"),
        ('<w:sym w:font="Wingdings" w:char="F0FC"/>', "✓"),
        ('<w:sym w:font="Wingdings" w:char="6C"/>', "●"),
        ('<w:sym w:font="Wingdings 2" w:char="F052"/>', "☑"),
        ('<w:sym w:font="Symbol" w:char="F061"/>', "α"),
        ('<w:sym w:font="Symbol" w:char="F0B3"/>', "≥"),
        ('<w:sym w:font="宋体" w:char="25A1"/>', "□"),
        ('<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>\uf0fel</w:t>', "☑●"),
        (
            "<w:ruby><w:rt><w:r><w:t>han</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby>",
            "汉",
        ),
        ("<w:rPr><w:vanish/></w:rPr><w:t>藏</w:t><w:tab/>", ""),
    ],
)
def test_what_a_run_shows(xml, text):
    assert shown(f"<w:r>{xml}</w:r>") == text


def test_tabs_and_breaks():
    pieces = first(
        p('<w:r><w:tab/><w:br/><w:br w:type="page"/><w:br w:type="column"/><w:cr/><w:ptab w:alignment="right"/></w:r>')
    ).pieces
    assert [(type(piece), getattr(piece, "kind", getattr(piece, "align", None))) for piece in pieces] == [
        (Tab, ""), (Break, "line"), (Break, "page"), (Break, "column"), (Break, "line"), (Tab, "right"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "kind", "style"),
    [
        ("PAGE", "PAGE", ""),
        (r"PAGE  \* MERGEFORMAT", "PAGE", ""),
        (r"page \* roman", "PAGE", "lowerRoman"),
        (r"NUMPAGES \* ROMAN", "NUMPAGES", "upperRoman"),
        (r"SECTIONPAGES \* CHINESENUM3 \* MERGEFORMAT", "SECTIONPAGES", "chineseCountingThousand"),
    ],
)
def test_page_numbers_wait_for_the_pages(code, kind, style):
    for xml in (
        field(code, r("7", "<w:b/>"), r("8")),
        f'<w:fldSimple w:instr=" {code} ">{r("7", "<w:b/>")}</w:fldSimple>',
    ):
        pieces = first(p("第", xml, "页")).pieces
        assert [type(piece) for piece in pieces] == [Text, PageField, Text]
        assert (pieces[1].kind, pieces[1].style, pieces[1].format.bold) == (kind, style, True)


def test_a_page_number_without_a_result_has_the_look_of_its_code():
    code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert first(p(code)).pieces[0].format.size == 14


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (field("DATE", r("2026年1月1日")), "2026年1月1日"),
        (field("DATE"), ""),
        (field("IF {} = 1", r("是"), inner=field("MERGEFIELD a", r("x"))), "是"),
        (field("TOC", field("PAGEREF _Toc1", r("3")), r("尾")), "3尾"),
        ('<w:fldSimple w:instr="AUTHOR"><w:r><w:t>张三</w:t></w:r></w:fldSimple>', "张三"),
        (field(r"SYMBOL 254 \f Wingdings"), "☑"),
        (field(r"EQ \o\ac(○,1)"), "1"),
        (field("A", r("甲"))[: -len('<w:r><w:fldChar w:fldCharType="end"/></w:r>')], "甲"),
        ('<w:r><w:fldChar w:fldCharType="end"/></w:r>' + r("甲"), "甲"),
    ],
)
def test_other_fields_show_what_was_saved(xml, text):
    assert shown(xml) == text


def test_form_fields_show_their_state():
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>{}</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert shown(box.format("<w:checked/>")) == "☑"
    assert shown(box.format("")) == "□"
    choice = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="男"/><w:listEntry w:val="女"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert shown(choice) == "女"


def test_a_field_goes_on_over_paragraphs():
    begin = p(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        "一",
    )
    code = p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF 1</w:instrText></w:r>')
    hidden = p(r("指令"), '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "果")
    end = p('<w:r><w:fldChar w:fldCharType="end"/></w:r>', "后")
    body = begin + p("二") + end + p("指令") + code + p("指令") + hidden + end + p("指令") + p("二")
    assert texts(blocks(body)) == ["一", "二", "后", "指令", "", "", "果", "后", "指令", "二"]


def test_links():
    relations = [("h1", "hyperlink", "https://example.org/甲")]
    pieces = first(
        p(
            f'<w:hyperlink r:id="h1" w:anchor="x">{r("甲")}</w:hyperlink>',
            f'<w:hyperlink w:anchor="书签">{r("乙")}</w:hyperlink>',
            field(r'HYPERLINK "https://example.org/b" \l "c"', r("丙")),
            field(r"REF _Ref1 \h", r("丁")),
            r("戊"),
            f'<w:hyperlink r:id="nowhere">{r("己")}</w:hyperlink>',
        ),
        relations=relations,
    ).pieces
    assert [(piece.text, piece.link) for piece in pieces] == [
        ("甲", "https://example.org/甲#x"), ("乙", "#书签"), ("丙", "https://example.org/b#c"), ("丁", "#_Ref1"), ("戊己", ""),
    ]  # fmt: skip


def test_bookmarks_also_between_blocks():
    body = '<w:bookmarkStart w:id="1" w:name="外"/><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>' + p(
        '<w:bookmarkStart w:id="2" w:name="内"/>', "甲", '<w:bookmarkStart w:id="3" w:name="_GoBack"/>'
    )
    _, paragraph = blocks(body)
    assert [piece.name for piece in paragraph.pieces if isinstance(piece, Bookmark)] == ["外", "内"]


def test_tracked_changes_are_shown_accepted():
    body = p(
        f"<w:ins>{r('增')}</w:ins>",
        "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>",
        f"<w:moveFrom>{r('移走')}</w:moveFrom><w:moveTo>{r('移来')}</w:moveTo>",
        r("改", "<w:b/><w:rPrChange><w:rPr><w:i/></w:rPr></w:rPrChange>"),
    )
    file = word(body)
    paragraph = next(iter(file.blocks()))
    assert text_of(paragraph.pieces) == "增移来改"
    assert (paragraph.pieces[1].format.bold, paragraph.pieces[1].format.italic) == (True, False)
    assert whats(file) == {"修订痕迹（按全部接受后的样子排）": False}


@pytest.mark.parametrize("mark", ["<w:del/>", "<w:moveFrom/>", "<w:vanish/>"])
def test_a_paragraph_without_its_mark_runs_on_into_the_next(mark):
    body = (
        p("甲", properties=f'<w:jc w:val="center"/><w:rPr>{mark}</w:rPr>')
        + p("乙", properties='<w:jc w:val="right"/>')
        + p("丙")
    )
    found = blocks(body)
    assert texts(found) == ["甲乙", "丙"]
    assert found[0].format.align == "right"


def test_wrappers_are_transparent():
    inner = f'<w:smartTag><w:smartTagPr/>{r("甲")}</w:smartTag><w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>{r("乙")}</w:sdtContent></w:sdt><w:customXml>{r("丙")}</w:customXml>'
    block = f"<w:sdt><w:sdtPr/><w:sdtContent>{p(inner)}<w:customXml>{p('丁')}</w:customXml></w:sdtContent></w:sdt><w:ins>{p('戊')}</w:ins>"
    assert texts(blocks(block)) == ["甲乙丙", "丁", "戊"]


def test_alternate_content_takes_the_first_choice_that_is_understood():
    choices = '<mc:AlternateContent><mc:Choice Requires="c"><w:t>图</w:t></mc:Choice><mc:Choice Requires="w14 wps"><w:t>新</w:t></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent>'
    assert shown(f"<w:r>{choices}</w:r>") == "新"
    assert shown(f"<w:r>{choices.replace('w14 wps', 'w14 c')}</w:r>") == "旧"


def test_notes():
    notes = f'<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2">{p("<w:r><w:footnoteRef/></w:r>", " 注文")}</w:footnote>'
    file = word(
        p("甲", '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'),
        footnotes=notes,
    )
    note = next(iter(file.blocks())).pieces[1]
    assert (note.kind, note.number, note.format.vertical) == ("footnote", "2", "superscript")
    (paragraph,) = file.note(note)
    assert text_of(paragraph.pieces) == "<Note> 注文"
    assert paragraph.pieces[0].number == "2"
    assert file.note(note) is file.note(note)
    assert file.note(Note("footnote", "9", note.format)) == ()
    assert [(each.what, each.near) for each in file.unknown] == [("缺失的脚注或尾注", "脚注")]


@pytest.mark.parametrize(
    ("xml", "text", "what", "lost"),
    [
        ("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", "a+b", "公式", False),
        (r("甲", '<w:em w:val="dot"/>'), "甲", "着重号", False),
        (r("甲", "<w:dstrike/>"), "甲", "双删除线", False),
        (r("甲", '<w:u w:val="wave"/>'), "甲", "特殊下划线", False),
        (r("甲", '<w:u w:val="words"/>'), "甲", "特殊下划线", False),
        ('<w:r><w:rPr><w:u w:val="dottedHeavy"/></w:rPr><w:tab/></w:r>', "<Tab>", "特殊下划线", False),
        (r("甲", '<w:fitText w:val="900"/>'), "甲", "调整宽度", False),
        ('<w:r><w:object><o:OLEObject Type="Embed"/></w:object></w:r>', "", "嵌入对象", True),
        ('<w:r><w:contentPart r:id="x"/></w:r>', "", "墨迹", True),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FF"/></w:r>', "", "符号（字体“Wingdings”，编码 F0FF）", True),
        (field("= {} + 1", r("3"), inner=field("PAGE", r("2"))), "3", "按页码计算的域", False),
        ("<w:strange>话</w:strange>", "", "无法识别的内容（strange）", True),
        (f'<w:hyperlink r:id="x">{r("甲")}</w:hyperlink>', "甲", "失效的超链接", False),
    ],
)
def test_what_is_not_understood_is_named(xml, text, what, lost):
    file = word(p("第一段的开头是这样的二十个字以上的一段话，", xml))
    assert texts(file.blocks())[0].endswith(text)
    assert whats(file) == {what: lost}
    assert file.unknown[0].near == "第一段的开头是这样的二十个字以上的一段话"
    list(file.blocks())
    assert len(file.unknown) == 1


@pytest.mark.parametrize("kind", ["single", "double", "thick", "none"])
def test_usual_underlines_are_not_named(kind):
    file = word(p(r("甲", f'<w:u w:val="{kind}"/>'), r("乙", '<w:dstrike w:val="0"/>')))
    assert (texts(file.blocks()), file.unknown) == (["甲乙"], [])


def test_an_underline_under_nothing_is_not_named():
    file = word(p('<w:r><w:rPr><w:u w:val="wave"/></w:rPr></w:r>', "甲"))
    assert (texts(file.blocks()), file.unknown) == (["甲"], [])


def test_an_external_document_among_the_blocks_is_named():
    file = word('<w:altChunk r:id="x"/>' + p("甲"))
    assert texts(file.blocks()) == ["甲"]
    assert whats(file) == {"嵌入的外部文档": True}


def test_comments_and_markers_leave_nothing():
    xml = (
        '<w:commentRangeStart w:id="0"/>'
        + r("甲")
        + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:proofErr w:type="spellStart"/><w:r><w:lastRenderedPageBreak/><w:t>乙</w:t></w:r>'
    )
    file = word(p(xml))
    assert texts(file.blocks()) == ["甲乙"]
    assert not file.unknown
