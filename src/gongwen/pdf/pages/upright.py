"""How a picture is drawn so that it stands upright, whichever way the camera was held (Exif 2.32, 4.6.4, tag 274)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongwen.pdf.objects.syntax import number

if TYPE_CHECKING:
    from gongwen.pdf.pages.chunk import Leaf

_UPRIGHT = 1
_MATRICES = {
    _UPRIGHT: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""What puts the unit square of an image, its first row on top, upright in the unit square."""
_LYING = 5
"""From here on rows are columns of the upright picture."""


def upright_size(leaf: Leaf) -> tuple[float, float]:
    """Width and height of the leaf once it stands upright: pixels of a picture, pt of a form."""
    return (leaf.height, leaf.width) if leaf.turn >= _LYING else (leaf.width, leaf.height)


def placed(leaf: Leaf, name: str, x: float, y: float, width: float, height: float) -> str:  # noqa: PLR0913, PLR0917 - a box
    """The operators that draw a picture upright, filling the box of this lower left corner and size, in pt.

    `name` is the XObject in the resources, without its slash. The box should have the proportions of `upright_size`.
    """
    a, b, c, d, e, f = _MATRICES.get(leaf.turn, _MATRICES[_UPRIGHT])
    matrix = (a * width, b * height, c * width, d * height, x + e * width, y + f * height)
    return f"q {' '.join(map(number, matrix))} cm /{name} Do Q"
