"""Bindables brought to the outputs: a PDF for each volume, one of them all, labels for the spines of their boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.dossier.stamps import key_of, program_stamp
from gongwen.pdf.pages.binding import Binding, Faces
from gongwen.pdf.pages.marks import lacking
from gongwen.pdf.pages.spine import Label, write_labels
from gongwen.pdf.whole import verify_pdf
from gongwen.store import safe_name

if TYPE_CHECKING:
    from gongwen.dossier.delivery import Delivery
    from gongwen.dossier.layout import Step
    from gongwen.dossier.model import Volume
    from gongwen.dossier.volume import Bindable
    from gongwen.pdf.fonts.book import FontBook
    from gongwen.plan.schema import Dossier

VOLUMES = "分卷"
SPINES = "盒脊标签.pdf"
_THICK = ((150, 20), (300, 30))
"""So many numbered pages go into a box of so many mm, printed on both sides or with thick paper between."""
_THICKEST = 40
Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Bookbinder:
    """Binds with the fonts of a machine. `families` are title, caption and number; `stamp` tells fonts and program."""

    delivery: Delivery
    fonts: FontBook
    families: tuple[str, str, str]
    unit: str
    stamp: str
    progress: Progress
    missing: set[str] = field(default_factory=set)
    """Characters of captions and labels that no font has."""

    def volumes(self, folder: str, bindables: Sequence[Bindable]) -> list[str]:
        """A PDF for each volume; gives their paths under the outputs."""
        names = []
        for number, each in enumerate(bindables):
            self.progress(number, len(bindables), each.title)
            name = f"{folder}/{VOLUMES}/{volume_name(each.volume)}.pdf"
            self._bring(name, each.title, each.steps)
            names.append(name)
        return names

    def whole(self, name: str, title: str, bindables: Sequence[Bindable]) -> None:
        """All volumes in one PDF."""
        self._bring(name, title, [step for each in bindables for step in each.steps])

    def _bring(self, name: str, title: str, steps: Sequence[Step]) -> None:
        captions = (line for step in steps for photo in step.photos for line in photo.caption)
        self.missing |= lacking(self.fonts, self.families[1], captions)
        made_of = key_of(title, self.unit, repr(self.families), self.stamp, *map(repr, steps))
        self.delivery.bring(name, made_of, partial(self._bind, title, steps), verify_pdf)

    def _bind(self, title: str, steps: Iterable[Step], target: Path) -> None:
        with target.open("xb") as stream:
            faces = Faces(number=self.families[2], caption=self.families[1])
            binding = Binding(stream, title, self.unit, self.fonts, faces)
            for step in steps:
                for entry in step.entries:
                    binding.entry(*entry)
                if step.photos:
                    binding.photos(step.photos, step.number, step.stamp)
                elif step.chunk is not None:
                    binding.add(step.chunk, step.number, step.stamp, ours=step.ours)
            binding.close()

    def spines(self, name: str, labels: Sequence[Label], title: str) -> None:
        """The sheets of labels."""
        self.missing |= lacking(self.fonts, self.families[0], (label.title for label in labels))
        made_of = key_of(title, repr(self.families), self.stamp, *map(repr, labels))
        self.delivery.bring(name, made_of, partial(self._labels, labels, title), verify_pdf)

    def _labels(self, labels: Sequence[Label], title: str, target: Path) -> None:
        with target.open("xb") as stream:
            write_labels(stream, labels, title, self.fonts, self.families[:2])


def volume_name(volume: Volume) -> str:
    """The file name of a volume, without suffix."""
    return safe_name(f"{volume.number:02}-{volume.id}-{volume.name}")


def labels_of(bindables: Sequence[Bindable], settings: Dossier, year: int) -> list[Label]:
    """A label for each volume; where the plan names no thickness, by the number of pages."""
    return [
        Label(
            settings.spine or next((wide for pages, wide in _THICK if each.layout.pages <= pages), _THICKEST),
            tuple(filter(None, (settings.fonds_no or "", f"{year}年度", each.volume.id))),
            each.volume.name,
            tuple(filter(None, (settings.retention or "", f"第{each.volume.number}卷", f"共{len(bindables)}卷"))),
        )
        for each in bindables
    ]


def binding_stamp(paper_stamp: str) -> str:
    """What bound files depend on besides their steps."""
    return key_of(paper_stamp, program_stamp())
