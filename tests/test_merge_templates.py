"""Templates as clerks' programs save them: filled right, or refused with the place and the nearest name."""

from __future__ import annotations

import re

import pytest

from gongwen.ooxml.package import Package
from gongwen.problems import Severity, UserError
from gongwen.sandbox import Names
from gongwen.word.merge import Master, PrintSet, RichMaster, open_master
from gongwen.word.properties import GENERATED
from tests.handmade import PNG, SECTION, para, part, row, run, shown, table, word

NAMES = Names.of(
    [
        "姓名",
        "部门",
        "职务",
        "工号",
        "year",
        "unit.name",
        "说明",
        "任务清单.[].序号",
        "任务清单.[].工作任务",
        "任务清单.[].完成时限",
    ]
)
TASKS = [
    {"序号": "1", "工作任务": "开展“道德讲堂”", "完成时限": "3月10日前"},
    {"序号": "2", "工作任务": "整治<环境>&卫生", "完成时限": "全年"},
]
VALUES = {
    "姓名": "阿娜古丽·艾尔肯", "部门": "药品检查一科", "职务": "科长", "工号": "LZ032", "year": "2023",
    "unit": {"name": "澜州省药品检查中心"}, "说明": "第一行\n第二行", "任务清单": TASKS,
}  # fmt: skip
BOLD = "<w:b/>"
DOCUMENT = "word/document.xml"


def fill(data: bytes, **values):
    master, _ = open_master(data, file="我的承诺书.docx", names=NAMES)
    return master.render({**VALUES, **values})


def refused(data: bytes):
    with pytest.raises(UserError) as caught:
        open_master(data, file="我的承诺书.docx", names=NAMES)
    return caught.value.problems


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> MERGE</w:instrText></w:r>'
    '<w:r><w:instrText>FIELD {name} \\* MERGEFORMAT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:rPr><w:b/></w:rPr><w:t>«姓</w:t></w:r><w:r><w:t>名»</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
IF_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> IF </w:instrText></w:r>'
    + FIELD.format(name="职务")
    + '<w:r><w:instrText> = "科长" "带头" "带领" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t>带头</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
PAGE = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
CONTROL = '<w:sdt><w:sdtPr><w:alias w:val="{alias}"/><w:id w:val="-12"/>{more}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'
PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="图片" descr="{{ 原样 }}"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="0" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdImage"/>'
    "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline>"
    "</w:drawing></w:r>"
)
BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
    "<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
NOTES = (
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:id="2">{content}</w:footnote>'
)

FILLED: dict[str, tuple[bytes, list[str]]] = {
    "split runs": (
        word(para("本人", run("{", BOLD), run("{ 姓", "<w:i/>"), run("名 }"), run("}", BOLD), "郑重承诺。")),
        ["本人阿娜古丽·艾尔肯郑重承诺。"],
    ),
    "split by marks of Word": (
        word(
            para(
                "本人{{ ", '<w:proofErr w:type="spellStart"/>', "姓", '<w:bookmarkStart w:id="7" w:name="x"/>', "名",
                '<w:bookmarkEnd w:id="7"/>', "<w:r><w:lastRenderedPageBreak/></w:r>", " }}，", "承诺。",
            )
        ),
        ["本人阿娜古丽·艾尔肯，承诺。"],
    ),
    "simple merge field": (
        word(para("本人", '<w:fldSimple w:instr=" MERGEFIELD 姓名 \\* MERGEFORMAT "><w:r><w:t>«姓名»</w:t></w:r></w:fldSimple>', "承诺。")),
        ["本人阿娜古丽·艾尔肯承诺。"],
    ),
    "complex merge field": (word(para("本人", FIELD.format(name="姓名"), "承诺。")), ["本人阿娜古丽·艾尔肯承诺。"]),
    "quoted merge field": (word(para("本人", FIELD.format(name='"姓 名"'), "承诺。")), ["本人阿娜古丽·艾尔肯承诺。"]),
    "merge field with words around it": (
        word(para("尊敬的", FIELD.format(name='姓名 \\b "致" \\f "同志"'), "：")),
        ["尊敬的致阿娜古丽·艾尔肯同志："],
    ),
    "merge field beside a page field": (
        word(para(FIELD.format(name="部门"), "第", PAGE, "页")),
        ["药品检查一科第1页"],
    ),
    "content control in a line": (
        word(para("本人", CONTROL.format(alias="姓名", more="<w:showingPlcHdr/>", content=run("单击此处", '<w:rStyle w:val="a3"/>')), "承诺。")),
        ["本人阿娜古丽·艾尔肯承诺。"],
    ),
    "content control around paragraphs": (
        word(CONTROL.format(alias="x", more='<w:tag w:val="部门"/>', content=para("某", "科室")) + para("承诺。")),
        ["药品检查一科", "承诺。"],
    ),
    "bound content control": (
        word(para(CONTROL.format(alias="姓名", more='<w:dataBinding w:xpath="/x" w:storeItemID="{1}"/>', content=run("某人")))),
        ["阿娜古丽·艾尔肯"],
    ),
    "content control of another name": (
        word(para(CONTROL.format(alias="选择日期", more="", content=run("  年  月  日")), "签字")),
        ["  年  月  日签字"],
    ),
    "text box": (word(para("正文。", BOX.format(content=para("签收人：{{ 姓名 }}")))), ["正文。", "签收人：阿娜古丽·艾尔肯"]),
    "table in a text box": (
        word(para(BOX.format(content=table(row("{{ 部门 }}", "{{ 姓名 }}", "签字")) + para("完")))),
        ["药品检查一科", "阿娜古丽·艾尔肯", "签字", "完"],
    ),
    "hyperlink": (
        word(para("见", '<w:hyperlink r:id="rIdLink">' + run("{{ unit") + run(".name }}网站") + "</w:hyperlink>", "。")),
        ["见澜州省药品检查中心网站。"],
    ),
    "row loop": (
        word(
            table(
                row("序号", "任务", "时限"), row("{%tr for t in 任务清单 %}", "", ""),
                row("{{ t.序号 }}", "{{ t.工作任务 }}", "{{ t.完成时限 }}"), row("{%tr endfor %}", "", ""),
            )
            + para("完。")
        ),
        ["序号", "任务", "时限", "1", "开展“道德讲堂”", "3月10日前", "2", "整治<环境>&卫生", "全年", "完。"],
    ),
    "loop from the first to the last cell of a row": (
        word(
            table(
                row("序号", "任务", "时限"),
                row("{% for t in 任务清单 %}{{ t.序号 }}", "{{ t.工作任务 }}", "{{ t.完成时限 }}{% endfor %}"),
            )
            + para("完。")
        ),
        ["序号", "任务", "时限", "1", "开展“道德讲堂”", "3月10日前", "2", "整治<环境>&卫生", "全年", "完。"],
    ),
    "picture beside a tag": (word(para(PICTURE, "{{ 姓名 }}"), media=PNG), ["阿娜古丽·艾尔肯"]),
    "curly quotes in a tag": (
        word(para("{% if 职务 == “科长” %}带头{% else %}带领{% endif %}履行承诺。")),
        ["带头履行承诺。"],
    ),
    "condition around paragraphs": (
        word(para("前。") + para("{%p if 职务 == '科员' %}") + para("不出现。") + para("{%p endif %}") + para("后。")),
        ["前。", "后。"],
    ),
    "condition without prefix, alone in its paragraphs": (
        word(para("前。") + para("{% if 职务 == '科长' %}") + para("{{ 姓名 }}带头。") + para("{% endif %}") + para("后。")),
        ["前。", "阿娜古丽·艾尔肯带头。", "后。"],
    ),
    "loop inside a sentence, over formatted runs": (
        word(para("任务有", run("{% for t in 任务清单 %}", BOLD), run("{{ t.序号 }}", "<w:i/>"), "、", "{% endfor %}", "共两项。")),
        ["任务有1、2、共两项。"],
    ),
    "tracked changes": (
        word(
            para(
                "本人{{ 姓", '<w:del w:id="1" w:author="a" w:date="2023-01-01T00:00:00Z"><w:r><w:delText>氏</w:delText></w:r></w:del>',
                '<w:ins w:id="2" w:author="a" w:date="2023-01-01T00:00:00Z">' + run("名 }}") + "</w:ins>", "承诺。",
            )
        ),
        ["本人阿娜古丽·艾尔肯承诺。"],
    ),
    "comment": (
        word(
            para("本人", '<w:commentRangeStart w:id="1"/>', "{{ 姓名 }}", '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>', "承诺。"),
            {"comments": '<w:comment w:id="1" w:author="">' + para("{{ 这里填姓名 }}") + "</w:comment>"},
        ),
        ["本人阿娜古丽·艾尔肯承诺。"],
    ),
    "wide blanks in a tag": (word(para("本人{{　姓名\u00a0}}承诺。")), ["本人阿娜古丽·艾尔肯承诺。"]),
    "text that looks like markup": (word(para("甲 &lt;姓名&gt;、A&amp;B、“引号”、{ 空 }，{{ 姓名 }}。")), ["甲 <姓名>、A&B、“引号”、{ 空 }，阿娜古丽·艾尔肯。"]),
    "blanks around a tag": (word(para("承诺人： ", "{{ 姓名 }}", "  签字 ")), ["承诺人： 阿娜古丽·艾尔肯  签字 "]),
    "two tags in a run": (word(para("{{ 部门 }}{{ 姓名 }}（{{ 工号 }}）")), ["药品检查一科阿娜古丽·艾尔肯（LZ032）"]),
    "a value of two lines with a tab": (word(para("说明：{{ 说明 }}\t完")), ["说明：第一行\n第二行\t完"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FILLED)
def test_filled_right(name):
    data, wanted = FILLED[name]
    assert shown(fill(data)) == wanted


@pytest.mark.parametrize("name", FILLED)
def test_the_print_set_says_the_same(name):
    data, wanted = FILLED[name]
    master, _ = open_master(data, file="x.docx", names=NAMES)
    assert isinstance(master, Master)
    assert shown(PrintSet(master).make([VALUES, VALUES])) == wanted * 2


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("header1", para("{{ unit.name }}　", "承诺书"), ["澜州省药品检查中心　承诺书"]),
        ("header9", para("首页：{{ 姓名 }}"), ["首页：阿娜古丽·艾尔肯"]),
        ("footer1", table(row("{{ 部门 }}", "第", PAGE)) + para("完"), ["药品检查一科", "第", "完"]),
        ("footnotes", NOTES.format(content=para("注：{{ 姓名 }}")), ["注：阿娜古丽·艾尔肯"]),
    ],
)
def test_other_parts_are_filled(name, content, wanted):
    data = word(para("正文", NOTE if name == "footnotes" else "", "{{ 姓名 }}"), {name: content})
    filled = fill(data)
    assert [text for text in shown(filled, f"word/{name}.xml") if text != "1"] == wanted
    assert shown(filled) == ["正文阿娜古丽·艾尔肯"]


def test_what_is_not_text_stays():
    data, _ = FILLED["picture beside a tag"]
    filled = fill(data)
    assert part(filled, "word/media/image1.png") == PNG
    assert b'descr="{{ \xe5\x8e\x9f\xe6\xa0\xb7 }}"' in part(filled)


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("undefined", para("本人{{ 姓铭 }}承诺。"), ("姓铭", "姓名", "本人{{ 姓铭 }}承诺。")),
        ("full-width braces", para("本人｛｛ 姓名 ｝｝承诺。"), ("全角", "{{ 姓名 }}")),
        ("unknown merge field", para("本人", FIELD.format(name="姓名名")), ("姓名名", "姓名")),
        ("mail merge control", para('<w:fldSimple w:instr=" NEXT "><w:r><w:t>x</w:t></w:r></w:fldSimple>'), ("NEXT",)),
        ("merge field in an IF field", para(IF_FIELD), ("IF 域里含有合并域", "{% if")),
        ("merge field over two paragraphs", para(FIELD.format(name="姓名").partition("<w:r><w:t>名»")[0]) + para("x"), ("跨越几段",)),
        ("unclosed", para("本人{{ 姓名 承诺。"), ("引用不完整",)),
        ("if without end", para("{% if 职务 %}承诺。"), ("没有配对",)),
        ("class", para("{{ ''.__class__.__mro__ }}"), ("不允许",)),
        ("class of a field", para("{{ 姓名.__class__ }}"), ("不允许",)),
        ("call", para("{% for x in range(9) %}{{ x }}{% endfor %}"), ("不允许",)),
        ("power", para("{{ 9**9**9 }}"), ("不允许",)),
        ("loop that leaves its table", table(row("{% for t in 任务清单 %}", "甲")) + para("{% endfor %}"), ("不在同一层", "单独成一")),
        ("loop over paragraphs with text", para("任务：{% for t in 任务清单 %}") + para("{{ t.序号 }}{% endfor %}完"), ("跨越几段",)),
    ],
)  # fmt: skip
def test_refused_with_place_and_nearest_name(name, body, words):
    problems = refused(word(body))
    text = "\n".join(map(str, problems))
    assert all(each in text for each in words), text
    assert all(problem.place.part == "word/document.xml" for problem in problems)
    assert all("我的承诺书.docx" in str(problem) for problem in problems)


def test_every_problem_at_once():
    data = word(
        para("{{ 姓铭 }}") + para("{{ 部们 }}"), {"header1": para("{{ 职务务 }}"), "footer1": para("｛｛姓名｝｝")}
    )
    problems = refused(data)
    assert [problem.place.part.rpartition("/")[2] for problem in problems] == ["document.xml"] * 2 + [
        "header1.xml",
        "footer1.xml",
    ]


def test_a_single_brace_is_only_a_warning():
    master, problems = open_master(word(para("填{甲}或{{ 姓名 }}")), file="x.docx", names=NAMES)
    assert [problem.severity for problem in problems] == [Severity.WARNING]
    assert shown(master.render(VALUES)) == ["填{甲}或阿娜古丽·艾尔肯"]


def test_bookmarks_in_a_repeated_row_are_taken_out():
    mark = '<w:bookmarkStart w:id="3" w:name="行"/>'
    rows = (
        row("{%tr for t in 任务清单 %}", "", "")
        + row(para(mark, "{{ t.序号 }}"), "b", "c")
        + row("{%tr endfor %}", "", "")
    )
    filled = fill(word(table(rows) + para("完", '<w:bookmarkEnd w:id="3"/>')))
    assert shown(filled) == ["1", "b", "c", "2", "b", "c", "完"]
    assert b"bookmark" not in part(filled)


def test_a_letter_does_not_inherit_the_header_of_the_letter_before_it(validate, tmp_path):
    """Two sections, only the second with a header: in a set the first of the next letter must not show it."""
    body = para("正文{{ 姓名 }}") + "<w:p><w:pPr>" + SECTION.format(references="") + "</w:pPr></w:p>" + para("附件")
    master, _ = open_master(word(body, {"header1": para("附件页眉")}), file="x.docx", names=NAMES)
    data = PrintSet(master).make([VALUES, VALUES])
    sections = re.findall(r"<w:sectPr.*?</w:sectPr>", part(data).decode())
    headers = [re.findall(r'<w:headerReference [^>]*r:id="(\w+)"', section) for section in sections]
    assert headers == [["gwblankheader"], ["rId1"]] * 2
    assert shown(data, "word/gwblankheader.xml") == []
    (tmp_path / "set.docx").write_bytes(data)
    validate(tmp_path / "set.docx")


def test_values_are_never_read_as_tags():
    filled = fill(word(para("本人{{ 姓名 }}。")), 姓名="{{ 部门 }}{% if 1 %}{#x")
    assert shown(filled) == ["本人{{ 部门 }}{% if 1 %}{#x。"]


def test_what_belongs_to_the_template_alone_is_not_copied():
    """The link to a mail-merge source, which Word would ask for at every opening, and the author's account."""
    package = Package.read(
        word(para("{{ 姓名 }}"), {"settings": "<w:mailMerge><w:query w:val='x'/></w:mailMerge><w:zoom/>"})
    )
    package.parts["word/_rels/settings.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/mailMergeSource" '
        b'Target="file:///C:/x.xls" TargetMode="External"/></Relationships>'
    )
    package.parts["docProps/core.xml"] = (
        b"<c><dc:creator>zhangsan</dc:creator><cp:lastModifiedBy>lisi</cp:lastModifiedBy></c>"
    )
    filled = fill(package.to_bytes())
    assert b"mailMerge" not in part(filled, "word/settings.xml") + part(filled, "word/_rels/settings.xml.rels")
    assert b"zoom" in part(filled, "word/settings.xml")
    assert (
        part(filled, "docProps/core.xml") == b"<c><dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy></c>"
    )


def test_a_generated_file_is_no_template():
    package = Package.read(word(para("{{ 姓名 }}")))
    package.parts["docProps/app.xml"] = f"<Properties><Application>{GENERATED}</Application></Properties>".encode()
    (problem,) = refused(package.to_bytes())
    assert problem.code == "template.generated"


RICH = {
    "rich text": (word(para("本人{{r 姓名 }}承诺。")), ["本人阿娜古丽·艾尔肯承诺。"]),
    "sub-document": (word(para("前{{ 姓名 }}") + para("{{p 说明 }}") + para("后")), ["前阿娜古丽·艾尔肯", "第一行", "第二行", "后"]),
    "repeated cells": (
        word(table(row("{%tc for t in 任务清单 %}", "{{ t.序号 }}", "{%tc endfor %}")) + para("{{ 姓名 }}")),
        ["1", "2", "阿娜古丽·艾尔肯"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RICH)
def test_rich_templates_go_through_docxtpl(name):
    data, wanted = RICH[name]
    master, _ = open_master(data, file="x.docx", names=NAMES)
    assert isinstance(master, RichMaster)
    assert shown(master.render(VALUES)) == wanted


@pytest.mark.parametrize("name", FILLED)
def test_both_ways_give_the_same_text(name):
    """The same template with one rich tag more goes through docxtpl, and says the same."""
    data, wanted = FILLED[name]
    package = Package.read(data)
    xml = package.parts[DOCUMENT].decode()
    package.parts[DOCUMENT] = xml.replace("<w:sectPr>", para("{{r 工号 }}") + "<w:sectPr>").encode()
    master, _ = open_master(package.to_bytes(), file="x.docx", names=NAMES)
    assert isinstance(master, RichMaster)
    assert shown(master.render(VALUES)) == [*wanted, "LZ032"]
