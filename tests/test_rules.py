"""docs/gbt9704.md says the truth: each rule once, whatever it names exists; and what frames and papers keep by construction."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tools import gbt9704

from gongwen.documents.context import Made
from gongwen.ooxml.package import Package
from gongwen.standard.fonts import RED
from gongwen.standard.fonts import STANDARD_FACES as FACES
from gongwen.standard.page import AREA_HEIGHT, AREA_WIDTH, LINE, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP
from gongwen.word.contract import CERTIFICATE, DOSSIER, FRAME_FIELDS, FRAME_STYLES, LETTER, MINUTES, OFFICIAL, ORDER
from gongwen.word.render import render
from tests import papers
from tests.yearly import context_of, make, yearly

TEMPLATES = Path(__file__).parent.parent / "templates"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COUNTS = {
    "PAGE": 10, "PRN": 2, "STR": 1, "HDR": 10, "TTL": 3, "RCP": 2, "BDY": 6, "ATN": 2, "SIG": 9, "NTE": 1, "ATT": 4, "IMP": 7,
    "PNO": 5, "TBL": 2, "LANG": 2, "LTR": 5, "CMD": 3, "MIN": 3, "OOX": 6,
}  # fmt: skip
RULES = gbt9704.read_rules()
NAMES = gbt9704.test_names()


# ---------------------------------------------------------------- the page
def test_every_rule_stands_once():
    wanted = [f"{prefix}-{number:02}" for prefix, count in COUNTS.items() for number in range(1, count + 1)]
    assert len(wanted) == 83
    assert sorted(rule.id for rule in RULES) == sorted(wanted)
    assert sorted(re.findall(r"^\| ([A-Z]+-\d\d) \|", gbt9704.page(), re.MULTILINE)) == sorted(wanted)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_told_whole(rule):
    assert rule.clause
    assert rule.element
    assert rule.asks
    assert gbt9704.with_tests(rule, NAMES).verdict, "kept, checked, not to be decided or not yet: one of them"
    assert not any("|" in text or "\n" in text for text in (rule.asks, rule.note, rule.undecided, rule.yet))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_keeps_a_rule_exists(rule):
    for name in rule.by:
        _find(name)
    known = {style for styles in FRAME_STYLES.values() for style in styles} | {"公文页码"}
    assert set(rule.styles) <= known


def _find(name: str) -> Any:
    """A module, or something in one, by its dotted name."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise AssertionError(name)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_tests_of_a_rule_exist(rule):
    assert not set(rule.tests) - set(NAMES)
    assert not [name for name in rule.tests if rule.id in gbt9704.ids_in(name.partition("::")[2])], "listed by its name"


def test_tests_name_rules_that_there_are():
    known = {rule.id for rule in RULES}
    assert {each for name in NAMES for each in gbt9704.ids_in(name.partition("::")[2])} <= known
    assert gbt9704.ids_in("test_sig_09_imp_02_on_every_body_length") == ["SIG-09", "IMP-02"]
    assert gbt9704.ids_in("test_page_02_03_04_type_area") == ["PAGE-02", "PAGE-03", "PAGE-04"]
    assert gbt9704.ids_in("test_page_ends") == []


# ---------------------------------------------------------------- what is kept by construction
@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> dict[str, dict[str, Any]]:
    """The Word parts of every shipped frame and of every paper of the year, parsed."""
    found = {frame: Package.read(TEMPLATES / f"{frame}.docx") for frame in FRAME_FIELDS}
    context, _ = context_of(yearly(tmp_path_factory.mktemp("rules")))
    for entry in context.plan.documents:
        if entry.type in ("ledger", "letters", "dossier"):
            continue
        made = make(context, entry.id)
        for number, paper in enumerate((made, *made.companions) if isinstance(made, Made) else ()):
            document = paper.document
            found[f"{entry.id}-{number}"] = Package.read(render(document, TEMPLATES / f"{document.frame}.docx"))
    assert len(found) > 30
    return {
        name: {
            part: etree.fromstring(data)
            for part, data in package.parts.items()
            if part.startswith("word/") and part.endswith(".xml")
        }
        for name, package in found.items()
    }


def _all(packages: dict[str, dict[str, Any]], tag: str) -> list[tuple[str, Any]]:
    """Every element of a tag, with the package that it stands in; certificates and pages of an archive are no 公文."""
    return [
        (name, element)
        for name, parts in packages.items()
        if name not in (CERTIFICATE, *DOSSIER)
        for root in parts.values()
        for element in root.iter(W + tag)
    ]


def _values(element: Any) -> dict[str, str]:
    return {name.replace(W, ""): value for name, value in element.attrib.items()}


def test_every_section_is_a4_with_the_margins_of_the_standard(packages):
    upright = [MARGIN_TOP, MARGIN_RIGHT, MARGIN_BOTTOM, MARGIN_LEFT]
    turned = [MARGIN_LEFT, MARGIN_TOP, MARGIN_RIGHT, MARGIN_BOTTOM]
    assert abs(AREA_WIDTH - 8845) <= 30
    assert abs(AREA_HEIGHT - 12756) <= 30
    sections = _all(packages, "sectPr")
    assert any(section.find(W + "pgSz").get(W + "orient") for _, section in sections)
    for name, section in sections:
        size, margins, grid = (_values(section.find(W + tag)) for tag in ("pgSz", "pgMar", "docGrid"))
        across = "orient" in size
        assert (size["w"], size["h"]) == (("16838", "11906") if across else ("11906", "16838")), name
        assert [int(margins[side]) for side in ("top", "right", "bottom", "left")] == (turned if across else upright)
        assert margins["gutter"] == "0"
        assert grid == {"type": "lines", "linePitch": str(LINE)}, "no grid of characters"


def test_no_section_starts_its_page_numbers_anew(packages):
    assert not _all(packages, "pgNumType")


def test_indents_are_written_in_characters_and_in_twips(packages):
    for name, element in _all(packages, "ind"):
        values = _values(element)
        for side in ("left", "right", "firstLine", "hanging"):
            assert (side in values) == (f"{side}Chars" in values), (name, values)


def test_no_text_is_set_closer(packages):
    assert not [name for name, element in _all(packages, "spacing") if element.get(W + "val")]


def test_blank_lines_are_lines_of_the_text(packages):
    for frame in FRAME_FIELDS:
        spacing = _style(packages[frame]["word/styles.xml"], "公文空行").find(f"{W}pPr/{W}spacing")
        assert _values(spacing) == {"before": "0", "after": "0", "line": str(LINE), "lineRule": "exact"}


def test_only_the_mark_and_its_rules_are_red(packages):
    for name, element in _all(packages, "color"):
        style = next(element.iterancestors(W + "style"), None)
        assert style is not None, name
        assert (_name(style), element.get(W + "val")) == ("公文发文机关标志", RED), name
    reds = {
        _name(style) for _, style in _all(packages, "style") for each in style.iter() if each.get(W + "color") == RED
    }
    assert reds == {"公文发文字号"}


def test_every_run_of_chinese_takes_the_chinese_face(packages):
    for name, run in _all(packages, "r"):
        if re.search("[\u2e80-\uffef“”‘’—…]", "".join(text.text or "" for text in run.findall(W + "t"))):
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert fonts is not None, (name, etree.tostring(run, encoding="unicode"))
            assert fonts.get(W + "hint") == "eastAsia"
    for _, fonts in _all(packages, "rFonts"):
        assert not [key for key in fonts.attrib if "heme" in key]
        assert fonts.get(W + "eastAsia") or fonts.get(W + "hint")
    for frame in FRAME_FIELDS:
        defaults = packages[frame]["word/styles.xml"].find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
        assert defaults.get(W + "eastAsia") == FACES.body


def test_large_text_stands_off_the_grid(packages):
    large = [
        style
        for _, style in _all(packages, "style")
        if style.get(W + "type") == "paragraph" and int(_size(style) or 0) > 32
    ]
    assert {_name(style) for style in large} == {"公文标题", "公文发文机关标志"}
    for style in large:
        assert style.find(f"{W}pPr/{W}snapToGrid").get(W + "val") == "0"
        assert style.find(f"{W}pPr/{W}spacing").get(W + "lineRule") == "exact"


_BODY = ("公文正文", "公文续段", "公文主送机关", "公文附件说明", "公文三级标题", "公文四级标题", "公文份号", "公文发文字号", "公文署名", "公文成文日期", "公文附注")  # fmt: skip
LOOKS: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(_BODY, (FACES.body, "32")),
    "公文标题": (FACES.title, "44"),
    "公文发文机关标志": (FACES.title, "88"),
    "公文一级标题": (FACES.heading1, "32"),
    "公文二级标题": (FACES.heading2, "32"),
    "公文段首一级": (FACES.heading1, None),
    "公文段首二级": (FACES.heading2, None),
    "公文密级": (FACES.heading1, "32"),
    "公文签发人姓名": (FACES.heading2, None),
    "公文附件标识": (FACES.heading1, "32"),
    "公文版记": (FACES.body, "28"),
    "公文页码": (FACES.page_number, "28"),
}
"""Face and size in half-points of each style; None where the size is that of the text around."""


@pytest.mark.parametrize("frame", [OFFICIAL, LETTER, ORDER, MINUTES, "普通文稿", "表格", "责任书", "承诺书"])
def test_styles_have_the_face_and_size_of_their_element(packages, frame):
    styles = packages[frame]["word/styles.xml"]
    seen = 0
    for style in styles.iter(W + "style"):
        if _name(style) in LOOKS:
            seen += 1
            fonts = style.find(f"{W}rPr/{W}rFonts")
            assert (fonts.get(W + "eastAsia"), _size(style)) == LOOKS[_name(style)], _name(style)
    assert seen >= 12
    assert not list(styles.iter(W + "b"))


def test_rules_of_the_imprint_are_thick_outside_and_thin_inside():
    package = Package.read(render(papers.paper(60), TEMPLATES / "公文.docx"))
    root = etree.fromstring(package.parts["word/document.xml"])
    for content in root.iter(W + "txbxContent"):
        rows = list(content.iter(W + "tr"))
        edges = [[row.find(f".//{W}tcBorders/{W}{side}").get(W + "sz") for side in ("top", "bottom")] for row in rows]
        assert edges == [["8", "6"], ["6", "8"]], "eighths of a point: 0.35 mm outside, 0.26 mm inside"


def _name(style: Any) -> str:
    return str(style.find(W + "name").get(W + "val"))


def _style(root: Any, name: str) -> Any:
    return next(style for style in root.iter(W + "style") if _name(style) == name)


def _size(style: Any) -> str | None:
    size = style.find(f"{W}rPr/{W}sz")
    return None if size is None else str(size.get(W + "val"))
