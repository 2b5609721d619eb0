"""The dossier of a plan made: evidence looked at, pages made, volumes bound, gaps told, all brought to the outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from gongwen.dossier.arrange import arranged, volumes_of
from gongwen.dossier.bookbinder import SPINES, VOLUMES, Bookbinder, binding_stamp, labels_of, volume_name
from gongwen.dossier.cache import Cache
from gongwen.dossier.captions import Captions
from gongwen.dossier.catalogue import catalogue
from gongwen.dossier.check import setting_problems
from gongwen.dossier.delivery import Delivery, pack
from gongwen.dossier.drafting import draft_report
from gongwen.dossier.gaplist import gap_list
from gongwen.dossier.model import KINDS, Origin
from gongwen.dossier.originals import ORIGINALS, Original, bring_originals, originals_of
from gongwen.dossier.prepare import Preparer
from gongwen.dossier.press import Press
from gongwen.dossier.sources import Sources
from gongwen.dossier.stamps import key_of
from gongwen.dossier.survey import evidence_folder, gaps_of, refuse_without_standards, survey
from gongwen.dossier.volume import SPINE, USUAL, Naming, VolumeMaker
from gongwen.ooxml.check import verify
from gongwen.plan.schema import Dossier
from gongwen.problems import ExitCode, Place, Problem, Severity, UserError, has_errors
from gongwen.standard.fonts import STANDARD_FACES
from gongwen.store import Outcome, safe_name
from gongwen.store.words import system_problem
from gongwen.word.contract import PLAIN
from gongwen.word.render import render

if TYPE_CHECKING:
    from gongwen.blocks.model import Document
    from gongwen.dossier.gaps import Gaps
    from gongwen.dossier.model import Material, Part
    from gongwen.dossier.press import Ready
    from gongwen.dossier.survey import Survey
    from gongwen.dossier.volume import Bindable
    from gongwen.pdf.printer import Printer
    from gongwen.plan.load import LoadedPlan
    from gongwen.plan.references import References
    from gongwen.plan.schema import DocumentEntry, Plan
    from gongwen.plan.state import State
    from gongwen.store import Session, Workspace
    from gongwen.word.templates import Templates

WHOLE, LIST, UPLOAD = "合订", "目录", "上传包"
"""What a plan may choose to have made, beside volumes and originals, which are called like their folders."""
GAP_LIST, CATALOGUE = "缺项清单", "目录.xlsx"
_TOLD = 10
Report = Callable[[str], None]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a dossier is made from: the plan as it was loaded, how far its work is, where things lie."""

    plan: Plan
    loaded: LoadedPlan
    state: State
    references: References
    workspace: Workspace
    templates: Templates


@dataclass(slots=True)
class DossierResult:
    """What became of each file, what was wrong, the exit codes; `standing` is what the checklist says."""

    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    codes: list[ExitCode] = field(default_factory=list)
    standing: str = "没有做成"


class DossierRun:
    """One run for one entry of the plan's documents."""

    def __init__(self, desk: Desk, entry: DocumentEntry) -> None:
        """Nothing is looked at yet."""
        self._desk, self.entry = desk, entry
        plan = desk.plan
        self._settings = plan.dossier or Dossier()
        self._title = desk.references.resolve(entry.title[0]) if entry.title else f"{plan.year}年度迎检档案"
        self._folder = f"{plan.year}/{entry.output.rstrip('/')}"
        self._faces: dict[str, str] = plan.layout.fonts.model_dump(exclude_none=True)
        self._wanted: set[str] = set(self._settings.outputs) or {VOLUMES, WHOLE, ORIGINALS, LIST, UPLOAD}
        self.result = DossierResult()

    def make(self, session: Session, report: Report, progress: Progress, printer: Printer) -> None:
        """Make everything; what cannot be made is in the result, the rest is made all the same."""
        cache = Cache(self._desk.workspace.state)
        delivery = Delivery(session, cache, self._desk.workspace.outputs, report)
        result = self.result
        try:
            if session.dry_run:
                self._would(session, report)
                return
            with Sources(cache) as sources:
                self._make(delivery, sources, printer, progress)
        except UserError as error:
            result.problems += error.problems
            result.codes.append(ExitCode.PARTIAL if error.exit_code is ExitCode.UNUSABLE else error.exit_code)
        except OSError as error:
            result.problems.append(system_problem(self._folder, error))
            result.codes.append(ExitCode.PARTIAL)
        finally:
            cache.close()
            result.outcomes += delivery.outcomes
            result.codes += delivery.codes

    def _would(self, session: Session, report: Report) -> None:
        """Say what would be made, as far as it is known before the evidence is read."""
        plan = self._desk.plan
        refuse_without_standards(plan, self._desk.workspace)
        wanted = {VOLUMES: [f"{VOLUMES}/{volume_name(each)}.pdf" for each in volumes_of(plan)]}
        wanted |= {WHOLE: [f"{safe_name(self._title)}.pdf"], LIST: [CATALOGUE], UPLOAD: [self._zip_name]}
        there = evidence_folder(plan, self._desk.workspace).is_dir()
        names = [name for output, files in wanted.items() if there and output in self._wanted for name in files]
        for name in (*names, f"{GAP_LIST}.docx"):
            outcome = session.put_written(f"{self._folder}/{name}", lambda _: None)
            self.result.outcomes.append((f"{self._folder}/{name}", outcome))
            report(f"{outcome.value}：{self._folder}/{name}")
        self.result.standing = Outcome.WOULD_MAKE.value

    def _make(self, delivery: Delivery, sources: Sources, printer: Printer, progress: Progress) -> None:
        desk, cache = self._desk, sources.cache
        found = survey(desk.plan, desk.workspace, desk.references, sources, progress)
        self.result.codes += [ExitCode.PARTIAL] if has_errors(found.problems) else []
        self.result.problems += [
            *found.problems,
            *setting_problems(desk.plan, desk.references, desk.loaded.places),
        ]
        if not found.there or printer.fonts is None:
            self._gap_lists(
                delivery,
                printer,
                gaps_of(desk.plan, desk.loaded, desk.state, found, desk.references.resolve),
                lambda document: document,
            )
            self.result.standing = "只有缺项清单"
            what, remedy = (
                "没有生成 PDF，迎检档案只生成了缺项清单",
                "装订要有 PDF；请去掉 --no-pdf，或安装字体后再生成。",
            )
            if not found.there:
                what = f"没有材料文件夹 {found.folder.name}，迎检档案只生成了缺项清单"
                remedy = "请在工作文件夹里建它，按测评标准编号建子文件夹，把材料放进去。"
            self.result.problems.append(Problem("dossier.not_bound", what, remedy, severity=Severity.HINT))
            return
        press = Press(cache, printer.fonts, desk.templates, self._faces)
        ready = Preparer(cache, press, sources, progress).prepare(found.collected.materials)
        gaps = gaps_of(desk.plan, desk.loaded, desk.state, _with_faults(found, ready), desk.references.resolve)
        bindables = self._bindables(press, gaps, found, ready)
        self._deliver(delivery, bindables, press, sources, found, progress)
        self._gap_lists(delivery, printer, gaps, press.shown)
        cache.sweep(delivery.names)
        self._tell(ready, found)
        self._tell_old(delivery)
        pages, pieces = (sum(getattr(each.layout, what) for each in bindables) for what in ("pages", "pieces"))
        self.result.standing = f"{len(bindables)}卷、{pieces}件、{pages}页"

    # ------------------------------------------------------------ volumes
    def _bindables(self, press: Press, gaps: Gaps, found: Survey, ready: Mapping[str, Ready]) -> list[Bindable]:
        desk = self._desk
        captions = Captions(desk.plan, desk.references)
        reports = partial(self._report_of, papers=found.collected.materials)
        maker = VolumeMaker(self._settings, self._naming(), press, captions, gaps, reports)
        order = tuple(kind for kind in self._settings.order if kind in KINDS)
        volumes = volumes_of(desk.plan)
        made = [
            maker.make(volume, arranged(volume, found.collected.materials, found.hashes, order), ready)
            for volume in volumes
        ]
        return [each for each in made if each.steps]

    def _naming(self) -> Naming:
        plan, settings = self._desk.plan, self._settings
        category = plan.indicators.name if plan.indicators is not None else None
        names = [self._name(each) for each in (settings.archivist, settings.checker)]
        return Naming(plan.year, self._title, category or "", plan.unit.name, *names)

    def _name(self, identifier: str | None) -> str:
        person = self._desk.loaded.people.get(identifier)
        return person.name if person is not None else identifier or ""

    def _report_of(self, part: Part, papers: Sequence[Material]) -> tuple[str, int | None]:
        desk = self._desk
        limit = desk.plan.indicators.report_limit if desk.plan.indicators is not None else None
        resolve, people = desk.references.resolve, desk.loaded.people
        text, _ = draft_report(desk.plan, people, part, resolve, limit, state=desk.state, papers=papers)
        return text, limit

    # ------------------------------------------------------------ outputs
    def _deliver(  # noqa: PLR0913, PLR0917 - what is delivered and by what
        self,
        delivery: Delivery,
        bindables: Sequence[Bindable],
        press: Press,
        sources: Sources,
        found: Survey,
        progress: Progress,
    ) -> None:
        families = {**asdict(STANDARD_FACES), **self._faces}
        chosen = (families["title"], families["body"], families["page_number"])
        unit, folder = self._desk.plan.unit.name, self._folder
        binder = Bookbinder(delivery, press.fonts, chosen, unit, binding_stamp(press.stamp), progress)
        volumes = binder.volumes(folder, bindables) if self._wanted & {VOLUMES, UPLOAD} else []
        if WHOLE in self._wanted and bindables:
            binder.whole(f"{folder}/{safe_name(self._title)}.pdf", self._title, bindables)
        if SPINE in (self._settings.parts or USUAL) and bindables:
            labels = labels_of(bindables, self._settings, self._desk.plan.year)
            binder.spines(f"{folder}/{SPINES}", labels, self._title)
        if self._wanted & {LIST, UPLOAD}:
            delivery.put(f"{folder}/{CATALOGUE}", catalogue(bindables, self._desk.templates, self._title), verify)
        originals = list(originals_of(bindables, found.hashes))
        if self._wanted & {ORIGINALS, UPLOAD}:
            bring_originals(delivery, folder, originals, sources)
        if UPLOAD in self._wanted:
            self._upload(delivery, volumes, originals)
        self._lacking(binder.missing | press.missing)

    def _upload(self, delivery: Delivery, volumes: Sequence[str], originals: Sequence[Original]) -> None:
        """One zip of volumes, list and originals, as far as they stand in the outputs."""
        names = [
            *volumes,
            f"{self._folder}/{CATALOGUE}",
            *(f"{self._folder}/{ORIGINALS}/{each.name}" for each in originals),
        ]
        files = [(name.removeprefix(f"{self._folder}/"), delivery.path(name)) for name in names]
        files = [(name, path) for name, path in files if path.is_file()]
        stamps = [f"{name}|{path.stat().st_size}|{path.stat().st_mtime_ns}" for name, path in files]
        delivery.bring(f"{self._folder}/{self._zip_name}", key_of(*stamps), lambda target: pack(target, files))

    @property
    def _zip_name(self) -> str:
        return f"{safe_name(self._title)}（上传）.zip"

    def _gap_lists(
        self, delivery: Delivery, printer: Printer, gaps: Gaps, shown: Callable[[Document], Document]
    ) -> None:
        """缺项清单 of the unit and of each department that has something to bring, as it can be `shown`."""
        template = self._desk.templates.path(PLAIN)
        for department in (None, *gaps.by_department()):
            inside = f"{GAP_LIST}/{safe_name(department)}{GAP_LIST}.docx" if department else f"{GAP_LIST}.docx"
            document = shown(gap_list(gaps, self._desk.plan, department))
            data = render(document, template, self._faces)
            name = f"{self._folder}/{inside}"
            outcome = delivery.put(name, data, verify)
            delivery.outcomes += printer.beside(delivery.session, name, data, outcome)

    # ------------------------------------------------------------ what is said
    def _lacking(self, missing: set[str]) -> None:
        if missing:
            chars = "、".join(f"“{char}”" for char in sorted(missing)[:_TOLD])
            what = f"档案中有 {len(missing)} 个字没有字体能印，印成了空框或没有印：{chars}"
            remedy = "请安装有这些字的字体，再生成一次。"
            self.result.problems.append(Problem("dossier.missing_character", what, remedy, severity=Severity.WARNING))

    def _tell(self, ready: Mapping[str, Ready], found: Survey) -> None:
        """The files that are not bound as they are."""
        faults = [(name, made.fault) for name, made in ready.items() if made.fault]
        paths = {
            each.name: each.name if each.origin is Origin.OWN else str(found.folder / each.name)
            for each in found.collected.materials
        }
        for name, fault in faults:
            reason, _, remedy = fault.partition("。")
            place = Place(paths.get(name, name))
            what = f"不能装订，以说明页代替：{reason}"
            self.result.problems.append(Problem("dossier.unusable", what, remedy, place, Severity.WARNING))

    def _tell_old(self, delivery: Delivery) -> None:
        """The files of earlier runs that this one did not make: numbers and names have moved on."""
        own = set(delivery.names)
        old = [path for path in delivery.session.made_under(self._folder) if path not in own]
        if old:
            what = f"档案文件夹里还有以前生成、这次没有用到的文件 {len(old)} 个，如 {old[0]}"
            remedy = "名称或序号变了，旧的没有删。请核对后删去，以免交出两份。"
            self.result.problems.append(Problem("dossier.old_files", what, remedy, severity=Severity.WARNING))


def _with_faults(found: Survey, ready: Mapping[str, Ready]) -> Survey:
    """The survey with what making the pages has shown."""
    facts = {
        name: replace(facts, usable=False, reason=ready[name].fault) if name in ready and ready[name].fault else facts
        for name, facts in found.facts.items()
    }
    return replace(found, facts=facts)
