"""What a letter may say: `{{ 姓名 }}`, `{{ party_a.title }}`, every roster column, the tasks of the signer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from gongwen.plan.people import FIELDS
from gongwen.plan.taskview import COLUMNS
from gongwen.plan.values import PARTY_FIELDS, aliased
from gongwen.sandbox.names import ANY, ITEM

if TYPE_CHECKING:
    from gongwen.plan.persons import People, Person
    from gongwen.plan.signing import Pair

TASK_LISTS = ("任务清单", "牵头任务", "配合任务")
"""Lists of the tasks of the signer's department: all, those it leads, those it supports."""
TABLE = "任务表"
"""The name of the n-th task table of a letter is 任务表n; it has the lists 牵头 and 配合."""
SEQ_DIGITS = 3
_SUPERIOR, _SIGNER = "party_a", ("party_b", "signer")
_PARTY_FIELDS = frozenset(PARTY_FIELDS)
_DEPARTMENT_NAME, _DEPARTMENT_ID = "dept", "dept_id"
_MOST_TABLES = 9

Get = Callable[["Person", str], str]


def letter_names(people: People) -> dict[str, Any]:
    """The tree of the names that a letter has beside those of every text."""
    columns = dict.fromkeys(next(iter(people)).columns) if len(people) else {ANY: None}
    party = dict.fromkeys((*PARTY_FIELDS, *FIELDS.values())) | columns
    item = {ITEM: dict.fromkeys(COLUMNS)}
    parties: dict[str, Any] = dict.fromkeys((_SUPERIOR, *_SIGNER), party)
    found = aliased(parties | {"seq": None})
    found |= dict.fromkeys(TASK_LISTS, item)
    found |= {f"{TABLE}{number}": {"牵头": item, "配合": item} for number in range(1, _MOST_TABLES + 1)}
    return dict.fromkeys(FIELDS.values()) | found | {name: None for name in columns if name != ANY}


def seq_text(number: int) -> str:
    """The number of a letter with at least three digits, so that files sort in signing order."""
    return f"{number:0{SEQ_DIGITS}}"


class PartyReader:
    """Gives the values of one pair that a master quotes, and no others: a batch has thousands."""

    def __init__(self, quoted: Iterable[str], people: People) -> None:
        """Look up once how each quoted name is read."""
        columns = next(iter(people)).columns if len(people) else {}
        self.columns: dict[str, Get] = {}
        """The top-level names of the signer, and how each is read."""
        self._seq = []
        parties: dict[str, dict[str, Get]] = {}
        known = {name: key for key in (_SUPERIOR, *_SIGNER, "seq") for name in aliased({key: None})}
        for name in quoted:
            root, _, field = name.partition(".")
            key = known.get(root)
            if not field and (root in columns or (key is None and root in FIELDS.values())):
                self.columns[root] = _getter(root)
            elif key == "seq":
                self._seq.append(root)
            elif key is not None and field:
                parties.setdefault(root, {})[field] = _getter(field)
        self._superior = [(root, fields) for root, fields in parties.items() if known[root] == _SUPERIOR]
        self._signer = [(root, fields) for root, fields in parties.items() if known[root] != _SUPERIOR]

    def fields(self) -> dict[str, Get]:
        """Every quoted fact of the signer, by name: what must not be blank in a signed letter."""
        found = dict(self.columns)
        for root, fields in self._signer:
            found |= {f"{root}.{field}": get for field, get in fields.items()}
        return found

    def values(self, pair: Pair) -> dict[str, Any]:
        """The values for one pair. What party A lacks is None, so that quoting it is refused."""
        signer, superior = pair.signer, pair.superior
        found: dict[str, Any] = {name: get(signer, "") for name, get in self.columns.items()}
        for root, fields in self._signer:
            found[root] = {field: get(signer, pair.signer_title) for field, get in fields.items()}
        for root, fields in self._superior:
            if superior is None:
                found[root] = {field: pair.superior_title if _is_title(field) else None for field in fields}
            else:
                found[root] = {field: get(superior, pair.superior_title) for field, get in fields.items()}
        for root in self._seq:
            found[root] = seq_text(pair.seq)
        return found


def _getter(field: str) -> Get:
    """How one fact of a person is read: a field of the model, its alias, or a column of the roster."""
    if _is_title(field):
        return lambda _, title: title
    key = _FIELD_KEYS.get(field, field)
    if key == _DEPARTMENT_NAME:
        return lambda person, _: person.dept_name
    if key == _DEPARTMENT_ID:
        return lambda person, _: person.dept
    if key in _PARTY_FIELDS:
        return lambda person, _: getattr(person, key)
    return lambda person, _: person.columns.get(field, "")


_TITLE_NAMES = frozenset(aliased({"title": None}))
_FIELD_KEYS = {name: key for key in PARTY_FIELDS for name in aliased({key: None})} | {
    header: key for key, header in FIELDS.items()
}


def _is_title(field: str) -> bool:
    return field in _TITLE_NAMES
