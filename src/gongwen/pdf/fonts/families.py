"""The families that documents ask for, and what may stand in for each: roles of GB/T 9704 and Latin classes.

The names are those that fonts bear in their own tables, in both languages: Windows, 方正, CESI, 华文, and the free set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from gongwen.pdf.fonts.naming import same
from gongwen.standard.fonts import STANDARD_FACES

_XBS = (
    "方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "方正小标宋", "FZXiaoBiaoSong",
    "方正公文小标宋", "CESI小标宋-GB2312", "CESI小标宋-GB13000", "CESI小标宋-GB18030", "CESI_XBSJ", "CESI_XBS",
    "小标宋", "小标宋体",
)  # fmt: skip
_FANGSONG = (
    "仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "CESI仿宋-GB2312", "CESI_FS_GB2312", "CESI仿宋-GB13000",
    "CESI_FS_GB13000", "CESI仿宋-GB18030", "CESI_FS_GB18030", "方正仿宋_GBK", "FZFangSong-Z02", "方正仿宋_GB2312",
    "方正仿宋简体", "FZFangSong-Z02S", "方正公文仿宋", "华文仿宋", "STFangsong", "仿宋体",
)  # fmt: skip
_HEI = (
    "黑体", "SimHei", "CESI黑体-GB2312", "CESI黑体-GB13000", "CESI黑体-GB18030", "方正黑体_GBK", "FZHei-B01",
    "方正黑体简体", "FZHei-B01S", "方正公文黑体", "华文黑体", "STHeiti",
)  # fmt: skip
_KAI = (
    "楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "SimKai", "CESI楷体-GB2312", "CESI楷体-GB13000",
    "CESI楷体-GB18030", "方正楷体_GBK", "FZKai-Z03", "方正楷体简体", "FZKai-Z03S", "方正公文楷体",
    "华文楷体", "STKaiti",
)  # fmt: skip
_SONG = (
    "宋体", "SimSun", "新宋体", "NSimSun", "CESI宋体-GB2312", "CESI宋体-GB13000", "CESI宋体-GB18030", "方正书宋_GBK",
    "FZShuSong-Z01", "方正书宋简体", "FZShuSong-Z01S", "方正公文书宋", "华文宋体", "STSong",
)  # fmt: skip
_WEIGHTY = ("Gongwen Title", "Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "思源宋体", "FandolSong")
"""Stand-ins for 小标宋 that have several weights: the bold one is taken."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a kind of face is printed with: real names, then `stand_ins`, in this order."""

    name: str
    standard: str
    """The family that documents ask for."""
    real: tuple[str, ...]
    stand_ins: tuple[str, ...]
    fallback: str = "宋体"
    """The role whose fonts print what this one's lack."""
    latin: bool = False
    weights: dict[str, int] = field(default_factory=dict, hash=False)
    """The weight to take of a family that has several, where it is not the regular one."""
    bolds: dict[str, str] = field(default_factory=dict, hash=False)
    """The family that holds the bold face of another."""


TITLE = Role(
    "小标宋", STANDARD_FACES.title, _XBS, ("华文中宋", "STZhongsong", *_SONG, "Songti SC", *_WEIGHTY),
    weights={same(name): 700 for name in _WEIGHTY},
)  # fmt: skip
FANGSONG = Role(
    "仿宋", STANDARD_FACES.body, _FANGSONG, ("Gongwen FangSong", "FandolFang", "朱雀仿宋", "Zhuque Fangsong"),
)  # fmt: skip
HEI = Role(
    "黑体", STANDARD_FACES.heading1, _HEI,
    ("Heiti SC", "Gongwen Hei", "微软雅黑", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC",
     "思源黑体", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "FandolHei"),
    bolds={same("Gongwen Hei"): "Noto Sans SC"},
)  # fmt: skip
KAI = Role(
    "楷体", STANDARD_FACES.heading2, _KAI,
    ("Kaiti SC", "AR PL KaitiM GB", "FandolKai", "霞鹜文楷", "LXGW WenKai", "AR PL UKai CN"),
)  # fmt: skip
SONG = Role(
    "宋体", STANDARD_FACES.page_number, _SONG,
    ("Songti SC", "Noto Serif SC", "Gongwen Song", "Noto Serif CJK SC", "Source Han Serif SC", "思源宋体", "FandolSong",
     "AR PL SungtiL GB", "AR PL UMing CN"),
)  # fmt: skip
SERIF = Role(
    "西文", STANDARD_FACES.latin, ("Times New Roman",),
    ("Liberation Serif", "Tinos", "TeX Gyre Termes", "Nimbus Roman", "Nimbus Roman No9 L", "FreeSerif", "DejaVu Serif"),
    latin=True,
)  # fmt: skip
SANS = Role(
    "西文无衬线体", "Arial", ("Arial",),
    ("Liberation Sans", "Arimo", "Helvetica", "TeX Gyre Heros", "Nimbus Sans", "FreeSans", "DejaVu Sans"),
    fallback="黑体", latin=True,
)  # fmt: skip
MONO = Role(
    "西文等宽体", "Courier New", ("Courier New",),
    ("Liberation Mono", "Cousine", "TeX Gyre Cursor", "Nimbus Mono PS", "FreeMono", "DejaVu Sans Mono"),
    latin=True,
)  # fmt: skip

HAN_ROLES = (TITLE, FANGSONG, HEI, KAI, SONG)
ROLES = (*HAN_ROLES, SERIF, SANS, MONO)

LIKE = {
    "calibri": ("Carlito",), "cambria": ("Caladea",), "helvetica": ("Arial",),
    "arial narrow": ("Liberation Sans Narrow",),
}  # fmt: skip
"""Families of the same widths, before the class's own stand-ins."""

RARE = (
    *_SONG[:2], "Noto Serif SC", "Gongwen Song", "SimSun-ExtB", "SimSun-ExtG", "BabelStone Han", "HanaMinA", "HanaMinB",
    "Noto Serif CJK SC", "FandolSong", "Noto Sans SC", "Microsoft YaHei", "PingFang SC",
)  # fmt: skip
"""What prints a character that the face of its text lacks; Japanese details come last (者 令 将 in HanaMin)."""
RARE_HEI = ("黑体", "Gongwen Hei", "Noto Sans SC", "Microsoft YaHei")
SYMBOLS = (
    "Times New Roman", "Liberation Serif", "DejaVu Serif", "DejaVu Sans", "Segoe UI Symbol", "Cambria Math",
    "Apple Symbols", "Noto Sans Symbols", "Noto Sans Symbols 2", "Symbola", "Arial Unicode MS",
)  # fmt: skip

_CLASSES = (
    (re.compile("小标宋|大标宋|中宋|xiaobiaosong|zhongsong"), TITLE),
    (re.compile("仿|fang ?song"), FANGSONG),
    (re.compile("楷|kai"), KAI),
    (re.compile("黑|hei|gothic|sans|等线|deng ?xian|圆|pingfang|苹方"), HEI),
)
_MONO_WORDS = re.compile("mono|courier|consol|code|typewriter|terminal|menlo")
_SANS_WORDS = re.compile(
    "sans|arial|helvetica|calibri|verdana|tahoma|segoe|trebuchet|candara|corbel|aptos|franklin|univers|roboto|gothic|"
    "impact|futura|inter|ubuntu|ui$"
)
_HAN_NAME = re.compile("[\u3400-\u9fff]|fangsong|simsun|simhei|kaiti|yahei|dengxian|pingfang|heiti|songti|cjk|_gb")


@cache
def role_of(family: str) -> Role | None:
    """The role whose family this is by one of its real names."""
    key = same(family).removeprefix("@")
    return next((role for role in ROLES if key in _keys(role)), None)


@cache
def _keys(role: Role) -> frozenset[str]:
    return frozenset(map(same, role.real))


def class_of(family: str, *, latin: bool) -> Role:
    """The role that is nearest to a family nobody has: by what its name says."""
    key = same(family).removeprefix("@")
    if latin and not _HAN_NAME.search(key):
        return MONO if _MONO_WORDS.search(key) else SANS if _SANS_WORDS.search(key) else SERIF
    return next((role for pattern, role in _CLASSES if pattern.search(key)), SONG)
