"""What pydantic found, in Chinese: by its error codes, never by its English."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from gongwen.plan.nodes import Path, locate
from gongwen.plan.schema import DOCUMENT_TYPES, Plan
from gongwen.plan.schema.aliases import ALIASES
from gongwen.problems import Problem

_SHOWN = 30
_NEAREST_FOR = 200


def schema_problems(error: ValidationError, root: yaml.Node, file: str) -> list[Problem]:
    """One problem for each error, in file order, at the key or value it concerns."""
    found = [_problem(item, root, file, nearest=number < _NEAREST_FOR) for number, item in enumerate(_items(error))]
    return sorted(
        found, key=lambda problem: (problem.place.line or 0, problem.place.column or 0) if problem.place else (0, 0)
    )


def _items(error: ValidationError) -> list[Any]:
    return error.errors(include_url=False, include_input=True)


def _problem(item: Any, root: yaml.Node, file: str, *, nearest: bool) -> Problem:
    kind: str = item["type"]
    path: Path = tuple(item["loc"])
    context = item.get("ctx") or {}
    name = _name(path)
    if kind == "extra_forbidden":
        place, _ = locate(root, path, file, key=True)
        return Problem(
            "schema.unknown", f"不认识的键“{path[-1]}”", _nearest_key(path) if nearest else "请核对键名。", place
        )
    if kind == "missing":
        place, _ = locate(root, path[:-1], file, key=True)
        return Problem("schema.missing", f"缺少“{name}”", f"请补上 {path[-1]}（或 {name}）: 加内容。", place)
    place, _ = locate(root, path, file)
    what, remedy = _value_message(kind, context, _shown(item.get("input")), name, path)
    return Problem(f"schema.{_CODES.get(kind, 'value')}", what, remedy, place)


_CODES = {
    "plan_date": "date", "plan_flag": "flag", "literal_error": "choice", "int_parsing": "number",
    "decimal_parsing": "number", "float_parsing": "number", "string_type": "kind", "model_type": "kind",
    "model_attributes_type": "kind", "tuple_type": "kind", "list_type": "kind", "dict_type": "kind",
    "decimal_type": "kind", "int_type": "kind",
}  # fmt: skip


def _value_message(  # noqa: PLR0911 - a table with one line for each code
    kind: str, context: dict[str, Any], shown: str, name: str, path: Path
) -> tuple[str, str]:
    """What is wrong with a value, and the remedy."""
    match kind:
        case "plan_date":
            return (
                f"“{name}”不是日期：{shown}",
                "请写成 2023-03-01、2023.3.1、2023年3月1日，或只写到月 2023-03；并确认这一天存在。",
            )
        case "plan_flag":
            return f"“{name}”只能写是或否：{shown}", "请写“是”或“否”。"
        case "literal_error":
            return f"“{name}”没有这个选项：{shown}", _choices(path, shown, context)
        case "int_parsing" | "int_type" | "decimal_parsing" | "decimal_type" | "float_parsing" | "int_from_float":
            return f"“{name}”要写数字：{shown}", "请只写阿拉伯数字，不带单位。"
        case "greater_than_equal" | "less_than_equal":
            limit = context.get("ge", context.get("le"))
            word = "不能小于" if "ge" in context else "不能大于"
            return f"“{name}”{word} {limit}：{shown}", "请改成合理的数字。"
        case "string_too_short":
            return f"“{name}”是空的", "请填写内容。"
        case "string_type":
            return f"“{name}”应当是一段文字", "这里写成了清单或带键的内容；如果文字以 [ 或 { 开头，请加半角双引号。"
        case "model_type" | "model_attributes_type" | "dict_type":
            return (
                f"“{name}”下面应当是若干“键: 值”：{shown}",
                "请换行并缩进两格，逐项写“键: 值”；检查键后的冒号是否为半角加空格。",
            )
        case "tuple_type" | "list_type":
            return f"“{name}”应当是清单：{shown}", "请换行，每项以“- ”开头；或写成 [甲, 乙]。"
        case _:
            return f"“{name}”的写法不对：{shown}", "请对照 gongwen schema 或示例计划文件改正。"


def _choices(path: Path, shown: str, context: dict[str, Any]) -> str:
    if path[-1] == "type" and path[0] == "documents":
        names = {**DOCUMENT_TYPES, **{title: key for key, title in DOCUMENT_TYPES.items()}}
        near = difflib.get_close_matches(shown, names, 1, 0.3)
        listed = "、".join(f"{key}（{title}）" for key, title in DOCUMENT_TYPES.items())
        return (
            f"最接近的是：{near[0] if near[0] in DOCUMENT_TYPES else names[near[0]]}。" if near else ""
        ) + f"可用：{listed}。"
    options = [each.strip("'") for each in re.findall(r"'[^']+'|\d+", context.get("expected", ""))]
    return f"可用：{'、'.join(options)}。"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "（带键的内容）"
    if isinstance(value, list | tuple):
        return "（清单）"
    text = str(value).replace("\n", " ")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _name(path: Path) -> str:
    """What a clerk calls the last key of a path; an entry of a list is called by the list."""
    keys = [part for part in path if isinstance(part, str)]
    if not keys:
        return "计划文件"
    alias = ALIASES.get(keys[-1], keys[-1])
    return f"{alias}第{path[-1] + 1}项" if isinstance(path[-1], int) else alias


def _nearest_key(path: Path) -> str:
    """The key of this place that looks most like the one typed, in the language it was typed in."""
    typed = str(path[-1])
    known = _keys_at(path[:-1])
    names = known if typed.isascii() else [ALIASES.get(key, key) for key in known]
    near = difflib.get_close_matches(typed, names, 1, 0.4)
    listed = "、".join(names[:12]) + ("等" if len(names) > 12 else "")  # noqa: PLR2004 - what fits on one line
    return (f"最接近的是：{near[0]}。" if near else "") + f"这里可用的键：{listed}。"


def _keys_at(path: Sequence[str | int]) -> list[str]:
    """The keys that the schema knows at a path."""
    model: Any = Plan
    for part in path:
        if isinstance(part, int):
            continue
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if part not in fields:
            return []
        model = _model_in(fields[part].annotation)
        if model is None:
            return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner)) is not None), None)
