"""Two PDFs of one .docx, line by line: where lines end, on which page and how high they stand, where they begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from tests.typesetting.lines import Laid, Line, lay
from tests.typesetting.pages import read
from tests.typesetting.places import Both, Places, Twin
from tests.typesetting.reasons import CLIPPED, FACE, FOLLOWS, LOST, OTHER, ROUNDING, SCRIPT, why
from tests.typesetting.restart import Cut, ends
from tests.typesetting.result import Difference, Result
from tests.typesetting.source import Paragraph, language, paragraphs

MARKS = "!,.:;?、。！，．：；？"
LAST_RESORT = "DejaVu"
"""The faces that LibreOffice takes for a family that nothing here is like."""


def compare(
    name: str, docx: bytes, theirs: bytes, ours: bytes, printer: Callable[[bytes], bytes] | None = None
) -> Result:
    """Compare LibreOffice's PDF of a document with ours; with a `printer`, lines that begin elsewhere are judged too."""
    source = paragraphs(docx)
    result = Result(name)
    left, right = lay(read(theirs), source), lay(read(ours), source)
    lacking = _lacks_faces(left)
    both = Both(source, left, right, lacking)
    result.pages = (len(both.theirs.pages), len(both.ours.pages))
    clipped = set(_texts(result, source, both.theirs, both.ours))
    chinese = language(docx)[:2] in {"", "zh"}
    judges = [
        Judge(result, paragraph, (old, new), chinese=chinese, lacking=lacking, clipped=number in clipped)
        for number, (paragraph, old, new) in enumerate(zip(source, both.theirs.lines, both.ours.lines, strict=True))
    ]
    twins = [Twin(number, *pair) for number, judge in enumerate(judges) for pair in judge.pairs()]
    asked = {Cut(number, at): line for number, judge in enumerate(judges) for at, line in judge.open.items()}
    answers = ends(docx, list(asked), printer) if printer and asked else {}
    for cut, end in answers.items():
        judges[cut.paragraph].judge(asked[cut], end)
    Places(result, both, twins).compare()
    if not result.pages_same:
        reason = FOLLOWS if any(each.kind == "page" for each in result.differences) else OTHER
        result.differences.insert(0, Difference("pages", 0, str(result.pages[0]), str(result.pages[1]), reason))
    return result


def _lacks_faces(laid: Laid) -> bool:
    """Whether a document asks for families that no free machine has: LibreOffice prints them with its last resort."""
    faces = [char.font for page in laid.pages for char in page.chars]
    return sum(face.startswith(LAST_RESORT) for face in faces) > len(faces) * 0.01


def _texts(result: Result, source: Sequence[Paragraph], left: Laid, right: Laid) -> Iterator[int]:
    """Note characters of the document that one of the PDFs does not show; the paragraphs that LibreOffice clips."""
    for theirs, laid in ((True, left), (False, right)):
        for number, offsets in _stretches(laid.missing):
            text, lines = source[number].text, laid.lines[number]
            gone = "".join(text[at] for at in offsets)
            reason = OTHER
            if theirs and len(gone) == 1 and gone in MARKS:
                reason = LOST
            elif theirs and source[number].kind == "cell":
                reason = CLIPPED
                yield number
            said = f"lacks {gone[:20]!r} of {text[:16]!r}"
            both = (said, "") if theirs else ("", said)
            result.differences.append(Difference("text", lines[0].page if lines else 0, *both, reason))


def _stretches(missing: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    """Missing characters that follow each other in their paragraph, together."""
    for (number, _), run in groupby(enumerate(missing), key=lambda each: (each[1][0], each[1][1] - each[0])):
        yield number, [at for _, (_, at) in run]


class Judge:
    """Where the lines of one paragraph end; `open` are those of LibreOffice, by their first character, that ours lacks."""

    def __init__(
        self,
        result: Result,
        paragraph: Paragraph,
        lines: tuple[Sequence[Line], Sequence[Line]],
        *,
        chinese: bool,
        lacking: bool,
        clipped: bool,
    ) -> None:
        self._result, self._text = result, paragraph.text
        self._old, self._new = lines
        self._chinese, self._lacking, self._clipped = chinese, lacking, clipped
        self.open: dict[int, int] = {}

    def pairs(self) -> Iterator[tuple[Line, Line]]:
        """Judge all lines that begin alike; gives them in pairs, to see where they stand."""
        text, result = self._text, self._result
        result.lines += len(self._old)
        begins = {line.start: number for number, line in enumerate(self._new)}
        for number, line in enumerate(self._old):
            end, at = self._end(self._old, number), begins.get(line.start)
            ours = None if at is None else self._end(self._new, at)
            if at is not None:
                yield line, self._new[at]
            if end == len(text) and ours in {None, len(text)}:
                continue
            result.broken += 1
            if ours is None:
                self.open[line.start] = number
            else:
                self.judge(number, ours)

    def judge(self, number: int, ours: int) -> None:
        """Say of a line of LibreOffice where ours ends."""
        text, result, line = self._text, self._result, self._old[number]
        end = self._end(self._old, number)
        result.judged += 1
        if ours == end:
            result.same += 1
            return
        reason = why(text, self._old, line._replace(end=end), ours, chinese=self._chinese)
        if self._clipped:
            reason = CLIPPED
        elif reason in {ROUNDING, SCRIPT, OTHER} and self._lacking:
            reason = FACE
        result.broke(line.page, _around(text, end), _around(text, ours), reason)

    def _end(self, lines: Sequence[Line], number: int) -> int:
        """Where a line ends: where the next one begins, since a mark at the end of a line may be lost."""
        return lines[number + 1].start if number + 1 < len(lines) else len(self._text)


def _around(text: str, at: int) -> str:
    return f"{text[max(0, at - 8) : at]}/{text[at : at + 6]}"
