"""Slips of the keyboard that YAML answers with a riddle, or with silence: found on the raw lines, said with the line.

Full-width colons and dashes, blanks of other kinds as indentation, a missing blank after `-` or `:`, values that start
with `{{`. The text of block scalars (`|`, `>`) is left alone: there everything is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongwen.plan.schema.aliases import ALIASES, KEYS
from gongwen.problems import Place, Problem, Severity

_BLOCK = re.compile(r"^(\s*)(?:- +)*(?:[^\s#'\"].*?: +)?[|>][+-]?\d?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*(?:[-－—]\s*)?([A-Za-z_]+|[\u4e00-\u9fff]+)\s*(：|:(?=[^\s:/]))")
_WIDE_DASH = re.compile(r"^\s*[－—–]\s*[^\s—]")
_GLUED_DASH = re.compile(r"^\s*-[^\s\-\d]")
_BARE_TAG = re.compile(r"^\s*(?:- +)?(?:[^\s:#]+: +)?\{\{")
_BARE_MARK = re.compile(r"^\s*(?:- +)?[^\s:#'\"]+: +([@%`*&!])")
_CUT = re.compile(r"[\u4e00-\u9fff。，；、”》）] #")


def prelint(text: str, file: str) -> list[Problem]:
    """Every line that is surely or probably a slip, in order."""
    return [problem for number, line in _lines(text) for problem in _line(number, line, file)]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines outside block scalars and comments, with their numbers."""
    inside: int | None = None
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        if inside is not None:
            if not stripped or indent > inside:
                continue
            inside = None
        if not stripped or stripped.startswith("#"):
            continue
        block = _BLOCK.match(line)
        if block:
            inside = indent
        yield number, line


def _line(number: int, line: str, file: str) -> Iterator[Problem]:
    lead = line[: len(line) - len(line.lstrip())]
    if lead.strip(" "):
        wrong = next(char for char in lead if char != " ")
        name = {"\t": "制表符", "\u3000": "全角空格", "\xa0": "不间断空格"}.get(wrong, f"U+{ord(wrong):04X}")
        yield _slip(
            "yaml.indent", Place(file, number, lead.index(wrong) + 1), f"行首缩进用了{name}", "请改成半角空格。"
        )
    key = _KEY.match(line)
    if key and (key.group(1) in ALIASES or key.group(1) in KEYS):
        column = key.start(2) + 1
        if key.group(2) == "：":
            what = f"“{key.group(1)}”后面是全角冒号（：）"
            yield _slip("yaml.colon", Place(file, number, column), what, "请改成半角冒号加一个空格（: ）。")
        else:
            what = f"“{key.group(1)}:”后面缺少空格"
            yield _slip("yaml.colon", Place(file, number, column), what, "请在半角冒号后面加一个空格。")
    if _WIDE_DASH.match(line):
        yield _slip(
            "yaml.dash", Place(file, number, len(lead) + 1), "清单的横线是全角的", "请改成半角减号加一个空格（- ）。"
        )
    elif _GLUED_DASH.match(line) and not line.startswith("---"):
        yield _slip(
            "yaml.dash", Place(file, number, len(lead) + 1), "清单的减号后面缺少空格", "请在减号后面加一个空格。"
        )
    if _BARE_TAG.match(line):
        yield _slip(
            "yaml.quote", Place(file, number, line.index("{{") + 1), "这一项以 {{ 开头", "请给整项加半角双引号。"
        )
    mark = _BARE_MARK.match(line)
    if mark:
        what = f"这一项以 {mark.group(1)} 开头"
        yield _slip("yaml.quote", Place(file, number, mark.start(1) + 1), what, "请给整项加半角双引号。")


def cut_texts(text: str, file: str) -> list[Problem]:
    """Hints for Chinese text that a blank and # cut off; a comment looks the same, so it is only a hint."""
    return [
        Problem(
            "yaml.comment",
            "“ #”后面的文字按注释处理，不会印出",
            "如果它是正文，请给整项加半角双引号。",
            Place(file, number, match.start() + 1),
            Severity.HINT,
        )
        for number, line in _lines(text)
        if '"' not in line and "'" not in line and (match := _CUT.search(line))
    ]


def guess(text: str, stopped: Sequence[int], file: str) -> Problem:
    """What most probably made the parser stop near some lines (1-based), the last of which is where it stopped."""
    lines = text.split("\n")
    line = stopped[-1]
    for number in (*stopped, line - 1):
        content = lines[number - 1] if 0 < number <= len(lines) else ""
        value = content.split("#")[0]
        if value.count('"') % 2 or value.count("'") % 2:
            return _slip("yaml.unclosed", Place(file, number, 1), "引号没有成对", "请补上另一半半角引号。")
        if "{{" in value and '"' not in value and re.search(r"[\[{].*\{\{", value):
            what = "方括号或花括号里的 {{ 没有加引号"
            return _slip(
                "yaml.quote",
                Place(file, number, content.index("{{") + 1),
                what,
                "请给含有 {{ }} 的那一项加半角双引号。",
            )
        if len(re.findall(r": ", value)) > 1 and not re.search(r"[\"'{\[]", value):
            what = "一行里有两个“冒号加空格”"
            return _slip(
                "yaml.colon", Place(file, number, 1), what, "如果第二个冒号是正文，请改成全角冒号，或给整项加引号。"
            )
    content = lines[line - 1].strip()[:30] if 0 < line <= len(lines) else ""
    what = f"这一行附近的写法不对，读不下去：{content}" if content else "这一行附近的写法不对，读不下去"
    remedy = "请检查：与上一行的缩进是否对齐；键后是否为半角冒号加空格；括号、引号是否成对。"
    return _slip("yaml.syntax", Place(file, line, 1), what, remedy)


def _slip(code: str, place: Place, what: str, remedy: str) -> Problem:
    return Problem(code, what, remedy, place)
