"""Fields: which of their runs are instruction, which result, and which wait for the pages (17.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from gongwen.ooxml.wordml.model import RunFormat
from gongwen.ooxml.wordml.xml import W, child_on, val, whole

PageKind = Literal["PAGE", "NUMPAGES", "SECTIONPAGES"]
_PAGES: tuple[PageKind, ...] = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_STYLES = {
    "Arabic": "decimal", "ARABIC": "decimal", "arabic": "decimal", "roman": "lowerRoman", "ROMAN": "upperRoman",
    "Roman": "upperRoman", "alphabetic": "lowerLetter", "ALPHABETIC": "upperLetter", "ArabicDash": "numberInDash",
    "CHINESENUM1": "chineseCounting", "CHINESENUM2": "chineseLegalSimplified", "CHINESENUM3": "chineseCountingThousand",
    "DBCHAR": "decimalFullWidth", "DBNUM1": "chineseCounting", "GB1": "decimalEnclosedFullstop",
    "GB2": "decimalEnclosedParen", "GB3": "decimalEnclosedCircle", "GB4": "ideographEnclosedCircle",
    "CIRCLENUM": "decimalEnclosedCircle", "Ordinal": "ordinal",
}  # fmt: skip
_QUOTED = r'(?:"([^"]*)"|(\S+))'


class Snapshot(NamedTuple):
    """A field that is open at the end of a paragraph, as far as it matters to the next one."""

    code: str
    shown: bool
    link: str


@dataclass(slots=True)
class Field:
    """A complex field that is being read."""

    code: str = ""
    shown: bool = False
    """Whether its result has begun."""
    page: PageKind | None = None
    link: str = ""
    format: RunFormat | None = None
    code_format: RunFormat | None = None
    result: bool = False
    """Whether there was anything in its result."""
    counts_pages: bool = False
    """Whether a page number stands in its instruction."""
    form: Any | None = None


class Fields:
    """The fields that are open, the outermost first. A field may go on over many paragraphs."""

    def __init__(self) -> None:
        """Begin outside of any field."""
        self.open: list[Field] = []

    @property
    def hiding(self) -> bool:
        """Whether what comes now is an instruction, or a result that the pages replace."""
        return any(not field.shown or field.page for field in self.open)

    @property
    def link(self) -> str:
        """Where the innermost hyperlink field leads."""
        return next((field.link for field in reversed(self.open) if field.link), "")

    def begin(self, form: Any | None) -> None:
        """A field begins; `form` is its `w:ffData`."""
        self.open.append(Field(form=form))

    def instruct(self, text: str, look: RunFormat) -> None:
        """More of the innermost instruction."""
        if self.open and not self.open[-1].shown:
            field = self.open[-1]
            field.code += text
            field.format = field.format or look

    def separate(self) -> None:
        """The result of the innermost field begins."""
        if self.open and not self.open[-1].shown:
            field = self.open[-1]
            field.shown, field.page, field.link = True, page_kind(field.code), link_of(field.code)
            field.code_format, field.format = field.format, None

    def seen(self, look: RunFormat | None = None) -> None:
        """Something of a result was met; the first look is that of a page number."""
        for field in self.open:
            if field.shown:
                field.result = True
                field.format = field.format or look

    def end(self) -> Field | None:
        """The innermost field ends."""
        if not self.open:
            return None
        field = self.open.pop()
        if not field.shown:
            field.page = page_kind(field.code)
        if field.page and self.open and not self.open[-1].shown:
            self.open[-1].counts_pages = True
        return field

    def snapshot(self) -> tuple[Snapshot, ...]:
        """What the next paragraph must know; nothing where only results are open."""
        if all(field.shown and not field.link and not field.page for field in self.open):
            return ()
        return tuple(Snapshot(field.code, field.shown, field.link) for field in self.open)

    def restore(self, snapshot: tuple[Snapshot, ...]) -> None:
        """Go on as after another paragraph."""
        self.open = [
            Field(state.code, state.shown, page_kind(state.code) if state.shown else None, state.link)
            for state in snapshot
        ]


def kind_of(code: str) -> str:
    """The first word of an instruction."""
    words = code.split(maxsplit=1)
    return words[0].upper() if words else ""


def page_kind(code: str) -> PageKind | None:
    """Which page number a field gives, None for other fields."""
    kind = kind_of(code)
    return next((page for page in _PAGES if page == kind), None)


def number_style(code: str) -> str:
    r"""The number format that a `\*` switch asks for, as in `w:numFmt`; "" for the section's own."""
    return next((_STYLES[word] for word in re.findall(r"\\\*\s*(\w+)", code) if word in _STYLES), "")


def link_of(code: str) -> str:
    """The address of a hyperlink or reference field; "" for other fields."""
    kind = kind_of(code)
    if kind == "HYPERLINK":
        place = re.search(rf"\\l\s+{_QUOTED}", code)
        rest = re.sub(rf"\\[lot]\s+{_QUOTED}|\\[mnh]\b", "", code.split(maxsplit=1)[1] if " " in code.strip() else "")
        address = re.search(_QUOTED, rest.strip())
        base = (address[1] or address[2] or "") if address else ""
        return base + (f"#{place[1] or place[2]}" if place else "")
    if kind in ("REF", "PAGEREF", "NOTEREF") and re.search(r"\\h\b", code):
        words = code.split()
        return f"#{words[1]}" if len(words) > 1 else ""
    return ""


def form_text(field: Field) -> str:
    """What a form field without a result shows: a check box, the chosen entry of a list."""
    kind, form = kind_of(field.code), field.form
    if form is None:
        return ""
    if kind == "FORMCHECKBOX":
        box = form.find(W + "checkBox")
        return "☑" if child_on(box, "checked", default=child_on(box, "default")) else "□"
    if kind == "FORMDROPDOWN" and not field.result:
        entries = form.find(W + "ddList")
        chosen = whole(val(entries.find(W + "result"))) if entries is not None else None
        texts = [val(entry) or "" for entry in entries.iterfind(W + "listEntry")] if entries is not None else []
        return texts[chosen or 0] if 0 <= (chosen or 0) < len(texts) else ""
    return ""


def equation_text(code: str) -> str:
    r"""The words of an `EQ` field in a line: `\o\ac(○,1)` is 1."""
    inside = re.search(r"\((.*)\)", code, re.DOTALL)
    parts = re.split(r"[,;，；]", inside[1]) if inside else []
    words = [re.sub(r"\\[a-zA-Z]+\d*|[()]", "", part).strip() for part in parts]
    return "".join(word for word in words if word not in ("○", "□", "△", "◇", ""))


def symbol_of(code: str) -> tuple[str, int] | None:
    """Font and code of a `SYMBOL` field."""
    match = re.match(r"\s*SYMBOL\s+(0x[0-9A-Fa-f]{1,6}|\d{1,7})", code, re.IGNORECASE)
    font = re.search(rf"\\f\s+{_QUOTED}", code)
    if match is None:
        return None
    return (font[1] or font[2]) if font else "", int(match[1], 0)
