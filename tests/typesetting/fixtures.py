"""The sources of `tests/data/foreign/`: flat ODF and HTML written by hand, saved as .docx by LibreOffice.

`python -m tests.typesetting fixtures` remakes them (another version of LibreOffice saves other bytes). Only the text
parts, styles and numbering are kept as they are; the thumbnail and the names of the machine are not in them.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path

from tests.typesetting import office
from tests.typesetting.foreign import FOLDER
from tests.typesetting.words import sentences

ODF = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = {
    "office": f"{ODF}:office:1.0", "text": f"{ODF}:text:1.0", "table": f"{ODF}:table:1.0", "style": f"{ODF}:style:1.0",
    "draw": f"{ODF}:drawing:1.0", "fo": f"{ODF}:xsl-fo-compatible:1.0", "svg": f"{ODF}:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink", "dc": "http://purl.org/dc/elements/1.1/",
}  # fmt: skip
STYLES = """
<office:styles>
 <style:default-style style:family="paragraph"><style:text-properties style:font-name-asian="宋体" style:font-name="Times New Roman"
  fo:font-size="12pt" style:font-size-asian="12pt" fo:language="en" fo:country="US" style:language-asian="zh" style:country-asian="CN"/></style:default-style>
 <style:style style:name="Standard" style:family="paragraph"/>
 <style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1">
  <style:paragraph-properties fo:margin-top="0.4cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/>
  <style:text-properties fo:font-size="16pt" style:font-size-asian="16pt" fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>
 <text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-suffix="、" style:num-format="一, 二, 三, ...">
  <style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment
   text:label-followed-by="listtab" fo:text-indent="-0.8cm" fo:margin-left="1.2cm"/></style:list-level-properties></text:list-level-style-number>
  <text:list-level-style-bullet text:level="2" text:bullet-char="•"><style:list-level-properties text:list-level-position-and-space-mode="label-alignment">
  <style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.6cm" fo:margin-left="2cm"/></style:list-level-properties></text:list-level-style-bullet>
 </text:list-style>
</office:styles>
<office:automatic-styles>
 <style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2.5cm" fo:margin-bottom="2.5cm"
  fo:margin-left="2.8cm" fo:margin-right="2.6cm"/></style:page-layout>
 <style:style style:name="P1" style:family="paragraph"><style:paragraph-properties fo:text-align="justify" fo:text-indent="0.85cm" fo:line-height="150%"/></style:style>
 <style:style style:name="P2" style:family="paragraph"><style:paragraph-properties fo:text-align="center" fo:border="0.5pt solid #000000" fo:padding="0.1cm"
  fo:background-color="#eeeeee"/></style:style>
 <style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold" fo:color="#c00000"/></style:style>
 <style:style style:name="co1" style:family="table-column"><style:table-column-properties style:column-width="3cm"/></style:style>
 <style:style style:name="co2" style:family="table-column"><style:table-column-properties style:column-width="6cm"/></style:style>
 <style:style style:name="tb" style:family="table"><style:table-properties style:width="12cm" table:align="left"/></style:style>
 <style:style style:name="ce" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
 <style:style style:name="Sect2" style:family="section"><style:section-properties><style:columns fo:column-count="2" fo:column-gap="0.8cm">
  <style:column style:rel-width="1*"/><style:column style:rel-width="1*"/></style:columns></style:section-properties></style:style>
 <style:style style:name="fr1" style:family="graphic"><style:graphic-properties style:wrap="none" style:vertical-pos="from-top" style:vertical-rel="paragraph"
  style:horizontal-pos="center" style:horizontal-rel="paragraph" fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1"><style:footer><text:p>第<text:page-number/>页</text:p></style:footer>
</style:master-page></office:master-styles>
"""  # fmt: skip


def _flat(body: str) -> bytes:
    names = " ".join(f'xmlns:{key}="{value}"' for key, value in NAMES.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.text">{STYLES}<office:body><office:text>{body}</office:text></office:body></office:document>'
    ).encode()


def _p(text: str, style: str = "P1") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def _texts(start: int, count: int) -> list[str]:
    return [sentences()[(start + n) % len(sentences())] for n in range(count)]


def _lists() -> bytes:
    items = "".join(
        f"<text:list-item>{_p(text, 'Standard')}<text:list><text:list-item>{_p('分项', 'Standard')}</text:list-item></text:list></text:list-item>"
        for text in _texts(3, 6)
    )
    return _flat(
        '<text:h text:style-name="Heading_20_1" text:outline-level="1">列表</text:h>'
        f'<text:list text:style-name="L1">{items}</text:list>'
    )


def _tables() -> bytes:
    def cell(text: str, more: str = "") -> str:
        return f'<table:table-cell table:style-name="ce" office:value-type="string"{more}>{_p(text, "Standard")}</table:table-cell>'

    head = f"<table:table-header-rows><table:table-row>{cell('序号')}{cell('内容')}{cell('备注')}</table:table-row></table:table-header-rows>"
    rows = "".join(
        f"<table:table-row>{cell(str(n))}{cell(text)}{cell('无')}</table:table-row>"
        for n, text in enumerate(_texts(20, 40), 1)
    )
    wide = cell("合并", ' table:number-columns-spanned="2"')
    spanned = f"<table:table-row>{wide}<table:covered-table-cell/>{cell('尾')}</table:table-row>"
    columns = '<table:table-column table:style-name="co1"/><table:table-column table:style-name="co2"/><table:table-column table:style-name="co1"/>'
    return _flat(
        _p("表格", "P2")
        + f'<table:table table:name="T" table:style-name="tb">{columns}{head}{rows}{spanned}</table:table>'
        + _p("表后")
    )


def _notes() -> bytes:
    note = '<text:note text:id="ftn{n}" text:note-class="footnote"><text:note-citation>{n}</text:note-citation><text:note-body>{p}</text:note-body></text:note>'
    texts = _texts(60, 12)
    body = "".join(
        _p(text + (note.format(n=n // 4 + 1, p=_p(f"脚注{n // 4 + 1}的文字", "Standard")) if n % 4 == 0 else "") + text)
        for n, text in enumerate(texts)
    )
    link = '<text:a xlink:type="simple" xlink:href="https://example.invalid/">链接的文字</text:a>'
    return _flat(body + _p(f'参见{link}，<text:span text:style-name="T1">重点</text:span>在此。'))


def _frames() -> bytes:
    frame = (
        '<draw:frame draw:style-name="fr1" text:anchor-type="paragraph" svg:width="6cm" svg:height="2cm" svg:y="0.2cm"><draw:text-box>'
        f"{_p('框里的文字', 'Standard')}</draw:text-box></draw:frame>"
    )
    return _flat(_p(_texts(80, 1)[0]) + _p(frame + "锚点所在的段落") + "".join(map(_p, _texts(81, 5))))


def _columns() -> bytes:
    section = f'<text:section text:name="S" text:style-name="Sect2">{"".join(_p(text, "Standard") for text in _texts(100, 16))}</text:section>'
    return _flat(_p("分栏之前") + section + _p("分栏之后"))


def _changes() -> bytes:
    who = "<office:change-info><dc:creator>某</dc:creator><dc:date>2023-01-01T00:00:00</dc:date></office:change-info>"
    tracked = (
        f'<text:tracked-changes><text:changed-region text:id="c1"><text:insertion>{who}</text:insertion></text:changed-region>'
        f'<text:changed-region text:id="c2"><text:deletion>{who}{_p("删去的话")}</text:deletion></text:changed-region></text:tracked-changes>'
    )
    text = _texts(120, 1)[0]
    return _flat(
        tracked
        + _p(
            f'{text}<text:change-start text:change-id="c1"/>插入的话<text:change-end text:change-id="c1"/>，<text:change text:change-id="c2"/>{text}'
        )
    )


def _page() -> bytes:
    items = "".join(f"<li>{text}</li>" for text in _texts(140, 5))
    rows = "".join(f"<tr><td>{n}</td><td>{text}</td></tr>" for n, text in enumerate(_texts(150, 8), 1))
    return (
        f'<html lang="zh-CN"><head><meta charset="utf-8"><title>t</title></head><body><h1>网页文件</h1><p align="justify">{"".join(_texts(130, 4))}</p>'
        f'<ol>{items}</ol><table border="1" width="80%">{rows}</table><p><b>粗体</b>、<i>斜体</i>、<font color="#ff0000">红字</font></p></body></html>'
    ).encode()


SOURCES = {
    "lists.fodt": _lists, "tables.fodt": _tables, "notes.fodt": _notes, "frames.fodt": _frames, "columns.fodt": _columns,
    "changes.fodt": _changes, "page.html": _page,
}  # fmt: skip


def remake() -> int:
    """Write the fixtures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for source, make in SOURCES.items():
            file = folder / source
            file.write_bytes(make())
            kind = "docx:MS Word 2007 XML" if source.endswith("fodt") else "docx:Office Open XML Text"
            office.call([file], folder / "out", kind, 120)
            (FOLDER / f"{file.stem}.docx").write_bytes(_cleaned((folder / "out" / f"{file.stem}.docx").read_bytes()))
    print(f"{len(SOURCES)} files, {sum(file.stat().st_size for file in FOLDER.glob('*.docx')) // 1024} KB")
    return 0


def _cleaned(data: bytes) -> bytes:
    """The same file with fixed times and without the dates and the generator in its properties."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("docProps/"):
                text = re.sub(
                    rb"<(dcterms:created|dcterms:modified|Application|AppVersion|Template)[ >].*?</\1>", b"", text
                )
            new.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
