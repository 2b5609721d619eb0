"""Volumes out of the assessment, and the materials of each in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.dossier.model import KINDS, Material, Part, Volume
from gongwen.dossier.walk import natural

if TYPE_CHECKING:
    from gongwen.plan.schema import Plan, Standard

BY_INDICATOR = "by_indicator"
_LATE = "9999"


@dataclass(frozen=True, slots=True)
class Piece:
    """A material under one standard. `as_before` is the name of the one of equal content that is bound for it."""

    material: Material
    as_before: str = ""
    doubles: int = 0
    """How many more files of equal content are filed under the standard."""


@dataclass(frozen=True, slots=True)
class Group:
    """The materials of a standard in the order in which they are bound."""

    part: Part
    standard: Standard
    pieces: tuple[Piece, ...]


def volumes_of(plan: Plan) -> list[Volume]:
    """The volumes of a plan: one for each project, or for each indicator."""
    tree = plan.indicators
    projects = tree.projects if tree is not None else ()
    parts = [
        (project, [Part(each.id, each.name, each.standards) for each in project.indicators]) for project in projects
    ]
    if plan.dossier is not None and plan.dossier.volumes == BY_INDICATOR:
        every = [part for _, own in parts for part in own]
        return [Volume(part.id, number, part.name, (part,)) for number, part in enumerate(every, 1)]
    return [Volume(project.id, number, project.name, tuple(own)) for number, (project, own) in enumerate(parts, 1)]


def standard_ids(plan: Plan) -> list[str]:
    """The ids of all standards, in the plan's order."""
    projects = plan.indicators.projects if plan.indicators is not None else ()
    return [each.id for project in projects for part in project.indicators for each in part.standards]


def arranged(
    volume: Volume, materials: Iterable[Material], hashes: Mapping[str, str], order: Sequence[str]
) -> list[Group]:
    """The groups of a volume. Of files with equal content (`hashes` by name) one is bound in a volume."""
    ids = {standard.id for part in volume.parts for standard in part.standards}
    own: dict[str, list[Material]] = {}
    for material in materials:
        for identifier in ids.intersection(material.standards):
            own.setdefault(identifier, []).append(material)
    place = {kind: number for number, kind in enumerate([*order, *(kind for kind in KINDS if kind not in order)])}
    bound: dict[str, str] = {}
    groups = []
    for part in volume.parts:
        for standard in part.standards:
            found = sorted(own.get(standard.id, ()), key=lambda each: _rank(each, place))
            groups.append(Group(part, standard, tuple(_pieces(found, hashes, bound))))
    return groups


def _pieces(found: Sequence[Material], hashes: Mapping[str, str], bound: dict[str, str]) -> list[Piece]:
    """Each content once; what stands in the volume already is only pointed to."""
    several: dict[str, list[Material]] = {}
    for material in found:
        several.setdefault(hashes.get(material.name) or f"?{material.name}", []).append(material)
    pieces = []
    for content, same in several.items():
        pieces.append(Piece(same[0], bound.get(content, ""), len(same) - 1))
        bound.setdefault(content, same[0].name)
    return pieces


def _rank(material: Material, place: Mapping[str, int]) -> tuple[object, ...]:
    order = (0, material.order) if material.order is not None else (1, 0.0)
    day = str(material.date) if material.date is not None else _LATE
    return place.get(material.kind, len(place)), order, day, natural(material.name)
