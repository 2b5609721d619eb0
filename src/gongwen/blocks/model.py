"""The blocks of a document: what it says, in order, without any look. Numbering is not stored but computed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on its own line, of `level` 1 to 4 (7.3.3: 一、（一）1.（1）); without ordinal if not `numbered`."""

    level: int
    text: str
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; with `run_in`, the numbered title 段首句 of `level` opens it and is closed by 。."""

    text: str
    run_in: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class ListItem:
    """A numbered item of `level` that is one paragraph of plain text."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class RowLoop:
    """Rows of a master that a merge repeats: one for each item of the list named `items`, under a row `title`.

    The cells are tags of the `item`; where the list is empty neither the title nor a row is printed.
    """

    items: str
    item: str
    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: header texts, rows of cell texts, relative column widths in 字.

    `row_height` in mm is a least one; `centred` are the numbers of columns, from 0, whose text stands in the middle;
    in the columns `merged`, equal neighbours are one cell, column after column from the left. `size` in half-points is
    that of a table with too many columns for the usual one, None for the style's. `titles` are headings of groups as
    (number of a row from 0, text): each is a row as wide as the table that stands before that row, on its page; the
    number of rows is the place after the last.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    loops: tuple[RowLoop, ...] = ()
    row_height: float = 0
    centred: frozenset[int] = frozenset()
    merged: frozenset[int] = frozenset()
    size: int | None = None
    titles: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a `Grid`: text (several lines by newline) over `span` columns.

    A `label` is a field's name, set in the middle.

    `foot` stands at the lower edge of the cell, at its right: who signs, and when.
    """

    text: str = ""
    span: int = 1
    label: bool = False
    foot: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a `Grid` of a least `height` in mm. `splits` over pages where it holds a long text."""

    cells: tuple[Cell, ...]
    height: float = 10
    splits: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A form: rows of labels and values on columns of relative `widths`; the spans of a row add up to their number."""

    widths: tuple[float, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A line above or under a table: `(科室, 办公室)` prints as 科室：办公室, a blank value as a rule to write on.

    The fields share the width of the line; the last one ends at its right edge.
    """

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Roll:
    """出席：, 请假：, 列席： (10.3): the label in 黑体, names that turn over under the first one (MIN-02)."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameGrid:
    """Names in columns of equal width without rules, in order from left to right; two characters are set 3字 wide."""

    names: tuple[str, ...]
    columns: int = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the middle of the page, as large as `height` in mm and the line allow, with a caption under it.

    Without `data` a frame of that height stands in its place, to paste a print into. `file` is what messages call it.
    """

    data: bytes
    caption: str
    height: float = 150
    file: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block starts on a new page."""


Block = Heading | Paragraph | ListItem | Table | Grid | FieldLine | NameGrid | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Signature:
    """署名 and 成文日期 (7.3.5). `sealed` decides which of 7.3.5.1 and 7.3.5.2 holds.

    `joint` are the other bodies of a joint issue, in order (SIG-04, SIG-06). With a `post` the paper carries the stamp
    of its signer's name (签名章, 7.3.5.3): `name` is the signer, empty where room is left for the stamp.
    """

    name: str
    date: str
    sealed: bool = True
    joint: tuple[str, ...] = ()
    post: str = ""


@dataclass(frozen=True, slots=True)
class SignLine:
    """One line of a sign-off: `承诺人：张三` and, where `by_hand`, a rule to sign on."""

    label: str
    value: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class SignOff:
    """Where people sign: the lines of each party, the parties side by side."""

    parties: tuple[tuple[SignLine, ...], ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document bound in after the body. `label` is 附件 or 附件N, None for an enclosure that a notice carries.

    A `landscape` one is set across the page (clause 8), its page number where portrait pages have it.
    """

    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    label: str | None = None
    notes: tuple[str, ...] = ()
    landscape: bool = False
    sign_off: SignOff | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """版头 (7.2): every element as the text that is printed; empty elements are None.

    `joint` are the names that stand under `mark` in a joint issue, 文件 to the right of them all (HDR-06). `issuer` and
    `date` are the line over the red rule of minutes (10.3).
    """

    mark: str
    number: str
    copy_no: str | None = None
    secrecy: str | None = None
    urgency: str | None = None
    signers: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    issuer: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 (7.4): 抄送, 印发机关 and 印发日期 as printed; `to` is a 主送 moved here (7.3.2).

    A 函 has neither rules nor 印发机关 and 印发日期 (10.1); they are empty then.
    """

    printed_by: str
    printed_date: str
    cc: tuple[str, ...] = ()
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One paper: title in the lines it is printed in, blocks, and the elements of the official format it has.

    `landscape` sets the whole paper across the page, as some forms are. `fields` are the texts of further tags of its
    frame by their names, such as those of a volume's cover; what quotes an empty one is left out.
    """

    frame: str
    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    subject: str = ""
    header: Header | None = None
    to: str | None = None
    attachment_notes: tuple[str, ...] = ()
    signature: Signature | None = None
    note: str | None = None
    attachments: tuple[Attachment, ...] = ()
    imprint: Imprint | None = None
    sign_off: SignOff | None = None
    rolls: tuple[Roll, ...] = ()
    landscape: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
