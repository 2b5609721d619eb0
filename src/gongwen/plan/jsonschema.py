"""The plan file's JSON Schema for editors: Chinese titles, both languages of every key."""

from __future__ import annotations

import json
from typing import Any

from gongwen.plan.schema import Plan
from gongwen.plan.schema.aliases import ALIASES


def schema_json() -> str:
    """The schema as text, the same bytes every time; required keys are accepted in either language."""
    schema = Plan.model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "gongwen 计划文件"
    for model in [schema, *schema.get("$defs", {}).values()]:
        _bilingual(model)
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _bilingual(model: dict[str, Any]) -> None:
    """Give each property its Chinese title and its alias beside it."""
    properties: dict[str, Any] = model.get("properties", {})
    model.pop("description", None)  # the models' docstrings are for programmers
    both: dict[str, Any] = {}
    for key, value in properties.items():
        alias = ALIASES[key]
        both[key] = {**_chinese(value), "title": alias}
        both[alias] = {**_chinese(value), "title": f"{alias}（{key}）"}
    if properties:
        model["properties"] = both
    required = model.pop("required", [])
    if required:
        model["allOf"] = [{"anyOf": [{"required": [key]}, {"required": [ALIASES[key]]}]} for key in required]


def _chinese(value: dict[str, Any]) -> dict[str, Any]:
    """A property's own schema; numbers and flags may be written as text, a list of texts as one text."""
    value = {key: item for key, item in value.items() if key not in ("title", "default")}
    if value.get("type") == "array":
        inner = dict(value)
        description = inner.pop("description", None)
        value = {"anyOf": [inner, {"type": "string"}]} | ({"description": description} if description else {})
    if value.get("type") in ("boolean", "integer"):
        value["type"] = [value["type"], "string"]
    return value
