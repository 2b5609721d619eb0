"""Materials made into pages: what the cache knows is not made again, the rest in the way of its content.

Every material gets pages: where there can be none, a page that says why stands for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.dossier import papers
from gongwen.dossier.content import form_of_content, is_office_file, text_of
from gongwen.dossier.model import Form, Material, Origin
from gongwen.dossier.press import Press, Ready, UnusableError
from gongwen.dossier.sheets import sheet_document
from gongwen.dossier.stamps import key_of, program_stamp
from gongwen.pdf.office import convert, find_office
from gongwen.pdf.pages.workers import PDF, PICTURE, Answer, Task, Workers
from gongwen.problems import UserError

if TYPE_CHECKING:
    from gongwen.dossier.cache import Cache
    from gongwen.dossier.sources import Sources
    from gongwen.pdf.binder import Bound

Progress = Callable[[int, int, str], None]
_KINDS = {Form.PDF: PDF, Form.IMAGE: PICTURE}
_TITLED = frozenset((Form.SHEET, Form.TEXT))
"""What is set as a paper of ours under its title."""
_NO_OFFICE = "这种格式要用 LibreOffice 打开，本机没有装。请另存为 PDF 或 docx 后再放，或安装 LibreOffice"
_NO_OFFICE_FILE = "文件已损坏，或内容与扩展名不符。请在原来的程序中打开，另存为 PDF 后再放"
_NOT_CONVERTED = "LibreOffice 打不开这个文件。请另存为 PDF 后再放"
_NOTHING_TO_PRINT = "音频、视频等不能印在纸上。请看材料文件夹中的原文件"
_USUAL = "请核对原文件，换上一份能打开、能打印的"
_BATCH = 20
"""Files that LibreOffice is given at once."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A material that is to be made, under its key."""

    material: Material
    key: str
    content: str
    source: Path
    form: Form


class Preparer:
    """Makes the pages of a run's materials."""

    def __init__(self, cache: Cache, press: Press, sources: Sources, progress: Progress) -> None:
        """`sources` gives the files behind materials, `progress` is told how far the work is."""
        self._cache, self._press, self._sources, self._progress = cache, press, sources, progress
        self._ready: dict[str, Ready] = {}
        self._done = self._all = 0

    def prepare(self, materials: Sequence[Material]) -> dict[str, Ready]:
        """The pages of each material by its name. Raises OSError where nothing can be written."""
        self._all = len(materials)
        jobs: dict[str, list[_Job]] = defaultdict(list)
        for material in materials:
            job = self._look(material)
            if job is not None:
                jobs[job.key].append(job)
        firsts = [several[0] for several in jobs.values()]
        self._by_workers([job for job in firsts if job.form in _KINDS])
        self._by_office([job for job in firsts if job.form not in _KINDS and not self._here(job)])
        for several in jobs.values():
            first = self._ready[several[0].material.name]
            for job in several[1:]:
                if first.fault:
                    self._failed(job.material, first.fault)
                else:
                    self._take(job.material, first)
        return self._ready

    def _look(self, material: Material) -> _Job | None:
        """What is to be made, None where it is there already or cannot be made."""
        try:
            fault = material.fault or self._sources.fault(material)
            found = "" if fault else self._sources.hash(material)
        except OSError as error:
            fault = f"文件读不到（{error.strerror or '原因不明'}）。请检查权限，关闭占用它的程序"
        if fault:
            self._failed(material, fault)
            return None
        titled = material.form in _TITLED
        stamp = program_stamp() if material.form in _KINDS else self._press.stamp
        key = key_of("file", found, material.form, material.title if titled else "", stamp)
        known = self._cache.known(key)
        if known is None:
            source = self._sources.path(material)
            return _Job(material, key, found, source, form_of_content(source, material.form))
        if known.get("fault"):
            self._failed(material, str(known["fault"]))
        else:
            of, notes = str(known.get("of") or key), tuple(known.get("notes", ()))
            picture = bool(known.get("picture"))
            self._take(material, Ready(of, self._cache.chunk(of), int(known["pages"]), notes, picture=picture))
        return None

    # ------------------------------------------------------------ PDFs and pictures
    def _by_workers(self, jobs: Sequence[_Job]) -> None:
        named = {job.key: job for job in jobs}
        tasks = (Task(job.key, _KINDS[job.form], job.source, self._cache.chunk(job.key)) for job in jobs)
        with Workers() as workers:
            for task, answer in workers.run(tasks):
                self._answered(named[task.key], answer)

    def _answered(self, job: _Job, answer: Answer) -> None:
        if answer.fault:
            self._refused(job, answer.fault, lasting=not answer.crashed)
            return
        picture = job.form is Form.IMAGE
        self._cache.pages.put(job.key, {"pages": answer.pages, "notes": list(answer.notes), "picture": picture})
        chunk = self._cache.chunk(job.key)
        self._take(job.material, Ready(job.key, chunk, answer.pages, answer.notes, picture=picture))

    # ------------------------------------------------------------ what is set here
    def _here(self, job: _Job) -> bool:
        """Set a file here; False where another program might do it."""
        material = job.material
        try:
            match job.form:
                case Form.WORD:
                    return self._word(job)
                case Form.SHEET:
                    own = material.origin is Origin.OWN
                    document = sheet_document(job.source, material.name, material.title, first_only=own)
                    self._set(job, self._press.paper(document))
                case Form.TEXT:
                    self._set(job, self._press.paper(papers.text(material.title, text_of(job.source))))
                case Form.OFFICE:
                    if is_office_file(job.source):
                        return False
                    self._refused(job, _NO_OFFICE_FILE)
                case _:
                    self._refused(job, _NOTHING_TO_PRINT)
        except UserError as error:
            self._refused(job, _reason(error))
        except UnusableError as error:
            self._refused(job, str(error))
        return True

    def _word(self, job: _Job) -> bool:
        ready, bound = self._press.word(job.source, job.material.name, job.key)
        if ready is not None and not bound.lost:
            self._take(job.material, ready)
            return True
        if not self._office() or (ready is None and not is_office_file(job.source)):
            if ready is None:
                self._refused(job, _told(bound))
            else:
                self._take(job.material, ready)
            return True
        return False

    def _set(self, job: _Job, ready: Ready) -> None:
        """A file that was set as a paper of ours, which has a key of its own."""
        self._cache.pages.put(job.key, {"pages": ready.pages, "of": ready.key})
        self._take(job.material, ready)

    # ------------------------------------------------------------ LibreOffice
    @staticmethod
    def _office() -> str:
        try:
            return find_office()
        except UserError:
            return ""

    def _by_office(self, jobs: Sequence[_Job]) -> None:
        office = self._office() if jobs else ""
        for start in range(0, len(jobs), _BATCH):
            some = jobs[start : start + _BATCH]
            made = convert(office, [job.source for job in some]) if office else [None] * len(some)
            for job, data in zip(some, made, strict=True):
                self._converted(job, data, tried=bool(office))

    def _converted(self, job: _Job, data: bytes | None, *, tried: bool) -> None:
        if data is not None:
            try:
                self._take(job.material, self._press.foreign(data, job.key, ("由 LibreOffice 打印",)))
            except UnusableError as error:
                self._refused(job, str(error))
        elif job.form is Form.WORD:
            ready, bound = self._press.word(job.source, job.material.name, job.key)
            if ready is None:
                self._refused(job, _told(bound))
            else:
                self._take(job.material, ready)
        else:
            self._refused(job, _NOT_CONVERTED if tried else _NO_OFFICE, lasting=tried)

    # ------------------------------------------------------------ results
    def _take(self, material: Material, ready: Ready) -> None:
        self._ready[material.name] = ready
        self._tick(material)

    def _refused(self, job: _Job, fault: str, *, lasting: bool = True) -> None:
        if lasting:
            self._cache.pages.put(job.key, {"fault": fault})
            self._cache.faults.put(job.content, fault)
        self._failed(job.material, fault)

    def _failed(self, material: Material, fault: str) -> None:
        """A page that stands for a material."""
        reason, _, remedy = fault.partition("。")
        page = self._press.paper(
            papers.placeholder(material.title, material.name, reason, remedy.rstrip("。") or _USUAL)
        )
        self._take(material, replace(page, fault=fault))

    def _tick(self, material: Material) -> None:
        self._done += 1
        self._progress(self._done, self._all, material.title)


def _reason(error: UserError) -> str:
    """Why a file cannot be printed, and what to do, in one text."""
    first = error.problems[0]
    return f"{first.what.rstrip('。')}。{first.remedy}"


def _told(bound: Bound) -> str:
    first: Iterable[str] = (f"{each.what.rstrip('。')}。{each.remedy}" for each in bound.failures)
    return next(iter(first), "排不出来。请另存为 PDF 后再放")
