"""Who takes part: the words of a plan for groups of people, as persons in the order of rank that the plan gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongwen.plan.references import group_members
from gongwen.plan.selection import LEADERSHIP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongwen.plan.persons import People, Person
    from gongwen.plan.schema import Plan, Record

GROUP, BRANCH, HEADS, LIAISONS = "领导小组", "支委会", "科室负责人", "联络员"
EVERYBODY, PARTY_MEMBERS = "全体职工", "全体党员"
WORDS = (GROUP, BRANCH, HEADS, LIAISONS, EVERYBODY, PARTY_MEMBERS)
"""Words for groups of people; beside them ids and names of departments and ids of persons are understood."""
_BRANCH_WORDS = ("支委会", "支部委员会")


def group_ids(plan: Plan, people: People) -> list[str]:
    """The leading group: leader, deputies, members."""
    group = plan.group
    return [] if group is None else [group.leader, *group.deputies, *group_members(plan, people)]


def branch_ids(plan: Plan) -> list[str]:
    """The branch committee: secretary, deputy, members, each once."""
    branch = plan.branch
    if branch is None:
        return []
    ids = [branch.secretary, branch.deputy, *(member.staff for member in branch.members)]
    return list(dict.fromkeys(each for each in ids if each))


def is_of_branch(record: Record) -> bool:
    """Whether a meeting is one of the branch committee: its title says so."""
    return any(word in record.title for word in _BRANCH_WORDS)


def due_ids(plan: Plan, people: People, record: Record) -> list[str]:
    """Who should be at a meeting: the branch committee where the title names it, else the leading group."""
    return branch_ids(plan) if is_of_branch(record) else group_ids(plan, people)


def attendants(plan: Plan, people: People, words: Iterable[str]) -> tuple[list[Person], list[str]]:
    """The persons that words mean, each once, in the order of the words; and the words that mean nobody known.

    A department means its people on duty in roster order.
    """
    found: dict[str, Person] = {}
    unknown: list[str] = []
    departments = {each.id: each.id for each in plan.departments} | {each.name: each.id for each in plan.departments}
    for word in words:
        if word in WORDS:
            chosen = _of_word(plan, people, word)
        elif word in departments:
            chosen = [person for person in people.of_department(departments[word]) if person.active]
        elif (person := people.get(word)) is not None:
            chosen = [person]
        else:
            unknown.append(word)
            continue
        found |= {person.id: person for person in chosen if person.id not in found}
    return list(found.values()), unknown


def _of_word(plan: Plan, people: People, word: str) -> list[Person]:
    if word == EVERYBODY:
        return list(people.active)
    if word == PARTY_MEMBERS:
        return [person for person in people.active if person.party_member]
    ids = {
        GROUP: lambda: group_ids(plan, people),
        BRANCH: lambda: branch_ids(plan),
        HEADS: lambda: [each.head for each in plan.departments if each.kind != LEADERSHIP and each.head],
        LIAISONS: lambda: [each.liaison for each in plan.departments if each.liaison],
    }[word]()
    return [person for each in ids if (person := people.get(each)) is not None]
