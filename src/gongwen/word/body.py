"""The body writer: blocks of a Document as WordprocessingML in the frame's named styles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from docx.oxml.ns import qn

from gongwen.blocks.model import (
    Attachment,
    Block,
    Cell,
    FieldLine,
    Grid,
    GridRow,
    Heading,
    ListItem,
    NameGrid,
    PageBreak,
    Paragraph,
    Picture,
    Roll,
    Table,
)
from gongwen.blocks.numbering import numbered
from gongwen.standard.page import AREA_HEIGHT, AREA_WIDTH, LINE, mm
from gongwen.standard.widths import text_em
from gongwen.word.contract import SIGN_STYLE
from gongwen.word.elements import (
    Element,
    Indent,
    Span,
    paragraph,
    set_keep_next,
    set_new_page,
    set_property,
    tiny_paragraph,
)
from gongwen.word.grid import field_line, grid, name_grid
from gongwen.word.pictures import Pictures
from gongwen.word.signoff import sign_off
from gongwen.word.tables import table

_HEADINGS = {1: "公文一级标题", 2: "公文二级标题", 3: "公文三级标题", 4: "公文四级标题"}
_RUN_INS = {1: "公文段首一级", 2: "公文段首二级"}
_LONGEST_LABEL = 8
"""A label of more characters (the name of its meeting stands in it) leaves no room to hang names under the first."""
_PICTURE_LINES = 6
"""Lines that a page with a picture has for a label, a title, the blank lines under them and the caption."""
_END_MARKS = "。！？；：.!?"


class BodyWriter:
    """Turns blocks into paragraphs and tables. `styles` maps the contract's style names to ids of one frame."""

    def __init__(self, styles: Mapping[str, str], pictures: Pictures | None = None) -> None:
        """Bind the writer to the styles of a frame, and to where pictures go if there can be any."""
        self._styles = styles
        self._pictures = pictures

    def blocks(self, blocks: Sequence[Block], width: int = AREA_WIDTH) -> list[Element]:
        """The elements of the blocks in order, `width` twips wide; a page break falls on the block after it.

        A table is followed by a paragraph, if only a tiny one: two tables in a row would be one.
        """
        elements: list[Element] = []
        new_page = False
        for block, ordinal in numbered(blocks):
            if isinstance(block, PageBreak):
                new_page = True
                continue
            made = self._block(block, ordinal, width)
            if elements and elements[-1].tag == made[0].tag == qn("w:tbl") and not new_page:
                elements.append(tiny_paragraph())
            if new_page:
                _start_page(made, self._styles["公文空行"])
                new_page = False
            elements += made
        if elements and elements[-1].tag == qn("w:tbl"):
            elements.append(tiny_paragraph())
        return elements

    def _block(self, block: Block, ordinal: str, width: int) -> list[Element]:
        match block:
            case Heading(level=level, text=text):
                return [paragraph(self._styles[_HEADINGS[level]], ordinal + text)]
            case ListItem(text=text):
                return [self._body(ordinal + text)]
            case Paragraph(run_in=str() as title, level=level, text=text):
                head = title if title.endswith(tuple(_END_MARKS)) else f"{title}。"
                style = _RUN_INS.get(level or 0)
                span = Span(ordinal + head, self._styles[style] if style else None)
                return [self._body((span, Span(text)) if text else (span,))]
            case Paragraph(text=text):
                return [self._body(text)]
            case Picture():
                return self._picture(block, width)
            case _:
                return [self._placed(block, width)]

    def _placed(self, block: Block, width: int) -> Element:
        """What is laid out on the width of the line: tables, forms, fields, names."""
        match block:
            case Table():
                return table(block, self._styles, width)
            case Grid():
                return grid(block, self._styles, width)
            case FieldLine():
                return field_line(block, self._styles, width)
            case NameGrid():
                return name_grid(block, self._styles, width)
            case _:
                raise TypeError(block)

    def _body(self, spans: tuple[Span, ...] | str) -> Element:
        return paragraph(self._styles["公文正文"], spans)

    def _picture(self, block: Picture, width: int) -> list[Element]:
        """The picture, or a frame to paste a print into, with its caption under it on the same page."""
        caption = paragraph(self._styles["公文续段"], block.caption)
        set_property(caption, "jc", val="center")
        page = AREA_HEIGHT if width <= AREA_WIDTH else AREA_WIDTH
        height = min(block.height, mm(page - _PICTURE_LINES * LINE))
        if block.data and self._pictures is not None:
            name = block.file or block.caption
            return [self._pictures.element(block.data, name, self._styles["公文续段"], height, width), caption]
        frame = Grid((1,), (GridRow((Cell("（粘贴照片）", label=True),), height),))
        element = grid(frame, self._styles, width)
        for text in element.iter(qn("w:p")):
            set_keep_next(text)
        return [element, caption]

    def split(self, blocks: Sequence[Block], offset: int) -> list[Element]:
        """The blocks with the last paragraph in two: its second part goes on flush left, for the signature's page."""
        *others, last = blocks
        if not isinstance(last, Paragraph):
            return self.blocks(blocks)
        first = replace(last, text=last.text[:offset])
        return [*self.blocks([*others, first]), paragraph(self._styles["公文续段"], last.text[offset:])]

    def blank(self, count: int = 1, *, keep_next: bool = False) -> list[Element]:
        """Blank lines of one 行 each (3.2): empty paragraphs, never spacing."""
        return [paragraph(self._styles["公文空行"], keep_next=keep_next) for _ in range(count)]

    def rolls(self, rolls: Sequence[Roll]) -> list[Element]:
        """出席：, 请假：, 列席： (10.3): a blank line, 2字 in, label in 黑体, names turn over under the first one."""
        made = self.blank(keep_next=True) if rolls else []
        for roll in rolls:
            label = f"{roll.label}："
            hanging = len(label) if len(label) <= _LONGEST_LABEL else 0
            spans = (Span(label, self._styles["公文段首一级"]), Span("、".join(roll.names)))
            indent = Indent(left=2 + hanging, hanging=hanging)
            made.append(paragraph(self._styles["公文附件说明"], spans, indent=indent))
        return made

    def attachment_notes(self, names: Sequence[str]) -> list[Element]:
        """附件说明 (7.3.4): a blank line, 2字 in, names under one another; numbered when there are several."""
        if not names:
            return []
        style_id = self._styles["公文附件说明"]
        if len(names) == 1:
            return [
                *self.blank(keep_next=True),
                paragraph(style_id, f"附件：{names[0]}", indent=Indent(left=5, hanging=3)),
            ]
        made = self.blank(keep_next=True)
        for number, name in enumerate(names, 1):
            label = f"{number}."
            width = text_em(label)
            lead, hanging = ("附件：", 3 + width) if number == 1 else ("", width)
            indent = Indent(left=5 + width, hanging=hanging)
            made.append(paragraph(style_id, f"{lead}{label}{name}", indent=indent))
        return made

    def attachment(self, attachment: Attachment, width: int | None = None) -> list[Element]:
        """附件 on its own page (7.3.7): label on line 1, title on line 3, then the text, `width` twips wide.

        An enclosure without a label has its title there too; a further paper (an empty label) begins with its title.
        """
        title = paragraph(self._styles["公文标题"], "\n".join(attachment.title))
        head = self.blank(2) if attachment.label is None else []
        if attachment.label:
            head = [paragraph(self._styles["公文附件标识"], attachment.label), *self.blank()]
        made = [*head, title, *self.blank(keep_next=True)]
        set_new_page(made[0])
        made += self.blocks(attachment.blocks, width or AREA_WIDTH)
        if attachment.sign_off:
            keep_together(made)
            made += sign_off(attachment.sign_off, {SIGN_STYLE: self._styles["公文续段"]}, self.blank(keep_next=True)[0])
        return [*made, *self.attachment_notes(attachment.notes)]


def _start_page(elements: list[Element], blank_style: str) -> None:
    """Put a page break before the first element; a table gets a blank line before it."""
    if elements[0].tag == qn("w:p"):
        set_new_page(elements[0])
    else:
        elements.insert(0, paragraph(blank_style, new_page=True))


def keep_together(elements: Sequence[Element]) -> None:
    """Hold the last text before a signature on the signature's page (7.3.5.5)."""
    for element in reversed(elements):
        if element.tag == qn("w:p"):
            set_keep_next(element)
            return
        return
