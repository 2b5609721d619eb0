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

    `row_height` in mm is a least one; `centred` are the numbers of columns, from 0, whose text stands in the middle.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    loops: tuple[RowLoop, ...] = ()
    row_height: float = 0
    centred: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block starts on a new page."""


Block = Heading | Paragraph | ListItem | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Signature:
    """署名 and 成文日期 (7.3.5). `sealed` decides which of 7.3.5.1 and 7.3.5.2 holds."""

    name: str
    date: str
    sealed: bool = True


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
    """A document bound in after the body. `label` is 附件 or 附件N, None for an enclosure that a notice carries."""

    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    label: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """版头 (7.2): every element as the text that is printed; empty elements are None."""

    mark: str
    number: str
    copy_no: str | None = None
    secrecy: str | None = None
    urgency: str | None = None
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 (7.4): 抄送, 印发机关 and 印发日期 as printed; `to` is a 主送 moved here (7.3.2)."""

    printed_by: str
    printed_date: str
    cc: tuple[str, ...] = ()
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One paper: title in the lines it is printed in, blocks, and the elements of the official format it has."""

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
    properties: dict[str, str] = field(default_factory=dict)
