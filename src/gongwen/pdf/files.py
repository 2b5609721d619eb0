"""`gongwen pdf`: any Word files printed beside themselves, into a folder, or all into one PDF."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.pdf.binder import Binder, Binding, Bound, Leaf, print_one
from gongwen.pdf.faults import in_file, stand_ins
from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.office import convert, find_office, not_installed
from gongwen.pdf.reading import read_word
from gongwen.pdf.whole import looks_whole, signed
from gongwen.pdf.writing import stands, write_pdf
from gongwen.problems import ExitCode, Place, Problem, Severity, UserError, worst
from gongwen.store import EXIT_CODES, Outcome

if TYPE_CHECKING:
    from gongwen.pdf.reading import Reading

WORD, LIBREOFFICE = "gongwen", "libreoffice"
ENGINES = (WORD, LIBREOFFICE)
_SUFFIX = ".docx"
_NOT_FILES = ("~$", ".~", "._")
"""How the names of lock files and shadows begin, which office programs and systems leave beside a document."""
_PATTERN = frozenset("*?[")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """What to print and where to. `folder` and `merge` are None where each PDF stands beside its Word file."""

    sources: tuple[str, ...]
    folder: Path | None = None
    merge: Path | None = None
    duplex: bool = False
    engine: str = WORD
    profile: str = "word"
    force: bool = False
    dry_run: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class PdfLine:
    """One PDF: what it is made of, where it goes, what became of it, its pages (0 where nobody counted)."""

    sources: tuple[Path, ...]
    target: Path
    outcome: Outcome
    pages: int = 0

    def __str__(self) -> str:
        """The line that a clerk reads."""
        pages = f"（{self.pages}页）" if self.pages else ""
        return f"{self.outcome.value}：{self.target}{pages}"


@dataclass(slots=True)
class PdfResult:
    """What became of each PDF, what was wrong, and the exit code."""

    lines: list[PdfLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    codes: list[ExitCode] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """The worst of what happened; files that could not be read are exit 7 where anything else was printed."""
        printed = [line for line in self.lines if line.outcome not in EXIT_CODES]
        codes = [ExitCode.PARTIAL if code is ExitCode.UNUSABLE and printed else code for code in self.codes]
        return worst(codes)

    def put(self, line: PdfLine, problems: Sequence[Problem]) -> None:
        """Note what became of a PDF."""
        self.lines.append(line)
        self.problems += problems
        if line.outcome in EXIT_CODES:
            self.codes.append(EXIT_CODES[line.outcome])


def print_files(options: PdfOptions, report: Callable[[str], None], progress: Progress) -> PdfResult:
    """Print the files; one that cannot be printed does not stop the others, but there is no merged PDF without it.

    Raises UserError (exit 5) where the engine is not there.
    """
    result = PdfResult()
    files = list(_files(options.sources, result))
    if options.engine == LIBREOFFICE:
        _by_office(options, files, result, report)
    elif options.merge is not None:
        _merged(options, files, result, report, progress)
    else:
        _each(options, files, result, report, progress)
    if options.strict and any(problem.severity is not Severity.HINT for problem in result.problems):
        result.codes.append(ExitCode.FINDINGS)
    return result


# ---------------------------------------------------------------- which files
def _files(sources: Sequence[str], result: PdfResult) -> Iterator[Path]:
    """The Word files that are meant, each once; folders and patterns give those in them."""
    seen: set[str] = set()
    for source in sources:
        found = _meant(source)
        if not found:
            what, remedy = _nothing(source)
            result.problems.append(Problem("pdf.nothing", what, remedy, Place(source)))
            result.codes.append(ExitCode.UNUSABLE)
        for path in found:
            key = os.path.normcase(path.resolve())
            if key not in seen:
                seen.add(key)
                yield path


def _meant(source: str) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        return [each for each in sorted(path.iterdir()) if _is_word(each)]
    if _PATTERN.intersection(source) and not path.exists():  # the shells of Windows leave patterns to the program
        matches = sorted(glob(source, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        return [Path(each) for each in matches if _is_word(Path(each))]
    return [path]


def _is_word(path: Path) -> bool:
    return path.suffix.lower() == _SUFFIX and not path.name.startswith(_NOT_FILES) and path.is_file()


def _nothing(source: str) -> tuple[str, str]:
    if Path(source).is_dir():
        return "文件夹里没有 .docx 文件", f"要印下级文件夹里的，请写 {Path(source) / '**' / '*.docx'}（加引号）。"
    return "没有符合的 .docx 文件", "请检查写法和所在文件夹。"


def _target(options: PdfOptions, path: Path) -> Path:
    name = path.with_suffix(".pdf").name
    return options.folder / name if options.folder is not None else path.with_name(name)


class _Targets:
    """Which PDF each file gets, and which ones have one: two files of one name may be meant for one place."""

    def __init__(self, options: PdfOptions, result: PdfResult) -> None:
        self._options, self._result = options, result
        self._taken: dict[str, Path] = {}

    def free(self, path: Path) -> Path | None:
        """Where a file's PDF goes; None, with a problem, where that of another file stands or somebody's own."""
        target, result = _target(self._options, path), self._result
        other = self._taken.get(_key(target))
        if other is not None:
            what = f"它和 {other} 的 PDF 会是同一个文件 {target}，没有印"
            result.problems.append(Problem("pdf.doubled", what, "请分两次印到不同的文件夹（-o）。", Place(str(path))))
            result.codes.append(ExitCode.PARTIAL)
            return None
        kept = stands(target, force=self._options.force)
        if kept is not None:
            self.take(path, target)
            result.put(PdfLine((path,), target, Outcome.KEPT), [kept])
            return None
        return target

    def take(self, path: Path, target: Path) -> None:
        """Remember whose PDF it is: a file that cannot be printed needs none."""
        self._taken[_key(target)] = path


def _key(target: Path) -> str:
    return os.path.normcase(target.absolute()).lower()


# ---------------------------------------------------------------- our own engine
def _each(
    options: PdfOptions, files: Sequence[Path], result: PdfResult, report: Callable[[str], None], progress: Progress
) -> None:
    fonts, targets = open_fonts(report=report), _Targets(options, result)
    for number, path in enumerate(files):
        progress(number, len(files), path.name)
        target = targets.free(path)
        if target is None:
            continue
        bound = print_one(path, str(path), fonts, options.profile)
        _take(result, bound)
        if bound.data is not None:
            targets.take(path, target)
            outcome, problems = write_pdf(target, bound.data, dry_run=options.dry_run)
            result.put(PdfLine((path,), target, outcome, bound.pages), problems)
    _say_fonts(result, fonts.problems(), fonts.stand_ins)


def _merged(
    options: PdfOptions, files: Sequence[Path], result: PdfResult, report: Callable[[str], None], progress: Progress
) -> None:
    target = options.merge or Path()
    target = options.folder / target if options.folder is not None else target
    kept = stands(target, force=options.force)
    if kept is not None:
        result.put(PdfLine(tuple(files), target, Outcome.KEPT), [kept])
        return
    fonts = open_fonts(report=report)
    binder = Binder(fonts, str(target), target.stem, Binding(options.duplex, headings=True, profile=options.profile))
    for number, path in enumerate(files):
        progress(number, len(files), path.name)
        name = str(path)
        binder.add(Leaf(partial(read_word, path, name), "", Place(name), ((path.stem, 0),)))
    bound = binder.bound()
    _take(result, bound)
    _say_fonts(result, fonts.problems(), fonts.stand_ins)
    if result.codes or bound.data is None:
        what = "有文件没能印，没有生成合并的 PDF"
        result.problems.append(
            Problem("pdf.not_merged", what, "请先处理上面的问题，或去掉这些文件。", Place(str(target)))
        )
        return
    outcome, problems = write_pdf(target, bound.data, dry_run=options.dry_run)
    result.put(PdfLine(tuple(files), target, outcome, bound.pages), problems)


def _take(result: PdfResult, bound: Bound) -> None:
    """Note what was wrong with a file; that a font is missing is said once, not for every file."""
    said = {problem.what for problem in result.problems}
    once = bound.code is ExitCode.HELPER_MISSING
    result.problems += [each for each in bound.failures if not (once and each.what in said)]
    result.problems += bound.warnings
    if bound.failures:
        result.codes.append(bound.code)


def _say_fonts(result: PdfResult, problems: Sequence[Problem], pairs: dict[str, str]) -> None:
    result.problems += problems
    if pairs:
        result.problems.append(stand_ins(pairs))


# ---------------------------------------------------------------- LibreOffice
def _by_office(options: PdfOptions, files: Sequence[Path], result: PdfResult, report: Callable[[str], None]) -> None:
    office = find_office()
    jobs: list[tuple[Path, Path]] = []
    readings: list[Reading] = []
    targets = _Targets(options, result)
    for path in files:
        target = targets.free(path)
        if target is None:
            continue
        try:
            readings.append(read_word(path, str(path)))
        except UserError as error:
            result.problems += in_file(error, str(path))
            result.codes.append(error.exit_code)
        else:
            targets.take(path, target)
            jobs.append((path, target))
    result.problems += not_installed(readings)
    if options.dry_run or not jobs:
        result.lines += [PdfLine((path,), target, Outcome.WOULD_MAKE) for path, target in jobs]
        return
    report(f"正在用 LibreOffice 印 {len(jobs)} 个文件")
    for (path, target), data in zip(jobs, convert(office, [path for path, _ in jobs]), strict=True):
        if data is None:
            what = "LibreOffice 没有印出这个文件（出错或超时）"
            result.problems.append(
                Problem("pdf.office", what, "请在 LibreOffice 中打开它看看，或去掉 --engine。", Place(str(path)))
            )
            result.codes.append(ExitCode.PARTIAL)
            continue
        outcome, problems = write_pdf(target, signed(data), dry_run=False, whole=looks_whole)
        result.put(PdfLine((path,), target, outcome), problems)
