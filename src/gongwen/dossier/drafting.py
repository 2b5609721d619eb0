"""指标说明: the plan's own text, else one drafted from what the year's records say: what, when, how many.

A draft is made of whole sentences, one for each record, in the order of their dates. What does not fit into the limit
is left out by sentences, the least important first; nothing is cut. A sentence says no more than the plan does.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from gongwen.dossier.wording import attended, bare, count_chars, counter, event, stem, tidy
from gongwen.plan.kinds import KINDS
from gongwen.plan.occurrences import last_day
from gongwen.plan.state import CANCELLED
from gongwen.plan.stats import Basis, amount_of, number
from gongwen.problems import Problem, Severity, UserError

if TYPE_CHECKING:
    from gongwen.dossier.model import Material, Part
    from gongwen.plan.links import Path, Places
    from gongwen.plan.persons import People
    from gongwen.plan.schema import Letter, Plan, Record, Task
    from gongwen.plan.schema.work import Indicator, Project
    from gongwen.plan.state import State
    from gongwen.standard.dates import PlanDate

    Resolve = Callable[[str], str]

LENGTH = 500
"""How long a draft may be where the plan sets no limit."""
_MANY = 4
"""So many times of one thing are one sentence, also where there would be room for each."""
_DATES = 6
"""Up to so many dates are named of what took place several times."""
_KINDS_FROM = 6
"""From so many records on their number is also given by kind."""
_INDOORS = re.compile(r"(?:室|厅|楼|院内|院区|楼内|单位|机关)$")
"""Places in the house prove nothing and are not named."""
_SAME = 4
"""A place that has so many characters running in common with the title is named by the title."""
_ONLINE = re.compile(r"^(?:线上|网上|网络|云上|视频)")
_ISSUED = re.compile(r"\d+号")
_INNER = str.maketrans("《》", "〈〉")
_QUOTES = str.maketrans("“”", "‘’")
_ENDS = re.compile(r"[。！？；]")
_OPENING, _CLOSING = (date.min, 0), (date.max, 1)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One thing to say, from the shortest way to the fullest; `place` is where it stands in the text.

    `weight` are the people it counts, `standards` those that it proves.
    """

    texts: tuple[str, ...]
    place: tuple[date, int]
    weight: int = 0
    standards: frozenset[str] = frozenset()
    record: bool = False
    sums: bool = False
    """Whether it says what the records add up to."""


def own_report(plan: Plan, part: Part) -> str | None:
    """The text that the plan itself has for an indicator, or a project given as a part; None where it has none."""
    for _, each in _reported(plan):
        if (each.id, each.name) == (part.id, part.name):
            return each.report
    return None


def draft_report(  # noqa: PLR0913 - what a text is made from
    plan: Plan,
    people: People | None,
    part: Part,
    resolve: Resolve,
    limit: int | None = None,
    *,
    state: State | None = None,
    as_of: date | None = None,
    papers: Iterable[Material] = (),
) -> tuple[str, bool]:
    """The explanation of a part, and whether it was drafted.

    The plan's own text is given as it is, however long. A draft is one paragraph of never more than `limit` characters
    (see `count_chars`); it is empty where not even one sentence fits. Work counts as of a day, without one all of it,
    `state` as in `compute_stats`. `papers` are materials: those of the part that the unit issued under a number are
    named. Raises UserError as `resolve` does.
    """
    told = own_report(plan, part)
    if told is not None and (text := resolve(told).strip()):
        return text, False
    room = limit if limit is not None and limit > 0 else LENGTH
    return _Draft(Basis(plan, people, as_of, state), part, resolve).text(room, papers), True


def report_problems(plan: Plan, resolve: Resolve, places: Places) -> list[Problem]:
    """A warning for each text of the plan that is longer than the assessment allows, at its place."""
    limit = plan.indicators.report_limit if plan.indicators else None
    found: list[Problem] = []
    for path, each in _reported(plan):
        if each.report is None or limit is None or limit <= 0:
            continue
        place = places((*path, "report"))
        try:
            length = count_chars(resolve(each.report))
        except UserError as error:
            found += [replace(problem, place=problem.place or place) for problem in error.problems]
            continue
        if length > limit:
            what = f"“{each.name}”的说明有 {length} 字，超过 {limit} 字"
            remedy = f"请压缩 {length - limit} 字以上，标点计算在内；没有改短也照原文装入档案。"
            found.append(Problem("dossier.report", what, remedy, place, Severity.WARNING))
    return found


def _reported(plan: Plan) -> list[tuple[Path, Indicator | Project]]:
    """Everything that may have an explanation, with its path; indicators before projects."""
    projects = list(enumerate(plan.indicators.projects if plan.indicators else ()))
    found: list[tuple[Path, Indicator | Project]] = [
        (("indicators", "projects", at, "indicators", below), each)
        for at, project in projects
        for below, each in enumerate(project.indicators)
    ]
    return found + [(("indicators", "projects", at), project) for at, project in projects]


class _Draft:
    """The sentences of one part."""

    def __init__(self, basis: Basis, part: Part, resolve: Resolve) -> None:
        self.basis, self.plan, self.part = basis, basis.plan, part
        self._resolve = resolve
        wanted = {standard.id for standard in part.standards}
        self.tasks = [task for task in basis.plan.tasks if wanted & set(task.standards)]
        self.standards = {task.id: frozenset(task.standards) & wanted for task in self.tasks}
        records = [record for record in basis.records.counted if not self.standards.keys().isdisjoint(record.tasks)]
        self.records = sorted(records, key=lambda record: record.date.first_day())

    def text(self, room: int, papers: Iterable[Material]) -> str:
        """The paragraph of at most `room` characters."""
        first, last, others = self._frame_first(), self._frame_last(), [*self._letters(), *self._papers(papers)]
        ranked: list[_Sentence] = []
        for many in (_MANY, 2):
            events = self._events(many)
            sums = last if len(events) > 1 else [each for each in last if not each.sums]
            ranked = [*first, *_ranked(self.part, [*events, *others], sums)]
            if sum(count_chars(each.texts[0]) for each in ranked) <= room:
                break
        return _fitted(ranked, room)

    def said(self, text: str | None) -> str:
        """A text of the plan to stand in a sentence."""
        return tidy(self._resolve(text)) if text else ""

    def day(self, value: PlanDate | date) -> str:
        """A date without the plan's year."""
        text = f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else value.chinese()
        return text.removeprefix(f"{self.plan.year}年")

    # ------------------------------------------------------------ what stands around the events
    def _frame_first(self) -> list[_Sentence]:
        """What must be said before anything else: the opening; without records that there are none."""
        score = sum((standard.score for standard in self.part.standards), Decimal(0))
        counted = f"{len(self.part.standards)}项" + (f"、{number(score)}分" if score else "")
        name, tasks = self.said(self.part.name).translate(_QUOTES), self._task_words()
        unit = self.plan.unit.short_name or self.plan.unit.name
        if self.records:
            head = f"{self.plan.year}年，{unit}围绕“{name}”"
            texts: tuple[str, ...] = (f"{head}开展工作。", f"{head}（测评标准{counted}）开展工作。")
            texts += (f"{head}（测评标准{counted}）开展工作{tasks}。",) if tasks else ()
            return [_Sentence(texts, _OPENING)]
        until = self.basis.until
        by = "截至目前" if until == date.max else f"截至{self.day(until)}"
        head = f"{self.plan.year}年，“{name}”对应测评标准{counted}"
        texts = (f"{head}。", f"{head}{tasks}。")
        return [_Sentence((f"{by}没有登记活动记录。",), _CLOSING), _Sentence(texts, _OPENING)]

    def _task_words(self) -> str:
        """How many tasks there are for it and how many of them are done."""
        tasks = [task for task in self.tasks if not self._cancelled(task)]
        done = sum(task.id in self.basis.done for task in tasks)
        if not tasks:
            return ""
        all_done = "，已完成" if len(tasks) == 1 else "，已全部完成"
        return f"，安排任务{len(tasks)}项" + (all_done if done == len(tasks) else f"，已完成{done}项" if done else "")

    def _cancelled(self, task: Task) -> bool:
        told = self.basis.state.tasks.get(task.id)
        return told is not None and told.status == CANCELLED

    def _frame_last(self) -> list[_Sentence]:
        """What the records add up to, and what inspections found."""
        made: list[_Sentence] = []
        if len(self.records) > 1:
            people = _people(self.records)
            hours = sum(amount_of(each, "hours") for each in self.records if each.kind == "volunteer")
            text = f"共有{_sorts(self.records)}记录{len(self.records)}条"
            sums = (f"，参加{people}人次" if people else "") + (f"，志愿服务{number(hours)}小时" if hours else "")
            kinds = _kinds(self.records)
            texts = (f"{text}{sums}。", f"{text}（{kinds}）{sums}。") if kinds else (f"{text}{sums}。",)
            made.append(_Sentence(texts, (date.max, 2), sums=True))
        own = {record.id for record in self.records}
        issues = [issue for issue in self.basis.issues if issue.record in own]
        if issues:
            closed = sum(self.basis.closed(issue) for issue in issues)
            told = "，已全部整改" if closed == len(issues) else f"，已整改{closed}个" if closed else ""
            made.append(_Sentence((f"检查发现问题{len(issues)}个{told}。",), (date.max, 3)))
        return made

    # ------------------------------------------------------------ what took place
    def _events(self, many: int) -> list[_Sentence]:
        """A sentence for each record; from `many` times on one for all times of a thing."""
        families: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in self.records:
            key = (record.kind, record.id if record.cumulative else stem(self.said(record.title)))
            families[key].append(record)
        made: list[_Sentence] = []
        for family in families.values():
            made += [self._family(family)] if len(family) >= many else [self._event(each) for each in family]
        return made

    def _event(self, record: Record) -> _Sentence:
        title, summary, place = self.said(record.title), self.said(record.summary), self.said(record.place)
        if record.cumulative:
            title = bare(title) if "累计" in title else title
        done = event(title, record.kind)
        day = self.day(record.date)
        head = f"截至{day}累计" if record.cumulative else "" if day in title else day
        crowd = f"，{told}" if (told := attended(title, record.people)) else ""
        placed = f"{head}{self._where(place, title, done)}{done}{crowd}"
        texts = [f"{head}{done}{crowd}。", f"{placed}。"]
        if summary and summary not in title:
            apart = _ENDS.search(summary) or ("参加" in summary and crowd)
            texts.append(f"{placed}{'。' if apart else '，'}{summary}。")
        return self._sentence([record], texts)

    def _where(self, place: str, title: str, done: str) -> str:
        """在 and the place, where it says something and the sentence has a verb that it can stand before."""
        pieces = {place[at : at + _SAME] for at in range(max(1, len(place) - _SAME + 1))}
        if not place or done == title or _INDOORS.search(place) or any(piece in title for piece in pieces):
            return ""
        return "线上" if _ONLINE.match(place) else f"在{place}"

    def _family(self, records: Sequence[Record]) -> _Sentence:
        titles = [self.said(record.title) for record in records]
        name = stem(titles[0])
        done = event(name, records[0].kind)
        people = _people(records)
        known = all(record.people for record in records)
        crowd = f"，{'' if known else '登记'}参加{people}人次" if people else ""
        head, times = done if done == name else f"先后{done}", f"{len(records)}{counter(titles)}"
        texts = [f"{head}{times}{crowd}。"]
        if len(records) <= _DATES:
            dates = dict.fromkeys(self.day(record.date) for record in records)
            texts.append(f"{head}{times}（{'、'.join(dates)}）{crowd}。")
        return self._sentence(records, texts)

    def _sentence(self, records: Sequence[Record], texts: Iterable[str]) -> _Sentence:
        proved = frozenset[str]().union(*(self.standards.get(task, ()) for each in records for task in each.tasks))
        first = records[0].date.first_day()
        return _Sentence(tuple(dict.fromkeys(texts)), (first, 1), _people(records), proved, record=True)

    def _letters(self) -> list[_Sentence]:
        """How many signed which letters, a sentence for each day of signing."""
        days: dict[PlanDate, list[Letter]] = defaultdict(list)
        for letter in self.plan.letters:
            if letter.due_task in self.standards and letter.sign_date is not None and self.basis.signed(letter):
                days[letter.sign_date].append(letter)
        made = []
        for day, letters in days.items():
            counted = [told for letter in letters if (told := self._letter(letter))]
            proved = frozenset[str]().union(*(self.standards[each.due_task or ""] for each in letters))
            if counted:
                text = f"{self.day(day)}{'，'.join(counted)}。"
                made.append(_Sentence((text,), (day.first_day(), 2), 0, proved))
        return made

    def _letter(self, letter: Letter) -> str:
        """How many signed a letter; empty where that is nobody, or not known without a roster."""
        signing = self.basis.signing(letter)
        if signing is None or not signing.pairs or "{" in letter.title:
            return ""
        verb = "签订" if letter.kind == "responsibility" else "签署"
        return f"{verb}{tidy(letter.title)}{len(signing.pairs)}份"

    def _papers(self, papers: Iterable[Material]) -> list[_Sentence]:
        """The papers that the unit issued under a number, each once."""
        issuance = self.plan.issuance
        own = {"", self.plan.unit.name, self.plan.unit.short_name, issuance.issuer if issuance else None}
        wanted = {standard.id for standard in self.part.standards}
        numbered = {
            each.number: each
            for each in papers
            if _ISSUED.search(each.number) and each.issuer in own and not wanted.isdisjoint(each.standards)
        }
        made = []
        for paper in numbered.values():
            if paper.date is not None and last_day(paper.date) > self.basis.until:
                continue
            day = self.day(paper.date) if paper.date else ""
            place = paper.date.first_day() if paper.date else date.max
            text = f"{day}印发《{tidy(paper.title).translate(_INNER)}》（{paper.number}）。"
            made.append(_Sentence((text,), (place, 0), 0, frozenset(paper.standards) & wanted))
        return made


# ------------------------------------------------------------ what is said, and what is left out
def _ranked(part: Part, sentences: Sequence[_Sentence], closing: Sequence[_Sentence]) -> list[_Sentence]:
    """The most important first: one event for each standard, then the figures, then papers, then the larger events."""
    left = sorted(sentences, key=lambda each: (-each.weight, each.place))
    first: list[_Sentence] = []
    for standard in part.standards:
        if any(standard.id in each.standards for each in first):
            continue
        found = next((each for each in left if each.record and standard.id in each.standards), None)
        if found is not None:
            first.append(found)
    rest = [each for each in left if not any(each is chosen for chosen in first)]
    papers = [each for each in rest if not each.record]
    return [*first, *closing, *papers, *(each for each in rest if each.record)]


def _fitted(ranked: Sequence[_Sentence], room: int) -> str:
    """As many sentences as there is room for, then as much of each as there is room for, in the order of the text.

    What the records add up to is said in full before the lesser events: it stands for those that are left out.
    """
    steps = []
    for index, sentence in enumerate(ranked):
        steps += [(0, index, level) for level in range(len(sentence.texts) if sentence.sums else 1)]
        steps += [(level, index, level) for level in range(1, len(sentence.texts))]
    chosen: dict[int, str] = {}
    for _, index, level in sorted(steps):
        text = ranked[index].texts[level]
        more = count_chars(text) - count_chars(chosen.get(index, ""))
        if (level == 0 or index in chosen) and more <= room:
            chosen[index] = text
            room -= more
    return "".join(chosen[index] for index in sorted(chosen, key=lambda index: ranked[index].place))


def _people(records: Iterable[Record]) -> int:
    return sum(record.people or 0 for record in records)


def _sorts(records: Sequence[Record]) -> str:
    """What the records are of: 会议, 活动, or both."""
    meetings = sum(record.kind == "meeting" for record in records)
    return "会议" if meetings == len(records) else "会议和活动" if meetings else "活动"


def _kinds(records: Sequence[Record]) -> str:
    """How many records of each kind, where there are many and the kinds have Chinese names; else empty."""
    counts = Counter(KINDS.get(record.kind, record.kind) for record in records)
    if len(records) < _KINDS_FROM or len(counts) == 1 or any(name.isascii() for name in counts):
        return ""
    return "、".join(f"{name}{count}条" for name, count in counts.most_common())
