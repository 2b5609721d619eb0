"""The ledgers of a plan brought up to date: read what people typed, then build or refresh; one exit code."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from gongwen import collector
from gongwen.ledger.build import Template, build
from gongwen.ledger.columns import Role
from gongwen.ledger.content import Content
from gongwen.ledger.live import Live
from gongwen.ledger.options import LedgerOptions, LedgerResult
from gongwen.ledger.outcome import Refreshed
from gongwen.ledger.read import Typed, read_state
from gongwen.ledger.refresh import refresh
from gongwen.ooxml.check import verify
from gongwen.ooxml.package import Package
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from gongwen.plan.state import State
from gongwen.problems import ExitCode, Place, Problem, Severity, UserError
from gongwen.store import EXIT_CODES, Outcome, Session, Workspace
from gongwen.word.properties import mark_generated, set_properties
from gongwen.word.templates import Templates

if TYPE_CHECKING:
    from gongwen.plan.load import LoadedPlan
    from gongwen.plan.schema import DocumentEntry, Plan

TEMPLATE, _SUFFIX = "台账.xlsx", ".xlsx"
_MANY = 10
"""How many ids one message names."""


def make_ledgers(options: LedgerOptions, report: Callable[[str], None]) -> LedgerResult:
    """Build the ledgers of a plan or refresh those that are there.

    Raises UserError: exit 3 when plan, template or workbook cannot be used, exit 6 for what cannot be kept or while
    another run holds the workspace. Nothing is written then.
    """
    workspace = Workspace.find(options.plan, options.outputs)
    loaded = load_plan(workspace.plan)
    run = LedgerRun(loaded.usable(), loaded, options, workspace)
    run.result.problems[:0] = loaded.problems
    if run.refused:
        raise UserError(run.refused, ExitCode.REFUSED)
    if options.dry_run:
        run.tell(report)
    for folder in run.folders():
        with Session(folder, dry_run=options.dry_run) as session:
            run.make(session, report, folder)
        run.result.problems += session.problems
    result = run.result
    if options.strict and any(problem.severity is not Severity.HINT for problem in result.problems):
        result.codes.append(ExitCode.FINDINGS)
    return result


@dataclass(slots=True)
class _Ledger:
    """One ledger: its file, the hash of what stood there, what is to be written (None: nothing)."""

    entry: DocumentEntry
    relative: str
    folder: Workspace
    read: str | None
    data: bytes | None
    fresh: bool = False


class LedgerRun:
    """The ledgers that are wanted, read and worked out; nothing is written before `make`."""

    def __init__(self, plan: Plan, loaded: LoadedPlan, options: LedgerOptions, workspace: Workspace) -> None:
        """Read and compare. Raises UserError (exit 3) for a file or template that cannot be used."""
        self._plan, self._loaded, self._options, self._workspace = plan, loaded, options, workspace
        self._templates = Templates(options.templates, workspace.root)
        self.result = LedgerResult()
        self.refused: list[Problem] = []
        self.state: State | None = None
        with collector.paused():
            self._ledgers = [self._ledger(entry) for entry in self._entries()]

    def _entries(self) -> list[DocumentEntry]:
        entries = [entry for entry in self._plan.documents if entry.type == "ledger"]
        wanted = [entry for entry in entries if not self._options.ids or entry.id in self._options.ids]
        if not wanted:
            known = "、".join(entry.id for entry in entries)
            what = "计划的 documents 中没有台账（type: ledger）" if not entries else "计划中没有这个编号的台账"
            remedy = f"现有台账：{known}。" if known else "请在 documents 中加上一项 type: ledger。"
            raise UserError(Problem("ledger.none", what, remedy, Place(str(self._loaded.path))))
        return wanted[:1] if self._options.file is not None else wanted

    # ------------------------------------------------------------ what is to be written
    def _ledger(self, entry: DocumentEntry) -> _Ledger:
        folder, relative = self._where(entry)
        path = folder.outputs / relative
        data = read_bytes(path, relative) if path.exists() or self._options.file is not None else None
        if data is None:
            if self._options.must_exist:
                what = "还没有台账，没有可更新的文件"
                raise UserError(Problem("ledger.missing", what, "请先运行 gongwen ledger build。", Place(str(path))))
            return _Ledger(entry, relative, folder, None, self._fresh(entry), fresh=True)
        digest = hashlib.sha256(data).hexdigest()
        if self._options.fresh:
            return _Ledger(entry, relative, folder, digest, self._fresh(entry), fresh=True)
        live, typed = self._read(data, path)
        done = self._refreshed(entry, live, typed)
        return _Ledger(entry, relative, folder, digest, done.data if done else None)

    def _where(self, entry: DocumentEntry) -> tuple[Workspace, str]:
        """The folder that is written into and the file in it: the live ledger's, or that of the named file."""
        file = self._options.file
        if file is None:
            return self._workspace, f"{self._plan.year}/{PurePosixPath(entry.output)}"
        outputs = self._workspace.outputs.resolve()
        whole = file.resolve()
        if whole.is_relative_to(outputs):
            return self._workspace, whole.relative_to(outputs).as_posix()
        return Workspace(self._workspace.root, self._workspace.plan, file.parent), file.name

    def _read(self, data: bytes, path: Path) -> tuple[Live, Typed]:
        live, typed = open_ledger(data, path, self._plan)
        self.result.problems += [*live.problems, *typed.problems, *differences(self._plan, typed.state, path.name)]
        if self.state is None:
            self.state = typed.state
        return live, typed

    def _refreshed(self, entry: DocumentEntry, live: Live, typed: Typed) -> Refreshed | None:
        content = self._content(entry, typed.state, grouped=True)
        content.progress = dict(typed.texts)
        try:
            done = refresh(live, content, plan_wins=self._options.plan_wins)
        except UserError as error:
            if error.exit_code is not ExitCode.REFUSED:
                raise
            self.refused += error.problems
            return None
        self.result.problems += done.problems
        self.result.changes += done.changes
        return done

    def _fresh(self, entry: DocumentEntry) -> bytes:
        package = Package.read(_template_path(entry, self._templates))
        content = self._content(entry, State.of_plan(self._plan), grouped=True)
        set_properties(package, content.title, self._plan.unit.name)
        mark_generated(package.parts)
        template = _template(entry, self._templates, self._loaded, package)
        content.grouped = template.grouped
        built = build(template, content, plan_id(self._plan))
        self.result.problems += built.problems
        return built.data

    def _content(self, entry: DocumentEntry, state: State, *, grouped: bool) -> Content:
        references = References(self._plan, self._loaded.people, state)
        title = "".join(references.resolve(line) for line in entry.title) or f"{self._plan.year}年任务分工台账"
        return Content(self._plan, self._loaded.people, references, state, title=title, grouped=grouped)

    # ------------------------------------------------------------ writing
    def folders(self) -> list[Workspace]:
        """The folders that are written into."""
        return list(dict.fromkeys(ledger.folder for ledger in self._ledgers))

    def tell(self, report: Callable[[str], None]) -> None:
        """What would be written, cell by cell."""
        for change in self.result.changes:
            report(str(change))

    def make(self, session: Session, report: Callable[[str], None], folder: Workspace | None = None) -> None:
        """Write the ledgers of a folder; what became of them is in `result`."""
        for ledger in self._ledgers:
            if folder is not None and ledger.folder != folder:
                continue
            if ledger.data is None:
                outcome = Outcome.UNCHANGED if not self.refused else Outcome.KEPT
            else:
                outcome = session.put_over(ledger.relative, ledger.data, ledger.read, verify)
            self.result.outcomes.append((ledger.relative, outcome))
            self.result.codes.append(EXIT_CODES.get(outcome, ExitCode.DONE))
            report(f"{outcome.value}：{ledger.relative}")
            if outcome is Outcome.UPDATED and self.result.changes and not ledger.fresh:
                report(f"写入 {len(self.result.changes)} 处；填写的内容一格未动")
        for copy in session.backups:
            report(f"更新前的版本已备份：{copy}")

    def repeats(self, state: State | None) -> bool:
        """Whether another run would write nothing, say the same, and give the figures the state that was used.

        `state` is that one, None for the plan's own.
        """
        if all(ledger.data is None for ledger in self._ledgers):
            return True
        try:
            again = LedgerRun(self._plan, self._loaded, self._options, self._workspace)
        except UserError:
            return False
        written = [hashlib.sha256(ledger.data).hexdigest() if ledger.data else ledger.read for ledger in self._ledgers]
        return (
            [(ledger.read, ledger.data) for ledger in again._ledgers] == [(known, None) for known in written]
            and (again.result.problems, again.refused) == (self.result.problems, self.refused)
            and again.state is not None
            and again.state.counts_as(state or State.of_plan(self._plan))
        )


def check_ledgers(plan: Plan, loaded: LoadedPlan, templates: Templates) -> list[Problem]:
    """Every problem of the templates that the plan's ledgers are made from."""
    found: list[Problem] = []
    for entry in plan.documents:
        if entry.type == "ledger":
            try:
                found += _template(entry, templates, loaded).problems
            except UserError as error:
                found += error.problems
    return found


def check_ledger_template(path: Path) -> list[Problem]:
    """Every problem of a ledger template, whatever a plan selects of it."""
    try:
        return list(Template(Package.read(path), (), (), path.name).problems)
    except UserError as error:
        return list(error.problems)


def _template(
    entry: DocumentEntry, templates: Templates, loaded: LoadedPlan, package: Package | None = None
) -> Template:
    """The template of a ledger, cut to what its entry selects."""
    package = package or Package.read(_template_path(entry, templates))
    return Template(package, entry.columns, entry.sheets, str(loaded.path))


def _template_path(entry: DocumentEntry, templates: Templates) -> Path:
    name = entry.template or TEMPLATE
    return templates.path(name if name.endswith(_SUFFIX) else f"{name}{_SUFFIX}")


def plan_id(plan: Plan) -> str:
    """What a workbook is known by as this plan's: the unit's code, else its name."""
    return plan.unit.code or plan.unit.name


def open_ledger(data: bytes, path: Path, plan: Plan) -> tuple[Live, Typed]:
    """A ledger's bytes opened and read. Raises UserError (exit 3) for what is no ledger of this plan."""
    departments = {department.name: department.id for department in plan.departments}
    words = {role: _words((task.id, task.title) for task in plan.tasks) for role in (Role.MAIN, Role.VIEW, Role.GRID)}
    words[Role.ISSUES] = _words((issue.id, issue.problem) for issue in plan.issues)
    live = Live(Package.read(data, name=path.name), plan_id(plan), plan.year, departments, words)
    return live, read_state(live, plan)


def _words(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keys by their words, where no two rows say the same."""
    pairs = list(rows)
    counts = Counter(text for _, text in pairs)
    return {text: key for key, text in pairs if counts[text] == 1}


def ledger_state(plan: Plan, workspace: Workspace) -> State | None:
    """What the live ledger says of the work, None where there is none yet."""
    entry = next((entry for entry in plan.documents if entry.type == "ledger"), None)
    if entry is None:
        return None
    path = workspace.outputs / f"{plan.year}/{PurePosixPath(entry.output)}"
    return open_ledger(read_bytes(path, entry.output), path, plan)[1].state if path.is_file() else None


def differences(plan: Plan, state: State, file: str) -> list[Problem]:
    """A hint where the plan's own progress and issues say something else than the ledger, which counts."""
    own = State.of_plan(plan)
    tasks = [
        task for task, told in own.tasks.items() if task in state.tasks and told.status != state.tasks[task].status
    ]
    issues = [issue for issue, told in own.issues.items() if issue in state.issues and told != state.issues[issue]]
    found = []
    for name, ids in (("progress", tasks), ("issues", issues)):
        if ids:
            listed = "、".join(ids[:_MANY]) + (f"等 {len(ids)} 项" if len(ids) > _MANY else "")
            what = f"台账与计划文件的 {name} 不一致：{listed}；以台账为准"
            found.append(Problem("ledger.differs", what, "", Place(file), Severity.HINT))
    return found


def read_bytes(path: Path, name: str) -> bytes:
    """A workbook's bytes. Raises UserError (exit 3) where the system refuses."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(
            Problem("ledger.missing", "找不到这个台账文件", "请核对文件名和文件夹。", Place(name))
        ) from None
    except IsADirectoryError:
        raise UserError(Problem("ledger.folder", "这是文件夹，不是台账文件", "请写到文件名。", Place(name))) from None
    except OSError as error:
        what = f"台账读不出来（系统错误 {error.errno}）"
        raise UserError(Problem("ledger.unreadable", what, "请先在 Excel 或 WPS 中关闭它。", Place(name))) from error
