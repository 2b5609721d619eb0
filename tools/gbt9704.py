"""The page on GB/T 9704 in `docs/`: what `gbt9704_rules.toml` says of each rule, and the tests that carry its id.

A test whose name holds the id of a rule (`test_hdr_05_mark_stands_72_mm_from_the_top`) is listed by itself.
"""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("gbt9704_rules.toml")
TESTS = Path(__file__).parent.parent / "tests"
GROUPS = (
    ("用纸、版面和印制", ("PAGE", "PRN")),
    ("版头", ("STR", "HDR")),
    ("主体", ("TTL", "RCP", "BDY", "ATN", "SIG", "NTE")),
    ("附件", ("ATT",)),
    ("版记", ("IMP",)),
    ("页码", ("PNO",)),
    ("表格", ("TBL",)),
    ("计量单位、标点和数字", ("LANG",)),
    ("信函格式", ("LTR",)),
    ("命令（令）格式", ("CMD",)),
    ("纪要格式", ("MIN",)),
    ("文件的写法", ("OOX",)),
)
HEAD = """# GB/T 9704-2012 的要求和本程序的做法

本页由 `python tools/build_docs.py` 根据 `tools/gbt9704_rules.toml` 和 `tests/` 生成，请勿手改；`tests/test_rules.py` 核对每个编号、
每个测试、模块和样式都存在。

要求用本项目自己的话概括，条款号和数值据公开资料整理，没有逐字核对标准文本；有出入时以标准为准。“实践”是通行做法，“实现”是 Word
文件的写法，都不是标准的条文。位置和长度由测试在 LibreOffice 印出的 PDF 上量得，没有在 Word 和 WPS 里量过。

- **由构造保证**：由所列的模块、函数或样式产生，计划里的文字改变不了。单位改了自己的模板，模板所管的就由单位负责。
- **由测试检查**：所列的测试在 `tests/` 里。量版面的测试要有 LibreOffice 和字体。
- **不能从文件判定**：纸张、印刷、盖章等，文件里没有。
- **尚未**：程序还不做或不检查的，请自己看一眼。

"""
COLUMNS = (
    "| 编号 | 条款 | 要素 | 要求 | 结论 | 由什么保证 | 由什么测试检查 | 说明 |\n|---|---|---|---|---|---|---|---|\n"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it asks, what keeps it, what checks it, and what is not kept or cannot be seen."""

    id: str
    clause: str
    element: str
    asks: str
    by: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    note: str = ""
    undecided: str = ""
    yet: str = ""

    @property
    def verdict(self) -> str:
        """In a word: kept by construction, checked by tests, not to be decided from a file, not yet."""
        kept = [word for word, has in (("由构造保证", self.by or self.styles), ("由测试检查", self.tests)) if has]
        part = "部分" if kept else ""
        open_ = [word for word, has in (("不能从文件判定", self.undecided), ("尚未", self.yet)) if has]
        return "，".join([*kept, *(part + word for word in open_)])


def ids_in(name: str) -> list[str]:
    """The rules that the name of a test carries: `test_sig_09_imp_02_on_every_length` gives SIG-09 and IMP-02."""
    found: list[str] = []
    prefix = ""
    prefixes = {each.lower() for _, group in GROUPS for each in group}
    for word in name.removeprefix("test_").split("_"):
        if word in prefixes:
            prefix = word.upper()
        elif prefix and re.fullmatch(r"\d\d", word):
            found.append(f"{prefix}-{word}")
        else:
            break
    return found


def test_names() -> list[str]:
    """Every test of the suite as `file::function`, in the order of files and lines."""
    return [
        f"{path.name}::{node.name}"
        for path in sorted(TESTS.glob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def read_rules() -> list[Rule]:
    """Rules as the source has them."""
    rules = []
    for found in tomllib.loads(SOURCE.read_text(encoding="utf-8"))["rule"]:
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in found.items()
        }
        rules.append(Rule(**fields))
    return rules


def with_tests(rule: Rule, names: list[str]) -> Rule:
    """The rule with the tests that carry its id before those that the source names."""
    own = [each for each in names if rule.id in ids_in(each.partition("::")[2])]
    return replace(rule, tests=tuple(dict.fromkeys([*own, *rule.tests])))


def page() -> str:
    """The page."""
    names = test_names()
    rules = [with_tests(rule, names) for rule in read_rules()]
    lines = [HEAD, _counts(rules)]
    for title, prefixes in GROUPS:
        rows = [_row(rule) for rule in rules if rule.id.rpartition("-")[0] in prefixes]
        lines.append(f"\n## {title}\n\n{COLUMNS}{''.join(rows)}")
    return "".join(lines)


def _counts(rules: list[Rule]) -> str:
    kept = sum(1 for rule in rules if rule.by or rule.styles)
    checked = sum(1 for rule in rules if rule.tests)
    whole = sum(1 for rule in rules if not rule.undecided and not rule.yet)
    hidden = [rule.id for rule in rules if rule.undecided]
    missing = [rule.id for rule in rules if rule.yet and not (rule.by or rule.styles or rule.tests)]
    partly = [rule.id for rule in rules if rule.yet and rule.id not in missing]
    return (
        f"共 {len(rules)} 条：由构造保证的 {kept} 条，由测试检查的 {checked} 条，没有缺的 {whole} 条。"
        f"全部或部分不能从文件判定的 {len(hidden)} 条（{'、'.join(hidden)}）；尚未做的 {len(missing)} 条（{'、'.join(missing)}）；"
        f"做了、还缺一部分的 {len(partly)} 条（{'、'.join(partly)}）。\n"
    )


def _row(rule: Rule) -> str:
    by = [f"`{name}`" for name in rule.by] + [f"样式“{name}”" for name in rule.styles]
    remarks = [
        rule.note,
        f"不能判定：{rule.undecided}" if rule.undecided else "",
        f"尚未：{rule.yet}" if rule.yet else "",
    ]
    cells = (
        rule.id,
        rule.clause,
        rule.element,
        rule.asks,
        rule.verdict,
        "、".join(by),
        "、".join(f"`{name}`" for name in rule.tests),
        "".join(remarks),
    )
    return f"| {' | '.join(cells)} |\n"
