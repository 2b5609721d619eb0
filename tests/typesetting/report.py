"""The report: every corpus compared, figures by family and all differences with their reasons, in `docs/typesetting.md`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.conftest import ROOT
from tests.typesetting import office, ours
from tests.typesetting.compare import compare
from tests.typesetting.corpora import CORPORA, corpus
from tests.typesetting.features import FEATURES
from tests.typesetting.pages import read
from tests.typesetting.reasons import EXCEPTED, EXPLAIN, FACE, FOLLOWS, MERGED
from tests.typesetting.result import BASELINE, LEFT, Result, together
from tests.typesetting.wants import Shown, wrongs

PAGE = ROOT / "docs" / "typesetting.md"
FAMILIES = {
    "own": ("自己的文件", "`gongwen build` 按示例和全部文件类型做出的每个 Word 文件"),
    "real": ("真实文字", "示例计划的句子重新组合，插入日期、文号、电话、金额、百分比"),
    "hard": ("刁钻文字", "随机混入西文、网址、全角数字、①Ⅰ、引号、——、……、℃、%"),
    "structure": ("各种结构", "标题、跨页的合并单元格、名单、照片、附件、横排、与下段同页；一半不经本程序做成"),
    "long": ("三百页", "一份约三百页的文件"),
    "python-docx": ("外来：python-docx", "默认模板做成的英文、中文文件：列表、表格样式、页眉、分节"),
    "libreoffice": ("外来：LibreOffice", "LibreOffice 由手写的 ODF、HTML 另存的 Word 文件：分栏、脚注、文本框、修订"),
}
KINDS = {
    "break": "折行", "baseline": "行的高低", "left": "行首位置", "page": "所在的页", "pages": "页数", "text": "缺字", "loose": "页眉页脚、编号",
    "loose baseline": "页眉页脚、编号的高低", "loose left": "页眉页脚、编号的左右",
}  # fmt: skip
HEAD = """# 排版核对

本页由 `python -m tests.typesetting`（即 `make typesetting`）生成，请勿手改。它把许多 Word 文件分别交给 LibreOffice 和本程序印成
PDF，逐行比较：在哪个字折行，在哪一页，基线高低，行首左右。LibreOffice 印过的按内容存着，第二次很快；同一版本、同一套字体每次
结果相同。只看一个文件：`python -m tests.typesetting compare 文件.docx`；只看一类：`python -m tests.typesetting corpus own`。

本程序平时按 Word 的规则排。这里按 LibreOffice 的规则排（`PrintOptions(profile="libreoffice")`），因为可比的只有它；Word、WPS 没有
量过。LibreOffice 折行后起头不同的行，从它的起头让本程序重新折一次再比，所以前面的一处差别不会连累后面的行。
"""


def write(target: Path = PAGE) -> int:
    """Compare everything and write the page."""
    families: dict[str, list[Result]] = defaultdict(list)
    faces: Counter[str] = Counter()
    failed: list[str] = []
    for name in CORPORA:
        documents = corpus(name)
        theirs = office.pdfs_of(documents)
        for key, docx in documents.items():
            family = name if name in FAMILIES else key.split("/")[0]
            pdf = theirs[key]
            if pdf is None:
                failed.append(f"{key}：LibreOffice 印不出")
                continue
            faces.update(char.font for page in read(pdf)[:3] for char in page.chars)
            families[family].append(compare(key, docx, pdf, ours.pdf_of(docx), ours.pdf_of))
    target.write_text("\n".join(_page(families, faces, failed)) + "\n", encoding="utf-8", newline="\n")
    print(f"{target}: {sum(map(len, families.values()))} documents")
    return int(bool(failed))


def _page(families: Mapping[str, Sequence[Result]], faces: Counter[str], failed: Sequence[str]) -> Iterator[str]:
    yield HEAD
    yield f"- {office.version()}"
    yield f"- LibreOffice 用到的字体：{'、'.join(sorted(faces))}"
    yield f"- 允许相差：基线 {BASELINE} 毫米，行首 {LEFT} 毫米"
    yield from (f"- {text}" for text in failed)
    yield from _figures(families)
    yield from _reasons(families)
    yield from _features()
    yield from _differences(families)


def _figures(families: Mapping[str, Sequence[Result]]) -> Iterator[str]:
    yield "\n## 数字\n"
    for name in families:
        yield f"- **{FAMILIES[name][0]}**：{FAMILIES[name][1]}。"
    excepted = "、".join(f"“{EXPLAIN[each]}”" for each in EXCEPTED)
    yield f"\n“除外”的折行不计入：{excepted}。基线和行首只算没有差别的行和差别没有已知原因的行，“比过”是这些行所占的比例。\n"
    yield "| 文件 | 份数 | 页数（LibreOffice／本程序） | 页数相同 | 行 | 折行 | 判定 | 相同 | 除外 | 折行一致 | 比过 | 基线：99%的行 | 基线：最大 | 行首：最大 |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for name, results in families.items():
        total = together(FAMILIES[name][0], results)
        cells = (
            total.name, len(results), f"{total.pages[0]}／{total.pages[1]}", sum(each.pages_same for each in results), total.lines,
            total.broken, total.judged, total.same, total.excepted, f"{total.right:.2f}%", f"{len(total.open_baselines) / max(1, len(total.baselines)):.1%}", _share(total.open_baselines),
            f"{max(total.open_baselines, default=0):.2f} 毫米", f"{max(total.open_lefts, default=0):.2f} 毫米",
        )  # fmt: skip
        yield f"| {' | '.join(map(str, cells))} |"


def _share(values: Sequence[float]) -> str:
    """What 99 of a hundred lines are not farther apart than."""
    ordered = sorted(values)
    return f"{ordered[int(len(ordered) * 0.99)]:.2f} 毫米" if ordered else "—"


def _reasons(families: Mapping[str, Sequence[Result]]) -> Iterator[str]:
    yield "\n## 差别的原因\n"
    yield "一连串同样移动的行算一处。\n"
    counts = {
        name: Counter(each.reason for result in results for each in result.differences)
        for name, results in families.items()
    }
    yield f"| 原因 | {' | '.join(FAMILIES[name][0] for name in families)} |"
    yield f"|---|{'--:|' * len(families)}"
    for reason, meaning in EXPLAIN.items():
        if any(each[reason] for each in counts.values()):
            yield f"| {meaning} | {' | '.join(str(counts[name][reason] or '') for name in families)} |"


def _features() -> Iterator[str]:
    yield "\n## 各项功能\n"
    bad = []
    for feature in FEATURES:
        printed = ours.printed(feature.make())
        if wrongs(feature.wants, Shown(printed.data, printed.unknown)):
            bad.append(feature.name)
    named = f"（{'、'.join(bad)}）" if bad else ""
    yield f"每项功能一个手写的小文件，PDF 里的文字、位置、颜色、页数逐项核对：{len(FEATURES)} 项，不符的 {len(bad)} 项{named}。"


def _differences(families: Mapping[str, Sequence[Result]]) -> Iterator[str]:
    yield "\n## 全部差别\n"
    yield "只是跟着前面移动的不列。同样的差别列一次，前面是次数；“/”是行尾，左边是 LibreOffice，右边是本程序。合并单元格、代用字体引起的位置差别只列页。"
    for name, results in families.items():
        found: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
        for result in results:
            for each in result.differences:
                if each.reason != FOLLOWS:
                    brief = each.reason in {MERGED, FACE} and each.kind != "break"
                    place = f"{result.name} 第{each.page + 1}页"
                    both = (place, "") if brief else (f"`{each.theirs or '—'}`", f" ｜ `{each.ours or '—'}`")
                    found[each.kind, *both, each.reason] += [place] * each.count
        yield f"\n### {FAMILIES[name][0]}\n"
        if not found:
            yield "没有。"
        for (kind, left, right, reason), places in sorted(found.items(), key=_order):
            where = "" if left == places[0] else f"；{places[0]}"
            yield f"- {len(places)}× {KINDS[kind]}：{left}{right}（{_short(reason)}{where}）"


def _order(item: tuple[tuple[str, str, str, str], list[str]]) -> tuple[int, int, int, str]:
    (kind, theirs, _, reason), places = item
    return list(KINDS).index(kind), list(EXPLAIN).index(reason), -len(places), theirs


def _short(reason: str) -> str:
    return EXPLAIN[reason].split("，")[0]
