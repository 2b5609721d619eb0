"""The free fonts that stand in for those of official documents: what each file is made from, and its licence.

FandolFang is the only simplified 仿宋 in the package registries. It is GPL-3 with a font exception, so it is converted
on the user's machine and never shipped; changed fonts bear names of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

FANDOL, KAITI, BABELSTONE, HANAZONO, LIBERATION = (
    "texlive-lang-chinese", "fonts-arphic-gkai00mp", "fonts-babelstone-han", "fonts-hanazono", "fonts-liberation",
)  # fmt: skip
"""Debian packages; they are unpacked, not installed: the first would pull a TeX system."""
NOTO_SERIF, NOTO_SANS = "@expo-google-fonts/noto-serif-sc@0.4.3", "@expo-google-fonts/noto-sans-sc@0.4.3"
"""npm packages."""
SIZES = {FANDOL: 49, KAITI: 2, BABELSTONE: 11, HANAZONO: 22, LIBERATION: 1, NOTO_SERIF: 69, NOTO_SANS: 57}
"""What is downloaded, MB."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a package; with `family` it is given that name, and its outlines are converted if need be."""

    file: str
    package: str
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A font of the set: made from the first source that can be had."""

    file: str
    sources: tuple[Source, ...]
    unless: str = ""
    """Not made where this font of the set is there or can be had."""
    needed: bool = False
    """Whether a role of official documents rests on it."""


def _same(file: str, package: str, source: str = "", *, needed: bool = False) -> Target:
    return Target(file, (Source(source or file, package),), needed=needed)


TARGETS = (
    Target("GongwenTitle-Regular.ttf", (
        Source("NotoSerifSC_700Bold.ttf", NOTO_SERIF, "Gongwen Title"),
        Source("FandolSong-Bold.otf", FANDOL, "Gongwen Title"),
    ), needed=True),
    Target(
        "GongwenFangSong-Regular.ttf", (Source("FandolFang-Regular.otf", FANDOL, "Gongwen FangSong"),), needed=True,
    ),
    Target("GongwenHei-Regular.ttf", (
        Source("NotoSansSC_500Medium.ttf", NOTO_SANS, "Gongwen Hei"),
        Source("FandolHei-Regular.otf", FANDOL, "Gongwen Hei"),
    ), needed=True),
    _same("gkai00mp.ttf", KAITI, needed=True),
    _same("NotoSerifSC-Regular.ttf", NOTO_SERIF, "NotoSerifSC_400Regular.ttf"),
    _same("NotoSerifSC-Bold.ttf", NOTO_SERIF, "NotoSerifSC_700Bold.ttf"),
    _same("NotoSansSC-Bold.ttf", NOTO_SANS, "NotoSansSC_700Bold.ttf"),
    Target(
        "GongwenSong-Regular.ttf", (Source("FandolSong-Regular.otf", FANDOL, "Gongwen Song"),),
        unless="NotoSerifSC-Regular.ttf", needed=True,
    ),
    _same("BabelStoneHan.ttf", BABELSTONE),
    _same("HanaMinA.ttf", HANAZONO),
    _same("HanaMinB.ttf", HANAZONO),
    *(
        _same(f"Liberation{family}-{style}.ttf", LIBERATION)
        for family in ("Serif", "Sans", "Mono") for style in ("Regular", "Bold", "Italic", "BoldItalic")
    ),
)  # fmt: skip

LICENCES = (
    ("noto-serif-sc", "package/LICENSE_FONT", "NotoSerifSC-OFL.txt"),
    ("noto-sans-sc", "package/LICENSE_FONT", "NotoSansSC-OFL.txt"),
    (KAITI, "doc/fonts-arphic-gkai00mp/copyright", "gkai00mp-Arphic.txt"),
    (BABELSTONE, "doc/fonts-babelstone-han/copyright", "BabelStoneHan.txt"),
    (HANAZONO, "doc/fonts-hanazono/copyright", "Hanazono.txt"),
    (LIBERATION, "doc/fonts-liberation/copyright", "Liberation.txt"),
    (FANDOL, "fonts/fandol/README", "Fandol-README.txt"),
    (FANDOL, "fonts/fandol/COPYING.gz", "Fandol-GPL3.txt"),
)
"""A word in the archive's name, the end of a file's name in it, and the name that it gets beside the fonts."""
