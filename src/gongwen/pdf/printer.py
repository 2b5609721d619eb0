"""The PDFs of one run: fonts are opened once, every PDF is the Word file that stands on the disk, printed.

What typesets is loaded when there is something to print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.problems import ExitCode, Place, Problem, Severity, UserError
from gongwen.standard.fonts import STANDARD_FACES
from gongwen.store import Outcome, Session, safe_path

if TYPE_CHECKING:
    from gongwen.pdf.binder import Bound, Leaf
    from gongwen.pdf.fonts.book import FontBook

_WORD, _PDF = ".docx", ".pdf"
_FRESH = frozenset((Outcome.MADE, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.WOULD_MAKE))
"""Outcomes after which the file on the disk is the one that was given (or would be)."""


@dataclass(slots=True)
class Printer:
    """Prints what was put into the outputs. Without fonts, or where nobody wants PDFs, it prints nothing."""

    fonts: FontBook | None = None
    outputs: Path = Path()
    problems: list[Problem] = field(default_factory=list)
    codes: list[ExitCode] = field(default_factory=list)

    @property
    def makes(self) -> bool:
        """Whether there will be PDFs at all."""
        return self.fonts is not None

    def told(self) -> list[Problem]:
        """What was wrong, and how things stand: the families that are not here, fonts that could not be used."""
        if self.fonts is None:
            return list(self.problems)
        from gongwen.pdf.faults import stand_ins  # noqa: PLC0415 - as the docstring of the module says

        found = [*self.problems, *self.fonts.problems()]
        return [*found, stand_ins(self.fonts.stand_ins)] if self.fonts.stand_ins else found

    def beside(self, session: Session, name: str, data: bytes, outcome: Outcome) -> list[tuple[str, Outcome]]:
        """The PDF of a Word file that was just put, with what became of it; nothing where there is none to make."""
        if self.fonts is None or not name.lower().endswith(_WORD):
            return []
        from gongwen.pdf.binder import print_one  # noqa: PLC0415 - as above

        found = data if outcome in _FRESH else self.standing(name)
        return [] if found is None else self._put(session, pdf_name(name), print_one(found, name, self.fonts))

    def together(self, session: Session, name: str, title: str, leaves: Iterable[Leaf]) -> list[tuple[str, Outcome]]:
        """The PDF of a print set, by the name of the Word file: many letters, each beginning on a front side."""
        if self.fonts is None:
            return []
        from gongwen.pdf.binder import Binder  # noqa: PLC0415 - as above

        binder = Binder(self.fonts, pdf_name(name), title)
        for leaf in leaves:
            binder.add(leaf)
        made = self._put(session, pdf_name(name), binder.bound())
        if not made and self.standing(pdf_name(name)) is not None:
            what = f"打印集没有更新，仍是以前的：{pdf_name(name)}"
            self.problems.append(Problem("pdf.old_print_set", what, severity=Severity.WARNING))
        return made

    def standing(self, name: str) -> bytes | None:
        """The file that stands at a path of the outputs, None where there is none or it cannot be read now."""
        try:
            return (self.outputs / (safe_path(name) or name)).read_bytes()
        except OSError:
            return None

    def _put(self, session: Session, name: str, bound: Bound) -> list[tuple[str, Outcome]]:
        from gongwen.pdf.whole import count_pages, verify_pdf  # noqa: PLC0415 - as above

        if bound.data is not None and count_pages(bound.data) != bound.pages:
            bound.fail(
                [Problem("pdf.not_whole", "生成的 PDF 不完整，没有写入", "请把这个文件发给维护者。", Place(name))]
            )
        self.problems += [*bound.failures, *bound.warnings]
        if bound.failures:
            missing = bound.code is ExitCode.HELPER_MISSING
            self.codes.append(ExitCode.HELPER_MISSING if missing else ExitCode.PARTIAL)
        return [(name, session.put(name, bound.data, verify_pdf))] if bound.data is not None else []


def open_printer(
    wish: bool | None,  # noqa: FBT001 - what --pdf and --no-pdf say
    faces: Mapping[str, str],
    outputs: Path,
    report: Callable[[str], None] | None = None,
) -> Printer:
    """The printer of a run whose papers ask for these faces.

    Where this machine has no font for one of them nothing is printed, which is a hint, or exit 5 where PDFs were asked
    for: a year's PDFs of which some are missing are worse than none.
    """
    if wish is False:
        return Printer()
    from gongwen.pdf.faults import no_fonts  # noqa: PLC0415 - as above
    from gongwen.pdf.fonts.book import open_fonts  # noqa: PLC0415

    fonts = open_fonts(report=report)
    lacking: list[str] = []
    for key, family in (asdict(STANDARD_FACES) | dict(faces)).items():
        try:
            fonts.chain(family, latin=key == "latin")
        except UserError as error:
            if error.exit_code is not ExitCode.HELPER_MISSING:
                raise
            lacking.append(family)
    if not lacking:
        return Printer(fonts, outputs)
    problem = no_fonts(lacking, Severity.ERROR if wish else Severity.HINT)
    return Printer(problems=[problem], codes=[ExitCode.HELPER_MISSING] if wish else [])


def pdf_name(name: str) -> str:
    """What the PDF of a Word file is called."""
    name = safe_path(name) or name
    return name[: -len(_WORD)] + _PDF
