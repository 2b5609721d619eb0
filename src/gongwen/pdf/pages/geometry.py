"""How a page of any size stands on A4: upright as its reader sees it, made smaller where it is too large."""

from __future__ import annotations

from dataclasses import dataclass

A4 = (595.28, 841.89)
"""Width and height of A4, pt."""
_ROOM = 1.5
"""pt by which a page may differ from A4: programs round, and 210 mm are 595.2756 pt."""
_SMALLEST = 0.5
"""A page of less than this part of A4 in both directions is made larger: a scanner that mistook its resolution."""
_TURNS = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
"""The linear part of a rotation clockwise by so many degrees, as a PDF matrix."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a page stands: the size of the page it makes (A4 or A4 across, pt), and the matrix that brings it there."""

    width: float
    height: float
    matrix: tuple[float, float, float, float, float, float]

    def text(self) -> str:
        """The matrix as a PDF array."""
        return f"[{' '.join(f'{part:.6f}'.rstrip('0').rstrip('.') for part in self.matrix)}]"


def stand(box: Box, rotation: int, unit: float = 1.0) -> Standing:
    """Where a page stands whose visible box is `box` (in units of `unit`/72 inch), turned by `rotation` for reading.

    A page as large as A4 stays as it is, a larger one is made smaller, one in between stands in the middle.
    """
    left, bottom, right, top = (value * unit for value in box)
    wide, tall = right - left, top - bottom
    a, b, c, d = _TURNS[rotation % 360]
    if rotation % 180:
        wide, tall = tall, wide
    width, height = (A4[1], A4[0]) if wide > tall else A4
    if abs(wide - width) <= _ROOM and abs(tall - height) <= _ROOM:
        width, height, scale = wide, tall, 1.0
    else:
        scale = min(width / wide, height / tall)
        if scale > 1 and (wide >= _SMALLEST * width or tall >= _SMALLEST * height):
            scale = 1.0
    # the box turned round the origin, its lower left corner brought to where it stands
    corners = [(a * x + c * y, b * x + d * y) for x in (left, right) for y in (bottom, top)]
    x0, y0 = min(x for x, _ in corners), min(y for _, y in corners)
    dx, dy = (width - scale * wide) / 2 - scale * x0, (height - scale * tall) / 2 - scale * y0
    linear = tuple(part * scale * unit for part in (a, b, c, d))
    return Standing(width, height, (*linear, _near(dx), _near(dy)))  # type: ignore[arg-type]


def _near(value: float) -> float:
    """A distance without the dust of floating point."""
    return 0.0 if abs(value) < 1e-4 else value  # noqa: PLR2004 - far below what any device shows
