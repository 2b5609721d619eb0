"""Which tasks ask for a paper of ours, by what they call it, and whether a file of evidence is that very paper.

A task names a paper where its title, actions or evidence say its title or what a clerk calls it. A word that many
papers share (台账, 公示, 纪要) has to be said of this one: 整改台账 is not the ledger of the year's tasks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gongwen.plan.schema import DOCUMENT_TYPES

if TYPE_CHECKING:
    from gongwen.plan.schema import DocumentEntry, Plan, Task

CALLED: dict[str, tuple[str, ...]] = {
    "plan": ("实施方案",),
    "ledger": ("任务分工台账", "任务分工表", "分工台账", "台账"),
    "minutes": ("会议纪要",),
    "inspection_circular": ("检查通报", "检查情况通报", "检查情况的通报"),
    "rectification": ("整改通知单", "整改通知书"),
    "selfcheck": ("自查报告",),
    "summary": ("年度总结", "年终总结", "年度工作总结", "年终工作总结", "全年工作总结"),
    "stage_summary": ("阶段总结", "阶段性总结", "阶段工作总结"),
    "commendation": ("表彰决定", "表彰文件", "表彰通报"),
    "selection_notice": ("评选通知",),
    "certificate": ("荣誉证书", "获奖证书"),
    "public_notice": ("公示",),
}
"""What papers of a type are called, where a year usually has one such paper or some of one kind."""
_FILED_AS = {"summary": ("工作总结", "总结")}
"""What a file of such a paper may be called besides; in a task these words mean many things."""
_OF_RECORDS: dict[str, tuple[str, ...]] = {
    "minutes": ("会议纪要", "纪要", "会议记录", "委会记录", "支委会记录"),
    "inspection_circular": ("检查通报", "通报"),
    "meeting_notice": ("会议通知", "通知"),
    "activity_record": ("活动记录", "记录"),
}
"""What the tasks of a record call the paper that is made from it."""
_ANYWHERE = frozenset(("minutes", "inspection_circular"))
"""Papers of records that any task may ask for where none of the record's own does."""
_ONLY_LABELS = frozenset(("台账", "公示"))
"""Words that count as a proof that is asked for, not inside a sentence."""
_OF_HONOURS = frozenset(("public_notice", "certificate"))
_GIVES = re.compile(
    "(?:印发|下发|制定|制订|编制|编写|拟定|起草|撰写|形成|出具|提交|上报|报送|发布|公布|修订|完善|建立|填写|制作|颁发|发放|作出|做出|完成|通过"
    "|年度|全年|年终|本年|和|及|与|的|发)$"
)
"""What stands before the name of a paper that a task makes."""
_YEAR = re.compile("(?:19|20)[0-9]{2}年?度?")
_BRACKETED = re.compile(r"[（(\[【〔][^（(\[【〔）)\]】〕]*[）)\]】〕]")
_NOISE = re.compile(
    "印发稿|正式稿|定稿|终稿|送审稿|最终版|正式版|盖章版?|签字版?|签章版?|签发|扫描件?|复印件|原件|红头|文件|印发|年度|全年|已"
)
_NOT_WORDS = re.compile(r"[\W_]+")
_ENDS = re.compile(r"[\s，。；、,;：:“”‘’\"'（）()《》]+")
_ABOUT = re.compile("^关于(?:印发)?(.+?)(?:的|情况的)?(?:通知|通报|决定|公示|请示|报告|函)$")
_LEAST = 4
"""How many characters a title has that can be recognized in a sentence; one without its frame needs two more."""


def plain(text: str) -> str:
    """A text to compare: words only, in one width and case, without the year."""
    return _YEAR.sub("", _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold())


def names_of(entry: DocumentEntry) -> tuple[str, ...]:
    """What a file that is the paper of an entry may be called, besides its title."""
    return (*CALLED.get(entry.type, ()), DOCUMENT_TYPES[entry.type], *_FILED_AS.get(entry.type, ()))


def asking_tasks(plan: Plan, entry: DocumentEntry, title: str) -> list[Task]:
    """The tasks that ask for a paper of an entry, in the plan's order; `title` is resolved."""
    own = {entry.task} if entry.task else set()
    names = CALLED.get(entry.type, ())
    records = [record for record in plan.records if record.id in entry.from_records]
    of_records = {task for record in records for task in record.tasks}
    found = [task for task in plan.tasks if task.id in own or _says_title(task, _titles(entry, title))]
    if entry.type in _OF_RECORDS and of_records:
        words = _OF_RECORDS[entry.type]
        near = [
            task
            for task in plan.tasks
            if task.id in of_records and any(word in each for each in _texts(task) for word in words)
        ]
        found += near
        names = names if entry.type in _ANYWHERE and not near else ()
    found += [task for task in plan.tasks if names and _calls(plan, entry, task, names, title)]
    if entry.wraps:
        found += _of_wrapped(plan, entry)
    chosen = {task.id for task in found}
    return [task for task in plan.tasks if task.id in chosen]


def letter_tasks(plan: Plan, letter: str, title: str) -> list[Task]:
    """The tasks of a 责任书 or 承诺书: the one it fulfils, and those that name it."""
    due = {each.due_task for each in plan.letters if each.id == letter}
    return [task for task in plan.tasks if task.id in due or _says_title(task, [plain(title)])]


def is_same(filed: str, title: str, names: Sequence[str]) -> bool:
    """Whether the title of a file means the paper of that title, which people call by `names`.

    What it says beside the name must be said by the paper's title too: 第二季度检查通报 is not that of 第三季度.
    """
    paper, core = plain(title), plain(_BRACKETED.sub("", filed))
    if paper and (paper in core or paper in plain(filed)):
        return True
    for name in names:
        before, found, after = core.partition(name)
        if found and _within(_NOISE.sub("", before) + _NOISE.sub("", after), paper):
            return True
    return False


def _of_wrapped(plan: Plan, entry: DocumentEntry) -> list[Task]:
    """The tasks that ask for what a notice carries; a chain of notices that carry each other ends."""
    inner = next((each for each in plan.documents if each.id == entry.wraps), None)
    if inner is None or inner.wraps:
        return []
    return asking_tasks(plan, inner, "".join(inner.title))


def _titles(entry: DocumentEntry, title: str) -> list[str]:
    """What of a title a task may say: all of it, what it is about, of a list of names its end."""
    found = [plain(title)]
    about = _ABOUT.match(title.strip())
    if about and len(plain(about.group(1))) >= _LEAST + 2 and not entry.wraps:
        found.append(plain(about.group(1)))
    if entry.type == "name_list":
        found.append(found[0][-_LEAST - 2 :])
    if entry.type == "meeting_notice" and entry.meeting and entry.meeting.name:
        found.append(plain(entry.meeting.name))
    return found


def _says_title(task: Task, titles: Sequence[str]) -> bool:
    texts = [plain(text) for text in _texts(task)]
    return any(len(title) >= _LEAST and title in text for title in titles for text in texts)


def _calls(plan: Plan, entry: DocumentEntry, task: Task, names: Sequence[str], title: str) -> bool:
    """Whether a task asks for a paper by one of its names, and means this one."""
    if entry.type in _OF_HONOURS and not _about_honours(plan, entry, task):
        return False
    if any(is_same(label, title, [name]) for label in task.evidence for name in names):
        return True
    sentences = [task.title, task.actions or ""]
    return any(_gives(text, name, title) for text in sentences for name in names if name not in _ONLY_LABELS)


def _gives(sentence: str, name: str, title: str) -> bool:
    """Whether a sentence has the name of a paper as what it makes, with nothing before it that makes it another's."""
    for clause in _ENDS.split(unicodedata.normalize("NFKC", sentence)):
        for found in re.finditer(re.escape(name), clause):
            before = clause[: found.start()]
            if not before or _GIVES.search(before) or _within(before[-2:], plain(title)):
                return True
    return False


def _about_honours(plan: Plan, entry: DocumentEntry, task: Task) -> bool:
    names = [honour.name for honour in plan.honours if not entry.honours or honour.name in entry.honours]
    return any(name in text for name in names for text in (task.title, task.actions or ""))


def _within(part: str, whole: str) -> bool:
    """Whether the characters of a text stand in another in their order, perhaps with others between them."""
    rest: Iterator[str] = iter(whole)
    return all(character in rest for character in plain(part))


def _texts(task: Task) -> tuple[str, ...]:
    return (task.title, task.actions or "", *task.evidence)
