"""Printing by LibreOffice and by ourselves, and reading positions back from the PDF: text, baselines, rules in mm."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
import pytest

from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.printing import print_word

MM = 72 / 25.4
FONT_FAMILIES = ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体")


@dataclass(frozen=True)
class Line:
    """Characters on one baseline; all figures in mm from the page's left and top edges, size in pt."""

    baseline: float
    left: float
    right: float
    size: float
    text: str


@dataclass(frozen=True)
class Rule:
    """A horizontal rule."""

    y: float
    left: float
    right: float
    red: bool


@dataclass(frozen=True)
class Page:
    """What a page shows."""

    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]

    def line(self, start: str) -> Line:
        """The line whose text starts so."""
        return next(line for line in self.lines if line.text.startswith(start))

    @property
    def body(self) -> list[Line]:
        """The lines inside the type area."""
        return [line for line in self.lines if line.baseline < 262]


def require_office() -> str:
    """The path of LibreOffice; skips (or fails where rendering is required) with what to install."""
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if path is None:
        message = "needs LibreOffice: apt-get install libreoffice-writer libreoffice-calc, then tools/fonts/setup.sh"
        if os.environ.get("GONGWEN_REQUIRE_RENDERING"):
            pytest.fail(message)
        pytest.skip(message)
    return path


def to_pdf(files: Iterable[Path], folder: Path) -> dict[str, Path]:
    """Convert all files in one call with a profile of its own; PDF paths by stem."""
    office = require_office()
    files = list(files)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to",
                'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}',
                "--outdir", str(folder), *map(str, files),
            ],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300,
        )  # fmt: skip
    return {file.stem: folder / f"{file.stem}.pdf" for file in files}


def print_pdf(files: Iterable[Path], folder: Path) -> dict[str, Path]:
    """Print all files by our own typesetter, as it is used; PDF paths by stem."""
    fonts = open_fonts()
    folder.mkdir(parents=True, exist_ok=True)
    made = {file.stem: (file, folder / f"{file.stem}.pdf") for file in files}
    for file, pdf in made.values():
        printed = print_word(file.read_bytes(), fonts)
        assert not printed.unknown
        assert not printed.missing
        pdf.write_bytes(printed.data)
    return {stem: pdf for stem, (_, pdf) in made.items()}


PRINTERS = {"libreoffice": to_pdf, "ours": print_pdf}
"""Who prints: what the standard says of a page holds for both."""


def read_pages(pdf: Path) -> list[Page]:
    """The lines and rules of every page, top to bottom."""
    with pdfplumber.open(pdf) as document:
        return [_page(page) for page in document.pages]


def _page(page) -> Page:
    height = float(page.height)
    rows: dict[float, list[dict]] = {}
    for char in page.chars:
        if char["text"].strip():
            rows.setdefault(round(height - char["matrix"][5], 1), []).append(char)
    lines = []
    for baseline, chars in sorted(rows.items()):
        chars.sort(key=lambda char: char["x0"])
        lines.append(
            Line(
                baseline / MM, chars[0]["x0"] / MM, chars[-1]["x1"] / MM, chars[0]["size"],
                "".join(char["text"] for char in chars),
            )
        )  # fmt: skip
    rules = {
        (round(shape["top"] / MM, 2), round(shape["x0"] / MM, 2), round(shape["x1"] / MM, 2), _is_red(shape))
        for shape in (*page.rects, *page.lines)
        if shape["x1"] - shape["x0"] > 10 and abs(shape["bottom"] - shape["top"]) < 3
    }
    return Page(tuple(lines), tuple(Rule(y, left, right, red) for y, left, right, red in sorted(rules)))


def _is_red(shape) -> bool:
    color = shape.get("stroking_color") or shape.get("non_stroking_color") or ()
    return len(color) == 3 and color[0] > 0.9 and color[1] < 0.1


def red_ink_top(pdf: Path, page: int = 1) -> float:
    """The highest red pixel of a page in mm, from a 300 dpi picture."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        image = document[page - 1].render(scale=300 / 72).to_pil().convert("RGB")
    red = image.split()
    mask = red[0].point(lambda value: 255 if value > 180 else 0)
    other = red[1].point(lambda value: 255 if value < 90 else 0)
    from PIL import ImageChops

    box = ImageChops.multiply(mask, other).getbbox()
    assert box is not None, "no red ink on the page"
    return box[1] / 300 * 25.4


def pdf_fonts(pdf: Path) -> set[str]:
    """The names of the faces in a PDF, without subset prefixes."""
    with pdfplumber.open(pdf) as document:
        return {char["fontname"].split("+")[-1] for page in document.pages for char in page.chars}


class Pages:
    """The pages of rendered files by name, each file read when it is first asked for."""

    def __init__(self, rendered: Mapping[str, Path]) -> None:
        self._rendered = rendered
        self._read: dict[str, list[Page]] = {}

    def __call__(self, name: str) -> list[Page]:
        """The pages of one file."""
        if name not in self._read:
            self._read[name] = read_pages(self._rendered[name])
        return self._read[name]
