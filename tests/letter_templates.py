"""Commitment letters as clerks' Word and WPS save them, with tags in every place that people find, and what must come out.

`cases()` builds them; the same call gives the same bytes. What is expected is said here by hand, never computed by
the program under test.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
NAMESPACES = {
    "w": W, "mc": MC, "wps": WPS, "pic": PICTURE, "v": "urn:schemas-microsoft-com:vml", "o": "urn:schemas-microsoft-com:office:office",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main", "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}  # fmt: skip
XMLNS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items()) + ' mc:Ignorable="w14"'
DOCUMENT, NOTES = "word/document.xml", "word/footnotes.xml"
LINK = "https://www.example.invalid/"

TASKS = [
    {"序号": 1, "工作任务": "开展“廉政家访”活动", "完成时限": "3月10日前"},
    {"序号": 2, "工作任务": "核查A&B类<重点>企业", "完成时限": "6月底前"},
    {"序号": 3, "工作任务": "修订《值班制度》", "完成时限": "全年"},
]
VALUES: dict[str, object] = {
    "姓名": "古丽娜尔·买买提", "部门": "药品检查一科", "职务": "科长", "工号": "LZ0032", "year": 2023,
    "unit": {"name": "澜州省药品检查中心"}, "任务清单": TASKS,
}  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """What a letter says besides the case's own blocks, which stand between the two halves of its fixed text."""

    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


LETTERS = (
    Letter(
        "全面从严治党承诺书",
        ("为落实全面从严治党主体责任，根据中心年度工作安排，本人作出如下承诺：",),
        ("一、严格执行“八项规定”及其实施细则，不收受礼品、礼金；不接受可能影响公正的宴请。", "承诺人（签字）：", "　　年　月　日"),
    ),
    Letter(
        "安全生产责任承诺书",
        ("按照“党政同责、一岗双责”的要求，现就本岗位安全生产工作承诺如下。", "（一）每季度至少排查一次隐患，发现问题及时上报。"),
        ("（二）因工作不落实造成后果的，愿意承担相应责任！", "承诺人：　　　　　　　　监督人："),
    ),
    Letter(
        "保密工作承诺书",
        ("我了解有关保密法律法规，知悉应当承担的保密义务和法律责任。本人庄重承诺：",),
        ("1.不违规记录、存储、复制国家秘密信息；2.不在微信、QQ等互联网应用中谈论涉密事项。", "签字：__________", "（本承诺书一式两份，单位、个人各执一份）"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A template and what must come out of it: the texts, or a refusal."""

    name: str
    data: bytes
    values: dict[str, object]
    text: dict[str, tuple[str, ...]] | None
    """The non-empty paragraphs by part, as `paragraphs` reads them from the output; None for a refusal."""
    problem: str | None = None
    """Words, parted by blanks, that must all stand in the messages: nearest names, or what was typed."""
    code: str = ""
    """What the code of at least one of the problems begins with."""
    same: tuple[str, ...] = ()
    """Members that must be byte for byte those of the template."""
    holds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Pieces of XML that must still stand in a part of the output; the template has each of them."""
    lacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Pieces that must not stand in a part of the output."""


# What a reader sees


def paragraphs(data: bytes) -> dict[str, tuple[str, ...]]:
    """The visible texts of the paragraphs of a .docx that are not blank, by part; parts that say nothing are left out."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"word/(document|(header|footer)\d*|footnotes)\.xml", name):
                root = etree.fromstring(archive.read(name))
                texts = ["".join(_pieces(element)) for element in root.iter(f"{{{W}}}p") if _is_shown(element)]
                found[name] = tuple(text for text in texts if text.strip())
    return {name: texts for name, texts in found.items() if texts}


def _is_shown(element: etree._Element) -> bool:
    return next(element.iterancestors(f"{{{W}}}del", f"{{{MC}}}Fallback"), None) is None


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element.iterchildren(tag=etree.Element):
        if child.tag == f"{{{W}}}t":
            yield _as_shown(child)
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag not in _APART:
            yield from _pieces(child)


_CHARACTERS = {f"{{{W}}}tab": "\t", f"{{{W}}}br": "\n"}
_APART = {f"{{{W}}}{name}" for name in ("p", "pPr", "rPr", "del")} | {f"{{{MC}}}Fallback"}


def _as_shown(node: etree._Element) -> str:
    """The text of a `w:t`: line ends and tabs typed into it show as blanks, blanks at its edges where it keeps them."""
    text = re.sub(r"[\t\r\n]", " ", node.text or "")
    kept = node.xpath("boolean(ancestor-or-self::*[@xml:space][1]/@xml:space = 'preserve')")
    return text if kept else text.strip(" ")


# Pieces of WordprocessingML, as Word writes them


def run(text: str, look: str = "", *, style: str = "") -> str:
    """A run of text in 仿宋三号; `look` is what stands between face and size."""
    styled = f'<w:rStyle w:val="{style}"/>' if style else ""
    face = '<w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:hint="eastAsia"/>'
    size = '<w:sz w:val="32"/><w:szCs w:val="32"/>'
    return f'<w:r><w:rPr>{styled}{face}{look}{size}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def runs(*contents: str) -> str:
    """Texts and elements side by side: what begins with an element's tag is taken as it is, all else becomes a run."""
    return "".join(each if re.match(r"<(w|mc):", each) else run(each) for each in contents)


def para(*contents: str, look: str = '<w:ind w:firstLineChars="200" w:firstLine="640"/>') -> str:
    """A paragraph of texts and elements."""
    inner = runs(*contents)
    identifier = f"{zlib.crc32(inner.encode()) % 0x7FFFFFFF + 1:08X}"
    return f'<w:p w14:paraId="{identifier}" w:rsidR="00A77B3E"><w:pPr>{look}</w:pPr>{inner}</w:p>'


def row(*cells: str) -> str:
    """A table row; a cell that is no element yet becomes a paragraph."""
    made = [cell if cell.startswith("<w:p") else para(cell, look='<w:jc w:val="center"/>') for cell in cells]
    filled = "".join(f'<w:tc><w:tcPr><w:tcW w:w="2200" w:type="dxa"/></w:tcPr>{cell}</w:tc>' for cell in made)
    return f'<w:tr><w:trPr><w:trHeight w:val="454"/></w:trPr>{filled}</w:tr>'


def table(*rows: str, columns: int = 3) -> str:
    """A table with borders."""
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for edge in ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
    grid = '<w:gridCol w:w="2200"/>' * columns
    look = f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def complex_field(*instruction: str, result: str) -> str:
    """A field as Word writes one: its instruction in as many runs as given, its result as it stands."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    run_of = '<w:r><w:instrText xml:space="preserve">{}</w:instrText></w:r>'
    typed = "".join(run_of.format(escape(text)) for text in instruction)
    return mark.format("begin") + typed + mark.format("separate") + result + mark.format("end")


def simple_field(instruction: str, shown: str) -> str:
    """A field as one element."""
    return f"<w:fldSimple w:instr={quoteattr(instruction)}>{run(shown)}</w:fldSimple>"


def control(content: str, *, alias: str = "", tag: str = "", more: str = "") -> str:
    """A content control; `content` is runs or paragraphs."""
    names = "".join(f"<w:{key} w:val={quoteattr(value)}/>" for key, value in (("alias", alias), ("tag", tag)) if value)
    identifier = zlib.crc32((alias + tag + more).encode()) % 0x7FFFFFFF
    return f'<w:sdt><w:sdtPr>{names}<w:id w:val="{identifier}"/>{more}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def text_box(content: str, number: int = 21) -> str:
    """A run with a text box: the shape of today's Word, and the VML that it writes for older ones."""
    place = "".join(f'<wp:position{axis} relativeFrom="{base}"><wp:posOffset>{offset}</wp:posOffset></wp:position{axis}>' for axis, base, offset in (("H", "column", 2700000), ("V", "paragraph", 90000)))  # fmt: skip
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="114300" distR="114300" '
        'simplePos="0" relativeHeight="251659264" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'{place}<wp:extent cx="2520000" cy="1080000"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>'
        f'<wp:docPr id="{number}" name="文本框 {number}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{WPS}"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2520000" cy="1080000"/></a:xfrm><a:prstGeom '
        f'prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>'
        '</a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect id="_x0000_s1026" style="position:absolute;'
        f'width:198pt;height:85pt"><v:textbox>{inner}</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>'
    )


def picture(alternative: str) -> str:
    """A run with the picture of the template in the line."""
    size = 'cx="360000" cy="360000"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr id="5" name="图片 5" '
        f'descr={quoteattr(alternative)}/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{PICTURE}"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="0" name="印章.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdPicture"/><a:stretch>'
        f'<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom '
        'prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def tracked(kind: str, number: int, content: str) -> str:
    """An insertion (`ins`) or a deletion (`del`) that nobody has accepted yet."""
    if kind == "del":
        content = content.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    return f'<w:{kind} w:id="{number}" w:author="张三" w:date="2023-02-01T09:00:00Z">{content}</w:{kind}>'


def footnotes(content: str) -> str:
    """The notes of a document: Word's two separators and note 1."""
    kinds = (("separator", -1), ("continuationSeparator", 0))
    separators = "".join(f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>' for kind, number in kinds)  # fmt: skip
    note = para("<w:r><w:footnoteRef/></w:r>", content, look="")
    return f'{separators}<w:footnote w:id="1">{note}</w:footnote>'


NOTE = '<w:r><w:footnoteReference w:id="1"/></w:r>'
SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" '
    'w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
)
PAGE = complex_field(" PAGE  \\* MERGEFORMAT ", result=run("1"))


# A template as a file


def template(number: int, *blocks: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A letter with these blocks in its middle; `parts` are header, first_header, footer, footnotes and comments."""
    from docx import Document
    from docx.oxml import parse_xml

    letter, parts = LETTERS[number % len(LETTERS)], dict(parts or {})
    middle = "".join([*map(para, letter.before), *blocks, *map(para, letter.after)])
    body = para(letter.title, look='<w:jc w:val="center"/>') + middle + SECTION
    main = Document().part
    main._element = parse_xml(f"<w:document {XMLNS}><w:body>{body}</w:body></w:document>")
    _add_styles(main)
    _add_related(main, body)
    _add_notes(main, parts)
    _add_margins(main.document.sections[0], parts)
    return _same_each_time(main.document)


def _add_styles(main) -> None:
    """The two character styles that the pieces above name, with the ids of a Chinese Word."""
    from docx.oxml import parse_xml

    for identifier, name in (("a3", "Placeholder Text"), ("a4", "Hyperlink")):
        look = f'<w:name w:val="{name}"/><w:rPr><w:color w:val="808080"/></w:rPr>'
        style = f'<w:style xmlns:w="{W}" w:type="character" w:styleId="{identifier}">{look}</w:style>'
        main.styles.element.append(parse_xml(style))


def _add_related(main, body: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND

    if "rIdLink" in body:
        main.load_rel(KIND.HYPERLINK, LINK, "rIdLink", is_external=True)
    if "rIdPicture" in body:
        main.load_rel(KIND.IMAGE, main.package.get_or_add_image_part(io.BytesIO(_png())), "rIdPicture")


def _add_notes(main, parts: Mapping[str, str]) -> None:
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    for name in ("footnotes", "comments"):
        if name in parts:
            xml = f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<w:{name} {XMLNS}>{parts[name]}</w:{name}>"
            kind = getattr(CONTENT_TYPE, f"WML_{name.upper()}")
            part = Part(PackURI(f"/word/{name}.xml"), kind, xml.encode(), main.package)
            main.relate_to(part, getattr(RELATIONSHIP_TYPE, name.upper()))


def _add_margins(section, parts: Mapping[str, str]) -> None:
    from docx.oxml import parse_xml

    holders = {"header": "header", "first_header": "first_page_header", "footer": "footer"}
    section.different_first_page_header_footer = "first_header" in parts
    for name, attribute in holders.items():
        if name in parts:
            holder = getattr(section, attribute)
            holder.is_linked_to_previous = False
            holder._element[:] = parse_xml(f"<w:hdr {XMLNS}>{parts[name]}</w:hdr>")[:]


def _same_each_time(document) -> bytes:
    """The file with the time of each member set to that of no day."""
    saved, settled = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return settled.getvalue()


@cache
def _png() -> bytes:
    """A small red seal."""
    from PIL import Image, ImageDraw

    image, buffer = Image.new("RGB", (24, 24), "white"), io.BytesIO()
    ImageDraw.Draw(image).ellipse((2, 2, 21, 21), outline=(200, 0, 0), width=2)
    image.save(buffer, "PNG")
    return buffer.getvalue()


# The cases: name, blocks, and what must come out


class Cases:
    """Collects cases; each gets the next of the letters."""

    def __init__(self) -> None:
        self.found: list[Case] = []

    def fills(self, name, *blocks, wanted, parts=None, others=None, values=None, literal=False, **more) -> None:
        """A template that is filled: `wanted` are the texts of its blocks, `others` those of other parts.

        No brace pair may be left anywhere in these parts, the VML of text boxes included, unless the case is `literal`.
        """
        number = len(self.found)
        letter = LETTERS[number % len(LETTERS)]
        text = {DOCUMENT: (letter.title, *letter.before, *wanted, *letter.after), **(others or {})}
        lacks = {} if literal else {part: ("{{", "{%", *more.pop("lacks", {}).get(part, ())) for part in text}
        data = template(number, *blocks, parts=parts)
        self.found.append(Case(name, data, {**VALUES, **(values or {})}, text, lacks=lacks, **more))

    def refuses(self, name, *blocks, problem, code="template.", parts=None) -> None:
        """A template that is refused, with these words in the messages."""
        data = template(len(self.found), *blocks, parts=parts)
        self.found.append(Case(name, data, dict(VALUES), None, problem, code))


def cases() -> list[Case]:
    """Every case, built anew."""
    found = Cases()
    fill = (_split, _fields, _controls, _boxes, _margins, _tables, _statements, _tracked, _spelling, _values)
    for group in (*fill, _misspelt, _broken, _malicious):
        group(found)
    return found.found


# fmt: off

BOLD, ITALIC, RED = "<w:b/>", "<w:i/>", '<w:color w:val="FF0000"/>'
SPELLING = '<w:proofErr w:type="{}"/>'


def _split(to: Cases) -> None:
    to.fills(
        "tag split over runs of different look",
        para("承诺人", run("{", BOLD), run("{ 姓", ITALIC), run("名 ", RED), run("}"), run("}，", BOLD), "现郑重承诺："),
        wanted=["承诺人古丽娜尔·买买提，现郑重承诺："],
    )
    to.fills(
        "tag split by what Word leaves between runs",
        para(
            "我是{{", SPELLING.format("spellStart"), " unit", SPELLING.format("spellEnd"), '<w:bookmarkStart w:id="0" w:name="_GoBack"/>',
            ".na", '<w:bookmarkEnd w:id="0"/>', "<w:r><w:lastRenderedPageBreak/><w:t>me }</w:t></w:r>", SPELLING.format("gramStart"), "}",
            SPELLING.format("gramEnd"), "的{{姓名}}。",
        ),
        wanted=["我是澜州省药品检查中心的古丽娜尔·买买提。"],
    )
    smart = '<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="PersonName">{}</w:smartTag>'
    to.fills("tag split by a smart tag", para("{{ 部门 }}", smart.format(runs("{{ 姓", "名")), " }}。"), wanted=["药品检查一科古丽娜尔·买买提。"])
    to.fills("two tags in one run", para("{{ 部门 }}{{ 姓名 }}（工号：{{ 工号 }}）"), wanted=["药品检查一科古丽娜尔·买买提（工号：LZ0032）"])
    to.fills(
        "hyperlink",
        para("详见", '<w:hyperlink r:id="rIdLink">' + run("{{ unit", style="a4") + run(".name }}网站", style="a4") + "</w:hyperlink>", "。"),
        wanted=["详见澜州省药品检查中心网站。"],
        holds={DOCUMENT: ('r:id="rIdLink"',), "word/_rels/document.xml.rels": (LINK,)},
    )
    to.fills(
        "comment around a tag",
        para("本人", '<w:commentRangeStart w:id="0"/>', "{{ 姓", "名 }}", '<w:commentRangeEnd w:id="0"/>', '<w:r><w:commentReference w:id="0"/></w:r>', "承诺。"),
        parts={"comments": f'<w:comment w:id="0" w:author="李四" w:date="2023-02-01T09:00:00Z" w:initials="李">{para("此处由系统填写。")}</w:comment>'},
        wanted=["本人古丽娜尔·买买提承诺。"],
        holds={DOCUMENT: ("commentRangeStart", "commentReference"), "word/comments.xml": ("此处由系统填写。",)},
    )
    to.fills(
        "picture beside a tag, its alternative text literal",
        para(picture("印章 {{ x }}"), "{{ 姓名 }}", "（盖章）"),
        wanted=["古丽娜尔·买买提（盖章）"], literal=True, same=("word/media/image1.png",),
        holds={DOCUMENT: ('descr="印章 {{ x }}"', 'r:embed="rIdPicture"')},
    )


def _fields(to: Cases) -> None:
    gone = {DOCUMENT: ("MERGEFIELD", "«")}
    two_runs = run("«姓", BOLD) + run("名»")
    to.fills("merge field as one element", para("承诺人", simple_field(" MERGEFIELD 姓名 ", "«姓名»"), "郑重承诺："), wanted=["承诺人古丽娜尔·买买提郑重承诺："], lacks=gone)
    to.fills(
        "merge field in runs",
        para("本人", complex_field(" MERGEFI", "ELD 姓名 \\* MERGEFORMAT ", result=two_runs), "系", complex_field(" MERGEFIELD 部门 ", result=run("«部门»")), "工作人员。"),
        wanted=["本人古丽娜尔·买买提系药品检查一科工作人员。"],
        lacks=gone,
    )
    to.fills(
        "merge field with its name in quotes",
        para("本人", complex_field(' MERGEFIELD "姓名" \\* MERGEFORMAT ', result=two_runs), "（", simple_field(' MERGEFIELD  "工号"', "«工号»"), "）"),
        wanted=["本人古丽娜尔·买买提（LZ0032）"],
        lacks=gone,
    )
    in_one = complex_field(" MERGEFIELD 姓名 ", result="<w:r><w:t>«姓名»</w:t></w:r>").replace("</w:r><w:r>", "")
    to.fills("merge field in one run", para("本人", in_one, "承诺。"), wanted=["本人古丽娜尔·买买提承诺。"], lacks=gone)
    to.fills(
        "tag in the result of another field, beside the page number",
        para("正文。"),
        parts={"footer": para(complex_field(f' HYPERLINK "{LINK}" ', result=run("{{ 部") + run("门 }}", BOLD)), "　第", PAGE, "页", look='<w:jc w:val="center"/>')},
        wanted=["正文。"],
        others={"word/footer1.xml": ("药品检查一科　第1页",)},
        holds={"word/footer1.xml": (" PAGE ", " HYPERLINK ", 'fldCharType="separate"', 'fldCharType="end"')},
    )


def _controls(to: Cases) -> None:
    waiting = run("单击或点击此处输入文字。", style="a3")
    to.fills("content control in a line", para("本人", control(run("某某"), alias="姓名"), "承诺。"), wanted=["本人古丽娜尔·买买提承诺。"])
    changed = tracked("del", 81, run("某某")) + tracked("ins", 82, run("李四"))
    to.fills("content control with tracked changes", para("本人", control(changed, alias="姓名"), "承诺。"), wanted=["本人古丽娜尔·买买提承诺。"])
    to.fills("content control around a paragraph, known by its tag", control(para("某", "科室"), tag="部门"), wanted=["药品检查一科"])
    to.fills(
        "content control that shows its placeholder",
        para("本人", control(waiting, alias="姓名", more="<w:showingPlcHdr/><w:text/>"), "承诺。"),
        wanted=["本人古丽娜尔·买买提承诺。"],
        lacks={DOCUMENT: ("showingPlcHdr", "此处输入", 'w:val="a3"')},
    )
    binding = (
        '<w:dataBinding w:prefixMappings="xmlns:d=\'http://purl.org/dc/elements/1.1/\'" w:xpath="//d:creator[1]" '
        'w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/><w:text/>'
    )
    to.fills(
        "content control bound to a property",
        para("本人", control(run("作者"), alias="姓名", more=binding), "承诺。"),
        wanted=["本人古丽娜尔·买买提承诺。"],
        lacks={DOCUMENT: ("dataBinding",)},
    )
    date = '<w:showingPlcHdr/><w:date><w:dateFormat w:val="yyyy年M月d日"/><w:lid w:val="zh-CN"/></w:date>'
    to.fills(
        "content control that is named like nothing",
        para("{{ 姓名 }}　", control(waiting, alias="签字日期", tag="rq", more=date)),
        wanted=["古丽娜尔·买买提　单击或点击此处输入文字。"],
        holds={DOCUMENT: ('w:val="签字日期"', 'w:val="rq"', "showingPlcHdr", 'w:val="yyyy年M月d日"', 'w:val="a3"')},
    )


def _boxes(to: Cases) -> None:
    to.fills("text box", para("正文。", text_box(para("签收人：{{ 姓", run("名 }}", BOLD)))), wanted=["正文。", "签收人：古丽娜尔·买买提"], holds={DOCUMENT: ("Fallback",)})
    to.fills(
        "table in a text box",
        para(text_box(table(row("部门", "{{ 部门 }}"), row("姓名", "{{ 姓名 }}"), columns=2) + para("完"))),
        wanted=["部门", "药品检查一科", "姓名", "古丽娜尔·买买提", "完"],
    )


def _margins(to: Cases) -> None:
    to.fills(
        "header, header of the first page and footer",
        para("正文。"),
        parts={
            "header": para("{{ unit.name }}", look='<w:jc w:val="right"/>'),
            "first_header": para("编号：{{ year }}-{{ 工号 }}", look=""),
            "footer": table(row("承诺人：{{ 姓名 }}", "第", PAGE)) + para("", look=""),
        },
        wanted=["正文。"],
        others={
            "word/header1.xml": ("澜州省药品检查中心",), "word/header2.xml": ("编号：2023-LZ0032",),
            "word/footer1.xml": ("承诺人：古丽娜尔·买买提", "第", "1"),
        },
        holds={"word/footer1.xml": (" PAGE ",)},
    )
    to.fills(
        "footnote",
        para("落实“一岗双责”", NOTE, "，人人有责。"),
        parts={"footnotes": footnotes("　本人即{{ 部门 }}{{ 姓名 }}。")},
        wanted=["落实“一岗双责”，人人有责。"],
        others={NOTES: ("　本人即药品检查一科古丽娜尔·买买提。",)},
        holds={NOTES: ("footnoteRef", "continuationSeparator")},
    )


TASK_ROW = ("{{ t.序号 }}", "{{ t.工作任务 }}", "{{ t.完成时限 }}")
TASK_TEXTS = ("1", "开展“廉政家访”活动", "3月10日前", "2", "核查A&B类<重点>企业", "6月底前", "3", "修订《值班制度》", "全年")
HEADING = ("序号", "工作任务", "完成时限")


def _tables(to: Cases) -> None:
    loop = "{%tr for t in 任务清单 %}"
    to.fills(
        "rows repeated between two rows of statements",
        para("任务如下："), table(row(*HEADING), row(loop, "", ""), row(*TASK_ROW), row("{%tr endfor %}", "", ""), row("合计", "", "三项")), para("以上。"),
        wanted=["任务如下：", *HEADING, *TASK_TEXTS, "合计", "三项", "以上。"],
    )
    to.fills(
        "a row repeated by statements in its first and last cell",
        table(row(*HEADING), row("{% for t in 任务清单 %}{{ t.序号 }}", TASK_ROW[1], "{{ t.完成时限 }}{% endfor %}"), row("合计", "", "三项")), para("以上。"),
        wanted=[*HEADING, *TASK_TEXTS, "合计", "三项", "以上。"],
    )
    to.fills(
        "no rows at all",
        para("任务如下："), table(row(*HEADING), row(loop, "", ""), row(*TASK_ROW), row("{%tr endfor %}", "", "")), para("以上。"),
        wanted=["任务如下：", *HEADING, "以上。"],
        values={"任务清单": []},
    )
    to.fills(
        "cells repeated",
        table(row("项目", "{%tc for t in 任务清单 %}", "第{{ t.序号 }}项", "{%tc endfor %}"), columns=4), para("以上。"),
        wanted=["项目", "第1项", "第2项", "第3项", "以上。"],
    )


def _statements(to: Cases) -> None:
    to.fills(
        "paragraphs under a condition",
        para("{%p if 职务 == '科长' %}"), para("带头履行“第一责任人”职责。"), para("{%p else %}"), para("服从安排。"), para("{%p endif %}"),
        wanted=["带头履行“第一责任人”职责。"],
    )
    to.fills("curly quotes in a tag", para("我将{% if 职务 == “科长” %}带头{% else %}带领他人{% endif %}遵守。"), wanted=["我将带头遵守。"])
    to.fills("rich text", para("本人", run("{{r 姓名 }}"), "承诺。"), wanted=["本人古丽娜尔·买买提承诺。"])
    to.fills("sub-document", para("说明："), para("{{p 说明 }}"), para("完。"), wanted=["说明：", "以上内容本人均已阅知。", "完。"], values={"说明": "以上内容本人均已阅知。"})
    to.fills(
        "rich text in a header", para("正文。"), parts={"header": para("承诺人：", run("{{r 姓名 }}"), look="")},
        wanted=["正文。"], others={"word/header1.xml": ("承诺人：古丽娜尔·买买提",)},
    )
    to.fills(
        "rich text in a footnote", para("正文", NOTE, "。"), parts={"footnotes": footnotes("承诺人：{{r 姓名 }}")},
        wanted=["正文。"], others={NOTES: ("承诺人：古丽娜尔·买买提",)},
    )


def _tracked(to: Cases) -> None:
    to.fills("insertion that holds part of a tag", para("本人{{ 姓", tracked("ins", 91, run("名 }}，")), "承诺。"), wanted=["本人古丽娜尔·买买提，承诺。"])
    changed = tracked("del", 92, run("铭")) + tracked("ins", 93, run("名"))
    to.fills("deletion in the middle of a tag", para("本人{{ 姓", changed, " }}承诺。"), wanted=["本人古丽娜尔·买买提承诺。"])
    to.fills("deleted tag", para("本人", tracked("del", 94, run("{{ 姓铭 }}")), "{{ 姓名 }}承诺。"), wanted=["本人古丽娜尔·买买提承诺。"], literal=True)


def _spelling(to: Cases) -> None:
    to.fills("full-width and no-break spaces in tags", para("本人{{　姓名　}}，", "{{\u00a0部门\u00a0}}，{%\u00a0if　year == 2023 %}今年{% endif %}承诺。"), wanted=["本人古丽娜尔·买买提，药品检查一科，今年承诺。"])
    to.fills(
        "fixed text that looks like markup",
        para("填写{甲}、{乙}处；A<B且C&D，&lt;“引号”‘单引号’，100%，{ 空 }，<姓名>：{{ 姓名 }}。"),
        wanted=["填写{甲}、{乙}处；A<B且C&D，&lt;“引号”‘单引号’，100%，{ 空 }，<姓名>：古丽娜尔·买买提。"],
    )
    to.fills("blanks around tags that count", para("承诺人： ", "{{ 姓名 }}", "  （签字） ", " {{ 工号 }} "), wanted=["承诺人： 古丽娜尔·买买提  （签字）  LZ0032 "])


def _values(to: Cases) -> None:
    text = "一、按时报告；\n二、不推诿。\t——摘自《制度》"
    to.fills("value with a new line and a tab", para("要求：{{ 说明 }}（完）"), wanted=[f"要求：{text}（完）"], values={"说明": text})
    to.fills("value that looks like a tag", para("本人{{ 姓名 }}承诺。"), wanted=["本人{{ 部门 }}<{% if %}&amp;承诺。"], values={"姓名": "{{ 部门 }}<{% if %}&amp;"}, literal=True)


def _misspelt(to: Cases) -> None:
    to.refuses("unknown name", para("本人{{ 姓铭 }}承诺。"), problem="姓铭 姓名", code="reference.unknown")
    to.refuses("unknown name of a merge field", para("本人", complex_field(" MERGEFIELD 姓名名 ", result=run("«姓名名»")), "。"), problem="姓名名 姓名", code="reference.unknown")
    to.refuses(
        "unknown names in several parts at once",
        para("本人{{ 姓铭 }}承诺。", NOTE, text_box(para("{{ 工名号 }}"))),
        parts={"header": para("{{ 部们 }}"), "footer": para("{{ 职物 }}"), "footnotes": footnotes("{{ unit.nam }}")},
        problem="姓铭 姓名 工名号 部们 部门 职物 职务 unit.nam unit.name",
        code="reference.unknown",
    )
    to.refuses("full-width braces", para("本人｛｛ 姓名 ｝｝承诺。"), problem="全角 姓名")


def _broken(to: Cases) -> None:
    to.refuses("tag without its end", para("本人{{ 姓名，郑重承诺。"), problem="姓名")
    to.refuses("condition without its end", para("{% if 职务 == '科长' %}带头履行承诺。"), problem="职务")


def _malicious(to: Cases) -> None:
    to.refuses("class of a text", para("{{ ''.__class__.__mro__ }}"), problem="__class__")
    to.refuses("class of a value", para("{{ 姓名.__class__ }}"), problem="__class__")
    to.refuses("call", para("{% for x in range(9) %}{{ x }}{% endfor %}"), problem="range")
    to.refuses("power", para("{{ 9**9**9 }}"), problem="9**9")
