"""References in the plan's texts: `{{ year }}`, `{{ group.leader }}`, `{{ stats.tasks.done }}`, as of a date.

Values are plain text; nothing is escaped here, and a value that holds `{{` is printed as it stands.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from gongwen.plan.selection import LEADERSHIP
from gongwen.plan.signer_values import letter_names
from gongwen.plan.stats import compute_stats
from gongwen.plan.values import aliased, people_names, plain_fields, printed
from gongwen.problems import Problem, UserError
from gongwen.sandbox import Names, RefusedError, names_in, parse, render

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from gongwen.plan.persons import People
    from gongwen.plan.schema import Plan
    from gongwen.plan.state import State
    from gongwen.problems import Place
    from gongwen.standard.dates import PlanDate

Scope = Literal["everywhere", "letters", "photo"]


class References:
    """The names that texts may quote and what they stand for."""

    def __init__(self, plan: Plan, people: People, state: State | None = None) -> None:
        """Keep the plan and how far its work is; values are worked out when the first text asks for them."""
        self.plan = plan
        self.people = people
        self.state = state
        self._resolved: dict[tuple[str, object], str] = {}
        self._stats: dict[object, dict[str, Any]] = {}
        self._aliased_stats: dict[object, dict[str, Any]] = {}

    def resolve(
        self, text: str, *, as_of: PlanDate | date | None = None, extra: Mapping[str, Any] | None = None
    ) -> str:
        """Give the text with its references filled in; counts are as of the date.

        Raises UserError (exit 3) for a name that does not exist or is empty.
        """
        if "{" not in text:
            return text
        if extra is None:
            if (text, as_of) not in self._resolved:
                self._resolved[text, as_of] = self._resolve(text, as_of, None)
            return self._resolved[text, as_of]
        return self._resolve(text, as_of, extra)

    def _resolve(self, text: str, as_of: PlanDate | date | None, extra: Mapping[str, Any] | None) -> str:
        context = self.context(names_in(text), as_of=as_of, extra=extra)
        try:
            return render(text, context, autoescape=False)
        except RefusedError as refused:
            problems = [*self._check(text, self._names_with(extra), None)] or _empty(context, names_in(text))
            raise UserError(problems or refused.problems) from refused

    def check(self, text: str, *, scope: Scope = "everywhere", place: Place | None = None) -> list[Problem]:
        """Give every problem of a text: broken tags and names that its scope does not have."""
        if "{" not in text and "｛" not in text:
            return []
        return self._check(text, self.names(scope), place)

    def stats(self, as_of: PlanDate | date | None = None) -> dict[str, Any]:
        """Give the figures as of a date, counted once per date."""
        if as_of not in self._stats:
            self._stats[as_of] = compute_stats(self.plan, self.people, as_of, self.state)
        return self._stats[as_of]

    def names(self, scope: Scope) -> Names:
        """Give the names a scope has: letters know the parties, a photo caption its record."""
        return {"everywhere": self._everywhere, "letters": self._letters, "photo": self._photo}[scope]

    def _check(self, text: str, names: Names, place: Place | None) -> list[Problem]:
        return [finding.problem(place) for finding in parse(text, names=names)]

    def context(
        self,
        quoted: Collection[str],
        *,
        as_of: PlanDate | date | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Give the values of the names a text quotes and no others: a large plan has thousands of figures."""
        context = self._fixed | dict(extra or {})
        if any(name.split(".")[0] not in context for name in quoted):
            if as_of not in self._aliased_stats:
                self._aliased_stats[as_of] = aliased({"stats": self.stats(as_of)})
            context = self._aliased_stats[as_of] | context
        return _pruned(context, quoted)

    def _names_with(self, extra: Mapping[str, Any] | None) -> Names:
        return Names(dict(self._everywhere.tree) | _tree(extra or {}))

    @cached_property
    def _fixed(self) -> dict[str, Any]:
        """Everything but the figures."""
        plan, people = self.plan, self.people
        progress = plan.progress
        return aliased(
            {
                "year": printed(plan.year),
                "unit": plain_fields(plan.unit),
                "group": _group(plan, people),
                "branch": _branch(plan, people),
                "progress": {"as_of": printed(progress.as_of) if progress else None},
            }
        )

    @cached_property
    def _everywhere(self) -> Names:
        shape = compute_stats(self.plan)  # the names only: how many sign is not counted
        return Names(_tree(self._fixed | aliased({"stats": shape})))

    @cached_property
    def _letters(self) -> Names:
        return Names(dict(self._everywhere.tree) | letter_names(self.people))

    @cached_property
    def _photo(self) -> Names:
        from gongwen.plan.schema import Record  # noqa: PLC0415 - the model is loaded with the plan anyway

        fields = dict.fromkeys(Record.model_fields)
        return Names(dict(self._everywhere.tree) | aliased({"record": fields}))


def _pruned(context: Mapping[str, Any], quoted: Collection[str]) -> dict[str, Any]:
    """Give the branches of a context that dotted names lead to, and nothing beside them."""
    found: dict[str, Any] = {}
    for name in quoted:
        source: Any = context
        target = found
        *parents, last = name.split(".")
        for part in parents:
            child = source.get(part)
            if not isinstance(child, dict):
                last = part
                break
            source, target = child, target.setdefault(part, {})
        if last in source:
            target[last] = source[last]
    return found


def _empty(context: Mapping[str, Any], quoted: Collection[str]) -> list[Problem]:
    """A problem for each name that a text quotes and that has no value yet, such as a score before the self-check."""
    problems = []
    for name in dict.fromkeys(quoted):
        value: Any = context
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is None:
            what = f"引用的内容没有填写，或到这一天还没有：{{{{ {name} }}}}"
            remedy = "请在计划文件中补上这一项，核对文件的日期，或删去这处引用。"
            problems.append(Problem("template.empty", what, remedy))
    return problems


def _tree(value: Mapping[str, Any]) -> dict[str, Any]:
    """Give the shape of a context: mappings stay, values become leaves."""
    return {key: _tree(item) if isinstance(item, dict) else None for key, item in value.items()}


def _group(plan: Plan, people: People) -> dict[str, Any]:
    """Give the leading group: names joined by 、, members as `group_members` selects them."""
    group = plan.group
    if group is None:
        return {}
    office = group.office
    departments = {department.id: department.name for department in plan.departments}
    found: dict[str, Any] = {
        "name": group.name,
        "leader": people_names([group.leader], people),
        "deputies": people_names(group.deputies, people),
        "members": people_names(group_members(plan, people), people),
        "liaisons": group.liaisons,
    }
    found["office"] = {
        "name": office.name if office else None,
        "dept": departments.get(office.dept or "") if office else None,
        "director": people_names([office.director], people) if office else None,
        "staff": people_names(office.staff, people) if office else None,
    }
    return found


def group_members(plan: Plan, people: People) -> list[str]:
    """Give the ids of the group's members: its staff in order, then the heads of departments in their order.

    `role: dept_head` never selects the leadership; nobody stands twice, nor who is leader or deputy already.
    """
    group = plan.group
    if group is None or group.members is None:
        return []
    chosen = list(group.members.staff)
    if group.members.role == "dept_head":
        leadership = {item.id for item in plan.departments if item.kind == LEADERSHIP}
        heads = [item.head for item in plan.departments if item.id not in leadership and item.head]
        chosen += [head for head in heads if (person := people.get(head)) is None or person.dept not in leadership]
    above = {group.leader, *group.deputies}
    return [person for person in dict.fromkeys(chosen) if person not in above]


def _branch(plan: Plan, people: People) -> dict[str, Any]:
    branch = plan.branch
    if branch is None:
        return {}
    return {
        "secretary": people_names([branch.secretary], people),
        "deputy": people_names([branch.deputy], people),
        "members": people_names([member.staff for member in branch.members], people),
        "groups": printed(branch.groups),
    }
