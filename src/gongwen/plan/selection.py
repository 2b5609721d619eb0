"""Who signs: the selection language of the plan. Keys are joined by AND, the values of a list by OR."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gongwen.plan.persons import People, Person
    from gongwen.plan.schema import Department, Select

LEADERSHIP = "leadership"


def select(people: People, departments: Sequence[Department], chosen: Select | None) -> tuple[Person, ...]:
    """The persons that meet every key, in roster order; a key that is not written restricts nothing.

    `status` is such a key too: without it people on leave are selected as well.
    """
    if chosen is None:
        return tuple(people)
    tests = _tests(departments, chosen)
    return tuple(person for person in people if all(test(person) for test in tests))


def heads(departments: Sequence[Department]) -> frozenset[str]:
    """The ids of the heads of all departments other than the leadership."""
    return frozenset(item.head for item in departments if item.kind != LEADERSHIP and item.head)


def _tests(departments: Sequence[Department], chosen: Select) -> list[Callable[[Person], bool]]:
    tests: list[Callable[[Person], bool]] = []
    if chosen.dept:
        names = {item.name: item.id for item in departments}
        wanted = {names.get(value, value) for value in chosen.dept}
        tests.append(lambda person: person.dept in wanted)
    if chosen.role:
        tests.append(_role(departments, chosen.role))
    if chosen.staff and "all" not in chosen.staff:
        staff = set(chosen.staff)
        tests.append(lambda person: person.id in staff)
    if chosen.party is not None:
        party = chosen.party
        tests.append(lambda person: person.party_member is party)
    if chosen.status:
        status = set(chosen.status)
        tests.append(lambda person: person.status in status)
    if chosen.political:
        political = set(chosen.political)
        tests.append(lambda person: person.political in political)
    if chosen.employment:
        employment = set(chosen.employment)
        tests.append(lambda person: person.employment in employment)
    if chosen.exclude:
        excluded = set(chosen.exclude)
        tests.append(lambda person: person.id not in excluded)
    return tests


def _role(departments: Sequence[Department], role: str) -> Callable[[Person], bool]:
    """The test of a role.

    `leader`: the members of the leadership. `dept_head`: heads of the other departments, never one of the leadership.
    `dept`: each of the other departments, by the person who heads it, even one of the leadership who does so as well.
    """
    leadership = {item.id for item in departments if item.kind == LEADERSHIP}
    if role == "leader":
        return lambda person: person.dept in leadership
    heading = heads(departments)
    if role == "dept":
        return lambda person: person.id in heading
    return lambda person: person.id in heading and person.dept not in leadership
