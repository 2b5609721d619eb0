"""Where everything of a volume stands: the steps in which it is bound, and the lines of its contents list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from gongwen.dossier.model import OTHER, PHOTO, REPORT, Line, Material, Origin
from gongwen.pdf.pages.binding import Photo
from gongwen.pdf.pages.marks import Stamp

if TYPE_CHECKING:
    from pathlib import Path

    from gongwen.dossier.arrange import Group, Piece
    from gongwen.dossier.press import Ready

UNSIGNED, NOT_PRINTED, SEEN = "未签章", "说明页", "见前"
"""Remarks of the contents list, which has little room for them."""
VOLUME, PART, ITEM = 0, 1, 2
"""The levels of the outline: volume, indicator, file."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is bound: a chunk, or one page of photos; numbered from `number` where it is numbered.

    `entries` are titles and levels of the outline that lead to its first page.
    """

    entries: tuple[tuple[str, int], ...] = ()
    chunk: Path | None = None
    photos: tuple[Photo, ...] = ()
    number: int | None = None
    stamp: Stamp | None = None
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How materials are set: photos to a page, the lines under one, the stamp of a piece with its number and pages."""

    per_page: int
    caption: Callable[[Material], tuple[str, ...]]
    stamp: Callable[[int, int], Stamp] | None = None
    gap: Callable[[Group], Ready | None] = lambda _: None
    """The page that says what a standard lacks, None where it lacks nothing or no such pages are wanted."""


@dataclass(slots=True)
class Layout:
    """The numbered part of a volume: reports, then materials."""

    steps: list[Step] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    page: int = 1
    """The number of the page that comes next."""
    pieces: int = 0
    photos: int = 0
    repeated: int = 0
    """Lines of materials that are bound under another standard of the volume."""
    bound: dict[str, Line] = field(default_factory=dict)
    """The line of each material that is bound, by its name."""

    @property
    def items(self) -> int:
        """How many pieces are bound, papers of ours among them."""
        return len(self.lines) - self.repeated

    @property
    def pages(self) -> int:
        """How many pages are numbered."""
        return self.page - 1


def lay(groups: Sequence[Group], ready: Mapping[str, Ready], style: Style, report: tuple[str, Ready] | None) -> Layout:
    """Lay out a volume: its report, if it has one, and its materials."""
    layout = Layout()
    if report is not None:
        title, paper = report
        _paper(layout, title, paper, REPORT, "", ((title, PART),))
    for part, several in groupby(groups, key=lambda group: group.part):
        opening: tuple[tuple[str, int], ...] = ((f"{part.id} {part.name}", PART),)
        for group in several:
            opening = _group(layout, group, ready, style, opening)
    return layout


def _group(
    layout: Layout, group: Group, ready: Mapping[str, Ready], style: Style, opening: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, int], ...]:
    """The materials of a standard; `opening` are entries that wait for a page, what of them still waits is given."""
    for in_photos, several in groupby(group.pieces, key=lambda piece: _is_photo(piece, ready)):
        run = list(several)
        for start in range(0, len(run), style.per_page if in_photos else 1):
            some = run[start : start + (style.per_page if in_photos else 1)]
            if in_photos:
                opening = _photo_page(layout, group, some, ready, style, opening)
            elif some[0].as_before:
                _again(layout, group, some[0])
            else:
                opening = _file(layout, group, some[0], ready[some[0].material.name], style, opening)
    page = style.gap(group)
    if page is not None:
        title = f"缺项说明（{group.standard.id}）"
        _paper(layout, title, page, OTHER, group.standard.id, (*opening, (title, ITEM)))
        opening = ()
    return opening


def _is_photo(piece: Piece, ready: Mapping[str, Ready]) -> bool:
    """Whether a piece stands on a page of photos: one picture, not bound before."""
    made = ready[piece.material.name]
    return piece.material.kind == PHOTO and made.picture and made.pages == 1 and not piece.as_before


def _paper(  # noqa: PLR0913, PLR0917 - a paper of ours and where it goes
    layout: Layout, title: str, paper: Ready, kind: str, standard: str, entries: tuple[tuple[str, int], ...]
) -> None:
    layout.steps.append(Step(entries, paper.path, number=layout.page, ours=True))
    layout.lines.append(Line(title, kind, layout.page, layout.page + paper.pages - 1, standard))
    layout.page += paper.pages


def _file(  # noqa: PLR0913, PLR0917 - a file and where it goes
    layout: Layout, group: Group, piece: Piece, made: Ready, style: Style, opening: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, int], ...]:
    layout.pieces += 1
    stamp = style.stamp(len(layout.lines) + 1, made.pages) if style.stamp is not None else None
    entries = (*opening, (piece.material.title, ITEM))
    layout.steps.append(Step(entries, made.path, number=layout.page, stamp=stamp))
    _note(layout, group, piece, made, made.pages)
    layout.page += made.pages
    return ()


def _photo_page(  # noqa: PLR0913, PLR0917 - photos and where they go
    layout: Layout,
    group: Group,
    pieces: Sequence[Piece],
    ready: Mapping[str, Ready],
    style: Style,
    opening: tuple[tuple[str, int], ...],
) -> tuple[tuple[str, int], ...]:
    layout.pieces += len(pieces)
    shown = tuple(Photo(ready[piece.material.name].path, 0, style.caption(piece.material)) for piece in pieces)
    stamp = style.stamp(len(layout.lines) + 1, 1) if style.stamp is not None else None
    entries = (*opening, *((piece.material.title, ITEM) for piece in pieces))
    layout.steps.append(Step(entries, photos=shown, number=layout.page, stamp=stamp))
    for piece in pieces:
        _note(layout, group, piece, ready[piece.material.name], 1)
    layout.page += 1
    return ()


def _note(layout: Layout, group: Group, piece: Piece, made: Ready, pages: int) -> None:
    """The line of a material that is bound here."""
    material = piece.material
    layout.photos += material.kind == PHOTO and not made.fault
    remarks = [UNSIGNED] if material.origin is Origin.OWN else []
    remarks += [NOT_PRINTED] if made.fault else []
    remarks += [f"同件{piece.doubles + 1}份"] if piece.doubles else []
    line = Line(
        material.title,
        material.kind,
        layout.page,
        layout.page + pages - 1,
        group.standard.id,
        material.date,
        material.issuer,
        material.number,
        "；".join(remarks),
    )
    layout.lines.append(line)
    layout.bound[material.name] = line


def _again(layout: Layout, group: Group, piece: Piece) -> None:
    """A material that stands in the volume already: its line leads there."""
    before = layout.bound[piece.as_before]
    layout.repeated += 1
    layout.lines.append(replace(before, title=piece.material.title, standard=group.standard.id, remark=SEEN))
