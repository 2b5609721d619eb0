"""The people of the unit: read from the roster once, in roster order, with every column kept as a field."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gongwen.problems import Place


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `dept` is a department's id (empty where unknown); `order` counts from 0 in roster order."""

    id: str
    name: str
    gender: str = ""
    ethnicity: str = ""
    dept: str = ""
    dept_name: str = ""
    post: str = ""
    political: str = ""
    party_member: bool = False
    party_since: str = ""
    employment: str = ""
    status: str = ""
    ext: str = ""
    # Whether `status` is one of the roster's `active` states; without a status column everybody is.
    active: bool = True
    # Every roster column by its header; these are the fields of letter templates.
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False, hash=False)
    order: int = 0
    place: Place | None = field(default=None, repr=False, compare=False)


class People:
    """All persons in roster order, found by id, name or department. Nothing re-sorts them."""

    def __init__(self, persons: Iterable[Person] = ()) -> None:
        """Keep the persons in the order given; ids are unique."""
        self._persons = tuple(persons)
        self.by_id: Mapping[str, Person] = MappingProxyType({person.id: person for person in self._persons})

    def __iter__(self) -> Iterator[Person]:
        """Every person, on duty or not, in roster order."""
        return iter(self._persons)

    def __len__(self) -> int:
        """How many persons the roster has."""
        return len(self._persons)

    def __contains__(self, person_id: object) -> bool:
        """Whether an id is in the roster."""
        return person_id in self.by_id

    def __getitem__(self, person_id: str) -> Person:
        """The person of an id."""
        return self.by_id[person_id]

    def get(self, person_id: str | None) -> Person | None:
        """The person of an id, or None."""
        return self.by_id.get(person_id) if person_id is not None else None

    @cached_property
    def active(self) -> tuple[Person, ...]:
        """Those on duty."""
        return tuple(person for person in self._persons if person.active)

    @cached_property
    def _names(self) -> Mapping[str, tuple[Person, ...]]:
        return _grouped((person.name, person) for person in self._persons)

    @cached_property
    def _departments(self) -> Mapping[str, tuple[Person, ...]]:
        return _grouped((person.dept, person) for person in self._persons)

    def by_name(self, name: str) -> tuple[Person, ...]:
        """Everybody of that canonical name; two persons may share one."""
        return self._names.get(name, ())

    def of_department(self, department_id: str) -> tuple[Person, ...]:
        """Everybody of a department, on duty or not."""
        return self._departments.get(department_id, ())


def _grouped(pairs: Iterable[tuple[str, Person]]) -> Mapping[str, tuple[Person, ...]]:
    found: dict[str, list[Person]] = {}
    for key, person in pairs:
        found.setdefault(key, []).append(person)
    return {key: tuple(persons) for key, persons in found.items()}
