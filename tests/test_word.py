"""A Document in its frame: text in order, deterministic bytes, awkward values, elements that are absent."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from tools import build_templates

from gongwen.blocks.model import Attachment, Document, Heading, ListItem, PageBreak, Paragraph, Table
from gongwen.ooxml.package import Package
from gongwen.word.contract import FRAME_FIELDS, FRAME_STYLES
from gongwen.word.render import render
from tests import papers

TEMPLATES = Path(__file__).parent.parent / "templates"
_BREAKS = {qn("w:br"): "\n", qn("w:tab"): "\t"}


def texts(data: bytes) -> list[str]:
    """Every body paragraph's text, table cells in place, 版记 left out."""
    body = docx.Document(io.BytesIO(data)).element.body
    found = []
    for element in body:
        if element.tag == qn("w:tbl"):
            found += ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in element.iter(qn("w:tc"))]
        elif element.tag == qn("w:p") and not list(element.iter(qn("w:drawing"))):
            nodes = element.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
            found.append("".join(_BREAKS.get(node.tag, node.text or "") for node in nodes))
    return [text for text in found if text]


def official(document: Document) -> bytes:
    return render(document, TEMPLATES / "公文.docx")


def test_shipped_templates_are_what_the_tool_builds(tmp_path):
    build_templates.main(tmp_path)
    built = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert built == {file.name: file.read_bytes() for file in TEMPLATES.iterdir()}


@pytest.mark.parametrize("frame", FRAME_FIELDS)
def test_frames_hold_exactly_the_tags_and_styles_of_the_contract(frame):
    package = Package.read(TEMPLATES / f"{frame}.docx")
    import re

    tags = re.findall(r"\{\{ (\S+) \}\}", package.parts["word/document.xml"].decode())
    assert set(tags) == set(FRAME_FIELDS[frame])
    names = re.findall(r'<w:name w:val="([^"]+)"', package.parts["word/styles.xml"].decode())
    assert set(FRAME_STYLES[frame]) <= set(names)


def test_everything_in_order():
    blocks = (
        *papers.all_levels(),
        Table(("序号", "任务"), (("1", "甲"), ("2", "乙"))),
        PageBreak(),
        Paragraph("末段。"),
    )
    document = papers.paper(
        1, blocks=blocks, note="此件主动公开", attachment_notes=("台账", "名单"),
        attachments=(Attachment(("台账",), (Paragraph("附件正文。"),), label="附件1"),),
        head={"copy_no": "000001", "secrecy": "秘密★1年", "urgency": "特急"},
    )  # fmt: skip
    assert texts(official(document)) == [
        "000001", "秘密★1年", "特急", papers.MARK, papers.NUMBER, "关于印发《2023年精神文明建设\n工作实施方案》的通知",
        "各科室：", "一、总体要求", "坚持统一领导。", "（一）加强领导", "1.统一思想。各科室抓好落实。", "（1）坚持原则。",
        "（2）敢于担当。", "2.强化责任。认真组织。", "第一阶段：宣传发动阶段（2月—4月）", "二、保障措施",
        "（一）组织保障。明确分工。", "（二）经费保障。专款专用。", "序号", "任务", "1", "甲", "2", "乙", "末段。",
        "附件：1.台账", "2.名单", papers.ISSUER, papers.DATE, "（此件主动公开）", "附件1", "台账", "附件正文。",
    ]  # fmt: skip


def test_absent_elements_leave_nothing_behind():
    document = papers.paper(10, to=None, imprint=None)
    data = official(document)
    xml = Package.read(data).parts["word/document.xml"].decode()
    assert "{{" not in xml
    assert "\ue0f0" not in xml
    assert "版记" not in xml
    assert "主送" not in xml


def test_imprint_rows_are_those_that_are_given():
    from dataclasses import replace

    both = official(papers.paper(10, imprint=replace(papers.IMPRINT, to=("各市政府",))))
    none = official(papers.paper(10, imprint=replace(papers.IMPRINT, cc=())))
    assert "主送：" in Package.read(both).parts["word/document.xml"].decode()
    xml = Package.read(none).parts["word/document.xml"].decode()
    assert "抄送" not in xml
    assert "印发" in xml


def test_same_document_same_bytes_and_fixed_times():
    document = papers.paper(200)
    first, second = official(document), official(document)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_account_name_in_the_properties():
    core = Package.read(official(papers.paper(5, properties={"creator": "澜州省药品检查中心"}))).parts[
        "docProps/core.xml"
    ]
    assert "澜州省药品检查中心" in core.decode()
    assert b"lastModifiedBy" not in core


@pytest.mark.parametrize(
    "value",
    ["甲<乙&丙>“丁”'", "{{ 7*7 }}", "{% for a in b %}", "{_{ x }_}", "=1+1", "😀𬭛䶮·", "a  b　c", "字" * 32_000],
)
def test_awkward_values_arrive_whole_and_the_text_after_them_too(value):
    document = papers.paper(
        1, blocks=(Heading(1, value), Paragraph(value), ListItem(3, value), Paragraph("后文。")), to="各科室："
    )
    shown = texts(official(document))
    assert shown[3:] == ["各科室：", f"一、{value}", value, f"1.{value}", "后文。", papers.ISSUER, papers.DATE]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1)
        .map(str.strip)
        .filter(bool),
        min_size=1,
        max_size=6,
    )
)
def test_any_text_reads_back_equal(values):
    document = papers.paper(1, blocks=tuple(Paragraph(value) for value in values))
    shown = texts(official(document))
    assert shown[4 : 4 + len(values)] == values
    assert shown[-1] == papers.DATE


def test_a_unit_may_choose_its_faces():
    data = render(papers.paper(10), TEMPLATES / "公文.docx", {"title": "华文中宋", "body": '仿"宋'})
    styles = Package.read(data).parts["word/styles.xml"].decode()
    assert "方正小标宋简体" not in styles
    assert 'w:eastAsia="华文中宋"' in styles
    assert "仿&quot;宋" in styles
    assert 'w:eastAsia="黑体"' in styles
