"""A paragraph's content as pieces: text, tabs, breaks, fields, links, notes, and what is hung into it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import quote

from gongwen.ooxml.wordml import fields
from gongwen.ooxml.wordml.drawings import drawing
from gongwen.ooxml.wordml.model import Bookmark, Break, Note, PageField, Piece, RunFormat, Tab, Text
from gongwen.ooxml.wordml.names import ELEMENTS, RUN_LOOKS, SILENT, TRANSPARENT, UNDERLINES, UNDERSTOOD, element_name
from gongwen.ooxml.wordml.symbols import has_private, is_symbol_font, symbol, translated
from gongwen.ooxml.wordml.vml import embedded, picture
from gongwen.ooxml.wordml.xml import MC, XML_SPACE, M, R, W, flag, local, val

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.content import PartReader
    from gongwen.ooxml.wordml.styles import TableContext

_DEEPEST = 40
"""Elements inside each other in one paragraph (insertions in content controls in smart tags ...)."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\ufffe\uffff]")
_SPACES = re.compile(r"[\t\r\n]")
_WRITTEN = (f"{W}t", f"{W}tab", f"{W}sym")
"""What of a run is underlined."""
_LOOKS = {f"{W}{name}": what for name, what in RUN_LOOKS.items()}


class Place(NamedTuple):
    """What the runs of a paragraph are resolved from."""

    style: str
    context: TableContext | None


class Line:
    """The pieces of one paragraph while they are read."""

    def __init__(self, reader: PartReader, place: Place) -> None:
        """Begin a paragraph."""
        self.reader = reader
        self.place = place
        self.format = reader.formats.run(None, place.style, place.context)
        self.link = ""
        self.pieces: list[Piece] = []
        self._words: list[str] = []
        self._look: tuple[RunFormat, str] = (self.format, "")
        self._told: list[tuple[str, bool]] = []
        self._depth = 0

    @property
    def silent(self) -> bool:
        """Whether what comes now is not shown: hidden text, an instruction, a number that the pages give."""
        return self.format.hidden or (bool(self.reader.fields.open) and self.reader.fields.hiding)

    def say(self, text: str, look: RunFormat | None = None) -> None:
        """Add text."""
        look = look or self.format
        if self.reader.fields.open:
            self.reader.fields.seen(look)
        if self.silent or not text:
            return
        key = (look, self.link or self.reader.fields.link)
        if self._words and (key[0] is not self._look[0] or key[1] != self._look[1]):
            self._flush()
        self._look = key
        self._words.append(text)

    def add(self, piece: Piece) -> None:
        """Add what is not text."""
        if self.reader.fields.open:
            self.reader.fields.seen(self.format)
        if not self.silent:
            self._flush()
            self.pieces.append(piece)

    def mark(self, name: str) -> None:
        """Add a bookmark, also where text is hidden."""
        self._flush()
        self.pieces.append(Bookmark(name))

    def _flush(self) -> None:
        if self._words:
            self.pieces.append(Text("".join(self._words), *self._look))
            self._words = []

    def tell(self, what: str, *, lost: bool = True) -> None:
        """Note something that is not set as Word would."""
        if not self.silent:
            self._told.append((what, lost))

    def done(self) -> tuple[Piece, ...]:
        """The pieces; what was noted is told with the paragraph's beginning."""
        self._flush()
        if self._told:
            near = "".join(piece.text for piece in self.pieces if isinstance(piece, Text))
            for what, lost in self._told:
                self.reader.tell(what, near, lost=lost)
        return tuple(self.pieces)

    def walk(self, parent: Any) -> None:
        """Read the children of an element."""
        if self._depth >= _DEEPEST:
            self.tell("嵌套过深的内容")
            return
        self._depth += 1
        for child in parent:
            read = _READ.get(child.tag)
            if read is not None:
                read(self, child)
            elif child.tag in TRANSPARENT:
                self.walk(child)
            elif child.tag not in SILENT:
                self.strange(child)
        self._depth -= 1

    def strange(self, element: Any) -> None:
        """An element that is not known: named, lost where it holds anything to see."""
        name = local(element)
        seen = name in ELEMENTS or any(text.strip() for text in element.itertext())
        if seen or element.tag.startswith(W):
            self.tell(element_name(name), lost=seen)


def chosen(element: Any) -> Any | None:
    """The branch of a `mc:AlternateContent` that is read: the first whose needs are understood, else the fallback."""
    for branch in element:
        if branch.tag == MC + "Choice":
            needs = (branch.get("Requires") or "").split()
            if all(branch.nsmap.get(prefix) in UNDERSTOOD for prefix in needs):
                return branch
        elif branch.tag == MC + "Fallback":
            return branch
    return None


def _revised(line: Line, element: Any) -> None:
    """Tracked changes: shown as if all were accepted, which Word does not do of itself."""
    line.reader.tell("修订痕迹（按全部接受后的样子排）", "", lost=False)
    if element.tag in TRANSPARENT:
        line.walk(element)


def _run(line: Line, element: Any) -> None:
    properties = element.find(W + "rPr")
    before = line.format
    line.format = line.reader.formats.run(properties, line.place.style, line.place.context)
    if properties is not None:
        for each in properties:
            if each.tag in _LOOKS and val(each) not in ("0", "false", "none", "off", "nil"):
                line.tell(_LOOKS[each.tag], lost=False)
    if line.format.underline not in UNDERLINES and any(child.tag in _WRITTEN for child in element):
        line.tell("特殊下划线", lost=False)
    line.walk(element)
    line.format = before


def _text(line: Line, element: Any) -> None:
    text = element.text or ""
    if element.get(XML_SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    if not text.isprintable():
        text = _CONTROL.sub("", _SPACES.sub(" ", text))
    font = line.format.ascii
    if has_private(text) or is_symbol_font(font):
        text, known = translated(text, font)
        if not known:
            line.tell(f"符号字体“{font}”中的字符", lost=False)
    line.say(text)


def _symbol(line: Line, element: Any) -> None:
    font, code = val(element, "font") or "", val(element, "char") or ""
    _say_symbol(line, font, int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else -1)


def _say_symbol(line: Line, font: str, code: int) -> None:
    found = symbol(font, code)
    if found:
        line.say(found)
    else:
        line.tell(f"符号（字体“{font}”，编码 {code:X}）" if code >= 0 else "符号")


def _tab(line: Line, _element: Any) -> None:
    line.add(Tab(line.format))


def _placed_tab(line: Line, element: Any) -> None:
    align = val(element, "alignment")
    line.add(Tab(line.format, align if align in ("left", "center", "right") else ""))  # type: ignore[arg-type]


def _break(line: Line, element: Any) -> None:
    kind = val(element, "type")
    line.add(Break(kind if kind in ("page", "column") else "line", line.format))  # type: ignore[arg-type]


def _hyphen(line: Line, _element: Any) -> None:
    line.say("\u2011")


def _page_number(line: Line, _element: Any) -> None:
    line.add(PageField("PAGE", line.format))


def _hyperlink(line: Line, element: Any) -> None:
    before = line.link
    anchor = val(element, "anchor")
    address = ""
    if relation := element.get(R + "id"):
        target = line.reader.target(relation)
        if target is None:
            line.tell("失效的超链接", lost=False)
        else:
            address = target.target if target.external else f"/{quote(target.target)}"
    line.link = address + (f"#{anchor}" if anchor else "") or before
    line.walk(element)
    line._flush()  # noqa: SLF001 - one module
    line.link = before


def _bookmark(line: Line, element: Any) -> None:
    name = val(element, "name")
    if name and name != "_GoBack":
        line.mark(name)


def _field_mark(line: Line, element: Any) -> None:
    open_fields = line.reader.fields
    match val(element, "fldCharType"):
        case "begin":
            open_fields.begin(element.find(W + "ffData"))
        case "separate":
            open_fields.separate()
        case "end":
            field = open_fields.end()
            if field is not None:
                _field_ended(line, field)


def _field_ended(line: Line, field: fields.Field) -> None:
    """Add what a field shows beside its result."""
    if field.page:
        look = field.format or field.code_format or line.format
        line.add(PageField(field.page, look, fields.number_style(field.code)))
        return
    if field.counts_pages and field.result:
        line.tell("按页码计算的域", lost=False)
    form = fields.form_text(field)
    if form:
        line.say(form, field.format)
    if field.result:
        return
    kind = fields.kind_of(field.code)
    if kind == "SYMBOL" and (found := fields.symbol_of(field.code)):
        _say_symbol(line, *found)
    elif kind == "EQ":
        line.say(fields.equation_text(field.code), field.format)
        line.tell("EQ 域公式", lost=False)


def _instruction(line: Line, element: Any) -> None:
    line.reader.fields.instruct(element.text or "", line.format)


def _simple_field(line: Line, element: Any) -> None:
    """A field in one element: the instruction is an attribute (17.16.19)."""
    open_fields = line.reader.fields
    open_fields.begin(element.find(W + "ffData"))
    open_fields.instruct(val(element, "instr") or "", line.format)
    open_fields.separate()
    depth = len(open_fields.open)
    line.walk(element)
    del open_fields.open[depth:]
    field = open_fields.end()
    if field is not None:
        _field_ended(line, field)


def _content_control(line: Line, element: Any) -> None:
    for content in element.iterfind(W + "sdtContent"):
        line.walk(content)


def _alternate(line: Line, element: Any) -> None:
    branch = chosen(element)
    if branch is not None:
        line.walk(branch)
    else:
        line.strange(element)


def _formula(line: Line, element: Any) -> None:
    text = "".join(piece.text or "" for piece in element.iter(M + "t", W + "t"))
    line.say(_CONTROL.sub("", _SPACES.sub(" ", text)))
    line.tell("公式", lost=False)


def _ruby(line: Line, element: Any) -> None:
    for base in element.iterfind(W + "rubyBase"):
        line.walk(base)
    line.tell("拼音指南", lost=False)


def _note(kind: Literal["footnote", "endnote"]) -> Callable[[Line, Any], None]:
    def read(line: Line, element: Any) -> None:
        number = val(element, "id")
        if flag(val(element, "customMarkFollows")):
            line.tell("自定标记的注释", lost=False)
        if number is not None:
            line.add(Note(kind, number, line.format))

    return read


def _note_mark(line: Line, _element: Any) -> None:
    """The note's own number at its beginning: a reference to itself."""
    if line.reader.note is not None:
        line.add(Note(*line.reader.note, line.format))


_READ: dict[str, Callable[[Line, Any], None]] = {
    f"{W}r": _run,
    f"{W}ins": _revised,
    f"{W}del": _revised,
    f"{W}moveTo": _revised,
    f"{W}moveFrom": _revised,
    f"{W}t": _text,
    f"{W}tab": _tab,
    f"{W}ptab": _placed_tab,
    f"{W}br": _break,
    f"{W}cr": _break,
    f"{W}noBreakHyphen": _hyphen,
    f"{W}sym": _symbol,
    f"{W}pgNum": _page_number,
    f"{W}hyperlink": _hyperlink,
    f"{W}bookmarkStart": _bookmark,
    f"{W}fldChar": _field_mark,
    f"{W}instrText": _instruction,
    f"{W}fldSimple": _simple_field,
    f"{W}sdt": _content_control,
    f"{W}ruby": _ruby,
    f"{W}drawing": drawing,
    f"{W}pict": picture,
    f"{W}object": embedded,
    f"{W}footnoteReference": _note("footnote"),
    f"{W}endnoteReference": _note("endnote"),
    f"{W}footnoteRef": _note_mark,
    f"{W}endnoteRef": _note_mark,
    f"{MC}AlternateContent": _alternate,
    f"{M}oMath": _formula,
    f"{M}oMathPara": _formula,
}
