"""A text set closer than 22 lines of 28 characters, so that it stays on one page.

GB/T 9704-2012 says of size and lines 一般, and that they may be adjusted in special cases (5.2.2, 5.2.3). The type
area, faces and the title stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongwen.ooxml.package import Package
from gongwen.standard.page import AREA_HEIGHT, AREA_WIDTH, LINE, SIZE_BODY

TEXT_STYLES = (
    "公文正文", "公文续段", "公文空行", "公文一级标题", "公文二级标题", "公文三级标题", "公文四级标题", "公文主送机关",
    "公文签署",
)  # fmt: skip
_NAMES = {32: "三号", 30: "小三号", 28: "四号"}


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines on a page and the size of the text in half-points."""

    lines: int
    size: int = SIZE_BODY

    @property
    def pitch(self) -> int:
        """Twips from one line to the next."""
        return AREA_HEIGHT // self.lines

    @property
    def width(self) -> float:
        """The length of a line in em of the text's size."""
        return AREA_WIDTH / (self.size * 10)

    def words(self) -> str:
        """What was changed, for a message."""
        size = "" if self.size == SIZE_BODY else f"，正文字号用{_NAMES[self.size]}"
        return f"行距由 {LINE / 20:g} 磅调为 {self.pitch / 20:g} 磅（每页 {self.lines} 行）{size}"


LADDER = (
    *(Setting(lines) for lines in (23, 24, 25, 26)),
    *(Setting(lines, 30) for lines in (27, 28)),
    *(Setting(lines, 28) for lines in (29, 30, 31)),
)
"""From the standard's own setting downwards: closer lines first, then a smaller size."""


def tighten(package: Package, setting: Setting) -> None:
    """Set the text styles of a package closer; what stands off the grid says so (rule of the page)."""
    styles = package.parts["word/styles.xml"].decode()
    for name in TEXT_STYLES:
        styles = re.sub(
            rf'<w:style\b[^>]*>\s*<w:name w:val="{name}"/>.*?</w:style>',
            lambda match: _tightened(match.group(), setting),
            styles,
            flags=re.DOTALL,
        )
    package.parts["word/styles.xml"] = styles.encode()


def _tightened(style: str, setting: Setting) -> str:
    ratio = setting.size / SIZE_BODY
    style = re.sub(r'w:line="\d+"', f'w:line="{setting.pitch}"', style)
    style = re.sub(r'<w:(sz|szCs) w:val="\d+"/>', rf'<w:\1 w:val="{setting.size}"/>', style)
    style = re.sub(r'w:firstLine="(\d+)"', lambda match: f'w:firstLine="{round(int(match.group(1)) * ratio)}"', style)
    if "<w:snapToGrid" not in style:
        style = style.replace("<w:spacing ", '<w:snapToGrid w:val="0"/><w:spacing ', 1)
    return style
