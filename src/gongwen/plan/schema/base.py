"""What every part of the plan shares: frozen models without unknown keys, and the ways people write values."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from gongwen.standard.dates import PlanDate

_YES = frozenset(("是", "true", "yes", "有", "√", "1", "True"))
_NO = frozenset(("否", "false", "no", "无", "×", "0", "False"))


class Model(BaseModel):
    """A part of the plan: read-only, and any key it does not know is a problem.

    Validators are built with the root model, once, when the first plan is read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


def _date(value: Any) -> Any:
    if isinstance(value, PlanDate):
        return value
    try:
        return PlanDate.parse(value)
    except (TypeError, ValueError, AttributeError):
        raise PydanticCustomError("plan_date", "date") from None


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise PydanticCustomError("plan_flag", "flag")


def _several(value: Any) -> Any:
    """One value where a list may stand is a list of one."""
    return (value,) if isinstance(value, str | PlanDate) else value


def _date_schema() -> dict[str, Any]:
    return {"type": "string", "pattern": r"^\d{4}[-./年]\d{1,2}([-./月](\d{1,2}日?)?)?$"}


Text = str
Date = Annotated[
    PlanDate, BeforeValidator(_date), PlainSerializer(str, return_type=str), WithJsonSchema(_date_schema())
]
Flag = Annotated[bool, BeforeValidator(_flag)]
T = TypeVar("T")
Several = Annotated[tuple[T, ...], BeforeValidator(_several)]
"""A list that may be written as its one entry."""
Texts = Several[str]
Dates = Several[Date]
Number = Decimal
