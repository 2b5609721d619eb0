"""The original files under clean names: volume, standard, number, date, title; as they are, byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from gongwen.dossier.bookbinder import volume_name
from gongwen.dossier.lists import date_digits
from gongwen.store import safe_name

if TYPE_CHECKING:
    from gongwen.dossier.delivery import Delivery
    from gongwen.dossier.model import Material
    from gongwen.dossier.sources import Sources
    from gongwen.dossier.volume import Bindable

ORIGINALS = "原件"


@dataclass(frozen=True, slots=True)
class Original:
    """A file of evidence and its clean name, `01-Z1-组织领导/Z1-1-1/001-20230308-动员大会.jpg`."""

    material: Material
    name: str
    content: str


def originals_of(bindables: Sequence[Bindable], hashes: Mapping[str, str]) -> Iterator[Original]:
    """The originals of all volumes, in the order in which they are bound; a file once in each standard."""
    for each in bindables:
        for group in each.groups:
            for number, piece in enumerate(group.pieces, 1):
                material = piece.material
                content = hashes.get(material.name)
                if content is None:
                    continue  # what cannot be read cannot be copied
                parts = (f"{number:03}", date_digits(material.date), material.title)
                stem = "-".join(part for part in parts if part)
                suffix = PurePosixPath(material.name).suffix
                name = safe_name(f"{stem}{suffix}")
                yield Original(material, f"{volume_name(each.volume)}/{safe_name(group.standard.id)}/{name}", content)


def bring_originals(delivery: Delivery, folder: str, originals: Sequence[Original], sources: Sources) -> None:
    """Copy the originals into the outputs. Files of equal content are copies of their own: nothing is linked."""
    for each in originals:
        delivery.bring(
            f"{folder}/{ORIGINALS}/{each.name}", each.content, partial(_copy, sources, each.material), silent=True
        )


def _copy(sources: Sources, material: Material, target: Path) -> None:
    shutil.copyfile(sources.path(material), target)
