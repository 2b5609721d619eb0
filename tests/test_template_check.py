"""Checking templates: each fault of a hostile or careless .docx is named with part, paragraph, tag, nearest field."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from gongwen.problems import UserError
from gongwen.word.contract import FRAME_FIELDS, FRAME_STYLES, STYLES
from gongwen.word.inspect import check_frame, check_template, fields, lines
from gongwen.word.templates import Templates, check_templates, packaged_templates

if TYPE_CHECKING:
    from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def runs(*texts: str) -> str:
    return "".join(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' for text in texts)


def paragraph(*texts: str) -> str:
    return f"<w:p>{runs(*texts)}</w:p>"


def text_box(*paragraphs: str) -> str:
    content = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    compat = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    return (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{compat}"><mc:Choice Requires="wps">{content}</mc:Choice>'
        f"<mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def docx(path: Path, body: str, styles: tuple[str, ...] = FRAME_STYLES["普通文稿"], **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        named = "".join(
            f'<w:style w:styleId="s{i}"><w:name w:val="{name}"/></w:style>' for i, name in enumerate(styles)
        )
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{named}</w:styles>')
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", f'<w:x xmlns:w="{W}">{xml}</w:x>')
    return path


BODY = paragraph("{{ 正文 }}")


def test_a_sound_template_has_no_problems(tmp_path: Path) -> None:
    path = docx(tmp_path / "普通文稿.docx", paragraph("{{ 标", "题 }}") + BODY)
    assert check_frame(path) == []
    assert fields(path) == ["标题", "正文"]


def test_tags_split_in_runs_hyperlinks_boxes_headers_and_notes_are_seen(tmp_path: Path) -> None:
    link = f"<w:p>{runs('见')}<w:hyperlink>{runs('{{ 署', '名 }}')}</w:hyperlink></w:p>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('{{ 印发机关 }}')}</w:tc></w:tr></w:tbl>"
    path = docx(
        tmp_path / "公文.docx",
        paragraph("{", "{ 标题 }", "}") + BODY + link + table + text_box(paragraph("{{ 抄送 }}")),
        FRAME_STYLES["公文"],
        header1=paragraph("{{ 份号 }}"),
        footer2=paragraph("{{ 密级 }}"),
        footnotes=f"<w:footnote>{paragraph('{{ 附注 }}')}</w:footnote>",
    )
    assert sorted(fields(path)) == sorted(["标题", "正文", "署名", "印发机关", "抄送", "份号", "密级", "附注"])
    assert check_frame(path) == []


def test_all_problems_at_once_with_part_paragraph_and_nearest_field(tmp_path: Path) -> None:
    body = (
        paragraph("标题：{{ 标 题 }}")
        + paragraph("署名：{{ 署民 }}")
        + paragraph("｛｛ 附注 ｝｝")
        + paragraph("{成文日期}")
        + paragraph("{{ 抄送")
        + paragraph("{{ ''.__class__.__mro__ }}")
        + paragraph("{% for a in range(10**9) %}")
        + paragraph("{% endfor %}")
    )
    path = docx(tmp_path / "公文.docx", body, STYLES[1:], header1=paragraph("{{ 份好 }}"))
    problems = check_frame(path)
    text = "\n".join(map(str, problems))
    codes = [problem.code for problem in problems]
    for code in (
        "template.space",
        "reference.unknown",
        "template.full_width",
        "template.single_brace",
        "template.unclosed",
        "template.disallowed",
        "template.no_body",
        "template.no_style",
    ):
        assert code in codes, code
    assert codes.count("reference.unknown") == 2
    assert codes.count("template.disallowed") == 2
    assert "template.structure" not in codes
    assert "公文.docx:word/header1.xml" in text
    assert "最接近的名称是：署名" in text
    assert "最接近的名称是：份号" in text
    assert "（所在段落：署名：{{ 署民 }}）" in text
    assert "公文标题" in text
    assert "公文版记" in text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (paragraph("文字 {{ 正文 }}"), "template.body_not_alone"),
        (BODY + BODY, "template.many_bodies"),
        (BODY + paragraph("{% for a in 标题 %}{% for b in 标题 %}{% endfor %}{% endfor %}"), "template.loop"),
        (BODY + paragraph("{% if 标题 %}"), "template.structure"),
        (BODY + paragraph("{{ 9**(9**8) }}"), "template.disallowed"),
        (BODY + paragraph("{{ cycler.__init__.__globals__ }}"), "template.disallowed"),
        ("", "template.no_text"),
    ],
)
def test_single_faults(tmp_path: Path, body: str, code: str) -> None:
    path = docx(tmp_path / "普通文稿.docx", body)
    assert code in [problem.code for problem in check_frame(path)]


def test_a_condition_may_span_paragraphs_and_word_quotes_are_read(tmp_path: Path) -> None:
    body = BODY + paragraph("{%p if 标题 == “甲” %}") + paragraph("{{r 标题 }}") + paragraph("{%p endif %}")
    assert check_frame(docx(tmp_path / "普通文稿.docx", body)) == []


def test_fields_of_a_letter_are_its_own(tmp_path: Path) -> None:
    path = docx(tmp_path / "承诺书.docx", paragraph("{{ 姓名 }}、{{ 性别 }}"), ())
    assert check_template(path, ["姓名", "部门"])[0].code == "reference.unknown"
    assert check_template(path, ["姓名", "性别"]) == []


def test_deleted_text_is_not_read(tmp_path: Path) -> None:
    path = docx(tmp_path / "普通文稿.docx", f"<w:p><w:del>{runs('{{ 坏 }}')}</w:del>{runs('{{ 正文 }}')}</w:p>")
    assert check_frame(path) == []


def test_a_doctype_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "公文.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS)
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(UserError):
        check_frame(path)


def test_a_text_file_named_docx_is_refused(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "公文.docx").write_text("不是压缩包", encoding="utf-8")
    problems = check_templates(Templates(workspace=tmp_path))
    assert any(problem.place and problem.place.file.endswith("公文.docx") for problem in problems)


def test_order_of_the_folders(tmp_path: Path) -> None:
    explicit, workspace = tmp_path / "其他", tmp_path / "工作"
    (workspace / "templates").mkdir(parents=True)
    explicit.mkdir()
    for folder in (explicit, workspace / "templates"):
        docx(folder / "公文.docx", BODY)
    docx(workspace / "templates" / "普通文稿.docx", BODY)
    (explicit / "~$公文.docx").write_bytes(b"lock")
    templates = Templates(explicit, workspace)
    assert templates.path("公文") == explicit / "公文.docx"
    assert templates.path("普通文稿.docx") == workspace / "templates" / "普通文稿.docx"
    assert "~$公文" not in templates.names()
    with pytest.raises(UserError, match="找不到模板"):
        templates.path("没有")
    with pytest.raises(UserError, match="找不到模板"):
        templates.path("../templates/公文")
    with pytest.raises(UserError, match="模板文件夹不存在"):
        Templates(tmp_path / "无")


def test_shipped_templates_are_sound() -> None:
    templates = Templates()
    assert set(FRAME_FIELDS) <= set(templates.names()), packaged_templates().name
    assert check_templates(templates) == []
    for name, known in FRAME_FIELDS.items():
        assert set(fields(templates.path(name))) <= set(known)


def test_lines_give_whole_paragraphs() -> None:
    xml = f'<w:document xmlns:w="{W}"><w:body>{paragraph("甲", "乙")}<w:p/></w:body></w:document>'
    assert [line.text for line in lines({"word/document.xml": xml.encode()})] == ["甲乙"]
