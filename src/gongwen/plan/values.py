"""Values of the plan as a text prints them: dates in Chinese, people by name, lists joined by 、."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongwen.plan.persons import People

PARTY_FIELDS = (
    "id",
    "name",
    "title",
    "post",
    "dept",
    "dept_id",
    "gender",
    "ethnicity",
    "political",
    "party_since",
    "employment",
    "status",
    "ext",
)
"""What a letter may say of a signer, beside every column of the roster."""


def printed(value: Any) -> Any:
    """Give one value as it is printed; None stays None so that it is never printed."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return "、".join(str(printed(item)) for item in value)
    return value.chinese()


def plain_fields(model: Any) -> dict[str, Any]:
    """Give the single-valued fields of a part of the plan, printed."""
    found: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if not hasattr(type(value), "model_fields") and not isinstance(value, dict):
            found[name] = printed(value)
    return found


def people_names(ids: Iterable[str | None], people: People) -> str | None:
    """Give the names of people joined by 、; of an unknown id the id itself, of nobody None."""
    names = [_name(person_id, people) for person_id in ids if person_id]
    return "、".join(names) if names else None


def _name(person_id: str, people: People) -> str:
    person = people.get(person_id)
    return person_id if person is None else person.name


def aliased(tree: dict[str, Any]) -> dict[str, Any]:
    """Give the tree with each key also under its Chinese alias, both meaning the one value."""
    from gongwen.plan.schema.aliases import ALIASES  # noqa: PLC0415 - part of the model, loaded with it

    found: dict[str, Any] = {}
    for key, value in tree.items():
        inner = aliased(value) if isinstance(value, dict) else value
        found[key] = inner
        alias = ALIASES.get(key)
        if alias is not None:
            found.setdefault(alias, inner)
    return found
