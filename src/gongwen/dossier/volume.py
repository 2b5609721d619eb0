"""A volume made ready to be bound: its own papers set, every page placed, the steps of binding in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gongwen.dossier import papers
from gongwen.dossier.layout import PART, VOLUME, Layout, Step, Style, lay
from gongwen.dossier.lists import list_columns
from gongwen.dossier.model import Origin
from gongwen.pdf.pages.foreign import HOLES, REPAIRED
from gongwen.pdf.pages.marks import Stamp
from gongwen.pdf.pages.picturejob import CUT

if TYPE_CHECKING:
    from gongwen.blocks.model import Document
    from gongwen.dossier.arrange import Group
    from gongwen.dossier.captions import Captions
    from gongwen.dossier.gaps import Gaps
    from gongwen.dossier.model import Part, Volume
    from gongwen.dossier.press import Press, Ready
    from gongwen.plan.schema import Dossier

COVER, REPORT, CONTENTS, GAPS, MATERIALS, REMARKS, SPINE = (
    "封面",
    "说明",
    "卷内目录",
    "缺项页",
    "材料",
    "备考表",
    "盒脊",
)
USUAL = (SPINE, COVER, REPORT, CONTENTS, MATERIALS, REMARKS)
"""The parts of a dossier whose plan names none; gap pages are only made where they are asked for."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What all volumes of a dossier have in common on their papers."""

    year: int
    title: str
    """The dossier's title; that of a volume is this with the volume's name."""
    category: str
    unit: str
    archivist: str
    checker: str


@dataclass(frozen=True, slots=True)
class Bindable:
    """A volume with all its pages."""

    volume: Volume
    title: str
    layout: Layout
    steps: tuple[Step, ...]
    groups: tuple[Group, ...]


_MENDED = frozenset((REPAIRED, HOLES, CUT))
"""Notes that say that a file was damaged."""


class VolumeMaker:
    """Makes the volumes of one dossier. `texts` gives the report of an indicator."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a volume is made with
        self,
        settings: Dossier,
        naming: Naming,
        press: Press,
        captions: Captions,
        gaps: Gaps,
        texts: Callable[[Part], tuple[str, int | None]],
    ) -> None:
        """Remember it all."""
        self._settings, self._naming, self._press = settings, naming, press
        self._captions, self._gaps, self._texts = captions, gaps, texts
        self._parts = settings.parts or USUAL
        self._columns = list_columns(settings.columns)[0]

    def make(self, volume: Volume, groups: Sequence[Group], ready: Mapping[str, Ready]) -> Bindable:
        """Place everything. Raises UserError where a paper of the dossier cannot be set."""
        naming, wanted = self._naming, self._parts
        title = f"{naming.title}　{volume.name}（{volume.id}）"
        style = Style(
            max(1, self._settings.photo.per_page),
            self._captions.of,
            self._stamp(volume) if self._settings.stamp else None,
            self._gap_page if GAPS in wanted else lambda _: None,
        )
        report = None
        if REPORT in wanted:
            texts = [(part, *self._texts(part)) for part in volume.parts]
            report = (f"{volume.name}指标说明", self._press.paper(papers.report(volume.name, texts)))
        shown = groups if MATERIALS in wanted else [replace(group, pieces=()) for group in groups]
        layout = lay(shown, ready, style, report)
        steps = list(layout.steps)
        numbered_first = steps[:1] if report is not None else []
        rest = steps[len(numbered_first) :]
        made: list[Step] = []
        if COVER in wanted:
            made.append(Step(chunk=self._press.paper(self._cover(volume, title, layout)).path, ours=True))
        made += numbered_first
        if CONTENTS in wanted:
            headings = {group.standard.id: papers.standard_title(group.standard) for group in groups}
            listed = papers.contents(layout.lines, self._columns, headings, volume=title)
            made.append(Step((("卷内文件目录", PART),), self._press.paper(listed).path, ours=True))
        made += rest
        if REMARKS in wanted:
            remarks = self._press.paper(papers.notes(self._remarks(groups, layout, ready)))
            made.append(Step((("卷内备考表", PART),), remarks.path, ours=True))
        return Bindable(volume, title, layout, _headed(made, f"{volume.id} {volume.name}"), tuple(groups))

    def _cover(self, volume: Volume, title: str, layout: Layout) -> Document:
        settings = self._settings
        return papers.cover(
            papers.CoverFacts(
                title,
                layout.items,
                layout.pages,
                fonds=settings.fonds or self._naming.unit,
                category=self._naming.category,
                period=papers.period(line.date for line in layout.lines),
                retention=settings.retention or "",
                numbers=(settings.fonds_no or "", settings.catalogue_no or "", str(volume.number)),
            )
        )

    def _remarks(self, groups: Sequence[Group], layout: Layout, ready: Mapping[str, Ready]) -> papers.RemarkFacts:
        materials = [
            piece.material for group in groups for piece in group.pieces if piece.material.name in layout.bound
        ]
        materials = list({material.name: material for material in materials}.values())
        return papers.RemarkFacts(
            layout.items,
            layout.pages,
            layout.photos,
            unsigned=[each.title for each in materials if each.origin is Origin.OWN],
            repaired=[each.title for each in materials if _MENDED.intersection(ready[each.name].notes)],
            unprinted=[each.title for each in materials if ready[each.name].fault],
            gaps=self._gaps.told([group.standard.id for group in groups]),
            archivist=self._naming.archivist,
            checker=self._naming.checker,
        )

    def _gap_page(self, group: Group) -> Ready | None:
        page = self._gaps.page(group.standard, f"{group.part.id}　{group.part.name}")
        return None if page is None else self._press.paper(page)

    def _stamp(self, volume: Volume) -> Callable[[int, int], Stamp]:
        settings, year = self._settings, self._naming.year

        def stamp(number: int, pages: int) -> Stamp:
            fields = (
                ("全宗号", settings.fonds_no or ""),
                ("年度", str(year)),
                ("件号", str(number)),
                ("问题", volume.id),
                ("保管期限", settings.retention or ""),
                ("页数", str(pages)),
            )
            return Stamp(fields)

        return stamp


def _headed(steps: Sequence[Step], title: str) -> tuple[Step, ...]:
    """The steps with the entry of the volume at the first."""
    if not steps:
        return ()
    first = steps[0]
    headed = Step(((title, VOLUME), *first.entries), first.chunk, first.photos, first.number, first.stamp, first.ours)
    return (headed, *steps[1:])
