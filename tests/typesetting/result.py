"""What a comparison finds: figures and differences of one document, and of many together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.typesetting.reasons import EXCEPTED, OTHER

BASELINE, LEFT = 0.3, 0.5
"""What baselines and the first glyphs of lines may differ by, in mm."""


@dataclass(slots=True)
class Difference:
    """What differs: its kind (`break`, `baseline`, `left`, `page`, `pages`, `text`, `loose`), where, and what each shows."""

    kind: str
    page: int
    theirs: str
    ours: str
    reason: str = OTHER
    count: int = 1

    def __str__(self) -> str:
        many = f" x{self.count}" if self.count > 1 else ""
        return f"p{self.page + 1} {self.kind} [{self.reason}]{many}: office {self.theirs} | ours {self.ours}"


@dataclass(slots=True)
class Result:
    """The figures of one document and all its differences."""

    name: str
    pages: tuple[int, int] = (0, 0)
    lines: int = 0
    """Lines of LibreOffice."""
    broken: int = 0
    """Those that do not end their paragraph, in either PDF."""
    judged: int = 0
    """Broken lines that begin with the same character in both, or that the breaker was asked about."""
    same: int = 0
    """Those of them that end with the same character too."""
    excepted: int = 0
    """Those of the rest where LibreOffice tears a pair, loses a mark or clips a cell."""
    baselines: list[float] = field(default_factory=list)
    """How far apart in mm lines on the same page stand, and words beside the text."""
    lefts: list[float] = field(default_factory=list)
    open_baselines: list[float] = field(default_factory=list)
    """`baselines` without those whose reason is known."""
    open_lefts: list[float] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def right(self) -> float:
        """Per cent of the lines judged that end alike, those excepted apart."""
        counted = self.judged - self.excepted
        return 100.0 * self.same / counted if counted else 100.0

    @property
    def pages_same(self) -> bool:
        """Whether both have as many pages."""
        return self.pages[0] == self.pages[1]

    def broke(self, page: int, theirs: str, ours: str, reason: str) -> None:
        """Note a line that ends elsewhere."""
        self.excepted += reason in EXCEPTED
        self.differences.append(Difference("break", page, theirs, ours, reason))

    def __str__(self) -> str:
        return (
            f"{self.name}: pages {self.pages[0]}/{self.pages[1]}, lines {self.lines}, breaks {self.broken}, "
            f"judged {self.judged}, same {self.same} + {self.excepted} excepted = {self.right:.2f} %, "
            f"baseline {max(self.open_baselines, default=0):.2f} mm, left {max(self.open_lefts, default=0):.2f} mm"
        )


def together(name: str, results: Iterable[Result]) -> Result:
    """The sum of many, with the differences of all."""
    total = Result(name)
    for each in results:
        total.pages = (total.pages[0] + each.pages[0], total.pages[1] + each.pages[1])
        for key in ("lines", "broken", "judged", "same", "excepted"):
            setattr(total, key, getattr(total, key) + getattr(each, key))
        for key in ("baselines", "lefts", "open_baselines", "open_lefts", "differences"):
            getattr(total, key).extend(getattr(each, key))
    return total
