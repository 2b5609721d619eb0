"""One page: what is drawn on it, how far it is filled, what stands in the way of the text. Lengths in pt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongwen.ooxml.wordml.model import Anchored, ParagraphFormat, Section
    from gongwen.pdf.typeset.box import Box, Setting
    from gongwen.pdf.typeset.floats import Area, Rect
    from gongwen.pdf.typeset.ink import Sheet

SLACK = 0.05
"""pt that a line may stick out of the page: lengths are sums of rounded ones."""
NOTE_GAP = 6.0
"""Room for the rule over footnotes."""


@dataclass(slots=True)
class Page:
    """A page that is being filled."""

    section: Section
    sheet: Sheet
    area: Area
    """Where the text stands."""
    margins: Area
    """What is placed relative to the margins is placed in."""
    number: int
    """What the page is called."""
    y: float
    """Where the next line begins."""
    columns: list[tuple[float, float]] = field(default_factory=list)
    """Left and right edge of the columns that follow; empty in the last or only one."""
    top: float = 0.0
    """Where columns begin."""
    lowest: float = 0.0
    """How far down the columns before this one reach."""
    taken: list[Rect] = field(default_factory=list)
    """What text keeps clear of."""
    notes: list[Box] = field(default_factory=list)
    setting: Setting | None = None
    """What its blocks are set with."""
    filled: bool = False
    """Whether anything stands in its text area."""
    after: float = 0.0
    """Space below the last paragraph."""
    anchored: dict[Anchored, Rect] = field(default_factory=dict)
    """Places of what is anchored in a line that stands lower for its sake."""
    before: ParagraphFormat | None = None
    """The last paragraph's formatting."""

    @property
    def bottom(self) -> float:
        """Where the text has to end: above the notes."""
        return self.area.bottom - self.notes_height

    @property
    def notes_height(self) -> float:
        """What the footnotes take."""
        return sum(box.height for box in self.notes) + NOTE_GAP if self.notes else 0.0

    @property
    def note_gap(self) -> float:
        """What the next footnote takes besides its height: the first needs a rule over it."""
        return 0.0 if self.notes else NOTE_GAP

    @property
    def room(self) -> float:
        """The height that is left."""
        return self.bottom - self.y

    @property
    def used(self) -> bool:
        """Whether anything stands in this column or in one before it."""
        return self.filled or self.y > self.area.top + SLACK or self.lowest > self.top + SLACK

    def next_column(self) -> bool:
        """Go on at the top of the next column; False where this is the last."""
        if not self.columns:
            return False
        left, right = self.columns.pop(0)
        self.lowest = max(self.lowest, self.y)
        self.area = replace(self.area, left=left, right=right)
        self.y, self.filled, self.after, self.before = self.top, False, 0.0, None
        return True

    def clear(self, height: float) -> None:
        """Move down until a line of this height stands in nobody's way."""
        while (rect := self.in_way(self.y, height)) is not None:
            self.y = rect.bottom

    def in_way(self, y: float, height: float) -> Rect | None:
        """What a line of this height at y would meet in its column."""
        for rect in self.taken:
            across = rect.x < self.area.right and rect.x + rect.width > self.area.left
            if across and rect.y < y + height - SLACK and rect.bottom > y + SLACK:
                return rect
        return None

    def fits(self, height: float) -> bool:
        """Whether something of this height still stands on the page, below what is in its way."""
        y = self.y
        self.clear(height)
        found = self.y + height <= self.bottom + SLACK
        self.y = y
        return found
