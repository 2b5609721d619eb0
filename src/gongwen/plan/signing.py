"""Who signs what: the plan's letters as ordered pairs of superior and signer, and who is left out or signs twice.

A responsibility letter has levels; the numbers run through all of them. A commitment letter has signers only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.plan.links import nearest_place
from gongwen.plan.selection import LEADERSHIP, select
from gongwen.problems import Problem, Severity

if TYPE_CHECKING:
    from gongwen.plan.links import Path, Places
    from gongwen.plan.persons import People, Person
    from gongwen.plan.schema import Department, Letter, Party, Plan

ROSTER_ORDER, STROKE_ORDER = "名册", "姓氏笔画"
ORDERS = (ROSTER_ORDER, STROKE_ORDER)
_SEVERAL_MEANT = 3
"""How many names a message lists before it only counts."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One letter: `seq` counts from 1 through all levels; `superior` is party A, None for a commitment letter."""

    seq: int
    signer: Person
    superior: Person | None
    level: int
    superior_title: str
    signer_title: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody whose letter cannot be made, and why."""

    signer: Person
    problem: Problem


@dataclass(frozen=True, slots=True)
class Signing:
    """The pairs of one letter in signing order, what is wrong with the letter, and with single rows of it."""

    letter: Letter
    pairs: tuple[Pair, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    missing: tuple[Person, ...]
    """Everybody on duty who signs nothing here, neither as party A nor as party B, in roster order."""
    twice: tuple[Person, ...]
    """Everybody who signs more than once."""


def sign(
    plan: Plan, people: People, letter: Letter, places: Places | None = None, *, order: str | None = None
) -> Signing:
    """Work out one letter of the plan. `order` replaces the letter's own; `places` finds places in the plan file."""
    return _Desk(plan, people, letter, places, order or letter.order or ROSTER_ORDER).work()


def sign_all(plan: Plan, people: People, places: Places | None = None) -> list[Signing]:
    """Every letter of the plan, in its order."""
    return [sign(plan, people, letter, places) for letter in plan.letters]


def check_signing(plan: Plan, people: People, places: Places) -> list[Problem]:
    """Every problem of who signs what, at its place in the plan; none where there is no roster to select from."""
    if not len(people):
        return []
    found: list[Problem] = []
    for signing in sign_all(plan, people, places):
        found += [*signing.problems, *(row.problem for row in signing.skipped)]
    return found


class _Desk:
    """What is known while one letter is worked out."""

    def __init__(self, plan: Plan, people: People, letter: Letter, places: Places | None, order: str) -> None:
        self._plan, self._people, self._letter, self._order = plan, people, letter, order
        self._departments = {department.id: department for department in plan.departments}
        self._places = nearest_place(places) if places is not None else lambda _: None
        self._at: Path = ("letters", plan.letters.index(letter))
        self._problems: list[Problem] = []
        self._skipped: list[Skipped] = []
        self._titles: dict[tuple[str, str], str] = {}

    def work(self) -> Signing:
        pairs: list[Pair] = []
        letter = self._letter
        self._check_kind()
        if self._order not in ORDERS:
            what = f"签订次序写法不对：{self._order}"
            self._problem("sign.order", what, f"请写 {' 或 '.join(ORDERS)}。", "order")
        if letter.kind == "pledge":
            if letter.signer is not None:
                pairs = self._level(None, letter.signer, ("signer",))
        else:
            for number, level in enumerate(letter.levels):
                pairs += self._level(level.party_a, level.party_b, ("levels", number, "party_b"), after=len(pairs))
        signers = Counter(pair.signer.id for pair in pairs)
        involved = {*signers, *(row.signer.id for row in self._skipped)}
        involved |= {pair.superior.id for pair in pairs if pair.superior is not None}
        return Signing(
            letter,
            tuple(pairs),
            tuple(self._problems),
            tuple(self._skipped),
            missing=tuple(who for who in self._people.active if who.id not in involved),
            twice=tuple(who for who in self._people if signers[who.id] > 1),
        )

    def _check_kind(self) -> None:
        letter = self._letter
        pledge = letter.kind == "pledge"
        if pledge and (letter.levels or letter.signer is None):
            self._problem("sign.kind", "承诺书没有写由谁签", "请写 signer: {select: {…}}，不写 levels。")
        if not pledge and (letter.signer is not None or not letter.levels):
            self._problem("sign.kind", "责任书没有写由谁签", "请写 levels，每层写 party_a 和 party_b，不写 signer。")

    def _problem(self, code: str, what: str, remedy: str, *at: str | int, warn: bool = False) -> None:
        severity = Severity.WARNING if warn else Severity.ERROR
        place = self._places((*self._at, *at))
        self._problems.append(Problem(code, f"《{self._letter.title}》{what}", remedy, place, severity))

    def _level(self, superior: Party | None, signer: Party, at: Path, *, after: int = 0) -> list[Pair]:
        """The pairs of one level, numbered from the one `after`; `at` is the signer's place in the letter."""
        level = at[1] if len(at) > 1 and isinstance(at[1], int) else 0
        superior_at = (*at[:-1], "party_a")
        above = self._superior(superior, superior_at) if superior is not None else lambda _: None
        pairs: list[Pair] = []
        for person in self._signers(signer, at):
            try:
                found = above(person)
                if found is not None and found.id == person.id:
                    raise _same(person)
            except _CannotSignError as error:
                self._skip(person, error, superior_at)
                continue
            titles = self._title(superior, found), self._title(signer, person)
            pairs.append(Pair(after + len(pairs) + 1, person, found, level, *titles))
        return pairs

    def _signers(self, party: Party, at: Path) -> list[Person]:
        """Who signs at a level, in the letter's order."""
        if party.staff is not None:
            chosen = [person for person in (self._people.get(party.staff),) if person is not None]
        elif party.select is not None:
            chosen = list(select(self._people, self._plan.departments, party.select))
            self._name_headless(party, at)
        else:
            self._problem("sign.nobody", "没有写由谁签", "请写 select（按条件选）或 staff（工号）。", *at)
            return []
        if not chosen:
            remedy = "请核对 select 的条件：各条件要同时满足，科室写编号，状态与名册的写法一致。"
            self._problem(
                "sign.nobody", "按条件选不到一个人", remedy, *at, *(("select",) if party.select else ("staff",))
            )
        return self._ordered(chosen)

    def _ordered(self, chosen: list[Person]) -> list[Person]:
        if self._order != STROKE_ORDER:
            return chosen
        from gongwen.standard.strokes import stroke_key, unknown_characters  # noqa: PLC0415 - a large table

        odd = "".join(dict.fromkeys("".join(unknown_characters(person.name) for person in chosen)))
        if odd:
            what = f"姓氏笔画表中没有这些字：{odd}，含这些字的姓名排在后面"
            self._problem("sign.strokes", what, "请核对打印次序；必要时改用 order: 名册。", "order", warn=True)
        return sorted(chosen, key=lambda person: stroke_key(person.name))

    def _name_headless(self, party: Party, at: Path) -> None:
        """Departments that a selection by role means and that have no head sign nothing: that is said."""
        chosen = party.select
        if chosen is None or chosen.role not in ("dept", "dept_head"):
            return
        for department in self._plan.departments:
            wanted = not chosen.dept or {department.id, department.name} & set(chosen.dept)
            if wanted and department.kind != LEADERSHIP and not department.head:
                what = f"科室“{department.name}”没有负责人，因此没有它的一份"
                self._problem("sign.no_head", what, "请在 departments 中填写 head（工号）。", *at, warn=True)

    def _superior(self, party: Party, at: Path) -> Callable[[Person], Person | None]:
        """How party A is found for a signer."""
        if party.rule is not None:
            return self._leader_in_charge
        if party.staff is not None:
            fixed = self._people.get(party.staff)
            return lambda _: fixed
        if party.select is not None:
            chosen = select(self._people, self._plan.departments, party.select)
            if len(chosen) != 1:
                what = f"甲方应当选到一个人，现在选到 {len(chosen)} 个"
                self._problem("sign.superior", what, "请改用 staff 写明工号，或收紧 select 的条件。", *at)
            return lambda _: chosen[0] if len(chosen) == 1 else None
        if not (party.role or party.title):
            self._problem(
                "sign.superior", "没有写甲方是谁", "请写 staff（工号）、rule: leader_in_charge 或 role。", *at
            )
        return lambda _: None

    def _leader_in_charge(self, person: Person) -> Person | None:
        department = self._departments.get(person.dept)
        if department is None:
            what = f"“{person.name}”（{person.id}）没有科室，找不到分管领导"
            raise _CannotSignError(what, "请在名册中填写部门，或用 exclude 排除此人。")
        leader = self._people.get(department.leader)
        if leader is None:
            what = f"科室“{department.name}”没有分管领导，“{person.name}”的责任书没有甲方"
            raise _CannotSignError(what, "请在 departments 中给这个科室填写 leader（工号）。")
        return leader

    def _skip(self, person: Person, error: _CannotSignError, at: Path) -> None:
        place = self._places((*self._at, *at))
        problem = Problem(error.code, f"《{self._letter.title}》{error.what}", error.remedy, place)
        self._skipped.append(Skipped(person, problem))

    def _title(self, party: Party | None, person: Person | None) -> str:
        """What a party is called: as the plan says, else the post of a leader, else department and post."""
        if party is not None and (party.title or party.role):
            return party.title or party.role or ""
        if person is None:
            return ""
        key = person.dept, person.post
        if key not in self._titles:
            department: Department | None = self._departments.get(person.dept)
            alone = department is None or department.kind == LEADERSHIP or person.post.startswith(department.name)
            self._titles[key] = person.post if alone or department is None else f"{department.name}{person.post}"
        return self._titles[key]


class _CannotSignError(Exception):
    """Why one person's letter cannot be made."""

    def __init__(self, what: str, remedy: str, code: str = "sign.no_leader") -> None:
        super().__init__(what)
        self.code, self.what, self.remedy = code, what, remedy


def _same(person: Person) -> _CannotSignError:
    what = f"“{person.name}”（{person.id}）既是甲方又是乙方"
    return _CannotSignError(what, f"请在 select 中加上 exclude: [{person.id}]，或改正科室的 leader。", "sign.self")


def listed(persons: Iterable[Person], shown: int = _SEVERAL_MEANT) -> str:
    """Names for a message: a few, then the count."""
    names = [person.name for person in persons]
    more = f"等 {len(names)} 人" if len(names) > shown else ""
    return "、".join(names[:shown]) + more
